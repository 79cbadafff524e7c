//! Measures the store on this machine and prints a table: `cargo run --release -p store --example measure -- sqlite postgres://…`.
//! SQLite runs in a folder under the current one; PostgreSQL in the database that is named, which must be empty.
#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a table on a terminal, and nothing to recover"
)]

use std::path::PathBuf;
use std::time::{Duration, Instant};

use kernel::{Act, Bsn, Clock, Random};
use store::{Entry, Migration, Place, Rows, Settings, Store, Subject, Tx, Value, params};

const TABLES: Migration = Migration {
    owner: "measure",
    name: "0001_measure",
    text: "CREATE TABLE fact (id text NOT NULL, n bigint NOT NULL, doc jsonb NOT NULL, PRIMARY KEY (id));
           -- clustered
           CREATE TABLE person (id bigint NOT NULL, name text NOT NULL, doc jsonb NOT NULL, PRIMARY KEY (id));",
};
const TIME: Duration = Duration::from_secs(3);
const PEOPLE: i64 = 100_000;

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    println!("| what | engine | result |\n|---|---|---|");
    for engine in std::env::args().skip(1) {
        if engine.starts_with("postgres://") {
            runtime.block_on(measure("PostgreSQL", Place::Postgres(engine)));
            continue;
        }
        let folder = PathBuf::from("measure-data");
        let _ = std::fs::remove_dir_all(&folder);
        runtime.block_on(measure("SQLite", Place::Folder(folder.clone())));
        std::fs::remove_dir_all(&folder).unwrap();
    }
}

async fn measure(engine: &str, place: Place) {
    let settings = Settings { place, node: "measure".into(), master_key: [1; 32], lanes: 4, tls: None };
    let store = Store::open(settings, &[TABLES], Clock::real(), Random::system()).await.unwrap();
    let bulk = bulk(&store).await;
    println!("| bulk rows (id, name, 100-byte document), 10,000 an act | {engine} | {bulk:.0} rows/s |");
    for callers in [1, 16, 64, 256] {
        for full in [true, false] {
            let before = store.commits();
            let (acts, waited) = acts(&store, callers, full).await;
            let commits = (store.commits() - before) as f64;
            let what = if full { "insert + entry with subject + count" } else { "entry only" };
            println!(
                "| {what}, {callers} callers | {engine} | {:.0} acts/s, {:.1} a commit, half within {:.2} ms, 99 % within {:.2} ms |",
                acts as f64 / TIME.as_secs_f64(),
                acts as f64 / commits,
                quantile(&waited, 0.5),
                quantile(&waited, 0.99)
            );
        }
    }
    for threads in [1, 2, 16] {
        println!(
            "| point look-ups, {threads} callers | {engine} | {:.0}/s |",
            look_ups(&store, threads).await
        );
    }
    let started = Instant::now();
    let found = store.verify_journal(|_| {}).await.unwrap();
    assert_eq!(found.faults, Vec::<String>::new());
    let rate = found.entries as f64 / started.elapsed().as_secs_f64();
    println!("| journal recomputed | {engine} | {rate:.0} entries/s |");
    tokio::task::block_in_place(|| store.close());
}

fn quantile(waited: &[Duration], at: f64) -> f64 {
    let index = (waited.len().saturating_sub(1)) as f64 * at;
    waited.get(index as usize).map_or(0.0, |waited| waited.as_secs_f64() * 1000.0)
}

/// One act: by one of 10,000 people, with a row and a count or with an entry alone.
async fn one(store: &Store, n: u64, full: bool) {
    let act = Act::system("measure", store.clock().now(), store.random());
    let key = n.to_string();
    let bsn: Bsn = numbers(n % 10_000).parse().unwrap();
    let work = async move |tx: &mut Tx| {
        let mut entry = Entry::new("measure.gedaan", "measure/verwerking");
        if full {
            let doc =
                serde_json::json!({ "straat": "Voorbeeldstraat", "huisnummer": 12, "plaats": "Den Haag" });
            let id = tx.random().uuid(tx.act().at).to_string();
            let insert = "INSERT INTO fact (id, n, doc) VALUES ($1, $2, $3)";
            tx.exec(insert, &params![id, 1_i64, doc]).await?;
            entry = entry.about(Subject::bsn(&bsn));
            tx.count("measure.feiten", "web", 1);
        }
        tx.record(entry);
        Ok(())
    };
    store.write(&key, &act, work).await.unwrap();
}

/// Nine digits that pass the check on a BSN, one for each `n`.
fn numbers(n: u64) -> String {
    let first = 99_900_000 + n * 10;
    (first..)
        .find_map(|eight| {
            let digits: Vec<u64> = format!("{eight:08}").bytes().map(|byte| u64::from(byte - b'0')).collect();
            let sum: u64 = digits.iter().zip((2..=9).rev()).map(|(digit, weight)| digit * weight).sum();
            (sum % 11 < 10).then(|| format!("{eight:08}{}", sum % 11))
        })
        .unwrap()
}

async fn acts(store: &Store, callers: u64, full: bool) -> (usize, Vec<Duration>) {
    let end = Instant::now() + TIME;
    let tasks: Vec<_> = (0..callers)
        .map(|caller| {
            let store = store.clone();
            tokio::spawn(async move {
                let mut waited = Vec::new();
                let mut n = caller;
                while Instant::now() < end {
                    let started = Instant::now();
                    one(&store, n, full).await;
                    waited.push(started.elapsed());
                    n += callers;
                }
                waited
            })
        })
        .collect();
    let mut waited = Vec::new();
    for task in tasks {
        waited.extend(task.await.unwrap());
    }
    waited.sort_unstable();
    (waited.len(), waited)
}

async fn bulk(store: &Store) -> f64 {
    let started = Instant::now();
    for from in (0..PEOPLE).step_by(10_000) {
        let act = Act::system("measure", store.clock().now(), store.random());
        let work = async move |tx: &mut Tx| {
            let doc = serde_json::json!({ "adres": "Voorbeeldstraat 12, 2500 AA Den Haag", "opmerking": "x".repeat(40) });
            let rows: Vec<Vec<Value>> =
                (from..from + 10_000).map(|id| params![id, format!("Persoon {id}"), &doc].into()).collect();
            tx.record(Entry::new("measure.gevuld", "measure/verwerking").times(10_000));
            Ok(tx.bulk("person", &["id", "name", "doc"], &rows).await?)
        };
        store.write("seed", &act, work).await.unwrap();
    }
    PEOPLE as f64 / started.elapsed().as_secs_f64()
}

async fn look_ups(store: &Store, callers: i64) -> f64 {
    let end = Instant::now() + TIME;
    let tasks: Vec<_> = (0..callers)
        .map(|caller| {
            let store = store.clone();
            tokio::spawn(async move {
                let mut done = 0_u64;
                let mut id = caller;
                while Instant::now() < end {
                    id = (id * 48_271 + 11) % PEOPLE;
                    let look = async move |rows: &mut Rows| {
                        let row =
                            rows.one("SELECT name, doc FROM person WHERE id = $1", &params![id]).await?;
                        Ok((row.get::<String>(0)?, row.get::<String>(1)?))
                    };
                    store.read(look).await.unwrap();
                    done += 1;
                    // A read on SQLite never waits: give the others their turn.
                    tokio::task::yield_now().await;
                }
                done
            })
        })
        .collect();
    let mut sum = 0;
    for task in tasks {
        sum += task.await.unwrap();
    }
    sum as f64 / TIME.as_secs_f64()
}
