//! The bare server to compare with: the same hyper, axum and rustls with the same settings as the real listeners, and nothing else.
//!
//! [`router`] can also be put behind the real listeners, and [`serve`] and [`serve_tls`] in a process of their own; a run of the mixes
//! `hello` and `hello-mtls` without an address starts it in the generator's own process.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::routing::get;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use rustls::ServerConfig;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};
use tokio_rustls::TlsAcceptor;

use crate::throwaway::Throwaway;
use crate::{LoadError, Mix, Plan, Target};

/// The head of a request must be in within this time, as on the real listeners.
const HEAD_MAX: Duration = Duration::from_secs(75);
/// The most that is read ahead of one connection, as on the real listeners.
const BUFFER_BYTES_MAX: usize = 64 * 1024;

/// `GET /hello`.
pub fn router() -> Router {
    Router::new().route("/hello", get(|| async { "hello" }))
}

/// Serves [`router`] over plain HTTP/1.1 until the future is dropped.
pub async fn serve(listener: TcpListener) {
    accept(listener, None, router()).await;
}

/// Serves [`router`] over TLS until the future is dropped.
pub async fn serve_tls(listener: TcpListener, config: Arc<ServerConfig>) {
    accept(listener, Some(config), router()).await;
}

/// Serves any router in this way.
pub(crate) async fn accept(listener: TcpListener, tls: Option<Arc<ServerConfig>>, router: Router) {
    let tls = tls.map(TlsAcceptor::from);
    // Dropped with this future, and with it all connections.
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => { connections.spawn(connection(stream, router.clone(), tls.clone())); }
                // Out of file descriptors, mostly: give those who have one time to finish.
                Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
            },
            Some(_) = connections.join_next() => {}
        }
    }
}

async fn connection(stream: TcpStream, router: Router, tls: Option<TlsAcceptor>) {
    let _ = stream.set_nodelay(true);
    match tls {
        None => answer(stream, router).await,
        Some(tls) => {
            // A client that fails the handshake counts that itself.
            if let Ok(stream) = tls.accept(stream).await {
                answer(stream, router).await;
            }
        }
    }
}

async fn answer<S: AsyncRead + AsyncWrite + Unpin + Send + 'static>(stream: S, router: Router) {
    let served = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_MAX)
        .max_buf_size(BUFFER_BYTES_MAX)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(router))
        .await;
    // A connection that ends early is counted by whoever asked over it.
    drop(served);
}

/// The bare server in this process; it stops when this is dropped.
pub(crate) struct Peer {
    address: SocketAddr,
    trust: Option<Throwaway>,
    task: JoinHandle<()>,
}

impl Drop for Peer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Peer {
    /// Starts it when the plan asks for it and names no other.
    pub(crate) async fn for_plan(plan: &Plan) -> Result<Option<Self>, LoadError> {
        let peer = match plan.mix {
            Mix::Hello if plan.target.public.is_none() => Self::plain().await?,
            Mix::HelloMtls if plan.target.mtls.is_none() => {
                let (clock, random) = (plan.clock.clone(), plan.random.clone());
                let made = tokio::task::spawn_blocking(move || Throwaway::make(&clock, &random)).await;
                Self::mtls(made.map_err(|error| LoadError::Peer(error.to_string()))??).await?
            }
            _ => return Ok(None),
        };
        Ok(Some(peer))
    }

    async fn plain() -> Result<Self, LoadError> {
        let (listener, address) = listener().await.map_err(|error| LoadError::Peer(error.to_string()))?;
        Ok(Self { address, trust: None, task: tokio::spawn(serve(listener)) })
    }

    async fn mtls(trust: Throwaway) -> Result<Self, LoadError> {
        let (listener, address) = listener().await.map_err(|error| LoadError::Peer(error.to_string()))?;
        let task = tokio::spawn(serve_tls(listener, trust.server()));
        Ok(Self { address, trust: Some(trust), task })
    }

    /// The target with this server's address and certificates in it.
    pub(crate) fn target(&self, given: &Target) -> Target {
        match &self.trust {
            None => Target { public: Some(format!("http://{}", self.address)), ..given.clone() },
            Some(trust) => Target {
                mtls: Some(format!("https://{}", self.address)),
                ca: Some(trust.ca()),
                identities: vec![trust.client()],
                ..given.clone()
            },
        }
    }
}

/// A free port of this machine.
pub(crate) async fn listener() -> io::Result<(TcpListener, SocketAddr)> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let address = listener.local_addr()?;
    Ok((listener, address))
}
