//! Pages of the operator: organisations, their connections and certificates.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect};
use kernel::{Language, Oin, Problem};
use party::{Connection, Organisation};
use serde::Deserialize;
use serde_json::{Value, json};
use trust::x509::Profile;
use web::{Acting, Answer, Form, House, View};

use crate::authority::{Pki, file_name, state_of};

/// Organisations on one page.
const PAGE: usize = 25;

/// Query of the list.
#[derive(Debug, Deserialize)]
pub struct Search {
    /// Part of a name or OIN.
    #[serde(default)]
    zoek: String,
    /// Page, from 1.
    #[serde(default)]
    pagina: Option<usize>,
}

/// The indicator that counts organisations connected to a facility, when there is one.
pub fn indicator_of(house: &House, facility: &str) -> Option<&'static str> {
    let names: [(&str, &'static str); 3] = [
        ("brp", "brp.organisaties"),
        ("mijnoverheid", "mijnoverheid.berichtenbox.organisaties"),
        ("digid", "digid.organisaties"),
    ];
    names
        .into_iter()
        .find(|(slug, id)| *slug == facility && house.live.catalogue().get(id).is_some())
        .map(|(_, id)| id)
}

pub(crate) fn known(house: &House, oin: &str) -> Result<Arc<Organisation>, Problem> {
    let oin: Oin = oin.parse().map_err(|_| Problem::not_found("Dit is geen OIN."))?;
    house.parties.organisation(&oin).ok_or_else(|| Problem::not_found("Er is geen organisatie met dit OIN."))
}

/// `GET /console`
pub async fn home() -> Redirect {
    Redirect::to("/console/organisaties")
}

/// `GET /console/organisaties`
pub async fn organisations(
    State(house): State<Arc<House>>,
    view: View,
    Query(search): Query<Search>,
) -> Answer {
    let wanted = search.zoek.trim().to_lowercase();
    let all = house.parties.organisations();
    let found: Vec<_> = all
        .iter()
        .filter(|one| one.name.to_lowercase().contains(&wanted) || one.oin.as_str().contains(&wanted))
        .collect();
    let last = found.len().div_ceil(PAGE).max(1);
    let page = search.pagina.unwrap_or(1).clamp(1, last);
    let certificates = house.parties.certificates(None).await?;
    let now = house.clock.now();
    let rows: Vec<Value> = found
        .iter()
        .skip((page - 1) * PAGE)
        .take(PAGE)
        .map(|one| {
            let newest = certificates.iter().find(|certificate| certificate.oin.as_ref() == Some(&one.oin));
            let state = newest.map_or("none", |certificate| {
                state_of(certificate, house.parties.standing(&certificate.serial), now)
            });
            let active =
                house.parties.connections(&one.oin).iter().filter(|link| link.is_active(now)).count();
            json!({ "name": one.name, "oin": one.oin, "href": format!("/console/organisaties/{}", one.oin),
                    "connections": active, "certificate": state })
        })
        .collect();
    let href = |page: usize| format!("/console/organisaties?zoek={}&pagina={page}", encode(&search.zoek));
    let values = json!({
        "page_title": match view.language { Language::Nl => "Organisaties", Language::En => "Organisations" },
        "section": "organisaties", "notice": null, "search": search.zoek, "new_href": "/console/verbindingen/nieuw",
        "organisations": rows, "total": found.len(),
        "pages": pages(page, last, &href),
    });
    view.page(&house, "console", "console/organisaties.html", values)
}

/// Pages around the current one, as the templates want them.
fn pages(page: usize, last: usize, href: &dyn Fn(usize) -> String) -> Value {
    let near = (page.saturating_sub(2).max(1)..=(page + 2).min(last))
        .map(|number| json!({ "number": number, "href": href(number), "current": number == page }))
        .collect::<Vec<_>>();
    json!({ "previous": (page > 1).then(|| href(page - 1)), "next": (page < last).then(|| href(page + 1)), "items": near })
}

fn encode(text: &str) -> String {
    text.bytes()
        .map(
            |byte| {
                if byte.is_ascii_alphanumeric() {
                    char::from(byte).to_string()
                } else {
                    format!("%{byte:02X}")
                }
            },
        )
        .collect()
}

