//! An edition in the shape that the rules look at.

use edition::{
    CellValue, Edition, Group, Observation, Publication, Row as PrintedRow, Series as Figures, Status,
};

use crate::markup;
use crate::source::{
    Column, ColumnKind, PrintedChange, Row, Section, Series, Source, Table, TextBlock, TextKind, Value,
};

/// The tables of a publication. Explanations become text of their section, so that an outlier that is explained is not reported.
pub(crate) fn source(publication: &Publication) -> Source {
    let edition = &publication.edition;
    let mut source = Source {
        title: edition.title.clone(),
        date: edition.date,
        reference_date: edition.reference_date,
        ..Source::default()
    };
    for (chapter, facility) in edition.facilities() {
        let section = source.sections.len();
        source.sections.push(Section {
            number: Some(facility.number.clone()).filter(|number| !number.is_empty()),
            title: facility.name.clone(),
            names: markup::names(&facility.name),
            chapter: chapter.title.clone(),
            appendix: true,
            first_line: facility.line,
            last_line: facility.line,
        });
        for block in &facility.blocks {
            let mut table = empty(section, block.line, None);
            let change = block.change_title.as_deref();
            columns(&mut table, "", &block.periods, change);
            table.rows = block.rows.iter().map(|row| yearly(row, block.title.as_deref(), change)).collect();
            source.tables.push(table);
        }
        for sender in &facility.sender_tables {
            let mut table = empty(section, sender.line, sender.heading.clone());
            for group in &sender.groups {
                columns(&mut table, &group.title, &group.periods, group.change_title.as_deref());
            }
            table.rows = sender.rows.iter().map(|row| grouped(row, &sender.groups)).collect();
            source.tables.push(table);
        }
        explanations(publication, &facility.slug, section, edition, &mut source);
    }
    source
}

fn explanations(
    publication: &Publication,
    slug: &str,
    section: usize,
    edition: &Edition,
    source: &mut Source,
) {
    for one in publication.explanations.iter().filter(|one| one.facility == slug) {
        let label = edition.find(&one.indicator).map_or("", |found| found.label);
        source.text.push(TextBlock {
            kind: TextKind::Paragraph,
            text: one.text.clone(),
            line: 0,
            column: 0,
            section,
            heading: Some(format!("Toelichting {label}")),
            row: None,
        });
    }
}

fn empty(section: usize, line: usize, heading: Option<String>) -> Table {
    let name = Column { kind: ColumnKind::Label, header: String::new(), group: 0 };
    Table { section, line, heading, columns: vec![name], groups: Vec::new(), rows: Vec::new() }
}

fn columns(table: &mut Table, title: &str, periods: &[u16], change: Option<&str>) {
    let group = table.groups.len();
    table.groups.push(title.to_owned());
    for period in periods {
        table.columns.push(Column { kind: ColumnKind::Period(*period), header: period.to_string(), group });
    }
    if let Some(header) = change {
        table.columns.push(Column { kind: ColumnKind::Change, header: header.to_owned(), group });
    }
}

fn yearly(row: &PrintedRow, block: Option<&str>, header: Option<&str>) -> Row {
    let series = row.series.iter().map(|one| series(one, 0, header)).collect();
    printed(row.line, &row.label, row.emphasised, block, series)
}

fn grouped(row: &edition::SenderRow, groups: &[Group]) -> Row {
    let all = row.groups.iter().zip(groups).enumerate();
    let series = all
        .flat_map(|(index, (cells, group))| {
            cells.series.iter().map(move |one| series(one, index, group.change_title.as_deref()))
        })
        .collect();
    printed(row.line, &row.label, row.emphasised, None, series)
}

fn printed(line: usize, label: &str, bold: bool, block: Option<&str>, series: Vec<Series>) -> Row {
    Row {
        line,
        label: label.to_owned(),
        prose: None,
        parent_line: None,
        block: block.map(str::to_owned),
        bold,
        cells: Vec::new(),
        shift: 0,
        series,
        remark: String::new(),
    }
}

fn series(one: &Figures, group: usize, header: Option<&str>) -> Series {
    let change = one.change.as_ref().map(|change| PrintedChange {
        value: change.value,
        print: change.weergave.clone(),
        header: header.unwrap_or("%").to_owned(),
        start: 0,
    });
    Series {
        group,
        part: one.part.clone(),
        id: Some(one.id.clone()),
        values: one.observations.iter().map(value).collect(),
        change,
    }
}

fn value(one: &Observation) -> Value {
    let percent = one.unit.as_deref() == Some("%");
    let read = match (one.value, one.lower, one.upper) {
        (Some(value), ..) => {
            CellValue::Number { value, percent, words: None, estimated: one.status == Status::Estimated }
        }
        (None, None, None) => CellValue::Missing,
        (None, lower, upper) => CellValue::Bound { lower, upper, percent },
    };
    Value { period: one.period, value: read, print: one.weergave.clone(), start: 0 }
}
