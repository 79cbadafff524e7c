//! The data format of an edition: lines of tab-separated fields, the first of which tells the kind of line. Inside a
//! field a tab is written `\t`, a line end `\n`, a carriage return `\r` and a backslash `\\`; an empty field is "none".

use kernel::Day;

use super::MAX_COLUMNS;
use super::cell::{ChangeValue, Status};
use super::decimal::Decimal;
use super::error::DataError;
use super::model::{
    Block, Change, Chapter, Edition, Facility, Group, Note, Observation, Row, SenderCells, SenderRow,
    SenderTable, Series, Specification,
};

/// Explains the fields at the top of every file; a reader skips lines that start with `#`.
const LEGEND: &str = "\
# edition\tformat\tyear\tversion\tdate\treference_date\tperiods\ttitle
# chapter\tletter\tslug\ttitle\tline
# facility\tslug\tnumber\tname\tline
# block\tline\tperiods\tchange_title\ttitle
# row\tline\tparent_line\temphasised\tlabel
# senders\tline\trow_header\theading
# group\tperiods\tchange_title\ttitle
# sender\tline\temphasised\tlabel
# series\tid\tcolumn_group\tpart
# obs\tid\tperiod\tvalue\tdecimals\tlower\tupper\tunit\ttext\tstatus\tchange\tweergave\tverandering_weergave\tline
# spec\tnumber\tvalue\tweergave\tname\tline
# note\theading\tfirst_line\tlast_line\tseries
";

const FORMAT: &str = "1";

/// Writes an edition.
pub(crate) fn write(edition: &Edition) -> String {
    let mut out = Writer(LEGEND.to_owned());
    out.line(&[
        "edition",
        FORMAT,
        &edition.year.to_string(),
        &edition.version,
        &optional(edition.date),
        &optional(edition.reference_date),
        &years(&edition.periods),
        &edition.title,
    ]);
    for chapter in &edition.chapters {
        out.line(&["chapter", &chapter.letter, &chapter.slug, &chapter.title, &chapter.line.to_string()]);
        for facility in &chapter.facilities {
            write_facility(&mut out, facility);
        }
    }
    out.0
}

fn write_facility(out: &mut Writer, facility: &Facility) {
    out.line(&["facility", &facility.slug, &facility.number, &facility.name, &facility.line.to_string()]);
    for block in &facility.blocks {
        let (title, change) = (block.title.as_deref(), block.change_title.as_deref());
        let title = title.unwrap_or("");
        out.line(&["block", &block.line.to_string(), &years(&block.periods), change.unwrap_or(""), title]);
        for row in &block.rows {
            let parent = optional(row.parent_line);
            out.line(&["row", &row.line.to_string(), &parent, yes(row.emphasised), &row.label]);
            write_series(out, 0, &row.series);
        }
    }
    for table in &facility.sender_tables {
        let heading = table.heading.as_deref().unwrap_or("");
        out.line(&["senders", &table.line.to_string(), &table.row_header, heading]);
        for group in &table.groups {
            let change = group.change_title.as_deref().unwrap_or("");
            out.line(&["group", &years(&group.periods), change, &group.title]);
        }
        for row in &table.rows {
            out.line(&["sender", &row.line.to_string(), yes(row.emphasised), &row.label]);
            for (index, cells) in row.groups.iter().enumerate() {
                write_series(out, index, &cells.series);
            }
        }
    }
    for item in &facility.specifications {
        let (number, value) = (item.number.to_string(), item.value.to_string());
        out.line(&["spec", &number, &value, &item.weergave, &item.name, &item.line.to_string()]);
    }
    for note in &facility.notes {
        let (first, last) = (note.first_line.to_string(), note.last_line.to_string());
        out.line(&["note", &note.heading, &first, &last, &note.series.join(",")]);
    }
}

