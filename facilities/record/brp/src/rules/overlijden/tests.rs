use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::model::{Geboorte, PersoonCategorie, Verblijfplaats};
use crate::rules::test_tables::SomeTables;

fn date(number: i64) -> PartialDate {
    PartialDate::try_from(number).unwrap()
}

fn today() -> Day {
    Day::from_number(20_201_123).unwrap()
}

fn lijst() -> Persoonslijst {
    Persoonslijst {
        persoon: PersoonCategorie {
            geboorte: Geboorte { geboortedatum: Some(date(19_500_304)), ..Geboorte::default() },
            ..PersoonCategorie::default()
        },
        inschrijving: Inschrijving {
            datum_eerste_inschrijving: Some(date(19_941_001)),
            versienummer: Some(3),
            ..Inschrijving::default()
        },
        verblijfplaats: Some(Verblijfplaats {
            gemeente_van_inschrijving: Some("0599".to_owned()),
            ..Verblijfplaats::default()
        }),
        ..Persoonslijst::default()
    }
}

fn body() -> Value {
    json!({
        "gebeurtenistype": "overlijden", "datum": "2020-11-20", "plaats": "0518", "land": "6030",
        "brondocument": {
            "soort": "akte van overlijden", "identificatie": "2AA0123", "datum": "2020-11-22", "organisatie": "0518"
        }
    })
}

fn with(name: &str, value: Value) -> Value {
    let mut body = body();
    body.as_object_mut().unwrap().insert(name.to_owned(), value);
    body
}

fn register(lijst: &Persoonslijst, body: &Value) -> Result<OverlijdenChange, Problem> {
    registreer_overlijden(lijst, &Overlijdensmelding::read(body)?, Some("0599"), today(), &SomeTables)
}

fn wrong(result: Result<OverlijdenChange, Problem>) -> Vec<String> {
    let problem = result.unwrap_err();
    assert_eq!((problem.status, problem.code.as_str()), (400, "paramsValidation"));
    problem.invalid_params.iter().map(|param| format!("{} {}", param.name, param.code)).collect()
}

#[test]
fn a_death_fills_category_06_and_suspends_upkeep() {
    let change = register(&lijst(), &body()).unwrap();
    assert_eq!(change.overlijden.datum_overlijden, Some(date(20_201_120)));
    assert_eq!(change.overlijden.plaats_overlijden.as_deref(), Some("0518"));
    assert_eq!(change.overlijden.land_overlijden.as_deref(), Some("6030"));
    let registratie = &change.overlijden.registratie;
    assert_eq!(registratie.registergemeente_akte.as_deref(), Some("0518"));
    assert_eq!(registratie.aktenummer.as_deref(), Some("2AA0123"));
    assert_eq!(registratie.ingangsdatum_geldigheid, Some(date(20_201_120)));
    assert_eq!(registratie.datum_opneming, Some(date(20_201_123)));
    assert_eq!(change.inschrijving.reden_opschorting_bijhouding, Some(RedenOpschorting::Overlijden));
    assert_eq!(change.inschrijving.datum_opschorting_bijhouding, Some(date(20_201_120)));
    assert_eq!(change.inschrijving.versienummer, Some(4));
    assert_eq!(change.inschrijving.datum_eerste_inschrijving, Some(date(19_941_001)));
}

#[test]
fn another_document_goes_to_group_82() {
    let document = json!({"soort": "Uitspraak", "identificatie": "C/09/1", "datum": "2020-11-01", "organisatie": "0599"});
    let change = register(&lijst(), &with("brondocument", document)).unwrap();
    let registratie = change.overlijden.registratie;
    assert_eq!(registratie.beschrijving_document.as_deref(), Some("Uitspraak C/09/1"));
    assert_eq!(registratie.datum_document, Some(date(20_201_101)));
    assert_eq!(registratie.gemeente_document.as_deref(), Some("0599"));
    assert_eq!(registratie.aktenummer, None);
}

#[test]
fn only_the_municipality_of_registration_may_report_it() {
    let melding = Overlijdensmelding::read(&body()).unwrap();
    for caller in [Some("0518"), None] {
        let problem = registreer_overlijden(&lijst(), &melding, caller, today(), &SomeTables).unwrap_err();
        assert_eq!((problem.status, problem.code.as_str()), (403, "notBronhouder"));
    }
    let nowhere = Persoonslijst { verblijfplaats: None, ..lijst() };
    assert_eq!(
        registreer_overlijden(&nowhere, &melding, None, today(), &SomeTables).unwrap_err().status,
        403
    );
}

