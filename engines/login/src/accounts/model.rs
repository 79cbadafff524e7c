use std::fmt;

use kernel::{Bsn, Level, Moment};

/// Where an account stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Status {
    /// Asked for (aangevraagd), waiting for its activation code.
    Requested,
    /// In use.
    Active,
    /// Set aside, as after a death in the BRP.
    Suspended,
    /// Withdrawn by its holder, or replaced by another account.
    Revoked,
    /// Lapsed: not activated or not used in time.
    Expired,
    /// Gone. Its username is free again.
    Removed,
}

impl Status {
    /// Every status.
    pub const ALL: [Self; 6] =
        [Self::Requested, Self::Active, Self::Suspended, Self::Revoked, Self::Expired, Self::Removed];

    /// As it is stored.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Requested => "requested",
            Self::Active => "active",
            Self::Suspended => "suspended",
            Self::Revoked => "revoked",
            Self::Expired => "expired",
            Self::Removed => "removed",
        }
    }

    /// The status of a stored text.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == text)
    }
}

/// An account. The password hash is not in it, and its debug form shows nothing personal.
#[derive(Clone, PartialEq, Eq)]
pub struct Account {
    /// Id: a UUID.
    pub id: String,
    /// Slug of the facility that gave it out.
    pub issuer: String,
    /// Whose it is.
    pub bsn: Bsn,
    /// As its holder wrote it.
    pub username: String,
    /// The highest level that its means reach.
    pub level: Level,
    /// Where it stands.
    pub status: Status,
    /// Why it stands there, in a word, such as `overlijden`.
    pub status_reason: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Phone number.
    pub phone: Option<String>,
    /// When it was asked for.
    pub created: Moment,
    /// When it was activated.
    pub activated: Option<Moment>,
    /// When it was last logged in with.
    pub last_login: Option<Moment>,
    /// Counts its changes, from 1.
    pub version: i64,
}

/// What somebody asks for. The account begins as [`Status::Requested`].
#[derive(Clone)]
pub struct NewAccount {
    /// Whose it will be.
    pub bsn: Bsn,
    /// Username, see [`super::check_username`].
    pub username: String,
    /// Password in clear, see [`super::check_password`].
    pub password: String,
    /// The highest level that its means will reach.
    pub level: Level,
    /// E-mail address.
    pub email: Option<String>,
    /// Phone number.
    pub phone: Option<String>,
}

/// An account that a seed or an import puts in as it is.
#[derive(Clone)]
pub struct SeedAccount {
    /// Whose it is.
    pub bsn: Bsn,
    /// Username, see [`super::check_username`].
    pub username: String,
    /// PHC string of an argon2id hash, from [`crate::passwords::Passwords::hash`]. Many accounts may share one: a hash
    /// costs tens of milliseconds, and ten thousand test people with one known password would take minutes.
    pub password_hash: String,
    /// The highest level that its means reach.
    pub level: Level,
    /// Where it stands.
    pub status: Status,
    /// E-mail address.
    pub email: Option<String>,
    /// Phone number.
    pub phone: Option<String>,
    /// When it was asked for.
    pub created: Moment,
    /// When it was activated.
    pub activated: Option<Moment>,
}

/// How many accounts there are of one status and level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Count {
    /// Status.
    pub status: Status,
    /// Level.
    pub level: Level,
    /// How many.
    pub accounts: i64,
}

/// How an attempt to log in came out. What a stranger may see is in the variant; everything else is in the journal only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Username and password are right and the account is active.
    LoggedIn {
        /// The account.
        account: Box<Account>,
    },
    /// Unknown username, wrong password, or an account that is not active (suspended, revoked …): shown alike, counted alike
    /// and as slow, so that nobody learns which names exist or who died.
    Refused,
    /// Too many failures for this username, whether it exists or not.
    Blocked {
        /// Until when.
        until: Moment,
    },
}

impl fmt::Debug for Account {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Account({}, {}, {:?})", self.id, self.status.as_str(), self.level)
    }
}

impl fmt::Debug for NewAccount {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "NewAccount({:?})", self.level)
    }
}

impl fmt::Debug for SeedAccount {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "SeedAccount({}, {:?})", self.status.as_str(), self.level)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_debug_form_of_an_account_shows_whose_it_is() {
        let new = NewAccount {
            bsn: "999990019".parse().unwrap(),
            username: "JansenP".into(),
            password: "Geheim-123".into(),
            level: Level::Basis,
            email: Some("p.jansen@example.nl".into()),
            phone: Some("0612345678".into()),
        };
        assert_eq!(format!("{new:?}"), "NewAccount(Basis)");
    }
}
