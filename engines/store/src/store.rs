//! Opening the store, and its two verbs for acts.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError};

use kernel::{Act, Clock, Moment, Problem, Random};
use tokio::sync::{mpsc, oneshot, watch};

use crate::journal::{self, Logged};
use crate::lane::{self, Connect, Job, Lane, WAITING_MAX, Work};
use crate::migrate::{self, Column, Migration};
use crate::postgres::{Dial, PostgresRows, Role};
use crate::read::Readers;
use crate::rows::{Engine, Rows};
use crate::sqlite::SqliteRows;
use crate::subject::{Subject, Subjects};
use crate::verify::{self, Verified};
use crate::{StoreError, Tx, params};

/// Where the store is.
#[derive(Debug, Clone)]
pub enum Place {
    /// One SQLite file and a folder of blobs in this folder.
    Folder(PathBuf),
    /// A PostgreSQL database: `postgres://user@host:port/name`.
    Postgres(String),
}

/// How to open a store.
#[derive(Clone)]
pub struct Settings {
    /// Where it is.
    pub place: Place,
    /// Which node this is: the same after a restart, another for each node on one database.
    pub node: String,
    /// 32 secret bytes, the same for all nodes on one database: they protect whom the journal is about.
    pub master_key: [u8; 32],
    /// Lanes on PostgreSQL (1 to 16, usually 4); SQLite always has one.
    pub lanes: usize,
    /// Trust and client settings for a database over TLS; without them the connection is plain.
    pub tls: Option<Arc<rustls::ClientConfig>>,
}

/// The store. Clones share it; when the last one goes, it closes as by [`Store::close`].
#[derive(Clone)]
pub struct Store(Arc<Inner>);

struct Inner {
    lanes: Vec<mpsc::Sender<Box<dyn Job>>>,
    readers: Readers,
    blobs: Option<PathBuf>,
    clock: Clock,
    random: Random,
    subjects: Arc<Subjects>,
    wake: watch::Receiver<u64>,
    commits: Arc<AtomicU64>,
    stop: watch::Sender<bool>,
    threads: std::sync::Mutex<Vec<std::thread::JoinHandle<()>>>,
}

impl Store {
    /// Opens the store, making or migrating its tables first.
    ///
    /// # Errors
    /// When the place cannot be reached, is in use by another program (SQLite), or a migration fails.
    pub async fn open(
        settings: Settings,
        migrations: &[Migration],
        clock: Clock,
        random: Random,
    ) -> Result<Self, StoreError> {
        let subjects = Arc::new(Subjects::new(&settings.master_key)?);
        let lock = lock_folder(&settings.place)?.map(Arc::new);
        let numbers = prepare(&settings, migrations, &clock).await?;
        let (wake_sender, wake) = watch::channel(0);
        let (stop, stopped) = watch::channel(false);
        let commits = Arc::new(AtomicU64::new(0));
        let mut lanes = Vec::new();
        let mut threads = Vec::new();
        for number in numbers {
            let (sender, jobs) = mpsc::channel(WAITING_MAX);
            let lane = Lane {
                number,
                connect: connect(&settings),
                jobs,
                stop: stopped.clone(),
                clock: clock.clone(),
                random: random.clone(),
                subjects: Arc::clone(&subjects),
                wake: wake_sender.clone(),
                commits: Arc::clone(&commits),
                _lock: lock.clone(),
            };
            threads.push(start(lane)?);
            lanes.push(sender);
        }
        let (readers, blobs) = match &settings.place {
            Place::Folder(folder) => {
                (Readers::sqlite(folder.join("main.db"), READERS_SQLITE), Some(folder.join("blobs")))
            }
            Place::Postgres(url) => {
                let dial = Dial { url: url.clone(), tls: settings.tls.clone() };
                let (readers, thread) = Readers::postgres(dial, READERS_POSTGRES, stopped)?;
                threads.push(thread);
                (readers, None)
            }
        };
        let threads = std::sync::Mutex::new(threads);
        Ok(Self(Arc::new(Inner {
            lanes,
            readers,
            blobs,
            clock,
            random,
            subjects,
            wake,
            commits,
            stop,
            threads,
        })))
    }

    /// Carries out an act: all statements, journal entries, messages and counts of `work` become durable together, or none.
    /// Acts with the same `key` (object, account, box) run one after the other on this node. The work may be run again after a conflict,
    /// and nothing but `tx` may be awaited in it. A statement that failed fails the act, also when the work goes on after it.
    ///
    /// # Errors
    /// Those of the work (nothing remains of it then); 503 when the lane is full or the commit failed: then it is unknown whether the act
    /// happened, and it may be sent again under its idempotency key.
    pub async fn write<T, F>(&self, key: &str, act: &Act, work: F) -> Result<T, Problem>
    where
        T: Send + 'static,
        F: AsyncFn(&mut Tx) -> Result<T, Problem> + Send + 'static,
    {
        self.submit(key, Arc::new(act.clone()), false, work).await
    }

