//! Pages of editions: the whole, a chapter, a facility, a figure.

use std::sync::Arc;

use axum::response::{IntoResponse, Redirect};
use kernel::{Language, Problem};
use serde_json::{Value, json};
use web::Answer;

use crate::pages::views;
use crate::rest::year_of;
use crate::shelf::Published;
use crate::start::{Asked, Desk};
use crate::{SLUG, present, rest_editions};

fn missing() -> Problem {
    Problem::not_found("Deze pagina of editie van de Monitor is er niet; kies /monitor of /monitor/actueel.")
}

/// The edition that a path names: a year, and a version when the path has one.
pub(crate) async fn named(desk: &Desk, asked: &Asked) -> Result<Arc<Published>, Problem> {
    let year = year_of(asked.part("jaar")).ok_or_else(missing)?;
    let found = match asked.part("versie") {
        "" => desk.shelf.edition(year).await?,
        version => desk.shelf.version(year, version).await?,
    };
    found.ok_or_else(missing)
}

/// `GET /monitor/{jaar}` and `/monitor/{jaar}/v/{versie}`: the whole report.
pub(crate) async fn whole(desk: Arc<Desk>, asked: Asked) -> Answer {
    let published = named(&desk, &asked).await?;
    let all = desk.shelf.all().await?;
    let language = asked.view.language;
    let mut values = present::page(&published, language);
    values["head"] = views::head(&published, &all, language);
    let commentary = desk.commentaries.on(&published);
    values["summary"] = json!(
        commentary
            .summary(language)
            .iter()
            .map(|one| json!({
                "heading": one.heading,
                "paragraphs": one.paragraphs.iter().map(edition::commentary::Paragraph::html).collect::<Vec<_>>(),
            }))
            .collect::<Vec<_>>()
    );
    for chapter in values["chapters"].as_array_mut().into_iter().flatten() {
        let slug = chapter["slug"].as_str().unwrap_or_default().to_owned();
        chapter["charts"] = json!(views::chapter_charts(&published.publication, &slug, language));
    }
    asked.view.page(&desk.house, SLUG, "monitor/editie.html", values)
}

/// `GET /monitor/{jaar}/{hoofdstuk}`: one chapter with its charts.
pub(crate) async fn chapter(desk: Arc<Desk>, asked: Asked) -> Answer {
    let published = named(&desk, &asked).await?;
    let all = desk.shelf.all().await?;
    let (language, slug) = (asked.view.language, asked.part("hoofdstuk"));
    let whole = present::page(&published, language);
    let chapters = whole["chapters"].as_array().cloned().unwrap_or_default();
    let mut found = chapters.into_iter().find(|one| one["slug"] == slug).ok_or_else(missing)?;
    let commentary = desk.commentaries.on(&published);
    for facility in found["facilities"].as_array_mut().into_iter().flatten() {
        let name = facility["slug"].as_str().unwrap_or_default().to_owned();
        let text = commentary.facility(&name, language);
        facility["paragraphs"] = json!(text.map(|one| {
            one.paragraphs.iter().map(edition::commentary::Paragraph::html).collect::<Vec<_>>()
        }));
    }
    let title = published.publication.chapter_name(slug, language);
    let values = json!({
        "section": "editie",
        "page_title": title,
        "head": views::head(&published, &all, language),
        "title": title,
        "chapter": found,
        "years": whole["years"],
        "charts": views::chapter_charts(&published.publication, slug, language),
    });
    asked.view.page(&desk.house, SLUG, "monitor/hoofdstuk.html", values)
}

/// `GET /monitor/{jaar}/voorziening/{slug}`: one facility with text, tables, charts and what is said of its quality.
pub(crate) async fn facility(desk: Arc<Desk>, asked: Asked) -> Answer {
    let published = named(&desk, &asked).await?;
    let all = desk.shelf.all().await?;
    let (language, slug) = (asked.view.language, asked.part("slug"));
    let publication = &published.publication;
    let (chapter, found) = publication.edition.facility(slug).ok_or_else(missing)?;
    let whole = present::page(&published, language);
    let tables = whole["chapters"].as_array().into_iter().flatten();
    let tables = tables.flat_map(|one| one["facilities"].as_array().into_iter().flatten());
    let tables = tables.clone().find(|one| one["slug"] == slug).cloned().ok_or_else(missing)?;
    let commentary = desk.commentaries.on(&published);
    let text = commentary.facility(slug, language);
    let reference = publication.reference(slug);
    let explanations: Vec<Value> = publication
        .explanations
        .iter()
        .filter(|one| one.facility == slug)
        .map(|one| json!({ "text": one.text, "author": one.author }))
        .collect();
    let values = json!({
        "section": "editie",
        "page_title": found.name,
        "head": views::head(&published, &all, language),
        "title": publication.facility_name(slug, language),
        "chapter": { "slug": chapter.slug, "title": publication.chapter_name(&chapter.slug, language) },
        "facility": tables,
        "years": whole["years"],
        "paragraphs": text.map(|one| one.paragraphs.iter().map(edition::commentary::Paragraph::html).collect::<Vec<_>>()),
        "explanations": explanations,
        "charts": views::facility_charts(publication, slug, language),
        "reference": reference.map(|one| {
            one.concepts.iter().map(|concept| json!({ "heading": concept.heading(language), "text": concept.text(language) }))
                .collect::<Vec<_>>()
        }),
    });
    asked.view.page(&desk.house, SLUG, "monitor/voorziening.html", values)
}

