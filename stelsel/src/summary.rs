//! What the program says to whoever started it.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Prints a line.
#[expect(clippy::print_stdout, reason = "a command line talks to whoever typed it")]
pub fn say(text: &str) {
    println!("{text}");
}

/// A progress bar on standard error, with rate and rest time; hidden when nobody watches.
pub fn bar(what: &'static str, length: Option<u64>) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(length, ProgressDrawTarget::stderr_with_hz(10));
    let form = if length.is_some() {
        "{msg:24} [{bar:32}] {pos}/{len} ({per_sec}, {eta} to go)"
    } else {
        "{msg:24} {spinner} {pos} ({per_sec})"
    };
    if let Ok(style) = ProgressStyle::with_template(form) {
        bar.set_style(style.progress_chars("=> "));
    }
    bar.set_message(what);
    bar.enable_steady_tick(Duration::from_millis(100));
    bar
}
