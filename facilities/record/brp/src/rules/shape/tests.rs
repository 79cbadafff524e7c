use kernel::PartialDate;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::fields::{self, FieldSelection};
use crate::model::Categorie;
use crate::rules::test_tables::SomeTables;

fn today() -> Day {
    Day::from_number(20_201_123).unwrap()
}

/// A list from documents in the shape in which they are stored.
fn lijst(documents: &[(&str, Value)]) -> Persoonslijst {
    let persoon = documents.iter().any(|(nummer, _)| *nummer == "01");
    let missing = (!persoon).then(|| (Categorie::Persoon, json!({})));
    let given =
        documents.iter().map(|(nummer, document)| (Categorie::met_nummer(nummer).unwrap(), document.clone()));
    Persoonslijst::from_documents(given.chain(missing)).unwrap()
}

fn shape_value(lijst: &Persoonslijst, fields: &FieldSelection) -> Value {
    serde_json::to_value(shape(lijst, &Asked::new(fields.clone()), today(), &SomeTables)).unwrap()
}

pub(super) fn shaped(documents: &[(&str, Value)], paths: &[&str]) -> Value {
    shape_value(&lijst(documents), &FieldSelection::of(paths).unwrap())
}

pub(super) fn day(iso: &str, words: &str) -> Value {
    json!({"type": "Datum", "datum": iso, "langFormaat": words})
}

pub(super) fn suzanne() -> Value {
    json!({
        "aNummer": "8940402024", "burgerservicenummer": "999993653", "voornamen": "Suzanne", "geslachtsnaam": "Moulin",
        "geboortedatum": 19_851_201, "geboorteplaats": "Thann", "geboorteland": "6014", "geslacht": "V",
        "aanduidingNaamgebruik": "E"
    })
}

pub(super) fn boterdiep() -> Value {
    json!({
        "gemeenteVanInschrijving": "0599", "datumInschrijving": 20_131_102, "functieAdres": "W",
        "datumAanvangAdreshouding": 20_150_808, "straatnaam": "Boterdiep", "naamOpenbareRuimte": "Boterdiep",
        "huisnummer": 31, "postcode": "3077AW", "woonplaats": "Rotterdam",
        "adresseerbaarObjectIdentificatie": "0599010000208579", "nummeraanduidingIdentificatie": "0599200000219678",
        "landVanwaarIngeschreven": "5010", "datumVestigingInNederland": 20_131_102,
        "ingangsdatumGeldigheid": 20_150_808
    })
}

#[test]
fn only_what_was_asked_is_delivered() {
    assert_eq!(shaped(&[("01", suzanne())], &["aNummer"]), json!({"aNummer": "8940402024"}));
    assert_eq!(
        shaped(&[("01", suzanne())], &["naam", "geboorte", "leeftijd", "geslacht.code"]),
        json!({
            "geslacht": {"code": "V", "omschrijving": "vrouw"},
            "leeftijd": 34,
            "naam": {
                "voornamen": "Suzanne", "geslachtsnaam": "Moulin", "voorletters": "S.", "volledigeNaam": "Suzanne Moulin",
                "aanduidingNaamgebruik": {"code": "E", "omschrijving": "eigen geslachtsnaam"}
            },
            "geboorte": {
                "datum": day("1985-12-01", "1 december 1985"),
                "land": {"code": "6014", "omschrijving": "Verenigde Staten van Amerika"},
                "plaats": {"omschrijving": "Thann"}
            }
        })
    );
}

#[test]
fn an_address_is_delivered_with_its_lines() {
    let documents = [("01", suzanne()), ("08", boterdiep())];
    assert_eq!(
        shaped(&documents, &["verblijfplaats", "gemeenteVanInschrijving", "datumInschrijvingInGemeente"]),
        json!({
            "gemeenteVanInschrijving": {"code": "0599", "omschrijving": "Rotterdam"},
            "datumInschrijvingInGemeente": day("2013-11-02", "2 november 2013"),
            "verblijfplaats": {
                "type": "Adres",
                "verblijfadres": {
                    "officieleStraatnaam": "Boterdiep", "korteStraatnaam": "Boterdiep", "huisnummer": 31,
                    "postcode": "3077AW", "woonplaats": "Rotterdam"
                },
                "functieAdres": {"code": "W", "omschrijving": "woonadres"},
                "datumVan": day("2015-08-08", "8 augustus 2015"),
                "datumIngangGeldigheid": day("2015-08-08", "8 augustus 2015"),
                "adresseerbaarObjectIdentificatie": "0599010000208579",
                "nummeraanduidingIdentificatie": "0599200000219678"
            }
        })
    );
    assert_eq!(
        shaped(&documents, &["adressering", "immigratie"]),
        json!({
            "immigratie": {
                "datumVestigingInNederland": day("2013-11-02", "2 november 2013"),
                "indicatieVestigingVanuitBuitenland": true,
                "landVanwaarIngeschreven": {"code": "5010", "omschrijving": "België"}
            },
            "adressering": {
                "aanhef": "Geachte mevrouw Moulin",
                "aanschrijfwijze": {"naam": "S. Moulin"},
                "gebruikInLopendeTekst": "mevrouw Moulin",
                "adresregel1": "Boterdiep 31",
                "adresregel2": "3077 AW  ROTTERDAM"
            }
        })
    );
}

