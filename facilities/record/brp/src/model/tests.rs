use kernel::PartialDate;
use proptest::prelude::*;
use serde_json::json;

use super::*;

fn lijst() -> Persoonslijst {
    Persoonslijst {
        persoon: PersoonCategorie {
            a_nummer: Some("1234567890".to_owned()),
            burgerservicenummer: Some("999993653".to_owned()),
            naam: Naam {
                voornamen: Some("Suzanne".to_owned()),
                geslachtsnaam: Some("Moulin".to_owned()),
                ..Naam::default()
            },
            geboorte: Geboorte {
                geboortedatum: PartialDate::try_from(19_851_200).ok(),
                ..Geboorte::default()
            },
            geslacht: Some(Geslacht::Vrouw),
            aanduiding_naamgebruik: Some(Naamgebruik::Eigen),
            registratie: Registratie {
                onjuist: None,
                rni_deelnemer: Some("0101".to_owned()),
                ..Registratie::default()
            },
        },
        ouder1: Some(Ouder { geslacht: Some(Geslacht::Man), ..Ouder::default() }),
        nationaliteiten: vec![Nationaliteit {
            nationaliteit: Some("0057".to_owned()),
            ..Nationaliteit::default()
        }],
        huwelijken: vec![Huwelijk {
            soort_verbintenis: Some(SoortVerbintenis::Huwelijk),
            ..Huwelijk::default()
        }],
        verblijfplaats: Some(Verblijfplaats { huisnummer: Some(31), ..Verblijfplaats::default() }),
        kinderen: vec![
            Kind::default(),
            Kind { burgerservicenummer: Some("1".to_owned()), ..Kind::default() },
        ],
        ..Persoonslijst::default()
    }
}

#[test]
fn a_document_has_dutch_keys_and_no_empty_elements() {
    let documents = lijst().to_documents().unwrap();
    assert_eq!(
        documents[0],
        (
            Categorie::Persoon,
            json!({
                "aNummer": "1234567890", "burgerservicenummer": "999993653", "voornamen": "Suzanne",
                "geslachtsnaam": "Moulin", "geboortedatum": 19_851_200, "geslacht": "V",
                "aanduidingNaamgebruik": "E", "rniDeelnemer": "0101"
            })
        )
    );
}

#[test]
fn a_list_survives_being_stored_as_documents() {
    let documents = lijst().to_documents().unwrap();
    assert_eq!(Persoonslijst::from_documents(documents).unwrap(), lijst());
}

#[test]
fn a_list_survives_being_stored_whole() {
    let text = serde_json::to_string(&lijst()).unwrap();
    assert_eq!(serde_json::from_str::<Persoonslijst>(&text).unwrap(), lijst());
}

#[test]
fn documents_that_are_no_list_are_refused() {
    let twice =
        [(Categorie::Persoon, json!({})), (Categorie::Ouder1, json!({})), (Categorie::Ouder1, json!({}))];
    assert!(matches!(Persoonslijst::from_documents(twice), Err(NoPersoonslijst::Double("02"))));
    assert!(matches!(Persoonslijst::from_documents::<Value>([]), Err(NoPersoonslijst::Missing)));
    let wrong = [(Categorie::Persoon, json!({"geslacht": "X"}))];
    assert!(matches!(Persoonslijst::from_documents(wrong), Err(NoPersoonslijst::Shape("01", _))));
    let wrong = [(Categorie::Persoon, json!({"geboortedatum": 20_201_301}))];
    assert!(Persoonslijst::from_documents(wrong).is_err());
}

#[test]
fn every_category_is_found_by_its_number() {
    for categorie in Categorie::ALL {
        assert_eq!(Categorie::met_nummer(categorie.nummer()), Some(categorie));
    }
    assert_eq!(Categorie::met_nummer("10"), None);
}

#[test]
fn a_place_is_known_by_what_is_filled() {
    let text = |value: &str| Some(value.to_owned());
    let mut place = Verblijfplaats::default();
    assert_eq!(place.soort(), None);
    place.locatiebeschrijving = text("Woonboot");
    assert_eq!(place.soort(), Some(SoortVerblijfplaats::Locatie));
    place.straatnaam = text(".");
    assert_eq!(place.soort(), Some(SoortVerblijfplaats::Adres));
    place.land_adres_buitenland = text("6014");
    assert_eq!(place.soort(), Some(SoortVerblijfplaats::Buitenland));
    place.land_adres_buitenland = text("0000");
    assert_eq!(place.soort(), Some(SoortVerblijfplaats::Onbekend));
}

proptest! {
    #[test]
    fn any_name_and_date_round_trips(name in proptest::option::of("\\PC{0,20}"), number in 0i64..30_000_000) {
        let mut lijst = lijst();
        lijst.persoon.naam.voornamen = name;
        lijst.persoon.geboorte.geboortedatum = PartialDate::try_from(number).ok();
        let documents = lijst.to_documents().unwrap();
        prop_assert_eq!(Persoonslijst::from_documents(documents).unwrap(), lijst);
    }
}
