//! Writes every table of the built-in edition as a file, to try other people's readers on: `write FOLDER`.

use std::sync::Arc;

use exchange::{Request, choices};
use kernel::Language;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::args().nth(1).ok_or("give a folder")?;
    let publication = Arc::new(edition::Publication::built_in()?);
    let base = "https://example.nl/jsonstat";
    let year = publication.edition.year.to_string();
    std::fs::create_dir_all(&folder)?;
    for choice in choices(&publication) {
        let made = jsonstat::dataset(&publication, &choice, base, Language::Nl);
        std::fs::write(format!("{folder}/{}.json", choice.slug), made.to_bytes())?;
    }
    let path = [year];
    let listed = jsonstat::answer(&[publication], &Request::get(&path, "", base));
    std::fs::write(format!("{folder}/collection"), listed.body)?;
    Ok(())
}
