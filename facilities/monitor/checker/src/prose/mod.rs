//! Running text against the tables: rules R6 to R14 and R19.
//!
//! The way of a sentence: `lexer` divides a block of text into sentences, `number` finds its figures and years, `names` the facilities it
//! speaks of, `clause` divides it into parts that each speak of one row, `bind` finds the rows by words alone, and `judge` compares.
//! A figure decides between rows only where the words leave several: when one of them fits, there is nothing to report. What cannot be
//! bound is listed as not checked. Corrections and breaks (`notes`), enumerations and breakdowns (`lists`), superlatives and ranges
//! (`ranks`) and columns of percentages (`points`) have readings of their own.

mod bind;
mod clause;
mod fit;
mod judge;
mod lexer;
mod likeness;
mod lists;
mod names;
mod notes;
mod number;
mod points;
mod ranks;
mod reader;
mod report;
mod role;
mod rows;
mod words;

#[cfg(test)]
mod tests;

use crate::NotChecked;
use crate::finding::Finding;
use crate::source::Source;

/// What the rules of running text found.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    /// Findings.
    pub findings: Vec<Finding>,
    /// Numbers that could not be bound to a row.
    pub not_checked: Vec<NotChecked>,
    /// Numbers found in the text.
    pub numbers: usize,
    /// Those bound to a row.
    pub bound: usize,
}

/// Checks the running text of a document, and the columns of percentages that rules R12 to R14 are about.
pub(crate) fn check(source: &Source) -> Outcome {
    let names = names::Names::new(source);
    let likeness = likeness::Likeness::new();
    let entries = rows::entries(source, &names, &likeness);
    let mut outcome = reader::read(source, &names, &entries, &likeness);
    outcome.findings.extend(points::check(source));
    outcome
}
