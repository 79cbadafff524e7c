//! Which charts a publication has, and how one comes about.

use std::collections::BTreeSet;

use edition::{
    Chapter, Decimal, Facility, Kind as Figures, Publication, Restatement, SenderTable, SeriesRef,
};
use kernel::Language;

use crate::canvas::{Canvas, Type, wrap};
use crate::model::{Chart, Entry, Kind, Style, Table};
use crate::partition::{self, Partition};
use crate::scale::Tenths;
use crate::{columns, coverage, diverging, dots, dumbbell, stacked, steps, words};

/// More parts than this are shown as dots, for a reader cannot tell so many layers.
const MAX_LAYERS: usize = 5;
/// From so many facilities on a chapter has a chart of their use.
const LEAST_FACILITIES: usize = 4;
/// Space at the sides.
pub(crate) const MARGIN: Tenths = 160;

/// One row of a chart of dots.
#[derive(Debug, Clone)]
pub(crate) struct DotRow {
    pub(crate) name: String,
    pub(crate) value: Decimal,
    pub(crate) before: Option<Decimal>,
}

/// What a chart shows.
#[derive(Debug, Clone)]
pub(crate) enum Subject<'a> {
    Series(SeriesRef<'a>),
    Parts(Partition<'a>),
    Senders(&'a Facility, &'a SenderTable),
    Split(SeriesRef<'a>),
    Use(&'a Chapter),
    Changes(&'a Chapter),
    Restated(Vec<&'a Restatement>),
}

/// A chart to be.
#[derive(Debug, Clone)]
pub(crate) struct Plan<'a> {
    pub(crate) entry: Entry,
    pub(crate) subject: Subject<'a>,
}

/// What drawing yields.
pub(crate) struct Drawn {
    pub(crate) headline: String,
    pub(crate) subtitle: String,
    pub(crate) description: String,
    pub(crate) table: Table,
}

/// The sheet with headline and subtitle on it; drawing goes on at `y`.
pub(crate) struct Sheet<'a> {
    pub(crate) canvas: Canvas,
    pub(crate) y: Tenths,
    pub(crate) publication: &'a Publication,
    pub(crate) language: Language,
}

impl Sheet<'_> {
    /// Writes the headline and the subtitle.
    pub(crate) fn head(&mut self, drawn: &Drawn) {
        let (ink, muted) = (self.canvas.palette.ink, self.canvas.palette.muted);
        let room = self.canvas.width - 2 * MARGIN;
        let size = if self.canvas.is_wide() { 20 } else { 17 };
        let lines = wrap(&drawn.headline, size, room);
        self.y = self.canvas.lines(MARGIN, i64::from(size) * 10 + 120, Type::new(size, ink).bold(), &lines);
        let lines = wrap(&drawn.subtitle, 14, room);
        self.y = self.canvas.lines(MARGIN, self.y + 210, Type::new(14, muted), &lines);
    }

    /// A line of small letters.
    pub(crate) fn remark(&mut self, text: &str) {
        let lines = wrap(text, 13, self.canvas.width - 2 * MARGIN);
        let muted = self.canvas.palette.muted;
        self.y = self.canvas.lines(MARGIN, self.y + 210, Type::new(13, muted), &lines);
    }
}

/// The charts of a publication, in the order of its tables, without drawing them.
#[must_use]
pub fn index(publication: &Publication) -> Vec<Entry> {
    plans(publication).into_iter().map(|plan| plan.entry).collect()
}

/// Every chart of a publication.
#[must_use]
pub fn charts(publication: &Publication, language: Language, style: Style) -> Vec<Chart> {
    plans(publication).iter().map(|plan| draw(publication, plan, language, style)).collect()
}

/// One chart; `None` when the publication has none with this id.
#[must_use]
pub fn chart(publication: &Publication, id: &str, language: Language, style: Style) -> Option<Chart> {
    plans(publication)
        .iter()
        .find(|plan| plan.entry.id == id)
        .map(|plan| draw(publication, plan, language, style))
}

fn draw(publication: &Publication, plan: &Plan<'_>, language: Language, style: Style) -> Chart {
    let canvas = Canvas::new(&plan.entry.id, style);
    let width = u16::try_from(canvas.width / 10).unwrap_or(Style::MAX_WIDTH);
    let mut sheet = Sheet { canvas, y: 0, publication, language };
    let drawn = match &plan.subject {
        Subject::Series(found) if plan.entry.kind == Kind::Coverage => coverage::draw(&mut sheet, found),
        Subject::Series(found) => columns::draw(&mut sheet, found),
        Subject::Parts(parts) if plan.entry.kind == Kind::Dots => dots::parts(&mut sheet, parts),
        Subject::Parts(parts) => stacked::draw(&mut sheet, parts),
        Subject::Senders(facility, table) => dumbbell::draw(&mut sheet, facility, table),
        Subject::Split(found) => dots::split(&mut sheet, found),
        Subject::Use(chapter) => dots::most_used(&mut sheet, chapter),
        Subject::Changes(chapter) => diverging::draw(&mut sheet, chapter),
        Subject::Restated(restated) => steps::draw(&mut sheet, restated),
    };
    let source = words::source(publication, language);
    let Sheet { mut canvas, mut y, .. } = sheet;
    let (muted, ink, rule) = (canvas.palette.muted, canvas.palette.ink, canvas.palette.rule);
    let room = canvas.width - 2 * MARGIN;
    canvas.line((MARGIN, y + 160), (canvas.width - MARGIN, y + 160), rule, 10, false);
    y += 160;
    if let Some(notice) = words::scale_notice(publication, language) {
        y = canvas.lines(MARGIN, y + 180, Type::new(12, ink).bold(), &wrap(&notice, 12, room));
    }
    y = canvas.lines(MARGIN, y + 180, Type::new(12, muted), &wrap(&source, 12, room)) + 140;
    let height = u16::try_from((y + 9) / 10).unwrap_or(u16::MAX);
    let svg = canvas.finish(i64::from(height) * 10, language.code(), &drawn.headline, &drawn.description);
    let Drawn { headline, subtitle, description, table } = drawn;
    Chart { entry: plan.entry.clone(), headline, subtitle, description, svg, width, height, table, source }
}

/// Every chart to be. An id is given once: a group whose id a series has already gets `.verdeling`.
pub(crate) fn plans(publication: &Publication) -> Vec<Plan<'_>> {
    let all = publication.edition.series();
    let mut made: Vec<Plan<'_>> = Vec::new();
    for chapter in &publication.edition.chapters {
        whole_chapter(publication, chapter, &mut made);
        for facility in &chapter.facilities {
            let here: Vec<SeriesRef<'_>> =
                all.iter().filter(|one| one.facility.slug == facility.slug).copied().collect();
            of_facility(publication, chapter, facility, &here, &mut made);
        }
    }
    restated(publication, &mut made);
    let mut known = BTreeSet::new();
    made.retain(|plan| known.insert(plan.entry.id.clone()));
    made
}

fn entry(
    chapter: &Chapter,
    facility: Option<&Facility>,
    id: String,
    kind: Kind,
    indicator: Option<&str>,
) -> Entry {
    Entry {
        id,
        kind,
        chapter: chapter.slug.clone(),
        facility: facility.map(|one| one.slug.clone()),
        indicator: indicator.map(str::to_owned),
    }
}

fn whole_chapter<'a>(publication: &'a Publication, chapter: &'a Chapter, made: &mut Vec<Plan<'a>>) {
    if chapter.facilities.len() >= LEAST_FACILITIES
        && dots::use_rows(publication, chapter, Language::Nl).len() >= LEAST_FACILITIES
    {
        let entry = entry(chapter, None, format!("{}.gebruik", chapter.slug), Kind::Dots, None);
        made.push(Plan { entry, subject: Subject::Use(chapter) });
    }
    if diverging::rows(publication, chapter, Language::Nl).len() >= 2 {
        let entry = entry(chapter, None, format!("{}.veranderingen", chapter.slug), Kind::Diverging, None);
        made.push(Plan { entry, subject: Subject::Changes(chapter) });
    }
}

