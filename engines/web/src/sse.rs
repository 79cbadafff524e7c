//! Server-sent events: a stream of small texts to a page that is open.

use std::convert::Infallible;
use std::time::Duration;

use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures_util::{Stream, StreamExt};
use http::header::{CACHE_CONTROL, CONTENT_TYPE};

/// How often a comment is sent when there is nothing to tell, so that nobody in between closes the line.
const HEARTBEAT: Duration = Duration::from_secs(25);

/// Answers with a stream of events, each `data: …`; items with line breaks are sent as several data lines.
pub fn stream(events: impl Stream<Item = String> + Send + 'static) -> Response {
    let events = events.map(|text| {
        let lines: String = text.lines().map(|line| format!("data: {line}\n")).collect();
        Ok::<_, Infallible>(Bytes::from(format!("{lines}\n")))
    });
    // A heartbeat fills every long silence; the stream ends when the events end.
    let events = futures_util::stream::unfold(Box::pin(events), |mut events| async {
        match tokio::time::timeout(HEARTBEAT, events.next()).await {
            Ok(Some(event)) => Some((event, events)),
            Ok(None) => None,
            Err(_) => Some((Ok(Bytes::from_static(b": \n\n")), events)),
        }
    });
    let body = axum::body::Body::from_stream(events);
    ([(CONTENT_TYPE, "text/event-stream"), (CACHE_CONTROL, "no-store")], body).into_response()
}
