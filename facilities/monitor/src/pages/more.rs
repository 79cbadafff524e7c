//! Pages about all editions: corrections, calendar, feeds, differences, what the checker found, search, comparison.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use axum::response::IntoResponse;
use edition::{Decimal, Figure, Rounding};
use http::header::CONTENT_TYPE;
use kernel::{Language, Moment, Problem};
use serde_json::{Value, json};
use store::Rows;
use web::Answer;

use crate::SLUG;
use crate::meting::life;
use crate::meting::rows::{self, Draft};
use crate::notation::{day, escape, moment};
use crate::rest::year_of;
use crate::shelf::Published;
use crate::start::{Asked, Desk};

fn missing() -> Problem {
    Problem::not_found("Deze pagina van de Monitor is er niet; kies /monitor of /monitor/actueel.")
}

/// `GET /monitor/correcties`.
pub(crate) async fn corrections(desk: Arc<Desk>, asked: Asked) -> Answer {
    let all = desk.shelf.all().await?;
    let language = asked.view.language;
    let mut found: Vec<Value> = Vec::new();
    for one in all.iter().rev() {
        for correction in &one.publication.restatements {
            let size = correction
                .old
                .zip(correction.new)
                .and_then(|(old, new)| new.percent_change_from(old, 1, Rounding::HalfAway));
            found.push(json!({
                "title": one.publication.title(&correction.indicator, language),
                "href": format!("/monitor/{}/indicator/{}", one.publication.edition.year, correction.indicator),
                "period": correction.period.to_string(),
                "old": correction.old.map(Decimal::to_dutch),
                "new": correction.new.map(Decimal::to_dutch),
                "size": size.map(|size| format!("{}%", size.to_dutch())),
                "old_edition": correction.old_edition,
                "new_edition": correction.new_edition,
                "reason": correction.reason.code(),
                "text": correction.text,
                "date": day(correction.date, language),
            }));
        }
    }
    let values = json!({
        "section": "correcties",
        "page_title": if language == Language::Nl { "Correcties en revisies" } else { "Corrections and revisions" },
        "corrections": found,
    });
    asked.view.page(&desk.house, SLUG, "monitor/correcties.html", values)
}

async fn drafts(desk: &Desk) -> Result<Vec<Draft>, Problem> {
    desk.house.store.read(async |rows: &mut Rows| rows::drafts(rows).await).await
}

/// `GET /monitor/kalender`: what was and what will be published.
pub(crate) async fn calendar(desk: Arc<Desk>, asked: Asked) -> Answer {
    let language = asked.view.language;
    let all = desk.shelf.all().await?;
    let coming: Vec<Value> = drafts(&desk)
        .await?
        .iter()
        .filter(|one| one.state < life::State::Gepubliceerd)
        .map(|one| {
            let (nl, en) = one.state.words();
            json!({
                "year": one.edition,
                "described": life::described(one.edition),
                "moment": moment(one.publish_at, language),
                "cutoff": moment(one.cutoff, language),
                "state": if language == Language::Nl { nl } else { en },
            })
        })
        .collect();
    let past: Vec<Value> = all
        .iter()
        .rev()
        .map(|one| {
            json!({
                "name": one.publication.name(),
                "title": one.publication.edition.title,
                "href": format!("/monitor/{}/v/{}", one.publication.edition.year, one.publication.version),
                "moment": moment(one.publication.published, language),
            })
        })
        .collect();
    let values = json!({
        "section": "kalender",
        "page_title": if language == Language::Nl { "Publicatiekalender" } else { "Release calendar" },
        "coming": coming,
        "past": past,
    });
    asked.view.page(&desk.house, SLUG, "monitor/kalender.html", values)
}

