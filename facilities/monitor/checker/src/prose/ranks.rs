//! Superlatives, rankings and ranges that must hold for every member (R9).

use edition::{Decimal, Rounding};

use crate::finding::Severity;
use crate::rule::Rule;

use super::Outcome;
use super::bind;
use super::clause::Sentence;
use super::lexer;
use super::number::{Figure, Sort};
use super::reader::{Scene, State};
use super::rows::Entry;
use super::words::Way;

/// Reads what must be known before the rows of a sentence; answers with the figures that were checked here.
pub(super) fn read(
    scene: &Scene<'_>,
    sentence: &Sentence,
    state: &State,
    outcome: &mut Outcome,
) -> Vec<usize> {
    let mut done = Vec::new();
    for figure in sentence.numbers.figures.iter().filter(|figure| figure.upper.is_some()) {
        if range(scene, sentence, figure, outcome) {
            done.push(figure.at);
        }
    }
    top(scene, sentence, outcome);
    everyone(scene, sentence, state, outcome);
    done
}

/// The largest of its kind: `de meeste …`, once the row of the sentence is known.
pub(super) fn after(scene: &Scene<'_>, sentence: &Sentence, state: &State, outcome: &mut Outcome) {
    let at = (0..sentence.tokens.len())
        .find(|index| sentence.word(*index) == "de" && sentence.word(index + 1) == "meeste");
    let (Some(at), [row]) = (at, state.rows.as_slice()) else { return };
    let Some(entry) = scene.entries.get(*row) else { return };
    let Some(year) = entry.newest() else { return };
    let Some(own) = entry.value(year) else { return };
    let larger = scene
        .entries
        .iter()
        .filter(|other| other.section == entry.section && other.row.block == entry.row.block && !other.total)
        .filter(|other| other.heads.iter().any(|head| entry.counts(head, scene.likeness)))
        .filter_map(|other| Some((other, other.value(year)?)))
        .find(|(_, value)| value.compare(own).is_some_and(std::cmp::Ordering::is_gt));
    let Some((other, value)) = larger else { return };
    if entry.total {
        return;
    }
    let (title, title_en) = (other.title(scene.source), other.title_en(scene.source));
    let (value, own) = (value.to_dutch(), own.to_dutch());
    let words = (
        format!("In de rij {title} staat {value}, meer dan {own}."),
        format!("The row {title_en} has {value}, more than {own}."),
    );
    let found = scene.finding(sentence, (at, at + 2), Rule::R9, Severity::Error, words);
    outcome.findings.push(found.against(&value, ""));
}

