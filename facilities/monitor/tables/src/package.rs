//! The files of a publication, and the publication of files.

use std::collections::BTreeSet;

use edition::Publication;

use crate::content::{self, Content};
use crate::error::{PackageError, TablesError};
use crate::file::{File, is_inside, media_type};
use crate::{csvw, datapackage, ods, read, sheets, xlsx};

/// The most bytes that a data package may have when it is read: 256 MiB.
pub const MAX_PACKAGE_BYTES: usize = 256 * 1024 * 1024;

/// The tables of the edition as a reader sees them, in the data format of crate `edition`.
pub(crate) const EDITION: &str = "edition.tsv";
pub(crate) const DESCRIPTION: &str = "datapackage.json";
pub(crate) const CSVW: &str = "csv-metadata.json";
pub(crate) const XLSX: &str = "monitor.xlsx";
pub(crate) const ODS: &str = "monitor.ods";

/// What [`read_package`] finds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Package {
    /// The publication.
    pub publication: Publication,
    /// Files that the package describes and that are not made here, such as charts.
    pub extra: Vec<File>,
}

/// All files of a publication, sorted by path: the tables (`observations.csv` and eight more), their descriptions `datapackage.json` and
/// `csv-metadata.json`, the workbooks `monitor.xlsx` and `monitor.ods`, `edition.tsv`, and `extra` (charts, other formats), which the
/// description names with their hashes. The same publication gives the same bytes. The manifest, its signature, and what holds the package
/// itself (a PDF with attachments, an archive) do not belong into `extra`.
///
/// # Errors
/// [`TablesError`] when a path of `extra` is no path inside a package or is taken already, or when a workbook is refused by its writer.
pub fn files(publication: &Publication, extra: &[File]) -> Result<Vec<File>, TablesError> {
    let contents = content::of(publication);
    let figures = publication.figures();
    let book = sheets::book(publication, &figures, &contents);
    let mut others = vec![
        made(CSVW, csvw::describe(publication, &contents)),
        made(EDITION, publication.edition.to_data()),
        made(ODS, ods::write(&book)?),
        made(XLSX, xlsx::write(&book)?),
    ];
    others.extend(extra.iter().cloned());
    others.sort_by(|left, right| left.path.cmp(&right.path));
    let mut tables = Vec::new();
    for content in contents {
        let bytes = content.csv()?;
        tables.push((content, bytes));
    }
    let described: Vec<&File> = others.iter().collect();
    let description = made(DESCRIPTION, datapackage::describe(publication, &tables, &described));
    let mut all = others;
    all.push(description);
    all.extend(tables.into_iter().map(|(Content { table, .. }, bytes)| made(table.path, bytes)));
    all.sort_by(|left, right| left.path.cmp(&right.path));
    let mut paths = BTreeSet::new();
    for file in &all {
        if !is_inside(&file.path) {
            return Err(TablesError::Path(file.path.clone()));
        }
        if !paths.insert(&file.path) {
            return Err(TablesError::Repeated(file.path.clone()));
        }
    }
    Ok(all)
}

/// Reads a data package back. Every file that its description names must be there with the hash that it names, and every table must have
/// exactly the columns of ours; other files are ignored. [`files`] of what is read gives the same bytes as the files read.
///
/// # Errors
/// Every [`PackageError`] found, by path and line.
pub fn read_package(files: &[File]) -> Result<Package, Vec<PackageError>> {
    let bytes: usize = files.iter().map(|file| file.bytes.len()).fold(0, usize::saturating_add);
    if bytes > MAX_PACKAGE_BYTES {
        let problem = format!("the package has {bytes} bytes; at most {MAX_PACKAGE_BYTES} are read");
        return Err(vec![PackageError::at("", 0, problem)]);
    }
    read::package(files)
}

fn made(path: &str, bytes: impl Into<Vec<u8>>) -> File {
    File::new(path, media_type(path), bytes)
}
