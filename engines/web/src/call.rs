//! Calls from facility to facility, through the front door: the same routes, authorisation, journal and counting as for anybody else, in
//! process or, for a facility that runs elsewhere, over mutual TLS.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

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

use crate::pool::{Failed, Pool, Sender};
use crate::{House, Peer};

/// The largest answer that is taken from another facility.
const ANSWER_BYTES_MAX: usize = 16 * 1024 * 1024;

/// Another node must take a connection within this time.
const CONNECT_MAX: Duration = Duration::from_secs(5);
/// Another node must answer whole within this time: less than our own caller waits for us.
const REMOTE_MAX: Duration = Duration::from_secs(25);
/// How often connections are looked at that were idle too long.
const SWEEP_EVERY: Duration = Duration::from_secs(10);

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
    /// By the organisation that calls and the origin that is called: nobody calls under another's certificate.
    pool: Arc<Pool<(Oin, String)>>,
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
        let pool = Arc::new(Pool::new());
        if !remote.is_empty() {
            tokio::spawn(sweep(Arc::downgrade(&pool)));
        }
        Self { front, clients, remote, pool }
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
            let line = (oin, origin.clone());
            let asked = remote(&calls.pool, &line, client, act, purpose, request);
            return tokio::time::timeout(REMOTE_MAX, asked).await.map_err(|_| unreachable(to))?;
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

/// Looks after the idle connections for as long as somebody may call.
async fn sweep(pool: std::sync::Weak<Pool<(Oin, String)>>) {
    loop {
        tokio::time::sleep(SWEEP_EVERY).await;
        let Some(pool) = pool.upgrade() else { return };
        pool.sweep();
    }
}

async fn remote(
    pool: &Pool<(Oin, String)>,
    line: &(Oin, String),
    client: &Arc<rustls::ClientConfig>,
    act: &Act,
    purpose: Option<&str>,
    mut request: Request<Bytes>,
) -> Result<Reply, Problem> {
    let origin = line.1.as_str();
    let address =
        origin.strip_prefix("https://").ok_or_else(|| Problem::internal("a remote facility needs https"))?;
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
    let lent = pool.send(line, dial(client, address), request.map(Full::new)).await;
    let (response, sender, _place) = lent
        .map_err(|failed| match failed {
            Failed::Full => Problem::unavailable("Er lopen te veel vragen aan een andere voorziening.", 2),
            Failed::Unreachable => unreachable(origin),
        })?
        .split();
    let (parts, body) = response.into_parts();
    let reply = read(parts, body, origin).await?;
    pool.give_back(line, sender).await;
    Ok(reply)
}

/// A new connection over mutual TLS.
async fn dial(client: &Arc<rustls::ClientConfig>, address: &str) -> Result<Sender, Failed> {
    let (host, _) = address.rsplit_once(':').unwrap_or((address, "443"));
    let name = rustls::pki_types::ServerName::try_from(host.to_owned()).map_err(|_| Failed::Unreachable)?;
    let connecting = async {
        let stream = TcpStream::connect(with_port(address)).await?;
        let _ = stream.set_nodelay(true);
        TlsConnector::from(Arc::clone(client)).connect(name, stream).await
    };
    let stream = tokio::time::timeout(CONNECT_MAX, connecting).await.map_err(|_| Failed::Unreachable)?;
    let stream = stream.map_err(|error| {
        tracing::warn!(%error, "another node cannot be reached");
        Failed::Unreachable
    })?;
    let (sender, connection) =
        hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.map_err(|_| Failed::Unreachable)?;
    tokio::spawn(async move {
        if let Err(error) = connection.await {
            tracing::debug!(%error, "a connection to another node ended");
        }
    });
    Ok(sender)
}

/// An address with its port: 443 when it names none.
fn with_port(address: &str) -> String {
    if address.rsplit_once(':').is_some_and(|(_, port)| port.parse::<u16>().is_ok()) {
        address.to_owned()
    } else {
        format!("{address}:443")
    }
}
