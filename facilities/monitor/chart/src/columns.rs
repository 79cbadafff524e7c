//! Yearly columns from zero, with their values written on them.

use edition::{Break, Decimal, Observation, SeriesRef, Status};
use kernel::Language;

use crate::canvas::{Anchor, Fill, Type, text_width};
use crate::model::Table;
use crate::plan::{Drawn, MARGIN, Sheet};
use crate::scale::{Tenths, along, largest};
use crate::words::{self, Move, either};

/// Width of the gap that a break makes.
const BREAK_GAP: Tenths = 360;
/// The widest that a column's place becomes.
const MAX_SLOT: Tenths = 1_450;

/// A series as charts of one series need it.
pub(crate) struct View<'a> {
    pub(crate) title: String,
    pub(crate) observations: Vec<&'a Observation>,
    pub(crate) percent: bool,
    pub(crate) moved: Move,
}

/// Gathers what the charts of one series show.
pub(crate) fn view<'a>(sheet: &Sheet<'_>, found: &SeriesRef<'a>) -> View<'a> {
    let known = sheet.publication.register.get(&found.series.id);
    let mut observations: Vec<&Observation> = found.series.observations.iter().collect();
    observations.sort_by_key(|one| one.period);
    let percent = observations.iter().any(|one| words::is_percent(known, one));
    let moved = match observations.as_slice() {
        [.., before, now] => words::change(sheet.publication, &found.series.id, percent, before, now),
        _ => Move::Unknown,
    };
    let title = words::title(sheet.publication, &found.series.id, found.label, sheet.language);
    View { title, observations, percent, moved }
}

/// The message of one series: the newest figure and what became of it.
pub(crate) fn headline(view: &View<'_>, language: Language) -> String {
    let Some(newest) = view.observations.last() else { return view.title.clone() };
    let value = words::spoken(newest, view.percent, language);
    let mut made = format!("{}: {value} in {}", view.title, newest.period);
    let before = view.observations.iter().rev().nth(1).map(|one| one.period);
    if let Some(sentence) = before.and_then(|before| words::change_sentence(view.moved, before, language)) {
        made = format!("{made}, {sentence}");
    }
    made
}

/// The figures of one series, in words.
pub(crate) fn description(view: &View<'_>, kind: &str, language: Language) -> String {
    let parts: Vec<String> = view
        .observations
        .iter()
        .map(|one| {
            let state = state(one, language).map_or_else(String::new, |word| format!(" ({word})"));
            format!("{}: {}{state}", one.period, words::label(one, view.percent, language, true))
        })
        .collect();
    format!("{kind} {}.", parts.join("; "))
}

/// The figures of one series, as a table.
pub(crate) fn table(view: &View<'_>, language: Language) -> Table {
    let rows = view.observations.iter().map(|one| {
        let value = words::label(one, view.percent, language, true);
        vec![
            one.period.to_string(),
            state(one, language).map_or_else(|| value.clone(), |word| format!("{value} ({word})")),
        ]
    });
    Table {
        caption: view.title.clone(),
        header: vec![either(language, "Jaar", "Year").to_owned(), view.title.clone()],
        rows: rows.collect(),
    }
}

/// The word for a figure that is not plain; a missing one says so itself.
pub(crate) fn state(one: &Observation, language: Language) -> Option<&'static str> {
    let told = one.value.is_some() || one.lower.is_some() || one.upper.is_some();
    let (dutch, english) = one.status.words();
    (told && one.status != Status::Normal).then(|| either(language, dutch, english))
}

/// Places of the columns.
struct Layout {
    slot: Tenths,
    base: Tenths,
    height: Tenths,
    max: Decimal,
    exact: bool,
    labelled: bool,
}

