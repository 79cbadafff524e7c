//! The register of indicators: what each series of the edition is.

use std::collections::HashSet;
use std::fmt::Write as _;

use serde::Serialize;

use super::error::DataError;
use super::model::{Edition, SeriesRef};
use super::names::{Names, SeriesName};

/// What kind of figure an indicator is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// State at the reference date.
    Stock,
    /// Events in the year.
    Flow,
    /// Distinct actors in the year.
    Unique,
    /// Sum over deliveries of the distinct persons in each.
    UniquePerDelivery,
    /// Share of a group followed for a fixed time.
    Cohort,
    /// Share of one figure in another.
    Ratio,
    /// Reached out of obliged.
    Coverage,
    /// Items present at the reference date.
    Content,
    /// Items added or changed in the year.
    Mutation,
    /// Only "at least" is known.
    Bound,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 10] = [
        Self::Stock,
        Self::Flow,
        Self::Unique,
        Self::UniquePerDelivery,
        Self::Cohort,
        Self::Ratio,
        Self::Coverage,
        Self::Content,
        Self::Mutation,
        Self::Bound,
    ];

    /// Its word in data and addresses.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Stock => "stock",
            Self::Flow => "flow",
            Self::Unique => "unique",
            Self::UniquePerDelivery => "unique-per-delivery",
            Self::Cohort => "cohort",
            Self::Ratio => "ratio",
            Self::Coverage => "coverage",
            Self::Content => "content",
            Self::Mutation => "mutation",
            Self::Bound => "bound",
        }
    }

    /// From its word.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// One indicator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Indicator {
    /// Stable id, of `[a-z0-9.-]`.
    pub id: String,
    /// Code in SDMX: upper case with `_`. With [`Indicator::breakdown`] it is unique.
    pub sdmx_code: String,
    /// Sender group in SDMX; `_T` for a total.
    pub breakdown: String,
    /// What kind of figure it is.
    pub kind: Kind,
    /// What is counted.
    pub unit: String,
    /// Most decimals printed.
    pub decimals: u8,
    /// Slug of its chapter.
    pub chapter: String,
    /// Slug of its facility.
    pub facility: String,
    /// Title of its block, or heading of its table; empty without one.
    pub block: String,
    /// Title of its column group; empty in a yearly table.
    pub group: String,
    /// Name of its row exactly as published, without tags.
    pub seed_name: String,
    /// Word that tells it from other values in the same cell; empty otherwise.
    pub part: String,
    /// Line of its row in the document.
    pub seed_line: usize,
    /// Short title, Dutch.
    pub title_nl: String,
    /// Short title, English.
    pub title_en: String,
}

/// All indicators, in the order of the document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Register {
    /// The indicators.
    pub indicators: Vec<Indicator>,
}

const HEADER: &str = "id\tsdmx_code\tbreakdown\tkind\tunit\tdecimals\tchapter\tfacility\tblock\tgroup\tseed_name\t\
                      part\tseed_line\ttitle_nl\ttitle_en";

impl Register {
    /// The register that the program carries: the series of the edition 2020.
    ///
    /// # Errors
    /// [`DataError`] when the embedded file is damaged, which a test of this crate excludes.
    pub fn built_in() -> Result<Self, DataError> {
        Self::from_data(include_str!("../data/indicators.tsv"))
    }

    /// Makes the register of an edition: places and printed names from the edition, kinds and titles from the list.
    ///
    /// # Errors
    /// [`DataError`] when a series has no name in the list, for there is no figure without a definition.
    pub fn from_edition(edition: &Edition, names: &Names) -> Result<Self, DataError> {
        let indicators = edition.series().into_iter().map(|found| {
            let part = found.series.part.as_deref().unwrap_or("");
            let name =
                names.series(&found.facility.slug, found.group, found.label, part).ok_or_else(|| {
                    DataError::at(
                        found.line,
                        format!("the series `{}` has no name in the list", found.series.id),
                    )
                })?;
            Ok(indicator(&found, name))
        });
        Ok(Self { indicators: indicators.collect::<Result<_, _>>()? })
    }

    /// This register with the series of `edition` that are not in it behind it: their names and places come from the document, and what kind
    /// of figure they are is not known, so that nothing is computed from it that a state does not allow.
    #[must_use]
    pub fn extended(mut self, edition: &Edition) -> Self {
        for found in edition.series() {
            if self.get(&found.series.id).is_some() {
                continue;
            }
            let part = found.series.part.as_deref().unwrap_or("");
            let title =
                if part.is_empty() { found.label.to_owned() } else { format!("{} ({part})", found.label) };
            let name = SeriesName {
                id: found.series.id.clone(),
                kind: Kind::Stock,
                unit: "stuks".to_owned(),
                title_nl: title.clone(),
                title_en: title,
            };
            // Groups of columns of unknown rows have ids of their own, so none of them shares a measure.
            let mut made = indicator(&found, &name);
            made.sdmx_code = crate::figure::code(&made.id);
            made.breakdown = "_T".to_owned();
            self.indicators.push(made);
        }
        self
    }

