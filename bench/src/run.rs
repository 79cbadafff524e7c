//! A run: connections are opened, requests leave when they are due, and what comes back is counted.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use futures_util::StreamExt;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::dice::{Dice, OPERATION};
use crate::hello::Peer;
use crate::material::Material;
use crate::operations::Hands;
use crate::process::Watch;
use crate::tally::{Moments, Tally, Totals};
use crate::{LoadError, Mix, Operation, Plan, Report, Schedule};

/// Connections that are being opened at once: a handshake costs processor time on both sides.
const OPENING_AT_ONCE: usize = 16;
/// How long the one who says what is due sleeps at least: shorter sleeps cost more processor time than they gain.
const PACE: Duration = Duration::from_micros(100);
/// How long after the end the last requests that are due may still be taken, so that the very last are not called late by a hair.
const GRACE: Duration = Duration::from_millis(50);
/// How often progress is shown and memory looked at.
const LOOK: Duration = Duration::from_secs(1);

/// How far a run is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Snapshot {
    /// Time since the first request.
    pub elapsed: Duration,
    /// Time from the first request to the last.
    pub whole: Duration,
    /// Whether measuring has not yet begun.
    pub warming_up: bool,
    /// Accepted so far, warm-up included.
    pub ok: u64,
    /// Refused so far.
    pub refused: u64,
    /// Without a usable answer so far.
    pub errors: u64,
    /// Accepted a second since the snapshot before.
    pub ok_per_second: f64,
    /// Requests that are due but wait for a free connection.
    pub waiting: u64,
}

/// What all who send requests share.
struct Shared {
    material: Material,
    mix: Mix,
    seed: u64,
    schedule: Schedule,
    start: Instant,
    /// One for each request that is due and not yet taken.
    due: Semaphore,
    /// Requests taken so far: also the number of the next.
    taken: AtomicU64,
    tally: Mutex<Tally>,
}

/// A request that is to be sent now.
struct Job {
    operation: Operation,
    dice: Dice,
    due: Duration,
}

/// Lets everybody stop when the run is over or given up.
struct Stop(Arc<Shared>);

impl Drop for Stop {
    fn drop(&mut self) {
        self.0.due.close();
    }
}

/// Generates load, and answers what came of it. `progress` is called each second. A run that is dropped stops.
///
/// # Errors
/// When the plan cannot be carried out (a number out of range, a file that cannot be used) or the server cannot be reached at the start.
pub async fn run(plan: &Plan, progress: impl Fn(&Snapshot)) -> Result<Report, LoadError> {
    plan.check()?;
    let mut server = plan.server_pid.and_then(Watch::new);
    let peer = Peer::for_plan(plan).await?;
    let target = peer.as_ref().map_or_else(|| plan.target.clone(), |peer| peer.target(&plan.target));
    let material = Material::load(plan, &target)?;
    let hands = open_all(plan, &material).await?;
    let mut generator = Watch::new(std::process::id());
    let shared = Arc::new(Shared {
        material,
        mix: plan.mix,
        seed: plan.seed,
        schedule: Schedule::new(plan.rate_per_second, plan.warm_up_seconds, plan.seconds),
        start: Instant::now(),
        due: Semaphore::new(0),
        taken: AtomicU64::new(0),
        tally: Mutex::new(Tally::default()),
    });
    let stop = Stop(Arc::clone(&shared));
    let mut workers: JoinSet<u64> = hands.into_iter().map(|hands| work(hands, Arc::clone(&shared))).collect();
    if shared.schedule.is_open() {
        let shared = Arc::clone(&shared);
        tokio::task::spawn_blocking(move || pace(&shared));
    }
    let mut watches = [&mut server, &mut generator];
    let reconnections = attend(&shared, &mut workers, &mut watches, progress).await?;
    drop(stop);
    shared.count_not_sent();
    Ok(shared.report(plan, reconnections, [server, generator]))
}

async fn open_all(plan: &Plan, material: &Material) -> Result<Vec<Hands>, LoadError> {
    let operations: Vec<Operation> = plan.mix.shares().iter().map(|(operation, _)| *operation).collect();
    let opening = (0..plan.connections).map(|number| Hands::open(material, &operations, number));
    let mut opened = futures_util::stream::iter(opening).buffer_unordered(OPENING_AT_ONCE);
    let mut all = Vec::with_capacity(plan.connections);
    while let Some(one) = opened.next().await {
        all.push(one.map_err(|(origin, fault)| LoadError::Unreachable { origin, fault })?);
    }
    Ok(all)
}

/// Sends one request after the other; answers how often a connection had to be opened again.
async fn work(mut hands: Hands, shared: Arc<Shared>) -> u64 {
    while let Some(job) = shared.next().await {
        let begun = shared.start.elapsed();
        let (outcome, steps) = hands.perform(&shared.material, job.operation, job.dice).await;
        let moments = Moments { due: job.due, begun, ended: shared.start.elapsed() };
        let measured = shared.schedule.is_measured(job.due);
        shared.tally().record(job.operation, moments, outcome, &steps, measured);
    }
    hands.reopened()
}

