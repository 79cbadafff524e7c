//! Tables of publications as datasets in the shape of CBS.

use std::collections::BTreeSet;
use std::sync::Arc;

use edition::{Decimal, Figure, Publication, Rounding, Status, Version};
use exchange::{Breakdown, Choice, Json, Measure, Table, choices, find, newest_per_year, versions};
use kernel::Language;

use crate::CATALOG;
use crate::set::{Kind, Set};

/// A table of a publication.
pub(crate) struct Dataset<'a> {
    pub(crate) publication: &'a Publication,
    pub(crate) identifier: String,
    choice: Choice,
    superseded: bool,
}

fn word(language: Language, nl: &str, en: &str) -> String {
    if language == Language::En { en.to_owned() } else { nl.to_owned() }
}

/// `MDO-2020-digid`, or with a version `MDO-2020-1.0.0-digid`.
fn identifier(publication: &Publication, choice: &Choice, superseded: bool) -> String {
    let version = if superseded { format!("{}-", publication.version) } else { String::new() };
    format!("{CATALOG}-{}-{version}{}", publication.edition.year, choice.slug)
}

impl<'a> Dataset<'a> {
    /// The dataset with this identifier. The newest version of an edition answers to its version too.
    pub(crate) fn find(publications: &'a [Arc<Publication>], wanted: &str) -> Option<Self> {
        let rest = wanted.strip_prefix(CATALOG)?.strip_prefix('-')?;
        let (year, rest) = rest.split_once('-')?;
        let year: u16 = year.parse().ok()?;
        let versioned = rest.split_once('-').and_then(|(version, slug)| {
            let version: Version = version.contains('.').then(|| version.parse().ok())??;
            Some((version, slug))
        });
        let (publication, slug) = match versioned {
            Some((version, slug)) => (find(publications, year, Some(version))?, slug),
            None => (find(publications, year, None)?, rest),
        };
        let newest =
            find(publications, year, None).is_some_and(|newest| newest.version == publication.version);
        let choice = choices(publication).into_iter().find(|choice| choice.slug == slug)?;
        Some(Self { publication, identifier: wanted.to_owned(), choice, superseded: !newest })
    }

    /// Every dataset: those of the newest versions, then the superseded ones.
    fn all(publications: &'a [Arc<Publication>]) -> Vec<Self> {
        let mut found = Vec::new();
        let mut add = |publication: &'a Publication, superseded: bool| {
            for choice in choices(publication) {
                let identifier = identifier(publication, &choice, superseded);
                found.push(Self { publication, identifier, choice, superseded });
            }
        };
        let newest = newest_per_year(publications);
        newest.iter().for_each(|publication| add(publication, false));
        for publication in newest {
            for older in versions(publications, publication.edition.year) {
                if older.version != publication.version {
                    add(older, true);
                }
            }
        }
        found
    }

    fn title(&self, language: Language) -> String {
        let edition = word(language, "editie", "edition");
        let title = format!("{}, {edition} {}", self.choice.title(language), self.publication.edition.year);
        match &self.publication.scale {
            Some(scale) => format!(
                "{title}, {} {}",
                word(language, "meting op schaal", "measured at scale"),
                scale.ratio
            ),
            None => title,
        }
    }

    fn description(&self, language: Language) -> String {
        let (edition, version) = (&self.publication.edition, self.publication.version);
        match language {
            Language::Nl => format!("Cijfers uit {}, versie {version}.", edition.title),
            Language::En => format!("Figures from {}, version {version}.", edition.title),
        }
    }

    /// What a list of datasets tells about it, in the order of the columns of [`datasets`].
    fn row(&self, language: Language) -> Vec<(&'static str, Json)> {
        let published = || Json::text(self.publication.published.rfc3339());
        let status = if self.superseded { "Gediscontinueerd" } else { "Regulier" };
        let count = Table::of(self.publication, &self.choice.part).figures.len();
        vec![
            ("Identifier", Json::text(&self.identifier)),
            ("Title", Json::text(self.title(language))),
            ("Description", Json::text(self.description(language))),
            ("Language", Json::text(word(language, "nl-nl", "en-us"))),
            ("Catalog", Json::text(CATALOG)),
            ("Version", Json::text(self.publication.version.to_string())),
            ("Status", Json::text(status)),
            ("Modified", published()),
            ("ReleaseDate", published()),
            ("ModificationDate", published()),
            ("ObservationsModified", published()),
            ("ObservationCount", Json::count(count)),
            ("DatasetType", Json::text("Numeric")),
        ]
    }

    /// The singleton `Properties`.
    pub(crate) fn properties(&self, language: Language) -> Json {
        let table = Table::of(self.publication, &self.choice.part);
        let coverage = match (table.periods.first(), table.periods.last()) {
            (Some(first), Some(last)) if first != last => format!("{first}-{last}"),
            (Some(only), _) => only.to_string(),
            _ => String::new(),
        };
        let mut made = Json::object(self.row(language));
        made.put("Summary", Json::text(self.description(language)));
        made.put("Frequency", Json::text(word(language, "Perjaar", "Yearly")));
        made.put("TemporalCoverage", Json::text(coverage));
        made.put("Publisher", Json::text("Monitor Digitale Overheid"));
        made.put("License", Json::text("https://creativecommons.org/publicdomain/zero/1.0/"));
        made.put("Bron", Json::text(self.publication.family.code()));
        if let Some(scale) = &self.publication.scale {
            made.put("Schaal", Json::text(&scale.ratio));
        }
        made
    }

    /// Every entity set of the dataset.
    pub(crate) fn sets(&self, language: Language) -> Vec<Set> {
        let table = Table::of(self.publication, &self.choice.part);
        let breakdown = table.breakdown_dimension().map(capitalised);
        let mut sets = vec![
            dimensions(breakdown.as_deref(), language),
            measure_groups(&table, language),
            measure_codes(&table, language),
            groups("Perioden", "JJ", &word(language, "Jaren", "Years")),
            period_codes(&table, language),
        ];
        if let Some(name) = &breakdown {
            sets.push(groups(name, "0", &word(language, "Alle", "All")));
            sets.push(breakdown_codes(name, &table.breakdowns, language));
        }
        sets.push(observations(&table, breakdown.as_deref()));
        sets
    }
}

