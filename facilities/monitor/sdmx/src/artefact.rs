//! Structural artefacts in memory, before they become JSON or XML.

use kernel::Language;

use crate::AGENCY;

/// Words in both languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Words {
    pub(crate) nl: String,
    pub(crate) en: String,
}

impl Words {
    pub(crate) fn new(nl: impl Into<String>, en: impl Into<String>) -> Self {
        Self { nl: nl.into(), en: en.into() }
    }

    pub(crate) fn get(&self, language: Language) -> &str {
        if language == Language::En { &self.en } else { &self.nl }
    }
}

/// A kind of artefact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    AgencyScheme,
    CategoryScheme,
    Codelist,
    ConceptScheme,
    DataConstraint,
    Dataflow,
    DataStructure,
}

impl Kind {
    /// Those that can be asked for.
    pub(crate) const ALL: [Self; 6] = [
        Self::AgencyScheme,
        Self::CategoryScheme,
        Self::Codelist,
        Self::ConceptScheme,
        Self::Dataflow,
        Self::DataStructure,
    ];

    /// Its name in addresses.
    pub(crate) const fn path(self) -> &'static str {
        match self {
            Self::AgencyScheme => "agencyscheme",
            Self::CategoryScheme => "categoryscheme",
            Self::Codelist => "codelist",
            Self::ConceptScheme => "conceptscheme",
            Self::DataConstraint => "dataconstraint",
            Self::Dataflow => "dataflow",
            Self::DataStructure => "datastructure",
        }
    }

    /// Its class, and the package of the information model that holds it.
    pub(crate) const fn class(self) -> (&'static str, &'static str) {
        match self {
            Self::AgencyScheme => ("base", "AgencyScheme"),
            Self::CategoryScheme => ("categoryscheme", "CategoryScheme"),
            Self::Codelist => ("codelist", "Codelist"),
            Self::ConceptScheme => ("conceptscheme", "ConceptScheme"),
            Self::DataConstraint => ("registry", "DataConstraint"),
            Self::Dataflow => ("datastructure", "Dataflow"),
            Self::DataStructure => ("datastructure", "DataStructure"),
        }
    }
}

/// By what an artefact is known.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Key {
    pub(crate) kind: Kind,
    pub(crate) id: String,
    pub(crate) version: String,
}

impl Key {
    pub(crate) fn new(kind: Kind, id: &str, version: &str) -> Self {
        Self { kind, id: id.to_owned(), version: version.to_owned() }
    }

    /// Who maintains it: the list of agencies belongs to the agency above ours.
    pub(crate) fn agency(&self) -> &'static str {
        if self.kind == Kind::AgencyScheme { "SDMX" } else { AGENCY }
    }

    /// `MDO:CL_FREQ(1.0.0)`.
    pub(crate) fn short(&self) -> String {
        format!("{}:{}({})", self.agency(), self.id, self.version)
    }

    pub(crate) fn urn(&self) -> String {
        let (package, class) = self.kind.class();
        format!("urn:sdmx:org.sdmx.infomodel.{package}.{class}={}", self.short())
    }
}

/// A code, concept, category or agency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Item {
    pub(crate) id: String,
    pub(crate) name: Words,
    pub(crate) description: Option<Words>,
    /// Only categories hold others.
    pub(crate) items: Vec<Item>,
}

impl Item {
    pub(crate) fn new(id: &str, nl: &str, en: &str) -> Self {
        Self { id: id.to_owned(), name: Words::new(nl, en), description: None, items: Vec::new() }
    }
}

/// What an artefact holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Body {
    /// Only its name: it was asked for as a stub.
    Stub,
    Scheme {
        items: Vec<Item>,
        partial: bool,
    },
    /// Version of the lists that grow with the editions.
    Structure {
        lists: String,
    },
    Flow {
        structure: Key,
    },
    /// Values of dimensions for which there are observations.
    Constraint {
        flow: Key,
        values: Vec<(&'static str, Vec<String>)>,
    },
}

/// A maintainable artefact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Artefact {
    pub(crate) key: Key,
    pub(crate) name: Words,
    pub(crate) description: Option<Words>,
    pub(crate) body: Body,
}
