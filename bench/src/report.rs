//! The outcome of a run, as a table for people and as JSON for programs.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::table::Table;
use crate::{Latency, Usage};

/// The outcome of a run.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// Name of the mix.
    pub mix: String,
    /// Whether requests were due at moments set beforehand; if not, the latencies leave out what a stalled server kept from being asked.
    pub open_loop: bool,
    /// Requests a second that were asked for; 0 in a closed loop.
    pub rate_per_second: u32,
    /// How long was measured.
    pub seconds: u32,
    /// How long the same load was sent before.
    pub warm_up_seconds: u32,
    /// Requests that could be under way at once.
    pub connections: usize,
    /// Organisations over which the connections were dealt out.
    pub organisations: usize,
    /// People about whom was asked or to whom was written.
    pub people: usize,
    /// Seed of the choices.
    pub seed: u64,
    /// Times that a connection was opened anew after the start.
    pub reconnections: u64,
    /// From the moment a request was due to the moment it was sent: large when there are too few connections or the generator is too slow.
    pub sent_late: Option<Latency>,
    /// Each operation of the mix.
    pub operations: Vec<OperationReport>,
    /// Memory and processor time of the server.
    pub server: Option<Usage>,
    /// Memory and processor time of the generator, with the server to compare with when that ran in its process.
    pub generator: Option<Usage>,
}

/// The outcome of one operation.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OperationReport {
    /// Name.
    pub operation: String,
    /// Requests (or, for logins, walks) that were sent and ended.
    pub sent: u64,
    /// Those that were accepted.
    pub ok: u64,
    /// Those of the accepted ones that answered without the person asked for.
    pub empty: u64,
    /// Those that were refused, by HTTP status.
    pub refused: BTreeMap<u16, u64>,
    /// Those without a usable answer, by what happened.
    pub errors: BTreeMap<String, u64>,
    /// Requests that were due but for which no connection was free before the end.
    pub not_sent: u64,
    /// Accepted requests a second, until the last answer.
    pub ok_per_second: f64,
    /// From the moment due to the end of the answer. Refusals are left out; what was never answered or sent counts with the time until
    /// it was given up.
    pub latency: Option<Latency>,
    /// Parts of the operation, of accepted ones only, each from its own beginning.
    pub steps: Vec<StepReport>,
}

/// A part of an operation.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StepReport {
    /// Name.
    pub step: String,
    /// From its beginning to its end.
    pub latency: Latency,
}

impl Report {
    /// For people: a few lines and a table.
    #[must_use]
    pub fn table(&self) -> String {
        let mut text = self.heading();
        text.push_str(&self.figures().render());
        for one in &self.operations {
            let name = &one.operation;
            if !one.refused.is_empty() {
                text.push_str(&format!("{name} refused: {}\n", counts(&one.refused)));
            }
            if !one.errors.is_empty() {
                text.push_str(&format!("{name} errors: {}\n", counts(&one.errors)));
            }
            if one.empty > 0 {
                text.push_str(&format!("{name} accepted without the person asked for: {}\n", one.empty));
            }
        }
        for (name, usage) in [("server", &self.server), ("generator", &self.generator)] {
            if let Some(usage) = usage {
                text.push_str(&format!("{name}: {usage}\n"));
            }
        }
        text
    }

    /// For programs.
    #[must_use]
    pub fn json(&self) -> String {
        // Nothing in a report can fail to be written: its keys are texts and numbers.
        serde_json::to_string_pretty(self).unwrap_or_default()
    }

    fn heading(&self) -> String {
        let pace = if self.open_loop {
            format!("{} requests a second (open loop, latency from the moment due)", self.rate_per_second)
        } else {
            "as fast as answered (closed loop: latencies leave out what a stalled server kept from being asked)"
                .to_owned()
        };
        let mut text = format!(
            "mix {}: {pace}\n{} s after {} s warm-up; connections {}, organisations {}, people {}, seed {}\n",
            self.mix,
            self.seconds,
            self.warm_up_seconds,
            self.connections,
            self.organisations,
            self.people,
            self.seed
        );
        if let Some(late) = self.sent_late.filter(|_| self.open_loop) {
            text.push_str(&format!(
                "sent after the moment due: p50 {} ms, p99 {} ms, max {} ms\n",
                figure(late.p50_ms),
                figure(late.p99_ms),
                figure(late.max_ms)
            ));
        }
        if self.reconnections > 0 {
            text.push_str(&format!("connections opened anew: {}\n", self.reconnections));
        }
        text
    }

    fn figures(&self) -> Table {
        let heads = ["operation", "sent", "ok", "refused", "errors", "not sent", "ok/s"];
        let latencies = ["p50 ms", "p90 ms", "p99 ms", "p99.9 ms", "max ms"];
        let mut table = Table::new(heads.into_iter().chain(latencies));
        for one in &self.operations {
            let numbers =
                [one.sent, one.ok, one.refused.values().sum(), one.errors.values().sum(), one.not_sent];
            let mut row = vec![one.operation.clone()];
            row.extend(numbers.map(|number| number.to_string()));
            row.push(format!("{:.1}", one.ok_per_second));
            row.extend(cells(one.latency));
            table.row(row);
            for step in &one.steps {
                let mut row = vec![format!("  {}", step.step)];
                row.extend(std::iter::repeat_n(String::new(), 6));
                row.extend(cells(Some(step.latency)));
                table.row(row);
            }
        }
        table
    }
}

fn cells(latency: Option<Latency>) -> Vec<String> {
    let Some(one) = latency else { return vec!["-".to_owned(); 5] };
    [one.p50_ms, one.p90_ms, one.p99_ms, one.p99_9_ms, one.max_ms].map(figure).to_vec()
}

fn figure(millis: f64) -> String {
    if millis < 10.0 { format!("{millis:.2}") } else { format!("{millis:.1}") }
}

fn counts<K: std::fmt::Display>(counted: &BTreeMap<K, u64>) -> String {
    counted.iter().map(|(what, count)| format!("{what}: {count}")).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests;
