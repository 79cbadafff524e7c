//! Notes on method and definitions.

use edition::{Family, Publication, Status};
use kernel::Language;
use serde::Serialize;

use super::tables::{Line, Table};

/// How the figures came about.
#[derive(Debug, Serialize)]
pub(crate) struct Method {
    paragraphs: Vec<String>,
    signs: Table,
    breaks: Option<Table>,
    targets: Option<Table>,
}

/// The definitions of one facility.
#[derive(Debug, Serialize)]
pub(crate) struct Definitions {
    facility: String,
    rows: Vec<Entry>,
}

/// One definition.
#[derive(Debug, Serialize)]
struct Entry {
    title: String,
    definition: String,
    excluded: String,
    owner: String,
    version: u16,
}

pub(crate) fn method(publication: &Publication) -> Method {
    let source = match publication.family {
        Family::Publicatie => {
            "De cijfers zijn machinaal gelezen uit het gepubliceerde document. Elke cel staat hier precies zoals zij daar is afgedrukt, ook \
             waar de afdruk niet met zichzelf klopt; wat de controle daarover vond, staat bij de editie op de website."
        }
        Family::Meting => {
            "De cijfers zijn geteld in de voorzieningen van Stelsel zelf, in dezelfde handeling als het feit dat zij tellen, en daarna langs \
             een tweede, onafhankelijke weg nogmaals. Een verschil tussen beide houdt publicatie tegen."
        }
    };
    let paragraphs = [
        source,
        "Een stand geldt aan het eind van de peildatum. Een telling loopt van 1 januari tot en met 31 december, Nederlandse tijd. Een \
         aantal waarin ieder één keer telt, mag niet over maanden of voorzieningen worden opgeteld.",
        "Een verandering wordt berekend uit de exacte waarden, afgerond op één decimaal, met een halve van nul af. Veranderingen van \
         percentages zijn in procentpunten. In een tabel die uit een document is gelezen, staat de verandering zoals dat document haar gaf.",
        "Grafieken beginnen bij nul, behalve stippen op een logaritmische as; die as is als zodanig gemerkt. Waar een reeks breekt, staat \
         een gat met een woord erbij. Een voorlopig cijfer is gearceerd. Van een cijfer waarvan alleen een grens bekend is, blijft de kolom open.",
        "Verbetering van een gepubliceerd cijfer leidt tot een nieuwe versie van de editie. De oude versie blijft op te vragen.",
    ];
    Method {
        paragraphs: paragraphs.map(str::to_owned).into(),
        signs: signs(publication),
        breaks: breaks(publication),
        targets: targets(publication),
    }
}

fn plain(caption: &str, summary: &str, header: &[&str], rows: Vec<Line>) -> Table {
    Table {
        heading: String::new(),
        caption: caption.to_owned(),
        summary: summary.to_owned(),
        header: header.iter().map(|one| (*one).to_owned()).collect(),
        rows,
        words: true,
    }
}

fn signs(publication: &Publication) -> Table {
    let row =
        |name: &str, cell: &str| Line { name: name.to_owned(), cells: vec![cell.to_owned()], bold: false };
    let mut rows = vec![
        row("-", "geen cijfer, of geen verandering; het document onderscheidt die twee niet"),
        row("> en <", "alleen een ondergrens of bovengrens is bekend"),
        row("nieuw", "een jaar eerder bestond dit cijfer nog niet"),
    ];
    if publication.family == Family::Meting {
        rows = vec![
            row("leeg", "kan niet voorkomen"),
            row(".", "onbekend, niet betrouwbaar of geheim"),
            row("0", "minder dan de helft van de gebruikte eenheid"),
            row("*", "voorlopig"),
            row("> en <", "alleen een ondergrens of bovengrens is bekend"),
        ];
    }
    let used = |status: &Status| {
        publication
            .edition
            .series()
            .iter()
            .any(|found| found.series.observations.iter().any(|one| one.status == *status))
    };
    rows.extend(Status::ALL.iter().filter(|status| used(status)).map(|status| {
        row(&format!("code {}", status.letter()), &format!("in de gegevens: {}", status.words().0))
    }));
    plain("Tekens en codes", "Elke rij verklaart een teken.", &["Teken", "Betekenis"], rows)
}

fn title(publication: &Publication, id: &str) -> String {
    let facility =
        publication.edition.find(id).map_or_else(String::new, |found| format!("{}: ", found.facility.name));
    format!("{facility}{}", publication.register.get(id).map_or(id, |one| one.title_nl.as_str()))
}

fn breaks(publication: &Publication) -> Option<Table> {
    let rows: Vec<Line> = publication
        .breaks
        .iter()
        .map(|one| Line {
            name: title(publication, &one.indicator),
            cells: vec![one.first_period.to_string(), one.text.clone()],
            bold: false,
        })
        .collect();
    let header = ["Cijfer", "Vanaf", "Waarom"];
    (!rows.is_empty()).then(|| plain("Reeksbreuken", "Elke rij is een reeks die breekt.", &header, rows))
}

fn targets(publication: &Publication) -> Option<Table> {
    let rows: Vec<Line> = publication
        .targets
        .iter()
        .map(|one| Line {
            name: title(publication, &one.indicator),
            cells: vec![one.period.to_string(), one.value.to_dutch(), one.source.clone()],
            bold: false,
        })
        .collect();
    let header = ["Cijfer", "Jaar", "Doel", "Bron"];
    (!rows.is_empty()).then(|| plain("Doelen", "Elke rij is een doel van wet of beleid.", &header, rows))
}

pub(crate) fn definitions(publication: &Publication) -> Vec<Definitions> {
    let made = publication.edition.facilities().map(|(_, facility)| {
        let mut known = Vec::new();
        let mut rows = Vec::new();
        for one in publication.register.indicators.iter().filter(|one| one.facility == facility.slug) {
            if known.contains(&&one.sdmx_code) {
                continue;
            }
            known.push(&one.sdmx_code);
            let definition = publication.definitions.get(&one.sdmx_code);
            rows.push(Entry {
                title: definition_title(publication, one),
                definition: definition.map_or_else(String::new, |found| found.text(Language::Nl).to_owned()),
                excluded: definition
                    .map_or_else(String::new, |found| found.excluded(Language::Nl).to_owned()),
                owner: definition.map_or_else(String::new, |found| found.owner.clone()),
                version: definition.map_or(1, |found| found.version),
            });
        }
        Definitions { facility: facility.name.clone(), rows }
    });
    made.filter(|one| !one.rows.is_empty()).collect()
}

/// A measure that is split by sender carries the title of its total.
fn definition_title(publication: &Publication, one: &edition::Indicator) -> String {
    publication
        .register
        .indicators
        .iter()
        .find(|other| other.sdmx_code == one.sdmx_code && other.breakdown == "_T")
        .unwrap_or(one)
        .title_nl
        .clone()
}
