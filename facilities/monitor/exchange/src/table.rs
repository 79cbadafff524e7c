//! The figures of a publication cut into tables: one for each facility, one with everything, one with what was opened.

use std::collections::BTreeSet;
use std::sync::Arc;

use edition::{Definition, Figure, Kind, Publication, Version};
use kernel::Language;

/// Which figures a table holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// All.
    All,
    /// Shares of messages that were opened in time.
    Opened,
    /// Those of the facility with this slug.
    Facility(String),
}

/// A table that can be asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// Its name in addresses.
    pub slug: String,
    /// What it holds.
    pub part: Part,
    /// Its title, Dutch.
    pub title_nl: String,
    /// Its title, English.
    pub title_en: String,
}

impl Choice {
    /// Its title.
    #[must_use]
    pub fn title(&self, language: Language) -> &str {
        if language == Language::En { &self.title_en } else { &self.title_nl }
    }
}

/// A measure: what its sender groups or parts have in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measure {
    /// Code: `DIGID_ACCOUNTS_ACTIEF`.
    pub code: String,
    /// Slug of its facility.
    pub facility: String,
    /// Title, Dutch.
    pub title_nl: String,
    /// Title, English.
    pub title_en: String,
    /// Unit.
    pub unit: String,
    /// Decimals.
    pub decimals: u8,
    /// Kind, when the register has it.
    pub kind: Option<Kind>,
    /// Its newest definition.
    pub definition: Option<Definition>,
}

impl Measure {
    /// Its title.
    #[must_use]
    pub fn title(&self, language: Language) -> &str {
        if language == Language::En { &self.title_en } else { &self.title_nl }
    }

    /// What it means; its title when there is no definition.
    #[must_use]
    pub fn description(&self, language: Language) -> String {
        let Some(definition) = &self.definition else { return self.title(language).to_owned() };
        let excluded = definition.excluded(language);
        let words = if language == Language::En { "Not counted:" } else { "Niet meegeteld:" };
        if excluded.is_empty() {
            definition.text(language).to_owned()
        } else {
            format!("{} {words} {excluded}", definition.text(language))
        }
    }

    /// Its unit in words.
    #[must_use]
    pub fn unit_name(&self, language: Language) -> String {
        edition::unit_name(&self.unit, language).plural
    }

    /// Whether its figures are percentages.
    #[must_use]
    pub fn is_percentage(&self) -> bool {
        self.unit == "procent"
    }

    /// Its code in OData; its own code when it has no definition.
    #[must_use]
    pub fn odata_code(&self) -> &str {
        self.definition.as_ref().map_or(&self.code, |definition| &definition.odata_code)
    }
}

/// A sender group, or a part of a split.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Breakdown {
    /// Code; `_T` for the total.
    pub code: String,
    /// Name, Dutch.
    pub name_nl: String,
    /// Name, English.
    pub name_en: String,
}

impl Breakdown {
    /// Its name.
    #[must_use]
    pub fn title(&self, language: Language) -> &str {
        if language == Language::En { &self.name_en } else { &self.name_nl }
    }
}

/// Figures with the lists that describe them.
#[derive(Debug, Clone)]
pub struct Table<'a> {
    /// Where they come from.
    pub publication: &'a Publication,
    /// The figures, in the order of the publication.
    pub figures: Vec<Figure>,
    /// Measures in order.
    pub measures: Vec<Measure>,
    /// Sender groups and parts, the total first.
    pub breakdowns: Vec<Breakdown>,
    /// Years, ascending.
    pub periods: Vec<u16>,
}

impl<'a> Table<'a> {
    /// The figures of a part of a publication.
    #[must_use]
    pub fn of(publication: &'a Publication, part: &Part) -> Self {
        let belongs = |figure: &Figure| match part {
            Part::All => true,
            Part::Opened => is_cohort(publication, figure),
            Part::Facility(slug) => figure.facility == *slug,
        };
        let figures: Vec<Figure> = publication.figures().into_iter().filter(belongs).collect();
        let periods: BTreeSet<u16> = figures.iter().map(|figure| figure.period).collect();
        let mut measures: Vec<Measure> = Vec::new();
        let mut breakdowns = vec![breakdown("_T", "Totaal", "Total")];
        let (mut known, mut groups) = (BTreeSet::new(), BTreeSet::from(["_T"]));
        for figure in &figures {
            if known.insert(&figure.measure) {
                measures.push(measure(publication, figure));
            }
            if groups.insert(&figure.breakdown) {
                let name = |language| publication.breakdown_name(&figure.breakdown, language);
                breakdowns.push(breakdown(&figure.breakdown, &name(Language::Nl), &name(Language::En)));
            }
        }
        let periods = periods.into_iter().collect();
        Self { publication, figures, measures, breakdowns, periods }
    }

