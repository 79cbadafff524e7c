//! The small invented document, and texts that are no document at all.

use proptest::prelude::*;

use super::super::document::{Document, SkipReason, Skipped};
use super::super::{
    CellValue, ChangeValue, Decimal, Edition, ImportError, MAX_COLUMNS, MAX_DOCUMENT_BYTES, MAX_HEADINGS,
    MAX_ROWS, Names, Register, Status, import,
};
use super::{SMALL, decimal, figure_cells, figures, percent, series, with_other_digit};

fn small() -> Edition {
    import(SMALL).unwrap()
}

fn document(tables: &str) -> String {
    format!("# Monitor 2031\n## Bijlage A: Deel\n### 1.1. Huis\n{tables}")
}

#[test]
fn the_cover_and_the_chapters_are_read() {
    let edition = small();
    assert_eq!((edition.year, edition.version.as_str()), (2031, "2.1"));
    assert_eq!(edition.title, "Voorbeeldmonitor 2031");
    assert_eq!(edition.date.unwrap().to_string(), "2031-04-03");
    assert_eq!(edition.reference_date.unwrap().to_string(), "2030-12-31");
    assert_eq!(edition.periods, [2028, 2029, 2030]);
    let chapters: Vec<_> =
        edition.chapters.iter().map(|one| (one.letter.as_str(), one.slug.as_str())).collect();
    assert_eq!(chapters, [("A", "eerste-deel"), ("B", "tweede-deel")]);
    let facilities: Vec<_> =
        edition.facilities().map(|(_, one)| (one.number.as_str(), one.slug.as_str())).collect();
    let expected = [
        ("1.1", "poortwachter"),
        ("1.2", "bvb"),
        ("2.1.3", "kaartenkast"),
        ("2.2", "bodem"),
        ("2.3", "rommelig"),
    ];
    assert_eq!(facilities, expected);
    assert_eq!((edition.facility_count(), edition.row_count(), edition.series_count()), (5, 20, 27));
}

#[test]
fn every_form_of_cell_keeps_its_print_beside_its_exact_value() {
    let edition = small();
    let gates = series(&edition, "poortwachter.aantal-poorten");
    assert_eq!(gates.observation(2028).unwrap().status, Status::Missing);
    assert_eq!(gates.observation(2028).unwrap().weergave, "-");
    assert_eq!(gates.observation(2030).unwrap().value, decimal("731644"));
    assert_eq!(gates.change.as_ref().unwrap().value, percent("2979.6"));
    let share = series(&edition, "poortwachter.aandeel-open");
    let first = share.observation(2028).unwrap();
    assert_eq!((first.value, first.unit.as_deref()), (decimal("99.5"), Some("%")));
    assert_eq!(
        (first.text.as_deref(), first.weergave.as_str()),
        (Some("van de poorten"), "99,5 % van de poorten")
    );
    assert_eq!(share.observation(2030).unwrap().value, decimal("12.25"));
    let bound = series(&edition, "poortwachter.aantal-klachten");
    assert_eq!((bound.observations[0].value, bound.observations[0].lower), (None, decimal("5000")));
    assert_eq!(
        (bound.observations[1].lower, bound.observations[1].weergave.as_str()),
        (decimal("5000"), "> 5.000")
    );
    assert_eq!((bound.observations[2].lower, bound.observations[2].upper), (None, decimal("4000")));
    let guests = series(&edition, "poortwachter.aantal-gasten");
    assert_eq!(
        (guests.observations[0].value, guests.observations[0].status),
        (decimal("5000"), Status::Estimated)
    );
    assert_eq!(guests.observations[1].value, decimal("5300000"));
    assert_eq!((guests.observations[2].value, guests.observations[2].status), (None, Status::Unvalidated));
    assert_eq!(guests.change.as_ref().unwrap().value, ChangeValue::Unreadable);
    assert_eq!(
        edition.find("poortwachter.meldingen-via-de-balie-of-post").unwrap().label,
        "Meldingen via de balie of post"
    );
}

#[test]
fn a_cell_with_two_values_gives_two_series_in_one_row() {
    let edition = small();
    let guards = series(&edition, "poortwachter.aantal-wachters.wachters");
    let duties = series(&edition, "poortwachter.aantal-wachters.diensten");
    assert_eq!((guards.observations[0].value, duties.observations[0].value), (decimal("7"), decimal("420")));
    assert_eq!(guards.observations[2].weergave, "8 wachters, 390 diensten");
    assert_eq!(duties.observations[2].text.as_deref(), Some("390 diensten"));
    assert_eq!(guards.change.as_ref().unwrap().value, ChangeValue::Dash);
    assert_eq!(duties.change.as_ref().unwrap().value, percent("-3.7"));
    assert_eq!(duties.change.as_ref().unwrap().weergave, "- - 3,7%");
    assert_eq!(edition.facility("poortwachter").unwrap().1.blocks[0].rows.len(), 7);
}

