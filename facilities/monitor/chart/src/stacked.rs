//! Stacked columns: the parts of a whole, a column per year.

use edition::{Decimal, Observation, Rounding};
use kernel::Language;

use crate::canvas::{Anchor, Fill, Palette, Type, text_width, wrap};
use crate::model::Table;
use crate::partition::Partition;
use crate::plan::{Drawn, MARGIN, Sheet};
use crate::scale::{Tenths, along, largest};
use crate::words::{self, either};

/// Height that a layer needs to carry its figure.
const LEAST_LAYER: Tenths = 190;

/// The parts with their figures.
struct View {
    names: Vec<String>,
    total: String,
    years: Vec<Year>,
}

struct Year {
    period: u16,
    total: Option<Decimal>,
    parts: Vec<Option<Decimal>>,
    note: Option<&'static str>,
}

impl Year {
    fn sum(&self) -> Decimal {
        self.parts.iter().flatten().fold(Decimal::whole(0), |sum, part| sum.plus(*part).unwrap_or(sum))
    }

    /// What the total has more than its parts; `None` when it closes or is less.
    fn rest(&self) -> Option<Decimal> {
        self.total.and_then(|total| total.minus(self.sum())).filter(|rest| rest.mantissa() > 0)
    }

    /// By how much the parts are more than their total.
    fn excess(&self) -> Option<Decimal> {
        self.total.and_then(|total| self.sum().minus(total)).filter(|excess| excess.mantissa() > 0)
    }
}

pub(crate) fn draw(sheet: &mut Sheet<'_>, parts: &Partition<'_>) -> Drawn {
    let view = view(sheet, parts);
    let language = sheet.language;
    let unit = sheet.publication.register.get(&parts.total.series.id).map_or("", |one| &one.unit);
    let unit = if language == Language::Nl { format!("aantal {unit}") } else { "number".to_owned() };
    let drawn = Drawn {
        headline: headline(&view, language),
        subtitle: format!(
            "{} · {}, {unit}, {}",
            parts.total.facility.name,
            view.total,
            words::span(view.years.iter().map(|year| year.period))
        ),
        description: description(&view, language),
        table: table(&view, language),
    };
    sheet.head(&drawn);
    columns(sheet, &view);
    for year in &view.years {
        remainder(sheet, year);
    }
    drawn
}

fn view(sheet: &Sheet<'_>, parts: &Partition<'_>) -> View {
    let titles: Vec<String> = parts
        .parts
        .iter()
        .map(|one| words::title(sheet.publication, &one.series.id, one.label, sheet.language))
        .collect();
    let mut periods: Vec<u16> = parts.total.series.observations.iter().map(|one| one.period).collect();
    periods.sort_unstable();
    let years = periods.into_iter().map(|period| {
        let total: Option<&Observation> = parts.total.series.observation(period);
        Year {
            period,
            total: total.and_then(|one| one.value),
            parts: parts
                .parts
                .iter()
                .map(|one| one.series.observation(period).and_then(|found| found.value))
                .collect(),
            note: total.and_then(|one| crate::columns::state(one, sheet.language)),
        }
    });
    View {
        names: words::without_common_start(&titles, 0),
        total: words::title(sheet.publication, &parts.total.series.id, parts.total.label, sheet.language),
        years: years.collect(),
    }
}

/// A part in its whole, in percent with one decimal.
fn share(part: Decimal, whole: Decimal) -> Option<Decimal> {
    part.ratio(whole, 2, 1, Rounding::HalfAway)
}

fn headline(view: &View, language: Language) -> String {
    let Some(newest) = view.years.last() else { return view.total.clone() };
    let whole = newest.sum();
    let open = newest.rest().or_else(|| newest.excess()).and_then(|open| share(open, whole));
    if open.is_some_and(|open| !open.is_zero()) {
        let word = either(
            language,
            "de delen tellen niet op tot het totaal van",
            "the parts do not add up to the total of",
        );
        return format!("{}: {word} {}", view.total, newest.period);
    }
    let most = largest(newest.parts.iter().flatten().copied());
    let index = newest.parts.iter().position(|part| part.is_some_and(|part| part.same(most))).unwrap_or(0);
    let name = view.names.get(index).map_or("", String::as_str);
    let Some(now) = share(most, whole) else { return view.total.clone() };
    let now = words::number(now, language);
    let name = words::small(name);
    let mut made = format!("{}: {now}% {name} in {}", view.total, newest.period);
    let before = view.years.iter().rev().nth(1);
    if let Some((year, old)) = before.and_then(|year| {
        year.parts
            .get(index)
            .copied()
            .flatten()
            .and_then(|part| share(part, year.sum()))
            .map(|old| (year, old))
    }) {
        made = format!(
            "{made}, {} {}% in {}",
            either(language, "was", "from"),
            words::number(old, language),
            year.period
        );
    }
    made
}

