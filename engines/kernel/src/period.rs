//! A stretch of days: begin included, end excluded, as every register counts.

use serde::{Deserialize, Serialize};

use crate::PartialDate;

/// From `from` (included) to `to` (excluded; [`PartialDate::OPEN`] when there is no end).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Period {
    /// First day.
    pub from: PartialDate,
    /// First day after.
    pub to: PartialDate,
}

impl Period {
    /// A period; `None` when it would end before it begins.
    #[must_use]
    pub fn new(from: PartialDate, to: PartialDate) -> Option<Self> {
        (from <= to).then_some(Self { from, to })
    }

    /// From `from` without an end.
    #[must_use]
    pub fn since(from: PartialDate) -> Self {
        Self { from, to: PartialDate::OPEN }
    }

    /// Whether `date` lies in it.
    #[must_use]
    pub fn contains(self, date: PartialDate) -> bool {
        self.from <= date && date < self.to
    }

    /// Whether the two share a day.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        self.from < other.to && other.from < self.to
    }

    /// Whether it has no end.
    #[must_use]
    pub fn is_open(self) -> bool {
        self.to == PartialDate::OPEN
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn year(number: i64) -> PartialDate {
        PartialDate::try_from(number * 10_000).unwrap_or(PartialDate::UNKNOWN)
    }

    proptest! {
        #[test]
        fn two_periods_overlap_when_some_date_lies_in_both(a in 1i64..40, b in 1i64..40, c in 1i64..40, d in 1i64..40) {
            let (Some(first), Some(second)) = (Period::new(year(a), year(b)), Period::new(year(c), year(d))) else {
                return Ok(());
            };
            let shared = (1..40).any(|y| first.contains(year(y)) && second.contains(year(y)));
            let both_have_days = first.from < first.to && second.from < second.to;
            prop_assert_eq!(both_have_days && first.overlaps(second), shared);
        }
    }
}
