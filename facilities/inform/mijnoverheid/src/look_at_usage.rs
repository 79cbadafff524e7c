//! "Wie heeft mijn gegevens bekeken": the journal of all facilities, read by whom it is about. Looking is itself journalled, first.

use kernel::{Act, Bsn, Moment, Problem};
use store::{Entry, Logged, Subject, Tx};
use web::House;

use crate::rules::usage::page_of;

/// Entries on one page.
pub const PAGE: usize = 50;
const ACTIVITY: &str = "/verwerkingen/mijnoverheid/inzage-gebruik";

/// One page of entries, newest first, and where the next begins.
///
/// # Errors
/// When the store is full or unreachable.
pub async fn look(
    house: &House,
    act: &Act,
    bsn: &Bsn,
    before: Moment,
) -> Result<(Vec<Logged>, Option<Moment>), Problem> {
    let subject = Subject::bsn(bsn);
    let about = subject.clone();
    house
        .store
        .write(bsn.as_str(), act, async move |tx: &mut Tx| {
            tx.record(Entry::new("mijnoverheid.bekeken.ingezien", ACTIVITY).about(about.clone()));
            Ok(())
        })
        .await?;
    let most = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
    let entries = house.store.journal_about(subject, before, most).await?;
    Ok(page_of(entries, PAGE, |entry| entry.at))
}
