//! The statements on accounts and attempts.

use kernel::{Bsn, Level, Moment, Problem};
use store::{Row, Rows, Tx, Value, params};

use super::rules::Standing;
use super::{Account, Count, SeedAccount, Status, rules};

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, issuer, bsn, username, level, status, status_reason, email, phone, created, activated, \
             last_login, ver, password FROM login_account WHERE ",
            $rest
        )
    };
}

/// An account and the hash of its password.
pub(super) struct Found {
    pub(super) account: Account,
    pub(super) password: String,
}

fn level(number: i64) -> Result<Level, Problem> {
    Level::from_number(number).ok_or_else(|| crate::unreadable("a level"))
}

fn status(text: &str) -> Result<Status, Problem> {
    Status::from_text(text).ok_or_else(|| crate::unreadable("a status"))
}

fn found(row: &Row) -> Result<Found, Problem> {
    let account = Account {
        id: row.get(0)?,
        issuer: row.get(1)?,
        bsn: row.get(2)?,
        username: row.get(3)?,
        level: level(row.get(4)?)?,
        status: status(&row.get::<String>(5)?)?,
        status_reason: row.get(6)?,
        email: row.get(7)?,
        phone: row.get(8)?,
        created: row.get(9)?,
        activated: row.get(10)?,
        last_login: row.get(11)?,
        version: row.get(12)?,
    };
    Ok(Found { account, password: row.get(13)? })
}

/// A username stands for at most one account that is not removed.
pub(super) async fn by_username(
    rows: &mut Rows,
    issuer: &str,
    username: &str,
) -> Result<Option<Found>, Problem> {
    let sql = select!("issuer = $1 AND username_key = $2 AND status <> 'removed'");
    let row = rows.opt(sql, &params![issuer, rules::username_key(username)]).await?;
    row.as_ref().map(found).transpose()
}

pub(super) async fn by_id(rows: &mut Rows, id: &str) -> Result<Option<Found>, Problem> {
    let row = rows.opt(select!("id = $1"), &params![id]).await?;
    row.as_ref().map(found).transpose()
}

pub(super) async fn by_id_to_change(tx: &mut Tx, id: &str) -> Result<Option<Found>, Problem> {
    let row = tx.opt(select!("id = $1 {lock}"), &params![id]).await?;
    row.as_ref().map(found).transpose()
}

/// All accounts that a person ever had here, newest first; more than a hundred is not to be expected.
pub(super) async fn by_bsn(rows: &mut Rows, issuer: &str, bsn: &Bsn) -> Result<Vec<Account>, Problem> {
    let sql = select!("issuer = $1 AND bsn = $2 ORDER BY created DESC, id DESC LIMIT 100");
    let list = rows.all(sql, &params![issuer, bsn]).await?;
    list.iter().map(|row| Ok(found(row)?.account)).collect()
}

pub(super) async fn by_bsn_to_change(tx: &mut Tx, issuer: &str, bsn: &Bsn) -> Result<Vec<Account>, Problem> {
    let sql = select!("issuer = $1 AND bsn = $2 ORDER BY id LIMIT 100 {lock}");
    let list = tx.all(sql, &params![issuer, bsn]).await?;
    list.iter().map(|row| Ok(found(row)?.account)).collect()
}

pub(super) async fn counts(rows: &mut Rows, issuer: &str) -> Result<Vec<Count>, Problem> {
    let list = rows
        .all(
            "SELECT status, level, COUNT(*) FROM login_account WHERE issuer = $1 \
             GROUP BY status, level ORDER BY status, level",
            &params![issuer],
        )
        .await?;
    list.iter()
        .map(|row| {
            Ok(Count {
                status: status(&row.get::<String>(0)?)?,
                level: level(row.get(1)?)?,
                accounts: row.get(2)?,
            })
        })
        .collect()
}

const COLUMNS: &[&str] = &[
    "id",
    "issuer",
    "bsn",
    "username",
    "username_key",
    "password",
    "level",
    "status",
    "email",
    "phone",
    "created",
    "activated",
    "changed",
    "ver",
];

/// Puts accounts in as they are; their ids, in the same order.
pub(super) async fn insert(
    tx: &mut Tx,
    issuer: &str,
    accounts: &[SeedAccount],
) -> Result<Vec<String>, Problem> {
    let at = tx.act().at;
    let mut ids = Vec::with_capacity(accounts.len());
    let mut rows: Vec<Vec<Value>> = Vec::with_capacity(accounts.len());
    for one in accounts {
        let id = tx.random().uuid(one.created).to_string();
        rows.push(
            params![
                &id,
                issuer,
                &one.bsn,
                &one.username,
                rules::username_key(&one.username),
                &one.password_hash,
                one.level.number(),
                one.status.as_str(),
                one.email.clone(),
                one.phone.clone(),
                one.created,
                one.activated,
                at,
                1i64
            ]
            .into(),
        );
        ids.push(id);
    }
    tx.bulk("login_account", COLUMNS, &rows).await?;
    Ok(ids)
}

