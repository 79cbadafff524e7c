//! What every answer gets on its way out: its form, its headers, a line in the log.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderName, RETRY_AFTER};
use http::{HeaderMap, HeaderValue, StatusCode};
use kernel::Problem;
use serde_json::json;

use crate::access::wants_page;
use crate::listen::OverTls;
use crate::pages::problem_page;
use crate::{House, View};

/// No answer takes longer than this, streams excepted: they have answered when they begin.
const ANSWER_TIME_MAX: Duration = Duration::from_secs(30);

/// Gives up on a handler that takes too long, turns a problem into the form that the caller understands, and sets the headers that
/// every answer has.
pub(crate) async fn finish(State(house): State<Arc<House>>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let uri = parts.uri.clone();
    let method = parts.method.clone();
    let over_tls = parts.extensions.get::<OverTls>().is_some();
    // Only a page says anything of its request.
    let view = wants_page(&parts.headers).then(|| View::of(&parts, &house));
    let answered = tokio::time::timeout(ANSWER_TIME_MAX, next.run(Request::from_parts(parts, body))).await;
    let response =
        answered.unwrap_or_else(|_| (StatusCode::SERVICE_UNAVAILABLE, [(RETRY_AFTER, "5")]).into_response());
    let mut response = match response.extensions().get::<Problem>().cloned() {
        Some(problem) => shape(&house, view.as_ref(), problem, uri.path(), response.headers()),
        None => response,
    };
    secure(response.headers_mut(), over_tls);
    tell_version(&house, uri.path(), response.headers_mut());
    let status = response.status().as_u16();
    tracing::debug!(%method, path = template_of(uri.path()), status, "answered");
    response
}

/// Every answer of a described interface says which version it is of, refusals too.
fn tell_version(house: &House, path: &str, headers: &mut HeaderMap) {
    let mut interfaces = house.facilities.iter().flat_map(|facility| facility.interfaces);
    if let Some(interface) =
        interfaces.find(|one| path.strip_prefix(one.base).is_some_and(|rest| rest.starts_with('/')))
    {
        let name = HeaderName::from_static("api-version");
        headers.entry(name).or_insert(HeaderValue::from_static(interface.version));
    }
}

/// A path without what may be personal or secret in it: only its first segments.
fn template_of(path: &str) -> String {
    path.split('/').take(4).collect::<Vec<_>>().join("/")
}

fn shape(house: &House, page: Option<&View>, problem: Problem, path: &str, headers: &HeaderMap) -> Response {
    let reference = house.random.hex::<4>();
    if problem.is_internal() {
        tracing::error!(reference, detail = problem.detail, "an internal fault");
    }
    let mut response = match page {
        Some(view) => problem_page(house, view, &problem, &reference),
        None => problem_json(&problem, path, &reference),
    };
    if let Some(seconds) = problem.retry_after_seconds {
        response.headers_mut().insert(RETRY_AFTER, seconds.into());
    }
    for name in [http::header::ALLOW, HeaderName::from_static("api-version"), http::header::SET_COOKIE] {
        if let Some(value) = headers.get(&name) {
            response.headers_mut().insert(name, value.clone());
        }
    }
    response
}

/// RFC 9457, with the fields that Haal Centraal adds.
fn problem_json(problem: &Problem, path: &str, reference: &str) -> Response {
    let detail = if problem.is_internal() {
        format!("Er ging bij ons iets mis; noem {reference} als u het meldt.")
    } else {
        problem.detail.clone()
    };
    let mut body = json!({
        "type": problem.kind.as_deref().unwrap_or("about:blank"),
        "title": problem.title,
        "status": problem.status,
        "detail": detail,
        "instance": path,
    });
    if !problem.code.is_empty() {
        body["code"] = json!(problem.code);
    }
    if !problem.invalid_params.is_empty() {
        body["invalidParams"] = json!(problem.invalid_params);
    }
    let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (status, [(CONTENT_TYPE, "application/problem+json")], body.to_string()).into_response()
}

/// Headers of the NL API Design Rules and of any careful site. An asset keeps its own caching.
fn secure(headers: &mut HeaderMap, over_tls: bool) {
    const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'; \
                          form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
    headers.reserve(10);
    let mut put = |name: &'static str, value: &'static str| {
        headers.entry(HeaderName::from_static(name)).or_insert(HeaderValue::from_static(value));
    };
    put("content-security-policy", POLICY);
    put("x-content-type-options", "nosniff");
    put("x-frame-options", "DENY");
    put("referrer-policy", "same-origin");
    put("permissions-policy", "interest-cohort=()");
    if over_tls {
        put("strict-transport-security", "max-age=31536000");
    }
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
}