#[test]
fn bold_rows_and_new_headers_begin_blocks() {
    let edition = small();
    let (_, box_) = edition.facility("bvb").unwrap();
    let blocks: Vec<_> = box_.blocks.iter().map(|one| (one.title.as_deref(), one.rows.len())).collect();
    assert_eq!(blocks, [(Some("Algemeen"), 1), (Some("Bezorging"), 1), (None, 1)]);
    assert_eq!(box_.blocks[0].rows[0].series[0].id, "bvb.aantal-brieven");
    assert_eq!(box_.blocks[1].rows[0].series[0].id, "bvb.aantal-brieven-2");
    assert_eq!(box_.blocks[1].rows[0].change.as_deref(), Some("20%"));
}

#[test]
fn spanning_headers_give_one_series_per_row_and_group() {
    let edition = small();
    let (_, box_) = edition.facility("bvb").unwrap();
    assert_eq!(box_.sender_tables.len(), 2);
    let opened = &box_.sender_tables[1];
    assert_eq!(opened.heading.as_deref(), Some("Geopend per afzender"));
    assert_eq!(opened.row_header, "Afzenders");
    let groups: Vec<_> =
        opened.groups.iter().map(|one| (one.title.as_str(), one.periods.as_slice())).collect();
    assert_eq!(
        groups,
        [("% na 3 weken", [2029, 2030].as_slice()), ("% na 6 weken", [2029, 2030].as_slice())]
    );
    assert_eq!(opened.groups[0].change_title.as_deref(), Some("Vershil 2029-2030"));
    assert!(opened.rows[1].emphasised && !opened.rows[0].emphasised);
    let cells = &opened.rows[1].groups[1];
    assert_eq!(cells.cells, [None, Some("69%".to_owned()), Some("76%".to_owned())]);
    assert_eq!((cells.change.as_deref(), cells.series[0].id.as_str()), (Some("7%"), "bvb.na-6-weken.totaal"));
    assert_eq!(box_.sender_tables[0].groups[0].change_title, None);
}

#[test]
fn sub_rows_under_prose_are_rows_of_their_own_and_the_prose_is_a_note() {
    let edition = small();
    let (_, cabinet) = edition.facility("kaartenkast").unwrap();
    let rows: Vec<_> =
        cabinet.blocks[0].rows.iter().map(|one| (one.label.as_str(), one.parent_line)).collect();
    let prose = SMALL.lines().position(|line| line.starts_with("De kaart is vrij")).unwrap() + 1;
    let under = Some(prose);
    let expected = [
        ("Aantal kasten", None),
        ("Ophalen", under),
        ("Diensten (ook buiten)", under),
        ("Aantal vragen", None),
    ];
    assert_eq!(rows, expected);
    assert_eq!(
        series(&edition, "kaartenkast.diensten-ook-buiten").observations[2].value,
        decimal("1938268000")
    );
    assert_eq!(cabinet.blocks[0].rows[1].change.as_deref(), Some("+13,1%"));
    let note = &cabinet.notes[0];
    assert_eq!((note.first_line, note.heading.as_str()), (prose, ""));
    assert_eq!(note.series, ["kaartenkast.ophalen", "kaartenkast.diensten-ook-buiten"]);
    assert!(!edition.to_data().contains("vrij beschikbaar"));
}

#[test]
fn a_table_without_the_first_year_keeps_its_remarks_apart() {
    let edition = small();
    let (_, soil) = edition.facility("bodem").unwrap();
    assert_eq!(soil.blocks[0].periods, [2029, 2030]);
    assert_eq!(soil.blocks[0].rows[0].cells, [None, Some("326".to_owned()), Some("589".to_owned())]);
    let items: Vec<_> = soil
        .specifications
        .iter()
        .map(|one| (one.number, one.name.as_str(), one.value.to_string()))
        .collect();
    let expected = [
        (1, "Kaart 1:50.000", "746776".to_owned()),
        (2, "Boringen (B-1)", "3137768".to_owned()),
        (3, "Putten", "510601".to_owned()),
    ];
    assert_eq!(items, expected);
    assert_eq!(soil.notes[0].series, ["bodem.aantal-proeven"]);
    assert_eq!(soil.series_count(), 3);
}

