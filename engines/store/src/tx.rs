//! The transaction of one act: its facts, its journal entries, its outgoing messages and its counts, together or not at all.

use std::collections::HashMap;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use kernel::{Act, Moment, Problem, Random};

use crate::journal::{self, Chain, Entry, Scribe};
use crate::rows::Batch;
use crate::subject::{Fresh, Subjects};
use crate::{Rows, StoreError, Value, params};

/// What a group of acts has gathered, to be written once when it commits.
#[derive(Default)]
struct Group {
    /// Rows for the journal.
    entries: Vec<Vec<Value>>,
    /// (indicator, breakdown, minute) -> how many.
    counts: HashMap<(&'static str, String, i64), i64>,
    subjects: Fresh,
    sent: bool,
}

/// What the transaction of one act can do. Dereferences to [`Rows`] for statements.
pub struct Tx {
    rows: Rows,
    act: Arc<Act>,
    random: Random,
    subjects: Arc<Subjects>,
    pub(crate) chain: Chain,
    recorded: Vec<Entry>,
    counted: Vec<(&'static str, String, i64)>,
    sent: bool,
    housekeeping: bool,
    group: Group,
}

/// Whether an act with this key was done before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Once {
    /// Never: do it, then keep the answer with [`Tx::keep`].
    New,
    /// Done before with the same content; this was the answer.
    Same(String),
    /// The key was used before with other content.
    Clash,
}

impl Deref for Tx {
    type Target = Rows;
    fn deref(&self) -> &Rows {
        &self.rows
    }
}

impl DerefMut for Tx {
    fn deref_mut(&mut self) -> &mut Rows {
        &mut self.rows
    }
}

impl Tx {
    pub(crate) fn new(
        rows: Rows,
        act: Arc<Act>,
        random: Random,
        subjects: Arc<Subjects>,
        chain: Chain,
    ) -> Self {
        Self {
            rows,
            act,
            random,
            subjects,
            chain,
            recorded: Vec::new(),
            counted: Vec::new(),
            sent: false,
            housekeeping: false,
            group: Group::default(),
        }
    }

    /// The act that this transaction carries out.
    #[must_use]
    pub fn act(&self) -> Arc<Act> {
        Arc::clone(&self.act)
    }

    /// The injected source of randomness.
    #[must_use]
    pub fn random(&self) -> &Random {
        &self.random
    }

    /// Writes an entry in the journal, in this transaction. An act that changes rows and records nothing is refused.
    /// Entries are written when the group commits: an act does not find its own entries in the journal.
    pub fn record(&mut self, entry: Entry) {
        self.recorded.push(entry);
    }

    /// Counts `n` under an indicator at the act's moment. `breakdown` is a public word (a level, a channel, a group), never a
    /// person; `""` when there is none.
    pub fn count(&mut self, indicator: &'static str, breakdown: &str, n: i64) {
        self.counted.push((indicator, breakdown.to_owned(), n));
    }

    /// Puts a message on the queue: delivered at least once, not before `due`, to whoever handles `topic`. `key` names the object
    /// it concerns; the answer is the message's id.
    ///
    /// # Errors
    /// When the engine refuses.
    pub async fn send(
        &mut self,
        topic: &str,
        key: &str,
        due: Moment,
        body: &serde_json::Value,
    ) -> Result<String, Problem> {
        let id = self.random.uuid(self.act.at).to_string();
        let act = self.act();
        let values = params![&id, topic, key, due, &act.trace.trace_id, body];
        self.rows
            .exec_quietly(
                "INSERT INTO queue (id, topic, key, due, lease, attempts, state, trace_id, body) \
                 VALUES ($1, $2, $3, $4, 0, 0, 'waiting', $5, $6)",
                &values,
            )
            .await?;
        self.sent = true;
        Ok(id)
    }

    /// Whether the act with this `key` (within `scope`: facility, operation and caller) was done before. `hash` stands for its content.
    ///
    /// # Errors
    /// When the engine refuses.
    pub async fn once(&mut self, scope: &str, key: &str, hash: &str) -> Result<Once, Problem> {
        let found = self
            .rows
            .opt("SELECT hash, reply FROM idempotency WHERE scope = $1 AND key = $2", &params![scope, key])
            .await?;
        Ok(match found {
            None => Once::New,
            Some(row) if row.get::<String>(0)? == hash => Once::Same(row.get(1)?),
            Some(_) => Once::Clash,
        })
    }

