//! A publication as JSON-stat 2.0 (json-stat.org, format 2.0).
//!
//! `answer` serves three kinds of address below its mount: nothing (a collection of editions), `{jaar}` (a collection of the tables of an
//! edition) and `{jaar}/{table}.json` (a dataset). The newest version of an edition answers; `?versie=1.0.0` asks for another. Numbers are
//! written with all their digits, never through a float. Titles are Dutch, or English for who prefers that.

mod collection;
mod dataset;

use std::sync::Arc;

use edition::{Publication, Version};
use exchange::{Answer, Json, Method, Query, Request, choices, find, language};
use kernel::{Language, Problem};

pub use dataset::dataset;

/// The versions of all editions and a question about them: the answer. Never fails; a refusal is an answer too.
///
/// `publications` may stand in any order.
#[must_use]
pub fn answer(publications: &[Arc<Publication>], request: &Request<'_>) -> Answer {
    let answer = match request.method {
        Method::Get | Method::Head => found(publications, request)
            .unwrap_or_else(|problem| Answer::problem(&problem))
            .with("vary", "accept-language"),
        Method::Options => Answer::empty(204)
            .with("access-control-allow-methods", "GET, HEAD, OPTIONS")
            .with("access-control-allow-headers", "*")
            .with("access-control-max-age", "86400"),
        Method::Post | Method::Other => Answer::problem(&Problem::new(
            405,
            "methodNotAllowed",
            "Methode niet toegestaan",
            "JSON-stat kan alleen worden opgehaald, met GET.",
        ))
        .with("allow", "GET, HEAD, OPTIONS"),
    };
    answer
        .with("access-control-allow-origin", "*")
        .with("access-control-expose-headers", "ETag, Last-Modified, Content-Language")
        .for_method(request.method)
}

fn found(publications: &[Arc<Publication>], request: &Request<'_>) -> Result<Answer, Problem> {
    let query = Query::new(request.query, true);
    let version = version(&query)?;
    let language = language(request.accept_language);
    let (body, modified) = match request.path {
        [] => {
            let newest = publications.iter().map(|one| one.published).max();
            (collection::of_editions(publications, request.base_url, language), newest)
        }
        [year] => {
            let publication = edition_of(publications, year, version)?;
            let body = collection::of_tables(publication, request.base_url, version, language);
            (body, Some(publication.published))
        }
        [year, file] => {
            let publication = edition_of(publications, year, version)?;
            let choice = file
                .strip_suffix(".json")
                .and_then(|slug| choices(publication).into_iter().find(|one| one.slug == slug))
                .ok_or_else(|| {
                    Problem::not_found(format!(
                        "Editie {year} heeft deze tabel niet; {}/{year} noemt ze alle.",
                        request.base_url
                    ))
                })?;
            (dataset(publication, &choice, request.base_url, language), Some(publication.published))
        }
        _ => return Err(Problem::not_found("Dit adres heeft te veel delen; vraag {jaar}/{tabel}.json.")),
    };
    let answer =
        Answer::new(200, "application/json", body.to_bytes()).with("content-language", language.code());
    Ok(match modified {
        Some(moment) => answer.validated(request, moment),
        None => answer,
    })
}

fn version(query: &Query) -> Result<Option<Version>, Problem> {
    if let Some((name, _)) = query.pairs().find(|(name, _)| *name != "versie") {
        return Err(Problem::bad_request(
            "unknownParameter",
            format!("De parameter `{}` bestaat hier niet; alleen `versie`.", shortened(name)),
        ));
    }
    let read = |text: &str| {
        text.parse().map_err(|_| Problem::bad_request("version", "`versie` is geen versie zoals 1.0.0."))
    };
    query.get("versie").map(read).transpose()
}

fn edition_of<'a>(
    publications: &'a [Arc<Publication>],
    year: &str,
    version: Option<Version>,
) -> Result<&'a Arc<Publication>, Problem> {
    let missing = || Problem::not_found("Er is geen editie van dit jaar met deze versie.");
    let year: u16 = year.parse().map_err(|_| missing())?;
    find(publications, year, version).ok_or_else(missing)
}

/// At most 40 signs of what a caller sent.
fn shortened(text: &str) -> String {
    text.chars().take(40).collect()
}

/// Who publishes, and of what the figures are a picture.
fn source(publication: &Publication, language: Language) -> String {
    let edition = &publication.edition.title;
    match (&publication.scale, language) {
        (None, _) => edition.clone(),
        (Some(scale), Language::Nl) => format!("{edition} (meting, schaal {})", scale.ratio),
        (Some(scale), Language::En) => format!("{edition} (measured, scale {})", scale.ratio),
    }
}

/// Family, edition, version and scale, as every extension carries them.
fn provenance(publication: &Publication) -> Json {
    let mut made = Json::object([
        ("editie", Json::Int(i64::from(publication.edition.year))),
        ("versie", Json::text(publication.version.to_string())),
        ("bron", Json::text(publication.family.code())),
    ]);
    if let Some(scale) = &publication.scale {
        made.put("schaal", Json::text(&scale.ratio));
        made.put("zaadgetal", Json::text(&scale.seed));
        made.put("versneld", Json::Bool(scale.played));
    }
    made
}

#[cfg(test)]
mod tests;
