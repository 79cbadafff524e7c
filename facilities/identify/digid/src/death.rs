//! A death in the BRP: the account is suspended and the browser is logged out, at once.

use futures_util::FutureExt;
use kernel::{Act, Bsn, Problem};
use login::accounts;
use message::{Retry, Topic, first_time};
use serde_json::Value;
use store::{Claimed, Entry, Store, Subject, Tx};
use web::{House, Sessions};

use crate::names::{SLUG, WORDS};
use crate::{data, indicators, mijn, names};

/// Where the BRP tells it.
const TOPIC: &str = "brp.gebeurtenis.digid";
/// The CloudEvents type of a death.
const DIED: &str = "nl.brp.overleden";
/// Why the account is suspended.
const REASON: &str = "overlijden";

/// The topic with its handler.
pub fn topic(house: &House) -> Topic {
    let store = house.store.clone();
    let handle = move |message: Claimed| {
        let store = store.clone();
        async move { apply(&store, message).await }.boxed()
    };
    Topic { name: TOPIC, retry: Retry::WEEK, handle: std::sync::Arc::new(handle) }
}

/// Applies an event, once however often it is delivered.
///
/// # Errors
/// 400 when it is not an event that is understood here; 503 when the store is full.
async fn apply(store: &Store, message: Claimed) -> Result<(), Problem> {
    let bsn = deceased(&message.body)?;
    let mut act = Act::system(SLUG, store.clock().now(), store.random());
    act.trace.trace_id.clone_from(&message.trace_id);
    store
        .write(&format!("login/{SLUG}/{bsn}"), &act, async move |tx: &mut Tx| {
            if first_time(tx, SLUG, &message).await? {
                suspend(tx, &bsn).await?;
            }
            Ok(())
        })
        .await
}

async fn suspend(tx: &mut Tx, bsn: &Bsn) -> Result<(), Problem> {
    let active = data::active_level(tx, bsn).await?;
    accounts::suspend_person(tx, &WORDS, SLUG, bsn, REASON).await?;
    Sessions::end_all_of(tx, mijn::PORTAL, bsn).await?;
    if let Some(level) = active {
        tx.count(indicators::ACCOUNTS, "", -1);
        if level == kernel::Level::Basis {
            tx.count(indicators::ACCOUNTS_BASIS, "", -1);
        }
    }
    tx.record(Entry::new(names::DEATH, names::ACTIVITY).about(Subject::bsn(bsn)));
    Ok(())
}

/// Whose death an event is about. What is wrong is told without what stands in it.
fn deceased(event: &Value) -> Result<Bsn, Problem> {
    let wrong = |detail: &str| Problem::bad_request("event", detail);
    if event.get("type").and_then(Value::as_str) != Some(DIED) {
        return Err(wrong("Alleen gebeurtenissen van het type nl.brp.overleden worden hier verwerkt."));
    }
    let number = event.pointer("/data/burgerservicenummer").and_then(Value::as_str);
    number
        .and_then(|number| number.parse().ok())
        .ok_or_else(|| wrong("data.burgerservicenummer ontbreekt of is geen burgerservicenummer."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn only_a_death_of_somebody_with_a_number_is_understood() {
        let event =
            |kind: &str, number: &str| json!({ "type": kind, "data": { "burgerservicenummer": number } });
        assert_eq!(
            deceased(&event(DIED, "999990019")).map(|bsn| bsn.to_string()),
            Ok("999990019".to_owned())
        );
        for wrong in [event("nl.brp.verhuisd", "999990019"), event(DIED, "123456789"), json!({}), json!([1])]
        {
            assert_eq!(deceased(&wrong).map_err(|problem| problem.status), Err(400));
        }
    }
}
