//! What the report says, as data for the template.

mod annex;
mod tables;

use chart::{Chart, Kind, Style};
use edition::{Chapter, Facility, Family, Kind as Figures, Publication};
use kernel::{Day, Language};
use serde::Serialize;

use crate::inputs::{Inputs, Section};

pub(crate) use tables::Table;

/// Width of a chart over the whole text, in CSS pixels; at this width letters of 14 become 9 points.
const WIDE: u16 = 740;
/// Width of a chart over half of the text.
const HALF: u16 = 362;
/// Charts of single series per facility.
const SINGLES: usize = 2;

/// The whole report.
#[derive(Debug, Serialize)]
pub(crate) struct Report {
    title: String,
    edition: u16,
    version: String,
    published: String,
    reference: Option<String>,
    periods: String,
    counted: bool,
    scale: Option<String>,
    hash: String,
    commentary: Vec<Part>,
    summary: Vec<String>,
    chapters: Vec<ChapterPart>,
    corrections: Vec<Correction>,
    method: annex::Method,
    definitions: Vec<annex::Definitions>,
    files: Vec<File>,
}

/// A piece of the main lines with its charts.
#[derive(Debug, Serialize)]
struct Part {
    heading: String,
    paragraphs: Vec<String>,
    charts: Vec<Picture>,
}

#[derive(Debug, Serialize)]
struct ChapterPart {
    title: String,
    introduction: String,
    charts: Vec<Picture>,
    facilities: Vec<FacilityPart>,
}

#[derive(Debug, Serialize)]
struct FacilityPart {
    heading: String,
    introduction: String,
    tables: Vec<Table>,
    explanations: Vec<Explanation>,
    corrections: Vec<Correction>,
    wide: Vec<Picture>,
    halves: Vec<Picture>,
}

#[derive(Debug, Serialize)]
struct Explanation {
    title: String,
    text: String,
    by: String,
}

/// A figure that was replaced.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Correction {
    title: String,
    period: u16,
    old: String,
    new: String,
    text: String,
    date: String,
}

#[derive(Debug, Serialize)]
struct Picture {
    svg: String,
    alt: String,
}

#[derive(Debug, Serialize)]
struct File {
    path: String,
    description: String,
    size: String,
}

/// The charts of a report: of each chapter and each group of figures one over the whole width, of each facility two of single series
/// side by side, in Dutch.
#[must_use]
pub fn charts(publication: &Publication) -> Vec<Chart> {
    let index = chart::index(publication);
    let grouped = |kind: Kind| {
        matches!(kind, Kind::Stacked | Kind::Dumbbell | Kind::Dots | Kind::Diverging | Kind::Steps)
    };
    let mut chosen: Vec<(String, u16)> = Vec::new();
    for entry in &index {
        if grouped(entry.kind) && (entry.indicator.is_none() || entry.kind == Kind::Dots) {
            chosen.push((entry.id.clone(), WIDE));
        }
    }
    let stems: Vec<String> = index
        .iter()
        .filter(|one| one.kind == Kind::Stacked)
        .filter_map(|one| one.id.strip_suffix("delen"))
        .map(str::to_owned)
        .collect();
    for (_, facility) in publication.edition.facilities() {
        let single = |entry: &&chart::Entry| {
            entry.facility.as_deref() == Some(&facility.slug)
                && !grouped(entry.kind)
                && !stems.iter().any(|stem| entry.id.starts_with(stem.as_str()))
                && worth(publication, &entry.id)
        };
        let mut found: Vec<&chart::Entry> = index.iter().filter(single).collect();
        found.sort_by_key(|entry| rank(publication, &entry.id));
        let count = if found.len() < SINGLES { 0 } else { SINGLES };
        chosen.extend(found.into_iter().take(count).map(|entry| (entry.id.clone(), HALF)));
    }
    let wide = chart::charts(publication, Language::Nl, Style::screen(WIDE));
    let half = chart::charts(publication, Language::Nl, Style::screen(HALF));
    let draw = |(id, width): &(String, u16)| {
        let drawn = if *width == WIDE { &wide } else { &half };
        drawn.iter().find(|one| one.entry.id == *id).cloned()
    };
    chosen.iter().filter_map(draw).collect()
}

/// Whether a series is worth a picture beside its row: no sender group, and at least two figures.
fn worth(publication: &Publication, id: &str) -> bool {
    publication.register.get(id).is_some_and(|one| one.breakdown == "_T" && one.group.is_empty())
        && publication.edition.find(id).is_some_and(|found| {
            found.series.observations.iter().filter(|one| one.value.is_some()).count() >= 2
        })
}

/// Use before reach before the rest.
fn rank(publication: &Publication, id: &str) -> u8 {
    match publication.register.get(id).map(|one| one.kind) {
        Some(Figures::Flow | Figures::Unique | Figures::UniquePerDelivery) => 0,
        Some(Figures::Stock | Figures::Content | Figures::Mutation) => 1,
        _ => 2,
    }
}

/// Everything, in the order of the pages.
pub(crate) fn of(publication: &Publication, inputs: &Inputs) -> Report {
    let edition = &publication.edition;
    let chapters = edition.chapters.iter().map(|chapter| chapter_part(publication, inputs, chapter));
    Report {
        title: edition.title.clone(),
        edition: edition.year,
        version: publication.version.to_string(),
        published: long_day(publication.published.day()),
        reference: edition.reference_date.map(long_day),
        periods: span(&edition.periods),
        counted: publication.family == Family::Meting,
        scale: publication.scale.as_ref().map(|scale| {
            let played =
                if scale.played { "; het jaar is sneller gespeeld dan de werkelijkheid" } else { "" };
            format!("schaal {}, verzonnen land {}{played}", scale.ratio, scale.seed)
        }),
        hash: inputs.manifest_hash.to_ascii_lowercase(),
        commentary: inputs.commentary.iter().map(|section| part(publication, inputs, section)).collect(),
        summary: inputs.summary.clone(),
        chapters: chapters.collect(),
        corrections: corrections(publication, |_| true),
        method: annex::method(publication),
        definitions: annex::definitions(publication),
        files: inputs
            .attachments
            .iter()
            .map(|file| File {
                path: file.path.clone(),
                description: file.description.clone(),
                size: size(file.bytes.len()),
            })
            .collect(),
    }
}

