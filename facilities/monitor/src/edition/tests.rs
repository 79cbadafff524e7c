//! Tests on a small invented document that holds every special form, and on the published document when it is there.

mod published;
mod small;

use super::{ChangeValue, Decimal, Edition, Observation, Series};

/// The small invented document.
const SMALL: &str = include_str!("../../data/test/small.md");

/// The series with this id, which must be there.
fn series<'a>(edition: &'a Edition, id: &str) -> &'a Series {
    edition.find(id).unwrap_or_else(|| panic!("no series {id}")).series
}

/// Every figure with its address: id, year, value read and string shown.
fn figures(edition: &Edition) -> Vec<(String, u16, String, String)> {
    let describe = |one: &Observation| {
        let read = [one.value, one.lower, one.upper].map(|value| value.map(|value| value.to_string()));
        format!("{read:?} {:?} {:?}", one.unit, one.status)
    };
    let mut found = Vec::new();
    for place in edition.series() {
        for one in &place.series.observations {
            found.push((place.series.id.clone(), one.period, describe(one), one.weergave.clone()));
        }
        if let Some(change) = &place.series.change {
            found.push((place.series.id.clone(), 0, format!("{:?}", change.value), change.weergave.clone()));
        }
    }
    found
}

fn decimal(text: &str) -> Option<Decimal> {
    Some(text.parse().unwrap())
}

fn percent(text: &str) -> ChangeValue {
    ChangeValue::Percent(text.parse().unwrap())
}

/// The cells that hold a figure of a series: line (from 0), column.
fn figure_cells(document: &str, edition: &Edition) -> Vec<(usize, usize)> {
    let lines: Vec<&str> = document.lines().collect();
    let mut found = Vec::new();
    for place in edition.series() {
        let change = place.series.change.iter().map(|change| &change.weergave);
        let shown: Vec<&String> =
            place.series.observations.iter().map(|one| &one.weergave).chain(change).collect();
        for (column, cell) in lines[place.line - 1].split('\t').enumerate().skip(1) {
            if cell.bytes().any(|byte| byte.is_ascii_digit()) && shown.contains(&&super::text::clean(cell)) {
                found.push((place.line - 1, column));
            }
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// The document with one digit of one cell replaced by another that is neither the same nor 0, and the new cell.
fn with_other_digit(
    document: &str,
    (line, column): (usize, usize),
    pick: usize,
    step: u8,
) -> (String, String) {
    let mut lines: Vec<String> = document.lines().map(str::to_owned).collect();
    let mut cells: Vec<String> = lines[line].split('\t').map(str::to_owned).collect();
    let mut letters: Vec<char> = cells[column].chars().collect();
    let digits: Vec<usize> = (0..letters.len()).filter(|index| letters[*index].is_ascii_digit()).collect();
    let place = digits[pick % digits.len()];
    let old = letters[place].to_digit(10).unwrap();
    let new = (1..=9).cycle().skip(usize::from(step)).find(|digit| *digit != old).unwrap();
    letters[place] = char::from_digit(new, 10).unwrap();
    cells[column] = letters.into_iter().collect();
    let cell = super::text::clean(&cells[column]);
    lines[line] = cells.join("\t");
    (lines.join("\n"), cell)
}