pub(crate) fn draw(sheet: &mut Sheet<'_>, found: &SeriesRef<'_>) -> Drawn {
    let view = view(sheet, found);
    let language = sheet.language;
    let drawn = Drawn {
        headline: headline(&view, language),
        subtitle: words::subtitle(sheet.publication, found, view.percent, language),
        description: description(
            &view,
            either(language, "Een kolom per jaar.", "A column per year."),
            language,
        ),
        table: table(&view, language),
    };
    sheet.head(&drawn);
    let breaks: Vec<&Break> =
        sheet.publication.breaks.iter().filter(|one| one.indicator == found.series.id).collect();
    let broken = |one: &Observation| {
        one.status == Status::Break || breaks.iter().any(|broken| broken.first_period == one.period)
    };
    let gaps = i64::try_from(view.observations.iter().skip(1).filter(|one| broken(one)).count()).unwrap_or(0);
    let layout = layout(sheet, &view, gaps);
    let mut x = MARGIN;
    for (index, one) in view.observations.iter().enumerate() {
        if index > 0 && broken(one) {
            broken_line(sheet, x + BREAK_GAP / 2, &layout);
            x += BREAK_GAP;
        }
        let newest = index + 1 == view.observations.len();
        column(sheet, &layout, &view, one, x, newest);
        x += layout.slot;
    }
    let (axis, width) = (sheet.canvas.palette.axis, x - MARGIN);
    sheet.canvas.line((MARGIN, layout.base), (MARGIN + width, layout.base), axis, 12, false);
    if sheet.canvas.is_wide() && x + 1_400 <= sheet.canvas.width {
        tag(sheet, &view, x + 160, layout.base - layout.height / 2);
    }
    let stated = view.observations.iter().any(|one| state(one, language).is_some());
    sheet.y = layout.base + if stated { 360 } else { 220 };
    notes(sheet, found, &view);
    drawn
}

fn layout(sheet: &Sheet<'_>, view: &View<'_>, gaps: Tenths) -> Layout {
    let count = i64::try_from(view.observations.len().max(1)).unwrap_or(1);
    let tag = if sheet.canvas.is_wide() && count <= 5 { 1_500 } else { 0 };
    let room = sheet.canvas.width - 2 * MARGIN - tag - gaps * BREAK_GAP;
    let slot = (room / count).clamp(60, MAX_SLOT);
    let height = if sheet.canvas.is_wide() { 1_900 } else { 1_600 };
    let figures = view.observations.iter().filter_map(|one| one.value.or(one.lower).or(one.upper));
    let hundred = view.percent.then(|| Decimal::whole(100));
    let widest = |exact: bool| {
        let labels = view
            .observations
            .iter()
            .map(|one| text_width(&words::label(one, view.percent, sheet.language, exact), 14));
        labels.max().unwrap_or(0)
    };
    let open = view.observations.iter().any(|one| one.value.is_none() && one.lower.or(one.upper).is_some());
    Layout {
        slot,
        base: sheet.y + if open { 620 } else { 420 } + height,
        height,
        max: largest(figures.chain(hundred)),
        exact: widest(true) <= slot - 30,
        labelled: widest(true) <= slot - 30 || widest(false) <= slot - 20,
    }
}

fn column(
    sheet: &mut Sheet<'_>,
    layout: &Layout,
    view: &View<'_>,
    one: &Observation,
    x: Tenths,
    newest: bool,
) {
    let palette = sheet.canvas.palette;
    let (width, middle) = (layout.slot * 62 / 100, x + layout.slot / 2);
    let left = middle - width / 2;
    let label = words::label(one, view.percent, sheet.language, layout.exact);
    let provisional = one.status == Status::Provisional;
    let fill = match (provisional, newest) {
        (true, _) => Fill::Hatched,
        (_, true) => Fill::Solid(palette.strong),
        (_, false) => Fill::Solid(palette.middle),
    };
    let tall =
        one.value.or(one.lower).or(one.upper).map(|value| along(value, layout.max, layout.height).max(0));
    let top = layout.base - tall.unwrap_or(0);
    match (tall, one.value) {
        (Some(tall), Some(_)) => sheet.canvas.rect(left, top, width, tall, fill, Some(palette.strong)),
        (Some(tall), None) => open_ended(sheet, left, top, (width, tall)),
        (None, _) => {
            sheet.canvas.line(
                (left, layout.base - 20),
                (left + width, layout.base - 20),
                palette.axis,
                15,
                true,
            );
        }
    }
    if layout.labelled || newest {
        let weight = Type::new(14, palette.ink).at(Anchor::Middle);
        let style = if newest { weight.bold() } else { weight };
        let above = if one.value.is_none() && tall.is_some() { 260 } else { 90 };
        sheet.canvas.text(middle, top - above, style, &label);
    }
    let year = Type::new(14, if newest { palette.ink } else { palette.muted }).at(Anchor::Middle);
    sheet.canvas.text(
        middle,
        layout.base + 200,
        if newest { year.bold() } else { year },
        &one.period.to_string(),
    );
    if let Some(word) = state(one, sheet.language) {
        sheet.canvas.text(middle, layout.base + 350, Type::new(12, palette.muted).at(Anchor::Middle), word);
    }
}

