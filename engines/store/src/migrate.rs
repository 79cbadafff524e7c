//! Migrations: forward only, each step once, one text for both engines.

use kernel::{Clock, Problem};

use crate::rows::{Engine, Rows};
use crate::{StoreError, params, sql};

/// One step of a room's tables. Steps are never changed once released; a new step is added behind them.
#[derive(Debug, Clone, Copy)]
pub struct Migration {
    /// The room or facility it belongs to.
    pub owner: &'static str,
    /// Its number and name within the owner, such as `0001_brp`; steps run in this order.
    pub name: &'static str,
    /// Its text in the portable subset.
    pub text: &'static str,
}

/// The store's own tables.
const OWN: [Migration; 2] = [
    Migration { owner: "store", name: "0001_store", text: include_str!("../migrations/0001_store.sql") },
    Migration { owner: "store", name: "0002_seals", text: include_str!("../migrations/0002_seals.sql") },
];

/// Runs every step that has not run yet. On PostgreSQL several nodes may start at once: the first one does it, the rest wait.
pub(crate) async fn run(rows: &mut Rows, migrations: &[Migration], clock: &Clock) -> Result<(), StoreError> {
    rows.begin()?;
    if matches!(rows.engine, Engine::Postgres(_)) {
        // Creating the table is itself racy between nodes; this lock is held for the length of the transaction only.
        rows.run("SELECT pg_advisory_xact_lock(7345921)").await?;
    }
    match steps(rows, migrations, clock).await {
        Ok(()) => rows.commit(&[]).await,
        Err(error) => {
            let _ = rows.rollback().await;
            Err(error)
        }
    }
}

async fn steps(rows: &mut Rows, migrations: &[Migration], clock: &Clock) -> Result<(), StoreError> {
    let table = if rows.engine_name() == "sqlite" {
        "CREATE TABLE IF NOT EXISTS migration (owner TEXT NOT NULL, name TEXT NOT NULL, at INTEGER NOT NULL, \
         PRIMARY KEY (owner, name)) STRICT"
    } else {
        "CREATE TABLE IF NOT EXISTS migration (owner text NOT NULL, name text NOT NULL, at bigint NOT NULL, \
         PRIMARY KEY (owner, name))"
    };
    rows.run(table).await?;
    for migration in OWN.iter().chain(migrations) {
        let key = params![migration.owner, migration.name];
        if rows.opt("SELECT 1 FROM migration WHERE owner = $1 AND name = $2", &key).await?.is_some() {
            continue;
        }
        for statement in sql::statements(migration.text, rows.engine_name()) {
            let text = if rows.engine_name() == "sqlite" {
                sql::ddl_for_sqlite(&statement)
            } else {
                statement.sql.clone()
            };
            rows.run(&text).await.map_err(|error| {
                StoreError::Setup(format!("migration {}/{}: {error}", migration.owner, migration.name))
            })?;
        }
        let insert = "INSERT INTO migration (owner, name, at) VALUES ($1, $2, $3)";
        rows.exec_quietly(insert, &params![migration.owner, migration.name, clock.now()]).await?;
    }
    Ok(())
}

/// A table as the engine describes it, in words that both engines share; for the test that compares them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Column {
    /// Table.
    pub table: String,
    /// Column.
    pub name: String,
    /// `integer`, `real`, `text` or `bytes`.
    pub kind: String,
    /// Whether it may be NULL.
    pub nullable: bool,
    /// Place in the primary key, from 1; 0 when it is no part of it.
    pub key: i64,
}

/// Every column of every table, ordered.
pub(crate) async fn columns(rows: &mut Rows) -> Result<Vec<Column>, Problem> {
    let found = if rows.engine_name() == "sqlite" {
        rows.all(
            "SELECT t.name, c.name, c.type, CASE WHEN c.pk > 0 THEN 1 ELSE c.\"notnull\" END, c.pk \
             FROM pragma_table_list t, pragma_table_info(t.name) c \
             WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT LIKE 'sqlite_%'",
            &[],
        )
        .await?
    } else {
        rows.all(
            "SELECT t.relname::text, c.attname::text, format_type(c.atttypid, c.atttypmod), \
             CASE WHEN c.attnotnull THEN 1::bigint ELSE 0::bigint END, \
             COALESCE(array_position(k.indkey::int2[], c.attnum), -1)::bigint + 1 \
             FROM pg_class t JOIN pg_attribute c ON c.attrelid = t.oid AND c.attnum > 0 AND NOT c.attisdropped \
             LEFT JOIN pg_index k ON k.indrelid = t.oid AND k.indisprimary \
             WHERE t.relkind IN ('r', 'p') AND t.relnamespace = current_schema()::regnamespace",
            &[],
        )
        .await?
    };
    let mut columns = found
        .iter()
        .map(|row| {
            let kind: String = row.get(2)?;
            let kind = match kind.to_ascii_lowercase().as_str() {
                "integer" | "bigint" | "smallint" | "boolean" => "integer",
                "real" | "double precision" => "real",
                "blob" | "bytea" => "bytes",
                _ => "text",
            };
            Ok(Column {
                table: row.get(0)?,
                name: row.get(1)?,
                kind: kind.to_owned(),
                nullable: row.get::<i64>(3)? == 0,
                key: row.get(4)?,
            })
        })
        .collect::<Result<Vec<_>, Problem>>()?;
    columns.sort();
    Ok(columns)
}
