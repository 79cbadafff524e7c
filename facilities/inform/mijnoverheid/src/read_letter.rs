//! Reading letters: a folder, a letter, an attachment. The first opening is stamped once and counted.

use kernel::{Act, Bsn, Problem};
use serde_json::json;
use store::{Entry, Rows, Subject, Tx};
use web::House;

use crate::data::{self, Attachment, Cursor, Letter, Line};
use crate::indicators::OPENED;
use crate::model::Folder;
use crate::rules::delivery::is_uuid;

/// Letters on one page.
pub const PAGE: usize = 20;
const ACTIVITY: &str = "/verwerkingen/berichtenbox/lezen";

/// One page of a folder.
#[derive(Debug, Clone)]
pub struct Page {
    /// Newest first.
    pub(crate) lines: Vec<Line>,
    /// Where the next page begins, when there is one.
    pub(crate) next: Option<Cursor>,
    /// Letters and unread letters of each folder.
    pub(crate) counts: Vec<(String, i64, i64)>,
}

/// A page of a folder: everything before `before`. The list shows no letter, so nothing is opened.
///
/// # Errors
/// When the store is unreachable.
pub(crate) async fn folder(
    house: &House,
    bsn: &Bsn,
    folder: Folder,
    before: Cursor,
) -> Result<Page, Problem> {
    let bsn = bsn.to_string();
    let most = i64::try_from(PAGE).unwrap_or(i64::MAX);
    house
        .store
        .read(async move |rows: &mut Rows| {
            let mut lines = data::folder(rows, &bsn, folder, &before, most + 1).await?;
            let more = lines.len() > PAGE;
            lines.truncate(PAGE);
            let next = lines.last().filter(|_| more);
            let next = next.map(|line| Cursor { publish_at: line.publish_at, letter: line.letter.clone() });
            let counts = data::folder_counts(rows, &bsn).await?;
            Ok(Page { lines, next, counts })
        })
        .await
}

/// A letter with its attachments, as it is shown.
#[derive(Debug, Clone)]
pub(crate) struct Opened {
    pub(crate) letter: Letter,
    pub(crate) attachments: Vec<Attachment>,
    pub(crate) counts: Vec<(String, i64, i64)>,
}

fn none() -> Problem {
    Problem::not_found("Dit bericht staat niet in uw Berichtenbox.")
}

/// Opens a letter of the citizen's own: stamped before it is shown.
///
/// # Errors
/// 404 when there is no such letter in this box, whoever else's it may be.
pub(crate) async fn open(house: &House, act: &Act, bsn: &Bsn, id: &str) -> Result<Opened, Problem> {
    let (bsn, id) = (bsn.clone(), id.to_owned());
    if !is_uuid(&id) {
        return Err(none());
    }
    house
        .store
        .write(bsn.clone().as_str(), act, async move |tx: &mut Tx| {
            let letter = data::letter(tx, bsn.as_str(), &id).await?.ok_or_else(none)?;
            let kind = if stamp(tx, &bsn, &id).await? {
                "mijnoverheid.bericht.geopend"
            } else {
                "mijnoverheid.bericht.bekeken"
            };
            tx.record(Entry::new(kind, ACTIVITY).about(Subject::bsn(&bsn)).with(json!({ "bericht": id })));
            let attachments = data::attachments(tx, &id).await?;
            let counts = data::folder_counts(tx, bsn.as_str()).await?;
            Ok(Opened { letter, attachments, counts })
        })
        .await
}

async fn stamp(tx: &mut Tx, bsn: &Bsn, id: &str) -> Result<bool, Problem> {
    let at = tx.act().at;
    let first = data::stamp_opened(tx, bsn.as_str(), id, at).await?;
    if first {
        tx.count(OPENED, "", 1);
    }
    Ok(first)
}

/// An attachment of a letter of the citizen's own; the first download counts as opening the letter.
///
/// # Errors
/// 404 when there is no such letter or attachment in this box.
pub(crate) async fn download(
    house: &House,
    act: &Act,
    bsn: &Bsn,
    id: &str,
    place: i64,
) -> Result<(Attachment, Vec<u8>), Problem> {
    let (bsn, id) = (bsn.clone(), id.to_owned());
    if !is_uuid(&id) {
        return Err(none());
    }
    let attachment = house
        .store
        .write(bsn.clone().as_str(), act, async move |tx: &mut Tx| {
            data::letter(tx, bsn.as_str(), &id).await?.ok_or_else(none)?;
            let all = data::attachments(tx, &id).await?;
            let one = all.into_iter().find(|one| one.place == place).ok_or_else(none)?;
            let first = stamp(tx, &bsn, &id).await?;
            let body = json!({ "bericht": id, "bijlage": place, "eersteKeer": first });
            let entry = Entry::new("mijnoverheid.bijlage.gedownload", ACTIVITY).about(Subject::bsn(&bsn));
            tx.record(entry.with(body));
            Ok(one)
        })
        .await?;
    let bytes = house.store.blob(&attachment.blob).await?;
    let bytes = bytes.ok_or_else(|| Problem::internal("the bytes of an attachment are gone"))?;
    Ok((attachment, bytes))
}
