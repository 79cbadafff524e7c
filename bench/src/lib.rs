//! A load generator for the journey that this program serves, and the bare server to compare it with.
//!
//! The load is *open*: every request has a moment at which it is due, set beforehand by the rate, and its latency counts from that moment,
//! whether or not a connection was free then. A server that stands still for a second is so charged for every request of that second, not
//! for one (the fault called coordinated omission). Only when no rate is given is the load *closed*, each connection asking again as soon
//! as it is answered; the report then says so, because its latencies flatter.
//!
//! [`run`] takes a [`Plan`] and answers a [`Report`]; [`command`] does the same from the options of a command line.

pub mod command;
mod cookies;
mod dice;
mod error;
mod exchange;
pub mod hello;
mod html;
mod line;
mod login_journey;
mod material;
mod operations;
mod origin;
mod pdf;
mod plan;
mod process;
mod report;
mod run;
mod schedule;
mod table;
mod tally;
pub mod throwaway;

pub use error::{Fault, LoadError};
pub use plan::{Content, Mix, Operation, Plan, Target, TestPerson};
pub use process::Usage;
pub use report::{OperationReport, Report, StepReport};
pub use run::{Snapshot, run};
pub use schedule::Schedule;
pub use tally::{Latencies, Latency};
