//! R16: dates and periods.

use kernel::Day;

use super::line;
use crate::finding::{Finding, Place, Severity};
use crate::markup;
use crate::rule::Rule;
use crate::source::{Source, TextBlock};

/// A date in running text.
struct Written {
    offset: usize,
    print: String,
    /// `None` when there is no such day.
    day: Option<Day>,
    /// The word before it.
    before: String,
}

pub(crate) fn check(source: &Source) -> Vec<Finding> {
    let mut findings = periods(source);
    if let (Some(reference), Some(date)) = (source.reference_date, source.date)
        && date < reference
    {
        findings.push(Finding::new(
            Rule::R16,
            Severity::Error,
            Place::default(),
            &date.to_string(),
            (
                format!("De editie is gedateerd {date}, voor haar eigen peildatum {reference}."),
                format!("The edition is dated {date}, before its own reference date {reference}."),
            ),
        ));
    }
    for block in &source.text {
        for written in dates(block) {
            findings.extend(judge(source, block, &written));
        }
    }
    findings
}

/// Years in headers that cannot be complete at the date of the edition.
fn periods(source: &Source) -> Vec<Finding> {
    let Some(date) = source.date.or(source.reference_date) else { return Vec::new() };
    let mut findings = Vec::new();
    for table in &source.tables {
        for column in &table.columns {
            let crate::source::ColumnKind::Period(year) = column.kind else { continue };
            let ended = i16::try_from(year).is_ok_and(|year| {
                date.year() > year || (date.year() == year && date.month() == 12 && date.day() == 31)
            });
            if !ended {
                let mut place = line(table.line, "");
                place.table = source.table_name(table, None, column.group);
                place.column_name.clone_from(&column.header);
                findings.push(Finding::new(
                    Rule::R16,
                    Severity::Warning,
                    place,
                    &column.header,
                    (
                        format!("Het jaar {year} was op {date} nog niet afgelopen."),
                        format!("The year {year} had not ended on {date}."),
                    ),
                ));
            }
        }
    }
    findings
}

fn judge(source: &Source, block: &TextBlock, written: &Written) -> Option<Finding> {
    let (number, column) = block.position(written.offset);
    let heading = source.sections.get(block.section).map_or("", |section| section.title.as_str());
    let place = Place::in_text(number, column, written.print.chars().count(), heading, &written.print);
    let Some(day) = written.day else {
        return Some(Finding::new(
            Rule::R16,
            Severity::Error,
            place,
            &written.print,
            ("Deze dag bestaat niet.".to_owned(), "There is no such day.".to_owned()),
        ));
    };
    let states = matches!(written.before.as_str(), "peildatum" | "stand" | "stand op" | "stand per");
    if let Some(reference) = source.reference_date.filter(|reference| states && *reference != day) {
        let finding = Finding::new(
            Rule::R16,
            Severity::Warning,
            place,
            &written.print,
            (
                format!("De peildatum van het document is {reference}; hier staat een andere."),
                format!("The reference date of the document is {reference}; here stands another."),
            ),
        );
        return Some(finding.against(&reference.to_string(), ""));
    }
    None
}

/// Dates written as `31 december 2019` or `31-12-2019`.
fn dates(block: &TextBlock) -> Vec<Written> {
    let mut found = Vec::new();
    let words: Vec<(usize, &str)> = words(&block.text);
    for (index, (offset, word)) in words.iter().enumerate() {
        let before = index.checked_sub(1).and_then(|at| words.get(at)).map_or("", |(_, word)| *word);
        let before = before.trim_matches(|sign: char| !sign.is_alphanumeric()).to_lowercase();
        let plain = word.trim_matches(|sign: char| !sign.is_ascii_digit());
        let parts: Vec<&str> = plain.split('-').collect();
        let numeric = matches!(parts.as_slice(), [day, month, year] if year.len() == 4 && (1..=2).contains(&day.len()) && (1..=2).contains(&month.len()));
        if numeric && plain.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-') {
            found.push(Written {
                offset: *offset,
                print: plain.to_owned(),
                day: markup::numeric_day(plain),
                before,
            });
            continue;
        }
        let (Some((_, month)), Some((_, year))) = (words.get(index + 1), words.get(index + 2)) else {
            continue;
        };
        let year: String = year.chars().take_while(char::is_ascii_digit).collect();
        let day_shaped = (1..=2).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_digit());
        if day_shaped && year.len() == 4 && markup::MONTHS.contains(&month.to_lowercase().as_str()) {
            let print = format!("{word} {month} {year}");
            found.push(Written { offset: *offset, day: markup::written_day(&print), print, before });
        }
    }
    found
}

fn words(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut start = None;
    for (offset, sign) in text.char_indices().chain([(text.len(), ' ')]) {
        match (sign.is_whitespace(), start) {
            (false, None) => start = Some(offset),
            (true, Some(first)) => {
                found.extend(text.get(first..offset).map(|word| (first, word)));
                start = None;
            }
            _ => {}
        }
    }
    found
}
