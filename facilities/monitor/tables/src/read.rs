//! From the files of a data package to the publication.

use std::str::FromStr;

use edition::{
    Additive, Break, BreakKind, Definition, Definitions, Direction, Edition, Explanation, Family, Indicator,
    Kind, Publication, Reason, Register, Restatement, Scale, Target,
};
use serde_json::Value;

use crate::content::direction;
use crate::datapackage::hash;
use crate::error::PackageError;
use crate::file::File;
use crate::package::{CSVW, DESCRIPTION, EDITION, ODS, Package, XLSX};
use crate::schema::{BREAKS, DEFINITIONS, INDICATORS, NOTES, RESTATEMENTS, TABLES, TARGETS, Table};

/// Files of the package that are made, not kept.
const MADE: [&str; 4] = [CSVW, EDITION, ODS, XLSX];

/// The files, and what is wrong with them so far.
struct Source<'a> {
    files: &'a [File],
    errors: Vec<PackageError>,
}

/// Reads everything, and tells of everything that is wrong at once.
pub(crate) fn package(files: &[File]) -> Result<Package, Vec<PackageError>> {
    let mut source = Source { files, errors: Vec::new() };
    let description = source.description();
    let extra = source.described(&description);
    for table in TABLES {
        source.check_header(table);
    }
    let edition = source.edition();
    let parts = Parts {
        register: Register { indicators: source.rows(&INDICATORS, indicator) },
        definitions: Definitions { definitions: source.rows(&DEFINITIONS, definition) },
        breaks: source.rows(&BREAKS, series_break),
        restatements: source.rows(&RESTATEMENTS, restatement),
        explanations: source.rows(&NOTES, explanation).into_iter().flatten().collect(),
        targets: source.rows(&TARGETS, target),
    };
    let publication = source.publication(edition, parts, &description["publicatie"]);
    match publication {
        Some(publication) if source.errors.is_empty() => Ok(Package { publication, extra }),
        _ => {
            source.errors.sort();
            Err(source.errors)
        }
    }
}

struct Parts {
    register: Register,
    definitions: Definitions,
    breaks: Vec<Break>,
    restatements: Vec<Restatement>,
    explanations: Vec<Explanation>,
    targets: Vec<Target>,
}

impl<'a> Source<'a> {
    fn wrong(&mut self, path: &str, line: u64, what: impl Into<String>) {
        self.errors.push(PackageError::at(path, line, what));
    }

