//! Starts the program.

use std::process::ExitCode;

use clap::Parser;
use stelsel::options::Options;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let options = Options::parse();
    let filter = tracing_subscriber::EnvFilter::try_from_env("STELSEL_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_target(false).init();
    match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime.block_on(stelsel::run(options)).unwrap_or_else(|text| stop(&text)),
        Err(error) => stop(&format!("the program could not start: {error}")),
    }
}

/// Says why it cannot be done.
#[expect(clippy::print_stderr, reason = "a command line talks to whoever typed it")]
fn stop(text: &str) -> ExitCode {
    eprintln!("stelsel: {text}");
    ExitCode::from(2)
}
