//! Shares as bars inside their denominator.

use edition::{Decimal, Observation, SeriesRef, Status};

use crate::canvas::{Anchor, Fill, Type, text_width, wrap};
use crate::columns::{self, View, description, headline, table, view};
use crate::plan::{Drawn, MARGIN, Sheet};
use crate::scale::{Tenths, along, largest};
use crate::words::{self, either};

const ROW: Tenths = 420;
const BAR: Tenths = 220;

pub(crate) fn draw(sheet: &mut Sheet<'_>, found: &SeriesRef<'_>) -> Drawn {
    let view = view(sheet, found);
    // A count that some day takes the place of a share has no denominator to stand in.
    if !view.percent {
        return columns::draw(sheet, found);
    }
    let language = sheet.language;
    let kind = either(
        language,
        "Een balk per jaar binnen honderd procent.",
        "A bar per year inside one hundred per cent.",
    );
    let drawn = Drawn {
        headline: headline(&view, language),
        subtitle: words::subtitle(sheet.publication, found, true, language),
        description: description(&view, kind, language),
        table: table(&view, language),
    };
    sheet.head(&drawn);
    bars(sheet, &view);
    let mut told: Vec<&str> = view.observations.iter().filter_map(|one| one.text.as_deref()).collect();
    told.dedup();
    for words in told {
        let lines = wrap(&format!("%: {words}"), 13, sheet.canvas.width - 2 * MARGIN);
        let muted = sheet.canvas.palette.muted;
        sheet.y = sheet.canvas.lines(MARGIN, sheet.y + 200, Type::new(13, muted), &lines);
    }
    drawn
}

fn bars(sheet: &mut Sheet<'_>, view: &View<'_>) {
    let palette = sheet.canvas.palette;
    let labels =
        view.observations.iter().map(|one| text_width(&words::label(one, true, sheet.language, true), 16));
    let (left, right) = (MARGIN + 560, labels.max().unwrap_or(0) + 120);
    let length = sheet.canvas.width - MARGIN - left - right;
    let max = largest(view.observations.iter().filter_map(|one| one.value).chain([Decimal::whole(100)]));
    let mut y = sheet.y + 240;
    for (index, one) in view.observations.iter().enumerate() {
        let newest = index + 1 == view.observations.len();
        bar(sheet, one, newest, (left, y), (length, max));
        y += ROW;
    }
    let hundred = left + along(Decimal::whole(100), max, length);
    for (x, anchor, text) in [(left, Anchor::Start, "0%"), (hundred, Anchor::End, "100%")] {
        sheet.canvas.text(x, y + 30, Type::new(12, palette.muted).at(anchor), text);
    }
    sheet.y = y + 60;
}

fn bar(
    sheet: &mut Sheet<'_>,
    one: &Observation,
    newest: bool,
    (left, y): (Tenths, Tenths),
    (length, max): (Tenths, Decimal),
) {
    let palette = sheet.canvas.palette;
    let label = words::label(one, true, sheet.language, true);
    let style = Type::new(16, palette.ink);
    sheet.canvas.text(MARGIN, y + 165, Type::new(14, palette.ink), &one.period.to_string());
    sheet.canvas.rect(
        left,
        y,
        along(Decimal::whole(100), max, length),
        BAR,
        Fill::Solid(palette.wash),
        Some(palette.axis),
    );
    if let Some(value) = one.value.or(one.lower).or(one.upper) {
        let fill = match (one.status, newest) {
            (Status::Provisional, _) => Fill::Hatched,
            (_, true) => Fill::Solid(palette.strong),
            _ => Fill::Solid(palette.middle),
        };
        let fill = if one.value.is_none() { Fill::Dotted } else { fill };
        sheet.canvas.rect(left, y, along(value, max, length), BAR, fill, Some(palette.strong));
    }
    sheet.canvas.text(left + length + 80, y + 165, if newest { style.bold() } else { style }, &label);
}
