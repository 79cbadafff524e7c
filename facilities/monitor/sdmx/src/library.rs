//! All artefacts that follow from the publications.

use std::sync::Arc;

use edition::{Publication, Reason, Status};
use exchange::{Breakdown, Measure, Part, Table};
use kernel::{Language, Moment};

use crate::artefact::{Artefact, Body, Item, Key, Kind, Words};
use crate::component::{COMPONENTS, Form};
use crate::{AGENCY, DATAFLOW};

pub(crate) const CONCEPTS: &str = "CS_MDO";
pub(crate) const STRUCTURE: &str = "DSD_MONITOR";
pub(crate) const CATEGORIES: &str = "CAT_MDO";
/// Version of what never changes.
pub(crate) const FIXED: &str = "1.0.0";

/// Lists that grow with the publications.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Lists {
    measures: Vec<Measure>,
    breakdowns: Vec<Breakdown>,
    chapters: Vec<Item>,
}

/// A publication as a version of the dataflow.
#[derive(Debug, Clone)]
pub(crate) struct Flow {
    pub(crate) publication: Arc<Publication>,
    pub(crate) key: Key,
    /// Version of the data structure and of the lists that grow.
    pub(crate) lists: String,
}

/// Artefacts and versions of the dataflow, by moment of publication.
pub(crate) struct Library {
    pub(crate) artefacts: Vec<Artefact>,
    pub(crate) flows: Vec<Flow>,
    /// When the newest was published.
    pub(crate) newest: Option<Moment>,
}

/// Version of the dataflow: year of the edition, then the lower two numbers of its version.
pub(crate) fn flow_version(publication: &Publication) -> String {
    format!("{}.{}.{}", publication.edition.year, publication.version.minor, publication.version.patch)
}

impl Library {
    /// The artefacts of all publications, or of those there were at a moment.
    pub(crate) fn of(publications: &[Arc<Publication>], as_of: Option<Moment>) -> Self {
        let mut found: Vec<&Arc<Publication>> =
            publications.iter().filter(|one| as_of.is_none_or(|moment| one.published <= moment)).collect();
        found.sort_by_key(|one| (one.published, one.edition.year, one.version));
        let mut library =
            Self { artefacts: Vec::new(), flows: Vec::new(), newest: found.last().map(|one| one.published) };
        if found.is_empty() {
            return library;
        }
        library.artefacts.extend(fixed());
        let (mut lists, mut minor) = (Lists::default(), 0);
        for (place, publication) in found.into_iter().enumerate() {
            let grown = lists.clone().with(publication);
            let changed = grown != lists;
            if changed {
                minor += usize::from(place > 0);
                library.artefacts.extend(grown.artefacts(&format!("1.{minor}.0")));
                lists = grown;
            }
            library.add_flow(publication, format!("1.{minor}.0"));
        }
        library
    }

    fn add_flow(&mut self, publication: &Arc<Publication>, lists: String) {
        let key = Key::new(Kind::Dataflow, DATAFLOW, &flow_version(publication));
        let (year, version) = (publication.edition.year, publication.version);
        let measured = publication.scale.as_ref();
        let scale =
            |words: &str| measured.map_or_else(String::new, |scale| format!(", {words} {}", scale.ratio));
        self.artefacts.push(Artefact {
            key: key.clone(),
            name: Words::new(
                format!("Monitor Digitale Overheid, editie {year}{}", scale("meting op schaal")),
                format!("Monitor of the Digital Government, edition {year}{}", scale("measured at scale")),
            ),
            description: Some(Words::new(
                format!("Cijfers uit {}, versie {version}.", publication.edition.title),
                format!("Figures from {}, version {version}.", publication.edition.title),
            )),
            body: Body::Flow { structure: Key::new(Kind::DataStructure, STRUCTURE, &lists) },
        });
        self.flows.push(Flow { publication: Arc::clone(publication), key, lists });
    }

    /// The artefact with this key.
    pub(crate) fn get(&self, key: &Key) -> Option<&Artefact> {
        self.artefacts.iter().find(|one| one.key == *key)
    }

    /// The list that gives the codes of a component their names.
    pub(crate) fn codes(&self, form: Form, lists: &str) -> &[Item] {
        let Form::Codes(list, grows) = form else { return &[] };
        let version = if grows { lists } else { FIXED };
        let found = self
            .artefacts
            .iter()
            .find(|one| one.key.kind == Kind::Codelist && one.key.id == list && one.key.version == version);
        match found.map(|one| &one.body) {
            Some(Body::Scheme { items, .. }) => items,
            _ => &[],
        }
    }
}

/// What an artefact refers to.
pub(crate) fn references(artefact: &Artefact) -> Vec<Key> {
    match &artefact.body {
        Body::Flow { structure } => vec![structure.clone()],
        Body::Constraint { flow, .. } => vec![flow.clone()],
        Body::Structure { lists } => {
            let mut found = vec![Key::new(Kind::ConceptScheme, CONCEPTS, FIXED)];
            for component in &COMPONENTS {
                if let Form::Codes(list, grows) = component.form {
                    found.push(Key::new(Kind::Codelist, list, if grows { lists } else { FIXED }));
                }
            }
            found
        }
        Body::Scheme { .. } | Body::Stub => Vec::new(),
    }
}

