//! The journal: what it tells, what it hides, and how it shows that somebody touched it.

use kernel::{Act, Bsn, Caller, Level, Oin};
use store::{Entry, Store, Subject, Tx};

use crate::harness::{Home, act, entry, faults, on_both, put};

const CITIZEN: &str = "999993653";
const OFFICIAL: &str = "999990019";

fn bsn(text: &str) -> Bsn {
    text.parse().unwrap()
}

async fn record(store: &Store, act: &Act, entry: Entry) {
    store
        .write("k", act, async move |tx: &mut Tx| {
            tx.record(entry.clone());
            Ok(())
        })
        .await
        .unwrap();
}

async fn write_some(store: &Store, home: &Home) {
    let citizen = Subject::bsn(&bsn(CITIZEN));
    let oin: Oin = "00000001003214345000".parse().unwrap();
    let asking = Act {
        caller: Caller::Organisation(oin),
        purpose: Some("adresonderzoek".into()),
        connection: Some("gemeente-1".into()),
        level: Some(Level::Substantieel),
        ..act(store)
    };
    let details = serde_json::json!({ "gevraagd": ["naam", CITIZEN] });
    record(store, &asking, entry().about(citizen.clone()).sealed(details)).await;
    home.clock.set(store.clock().now().plus_seconds(10));
    let looking = Act { caller: Caller::Person(bsn(OFFICIAL)), ..act(store) };
    record(store, &looking, entry().about(citizen).refused().times(3)).await;
    home.clock.set(store.clock().now().plus_seconds(10));
    record(store, &act(store), entry().with(serde_json::json!({ "soort": "stil" }))).await;
}

#[test]
fn entries_are_read_by_subject_opened_and_newest_first() {
    on_both(async |home| {
        let store = home.open().await;
        write_some(&store, home).await;
        let citizen = Subject::bsn(&bsn(CITIZEN));
        let later = store.clock().now().plus_seconds(1);
        let found = store.journal_about(citizen.clone(), later, 10).await.unwrap();
        assert_eq!(found.len(), 2);
        assert_eq!((found[0].status.as_str(), found[0].amount), ("Error", 3));
        assert_eq!(found[0].actor_type, "person");
        let pseudonym = found[0].actor.clone().unwrap();
        assert!(pseudonym.len() == 32 && !pseudonym.contains(OFFICIAL));
        assert_eq!(found[1].actor.as_deref(), Some("00000001003214345000"));
        assert_eq!(found[1].purpose.as_deref(), Some("adresonderzoek"));
        assert_eq!(
            found[1].private,
            Some(serde_json::json!({ "subject": CITIZEN, "details": { "gevraagd": ["naam", CITIZEN] } }))
        );
        let before_second = found[0].at;
        let older = store.journal_about(citizen, before_second, 10).await.unwrap();
        assert_eq!(older.len(), 1);
        let nobody = Subject { kind: "KVK", value: CITIZEN.into() };
        assert!(store.journal_about(nobody, later, 10).await.unwrap().is_empty());
        store.close();
    });
}

#[test]
fn entries_are_read_in_the_order_of_the_chain_from_a_cursor_on() {
    on_both(async |home| {
        let store = home.open_one_lane().await;
        for n in 0..25 {
            put(&store, &format!("{n}"), n).await.unwrap();
        }
        let lanes = store.journal_lanes().await.unwrap();
        assert_eq!(lanes, [0]);
        let (mut cursor, mut seen) = (0, Vec::new());
        loop {
            let slice = store.journal_after(0, cursor, 10).await.unwrap();
            let Some(last) = slice.last() else { break };
            cursor = last.seq;
            seen.extend(slice.iter().map(|logged| logged.seq));
        }
        assert_eq!(seen, (1..=25).collect::<Vec<_>>());
        let first = &store.journal_after(0, 0, 1).await.unwrap()[0];
        assert_eq!((first.facility.as_str(), first.kind.as_str()), ("proef", "proef.gedaan"));
        assert_eq!((first.at, first.channel.as_str()), (crate::harness::noon(), "system"));
        store.close();
    });
}

