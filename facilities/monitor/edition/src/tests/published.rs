//! The published document and the data files made from it.

use std::collections::{BTreeMap, HashSet};
use std::path::Path;

use proptest::prelude::*;

use super::super::{Definitions, Edition, Kind, Names, Publication, Register, Status, import};
use super::{decimal, figure_cells, figures, percent, series, with_other_digit};

/// The published document, which stands beside the repository on some machines only; tests that need it say so when it
/// is not there.
fn published() -> Option<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .find(|folder| folder.join("Cargo.lock").exists())?;
    let mut files: Vec<_> = std::fs::read_dir(root.join("../shared/seed"))
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "txt"))
        .collect();
    files.sort();
    let text = files.first().and_then(|path| std::fs::read_to_string(path).ok());
    if text.is_none() {
        eprintln!("skipped: the published document is not beside the repository");
    }
    text
}

#[test]
fn importing_the_published_document_gives_exactly_the_data_files() {
    let Some(text) = published() else { return };
    let edition = import(&text).unwrap();
    assert_eq!(edition.to_data(), include_str!("../../data/edition-2020.tsv"));
    let register = Register::from_edition(&edition, &Names::built_in().unwrap()).unwrap();
    assert_eq!(register.to_data(), include_str!("../../data/indicators.tsv"));
}

#[test]
fn the_data_file_is_what_its_reader_writes() {
    let edition = Edition::built_in().unwrap();
    assert_eq!(edition.to_data(), include_str!("../../data/edition-2020.tsv"));
    let register = Register::built_in().unwrap();
    assert_eq!(register.to_data(), include_str!("../../data/indicators.tsv"));
}

#[test]
fn the_edition_has_29_facilities_135_rows_and_163_series() {
    let edition = Edition::built_in().unwrap();
    assert_eq!((edition.facility_count(), edition.row_count(), edition.series_count()), (29, 135, 163));
    let composite = edition.series().iter().filter(|found| found.series.part.is_some()).count();
    let grouped = edition.series().iter().filter(|found| !found.group.is_empty()).count();
    assert_eq!((composite, grouped), (2, 9 + 18));
    let titles: Vec<&str> = edition.chapters.iter().map(|chapter| chapter.title.as_str()).collect();
    let expected = [
        "Identificeren en authenticeren",
        "Dienstverlening en informatie verstrekken",
        "Gegevens en registreren",
        "Dienstverlening en verbinden",
    ];
    assert_eq!(titles, expected);
    assert_eq!((edition.year, edition.version.as_str()), (2020, "1.0"));
    assert_eq!(edition.periods, [2017, 2018, 2019]);
    assert_eq!(edition.reference_date.unwrap().to_string(), "2019-12-31");
}

#[test]
fn every_facility_has_the_number_of_series_of_the_table_of_indicators() {
    let edition = Edition::built_in().unwrap();
    let counted: Vec<(&str, usize)> =
        edition.facilities().map(|(_, facility)| (facility.slug.as_str(), facility.series_count())).collect();
    let expected = [
        ("digid", 12),
        ("digid-machtigen", 5),
        ("eherkenning", 5),
        ("pkioverheid", 2),
        ("bv-bsn", 4),
        ("mijnoverheid", 8 + 9 + 18),
        ("berichtenbox-bedrijven", 3),
        ("overheid-nl", 2),
        ("ondernemersplein", 4),
        ("samenwerkende-catalogi", 10),
        ("brp", 4),
        ("hr", 8),
        ("bag", 6),
        ("brt", 2),
        ("bgt", 3),
        ("brk", 7),
        ("brv", 3),
        ("woz", 4),
        ("bri", 3),
        ("bro", 2),
        ("digilevering", 14),
        ("digimelding", 6),
        ("stelselcatalogus", 2),
        ("efactureren", 2),
        ("sbr", 4),
        ("digipoort", 3),
        ("digikoppeling", 2),
        ("diginetwerk", 3),
        ("nora", 3),
    ];
    assert_eq!(counted, expected);
}

