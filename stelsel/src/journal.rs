//! `stelsel journal …`

use std::io::Write;
use std::process::ExitCode;

use kernel::{Clock, Random};
use serde_json::json;

use crate::options::Where;
use crate::{place, summary};

/// Recomputes every chain.
pub async fn verify(where_: &Where, as_json: bool) -> Result<ExitCode, String> {
    let store = place::open(where_, Clock::real(), Random::system()).await?;
    let bar = summary::bar("entries", None);
    let told = bar.clone();
    let verified =
        store.verify_journal(move |done| told.set_position(done)).await.map_err(|error| error.to_string())?;
    bar.finish_and_clear();
    let sound = verified.faults.is_empty();
    if as_json {
        let outcome = json!({ "sound": sound, "lanes": verified.lanes, "entries": verified.entries,
                              "seals": verified.seals, "faults": verified.faults });
        summary::say(&outcome.to_string());
    } else {
        summary::say(&format!(
            "{} entries in {} chains, {} seals compared: {}",
            verified.entries,
            verified.lanes,
            verified.seals,
            if sound { "all as they were written" } else { "NOT as they were written" }
        ));
        verified.faults.iter().for_each(|fault| summary::say(&format!("  {fault}")));
    }
    store.close();
    Ok(if sound { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// Prints every entry.
pub async fn export(where_: &Where) -> Result<ExitCode, String> {
    let store = place::open(where_, Clock::real(), Random::system()).await?;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for lane in store.journal_lanes().await.map_err(|error| error.to_string())? {
        let mut after = 0;
        loop {
            let entries = store.journal_after(lane, after, 1000).await.map_err(|error| error.to_string())?;
            let Some(last) = entries.last() else { break };
            after = last.seq;
            for entry in &entries {
                let line = json!({
                    "lane": entry.lane, "seq": entry.seq, "at": entry.at.rfc3339(), "facility": entry.facility,
                    "name": entry.kind, "dpl.core.processing_activity_id": entry.activity, "status": entry.status,
                    "actor_type": entry.actor_type, "actor": entry.actor, "purpose": entry.purpose,
                    "channel": entry.channel, "trace_id": entry.trace_id, "amount": entry.amount, "attributes": entry.body,
                });
                writeln!(out, "{line}").map_err(|error| error.to_string())?;
            }
        }
    }
    out.flush().map_err(|error| error.to_string())?;
    drop(out);
    store.close();
    Ok(ExitCode::SUCCESS)
}
