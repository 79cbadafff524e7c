//! The operation: one act, one transaction.

use kernel::{Act, Problem};
use serde_json::json;
use store::{Entry, Store, Tx};

use crate::{data, rules};

/// Pins a note for the organisation that acts; answers its id.
pub async fn pin(store: &Store, act: &Act, text: &str) -> Result<String, Problem> {
    let text = rules::note(text)?;
    let oin = act.caller.oin().map(ToString::to_string).unwrap_or_default();
    let id = store.random().uuid(act.at).to_string();
    store
        .write(&id.clone(), act, async move |tx: &mut Tx| {
            data::insert(tx, &id, &oin, &text, tx.act().at).await?;
            tx.record(
                Entry::new("voorbeeld.notitie.geprikt", "/verwerkingen/voorbeeld").with(json!({ "id": id })),
            );
            tx.count("voorbeeld.notities", "", 1);
            Ok(id.clone())
        })
        .await
}
