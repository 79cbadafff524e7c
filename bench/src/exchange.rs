//! One request and its answer.

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE, HeaderName};
use http::{HeaderMap, HeaderValue, Method, Request, StatusCode};
use http_body_util::Full;

use crate::{Fault, origin::Origin};

/// What is sent: one piece.
pub(crate) type Sent = Request<Full<Bytes>>;

/// What came back, whole.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// A request for `path` (with query) at `origin`.
pub(crate) fn request(
    origin: &Origin,
    method: Method,
    path: &str,
    headers: &[(HeaderName, HeaderValue)],
    body: Bytes,
) -> Result<Sent, Fault> {
    let mut request = Request::new(Full::new(body));
    *request.method_mut() = method;
    *request.uri_mut() = path.parse().map_err(|_| Fault::Unbuildable)?;
    let all = request.headers_mut();
    all.insert(http::header::HOST, origin.host_header.clone());
    for (name, value) in headers {
        all.insert(name.clone(), value.clone());
    }
    Ok(request)
}

/// A JSON request for `path` at `origin`.
pub(crate) fn json(
    origin: &Origin,
    path: &str,
    headers: impl IntoIterator<Item = (HeaderName, HeaderValue)>,
    body: Bytes,
) -> Result<Sent, Fault> {
    let mut request = request(origin, Method::POST, path, &[(CONTENT_TYPE, JSON), (ACCEPT, JSON)], body)?;
    request.headers_mut().extend(headers);
    Ok(request)
}
