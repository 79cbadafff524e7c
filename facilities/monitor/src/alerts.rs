//! Alerts on what is counted now: silence, surge, drop, a flat line, clock trouble, and a recount that differs. Source: the Monitor's rule
//! "Outliers", live part: per hour of the week the median and the median deviation of eight weeks.

use std::sync::{Arc, Mutex, PoisonError};

use indicator::Kind;
use kernel::{Language, Moment, Problem};
use serde_json::{Value, json};

use crate::start::Desk;

const HOUR: i64 = 3_600_000_000;
const WEEK: i64 = 168 * HOUR;
/// Weeks that are looked back.
const WEEKS: i64 = 8;
/// Hours that must all be unusual.
const BUCKETS: i64 = 3;
/// How many deviations are unusual.
const UNUSUAL: i64 = 6;
/// Silence is noticed when so many were expected.
const EXPECTED_MIN: i64 = 20;
/// Hours of exactly the same count, not zero, that make a flat line.
const FLAT: usize = 6;
/// Events further in the future than this are clock trouble.
const FUTURE: i64 = 300_000_000;

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trouble {
    Silence,
    Surge,
    Drop,
    Flat,
    Clock,
    Recount,
}

impl Trouble {
    const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Silence => ("stil: er komt niets meer binnen", "silent: nothing comes in any more"),
            Self::Surge => ("piek: veel meer dan gewoonlijk", "surge: much more than usual"),
            Self::Drop => ("daling: veel minder dan gewoonlijk", "drop: much less than usual"),
            Self::Flat => ("vlakke lijn: elk uur precies evenveel", "flat line: exactly the same every hour"),
            Self::Clock => ("klok: gebeurtenissen in de toekomst", "clock: events in the future"),
            Self::Recount => ("de hertelling verschilt", "the recount differs"),
        }
    }

    const fn code(self) -> &'static str {
        match self {
            Self::Silence => "stilte",
            Self::Surge => "piek",
            Self::Drop => "daling",
            Self::Flat => "vlak",
            Self::Clock => "klok",
            Self::Recount => "hertelling",
        }
    }
}

/// An alert on one indicator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Alert {
    pub(crate) indicator: String,
    pub(crate) trouble: Trouble,
    /// The hour since when.
    pub(crate) since: Moment,
    pub(crate) expected: i64,
    pub(crate) observed: i64,
}

impl Alert {
    /// For pages and the API.
    pub(crate) fn json(&self, title: &str, language: Language) -> Value {
        let (nl, en) = self.trouble.words();
        json!({
            "indicator": self.indicator,
            "naam": title,
            "soort": self.trouble.code(),
            "woorden": if language == Language::Nl { nl } else { en },
            "sinds": self.since.rfc3339(),
            "verwacht": self.expected,
            "gezien": self.observed,
        })
    }
}

/// The alerts of the last look.
#[derive(Default)]
pub(crate) struct Alerts(Mutex<(Option<Moment>, Arc<Vec<Alert>>)>);

/// A look is good for a minute.
const FRESH: i64 = 60_000_000;

/// The alerts of now, at most a minute old.
pub(crate) async fn now(desk: &Desk) -> Result<Arc<Vec<Alert>>, Problem> {
    let at = desk.house.clock.now();
    {
        let held = desk.alerts.0.lock().unwrap_or_else(PoisonError::into_inner);
        if held.0.is_some_and(|taken| (0..FRESH).contains(&(at.micros() - taken.micros()))) {
            return Ok(Arc::clone(&held.1));
        }
    }
    let from = Moment::from_micros(at.micros() - WEEKS * WEEK - BUCKETS * HOUR);
    let end = Moment::from_micros(i64::MAX);
    let mut all = Vec::new();
    for one in desk.house.live.catalogue().iter().filter(|one| one.kind == Kind::Flow) {
        let hours = desk.house.live.hours(one.id, from, end).await?;
        all.extend(look(one.id, &hours, at));
    }
    for reading in desk.house.live.readings().await?.iter().filter(|one| !one.recount.agrees()) {
        all.push(Alert {
            indicator: reading.id.to_owned(),
            trouble: Trouble::Recount,
            since: reading.recount.at,
            expected: reading.recount.recounted,
            observed: reading.recount.counted,
        });
    }
    let all = Arc::new(all);
    *desk.alerts.0.lock().unwrap_or_else(PoisonError::into_inner) = (Some(at), Arc::clone(&all));
    Ok(all)
}