/// Sections of the same rank as another: those under the same heading.
fn kin(scene: &Scene<'_>, section: usize) -> Vec<usize> {
    let parent = |index: usize| -> Option<&str> {
        let number = scene.source.sections.get(index)?.number.as_deref()?;
        number.rsplit_once('.').map(|(front, _)| front)
    };
    let Some(own) = parent(section) else { return Vec::new() };
    let mut found: Vec<usize> =
        scene.entries.iter().map(|entry| entry.section).filter(|other| parent(*other) == Some(own)).collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// The sections named in a sentence, once each.
fn named(sentence: &Sentence) -> Vec<usize> {
    let mut found = Vec::new();
    for mention in &sentence.mentions {
        if !found.contains(&mention.section) {
            found.push(mention.section);
        }
    }
    found
}

fn title(scene: &Scene<'_>, section: usize) -> String {
    scene.source.sections.get(section).map_or_else(String::new, |section| section.title.clone())
}

/// The growths of the rows of a section, largest first.
fn growths<'a>(scene: &'a Scene<'_>, section: usize) -> Vec<(&'a Entry<'a>, Decimal)> {
    let mut found: Vec<(&Entry<'_>, Decimal)> = scene
        .entries
        .iter()
        .filter(|entry| entry.section == section && !entry.percent)
        .filter_map(|entry| {
            let new = entry.newest()?;
            Some((entry, entry.growth(entry.before(new)?, new)?))
        })
        .collect();
    found.sort_by(|(_, one), (_, other)| other.compare(*one).unwrap_or(std::cmp::Ordering::Equal));
    found
}

fn inside(growth: Decimal, low: Decimal, high: Decimal) -> bool {
    let rounded = growth.rounded(low.decimals().max(high.decimals()), Rounding::HalfAway).unwrap_or(growth);
    rounded.compare(low).is_some_and(std::cmp::Ordering::is_ge)
        && rounded.compare(high).is_some_and(std::cmp::Ordering::is_le)
}

/// `groeicijfers van 5%-20%` of the sections named, or of the others: each has a row that grew so much.
fn range(scene: &Scene<'_>, sentence: &Sentence, figure: &Figure, outcome: &mut Outcome) -> bool {
    let grows = (0..sentence.tokens.len()).any(|index| {
        ["groei", "stijging", "toename"].iter().any(|front| sentence.word(index).starts_with(front))
    });
    let (Some(upper), true, Sort::Percent) = (figure.upper, grows, figure.sort) else { return false };
    let (low, high) = (figure.printed.number, upper.number);
    let others =
        (0..sentence.tokens.len()).any(|index| ["overige", "andere"].contains(&sentence.word(index)));
    let here = named(sentence);
    let members = if others && here.is_empty() {
        let before = mentioned_in_block(scene, sentence);
        let Some(first) = before.first() else { return false };
        kin(scene, *first).into_iter().filter(|section| !before.contains(section)).collect()
    } else {
        here
    };
    if members.len() < 2 {
        return false;
    }
    let mut wrong = Vec::new();
    let mut right = Vec::new();
    for section in &members {
        let all = growths(scene, *section);
        let fitting = all.iter().find(|(_, growth)| inside(*growth, low, high));
        match (fitting, all.first()) {
            (Some((entry, _)), _) => right.push(*entry),
            (None, Some((_, largest))) => {
                wrong.push(format!("{} ({})", title(scene, *section), super::fit::percent(*largest)));
            }
            (None, None) => {}
        }
    }
    if !wrong.is_empty() {
        let list = wrong.join("; ");
        let words = (
            format!("Geen enkele rij van deze leden groeide zoveel (grootste groei tussen haakjes): {list}."),
            format!("No row of these members grew that much (largest growth in parentheses): {list}."),
        );
        let found = scene.finding(sentence, (figure.from, figure.to), Rule::R9, Severity::Error, words);
        outcome.findings.push(found.against(&list, ""));
    }
    if !others {
        largest(scene, sentence, (figure, high), (&members, &right), outcome);
    }
    true
}

/// `de grootste groeicijfers`: no other section under the same heading grew more in what those rows count.
fn largest(
    scene: &Scene<'_>,
    sentence: &Sentence,
    (figure, high): (&Figure, Decimal),
    (members, fitting): (&[usize], &[&Entry<'_>]),
    outcome: &mut Outcome,
) {
    let superlative =
        (0..sentence.tokens.len()).find(|index| ["grootste", "hoogste"].contains(&sentence.word(*index)));
    let (Some(at), Some(first)) = (superlative, members.first()) else { return };
    for section in kin(scene, *first).into_iter().filter(|section| !members.contains(section)) {
        let larger = growths(scene, section).into_iter().find(|(entry, growth)| {
            growth.compare(high).is_some_and(std::cmp::Ordering::is_gt)
                && fitting.iter().any(|known| entry.heads.iter().any(|head| known.has(head, scene.likeness)))
        });
        if let Some((entry, growth)) = larger {
            let shown = super::fit::percent(growth);
            let words = (
                format!("In de rij {} is de groei {shown}.", entry.title(scene.source)),
                format!("In the row {} the growth is {shown}.", entry.title_en(scene.source)),
            );
            let found = scene.finding(sentence, (at, figure.to), Rule::R9, Severity::Error, words);
            outcome.findings.push(found.against(&shown, ""));
        }
    }
}

/// The sections named in this piece of text before a sentence, in the order in which they were named last.
fn mentioned_in_block(scene: &Scene<'_>, sentence: &Sentence) -> Vec<usize> {
    let start = sentence.tokens.first().map_or(0, |token| token.offset);
    let tokens = lexer::tokens(scene.block.text.get(..start).unwrap_or(""));
    let mut found = Vec::new();
    for mention in scene.names.find(&tokens, false) {
        found.retain(|section| *section != mention.section);
        found.push(mention.section);
    }
    found
}

/// `de top 3 bestaat uit A, B en C`, and `in 2018 was dit ook de top 3`.
fn top(scene: &Scene<'_>, sentence: &Sentence, outcome: &mut Outcome) {
    let at = (0..sentence.tokens.len()).find(|index| sentence.word(*index) == "top");
    let Some(at) = at else { return };
    let Some(count) = sentence.tokens.get(at + 1).and_then(|token| token.text.parse::<usize>().ok()) else {
        return;
    };
    let here = named(sentence);
    let members = if here.is_empty() {
        let mut before = mentioned_in_block(scene, sentence);
        before.drain(..before.len().saturating_sub(count));
        before
    } else {
        here.clone()
    };
    let growth = (0..at).any(|index| sentence.word(index).starts_with("groei"));
    if members.len() < 2 || growth {
        return;
    }
    if !here.is_empty() && here.len() != count {
        let words = (format!("Er worden er {} genoemd.", here.len()), format!("{} are named.", here.len()));
        let found = scene.finding(sentence, (at, at + 2), Rule::R10, Severity::Error, words);
        outcome.findings.push(found.against(&here.len().to_string(), "0"));
    }
    let year = sentence.numbers.years.first().map(|(_, year)| *year);
    let most = |section: usize| -> Option<Decimal> {
        let rows = scene.entries.iter().filter(|entry| entry.section == section && !entry.percent);
        let values = rows.filter_map(|entry| entry.value(year.or_else(|| entry.newest())?));
        values.reduce(
            |one, other| if other.compare(one).is_some_and(std::cmp::Ordering::is_gt) { other } else { one },
        )
    };
    let lowest = members.iter().filter_map(|section| most(*section)).reduce(|one, other| {
        if other.compare(one).is_some_and(std::cmp::Ordering::is_lt) { other } else { one }
    });
    let (Some(lowest), Some(first)) = (lowest, members.first()) else { return };
    let beyond: Vec<String> = kin(scene, *first)
        .into_iter()
        .filter(|section| !members.contains(section))
        .filter_map(|section| Some((section, most(section)?)))
        .filter(|(_, value)| value.compare(lowest).is_some_and(std::cmp::Ordering::is_gt))
        .map(|(section, value)| format!("{} ({})", title(scene, section), value.to_dutch()))
        .collect();
    if !beyond.is_empty() {
        let list = beyond.join("; ");
        let words = (
            format!("Groter dan het laagste lid ({}): {list}.", lowest.to_dutch()),
            format!("Larger than the lowest member ({}): {list}.", lowest.to_dutch()),
        );
        let found = scene.finding(sentence, (at, at + 2), Rule::R9, Severity::Error, words);
        outcome.findings.push(found.against(&list, ""));
    }
}

/// `is bij alle partijen gestegen`: every row of the table of groups moved that way.
fn everyone(scene: &Scene<'_>, sentence: &Sentence, state: &State, outcome: &mut Outcome) {
    let at = (0..sentence.tokens.len())
        .find(|index| sentence.word(*index) == "alle" && sentence.word(index.wrapping_sub(1)) == "bij");
    let Some(at) = at else { return };
    let end = sentence.tokens.iter().position(|token| token.is("(")).unwrap_or(sentence.tokens.len());
    let is_head = |stem: &str| scene.is_head(sentence, state.context.as_ref(), stem);
    let clause = sentence.clause(0..end, &is_head, scene.likeness);
    let (Some(way), true) = (clause.way, clause.said.is_empty()) else { return };
    let clues = bind::clues(sentence, &clause, state.context.as_ref());
    let of_groups = |entry: &&Entry<'_>| {
        let title = entry.table.groups.get(entry.series.group).map_or("", String::as_str);
        state.context.as_ref().is_some_and(|context| context.section == entry.section)
            && !title.is_empty()
            && entry.percent
            && entry.heads.iter().any(|head| clues.stems.iter().any(|stem| scene.likeness.alike(head, stem)))
    };
    for entry in scene.entries.iter().filter(of_groups) {
        let Some(new) = entry.newest() else { continue };
        let Some(old) = entry.before(new) else { continue };
        let (Some(from), Some(to)) = (entry.value(old), entry.value(new)) else { continue };
        let order = to.compare(from);
        let holds = match way {
            Way::Up => order.is_some_and(std::cmp::Ordering::is_gt),
            Way::Down => order.is_some_and(std::cmp::Ordering::is_lt),
            Way::Same => order.is_some_and(std::cmp::Ordering::is_eq),
        };
        if holds {
            continue;
        }
        let (from, to) = (from.to_dutch(), to.to_dutch());
        let words = (
            format!("In de rij {} gaat het van {from}% naar {to}%.", entry.title(scene.source)),
            format!("The row {} goes from {from}% to {to}%.", entry.title_en(scene.source)),
        );
        let found = scene.finding(sentence, (at, at + 2), Rule::R9, Severity::Error, words);
        outcome.findings.push(found.against(&format!("{from}% \u{2192} {to}%"), ""));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_growth_lies_inside_a_range_when_its_rounding_does() {
        let at = |text: &str| text.parse::<Decimal>().unwrap();
        assert!(inside(at("4.6"), at("5"), at("20")));
        assert!(!inside(at("4.4"), at("5"), at("20")));
    }
}
