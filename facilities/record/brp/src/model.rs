//! The persoonslijst as plain records, one per category of the Logisch Ontwerp BRP. A record is one JSON document whose
//! keys are the Dutch names of its elements; empty elements have no key. Dates are numbers `yyyymmdd`, zeros for unknown
//! parts.

mod codes;
mod groups;
mod persoon;
mod relaties;
mod verblijfplaats;

pub use codes::{
    AanduidingBijHuisnummer, AdellijkeTitelPredicaat, BijzonderNederlanderschap, FunctieAdres, Geslacht,
    Naamgebruik, RedenOpschorting, SoortVerbintenis, UnknownCode,
};
pub use groups::{Geboorte, Naam, Onderzoek, Registratie, filled};
pub use persoon::{Inschrijving, Nationaliteit, Overlijden, PersoonCategorie};
pub use relaties::{Huwelijk, Kind, Ouder};
pub use verblijfplaats::{SoortVerblijfplaats, Verblijfplaats};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The categories that this register keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Categorie {
    /// 01.
    Persoon,
    /// 02.
    Ouder1,
    /// 03.
    Ouder2,
    /// 04, may occur more than once.
    Nationaliteit,
    /// 05, may occur more than once.
    Huwelijk,
    /// 06.
    Overlijden,
    /// 07.
    Inschrijving,
    /// 08.
    Verblijfplaats,
    /// 09, may occur more than once.
    Kind,
}

impl Categorie {
    /// Every category, in the order of its number.
    pub const ALL: [Self; 9] = [
        Self::Persoon,
        Self::Ouder1,
        Self::Ouder2,
        Self::Nationaliteit,
        Self::Huwelijk,
        Self::Overlijden,
        Self::Inschrijving,
        Self::Verblijfplaats,
        Self::Kind,
    ];

    /// The number of the category as the Logisch Ontwerp writes it.
    #[must_use]
    pub fn nummer(self) -> &'static str {
        match self {
            Self::Persoon => "01",
            Self::Ouder1 => "02",
            Self::Ouder2 => "03",
            Self::Nationaliteit => "04",
            Self::Huwelijk => "05",
            Self::Overlijden => "06",
            Self::Inschrijving => "07",
            Self::Verblijfplaats => "08",
            Self::Kind => "09",
        }
    }

    /// The category with this number.
    #[must_use]
    pub fn met_nummer(nummer: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|categorie| categorie.nummer() == nummer)
    }
}

