//! Bodies that nobody reads to their end. A client that is still sending when its connection is closed often never sees the answer: its
//! system drops what it had received. So what a handler leaves is read on and thrown away, within bounds, while the answer goes out.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http::HeaderMap;
use http_body_util::BodyExt;
use hyper::body::{Body, Frame, SizeHint};

/// No more than this is thrown away: 32 MiB, more than the largest body of any route. Who sends on is cut off.
pub(crate) const DRAIN_BYTES_MAX: usize = 32 * 1024 * 1024;
/// And for no longer than this.
const DRAIN_TIME_MAX: Duration = Duration::from_secs(10);

/// A body whose rest is read when it is dropped.
pub(crate) struct Drained<B: Body<Data = Bytes> + Send + Unpin + 'static> {
    body: Option<B>,
    /// The client waits for `100 Continue`: what was never asked for never comes.
    waits: bool,
}

impl<B: Body<Data = Bytes> + Send + Unpin + 'static> Drained<B> {
    /// The body of a request with these headers.
    pub(crate) fn new(body: B, headers: &HeaderMap) -> Self {
        let expect = headers.get(http::header::EXPECT).and_then(|value| value.to_str().ok());
        let waits = expect.is_some_and(|text| text.eq_ignore_ascii_case("100-continue"));
        Self { body: Some(body), waits }
    }
}

impl<B: Body<Data = Bytes> + Send + Unpin + 'static> Body for Drained<B> {
    type Data = Bytes;
    type Error = B::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, B::Error>>> {
        self.waits = false;
        let Some(body) = self.body.as_mut() else { return Poll::Ready(None) };
        let polled = Pin::new(body).poll_frame(context);
        if matches!(polled, Poll::Ready(None | Some(Err(_)))) {
            self.body = None;
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.as_ref().is_none_or(Body::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.body.as_ref().map_or_else(|| SizeHint::with_exact(0), Body::size_hint)
    }
}

impl<B: Body<Data = Bytes> + Send + Unpin + 'static> Drop for Drained<B> {
    fn drop(&mut self) {
        let Some(body) = self.body.take().filter(|body| !self.waits && !body.is_end_stream()) else { return };
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(tokio::time::timeout(DRAIN_TIME_MAX, drain(body)));
        }
    }
}

async fn drain<B: Body<Data = Bytes> + Unpin>(mut body: B) {
    let mut left = DRAIN_BYTES_MAX;
    while let Some(Ok(frame)) = body.frame().await {
        left = left.saturating_sub(frame.data_ref().map_or(0, Bytes::len));
        if left == 0 {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::routing::post;
    use http::StatusCode;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::{TcpListener, TcpStream};
    use tokio::sync::watch;

    use crate::Peer;
    use crate::listen::serve;

    const BODY: usize = 4 * 1024 * 1024;

    /// A port whose only handler refuses without reading; how to reach it.
    async fn refusing(stop: &watch::Receiver<bool>) -> std::net::SocketAddr {
        let router = Router::new().route("/", post(async || StatusCode::PAYLOAD_TOO_LARGE));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let stop = stop.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, router.clone(), Peer::Nobody, false, stop.clone()));
            }
        });
        address
    }

    /// The head of the next answer; the answers of these tests have no body.
    async fn head(stream: &mut TcpStream) -> String {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            let read = stream.read_u8().await;
            head.push(
                read.unwrap_or_else(|error| panic!("{error} after {}", String::from_utf8_lossy(&head))),
            );
        }
        String::from_utf8(head).unwrap()
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_client_that_sends_everything_before_it_reads_is_told_and_may_go_on() {
        let (_open, stop) = watch::channel(false);
        let address = refusing(&stop).await;
        let mut stream = TcpStream::connect(address).await.unwrap();
        for declared in [true, false, true] {
            let length = if declared {
                format!("Content-Length: {BODY}")
            } else {
                "Transfer-Encoding: chunked".into()
            };
            stream
                .write_all(format!("POST / HTTP/1.1\r\nHost: a\r\n{length}\r\n\r\n").as_bytes())
                .await
                .unwrap();
            let body = vec![b'x'; BODY];
            if declared {
                stream.write_all(&body).await.unwrap();
            } else {
                stream.write_all(format!("{BODY:x}\r\n").as_bytes()).await.unwrap();
                stream.write_all(&body).await.unwrap();
                stream.write_all(b"\r\n0\r\n\r\n").await.unwrap();
            }
            assert!(head(&mut stream).await.starts_with("HTTP/1.1 413 "));
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_client_that_waits_for_leave_to_send_is_told_at_once() {
        let (_open, stop) = watch::channel(false);
        let mut stream = TcpStream::connect(refusing(&stop).await).await.unwrap();
        let head_of_request =
            format!("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: {BODY}\r\n\r\n");
        stream.write_all(head_of_request.as_bytes()).await.unwrap();
        assert!(head(&mut stream).await.starts_with("HTTP/1.1 413 "));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_client_that_never_ends_is_told_first_and_cut_off_then() {
        let (_open, stop) = watch::channel(false);
        let mut stream = TcpStream::connect(refusing(&stop).await).await.unwrap();
        stream.write_all(b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n").await.unwrap();
        assert!(head(&mut stream).await.starts_with("HTTP/1.1 413 "));
        let chunk = [b"10000\r\n".as_slice(), &[b'x'; 0x10000], b"\r\n"].concat();
        let mut sent = 0;
        while stream.write_all(&chunk).await.is_ok() {
            sent += 0x10000;
            assert!(sent < 2 * super::DRAIN_BYTES_MAX, "somebody is still listening");
        }
    }
}
