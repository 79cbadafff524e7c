//! Words and dates for pages, in both languages.

use indicator::Words;
use kernel::{Language, Moment};
use serde_json::{Value, json};

use crate::model::{Action, Folder};

const MONTHS: [Words; 12] = [
    Words { nl: "januari", en: "January" },
    Words { nl: "februari", en: "February" },
    Words { nl: "maart", en: "March" },
    Words { nl: "april", en: "April" },
    Words { nl: "mei", en: "May" },
    Words { nl: "juni", en: "June" },
    Words { nl: "juli", en: "July" },
    Words { nl: "augustus", en: "August" },
    Words { nl: "september", en: "September" },
    Words { nl: "oktober", en: "October" },
    Words { nl: "november", en: "November" },
    Words { nl: "december", en: "December" },
];

/// A moment as pages show it: `{iso, text}`, in Dutch time.
pub(crate) fn moment(at: Moment, language: Language, with_time: bool) -> Value {
    let local = at.in_amsterdam();
    let month = usize::try_from(local.month() - 1).ok().and_then(|place| MONTHS.get(place));
    let month = month.map_or("", |words| words.get(language));
    let mut text = format!("{} {month} {}", local.day(), local.year());
    if with_time {
        let time = format!("{:02}:{:02}", local.hour(), local.minute());
        text = match language {
            Language::Nl => format!("{text} om {time} uur"),
            Language::En => format!("{text} at {time}"),
        };
    }
    json!({ "iso": at.rfc3339(), "text": text })
}

/// Name of a folder.
pub(crate) fn folder(folder: Folder) -> Words {
    match folder {
        Folder::Inbox => Words { nl: "Inbox", en: "Inbox" },
        Folder::Archief => Words { nl: "Archief", en: "Archive" },
        Folder::Prullenbak | Folder::Verwijderd => Words { nl: "Prullenbak", en: "Bin" },
    }
}

/// What was just done.
pub(crate) fn done(action: Action) -> Words {
    match action {
        Action::Archiveren => {
            Words { nl: "Het bericht staat nu in het archief.", en: "The message is now in the archive." }
        }
        Action::Weggooien => {
            Words { nl: "Het bericht ligt nu in de prullenbak.", en: "The message is now in the bin." }
        }
        Action::Terugzetten => {
            Words { nl: "Het bericht staat weer in de inbox.", en: "The message is back in the inbox." }
        }
        Action::Verwijderen => Words {
            nl: "Het bericht is definitief verwijderd.",
            en: "The message has been deleted for good.",
        },
    }
}

/// With what somebody logged in.
pub(crate) fn means(means: &str) -> &'static str {
    match means {
        "digid-basis" => "DigiD Basis",
        "digid-midden" => "DigiD Midden",
        "digid-substantieel" => "DigiD Substantieel",
        "digid-hoog" => "DigiD Hoog",
        _ => "DigiD",
    }
}

/// A size for people: `84 kB`.
pub(crate) fn size(bytes: i64) -> String {
    format!("{} kB", (bytes.max(0) + 999) / 1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_shown_in_dutch_time_and_in_the_language_of_the_page() {
        let at: Moment = "2026-11-23T22:05:00Z".parse().unwrap();
        assert_eq!(moment(at, Language::Nl, true)["text"], "23 november 2026 om 23:05 uur");
        assert_eq!(moment(at, Language::En, false)["text"], "23 November 2026");
        assert_eq!(moment(at, Language::En, true)["iso"], "2026-11-23T22:05:00Z");
    }

    #[test]
    fn a_size_is_never_shown_as_nothing() {
        assert_eq!([size(0), size(1), size(84_000), size(84_001)], ["0 kB", "1 kB", "84 kB", "85 kB"]);
    }
}
