//! Tables: runs of lines with tabs, with every cell where it stands.

use edition::{CellValue, ChangeValue};

use crate::Unreadable;
use crate::markup;
use crate::source::{
    Column, ColumnKind, PrintedChange, RawCell, Row, Series, Source, Table, TextBlock, TextKind, Value,
};

/// The most columns of a table.
const MAX_COLUMNS: usize = 64;

struct Line {
    number: usize,
    bold: bool,
    cells: Vec<RawCell>,
}

impl Line {
    fn get(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", |cell| cell.text.as_str())
    }

    fn behind(&self) -> impl Iterator<Item = &str> {
        self.cells.iter().skip(1).map(|cell| cell.text.as_str()).filter(|cell| !cell.is_empty())
    }

    fn is_empty(&self) -> bool {
        self.cells.iter().all(|cell| cell.text.is_empty())
    }

    /// A header: at least one year behind the first cell, and otherwise only words. When it has a label of its own it must open a
    /// table, for below a header such a row could be a name with figures.
    fn is_header(&self, opens_table: bool) -> bool {
        let years = self.behind().filter(|cell| markup::year(cell).is_some()).count();
        years > 0
            && (opens_table || self.get(0).is_empty())
            && self.behind().all(|cell| markup::year(cell).is_some() || !CellValue::read(cell).is_figure())
    }

    /// A spanning header: words over groups of columns.
    fn is_span(&self) -> bool {
        self.behind().next().is_some() && self.behind().all(|cell| !CellValue::read(cell).is_figure())
    }
}

/// Whether a line has a figure behind its first cell.
pub(crate) fn has_figures(line: &str) -> bool {
    markup::cells(line).iter().skip(1).any(|cell| {
        matches!(
            CellValue::read(&cell.text),
            CellValue::Number { .. } | CellValue::Composite(_) | CellValue::Bound { .. }
        )
    })
}

/// The tables in a run of lines.
pub(crate) fn tables(
    run: &[(usize, &str)],
    section: usize,
    heading: Option<&str>,
) -> Result<Vec<Table>, Unreadable> {
    let lines: Vec<Line> = run
        .iter()
        .filter(|(_, raw)| !markup::is_rule_line(raw))
        .map(|(number, raw)| Line {
            number: *number,
            bold: raw.trim_start_matches('|').split(['\t', '|']).next().is_some_and(markup::is_bold),
            cells: markup::cells(raw),
        })
        .collect();
    let mut found: Vec<Table> = Vec::new();
    let mut span: Option<&Line> = None;
    let mut block = None;
    for (index, line) in lines.iter().enumerate() {
        if line.cells.len() > MAX_COLUMNS {
            return Err(Unreadable::TooMany { line: line.number, what: "columns", limit: MAX_COLUMNS });
        }
        if line.is_empty() {
            continue;
        }
        if line.is_header(found.is_empty() || span.is_some()) {
            found.push(header(line, span.take(), section, heading));
            block = None;
            continue;
        }
        let header_follows = lines.get(index + 1).is_some_and(|next| next.is_header(false));
        if header_follows && line.is_span() {
            span = Some(line);
        } else if let Some(table) = found.last_mut() {
            if line.bold && line.behind().next().is_none() {
                block = Some(line.get(0).to_owned());
            } else {
                let row = row(table, line, block.clone());
                table.rows.push(row);
            }
        }
    }
    Ok(found)
}

fn header(line: &Line, span: Option<&Line>, section: usize, heading: Option<&str>) -> Table {
    let mut groups: Vec<String> = Vec::new();
    let mut columns = vec![Column { kind: ColumnKind::Label, header: line.get(0).to_owned(), group: 0 }];
    for column in 1..line.cells.len() {
        let title = span.map_or("", |span| span.get(column));
        if groups.is_empty() || !title.is_empty() {
            groups.push(title.to_owned());
        }
        let cell = line.get(column);
        let kind = match markup::year(cell) {
            Some(year) => ColumnKind::Period(year),
            None if names_change(cell) => ColumnKind::Change,
            None => ColumnKind::Remark,
        };
        columns.push(Column { kind, header: cell.to_owned(), group: groups.len() - 1 });
    }
    if groups.is_empty() {
        groups.push(String::new());
    }
    Table {
        section,
        line: line.number,
        heading: heading.map(str::to_owned),
        columns,
        groups,
        rows: Vec::new(),
    }
}

/// Whether a header cell stands over changes: a percent sign, or a word for difference or growth.
fn names_change(header: &str) -> bool {
    let lower = header.to_lowercase();
    lower.contains('%')
        || ["ver", "groei", "mutatie", "toename", "procentpunt"].iter().any(|start| lower.starts_with(start))
}

fn row(table: &Table, line: &Line, block: Option<String>) -> Row {
    let shift = usize::from(is_sub_row(table, line));
    let first = line.get(0).to_owned();
    let above = table.rows.last().filter(|above| above.shift == 1);
    let parent_line = match (shift, above) {
        (0, _) => None,
        (_, Some(above)) if first.is_empty() => above.parent_line,
        _ => Some(line.number),
    };
    let prose = match (shift, above) {
        (0, _) => None,
        (_, Some(above)) if first.is_empty() => above.prose.clone(),
        _ => Some(first).filter(|prose| !prose.is_empty()),
    };
    let remarks = table.columns.iter().enumerate().filter(|(_, column)| column.kind == ColumnKind::Remark);
    let remark: Vec<&str> =
        remarks.map(|(index, _)| line.get(index + shift)).filter(|cell| !cell.is_empty()).collect();
    let series = (0..table.groups.len()).flat_map(|group| series(table, group, line, shift)).collect();
    Row {
        line: line.number,
        label: line.get(shift).to_owned(),
        prose,
        parent_line,
        block,
        bold: line.bold,
        cells: line.cells.clone(),
        shift,
        series,
        remark: remark.join(" "),
    }
}

