//! What is being investigated goes along with the fields it touches.

use serde_json::{Value, json};

use super::tests::{boterdiep, day, shaped, suzanne};
use crate::model::Onderzoek;

fn investigated(category: &str, mut document: Value, what: &str) -> Vec<(String, Value)> {
    document["onderzoek"] = json!({"aanduiding": what, "datumIngang": 20_020_701});
    vec![(category.to_owned(), document)]
}

fn shaped_investigated(category: &str, document: Value, what: &str, paths: &[&str]) -> Value {
    let documents = investigated(category, document, what);
    let documents: Vec<_> =
        documents.iter().map(|(nummer, document)| (nummer.as_str(), document.clone())).collect();
    shaped(&documents, paths)
}

#[test]
fn an_investigation_is_told_with_the_fields_it_touches() {
    let since = day("2002-07-01", "1 juli 2002");
    for (what, touched) in
        [("010000", true), ("010100", true), ("010120", true), ("010410", false), ("010300", false)]
    {
        let mut expected = json!({"burgerservicenummer": "999993653"});
        if touched {
            expected["inOnderzoek"] =
                json!({"burgerservicenummer": true, "datumIngangOnderzoekPersoon": since});
        }
        assert_eq!(shaped_investigated("01", suzanne(), what, &["burgerservicenummer"]), expected, "{what}");
    }
    assert_eq!(
        shaped_investigated("01", json!({"voornamen": "Arnitta"}), "010240", &["naam"]),
        json!({"naam": {
            "voornamen": "Arnitta", "voorletters": "A.", "volledigeNaam": "Arnitta",
            "inOnderzoek": {"geslachtsnaam": true, "volledigeNaam": true, "datumIngangOnderzoek": since}
        }})
    );
    assert_eq!(
        shaped_investigated(
            "09",
            json!({"geslachtsnaam": "Vries"}),
            "090000",
            &["kinderen.burgerservicenummer"]
        ),
        json!({"kinderen": [{"inOnderzoek": {"burgerservicenummer": true, "datumIngangOnderzoek": since}}]})
    );
    assert_eq!(
        shaped_investigated("05", json!({"geslachtsnaam": "."}), "050000", &["adressering.aanschrijfwijze"]),
        json!({"adressering": {"inOnderzoek": {"aanschrijfwijze": true, "datumIngangOnderzoekPartner": since}}})
    );
}

#[test]
fn an_ended_investigation_is_not_told() {
    let mut person = suzanne();
    person["onderzoek"] =
        json!({"aanduiding": "010000", "datumIngang": 20_120_920, "datumEinde": 20_120_922});
    assert_eq!(
        shaped(&[("01", person)], &["burgerservicenummer"]),
        json!({"burgerservicenummer": "999993653"})
    );
}

#[test]
fn who_does_not_live_there_is_marked_on_everything_of_the_place() {
    let since = day("2002-07-01", "1 juli 2002");
    let what = Onderzoek::VERBLIJFT_NIET_OP_ADRES;
    assert_eq!(
        shaped_investigated(
            "08",
            boterdiep(),
            what,
            &["adressering.adresregel1", "verblijfplaats.functieAdres"]
        ),
        json!({
            "verblijfplaats": {
                "type": "Adres",
                "functieAdres": {"code": "W", "omschrijving": "woonadres"},
                "indicatieVastgesteldVerblijftNietOpAdres": true,
                "inOnderzoek": {"type": true, "functieAdres": true, "datumIngangOnderzoek": since}
            },
            "adressering": {
                "adresregel1": "Boterdiep 31",
                "indicatieVastgesteldVerblijftNietOpAdres": true,
                "inOnderzoek": {"adresregel1": true, "datumIngangOnderzoekVerblijfplaats": since}
            }
        })
    );
    assert_eq!(
        shaped_investigated(
            "08",
            boterdiep(),
            "081160",
            &["verblijfplaats.verblijfadres.postcode", "adressering.adresregel1"]
        ),
        json!({
            "verblijfplaats": {"type": "Adres", "verblijfadres": {
                "postcode": "3077AW", "inOnderzoek": {"postcode": true, "datumIngangOnderzoek": since}
            }},
            "adressering": {"adresregel1": "Boterdiep 31"}
        })
    );
}
