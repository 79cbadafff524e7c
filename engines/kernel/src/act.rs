//! The act: who does what for whom, on which ground, how sure we are of them, and when.

use serde::{Deserialize, Serialize};

use crate::{Bsn, Moment, Oin, Random};

/// Who calls.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Caller {
    /// Nobody in particular: an open page or an open API.
    Anyone,
    /// A person who logged in.
    Person(Bsn),
    /// An organisation with a valid client certificate.
    Organisation(Oin),
    /// A facility of this house, under the organisation that runs it.
    Facility {
        /// The facility's slug.
        slug: String,
        /// The organisation that runs it.
        oin: Oin,
    },
    /// Whoever runs this installation.
    Operator,
}

impl Caller {
    /// The OIN when the caller is an organisation or a facility.
    #[must_use]
    pub fn oin(&self) -> Option<&Oin> {
        match self {
            Self::Organisation(oin) | Self::Facility { oin, .. } => Some(oin),
            Self::Anyone | Self::Person(_) | Self::Operator => None,
        }
    }

    /// The BSN when the caller is a person.
    #[must_use]
    pub fn bsn(&self) -> Option<&Bsn> {
        match self {
            Self::Person(bsn) => Some(bsn),
            _ => None,
        }
    }
}

/// Level of assurance of a login, as DigiD numbers them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Level {
    /// Username and password.
    Basis = 10,
    /// With a second factor.
    Midden = 20,
    /// With a one-off check of an identity document.
    Substantieel = 25,
    /// With the chip of an identity document.
    Hoog = 30,
}

impl Level {
    /// The number that DigiD uses: 10, 20, 25 or 30.
    #[must_use]
    pub fn number(self) -> i64 {
        self as i64
    }

    /// Its name, the same in both languages.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Basis => "Basis",
            Self::Midden => "Midden",
            Self::Substantieel => "Substantieel",
            Self::Hoog => "Hoog",
        }
    }

    /// The level with this number.
    #[must_use]
    pub fn from_number(number: i64) -> Option<Self> {
        [Self::Basis, Self::Midden, Self::Substantieel, Self::Hoog]
            .into_iter()
            .find(|level| level.number() == number)
    }
}

/// How the call came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Channel {
    /// A page in a browser.
    Web,
    /// An API, from outside.
    Api,
    /// Another facility of this house, in process.
    Internal,
    /// The program itself: start-up, jobs, commands.
    System,
}

impl Channel {
    /// As it stands in the journal.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Web => "web",
            Self::Api => "api",
            Self::Internal => "internal",
            Self::System => "system",
        }
    }
}

/// The languages of every page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Language {
    /// Dutch, the default.
    #[default]
    Nl,
    /// English.
    En,
}

impl Language {
    /// The code that goes in `lang`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Nl => "nl",
            Self::En => "en",
        }
    }
}

/// W3C Trace Context: which chain of calls this act belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trace {
    /// 32 hexadecimal digits.
    pub trace_id: String,
    /// 16 hexadecimal digits: this act.
    pub span_id: String,
    /// The act that caused this one.
    pub parent_span_id: Option<String>,
}

impl Trace {
    /// A new chain.
    #[must_use]
    pub fn new(random: &Random) -> Self {
        // One question to the source of randomness for both.
        let mut trace_id = random.hex::<24>();
        let span_id = trace_id.split_off(32);
        Self { trace_id, span_id, parent_span_id: None }
    }

    /// Continues the chain of a `traceparent` header (version 00); a new chain when it is not one.
    #[must_use]
    pub fn from_traceparent(header: &str, random: &Random) -> Self {
        let parts: Vec<&str> = header.split('-').collect();
        let hex = |part: &str, length| {
            part.len() == length
                && part.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
                && part.bytes().any(|byte| byte != b'0')
        };
        match parts.as_slice() {
            ["00", trace, parent, _flags] if hex(trace, 32) && hex(parent, 16) => Self {
                trace_id: (*trace).to_owned(),
                span_id: random.hex::<8>(),
                parent_span_id: Some((*parent).to_owned()),
            },
            _ => Self::new(random),
        }
    }

    /// The header with which this act calls on.
    #[must_use]
    pub fn traceparent(&self) -> String {
        format!("00-{}-{}-01", self.trace_id, self.span_id)
    }
}

/// Everything that decides whether something may be done, and everything the journal writes down about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// Slug of the facility at which it is done.
    pub facility: String,
    /// Who calls.
    pub caller: Caller,
    /// For whom, when that is somebody else: the one represented.
    pub on_behalf_of: Option<Bsn>,
    /// Id of the connection under which an organisation calls.
    pub connection: Option<String>,
    /// Purpose (doelbinding) for which it is done.
    pub purpose: Option<String>,
    /// How sure we are of a person.
    pub level: Option<Level>,
    /// How the call came in.
    pub channel: Channel,
    /// Which chain of calls it belongs to.
    pub trace: Trace,
    /// When, by the injected clock.
    pub at: Moment,
    /// Language of the answer.
    pub language: Language,
}

impl Act {
    /// An act of the program itself at a facility: seeding, a job, a command.
    #[must_use]
    pub fn system(facility: &str, at: Moment, random: &Random) -> Self {
        Self {
            facility: facility.to_owned(),
            caller: Caller::Operator,
            on_behalf_of: None,
            connection: None,
            purpose: None,
            level: None,
            channel: Channel::System,
            trace: Trace::new(random),
            at,
            language: Language::Nl,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_traceparent_is_continued_and_a_bad_one_starts_anew() {
        let random = Random::seeded(1);
        let good =
            Trace::from_traceparent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", &random);
        assert_eq!(good.trace_id, "4bf92f3577b34da6a3ce929d0e0e4736");
        assert_eq!(good.parent_span_id.as_deref(), Some("00f067aa0ba902b7"));
        for bad in ["", "00-0-0-0", "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "00-zz-é-01"]
        {
            assert_eq!(Trace::from_traceparent(bad, &random).parent_span_id, None);
        }
    }
}
