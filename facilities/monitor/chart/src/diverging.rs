//! Changes of many figures: bars left and right of zero, sorted.

use edition::{Chapter, Decimal, Publication};
use kernel::Language;

use crate::canvas::{Anchor, Fill, Type, text_width, wrap};
use crate::dots::short_name;
use crate::model::Table;
use crate::plan::{Drawn, MARGIN, Sheet};
use crate::scale::{Tenths, along, largest};
use crate::words::{self, Move, either};

/// The most bars in one picture; the table has every change.
const MAX_BARS: usize = 20;
/// Changes beyond this many percent would make all others invisible: they are written, not drawn.
const OFF_SCALE: Decimal = Decimal::whole(100);

/// One change.
#[derive(Debug, Clone)]
pub(crate) struct ChangeRow {
    pub(crate) name: String,
    pub(crate) moved: Move,
    pub(crate) percent: Decimal,
    pub(crate) periods: (u16, u16),
}

/// Every computed change in percent to the newest period, the largest rise first.
pub(crate) fn rows(publication: &Publication, chapter: &Chapter, language: Language) -> Vec<ChangeRow> {
    let Some(newest) = publication.edition.periods.last().copied() else { return Vec::new() };
    let Some(before) = newest.checked_sub(1) else { return Vec::new() };
    let all = publication.edition.series();
    let mut made: Vec<ChangeRow> = all
        .iter()
        .filter(|one| one.chapter.slug == chapter.slug && one.group.is_empty())
        .filter_map(|one| {
            let (old, new) = (one.series.observation(before)?, one.series.observation(newest)?);
            let percent = words::is_percent(publication.register.get(&one.series.id), new);
            let moved = words::change(publication, &one.series.id, percent, old, new);
            let (Move::Percent(change) | Move::Times(change, _)) = moved else { return None };
            let title = words::title(publication, &one.series.id, one.label, language);
            let name = format!("{}: {title}", short_name(&one.facility.name));
            Some(ChangeRow { name, moved, percent: change, periods: (before, newest) })
        })
        .collect();
    made.sort_by(|a, b| b.percent.compare(a.percent).unwrap_or(std::cmp::Ordering::Equal));
    made
}

fn headline(rows: &[ChangeRow], language: Language) -> String {
    let up = rows.iter().filter(|row| row.percent.mantissa() > 0).count();
    let down = rows.iter().filter(|row| row.percent.mantissa() < 0).count();
    let same = rows.len() - up - down;
    match language {
        Language::Nl => {
            let fallen = if down == 1 { "daalde er 1".to_owned() } else { format!("daalden er {down}") };
            format!("Van {} cijfers stegen er {up}, {fallen} en bleven er {same} gelijk", rows.len())
        }
        Language::En => {
            format!("Of {} figures {up} rose, {down} fell and {same} stayed the same", rows.len())
        }
    }
}

pub(crate) fn draw(sheet: &mut Sheet<'_>, chapter: &Chapter) -> Drawn {
    let language = sheet.language;
    let rows = rows(sheet.publication, chapter, language);
    let (before, newest) = rows.first().map_or((0, 0), |row| row.periods);
    let is_off = |row: &ChangeRow| row.percent.compare(OFF_SCALE).is_some_and(std::cmp::Ordering::is_gt);
    let off: Vec<&ChangeRow> = rows.iter().filter(|row| is_off(row)).collect();
    let on: Vec<&ChangeRow> = rows.iter().filter(|row| !is_off(row)).collect();
    let (shown, left_out) = chosen(on);
    let what = either(language, "verandering in procent", "change in per cent");
    let part = if left_out == 0 {
        String::new()
    } else {
        format!(
            "; {} {}",
            MAX_BARS,
            either(language, "grootste getekend, alle in de tabel", "largest drawn, all in the table")
        )
    };
    let kind = either(language, "Verandering van", "Change from");
    let all: Vec<String> = rows.iter().map(|row| format!("{} {}", row.name, sign(row, language))).collect();
    let drawn = Drawn {
        headline: headline(&rows, language),
        subtitle: format!("{} · {what}, {before}\u{2013}{newest}{part}", chapter.title),
        description: format!(
            "{kind} {before} {} {newest}: {}.",
            either(language, "naar", "to"),
            all.join("; ")
        ),
        table: Table {
            caption: format!("{}: {what}", chapter.title),
            header: vec![
                either(language, "Cijfer", "Figure").to_owned(),
                format!("{before}\u{2013}{newest}"),
            ],
            rows: rows.iter().map(|row| vec![row.name.clone(), sign(row, language)]).collect(),
        },
    };
    sheet.head(&drawn);
    if !off.is_empty() {
        off_scale(sheet, &off);
    }
    bars(sheet, &shown);
    drawn
}

