//! Time comes from here and nowhere else: a test can stand still and a year can be played.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use jiff::tz::TimeZone;
use jiff::{Timestamp, ZonedDateTime, civil};
use serde::{Deserialize, Serialize};

/// A point in time: microseconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Moment(i64);

impl Moment {
    /// From microseconds since the epoch.
    #[must_use]
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// Microseconds since the epoch.
    #[must_use]
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// Whole seconds since the epoch.
    #[must_use]
    pub const fn seconds(self) -> i64 {
        self.0.div_euclid(1_000_000)
    }

    /// This moment and `seconds` more (or less, when negative).
    #[must_use]
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(1_000_000)))
    }

    /// The calendar day in the Netherlands (Europe/Amsterdam).
    #[must_use]
    pub fn day(self) -> Day {
        Day(self.in_amsterdam().date())
    }

    /// Date and time in the Netherlands.
    #[must_use]
    pub fn in_amsterdam(self) -> ZonedDateTime {
        let timestamp = Timestamp::from_microsecond(self.0).unwrap_or(Timestamp::UNIX_EPOCH);
        timestamp.to_zoned_datetime(amsterdam())
    }

    /// RFC 3339 in UTC with microseconds when there are any: `2026-11-23T17:36:42Z`.
    #[must_use]
    pub fn rfc3339(self) -> String {
        Timestamp::from_microsecond(self.0).unwrap_or(Timestamp::UNIX_EPOCH).to_string()
    }

    /// The moment at which `day` begins in the Netherlands.
    #[must_use]
    pub fn start_of(day: Day) -> Self {
        day.0.to_zoned_datetime(amsterdam()).map_or(Self(0), |zoned| Self(zoned.timestamp().as_microsecond()))
    }
}

impl FromStr for Moment {
    type Err = NotAMoment;
    /// Reads RFC 3339 with a zone or offset, or a bare date (`2019-12-31`), which is its first moment in Amsterdam.
    fn from_str(text: &str) -> Result<Self, NotAMoment> {
        if let Ok(day) = text.parse::<Day>() {
            return Ok(Self::start_of(day));
        }
        text.parse::<Timestamp>().map(|stamp| Self(stamp.as_microsecond())).map_err(|_| NotAMoment)
    }
}

/// Why a text is no moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is not an RFC 3339 date and time with a zone, such as 2026-11-23T17:36:42Z")]
pub struct NotAMoment;

/// The zone of Dutch law; its rules are built in, so that no machine's own tables matter.
fn amsterdam() -> TimeZone {
    TimeZone::get("Europe/Amsterdam").unwrap_or(TimeZone::UTC)
}

/// A whole calendar day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Day(civil::Date);

impl Day {
    /// From year, month 1-12 and day 1-31; `None` when there is no such day.
    #[must_use]
    pub fn new(year: i16, month: i8, day: i8) -> Option<Self> {
        civil::Date::new(year, month, day).ok().map(Self)
    }

    /// From `yyyymmdd`; `None` when there is no such day.
    #[must_use]
    pub fn from_number(number: i64) -> Option<Self> {
        let year = i16::try_from(number / 10_000).ok()?;
        let month = i8::try_from(number / 100 % 100).ok()?;
        let day = i8::try_from(number % 100).ok()?;
        Self::new(year, month, day)
    }

    /// As `yyyymmdd`.
    #[must_use]
    pub fn number(self) -> i64 {
        i64::from(self.0.year()) * 10_000 + i64::from(self.0.month()) * 100 + i64::from(self.0.day())
    }

    /// Year.
    #[must_use]
    pub fn year(self) -> i16 {
        self.0.year()
    }

    /// Month 1-12.
    #[must_use]
    pub fn month(self) -> i8 {
        self.0.month()
    }

    /// Day of the month 1-31.
    #[must_use]
    pub fn day(self) -> i8 {
        self.0.day()
    }

    /// This day and `days` more (or less); stays put at the ends of the calendar.
    #[must_use]
    pub fn plus_days(self, days: i64) -> Self {
        self.0.checked_add(jiff::Span::new().try_days(days).unwrap_or_default()).map_or(self, Self)
    }