/// `GET /monitor/kalender.ics`: the calendar as iCalendar (RFC 5545).
pub(crate) async fn calendar_file(desk: Arc<Desk>, asked: Asked) -> Answer {
    let all = desk.shelf.all().await?;
    let mut events: Vec<(String, Moment, String)> = all
        .iter()
        .map(|one| (one.publication.name(), one.publication.published, one.publication.edition.title.clone()))
        .collect();
    for one in drafts(&desk).await?.iter().filter(|one| one.state < life::State::Gepubliceerd) {
        let title = format!("Monitor Digitale Overheid {} (telling in deze installatie)", one.edition);
        events.push((format!("{} {}", one.edition, one.version), one.publish_at, title));
    }
    let host = asked.view.origin.split("//").nth(1).unwrap_or_default().to_owned();
    let mut text = String::from("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Stelsel//Monitor//NL\r\n");
    for (name, at, title) in events {
        let stamp = compact(at);
        let _ = write!(
            text,
            "BEGIN:VEVENT\r\nUID:{}@{host}\r\nDTSTAMP:{stamp}\r\nDTSTART:{stamp}\r\nSUMMARY:{}\r\nEND:VEVENT\r\n",
            name.replace(' ', "-"),
            title.replace('\\', "\\\\").replace(',', "\\,").replace(';', "\\;"),
        );
    }
    text.push_str("END:VCALENDAR\r\n");
    Ok(([(CONTENT_TYPE, "text/calendar; charset=utf-8")], text).into_response())
}

/// `20200615T000000Z`.
fn compact(at: Moment) -> String {
    let text: String = at.rfc3339().chars().filter(|sign| sign.is_ascii_alphanumeric()).collect();
    let (head, _) = text.split_at(text.len().min(15));
    format!("{}Z", head.trim_end_matches('Z'))
}

/// `GET /monitor/feed.atom`: publications and corrections (RFC 4287).
pub(crate) async fn feed(desk: Arc<Desk>, asked: Asked) -> Answer {
    let all = desk.shelf.all().await?;
    let base = &asked.view.origin;
    let updated = all.iter().map(|one| one.publication.published).max().unwrap_or(Moment::from_micros(0));
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"nl\">\n\
         <title>Monitor Digitale Overheid: edities en correcties</title>\n<id>{base}/monitor</id>\n\
         <link rel=\"self\" href=\"{base}/monitor/feed.atom\"/>\n<link href=\"{base}/monitor\"/>\n<updated>{}</updated>\n\
         <author><name>Monitor Digitale Overheid (testomgeving)</name></author>\n",
        updated.rfc3339()
    );
    for one in all.iter().rev() {
        let (year, version) = (one.publication.edition.year, one.publication.version);
        let corrected = match one.publication.restatements.len() {
            0 => String::new(),
            n => format!(" Gecorrigeerde cijfers: {n}."),
        };
        let _ = write!(
            text,
            "<entry>\n<title>{} (versie {version})</title>\n<id>{base}/id/editie/{year}/{version}</id>\n\
             <link href=\"{base}/monitor/{year}/v/{version}\"/>\n<updated>{}</updated>\n\
             <summary>{} voorzieningen, {} reeksen.{corrected}</summary>\n</entry>\n",
            escape(&one.publication.edition.title),
            one.publication.published.rfc3339(),
            one.publication.edition.facility_count(),
            one.publication.edition.series_count(),
        );
    }
    text.push_str("</feed>\n");
    Ok(([(CONTENT_TYPE, "application/atom+xml; charset=utf-8")], text).into_response())
}

/// `2020` or `2020-1.0.0`.
async fn edition_named(desk: &Desk, name: &str) -> Result<Arc<Published>, Problem> {
    let (year, version) = name.split_once('-').unwrap_or((name, ""));
    let year = year_of(year).ok_or_else(missing)?;
    let found = if version.is_empty() {
        desk.shelf.edition(year).await?
    } else {
        desk.shelf.version(year, version).await?
    };
    found.ok_or_else(missing)
}

/// `GET /monitor/verschil/{a}...{b}`: what two publications say differently; JSON for who asks for that.
pub(crate) async fn difference(desk: Arc<Desk>, asked: Asked) -> Answer {
    let (a, b) = asked.part("paar").split_once("...").ok_or_else(missing)?;
    let (a, b) = (edition_named(&desk, a).await?, edition_named(&desk, b).await?);
    if a.row.family != b.row.family {
        let detail =
            "Gepubliceerde cijfers en cijfers die hier zijn geteld worden nooit met elkaar vergeleken.";
        return Err(Problem::conflict("twee-families", detail).into());
    }
    let difference = edition::diff(&a.publication, &b.publication);
    if !asked.wire.header("accept").contains("text/html") {
        return Ok(axum::Json(difference).into_response());
    }
    let language = asked.view.language;
    let values = json!({
        "section": "",
        "page_title": if language == Language::Nl { "Verschil tussen edities" } else { "Difference between editions" },
        "same": difference.is_empty(),
        "difference": difference,
        "titles": difference
            .values
            .iter()
            .map(|one| (one.indicator.clone(), b.publication.title(&one.indicator, language)))
            .collect::<BTreeMap<_, _>>(),
    });
    asked.view.page(&desk.house, SLUG, "monitor/verschil.html", values)
}

