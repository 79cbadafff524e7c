//! An edition as a page needs it: chapters, facilities, blocks, rows, and the published strings in them.

use kernel::Day;
use serde::{Serialize, Serializer};

use super::cell::{ChangeValue, Status};
use super::data;
use super::decimal::Decimal;
use super::error::DataError;

/// A published edition. The edition "2020" describes the years up to and including 2019.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Edition {
    /// Year in the name of the edition.
    pub year: u16,
    /// Version as published: `1.0`.
    pub version: String,
    /// Title as published.
    pub title: String,
    /// Day of publication.
    #[serde(serialize_with = "day_text")]
    pub date: Option<Day>,
    /// The day at which states were taken (`peildatum`).
    #[serde(serialize_with = "day_text")]
    pub reference_date: Option<Day>,
    /// Every year that has a column somewhere, ascending. All `cells` below stand in this order.
    pub periods: Vec<u16>,
    /// Chapters in order.
    pub chapters: Vec<Chapter>,
}

/// A chapter of the edition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Chapter {
    /// Letter of the appendix.
    pub letter: String,
    /// Name for use in addresses.
    pub slug: String,
    /// Title as published.
    pub title: String,
    /// Line of the heading in the document.
    pub line: usize,
    /// Facilities in order.
    pub facilities: Vec<Facility>,
}

/// A facility with its tables.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Facility {
    /// Name for use in addresses and ids.
    pub slug: String,
    /// Number of the section: `1.5.1`.
    pub number: String,
    /// Heading as published, without the number.
    pub name: String,
    /// Line of the heading in the document.
    pub line: usize,
    /// Yearly tables, one block per header or block heading.
    pub blocks: Vec<Block>,
    /// Tables with column groups, such as messages opened per sender.
    pub sender_tables: Vec<SenderTable>,
    /// Figures that split a row of the table further, printed beside it; they are not series of their own.
    pub specifications: Vec<Specification>,
    /// Where the document explains; the sentences are not kept.
    pub notes: Vec<Note>,
}

/// Rows that stand together in a yearly table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Block {
    /// Bold heading of the block, when it has one.
    pub title: Option<String>,
    /// Line of the heading, or else of the table's header.
    pub line: usize,
    /// Years that have a column in this table, in the order of the columns.
    pub periods: Vec<u16>,
    /// Header of the change column, when there is one.
    pub change_title: Option<String>,
    /// Rows in order.
    pub rows: Vec<Row>,
}

/// A row of a yearly table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row {
    /// Name as published, without tags.
    pub label: String,
    /// Its line in the document.
    pub line: usize,
    /// For a sub-row: the line of the prose it stands under.
    pub parent_line: Option<usize>,
    /// Printed in bold.
    pub emphasised: bool,
    /// Published strings, one per year of [`Edition::periods`]; `None` when the table has no such column.
    pub cells: Vec<Option<String>>,
    /// Published change.
    pub change: Option<String>,
    /// The series in this row: one, or several when each cell holds several values.
    pub series: Vec<Series>,
}

/// A table with groups of columns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SenderTable {
    /// Heading above the table.
    pub heading: Option<String>,
    /// Line of the header that holds the years.
    pub line: usize,
    /// Header of the first column.
    pub row_header: String,
    /// The groups of columns.
    pub groups: Vec<Group>,
    /// Rows in order.
    pub rows: Vec<SenderRow>,
}

/// A group of columns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Group {
    /// Text over the group.
    pub title: String,
    /// Its years in the order of the columns.
    pub periods: Vec<u16>,
    /// Header of its change column.
    pub change_title: Option<String>,
}

/// A row of a table with groups of columns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SenderRow {
    /// Name as published.
    pub label: String,
    /// Its line in the document.
    pub line: usize,
    /// Printed in bold.
    pub emphasised: bool,
    /// One entry per group of the table.
    pub groups: Vec<SenderCells>,
}

/// The cells of one row in one group of columns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SenderCells {
    /// Published strings, as in [`Row::cells`].
    pub cells: Vec<Option<String>>,
    /// Published change.
    pub change: Option<String>,
    /// The series: one, or several when each cell holds several values.
    pub series: Vec<Series>,
}

/// A series of observations.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Series {
    /// Stable id: `digid.authenticaties.totaal`.
    pub id: String,
    /// For a cell that holds several values: the word that tells this one (`partners`).
    pub part: Option<String>,
    /// One observation per column of a year, in the order of the columns.
    pub observations: Vec<Observation>,
    /// The change printed behind them.
    pub change: Option<Change>,
}

/// A published figure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Observation {
    /// The year it describes.
    pub period: u16,
    /// The value; `None` when missing, unreadable or only bounded.
    pub value: Option<Decimal>,
    /// The value is more than this.
    pub lower: Option<Decimal>,
    /// The value is less than this.
    pub upper: Option<Decimal>,
    /// Unit printed in the cell: `%`, or the word of a part.
    pub unit: Option<String>,
    /// Words printed behind the value, or the part's own print in a cell that holds several values.
    pub text: Option<String>,
    /// Status.
    pub status: Status,
    /// The whole cell as published, without tags.
    pub weergave: String,
    /// Line in the document.
    pub line: usize,
}

