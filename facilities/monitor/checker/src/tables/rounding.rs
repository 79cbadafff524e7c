//! R2: the way of rounding that explains the changes, and computations that may have led to a wrong one.

use edition::{ChangeValue, Decimal, Rounding};

use super::At;
use super::changes::{Pair, signed};
use crate::finding::{Candidate, Finding, Severity, half_of_last_digit};
use crate::rule::Rule;

/// How many rows above and below a wrong change are tried.
const REACH: usize = 4;
/// The most candidates of one finding.
const MAX_CANDIDATES: usize = 5;

/// A change that at least one way of rounding explains.
#[derive(Debug, Clone)]
pub(super) struct Fit {
    pub pair: Pair,
    pub printed: Decimal,
    pub ways: Vec<Rounding>,
}

/// Reports the changes that are rounded otherwise than the rest.
pub(super) fn check(fits: &[(At<'_>, Fit)]) -> Vec<Finding> {
    // When every way gives the same number the row tells nothing.
    let telling: Vec<&(At<'_>, Fit)> =
        fits.iter().filter(|(_, fit)| fit.ways.len() < Rounding::ALL.len()).collect();
    let explained = |way: Rounding| telling.iter().filter(|(_, fit)| fit.ways.contains(&way)).count();
    let mut best = Rounding::HalfAway;
    for way in Rounding::ALL {
        if explained(way) > explained(best) {
            best = way;
        }
    }
    let sure = explained(best) * 10 >= telling.len() * 9 && explained(best) >= 5;
    telling
        .iter()
        .filter(|(at, fit)| !fit.ways.contains(&best) && !by_table(at.index, best, &telling))
        .filter_map(|(at, fit)| finding(at, fit, best, sure))
        .collect()
}

/// Whether one other way explains every change of this table, at least three of them and two that `best` does not.
fn by_table(table: usize, best: Rounding, telling: &[&(At<'_>, Fit)]) -> bool {
    let own: Vec<&Fit> = telling.iter().filter(|(at, _)| at.index == table).map(|(_, fit)| fit).collect();
    let against = own.iter().filter(|fit| !fit.ways.contains(&best)).count();
    own.len() >= 3
        && against >= 2
        && Rounding::ALL.into_iter().any(|way| own.iter().all(|fit| fit.ways.contains(&way)))
}

fn finding(at: &At<'_>, fit: &Fit, best: Rounding, sure: bool) -> Option<Finding> {
    let decimals = fit.printed.decimals();
    let computed = signed(fit.pair.change(decimals, best)?);
    let finer = signed(fit.pair.change(decimals.saturating_add(2), Rounding::HalfAway)?);
    let print = at.series.change.as_ref()?.print.clone();
    let (dutch, english) = words(best);
    let severity = if sure { Severity::Error } else { Severity::Warning };
    let finding = Finding::new(
        Rule::R2,
        severity,
        at.at_change(),
        &print,
        (
            format!(
                "De andere veranderingen zijn {dutch}; zo wordt {finer} hier {computed}, gedrukt staat {print}."
            ),
            format!(
                "The other changes are {english}; then {finer} becomes {computed} here, printed is {print}."
            ),
        ),
    );
    Some(finding.against(&computed, &half_of_last_digit(decimals)))
}

const fn words(way: Rounding) -> (&'static str, &'static str) {
    match way {
        Rounding::HalfAway => ("gewoon afgerond", "rounded to the nearest"),
        Rounding::HalfEven => ("afgerond met halven naar even", "rounded with halves to even"),
        Rounding::Truncate => ("afgekapt", "cut off"),
        Rounding::Floor => ("naar beneden afgerond", "rounded down"),
        Rounding::Ceiling => ("naar boven afgerond", "rounded up"),
    }
}

/// Reads a printed change also when its form is not that of the rest: a dot as decimal sign, no percent sign. The second answer says
/// whether the form was another.
pub(crate) fn read_change(print: &str, read: ChangeValue) -> (ChangeValue, bool) {
    if read != ChangeValue::Unreadable {
        return (read, false);
    }
    let number = print.trim().trim_end_matches('%').trim_end().trim_end_matches("procentpunt").trim_end();
    let whole = Decimal::from_dutch(number);
    let dotted = || Decimal::from_dutch(&number.replace(',', "").replace('.', ","));
    match whole.or_else(dotted) {
        Some(value) => (ChangeValue::Percent(value), true),
        None => (ChangeValue::Unreadable, false),
    }
}

/// Quotients and differences of nearby cells that give the printed number.
pub(super) fn candidates(at: &At<'_>, print: &str) -> Vec<Candidate> {
    let (ChangeValue::Percent(printed), _) = read_change(print, ChangeValue::read(print)) else {
        return Vec::new();
    };
    if printed.is_zero() {
        return Vec::new();
    }
    let cells = nearby(at);
    let mut found = Vec::new();
    for own in [true, false] {
        for (left, old) in &cells {
            for (right, new) in &cells {
                let in_row = left.0 == at.position && right.0 == at.position;
                let touches = left.0 == at.position || right.0 == at.position;
                if found.len() < MAX_CANDIDATES && left != right && in_row == own && touches {
                    found.extend(explain(at, (*left, *old), (*right, *new), printed));
                }
            }
        }
    }
    found.truncate(MAX_CANDIDATES);
    found
}

type Cell = (usize, u16);

fn nearby(at: &At<'_>) -> Vec<(Cell, Decimal)> {
    let first = at.position.saturating_sub(REACH);
    let rows = at.table.rows.iter().enumerate().skip(first).take(2 * REACH + 1);
    let percent = at.series.is_percent();
    rows.flat_map(|(position, row)| {
        let same = row.series.iter().filter(move |series| {
            series.group == at.series.group && series.part == at.series.part && series.is_percent() == percent
        });
        same.flat_map(move |series| {
            series.values.iter().filter_map(move |value| Some(((position, value.period), value.exact()?)))
        })
    })
    .collect()
}

fn explain(
    at: &At<'_>,
    left: (Cell, Decimal),
    right: (Cell, Decimal),
    printed: Decimal,
) -> Option<Candidate> {
    let name = |cell: Cell| {
        let label = at.table.rows.get(cell.0).map_or("", |row| row.label.as_str());
        format!("\u{201c}{label}\u{201d} {}", cell.1)
    };
    let decimals = printed.decimals();
    let change = right.1.percent_change_from(left.1, decimals, Rounding::HalfAway);
    let share = right.1.ratio(left.1, 2, decimals, Rounding::HalfAway);
    let (formula, outcome) = if change.is_some_and(|change| change.same(printed)) {
        (format!("verandering van {} naar {}", name(left.0), name(right.0)), change)
    } else if decimals > 0 && share.is_some_and(|share| share.same(printed)) {
        (format!("{} gedeeld door {}", name(right.0), name(left.0)), share)
    } else {
        return None;
    };
    outcome.map(|outcome| Candidate { formula, outcome: signed(outcome) })
}
