//! The Monitor's own API: what is counted and what was published, for machines.

use std::sync::Arc;

use axum::Json;
use axum::response::{IntoResponse, Response};
use http::header::LINK;
use http::{HeaderName, HeaderValue};
use kernel::Problem;
use serde_json::{Value, json};
use store::Rows;
use web::{Answer, Failure};

use crate::data::{self, Asked as Wanted};
use crate::model::ObservationRow;
use crate::query::{Query, invalid, refuse};
use crate::start::{Asked, Desk};
use crate::{definitions, live};
use edition::Kind;

/// Where the API stands.
pub(crate) const BASE: &str = "/monitor/api/v1";
/// Its full version.
pub(crate) const VERSION: &str = "1.0.0";
/// Observations on a page, when nothing is asked and at most.
const PAGE: i64 = 100;
const PAGE_MAX: i64 = 500;

/// Puts the version on every answer, refusals too.
pub(crate) fn versioned(answer: Result<Response, Problem>) -> Answer {
    let mut response = answer.unwrap_or_else(|problem| Failure(problem).into_response());
    response.headers_mut().insert(HeaderName::from_static("api-version"), HeaderValue::from_static(VERSION));
    Ok(response)
}

/// `GET indicatoren`.
pub(crate) async fn indicators(desk: Arc<Desk>, asked: Asked) -> Answer {
    versioned(list_indicators(&desk, &asked.query))
}

fn list_indicators(desk: &Desk, query: &Query) -> Result<Response, Problem> {
    query.only(&["voorziening", "soort"])?;
    let kind = query.get("soort");
    if kind.is_some_and(|code| Kind::from_code(code).is_none()) {
        let known: Vec<&str> = Kind::ALL.iter().map(|kind| kind.code()).collect();
        refuse(vec![invalid("soort", "enum", format!("Moet een van deze zijn: {}.", known.join(", ")))])?;
    }
    let facility = query.get("voorziening");
    let found: Vec<Value> = definitions::all(&desk.register, desk.house.live.catalogue())
        .iter()
        .filter(|one| kind.is_none_or(|kind| one.kind() == kind))
        .filter(|one| facility.is_none_or(|facility| one.facility() == facility))
        .map(definitions::Described::json)
        .collect();
    Ok(Json(found).into_response())
}

/// `GET indicatoren/{id}`.
pub(crate) async fn indicator(desk: Arc<Desk>, asked: Asked) -> Answer {
    versioned(one_indicator(&desk, &asked))
}

fn one_indicator(desk: &Desk, asked: &Asked) -> Result<Response, Problem> {
    asked.query.only(&[])?;
    let found = definitions::find(&desk.register, desk.house.live.catalogue(), asked.part("id"));
    Ok(Json(found.ok_or_else(unknown_indicator)?.json()).into_response())
}

pub(crate) fn unknown_indicator() -> Problem {
    Problem::not_found("Deze indicator bestaat niet; GET /monitor/api/v1/indicatoren geeft ze allemaal.")
}

/// `GET live`.
pub(crate) async fn live(desk: Arc<Desk>, asked: Asked) -> Answer {
    versioned(live_figures(&desk, &asked.query).await)
}

async fn live_figures(desk: &Desk, query: &Query) -> Result<Response, Problem> {
    query.only(&[])?;
    let snapshot = live::snapshot(desk).await?;
    let catalogue = desk.house.live.catalogue();
    let figures = snapshot.readings.iter().filter_map(|reading| {
        let one = catalogue.get(reading.id)?;
        Some(json!({
            "id": one.id,
            "facility": one.facility,
            "kind": definitions::kind_code(one.kind),
            "unit": one.unit.nl,
            "bron": "meting",
            "vandaag": reading.today,
            "jaar": reading.value,
            "hertelling": {
                "geteld": reading.recount.counted,
                "herteld": reading.recount.recounted,
                "gelijk": reading.recount.agrees(),
                "moment": reading.recount.at.rfc3339(),
            },
        }))
    });
    Ok(Json(figures.collect::<Vec<Value>>()).into_response())
}

