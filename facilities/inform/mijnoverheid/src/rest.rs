//! The face for senders: `POST /api/v1/aanleveringen` and how far a letter is.

use std::sync::Arc;

use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse, Response};
use http::header::{ACCEPT, CONTENT_TYPE, LOCATION};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use http_body_util::{BodyExt, LengthLimitError};
use kernel::{Act, Problem};
use serde_json::{Value, json};
use web::{Acting, Failure, House};

use crate::deliver::Accepted;
use crate::model::{Delivery, LetterState};
use crate::rules::delivery;
use crate::{API, API_VERSION};

const VERSION_HEADER: HeaderName = HeaderName::from_static("api-version");
const KEY_HEADER: HeaderName = HeaderName::from_static("idempotency-key");

/// `POST /aanleveringen`.
pub(crate) async fn deliver(
    State(house): State<Arc<House>>,
    Acting(act): Acting,
    request: Request,
) -> Response {
    versioned(try_deliver(&house, &act, request).await)
}

/// `GET /aanleveringen/{berichtId}`.
pub(crate) async fn status(
    State(house): State<Arc<House>>,
    Acting(act): Acting,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Response {
    versioned(try_status(&house, &act, &id, &headers).await)
}

/// Every answer says which version of the interface gave it.
fn versioned(outcome: Result<Response, Problem>) -> Response {
    let mut response = outcome.unwrap_or_else(|problem| Failure(problem).into_response());
    response.headers_mut().insert(VERSION_HEADER, HeaderValue::from_static(API_VERSION));
    response
}

async fn try_deliver(house: &House, act: &Act, request: Request) -> Result<Response, Problem> {
    let (parts, body) = request.into_parts();
    accepts_json(&parts.headers)?;
    is_json(&parts.headers)?;
    let key = delivery::idempotency_key(text(&parts.headers, &KEY_HEADER))?;
    let body = body.collect().await.map_err(|error| unreadable(&error))?.to_bytes();
    let letter = delivery::read(&body, act.at)?;
    let echo = letter.clone();
    let accepted = crate::deliver::deliver(house, act, letter, key).await?;
    let location = address(&accepted.id);
    let answer = (StatusCode::CREATED, [(LOCATION, location)], json_body(&created(house, &echo, &accepted)));
    Ok(answer.into_response())
}

async fn try_status(house: &House, act: &Act, id: &str, headers: &HeaderMap) -> Result<Response, Problem> {
    accepts_json(headers)?;
    let (accepted, state) = crate::deliver::status(house, act, id).await?;
    Ok(json_body(&progress(house, &accepted, state)).into_response())
}

fn json_body(value: &Value) -> ([(HeaderName, &'static str); 1], String) {
    ([(CONTENT_TYPE, "application/json")], value.to_string())
}

fn address(id: &str) -> String {
    format!("{API}/aanleveringen/{id}")
}

fn links(house: &House, id: &str) -> Value {
    json!({ "self": { "href": format!("{}{}", house.settings.origin_mtls, address(id)) } })
}

fn created(house: &House, letter: &Delivery, accepted: &Accepted) -> Value {
    json!({
        "berichtId": accepted.id,
        "afzender": letter.sender,
        "ontvanger": { "type": letter.recipient.kind.as_str(), "waarde": letter.recipient.value },
        "onderwerp": letter.subject,
        "tijdstipOntvangst": accepted.received.rfc3339(),
        "publicatietijdstip": accepted.publish_at.rfc3339(),
        "_links": links(house, &accepted.id),
    })
}

fn progress(house: &House, accepted: &Accepted, state: LetterState) -> Value {
    json!({
        "berichtId": accepted.id,
        "status": state.as_str(),
        "tijdstipOntvangst": accepted.received.rfc3339(),
        "publicatietijdstip": accepted.publish_at.rfc3339(),
        "_links": links(house, &accepted.id),
    })
}

fn text<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// 415 for another type than JSON.
fn is_json(headers: &HeaderMap) -> Result<(), Problem> {
    let kind = text(headers, &CONTENT_TYPE).unwrap_or_default();
    let (kind, parameters) = kind.split_once(';').unwrap_or((kind, ""));
    let utf8 = parameters.split(';').all(|one| {
        one.trim()
            .to_ascii_lowercase()
            .strip_prefix("charset=")
            .is_none_or(|charset| charset.trim_matches('"') == "utf-8")
    });
    if kind.trim().eq_ignore_ascii_case("application/json") && utf8 {
        return Ok(());
    }
    let detail = "Stuur de inhoud als application/json in UTF-8.";
    Err(Problem::new(415, "unsupportedMediaType", "Soort inhoud niet ondersteund", detail))
}

/// 406 when the caller takes no JSON.
fn accepts_json(headers: &HeaderMap) -> Result<(), Problem> {
    let accept = text(headers, &ACCEPT).unwrap_or("*/*");
    let fits = accept.split(',').any(|one| {
        let mut parts = one.split(';').map(str::trim);
        let kind = parts.next().unwrap_or_default().to_ascii_lowercase();
        let refused = parts.any(|parameter| matches!(parameter, "q=0" | "q=0.0" | "q=0.00" | "q=0.000"));
        matches!(kind.as_str(), "application/json" | "application/*" | "*/*") && !refused
    });
    if fits {
        return Ok(());
    }
    let detail = "Het antwoord is application/json; neem dat op in de header Accept.";
    Err(Problem::new(406, "notAcceptable", "Gevraagde soort antwoord niet beschikbaar", detail))
}

/// 413 when the body was over its limit, 400 when it broke off.
fn unreadable(error: &(dyn std::error::Error + 'static)) -> Problem {
    let mut cause = Some(error);
    while let Some(one) = cause {
        if one.is::<LengthLimitError>() {
            let detail = "Een aanlevering mag ten hoogste 8 MiB zijn.";
            return Problem::new(413, "payloadTooLarge", "Te groot", detail);
        }
        cause = one.source();
    }
    Problem::bad_request("body", "De inhoud van dit verzoek kon niet worden gelezen.")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(name: HeaderName, value: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(name, HeaderValue::from_static(value))])
    }

    #[test]
    fn only_json_in_utf_8_is_read() {
        for right in
            ["application/json", "Application/JSON; charset=UTF-8", "application/json;charset=\"utf-8\""]
        {
            assert_eq!(is_json(&with(CONTENT_TYPE, right)), Ok(()));
        }
        for wrong in ["", "text/json", "application/json; charset=latin1", "application/merge-patch+json"] {
            assert_eq!(is_json(&with(CONTENT_TYPE, wrong)).map_err(|problem| problem.status), Err(415));
        }
    }

    #[test]
    fn who_takes_no_json_gets_none() {
        assert_eq!(accepts_json(&HeaderMap::new()), Ok(()));
        for right in ["*/*", "text/html, application/json;q=0.5", "application/*"] {
            assert_eq!(accepts_json(&with(ACCEPT, right)), Ok(()));
        }
        for wrong in ["text/xml", "application/json;q=0", "image/*"] {
            assert_eq!(accepts_json(&with(ACCEPT, wrong)).map_err(|problem| problem.status), Err(406));
        }
    }
}