#[test]
fn a_place_has_the_variant_of_its_data() {
    let kind = |document: Value| shaped(&[("08", document)], &["verblijfplaats.type"]);
    assert_eq!(kind(json!({"straatnaam": "."})), json!({"verblijfplaats": {"type": "Adres"}}));
    assert_eq!(
        kind(json!({"locatiebeschrijving": "Woonboot"})),
        json!({"verblijfplaats": {"type": "Locatie"}})
    );
    assert_eq!(
        kind(json!({"landAdresBuitenland": "6014"})),
        json!({"verblijfplaats": {"type": "VerblijfplaatsBuitenland"}})
    );
    assert_eq!(
        kind(json!({"landAdresBuitenland": "0000"})),
        json!({"verblijfplaats": {"type": "VerblijfplaatsOnbekend"}})
    );
    assert_eq!(kind(json!({"datumAanvangAdreshouding": 20_170_423})), json!({}));
}

#[test]
fn values_that_stand_for_not_known_are_left_out() {
    let unknown = json!({
        "straatnaam": ".", "woonplaats": ".", "huisnummer": 0, "adresseerbaarObjectIdentificatie": "0000000000000000",
        "gemeenteVanInschrijving": "0000", "datumAanvangAdreshouding": 0
    });
    assert_eq!(
        shaped(
            &[("08", unknown)],
            &["verblijfplaats", "gemeenteVanInschrijving", "immigratie.landVanwaarIngeschreven"]
        ),
        json!({
            "verblijfplaats": {
                "type": "Adres", "verblijfadres": {},
                "datumVan": {"type": "DatumOnbekend", "onbekend": true, "langFormaat": "onbekend"}
            },
            "immigratie": {}
        })
    );
    let persoon = json!({"geslachtsnaam": ".", "geboorteplaats": "0000", "geboorteland": "0000"});
    assert_eq!(shaped(&[("01", persoon)], &["naam", "geboorte"]), json!({"naam": {}, "geboorte": {}}));
}

#[test]
fn a_place_abroad_is_left_out_for_who_asks_places_at_home() {
    let abroad = json!({
        "landAdresBuitenland": "6014", "regel1": "1600 Pennsylvania Avenue NW", "regel2": "Washington, DC 20500",
        "datumAanvangAdresBuitenland": 19_860_801
    });
    let documents = [("08", abroad)];
    assert_eq!(shaped(&documents, &["verblijfplaatsBinnenland"]), json!({}));
    assert_eq!(shaped(&documents, &["verblijfplaatsBinnenland.datumVan"]), json!({}));
    assert_eq!(shaped(&documents, &["adresseringBinnenland"]), json!({"adressering": {}}));
    let unknown = [("08", json!({"landAdresBuitenland": "0000"}))];
    assert_eq!(shaped(&unknown, &["verblijfplaatsBinnenland"]), json!({}));
    let land = json!({"code": "6014", "omschrijving": "Verenigde Staten van Amerika"});
    assert_eq!(
        shaped(&documents, &["verblijfplaats.datumVan", "verblijfplaats.verblijfadres.land", "adressering"]),
        json!({
            "verblijfplaats": {
                "type": "VerblijfplaatsBuitenland",
                "verblijfadres": {"land": land},
                "datumVan": day("1986-08-01", "1 augustus 1986")
            },
            "adressering": {
                "adresregel1": "1600 Pennsylvania Avenue NW", "adresregel2": "Washington, DC 20500", "land": land
            }
        })
    );
    let home = [("08", json!({"straatnaam": "Spui", "datumAanvangAdreshouding": 19_860_801}))];
    assert_eq!(
        shaped(&home, &["verblijfplaatsBinnenland.datumVan"]),
        json!({"verblijfplaats": {"type": "Adres", "datumVan": day("1986-08-01", "1 augustus 1986")}})
    );
}