/// Looks at the hours of one flow, ascending.
fn look(indicator: &str, hours: &[(Moment, i64)], now: Moment) -> Option<Alert> {
    let at = |begin: i64| hours.iter().find(|(hour, _)| hour.micros() == begin).map_or(0, |(_, n)| *n);
    let this_hour = now.micros().div_euclid(HOUR) * HOUR;
    let alert = |trouble, since, expected, observed| {
        Some(Alert {
            indicator: indicator.to_owned(),
            trouble,
            since: Moment::from_micros(since),
            expected,
            observed,
        })
    };
    if let Some((hour, n)) = hours.iter().find(|(hour, _)| hour.micros() > now.micros() + FUTURE) {
        return alert(Trouble::Clock, hour.micros(), 0, *n);
    }
    let first = hours.first()?.0.micros();
    let since = this_hour - BUCKETS * HOUR;
    let recent: Vec<i64> = (0..BUCKETS).map(|place| since + place * HOUR).collect();
    let usual: Vec<Option<(i64, i64)>> = recent.iter().map(|hour| usual(*hour, first, &at)).collect();
    let expected: i64 = usual.iter().map(|one| one.map_or(0, |(median, _)| median)).sum();
    let observed: i64 = recent.iter().map(|hour| at(*hour)).sum();
    if observed == 0 && expected >= EXPECTED_MIN {
        return alert(Trouble::Silence, since, expected, 0);
    }
    let unusual = |sign: i64| {
        recent.iter().zip(&usual).all(|(hour, usual)| {
            usual.is_some_and(|(median, deviation)| sign * (at(*hour) - median) > UNUSUAL * deviation)
        })
    };
    if unusual(1) {
        return alert(Trouble::Surge, since, expected, observed);
    }
    if unusual(-1) {
        return alert(Trouble::Drop, since, expected, observed);
    }
    let flat: Vec<i64> =
        (1..=FLAT).map(|back| at(this_hour - i64::try_from(back).unwrap_or(1) * HOUR)).collect();
    let same = flat.first().filter(|first| **first >= EXPECTED_MIN && flat.iter().all(|n| n == *first));
    same.and_then(|n| alert(Trouble::Flat, this_hour - i64::try_from(FLAT).unwrap_or(1) * HOUR, expected, *n))
}

/// Median and deviation of the same hour in the weeks before; `None` with fewer than three weeks. The deviation is that of the median,
/// lifted by the factor 1.4826 that makes it a standard deviation, and never below the square root of the median, for counts spread that
/// much by chance alone.
fn usual(hour: i64, first: i64, at: &impl Fn(i64) -> i64) -> Option<(i64, i64)> {
    let mut counts: Vec<i64> =
        (1..=WEEKS).map(|week| hour - week * WEEK).filter(|earlier| *earlier >= first).map(at).collect();
    if counts.len() < 3 {
        return None;
    }
    let median = middle(&mut counts);
    let mut distances: Vec<i64> = counts.iter().map(|n| (n - median).abs()).collect();
    let deviation = middle(&mut distances) * 14_826 / 10_000;
    Some((median, deviation.max(median.isqrt()).max(1)))
}

fn middle(numbers: &mut [i64]) -> i64 {
    numbers.sort_unstable();
    numbers.get(numbers.len() / 2).copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Nine weeks with `usual` in every hour, and `recent` in the last three.
    fn history(usual: i64, recent: i64) -> (Vec<(Moment, i64)>, Moment) {
        let last = 9 * 168;
        let hours = (0..last)
            .map(|hour| {
                // A little of chance, so that no line is flat.
                let n = if hour >= last - 3 { recent } else { usual + hour % 3 };
                (Moment::from_micros(hour * HOUR), n)
            })
            .filter(|(_, n)| *n > 0)
            .collect();
        (hours, Moment::from_micros(last * HOUR + 60_000_000))
    }

    fn trouble(usual: i64, recent: i64) -> Option<Trouble> {
        let (hours, now) = history(usual, recent);
        look("a", &hours, now).map(|alert| alert.trouble)
    }

    #[test]
    fn what_is_as_usual_gives_no_alert() {
        assert_eq!(trouble(100, 105), None);
        assert_eq!(trouble(2, 0), None);
    }

    #[test]
    fn silence_surge_and_drop_are_noticed_after_three_hours() {
        assert_eq!(trouble(100, 0), Some(Trouble::Silence));
        assert_eq!(trouble(100, 1_000), Some(Trouble::Surge));
        assert_eq!(trouble(400, 100), Some(Trouble::Drop));
    }

    #[test]
    fn a_flat_line_and_events_in_the_future_are_noticed() {
        let now = Moment::from_micros(10 * HOUR + 1);
        let flat: Vec<(Moment, i64)> = (0..10).map(|hour| (Moment::from_micros(hour * HOUR), 25)).collect();
        assert_eq!(look("a", &flat, now).map(|alert| alert.trouble), Some(Trouble::Flat));
        let future = [(Moment::from_micros(12 * HOUR), 1)];
        assert_eq!(look("a", &future, now).map(|alert| alert.trouble), Some(Trouble::Clock));
    }
}
