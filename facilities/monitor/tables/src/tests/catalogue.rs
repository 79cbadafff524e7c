//! The catalogue.

use super::{built_in, corrected};
use crate::file::{File, sha256};
use crate::{Entry, Format, catalogue, files};

const BASE: &str = "https://monitor.example";

fn text(entries: &[Entry<'_>], format: Format) -> String {
    String::from_utf8(catalogue(entries, BASE, format)).unwrap()
}

/// The block of Turtle about a subject.
fn about(turtle: &str, subject: &str) -> String {
    let start = format!("\n<{BASE}{subject}>");
    let block = turtle.split("\n\n").find(|block| format!("\n{block}").starts_with(&start));
    block.unwrap_or_else(|| panic!("nothing about {subject}")).to_owned()
}

#[test]
fn a_dataset_says_what_harvesters_ask_for() {
    let publication = built_in();
    let made = files(&publication, &[]).unwrap();
    let turtle = text(&[Entry { publication: &publication, files: &made }], Format::Turtle);
    let dataset = about(&turtle, "/id/editie/2020/1.0.0");
    for statement in [
        "a dcat:Dataset",
        "dct:accessRights <http://publications.europa.eu/resource/authority/access-right/PUBLIC>",
        "dcat:contactPoint <https://monitor.example/catalog#contact>",
        "dct:creator <https://monitor.example/catalog#uitgever>",
        "dcat:theme <http://publications.europa.eu/resource/authority/data-theme/GOVE>",
        "dct:identifier \"https://monitor.example/id/editie/2020/1.0.0\"",
        "dcat:version \"1.0.0\"",
        "dcat:inSeries <https://monitor.example/catalog#monitor>",
        "dct:accrualPeriodicity <http://publications.europa.eu/resource/authority/frequency/ANNUAL>",
        "dcat:landingPage <https://monitor.example/monitor/2020/v/1.0.0>",
        "foaf:page <https://monitor.example/monitor/2020>",
    ] {
        assert!(dataset.contains(statement), "{statement} is not in {dataset}");
    }
    assert!(
        about(&turtle, "/catalog#2020-1.0.0-periode").contains("dcat:startDate \"2017-01-01\"^^xsd:date")
    );
}

#[test]
fn every_file_is_a_distribution_with_its_checksum() {
    let publication = built_in();
    let made = [File::new("observations.csv", "text/csv; charset=utf-8", "a,b\n")];
    let turtle = text(&[Entry { publication: &publication, files: &made }], Format::Turtle);
    let distribution = about(&turtle, "/catalog#2020-1.0.0/observations.csv");
    for statement in [
        "a dcat:Distribution",
        "dcat:downloadURL <https://monitor.example/data/monitor/2020/1.0.0/observations.csv>",
        "dcat:accessService <https://monitor.example/catalog#bestanden>",
        "dcat:byteSize \"4\"^^xsd:nonNegativeInteger",
        "dct:license <http://creativecommons.org/publicdomain/zero/1.0/deed.nl>",
        "dct:format <http://publications.europa.eu/resource/authority/file-type/CSV>",
        "dcat:mediaType <https://www.iana.org/assignments/media-types/text/csv>",
        "dct:conformsTo <https://monitor.example/data/monitor/2020/1.0.0/csv-metadata.json>",
    ] {
        assert!(distribution.contains(statement), "{statement} is not in {distribution}");
    }
    let checksum = about(&turtle, "/catalog#2020-1.0.0/observations.csv-sha256");
    assert!(checksum.contains(&format!("spdx:checksumValue \"{}\"^^xsd:hexBinary", sha256(b"a,b\n"))));
    assert!(turtle.contains(
        "<http://publications.europa.eu/resource/authority/file-type/CSV>\n    a dct:MediaTypeOrExtent ."
    ));
}

#[test]
fn a_correction_replaces_and_a_later_edition_follows() {
    let (first, second, mut third) = (built_in(), corrected(), built_in());
    third.edition.year += 1;
    let entry = |publication| Entry { publication, files: &[] };
    let turtle = text(&[entry(&third), entry(&second), entry(&first)], Format::Turtle);
    assert_eq!(turtle, text(&[entry(&first), entry(&second), entry(&third)], Format::Turtle));
    let old = about(&turtle, "/id/editie/2020/1.0.0");
    assert!(old.contains("dct:isReplacedBy <https://monitor.example/id/editie/2020/1.1.0>"));
    let new = about(&turtle, "/id/editie/2020/1.1.0");
    assert!(new.contains("dcat:previousVersion <https://monitor.example/id/editie/2020/1.0.0>"));
    assert!(!new.contains("isReplacedBy"));
    let later = about(&turtle, "/id/editie/2021/1.0.0");
    assert!(later.contains("dcat:prev <https://monitor.example/id/editie/2020/1.1.0>"));
    assert!(
        about(&turtle, "/catalog#monitor")
            .contains("dcat:last <https://monitor.example/id/editie/2021/1.0.0>")
    );
}

#[test]
fn texts_of_an_edition_are_escaped_in_every_form() {
    let mut publication = built_in();
    publication.edition.title = "A \"b\" <c> & \\d\n\te".to_owned();
    let entry = [Entry { publication: &publication, files: &[] }];
    assert!(text(&entry, Format::Turtle).contains("\"A \\\"b\\\" <c> & \\\\d\\n\\te, versie 1.0.0\"@nl"));
    assert!(text(&entry, Format::RdfXml).contains("A &quot;b&quot; &lt;c&gt; &amp; \\d\n\te, versie 1.0.0<"));
    let json: serde_json::Value = serde_json::from_str(&text(&entry, Format::JsonLd)).unwrap();
    let nodes = json["@graph"].as_array().unwrap();
    let node = nodes.iter().find(|node| node["@id"] == format!("{BASE}/id/editie/2020/1.0.0")).unwrap();
    let titles = node["dct:title"].as_array().unwrap();
    let dutch = titles.iter().find(|title| title["@language"] == "nl").unwrap();
    assert_eq!(dutch["@value"], "A \"b\" <c> & \\d\n\te, versie 1.0.0");
}

#[test]
fn a_catalogue_without_publications_is_still_a_catalogue() {
    let turtle = text(&[], Format::Turtle);
    assert!(about(&turtle, "/catalog").contains("dcat:Catalog"));
    assert!(!turtle.contains("dcat:DatasetSeries"));
}
