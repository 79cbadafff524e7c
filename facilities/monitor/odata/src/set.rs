//! Entity sets: rows with named columns.

use exchange::Json;

/// Of what type a column is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    Whole,
    Exact,
    Bool,
    Moment,
}

impl Kind {
    /// Its name in CSDL.
    pub(crate) const fn edm(self) -> &'static str {
        match self {
            Self::Text => "Edm.String",
            Self::Whole => "Edm.Int32",
            Self::Exact => "Edm.Decimal",
            Self::Bool => "Edm.Boolean",
            Self::Moment => "Edm.DateTimeOffset",
        }
    }
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Column {
    pub(crate) name: String,
    pub(crate) kind: Kind,
    pub(crate) nullable: bool,
}

/// Rows of one type. The key is the first column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Set {
    pub(crate) name: String,
    /// Name of the type of a row.
    pub(crate) of: &'static str,
    pub(crate) columns: Vec<Column>,
    pub(crate) rows: Vec<Vec<Json>>,
}

impl Set {
    /// A set without rows. A `?` behind the name of a column says that it may be empty.
    pub(crate) fn new(name: impl Into<String>, of: &'static str, columns: &[(&str, Kind)]) -> Self {
        let columns = columns.iter().map(|(name, kind)| Column {
            name: name.trim_end_matches('?').to_owned(),
            kind: *kind,
            nullable: name.ends_with('?'),
        });
        Self { name: name.into(), of, columns: columns.collect(), rows: Vec::new() }
    }

    /// The place of a column.
    pub(crate) fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }

    /// The row with a key as it stands between parentheses: `8` or `'M101003'`.
    pub(crate) fn row(&self, key: &str) -> Option<&Vec<Json>> {
        let unquoted = key.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\''));
        self.rows.iter().find(|row| match (row.first(), unquoted) {
            (Some(Json::Int(number)), None) => number.to_string() == key,
            (Some(Json::Text(text)), Some(wanted)) => *text == wanted.replace("''", "'"),
            _ => false,
        })
    }
}

/// `Observations(8)` in name and key.
pub(crate) fn split_key(segment: &str) -> (&str, Option<&str>) {
    match segment.strip_suffix(')').and_then(|rest| rest.split_once('(')) {
        Some((name, key)) => (name, Some(key)),
        None => (segment, None),
    }
}