#[test]
fn the_register_describes_every_series_once() {
    let (edition, register) = (Edition::built_in().unwrap(), Register::built_in().unwrap());
    assert_eq!(register.indicators.len(), 163);
    let ids: Vec<&str> = edition.series().iter().map(|found| found.series.id.as_str()).collect();
    let registered: Vec<&str> = register.indicators.iter().map(|one| one.id.as_str()).collect();
    assert_eq!(ids, registered);
    let codes: HashSet<_> = register.indicators.iter().map(|one| (&one.sdmx_code, &one.breakdown)).collect();
    assert_eq!(codes.len(), 163);
    let complete = |text: &String| !text.trim().is_empty();
    assert!(register.indicators.iter().all(|one| {
        complete(&one.title_nl) && complete(&one.title_en) && complete(&one.unit) && complete(&one.seed_name)
    }));
    let names = Names::built_in().unwrap();
    assert_eq!((names.series_count(), names.facilities().len()), (163, 29));
    assert!(edition.chapters.iter().all(|chapter| names.chapter_en(&chapter.title).is_some()));
    assert!(edition.facilities().all(|(_, facility)| names.facility(&facility.slug).is_some()));
}

#[test]
fn the_register_counts_the_kinds() {
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for one in Register::built_in().unwrap().indicators {
        *kinds.entry(one.kind.code()).or_default() += 1;
    }
    assert_eq!(kinds.values().sum::<usize>(), 163);
    assert_eq!(kinds[Kind::Cohort.code()], 18);
    assert_eq!(kinds[Kind::Mutation.code()], 5);
    assert_eq!(kinds[Kind::Coverage.code()], 3);
    assert_eq!((kinds[Kind::Bound.code()], kinds[Kind::UniquePerDelivery.code()]), (1, 1));
}

#[test]
fn the_ids_that_the_house_counts_by_are_there() {
    let register = Register::built_in().unwrap();
    for id in [
        "brp.berichten",
        "brp.organisaties",
        "digid.organisaties",
        "digid.webdiensten",
        "digid.accounts.actief",
        "digid.accounts.basis",
        "digid.accounts.midden",
        "digid.accounts.substantieel",
        "digid.authenticaties.totaal",
        "digid.authenticaties.basis",
        "digid.authenticaties.midden",
        "digid.authenticaties.midden-app",
        "digid.authenticaties.substantieel",
        "digid.authenticaties.mijnoverheid",
        "mijnoverheid.accounts.actief",
        "mijnoverheid.inloggen",
        "mijnoverheid.berichtenbox.organisaties",
        "mijnoverheid.berichtenbox.berichten",
        "pkioverheid.certificaten",
        "pkioverheid.tsp",
    ] {
        assert!(register.get(id).is_some(), "{id}");
    }
    let active = register.get("digid.accounts.actief").unwrap();
    assert_eq!((active.sdmx_code.as_str(), active.breakdown.as_str()), ("DIGID_ACCOUNTS_ACTIEF", "_T"));
    assert_eq!(register.get("brp.berichten").unwrap().seed_name, "Totale aantal berichten naar afnemers");
    let group = register.get("mijnoverheid.berichtenbox.geopend-3-weken.rdw").unwrap();
    assert_eq!(group.sdmx_code, "MIJNOVERHEID_BERICHTENBOX_GEOPEND_3_WEKEN");
    assert_eq!((group.breakdown.as_str(), group.unit.as_str()), ("RDW", "procent"));
}