fn sign(row: &ChangeRow, language: Language) -> String {
    words::change_sign(row.moved, language).unwrap_or_default()
}

/// The largest changes in their order, and how many are left out.
fn chosen(mut rows: Vec<&ChangeRow>) -> (Vec<&ChangeRow>, usize) {
    let left_out = rows.len().saturating_sub(MAX_BARS);
    let mut sizes: Vec<Decimal> = rows.iter().map(|row| row.percent.magnitude()).collect();
    sizes.sort_by(|a, b| b.compare(*a).unwrap_or(std::cmp::Ordering::Equal));
    if let Some(least) = sizes.get(MAX_BARS.saturating_sub(1)).copied().filter(|_| left_out > 0) {
        rows.retain(|row| row.percent.magnitude().compare(least).is_some_and(std::cmp::Ordering::is_ge));
        rows.truncate(MAX_BARS);
    }
    (rows, left_out)
}

/// What is too far to draw, in words.
fn off_scale(sheet: &mut Sheet<'_>, rows: &[&ChangeRow]) {
    let palette = sheet.canvas.palette;
    let language = sheet.language;
    let title = either(
        language,
        "Meer dan verdubbeld, niet op schaal te tekenen",
        "More than doubled, too far to draw to scale",
    );
    let room = sheet.canvas.width - 2 * MARGIN;
    let heads = wrap(title, 13, room);
    sheet.y = sheet.canvas.lines(MARGIN, sheet.y + 280, Type::new(13, palette.muted).bold(), &heads);
    for row in rows {
        let text = sign(row, language);
        let wide = text_width(&text, 14);
        let lines = wrap(&row.name, 14, room - wide - 100);
        let y = sheet.y + 220;
        sheet.canvas.text(
            sheet.canvas.width - MARGIN,
            y,
            Type::new(14, palette.ink).bold().at(Anchor::End),
            &text,
        );
        sheet.y = sheet.canvas.lines(MARGIN, y, Type::new(14, palette.ink), &lines);
    }
    sheet.y += 60;
}

fn bars(sheet: &mut Sheet<'_>, rows: &[&ChangeRow]) {
    let palette = sheet.canvas.palette;
    let wide = sheet.canvas.is_wide();
    let names = if wide { sheet.canvas.width * 50 / 100 } else { sheet.canvas.width - 2 * MARGIN };
    let labels = rows.iter().map(|row| text_width(&sign(row, sheet.language), 13)).max().unwrap_or(0) + 60;
    let left = if wide { MARGIN + names + 100 } else { MARGIN };
    let room = sheet.canvas.width - MARGIN - left;
    let rise = largest(rows.iter().map(|row| row.percent).filter(|one| one.mantissa() > 0));
    let fall =
        largest(rows.iter().filter(|row| row.percent.mantissa() < 0).map(|row| row.percent.magnitude()));
    let both = rise.plus(fall).unwrap_or(rise);
    let length = (room - 2 * labels).max(100);
    let zero = left + labels + along(fall, both, length);
    let top = sheet.y + 200;
    let mut y = top;
    for row in rows {
        let lines = wrap(&row.name, 14, names);
        let extra = i64::try_from(lines.len().saturating_sub(1)).unwrap_or(0) * 182;
        let height = if wide { 235 + extra } else { 410 + extra };
        let middle = if wide { y + height / 2 } else { y + height - 110 };
        let first = if wide { middle + 48 - extra / 2 } else { y + 150 };
        sheet.canvas.lines(MARGIN, first, Type::new(14, palette.ink), &lines);
        bar(sheet, row, (zero, middle), (both, length));
        // Names stand above the bars here, and no line may run through them.
        if !wide {
            sheet.canvas.line((zero, middle - 100), (zero, middle + 100), palette.ink, 12, false);
        }
        y += height;
    }
    if wide {
        sheet.canvas.line((zero, top), (zero, y), palette.ink, 12, false);
    }
    sheet.y = y + 60;
}

fn bar(
    sheet: &mut Sheet<'_>,
    row: &ChangeRow,
    (zero, middle): (Tenths, Tenths),
    (both, length): (Decimal, Tenths),
) {
    let palette = sheet.canvas.palette;
    let long = along(row.percent.magnitude(), both, length);
    let label = sign(row, sheet.language);
    let style = Type::new(13, palette.ink).bold();
    if row.percent.mantissa() < 0 {
        sheet.canvas.rect(zero - long, middle - 75, long, 150, Fill::Hatched, Some(palette.strong));
        sheet.canvas.text(zero - long - 50, middle + 45, style.at(Anchor::End), &label);
    } else {
        sheet.canvas.rect(zero, middle - 75, long, 150, Fill::Solid(palette.strong), Some(palette.strong));
        sheet.canvas.text(zero + long + 50, middle + 45, style, &label);
    }
}
