//! `monitor.ods`: OpenDocument 1.3, written here because no writer marks language, header rows and frozen panes.

use std::fmt::Write as _;

use crate::archive::pack;
use crate::error::TablesError;
use crate::workbook::{Book, Cell, Sheet};

const MEDIA_TYPE: &str = "application/vnd.oasis.opendocument.spreadsheet";
const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
const SPACES: &str = "xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
    xmlns:style=\"urn:oasis:names:tc:opendocument:xmlns:style:1.0\" \
    xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" \
    xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" \
    xmlns:fo=\"urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0\" \
    xmlns:number=\"urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0\" \
    xmlns:meta=\"urn:oasis:names:tc:opendocument:xmlns:meta:1.0\" \
    xmlns:config=\"urn:oasis:names:tc:opendocument:xmlns:config:1.0\" \
    xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" office:version=\"1.3\"";

/// The bytes of the workbook. The media type comes first and uncompressed, so that the file is recognised by its beginning.
pub(crate) fn write(book: &Book) -> Result<Vec<u8>, TablesError> {
    let (meta, styles, content, settings) = (meta(book), styles(), content(book), settings(book));
    pack(&[
        ("mimetype", MEDIA_TYPE.as_bytes(), false),
        ("META-INF/manifest.xml", manifest().as_bytes(), true),
        ("content.xml", content.as_bytes(), true),
        ("meta.xml", meta.as_bytes(), true),
        ("settings.xml", settings.as_bytes(), true),
        ("styles.xml", styles.as_bytes(), true),
    ])
}

fn manifest() -> String {
    let mut made = format!(
        "{XML}<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\" manifest:version=\"1.3\">\
         <manifest:file-entry manifest:full-path=\"/\" manifest:version=\"1.3\" manifest:media-type=\"{MEDIA_TYPE}\"/>"
    );
    for part in ["content.xml", "meta.xml", "settings.xml", "styles.xml"] {
        let _ = write!(
            made,
            "<manifest:file-entry manifest:full-path=\"{part}\" manifest:media-type=\"text/xml\"/>"
        );
    }
    made.push_str("</manifest:manifest>");
    made
}

fn meta(book: &Book) -> String {
    let time = book.created.rfc3339();
    // OpenDocument writes moments without a zone; the letter Z is allowed and says UTC.
    format!(
        "{XML}<office:document-meta {SPACES}><office:meta><meta:generator>Stelsel</meta:generator><dc:title>{}</dc:title>\
         <dc:subject>{}</dc:subject><dc:creator>Stelsel</dc:creator><dc:language>nl-NL</dc:language>\
         <meta:creation-date>{time}</meta:creation-date><dc:date>{time}</dc:date></office:meta></office:document-meta>",
        escaped(&book.title),
        escaped(&book.subject)
    )
}

fn styles() -> String {
    format!(
        "{XML}<office:document-styles {SPACES}><office:styles><style:default-style style:family=\"table-cell\">\
         <style:text-properties fo:language=\"nl\" fo:country=\"NL\" fo:font-size=\"11pt\"/></style:default-style>\
         <style:style style:name=\"Default\" style:family=\"table-cell\"/></office:styles></office:document-styles>"
    )
}

/// Every table begins below its header: panes are frozen there.
fn settings(book: &Book) -> String {
    let item = |name: &str, kind: &str, value: &str| {
        format!(
            "<config:config-item config:name=\"{name}\" config:type=\"{kind}\">{value}</config:config-item>"
        )
    };
    let mut sheets = String::new();
    for sheet in book.sheets.iter().filter(|sheet| sheet.has_table()) {
        let below = (sheet.header_row() + 1).to_string();
        let _ = write!(
            sheets,
            "<config:config-item-map-entry config:name=\"{}\">{}{}{}{}{}{}{}{}</config:config-item-map-entry>",
            escaped(&sheet.name),
            item("HorizontalSplitMode", "short", "2"),
            item("VerticalSplitMode", "short", "2"),
            item("HorizontalSplitPosition", "int", "1"),
            item("VerticalSplitPosition", "int", &below),
            item("ActiveSplitRange", "short", "3"),
            item("PositionLeft", "int", "0"),
            item("PositionRight", "int", "1"),
            item("PositionBottom", "int", &below),
        );
    }
    let first = book.sheets.first().map_or("", |sheet| sheet.name.as_str());
    format!(
        "{XML}<office:document-settings {SPACES}><office:settings><config:config-item-set config:name=\"ooo:view-settings\">\
         <config:config-item-map-indexed config:name=\"Views\"><config:config-item-map-entry>{}{}\
         <config:config-item-map-named config:name=\"Tables\">{sheets}</config:config-item-map-named>\
         </config:config-item-map-entry></config:config-item-map-indexed></config:config-item-set></office:settings>\
         </office:document-settings>",
        item("ViewId", "string", "view1"),
        item("ActiveTable", "string", &escaped(first)),
    )
}

fn content(book: &Book) -> String {
    let mut body = String::new();
    for (index, sheet) in book.sheets.iter().enumerate() {
        put_sheet(&mut body, sheet, index);
    }
    format!(
        "{XML}<office:document-content {SPACES}><office:automatic-styles>{}</office:automatic-styles><office:body>\
         <office:spreadsheet>{body}</office:spreadsheet></office:body></office:document-content>",
        automatic_styles(book)
    )
}

