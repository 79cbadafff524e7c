//! What is said beside the figures, for the report.

use edition::Publication;
use edition::commentary::Paragraph;
use report::{Attachment, Inputs, Section};

use crate::binding::Built;

/// Everything that the report is made from.
pub(crate) fn inputs(publication: &Publication, built: &Built) -> Inputs {
    let attachments = built
        .files
        .iter()
        .filter(|file| !file.path.starts_with("charts/"))
        .map(|file| Attachment {
            path: file.path.clone(),
            media_type: file.media_type.split(';').next().unwrap_or_default().to_owned(),
            bytes: file.bytes.clone(),
            description: describe(&file.path).to_owned(),
        })
        .collect();
    let said = edition::commentary::commentary(publication);
    let main_lines = said.summary_nl.iter().map(|one| Section {
        chapter: one.chapter.clone(),
        heading: one.heading.clone(),
        paragraphs: one.paragraphs.iter().map(Paragraph::plain).collect(),
    });
    Inputs {
        commentary: main_lines.collect(),
        summary: said.summary_en.iter().flat_map(|one| &one.paragraphs).map(Paragraph::plain).collect(),
        charts: report::charts(publication),
        attachments,
        manifest_hash: crate::rules::content_hash(&built.manifest),
    }
}

fn describe(path: &str) -> &'static str {
    match path {
        "observations.csv" => "Alle cijfers, één per regel",
        "indicators.csv" => "Alle reeksen met hun definities",
        "breaks.csv" => "Reeksbreuken",
        "restatements.csv" => "Correcties op eerdere cijfers",
        "notes.csv" => "Toelichtingen",
        "datapackage.json" => "Beschrijving van de bestanden (Data Package)",
        "csv-metadata.json" => "Beschrijving van de tabellen (CSV on the Web)",
        "monitor.xlsx" => "Alle tabellen als werkmap (Office Open XML)",
        "monitor.ods" => "Alle tabellen als werkmap (OpenDocument)",
        "edition.tsv" => "De tabellen zoals de lezer ze ziet",
        _ => "Bestand van het datapakket",
    }
}
