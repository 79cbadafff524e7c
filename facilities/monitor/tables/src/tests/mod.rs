//! Tests on the edition that the program carries, on a corrected version of it, on a counted publication, and on the invented document that
//! holds every special form.

mod archives;
mod catalogue;
mod cells;
mod manifest;
mod packages;
mod workbooks;

use edition::{
    Break, BreakKind, Definitions, Edition, Explanation, Family, Indicator, Kind, Publication, Reason,
    Register, Restatement, Scale, Target, code, import,
};

use crate::content::{self, Content};
use crate::file::File;

/// The invented document.
const SMALL: &str = include_str!("../../../edition/data/test/small.md");

fn built_in() -> Publication {
    Publication::built_in().unwrap()
}

/// A correction of the built-in edition with everything that a publication may hold.
fn corrected() -> Publication {
    let mut publication = built_in();
    publication.version = "1.1".parse().unwrap();
    publication.published = "2020-09-01T07:30:00.25Z".parse().unwrap();
    publication.breaks.push(Break {
        indicator: "digid.organisaties".to_owned(),
        first_period: 2018,
        kind: BreakKind::Reikwijdte,
        text: "Ook \"kleine\" organisaties,\nmet ingang van 2018".to_owned(),
        overlap: Some("640.50".parse().unwrap()),
    });
    publication.restatements.push(Restatement {
        indicator: "digid.webdiensten".to_owned(),
        period: 2018,
        old: Some("944".parse().unwrap()),
        new: Some("945".parse().unwrap()),
        old_edition: "2020 1.0.0".to_owned(),
        new_edition: "2020 1.1.0".to_owned(),
        reason: Reason::Leveringsfout,
        text: "Eén dienst was vergeten".to_owned(),
        decided_by: "Hoofdredacteur".to_owned(),
        date: "2020-08-31".parse().unwrap(),
    });
    publication.explanations.push(Explanation {
        indicator: String::new(),
        facility: "digid".to_owned(),
        period: None,
        text: "=1+1; geen formule".to_owned(),
        author: "Eigenaar".to_owned(),
        reviewed_by: "Redacteur".to_owned(),
    });
    publication.targets.push(Target {
        indicator: "digid.accounts.actief".to_owned(),
        period: 2021,
        value: "16000000".parse().unwrap(),
        source: "Beleidsbrief".to_owned(),
    });
    publication
}

/// The same figures, as if counted in an installation.
fn counted() -> Publication {
    let mut publication = built_in();
    publication.family = Family::Meting;
    publication.scale = Some(Scale { ratio: "1:10000".to_owned(), seed: "42".to_owned(), played: true });
    publication
}

/// An imported document with a register derived from its rows.
fn imported(document: &str) -> Publication {
    let edition = import(document).unwrap();
    let indicators = edition.series().into_iter().map(|found| Indicator {
        id: found.series.id.clone(),
        sdmx_code: code(&found.series.id),
        breakdown: "_T".to_owned(),
        kind: Kind::Stock,
        unit: "stuks".to_owned(),
        decimals: 0,
        chapter: found.chapter.slug.clone(),
        facility: found.facility.slug.clone(),
        block: found.block.unwrap_or("").to_owned(),
        group: found.group.to_owned(),
        seed_name: found.label.to_owned(),
        part: found.series.part.clone().unwrap_or_default(),
        seed_line: found.line,
        title_nl: found.label.to_owned(),
        title_en: found.label.to_owned(),
    });
    let register = Register { indicators: indicators.collect() };
    Publication::of_document(edition, register, Definitions { definitions: Vec::new() }).unwrap()
}

/// The table with this path.
fn table(publication: &Publication, path: &str) -> Content {
    content::of(publication).into_iter().find(|one| one.table.path == path).unwrap()
}

/// The bytes of a table as text.
fn csv(publication: &Publication, path: &str) -> String {
    String::from_utf8(table(publication, path).csv().unwrap()).unwrap()
}

fn file<'a>(files: &'a [File], path: &str) -> &'a File {
    files.iter().find(|file| file.path == path).unwrap_or_else(|| panic!("no file {path}"))
}

/// What an edition prints.
struct Printed {
    /// Name of the row, year, text.
    cells: Vec<(String, u16, String)>,
    /// Name of the row, text.
    changes: Vec<(String, String)>,
}

/// Every printed cell and every printed change of an edition.
fn printed(edition: &Edition) -> Printed {
    let (mut cells, mut changes) = (Vec::new(), Vec::new());
    let mut put = |label: &str, row: &[Option<String>], change: Option<&String>| {
        for (year, cell) in edition.periods.iter().zip(row) {
            cells.extend(cell.iter().map(|text| (label.to_owned(), *year, text.clone())));
        }
        changes.extend(change.map(|text| (label.to_owned(), text.clone())));
    };
    for (_, facility) in edition.facilities() {
        for row in facility.blocks.iter().flat_map(|block| &block.rows) {
            put(&row.label, &row.cells, row.change.as_ref());
        }
        for row in facility.sender_tables.iter().flat_map(|table| &table.rows) {
            for group in &row.groups {
                put(&row.label, &group.cells, group.change.as_ref());
            }
        }
    }
    Printed { cells, changes }
}
