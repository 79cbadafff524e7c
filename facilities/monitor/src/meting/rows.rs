//! All statements about editions that are being made.

use kernel::{Moment, Problem};
use store::{Row, Rows, Tx, Value, params};

use crate::meting::draft::Counted;
use crate::meting::life::State;

/// An edition that is being made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Draft {
    pub(crate) edition: u16,
    pub(crate) version: String,
    pub(crate) state: State,
    pub(crate) cutoff: Moment,
    pub(crate) publish_at: Moment,
    /// `None` while the counts still grow.
    pub(crate) computed: Option<Moment>,
}

/// The columns of a draft, with what follows them.
macro_rules! draft_where {
    ($rest:literal) => {
        concat!("SELECT edition, version, status, cutoff, publish_at, computed FROM monitor_draft ", $rest)
    };
}

fn draft(row: &Row) -> Result<Draft, Problem> {
    let status: String = row.get(2)?;
    let computed: i64 = row.get(5)?;
    Ok(Draft {
        edition: year(row.get(0)?)?,
        version: row.get(1)?,
        state: State::from_code(&status)
            .ok_or_else(|| Problem::internal(format!("a draft with the status {status}")))?,
        cutoff: row.get(3)?,
        publish_at: row.get(4)?,
        computed: (computed != 0).then(|| Moment::from_micros(computed)),
    })
}

fn year(number: i64) -> Result<u16, Problem> {
    u16::try_from(number).map_err(|_| Problem::internal(format!("an edition of the year {number}")))
}

/// All drafts, the newest first.
pub(crate) async fn drafts(rows: &mut Rows) -> Result<Vec<Draft>, Problem> {
    let found = rows.all(draft_where!("ORDER BY edition DESC LIMIT 200"), &[]).await?;
    found.iter().map(draft).collect()
}

/// The draft of an edition.
pub(crate) async fn draft_of(rows: &mut Rows, edition: u16) -> Result<Option<Draft>, Problem> {
    let found = rows.opt(draft_where!("WHERE edition = $1"), &params![i64::from(edition)]).await?;
    found.as_ref().map(draft).transpose()
}

/// The draft of an edition, locked until the act is done.
pub(crate) async fn locked(rows: &mut Rows, edition: u16) -> Result<Option<Draft>, Problem> {
    let found = rows.opt(draft_where!("WHERE edition = $1 {lock}"), &params![i64::from(edition)]).await?;
    found.as_ref().map(draft).transpose()
}

/// Begins a draft; an existing one stays as it is.
pub(crate) async fn begin(tx: &mut Tx, draft: &Draft) -> Result<(), Problem> {
    tx.exec(
        "INSERT INTO monitor_draft (edition, version, status, cutoff, publish_at, computed) VALUES ($1, $2, $3, $4, $5, 0) \
         ON CONFLICT (edition) DO NOTHING",
        &params![
            i64::from(draft.edition),
            &draft.version,
            draft.state.code(),
            draft.cutoff,
            draft.publish_at
        ],
    )
    .await?;
    Ok(())
}

/// Writes the state of a draft and its step.
pub(crate) async fn step(tx: &mut Tx, draft: &Draft, to: State, by: &str, note: &str) -> Result<(), Problem> {
    let at = tx.act().at;
    let edition = i64::from(draft.edition);
    tx.exec(
        "UPDATE monitor_draft SET status = $2, computed = $3, publish_at = $4 WHERE edition = $1",
        &params![edition, to.code(), draft.computed.map_or(0, Moment::micros), draft.publish_at],
    )
    .await?;
    let number: i64 = tx
        .one(
            "SELECT COALESCE(MAX(number), 0) + 1 FROM monitor_transition WHERE edition = $1",
            &params![edition],
        )
        .await?
        .get(0)?;
    tx.exec(
        "INSERT INTO monitor_transition (edition, number, version, from_status, to_status, taken_by, taken_at, note) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        &params![edition, number, &draft.version, draft.state.code(), to.code(), by, at, note],
    )
    .await?;
    Ok(())
}

/// A step that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Taken {
    pub(crate) version: String,
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) by: String,
    pub(crate) at: Moment,
    pub(crate) note: String,
}

