//! The engine for more than one machine: PostgreSQL, spoken to over few, pipelined connections without a pool in between.
//!
//! Transaction control (BEGIN, SAVEPOINT, RELEASE) is not sent by itself but together with the next statement, and a group's own rows
//! travel with its COMMIT: an act costs as many waits as it has statements.

use std::collections::HashMap;
use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use futures_util::TryStreamExt;
use futures_util::future::{MaybeDone, join, maybe_done};
use tokio_postgres::binary_copy::BinaryCopyInWriter;
use tokio_postgres::config::TargetSessionAttrs;
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Client, Config, Error, Statement};

use crate::rows::{Batch, Conflict};
use crate::{Row, StoreError, Value, sql};

/// What a connection is for; it decides how long its statements may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// Migrations: as long as it takes.
    Setup,
    /// A lane: other acts wait behind it, so it does not wait long for anybody's lock.
    Lane,
    /// A snapshot.
    Reader,
}

impl Role {
    fn settings(self) -> &'static str {
        match self {
            Self::Setup => "SET statement_timeout = 0",
            Self::Lane => {
                "SET statement_timeout = '30s'; SET idle_in_transaction_session_timeout = '60s'; SET lock_timeout = '250ms'"
            }
            Self::Reader => "SET statement_timeout = '2s'; SET idle_in_transaction_session_timeout = '10s'",
        }
    }
}

/// How to reach PostgreSQL.
#[derive(Clone)]
pub(crate) struct Dial {
    pub(crate) url: String,
    pub(crate) tls: Option<Arc<rustls::ClientConfig>>,
}

/// One PostgreSQL connection.
pub(crate) struct PostgresRows {
    client: Client,
    statements: HashMap<(usize, usize), Statement>,
    /// Transaction control that goes out with the next statement.
    control: String,
    /// Whether the server knows of a transaction.
    begun: bool,
    /// `Some(false)` within an act that sent no statement yet, `Some(true)` once its savepoint is open.
    savepoint: Option<bool>,
    /// Why running the act again may help.
    pub(crate) conflict: Option<Conflict>,
    broken: bool,
    role: Role,
}

impl PostgresRows {
    /// Connects; over TLS when the settings hold a configuration for it.
    pub(crate) async fn connect(dial: &Dial, role: Role) -> Result<Self, StoreError> {
        let config = config(&dial.url)?;
        let client = match &dial.tls {
            Some(tls) => {
                let connector = tokio_postgres_rustls::MakeRustlsConnect::new((**tls).clone());
                let (client, connection) = config.connect(connector).await.map_err(|e| unreachable(&e))?;
                tokio::spawn(async move { log_end(connection.await) });
                client
            }
            None => {
                let (client, connection) =
                    config.connect(tokio_postgres::NoTls).await.map_err(|e| unreachable(&e))?;
                tokio::spawn(async move { log_end(connection.await) });
                client
            }
        };
        let settings = format!(
            "{}; SET timezone = 'UTC'; SET client_min_messages = warning; SET synchronous_commit = on",
            role.settings()
        );
        client.batch_execute(&settings).await.map_err(|error| unreachable(&error))?;
        Ok(Self {
            client,
            statements: HashMap::new(),
            control: String::new(),
            begun: false,
            savepoint: None,
            conflict: None,
            broken: false,
            role,
        })
    }

    pub(crate) fn is_broken(&self) -> bool {
        self.broken || self.client.is_closed()
    }

    /// Begins a transaction with the next statement.
    pub(crate) fn begin(&mut self, text: &str) {
        self.control.clear();
        self.control.push_str(text);
        self.begun = false;
    }

    pub(crate) fn begin_act(&mut self) {
        self.savepoint = Some(false);
        self.conflict = None;
    }

    pub(crate) fn end_act(&mut self, keep: bool) {
        if self.savepoint.take() == Some(true) {
            self.control.push_str(if keep {
                "RELEASE SAVEPOINT act;"
            } else {
                "ROLLBACK TO SAVEPOINT act;RELEASE SAVEPOINT act;"
            });
        }
    }

    fn open_savepoint(&mut self) {
        if self.savepoint == Some(false) {
            self.control.push_str("SAVEPOINT act;");
            self.savepoint = Some(true);
        }
    }

    /// Takes the transaction control that must go out now.
    fn take_control(&mut self) -> String {
        self.begun = true;
        std::mem::take(&mut self.control)
    }

