//! Availability: for which values of the dimensions there are observations.

use std::collections::BTreeSet;
use std::sync::Arc;

use edition::Publication;
use exchange::Query;

use crate::artefact::{Artefact, Body, Item, Key, Kind, Words};
use crate::component::{COMPONENTS, DIMENSIONS, Form, place_of};
use crate::fault::Fault;
use crate::library::{Library, references};
use crate::select::{self, Action, DataSet};
use crate::selection::Selection;

/// Constraints with the values that occur, one for each version of the dataflow, and what was asked with them. Nothing when nothing fits.
pub(crate) fn find(
    publications: &[Arc<Publication>],
    library: &Library,
    path: &[&str],
    query: &Query,
) -> Result<Vec<Artefact>, Fault> {
    if path.len() > 6 {
        return Err(Fault::bad("Het pad heeft te veel delen.", "The path has too many parts."));
    }
    let selection = Selection::of_availability(path, query)?;
    let dimensions = dimensions(path.get(5).copied().unwrap_or("*"))?;
    let available = match query.get("mode") {
        None | Some("exact") => false,
        Some("available") => true,
        Some(_) => return Err(Fault::parameter("mode", "exact of available", "exact or available")),
    };
    let wanted = wanted(query.get("references").unwrap_or("none"))?;
    let mut made = Vec::new();
    for set in select::sets(publications, &selection)?.iter().filter(|set| set.action == Action::Information)
    {
        let values = dimensions.iter().filter_map(|place| {
            let id = COMPONENTS.get(*place)?.id;
            let found = if available {
                let other = select::sets(publications, &selection.without(*place)).ok()?;
                values(other.iter().find(|one| one.flow == set.flow)?, *place)
            } else {
                values(set, *place)
            };
            Some((id, found))
        });
        let values: Vec<(&'static str, Vec<String>)> = values.collect();
        let constraint = constraint(set, values.clone());
        if !wanted.is_empty() {
            made.extend(with_references(library, set, &values, &wanted, &made));
        }
        made.push(constraint);
    }
    Ok(made)
}

fn dimensions(text: &str) -> Result<Vec<usize>, Fault> {
    if text == "*" {
        return Ok((0..DIMENSIONS).collect());
    }
    let known = |id: &str| {
        place_of(id).filter(|place| *place < DIMENSIONS).ok_or_else(|| Fault::unknown_component(id))
    };
    text.split(',').map(known).collect()
}

/// Values of a dimension, each once, in order.
fn values(set: &DataSet, place: usize) -> Vec<String> {
    let found: BTreeSet<&String> = set.rows.iter().filter_map(|row| row.get(place)?.as_ref()).collect();
    found.into_iter().cloned().collect()
}

fn constraint(set: &DataSet, values: Vec<(&'static str, Vec<String>)>) -> Artefact {
    Artefact {
        key: Key::new(Kind::DataConstraint, "AVAILABILITY", &set.flow.version),
        name: Words::new("Beschikbare waarden", "Available values"),
        description: None,
        body: Body::Constraint { flow: set.flow.clone(), values },
    }
}

fn wanted(text: &str) -> Result<Vec<Kind>, Fault> {
    let mut made = Vec::new();
    for word in text.split(',') {
        match word {
            "none" | "dataproviderscheme" | "valuelist" => {}
            "all" => made.extend([Kind::Dataflow, Kind::DataStructure, Kind::ConceptScheme, Kind::Codelist]),
            "dataflow" => made.push(Kind::Dataflow),
            "datastructure" => made.push(Kind::DataStructure),
            "conceptscheme" => made.push(Kind::ConceptScheme),
            "codelist" => made.push(Kind::Codelist),
            _ => {
                return Err(Fault::parameter(
                    "references",
                    "none, all, dataflow, datastructure, conceptscheme of codelist",
                    "none, all, dataflow, datastructure, conceptscheme or codelist",
                ));
            }
        }
    }
    Ok(made)
}

/// Artefacts around a constraint that are not there yet; lists hold only what occurs.
fn with_references(
    library: &Library,
    set: &DataSet,
    values: &[(&'static str, Vec<String>)],
    wanted: &[Kind],
    known: &[Artefact],
) -> Vec<Artefact> {
    let Some(flow) = library.get(&set.flow) else { return Vec::new() };
    let structure: Vec<&Artefact> = references(flow).iter().filter_map(|key| library.get(key)).collect();
    let below: Vec<Key> = structure.iter().flat_map(|one| references(one)).collect();
    let lists = below.iter().filter_map(|key| library.get(key));
    let used = |key: &Key| -> Option<BTreeSet<String>> {
        let place =
            COMPONENTS.iter().find(|one| matches!(one.form, Form::Codes(list, _) if list == key.id))?;
        let (_, found) = values.iter().find(|(id, _)| *id == place.id)?;
        Some(found.iter().cloned().collect())
    };
    let concepts: BTreeSet<String> = values.iter().map(|(id, _)| (*id).to_owned()).collect();
    let mut made = Vec::new();
    for artefact in std::iter::once(flow).chain(structure.iter().copied()).chain(lists) {
        let there = |all: &[Artefact]| all.iter().any(|one| one.key == artefact.key);
        if !wanted.contains(&artefact.key.kind) || there(known) || there(&made) {
            continue;
        }
        let kept = match artefact.key.kind {
            Kind::Codelist => used(&artefact.key),
            Kind::ConceptScheme => Some(concepts.clone()),
            _ => {
                made.push(artefact.clone());
                continue;
            }
        };
        if let (Some(kept), Body::Scheme { items, .. }) = (kept, &artefact.body) {
            let items: Vec<Item> = items.iter().filter(|item| kept.contains(&item.id)).cloned().collect();
            made.push(Artefact { body: Body::Scheme { items, partial: true }, ..artefact.clone() });
        }
    }
    made
}
