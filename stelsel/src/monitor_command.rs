//! `stelsel monitor …`

use std::path::Path;
use std::process::ExitCode;

use kernel::{Act, Clock, Random};
use serde_json::json;

use crate::options::Where;
use crate::{place, summary};

/// Reads a published edition from a document.
pub async fn import(where_: &Where, file: &Path, replace: bool, as_json: bool) -> Result<ExitCode, String> {
    let text = std::fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
    let (clock, random) = (Clock::real(), Random::system());
    let store = place::open(where_, clock.clone(), random.clone()).await?;
    let act = Act::system("monitor", clock.now(), &random);
    let imported = if replace {
        monitor::replace(&store, &act, &text).await
    } else {
        monitor::import(&store, &act, &text).await
    }
    .map_err(|problem| problem.detail)?;
    let (facilities, series, observations) = (imported.facilities, imported.series, imported.observations);
    if as_json {
        let outcome = json!({ "edition": imported.edition, "facilities": facilities, "series": series, "observations": observations });
        summary::say(&outcome.to_string());
    } else {
        summary::say(&format!(
            "edition {}: {facilities} facilities, {series} series, {observations} observations",
            imported.edition
        ));
    }
    store.close();
    Ok(ExitCode::SUCCESS)
}
