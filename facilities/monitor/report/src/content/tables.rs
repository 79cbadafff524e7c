//! Tables of a facility, with their cells exactly as published.

use edition::{Block, Facility, Group, Kind, Publication, Row, SenderTable};
use serde::Serialize;

use super::{list, long_day, span};

/// From so many signs on a cell is words rather than a figure, and may be broken over lines.
const WORDS: usize = 17;

/// A table: a header, and rows that begin with their name.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Table {
    /// Heading above it; empty when that of the facility is enough.
    pub(crate) heading: String,
    /// What it is about.
    pub(crate) caption: String,
    /// How to find one's way in it, for a reader that hears it.
    pub(crate) summary: String,
    /// Column headers; none is empty.
    pub(crate) header: Vec<String>,
    /// Rows.
    pub(crate) rows: Vec<Line>,
    /// Cells hold words.
    pub(crate) words: bool,
}

/// A row.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Line {
    pub(crate) name: String,
    pub(crate) cells: Vec<String>,
    pub(crate) bold: bool,
}

/// What is counted, from the register.
pub(crate) fn introduction(publication: &Publication, facility: &Facility) -> String {
    let kinds: Vec<Kind> = publication
        .register
        .indicators
        .iter()
        .filter(|one| one.facility == facility.slug)
        .map(|one| one.kind)
        .collect();
    let count = |wanted: &[Kind]| kinds.iter().filter(|kind| wanted.contains(kind)).count();
    let moment = publication.edition.reference_date.map_or_else(
        || "aan het eind van het jaar".to_owned(),
        |day| format!("op {}", day_month(&long_day(day))),
    );
    let groups = [
        (count(&[Kind::Stock, Kind::Content]), format!("stand {moment}"), format!("standen {moment}")),
        (
            count(&[Kind::Flow, Kind::Mutation, Kind::Bound]),
            "telling over het hele jaar".to_owned(),
            "tellingen over het hele jaar".to_owned(),
        ),
        (
            count(&[Kind::Unique, Kind::UniquePerDelivery]),
            "aantal dat ieder één keer telt".to_owned(),
            "aantallen die ieder één keer tellen".to_owned(),
        ),
        (
            count(&[Kind::Cohort, Kind::Ratio, Kind::Coverage]),
            "aandeel in procent".to_owned(),
            "aandelen in procent".to_owned(),
        ),
    ];
    let told: Vec<String> = groups
        .into_iter()
        .filter(|(count, _, _)| *count > 0)
        .map(|(count, one, many)| if count == 1 { format!("één {one}") } else { format!("{count} {many}") })
        .collect();
    let told: Vec<&str> = told.iter().map(String::as_str).collect();
    if told.is_empty() {
        return String::new();
    }
    format!(
        "Van {} staan hier {}. De omschrijving van elk cijfer staat in de bijlage Definities.",
        facility.name,
        list(&told)
    )
}

/// `31 december` of `31 december 2019`.
fn day_month(long: &str) -> &str {
    long.rsplit_once(' ').map_or(long, |(day, _)| day)
}

pub(crate) fn of_facility(publication: &Publication, facility: &Facility) -> Vec<Table> {
    let mut made: Vec<Table> = facility
        .blocks
        .iter()
        .filter(|block| !block.rows.is_empty())
        .map(|block| yearly(publication, facility, block))
        .collect();
    if !facility.specifications.is_empty() {
        made.push(split(facility));
    }
    for senders in &facility.sender_tables {
        made.extend(
            senders
                .groups
                .iter()
                .enumerate()
                .map(|(index, group)| by_sender(publication, facility, senders, (index, group))),
        );
    }
    made
}

fn yearly(publication: &Publication, facility: &Facility, block: &Block) -> Table {
    let columns = columns(publication, &block.periods);
    let change = block
        .change_title
        .as_ref()
        .or_else(|| block.rows.iter().find_map(|row| row.change.as_ref()))
        .is_some();
    let rows = block.rows.iter().map(|row| line(row, &columns, change));
    let about = block.title.clone().unwrap_or_else(|| facility.name.clone());
    finish(
        block.title.clone().unwrap_or_default(),
        format!("{about}, {}", span(&block.periods)),
        "Cijfer".to_owned(),
        (&block.periods, change),
        rows.collect(),
    )
}

/// Where the years of a table stand among those of the edition.
fn columns(publication: &Publication, periods: &[u16]) -> Vec<usize> {
    periods
        .iter()
        .filter_map(|period| publication.edition.periods.iter().position(|known| known == period))
        .collect()
}

fn line(row: &Row, columns: &[usize], change: bool) -> Line {
    let mut cells: Vec<String> = columns
        .iter()
        .map(|column| row.cells.get(*column).and_then(Option::as_ref).cloned().unwrap_or_default())
        .collect();
    if change {
        cells.push(row.change.clone().unwrap_or_default());
    }
    Line { name: row.label.clone(), cells, bold: row.emphasised }
}

fn split(facility: &Facility) -> Table {
    let rows = facility.specifications.iter().map(|part| Line {
        name: part.name.clone(),
        cells: vec![part.weergave.clone()],
        bold: false,
    });
    Table {
        heading: String::new(),
        caption: format!("{}, verdeling", facility.name),
        summary: "Elke rij is een onderdeel; de tweede kolom geeft het aantal.".to_owned(),
        header: vec!["Onderdeel".to_owned(), "Aantal".to_owned()],
        rows: rows.collect(),
        words: false,
    }
}

fn by_sender(
    publication: &Publication,
    facility: &Facility,
    senders: &SenderTable,
    (index, group): (usize, &Group),
) -> Table {
    let columns = columns(publication, &group.periods);
    let cells = |row: &edition::SenderRow| row.groups.get(index).cloned();
    let change = senders.rows.iter().any(|row| cells(row).is_some_and(|cells| cells.change.is_some()));
    let rows = senders.rows.iter().map(|row| {
        let found = cells(row);
        let value = |column: &usize| {
            found.as_ref().and_then(|found| found.cells.get(*column)).and_then(Option::as_ref).cloned()
        };
        let mut made: Vec<String> = columns.iter().map(|column| value(column).unwrap_or_default()).collect();
        if change {
            made.push(found.as_ref().and_then(|found| found.change.clone()).unwrap_or_default());
        }
        Line { name: row.label.clone(), cells: made, bold: row.emphasised }
    });
    let heading = if index == 0 { senders.heading.clone().unwrap_or_default() } else { String::new() };
    let title = if group.title.is_empty() {
        facility.name.clone()
    } else {
        format!("{}: {}", facility.name, group.title)
    };
    let first =
        if senders.row_header.is_empty() { "Afzender".to_owned() } else { senders.row_header.clone() };
    finish(
        heading,
        format!("{title}, {}", span(&group.periods)),
        first,
        (&group.periods, change),
        rows.collect(),
    )
}

fn finish(
    heading: String,
    caption: String,
    first: String,
    (periods, change): (&[u16], bool),
    rows: Vec<Line>,
) -> Table {
    let mut header = vec![first];
    header.extend(periods.iter().map(u16::to_string));
    let mut summary = "Elke rij is een cijfer, elke kolom een jaar".to_owned();
    if change {
        header.push("Verandering".to_owned());
        summary.push_str("; de laatste kolom geeft de verandering in het laatste jaar");
    }
    summary.push('.');
    let words = rows.iter().flat_map(|row| &row.cells).any(|cell| cell.chars().count() >= WORDS);
    Table { heading, caption, summary, header, rows, words }
}