pub(super) async fn set_status(
    tx: &mut Tx,
    id: &str,
    to: Status,
    reason: Option<&str>,
) -> Result<(), Problem> {
    let at = tx.act().at;
    let activated = (to == Status::Active).then_some(at);
    tx.exec(
        "UPDATE login_account SET status = $2, status_reason = $3, activated = COALESCE(activated, $4), changed = $5, \
         ver = ver + 1 WHERE id = $1",
        &params![id, to.as_str(), reason, activated, at],
    )
    .await?;
    Ok(())
}

pub(super) async fn set_level(tx: &mut Tx, id: &str, level: Level) -> Result<(), Problem> {
    let at = tx.act().at;
    tx.exec(
        "UPDATE login_account SET level = $2, changed = $3, ver = ver + 1 WHERE id = $1",
        &params![id, level.number(), at],
    )
    .await?;
    Ok(())
}

pub(super) async fn set_password(tx: &mut Tx, id: &str, password: &str) -> Result<(), Problem> {
    let at = tx.act().at;
    tx.exec(
        "UPDATE login_account SET password = $2, changed = $3, ver = ver + 1 WHERE id = $1",
        &params![id, password, at],
    )
    .await?;
    Ok(())
}

/// A login is no change of the account: its version stays.
pub(super) async fn set_last_login(tx: &mut Tx, id: &str, password: &str) -> Result<(), Problem> {
    let at = tx.act().at;
    tx.exec(
        "UPDATE login_account SET last_login = $2, password = $3 WHERE id = $1",
        &params![id, at, password],
    )
    .await?;
    Ok(())
}

fn read_standing(row: &Row) -> Result<Standing, Problem> {
    let failures: serde_json::Value = row.get(0)?;
    let failures: Vec<i64> =
        serde_json::from_value(failures).map_err(|_| crate::unreadable("a list of attempts"))?;
    Ok(Standing {
        failures: failures.into_iter().map(Moment::from_micros).collect(),
        blocked_until: row.get(1)?,
    })
}

pub(super) async fn standing(rows: &mut Rows, name: &[u8]) -> Result<Standing, Problem> {
    let sql = "SELECT failures, blocked_until FROM login_attempt WHERE name = $1";
    let row = rows.opt(sql, &params![name]).await?;
    row.as_ref().map_or_else(|| Ok(Standing::default()), read_standing)
}

/// Reads and holds the row, so that attempts on another node wait for this one. `None` when there were no failures.
pub(super) async fn standing_to_change(tx: &mut Tx, name: &[u8]) -> Result<Option<Standing>, Problem> {
    let sql = "SELECT failures, blocked_until FROM login_attempt WHERE name = $1 {lock}";
    let row = tx.opt(sql, &params![name]).await?;
    row.as_ref().map(read_standing).transpose()
}

/// Writes one more failure down and answers where the name stands now.
pub(super) async fn add_failure(tx: &mut Tx, name: &[u8]) -> Result<Standing, Problem> {
    let at = tx.act().at;
    // The row is made first and read after: two first failures at once must not overwrite each other.
    tx.exec(
        "INSERT INTO login_attempt (name, failures, blocked_until, at) VALUES ($1, '[]', NULL, $2) \
         ON CONFLICT (name) DO NOTHING",
        &params![name, at],
    )
    .await?;
    let standing = standing_to_change(tx, name).await?.unwrap_or_default().after_failure(at);
    let failures: Vec<i64> = standing.failures.iter().map(|one| one.micros()).collect();
    tx.exec(
        "UPDATE login_attempt SET failures = $2, blocked_until = $3, at = $4 WHERE name = $1",
        &params![name, serde_json::json!(failures), standing.blocked_until, at],
    )
    .await?;
    Ok(standing)
}

pub(super) async fn clear_failures(tx: &mut Tx, name: &[u8]) -> Result<(), Problem> {
    tx.exec("DELETE FROM login_attempt WHERE name = $1", &params![name]).await?;
    Ok(())
}

pub(super) async fn forget_attempts(tx: &mut Tx, before: Moment) -> Result<u64, Problem> {
    Ok(tx.exec("DELETE FROM login_attempt WHERE at < $1", &params![before]).await?)
}
