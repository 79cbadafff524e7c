//! A file in memory.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

/// A file of a package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Path inside the package, with `/`: `charts/digid.svg`.
    pub path: String,
    /// Media type: `text/csv; charset=utf-8`.
    pub media_type: String,
    /// Content.
    pub bytes: Vec<u8>,
}

impl File {
    pub(crate) fn new(path: &str, media_type: &str, bytes: impl Into<Vec<u8>>) -> Self {
        Self { path: path.to_owned(), media_type: media_type.to_owned(), bytes: bytes.into() }
    }
}

/// SHA-256 of bytes as 64 small hexadecimal digits.
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    let mut made = String::with_capacity(64);
    for byte in Sha256::digest(bytes) {
        let _ = write!(made, "{byte:02x}");
    }
    made
}

/// Whether a path stays inside a package on every system: parts of `[A-Za-z0-9._-]`, none of them empty or starting with a dot.
pub(crate) fn is_inside(path: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
    path.len() <= 200
        && path.split('/').all(|part| !part.is_empty() && !part.starts_with('.') && part.bytes().all(allowed))
}

/// The media type that belongs to the end of a path.
pub(crate) fn media_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map_or("", |(_, end)| end) {
        "csv" => "text/csv; charset=utf-8",
        "json" if path.ends_with("csv-metadata.json") => "application/csvm+json",
        "json" if path.ends_with("datapackage.json") => "application/vnd.datapackage+json",
        "json" => "application/json",
        "tsv" => "text/tab-separated-values; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "pdf" => "application/pdf",
        "xml" => "application/xml",
        "html" => "text/html; charset=utf-8",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "ods" => "application/vnd.oasis.opendocument.spreadsheet",
        _ => "application/octet-stream",
    }
}
