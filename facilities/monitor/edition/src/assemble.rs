//! From a document to an edition: every row gets its id and its place.

use std::collections::{BTreeSet, HashMap};

use super::cell::{CellValue, ChangeValue, MAX_PARTS, Status};
use super::document::{
    Cell, DataRow, Document, DocumentChapter, FacilityTables, GroupCells, SkipReason, Table, TableRow,
};
use super::error::ImportError;
use super::model::{
    Block, Change, Chapter, Edition, Facility, Group, Note, Observation, Row, SenderCells, SenderRow,
    SenderTable, Series, Specification,
};
use super::names::Names;
use super::text;

/// Reads a document in the form of the published Monitor as an edition, with the names that the program carries.
/// A row whose name is unknown is read as well: its id is derived from its name.
///
/// # Errors
/// [`ImportError`], with the line when one line is to blame.
pub fn import(text: &str) -> Result<Edition, ImportError> {
    import_with(text, &Names::built_in()?)
}

/// Like [`import`], with a list of names of your own.
///
/// # Errors
/// [`ImportError`], with the line when one line is to blame.
pub fn import_with(text: &str, names: &Names) -> Result<Edition, ImportError> {
    let document = Document::read(text)?;
    for skipped in &document.skipped {
        match skipped.reason {
            SkipReason::TableOutsideChapter => {
                return Err(ImportError::TableOutsideChapter { line: skipped.line });
            }
            SkipReason::TableOutsideFacility => {
                return Err(ImportError::TableOutsideFacility { line: skipped.line });
            }
            SkipReason::RowWithoutHeader | SkipReason::CellBeyondHeader => {}
        }
    }
    if document.chapters.is_empty() {
        return Err(ImportError::NoTables { lines: text.lines().count() });
    }
    let dated = document.date.and_then(|date| u16::try_from(date.year()).ok());
    let year = text::last_year(&document.title).or(dated).ok_or(ImportError::NoYear)?;
    let mut assembly =
        Assembly { names, periods: periods(&document), ids: HashMap::new(), slugs: HashMap::new() };
    let chapters = document.chapters.iter().map(|chapter| assembly.chapter(chapter)).collect();
    Ok(Edition {
        year,
        version: document.version,
        title: document.title,
        date: document.date,
        reference_date: document.reference_date,
        periods: assembly.periods,
        chapters,
    })
}

fn periods(document: &Document) -> Vec<u16> {
    let facilities = document.chapters.iter().flat_map(|chapter| &chapter.facilities);
    let groups = facilities.flat_map(|facility| &facility.tables).flat_map(|table| &table.groups);
    let years: BTreeSet<u16> = groups.flat_map(|group| group.periods.iter().map(|(year, _)| *year)).collect();
    years.into_iter().collect()
}

struct Assembly<'a> {
    names: &'a Names,
    periods: Vec<u16>,
    ids: Given,
    slugs: Given,
}

