//! The facility behind its front door, with a DigiD and a BRP that answer what a test wants.
#![expect(clippy::unwrap_used, reason = "what these tests share fails the test when it cannot be made")]

mod berichten;
mod inloggen;
mod stand_ins;
mod world;
