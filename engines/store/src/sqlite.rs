//! The embedded engine: one file, one writing connection, readers that never wait for it.

use std::collections::HashMap;
use std::io::{Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use rusqlite::config::DbConfig;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{CachedStatement, Connection, ErrorCode, OpenFlags, ToSql, ffi};

use crate::log_mover::LogMover;
use crate::{Row, StoreError, Value, sql};

/// Statements that a connection keeps prepared.
const STATEMENTS_KEPT: usize = 512;
/// How large the log file is made once the store is busy: commits do not have to grow it then.
const LOG_BYTES_AT_START: u64 = 32 * 1024 * 1024;
/// A log of this size means that the store is busy.
const LOG_BYTES_BUSY: i64 = 1024 * 1024;
/// From here on the log is moved into the main file, as far as readers allow, while groups go on.
const LOG_BYTES_MOVE: i64 = 24 * 1024 * 1024;
/// From here on the writer waits for readers (they end within two seconds), so that the log starts from its beginning again.
const LOG_BYTES_MAX: i64 = 64 * 1024 * 1024;
/// How much the log grows before the next try.
const LOG_BYTES_BETWEEN: i64 = 8 * 1024 * 1024;
/// Steps of SQLite's machine between two looks at the clock.
const STEPS_BETWEEN_LOOKS: i32 = 20_000;

/// One SQLite connection.
pub(crate) struct SqliteRows {
    connection: Connection,
    /// Statements in SQLite's words, by the address and length of their portable text.
    texts: HashMap<(usize, usize), Arc<str>>,
    /// `Some(false)` within an act that wrote nothing yet, `Some(true)` once its savepoint is open.
    pub(crate) savepoint: Option<bool>,
    /// The file failed under this connection: start again from what is durable.
    pub(crate) broken: bool,
    log: Option<Log>,
    stop: Option<Stop>,
}

/// The writer's view of the write-ahead log.
struct Log {
    file: PathBuf,
    page_bytes: i64,
    /// Pages in the log after the last commit.
    pages: Arc<AtomicI64>,
    grown: bool,
    /// How large the log was when it was last asked to be moved.
    moved_at: i64,
    mover: LogMover,
}

/// When a reader is interrupted.
struct Stop {
    epoch: Instant,
    /// Milliseconds after the epoch.
    at: Arc<AtomicU64>,
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Value::Null => ToSqlOutput::Borrowed(ValueRef::Null),
            Value::Int(number) => ToSqlOutput::Borrowed(ValueRef::Integer(*number)),
            Value::Real(number) => ToSqlOutput::Borrowed(ValueRef::Real(*number)),
            // PostgreSQL cannot hold this character; the engines must not differ in what they take.
            Value::Text(text) if text.contains('\0') => {
                return Err(rusqlite::Error::ToSqlConversionFailure("a text holds the character NUL".into()));
            }
            Value::Text(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
            Value::Bytes(bytes) => ToSqlOutput::Borrowed(ValueRef::Blob(bytes)),
            Value::Bool(truth) => ToSqlOutput::Borrowed(ValueRef::Integer((*truth).into())),
            Value::Texts(list) => ToSqlOutput::Owned(rusqlite::types::Value::Text(
                serde_json::Value::from(list.as_slice()).to_string(),
            )),
        })
    }
}

impl From<ValueRef<'_>> for Value {
    fn from(value: ValueRef<'_>) -> Self {
        match value {
            ValueRef::Null => Value::Null,
            ValueRef::Integer(number) => Value::Int(number),
            ValueRef::Real(number) => Value::Real(number),
            // Only what is not UTF-8 needs the careful way, and nothing that was put in by us is.
            ValueRef::Text(text) => Value::Text(match std::str::from_utf8(text) {
                Ok(text) => text.to_owned(),
                Err(_) => String::from_utf8_lossy(text).into_owned(),
            }),
            ValueRef::Blob(bytes) => Value::Bytes(bytes.to_vec()),
        }
    }
}

fn setup(error: &rusqlite::Error, what: &str) -> StoreError {
    StoreError::Setup(format!("{what}: {error}"))
}

impl SqliteRows {
    /// Opens the writing connection, making the file when it is not there.
    pub(crate) fn open_writer(file: &Path) -> Result<Self, StoreError> {
        let failed = |error| setup(&error, "main.db cannot be set up");
        let mut connection =
            Connection::open(file).map_err(|error| setup(&error, "main.db cannot be opened"))?;
        let pragmas = "PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
             PRAGMA wal_autocheckpoint = 0; PRAGMA cache_size = -16384; PRAGMA temp_store = MEMORY; \
             PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 5000;";
        connection.execute_batch(pragmas).map_err(failed)?;
        connection.pragma_update(None, "journal_size_limit", LOG_BYTES_AT_START as i64).map_err(failed)?;
        let page_bytes =
            connection.pragma_query_value(None, "page_size", |row| row.get(0)).map_err(failed)?;
        let pages = Arc::new(AtomicI64::new(0));
        let counter = Arc::clone(&pages);
        let hook = move |_: &mut rusqlite::hooks::Wal, count: i32| {
            counter.store(i64::from(count), Ordering::Relaxed);
            Ok(())
        };
        connection.wal_hook(Some(hook)).map_err(failed)?;
        let mover = LogMover::start(file)?;
        let log =
            Log { file: file.with_extension("db-wal"), page_bytes, pages, grown: false, moved_at: 0, mover };
        Ok(Self { log: Some(log), ..Self::with(connection) })
    }