fn description(view: &View, language: Language) -> String {
    let mut made = either(language, "Gestapelde kolommen per jaar.", "Stacked columns per year.").to_owned();
    for year in &view.years {
        let parts: Vec<String> = view
            .names
            .iter()
            .zip(&year.parts)
            .map(|(name, part)| format!("{name} {}", figure(*part, language)))
            .collect();
        made = format!(
            "{made} {}: {}; {} {}.",
            year.period,
            parts.join(", "),
            either(language, "totaal", "total"),
            figure(year.total, language)
        );
    }
    made
}

fn figure(value: Option<Decimal>, language: Language) -> String {
    value.map_or_else(
        || either(language, "ontbreekt", "missing").to_owned(),
        |value| words::number(value, language),
    )
}

fn table(view: &View, language: Language) -> Table {
    let mut header = vec![either(language, "Jaar", "Year").to_owned()];
    header.extend(view.names.iter().cloned());
    header.push(either(language, "Totaal", "Total").to_owned());
    let rows = view.years.iter().map(|year| {
        let mut row = vec![year.period.to_string()];
        row.extend(year.parts.iter().map(|part| figure(*part, language)));
        row.push(figure(year.total, language));
        row
    });
    Table { caption: view.total.clone(), header, rows: rows.collect() }
}

/// Filling and letters of a layer. Letters on a pattern stand on a plate.
const fn layer(index: usize, palette: Palette) -> (Fill, &'static str, bool) {
    match index {
        0 => (Fill::Solid(palette.strong), palette.paper, false),
        1 => (Fill::Solid(palette.bright), palette.ink, false),
        2 => (Fill::Dotted, palette.ink, true),
        3 => (Fill::Crossed, palette.ink, true),
        _ => (Fill::Solid(palette.wash), palette.ink, false),
    }
}

fn columns(sheet: &mut Sheet<'_>, view: &View) {
    let palette = sheet.canvas.palette;
    let height = if sheet.canvas.is_wide() { 2_400 } else { 2_000 };
    let names = view.names.iter().map(|name| text_width(name, 14)).max().unwrap_or(0).clamp(400, 1_900);
    let beside = if sheet.canvas.is_wide() { names + 300 } else { 0 };
    let count = i64::try_from(view.years.len().max(1)).unwrap_or(1);
    let slot = ((sheet.canvas.width - 2 * MARGIN - beside) / count).clamp(60, 1_500);
    let max = largest(view.years.iter().flat_map(|year| [Some(year.sum()), year.total]).flatten());
    if beside == 0 {
        legend(sheet, &view.names);
    }
    let base = sheet.y + 400 + height;
    let mut places = Vec::new();
    for (index, year) in view.years.iter().enumerate() {
        let left = MARGIN + slot * i64::try_from(index).unwrap_or(0);
        places = column(sheet, year, (left, base), (slot, height), max);
    }
    sheet.canvas.line((MARGIN, base), (MARGIN + slot * count, base), palette.axis, 12, false);
    if beside > 0 {
        direct_labels(sheet, &view.names, &places, (MARGIN + slot * count, names));
    }
    sheet.y = base + if view.years.iter().any(|year| year.note.is_some()) { 360 } else { 220 };
}

/// One column; the middles of its layers.
fn column(
    sheet: &mut Sheet<'_>,
    year: &Year,
    (left, base): (Tenths, Tenths),
    (slot, height): (Tenths, Tenths),
    max: Decimal,
) -> Vec<Tenths> {
    let palette = sheet.canvas.palette;
    let (width, middle) = (slot * 74 / 100, left + slot / 2);
    let mut top = base;
    let mut places = Vec::new();
    for (index, part) in year.parts.iter().enumerate() {
        let tall = part.map_or(0, |part| along(part, max, height).max(0));
        top -= tall;
        places.push(top + tall / 2);
        let Some(part) = part else { continue };
        let (fill, letters, plate) = layer(index, palette);
        sheet.canvas.rect(middle - width / 2, top, width, tall, fill, Some(palette.ink));
        let text = [words::number(*part, sheet.language), words::short(*part, sheet.language)];
        let size = if sheet.canvas.is_wide() { 13 } else { 12 };
        let Some(text) = text.into_iter().find(|text| text_width(text, size) <= width - 20) else { continue };
        if tall >= LEAST_LAYER {
            if plate {
                let wide = text_width(&text, size) + 20;
                sheet.canvas.rect(
                    middle - wide / 2,
                    top + tall / 2 - 95,
                    wide,
                    190,
                    Fill::Solid(palette.paper),
                    None,
                );
            }
            sheet.canvas.text(
                middle,
                top + tall / 2 + 45,
                Type::new(size, letters).at(Anchor::Middle),
                &text,
            );
        }
    }
    if let Some(rest) = year.rest() {
        let tall = along(rest, max, height);
        top -= tall;
        frame(sheet, (middle, width), (top, tall));
    }
    captions(sheet, year, (middle, slot), (top, base));
    places
}

