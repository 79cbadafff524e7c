//! Reads: what is known now, what is valid on a day, what was known at a moment, and everything that happened.

use kernel::{Moment, Oin, PartialDate, Problem};
use store::{Row, Rows, Value, params};

use crate::timeline::sort;
use crate::{Event, ObjectType, Occurred, StoredEvent, Voorkomen};

/// Where an object stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// Its version, from 1: raised by every event. Serves as ETag.
    pub ver: i64,
    /// When its last event was registered.
    pub registered_at: Moment,
}

impl ObjectType {
    /// Everything that is known now, whenever it is or was valid, in the order of part and validity.
    ///
    /// # Errors
    /// When the store is unreachable.
    pub async fn current(&self, rows: &mut Rows, root: &str) -> Result<Vec<Voorkomen>, Problem> {
        believed(&rows.all(self.statements.current, &params![root]).await?)
    }

    /// What is valid on `date` as far as is known now: at most one occurrence of each part.
    ///
    /// # Errors
    /// When the store is unreachable.
    pub async fn valid_on(
        &self,
        rows: &mut Rows,
        root: &str,
        date: PartialDate,
    ) -> Result<Vec<Voorkomen>, Problem> {
        believed(&rows.all(self.statements.valid, &params![root, date]).await?)
    }

    /// What was known at `moment`, whenever it was valid. The answer for a moment that has passed never changes.
    ///
    /// # Errors
    /// When the store is unreachable.
    pub async fn known_at(
        &self,
        rows: &mut Rows,
        root: &str,
        moment: Moment,
    ) -> Result<Vec<Voorkomen>, Problem> {
        believed(&rows.all(self.statements.known, &params![root, moment]).await?)
    }

    /// What was valid on `date` as far as was known at `moment`: at most one occurrence of each part.
    ///
    /// # Errors
    /// When the store is unreachable.
    pub async fn known_and_valid(
        &self,
        rows: &mut Rows,
        root: &str,
        moment: Moment,
        date: PartialDate,
    ) -> Result<Vec<Voorkomen>, Problem> {
        believed(&rows.all(self.statements.known_valid, &params![root, moment, date]).await?)
    }

    /// Every occurrence (voorkomen) that was ever registered, those that were wrong included, in the order of part, validity and
    /// registration.
    ///
    /// # Errors
    /// When the store is unreachable.
    pub async fn versions(&self, rows: &mut Rows, root: &str) -> Result<Vec<Voorkomen>, Problem> {
        voorkomens(&rows.all(self.statements.versions, &params![root]).await?)
    }

    /// Where the object stands; `None` when there is no such object.
    ///
    /// # Errors
    /// When the store is unreachable.
    pub async fn head(&self, rows: &mut Rows, root: &str) -> Result<Option<Head>, Problem> {
        let found = rows
            .opt(
                "SELECT ver, registered_at FROM register_head WHERE root = $1 AND register = $2 AND objecttype = $3",
                &params![root, self.register, self.name],
            )
            .await?;
        found.as_ref().map(head).transpose()
    }

    /// Every event of one object, in the order of its versions.
    ///
    /// # Errors
    /// When the store is unreachable.
    pub async fn events_of(&self, rows: &mut Rows, root: &str) -> Result<Vec<StoredEvent>, Problem> {
        let found = rows
            .all(
                "SELECT objecttype, root, ver, registered_at, trace_id, id, kind, occurred, holder_oin, source_document, \
                 changes FROM register_event WHERE root = $1 AND register = $2 AND objecttype = $3 ORDER BY ver",
                &params![root, self.register, self.name],
            )
            .await?;
        found.iter().map(stored_event).collect()
    }

    /// Which objects have `value` in a searched column today, in order, at most `limit`.
    ///
    /// # Errors
    /// When the column is not declared as searched, or the store is unreachable.
    pub async fn find(
        &self,
        rows: &mut Rows,
        column: &str,
        value: impl Into<Value>,
        date: PartialDate,
        limit: i64,
    ) -> Result<Vec<String>, Problem> {
        let searched = self.searched.iter().find(|searched| searched.column == column).ok_or_else(|| {
            Problem::internal(format!("column {column} of {} is not declared as searched", self.table))
        })?;
        let found = rows.all(searched.find, &params![value.into(), date, limit]).await?;
        found.iter().map(|row| row.get(0)).collect()
    }
}

