//! R5: the same figure in two tables.

use std::collections::BTreeMap;

use edition::Decimal;

use super::{At, Outcome, all, content_words, fold, within};
use crate::finding::{Candidate, Finding, Severity};
use crate::rule::Rule;
use crate::source::Source;

/// Digits that the equal figures of two rows must have together before the rows count as the same without a common word.
const DIGITS: usize = 9;
/// The same with a common word.
const DIGITS_WITH_WORD: usize = 5;
/// The most rows that are compared with each other.
const MAX_LINES: usize = 1_000;

pub(crate) fn check(source: &Source, outcome: &mut Outcome) {
    let rows: Vec<At<'_>> = all(source).filter(|at| !at.series.is_percent()).take(MAX_LINES).collect();
    let names = names(source);
    let mentions: Vec<Vec<usize>> = rows.iter().map(|at| mentioned(at, &names)).collect();
    let mut pairs: BTreeMap<(usize, usize), bool> = BTreeMap::new();
    for (left, one) in rows.iter().enumerate() {
        for (right, other) in rows.iter().enumerate().skip(left + 1) {
            if one.table.section == other.table.section {
                continue;
            }
            let mutual = mentions.get(left).is_some_and(|list| list.contains(&other.table.section))
                && mentions.get(right).is_some_and(|list| list.contains(&one.table.section))
                && share_word(source, one, other);
            let equal = equal_years(one, other);
            if (mutual && equal >= 1) || by_values(source, one, other) {
                pairs.insert((left, right), mutual);
            }
        }
    }
    for ((left, right), mutual) in unambiguous(&pairs) {
        if let (Some(one), Some(other)) = (rows.get(left), rows.get(right)) {
            outcome.pairs += 1;
            outcome.findings.extend(differences(one, other, mutual));
        }
    }
}

/// Names of each section that has a table; names that several sections share are left out.
fn names(source: &Source) -> Vec<(usize, String)> {
    let mut count: BTreeMap<String, usize> = BTreeMap::new();
    let with_table = |index: &usize| source.tables.iter().any(|table| table.section == *index);
    let sections: Vec<usize> = (0..source.sections.len()).filter(with_table).collect();
    let own = |index: usize| {
        let mut names: Vec<String> = source
            .sections
            .get(index)
            .map_or_else(Vec::new, |one| one.names.iter().map(|name| fold(name)).collect());
        names.sort();
        names.dedup();
        names.retain(|name| name.len() > 1);
        names
    };
    for index in &sections {
        for name in own(*index) {
            *count.entry(name).or_default() += 1;
        }
    }
    let single = |name: &String| count.get(name) == Some(&1);
    sections
        .iter()
        .flat_map(|index| own(*index).into_iter().filter(single).map(|name| (*index, name)))
        .collect()
}

/// The sections that the name of a row mentions, apart from its own.
fn mentioned(at: &At<'_>, names: &[(usize, String)]) -> Vec<usize> {
    let label = at.name();
    names
        .iter()
        .filter(|(section, name)| *section != at.table.section && within(name, &label))
        .map(|(section, _)| *section)
        .collect()
}

/// Whether both names hold a word that says what is counted and is not the name of a facility.
fn share_word(source: &Source, one: &At<'_>, other: &At<'_>) -> bool {
    let section_words: Vec<String> = [one, other]
        .into_iter()
        .filter_map(|at| source.section_of(at.table))
        .flat_map(|section| section.names.iter().flat_map(|name| content_words(name)))
        .collect();
    let words = content_words(&other.name());
    content_words(&one.name()).iter().any(|word| words.contains(word) && !section_words.contains(word))
}

fn years_of_both(one: &At<'_>, other: &At<'_>) -> Vec<(u16, Decimal, Decimal)> {
    one.years()
        .into_iter()
        .filter_map(|(year, value)| Some((year, value, other.series.exact(year)?)))
        .collect()
}

