//! A lane: one writer with one connection and one hash chain, which carries out many acts in one durable commit.

use std::collections::HashMap;
use std::fs;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use kernel::{Act, Clock, Problem, Random};
use tokio::sync::{mpsc, oneshot, watch};

use crate::journal::Chain;
use crate::rows::{Conflict, Engine, Rows};
use crate::subject::Subjects;
use crate::{StoreError, Tx, params};

/// Acts that may wait for one lane; one more is refused.
pub(crate) const WAITING_MAX: usize = 4096;
/// Acts in one commit: more only adds latency.
const GROUP_MAX: usize = 64;
/// Work in one commit.
const GROUP_TIME_MAX: Duration = Duration::from_millis(5);
/// How often an act is run again when another one was in its way.
const TRIES_MAX: u32 = 10;
/// The longest that one act may take.
const ACT_TIME_MAX: Duration = Duration::from_secs(30);
/// How often a chain is sealed, when it grew.
const SEAL_EVERY: Duration = Duration::from_secs(60);
/// How often the SQLite log is moved into the main file, when the lane is idle.
const CHECKPOINT_EVERY: Duration = Duration::from_secs(5);

/// An act on its way through a lane.
pub(crate) trait Job: Send {
    fn act(&self) -> Arc<Act>;
    fn housekeeping(&self) -> bool;
    /// Runs the work; whether it succeeded.
    fn run<'a>(&'a mut self, tx: &'a mut Tx) -> LocalBoxFuture<'a, bool>;
    /// Puts a refusal in place of what `run` produced.
    fn refuse(&mut self, problem: Problem);
    /// Answers the caller with what `run` produced.
    fn finish(self: Box<Self>);
    /// Answers the caller with a failure instead.
    fn fail(self: Box<Self>, problem: Problem);
}

/// The work of one caller.
pub(crate) struct Work<T, F> {
    pub(crate) act: Arc<Act>,
    pub(crate) housekeeping: bool,
    pub(crate) work: F,
    pub(crate) result: Option<Result<T, Problem>>,
    pub(crate) reply: oneshot::Sender<Result<T, Problem>>,
}

impl<T, F> Job for Work<T, F>
where
    T: Send,
    F: AsyncFn(&mut Tx) -> Result<T, Problem> + Send,
{
    fn act(&self) -> Arc<Act> {
        Arc::clone(&self.act)
    }

    fn housekeeping(&self) -> bool {
        self.housekeeping
    }

    fn run<'a>(&'a mut self, tx: &'a mut Tx) -> LocalBoxFuture<'a, bool> {
        Box::pin(async move {
            let result = (self.work)(tx).await;
            let succeeded = result.is_ok();
            self.result = Some(result);
            succeeded
        })
    }

    fn refuse(&mut self, problem: Problem) {
        self.result = Some(Err(problem));
    }

    fn finish(mut self: Box<Self>) {
        if let Some(result) = self.result.take() {
            // A caller that no longer waits has nothing to be told.
            let _ = self.reply.send(result);
        }
    }

    fn fail(self: Box<Self>, problem: Problem) {
        let _ = self.reply.send(Err(problem));
    }
}

/// Makes the lane's connection, at the start and again when it broke.
pub(crate) type Connect = Box<dyn Fn() -> LocalBoxFuture<'static, Result<Engine, StoreError>> + Send>;

/// Everything a lane needs to run.
pub(crate) struct Lane {
    pub(crate) number: i64,
    pub(crate) connect: Connect,
    pub(crate) jobs: mpsc::Receiver<Box<dyn Job>>,
    /// Turns true when the store closes.
    pub(crate) stop: watch::Receiver<bool>,
    pub(crate) clock: Clock,
    pub(crate) random: Random,
    pub(crate) subjects: Arc<Subjects>,
    /// Told whenever a commit put messages on the queue.
    pub(crate) wake: watch::Sender<u64>,
    pub(crate) commits: Arc<AtomicU64>,
    /// The folder is ours for as long as a lane may write to it.
    pub(crate) _lock: Option<Arc<fs::File>>,
}

/// Where a lane stands: its connection, when it last sealed, and up to where.
struct Standing {
    tx: Option<Tx>,
    sealed_at: Instant,
    sealed: i64,
}

impl Lane {
    /// Carries out acts until the store closes or nobody can send any more; what waits then is still carried out.
    pub(crate) async fn run(mut self) {
        let mut standing = Standing { tx: None, sealed_at: Instant::now(), sealed: 0 };
        let mut stopping = false;
        loop {
            let next = tokio::select! {
                biased;
                job = self.jobs.recv() => job,
                _ = self.stop.wait_for(|stop| *stop), if !stopping => {
                    stopping = true;
                    self.jobs.close();
                    continue;
                }
                () = tokio::time::sleep(CHECKPOINT_EVERY) => {
                    if let Some(tx) = &mut standing.tx { idle(tx); }
                    continue;
                }
            };
            let Some(first) = next else { break };
            self.serve(&mut standing, first).await;
        }
        if let Some(tx) = &mut standing.tx {
            seal(tx, &self.clock).await;
            if let Engine::Sqlite(rows) = &mut tx.rows().engine {
                rows.settle();
            }
        }
    }

