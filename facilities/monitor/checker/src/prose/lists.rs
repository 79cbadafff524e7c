//! Enumerations that are counted (R10) and breakdowns that add up to their row (R6).

use edition::Decimal;

use crate::finding::Severity;
use crate::rule::Rule;
use crate::source::TextKind;

use super::Outcome;
use super::bind;
use super::clause::{Clause, Role, Sentence};
use super::lexer::Kind;
use super::likeness;
use super::number::{Figure, Sort};
use super::reader::{Scene, State};
use super::words::{self, Way};

/// A number above this is not followed by the list of what it counts.
const LONGEST_LIST: i128 = 40;

/// Words that say that a list is not complete.
const INCOMPLETE: &[&str] = &[
    "zoals",
    "bijvoorbeeld",
    "waaronder",
    "o.a",
    "bijv",
    "onder",
    "met",
    "etc",
    "enz",
    "via",
    "onder andere",
];

/// Reads a sentence; answers with the figures that were checked here, and with those that were counted but may stand in a row as well.
pub(super) fn read(
    scene: &Scene<'_>,
    sentence: &Sentence,
    state: &State,
    outcome: &mut Outcome,
) -> (Vec<usize>, Vec<usize>) {
    let mut counted_too = Vec::new();
    let mut done = breakdown(scene, sentence, state, outcome);
    for figure in &sentence.numbers.figures {
        if done.contains(&figure.at) || !is_small(figure) {
            continue;
        }
        let counted = listed(scene, sentence, figure)
            .or_else(|| items_below(scene, sentence, figure))
            .or_else(|| sections_below(scene, sentence, figure));
        let Some(counted) = counted else { continue };
        let number = figure.printed.number.mantissa();
        let count = i128::try_from(counted.len()).unwrap_or(i128::MAX);
        if number != count {
            let members = counted.join("; ");
            let words = (
                format!("Er staan er {count}: {members}."),
                format!("There are {count} of them: {members}."),
            );
            let found = scene.finding(sentence, (figure.from, figure.to), Rule::R10, Severity::Error, words);
            outcome.findings.push(found.against(&count.to_string(), "0"));
        }
        // The figure may also stand in a row: `de 3 aangesloten registraties (A, B en C)`.
        if sentence.word(figure.from.saturating_sub(1)) == "waarvan" {
            done.push(figure.at);
        }
        counted_too.push(figure.at);
    }
    unchanged(scene, sentence, state, outcome);
    (done, counted_too)
}

fn is_small(figure: &Figure) -> bool {
    figure.sort == Sort::Count
        && figure.upper.is_none()
        && figure.printed.exponent == 0
        && figure.printed.number.decimals() == 0
        && (2..=LONGEST_LIST).contains(&figure.printed.number.mantissa())
}

/// The members of a list that follows a figure and its noun: `5 registraties (A, B, C, D en E)` or `3 zaken: a, b en c`.
fn listed(scene: &Scene<'_>, sentence: &Sentence, figure: &Figure) -> Option<Vec<String>> {
    let open = (figure.to..figure.to + 5)
        .find(|index| sentence.tokens.get(*index).is_some_and(|token| token.is("(") || token.is(":")))?;
    let noun_between = (figure.to..open).any(|index| {
        sentence
            .tokens
            .get(index)
            .is_some_and(|token| token.kind == Kind::Word && !words::is_stop(&token.lower))
    });
    let interrupted = (figure.to..open)
        .any(|index| sentence.tokens.get(index).is_some_and(|token| token.kind == Kind::Sign));
    if !noun_between || interrupted {
        return None;
    }
    members(scene, sentence, open)
}

