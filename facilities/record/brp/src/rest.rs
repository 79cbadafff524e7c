//! The two faces: the question of Haal Centraal, and the mutations of municipalities. Each decodes, calls and encodes.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use http::header::{ACCEPT, CONTENT_TYPE, ETAG, IF_MATCH};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use http_body_util::{BodyExt, LengthLimitError};
use kernel::{Act, Oin, Problem};
use party::Connection;
use serde_json::{Value as Json, json};
use web::{Acting, Failure, House};

use crate::desk::Desk;
use crate::register_event::{Bronhouder, SUBSCRIBERS, register_death};
use crate::rules::problems::{
    BAD_REQUEST_URI, NOT_ACCEPTABLE_URI, UNSUPPORTED_MEDIA_TYPE_URI, not_json, unauthorized,
};

/// Version of the interface for mutations.
pub(crate) const VERSION: &str = "1.0.0";
/// Version of BRP Personen that is answered.
pub(crate) const PERSONEN_VERSION: &str = "2.7.0";

const API_VERSION: HeaderName = HeaderName::from_static("api-version");
const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
const JSON: &str = "application/json; charset=utf-8";
/// Longest `Idempotency-Key`.
const KEY_MAX: usize = 200;

/// `POST /haalcentraal/api/brp/personen`.
pub(crate) async fn ask(State(house): State<Arc<House>>, Acting(act): Acting, request: Request) -> Response {
    versioned(PERSONEN_VERSION, try_personen(&house, &act, request).await)
}

/// `POST /brp/v1/mutaties`.
pub(crate) async fn register_event(
    State(house): State<Arc<House>>,
    Acting(act): Acting,
    request: Request,
) -> Response {
    versioned(VERSION, try_mutaties(&house, &act, request).await)
}

/// Every answer says which version of the interface gave it.
fn versioned(version: &'static str, outcome: Result<Response, Problem>) -> Response {
    let mut response = outcome.unwrap_or_else(|problem| Failure(problem).into_response());
    response.headers_mut().insert(API_VERSION, HeaderValue::from_static(version));
    response
}

async fn try_personen(house: &House, act: &Act, request: Request) -> Result<Response, Problem> {
    let desk: Arc<Desk> = house.kept()?;
    let grant = desk.grant(&caller(house, act)?.1);
    let (_, body) = read(request).await?;
    let answer = crate::ask::ask(&house.store, act, &desk, &grant, &body).await?;
    // The official gate takes `x-geleverde-pls` off before the answer leaves: it names lists by numbers that were perhaps not authorised.
    Ok(([(CONTENT_TYPE, JSON)], answer.body).into_response())
}

async fn try_mutaties(house: &House, act: &Act, request: Request) -> Result<Response, Problem> {
    let (oin, connection) = caller(house, act)?;
    let (headers, body) = read(request).await?;
    let idempotency_key = idempotency_key(&headers)?;
    let attributes = connection.attributes.clone();
    let holder = Bronhouder { oin, attributes, idempotency_key, expected: expected(&headers)? };
    let recorded = register_death(&house.store, act, &holder, &body).await?;
    house.settle(SUBSCRIBERS).await;
    let answer = json!({
        "gebeurtenisId": recorded.event_id,
        "versie": recorded.version,
        "tijdstipRegistratie": recorded.registered_at.rfc3339(),
    });
    let etag = format!("\"{}\"", recorded.version);
    let headers = [(CONTENT_TYPE, JSON), (ETAG, etag.as_str())];
    Ok((StatusCode::CREATED, headers, answer.to_string()).into_response())
}

/// The organisation that calls, and the connection under which it does.
fn caller(house: &House, act: &Act) -> Result<(Oin, Arc<Connection>), Problem> {
    let oin = act.caller.oin().ok_or_else(unauthorized)?;
    let id = act.connection.as_deref().ok_or_else(unauthorized)?;
    let connection = house.parties.connection(oin, id).ok_or_else(unauthorized)?;
    Ok((oin.clone(), connection))
}

/// Headers and body of a request for JSON that brings JSON.
async fn read(request: Request) -> Result<(HeaderMap, Json), Problem> {
    let (parts, body) = request.into_parts();
    if !accepts_json(&parts.headers) {
        let title = "Gevraagde content type wordt niet ondersteund.";
        let detail = format!("Ondersteunde content type: {JSON}.");
        return Err(of_kind(Problem::new(406, "notAcceptable", title, detail), NOT_ACCEPTABLE_URI));
    }
    if !brings_json(&parts.headers) {
        let detail = format!("Ondersteunde content type: {JSON}.");
        let problem = Problem::new(415, "unsupportedMediaType", "Media Type wordt niet ondersteund.", detail);
        return Err(of_kind(problem, UNSUPPORTED_MEDIA_TYPE_URI));
    }
    let body = body.collect().await.map_err(|error| unreadable(&error))?.to_bytes();
    let body = serde_json::from_slice(&body).map_err(|_| not_json())?;
    Ok((parts.headers, body))
}

