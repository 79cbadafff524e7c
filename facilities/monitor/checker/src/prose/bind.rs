//! Which rows a part of a sentence speaks of: by its words, never by its figures.

use super::clause::{Clause, Sentence};
use super::lexer::Kind;
use super::likeness::Likeness;
use super::rows::Entry;
use super::words;

/// How much more words may cost for a row that says as much as the best one.
const EQUAL: u32 = 25;

/// How much more for a row that could still be meant when its figures fit exactly.
const POSSIBLE: u32 = 75;

/// What is spoken of: a facility, perhaps a block of its rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Context {
    pub section: usize,
    pub block: Option<String>,
    /// Stems of the words that named it.
    pub stems: Vec<String>,
}

/// What a part of a sentence offers to find its rows.
#[derive(Debug, Clone, Default)]
pub(super) struct Clues {
    /// Stems of its words.
    pub stems: Vec<String>,
    /// Stems of the names of blocks in it.
    pub block_stems: Vec<String>,
    /// Sections it names.
    pub sections: Vec<usize>,
    /// Blocks it names.
    pub blocks: Vec<String>,
    /// What was spoken of before it.
    pub context: Option<Context>,
    /// Stems of what it counts, when it says so.
    pub heads: Vec<String>,
    /// Whether those come from the sentence before.
    pub inherited: bool,
    /// Whether it says `totaal`.
    pub total: bool,
    /// Whether it speaks of use in general.
    pub use_of: bool,
}

/// Rows that may be meant, as indices of the list of entries.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Bound {
    /// Those that the words name best.
    pub strict: Vec<usize>,
    /// Those that the words do not exclude, the best first; includes the strict ones.
    pub possible: Vec<usize>,
}

/// The words and names of a part of a sentence.
pub(super) fn clues(sentence: &Sentence, clause: &Clause, context: Option<&Context>) -> Clues {
    let mut made = Clues { context: context.cloned(), use_of: clause.use_of, ..Clues::default() };
    let inside = |at: usize| clause.range.contains(&at);
    for mention in sentence.mentions.iter().filter(|mention| inside(mention.start)) {
        match &mention.block {
            Some(block) => made.blocks.push(block.clone()),
            None if !made.sections.contains(&mention.section) => made.sections.push(mention.section),
            None => {}
        }
        if mention.block.is_some() && context.is_none_or(|context| context.section != mention.section) {
            made.sections.push(mention.section);
        }
    }
    for (index, token) in sentence.tokens.iter().enumerate().filter(|(index, _)| inside(*index)) {
        made.total |= ["totaal", "totale", "overall"].contains(&token.lower.as_str());
        let named = sentence.mentions.iter().any(|mention| (mention.start..mention.end).contains(&index));
        if named {
            made.block_stems.push(token.stem.clone());
        }
        let number = sentence.numbers.figures.iter().any(|figure| (figure.from..figure.to).contains(&index));
        let content = token.kind == Kind::Word
            && !number
            && !words::is_time_unit(&token.lower)
            && !words::is_stop(&token.lower)
            && token.stem.len() > 1;
        let moves = words::way(&token.lower, true).is_some()
            || words::is_use(&token.lower)
            || words::multiple(&token.lower).is_some()
            || words::is_manner(&token.lower);
        if content && !named && !moves && !made.stems.contains(&token.stem) {
            made.stems.push(token.stem.clone());
        }
    }
    made
}

/// Whether an entry is of a section that the part may speak of.
fn in_reach(entry: &Entry<'_>, clues: &Clues) -> bool {
    clues.sections.contains(&entry.section)
        || clues.context.as_ref().is_some_and(|context| context.section == entry.section)
}

