//! Several nodes on one database.

use futures_util::future::join_all;
use kernel::Problem;
use store::{Settings, Store, Subject, Tx, params};

use crate::harness::{act, entry, faults, number, on_postgres, put, things};

async fn increment(store: &Store, id: &str) -> Result<(), Problem> {
    let key = id.to_owned();
    let work = async move |tx: &mut Tx| {
        let row = tx.one("SELECT n FROM thing WHERE id = $1 {lock}", &params![&key]).await?;
        let n: i64 = row.get(0)?;
        tx.exec("UPDATE thing SET n = $2 WHERE id = $1", &params![&key, n + 1]).await?;
        tx.record(entry().about(Subject { kind: "KVK", value: key.clone() }));
        tx.count("proef.stappen", "", 1);
        Ok(())
    };
    store.write(id, &act(store), work).await
}

#[test]
fn nodes_that_change_the_same_rows_lose_nothing() {
    on_postgres(async |home| {
        let one = home.open().await;
        let two = home.try_open(Settings { node: "two".into(), ..home.settings() }).await.unwrap();
        assert_eq!(one.journal_lanes().await.unwrap(), (0..8).collect::<Vec<_>>());
        let ids = ["a", "b", "c"];
        for id in ids {
            put(&one, id, 0).await.unwrap();
        }
        let workers: Vec<_> = (0..24)
            .map(|n| {
                let store = if n % 2 == 0 { one.clone() } else { two.clone() };
                tokio::spawn(async move {
                    let mut done = [0_i64; 3];
                    for step in 0..25 {
                        let at = (n + step) % 3;
                        match increment(&store, ids[at]).await {
                            Ok(()) => done[at] += 1,
                            Err(problem) => assert_eq!(problem.status, 503),
                        }
                    }
                    done
                })
            })
            .collect();
        let mut sums = [0_i64; 3];
        for done in join_all(workers).await {
            let done = done.unwrap();
            (0..3).for_each(|at| sums[at] += done[at]);
        }
        let stored: Vec<i64> = things(&two).await.into_iter().map(|(_, n)| n).collect();
        assert_eq!(stored, sums);
        let total: i64 = sums.iter().sum();
        assert!(total >= 570, "{total} of 600 acts came through");
        assert_eq!(number(&one, "SELECT COUNT(*) FROM journal").await, total + 3);
        let counted = "SELECT CAST(SUM(n) AS bigint) FROM indicator_count \
                       WHERE resolution = 'minute' AND indicator = 'proef.stappen'";
        assert_eq!(number(&one, counted).await, total);
        assert_eq!(number(&one, "SELECT COUNT(*) FROM subject").await, 3);
        assert_eq!(faults(&one).await, Vec::<String>::new());
        one.renew_lanes("one").await.unwrap();
        one.close();
        two.close();
    });
}

#[test]
fn a_node_takes_its_own_lanes_again_and_those_that_nobody_holds() {
    on_postgres(async |home| {
        home.open().await.close();
        home.open().await.close();
        let two = Settings { node: "two".into(), ..home.settings() };
        let store = home.try_open(two.clone()).await.unwrap();
        assert_eq!(store.journal_lanes().await.unwrap().len(), 8, "the lanes of the first are still its own");
        store.close();
        home.clock.set(home.clock.now().plus_seconds(61));
        let three = Settings { node: "three".into(), ..two };
        let store = home.try_open(three).await.unwrap();
        assert_eq!(store.journal_lanes().await.unwrap().len(), 8, "leases that ran out are taken over");
        put(&store, "a", 1).await.unwrap();
        assert_eq!(faults(&store).await, Vec::<String>::new());
        store.close();
    });
}

#[test]
fn lanes_that_meet_the_same_new_subject_at_once_agree_on_one() {
    on_postgres(async |home| {
        let store = home.open().await;
        let acts = (0..200_i64).map(async |n| {
            let work = async move |tx: &mut Tx| {
                let value = format!("{:08}", n / 8);
                tx.record(entry().about(Subject { kind: "KVK", value }));
                Ok(())
            };
            store.write(&format!("{n}"), &act(&store), work).await
        });
        for answer in join_all(acts).await {
            answer.unwrap();
        }
        assert_eq!(number(&store, "SELECT COUNT(*) FROM subject").await, 25);
        for n in 0..25 {
            let subject = Subject { kind: "KVK", value: format!("{n:08}") };
            let found = store.journal_about(subject, store.clock().now().plus_seconds(1), 100).await.unwrap();
            assert_eq!(found.len(), 8);
            assert!(found.iter().all(|entry| entry.private.is_some()));
        }
        store.close();
    });
}
