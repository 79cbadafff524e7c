//! R24: how tables, headings and contents are built.

use std::collections::{BTreeMap, BTreeSet};

use super::line;
use crate::finding::{Finding, Place, Severity};
use crate::rule::Rule;
use crate::source::{ColumnKind, Row, Source, Table};
use crate::tables::{fold, near};

pub(crate) fn check(source: &Source) -> Vec<Finding> {
    let mut findings = Vec::new();
    for first in &source.headless {
        findings.push(found(
            line(*first, ""),
            Severity::Warning,
            "",
            (
                "Boven deze regels met tabs staat geen kop met jaren; zij zijn niet als tabel te lezen."
                    .to_owned(),
                "No header with years stands above these lines with tabs; they cannot be read as a table."
                    .to_owned(),
            ),
        ));
    }
    let all = usual_years(source);
    for table in &source.tables {
        findings.extend(header(source, table, &all));
        for row in &table.rows {
            findings.extend(row_form(source, table, row));
        }
    }
    findings.extend(repeated_rows(source));
    findings.extend(contents(source));
    findings.extend(numbering(source));
    findings
}

fn found(place: Place, severity: Severity, print: &str, words: (String, String)) -> Finding {
    Finding::new(Rule::R24, severity, place, print, words)
}

fn years(table: &Table, group: Option<usize>) -> Vec<u16> {
    let in_group = |own: usize| group.is_none_or(|group| group == own);
    let columns = table.columns.iter().filter(|column| in_group(column.group));
    columns
        .filter_map(|column| if let ColumnKind::Period(year) = column.kind { Some(year) } else { None })
        .collect()
}

/// The years that at least half of the tables have.
fn usual_years(source: &Source) -> BTreeSet<u16> {
    let mut count: BTreeMap<u16, usize> = BTreeMap::new();
    for table in &source.tables {
        for year in years(table, None).into_iter().collect::<BTreeSet<u16>>() {
            *count.entry(year).or_default() += 1;
        }
    }
    count.into_iter().filter(|(_, tables)| tables * 2 >= source.tables.len()).map(|(year, _)| year).collect()
}

fn header(source: &Source, table: &Table, all: &BTreeSet<u16>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let place = |group: usize| {
        let mut place = line(table.line, "");
        place.table = source.table_name(table, None, group);
        place
    };
    for (group, _) in table.groups.iter().enumerate() {
        let own = years(table, Some(group));
        let unique: BTreeSet<u16> = own.iter().copied().collect();
        if unique.len() < own.len() {
            findings.push(found(
                place(group),
                Severity::Error,
                "",
                (
                    "Een jaar staat tweemaal boven deze tabel.".to_owned(),
                    "A year stands twice above this table.".to_owned(),
                ),
            ));
        }
        let (Some(first), Some(last)) = (unique.first(), unique.last()) else { continue };
        let missing: Vec<String> =
            all.iter().filter(|year| !unique.contains(year)).map(ToString::to_string).collect();
        let hole = all.iter().any(|year| year > first && year < last && !unique.contains(year));
        if !missing.is_empty() {
            let severity = if hole { Severity::Warning } else { Severity::Note };
            findings.push(found(
                place(group),
                severity,
                "",
                (
                    format!("Andere tabellen hebben ook {}; deze niet.", missing.join(" en ")),
                    format!("Other tables also have {}; this one has not.", missing.join(" and ")),
                ),
            ));
        }
    }
    let empty = table.columns.iter().enumerate().skip(1).find(|(index, column)| {
        column.header.is_empty()
            && table.rows.iter().any(|row| row.cells.get(*index).is_some_and(|cell| !cell.text.is_empty()))
    });
    if let Some((index, _)) = empty {
        findings.push(found(
            place(0),
            Severity::Note,
            "",
            (
                format!("Kolom {} heeft geen kop, maar er staat wel iets in.", index + 1),
                format!("Column {} has no header, but something stands in it.", index + 1),
            ),
        ));
    }
    findings
}

