//! What is counted: a definition beside the facts, a count from the act's own transaction, and a recount from the facts.
//!
//! An act counts with [`store::Tx::count`]; the store keeps buckets of a minute and an hour. This room knows what each indicator means, adds
//! buckets up, counts again on an independent path, and compares the two.

mod catalogue;
mod live;

pub use catalogue::{Catalogue, Indicator, Kind, Recount, Words};
pub use live::{Checked, Live, Reading, YearCount};
