//! The BRP on a real store: the same on SQLite and PostgreSQL.

#![expect(clippy::unwrap_used, reason = "what cannot be had ends the test")]

mod support;

use brp::ask::{Antwoord, ask};
use brp::data::{PERSOONSLIJST, lists_with_bsn};
use brp::desk::Desk;
use brp::indicators;
use brp::model::Categorie;
use brp::register_event::{SUBSCRIBERS, register_death};
use brp::rules::Grant;
use country::Person;
use kernel::{Moment, PartialDate, Problem};
use register::replay;
use serde_json::{Value as Json, json};
use store::{Logged, Rows, Store, Subject};
use support::{Fixture, PEOPLE, attributes, bronhouder, call, fill, gemeente, people, registers, somebody};

const FIELDS: [&str; 4] = ["burgerservicenummer", "naam.voornamen", "naam.geslachtsnaam", "geboorte.datum"];
const RUBRIEKEN: &str = "10120 10210 10240 10310";

fn question(numbers: &[String]) -> Json {
    json!({ "type": "RaadpleegMetBurgerservicenummer", "burgerservicenummer": numbers, "fields": FIELDS })
}

fn number(person: &Person) -> String {
    person.burgerservicenummer.to_string()
}

#[derive(Debug)]
struct Answered {
    body: Json,
    geleverd: Vec<String>,
}

async fn asked(fixture: &Fixture, granted: &str, body: &Json) -> Result<Answered, Problem> {
    let act = call(fixture, &gemeente("0363"));
    let grant = Grant::from_attributes(&attributes(granted));
    let Antwoord { body, geleverd } = ask(&fixture.store, &act, &Desk::default(), &grant, body).await?;
    Ok(Answered { body: serde_json::from_str(&body).unwrap(), geleverd })
}

async fn journal_of(store: &Store, person: &Person) -> Vec<Logged> {
    let later = Moment::from_micros(i64::MAX);
    store.journal_about(Subject::bsn(&person.burgerservicenummer), later, 100).await.unwrap()
}

async fn count(store: &Store, sql: &'static str) -> i64 {
    store.read(async move |rows: &mut Rows| rows.one(sql, &[]).await?.get(0)).await.unwrap()
}

async fn counted(store: &Store, id: &'static str) -> i64 {
    let sql = "SELECT CAST(COALESCE(SUM(n), 0) AS bigint) FROM indicator_count WHERE indicator = $1 AND resolution = 'minute'";
    let work = async move |rows: &mut Rows| rows.one(sql, &store::params![id]).await?.get(0);
    store.read(work).await.unwrap()
}