/// Every step in the life of an edition, in order.
pub(crate) async fn steps(rows: &mut Rows, edition: u16) -> Result<Vec<Taken>, Problem> {
    let found = rows
        .all(
            "SELECT version, from_status, to_status, taken_by, taken_at, note FROM monitor_transition WHERE edition = $1 \
             ORDER BY number LIMIT 1000",
            &params![i64::from(edition)],
        )
        .await?;
    found
        .iter()
        .map(|row| {
            Ok(Taken {
                version: row.get(0)?,
                from: row.get(1)?,
                to: row.get(2)?,
                by: row.get(3)?,
                at: row.get(4)?,
                note: row.get(5)?,
            })
        })
        .collect()
}

/// Puts the counts of a draft down in place of earlier ones.
pub(crate) async fn put_counts(tx: &mut Tx, edition: u16, counts: &[Counted]) -> Result<(), Problem> {
    tx.exec("DELETE FROM monitor_count WHERE edition = $1", &params![i64::from(edition)]).await?;
    let rows: Vec<Vec<Value>> = counts
        .iter()
        .map(|one| {
            let months: Vec<String> = one.months.iter().map(i64::to_string).collect();
            Vec::from(params![
                i64::from(edition),
                &one.indicator,
                one.counted,
                one.recounted,
                months.join(","),
                &one.digest
            ])
        })
        .collect();
    let columns = &["edition", "indicator", "counted", "recounted", "months", "digest"];
    tx.bulk("monitor_count", columns, &rows).await?;
    Ok(())
}

/// The counts of a draft.
pub(crate) async fn counts(rows: &mut Rows, edition: u16) -> Result<Vec<Counted>, Problem> {
    let found = rows
        .all(
            "SELECT indicator, counted, recounted, months, digest FROM monitor_count WHERE edition = $1 ORDER BY indicator \
             LIMIT 10000",
            &params![i64::from(edition)],
        )
        .await?;
    found
        .iter()
        .map(|row| {
            let months: String = row.get(3)?;
            Ok(Counted {
                indicator: row.get(0)?,
                counted: row.get(1)?,
                recounted: row.get(2)?,
                months: months.split(',').filter_map(|one| one.parse().ok()).collect(),
                digest: row.get(4)?,
            })
        })
        .collect()
}

/// An approval.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Approval {
    pub(crate) indicator: String,
    pub(crate) value_hash: String,
    pub(crate) first_by: String,
    pub(crate) first_at: Moment,
    pub(crate) second: Option<(String, Moment)>,
}

/// The approvals of a draft.
pub(crate) async fn approvals(rows: &mut Rows, edition: u16) -> Result<Vec<Approval>, Problem> {
    let found = rows
        .all(
            "SELECT indicator, value_hash, first_by, first_at, second_by, second_at FROM monitor_approval WHERE edition = $1 \
             ORDER BY indicator LIMIT 10000",
            &params![i64::from(edition)],
        )
        .await?;
    found
        .iter()
        .map(|row| {
            let (by, at): (Option<String>, Option<Moment>) = (row.get(4)?, row.get(5)?);
            Ok(Approval {
                indicator: row.get(0)?,
                value_hash: row.get(1)?,
                first_by: row.get(2)?,
                first_at: row.get(3)?,
                second: by.zip(at),
            })
        })
        .collect()
}

/// Puts one approval down.
pub(crate) async fn put_approval(tx: &mut Tx, edition: u16, approval: &Approval) -> Result<(), Problem> {
    let (by, at) = approval.second.clone().map_or((None, None), |(by, at)| (Some(by), Some(at.micros())));
    tx.exec(
        "INSERT INTO monitor_approval (edition, indicator, value_hash, first_by, first_at, second_by, second_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (edition, indicator) DO UPDATE SET value_hash = excluded.value_hash, \
         first_by = excluded.first_by, first_at = excluded.first_at, second_by = excluded.second_by, \
         second_at = excluded.second_at",
        &params![
            i64::from(edition),
            &approval.indicator,
            &approval.value_hash,
            &approval.first_by,
            approval.first_at,
            by,
            at
        ],
    )
    .await?;
    Ok(())
}

/// An explanation with its life.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Words {
    pub(crate) id: String,
    pub(crate) facility: String,
    pub(crate) indicator: String,
    pub(crate) period: u16,
    pub(crate) words: String,
    pub(crate) author: String,
    pub(crate) written_at: Moment,
    pub(crate) reviewer: Option<(String, Moment)>,
}