    fn find(&self, path: &str) -> Option<&'a File> {
        self.files.iter().find(|file| file.path == path)
    }

    fn text(&mut self, path: &str) -> Option<&'a str> {
        let Some(file) = self.find(path) else {
            self.wrong(path, 0, "is not in the package");
            return None;
        };
        let text = std::str::from_utf8(&file.bytes);
        if text.is_err() {
            self.wrong(path, 0, "is not UTF-8");
        }
        text.ok()
    }

    fn description(&mut self) -> Value {
        let Some(text) = self.text(DESCRIPTION) else { return Value::Null };
        serde_json::from_str(text).unwrap_or_else(|problem: serde_json::Error| {
            self.wrong(DESCRIPTION, problem.line() as u64, format!("is not JSON: {problem}"));
            Value::Null
        })
    }

    /// Compares every file that the description names with its hash; gives those that are kept as they are.
    fn described(&mut self, description: &Value) -> Vec<File> {
        let none = Vec::new();
        let list = |name: &str| description[name].as_array().unwrap_or(&none);
        let mut extra = Vec::new();
        for (named, path) in list("resources")
            .iter()
            .map(|one| (one, &one["path"]))
            .chain(list("bestanden").iter().map(|one| (one, &one["pad"])))
        {
            let Some(path) = path.as_str() else {
                self.wrong(DESCRIPTION, 0, "names a file without a path");
                continue;
            };
            let Some(file) = self.find(path) else {
                self.wrong(path, 0, "is not in the package, though its description names it");
                continue;
            };
            let found = hash(&file.bytes);
            if named["hash"].as_str() != Some(&found) {
                self.wrong(path, 0, format!("has the hash {found}, not the one of the description"));
            }
            let known = MADE.contains(&path) || TABLES.iter().any(|table| table.path == path);
            if !known {
                let media_type = named["mediatype"].as_str().unwrap_or(&file.media_type).to_owned();
                extra.push(File { media_type, ..file.clone() });
            }
        }
        extra
    }

    fn edition(&mut self) -> Option<Edition> {
        let text = self.text(EDITION)?;
        Edition::from_data(text)
            .map_err(|problem| self.wrong(EDITION, problem.line as u64, problem.what))
            .ok()
    }

    fn check_header(&mut self, table: &Table) {
        let Some(text) = self.text(table.path) else { return };
        let expected = table.columns.iter().map(|column| column.name).collect::<Vec<_>>().join(",");
        if text.lines().next() != Some(&expected) {
            self.wrong(table.path, 1, format!("the header must be `{expected}`"));
        }
    }

    /// The rows of a table; what is wrong with them is kept.
    fn rows<T>(&mut self, table: &'static Table, read: fn(&mut Row<'_>) -> Option<T>) -> Vec<T> {
        let mut made = Vec::new();
        let Some(file) = self.find(table.path) else { return made };
        let mut reader = csv::ReaderBuilder::new().from_reader(file.bytes.as_slice());
        for record in reader.records() {
            match record {
                Ok(record) => {
                    let line = record.position().map_or(0, csv::Position::line);
                    let mut row = Row { table, line, record, errors: &mut self.errors };
                    made.extend(read(&mut row));
                }
                Err(problem) => {
                    let line = problem.position().map_or(0, csv::Position::line);
                    self.wrong(table.path, line, format!("is no row of this table: {problem}"));
                }
            }
        }
        made
    }

    fn publication(&mut self, edition: Option<Edition>, parts: Parts, about: &Value) -> Option<Publication> {
        let version = self.about(about, "versie");
        let published = self.about(about, "gepubliceerd");
        let family = [Family::Publicatie, Family::Meting]
            .into_iter()
            .find(|family| about["bron"].as_str() == Some(family.code()));
        if family.is_none() {
            self.wrong(DESCRIPTION, 0, "`publicatie.bron` is neither publicatie nor meting");
        }
        let scale = match &about["schaal"] {
            Value::Null => None,
            scale => Some(Scale {
                ratio: self.about(scale, "verhouding")?,
                seed: self.about(scale, "landnummer")?,
                played: scale["sneller_gespeeld"].as_bool().unwrap_or_default(),
            }),
        };
        Some(Publication {
            edition: edition?,
            version: version?,
            family: family?,
            scale,
            published: published?,
            register: parts.register,
            definitions: parts.definitions,
            breaks: parts.breaks,
            restatements: parts.restatements,
            explanations: parts.explanations,
            targets: parts.targets,
        })
    }

    fn about<T: FromStr>(&mut self, about: &Value, name: &str) -> Option<T> {
        let found = about[name].as_str().and_then(|text| text.parse().ok());
        if found.is_none() {
            self.wrong(DESCRIPTION, 0, format!("`publicatie` has no readable `{name}`"));
        }
        found
    }
}

/// One row of a table while it is read.
struct Row<'a> {
    table: &'static Table,
    line: u64,
    record: csv::StringRecord,
    errors: &'a mut Vec<PackageError>,
}

impl Row<'_> {
    fn get(&self, name: &str) -> &str {
        self.table.position(name).and_then(|place| self.record.get(place)).unwrap_or("")
    }

    fn text(&self, name: &str) -> String {
        self.get(name).to_owned()
    }

    fn wrong<T>(&mut self, name: &str) -> Option<T> {
        let what = format!("`{}` cannot stand in column `{name}`", self.get(name));
        self.errors.push(PackageError::at(self.table.path, self.line, what));
        None
    }

    fn parse<T: FromStr>(&mut self, name: &str) -> Option<T> {
        let read = self.get(name).parse().ok();
        if read.is_none() { self.wrong(name) } else { read }
    }

    /// An empty cell is `None`; the outer `None` is a cell that cannot be read.
    #[expect(clippy::option_option, reason = "an empty cell and an unreadable one are different things")]
    fn maybe<T: FromStr>(&mut self, name: &str) -> Option<Option<T>> {
        if self.get(name).is_empty() { Some(None) } else { self.parse(name).map(Some) }
    }

    fn word<T: Copy>(&mut self, name: &str, all: &[T], code: fn(T) -> &'static str) -> Option<T> {
        let found = all.iter().copied().find(|one| code(*one) == self.get(name));
        if found.is_none() { self.wrong(name) } else { found }
    }
}

