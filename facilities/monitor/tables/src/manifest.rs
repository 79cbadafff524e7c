//! The manifest: every file of a publication with its hash. Whoever trusts the manifest can trust the files.

use edition::Publication;

use crate::canonical::Canonical;
use crate::file::{File, sha256};

/// What a publication was made with. All are SHA-256 as 64 hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Build {
    /// The program.
    pub program: String,
    /// All templates together.
    pub templates: String,
    /// Each font.
    pub fonts: Vec<String>,
}

/// The manifest as canonical JSON (RFC 8785). These bytes are what a detached signature signs and what the hash in footers is taken of.
/// Files are listed by path, a file named `manifest.json` or `manifest.json.jws` left out, for a manifest cannot hold its own hash.
#[must_use]
pub fn manifest(publication: &Publication, files: &[File], build: &Build) -> String {
    let mut sorted: Vec<&File> =
        files.iter().filter(|file| !file.path.starts_with("manifest.json")).collect();
    sorted.sort_by(|left, right| left.path.cmp(&right.path));
    let listed = sorted.into_iter().map(|file| {
        object(&[
            ("pad", Canonical::text(&file.path)),
            ("bytes", Canonical::Whole(file.bytes.len() as u64)),
            ("sha256", Canonical::Text(sha256(&file.bytes))),
        ])
    });
    let mut fonts: Vec<String> = build.fonts.iter().map(|font| prefixed(font)).collect();
    fonts.sort();
    let edition = &publication.edition;
    object(&[
        ("editie", Canonical::Whole(u64::from(edition.year))),
        ("versie", Canonical::text(&publication.version)),
        ("peildatum", edition.reference_date.map_or(Canonical::Null, |day| Canonical::text(&day))),
        ("gepubliceerd", Canonical::Text(publication.published.rfc3339())),
        ("definities", Canonical::Text(prefixed(&sha256(publication.definitions.to_data().as_bytes())))),
        ("bestanden", Canonical::List(listed.collect())),
        (
            "bouw",
            object(&[
                ("programma", Canonical::Text(prefixed(&build.program))),
                ("sjablonen", Canonical::Text(prefixed(&build.templates))),
                ("lettertypen", Canonical::List(fonts.into_iter().map(Canonical::Text).collect())),
            ]),
        ),
    ])
    .write()
}

fn prefixed(hash: &str) -> String {
    format!("sha256:{hash}")
}

fn object(members: &[(&str, Canonical)]) -> Canonical {
    Canonical::Object(members.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect())
}
