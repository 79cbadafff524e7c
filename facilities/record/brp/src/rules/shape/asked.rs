//! What follows from the asked fields alone, worked out once for every question that asks the same.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::json;

use crate::fields::{Field, FieldSelection};
use crate::model::Categorie;
use crate::rules::rubrieken;

/// The groups that are delivered without being asked.
const UNASKED: [&str; 4] = ["geheimhoudingPersoonsgegevens", "opschortingBijhouding", "rni", "verificatie"];
/// Groups with an indication in them that is delivered without being asked.
const WITH_INDICATION: [&str; 2] = ["verblijfplaats", "adressering"];
const INDICATION: &str = "indicatieVastgesteldVerblijftNietOpAdres";

/// The asked fields with what follows from them: what must be read, what is needed to be authorised, what is delivered and what is written
/// down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    fields: FieldSelection,
    /// The paths to deliver, with those that come unasked, each in its parts.
    pub(super) paths: Vec<Vec<String>>,
    /// For each asked field what a consumer must be authorised for.
    needed: Vec<(&'static str, BTreeSet<&'static str>)>,
    /// What is written down with each delivered list, as JSON: without and with a municipality in the question.
    protocol: [Arc<str>; 2],
    /// The categories that the asked fields come from.
    categories: BTreeSet<&'static str>,
    reads: Vec<Categorie>,
}

impl Asked {
    /// Works it out for these fields.
    #[must_use]
    pub fn new(fields: FieldSelection) -> Self {
        let mut paths: Vec<Vec<String>> = fields.delivered_paths().iter().map(|path| parts(path)).collect();
        let asks = |group: &str| paths.iter().any(|path| path.first().is_some_and(|first| first == group));
        let indications = WITH_INDICATION.into_iter().filter(|group| asks(group));
        let indications: Vec<_> =
            indications.map(|group| vec![group.to_owned(), INDICATION.to_owned()]).collect();
        paths.extend(UNASKED.map(parts));
        paths.extend(indications);
        let names = || fields.fields().iter().map(Field::name);
        let needed: Vec<_> = names().map(|name| (name, rubrieken::needed(name))).collect();
        let rubrieken = needed.iter().flat_map(|(_, rubrieken)| rubrieken.iter().copied());
        let categories: BTreeSet<&str> = rubrieken.flat_map(rubrieken::categories_of).copied().collect();
        let protocol = [false, true].map(|gemeente| protocolregel(&fields, gemeente).into());
        let mut asked = Self { paths, needed, protocol, categories, reads: Vec::new(), fields };
        asked.reads = Categorie::ALL.into_iter().filter(|categorie| asked.must_read(*categorie)).collect();
        asked
    }

    /// The asked fields.
    #[must_use]
    pub fn fields(&self) -> &FieldSelection {
        &self.fields
    }

    /// The categories without which the answer cannot be given, in the order of their numbers. Nothing else needs to be read.
    #[must_use]
    pub fn reads(&self) -> &[Categorie] {
        &self.reads
    }

    /// Each asked field with the rubrieken that a consumer must be authorised for.
    pub(in crate::rules) fn needed(&self) -> &[(&'static str, BTreeSet<&'static str>)] {
        &self.needed
    }

    /// What is written down with every delivered list (protocollering), as JSON; it differs with whether the question names a
    /// municipality.
    #[must_use]
    pub fn protocol(&self, gemeente: bool) -> Arc<str> {
        let [without, with] = &self.protocol;
        Arc::clone(if gemeente { with } else { without })
    }

    /// Whether anything is to be delivered of one of these groups.
    pub(super) fn delivers(&self, groups: &[&str]) -> bool {
        self.paths.iter().any(|path| path.first().is_some_and(|first| groups.contains(&first.as_str())))
    }

    /// Whether an asked field comes from this category.
    pub(super) fn comes_from(&self, categorie: &str) -> bool {
        self.categories.contains(categorie)
    }

    fn must_read(&self, categorie: Categorie) -> bool {
        let needed_by = match categorie {
            // Whom it is about, and whether the list may be delivered at all.
            Categorie::Persoon | Categorie::Inschrijving => return true,
            Categorie::Ouder1 | Categorie::Ouder2 => &["ouders"][..],
            Categorie::Nationaliteit => &["nationaliteiten"],
            Categorie::Huwelijk => &["partners", "adressering"],
            // The age of the dead is not given.
            Categorie::Overlijden => &["overlijden", "leeftijd"],
            Categorie::Verblijfplaats => &super::OF_PLACE_OR_ADDRESS,
            Categorie::Kind => &["kinderen"],
        };
        self.delivers(needed_by) || self.comes_from(categorie.nummer())
    }
}

fn protocolregel(fields: &FieldSelection, gemeente: bool) -> String {
    let protocol = rubrieken::protocol(fields, gemeente);
    let names: Vec<&str> = fields.fields().iter().map(Field::name).collect();
    let searched: Vec<&str> = protocol.gezocht.split(", ").collect();
    json!({ "gevraagd": names, "gezocht": searched, "rubrieken": protocol.gevraagd }).to_string()
}

fn parts(path: &str) -> Vec<String> {
    path.split('.').map(str::to_owned).collect()
}
