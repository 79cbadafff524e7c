//! What stands in the workbooks: a cover sheet, contents, notes, one table per facility, and all observations. Both workbooks are written
//! from this, so that they say the same.

use std::collections::{BTreeMap, BTreeSet};

use edition::{Decimal, Family, Figure, Publication, Status};

use crate::content::Content;
use crate::datapackage::scale_words;
use crate::schema::{OBSERVATIONS, Sort};
use crate::workbook::{Book, Cell, Sheet, name};

const FREE: &str = "Vrij te gebruiken (CC0 1.0).";
const COVER: &str = "Voorblad";
const CONTENTS: &str = "Inhoud";
const NOTES: &str = "Toelichting";
const ALL: &str = "Waarnemingen";

/// The workbook of a publication.
pub(crate) fn book(publication: &Publication, figures: &[Figure], contents: &[Content]) -> Book {
    let mut tables = vec![notes(publication)];
    let mut taken: BTreeSet<String> =
        [COVER, CONTENTS, NOTES, ALL].iter().map(|one| one.to_lowercase()).collect();
    let mut done = BTreeSet::new();
    for (_, facility) in publication.edition.facilities() {
        let own: Vec<&Figure> = figures.iter().filter(|one| one.facility == facility.slug).collect();
        if done.insert(&facility.slug) && !own.is_empty() {
            let tab = name(&facility.name, &mut taken);
            let title = format!("{} {}", facility.number, facility.name).trim().to_owned();
            let title = if title.is_empty() { tab.clone() } else { title };
            tables.push(per_facility(tab, title, publication, &own));
        }
    }
    tables.extend(contents.iter().find(|one| one.table == &OBSERVATIONS).map(observations));
    let mut sheets = vec![cover(publication), overview(&tables)];
    sheets.extend(tables);
    Book {
        title: publication.edition.title.clone(),
        subject: source(publication),
        created: publication.published,
        sheets,
    }
}

/// Where the figures come from, in a sentence.
fn source(publication: &Publication) -> String {
    match (&publication.scale, publication.family) {
        (Some(scale), _) => scale_words(scale),
        (None, Family::Meting) => "Cijfers geteld in een testinstallatie met verzonnen personen.".to_owned(),
        (None, Family::Publicatie) => {
            format!("Cijfers uit het gepubliceerde document {}.", publication.edition.title)
        }
    }
}

fn cover(publication: &Publication) -> Sheet {
    let edition = &publication.edition;
    let mut lines = vec![
        Cell::text(&source(publication)),
        Cell::text(&format!("Editie {}, versie {}.", edition.year, publication.version)),
        Cell::text(&format!("Gepubliceerd op {}.", publication.published.day())),
    ];
    if let Some(day) = edition.reference_date {
        lines.push(Cell::text(&format!("Peildatum {day}: standen gelden op die dag.")));
    }
    lines.push(Cell::text(FREE));
    lines.push(Cell::text(
        "Dit is een testomgeving met verzonnen personen; het is geen uitgave van de overheid.",
    ));
    lines.push(Cell::text(
        "Elk blad heeft in cel A1 een titel en bevat één tabel. De kolomkoppen staan in rij 4. Er zijn geen samengevoegde cellen.",
    ));
    lines.push(Cell::link(CONTENTS, "Naar de inhoud"));
    Sheet {
        name: COVER.to_owned(),
        title: edition.title.clone(),
        lines,
        header: Vec::new(),
        rows: Vec::new(),
    }
}

fn overview(tables: &[Sheet]) -> Sheet {
    let rows = tables
        .iter()
        .map(|sheet| {
            vec![
                Cell::link(&sheet.name, &sheet.name),
                Cell::text(&sheet.title),
                Cell::count(sheet.rows.len()),
            ]
        })
        .collect();
    Sheet {
        name: CONTENTS.to_owned(),
        title: "Inhoud".to_owned(),
        lines: vec![
            Cell::text("Dit blad bevat één tabel: de bladen van dit werkboek, met een koppeling naar elk."),
            Cell::link(COVER, "Naar het voorblad"),
        ],
        header: ["Blad", "Titel", "Aantal rijen"].map(str::to_owned).to_vec(),
        rows,
    }
}

