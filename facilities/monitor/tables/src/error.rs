//! What can go wrong when files are made or read.

/// Why the files of a publication could not be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TablesError {
    /// The path of a file is no path inside a package.
    #[error(
        "`{0}` is no path inside a package: use relative names of letters, digits, `.`, `-`, `_` and `/`"
    )]
    Path(String),
    /// Two files have the same path.
    #[error("the path `{0}` is given twice; every file of a package has its own")]
    Repeated(String),
    /// A workbook could not be written.
    #[error("the workbook could not be written: {0}")]
    Workbook(String),
    /// An archive could not be written.
    #[error("the archive could not be written: {0}")]
    Archive(String),
}

/// What is wrong with a data package that is read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
#[error("{path}, line {line}: {what}")]
pub struct PackageError {
    /// The file; empty when the package as a whole is meant.
    pub path: String,
    /// Its line, from 1; 0 when the file as a whole is meant.
    pub line: u64,
    /// What is wrong and what is expected.
    pub what: String,
}

impl PackageError {
    pub(crate) fn at(path: &str, line: u64, what: impl Into<String>) -> Self {
        Self { path: path.to_owned(), line, what: what.into() }
    }
}
