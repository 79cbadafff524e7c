//! Structure queries.

use std::collections::BTreeSet;

use exchange::Query;
use kernel::Moment;

use crate::artefact::{Artefact, Body, Item, Key, Kind};
use crate::fault::Fault;
use crate::library::{Library, references};
use crate::selection::moment;
use crate::version::Versions;

/// Kinds of artefact that the standard has and this service has not.
const ABSENT: [&str; 27] = [
    "metadatastructure",
    "hierarchy",
    "hierarchyassociation",
    "valuelist",
    "dataproviderscheme",
    "metadataproviderscheme",
    "dataconsumerscheme",
    "organisationunitscheme",
    "metadataflow",
    "reportingtaxonomy",
    "provisionagreement",
    "metadataprovisionagreement",
    "structuremap",
    "representationmap",
    "conceptschememap",
    "categoryschememap",
    "organisationschememap",
    "reportingtaxonomymap",
    "process",
    "categorisation",
    "dataconstraint",
    "metadataconstraint",
    "transformationscheme",
    "rulesetscheme",
    "userdefinedoperatorscheme",
    "customtypescheme",
    "vtlmappingscheme",
];

/// How much of an artefact is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Amount {
    Full,
    Stub,
    /// A stub with its description.
    CompleteStub,
}

/// The moment of `asOf`.
pub(crate) fn as_of(query: &Query) -> Result<Option<Moment>, Fault> {
    moment(query, "asOf")
}

/// The artefacts that a query asks for: first those that it names, then what was asked with them.
pub(crate) fn find(library: &Library, path: &[&str], query: &Query) -> Result<Vec<Artefact>, Fault> {
    if let Some((name, _)) =
        query.pairs().find(|(name, _)| !matches!(*name, "detail" | "references" | "asOf"))
    {
        return Err(Fault::unknown_parameter(name));
    }
    let [kind, agency, id, version, item] = match *path {
        [kind] => [kind, "*", "*", "~", "*"],
        [kind, agency] => [kind, agency, "*", "~", "*"],
        [kind, agency, id] => [kind, agency, id, "~", "*"],
        [kind, agency, id, version] => [kind, agency, id, version, "*"],
        [kind, agency, id, version, item] => [kind, agency, id, version, item],
        _ => {
            return Err(Fault::bad(
                "Het pad heeft te veel of te weinig delen.",
                "The path has too many or too few parts.",
            ));
        }
    };
    let kinds = kinds(kind)?;
    let (own, other) = details(query)?;
    let mut found = named(library, &kinds, (agency, id), &Versions::read(version)?);
    if found.is_empty() {
        return Err(Fault::not_found());
    }
    if item != "*" {
        found = with_items(found, item)?;
    }
    let known: BTreeSet<Key> = found.iter().map(|one| one.key.clone()).collect();
    let wanted = related(library, &known, query.get("references").unwrap_or("none"))?;
    let mut made: Vec<Artefact> = found.into_iter().map(|one| reduced(one, own)).collect();
    let others =
        library.artefacts.iter().filter(|one| wanted.contains(&one.key) && !known.contains(&one.key));
    made.extend(others.map(|one| reduced(one.clone(), other)));
    Ok(made)
}

fn kinds(text: &str) -> Result<Vec<Kind>, Fault> {
    if matches!(text, "*" | "all" | "structure") {
        return Ok(Kind::ALL.to_vec());
    }
    if ABSENT.contains(&text) {
        return Err(Fault::absent(text));
    }
    let found = Kind::ALL.into_iter().find(|kind| kind.path() == text);
    let wrong = || {
        Fault::parameter(
            "artefactType",
            "een soort zoals dataflow of codelist",
            "a type such as dataflow or codelist",
        )
    };
    Ok(vec![found.ok_or_else(wrong)?])
}

/// What `detail` means for the artefacts that are named and for the others.
fn details(query: &Query) -> Result<(Amount, Amount), Fault> {
    Ok(match query.get("detail").unwrap_or("full") {
        // Every list is used as a whole by what refers to it, so a part of it is all of it.
        "full" | "referencepartial" | "raw" => (Amount::Full, Amount::Full),
        "allstubs" => (Amount::Stub, Amount::Stub),
        "referencestubs" => (Amount::Full, Amount::Stub),
        "allcompletestubs" => (Amount::CompleteStub, Amount::CompleteStub),
        "referencecompletestubs" => (Amount::Full, Amount::CompleteStub),
        _ => {
            return Err(Fault::parameter(
                "detail",
                "full, allstubs, referencestubs, allcompletestubs, referencecompletestubs, referencepartial of raw",
                "full, allstubs, referencestubs, allcompletestubs, referencecompletestubs, referencepartial or raw",
            ));
        }
    })
}