/// Everything that must be known to read the tables: one row per remark.
fn notes(publication: &Publication) -> Sheet {
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    let mut put = |kind: &str, about: String, period: Option<u16>, text: &str| {
        let when = period.map_or_else(|| Cell::text("alle jaren"), |year| Cell::text(&year.to_string()));
        rows.push(vec![Cell::text(kind), Cell::text(&about), when, Cell::text(text)]);
    };
    for (word, meaning) in WORDS {
        put("Woord in een tabel", (*word).to_owned(), None, meaning);
    }
    for status in Status::ALL {
        put("Status", status.letter().to_owned(), None, status.words().0);
    }
    for one in &publication.breaks {
        let text = format!("{}: {}", one.kind.code(), one.text);
        put("Reeksbreuk", one.indicator.clone(), Some(one.first_period), &text);
    }
    for one in &publication.restatements {
        let shown =
            |value: Option<Decimal>| value.map_or_else(|| "geen cijfer".to_owned(), Decimal::to_dutch);
        let text = format!(
            "{} ({}) is vervangen door {} ({}): {}. {}",
            shown(one.old),
            one.old_edition,
            shown(one.new),
            one.new_edition,
            one.reason.code(),
            one.text
        );
        put("Correctie", one.indicator.clone(), Some(one.period), &text);
    }
    for one in &publication.explanations {
        let about = if one.indicator.is_empty() { &one.facility } else { &one.indicator };
        put("Toelichting", about.clone(), one.period, &one.text);
    }
    Sheet {
        name: NOTES.to_owned(),
        title: "Toelichting bij de tabellen".to_owned(),
        lines: vec![
            Cell::text(
                "Dit blad bevat één tabel: de betekenis van woorden en statussen, reeksbreuken, correcties en toelichtingen.",
            ),
            Cell::link(CONTENTS, "Naar de inhoud"),
        ],
        header: ["Soort", "Onderwerp", "Periode", "Tekst"].map(str::to_owned).to_vec(),
        rows,
    }
}

const NOT_PUBLISHED: &str = "niet gepubliceerd";
const NOT_COMPUTED: &str = "niet berekend";
const NOT_SHOWN: &str = "niet vermeld";
const NONE: &str = "geen";

const WORDS: &[(&str, &str)] = &[
    (NOT_PUBLISHED, "Voor dit jaar staat er geen cijfer in deze publicatie."),
    (NOT_COMPUTED, "De verandering is niet te berekenen uit twee exacte cijfers van opeenvolgende jaren."),
    (NOT_SHOWN, "Bij deze reeks is geen verandering gepubliceerd."),
    (NONE, "Er is niets bijzonders."),
];

fn per_facility(name: String, title: String, publication: &Publication, own: &[&Figure]) -> Sheet {
    let mut years: BTreeSet<u16> = publication.edition.periods.iter().copied().collect();
    years.extend(own.iter().map(|figure| figure.period));
    let mut order: Vec<(&str, &str)> = Vec::new();
    let mut series: BTreeMap<(&str, &str), Vec<&Figure>> = BTreeMap::new();
    for figure in own {
        let key = (figure.indicator.as_str(), figure.breakdown.as_str());
        let found = series.entry(key).or_default();
        if found.is_empty() {
            order.push(key);
        }
        found.push(figure);
    }
    let mut header: Vec<String> = ["Naam", "Titel", "Uitsplitsing", "Eenheid"].map(str::to_owned).to_vec();
    header.extend(years.iter().map(u16::to_string));
    header.push("Verandering laatste jaar (%; bij percentages procentpunt)".to_owned());
    header.push("Verandering zoals gepubliceerd".to_owned());
    header.push("Bijzonderheden".to_owned());
    header.push("Id".to_owned());
    let rows = order
        .iter()
        .filter_map(|key| series.get(key))
        .map(|figures| facility_row(publication, &years, figures))
        .collect();
    Sheet {
        name,
        title,
        lines: vec![
            Cell::text(&format!("Dit blad bevat één tabel. {}", source(publication))),
            Cell::link(CONTENTS, "Naar de inhoud"),
        ],
        header,
        rows,
    }
}

