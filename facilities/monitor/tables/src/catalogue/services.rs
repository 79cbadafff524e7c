//! Services on the data: downloads, the Monitor's own API, SDMX, OData and JSON-stat.

use edition::Publication;

use super::graph::Graph;
use super::{Entry, LICENCE, Site};

/// A service, and what it gives of one publication.
pub(crate) struct Service {
    /// Its name in the catalogue.
    pub name: &'static str,
    /// Title, Dutch and English.
    pub title: (&'static str, &'static str),
    /// Description, Dutch and English.
    pub description: (&'static str, &'static str),
    /// Where it answers.
    pub endpoint: &'static str,
    /// Where it describes itself.
    pub described: &'static str,
    /// The standard that it follows.
    pub standard: &'static str,
    /// What it gives of a publication.
    pub offers: &'static [Offer],
}

/// All figures of one publication from a service.
pub(crate) struct Offer {
    /// Its name in the catalogue.
    pub name: &'static str,
    /// Address; `{jaar}` and `{versie}` are those of the edition, `{reeks}` is its version in SDMX.
    pub address: &'static str,
    /// Media type.
    pub media_type: &'static str,
    /// Its name in the list of file types of the EU.
    pub file_type: &'static str,
}

impl Offer {
    /// The address for a publication.
    pub fn of(&self, site: &Site, publication: &Publication) -> String {
        let (year, version) = (publication.edition.year, publication.version);
        // Major versions of an edition do not occur apart from its year, so the year takes their place in SDMX.
        let flow = format!("{year}.{}.{}", version.minor, version.patch);
        let path = self.address.replace("{jaar}", &year.to_string());
        site.at(&path.replace("{versie}", &version.to_string()).replace("{reeks}", &flow))
    }
}

/// The service from which the files come.
pub(crate) const DOWNLOADS: &str = "bestanden";

/// Every service.
pub(crate) const SERVICES: [Service; 5] = [
    Service {
        name: DOWNLOADS,
        title: ("Bestanden van de Monitor", "Files of the Monitor"),
        description: (
            "Alle bestanden van elke editie en versie, op een blijvend adres.",
            "All files of every edition and version, at a lasting address.",
        ),
        endpoint: "/data/monitor",
        described: "/catalog",
        standard: "https://www.rfc-editor.org/rfc/rfc9110",
        offers: &[],
    },
    Service {
        name: "api",
        title: ("API van de Monitor", "API of the Monitor"),
        description: (
            "Indicatoren, waarnemingen, edities en correcties als JSON.",
            "Indicators, observations, editions and corrections as JSON.",
        ),
        endpoint: "/monitor/api/v1",
        described: "/monitor/api/v1/openapi.json",
        standard: "https://logius-standaarden.github.io/API-Design-Rules/",
        offers: &[Offer {
            name: "api",
            address: "/monitor/api/v1/edities/{jaar}/{versie}",
            media_type: "application/json",
            file_type: "JSON",
        }],
    },
    Service {
        name: "sdmx",
        title: ("SDMX-dienst van de Monitor", "SDMX service of the Monitor"),
        description: (
            "Structuren en cijfers volgens SDMX 3.0, ook zoals zij eerder gepubliceerd waren.",
            "Structures and figures by SDMX 3.0, also as they were published before.",
        ),
        endpoint: "/sdmx/v2",
        described: "/sdmx/v2/structure/dataflow/MDO/DF_MONITOR/*",
        standard: "https://sdmx.org/standards-2/",
        offers: &[Offer {
            name: "sdmx",
            address: "/sdmx/v2/data/dataflow/MDO/DF_MONITOR/{reeks}/*",
            media_type: "application/vnd.sdmx.data+json",
            file_type: "JSON",
        }],
    },
    Service {
        name: "odata",
        title: ("OData-dienst van de Monitor", "OData service of the Monitor"),
        description: (
            "Cijfers volgens OData 4, in de vorm die het CBS gebruikt.",
            "Figures by OData 4, in the shape that Statistics Netherlands uses.",
        ),
        endpoint: "/odata/v1",
        described: "/odata/v1/Datasets",
        standard: "http://docs.oasis-open.org/odata/odata/v4.01/odata-v4.01-part1-protocol.html",
        offers: &[Offer {
            name: "odata",
            address: "/odata/v1/MDO/MDO-{jaar}-{versie}-alles/Observations",
            media_type: "application/json",
            file_type: "JSON",
        }],
    },
    Service {
        name: "jsonstat",
        title: ("JSON-stat van de Monitor", "JSON-stat of the Monitor"),
        description: (
            "Cijfers als JSON-stat 2.0: per voorziening en alles bij elkaar.",
            "Figures as JSON-stat 2.0: by facility and all together.",
        ),
        endpoint: "/jsonstat",
        described: "/catalog",
        standard: "https://json-stat.org/format/",
        offers: &[Offer {
            name: "jsonstat",
            address: "/jsonstat/{jaar}/alles.json?versie={versie}",
            media_type: "application/json",
            file_type: "JSON",
        }],
    },
];

/// Describes every service.
pub(crate) fn describe(site: &Site, graph: &mut Graph, entries: &[&Entry<'_>]) {
    for service in &SERVICES {
        let subject = site.here(service.name);
        graph.kind(&subject, "dcat:DataService");
        graph.both(&subject, "dct:title", service.title.0, service.title.1);
        graph.both(&subject, "dct:description", service.description.0, service.description.1);
        graph.text(&subject, "dct:identifier", &subject);
        site.shared(graph, &subject);
        Site::open(graph, &subject);
        graph.iri(&subject, "dct:license", LICENCE);
        graph.resource(&subject, "dcat:endpointURL", &site.at(service.endpoint));
        graph.resource(&subject, "dcat:endpointDescription", &site.at(service.described));
        Site::standard(graph, &subject, service.standard);
        let page = site.page(graph, "/monitor");
        graph.iri(&subject, "foaf:page", &page);
        graph.iri(&subject, "dcat:landingPage", &page);
        graph.iri(&site.at("/catalog"), "dcat:service", &subject);
        for entry in entries {
            graph.iri(&subject, "dcat:servesDataset", &site.dataset(entry.publication));
        }
    }
}
