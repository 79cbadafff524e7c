//! Statements on one connection, the same on both engines.

use std::time::{Duration, Instant};

use crate::postgres::PostgresRows;
use crate::sqlite::SqliteRows;
use crate::{Row, StoreError, Value, sql};

/// How long a snapshot may live: an older one would keep SQLite's log growing and PostgreSQL's dead rows alive.
pub(crate) const SNAPSHOT_MAX: Duration = Duration::from_secs(2);

/// One connection: inside a [`crate::Tx`] it may write, inside a snapshot it only reads. Statements are in the portable subset
/// (see the crate's documentation) and are `'static`: text from outside can never become SQL.
pub struct Rows {
    pub(crate) engine: Engine,
    /// Whether this act changed rows.
    pub(crate) changed: bool,
    /// Whether a statement of this act failed.
    pub(crate) failed: bool,
    /// When the snapshot must be over.
    deadline: Option<Instant>,
}

/// The two engines.
pub(crate) enum Engine {
    Sqlite(Box<SqliteRows>),
    Postgres(Box<PostgresRows>),
}

/// Why running an act again may help.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Conflict {
    /// Another transaction inserted the same key at the same time, or the act is simply wrong.
    Duplicate,
    /// Another transaction was in the way.
    Busy,
}

/// The store's own rows of a group, written just before it commits.
pub(crate) type Batch = (&'static str, Vec<Vec<Value>>);

impl Rows {
    pub(crate) fn new(engine: Engine) -> Self {
        Self { engine, changed: false, failed: false, deadline: None }
    }

    /// Runs a statement that answers no rows; the number of rows it changed.
    ///
    /// # Errors
    /// When the engine refuses the statement; the act cannot succeed any more then.
    pub async fn exec(&mut self, sql: &'static str, params: &[Value]) -> Result<u64, StoreError> {
        self.changed = true;
        self.exec_quietly(sql, params).await
    }

    /// As [`Rows::exec`], for the store's own bookkeeping.
    pub(crate) async fn exec_quietly(
        &mut self,
        sql: &'static str,
        params: &[Value],
    ) -> Result<u64, StoreError> {
        self.in_time()?;
        let result = match &mut self.engine {
            Engine::Sqlite(rows) => rows.exec(sql, params),
            Engine::Postgres(rows) => rows.exec(sql, params).await,
        };
        self.failed |= result.is_err();
        result
    }

    /// All rows of a statement. Give it a `LIMIT`: the answer is held in memory.
    ///
    /// # Errors
    /// When the engine refuses the statement, or the snapshot lives longer than 2 seconds.
    pub async fn all(&mut self, sql: &'static str, params: &[Value]) -> Result<Vec<Row>, StoreError> {
        self.in_time()?;
        let changes = sql::changes_rows(sql);
        self.changed |= changes;
        let result = match &mut self.engine {
            Engine::Sqlite(rows) => rows.all(sql, params, changes),
            Engine::Postgres(rows) => rows.all(sql, params).await,
        };
        self.failed |= result.is_err();
        result
    }

    /// The first row, if any.
    ///
    /// # Errors
    /// As [`Rows::all`].
    pub async fn opt(&mut self, sql: &'static str, params: &[Value]) -> Result<Option<Row>, StoreError> {
        Ok(self.all(sql, params).await?.into_iter().next())
    }

    /// The one row that must be there.
    ///
    /// # Errors
    /// When there is none, and as [`Rows::all`].
    pub async fn one(&mut self, sql: &'static str, params: &[Value]) -> Result<Row, StoreError> {
        self.opt(sql, params).await?.ok_or_else(|| StoreError::NoRow(sql.to_owned()))
    }

    /// Puts many rows into a table at once: a prepared insert on SQLite, COPY on PostgreSQL.
    /// `table` and `columns` are names from the program, never from outside.
    ///
    /// # Errors
    /// When a row does not fit; nothing of the act remains then.
    pub async fn bulk(
        &mut self,
        table: &'static str,
        columns: &'static [&'static str],
        rows: &[Vec<Value>],
    ) -> Result<u64, StoreError> {
        self.changed = true;
        let result = match rows.iter().position(|row| row.len() != columns.len()) {
            Some(at) => Err(StoreError::Statement {
                sql: format!("{table} ({})", columns.join(", ")),
                message: format!("row {at} does not have {} values", columns.len()),
            }),
            None => match &mut self.engine {
                Engine::Sqlite(engine) => engine.bulk(table, columns, rows),
                Engine::Postgres(engine) => engine.bulk(table, columns, rows).await,
            },
        };
        self.failed |= result.is_err();
        result
    }

    /// Runs text as it is, at once: data definition, by the store only.
    pub(crate) async fn run(&mut self, sql: &str) -> Result<(), StoreError> {
        match &mut self.engine {
            Engine::Sqlite(rows) => rows.run(sql),
            Engine::Postgres(rows) => rows.run(sql).await,
        }
    }

    /// Begins a group of acts, or another transaction that writes.
    pub(crate) fn begin(&mut self) -> Result<(), StoreError> {
        match &mut self.engine {
            // The one writer takes the write lock at once: a lock taken later could be refused.
            Engine::Sqlite(rows) => rows.run("BEGIN IMMEDIATE"),
            Engine::Postgres(rows) => {
                rows.begin("BEGIN;");
                Ok(())
            }
        }
    }

    /// Writes the group's own rows and makes everything durable.
    pub(crate) async fn commit(&mut self, batches: &[Batch]) -> Result<(), StoreError> {
        match &mut self.engine {
            Engine::Sqlite(rows) => {
                for (sql, batch) in batches.iter().filter(|(_, batch)| !batch.is_empty()) {
                    rows.exec_each(sql, batch)?;
                }
                rows.run("COMMIT")
            }
            Engine::Postgres(rows) => rows.commit(batches).await,
        }
    }

    /// Takes everything back.
    pub(crate) async fn rollback(&mut self) -> Result<(), StoreError> {
        match &mut self.engine {
            Engine::Sqlite(rows) => rows.run("ROLLBACK"),
            Engine::Postgres(rows) => rows.rollback().await,
        }
    }

    /// Begins a snapshot that must be over within [`SNAPSHOT_MAX`].
    pub(crate) fn begin_snapshot(&mut self) -> Result<(), StoreError> {
        let deadline = Instant::now() + SNAPSHOT_MAX;
        self.deadline = Some(deadline);
        match &mut self.engine {
            Engine::Sqlite(rows) => {
                rows.stop_at(deadline);
                rows.run("BEGIN")
            }
            Engine::Postgres(rows) => {
                rows.begin("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;");
                Ok(())
            }
        }
    }

    fn in_time(&self) -> Result<(), StoreError> {
        match self.deadline {
            Some(deadline) if Instant::now() > deadline => Err(StoreError::TooSlow),
            _ => Ok(()),
        }
    }

    /// Ends a snapshot on the engine that never waits.
    pub(crate) fn end_snapshot_now(&mut self) -> Result<(), StoreError> {
        match &mut self.engine {
            Engine::Sqlite(rows) => rows.run("COMMIT"),
            Engine::Postgres(_) => Err(StoreError::Setup("PostgreSQL always waits".into())),
        }
    }

    /// `sqlite` or `postgres`, as migrations name them.
    pub(crate) fn engine_name(&self) -> &'static str {
        match self.engine {
            Engine::Sqlite(_) => "sqlite",
            Engine::Postgres(_) => "postgres",
        }
    }

    /// Begins the part of the group that belongs to one act; the engine opens a savepoint when it first needs one.
    pub(crate) fn begin_act(&mut self) {
        self.changed = false;
        self.failed = false;
        match &mut self.engine {
            Engine::Sqlite(rows) => rows.savepoint = Some(false),
            Engine::Postgres(rows) => rows.begin_act(),
        }
    }

    /// Ends that part: keeps it, or takes it back whole.
    pub(crate) fn end_act(&mut self, keep: bool) -> Result<(), StoreError> {
        match &mut self.engine {
            Engine::Sqlite(rows) => rows.end_act(keep),
            Engine::Postgres(rows) => {
                rows.end_act(keep);
                Ok(())
            }
        }
    }

    /// Whether the act failed only because another one was in its way, so that running it again may help.
    pub(crate) fn conflict(&self) -> Option<Conflict> {
        match &self.engine {
            Engine::Sqlite(_) => None,
            Engine::Postgres(rows) => rows.conflict,
        }
    }

    /// Whether the connection is gone for good.
    pub(crate) fn is_broken(&self) -> bool {
        match &self.engine {
            Engine::Sqlite(rows) => rows.broken,
            Engine::Postgres(rows) => rows.is_broken(),
        }
    }
}
