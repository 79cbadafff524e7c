//! Writes the files of two publications and the catalogue into a folder, as a server would serve them:
//! `cargo run --release -p tables --example write_files -- FOLDER BASE_URL`. The second is an invented correction of the built-in edition.

use std::error::Error;
use std::path::Path;

use edition::{Break, BreakKind, Explanation, Publication, Reason, Restatement, Target};
use tables::{Build, Entry, File, Format, catalogue, files, manifest, sha256, zip};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(folder), Some(base)) = (arguments.next(), arguments.next()) else {
        return Err("needs a folder and the address at which it will be served".into());
    };
    let publications = [Publication::built_in()?, corrected()?];
    let mut all = Vec::new();
    for publication in &publications {
        let mut made = files(publication, &[])?;
        let none = sha256(b"");
        let listed = manifest(
            publication,
            &made,
            &Build { program: none.clone(), templates: none, fonts: Vec::new() },
        );
        let packed = zip(&made)?;
        let json = "application/json".to_owned();
        made.push(File { path: "manifest.json".to_owned(), media_type: json, bytes: listed.into() });
        let archive = "application/zip".to_owned();
        made.push(File { path: "datapackage.zip".to_owned(), media_type: archive, bytes: packed });
        let name = format!("data/monitor/{}/{}", publication.edition.year, publication.version);
        let place = Path::new(&folder).join(name);
        std::fs::create_dir_all(&place)?;
        for file in &made {
            std::fs::write(place.join(&file.path), &file.bytes)?;
        }
        all.push(made);
    }
    let entries: Vec<Entry<'_>> =
        publications.iter().zip(&all).map(|(publication, files)| Entry { publication, files }).collect();
    for (format, end) in Format::ALL.into_iter().zip(["ttl", "jsonld", "rdf"]) {
        std::fs::write(
            Path::new(&folder).join(format!("catalog.{end}")),
            catalogue(&entries, &base, format),
        )?;
    }
    Ok(())
}

fn corrected() -> Result<Publication, Box<dyn Error>> {
    let mut made = Publication::built_in()?;
    made.version = "1.1.0".parse()?;
    made.published = made.published.plus_seconds(90 * 24 * 3600);
    let series: Vec<String> = made.register.indicators.iter().take(3).map(|one| one.id.clone()).collect();
    let [first, second, third] = series.as_slice() else { return Err("the register is empty".into()) };
    let period = made.edition.year - 1;
    made.breaks.push(Break {
        indicator: first.clone(),
        first_period: period,
        kind: BreakKind::Definitie,
        text: "Een andere \"telling\",\nop twee regels".to_owned(),
        overlap: Some("650.5".parse()?),
    });
    made.restatements.push(Restatement {
        indicator: second.clone(),
        period,
        old: Some("1000".parse()?),
        new: None,
        old_edition: "2020 1.0.0".to_owned(),
        new_edition: made.name(),
        reason: Reason::Leveringsfout,
        text: "Een verzonnen fout".to_owned(),
        decided_by: "Hoofdredacteur".to_owned(),
        date: made.published.day(),
    });
    let facility = made.register.indicators.first().map(|one| one.facility.clone()).unwrap_or_default();
    made.explanations.push(Explanation {
        indicator: first.clone(),
        facility,
        period: Some(period),
        text: "=1+1 is hier geen formule".to_owned(),
        author: "Eigenaar".to_owned(),
        reviewed_by: "Redacteur".to_owned(),
    });
    made.targets.push(Target {
        indicator: third.clone(),
        period,
        value: "16000000".parse()?,
        source: "Een verzonnen doel".to_owned(),
    });
    Ok(made)
}
