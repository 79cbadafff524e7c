//! ZIP archives of which only the content decides the bytes.

use std::io::{Cursor, Read, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

use crate::error::{PackageError, TablesError};
use crate::file::{File, is_inside, media_type};
use crate::package::MAX_PACKAGE_BYTES;

/// The most files that [`unzip`] reads.
const MAX_FILES: usize = 5_000;

/// Packs files: sorted by path, with the first moment that the format knows (1 January 1980) as their time. The same files give the same
/// bytes.
///
/// # Errors
/// [`TablesError`] for a path outside the package or given twice.
pub fn zip(files: &[File]) -> Result<Vec<u8>, TablesError> {
    let mut sorted: Vec<&File> = files.iter().collect();
    sorted.sort_by(|left, right| left.path.cmp(&right.path));
    for (index, file) in sorted.iter().enumerate() {
        if !is_inside(&file.path) {
            return Err(TablesError::Path(file.path.clone()));
        }
        if index > 0 && sorted.get(index - 1).is_some_and(|before| before.path == file.path) {
            return Err(TablesError::Repeated(file.path.clone()));
        }
    }
    let members: Vec<(&str, &[u8], bool)> =
        sorted.iter().map(|file| (file.path.as_str(), file.bytes.as_slice(), true)).collect();
    pack(&members)
}

/// Packs members in the given order; each says whether it is compressed.
pub(crate) fn pack(members: &[(&str, &[u8], bool)]) -> Result<Vec<u8>, TablesError> {
    let wrong = |problem: &dyn std::fmt::Display| TablesError::Archive(problem.to_string());
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, bytes, compressed) in members {
        let method = if *compressed { CompressionMethod::Deflated } else { CompressionMethod::Stored };
        let options = SimpleFileOptions::default()
            .compression_method(method)
            .last_modified_time(DateTime::default())
            .unix_permissions(0o644);
        writer.start_file(*path, options).map_err(|problem| wrong(&problem))?;
        writer.write_all(bytes).map_err(|problem| wrong(&problem))?;
    }
    Ok(writer.finish().map_err(|problem| wrong(&problem))?.into_inner())
}

/// Unpacks what [`zip`] packs, or any archive of a data package.
///
/// # Errors
/// [`PackageError`] when it is no archive, names a path outside the package, or holds more than [`MAX_PACKAGE_BYTES`].
pub fn unzip(bytes: &[u8]) -> Result<Vec<File>, PackageError> {
    let wrong = |path: &str, problem: &dyn std::fmt::Display| PackageError::at(path, 0, problem.to_string());
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|problem| wrong("", &problem))?;
    if archive.len() > MAX_FILES {
        return Err(wrong(
            "",
            &format!("the archive holds {} files; at most {MAX_FILES} are read", archive.len()),
        ));
    }
    let mut files = Vec::new();
    let mut left = MAX_PACKAGE_BYTES as u64;
    for index in 0..archive.len() {
        let member = archive.by_index(index).map_err(|problem| wrong("", &problem))?;
        let path = member.name().map_err(|problem| wrong("", &problem))?.into_owned();
        if path.ends_with('/') {
            continue;
        }
        if !is_inside(&path) {
            return Err(wrong("", &TablesError::Path(path)));
        }
        let mut content = Vec::new();
        // One more than may be left tells a file that is too large from one that just fits.
        member.take(left + 1).read_to_end(&mut content).map_err(|problem| wrong(&path, &problem))?;
        left = left
            .checked_sub(content.len() as u64)
            .ok_or_else(|| wrong(&path, &format!("the archive holds more than {MAX_PACKAGE_BYTES} bytes")))?;
        files.push(File { media_type: media_type(&path).to_owned(), path, bytes: content });
    }
    Ok(files)
}
