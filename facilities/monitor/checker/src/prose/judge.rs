//! Whether what a part of a sentence says is true of a row: rules R6, R7, R8, R13 and R14.

use std::cmp::Ordering;

use edition::wording::{Multiple, Printed, Qualifier, Strength};
use edition::{Decimal, Rounding};

use crate::finding::Severity;
use crate::rule::Rule;
use crate::source::Source;

use super::clause::{Clause, Role, Said};
use super::fit::{advice, figure_fits, figure_near, is_plausible, percent, tolerance};
use super::number::Sort;
use super::rows::Entry;
use super::words::{Times, Way};

/// Something that does not fit.
#[derive(Debug, Clone)]
pub(super) struct Mismatch {
    pub rule: Rule,
    pub severity: Severity,
    /// First token it is about, and the one behind the last.
    pub tokens: (usize, usize),
    pub computed: String,
    pub tolerance: String,
    pub words: (String, String),
}

/// How a part of a sentence stands against a row.
#[derive(Debug, Clone, Default)]
pub(super) struct Verdict {
    /// Figures that could be compared, by their first token.
    pub checked: Vec<usize>,
    /// Whether what fits can hardly fit by chance.
    pub telling: bool,
    pub mismatches: Vec<Mismatch>,
}

impl Verdict {
    /// Whether something was compared and everything fits. A wrong name for a difference does not make it another row.
    pub(super) fn fits(&self) -> bool {
        self.mismatches.iter().all(|one| one.rule == Rule::R14)
    }

    /// How much speaks against the row.
    pub(super) fn against(&self) -> usize {
        self.mismatches.iter().filter(|one| one.rule != Rule::R14).count()
    }
}

/// Compares a part of a sentence with a row.
pub(super) struct Judge<'a> {
    pub source: &'a Source,
    pub entry: &'a Entry<'a>,
    pub clause: &'a Clause,
}