    /// Keeps the answer of an act, for when it is asked again (at least 7 days).
    ///
    /// # Errors
    /// When the engine refuses.
    pub async fn keep(&mut self, scope: &str, key: &str, hash: &str, reply: &str) -> Result<(), Problem> {
        let at = self.act.at;
        self.rows
            .exec_quietly(
                "INSERT INTO idempotency (scope, key, hash, reply, at) VALUES ($1, $2, $3, $4, $5)",
                &params![scope, key, hash, reply, at],
            )
            .await?;
        Ok(())
    }

    /// Starts the next act of the group on this connection.
    pub(crate) fn begin(&mut self, act: Arc<Act>, housekeeping: bool) {
        self.act = act;
        self.recorded.clear();
        self.counted.clear();
        self.sent = false;
        self.housekeeping = housekeeping;
        self.group.subjects.begin_act();
        self.rows.begin_act();
    }

    /// Why an act that calls itself done must not stand.
    fn objection(&self) -> Option<StoreError> {
        if self.rows.failed {
            return Some(StoreError::Ignored);
        }
        let unrecorded = self.rows.changed && self.recorded.is_empty() && !self.housekeeping;
        unrecorded.then_some(StoreError::Unrecorded)
    }

    /// Ends an act that calls itself done: its entries, counts and messages go to the group. A problem says why it cannot stand;
    /// it must be taken back then.
    pub(crate) async fn keep_act(&mut self) -> Result<(), Problem> {
        if let Some(objection) = self.objection() {
            return Err(objection.into());
        }
        let act = Arc::clone(&self.act);
        let mut prepared = Vec::with_capacity(self.recorded.len());
        let mut scribe = Scribe {
            rows: &mut self.rows,
            subjects: &self.subjects,
            fresh: &mut self.group.subjects,
            random: &self.random,
        };
        for entry in self.recorded.drain(..) {
            prepared.push(scribe.values(&act, entry).await?);
        }
        self.rows.end_act(true)?;
        for values in prepared {
            self.group.entries.push(self.chain.append(values));
        }
        let minute = act.at.micros().div_euclid(MINUTE) * MINUTE;
        for (indicator, breakdown, n) in self.counted.drain(..) {
            *self.group.counts.entry((indicator, breakdown, minute)).or_default() += n;
        }
        self.group.sent |= self.sent;
        Ok(())
    }

    /// Takes an act back whole.
    pub(crate) fn take_back_act(&mut self) -> Result<(), StoreError> {
        self.group.subjects.take_back();
        self.rows.end_act(false)
    }

    /// Makes the group durable; whether it put messages on the queue.
    pub(crate) async fn commit(&mut self) -> Result<bool, StoreError> {
        let entries = std::mem::take(&mut self.group.entries);
        let batches: [Batch; 2] = [(journal::INSERT, entries), (COUNT, self.count_rows())];
        self.rows.commit(&batches).await?;
        self.subjects.remember(&mut self.group.subjects);
        Ok(std::mem::take(&mut self.group.sent))
    }

    /// The group's counts as rows: a minute bucket and an hour bucket for each.
    fn count_rows(&mut self) -> Vec<Vec<Value>> {
        let lane = self.chain.lane;
        let mut rows = Vec::with_capacity(self.group.counts.len() * 2);
        for ((indicator, breakdown, minute), n) in self.group.counts.drain() {
            let hour = minute.div_euclid(HOUR) * HOUR;
            rows.push(params![indicator, &breakdown, "minute", minute, lane, n].into());
            rows.push(params![indicator, breakdown, "hour", hour, lane, n].into());
        }
        rows
    }

    pub(crate) fn rows(&mut self) -> &mut Rows {
        &mut self.rows
    }
}

/// Microseconds.
const MINUTE: i64 = 60_000_000;
const HOUR: i64 = 60 * MINUTE;

const COUNT: &str = "INSERT INTO indicator_count (indicator, breakdown, resolution, bucket, lane, n) \
     VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (indicator, resolution, bucket, breakdown, lane) \
     DO UPDATE SET n = indicator_count.n + excluded.n";
