//! Stylesheet, script and pictures: built in, served under the hash of their content, so that a browser may keep them for ever.

use std::collections::BTreeMap;

use axum::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use kernel::Problem;

use crate::{Failure, Theme};

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

    /// The same with an organisation's theme beside them, as `theme.css`.
    #[must_use]
    pub fn with_theme(mut self, theme: &Theme) -> Self {
        self.add("theme.css", "text/css; charset=utf-8", theme.css.clone().into_bytes());
        self
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_theme_is_served_under_the_hash_of_its_content() {
        let with = |css: &str| {
            let theme = Theme { css: css.to_owned(), class_name: String::new() };
            Assets::built_in().with_theme(&theme).address("theme.css").map(str::to_owned)
        };
        assert_eq!(Assets::built_in().address("theme.css"), None);
        let (one, other) = (with("a{}").unwrap(), with("b{}").unwrap());
        assert!(one.starts_with("/vast/") && one.ends_with("/theme.css") && one != other);
        assert_eq!(with("a{}"), Some(one));
    }
}