/// Why a set of documents is no persoonslijst.
#[derive(Debug, thiserror::Error)]
pub enum NoPersoonslijst {
    /// A document does not have the shape of its category.
    #[error("category {0} does not have its shape: {1}")]
    Shape(&'static str, serde_json::Error),
    /// A category that may occur once occurs twice.
    #[error("category {0} occurs more than once")]
    Double(&'static str),
    /// Category 01 is missing.
    #[error("category 01 is missing")]
    Missing,
}

/// The current occurrences of one person's list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Persoonslijst {
    /// 01.
    pub persoon: PersoonCategorie,
    /// 02.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ouder1: Option<Ouder>,
    /// 03.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ouder2: Option<Ouder>,
    /// 04.
    pub nationaliteiten: Vec<Nationaliteit>,
    /// 05.
    pub huwelijken: Vec<Huwelijk>,
    /// 06.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub overlijden: Option<Overlijden>,
    /// 07.
    pub inschrijving: Inschrijving,
    /// 08.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verblijfplaats: Option<Verblijfplaats>,
    /// 09.
    pub kinderen: Vec<Kind>,
}

/// A stored document of one category: JSON that was read already, or its text.
pub trait Document {
    /// Reads it in the shape of its category.
    ///
    /// # Errors
    /// When it has another shape.
    fn read<T: DeserializeOwned>(self) -> Result<T, serde_json::Error>;
}

impl Document for Value {
    fn read<T: DeserializeOwned>(self) -> Result<T, serde_json::Error> {
        serde_json::from_value(self)
    }
}

impl Document for &str {
    fn read<T: DeserializeOwned>(self) -> Result<T, serde_json::Error> {
        serde_json::from_str(self)
    }
}

fn read<T: DeserializeOwned>(categorie: Categorie, document: impl Document) -> Result<T, NoPersoonslijst> {
    document.read().map_err(|error| NoPersoonslijst::Shape(categorie.nummer(), error))
}

fn once<T>(categorie: Categorie, place: &mut Option<T>, record: T) -> Result<(), NoPersoonslijst> {
    match place.replace(record) {
        None => Ok(()),
        Some(_) => Err(NoPersoonslijst::Double(categorie.nummer())),
    }
}

impl Persoonslijst {
    /// Puts a list together from its stored documents. Repeated categories keep the order in which they are given.
    ///
    /// # Errors
    /// A document without the shape of its category, a second document of a category that occurs once, or no category 01.
    pub fn from_documents<D: Document>(
        documents: impl IntoIterator<Item = (Categorie, D)>,
    ) -> Result<Self, NoPersoonslijst> {
        let mut lijst = Self::default();
        let (mut persoon, mut inschrijving) = (None, None);
        for (categorie, document) in documents {
            match categorie {
                Categorie::Persoon => once(categorie, &mut persoon, read(categorie, document)?)?,
                Categorie::Ouder1 => once(categorie, &mut lijst.ouder1, read(categorie, document)?)?,
                Categorie::Ouder2 => once(categorie, &mut lijst.ouder2, read(categorie, document)?)?,
                Categorie::Nationaliteit => lijst.nationaliteiten.push(read(categorie, document)?),
                Categorie::Huwelijk => lijst.huwelijken.push(read(categorie, document)?),
                Categorie::Overlijden => once(categorie, &mut lijst.overlijden, read(categorie, document)?)?,
                Categorie::Inschrijving => once(categorie, &mut inschrijving, read(categorie, document)?)?,
                Categorie::Verblijfplaats => {
                    once(categorie, &mut lijst.verblijfplaats, read(categorie, document)?)?;
                }
                Categorie::Kind => lijst.kinderen.push(read(categorie, document)?),
            }
        }
        lijst.persoon = persoon.ok_or(NoPersoonslijst::Missing)?;
        lijst.inschrijving = inschrijving.unwrap_or_default();
        Ok(lijst)
    }

    /// The documents of the list, in the order of the category numbers.
    ///
    /// # Errors
    /// Never in practice: every record can be written as JSON.
    pub fn to_documents(&self) -> Result<Vec<(Categorie, Value)>, serde_json::Error> {
        let mut documents = vec![(Categorie::Persoon, serde_json::to_value(&self.persoon)?)];
        for (categorie, ouder) in [(Categorie::Ouder1, &self.ouder1), (Categorie::Ouder2, &self.ouder2)] {
            if let Some(ouder) = ouder {
                documents.push((categorie, serde_json::to_value(ouder)?));
            }
        }
        for nationaliteit in &self.nationaliteiten {
            documents.push((Categorie::Nationaliteit, serde_json::to_value(nationaliteit)?));
        }
        for huwelijk in &self.huwelijken {
            documents.push((Categorie::Huwelijk, serde_json::to_value(huwelijk)?));
        }
        if let Some(overlijden) = &self.overlijden {
            documents.push((Categorie::Overlijden, serde_json::to_value(overlijden)?));
        }
        documents.push((Categorie::Inschrijving, serde_json::to_value(&self.inschrijving)?));
        if let Some(verblijfplaats) = &self.verblijfplaats {
            documents.push((Categorie::Verblijfplaats, serde_json::to_value(verblijfplaats)?));
        }
        for kind in &self.kinderen {
            documents.push((Categorie::Kind, serde_json::to_value(kind)?));
        }
        Ok(documents)
    }

    /// Whether the list says that the person has died.
    #[must_use]
    pub fn is_overleden(&self) -> bool {
        self.inschrijving.reden_opschorting_bijhouding == Some(RedenOpschorting::Overlijden)
            || self.overlijden.as_ref().is_some_and(|row| !row.registratie.is_onjuist() && row.exists())
    }

    /// Code of the municipality that keeps the list.
    #[must_use]
    pub fn gemeente_van_inschrijving(&self) -> Option<&str> {
        filled(self.verblijfplaats.as_ref()?.gemeente_van_inschrijving.as_ref())
    }
}

#[cfg(test)]
mod tests;
