//! A publication: one version of an edition with everything that its forms are made from. Pages, PDF, files and services read this and
//! nothing else, so that they cannot differ.

use std::fmt;
use std::str::FromStr;

use kernel::{Day, Moment};
use serde::{Serialize, Serializer};

use crate::definition::Definitions;
use crate::error::DataError;
use crate::figure::{self, Figure};
use crate::model::{Edition, plain_day};
use crate::register::Register;

/// Version of an edition: minor for figures, patch for words. A document that says `1.0` has version 1.0.0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Version {
    /// First number.
    pub major: u16,
    /// Changes when a figure changes.
    pub minor: u16,
    /// Changes when only words change.
    pub patch: u16,
}

impl fmt::Display for Version {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}.{}.{}", self.major, self.minor, self.patch)
    }
}

impl Serialize for Version {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl FromStr for Version {
    type Err = DataError;
    /// Reads one, two or three numbers with dots; what is absent is zero.
    fn from_str(text: &str) -> Result<Self, DataError> {
        let wrong = || DataError::at(0, format!("`{text}` is no version such as 1.0.0"));
        let numbers: Vec<u16> =
            text.split('.').map(str::parse).collect::<Result<_, _>>().map_err(|_| wrong())?;
        match *numbers.as_slice() {
            [major] => Ok(Self { major, minor: 0, patch: 0 }),
            [major, minor] => Ok(Self { major, minor, patch: 0 }),
            [major, minor, patch] => Ok(Self { major, minor, patch }),
            _ => Err(wrong()),
        }
    }
}

/// The two families of figures, which are never mixed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Family {
    /// Read from a published document.
    Publicatie,
    /// Counted in an installation.
    Meting,
}

impl Family {
    /// Its word in data.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Publicatie => "publicatie",
            Self::Meting => "meting",
        }
    }
}

/// Of what an installation is a picture. Every row of counted data carries it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Scale {
    /// `1:10000`: one invented person for so many inhabitants.
    pub ratio: String,
    /// Seed number of the invented country.
    pub seed: String,
    /// Whether the year was played faster than real time.
    pub played: bool,
}

/// Why a series breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum BreakKind {
    /// The definition changed.
    Definitie,
    /// Another source.
    Bron,
    /// More or less is covered.
    Reikwijdte,
    /// Measured in another way.
    Methode,
    /// Computed in another way.
    Rekenwijze,
}

impl BreakKind {
    /// Every kind.
    pub const ALL: [Self; 5] =
        [Self::Definitie, Self::Bron, Self::Reikwijdte, Self::Methode, Self::Rekenwijze];

    /// Its word in data.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Definitie => "definitie",
            Self::Bron => "bron",
            Self::Reikwijdte => "reikwijdte",
            Self::Methode => "methode",
            Self::Rekenwijze => "rekenwijze",
        }
    }
}

/// A break: from `first_period` on the figures of this series mean something else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Break {
    /// Id of the series.
    pub indicator: String,
    /// First period after the break.
    pub first_period: u16,
    /// Why.
    pub kind: BreakKind,
    /// Explanation, Dutch.
    pub text: String,
    /// The figure of the first period by the old definition, when it was measured.
    pub overlap: Option<crate::Decimal>,
}

/// Why a published figure was replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Reason {
    /// The supplier gave a wrong figure.
    Leveringsfout,
    /// It was computed wrongly.
    Rekenfout,
    /// Events came in after the cutoff.
    Nagekomen,
    /// The definition changed, and the earlier year was counted again.
    Definitie,
}

impl Reason {
    /// Every reason.
    pub const ALL: [Self; 4] = [Self::Leveringsfout, Self::Rekenfout, Self::Nagekomen, Self::Definitie];

    /// Its word in data.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Leveringsfout => "leveringsfout",
            Self::Rekenfout => "rekenfout",
            Self::Nagekomen => "nagekomen",
            Self::Definitie => "definitie",
        }
    }
}

