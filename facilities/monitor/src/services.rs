//! Protocols of statistics over all publications: JSON-stat, OData, SDMX. Their crates know the rules; here they meet HTTP.

use std::sync::Arc;

use axum::response::{IntoResponse, Response};
use edition::Publication;
use exchange::{Method, Request};
use http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CONTENT_TYPE};
use http::{HeaderName, HeaderValue, StatusCode};
use kernel::Problem;
use web::Answer;

use crate::start::{Asked, Desk};

/// What a protocol answers.
type Answering = fn(&[Arc<Publication>], &Request<'_>) -> exchange::Answer;

/// JSON-stat 2.0.
pub(crate) async fn jsonstat(desk: Arc<Desk>, asked: Asked) -> Answer {
    answer(&desk, &asked, "/jsonstat", jsonstat::answer).await
}

/// OData 4 in the shape of CBS.
pub(crate) async fn odata(desk: Arc<Desk>, asked: Asked) -> Answer {
    answer(&desk, &asked, "/odata/v1", odata::answer).await
}

/// SDMX 3.0.
pub(crate) async fn sdmx(desk: Arc<Desk>, asked: Asked) -> Answer {
    answer(&desk, &asked, "/sdmx/v2", sdmx::answer).await
}

async fn answer(desk: &Arc<Desk>, asked: &Asked, mount: &str, answering: Answering) -> Answer {
    let all = desk.shelf.all().await?;
    let publications: Vec<Arc<Publication>> = all.iter().map(|one| Arc::clone(&one.publication)).collect();
    let base = format!("{}{mount}", asked.view.origin);
    let wire = asked.wire.clone();
    let path = Request::segments(wire.path.strip_prefix(mount).unwrap_or_default());
    let made = tokio::task::spawn_blocking(move || {
        let optional = |name| Some(wire.header(name)).filter(|text| !text.is_empty());
        let request = Request {
            method: Method::of(&wire.method),
            path: &path,
            query: &wire.query,
            accept: wire.header("accept"),
            accept_language: wire.header("accept-language"),
            prefer: wire.header("prefer"),
            if_none_match: optional("if-none-match"),
            if_modified_since: optional("if-modified-since"),
            base_url: &base,
        };
        answering(&publications, &request)
    });
    Ok(response(made.await.map_err(|_| Problem::internal("an answer stopped"))?))
}

fn response(answer: exchange::Answer) -> Response {
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = (status, answer.body).into_response();
    let headers = response.headers_mut();
    match HeaderValue::from_str(&answer.content_type) {
        Ok(value) if !answer.content_type.is_empty() => headers.insert(CONTENT_TYPE, value),
        _ => headers.remove(CONTENT_TYPE),
    };
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    for (name, value) in answer.headers {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            headers.insert(name, value);
        }
    }
    response
}
