//! Reference metadata.

use kernel::Language::{En, Nl};

use crate::{Break, BreakKind, HEADINGS, Publication};

#[test]
fn every_facility_has_all_headings_with_sentences_in_both_languages() {
    let publication = Publication::built_in().unwrap();
    for (_, facility) in publication.edition.facilities() {
        let made = publication.reference(&facility.slug).unwrap();
        assert_eq!(made.concepts.len(), HEADINGS.len());
        for concept in &made.concepts {
            for text in [concept.text(Nl), concept.text(En)] {
                assert!(text.ends_with('.') && text.len() > 10, "{} {}: {text}", facility.slug, concept.id);
                assert!(
                    !text.contains("  ") && !text.contains(".."),
                    "{} {}: {text}",
                    facility.slug,
                    concept.id
                );
            }
            assert_ne!(concept.text_nl, concept.text_en, "{} {}", facility.slug, concept.id);
        }
        let mandate = made.concept("INST_MANDATE").unwrap();
        assert!(mandate.text_nl.starts_with("De voorziening"), "{}", facility.slug);
    }
    assert_eq!(publication.reference("nergens"), None);
}

#[test]
fn the_texts_are_computed_from_the_publication() {
    let mut publication = Publication::built_in().unwrap();
    let text = |publication: &Publication, facility: &str, id: &str| {
        publication.reference(facility).unwrap().concept(id).unwrap().text_nl.clone()
    };
    assert_eq!(
        text(&publication, "woz", "TIMELINESS_PUNCT"),
        "De cijfers zijn 167 dagen na de peildatum gepubliceerd."
    );
    assert_eq!(
        text(&publication, "woz", "ACCURACY"),
        "Van de 12 cijfers in de tabel zijn er 0 geschat, 3 alleen als grens bekend, 0 voorlopig en 0 niet aanwezig."
    );
    assert!(text(&publication, "brp", "CONTACT").contains("Beheerder BRP (RvIG)"));
    assert!(text(&publication, "brp", "COMPARABILITY").contains("geen reeksbreuken"));
    publication.breaks.push(Break {
        indicator: "brp.berichten".into(),
        first_period: 2019,
        kind: BreakKind::Bron,
        text: "Andere bron.".into(),
        overlap: None,
    });
    assert!(text(&publication, "brp", "COMPARABILITY").contains("berichten naar afnemers (2019)"));
    assert!(text(&publication, "hr", "COMPARABILITY").contains("geen reeksbreuken"));
}

#[test]
fn another_publication_has_them_too() {
    let publication = super::other_publication();
    for (_, facility) in publication.edition.facilities() {
        assert_eq!(publication.reference(&facility.slug).unwrap().concepts.len(), 17, "{}", facility.slug);
    }
}