/// What the parts leave of the total: a dashed frame on top of them.
fn frame(sheet: &mut Sheet<'_>, (middle, width): (Tenths, Tenths), (top, tall): (Tenths, Tenths)) {
    let axis = sheet.canvas.palette.axis;
    let (right, edge) = (middle + width / 2, middle - width / 2);
    for (from, to) in
        [((edge, top + tall), (edge, top)), ((edge, top), (right, top)), ((right, top), (right, top + tall))]
    {
        sheet.canvas.line(from, to, axis, 12, true);
    }
}

/// The total above a column, the year and a note below it.
fn captions(
    sheet: &mut Sheet<'_>,
    year: &Year,
    (middle, slot): (Tenths, Tenths),
    (top, base): (Tenths, Tenths),
) {
    let palette = sheet.canvas.palette;
    let total = year.total.map_or_else(
        || either(sheet.language, "ontbreekt", "missing").to_owned(),
        |total| {
            let all = words::number(total, sheet.language);
            if text_width(&all, 14) <= slot { all } else { words::short(total, sheet.language) }
        },
    );
    sheet.canvas.text(middle, top - 90, Type::new(14, palette.ink).bold().at(Anchor::Middle), &total);
    sheet.canvas.text(
        middle,
        base + 200,
        Type::new(14, palette.ink).at(Anchor::Middle),
        &year.period.to_string(),
    );
    if let Some(note) = year.note {
        sheet.canvas.text(middle, base + 350, Type::new(12, palette.muted).at(Anchor::Middle), note);
    }
}

/// Names beside the newest column, each at its layer and none over another.
fn direct_labels(sheet: &mut Sheet<'_>, names: &[String], places: &[Tenths], (x, width): (Tenths, Tenths)) {
    let palette = sheet.canvas.palette;
    let mut limit = Tenths::MAX;
    for (name, place) in names.iter().zip(places) {
        let lines = wrap(name, 14, width);
        let more = i64::try_from(lines.len().saturating_sub(1)).unwrap_or(0) * 182;
        let y = (*place + 50).min(limit - more);
        let from = x - 130;
        sheet.canvas.way(&[(from, *place), (x + 60, y - 45), (x + 130, y - 45)], palette.axis, 10);
        sheet.canvas.lines(x + 180, y, Type::new(14, palette.ink), &lines);
        limit = y - 210;
    }
}

/// The layers with their names, from top to bottom, for where there is no room beside them.
fn legend(sheet: &mut Sheet<'_>, names: &[String]) {
    let palette = sheet.canvas.palette;
    for (index, name) in names.iter().enumerate().rev() {
        let (fill, _, _) = layer(index, palette);
        let y = sheet.y + 240;
        sheet.canvas.rect(MARGIN, y - 120, 140, 140, fill, Some(palette.ink));
        let lines = wrap(name, 14, sheet.canvas.width - 2 * MARGIN - 220);
        sheet.y = sheet.canvas.lines(MARGIN + 220, y, Type::new(14, palette.ink), &lines);
    }
}

/// Where the published total and the sum of its parts differ.
fn remainder(sheet: &mut Sheet<'_>, year: &Year) {
    let language = sheet.language;
    if let Some(rest) = year.rest() {
        let word = either(
            language,
            "zit in het totaal maar niet in deze delen (stippellijn).",
            "is in the total but not in these parts (dashed).",
        );
        sheet.remark(&format!("{}: {} {word}", year.period, words::number(rest, language)));
    } else if let Some(excess) = year.excess() {
        let word = either(
            language,
            "hebben de delen samen meer dan het totaal.",
            "is what the parts have more than the total.",
        );
        sheet.remark(&format!("{}: {} {word}", year.period, words::number(excess, language)));
    }
}
