//! Reads a published document and writes the two data files of its edition: the register of indicators and the
//! figures. `cargo run -p edition --example edition_data -- DOCUMENT FOLDER`

use std::error::Error;
use std::path::PathBuf;

use edition::{Names, Register, import};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let usage = "give the document to read and the folder to write in";
    let document = arguments.next().ok_or(usage)?;
    let folder = PathBuf::from(arguments.next().ok_or(usage)?);
    let edition = import(&std::fs::read_to_string(document)?)?;
    std::fs::write(folder.join(format!("edition-{}.tsv", edition.year)), edition.to_data())?;
    let register = Register::from_edition(&edition, &Names::built_in()?)?;
    std::fs::write(folder.join("indicators.tsv"), register.to_data())?;
    Ok(())
}
