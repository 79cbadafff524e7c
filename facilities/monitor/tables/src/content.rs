//! The rows of every table, as text.

use std::collections::{BTreeMap, BTreeSet};

use edition::{Definition, Direction, Figure, Publication};

use crate::error::TablesError;
use crate::schema::{
    BREAKDOWNS, BREAKS, DEFINITIONS, FACILITIES, INDICATORS, NOTES, OBSERVATIONS, RESTATEMENTS, TARGETS,
    Table,
};

/// A table with its rows; each row has one text per column.
pub(crate) struct Content {
    /// What the table is.
    pub table: &'static Table,
    /// Its rows.
    pub rows: Vec<Vec<String>>,
}

impl Content {
    /// The columns that tell rows apart, unless two rows are equal in them: a document may hold the same row twice.
    pub fn key(&self) -> &'static [&'static str] {
        let places: Vec<usize> = self.table.key.iter().filter_map(|name| self.table.position(name)).collect();
        let mut seen = BTreeSet::new();
        let different = self
            .rows
            .iter()
            .all(|row| seen.insert(places.iter().filter_map(|place| row.get(*place)).collect::<Vec<_>>()));
        if different { self.table.key } else { &[] }
    }

    /// The file: UTF-8, line feeds, commas, quotes only where needed.
    pub fn csv(&self) -> Result<Vec<u8>, TablesError> {
        let wrong = |problem: csv::Error| TablesError::Archive(problem.to_string());
        let mut writer = csv::WriterBuilder::new()
            .terminator(csv::Terminator::Any(b'\n'))
            .quote_style(csv::QuoteStyle::Necessary)
            .from_writer(Vec::new());
        writer.write_record(self.table.columns.iter().map(|column| column.name)).map_err(wrong)?;
        for row in &self.rows {
            writer.write_record(row).map_err(wrong)?;
        }
        writer.into_inner().map_err(|problem| TablesError::Archive(problem.to_string()))
    }
}

/// All tables of a publication, in the order of the schema.
pub(crate) fn of(publication: &Publication) -> Vec<Content> {
    let figures = publication.figures();
    vec![
        Content { table: &OBSERVATIONS, rows: observations(publication, &figures) },
        Content { table: &INDICATORS, rows: indicators(publication) },
        Content { table: &DEFINITIONS, rows: definitions(publication) },
        Content { table: &FACILITIES, rows: facilities(publication) },
        Content { table: &BREAKDOWNS, rows: breakdowns(publication, &figures) },
        Content { table: &BREAKS, rows: breaks(publication) },
        Content { table: &RESTATEMENTS, rows: restatements(publication) },
        Content { table: &NOTES, rows: notes(publication) },
        Content { table: &TARGETS, rows: targets(publication) },
    ]
}

fn observations(publication: &Publication, figures: &[Figure]) -> Vec<Vec<String>> {
    let scale = publication.scale.as_ref().map(|scale| scale.ratio.clone()).unwrap_or_default();
    let rows = figures.iter().map(|figure| {
        vec![
            publication.edition.year.to_string(),
            publication.version.to_string(),
            figure.indicator.clone(),
            figure.breakdown.clone(),
            figure.period.to_string(),
            text(figure.value),
            text(figure.lower),
            text(figure.upper),
            text(figure.text.as_ref()),
            figure.status.letter().to_owned(),
            figure.confidential.to_string(),
            publication.family.code().to_owned(),
            scale.clone(),
            figure.definition_version.to_string(),
            text(figure.previous),
            text(figure.reason.as_ref()),
            text(figure.change),
            text(figure.change_print.as_ref()),
            figure.facility.clone(),
            figure.seed_name.clone(),
            figure.print.clone(),
        ]
    });
    rows.collect()
}

fn indicators(publication: &Publication) -> Vec<Vec<String>> {
    let rows = publication.register.indicators.iter().map(|one| {
        let definition = publication.definitions.get(&one.sdmx_code);
        let mut row = vec![
            one.id.clone(),
            one.sdmx_code.clone(),
            one.breakdown.clone(),
            definition.map(|known| known.odata_code.clone()).unwrap_or_default(),
            one.facility.clone(),
            one.chapter.clone(),
            one.block.clone(),
            one.group.clone(),
            one.seed_name.clone(),
            one.part.clone(),
            one.seed_line.to_string(),
            one.title_nl.clone(),
            one.title_en.clone(),
            one.kind.code().to_owned(),
            one.unit.clone(),
            one.decimals.to_string(),
            text(definition.map(|known| known.version)),
        ];
        match definition {
            Some(known) => row.extend(defined(known)),
            None => row.resize(INDICATORS.columns.len(), String::new()),
        }
        row
    });
    rows.collect()
}

