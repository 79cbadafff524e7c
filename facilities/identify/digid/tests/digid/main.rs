//! DigiD through its front door: the routes of the facility in a house of its own, on each engine, with a clock that stands still.
#![expect(clippy::unwrap_used, reason = "what tests share fails as tests do")]

mod certificate;
mod connections;
mod death;
mod endpoints;
mod house;
mod login;
mod mijn;
mod protocol;
