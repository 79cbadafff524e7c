//! What the report is made from besides the publication.

use chart::Chart;

/// A piece of running text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// Slug of the chapter that it is about; empty for the edition as a whole.
    pub chapter: String,
    /// Its heading.
    pub heading: String,
    /// Its paragraphs: plain text, no markup.
    pub paragraphs: Vec<String>,
}

/// A file that goes into the PDF.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Name under which a reader finds it, such as `observations.csv`; no two are equal.
    pub path: String,
    /// Media type, such as `text/csv`.
    pub media_type: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// What it holds, Dutch.
    pub description: String,
}

/// What the report is made from besides the publication.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Inputs {
    /// The main lines, Dutch, in order.
    pub commentary: Vec<Section>,
    /// Paragraphs of the summary in English; without any there is none.
    pub summary: Vec<String>,
    /// The charts; each stands with its facility, or with its chapter. [`crate::charts`] makes a selection that fits the page.
    pub charts: Vec<Chart>,
    /// The files of the data package.
    pub attachments: Vec<Attachment>,
    /// SHA-256 of the manifest in hexadecimal digits; stands at the foot of every page.
    pub manifest_hash: String,
}