fn capitalised(name: &str) -> String {
    let mut signs = name.chars();
    signs.next().map_or_else(String::new, |first| first.to_uppercase().chain(signs).collect())
}

/// The list of catalogues.
pub(crate) fn catalogs(language: Language) -> Set {
    let columns =
        ["Identifier", "Title", "Description", "Publisher", "Language"].map(|name| (name, Kind::Text));
    let mut set = Set::new("Catalogs", "Catalog", &columns);
    let title = "Monitor Digitale Overheid";
    let description = word(
        language,
        "Cijfers over de voorzieningen van de digitale overheid, per editie.",
        "Figures on the facilities of the digital government, by edition.",
    );
    let language = word(language, "nl-nl", "en-us");
    set.rows.push([CATALOG, title, &description, title, &language].map(Json::text).to_vec());
    set
}

/// The list of datasets.
pub(crate) fn datasets(publications: &[Arc<Publication>], language: Language) -> Set {
    let columns = [
        ("Identifier", Kind::Text),
        ("Title", Kind::Text),
        ("Description", Kind::Text),
        ("Language", Kind::Text),
        ("Catalog", Kind::Text),
        ("Version", Kind::Text),
        ("Status", Kind::Text),
        ("Modified", Kind::Moment),
        ("ReleaseDate", Kind::Moment),
        ("ModificationDate", Kind::Moment),
        ("ObservationsModified", Kind::Moment),
        ("ObservationCount", Kind::Whole),
        ("DatasetType", Kind::Text),
    ];
    let mut set = Set::new("Datasets", "Dataset", &columns);
    set.rows = Dataset::all(publications)
        .iter()
        .map(|dataset| dataset.row(language).into_iter().map(|(_, value)| value).collect())
        .collect();
    set
}

fn dimensions(breakdown: Option<&str>, language: Language) -> Set {
    let columns = [
        ("Identifier", Kind::Text),
        ("Title", Kind::Text),
        ("Description", Kind::Text),
        ("Kind", Kind::Text),
        ("ContainsGroups", Kind::Bool),
        ("ContainsCodes", Kind::Bool),
    ];
    let mut set = Set::new("Dimensions", "Dimension", &columns);
    let mut add = |identifier: &str, title: &str, description: &str, kind: &str| {
        let mut row = [identifier, title, description, kind].map(Json::text).to_vec();
        row.extend([Json::Bool(true), Json::Bool(true)]);
        set.rows.push(row);
    };
    let years = word(language, "Het jaar waarover het cijfer gaat.", "The year the figure describes.");
    add("Perioden", &word(language, "Perioden", "Periods"), &years, "TimeDimension");
    if let Some(name) = breakdown {
        let parts =
            word(language, "De groep of het deel; _T is het totaal.", "The group or part; _T is the total.");
        add(name, name, &parts, "Dimension");
    }
    set
}

