//! A table as a dataset.

use std::collections::{BTreeMap, BTreeSet};

use edition::{Figure, Publication, Status};
use exchange::{Choice, Json, Measure, Table};
use kernel::Language;

use crate::{provenance, source};

/// A table of a publication as a JSON-stat dataset: dimensions `editie`, `indicator`, `periode` and, where there are sender groups or parts,
/// `afzender` or `uitsplitsing`. A cell without a value and without a status is a combination that does not exist.
#[must_use]
pub fn dataset(publication: &Publication, choice: &Choice, base_url: &str, language: Language) -> Json {
    let table = Table::of(publication, &choice.part);
    let cells = Cells::of(&table);
    let year = publication.edition.year.to_string();
    let breakdown = table.breakdown_dimension();
    let mut id = vec!["editie", "indicator", "periode"];
    let mut size = vec![1, table.measures.len(), table.periods.len()];
    if let Some(name) = breakdown {
        id.push(name);
        size.push(table.breakdowns.len());
    }
    let mut dimensions = vec![
        ("editie", edition_dimension(publication, &year, language)),
        ("indicator", indicator_dimension(&table, language)),
        ("periode", period_dimension(&table, language)),
    ];
    if let Some(name) = breakdown {
        dimensions.push((name, breakdown_dimension(&table, name, language)));
    }
    let role = [("time", Json::texts(["periode"])), ("metric", Json::texts(["indicator"]))];
    let mut made = Json::object([
        ("version", Json::text("2.0")),
        ("class", Json::text("dataset")),
        (
            "href",
            Json::text(format!("{base_url}/{year}/{}.json?versie={}", choice.slug, publication.version)),
        ),
        ("label", Json::text(choice.title(language))),
        ("source", Json::text(source(publication, language))),
        ("updated", Json::text(publication.published.rfc3339())),
        ("id", Json::texts(id)),
        ("size", Json::list(size.into_iter().map(Json::count))),
        ("role", Json::object(role)),
        ("dimension", Json::object(dimensions)),
        ("value", Json::list(cells.0.iter().map(|figure| value(*figure)))),
    ]);
    let status = cells.about(|figure| {
        let plain = figure.status == Status::Normal && figure.value.is_some();
        (!plain).then(|| Json::text(figure.status.letter()))
    });
    if status != Json::Object(Vec::new()) {
        made.put("status", status);
    }
    made.put("note", Json::texts(notes(&table, language)));
    made.put("extension", extension(&table, &cells, language));
    made
}

fn value(figure: Option<&Figure>) -> Json {
    figure.and_then(|figure| figure.value).map_or(Json::Null, Json::Exact)
}

/// The figures at their places: edition, indicator, period, breakdown, the last changing fastest.
struct Cells<'a>(Vec<Option<&'a Figure>>);

impl<'a> Cells<'a> {
    fn of(table: &'a Table<'_>) -> Self {
        let found: BTreeMap<(&str, u16, &str), &Figure> = table
            .figures
            .iter()
            .map(|figure| ((figure.measure.as_str(), figure.period, figure.breakdown.as_str()), figure))
            .collect();
        let mut cells = Vec::new();
        for measure in &table.measures {
            for period in &table.periods {
                for breakdown in &table.breakdowns {
                    let key = (measure.code.as_str(), *period, breakdown.code.as_str());
                    cells.push(found.get(&key).copied());
                }
            }
        }
        Self(cells)
    }

    /// What `tell` has to say about a cell, by its place.
    fn about(&self, tell: impl Fn(&Figure) -> Option<Json>) -> Json {
        let said = self.0.iter().enumerate().filter_map(|(place, figure)| {
            let said = tell((*figure)?)?;
            Some((place.to_string(), said))
        });
        Json::object(said)
    }
}

fn word(language: Language, nl: &'static str, en: &'static str) -> Json {
    Json::text(if language == Language::En { en } else { nl })
}

fn edition_dimension(publication: &Publication, year: &str, language: Language) -> Json {
    let label = match language {
        Language::Nl => format!("Editie {year}, versie {}", publication.version),
        Language::En => format!("Edition {year}, version {}", publication.version),
    };
    let category =
        Json::object([("index", Json::texts([year])), ("label", Json::object([(year, Json::text(label))]))]);
    Json::object([("label", word(language, "Editie", "Edition")), ("category", category)])
}

fn period_dimension(table: &Table<'_>, language: Language) -> Json {
    let years = || table.periods.iter().map(u16::to_string);
    let category = Json::object([
        ("index", Json::texts(years())),
        ("label", Json::object(years().map(|year| (year.clone(), Json::Text(year))))),
    ]);
    Json::object([("label", word(language, "Jaar", "Year")), ("category", category)])
}

