//! Memory and processor time of a process, from `/proc` (Linux). Elsewhere, or when the process is gone, there are no figures.

use std::fmt;
use std::time::Instant;

use serde::Serialize;

/// The kernel tells processor time in these parts of a second (`USER_HZ`, the same on every Linux that this program is built for).
const TICKS_PER_SECOND: f64 = 100.0;

/// Memory and processor time of a process during a run.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Usage {
    /// Resident memory before the first connection, in MiB.
    pub at_rest_mib: f64,
    /// The most resident memory seen, looking each second, in MiB.
    pub peak_mib: f64,
    /// Resident memory at the end, in MiB.
    pub at_end_mib: f64,
    /// Processor time over the run, in cores: 1.5 is one and a half cores all the time.
    pub mean_cores: f64,
    /// The most processor time in one second, in cores.
    pub peak_cores: f64,
}

impl fmt::Display for Usage {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "memory {:.1} MiB at rest, {:.1} at most, {:.1} at the end; processor {:.2} cores, {:.2} at most",
            self.at_rest_mib, self.peak_mib, self.at_end_mib, self.mean_cores, self.peak_cores
        )
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Look {
    resident_mib: f64,
    processor_seconds: f64,
}

/// Looks at a process now and then.
pub(crate) struct Watch {
    pid: u32,
    first: (Instant, Look),
    before: (Instant, Look),
    usage: Usage,
}

impl Watch {
    /// Takes the first look. `None` when there is nothing to see.
    pub(crate) fn new(pid: u32) -> Option<Self> {
        let first = (Instant::now(), look(pid)?);
        let resident = first.1.resident_mib;
        let usage = Usage {
            at_rest_mib: resident,
            peak_mib: resident,
            at_end_mib: resident,
            mean_cores: 0.0,
            peak_cores: 0.0,
        };
        Some(Self { pid, first, before: first, usage })
    }

    /// Looks once more.
    pub(crate) fn look(&mut self) {
        let Some(seen) = look(self.pid) else { return };
        let now = Instant::now();
        let cores = |since: (Instant, Look)| {
            let seconds = now.duration_since(since.0).as_secs_f64();
            (seen.processor_seconds - since.1.processor_seconds) / seconds.max(0.001)
        };
        self.usage.at_end_mib = seen.resident_mib;
        self.usage.peak_mib = self.usage.peak_mib.max(seen.resident_mib);
        self.usage.mean_cores = cores(self.first);
        // Over less than half a second the kernel's clock is too coarse to speak of a peak.
        if now.duration_since(self.before.0).as_secs_f64() >= 0.5 {
            self.usage.peak_cores = self.usage.peak_cores.max(cores(self.before));
            self.before = (now, seen);
        }
    }

    pub(crate) fn usage(&self) -> Usage {
        self.usage
    }
}

fn look(pid: u32) -> Option<Look> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    Some(Look { resident_mib: resident_mib(&status)?, processor_seconds: processor_seconds(&stat)? })
}

fn resident_mib(status: &str) -> Option<f64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kib: f64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib / 1024.0)
}

/// The name of the program stands in brackets and may hold anything; the fields are counted from after it.
fn processor_seconds(stat: &str) -> Option<f64> {
    let (_, fields) = stat.rsplit_once(')')?;
    let mut fields = fields.split_ascii_whitespace().skip(11);
    let user: f64 = fields.next()?.parse().ok()?;
    let system: f64 = fields.next()?.parse().ok()?;
    Some((user + system) / TICKS_PER_SECOND)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_and_processor_time_are_read_from_what_the_kernel_says() {
        assert_eq!(resident_mib("Name:\tx\nVmHWM:\t  999 kB\nVmRSS:\t   2048 kB\n"), Some(2.0));
        assert_eq!(resident_mib("Name:\tx\n"), None);
        let stat = "42 (a) b) S 1 42 42 0 -1 4194560 1 0 0 0 150 50 0 0 20 0 9 0 1 1 1";
        assert_eq!(processor_seconds(stat), Some(2.0));
        assert_eq!(processor_seconds("42"), None);
    }

    #[test]
    fn this_very_process_can_be_watched() {
        let mut watch = Watch::new(std::process::id()).unwrap();
        watch.look();
        let usage = watch.usage();
        assert!(usage.at_rest_mib > 0.0 && usage.peak_mib >= usage.at_rest_mib);
        assert!(Watch::new(u32::MAX).is_none());
    }
}
