//! Choosing a form and a language from what the caller accepts (RFC 9110, 12.5).

use kernel::Language;

/// A form that can be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Offer {
    /// Media type without parameters.
    pub kind: &'static str,
    /// The value of the parameter `version`; empty when there is none.
    pub version: &'static str,
}

/// What the caller wants: the place of the chosen offer, and the other parameters given with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Place in the list of offers.
    pub offer: usize,
    /// Parameters other than `version` and `q`, names in lower case.
    pub parameters: Vec<(String, String)>,
}

impl Wanted {
    /// The value of a parameter.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }
}

/// The best offer for an `Accept` header, the first among equals; `None` when none will do. An empty header accepts anything, a type
/// without `version` any version. Versions may be given as SDMX does: `2+.0.0`, and with fewer parts.
#[must_use]
pub fn wanted(accept: &str, offers: &[Offer]) -> Option<Wanted> {
    if accept.trim().is_empty() {
        return Some(Wanted { offer: 0, parameters: Vec::new() });
    }
    let mut best: Option<(u32, u8, Wanted)> = None;
    for part in accept.split(',') {
        let mut pieces = part.split(';').map(str::trim);
        let kind = pieces.next().unwrap_or("").to_ascii_lowercase();
        let (mut weight, mut version, mut parameters) = (1000, String::new(), Vec::new());
        for (name, value) in pieces.filter_map(|piece| piece.split_once('=')) {
            let value = value.trim().trim_matches('"');
            match name.trim().to_ascii_lowercase().as_str() {
                "q" => weight = quality(value),
                "version" => value.clone_into(&mut version),
                other => parameters.push((other.to_owned(), value.to_owned())),
            }
        }
        let Some((offer, precision)) = offers.iter().enumerate().find_map(|(index, offer)| {
            let precision = matching(&kind, offer.kind)?;
            let fits = version.is_empty() || same_version(&version, offer.version);
            fits.then_some((index, precision))
        }) else {
            continue;
        };
        let better = best.as_ref().is_none_or(|(other, known, _)| (weight, precision) > (*other, *known));
        if weight > 0 && better {
            best = Some((weight, precision, Wanted { offer, parameters }));
        }
    }
    best.map(|(_, _, wanted)| wanted)
}

/// How precisely a range fits: 2 exactly, 1 by its first half, 0 as `*/*`.
fn matching(range: &str, kind: &str) -> Option<u8> {
    if range == kind {
        return Some(2);
    }
    if range == "*/*" || range == "*" {
        return Some(0);
    }
    let (first, rest) = range.split_once('/')?;
    (rest == "*" && kind.split('/').next() == Some(first)).then_some(1)
}

/// Whether an offered version fits the wanted one, in which one part may end in `+`.
fn same_version(wanted: &str, offered: &str) -> bool {
    let numbers = |text: &str| -> Option<Vec<u32>> {
        text.split('.').map(|part| part.trim_end_matches('+').parse().ok()).collect()
    };
    let (Some(mut wants), Some(mut has)) = (numbers(wanted), numbers(offered)) else { return false };
    wants.resize(3, 0);
    has.resize(3, 0);
    match wanted.split('.').position(|part| part.ends_with('+')) {
        Some(open) => wants.iter().take(open).eq(has.iter().take(open)) && has >= wants,
        None => has == wants,
    }
}

/// A weight of 0-1 in thousandths; what cannot be read counts as 1.
fn quality(text: &str) -> u32 {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits: String = fraction.chars().chain("000".chars()).take(3).collect();
    match (whole, digits.parse::<u32>()) {
        ("0", Ok(value)) => value,
        _ => 1000,
    }
}

/// The language to answer in: Dutch unless the caller prefers English.
#[must_use]
pub fn language(accept_language: &str) -> Language {
    let mut best = (0, Language::Nl);
    for part in accept_language.split(',') {
        let mut pieces = part.split(';').map(str::trim);
        let tag = pieces.next().unwrap_or("").to_ascii_lowercase();
        let weight = pieces.find_map(|piece| piece.strip_prefix("q=")).map_or(1000, quality);
        let found = match tag.split('-').next() {
            Some("nl") => Language::Nl,
            Some("en") => Language::En,
            _ => continue,
        };
        if weight > best.0 {
            best = (weight, found);
        }
    }
    best.1
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const OFFERS: [Offer; 3] = [
        Offer { kind: "application/vnd.sdmx.data+json", version: "2.0.0" },
        Offer { kind: "application/vnd.sdmx.data+csv", version: "2.0.0" },
        Offer { kind: "application/json", version: "" },
    ];

    #[test]
    fn the_best_offer_is_chosen() {
        let chosen = |accept| wanted(accept, &OFFERS).map(|wanted| wanted.offer);
        assert_eq!(chosen(""), Some(0));
        assert_eq!(chosen("*/*"), Some(0));
        assert_eq!(chosen("text/html, */*;q=0.1"), Some(0));
        assert_eq!(chosen("application/vnd.sdmx.data+csv"), Some(1));
        assert_eq!(chosen("application/vnd.sdmx.data+csv;version=1.0.0"), None);
        assert_eq!(chosen("application/vnd.sdmx.data+csv; version=1+.0.0"), Some(1));
        assert_eq!(chosen("application/vnd.sdmx.data+csv; version=2.0+"), Some(1));
        assert_eq!(chosen("application/vnd.sdmx.data+json;q=0.5, application/json"), Some(2));
        assert_eq!(chosen("application/json;q=0"), None);
        assert_eq!(chosen("text/csv"), None);
        let labels = wanted("application/vnd.sdmx.data+csv;version=2.0.0;labels=both;keys=\"obs\"", &OFFERS);
        assert_eq!(labels.as_ref().and_then(|one| one.parameter("labels")), Some("both"));
        assert_eq!(labels.as_ref().and_then(|one| one.parameter("keys")), Some("obs"));
    }

    #[test]
    fn english_is_for_who_prefers_it() {
        for (header, expected) in [
            ("", Language::Nl),
            ("nl", Language::Nl),
            ("en-GB,en;q=0.9,nl;q=0.8", Language::En),
            ("en;q=0.7, nl-NL", Language::Nl),
            ("fr, en;q=0.5", Language::En),
            ("fr", Language::Nl),
        ] {
            assert_eq!(language(header), expected, "{header}");
        }
    }

    proptest! {
        #[test]
        fn no_header_breaks_the_choice(header in any::<String>()) {
            let _ = (wanted(&header, &OFFERS), language(&header));
        }
    }
}
