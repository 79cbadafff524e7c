//! A sentence divided into parts that each speak of one row, and what each part says.

use std::ops::Range;

use edition::wording::Qualifier;

use super::lexer::{Kind, Token};
use super::likeness::Likeness;
use super::names::Mention;
use super::number::{Figure, Numbers, Sort};
use super::words::{self, Times, Way};

/// A sentence with everything found in it.
#[derive(Debug, Clone)]
pub(super) struct Sentence {
    pub tokens: Vec<Token>,
    pub numbers: Numbers,
    pub mentions: Vec<Mention>,
}

/// What a figure is in its part of the sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// The value of a year.
    Value,
    /// The value it comes from.
    From,
    /// The whole of which another figure is a part.
    Whole,
    /// A change in percent (or points).
    Growth,
    /// A change in units.
    Difference,
    /// Something else.
    Other,
}

/// A figure of a part with its role and year.
#[derive(Debug, Clone)]
pub(super) struct Said {
    pub figure: Figure,
    pub role: Role,
    /// The year said with it.
    pub year: Option<u16>,
    /// Which way the nearest word says.
    pub way: Option<Way>,
    /// The noun that it counts, as a stem, when one follows.
    pub noun: Option<String>,
}

/// How strongly something moved, and whether a word leaves room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Manner {
    pub slight: bool,
    pub strong: bool,
    /// Stays within 1 % instead of exactly the same.
    pub about: bool,
    /// `nog steeds`: the year before it was so too.
    pub still: bool,
}

/// A part of a sentence.
#[derive(Debug, Clone)]
pub(super) struct Clause {
    /// Its tokens.
    pub range: Range<usize>,
    /// What it says in figures.
    pub said: Vec<Said>,
    /// The years that it compares with: `ten opzichte van 2018`.
    pub base: Option<u16>,
    /// Its year when no figure has its own.
    pub year: Option<u16>,
    /// Which way it says the figure went; `None` when it says nothing or both.
    pub way: Option<Way>,
    /// Token of that word.
    pub way_at: usize,
    /// The movement that is said of what is counted itself, `een groei van het aantal`, and its token.
    pub subject_way: Option<(usize, Way)>,
    pub manner: Manner,
    /// A word such as `verdubbeld`, its qualifier and its token.
    pub times: Option<(Qualifier, Times, usize)>,
    /// The noun behind `aantal`, as a stem.
    pub head: Option<String>,
    /// Whether a word such as `dit` stands for what was spoken of before.
    pub refers: bool,
    /// Whether it speaks of use in general.
    pub use_of: bool,
}

impl Sentence {
    pub(super) fn word(&self, index: usize) -> &str {
        self.tokens.get(index).map_or("", |token| token.lower.as_str())
    }

    pub(super) fn figure_at(&self, index: usize) -> Option<&Figure> {
        self.numbers.figures.iter().find(|figure| (figure.from..figure.to).contains(&index))
    }

    pub(super) fn in_name(&self, index: usize) -> bool {
        self.mentions.iter().any(|mention| (mention.start..mention.end).contains(&index))
    }

    pub(super) fn figures_in(&self, range: &Range<usize>) -> impl Iterator<Item = &Figure> {
        let range = range.clone();
        self.numbers.figures.iter().filter(move |figure| range.contains(&figure.at))
    }

    fn says_something(&self, range: &Range<usize>) -> bool {
        self.figures_in(range).next().is_some()
            || range.clone().any(|index| words::multiple(self.word(index)).is_some())
    }

    /// The parts of the sentence. `is_head` tells whether a stem is what some row counts.
    pub(super) fn parts(&self, is_head: &dyn Fn(&str) -> bool) -> Vec<Range<usize>> {
        let end = self.tokens.len();
        let mut cuts = vec![0];
        let mut depth = 0_usize;
        for index in 0..end {
            let Some(token) = self.tokens.get(index) else { break };
            depth = if token.is("(") { depth + 1 } else { depth.saturating_sub(usize::from(token.is(")"))) };
            if self.in_name(index) || self.figure_at(index).is_some() {
                continue;
            }
            let left = cuts.last().copied().unwrap_or(0)..index;
            let right = index + 1..self.next_hard(index + 1);
            if !self.says_something(&left) || !self.says_something(&(index + 1..end)) {
                continue;
            }
            let hard = is_hard(token);
            let soft = depth == 0 && (token.is(",") || token.lower == "en");
            if hard || (soft && self.begins_anew(&left, &right, is_head)) || self.pair(&left, &right, token) {
                cuts.push(if hard && token.kind == Kind::Word { index } else { index + 1 });
            }
        }
        let ends = cuts.iter().skip(1).copied().chain([end]);
        cuts.iter().copied().zip(ends).map(|(from, to)| from..to).collect()
    }

