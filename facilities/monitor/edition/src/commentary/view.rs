//! A publication as the functions see it: figures by series, split and year, and what changed.

use std::collections::BTreeMap;

use kernel::Language;

use crate::cell::Status;
use crate::decimal::Decimal;
use crate::figure::Figure;
use crate::publication::Publication;
use crate::register::Indicator;
use crate::rounding::Rounding;
use crate::wording::Quantity;

/// Decimals to which computed quotients are kept before they are rounded for print.
const EXACT: u8 = 6;

/// A series, or a part of its split: `bro.opvragingen`, `bro.opvragingen/BRO_BODEMKAART_1_50_000`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Id {
    /// Id of the series.
    pub(super) series: String,
    /// Code of the part; empty for the series itself.
    pub(super) part: String,
}

impl Id {
    pub(super) fn read(text: &str) -> Self {
        let (series, part) = text.split_once('/').unwrap_or((text, ""));
        Self { series: series.to_owned(), part: part.to_owned() }
    }

    pub(super) fn of(series: &str) -> Self {
        Self { series: series.to_owned(), part: String::new() }
    }
}

/// Two figures of years that follow each other, and that may be compared.
#[derive(Debug, Clone)]
pub(super) struct Moved {
    /// The earlier value.
    pub(super) old: Decimal,
    /// The later value; at a break that by the old definition.
    pub(super) new: Decimal,
    /// Keys: the later first.
    pub(super) keys: Vec<String>,
    /// Whether they are percentages.
    pub(super) share: bool,
}

impl Moved {
    /// Change in percent, exact to six decimals.
    pub(super) fn percent(&self) -> Option<Decimal> {
        self.new.percent_change_from(self.old, EXACT, Rounding::HalfAway)
    }

    /// Difference.
    pub(super) fn difference(&self) -> Option<Decimal> {
        self.new.minus(self.old)
    }

    /// How many times as large.
    pub(super) fn factor(&self) -> Option<Decimal> {
        self.new.ratio(self.old, 0, EXACT, Rounding::HalfAway)
    }
}

pub(super) fn share_of(part: Decimal, whole: Decimal) -> Option<Decimal> {
    part.ratio(whole, 2, EXACT, Rounding::HalfAway)
}

pub(super) struct View<'a> {
    pub(super) publication: &'a Publication,
    pub(super) language: Language,
    figures: BTreeMap<(Id, u16), Figure>,
    indicators: BTreeMap<&'a str, &'a Indicator>,
}

impl<'a> View<'a> {
    pub(super) fn new(publication: &'a Publication, language: Language) -> Self {
        let indicators: BTreeMap<&str, &Indicator> =
            publication.register.indicators.iter().map(|one| (one.id.as_str(), one)).collect();
        let figures = publication.figures().into_iter().map(|figure| {
            let own = indicators
                .get(figure.indicator.as_str())
                .is_none_or(|indicator| indicator.breakdown == figure.breakdown);
            let part = if own { String::new() } else { figure.breakdown.clone() };
            ((Id { series: figure.indicator.clone(), part }, figure.period), figure)
        });
        Self { publication, language, figures: figures.collect(), indicators }
    }

    /// The newest year of the edition.
    pub(super) fn newest(&self) -> Option<u16> {
        self.publication.edition.periods.iter().copied().max()
    }

    pub(super) fn indicator(&self, series: &str) -> Option<&'a Indicator> {
        self.indicators.get(series).copied()
    }

    /// Whether the publication has anything under this id.
    pub(super) fn knows(&self, id: &Id) -> bool {
        self.figures.range((id.clone(), 0)..=(id.clone(), u16::MAX)).next().is_some()
    }

    pub(super) fn figure(&self, id: &Id, period: u16) -> Option<&Figure> {
        self.figures.get(&(id.clone(), period))
    }

    pub(super) fn is_share(&self, id: &Id) -> bool {
        self.indicator(&id.series).is_some_and(|one| one.unit == "procent")
    }

    pub(super) fn quantity(&self, id: &Id) -> Quantity {
        if self.is_share(id) { Quantity::Percent } else { Quantity::Number }
    }

    /// The move to `period` from the year before, when both are plain figures and no break lies between them.
    pub(super) fn moved(&self, id: &Id, period: u16) -> Option<Moved> {
        let (now, before) = (self.figure(id, period)?, self.figure(id, period.checked_sub(1)?)?);
        let broken = self
            .publication
            .breaks
            .iter()
            .find(|one| one.indicator == id.series && one.first_period == period);
        let new = broken.map_or(now.value, |found| found.overlap)?;
        Some(Moved { old: before.value?, new, keys: vec![now.key(), before.key()], share: self.is_share(id) })
    }

    /// Whether the series has its first figure in `period`: the year before has a place for it, and that is empty.
    pub(super) fn is_new(&self, id: &Id, period: u16) -> bool {
        let Some(before) = period.checked_sub(1).and_then(|year| self.figure(id, year)) else { return false };
        let empty = before.value.is_none() && before.lower.is_none() && before.upper.is_none();
        let earlier = self.figures.range((id.clone(), 0)..(id.clone(), period));
        let first = earlier.into_iter().all(|(_, figure)| figure.value.is_none());
        empty
            && before.status == Status::Missing
            && first
            && self.figure(id, period).is_some_and(|one| one.value.is_some())
    }

    /// The series of a facility, in the order of the edition.
    pub(super) fn series_of(&self, facility: &str) -> Vec<Id> {
        let found = self.publication.edition.facility(facility);
        let all = found.map(|_| self.publication.edition.series()).unwrap_or_default();
        all.iter().filter(|one| one.facility.slug == facility).map(|one| Id::of(&one.series.id)).collect()
    }

    /// Every series, in the order of the edition.
    pub(super) fn all_series(&self) -> Vec<Id> {
        self.publication.edition.series().iter().map(|one| Id::of(&one.series.id)).collect()
    }
}
