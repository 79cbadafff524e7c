//! Registering an event: rows, head, event, journal entry and messages in one transaction.

use kernel::{Moment, Problem};
use serde_json::Value as Json;
use store::{Entry, Rows, Tx, Value, params};

use crate::read::head;
use crate::timeline::{Line, decide};
use crate::{Change, Event, Head, OPEN, ObjectType, Stamp};

/// Whom to tell of an event, and what.
#[derive(Debug, Clone, PartialEq)]
pub struct Notice {
    /// Topics of the queue: one message is sent to each.
    pub topics: &'static [&'static str],
    /// What is sent, such as a [`crate::cloud_event`].
    pub body: Json,
}

/// Everything that is registered in one transaction about one event.
#[derive(Debug, Clone)]
pub struct Mutation {
    /// The object; its first event makes it.
    pub root: String,
    /// The event.
    pub event: Event,
    /// What it changes.
    pub changes: Vec<Change>,
    /// The version that the reporter knows (If-Match); 0 for an object that must not exist yet; `None` for any.
    pub expected: Option<i64>,
    /// Whom to tell.
    pub notice: Option<Notice>,
    /// The journal entry of the act.
    pub entry: Entry,
}

/// What was registered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// Id of the event.
    pub event_id: String,
    /// Version of the object after it.
    pub version: i64,
    /// When it was registered.
    pub registered_at: Moment,
}

impl ObjectType {
    /// Registers an event. The same event again (same id, same changes) is registered once: the answer is that of the first time.
    /// The transaction's key must be the object's root.
    ///
    /// # Errors
    /// 400 when the event misses something or cannot be right; 409 when its id was used for something else, the object is at
    /// another version than expected, or a change clashes with what is registered.
    pub async fn record(&self, tx: &mut Tx, mutation: &Mutation) -> Result<Recorded, Problem> {
        mutation.event.check()?;
        let head = self.lock(tx, &mutation.root).await?;
        if head.is_some()
            && let Some(earlier) = self.earlier(tx, mutation).await?
        {
            return Ok(earlier);
        }
        let version = head.map_or(0, |head| head.ver);
        if let Some(expected) = mutation.expected.filter(|expected| *expected != version) {
            return Err(stale(expected, version));
        }
        let at = tx.act().at;
        // Registration goes forward, also when a clock was set back or two acts bear the same moment.
        let at = head.map_or(at, |head| at.max(Moment::from_micros(head.registered_at.micros() + 1)));
        let stamp = Stamp { event: mutation.event.id.clone(), ver: version + 1, at };
        self.change_rows(tx, mutation, &stamp).await?;
        self.write_head(tx, &mutation.root, head.is_none(), &stamp).await?;
        let trace_id = tx.act().trace.trace_id.clone();
        let values =
            self.event_values(&mutation.root, &mutation.event, &mutation.changes, &stamp, &trace_id)?;
        tx.exec(
            "INSERT INTO register_event (root, register, objecttype, ver, id, kind, occurred, registered_at, holder_oin, \
             source_document, trace_id, changes) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
            &values,
        )
        .await?;
        if let Some(notice) = &mutation.notice {
            for topic in notice.topics {
                tx.send(topic, &mutation.root, tx.act().at, &notice.body).await?;
            }
        }
        tx.record(mutation.entry.clone());
        Ok(Recorded { event_id: stamp.event, version: stamp.ver, registered_at: stamp.at })
    }

    /// Locks the object, so that what is decided on its rows stays true until the commit.
    ///
    /// # Errors
    /// When the store is unreachable.
    pub async fn lock(&self, tx: &mut Tx, root: &str) -> Result<Option<Head>, Problem> {
        let found = tx
            .opt(
                "SELECT ver, registered_at FROM register_head WHERE root = $1 AND register = $2 AND objecttype = $3 {lock}",
                &params![root, self.register, self.name],
            )
            .await?;
        found.as_ref().map(head).transpose()
    }