/// `GET live/alarmen`: what looks wrong in the counts of now.
pub(crate) async fn alerts(desk: Arc<Desk>, asked: Asked) -> Answer {
    versioned(all_alerts(&desk, &asked.query).await)
}

async fn all_alerts(desk: &Desk, query: &Query) -> Result<Response, Problem> {
    query.only(&[])?;
    let alerts = crate::alerts::now(desk).await?;
    let catalogue = desk.house.live.catalogue();
    let found = alerts.iter().map(|one| {
        let title = catalogue.get(&one.indicator).map_or("", |known| known.title.nl);
        one.json(title, kernel::Language::Nl)
    });
    Ok(Json(found.collect::<Vec<Value>>()).into_response())
}

/// `GET indicatoren/{id}/definities`: every version of the definition of an indicator.
pub(crate) async fn definitions_of(desk: Arc<Desk>, asked: Asked) -> Answer {
    versioned(versions_of(&desk, &asked))
}

fn versions_of(desk: &Desk, asked: &Asked) -> Result<Response, Problem> {
    asked.query.only(&[])?;
    let one = desk.register.get(asked.part("id")).ok_or_else(unknown_indicator)?;
    let found: Vec<&edition::Definition> = desk.definitions.versions(&one.sdmx_code).collect();
    Ok(Json(found).into_response())
}

/// `GET waarnemingen`.
pub(crate) async fn observations(desk: Arc<Desk>, asked: Asked) -> Answer {
    versioned(list_observations(&desk, &asked.query).await)
}

/// What a question for observations says, before it is known which edition is meant.
#[derive(Debug, PartialEq, Eq)]
struct Question {
    year: Option<u16>,
    period: i64,
    limit: i64,
    after: (String, i64),
}

/// Reads the question; all errors at once.
fn question(query: &Query) -> Result<Question, Problem> {
    query.only(&["editie", "indicator", "periode", "aantal", "cursor"])?;
    let mut wrong = Vec::new();
    let mut year = |name: &str| match query.get(name).map(year_of) {
        Some(None) => {
            wrong.push(invalid(name, "pattern", "Moet een jaar van vier cijfers zijn, zoals 2020."));
            None
        }
        Some(found) => found,
        None => None,
    };
    let (edition, period) = (year("editie"), year("periode"));
    let limit = match query.get("aantal") {
        None => PAGE,
        Some(text) => match text.parse::<i64>() {
            Ok(number) if (1..=PAGE_MAX).contains(&number) => number,
            _ => {
                wrong.push(invalid(
                    "aantal",
                    "range",
                    format!("Moet een getal van 1 tot en met {PAGE_MAX} zijn."),
                ));
                PAGE
            }
        },
    };
    let after = match query.get("cursor") {
        None => (String::new(), 0),
        Some(text) => cursor(text).unwrap_or_else(|| {
            wrong.push(invalid(
                "cursor",
                "pattern",
                "Gebruik de cursor uit de header Link van de vorige pagina.",
            ));
            (String::new(), 0)
        }),
    };
    refuse(wrong)?;
    Ok(Question { year: edition, period: period.map_or(0, i64::from), limit, after })
}

