//! The tables hold what was printed.

use edition::{BreakKind, Direction, Family, Kind, Reason, Status};
use proptest::prelude::*;

use super::{Printed, SMALL, built_in, corrected, counted, csv, imported, printed, table};
use crate::content::{Content, direction};
use crate::schema::{
    BREAK_CODES, DIRECTION_CODES, KIND_CODES, NOTES, OBSERVATIONS, REASON_CODES, SOURCE_CODES, STATUS_CODES,
    TABLES,
};

#[test]
fn headers_are_exactly_these() {
    let publication = built_in();
    let header = |path: &str| csv(&publication, path).lines().next().unwrap().to_owned();
    assert_eq!(
        header("observations.csv"),
        "editie,versie,indicator,uitsplitsing,periode,waarde,ondergrens,bovengrens,waarde_tekst,status,vertrouwelijk,bron,schaal,\
         definitieversie,vorige_waarde,reden_correctie,verandering_pct,verandering_weergave,voorziening,seednaam,weergave"
    );
    assert_eq!(header("breaks.csv"), "indicator,eerste_periode,soort,tekst,overlap");
    assert_eq!(
        header("restatements.csv"),
        "indicator,periode,oud,nieuw,oude_editie,nieuwe_editie,reden,tekst,besloten_door,datum"
    );
    assert_eq!(
        header("notes.csv"),
        "nummer,soort,voorziening,indicator,periode,kop,tekst,auteur,beoordeeld_door,regel_van,regel_tot"
    );
    assert_eq!(header("targets.csv"), "indicator,periode,waarde,bron");
}

#[test]
fn special_forms_stand_in_rows_of_their_own() {
    let text = csv(&built_in(), "observations.csv");
    let rows = [
        "2020,1.0.0,digid.accounts.actief,_T,2019,15023119,,,,A,false,publicatie,,1,,,9.1,\"+9,1%\",digid,Aantal actieve DigiD's,15.023.119",
        "2020,1.0.0,digid.accounts.substantieel,_T,2017,,,,,O,false,publicatie,,1,,,,,digid,Aantal accounts op substantieel,-",
        "2020,1.0.0,ondernemersplein.partners,_T,2017,7,,,7 partners,A,false,publicatie,,1,,,,,ondernemersplein,Aantal aangesloten \
         partners,\"7 partners, 420 aansluitingen\"",
        "2020,1.0.0,ondernemersplein.aansluitingen,_T,2019,390,,,390 aansluitingen,A,false,publicatie,,1,,,-3.7,\"- - 3,7%\",\
         ondernemersplein,Aantal aangesloten partners,\"8 partners, 390 aansluitingen\"",
        "2020,1.0.0,woz.terugmeldingen,_T,2018,,5000,,,A,false,publicatie,,1,,,,,woz,\"Aantal terugmeldingen via e-mail, intranet, \
         brief, etc.\",> 5.000",
        "2020,1.0.0,digilevering.berichten.brk.in,_T,2019,1392497,,,,A,false,publicatie,,1,,,,nieuw,digilevering,Aantal berichten vanuit \
         BRK geleverd aan Digilevering,1.392.497",
        "2020,1.0.0,bro.opvragingen,BRO_BODEMKAART_1_50_000,2019,746776,,,,A,false,publicatie,,1,,,,,bro,Aantal opvragingen per product \
         via de PDOK servers (views en downloads),746.776",
        "2020,1.0.0,mijnoverheid.berichtenbox.geopend-6-weken.gemeenten,GEMEENTEN,2019,77,,,,A,false,publicatie,,1,,,4.0,4%,\
         mijnoverheid,Gemeenten,77%",
    ];
    for row in rows {
        assert_eq!(text.lines().filter(|line| *line == row).count(), 1, "{row}");
    }
    assert!(
        csv(&built_in(), "breakdowns.csv").contains("\nBRO_BODEMKAART_1_50_000,BRO Bodemkaart 1:50.000\n")
    );
}

#[test]
fn there_is_one_row_for_each_figure() {
    let publication = built_in();
    assert_eq!(table(&publication, "observations.csv").rows.len(), publication.figures().len());
    assert_eq!(table(&publication, "indicators.csv").rows.len(), publication.register.indicators.len());
}

#[test]
fn every_printed_cell_is_found_back() {
    for publication in [built_in(), imported(SMALL)] {
        let rows = table(&publication, "observations.csv").rows;
        let at = |name: &str| OBSERVATIONS.position(name).unwrap();
        let (label, year, print, change) =
            (at("seednaam"), at("periode"), at("weergave"), at("verandering_weergave"));
        let Printed { cells, changes } = printed(&publication.edition);
        assert!(cells.len() > 40, "{}", cells.len());
        for (name, period, text) in cells {
            let held = |row: &&Vec<String>| {
                row[label] == name && row[year] == period.to_string() && row[print] == text
            };
            assert!(rows.iter().any(|row| held(&row)), "{name} {period} {text}");
        }
        for (name, text) in changes {
            assert!(rows.iter().any(|row| row[label] == name && row[change] == text), "{name} {text}");
        }
        for part in publication.edition.facilities().flat_map(|(_, one)| &one.specifications) {
            assert!(rows.iter().any(|row| row[print] == part.weergave), "{}", part.name);
        }
    }
}