const GROUP_COLUMNS: [(&str, Kind); 5] = [
    ("Id", Kind::Text),
    ("Index", Kind::Whole),
    ("Title", Kind::Text),
    ("Description", Kind::Text),
    ("ParentId?", Kind::Text),
];

fn groups(dimension: &str, id: &str, title: &str) -> Set {
    let mut set = Set::new(format!("{dimension}Groups"), "Group", &GROUP_COLUMNS);
    set.rows.push(vec![Json::text(id), Json::Int(1), Json::text(title), Json::text(""), Json::Null]);
    set
}

/// Chapters, and facilities within them.
fn measure_groups(table: &Table<'_>, language: Language) -> Set {
    let used: BTreeSet<&str> = table.measures.iter().map(|measure| measure.facility.as_str()).collect();
    let mut set = Set::new("MeasureGroups", "Group", &GROUP_COLUMNS);
    let mut rows: Vec<(&str, String, Json)> = Vec::new();
    for chapter in &table.publication.edition.chapters {
        let facilities = chapter.facilities.iter().filter(|one| used.contains(one.slug.as_str()));
        let inside: Vec<_> = facilities
            .map(|one| {
                (
                    one.slug.as_str(),
                    table.publication.facility_name(&one.slug, language),
                    Json::text(&chapter.slug),
                )
            })
            .collect();
        if !inside.is_empty() {
            rows.push((&chapter.slug, table.publication.chapter_name(&chapter.slug, language), Json::Null));
            rows.extend(inside);
        }
    }
    set.rows = rows
        .into_iter()
        .enumerate()
        .map(|(index, (id, title, parent))| {
            vec![Json::text(id), Json::count(index + 1), Json::text(title), Json::text(""), parent]
        })
        .collect();
    set
}

fn measure_codes(table: &Table<'_>, language: Language) -> Set {
    let columns = [
        ("Identifier", Kind::Text),
        ("Index", Kind::Whole),
        ("Title", Kind::Text),
        ("Description", Kind::Text),
        ("MeasureGroupId", Kind::Text),
        ("DataType", Kind::Text),
        ("Unit", Kind::Text),
        ("Decimals", Kind::Whole),
        ("PresentationType", Kind::Text),
    ];
    let mut set = Set::new("MeasureCodes", "MeasureCode", &columns);
    let row = |(index, measure): (usize, &Measure)| {
        let share = measure.is_percentage();
        vec![
            Json::text(measure.odata_code()),
            Json::count(index + 1),
            Json::text(measure.title(language)),
            Json::text(measure.description(language)),
            Json::text(&measure.facility),
            Json::text(if measure.decimals > 0 { "Double" } else { "Long" }),
            Json::text(if share { "%".to_owned() } else { measure.unit_name(language) }),
            Json::Int(i64::from(measure.decimals)),
            Json::text(if share { "Relative" } else { "Absolute" }),
        ]
    };
    set.rows = table.measures.iter().enumerate().map(row).collect();
    set
}

/// The code of a year as CBS writes it.
fn period_code(year: u16) -> String {
    format!("{year:04}JJ00")
}

fn period_codes(table: &Table<'_>, language: Language) -> Set {
    let columns = [
        ("Identifier", Kind::Text),
        ("Index", Kind::Whole),
        ("Title", Kind::Text),
        ("Description", Kind::Text),
        ("DimensionGroupId", Kind::Text),
        ("Status", Kind::Text),
    ];
    let mut set = Set::new("PeriodenCodes", "PeriodCode", &columns);
    let provisional: BTreeSet<u16> = table
        .figures
        .iter()
        .filter(|figure| figure.status == Status::Provisional)
        .map(|figure| figure.period)
        .collect();
    let row = |(index, year): (usize, &u16)| {
        let status = if provisional.contains(year) {
            word(language, "Voorlopig", "Provisional")
        } else {
            word(language, "Definitief", "Final")
        };
        let (code, title) = (period_code(*year), year.to_string());
        vec![
            Json::text(code),
            Json::count(index + 1),
            Json::text(title),
            Json::text(""),
            Json::text("JJ"),
            Json::text(status),
        ]
    };
    set.rows = table.periods.iter().enumerate().map(row).collect();
    set
}

