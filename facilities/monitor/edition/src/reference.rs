//! Reference metadata of a facility under the headings of SIMS and ESMS (the structures of the European Statistical System): made by rule from
//! definitions, figures, breaks and restatements; only purpose and mandate are written (`data/facilities.tsv`).

mod text;

use kernel::Language;
use serde::Serialize;

use crate::publication::Publication;

/// A heading with its text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Concept {
    /// Its id among the cross-domain concepts of SDMX: `STAT_PRES`.
    pub id: &'static str,
    /// Heading, Dutch.
    pub heading_nl: &'static str,
    /// Heading, English.
    pub heading_en: &'static str,
    /// Text, Dutch; plain sentences.
    pub text_nl: String,
    /// Text, English.
    pub text_en: String,
}

impl Concept {
    /// The heading in a language.
    #[must_use]
    pub const fn heading(&self, language: Language) -> &'static str {
        match language {
            Language::Nl => self.heading_nl,
            Language::En => self.heading_en,
        }
    }

    /// The text in a language.
    #[must_use]
    pub fn text(&self, language: Language) -> &str {
        match language {
            Language::Nl => &self.text_nl,
            Language::En => &self.text_en,
        }
    }
}

/// The reference metadata of one facility.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reference {
    /// Its slug.
    pub facility: String,
    /// Its name, Dutch.
    pub name_nl: String,
    /// Its name, English.
    pub name_en: String,
    /// Name of the publication: `2020 1.0.0`.
    pub publication: String,
    /// The headings, in their fixed order.
    pub concepts: Vec<Concept>,
}

impl Reference {
    /// The heading with this id.
    #[must_use]
    pub fn concept(&self, id: &str) -> Option<&Concept> {
        self.concepts.iter().find(|one| one.id == id)
    }
}

/// Id and headings, in order.
pub const HEADINGS: [(&str, &str, &str); 17] = [
    ("CONTACT", "Contact", "Contact"),
    ("STAT_PRES", "Statistische presentatie", "Statistical presentation"),
    ("UNIT_MEASURE", "Eenheid", "Unit of measure"),
    ("REF_PERIOD", "Verslagperiode", "Reference period"),
    ("INST_MANDATE", "Grondslag", "Institutional mandate"),
    ("CONF", "Vertrouwelijkheid", "Confidentiality"),
    ("REL_POLICY", "Publicatiebeleid", "Release policy"),
    ("FREQ_DISS", "Frequentie van publicatie", "Frequency of dissemination"),
    ("ACCESSIBILITY_DOC", "Toegankelijkheid", "Accessibility and clarity"),
    ("QUALITY_MGMNT", "Kwaliteitsbewaking", "Quality management"),
    ("RELEVANCE", "Relevantie", "Relevance"),
    ("ACCURACY", "Nauwkeurigheid en betrouwbaarheid", "Accuracy and reliability"),
    ("TIMELINESS_PUNCT", "Actualiteit en stiptheid", "Timeliness and punctuality"),
    ("COMPARABILITY", "Vergelijkbaarheid", "Comparability"),
    ("COHERENCE", "Samenhang", "Coherence"),
    ("DATA_REV", "Revisies", "Data revision"),
    ("STAT_PROCESS", "Verwerking", "Statistical processing"),
];

impl Publication {
    /// The reference metadata of a facility; `None` when the edition does not have it.
    #[must_use]
    pub fn reference(&self, facility: &str) -> Option<Reference> {
        self.edition.facility(facility)?;
        let dutch = text::Writer::new(self, facility, Language::Nl).texts();
        let english = text::Writer::new(self, facility, Language::En).texts();
        let made = HEADINGS.into_iter().zip(dutch).zip(english);
        let concepts = made.map(|(((id, heading_nl, heading_en), text_nl), text_en)| Concept {
            id,
            heading_nl,
            heading_en,
            text_nl,
            text_en,
        });
        Some(Reference {
            facility: facility.to_owned(),
            name_nl: self.facility_name(facility, Language::Nl),
            name_en: self.facility_name(facility, Language::En),
            publication: self.name(),
            concepts: concepts.collect(),
        })
    }
}