    fn next_hard(&self, from: usize) -> usize {
        (from..self.tokens.len())
            .find(|index| self.tokens.get(*index).is_some_and(is_hard))
            .unwrap_or(self.tokens.len())
    }

    /// Whether what follows a comma or `en` has a subject of its own.
    fn begins_anew(&self, left: &Range<usize>, right: &Range<usize>, is_head: &dyn Fn(&str) -> bool) -> bool {
        let Some(first) = self.figures_in(right).next() else { return false };
        if right.clone().take_while(|index| *index < first.from).any(|index| is_respective(self.word(index)))
        {
            return false;
        }
        let limit = (first.to + 3).min(right.end);
        let (from, to) = (first.from, first.to);
        let subject = (right.start..limit).any(|index| {
            let inside = (from..to).contains(&index);
            !inside
                && (self.word(index) == "aantal"
                    || self.tokens.get(index).is_some_and(|token| {
                        token.kind == Kind::Word && !self.is_other_place(index) && is_head(&token.stem)
                    }))
        });
        let refers = (right.start..first.from).any(|index| {
            ["dit", "dat"].contains(&self.word(index)) || ["was", "waren"].contains(&self.word(index))
        });
        let year =
            self.numbers.years.iter().any(|(at, _)| right.contains(at) && !self.is_compared(*at, left.end));
        subject || (refers && year)
    }

    /// A word behind `in`, `naar` or `via` says where, not what: `in het bezoek`.
    fn is_other_place(&self, index: usize) -> bool {
        let before = index.checked_sub(1).map_or("", |before| self.word(before));
        ["via", "bij"].contains(&before)
    }

    /// Whether both sides of `en` give a change, so that each is about its own row: `8% naar 54% en 6% naar 59%`.
    fn pair(&self, left: &Range<usize>, right: &Range<usize>, token: &Token) -> bool {
        if token.lower != "en" && !token.is(",") {
            return false;
        }
        let changes = |range: &Range<usize>| {
            self.figures_in(range)
                .filter(|figure| figure.sort != Sort::Count && figure.upper.is_none())
                .filter(|figure| {
                    let before = figure.from.checked_sub(1).map_or("", |before| self.word(before));
                    !["naar", "tot", "op"].contains(&before)
                })
                .count()
        };
        changes(left) > 0 && changes(right) > 0
    }

    /// What a part of the sentence says.
    pub(super) fn clause(
        &self,
        range: Range<usize>,
        is_head: &dyn Fn(&str) -> bool,
        likeness: &Likeness,
    ) -> Clause {
        let ways = self.ways(&range);
        let (base, year) = self.years(&range);
        let moves: Vec<Way> = ways.iter().map(|(_, way)| *way).collect();
        let one = moves.first().copied().filter(|first| moves.iter().all(|other| other == first));
        let said = self
            .figures_in(&range)
            .map(|figure| {
                let role = self.role(figure, &range, &ways);
                let noun = if figure.sort == Sort::Count { self.noun(figure, &range, is_head) } else { None };
                let way = nearest(&ways, figure.at);
                Said { figure: figure.clone(), role, year: self.year_of(figure, &range), way, noun }
            })
            .collect();
        Clause {
            said,
            base,
            year,
            way: one,
            subject_way: ways.iter().copied().find(|(at, _)| {
                words::is_movement_noun(self.word(*at))
                    && self.word(at + 1) == "van"
                    && (at + 2..at + 5).any(|next| self.word(next) == "aantal")
            }),
            way_at: ways.first().map_or(range.start, |(at, _)| *at),
            manner: self.manner(&range, &ways),
            times: self.times(&range),
            head: self.head(&range, likeness),
            refers: self.refers(&range),
            use_of: range.clone().any(|index| words::is_use(self.word(index))),
            range,
        }
    }