/// Says which requests are due, in a thread of its own: the timer of the asynchronous runtime is exact to a millisecond only.
fn pace(shared: &Shared) {
    let schedule = shared.schedule;
    let mut said = 0;
    while !shared.due.is_closed() {
        let passed = shared.start.elapsed();
        let due = schedule.due_by(passed);
        shared.due.add_permits(usize::try_from(due - said).unwrap_or(0));
        said = due;
        let taken = shared.due.available_permits() == 0;
        if passed >= schedule.end() + GRACE || (passed >= schedule.end() && taken) {
            shared.due.close();
            return;
        }
        let next = if said < schedule.total() { schedule.due_at(said) } else { schedule.end() };
        // In small parts, so that a run that is given up does not keep a thread.
        let sleep = next.saturating_sub(shared.start.elapsed()).clamp(PACE, Duration::from_millis(200));
        std::thread::sleep(sleep);
    }
}

/// Waits until all have stopped, showing progress meanwhile.
async fn attend(
    shared: &Shared,
    workers: &mut JoinSet<u64>,
    watches: &mut [&mut Option<Watch>],
    progress: impl Fn(&Snapshot),
) -> Result<u64, LoadError> {
    let mut ticks = tokio::time::interval(LOOK);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    ticks.reset();
    let (mut reconnections, mut before) = (0, (Duration::ZERO, 0));
    loop {
        tokio::select! {
            joined = workers.join_next() => match joined {
                Some(Ok(reopened)) => reconnections += reopened,
                Some(Err(error)) => return Err(LoadError::Stopped(error.to_string())),
                None => break,
            },
            _ = ticks.tick() => {
                watches.iter_mut().flat_map(|watch| watch.as_mut()).for_each(Watch::look);
                let snapshot = shared.snapshot(before);
                before = (snapshot.elapsed, snapshot.ok);
                progress(&snapshot);
            }
        }
    }
    watches.iter_mut().flat_map(|watch| watch.as_mut()).for_each(Watch::look);
    Ok(reconnections)
}

impl Shared {
    fn tally(&self) -> MutexGuard<'_, Tally> {
        self.tally.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn choose(&self, number: u64) -> (Operation, Dice) {
        let dice = Dice::new(self.seed, number);
        (self.mix.at(dice.below(OPERATION, 100)), dice)
    }

    /// Waits for a request to be due; `None` when the run is over.
    async fn next(&self) -> Option<Job> {
        let open = self.schedule.is_open();
        if open {
            self.due.acquire().await.ok()?.forget();
        }
        let passed = self.start.elapsed();
        if !open && (passed >= self.schedule.end() || self.due.is_closed()) {
            return None;
        }
        let number = self.taken.fetch_add(1, Ordering::Relaxed);
        let (operation, dice) = self.choose(number);
        let due = if open { self.schedule.due_at(number) } else { passed };
        Some(Job { operation, dice, due })
    }

    fn count_not_sent(&self) {
        let end = self.schedule.end();
        let mut tally = self.tally();
        for number in self.taken.load(Ordering::Relaxed)..self.schedule.total() {
            let due = self.schedule.due_at(number);
            if self.schedule.is_measured(due) {
                tally.not_sent(self.choose(number).0, end.saturating_sub(due));
            }
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "a count of requests is far below 2^53")]
    fn snapshot(&self, (at_before, ok_before): (Duration, u64)) -> Snapshot {
        let elapsed = self.start.elapsed();
        let Totals { ok, refused, errors } = self.tally().totals;
        let since = elapsed.saturating_sub(at_before).as_secs_f64();
        Snapshot {
            elapsed,
            whole: self.schedule.end(),
            warming_up: elapsed < self.schedule.warm_up(),
            ok,
            refused,
            errors,
            ok_per_second: (ok - ok_before) as f64 / since.max(0.001),
            waiting: self.schedule.due_by(elapsed).saturating_sub(self.taken.load(Ordering::Relaxed)),
        }
    }

    fn report(&self, plan: &Plan, reconnections: u64, watches: [Option<Watch>; 2]) -> Report {
        let tally = self.tally();
        let measured = Duration::from_secs(u64::from(plan.seconds));
        let [server, generator] = watches.map(|watch| watch.map(|watch| watch.usage()));
        let asked = plan.mix.asks(|one| matches!(one, Operation::Brp | Operation::Letters));
        let people: &[_] = if asked { &self.material.bsns } else { &[] };
        let people = people.iter().collect::<BTreeSet<_>>().len();
        Report {
            mix: plan.mix.name().to_owned(),
            open_loop: self.schedule.is_open(),
            rate_per_second: plan.rate_per_second,
            seconds: plan.seconds,
            warm_up_seconds: plan.warm_up_seconds,
            connections: plan.connections,
            organisations: self.material.organisations.len(),
            people: if people == 0 { self.material.people.len() } else { people },
            seed: plan.seed,
            reconnections,
            sent_late: tally.lateness().filter(|_| self.schedule.is_open()),
            operations: tally.reports(self.schedule.warm_up(), measured),
            server,
            generator,
        }
    }
}

#[cfg(test)]
mod tests;