#[test]
fn a_changed_cell_of_a_document_is_changed_in_the_table() {
    let changed = SMALL.replace("23.758\t731.644", "23.759\t731.644");
    assert_ne!(changed, SMALL);
    let (before, after) =
        (csv(&imported(SMALL), "observations.csv"), csv(&imported(&changed), "observations.csv"));
    let other: Vec<(&str, &str)> =
        before.lines().zip(after.lines()).filter(|(before, after)| before != after).collect();
    // The cell itself, and the change to the year behind it.
    assert_eq!(other.len(), 2, "{other:?}");
    assert!(other[0].0.contains(",23758,") && other[0].0.ends_with(",23.758"));
    assert!(other[0].1.contains(",23759,") && other[0].1.ends_with(",23.759"));
}

#[test]
fn a_counted_figure_carries_its_scale() {
    let rows = table(&counted(), "observations.csv").rows;
    let at = |name: &str| OBSERVATIONS.position(name).unwrap();
    assert!(rows.iter().all(|row| row[at("bron")] == "meting" && row[at("schaal")] == "1:10000"));
}

#[test]
fn a_restated_figure_carries_what_was_said_before_and_why() {
    let text = csv(&corrected(), "observations.csv");
    let row = "2020,1.1.0,digid.webdiensten,_T,2018,945,,,,A,false,publicatie,,1,944,leveringsfout,8.5,,digid,Totaal aantal aangesloten \
               webdiensten,945";
    assert!(text.lines().any(|line| line == row), "{text}");
    assert_eq!(
        csv(&corrected(), "breaks.csv").split_once('\n').unwrap().1,
        "digid.organisaties,2018,reikwijdte,\"Ook \"\"kleine\"\" organisaties,\nmet ingang van 2018\",640.50\n"
    );
    assert_eq!(
        csv(&corrected(), "targets.csv").split_once('\n').unwrap().1,
        "digid.accounts.actief,2021,16000000,Beleidsbrief\n"
    );
    let notes = csv(&corrected(), "notes.csv");
    assert_eq!(
        notes.lines().nth(1).unwrap(),
        "1,toelichting,digid,,,,=1+1; geen formule,Eigenaar,Redacteur,,"
    );
}

#[test]
fn every_reference_leads_to_a_row() {
    for publication in [built_in(), corrected(), counted(), imported(SMALL)] {
        for known in TABLES {
            let own = table(&publication, known.path);
            for reference in known.references {
                let target = table(&publication, reference.table);
                let place = target.table.position(reference.target).unwrap();
                for row in &own.rows {
                    let value = &row[known.position(reference.column).unwrap()];
                    let held = value.is_empty() || target.rows.iter().any(|row| row[place] == *value);
                    assert!(held, "{} {} {value}", known.path, reference.column);
                }
            }
        }
    }
}

#[test]
fn every_row_fits_its_table() {
    for publication in [built_in(), corrected(), counted(), imported(SMALL)] {
        for known in TABLES {
            for row in table(&publication, known.path).rows {
                assert_eq!(row.len(), known.columns.len(), "{}", known.path);
                for (text, column) in row.iter().zip(known.columns) {
                    assert!(!(column.required && text.is_empty()), "{} {}: {row:?}", known.path, column.name);
                    if let crate::schema::Sort::Choice(words) = column.sort {
                        assert!(text.is_empty() || words.contains(&text.as_str()), "{text}");
                    }
                }
            }
        }
    }
}

#[test]
fn a_table_in_which_two_rows_are_alike_names_no_key() {
    let publication = built_in();
    let mut content = table(&publication, "observations.csv");
    assert_eq!(content.key(), ["indicator", "uitsplitsing", "periode"]);
    let first = content.rows[0].clone();
    content.rows.push(first);
    assert!(content.key().is_empty());
}

#[test]
fn words_of_a_column_are_all_words_that_there_are() {
    assert_eq!(STATUS_CODES, Status::ALL.map(Status::letter));
    assert_eq!(KIND_CODES, Kind::ALL.map(Kind::code));
    assert_eq!(BREAK_CODES, BreakKind::ALL.map(BreakKind::code));
    assert_eq!(REASON_CODES, Reason::ALL.map(Reason::code));
    assert_eq!(SOURCE_CODES, [Family::Publicatie, Family::Meting].map(Family::code));
    assert_eq!(DIRECTION_CODES, [Direction::Up, Direction::Down, Direction::Neutral].map(direction));
}

proptest! {
    #[test]
    fn any_text_survives_the_file(texts in prop::collection::vec("[ -~\\n\\r\\t,\"€é]{0,12}", 11)) {
        let content = Content { table: &NOTES, rows: vec![texts.clone()] };
        let bytes = content.csv().unwrap();
        let mut reader = csv::ReaderBuilder::new().from_reader(bytes.as_slice());
        let rows: Vec<Vec<String>> = reader
            .records()
            .map(|record| record.unwrap().iter().map(str::to_owned).collect())
            .collect();
        prop_assert_eq!(rows, vec![texts]);
    }
}
