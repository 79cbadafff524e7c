//! Counting outcomes and latencies.

use std::collections::BTreeMap;
use std::time::Duration;

use hdrhistogram::Histogram;
use serde::Serialize;

use crate::{Fault, Operation, OperationReport, StepReport};

/// The longest latency that is told apart: an hour, in microseconds.
const MICROS_MAX: u64 = 3_600_000_000;

/// A histogram of latencies: microseconds, exact to three digits.
#[derive(Debug, Clone)]
pub struct Latencies(Option<Histogram<u64>>);

impl Default for Latencies {
    fn default() -> Self {
        Self(Histogram::new_with_bounds(1, MICROS_MAX, 3).ok())
    }
}

impl Latencies {
    /// Adds one.
    pub fn record(&mut self, latency: Duration) {
        if let Some(histogram) = &mut self.0 {
            histogram.saturating_record(u64::try_from(latency.as_micros()).unwrap_or(u64::MAX));
        }
    }

    /// The figures; `None` when nothing was recorded.
    #[must_use]
    pub fn figures(&self) -> Option<Latency> {
        let histogram = self.0.as_ref().filter(|histogram| !histogram.is_empty())?;
        let at = |quantile| millis(histogram.value_at_quantile(quantile));
        Some(Latency {
            p50_ms: at(0.5),
            p90_ms: at(0.9),
            p99_ms: at(0.99),
            p99_9_ms: at(0.999),
            max_ms: millis(histogram.max()),
        })
    }
}

#[expect(clippy::cast_precision_loss, reason = "an hour in microseconds is far below 2^53")]
fn millis(micros: u64) -> f64 {
    micros as f64 / 1000.0
}

/// Latencies in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Latency {
    /// Half took no longer.
    pub p50_ms: f64,
    /// Nine in ten took no longer.
    pub p90_ms: f64,
    /// 99 in a hundred took no longer.
    pub p99_ms: f64,
    /// 999 in a thousand took no longer.
    pub p99_9_ms: f64,
    /// None took longer.
    pub max_ms: f64,
}

/// How a request ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Accepted, with the answer that was to be expected.
    Ok,
    /// Accepted, but the person asked for is not in the answer.
    Empty,
    /// Refused with this status.
    Refused(u16),
    /// No answer, or not a usable one.
    Failed(Fault),
}

/// A part of an operation that is measured by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Step {
    pub(crate) name: &'static str,
    pub(crate) took: Duration,
}

/// What is counted of one operation.
#[derive(Debug, Default)]
struct Count {
    sent: u64,
    ok: u64,
    empty: u64,
    not_sent: u64,
    refused: BTreeMap<u16, u64>,
    errors: BTreeMap<Fault, u64>,
    latencies: Latencies,
    steps: Vec<(&'static str, Latencies)>,
    last: Duration,
}

/// Everything that is counted in a run.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    counts: [Option<Box<Count>>; Operation::ALL.len()],
    /// From the moment a request was due to the moment it was sent.
    lateness: Latencies,
    /// Also what was sent to warm up.
    pub(crate) totals: Totals,
}

/// Running totals, for showing progress.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Totals {
    pub(crate) ok: u64,
    pub(crate) refused: u64,
    pub(crate) errors: u64,
}

/// When, counted from the start of the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Moments {
    pub(crate) due: Duration,
    pub(crate) begun: Duration,
    pub(crate) ended: Duration,
}

impl Tally {
    pub(crate) fn record(
        &mut self,
        operation: Operation,
        moments: Moments,
        outcome: Outcome,
        steps: &[Step],
        measured: bool,
    ) {
        match outcome {
            Outcome::Ok | Outcome::Empty => self.totals.ok += 1,
            Outcome::Refused(_) => self.totals.refused += 1,
            Outcome::Failed(_) => self.totals.errors += 1,
        }
        if !measured {
            return;
        }
        self.lateness.record(moments.begun.saturating_sub(moments.due));
        let count = self.count(operation);
        count.sent += 1;
        count.last = count.last.max(moments.ended);
        match outcome {
            Outcome::Ok => count.ok += 1,
            Outcome::Empty => {
                count.ok += 1;
                count.empty += 1;
            }
            Outcome::Refused(status) => *count.refused.entry(status).or_default() += 1,
            Outcome::Failed(fault) => *count.errors.entry(fault).or_default() += 1,
        }
        // A refusal is quick and would flatter; a request without an answer took at least the time until it was given up.
        if !matches!(outcome, Outcome::Refused(_)) {
            count.latencies.record(moments.ended.saturating_sub(moments.due));
        }
        if matches!(outcome, Outcome::Ok) {
            for step in steps {
                count.step(step);
            }
        }
    }

    /// A request that was due but for which no connection became free before the end; it had waited this long.
    pub(crate) fn not_sent(&mut self, operation: Operation, waited: Duration) {
        let count = self.count(operation);
        count.not_sent += 1;
        count.latencies.record(waited);
    }