    /// What was answered when this event was registered before.
    async fn earlier(&self, rows: &mut Rows, mutation: &Mutation) -> Result<Option<Recorded>, Problem> {
        let found = rows
            .opt(
                "SELECT ver, registered_at, kind, changes FROM register_event \
                 WHERE root = $1 AND register = $2 AND objecttype = $3 AND id = $4",
                &params![&mutation.root, self.register, self.name, &mutation.event.id],
            )
            .await?;
        let Some(row) = found else { return Ok(None) };
        let same = row.get::<String>(2)? == mutation.event.kind
            && row.get::<Json>(3)? == json_of(&mutation.changes)?;
        if !same {
            return Err(Problem::conflict(
                "gebeurtenis",
                "Er is al een andere gebeurtenis met deze identificatie geregistreerd.",
            ));
        }
        let Head { ver, registered_at } = head(&row)?;
        let event_id = mutation.event.id.clone();
        Ok(Some(Recorded { event_id, version: ver, registered_at }))
    }

    async fn change_rows(&self, tx: &mut Tx, mutation: &Mutation, stamp: &Stamp) -> Result<(), Problem> {
        let root = &mutation.root;
        let undoes = mutation.changes.iter().any(|change| matches!(change, Change::Undo { .. }));
        let rows = if stamp.ver == 1 {
            Vec::new()
        } else if undoes {
            self.versions(tx, root).await?
        } else {
            self.current(tx, root).await?
        };
        let plan = decide(&rows, &mutation.changes, stamp)?;
        for close in &plan.close {
            let values = params![stamp.at, i64::from(close.onjuist), root, &close.part, close.valid_from];
            tx.exec(self.statements.close, &values).await?;
        }
        for line in &plan.insert {
            tx.exec(self.statements.insert, &self.row_values(root, line, stamp)?).await?;
        }
        Ok(())
    }

    async fn write_head(&self, tx: &mut Tx, root: &str, is_new: bool, stamp: &Stamp) -> Result<(), Problem> {
        let statement = if is_new {
            "INSERT INTO register_head (root, register, objecttype, ver, registered_at) VALUES ($1, $2, $3, $4, $5)"
        } else {
            "UPDATE register_head SET ver = $4, registered_at = $5 WHERE root = $1 AND register = $2 AND objecttype = $3"
        };
        tx.exec(statement, &params![root, self.register, self.name, stamp.ver, stamp.at]).await?;
        Ok(())
    }

    /// The values of a row in the order of `columns`.
    pub(crate) fn row_values(
        &self,
        root: &str,
        line: &Line<'_>,
        stamp: &Stamp,
    ) -> Result<Vec<Value>, Problem> {
        let mut values = Vec::with_capacity(self.columns.len());
        values.extend(params![
            root,
            line.part,
            OPEN,
            line.valid.from,
            line.valid.to,
            stamp.at,
            stamp.ver,
            &stamp.event,
            0_i64,
            text_of(line.doc)?,
        ]);
        values.extend(self.searched.iter().map(|searched| searched.value(line.part, line.doc)));
        Ok(values)
    }

    /// The values of an event in the order of the table.
    pub(crate) fn event_values(
        &self,
        root: &str,
        event: &Event,
        changes: &[Change],
        stamp: &Stamp,
        trace_id: &str,
    ) -> Result<Vec<Value>, Problem> {
        Ok(params![
            root,
            self.register,
            self.name,
            stamp.ver,
            &event.id,
            &event.kind,
            event.occurred.text(),
            stamp.at,
            &event.holder,
            text_of(&event.document)?,
            trace_id,
            text_of(changes)?,
        ]
        .to_vec())
    }
}

fn stale(expected: i64, version: i64) -> Problem {
    let detail = match (expected, version) {
        (0, _) => "Het object bestaat al.".to_owned(),
        (_, 0) => "Het object bestaat niet.".to_owned(),
        _ => format!(
            "Het object heeft versie {version}, niet {expected}. Lees het opnieuw en herhaal de mutatie zo nodig."
        ),
    };
    Problem::conflict("versie", detail)
}

fn unwritable(error: &serde_json::Error) -> Problem {
    Problem::internal(format!("a document cannot be written as JSON: {error}"))
}

fn text_of<T: serde::Serialize + ?Sized>(value: &T) -> Result<String, Problem> {
    serde_json::to_string(value).map_err(|error| unwritable(&error))
}

fn json_of<T: serde::Serialize + ?Sized>(value: &T) -> Result<Json, Problem> {
    serde_json::to_value(value).map_err(|error| unwritable(&error))
}