impl Lists {
    /// These lists with what a publication adds or names otherwise.
    fn with(mut self, publication: &Publication) -> Self {
        let table = Table::of(publication, &Part::All);
        for measure in table.measures {
            match self.measures.iter_mut().find(|known| known.code == measure.code) {
                Some(known) => *known = measure,
                None => self.measures.push(measure),
            }
        }
        for breakdown in table.breakdowns {
            match self.breakdowns.iter_mut().find(|known| known.code == breakdown.code) {
                Some(known) => *known = breakdown,
                None => self.breakdowns.push(breakdown),
            }
        }
        for chapter in &publication.edition.chapters {
            let name = |language| publication.chapter_name(&chapter.slug, language);
            let mut made = Item::new(&chapter.slug, &name(Language::Nl), &name(Language::En));
            let facility = |slug: &str| {
                let name = |language| publication.facility_name(slug, language);
                Item::new(slug, &name(Language::Nl), &name(Language::En))
            };
            made.items = chapter.facilities.iter().map(|one| facility(&one.slug)).collect();
            match self.chapters.iter_mut().find(|known| known.id == made.id) {
                Some(known) => *known = made,
                None => self.chapters.push(made),
            }
        }
        self
    }

    fn artefacts(&self, version: &str) -> Vec<Artefact> {
        let measures = self.measures.iter().map(|measure| Item {
            description: Some(Words::new(
                measure.description(Language::Nl),
                measure.description(Language::En),
            )),
            ..Item::new(&measure.code, &measure.title_nl, &measure.title_en)
        });
        let breakdowns = self
            .breakdowns
            .iter()
            .map(|one| Item::new(&one.code, one.title(Language::Nl), one.title(Language::En)));
        let structure = Words::new("Datastructuur van de Monitor", "Data structure of the Monitor");
        vec![
            scheme(
                Kind::Codelist,
                "CL_INDICATOR",
                version,
                ("Indicatoren", "Indicators"),
                measures.collect(),
            ),
            scheme(
                Kind::Codelist,
                "CL_BREAKDOWN",
                version,
                ("Uitsplitsingen", "Breakdowns"),
                breakdowns.collect(),
            ),
            scheme(
                Kind::CategoryScheme,
                CATEGORIES,
                version,
                ("Onderwerpen van de Monitor", "Subjects of the Monitor"),
                self.chapters.clone(),
            ),
            Artefact {
                key: Key::new(Kind::DataStructure, STRUCTURE, version),
                name: structure,
                description: None,
                body: Body::Structure { lists: version.to_owned() },
            },
        ]
    }
}

fn scheme(kind: Kind, id: &str, version: &str, name: (&str, &str), items: Vec<Item>) -> Artefact {
    Artefact {
        key: Key::new(kind, id, version),
        name: Words::new(name.0, name.1),
        description: None,
        body: Body::Scheme { items, partial: kind == Kind::AgencyScheme },
    }
}

/// What does not depend on a publication.
fn fixed() -> Vec<Artefact> {
    let list = |id, name, items: Vec<Item>| scheme(Kind::Codelist, id, FIXED, name, items);
    let capital = |text: &str| {
        let mut signs = text.chars();
        signs.next().map_or_else(String::new, |first| first.to_uppercase().chain(signs).collect())
    };
    let concepts = COMPONENTS.iter().map(|one| Item::new(one.id, one.nl, one.en)).collect();
    let statuses = Status::ALL.iter().map(|status| {
        let (nl, en) = status.words();
        Item::new(status.letter(), &capital(nl), &capital(en))
    });
    let reasons = Reason::ALL.map(|reason| {
        let en = match reason {
            Reason::Leveringsfout => "Error of the supplier",
            Reason::Rekenfout => "Error of computation",
            Reason::Nagekomen => "Late events",
            Reason::Definitie => "Definition changed",
        };
        Item::new(&reason.code().to_uppercase(), &capital(reason.code()), en)
    });
    let agency = Item::new(AGENCY, "Monitor Digitale Overheid", "Monitor of the Digital Government");
    vec![
        scheme(Kind::AgencyScheme, "AGENCIES", "1.0", ("Beheerders", "Agencies"), vec![agency]),
        scheme(
            Kind::ConceptScheme,
            CONCEPTS,
            FIXED,
            ("Begrippen van de Monitor", "Concepts of the Monitor"),
            concepts,
        ),
        list("CL_FREQ", ("Frequentie", "Frequency"), vec![Item::new("A", "Jaarlijks", "Annual")]),
        list("CL_OBS_STATUS", ("Status van een waarneming", "Observation status"), statuses.collect()),
        list(
            "CL_CONF_STATUS",
            ("Vertrouwelijkheid", "Confidentiality"),
            vec![Item::new("F", "Vrij", "Free"), Item::new("C", "Vertrouwelijk", "Confidential")],
        ),
        list(
            "CL_UNIT",
            ("Eenheden", "Units"),
            vec![Item::new("NUMBER", "Aantal", "Number"), Item::new("PERCENT", "Procent", "Percent")],
        ),
        list("CL_REVISION_REASON", ("Redenen van herziening", "Reasons for revision"), reasons.to_vec()),
        list(
            "CL_BOUND",
            ("Soorten grenzen", "Kinds of bounds"),
            vec![Item::new("GE", "Ten minste", "At least"), Item::new("LE", "Ten hoogste", "At most")],
        ),
        list(
            "CL_BRON",
            ("Bronnen", "Sources"),
            vec![
                Item::new(
                    "PUBLICATIE",
                    "Gelezen uit een gepubliceerd document",
                    "Read from a published document",
                ),
                Item::new("METING", "Geteld in een installatie", "Counted in an installation"),
            ],
        ),
    ]
}
