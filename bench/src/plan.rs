//! What to ask, of whom, how often.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use kernel::{Bsn, Clock, Random};
use serde::Deserialize;

use crate::LoadError;

/// The most requests a second that can be asked for.
pub(crate) const RATE_MAX: u32 = 1_000_000;
/// The most connections.
pub(crate) const CONNECTIONS_MAX: usize = 20_000;
/// The longest run, in seconds: a day.
pub(crate) const SECONDS_MAX: u32 = 86_400;
/// The largest attachment, in bytes.
pub(crate) const ATTACHMENT_BYTES_MAX: usize = 8 * 1024 * 1024;

/// One run.
#[derive(Clone)]
pub struct Plan {
    /// The server.
    pub target: Target,
    /// Which operations, in which proportion.
    pub mix: Mix,
    /// What is in the requests.
    pub content: Content,
    /// Requests a second over all connections, at most a million. 0: as fast as the connections allow (closed loop).
    pub rate_per_second: u32,
    /// How long to measure, 1 to 86,400 seconds.
    pub seconds: u32,
    /// How many requests may be under way at once, 1 to 20,000. Each has one connection to each of the two addresses that the mix asks.
    pub connections: usize,
    /// How long to send the same load before measuring.
    pub warm_up_seconds: u32,
    /// Makes the choices (which operation, which person) repeatable. Idempotency keys are never repeated.
    pub seed: u64,
    /// The process of the server, when its memory and processor time are to be reported (on Linux, on the same machine).
    pub server_pid: Option<u32>,
    /// The time by which certificates are judged: the server's own.
    pub clock: Clock,
    /// Where idempotency keys come from.
    pub random: Random,
}

/// The server and the ways into it.
#[derive(Debug, Clone, Default)]
pub struct Target {
    /// The public address, such as `http://127.0.0.1:8080`. For `hello` it may be absent: then the bare server is started in this process.
    pub public: Option<String>,
    /// The address for organisations, such as `https://127.0.0.1:8443`. For `hello-mtls` it may be absent likewise.
    pub mtls: Option<String>,
    /// PEM file with the root certificates that the server's certificate must chain to.
    pub ca: Option<PathBuf>,
    /// PEM files of the organisations that ask: certificate chain and private key. Connections are dealt out over them in turn.
    pub identities: Vec<(PathBuf, PathBuf)>,
    /// People who can log in.
    pub people: Vec<TestPerson>,
    /// People who are asked about and written to; when empty, those of `people`.
    pub bsns: Vec<Bsn>,
    /// Purpose to name in `X-Doelbinding` with questions to the BRP; needed when the organisations have more than one.
    pub brp_purpose: Option<String>,
    /// Purpose to name in `X-Doelbinding` with letters.
    pub letters_purpose: Option<String>,
}

/// A synthetic person who can log in.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TestPerson {
    /// Number.
    pub bsn: Bsn,
    /// Username of the account.
    pub username: String,
    /// Password of the account.
    pub password: String,
}

impl fmt::Debug for TestPerson {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("TestPerson(…)")
    }
}

/// What is in the requests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// `fields` of the question to the BRP. Must hold `burgerservicenummer`: by it an answer is recognised.
    pub brp_fields: Vec<String>,
    /// Size of the PDF that goes with each letter, in bytes, at most 8 MiB; 0 for none. Sizes below the smallest whole PDF give that one.
    pub attachment_bytes: usize,
}

impl Default for Content {
    fn default() -> Self {
        let brp_fields = ["burgerservicenummer", "naam", "geboorte"].map(str::to_owned).to_vec();
        Self { brp_fields, attachment_bytes: 0 }
    }
}

/// One kind of request (or, for a login, of a walk of requests).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Operation {
    /// `GET /hello` on the public address.
    Hello,
    /// `GET /hello` on the address for organisations.
    HelloMtls,
    /// `POST /haalcentraal/api/brp/personen`, `RaadpleegMetBurgerservicenummer`.
    Brp,
    /// `POST /api/v1/aanleveringen`.
    Letters,
    /// The whole login of a citizen at MijnOverheid by way of DigiD.
    Login,
}

impl Operation {
    /// All of them, in the order of reports.
    pub const ALL: [Self; 5] = [Self::Hello, Self::HelloMtls, Self::Brp, Self::Letters, Self::Login];

    /// Name in reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Hello => "hello",
            Self::HelloMtls => "hello-mtls",
            Self::Brp => "brp",
            Self::Letters => "letters",
            Self::Login => "login",
        }
    }

    /// Whether it is asked on the address for organisations.
    #[must_use]
    pub const fn over_mtls(self) -> bool {
        matches!(self, Self::HelloMtls | Self::Brp | Self::Letters)
    }

    pub(crate) const fn index(self) -> usize {
        self as usize
    }
}

/// A named mix of operations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mix {
    /// Only [`Operation::Hello`].
    Hello,
    /// Only [`Operation::HelloMtls`].
    HelloMtls,
    /// Only [`Operation::Brp`].
    Brp,
    /// Only [`Operation::Letters`].
    Letters,
    /// Only [`Operation::Login`].
    Login,
    /// 70 % questions, 20 % letters, 10 % logins.
    Journey,
}