    /// Bookkeeping that is no act of anybody: leases, blobs, cleaning up. It leaves no entry in the journal.
    ///
    /// # Errors
    /// As [`Store::write`].
    pub async fn maintain<T, F>(&self, key: &str, work: F) -> Result<T, Problem>
    where
        T: Send + 'static,
        F: AsyncFn(&mut Tx) -> Result<T, Problem> + Send + 'static,
    {
        let act = Act::system("store", self.0.clock.now(), &self.0.random);
        self.submit(key, Arc::new(act), true, work).await
    }

    async fn submit<T, F>(&self, key: &str, act: Arc<Act>, housekeeping: bool, work: F) -> Result<T, Problem>
    where
        T: Send + 'static,
        F: AsyncFn(&mut Tx) -> Result<T, Problem> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let job = Box::new(Work { act, housekeeping, work, result: None, reply });
        let lane = self.0.lanes.get(lane::lane_of(key, self.0.lanes.len())).ok_or(StoreError::Closed)?;
        lane.try_send(job).map_err(|error| match error {
            mpsc::error::TrySendError::Full(_) => StoreError::Full,
            mpsc::error::TrySendError::Closed(_) => StoreError::Closed,
        })?;
        answer.await.map_err(|_| StoreError::Closed)?
    }

    /// The injected clock.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.0.clock
    }

    /// The injected source of randomness.
    #[must_use]
    pub fn random(&self) -> &Random {
        &self.0.random
    }

    /// Changes whenever a commit of this node put messages on the queue.
    #[must_use]
    pub fn wake(&self) -> watch::Receiver<u64> {
        self.0.wake.clone()
    }

    /// How many durable commits this node made since it started.
    #[must_use]
    pub fn commits(&self) -> u64 {
        self.0.commits.load(Ordering::Relaxed)
    }

    pub(crate) fn readers(&self) -> &Readers {
        &self.0.readers
    }

    pub(crate) fn subjects(&self) -> &Subjects {
        &self.0.subjects
    }

    pub(crate) fn blob_folder(&self) -> Option<&Path> {
        self.0.blobs.as_deref()
    }

    /// Journal entries about one subject, newest first, at most `limit` (1 to 500), older than `before`.
    ///
    /// # Errors
    /// When the store is unreachable.
    pub async fn journal_about(
        &self,
        subject: Subject,
        before: Moment,
        limit: i64,
    ) -> Result<Vec<Logged>, Problem> {
        let subjects = Arc::clone(&self.0.subjects);
        self.read(async move |rows: &mut Rows| journal::about(rows, &subjects, &subject, before, limit).await)
            .await
    }

    /// Journal entries of one lane after `seq`, in order, at most `limit` (1 to 1,000): a reader's cursor is (lane, seq).
    ///
    /// # Errors
    /// When the store is unreachable.
    pub async fn journal_after(&self, lane: i64, seq: i64, limit: i64) -> Result<Vec<Logged>, Problem> {
        self.read(async move |rows: &mut Rows| journal::after(rows, lane, seq, limit).await).await
    }

    /// Every lane that the journal knows.
    ///
    /// # Errors
    /// When the store is unreachable.
    pub async fn journal_lanes(&self) -> Result<Vec<i64>, Problem> {
        self.read(async |rows: &mut Rows| {
            let found = rows.all("SELECT lane FROM lane ORDER BY lane", &[]).await?;
            found.iter().map(|row| row.get(0)).collect()
        })
        .await
    }

    /// Recomputes every hash chain, a thousand entries to a snapshot; `progress` is told how many entries are done.
    ///
    /// # Errors
    /// When the store is unreachable. A broken chain is no error but a fault in the answer.
    pub async fn verify_journal(
        &self,
        progress: impl Fn(u64) + Send + Sync + 'static,
    ) -> Result<Verified, Problem> {
        verify::verify(self, &progress, None).await
    }

    /// As [`Store::verify_journal`], with the signatures of the cross-seals: `open` answers what was signed, or nothing when the signature does
    /// not fit.
    ///
    /// # Errors
    /// As [`Store::verify_journal`].
    pub async fn verify_journal_signed(
        &self,
        progress: impl Fn(u64) + Send + Sync + 'static,
        open: impl Fn(&str) -> Option<Vec<u8>> + Send + Sync + 'static,
    ) -> Result<Verified, Problem> {
        verify::verify(self, &progress, Some(&open)).await
    }

    /// Every column of every table in words that both engines share, for comparing them.
    ///
    /// # Errors
    /// When the store is unreachable.
    pub async fn columns(&self) -> Result<Vec<Column>, Problem> {
        self.read(async |rows: &mut Rows| migrate::columns(rows).await).await
    }

    /// Forgets idempotency keys older than `before`.
    ///
    /// # Errors
    /// When the store is full or unreachable.
    pub async fn forget_keys(&self, before: Moment) -> Result<u64, Problem> {
        self.maintain("store/idempotency", async move |tx: &mut Tx| {
            Ok(tx.exec("DELETE FROM idempotency WHERE at < $1", &params![before]).await?)
        })
        .await
    }

    /// Keeps this node's lanes its own; call at least every 20 seconds on PostgreSQL.
    ///
    /// # Errors
    /// When the store is full or unreachable.
    pub async fn renew_lanes(&self, node: &str) -> Result<(), Problem> {
        let node = node.to_owned();
        let lease = self.0.clock.now().plus_seconds(lane::LEASE_SECONDS);
        self.maintain("store/lanes", async move |tx: &mut Tx| {
            tx.exec("UPDATE lane SET lease = $2 WHERE node = $1", &params![&node, lease]).await?;
            Ok(())
        })
        .await
    }

    /// Ends the store for all who hold it: no new act is taken (503), lanes finish what they have, seal their chains and stop.
    /// Waits until they did. Dropping the last clone does the same.
    pub fn close(self) {
        self.0.stop();
    }
}

