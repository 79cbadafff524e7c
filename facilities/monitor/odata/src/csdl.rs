//! `$metadata`: what types and sets there are, in CSDL XML (OASIS OData 4.0).

use std::collections::BTreeSet;

use exchange::{Element, Json};

use crate::set::{Kind, Set};

const NAMESPACE: &str = "Monitor";

/// The document for sets and, in a dataset, its `Properties`.
pub(crate) fn document(sets: &[Set], properties: Option<&Json>) -> Element {
    let mut schema = Element::new("Schema")
        .with("xmlns", "http://docs.oasis-open.org/odata/ns/edm")
        .with("Namespace", NAMESPACE);
    let mut container = Element::new("EntityContainer").with("Name", "Container");
    let mut known = BTreeSet::new();
    for set in sets {
        if known.insert(set.of) {
            schema = schema.child(entity_type(set));
        }
        let of = format!("{NAMESPACE}.{}", set.of);
        container = container.child(Element::new("EntitySet").with("Name", &set.name).with("EntityType", of));
    }
    if let Some(Json::Object(members)) = properties {
        let mut made = Element::new("EntityType").with("Name", "PropertySet");
        for (name, value) in members {
            let kind = if matches!(value, Json::Int(_)) { Kind::Whole } else { moment_or_text(name) };
            made = made.child(property(name, kind, true));
        }
        schema = schema.child(made);
        let of = format!("{NAMESPACE}.PropertySet");
        container = container.child(Element::new("Singleton").with("Name", "Properties").with("Type", of));
    }
    let services = Element::new("edmx:DataServices").child(schema.child(container));
    Element::new("edmx:Edmx")
        .with("xmlns:edmx", "http://docs.oasis-open.org/odata/ns/edmx")
        .with("Version", "4.0")
        .child(services)
}

fn moment_or_text(name: &str) -> Kind {
    if matches!(name, "Modified" | "ReleaseDate" | "ModificationDate" | "ObservationsModified") {
        Kind::Moment
    } else {
        Kind::Text
    }
}

fn entity_type(set: &Set) -> Element {
    let mut made = Element::new("EntityType").with("Name", set.of);
    if let Some(key) = set.columns.first() {
        made = made.child(Element::new("Key").child(Element::new("PropertyRef").with("Name", &key.name)));
    }
    made.children(set.columns.iter().map(|column| property(&column.name, column.kind, column.nullable)))
}

fn property(name: &str, kind: Kind, nullable: bool) -> Element {
    let made = Element::new("Property").with("Name", name).with("Type", kind.edm());
    let made = match kind {
        Kind::Exact => made.with("Precision", "38").with("Scale", "variable"),
        Kind::Moment => made.with("Precision", "6"),
        _ => made,
    };
    if nullable { made } else { made.with("Nullable", "false") }
}