/// Where a reader of events stands: after this event.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cursor {
    /// When the last event that was read was registered, in microseconds UTC.
    pub registered_at: i64,
    /// Its id.
    pub id: String,
}

impl Cursor {
    /// After this event.
    #[must_use]
    pub fn after(event: &StoredEvent) -> Self {
        Self { registered_at: event.registered_at.micros(), id: event.event.id.clone() }
    }
}

/// The events of a whole register after `cursor` and up to `until`, oldest first, at most `limit` (1 to 1,000).
///
/// The order is that of registration. Acts that were received earlier may still be on their way to the store when later ones
/// are there already: a reader that must miss nothing takes `until` some seconds ago (the store ends a transaction after 60).
///
/// # Errors
/// When the store is unreachable.
pub async fn events_since(
    rows: &mut Rows,
    register: &str,
    cursor: &Cursor,
    until: Moment,
    limit: i64,
) -> Result<Vec<StoredEvent>, Problem> {
    let found = rows
        .all(
            "SELECT objecttype, root, ver, registered_at, trace_id, id, kind, occurred, holder_oin, source_document, changes \
             FROM register_event WHERE register = $1 AND (registered_at, id) > ($2, $3) AND registered_at <= $4 \
             ORDER BY registered_at, id LIMIT $5",
            &params![register, cursor.registered_at, &cursor.id, until, limit.clamp(1, 1000)],
        )
        .await?;
    found.iter().map(stored_event).collect()
}

/// Rows as they were believed at the time: that one was wrong was not known then.
fn believed(rows: &[Row]) -> Result<Vec<Voorkomen>, Problem> {
    let mut found = voorkomens(rows)?;
    found.iter_mut().for_each(|row| row.onjuist = false);
    Ok(found)
}

/// Rows in the order of part, validity and registration. They are ordered here: an object has few, and neither engine can read this order
/// from the primary key.
fn voorkomens(rows: &[Row]) -> Result<Vec<Voorkomen>, Problem> {
    let mut found = rows.iter().map(voorkomen).collect::<Result<Vec<_>, _>>()?;
    sort(&mut found);
    Ok(found)
}

fn voorkomen(row: &Row) -> Result<Voorkomen, Problem> {
    Ok(Voorkomen {
        part: row.get(0)?,
        valid_from: row.get(1)?,
        valid_to: row.get(2)?,
        reg_from: row.get(3)?,
        reg_to: row.get(4)?,
        ver: row.get(5)?,
        event: row.get(6)?,
        onjuist: row.get(7)?,
        doc: row.get(8)?,
    })
}

pub(crate) fn head(row: &Row) -> Result<Head, Problem> {
    Ok(Head { ver: row.get(0)?, registered_at: row.get(1)? })
}

fn stored_event(row: &Row) -> Result<StoredEvent, Problem> {
    Ok(StoredEvent {
        objecttype: row.get(0)?,
        root: row.get(1)?,
        ver: row.get(2)?,
        registered_at: row.get(3)?,
        trace_id: row.get(4)?,
        event: Event {
            id: row.get(5)?,
            kind: row.get(6)?,
            occurred: parsed(Occurred::from_text(&row.get::<String>(7)?), "occurred")?,
            holder: row.get::<Oin>(8)?,
            document: json(row, 9, "source_document")?,
        },
        changes: json(row, 10, "changes")?,
    })
}

fn json<T: for<'de> serde::Deserialize<'de>>(row: &Row, index: usize, column: &str) -> Result<T, Problem> {
    let text: String = row.get(index)?;
    parsed(serde_json::from_str(&text).ok(), column)
}

fn parsed<T>(value: Option<T>, column: &str) -> Result<T, Problem> {
    value.ok_or_else(|| Problem::internal(format!("register_event.{column} cannot be read")))
}
