//! Files of a publication: CSV with CSVW and Data Package descriptions, accessible workbooks, the catalogue in DCAT-AP-NL, and the manifest.
//!
//! Everything here is a pure function of a [`Publication`](edition::Publication): the same publication gives the same bytes on any machine.
//!
//! - [`files`] makes the data package: tables, their descriptions, the workbooks and the source from which it can be made again.
//! - [`read_package`] reads a data package back, so that `files` of what it read are the same bytes: that is how an edition is rebuilt.
//! - [`manifest`] lists files with their hashes as canonical JSON, ready to be signed; [`zip`] packs them, [`unzip`] unpacks them.
//! - [`catalogue`] describes all publications, their files and services as DCAT-AP-NL 3.0 in three forms of RDF.
//!
//! What the tables are (columns, types, keys) stands once, in `schema`; header lines, descriptions and the reader all follow it.

mod archive;
mod canonical;
mod catalogue;
mod content;
mod csvw;
mod datapackage;
mod error;
mod file;
mod manifest;
mod ods;
mod package;
mod read;
mod schema;
mod sheets;
mod workbook;
mod xlsx;

#[cfg(test)]
mod tests;

pub use archive::{unzip, zip};
pub use canonical::Canonical;
pub use catalogue::{Entry, Format, catalogue};
pub use error::{PackageError, TablesError};
pub use file::{File, sha256};
pub use manifest::{Build, manifest};
pub use package::{MAX_PACKAGE_BYTES, Package, files, read_package};
