//! The worker: claims what is due, delivers it, and says what came of it.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::{BoxFuture, join_all};
use kernel::{Moment, Problem};
use store::{Claimed, Rows, Store, params};
use tokio::task::JoinHandle;

/// Delivers one message. An answer of `Ok` means delivered; an error with status 4xx other than 408, 425 and 429 means that trying again cannot help.
pub type Handler = Arc<dyn Fn(Claimed) -> BoxFuture<'static, Result<(), Problem>> + Send + Sync>;

/// When a failed delivery is tried again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retry {
    /// Pause after the first failure; doubles after each next one.
    pub first_seconds: i64,
    /// Longest pause.
    pub most_seconds: i64,
    /// After this many tries the message is given up.
    pub tries: i64,
}

impl Retry {
    /// From 10 seconds to an hour, for about seven days (card register-engine, Rules).
    pub const WEEK: Self = Self { first_seconds: 10, most_seconds: 3600, tries: 176 };

    /// The pause after `attempts` earlier failures.
    #[must_use]
    pub fn pause_seconds(&self, attempts: i64) -> i64 {
        let doubled = u32::try_from(attempts).ok().and_then(|n| 2_i64.checked_pow(n)).unwrap_or(i64::MAX);
        self.first_seconds.saturating_mul(doubled).min(self.most_seconds)
    }
}

/// One kind of message and who handles it.
#[derive(Clone)]
pub struct Topic {
    /// Its name, such as `brp.gebeurtenis.digid`.
    pub name: &'static str,
    /// When it is tried again.
    pub retry: Retry,
    /// Who handles it.
    pub handle: Handler,
}

/// Delivers messages of all topics. Clones share them.
#[derive(Clone)]
pub struct Worker {
    store: Store,
    topics: Arc<Vec<Topic>>,
}

/// How long a claimed message may take before somebody else may claim it.
const LEASE_SECONDS: i64 = 30;
/// How often the queue is looked at when nothing wakes the worker.
const POLL: Duration = Duration::from_secs(1);

/// How long an answer may wait for its messages to be delivered.
pub const SETTLE_MAX: Duration = Duration::from_secs(2);
/// Between two looks at whether they are.
const SETTLE_PAUSE: Duration = Duration::from_millis(2);

impl Worker {
    /// A worker for these topics.
    #[must_use]
    pub fn new(store: Store, topics: Vec<Topic>) -> Self {
        Self { store, topics: Arc::new(topics) }
    }

    /// Starts delivering: one task for each topic, so that a slow receiver holds up nobody else. Abort the tasks to stop.
    #[must_use]
    pub fn start(&self) -> Vec<JoinHandle<()>> {
        let run = |index| {
            let worker = self.clone();
            tokio::spawn(async move { worker.run(index).await })
        };
        (0..self.topics.len()).map(run).collect()
    }

    async fn run(self, index: usize) {
        let Some(topic) = self.topics.get(index).cloned() else { return };
        let mut wake = self.store.wake();
        loop {
            match self.store.claim(topic.name, 100, LEASE_SECONDS).await {
                Ok(messages) if messages.is_empty() => {
                    let _ = tokio::time::timeout(POLL, wake.changed()).await;
                }
                Ok(messages) => {
                    join_all(messages.into_iter().map(|message| self.deliver(&topic, message))).await;
                }
                Err(problem) => {
                    tracing::warn!(topic = topic.name, code = problem.code, "the queue could not be read");
                    tokio::time::sleep(POLL).await;
                }
            }
        }
    }

    /// Sees to it that what was sent to these topics until now has been delivered once, or failed once, before this returns; at most for
    /// [`SETTLE_MAX`]. What is not settled then is delivered by the worker as any other message.
    pub async fn settle(&self, topics: &[&'static str]) {
        let until = self.store.clock().now();
        let started = tokio::time::Instant::now();
        while started.elapsed() < SETTLE_MAX {
            for topic in self.topics.iter().filter(|topic| topics.contains(&topic.name)) {
                if let Ok(messages) = self.store.claim(topic.name, 100, LEASE_SECONDS).await {
                    join_all(messages.into_iter().map(|message| self.deliver(topic, message))).await;
                }
            }
            match self.is_untried(topics, until).await {
                // Somebody else, mostly the worker itself, holds them: they are on their way.
                Ok(true) => tokio::time::sleep(SETTLE_PAUSE).await,
                _ => return,
            }
        }
    }

    /// Whether a message that was sent until then has not been tried yet.
    async fn is_untried(&self, topics: &[&'static str], until: Moment) -> Result<bool, Problem> {
        let topics: Vec<String> = topics.iter().map(|topic| (*topic).to_owned()).collect();
        self.store
            .read(async move |rows: &mut Rows| {
                let found = rows
                    .opt(
                        "SELECT 1 FROM queue WHERE topic {in:1} AND state = 'waiting' AND due <= $2 AND attempts = 0 LIMIT 1",
                        &params![topics.clone(), until],
                    )
                    .await?;
                Ok(found.is_some())
            })
            .await
    }

    async fn deliver(&self, topic: &Topic, message: Claimed) {
        let (id, attempts) = (message.id.clone(), message.attempts);
        let outcome = match (topic.handle)(message).await {
            Ok(()) => self.store.done(&id).await,
            Err(problem) if is_hopeless(&problem) || attempts + 1 >= topic.retry.tries => {
                tracing::error!(topic = topic.name, id, code = problem.code, "a message was given up");
                self.store.give_up(&id, &problem.code).await
            }
            Err(problem) => {
                let due = self.store.clock().now().plus_seconds(topic.retry.pause_seconds(attempts));
                self.store.again(&id, due, &problem.code).await
            }
        };
        if let Err(problem) = outcome {
            tracing::warn!(
                topic = topic.name,
                id,
                code = problem.code,
                "an outcome could not be written; it is delivered again"
            );
        }
    }
}

fn is_hopeless(problem: &Problem) -> bool {
    (400..500).contains(&problem.status) && ![408, 425, 429].contains(&problem.status)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_week_of_tries_doubles_its_pause_up_to_an_hour() {
        let pauses: Vec<i64> = (0..11).map(|attempt| Retry::WEEK.pause_seconds(attempt)).collect();
        assert_eq!(pauses, [10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600]);
        let total: i64 = (0..Retry::WEEK.tries).map(|attempt| Retry::WEEK.pause_seconds(attempt)).sum();
        assert_eq!(total / 86_400, 7);
    }

    #[test]
    fn no_number_of_attempts_overflows_the_pause() {
        assert_eq!(Retry::WEEK.pause_seconds(i64::MAX), 3600);
        assert_eq!(Retry::WEEK.pause_seconds(-1), 3600);
    }
}
