//! The document as the checker sees it: headings, tables and running text, each with its line.
//!
//! The importer of an edition refuses a document with a wrong form; the checker must read the same document and say what
//! is wrong with it. Therefore it keeps every cell where it stands, also cells without a header and rows without a name.

use edition::{CellValue, ChangeValue};
use kernel::Day;

/// A document, or the tables of an edition in the same shape.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Source {
    /// Every line as it stands in the document; line 1 is at index 0. Empty for an edition.
    pub lines: Vec<String>,
    /// First heading of the first level.
    pub title: String,
    /// Day of the edition, from the cover.
    pub date: Option<Day>,
    /// Day that the text calls its `peildatum`.
    pub reference_date: Option<Day>,
    /// Headings in order.
    pub headings: Vec<Heading>,
    /// Lines of the table of contents, in order.
    pub contents: Vec<ContentsLine>,
    /// Sections in order; each numbered or first-level heading opens one. Section 0 is what stands before the first of them.
    pub sections: Vec<Section>,
    /// Tables in order.
    pub tables: Vec<Table>,
    /// Running text in order, also that in cells.
    pub text: Vec<TextBlock>,
    /// Runs of lines with tabs in which no header with years was found: their first lines.
    pub headless: Vec<usize>,
}

/// A heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// 1 to 6: how many number signs.
    pub level: usize,
    /// Its own number without the last dot: `1.5.1`.
    pub number: Option<String>,
    /// Its words without number, tags and stars.
    pub title: String,
    /// Its line.
    pub line: usize,
}

/// A line of the table of contents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContentsLine {
    /// The number without the last dot.
    pub number: Option<String>,
    /// The words without number, tags, dots and page.
    pub title: String,
    /// The page.
    pub page: Option<u32>,
    /// Its line.
    pub line: usize,
}

/// What stands under a heading, up to the next one that opens a section.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Section {
    /// Its heading's number.
    pub number: Option<String>,
    /// Its heading's words.
    pub title: String,
    /// Names by which the text may call it: the words of the heading, those without what is between parentheses, and what is between
    /// parentheses when that is a short name: `Register Veerdiensten`, `RVD`.
    pub names: Vec<String>,
    /// The chapter it is in: the words of the last heading `Bijlage A: …` or of the last first-level heading; empty before those.
    pub chapter: String,
    /// Whether it is in an appendix, where the tables are; the text before it is the summary.
    pub appendix: bool,
    /// First line.
    pub first_line: usize,
    /// Last line.
    pub last_line: usize,
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ColumnKind {
    /// Names of rows.
    Label,
    /// Values of a year.
    Period(u16),
    /// Changes.
    Change,
    /// Remarks, or something unknown.
    Remark,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// What it holds.
    pub kind: ColumnKind,
    /// Its header; may be empty.
    pub header: String,
    /// Index of its group in [`Table::groups`].
    pub group: usize,
}

/// A table: one header with years and the rows below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Index in [`Source::sections`].
    pub section: usize,
    /// Line of the header with the years; 0 for an edition that has no document.
    pub line: usize,
    /// The heading without a number directly above it.
    pub heading: Option<String>,
    /// Columns; index 0 is the column of names.
    pub columns: Vec<Column>,
    /// Titles of the column groups; one empty title for an ordinary table.
    pub groups: Vec<String>,
    /// Rows in order.
    pub rows: Vec<Row>,
}

/// A row with values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its line; 0 for an edition that has no document.
    pub line: usize,
    /// Its name without tags. For a sub-row the name in its second cell.
    pub label: String,
    /// For a sub-row: the prose in the first cell, of this row or of the row above.
    pub prose: Option<String>,
    /// Line of the row that opens the sub-rows.
    pub parent_line: Option<usize>,
    /// The bold heading of the block it is in.
    pub block: Option<String>,
    /// Printed in bold.
    pub bold: bool,
    /// Cells as they stand, without tags; index 0 is the first cell of the line.
    pub cells: Vec<RawCell>,
    /// How far the cells stand to the right of their headers: 1 for a sub-row.
    pub shift: usize,
    /// The series of this row: one for each column group, or several when a cell holds several values.
    pub series: Vec<Series>,
    /// What stands in a column for remarks.
    pub remark: String,
}

/// A cell as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RawCell {
    /// Without tags and stars, trimmed.
    pub text: String,
    /// Character in the line at which it starts, from 1; 0 when there is no document.
    pub start: usize,
    /// Characters it takes.
    pub length: usize,
}

/// Values over the years with the change printed behind them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Series {
    /// Index of its column group.
    pub group: usize,
    /// For a cell that holds several values: the word that tells this one.
    pub part: Option<String>,
    /// Id in an edition.
    pub id: Option<String>,
    /// Values in the order of the columns.
    pub values: Vec<Value>,
    /// The printed change; `None` when the table has no column for it or nothing stands in it.
    pub change: Option<PrintedChange>,
}

