//! Recomputing the hash chains of the journal, in slices: no snapshot lives longer than one slice takes.

use std::collections::HashMap;

use kernel::Problem;

use crate::journal::{Chain, link};
use crate::journal_seal::{self, Announced, Open};
use crate::{Row, Rows, Store, params};

/// Entries in one slice.
const SLICE: usize = 1000;
/// Faults that are told one by one.
const FAULTS_MAX: usize = 1000;

/// What recomputing the chains found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verified {
    /// How many chains.
    pub lanes: u64,
    /// How many entries were recomputed.
    pub entries: u64,
    /// How many seals were compared.
    pub seals: u64,
    /// How many seals over all chains were compared.
    pub cross_seals: u64,
    /// What is not as it should be, one sentence each (the first thousand); empty when all is well.
    pub faults: Vec<String>,
}

impl Verified {
    pub(crate) fn fault(&mut self, fault: String) {
        if self.faults.len() < FAULTS_MAX {
            self.faults.push(fault);
        }
    }
}

/// Places of the kind and the body among the columns of [`slice`].
const KIND: usize = 4;
const BODY: usize = 19;

/// Part of a chain as it is stored, with the seals that belong to it.
struct Slice {
    entries: Vec<Row>,
    seals: HashMap<i64, Vec<u8>>,
}

/// Recomputes every chain from its first entry and compares it with what is stored, with its seals and with the seals over all chains.
pub(crate) async fn verify(
    store: &Store,
    progress: &(dyn Fn(u64) + Sync),
    open: Option<&Open<'_>>,
) -> Result<Verified, Problem> {
    let mut result = Verified::default();
    let mut announced = Announced::new();
    let mut lane = i64::MIN;
    while let Some(next) = store.read(async move |rows: &mut Rows| lane_after(rows, lane).await).await? {
        lane = next;
        result.lanes += 1;
        let mut chain = Chain { lane, seq: 0, hash: [0; 32] };
        loop {
            let after = chain.seq;
            let slice = store.read(async move |rows: &mut Rows| slice(rows, lane, after).await).await?;
            if !check(slice, &mut chain, &mut result, &mut announced) {
                break;
            }
            progress(result.entries);
        }
    }
    journal_seal::verify(store, announced, open, &mut result).await?;
    Ok(result)
}

/// The first lane above `lane` that has an entry or a seal: a seek in each table, however long they are.
async fn lane_after(rows: &mut Rows, lane: i64) -> Result<Option<i64>, Problem> {
    let entry = rows.one("SELECT MIN(lane) FROM journal WHERE lane > $1", &params![lane]).await?;
    let seal = rows.one("SELECT MIN(lane) FROM journal_seal WHERE lane > $1", &params![lane]).await?;
    Ok([entry.get::<Option<i64>>(0)?, seal.get::<Option<i64>>(0)?].into_iter().flatten().min())
}

/// The next entries of a lane and the seals over them; when there are no more entries, the seals that are left.
async fn slice(rows: &mut Rows, lane: i64, after: i64) -> Result<Slice, Problem> {
    let entries = rows
        .all(
            "SELECT seq, hash, at, facility, kind, activity, status, subject, subject_type, actor_type, actor, \
             connection, purpose, level, channel, trace_id, span_id, parent_span_id, amount, body, sealed \
             FROM journal WHERE lane = $1 AND seq > $2 ORDER BY seq LIMIT $3",
            &params![lane, after, SLICE as i64],
        )
        .await?;
    let last: i64 = entries.last().map_or(Ok(i64::MAX), |row| row.get(0))?;
    let mut seals = HashMap::new();
    let sealed = rows
        .all(
            "SELECT seq, hash FROM journal_seal WHERE lane = $1 AND seq > $2 AND seq <= $3 ORDER BY seq LIMIT 1000",
            &params![lane, after, last],
        )
        .await?;
    for row in sealed {
        seals.insert(row.get(0)?, row.get(1)?);
    }
    Ok(Slice { entries, seals })
}

/// Checks a slice and moves the chain to its end; whether there can be more.
fn check(mut slice: Slice, chain: &mut Chain, result: &mut Verified, announced: &mut Announced) -> bool {
    let lane = chain.lane;
    for row in &slice.entries {
        let (Ok(seq), Ok(stored)) = (row.get::<i64>(0), row.get::<Vec<u8>>(1)) else {
            result.fault(format!("lane {lane}: an entry after {} cannot be read", chain.seq));
            return false;
        };
        if seq != chain.seq + 1 {
            result.fault(format!("lane {lane}: entries {} to {} are missing", chain.seq + 1, seq - 1));
        }
        let hash = link(&chain.hash, lane, seq, row.0.get(2..).unwrap_or_default());
        if stored != hash {
            result.fault(format!("lane {lane}: entry {seq} was altered"));
        }
        if row.get::<String>(KIND).is_ok_and(|kind| kind == journal_seal::KIND) {
            journal_seal::note(announced, &row.get::<String>(BODY).unwrap_or_default());
        }
        if let Some(sealed) = slice.seals.remove(&seq) {
            result.seals += 1;
            if sealed != stored {
                result.fault(format!("lane {lane}: entry {seq} differs from its seal"));
            }
        }
        chain.seq = seq;
        // Go on from what is stored: one altered entry is one fault, not a fault in every entry after it.
        chain.hash = stored.try_into().unwrap_or(hash);
        result.entries += 1;
    }
    let mut gone: Vec<i64> = slice.seals.into_keys().collect();
    gone.sort_unstable();
    for seq in gone {
        result.fault(format!("lane {lane}: entry {seq} was sealed and is gone"));
    }
    !slice.entries.is_empty()
}
