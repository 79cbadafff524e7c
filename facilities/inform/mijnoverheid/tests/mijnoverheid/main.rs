//! The facility behind its front door, with a DigiD and a BRP that answer what a test wants.

mod berichten;
mod inloggen;
mod stand_ins;
mod world;