    /// Sends the transaction control by itself.
    async fn flush(&mut self) -> Result<(), StoreError> {
        if self.control.is_empty() {
            return Ok(());
        }
        let control = self.take_control();
        let result = self.client.batch_execute(&control).await;
        self.controlled(result)
    }

    fn controlled(&mut self, result: Result<(), Error>) -> Result<(), StoreError> {
        result.map_err(|error| {
            self.broken = true;
            unreachable(&error)
        })
    }

    async fn prepare(&mut self, sql: &'static str) -> Result<Statement, StoreError> {
        let address = (sql.as_ptr() as usize, sql.len());
        if let Some(statement) = self.statements.get(&address) {
            return Ok(statement.clone());
        }
        // A text that the server refuses fails the transaction as far back as the savepoint, so that must be there first.
        self.flush().await?;
        let text = sql::for_postgres(sql);
        match self.client.prepare(&text).await {
            Ok(statement) => {
                self.statements.insert(address, statement.clone());
                Ok(statement)
            }
            Err(error) => Err(self.failed(&error, &text)),
        }
    }

    pub(crate) async fn exec(&mut self, sql: &'static str, params: &[Value]) -> Result<u64, StoreError> {
        self.open_savepoint();
        let statement = self.prepare(sql).await?;
        let control = self.take_control();
        let (begun, result) =
            together(&self.client, &control, self.client.execute_raw(&statement, params)).await;
        self.controlled(begun)?;
        result.map_err(|error| self.failed(&error, sql))
    }

    pub(crate) async fn all(&mut self, sql: &'static str, params: &[Value]) -> Result<Vec<Row>, StoreError> {
        self.open_savepoint();
        let statement = self.prepare(sql).await?;
        let control = self.take_control();
        let query = async {
            let stream = self.client.query_raw(&statement, params).await?;
            stream.try_collect::<Vec<_>>().await
        };
        let (begun, result) = together(&self.client, &control, query).await;
        self.controlled(begun)?;
        let rows = result.map_err(|error| self.failed(&error, sql))?;
        rows.iter()
            .map(|row| (0..row.len()).map(|at| row.try_get(at)).collect::<Result<_, _>>().map(Row))
            .collect::<Result<_, _>>()
            .map_err(|error| self.failed(&error, sql))
    }

    pub(crate) async fn run(&mut self, sql: &str) -> Result<(), StoreError> {
        self.flush().await?;
        let result = self.client.batch_execute(sql).await;
        result.map_err(|error| self.failed(&error, sql))
    }

    pub(crate) async fn rollback(&mut self) -> Result<(), StoreError> {
        self.control.clear();
        if !std::mem::take(&mut self.begun) {
            return Ok(());
        }
        self.run("ROLLBACK").await
    }

