//! Secrets on disk. The only part of this crate that reads and writes files.

mod authority;
mod folder;
mod permissions;

pub use authority::{Authority, Plan};
pub use folder::{KeyFolder, MAX_FILE_BYTES};

use std::path::PathBuf;

use crate::pem::PemError;
use crate::x509::X509Error;
use crate::{RsaKeyError, hex};

/// What is wrong with the keys on disk.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The system refused to read or write.
    #[error("{what} {path}: {source}", path = .path.display())]
    Disk {
        /// What was tried, such as `cannot read`.
        what: &'static str,
        /// Which file or folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Others than the owner may read or change a secret.
    #[error(
        "others may use {path} (mode {mode:04o}); run: chmod {wanted:o} {path} and consider making new keys",
        path = .path.display()
    )]
    TooOpen {
        /// Which file or folder.
        path: PathBuf,
        /// Its permissions.
        mode: u32,
        /// The widest permissions that are accepted.
        wanted: u32,
    },
    /// The name of a file would lead out of the folder.
    #[error(
        "{0:?} is no name for a key file; use letters, digits, dots and hyphens, beginning with a letter"
    )]
    Name(String),
    /// A file is longer than any key.
    #[error("{path} has more than {MAX_FILE_BYTES} bytes and is no key file", path = .path.display())]
    TooLong {
        /// Which file.
        path: PathBuf,
    },
    /// A key would be overwritten.
    #[error("{path} exists and is not overwritten; move it away first", path = .path.display())]
    Exists {
        /// Which file.
        path: PathBuf,
    },
    /// A file that belongs to a set is missing.
    #[error("{path} is missing; restore it from a copy, or move the whole folder away to start anew", path = .path.display())]
    Missing {
        /// Which file.
        path: PathBuf,
    },
    /// A file is not what its name says.
    #[error("{path} {why}", path = .path.display())]
    Content {
        /// Which file.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// A thread that generated a key did not end well.
    #[error("generating a key was interrupted")]
    Interrupted,
    /// A key failed.
    #[error(transparent)]
    Key(#[from] RsaKeyError),
    /// A certificate failed.
    #[error(transparent)]
    Certificate(#[from] X509Error),
    /// A PEM text failed.
    #[error(transparent)]
    Pem(#[from] PemError),
}

/// How many bytes of a fingerprint name a key to people.
const SHORT: usize = 8;

/// A short name of bytes for people: the first sixteen hexadecimal digits of their SHA-256.
#[must_use]
pub fn short_fingerprint(bytes: &[u8]) -> String {
    hex(crate::sha256(bytes).get(..SHORT).unwrap_or_default())
}
