//! Who may read a file. Systems without Unix permissions keep the folder's own access rules; nothing is checked there.

use std::fs::{File, Metadata, OpenOptions};
use std::io;
use std::path::Path;

/// Permissions of a folder of keys.
pub(super) const FOLDER: u32 = 0o700;
/// Permissions of a file with a key.
pub(super) const FILE: u32 = 0o600;

/// Makes a new file that only its owner can open, from its first instant on.
pub(super) fn create_file(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, FILE);
    options.open(path)
}

/// Makes a folder, and those above it, that only its owner can open.
pub(super) fn create_folder(path: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, FOLDER);
    builder.create(path)
}

/// The permissions, when they are wider than allowed.
#[cfg(unix)]
pub(super) fn wider(metadata: &Metadata, allowed: u32) -> Option<u32> {
    let mode = std::os::unix::fs::MetadataExt::mode(metadata) & 0o7777;
    (mode & !allowed != 0).then_some(mode)
}

/// The permissions, when they are wider than allowed: never known here.
#[cfg(not(unix))]
pub(super) fn wider(_metadata: &Metadata, _allowed: u32) -> Option<u32> {
    None
}

/// Makes a rename durable. Windows cannot open a folder as a file and needs no such step.
pub(super) fn sync_folder(path: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(path)?.sync_all() } else { Ok(()) }
}