    fn ways(&self, range: &Range<usize>) -> Vec<(usize, Way)> {
        range
            .clone()
            .filter(|index| self.figure_at(*index).is_none())
            .filter_map(|index| {
                let behind = index
                    .checked_sub(1)
                    .and_then(|before| self.figure_at(before))
                    .is_some_and(|figure| figure.to == index);
                let word = self.word(index);
                // `nam … toe`, `liep … terug`: the small word alone says nothing.
                let parted = match word {
                    "toe" | "op" if self.has_word(range, &["nam", "namen"]) && word == "toe" => Some(Way::Up),
                    "af" if self.has_word(range, &["nam", "namen"]) => Some(Way::Down),
                    "terug" if self.has_word(range, &["liep", "liepen"]) => Some(Way::Down),
                    _ => None,
                };
                parted.or_else(|| words::way(word, behind)).map(|way| (index, way))
            })
            .collect()
    }

    fn has_word(&self, range: &Range<usize>, any: &[&str]) -> bool {
        range.clone().any(|index| any.contains(&self.word(index)))
    }

    /// The year compared with and the year spoken of.
    fn years(&self, range: &Range<usize>) -> (Option<u16>, Option<u16>) {
        let mut base = None;
        let mut own = None;
        let mut others = 0;
        for (at, year) in self.numbers.years.iter().filter(|(at, _)| range.contains(at)) {
            if self.opens_span(*at, range) || self.is_compared(*at, range.start) {
                base = base.or(Some(*year));
            } else if !self.belongs_to_figure(*at, range) {
                others += usize::from(own.is_some_and(|own| own != *year));
                own = own.or(Some(*year));
            }
        }
        // Of several years none is certain; a year that no row has is compared with nothing.
        (base, if others > 0 { Some(0) } else { own })
    }

    /// Whether a year is one that is compared with: `dan 2018`, `ten opzichte van het jaar 2018`.
    fn is_compared(&self, at: usize, start: usize) -> bool {
        let from = at.saturating_sub(5).max(start);
        let mut words = (from..at).rev().map(|index| self.word(index));
        let small = ["het", "jaar", "in", "eind", "van", "met", "."];
        words.find(|word| !small.contains(word)).is_some_and(|word| {
            ["dan", "opzichte", "t.o.v", "vergeleken", "vergelijking", "sinds"].contains(&word)
        })
    }

    /// `tussen 2017 en 2019`, `van 2017 tot 2019`: the first of two years that follow each other.
    fn opens_span(&self, at: usize, range: &Range<usize>) -> bool {
        let before = at.checked_sub(1).map_or("", |index| self.word(index));
        let second = self.numbers.years.iter().any(|(other, _)| *other == at + 2 && range.contains(other));
        second
            && ["tussen", "van", "vanaf", "periode"].contains(&before)
            && ["en", "tot", "naar", "-", "\u{2013}"].contains(&self.word(at + 1))
    }

    fn belongs_to_figure(&self, at: usize, range: &Range<usize>) -> bool {
        self.figures_in(range).any(|figure| self.year_token(figure, range) == Some(at))
    }

    fn year_of(&self, figure: &Figure, range: &Range<usize>) -> Option<u16> {
        let at = self.year_token(figure, range)?;
        self.numbers.years.iter().find(|(index, _)| *index == at).map(|(_, year)| *year)
    }

    /// A year directly behind a figure and its noun: `5,5 miljoen in 2018`, `20 organisaties eind 2018`.
    fn year_token(&self, figure: &Figure, range: &Range<usize>) -> Option<usize> {
        let several = self.figures_in(range).filter(|one| one.sort == figure.sort).count() > 1;
        // `in 2018 5.000 berichten`: directly before the figure.
        let before = figure.from.checked_sub(1).filter(|before| range.contains(before));
        if several
            && let Some(before) = before.filter(|at| self.numbers.years.iter().any(|(year, _)| year == at))
        {
            return Some(before).filter(|at| !self.is_compared(*at, range.start));
        }
        (figure.to..(figure.to + 5).min(range.end))
            .take_while(|index| self.figure_at(*index).is_none() && !self.is_break(*index))
            .find(|index| self.numbers.years.iter().any(|(at, _)| at == index))
            .filter(|at| several && !self.is_compared(*at, range.start))
    }

    fn is_break(&self, index: usize) -> bool {
        self.tokens.get(index).is_some_and(|token| token.is(",") || token.is(";") || token.is("("))
    }

