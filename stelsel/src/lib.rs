//! The one program: its commands, its configuration, and the one list of all facilities.

pub mod catalogue;
pub mod first_start;
pub mod front;
pub mod journal;
pub mod load;
pub mod monitor_command;
pub mod options;
pub mod place;
pub mod summary;
pub mod up;

use std::process::ExitCode;

use crate::options::{Command, Journal, Options};

/// Carries out a command.
///
/// # Errors
/// Why it cannot be done, in a sentence.
pub async fn run(options: Options) -> Result<ExitCode, String> {
    match options.command {
        None => up::up(options.up).await,
        Some(Command::Up(up)) => up::up(*up).await,
        Some(Command::Journal { command: Journal::Verify { place, json } }) => {
            journal::verify(&place, json).await
        }
        Some(Command::Journal { command: Journal::DestroyKey { place, json } }) => {
            journal::destroy_key(&place, json).await
        }
        Some(Command::Journal { command: Journal::Export { place, .. } }) => journal::export(&place).await,
        Some(Command::Monitor { command }) => monitor_command::run(command).await,
        Some(Command::Load(load)) => load::load(*load).await,
    }
}