/// A published change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// What was read from it.
    pub value: ChangeValue,
    /// The whole cell as published, without tags.
    pub weergave: String,
}

/// A figure of a split printed in a remark.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Specification {
    /// Number in the list.
    pub number: u16,
    /// Name as published.
    pub name: String,
    /// The figure.
    pub value: Decimal,
    /// The figure as published.
    pub weergave: String,
    /// Line in the document.
    pub line: usize,
}

/// Where an explanation stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Note {
    /// Its heading; empty for prose in the first cell of a row and for remarks beside a row.
    pub heading: String,
    /// First line of its text.
    pub first_line: usize,
    /// Last line of its text.
    pub last_line: usize,
    /// Ids of the series that it names; empty when it is about the facility as a whole.
    pub series: Vec<String>,
}

/// A series with the place where it stands.
#[derive(Debug, Clone, Copy)]
pub struct SeriesRef<'a> {
    /// Its chapter.
    pub chapter: &'a Chapter,
    /// Its facility.
    pub facility: &'a Facility,
    /// Title of its block, if any.
    pub block: Option<&'a str>,
    /// Title of its column group; empty in a yearly table.
    pub group: &'a str,
    /// Name of its row.
    pub label: &'a str,
    /// Line of its row.
    pub line: usize,
    /// The series.
    pub series: &'a Series,
}

impl Edition {
    /// The edition that the program carries: 2020, version 1.0.
    ///
    /// # Errors
    /// [`DataError`] when the embedded file is damaged, which a test of this crate excludes.
    pub fn built_in() -> Result<Self, DataError> {
        Self::from_data(include_str!("../data/edition-2020.tsv"))
    }

    /// The edition as lines of tab-separated fields; the first field tells the kind of line. The same edition gives
    /// the same bytes.
    #[must_use]
    pub fn to_data(&self) -> String {
        data::write(self)
    }

    /// Reads what [`Edition::to_data`] writes.
    ///
    /// # Errors
    /// [`DataError`] with the line that is wrong.
    pub fn from_data(text: &str) -> Result<Self, DataError> {
        data::read(text)
    }

    /// Every series with its place, in the order of the document.
    #[must_use]
    pub fn series(&self) -> Vec<SeriesRef<'_>> {
        self.facilities().flat_map(|(chapter, facility)| facility_series(chapter, facility)).collect()
    }

    /// Every facility with its chapter, in the order of the document.
    pub fn facilities(&self) -> impl Iterator<Item = (&Chapter, &Facility)> {
        self.chapters
            .iter()
            .flat_map(|chapter| chapter.facilities.iter().map(move |facility| (chapter, facility)))
    }

    /// The facility with this slug.
    #[must_use]
    pub fn facility(&self, slug: &str) -> Option<(&Chapter, &Facility)> {
        self.facilities().find(|(_, facility)| facility.slug == slug)
    }

    /// The series with this id.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<SeriesRef<'_>> {
        self.series().into_iter().find(|found| found.series.id == id)
    }

    /// How many facilities there are.
    #[must_use]
    pub fn facility_count(&self) -> usize {
        self.facilities().count()
    }

    /// How many series there are.
    #[must_use]
    pub fn series_count(&self) -> usize {
        self.series().len()
    }

    /// How many rows the yearly tables have.
    #[must_use]
    pub fn row_count(&self) -> usize {
        self.facilities().flat_map(|(_, facility)| &facility.blocks).map(|block| block.rows.len()).sum()
    }
}

impl Facility {
    /// How many series this facility has.
    #[must_use]
    pub fn series_count(&self) -> usize {
        let rows = self.blocks.iter().flat_map(|block| &block.rows).map(|row| row.series.len());
        let senders = self.sender_tables.iter().flat_map(|table| &table.rows).flat_map(|row| &row.groups);
        rows.chain(senders.map(|group| group.series.len())).sum()
    }
}

impl Series {
    /// The observation of a year.
    #[must_use]
    pub fn observation(&self, period: u16) -> Option<&Observation> {
        self.observations.iter().find(|observation| observation.period == period)
    }
}

fn facility_series<'a>(chapter: &'a Chapter, facility: &'a Facility) -> Vec<SeriesRef<'a>> {
    let mut found = Vec::new();
    for block in &facility.blocks {
        for row in &block.rows {
            found.extend(row.series.iter().map(|series| SeriesRef {
                chapter,
                facility,
                block: block.title.as_deref(),
                group: "",
                label: &row.label,
                line: row.line,
                series,
            }));
        }
    }
    for table in &facility.sender_tables {
        for row in &table.rows {
            for (group, cells) in table.groups.iter().zip(&row.groups) {
                found.extend(cells.series.iter().map(|series| SeriesRef {
                    chapter,
                    facility,
                    block: table.heading.as_deref(),
                    group: &group.title,
                    label: &row.label,
                    line: row.line,
                    series,
                }));
            }
        }
    }
    found
}

/// A day as text.
pub(crate) fn plain_day<S: Serializer>(day: &Day, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(day)
}

/// A day as text, or nothing.
pub(crate) fn day_text<S: Serializer>(day: &Option<Day>, serializer: S) -> Result<S::Ok, S::Error> {
    match day {
        Some(day) => serializer.collect_str(day),
        None => serializer.serialize_none(),
    }
}