fn equal_years(one: &At<'_>, other: &At<'_>) -> usize {
    years_of_both(one, other).iter().filter(|(_, left, right)| left.same(*right) && !left.is_zero()).count()
}

/// Whether the figures are equal in so many digits that chance is out of the question, in at least two years.
fn by_values(source: &Source, one: &At<'_>, other: &At<'_>) -> bool {
    let equal: Vec<Decimal> = years_of_both(one, other)
        .into_iter()
        .filter(|(_, left, right)| left.same(*right) && !left.is_zero())
        .map(|(_, left, _)| left)
        .collect();
    if equal.len() < 2 {
        return false;
    }
    let mut digits: Vec<String> = equal
        .iter()
        .map(|value| value.mantissa().unsigned_abs().to_string().trim_end_matches('0').to_owned())
        .collect();
    digits.sort();
    digits.dedup();
    let total: usize = digits.iter().map(String::len).sum();
    let least = if share_word(source, one, other) { DIGITS_WITH_WORD } else { DIGITS };
    digits.len() >= 2 && total >= least
}

/// Each row is compared with one other: when a row fits several, only the ones that mention each other stay, and when these are several too,
/// none does.
fn unambiguous(pairs: &BTreeMap<(usize, usize), bool>) -> Vec<((usize, usize), bool)> {
    let rivals = |key: &(usize, usize), mutual_only: bool| {
        pairs
            .iter()
            .filter(|(other, mutual)| {
                *other != key
                    && (**mutual || !mutual_only)
                    && [other.0, other.1].iter().any(|row| [key.0, key.1].contains(row))
            })
            .count()
    };
    pairs
        .iter()
        .filter(|(key, mutual)| rivals(key, **mutual) == 0)
        .map(|(key, mutual)| (*key, *mutual))
        .collect()
}

fn differences(one: &At<'_>, other: &At<'_>, mutual: bool) -> Vec<Finding> {
    let shared = years_of_both(one, other);
    let same: Vec<String> = shared
        .iter()
        .filter(|(_, left, right)| left.same(*right))
        .map(|(year, ..)| year.to_string())
        .collect();
    let severity = if mutual { Severity::Error } else { Severity::Warning };
    let mut found = Vec::new();
    for (year, left, right) in shared.iter().filter(|(_, left, right)| !left.same(*right)) {
        for (here, value, there, against) in [(one, left, other, right), (other, right, one, left)] {
            let table = there.source.table_name(there.table, Some(there.row), there.series.group);
            let line =
                if there.row.line > 0 { format!(" (regel {})", there.row.line) } else { String::new() };
            let line_en = line.replace("regel", "line");
            let (why, why_en) = if mutual {
                ("De rijen noemen elkaar", "The rows name each other")
            } else {
                ("De rijen zijn dezelfde", "The rows are the same")
            };
            let years = (same.join(" en "), same.join(" and "));
            let words = (
                format!(
                    "In {year} staat hier {}, maar bij {table}, rij \u{201c}{}\u{201d}{line}, {}. {why}; in {} zijn ze gelijk.",
                    value.to_dutch(),
                    there.name(),
                    against.to_dutch(),
                    years.0
                ),
                format!(
                    "For {year} this says {}, but {table}, row \u{201c}{}\u{201d}{line_en}, says {}. {why_en}; in {} they are equal.",
                    value.to_dutch(),
                    there.name(),
                    against.to_dutch(),
                    years.1
                ),
            );
            let print = here.series.at(*year).map_or("", |value| value.print.as_str());
            let candidate = Candidate {
                formula: format!("\u{201c}{}\u{201d} {year}{line}", there.name()),
                outcome: against.to_dutch(),
            };
            found.push(
                Finding::new(Rule::R5, severity, here.at_year(*year), print, words)
                    .against(&against.to_dutch(), "0")
                    .with(vec![candidate]),
            );
        }
    }
    found
}
