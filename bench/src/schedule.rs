//! When each request is due. Fixed beforehand: how the server does changes nothing about it.

use std::time::Duration;

const NANOS: u128 = 1_000_000_000;

/// The moments of an open load, counted from its start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Schedule {
    rate: u32,
    warm_up: Duration,
    measured: Duration,
}

impl Schedule {
    /// `rate` requests a second, during `warm_up_seconds` and then `seconds` more. A rate of 0 has no moments (closed load).
    #[must_use]
    pub fn new(rate: u32, warm_up_seconds: u32, seconds: u32) -> Self {
        let duration = |seconds| Duration::from_secs(u64::from(seconds));
        Self { rate, warm_up: duration(warm_up_seconds), measured: duration(seconds) }
    }

    /// Whether there are moments at all.
    #[must_use]
    pub fn is_open(self) -> bool {
        self.rate > 0
    }

    /// When measuring begins.
    #[must_use]
    pub fn warm_up(self) -> Duration {
        self.warm_up
    }

    /// When everything ends.
    #[must_use]
    pub fn end(self) -> Duration {
        self.warm_up + self.measured
    }

    /// How many requests are due in all.
    #[must_use]
    pub fn total(self) -> u64 {
        u64::from(self.rate) * self.end().as_secs()
    }

    /// When request `number` (from 0) is due. In a closed load, at once.
    #[must_use]
    pub fn due_at(self, number: u64) -> Duration {
        if self.rate == 0 {
            return Duration::ZERO;
        }
        let nanos = (u128::from(number) * NANOS).div_ceil(u128::from(self.rate));
        Duration::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX))
    }

    /// How many requests are due when this much time has passed.
    #[must_use]
    pub fn due_by(self, passed: Duration) -> u64 {
        if self.rate == 0 {
            return 0;
        }
        let due = passed.as_nanos() * u128::from(self.rate) / NANOS + 1;
        u64::try_from(due).unwrap_or(u64::MAX).min(self.total())
    }

    /// Whether what is due at this moment counts.
    #[must_use]
    pub fn is_measured(self, due_at: Duration) -> bool {
        due_at >= self.warm_up
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn requests_are_due_at_even_distances_from_the_start() {
        let schedule = Schedule::new(1000, 1, 2);
        assert_eq!(schedule.total(), 3000);
        assert_eq!(schedule.due_at(0), Duration::ZERO);
        assert_eq!(schedule.due_at(1), Duration::from_millis(1));
        assert_eq!(schedule.due_at(2999), Duration::from_millis(2999));
        assert!(!schedule.is_measured(schedule.due_at(999)));
        assert!(schedule.is_measured(schedule.due_at(1000)));
    }

    #[test]
    fn no_more_than_the_total_is_ever_due() {
        let schedule = Schedule::new(10, 0, 1);
        assert_eq!(schedule.due_by(Duration::ZERO), 1);
        assert_eq!(schedule.due_by(Duration::from_millis(99)), 1);
        assert_eq!(schedule.due_by(Duration::from_millis(100)), 2);
        assert_eq!(schedule.due_by(Duration::from_secs(100)), 10);
    }

    #[test]
    fn a_closed_load_has_no_moments() {
        let schedule = Schedule::new(0, 1, 1);
        assert!(!schedule.is_open());
        assert_eq!((schedule.total(), schedule.due_by(Duration::from_secs(9))), (0, 0));
    }

    proptest! {
        #[test]
        fn a_request_is_counted_as_due_from_its_moment_on(rate in 1u32..=1_000_000, number in 0u64..1_000_000) {
            let schedule = Schedule::new(rate, 0, 86_400);
            prop_assume!(number < schedule.total());
            let moment = schedule.due_at(number);
            prop_assert!(schedule.due_by(moment) > number);
            if let Some(before) = moment.checked_sub(Duration::from_nanos(1)) {
                prop_assert!(schedule.due_by(before) <= number);
            }
        }
    }
}
