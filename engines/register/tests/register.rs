//! The engine on a real store: the same on SQLite and PostgreSQL.

#![expect(clippy::unwrap_used, reason = "what cannot be had ends the test")]

mod support;

use std::collections::HashSet;

use kernel::{Moment, PartialDate, Period, Problem, Random};
use register::{
    Change, Cursor, Event, Head, Load, Loaded, Mutation, Notice, Occurred, Recorded, SourceDocument,
    Voorkomen, cloud_event, events_since, replay,
};
use serde_json::{Value as Json, json};
use store::{Rows, Store, Tx};
use support::{PERSOON, act, engines, entry, event};

const TOPICS: &[&str] = &["proef.een", "proef.twee"];

fn date(number: i64) -> PartialDate {
    PartialDate::try_from(number).unwrap()
}

fn new(part: &str, from: i64, doc: &Json) -> Change {
    Change::New { part: part.to_owned(), valid: Period::since(date(from)), doc: doc.clone() }
}

fn mutation(root: &str, id: &str, changes: Vec<Change>) -> Mutation {
    Mutation {
        root: root.to_owned(),
        event: event(id),
        changes,
        expected: None,
        notice: None,
        entry: entry(),
    }
}

async fn record(store: &Store, mutation: Mutation) -> Result<Recorded, Problem> {
    let root = mutation.root.clone();
    store.write(&root, &act(store), async move |tx: &mut Tx| PERSOON.record(tx, &mutation).await).await
}

async fn versions(store: &Store, root: &'static str) -> Vec<Voorkomen> {
    store.read(async move |rows: &mut Rows| PERSOON.versions(rows, root).await).await.unwrap()
}