/// A figure of an earlier publication that this one replaces.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Restatement {
    /// Id of the series.
    pub indicator: String,
    /// The period restated.
    pub period: u16,
    /// What was published; `None` when nothing was.
    pub old: Option<crate::Decimal>,
    /// What is published now; `None` when withdrawn.
    pub new: Option<crate::Decimal>,
    /// Where the old figure stands: `2020 1.0.0`.
    pub old_edition: String,
    /// Where the new one stands.
    pub new_edition: String,
    /// Why.
    pub reason: Reason,
    /// Explanation, Dutch.
    pub text: String,
    /// Who decided: a role.
    pub decided_by: String,
    /// When.
    #[serde(serialize_with = "plain_day")]
    pub date: Day,
}

/// An explanation that stands beside figures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Explanation {
    /// Id of the series; empty for the facility as a whole.
    pub indicator: String,
    /// Slug of the facility.
    pub facility: String,
    /// The period it is about; `None` for all.
    pub period: Option<u16>,
    /// The text, Dutch; plain, no markup.
    pub text: String,
    /// Who wrote it: a role.
    pub author: String,
    /// Who reviewed it: a role.
    pub reviewed_by: String,
}

/// A target of law or policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Target {
    /// Id of the series.
    pub indicator: String,
    /// The year for which it holds.
    pub period: u16,
    /// What should be reached.
    pub value: crate::Decimal,
    /// The law or policy that says so.
    pub source: String,
}

/// One version of an edition, whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publication {
    /// Tables as a reader sees them, with their figures.
    pub edition: Edition,
    /// Its version.
    pub version: Version,
    /// Counted, or read from a document.
    pub family: Family,
    /// For counted figures: of what the installation is a picture.
    pub scale: Option<Scale>,
    /// The moment of publication; every form that must carry a time carries this one.
    pub published: Moment,
    /// What every series is.
    pub register: Register,
    /// What every measure means.
    pub definitions: Definitions,
    /// Breaks.
    pub breaks: Vec<Break>,
    /// Figures of earlier publications replaced here.
    pub restatements: Vec<Restatement>,
    /// Explanations.
    pub explanations: Vec<Explanation>,
    /// Targets.
    pub targets: Vec<Target>,
}

impl Publication {
    /// A published document as a publication. Its moment is the beginning of its day of publication in UTC, because a document names no
    /// time; without a day, that of 1 January of the edition's year.
    ///
    /// # Errors
    /// [`DataError`] when the version is no number, or when a series of it has no place in `register`.
    pub fn of_document(
        edition: Edition,
        register: Register,
        definitions: Definitions,
    ) -> Result<Self, DataError> {
        let version = edition.version.parse()?;
        if let Some(found) = edition.series().iter().find(|found| register.get(&found.series.id).is_none()) {
            let problem = format!("the series `{}` is not in the register", found.series.id);
            return Err(DataError::at(found.line, problem));
        }
        let day = edition.date.map_or_else(|| format!("{}-01-01", edition.year), |day| day.to_string());
        let published = format!("{day}T00:00:00Z")
            .parse()
            .map_err(|_| DataError::at(0, format!("`{day}` is no day of publication")))?;
        Ok(Self {
            edition,
            version,
            family: Family::Publicatie,
            scale: None,
            published,
            register,
            definitions,
            breaks: Vec::new(),
            restatements: Vec::new(),
            explanations: Vec::new(),
            targets: Vec::new(),
        })
    }

    /// The edition 2020 that the program carries, as a publication.
    ///
    /// # Errors
    /// [`DataError`] when an embedded file is damaged, which a test of this crate excludes.
    pub fn built_in() -> Result<Self, DataError> {
        Self::of_document(Edition::built_in()?, Register::built_in()?, Definitions::built_in()?)
    }

    /// Every figure on a row of its own: in the order of the tables, then by period; the split of a row comes after it.
    #[must_use]
    pub fn figures(&self) -> Vec<Figure> {
        figure::of(self)
    }

    /// `2020 1.0.0`: how one publication names another.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{} {}", self.edition.year, self.version)
    }
}
