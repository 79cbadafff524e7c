//! One act = one transaction.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use futures_util::future::join_all;
use kernel::Problem;
use store::{Once, Store, StoreError, Tx, params};

use crate::harness::{act, entry, faults, number, on_both, put, things};

async fn everything(store: &Store, fail: bool) -> Result<(), Problem> {
    store
        .write("k", &act(store), async move |tx: &mut Tx| {
            tx.exec("INSERT INTO thing (id, n) VALUES ('a', 1)", &[]).await?;
            tx.record(entry());
            tx.count("proef.dingen", "soort", 3);
            let due = tx.act().at;
            tx.send("post", "a", due, &serde_json::json!({ "wie": "a" })).await?;
            tx.keep("s", "k", "h", "antwoord").await?;
            if fail { Err(Problem::conflict("nee", "toch niet")) } else { Ok(()) }
        })
        .await
}

async fn amounts(store: &Store) -> [i64; 5] {
    [
        number(store, "SELECT COUNT(*) FROM thing").await,
        number(store, "SELECT COUNT(*) FROM journal").await,
        number(store, "SELECT COUNT(*) FROM queue").await,
        number(store, "SELECT COUNT(*) FROM idempotency").await,
        number(store, "SELECT CAST(COALESCE(SUM(n), 0) AS bigint) FROM indicator_count").await,
    ]
}

#[test]
fn rows_journal_queue_and_counts_commit_together_and_vanish_together() {
    on_both(async |home| {
        let store = home.open().await;
        assert_eq!(everything(&store, true).await, Err(Problem::conflict("nee", "toch niet")));
        assert_eq!(amounts(&store).await, [0, 0, 0, 0, 0]);
        assert_eq!(everything(&store, false).await, Ok(()));
        // A count stands in a bucket of a minute and in one of an hour.
        assert_eq!(amounts(&store).await, [1, 1, 1, 1, 6]);
        store.close();
    });
}

#[test]
fn a_failed_act_does_not_harm_its_neighbours_in_the_group() {
    on_both(async |home| {
        let store = home.open().await;
        let acts = (0..300_i64).map(|n| {
            let store = store.clone();
            async move {
                let id = format!("{n:03}");
                let work = async move |tx: &mut Tx| {
                    tx.exec("INSERT INTO thing (id, n) VALUES ($1, $2)", &params![&id, n]).await?;
                    tx.record(entry());
                    tx.count("proef.dingen", "", 1);
                    match n % 5 {
                        0 => Err(Problem::bad_request("nee", "geweigerd")),
                        1 => {
                            tx.exec("INSERT INTO thing (id, n) VALUES ($1, NULL)", &params![&id]).await?;
                            Ok(())
                        }
                        2 => {
                            tx.exec("INSERT INTO nowhere (id) VALUES (1)", &[]).await?;
                            Ok(())
                        }
                        3 => panic!("an act that panics"),
                        _ => Ok(()),
                    }
                };
                store.write("same key", &act(&store), work).await
            }
        });
        let answers = join_all(acts).await;
        for (n, answer) in answers.iter().enumerate() {
            let status = answer.as_ref().map_or_else(|problem| problem.status, |()| 200);
            assert_eq!(status, [400, 500, 500, 500, 200][n % 5], "act {n}");
        }
        let kept: Vec<i64> = things(&store).await.into_iter().map(|(_, n)| n).collect();
        assert_eq!(kept, (0..300).filter(|n| n % 5 == 4).collect::<Vec<_>>());
        assert_eq!(number(&store, "SELECT COUNT(*) FROM journal").await, 60);
        let counted = "SELECT CAST(SUM(n) AS bigint) FROM indicator_count WHERE resolution = 'hour'";
        assert_eq!(number(&store, counted).await, 60);
        assert_eq!(faults(&store).await, Vec::<String>::new());
        store.close();
    });
}

