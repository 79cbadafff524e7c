//! Rules of form: dates and units, names, numbers, structure.

mod dates;
mod names;
mod numbers;
mod structure;
mod units;

use crate::finding::{Finding, Place};
use crate::source::Source;

/// Runs every rule of form.
pub(crate) fn check(source: &Source) -> Vec<Finding> {
    let mut findings = dates::check(source);
    findings.extend(units::check(source));
    findings.extend(names::check(source));
    findings.extend(numbers::check(source));
    findings.extend(structure::check(source));
    findings
}

/// The rules of form that make sense for an edition without a document: units and the form of numbers.
pub(crate) fn check_figures(source: &Source) -> Vec<Finding> {
    let mut findings = units::check(source);
    findings.extend(numbers::check(source));
    findings
}

/// A place that is a line as a whole.
fn line(number: usize, what: &str) -> Place {
    Place { line: (number > 0).then_some(number), row: what.to_owned(), ..Place::default() }
}
