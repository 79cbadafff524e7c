//! What a figure is in its part of a sentence: a value, what it comes from, a whole, a change.

use std::ops::Range;

use super::clause::{Role, Sentence};
use super::lexer::Kind;
use super::number::{Figure, Sort};
use super::words::{self, Way};

impl Sentence {
    /// The word before a figure that matters, and its index.
    fn word_before(&self, figure: &Figure, start: usize) -> (usize, &str) {
        let small = [
            "de", "het", "een", "al", "liefst", "maar", "wel", "nu", "dan", "slechts", "totaal", "zo",
            "circa", "er",
        ];
        let mut index = figure.from;
        while index > start {
            index -= 1;
            let word = self.word(index);
            if word == "in" && self.word(index + 1) == "totaal" {
                continue;
            }
            if !small.contains(&word) {
                return (index, word);
            }
        }
        (start, "")
    }

    /// Whether a part speaks of a month, of what is expected or wished, or of several years at once: nothing of that stands in a row.
    fn is_beside(&self, range: &Range<usize>) -> bool {
        const WORDS: &[&str] = &[
            "verwacht",
            "verwachting",
            "verwachten",
            "doel",
            "doelstelling",
            "streefwaarde",
            "streven",
            "prognose",
            "raming",
            "geraamd",
            "zullen",
            "zal",
            "norm",
            "maximum",
            "minimum",
            "halfjaar",
            "kwartaal",
            "piek",
        ];
        let month = |index: usize| {
            crate::markup::MONTHS.contains(&self.word(index))
                && index.checked_sub(1).is_none_or(|day| self.word(day) != "31")
        };
        range.clone().any(|index| WORDS.contains(&self.word(index)) || month(index))
    }

    /// Whether a change is taken over more than one year.
    fn is_long(&self, range: &Range<usize>) -> bool {
        range.clone().any(|index| {
            ["jaarlijks", "jaarlijkse", "afgelopen", "jaren"].contains(&self.word(index))
                || self.tokens.get(index).is_some_and(|token| token.stem.ends_with("~jar"))
        })
    }

    pub(super) fn role(&self, figure: &Figure, range: &Range<usize>, ways: &[(usize, Way)]) -> Role {
        if self.is_beside(range) {
            return Role::Other;
        }
        let (at, before) = self.word_before(figure, range.start);
        let moved = ways.iter().any(|(_, way)| *way != Way::Same);
        let next = self.word(figure.to);
        if figure.sort != Sort::Count {
            let role = self.percent_role(figure, before, moved);
            let beside = role == Role::Growth && (self.is_long(range) || self.is_rate(figure, range));
            return if beside { Role::Other } else { role };
        }
        if self.is_rate(figure, range) || words::is_partial(next) || before == "daarvan" {
            return Role::Other;
        }
        let more = figure.to + usize::from(["keer", "er"].contains(&next));
        if ["meer", "minder"].contains(&self.word(more)) && self.word(more + 1) == "dan" {
            return Role::Difference;
        }
        if before == "waarvan" {
            let named = self
                .mentions
                .iter()
                .any(|mention| mention.start >= figure.to && range.contains(&mention.start));
            let small = ["via", "bij", "op", "voor", "naar", "over", "aan"].contains(&next);
            return if named && small { Role::Value } else { Role::Other };
        }
        if before == "van" {
            let noun_before = at.checked_sub(1).map_or("", |index| self.word(index));
            if words::is_movement_noun(noun_before) {
                return Role::Difference;
            }
            let goes_on = self.figures_in(range).any(|other| {
                other.at > figure.at && ["naar", "tot"].contains(&self.word_before(other, figure.to).1)
            });
            let article =
                (at + 1..figure.from).any(|index| ["de", "het", "alle"].contains(&self.word(index)));
            if goes_on && !article {
                return Role::From;
            }
            return Role::Whole;
        }
        if next == "van" && ["de", "het", "alle"].contains(&self.word(figure.to + 1)) {
            return Role::Other;
        }
        let moved_by = |index: usize| {
            let word = self.word(index);
            words::way(word, true).is_some_and(|way| way != Way::Same) && !words::is_movement_noun(word)
        };
        let goes_to = self
            .figures_in(range)
            .any(|other| other.at > figure.at && self.word_before(other, figure.to).1 == "naar");
        if before == "met" && moved && (goes_to || moved_by(figure.to) || moved_by(figure.to + 1)) {
            return Role::Difference;
        }
        Role::Value
    }

    fn percent_role(&self, figure: &Figure, before: &str, moved: bool) -> Role {
        if figure.upper.is_some() {
            return Role::Other;
        }
        if ["naar", "tot", "op", "op."].contains(&before) {
            return Role::Value;
        }
        let next = self.word(figure.to);
        let share = next == "van" && ["de", "het", "alle", "deze"].contains(&self.word(figure.to + 1));
        if share && !["met", "van"].contains(&before) {
            return Role::Other;
        }
        if moved || words::way(next, true).is_some() { Role::Growth } else { Role::Value }
    }

    /// Whether a figure is a number for each of something, or an average.
    fn is_rate(&self, figure: &Figure, range: &Range<usize>) -> bool {
        let units = ["dag", "week", "maand", "kwartaal", "uur", "minuut", "seconde", "persoon", "inwoner"];
        let per = (figure.to..(figure.to + 6).min(range.end))
            .any(|index| self.word(index) == "per" && units.contains(&self.word(index + 1)));
        let average = (figure.from.saturating_sub(3).max(range.start)..figure.from)
            .any(|index| self.word(index).starts_with("gemiddeld") || self.word(index).contains("maximaal"));
        per || average
    }

    /// The noun that follows a figure: known ones first, then whatever looks like a noun.
    pub(super) fn noun(
        &self,
        figure: &Figure,
        range: &Range<usize>,
        is_head: &dyn Fn(&str) -> bool,
    ) -> Option<String> {
        let content = |index: usize| {
            let token = self.tokens.get(index).filter(|_| range.contains(&index))?;
            let plain = token.kind == Kind::Word
                && !words::is_stop(&token.lower)
                && words::way(&token.lower, true).is_none()
                && !words::is_use(&token.lower)
                && !token.stem.contains('~');
            plain.then_some(token)
        };
        let mut at = figure.to;
        while ["van", "dergelijke", "zulke", "'", "\u{2018}", "de"].contains(&self.word(at))
            && at < figure.to + 3
        {
            at += 1;
        }
        // `64 miljoen Loket-berichten`: the name says whose they are.
        while self.in_name(at) && self.goes_on(at) {
            at += 1 + usize::from(self.tokens.get(at + 1).is_some_and(|token| token.is("-")));
        }
        let behind_name = at;
        let first = content(at)?;
        if is_head(&first.stem) {
            return Some(first.stem.clone());
        }
        let later = (at + 1..at + 3).map_while(content).find(|token| is_head(&token.stem));
        if let Some(known) = later {
            return Some(known.stem.clone());
        }
        // A participle at the end of the part belongs to the verb.
        let last = content(at + 1).is_none();
        let participle = words::is_participle(&first.lower);
        (at == behind_name && !(last && participle)).then(|| first.stem.clone())
    }
}