/// A value of a year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Value {
    /// The year.
    pub period: u16,
    /// What was read. For a part of a cell with several values: its own number.
    pub value: CellValue,
    /// The cell as printed, without tags.
    pub print: String,
    /// Character in the line, from 1; 0 when there is no document.
    pub start: usize,
}

/// A printed change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrintedChange {
    /// What was read.
    pub value: ChangeValue,
    /// The cell as printed, without tags.
    pub print: String,
    /// Header of its column.
    pub header: String,
    /// Character in the line, from 1; 0 when there is no document.
    pub start: usize,
}

/// Where a piece of text comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TextKind {
    /// A paragraph.
    Paragraph,
    /// An item of a list.
    Item,
    /// Prose in the first cell of a row.
    LabelCell,
    /// Prose in a column for remarks.
    RemarkCell,
}

/// A piece of running text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextBlock {
    /// Where it comes from.
    pub kind: TextKind,
    /// The text with its tags and stars; lines that follow each other are joined by a line feed, so offsets stay what they are in the lines.
    pub text: String,
    /// Line of its first character.
    pub line: usize,
    /// Character in that line at which it starts, from 1.
    pub column: usize,
    /// Index in [`Source::sections`].
    pub section: usize,
    /// The last heading above it that opens no section (`Toelichting indicator …`), or a line `Toelichting …:` that works as one.
    pub heading: Option<String>,
    /// For text in a cell: index of the table and of the row in [`Source::tables`].
    pub row: Option<(usize, usize)>,
}

impl TextBlock {
    /// Line and character of a byte offset in the text, both from 1.
    #[must_use]
    pub fn position(&self, offset: usize) -> (usize, usize) {
        let before = self.text.get(..offset).unwrap_or(&self.text);
        let line = self.line + before.matches('\n').count();
        match before.rfind('\n') {
            Some(feed) => (line, before.get(feed + 1..).map_or(0, |rest| rest.chars().count()) + 1),
            None => (line, self.column + before.chars().count()),
        }
    }

    /// Whether it explains something: it stands under a heading that says so, or beside a row.
    #[must_use]
    pub fn explains(&self) -> bool {
        let beside = matches!(self.kind, TextKind::LabelCell | TextKind::RemarkCell);
        beside
            || self.heading.as_deref().is_some_and(|heading| {
                let lower = heading.to_lowercase();
                ["toelichting", "verklaring", "specificatie"].iter().any(|word| lower.contains(word))
            })
    }
}

impl Source {
    /// The section of a table.
    #[must_use]
    pub fn section_of(&self, table: &Table) -> Option<&Section> {
        self.sections.get(table.section)
    }

    /// How a finding names a table: the heading of its section, then the heading above the table.
    #[must_use]
    pub fn table_name(&self, table: &Table, row: Option<&Row>, group: usize) -> String {
        let section = self.section_of(table);
        let mut name = section.map_or_else(String::new, |section| match &section.number {
            Some(number) => format!("{number} {}", section.title),
            None => section.title.clone(),
        });
        let group = table.groups.get(group).map_or("", String::as_str);
        let block = row.and_then(|row| row.block.as_deref()).unwrap_or("");
        for part in [table.heading.as_deref().unwrap_or(""), block, group] {
            if !part.is_empty() {
                if !name.is_empty() {
                    name.push_str(" / ");
                }
                name.push_str(part);
            }
        }
        name
    }
}

impl Table {
    /// Years of a column group in the order of the columns.
    #[must_use]
    pub fn periods(&self, group: usize) -> Vec<u16> {
        self.columns
            .iter()
            .filter(|column| column.group == group)
            .filter_map(|column| match column.kind {
                ColumnKind::Period(year) => Some(year),
                _ => None,
            })
            .collect()
    }
}

impl Series {
    /// The value of a year.
    #[must_use]
    pub fn at(&self, period: u16) -> Option<&Value> {
        self.values.iter().find(|value| value.period == period)
    }

    /// The exact number of a year: no bound, no estimate, no words only.
    #[must_use]
    pub fn exact(&self, period: u16) -> Option<edition::Decimal> {
        self.at(period).and_then(Value::exact)
    }

    /// Whether its values are percentages.
    #[must_use]
    pub fn is_percent(&self) -> bool {
        self.values.iter().any(|value| {
            matches!(
                value.value,
                CellValue::Number { percent: true, .. } | CellValue::Bound { percent: true, .. }
            )
        })
    }
}

impl Value {
    /// The number when it is exact.
    #[must_use]
    pub const fn exact(&self) -> Option<edition::Decimal> {
        match &self.value {
            CellValue::Number { value, estimated: false, .. } => Some(*value),
            _ => None,
        }
    }

    /// Whether nothing stands here.
    #[must_use]
    pub const fn is_missing(&self) -> bool {
        matches!(self.value, CellValue::Missing)
    }
}
