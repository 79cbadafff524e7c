//! Loading many objects at once, through the same events and the same decisions as one by one.

use std::collections::HashSet;

use kernel::{Act, Problem};
use store::{Entry, Tx, Value, params};

use crate::timeline::decide;
use crate::{Change, Event, ObjectType, Stamp};

/// One object to load, with the event that makes it.
#[derive(Debug, Clone, PartialEq)]
pub struct Load {
    /// The object.
    pub root: String,
    /// The event.
    pub event: Event,
    /// What the event changes, starting from nothing.
    pub changes: Vec<Change>,
}

/// What a load did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Loaded {
    /// Objects that were made.
    pub objects: u64,
    /// Rows that were made for them.
    pub rows: u64,
    /// Roots of the objects that were there already and were left as they are.
    pub skipped: HashSet<String>,
}

const HEAD_COLUMNS: &[&str] = &["root", "register", "objecttype", "ver", "registered_at"];
const EVENT_COLUMNS: &[&str] = &[
    "root",
    "register",
    "objecttype",
    "ver",
    "id",
    "kind",
    "occurred",
    "registered_at",
    "holder_oin",
    "source_document",
    "trace_id",
    "changes",
];

/// A batch of objects, decided and written out: what is left to do in the transaction is putting its rows into tables.
#[derive(Debug, Clone, Default)]
pub struct Batch {
    /// Every object with the number of its rows.
    roots: Vec<(String, usize)>,
    rows: Vec<Vec<Value>>,
    heads: Vec<Vec<Value>>,
    events: Vec<Vec<Value>>,
}

impl Batch {
    /// The objects that are not `there`.
    fn without(&self, there: &HashSet<String>) -> Self {
        let mut rest = Self::default();
        let mut rows = self.rows.iter();
        for (((root, count), head), event) in self.roots.iter().zip(&self.heads).zip(&self.events) {
            let own = rows.by_ref().take(*count);
            if there.contains(root) {
                own.for_each(drop);
                continue;
            }
            rest.rows.extend(own.cloned());
            rest.roots.push((root.clone(), *count));
            rest.heads.push(head.clone());
            rest.events.push(event.clone());
        }
        rest
    }
}

impl ObjectType {
    /// Decides what the events of new objects bring, outside any transaction: the act is that under which the batch will be loaded.
    ///
    /// # Errors
    /// 400 or 409 when an event does not fit its object.
    pub fn prepare(&self, act: &Act, loads: &[Load]) -> Result<Batch, Problem> {
        let mut batch = Batch::default();
        for load in loads {
            load.event.check()?;
            let stamp = Stamp { event: load.event.id.clone(), ver: 1, at: act.at };
            let decided = decide(&[], &load.changes, &stamp)?;
            batch.roots.push((load.root.clone(), decided.insert.len()));
            for line in &decided.insert {
                batch.rows.push(self.row_values(&load.root, line, &stamp)?);
            }
            batch.heads.push(params![&load.root, self.register, self.name, stamp.ver, stamp.at].to_vec());
            let trace_id = &act.trace.trace_id;
            batch.events.push(self.event_values(&load.root, &load.event, &load.changes, &stamp, trace_id)?);
        }
        Ok(batch)
    }

    /// Makes objects that are not there yet; those that are there are left alone, so a load that was broken off can be started again.
    /// `entry` stands for the whole batch: its amount becomes the number of objects made. Nothing is sent to anybody.
    ///
    /// # Errors
    /// When the store is unreachable or an object occurs twice; nothing of the batch remains then.
    pub async fn load(&self, tx: &mut Tx, batch: &Batch, entry: &Entry) -> Result<Loaded, Problem> {
        let skipped = self.there(tx, batch).await?;
        let rest = (!skipped.is_empty()).then(|| batch.without(&skipped));
        let batch = rest.as_ref().unwrap_or(batch);
        if batch.roots.is_empty() {
            return Ok(Loaded { skipped, ..Loaded::default() });
        }
        let rows = tx.bulk(self.table, self.columns, &batch.rows).await?;
        tx.bulk("register_head", HEAD_COLUMNS, &batch.heads).await?;
        tx.bulk("register_event", EVENT_COLUMNS, &batch.events).await?;
        tx.record(entry.clone().times(i64::try_from(batch.roots.len()).unwrap_or(i64::MAX)));
        Ok(Loaded { objects: batch.roots.len() as u64, rows, skipped })
    }

    async fn there(&self, tx: &mut Tx, batch: &Batch) -> Result<HashSet<String>, Problem> {
        let roots: Vec<String> = batch.roots.iter().map(|(root, _)| root.clone()).collect();
        let found = tx
            .all(
                "SELECT root FROM register_head WHERE root {in:1} AND register = $2 AND objecttype = $3",
                &params![roots, self.register, self.name],
            )
            .await?;
        found.iter().map(|row| row.get(0)).collect()
    }
}
