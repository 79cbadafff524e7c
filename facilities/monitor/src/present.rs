//! A published edition as its page shows it: the strings of the document, nothing computed.

use kernel::Language;
use serde_json::{Value, json};

use crate::notation::{day, print};
use crate::shelf::Published;
use edition::{Block, Chapter, Facility, Row, SenderTable, Series, Status};

/// Years that the page has columns for: the last three of the edition.
const YEARS: usize = 3;

/// The values of the page.
pub(crate) fn page(published: &Published, language: Language) -> Value {
    let edition = &published.publication.edition;
    let columns = Columns::of(&edition.periods, language);
    let chapters: Vec<Value> = edition.chapters.iter().map(|one| chapter(one, &columns)).collect();
    let nl = language == Language::Nl;
    json!({
        "section": "editie",
        "page_title": if nl { format!("Editie {}", edition.year) } else { format!("{} edition", edition.year) },
        "edition": {
            "year": edition.year,
            "version": edition.version,
            "source": source(published, nl),
            "period_note": period_note(published, language),
            "hash": published.hash(),
        },
        "intro": intro(published, language),
        "years": columns.years.iter().map(u16::to_string).collect::<Vec<_>>(),
        "counts": { "facilities": edition.facility_count(), "series": edition.series_count() },
        "chapters": chapters,
    })
}

fn source(published: &Published, nl: bool) -> &'static str {
    match (published.publication.family, nl) {
        (edition::Family::Publicatie, true) => "het gepubliceerde document",
        (edition::Family::Publicatie, false) => "the published document",
        (edition::Family::Meting, true) => "telling in deze installatie",
        (edition::Family::Meting, false) => "counts of this installation",
    }
}

fn intro(published: &Published, language: Language) -> [&'static str; 2] {
    if published.publication.family == edition::Family::Meting {
        return match language {
            Language::Nl => [
                "Dit zijn de cijfers die in deze installatie zijn geteld, over verzonnen mensen.",
                "Elk cijfer is op twee manieren geteld en door zijn eigenaar goedgekeurd. Met de gepubliceerde cijfers van Nederland worden ze nooit vermengd.",
            ],
            Language::En => [
                "These are the figures that were counted in this installation, about invented people.",
                "Every figure was counted in two ways and approved by its owner. They are never mixed with the published figures of the Netherlands.",
            ],
        };
    }
    match language {
        Language::Nl => [
            "Dit zijn de cijfers over de digitale overheid van Nederland, precies zoals ze zijn gepubliceerd.",
            "Ze komen uit een document en niet uit deze installatie. Wat hier wordt geteld, staat op de pagina Nu en komt nooit in deze tabellen.",
        ],
        Language::En => [
            "These are the figures about the digital government of the Netherlands, as they were published.",
            "They come from a document and not from this installation. What is counted here stands on the page Now and never enters these tables.",
        ],
    }
}

fn period_note(published: &Published, language: Language) -> String {
    let edition = &published.publication.edition;
    let last = edition.periods.last().copied().unwrap_or(edition.year);
    let reference = edition.reference_date.map(|date| day(date, language));
    match (language, reference) {
        (Language::Nl, Some(date)) => {
            format!("De jongste cijfers gaan over {last}; standen zijn van {date}.")
        }
        (Language::Nl, None) => format!("De jongste cijfers gaan over {last}."),
        (Language::En, Some(date)) => format!(
            "The latest figures are about {last}; states are those of {date}. Figures are written here the English way; the Dutch page has them as printed."
        ),
        (Language::En, None) => format!("The latest figures are about {last}."),
    }
}

/// Which columns the page has.
struct Columns {
    /// Places of the years in the cells of a row; `None` where the edition has fewer years than the page has columns.
    places: Vec<Option<usize>>,
    years: Vec<u16>,
    language: Language,
}

