//! Rows, journal, queue, blobs and migrations on SQLite or PostgreSQL behind one type. This is the only room that names an engine.
//!
//! **One act = one transaction = facts + journal entry + outgoing messages + counts.** [`Store::write`] carries an act out in a
//! lane: one writer, one connection, one hash chain. A lane commits many acts together, at full durability, and answers
//! each caller after that commit. [`Store::read`] gives a snapshot; readers never wait for writers.
//!
//! # Statements
//! One text for both engines: PostgreSQL's words with `$1` for parameters, no engine's own functions, and
//! - `ON CONFLICT … DO UPDATE` with qualified old values, `RETURNING`, common table expressions and window functions may be used;
//! - sums are cast: `CAST(SUM(n) AS bigint)`; columns are always listed; booleans are read with `get::<bool>`;
//! - `{lock}` behind a SELECT locks the row it reads, `{skip}` also passes over rows that others hold, `column {in:2}` compares with the
//!   list in `$2`;
//! - a transaction touches rows of its own key only, and locks the head row of its object before it decides on what it read;
//! - no sequences, no `now()`, no triggers, no stored procedures, no foreign keys between objects.

mod blob;
mod error;
mod journal;
mod journal_key;
mod journal_seal;
mod lane;
mod log_mover;
mod migrate;
mod postgres;
mod postgres_values;
mod queue;
mod read;
mod rows;
mod sql;
mod sqlite;
mod store;
mod subject;
mod tx;
mod value;
mod verify;

pub use error::StoreError;
pub use journal::{Entry, Logged, Status};
pub use journal_seal::{CrossSeal, Head};
pub use migrate::{Column, Migration};
pub use queue::{Claimed, GivenUp};
pub use rows::Rows;
pub use store::{Place, Settings, Store};
pub use subject::Subject;
pub use tx::{Once, Tx};
pub use value::{FromValue, Row, Value};
pub use verify::Verified;
