//! A program that is killed loses nothing that it answered for.

use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use store::{Place, Rows, Store, Tx, params};

use crate::harness::{Home, act, entry, on_both};

const PLACE: &str = "STORE_CRASH_PLACE";
const ROUND: &str = "STORE_CRASH_ROUND";

async fn write_one(store: &Store, n: i64) -> bool {
    let work = async move |tx: &mut Tx| {
        // Were an act carried out twice, its number would be 2.
        let insert =
            "INSERT INTO thing (id, n) VALUES ($1, 1) ON CONFLICT (id) DO UPDATE SET n = thing.n + 1";
        tx.exec(insert, &params![n.to_string()]).await?;
        tx.record(entry());
        tx.count("proef.feiten", "", 1);
        Ok(())
    };
    store.write(&n.to_string(), &act(store), work).await.is_ok()
}

/// What the child process runs; by itself it does nothing.
#[test]
fn a_child_writes_until_it_is_killed() {
    let Ok(place) = std::env::var(PLACE) else { return };
    let round: i64 = std::env::var(ROUND).unwrap().parse().unwrap();
    let place = match place.starts_with("postgres://") {
        true => Place::Postgres(place),
        false => Place::Folder(PathBuf::from(place)),
    };
    let home = Home { place, clock: kernel::Clock::real() };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let store = home.open().await;
        let writers: Vec<_> = (0..8_i64)
            .map(|writer| {
                let store = store.clone();
                tokio::spawn(async move {
                    for step in 0.. {
                        let n = round * 1_000_000 + step * 8 + writer;
                        if write_one(&store, n).await {
                            let mut out = std::io::stdout().lock();
                            writeln!(out, "acknowledged {n}").and_then(|()| out.flush()).unwrap();
                        }
                    }
                })
            })
            .collect();
        for writer in writers {
            writer.await.unwrap();
        }
    });
}

/// Starts a child, kills it once it acknowledged `enough` acts, and tells all that it acknowledged.
fn kill_after(home: &Home, round: u64, enough: u64) -> Vec<i64> {
    let place = match &home.place {
        Place::Folder(folder) => folder.display().to_string(),
        Place::Postgres(url) => url.clone(),
    };
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "crash::a_child_writes_until_it_is_killed", "--nocapture", "--test-threads=1"])
        .env(PLACE, place)
        .env(ROUND, round.to_string())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut acknowledged = Vec::new();
    for line in BufReader::new(child.stdout.take().unwrap()).lines() {
        let Some(n) = line.unwrap().strip_prefix("acknowledged ").and_then(|n| n.parse().ok()) else {
            continue;
        };
        acknowledged.push(n);
        if acknowledged.len() as u64 == enough {
            // SIGKILL. What it wrote before it died is still read, up to the end of the pipe.
            child.kill().unwrap();
        }
    }
    child.wait().unwrap();
    assert!(acknowledged.len() as u64 >= enough, "the child died by itself");
    acknowledged
}

#[test]
fn what_was_acknowledged_before_a_kill_is_there_exactly_once() {
    on_both(async |home| {
        let mut acknowledged = Vec::new();
        for round in 0..10 {
            // Anything from 1 to about 700 acts, spread by a multiplicative step.
            let enough = 1 + (round * 2_654_435_761) % 701;
            acknowledged.extend(tokio::task::block_in_place(|| kill_after(home, round, enough)));
        }
        if home.is_postgres() {
            home.raw(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity \
                 WHERE datname = current_database() AND pid <> pg_backend_pid()",
            )
            .await;
        }
        let store = home.open().await;
        let (stored, entries, counted) = store
            .read(async |rows: &mut Rows| {
                let stored = rows.all("SELECT id, n FROM thing", &[]).await?;
                let entries: i64 = rows.one("SELECT COUNT(*) FROM journal", &[]).await?.get(0)?;
                let sum = "SELECT CAST(SUM(n) AS bigint) FROM indicator_count WHERE resolution = 'minute'";
                let counted: i64 = rows.one(sum, &[]).await?.get(0)?;
                let stored: Result<std::collections::HashMap<String, i64>, kernel::Problem> =
                    stored.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect();
                Ok((stored?, entries, counted))
            })
            .await
            .unwrap();
        assert!(stored.values().all(|times| *times == 1));
        for n in &acknowledged {
            assert_eq!(stored.get(&n.to_string()), Some(&1), "act {n} was acknowledged");
        }
        assert_eq!((entries, counted), (stored.len() as i64, stored.len() as i64));
        let found = store.verify_journal(|_| {}).await.unwrap();
        assert_eq!((found.entries, found.faults), (stored.len() as u64, vec![]));
        store.close();
    });
}