fn of_kind(mut problem: Problem, uri: &str) -> Problem {
    problem.kind = Some(uri.to_owned());
    problem
}

fn unreadable(error: &axum::Error) -> Problem {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(one) = cause {
        if one.is::<LengthLimitError>() {
            return Problem::new(
                413,
                "payloadTooLarge",
                "Te groot",
                "De inhoud van dit verzoek is te groot.",
            );
        }
        cause = one.source();
    }
    Problem::bad_request("body", "De inhoud van het verzoek kwam niet geheel aan.")
}

fn text<'headers>(headers: &'headers HeaderMap, name: &HeaderName) -> Option<&'headers str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// Whether the caller takes JSON in UTF-8; no header, an empty one and `*/*` do.
fn accepts_json(headers: &HeaderMap) -> bool {
    let accept = text(headers, &ACCEPT).unwrap_or_default();
    accept.trim().is_empty()
        || accept.split(',').any(|one| {
            let (kind, parameters) = split(one);
            matches!(kind.as_str(), "application/json" | "application/*" | "*/*") && is_utf8(parameters)
        })
}

/// Whether the body is said to be JSON in UTF-8.
fn brings_json(headers: &HeaderMap) -> bool {
    let (kind, parameters) = split(text(headers, &CONTENT_TYPE).unwrap_or_default());
    kind == "application/json" && is_utf8(parameters)
}

fn split(media_type: &str) -> (String, &str) {
    let (kind, parameters) = media_type.split_once(';').unwrap_or((media_type, ""));
    (kind.trim().to_ascii_lowercase(), parameters)
}

fn is_utf8(parameters: &str) -> bool {
    parameters.split(';').all(|one| {
        let one = one.trim().to_ascii_lowercase();
        one.strip_prefix("charset=").is_none_or(|charset| charset.trim_matches('"') == "utf-8")
    })
}

fn idempotency_key(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let Some(value) = headers.get(&IDEMPOTENCY_KEY) else { return Ok(None) };
    match value.to_str().ok().filter(|key| !key.trim().is_empty() && key.len() <= KEY_MAX) {
        Some(key) => Ok(Some(key.to_owned())),
        None => Err(wrong_header("Idempotency-Key", "een sleutel van 1 tot 200 tekens")),
    }
}

/// The version that the caller knows.
fn expected(headers: &HeaderMap) -> Result<Option<i64>, Problem> {
    let Some(value) = headers.get(IF_MATCH) else { return Ok(None) };
    let tag = value.to_str().ok().map(str::trim);
    match tag {
        Some("*") => Ok(None),
        Some(tag) => tag
            .strip_prefix('"')
            .and_then(|rest| rest.strip_suffix('"'))
            .and_then(|version| version.parse().ok())
            .map(Some)
            .ok_or_else(|| wrong_header("If-Match", "een versie tussen aanhalingstekens, zoals \"3\"")),
        None => Err(wrong_header("If-Match", "een versie tussen aanhalingstekens, zoals \"3\"")),
    }
}

fn wrong_header(name: &str, form: &str) -> Problem {
    of_kind(Problem::bad_request("header", format!("De header {name} moet {form} zijn.")), BAD_REQUEST_URI)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: HeaderName, value: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(name, HeaderValue::from_static(value))])
    }

    #[test]
    fn only_a_caller_that_takes_json_is_answered() {
        assert!(accepts_json(&HeaderMap::new()));
        for fine in [
            "",
            "*/*",
            "application/json",
            "text/html, application/json; charset=UTF-8",
            "application/*;q=0.5",
        ] {
            assert!(accepts_json(&headers(ACCEPT, fine)), "{fine}");
        }
        for wrong in ["application/xml", "application/json; charset=latin1", "text/*"] {
            assert!(!accepts_json(&headers(ACCEPT, wrong)), "{wrong}");
        }
    }

    #[test]
    fn only_a_body_that_is_said_to_be_json_is_read() {
        assert!(!brings_json(&HeaderMap::new()));
        for fine in ["application/json", "Application/JSON; charset=\"utf-8\""] {
            assert!(brings_json(&headers(CONTENT_TYPE, fine)), "{fine}");
        }
        for wrong in ["*/*", "text/plain", "application/json; charset=utf-16"] {
            assert!(!brings_json(&headers(CONTENT_TYPE, wrong)), "{wrong}");
        }
    }

    #[test]
    fn a_version_is_read_from_its_tag() {
        assert_eq!(expected(&HeaderMap::new()), Ok(None));
        assert_eq!(expected(&headers(IF_MATCH, "*")), Ok(None));
        assert_eq!(expected(&headers(IF_MATCH, "\"3\"")), Ok(Some(3)));
        assert_eq!(expected(&headers(IF_MATCH, "3")).map_err(|problem| problem.status), Err(400));
        assert_eq!(
            idempotency_key(&headers(IDEMPOTENCY_KEY, " ")).map_err(|problem| problem.status),
            Err(400)
        );
    }
}
