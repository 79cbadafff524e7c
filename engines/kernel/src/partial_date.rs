//! Dates as Dutch base registers keep them: year, month or day may be unknown.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::Day;

/// A date of which parts may be unknown, kept as `yyyymmdd` with zeros for what is unknown (LO GBA): `19400000` is
/// "1940, month unknown", `0` is "unknown". Sorts as the number sorts. `99991231` stands for an open end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "i64", into = "i64")]
pub struct PartialDate(i64);

impl PartialDate {
    /// Nothing is known.
    pub const UNKNOWN: Self = Self(0);
    /// The end of what has no end.
    pub const OPEN: Self = Self(99_991_231);

    /// The date of a complete calendar day.
    #[must_use]
    pub fn of_day(day: Day) -> Self {
        Self(day.number())
    }

    /// As a number, `yyyymmdd`.
    #[must_use]
    pub fn number(self) -> i64 {
        self.0
    }

    /// The year, when known.
    #[must_use]
    pub fn year(self) -> Option<i64> {
        (self.0 >= 10_000).then_some(self.0 / 10_000)
    }

    /// The month 1-12, when known.
    #[must_use]
    pub fn month(self) -> Option<i64> {
        Some(self.0 / 100 % 100).filter(|month| *month > 0)
    }

    /// The whole day, when every part is known.
    #[must_use]
    pub fn day(self) -> Option<Day> {
        Day::from_number(self.0)
    }

    /// The first day on which it may lie: unknown parts at their least. `None` when the year is unknown.
    #[must_use]
    pub fn earliest(self) -> Option<Day> {
        let year = self.year()?;
        Day::from_number(year * 10_000 + self.month().unwrap_or(1) * 100 + (self.0 % 100).max(1))
    }

    /// The last day on which it may lie: unknown parts at their most. `None` when the year is unknown.
    #[must_use]
    pub fn latest(self) -> Option<Day> {
        if let Some(day) = self.day() {
            return Some(day);
        }
        let year = self.year()?;
        let month = self.month().unwrap_or(12);
        (28..=31).rev().find_map(|last| Day::from_number(year * 10_000 + month * 100 + last))
    }
}

/// Why a number or text is no (partial) date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is not a date of the form yyyymmdd with zeros for unknown parts")]
pub struct NotADate;

impl TryFrom<i64> for PartialDate {
    type Error = NotADate;
    fn try_from(number: i64) -> Result<Self, NotADate> {
        let (year, month, day) = (number / 10_000, number / 100 % 100, number % 100);
        let right = match (year, month, day) {
            (0, 0, 0) => true,
            (1..=9999, 0, 0) => true,
            (1..=9999, 1..=12, 0) => true,
            (1..=9999, 1..=12, 1..=31) => Day::from_number(number).is_some(),
            _ => false,
        };
        if right && number >= 0 { Ok(Self(number)) } else { Err(NotADate) }
    }
}

impl From<PartialDate> for i64 {
    fn from(date: PartialDate) -> i64 {
        date.0
    }
}

impl From<Day> for PartialDate {
    fn from(day: Day) -> Self {
        Self::of_day(day)
    }
}

impl FromStr for PartialDate {
    type Err = NotADate;
    /// Reads eight digits (`19630500`) or an ISO date of any precision (`1963`, `1963-05`, `1963-05-01`).
    fn from_str(text: &str) -> Result<Self, NotADate> {
        let dashed = text.contains('-') || text.len() == 4;
        let digits: String = text.chars().filter(|character| *character != '-').collect();
        let lengths_fit = if dashed { matches!(text.len(), 4 | 7 | 10) } else { text.len() == 8 };
        if !lengths_fit || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(NotADate);
        }
        format!("{digits:0<8}").parse::<i64>().map_err(|_| NotADate)?.try_into()
    }
}

impl fmt::Display for PartialDate {
    /// Eight digits, zeros for unknown parts.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:08}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_written_reads_back_the_same(number in 0i64..100_000_000) {
            if let Ok(date) = PartialDate::try_from(number) {
                prop_assert_eq!(date.to_string().parse::<PartialDate>(), Ok(date));
            }
        }

        #[test]
        fn the_earliest_day_is_never_after_the_latest(number in 10_000i64..100_000_000) {
            if let Ok(date) = PartialDate::try_from(number) {
                prop_assert!(date.earliest() <= date.latest());
                prop_assert!(date.earliest().is_some());
            }
        }
    }

    #[test]
    fn unknown_parts_stay_unknown() {
        let may: Result<PartialDate, _> = "1963-05".parse();
        assert_eq!(may.map(PartialDate::number), Ok(19_630_500));
        assert!("19630230".parse::<PartialDate>().is_err());
        assert!("19630030".parse::<PartialDate>().is_err());
        assert_eq!(PartialDate(19_400_000).latest(), Day::from_number(19_401_231));
        assert_eq!(PartialDate(20_240_200).latest(), Day::from_number(20_240_229));
    }
}