impl Inner {
    fn stop(&self) {
        self.stop.send_replace(true);
        let threads = std::mem::take(&mut *self.threads.lock().unwrap_or_else(PoisonError::into_inner));
        let here = std::thread::current().id();
        // Work that held the last clone drops it on its lane's own thread, which cannot wait for itself.
        for thread in threads.into_iter().filter(|thread| thread.thread().id() != here) {
            let _ = thread.join();
        }
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Reads at the same time on one SQLite file, and so connections to it.
const READERS_SQLITE: usize = 16;
/// Connections for snapshots on PostgreSQL.
const READERS_POSTGRES: usize = 8;

/// One program at a time on one folder.
fn lock_folder(place: &Place) -> Result<Option<fs::File>, StoreError> {
    let Place::Folder(folder) = place else { return Ok(None) };
    let failed = |error: std::io::Error| StoreError::Setup(format!("{}: {error}", folder.display()));
    fs::create_dir_all(folder).map_err(failed)?;
    let file = fs::File::create(folder.join("lock")).map_err(failed)?;
    file.try_lock().map_err(|_| {
        StoreError::Setup(format!(
            "{} is in use by another stelsel; stop that one, or give this one its own --data",
            folder.display()
        ))
    })?;
    Ok(Some(file))
}

/// Migrates, and says which lanes this node writes.
async fn prepare(
    settings: &Settings,
    migrations: &[Migration],
    clock: &Clock,
) -> Result<Vec<i64>, StoreError> {
    let wanted = match settings.place {
        Place::Folder(_) => 1,
        Place::Postgres(_) => settings.lanes.clamp(1, 16),
    };
    let mut rows = Rows::new(engine(&settings.place, settings.tls.clone(), Role::Setup).await?);
    let setup = |problem: Problem| StoreError::Setup(problem.to_string());
    migrate::run(&mut rows, migrations, clock).await?;
    rows.begin()?;
    if matches!(rows.engine, Engine::Postgres(_)) {
        rows.run("SELECT pg_advisory_xact_lock(7345922)").await?;
    }
    let numbers = lane::claim(&mut rows, &settings.node, wanted, clock).await.map_err(setup)?;
    rows.commit(&[]).await?;
    Ok(numbers)
}

async fn engine(
    place: &Place,
    tls: Option<Arc<rustls::ClientConfig>>,
    role: Role,
) -> Result<Engine, StoreError> {
    Ok(match place {
        Place::Folder(folder) => Engine::Sqlite(Box::new(SqliteRows::open_writer(&folder.join("main.db"))?)),
        Place::Postgres(url) => {
            let dial = Dial { url: url.clone(), tls };
            Engine::Postgres(Box::new(PostgresRows::connect(&dial, role).await?))
        }
    })
}

fn connect(settings: &Settings) -> Connect {
    let place = settings.place.clone();
    let tls = settings.tls.clone();
    Box::new(move || {
        let (place, tls) = (place.clone(), tls.clone());
        Box::pin(async move { engine(&place, tls, Role::Lane).await })
    })
}

/// Starts the lane's own thread: work on SQLite may block it and nobody else.
fn start(lane: Lane) -> Result<std::thread::JoinHandle<()>, StoreError> {
    let failed = |error: std::io::Error| StoreError::Setup(format!("a lane could not be started: {error}"));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(failed)?;
    std::thread::Builder::new()
        .name(format!("store-lane-{}", lane.number))
        .spawn(move || runtime.block_on(lane.run()))
        .map_err(failed)
}