/// `GET /monitor/controle/{jaar}`: what the checker finds.
pub(crate) async fn findings(desk: Arc<Desk>, asked: Asked) -> Answer {
    let year = year_of(asked.part("jaar")).ok_or_else(missing)?;
    let report = desk.report_on(year).await?;
    let from_document = desk.shelf.edition(year).await?.is_some_and(|found| !found.row.document.is_empty());
    let language = asked.view.language;
    let rules: BTreeMap<String, Vec<Value>> = report.findings.iter().fold(BTreeMap::new(), |mut all, one| {
        let nl = language == Language::Nl;
        let mut value = one.to_json(language);
        value["words"] = json!(if nl { &one.explanation } else { &one.explanation_en });
        value["severity"] = json!(one.severity.code());
        all.entry(format!("{:02}", number(&one.rule.code()))).or_default().push(value);
        all
    });
    let values = json!({
        "section": "editie",
        "page_title": if language == Language::Nl { format!("Wat de controle vond in editie {year}") } else { format!("What the checker found in the {year} edition") },
        "year": year,
        "from_document": from_document,
        "count": report.findings.len(),
        "errors": report.findings.iter().filter(|one| one.severity == checker::Severity::Error).count(),
        "not_checked": report.not_checked.len(),
        "rules": rules.into_iter().map(|(rule, found)| json!({
            "rule": format!("R{}", rule.trim_start_matches('0')),
            "title": checker::Rule::ALL.iter().find(|one| number(&one.code()) == rule.parse::<u32>().unwrap_or(0)).map(|one| if language == Language::Nl { one.words().0 } else { one.words().1 }),
            "findings": found,
        })).collect::<Vec<_>>(),
    });
    asked.view.page(&desk.house, SLUG, "monitor/controle.html", values)
}

fn number(code: &str) -> u32 {
    code.trim_start_matches('R').parse().unwrap_or(0)
}

/// The most hits that a search shows.
const HITS_MAX: usize = 200;

/// `GET /monitor/zoeken?q=`: in names, definitions and explanations of every edition.
pub(crate) async fn search(desk: Arc<Desk>, asked: Asked) -> Answer {
    let language = asked.view.language;
    let wanted: String = asked.query.get("q").unwrap_or_default().chars().take(100).collect();
    let all = desk.shelf.all().await?;
    let words: Vec<String> = wanted.split_whitespace().map(fold).collect();
    let mut hits = Vec::new();
    if !words.is_empty() {
        let mut years = Vec::new();
        for one in all.iter().rev() {
            let year = one.publication.edition.year;
            if !years.contains(&year) {
                years.push(year);
                hits.extend(found_in(one, &words, language));
            }
        }
    }
    let count = hits.len();
    hits.truncate(HITS_MAX);
    let values = json!({
        "section": "zoeken",
        "page_title": if language == Language::Nl { "Zoeken in de Monitor" } else { "Search the Monitor" },
        "q": wanted,
        "count": count,
        "hits": hits,
    });
    asked.view.page(&desk.house, SLUG, "monitor/zoeken.html", values)
}

/// Small letters, without accents as far as Dutch has them.
fn fold(text: &str) -> String {
    let plain = |sign: char| match sign {
        'é' | 'è' | 'ë' | 'ê' => 'e',
        'á' | 'à' | 'ä' => 'a',
        'ï' | 'í' => 'i',
        'ö' | 'ó' => 'o',
        'ü' | 'ú' => 'u',
        other => other,
    };
    text.to_lowercase().chars().map(plain).collect()
}

