//! Definitions.

use std::collections::BTreeMap;

use kernel::Language;

/// A text in both languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Words {
    /// Dutch.
    pub nl: &'static str,
    /// English.
    pub en: &'static str,
}

impl Words {
    /// The text in `language`.
    #[must_use]
    pub fn get(self, language: Language) -> &'static str {
        match language {
            Language::Nl => self.nl,
            Language::En => self.en,
        }
    }
}

/// What kind of figure it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Events in a period.
    Flow,
    /// A state at a moment: what came minus what went.
    Stock,
}

/// How it is counted a second time, from the facts and not from the counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recount {
    /// A statement in the portable subset that answers one bigint. A flow gets `$1` (from, included) and `$2` (to, excluded) in
    /// microseconds; a stock gets `$1`, the moment.
    Sql(&'static str),
}

/// One indicator, defined where the facts are.
#[derive(Debug, Clone, Copy)]
pub struct Indicator {
    /// Stable id, such as `digid.authenticaties.totaal`; letters, digits, dots and hyphens.
    pub id: &'static str,
    /// Slug of the facility.
    pub facility: &'static str,
    /// Short title.
    pub title: Words,
    /// What is counted, in full.
    pub definition: Words,
    /// What is not counted.
    pub excluded: Words,
    /// What one of it is: `berichten`, `authenticaties`.
    pub unit: Words,
    /// Flow or stock.
    pub kind: Kind,
    /// The second path.
    pub recount: Recount,
}

/// All indicators of the house, each defined once.
#[derive(Debug, Clone, Default)]
pub struct Catalogue(BTreeMap<&'static str, Indicator>);

impl Catalogue {
    /// Gathers the indicators of all facilities.
    ///
    /// # Errors
    /// The id that occurs twice.
    pub fn new(indicators: impl IntoIterator<Item = Indicator>) -> Result<Self, String> {
        let mut all = BTreeMap::new();
        for indicator in indicators {
            if all.insert(indicator.id, indicator).is_some() {
                return Err(format!("indicator {} is defined twice", indicator.id));
            }
        }
        Ok(Self(all))
    }

    /// The indicator with this id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Indicator> {
        self.0.get(id)
    }

    /// All of them, by id.
    pub fn iter(&self) -> impl Iterator<Item = &Indicator> {
        self.0.values()
    }
}