#[test]
fn nobody_is_named_in_what_is_stored() {
    on_both(async |home| {
        let store = home.open().await;
        write_some(&store, home).await;
        store.close();
        let dump = home.dump().await;
        let holds = |text: &str| dump.windows(text.len()).any(|window| window == text.as_bytes());
        assert!(holds("proef.gedaan") && holds("adresonderzoek"), "the dump shows what is no secret");
        assert!(!holds(CITIZEN) && !holds(OFFICIAL));
    });
}

#[test]
fn a_chain_goes_on_after_the_store_was_closed_and_opened() {
    on_both(async |home| {
        for round in 0..3 {
            let store = home.open().await;
            for n in 0..20 {
                put(&store, &format!("{round}-{n}"), n).await.unwrap();
            }
            let found = store.verify_journal(|_| {}).await.unwrap();
            assert_eq!((found.entries, found.faults.len()), (20 * (round + 1), 0));
            assert_eq!(found.seals, round, "each closing seals the chain that grew");
            store.close();
        }
    });
}

#[test]
fn a_chain_longer_than_a_slice_is_verified_whole() {
    on_both(async |home| {
        let store = home.open_one_lane().await;
        let work = async |tx: &mut Tx| {
            (0..2500).for_each(|_| tx.record(entry()));
            Ok(())
        };
        store.write("k", &act(&store), work).await.unwrap();
        let (told, progress) = std::sync::mpsc::channel();
        let told = std::sync::Mutex::new(told);
        let found = store.verify_journal(move |n| told.lock().unwrap().send(n).unwrap()).await.unwrap();
        assert_eq!((found.lanes, found.entries, found.faults.len()), (1, 2500, 0));
        assert_eq!(progress.iter().collect::<Vec<_>>(), [1000, 2000, 2500]);
        store.close();
    });
}

/// Eleven entries in one chain, closed and so sealed; then `harm`; then what verifying says.
async fn after(home: &Home, harm: &str) -> Vec<String> {
    let store = home.open_one_lane().await;
    for n in 0..11 {
        put(&store, &format!("{n}"), n).await.unwrap();
    }
    store.close();
    home.raw(harm).await;
    let store = home.open_one_lane().await;
    let found = faults(&store).await;
    store.close();
    found
}

#[test]
fn an_altered_entry_is_found() {
    on_both(async |home| {
        let found = after(home, "UPDATE journal SET purpose = 'iets anders' WHERE seq = 4").await;
        assert_eq!(found, ["lane 0: entry 4 was altered"]);
    });
}

#[test]
fn a_removed_entry_is_found() {
    on_both(async |home| {
        let found = after(home, "DELETE FROM journal WHERE seq = 4").await;
        assert_eq!(found, ["lane 0: entries 4 to 4 are missing", "lane 0: entry 5 was altered"]);
    });
}

#[test]
fn a_removed_tail_is_found_by_its_seal() {
    on_both(async |home| {
        let found = after(home, "DELETE FROM journal WHERE seq > 8").await;
        assert_eq!(found, ["lane 0: entry 11 was sealed and is gone"]);
    });
}

#[test]
fn two_entries_that_changed_places_are_found() {
    on_both(async |home| {
        let harm = "UPDATE journal SET seq = -1 WHERE seq = 4; UPDATE journal SET seq = 4 WHERE seq = 5; \
                    UPDATE journal SET seq = 5 WHERE seq = -1;";
        let found = after(home, harm).await;
        let altered = |seq: i64| format!("lane 0: entry {seq} was altered");
        assert_eq!(found, [altered(4), altered(5), altered(6)]);
    });
}

#[test]
fn a_tail_that_was_written_anew_differs_from_its_seal() {
    on_both(async |home| {
        let found = after(home, "DELETE FROM journal WHERE seq > 10").await;
        assert_eq!(found, ["lane 0: entry 11 was sealed and is gone"]);
        let store = home.open_one_lane().await;
        put(&store, "another", 1).await.unwrap();
        assert_eq!(faults(&store).await, ["lane 0: entry 11 differs from its seal"]);
        store.close();
    });
}

/// Stands for a signature: the tests of the program use the real one.
fn signed(content: &str) -> String {
    format!("signed:{content}")
}

fn opened(signed: &str) -> Option<Vec<u8>> {
    signed.strip_prefix("signed:").map(|content| content.as_bytes().to_vec())
}