/// The members between a parenthesis or colon and its end; `None` when it is no complete list of names.
fn members(scene: &Scene<'_>, sentence: &Sentence, open: usize) -> Option<Vec<String>> {
    let bracket = sentence.tokens.get(open)?.is("(");
    let close = (open + 1..sentence.tokens.len())
        .find(|index| {
            sentence.tokens.get(*index).is_some_and(|token| {
                if bracket { token.is(")") } else { token.is(".") && *index + 1 == sentence.tokens.len() }
            })
        })
        .unwrap_or(sentence.tokens.len());
    let first = sentence.word(open + 1);
    let has_figure = sentence.numbers.figures.iter().any(|figure| (open..close).contains(&figure.at));
    let incomplete = (open + 1..close).any(|index| ["etc", "enz"].contains(&sentence.word(index)));
    if INCOMPLETE.contains(&first) || has_figure || incomplete {
        return None;
    }
    let name_at =
        |index: usize| sentence.mentions.iter().any(|mention| (mention.start..mention.end).contains(&index));
    let commas: Vec<usize> = (open + 1..close)
        .filter(|index| sentence.tokens.get(*index).is_some_and(|token| token.is(",")) && !name_at(*index))
        .collect();
    let last_part = commas.last().map_or(open + 1, |last| last + 1);
    // Of the last part only its first `en` divides; in parts before it `en` belongs to a name.
    let and = (last_part..close)
        .find(|index| sentence.word(*index) == "en" && !name_at(*index) && *index > last_part);
    if commas.is_empty() && (and.is_none() || !bracket) {
        return None;
    }
    let mut cuts: Vec<usize> = commas;
    cuts.extend(and);
    let mut start = open + 1;
    let mut found = Vec::new();
    for end in cuts.into_iter().chain([close]) {
        let text = scene.written(sentence, start, end);
        if !text.trim().is_empty() {
            found.push(text.trim().to_owned());
        }
        start = end + 1;
    }
    let short = found.iter().all(|member| member.split_whitespace().count() <= 9);
    (short && found.len() > 1).then_some(found)
}

/// The items of a list below a sentence that ends in a colon: `Er zijn twee trends zichtbaar:`.
fn items_below(scene: &Scene<'_>, sentence: &Sentence, figure: &Figure) -> Option<Vec<String>> {
    if !sentence.tokens.last()?.is(":") || sentence.numbers.figures.len() != 1 || figure.sort != Sort::Count {
        return None;
    }
    let rest = scene.source.text.get(scene.index + 1..)?;
    let items: Vec<String> = rest
        .iter()
        .take_while(|block| block.kind == TextKind::Item && block.section == scene.block.section)
        .map(|block| block.text.chars().take(40).collect())
        .collect();
    let after = rest.get(items.len());
    // An item broken off by a new page goes on in a paragraph that begins with a small letter; then the count is unsure.
    let broken = after.is_some_and(|block| block.text.trim_start().starts_with(char::is_lowercase));
    (!items.is_empty() && !broken).then_some(items)
}

/// The sections below a heading that the sentence counts: `bestaat uit 10 registraties`.
fn sections_below(scene: &Scene<'_>, sentence: &Sentence, figure: &Figure) -> Option<Vec<String>> {
    let consists = (0..figure.from).any(|index| sentence.word(index).starts_with("besta"));
    let noun = &sentence.tokens.get(figure.to)?.stem;
    if !consists || sentence.word(figure.from.checked_sub(1)?) != "uit" {
        return None;
    }
    let parent = scene
        .source
        .sections
        .iter()
        .find(|section| section.number.is_some() && likeness::stem(&section.title) == *noun)?;
    let front = format!("{}.", parent.number.as_deref()?);
    let children: Vec<String> = scene
        .source
        .sections
        .iter()
        .filter(|section| {
            let rest = section.number.as_deref().and_then(|number| number.strip_prefix(&front));
            rest.is_some_and(|rest| !rest.is_empty() && !rest.contains('.'))
        })
        .map(|section| section.title.clone())
        .collect();
    (children.len() > 1).then_some(children)
}

/// `zijn gelijk gebleven (A, B, C)`: the list has as many members as the row says.
fn unchanged(scene: &Scene<'_>, sentence: &Sentence, state: &State, outcome: &mut Outcome) {
    let same =
        (0..sentence.tokens.len()).find(|index| words::way(sentence.word(*index), false) == Some(Way::Same));
    let Some(same) = same.filter(|_| sentence.numbers.figures.is_empty()) else { return };
    let open = (same..same + 4).find(|index| sentence.tokens.get(*index).is_some_and(|token| token.is("(")));
    let Some((open, members)) = open.and_then(|open| Some((open, members(scene, sentence, open)?))) else {
        return;
    };
    let Some((clause, bound)) = bound_part(scene, sentence, 0..open, state) else { return };
    let values: Vec<Decimal> = bound
        .iter()
        .filter_map(|index| scene.entries.get(*index))
        .filter_map(|entry| entry.value(clause.year.or_else(|| entry.newest())?))
        .collect();
    let count = i128::try_from(members.len()).unwrap_or(i128::MAX);
    if values.is_empty() || values.iter().any(|value| value.same(Decimal::whole(count))) {
        return;
    }
    let right = values.first().map_or_else(String::new, |value| value.to_dutch());
    let words = (
        format!("De opsomming telt {count} leden; in de tabel staat {right}."),
        format!("The enumeration has {count} members; the table has {right}."),
    );
    let found = scene.finding(sentence, (same, open), Rule::R10, Severity::Error, words);
    outcome.findings.push(found.against(&right, "0"));
}

