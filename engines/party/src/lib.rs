//! Who there is and what each may do: organisations by OIN, their connections (facility, purpose, attributes, from and until) and the
//! certificates by which they are known. All of it is small and read on every call, so it is held in memory and read again when its
//! version in the store changes.

mod data;
mod directory;

use std::collections::BTreeSet;

use kernel::{KvkNumber, Moment, Oin, Problem};
use serde::{Deserialize, Serialize};
use store::Migration;

pub use directory::Parties;

/// The tables of this room.
pub const MIGRATIONS: &[Migration] =
    &[Migration { owner: "party", name: "0001_party", text: include_str!("../migrations/0001_party.sql") }];

/// An organisation that can connect to facilities.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Organisation {
    /// By which it is known.
    pub oin: Oin,
    /// Its name, 1 to 200 characters.
    pub name: String,
    /// `gemeente`, `provincie`, `waterschap` or `landelijk`.
    pub kind: String,
    /// Four digits (table 33) when it is a municipality.
    pub gemeente_code: Option<String>,
    /// Number in the Handelsregister, when it has one.
    pub kvk: Option<KvkNumber>,
}

/// What an organisation may do at a facility, for one purpose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Connection {
    /// Its id.
    pub id: String,
    /// Whose it is.
    pub oin: Oin,
    /// Slug of the facility.
    pub facility: String,
    /// Purpose (doelbinding), 1 to 200 characters.
    pub purpose: String,
    /// Law and article that allow it.
    pub legal_basis: String,
    /// What it may ask or do; each facility says what its words mean.
    pub attributes: BTreeSet<String>,
    /// First moment.
    pub active_from: Moment,
    /// First moment after; the largest moment when there is no end.
    pub active_until: Moment,
}

impl Connection {
    /// The end of a connection without an end.
    pub const OPEN: Moment = Moment::from_micros(i64::MAX);

    /// Whether it holds at `at`.
    #[must_use]
    pub fn is_active(&self, at: Moment) -> bool {
        self.active_from <= at && at < self.active_until
    }
}

/// A certificate that was issued here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    /// Serial number, lower-case hexadecimal.
    pub serial: String,
    /// To whom, when to an organisation with an OIN.
    pub oin: Option<Oin>,
    /// Name of its profile.
    pub profile: String,
    /// Subject, for people.
    pub subject: String,
    /// First moment.
    pub not_before: Moment,
    /// Last moment.
    pub not_after: Moment,
    /// The certificate itself.
    pub der: Vec<u8>,
    /// When it was issued.
    pub issued: Moment,
    /// When it was revoked, if it was, and the reason code of RFC 5280.
    pub revoked: Option<(Moment, i64)>,
}

/// How a certificate stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Issued here and not revoked.
    Good,
    /// Revoked.
    Revoked {
        /// When.
        at: Moment,
        /// Reason code of RFC 5280.
        reason: i64,
    },
    /// Never issued here.
    Unknown,
}

/// Refuses names and texts that are empty or too long.
pub(crate) fn check_text(what: &str, text: &str, most: usize) -> Result<(), Problem> {
    let length = text.chars().count();
    if length == 0 || length > most || text.chars().any(char::is_control) {
        return Err(Problem::bad_request(
            "text",
            format!("{what} moet 1 tot {most} tekens lang zijn, zonder stuurtekens."),
        ));
    }
    Ok(())
}
