//! Rules of accessible workbooks, on what is written.

use std::collections::BTreeSet;
use std::io::{Cursor, Read};

use edition::Publication;
use proptest::prelude::*;

use super::{SMALL, built_in, corrected, counted, imported};
use crate::workbook::{Book, Cell, name};
use crate::{content, ods, sheets, xlsx};

fn book(publication: &Publication) -> Book {
    sheets::book(publication, &publication.figures(), &content::of(publication))
}

/// The parts of a workbook, in the order in which they are packed: name, text.
fn parts(bytes: &[u8]) -> Vec<(String, String)> {
    let mut archive = ::zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut found = Vec::new();
    for index in 0..archive.len() {
        let mut member = archive.by_index(index).unwrap();
        let mut text = String::new();
        member.read_to_string(&mut text).unwrap();
        let name = member.name().unwrap().into_owned();
        found.push((name, text));
    }
    found
}

#[test]
fn there_is_a_cover_contents_notes_a_sheet_per_facility_and_all_observations() {
    let publication = built_in();
    let made = book(&publication);
    let names: Vec<&str> = made.sheets.iter().map(|sheet| sheet.name.as_str()).collect();
    assert_eq!(names[..4], ["Voorblad", "Inhoud", "Toelichting", "DigiD"]);
    assert_eq!(names.last(), Some(&"Waarnemingen"));
    assert_eq!(names.len(), 4 + publication.edition.facility_count());
    // The contents name every sheet behind them, with its number of rows.
    let listed: Vec<&Cell> = made.sheets[1].rows.iter().map(|row| &row[0]).collect();
    let expected: Vec<Cell> = names[2..].iter().map(|name| Cell::link(name, name)).collect();
    assert_eq!(listed, expected.iter().collect::<Vec<_>>());
}

#[test]
fn every_table_has_a_full_header_and_full_rows() {
    for publication in [built_in(), corrected(), counted(), imported(SMALL)] {
        let made = book(&publication);
        let mut names = BTreeSet::new();
        for sheet in &made.sheets {
            assert!(names.insert(sheet.name.to_lowercase()) && sheet.name.chars().count() <= 31);
            assert!(!sheet.title.is_empty());
            let headers: BTreeSet<&String> = sheet.header.iter().collect();
            assert_eq!(headers.len(), sheet.header.len(), "{}", sheet.name);
            assert!(sheet.header.iter().all(|text| !text.is_empty()));
            assert_eq!(sheet.has_table(), sheet.name != "Voorblad");
            if sheet.has_table() {
                assert_eq!(sheet.header_row(), 3);
            }
            for row in &sheet.rows {
                assert_eq!(row.len(), sheet.header.len(), "{}", sheet.name);
                assert!(
                    sheet.name == "Waarnemingen" || !row.contains(&Cell::Empty),
                    "{} {row:?}",
                    sheet.name
                );
            }
        }
    }
}

#[test]
fn a_facility_shows_numbers_as_numbers_and_what_is_none_in_words() {
    let made = book(&built_in());
    let row = |sheet: &str, label: &str| {
        let sheet = made.sheets.iter().find(|one| one.name == sheet).unwrap();
        sheet.rows.iter().find(|row| row[0] == Cell::text(label)).unwrap().clone()
    };
    let number = |text: &str| Cell::Number(text.parse().unwrap());
    let text = Cell::text;
    assert_eq!(
        row("DigiD", "Aantal accounts op substantieel"),
        [
            text("Aantal accounts op substantieel"),
            text("Accounts op niveau Substantieel"),
            text("Totaal"),
            text("accounts"),
            text("ontbreekt"),
            number("23758"),
            number("731644"),
            number("2979.6"),
            text("+2.979,6%"),
            text("geen"),
            text("digid.accounts.substantieel"),
        ]
    );
    let woz = made
        .sheets
        .iter()
        .flat_map(|sheet| &sheet.rows)
        .find(|row| row.last() == Some(&text("woz.terugmeldingen")));
    let woz = woz.unwrap();
    assert_eq!(
        woz[4..9],
        [text(">5.000"), text("> 5.000"), text("> 5.000"), text("niet berekend"), text("-")]
    );
    let partners = row("Ondernemersplein", "Aantal aangesloten partners");
    assert_eq!(partners[4], number("7"));
    assert!(
        matches!(&partners[9], Cell::Text(said) if said.starts_with("2017: gepubliceerd als \"7 partners, 420 aansluitingen\""))
    );
}

