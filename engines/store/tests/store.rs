//! The store on both engines: every test runs on SQLite in a folder of its own and on PostgreSQL in a database of its own.
#![expect(
    clippy::unwrap_used,
    reason = "what the tests share fails a test in the same way as the tests themselves"
)]

#[path = "store/acts.rs"]
mod acts;
#[path = "store/blobs.rs"]
mod blobs;
#[path = "store/crash.rs"]
mod crash;
#[path = "store/harness.rs"]
mod harness;
#[path = "store/journal.rs"]
mod journal;
#[path = "store/limits.rs"]
mod limits;
#[path = "store/nodes.rs"]
mod nodes;
#[path = "store/property.rs"]
mod property;
#[path = "store/queue.rs"]
mod queue;
#[path = "store/values.rs"]
mod values;
