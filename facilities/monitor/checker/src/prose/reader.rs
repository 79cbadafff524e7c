//! Walks through the text: what is spoken of, which rows each part means, what does not fit.

use std::collections::BTreeSet;

use crate::NotChecked;
use crate::source::{Source, TextBlock, TextKind};

use super::Outcome;
use super::bind::{self, Bound, Clues, Context};
use super::clause::{self, Clause, Role, Sentence};
use super::judge::{Judge, Mismatch, Verdict};
use super::lexer::{self, Kind, Token};
use super::likeness::Likeness;
use super::names::Names;
use super::rows::Entry;
use super::words;
use super::{lists, notes, number, ranks};

/// How much text is read against how many rows: words times rows within reach, twenty-five times what a yearly edition takes. What is
/// beyond it is listed as not checked.
const MOST_WORK: usize = 1_500_000;

/// The longest piece of text in bytes, for some readings look at the whole of it.
const LONGEST_BLOCK: usize = 50_000;

/// The most rows that a part may mean for a mismatch to be reported.
const MOST_MEANT: usize = 6;

/// Everything the readings of a sentence need.
pub(super) struct Scene<'a> {
    pub source: &'a Source,
    pub names: &'a Names,
    pub entries: &'a [Entry<'a>],
    pub likeness: &'a Likeness,
    pub block: &'a TextBlock,
    /// The other blocks, to see what follows.
    pub index: usize,
}

/// What the reading remembers from sentence to sentence.
#[derive(Debug, Clone, Default)]
pub(super) struct State {
    pub context: Option<Context>,
    /// Rows that were spoken of last.
    pub rows: Vec<usize>,
    /// What they count.
    heads: Vec<String>,
    section: usize,
    work: usize,
}