impl Columns {
    fn of(periods: &[u16], language: Language) -> Self {
        let first = periods.len().saturating_sub(YEARS);
        let mut places: Vec<Option<usize>> = (first..periods.len()).map(Some).collect();
        let mut years = periods.get(first..).unwrap_or_default().to_vec();
        while years.len() < YEARS {
            years.insert(0, years.first().map_or(0, |year| year.saturating_sub(1)));
            places.insert(0, None);
        }
        Self { places, years, language }
    }

    /// A row of the page from the cells of a row of the edition.
    fn row(&self, label: &str, cells: &[Option<String>], change: Option<&str>, series: &[Series]) -> Value {
        let mut words = false;
        let mut shown = |text: &str| {
            let (text, dutch) = print(text, self.language);
            words |= dutch;
            text
        };
        let values: Vec<Option<String>> = self
            .places
            .iter()
            .map(|place| place.and_then(|place| cells.get(place)?.as_deref()).map(&mut shown))
            .collect();
        let change = change.map(&mut shown);
        json!({
            "label": label,
            "id": series.first().map(|one| &one.id),
            "values": values,
            "change": change,
            "language": (words && self.language == Language::En).then_some("nl"),
            "note": note(series),
        })
    }
}

/// What a reader must know about the figures in a row, in Dutch like the row itself.
fn note(series: &[Series]) -> Option<String> {
    let parts: Vec<&str> = series.iter().filter_map(|one| one.part.as_deref()).collect();
    if parts.len() > 1 {
        return Some(format!("Twee reeksen in één cel: {}.", parts.join(" en ")));
    }
    let mut observations = series.iter().flat_map(|one| &one.observations);
    if observations.clone().any(|one| one.lower.is_some() || one.upper.is_some()) {
        return Some("Alleen een grens is gepubliceerd.".to_owned());
    }
    observations.any(|one| one.status == Status::Estimated).then(|| "Gepubliceerd als schatting.".to_owned())
}

fn chapter(chapter: &Chapter, columns: &Columns) -> Value {
    let facilities: Vec<Value> = chapter.facilities.iter().map(|one| facility(one, columns)).collect();
    json!({ "title": chapter.title, "slug": chapter.slug, "facilities": facilities })
}

fn facility(facility: &Facility, columns: &Columns) -> Value {
    let mut tables: Vec<Value> =
        facility.blocks.iter().enumerate().map(|(at, one)| block(facility, at, one, columns)).collect();
    for table in &facility.sender_tables {
        tables.extend((0..table.groups.len()).map(|group| senders(table, group, columns)));
    }
    let splits: Vec<Value> = facility
        .specifications
        .iter()
        .map(|one| json!({ "name": one.name, "figure": print(&one.weergave, columns.language).0 }))
        .collect();
    json!({ "name": facility.name, "slug": facility.slug, "tables": tables, "splits": splits })
}

/// Tables without a heading of their own bear the name of the facility, numbered when there are several.
fn block(facility: &Facility, at: usize, block: &Block, columns: &Columns) -> Value {
    let untitled = facility.blocks.iter().filter(|one| one.title.is_none()).count();
    let caption = match &block.title {
        Some(title) => title.clone(),
        None if untitled > 1 => format!("{} ({} van {untitled})", facility.name, at + 1),
        None => facility.name.clone(),
    };
    let row = |row: &Row| columns.row(&row.label, &row.cells, row.change.as_deref(), &row.series);
    json!({ "caption": caption, "rows": block.rows.iter().map(row).collect::<Vec<_>>() })
}

/// One group of columns of a table with several becomes a table of its own.
fn senders(table: &SenderTable, group: usize, columns: &Columns) -> Value {
    let title = table.groups.get(group).map_or("", |group| group.title.as_str());
    let caption = match &table.heading {
        Some(heading) if table.groups.len() > 1 => format!("{heading}: {title}"),
        Some(heading) => heading.clone(),
        None => title.to_owned(),
    };
    let rows: Vec<Value> = table
        .rows
        .iter()
        .filter_map(|row| {
            let cells = row.groups.get(group)?;
            Some(columns.row(&row.label, &cells.cells, cells.change.as_deref(), &cells.series))
        })
        .collect();
    json!({ "caption": caption, "rows": rows })
}