#[test]
fn an_act_that_changes_rows_and_records_nothing_is_refused_and_leaves_nothing() {
    on_both(async |home| {
        let store = home.open().await;
        let silent = [
            "INSERT INTO thing (id, n) VALUES ('a', 1)",
            "INSERT INTO thing (id, n) VALUES ('a', 1) RETURNING n",
            "WITH one AS (SELECT 'a' AS id) INSERT INTO thing (id, n) SELECT id, 1 FROM one",
        ];
        for sql in silent {
            let work = async move |tx: &mut Tx| tx.all(sql, &[]).await.map(|_| ()).map_err(Problem::from);
            let act = act(&store);
            let (answer, neighbour) = tokio::join!(store.write("k", &act, work), put(&store, sql, 1));
            assert_eq!(answer.unwrap_err().status, 500);
            neighbour.unwrap();
        }
        assert_eq!(number(&store, "SELECT COUNT(*) FROM thing WHERE id = 'a'").await, 0);
        assert_eq!(number(&store, "SELECT COUNT(*) FROM journal").await, 3);
        store.close();
    });
}

#[test]
fn a_statement_that_failed_fails_the_act_even_when_the_work_goes_on() {
    on_both(async |home| {
        let store = home.open().await;
        put(&store, "a", 1).await.unwrap();
        let answer = store
            .write("k", &act(&store), async |tx: &mut Tx| {
                let _ = tx.exec("INSERT INTO thing (id, n) VALUES ('a', 2)", &[]).await;
                tx.record(entry());
                Ok(())
            })
            .await;
        assert_eq!(answer.unwrap_err().status, 500);
        assert_eq!(things(&store).await, [("a".to_owned(), 1)]);
        assert_eq!(number(&store, "SELECT COUNT(*) FROM journal").await, 1);
        store.close();
    });
}

#[test]
fn a_row_that_is_there_already_is_told_quickly() {
    on_both(async |home| {
        let store = home.open().await;
        put(&store, "a", 1).await.unwrap();
        let runs = Arc::new(AtomicU32::new(0));
        let counted = Arc::clone(&runs);
        let answer = store
            .write("k", &act(&store), async move |tx: &mut Tx| {
                counted.fetch_add(1, Ordering::SeqCst);
                match tx.exec("INSERT INTO thing (id, n) VALUES ('a', 2)", &[]).await {
                    Err(StoreError::Duplicate { .. }) => Err(Problem::conflict("bestaat", "is er al")),
                    other => other.map(|_| ()).map_err(Problem::from),
                }
            })
            .await;
        assert_eq!(answer, Err(Problem::conflict("bestaat", "is er al")));
        assert_eq!(runs.load(Ordering::SeqCst), if home.is_postgres() { 2 } else { 1 });
        store.close();
    });
}

async fn once(store: Store, lane_key: &'static str, hash: &'static str) -> Result<Once, Problem> {
    store
        .write(lane_key, &act(&store), async move |tx: &mut Tx| {
            let found = tx.once("brievenbus", "sleutel", hash).await?;
            if found == Once::New {
                tx.exec("INSERT INTO thing (id, n) VALUES ('brief', 1)", &[]).await?;
                tx.record(entry());
                tx.keep("brievenbus", "sleutel", hash, "ontvangen").await?;
            }
            Ok(found)
        })
        .await
}

#[test]
fn the_same_key_is_new_once_then_the_same_and_a_clash_with_other_content() {
    on_both(async |home| {
        let store = home.open().await;
        assert_eq!(once(store.clone(), "k", "h1").await, Ok(Once::New));
        assert_eq!(once(store.clone(), "k", "h1").await, Ok(Once::Same("ontvangen".into())));
        assert_eq!(once(store.clone(), "k", "h2").await, Ok(Once::Clash));
        assert_eq!(store.forget_keys(store.clock().now()).await, Ok(0));
        assert_eq!(store.forget_keys(store.clock().now().plus_seconds(1)).await, Ok(1));
        store.close();
    });
}