/// The explanations of an edition.
pub(crate) async fn explanations(rows: &mut Rows, edition: u16) -> Result<Vec<Words>, Problem> {
    let found = rows
        .all(
            "SELECT id, facility, indicator, period, words, author, written_at, reviewer, reviewed_at FROM monitor_explanation \
             WHERE edition = $1 ORDER BY facility, indicator, period, id LIMIT 10000",
            &params![i64::from(edition)],
        )
        .await?;
    found
        .iter()
        .map(|row| {
            let (by, at): (Option<String>, Option<Moment>) = (row.get(7)?, row.get(8)?);
            Ok(Words {
                id: row.get(0)?,
                facility: row.get(1)?,
                indicator: row.get(2)?,
                period: year(row.get(3)?)?,
                words: row.get(4)?,
                author: row.get(5)?,
                written_at: row.get(6)?,
                reviewer: by.zip(at),
            })
        })
        .collect()
}

/// Puts an explanation down, or its review.
pub(crate) async fn put_explanation(tx: &mut Tx, edition: u16, one: &Words) -> Result<(), Problem> {
    let (by, at) = one.reviewer.clone().map_or((None, None), |(by, at)| (Some(by), Some(at.micros())));
    tx.exec(
        "INSERT INTO monitor_explanation (edition, id, facility, indicator, period, words, author, written_at, reviewer, \
         reviewed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (edition, id) DO UPDATE SET \
         reviewer = excluded.reviewer, reviewed_at = excluded.reviewed_at",
        &params![
            i64::from(edition),
            &one.id,
            &one.facility,
            &one.indicator,
            i64::from(one.period),
            &one.words,
            &one.author,
            one.written_at,
            by,
            at
        ],
    )
    .await?;
    Ok(())
}

/// A finding that was let pass.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Waiver {
    pub(crate) finding: String,
    pub(crate) rule: String,
    pub(crate) by: String,
    pub(crate) reason: String,
    pub(crate) until: String,
}

/// The waivers of an edition.
pub(crate) async fn waivers(rows: &mut Rows, edition: u16) -> Result<Vec<Waiver>, Problem> {
    let found = rows
        .all(
            "SELECT finding, rule, given_by, reason, until FROM monitor_waiver WHERE edition = $1 ORDER BY finding LIMIT 10000",
            &params![i64::from(edition)],
        )
        .await?;
    found
        .iter()
        .map(|row| {
            Ok(Waiver {
                finding: row.get(0)?,
                rule: row.get(1)?,
                by: row.get(2)?,
                reason: row.get(3)?,
                until: row.get(4)?,
            })
        })
        .collect()
}

/// Lets a finding pass.
pub(crate) async fn put_waiver(tx: &mut Tx, edition: u16, waiver: &Waiver) -> Result<(), Problem> {
    let at = tx.act().at;
    tx.exec(
        "INSERT INTO monitor_waiver (edition, finding, rule, given_by, reason, until, given_at) VALUES ($1, $2, $3, $4, $5, $6, $7) \
         ON CONFLICT (edition, finding) DO NOTHING",
        &params![
            i64::from(edition),
            &waiver.finding,
            &waiver.rule,
            &waiver.by,
            &waiver.reason,
            &waiver.until,
            at
        ],
    )
    .await?;
    Ok(())
}

/// The stored hash of a version of a definition.
pub(crate) async fn definition_hashes(rows: &mut Rows) -> Result<Vec<(String, i64, String)>, Problem> {
    let found = rows
        .all(
            "SELECT measure, version, hash FROM monitor_definition ORDER BY measure, version LIMIT 100000",
            &[],
        )
        .await?;
    found.iter().map(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).collect()
}

/// Writes down which definitions there are.
pub(crate) async fn put_definitions(
    tx: &mut Tx,
    new: &[(String, i64, String)],
    at: Moment,
) -> Result<(), Problem> {
    let rows: Vec<Vec<Value>> =
        new.iter().map(|(measure, version, hash)| Vec::from(params![measure, *version, hash, at])).collect();
    tx.bulk("monitor_definition", &["measure", "version", "hash", "seen"], &rows).await?;
    Ok(())
}
