//! Dots on a logarithmic axis: many figures over many orders of magnitude.

use edition::{Chapter, Decimal, Kind, Publication, Rounding, SeriesRef};
use kernel::Language;

use crate::canvas::{Anchor, Type, text_width, wrap};
use crate::model::Table;
use crate::partition::Partition;
use crate::plan::{DotRow, Drawn, MARGIN, Sheet};
use crate::scale::{LogScale, Tenths};
use crate::words::{self, either};

/// The parts of a whole that has many, largest first.
pub(crate) fn parts(sheet: &mut Sheet<'_>, parts: &Partition<'_>) -> Drawn {
    let language = sheet.language;
    let periods: Vec<u16> = parts.total.series.observations.iter().map(|one| one.period).collect();
    let newest = periods.iter().copied().max().unwrap_or(0);
    let value =
        |one: &SeriesRef<'_>, period: u16| one.series.observation(period).and_then(|found| found.value);
    let titles: Vec<String> = parts
        .parts
        .iter()
        .map(|one| words::title(sheet.publication, &one.series.id, one.label, language))
        .collect();
    let rows =
        words::without_common_start(&titles, 0).into_iter().zip(&parts.parts).filter_map(|(name, one)| {
            Some(DotRow {
                name,
                value: value(one, newest)?,
                before: newest.checked_sub(1).and_then(|before| value(one, before)),
            })
        });
    let total = words::title(sheet.publication, &parts.total.series.id, parts.total.label, language);
    let unit = sheet.publication.register.get(&parts.total.series.id).map_or("", |one| &one.unit);
    let unit = if language == Language::Nl { format!("aantal {unit}") } else { "number".to_owned() };
    let subtitle = format!("{} · {total}, {unit}, {newest}", parts.total.facility.name);
    plot(sheet, rows.collect(), &total, subtitle, newest, value(&parts.total, newest))
}

/// Whether a numbered list in the document splits the newest figure of this series.
pub(crate) fn is_split(publication: &Publication, found: &SeriesRef<'_>) -> bool {
    !found.facility.specifications.is_empty() && split_rows(publication, found).len() >= 2
}

fn split_rows(publication: &Publication, found: &SeriesRef<'_>) -> Vec<DotRow> {
    let known = publication.register.get(&found.series.id).map_or("_T", |one| one.breakdown.as_str());
    let figures = publication
        .figures()
        .into_iter()
        .filter(|one| one.indicator == found.series.id && one.breakdown != known);
    figures
        .filter_map(|one| one.value.map(|value| DotRow { name: one.breakdown_name, value, before: None }))
        .collect()
}

/// The split of one figure.
pub(crate) fn split(sheet: &mut Sheet<'_>, found: &SeriesRef<'_>) -> Drawn {
    let language = sheet.language;
    let rows = split_rows(sheet.publication, found);
    let newest = found.series.observations.iter().max_by_key(|one| one.period);
    let title = words::title(sheet.publication, &found.series.id, found.label, language);
    let period = newest.map_or(0, |one| one.period);
    let subtitle = format!("{} · {title}, {period}", found.facility.name);
    plot(sheet, rows, &title, subtitle, period, newest.and_then(|one| one.value))
}

/// For each facility of a chapter the largest flow of the newest period.
pub(crate) fn use_rows(publication: &Publication, chapter: &Chapter, language: Language) -> Vec<DotRow> {
    let all = publication.edition.series();
    let newest = publication.edition.periods.last().copied().unwrap_or(0);
    let largest =
        |slug: &str| {
            all.iter()
                .filter(|one| one.facility.slug == slug)
                .filter(|one| {
                    publication
                        .register
                        .get(&one.series.id)
                        .is_some_and(|known| matches!(known.kind, Kind::Flow | Kind::Unique))
                })
                .filter_map(|one| {
                    one.series.observation(newest).and_then(|found| found.value).map(|value| (one, value))
                })
                .reduce(|most, next| {
                    if next.1.compare(most.1).is_some_and(std::cmp::Ordering::is_gt) { next } else { most }
                })
        };
    let rows = chapter.facilities.iter().filter_map(|facility| {
        let (one, value) = largest(&facility.slug)?;
        let title = words::title(publication, &one.series.id, one.label, language);
        let before = newest
            .checked_sub(1)
            .and_then(|before| one.series.observation(before))
            .and_then(|found| found.value);
        Some(DotRow { name: format!("{}: {title}", short_name(&facility.name)), value, before })
    });
    rows.collect()
}