fn named(
    library: &Library,
    kinds: &[Kind],
    (agency, id): (&str, &str),
    versions: &Versions,
) -> Vec<Artefact> {
    let means = |text: &str, value: &str| text.split(',').any(|one| one == "*" || one == value);
    let fitting = library.artefacts.iter().filter(|one| {
        kinds.contains(&one.key.kind) && means(agency, one.key.agency()) && means(id, &one.key.id)
    });
    let fitting: Vec<&Artefact> = fitting.collect();
    let names: BTreeSet<(Kind, &str)> =
        fitting.iter().map(|one| (one.key.kind, one.key.id.as_str())).collect();
    let mut found = Vec::new();
    for (kind, id) in names {
        let same: Vec<&&Artefact> =
            fitting.iter().filter(|one| one.key.kind == kind && one.key.id == id).collect();
        let all: Vec<&str> = same.iter().map(|one| one.key.version.as_str()).collect();
        found.extend(
            versions.of(&all).into_iter().filter_map(|place| same.get(place).map(|one| (**one).clone())),
        );
    }
    found
}

/// Only the items that are named, in schemes that have them. `A.B` names an item within another, which then holds nothing else.
fn with_items(found: Vec<Artefact>, wanted: &str) -> Result<Vec<Artefact>, Fault> {
    let mut made = Vec::new();
    for mut artefact in found {
        let Body::Scheme { items, .. } = &artefact.body else {
            let nl = format!("Een {} heeft geen onderdelen.", artefact.key.kind.path());
            return Err(Fault::bad(nl, format!("A {} has no items.", artefact.key.kind.path())));
        };
        let kept: Vec<Item> = wanted.split(',').filter_map(|one| only(items, one)).collect();
        if !kept.is_empty() {
            artefact.body = Body::Scheme { items: kept, partial: true };
            made.push(artefact);
        }
    }
    if made.is_empty() { Err(Fault::not_found()) } else { Ok(made) }
}

fn only(items: &[Item], path: &str) -> Option<Item> {
    let (first, rest) = path.split_once('.').map_or((path, None), |(first, rest)| (first, Some(rest)));
    let found = items.iter().find(|item| item.id == first)?;
    let inside = match rest {
        Some(rest) => vec![only(&found.items, rest)?],
        None => Vec::new(),
    };
    Some(Item { items: inside, ..found.clone() })
}

/// What stands in relation to the artefacts that were found.
fn related(library: &Library, known: &BTreeSet<Key>, text: &str) -> Result<BTreeSet<Key>, Fault> {
    let mut wanted = BTreeSet::new();
    for word in text.split(',') {
        let near = |keys: &BTreeSet<Key>| -> BTreeSet<Key> {
            parents(library, keys).union(&children(library, keys)).cloned().collect()
        };
        wanted.extend(match word {
            "none" => BTreeSet::new(),
            "children" => children(library, known),
            "descendants" => closure(known, |keys| children(library, keys)),
            "parents" => parents(library, known),
            "ancestors" => closure(known, |keys| parents(library, keys)),
            "parentsandsiblings" => siblings(library, known),
            "all" => {
                let up = siblings(library, known);
                up.union(&closure(known, |keys| children(library, keys))).cloned().collect()
            }
            _ if ABSENT.contains(&word) => BTreeSet::new(),
            _ => {
                let kind = Kind::ALL.into_iter().find(|kind| kind.path() == word);
                let kind = kind.ok_or_else(|| {
                    Fault::parameter(
                        "references",
                        "een bekende verwijzing, zoals children",
                        "a known relation, such as children",
                    )
                })?;
                closure(known, near).into_iter().filter(|key| key.kind == kind).collect()
            }
        });
    }
    Ok(wanted)
}

fn children(library: &Library, keys: &BTreeSet<Key>) -> BTreeSet<Key> {
    keys.iter().filter_map(|key| library.get(key)).flat_map(references).collect()
}

fn parents(library: &Library, keys: &BTreeSet<Key>) -> BTreeSet<Key> {
    let uses = |one: &&Artefact| references(one).iter().any(|key| keys.contains(key));
    library.artefacts.iter().filter(uses).map(|one| one.key.clone()).collect()
}

fn siblings(library: &Library, keys: &BTreeSet<Key>) -> BTreeSet<Key> {
    let above = parents(library, keys);
    above.union(&children(library, &above)).cloned().collect()
}

/// Steps from the known on until nothing new is found.
fn closure(known: &BTreeSet<Key>, step: impl Fn(&BTreeSet<Key>) -> BTreeSet<Key>) -> BTreeSet<Key> {
    let mut found = BTreeSet::new();
    let mut edge = known.clone();
    while !edge.is_empty() {
        edge = step(&edge).into_iter().filter(|key| !found.contains(key)).collect();
        found.extend(edge.iter().cloned());
    }
    found
}

fn reduced(artefact: Artefact, amount: Amount) -> Artefact {
    match amount {
        Amount::Full => artefact,
        Amount::Stub => Artefact { body: Body::Stub, description: None, ..artefact },
        Amount::CompleteStub => Artefact { body: Body::Stub, ..artefact },
    }
}