pub(crate) fn year_of(text: &str) -> Option<u16> {
    let digits = text.len() == 4 && text.bytes().all(|sign| sign.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}

/// Reads `indicator~periode`.
fn cursor(text: &str) -> Option<(String, i64)> {
    let (indicator, period) = text.split_once('~')?;
    is_id(indicator).then(|| Some((indicator.to_owned(), i64::from(year_of(period)?)))).flatten()
}

fn is_id(text: &str) -> bool {
    let legal = |sign: u8| sign.is_ascii_lowercase() || sign.is_ascii_digit() || b".-".contains(&sign);
    (1..=120).contains(&text.len()) && text.bytes().all(legal)
}

async fn list_observations(desk: &Desk, query: &Query) -> Result<Response, Problem> {
    let question = question(query)?;
    let year = match question.year {
        Some(year) => Some(year),
        None => desk.shelf.newest_year().await?,
    };
    let missing =
        || Problem::not_found("Deze editie is hier niet ingelezen; kies een ander jaar voor editie.");
    let year = year.ok_or_else(missing)?;
    let version = desk.shelf.edition(year).await?.ok_or_else(missing)?.row.version.clone();
    let indicator = query.get("indicator").unwrap_or_default().to_owned();
    let limit = question.limit;
    let wanted = Wanted {
        year,
        version: version.clone(),
        indicator: indicator.clone(),
        period: question.period,
        after: question.after,
        limit: limit + 1,
    };
    let store = &desk.house.store;
    let mut rows = store
        .read(async move |rows: &mut Rows| {
            let asked = wanted.indicator.as_str();
            if !asked.is_empty() && !data::has_series(rows, wanted.year, &wanted.version, asked).await? {
                return Err(unknown_indicator());
            }
            data::observations(rows, &wanted).await
        })
        .await?;
    let more = i64::try_from(rows.len()).is_ok_and(|found| found > limit);
    if more {
        rows.pop();
    }
    let next = rows.last().filter(|_| more).map(|last| next_page(query, last));
    let page: Vec<Value> = rows.iter().map(|row| observation(year, &version, row)).collect();
    let mut response = Json(page).into_response();
    if let Some(link) = next.and_then(|link| HeaderValue::from_str(&link).ok()) {
        response.headers_mut().insert(LINK, link);
    }
    Ok(response)
}

/// The header that leads to the next page: the same question with another cursor. Every value was checked, or stands in the store.
fn next_page(query: &Query, last: &ObservationRow) -> String {
    let kept = query.pairs().iter().filter(|(name, value)| name != "cursor" && !value.is_empty());
    let kept: String = kept.map(|(name, value)| format!("{name}={value}&")).collect();
    format!("<{BASE}/waarnemingen?{kept}cursor={}~{}>; rel=\"next\"", last.indicator, last.period)
}

fn observation(year: u16, version: &str, row: &ObservationRow) -> Value {
    json!({
        "editie": year,
        "versie": version,
        "bron": "publicatie",
        "indicator": row.indicator,
        "periode": row.period,
        "waarde": row.value,
        "ondergrens": row.lower,
        "bovengrens": row.upper,
        "eenheid": row.unit,
        "tekst": row.words,
        "status": row.status,
        "weergave": row.print,
        "verandering": row.change,
        "veranderingWeergave": row.change_print,
        "regelInDocument": row.line,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(text: &str) -> Result<Question, Problem> {
        question(&Query::of(&format!("/monitor/api/v1/waarnemingen{text}").parse().unwrap()))
    }

    #[test]
    fn a_question_is_read_or_refused_with_every_fault() {
        let found = ask("?editie=2020&periode=2019&aantal=7&cursor=digid.organisaties~2018").unwrap();
        let after = ("digid.organisaties".to_owned(), 2018);
        assert_eq!(found, Question { year: Some(2020), period: 2019, limit: 7, after });
        let none = Question { year: None, period: 0, limit: 100, after: (String::new(), 0) };
        assert_eq!(ask("").unwrap(), none);
        let refused = ask("?editie=20&periode=jaar&aantal=501&cursor=x").unwrap_err();
        let names: Vec<&str> = refused.invalid_params.iter().map(|one| one.name.as_str()).collect();
        assert_eq!(names, ["editie", "periode", "aantal", "cursor"]);
    }

    #[test]
    fn a_cursor_names_an_indicator_and_a_year() {
        assert_eq!(cursor("a.b-c~2018"), Some(("a.b-c".to_owned(), 2018)));
        for bad in ["", "~2018", "a~", "a~18", "A~2018", "a b~2018", "a~2018~", "a\"~2018"] {
            assert_eq!(cursor(bad), None, "{bad}");
        }
    }
}