fn row_form(source: &Source, table: &Table, row: &Row) -> Vec<Finding> {
    let mut findings = Vec::new();
    let group = row.series.first().map_or(0, |series| series.group);
    let place = || {
        let mut place = line(row.line, &row.label);
        place.table = source.table_name(table, Some(row), group);
        place
    };
    let width = table.columns.len();
    let beyond = row.cells.iter().skip(width + row.shift).find(|cell| !cell.text.is_empty());
    if let Some(cell) = beyond {
        findings.push(found(
            place(),
            Severity::Warning,
            &cell.text,
            (
                "De rij heeft meer cellen dan de kop kolommen heeft; deze cel valt buiten de tabel."
                    .to_owned(),
                "The row has more cells than the header has columns; this cell falls outside the table."
                    .to_owned(),
            ),
        ));
    }
    let last_year =
        table.columns.iter().rposition(|column| matches!(column.kind, ColumnKind::Period(_))).unwrap_or(0);
    if row.line > 0 && row.cells.len() <= last_year + row.shift {
        findings.push(found(
            place(),
            Severity::Warning,
            "",
            (
                format!("De rij heeft {} cellen, te weinig voor alle jaren in de kop.", row.cells.len()),
                format!("The row has {} cells, too few for all years in the header.", row.cells.len()),
            ),
        ));
    }
    findings.extend(row_words(&place(), row));
    findings
}

/// The names, prose and remarks of a row.
fn row_words(place: &Place, row: &Row) -> Vec<Finding> {
    let mut findings = Vec::new();
    if row.label.is_empty() {
        findings.push(found(
            place.clone(),
            Severity::Warning,
            "",
            ("De rij heeft geen naam.".to_owned(), "The row has no name.".to_owned()),
        ));
    }
    if row.parent_line == Some(row.line) && row.prose.is_some() {
        findings.push(found(
            place.clone(),
            Severity::Note,
            "",
            (
                "In de eerste cel staat lopende tekst; de naam van de rij staat een kolom verder.".to_owned(),
                "The first cell holds running text; the name of the row stands one column further."
                    .to_owned(),
            ),
        ));
    }
    let parts: Vec<&str> = row.series.iter().filter_map(|series| series.part.as_deref()).collect();
    if parts.len() > 1 {
        findings.push(found(
            place.clone(),
            Severity::Note,
            "",
            (
                format!("Elke cel van deze rij houdt {} waarden: {}.", parts.len(), parts.join(", ")),
                format!("Each cell of this row holds {} values: {}.", parts.len(), parts.join(", ")),
            ),
        ));
    }
    if spread_list(&row.remark) {
        findings.push(found(
            place.clone(),
            Severity::Note,
            "",
            (
                "Naast de rij staat een genummerde lijst met cijfers, die niet bij deze rij alleen hoort."
                    .to_owned(),
                "Beside the row stands a numbered list with figures that does not belong to this row alone."
                    .to_owned(),
            ),
        ));
    }
    findings
}

/// Whether a remark starts with the number of a list item and ends in a figure.
fn spread_list(remark: &str) -> bool {
    let words: Vec<&str> = remark.split_whitespace().collect();
    match words.as_slice() {
        [first, middle @ .., last] => {
            middle.len() > 1
                && first.parse::<u8>().is_ok()
                && last.contains('.')
                && edition::Decimal::from_dutch(last).is_some()
        }
        _ => false,
    }
}

/// Rows of one table with the same name.
fn repeated_rows(source: &Source) -> Vec<Finding> {
    let mut findings = Vec::new();
    for table in &source.tables {
        let mut seen: BTreeSet<(Option<&str>, Option<usize>, String)> = BTreeSet::new();
        for row in table.rows.iter().filter(|row| !row.label.is_empty()) {
            if !seen.insert((row.block.as_deref(), row.parent_line, fold(&row.label))) {
                let mut place = line(row.line, &row.label);
                place.table = source.table_name(table, Some(row), 0);
                findings.push(found(
                    place,
                    Severity::Warning,
                    &row.label,
                    (
                        "Een andere rij van deze tabel heeft dezelfde naam.".to_owned(),
                        "Another row of this table has the same name.".to_owned(),
                    ),
                ));
            }
        }
    }
    findings
}

/// Whether two titles are the same but for typing.
fn alike(one: &str, other: &str) -> bool {
    let (one, other) = (fold(one).replace(' ', ""), fold(other).replace(' ', ""));
    one == other || near(&one, &other, 2)
}