fn write_series(out: &mut Writer, group: usize, series: &[Series]) {
    for one in series {
        out.line(&["series", &one.id, &group.to_string(), one.part.as_deref().unwrap_or("")]);
        for (index, observation) in one.observations.iter().enumerate() {
            let change = one.change.as_ref().filter(|_| index + 1 == one.observations.len());
            out.line(&[
                "obs",
                &one.id,
                &observation.period.to_string(),
                &optional(observation.value),
                &observation.value.map_or_else(String::new, |value| value.decimals().to_string()),
                &optional(observation.lower),
                &optional(observation.upper),
                observation.unit.as_deref().unwrap_or(""),
                observation.text.as_deref().unwrap_or(""),
                observation.status.letter(),
                &change.map_or_else(String::new, |change| change_field(change.value)),
                &observation.weergave,
                change.map_or("", |change| change.weergave.as_str()),
                &observation.line.to_string(),
            ]);
        }
    }
}

fn change_field(value: ChangeValue) -> String {
    match value {
        ChangeValue::Percent(percent) => percent.to_string(),
        ChangeValue::Dash => "-".to_owned(),
        ChangeValue::New => "nieuw".to_owned(),
        ChangeValue::Unreadable => "?".to_owned(),
    }
}

struct Writer(String);

impl Writer {
    fn line(&mut self, fields: &[&str]) {
        for (index, field) in fields.iter().enumerate() {
            if index > 0 {
                self.0.push('\t');
            }
            for letter in field.chars() {
                match letter {
                    '\t' => self.0.push_str("\\t"),
                    '\n' => self.0.push_str("\\n"),
                    '\r' => self.0.push_str("\\r"),
                    '\\' => self.0.push_str("\\\\"),
                    other => self.0.push(other),
                }
            }
        }
        self.0.push('\n');
    }
}

fn optional<T: ToString>(value: Option<T>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}

fn years(periods: &[u16]) -> String {
    periods.iter().map(u16::to_string).collect::<Vec<_>>().join(",")
}

fn yes(flag: bool) -> &'static str {
    if flag { "1" } else { "0" }
}

/// Reads an edition.
pub(crate) fn read(text: &str) -> Result<Edition, DataError> {
    let mut edition: Option<Edition> = None;
    for (index, line) in text.lines().enumerate() {
        let number = index + 1;
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let fields = Fields { line: number, fields: line.split('\t').map(unescape).collect() };
        if fields.get(0) == "edition" {
            if edition.is_some() {
                return Err(DataError::at(number, "a second `edition` line; a file holds one edition"));
            }
            edition = Some(fields.edition()?);
        } else {
            let edition = edition
                .as_mut()
                .ok_or_else(|| DataError::at(number, "the `edition` line must come first"))?;
            fields.put(edition)?;
        }
    }
    edition.ok_or_else(|| DataError::at(0, "the file holds no `edition` line"))
}

fn unescape(field: &str) -> String {
    let mut made = String::with_capacity(field.len());
    let mut letters = field.chars();
    while let Some(letter) = letters.next() {
        if letter != '\\' {
            made.push(letter);
            continue;
        }
        match letters.next() {
            Some('t') => made.push('\t'),
            Some('n') => made.push('\n'),
            Some('r') => made.push('\r'),
            Some(other) => made.push(other),
            None => made.push('\\'),
        }
    }
    made
}

/// The fields of one line.
struct Fields {
    line: usize,
    fields: Vec<String>,
}

impl Fields {
    fn get(&self, index: usize) -> &str {
        self.fields.get(index).map_or("", String::as_str)
    }

    fn text(&self, index: usize) -> String {
        self.get(index).to_owned()
    }

    fn some(&self, index: usize) -> Option<String> {
        Some(self.text(index)).filter(|text| !text.is_empty())
    }

    fn parse<T: std::str::FromStr>(&self, index: usize) -> Result<T, DataError> {
        self.get(index).parse().map_err(|_| self.wrong(index))
    }

    fn maybe<T: std::str::FromStr>(&self, index: usize) -> Result<Option<T>, DataError> {
        if self.get(index).is_empty() { Ok(None) } else { self.parse(index).map(Some) }
    }

    fn years(&self, index: usize) -> Result<Vec<u16>, DataError> {
        let years = self.get(index).split(',').filter(|year| !year.is_empty());
        years.map(|year| year.parse().map_err(|_| self.wrong(index))).collect()
    }

