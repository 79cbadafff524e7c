//! Attachments and other large bytes, kept under the hash of their content: the same bytes are kept once.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use kernel::Problem;

use crate::{Rows, Store, StoreError, Tx, params};

/// From this size on, bytes go to a file of their own on SQLite.
const FILE_FROM_BYTES: usize = 32 * 1024;
/// Bytes in one row.
const PART_BYTES: usize = 1024 * 1024;
/// The largest blob.
const BYTES_MAX: usize = 100 * 1024 * 1024;

fn hash_of(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}

fn place(folder: &Path, hash: &str) -> PathBuf {
    folder.join(hash.get(..2).unwrap_or("00")).join(hash)
}

impl Store {
    /// Keeps bytes durably and answers their hash (BLAKE3, 64 hexadecimal digits). Do this before the act that names them.
    ///
    /// # Errors
    /// 413 above 100 MB; 503 when the store is full or unreachable.
    pub async fn put_blob(&self, bytes: Vec<u8>) -> Result<String, Problem> {
        if bytes.len() > BYTES_MAX {
            return Err(Problem::new(
                413,
                "tooLarge",
                "Te groot",
                "Een bijlage mag ten hoogste 100 MB zijn.",
            ));
        }
        let hash = hash_of(&bytes);
        if let Some(folder) = self.blob_folder().filter(|_| bytes.len() >= FILE_FROM_BYTES) {
            let path = place(folder, &hash);
            tokio::task::spawn_blocking(move || write_file(&path, &bytes))
                .await
                .map_err(|_| StoreError::Closed)?
                .map_err(|error| StoreError::Unreachable(format!("a blob could not be written: {error}")))?;
            return Ok(hash);
        }
        // The first part goes last: a blob is there only when all of it is.
        let mut parts: Vec<&[u8]> = bytes.chunks(PART_BYTES).collect();
        if parts.is_empty() {
            parts.push(&[]);
        }
        for (part, chunk) in (0_i64..).zip(parts).collect::<Vec<_>>().into_iter().rev() {
            let values = params![&hash, part, chunk];
            self.maintain(&hash, async move |tx: &mut Tx| {
                let insert = "INSERT INTO blob (hash, part, bytes) VALUES ($1, $2, $3) ON CONFLICT (hash, part) DO NOTHING";
                Ok(tx.exec(insert, &values).await?)
            })
            .await?;
        }
        Ok(hash)
    }

    /// The bytes with this hash; `None` when there are none.
    ///
    /// # Errors
    /// 500 when they are there but no longer hash to their name; 503 when the store is unreachable.
    pub async fn blob(&self, hash: &str) -> Result<Option<Vec<u8>>, Problem> {
        if hash.len() != 64 || !hash.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Ok(None);
        }
        let bytes = match (self.blob_in_rows(hash).await?, self.blob_folder()) {
            (None, Some(folder)) => {
                let path = place(folder, hash);
                tokio::task::spawn_blocking(move || read_file(&path))
                    .await
                    .map_err(|_| StoreError::Closed)?
                    .map_err(|error| StoreError::Unreachable(format!("a blob could not be read: {error}")))?
            }
            (found, _) => found,
        };
        match bytes {
            Some(bytes) if hash_of(&bytes) != hash => {
                Err(Problem::internal("a blob does not match its hash"))
            }
            other => Ok(other),
        }
    }

    /// Reads a blob part by part: each is a snapshot of its own, for what is there never changes.
    async fn blob_in_rows(&self, hash: &str) -> Result<Option<Vec<u8>>, Problem> {
        let mut whole: Option<Vec<u8>> = None;
        for part in 0_i64.. {
            let key = params![hash, part];
            let found = self
                .read(async move |rows: &mut Rows| {
                    let found =
                        rows.opt("SELECT bytes FROM blob WHERE hash = $1 AND part = $2", &key).await?;
                    found.map(|row| row.get::<Vec<u8>>(0)).transpose()
                })
                .await?;
            let Some(bytes) = found else { break };
            let last = bytes.len() < PART_BYTES;
            whole.get_or_insert_default().extend(bytes);
            if last {
                break;
            }
        }
        Ok(whole)
    }
}

fn read_file(path: &Path) -> std::io::Result<Option<Vec<u8>>> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Writes beside its place, makes it durable, and moves it there: a reader sees all of it or nothing.
fn write_file(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    if !path.exists() {
        if !folder.exists() {
            fs::create_dir_all(folder)?;
            // The new folders' own names must last too.
            for above in folder.ancestors().skip(1).take(2) {
                fs::File::open(above)?.sync_all()?;
            }
        }
        let beside = path.with_extension(format!("{:?}.new", std::thread::current().id()));
        let mut file = fs::File::create(&beside)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&beside, path)?;
    }
    fs::File::open(folder)?.sync_all()
}