    /// The indicator with this id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Indicator> {
        self.indicators.iter().find(|indicator| indicator.id == id)
    }

    /// The register as tab-separated lines with a header.
    #[must_use]
    pub fn to_data(&self) -> String {
        let mut made = format!("{HEADER}\n");
        for one in &self.indicators {
            let (decimals, line) = (one.decimals.to_string(), one.seed_line.to_string());
            let fields = [
                &one.id,
                &one.sdmx_code,
                &one.breakdown,
                one.kind.code(),
                &one.unit,
                &decimals,
                &one.chapter,
                &one.facility,
                &one.block,
                &one.group,
                &one.seed_name,
                &one.part,
                &line,
                &one.title_nl,
                &one.title_en,
            ];
            let _ = writeln!(made, "{}", fields.join("\t"));
        }
        made
    }

    /// Reads what [`Register::to_data`] writes.
    ///
    /// # Errors
    /// [`DataError`] with the line that is wrong; an id given twice is wrong as well.
    pub fn from_data(text: &str) -> Result<Self, DataError> {
        let mut lines = text.lines().enumerate();
        if lines.next().map(|(_, header)| header) != Some(HEADER) {
            return Err(DataError::at(1, "is not the header of a register of indicators"));
        }
        let mut known = HashSet::new();
        let mut indicators = Vec::new();
        for (index, line) in lines {
            let made = read_line(line, index + 1)?;
            if !known.insert(made.id.clone()) {
                return Err(DataError::at(
                    index + 1,
                    format!("the id `{}` stands here for the second time", made.id),
                ));
            }
            indicators.push(made);
        }
        Ok(Self { indicators })
    }
}

fn read_line(line: &str, number: usize) -> Result<Indicator, DataError> {
    let fields: Vec<String> = line.split('\t').map(str::to_owned).collect();
    let count = fields.len();
    let Ok(
        [
            id,
            sdmx_code,
            breakdown,
            kind,
            unit,
            decimals,
            chapter,
            facility,
            block,
            group,
            seed_name,
            part,
            seed_line,
            title_nl,
            title_en,
        ],
    ) = <[String; 15]>::try_from(fields)
    else {
        return Err(DataError::at(number, format!("has {count} fields; an indicator has 15")));
    };
    let kind = Kind::from_code(&kind)
        .ok_or_else(|| DataError::at(number, format!("`{kind}` is no kind of figure")))?;
    let decimals =
        decimals.parse().map_err(|_| DataError::at(number, "the number of decimals is no small number"))?;
    let seed_line =
        seed_line.parse().map_err(|_| DataError::at(number, "the line of the row is no number"))?;
    Ok(Indicator {
        id,
        sdmx_code,
        breakdown,
        kind,
        unit,
        decimals,
        chapter,
        facility,
        block,
        group,
        seed_name,
        part,
        seed_line,
        title_nl,
        title_en,
    })
}

fn indicator(found: &SeriesRef<'_>, name: &SeriesName) -> Indicator {
    let code = |text: &str| text.to_uppercase().replace(['.', '-'], "_");
    let (sdmx_code, breakdown) = match name.id.rsplit_once('.') {
        Some((base, "totaal")) if !found.group.is_empty() => (code(base), "_T".to_owned()),
        Some((base, sender)) if !found.group.is_empty() => (code(base), code(sender)),
        _ => (code(&name.id), "_T".to_owned()),
    };
    let figures = found.series.observations.iter().filter_map(|one| one.value.or(one.lower).or(one.upper));
    Indicator {
        id: found.series.id.clone(),
        sdmx_code,
        breakdown,
        kind: name.kind,
        unit: name.unit.clone(),
        decimals: figures.map(super::Decimal::decimals).max().unwrap_or(0),
        chapter: found.chapter.slug.clone(),
        facility: found.facility.slug.clone(),
        block: found.block.unwrap_or("").to_owned(),
        group: found.group.to_owned(),
        seed_name: found.label.to_owned(),
        part: found.series.part.clone().unwrap_or_default(),
        seed_line: found.line,
        title_nl: name.title_nl.clone(),
        title_en: name.title_en.clone(),
    }
}