fn of_facility<'a>(
    publication: &'a Publication,
    chapter: &'a Chapter,
    facility: &'a Facility,
    here: &[SeriesRef<'a>],
    made: &mut Vec<Plan<'a>>,
) {
    for parts in partition::of_facility(publication, facility, here) {
        let stem = parts.total.series.id.rsplit_once('.').map_or("", |(stem, _)| stem);
        let kind = if parts.parts.len() > MAX_LAYERS { Kind::Dots } else { Kind::Stacked };
        let entry = entry(chapter, Some(facility), format!("{stem}.delen"), kind, None);
        made.push(Plan { entry, subject: Subject::Parts(parts) });
    }
    for (index, table) in facility.sender_tables.iter().enumerate().filter(|(_, table)| dumbbell::fits(table))
    {
        let number = if index == 0 { String::new() } else { format!("-{}", index + 1) };
        let entry = entry(
            chapter,
            Some(facility),
            format!("{}.afzenders{number}", facility.slug),
            Kind::Dumbbell,
            None,
        );
        made.push(Plan { entry, subject: Subject::Senders(facility, table) });
    }
    for found in here {
        let known = publication.register.get(&found.series.id).map(|one| one.kind);
        let kind = if matches!(known, Some(Figures::Coverage | Figures::Ratio)) {
            Kind::Coverage
        } else {
            Kind::Columns
        };
        let one = entry(chapter, Some(facility), found.series.id.clone(), kind, Some(&found.series.id));
        made.push(Plan { entry: one, subject: Subject::Series(*found) });
        if dots::is_split(publication, found) {
            let id = format!("{}.delen", found.series.id);
            let entry = entry(chapter, Some(facility), id, Kind::Dots, Some(&found.series.id));
            made.push(Plan { entry, subject: Subject::Split(*found) });
        }
    }
}

fn restated<'a>(publication: &'a Publication, made: &mut Vec<Plan<'a>>) {
    let mut known = BTreeSet::new();
    for one in &publication.restatements {
        if !known.insert((one.indicator.as_str(), one.period)) {
            continue;
        }
        let Some(found) = publication.edition.find(&one.indicator) else { continue };
        let mut chain: Vec<&Restatement> = publication
            .restatements
            .iter()
            .filter(|other| other.indicator == one.indicator && other.period == one.period)
            .collect();
        chain.sort_by_key(|other| other.date);
        let id = format!("{}.herziening-{}", one.indicator, one.period);
        let entry = entry(found.chapter, Some(found.facility), id, Kind::Steps, Some(&one.indicator));
        made.push(Plan { entry, subject: Subject::Restated(chain) });
    }
}
