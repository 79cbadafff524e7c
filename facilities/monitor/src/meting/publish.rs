//! Publishing: by the clock, at the moment of the calendar.

use std::sync::Arc;

use kernel::{Act, Problem};
use serde_json::json;
use store::{Entry, Rows, Tx};

use crate::meting::edit::key;
use crate::meting::life::State;
use crate::meting::rows::{self, Draft};
use crate::model::EditionRow;
use crate::start::Desk;
use crate::{binding, data, rules};

/// Publishes every adopted edition whose moment has come.
pub(crate) async fn due(desk: &Arc<Desk>, act: &Act) -> Result<(), Problem> {
    let drafts = desk.house.store.read(async |rows: &mut Rows| rows::drafts(rows).await).await?;
    for draft in drafts.iter().filter(|one| one.state == State::Vastgesteld && one.publish_at <= act.at) {
        publish(desk, act, draft).await?;
    }
    Ok(())
}

async fn publish(desk: &Arc<Desk>, act: &Act, draft: &Draft) -> Result<(), Problem> {
    let publication = Arc::new(desk.draft_publication(draft).await?);
    let made = binding::make(desk, &publication).await?;
    let content = publication.edition.to_data();
    let hash = rules::content_hash(&content);
    let edition = draft.edition;
    let row = binding::bound(
        &EditionRow {
            edition,
            version: publication.edition.version.clone(),
            content_hash: hash.clone(),
            family: publication.family.code().to_owned(),
            status: "gepubliceerd".to_owned(),
            manifest: String::new(),
            signature: String::new(),
            package: String::new(),
            report: String::new(),
            document: String::new(),
        },
        made,
    );
    let write = async move |tx: &mut Tx| {
        let Some(now) = rows::locked(tx, edition).await? else { return Ok(()) };
        if now.state != State::Vastgesteld {
            return Ok(());
        }
        let at = tx.act().at;
        data::put(tx, &publication, &content, &hash, at).await?;
        data::bind(tx, &row).await?;
        rows::step(tx, &now, State::Gepubliceerd, "de klok", "op het moment van de publicatiekalender")
            .await?;
        tx.record(binding::entry(&row));
        tx.record(
            Entry::new("monitor.editie.gepubliceerd", "monitor/editie")
                .with(json!({ "editie": edition, "versie": row.version })),
        );
        Ok(())
    };
    desk.house.store.write(&key(edition), act, write).await
}