fn breakdown_dimension(table: &Table<'_>, name: &str, language: Language) -> Json {
    let codes = || table.breakdowns.iter().map(|one| one.code.clone());
    let label = if name == "afzender" {
        word(language, "Afzender", "Sender")
    } else {
        word(language, "Uitsplitsing", "Breakdown")
    };
    let names = table.breakdowns.iter().map(|one| (one.code.clone(), Json::text(one.title(language))));
    let parts = Json::texts(codes().skip(1));
    let category = Json::object([
        ("index", Json::texts(codes())),
        ("label", Json::object(names)),
        ("child", Json::object([("_T", parts)])),
    ]);
    Json::object([("label", label), ("category", category)])
}

fn indicator_dimension(table: &Table<'_>, language: Language) -> Json {
    let each = |tell: &dyn Fn(&Measure) -> Json| {
        Json::object(table.measures.iter().map(|measure| (measure.code.clone(), tell(measure))))
    };
    let category = Json::object([
        ("index", Json::texts(table.measures.iter().map(|measure| measure.code.clone()))),
        ("label", each(&|measure| Json::text(measure.title(language)))),
        ("unit", each(&|measure| unit(measure, language))),
        ("note", each(&|measure| Json::texts(measure_notes(table, measure, language)))),
    ]);
    Json::object([("label", word(language, "Indicator", "Indicator")), ("category", category)])
}

/// `decimals` is required where there is a unit (json-stat.org, `unit`).
fn unit(measure: &Measure, language: Language) -> Json {
    let mut made = Json::object([
        ("label", Json::text(measure.unit_name(language))),
        ("decimals", Json::Int(i64::from(measure.decimals))),
    ]);
    if measure.is_percentage() {
        made.put("symbol", Json::text("%"));
        made.put("position", Json::text("end"));
    }
    made
}

/// Definition, breaks and explanations of a measure.
fn measure_notes(table: &Table<'_>, measure: &Measure, language: Language) -> Vec<String> {
    let publication = table.publication;
    let series: BTreeSet<&str> = table
        .figures
        .iter()
        .filter(|figure| figure.measure == measure.code)
        .map(|figure| figure.indicator.as_str())
        .collect();
    let mut notes = vec![measure.description(language)];
    for one in publication.breaks.iter().filter(|one| series.contains(one.indicator.as_str())) {
        notes.push(format!("Reeksbreuk ({}) vanaf {}: {}", one.kind.code(), one.first_period, one.text));
    }
    for one in publication.explanations.iter().filter(|one| series.contains(one.indicator.as_str())) {
        notes.push(one.text.clone());
    }
    notes
}

fn notes(table: &Table<'_>, language: Language) -> Vec<String> {
    let publication = table.publication;
    let facilities: BTreeSet<&str> = table.figures.iter().map(|figure| figure.facility.as_str()).collect();
    let empty = match language {
        Language::Nl => "Een lege cel zonder status is een combinatie die niet bestaat.",
        Language::En => "An empty cell without a status is a combination that does not exist.",
    };
    let mut notes = vec![empty.to_owned()];
    for one in publication.explanations.iter().filter(|one| one.indicator.is_empty()) {
        if facilities.contains(one.facility.as_str()) {
            notes.push(format!("{}: {}", table.publication.facility_name(&one.facility, language), one.text));
        }
    }
    notes
}

/// What JSON-stat has no place for: bounds, words of a cell, replaced values, and the words for the letters of a status.
fn extension(table: &Table<'_>, cells: &Cells<'_>, language: Language) -> Json {
    let mut made = provenance(table.publication);
    let used: BTreeSet<Status> = table.figures.iter().map(|figure| figure.status).collect();
    let words = used.into_iter().map(|status| {
        let (nl, en) = status.words();
        (status.letter(), word(language, nl, en))
    });
    made.put("statuswoorden", Json::object(words));
    let parts = [
        ("ondergrens", cells.about(|figure| figure.lower.map(Json::Exact))),
        ("bovengrens", cells.about(|figure| figure.upper.map(Json::Exact))),
        ("tekst", cells.about(|figure| figure.text.clone().map(Json::Text))),
        ("vorige_waarde", cells.about(|figure| figure.previous.map(Json::Exact))),
        ("reden_correctie", cells.about(|figure| figure.reason.clone().map(Json::Text))),
    ];
    for (name, part) in parts {
        if part != Json::Object(Vec::new()) {
            made.put(name, part);
        }
    }
    made
}
