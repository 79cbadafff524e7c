//! The series, one dataset per publication, and a distribution for each file and each service.

use edition::{Family, Publication};

use super::graph::{Graph, address};
use super::services::{DOWNLOADS, SERVICES};
use super::{EU, Entry, LICENCE, Site, years};
use crate::datapackage::scale_words;
use crate::file::{File, sha256};

/// Describes all of it; `entries` are sorted by year and version.
pub(crate) fn describe(site: &Site, graph: &mut Graph, entries: &[&Entry<'_>]) {
    if !entries.is_empty() {
        series(site, graph, entries);
    }
    for (index, entry) in entries.iter().enumerate() {
        dataset(site, graph, entry);
        links(site, graph, entries, index);
        for file in entry.files {
            file_distribution(site, graph, entry.publication, file);
        }
        service_distributions(site, graph, entry.publication);
    }
}

fn series(site: &Site, graph: &mut Graph, entries: &[&Entry<'_>]) {
    let subject = site.series();
    graph.kind(&subject, "dcat:DatasetSeries");
    graph.both(&subject, "dct:title", "Monitor Digitale Overheid", "Monitor of Digital Government");
    graph.both(
        &subject,
        "dct:description",
        "Jaarlijkse cijfers over de voorzieningen van de digitale overheid: gebruik, bereik en groei.",
        "Yearly figures on the facilities of digital government: use, reach and growth.",
    );
    graph.iri(&subject, "dct:publisher", &site.here("uitgever"));
    graph.iri(&subject, "dcat:contactPoint", &site.here("contact"));
    Site::yearly(graph, &subject);
    Site::place(graph, &subject);
    let all: Vec<(u16, u16)> = entries.iter().map(|entry| years(entry.publication)).collect();
    let first = all.iter().map(|one| one.0).min().unwrap_or_default();
    let last = all.iter().map(|one| one.1).max().unwrap_or_default();
    site.period(graph, &subject, "monitor", (first, last));
    if let (Some(first), Some(last)) = (entries.first(), entries.last()) {
        graph.iri(&subject, "dcat:first", &site.dataset(first.publication));
        graph.iri(&subject, "dcat:last", &site.dataset(last.publication));
    }
    if let Some(moment) = entries.iter().map(|entry| entry.publication.published).min() {
        graph.moment(&subject, "dct:issued", moment);
    }
    if let Some(moment) = entries.iter().map(|entry| entry.publication.published).max() {
        graph.moment(&subject, "dct:modified", moment);
    }
}

fn dataset(site: &Site, graph: &mut Graph, entry: &Entry<'_>) {
    let publication = entry.publication;
    let (subject, version) = (site.dataset(publication), publication.version);
    let title = &publication.edition.title;
    graph.kind(&subject, "dcat:Dataset");
    graph.both(
        &subject,
        "dct:title",
        &format!("{title}, versie {version}"),
        &format!("{title}, version {version}"),
    );
    let (nl, en) = described(publication);
    graph.both(&subject, "dct:description", &nl, &en);
    graph.text(&subject, "dct:identifier", &subject);
    graph.text(&subject, "dcat:version", &version.to_string());
    graph.iri(&subject, "dcat:inSeries", &site.series());
    site.shared(graph, &subject);
    Site::open(graph, &subject);
    Site::place(graph, &subject);
    Site::yearly(graph, &subject);
    site.period(graph, &subject, &local(publication), years(publication));
    Site::standard(graph, &subject, "https://www.w3.org/TR/tabular-data-model/");
    let landing = site.page(graph, &format!("/monitor/{}/v/{version}", publication.edition.year));
    graph.iri(&subject, "dcat:landingPage", &landing);
    let page = site.page(graph, &format!("/monitor/{}", publication.edition.year));
    graph.iri(&subject, "foaf:page", &page);
    graph.moment(&subject, "dct:issued", publication.published);
    graph.moment(&subject, "dct:modified", publication.published);
    graph.typed(&subject, "dcat:temporalResolution", "P1Y", "xsd:duration");
}

/// What the figures are, Dutch and English.
fn described(publication: &Publication) -> (String, String) {
    match (&publication.scale, publication.family) {
        (Some(scale), _) => (
            scale_words(scale),
            format!("Figures counted in a test installation with invented people, at scale {}.", scale.ratio),
        ),
        (None, Family::Meting) => (
            "Cijfers geteld in een testinstallatie met verzonnen personen.".to_owned(),
            "Figures counted in a test installation with invented people.".to_owned(),
        ),
        (None, Family::Publicatie) => (
            "Cijfers uit een gepubliceerd document, met elke gepubliceerde schrijfwijze naast de waarde."
                .to_owned(),
            "Figures from a published document, with every printed form beside its value.".to_owned(),
        ),
    }
}

/// How a publication relates to the others: the edition before it in the series, and its own earlier and later version.
fn links(site: &Site, graph: &mut Graph, entries: &[&Entry<'_>], index: usize) {
    let Some(own) = entries.get(index).map(|entry| entry.publication) else { return };
    let subject = site.dataset(own);
    let year = own.edition.year;
    let before = entries.iter().rev().map(|entry| entry.publication).find(|one| one.edition.year < year);
    if let Some(before) = before {
        graph.iri(&subject, "dcat:prev", &site.dataset(before));
    }
    let later = entries.get(index + 1).map(|entry| entry.publication);
    if let Some(later) = later.filter(|one| one.edition.year == year && one.version > own.version) {
        graph.iri(&subject, "dct:isReplacedBy", &site.dataset(later));
        graph.iri(&site.dataset(later), "dct:replaces", &subject);
        graph.iri(&site.dataset(later), "dcat:previousVersion", &subject);
    }
}

fn local(publication: &Publication) -> String {
    format!("{}-{}", publication.edition.year, publication.version)
}

fn file_distribution(site: &Site, graph: &mut Graph, publication: &Publication, file: &File) {
    let folder = format!("/data/monitor/{}/{}", publication.edition.year, publication.version);
    let path = address(&file.path);
    let (subject, place) =
        (site.here(&format!("{}/{path}", local(publication))), site.at(&format!("{folder}/{path}")));
    distribution(site, graph, publication, &subject, &place);
    graph.both(&subject, "dct:title", &file.path, &file.path);
    graph.iri(&subject, "dcat:accessService", &site.here(DOWNLOADS));
    graph.typed(&subject, "dcat:byteSize", &file.bytes.len().to_string(), "xsd:nonNegativeInteger");
    let (standard, file_type) = known(&file.path);
    let standard = standard.map_or_else(|| site.at(&format!("{folder}/csv-metadata.json")), str::to_owned);
    Site::standard(graph, &subject, &standard);
    let media = file.media_type.split(';').next().unwrap_or_default().trim();
    form(graph, &subject, media, file_type);
    let checksum = format!("{subject}-sha256");
    graph.iri(&subject, "spdx:checksum", &checksum);
    graph.kind(&checksum, "spdx:Checksum");
    graph.iri(&checksum, "spdx:algorithm", "http://spdx.org/rdf/terms#checksumAlgorithm_sha256");
    graph.kind("http://spdx.org/rdf/terms#checksumAlgorithm_sha256", "spdx:ChecksumAlgorithm");
    graph.typed(&checksum, "spdx:checksumValue", &sha256(&file.bytes), "xsd:hexBinary");
}

/// The standard that a file follows (`None`: the description of the tables beside it) and its name in the list of file types of the EU.
fn known(path: &str) -> (Option<&'static str>, Option<&'static str>) {
    match path.rsplit('/').next().unwrap_or(path) {
        "datapackage.json" => (Some("https://datapackage.org/profiles/2.0/datapackage.json"), Some("JSON")),
        "csv-metadata.json" => (Some("https://www.w3.org/TR/tabular-metadata/"), Some("JSON")),
        "manifest.json" => (Some("https://www.rfc-editor.org/rfc/rfc8785"), Some("JSON")),
        name => match name.rsplit_once('.').map_or("", |(_, end)| end) {
            "csv" => (None, Some("CSV")),
            "json" => (Some("https://www.rfc-editor.org/rfc/rfc8259"), Some("JSON")),
            "xlsx" => (
                Some("https://ecma-international.org/publications-and-standards/standards/ecma-376/"),
                Some("XLSX"),
            ),
            "ods" => (Some("https://docs.oasis-open.org/office/OpenDocument/v1.3/"), Some("ODS")),
            "pdf" => (Some("https://www.iso.org/standard/64599.html"), Some("PDF")),
            "svg" => (Some("https://www.w3.org/TR/SVG11/"), Some("SVG")),
            "png" => (Some("https://www.w3.org/TR/png/"), Some("PNG")),
            "tsv" => {
                (Some("https://www.iana.org/assignments/media-types/text/tab-separated-values"), Some("TSV"))
            }
            "xml" => (Some("https://www.w3.org/TR/xml/"), Some("XML")),
            "zip" => (Some("https://datapackage.org/profiles/2.0/datapackage.json"), Some("ZIP")),
            "jws" => (Some("https://www.rfc-editor.org/rfc/rfc7515"), None),
            _ => (None, None),
        },
    }
}

fn service_distributions(site: &Site, graph: &mut Graph, publication: &Publication) {
    for service in &SERVICES {
        for offer in service.offers {
            let subject = site.here(&format!("{}/{}", local(publication), offer.name));
            distribution(site, graph, publication, &subject, &offer.of(site, publication));
            graph.both(&subject, "dct:title", service.title.0, service.title.1);
            graph.iri(&subject, "dcat:accessService", &site.here(service.name));
            Site::standard(graph, &subject, service.standard);
            form(graph, &subject, offer.media_type, Some(offer.file_type));
        }
    }
}

/// What every distribution says.
fn distribution(site: &Site, graph: &mut Graph, publication: &Publication, subject: &str, place: &str) {
    graph.iri(&site.dataset(publication), "dcat:distribution", subject);
    graph.kind(subject, "dcat:Distribution");
    graph.resource(subject, "dcat:accessURL", place);
    graph.resource(subject, "dcat:downloadURL", place);
    graph.iri(subject, "dct:license", LICENCE);
    Site::language(graph, subject);
    graph.moment(subject, "dct:issued", publication.published);
    graph.moment(subject, "dct:modified", publication.published);
}

fn form(graph: &mut Graph, subject: &str, media_type: &str, file_type: Option<&str>) {
    let media = format!("https://www.iana.org/assignments/media-types/{}", address(media_type));
    graph.iri(subject, "dcat:mediaType", &media);
    graph.kind(&media, "dct:MediaType");
    if let Some(file_type) = file_type {
        let format = format!("{EU}/file-type/{file_type}");
        graph.iri(subject, "dct:format", &format);
        graph.kind(&format, "dct:MediaTypeOrExtent");
    }
}