#[test]
fn a_counted_workbook_says_its_scale_on_every_table() {
    let made = book(&counted());
    for sheet in made
        .sheets
        .iter()
        .filter(|sheet| !["Inhoud", "Toelichting", "Waarnemingen"].contains(&sheet.name.as_str()))
    {
        let said =
            sheet.lines.iter().any(|line| matches!(line, Cell::Text(text) if text.contains("1:10000")));
        assert!(said, "{}", sheet.name);
    }
}

#[test]
fn a_number_that_a_spreadsheet_would_round_is_written_as_text() {
    let long = Cell::Number("1234567890123456".parse().unwrap());
    assert_eq!(long.written(), Cell::text("1234567890123456"));
    let short = Cell::Number("123456789012345".parse().unwrap());
    assert_eq!(short.written(), short);
}

#[test]
fn the_xlsx_has_one_table_a_sheet_frozen_headers_and_no_merged_cells() {
    let made = book(&corrected());
    let parts = parts(&xlsx::write(&made).unwrap());
    let sheets: Vec<&(String, String)> =
        parts.iter().filter(|(name, _)| name.starts_with("xl/worksheets/sheet")).collect();
    assert_eq!(sheets.len(), made.sheets.len());
    for (name, text) in sheets {
        assert!(!text.contains("mergeCell"), "{name}");
        let tables = text.matches("<tablePart ").count();
        let frozen = text.matches("state=\"frozen\"").count();
        let cover = name == "xl/worksheets/sheet1.xml";
        assert_eq!((tables, frozen), if cover { (0, 0) } else { (1, 1) }, "{name}");
    }
    let core = &parts.iter().find(|(name, _)| name == "docProps/core.xml").unwrap().1;
    assert!(core.contains(">2020-09-01T07:30:00Z</dcterms:created>"), "{core}");
    assert!(core.contains("<dc:title>Monitor Digitale Overheid 2020</dc:title>"));
}

#[test]
fn the_ods_begins_with_its_media_type_and_says_its_language() {
    let made = book(&corrected());
    let bytes = ods::write(&made).unwrap();
    assert_eq!(&bytes[30..84], b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet");
    let parts = parts(&bytes);
    assert_eq!(parts[0].0, "mimetype");
    let part = |wanted: &str| &parts.iter().find(|(name, _)| name == wanted).unwrap().1;
    let content = part("content.xml");
    assert!(!content.contains("spanned") && !content.contains("covered"));
    assert_eq!(content.matches("<table:table ").count(), made.sheets.len());
    assert_eq!(content.matches("<table:table-header-rows>").count(), made.sheets.len() - 1);
    assert!(part("styles.xml").contains("fo:language=\"nl\" fo:country=\"NL\""));
    assert!(part("meta.xml").contains("<dc:language>nl-NL</dc:language>"));
    assert_eq!(
        part("settings.xml").matches("\"VerticalSplitMode\" config:type=\"short\">2<").count(),
        made.sheets.len() - 1
    );
}

proptest! {
    #[test]
    fn names_of_sheets_are_allowed_and_different(wanted in prop::collection::vec("\\PC{0,40}", 1..6)) {
        let mut taken = BTreeSet::new();
        let mut seen = BTreeSet::new();
        for one in wanted.iter().chain(&wanted) {
            let made = name(one, &mut taken);
            prop_assert!(!made.is_empty() && made.encode_utf16().count() <= 31, "{}", made);
            prop_assert!(!made.contains(['[', ']', ':', '*', '?', '/', '\\', '\'']));
            prop_assert!(seen.insert(made.to_lowercase()));
        }
    }
}
