//! The statements of this facility beside those of the login engine.

use kernel::{Bsn, Level, Moment, Problem};
use store::{Migration, Row, Rows, Tx, params};

/// Its own table.
pub const MIGRATION: Migration =
    Migration { owner: "digid", name: "0001_digid", text: include_str!("../migrations/0001_digid.sql") };

/// Notes that something is counted in a standing figure; whether it was not yet.
///
/// # Errors
/// When the store refuses.
pub async fn count_once(tx: &mut Tx, figure: &str, id: &str) -> Result<bool, Problem> {
    let at = tx.act().at;
    let sql =
        "INSERT INTO digid_counted (figure, id, at) VALUES ($1, $2, $3) ON CONFLICT (figure, id) DO NOTHING";
    Ok(tx.exec(sql, &params![figure, id, at]).await? > 0)
}

/// Whether something is counted in a standing figure.
///
/// # Errors
/// When the store refuses.
pub async fn is_counted(rows: &mut Rows, figure: &str, id: &str) -> Result<bool, Problem> {
    let sql = "SELECT at FROM digid_counted WHERE figure = $1 AND id = $2";
    Ok(rows.opt(sql, &params![figure, id]).await?.is_some())
}

/// The level of a person's active account, if there is one.
///
/// # Errors
/// When the store refuses.
pub async fn active_level(rows: &mut Rows, bsn: &Bsn) -> Result<Option<Level>, Problem> {
    let sql = "SELECT level FROM login_account WHERE issuer = 'digid' AND bsn = $1 AND status = 'active'";
    let row = rows.opt(sql, &params![bsn]).await?;
    Ok(row.map(|row| row.get::<i64>(0)).transpose()?.and_then(Level::from_number))
}

/// How many accounts are active, and how many of those at level Basis.
///
/// # Errors
/// When the store refuses.
pub async fn active_accounts(rows: &mut Rows) -> Result<(i64, i64), Problem> {
    let sql = "SELECT CAST(COUNT(*) AS bigint), CAST(COALESCE(SUM(CASE WHEN level = 10 THEN 1 ELSE 0 END), 0) AS bigint) \
               FROM login_account WHERE issuer = 'digid' AND status = 'active'";
    let row = rows.one(sql, &params![]).await?;
    Ok((row.get(0)?, row.get(1)?))
}

/// Whether any of these people has an account, and who.
///
/// # Errors
/// When the store refuses.
pub async fn holders(rows: &mut Rows, bsns: &[String]) -> Result<Vec<String>, Problem> {
    let sql = "SELECT bsn FROM login_account WHERE issuer = 'digid' AND bsn {in:1}";
    rows.all(sql, &params![bsns.to_vec()]).await?.iter().map(|row| row.get(0)).collect()
}

/// One login at a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Login {
    /// When.
    pub at: Moment,
    /// The service's name.
    pub service: String,
    /// At which level.
    pub level: Level,
}

fn login(row: &Row) -> Result<Login, Problem> {
    let level = Level::from_number(row.get(2)?)
        .ok_or_else(|| Problem::internal("digid: a level in the database is none"))?;
    Ok(Login { at: row.get(0)?, service: row.get(1)?, level })
}

/// Logins with an account after `since`, newest first, `limit` of them after the first `skip`, and how many there are in all.
///
/// # Errors
/// When the store refuses.
pub async fn logins(
    rows: &mut Rows,
    account: &str,
    since: Moment,
    (skip, limit): (i64, i64),
) -> Result<(Vec<Login>, i64), Problem> {
    let count = "SELECT COUNT(*) FROM login_authentication WHERE account = $1 AND at > $2";
    let total = rows.one(count, &params![account, since]).await?.get(0)?;
    let sql = "SELECT a.at, COALESCE(s.name, a.service), a.level FROM login_authentication a \
               LEFT JOIN login_service s ON s.id = a.service WHERE a.account = $1 AND a.at > $2 \
               ORDER BY a.at DESC, a.id DESC LIMIT $3 OFFSET $4";
    let list = rows.all(sql, &params![account, since, limit, skip]).await?;
    Ok((list.iter().map(login).collect::<Result<_, _>>()?, total))
}