/// Makes a cross-seal when one is due; whether one was.
async fn cross_seal(store: &Store) -> bool {
    let Some(seal) = store.next_cross_seal().await.unwrap() else { return false };
    store.keep_cross_seal(&act(store), &seal, &signed(&seal.content().unwrap())).await.unwrap()
}

async fn verified(store: &Store) -> store::Verified {
    store.verify_journal_signed(|_| {}, opened).await.unwrap()
}

/// Three cross-seals an hour apart with entries in between, closed; then `harm`; then what verifying says.
async fn after_cross_seals(home: &Home, harm: &str) -> Vec<String> {
    let store = home.open_one_lane().await;
    for n in 0..3 {
        put(&store, &format!("{n}"), n).await.unwrap();
        assert!(cross_seal(&store).await);
        home.clock.set(store.clock().now().plus_seconds(3600));
    }
    store.close();
    home.raw(harm).await;
    let store = home.open_one_lane().await;
    let found = verified(&store).await.faults;
    store.close();
    found
}

#[test]
fn a_cross_seal_is_due_once_an_hour_and_only_when_something_happened() {
    on_both(async |home| {
        let store = home.open().await;
        assert!(!cross_seal(&store).await, "there is nothing to seal");
        put(&store, "a", 1).await.unwrap();
        assert!(cross_seal(&store).await);
        put(&store, "b", 1).await.unwrap();
        assert!(!cross_seal(&store).await, "the last one is fresh");
        home.clock.set(store.clock().now().plus_seconds(3600));
        assert!(cross_seal(&store).await);
        home.clock.set(store.clock().now().plus_seconds(3600));
        assert!(!cross_seal(&store).await, "nothing happened but the last cross-seal itself");
        let found = verified(&store).await;
        assert_eq!((found.cross_seals, found.entries, found.faults), (2, 4, vec![]));
        store.close();
    });
}

#[test]
fn of_two_nodes_that_seal_at_once_one_is_first() {
    on_both(async |home| {
        let store = home.open().await;
        put(&store, "a", 1).await.unwrap();
        let seal = store.next_cross_seal().await.unwrap().unwrap();
        let text = signed(&seal.content().unwrap());
        let both = [seal.clone(), seal.clone()].map(|seal| {
            let (store, text) = (store.clone(), text.clone());
            tokio::spawn(async move { store.keep_cross_seal(&act(&store), &seal, &text).await.unwrap() })
        });
        let mut kept = Vec::new();
        for one in both {
            kept.push(one.await.unwrap());
        }
        kept.sort_unstable();
        assert_eq!(kept, [false, true]);
        assert_eq!(verified(&store).await.cross_seals, 1);
        assert!(verified(&store).await.faults.is_empty());
        store.close();
    });
}

#[test]
fn cross_seals_that_nobody_touched_verify() {
    on_both(async |home| assert_eq!(after_cross_seals(home, "SELECT 1").await, Vec::<String>::new()));
}

#[test]
fn a_changed_cross_seal_is_found() {
    on_both(async |home| {
        let harm = "UPDATE journal_cross_seal SET content = replace(content, '\"seq\":3', '\"seq\":2') WHERE number = 2";
        assert_eq!(after_cross_seals(home, harm).await, ["cross-seal 2: its signature does not fit"]);
    });
}

#[test]
fn a_cross_seal_that_somebody_signed_anew_is_found_by_its_announcement() {
    on_both(async |home| {
        let harm = "UPDATE journal_cross_seal SET content = replace(content, '\"heads\":[{', '\"heads\": [{'), \
                    signed = replace(signed, '\"heads\":[{', '\"heads\": [{') WHERE number = 3";
        let found = after_cross_seals(home, harm).await;
        assert_eq!(found, ["cross-seal 3: it is not the one that the journal announces"]);
    });
}

#[test]
fn a_removed_cross_seal_is_found_in_the_middle_and_at_the_end() {
    on_both(async |home| {
        let found = after_cross_seals(home, "DELETE FROM journal_cross_seal WHERE number = 2").await;
        let missing = "cross-seal 3: those from 2 on before it are missing";
        assert_eq!(found, [missing, "cross-seal 2: it was kept and is gone"]);
    });
    on_both(async |home| {
        let found = after_cross_seals(home, "DELETE FROM journal_cross_seal WHERE number = 3").await;
        assert_eq!(found, ["cross-seal 3: it was kept and is gone"]);
    });
}