    fn wrong(&self, index: usize) -> DataError {
        DataError::at(self.line, format!("field {} of `{}` cannot be read", index + 1, self.get(0)))
    }

    fn misplaced(&self) -> DataError {
        DataError::at(self.line, format!("`{}` does not belong here", self.get(0)))
    }

    fn expect(&self, count: usize) -> Result<(), DataError> {
        if self.fields.len() == count {
            return Ok(());
        }
        let (kind, found) = (self.get(0), self.fields.len());
        Err(DataError::at(self.line, format!("`{kind}` has {found} fields; it must have {count}")))
    }

    fn edition(&self) -> Result<Edition, DataError> {
        self.expect(8)?;
        if self.get(1) != FORMAT {
            return Err(DataError::at(
                self.line,
                format!("this is format {}; format 1 is read", self.get(1)),
            ));
        }
        let periods = self.years(6)?;
        if periods.len() > MAX_COLUMNS {
            return Err(self.wrong(6));
        }
        Ok(Edition {
            year: self.parse(2)?,
            version: self.text(3),
            date: self.maybe::<Day>(4)?,
            reference_date: self.maybe::<Day>(5)?,
            periods,
            title: self.text(7),
            chapters: Vec::new(),
        })
    }

    /// Adds what this line says to the edition.
    fn put(&self, edition: &mut Edition) -> Result<(), DataError> {
        let width = edition.periods.len();
        if self.get(0) == "chapter" {
            self.expect(5)?;
            edition.chapters.push(Chapter {
                letter: self.text(1),
                slug: self.text(2),
                title: self.text(3),
                line: self.parse(4)?,
                facilities: Vec::new(),
            });
            return Ok(());
        }
        let chapter = edition.chapters.last_mut().ok_or_else(|| self.misplaced())?;
        if self.get(0) == "facility" {
            self.expect(5)?;
            chapter.facilities.push(Facility {
                slug: self.text(1),
                number: self.text(2),
                name: self.text(3),
                line: self.parse(4)?,
                blocks: Vec::new(),
                sender_tables: Vec::new(),
                specifications: Vec::new(),
                notes: Vec::new(),
            });
            return Ok(());
        }
        let facility = chapter.facilities.last_mut().ok_or_else(|| self.misplaced())?;
        match self.get(0) {
            "block" | "row" => self.put_block(facility, width),
            "senders" | "group" | "sender" => self.put_senders(facility, width),
            "series" => self.put_series(facility),
            "obs" => self.put_observation(facility, &edition.periods),
            "spec" | "note" => self.put_beside(facility),
            _ => Err(self.misplaced()),
        }
    }

    fn put_block(&self, facility: &mut Facility, width: usize) -> Result<(), DataError> {
        self.expect(5)?;
        if self.get(0) == "block" {
            facility.blocks.push(Block {
                line: self.parse(1)?,
                periods: self.years(2)?,
                change_title: self.some(3),
                title: self.some(4),
                rows: Vec::new(),
            });
            return Ok(());
        }
        let block = facility.blocks.last_mut().ok_or_else(|| self.misplaced())?;
        block.rows.push(Row {
            line: self.parse(1)?,
            parent_line: self.maybe(2)?,
            emphasised: self.parse::<u8>(3)? == 1,
            label: self.text(4),
            cells: vec![None; width],
            change: None,
            series: Vec::new(),
        });
        Ok(())
    }

    fn put_senders(&self, facility: &mut Facility, width: usize) -> Result<(), DataError> {
        self.expect(4)?;
        if self.get(0) == "senders" {
            facility.sender_tables.push(SenderTable {
                line: self.parse(1)?,
                row_header: self.text(2),
                heading: self.some(3),
                groups: Vec::new(),
                rows: Vec::new(),
            });
            return Ok(());
        }
        let table = facility.sender_tables.last_mut().ok_or_else(|| self.misplaced())?;
        if self.get(0) == "group" {
            let (periods, change_title, title) = (self.years(1)?, self.some(2), self.text(3));
            table.groups.push(Group { title, periods, change_title });
            return Ok(());
        }
        let empty = SenderCells { cells: vec![None; width], change: None, series: Vec::new() };
        table.rows.push(SenderRow {
            line: self.parse(1)?,
            emphasised: self.parse::<u8>(2)? == 1,
            label: self.text(3),
            groups: vec![empty; table.groups.len()],
        });
        Ok(())
    }

