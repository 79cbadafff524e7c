//! The consistency checker: reads a document in the form of the Monitor, or an edition, and finds what does not agree.
//!
//! It knows no figure and no name of any document. A finding comes from recomputing ([`Rule::R1`], [`Rule::R3`]) or from
//! comparing two places of the same document ([`Rule::R5`], the text against its row). [`check`] reads a document,
//! [`check_publication`] an edition; both give a [`Report`] in the order of the document, the same for the same input.
//!
//! `source` is the document as the rules see it and `read` makes it from text, `drafts` from an edition; `tables` holds the rules
//! of tables, `form` those of names, numbers and structure, `prose` those of running text; `wire` writes JSON and SARIF.

mod drafts;
mod finding;
mod form;
mod grid;
mod markup;
pub mod prose;
mod read;
mod rule;
pub mod source;
mod tables;
mod wire;

pub use finding::{Candidate, Finding, Place, Severity, half_of_last_digit};
pub use rule::Rule;
pub use source::Source;

/// The largest document that [`check`] reads: 1 MiB, about twenty-five times a yearly edition.
pub const MAX_BYTES: usize = 1024 * 1024;

/// Why a document could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// The document is larger than [`MAX_BYTES`].
    #[error(
        "the document has {bytes} bytes; at most {MAX_BYTES} are read: divide it or remove what is not text"
    )]
    TooLarge {
        /// Its size.
        bytes: usize,
    },
    /// It is no text in UTF-8.
    #[error("byte {byte} (line {line}) is no text in UTF-8: save the document as UTF-8 and offer it again")]
    NotText {
        /// Offset of the first wrong byte, from 1.
        byte: usize,
        /// Its line, from 1.
        line: usize,
    },
    /// There is more of something than any document of this form has.
    #[error("line {line}: more than {limit} {what}; divide the document")]
    TooMany {
        /// Line at which the limit is passed.
        line: usize,
        /// What there is too much of.
        what: &'static str,
        /// The limit.
        limit: usize,
    },
    /// There is no table in it.
    #[error(
        "no table in {lines} lines; a table is a run of lines with tab characters, its header holds years"
    )]
    NoTables {
        /// Number of lines in the document.
        lines: usize,
    },
}

/// A number in running text that could not be bound to a row, and so was not checked.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct NotChecked {
    /// Its line.
    pub line: usize,
    /// Its first character in the line, from 1.
    pub column: usize,
    /// The number as written.
    pub number: String,
    /// The sentence it stands in.
    pub text: String,
}

/// What was looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Tables.
    pub tables: usize,
    /// Rows with values.
    pub rows: usize,
    /// Cells of years.
    pub cells: usize,
    /// Changes recomputed.
    pub changes: usize,
    /// Totals recomputed, one for each year.
    pub sums: usize,
    /// Rows of different tables that say the same and were compared.
    pub pairs: usize,
    /// Numbers in running text.
    pub numbers: usize,
    /// Those of them that were bound to a row.
    pub bound: usize,
}

/// What the checker has to say about a document.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    /// Findings in the order of the document.
    pub findings: Vec<Finding>,
    /// Numbers in running text that were not checked.
    pub not_checked: Vec<NotChecked>,
    /// What was looked at.
    pub counts: Counts,
}

impl Report {
    /// Whether nothing is wrong or doubtful: remarks on form do not count.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.findings.iter().all(|one| one.severity == Severity::Note)
    }
}

/// Checks a document: Markdown with tab tables and running text.
///
/// # Errors
/// [`Unreadable`] when it is too large, no text, or holds no table.
pub fn check(document: &[u8]) -> Result<Report, Unreadable> {
    let source = read::read(document)?;
    let mut report = tables_of(&source, false);
    let outcome = prose::check(&source);
    report.findings.extend(form::check(&source));
    report.findings.extend(outcome.findings);
    report.findings = finding::in_order(report.findings);
    report.not_checked = outcome.not_checked;
    report.not_checked.sort();
    report.counts.numbers = outcome.numbers;
    report.counts.bound = outcome.bound;
    Ok(report)
}

/// Checks the tables of an edition, such as a draft counted in an installation. Places carry the key of the figure; they carry a line only
/// when the edition was read from a document. An outlier without explanation is a warning here, for it can still be explained.
#[must_use]
pub fn check_publication(publication: &edition::Publication) -> Report {
    let source = drafts::source(publication);
    let mut report = tables_of(&source, true);
    report.findings.extend(form::check_figures(&source));
    report.findings = finding::in_order(report.findings);
    report
}

fn tables_of(source: &Source, strict: bool) -> Report {
    let outcome = tables::check(source, strict);
    let rows = || source.tables.iter().flat_map(|table| &table.rows);
    let series = || rows().flat_map(|row| &row.series);
    let counts = Counts {
        tables: source.tables.len(),
        rows: rows().count(),
        cells: series().map(|series| series.values.len()).sum(),
        changes: outcome.changes,
        sums: outcome.sums,
        pairs: outcome.pairs,
        ..Counts::default()
    };
    Report { findings: outcome.findings, not_checked: Vec::new(), counts }
}
