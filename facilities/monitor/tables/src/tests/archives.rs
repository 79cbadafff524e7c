//! Archives.

use crate::archive::pack;
use crate::error::TablesError;
use crate::file::File;
use crate::{files, read_package, unzip, zip};

#[test]
fn an_archive_does_not_depend_on_the_order_of_the_files() {
    let one = File::new("b.csv", "text/csv; charset=utf-8", "b\n1\n");
    let other = File::new("a/c.csv", "text/csv; charset=utf-8", "c\n");
    let packed = zip(&[one.clone(), other.clone()]).unwrap();
    assert!(packed == zip(&[other.clone(), one.clone()]).unwrap());
    assert_eq!(unzip(&packed).unwrap(), [other, one]);
}

#[test]
fn a_packed_package_is_read_like_its_files() {
    let publication = super::corrected();
    let packed = zip(&files(&publication, &[]).unwrap()).unwrap();
    assert_eq!(read_package(&unzip(&packed).unwrap()).unwrap().publication, publication);
}

#[test]
fn paths_that_leave_the_archive_are_refused() {
    let bad = File::new("../a", "text/plain", "");
    assert_eq!(zip(&[bad]).unwrap_err(), TablesError::Path("../a".to_owned()));
    let packed = pack(&[("../a", b"x", true)]).unwrap();
    assert!(unzip(&packed).unwrap_err().what.starts_with("`../a` is no path inside a package"));
    let twice = File::new("a", "text/plain", "");
    assert_eq!(zip(&[twice.clone(), twice]).unwrap_err(), TablesError::Repeated("a".to_owned()));
}

#[test]
fn what_is_no_archive_is_refused() {
    assert_eq!(unzip(b"nothing").unwrap_err().path, "");
}
