//! Logging in, from account to token, on SQLite and PostgreSQL.
#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail as tests do")]

mod accounts;
mod authorize;
mod fixture;
mod flow;
mod registration;
mod token;
