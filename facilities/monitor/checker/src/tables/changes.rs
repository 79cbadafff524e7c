//! R1, R2, R13: the printed change against the values of its row, and the way of rounding.

use edition::{CellValue, ChangeValue, Decimal, Rounding};

use super::rounding::{self, Fit};
use super::{At, Outcome, all};
use crate::finding::{Candidate, Finding, Severity, half_of_last_digit};
use crate::rule::Rule;

/// Between which years the changes of a column are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Basis {
    /// The two newest years, or those that the header names.
    Newest,
    /// The first and the last year of the table.
    Ends,
}

/// A change that can be recomputed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pair {
    pub from: u16,
    pub to: u16,
    pub old: Decimal,
    pub new: Decimal,
    /// Whether the values are percentages, so that their change is a difference in points.
    pub points: bool,
}

pub(crate) fn check(source: &crate::source::Source, outcome: &mut Outcome) {
    let rows: Vec<At<'_>> = all(source).filter(|at| has_column(at)).collect();
    let basis = basis(&rows);
    let mut fits = Vec::new();
    for at in rows {
        if at.series.change.is_some() {
            outcome.changes += 1;
        }
        match judge(&at, basis) {
            Judgement::Wrong(finding) => outcome.findings.push(*finding),
            Judgement::Rounded(fit) => fits.push((at, fit)),
            Judgement::Nothing => {}
        }
    }
    outcome.findings.extend(rounding::check(&fits));
}

fn has_column(at: &At<'_>) -> bool {
    at.table
        .columns
        .iter()
        .any(|column| column.group == at.series.group && column.kind == crate::source::ColumnKind::Change)
}