impl Judge<'_> {
    /// Everything that the part says.
    pub(super) fn verdict(&self, only: Option<&[Role]>) -> Verdict {
        let mut verdict = Verdict::default();
        let mut digits = 0;
        for said in &self.clause.said {
            if only.is_some_and(|roles| !roles.contains(&said.role)) {
                continue;
            }
            let Some(found) = self.said(said) else { continue };
            verdict.checked.push(said.figure.at);
            if found.iter().all(|one| one.rule == Rule::R14) {
                digits += said.figure.significant();
            }
            verdict.mismatches.extend(found);
        }
        verdict.telling = digits >= 3;
        if only.is_none() {
            self.movement(&mut verdict);
            self.multiple(&mut verdict);
        }
        verdict
    }

    fn newest(&self) -> Option<u16> {
        self.clause.year.or_else(|| self.entry.newest())
    }

    /// The years that a change is between.
    fn span(&self) -> Option<(u16, u16)> {
        let new = match self.clause.base {
            Some(base) if self.clause.year.is_none_or(|year| year <= base) => self.entry.newest()?,
            _ => self.newest()?,
        };
        let old = match self.clause.base {
            Some(base) if base < new => base,
            _ => self.entry.before(new)?,
        };
        Some((old, new))
    }

    fn values(&self) -> Option<(Decimal, Decimal)> {
        let (old, new) = self.span()?;
        Some((self.entry.value(old)?, self.entry.value(new)?))
    }

    /// Compares one figure; `None` when it cannot be compared with this row.
    fn said(&self, said: &Said) -> Option<Vec<Mismatch>> {
        match said.role {
            Role::Value | Role::Whole => self.value(said, said.year.or_else(|| self.newest())?),
            Role::From => {
                let year = said.year.or(self.clause.base).or_else(|| self.entry.before(self.newest()?));
                self.value(said, year?)
            }
            Role::Growth if self.entry.percent || said.figure.sort == Sort::Points => self.points(said),
            Role::Growth => self.growth(said),
            Role::Difference => self.difference(said),
            Role::Other => None,
        }
    }

    fn value(&self, said: &Said, year: u16) -> Option<Vec<Mismatch>> {
        let figure = &said.figure;
        if (figure.sort == Sort::Count) == self.entry.percent || figure.sort == Sort::Points {
            return None;
        }
        let Some(exact) = self.entry.value(year) else {
            let bound = self.entry.bound(year)?;
            let same = figure.printed.value()?.same(bound);
            return same.then(Vec::new);
        };
        if figure_fits(exact, figure) {
            return Some(Vec::new());
        }
        if !is_plausible(exact, figure) {
            return None;
        }
        let near = figure_near(exact, figure);
        let (shown, right) = (exact.to_dutch(), advice(exact, figure));
        let title = self.entry.title(self.source);
        let title_en = self.entry.title_en(self.source);
        let nl = format!(
            "In de rij {title} staat {shown} voor {year}; dat past niet bij wat de zin zegt.{}",
            right.0
        );
        let en =
            format!("The row {title_en} has {shown} for {year}; that does not fit the sentence.{}", right.1);
        let severity = if near { Severity::Warning } else { Severity::Error };
        Some(vec![Mismatch {
            rule: Rule::R6,
            severity,
            tokens: (figure.from, figure.to),
            computed: shown,
            tolerance: tolerance(figure),
            words: (nl, en),
        }])
    }

    fn growth(&self, said: &Said) -> Option<Vec<Mismatch>> {
        let figure = &said.figure;
        let (old, new) = match said.year {
            Some(year) => (self.entry.before(year)?, year),
            None => self.span()?,
        };
        let exact = self.entry.growth(old, new)?;
        let against = |way: Option<Way>| match way {
            Some(Way::Up) => exact.mantissa() < 0,
            Some(Way::Down) => exact.mantissa() > 0,
            _ => false,
        };
        let size_fits = figure_fits(exact.magnitude(), figure)
            || self
                .entry
                .wrong_printed_change()
                .is_some_and(|printed| figure_fits(printed.magnitude(), figure));
        if size_fits && !against(said.way) {
            return Some(self.strength(old, new).into_iter().collect());
        }
        let shown = percent(exact);
        let (from, to) = (self.entry.value(old)?.to_dutch(), self.entry.value(new)?.to_dutch());
        let (title, title_en) = (self.entry.title(self.source), self.entry.title_en(self.source));
        let twice = self.entry.series.change.as_ref().is_some_and(|change| {
            matches!(change.value, edition::ChangeValue::Percent(printed)
                if figure_fits(printed.magnitude(), figure) && !against(said.way))
        });
        let (mut nl, mut en) = (
            format!("In de rij {title} gaat het van {from} ({old}) naar {to} ({new}): dat is {shown}."),
            format!("The row {title_en} goes from {from} ({old}) to {to} ({new}): that is {shown}."),
        );
        if twice {
            nl += " Het percentage in de tekst is afgerond van het al afgeronde percentage in de tabel.";
            en += " The percentage in the text was rounded from the already rounded one in the table.";
        }
        let near = size_fits || figure_near(exact.magnitude(), figure);
        let severity = if near && !against(said.way) { Severity::Warning } else { Severity::Error };
        Some(vec![Mismatch {
            rule: Rule::R7,
            severity,
            tokens: (figure.from, figure.to),
            computed: shown,
            tolerance: tolerance(figure),
            words: (nl, en),
        }])
    }

    /// A change of a percentage is a difference in points.
    fn points(&self, said: &Said) -> Option<Vec<Mismatch>> {
        if !self.entry.percent {
            return None;
        }
        let figure = &said.figure;
        let (old, new) = self.values()?;
        let difference = new.minus(old)?;
        let wrong_way = match said.way {
            Some(Way::Up) => difference.mantissa() < 0,
            Some(Way::Down) => difference.mantissa() > 0,
            _ => false,
        };
        let relative = new.percent_change_from(old, 6, Rounding::HalfAway);
        let as_share = relative.is_some_and(|relative| figure_fits(relative.magnitude(), figure));
        let fits = figure_fits(difference.magnitude(), figure);
        let (title, title_en) = (self.entry.title(self.source), self.entry.title_en(self.source));
        let shown = difference.to_dutch();
        let make = |rule, severity, words| Mismatch {
            rule,
            severity,
            tokens: (figure.from, figure.to),
            computed: format!("{shown} procentpunt"),
            tolerance: tolerance(figure),
            words,
        };
        if fits && !wrong_way {
            let called = figure.sort == Sort::Points;
            let nl = format!(
                "Van {} naar {} in de rij {title} is {shown} procentpunt, geen procent.",
                old.to_dutch(),
                new.to_dutch()
            );
            let en = format!(
                "From {} to {} in the row {title_en} is {shown} points, not percent.",
                old.to_dutch(),
                new.to_dutch()
            );
            return Some(if called {
                Vec::new()
            } else {
                vec![make(Rule::R14, Severity::Warning, (nl, en))]
            });
        }
        if as_share && figure.sort == Sort::Percent && !wrong_way {
            return Some(Vec::new());
        }
        let nl = format!(
            "In de rij {title} gaat het van {} naar {}: een verschil van {shown} procentpunt.",
            old.to_dutch(),
            new.to_dutch()
        );
        let en = format!(
            "The row {title_en} goes from {} to {}: a difference of {shown} points.",
            old.to_dutch(),
            new.to_dutch()
        );
        Some(vec![make(Rule::R13, Severity::Error, (nl, en))])
    }

    fn difference(&self, said: &Said) -> Option<Vec<Mismatch>> {
        let figure = &said.figure;
        let (old, new) = self.values()?;
        let difference = new.minus(old)?;
        if self.entry.percent || figure_fits(difference.magnitude(), figure) {
            return (!self.entry.percent).then(Vec::new);
        }
        let (title, title_en) = (self.entry.title(self.source), self.entry.title_en(self.source));
        let shown = difference.to_dutch();
        Some(vec![Mismatch {
            rule: Rule::R6,
            severity: Severity::Error,
            tokens: (figure.from, figure.to),
            computed: shown.clone(),
            tolerance: tolerance(figure),
            words: (
                format!("In de rij {title} is het verschil {shown}."),
                format!("In the row {title_en} the difference is {shown}."),
            ),
        }])
    }

    /// `licht` and `sterk`.
    fn strength(&self, old: u16, new: u16) -> Option<Mismatch> {
        let manner = self.clause.manner;
        let (old_value, new_value) = (self.entry.value(old)?, self.entry.value(new)?);
        let wrong_slight = manner.slight && !Strength::Licht.fits(old_value, new_value);
        let wrong_strong = manner.strong && !Strength::Sterk.fits(old_value, new_value);
        if !(wrong_slight || wrong_strong) || self.clause.way == Some(Way::Same) {
            return None;
        }
        let shown = percent(self.entry.growth(old, new)?);
        let (title, title_en) = (self.entry.title(self.source), self.entry.title_en(self.source));
        let (word, limit, limit_en) =
            if wrong_slight { ("licht", "onder 5%", "under 5%") } else { ("sterk", "boven 25%", "over 25%") };
        Some(Mismatch {
            rule: Rule::R6,
            severity: Severity::Warning,
            tokens: (self.clause.way_at, self.clause.way_at + 1),
            computed: shown.clone(),
            tolerance: String::new(),
            words: (
                format!("\u{2018}{word}\u{2019} is {limit}; in de rij {title} is de verandering {shown}."),
                format!(
                    "\u{2018}{word}\u{2019} means {limit_en}; in the row {title_en} the change is {shown}."
                ),
            ),
        })
    }

    /// Direction words without a percentage, and words for staying the same.
    fn movement(&self, verdict: &mut Verdict) {
        let has_growth = self.clause.said.iter().any(|said| said.role == Role::Growth);
        let spoken = self.clause.said.is_empty() || !verdict.checked.is_empty();
        let Some((old, new)) = self.span() else { return };
        let Some((from, to)) = self.values() else { return };
        if !spoken {
            return;
        }
        let subject = self.clause.subject_way.filter(|_| self.clause.way.is_none());
        let against = subject.is_some_and(|(_, way)| match way {
            Way::Up => to.compare(from).is_some_and(Ordering::is_lt),
            Way::Down => to.compare(from).is_some_and(Ordering::is_gt),
            Way::Same => false,
        });
        let at = subject.filter(|_| against).map_or(self.clause.way_at, |(at, _)| at);
        let wrong = against
            || match self.clause.way {
                Some(Way::Up) if !has_growth => to.compare(from).is_some_and(Ordering::is_le),
                Some(Way::Down) if !has_growth => to.compare(from).is_some_and(Ordering::is_ge),
                Some(Way::Same) => !self.stays(from, to),
                None if self.clause.manner.still => !self.stays(from, to),
                _ => false,
            };
        if !wrong {
            if !has_growth
                && matches!(self.clause.way, Some(Way::Up | Way::Down))
                && let Some(found) = self.strength(old, new)
            {
                verdict.mismatches.push(found);
            }
            return;
        }
        let (title, title_en) = (self.entry.title(self.source), self.entry.title_en(self.source));
        let (from, to) = (from.to_dutch(), to.to_dutch());
        verdict.mismatches.push(Mismatch {
            rule: Rule::R6,
            severity: Severity::Error,
            tokens: (at, at + 1),
            computed: format!("{from} \u{2192} {to}"),
            tolerance: String::new(),
            words: (
                format!("In de rij {title} gaat het van {from} ({old}) naar {to} ({new}); de zin zegt iets anders."),
                format!("The row {title_en} goes from {from} ({old}) to {to} ({new}); the sentence says otherwise."),
            ),
        });
    }

    /// Whether two values count as the same here: equal, within 1 % where the word leaves room, or both printed as the figure.
    fn stays(&self, from: Decimal, to: Decimal) -> bool {
        if from.same(to) {
            return true;
        }
        if self.clause.manner.about && Strength::Stabiel.fits(from, to) {
            return true;
        }
        let values: Vec<&Said> = self.clause.said.iter().filter(|said| said.role == Role::Value).collect();
        !values.is_empty()
            && values.iter().all(|said| figure_fits(from, &said.figure) && figure_fits(to, &said.figure))
            && Strength::Stabiel.fits(from, to)
    }

    fn multiple(&self, verdict: &mut Verdict) {
        let Some((qualifier, times, at)) = self.clause.times else { return };
        let Some((old, new)) = self.values() else { return };
        let fits = match times {
            Times::Word(word) => word.fits(qualifier, old, new),
            Times::Factor(factor) => {
                let scaled = Decimal::new(old.mantissa().saturating_mul(factor), old.decimals());
                let within = Printed::number(scaled, 0);
                match qualifier {
                    Qualifier::Plain => Qualifier::Ongeveer.fits(new, within),
                    other => other.fits(new, within),
                }
            }
        };
        if fits {
            return;
        }
        let factor = new.ratio(old, 0, 2, Rounding::HalfAway).map_or_else(String::new, Decimal::to_dutch);
        let right = Multiple::choose(old, new).map(|(before, word)| {
            let word = word.word(kernel::Language::Nl);
            if before == Qualifier::Plain { word.to_owned() } else { format!("ruim {word}") }
        });
        let advice = right.as_ref().map_or_else(
            || (String::new(), String::new()),
            |word| {
                (
                    format!(" Het woord is \u{2018}{word}\u{2019}."),
                    format!(" The word is \u{2018}{word}\u{2019}."),
                )
            },
        );
        let (title, title_en) = (self.entry.title(self.source), self.entry.title_en(self.source));
        let (from, to) = (old.to_dutch(), new.to_dutch());
        verdict.mismatches.push(Mismatch {
            rule: Rule::R8,
            severity: Severity::Error,
            tokens: (at, at + 1),
            computed: format!("{factor} keer"),
            tolerance: "0.05".to_owned(),
            words: (
                format!(
                    "In de rij {title} gaat het van {from} naar {to}: {factor} keer zo veel.{}",
                    advice.0
                ),
                format!("The row {title_en} goes from {from} to {to}: {factor} times as much.{}", advice.1),
            ),
        });
    }
}