#[test]
fn a_chain_that_was_cut_off_with_its_own_seals_is_found_by_the_cross_seal() {
    on_both(async |home| {
        let found =
            after_cross_seals(home, "DELETE FROM journal WHERE seq > 2; DELETE FROM journal_seal;").await;
        let announced = |n: i64| format!("cross-seal {n}: it is not the one that the journal announces");
        let gone = |n: i64, seq: i64| format!("cross-seal {n}: lane 0: entry {seq} was sealed and is gone");
        assert_eq!(found, [gone(2, 3), announced(2), gone(3, 5), announced(3)]);
    });
}

#[test]
fn a_destroyed_key_leaves_entries_that_nobody_can_read_in_chains_that_verify() {
    on_both(async |home| {
        let store = home.open().await;
        write_some(&store, home).await;
        let citizen = Subject::bsn(&bsn(CITIZEN));
        let later = store.clock().now().plus_seconds(1);
        assert_eq!(store.journal_about(citizen.clone(), later, 10).await.unwrap().len(), 2);
        assert!(store.destroy_key(&act(&store), &citizen).await.unwrap());
        assert!(!store.destroy_key(&act(&store), &citizen).await.unwrap(), "there is no key any more");
        assert!(store.journal_about(citizen.clone(), later, 10).await.unwrap().is_empty());
        let found = verified(&store).await;
        assert_eq!((found.entries, found.faults), (4, vec![]));
        let entries = store.journal_lanes().await.unwrap();
        let mut kinds = Vec::new();
        for lane in entries {
            kinds.extend(store.journal_after(lane, 0, 100).await.unwrap().into_iter().map(|one| one.kind));
        }
        kinds.sort_unstable();
        assert_eq!(kinds, ["journaal.sleutel.vernietigd", "proef.gedaan", "proef.gedaan", "proef.gedaan"]);
        // What happens later gets a new key, and is all that is found.
        record(&store, &act(&store), entry().about(citizen.clone())).await;
        let again = store.journal_about(citizen, later, 10).await.unwrap();
        assert_eq!(again.iter().map(|one| one.kind.as_str()).collect::<Vec<_>>(), ["proef.gedaan"]);
        store.close();
    });
}

#[test]
fn nothing_of_a_destroyed_key_is_left_in_the_file() {
    crate::harness::on_sqlite(async |home| {
        let store = home.open().await;
        write_some(&store, home).await;
        store.close();
        let store::Place::Folder(folder) = &home.place else { unreachable!() };
        let keys = || -> Vec<Vec<u8>> {
            let connection = rusqlite::Connection::open(folder.join("main.db")).unwrap();
            let mut statement = connection.prepare("SELECT key FROM subject").unwrap();
            statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
        };
        let before = keys();
        assert_eq!(before.len(), 2, "the citizen and the official");
        let store = home.open().await;
        assert!(store.destroy_key(&act(&store), &Subject::bsn(&bsn(CITIZEN))).await.unwrap());
        store.close();
        let after = keys();
        let dump = home.dump().await;
        let holds = |key: &[u8]| dump.windows(key.len()).any(|window| window == key);
        for key in before {
            assert_eq!(holds(&key), after.contains(&key));
        }
        assert_eq!(after.len(), 1);
    });
}

#[test]
fn a_key_that_another_node_destroyed_is_let_go_of() {
    crate::harness::on_postgres(async |home| {
        let (one, other) = (
            home.open().await,
            home.try_open(store::Settings { node: "two".into(), ..home.settings() }).await.unwrap(),
        );
        write_some(&one, home).await;
        let citizen = Subject::bsn(&bsn(CITIZEN));
        record(&other, &act(&other), entry().about(citizen.clone())).await;
        let later = one.clock().now().plus_seconds(1);
        assert_eq!(other.journal_about(citizen.clone(), later, 10).await.unwrap().len(), 3);
        assert!(one.destroy_key(&act(&one), &citizen).await.unwrap());
        other.refresh_subjects().await.unwrap();
        assert!(other.journal_about(citizen.clone(), later, 10).await.unwrap().is_empty());
        record(&other, &act(&other), entry().about(citizen.clone())).await;
        assert_eq!(one.journal_about(citizen, later, 10).await.unwrap().len(), 1);
        assert!(faults(&one).await.is_empty());
        one.close();
        other.close();
    });
}
