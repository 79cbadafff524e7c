//! Days as plain numbers (days since 1970-01-01), because generating a country is mostly adding and subtracting days.

use kernel::{Day, PartialDate};

/// Average days in a year of the Gregorian calendar, times 10,000.
const YEAR: i64 = 3_652_425;

/// Days in `years` years, on average.
pub(crate) const fn years(years: i64) -> i64 {
    years * YEAR / 10_000
}

/// Whole years in `days` days, on average.
pub(crate) const fn in_years(days: i64) -> i64 {
    days * 10_000 / YEAR
}

/// Days since 1970-01-01 of a calendar day (Gregorian, proleptic).
pub(crate) fn number(day: Day) -> i64 {
    let month = i64::from(day.month());
    let year = i64::from(day.year()) - i64::from(month <= 2);
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + i64::from(day.day()) - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// The date (complete) of a number of days since 1970-01-01.
pub(crate) fn date(number: i64) -> PartialDate {
    let shifted = number + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    PartialDate::try_from(year * 10_000 + month * 100 + day).unwrap_or(PartialDate::UNKNOWN)
}

/// The number of a day written as `yyyymmdd`; the epoch when there is no such day.
pub(crate) fn of_date(yyyymmdd: i64) -> i64 {
    Day::from_number(yyyymmdd).map_or(0, number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_day_survives_becoming_a_number(days in -60_000i64..60_000) {
            let written = date(days);
            prop_assert_eq!(written.day().map(number), Some(days));
        }
    }

    #[test]
    fn the_epoch_is_day_zero() {
        assert_eq!(of_date(19_700_101), 0);
        assert_eq!(of_date(20_000_301), 11_017);
        assert_eq!(date(11_016).number(), 20_000_229);
    }
}
