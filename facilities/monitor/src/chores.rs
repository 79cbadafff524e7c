//! What the Monitor does by itself: opens the edition of each year, makes the files of what was imported, publishes what is due, and looks
//! for silence and surges.

use std::sync::{Arc, Weak};
use std::time::Duration;

use kernel::Problem;
use store::Rows;

use crate::meting::{edit, publish};
use crate::start::Desk;
use crate::{SLUG, binding, data};

/// Between two rounds. The clock of the house decides what is due; this only says how often it is looked at.
const ROUND: Duration = Duration::from_secs(5);

/// Begins the rounds; they end when nobody holds the desk any more.
pub(crate) fn begin(desk: &Arc<Desk>) {
    let desk = Arc::downgrade(desk);
    tokio::spawn(async move { rounds(desk).await });
}

async fn rounds(desk: Weak<Desk>) {
    loop {
        let Some(at_work) = desk.upgrade() else { return };
        if let Err(problem) = round(&at_work).await {
            tracing::warn!(detail = problem.detail, "a round of the Monitor did not succeed");
        }
        drop(at_work);
        tokio::time::sleep(ROUND).await;
    }
}

/// One round of everything.
///
/// # Errors
/// The first thing that went wrong; the next round tries again.
pub(crate) async fn round(desk: &Arc<Desk>) -> Result<(), Problem> {
    let act = desk.house.system_act(SLUG);
    let made = desk.house.store.read(async |rows: &mut Rows| data::installed(rows).await).await?;
    let year = |day: kernel::Day| u16::try_from(day.year()).unwrap_or(u16::MAX);
    let now = year(act.at.day());
    let first = made.map_or(now, year).min(now);
    edit::open_years(desk, &act, first, now).await?;
    binding::bind_all(desk, &act).await?;
    publish::due(desk, &act).await
}
