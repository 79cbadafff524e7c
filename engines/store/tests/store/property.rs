//! Any history of acts, some of which fail, leaves exactly the rows of those that did not.

use std::collections::BTreeMap;

use futures_util::future::join_all;
use kernel::Problem;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use store::{Once, Store, Tx, params};

use crate::harness::{act, entry, faults, number, on_both, things};

#[derive(Debug, Clone)]
enum Deed {
    Put(u8, i64),
    Add(u8, i64),
    Remove(u8),
    Insert(u8, i64),
    PutTwiceUnderOneKey(u8, i64),
}

#[derive(Debug, Clone)]
struct Step {
    deeds: Vec<Deed>,
    fails: bool,
}

fn step() -> impl Strategy<Value = Step> {
    let deed = prop_oneof![
        (0..6_u8, -9..9_i64).prop_map(|(k, n)| Deed::Put(k, n)),
        (0..6_u8, -9..9_i64).prop_map(|(k, n)| Deed::Add(k, n)),
        (0..6_u8).prop_map(Deed::Remove),
        (0..6_u8, -9..9_i64).prop_map(|(k, n)| Deed::Insert(k, n)),
        (0..6_u8, -9..9_i64).prop_map(|(k, n)| Deed::PutTwiceUnderOneKey(k, n)),
    ];
    (proptest::collection::vec(deed, 0..4), proptest::bool::weighted(0.25))
        .prop_map(|(deeds, fails)| Step { deeds, fails })
}

/// What the rows and the idempotency keys are after a step; `None` when it fails.
type Model = (BTreeMap<String, i64>, BTreeMap<String, ()>);

fn apply(model: &Model, step: &Step) -> Option<Model> {
    let (mut rows, mut keys) = model.clone();
    for deed in &step.deeds {
        match deed {
            Deed::Put(k, n) => {
                rows.insert(k.to_string(), *n);
            }
            Deed::Add(k, n) => {
                rows.entry(k.to_string()).and_modify(|old| *old += n);
            }
            Deed::Remove(k) => {
                rows.remove(&k.to_string());
            }
            Deed::Insert(k, n) => {
                if rows.insert(k.to_string(), *n).is_some() {
                    return None;
                }
            }
            Deed::PutTwiceUnderOneKey(k, n) => {
                if keys.insert(k.to_string(), ()).is_none() {
                    *rows.entry(k.to_string()).or_default() += n;
                }
            }
        }
    }
    (!step.fails).then_some((rows, keys))
}

async fn perform(tx: &mut Tx, deed: &Deed) -> Result<(), Problem> {
    let add =
        "INSERT INTO thing (id, n) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET n = thing.n + excluded.n";
    match deed {
        Deed::Put(k, n) => {
            let put =
                "INSERT INTO thing (id, n) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET n = excluded.n";
            tx.exec(put, &params![k.to_string(), *n]).await?;
        }
        Deed::Add(k, n) => {
            tx.exec("UPDATE thing SET n = n + $2 WHERE id = $1", &params![k.to_string(), *n]).await?;
        }
        Deed::Remove(k) => {
            tx.exec("DELETE FROM thing WHERE id = $1", &params![k.to_string()]).await?;
        }
        Deed::Insert(k, n) => {
            tx.exec("INSERT INTO thing (id, n) VALUES ($1, $2)", &params![k.to_string(), *n]).await?;
        }
        Deed::PutTwiceUnderOneKey(k, n) => {
            if tx.once("proef", &k.to_string(), "h").await? == Once::New {
                tx.exec(add, &params![k.to_string(), *n]).await?;
                tx.keep("proef", &k.to_string(), "h", "").await?;
            }
        }
    }
    Ok(())
}

async fn play(store: &Store, steps: Vec<Step>) {
    let clear = async |tx: &mut Tx| {
        tx.exec("DELETE FROM thing", &[]).await?;
        tx.exec("DELETE FROM idempotency", &[]).await?;
        Ok(())
    };
    store.maintain("things", clear).await.unwrap();
    let before = number(store, "SELECT COUNT(*) FROM journal").await;
    let acts = steps.iter().map(async |step| {
        let step = step.clone();
        let work = async move |tx: &mut Tx| {
            tx.record(entry());
            for deed in &step.deeds {
                perform(tx, deed).await?;
            }
            if step.fails { Err(Problem::bad_request("nee", "geweigerd")) } else { Ok(()) }
        };
        store.write("things", &act(store), work).await
    });
    let answers = join_all(acts).await;
    // Acts with one key run in the order in which they were sent.
    let mut model = Model::default();
    for (answer, step) in answers.iter().zip(&steps) {
        let next = apply(&model, step);
        assert_eq!(answer.is_ok(), next.is_some(), "{step:?}");
        model = next.unwrap_or(model);
    }
    let expected: Vec<(String, i64)> = model.0.into_iter().collect();
    assert_eq!(things(store).await, expected);
    let succeeded = answers.iter().filter(|answer| answer.is_ok()).count() as i64;
    assert_eq!(number(store, "SELECT COUNT(*) FROM journal").await, before + succeeded);
    assert_eq!(faults(store).await, Vec::<String>::new());
}

#[test]
fn any_history_leaves_exactly_the_rows_of_the_acts_that_succeeded() {
    on_both(async |home| {
        let store = home.open().await;
        let handle = tokio::runtime::Handle::current();
        let mut runner =
            TestRunner::new(Config { cases: 60, failure_persistence: None, ..Config::default() });
        let histories = proptest::collection::vec(step(), 1..40);
        tokio::task::block_in_place(|| {
            runner
                .run(&histories, |steps| {
                    handle.block_on(play(&store, steps));
                    Ok(())
                })
                .unwrap();
        });
        store.close();
    });
}
