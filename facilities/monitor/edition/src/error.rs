//! What can be wrong with a document or with a data file.

/// Why a document could not be read as an edition. Lines count from 1.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    /// The document is larger than [`super::MAX_DOCUMENT_BYTES`].
    #[error("the document has {bytes} bytes; at most {limit} are read: split it or remove what is not text")]
    TooLarge {
        /// Size of the document.
        bytes: usize,
        /// The largest size that is read.
        limit: usize,
    },
    /// More of something than any document of this form has; without a limit a small file could fill the memory.
    #[error("line {line}: more than {limit} {what}; divide the document")]
    TooMany {
        /// Line at which the limit is passed.
        line: usize,
        /// What there is too much of.
        what: &'static str,
        /// The limit.
        limit: usize,
    },
    /// No table with years in its header was found anywhere.
    #[error(
        "no table with years in its header in {lines} lines; a table is a run of lines with tab characters"
    )]
    NoTables {
        /// Number of lines in the document.
        lines: usize,
    },
    /// A table stands before the first chapter heading.
    #[error("line {line}: a table before the first chapter; a chapter starts with a heading `Bijlage A: …`")]
    TableOutsideChapter {
        /// Line of the table's header.
        line: usize,
    },
    /// A table stands in a chapter but under no numbered heading.
    #[error(
        "line {line}: a table under no facility; a facility starts with a numbered heading such as `### 1.5. …`"
    )]
    TableOutsideFacility {
        /// Line of the table's header.
        line: usize,
    },
    /// The same year twice in one header.
    #[error("line {line}: the year {period} stands twice in one table header")]
    RepeatedPeriod {
        /// Line of the table's header.
        line: usize,
        /// The year.
        period: u16,
    },
    /// Neither the title nor the date tells which year the edition is of.
    #[error("the document says neither in its title nor in its `Datum` line which year the edition is of")]
    NoYear,
    /// The `Datum` line holds no date.
    #[error("line {line}: the date of the edition is not a day written as dd-mm-yyyy")]
    BadDate {
        /// Line of the date.
        line: usize,
    },
    /// The built-in list of names is damaged.
    #[error("the list of names: {0}")]
    Names(#[from] DataError),
}

/// Why a file in our own data format could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {what}")]
pub struct DataError {
    /// Line in the file, from 1; 0 when the file as a whole is meant.
    pub line: usize,
    /// What is wrong and what is expected.
    pub what: String,
}

impl DataError {
    /// A finding at a line.
    pub(crate) fn at(line: usize, what: impl Into<String>) -> Self {
        Self { line, what: what.into() }
    }
}