#[test]
fn the_odd_cells_of_the_published_document_are_read() {
    let edition = Edition::built_in().unwrap();
    let shown = |id: &str, year: u16| {
        let one = series(&edition, id).observation(year).unwrap();
        (one.weergave.clone(), one.value, one.lower, one.status)
    };
    let none = None;
    assert_eq!(
        shown("digid.accounts.actief", 2019),
        ("15.023.119".into(), decimal("15023119"), none, Status::Normal)
    );
    assert_eq!(shown("digid.accounts.substantieel", 2017), ("-".into(), none, none, Status::Missing));
    assert_eq!(shown("woz.terugmeldingen", 2017), (">5.000".into(), none, decimal("5000"), Status::Normal));
    assert_eq!(shown("woz.terugmeldingen", 2018), ("> 5.000".into(), none, decimal("5000"), Status::Normal));
    assert_eq!(shown("ondernemersplein.aansluitingen", 2019).1, decimal("390"));
    assert_eq!(shown("bv-bsn.presentatievragen.aandeel", 2018).1, decimal("0.5"));
    assert_eq!(shown("brk.kaart.services", 2019).1, decimal("1938268000"));
    assert_eq!(shown("digilevering.berichten.brk.in", 2018), (String::new(), none, none, Status::Missing));
    assert_eq!(shown("mijnoverheid.berichtenbox.geopend-6-weken.totaal", 2019).1, decimal("59"));
    assert!(series(&edition, "bro.opvragingen").observation(2017).is_none());
    let change = |id: &str| series(&edition, id).change.clone().unwrap();
    assert_eq!(change("pkioverheid.certificaten").value, percent("-12.24"));
    assert_eq!(change("ondernemersplein.aansluitingen").value, percent("-3.7"));
    assert_eq!(change("samenwerkende-catalogi.raadplegingen.producten").weergave, "50,1%");
    assert_eq!(edition.facility("bro").unwrap().1.specifications.len(), 6);
}

#[test]
fn every_plain_figure_prints_as_it_was_published() {
    for found in Edition::built_in().unwrap().series() {
        for one in found.series.observations.iter().filter(|one| one.unit.is_none() && one.text.is_none()) {
            if let Some(value) = one.value {
                assert_eq!(value.to_dutch(), one.weergave, "{}", found.series.id);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn a_mutated_published_document_is_imported_as_mutated(
        which in any::<usize>(), pick in any::<usize>(), step in 0_u8..9,
    ) {
        let Some(text) = published() else { return Ok(()) };
        let edition = import(&text).unwrap();
        let cells = figure_cells(&text, &edition);
        let (mutated, cell) = with_other_digit(&text, cells[which % cells.len()], pick, step);
        let changed = import(&mutated).unwrap();
        let (old, new) = (figures(&edition), figures(&changed));
        prop_assert_eq!(old.len(), new.len());
        let moved: Vec<_> = old.iter().zip(&new).filter(|(old, new)| old != new).collect();
        prop_assert!((1..=2).contains(&moved.len()), "{} figures moved", moved.len());
        for (old, new) in moved {
            prop_assert_eq!((&old.0, old.1), (&new.0, new.1));
            prop_assert_eq!(&new.3, &cell);
        }
    }
}

#[test]
fn every_cell_of_the_edition_is_a_figure_of_its_publication() {
    let publication = Publication::built_in().unwrap();
    let figures = publication.figures();
    let cells: usize = publication.edition.series().iter().map(|found| found.series.observations.len()).sum();
    let split: usize =
        publication.edition.facilities().map(|(_, facility)| facility.specifications.len()).sum();
    assert_eq!(figures.len(), cells + split);
    let keys: std::collections::BTreeSet<String> = figures.iter().map(crate::Figure::key).collect();
    assert_eq!(keys.len(), figures.len());
    let product = figures.iter().find(|one| one.breakdown == "BRO_GRONDWATERMONITORINGPUT").unwrap();
    assert_eq!(
        (product.indicator.as_str(), product.period, product.print.as_str()),
        ("bro.opvragingen", 2019, "2.246.606")
    );
}

#[test]
fn every_measure_of_the_register_has_a_definition() {
    let (register, definitions) = (Register::built_in().unwrap(), Definitions::built_in().unwrap());
    let missing: Vec<&str> = register
        .indicators
        .iter()
        .map(|one| one.sdmx_code.as_str())
        .filter(|measure| definitions.get(measure).is_none())
        .collect();
    assert_eq!(missing, Vec::<&str>::new());
    assert_eq!(definitions.to_data(), include_str!("../../data/definitions.tsv"));
}
