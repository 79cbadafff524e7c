//! The form with which an operator connects an organisation to a facility.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect};
use kernel::{Act, Day, Language, Moment, Oin, Problem};
use party::{Connection, Organisation};
use serde::Deserialize;
use serde_json::{Value, json};
use web::{Acting, Answer, Form, House, View};

use crate::console::{indicator_of, issue_to};

/// Query of the empty form.
#[derive(Debug, Deserialize)]
pub struct For {
    /// For which organisation.
    #[serde(default)]
    oin: String,
}

/// What the form says, once it is right.
struct Wanted {
    organisation: Organisation,
    connections: Vec<Connection>,
    certificate: bool,
}

/// `GET /console/verbindingen/nieuw`
pub async fn page(State(house): State<Arc<House>>, view: View, Query(query): Query<For>) -> Answer {
    let name = query
        .oin
        .parse::<Oin>()
        .ok()
        .and_then(|oin| house.parties.organisation(&oin))
        .map(|one| one.name.clone())
        .unwrap_or_default();
    let form = json!({ "oin": query.oin, "naam": name, "voorziening": "", "doelen": "", "gegevens": "",
                       "vanaf": house.clock.today().to_string(), "tot": "", "certificaat": true });
    show(&house, &view, form, Vec::new(), 200)
}

fn show(house: &House, view: &View, form: Value, errors: Vec<Value>, status: u16) -> Answer {
    let facilities: Vec<Value> = house
        .facilities
        .iter()
        .map(|facility| json!({ "value": facility.slug, "text": facility.title.get(view.language) }))
        .collect();
    let title = match view.language {
        Language::Nl => "Nieuwe aansluiting",
        Language::En => "New connection",
    };
    let values = json!({ "page_title": title, "section": "organisaties", "errors": errors, "form": form, "facilities": facilities });
    view.page_with(house, "console", "console/verbinding-nieuw.html", values, status)
}

/// `POST /console/verbindingen`
pub async fn submit(State(house): State<Arc<House>>, Acting(act): Acting, view: View, form: Form) -> Answer {
    match read(&house, &act, &form, view.language) {
        Ok(wanted) => {
            let place = format!("/console/organisaties/{}", wanted.organisation.oin);
            carry_out(&house, &act, wanted).await?;
            Ok(Redirect::to(&place).into_response())
        }
        Err(errors) => {
            let typed = json!({
                "oin": form.text("oin"), "naam": form.text("naam"), "voorziening": form.text("voorziening"),
                "doelen": form.exact("doelen"), "gegevens": form.exact("gegevens"), "vanaf": form.text("vanaf"),
                "tot": form.text("tot"), "certificaat": form.text("certificaat") == "ja",
            });
            show(&house, &view, typed, errors, 400)
        }
    }
}

async fn carry_out(house: &House, act: &Act, wanted: Wanted) -> Result<(), Problem> {
    house.parties.add_organisations(act, vec![wanted.organisation.clone()]).await?;
    for connection in wanted.connections {
        let indicator = indicator_of(house, &connection.facility);
        house.parties.connect(act, connection, indicator).await?;
    }
    if wanted.certificate {
        issue_to(house, act, &wanted.organisation).await?;
    }
    Ok(())
}

fn lines(text: &str) -> impl Iterator<Item = String> + '_ {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned)
}

/// Reads the form; all errors at once, each with the field it belongs to.
fn read(house: &House, act: &Act, form: &Form, language: Language) -> Result<Wanted, Vec<Value>> {
    let mut errors = Vec::new();
    let mut wrong = |field: &str, nl: &str, en: &str| {
        let text = if language == Language::Nl { nl } else { en };
        errors.push(json!({ "field": field, "text": text }));
    };
    let oin = form.text("oin").parse::<Oin>();
    if oin.is_err() {
        wrong(
            "oin",
            "Vul een geldig OIN in: 20 cijfers met een bekend begin.",
            "Enter a valid OIN: 20 digits with a known beginning.",
        );
    }
    let name = form.text("naam").to_owned();
    if name.is_empty() || name.chars().count() > 60 {
        wrong("naam", "Vul een naam in van 1 tot 60 tekens.", "Enter a name of 1 to 60 characters.");
    }
    let facility = form.text("voorziening").to_owned();
    if house.facility(&facility).is_none() {
        wrong("voorziening", "Kies een voorziening.", "Choose a facility.");
    }
    let purposes: Vec<String> = lines(form.exact("doelen")).take(20).collect();
    if purposes.is_empty() || purposes.iter().any(|purpose| purpose.chars().count() > 200) {
        wrong(
            "doelen",
            "Noem ten minste één doel, elk van ten hoogste 200 tekens.",
            "Name at least one purpose, each of at most 200 characters.",
        );
    }
    let from = form.text("vanaf").parse::<Day>();
    if from.is_err() {
        wrong("vanaf", "Vul een datum in, zoals 2026-01-31.", "Enter a date, such as 2026-01-31.");
    }
    let until = match form.text("tot") {
        "" => Ok(Connection::OPEN),
        text => text.parse::<Day>().map(Moment::start_of),
    };
    let ends_well = matches!((&from, &until), (Ok(from), Ok(until)) if Moment::start_of(*from) < *until);
    if !ends_well && from.is_ok() {
        wrong(
            "tot",
            "Vul een datum in die na de begindatum ligt, of niets.",
            "Enter a date after the first one, or nothing.",
        );
    }
    let (Ok(oin), Ok(from), Ok(until), true) = (oin, from, until, errors.is_empty()) else {
        return Err(errors);
    };
    let attributes: BTreeSet<String> = lines(form.exact("gegevens")).take(400).collect();
    // A connection that begins today holds at once, not only since midnight: it must not seem older than it is.
    let start = Moment::start_of(from);
    let active_from = if start <= act.at && act.at.day() == from { act.at } else { start };
    let connections = purposes
        .into_iter()
        .map(|purpose| Connection {
            id: String::new(),
            oin: oin.clone(),
            facility: facility.clone(),
            purpose,
            legal_basis: "vastgelegd door de beheerder".to_owned(),
            attributes: attributes.clone(),
            active_from,
            active_until: until,
        })
        .collect();
    let kind = "landelijk".to_owned();
    let organisation = Organisation { oin, name, kind, gemeente_code: None, kvk: None };
    Ok(Wanted { organisation, connections, certificate: form.text("certificaat") == "ja" })
}
