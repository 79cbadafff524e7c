//! What this facility asks the BRP, through its front door, on behalf of the citizen who looks.

use std::collections::BTreeSet;
use std::time::Duration;

use bytes::Bytes;
use http::Request;
use http::header::{ACCEPT, CONTENT_TYPE};
use kernel::{Act, Bsn, Moment, Problem};
use party::Connection;
use serde_json::{Value, json};
use web::House;

use crate::rules::account::Known;

/// Purpose (doelbinding) under which the BRP is asked.
pub const PURPOSE: &str = "inzage persoonsgegevens";
/// Law that allows it.
pub const LEGAL_BASIS: &str = "Wet digitale overheid, artikel 5";
/// Rubrieken that the questions need.
pub const ATTRIBUTES: [&str; 28] = [
    "010120", "PANM02", "010310", "010320", "010330", "010410", "PAGL01", "PAVP03", "PAVP04", "080910",
    "080920", "040510", "050210", "050230", "050240", "050310", "020210", "030210", "020230", "030230",
    "020240", "030240", "020310", "030310", "090210", "090230", "090240", "090310",
];

const PATH: &str = "/haalcentraal/api/brp/personen";
/// Asked at a login.
const LOGIN_FIELDS: [&str; 3] = ["burgerservicenummer", "naam.volledigeNaam", "leeftijd"];
/// Shown on the page with the citizen's own data.
const OWN_FIELDS: [&str; 24] = [
    "burgerservicenummer",
    "naam.volledigeNaam",
    "geboorte.datum",
    "geboorte.plaats",
    "geboorte.land",
    "geslacht",
    "leeftijd",
    "adressering.adresregel1",
    "adressering.adresregel2",
    "gemeenteVanInschrijving",
    "datumInschrijvingInGemeente",
    "nationaliteiten.nationaliteit",
    "partners.naam.voornamen",
    "partners.naam.voorvoegsel",
    "partners.naam.geslachtsnaam",
    "partners.geboorte.datum",
    "ouders.naam.voornamen",
    "ouders.naam.voorvoegsel",
    "ouders.naam.geslachtsnaam",
    "ouders.geboorte.datum",
    "kinderen.naam.voornamen",
    "kinderen.naam.voorvoegsel",
    "kinderen.naam.geslachtsnaam",
    "kinderen.geboorte.datum",
];
/// A login does not wait longer for a name.
const LOGIN_WAIT: Duration = Duration::from_secs(3);
/// A page does not wait longer for its data (card mijnoverheid-persoonlijke-gegevens: hard 10 seconds).
const PAGE_WAIT: Duration = Duration::from_secs(10);

/// The connection that this facility needs at the BRP, from `from` on.
///
/// # Errors
/// When the OIN of this facility is none.
pub fn connection(from: Moment) -> Result<Connection, Problem> {
    Ok(Connection {
        id: String::new(),
        oin: crate::OIN.parse().map_err(|_| Problem::internal("the OIN of mijnoverheid"))?,
        facility: "brp".to_owned(),
        purpose: PURPOSE.to_owned(),
        legal_basis: LEGAL_BASIS.to_owned(),
        attributes: ATTRIBUTES.iter().map(|one| (*one).to_owned()).collect::<BTreeSet<_>>(),
        active_from: from,
        active_until: Connection::OPEN,
    })
}

/// Who logs in, as far as the BRP can tell now.
pub(crate) async fn who(house: &House, act: &Act, bsn: &Bsn) -> Known {
    match person(house, act, bsn, &LOGIN_FIELDS, LOGIN_WAIT).await {
        Ok(None) => Known::Nobody,
        Ok(Some(person)) => Known::Person {
            name: text(&person, "/naam/volledigeNaam"),
            age: person.get("leeftijd").and_then(Value::as_i64),
            deceased: text(&person, "/opschortingBijhouding/reden/code").as_deref() == Some("O"),
        },
        Err(problem) => {
            tracing::warn!(code = problem.code, "the BRP did not answer at a login");
            Known::Unavailable
        }
    }
}

/// Everything that is shown to the citizen.
///
/// # Errors
/// When the BRP does not answer in time or not with this person.
pub(crate) async fn own_data(house: &House, act: &Act, bsn: &Bsn) -> Result<Option<Value>, Problem> {
    person(house, act, bsn, &OWN_FIELDS, PAGE_WAIT).await
}

async fn person(
    house: &House,
    act: &Act,
    bsn: &Bsn,
    fields: &[&str],
    wait: Duration,
) -> Result<Option<Value>, Problem> {
    let question = json!({
        "type": "RaadpleegMetBurgerservicenummer",
        "burgerservicenummer": [bsn],
        "fields": fields,
    });
    let request = Request::post(PATH)
        .header(CONTENT_TYPE, "application/json")
        .header(ACCEPT, "application/json")
        .body(Bytes::from(question.to_string()))
        .map_err(|_| Problem::internal("a question to the BRP could not be written"))?;
    let late = || Problem::unavailable("De Basisregistratie Personen antwoordt nu niet.", 10);
    let call = house.call(act, crate::SLUG, "brp", Some(PURPOSE), request);
    let reply = tokio::time::timeout(wait, call).await.map_err(|_| late())??;
    if !reply.status.is_success() {
        tracing::warn!(status = reply.status.as_u16(), "the BRP refused a question of this facility");
        return Err(late());
    }
    let found = reply.json()?.pointer("/personen/0").cloned();
    match found {
        Some(person) if text(&person, "/burgerservicenummer").as_deref() != Some(bsn.as_str()) => {
            tracing::error!("the BRP answered with another person than was asked for; nothing is shown");
            Err(Problem::internal("another person"))
        }
        other => Ok(other),
    }
}

/// The text at a place in a document.
pub(crate) fn text(document: &Value, pointer: &str) -> Option<String> {
    document.pointer(pointer).and_then(Value::as_str).map(str::to_owned)
}
