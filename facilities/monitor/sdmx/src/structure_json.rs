//! SDMX-JSON 2.0 structure messages.

use exchange::Json;
use kernel::{Language, Moment};

use crate::artefact::{Artefact, Body, Item, Key, Kind};
use crate::component::{COMPONENTS, Component, Form, Place, TIME_PERIOD};
use crate::data_json::{meta, names};
use crate::library::{CONCEPTS, FIXED};

/// Members of `data` for each kind.
const MEMBERS: [(&str, Kind); 7] = [
    ("agencySchemes", Kind::AgencyScheme),
    ("categorySchemes", Kind::CategoryScheme),
    ("codelists", Kind::Codelist),
    ("conceptSchemes", Kind::ConceptScheme),
    ("dataConstraints", Kind::DataConstraint),
    ("dataflows", Kind::Dataflow),
    ("dataStructures", Kind::DataStructure),
];

/// A structure message.
pub(crate) fn message(artefacts: &[Artefact], moment: Moment, language: Language) -> Json {
    let data = MEMBERS.into_iter().filter_map(|(member, kind)| {
        let of_kind = artefacts.iter().filter(|one| one.key.kind == kind);
        let made: Vec<Json> = of_kind.map(|one| artefact(one, language)).collect();
        (!made.is_empty()).then_some((member, Json::List(made)))
    });
    Json::object([("meta", meta("structure", moment)), ("data", Json::object(data))])
}

fn put_all(made: &mut Json, members: impl IntoIterator<Item = (&'static str, Json)>) {
    members.into_iter().for_each(|(name, value)| made.put(name, value));
}

fn link(urn: String) -> Json {
    Json::list([Json::object([("rel", Json::text("self")), ("urn", Json::Text(urn))])])
}

fn artefact(artefact: &Artefact, language: Language) -> Json {
    let key = &artefact.key;
    let mut made = Json::object([
        ("id", Json::text(&key.id)),
        ("agencyID", Json::text(key.agency())),
        ("version", Json::text(&key.version)),
        ("isExternalReference", Json::Bool(artefact.body == Body::Stub)),
        ("links", link(key.urn())),
    ]);
    put_all(&mut made, names(&artefact.name, language));
    if let Some(description) = &artefact.description {
        put_all(&mut made, descriptions(names(description, language)));
    }
    match &artefact.body {
        Body::Stub => {}
        Body::Scheme { items, partial } => {
            let member = match key.kind {
                Kind::AgencyScheme => "agencies",
                Kind::CategoryScheme => "categories",
                Kind::ConceptScheme => "concepts",
                _ => "codes",
            };
            made.put("isPartial", Json::Bool(*partial));
            if !items.is_empty() {
                made.put(member, Json::list(items.iter().map(|one| item(one, language))));
            }
        }
        Body::Flow { structure } => made.put("structure", Json::Text(structure.urn())),
        Body::Structure { lists } => made.put("dataStructureComponents", components(lists)),
        Body::Constraint { flow, values } => {
            made.put("role", Json::text("Actual"));
            made.put("constraintAttachment", Json::object([("dataflows", Json::texts([flow.urn()]))]));
            made.put("cubeRegions", Json::list([region(values)]));
        }
    }
    made
}

fn descriptions(members: [(&'static str, Json); 2]) -> [(&'static str, Json); 2] {
    let [(_, one), (_, all)] = members;
    [("description", one), ("descriptions", all)]
}

fn item(one: &Item, language: Language) -> Json {
    let mut made = Json::object([("id", Json::text(&one.id))]);
    put_all(&mut made, names(&one.name, language));
    if let Some(description) = &one.description {
        put_all(&mut made, descriptions(names(description, language)));
    }
    if !one.items.is_empty() {
        made.put("categories", Json::list(one.items.iter().map(|inner| item(inner, language))));
    }
    made
}

fn region(values: &[(&'static str, Vec<String>)]) -> Json {
    let one = |(id, values): &(&'static str, Vec<String>)| {
        Json::object([
            ("id", Json::text(*id)),
            ("include", Json::Bool(true)),
            ("values", Json::texts(values.iter().cloned())),
        ])
    };
    Json::object([("include", Json::Bool(true)), ("keyValues", Json::list(values.iter().map(one)))])
}

fn components(lists: &str) -> Json {
    let of = |place: Place| COMPONENTS.iter().enumerate().filter(move |(_, one)| one.place == place);
    let dimensions = of(Place::Dimension).map(|(index, one)| {
        let mut made = component(one, lists);
        made.put("position", Json::count(index));
        made
    });
    let mut list =
        Json::object([("id", Json::text("DimensionDescriptor")), ("dimensions", Json::list(dimensions))]);
    if let Some((_, time)) = of(Place::Time).next() {
        list.put("timeDimension", component(time, lists));
    }
    let measures = of(Place::Measure).map(|(_, one)| with_usage(component(one, lists), one));
    let attributes = COMPONENTS.iter().filter(|one| one.is_attribute()).map(|one| {
        let mut made = with_usage(component(one, lists), one);
        let empty = Json::Object(Vec::new());
        let relationship = match one.place {
            Place::Dataflow => ("dataflow", empty),
            Place::Series => {
                ("dimensions", Json::texts(COMPONENTS.iter().take(TIME_PERIOD).map(|one| one.id)))
            }
            _ => ("observation", empty),
        };
        made.put("attributeRelationship", Json::object([relationship]));
        made
    });
    Json::object([
        ("dimensionList", list),
        (
            "measureList",
            Json::object([("id", Json::text("MeasureDescriptor")), ("measures", Json::list(measures))]),
        ),
        (
            "attributeList",
            Json::object([("id", Json::text("AttributeDescriptor")), ("attributes", Json::list(attributes))]),
        ),
    ])
}

fn with_usage(mut made: Json, component: &Component) -> Json {
    made.put("usage", Json::text(if component.mandatory { "mandatory" } else { "optional" }));
    made
}

fn component(one: &Component, lists: &str) -> Json {
    let concept = format!(
        "urn:sdmx:org.sdmx.infomodel.conceptscheme.Concept={}:{CONCEPTS}({FIXED}).{}",
        crate::AGENCY,
        one.id
    );
    let representation = match one.form {
        Form::Codes(list, grows) => {
            let key = Key::new(Kind::Codelist, list, if grows { lists } else { FIXED });
            ("enumeration", Json::Text(key.urn()))
        }
        Form::Decimal => format_of("Decimal"),
        Form::Integer => format_of("Integer"),
        Form::Text => format_of("String"),
        Form::Period => format_of("ObservationalTimePeriod"),
    };
    Json::object([
        ("id", Json::text(one.id)),
        ("conceptIdentity", Json::Text(concept)),
        ("localRepresentation", Json::object([representation])),
    ])
}

fn format_of(kind: &str) -> (&'static str, Json) {
    ("format", Json::object([("dataType", Json::text(kind))]))
}
