//! Levels of assurance as URIs, for the claim `acr` and for the AuthnContextClassRef of the eID protocols.

use kernel::Level;

/// The levels from low to high.
pub(crate) const LEVELS: [Level; 4] = [Level::Basis, Level::Midden, Level::Substantieel, Level::Hoog];

/// The URI of a level. Basis has no place in eIDAS and keeps Logius's own URI; Midden is eIDAS low. `eid` is written in lower
/// case, as public client libraries compare it literally.
#[must_use]
pub const fn loa_uri(level: Level) -> &'static str {
    match level {
        Level::Basis => "http://eid.logius.nl/LoA/basic",
        Level::Midden => "http://eidas.europa.eu/LoA/low",
        Level::Substantieel => "http://eidas.europa.eu/LoA/substantial",
        Level::Hoog => "http://eidas.europa.eu/LoA/high",
    }
}

/// The level of a URI. The standard's own spelling `eID.logius.nl` is read too.
#[must_use]
pub fn level_of_uri(uri: &str) -> Option<Level> {
    if uri == "http://eID.logius.nl/LoA/basic" {
        return Some(Level::Basis);
    }
    LEVELS.into_iter().find(|level| loa_uri(*level) == uri)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn only_the_known_uris_name_a_level(uri in "\\PC{0,48}") {
            prop_assert!(level_of_uri(&uri).is_none_or(|level| uri.eq_ignore_ascii_case(loa_uri(level))));
        }
    }

    #[test]
    fn every_level_has_a_uri_of_its_own() {
        for level in LEVELS {
            assert_eq!(level_of_uri(loa_uri(level)), Some(level));
        }
        assert_eq!(level_of_uri("http://eID.logius.nl/LoA/basic"), Some(Level::Basis));
        assert_eq!(level_of_uri("http://eidas.europa.eu/LoA/Low"), None);
    }
}
