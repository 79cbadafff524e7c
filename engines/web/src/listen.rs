//! Listeners. The public port speaks HTTP and, to whoever begins with a TLS handshake, HTTPS; the port for organisations speaks TLS
//! only and asks for a certificate.

use std::net::SocketAddr;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use axum::Router;
use hyper::body::Incoming;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio_rustls::TlsAcceptor;
use tower::Service;
use trust::x509::ClientIdentity;

use crate::Peer;
use crate::drain::Drained;

/// Marks a request that came over TLS.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OverTls;

/// Connections at once on one port; one more waits in the system's own queue.
const CONNECTIONS_MAX: usize = 20_000;
/// A client must begin within this time.
const FIRST_BYTE_MAX: Duration = Duration::from_secs(60);
/// A TLS handshake must be done within this time.
const HANDSHAKE_MAX: Duration = Duration::from_secs(10);
/// The head of a request must be in within this time; it also ends connections on which nothing is asked.
const HEAD_MAX: Duration = Duration::from_secs(75);
/// The first byte of a TLS record that holds a handshake.
const TLS_HANDSHAKE: u8 = 0x16;

/// TLS settings that can be replaced while the port is open: a new certificate, a new revocation list.
#[derive(Clone)]
pub struct Tls(Arc<RwLock<Arc<rustls::ServerConfig>>>);

impl Tls {
    /// With these settings to begin with.
    #[must_use]
    pub fn new(config: Arc<rustls::ServerConfig>) -> Self {
        Self(Arc::new(RwLock::new(config)))
    }

    fn acceptor(&self) -> TlsAcceptor {
        TlsAcceptor::from(Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner)))
    }
}

/// Replaces the settings for connections that begin from now on.
pub fn reload_tls(tls: &Tls, config: Arc<rustls::ServerConfig>) {
    *tls.0.write().unwrap_or_else(PoisonError::into_inner) = config;
}

/// An open port.
pub struct Listening {
    /// Where it listens; the port is filled in when 0 was asked.
    pub address: SocketAddr,
    /// Ends when the port is closed.
    pub task: tokio::task::JoinHandle<()>,
}

/// Opens a port. `plain` is whether it also speaks HTTP without TLS. It closes, and lets running requests finish, when `stop` turns true.
///
/// # Errors
/// When the port cannot be opened.
pub async fn listen(
    address: SocketAddr,
    router: Router,
    tls: Tls,
    plain: bool,
    stop: watch::Receiver<bool>,
) -> std::io::Result<Listening> {
    let listener = TcpListener::bind(address).await?;
    let address = listener.local_addr()?;
    let task = tokio::spawn(accept(listener, router, tls, plain, stop));
    Ok(Listening { address, task })
}

async fn accept(
    listener: TcpListener,
    router: Router,
    tls: Tls,
    plain: bool,
    mut stop: watch::Receiver<bool>,
) {
    let places = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    loop {
        let Ok(place) = Arc::clone(&places).acquire_owned().await else { return };
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = stopped(&mut stop) => return,
        };
        match accepted {
            Ok((stream, _)) => {
                let (router, tls, stop) = (router.clone(), tls.clone(), stop.clone());
                tokio::spawn(async move {
                    connection(stream, router, tls, plain, stop).await;
                    drop(place);
                });
            }
            Err(error) => {
                // Out of file descriptors, mostly: give those who have one time to finish.
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }
}

async fn connection(stream: TcpStream, router: Router, tls: Tls, plain: bool, stop: watch::Receiver<bool>) {
    let _ = stream.set_nodelay(true);
    let mut first = [0];
    let Ok(Ok(1)) = tokio::time::timeout(FIRST_BYTE_MAX, stream.peek(&mut first)).await else { return };
    if first[0] != TLS_HANDSHAKE {
        if plain {
            serve(stream, router, Peer::Nobody, false, stop).await;
        }
        return;
    }
    match tokio::time::timeout(HANDSHAKE_MAX, tls.acceptor().accept(stream)).await {
        Ok(Ok(stream)) => {
            let peer = peer_of(stream.get_ref().1);
            serve(stream, router, peer, true, stop).await;
        }
        Ok(Err(error)) => tracing::info!(%error, "a TLS handshake failed"),
        Err(_) => tracing::info!("a TLS handshake took too long"),
    }
}

/// Who holds the verified certificate of this connection.
fn peer_of(connection: &rustls::ServerConnection) -> Peer {
    let leaf = connection.peer_certificates().and_then(|chain| chain.first());
    match leaf.map(|der| ClientIdentity::from_der(der)) {
        Some(Ok(identity)) => Peer::Certificate(Arc::new(identity)),
        Some(Err(error)) => {
            tracing::warn!(%error, "a verified certificate could not be read");
            Peer::Nobody
        }
        None => Peer::Nobody,
    }
}

pub(crate) async fn serve<S>(
    stream: S,
    router: Router,
    peer: Peer,
    over_tls: bool,
    mut stop: watch::Receiver<bool>,
) where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let service = hyper::service::service_fn(move |mut request: hyper::Request<Incoming>| {
        if over_tls {
            request.extensions_mut().insert(OverTls);
        }
        request.extensions_mut().insert(peer.clone());
        let (parts, body) = request.into_parts();
        let body = axum::body::Body::new(Drained::new(body, &parts.headers));
        router.clone().call(hyper::Request::from_parts(parts, body))
    });
    let connection = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_MAX)
        .max_buf_size(64 * 1024)
        .serve_connection(TokioIo::new(stream), service);
    let mut connection = std::pin::pin!(connection);
    tokio::select! {
        ended = connection.as_mut() => log_end(ended),
        () = stopped(&mut stop) => {
            connection.as_mut().graceful_shutdown();
            log_end(connection.await);
        }
    }
}

/// Ends when the program is told to stop.
async fn stopped(stop: &mut watch::Receiver<bool>) {
    let _ = stop.wait_for(|stop| *stop).await;
}

fn log_end(ended: Result<(), hyper::Error>) {
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection ended early");
    }
}
