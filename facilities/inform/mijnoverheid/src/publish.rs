//! Putting a letter in the box at the moment that its sender chose, unless the addressee died meanwhile.

use std::sync::Arc;

use kernel::{Bsn, Problem, Trace};
use message::first_time;
use serde_json::json;
use store::{Claimed, Entry, Subject, Tx};
use web::House;

use crate::data;
use crate::deliver::{ACTIVITY, addressee, notify};
use crate::model::{AccountState, LetterState};

/// Handles one message of [`crate::deliver::PUBLISH_TOPIC`].
///
/// # Errors
/// 400 when the message cannot be read; when the store is full or unreachable.
pub async fn publish(house: Arc<House>, message: Claimed) -> Result<(), Problem> {
    let (letter, bsn) = addressee(&message.body)
        .ok_or_else(|| Problem::bad_request("message", "Dit is geen bericht om te publiceren."))?;
    let mut act = house.system_act(crate::SLUG);
    act.trace = Trace { trace_id: message.trace_id.clone(), ..act.trace };
    let house_in = Arc::clone(&house);
    house
        .store
        .write(bsn.clone().as_str(), &act, async move |tx: &mut Tx| {
            apply(tx, &house_in, &message, &letter, &bsn).await
        })
        .await
}

async fn apply(
    tx: &mut Tx,
    house: &House,
    message: &Claimed,
    letter: &str,
    bsn: &Bsn,
) -> Result<(), Problem> {
    if !first_time(tx, "mijnoverheid", message).await? {
        return Ok(());
    }
    let account = data::locked_account(tx, bsn.as_str()).await?;
    let Some((sender, publish_at)) = data::waiting(tx, letter).await? else { return Ok(()) };
    let open = account.filter(|one| one.state != AccountState::Gesloten);
    let state = if open.is_some() { LetterState::Gepubliceerd } else { LetterState::NietGepubliceerd };
    data::set_letter_state(tx, letter, state).await?;
    let entry = Entry::new("mijnoverheid.bericht.gepubliceerd", ACTIVITY).about(Subject::bsn(bsn));
    let entry = entry.with(json!({ "bericht": letter, "status": state.as_str() }));
    let Some(account) = open else {
        data::erase_letter(tx, letter).await?;
        tx.record(entry.refused());
        return Ok(());
    };
    data::put_copy(tx, bsn.as_str(), letter, publish_at).await?;
    tx.record(entry);
    if house.settings.mail.is_some() {
        let name = sender.parse().ok().and_then(|oin| house.parties.organisation(&oin));
        notify(tx, &account, bsn.as_str(), name.as_ref().map_or("", |one| one.name.as_str())).await?;
    }
    Ok(())
}