fn indicator(row: &mut Row<'_>) -> Option<Indicator> {
    Some(Indicator {
        id: row.text("indicator"),
        sdmx_code: row.text("sdmx_code"),
        breakdown: row.text("uitsplitsing"),
        kind: row.word("soort", &Kind::ALL, Kind::code)?,
        unit: row.text("eenheid"),
        decimals: row.parse("decimalen")?,
        chapter: row.text("hoofdstuk"),
        facility: row.text("voorziening"),
        block: row.text("blok"),
        group: row.text("kolomgroep"),
        seed_name: row.text("seednaam"),
        part: row.text("deel"),
        seed_line: row.parse("regel_in_bron")?,
        title_nl: row.text("titel_nl"),
        title_en: row.text("titel_en"),
    })
}

fn definition(row: &mut Row<'_>) -> Option<Definition> {
    Some(Definition {
        measure: row.text("sdmx_code"),
        version: row.parse("versie")?,
        odata_code: row.text("odata_code"),
        owner: row.text("eigenaar"),
        source: row.text("herkomst"),
        definition_nl: row.text("definitie_nl"),
        definition_en: row.text("definitie_en"),
        excluded_nl: row.text("niet_geteld_nl"),
        excluded_en: row.text("niet_geteld_en"),
        additive: Additive {
            over_parts: row.parse("optelbaar_delen")?,
            over_time: row.parse("optelbaar_tijd")?,
            over_facilities: row.parse("optelbaar_voorzieningen")?,
        },
        direction: row.word("richting", &[Direction::Up, Direction::Down, Direction::Neutral], direction)?,
        valid_from: row.parse("geldig_vanaf")?,
        valid_to: row.maybe("geldig_tot")?,
    })
}

fn series_break(row: &mut Row<'_>) -> Option<Break> {
    Some(Break {
        indicator: row.text("indicator"),
        first_period: row.parse("eerste_periode")?,
        kind: row.word("soort", &BreakKind::ALL, BreakKind::code)?,
        text: row.text("tekst"),
        overlap: row.maybe("overlap")?,
    })
}

fn restatement(row: &mut Row<'_>) -> Option<Restatement> {
    Some(Restatement {
        indicator: row.text("indicator"),
        period: row.parse("periode")?,
        old: row.maybe("oud")?,
        new: row.maybe("nieuw")?,
        old_edition: row.text("oude_editie"),
        new_edition: row.text("nieuwe_editie"),
        reason: row.word("reden", &Reason::ALL, Reason::code)?,
        text: row.text("tekst"),
        decided_by: row.text("besloten_door"),
        date: row.parse("datum")?,
    })
}

/// Places where the document explains are read from the edition, so those rows give nothing.
#[expect(
    clippy::option_option,
    reason = "a row that is no explanation and one that cannot be read are different things"
)]
fn explanation(row: &mut Row<'_>) -> Option<Option<Explanation>> {
    if row.get("soort") != "toelichting" {
        return Some(None);
    }
    Some(Some(Explanation {
        indicator: row.text("indicator"),
        facility: row.text("voorziening"),
        period: row.maybe("periode")?,
        text: row.text("tekst"),
        author: row.text("auteur"),
        reviewed_by: row.text("beoordeeld_door"),
    }))
}

fn target(row: &mut Row<'_>) -> Option<Target> {
    Some(Target {
        indicator: row.text("indicator"),
        period: row.parse("periode")?,
        value: row.parse("waarde")?,
        source: row.text("bron"),
    })
}