#[test]
fn rows_that_are_too_short_or_too_long_keep_what_they_have() {
    let edition = small();
    let short = series(&edition, "rommelig.te-kort");
    let statuses: Vec<_> = short.observations.iter().map(|one| one.status).collect();
    assert_eq!(statuses, [Status::Normal, Status::Missing, Status::Missing]);
    assert_eq!(short.change, None);
    assert_eq!(series(&edition, "rommelig.nieuw").change.as_ref().unwrap().value, ChangeValue::New);
    let line = SMALL.lines().position(|line| line.starts_with("Te lang")).unwrap() + 1;
    let read = Document::read(SMALL).unwrap();
    assert_eq!(read.skipped, [Skipped { line, reason: SkipReason::CellBeyondHeader }]);
}

#[test]
fn notes_name_the_series_they_are_about() {
    let edition = small();
    let (_, gate) = edition.facility("poortwachter").unwrap();
    assert_eq!((gate.notes[0].heading.as_str(), gate.notes[0].series.len()), ("Toelichting", 0));
    assert_eq!(gate.notes[1].series, ["poortwachter.aantal-sleutels"]);
    assert_eq!(gate.notes[1].last_line, gate.notes[1].first_line + 1);
    let (_, box_) = edition.facility("bvb").unwrap();
    assert_eq!(box_.notes[0].heading, "Toelichting bij de afzenders");
}

#[test]
fn errors_name_the_line() {
    let huge = "x".repeat(MAX_DOCUMENT_BYTES + 1);
    let bytes = huge.len();
    assert_eq!(import(&huge), Err(ImportError::TooLarge { bytes, limit: MAX_DOCUMENT_BYTES }));
    assert_eq!(import("niets\n"), Err(ImportError::NoTables { lines: 1 }));
    assert_eq!(import("# A 2031\n\t2029\nx\t1"), Err(ImportError::TableOutsideChapter { line: 2 }));
    let loose = "# A 2031\n## Bijlage A: B\n\t2029\nx\t1";
    assert_eq!(import(loose), Err(ImportError::TableOutsideFacility { line: 3 }));
    let twice = document("\t2029\t2029\nx\t1\t2");
    assert_eq!(import(&twice), Err(ImportError::RepeatedPeriod { line: 4, period: 2029 }));
    assert_eq!(import("**Datum** 31-02-2020"), Err(ImportError::BadDate { line: 1 }));
    assert_eq!(import(&document("\t2029\nx\t1").replace("2031", "")), Err(ImportError::NoYear));
    assert!(import(&document("\t2029\nx\t1").replace("2031", "")).unwrap_err().to_string().contains("year"));
}

#[test]
fn documents_beyond_every_measure_are_refused_at_the_line_that_passes_it() {
    let many = |line, what, limit| Err(ImportError::TooMany { line, what, limit });
    let rows = document(&format!("\t2029\n{}", "x\t1\n".repeat(MAX_ROWS + 1)));
    assert_eq!(import(&rows), many(4 + MAX_ROWS + 1, "rows", MAX_ROWS));
    assert_eq!(import(&"# x\n".repeat(MAX_HEADINGS + 1)), many(MAX_HEADINGS + 1, "headings", MAX_HEADINGS));
    let wide = document(&format!("\t2029{}\n", "\t".repeat(MAX_COLUMNS)));
    assert_eq!(import(&wide), many(4, "columns", MAX_COLUMNS));
    let years: String = (0..=MAX_COLUMNS).map(|year| format!("\t{}\n", 2000 + year)).collect();
    assert_eq!(import(&document(&years)), many(4 + MAX_COLUMNS, "different years", MAX_COLUMNS));
    let twins = import(&document(&format!("\t2029\n{}", "x\t1\n".repeat(MAX_ROWS)))).unwrap();
    assert_eq!(twins.series().last().unwrap().series.id, format!("huis.x-{MAX_ROWS}"));
}

#[test]
fn an_unknown_row_never_takes_an_id_of_the_list() {
    let text = "# M 2031\n## Bijlage A: B\n### 1.1. DigiD\n\t2029\nOrganisaties\t1\nTotaal aantal aangesloten organisaties\t2\n";
    let edition = import(text).unwrap();
    assert_eq!(series(&edition, "digid.organisaties").observations[0].value, decimal("2"));
    assert_eq!(series(&edition, "digid.organisaties-afgeleid").observations[0].value, decimal("1"));
}

#[test]
fn an_edition_survives_its_data_format() {
    let edition = small();
    let data = edition.to_data();
    assert_eq!(Edition::from_data(&data).unwrap(), edition);
    assert_eq!(Edition::from_data(&data).unwrap().to_data(), data);
}