/// Reads all text of a document.
pub(super) fn read(source: &Source, names: &Names, entries: &[Entry<'_>], likeness: &Likeness) -> Outcome {
    let periods = entries.iter().flat_map(|entry| entry.series.values.iter().map(|value| value.period));
    let span = periods.fold((u16::MAX, 0), |(low, high), year| (low.min(year), high.max(year)));
    let mut outcome = Outcome::default();
    let mut state = State { section: usize::MAX, ..State::default() };
    for (index, block) in source.text.iter().enumerate() {
        let scene = Scene { source, names, entries, likeness, block, index };
        scene.enter(&mut state);
        for (place, tokens) in lexer::sentences(block).into_iter().enumerate() {
            scene.sentence(tokens, span, place == 0, &mut state, &mut outcome);
        }
    }
    outcome
}

impl Scene<'_> {
    /// A new block: a new section forgets what was spoken of; in a section with tables its facility is meant.
    fn enter(&self, state: &mut State) {
        if state.section != self.block.section {
            let has_rows = self.entries.iter().any(|entry| entry.section == self.block.section);
            let own = Context { section: self.block.section, block: None, stems: Vec::new() };
            state.context = has_rows.then_some(own);
            state.section = self.block.section;
        }
        state.rows.clear();
        state.heads.clear();
    }

    fn sentence(
        &self,
        mut tokens: Vec<Token>,
        span: (u16, u16),
        first: bool,
        state: &mut State,
        outcome: &mut Outcome,
    ) {
        let numbers = number::read(&mut tokens, span);
        let mentions = self.names.find(&tokens, false);
        let sentence = Sentence { tokens, numbers, mentions };
        let before = state.context.clone();
        self.turn(&sentence, first, state);
        outcome.numbers += sentence.numbers.figures.len();
        let mut done = BTreeSet::new();
        state.work += sentence.tokens.len() * self.reach(&sentence, state.context.as_ref()).count();
        let readable = state.work <= MOST_WORK && self.block.text.len() <= LONGEST_BLOCK;
        if self.block.kind != TextKind::RemarkCell && readable {
            done.extend(notes::corrections(self, &sentence, state, outcome));
            notes::breaks(self, &sentence, state, outcome);
            let (listed, counted) = lists::read(self, &sentence, state, outcome);
            done.extend(listed);
            done.extend(ranks::read(self, &sentence, state, outcome));
            done.extend(self.parts(&sentence, before.as_ref(), &done, state, outcome));
            done.extend(counted);
            ranks::after(self, &sentence, state, outcome);
        }
        outcome.bound += done.len();
        for figure in sentence.numbers.figures.iter().filter(|figure| !done.contains(&figure.at)) {
            let (line, column, _) = self.place(&sentence, figure.from, figure.to);
            let number = self.written(&sentence, figure.from, figure.to);
            outcome.not_checked.push(NotChecked { line, column, number, text: self.excerpt(&sentence) });
        }
    }

    /// A bold name of a facility or block is what is spoken of from here on; an unknown bold name at the beginning of a
    /// paragraph ends what was spoken of.
    fn turn(&self, sentence: &Sentence, first: bool, state: &mut State) {
        let own_section = self.entries.iter().any(|entry| entry.section == self.block.section);
        let bold = sentence.mentions.iter().find(|mention| mention.bold);
        if let Some(mention) = bold {
            let stems: Vec<String> = sentence
                .tokens
                .get(mention.start..mention.end)
                .unwrap_or(&[])
                .iter()
                .filter(|token| token.kind == Kind::Word)
                .map(|token| token.stem.clone())
                .collect();
            if !own_section || mention.section == self.block.section {
                state.context =
                    Some(Context { section: mention.section, block: mention.block.clone(), stems });
            }
        } else if first && !own_section {
            let unknown = sentence.tokens.iter().find(|token| token.bold && token.kind == Kind::Word);
            if unknown.is_some_and(|token| token.text.starts_with(char::is_uppercase)) {
                state.context = None;
            }
        }
    }

    /// The rows a sentence may speak of.
    fn reach<'b>(
        &'b self,
        sentence: &'b Sentence,
        context: Option<&'b Context>,
    ) -> impl Iterator<Item = &'b Entry<'b>> {
        self.entries.iter().filter(move |entry| {
            context.is_some_and(|context| context.section == entry.section)
                || sentence.mentions.iter().any(|mention| mention.section == entry.section)
        })
    }

    /// Whether one of those rows counts what a stem says.
    pub(super) fn is_head(&self, sentence: &Sentence, context: Option<&Context>, stem: &str) -> bool {
        self.reach(sentence, context).any(|entry| entry.counts(stem, self.likeness))
    }

    /// Reads every part; answers with the figures that were compared.
    fn parts(
        &self,
        sentence: &Sentence,
        before: Option<&Context>,
        done: &BTreeSet<usize>,
        state: &mut State,
        outcome: &mut Outcome,
    ) -> Vec<usize> {
        let context = state.context.clone();
        let is_head = |stem: &str| self.is_head(sentence, context.as_ref(), stem);
        let mut checked = Vec::new();
        let mut way = None;
        for range in sentence.parts(&is_head) {
            let mut part = sentence.clause(range, &is_head, self.likeness);
            part.said.retain(|said| !done.contains(&said.figure.at));
            // `terwijl` and `en` may leave out the verb; the movement is that of the part before.
            if part.way.is_none()
                && part
                    .said
                    .iter()
                    .any(|said| said.role == Role::Value && said.figure.sort != number::Sort::Count)
            {
                for said in &mut part.said {
                    let place = said.figure.from.checked_sub(1).map_or("", |at| sentence.word(at));
                    if said.figure.sort != number::Sort::Count
                        && way.is_some()
                        && !["naar", "tot", "op"].contains(&place)
                    {
                        said.role = Role::Growth;
                        said.way = way;
                    }
                }
            }
            way = part.way.or(way);
            if let Some(pairs) = self.respective(sentence, &part) {
                for single in pairs {
                    checked.extend(self.part(sentence, single.0, Some(single.1), state, outcome));
                }
                continue;
            }
            if Self::is_unsure(sentence, &part) {
                continue;
            }
            checked.extend(self.whole(sentence, &part, before, state, outcome));
            checked.extend(self.part(sentence, part, None, state, outcome));
        }
        checked
    }

    /// `voor A en B … 5 respectievelijk 6`: each figure with its own facility.
    fn respective(&self, sentence: &Sentence, part: &Clause) -> Option<Vec<(Clause, usize)>> {
        part.range.clone().find(|index| clause::is_respective(sentence.word(*index)))?;
        let values: Vec<_> = part.said.iter().filter(|said| said.role == Role::Value).collect();
        let mut sections: Vec<usize> = Vec::new();
        for mention in sentence.mentions.iter().filter(|mention| part.range.contains(&mention.start)) {
            if !sections.contains(&mention.section) {
                sections.push(mention.section);
            }
        }
        if values.len() < 2 || values.len() != sections.len() || values.len() != part.said.len() {
            return None;
        }
        let pairs = values.into_iter().zip(sections).map(|(said, section)| {
            let mut single = part.clone();
            single.said = vec![said.clone()];
            (single, section)
        });
        Some(pairs.collect())
    }

    /// Two changes without years, or figures paired with something else than facilities: which is which cannot be told.
    fn is_unsure(sentence: &Sentence, part: &Clause) -> bool {
        let growths: Vec<_> = part.said.iter().filter(|said| said.role == Role::Growth).collect();
        let paired = part.range.clone().any(|index| clause::is_respective(sentence.word(index)));
        (growths.len() > 1 && growths.iter().any(|said| said.year.is_none()))
            || (paired && part.said.len() > 1)
    }

    /// `van de 8 miljoen berichten`: the whole, by its own noun; nothing that follows it tells what it is.
    fn whole(
        &self,
        sentence: &Sentence,
        part: &Clause,
        before: Option<&Context>,
        state: &State,
        outcome: &mut Outcome,
    ) -> Vec<usize> {
        let mut checked = Vec::new();
        for said in part.said.iter().filter(|said| said.role == Role::Whole) {
            let Some(noun) = said.noun.clone() else { continue };
            let own = self.named_behind(sentence, said.figure.to);
            let before = own.as_ref().or(before.filter(|before| Some(*before) == state.context.as_ref()));
            if before.is_none() {
                continue;
            }
            let mut single = part.clone();
            single.said = vec![said.clone()];
            single.head = None;
            let clues = Clues {
                stems: vec![noun.clone()],
                heads: vec![noun],
                context: before.cloned(),
                ..Clues::default()
            };
            let bound = bind::bind(self.entries, &clues, &single, self.likeness);
            checked.extend(self.settle(sentence, &single, &bound, Some(&[Role::Whole]), outcome).0);
        }
        checked
    }

    /// The facility that belongs to the noun behind a figure: `van de 5 meldingen bij het Loket`.
    fn named_behind(&self, sentence: &Sentence, to: usize) -> Option<Context> {
        let small = ["bij", "in", "van", "op", "aan", "het", "de"];
        let mention =
            sentence.mentions.iter().find(|mention| mention.start > to && mention.start <= to + 5)?;
        let joined = (to + 1..mention.start).all(|index| small.contains(&sentence.word(index)));
        let block = mention.block.clone();
        joined.then_some(Context { section: mention.section, block, stems: Vec::new() })
    }

    fn part(
        &self,
        sentence: &Sentence,
        mut part: Clause,
        only: Option<usize>,
        state: &mut State,
        outcome: &mut Outcome,
    ) -> Vec<usize> {
        part.said.retain(|said| said.role != Role::Whole);
        let mut clues = bind::clues(sentence, &part, state.context.as_ref());
        if let Some(section) = only {
            clues.sections = vec![section];
        }
        clues.heads = bind::known_heads(self.entries, &clues, &part, self.likeness);
        let own_heads = !clues.heads.is_empty();
        let nothing_said = part.said.is_empty() && part.times.is_none();
        if nothing_said && !self.explains_movement(sentence, &part) {
            if own_heads {
                state.heads.clone_from(&clues.heads);
            }
            return Vec::new();
        }
        let foreign = part.said.iter().any(|said| said.noun.is_some()) || part.head.is_some();
        let bound = if !own_heads
            && part.refers
            && !foreign
            && !state.rows.is_empty()
            && !bind::has_fresh_words(self.entries, &clues, &state.rows, self.likeness)
        {
            Bound { strict: state.rows.clone(), possible: state.rows.clone() }
        } else {
            let elliptic = !bind::has_foreign_words(self.entries, &clues, self.likeness);
            if !own_heads && !foreign && elliptic && !state.heads.is_empty() {
                clues.heads.clone_from(&state.heads);
                clues.inherited = true;
            }
            bind::bind(self.entries, &clues, &part, self.likeness)
        };
        if own_heads {
            state.heads.clone_from(&clues.heads);
        }
        let several = part.said.iter().filter(|said| said.role == Role::Value).count() > 1;
        if several {
            return self.one_by_one(sentence, &part, &clues, state, outcome);
        }
        let (checked, rows) = self.settle(sentence, &part, &bound, None, outcome);
        if !rows.is_empty() {
            state.rows = rows;
        }
        checked
    }

    /// Several values in one part: each is bound by its own noun, or not at all.
    fn one_by_one(
        &self,
        sentence: &Sentence,
        part: &Clause,
        clues: &Clues,
        state: &mut State,
        outcome: &mut Outcome,
    ) -> Vec<usize> {
        let mut checked = Vec::new();
        for said in &part.said {
            let Some(noun) = said.noun.as_ref() else { continue };
            let mut single = part.clone();
            single.said = vec![said.clone()];
            let mut own = clues.clone();
            own.heads = vec![noun.clone()];
            let bound = bind::bind(self.entries, &own, &single, self.likeness);
            let (found, rows) = self.settle(sentence, &single, &bound, Some(&[Role::Value]), outcome);
            checked.extend(found);
            if !rows.is_empty() {
                state.rows = rows;
            }
        }
        checked
    }

    /// `De daling van het aantal … is te verklaren`: a movement without a figure, but with the row's own words.
    fn explains_movement(&self, sentence: &Sentence, part: &Clause) -> bool {
        let movement = part.range.clone().any(|index| {
            words::is_movement_noun(sentence.word(index))
                && sentence.word(index + 1) == "van"
                && (index + 2..index + 6).any(|next| sentence.word(next) == "aantal")
        });
        // `De toename van het gebruik van …` as the subject of the sentence.
        let use_moves = part.range.start == 0
            && words::is_movement_noun(sentence.word(1))
            && (2..6).any(|index| words::is_use(sentence.word(index)));
        let rises = part.head.is_some()
            && part.way.is_some()
            && part.range.clone().take(12).any(|index| sentence.word(index) == "aantal");
        part.way.is_some() && (((movement || rises) && part.head.is_some()) || use_moves)
    }

    /// Compares a part with the rows it may mean. Answers with the figures compared and the rows meant.
    fn settle(
        &self,
        sentence: &Sentence,
        part: &Clause,
        bound: &Bound,
        only: Option<&[Role]>,
        outcome: &mut Outcome,
    ) -> (Vec<usize>, Vec<usize>) {
        let judged = |index: &usize| -> Option<(usize, Verdict)> {
            let entry = self.entries.get(*index)?;
            let judge = Judge { source: self.source, entry, clause: part };
            let verdict = judge.verdict(only);
            let something = !verdict.checked.is_empty() || part.said.is_empty();
            something.then_some((*index, verdict))
        };
        let strict: Vec<(usize, Verdict)> = bound.strict.iter().filter_map(judged).collect();
        let possible: Vec<(usize, Verdict)> = bound.possible.iter().filter_map(judged).collect();
        let fitting: Vec<&(usize, Verdict)> = strict.iter().filter(|(_, verdict)| verdict.fits()).collect();
        let telling = possible.iter().filter(|(_, verdict)| verdict.fits() && verdict.telling);
        let fitting: Vec<&(usize, Verdict)> = if fitting.is_empty() { telling.collect() } else { fitting };
        if let Some((_, verdict)) = fitting.first() {
            self.report(sentence, &verdict.mismatches, &[], outcome);
            return (verdict.checked.clone(), fitting.iter().map(|(index, _)| *index).collect());
        }
        if let Some(checked) = self.sum(sentence, part, &strict) {
            let moves = strict.iter().flat_map(|(_, verdict)| &verdict.mismatches);
            let moves: Vec<Mismatch> =
                moves.filter(|one| one.tokens.0 == part.way_at).take(1).cloned().collect();
            self.report(sentence, &moves, &[], outcome);
            return (checked, strict.iter().map(|(index, _)| *index).collect());
        }
        if strict.is_empty() || strict.len() > MOST_MEANT {
            return (Vec::new(), Vec::new());
        }
        let best = strict.iter().chain(&possible).min_by_key(|(_, verdict)| verdict.against());
        let Some((index, verdict)) = best else { return (Vec::new(), Vec::new()) };
        let others: Vec<usize> =
            possible.iter().map(|(other, _)| *other).filter(|other| other != index).collect();
        self.report(sentence, &verdict.mismatches, &others, outcome);
        (verdict.checked.clone(), vec![*index])
    }

    /// `naar en van`, `zowel … als`: the sum of the rows that are meant.
    fn sum(&self, sentence: &Sentence, part: &Clause, strict: &[(usize, Verdict)]) -> Option<Vec<usize>> {
        let both = part.range.clone().any(|index| {
            ["zowel", "samen", "gezamenlijk", "tezamen"].contains(&sentence.word(index))
                || (sentence.word(index + 1) == "en"
                    && ["van", "naar", "aan"].contains(&sentence.word(index))
                    && ["van", "naar", "aan"].contains(&sentence.word(index + 2)))
        });
        if !both {
            return None;
        }
        let [said] = part.said.as_slice() else { return None };
        let meant = self.entries.get(strict.first()?.0)?;
        let alike = |entry: &&Entry<'_>| {
            entry.section == meant.section
                && entry.names == meant.names
                && entry.heads.iter().any(|head| meant.counts(head, self.likeness))
        };
        let mut total = edition::Decimal::whole(0);
        for entry in self.entries.iter().filter(alike) {
            let year = said.year.or(part.year).or_else(|| entry.newest())?;
            total = total.plus(entry.value(year)?)?;
        }
        super::fit::figure_fits(total, &said.figure).then(|| vec![said.figure.at])
    }
}
