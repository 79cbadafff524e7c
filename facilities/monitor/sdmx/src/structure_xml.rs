//! SDMX-ML structure messages: 3.0, and 2.1 for older clients.

use exchange::Element;
use kernel::Moment;

use crate::artefact::{Artefact, Body, Item, Key, Kind, Words};
use crate::component::{COMPONENTS, Component, Form, Place, TIME_PERIOD};
use crate::library::{CONCEPTS, FIXED};

/// Which SDMX-ML is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Edition {
    Three,
    TwoOne,
}

/// Groups of artefacts in the order in which each SDMX-ML wants them.
const ORDER_3_0: [(&str, Kind); 7] = [
    ("AgencySchemes", Kind::AgencyScheme),
    ("CategorySchemes", Kind::CategoryScheme),
    ("Codelists", Kind::Codelist),
    ("ConceptSchemes", Kind::ConceptScheme),
    ("DataConstraints", Kind::DataConstraint),
    ("Dataflows", Kind::Dataflow),
    ("DataStructures", Kind::DataStructure),
];
const ORDER_2_1: [(&str, Kind); 6] = [
    ("OrganisationSchemes", Kind::AgencyScheme),
    ("Dataflows", Kind::Dataflow),
    ("CategorySchemes", Kind::CategoryScheme),
    ("Codelists", Kind::Codelist),
    ("Concepts", Kind::ConceptScheme),
    ("DataStructures", Kind::DataStructure),
];

/// A structure message.
pub(crate) fn message(artefacts: &[Artefact], moment: Moment, edition: Edition) -> Element {
    let (version, order): (&str, &[(&str, Kind)]) = match edition {
        Edition::Three => ("v3_0", &ORDER_3_0),
        Edition::TwoOne => ("v2_1", &ORDER_2_1),
    };
    let schemas = format!("http://www.sdmx.org/resources/sdmxml/schemas/{version}");
    let header = Element::new("message:Header")
        .child(Element::new("message:ID").holding(format!("MDO_{}", moment.seconds())))
        .child(Element::new("message:Test").holding("false"))
        .child(Element::new("message:Prepared").holding(moment.rfc3339()))
        .child(Element::new("message:Sender").with("id", crate::AGENCY));
    let writer = Writer { edition };
    let groups = order.iter().filter_map(|(name, kind)| {
        let of_kind = artefacts.iter().filter(|one| one.key.kind == *kind);
        let group =
            Element::new(format!("structure:{name}")).children(of_kind.map(|one| writer.artefact(one)));
        group.has_children().then_some(group)
    });
    Element::new("message:Structure")
        .with("xmlns:message", format!("{schemas}/message"))
        .with("xmlns:structure", format!("{schemas}/structure"))
        .with("xmlns:common", format!("{schemas}/common"))
        .child(header)
        .child(Element::new("message:Structures").children(groups))
}

struct Writer {
    edition: Edition,
}

fn words(name: &str, words: &Words) -> [Element; 2] {
    [("nl", &words.nl), ("en", &words.en)].map(|(language, text)| {
        Element::new(format!("common:{name}")).with("xml:lang", language).holding(text)
    })
}

impl Writer {
    fn artefact(&self, artefact: &Artefact) -> Element {
        let key = &artefact.key;
        let (_, class) = key.kind.class();
        let mut made = Element::new(format!("structure:{class}"))
            .with("id", &key.id)
            .with("urn", key.urn())
            .with("agencyID", key.agency())
            .with("isExternalReference", (artefact.body == Body::Stub).to_string());
        // In 3.0 a list of agencies has no version.
        if self.edition == Edition::TwoOne || key.kind != Kind::AgencyScheme {
            made = made.with("version", &key.version);
        }
        if self.edition == Edition::TwoOne && key.kind != Kind::AgencyScheme {
            made = made.with("isFinal", "true");
        }
        match &artefact.body {
            Body::Scheme { partial: true, .. } => made = made.with("isPartial", "true"),
            Body::Constraint { .. } => made = made.with("role", "Actual"),
            _ => {}
        }
        made = made.children(words("Name", &artefact.name));
        if let Some(description) = &artefact.description {
            made = made.children(words("Description", description));
        }
        match &artefact.body {
            Body::Stub => made,
            Body::Scheme { items, .. } => made.children(items.iter().map(|one| item(key, one, ""))),
            Body::Flow { structure } => made.child(self.refer("structure:Structure", structure)),
            Body::Structure { lists } => made.child(self.components(key, lists)),
            Body::Constraint { flow, values } => {
                let attached = Element::new("structure:Dataflow").holding(flow.urn());
                made.child(Element::new("structure:ConstraintAttachment").child(attached))
                    .child(region(values))
            }
        }
    }

    /// A reference to an artefact: its URN, and in 2.1 its parts.
    fn refer(&self, name: &str, key: &Key) -> Element {
        if self.edition == Edition::Three {
            return Element::new(name).holding(key.urn());
        }
        let (package, class) = key.kind.class();
        let reference = Element::new("Ref")
            .with("id", &key.id)
            .with("version", &key.version)
            .with("agencyID", key.agency())
            .with("package", package)
            .with("class", class);
        Element::new(name).child(reference)
    }

