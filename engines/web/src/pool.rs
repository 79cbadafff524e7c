//! Connections to another node that are kept for the next call: a TLS handshake costs more than most questions.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::client::conn::http1::SendRequest;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;

/// Connections at once to one other node for one organisation; one more call waits for a place.
pub(crate) const CONNECTIONS_MAX: usize = 32;
/// A call waits no longer than this for a place.
const PLACE_WAIT: Duration = Duration::from_secs(2);
/// Idle connections that are kept for one organisation and node.
const IDLE_MAX: usize = 8;
/// An idle connection is kept for this long: less than the other side keeps it, so that it seldom ends under a call.
const IDLE_TIME_MAX: Duration = Duration::from_secs(30);

/// What a connection takes.
pub(crate) type Sender = SendRequest<Full<Bytes>>;

struct Idle {
    sender: Sender,
    since: Instant,
}

struct Line {
    idle: Vec<Idle>,
    places: Arc<Semaphore>,
}

/// Idle connections, by whom they belong to and where they go. What was idle too long is let go when somebody comes by, and by [`Pool::sweep`].
pub(crate) struct Pool<K>(Mutex<HashMap<K, Line>>);

/// Why a call failed before there was an answer.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Failed {
    /// Every place is taken.
    Full,
    /// There is no connection, or it broke.
    Unreachable,
}

/// An answer whose body is still to be read, and the connection that it comes over.
pub(crate) struct Lent {
    pub(crate) response: Response<Incoming>,
    sender: Sender,
    place: OwnedSemaphorePermit,
}

impl<K: Eq + Hash + Clone> Pool<K> {
    pub(crate) fn new() -> Self {
        Self(Mutex::new(HashMap::new()))
    }

    fn with_line<T>(&self, key: &K, work: impl FnOnce(&mut Line) -> T) -> T {
        let mut lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let line = lines
            .entry(key.clone())
            .or_insert_with(|| Line { idle: Vec::new(), places: Arc::new(Semaphore::new(CONNECTIONS_MAX)) });
        line.idle.retain(|one| one.since.elapsed() < IDLE_TIME_MAX && !one.sender.is_closed());
        work(line)
    }

    /// Sends a request over an idle connection, or over a new one by `dial`. A connection that turns out to be closed before anything of the
    /// request left is replaced by a new one; a request that may have arrived is not sent twice.
    pub(crate) async fn send(
        &self,
        key: &K,
        dial: impl Future<Output = Result<Sender, Failed>>,
        mut request: Request<Full<Bytes>>,
    ) -> Result<Lent, Failed> {
        let places = self.with_line(key, |line| Arc::clone(&line.places));
        let place = tokio::time::timeout(PLACE_WAIT, places.acquire_owned()).await;
        let place = place.ok().and_then(Result::ok).ok_or(Failed::Full)?;
        while let Some(idle) = self.with_line(key, |line| line.idle.pop()) {
            let mut sender = idle.sender;
            match sender.try_send_request(request).await {
                Ok(response) => return Ok(Lent { response, sender, place }),
                Err(mut error) => request = error.take_message().ok_or(Failed::Unreachable)?,
            }
        }
        let mut sender = dial.await?;
        match sender.send_request(request).await {
            Ok(response) => Ok(Lent { response, sender, place }),
            Err(_) => Err(Failed::Unreachable),
        }
    }

    /// Takes a connection back when its answer was read to the end. One that is closing, or one too many, is let go.
    pub(crate) async fn give_back(&self, key: &K, mut sender: Sender) {
        if sender.ready().await.is_err() {
            return;
        }
        self.with_line(key, |line| {
            if line.idle.len() < IDLE_MAX {
                line.idle.push(Idle { sender, since: Instant::now() });
            }
        });
    }

    /// Lets go of every connection that was idle too long.
    pub(crate) fn sweep(&self) {
        let keys: Vec<K> = self.0.lock().unwrap_or_else(PoisonError::into_inner).keys().cloned().collect();
        keys.iter().for_each(|key| self.with_line(key, |_| ()));
    }
}

