//! Three forms of RDF over one set of statements.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use super::Format;
use super::graph::{Graph, Node, PREFIXES, full};

/// Objects by property, by subject.
type Grouped<'a> = BTreeMap<&'a str, BTreeMap<&'static str, Vec<&'a Node>>>;

/// Writes the statements.
pub(crate) fn write(graph: &Graph, format: Format) -> Vec<u8> {
    let mut grouped: Grouped<'_> = BTreeMap::new();
    for (subject, property, object) in &graph.statements {
        grouped.entry(subject).or_default().entry(property).or_default().push(object);
    }
    match format {
        Format::Turtle => turtle(&grouped),
        Format::JsonLd => json_ld(&grouped),
        Format::RdfXml => rdf_xml(&grouped),
    }
    .into_bytes()
}

/// The vocabularies that are declared.
fn declared() -> impl Iterator<Item = (&'static str, &'static str)> {
    PREFIXES.into_iter()
}

/// An address as a short name, when it is one of a vocabulary.
fn short(address: &str) -> Option<String> {
    declared().find_map(|(prefix, space)| {
        let name = address.strip_prefix(space)?;
        let plain = name.starts_with(|sign: char| sign.is_ascii_alphabetic())
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        plain.then(|| format!("{prefix}:{name}"))
    })
}

fn turtle(grouped: &Grouped<'_>) -> String {
    let mut made = String::new();
    for (prefix, space) in declared() {
        let _ = writeln!(made, "@prefix {prefix}: <{space}> .");
    }
    for (subject, properties) in grouped {
        let _ = write!(made, "\n<{subject}>");
        for (index, (property, objects)) in properties.iter().enumerate() {
            let objects: Vec<String> = objects.iter().map(|object| turtle_object(object)).collect();
            let ended = if index == 0 { "" } else { " ;" };
            let property = if *property == "rdf:type" { "a" } else { property };
            let _ = write!(made, "{ended}\n    {property} {}", objects.join(", "));
        }
        made.push_str(" .\n");
    }
    made
}

fn turtle_object(object: &Node) -> String {
    match object {
        Node::Iri(address) => short(address).unwrap_or_else(|| format!("<{address}>")),
        Node::Worded { text, language } => format!("{}@{language}", quoted(text)),
        Node::Typed { text, datatype: "xsd:string" } => quoted(text),
        Node::Typed { text, datatype } => format!("{}^^{datatype}", quoted(text)),
    }
}

fn quoted(text: &str) -> String {
    let mut made = String::from("\"");
    for sign in text.chars() {
        match sign {
            '"' => made.push_str("\\\""),
            '\\' => made.push_str("\\\\"),
            '\n' => made.push_str("\\n"),
            '\r' => made.push_str("\\r"),
            '\t' => made.push_str("\\t"),
            other if other.is_control() => {
                let _ = write!(made, "\\u{:04X}", u32::from(other));
            }
            other => made.push(other),
        }
    }
    made.push('"');
    made
}

fn json_ld(grouped: &Grouped<'_>) -> String {
    let context: Map<String, Value> =
        declared().map(|(prefix, space)| (prefix.to_owned(), json!(space))).collect();
    let nodes = grouped.iter().map(|(subject, properties)| {
        let mut node = Map::new();
        node.insert("@id".to_owned(), json!(subject));
        for (property, objects) in properties {
            if *property == "rdf:type" {
                let kinds: Vec<String> = objects
                    .iter()
                    .filter_map(|object| match object {
                        Node::Iri(address) => Some(short(address).unwrap_or_else(|| address.clone())),
                        _ => None,
                    })
                    .collect();
                node.insert("@type".to_owned(), json!(kinds));
            } else {
                let values: Vec<Value> = objects.iter().map(|object| json_object(object)).collect();
                node.insert((*property).to_owned(), Value::Array(values));
            }
        }
        Value::Object(node)
    });
    let nodes: Vec<Value> = nodes.collect();
    format!("{:#}\n", json!({"@context": context, "@graph": nodes}))
}

fn json_object(object: &Node) -> Value {
    match object {
        Node::Iri(address) => json!({"@id": address}),
        Node::Worded { text, language } => json!({"@value": text, "@language": language}),
        Node::Typed { text, datatype: "xsd:string" } => json!({ "@value": text }),
        Node::Typed { text, datatype } => json!({"@value": text, "@type": datatype}),
    }
}

fn rdf_xml(grouped: &Grouped<'_>) -> String {
    let mut made = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rdf:RDF");
    for (prefix, space) in declared() {
        let _ = write!(made, "\n    xmlns:{prefix}=\"{space}\"");
    }
    made.push_str(">\n");
    for (subject, properties) in grouped {
        let _ = writeln!(made, "  <rdf:Description rdf:about=\"{}\">", escaped(subject));
        for (property, objects) in properties {
            for object in objects {
                let _ = match object {
                    Node::Iri(address) => {
                        writeln!(made, "    <{property} rdf:resource=\"{}\"/>", escaped(address))
                    }
                    Node::Worded { text, language } => {
                        writeln!(
                            made,
                            "    <{property} xml:lang=\"{language}\">{}</{property}>",
                            escaped(text)
                        )
                    }
                    Node::Typed { text, datatype: "xsd:string" } => {
                        writeln!(made, "    <{property}>{}</{property}>", escaped(text))
                    }
                    Node::Typed { text, datatype } => writeln!(
                        made,
                        "    <{property} rdf:datatype=\"{}\">{}</{property}>",
                        full(datatype),
                        escaped(text)
                    ),
                };
            }
        }
        made.push_str("  </rdf:Description>\n");
    }
    made.push_str("</rdf:RDF>\n");
    made
}

/// Text for XML; signs that XML cannot hold are left out.
fn escaped(text: &str) -> String {
    let allowed = |sign: &char| !sign.is_control() || matches!(sign, '\t' | '\n');
    quick_xml::escape::escape(text.chars().filter(allowed).collect::<String>()).into_owned()
}
