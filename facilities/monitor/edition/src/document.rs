//! A document in the form of the published Monitor: Markdown with tab tables and running text. The reading knows the
//! form only; every name, year and figure comes from the document.

use std::collections::BTreeSet;

use kernel::Day;

use super::cell::CellValue;
use super::decimal::Decimal;
use super::error::ImportError;
use super::{MAX_COLUMNS, MAX_DOCUMENT_BYTES, MAX_HEADINGS, table, text};

/// A document as read: headings, tables and where the explanations stand. Lines count from 1.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Document {
    /// First heading of the first level; empty when there is none.
    pub title: String,
    /// What the cover says behind `Versie`; empty when it says nothing.
    pub version: String,
    /// Day behind `Datum` on the cover.
    pub date: Option<Day>,
    /// Day that the text calls its `peildatum`.
    pub reference_date: Option<Day>,
    /// Chapters that hold tables (`Bijlage A: …`), in order.
    pub chapters: Vec<DocumentChapter>,
    /// What looks like a table or a cell but could not be placed.
    pub skipped: Vec<Skipped>,
}

/// A chapter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentChapter {
    /// Letter or number of the appendix: `A`.
    pub letter: String,
    /// Title without the letter.
    pub title: String,
    /// Line of the heading.
    pub line: usize,
    /// Numbered sections that hold at least one table.
    pub facilities: Vec<FacilityTables>,
}

/// The tables and explanations of one facility.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacilityTables {
    /// Section number: `1.5.1`.
    pub number: String,
    /// Heading without the number.
    pub heading: String,
    /// Line of the heading.
    pub line: usize,
    /// Tables in order.
    pub tables: Vec<Table>,
    /// Where explanations stand.
    pub notes: Vec<Section>,
}

/// Where an explanation stands; its sentences are not kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// Its heading.
    pub heading: String,
    /// First line of its text.
    pub first_line: usize,
    /// Last line of its text.
    pub last_line: usize,
}

/// One table: a header with years and the rows below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Line of the header that holds the years.
    pub line: usize,
    /// The heading without a number directly above the table.
    pub heading: Option<String>,
    /// First cell of the header, or of the spanning header above it.
    pub row_header: String,
    /// Groups of columns: one for an ordinary table, several below a spanning header.
    pub groups: Vec<ColumnGroup>,
    /// Whether a spanning header stands above the header.
    pub spanned: bool,
    /// Columns whose header is a word of its own (`Toelichting`) or empty.
    pub remark_columns: Vec<usize>,
    /// Rows in order.
    pub rows: Vec<TableRow>,
}

/// Columns that belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnGroup {
    /// Text of the spanning header; empty without one.
    pub title: String,
    /// Year and column of each period.
    pub periods: Vec<(u16, usize)>,
    /// Header text and column of the change.
    pub change: Option<(String, usize)>,
}

/// A row below a header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TableRow {
    /// A bold row without values: the heading of the block below it.
    Heading {
        /// Its text.
        title: String,
        /// Its line.
        line: usize,
    },
    /// A row with values.
    Data(DataRow),
}

/// A row with values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataRow {
    /// Name of the row without tags. For a sub-row the name in its second cell.
    pub label: String,
    /// Its line.
    pub line: usize,
    /// For a sub-row: the line of the row whose first cell (prose) stands over it.
    pub parent_line: Option<usize>,
    /// Printed in bold.
    pub emphasised: bool,
    /// Values per column group.
    pub groups: Vec<GroupCells>,
    /// Cell in a column for remarks, read as a numbered specification when it is one.
    pub remark: Option<Remark>,
}

/// Values of one row in one column group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupCells {
    /// One cell per period of the group.
    pub cells: Vec<Cell>,
    /// The change as printed; `None` when there is no such column or nothing in it.
    pub change: Option<String>,
}

/// One cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// The year of its column.
    pub period: u16,
    /// The published string without tags; empty when the cell is empty or absent.
    pub weergave: String,
    /// What was read from it.
    pub value: CellValue,
    /// Its line.
    pub line: usize,
}

/// A remark beside a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// Its line.
    pub line: usize,
    /// Its items when it is a numbered list of names with a figure each; otherwise empty.
    pub items: Vec<RemarkItem>,
}

/// An item of a specification in a remark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemarkItem {
    /// Its number in the list.
    pub number: u16,
    /// Its name.
    pub name: String,
    /// Its figure.
    pub value: Decimal,
    /// The figure as printed.
    pub weergave: String,
}

/// Something that could not be placed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Skipped {
    /// Its line.
    pub line: usize,
    /// Why.
    pub reason: SkipReason,
}

/// Why something could not be placed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SkipReason {
    /// A table before the first chapter.
    TableOutsideChapter,
    /// A table in a chapter but under no numbered heading.
    TableOutsideFacility,
    /// A row with tabs and no header with years above it.
    RowWithoutHeader,
    /// A cell with text to the right of the last column of the header.
    CellBeyondHeader,
}

impl Document {
    /// Reads a document.
    ///
    /// # Errors
    /// [`ImportError::TooLarge`], [`ImportError::TooMany`], [`ImportError::BadDate`] and [`ImportError::RepeatedPeriod`]; anything else that is
    /// odd is kept as it is or listed in [`Document::skipped`].
    pub fn read(text: &str) -> Result<Self, ImportError> {
        if text.len() > MAX_DOCUMENT_BYTES {
            return Err(ImportError::TooLarge { bytes: text.len(), limit: MAX_DOCUMENT_BYTES });
        }
        let lines: Vec<&str> = text.lines().collect();
        let mut reader = Reader::default();
        let mut index = 0;
        while let Some(line) = lines.get(index) {
            let number = index + 1;
            if let Some((level, heading)) = text::heading(line) {
                reader.heading(level, &heading, number)?;
                index += 1;
            } else if line.contains('\t') {
                let run: Vec<(usize, &str)> = (number..)
                    .zip(lines.iter().skip(index).copied())
                    .take_while(|(_, line)| line.contains('\t') && text::heading(line).is_none())
                    .collect();
                reader.tables(&run)?;
                index += run.len();
            } else {
                reader.text(line, number)?;
                index += 1;
            }
        }
        reader.close_note();
        Ok(reader.finish())
    }
}