/// The rows that a run of tokens means by its own nouns.
pub(super) fn bound_part(
    scene: &Scene<'_>,
    sentence: &Sentence,
    range: std::ops::Range<usize>,
    state: &State,
) -> Option<(Clause, Vec<usize>)> {
    let is_head = |stem: &str| scene.is_head(sentence, state.context.as_ref(), stem);
    let mut clause = sentence.clause(range, &is_head, scene.likeness);
    clause.said.clear();
    let mut clues = bind::clues(sentence, &clause, state.context.as_ref());
    clues.heads = bind::known_heads(scene.entries, &clues, &clause, scene.likeness);
    if clues.heads.is_empty() {
        clues.heads = clues.stems.iter().filter(|stem| is_head(stem)).cloned().collect();
    }
    if clues.heads.is_empty() {
        return None;
    }
    let bound = bind::bind(scene.entries, &clues, &clause, scene.likeness);
    (!bound.strict.is_empty() && bound.strict.len() <= 4).then_some((clause, bound.strict))
}

/// `Uitsplitsing …: 5 views en 7 downloads`: the parts add up to the row.
fn breakdown(scene: &Scene<'_>, sentence: &Sentence, state: &State, outcome: &mut Outcome) -> Vec<usize> {
    let cue = (0..sentence.tokens.len())
        .find(|index| ["uitsplitsing", "opsplitsing", "onderverdeling"].contains(&sentence.word(*index)));
    let parts: Vec<&Figure> =
        sentence.numbers.figures.iter().filter(|figure| figure.sort == Sort::Count).collect();
    let (Some(_), Some(first)) = (cue, parts.first()) else { return Vec::new() };
    if parts.len() < 2 {
        return Vec::new();
    }
    let Some((_, rows)) = bound_part(scene, sentence, 0..first.from, state) else { return Vec::new() };
    let is_head = |stem: &str| scene.is_head(sentence, state.context.as_ref(), stem);
    let year = sentence
        .clause(0..sentence.tokens.len(), &is_head, scene.likeness)
        .said
        .iter()
        .find_map(|said| (said.role == Role::Value).then_some(said.year).flatten());
    let year = year.or(sentence.numbers.years.first().map(|(_, year)| *year));
    let mut sum = Decimal::whole(0);
    let mut slack = Decimal::whole(0);
    for figure in &parts {
        let half = Decimal::new(5, figure.printed.number.decimals() + 1).scaled(figure.printed.exponent);
        let value = figure.printed.value().and_then(|value| sum.plus(value));
        let (Some(value), Some(half)) = (value, half) else { return Vec::new() };
        sum = value;
        slack = slack.plus(half).unwrap_or(slack);
    }
    let totals: Vec<(usize, Decimal)> = rows
        .iter()
        .filter_map(|index| {
            let entry = scene.entries.get(*index)?;
            Some((*index, entry.value(year.or_else(|| entry.newest())?)?))
        })
        .collect();
    let fits = totals.iter().any(|(_, total)| {
        let distance = total.minus(sum).map(Decimal::magnitude);
        distance.and_then(|distance| distance.compare(slack)).is_some_and(std::cmp::Ordering::is_lt)
    });
    let Some((row, total)) = totals.first() else { return Vec::new() };
    if !fits && let (Some(entry), Some(last)) = (scene.entries.get(*row), parts.last()) {
        let (right, shown) = (total.to_dutch(), sum.to_dutch());
        let words = (
            format!("De delen zijn samen {shown}; in de rij {} staat {right}.", entry.title(scene.source)),
            format!("The parts add up to {shown}; the row {} has {right}.", entry.title_en(scene.source)),
        );
        let found = scene.finding(sentence, (first.from, last.to), Rule::R6, Severity::Error, words);
        outcome.findings.push(found.against(&right, &slack.to_string()));
    }
    parts.iter().map(|figure| figure.at).collect()
}
