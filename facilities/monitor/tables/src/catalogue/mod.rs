//! The catalogue: all publications, their files and the services on them, as DCAT-AP-NL 3.0 (Geonovum) on DCAT-AP 3.0 (EU). It is made
//! once as a list of statements and written in three forms of RDF. Every node has an address of its own, so that no form needs blank nodes.

mod forms;
mod graph;
mod publications;
mod services;

use edition::Publication;

use crate::file::File;
use graph::{Graph, Node};

/// A publication in the catalogue.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
    /// The publication.
    pub publication: &'a Publication,
    /// Its files as they are served below `/data/monitor/{jaar}/{versie}/`; each becomes a distribution with its checksum.
    pub files: &'a [File],
}

/// A form of RDF.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Turtle.
    Turtle,
    /// JSON-LD 1.1.
    JsonLd,
    /// RDF/XML.
    RdfXml,
}

impl Format {
    /// Every form; the first is the one to give when a client asks for nothing.
    pub const ALL: [Self; 3] = [Self::Turtle, Self::JsonLd, Self::RdfXml];

    /// Its media type.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Turtle => "text/turtle; charset=utf-8",
            Self::JsonLd => "application/ld+json",
            Self::RdfXml => "application/rdf+xml",
        }
    }
}

/// The catalogue of all publications, in any order, at an installation whose public address is `base_url` (without a slash at its end).
/// The same publications and files give the same bytes.
#[must_use]
pub fn catalogue(entries: &[Entry<'_>], base_url: &str, format: Format) -> Vec<u8> {
    let mut sorted: Vec<&Entry<'_>> = entries.iter().collect();
    sorted.sort_by_key(|entry| (entry.publication.edition.year, entry.publication.version));
    let base = graph::address(base_url.trim_end_matches('/'));
    let mut graph = Graph::default();
    let site = Site { base };
    site.parties(&mut graph);
    site.catalogue(&mut graph, &sorted);
    services::describe(&site, &mut graph, &sorted);
    publications::describe(&site, &mut graph, &sorted);
    forms::write(&graph, format)
}

/// Addresses at one installation, and statements that many things share.
pub(crate) struct Site {
    base: String,
}

const LICENCE: &str = "http://creativecommons.org/publicdomain/zero/1.0/deed.nl";
const EU: &str = "http://publications.europa.eu/resource/authority";

impl Site {
    /// An address at this installation.
    fn at(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    /// Address of something that only the catalogue describes.
    fn here(&self, name: &str) -> String {
        format!("{}/catalog#{name}", self.base)
    }

    fn series(&self) -> String {
        self.here("monitor")
    }

    fn dataset(&self, publication: &Publication) -> String {
        self.at(&format!("/id/editie/{}/{}", publication.edition.year, publication.version))
    }

    fn parties(&self, graph: &mut Graph) {
        let (agent, contact) = (self.here("uitgever"), self.here("contact"));
        graph.kind(&agent, "foaf:Agent");
        graph.both(&agent, "foaf:name", "Stelsel (testomgeving)", "Stelsel (test environment)");
        let home = self.page(graph, "/monitor");
        graph.iri(&agent, "foaf:homepage", &home);
        graph.kind(&contact, "vcard:Kind");
        graph.both(&contact, "vcard:fn", "Stelsel (testomgeving)", "Stelsel (test environment)");
        graph.iri(&contact, "vcard:hasURL", &self.at("/monitor"));
    }

    fn catalogue(&self, graph: &mut Graph, entries: &[&Entry<'_>]) {
        let catalog = self.at("/catalog");
        graph.kind(&catalog, "dcat:Catalog");
        graph.both(&catalog, "dct:title", "Catalogus van de Monitor", "Catalogue of the Monitor");
        graph.both(
            &catalog,
            "dct:description",
            "Alle edities van de monitor van de digitale overheid in deze testomgeving, met hun bestanden en diensten.",
            "All editions of the monitor of digital government in this test environment, with their files and services.",
        );
        self.shared(graph, &catalog);
        graph.iri(&catalog, "dct:license", LICENCE);
        let home = self.page(graph, "/monitor");
        graph.iri(&catalog, "foaf:homepage", &home);
        graph.iri(&catalog, "dcat:themeTaxonomy", &format!("{EU}/data-theme"));
        graph.kind(&format!("{EU}/data-theme"), "skos:ConceptScheme");
        graph.both(&format!("{EU}/data-theme"), "dct:title", "Thema's van datasets", "Data themes");
        graph.iri(&catalog, "dcat:resource", &self.series());
        for entry in entries {
            graph.iri(&catalog, "dcat:dataset", &self.dataset(entry.publication));
        }
        if let Some(newest) = entries.iter().map(|entry| entry.publication.published).max() {
            graph.moment(&catalog, "dct:modified", newest);
        }
        if let Some(first) = entries.iter().map(|entry| entry.publication.published).min() {
            graph.moment(&catalog, "dct:issued", first);
        }
    }

    /// Publisher, contact, language and place: the same for everything.
    fn shared(&self, graph: &mut Graph, subject: &str) {
        graph.iri(subject, "dct:publisher", &self.here("uitgever"));
        graph.iri(subject, "dct:creator", &self.here("uitgever"));
        graph.iri(subject, "dcat:contactPoint", &self.here("contact"));
        Self::language(graph, subject);
        graph.kind(LICENCE, "dct:LicenseDocument");
    }

    fn language(graph: &mut Graph, subject: &str) {
        let language = format!("{EU}/language/NLD");
        graph.iri(subject, "dct:language", &language);
        graph.kind(&language, "dct:LinguisticSystem");
    }

    /// Everyone may see it, and it is about government.
    fn open(graph: &mut Graph, subject: &str) {
        let (rights, theme) = (format!("{EU}/access-right/PUBLIC"), format!("{EU}/data-theme/GOVE"));
        graph.iri(subject, "dct:accessRights", &rights);
        graph.kind(&rights, "dct:RightsStatement");
        graph.iri(subject, "dcat:theme", &theme);
        graph.kind(&theme, "skos:Concept");
        graph.both(&theme, "skos:prefLabel", "Overheid en publieke sector", "Government and public sector");
        for (nl, en) in [("digitale overheid", "digital government"), ("monitor", "monitor")] {
            graph.both(subject, "dcat:keyword", nl, en);
        }
    }

    fn place(graph: &mut Graph, subject: &str) {
        let country = format!("{EU}/country/NLD");
        graph.iri(subject, "dct:spatial", &country);
        graph.kind(&country, "dct:Location");
    }

    /// A page at this installation, described as one.
    fn page(&self, graph: &mut Graph, path: &str) -> String {
        let page = self.at(path);
        graph.kind(&page, "foaf:Document");
        page
    }

    /// A standard, described as one.
    fn standard(graph: &mut Graph, subject: &str, standard: &str) {
        graph.iri(subject, "dct:conformsTo", standard);
        graph.kind(standard, "dct:Standard");
    }

    fn period(&self, graph: &mut Graph, subject: &str, name: &str, years: (u16, u16)) {
        let period = self.here(&format!("{name}-periode"));
        graph.iri(subject, "dct:temporal", &period);
        graph.kind(&period, "dct:PeriodOfTime");
        graph.day(&period, "dcat:startDate", &format!("{:04}-01-01", years.0));
        graph.day(&period, "dcat:endDate", &format!("{:04}-12-31", years.1));
    }

    fn yearly(graph: &mut Graph, subject: &str) {
        let yearly = format!("{EU}/frequency/ANNUAL");
        graph.iri(subject, "dct:accrualPeriodicity", &yearly);
        graph.kind(&yearly, "dct:Frequency");
    }
}

/// First and last year of a publication.
fn years(publication: &Publication) -> (u16, u16) {
    let all = &publication.edition.periods;
    let year = publication.edition.year;
    (all.iter().min().copied().unwrap_or(year), all.iter().max().copied().unwrap_or(year))
}

/// A text in a language.
fn worded(text: &str, language: &'static str) -> Node {
    Node::Worded { text: text.to_owned(), language }
}
