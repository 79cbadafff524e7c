//! Calls from facility to facility, through the front door: the same routes, authorisation, journal and counting as for anybody else, in
//! process or, for a facility that runs elsewhere, over mutual TLS.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use bytes::Bytes;
use http::{HeaderMap, Request, StatusCode};
use http_body_util::{BodyExt, Full, Limited};
use hyper_util::rt::TokioIo;
use kernel::{Act, Oin, Problem, Trace};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tower::ServiceExt;

use crate::{House, Peer};

/// The largest answer that is taken from another facility.
const ANSWER_BYTES_MAX: usize = 16 * 1024 * 1024;

/// What another facility answered.
#[derive(Debug, Clone)]
pub struct Reply {
    /// Status.
    pub status: StatusCode,
    /// Headers.
    pub headers: HeaderMap,
    /// Body.
    pub body: Bytes,
}

impl Reply {
    /// The body as JSON.
    ///
    /// # Errors
    /// 502 when it is not JSON.
    pub fn json(&self) -> Result<serde_json::Value, Problem> {
        serde_json::from_slice(&self.body).map_err(|_| {
            Problem::new(
                502,
                "badGateway",
                "Bron antwoordt onbegrijpelijk",
                "Een andere voorziening gaf geen geldig antwoord.",
            )
        })
    }
}

/// How facilities reach each other.
pub struct Calls {
    front: Router,
    clients: HashMap<Oin, Arc<rustls::ClientConfig>>,
    remote: Vec<(String, String)>,
}

impl Calls {
    /// Through `front` in process; over mutual TLS for the facilities in `remote` (slug, origin), with the client settings of the
    /// organisation that runs the caller.
    #[must_use]
    pub fn new(
        front: Router,
        clients: HashMap<Oin, Arc<rustls::ClientConfig>>,
        remote: Vec<(String, String)>,
    ) -> Self {
        Self { front, clients, remote }
    }
}

impl House {
    /// Calls another facility for an act at `from`, under the OIN that runs `from` and for `purpose`.
    ///
    /// # Errors
    /// 502 or 503 when the other side cannot be reached; an answer with an error status is no error here.
    pub async fn call(
        &self,
        act: &Act,
        from: &'static str,
        to: &str,
        purpose: Option<&str>,
        request: Request<Bytes>,
    ) -> Result<Reply, Problem> {
        let calls =
            self.calls.get().ok_or_else(|| Problem::unavailable("De voorzieningen starten nog.", 2))?;
        let oin = self.facility(from).and_then(|facility| facility.oin.parse::<Oin>().ok());
        let oin = oin.ok_or_else(|| Problem::internal(format!("facility {from} has no OIN")))?;
        if let Some((_, origin)) = calls.remote.iter().find(|(slug, _)| slug == to) {
            let client = calls
                .clients
                .get(&oin)
                .ok_or_else(|| Problem::internal("a facility without a certificate"))?;
            return remote(client, origin, act, purpose, request).await;
        }
        let trace = Trace {
            trace_id: act.trace.trace_id.clone(),
            span_id: self.random.hex::<8>(),
            parent_span_id: Some(act.trace.span_id.clone()),
        };
        let mut request = request.map(|bytes| Body::new(Full::new(bytes)));
        request.extensions_mut().insert(Peer::Facility {
            slug: from,
            oin,
            trace,
            purpose: purpose.map(str::to_owned),
        });
        let response = calls.front.clone().oneshot(request).await.map_err(|_| unreachable(to))?;
        let (parts, body) = response.into_parts();
        read(parts, body, to).await
    }
}

fn unreachable(to: &str) -> Problem {
    Problem::new(
        503,
        "unavailable",
        "Tijdelijk niet beschikbaar",
        format!("De voorziening {to} is nu niet bereikbaar."),
    )
}

async fn read<B>(parts: http::response::Parts, body: B, to: &str) -> Result<Reply, Problem>
where
    B: hyper::body::Body<Data = Bytes>,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let body = Limited::new(body, ANSWER_BYTES_MAX).collect().await.map_err(|_| unreachable(to))?.to_bytes();
    Ok(Reply { status: parts.status, headers: parts.headers, body })
}

async fn remote(
    client: &Arc<rustls::ClientConfig>,
    origin: &str,
    act: &Act,
    purpose: Option<&str>,
    mut request: Request<Bytes>,
) -> Result<Reply, Problem> {
    let address =
        origin.strip_prefix("https://").ok_or_else(|| Problem::internal("a remote facility needs https"))?;
    let (host, _) = address.rsplit_once(':').unwrap_or((address, "443"));
    let name = rustls::pki_types::ServerName::try_from(host.to_owned())
        .map_err(|_| Problem::internal("a remote facility has no valid name"))?;
    let stream = TcpStream::connect(address).await.map_err(|_| unreachable(origin))?;
    let stream = TlsConnector::from(Arc::clone(client))
        .connect(name, stream)
        .await
        .map_err(|_| unreachable(origin))?;
    let (mut sender, connection) =
        hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.map_err(|_| unreachable(origin))?;
    tokio::spawn(async move {
        if let Err(error) = connection.await {
            tracing::warn!(%error, "a call to another node broke");
        }
    });
    let mut header = |name: &'static str, text: &str| {
        if let Ok(value) = text.parse() {
            request.headers_mut().insert(name, value);
        }
    };
    header("host", address);
    header("traceparent", &act.trace.traceparent());
    if let Some(purpose) = purpose {
        header("x-doelbinding", purpose);
    }
    let response = sender.send_request(request.map(Full::new)).await.map_err(|_| unreachable(origin))?;
    let (parts, body) = response.into_parts();
    read(parts, body, origin).await
}