#[cfg(test)]
mod tests {
    use super::*;
    use edition::Edition;

    fn values(language: Language) -> Value {
        page(&crate::shelf::tests::built_in(), language)
    }

    fn rows(values: &Value) -> Vec<&Value> {
        let list =
            |value: &'_ Value, name: &str| value[name].as_array().unwrap().iter().collect::<Vec<_>>().len();
        assert_eq!(list(values, "chapters"), 4);
        let chapters = values["chapters"].as_array().unwrap().iter();
        let facilities = chapters.flat_map(|one| one["facilities"].as_array().unwrap());
        let tables = facilities.flat_map(|one| one["tables"].as_array().unwrap());
        tables.flat_map(|one| one["rows"].as_array().unwrap()).collect()
    }

    #[test]
    fn the_page_has_all_facilities_and_series_in_the_four_chapters() {
        let values = values(Language::Nl);
        assert_eq!(values["counts"], json!({ "facilities": 29, "series": 163 }));
        assert_eq!(values["years"], json!(["2017", "2018", "2019"]));
        let titles: Vec<_> =
            values["chapters"].as_array().unwrap().iter().map(|one| one["title"].as_str().unwrap()).collect();
        assert_eq!(
            titles,
            [
                "Identificeren en authenticeren",
                "Dienstverlening en informatie verstrekken",
                "Gegevens en registreren",
                "Dienstverlening en verbinden"
            ]
        );
        // 135 rows of yearly tables, of which one holds two series; 9 rows of messages and 9 in each of the two opened tables.
        assert_eq!(rows(&values).len(), 135 + 9 + 18);
    }

    #[test]
    fn every_published_string_is_on_the_dutch_page() {
        let edition = Edition::built_in().unwrap();
        let values = values(Language::Nl);
        let shown: Vec<&str> = rows(&values)
            .into_iter()
            .flat_map(|row| row["values"].as_array().unwrap().iter().chain([&row["change"]]))
            .filter_map(Value::as_str)
            .collect();
        let mut missing = Vec::new();
        for found in edition.series() {
            for one in &found.series.observations {
                if !one.weergave.is_empty() && !shown.contains(&one.weergave.as_str()) {
                    missing.push(one.weergave.clone());
                }
            }
        }
        assert_eq!(missing, Vec::<String>::new());
    }

    #[test]
    fn captions_are_different_within_a_facility() {
        for chapter in values(Language::Nl)["chapters"].as_array().unwrap() {
            for facility in chapter["facilities"].as_array().unwrap() {
                let tables = facility["tables"].as_array().unwrap();
                let captions: std::collections::HashSet<_> =
                    tables.iter().map(|one| one["caption"].as_str().unwrap()).collect();
                assert_eq!(captions.len(), tables.len(), "{}", facility["slug"]);
            }
        }
    }

    #[test]
    fn figures_are_written_in_the_language_of_the_page_and_words_keep_theirs() {
        let (nl, en) = (values(Language::Nl), values(Language::En));
        let find = |values: &Value, label: &str| {
            rows(values).into_iter().find(|row| row["label"] == label).cloned().unwrap()
        };
        let row = find(&nl, "Aantal actieve DigiD's");
        assert_eq!(row["values"], json!(["13.529.391", "13.772.269", "15.023.119"]));
        assert_eq!(row["change"], "+9,1%");
        let row = find(&en, "Aantal actieve DigiD's");
        assert_eq!(row["values"], json!(["13,529,391", "13,772,269", "15,023,119"]));
        assert_eq!(row["change"], "+9.1%");
        assert_eq!(row["language"], Value::Null);
        let composite = |row: &&Value| row["values"].to_string().contains("aansluitingen");
        let row = rows(&en).into_iter().find(composite).cloned().unwrap();
        assert_eq!(
            (&row["language"], &row["note"]),
            (&json!("nl"), &json!("Twee reeksen in één cel: partners en aansluitingen."))
        );
    }
}