/// What the part counts: the stems of its nouns that some row in reach counts.
pub(super) fn known_heads(
    entries: &[Entry<'_>],
    clues: &Clues,
    clause: &Clause,
    likeness: &Likeness,
) -> Vec<String> {
    let known = |stem: &str| {
        entries.iter().filter(|entry| in_reach(entry, clues)).any(|entry| entry.counts(stem, likeness))
    };
    let nouns: Vec<String> = clause.said.iter().filter_map(|said| said.noun.clone()).collect();
    let mut heads: Vec<String> = nouns.iter().filter(|noun| known(noun)).cloned().collect();
    if let Some(head) = clause.head.as_deref().filter(|head| known(head))
        && !heads.iter().any(|other| likeness.alike(other, head))
    {
        // The noun behind the figure is what the figure counts; the noun behind `aantal` may be wider.
        if heads.is_empty() {
            heads.push(head.to_owned());
        }
    }
    if heads.is_empty() && clause.head.is_none() && nouns.is_empty() {
        heads = clues.stems.iter().filter(|stem| known(stem)).cloned().collect();
    }
    heads.dedup();
    heads
}

/// Whether a part has words that some row within reach has, but none of these rows.
pub(super) fn has_fresh_words(
    entries: &[Entry<'_>],
    clues: &Clues,
    rows: &[usize],
    likeness: &Likeness,
) -> bool {
    clues.stems.iter().any(|stem| {
        let has = |entry: &Entry<'_>| entry.has(stem, likeness);
        entries.iter().any(|entry| in_reach(entry, clues) && has(entry))
            && !rows.iter().filter_map(|index| entries.get(*index)).any(has)
    })
}

/// Whether a part has a subject of its own that no row knows: a word that stands in no row within reach.
pub(super) fn has_foreign_words(entries: &[Entry<'_>], clues: &Clues, likeness: &Likeness) -> bool {
    clues.stems.iter().any(|stem| {
        !likeness.is_tail(stem)
            && !entries.iter().filter(|entry| in_reach(entry, clues)).any(|entry| entry.has(stem, likeness))
    })
}

/// Finds the rows.
pub(super) fn bind(entries: &[Entry<'_>], clues: &Clues, clause: &Clause, likeness: &Likeness) -> Bound {
    let reach: Vec<usize> = entries
        .iter()
        .enumerate()
        .filter(|(_, entry)| in_reach(entry, clues))
        .map(|(index, _)| index)
        .collect();
    let known = |stem: &str| {
        reach.iter().filter_map(|index| entries.get(*index)).any(|entry| entry.has(stem, likeness))
    };
    let vocabulary: Vec<&str> = clues.stems.iter().map(String::as_str).filter(|stem| known(stem)).collect();
    let eligible = |entry: &Entry<'_>| {
        if !clues.heads.is_empty() {
            return clues.heads.iter().any(|head| entry.counts(head, likeness));
        }
        let unknown_noun = clause.said.iter().any(|said| said.noun.as_deref().is_some_and(|n| !known(n)));
        if clues.use_of && clause.head.is_none() {
            return !unknown_noun && is_flow(entry, likeness);
        }
        named_in_full(entry, &clues.stems, likeness)
    };
    let mut scored: Vec<(u32, usize)> = reach
        .iter()
        .filter_map(|index| {
            let entry = entries.get(*index).filter(|entry| eligible(entry))?;
            Some((cost(entry, clues, &vocabulary, likeness), *index))
        })
        .collect();
    let totals = scored.iter().any(|(_, index)| entries.get(*index).is_some_and(|entry| entry.total));
    if clues.total && totals {
        for (cost, index) in &mut scored {
            *cost += if entries.get(*index).is_some_and(|entry| entry.total) { 0 } else { 30 };
        }
    }
    scored.sort_unstable();
    let best = scored.first().map_or(0, |(cost, _)| *cost);
    let within = |limit: u32| {
        scored.iter().filter(move |(cost, _)| *cost <= best + limit).map(|(_, index)| *index).collect()
    };
    Bound { strict: within(EQUAL), possible: within(POSSIBLE) }
}

/// Whether all words of a row, at least two, stand in the text.
fn named_in_full(entry: &Entry<'_>, stems: &[String], likeness: &Likeness) -> bool {
    entry.hard.len() > 1 && entry.hard.iter().all(|own| stems.iter().any(|stem| likeness.close(own, stem)))
}

/// Whether a row counts what is done, not who or what takes part.
fn is_flow(entry: &Entry<'_>, likeness: &Likeness) -> bool {
    !entry.percent && !entry.heads.iter().chain(&entry.hard).take(3).any(|own| likeness.takes_part(own))
}

/// What speaks against a row: words of the text that it lacks and others have, and words of its own that the text lacks.
fn cost(entry: &Entry<'_>, clues: &Clues, vocabulary: &[&str], likeness: &Likeness) -> u32 {
    let mut cost = 0;
    for stem in vocabulary {
        if !entry.has(stem, likeness) {
            cost += if likeness.is_soft(stem) { 50 } else { 100 };
        }
    }
    let context_stems = clues.context.as_ref().map_or(&[][..], |context| context.stems.as_slice());
    let said = |own: &String| {
        clues
            .stems
            .iter()
            .chain(&clues.heads)
            .chain(context_stems)
            .chain(&clues.block_stems)
            .any(|stem| likeness.alike(own, stem))
    };
    let missed = entry.hard.iter().filter(|own| !said(own)).count();
    cost += 50 * u32::try_from(missed.min(3)).unwrap_or(3);
    let missed = entry.soft.iter().filter(|own| !said(own)).count();
    cost += 10 * u32::try_from(missed.min(3)).unwrap_or(3);
    cost + names_cost(entry, clues)
}

fn names_cost(entry: &Entry<'_>, clues: &Clues) -> u32 {
    let mut cost = 0;
    let context = clues.context.as_ref();
    let known = |section: usize| entry.section == section || entry.names.contains(&section);
    cost += 150 * clues.sections.iter().filter(|section| !known(**section)).fold(0, |sum, _| sum + 1);
    if context.is_some_and(|context| !known(context.section)) {
        cost += 100;
    }
    let spoken = |section: usize| {
        section == entry.section
            || clues.sections.contains(&section)
            || context.is_some_and(|context| context.section == section)
    };
    cost += 50 * entry.names.iter().filter(|section| !spoken(**section)).fold(0, |sum, _| sum + 1);
    let block = clues.blocks.first().or(context
        .filter(|context| context.section == entry.section)
        .and_then(|context| context.block.as_ref()));
    cost + match (block, &entry.block) {
        (Some(said), Some(own)) if said == own => 0,
        (Some(_), Some(_)) => 75,
        (Some(_), None) => 40,
        (None, _) => 0,
    }
}
