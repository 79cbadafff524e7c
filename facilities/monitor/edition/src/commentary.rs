//! Commentary: running text in which every number is bound to an observation and every word about a number is checked.
//!
//! A text is a [`Template`]: plain words with calls such as `{{waarde digid.authenticaties.totaal 2019 miljoen 0}}` between them. [`build`]
//! evaluates it against a publication and gives [`Piece`]s: text, and numbers that carry their exact value and the keys of their figures. An
//! editor can rewrite the words but can type no digit, and a word such as *bijna* or *verdubbeld* that the figures do not bear out is an error
//! with file, line, column and the right word. [`commentary`] writes the text that every edition starts with, for any publication, as such
//! templates: it goes through the same gate.

mod claims;
mod evaluate;
mod facility;
mod functions;
mod sentence;
mod summary;
mod template;
mod view;

use kernel::Language;
use serde::Serialize;

use crate::decimal::Decimal;
use crate::publication::Publication;

pub use template::{Call, Function, Part, Template};

/// A place in a file: line and column from 1; a column counts characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct Place {
    /// Line.
    pub line: usize,
    /// Column.
    pub column: usize,
}

impl Place {
    /// The first place of a file.
    pub const START: Self = Self { line: 1, column: 1 };

    /// The place behind `text` that begins here.
    #[must_use]
    pub fn after(self, text: &str) -> Self {
        text.chars().fold(self, |at, sign| {
            if sign == '\n' {
                Self { line: at.line + 1, column: 1 }
            } else {
                Self { line: at.line, column: at.column + 1 }
            }
        })
    }
}

/// Why a text cannot be built.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("{file}:{}:{}: {message}", at.line, at.column)]
pub struct TemplateError {
    /// Name of the file.
    pub file: String,
    /// Where.
    pub at: Place,
    /// What kind of fault: `los-cijfer`, `bewering-onjuist`, `onbekend-cijfer`, `onbekende-periode`, `onbekende-functie`, `niet-gesloten`,
    /// `niet-te-berekenen` or `argument`.
    pub code: &'static str,
    /// What is wrong and what to do.
    pub message: String,
}

impl TemplateError {
    pub(crate) fn new(file: &str, at: Place, code: &'static str, message: impl Into<String>) -> Self {
        Self { file: file.to_owned(), at, code, message: message.into() }
    }
}

/// What a number in a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Meaning {
    /// A figure, or the bound of one.
    Value,
    /// A change in percent.
    Change,
    /// A difference, in the unit of the figure or in percentage points.
    Difference,
    /// How many times as large.
    Factor,
    /// A share in percent.
    Share,
    /// How many figures satisfy a query.
    Count,
    /// A year or a day.
    Period,
}

/// A number in a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Bound {
    /// As printed: `341 miljoen`.
    pub text: String,
    /// The exact value: 340758404. Changes, factors and shares are given to six decimals.
    pub value: Decimal,
    /// Keys of the figures from which it comes, the newest first: [`crate::Figure::key`]. For a count the query: `telling:gestegen/2019`; for a
    /// period `periode:2019`.
    pub figures: Vec<String>,
    /// What it is.
    pub meaning: Meaning,
}

/// A piece of a built text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Piece {
    /// Words.
    Text(String),
    /// A number.
    Number(Bound),
}

/// A built text without markup.
#[must_use]
pub fn plain(pieces: &[Piece]) -> String {
    let texts = pieces.iter().map(|piece| match piece {
        Piece::Text(text) => text.as_str(),
        Piece::Number(bound) => bound.text.as_str(),
    });
    texts.collect()
}

/// A built text as HTML: each number in `<data value="…" data-figure="…">`, periods in `<time>`; everything else escaped.
#[must_use]
pub fn html(pieces: &[Piece]) -> String {
    let mut made = String::new();
    for piece in pieces {
        match piece {
            Piece::Text(text) => made.push_str(&escaped(text)),
            Piece::Number(bound) if bound.meaning == Meaning::Period => {
                let day = bound.figures.first().and_then(|key| key.strip_prefix("periode:")).unwrap_or("");
                made.push_str(&format!(
                    "<time datetime=\"{}\">{}</time>",
                    escaped(day),
                    escaped(&bound.text)
                ));
            }
            Piece::Number(bound) => made.push_str(&format!(
                "<data value=\"{}\" data-figure=\"{}\">{}</data>",
                bound.value,
                escaped(&bound.figures.join(" ")),
                escaped(&bound.text)
            )),
        }
    }
    made
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// Builds a text from a template. `file` is the name for errors.
///
/// # Errors
/// Every fault, with its place: in the form, a digit not bound to a figure, an unknown figure, period or function, a claim that is not true.
pub fn build(
    file: &str,
    source: &str,
    publication: &Publication,
    language: Language,
) -> Result<Vec<Piece>, Vec<TemplateError>> {
    let template = Template::read(file, source, Place::START)?;
    evaluate::evaluate(file, &template, &view::View::new(publication, language))
}

/// A paragraph, built.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Paragraph {
    /// The template from which it was built: what an editor starts from.
    pub template: String,
    /// The built text.
    pub pieces: Vec<Piece>,
}

impl Paragraph {
    /// Without markup.
    #[must_use]
    pub fn plain(&self) -> String {
        plain(&self.pieces)
    }

    /// As HTML, without the `<p>`.
    #[must_use]
    pub fn html(&self) -> String {
        html(&self.pieces)
    }
}

/// The commentary on one facility.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FacilityCommentary {
    /// Slug of its chapter.
    pub chapter: String,
    /// Its slug.
    pub facility: String,
    /// Its paragraphs; none when it has no figure in the newest year.
    pub paragraphs: Vec<Paragraph>,
}

/// A part of the summary.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SummarySection {
    /// Slug of the chapter; empty for the part about the edition as a whole.
    pub chapter: String,
    /// Its heading.
    pub heading: String,
    /// Its paragraphs.
    pub paragraphs: Vec<Paragraph>,
}

/// The text of an edition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Commentary {
    /// Per facility, Dutch, in the order of the edition.
    pub chapters: Vec<FacilityCommentary>,
    /// The same in English.
    pub chapters_en: Vec<FacilityCommentary>,
    /// Hoofdlijnen, Dutch.
    pub summary_nl: Vec<SummarySection>,
    /// The same in English.
    pub summary_en: Vec<SummarySection>,
    /// Sentences that could not be built and were left out; empty unless the data contradict themselves.
    pub problems: Vec<TemplateError>,
}

impl Commentary {
    /// The commentary on one facility.
    #[must_use]
    pub fn facility(&self, slug: &str, language: Language) -> Option<&FacilityCommentary> {
        let chapters = if language == Language::En { &self.chapters_en } else { &self.chapters };
        chapters.iter().find(|one| one.facility == slug)
    }

    /// The summary in a language.
    #[must_use]
    pub fn summary(&self, language: Language) -> &[SummarySection] {
        if language == Language::En { &self.summary_en } else { &self.summary_nl }
    }
}

/// The standard commentary on a publication: per facility what its main figures did, its strongest growth and fall, what is new and what
/// stayed; and a summary. The same publication gives the same text.
#[must_use]
pub fn commentary(publication: &Publication) -> Commentary {
    let mut problems = Vec::new();
    let dutch = view::View::new(publication, Language::Nl);
    let english = view::View::new(publication, Language::En);
    Commentary {
        chapters: facility::chapters(&dutch, &mut problems),
        chapters_en: facility::chapters(&english, &mut problems),
        summary_nl: summary::summary(&dutch, &mut problems),
        summary_en: summary::summary(&english, &mut problems),
        problems,
    }
}