impl Lent {
    /// The answer, and what to give back once it was read.
    pub(crate) fn split(self) -> (Response<Incoming>, Sender, OwnedSemaphorePermit) {
        (self.response, self.sender, self.place)
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;
    use std::net::SocketAddr;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use http_body_util::BodyExt;
    use hyper_util::rt::TokioIo;
    use tokio::net::{TcpListener, TcpStream};
    use tokio::sync::watch;

    use super::*;

    /// Another node: how often it was connected to, and a switch that ends its connections.
    struct Other {
        address: SocketAddr,
        connected: Arc<AtomicUsize>,
        cut: watch::Sender<u32>,
    }

    impl Other {
        async fn start() -> Self {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            let address = listener.local_addr().unwrap();
            let (connected, (cut, ended)) = (Arc::new(AtomicUsize::new(0)), watch::channel(0));
            let count = Arc::clone(&connected);
            tokio::spawn(async move {
                while let Ok((stream, _)) = listener.accept().await {
                    count.fetch_add(1, Ordering::SeqCst);
                    let mut ended = ended.clone();
                    ended.mark_unchanged();
                    let answer = hyper::service::service_fn(async |_: Request<Incoming>| {
                        Ok::<_, Infallible>(Response::new(Full::new(Bytes::from_static(b"ja"))))
                    });
                    let serving = hyper::server::conn::http1::Builder::new()
                        .serve_connection(TokioIo::new(stream), answer);
                    tokio::spawn(async move {
                        tokio::select! { _ = serving => {}, _ = ended.changed() => {} }
                    });
                }
            });
            Self { address, connected, cut }
        }

        async fn dial(&self) -> Result<Sender, Failed> {
            let stream = TcpStream::connect(self.address).await.map_err(|_| Failed::Unreachable)?;
            let (sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream))
                .await
                .map_err(|_| Failed::Unreachable)?;
            tokio::spawn(connection);
            Ok(sender)
        }

        async fn ask(&self, pool: &Pool<&'static str>) -> Result<Bytes, Failed> {
            let request = Request::get("/").header("host", "a").body(Full::new(Bytes::new())).unwrap();
            let lent = pool.send(&"other", self.dial(), request).await?;
            let (response, sender, _place) = lent.split();
            let body = response.into_body().collect().await.map_err(|_| Failed::Unreachable)?.to_bytes();
            pool.give_back(&"other", sender).await;
            Ok(body)
        }

        fn connected(&self) -> usize {
            self.connected.load(Ordering::SeqCst)
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn calls_one_after_the_other_share_a_connection() {
        let (other, pool) = (Other::start().await, Pool::new());
        for _ in 0..20 {
            assert_eq!(other.ask(&pool).await.unwrap(), "ja");
        }
        assert_eq!(other.connected(), 1);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_connection_that_the_other_side_ended_is_replaced() {
        let (other, pool) = (Other::start().await, Pool::new());
        other.ask(&pool).await.unwrap();
        let idle = |pool: &Pool<_>| pool.with_line(&"other", |line| line.idle.len());
        assert_eq!(idle(&pool), 1);
        other.cut.send_modify(|n| *n += 1);
        while idle(&pool) > 0 {
            tokio::task::yield_now().await;
        }
        assert_eq!(other.ask(&pool).await.unwrap(), "ja");
        assert_eq!(other.connected(), 2);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn many_calls_at_once_are_bounded_and_few_connections_are_kept() {
        let (other, pool) = (Arc::new(Other::start().await), Arc::new(Pool::new()));
        let calls: Vec<_> = (0..64)
            .map(|_| {
                let (other, pool) = (Arc::clone(&other), Arc::clone(&pool));
                tokio::spawn(async move { other.ask(&pool).await })
            })
            .collect();
        for call in calls {
            assert_eq!(call.await.unwrap().unwrap(), "ja");
        }
        assert!(other.connected() <= 64);
        assert!(pool.with_line(&"other", |line| line.idle.len()) <= IDLE_MAX);
        assert_eq!(pool.with_line(&"other", |line| line.places.available_permits()), CONNECTIONS_MAX);
    }

    #[tokio::test]
    async fn when_every_place_is_taken_a_call_is_refused_in_time() {
        let (other, pool) = (Other::start().await, Pool::new());
        let places = pool.with_line(&"other", |line| Arc::clone(&line.places));
        let _all = places.acquire_many(u32::try_from(CONNECTIONS_MAX).unwrap()).await.unwrap();
        let began = Instant::now();
        assert_eq!(other.ask(&pool).await, Err(Failed::Full));
        assert!(began.elapsed() >= PLACE_WAIT);
    }

    #[tokio::test]
    async fn nobody_at_the_other_side_is_told_as_such_and_takes_no_place() {
        let pool: Pool<&'static str> = Pool::new();
        let request = || Request::get("/").body(Full::new(Bytes::new())).unwrap();
        for _ in 0..CONNECTIONS_MAX + 1 {
            let sent = pool.send(&"other", async { Err(Failed::Unreachable) }, request()).await;
            assert_eq!(sent.err(), Some(Failed::Unreachable));
        }
    }
}