    /// Sends the group's own rows and the COMMIT without waiting in between, then waits for all of it.
    pub(crate) async fn commit(&mut self, batches: &[Batch]) -> Result<(), StoreError> {
        let mut statements = Vec::with_capacity(batches.len());
        for (sql, batch) in batches.iter().filter(|(_, batch)| !batch.is_empty()) {
            statements.push((*sql, self.prepare(sql).await?, batch));
        }
        if statements.is_empty() && !self.begun {
            self.control.clear();
            return Ok(());
        }
        let control = self.take_control();
        let client = &self.client;
        let mut sent: Vec<(&str, Sent<'_>)> = Vec::new();
        let first = (!control.is_empty()).then_some(&control);
        if let Some(control) = first {
            let work: Work<'_> = Box::pin(async move { client.batch_execute(control).await.map(|()| 0) });
            sent.push(("transaction control", send(work).await));
        }
        for (sql, statement, batch) in &statements {
            for values in *batch {
                sent.push((sql, send(Box::pin(client.execute_raw(statement, values))).await));
            }
        }
        // What could not even be sent must not be missing from what is committed.
        let unsent = sent.iter().any(|(_, work)| matches!(&**work, MaybeDone::Done(Err(_))));
        let end = if unsent { "ROLLBACK" } else { "COMMIT" };
        let work: Work<'_> = Box::pin(async move { client.batch_execute(end).await.map(|()| 0) });
        sent.push((end, send(work).await));
        let mut failure = None;
        for (sql, mut work) in sent {
            work.as_mut().await;
            if let Some(Err(error)) = work.as_mut().take_output() {
                failure.get_or_insert((sql, error));
            }
        }
        self.begun = false;
        failure.map_or(Ok(()), |(sql, error)| Err(self.failed(&error, sql)))
    }

    pub(crate) async fn bulk(
        &mut self,
        table: &str,
        columns: &[&str],
        rows: &[Vec<Value>],
    ) -> Result<u64, StoreError> {
        self.open_savepoint();
        self.flush().await?;
        let names = columns.join(", ");
        let copy = format!("COPY {table} ({names}) FROM STDIN BINARY");
        let result = copy_in(&self.client, table, &names, &copy, rows).await;
        result.map_err(|error| self.failed(&error, &copy))
    }

    fn failed(&mut self, error: &Error, sql: &str) -> StoreError {
        let code = error.code().map_or("", |code| code.code());
        let fatal = error.as_db_error().is_some_and(|cause| matches!(cause.severity(), "FATAL" | "PANIC"));
        match code {
            // The driver cannot even say what is wrong: the connection is gone. Or the server is, or became a standby.
            "" if error.is_closed() || self.client.is_closed() => self.broken = true,
            "25006" if self.role != Role::Reader => self.broken = true,
            _ if fatal || code.starts_with("08") || code.starts_with("57P") => self.broken = true,
            // Serialisation failure, deadlock, a lock held too long: another transaction was in the way.
            "40001" | "40P01" | "55P03" => self.conflict = Some(Conflict::Busy),
            "23505" => {
                self.conflict.get_or_insert(Conflict::Duplicate);
                return StoreError::Duplicate { sql: sql.to_owned() };
            }
            "57014" => return StoreError::TooSlow,
            _ => {}
        }
        if self.broken {
            return unreachable(error);
        }
        StoreError::Statement { sql: sql.to_owned(), message: describe(error) }
    }
}

fn config(url: &str) -> Result<Config, StoreError> {
    let mut config: Config = url.parse().map_err(|_| {
        StoreError::Setup("the store's address is not of the form postgres://user@host:port/name".into())
    })?;
    if config.get_connect_timeout().is_none() {
        config.connect_timeout(Duration::from_secs(5));
    }
    if config.get_tcp_user_timeout().is_none() {
        config.tcp_user_timeout(Duration::from_secs(15));
    }
    if config.get_keepalives_interval().is_none() {
        config.keepalives_idle(Duration::from_secs(30)).keepalives_interval(Duration::from_secs(5));
    }
    if config.get_hosts().len() > 1 {
        config.target_session_attrs(TargetSessionAttrs::ReadWrite);
    }
    Ok(config)
}

/// Sends transaction control and a statement behind it in one go.
async fn together<T>(
    client: &Client,
    control: &str,
    work: impl Future<Output = Result<T, Error>>,
) -> (Result<(), Error>, Result<T, Error>) {
    if control.is_empty() {
        return (Ok(()), work.await);
    }
    join(client.batch_execute(control), work).await
}

type Work<'a> = Pin<Box<dyn Future<Output = Result<u64, Error>> + 'a>>;
type Sent<'a> = Pin<Box<MaybeDone<Work<'a>>>>;

/// Sends a statement (the driver does so when it is first polled) and leaves its answer for later.
async fn send(work: Work<'_>) -> Sent<'_> {
    let mut work = Box::pin(maybe_done(work));
    poll_fn(|context| {
        let _ = work.as_mut().poll(context);
        Poll::Ready(())
    })
    .await;
    work
}

async fn copy_in(
    client: &Client,
    table: &str,
    names: &str,
    copy: &str,
    rows: &[Vec<Value>],
) -> Result<u64, Error> {
    let shape = client.prepare(&format!("SELECT {names} FROM {table} LIMIT 0")).await?;
    let types: Vec<Type> = shape.columns().iter().map(|column| column.type_().clone()).collect();
    let sink = client.copy_in(copy).await?;
    let mut writer = pin!(BinaryCopyInWriter::new(sink, &types));
    for row in rows {
        let row: Vec<&(dyn ToSql + Sync)> = row.iter().map(|value| value as _).collect();
        writer.as_mut().write(&row).await?;
    }
    writer.finish().await
}

fn log_end(result: Result<(), Error>) {
    if let Err(error) = result {
        tracing::warn!(%error, "a database connection ended");
    }
}

fn unreachable(error: &Error) -> StoreError {
    StoreError::Unreachable(describe(error))
}

fn describe(error: &Error) -> String {
    // The driver's own text says only "db error"; the cause says which. Its detail may hold values and is left out.
    error
        .as_db_error()
        .map_or_else(|| error.to_string(), |cause| format!("{}: {}", cause.code().code(), cause.message()))
}
