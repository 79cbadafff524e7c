//! What each measure means, in full: definitions with versions.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use kernel::{Day, Language};
use serde::Serialize;

use crate::error::DataError;

/// Which way is good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// More is better.
    Up,
    /// Less is better.
    Down,
    /// Neither.
    Neutral,
}

/// What a figure may be added over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub struct Additive {
    /// Parts of the same measure, such as levels or sender groups.
    pub over_parts: bool,
    /// Months to a year, years to a longer time.
    pub over_time: bool,
    /// The same measure of other facilities.
    pub over_facilities: bool,
}

/// One version of the definition of one measure. All sender groups of a measure share it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Definition {
    /// The measure: [`crate::Indicator::sdmx_code`].
    pub measure: String,
    /// Counts from 1; another meaning is another version.
    pub version: u16,
    /// `M` and six digits: chapter, facility, row. Given once, never given again.
    pub odata_code: String,
    /// Role that answers for the figure, Dutch.
    pub owner: String,
    /// The kind of event, or the state, from which it is counted.
    pub source: String,
    /// What is counted, in plain Dutch.
    pub definition_nl: String,
    /// The same in English.
    pub definition_en: String,
    /// What is not counted, Dutch.
    pub excluded_nl: String,
    /// The same in English.
    pub excluded_en: String,
    /// What it may be added over.
    pub additive: Additive,
    /// Which way is good.
    pub direction: Direction,
    /// First day on which this version holds.
    #[serde(serialize_with = "crate::model::plain_day")]
    pub valid_from: Day,
    /// First day on which it no longer holds.
    #[serde(serialize_with = "crate::model::day_text")]
    pub valid_to: Option<Day>,
}

impl Definition {
    /// What is counted, in `language`.
    #[must_use]
    pub fn text(&self, language: Language) -> &str {
        if language == Language::En { &self.definition_en } else { &self.definition_nl }
    }

    /// What is not counted, in `language`.
    #[must_use]
    pub fn excluded(&self, language: Language) -> &str {
        if language == Language::En { &self.excluded_en } else { &self.excluded_nl }
    }
}

/// All definitions, all versions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Definitions {
    /// In the order of the file.
    pub definitions: Vec<Definition>,
}

const HEADER: &str = "measure\tversion\todata_code\towner\tsource\tadditive\tdirection\tvalid_from\tvalid_to\tdefinition_nl\t\
                      definition_en\texcluded_nl\texcluded_en";

impl Definitions {
    /// The definitions that the program carries.
    ///
    /// # Errors
    /// [`DataError`] when the embedded file is damaged, which a test of this crate excludes.
    pub fn built_in() -> Result<Self, DataError> {
        Self::from_data(include_str!("../data/definitions.tsv"))
    }

    /// Reads tab-separated lines below a header.
    ///
    /// # Errors
    /// [`DataError`] with the line that is wrong.
    pub fn from_data(text: &str) -> Result<Self, DataError> {
        let mut lines = text.lines().enumerate();
        if lines.next().is_none_or(|(_, line)| line != HEADER) {
            return Err(DataError::at(1, "is not the header of a list of definitions"));
        }
        let mut definitions = Vec::new();
        let mut known = BTreeSet::new();
        for (index, line) in lines {
            let made = read_line(line, index + 1)?;
            if !known.insert((made.measure.clone(), made.version)) {
                return Err(DataError::at(
                    index + 1,
                    format!("version {} of `{}` stands here for the second time", made.version, made.measure),
                ));
            }
            definitions.push(made);
        }
        Ok(Self { definitions })
    }

    /// The definitions as [`Definitions::from_data`] reads them.
    #[must_use]
    pub fn to_data(&self) -> String {
        let mut made = format!("{HEADER}\n");
        for one in &self.definitions {
            let fields = [
                one.measure.clone(),
                one.version.to_string(),
                one.odata_code.clone(),
                one.owner.clone(),
                one.source.clone(),
                additive_text(one.additive),
                direction_text(one.direction).to_owned(),
                one.valid_from.to_string(),
                one.valid_to.map(|day| day.to_string()).unwrap_or_default(),
                one.definition_nl.clone(),
                one.definition_en.clone(),
                one.excluded_nl.clone(),
                one.excluded_en.clone(),
            ];
            let _ = writeln!(made, "{}", fields.join("\t"));
        }
        made
    }