    /// Carries out an act and those that wait behind it.
    async fn serve(&mut self, standing: &mut Standing, first: Box<dyn Job>) {
        if standing.tx.as_mut().is_none_or(|tx| tx.rows().is_broken()) {
            standing.tx = match self.open(&first.act()).await {
                Ok(opened) => Some(opened),
                Err(problem) => return first.fail(problem),
            };
        }
        let Some(tx) = &mut standing.tx else { return };
        if !self.group(tx, first).await {
            // The connection's state is unknown: start again from what is durable.
            standing.tx = None;
            return;
        }
        if standing.sealed_at.elapsed() > SEAL_EVERY && standing.sealed < tx.chain.seq {
            (standing.sealed_at, standing.sealed) = (Instant::now(), tx.chain.seq);
            seal(tx, &self.clock).await;
        }
        if let Engine::Sqlite(rows) = &mut tx.rows().engine {
            rows.tend_log();
        }
    }

    async fn open(&self, act: &Arc<Act>) -> Result<Tx, Problem> {
        let mut rows = Rows::new((self.connect)().await?);
        let chain = Chain::load(&mut rows, self.number).await?;
        Ok(Tx::new(rows, Arc::clone(act), self.random.clone(), Arc::clone(&self.subjects), chain))
    }

    /// One commit: the act that came first and those that wait behind it. Whether the connection is still sound.
    async fn group(&mut self, tx: &mut Tx, first: Box<dyn Job>) -> bool {
        let started = Instant::now();
        let mut done: Vec<Box<dyn Job>> = Vec::new();
        let mut again: Option<Box<dyn Job>> = None;
        if let Err(error) = tx.rows().begin() {
            fail_all(vec![first], error);
            return false;
        }
        let mut next = Some(first);
        while let Some(mut job) = next.take() {
            match one(tx, job.as_mut()).await {
                Ok(Outcome::Done) => done.push(job),
                Ok(Outcome::Again) => {
                    // Those behind it wait: acts with one key keep their order.
                    again = Some(job);
                    break;
                }
                Err(error) => {
                    done.push(job);
                    let _ = tx.rows().rollback().await;
                    fail_all(done, error);
                    return false;
                }
            }
            if done.len() < GROUP_MAX && started.elapsed() < GROUP_TIME_MAX {
                next = self.jobs.try_recv().ok();
            }
        }
        let healthy = self.commit(tx, done).await;
        match again {
            None => healthy,
            Some(job) if healthy => self.alone(tx, job).await,
            Some(job) => {
                fail_all(vec![job], StoreError::Commit("the group before it failed".into()));
                false
            }
        }
    }

    async fn commit(&self, tx: &mut Tx, done: Vec<Box<dyn Job>>) -> bool {
        match tx.commit().await {
            Ok(sent) => {
                self.commits.fetch_add(1, Ordering::Relaxed);
                if sent {
                    self.wake.send_modify(|n| *n += 1);
                }
                done.into_iter().for_each(Job::finish);
                true
            }
            Err(error) => {
                let _ = tx.rows().rollback().await;
                fail_all(done, StoreError::Commit(error.to_string()));
                false
            }
        }
    }

    /// Runs an act that met a conflict again, in a commit of its own, with a pause that grows. Whether the connection is still sound.
    async fn alone(&self, tx: &mut Tx, mut job: Box<dyn Job>) -> bool {
        for attempt in 1..=TRIES_MAX {
            let pause = u64::from(self.random.bytes::<1>()[0]) * u64::from(attempt) / 50;
            tokio::time::sleep(Duration::from_millis(pause.min(50))).await;
            let tried = match tx.rows().begin() {
                Ok(()) => one(tx, job.as_mut()).await,
                Err(error) => Err(error),
            };
            match tried {
                Ok(Outcome::Done) => return self.commit(tx, vec![job]).await,
                Ok(Outcome::Again) => {
                    if let Err(error) = tx.rows().rollback().await {
                        fail_all(vec![job], error);
                        return false;
                    }
                }
                Err(error) => {
                    let _ = tx.rows().rollback().await;
                    fail_all(vec![job], error);
                    return false;
                }
            }
        }
        job.fail(Problem::unavailable(
            "Er wordt te veel tegelijk aan hetzelfde gewerkt; probeer het zo weer.",
            1,
        ));
        true
    }
}

/// What came of an act within its group.
enum Outcome {
    /// It has an answer, to be given once the group is durable.
    Done,
    /// Another transaction was in its way: it must run again, when this group holds nothing any more.
    Again,
}