/// `GET /console/organisaties/{oin}`
pub async fn organisation(State(house): State<Arc<House>>, view: View, Path(oin): Path<String>) -> Answer {
    let organisation = known(&house, &oin)?;
    let pki: Arc<Pki> = house.kept()?;
    let now = house.clock.now();
    let connections: Vec<Value> = house
        .parties
        .connections(&organisation.oin)
        .iter()
        .map(|link| {
            let active = link.is_active(now);
            json!({
                "facility": link.facility, "service": link.legal_basis, "purposes": [link.purpose], "attributes": link.attributes,
                "from": link.active_from.day().to_string(),
                "until": (link.active_until != Connection::OPEN).then(|| link.active_until.day().to_string()),
                "active": active, "end_action": active.then(|| format!("/console/verbindingen/{}/einde", link.id)),
            })
        })
        .collect();
    let issued = house.parties.certificates(Some(&organisation.oin)).await?;
    let count = issued.len();
    let certificates: Vec<Value> = issued
        .iter()
        .enumerate()
        .map(|(place, certificate)| {
            let state = state_of(certificate, house.parties.standing(&certificate.serial), now);
            json!({
                "serial": certificate.serial, "state": state,
                "from": certificate.not_before.day().to_string(), "until": certificate.not_after.day().to_string(),
                "path": pki.path_of(&file_name(&organisation.oin, count - 1 - place)),
                "revoke_action": (state == "valid").then(|| format!("/console/certificaten/{}/intrekken", certificate.serial)),
            })
        })
        .collect();
    let values = json!({
        "page_title": organisation.name, "section": "organisaties", "notice": null,
        "organisation": { "name": organisation.name, "oin": organisation.oin, "kind": organisation.kind },
        "connections": connections, "certificates": certificates,
        "new_connection_href": format!("/console/verbindingen/nieuw?oin={}", organisation.oin),
        "issue_action": format!("/console/organisaties/{}/certificaat", organisation.oin),
    });
    view.page(&house, "console", "console/organisatie.html", values)
}

/// Issues a certificate to an organisation and writes it beside those it had.
pub(crate) async fn issue_to(
    house: &House,
    act: &kernel::Act,
    organisation: &Organisation,
) -> Result<(), Problem> {
    let pki: Arc<Pki> = house.kept()?;
    let number = house.parties.certificates(Some(&organisation.oin)).await?.len();
    let file = file_name(&organisation.oin, number);
    pki.issue(house, act, Profile::LegalPersonAuthentication, organisation, &file, Vec::new()).await.map(drop)
}

/// `POST /console/organisaties/{oin}/certificaat`
pub async fn issue(
    State(house): State<Arc<House>>,
    Acting(act): Acting,
    Path(oin): Path<String>,
    _: Form,
) -> Answer {
    let organisation = known(&house, &oin)?;
    issue_to(&house, &act, &organisation).await?;
    Ok(Redirect::to(&format!("/console/organisaties/{}", organisation.oin)).into_response())
}

/// `POST /console/verbindingen/{id}/einde`
pub async fn end_connection(
    State(house): State<Arc<House>>,
    Acting(act): Acting,
    Path(id): Path<String>,
    _: Form,
) -> Answer {
    let all = house.parties.organisations();
    let ending = all.iter().find_map(|one| {
        let links = house.parties.connections(&one.oin);
        links.iter().find(|link| link.id == id).map(|link| (one.oin.clone(), link.facility.clone()))
    });
    let (oin, facility) =
        ending.ok_or_else(|| Problem::not_found("Er is geen aansluiting met dit nummer."))?;
    house.parties.disconnect(&act, &id, indicator_of(&house, &facility)).await?;
    Ok(Redirect::to(&format!("/console/organisaties/{oin}")).into_response())
}

/// `POST /console/certificaten/{serial}/intrekken`
pub async fn revoke(
    State(house): State<Arc<House>>,
    Acting(act): Acting,
    Path(serial): Path<String>,
    form: Form,
) -> Answer {
    let reason = form.text("reden").parse().unwrap_or(4);
    house.parties.revoke(&act, &serial, reason).await?;
    let issued = house.parties.certificates(None).await?;
    let holder = issued.into_iter().find(|one| one.serial == serial).and_then(|one| one.oin);
    let place = holder
        .map_or_else(|| "/console/organisaties".to_owned(), |oin| format!("/console/organisaties/{oin}"));
    Ok(Redirect::to(&place).into_response())
}
