//! R22: one spelling for each name.

use std::collections::BTreeMap;

use super::line;
use crate::finding::{Finding, Place, Severity};
use crate::markup;
use crate::rule::Rule;
use crate::source::{Section, Source};
use crate::tables::{all, fold, near};

/// The most rows whose names are compared with those of other rows.
const MAX_LABELS: usize = 600;

/// A name where it stands.
struct Named {
    name: String,
    place: Place,
}

pub(crate) fn check(source: &Source) -> Vec<Finding> {
    let mut findings = contents(source);
    findings.extend(bold(source));
    findings.extend(labels(source));
    findings
}

/// A name without what typing may differ in and still be read as the same.
fn tight(name: &str) -> String {
    fold(name).replace(' ', "")
}

fn spelled(named: &Named, other: &str, where_: (&str, &str)) -> Finding {
    Finding::new(
        Rule::R22,
        Severity::Note,
        named.place.clone(),
        &named.name,
        (
            format!("{} heet het \u{201c}{other}\u{201d}; hier \u{201c}{}\u{201d}.", where_.0, named.name),
            format!(
                "{} it is called \u{201c}{other}\u{201d}; here \u{201c}{}\u{201d}.",
                where_.1, named.name
            ),
        ),
    )
    .against(other, "")
}

/// Lines of the contents against the heading with the same number, or else the nearest heading.
fn contents(source: &Source) -> Vec<Finding> {
    let mut findings = Vec::new();
    for entry in &source.contents {
        let same = source.headings.iter().any(|one| one.title == entry.title && one.number == entry.number);
        if same {
            continue;
        }
        let alike = source.headings.iter().find(|one| {
            one.number == entry.number
                && one.title != entry.title
                && (tight(&one.title) == tight(&entry.title)
                    || near(&tight(&one.title), &tight(&entry.title), 2))
        });
        if let Some(heading) = alike {
            let named = Named { name: entry.title.clone(), place: line(entry.line, "Inhoudsopgave") };
            findings.push(spelled(&named, &heading.title, ("In de kop", "In the heading")));
        }
    }
    findings
}

/// Names in bold in the text against the names of sections.
fn bold(source: &Source) -> Vec<Finding> {
    let mut known: BTreeMap<String, String> = BTreeMap::new();
    for section in source.sections.iter().filter(|section| section.appendix) {
        for name in own_names(section) {
            known.entry(tight(&name)).or_insert(name);
        }
    }
    let mut findings = Vec::new();
    for block in &source.text {
        for (index, part) in block.text.split("**").enumerate() {
            if index % 2 == 0 || part.trim().chars().count() < 4 {
                continue;
            }
            let name = markup::clean(part);
            let name = name.trim_matches(|sign: char| !sign.is_alphanumeric() && sign != ')').to_owned();
            let exact = known.values().any(|one| *one == name);
            let folded = tight(&name);
            if exact || known.is_empty() {
                continue;
            }
            let alike = known.iter().find(|(other, _)| {
                **other == folded || (folded.chars().count() >= 7 && near(other, &folded, 1))
            });
            if let Some((_, other)) = alike {
                let offset: usize = block.text.split("**").take(index).map(|one| one.len() + 2).sum();
                let (number, column) = block.position(offset);
                let heading = source.sections.get(block.section).map_or("", |one| one.title.as_str());
                let place = Place::in_text(number, column, part.chars().count(), heading, part);
                findings.push(spelled(&Named { name, place }, other, ("In de kop", "In the heading")));
            }
        }
    }
    findings
}

fn own_names(section: &Section) -> Vec<String> {
    section.names.iter().filter(|name| name.chars().count() > 2).cloned().collect()
}

/// Names of rows that differ from a name in another table in a letter: the rarer spelling is reported.
fn labels(source: &Source) -> Vec<Finding> {
    let mut count: BTreeMap<String, usize> = BTreeMap::new();
    for at in all(source) {
        *count.entry(at.row.label.clone()).or_default() += 1;
    }
    let labels: Vec<(String, String, usize)> =
        count.iter().take(300).map(|(label, many)| (label.clone(), fold(label), *many)).collect();
    let mut findings = Vec::new();
    let mut seen: Vec<&str> = Vec::new();
    for at in all(source).take(MAX_LABELS) {
        if seen.contains(&at.row.label.as_str()) || at.row.label.chars().count() < 15 {
            continue;
        }
        let own = fold(&at.row.label);
        let many = count.get(&at.row.label).copied().unwrap_or(0);
        let better = labels.iter().find(|(label, folded, others)| {
            *label != at.row.label
                && (*others, std::cmp::Reverse(label)) > (many, std::cmp::Reverse(&at.row.label))
                && typed_alike(&own, folded)
        });
        if let Some((label, ..)) = better {
            seen.push(&at.row.label);
            let mut place = at.at_year(at.series.values.first().map_or(0, |value| value.period));
            place.column = None;
            place.length = 0;
            place.column_name.clear();
            let named = Named { name: at.row.label.clone(), place };
            findings.push(spelled(&named, label, ("Elders", "Elsewhere")));
        }
    }
    findings
}

/// Whether two names have the same words but for one that differs in one letter, and not in a digit.
fn typed_alike(left: &str, right: &str) -> bool {
    let (one, other): (Vec<&str>, Vec<&str>) = (left.split(' ').collect(), right.split(' ').collect());
    if left == right {
        return true;
    }
    if one.len() != other.len() {
        return false;
    }
    let differ: Vec<(&str, &str)> = one.into_iter().zip(other).filter(|(one, other)| one != other).collect();
    match differ.as_slice() {
        [(one, other)] => {
            let digits = |word: &str| word.chars().any(char::is_numeric);
            let shortest = one.chars().count().min(other.chars().count());
            shortest >= 6
                && !digits(one)
                && !digits(other)
                && near(one, other, 1)
                && one.chars().take(3).eq(other.chars().take(3))
        }
        _ => false,
    }
}
