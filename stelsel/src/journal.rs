//! `stelsel journal …`

use std::io::{IsTerminal, Read, Write};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use kernel::{Act, Bsn, Clock, Problem, Random};
use serde_json::json;
use store::{Store, Subject};
use trust::RsaSize;
use trust::jose::{self, Jwks, SignatureAlgorithm, SigningKey};
use trust::keys::KeyFolder;

use crate::options::Where;
use crate::{place, summary};

/// The file of the key that signs the seals over all chains.
const SEAL_KEY: &str = "journal-seal.pem";
/// What such a seal calls itself.
const SEAL_TYPE: &str = "stelsel-journal-seal";
/// No number is longer, blanks around it included.
const INPUT_BYTES_MAX: u64 = 64;

/// The key that signs the seals over all chains.
#[derive(Debug, Clone)]
pub struct SealKey(SigningKey);

/// The key that signs the seals over all chains, made when it is not there: the same for all nodes on one database.
///
/// # Errors
/// When the key folder cannot be used.
pub fn seal_key(keys: &Path) -> Result<SealKey, String> {
    let text = |error: trust::keys::KeyError| error.to_string();
    let folder = KeyFolder::open(keys).map_err(text)?;
    let key = folder.rsa_key_or_new(SEAL_KEY, RsaSize::Bits3072).map_err(text)?;
    Ok(SealKey(SigningKey::rsa(Arc::new(key))))
}

/// Seals all chains at once when that is due; whether it was.
///
/// # Errors
/// When the store is full or unreachable, or the key cannot sign.
pub async fn seal(store: &Store, key: &SealKey) -> Result<bool, Problem> {
    let Some(seal) = store.next_cross_seal().await? else { return Ok(false) };
    let content = seal.content()?;
    let key = key.clone();
    let signed = tokio::task::spawn_blocking(move || {
        jose::sign(&key.0, SignatureAlgorithm::Ps256, Some(SEAL_TYPE), content.as_bytes())
    })
    .await
    .map_err(|_| Problem::internal("the signing thread stopped"))?
    .map_err(|error| Problem::internal(format!("a seal over all chains could not be signed: {error}")))?;
    let act = Act::system("stelsel", store.clock().now(), store.random());
    store.keep_cross_seal(&act, &seal, &signed).await
}

/// What a signature stands under; `None` when it is not one by this key.
#[must_use]
pub fn opened(key: &SealKey, signed: &str) -> Option<Vec<u8>> {
    let keys = Jwks { keys: vec![key.0.public(None)] };
    let (header, content) = jose::verify(signed, &keys, &[SignatureAlgorithm::Ps256]).ok()?;
    (header.typ.as_deref() == Some(SEAL_TYPE)).then_some(content)
}

/// Destroys the key of a person whose number is read from standard input.
///
/// # Errors
/// When there is no number, or the store cannot be used.
pub async fn destroy_key(where_: &Where, as_json: bool) -> Result<ExitCode, String> {
    let bsn = read_number()?;
    let (clock, random) = (Clock::real(), Random::system());
    let store = place::open_for_command(where_, clock, random).await?;
    let act = Act::system("stelsel", store.clock().now(), store.random());
    let outcome = store.destroy_key(&act, &Subject::bsn(&bsn)).await;
    store.close();
    let destroyed = outcome.map_err(|problem| problem.to_string())?;
    if as_json {
        summary::say(&json!({ "destroyed": destroyed }).to_string());
    } else if destroyed {
        summary::say("The key is destroyed: what the journal held about this person can no longer be read.");
    } else {
        summary::say("The journal holds nothing about this person.");
    }
    Ok(if destroyed { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// Reads one number. What was typed is not repeated in the error: it may be somebody's.
fn read_number() -> Result<Bsn, String> {
    let input = std::io::stdin();
    if input.is_terminal() {
        return Err(
            "give the citizen service number on standard input: stelsel journal destroy-key < FILE".into()
        );
    }
    let mut text = String::new();
    let read = input.lock().take(INPUT_BYTES_MAX).read_to_string(&mut text);
    let wrong = "standard input must hold one citizen service number, and nothing else";
    read.map_err(|_| wrong.to_owned())?;
    text.trim().parse().map_err(|_| wrong.to_owned())
}

/// Recomputes every chain.
pub async fn verify(where_: &Where, as_json: bool) -> Result<ExitCode, String> {
    let store = place::open_for_command(where_, Clock::real(), Random::system()).await?;
    let key = seal_key(&place::keys(where_))?;
    let bar = summary::bar("entries", None);
    let told = bar.clone();
    let verified = store
        .verify_journal_signed(move |done| told.set_position(done), move |signed| opened(&key, signed))
        .await
        .map_err(|error| error.to_string())?;
    bar.finish_and_clear();
    let sound = verified.faults.is_empty();
    if as_json {
        let outcome = json!({ "sound": sound, "lanes": verified.lanes, "entries": verified.entries,
                              "seals": verified.seals, "cross_seals": verified.cross_seals, "faults": verified.faults });
        summary::say(&outcome.to_string());
    } else {
        summary::say(&format!(
            "{} entries in {} chains, {} seals and {} signed seals over all chains compared: {}",
            verified.entries,
            verified.lanes,
            verified.seals,
            verified.cross_seals,
            if sound { "all as they were written" } else { "NOT as they were written" }
        ));
        verified.faults.iter().for_each(|fault| summary::say(&format!("  {fault}")));
    }
    store.close();
    Ok(if sound { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// Prints every entry.
pub async fn export(where_: &Where) -> Result<ExitCode, String> {
    let store = place::open_for_command(where_, Clock::real(), Random::system()).await?;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_seal_of_our_own_key_and_kind_is_opened() {
        let make = || SealKey(SigningKey::rsa(Arc::new(trust::RsaKey::generate(RsaSize::Bits3072).unwrap())));
        let (own, foreign) = (make(), make());
        let sign = |key: &SealKey, kind| {
            jose::sign(&key.0, SignatureAlgorithm::Ps256, Some(kind), b"content").unwrap()
        };
        let signed = sign(&own, SEAL_TYPE);
        assert_eq!(opened(&own, &signed).as_deref(), Some(b"content".as_slice()));
        assert_eq!(opened(&foreign, &signed), None);
        assert_eq!(opened(&own, &sign(&own, "JWT")), None);
        assert_eq!(opened(&own, &sign(&foreign, SEAL_TYPE)), None);
        assert_eq!(opened(&own, "content"), None);
    }
}
