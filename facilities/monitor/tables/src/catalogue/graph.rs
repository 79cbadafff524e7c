//! A set of RDF statements.

use std::collections::BTreeSet;

use kernel::Moment;

use super::worded;

/// Short names of the vocabularies used.
pub(crate) const PREFIXES: [(&str, &str); 11] = [
    ("adms", "http://www.w3.org/ns/adms#"),
    ("dcat", "http://www.w3.org/ns/dcat#"),
    ("dcatap", "http://data.europa.eu/r5r/"),
    ("dct", "http://purl.org/dc/terms/"),
    ("foaf", "http://xmlns.com/foaf/0.1/"),
    ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
    ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
    ("skos", "http://www.w3.org/2004/02/skos/core#"),
    ("spdx", "http://spdx.org/rdf/terms#"),
    ("vcard", "http://www.w3.org/2006/vcard/ns#"),
    ("xsd", "http://www.w3.org/2001/XMLSchema#"),
];

/// The object of a statement.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Node {
    /// A thing, by its address.
    Iri(String),
    /// Text in a language.
    Worded {
        /// The text.
        text: String,
        /// Its language.
        language: &'static str,
    },
    /// A value of a datatype, which is named as in `xsd:date`; plain text is `xsd:string`.
    Typed {
        /// The value.
        text: String,
        /// The short name of its datatype.
        datatype: &'static str,
    },
}

/// Statements: subject by address, property by short name, object. Sorted, and none twice.
#[derive(Debug, Default)]
pub(crate) struct Graph {
    /// The statements.
    pub statements: BTreeSet<(String, &'static str, Node)>,
}

impl Graph {
    fn put(&mut self, subject: &str, property: &'static str, object: Node) {
        self.statements.insert((subject.to_owned(), property, object));
    }

    /// What kind of thing a subject is, by short name.
    pub fn kind(&mut self, subject: &str, class: &str) {
        self.put(subject, "rdf:type", Node::Iri(full(class)));
    }

    /// A thing, by address.
    pub fn iri(&mut self, subject: &str, property: &'static str, object: &str) {
        self.put(subject, property, Node::Iri(object.to_owned()));
    }

    /// An address at which something is found, typed as the profile wants it.
    pub fn resource(&mut self, subject: &str, property: &'static str, object: &str) {
        self.iri(subject, property, object);
        self.kind(object, "rdfs:Resource");
    }

    /// A text in Dutch and in English.
    pub fn both(&mut self, subject: &str, property: &'static str, nl: &str, en: &str) {
        self.put(subject, property, worded(nl, "nl"));
        self.put(subject, property, worded(en, "en"));
    }

    /// A plain text.
    pub fn text(&mut self, subject: &str, property: &'static str, text: &str) {
        self.typed(subject, property, text, "xsd:string");
    }

    /// A day.
    pub fn day(&mut self, subject: &str, property: &'static str, day: &str) {
        self.typed(subject, property, day, "xsd:date");
    }

    /// A moment.
    pub fn moment(&mut self, subject: &str, property: &'static str, moment: Moment) {
        self.typed(subject, property, &moment.rfc3339(), "xsd:dateTime");
    }

    /// A value of a datatype.
    pub fn typed(&mut self, subject: &str, property: &'static str, text: &str, datatype: &'static str) {
        self.put(subject, property, Node::Typed { text: text.to_owned(), datatype });
    }
}

/// The address of a short name.
pub(crate) fn full(short: &str) -> String {
    let (prefix, name) = short.split_once(':').unwrap_or(("", short));
    let space = PREFIXES.iter().find(|(known, _)| *known == prefix).map_or("", |(_, space)| space);
    format!("{space}{name}")
}

/// Text as part of an address: what may not stand in one is written by its bytes.
pub(crate) fn address(text: &str) -> String {
    let mut made = String::new();
    for byte in text.bytes() {
        let allowed = byte.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=%".contains(&byte);
        if allowed {
            made.push(char::from(byte));
        } else {
            made.push_str(&format!("%{byte:02X}"));
        }
    }
    made
}
