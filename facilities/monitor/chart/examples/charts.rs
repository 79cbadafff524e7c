//! Draws every chart of the edition that the program carries. `cargo run --release -p chart --example charts -- FOLDER [WIDTH [ID]]`

use std::error::Error;
use std::path::PathBuf;

use chart::{Style, charts, png};
use edition::Publication;
use kernel::Language;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = PathBuf::from(arguments.next().ok_or("give the folder to write in")?);
    let width: u16 = arguments.next().as_deref().unwrap_or("640").parse()?;
    let only = arguments.next();
    std::fs::create_dir_all(&folder)?;
    for chart in charts(&Publication::built_in()?, Language::Nl, Style::screen(width)) {
        if only.as_ref().is_some_and(|only| !chart.entry.id.contains(only.as_str())) {
            continue;
        }
        std::fs::write(folder.join(format!("{}.svg", chart.entry.id)), &chart.svg)?;
        std::fs::write(
            folder.join(format!("{}.png", chart.entry.id)),
            png(&chart.svg, u32::from(width) * 2)?,
        )?;
    }
    Ok(())
}