/// `BRV` of `Basisregistratie Voertuigen (BRV)`; what stands before the brackets when they hold more than a few letters.
pub(crate) fn short_name(name: &str) -> &str {
    match name.strip_suffix(')').and_then(|rest| rest.split_once(" (")) {
        Some((_, inner)) if inner.len() <= 6 => inner,
        Some((outer, _)) => outer,
        None => name,
    }
}

/// The use of every facility of a chapter.
pub(crate) fn most_used(sheet: &mut Sheet<'_>, chapter: &Chapter) -> Drawn {
    let language = sheet.language;
    let rows = use_rows(sheet.publication, chapter, language);
    let newest = sheet.publication.edition.periods.last().copied().unwrap_or(0);
    let title = either(language, "Meest gebruikt", "Used most").to_owned();
    let what = either(
        language,
        "per voorziening het grootste aantal per jaar",
        "the largest number per year of each facility",
    );
    let subtitle = format!("{} · {what}, {newest}", chapter.title);
    plot(sheet, rows, &title, subtitle, newest, None)
}

fn headline(rows: &[DotRow], title: &str, whole: Option<Decimal>, language: Language) -> String {
    let Some(first) = rows.first() else { return title.to_owned() };
    let value = words::short(first.value, language);
    let share = whole.and_then(|whole| first.value.ratio(whole, 2, 0, Rounding::HalfAway));
    match share {
        Some(share) => {
            let of = either(language, "van het totaal", "of the total");
            let most = either(language, "het meest bij", "most at");
            format!("{title}: {most} {}, {value} ({}% {of})", first.name, words::number(share, language))
        }
        None => {
            let with = either(language, "met", "with");
            let (place, what) = first.name.split_once(": ").unwrap_or((first.name.as_str(), ""));
            let what = if what.is_empty() { String::new() } else { format!(", {}", words::small(what)) };
            format!("{title}: {place} {with} {value}{what}")
        }
    }
}

fn plot(
    sheet: &mut Sheet<'_>,
    mut rows: Vec<DotRow>,
    title: &str,
    subtitle: String,
    newest: u16,
    whole: Option<Decimal>,
) -> Drawn {
    let language = sheet.language;
    rows.sort_by(|a, b| b.value.compare(a.value).unwrap_or(std::cmp::Ordering::Equal));
    let drawn = Drawn {
        headline: headline(&rows, title, whole, language),
        subtitle,
        description: description(&rows, newest, language),
        table: table(&rows, title, newest, language),
    };
    sheet.head(&drawn);
    let note = either(
        language,
        "Logaritmische as: gelijke afstand is gelijke vermenigvuldiging.",
        "Logarithmic axis: equal distance is equal multiplication.",
    );
    sheet.remark(note);
    if rows.iter().any(|row| row.before.is_some()) {
        legend(sheet, newest);
    }
    axis(sheet, &rows);
    drawn
}

fn description(rows: &[DotRow], newest: u16, language: Language) -> String {
    let all: Vec<String> =
        rows.iter().map(|row| format!("{} {}", row.name, words::number(row.value, language))).collect();
    let kind = either(
        language,
        "Stippen op een logaritmische as, van groot naar klein. In",
        "Dots on a logarithmic axis, largest first. In",
    );
    format!("{kind} {newest}: {}.", all.join("; "))
}

fn table(rows: &[DotRow], title: &str, newest: u16, language: Language) -> Table {
    let before = rows.iter().any(|row| row.before.is_some());
    let mut header = vec![either(language, "Onderdeel", "Part").to_owned()];
    if before {
        header.push(newest.saturating_sub(1).to_string());
    }
    header.push(newest.to_string());
    let rows = rows.iter().map(|row| {
        let mut made = vec![row.name.clone()];
        if before {
            let missing = either(language, "ontbreekt", "missing").to_owned();
            made.push(row.before.map_or(missing, |value| words::number(value, language)));
        }
        made.push(words::number(row.value, language));
        made
    });
    Table { caption: title.to_owned(), header, rows: rows.collect() }
}

