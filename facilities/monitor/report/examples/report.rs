//! Writes the report of the edition that the program carries, with the files of a folder attached and the hash of its manifest:
//! `cargo run --release -p report --example report -- FILE [FOLDER HASH]`

use std::error::Error;
use std::time::Instant;

use edition::Publication;
use report::{Attachment, Inputs, Section, charts, pdf};

fn main() -> Result<(), Box<dyn Error>> {
    let file = std::env::args().nth(1).ok_or("give the file to write")?;
    let publication = Publication::built_in()?;
    let begun = Instant::now();
    let charts = charts(&publication);
    let drawn = begun.elapsed();
    let commentary = publication.edition.chapters.iter().map(|chapter| Section {
        chapter: chapter.slug.clone(),
        heading: chapter.title.clone(),
        paragraphs: charts
            .iter()
            .filter(|chart| chart.entry.chapter == chapter.slug && chart.entry.indicator.is_some())
            .map(|chart| format!("{}.", chart.headline))
            .collect(),
    });
    let hash = std::env::args().nth(3).unwrap_or_else(|| "0123456789abcdef".repeat(4));
    let inputs = Inputs {
        commentary: commentary.collect(),
        summary: vec!["The figures of this edition, in short.".to_owned()],
        attachments: files()?,
        manifest_hash: hash,
        charts,
    };
    let made = pdf(&publication, &inputs)?;
    let whole = begun.elapsed();
    let mut message =
        format!("{} bytes; charts {} ms, all {} ms\n", made.len(), drawn.as_millis(), whole.as_millis());
    let again = Instant::now();
    message.push_str(if pdf(&publication, &inputs)? == made { "same bytes again" } else { "OTHER BYTES" });
    std::fs::write(file, made)?;
    std::io::Write::write_all(
        &mut std::io::stderr(),
        format!("{message} in {} ms\n", again.elapsed().as_millis()).as_bytes(),
    )?;
    Ok(())
}

/// The files of the folder, by name.
fn files() -> Result<Vec<Attachment>, Box<dyn Error>> {
    let Some(folder) = std::env::args().nth(2) else { return Ok(Vec::new()) };
    let mut names: Vec<String> = Vec::new();
    for entry in std::fs::read_dir(&folder)? {
        names.push(entry?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    let mut made = Vec::new();
    for name in names {
        let bytes = std::fs::read(format!("{folder}/{name}"))?;
        let media_type = if name.ends_with(".csv") { "text/csv" } else { "application/octet-stream" };
        made.push(Attachment {
            description: name.clone(),
            path: name,
            media_type: media_type.to_owned(),
            bytes,
        });
    }
    Ok(made)
}
