//! Binding a publication: every file of it made once, named with its hash in a manifest, signed, and kept for ever.

use std::sync::Arc;

use edition::Publication;
use kernel::{Act, Language, Problem};
use store::{Entry, Tx};
use tables::{Build, File};
use trust::RsaSize;
use trust::jose::{self, SignatureAlgorithm, SigningKey};
use trust::keys::KeyFolder;

use crate::data;
use crate::model::EditionRow;
use crate::shelf::Published;
use crate::start::Desk;

/// Width of the charts in the data package, in CSS pixels.
const CHART_WIDTH: u16 = 720;
/// The file of the key that signs manifests.
const KEY: &str = "monitor-manifest.pem";
/// What such a signature calls itself.
const TYPE: &str = "stelsel-monitor-manifest";

/// The files of a publication.
pub(crate) struct Built {
    /// Data package and charts, sorted by path.
    pub(crate) files: Vec<File>,
    /// Canonical JSON.
    pub(crate) manifest: String,
}

/// SHA-256 of the program that is running.
fn program() -> Result<String, Problem> {
    let bytes = std::env::current_exe().and_then(std::fs::read).map_err(fault)?;
    Ok(tables::sha256(&bytes))
}

fn made_with() -> Result<Build, Problem> {
    Ok(Build {
        program: program()?,
        templates: tables::sha256(report::TEMPLATE.as_bytes()),
        fonts: chart::FONTS.iter().map(|font| tables::sha256(font)).collect(),
    })
}

fn fault(error: impl std::fmt::Display) -> Problem {
    Problem::internal(format!("the files of an edition: {error}"))
}

/// Makes the data package with its charts, and the manifest over it.
pub(crate) fn build(publication: &Publication) -> Result<Built, Problem> {
    let drawn = chart::charts(publication, Language::Nl, chart::Style::screen(CHART_WIDTH));
    let pictures: Vec<File> = drawn
        .into_iter()
        .map(|one| File {
            path: format!("charts/{}.svg", one.entry.id),
            media_type: "image/svg+xml".to_owned(),
            bytes: one.svg.into_bytes(),
        })
        .collect();
    let files = tables::files(publication, &pictures).map_err(fault)?;
    let manifest = tables::manifest(publication, &files, &made_with()?);
    Ok(Built { files, manifest })
}

/// Makes everything again from a data package alone.
pub(crate) fn rebuild(files: &[File]) -> Result<Built, Problem> {
    build(&read(files)?)
}

/// Reads the publication that a data package holds.
pub(crate) fn read(files: &[File]) -> Result<Publication, Problem> {
    tables::read_package(files).map(|package| package.publication).map_err(|errors| {
        let listed: Vec<String> = errors.iter().take(20).map(ToString::to_string).collect();
        Problem::bad_request("datapakket", format!("Dit is geen leesbaar datapakket: {}.", listed.join("; ")))
    })
}

/// The report as PDF, with the data package inside it and the hash of the manifest at the foot of every page.
pub(crate) fn pdf(publication: &Publication, built: &Built) -> Result<Vec<u8>, Problem> {
    report::pdf(publication, &crate::commentary::inputs(publication, built)).map_err(fault)
}

/// The key with which manifests are signed, made when it is not there: the same for all nodes on one database.
fn key(desk: &Desk) -> Result<SigningKey, Problem> {
    let folder = KeyFolder::open(&desk.house.settings.keys).map_err(fault)?;
    Ok(SigningKey::rsa(Arc::new(folder.rsa_key_or_new(KEY, RsaSize::Bits3072).map_err(fault)?)))
}

/// The public part of the key, as JWK set.
pub(crate) fn public_key(desk: &Desk) -> Result<serde_json::Value, Problem> {
    let keys = jose::Jwks { keys: vec![key(desk)?.public(Some(SignatureAlgorithm::Ps256))] };
    Ok(keys.to_json())
}

/// The detached signature over a manifest (RFC 7515, appendix F): the payload left out between the two dots.
fn sign(key: &SigningKey, manifest: &str) -> Result<String, Problem> {
    let whole = jose::sign(key, SignatureAlgorithm::Ps256, Some(TYPE), manifest.as_bytes()).map_err(fault)?;
    let mut parts = whole.split('.');
    let (head, signature) = (parts.next().unwrap_or_default(), parts.nth(1).unwrap_or_default());
    Ok(format!("{head}..{signature}"))
}

/// Binds what was imported or published and has no files yet. What others did in the meantime stays.
pub(crate) async fn bind_all(desk: &Arc<Desk>, act: &Act) -> Result<(), Problem> {
    let _one_at_a_time = desk.binding.lock().await;
    for published in desk.shelf.all().await?.iter().filter(|one| !one.row.is_bound()) {
        bind(desk, act, published).await?;
    }
    Ok(())
}

/// What was made of a publication: manifest, signature, and the blobs of package and report.
pub(crate) struct Made {
    pub(crate) manifest: String,
    pub(crate) signature: String,
    pub(crate) package: String,
    pub(crate) report: String,
}

/// Makes every file of a publication and keeps package and report as blobs.
pub(crate) async fn make(desk: &Arc<Desk>, publication: &Arc<Publication>) -> Result<Made, Problem> {
    let (publication, at_work) = (Arc::clone(publication), Arc::clone(desk));
    let made = tokio::task::spawn_blocking(move || {
        let built = build(&publication)?;
        let report = pdf(&publication, &built)?;
        let package = tables::zip(&built.files).map_err(fault)?;
        let signature = sign(&key(&at_work)?, &built.manifest)?;
        Ok::<_, Problem>((built.manifest, signature, package, report))
    });
    let (manifest, signature, package, report) =
        made.await.map_err(|_| Problem::internal("a build stopped"))??;
    let store = &desk.house.store;
    let (package, report) = (store.put_blob(package).await?, store.put_blob(report).await?);
    Ok(Made { manifest, signature, package, report })
}

/// The row of a version with what was made of it.
pub(crate) fn bound(row: &EditionRow, made: Made) -> EditionRow {
    EditionRow {
        manifest: made.manifest,
        signature: made.signature,
        package: made.package,
        report: made.report,
        ..row.clone()
    }
}

/// What the journal keeps of a binding.
pub(crate) fn entry(row: &EditionRow) -> Entry {
    let hash = crate::rules::content_hash(&row.manifest);
    let body = serde_json::json!({ "editie": row.edition, "versie": row.version, "manifest": hash });
    Entry::new("monitor.editie.gebonden", crate::import::ACTIVITY).with(body)
}

async fn bind(desk: &Arc<Desk>, act: &Act, published: &Published) -> Result<(), Problem> {
    let row = bound(&published.row, make(desk, &published.publication).await?);
    let before = published.row.content_hash.clone();
    let write = async move |tx: &mut Tx| {
        let now = data::version(tx, row.edition, &row.version).await?;
        if now.is_some_and(|now| !now.is_bound() && now.content_hash == before) {
            data::bind(tx, &row).await?;
            tx.record(entry(&row));
        }
        Ok(())
    };
    desk.house.store.write(&crate::meting::edit::key(published.row.edition), act, write).await
}
