//! R3 and R4: totals and their parts.
//!
//! A sum that fits by chance is no total with parts. A set of rows counts as the parts of a row when it gives that row in enough
//! years, measured by how many sets were tried: with 32 sets and a total of 80 million a chance hit is out of the question,
//! with a total of 8 it is likely.

use edition::{CellValue, Decimal};

use super::parts::says_of_which;
use super::subsets::{self, MAX_POOL};
use super::{At, Outcome, content_words, fold};
use crate::finding::{Candidate, Finding, Severity};
use crate::rule::Rule;
use crate::source::{Series, Source, Table};

/// A chance hit among the sets of a row that is called a total must be rarer than one in so many.
const RARE: f64 = 500.0;
/// The same when the rows are all that stand below it, or are named after what it counts.
const NATURAL: f64 = 50.0;
/// The same for a row that is not called a total.
const VERY_RARE: f64 = 100_000.0;
/// The most rows whose parts are searched for in one document, so that a document made to be slow is not.
const MAX_SEARCHES: usize = 200;

/// Findings from which on no explanation is searched, for the same reason.
const MAX_EXPLAINED: usize = 200;

/// A row of one table and group with whole numbers per year, all with the same number of decimals.
struct Line<'a> {
    at: At<'a>,
    years: Vec<Option<i128>>,
    named: bool,
}

/// A total with its parts, as positions in the list of lines.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Partition {
    total: usize,
    parts: Vec<usize>,
    /// Per year: whether it closes; `None` when it cannot be said.
    closes: Vec<Option<bool>>,
    named: bool,
}

pub(crate) fn check(source: &Source, outcome: &mut Outcome) {
    let mut budget = MAX_SEARCHES;
    for (index, table) in source.tables.iter().enumerate() {
        for group in 0..table.groups.len() {
            let years = {
                let mut years = table.periods(group);
                years.sort_unstable();
                years.dedup();
                years
            };
            let lines = lines(source, index, table, group, &years);
            for partition in partitions(&lines, years.len(), &mut budget) {
                outcome.sums += partition.closes.iter().flatten().count();
                report(&lines, &partition, &years, outcome);
                missing(&lines, &partition, &years, outcome);
            }
        }
    }
}

fn lines<'a>(
    source: &'a Source,
    index: usize,
    table: &'a Table,
    group: usize,
    years: &[u16],
) -> Vec<Line<'a>> {
    let usable = |series: &&Series| series.group == group && series.part.is_none() && !series.is_percent();
    let found: Vec<At<'_>> = table
        .rows
        .iter()
        .enumerate()
        .filter_map(|(position, row)| {
            let series = row.series.iter().find(usable)?;
            Some(At { source, index, table, position, row, series })
        })
        .collect();
    let decimals = |at: &At<'_>| at.years().iter().map(|(_, value)| value.decimals()).max().unwrap_or(0);
    let finest = found.iter().map(decimals).max().unwrap_or(0);
    let lifted = |value: Decimal| {
        let lift = 10_i128.checked_pow(u32::from(finest - value.decimals()))?;
        value.mantissa().checked_mul(lift)
    };
    let line = |at: At<'a>| Line {
        years: years.iter().map(|year| at.series.exact(*year).and_then(lifted)).collect(),
        named: is_named_total(&at.row.label) || at.row.bold,
        at,
    };
    let mut made: Vec<Line<'a>> = found.into_iter().map(line).collect();
    // A row that is followed by `waarvan …` is the whole of those.
    let followed: Vec<bool> = made
        .iter()
        .enumerate()
        .map(|(index, line)| {
            let next = made.get(index + 1);
            !says_of_which(&line.at.row.label) && next.is_some_and(|next| says_of_which(&next.at.row.label))
        })
        .collect();
    for (line, followed) in made.iter_mut().zip(followed) {
        line.named |= followed;
    }
    made
}