#[test]
fn a_nationality_has_the_variant_of_its_code_and_an_ended_one_is_gone() {
    let kinds = |documents: &[Value]| {
        let documents: Vec<_> = documents.iter().map(|document| ("04", document.clone())).collect();
        shaped(&documents, &["nationaliteiten"])["nationaliteiten"].clone()
    };
    assert_eq!(
        kinds(&[
            json!({"nationaliteit": "0263", "redenOpname": "301", "ingangsdatumGeldigheid": 19_620_107})
        ]),
        json!([{
            "type": "Nationaliteit",
            "redenOpname": {"code": "301"},
            "datumIngangGeldigheid": day("1962-01-07", "7 januari 1962"),
            "nationaliteit": {"code": "0263", "omschrijving": "Surinaamse"}
        }])
    );
    for (document, kind) in [
        (json!({"nationaliteit": "0002"}), "BehandeldAlsNederlander"),
        (json!({"bijzonderNederlanderschap": "B"}), "BehandeldAlsNederlander"),
        (json!({"nationaliteit": "0500"}), "VastgesteldNietNederlander"),
        (json!({"bijzonderNederlanderschap": "V"}), "VastgesteldNietNederlander"),
        (json!({"nationaliteit": "0499", "redenOpname": "000"}), "Staatloos"),
        (json!({"nationaliteit": "0000"}), "NationaliteitOnbekend"),
    ] {
        assert_eq!(kinds(&[document]), json!([{"type": kind}]));
    }
    assert_eq!(kinds(&[json!({"nationaliteit": "0001", "redenEinde": "401"})]), json!([]));
    assert_eq!(kinds(&[json!({"nationaliteit": "0001", "onjuist": "O"}), json!({})]), json!([]));
}

#[test]
fn all_current_partners_are_delivered_else_the_last_one() {
    let relation = |name: &str, until: Option<i64>| {
        ("05", json!({"voornamen": name, "soortVerbintenis": "H", "datumOntbinding": until}))
    };
    let names = |documents: &[(&str, Value)]| -> Vec<String> {
        let shaped = shaped(documents, &["partners.naam.voornamen"]);
        let partners = shaped["partners"].as_array().unwrap();
        partners.iter().map(|partner| partner["naam"]["voornamen"].as_str().unwrap().to_owned()).collect()
    };
    let ended = [relation("Reindert", Some(20_011_109)), relation("Jan", Some(20_120_401))];
    assert_eq!(names(&ended), ["Jan"]);
    let mixed = [ended[0].clone(), relation("Karel", None), relation("Piet", None)];
    assert_eq!(names(&mixed), ["Karel", "Piet"]);
    assert_eq!(
        shaped(&ended, &["partners"]),
        json!({"partners": [{
            "soortVerbintenis": {"code": "H", "omschrijving": "huwelijk"},
            "naam": {"voornamen": "Jan", "voorletters": "J."},
            "ontbindingHuwelijkPartnerschap": {"datum": day("2012-04-01", "1 april 2012")}
        }]})
    );
    assert_eq!(
        shaped(&[], &["partners", "kinderen", "ouders", "nationaliteiten"]),
        json!({
            "partners": [], "kinderen": [], "ouders": [], "nationaliteiten": []
        })
    );
    assert_eq!(
        shaped(&[("05", json!({"soortVerbintenis": "."}))], &["partners.soortVerbintenis"]),
        json!({"partners": [{}]})
    );
}

#[test]
fn parents_and_children_without_data_are_not_delivered() {
    let documents = [
        (
            "02",
            json!({"geslachtsnaam": ".", "geslacht": "V", "datumIngangFamilierechtelijkeBetrekking": 20_190_614}),
        ),
        ("03", json!({"aktenummer": "DOC1234", "ingangsdatumGeldigheid": 20_160_518})),
        ("09", json!({"geslachtsnaam": ".", "geboortedatum": 0})),
        ("09", json!({"gemeenteDocument": "0518", "datumDocument": 20_040_105})),
        ("09", json!({"voornamen": "Daan", "registratieBetrekking": "L"})),
    ];
    assert_eq!(
        shaped(&documents, &["ouders", "kinderen.naam"]),
        json!({
            "kinderen": [{"naam": {}}],
            "ouders": [{
                "geslacht": {"code": "V", "omschrijving": "vrouw"},
                "ouderAanduiding": "1",
                "datumIngangFamilierechtelijkeBetrekking": day("2019-06-14", "14 juni 2019"),
                "naam": {}
            }]
        })
    );
    assert_eq!(shaped(&documents, &["kinderen.burgerservicenummer"]), json!({"kinderen": [{}]}));
}