    fn put_series(&self, facility: &mut Facility) -> Result<(), DataError> {
        self.expect(4)?;
        let group: usize = self.parse(2)?;
        let made = Series { id: self.text(1), part: self.some(3), observations: Vec::new(), change: None };
        if let Some(row) = facility.sender_tables.last_mut().and_then(|table| table.rows.last_mut()) {
            row.groups.get_mut(group).ok_or_else(|| self.wrong(2))?.series.push(made);
            return Ok(());
        }
        let row = facility.blocks.last_mut().and_then(|block| block.rows.last_mut());
        row.ok_or_else(|| self.misplaced())?.series.push(made);
        Ok(())
    }

    fn put_observation(&self, facility: &mut Facility, periods: &[u16]) -> Result<(), DataError> {
        self.expect(14)?;
        let id = self.get(1);
        let (cells, change, series) = open_series(facility, id).ok_or_else(|| self.misplaced())?;
        let observation = self.observation()?;
        let column = periods.iter().position(|period| *period == observation.period);
        let cell = column.and_then(|column| cells.get_mut(column)).ok_or_else(|| self.wrong(2))?;
        *cell = Some(observation.weergave.clone());
        series.observations.push(observation);
        if let Some(weergave) = self.some(12) {
            *change = Some(weergave.clone());
            series.change = Some(Change { value: self.change()?, weergave });
        }
        Ok(())
    }

    fn observation(&self) -> Result<Observation, DataError> {
        let value: Option<Decimal> = self.maybe(3)?;
        if self.maybe::<u8>(4)? != value.map(Decimal::decimals) {
            return Err(self.wrong(4));
        }
        Ok(Observation {
            period: self.parse(2)?,
            value,
            lower: self.maybe(5)?,
            upper: self.maybe(6)?,
            unit: self.some(7),
            text: self.some(8),
            status: Status::from_letter(self.get(9)).ok_or_else(|| self.wrong(9))?,
            weergave: self.text(11),
            line: self.parse(13)?,
        })
    }

    fn change(&self) -> Result<ChangeValue, DataError> {
        Ok(match self.get(10) {
            "-" => ChangeValue::Dash,
            "nieuw" => ChangeValue::New,
            "?" => ChangeValue::Unreadable,
            _ => ChangeValue::Percent(self.parse(10)?),
        })
    }

    fn put_beside(&self, facility: &mut Facility) -> Result<(), DataError> {
        if self.get(0) == "note" {
            self.expect(5)?;
            let series = self.get(4).split(',').filter(|id| !id.is_empty()).map(str::to_owned).collect();
            let (first_line, last_line) = (self.parse(2)?, self.parse(3)?);
            facility.notes.push(Note { heading: self.text(1), first_line, last_line, series });
            return Ok(());
        }
        self.expect(6)?;
        facility.specifications.push(Specification {
            number: self.parse(1)?,
            value: self.parse(2)?,
            weergave: self.text(3),
            name: self.text(4),
            line: self.parse(5)?,
        });
        Ok(())
    }
}

/// The row cells, the row's change and the series that an observation with this id is added to: the last one begun.
type Open<'a> = (&'a mut Vec<Option<String>>, &'a mut Option<String>, &'a mut Series);

fn open_series<'a>(facility: &'a mut Facility, id: &str) -> Option<Open<'a>> {
    if let Some(row) = facility.sender_tables.last_mut().and_then(|table| table.rows.last_mut()) {
        let begun = |cells: &&mut SenderCells| cells.series.last().is_some_and(|series| series.id == id);
        let cells = row.groups.iter_mut().find(begun)?;
        return Some((&mut cells.cells, &mut cells.change, cells.series.last_mut()?));
    }
    let row = facility.blocks.last_mut()?.rows.last_mut()?;
    let series = row.series.last_mut().filter(|series| series.id == id)?;
    Some((&mut row.cells, &mut row.change, series))
}