    /// Whether there is anything beside totals.
    #[must_use]
    pub fn is_broken_down(&self) -> bool {
        self.breakdowns.len() > 1
    }

    /// Name of the dimension of the breakdown: `afzender` when all of it are senders, else `uitsplitsing`; `None` without one.
    #[must_use]
    pub fn breakdown_dimension(&self) -> Option<&'static str> {
        let by_sender = |figure: &Figure| {
            let known = self.publication.register.get(&figure.indicator);
            known.is_some_and(|indicator| indicator.breakdown == figure.breakdown)
        };
        let all_senders = self.figures.iter().all(by_sender);
        self.is_broken_down().then_some(if all_senders { "afzender" } else { "uitsplitsing" })
    }

    /// The measure with this code.
    #[must_use]
    pub fn measure(&self, code: &str) -> Option<&Measure> {
        self.measures.iter().find(|measure| measure.code == code)
    }
}

fn breakdown(code: &str, name_nl: &str, name_en: &str) -> Breakdown {
    Breakdown { code: code.to_owned(), name_nl: name_nl.to_owned(), name_en: name_en.to_owned() }
}

fn is_cohort(publication: &Publication, figure: &Figure) -> bool {
    publication.register.get(&figure.indicator).is_some_and(|indicator| indicator.kind == Kind::Cohort)
}

/// A measure as its first figure shows it; titles come from the total when there is one.
fn measure(publication: &Publication, figure: &Figure) -> Measure {
    let of_measure = || publication.register.indicators.iter().filter(|one| one.sdmx_code == figure.measure);
    let indicator = of_measure().find(|one| one.breakdown == "_T").or_else(|| of_measure().next());
    Measure {
        code: figure.measure.clone(),
        facility: figure.facility.clone(),
        title_nl: indicator.map_or_else(|| figure.seed_name.clone(), |one| one.title_nl.clone()),
        title_en: indicator.map_or_else(|| figure.seed_name.clone(), |one| one.title_en.clone()),
        unit: figure.unit.clone(),
        decimals: figure.decimals,
        kind: indicator.map(|one| one.kind),
        definition: publication.definitions.get(&figure.measure).cloned(),
    }
}

/// The tables of a publication: `alles`, `geopend` when anything was followed until it was opened, and one for each facility with figures.
#[must_use]
pub fn choices(publication: &Publication) -> Vec<Choice> {
    let name = |slug: &str, part, title_nl: &str, title_en: &str| Choice {
        slug: slug.to_owned(),
        part,
        title_nl: title_nl.to_owned(),
        title_en: title_en.to_owned(),
    };
    let mut made = vec![name("alles", Part::All, "Alle cijfers", "All figures")];
    if publication.figures().iter().any(|figure| is_cohort(publication, figure)) {
        made.push(name("geopend", Part::Opened, "Geopende berichten", "Messages opened"));
    }
    for (_, facility) in publication.edition.facilities().filter(|(_, one)| one.series_count() > 0) {
        let part = Part::Facility(facility.slug.clone());
        let title = |language| publication.facility_name(&facility.slug, language);
        made.push(name(&facility.slug, part, &title(Language::Nl), &title(Language::En)));
    }
    made
}

/// The newest version of the edition of a year, or the given version of it.
#[must_use]
pub fn find(
    publications: &[Arc<Publication>],
    year: u16,
    version: Option<Version>,
) -> Option<&Arc<Publication>> {
    versions(publications, year).into_iter().rfind(|one| version.is_none_or(|version| one.version == version))
}

/// Every version of the edition of a year, by version.
#[must_use]
pub fn versions(publications: &[Arc<Publication>], year: u16) -> Vec<&Arc<Publication>> {
    let mut found: Vec<_> = publications.iter().filter(|one| one.edition.year == year).collect();
    found.sort_by_key(|one| one.version);
    found
}

/// The newest version of every edition, by year.
#[must_use]
pub fn newest_per_year(publications: &[Arc<Publication>]) -> Vec<&Arc<Publication>> {
    let years: BTreeSet<u16> = publications.iter().map(|one| one.edition.year).collect();
    years.into_iter().filter_map(|year| find(publications, year, None)).collect()
}