#[test]
fn the_dead_are_marked_and_have_no_age() {
    let documents = [
        ("01", suzanne()),
        ("06", json!({"datumOverlijden": 20_020_701, "plaatsOverlijden": "0518", "landOverlijden": "6030"})),
        ("07", json!({"redenOpschortingBijhouding": "O", "datumOpschortingBijhouding": 20_020_701})),
    ];
    let suspended = json!({"reden": {"code": "O", "omschrijving": "overlijden"}, "datum": day("2002-07-01", "1 juli 2002")});
    assert_eq!(shaped(&documents, &["leeftijd"]), json!({"opschortingBijhouding": suspended}));
    assert_eq!(
        shaped(&documents, &["overlijden"]),
        json!({
            "opschortingBijhouding": suspended,
            "overlijden": {
                "datum": day("2002-07-01", "1 juli 2002"),
                "land": {"code": "6030", "omschrijving": "Nederland"},
                "plaats": {"code": "0518", "omschrijving": "'s-Gravenhage"}
            }
        })
    );
}

#[test]
fn secrecy_verification_and_rni_come_unasked() {
    let documents = [
        ("01", json!({"geslachtsnaam": "Jansen", "rniDeelnemer": "101", "omschrijvingVerdrag": "Verdrag"})),
        ("06", json!({"datumOverlijden": 20_020_701, "rniDeelnemer": "0401"})),
        (
            "07",
            json!({"indicatieGeheim": 7, "datumVerificatie": 20_200_000, "omschrijvingVerificatie": "bewijs"}),
        ),
    ];
    let verificatie = json!({"datum": {"type": "JaarDatum", "jaar": 2020, "langFormaat": "2020"}, "omschrijving": "bewijs"});
    let deelnemer =
        json!({"code": "0101", "omschrijving": "Belastingdienst (inzake heffingen en toeslagen)"});
    assert_eq!(
        shaped(&documents, &["naam.voorvoegsel"]),
        json!({
            "geheimhoudingPersoonsgegevens": true,
            "naam": {},
            "verificatie": verificatie,
            "rni": [{"deelnemer": deelnemer, "omschrijvingVerdrag": "Verdrag", "categorie": "Persoon"}]
        })
    );
    let with_death = shaped(&documents, &["overlijden.land"]);
    assert_eq!(with_death["rni"], json!([{"deelnemer": {"code": "0401"}, "categorie": "Overlijden"}]));
    assert_eq!(shaped(&[("07", json!({"indicatieGeheim": 0}))], &["aNummer"]), json!({}));
}

#[test]
fn a_list_made_by_mistake_is_never_in_an_answer() {
    let question = Question {
        burgerservicenummers: vec!["999993653".to_owned()],
        gemeente_van_inschrijving: None,
        fields: FieldSelection::of(&["burgerservicenummer"]).unwrap(),
    };
    let right = lijst(&[("01", suzanne()), ("08", boterdiep())]);
    let mut wrong = right.clone();
    for reason in [RedenOpschorting::Fout, RedenOpschorting::Wissen] {
        wrong.inschrijving.reden_opschorting_bijhouding = Some(reason);
        let answer = answer_value(&question, &[wrong.clone(), right.clone()]);
        assert_eq!(
            answer,
            json!({"type": "RaadpleegMetBurgerservicenummer", "personen": [{"burgerservicenummer": "999993653"}]})
        );
    }
    let elsewhere = Question { gemeente_van_inschrijving: Some("0518".to_owned()), ..question };
    assert_eq!(answer_value(&elsewhere, &[right])["personen"], json!([]));
}

fn answer_value(question: &Question, lijsten: &[Persoonslijst]) -> Value {
    let asked = Asked::new(question.fields.clone());
    serde_json::to_value(answer(question, &asked, lijsten, today(), &SomeTables)).unwrap()
}

fn no_empty_value(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => false,
        Value::String(text) => !text.trim().is_empty(),
        Value::Array(items) => items.iter().all(no_empty_value),
        Value::Object(fields) => fields.values().all(no_empty_value),
        _ => true,
    }
}

fn full() -> Persoonslijst {
    lijst(&[
        ("01", suzanne()),
        ("02", json!({"voornamen": "Lisette", "geslachtsnaam": "Béamont", "geboorteplaats": "0518"})),
        ("04", json!({"nationaliteit": "0001"})),
        ("05", json!({"voornamen": "Jean Marie", "datumAangaan": 20_081_201, "plaatsAangaan": "0599"})),
        ("07", json!({"datumEersteInschrijving": 20_131_102, "indicatieGeheim": 0})),
        ("08", boterdiep()),
        ("09", json!({"voornamen": "Daan", "geboortedatum": 20_031_107})),
    ])
}

