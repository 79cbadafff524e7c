//! One figure over the editions that published it.

use edition::{Decimal, Restatement};
use kernel::Language;

use crate::canvas::{Anchor, Type};
use crate::model::Table;
use crate::plan::{Drawn, MARGIN, Sheet};
use crate::scale::{Tenths, along, largest};
use crate::words::{self, either};

pub(crate) fn draw(sheet: &mut Sheet<'_>, chain: &[&Restatement]) -> Drawn {
    let language = sheet.language;
    let Some(first) = chain.first() else {
        return Drawn {
            headline: String::new(),
            subtitle: String::new(),
            description: String::new(),
            table: empty(),
        };
    };
    let found = sheet.publication.edition.find(&first.indicator);
    let label = found.as_ref().map_or("", |found| found.label);
    let title = words::title(sheet.publication, &first.indicator, label, language);
    let facility = found.map_or_else(String::new, |found| found.facility.name.clone());
    let mut points: Vec<(String, Option<Decimal>)> = vec![(first.old_edition.clone(), first.old)];
    points.extend(chain.iter().map(|one| (one.new_edition.clone(), one.new)));
    let values: Vec<String> =
        points.iter().map(|(edition, value)| format!("{edition}: {}", figure(*value, language))).collect();
    let (from, to) = (figure(first.old, language), figure(chain.last().and_then(|one| one.new), language));
    let word = either(language, "herzien van", "revised from");
    let drawn = Drawn {
        headline: format!("{title} {}: {word} {from} {} {to}", first.period, either(language, "naar", "to")),
        subtitle: format!("{facility} · {} {}", either(language, "cijfer over", "figure for"), first.period),
        description: format!(
            "{} {}.",
            either(language, "Een trap over de edities.", "A step line over editions."),
            values.join("; ")
        ),
        table: Table {
            caption: format!("{title}, {}", first.period),
            header: vec![either(language, "Editie", "Edition").to_owned(), title.clone()],
            rows: points
                .iter()
                .map(|(edition, value)| vec![edition.clone(), figure(*value, language)])
                .collect(),
        },
    };
    sheet.head(&drawn);
    line(sheet, &points);
    for one in chain {
        sheet.remark(&format!("{}: {} ({})", one.new_edition, one.text, one.reason.code()));
    }
    drawn
}

const fn empty() -> Table {
    Table { caption: String::new(), header: Vec::new(), rows: Vec::new() }
}

fn figure(value: Option<Decimal>, language: Language) -> String {
    value.map_or_else(
        || either(language, "geen cijfer", "no figure").to_owned(),
        |value| words::number(value, language),
    )
}

fn line(sheet: &mut Sheet<'_>, points: &[(String, Option<Decimal>)]) {
    let palette = sheet.canvas.palette;
    let height: Tenths = 1_300;
    let base = sheet.y + 460 + height;
    let count = i64::try_from(points.len().max(1)).unwrap_or(1);
    let slot = ((sheet.canvas.width - 2 * MARGIN) / count).min(2_400);
    let max = largest(points.iter().filter_map(|(_, value)| *value));
    let mut way: Vec<(Tenths, Tenths)> = Vec::new();
    let mut x = MARGIN;
    for (edition, value) in points {
        if let Some(value) = value {
            let y = base - along(*value, max, height);
            way.extend([(x, y), (x + slot, y)]);
            let text = words::number(*value, sheet.language);
            sheet.canvas.text(
                x + slot / 2,
                y - 100,
                Type::new(15, palette.ink).bold().at(Anchor::Middle),
                &text,
            );
        } else {
            sheet.canvas.way(&way, palette.strong, 35);
            way.clear();
            let word = figure(None, sheet.language);
            sheet.canvas.text(
                x + slot / 2,
                base - 60,
                Type::new(13, palette.muted).at(Anchor::Middle),
                &word,
            );
        }
        sheet.canvas.text(x + slot / 2, base + 200, Type::new(14, palette.ink).at(Anchor::Middle), edition);
        x += slot;
    }
    if !way.is_empty() {
        sheet.canvas.way(&way, palette.strong, 35);
    }
    sheet.canvas.line((MARGIN, base), (x, base), palette.axis, 12, false);
    sheet.y = base + 220;
}