#[test]
fn a_death_is_registered_once() {
    let mut after = lijst();
    let change = register(&after, &body()).unwrap();
    after.overlijden = Some(change.overlijden);
    after.inschrijving = change.inschrijving;
    let problem = register(&after, &body()).unwrap_err();
    assert_eq!((problem.status, problem.code.as_str()), (409, "alreadyDeceased"));
}

#[test]
fn a_removed_list_is_not_changed() {
    let mut removed = lijst();
    removed.inschrijving.reden_opschorting_bijhouding = Some(RedenOpschorting::Fout);
    let problem = register(&removed, &body()).unwrap_err();
    assert_eq!((problem.status, problem.code.as_str()), (409, "removed"));
}

#[test]
fn a_date_lies_between_birth_and_today() {
    assert_eq!(wrong(register(&lijst(), &with("datum", json!("2020-11-24")))), ["datum future"]);
    assert_eq!(wrong(register(&lijst(), &with("datum", json!("1950-03-03")))), ["datum beforeBirth"]);
    assert!(register(&lijst(), &with("datum", json!("2020-11-23"))).is_ok());
    assert!(register(&lijst(), &with("datum", json!("1950"))).is_ok());
    assert_eq!(wrong(register(&lijst(), &with("datum", json!("gisteren")))), ["datum date"]);
    assert_eq!(wrong(register(&lijst(), &with("datum", json!("00000000")))), ["datum date"]);
}

#[test]
fn a_moment_counts_by_the_dutch_day() {
    let mut body = with("tijdstipGebeurtenis", json!("2020-11-19T23:30:00Z"));
    body.as_object_mut().unwrap().remove("datum");
    assert_eq!(Overlijdensmelding::read(&body).unwrap().datum, date(20_201_120));
    body["tijdstipGebeurtenis"] = json!("vanmorgen");
    assert_eq!(wrong(register(&lijst(), &body)), ["tijdstipGebeurtenis dateTime"]);
}

#[test]
fn places_are_codes_at_home_and_names_abroad() {
    assert_eq!(wrong(register(&lijst(), &with("plaats", json!("0001")))), ["plaats table"]);
    assert_eq!(wrong(register(&lijst(), &with("land", json!("9999")))), ["land table"]);
    let mut abroad = with("plaats", json!("Antwerpen"));
    abroad["land"] = json!("5010");
    assert!(register(&lijst(), &abroad).is_ok());
    let mut home = body();
    home.as_object_mut().unwrap().remove("land");
    assert_eq!(Overlijdensmelding::read(&home).unwrap().land, "6030");
}

#[test]
fn every_missing_or_unexpected_parameter_is_named_at_once() {
    let problem = Overlijdensmelding::read(&json!({"gebeurtenistype": "geboorte", "extra": 1, "plaats": 5}))
        .unwrap_err();
    let names: Vec<_> =
        problem.invalid_params.iter().map(|param| format!("{} {}", param.name, param.code)).collect();
    assert_eq!(
        names,
        [
            "extra unknownParam",
            "gebeurtenistype value",
            "datum required",
            "plaats string",
            "brondocument required"
        ]
    );
    assert_eq!(
        wrong(register(
            &lijst(),
            &with("brondocument", json!({"soort": "akte", "datum": "2020-11-22", "x": 1}))
        )),
        [
            "brondocument.x unknownParam",
            "brondocument.identificatie required",
            "brondocument.organisatie required"
        ]
    );
    assert_eq!(Overlijdensmelding::read(&json!([])).unwrap_err().status, 400);
}

#[test]
fn a_document_is_not_from_the_future_and_comes_from_a_municipality() {
    let document =
        json!({"soort": "akte", "identificatie": "1", "datum": "2020-12-01", "organisatie": "0001"});
    assert_eq!(
        wrong(register(&lijst(), &with("brondocument", document))),
        ["brondocument.datum future", "brondocument.organisatie table"]
    );
}

proptest! {
    #[test]
    fn an_accepted_death_is_never_in_the_future_or_before_birth(number in 18_000_101i64..21_001_231) {
        if let Ok(when) = PartialDate::try_from(number) {
            let mut melding = Overlijdensmelding::read(&body()).unwrap();
            melding.datum = when;
            let result = registreer_overlijden(&lijst(), &melding, Some("0599"), today(), &SomeTables);
            let possible = when.earliest() <= Some(today()) && when.latest() >= Day::from_number(19_500_304);
            prop_assert_eq!(result.is_ok(), possible);
        }
    }
}
