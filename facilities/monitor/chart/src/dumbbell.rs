//! Two shares per sender group, joined by a line: a panel per year.

use edition::{Decimal, Facility, Observation, Rounding, SenderRow, SenderTable};
use kernel::Language;

use crate::canvas::{Anchor, Type, text_width};
use crate::model::Table;
use crate::plan::{Drawn, MARGIN, Sheet};
use crate::scale::{Tenths, along};
use crate::words::{self, either, either_of};

const ROW: Tenths = 270;
/// Room inside a panel for the figures left and right of the outermost marks.
const INSET: Tenths = 330;

/// Whether a table has two groups of shares to join.
pub(crate) fn fits(table: &SenderTable) -> bool {
    let percent = |row: &SenderRow| {
        row.groups.iter().take(2).all(|group| {
            group
                .series
                .iter()
                .flat_map(|one| &one.observations)
                .all(|one| one.unit.as_deref() == Some("%") || one.value.is_none())
        })
    };
    table.groups.len() >= 2 && !table.rows.is_empty() && table.rows.iter().all(percent)
}

struct Row<'a> {
    name: String,
    bold: bool,
    source: &'a SenderRow,
}

impl Row<'_> {
    fn observation(&self, group: usize, period: u16) -> Option<&Observation> {
        self.source.groups.get(group)?.series.first()?.observation(period)
    }

    fn value(&self, group: usize, period: u16) -> Option<Decimal> {
        self.observation(group, period)?.value
    }
}

struct View<'a> {
    rows: Vec<Row<'a>>,
    /// Names of the two groups: `Binnen 3 weken`.
    groups: [String; 2],
    /// What both are about.
    about: String,
    periods: Vec<u16>,
    /// Begin and end of the axis, in percent.
    axis: (i128, i128),
}

