//! A small line for the live page.

use std::fmt::Write as _;

use edition::Decimal;

use crate::canvas::{Palette, px};
use crate::scale::{Tenths, along, largest};

const WIDTH: Tenths = 1_600;
const HEIGHT: Tenths = 400;
const EDGE: Tenths = 40;

/// A line of the newest values over a band of those before (the same moments a year ago). From zero; a missing value is a gap. It is
/// decoration beside figures in words, and hidden from readers that do not see it.
#[must_use]
pub fn sparkline(values: &[Option<Decimal>], previous: &[Option<Decimal>]) -> String {
    let palette = Palette::SCREEN;
    let max = largest(values.iter().chain(previous).copied().flatten());
    let count = values.len().max(previous.len());
    let place = |index: usize, value: Decimal| {
        let steps = i64::try_from(count.saturating_sub(1)).unwrap_or(1).max(1);
        let x = EDGE + (WIDTH - 2 * EDGE) * i64::try_from(index).unwrap_or(0) / steps;
        (x, HEIGHT - EDGE - along(value, max, HEIGHT - 2 * EDGE))
    };
    let mut body = String::new();
    for run in runs(previous) {
        let mut points: Vec<(Tenths, Tenths)> =
            run.iter().map(|(index, value)| place(*index, *value)).collect();
        if let (Some(first), Some(last)) = (points.first().copied(), points.last().copied()) {
            points.push((last.0, HEIGHT - EDGE));
            points.push((first.0, HEIGHT - EDGE));
        }
        let _ = write!(body, r##"<polygon points="{}" fill="#c3d9d2"/>"##, list(&points));
    }
    for run in runs(values) {
        let points: Vec<(Tenths, Tenths)> = run.iter().map(|(index, value)| place(*index, *value)).collect();
        let _ = write!(
            body,
            r#"<polyline points="{}" fill="none" stroke="{}" stroke-width="2" stroke-linejoin="round" stroke-linecap="round"/>"#,
            list(&points),
            palette.strong
        );
    }
    if let Some((index, value)) =
        values.iter().enumerate().rev().find_map(|(index, value)| value.map(|value| (index, value)))
    {
        let (x, y) = place(index, value);
        let _ = write!(body, r#"<circle cx="{}" cy="{}" r="3" fill="{}"/>"#, px(x), px(y), palette.strong);
    }
    let (width, height) = (px(WIDTH), px(HEIGHT));
    format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" aria-hidden="true" focusable="false">{body}</svg>"#
    )
}

fn list(points: &[(Tenths, Tenths)]) -> String {
    let points: Vec<String> = points.iter().map(|(x, y)| format!("{},{}", px(*x), px(*y))).collect();
    points.join(" ")
}

/// Stretches without a gap.
fn runs(values: &[Option<Decimal>]) -> Vec<Vec<(usize, Decimal)>> {
    let mut made: Vec<Vec<(usize, Decimal)>> = vec![Vec::new()];
    for (index, value) in values.iter().enumerate() {
        match (value, made.last_mut()) {
            (Some(value), Some(run)) => run.push((index, *value)),
            _ => made.push(Vec::new()),
        }
    }
    made.retain(|run| !run.is_empty());
    made
}