async fn count(store: &Store, sql: &'static str) -> i64 {
    store.read(async move |rows: &mut Rows| rows.one(sql, &[]).await?.get(0)).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_brings_rows_head_event_journal_entry_and_messages_in_one_transaction() {
    for fixture in engines().await {
        let store = &fixture.store;
        let body =
            cloud_event("e1", "nl.proef.gebeurd", "urn:nld:oin:1", fixture.clock.now(), &json!({ "a": 1 }));
        let changes = vec![new("01", 19_800_000, &json!({ "bsn": "999990019", "naam": "Vos" }))];
        let notice = Some(Notice { topics: TOPICS, body: body.clone() });
        let mutation = Mutation { notice, expected: Some(0), ..mutation("r1", "e1", changes.clone()) };
        let recorded = record(store, mutation).await.unwrap();
        let at = fixture.clock.now();
        let expected = Recorded { event_id: "e1".into(), version: 1, registered_at: at };
        assert_eq!(recorded, expected, "{}", fixture.name);
        let (head, current, events) = store
            .read(async |rows: &mut Rows| {
                Ok((
                    PERSOON.head(rows, "r1").await?,
                    PERSOON.current(rows, "r1").await?,
                    PERSOON.events_of(rows, "r1").await?,
                ))
            })
            .await
            .unwrap();
        assert_eq!(head, Some(Head { ver: 1, registered_at: at }));
        assert_eq!((current.len(), &current[0].doc["naam"]), (1, &json!("Vos")));
        assert_eq!((&events[0].event, &events[0].changes), (&event("e1"), &changes));
        assert_eq!(count(store, "SELECT COUNT(*) FROM journal WHERE kind = 'proef.geregistreerd'").await, 1);
        for topic in TOPICS {
            let claimed = store.claim(topic, 10, 30).await.unwrap();
            assert_eq!(claimed.iter().map(|message| &message.body).collect::<Vec<_>>(), [&body]);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stale_version_a_clash_and_a_missing_document_are_refused_and_leave_nothing() {
    for fixture in engines().await {
        let store = &fixture.store;
        let first = vec![new("01", 20_000_101, &json!({ "bsn": "1" }))];
        record(store, mutation("r1", "e1", first)).await.unwrap();
        let change = || vec![new("01", 20_100_101, &json!({ "bsn": "2" }))];
        let before = versions(store, "r1").await;
        let stale = Mutation { expected: Some(0), ..mutation("r1", "e2", change()) };
        let absent = Mutation { expected: Some(3), ..mutation("r9", "e2", change()) };
        let clash =
            mutation("r1", "e2", vec![new("09", 20_000_101, &json!({})), new("01", 19_900_101, &json!({}))]);
        let mut bare = mutation("r1", "e2", change());
        bare.event.document =
            SourceDocument { soort: String::new(), organisatie: " ".into(), ..event("").document };
        for (wrong, status, code) in [
            (stale, 409, "versie"),
            (absent, 409, "versie"),
            (clash, 409, "overlap"),
            (bare, 400, "paramsValidation"),
        ] {
            let problem = record(store, wrong).await.unwrap_err();
            assert_eq!((problem.status, problem.code.as_str()), (status, code), "{}", fixture.name);
        }
        assert_eq!(versions(store, "r1").await, before);
        assert_eq!(count(store, "SELECT COUNT(*) FROM register_event").await, 1);
        let right = Mutation { expected: Some(1), ..mutation("r1", "e2", change()) };
        assert_eq!(record(store, right).await.unwrap().version, 2);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeated_event_is_registered_once_and_its_id_serves_nothing_else() {
    for fixture in engines().await {
        let store = &fixture.store;
        let again =
            || mutation("r1", "e1", vec![new("01", 20_000_101, &json!({ "a": 1, "b": [1.5, null] }))]);
        let first = record(store, again()).await.unwrap();
        let second = Mutation { expected: Some(0), ..again() };
        assert_eq!(record(store, second).await.unwrap(), first, "{}", fixture.name);
        assert_eq!(count(store, "SELECT COUNT(*) FROM journal").await, 1);
        let other = mutation("r1", "e1", vec![new("01", 20_100_101, &json!({}))]);
        assert_eq!(record(store, other).await.unwrap_err().status, 409);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn acts_at_the_same_moment_on_one_object_get_versions_and_moments_of_their_own() {
    for fixture in engines().await {
        let tasks: Vec<_> = (0..40)
            .map(|n| {
                let store = fixture.store.clone();
                tokio::spawn(async move {
                    let change = new(&format!("09.{n}"), 20_000_101, &json!({ "n": n }));
                    record(&store, mutation("r1", &format!("e{n}"), vec![change])).await.unwrap()
                })
            })
            .collect();
        let mut recorded = Vec::new();
        for task in tasks {
            recorded.push(task.await.unwrap());
        }
        recorded.sort_by_key(|one| one.version);
        assert_eq!(recorded.iter().map(|one| one.version).collect::<Vec<_>>(), (1..=40).collect::<Vec<_>>());
        assert!(recorded.windows(2).all(|pair| pair[0].registered_at < pair[1].registered_at));
    }
}

/// A change that a seeded source of chance thinks of; many of them cannot be carried out, and that is the point.
fn by_chance(random: &Random, events: &[Recorded]) -> Change {
    let [kind, part, from, to, n, ..] = random.bytes::<8>();
    let part = ["01", "09.1"][usize::from(part % 2)].to_owned();
    let year = |byte: u8| date((2000 + i64::from(byte % 10)) * 10_000 + 101);
    let valid = Period { from: year(from), to: year(to) };
    let doc = json!({ "n": n, "bsn": format!("{n:09}") });
    match kind % 6 {
        0 => Change::New { part, valid: Period::since(valid.from), doc },
        1 => Change::New { part, valid, doc },
        2 => Change::Retroactive { part, valid, doc },
        3 => Change::Correct { part, valid_from: valid.from, doc },
        4 => Change::End { part, at: valid.from },
        _ => match events.get(usize::from(n) % events.len().max(1)) {
            Some(event) => Change::Undo { event: event.event_id.clone(), registered_at: event.registered_at },
            None => Change::End { part, at: valid.from },
        },
    }
}

fn picture(rows: impl IntoIterator<Item = Voorkomen>) -> Vec<(String, Period, String)> {
    let mut picture: Vec<_> =
        rows.into_iter().map(|row| (row.part.clone(), row.valid(), row.doc.to_string())).collect();
    picture.sort_by(|a, b| (&a.0, a.1.from).cmp(&(&b.0, b.1.from)));
    picture
}

#[tokio::test(flavor = "multi_thread")]
async fn random_histories_read_as_their_events_replay_for_every_day_and_moment() {
    for fixture in engines().await {
        let store = &fixture.store;
        let random = Random::seeded(20_190_501);
        let mut recorded: Vec<Recorded> = Vec::new();
        let mut known: Vec<Vec<Voorkomen>> = Vec::new();
        for n in 0..160 {
            fixture.clock.set(fixture.clock.now().plus_seconds(60));
            let change = by_chance(&random, &recorded);
            if let Ok(done) = record(store, mutation("r1", &format!("e{n}"), vec![change])).await {
                recorded.push(done);
                known.push(
                    store.read(async |rows: &mut Rows| PERSOON.current(rows, "r1").await).await.unwrap(),
                );
            }
        }
        assert!(recorded.len() > 20, "{} of 160 fitted on {}", recorded.len(), fixture.name);
        let rows = versions(store, "r1").await;
        let events = store.read(async |rows: &mut Rows| PERSOON.events_of(rows, "r1").await).await.unwrap();
        let stamps: Vec<_> = events.iter().map(|event| (event.stamp(), event.changes.clone())).collect();
        let replayed = replay(stamps.iter().map(|(stamp, changes)| (stamp, changes.as_slice()))).unwrap();
        assert_eq!(rows, replayed);
        for (done, then) in recorded.iter().zip(known) {
            compare(store, &rows, done.registered_at, then).await;
        }
    }
}

/// What is answered now about a moment that has passed is what was answered then, and what the rows say one by one.
async fn compare(store: &Store, all: &[Voorkomen], moment: Moment, then: Vec<Voorkomen>) {
    let known =
        store.read(async move |rows: &mut Rows| PERSOON.known_at(rows, "r1", moment).await).await.unwrap();
    assert_eq!(picture(known.clone()), picture(then));
    assert!(known.iter().all(|row| !row.onjuist));
    for day in [20_000_101, 20_030_000, 20_050_615, 20_091_231] {
        let (exact, valid) = store
            .read(async move |rows: &mut Rows| {
                Ok((
                    PERSOON.known_and_valid(rows, "r1", moment, date(day)).await?,
                    PERSOON.valid_on(rows, "r1", date(day)).await?,
                ))
            })
            .await
            .unwrap();
        let holds = |row: &&Voorkomen| row.valid().contains(date(day));
        let naive = all.iter().filter(|row| row.is_known_at(moment)).filter(holds).cloned();
        assert_eq!(picture(exact), picture(naive));
        assert_eq!(picture(valid), picture(all.iter().filter(|row| row.is_open()).filter(holds).cloned()));
    }
}

fn loads(count: usize) -> Vec<Load> {
    (0..count)
        .map(|n| Load {
            root: format!("r{n:06}"),
            event: event(&format!("e{n}")),
            changes: vec![
                new("01", 19_800_101, &json!({ "bsn": format!("{n:09}"), "naam": "Vos" })),
                new("08", 19_900_101, &json!({ "straat": "Dorpsstraat", "huisnummer": n })),
                new("08", 20_100_101, &json!({ "straat": "Kerkstraat", "huisnummer": n })),
            ],
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_load_makes_what_single_events_make_and_leaves_what_is_there() {
    for fixture in engines().await {
        let store = &fixture.store;
        let single = loads(1).remove(0);
        record(store, mutation(&single.root, &single.event.id, single.changes)).await.unwrap();
        let all = loads(50);
        let load = async |all: Vec<Load>| {
            let act = act(store);
            let batch = PERSOON.prepare(&act, &all).unwrap();
            let work = async move |tx: &mut Tx| PERSOON.load(tx, &batch, &entry()).await;
            store.write("proef/load", &act, work).await.unwrap()
        };
        let first = HashSet::from(["r000000".to_owned()]);
        assert_eq!(
            load(all.clone()).await,
            Loaded { objects: 49, rows: 147, skipped: first },
            "{}",
            fixture.name
        );
        let skipped = all.iter().map(|one| one.root.clone()).collect();
        assert_eq!(load(all).await, Loaded { objects: 0, rows: 0, skipped });
        assert_eq!(count(store, "SELECT CAST(SUM(amount) AS bigint) FROM journal").await, 50);
        let strip = |rows: Vec<Voorkomen>| -> Vec<Voorkomen> {
            let bare = |row| Voorkomen { event: String::new(), doc: Json::Null, ..row };
            rows.into_iter().map(bare).collect()
        };
        assert_eq!(strip(versions(store, "r000000").await), strip(versions(store, "r000031").await));
        let found = store
            .read(async |rows: &mut Rows| {
                let today = date(20_260_101);
                Ok((
                    PERSOON.find(rows, "bsn", "000000031", today, 10).await?,
                    PERSOON.find(rows, "bsn", "000000031", date(19_700_000), 10).await?,
                    PERSOON.find(rows, "naam", "Vos", today, 10).await.map_err(|problem| problem.status),
                ))
            })
            .await
            .unwrap();
        assert_eq!(found, (vec!["r000031".to_owned()], Vec::new(), Err(500)));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_with_a_cursor_meets_every_event_once_and_in_the_order_of_registration() {
    for fixture in engines().await {
        let store = &fixture.store;
        for n in 0..25 {
            fixture.clock.set(fixture.clock.now().plus_seconds(n % 2));
            let change = new("01", 20_000_101, &json!({}));
            record(store, mutation(&format!("r{n}"), &format!("e{n:02}"), vec![change])).await.unwrap();
        }
        let until = fixture.clock.now();
        let mut cursor = Cursor::default();
        let mut met = Vec::new();
        loop {
            let from = cursor.clone();
            let page = store
                .read(async move |rows: &mut Rows| events_since(rows, "proef", &from, until, 7).await)
                .await
                .unwrap();
            let Some(last) = page.last() else { break };
            cursor = Cursor::after(last);
            met.extend(page.into_iter().map(|event| event.event.id));
        }
        assert_eq!(met, (0..25).map(|n| format!("e{n:02}")).collect::<Vec<_>>(), "{}", fixture.name);
        let early = until.plus_seconds(-1_000_000);
        let none = store
            .read(async move |rows: &mut Rows| {
                events_since(rows, "proef", &Cursor::default(), early, 7).await
            })
            .await
            .unwrap();
        assert_eq!(none, Vec::new());
    }
}

#[test]
fn a_time_of_occurrence_reads_back_as_it_was_written() {
    let moment = "2026-01-01T12:00:00.000001Z".parse::<Moment>().unwrap();
    for occurred in [Occurred::At(moment), Occurred::On(date(19_400_000)), Occurred::On(date(20_190_501))] {
        assert_eq!(Occurred::from_text(&occurred.text()), Some(occurred));
    }
    assert_eq!(Occurred::from_text("gisteren"), None);
}

#[test]
fn an_event_without_its_documents_names_everything_that_is_missing() {
    let bare = Event { id: String::new(), kind: " ".into(), ..event("e1") };
    let names: Vec<String> =
        bare.check().unwrap_err().invalid_params.into_iter().map(|param| param.name).collect();
    assert_eq!(names, ["id", "gebeurtenistype"]);
}
