//! R15: a part is not larger than the whole.

use std::cmp::Ordering;

use super::{At, Outcome, all, fold};
use crate::finding::{Finding, Place, Severity};
use crate::rule::Rule;
use crate::source::Source;

/// The most rows of a table that are compared with each other.
const MAX_LINES: usize = 150;

pub(crate) fn check(source: &Source, outcome: &mut Outcome) {
    let series: Vec<At<'_>> = all(source).collect();
    let mut start = 0;
    while let Some(first) = series.get(start) {
        let table: Vec<At<'_>> =
            series.iter().skip(start).take_while(|at| at.index == first.index).copied().collect();
        start += table.len();
        for part in table.iter().take(MAX_LINES) {
            for whole in table.iter().take(MAX_LINES) {
                if part.position != whole.position && is_part(part, whole) {
                    outcome.findings.extend(larger(part, whole));
                }
            }
        }
        for one in &table {
            let later = table.iter().filter(|other| {
                other.position == one.position
                    && other.series.group != one.series.group
                    && is_later(one, other)
            });
            for other in later {
                outcome.findings.extend(larger(one, other));
            }
        }
    }
}

/// Whether the name of a row says that it counts part of what another row counts: the same words and more (`… via …`), or the same
/// words and one that narrows it (`unieke`).
fn is_part(part: &At<'_>, whole: &At<'_>) -> bool {
    if part.position > whole.position && says_of_which(&part.row.label) {
        let between = part.table.rows.iter().take(part.position).skip(whole.position + 1);
        let nearest = between.into_iter().all(|row| says_of_which(&row.label));
        let alike = part.series.group == whole.series.group
            && part.series.part == whole.series.part
            && part.series.is_percent() == whole.series.is_percent();
        return nearest && alike && !says_of_which(&whole.row.label);
    }
    let comparable = part.series.group == whole.series.group
        && part.series.part == whole.series.part
        && part.series.is_percent() == whole.series.is_percent()
        && part.row.block == whole.row.block;
    if !comparable || part.series.is_percent() {
        return false;
    }
    let (part, whole) = (bare(&part.row.label), bare(&whole.row.label));
    if whole.is_empty() {
        return false;
    }
    // With `en` or `inclusief` the longer name counts more, not less.
    let wider =
        |rest: &str| [" en ", " of ", " plus ", " incl", " met "].iter().any(|word| rest.starts_with(word));
    let narrowed = part.strip_prefix(&whole).is_some_and(|rest| rest.starts_with(' ') && !wider(rest));
    let unique = part.strip_prefix("unieke ").is_some_and(|rest| rest == whole || same_root(rest, &whole));
    let app = whole.strip_suffix(" totaal").is_some_and(|stem| {
        part.strip_prefix(stem).is_some_and(|rest| rest.starts_with(' ')) && part != whole
    });
    narrowed || unique || app
}

/// A name without the words that only say that something is counted.
fn bare(label: &str) -> String {
    let folded = fold(label);
    let words: Vec<&str> = folded.split(' ').collect();
    let skip =
        words.iter().take_while(|word| matches!(**word, "totaal" | "totale" | "aantal" | "het")).count();
    words.get(skip..).unwrap_or(&[]).join(" ")
}

/// Whether a name begins with a word that makes its row part of the row above.
pub(super) fn says_of_which(label: &str) -> bool {
    let folded = fold(label);
    ["waarvan", "w v", "wv", "idem", "daarvan"]
        .iter()
        .any(|word| folded.strip_prefix(word).is_some_and(|rest| rest.is_empty() || rest.starts_with(' ')))
}

/// Visits and visitors: one word each, the same but for the end.
fn same_root(unique: &str, all: &str) -> bool {
    let root = all.strip_suffix("en").unwrap_or(all);
    !unique.contains(' ') && !all.contains(' ') && root.len() >= 5 && unique.starts_with(root)
}

/// Whether two column groups have titles that are equal but for one number, which is larger in the other: `na 3 weken`, `na 6 weken`.
fn is_later(one: &At<'_>, other: &At<'_>) -> bool {
    let title = |at: &At<'_>| at.table.groups.get(at.series.group).cloned().unwrap_or_default();
    let split = |title: &str| {
        let folded = fold(title);
        let words: Vec<&str> = folded.split(' ').collect();
        let at = words
            .windows(2)
            .position(|pair| matches!(pair, ["na" | "binnen", next] if next.parse::<u32>().is_ok()))?;
        let number: u32 = words.get(at + 1)?.parse().ok()?;
        let rest: Vec<String> = words
            .iter()
            .enumerate()
            .filter(|(index, _)| *index != at + 1)
            .map(|(_, word)| (*word).to_owned())
            .collect();
        Some((number, rest))
    };
    match (split(&title(one)), split(&title(other))) {
        (Some((sooner, left)), Some((later, right))) => sooner < later && left == right,
        _ => false,
    }
}

fn larger(part: &At<'_>, whole: &At<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (year, value) in part.years() {
        let Some(limit) = whole.series.exact(year) else { continue };
        if value.compare(limit) != Some(Ordering::Greater) {
            continue;
        }
        let print = part.series.at(year).map_or("", |value| value.print.as_str());
        let of = |at: &At<'_>| match at.table.groups.get(at.series.group) {
            Some(group) if !group.is_empty() => format!("{} ({group})", at.name()),
            _ => at.name(),
        };
        let place: Place = part.at_year(year);
        let finding = Finding::new(
            Rule::R15,
            Severity::Error,
            place,
            print,
            (
                format!(
                    "\u{201c}{}\u{201d} is een deel van \u{201c}{}\u{201d}, maar in {year} groter: {} tegen {}.",
                    of(part),
                    of(whole),
                    value.to_dutch(),
                    limit.to_dutch()
                ),
                format!(
                    "\u{201c}{}\u{201d} is part of \u{201c}{}\u{201d}, but larger in {year}: {} against {}.",
                    of(part),
                    of(whole),
                    value.to_dutch(),
                    limit.to_dutch()
                ),
            ),
        );
        found.push(finding.against(&format!("<= {}", limit.to_dutch()), "0"));
    }
    found
}