fn automatic_styles(book: &Book) -> String {
    let mut made = String::new();
    for (index, sheet) in book.sheets.iter().enumerate() {
        for (column, width) in sheet.widths().into_iter().enumerate() {
            // About two millimetres a sign.
            let millimetres = width * 2 + 4;
            let _ = write!(
                made,
                "<style:style style:name=\"k{index}-{column}\" style:family=\"table-column\">\
                 <style:table-column-properties style:column-width=\"{millimetres}mm\"/></style:style>"
            );
        }
    }
    let cells = book.sheets.iter().flat_map(|sheet| sheet.rows.iter().flatten());
    let decimals: std::collections::BTreeSet<u8> = cells
        .filter_map(|cell| match cell {
            Cell::Number(number) => Some(number.decimals()),
            _ => None,
        })
        .collect();
    for count in decimals {
        let _ = write!(
            made,
            "<number:number-style style:name=\"n{count}\"><number:number number:min-integer-digits=\"1\" \
             number:decimal-places=\"{count}\" number:min-decimal-places=\"{count}\" number:grouping=\"true\"/></number:number-style>\
             <style:style style:name=\"g{count}\" style:family=\"table-cell\" style:parent-style-name=\"Default\" \
             style:data-style-name=\"n{count}\"><style:table-cell-properties style:vertical-align=\"top\"/></style:style>"
        );
    }
    made.push_str(
        "<style:style style:name=\"titel\" style:family=\"table-cell\" style:parent-style-name=\"Default\">\
         <style:text-properties fo:font-size=\"16pt\" fo:font-weight=\"bold\"/></style:style>\
         <style:style style:name=\"kop\" style:family=\"table-cell\" style:parent-style-name=\"Default\">\
         <style:table-cell-properties fo:wrap-option=\"wrap\" style:vertical-align=\"top\"/>\
         <style:text-properties fo:font-weight=\"bold\"/></style:style>\
         <style:style style:name=\"tekst\" style:family=\"table-cell\" style:parent-style-name=\"Default\">\
         <style:table-cell-properties fo:wrap-option=\"wrap\" style:vertical-align=\"top\"/></style:style>\
         <style:style style:name=\"regel\" style:family=\"table-cell\" style:parent-style-name=\"Default\"/>",
    );
    made
}

fn put_sheet(made: &mut String, sheet: &Sheet, index: usize) {
    let _ = write!(made, "<table:table table:name=\"{}\">", escaped(&sheet.name));
    for column in 0..sheet.widths().len() {
        let _ = write!(made, "<table:table-column table:style-name=\"k{index}-{column}\"/>");
    }
    put_row(made, std::slice::from_ref(&Cell::text(&sheet.title)), "titel", &[]);
    for line in &sheet.lines {
        put_row(made, std::slice::from_ref(line), "regel", &[]);
    }
    if sheet.has_table() {
        made.push_str("<table:table-header-rows>");
        let header: Vec<Cell> = sheet.header.iter().map(|text| Cell::text(text)).collect();
        put_row(made, &header, "kop", &[]);
        made.push_str("</table:table-header-rows>");
        for row in &sheet.rows {
            put_row(made, row, "tekst", &sheet.header);
        }
    }
    made.push_str("</table:table>");
}

fn put_row(made: &mut String, cells: &[Cell], style: &str, header: &[String]) {
    made.push_str("<table:table-row>");
    for (column, cell) in cells.iter().enumerate() {
        match cell.written() {
            Cell::Empty => made.push_str("<table:table-cell/>"),
            Cell::Text(text) => {
                let _ = write!(
                    made,
                    "<table:table-cell table:style-name=\"{style}\" office:value-type=\"string\"><text:p>{}</text:p></table:table-cell>",
                    paragraph(&text)
                );
            }
            Cell::Number(number) => {
                // A year is a number, but no amount: it has no dots.
                let year =
                    header.get(column).is_some_and(|name| matches!(name.as_str(), "editie" | "periode"));
                let (style, shown) = if year {
                    ("regel".to_owned(), number.to_string())
                } else {
                    (format!("g{}", number.decimals()), number.to_dutch())
                };
                let _ = write!(
                    made,
                    "<table:table-cell table:style-name=\"{style}\" office:value-type=\"float\" office:value=\"{number}\">\
                     <text:p>{shown}</text:p></table:table-cell>"
                );
            }
            Cell::Link { sheet, text } => {
                let target = format!("#'{}'.A1", sheet.replace('\'', "''"));
                let _ = write!(
                    made,
                    "<table:table-cell table:style-name=\"{style}\" office:value-type=\"string\"><text:p>\
                     <text:a xlink:type=\"simple\" xlink:href=\"{}\">{}</text:a></text:p></table:table-cell>",
                    escaped(&target),
                    paragraph(&text)
                );
            }
        }
    }
    made.push_str("</table:table-row>");
}

/// Text of a cell. Spaces that XML readers would fold, tabs and line ends have elements of their own.
fn paragraph(text: &str) -> String {
    let mut made = String::new();
    let mut before = ' ';
    for sign in text.chars() {
        match sign {
            ' ' if before == ' ' => made.push_str("<text:s/>"),
            '\t' => made.push_str("<text:tab/>"),
            '\n' => made.push_str("<text:line-break/>"),
            other => made.push_str(&escaped(other.encode_utf8(&mut [0; 4]))),
        }
        before = if matches!(sign, '\t' | '\n') { ' ' } else { sign };
    }
    made
}

/// Text for XML; signs that XML cannot hold are left out.
fn escaped(text: &str) -> String {
    let allowed = |sign: &char| !sign.is_control() || matches!(sign, '\t' | '\n');
    quick_xml::escape::escape(text.chars().filter(allowed).collect::<String>()).into_owned()
}
