//! Cross-seals: where all chains stand at one moment, signed. A seal of one chain shows that its end was cut off; a cross-seal shows it also when
//! whoever did it removed the chain's seals, and nobody without the key can make another.
//!
//! Each names the one before it, and each is announced by an entry in the journal itself, so that a cross-seal that is changed or removed is missed.

use std::collections::BTreeMap;

use kernel::{Act, Moment, Problem};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::verify::Verified;
use crate::{Entry, Row, Rows, Store, Tx, params};

/// A cross-seal is due when the last one is this old.
pub const EVERY_SECONDS: i64 = 3600;
/// What the journal calls it.
pub(crate) const KIND: &str = "journaal.verzegeld";
const ACTIVITY: &str = "/verwerkingen/journaal/verzegelen";
/// Cross-seals in one slice.
const SLICE: i64 = 100;

/// Where one chain stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// Which chain.
    pub lane: i64,
    /// Its last entry.
    pub seq: i64,
    /// The hash of that entry, hexadecimal.
    pub hash: String,
}

/// Where all chains stand at one moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CrossSeal {
    /// From 1, without gaps.
    pub number: i64,
    /// When, in RFC 3339.
    pub at: String,
    /// SHA-256 (hexadecimal) of the signed text of the one before it; none for the first.
    pub previous: Option<String>,
    /// Every chain, in order.
    pub heads: Vec<Head>,
}

impl CrossSeal {
    /// The bytes to be signed.
    ///
    /// # Errors
    /// Never, in practice: it is a small document.
    pub fn content(&self) -> Result<String, Problem> {
        serde_json::to_string(self).map_err(|_| Problem::internal("a cross-seal could not be written"))
    }
}

/// A cross-seal as it is stored.
struct Stored {
    number: i64,
    at: Moment,
    content: String,
    signed: String,
}

fn stored(row: &Row) -> Result<Stored, Problem> {
    Ok(Stored { number: row.get(0)?, at: row.get(1)?, content: row.get(2)?, signed: row.get(3)? })
}

