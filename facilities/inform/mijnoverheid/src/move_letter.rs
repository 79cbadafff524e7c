//! Putting a letter elsewhere, or deleting it for good.

use kernel::{Act, Bsn, Problem};
use serde_json::json;
use store::{Entry, Subject, Tx};
use web::House;

use crate::data;
use crate::model::{Action, Folder};
use crate::rules::{delivery::is_uuid, folders};

const ACTIVITY: &str = "/verwerkingen/berichtenbox/bewaren";

/// Moves a letter of the citizen's own; answers the folder that it lay in. Deleting for good erases the letter's text and attachments; that it
/// was delivered and opened stays known.
///
/// # Errors
/// 404 when there is no such letter in this box; 409 when it lies in a folder from which this cannot be done.
pub async fn move_letter(
    house: &House,
    act: &Act,
    bsn: &Bsn,
    id: &str,
    action: Action,
) -> Result<Folder, Problem> {
    let (bsn, id) = (bsn.clone(), id.to_owned());
    let none = || Problem::not_found("Dit bericht staat niet in uw Berichtenbox.");
    if !is_uuid(&id) {
        return Err(none());
    }
    house
        .store
        .write(bsn.clone().as_str(), act, async move |tx: &mut Tx| {
            let from = data::locked_folder(tx, bsn.as_str(), &id).await?.ok_or_else(none)?;
            if from == Folder::Verwijderd && action != Action::Verwijderen {
                return Err(none());
            }
            let to = folders::moved(from, action)?;
            if from == to {
                return Ok(from);
            }
            let deleted_at = (to == Folder::Verwijderd).then(|| tx.act().at);
            data::move_copy(tx, bsn.as_str(), &id, to, deleted_at).await?;
            if deleted_at.is_some() {
                data::erase_letter(tx, &id).await?;
            }
            let body = json!({ "bericht": id, "van": from.as_str(), "naar": to.as_str() });
            tx.record(
                Entry::new("mijnoverheid.bericht.verplaatst", ACTIVITY).about(Subject::bsn(&bsn)).with(body),
            );
            Ok(from)
        })
        .await
}