/// The document so far and where the reading stands.
#[derive(Default)]
struct Reader {
    document: Document,
    /// A numbered heading without a table yet: number, words, line.
    section: Option<(String, String, usize)>,
    /// Whether the last facility is the one being read.
    facility_open: bool,
    /// Explanations found under a numbered heading that has no table yet.
    waiting_notes: Vec<Section>,
    /// Last heading without a number, its text lines so far.
    subheading: Option<Section>,
    /// Rows and headings so far, for their limits.
    rows: usize,
    headings: usize,
    /// Different years so far.
    periods: BTreeSet<u16>,
}

impl Reader {
    fn heading(&mut self, level: usize, heading: &str, line: usize) -> Result<(), ImportError> {
        self.count_heading(line)?;
        self.close_note();
        if self.document.title.is_empty() && level == 1 {
            heading.clone_into(&mut self.document.title);
        }
        if let Some((letter, title)) = text::chapter(heading) {
            self.document.chapters.push(DocumentChapter {
                letter: letter.to_owned(),
                title: title.to_owned(),
                line,
                facilities: Vec::new(),
            });
            self.leave_section();
        } else if let Some((number, words)) = text::numbered(heading) {
            self.leave_section();
            self.section = Some((number.to_owned(), words.to_owned(), line));
        } else {
            self.subheading = Some(Section { heading: heading.to_owned(), first_line: 0, last_line: 0 });
        }
        Ok(())
    }

    fn count_heading(&mut self, line: usize) -> Result<(), ImportError> {
        self.headings += 1;
        if self.headings > MAX_HEADINGS {
            return Err(ImportError::TooMany { line, what: "headings", limit: MAX_HEADINGS });
        }
        Ok(())
    }

    fn leave_section(&mut self) {
        self.section = None;
        self.facility_open = false;
        self.waiting_notes.clear();
    }

    fn text(&mut self, line: &str, number: usize) -> Result<(), ImportError> {
        let trimmed = line.trim();
        if trimmed.is_empty() {
            return Ok(());
        }
        if self.document.version.is_empty()
            && let Some(version) = text::cover_value(line, "Versie")
        {
            self.document.version = version;
        }
        if self.document.date.is_none()
            && let Some(date) = text::cover_value(line, "Datum")
        {
            let day = text::numeric_day(&date).ok_or(ImportError::BadDate { line: number })?;
            self.document.date = Some(day);
        }
        if self.document.reference_date.is_none() {
            self.document.reference_date = text::reference_day(line);
        }
        let opens_note = trimmed.ends_with(':')
            && ["Toelichting", "Verklaring"].iter().any(|word| trimmed.starts_with(word));
        if opens_note {
            self.count_heading(number)?;
            self.close_note();
            let heading = text::clean(trimmed.trim_end_matches(':'));
            self.subheading = Some(Section { heading, first_line: 0, last_line: 0 });
        } else if let Some(note) = &mut self.subheading {
            if note.first_line == 0 {
                note.first_line = number;
            }
            note.last_line = number;
        }
        Ok(())
    }

    /// Keeps the explanation that ends here, when there is one.
    fn close_note(&mut self) {
        let Some(note) = self.subheading.take() else { return };
        if note.first_line == 0 {
            return;
        }
        if self.facility_open {
            if let Some(facility) =
                self.document.chapters.last_mut().and_then(|last| last.facilities.last_mut())
            {
                facility.notes.push(note);
            }
        } else if self.section.is_some() {
            self.waiting_notes.push(note);
        }
    }

    fn tables(&mut self, run: &[(usize, &str)]) -> Result<(), ImportError> {
        let heading = self.subheading.as_ref().map(|section| section.heading.clone());
        self.close_note();
        let (tables, skipped) = table::read_run(run, &mut self.rows)?;
        if !self.document.chapters.is_empty() {
            self.document.skipped.extend(skipped);
        }
        for mut table in tables {
            table.heading.clone_from(&heading);
            let years = table.groups.iter().flat_map(|group| group.periods.iter().map(|(year, _)| *year));
            self.periods.extend(years);
            if self.periods.len() > MAX_COLUMNS {
                return Err(ImportError::TooMany {
                    line: table.line,
                    what: "different years",
                    limit: MAX_COLUMNS,
                });
            }
            self.place(table);
        }
        Ok(())
    }

    fn place(&mut self, table: Table) {
        let line = table.line;
        let Some(chapter) = self.document.chapters.last_mut() else {
            self.document.skipped.push(Skipped { line, reason: SkipReason::TableOutsideChapter });
            return;
        };
        if !self.facility_open {
            let Some((number, heading, line)) = self.section.clone() else {
                self.document.skipped.push(Skipped { line, reason: SkipReason::TableOutsideFacility });
                return;
            };
            let notes = std::mem::take(&mut self.waiting_notes);
            chapter.facilities.push(FacilityTables { number, heading, line, tables: Vec::new(), notes });
            self.facility_open = true;
        }
        if let Some(facility) = chapter.facilities.last_mut() {
            facility.tables.push(table);
        }
    }

    fn finish(self) -> Document {
        let mut document = self.document;
        document.chapters.retain(|chapter| !chapter.facilities.is_empty());
        document
    }
}
