//! R18, R20 and R21: bounds, large changes without an explanation, and counts that never change.

use edition::{CellValue, ChangeValue, Decimal, Rounding};

use super::{At, Outcome, all, content_words, within};
use crate::finding::{Finding, Severity};
use crate::rule::Rule;
use crate::source::Source;

/// From this change (percent) on an explanation is due, when the difference is [`LEAST`] units too. Source: rule "Outliers" of the Monitor.
const LARGE: i128 = 25;
const LEAST: i128 = 10;

/// Beginnings of words for things that happen during a year, as opposed to states at its end.
const EVENTS: [&str; 13] = [
    "bericht",
    "bezoek",
    "raadpleg",
    "bevrag",
    "opvrag",
    "melding",
    "terugmeld",
    "aanvra",
    "ingelogd",
    "download",
    "mutatie",
    "authenticatie",
    "transactie",
];

pub(crate) fn check(source: &Source, strict: bool, outcome: &mut Outcome) {
    for at in all(source) {
        outcome.findings.extend(constant(&at));
        outcome.findings.extend(bounded(&at));
        if !at.series.is_percent() && !explained(&at) {
            outcome.findings.extend(outlier(&at, strict));
        }
    }
}

/// Whether a text of the same section explains this row: it stands in its table, mentions the name of the row, or is the explanation of the
/// section as a whole and shares a word with the row.
fn explained(at: &At<'_>) -> bool {
    let words = content_words(&at.row.label);
    at.source.text.iter().filter(|block| block.section == at.table.section).any(|block| {
        let heading = block.heading.as_deref().unwrap_or("");
        let beside = block.row.is_some_and(|(table, row)| {
            table == at.index
                && at
                    .table
                    .rows
                    .get(row)
                    .is_some_and(|row| row.line == at.row.line || at.row.parent_line == Some(row.line))
        });
        let named = within(&at.row.label, &block.text) || within(&at.row.label, heading);
        let about = || {
            let said = content_words(&block.text);
            words.iter().any(|word| said.contains(word))
        };
        beside || named || (block.explains() && about())
    })
}

fn outlier(at: &At<'_>, strict: bool) -> Option<Finding> {
    let years = at.years();
    let (to, new) = years.last().copied()?;
    let (from, old) = years.iter().rev().nth(1).copied()?;
    let change = new.percent_change_from(old, 1, Rounding::HalfAway)?;
    let difference = new.minus(old)?.magnitude();
    let large = change.magnitude().compare(Decimal::whole(LARGE)).is_some_and(std::cmp::Ordering::is_ge)
        && difference.compare(Decimal::whole(LEAST)).is_some_and(std::cmp::Ordering::is_ge);
    if !large {
        return None;
    }
    let severity = if strict { Severity::Warning } else { Severity::Note };
    let computed = super::changes::signed(change);
    let print = at.series.change.as_ref().map_or_else(|| computed.clone(), |change| change.print.clone());
    let finding = Finding::new(
        Rule::R20,
        severity,
        at.at_change(),
        &print,
        (
            format!(
                "De verandering van {from} naar {to} is {computed}; een toelichting bij deze rij ontbreekt."
            ),
            format!("The change from {from} to {to} is {computed}; an explanation of this row is missing."),
        ),
    );
    Some(finding.against(&computed, ""))
}

fn constant(at: &At<'_>) -> Option<Finding> {
    let years = at.years();
    let (last, value) = years.last().copied()?;
    let same = years.len() >= 3 && years.iter().all(|(_, other)| other.same(value));
    let event =
        content_words(&at.row.label).iter().any(|word| EVENTS.iter().any(|event| word.starts_with(event)));
    let large = value.magnitude().compare(Decimal::whole(LEAST)).is_some_and(std::cmp::Ordering::is_ge);
    if !same || !event || !large || at.series.is_percent() {
        return None;
    }
    let print = at.series.at(last).map_or("", |value| value.print.as_str());
    let digits = value.mantissa().unsigned_abs().to_string();
    // A round number may be an estimate that was repeated; all digits equal for years cannot be a count.
    let severity = if digits.trim_end_matches('0').len() >= 4 { Severity::Warning } else { Severity::Note };
    Some(Finding::new(
        Rule::R21,
        severity,
        at.at_year(last),
        print,
        (
            format!(
                "Een telling over een jaar is {} jaren achtereen exact {}: is zij wel opnieuw geteld?",
                years.len(),
                value.to_dutch()
            ),
            format!(
                "A count over a year is exactly {} for {} years running: was it counted again?",
                value.to_dutch(),
                years.len()
            ),
        ),
    ))
}

fn bounded(at: &At<'_>) -> Option<Finding> {
    let value = at.series.values.iter().max_by_key(|value| value.period)?;
    let bound = matches!(value.value, CellValue::Bound { .. });
    let dash = at.series.change.as_ref().is_some_and(|change| change.value == ChangeValue::Dash);
    if !(bound && dash) {
        return None;
    }
    let print = at.series.change.as_ref().map_or("", |change| change.print.as_str());
    Some(Finding::new(
        Rule::R18,
        Severity::Note,
        at.at_change(),
        print,
        (
            "Van de waarde is alleen een grens bekend; de streep leest als \u{201c}geen verandering\u{201d}."
                .to_owned(),
            "Only a bound of the value is known; the dash reads as \u{201c}no change\u{201d}.".to_owned(),
        ),
    ))
}