/// `GET /monitor/{jaar}/indicator/{id}`: one figure: chart, table, definition, where it comes from, and how to use it elsewhere.
pub(crate) async fn indicator(desk: Arc<Desk>, asked: Asked) -> Answer {
    let published = named(&desk, &asked).await?;
    let all = desk.shelf.all().await?;
    let (language, id) = (asked.view.language, asked.part("id"));
    let publication = &published.publication;
    let series = publication.register.get(id).ok_or_else(missing)?;
    let place = publication.edition.find(id).ok_or_else(missing)?;
    let figures = publication.figures();
    let mine: Vec<&edition::Figure> = figures.iter().filter(|one| one.indicator == id).collect();
    let definition = publication.definitions.get(&series.sdmx_code);
    let chart = views::chart_of(publication, id, language);
    let year = publication.edition.year;
    let own: Vec<Value> = mine
        .iter()
        .filter(|one| one.breakdown == series.breakdown)
        .map(|one| views::figure(one, language))
        .collect();
    let parts: Vec<Value> = mine
        .iter()
        .filter(|one| one.breakdown != series.breakdown)
        .map(|one| json!({ "name": one.breakdown_name, "figure": views::figure(one, language) }))
        .collect();
    let versions: Vec<Value> = all
        .iter()
        .filter(|one| one.row.family == published.row.family && one.publication.edition.find(id).is_some())
        .map(|one| json!({ "name": one.publication.name(), "href": format!("/monitor/{}/v/{}/indicator/{id}", one.publication.edition.year, one.publication.version) }))
        .collect();
    let title = if language == Language::Nl { &series.title_nl } else { &series.title_en };
    let origin = mine.iter().rev().find(|one| one.breakdown == series.breakdown);
    let values = json!({
        "section": "editie",
        "page_title": title,
        "head": views::head(&published, &all, language),
        "id": id,
        "title": title,
        "seed_name": series.seed_name,
        "facility": { "slug": place.facility.slug, "name": publication.facility_name(&place.facility.slug, language) },
        "kind": crate::definitions::kind_words(series.kind.code(), language),
        "unit": publication.unit_name(&series.unit, language).plural,
        "definition": definition.map(|one| json!({
            "text": one.text(language), "excluded": one.excluded(language), "version": one.version, "owner": one.owner, "source": one.source,
        })),
        "figures": own,
        "parts": parts,
        "chart": chart.as_ref().map(|one| views::chart(publication, one, language)),
        "embed": chart.map(|one| json!({
            "href": format!("/embed/{year}/{id}"),
            "svg": format!("/data/monitor/{year}/{}/charts/{}.svg", publication.version, one.entry.id),
            "png": format!("/data/monitor/{year}/{}/charts/{}.png", publication.version, one.entry.id),
        })),
        "origin": origin.map(|one| format!("/monitor/{year}/herkomst/{id}/{}/{}", one.breakdown, one.period)),
        "versions": versions,
        "oembed": format!("{0}/oembed?format=json&url={0}/monitor/{year}/indicator/{id}", asked.view.origin),
    });
    asked.view.page(&desk.house, SLUG, "monitor/indicator.html", values)
}

/// `GET /monitor/{jaar}/herkomst/{indicator}/{uitsplitsing}/{periode}`: where a number comes from.
pub(crate) async fn origin(desk: Arc<Desk>, asked: Asked) -> Answer {
    let found = rest_editions::origin_of(&desk, &asked).await?;
    let language = asked.view.language;
    let values = json!({
        "section": "editie",
        "page_title": if language == Language::Nl { "Waar komt dit cijfer vandaan?" } else { "Where does this number come from?" },
        "year": asked.part("jaar"),
        "id": asked.part("indicator"),
        "origin": found,
        "months": months(&found, language),
    });
    asked.view.page(&desk.house, SLUG, "monitor/herkomst.html", values)
}

fn months(found: &Value, language: Language) -> Vec<Value> {
    let counts = found["maanden"].as_array().cloned().unwrap_or_default();
    counts
        .iter()
        .enumerate()
        .map(|(place, n)| {
            let month = i8::try_from(place + 1).unwrap_or(1);
            let name = kernel::Day::new(2000, month, 1)
                .map(|day| crate::notation::day(day, language))
                .unwrap_or_default();
            let name = name.split(' ').nth(1).unwrap_or_default().to_owned();
            json!({ "name": name, "n": crate::notation::whole(n.as_i64().unwrap_or(0), language) })
        })
        .collect()
}

/// `GET /id/indicator/{id}`: leads to the page, or for machines to the API.
pub(crate) async fn indicator_id(desk: Arc<Desk>, asked: Asked) -> Answer {
    let id = asked.part("id");
    desk.register.get(id).ok_or_else(missing)?;
    let to = if page_wanted(&asked) {
        let year = desk.shelf.newest_year().await?.ok_or_else(missing)?;
        format!("/monitor/{year}/indicator/{id}")
    } else {
        format!("{}/indicatoren/{id}", crate::rest::BASE)
    };
    Ok(Redirect::to(&to).into_response())
}

/// `GET /id/editie/{jaar}/{versie}`: leads to the page, or for machines to the API.
pub(crate) async fn edition_id(desk: Arc<Desk>, asked: Asked) -> Answer {
    let found = named(&desk, &asked).await?;
    let (year, version) = (found.publication.edition.year, found.publication.version);
    let to = if page_wanted(&asked) {
        format!("/monitor/{year}/v/{version}")
    } else {
        format!("{}/edities/{year}/{version}", crate::rest::BASE)
    };
    Ok(Redirect::to(&to).into_response())
}

fn page_wanted(asked: &Asked) -> bool {
    let accept = asked.wire.header("accept");
    accept.is_empty() || accept.contains("text/html")
}