/// Runs one act within the open group. An error means that the group cannot go on.
async fn one(tx: &mut Tx, job: &mut dyn Job) -> Result<Outcome, StoreError> {
    Ok(match try_one(tx, job).await? {
        None => Outcome::Done,
        Some(Conflict::Busy) => Outcome::Again,
        // A row that another transaction put there in the meantime is in sight now: the second run finds it. A plain mistake comes out
        // the same twice, and that is the answer.
        Some(Conflict::Duplicate) => match try_one(tx, job).await? {
            None | Some(Conflict::Duplicate) => Outcome::Done,
            Some(Conflict::Busy) => Outcome::Again,
        },
    })
}

/// Runs one act once; why it may be run again, if it may.
async fn try_one(tx: &mut Tx, job: &mut dyn Job) -> Result<Option<Conflict>, StoreError> {
    tx.begin(job.act(), job.housekeeping());
    let running = AssertUnwindSafe(job.run(tx)).catch_unwind();
    let mut succeeded = match tokio::time::timeout(ACT_TIME_MAX, running).await {
        Ok(Ok(succeeded)) => succeeded,
        Ok(Err(_panic)) => {
            // The panic's own text went to the log; it may hold anything and goes no further.
            job.refuse(Problem::internal("an act panicked"));
            false
        }
        Err(_) => return Err(StoreError::Unreachable("an act took longer than 30 seconds".into())),
    };
    if succeeded && let Err(problem) = tx.keep_act().await {
        job.refuse(problem);
        succeeded = false;
    }
    if tx.rows().is_broken() {
        return Err(StoreError::Unreachable("the connection broke".into()));
    }
    if succeeded {
        return Ok(None);
    }
    tx.take_back_act()?;
    Ok(tx.rows().conflict())
}

/// Answers all with the same failure.
fn fail_all(jobs: Vec<Box<dyn Job>>, error: StoreError) {
    if jobs.is_empty() {
        return;
    }
    let problem = Problem::from(match error {
        StoreError::Unreachable(_) | StoreError::Commit(_) => error,
        other => StoreError::Commit(other.to_string()),
    });
    for job in jobs {
        job.fail(problem.clone());
    }
}

/// What a lane does when nobody wants anything.
fn idle(tx: &mut Tx) {
    if let Engine::Sqlite(rows) = &mut tx.rows().engine {
        rows.checkpoint();
    }
}

/// Writes down where the chain stands, so that cutting off its end becomes visible.
async fn seal(tx: &mut Tx, clock: &Clock) {
    let (lane, seq, hash) = (tx.chain.lane, tx.chain.seq, tx.chain.hash);
    if seq == 0 {
        return;
    }
    let values = params![lane, seq, clock.now(), hash];
    let insert = "INSERT INTO journal_seal (lane, seq, at, hash) VALUES ($1, $2, $3, $4) ON CONFLICT (lane, seq) DO NOTHING";
    if let Err(error) = tx.rows().exec_quietly(insert, &values).await {
        tracing::warn!(%error, "a seal could not be written");
    }
}

/// Which lane an object's acts go through: the same one every time.
pub(crate) fn lane_of(key: &str, lanes: usize) -> usize {
    // FNV-1a: small, stable over versions, good enough to spread keys.
    let hash = key.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    usize::try_from(hash % lanes.max(1) as u64).unwrap_or(0)
}

/// Which lanes this node writes: its own from before, then those that nobody holds, then new ones.
pub(crate) async fn claim(
    rows: &mut Rows,
    node: &str,
    wanted: usize,
    clock: &Clock,
) -> Result<Vec<i64>, Problem> {
    let now = clock.now();
    let lease = now.plus_seconds(LEASE_SECONDS);
    let mut mine: Vec<i64> = Vec::new();
    let held: HashMap<i64, (String, i64)> = rows
        .all("SELECT lane, node, lease FROM lane ORDER BY lane {lock}", &[])
        .await?
        .iter()
        .map(|row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?))))
        .collect::<Result<_, Problem>>()?;
    let mut numbers: Vec<i64> = held.keys().copied().collect();
    numbers.sort_by_key(|number| (held.get(number).is_none_or(|(holder, _)| holder != node), *number));
    for number in numbers {
        let free = held.get(&number).is_some_and(|(holder, until)| holder == node || *until < now.micros());
        if free && mine.len() < wanted {
            rows.exec_quietly(
                "UPDATE lane SET node = $2, lease = $3 WHERE lane = $1",
                &params![number, node, lease],
            )
            .await?;
            mine.push(number);
        }
    }
    let mut fresh = held.keys().max().map_or(0, |highest| highest + 1);
    while mine.len() < wanted {
        rows.exec_quietly(
            "INSERT INTO lane (lane, node, lease) VALUES ($1, $2, $3)",
            &params![fresh, node, lease],
        )
        .await?;
        mine.push(fresh);
        fresh += 1;
    }
    Ok(mine)
}

/// How long a node keeps its lanes without renewing them.
pub(crate) const LEASE_SECONDS: i64 = 60;
