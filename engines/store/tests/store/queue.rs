//! The queue: delivered at least once, by one worker at a time.

use kernel::Problem;
use store::{Claimed, Store, Tx};

use crate::harness::{act, entry, number, on_both};

async fn send(store: &Store, topic: &'static str, key: &'static str, after_seconds: i64) -> String {
    store
        .write(key, &act(store), async move |tx: &mut Tx| {
            tx.record(entry());
            let due = tx.act().at.plus_seconds(after_seconds);
            tx.send(topic, key, due, &serde_json::json!({ "voor": key })).await
        })
        .await
        .unwrap()
}

fn keys(claimed: &[Claimed]) -> Vec<&str> {
    claimed.iter().map(|message| message.key.as_str()).collect()
}

#[test]
fn a_message_is_claimed_by_one_worker_when_it_is_due() {
    on_both(async |home| {
        let store = home.open().await;
        let mut wake = store.wake();
        send(&store, "post", "later", 60).await;
        assert!(wake.has_changed().unwrap());
        wake.mark_unchanged();
        let id = send(&store, "post", "nu", 0).await;
        send(&store, "anders", "ander onderwerp", 0).await;
        let claimed = store.claim("post", 10, 30).await.unwrap();
        assert_eq!(keys(&claimed), ["nu"]);
        assert_eq!((claimed[0].id.as_str(), claimed[0].attempts), (id.as_str(), 0));
        assert_eq!(claimed[0].body, serde_json::json!({ "voor": "nu" }));
        assert!(store.claim("post", 10, 30).await.unwrap().is_empty());
        assert!(store.claim_one(&id, 30).await.unwrap().is_none());
        store.done(&id).await.unwrap();
        home.clock.set(store.clock().now().plus_seconds(60));
        assert_eq!(keys(&store.claim("post", 10, 30).await.unwrap()), ["later"]);
        assert_eq!(number(&store, "SELECT COUNT(*) FROM queue").await, 2);
        store.close();
    });
}

#[test]
fn a_lease_that_ran_out_is_claimed_again() {
    on_both(async |home| {
        let store = home.open().await;
        let id = send(&store, "post", "a", 0).await;
        assert_eq!(store.claim_one(&id, 30).await.unwrap().unwrap().key, "a");
        home.clock.set(store.clock().now().plus_seconds(29));
        assert!(store.claim("post", 10, 30).await.unwrap().is_empty());
        home.clock.set(store.clock().now().plus_seconds(1));
        assert_eq!(keys(&store.claim("post", 10, 30).await.unwrap()), ["a"]);
        store.close();
    });
}

#[test]
fn a_failed_delivery_is_tried_again_then_given_up_and_revived() {
    on_both(async |home| {
        let store = home.open().await;
        let id = send(&store, "post", "a", 0).await;
        store.claim("post", 1, 30).await.unwrap();
        let due = store.clock().now().plus_seconds(5);
        store.again(&id, due, "geen gehoor").await.unwrap();
        assert!(store.claim("post", 1, 30).await.unwrap().is_empty());
        home.clock.set(due);
        assert_eq!(store.claim("post", 1, 30).await.unwrap()[0].attempts, 1);
        assert_eq!(store.revive(&id).await.unwrap_err().status, 404);
        store.give_up(&id, "bestaat niet").await.unwrap();
        let given_up = store.given_up().await.unwrap();
        assert_eq!((given_up[0].id.as_str(), given_up[0].attempts), (id.as_str(), 2));
        assert_eq!((given_up[0].reason.as_str(), given_up[0].topic.as_str()), ("bestaat niet", "post"));
        home.clock.set(due.plus_seconds(3600));
        assert!(store.claim("post", 1, 30).await.unwrap().is_empty());
        store.revive(&id).await.unwrap();
        assert_eq!(store.claim("post", 1, 30).await.unwrap()[0].attempts, 0);
        assert!(store.given_up().await.unwrap().is_empty());
        store.close();
    });
}

#[test]
fn no_two_workers_hold_one_message() {
    on_both(async |home| {
        let store = home.open().await;
        let work = async |tx: &mut Tx| {
            tx.record(entry());
            for n in 0..200 {
                let at = tx.act().at;
                tx.send("post", &format!("{n:03}"), at, &serde_json::Value::Null).await?;
            }
            Ok(())
        };
        store.write("k", &act(&store), work).await.unwrap();
        let workers: Vec<_> = (0..4)
            .map(|_| {
                let store = store.clone();
                tokio::spawn(async move {
                    let mut mine = Vec::new();
                    loop {
                        let claimed = store.claim("post", 7, 30).await?;
                        if claimed.is_empty() {
                            return Ok::<_, Problem>(mine);
                        }
                        mine.extend(claimed.into_iter().map(|message| message.key));
                    }
                })
            })
            .collect();
        let mut all = Vec::new();
        for worker in workers {
            all.extend(worker.await.unwrap().unwrap());
        }
        // A worker may have found nothing while another held what was left; nobody may have found the same.
        all.sort();
        assert_eq!(all, (0..200).map(|n| format!("{n:03}")).collect::<Vec<_>>());
        store.close();
    });
}
