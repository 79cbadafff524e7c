//! What stands in an account and a box, in types that cannot be wrong.

use kernel::{Level, Moment, Oin};

/// Most attachments of a letter (card mijnoverheid-berichtenbox: up to two PDFs).
pub const ATTACHMENTS_MAX: usize = 2;
/// Most bytes of all attachments of a letter together, before base64.
pub const ATTACHMENT_BYTES_MAX: usize = 512_000;
/// Most characters of a subject and of the name of an attachment.
pub const SUBJECT_CHARS_MAX: usize = 255;
/// Most bytes of a letter's text in UTF-8: 1 MiB.
pub const BODY_BYTES_MAX: usize = 1_048_576;
/// Furthest moment of publication: this many seconds after receipt (366 days).
pub const PUBLISH_AHEAD_SECONDS_MAX: i64 = 366 * 86_400;
/// An account exists from this age on.
pub const AGE_MIN: i64 = 14;

/// A fixed set of words that are stored as they are written.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $text:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum $name { $($(#[$variant_doc])* $variant),* }

        impl $name {
            /// All of them, in order.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// As it is stored and goes over the wire.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),* }
            }

            /// The one with this text.
            #[must_use]
            pub fn from_text(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.as_str() == text)
            }
        }
    };
}

words!(
    /// State of an account (card mijnoverheid, Rules).
    AccountState {
        /// It exists; its owner never logged in.
        Ongeactiveerd = "ONGEACTIVEERD",
        /// Its owner logged in at least once.
        Actief = "ACTIEF",
        /// Its owner died.
        Gesloten = "GESLOTEN",
    }
);
words!(
    /// Folder of a box.
    Folder {
        /// Where a letter arrives.
        Inbox = "INBOX",
        /// Kept.
        Archief = "ARCHIEF",
        /// On its way out; can still come back.
        Prullenbak = "PRULLENBAK",
        /// Deleted for good; only the fact is left.
        Verwijderd = "VERWIJDERD",
    }
);
words!(
    /// What the citizen does with a letter; also the last part of the address of the form.
    Action {
        /// To the archive.
        Archiveren = "archiveren",
        /// To the bin.
        Weggooien = "weggooien",
        /// Back to the inbox.
        Terugzetten = "terugzetten",
        /// Out of the bin, for good.
        Verwijderen = "verwijderen",
    }
);
words!(
    /// State of a letter on the sender's side; whether it was opened is never told there.
    LetterState {
        /// Waits for its moment of publication.
        Geaccepteerd = "GEACCEPTEERD",
        /// In the box.
        Gepubliceerd = "GEPUBLICEERD",
        /// The addressee died before publication.
        NietGepubliceerd = "NIET_GEPUBLICEERD",
        /// Refused.
        Afgekeurd = "AFGEKEURD",
    }
);
words!(
    /// Kind of number by which an addressee is known.
    RecipientKind {
        /// Burgerservicenummer.
        Bsn = "BSN",
        /// Number of a legal person.
        Rsin = "RSIN",
        /// Number in the Handelsregister.
        Kvk = "KVK",
        /// Number of an organisation.
        Oin = "OIN",
    }
);
words!(
    /// What became of a letter that was right in form.
    ResultCode {
        /// Accepted.
        Verwerkt = "Verwerkt",
        /// Nobody with an account has this number.
        OntvangerOnbekend = "OntvangerOnbekend",
        /// The addressee died.
        OntvangerOverleden = "OntvangerOverleden",
        /// The box is not active, or is no box of a citizen.
        NietActiefOfGeabonneerd = "NietActiefOfGeabonneerd",
    }
);

/// Whom a letter is for; the number passed the check of its kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipient {
    /// Kind of number.
    pub kind: RecipientKind,
    /// The number.
    pub value: String,
}

/// A PDF that passed [`crate::rules::pdf::check`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAttachment {
    /// File name, 1 to 255 characters without slashes.
    pub name: String,
    /// Content.
    pub bytes: Vec<u8>,
}

/// A letter that is right in form (`POST /aanleveringen`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// Who sends it.
    pub sender: Oin,
    /// Whom it is for.
    pub recipient: Recipient,
    /// Subject, 1 to 255 characters.
    pub subject: String,
    /// Text, at most 1 MiB.
    pub body: String,
    /// When the citizen may see it, when the sender said so.
    pub publish_at: Option<Moment>,
    /// At most two PDFs.
    pub attachments: Vec<NewAttachment>,
}

/// An account as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// State.
    pub state: AccountState,
    /// Address for notices: only one that its owner proved to be theirs.
    pub email: Option<String>,
    /// Whether a notice is wanted for each new letter.
    pub notify_new: bool,
    /// `nl` or `en`.
    pub language: String,
    /// The latest login before now, and with which means.
    pub last_login: Option<(Moment, String)>,
}

/// With what somebody logged in, for `login_event`.
#[must_use]
pub fn means_of(level: Level) -> &'static str {
    match level {
        Level::Basis => "digid-basis",
        Level::Midden => "digid-midden",
        Level::Substantieel => "digid-substantieel",
        Level::Hoog => "digid-hoog",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_read_back_as_it_was_written() {
        for state in AccountState::ALL {
            assert_eq!(AccountState::from_text(state.as_str()), Some(*state));
        }
        for code in ResultCode::ALL {
            assert_eq!(ResultCode::from_text(code.as_str()), Some(*code));
        }
        assert_eq!(Folder::from_text("inbox"), None);
        assert_eq!(Action::from_text("archiveren"), Some(Action::Archiveren));
    }
}