fn digest(signed: &str) -> String {
    hex(&Sha256::digest(signed.as_bytes()))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

async fn last(rows: &mut Rows) -> Result<Option<Stored>, Problem> {
    let sql = "SELECT number, at, content, signed FROM journal_cross_seal ORDER BY number DESC LIMIT 1";
    rows.opt(sql, &[]).await?.as_ref().map(stored).transpose()
}

async fn heads(rows: &mut Rows) -> Result<Vec<Head>, Problem> {
    let mut heads = Vec::new();
    let mut lane = i64::MIN;
    loop {
        let next = rows.one("SELECT MIN(lane) FROM journal WHERE lane > $1", &params![lane]).await?;
        let Some(found) = next.get::<Option<i64>>(0)? else { return Ok(heads) };
        lane = found;
        let sql = "SELECT seq, hash FROM journal WHERE lane = $1 ORDER BY seq DESC LIMIT 1";
        let row = rows.one(sql, &params![lane]).await?;
        heads.push(Head { lane, seq: row.get(0)?, hash: hex(&row.get::<Vec<u8>>(1)?) });
    }
}

/// Whether anything was written since that is not the announcement of the last cross-seal itself.
fn grew(last: &Stored, heads: &[Head]) -> bool {
    let Ok(before) = serde_json::from_str::<CrossSeal>(&last.content) else { return true };
    let entries = |heads: &[Head]| heads.iter().map(|head| head.seq).sum::<i64>();
    entries(heads) > entries(&before.heads) + 1
}

impl Store {
    /// What the next cross-seal has to say, to be signed; none while the last one is younger than an hour or nothing happened since.
    ///
    /// # Errors
    /// When the store is unreachable.
    pub async fn next_cross_seal(&self) -> Result<Option<CrossSeal>, Problem> {
        let now = self.clock().now();
        self.read(async move |rows: &mut Rows| {
            let last = last(rows).await?;
            if last.as_ref().is_some_and(|last| now < last.at.plus_seconds(EVERY_SECONDS)) {
                return Ok(None);
            }
            let heads = heads(rows).await?;
            if heads.is_empty() || last.as_ref().is_some_and(|last| !grew(last, &heads)) {
                return Ok(None);
            }
            Ok(Some(CrossSeal {
                number: last.as_ref().map_or(1, |last| last.number + 1),
                at: now.rfc3339(),
                previous: last.map(|last| digest(&last.signed)),
                heads,
            }))
        })
        .await
    }

    /// Keeps a cross-seal and announces it in the journal; `false` when another node was first. `signed` is whatever the verifier opens to
    /// exactly [`CrossSeal::content`].
    ///
    /// # Errors
    /// When the store is full or unreachable.
    pub async fn keep_cross_seal(&self, act: &Act, seal: &CrossSeal, signed: &str) -> Result<bool, Problem> {
        let (seal, signed) = (seal.clone(), signed.to_owned());
        self.write("journal/cross-seal", act, async move |tx: &mut Tx| {
            let last = last(tx).await?;
            let follows = match &last {
                None => seal.number == 1,
                Some(last) => {
                    seal.number == last.number + 1
                        && seal.previous.as_deref() == Some(digest(&last.signed).as_str())
                }
            };
            if !follows {
                return Ok(false);
            }
            let at: Moment = seal.at.parse().map_err(|_| Problem::internal("the moment of a cross-seal"))?;
            tx.exec(
                "INSERT INTO journal_cross_seal (number, at, content, signed) VALUES ($1, $2, $3, $4)",
                &params![seal.number, at, seal.content()?, &signed],
            )
            .await?;
            let body = serde_json::json!({ "nummer": seal.number, "sha256": digest(&signed) });
            tx.record(Entry::new(KIND, ACTIVITY).with(body));
            Ok(true)
        })
        .await
    }
}

/// Cross-seals that entries of the journal announce: number and SHA-256.
pub(crate) type Announced = BTreeMap<i64, String>;

/// Takes note of an entry that announces a cross-seal.
pub(crate) fn note(announced: &mut Announced, body: &str) {
    let Ok(body) = serde_json::from_str::<serde_json::Value>(body) else { return };
    if let (Some(number), Some(sha256)) = (body["nummer"].as_i64(), body["sha256"].as_str()) {
        announced.insert(number, sha256.to_owned());
    }
}

/// Opens what was signed; `None` when the signature does not fit.
pub(crate) type Open<'a> = dyn Fn(&str) -> Option<Vec<u8>> + Sync + 'a;

/// Compares every cross-seal with its signature, with the one before it, with its announcement and with the chains.
pub(crate) async fn verify(
    store: &Store,
    mut announced: Announced,
    open: Option<&Open<'_>>,
    result: &mut Verified,
) -> Result<(), Problem> {
    let mut before: Option<(i64, String)> = None;
    loop {
        let after = before.as_ref().map_or(i64::MIN, |(number, _)| *number);
        let slice = store.read(async move |rows: &mut Rows| slice(rows, after).await).await?;
        if slice.is_empty() {
            break;
        }
        for (seal, hashes) in slice {
            let expected = before.as_ref().map_or(1, |(number, _)| number + 1);
            if let Some(fault) = fault(&seal, &hashes, expected, before.as_ref(), open) {
                result.fault(format!("cross-seal {}: {fault}", seal.number));
            }
            let sha256 = digest(&seal.signed);
            if announced.remove(&seal.number).as_ref() != Some(&sha256) {
                result.fault(format!(
                    "cross-seal {}: it is not the one that the journal announces",
                    seal.number
                ));
            }
            result.cross_seals += 1;
            before = Some((seal.number, sha256));
        }
    }
    for number in announced.into_keys() {
        result.fault(format!("cross-seal {number}: it was kept and is gone"));
    }
    Ok(())
}

/// What is wrong with one cross-seal by itself, when anything is. `hashes` are those that the chains hold where it says that they stand.
fn fault(
    seal: &Stored,
    hashes: &[Option<String>],
    expected: i64,
    before: Option<&(i64, String)>,
    open: Option<&Open<'_>>,
) -> Option<String> {
    if open.is_some_and(|open| open(&seal.signed).as_deref() != Some(seal.content.as_bytes())) {
        return Some("its signature does not fit".to_owned());
    }
    let Ok(content) = serde_json::from_str::<CrossSeal>(&seal.content) else {
        return Some("it cannot be read".to_owned());
    };
    if content.number != seal.number || content.at != seal.at.rfc3339() {
        return Some("it was altered".to_owned());
    }
    for (head, hash) in content.heads.iter().zip(hashes) {
        let (lane, seq) = (head.lane, head.seq);
        match hash {
            None => return Some(format!("lane {lane}: entry {seq} was sealed and is gone")),
            Some(hash) if *hash != head.hash => {
                return Some(format!("lane {lane}: entry {seq} differs from its seal"));
            }
            Some(_) => {}
        }
    }
    if seal.number != expected {
        return Some(format!("those from {expected} on before it are missing"));
    }
    (content.previous.as_ref() != before.map(|(_, sha256)| sha256))
        .then(|| "it does not follow on the one before it".to_owned())
}

/// The next cross-seals, each with the hashes of the entries that it names.
async fn slice(rows: &mut Rows, after: i64) -> Result<Vec<(Stored, Vec<Option<String>>)>, Problem> {
    let sql = "SELECT number, at, content, signed FROM journal_cross_seal WHERE number > $1 ORDER BY number LIMIT $2";
    let found = rows.all(sql, &params![after, SLICE]).await?;
    let mut slice = Vec::with_capacity(found.len());
    for row in &found {
        let seal = stored(row)?;
        let heads = serde_json::from_str::<CrossSeal>(&seal.content).map(|one| one.heads).unwrap_or_default();
        let mut hashes = Vec::with_capacity(heads.len());
        for head in &heads {
            let sql = "SELECT hash FROM journal WHERE lane = $1 AND seq = $2";
            let row = rows.opt(sql, &params![head.lane, head.seq]).await?;
            hashes.push(row.map(|row| row.get::<Vec<u8>>(0)).transpose()?.map(|hash| hex(&hash)));
        }
        slice.push((seal, hashes));
    }
    Ok(slice)
}
