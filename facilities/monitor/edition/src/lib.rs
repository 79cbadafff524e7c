//! A published edition of the Monitor: read from a document, kept in a data format of our own, shown as published.
//!
//! The way of a figure: [`document`] reads tables and headings from the text of a document without knowing any of its
//! figures; [`import`] gives every row its stable id (from `data/names.tsv`, or derived from its name when it is
//! unknown) and yields an [`Edition`]; [`Edition::to_data`] writes that as lines, [`Edition::from_data`] reads them
//! back, and [`Edition::built_in`] is the edition 2020 that the program carries. The [`Register`] says what each of
//! the series is, [`Definitions`] what each measure means, and a [`Publication`] joins them: pages, files and services are made from that
//! and from nothing else. Every published string is kept beside the value read from it.

mod assemble;
mod cell;
pub mod commentary;
mod data;
mod decimal;
mod definition;
mod difference;
pub mod document;
mod error;
mod figure;
mod model;
mod names;
mod publication;
mod reference;
mod register;
mod rounding;
mod table;
mod text;
pub mod wording;
mod words;

#[cfg(test)]
mod tests;

pub use assemble::{import, import_with};
pub use cell::{CellValue, ChangeValue, Status};
pub use decimal::Decimal;
pub use definition::{Additive, Definition, Definitions, Direction};
pub use difference::{
    DefinitionDifference, Difference, FieldDifference, Reading, SeriesDifference, Turn, ValueDifference,
    WordDifference, diff,
};
pub use error::{DataError, ImportError};
pub use figure::{Figure, code, printed_percent};
pub use model::{
    Block, Change, Chapter, Edition, Facility, Group, Note, Observation, Row, SenderCells, SenderRow,
    SenderTable, Series, SeriesRef, Specification,
};
pub use names::{FacilityName, Names, SeriesName};
pub use publication::{
    Break, BreakKind, Explanation, Family, Publication, Reason, Restatement, Scale, Target, Version,
};
pub use reference::{Concept, HEADINGS, Reference};
pub use register::{Indicator, Kind, Register};
pub use rounding::Rounding;
pub use text::MONTHS;
pub use words::{UnitName, unit_name};

/// The largest document that [`import`] reads: 1 MiB.
pub const MAX_DOCUMENT_BYTES: usize = 1024 * 1024;

/// The most rows with figures that a document may have.
pub const MAX_ROWS: usize = 2_000;

/// The most headings that a document may have.
pub const MAX_HEADINGS: usize = 2_000;

/// The most columns that a table may have, and the most different years in a document.
pub const MAX_COLUMNS: usize = 32;
