//! Tables: runs of lines with tabs.

use super::cell::CellValue;
use super::decimal::Decimal;
use super::document::{
    Cell, ColumnGroup, DataRow, GroupCells, Remark, RemarkItem, SkipReason, Skipped, Table, TableRow,
};
use super::error::ImportError;
use super::{MAX_COLUMNS, MAX_ROWS, text};

/// A line divided at its tabs, without tags.
struct Cells {
    line: usize,
    bold: bool,
    cells: Vec<String>,
}

impl Cells {
    fn of(line: usize, raw: &str) -> Self {
        let bold = raw.split('\t').next().is_some_and(text::is_bold);
        Self { line, bold, cells: raw.split('\t').map(text::clean).collect() }
    }

    fn get(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", String::as_str)
    }

    /// A header: at least one year behind the first cell, and otherwise only words. When it has a label of its own in
    /// the first cell it must open a table, for below a header such a row could be a name with figures.
    fn is_header(&self, opens_table: bool) -> bool {
        let mut behind = self.cells.iter().skip(1).filter(|cell| !cell.is_empty());
        let years = self.cells.iter().skip(1).filter(|cell| text::year(cell).is_some()).count();
        years > 0
            && (opens_table || self.get(0).is_empty())
            && behind.all(|cell| text::year(cell).is_some() || !CellValue::read(cell).is_figure())
    }

    /// A spanning header: words over groups of columns. It must stand directly above a header.
    fn is_span(&self) -> bool {
        let mut behind = self.cells.iter().skip(1).filter(|cell| !cell.is_empty()).peekable();
        behind.peek().is_some() && behind.all(|cell| !CellValue::read(cell).is_figure())
    }

    fn is_empty(&self) -> bool {
        self.cells.iter().all(String::is_empty)
    }
}

/// Reads the tables in a run of lines with tabs, and lists what could not be placed. `counted` is the number of rows
/// read from the document so far.
pub(crate) fn read_run(
    run: &[(usize, &str)],
    counted: &mut usize,
) -> Result<(Vec<Table>, Vec<Skipped>), ImportError> {
    let rows: Vec<Cells> = run.iter().map(|(line, raw)| Cells::of(*line, raw)).collect();
    let mut tables: Vec<Table> = Vec::new();
    let mut skipped = Vec::new();
    let mut parent_line = None;
    let mut span: Option<&Cells> = None;
    for (index, row) in rows.iter().enumerate() {
        if row.is_empty() {
            continue;
        }
        if row.is_header(tables.is_empty() || span.is_some()) {
            tables.push(header(row, span.take())?);
            parent_line = None;
            continue;
        }
        let header_follows = rows.get(index + 1).is_some_and(|next| next.is_header(false));
        if header_follows && row.is_span() {
            span = Some(row);
            continue;
        }
        match tables.last_mut() {
            Some(table) => {
                *counted += 1;
                if *counted > MAX_ROWS {
                    return Err(ImportError::TooMany { line: row.line, what: "rows", limit: MAX_ROWS });
                }
                data_row(table, row, &mut parent_line, &mut skipped);
            }
            None => skipped.push(Skipped { line: row.line, reason: SkipReason::RowWithoutHeader }),
        }
    }
    Ok((tables, skipped))
}

fn header(row: &Cells, span: Option<&Cells>) -> Result<Table, ImportError> {
    let width = row.cells.len();
    if width > MAX_COLUMNS {
        return Err(ImportError::TooMany { line: row.line, what: "columns", limit: MAX_COLUMNS });
    }
    let starts: Vec<(usize, &str)> = span.map_or_else(
        || vec![(1, "")],
        |span| (1..width).filter(|column| !span.get(*column).is_empty()).map(|c| (c, span.get(c))).collect(),
    );
    let mut groups = Vec::new();
    let mut remark_columns = Vec::new();
    for (index, (start, title)) in starts.iter().enumerate() {
        let end = starts.get(index + 1).map_or(width, |(next, _)| *next);
        let group = column_group(row, title, *start..end, &mut remark_columns)?;
        if !group.periods.is_empty() {
            groups.push(group);
        }
    }
    let row_header = span.filter(|_| row.get(0).is_empty()).map_or_else(|| row.get(0), |span| span.get(0));
    Ok(Table {
        line: row.line,
        heading: None,
        row_header: row_header.to_owned(),
        spanned: span.is_some(),
        groups,
        remark_columns,
        rows: Vec::new(),
    })
}

fn column_group(
    row: &Cells,
    title: &str,
    columns: std::ops::Range<usize>,
    remarks: &mut Vec<usize>,
) -> Result<ColumnGroup, ImportError> {
    let mut group = ColumnGroup { title: title.to_owned(), periods: Vec::new(), change: None };
    for column in columns {
        let cell = row.get(column);
        if let Some(period) = text::year(cell) {
            if group.periods.iter().any(|(known, _)| *known == period) {
                return Err(ImportError::RepeatedPeriod { line: row.line, period });
            }
            group.periods.push((period, column));
        } else if group.change.is_none() && names_change(cell) {
            group.change = Some((cell.to_owned(), column));
        } else {
            remarks.push(column);
        }
    }
    Ok(group)
}