fn found_in(published: &Published, words: &[String], language: Language) -> Vec<Value> {
    let publication = &published.publication;
    let mut hits = Vec::new();
    for one in &publication.register.indicators {
        let definition = publication.definitions.get(&one.sdmx_code);
        let text = [
            one.id.as_str(),
            &one.seed_name,
            &one.title_nl,
            &one.title_en,
            &publication.facility_name(&one.facility, language),
            definition.map_or("", |found| found.definition_nl.as_str()),
            definition.map_or("", |found| found.definition_en.as_str()),
        ]
        .join(" ");
        let notes: Vec<&str> = publication
            .explanations
            .iter()
            .filter(|note| note.indicator == one.id)
            .map(|note| note.text.as_str())
            .collect();
        let text = fold(&format!("{text} {}", notes.join(" ")));
        if words.iter().all(|word| text.contains(word)) && publication.edition.find(&one.id).is_some() {
            hits.push(json!({
                "title": if language == Language::Nl { &one.title_nl } else { &one.title_en },
                "facility": publication.facility_name(&one.facility, language),
                "href": format!("/monitor/{}/indicator/{}", publication.edition.year, one.id),
                "year": publication.edition.year,
                "text": definition.map(|found| found.text(language).to_owned()),
            }));
        }
    }
    hits
}

/// The most series that are compared at once.
const COMPARED_MAX: usize = 8;

/// `GET /monitor/vergelijken?reeks=…&editie=…&wijze=waarde|index|inwoner`: series beside each other; the address holds everything.
pub(crate) async fn compare(desk: Arc<Desk>, asked: Asked) -> Answer {
    let language = asked.view.language;
    let all = desk.shelf.all().await?;
    let published = match asked.query.get("editie") {
        Some(name) => edition_named(&desk, name).await?,
        None => Arc::clone(all.last().ok_or_else(missing)?),
    };
    let publication = &published.publication;
    let asked_for: Vec<&str> = asked
        .query
        .pairs()
        .iter()
        .filter(|(name, value)| name == "reeks" && !value.is_empty())
        .map(|(_, value)| value.as_str())
        .take(COMPARED_MAX)
        .collect();
    let way = match asked.query.get("wijze") {
        Some("index") => "index",
        _ => "waarde",
    };
    let figures = publication.figures();
    let periods = &publication.edition.periods;
    let rows: Vec<Value> = asked_for
        .iter()
        .filter_map(|id| {
            let series = publication.register.get(id)?;
            let values = periods.iter().map(|period| compared(&figures, &series.id, &series.breakdown, *period, way, language));
            Some(json!({
                "id": series.id,
                "title": format!("{}: {}", publication.facility_name(&series.facility, language), publication.title(&series.id, language)),
                "href": format!("/monitor/{}/indicator/{}", publication.edition.year, series.id),
                "values": values.collect::<Vec<_>>(),
            }))
        })
        .collect();
    let options: Vec<Value> = publication
        .register
        .indicators
        .iter()
        .filter(|one| publication.edition.find(&one.id).is_some())
        .map(|one| {
            json!({ "value": one.id, "text": format!("{}: {}", publication.facility_name(&one.facility, language), publication.title(&one.id, language)) })
        })
        .collect();
    let values = json!({
        "section": "vergelijken",
        "page_title": if language == Language::Nl { "Reeksen vergelijken" } else { "Compare series" },
        "edition": publication.name(),
        "year": publication.edition.year,
        "way": way,
        "periods": periods.iter().map(u16::to_string).collect::<Vec<_>>(),
        "period_columns": periods.iter().map(|period| json!({ "text": period.to_string(), "numeric": true })).collect::<Vec<_>>(),
        "rows": rows,
        "chosen": asked_for,
        "options": options,
    });
    asked.view.page(&desk.house, SLUG, "monitor/vergelijken.html", values)
}

fn compared(
    figures: &[Figure],
    id: &str,
    breakdown: &str,
    period: u16,
    way: &str,
    language: Language,
) -> Option<String> {
    let mine = || figures.iter().filter(|one| one.indicator == id && one.breakdown == breakdown);
    let now = mine().find(|one| one.period == period)?;
    if way == "index" {
        let first = mine().find_map(|one| one.value.filter(|value| !value.is_zero()))?;
        let index = now.value?.ratio(first, 2, 1, Rounding::HalfAway)?;
        return Some(crate::notation::print(&index.to_dutch(), language).0);
    }
    let (shown, _) = crate::notation::print(&now.print, language);
    (!shown.is_empty()).then_some(shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_in_a_calendar_is_written_without_signs() {
        assert_eq!(compact("2020-06-15T00:00:00Z".parse().unwrap()), "20200615T000000Z");
    }

    #[test]
    fn a_search_does_not_mind_capitals_and_accents() {
        assert_eq!(fold("Geïmplementeerd"), "geimplementeerd");
    }
}
