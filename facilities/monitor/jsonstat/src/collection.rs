//! Lists of what there is.

use std::sync::Arc;

use edition::{Publication, Version};
use exchange::{Json, choices, newest_per_year};
use kernel::Language;

use crate::{provenance, source};

fn collection(label: &str, href: String, items: Vec<Json>) -> Json {
    Json::object([
        ("version", Json::text("2.0")),
        ("class", Json::text("collection")),
        ("label", Json::text(label)),
        ("href", Json::text(href)),
        ("link", Json::object([("item", Json::List(items))])),
    ])
}

fn item(class: &str, href: String, label: &str, publication: &Publication) -> Json {
    Json::object([
        ("class", Json::text(class)),
        ("href", Json::text(href)),
        ("label", Json::text(label)),
        ("updated", Json::text(publication.published.rfc3339())),
    ])
}

/// Every edition.
pub(crate) fn of_editions(publications: &[Arc<Publication>], base_url: &str, language: Language) -> Json {
    let items = newest_per_year(publications).into_iter().map(|one| {
        item("collection", format!("{base_url}/{}", one.edition.year), &source(one, language), one)
    });
    let label = if language == Language::En { "Editions of the Monitor" } else { "Edities van de Monitor" };
    collection(label, base_url.to_owned(), items.collect())
}

/// Every table of an edition. Who asked for a version gets addresses with that version.
pub(crate) fn of_tables(
    publication: &Publication,
    base_url: &str,
    version: Option<Version>,
    language: Language,
) -> Json {
    let year = publication.edition.year;
    let end = version.map_or_else(String::new, |version| format!("?versie={version}"));
    let items = choices(publication).into_iter().map(|choice| {
        let href = format!("{base_url}/{year}/{}.json{end}", choice.slug);
        item("dataset", href, choice.title(language), publication)
    });
    let mut made =
        collection(&source(publication, language), format!("{base_url}/{year}{end}"), items.collect());
    made.put("updated", Json::text(publication.published.rfc3339()));
    made.put("source", Json::text(source(publication, language)));
    made.put("extension", provenance(publication));
    made
}
