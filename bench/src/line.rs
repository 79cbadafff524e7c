//! One kept-alive HTTP/1.1 connection, opened anew when it is gone.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::client::conn::http1::SendRequest;
use hyper_util::rt::TokioIo;
use rustls::ClientConfig;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use crate::Fault;
use crate::exchange::{Answer, Sent};
use crate::origin::Origin;

/// A connection, with its handshake, must stand within this time.
const OPEN_MAX: Duration = Duration::from_secs(15);
/// An answer must be in within this time.
const ANSWER_MAX: Duration = Duration::from_secs(40);
/// Larger answers are not read.
const ANSWER_BYTES_MAX: usize = 16 * 1024 * 1024;
/// After a connection failed, the next is not tried at once: a server that is gone must not keep the generator's processor busy.
const PAUSE: Duration = Duration::from_millis(20);

/// A connection to one address under one identity.
pub(crate) struct Line {
    pub(crate) origin: Arc<Origin>,
    tls: Option<Arc<ClientConfig>>,
    sender: Option<SendRequest<Full<Bytes>>>,
    opened: u64,
}

impl Line {
    /// Not yet open. `tls` is used when the address asks for it.
    pub(crate) fn new(origin: Arc<Origin>, tls: Option<Arc<ClientConfig>>) -> Self {
        Self { origin, tls, sender: None, opened: 0 }
    }

    /// How often it was opened again since the first time.
    pub(crate) fn reopened(&self) -> u64 {
        self.opened.saturating_sub(1)
    }

    /// Makes sure that it stands.
    pub(crate) async fn open(&mut self) -> Result<(), Fault> {
        let ready = match &mut self.sender {
            Some(sender) => sender.ready().await.is_ok(),
            None => false,
        };
        if ready {
            return Ok(());
        }
        self.sender = None;
        let opened = tokio::time::timeout(OPEN_MAX, self.connect()).await.unwrap_or(Err(Fault::Timeout));
        match opened {
            Ok(sender) => {
                self.sender = Some(sender);
                self.opened += 1;
                Ok(())
            }
            Err(fault) => {
                tokio::time::sleep(PAUSE).await;
                Err(fault)
            }
        }
    }

    async fn connect(&self) -> Result<SendRequest<Full<Bytes>>, Fault> {
        let address = (self.origin.host.as_str(), self.origin.port);
        let stream = TcpStream::connect(address).await.map_err(|_| Fault::Connect)?;
        stream.set_nodelay(true).map_err(|_| Fault::Connect)?;
        match (&self.origin.server_name, &self.tls) {
            (None, _) => http(stream).await,
            (Some(name), Some(config)) => {
                let connecting = TlsConnector::from(Arc::clone(config)).connect(name.clone(), stream);
                http(connecting.await.map_err(|_| Fault::Tls)?).await
            }
            (Some(_), None) => Err(Fault::Tls),
        }
    }

    /// Sends a request and waits for the whole answer. A request that certainly did not leave, because the server had closed the connection
    /// while it was idle, is sent once more over a new one.
    pub(crate) async fn ask(&mut self, request: Sent) -> Result<Answer, Fault> {
        let answered = tokio::time::timeout(ANSWER_MAX, self.try_ask(request)).await;
        let answer = answered.unwrap_or(Err(Fault::Timeout));
        if answer.is_err() {
            // What is left of the answer may still come: this connection cannot be asked again.
            self.sender = None;
        }
        answer
    }

    async fn try_ask(&mut self, request: Sent) -> Result<Answer, Fault> {
        let mut request = Some(request);
        for _ in 0..2 {
            self.open().await?;
            let (Some(sender), Some(asked)) = (&mut self.sender, request.take()) else { break };
            match sender.try_send_request(asked).await {
                Ok(response) => return whole(response).await,
                Err(mut error) => {
                    self.sender = None;
                    request = Some(error.take_message().ok_or(Fault::Broken)?);
                }
            }
        }
        Err(Fault::Broken)
    }
}

async fn http<S>(stream: S) -> Result<SendRequest<Full<Bytes>>, Fault>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let shaken = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await;
    let (sender, connection) = shaken.map_err(|_| Fault::Connect)?;
    tokio::spawn(async move {
        // How it ended is told to whoever waits for an answer.
        let _ = connection.await;
    });
    Ok(sender)
}

async fn whole(response: http::Response<hyper::body::Incoming>) -> Result<Answer, Fault> {
    let (parts, body) = response.into_parts();
    let collected = Limited::new(body, ANSWER_BYTES_MAX).collect().await;
    let body = collected
        .map_err(|error| if error.is::<LengthLimitError>() { Fault::TooLarge } else { Fault::Broken })?;
    Ok(Answer { status: parts.status, headers: parts.headers, body: body.to_bytes() })
}
