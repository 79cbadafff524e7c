//! Accounts and their passwords, and the protocols by which a login reaches a service. Types in, types out: no HTTP here.
//!
//! - [`accounts`]: accounts, their states, and logging in with a username and password;
//! - [`passwords`]: argon2id on a bounded pool of threads;
//! - [`services`]: the catalogue of services, shared by all protocols;
//! - [`Authenticated`]: the outcome of logging in, whatever the means and whatever the protocol that carries it on;
//! - [`oidc`]: an OpenID Connect provider to the NL GOV Assurance profile.
//!
//! A facility puts its faces on these, and names its acts with [`Words`] and its figures with [`Counting`].

pub mod accounts;
mod authentication;
mod handle;
mod level;
pub mod oidc;
pub mod passwords;
pub mod services;
mod words;

// The provider of the tests from outside serves those from inside too; it names this crate as they do.
#[cfg(test)]
extern crate self as login;
#[cfg(test)]
#[path = "../tests/login/fixture.rs"]
#[expect(dead_code, reason = "the tests from outside, which share it, use more of it")]
mod fixture;

pub use authentication::{Authenticated, Counting, Fact, Means};
pub use level::{level_of_uri, loa_uri};
pub use words::Words;

use store::Migration;

/// The tables of this crate, for [`store::Store::open`].
pub const MIGRATIONS: [Migration; 1] =
    [Migration { owner: "login", name: "0001_login", text: include_str!("../migrations/0001_login.sql") }];

/// What is stored cannot be read back as what was written: the database was changed from outside.
fn unreadable(what: &str) -> kernel::Problem {
    kernel::Problem::internal(format!("login: {what} in the database is not one that is written there"))
}
