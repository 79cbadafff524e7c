//! What the Monitor's operations answer.

/// What an import did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// Year in the name of the edition.
    pub edition: u16,
    /// Version as published, such as `1.0`.
    pub version: String,
    /// How many facilities it has.
    pub facilities: usize,
    /// How many series.
    pub series: usize,
    /// How many observations: one for each series and year that has a column.
    pub observations: usize,
    /// SHA-256 of the edition as data, 64 lower-case hexadecimal digits.
    pub content_hash: String,
    /// What happened to the store.
    pub outcome: Outcome,
}

/// What an import did to the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The edition was not there and is now.
    New,
    /// The same edition with the same content was there already: nothing changed.
    Same,
    /// The edition was there with other content, and was replaced on request.
    Replaced,
}

/// An edition as its row says, without its content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct EditionRow {
    pub(crate) edition: u16,
    pub(crate) version: String,
    pub(crate) content_hash: String,
    pub(crate) family: String,
    pub(crate) status: String,
    pub(crate) manifest: String,
    pub(crate) signature: String,
    /// Blob of the data package with the charts; empty until it was made.
    pub(crate) package: String,
    /// Blob of the report; empty until it was made.
    pub(crate) report: String,
    /// Blob of the document that it was read from; empty when it came as data.
    pub(crate) document: String,
}

impl EditionRow {
    /// Whether its files were made.
    pub(crate) fn is_bound(&self) -> bool {
        !self.package.is_empty()
    }
}

/// A published figure as its row says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ObservationRow {
    pub(crate) indicator: String,
    pub(crate) period: i64,
    pub(crate) value: Option<String>,
    pub(crate) lower: Option<String>,
    pub(crate) upper: Option<String>,
    pub(crate) unit: Option<String>,
    pub(crate) words: Option<String>,
    pub(crate) status: String,
    pub(crate) print: String,
    pub(crate) change: Option<String>,
    pub(crate) change_print: Option<String>,
    pub(crate) line: i64,
}

/// What this installation is a picture of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Installation {
    /// Invented people.
    pub(crate) people: i64,
    /// Seed of the country.
    pub(crate) seed: String,
}