fn abroad() -> Value {
    json!({
        "gemeenteVanInschrijving": "1999", "regel1": "Rue Neuve 1", "landAdresBuitenland": "5010",
        "datumAanvangAdresBuitenland": 20_150_808, "rniDeelnemer": "0101"
    })
}

/// A list with something in every category, all of it under investigation and delivered by a participant of the RNI.
fn everything(reason: Option<&str>, place: Value) -> Vec<(&'static str, Value)> {
    let mut documents: Vec<(&str, Value)> = full()
        .to_documents()
        .unwrap()
        .into_iter()
        .map(|(categorie, document)| (categorie.nummer(), document))
        .collect();
    documents.retain(|(nummer, _)| *nummer != "08");
    documents.push(("08", place));
    documents.push(("03", json!({"voornamen": "Jean", "geslachtsnaam": "Moulin"})));
    if reason.is_some() {
        documents.push(("06", json!({"datumOverlijden": 20_200_101, "plaatsOverlijden": "0599"})));
    }
    for (nummer, document) in &mut documents {
        let document = document.as_object_mut().unwrap();
        if *nummer == "07" {
            document.extend(reason.map(|code| ("redenOpschortingBijhouding".to_owned(), json!(code))));
        } else {
            let onderzoek = json!({"aanduiding": format!("{nummer}0000"), "datumIngang": 20_200_202});
            document.insert("onderzoek".to_owned(), onderzoek);
            document.insert("rniDeelnemer".to_owned(), json!("0101"));
        }
    }
    documents
}

proptest! {
    #[test]
    fn no_answer_holds_an_empty_value_or_more_than_the_whole(indexes in proptest::collection::vec(0usize..149, 1..6)) {
        let paths: Vec<&str> = indexes.iter().map(|index| fields::list().nth(*index).unwrap().0).collect();
        let selection = FieldSelection::of(&paths).unwrap();
        let answer = shape_value(&full(), &selection);
        prop_assert!(no_empty_value(&answer), "{}", answer);
        let allowed: Vec<String> =
            selection.delivered_paths().iter().map(|path| path.split('.').next().unwrap().to_owned()).collect();
        for key in answer.as_object().unwrap().keys() {
            prop_assert!(allowed.contains(key), "{} was not asked", key);
        }
    }

    #[test]
    fn asking_a_part_gives_a_part_of_what_asking_the_group_gives(index in 0usize..149) {
        let (path, _) = fields::list().nth(index).unwrap();
        let group = path.split('.').next().unwrap();
        let part = shape_value(&full(), &FieldSelection::of(&[path]).unwrap());
        let whole = shape_value(&full(), &FieldSelection::of(&[group]).unwrap());
        prop_assert!(is_part(&part, &whole), "{} is no part of {}", part, whole);
    }

    #[test]
    fn what_is_not_read_would_not_change_the_answer(indexes in proptest::collection::vec(0usize..149, 1..4)) {
        let paths: Vec<&str> = indexes.iter().map(|index| fields::list().nth(*index).unwrap().0).collect();
        let selection = FieldSelection::of(&paths).unwrap();
        let asked = Asked::new(selection.clone());
        for (reason, place) in [(None, boterdiep()), (Some("O"), boterdiep()), (None, abroad())] {
            let documents = everything(reason, place);
            let read = documents.iter().filter(|(nummer, _)| {
                asked.reads().contains(&Categorie::met_nummer(nummer).unwrap())
            });
            let read: Vec<(&str, Value)> = read.cloned().collect();
            prop_assert_eq!(shape_value(&lijst(&read), &selection), shape_value(&lijst(&documents), &selection));
        }
    }

    #[test]
    fn any_date_of_birth_can_be_shaped(number in 0i64..30_000_000) {
        let mut lijst = full();
        lijst.persoon.geboorte.geboortedatum = PartialDate::try_from(number).ok();
        let answer = shape_value(&lijst, &FieldSelection::of(&["geboorte", "leeftijd"]).unwrap());
        prop_assert!(no_empty_value(&answer));
    }
}

fn is_part(part: &Value, whole: &Value) -> bool {
    match (part, whole) {
        (Value::Object(part), Value::Object(whole)) => {
            part.iter().all(|(key, value)| whole.get(key).is_some_and(|other| is_part(value, other)))
        }
        (Value::Array(part), Value::Array(whole)) => {
            part.len() == whole.len() && part.iter().zip(whole).all(|(one, other)| is_part(one, other))
        }
        (one, other) => one == other,
    }
}
