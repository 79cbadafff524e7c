//! Loading many objects at once, through the same events and the same decisions as one by one.

use std::collections::HashSet;

use kernel::Problem;
use store::{Entry, Tx, params};

use crate::{Change, Event, ObjectType, Stamp, apply};

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

impl ObjectType {
    /// Makes objects that are not there yet; those that are there are left alone, so a load that was broken off can be started again.
    /// `entry` stands for the whole batch: its amount becomes the number of objects made. Nothing is sent to anybody.
    ///
    /// # Errors
    /// 400 or 409 when an event does not fit its object; nothing of the batch remains then.
    pub async fn load(&self, tx: &mut Tx, objects: &[Load], entry: &Entry) -> Result<Loaded, Problem> {
        let there = self.there(tx, objects).await?;
        let act = tx.act();
        let mut loaded = Loaded::default();
        let (mut heads, mut events, mut rows) = (Vec::new(), Vec::new(), Vec::new());
        for object in objects {
            if there.contains(&object.root) {
                loaded.skipped.insert(object.root.clone());
                continue;
            }
            object.event.check()?;
            let stamp = Stamp { event: object.event.id.clone(), ver: 1, at: act.at };
            for row in apply(&[], &object.changes, &stamp)?.insert {
                rows.push(self.row_values(&object.root, &row)?);
            }
            heads.push(params![&object.root, self.register, self.name, stamp.ver, stamp.at].to_vec());
            events.push(self.event_values(
                &object.root,
                &object.event,
                &object.changes,
                &stamp,
                &act.trace.trace_id,
            )?);
            loaded.objects += 1;
        }
        if loaded.objects == 0 {
            return Ok(loaded);
        }
        loaded.rows = tx.bulk(self.table, self.columns, &rows).await?;
        tx.bulk("register_head", HEAD_COLUMNS, &heads).await?;
        tx.bulk("register_event", EVENT_COLUMNS, &events).await?;
        tx.record(entry.clone().times(i64::try_from(loaded.objects).unwrap_or(i64::MAX)));
        Ok(loaded)
    }

    async fn there(&self, tx: &mut Tx, objects: &[Load]) -> Result<HashSet<String>, Problem> {
        let roots: Vec<String> = objects.iter().map(|object| object.root.clone()).collect();
        let found = tx
            .all(
                "SELECT root FROM register_head WHERE root {in:1} AND register = $2 AND objecttype = $3",
                &params![roots, self.register, self.name],
            )
            .await?;
        found.iter().map(|row| row.get(0)).collect()
    }
}