/// Lines of the contents without a heading or with another number than their heading, and headings that the contents leave out.
fn contents(source: &Source) -> Vec<Finding> {
    let mut findings = Vec::new();
    if source.contents.is_empty() {
        return findings;
    }
    let mut page = 0;
    for entry in &source.contents {
        let place = line(entry.line, "Inhoudsopgave");
        let named = source.headings.iter().find(|heading| alike(&heading.title, &entry.title));
        match named {
            None => findings.push(found(
                place.clone(),
                Severity::Note,
                &entry.title,
                (
                    "De inhoudsopgave noemt een kop die er niet is.".to_owned(),
                    "The contents name a heading that does not exist.".to_owned(),
                ),
            )),
            Some(heading)
                if heading.number != entry.number
                    && !source
                        .headings
                        .iter()
                        .any(|other| alike(&other.title, &entry.title) && other.number == entry.number) =>
            {
                let (own, other) =
                    (entry.number.as_deref().unwrap_or("geen"), heading.number.as_deref().unwrap_or("geen"));
                findings.push(found(
                    place.clone(),
                    Severity::Note,
                    own,
                    (
                        format!(
                            "In de inhoudsopgave heeft dit nummer {own}, bij de kop (regel {}) {other}.",
                            heading.line
                        ),
                        format!(
                            "In the contents this has number {own}, at its heading (line {}) {other}.",
                            heading.line
                        ),
                    ),
                ));
            }
            Some(_) => {}
        }
        let own = entry.page.unwrap_or(page);
        if own < page {
            findings.push(found(
                place,
                Severity::Note,
                &entry.title,
                (
                    format!("De pagina {own} is lager dan die van de regel erboven ({page})."),
                    format!("Page {own} is lower than that of the line above ({page})."),
                ),
            ));
        }
        page = own;
    }
    findings.extend(unlisted(source));
    findings
}

/// Headings with a number that the contents leave out.
fn unlisted(source: &Source) -> Vec<Finding> {
    let mut findings = Vec::new();
    for heading in source.headings.iter().filter(|heading| heading.number.is_some()) {
        let listed = source.contents.iter().any(|entry| {
            alike(&entry.title, &heading.title)
                || (entry.number == heading.number
                    && heading.number.as_deref().is_some_and(|number| number.contains('.')))
        });
        let is_contents = fold(&heading.title).starts_with("inhoud");
        if !listed && !is_contents {
            findings.push(found(
                line(heading.line, &heading.title),
                Severity::Note,
                &heading.title,
                (
                    "De kop staat niet in de inhoudsopgave.".to_owned(),
                    "The heading is not in the contents.".to_owned(),
                ),
            ));
        }
    }
    findings
}

/// Numbers of headings that come twice, and headings at another level than most with as many numbers.
fn numbering(source: &Source) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let mut levels: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    let depth = |number: &str| number.matches('.').count();
    for heading in &source.headings {
        if let Some(number) = &heading.number {
            *levels.entry((depth(number), heading.level)).or_default() += 1;
        }
    }
    // Only when three in four agree; otherwise there is no usual level.
    let usual = |depth: usize| {
        let own = || levels.iter().filter(|((other, _), _)| *other == depth);
        let all: usize = own().map(|(_, many)| many).sum();
        own().find(|(_, many)| **many * 4 >= all * 3).map(|((_, level), _)| *level)
    };
    for heading in &source.headings {
        let Some(number) = heading.number.as_deref() else { continue };
        if let Some(level) = usual(depth(number)).filter(|level| *level != heading.level) {
            findings.push(found(line(heading.line, &heading.title), Severity::Note, number, (
                format!("Deze kop staat op niveau {}; koppen met zo\u{2019}n nummer staan meestal op niveau {level}.", heading.level),
                format!("This heading has level {}; headings with such a number mostly have level {level}.", heading.level),
            )));
        }
        if !seen.insert(number) {
            findings.push(found(
                line(heading.line, &heading.title),
                Severity::Note,
                number,
                (
                    format!("Het nummer {number} is al gebruikt voor een andere kop."),
                    format!("The number {number} is already used for another heading."),
                ),
            ));
        }
    }
    findings
}