fn facility_row(publication: &Publication, years: &BTreeSet<u16>, figures: &[&Figure]) -> Vec<Cell> {
    let Some(last) = figures.iter().max_by_key(|figure| figure.period) else { return Vec::new() };
    let title = publication.register.get(&last.indicator).map_or("", |known| known.title_nl.as_str());
    let mut row = vec![
        Cell::or(&last.seed_name, NOT_SHOWN),
        Cell::or(title, NOT_SHOWN),
        Cell::text(&last.breakdown_name),
        Cell::or(&last.unit, NOT_SHOWN),
    ];
    for year in years {
        row.push(
            figures
                .iter()
                .find(|figure| figure.period == *year)
                .map_or_else(|| Cell::text(NOT_PUBLISHED), |figure| figure_cell(figure)),
        );
    }
    row.push(last.change.map_or_else(|| Cell::text(NOT_COMPUTED), Cell::Number));
    row.push(Cell::or(last.change_print.as_deref().unwrap_or(""), NOT_SHOWN));
    let remarks: Vec<String> = figures.iter().filter_map(|figure| remark(figure)).collect();
    row.push(Cell::or(&remarks.join("; "), NONE));
    row.push(Cell::text(&last.indicator));
    row
}

/// The value when there is one, or else what is printed, or else why there is none.
fn figure_cell(figure: &Figure) -> Cell {
    match figure.value {
        Some(value) => Cell::Number(value),
        None if figure.lower.is_some() || figure.upper.is_some() || figure.status == Status::Unvalidated => {
            Cell::or(&figure.print, figure.status.words().0)
        }
        None => Cell::text(figure.status.words().0),
    }
}

/// What must be said about a figure beside its value.
fn remark(figure: &Figure) -> Option<String> {
    let mut said = Vec::new();
    if !matches!(figure.status, Status::Normal | Status::Missing) {
        said.push(figure.status.words().0.to_owned());
    }
    if let Some(words) = &figure.text {
        said.push(format!("gepubliceerd als \"{}\" ({words})", figure.print));
    }
    if let Some(reason) = &figure.reason {
        let old = figure.previous.map_or_else(|| "geen cijfer".to_owned(), Decimal::to_dutch);
        said.push(format!("vervangt {old} ({reason})"));
    }
    (!said.is_empty()).then(|| format!("{}: {}", figure.period, said.join(", ")))
}

/// `observations.csv` as a sheet: the same columns, the same rows.
fn observations(content: &Content) -> Sheet {
    let columns = content.table.columns;
    let rows = content.rows.iter().map(|row| {
        let cells = row.iter().zip(columns).map(|(text, column)| match column.sort {
            Sort::Number | Sort::Integer | Sort::Year => {
                text.parse::<Decimal>().map_or_else(|_| Cell::text(text), Cell::Number)
            }
            _ => Cell::text(text),
        });
        cells.collect()
    });
    Sheet {
        name: ALL.to_owned(),
        title: "Alle waarnemingen".to_owned(),
        lines: vec![
            Cell::text(
                "Dit blad bevat één tabel, gelijk aan observations.csv: één waarneming per rij. Een lege cel betekent dat het gegeven er niet is.",
            ),
            Cell::link(CONTENTS, "Naar de inhoud"),
        ],
        header: columns.iter().map(|column| column.name.to_owned()).collect(),
        rows: rows.collect(),
    }
}