/// A sub-row has its name in the second cell and its figures one column further than the header says.
fn is_sub_row(table: &Table, line: &Line) -> bool {
    let named = table
        .columns
        .iter()
        .rposition(|column| matches!(column.kind, ColumnKind::Period(_) | ColumnKind::Change))
        .unwrap_or(0);
    matches!(table.columns.get(1).map(|column| column.kind), Some(ColumnKind::Period(_)))
        && !CellValue::read(line.get(1)).is_figure()
        && CellValue::read(line.get(2)).is_figure()
        && line.cells.len() > named + 1
}

fn series(table: &Table, group: usize, line: &Line, shift: usize) -> Vec<Series> {
    let columns = || table.columns.iter().enumerate().filter(move |(_, column)| column.group == group);
    let place = |index: usize| line.cells.get(index + shift).map_or(0, |cell| cell.start);
    let values: Vec<Value> = columns()
        .filter_map(|(index, column)| match column.kind {
            ColumnKind::Period(period) => {
                let print = line.get(index + shift);
                Some(Value { period, value: read_value(print), print: print.to_owned(), start: place(index) })
            }
            _ => None,
        })
        .collect();
    if values.is_empty() {
        return Vec::new();
    }
    let change = columns().find(|(_, column)| column.kind == ColumnKind::Change);
    let change = change.and_then(|(index, column)| {
        let print = line.get(index + shift);
        (!print.is_empty()).then(|| PrintedChange {
            value: read_change(print, &column.header),
            print: print.to_owned(),
            header: column.header.clone(),
            start: place(index),
        })
    });
    divided(group, values, change)
}

/// Reads a change. Below a header that says points the numbers carry no percent sign.
fn read_change(print: &str, header: &str) -> ChangeValue {
    match ChangeValue::read(print) {
        ChangeValue::Unreadable if header.to_lowercase().contains("punt") => {
            ChangeValue::read(&format!("{}%", print.trim()))
        }
        read => read,
    }
}

/// Reads a cell as Dutch statistics print it: stars behind a provisional figure, a dot or a few words for a figure that is not known.
fn read_value(print: &str) -> CellValue {
    let plain = print.trim().trim_end_matches(['*', '\u{b9}', '\u{b2}', '\u{b3}']).trim_end();
    let unknown = ["", ".", "n.v.t.", "nvt", "n.b.", "nb", "onbekend", "x", "?"];
    if unknown.iter().any(|word| plain.eq_ignore_ascii_case(word)) {
        return CellValue::Missing;
    }
    CellValue::read(plain)
}

/// One series, or one for each word when every cell that is filled holds the same words.
pub(crate) fn divided(group: usize, values: Vec<Value>, change: Option<PrintedChange>) -> Vec<Series> {
    let words: Vec<String> = values
        .iter()
        .find_map(|value| match &value.value {
            CellValue::Composite(parts) => Some(parts.iter().map(|part| part.1.clone()).collect()),
            _ => None,
        })
        .unwrap_or_default();
    if words.is_empty() {
        return vec![Series { group, part: None, id: None, values, change }];
    }
    let changes: Vec<Option<ChangeValue>> = match &change {
        Some(change) => ChangeValue::read_parts(&change.print, words.len()).into_iter().map(Some).collect(),
        None => vec![None; words.len()],
    };
    let part = |(word, read): (&String, Option<ChangeValue>)| Series {
        group,
        part: Some(word.clone()),
        id: None,
        values: values.iter().map(|value| part_of(value, word)).collect(),
        change: change.clone().zip(read).map(|(change, value)| PrintedChange { value, ..change }),
    };
    words.iter().zip(changes).map(part).collect()
}

fn part_of(value: &Value, word: &str) -> Value {
    let number = match &value.value {
        CellValue::Composite(parts) => parts.iter().find(|part| part.1 == word).map(|part| part.0),
        _ => None,
    };
    let read = match number {
        Some(value) => {
            CellValue::Number { value, percent: false, words: Some(word.to_owned()), estimated: false }
        }
        None if value.is_missing() => CellValue::Missing,
        None => CellValue::Text,
    };
    Value { value: read, ..value.clone() }
}

/// Adds prose in label cells and in columns for remarks to the running text.
pub(crate) fn add_text_of_cells(source: &mut Source) {
    let mut found = Vec::new();
    for (index, table) in source.tables.iter().enumerate() {
        for (position, row) in table.rows.iter().enumerate() {
            let opens = row.parent_line == Some(row.line);
            if opens && row.prose.is_some() {
                let cells = row.cells.iter().take(1);
                found.extend(cells.map(|cell| (TextKind::LabelCell, cell, row.line, (index, position))));
            }
            for (column, kind) in table.columns.iter().enumerate() {
                if kind.kind == ColumnKind::Remark
                    && let Some(cell) = row.cells.get(column + row.shift).filter(|cell| !cell.text.is_empty())
                {
                    found.push((TextKind::RemarkCell, cell, row.line, (index, position)));
                }
            }
        }
    }
    let blocks: Vec<TextBlock> = found
        .into_iter()
        .map(|(kind, cell, line, row)| TextBlock {
            kind,
            text: cell.text.clone(),
            line,
            column: cell.start,
            section: source.tables.get(row.0).map_or(0, |table| table.section),
            heading: None,
            row: Some(row),
        })
        .collect();
    source.text.extend(blocks);
    source.text.sort_by_key(|block| (block.line, block.column));
}
