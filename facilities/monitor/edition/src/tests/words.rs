//! Words for units, groups, chapters and facilities.

use std::collections::BTreeSet;

use kernel::Language::{En, Nl};

use crate::{Publication, Register, import};

#[test]
fn every_unit_of_the_register_has_words_in_both_languages() {
    let publication = Publication::built_in().unwrap();
    let units: BTreeSet<String> =
        Register::built_in().unwrap().indicators.iter().map(|one| one.unit.clone()).collect();
    for unit in units {
        let (dutch, english) = (publication.unit_name(&unit, Nl), publication.unit_name(&unit, En));
        assert_eq!(dutch.plural, unit);
        let same = ["downloads", "accounts", "partners"].contains(&unit.as_str());
        assert_eq!(dutch.plural == english.plural, same, "{unit}");
        assert!(!dutch.singular.is_empty() && !english.singular.is_empty());
        assert_eq!(dutch.symbol, english.symbol);
    }
    let percent = publication.unit_name("procent", En);
    assert_eq!((percent.to_string(), percent.symbol), ("percent".to_owned(), "%".to_owned()));
    assert_eq!(publication.unit_name("vonken", En).to_string(), "vonken");
    assert_eq!(publication.unit_name("berichten", Nl).singular, "bericht");
}

#[test]
fn every_chapter_facility_and_breakdown_has_a_name_in_both_languages() {
    let publication = Publication::built_in().unwrap();
    for chapter in &publication.edition.chapters {
        assert_eq!(publication.chapter_name(&chapter.slug, Nl), chapter.title);
        assert_ne!(publication.chapter_name(&chapter.slug, En), chapter.title);
    }
    assert_eq!(publication.facility_name("brp", En), "Personal records database (BRP)");
    assert_eq!(publication.facility_in_text("hr", Nl), "het Handelsregister (HR)");
    assert_eq!(publication.facility_short("hr", Nl), "het HR");
    assert_eq!(publication.facility_short("brp", En), "the BRP");
    assert_eq!(publication.facility_short("digid", En), "DigiD");
    let breakdowns: BTreeSet<String> = publication.figures().into_iter().map(|one| one.breakdown).collect();
    assert_eq!(breakdowns.len(), 1 + 8 + 6);
    for breakdown in breakdowns.iter().filter(|one| !one.starts_with("BRO_")) {
        assert_ne!(
            publication.breakdown_name(breakdown, Nl),
            publication.breakdown_name(breakdown, En),
            "{breakdown}"
        );
    }
    assert_eq!(publication.breakdown_name("_T", En), "Total");
}

#[test]
fn what_the_lists_do_not_have_is_called_as_it_is_printed() {
    let publication = super::other_publication();
    assert_eq!(publication.facility_name("poortwachter", En), "Poortwachter");
    assert_eq!(publication.facility_name("nergens", En), "nergens");
    assert_eq!(publication.breakdown_name("NERGENS", Nl), "NERGENS");
    assert_eq!(publication.title("nergens", Nl), "nergens");
    assert!(import(super::SMALL).is_ok());
}

#[test]
fn subjects_follow_from_titles() {
    let publication = Publication::built_in().unwrap();
    let subject = |id| (publication.subject(id, Nl), publication.subject(id, En));
    assert_eq!(
        subject("digid.authenticaties.totaal"),
        ("het aantal authenticaties".into(), "the number of authentications".into())
    );
    assert_eq!(subject("bv-bsn.verificatievragen.aandeel").0, "het aandeel verificatievragen");
    assert_eq!(subject("digid.accounts.actief").0, "het aantal actieve DigiD's");
    assert_eq!(
        subject("efactureren.facturen"),
        ("het aantal ontvangen e-facturen".into(), "the number of e-invoices received".into())
    );
}