    fn count(&mut self, operation: Operation) -> &mut Count {
        self.counts[operation.index()].get_or_insert_default()
    }

    pub(crate) fn lateness(&self) -> Option<Latency> {
        self.lateness.figures()
    }

    /// The figures of all operations, measured from `from` for at least `least`.
    pub(crate) fn reports(&self, from: Duration, least: Duration) -> Vec<OperationReport> {
        let counted = Operation::ALL.iter().zip(&self.counts);
        counted
            .filter_map(|(operation, count)| Some((operation, count.as_ref()?)))
            .map(|(operation, count)| count.report(*operation, count.last.saturating_sub(from).max(least)))
            .collect()
    }
}

impl Count {
    fn step(&mut self, step: &Step) {
        if let Some((_, latencies)) = self.steps.iter_mut().find(|(name, _)| *name == step.name) {
            latencies.record(step.took);
        } else {
            let mut latencies = Latencies::default();
            latencies.record(step.took);
            self.steps.push((step.name, latencies));
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "a count of requests is far below 2^53")]
    fn report(&self, operation: Operation, during: Duration) -> OperationReport {
        OperationReport {
            operation: operation.name().to_owned(),
            sent: self.sent,
            ok: self.ok,
            empty: self.empty,
            refused: self.refused.clone(),
            errors: self.errors.iter().map(|(fault, count)| (fault.to_string(), *count)).collect(),
            not_sent: self.not_sent,
            ok_per_second: self.ok as f64 / during.as_secs_f64().max(f64::MIN_POSITIVE),
            latency: self.latencies.figures(),
            steps: self
                .steps
                .iter()
                .filter_map(|(name, latencies)| {
                    Some(StepReport { step: (*name).to_owned(), latency: latencies.figures()? })
                })
                .collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Schedule;

    fn ms(millis: u64) -> Duration {
        Duration::from_millis(millis)
    }

    /// One connection, one millisecond for each request, and one standstill of a second: what an open load records.
    #[test]
    fn a_standstill_is_charged_to_every_request_that_was_due_in_it() {
        let schedule = Schedule::new(100, 0, 10);
        let (mut tally, mut free) = (Tally::default(), Duration::ZERO);
        for number in 0..schedule.total() {
            let due = schedule.due_at(number);
            let begun = due.max(free);
            let takes = if number == 500 { ms(1000) } else { ms(1) };
            free = begun + takes;
            let moments = Moments { due, begun, ended: free };
            tally.record(Operation::Brp, moments, Outcome::Ok, &[], true);
        }
        let report = tally.reports(Duration::ZERO, ms(10_000)).remove(0);
        let latency = report.latency.unwrap();
        // A generator that waits for its answers would have found one slow request in a thousand: a p99 of 1 ms.
        assert_eq!(report.ok, 1000);
        assert!(latency.p50_ms < 1.01, "{latency:?}");
        assert!((90.0..110.0).contains(&latency.p90_ms), "{latency:?}");
        assert!((890.0..930.0).contains(&latency.p99_ms), "{latency:?}");
        assert!((999.0..1001.0).contains(&latency.max_ms), "{latency:?}");
    }

    #[test]
    fn what_was_never_sent_counts_with_the_time_it_had_waited() {
        let mut tally = Tally::default();
        tally.not_sent(Operation::Letters, ms(400));
        let report = tally.reports(Duration::ZERO, ms(1000)).remove(0);
        assert_eq!((report.sent, report.not_sent), (0, 1));
        assert!((399.0..401.0).contains(&report.latency.unwrap().p50_ms));
    }

    #[test]
    fn a_refusal_is_counted_by_status_and_does_not_flatter_the_latency() {
        let mut tally = Tally::default();
        let moments = |ended| Moments { due: ms(0), begun: ms(0), ended: ms(ended) };
        tally.record(Operation::Letters, moments(1), Outcome::Refused(503), &[], true);
        tally.record(Operation::Letters, moments(40), Outcome::Ok, &[], true);
        tally.record(Operation::Letters, moments(80), Outcome::Failed(Fault::Broken), &[], true);
        tally.record(Operation::Letters, moments(999), Outcome::Ok, &[], false);
        let report = tally.reports(Duration::ZERO, ms(500)).remove(0);
        assert_eq!(report.refused, BTreeMap::from([(503, 1)]));
        assert_eq!(report.errors, BTreeMap::from([("connection broke".to_owned(), 1)]));
        assert_eq!((report.sent, report.ok), (3, 1));
        assert!((report.ok_per_second - 2.0).abs() < 1e-9);
        assert!((39.9..40.1).contains(&report.latency.unwrap().p50_ms));
    }

    #[test]
    fn nothing_recorded_gives_no_figures() {
        assert_eq!(Latencies::default().figures(), None);
        assert!(Tally::default().reports(ms(0), ms(1)).is_empty());
    }
}
