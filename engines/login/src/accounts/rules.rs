//! Decisions about accounts as pure functions.

use kernel::{InvalidParam, Moment};

use super::Status;

/// Failures within [`WINDOW_SECONDS`] that block.
const FAILURES_MAX: usize = 3;
/// How long a failure counts: 24 hours.
const WINDOW_SECONDS: i64 = 24 * 3600;
/// How long a block lasts: 15 minutes.
pub(super) const BLOCK_SECONDS: i64 = 15 * 60;
/// The longest password that is looked at; none longer was ever accepted.
pub(super) const PASSWORD_BYTES_MAX: usize = 128;

fn in_range(text: &str, lengths: std::ops::RangeInclusive<usize>) -> bool {
    lengths.contains(&text.len()) && text.bytes().all(|byte| (0x21..=0x7e).contains(&byte))
}

fn wrong(name: &str, code: &str, reason: &str) -> InvalidParam {
    InvalidParam { name: name.to_owned(), code: code.to_owned(), reason: reason.to_owned() }
}

/// What two usernames have in common when they are the same one: case does not count.
pub(super) fn username_key(username: &str) -> String {
    username.to_ascii_lowercase()
}

/// Judges a new username: 6 to 32 characters, each printable ASCII without the space.
#[must_use]
pub fn check_username(username: &str) -> Option<InvalidParam> {
    let reason = "Een gebruikersnaam heeft 6 tot 32 tekens: letters, cijfers en leestekens, zonder spaties.";
    (!in_range(username, 6..=32)).then(|| wrong("username", "pattern", reason))
}

/// Judges a new password: 8 to 32 characters, each printable ASCII without the space, with a lower-case letter, an upper-case
/// letter, a digit and a special character, and without the username in it (whatever its case).
#[must_use]
pub fn check_password(username: &str, password: &str) -> Vec<InvalidParam> {
    let mut faults = Vec::new();
    let mut demand = |met: bool, code: &str, reason: &str| {
        if !met {
            faults.push(wrong("password", code, reason));
        }
    };
    let has = |kind: fn(&u8) -> bool| password.bytes().any(|byte| kind(&byte));
    demand(
        in_range(password, 8..=32),
        "pattern",
        "Een wachtwoord heeft 8 tot 32 tekens: letters, cijfers en leestekens, zonder spaties.",
    );
    demand(has(u8::is_ascii_lowercase), "lowercase", "Het wachtwoord mist een kleine letter.");
    demand(has(u8::is_ascii_uppercase), "uppercase", "Het wachtwoord mist een hoofdletter.");
    demand(has(u8::is_ascii_digit), "digit", "Het wachtwoord mist een cijfer.");
    demand(has(u8::is_ascii_punctuation), "special", "Het wachtwoord mist een bijzonder teken.");
    let contains = !username.is_empty() && username_key(password).contains(&username_key(username));
    demand(!contains, "username", "Het wachtwoord mag de gebruikersnaam niet bevatten.");
    faults
}

/// Whether an account may go from one status to another.
#[must_use]
pub fn may_become(from: Status, to: Status) -> bool {
    use Status::{Active, Expired, Removed, Requested, Revoked, Suspended};
    match from {
        Requested => matches!(to, Active | Suspended | Revoked | Expired | Removed),
        Active => matches!(to, Suspended | Revoked | Expired | Removed),
        Suspended => matches!(to, Active | Revoked | Expired | Removed),
        Revoked | Expired => to == Removed,
        Removed => false,
    }
}

/// Where a username stands with its failed attempts, whether it exists or not.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Standing {
    pub(super) failures: Vec<Moment>,
    pub(super) blocked_until: Option<Moment>,
}

impl Standing {
    /// Until when it is blocked, if it is.
    pub(super) fn blocked(&self, at: Moment) -> Option<Moment> {
        self.blocked_until.filter(|until| at < *until)
    }

    /// After one more failure. The third within 24 hours blocks for 15 minutes; after that counting starts anew.
    pub(super) fn after_failure(&self, at: Moment) -> Self {
        let since = at.plus_seconds(-WINDOW_SECONDS);
        let mut failures: Vec<Moment> = self.failures.iter().copied().filter(|one| *one > since).collect();
        failures.push(at);
        if failures.len() >= FAILURES_MAX {
            Self { failures: Vec::new(), blocked_until: Some(at.plus_seconds(BLOCK_SECONDS)) }
        } else {
            Self { failures, blocked_until: None }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn moment(seconds: i64) -> Moment {
        Moment::from_micros(seconds * 1_000_000)
    }

    fn codes(username: &str, password: &str) -> Vec<String> {
        check_password(username, password).into_iter().map(|fault| fault.code).collect()
    }

    proptest! {
        #[test]
        fn a_username_is_right_when_each_character_and_the_length_are(name in "\\PC{0,40}") {
            let right = (6..=32).contains(&name.chars().count()) && name.chars().all(|c| ('!'..='~').contains(&c));
            prop_assert_eq!(check_username(&name).is_none(), right);
        }

        #[test]
        fn a_password_is_never_accepted_with_its_username_inside(
            name in "[!-~]{6,20}", before in "[!-~]{0,6}", after in "[!-~]{0,6}",
        ) {
            let password = format!("{before}{}{after}", name.to_ascii_uppercase());
            prop_assert!(codes(&name, &password).contains(&"username".to_owned()));
        }

        #[test]
        fn a_block_comes_with_every_third_failure_within_a_day_and_never_sooner(
            gaps in proptest::collection::vec(1i64..100_000, 1..30)
        ) {
            let mut standing = Standing::default();
            let mut recent: Vec<i64> = Vec::new();
            let mut now = 0;
            for gap in gaps {
                now += gap;
                if standing.blocked(moment(now)).is_some() {
                    continue;
                }
                recent.retain(|one| *one > now - 86_400);
                recent.push(now);
                standing = standing.after_failure(moment(now));
                let blocked = standing.blocked(moment(now));
                prop_assert_eq!(blocked, (recent.len() == 3).then(|| moment(now + 900)));
                if blocked.is_some() {
                    recent.clear();
                }
            }
        }

        #[test]
        fn no_account_ever_comes_back_from_removal_and_no_status_follows_itself(from in 0usize..6, to in 0usize..6) {
            let (from, to) = (Status::ALL[from], Status::ALL[to]);
            prop_assert!(!(may_become(from, to) && (from == to || from == Status::Removed)));
        }
    }

    #[test]
    fn every_demand_on_a_password_is_named_at_once() {
        assert_eq!(codes("jansen", "Geheim-1"), Vec::<String>::new());
        assert_eq!(codes("jansen", ""), ["pattern", "lowercase", "uppercase", "digit", "special"]);
        assert_eq!(codes("jansen", "geheim12"), ["uppercase", "special"]);
        assert_eq!(codes("jansen", "xJANSEN-1"), ["username"]);
        assert_eq!(codes("jansen", "Geheim- 1"), ["pattern"]);
    }

    #[test]
    fn a_block_ends_after_fifteen_minutes_exactly() {
        let blocked =
            Standing::default().after_failure(moment(1)).after_failure(moment(2)).after_failure(moment(3));
        assert_eq!(blocked.blocked(moment(902)), Some(moment(903)));
        assert_eq!(blocked.blocked(moment(903)), None);
    }
}