/// The tens around every figure; these are marks and no bars, so the axis need not begin at zero.
fn axis_of(rows: &[Row<'_>], periods: &[u16]) -> (i128, i128) {
    let values = || {
        rows.iter()
            .flat_map(|row| periods.iter().flat_map(|period| [row.value(0, *period), row.value(1, *period)]))
            .flatten()
    };
    let tens = |value: Decimal, way: Rounding| {
        value.ratio(Decimal::whole(10), 0, 0, way).map_or(0, Decimal::mantissa) * 10
    };
    let low = values().map(|value| tens(value, Rounding::Floor)).min().unwrap_or(0);
    let high = values().map(|value| tens(value, Rounding::Ceiling)).max().unwrap_or(100);
    (low.clamp(0, 90), high.max(low + 10))
}

pub(crate) fn draw(sheet: &mut Sheet<'_>, facility: &Facility, table: &SenderTable) -> Drawn {
    let view = view(sheet, table);
    let language = sheet.language;
    let drawn = Drawn {
        headline: headline(&view, language),
        subtitle: format!(
            "{} · {}, {}",
            facility.name,
            either(language, "procent per afzender", "per cent per sender"),
            words::span(view.periods.iter().copied())
        ),
        description: description(&view, language),
        table: data(&view, language),
    };
    sheet.head(&drawn);
    legend(sheet, &view);
    panels(sheet, &view);
    drawn
}

fn view<'a>(sheet: &Sheet<'_>, table: &'a SenderTable) -> View<'a> {
    let language = sheet.language;
    let title = |row: &SenderRow, group: usize| {
        row.groups
            .get(group)
            .and_then(|cells| cells.series.first())
            .and_then(|one| sheet.publication.register.get(&one.id))
            .map(|known| either_of(language, &known.title_nl, &known.title_en).to_owned())
    };
    let total = table.rows.iter().find(|row| row.emphasised).or_else(|| table.rows.last());
    let titles: Vec<String> = (0..2)
        .map(|group| {
            let printed = table
                .groups
                .get(group)
                .map_or_else(String::new, |one| one.title.trim_start_matches(['%', ' ']).to_owned());
            total.and_then(|row| title(row, group)).unwrap_or(printed)
        })
        .collect();
    let short = words::without_common_start(&titles, 1);
    let mut names = short.into_iter();
    let groups = [names.next().unwrap_or_default(), names.next().unwrap_or_default()];
    let full = titles.first().cloned().unwrap_or_default();
    let about = full.get(..full.len().saturating_sub(groups[0].len())).unwrap_or(&full).trim_end().to_owned();
    let mut periods: Vec<u16> =
        table.groups.iter().take(2).flat_map(|group| group.periods.iter().copied()).collect();
    periods.sort_unstable();
    periods.dedup();
    let mut rows: Vec<Row<'a>> = table
        .rows
        .iter()
        .map(|row| Row { name: row.label.clone(), bold: row.emphasised, source: row })
        .collect();
    let newest = periods.last().copied().unwrap_or(0);
    let size = |row: &Row<'_>| row.value(1, newest).unwrap_or(Decimal::whole(-1));
    rows.sort_by(|a, b| {
        a.bold.cmp(&b.bold).then(size(b).compare(size(a)).unwrap_or(std::cmp::Ordering::Equal))
    });
    let axis = axis_of(&rows, &periods);
    View { rows, groups, about, periods, axis }
}

fn headline(view: &View<'_>, language: Language) -> String {
    let Some(total) = view.rows.iter().find(|row| row.bold).or_else(|| view.rows.last()) else {
        return view.about.clone();
    };
    let newest = view.periods.last().copied().unwrap_or(0);
    let before = newest.checked_sub(1).filter(|before| view.periods.contains(before));
    let part = |group: usize| {
        let now = label(total.observation(group, newest), language);
        let name = view.groups.get(group).map(|name| lower(name)).unwrap_or_default();
        match before.and_then(|before| total.value(group, before)) {
            Some(old) => format!(
                "{name} {now} ({before} {}%)",
                words::number(old, language),
                before = before.unwrap_or(0)
            ),
            None => format!("{name} {now}"),
        }
    };
    format!("{}: {}, {}", view.about, part(0), part(1))
}

fn lower(text: &str) -> String {
    let mut signs = text.chars();
    signs.next().map_or_else(String::new, |first| first.to_lowercase().chain(signs).collect())
}

fn label(one: Option<&Observation>, language: Language) -> String {
    one.map_or_else(String::new, |one| words::label(one, true, language, true))
}

fn description(view: &View<'_>, language: Language) -> String {
    let newest = view.periods.last().copied().unwrap_or(0);
    let rows: Vec<String> = view
        .rows
        .iter()
        .map(|row| {
            let [first, second] = [0, 1].map(|group| label(row.observation(group, newest), language));
            format!("{} {first} {} {second}", row.name, either(language, "en", "and"))
        })
        .collect();
    let kind = either(
        language,
        "Per afzender twee waarden op een as in procent",
        "Two values per sender on an axis in per cent",
    );
    let [first, second] = &view.groups;
    format!(
        "{kind}: {} {} {}. {newest}: {}.",
        lower(first),
        either(language, "en", "and"),
        lower(second),
        rows.join("; ")
    )
}

fn data(view: &View<'_>, language: Language) -> Table {
    let mut header = vec![either(language, "Afzender", "Sender").to_owned()];
    for name in &view.groups {
        header.extend(view.periods.iter().map(|period| format!("{name}, {period}")));
    }
    let rows = view.rows.iter().map(|row| {
        let mut made = vec![row.name.clone()];
        for group in 0..2 {
            made.extend(view.periods.iter().map(|period| {
                row.observation(group, *period).map_or_else(
                    || either(language, "ontbreekt", "missing").to_owned(),
                    |one| words::label(one, true, language, true),
                )
            }));
        }
        made
    });
    Table { caption: view.about.clone(), header, rows: rows.collect() }
}

fn legend(sheet: &mut Sheet<'_>, view: &View<'_>) {
    let palette = sheet.canvas.palette;
    let y = sheet.y + 280;
    let [first, second] = &view.groups;
    sheet.canvas.circle(MARGIN + 60, y - 45, 52, palette.bright, palette.ink);
    sheet.canvas.text(MARGIN + 170, y, Type::new(14, palette.ink), first);
    let x = MARGIN + 170 + text_width(first, 14) + 220;
    sheet.canvas.diamond(x, y - 45, 66, palette.strong, palette.strong);
    sheet.canvas.text(x + 120, y, Type::new(14, palette.ink), second);
    sheet.y = y;
}

fn panels(sheet: &mut Sheet<'_>, view: &View<'_>) {
    let wide = sheet.canvas.is_wide() && view.periods.len() <= 4;
    let names = view
        .rows
        .iter()
        .map(|row| text_width(&row.name, 14))
        .max()
        .unwrap_or(0)
        .min(sheet.canvas.width * 40 / 100);
    let left = MARGIN + names + 60;
    let room = sheet.canvas.width - MARGIN - left;
    let count = i64::try_from(view.periods.len().max(1)).unwrap_or(1);
    let tall = ROW * i64::try_from(view.rows.len()).unwrap_or(0);
    for (index, period) in view.periods.iter().enumerate() {
        let index = i64::try_from(index).unwrap_or(0);
        let (x, width, top) = if wide {
            (left + room / count * index, room / count - 60, sheet.y + 420)
        } else {
            (left, room, sheet.y + 420 + (tall + 640) * index)
        };
        if index == 0 || !wide {
            labels(sheet, view, top);
        }
        panel(sheet, view, *period, (x, top), width);
    }
    let panels = if wide { 1 } else { count };
    sheet.y += 420 + tall + 220 + (tall + 640) * (panels - 1);
}

fn labels(sheet: &mut Sheet<'_>, view: &View<'_>, top: Tenths) {
    let ink = sheet.canvas.palette.ink;
    for (index, row) in view.rows.iter().enumerate() {
        let y = top + ROW * i64::try_from(index).unwrap_or(0) + ROW / 2 + 48;
        let style = Type::new(14, ink);
        sheet.canvas.text(MARGIN, y, if row.bold { style.bold() } else { style }, &row.name);
    }
}

fn panel(sheet: &mut Sheet<'_>, view: &View<'_>, period: u16, (left, top): (Tenths, Tenths), width: Tenths) {
    let palette = sheet.canvas.palette;
    let tall = ROW * i64::try_from(view.rows.len()).unwrap_or(0);
    sheet.canvas.text(
        left + width / 2,
        top - 110,
        Type::new(14, palette.ink).bold().at(Anchor::Middle),
        &period.to_string(),
    );
    let (low, high) = view.axis;
    let (inner, length) = (left + INSET, width - 2 * INSET);
    let ticks: Vec<i128> =
        if (high - low) % 20 == 0 { vec![low, low.midpoint(high), high] } else { vec![low, high] };
    for tick in ticks {
        let x = inner + along(Decimal::whole(tick - low), Decimal::whole(high - low), length);
        sheet.canvas.line((x, top), (x, top + tall), palette.rule, 10, false);
        sheet.canvas.text(
            x,
            top + tall + 160,
            Type::new(12, palette.muted).at(Anchor::Middle),
            &format!("{tick}%"),
        );
    }
    for (index, row) in view.rows.iter().enumerate() {
        let y = top + ROW * i64::try_from(index).unwrap_or(0) + ROW / 2;
        if row.bold {
            sheet.canvas.line((left, y - ROW / 2), (left + width, y - ROW / 2), palette.axis, 10, false);
        }
        mark(sheet, row, period, (inner, y), (length, view.axis));
    }
}

fn mark(
    sheet: &mut Sheet<'_>,
    row: &Row<'_>,
    period: u16,
    (left, y): (Tenths, Tenths),
    (width, axis): (Tenths, (i128, i128)),
) {
    let palette = sheet.canvas.palette;
    let style = Type::new(12, palette.ink);
    let from = |value: Decimal| value.minus(Decimal::whole(axis.0)).unwrap_or(value);
    let place = |value: Decimal| left + along(from(value), Decimal::whole(axis.1 - axis.0), width);
    let both = [0, 1].map(|group| row.value(group, period));
    if let [Some(first), Some(second)] = both {
        sheet.canvas.line((place(first), y), (place(second), y), palette.axis, 25, false);
    }
    // The figure of the smaller stands left of its mark, that of the larger right.
    let swapped = matches!(both, [Some(first), Some(second)] if first.compare(second) == Some(std::cmp::Ordering::Greater));
    for (group, value) in both.into_iter().enumerate() {
        let Some(value) = value else { continue };
        let x = place(value);
        if group == 0 {
            sheet.canvas.circle(x, y, 52, palette.bright, palette.ink);
        } else {
            sheet.canvas.diamond(x, y, 66, palette.strong, palette.strong);
        }
        let text = label(row.observation(group, period), sheet.language);
        if (group == 0) == swapped {
            sheet.canvas.text(x + 100, y + 42, style, &text);
        } else {
            sheet.canvas.text(x - 100, y + 42, style.at(Anchor::End), &text);
        }
    }
    if both == [None, None] {
        let word = row
            .observation(0, period)
            .map_or_else(String::new, |one| words::missing(one.status, sheet.language).to_owned());
        sheet.canvas.text(left + width / 2, y + 42, style.at(Anchor::Middle), &word);
    }
}