#[test]
fn of_concurrent_callers_with_one_key_exactly_one_is_new() {
    on_both(async |home| {
        let store = home.open().await;
        // Other lane keys, so that on PostgreSQL they meet in the database and not in a queue.
        let keys = ["a", "b", "c", "d", "e", "f", "g", "h"];
        let callers = keys.map(|key| tokio::spawn(once(store.clone(), key, "h1")));
        let answers: Vec<Once> =
            join_all(callers).await.into_iter().map(|answer| answer.unwrap().unwrap()).collect();
        assert_eq!(answers.iter().filter(|answer| **answer == Once::New).count(), 1);
        let same = Once::Same("ontvangen".into());
        assert_eq!(answers.iter().filter(|answer| **answer == same).count(), keys.len() - 1);
        assert_eq!(number(&store, "SELECT COUNT(*) FROM journal").await, 1);
        store.close();
    });
}

#[test]
fn a_commit_that_fails_is_a_503_for_the_whole_group_and_the_next_act_works() {
    on_both(async |home| {
        let store = home.open().await;
        let (started, has_started) = std::sync::mpsc::channel();
        let (go, may_go) = std::sync::mpsc::channel::<()>();
        let (started, may_go) = (std::sync::Mutex::new(started), std::sync::Mutex::new(may_go));
        let first = {
            let store = store.clone();
            tokio::spawn(async move {
                let work = async move |tx: &mut Tx| {
                    tx.exec("INSERT INTO thing (id, n) VALUES ('first', 1)", &[]).await?;
                    tx.record(entry());
                    started.lock().unwrap().send(()).unwrap();
                    may_go.lock().unwrap().recv().unwrap();
                    // Nobody is its parent, which the engine finds out at the commit.
                    tx.exec("INSERT INTO child (id, parent) VALUES ('c', 'nobody')", &[]).await?;
                    Ok(())
                };
                store.write("things", &act(&store), work).await
            })
        };
        tokio::task::block_in_place(|| has_started.recv().unwrap());
        // The group is open until the act may go on: whether the second one joins it depends on time alone, its answer must fit.
        let second = put(&store, "second", 2);
        go.send(()).unwrap();
        let second = second.await;
        let first = first.await.unwrap().unwrap_err();
        assert_eq!((first.status, first.retry_after_seconds), (503, Some(2)));
        let kept = things(&store).await.iter().any(|(id, _)| id == "second");
        assert_eq!(second.is_ok(), kept);
        put(&store, "third", 3).await.unwrap();
        let ids: Vec<String> = things(&store).await.into_iter().map(|(id, _)| id).collect();
        assert!(ids.contains(&"third".to_owned()) && !ids.contains(&"first".to_owned()));
        assert_eq!(faults(&store).await, Vec::<String>::new());
        store.close();
    });
}

#[test]
fn a_closed_store_finishes_what_waits_and_takes_no_more() {
    on_both(async |home| {
        let store = home.open().await;
        let clone = store.clone();
        let waiting: Vec<_> = (0..50)
            .map(|n| {
                let store = store.clone();
                tokio::spawn(async move { put(&store, &format!("{n:02}"), n).await.is_ok() })
            })
            .collect();
        tokio::task::block_in_place(|| store.close());
        let done = join_all(waiting).await.into_iter().filter(|answer| *answer.as_ref().unwrap()).count();
        let refused = put(&clone, "late", 1).await.unwrap_err();
        assert_eq!((refused.status, refused.retry_after_seconds), (503, Some(5)));
        drop(clone);
        let store = home.open().await;
        assert_eq!(things(&store).await.len(), done);
        // Dropping the last clone closes too: the folder is free, and the chain has a seal.
        tokio::task::block_in_place(|| drop(store));
        let store = home.open().await;
        assert_eq!(faults(&store).await, Vec::<String>::new());
        store.close();
    });
}
