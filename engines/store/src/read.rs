//! Snapshots. On SQLite the work runs where it is asked, on a connection of its own: a look-up takes microseconds and never waits.
//! On PostgreSQL it runs on a thread that holds the connections.

use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll, Waker};

use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use kernel::Problem;
use tokio::sync::{Semaphore, mpsc, oneshot, watch};

use crate::postgres::{Dial, PostgresRows, Role};
use crate::rows::{Engine, Rows, SNAPSHOT_MAX};
use crate::sqlite::SqliteRows;
use crate::{Store, StoreError};

/// Reads that may wait for a PostgreSQL connection; one more is refused.
const WAITING_MAX: usize = 4096;

/// Connections that only read.
pub(crate) enum Readers {
    Sqlite { file: PathBuf, idle: Mutex<Vec<Rows>>, places: Semaphore },
    Postgres { jobs: mpsc::Sender<Box<dyn ReadJob>> },
}

/// A read on its way to a connection.
pub(crate) trait ReadJob: Send {
    fn run<'a>(&'a mut self, rows: &'a mut Rows) -> LocalBoxFuture<'a, ()>;
    fn finish(self: Box<Self>);
    fn fail(self: Box<Self>, problem: Problem);
}

struct Reading<T, F> {
    work: F,
    result: Option<Result<T, Problem>>,
    reply: oneshot::Sender<Result<T, Problem>>,
}

impl<T, F> ReadJob for Reading<T, F>
where
    T: Send,
    F: AsyncFn(&mut Rows) -> Result<T, Problem> + Send,
{
    fn run<'a>(&'a mut self, rows: &'a mut Rows) -> LocalBoxFuture<'a, ()> {
        Box::pin(async move { self.result = Some((self.work)(rows).await) })
    }

    fn finish(mut self: Box<Self>) {
        if let Some(result) = self.result.take() {
            let _ = self.reply.send(result);
        }
    }

    fn fail(self: Box<Self>, problem: Problem) {
        let _ = self.reply.send(Err(problem));
    }
}

impl Readers {
    pub(crate) fn sqlite(file: PathBuf, count: usize) -> Self {
        Self::Sqlite { file, idle: Mutex::new(Vec::new()), places: Semaphore::new(count) }
    }

    /// Starts the thread that holds `count` connections, until `stop` turns true.
    pub(crate) fn postgres(
        dial: Dial,
        count: usize,
        stop: watch::Receiver<bool>,
    ) -> Result<(Self, std::thread::JoinHandle<()>), StoreError> {
        let (jobs, receiver) = mpsc::channel(WAITING_MAX);
        let failed =
            |error: std::io::Error| StoreError::Setup(format!("a thread could not be started: {error}"));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(failed)?;
        let thread = std::thread::Builder::new()
            .name("store-readers".into())
            .spawn(move || serve(&runtime, &dial, count, receiver, &stop))
            .map_err(failed)?;
        Ok((Self::Postgres { jobs }, thread))
    }
}

fn serve(
    runtime: &tokio::runtime::Runtime,
    dial: &Dial,
    count: usize,
    receiver: mpsc::Receiver<Box<dyn ReadJob>>,
    stop: &watch::Receiver<bool>,
) {
    let local = tokio::task::LocalSet::new();
    let receiver = std::rc::Rc::new(tokio::sync::Mutex::new(receiver));
    for _ in 0..count {
        let receiver = std::rc::Rc::clone(&receiver);
        let (dial, mut stop) = (dial.clone(), stop.clone());
        local.spawn_local(async move {
            let mut rows: Option<Rows> = None;
            loop {
                let next = async { receiver.lock().await.recv().await };
                let job = tokio::select! {
                    biased;
                    _ = stop.wait_for(|stop| *stop) => break,
                    job = next => job,
                };
                let Some(job) = job else { break };
                rows = answer(job, rows.take(), &dial).await;
            }
        });
    }
    runtime.block_on(local);
}

/// Answers one read; gives the connection back when it is still sound.
async fn answer(mut job: Box<dyn ReadJob>, rows: Option<Rows>, dial: &Dial) -> Option<Rows> {
    let mut kept = rows.filter(|rows| !rows.is_broken());
    loop {
        // A connection that was kept may have ended unseen: then, once, a new one.
        let was_kept = kept.is_some();
        let mut rows = match kept.take() {
            Some(rows) => rows,
            None => match PostgresRows::connect(dial, Role::Reader).await {
                Ok(opened) => Rows::new(Engine::Postgres(Box::new(opened))),
                Err(error) => {
                    job.fail(error.into());
                    return None;
                }
            },
        };
        match attempt(job.as_mut(), &mut rows).await {
            Ok(()) if was_kept && rows.is_broken() => {}
            Ok(()) => {
                job.finish();
                // The caller has its answer: ending the snapshot costs nobody time.
                return rows.rollback().await.is_ok().then_some(rows);
            }
            Err(problem) => {
                job.fail(problem);
                return None;
            }
        }
    }
}

async fn attempt(job: &mut dyn ReadJob, rows: &mut Rows) -> Result<(), Problem> {
    rows.begin_snapshot()?;
    let outcome = AssertUnwindSafe(job.run(rows)).catch_unwind();
    match tokio::time::timeout(SNAPSHOT_MAX * 2, outcome).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_panic)) => Err(Problem::internal("a read panicked")),
        Err(_) => Err(StoreError::TooSlow.into()),
    }
}

impl Store {
    /// Reads a snapshot: everything the work sees is of one moment, and nothing it does can change anything.
    /// Keep it short: on SQLite it runs on the caller's thread, and after 2 seconds it is cut off. What takes longer is read in slices,
    /// each a snapshot of its own. Nothing but the store may be awaited in it.
    ///
    /// # Errors
    /// Those of the work; 503 when the store is unreachable, too many reads wait, or it takes more than 2 seconds.
    pub async fn read<T, F>(&self, work: F) -> Result<T, Problem>
    where
        T: Send + 'static,
        F: AsyncFn(&mut Rows) -> Result<T, Problem> + Send + 'static,
    {
        match self.readers() {
            Readers::Sqlite { file, idle, places } => {
                let _place = places.acquire().await.map_err(|_| StoreError::Closed)?;
                read_now(file, idle, &work)
            }
            Readers::Postgres { jobs } => {
                let (reply, answer) = oneshot::channel();
                let job = Box::new(Reading { work, result: None, reply });
                jobs.try_send(job).map_err(|error| match error {
                    mpsc::error::TrySendError::Full(_) => StoreError::Full,
                    mpsc::error::TrySendError::Closed(_) => StoreError::Closed,
                })?;
                answer.await.map_err(|_| StoreError::Closed)?
            }
        }
    }
}

/// Runs a read on an idle connection, here and now: on SQLite nothing in it ever waits.
fn read_now<T, F>(file: &std::path::Path, idle: &Mutex<Vec<Rows>>, work: &F) -> Result<T, Problem>
where
    F: AsyncFn(&mut Rows) -> Result<T, Problem>,
{
    let free = idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
    let mut rows = match free {
        Some(rows) => rows,
        None => Rows::new(Engine::Sqlite(Box::new(SqliteRows::open_reader(file)?))),
    };
    rows.begin_snapshot()?;
    let result = {
        let mut future = std::pin::pin!(work(&mut rows));
        match future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(result) => result,
            Poll::Pending => Err(Problem::internal("a read waited for something other than the store")),
        }
    };
    rows.end_snapshot_now()?;
    idle.lock().unwrap_or_else(PoisonError::into_inner).push(rows);
    result
}