fn part(publication: &Publication, inputs: &Inputs, section: &Section) -> Part {
    let known = publication.edition.chapters.iter().any(|chapter| chapter.slug == section.chapter);
    let charts = inputs.charts.iter().filter(|chart| {
        known
            && chart.entry.chapter == section.chapter
            && chart.entry.facility.is_none()
            && chart.entry.kind == Kind::Dots
    });
    Part {
        heading: section.heading.clone(),
        paragraphs: section.paragraphs.clone(),
        charts: charts.map(picture).collect(),
    }
}

fn picture(chart: &Chart) -> Picture {
    Picture { svg: chart.svg.clone(), alt: format!("{}. {}", chart.subtitle, chart.description) }
}

fn chapter_part(publication: &Publication, inputs: &Inputs, chapter: &Chapter) -> ChapterPart {
    let told = inputs.commentary.iter().any(|section| section.chapter == chapter.slug);
    let charts = inputs.charts.iter().filter(|chart| {
        chart.entry.chapter == chapter.slug
            && chart.entry.facility.is_none()
            && !(told && chart.entry.kind == Kind::Dots)
    });
    let names: Vec<&str> = chapter.facilities.iter().map(|one| one.name.as_str()).collect();
    let introduction = format!("Deze bijlage geeft de cijfers van {}.", list(&names));
    ChapterPart {
        title: if chapter.letter.is_empty() {
            chapter.title.clone()
        } else {
            format!("Bijlage {}: {}", chapter.letter, chapter.title)
        },
        introduction,
        charts: charts.map(picture).collect(),
        facilities: chapter
            .facilities
            .iter()
            .map(|facility| facility_part(publication, inputs, facility))
            .collect(),
    }
}

fn facility_part(publication: &Publication, inputs: &Inputs, facility: &Facility) -> FacilityPart {
    let charts =
        || inputs.charts.iter().filter(|chart| chart.entry.facility.as_deref() == Some(&facility.slug));
    let explanations =
        publication.explanations.iter().filter(|one| one.facility == facility.slug).map(|one| Explanation {
            title: explanation_title(publication, &one.indicator, one.period),
            text: one.text.clone(),
            by: format!("{}; nagelezen door {}", one.author, one.reviewed_by),
        });
    FacilityPart {
        heading: format!("{} {}", facility.number, facility.name).trim().to_owned(),
        introduction: tables::introduction(publication, facility),
        tables: tables::of_facility(publication, facility),
        explanations: explanations.collect(),
        corrections: corrections(publication, |id| {
            publication.edition.find(id).is_some_and(|found| found.facility.slug == facility.slug)
        }),
        wide: charts().filter(|chart| chart.width > HALF).map(picture).collect(),
        halves: charts().filter(|chart| chart.width <= HALF).map(picture).collect(),
    }
}

fn explanation_title(publication: &Publication, indicator: &str, period: Option<u16>) -> String {
    let title = publication.register.get(indicator).map_or("Algemeen", |one| one.title_nl.as_str());
    period.map_or_else(|| title.to_owned(), |period| format!("{title}, {period}"))
}

fn corrections(publication: &Publication, of: impl Fn(&str) -> bool) -> Vec<Correction> {
    let number = |value: Option<edition::Decimal>| {
        value.map_or_else(|| "geen cijfer".to_owned(), edition::Decimal::to_dutch)
    };
    let all = publication.restatements.iter().filter(|one| of(&one.indicator)).map(|one| {
        let found = publication.edition.find(&one.indicator);
        let title = publication
            .register
            .get(&one.indicator)
            .map_or(one.indicator.as_str(), |known| known.title_nl.as_str());
        let facility = found.map_or("", |found| found.facility.name.as_str());
        Correction {
            title: format!("{facility}: {title}"),
            period: one.period,
            old: number(one.old),
            new: number(one.new),
            text: one.text.clone(),
            date: long_day(one.date),
        }
    });
    all.collect()
}

/// `15 juni 2020`.
pub(crate) fn long_day(day: Day) -> String {
    use edition::MONTHS;
    let month = usize::try_from(day.month())
        .ok()
        .and_then(|month| MONTHS.get(month.saturating_sub(1)))
        .unwrap_or(&"");
    format!("{} {month} {}", day.day(), day.year())
}

/// `2017–2019`.
pub(crate) fn span(periods: &[u16]) -> String {
    match (periods.iter().min(), periods.iter().max()) {
        (Some(first), Some(last)) if first != last => format!("{first}\u{2013}{last}"),
        (Some(first), _) => first.to_string(),
        _ => String::new(),
    }
}

/// `a, b en c`.
pub(crate) fn list(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [all @ .., last] => format!("{} en {last}", all.join(", ")),
    }
}

/// A number of bytes in words: `12,3 kB`.
fn size(bytes: usize) -> String {
    let thousandths = bytes.div_ceil(100);
    if bytes < 1_000 {
        format!("{bytes} bytes")
    } else {
        format!("{},{} kB", thousandths / 10, thousandths % 10)
    }
}
