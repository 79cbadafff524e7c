//! Stylesheet, script and pictures: built in, served under the hash of their content, so that a browser may keep them for ever.

use std::collections::BTreeMap;

use axum::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use kernel::Problem;

use crate::Failure;

/// One asset.
struct Asset {
    address: String,
    kind: &'static str,
    bytes: Vec<u8>,
}

/// All assets, by name and by address.
pub struct Assets {
    by_name: BTreeMap<String, Asset>,
}

impl Assets {
    /// Those that are part of the program.
    #[must_use]
    pub fn built_in() -> Self {
        let mut assets = Self { by_name: BTreeMap::new() };
        assets.add(
            "stelsel.css",
            "text/css; charset=utf-8",
            include_bytes!("../assets/stelsel.css").to_vec(),
        );
        assets.add(
            "stelsel.js",
            "text/javascript; charset=utf-8",
            include_bytes!("../assets/stelsel.js").to_vec(),
        );
        assets.add("mark.svg", "image/svg+xml", include_bytes!("../assets/mark.svg").to_vec());
        assets.add("favicon.svg", "image/svg+xml", include_bytes!("../assets/favicon.svg").to_vec());
        assets
    }

    fn add(&mut self, name: &str, kind: &'static str, bytes: Vec<u8>) {
        let hash = blake3::hash(&bytes).to_hex();
        let address = format!("/vast/{}/{name}", hash.get(..16).unwrap_or_default());
        self.by_name.insert(name.to_owned(), Asset { address, kind, bytes });
    }

    /// The address of an asset.
    #[must_use]
    pub fn address(&self, name: &str) -> Option<&str> {
        self.by_name.get(name).map(|asset| asset.address.as_str())
    }

    /// Answers a request for an address.
    #[must_use]
    pub fn answer(&self, path: &str) -> Response {
        let Some(asset) = self.by_name.values().find(|asset| asset.address == path) else {
            return Failure(Problem::not_found("Dit bestand bestaat niet.")).into_response();
        };
        let headers = [(CONTENT_TYPE, asset.kind), (CACHE_CONTROL, "public, max-age=31536000, immutable")];
        (headers, asset.bytes.clone()).into_response()
    }
}