    /// Whole years from `birth` to this day; someone born on 29 February turns on 1 March in a normal year.
    #[must_use]
    pub fn years_since(self, birth: Self) -> i64 {
        let years = i64::from(self.year()) - i64::from(birth.year());
        let before_birthday = (self.month(), self.day()) < (birth.month(), birth.day());
        years - i64::from(before_birthday)
    }
}

impl fmt::Display for Day {
    /// ISO 8601: `2026-11-23`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.0)
    }
}

impl FromStr for Day {
    type Err = NotAMoment;
    /// Reads `yyyy-mm-dd` and nothing else.
    fn from_str(text: &str) -> Result<Self, NotAMoment> {
        if text.len() != 10 {
            return Err(NotAMoment);
        }
        text.parse::<civil::Date>().map(Self).map_err(|_| NotAMoment)
    }
}

/// Where time comes from. Clones share the same time.
#[derive(Clone)]
pub struct Clock(Source);

#[derive(Clone)]
enum Source {
    Real,
    Fixed(Arc<AtomicI64>),
    Played { from: Moment, started: Instant, factor: i64 },
}

impl Clock {
    /// The machine's own clock.
    #[must_use]
    pub fn real() -> Self {
        Self(Source::Real)
    }

    /// A clock that stands at `moment` until [`Clock::set`] moves it.
    #[must_use]
    pub fn fixed(moment: Moment) -> Self {
        Self(Source::Fixed(Arc::new(AtomicI64::new(moment.micros()))))
    }

    /// A clock that starts at `from` and runs `factor` times as fast as the machine's (1 = same speed).
    #[must_use]
    pub fn played(from: Moment, factor: u32) -> Self {
        Self(Source::Played { from, started: Instant::now(), factor: i64::from(factor.max(1)) })
    }

    /// Now.
    #[must_use]
    pub fn now(&self) -> Moment {
        match &self.0 {
            Source::Real => {
                let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
                Moment(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
            }
            Source::Fixed(micros) => Moment(micros.load(Ordering::SeqCst)),
            Source::Played { from, started, factor } => {
                let passed = i64::try_from(started.elapsed().as_micros()).unwrap_or(i64::MAX);
                Moment(from.micros().saturating_add(passed.saturating_mul(*factor)))
            }
        }
    }

    /// Today in the Netherlands.
    #[must_use]
    pub fn today(&self) -> Day {
        self.now().day()
    }

    /// Moves a fixed clock; `false` (and nothing happens) on the others.
    pub fn set(&self, moment: Moment) -> bool {
        match &self.0 {
            Source::Fixed(micros) => {
                micros.store(moment.micros(), Ordering::SeqCst);
                true
            }
            Source::Real | Source::Played { .. } => false,
        }
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Clock({})", self.now().rfc3339())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_moment_survives_being_written(seconds in 0i64..4_000_000_000) {
            let moment = Moment::from_micros(seconds * 1_000_000);
            prop_assert_eq!(moment.rfc3339().parse::<Moment>(), Ok(moment));
        }

        #[test]
        fn a_day_begins_on_itself(number in 19_700_102i64..20_991_231) {
            if let Some(day) = Day::from_number(number) {
                prop_assert_eq!(Moment::start_of(day).day(), day);
            }
        }
    }

    #[test]
    fn the_dutch_day_turns_at_dutch_midnight() {
        let last = "2019-12-31T22:59:59Z".parse::<Moment>().map(Moment::day);
        let first = "2019-12-31T23:00:00Z".parse::<Moment>().map(Moment::day);
        assert_eq!(last, "2019-12-31".parse());
        assert_eq!(first, "2020-01-01".parse());
    }

    #[test]
    fn a_leapling_grows_older_on_the_first_of_march() {
        let birth = Day::from_number(20_000_229).unwrap_or_else(|| unreachable!());
        let years = |number| Day::from_number(number).map(|day| day.years_since(birth));
        assert_eq!(years(20_230_228), Some(22));
        assert_eq!(years(20_230_301), Some(23));
    }

    #[test]
    fn a_fixed_clock_moves_for_all_who_hold_it() {
        let clock = Clock::fixed(Moment::from_micros(0));
        let other = clock.clone();
        assert!(clock.set(Moment::from_micros(5)));
        assert_eq!(other.now(), Moment::from_micros(5));
        assert!(!Clock::real().set(Moment::from_micros(5)));
    }
}