    fn manner(&self, range: &Range<usize>, ways: &[(usize, Way)]) -> Manner {
        let mut manner = Manner::default();
        for (at, way) in ways {
            let near = at.saturating_sub(2).max(range.start)..(at + 3).min(range.end);
            for index in near.filter(|index| self.figure_at(*index).is_none()) {
                let adjacent = index.abs_diff(*at) == 1;
                match self.word(index) {
                    "licht" | "lichte" | "lichtjes" if adjacent => manner.slight = true,
                    "sterk" | "sterke" if adjacent => manner.strong = true,
                    "nagenoeg" | "vrijwel" | "bijna" | "ongeveer" if *way == Way::Same => manner.about = true,
                    _ => {}
                }
            }
            manner.about |= words::is_about_stable(self.word(*at));
        }
        if !ways.is_empty() {
            let before_figure = |index: usize| ["naar", "tot", "met"].contains(&self.word(index + 1));
            for index in range.clone().filter(|index| before_figure(*index)) {
                manner.slight |= self.word(index) == "licht";
                manner.strong |= self.word(index) == "sterk";
            }
        }
        manner.still =
            range.clone().any(|index| self.word(index) == "nog" && self.word(index + 1) == "steeds");
        manner
    }

    fn times(&self, range: &Range<usize>) -> Option<(Qualifier, Times, usize)> {
        let (at, times) =
            range.clone().find_map(|index| Some((index, words::multiple(self.word(index))?)))?;
        let qualifier = (1..=3)
            .rev()
            .filter_map(|count| at.checked_sub(count))
            .filter(|from| *from >= range.start)
            .find_map(|from| {
                let joined: Vec<&str> = (from..at).map(|index| self.word(index)).collect();
                words::qualifier(&joined.join(" "))
            });
        Some((qualifier.unwrap_or(Qualifier::Plain), times, at))
    }

    /// The noun behind `aantal`: `het aantal aangesloten organisaties`.
    fn head(&self, range: &Range<usize>, likeness: &Likeness) -> Option<String> {
        let at = range.clone().find(|index| self.word(*index) == "aantal")?;
        (at + 1..(at + 6).min(range.end))
            .filter(|index| !(self.in_name(*index) && self.goes_on(*index)))
            .filter_map(|index| self.tokens.get(index))
            .find(|token| {
                token.kind == Kind::Word
                    && !words::is_stop(&token.lower)
                    && !likeness.is_soft(&token.stem)
                    && !["uniek", "unieke", "digitale", "nieuw"].contains(&token.lower.as_str())
            })
            .filter(|token| {
                words::way(&token.lower, true).is_none() && words::multiple(&token.lower).is_none()
            })
            .map(|token| token.stem.clone())
    }

    /// Whether a name is followed by what is counted of it: `Loket-berichten`, `LKT berichten`.
    pub(super) fn goes_on(&self, index: usize) -> bool {
        let next = index + 1 + usize::from(self.tokens.get(index + 1).is_some_and(|token| token.is("-")));
        self.tokens.get(next).is_some_and(|token| {
            token.kind == Kind::Word
                && !words::is_stop(&token.lower)
                && words::way(&token.lower, true).is_none()
        })
    }

    fn refers(&self, range: &Range<usize>) -> bool {
        range.clone().any(|index| {
            let next = self.word(index + 1);
            let stands_alone = self.figure_at(index + 1).is_some()
                || !self.tokens.get(index + 1).is_some_and(|token| {
                    token.kind == Kind::Word
                        && !words::is_stop(&token.lower)
                        && words::way(&token.lower, false).is_none()
                });
            match self.word(index) {
                "dit" | "dat" => {
                    ["aantal", "is", "was", "betekent", "zijn", "waren"].contains(&next)
                        || (index > 0
                            && ["is", "was", "waren"].contains(&self.word(index - 1))
                            && stands_alone)
                }
                _ => false,
            }
        })
    }
}

fn nearest(ways: &[(usize, Way)], at: usize) -> Option<Way> {
    ways.iter().min_by_key(|(index, _)| index.abs_diff(at)).map(|(_, way)| *way)
}

fn is_hard(token: &Token) -> bool {
    token.is(";")
        || token.is(":")
        || (token.kind == Kind::Word
            && ["waarbij", "terwijl", "waarvan", "maar"].contains(&token.lower.as_str()))
}

/// Words that pair figures with names in the same order.
pub(super) fn is_respective(word: &str) -> bool {
    ["respectievelijk", "resp"].contains(&word)
}
