//! Values that several pages of editions share.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use chart::{Chart, Style};
use edition::commentary::Commentary;
use edition::{Family, Figure, Publication};
use kernel::Language;
use serde_json::{Value, json};

use crate::notation::{day, print};
use crate::shelf::Published;

/// Width for which pages draw, in CSS pixels; the picture shrinks with the page.
pub(crate) const WIDTH: u16 = 640;

/// The same for a telephone: letters keep their size there.
const NARROW: u16 = 300;

/// A chart for the macro of that name, drawn for wide and for narrow screens.
pub(crate) fn chart(publication: &Publication, chart: &Chart, language: Language) -> Value {
    let narrow = chart::chart(publication, &chart.entry.id, language, Style::screen(NARROW));
    json!({
        "narrow": narrow.map(|one| one.svg),
        "id": chart.entry.id,
        "headline": chart.headline,
        "subtitle": chart.subtitle,
        "description": chart.description,
        "svg": chart.svg,
        "source": chart.source,
        "table": chart.table,
    })
}

/// The chart of one series.
pub(crate) fn chart_of(publication: &Publication, indicator: &str, language: Language) -> Option<Chart> {
    let found =
        chart::index(publication).into_iter().find(|one| one.indicator.as_deref() == Some(indicator))?;
    chart::chart(publication, &found.id, language, Style::screen(WIDTH))
}

/// The charts about a chapter as a whole.
pub(crate) fn chapter_charts(publication: &Publication, chapter: &str, language: Language) -> Vec<Value> {
    let about =
        chart::index(publication).into_iter().filter(|one| one.chapter == chapter && one.facility.is_none());
    about
        .filter_map(|one| chart::chart(publication, &one.id, language, Style::screen(WIDTH)))
        .map(|one| self::chart(publication, &one, language))
        .collect()
}

/// The charts of a facility that show more than one series, then those of its own series.
pub(crate) fn facility_charts(publication: &Publication, facility: &str, language: Language) -> Vec<Value> {
    let mut about: Vec<chart::Entry> = chart::index(publication)
        .into_iter()
        .filter(|one| one.facility.as_deref() == Some(facility))
        .collect();
    about.sort_by_key(|one| one.indicator.is_some());
    let drawn =
        about.iter().filter_map(|one| chart::chart(publication, &one.id, language, Style::screen(WIDTH)));
    drawn.map(|one| self::chart(publication, &one, language)).collect()
}

/// What every page of an edition says about it.
pub(crate) fn head(published: &Published, all: &[Arc<Published>], language: Language) -> Value {
    let publication = &published.publication;
    let year = publication.edition.year;
    let version = publication.version.to_string();
    let newest = all.iter().rev().find(|one| one.publication.edition.year == year);
    let newer = newest.filter(|one| one.publication.version > publication.version);
    let base = format!("/data/monitor/{year}/{version}");
    json!({
        "year": year,
        "version": version,
        "family": publication.family.code(),
        "published": { "iso": publication.published.rfc3339(), "text": day(publication.published.day(), language) },
        "scale": scale(publication, language),
        "hash": published.hash(),
        "bound": published.row.is_bound(),
        "newer": newer.map(|one| json!({
            "version": one.publication.version.to_string(), "href": format!("/monitor/{year}"),
        })),
        "base": base,
        "corrections": publication.restatements.len(),
        "archive": crate::files::archive_name(published),
    })
}

/// For counted figures: of what this installation is a picture.
pub(crate) fn scale(publication: &Publication, language: Language) -> Option<String> {
    let scale = publication.scale.as_ref().filter(|_| publication.family == Family::Meting)?;
    Some(match language {
        Language::Nl => format!(
            "Geteld in deze installatie, met verzonnen mensen op schaal {}, zaadgetal {}.",
            scale.ratio, scale.seed
        ),
        Language::En => format!(
            "Counted in this installation, with invented people at a scale of {}, seed {}.",
            scale.ratio, scale.seed
        ),
    })
}

/// One figure as a row of a page.
pub(crate) fn figure(figure: &Figure, language: Language) -> Value {
    let (shown, dutch) = print(&figure.print, language);
    let (nl, en) = figure.status.words();
    json!({
        "period": figure.period.to_string(),
        "print": if shown.is_empty() { None } else { Some(shown) },
        "language": (dutch && language == Language::En).then_some("nl"),
        "change": figure.change_print.as_deref().map(|text| print(text, language).0),
        "status": if language == Language::Nl { nl } else { en },
        "previous": figure.previous.map(|value| value.to_dutch()),
    })
}

/// The commentary on publications, made once for each.
#[derive(Default)]
pub(crate) struct Commentaries(Mutex<BTreeMap<String, Arc<Commentary>>>);

impl Commentaries {
    /// The commentary on this publication.
    pub(crate) fn on(&self, published: &Published) -> Arc<Commentary> {
        let key = published.row.content_hash.clone();
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = held.get(&key) {
            return Arc::clone(found);
        }
        let made = Arc::new(edition::commentary::commentary(&published.publication));
        held.insert(key, Arc::clone(&made));
        made
    }
}