impl Assembly<'_> {
    fn chapter(&mut self, chapter: &DocumentChapter) -> Chapter {
        Chapter {
            letter: chapter.letter.clone(),
            slug: unique(&mut self.slugs, format!("#{}", text::slug(&chapter.title))).split_off(1),
            title: chapter.title.clone(),
            line: chapter.line,
            facilities: chapter.facilities.iter().map(|facility| self.facility(facility)).collect(),
        }
    }

    fn facility(&mut self, tables: &FacilityTables) -> Facility {
        let mut facility = Facility {
            slug: unique(&mut self.slugs, self.names.facility_slug(&tables.heading)),
            number: tables.number.clone(),
            name: tables.heading.clone(),
            line: tables.line,
            blocks: Vec::new(),
            sender_tables: Vec::new(),
            specifications: Vec::new(),
            notes: Vec::new(),
        };
        for table in &tables.tables {
            if table.spanned {
                let sender_table = self.sender_table(&facility.slug, table);
                facility.sender_tables.push(sender_table);
            } else {
                self.blocks(&mut facility, table);
            }
            beside_rows(&mut facility, table);
        }
        for section in &tables.notes {
            let series = named_series(&facility, &section.heading);
            facility.notes.push(Note {
                heading: section.heading.clone(),
                first_line: section.first_line,
                last_line: section.last_line,
                series,
            });
        }
        facility
    }

    fn blocks(&mut self, facility: &mut Facility, table: &Table) {
        let Some(group) = table.groups.first() else { return };
        let empty = |title: Option<String>, line: usize| Block {
            title,
            line,
            periods: group.periods.iter().map(|(year, _)| *year).collect(),
            change_title: group.change.as_ref().map(|(title, _)| title.clone()),
            rows: Vec::new(),
        };
        let mut block: Option<Block> = None;
        for row in &table.rows {
            match row {
                TableRow::Heading { title, line } => {
                    facility.blocks.extend(block.take());
                    block = Some(empty(Some(title.clone()), *line));
                }
                TableRow::Data(row) => {
                    let Some(cells) = row.groups.first() else { continue };
                    let made = self.cells(&facility.slug, "", row, cells);
                    block.get_or_insert_with(|| empty(None, table.line)).rows.push(Row {
                        label: row.label.clone(),
                        line: row.line,
                        parent_line: row.parent_line,
                        emphasised: row.emphasised,
                        cells: made.cells,
                        change: made.change,
                        series: made.series,
                    });
                }
            }
        }
        facility.blocks.extend(block);
    }

    fn sender_table(&mut self, facility: &str, table: &Table) -> SenderTable {
        let groups = table.groups.iter().map(|group| Group {
            title: group.title.clone(),
            periods: group.periods.iter().map(|(year, _)| *year).collect(),
            change_title: group.change.as_ref().map(|(title, _)| title.clone()),
        });
        let mut made = SenderTable {
            heading: table.heading.clone(),
            line: table.line,
            row_header: table.row_header.clone(),
            groups: groups.collect(),
            rows: Vec::new(),
        };
        for row in &table.rows {
            let TableRow::Data(row) = row else { continue };
            let cells = table.groups.iter().zip(&row.groups);
            made.rows.push(SenderRow {
                label: row.label.clone(),
                line: row.line,
                emphasised: row.emphasised,
                groups: cells.map(|(group, cells)| self.cells(facility, &group.title, row, cells)).collect(),
            });
        }
        made
    }

    fn cells(&mut self, facility: &str, group: &str, row: &DataRow, cells: &GroupCells) -> SenderCells {
        let parts = parts(&cells.cells);
        let words: Vec<Option<&str>> = if parts.is_empty() {
            vec![None]
        } else {
            parts.iter().map(|part| Some(part.as_str())).collect()
        };
        let changes = cells.change.as_deref().map(|text| (text, ChangeValue::read_parts(text, words.len())));
        let series = words.iter().enumerate().map(|(index, part)| Series {
            id: unique(&mut self.ids, self.names.series_id(facility, group, &row.label, part.unwrap_or(""))),
            part: part.map(str::to_owned),
            observations: cells.cells.iter().map(|cell| observation(cell, *part)).collect(),
            change: changes.as_ref().and_then(|(text, values)| {
                values.get(index).map(|value| Change { value: *value, weergave: (*text).to_owned() })
            }),
        });
        let series = series.collect();
        let shown = |period: &u16| cells.cells.iter().find(|cell| cell.period == *period);
        SenderCells {
            cells: self
                .periods
                .iter()
                .map(|period| shown(period).map(|cell| cell.weergave.clone()))
                .collect(),
            change: cells.change.clone(),
            series,
        }
    }
}

/// Names given so far, each with the number to try next when it is asked for again.
type Given = HashMap<String, usize>;

/// `name`, or `name-2`, `name-3`, … when it has been given before.
fn unique(given: &mut Given, name: String) -> String {
    let Some(next) = given.get(&name) else {
        given.insert(name.clone(), 2);
        return name;
    };
    let free = (*next..).find(|number| !given.contains_key(&format!("{name}-{number}"))).unwrap_or(*next);
    let made = format!("{name}-{free}");
    given.insert(name, free + 1);
    given.insert(made.clone(), 2);
    made
}