    /// Opens a reading connection.
    pub(crate) fn open_reader(file: &Path) -> Result<Self, StoreError> {
        let failed = |error| setup(&error, "main.db cannot be set up for reading");
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut connection = Connection::open_with_flags(file, flags)
            .map_err(|error| setup(&error, "main.db cannot be opened for reading"))?;
        connection.busy_timeout(Duration::from_secs(2)).map_err(failed)?;
        connection.execute_batch("PRAGMA query_only = ON; PRAGMA cache_size = -8192;").map_err(failed)?;
        let (epoch, at) = (Instant::now(), Arc::new(AtomicU64::new(u64::MAX)));
        let limit = Arc::clone(&at);
        let late = move || millis_since(epoch, Instant::now()) > limit.load(Ordering::Relaxed);
        connection.progress_handler(STEPS_BETWEEN_LOOKS, Some(late)).map_err(failed)?;
        Ok(Self { stop: Some(Stop { epoch, at }), ..Self::with(connection) })
    }

    fn with(connection: Connection) -> Self {
        connection.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
        // Without this, statements are prepared anew whenever the planner would look at the values bound to them: at every call.
        if let Err(error) = connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true) {
            tracing::warn!(%error, "statements will be planned at every call");
        }
        Self { connection, texts: HashMap::new(), savepoint: None, broken: false, log: None, stop: None }
    }

    /// Interrupts whatever a reader does after `deadline`.
    pub(crate) fn stop_at(&mut self, deadline: Instant) {
        if let Some(stop) = &self.stop {
            stop.at.store(millis_since(stop.epoch, deadline), Ordering::Relaxed);
        }
    }

    fn text(&mut self, sql: &'static str) -> Arc<str> {
        let address = (sql.as_ptr() as usize, sql.len());
        Arc::clone(self.texts.entry(address).or_insert_with(|| sql::for_sqlite(sql).into()))
    }

    /// Opens the act's savepoint just before its first change: an act that only reads and records needs none.
    fn before_change(&mut self) -> Result<(), StoreError> {
        if self.savepoint == Some(false) {
            self.run("SAVEPOINT act")?;
            self.savepoint = Some(true);
        }
        Ok(())
    }

    /// Keeps what the act did, or takes it back.
    pub(crate) fn end_act(&mut self, keep: bool) -> Result<(), StoreError> {
        if self.savepoint.take() != Some(true) {
            return Ok(());
        }
        let undone = if keep { Ok(()) } else { self.run("ROLLBACK TO SAVEPOINT act") };
        let ended = undone.and_then(|()| self.run("RELEASE SAVEPOINT act"));
        // Without its savepoint (SQLite ended the transaction by itself) nothing of the group can be trusted.
        self.broken |= ended.is_err();
        ended
    }

    pub(crate) fn exec(&mut self, sql: &'static str, params: &[Value]) -> Result<u64, StoreError> {
        self.before_change()?;
        let text = self.text(sql);
        let result = self
            .connection
            .prepare_cached(&text)
            .and_then(|mut statement| statement.execute(rusqlite::params_from_iter(params)));
        result.map(|changed| changed as u64).map_err(|error| self.failed(&error, &text))
    }

    /// Runs one statement for each of these rows of values.
    pub(crate) fn exec_each(&mut self, sql: &'static str, rows: &[Vec<Value>]) -> Result<(), StoreError> {
        self.before_change()?;
        let text = self.text(sql);
        let result = self.connection.prepare_cached(&text).and_then(|mut statement| {
            rows.iter().try_for_each(|row| statement.execute(rusqlite::params_from_iter(row)).map(drop))
        });
        result.map_err(|error| self.failed(&error, &text))
    }

    pub(crate) fn all(
        &mut self,
        sql: &'static str,
        params: &[Value],
        changes: bool,
    ) -> Result<Vec<Row>, StoreError> {
        if changes {
            self.before_change()?;
        }
        let text = self.text(sql);
        let result =
            self.connection.prepare_cached(&text).and_then(|mut statement| collect(&mut statement, params));
        result.map_err(|error| self.failed(&error, &text))
    }

    pub(crate) fn run(&mut self, sql: &str) -> Result<(), StoreError> {
        let result = self.connection.prepare_cached(sql).and_then(|mut statement| {
            let mut rows = statement.raw_query();
            while rows.next()?.is_some() {}
            Ok(())
        });
        result.map_err(|error| self.failed(&error, sql))
    }

    pub(crate) fn bulk(
        &mut self,
        table: &str,
        columns: &[&str],
        rows: &[Vec<Value>],
    ) -> Result<u64, StoreError> {
        self.before_change()?;
        let places: Vec<String> = (1..=columns.len()).map(|place| format!("?{place}")).collect();
        let text = format!("INSERT INTO {table} ({}) VALUES ({})", columns.join(", "), places.join(", "));
        let result = self.connection.prepare_cached(&text).and_then(|mut statement| {
            for row in rows {
                statement.execute(rusqlite::params_from_iter(row))?;
            }
            Ok(rows.len() as u64)
        });
        result.map_err(|error| self.failed(&error, &text))
    }

    fn failed(&mut self, error: &rusqlite::Error, sql: &str) -> StoreError {
        if let rusqlite::Error::SqliteFailure(cause, _) = error {
            match cause.code {
                ErrorCode::OperationInterrupted => return StoreError::TooSlow,
                ErrorCode::ConstraintViolation
                    if matches!(
                        cause.extended_code,
                        ffi::SQLITE_CONSTRAINT_PRIMARYKEY | ffi::SQLITE_CONSTRAINT_UNIQUE
                    ) =>
                {
                    return StoreError::Duplicate { sql: sql.to_owned() };
                }
                ErrorCode::DiskFull
                | ErrorCode::SystemIoFailure
                | ErrorCode::DatabaseCorrupt
                | ErrorCode::NotADatabase
                | ErrorCode::DatabaseBusy
                | ErrorCode::DatabaseLocked => {
                    self.broken = true;
                    return StoreError::Unreachable(error.to_string());
                }
                _ => {}
            }
        }
        StoreError::Statement { sql: sql.to_owned(), message: error.to_string() }
    }

    /// Moves the log into the main file as far as readers allow, without making anybody wait.
    pub(crate) fn checkpoint(&mut self) {
        self.move_log("PRAGMA wal_checkpoint(PASSIVE)");
    }

    fn move_log(&mut self, how: &str) {
        if let Err(error) = self.run(how) {
            tracing::warn!(%error, "the log could not be moved into the main file");
        }
    }

    /// Between two groups: keeps the log at a size, under whatever load.
    pub(crate) fn tend_log(&mut self) {
        let Some(log) = &mut self.log else { return };
        let bytes = log.pages.load(Ordering::Relaxed) * log.page_bytes;
        if !log.grown && bytes > LOG_BYTES_BUSY {
            log.grown = true;
            if let Err(error) = grow(&log.file) {
                tracing::warn!(%error, "the log could not be grown beforehand");
            }
        }
        if bytes < log.moved_at {
            log.moved_at = 0;
        }
        if log.mover.take_done() && bytes >= LOG_BYTES_MOVE {
            // What came in meanwhile is little: with that moved too, the log starts from its beginning again.
            return self.checkpoint();
        }
        if bytes < LOG_BYTES_MOVE || bytes < log.moved_at + LOG_BYTES_BETWEEN {
            return;
        }
        log.moved_at = bytes;
        if bytes > LOG_BYTES_MAX {
            tracing::info!(bytes, "the log waits for readers");
            self.move_log("PRAGMA wal_checkpoint(RESTART)");
        } else {
            log.mover.ask();
        }
    }

    /// At the end: leaves the planner's figures and the main file up to date.
    pub(crate) fn settle(&mut self) {
        if let Err(error) = self.run("PRAGMA optimize") {
            tracing::warn!(%error, "optimize");
        }
        self.checkpoint();
    }
}

fn millis_since(epoch: Instant, moment: Instant) -> u64 {
    u64::try_from(moment.saturating_duration_since(epoch).as_millis()).unwrap_or(u64::MAX)
}

/// Fills the log file with zeros behind what is in it. SQLite takes what follows its last frame for nothing.
fn grow(file: &Path) -> std::io::Result<()> {
    let zeros = vec![0; 64 * 1024];
    let mut file = std::fs::OpenOptions::new().write(true).open(file)?;
    let mut length = file.seek(SeekFrom::End(0))?;
    while length < LOG_BYTES_AT_START {
        file.write_all(&zeros)?;
        length += zeros.len() as u64;
    }
    file.sync_all()
}

fn collect(statement: &mut CachedStatement<'_>, params: &[Value]) -> rusqlite::Result<Vec<Row>> {
    let columns = statement.column_count();
    let mut rows = statement.query(rusqlite::params_from_iter(params))?;
    let mut collected = Vec::new();
    while let Some(row) = rows.next()? {
        let values =
            (0..columns).map(|at| row.get_ref(at).map(Value::from)).collect::<rusqlite::Result<_>>()?;
        collected.push(Row(values));
    }
    Ok(collected)
}
