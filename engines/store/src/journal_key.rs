//! Destroying the key of a subject: what the journal holds about somebody can then never be read again, while the chains over it stay whole.

use kernel::{Act, Problem};

use crate::{Entry, Rows, Store, Subject, Tx, params};

const KIND: &str = "journaal.sleutel.vernietigd";
const ACTIVITY: &str = "/verwerkingen/journaal/vernietigen";
/// As long as a key is stored: nonce, key and tag.
const KEY_BYTES: usize = 12 + 32 + 16;

impl Store {
    /// Destroys the key of a subject, and what leads from its number to its entries; `false` when the journal holds nothing about it. What happens
    /// to the same number later gets a new key. Other nodes let go of the key within a second ([`Store::refresh_subjects`]); until then they may
    /// write entries under it, which nobody can read.
    ///
    /// SQLite keeps no trace of the key once the store is closed. PostgreSQL keeps old versions of a row until its own vacuum, and its log and
    /// backups for as long as the operator does; there the key lies under the master key.
    ///
    /// # Errors
    /// When the store is full or unreachable.
    pub async fn destroy_key(&self, act: &Act, subject: &Subject) -> Result<bool, Problem> {
        let lookup = self.subjects().lookup(subject);
        let destroyed = self
            .write("journal/keys", act, async move |tx: &mut Tx| {
                let sql = "SELECT id FROM subject WHERE lookup = $1 {lock}";
                let Some(row) = tx.opt(sql, &params![lookup.as_slice()]).await? else { return Ok(false) };
                let id: String = row.get(0)?;
                // Written over before it is removed: an engine may leave the bytes of what it removes where they were.
                let nothing = vec![0_u8; KEY_BYTES];
                let overwrite = "UPDATE subject SET key = $2 WHERE lookup = $1";
                tx.exec(overwrite, &params![lookup.as_slice(), nothing]).await?;
                tx.exec("DELETE FROM subject WHERE lookup = $1", &params![lookup.as_slice()]).await?;
                let at = tx.act().at;
                let note = "INSERT INTO journal_destroyed_key (id, at) VALUES ($1, $2)";
                tx.exec(note, &params![&id, at]).await?;
                tx.record(Entry::new(KIND, ACTIVITY).with(serde_json::json!({ "betrokkene": id })));
                Ok(true)
            })
            .await?;
        self.subjects().let_go();
        Ok(destroyed)
    }

    /// Lets go of the keys in memory when one was destroyed, by this node or another; call once a second.
    ///
    /// # Errors
    /// When the store is unreachable.
    pub async fn refresh_subjects(&self) -> Result<(), Problem> {
        let destroyed: i64 = self
            .read(async |rows: &mut Rows| {
                rows.one("SELECT COUNT(*) FROM journal_destroyed_key", &[]).await?.get(0)
            })
            .await?;
        self.subjects().refresh(destroyed);
        Ok(())
    }
}
