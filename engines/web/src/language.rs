//! The language of a page: the visitor's choice, else what the browser asks for, else Dutch.

use http::HeaderMap;
use kernel::Language;

/// Name of the cookie that holds the choice.
pub(crate) const COOKIE: &str = "taal";

/// The language of an answer to a request with these headers.
pub(crate) fn of(headers: &HeaderMap) -> Language {
    match cookie(headers, COOKIE) {
        Some("en") => Language::En,
        Some("nl") => Language::Nl,
        _ => preferred(headers),
    }
}

fn preferred(headers: &HeaderMap) -> Language {
    let accepted =
        headers.get(http::header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or("");
    let first = accepted.split(',').map(str::trim).find(|one| one.starts_with("nl") || one.starts_with("en"));
    if first.is_some_and(|one| one.starts_with("en")) { Language::En } else { Language::Nl }
}

/// The value of a cookie.
pub(crate) fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers
        .get_all(http::header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value)
}
