//! Rules of tables: what the figures of a document say about each other.

mod changes;
mod lists;
mod outliers;
mod pairs;
mod parts;
mod rounding;
mod similar;
mod subsets;
mod sums;

use edition::Decimal;

use crate::finding::{Finding, Place};
use crate::source::{Row, Series, Source, Table};

pub(crate) use similar::{content_words, fold, near, within};

/// What the rules of tables found, and what they looked at.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    pub findings: Vec<Finding>,
    pub changes: usize,
    pub sums: usize,
    pub pairs: usize,
}

/// Runs every rule of tables. `strict` is for an edition that is still to be published: there an outlier without
/// explanation is a warning; in a published document it is a remark.
pub(crate) fn check(source: &Source, strict: bool) -> Outcome {
    let mut outcome = Outcome::default();
    changes::check(source, &mut outcome);
    sums::check(source, &mut outcome);
    outcome.findings.extend(lists::check(source));
    pairs::check(source, &mut outcome);
    parts::check(source, &mut outcome);
    outliers::check(source, strict, &mut outcome);
    outcome
}

/// A series with its row and its table.
#[derive(Debug, Clone, Copy)]
pub(crate) struct At<'a> {
    pub source: &'a Source,
    pub index: usize,
    pub table: &'a Table,
    pub position: usize,
    pub row: &'a Row,
    pub series: &'a Series,
}

/// Every series of the document in order.
pub(crate) fn all(source: &Source) -> impl Iterator<Item = At<'_>> {
    source.tables.iter().enumerate().flat_map(move |(index, table)| {
        table.rows.iter().enumerate().flat_map(move |(position, row)| {
            row.series.iter().map(move |series| At { source, index, table, position, row, series })
        })
    })
}

impl<'a> At<'a> {
    /// The name of the row with the word of the part.
    pub fn name(&self) -> String {
        match &self.series.part {
            Some(part) => format!("{} ({part})", self.row.label),
            None => self.row.label.clone(),
        }
    }

    /// The place of the row as a whole, or of a column in it.
    fn place(&self, column_name: &str, start: usize, print: &str, key: &str) -> Place {
        Place {
            line: (self.row.line > 0).then_some(self.row.line),
            column: (start > 0).then_some(start),
            length: if start > 0 { print.chars().count() } else { 0 },
            table: self.source.table_name(self.table, Some(self.row), self.series.group),
            row: self.name(),
            column_name: column_name.to_owned(),
            figure: self.series.id.as_ref().map(|id| format!("{id}/{key}")),
        }
    }

    /// The place of the value of a year.
    pub fn at_year(&self, period: u16) -> Place {
        let value = self.series.at(period);
        let (start, print) = value.map_or((0, ""), |value| (value.start, value.print.as_str()));
        let year = period.to_string();
        self.place(&year, start, print, &year)
    }

    /// The place of the printed change.
    pub fn at_change(&self) -> Place {
        let change = self.series.change.as_ref();
        let (header, start, print) = change
            .map_or(("", 0, ""), |change| (change.header.as_str(), change.start, change.print.as_str()));
        self.place(if header.is_empty() { "%" } else { header }, start, print, "verandering")
    }

    /// Years with an exact number, ascending.
    pub fn years(&self) -> Vec<(u16, Decimal)> {
        let mut years: Vec<(u16, Decimal)> =
            self.series.values.iter().filter_map(|value| Some((value.period, value.exact()?))).collect();
        years.sort_by_key(|(year, _)| *year);
        years.dedup_by_key(|(year, _)| *year);
        years
    }
}