/// Whether a header cell stands over changes: a percent sign, or a word for difference or growth.
fn names_change(header: &str) -> bool {
    let lower = header.to_lowercase();
    lower.contains('%') || ["ver", "groei", "mutatie"].iter().any(|start| lower.starts_with(start))
}

fn data_row(table: &mut Table, row: &Cells, parent_line: &mut Option<usize>, skipped: &mut Vec<Skipped>) {
    if row.bold && row.cells.iter().skip(1).all(String::is_empty) {
        table.rows.push(TableRow::Heading { title: row.get(0).to_owned(), line: row.line });
        *parent_line = None;
        return;
    }
    let shift = usize::from(is_sub_row(table, row));
    if shift == 0 {
        *parent_line = None;
    } else if !row.get(0).is_empty() {
        *parent_line = Some(row.line);
    }
    let groups = table.groups.iter().map(|group| group_cells(group, row, shift)).collect();
    let last_column = last_column(table);
    let remark = table
        .remark_columns
        .iter()
        .map(|column| row.get(column + shift))
        .find(|cell| !cell.is_empty())
        .map(|cell| Remark { line: row.line, items: remark_items(cell) });
    if row.cells.iter().skip(last_column + shift + 1).any(|cell| !cell.is_empty()) {
        skipped.push(Skipped { line: row.line, reason: SkipReason::CellBeyondHeader });
    }
    table.rows.push(TableRow::Data(DataRow {
        label: row.get(shift).to_owned(),
        line: row.line,
        parent_line: *parent_line,
        emphasised: row.bold,
        groups,
        remark,
    }));
}

/// A sub-row has its name in the second cell and its figures one column further than the header says; the first cell
/// holds prose, or nothing when the prose of the row above still holds.
fn is_sub_row(table: &Table, row: &Cells) -> bool {
    let Some(first) = table.groups.first().and_then(|group| group.periods.first()) else { return false };
    let last_named = table
        .groups
        .iter()
        .flat_map(|group| {
            group.periods.iter().map(|(_, column)| *column).chain(group.change.iter().map(|c| c.1))
        })
        .max()
        .unwrap_or(0);
    first.1 == 1
        && !CellValue::read(row.get(1)).is_figure()
        && CellValue::read(row.get(2)).is_figure()
        && row.cells.len() > last_named + 1
}

fn last_column(table: &Table) -> usize {
    let named = table.groups.iter().flat_map(|group| {
        group.periods.iter().map(|(_, column)| *column).chain(group.change.iter().map(|change| change.1))
    });
    named.chain(table.remark_columns.iter().copied()).max().unwrap_or(0)
}

fn group_cells(group: &ColumnGroup, row: &Cells, shift: usize) -> GroupCells {
    let cells = group
        .periods
        .iter()
        .map(|(period, column)| {
            let weergave = row.get(column + shift).to_owned();
            let value = CellValue::read(&weergave);
            Cell { period: *period, weergave, value, line: row.line }
        })
        .collect();
    let change = group.change.as_ref().map(|(_, column)| row.get(column + shift));
    GroupCells { cells, change: change.filter(|text| !text.is_empty()).map(str::to_owned) }
}

/// Reads `3 Name of a thing 510.601 4 Name of another 301.998`: numbers that count on by one, each with a name and a
/// figure. Anything else gives no items.
fn remark_items(cell: &str) -> Vec<RemarkItem> {
    let tokens: Vec<&str> = cell.split_whitespace().collect();
    let mut items = Vec::new();
    let mut rest = tokens.as_slice();
    let mut expected = rest.first().and_then(|token| token.parse::<u16>().ok());
    while let (Some(number), [_, behind @ ..]) = (expected, rest) {
        let next = number.checked_add(1).map(|next| next.to_string());
        let end = behind
            .windows(2)
            .position(|pair| match pair {
                [figure, following] => {
                    next.as_deref() == Some(*following) && Decimal::from_dutch(figure).is_some()
                }
                _ => false,
            })
            .map_or(behind.len(), |index| index + 1);
        let (item, following) = behind.split_at(end);
        let Some((figure, name)) = item.split_last() else { return Vec::new() };
        let Some(value) = Decimal::from_dutch(figure) else { return Vec::new() };
        if name.is_empty() {
            return Vec::new();
        }
        items.push(RemarkItem { number, name: name.join(" "), value, weergave: (*figure).to_owned() });
        rest = following;
        expected = number.checked_add(1);
    }
    items
}