    fn components(&self, key: &Key, lists: &str) -> Element {
        let urn = |class: &str, id: &str| {
            format!("urn:sdmx:org.sdmx.infomodel.datastructure.{class}={}.{id}", key.short())
        };
        let list = |name: &str, id: &str| {
            Element::new(format!("structure:{name}")).with("id", id).with("urn", urn(id, id))
        };
        let (mut dimensions, mut measures, mut attributes) = (
            list("DimensionList", "DimensionDescriptor"),
            list("MeasureList", "MeasureDescriptor"),
            list("AttributeList", "AttributeDescriptor"),
        );
        for (index, one) in COMPONENTS.iter().enumerate() {
            let made = |class: &str, of: &str| {
                Element::new(format!("structure:{class}")).with("id", one.id).with("urn", urn(of, one.id))
            };
            match one.place {
                Place::Dimension => {
                    let made = made("Dimension", "Dimension").with("position", (index + 1).to_string());
                    dimensions = dimensions.child(self.identified(made, one, lists));
                }
                Place::Time => {
                    let made = made("TimeDimension", "TimeDimension");
                    let made = if self.edition == Edition::TwoOne {
                        made.with("position", (index + 1).to_string())
                    } else {
                        made
                    };
                    dimensions = dimensions.child(self.identified(made, one, lists));
                }
                Place::Measure if self.edition == Edition::TwoOne => {
                    measures =
                        measures.child(self.identified(made("PrimaryMeasure", "PrimaryMeasure"), one, lists));
                }
                Place::Measure => {
                    let made = made("Measure", "Measure").with("usage", usage(one).0);
                    measures = measures.child(self.identified(made, one, lists));
                }
                Place::Dataflow | Place::Series | Place::Observation => {
                    let made = made("Attribute", "DataAttribute");
                    let made = match self.edition {
                        Edition::Three => made.with("usage", usage(one).0),
                        Edition::TwoOne => made.with("assignmentStatus", usage(one).1),
                    };
                    attributes =
                        attributes.child(self.identified(made, one, lists).child(self.relationship(one)));
                }
            }
        }
        Element::new("structure:DataStructureComponents").children([dimensions, attributes, measures])
    }

    /// Adds concept and representation to a component.
    fn identified(&self, made: Element, one: &Component, lists: &str) -> Element {
        let concept = Element::new("structure:ConceptIdentity");
        let concept = match self.edition {
            Edition::Three => concept.holding(format!(
                "urn:sdmx:org.sdmx.infomodel.conceptscheme.Concept={}:{CONCEPTS}({FIXED}).{}",
                crate::AGENCY,
                one.id
            )),
            Edition::TwoOne => concept.child(
                Element::new("Ref")
                    .with("id", one.id)
                    .with("maintainableParentID", CONCEPTS)
                    .with("maintainableParentVersion", FIXED)
                    .with("agencyID", crate::AGENCY)
                    .with("package", "conceptscheme")
                    .with("class", "Concept"),
            ),
        };
        let format = |kind: &str| Element::new("structure:TextFormat").with("textType", kind);
        let form = match one.form {
            Form::Codes(list, grows) => {
                let key = Key::new(Kind::Codelist, list, if grows { lists } else { FIXED });
                self.refer("structure:Enumeration", &key)
            }
            Form::Decimal => format("Decimal"),
            Form::Integer => format("Integer"),
            Form::Text => format("String"),
            Form::Period => format("ObservationalTimePeriod"),
        };
        made.child(concept).child(Element::new("structure:LocalRepresentation").child(form))
    }

    fn relationship(&self, one: &Component) -> Element {
        let made = Element::new("structure:AttributeRelationship");
        let series = || COMPONENTS.iter().take(TIME_PERIOD).map(|one| one.id);
        match (self.edition, one.place) {
            (Edition::Three, Place::Dataflow) => made.child(Element::new("structure:Dataflow")),
            (Edition::Three, Place::Series) => {
                made.children(series().map(|id| Element::new("structure:Dimension").holding(id)))
            }
            (Edition::Three, _) => made.child(Element::new("structure:Observation")),
            (Edition::TwoOne, Place::Dataflow) => made.child(Element::new("structure:None")),
            (Edition::TwoOne, Place::Series) => {
                let reference =
                    |id| Element::new("structure:Dimension").child(Element::new("Ref").with("id", id));
                made.children(series().map(reference))
            }
            (Edition::TwoOne, _) => {
                let measure = Element::new("Ref").with("id", "OBS_VALUE");
                made.child(Element::new("structure:PrimaryMeasure").child(measure))
            }
        }
    }
}

/// Whether it must be given, in the words of 3.0 and of 2.1.
fn usage(component: &Component) -> (&'static str, &'static str) {
    if component.mandatory { ("mandatory", "Mandatory") } else { ("optional", "Conditional") }
}

fn item(key: &Key, one: &Item, above: &str) -> Element {
    let (package, class) = match key.kind {
        Kind::AgencyScheme => ("base", "Agency"),
        Kind::CategoryScheme => ("categoryscheme", "Category"),
        Kind::ConceptScheme => ("conceptscheme", "Concept"),
        _ => ("codelist", "Code"),
    };
    let path = format!("{above}{}", one.id);
    let mut made = Element::new(format!("structure:{class}"))
        .with("id", &one.id)
        .with("urn", format!("urn:sdmx:org.sdmx.infomodel.{package}.{class}={}.{path}", key.short()))
        .children(words("Name", &one.name));
    if let Some(description) = &one.description {
        made = made.children(words("Description", description));
    }
    made.children(one.items.iter().map(|inner| item(key, inner, &format!("{path}."))))
}

fn region(values: &[(&'static str, Vec<String>)]) -> Element {
    let one = |(id, values): &(&'static str, Vec<String>)| {
        let made = Element::new("structure:KeyValue").with("id", *id).with("include", "true");
        made.children(values.iter().map(|value| Element::new("structure:Value").holding(value)))
    };
    Element::new("structure:CubeRegion").with("include", "true").children(values.iter().map(one))
}
