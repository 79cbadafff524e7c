//! Decisions as pure functions. No I/O, no clock.

pub mod account;
pub mod delivery;
pub mod folders;
pub mod id_token;
pub mod pdf;
pub mod usage;
