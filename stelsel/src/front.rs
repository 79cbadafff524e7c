//! Pages and documents of the house itself: the front page, the language, assets, accessibility, the list of interfaces.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CONTENT_TYPE, SET_COOKIE};
use http::{HeaderName, Uri};
use kernel::{Language, Problem};
use serde::Deserialize;
use serde_json::{Value, json};
use web::{Access, Answer, Chapter, House, Interface, Routes, View};

use crate::catalogue;
use crate::up::Ready;

/// The routes of the house itself, and the description of each JSON API.
pub fn routes(house: &Arc<House>) -> Routes {
    let mut routes = Routes::new("stelsel", house)
        .get("/", Access::Open, home)
        .get("/taal/{code}", Access::Open, language)
        .get("/vast/{hash}/{name}", Access::Open, asset)
        .get("/toegankelijkheid", Access::Open, accessibility)
        .get("/voorbeeld.pdf", Access::Open, sample_pdf)
        .get("/openapi", Access::Open, interfaces);
    for interface in house.facilities.iter().flat_map(|facility| facility.interfaces.iter()) {
        let path: &'static str = Box::leak(format!("{}/openapi.json", interface.base).into_boxed_str());
        routes = routes.get(path, Access::Open, async || description(interface));
    }
    routes
}

fn description(interface: &'static Interface) -> Response {
    let version = HeaderName::from_static("api-version");
    let headers = [
        (CONTENT_TYPE, "application/json"),
        (ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (version, interface.version),
    ];
    (headers, interface.document).into_response()
}

/// `GET /openapi`: every JSON API that is described here.
async fn interfaces(State(house): State<Arc<House>>) -> Response {
    let list: Vec<Value> = house
        .facilities
        .iter()
        .flat_map(|facility| facility.interfaces.iter())
        .map(|one| json!({ "base": one.base, "version": one.version, "own": one.own }))
        .collect();
    axum::Json(list).into_response()
}

async fn asset(State(house): State<Arc<House>>, uri: Uri) -> Response {
    house.assets.answer(uri.path())
}

/// `GET /toegankelijkheid`
async fn accessibility(State(house): State<Arc<House>>, view: View) -> Answer {
    let title = match view.language {
        Language::Nl => "Toegankelijkheid",
        Language::En => "Accessibility",
    };
    view.page(&house, "stelsel", "toegankelijkheid.html", json!({ "page_title": title }))
}

/// `GET /voorbeeld.pdf`: a small document to send as an attachment.
async fn sample_pdf() -> Response {
    ([(CONTENT_TYPE, "application/pdf")], include_bytes!("../voorbeeld.pdf").as_slice()).into_response()
}

/// Query of the change of language.
#[derive(Debug, Deserialize)]
struct Back {
    /// Where to go back to.
    #[serde(default)]
    terug: String,
}

/// `GET /taal/{code}?terug=/pad`: a year-long cookie, and back to a page of this site only.
async fn language(Path(code): Path<String>, Query(back): Query<Back>) -> Answer {
    if !matches!(code.as_str(), "nl" | "en") {
        return Err(Problem::not_found("Deze taal is er niet; er zijn nl en en.").into());
    }
    let inside = back.terug.starts_with('/')
        && !back.terug.starts_with("//")
        && !back.terug.contains(['\\', '\r', '\n']);
    let target = if inside { back.terug.as_str() } else { "/" };
    let cookie = format!("taal={code}; Path=/; Max-Age=31536000; SameSite=Lax");
    Ok(([(SET_COOKIE, cookie)], Redirect::to(target)).into_response())
}

/// `GET /`
async fn home(State(house): State<Arc<House>>, view: View) -> Answer {
    let ready: Arc<Ready> = house.kept()?;
    let language = view.language;
    let state_of = |slug: &str| {
        house.facility(slug).map_or("absent", |facility| match facility.state {
            web::State::Works => "works",
            web::State::Part => "part",
            web::State::Absent => "absent",
        })
    };
    let chapters: Vec<Value> = [Chapter::Identify, Chapter::Inform, Chapter::Record, Chapter::Connect]
        .into_iter()
        .map(|chapter| {
            let cards = catalogue::ALL.iter().filter(|card| card.chapter == chapter);
            let facilities: Vec<Value> = cards
                .map(|card| {
                    let links = house.facility(card.slug).map(|facility| facility.links).unwrap_or_default();
                    let links: Vec<Value> = links
                        .iter()
                        .map(|(href, text)| json!({ "href": href, "text": text.get(language) }))
                        .collect();
                    json!({ "name": card.name, "slug": card.slug, "state": state_of(card.slug),
                            "summary": card.summary.get(language), "links": links })
                })
                .collect();
            json!({ "title": chapter.title().get(language), "facilities": facilities })
        })
        .collect();
    let count = |state: &str| catalogue::ALL.iter().filter(|card| state_of(card.slug) == state).count();
    let values = json!({
        "page_title": match language { Language::Nl => "Voorpagina", Language::En => "Front page" },
        "chapters": chapters,
        "totals": { "works": count("works"), "part": count("part"), "absent": count("absent"), "all": catalogue::ALL.len() },
        "walk": walk(&ready),
    });
    view.page(&house, "stelsel", "home.html", values)
}

fn walk(ready: &Ready) -> Value {
    let people: Vec<Value> = ready
        .people
        .iter()
        .map(|one| json!({ "name": one.name, "username": one.username, "password": one.password }))
        .collect();
    let organisations: Vec<Value> = ready
        .organisations
        .iter()
        .map(|one| json!({ "name": one.name, "oin": one.oin, "certificate_path": one.certificate, "key_path": one.key }))
        .collect();
    json!({
        "people": people, "organisations": organisations, "base_url": ready.public, "mtls_url": ready.mtls,
        "bsn_of_first": ready.people.first().map(|one| one.bsn.as_str()).unwrap_or_default(),
        "ca_path": ready.ca, "pdf_path": ready.pdf, "brp_headers": [], "letter_headers": ["Idempotency-Key: 6f1c0c8e-5a0e-4f0a-9f0e-0a4d5c7b1e11"],
        "death": death(ready),
    })
}

/// The body with which the municipality registers the death of the second person, so that the first can go on with the walk.
fn death(ready: &Ready) -> Value {
    let today = kernel::Day::from_number(ready.country.today).map(|day| day.to_string()).unwrap_or_default();
    let dead = ready.people.get(1).or(ready.people.first());
    let body = json!({
        "gebeurtenistype": "overlijden", "tijdstipGebeurtenis": today,
        "brondocument": { "soort": "overlijdensakte", "identificatie": "2-A0001", "datum": today, "organisatie": ready.municipality },
        "objecten": [{ "burgerservicenummer": dead.map(|one| one.bsn.as_str()).unwrap_or_default(), "datum": today,
                       "plaats": ready.municipality, "land": "6030" }],
    });
    json!({ "name": dead.map(|one| one.name.as_str()).unwrap_or_default(), "body": body.to_string() })
}