/// A column of which only one end is known: without an end, with an arrow that goes on.
fn open_ended(sheet: &mut Sheet<'_>, left: Tenths, top: Tenths, (width, tall): (Tenths, Tenths)) {
    let palette = sheet.canvas.palette;
    sheet.canvas.rect(left, top, width, tall, Fill::Dotted, None);
    let bottom = top + tall;
    for edge in [left, left + width] {
        sheet.canvas.line((edge, bottom), (edge, top - 80), palette.strong, 15, true);
    }
    let middle = left + width / 2;
    let arrow = [(middle - 80, top - 80), (middle, top - 190), (middle + 80, top - 80)];
    sheet.canvas.shape(&arrow, palette.strong, palette.strong);
}

fn broken_line(sheet: &mut Sheet<'_>, x: Tenths, layout: &Layout) {
    let palette = sheet.canvas.palette;
    let top = layout.base - layout.height - 150;
    sheet.canvas.line((x, top), (x, layout.base), palette.axis, 15, true);
    let word = either(sheet.language, "reeksbreuk", "break");
    sheet.canvas.text(x, top - 40, Type::new(12, palette.ink).at(Anchor::Middle), word);
}

/// The change, large, beside the columns.
fn tag(sheet: &mut Sheet<'_>, view: &View<'_>, x: Tenths, y: Tenths) {
    let palette = sheet.canvas.palette;
    let Some(before) = view.observations.iter().rev().nth(1).map(|one| one.period) else { return };
    let Some(sign) = words::change_sign(view.moved, sheet.language) else { return };
    let (large, small) = match view.moved {
        Move::Times(_, times) => {
            let word = either(sheet.language, "keer", "times");
            (
                format!("{} {word}", words::number(times, sheet.language)),
                sign.split(" (").next().unwrap_or("").to_owned(),
            )
        }
        _ => (sign, String::new()),
    };
    let since = format!("{} {before}", either(sheet.language, "sinds", "since"));
    sheet.canvas.text(x, y, Type::new(26, palette.strong).bold(), &large);
    sheet.canvas.text(x, y + 200, Type::new(14, palette.muted), format!("{small} {since}").trim());
}

/// Restated figures and breaks, in words below the picture.
fn notes(sheet: &mut Sheet<'_>, found: &SeriesRef<'_>, view: &View<'_>) {
    let (publication, language) = (sheet.publication, sheet.language);
    for one in &view.observations {
        let restated = publication
            .restatements
            .iter()
            .find(|other| other.indicator == found.series.id && other.period == one.period);
        if let Some((restated, old)) = restated.and_then(|restated| restated.old.map(|old| (restated, old))) {
            let word = either(language, "herzien; eerder gepubliceerd:", "revised; published before:");
            let old = words::number(old, language);
            sheet.remark(&format!("{}: {word} {old} ({}).", one.period, restated.old_edition));
        }
    }
    for broken in publication.breaks.iter().filter(|one| one.indicator == found.series.id) {
        let word = either(language, "reeksbreuk vanaf", "break from");
        sheet.remark(&format!("{word} {}: {}", broken.first_period, broken.text));
    }
}