#[test]
fn a_damaged_data_file_is_refused_with_its_line() {
    let data = small().to_data();
    let lines = data.lines().count();
    let broken = data.replacen(
        "\tpoortwachter.aantal-poorten\t2029\t23758\t0",
        "\tpoortwachter.aantal-poorten\t2029\t23758\t1",
        1,
    );
    assert_eq!(Edition::from_data(&broken).unwrap_err().what, "field 5 of `obs` cannot be read");
    let longer = format!("{data}obs\tx\n");
    assert_eq!(Edition::from_data(&longer).unwrap_err().line, lines + 1);
    assert_eq!(Edition::from_data("row\t1\t\t0\tx").unwrap_err().line, 1);
    assert_eq!(Edition::from_data("").unwrap_err().line, 0);
}

#[test]
fn a_page_gets_strings_and_never_floats() {
    let made = serde_json::to_value(small()).unwrap();
    let row = &made["chapters"][0]["facilities"][0]["blocks"][0]["rows"][2];
    assert_eq!(row["label"], "Aandeel open");
    assert_eq!(row["cells"][2], "12,25%");
    assert_eq!(row["series"][0]["observations"][2]["value"], "12.25");
    assert_eq!(row["change"], "-87,69%");
    assert_eq!(made["date"], "2031-04-03");
}

#[test]
fn a_register_needs_a_name_for_every_series() {
    let edition = small();
    let refused = Register::from_edition(&edition, &Names::built_in().unwrap()).unwrap_err();
    assert!(refused.what.contains("poortwachter.aantal-poorten"));
}

#[test]
fn numbers_that_are_not_dutch_are_not_guessed() {
    for text in ["5.3", "1.02", "1,2,3", "1.0234", "12.34.567", ",5", "5,", ".", "", "+", "1e3", "0x1"] {
        assert_eq!(Decimal::from_dutch(text), None, "{text}");
    }
    for text in ["5.3 miljoen", "12a", "1 2 3", "7 partners, veel", "> veel", "31-12-2019"] {
        assert_eq!(CellValue::read(text), CellValue::Text, "{text}");
    }
}

proptest! {
    #[test]
    fn a_decimal_survives_both_its_prints(mantissa in -10_i128.pow(20)..10_i128.pow(20), decimals in 0_u8..6) {
        let sign = if mantissa < 0 { "-" } else { "" };
        let digits = format!("{:0>width$}", mantissa.unsigned_abs(), width = usize::from(decimals) + 1);
        let (whole, fraction) = digits.split_at(digits.len() - usize::from(decimals));
        let plain = if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") };
        let value: Decimal = plain.parse().unwrap();
        prop_assert_eq!(value.mantissa(), mantissa);
        prop_assert_eq!(value.to_string(), plain);
        prop_assert_eq!(Decimal::from_dutch(&value.to_dutch()), Some(value));
    }

    #[test]
    fn a_changed_digit_is_imported_as_changed_and_nothing_else_moves(
        which in any::<usize>(), pick in any::<usize>(), step in 0_u8..9,
    ) {
        let edition = small();
        let cells = figure_cells(SMALL, &edition);
        let (text, cell) = with_other_digit(SMALL, cells[which % cells.len()], pick, step);
        let changed = import(&text).unwrap();
        let (old, new) = (figures(&edition), figures(&changed));
        prop_assert_eq!(old.len(), new.len());
        let moved: Vec<_> = old.iter().zip(&new).filter(|(old, new)| old != new).collect();
        prop_assert!((1..=2).contains(&moved.len()), "{} figures moved", moved.len());
        for (old, new) in moved {
            prop_assert_eq!((&old.0, old.1), (&new.0, new.1));
            prop_assert_eq!(&new.3, &cell);
        }
        prop_assert_eq!(Edition::from_data(&changed.to_data()).unwrap(), changed);
    }

    #[test]
    fn arbitrary_text_never_panics(text in "(?s).{0,400}") {
        let _ = import(&text);
        let _ = Edition::from_data(&text);
        let _ = Register::from_data(&text);
        let _ = Names::from_data(&text);
    }

    #[test]
    fn arbitrary_tables_never_panic_and_survive_the_data_format(
        rows in prop::collection::vec(prop::collection::vec(
            prop_oneof![Just(String::new()), Just("2019".to_owned()), Just("%".to_owned()), Just("- - 3,7%".to_owned()),
                Just("7 a, 8 b".to_owned()), Just("> 5".to_owned()), Just("<b>x</b>".to_owned()),
                Just("1 a 2 2 b 3".to_owned()), Just("\\t#".to_owned()), "[^\t\n]{0,12}", "[0-9.,%<>+-]{0,8}"],
            1..7), 0..12),
    ) {
        let table: Vec<String> = rows.iter().map(|row| row.join("\t")).collect();
        let text = document(&format!("\t2017\t2018\t%\t\n{}\n", table.join("\n")));
        if let Ok(edition) = import(&text) {
            let data = edition.to_data();
            let again = Edition::from_data(&data);
            prop_assert_eq!(again.as_ref(), Ok(&edition));
        }
    }
}