/// The basis that explains most changes of the document; the newest years when both do equally.
fn basis(rows: &[At<'_>]) -> Basis {
    let explained = |basis| {
        let fits = |at: &&At<'_>| matches!(judge(at, basis), Judgement::Rounded(_));
        rows.iter().filter(fits).count()
    };
    if explained(Basis::Ends) > explained(Basis::Newest) { Basis::Ends } else { Basis::Newest }
}

enum Judgement {
    Nothing,
    Wrong(Box<Finding>),
    Rounded(Fit),
}

/// The two years of the change.
fn years(at: &At<'_>, basis: Basis) -> Option<(u16, u16)> {
    let header = at.series.change.as_ref().map_or("", |change| change.header.as_str());
    let named: Vec<u16> =
        header.split(|sign: char| !sign.is_ascii_digit()).filter_map(crate::markup::year).collect();
    if let [from, to] = named.as_slice() {
        return Some((*from.min(to), *from.max(to)));
    }
    let mut years = at.table.periods(at.series.group);
    years.sort_unstable();
    years.dedup();
    let to = years.last().copied()?;
    let from = match basis {
        Basis::Newest => years.iter().rev().nth(1).copied(),
        Basis::Ends => years.first().copied().filter(|_| years.len() > 1),
    };
    Some((from?, to))
}

fn judge(at: &At<'_>, basis: Basis) -> Judgement {
    let Some((from, to)) = years(at, basis) else { return Judgement::Nothing };
    let (Some(old), Some(new)) = (at.series.at(from), at.series.at(to)) else { return Judgement::Nothing };
    let exact = old.exact().zip(new.exact());
    let Some(change) = &at.series.change else {
        return match exact {
            Some((old, new)) => absent(at, from, to, old, new),
            None => Judgement::Nothing,
        };
    };
    let bounded = [old, new].iter().any(|value| {
        matches!(value.value, CellValue::Bound { .. } | CellValue::Number { estimated: true, .. })
    });
    let (value, _) = rounding::read_change(&change.print, change.value);
    match (exact, value) {
        (Some((old, new)), value) => {
            let points = at.series.is_percent();
            compare(at, Pair { from, to, old, new, points }, value)
        }
        (None, ChangeValue::Percent(_)) if bounded => Judgement::Wrong(Box::new(bound(at, from, to))),
        (None, ChangeValue::Percent(_)) if new.is_missing() || old.is_missing() => {
            Judgement::Wrong(Box::new(from_nothing(at, if old.is_missing() { from } else { to })))
        }
        _ => Judgement::Nothing,
    }
}

fn absent(at: &At<'_>, from: u16, to: u16, old: Decimal, new: Decimal) -> Judgement {
    if at.series.part.is_some() || old.same(new) {
        return Judgement::Nothing;
    }
    let pair = Pair { from, to, old, new, points: at.series.is_percent() };
    let finding = Finding::new(
        Rule::R1,
        Severity::Warning,
        at.at_change(),
        "",
        (
            format!("De verandering ontbreekt, terwijl de waarden van {from} en {to} er wel staan."),
            format!("The change is missing, although the values of {from} and {to} are there."),
        ),
    );
    Judgement::Wrong(Box::new(finding.against(&pair.expected(1), "")))
}

fn bound(at: &At<'_>, from: u16, to: u16) -> Finding {
    let print = at.series.change.as_ref().map_or("", |change| change.print.as_str());
    Finding::new(
        Rule::R18,
        Severity::Warning,
        at.at_change(),
        print,
        (
            format!(
                "Van {from} of {to} is alleen een grens of schatting bekend; daarmee is geen verandering te berekenen."
            ),
            format!(
                "Only a bound or an estimate is known for {from} or {to}; no change can be computed with it."
            ),
        ),
    )
}

fn from_nothing(at: &At<'_>, year: u16) -> Finding {
    let print = at.series.change.as_ref().map_or("", |change| change.print.as_str());
    Finding::new(
        Rule::R1,
        Severity::Error,
        at.at_change(),
        print,
        (
            format!("Er staat een verandering, maar een waarde voor {year} ontbreekt in de rij."),
            format!("A change is printed, but the row has no value for {year}."),
        ),
    )
    .with(rounding::candidates(at, print))
}

impl Pair {
    /// The change with so many decimals; for percentages the difference in points.
    pub(super) fn change(self, decimals: u8, way: Rounding) -> Option<Decimal> {
        if self.points {
            return self.new.minus(self.old)?.rounded(decimals, way);
        }
        self.new.percent_change_from(self.old, decimals, way)
    }

    /// As it should have been printed.
    pub(super) fn expected(self, decimals: u8) -> String {
        if self.old.same(self.new) {
            return "-".to_owned();
        }
        match self.change(decimals, Rounding::HalfAway) {
            Some(change) => signed(change),
            None => "nieuw".to_owned(),
        }
    }
}

/// A percentage with its sign: `+8,3%`.
pub(super) fn signed(value: Decimal) -> String {
    let sign = if value.mantissa() > 0 { "+" } else { "" };
    format!("{sign}{}%", value.to_dutch())
}

fn compare(at: &At<'_>, pair: Pair, printed: ChangeValue) -> Judgement {
    match printed {
        ChangeValue::Percent(value) => percent(at, pair, value),
        ChangeValue::Dash => {
            let zero = pair.change(1, Rounding::HalfAway).is_some_and(Decimal::is_zero);
            if pair.old.same(pair.new) || pair.old.is_zero() {
                Judgement::Nothing
            } else if zero {
                wrong(
                    at,
                    pair,
                    Severity::Note,
                    1,
                    (
                        "De streep zegt dat er niets verandert, maar de waarden verschillen (minder dan 0,05%).",
                        "The dash says that nothing changes, but the values differ (by less than 0.05%).",
                    ),
                )
            } else {
                wrong(
                    at,
                    pair,
                    Severity::Error,
                    1,
                    (
                        "De streep zegt dat er niets verandert, maar de waarden verschillen.",
                        "The dash says that nothing changes, but the values differ.",
                    ),
                )
            }
        }
        ChangeValue::New if pair.old.is_zero() => Judgement::Nothing,
        ChangeValue::New => wrong(
            at,
            pair,
            Severity::Error,
            1,
            (
                "De rij heet nieuw, maar het jaar ervoor heeft een waarde.",
                "The row is called new, but the year before has a value.",
            ),
        ),
        // A text that is no change is a matter of form: R23 reports it.
        ChangeValue::Unreadable => Judgement::Nothing,
    }
}

fn percent(at: &At<'_>, pair: Pair, printed: Decimal) -> Judgement {
    let decimals = printed.decimals();
    if pair.old.is_zero() && !pair.points && !pair.new.is_zero() {
        return wrong(
            at,
            pair,
            Severity::Error,
            decimals,
            (
                "De waarde in het jaar ervoor is 0; daarvan is geen percentage te nemen.",
                "The value of the year before is 0; no percentage can be taken of it.",
            ),
        );
    }
    let ways: Vec<Rounding> = Rounding::ALL
        .into_iter()
        .filter(|way| pair.change(decimals, *way).is_some_and(|computed| computed.same(printed)))
        .collect();
    if !ways.is_empty() {
        return Judgement::Rounded(Fit { pair, printed, ways });
    }
    let relative = Pair { points: false, ..pair };
    let says_difference = at.series.change.as_ref().is_some_and(|change| {
        let header = change.header.to_lowercase();
        header.starts_with("ver") || header.contains("punt")
    });
    let also = pair.points && !says_difference;
    if also && relative.change(decimals, Rounding::HalfAway).is_some_and(|computed| computed.same(printed)) {
        return Judgement::Nothing;
    }
    let opposite = pair
        .change(decimals, Rounding::HalfAway)
        .is_some_and(|computed| Decimal::new(-computed.mantissa(), computed.decimals()).same(printed));
    wrong(
        at,
        pair,
        Severity::Error,
        decimals,
        if opposite {
            ("De verandering heeft het verkeerde teken.", "The change has the wrong sign.")
        } else if pair.points {
            (
                "Het verschil in procentpunten volgt niet uit de percentages in de rij.",
                "The difference in points does not follow from the percentages in the row.",
            )
        } else {
            (
                "De verandering volgt niet uit de waarden in de rij, hoe er ook wordt afgerond.",
                "The change does not follow from the values in the row, in whatever way it is rounded.",
            )
        },
    )
}

fn wrong(at: &At<'_>, pair: Pair, severity: Severity, decimals: u8, words: (&str, &str)) -> Judgement {
    let print = at.series.change.as_ref().map_or("", |change| change.print.as_str());
    let (old, new) = (pair.old.to_dutch(), pair.new.to_dutch());
    let sign = if pair.points { "%" } else { "" };
    let computed = pair.expected(decimals);
    let (from, to) = (pair.from, pair.to);
    let rule = if pair.points { Rule::R13 } else { Rule::R1 };
    let finding = Finding::new(
        rule,
        severity,
        at.at_change(),
        print,
        (
            format!(
                "{} Van {old}{sign} ({from}) naar {new}{sign} ({to}) is {computed}; gedrukt staat {print}.",
                words.0
            ),
            format!(
                "{} From {old}{sign} ({from}) to {new}{sign} ({to}) is {computed}; printed is {print}.",
                words.1
            ),
        ),
    );
    let candidates: Vec<Candidate> = rounding::candidates(at, print);
    Judgement::Wrong(Box::new(finding.against(&computed, &half_of_last_digit(decimals)).with(candidates)))
}