/// What `indicators.csv` and `definitions.csv` say alike.
fn defined(known: &Definition) -> Vec<String> {
    vec![
        known.owner.clone(),
        known.source.clone(),
        direction(known.direction).to_owned(),
        known.additive.over_parts.to_string(),
        known.additive.over_time.to_string(),
        known.additive.over_facilities.to_string(),
        known.valid_from.to_string(),
        text(known.valid_to),
        known.definition_nl.clone(),
        known.definition_en.clone(),
        known.excluded_nl.clone(),
        known.excluded_en.clone(),
    ]
}

fn definitions(publication: &Publication) -> Vec<Vec<String>> {
    let rows = publication.definitions.definitions.iter().map(|known| {
        let mut row = vec![known.measure.clone(), known.version.to_string(), known.odata_code.clone()];
        row.extend(defined(known));
        row
    });
    rows.collect()
}

fn facilities(publication: &Publication) -> Vec<Vec<String>> {
    let mut known = BTreeSet::new();
    let mut rows = Vec::new();
    for (chapter, facility) in publication.edition.facilities() {
        if known.insert(facility.slug.as_str()) {
            rows.push(vec![
                facility.slug.clone(),
                facility.number.clone(),
                facility.name.clone(),
                chapter.slug.clone(),
                chapter.letter.clone(),
                chapter.title.clone(),
            ]);
        }
    }
    // A register may know facilities of which this edition prints nothing.
    for one in &publication.register.indicators {
        if known.insert(one.facility.as_str()) {
            let (slug, chapter) = (one.facility.clone(), one.chapter.clone());
            rows.push(vec![slug.clone(), String::new(), slug, chapter.clone(), String::new(), chapter]);
        }
    }
    rows
}

fn breakdowns(publication: &Publication, figures: &[Figure]) -> Vec<Vec<String>> {
    let mut names: BTreeMap<&str, &str> = BTreeMap::new();
    for figure in figures {
        names.entry(&figure.breakdown).or_insert(&figure.breakdown_name);
    }
    for one in &publication.register.indicators {
        names.entry(&one.breakdown).or_insert(if one.breakdown == "_T" { "Totaal" } else { &one.seed_name });
    }
    names.into_iter().map(|(code, name)| vec![code.to_owned(), name.to_owned()]).collect()
}

fn breaks(publication: &Publication) -> Vec<Vec<String>> {
    let rows = publication.breaks.iter().map(|one| {
        vec![
            one.indicator.clone(),
            one.first_period.to_string(),
            one.kind.code().to_owned(),
            one.text.clone(),
            text(one.overlap),
        ]
    });
    rows.collect()
}

fn restatements(publication: &Publication) -> Vec<Vec<String>> {
    let rows = publication.restatements.iter().map(|one| {
        vec![
            one.indicator.clone(),
            one.period.to_string(),
            text(one.old),
            text(one.new),
            one.old_edition.clone(),
            one.new_edition.clone(),
            one.reason.code().to_owned(),
            one.text.clone(),
            one.decided_by.clone(),
            one.date.to_string(),
        ]
    });
    rows.collect()
}

fn notes(publication: &Publication) -> Vec<Vec<String>> {
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut put = |fields: [String; 10]| {
        let mut row = vec![(rows.len() + 1).to_string()];
        row.extend(fields);
        rows.push(row);
    };
    let none = String::new;
    for one in &publication.explanations {
        put([
            "toelichting".to_owned(),
            one.facility.clone(),
            one.indicator.clone(),
            text(one.period),
            none(),
            one.text.clone(),
            one.author.clone(),
            one.reviewed_by.clone(),
            none(),
            none(),
        ]);
    }
    for (_, facility) in publication.edition.facilities() {
        for note in &facility.notes {
            // A place that names no series is about the facility as a whole.
            let whole = [String::new()];
            let named = if note.series.is_empty() { whole.as_slice() } else { note.series.as_slice() };
            for series in named {
                let known = publication.register.get(series).is_some();
                put([
                    "vindplaats".to_owned(),
                    facility.slug.clone(),
                    if known { series.clone() } else { none() },
                    none(),
                    note.heading.clone(),
                    none(),
                    none(),
                    none(),
                    note.first_line.to_string(),
                    note.last_line.to_string(),
                ]);
            }
        }
    }
    rows
}

fn targets(publication: &Publication) -> Vec<Vec<String>> {
    let rows = publication.targets.iter().map(|one| {
        vec![one.indicator.clone(), one.period.to_string(), one.value.to_string(), one.source.clone()]
    });
    rows.collect()
}

/// The word of a direction in data.
pub(crate) const fn direction(direction: Direction) -> &'static str {
    match direction {
        Direction::Up => "up",
        Direction::Down => "down",
        Direction::Neutral => "neutral",
    }
}

fn text<T: ToString>(value: Option<T>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}