fn legend(sheet: &mut Sheet<'_>, newest: u16) {
    let palette = sheet.canvas.palette;
    let y = sheet.y + 260;
    sheet.canvas.circle(MARGIN + 60, y - 45, 55, palette.strong, palette.strong);
    sheet.canvas.text(MARGIN + 170, y, Type::new(13, palette.ink), &newest.to_string());
    sheet.canvas.circle(MARGIN + 760, y - 45, 45, palette.paper, palette.strong);
    sheet.canvas.text(MARGIN + 870, y, Type::new(13, palette.ink), &newest.saturating_sub(1).to_string());
    sheet.y = y;
}

fn axis(sheet: &mut Sheet<'_>, rows: &[DotRow]) {
    let wide = sheet.canvas.is_wide();
    let palette = sheet.canvas.palette;
    let names = if wide { sheet.canvas.width * 38 / 100 } else { 0 };
    let values =
        rows.iter().map(|row| text_width(&words::number(row.value, sheet.language), 14)).max().unwrap_or(0);
    let left = MARGIN + names + 100;
    let length = sheet.canvas.width - MARGIN - left - values - 140;
    let figures = rows.iter().flat_map(|row| [Some(row.value), row.before]).flatten();
    let scale = LogScale::around(figures.filter(|value| !value.is_zero()));
    let top = sheet.y + 160;
    let mut y = top;
    let mut places = Vec::new();
    for row in rows {
        let lines = wrap(&row.name, 14, if wide { names } else { sheet.canvas.width - 2 * MARGIN });
        let extra = i64::try_from(lines.len().saturating_sub(1)).unwrap_or(0) * 182;
        let height = if wide { 300 + extra } else { 480 + extra };
        places.push((y, height, lines));
        y += height;
    }
    let step = ((scale.to - scale.from) * 560 / length.max(1) + 1).max(1);
    for power in (scale.from..=scale.to).filter(|power| (power - scale.from) % step == 0) {
        let x = left + scale.tick(power, length);
        if wide {
            sheet.canvas.line((x, top), (x, y), palette.rule, 10, false);
        }
        // In a narrow picture the names stand above the dots, and no line may run through them.
        for (y, height, _) in places.iter().filter(|_| !wide) {
            let middle = y + height - 130;
            sheet.canvas.line((x, middle - 100), (x, middle + 100), palette.rule, 10, false);
        }
        sheet.canvas.text(
            x,
            y + 170,
            Type::new(12, palette.muted).at(Anchor::Middle),
            &power_name(power, sheet.language),
        );
    }
    for (row, (y, height, lines)) in rows.iter().zip(places) {
        let middle = if wide { y + height / 2 } else { y + height - 130 };
        let first = if wide {
            middle + 48 - i64::try_from(lines.len().saturating_sub(1)).unwrap_or(0) * 91
        } else {
            y + 150
        };
        sheet.canvas.lines(MARGIN, first, Type::new(14, palette.ink), &lines);
        dot(sheet, row, scale, (left, middle), length);
    }
    sheet.y = y + 200;
}

fn dot(sheet: &mut Sheet<'_>, row: &DotRow, scale: LogScale, (left, y): (Tenths, Tenths), length: Tenths) {
    let palette = sheet.canvas.palette;
    let now = scale.place(row.value, length);
    let before = row.before.and_then(|before| scale.place(before, length));
    if let (Some(now), Some(before)) = (now, before) {
        sheet.canvas.line((left + before, y), (left + now, y), palette.axis, 15, false);
    }
    if let Some(before) = before {
        sheet.canvas.circle(left + before, y, 45, palette.paper, palette.strong);
    }
    // Zero has no place on this axis: its figure stands at the beginning without a dot.
    if let Some(now) = now {
        sheet.canvas.circle(left + now, y, 60, palette.strong, palette.strong);
    }
    let most = now.unwrap_or(0).max(before.unwrap_or(0));
    sheet.canvas.text(
        left + most + 120,
        y + 48,
        Type::new(14, palette.ink).bold(),
        &words::number(row.value, sheet.language),
    );
}

/// `1`, `1.000`, `1 mln`.
fn power_name(power: i64, language: Language) -> String {
    let (small, suffix) = match power {
        ..=5 => (power, ""),
        6..=8 => (power - 6, either(language, " mln", " m")),
        9..=11 => (power - 9, either(language, " mld", " bn")),
        _ => return format!("10^{power}"),
    };
    let value = match u32::try_from(small) {
        Ok(small) => Decimal::whole(10_i128.pow(small)),
        Err(_) => Decimal::new(1, u8::try_from(small.unsigned_abs()).unwrap_or(0)),
    };
    format!("{}{suffix}", words::number(value, language))
}
