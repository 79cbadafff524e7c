//! `monitor.xlsx`.

use std::collections::BTreeMap;

use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, Table, TableColumn, TableStyle, Url, Workbook,
    Worksheet, XlsxError,
};

use crate::error::TablesError;
use crate::workbook::{Book, Cell, Sheet};

/// The bytes of the workbook; its only time is that of publication.
pub(crate) fn write(book: &Book) -> Result<Vec<u8>, TablesError> {
    made(book).map_err(|problem| TablesError::Workbook(problem.to_string()))
}

fn made(book: &Book) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let created = ExcelDateTime::from_timestamp(book.created.seconds())?;
    let properties = DocProperties::new()
        .set_title(&book.title)
        .set_subject(&book.subject)
        .set_author("Stelsel")
        .set_creation_datetime(&created)
        .set_custom_property("Language", "nl-NL");
    workbook.set_properties(&properties);
    let formats = Formats::new(book);
    for (index, sheet) in book.sheets.iter().enumerate() {
        let worksheet = workbook.add_worksheet();
        worksheet.set_name(&sheet.name)?;
        put(worksheet, sheet, index, &formats)?;
    }
    workbook.save_to_buffer()
}

/// How cells look. One number format for each number of decimals.
struct Formats {
    title: Format,
    header: Format,
    text: Format,
    link: Format,
    numbers: BTreeMap<u8, Format>,
}

impl Formats {
    fn new(book: &Book) -> Self {
        let top = Format::new().set_align(FormatAlign::Top);
        let cells = book.sheets.iter().flat_map(|sheet| sheet.rows.iter().flatten());
        let decimals = cells.filter_map(|cell| match cell {
            Cell::Number(number) => Some(number.decimals()),
            _ => None,
        });
        Self {
            title: Format::new().set_bold().set_font_size(16),
            header: Format::new().set_bold().set_text_wrap().set_align(FormatAlign::Top),
            text: top.clone().set_text_wrap(),
            link: top.clone().set_hyperlink(),
            numbers: decimals.map(|count| (count, top.clone().set_num_format(pattern(count)))).collect(),
        }
    }
}

fn pattern(decimals: u8) -> String {
    if decimals == 0 { "#,##0".to_owned() } else { format!("#,##0.{}", "0".repeat(usize::from(decimals))) }
}

fn put(worksheet: &mut Worksheet, sheet: &Sheet, index: usize, formats: &Formats) -> Result<(), XlsxError> {
    worksheet.write_string_with_format(0, 0, &sheet.title, &formats.title)?;
    for (row, line) in (1..).zip(&sheet.lines) {
        cell(worksheet, (row, 0), line, &plain(formats), None)?;
    }
    for (column, width) in (0..).zip(sheet.widths()) {
        worksheet.set_column_width(column, u32::try_from(width).map_or(60.0, f64::from))?;
    }
    worksheet.set_landscape();
    worksheet.set_print_fit_to_pages(1, 0);
    if sheet.has_table() {
        table(worksheet, sheet, index, formats)?;
    }
    Ok(())
}

/// Lines above a table are not wrapped, or the first column would make them tall.
fn plain(formats: &Formats) -> Formats {
    Formats {
        title: formats.title.clone(),
        header: formats.header.clone(),
        text: Format::new(),
        link: Format::new().set_hyperlink(),
        numbers: BTreeMap::new(),
    }
}

fn table(worksheet: &mut Worksheet, sheet: &Sheet, index: usize, formats: &Formats) -> Result<(), XlsxError> {
    let top = u32::try_from(sheet.header_row()).unwrap_or(u32::MAX);
    let last_column = u16::try_from(sheet.header.len().saturating_sub(1)).unwrap_or(u16::MAX);
    let last_row = top.saturating_add(u32::try_from(sheet.rows.len().max(1)).unwrap_or(u32::MAX));
    let columns: Vec<TableColumn> = sheet
        .header
        .iter()
        .map(|text| TableColumn::new().set_header(text).set_header_format(&formats.header))
        .collect();
    let described = Table::new()
        .set_name(format!("Tabel_{index}"))
        .set_columns(&columns)
        .set_style(TableStyle::Light1)
        .set_banded_rows(false)
        .set_autofilter(false)
        .set_alt_text_title(&sheet.title)
        .set_alt_text(&sheet.title);
    worksheet.add_table(top, 0, last_row, last_column, &described)?;
    for (row, cells) in (top.saturating_add(1)..).zip(&sheet.rows) {
        for (column, one) in (0..).zip(cells) {
            cell(worksheet, (row, column), one, formats, sheet.header.get(usize::from(column)))?;
        }
    }
    worksheet.set_freeze_panes(top.saturating_add(1), 1)?;
    worksheet.set_repeat_rows(top, top)?;
    Ok(())
}

fn cell(
    worksheet: &mut Worksheet,
    (row, column): (u32, u16),
    one: &Cell,
    formats: &Formats,
    header: Option<&String>,
) -> Result<(), XlsxError> {
    match one.written() {
        Cell::Empty => {}
        Cell::Text(text) => {
            worksheet.write_string_with_format(row, column, text, &formats.text)?;
        }
        Cell::Number(number) => {
            let value: f64 = number.to_string().parse().unwrap_or(f64::NAN);
            // A year is a number, but no amount: it has no dots.
            let year = header.is_some_and(|name| matches!(name.as_str(), "editie" | "periode"));
            match formats.numbers.get(&number.decimals()).filter(|_| !year) {
                Some(format) => worksheet.write_number_with_format(row, column, value, format)?,
                None => worksheet.write_number(row, column, value)?,
            };
        }
        Cell::Link { sheet, text } => {
            let target = Url::new(format!("internal:'{}'!A1", sheet.replace('\'', "''"))).set_text(text);
            worksheet.write_url_with_format(row, column, target, &formats.link)?;
        }
    }
    Ok(())
}
