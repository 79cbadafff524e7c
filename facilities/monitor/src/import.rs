//! Importing a published edition: one act, one transaction.

use std::sync::Arc;

use kernel::{Act, Problem};
use store::{Entry, Rows, Store, Tx};

use crate::edition::Edition;
use crate::model::{Imported, Outcome};
use crate::{data, rules};

/// Processing activity of everything that is done to editions.
pub(crate) const ACTIVITY: &str = "monitor/edities";

/// Imports an edition from the text of a published document, or from an edition in our own data format. The same content a second
/// time changes nothing, whichever of the two forms it comes in.
///
/// # Errors
/// 413 when the text is over 1 MiB; 422 with the line when it cannot be read; 409 (`editieBestaat`) when the same edition and
/// version are there with other content; 503 when the store is full or unreachable.
pub async fn import(store: &Store, act: &Act, text: &str) -> Result<Imported, Problem> {
    carry_out(store, act, text, false).await
}

/// As [`import`], but other content under the same edition and version takes the place of what was there: for an import that went
/// wrong. The journal keeps the hash of what was replaced.
///
/// # Errors
/// As [`import`], without 409.
pub async fn replace(store: &Store, act: &Act, text: &str) -> Result<Imported, Problem> {
    carry_out(store, act, text, true).await
}

async fn carry_out(store: &Store, act: &Act, text: &str, replace: bool) -> Result<Imported, Problem> {
    let edition = Arc::new(rules::read(text)?);
    let content = edition.to_data();
    let hash = rules::content_hash(&content);
    let key = format!("monitor/editie/{}", edition.year);
    store
        .write(&key, act, async move |tx: &mut Tx| {
            let known = data::version(tx, edition.year, &edition.version).await?;
            let outcome = rules::decide(known.as_ref(), &hash, replace)?;
            if outcome == Outcome::Replaced {
                data::remove(tx, edition.year, &edition.version).await?;
            }
            if outcome != Outcome::Same {
                let at = tx.act().at;
                data::put(tx, &edition, &content, &hash, at).await?;
                tx.record(entry(&edition, &hash, known.map(|row| row.content_hash)));
            }
            Ok(imported(&edition, &hash, outcome))
        })
        .await
}

fn imported(edition: &Edition, hash: &str, outcome: Outcome) -> Imported {
    Imported {
        edition: edition.year,
        version: edition.version.clone(),
        facilities: edition.facility_count(),
        series: edition.series_count(),
        observations: edition.series().iter().map(|found| found.series.observations.len()).sum(),
        content_hash: hash.to_owned(),
        outcome,
    }
}

fn entry(edition: &Edition, hash: &str, replaced: Option<String>) -> Entry {
    let kind = if replaced.is_some() { "monitor.editie.vervangen" } else { "monitor.editie.ingelezen" };
    Entry::new(kind, ACTIVITY).with(serde_json::json!({
        "editie": edition.year,
        "versie": edition.version,
        "sha256": hash,
        "vervangen": replaced,
        "voorzieningen": edition.facility_count(),
        "reeksen": edition.series_count(),
    }))
}

/// Imports the edition that the program carries, unless any edition is there already.
pub(crate) async fn import_built_in(store: &Store, act: &Act) -> Result<(), Problem> {
    if store.read(async |rows: &mut Rows| data::newest_year(rows).await).await?.is_some() {
        return Ok(());
    }
    let imported = import(store, act, include_str!("../data/edition-2020.tsv")).await?;
    tracing::info!(
        edition = imported.edition,
        series = imported.series,
        observations = imported.observations,
        "the published edition was imported"
    );
    Ok(())
}
