//! A few facts about the installation itself, such as the country that it was filled with.

use kernel::Problem;
use serde_json::Value;
use store::{Rows, Store, Tx, params};

/// The fact under `key`, when there is one.
///
/// # Errors
/// When the store is unreachable.
pub async fn read(store: &Store, key: &'static str) -> Result<Option<Value>, Problem> {
    store
        .read(async move |rows: &mut Rows| {
            let found = rows.opt("SELECT value FROM house_state WHERE key = $1", &params![key]).await?;
            found.map(|row| row.get(0)).transpose()
        })
        .await
}

/// Writes the fact under `key`.
///
/// # Errors
/// When the store is full or unreachable.
pub async fn write(store: &Store, key: &'static str, value: Value) -> Result<(), Problem> {
    store
        .maintain(key, async move |tx: &mut Tx| {
            tx.exec(
                "INSERT INTO house_state (key, value) VALUES ($1, $2) \
                 ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                &params![key, &value],
            )
            .await?;
            Ok(())
        })
        .await
}