impl Mix {
    /// The name by which it is chosen.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Hello => "hello",
            Self::HelloMtls => "hello-mtls",
            Self::Brp => "brp",
            Self::Letters => "letters",
            Self::Login => "login",
            Self::Journey => "journey",
        }
    }

    /// Its operations with their shares, in percent.
    #[must_use]
    pub const fn shares(self) -> &'static [(Operation, usize)] {
        match self {
            Self::Hello => &[(Operation::Hello, 100)],
            Self::HelloMtls => &[(Operation::HelloMtls, 100)],
            Self::Brp => &[(Operation::Brp, 100)],
            Self::Letters => &[(Operation::Letters, 100)],
            Self::Login => &[(Operation::Login, 100)],
            Self::Journey => &[(Operation::Brp, 70), (Operation::Letters, 20), (Operation::Login, 10)],
        }
    }

    /// The operation at this percentage, 0 to 99.
    pub(crate) fn at(self, percent: usize) -> Operation {
        let mut before = 0;
        for (operation, share) in self.shares() {
            before += share;
            if percent < before {
                return *operation;
            }
        }
        self.shares()[0].0
    }

    pub(crate) fn asks(self, wanted: impl Fn(Operation) -> bool) -> bool {
        self.shares().iter().any(|(operation, _)| wanted(*operation))
    }
}

impl FromStr for Mix {
    type Err = LoadError;
    fn from_str(text: &str) -> Result<Self, LoadError> {
        [Self::Hello, Self::HelloMtls, Self::Brp, Self::Letters, Self::Login, Self::Journey]
            .into_iter()
            .find(|mix| mix.name() == text)
            .ok_or_else(|| LoadError::Mix(text.to_owned()))
    }
}

impl Plan {
    /// Whether the numbers are within their ranges and the target has what the mix needs.
    pub(crate) fn check(&self) -> Result<(), LoadError> {
        range("the rate", u64::from(self.rate_per_second), 0, u64::from(RATE_MAX))?;
        range("the number of seconds", u64::from(self.seconds), 1, u64::from(SECONDS_MAX))?;
        range("the warm-up in seconds", u64::from(self.warm_up_seconds), 0, u64::from(SECONDS_MAX))?;
        range("the number of connections", self.connections as u64, 1, CONNECTIONS_MAX as u64)?;
        let attachment = self.content.attachment_bytes as u64;
        range("the size of the attachment", attachment, 0, ATTACHMENT_BYTES_MAX as u64)?;
        let target = &self.target;
        let needs = |needed: bool, given: bool, what| {
            if needed && !given { Err(LoadError::Missing { mix: self.mix, what }) } else { Ok(()) }
        };
        let organisations = self.mix.asks(|one| matches!(one, Operation::Brp | Operation::Letters));
        let logins = self.mix.asks(|one| one == Operation::Login);
        let certificates = organisations || (self.mix == Mix::HelloMtls && target.mtls.is_some());
        needs(organisations, target.mtls.is_some(), "the address for organisations")?;
        needs(certificates, target.ca.is_some(), "the root certificate of the server (a PEM file)")?;
        needs(certificates, !target.identities.is_empty(), "a certificate and key of an organisation")?;
        let known = !(target.bsns.is_empty() && target.people.is_empty());
        needs(organisations, known, "a file with BSNs, one on each line, or a file with people")?;
        needs(logins, target.public.is_some(), "the public address")?;
        needs(logins, !target.people.is_empty(), "a file with people who can log in")?;
        let recognised = self.content.brp_fields.iter().any(|field| field == "burgerservicenummer");
        let asks_brp = self.mix.asks(|one| one == Operation::Brp);
        needs(asks_brp, recognised, "burgerservicenummer among the fields that are asked of the BRP")
    }
}

fn range(what: &'static str, given: u64, least: u64, most: u64) -> Result<(), LoadError> {
    if (least..=most).contains(&given) { Ok(()) } else { Err(LoadError::Range { what, given, least, most }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mix_has_shares_that_add_up_to_a_hundred() {
        for name in ["hello", "hello-mtls", "brp", "letters", "login", "journey"] {
            let mix: Mix = name.parse().unwrap();
            assert_eq!(mix.name(), name);
            assert_eq!(mix.shares().iter().map(|(_, share)| share).sum::<usize>(), 100);
        }
        assert!(matches!("alles".parse::<Mix>(), Err(LoadError::Mix(name)) if name == "alles"));
    }

    #[test]
    fn the_journey_is_seventy_twenty_ten() {
        let count = |wanted| (0..100).filter(|percent| Mix::Journey.at(*percent) == wanted).count();
        assert_eq!((count(Operation::Brp), count(Operation::Letters), count(Operation::Login)), (70, 20, 10));
    }

    #[test]
    fn a_person_is_read_strictly_and_never_shown() {
        let text = r#"{"bsn":"999990019","username":"jan","password":"geheim"}"#;
        let person: TestPerson = serde_json::from_str(text).unwrap();
        assert_eq!(format!("{person:?}"), "TestPerson(…)");
        assert!(
            serde_json::from_str::<TestPerson>(r#"{"bsn":"123456789","username":"","password":""}"#).is_err()
        );
    }
}