    /// These definitions with one for each measure of `register` that has none: it says that the document gives none.
    #[must_use]
    pub fn extended(mut self, register: &crate::Register) -> Self {
        for one in &register.indicators {
            if self.get(&one.sdmx_code).is_some() {
                continue;
            }
            let place =
                self.definitions.iter().filter(|known| known.odata_code.starts_with("M8")).count() + 1;
            self.definitions.push(Definition {
                measure: one.sdmx_code.clone(),
                version: 1,
                odata_code: format!("M8{place:05}"),
                owner: "Onbekend".to_owned(),
                source: "het document".to_owned(),
                definition_nl: format!(
                    "Het document noemt dit cijfer `{}` en geeft er geen definitie van.",
                    one.seed_name
                ),
                definition_en: format!(
                    "The document calls this figure `{}` and does not define it.",
                    one.seed_name
                ),
                excluded_nl: String::new(),
                excluded_en: String::new(),
                additive: Additive { over_parts: false, over_time: false, over_facilities: false },
                direction: Direction::Neutral,
                valid_from: Day::new(1900, 1, 1).unwrap_or_else(|| kernel::Moment::from_micros(0).day()),
                valid_to: None,
            });
        }
        self
    }

    /// The newest version for a measure.
    #[must_use]
    pub fn get(&self, measure: &str) -> Option<&Definition> {
        self.versions(measure).max_by_key(|one| one.version)
    }

    /// Every version for a measure, in the order of the file.
    pub fn versions(&self, measure: &str) -> impl Iterator<Item = &Definition> {
        self.definitions.iter().filter(move |one| one.measure == measure)
    }
}

/// Letters of what may be added over: `p` parts, `t` time, `f` facilities; `-` for nothing.
fn additive_text(additive: Additive) -> String {
    let all = [(additive.over_parts, 'p'), (additive.over_time, 't'), (additive.over_facilities, 'f')];
    let letters: String = all.into_iter().filter_map(|(may, letter)| may.then_some(letter)).collect();
    if letters.is_empty() { "-".to_owned() } else { letters }
}

const fn direction_text(direction: Direction) -> &'static str {
    match direction {
        Direction::Up => "up",
        Direction::Down => "down",
        Direction::Neutral => "neutral",
    }
}

fn read_line(line: &str, number: usize) -> Result<Definition, DataError> {
    let fields: Vec<String> = line.split('\t').map(str::to_owned).collect();
    let count = fields.len();
    let Ok(
        [
            measure,
            version,
            odata_code,
            owner,
            source,
            additive,
            direction,
            from,
            to,
            definition_nl,
            definition_en,
            excluded_nl,
            excluded_en,
        ],
    ) = <[String; 13]>::try_from(fields)
    else {
        return Err(DataError::at(number, format!("has {count} fields; a definition has 13")));
    };
    let wrong = |what: &str| DataError::at(number, what.to_owned());
    if additive != "-" && !additive.chars().all(|letter| "ptf".contains(letter)) {
        return Err(wrong("the letters of what may be added over are p, t and f, or - for nothing"));
    }
    let direction = [Direction::Up, Direction::Down, Direction::Neutral]
        .into_iter()
        .find(|one| direction_text(*one) == direction)
        .ok_or_else(|| wrong("the direction is neither up, down nor neutral"))?;
    let valid_to =
        if to.is_empty() { None } else { Some(to.parse().map_err(|_| wrong("valid_to is no day"))?) };
    Ok(Definition {
        measure,
        version: version.parse().map_err(|_| wrong("the version is no number"))?,
        odata_code,
        owner,
        source,
        definition_nl,
        definition_en,
        excluded_nl,
        excluded_en,
        additive: Additive {
            over_parts: additive.contains('p'),
            over_time: additive.contains('t'),
            over_facilities: additive.contains('f'),
        },
        direction,
        valid_from: from.parse().map_err(|_| wrong("valid_from is no day"))?,
        valid_to,
    })
}