/// The words of the parts, in the order in which they first appear, when any cell of the row holds several values.
fn parts(cells: &[Cell]) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for cell in cells {
        let CellValue::Composite(values) = &cell.value else { continue };
        for (_, word) in values {
            if !words.contains(word) {
                words.push(word.clone());
            }
        }
    }
    // A row with more parts than one cell may hold has no parts that belong together.
    if words.len() > MAX_PARTS { Vec::new() } else { words }
}

fn observation(cell: &Cell, part: Option<&str>) -> Observation {
    let mut made = Observation {
        period: cell.period,
        value: None,
        lower: None,
        upper: None,
        unit: None,
        text: None,
        status: Status::Unvalidated,
        weergave: cell.weergave.clone(),
        line: cell.line,
    };
    let sign = |percent: bool| percent.then(|| "%".to_owned());
    match (&cell.value, part) {
        (CellValue::Missing, _) => made.status = Status::Missing,
        (CellValue::Number { value, percent, words, estimated }, None) => {
            made.value = Some(*value);
            made.unit = sign(*percent);
            made.text.clone_from(words);
            made.status = if *estimated { Status::Estimated } else { Status::Normal };
        }
        (CellValue::Bound { lower, upper, percent }, None) => {
            (made.lower, made.upper) = (*lower, *upper);
            made.unit = sign(*percent);
            made.status = Status::Normal;
        }
        (CellValue::Composite(values), Some(part)) => match values.iter().find(|(_, word)| word == part) {
            Some((value, word)) => {
                made.value = Some(*value);
                made.unit = Some(word.clone());
                made.text = Some(format!("{} {word}", value.to_dutch()));
                made.status = Status::Normal;
            }
            None => made.status = Status::Missing,
        },
        (CellValue::Number { value, words: Some(words), estimated: false, .. }, Some(part))
            if words == part =>
        {
            made.value = Some(*value);
            made.unit = Some(words.clone());
            made.text = Some(format!("{} {words}", value.to_dutch()));
            made.status = Status::Normal;
        }
        _ => {}
    }
    made
}

/// Prose over sub-rows and remarks beside rows: their figures as specifications, their place as a note.
fn beside_rows(facility: &mut Facility, table: &Table) {
    let rows = table.rows.iter().filter_map(|row| match row {
        TableRow::Data(row) => Some(row),
        TableRow::Heading { .. } => None,
    });
    let ids = |facility: &Facility, wanted: &dyn Fn(&Row) -> bool| -> Vec<String> {
        let rows = facility.blocks.iter().flat_map(|block| &block.rows).filter(|row| wanted(row));
        rows.flat_map(|row| &row.series).map(|series| series.id.clone()).collect()
    };
    for row in rows {
        if row.parent_line == Some(row.line) {
            let series = ids(facility, &|found| found.parent_line == row.parent_line);
            facility.notes.push(Note {
                heading: String::new(),
                first_line: row.line,
                last_line: row.line,
                series,
            });
        }
        let Some(remark) = &row.remark else { continue };
        if remark.items.is_empty() {
            let series = ids(facility, &|found| found.line == row.line);
            facility.notes.push(Note {
                heading: String::new(),
                first_line: row.line,
                last_line: row.line,
                series,
            });
        }
        facility.specifications.extend(remark.items.iter().map(|item| Specification {
            number: item.number,
            name: item.name.clone(),
            value: item.value,
            weergave: item.weergave.clone(),
            line: remark.line,
        }));
    }
}

/// Ids of the series whose row name stands in a heading; a name inside a longer name that also stands there is not
/// meant.
fn named_series(facility: &Facility, heading: &str) -> Vec<String> {
    let mut rest = heading.to_lowercase();
    let mut rows: Vec<&Row> = facility.blocks.iter().flat_map(|block| &block.rows).collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.label.len()));
    let mut ids = Vec::new();
    for row in rows {
        let label = row.label.to_lowercase();
        if !label.is_empty() && rest.contains(&label) {
            rest = rest.replace(&label, "\u{0}");
            ids.extend(row.series.iter().map(|series| series.id.clone()));
        }
    }
    ids.sort();
    ids
}
