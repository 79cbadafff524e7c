//! Importing a published edition: one act, one transaction.

use std::sync::Arc;

use edition::{Edition, Publication, Reason, Restatement};
use kernel::{Act, Problem};
use store::{Entry, Rows, Store, Tx};

use crate::model::{EditionRow, Imported, Outcome};
use crate::shelf::{self, Shelf};
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
    carry_out(store, act, text, &How::default()).await
}

/// How an import deals with what is there already.
#[derive(Debug, Clone, Default)]
pub struct How {
    /// Other content under the same edition and version takes the place of what was there: for an import that went wrong. The journal keeps
    /// the hash of what was replaced.
    pub replace: bool,
    /// Why figures differ from those of the version before this one: they become restatements. Without it, such a document is refused.
    pub restated: Option<(Reason, String)>,
}

/// As [`import`], in the way that `how` says.
///
/// # Errors
/// As [`import`]; no 409 when `how.replace`; 409 (`redenOntbreekt`) when figures of an earlier version are other ones and no reason is given.
pub async fn import_as(store: &Store, act: &Act, text: &str, how: &How) -> Result<Imported, Problem> {
    carry_out(store, act, text, how).await
}

async fn carry_out(store: &Store, act: &Act, text: &str, how: &How) -> Result<Imported, Problem> {
    let mut publication = shelf::document(rules::read(text)?)?;
    let document =
        if rules::is_data(text) { None } else { Some(store.put_blob(text.as_bytes().to_vec()).await?) };
    publication.restatements = restatements(store, act, &publication, how).await?;
    let publication = Arc::new(publication);
    let content = publication.edition.to_data();
    let hash = rules::content_hash(&content);
    let key = format!("monitor/editie/{}", publication.edition.year);
    let replace = how.replace;
    store
        .write(&key, act, async move |tx: &mut Tx| {
            let edition = &publication.edition;
            let known = data::version(tx, edition.year, &edition.version).await?;
            let known_document = known.as_ref().map(|row| row.document.clone());
            let outcome = rules::decide(known.as_ref(), &hash, replace)?;
            if outcome == Outcome::Replaced {
                data::remove(tx, edition.year, &edition.version).await?;
            }
            if outcome != Outcome::Same {
                let at = tx.act().at;
                data::put(tx, &publication, &content, &hash, at).await?;
                settle_versions(tx, &publication).await?;
                tx.record(entry(edition, &hash, known.map(|row| row.content_hash)));
            }
            if let Some(blob) = document.as_ref().filter(|blob| known_document.as_ref() != Some(*blob)) {
                data::set_document(tx, edition.year, &edition.version, blob).await?;
                tx.record(kept(edition, blob));
            }
            Ok(imported(edition, &hash, outcome))
        })
        .await
}

/// The newest version is the published one; those before it are corrected.
async fn settle_versions(tx: &mut Tx, publication: &Publication) -> Result<(), Problem> {
    let year = publication.edition.year;
    let rows: Vec<EditionRow> =
        data::editions(tx).await?.into_iter().filter(|row| row.edition == year).collect();
    if let Some(newest) = rules::newest(rows) {
        data::set_status(tx, year, &newest.version, "gepubliceerd").await?;
        data::supersede(tx, year, &newest.version, "gecorrigeerd").await?;
    }
    Ok(())
}

/// What this document says otherwise than the version of the same edition before it.
async fn restatements(
    store: &Store,
    act: &Act,
    publication: &Publication,
    how: &How,
) -> Result<Vec<Restatement>, Problem> {
    let shelf = Shelf::new(store.clone());
    let all = shelf.all().await?;
    let before = all.iter().rev().find(|one| {
        one.publication.edition.year == publication.edition.year
            && one.publication.version < publication.version
    });
    let Some(before) = before else { return Ok(Vec::new()) };
    let changed = rules::changed(&before.publication, publication);
    match (&how.restated, changed.is_empty()) {
        (_, true) => Ok(Vec::new()),
        (None, false) => Err(Problem::conflict(
            "redenOntbreekt",
            format!(
                "{} cijfers zijn anders dan in versie {}. Zeg met --reason waarom, en met --note in woorden.",
                changed.len(),
                before.publication.version
            ),
        )),
        (Some((reason, words)), false) => Ok(changed
            .into_iter()
            .map(|(indicator, period, old, new)| Restatement {
                indicator,
                period,
                old,
                new,
                old_edition: before.publication.name(),
                new_edition: publication.name(),
                reason: *reason,
                text: words.clone(),
                decided_by: "Redactie van de Monitor".to_owned(),
                date: act.at.day(),
            })
            .collect()),
    }
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

fn kept(edition: &Edition, blob: &str) -> Entry {
    Entry::new("monitor.document.bewaard", ACTIVITY).with(serde_json::json!({
        "editie": edition.year,
        "versie": edition.version,
        "sha256": blob,
    }))
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
    let imported = import(store, act, include_str!("../edition/data/edition-2020.tsv")).await?;
    tracing::info!(
        edition = imported.edition,
        series = imported.series,
        observations = imported.observations,
        "the published edition was imported"
    );
    Ok(())
}
