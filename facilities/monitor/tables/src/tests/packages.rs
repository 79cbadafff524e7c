//! A package is read back to the byte, or refused with the place of what is wrong.

use edition::Publication;
use proptest::prelude::*;

use super::{SMALL, built_in, corrected, counted, file, imported};
use crate::datapackage::hash;
use crate::error::{PackageError, TablesError};
use crate::file::File;
use crate::{files, read_package};

fn again(publication: &Publication, extra: &[File]) {
    let made = files(publication, extra).unwrap();
    let read = read_package(&made).unwrap();
    assert_eq!(&read.publication, publication);
    assert_eq!(read.extra, extra);
    assert!(files(&read.publication, &read.extra).unwrap() == made, "the files are not the same");
}

#[test]
fn files_of_what_was_read_are_the_same_files() {
    for publication in [built_in(), corrected(), counted(), imported(SMALL)] {
        again(&publication, &[]);
    }
}

#[test]
fn files_made_elsewhere_go_with_the_package() {
    let chart = File::new("charts/digid.svg", "image/svg+xml", "<svg/>");
    again(&built_in(), std::slice::from_ref(&chart));
    let made = files(&built_in(), std::slice::from_ref(&chart)).unwrap();
    let description = String::from_utf8(file(&made, "datapackage.json").bytes.clone()).unwrap();
    assert!(description.contains(&hash(b"<svg/>")));
}

#[test]
fn the_same_publication_gives_the_same_bytes() {
    assert!(files(&corrected(), &[]).unwrap() == files(&corrected(), &[]).unwrap());
}

#[test]
fn files_are_sorted_by_path() {
    let made = files(&built_in(), &[]).unwrap();
    let paths: Vec<&str> = made.iter().map(|file| file.path.as_str()).collect();
    let expected = [
        "breakdowns.csv",
        "breaks.csv",
        "csv-metadata.json",
        "datapackage.json",
        "definitions.csv",
        "edition.tsv",
        "facilities.csv",
        "indicators.csv",
        "monitor.ods",
        "monitor.xlsx",
        "notes.csv",
        "observations.csv",
        "restatements.csv",
        "targets.csv",
    ];
    assert_eq!(paths, expected);
    assert_eq!(file(&made, "csv-metadata.json").media_type, "application/csvm+json");
    assert_eq!(file(&made, "observations.csv").media_type, "text/csv; charset=utf-8");
}

#[test]
fn a_path_that_leaves_the_package_or_is_taken_is_refused() {
    let refused = |path: &str| files(&built_in(), &[File::new(path, "text/plain", "")]).unwrap_err();
    for path in ["../x", "/x", "a//b", "a/../b", "", ".hidden", "a b", "a\\b"] {
        assert_eq!(refused(path), TablesError::Path(path.to_owned()));
    }
    assert_eq!(refused("notes.csv"), TablesError::Repeated("notes.csv".to_owned()));
}

/// The files with one of them changed, and its hash in the description renewed when `described`.
fn damaged(path: &str, from: &str, to: &str, described: bool) -> Vec<File> {
    let mut made = files(&corrected(), &[]).unwrap();
    let place = made.iter().position(|file| file.path == path).unwrap();
    let old = hash(&made[place].bytes);
    let text = String::from_utf8(made[place].bytes.clone()).unwrap();
    assert!(text.contains(from), "{from}");
    made[place].bytes = text.replacen(from, to, 1).into_bytes();
    if described {
        let new = hash(&made[place].bytes);
        let description = made.iter_mut().find(|file| file.path == "datapackage.json").unwrap();
        let text = String::from_utf8(description.bytes.clone()).unwrap();
        description.bytes = text.replace(&old, &new).into_bytes();
    }
    made
}

fn error(path: &str, line: u64, what: &str) -> PackageError {
    PackageError { path: path.to_owned(), line, what: what.to_owned() }
}

#[test]
fn a_changed_file_is_noticed_by_its_hash() {
    let found = read_package(&damaged("notes.csv", "=1+1", "=1+2", false)).unwrap_err();
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].path.as_str(), found[0].line), ("notes.csv", 0));
    assert!(found[0].what.starts_with("has the hash sha256:"), "{}", found[0].what);
}

#[test]
fn a_wrong_cell_is_named_by_line_and_column() {
    let found = read_package(&damaged("targets.csv", "16000000", "zestien", true)).unwrap_err();
    assert_eq!(found, [error("targets.csv", 2, "`zestien` cannot stand in column `waarde`")]);
    let found = read_package(&damaged("breaks.csv", "reikwijdte", "gevoel", true)).unwrap_err();
    assert_eq!(found, [error("breaks.csv", 2, "`gevoel` cannot stand in column `soort`")]);
}

#[test]
fn another_header_is_refused() {
    let found = read_package(&damaged("targets.csv", "periode", "jaar", true)).unwrap_err();
    assert_eq!(found, [error("targets.csv", 1, "the header must be `indicator,periode,waarde,bron`")]);
}

#[test]
fn a_missing_file_is_named() {
    let mut made = files(&corrected(), &[]).unwrap();
    made.retain(|file| file.path != "edition.tsv");
    let found = read_package(&made).unwrap_err();
    let expected = [
        error("edition.tsv", 0, "is not in the package"),
        error("edition.tsv", 0, "is not in the package, though its description names it"),
    ];
    assert_eq!(found, expected);
}

#[test]
fn a_package_without_a_description_is_refused() {
    assert!(read_package(&[]).unwrap_err().contains(&error("datapackage.json", 0, "is not in the package")));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn any_words_come_back(text in "\\PC{0,40}", author in "[ -~\\n\"]{0,20}", seed in "[0-9]{1,9}") {
        let mut publication = imported(SMALL);
        let facility = publication.edition.facilities().next().unwrap().1.slug.clone();
        publication.explanations.push(edition::Explanation {
            indicator: String::new(),
            facility,
            period: Some(2030),
            text,
            author,
            reviewed_by: String::new(),
        });
        publication.scale = Some(edition::Scale { ratio: "1:7".to_owned(), seed, played: false });
        again(&publication, &[]);
    }

    #[test]
    fn garbage_is_refused_and_never_breaks_the_reader(bytes in prop::collection::vec(any::<u8>(), 0..200), index in 0_usize..14) {
        let mut made = files(&imported(SMALL), &[]).unwrap();
        made[index].bytes = bytes;
        prop_assert!(read_package(&made).is_err());
    }
}
