//! All statements of the facility.

use kernel::{Moment, Problem};
use store::{Rows, Tx, params};

/// Pins a note.
pub async fn insert(tx: &mut Tx, id: &str, oin: &str, text: &str, at: Moment) -> Result<(), Problem> {
    let insert = "INSERT INTO voorbeeld_notitie (id, oin, tekst, at) VALUES ($1, $2, $3, $4)";
    tx.exec(insert, &params![id, oin, text, at]).await?;
    Ok(())
}

/// The newest notes: OIN and text.
pub async fn newest(rows: &mut Rows) -> Result<Vec<(String, String)>, Problem> {
    let found =
        rows.all("SELECT oin, tekst FROM voorbeeld_notitie ORDER BY at DESC, id DESC LIMIT 50", &[]).await?;
    found.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
}

/// Notes pinned from `$1` to `$2`.
pub const RECOUNT: &str = "SELECT CAST(COUNT(*) AS bigint) FROM voorbeeld_notitie WHERE at >= $1 AND at < $2";
