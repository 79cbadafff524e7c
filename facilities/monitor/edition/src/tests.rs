//! Tests on a small invented document that holds every special form, and on the published document when it is there.

mod commentary;
mod definitions;
mod difference;
mod published;
mod reference;
mod small;
mod wording;
mod words;

use super::{
    ChangeValue, Decimal, Definitions, Edition, Indicator, Kind, Observation, Publication, Register, Series,
    code, import,
};

/// The small invented document.
const SMALL: &str = include_str!("../data/test/small.md");

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

/// The small invented document as a publication, with a register made from its print.
fn other_publication() -> Publication {
    let edition = import(SMALL).unwrap();
    let series = edition.series();
    let indicators = series.iter().map(|found| {
        let share = found.series.observations.iter().any(|one| one.unit.as_deref() == Some("%"));
        let (kind, unit) = if share { (Kind::Ratio, "procent") } else { (Kind::Flow, "dingen") };
        Indicator {
            id: found.series.id.clone(),
            sdmx_code: code(&found.series.id),
            breakdown: "_T".into(),
            kind,
            unit: unit.into(),
            decimals: 0,
            chapter: found.chapter.slug.clone(),
            facility: found.facility.slug.clone(),
            block: found.block.unwrap_or("").into(),
            group: found.group.into(),
            seed_name: found.label.into(),
            part: found.series.part.clone().unwrap_or_default(),
            seed_line: found.line,
            title_nl: found.label.into(),
            title_en: found.label.into(),
        }
    });
    let register = Register { indicators: indicators.collect() };
    Publication::of_document(edition.clone(), register, Definitions { definitions: Vec::new() }).unwrap()
}
