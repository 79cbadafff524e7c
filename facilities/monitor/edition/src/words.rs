//! Words for what a publication holds, in both languages: units, breakdowns, chapters, facilities, and what a sentence is about. They are
//! data (`data/words.tsv` and `data/names.tsv`); what is not there is called as the publication prints it.

use std::fmt;

use kernel::Language;
use serde::Serialize;

use crate::figure::code;
use crate::publication::Publication;

const WORDS: &str = include_str!("../data/words.tsv");
const NAMES: &str = include_str!("../data/names.tsv");

/// The words for a unit. Shown as text it is the plural.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UnitName {
    /// For one: `bericht`.
    pub singular: String,
    /// For any other number: `berichten`.
    pub plural: String,
    /// Sign behind the number, such as `%`; empty for most.
    pub symbol: String,
}

impl fmt::Display for UnitName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.plural)
    }
}

/// The fields behind `kind` and `key` on their line.
fn fields(data: &'static str, kind: &str, key: &str) -> Option<Vec<&'static str>> {
    data.lines().find_map(|line| {
        let rest = line.strip_prefix(kind)?.strip_prefix('\t')?.strip_prefix(key)?.strip_prefix('\t')?;
        Some(rest.split('\t').collect())
    })
}

/// One of a Dutch and an English word.
fn pick<'a>(language: Language, dutch: &'a str, english: &'a str) -> &'a str {
    match language {
        Language::Nl => dutch,
        Language::En => english,
    }
}

fn pair(data: &'static str, kind: &str, key: &str, language: Language) -> Option<&'static str> {
    match fields(data, kind, key)?.as_slice() {
        [dutch, english] => Some(pick(language, dutch, english)),
        _ => None,
    }
}

/// The words for a unit as the register writes it (a Dutch plural); an unknown unit is its own word.
#[must_use]
pub fn unit_name(unit: &str, language: Language) -> UnitName {
    let found = fields(WORDS, "unit", unit);
    let [singular, plural, symbol] = match found.as_deref() {
        Some([one, _, _, symbol]) if language == Language::Nl => [*one, unit, *symbol],
        Some([_, one, many, symbol]) => [*one, *many, *symbol],
        _ => [unit, unit, ""],
    };
    UnitName { singular: singular.to_owned(), plural: plural.to_owned(), symbol: symbol.to_owned() }
}

/// A word with a small first letter, unless it is a name or an abbreviation: `Authenticaties`, but `HR Dataservice` and `Trust Service …` stay.
pub(crate) fn small_first(text: &str) -> String {
    let mut signs = text.chars();
    let (Some(first), second) = (signs.next(), signs.clone().next()) else { return String::new() };
    let abbreviation = second.is_some_and(|sign| sign.is_uppercase() || sign.is_numeric());
    let words: Vec<&str> = text.split(' ').take(2).collect();
    let titled = |word: &&str| {
        let mut signs = word.chars();
        signs.next().is_some_and(char::is_uppercase)
            && signs.clone().count() > 1
            && signs.all(char::is_lowercase)
    };
    if abbreviation || (words.len() == 2 && words.iter().all(titled)) {
        return text.to_owned();
    }
    first.to_lowercase().chain(signs).collect()
}

/// A text with a capital first letter, unless its second letter is one (`eHerkenning`).
pub(crate) fn capital_first(text: &str) -> String {
    let mut signs = text.chars();
    match signs.next() {
        Some(first) if !signs.clone().next().is_some_and(char::is_uppercase) => {
            first.to_uppercase().chain(signs).collect()
        }
        _ => text.to_owned(),
    }
}

impl Publication {
    /// The words for a unit; see [`unit_name`].
    #[must_use]
    pub fn unit_name(&self, unit: &str, language: Language) -> UnitName {
        unit_name(unit, language)
    }

    /// Official name of a facility; what the publication prints, or else the slug, when the list does not have it.
    #[must_use]
    pub fn facility_name(&self, slug: &str, language: Language) -> String {
        if let Some([_, dutch, english]) = fields(NAMES, "facility", slug).as_deref() {
            return pick(language, dutch, english).to_owned();
        }
        self.edition.facility(slug).map_or_else(|| slug.to_owned(), |(_, facility)| facility.name.clone())
    }

    /// A facility as running text names it, with its article: `de Basisregistratie Personen (BRP)`.
    #[must_use]
    pub fn facility_in_text(&self, slug: &str, language: Language) -> String {
        pair(WORDS, "text", slug, language).map_or_else(|| self.facility_name(slug, language), str::to_owned)
    }

    /// The same by its abbreviation, when it has one: `de BRP`.
    #[must_use]
    pub fn facility_short(&self, slug: &str, language: Language) -> String {
        let name = self.facility_in_text(slug, language);
        let short = name.strip_suffix(')').and_then(|rest| rest.rsplit_once('(')).map(|(_, short)| short);
        let article =
            name.split_once(' ').map(|(first, _)| first).filter(|first| ["de", "het", "the"].contains(first));
        match (article, short) {
            (Some(article), Some(short)) => format!("{article} {short}"),
            (None, Some(short)) => short.to_owned(),
            _ => name,
        }
    }

    /// Title of a chapter, by its slug.
    #[must_use]
    pub fn chapter_name(&self, slug: &str, language: Language) -> String {
        let Some(chapter) = self.edition.chapters.iter().find(|one| one.slug == slug) else {
            return slug.to_owned();
        };
        match fields(NAMES, "chapter", &chapter.title).as_deref() {
            Some([english]) if language == Language::En => (*english).to_owned(),
            _ => chapter.title.clone(),
        }
    }

    /// Name of a breakdown: a sender group, a part of a split, or the total; what the publication prints when the list does not have it.
    #[must_use]
    pub fn breakdown_name(&self, breakdown: &str, language: Language) -> String {
        if let Some(known) = pair(WORDS, "group", breakdown, language) {
            return known.to_owned();
        }
        let parts = self.edition.facilities().flat_map(|(_, facility)| &facility.specifications);
        if let Some(part) = parts.into_iter().find(|part| code(&part.name) == breakdown) {
            return part.name.clone();
        }
        let member = self.register.indicators.iter().find(|one| one.breakdown == breakdown);
        member.map_or_else(|| breakdown.to_owned(), |one| one.seed_name.clone())
    }

    /// Short title of a series; the id when the register does not have it.
    #[must_use]
    pub fn title(&self, id: &str, language: Language) -> String {
        self.register
            .get(id)
            .map_or_else(|| id.to_owned(), |one| pick(language, &one.title_nl, &one.title_en).to_owned())
    }

    /// What a sentence about a series is about: `het aantal authenticaties`, `the share of messages opened within three weeks`.
    #[must_use]
    pub fn subject(&self, id: &str, language: Language) -> String {
        if let Some(known) = pair(WORDS, "subject", id, language) {
            return known.to_owned();
        }
        let mut title = small_first(&self.title(id, language));
        if language == Language::En {
            // A title taken from a Dutch print.
            title = ["aantal ", "aandeel "]
                .iter()
                .find_map(|lead| title.strip_prefix(lead))
                .unwrap_or(&title)
                .to_owned();
        }
        let share = self.register.get(id).is_some_and(|one| one.unit == "procent");
        let lead = match (language, share) {
            (Language::Nl, true) if title.starts_with("aandeel ") || title.starts_with("percentage ") => {
                "het "
            }
            (Language::Nl, true) => "het percentage ",
            (Language::Nl, false) if title.starts_with("aantal ") => "het ",
            (Language::Nl, false) => "het aantal ",
            (Language::En, true) if title.starts_with("share ") => "the ",
            (Language::En, true) => "the share of ",
            (Language::En, false) if title.starts_with("number ") => "the ",
            (Language::En, false) => "the number of ",
        };
        format!("{lead}{title}")
    }
}