/// Whether a row is called a total.
fn is_named_total(label: &str) -> bool {
    fold(label).split(' ').any(|word| matches!(word, "totaal" | "totale"))
}

/// Whether the name is nothing but a word for the whole, so that the other rows are its parts by declaration.
fn is_plain_total(label: &str) -> bool {
    matches!(fold(label).as_str(), "totaal" | "totale" | "totaal generaal" | "eindtotaal" | "som")
}

fn partitions(lines: &[Line<'_>], years: usize, budget: &mut usize) -> Vec<Partition> {
    let mut found: Vec<Partition> = Vec::new();
    for total in 0..lines.len() {
        let plain = declared(lines, total, years);
        let closes = |one: &Partition| one.closes.contains(&Some(true));
        if plain.as_ref().is_some_and(closes) {
            found.extend(plain);
        } else {
            found.extend(searched(lines, total, years, budget).or(plain));
        }
    }
    // The parts of a total are not themselves explained by the total: keep one partition for one set of rows.
    let mut seen: Vec<Vec<usize>> = Vec::new();
    found.retain(|one| {
        let mut rows = one.parts.clone();
        rows.push(one.total);
        rows.sort_unstable();
        let new = !seen.contains(&rows);
        seen.push(rows);
        new
    });
    found
}

/// Per year whether the parts give the total. A part without a figure is nothing when the others close; otherwise it leaves the year open.
fn closes(lines: &[Line<'_>], total: usize, parts: &[usize], years: usize) -> Vec<Option<bool>> {
    (0..years)
        .map(|year| {
            let value =
                |index: usize| lines.get(index).and_then(|line| line.years.get(year).copied().flatten());
            let whole = value(total)?;
            let present: Vec<i128> = parts.iter().filter_map(|part| value(*part)).collect();
            let sum = present.iter().try_fold(0_i128, |sum, one| sum.checked_add(*one))?;
            match (sum == whole, present.len() == parts.len()) {
                _ if present.is_empty() => None,
                (true, _) => Some(true),
                (false, true) => Some(false),
                // What is not known may be the difference, but only when there is one to explain.
                (false, false) => {
                    if sum > whole || blank(lines, parts, year) {
                        Some(false)
                    } else {
                        None
                    }
                }
            }
        })
        .collect()
}

/// Whether every part without a figure in this year has an empty cell: then the series did not exist yet, and is nothing.
fn blank(lines: &[Line<'_>], parts: &[usize], year: usize) -> bool {
    parts.iter().filter_map(|part| lines.get(*part)).all(|line| {
        let known = line.years.get(year).is_some_and(Option::is_some);
        let mut values: Vec<_> = line.at.series.values.iter().collect();
        values.sort_by_key(|value| value.period);
        let empty = values
            .get(year)
            .is_some_and(|value| matches!(value.value, CellValue::Missing) && value.print.trim().is_empty());
        known || empty
    })
}

/// The rows above a last row that is called nothing but `Totaal`.
fn declared(lines: &[Line<'_>], total: usize, years: usize) -> Option<Partition> {
    let line = lines.get(total)?;
    if !is_plain_total(&line.at.row.label) {
        return None;
    }
    let same_block =
        |other: &Line<'_>| other.at.row.block == line.at.row.block && !says_of_which(&other.at.row.label);
    let starts =
        |from: usize, to: usize| (from..to).filter(|index| lines.get(*index).is_some_and(same_block));
    let after_last = (0..total).rev().find(|index| {
        lines.get(*index).is_some_and(|other| {
            is_plain_total(&other.at.row.label) || other.at.row.block != line.at.row.block
        })
    });
    let mut parts: Vec<usize> = starts(after_last.map_or(0, |index| index + 1), total).collect();
    if parts.is_empty() {
        parts = starts(total + 1, lines.len()).collect();
    }
    if parts.len() < 2 {
        return None;
    }
    let closes = closes(lines, total, &parts, years);
    Some(Partition { total, parts, closes, named: true })
}

fn searched(lines: &[Line<'_>], total: usize, years: usize, budget: &mut usize) -> Option<Partition> {
    let named = lines.get(total)?.named;
    let mut best: Option<(Partition, f64)> = None;
    for pool in pools(lines, total) {
        let sets: Vec<Vec<usize>> = if named {
            if *budget == 0 {
                return None;
            }
            *budget -= 1;
            closing_subsets(lines, total, &pool, years)
        } else {
            (2..=pool.len()).map(|length| pool.iter().take(length).copied().collect()).collect()
        };
        let tried = if named { f64::from(1_u32 << pool.len().min(MAX_POOL)) } else { 28.0 };
        for parts in sets {
            let closes = closes(lines, total, &parts, years);
            let whole = parts.len() == pool.len() || shares_noun(lines, total, &parts);
            let tried = if named && whole { tried.sqrt().min(8.0) } else { tried };
            let chance = tried * chance(lines, total, &parts, &closes);
            let limit = match (named, whole) {
                (true, true) => 1.0 / NATURAL,
                (true, false) => 1.0 / RARE,
                (false, _) => 1.0 / VERY_RARE,
            };
            let closed = closes.iter().filter(|one| **one == Some(true)).count();
            let enough = chance < limit && (closed >= 2 || (named && whole && closed == 1));
            let partition = Partition { total, parts, closes, named };
            let rank = |one: &Partition| {
                (one.closes.iter().filter(|closed| **closed == Some(true)).count(), one.parts.len())
            };
            let better = best.as_ref().is_none_or(|(known, _)| rank(&partition) > rank(known));
            if enough && better {
                best = Some((partition, chance));
            }
        }
    }
    best.map(|(partition, _)| partition)
}

/// The rows that may be parts: those that follow, and those that come before, nearest first.
fn pools(lines: &[Line<'_>], total: usize) -> Vec<Vec<usize>> {
    let Some(line) = lines.get(total) else { return Vec::new() };
    let belongs = |index: &usize| {
        lines.get(*index).is_some_and(|other| {
            let opens = fold(&other.at.row.label).starts_with("tota") && !is_plain_total(&other.at.row.label);
            other.at.row.block == line.at.row.block && !(opens && line.named)
        })
    };
    let after: Vec<usize> = (total + 1..lines.len()).take_while(belongs).take(MAX_POOL).collect();
    let before: Vec<usize> = (0..total).rev().take_while(belongs).take(MAX_POOL).collect();
    [after, before].into_iter().filter(|pool| pool.len() >= 2).collect()
}

/// Sets of the pool that give the total in at least one year.
fn closing_subsets(lines: &[Line<'_>], total: usize, pool: &[usize], years: usize) -> Vec<Vec<usize>> {
    let mut found: Vec<u32> = Vec::new();
    for year in 0..years {
        let value = |index: usize| lines.get(index).and_then(|line| line.years.get(year).copied().flatten());
        let Some(whole) = value(total).filter(|whole| *whole != 0) else { continue };
        let numbers: Vec<i128> = pool.iter().map(|index| value(*index).unwrap_or(0)).collect();
        let mut hits = 0;
        subsets::each(&numbers, 2, |set, sum| {
            if sum == whole && hits < 64 {
                hits += 1;
                found.push(set);
            }
        });
    }
    found.sort_unstable();
    found.dedup();
    let rows =
        |set: u32| subsets::members(set).into_iter().filter_map(|bit| pool.get(bit).copied()).collect();
    found.into_iter().map(rows).collect()
}

/// Whether the names of the parts all hold a word that says what the total counts.
fn shares_noun(lines: &[Line<'_>], total: usize, parts: &[usize]) -> bool {
    let words =
        |index: usize| lines.get(index).map_or_else(Vec::new, |line| content_words(&line.at.row.label));
    let own = words(total);
    !own.is_empty() && own.iter().any(|word| parts.iter().all(|part| words(*part).contains(word)))
}

/// How likely it is that one set of rows gives the total by chance in the years in which it does. Years with the same figures count once.
fn chance(lines: &[Line<'_>], total: usize, parts: &[usize], closes: &[Option<bool>]) -> f64 {
    let mut seen: Vec<Vec<Option<i128>>> = Vec::new();
    let mut chance = 1.0;
    for (year, _) in closes.iter().enumerate().filter(|(_, closed)| **closed == Some(true)) {
        let value = |index: usize| lines.get(index).and_then(|line| line.years.get(year).copied().flatten());
        let present = parts.iter().filter(|part| value(**part).is_some_and(|one| one != 0)).count();
        let tuple: Vec<Option<i128>> = parts.iter().chain([&total]).map(|index| value(*index)).collect();
        if present < 2 || seen.contains(&tuple) {
            continue;
        }
        seen.push(tuple);
        chance /= value(total).map_or(1.0, significant);
    }
    chance
}

/// How many values a number could have had at the precision at which it is printed: round numbers hit each other more often.
fn significant(value: i128) -> f64 {
    let mut rest = value.unsigned_abs();
    while rest != 0 && rest.is_multiple_of(10) {
        rest /= 10;
    }
    // Above a thousand million a chance hit is out of the question whatever the rest is.
    u32::try_from(rest).map_or(4e9, f64::from).max(1.0)
}

fn report(lines: &[Line<'_>], partition: &Partition, years: &[u16], outcome: &mut Outcome) {
    let Some(total) = lines.get(partition.total) else { return };
    let closed: Vec<u16> = years
        .iter()
        .zip(&partition.closes)
        .filter(|(_, one)| **one == Some(true))
        .map(|(year, _)| *year)
        .collect();
    for (index, (year, _)) in
        years.iter().zip(&partition.closes).enumerate().filter(|(_, (_, one))| **one == Some(false))
    {
        let value = |row: usize| lines.get(row).and_then(|line| line.years.get(index).copied().flatten());
        let sum: i128 = partition.parts.iter().filter_map(|part| value(*part)).sum();
        let whole = value(partition.total).unwrap_or(0);
        let names: Vec<String> = partition
            .parts
            .iter()
            .filter_map(|part| lines.get(*part))
            .map(|line| format!("\u{201c}{}\u{201d}", line.at.row.label))
            .collect();
        let residue = whole.saturating_sub(sum);
        let rule = if partition.named { Rule::R3 } else { Rule::R4 };
        let severity = if closed.is_empty() { Severity::Warning } else { Severity::Error };
        let finding = Finding::new(
            rule,
            severity,
            total.at.at_year(*year),
            &printed(total, *year),
            words(&names, &closed, *year, (sum, whole, residue)),
        );
        let computed = Decimal::whole(sum).to_dutch();
        let candidates = if outcome.findings.len() < MAX_EXPLAINED {
            explanations(lines, partition, index, residue)
        } else {
            Vec::new()
        };
        outcome.findings.push(finding.against(&computed, "0").with(candidates));
    }
}

/// Years in which a part has no figure and the rest leaves a difference: that would be the part.
fn missing(lines: &[Line<'_>], partition: &Partition, years: &[u16], outcome: &mut Outcome) {
    for (index, (year, closed)) in years.iter().zip(&partition.closes).enumerate() {
        let value = |row: usize| lines.get(row).and_then(|line| line.years.get(index).copied().flatten());
        let (None, Some(whole)) = (closed, value(partition.total)) else { continue };
        let without: Vec<usize> =
            partition.parts.iter().copied().filter(|part| value(*part).is_none()).collect();
        let ([only], true) = (without.as_slice(), partition.closes.contains(&Some(true))) else { continue };
        let Some(part) = lines.get(*only) else { continue };
        let sum: i128 = partition.parts.iter().filter_map(|part| value(*part)).sum();
        let rest = Decimal::whole(whole.saturating_sub(sum)).to_dutch();
        let total = lines.get(partition.total).map_or("", |line| line.at.row.label.as_str());
        let words = (
            format!("Hier staat geen cijfer; de andere delen laten van \u{201c}{total}\u{201d} {rest} over."),
            format!("No figure stands here; the other parts leave {rest} of \u{201c}{total}\u{201d}."),
        );
        let finding =
            Finding::new(Rule::R4, Severity::Note, part.at.at_year(*year), &printed(part, *year), words);
        outcome.findings.push(finding.against(&rest, "0"));
    }
}

fn printed(line: &Line<'_>, year: u16) -> String {
    line.at.series.at(year).map_or_else(String::new, |value| value.print.clone())
}

fn words(names: &[String], closed: &[u16], year: u16, sums: (i128, i128, i128)) -> (String, String) {
    let (sum, whole, residue) = sums;
    let dutch = |value: i128| Decimal::whole(value).to_dutch();
    let list = names.join(" + ");
    let years: Vec<String> = closed.iter().map(ToString::to_string).collect();
    let (nl, en) = if years.is_empty() {
        ("De rij heet totaal.".to_owned(), "The row is called total.".to_owned())
    } else {
        (
            format!("In {} is het totaal precies deze som.", years.join(" en ")),
            format!("In {} the total is exactly this sum.", years.join(" and ")),
        )
    };
    (
        format!(
            "In {year} sluit het totaal niet: {list} is samen {}, gedrukt staat {}; verschil {}. {nl}",
            dutch(sum),
            dutch(whole),
            dutch(residue)
        ),
        format!(
            "In {year} the total does not close: {list} make {}, printed is {}; difference {}. {en}",
            dutch(sum),
            dutch(whole),
            dutch(residue)
        ),
    )
}

/// Other rows whose figures explain the difference, exactly or but for a ten-thousandth; and a part that was counted twice or left out.
fn explanations(lines: &[Line<'_>], partition: &Partition, year: usize, residue: i128) -> Vec<Candidate> {
    let rows: Vec<(usize, i128)> = lines
        .iter()
        .enumerate()
        .filter(|(index, _)| *index != partition.total)
        .filter_map(|(index, line)| {
            Some((index, line.years.get(year).copied().flatten().filter(|one| *one != 0)?))
        })
        .take(MAX_POOL)
        .collect();
    let numbers: Vec<i128> = rows.iter().map(|(_, value)| *value).collect();
    let wanted = residue.unsigned_abs();
    let slack = wanted / 10_000;
    let mut found: Vec<(u32, u128, u32)> = Vec::new();
    subsets::each(&numbers, 1, |set, sum| {
        let off = sum.unsigned_abs().abs_diff(wanted);
        let size = set.count_ones();
        // A larger set fits by chance; only one row may be slightly off.
        if size <= 3 && (off == 0 || (size == 1 && off <= slack)) {
            found.push((size, off, set));
        }
    });
    found.sort_unstable();
    let name = |bit: usize| {
        rows.get(bit).and_then(|(index, _)| lines.get(*index)).map_or("", |line| line.at.row.label.as_str())
    };
    let formula = |(_, off, set): &(u32, u128, u32)| {
        let names: Vec<String> =
            subsets::members(*set).into_iter().map(|bit| format!("\u{201c}{}\u{201d}", name(bit))).collect();
        let sum: i128 = subsets::members(*set).into_iter().filter_map(|bit| numbers.get(bit)).sum();
        let rest = if *off == 0 { String::new() } else { format!(" (op {off} na)") };
        Candidate {
            formula: format!("verschil = {}{rest}", names.join(" + ")),
            outcome: Decimal::whole(sum).to_dutch(),
        }
    };
    found.iter().take(4).map(formula).collect()
}