fn breakdown_codes(dimension: &str, breakdowns: &[Breakdown], language: Language) -> Set {
    let columns = [
        ("Identifier", Kind::Text),
        ("Index", Kind::Whole),
        ("Title", Kind::Text),
        ("Description", Kind::Text),
        ("DimensionGroupId", Kind::Text),
    ];
    let mut set = Set::new(format!("{dimension}Codes"), "Code", &columns);
    let row = |(index, one): (usize, &Breakdown)| {
        let title = one.title(language);
        vec![
            Json::text(&one.code),
            Json::count(index + 1),
            Json::text(title),
            Json::text(""),
            Json::text("0"),
        ]
    };
    set.rows = breakdowns.iter().enumerate().map(row).collect();
    set
}

/// Why a cell has no plain value; CBS writes `None` when it has one. The other words are ours: a list by CBS could not be found.
fn attribute(figure: &Figure) -> &'static str {
    match figure.status {
        Status::Normal if figure.value.is_some() => "None",
        Status::Normal if figure.lower.is_some() && figure.upper.is_some() => "Between",
        Status::Normal if figure.lower.is_some() => "GreaterThan",
        Status::Normal if figure.upper.is_some() => "LessThan",
        Status::Normal | Status::Unvalidated => "Unvalidated",
        Status::Break => "Break",
        Status::DefinitionDiffers => "DefinitionDiffers",
        Status::Estimated => "Estimated",
        Status::NotCollected => "NotCollected",
        Status::CannotExist => "Impossible",
        Status::Missing => "Missing",
        Status::Provisional => "Provisional",
        Status::Suppressed => "Confidential",
        Status::LowReliability => "LowReliability",
    }
}

/// The words of a cell: what stands beside a value, or the whole print of a cell that has no value but says something.
fn string_value(figure: &Figure) -> Json {
    let says = figure.lower.is_some() || figure.upper.is_some() || figure.status == Status::Unvalidated;
    match (&figure.text, figure.value) {
        (Some(text), _) => Json::text(text),
        (None, None) if says => Json::text(&figure.print),
        _ => Json::Null,
    }
}

fn observations(table: &Table<'_>, breakdown: Option<&str>) -> Set {
    let mut columns = vec![
        ("Id", Kind::Whole),
        ("Measure", Kind::Text),
        ("ValueAttribute", Kind::Text),
        ("Value?", Kind::Exact),
        ("StringValue?", Kind::Text),
        ("Perioden", Kind::Text),
    ];
    columns.extend(breakdown.map(|name| (name, Kind::Text)));
    let scale = table.publication.scale.as_ref().map(|scale| &scale.ratio);
    if scale.is_some() {
        columns.extend([("Bron", Kind::Text), ("Schaal", Kind::Text)]);
    }
    // Clients guess the type of a column page by page: one value with decimals makes all of them numbers with decimals.
    let fractions = table.figures.iter().filter_map(|figure| figure.value).any(|value| value.decimals() > 0);
    let value = |figure: &Figure| {
        let exact = |value: Decimal| match value.decimals() {
            0 if fractions => value.rounded(1, Rounding::HalfAway).unwrap_or(value),
            _ => value,
        };
        figure.value.map_or(Json::Null, |value| Json::Exact(exact(value)))
    };
    let mut set = Set::new("Observations", "Observation", &columns);
    let row = |(index, figure): (usize, &Figure)| {
        let measure = table.measure(&figure.measure);
        let mut row = vec![
            Json::count(index),
            Json::text(measure.map_or(figure.measure.as_str(), Measure::odata_code)),
            Json::text(attribute(figure)),
            value(figure),
            string_value(figure),
            Json::text(period_code(figure.period)),
        ];
        row.extend(breakdown.map(|_| Json::text(&figure.breakdown)));
        if let Some(scale) = scale {
            row.extend([Json::text(table.publication.family.code()), Json::text(scale)]);
        }
        row
    };
    set.rows = table.figures.iter().enumerate().map(row).collect();
    set
}
