//! Findings at their place in the text, with the words as they stand there.

use crate::finding::{Candidate, Finding, Place, Severity};
use crate::rule::Rule;

use super::Outcome;
use super::clause::Sentence;
use super::judge::Mismatch;
use super::reader::Scene;

impl Scene<'_> {
    pub(super) fn report(
        &self,
        sentence: &Sentence,
        mismatches: &[Mismatch],
        others: &[usize],
        outcome: &mut Outcome,
    ) {
        for one in mismatches {
            let (from, to) = one.tokens;
            let candidates = others
                .iter()
                .take(4)
                .filter_map(|index| self.entries.get(*index))
                .filter_map(|entry| {
                    let year = entry.newest()?;
                    let outcome = entry.value(year)?.to_dutch();
                    Some(Candidate { formula: format!("{} {year}", entry.row.label), outcome })
                })
                .collect();
            let found = self
                .finding(sentence, (from, to), one.rule, one.severity, one.words.clone())
                .against(&one.computed, &one.tolerance)
                .with(candidates);
            outcome.findings.push(found);
        }
    }

    /// A finding at tokens of a sentence.
    pub(super) fn finding(
        &self,
        sentence: &Sentence,
        tokens: (usize, usize),
        rule: Rule,
        severity: Severity,
        words: (String, String),
    ) -> Finding {
        let (line, column, length) = self.place(sentence, tokens.0, tokens.1);
        let section = self.source.sections.get(self.block.section);
        let heading = section.map_or("", |section| section.title.as_str());
        let place = Place::in_text(line, column, length, heading, &self.excerpt(sentence));
        let published = self.written(sentence, tokens.0, tokens.1);
        let words = (
            format!("De tekst zegt \u{2018}{published}\u{2019}. {}", words.0),
            format!("The text says \u{2018}{published}\u{2019}. {}", words.1),
        );
        Finding::new(rule, severity, place, &published, words)
    }

    /// Line, column and length of a run of tokens.
    pub(super) fn place(&self, sentence: &Sentence, from: usize, to: usize) -> (usize, usize, usize) {
        let start = sentence.tokens.get(from).map_or(0, |token| token.offset);
        let (line, column) = self.block.position(start);
        (line, column, self.written(sentence, from, to).chars().count())
    }

    /// A run of tokens as it stands in the text.
    pub(super) fn written(&self, sentence: &Sentence, from: usize, to: usize) -> String {
        let start = sentence.tokens.get(from).map_or(0, |token| token.offset);
        let end =
            to.checked_sub(1).and_then(|last| sentence.tokens.get(last)).map_or(start, |token| token.end);
        self.block.text.get(start..end.max(start)).unwrap_or("").to_owned()
    }

    /// The sentence without marks, shortened.
    pub(super) fn excerpt(&self, sentence: &Sentence) -> String {
        let whole = crate::markup::clean(&self.written(sentence, 0, sentence.tokens.len()));
        let mut short: String = whole.chars().take(160).collect();
        if short.len() < whole.len() {
            short.push('\u{2026}');
        }
        short
    }
}
