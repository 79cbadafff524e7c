//! Closing an account when its owner dies.

use std::sync::Arc;

use kernel::{Bsn, Problem, Trace};
use message::first_time;
use serde_json::{Value, json};
use store::{Claimed, Entry, Subject, Tx};
use web::{House, Sessions};

use crate::data;
use crate::indicators::ACTIVE_ACCOUNTS;
use crate::model::AccountState;

/// Events of the BRP for this facility.
pub const EVENT_TOPIC: &str = "brp.gebeurtenis.mijnoverheid";
/// The event (CloudEvents `type`) that somebody died.
const DIED: &str = "nl.brp.overleden";
const ACTIVITY: &str = "/verwerkingen/mijnoverheid/account";

/// Handles one event: a death closes the account and ends its sessions. Other events change nothing here.
///
/// # Errors
/// 400 when the event cannot be read; when the store is full or unreachable.
pub async fn on_event(house: Arc<House>, message: Claimed) -> Result<(), Problem> {
    if message.body.get("type").and_then(Value::as_str) != Some(DIED) {
        return Ok(());
    }
    let bsn = message.body.pointer("/data/burgerservicenummer").and_then(Value::as_str);
    let bsn: Bsn = bsn
        .and_then(|text| text.parse().ok())
        .ok_or_else(|| Problem::bad_request("event", "De gebeurtenis noemt geen burgerservicenummer."))?;
    let mut act = house.system_act(crate::SLUG);
    act.trace = Trace { trace_id: message.trace_id.clone(), ..act.trace };
    house
        .store
        .write(bsn.clone().as_str(), &act, async move |tx: &mut Tx| close(tx, &message, &bsn).await)
        .await
}

async fn close(tx: &mut Tx, message: &Claimed, bsn: &Bsn) -> Result<(), Problem> {
    if !first_time(tx, "mijnoverheid", message).await? {
        return Ok(());
    }
    let at = tx.act().at;
    let Some(account) = data::locked_account(tx, bsn.as_str()).await? else { return Ok(()) };
    if account.state == AccountState::Gesloten {
        return Ok(());
    }
    data::close_account(tx, bsn, at).await?;
    let ended = Sessions::end_all_of(tx, crate::SLUG, bsn).await?;
    let body = json!({ "reden": "overlijden", "sessies": ended });
    tx.record(Entry::new("mijnoverheid.account.gesloten", ACTIVITY).about(Subject::bsn(bsn)).with(body));
    if account.state == AccountState::Actief {
        tx.count(ACTIVE_ACCOUNTS, "", -1);
    }
    Ok(())
}
