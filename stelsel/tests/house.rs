//! The whole house on both engines, asked through its front door.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test stops at what it did not expect, and says what it skips"
)]

mod house {
    pub mod cases;
    pub mod indicators;
    pub mod parity;
    pub mod routes;
    pub mod sessions;
    pub mod support;
    pub mod template;
}