async fn recounted(store: &Store, sql: &'static str) -> i64 {
    let work = async move |rows: &mut Rows| rows.one(sql, &store::params![0_i64, i64::MAX]).await?.get(0);
    store.read(work).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_is_answered_written_down_per_person_and_counted() {
    let person = somebody();
    for fixture in registers(PEOPLE).await {
        let answer = asked(&fixture, RUBRIEKEN, &question(&[number(&person)])).await.unwrap();
        let found = &answer.body["personen"][0];
        assert_eq!(answer.geleverd, [person.a_nummer.to_string()], "{}", fixture.name);
        assert_eq!(found["burgerservicenummer"], json!(number(&person)));
        assert_eq!(found["naam"]["geslachtsnaam"], json!(person.naam.geslachtsnaam));
        assert_eq!(answer.body["type"], json!("RaadpleegMetBurgerservicenummer"));
        let entries = journal_of(&fixture.store, &person).await;
        assert_eq!(entries.len(), 1);
        assert_eq!((entries[0].kind.as_str(), entries[0].status.as_str()), ("brp.persoon.verstrekt", "Ok"));
        assert_eq!(entries[0].actor, Some(gemeente("0363").to_string()));
        assert_eq!(entries[0].purpose.as_deref(), Some("bijhouding"));
        assert_eq!(
            entries[0].body,
            json!({ "gevraagd": FIELDS, "gezocht": ["010120"], "rubrieken": "010120, 010210, 010240, 010310" })
        );
        assert_eq!(counted(&fixture.store, indicators::BERICHTEN).await, 1);
        assert_eq!(recounted(&fixture.store, indicators::BERICHTEN_RECOUNT).await, 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_delivered_person_counts_once_and_who_is_not_found_does_not() {
    for fixture in registers(PEOPLE).await {
        let all = people(PEOPLE);
        let mut numbers: Vec<String> = all.iter().take(5).map(number).collect();
        numbers.extend([number(&all[0]), "999999990".to_owned(), "123456789".to_owned()]);
        let answer = asked(&fixture, RUBRIEKEN, &question(&numbers)).await.unwrap();
        assert_eq!(answer.body["personen"].as_array().map(Vec::len), Some(5), "{}", fixture.name);
        assert_eq!(answer.geleverd.len(), 5);
        assert_eq!(counted(&fixture.store, indicators::BERICHTEN).await, 5);
        let nobody = asked(&fixture, RUBRIEKEN, &question(&["123456789".to_owned()])).await.unwrap();
        assert_eq!(nobody.body["personen"], json!([]));
        assert_eq!(
            count(&fixture.store, "SELECT COUNT(*) FROM journal WHERE kind = 'brp.vraag.niemand-gevonden'")
                .await,
            1
        );
        assert_eq!(recounted(&fixture.store, indicators::BERICHTEN_RECOUNT).await, 5);
        let elsewhere = json!({
            "type": "RaadpleegMetBurgerservicenummer", "burgerservicenummer": [number(&all[0])], "fields": FIELDS,
            "gemeenteVanInschrijving": "9999",
        });
        let answer = asked(&fixture, "gemeenteCode:0363", &elsewhere).await.unwrap();
        assert_eq!(answer.body["personen"], json!([]));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_question_is_written_down_about_nobody_and_not_counted() {
    let person = somebody();
    for fixture in registers(PEOPLE).await {
        let body = question(&[number(&person)]);
        let wrong =
            json!({ "type": "RaadpleegMetBurgerservicenummer", "burgerservicenummer": [], "fields": FIELDS });
        for (granted, body, status, code) in [
            ("10120", &body, 403, "unauthorizedField"),
            ("", &body, 403, "unauthorized"),
            (RUBRIEKEN, &wrong, 400, "paramsValidation"),
        ] {
            let problem = asked(&fixture, granted, body).await.unwrap_err();
            assert_eq!((problem.status, problem.code.as_str()), (status, code), "{}", fixture.name);
        }
        let sql = "SELECT COUNT(*) FROM journal WHERE kind = 'brp.vraag.geweigerd' AND status = 'Error' AND subject IS NULL";
        assert_eq!(count(&fixture.store, sql).await, 3);
        assert_eq!(counted(&fixture.store, indicators::BERICHTEN).await, 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_in_the_country_is_in_the_register_with_history_and_once() {
    for fixture in registers(PEOPLE).await {
        let all = people(PEOPLE);
        let store = &fixture.store;
        for person in &all {
            let bsn = number(person);
            let root = person.a_nummer.to_string();
            let today = fixture.clock.today();
            let (lists, versions, events) = store
                .read(async move |rows: &mut Rows| {
                    Ok((
                        lists_with_bsn(rows, &bsn, today, &Categorie::ALL).await?,
                        PERSOONSLIJST.versions(rows, &root).await?,
                        PERSOONSLIJST.events_of(rows, &root).await?,
                    ))
                })
                .await
                .unwrap();
            assert_eq!(lists.len(), 1, "{}", fixture.name);
            let lijst = &lists[0].lijst;
            assert_eq!(lijst.is_overleden(), !person.is_alive());
            assert_eq!(
                lijst.gemeente_van_inschrijving(),
                Some(person.verblijfplaats.gemeente_van_inschrijving)
            );
            assert_eq!(
                (lijst.kinderen.len(), lijst.huwelijken.len()),
                (person.kinderen.len(), person.partners.len())
            );
            assert_eq!(lijst.nationaliteiten.len(), person.nationaliteiten.len());
            let addresses = versions.iter().filter(|row| row.part == "08").count();
            assert_eq!(addresses, 1 + person.eerdere_verblijfplaatsen.len());
            let stamps: Vec<_> = events.iter().map(|event| (event.stamp(), event.changes.clone())).collect();
            let replayed = replay(stamps.iter().map(|(stamp, changes)| (stamp, changes.as_slice()))).unwrap();
            assert_eq!(replayed, versions);
        }
        let before = count(store, "SELECT COUNT(*) FROM brp_categorie").await;
        assert_eq!(fill(&fixture, people(PEOPLE + 50)).await, people(PEOPLE + 50).len() as u64);
        let lists = count(store, "SELECT COUNT(*) FROM brp_bsn").await;
        assert_eq!(lists, i64::try_from(people(PEOPLE + 50).len()).unwrap());
        assert!(count(store, "SELECT COUNT(*) FROM brp_categorie").await > before);
        assert_eq!(count(store, "SELECT COUNT(*) FROM register_event").await, lists);
    }
}

fn report(person: &Person, day: &str) -> Json {
    json!({
        "gebeurtenistype": "overlijden",
        "brondocument": {
            "soort": "akte van overlijden", "identificatie": "2AA0123", "datum": "2020-01-14", "organisatie": "0363"
        },
        "objecten": [{ "burgerservicenummer": number(person), "datum": day, "plaats": "0363" }],
    })
}

fn keeper(person: &Person) -> &'static str {
    person.verblijfplaats.gemeente_van_inschrijving
}

#[tokio::test(flavor = "multi_thread")]
async fn a_death_is_registered_once_told_to_the_subscribers_and_seen_by_the_next_question() {
    let person = somebody();
    for fixture in registers(PEOPLE).await {
        let store = &fixture.store;
        let holder = bronhouder(keeper(&person), Some("sleutel 1"));
        let act = call(&fixture, &holder.oin);
        let recorded = register_death(store, &act, &holder, &report(&person, "2020-01-13")).await.unwrap();
        assert_eq!(recorded.version, 2, "{}", fixture.name);
        let again =
            register_death(store, &call(&fixture, &holder.oin), &holder, &report(&person, "2020-01-13"))
                .await;
        assert_eq!(again, Ok(recorded.clone()));
        for topic in SUBSCRIBERS {
            let messages = store.claim(topic, 10, 30).await.unwrap();
            assert_eq!(messages.len(), 1);
            let body = &messages[0].body;
            assert_eq!((&body["specversion"], &body["type"]), (&json!("1.0"), &json!("nl.brp.overleden")));
            assert_eq!((&body["id"], body.get("subject")), (&json!(recorded.event_id), None));
            assert_eq!(
                body["data"],
                json!({ "burgerservicenummer": number(&person), "datum": "2020-01-13" })
            );
        }
        let kinds: Vec<String> =
            journal_of(store, &person).await.into_iter().map(|entry| entry.kind).collect();
        assert_eq!(kinds, ["brp.overlijden.geregistreerd"]);
        assert_eq!(counted(store, indicators::GEBEURTENISSEN).await, 1);
        assert_eq!(recounted(store, indicators::GEBEURTENISSEN_RECOUNT).await, 1);
        let answer = asked(&fixture, RUBRIEKEN, &question(&[number(&person)])).await.unwrap();
        assert_eq!(answer.body["personen"][0]["opschortingBijhouding"]["reden"]["code"], json!("O"));
        let root = person.a_nummer.to_string();
        let before = fixture.clock.now().plus_seconds(-1);
        let (event, earlier) = store
            .read(async move |rows: &mut Rows| {
                let events = PERSOONSLIJST.events_of(rows, &root).await?;
                Ok((events[1].clone(), PERSOONSLIJST.known_at(rows, &root, before).await?))
            })
            .await
            .unwrap();
        assert_eq!(
            (event.event.kind.as_str(), event.event.document.identificatie.as_str()),
            ("overlijden", "2AA0123")
        );
        assert_eq!(event.event.holder, holder.oin);
        assert!(earlier.iter().all(|row| row.part != "06"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mutation_that_is_wrong_clashes_or_is_not_the_callers_is_refused_with_its_code_and_changes_nothing()
{
    let person = somebody();
    for fixture in registers(PEOPLE).await {
        let store = &fixture.store;
        let holder = bronhouder(keeper(&person), Some("sleutel 1"));
        let stranger = bronhouder(if keeper(&person) == "0014" { "0363" } else { "0014" }, None);
        let right = report(&person, "2020-01-13");
        let with = |place: &str, value: Json| {
            let mut body = right.clone();
            *body.pointer_mut(place).unwrap() = value;
            body
        };
        let number_at = "/objecten/0/burgerservicenummer";
        let stale =
            brp::register_event::Bronhouder { expected: Some(7), idempotency_key: None, ..holder.clone() };
        let cases = [
            (&stranger, right.clone(), 403, "notBronhouder", vec![]),
            (&stale, right.clone(), 409, "versie", vec![]),
            (&holder, with(number_at, json!("999999990")), 404, "notFound", vec![]),
            (
                &holder,
                with(number_at, json!("123456789")),
                400,
                "paramsValidation",
                vec!["objecten[0].burgerservicenummer elfproef"],
            ),
            (
                &holder,
                with("/objecten/0/datum", json!("2020-02-01")),
                400,
                "paramsValidation",
                vec!["objecten[0].datum future"],
            ),
            (&holder, with("/objecten", json!([])), 400, "paramsValidation", vec!["objecten minItems"]),
            (
                &holder,
                with("/brondocument", Json::Null),
                400,
                "paramsValidation",
                vec!["brondocument required"],
            ),
        ];
        let many = cases.len();
        for (who, body, status, code, params) in cases {
            let problem = register_death(store, &call(&fixture, &who.oin), who, &body).await.unwrap_err();
            assert_eq!(
                (problem.status, problem.code.as_str()),
                (status, code),
                "{} {}",
                fixture.name,
                problem.detail
            );
            let found: Vec<String> =
                problem.invalid_params.iter().map(|param| format!("{} {}", param.name, param.code)).collect();
            assert_eq!(found, params);
            assert!(!problem.detail.contains(&number(&person)));
        }
        assert_eq!(
            count(store, "SELECT COUNT(*) FROM journal WHERE kind = 'brp.mutatie.geweigerd'").await,
            i64::try_from(many).unwrap()
        );
        assert_eq!(count(store, "SELECT COUNT(*) FROM queue").await, 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_death_is_refused_under_the_same_key_and_under_another() {
    let person = somebody();
    for fixture in registers(PEOPLE).await {
        let store = &fixture.store;
        let holder = bronhouder(keeper(&person), Some("sleutel 1"));
        let right = report(&person, "2020-01-13");
        register_death(store, &call(&fixture, &holder.oin), &holder, &right).await.unwrap();
        let other = report(&person, "2020-01-12");
        let clash = register_death(store, &call(&fixture, &holder.oin), &holder, &other).await.unwrap_err();
        assert_eq!((clash.status, clash.code.as_str()), (409, "idempotencyKey"));
        let fresh = bronhouder(keeper(&person), Some("sleutel 2"));
        let twice = register_death(store, &call(&fixture, &fresh.oin), &fresh, &other).await.unwrap_err();
        assert_eq!((twice.status, twice.code.as_str()), (409, "alreadyDeceased"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_death_of_which_only_the_year_is_known_suspends_the_list() {
    let person = somebody();
    for fixture in registers(PEOPLE).await {
        let holder = bronhouder(keeper(&person), None);
        let act = call(&fixture, &holder.oin);
        register_death(&fixture.store, &act, &holder, &report(&person, "2020")).await.unwrap();
        let (bsn, today) = (number(&person), fixture.clock.today());
        let found = fixture
            .store
            .read(async move |rows: &mut Rows| lists_with_bsn(rows, &bsn, today, &Categorie::ALL).await)
            .await
            .unwrap();
        let overlijden = found[0].lijst.overlijden.as_ref().unwrap();
        assert_eq!(
            overlijden.datum_overlijden.map(PartialDate::number),
            Some(20_200_000),
            "{}",
            fixture.name
        );
        assert!(found[0].lijst.is_overleden());
    }
}
