use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use super::{KeyError, permissions};
use crate::{RsaKey, RsaSize, pem};

/// The most bytes that a key file may have.
pub const MAX_FILE_BYTES: u64 = 64 * 1024;

/// A folder that only its owner can open (mode 0700), with one secret in each file (mode 0600).
#[derive(Debug, Clone)]
pub struct KeyFolder {
    path: PathBuf,
}

impl KeyFolder {
    /// Opens the folder and makes it when it is not there.
    ///
    /// # Errors
    /// When the system refuses, or others may look into a folder that was there before.
    pub fn open(path: &Path) -> Result<Self, KeyError> {
        permissions::create_folder(path).map_err(disk("cannot make the folder", path))?;
        let metadata = fs::metadata(path).map_err(disk("cannot look at", path))?;
        check(&metadata, path, permissions::FOLDER)?;
        Ok(Self { path: path.to_owned() })
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Reads a file; `None` when it is not there.
    ///
    /// # Errors
    /// When others may read it, it is too long to be a key, or the system refuses.
    pub fn read(&self, name: &str) -> Result<Option<Vec<u8>>, KeyError> {
        let path = self.file(name)?;
        let file = match File::open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(disk("cannot open", &path)(error)),
        };
        // Asked of the open file, so that nobody can swap it in between.
        let metadata = file.metadata().map_err(disk("cannot look at", &path))?;
        check(&metadata, &path, permissions::FILE)?;
        let mut bytes = Vec::new();
        file.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes).map_err(disk("cannot read", &path))?;
        if bytes.len() as u64 > MAX_FILE_BYTES {
            return Err(KeyError::TooLong { path });
        }
        Ok(Some(bytes))
    }

    /// Writes a new file. After this returns it is on the disk, whole; a crash before leaves nothing under its name.
    ///
    /// # Errors
    /// When a file of this name exists, or the system refuses.
    pub fn write_new(&self, name: &str, bytes: &[u8]) -> Result<(), KeyError> {
        let path = self.file(name)?;
        if path.exists() {
            return Err(KeyError::Exists { path });
        }
        let temporary = self.path.join(format!(".{name}.new"));
        if temporary.exists() {
            // The rest of a write that a crash cut off.
            fs::remove_file(&temporary).map_err(disk("cannot remove", &temporary))?;
        }
        let mut file = permissions::create_file(&temporary).map_err(disk("cannot make", &temporary))?;
        file.write_all(bytes).map_err(disk("cannot write", &temporary))?;
        file.sync_all().map_err(disk("cannot write", &temporary))?;
        drop(file);
        fs::rename(&temporary, &path).map_err(disk("cannot rename to", &path))?;
        permissions::sync_folder(&self.path).map_err(disk("cannot write", &self.path))
    }

    /// Reads an RSA key, a PKCS#8 PEM text; `None` when it is not there.
    ///
    /// # Errors
    /// When the file cannot be used or holds something else.
    pub fn rsa_key(&self, name: &str) -> Result<Option<RsaKey>, KeyError> {
        let Some(text) = self.read(name)? else { return Ok(None) };
        let content = |why: String| KeyError::Content { path: self.path.join(name), why };
        let der =
            pem::read_private_key(&text).map_err(|error| content(format!("cannot be used: {error}")))?;
        RsaKey::from_pkcs8(&der).map(Some).map_err(|error| content(error.to_string()))
    }

    /// Writes an RSA key as a PKCS#8 PEM text.
    ///
    /// # Errors
    /// When a file of this name exists, or the system refuses.
    pub fn write_rsa_key(&self, name: &str, key: &RsaKey) -> Result<(), KeyError> {
        self.write_new(name, pem::private_key(&key.to_pkcs8()?)?.as_bytes())
    }

    /// Reads an RSA key, or makes and writes one when it is not there.
    ///
    /// # Errors
    /// When the file cannot be used or holds something else, or the system refuses.
    pub fn rsa_key_or_new(&self, name: &str, size: RsaSize) -> Result<RsaKey, KeyError> {
        if let Some(key) = self.rsa_key(name)? {
            return Ok(key);
        }
        let key = RsaKey::generate(size)?;
        self.write_rsa_key(name, &key)?;
        Ok(key)
    }

    fn file(&self, name: &str) -> Result<PathBuf, KeyError> {
        let right = name.starts_with(|first: char| first.is_ascii_alphabetic())
            && name.len() <= 100
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-'));
        if right { Ok(self.path.join(name)) } else { Err(KeyError::Name(name.to_owned())) }
    }
}

pub(super) fn disk<'a>(what: &'static str, path: &'a Path) -> impl Fn(io::Error) -> KeyError + 'a {
    move |source| KeyError::Disk { what, path: path.to_owned(), source }
}

fn check(metadata: &fs::Metadata, path: &Path, wanted: u32) -> Result<(), KeyError> {
    match permissions::wider(metadata, wanted) {
        Some(mode) => Err(KeyError::TooOpen { path: path.to_owned(), mode, wanted }),
        None => Ok(()),
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};

    use super::*;
    use crate::fixture::Folder;

    fn open_up(path: &Path, mode: u32) {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }

    #[test]
    fn a_key_is_written_once_and_only_its_owner_can_read_it() {
        let place = Folder::new("written-once");
        let folder = KeyFolder::open(&place.path().join("keys")).unwrap();
        assert_eq!(folder.read("a.pem").unwrap(), None);
        folder.write_new("a.pem", b"secret").unwrap();
        assert_eq!(folder.read("a.pem").unwrap(), Some(b"secret".to_vec()));
        assert!(matches!(folder.write_new("a.pem", b"other"), Err(KeyError::Exists { .. })));
        assert_eq!(fs::metadata(folder.path()).unwrap().mode() & 0o7777, 0o700);
        assert_eq!(fs::metadata(folder.path().join("a.pem")).unwrap().mode() & 0o7777, 0o600);
    }

    #[test]
    fn a_key_that_others_may_read_is_refused_with_the_remedy() {
        let place = Folder::new("too-open");
        let folder = KeyFolder::open(&place.path().join("keys")).unwrap();
        folder.write_new("a.pem", b"secret").unwrap();
        let path = folder.path().join("a.pem");
        open_up(&path, 0o640);
        let shown = path.display();
        assert_eq!(
            folder.read("a.pem").unwrap_err().to_string(),
            format!(
                "others may use {shown} (mode 0640); run: chmod 600 {shown} and consider making new keys"
            )
        );
        open_up(folder.path(), 0o755);
        assert!(matches!(
            KeyFolder::open(folder.path()),
            Err(KeyError::TooOpen { mode: 0o755, wanted: 0o700, .. })
        ));
    }

    #[test]
    fn a_name_that_leads_elsewhere_is_refused() {
        let place = Folder::new("names");
        let folder = KeyFolder::open(&place.path().join("keys")).unwrap();
        for name in ["../a", "a/b", "", ".hidden", "a\0", "é"] {
            assert!(matches!(folder.read(name), Err(KeyError::Name(_))), "{name:?}");
        }
    }

    #[test]
    fn the_rest_of_an_interrupted_write_is_replaced() {
        let place = Folder::new("interrupted-write");
        let folder = KeyFolder::open(&place.path().join("keys")).unwrap();
        fs::write(folder.path().join(".a.pem.new"), b"half").unwrap();
        folder.write_new("a.pem", b"whole").unwrap();
        assert_eq!(folder.read("a.pem").unwrap(), Some(b"whole".to_vec()));
        assert!(!folder.path().join(".a.pem.new").exists());
    }

    #[test]
    fn an_rsa_key_is_made_once_and_found_again() {
        let place = Folder::new("rsa-key");
        let folder = KeyFolder::open(&place.path().join("keys")).unwrap();
        assert!(folder.rsa_key("sign.pem").unwrap().is_none());
        let made = folder.rsa_key_or_new("sign.pem", RsaSize::Bits3072).unwrap();
        let found = folder.rsa_key_or_new("sign.pem", RsaSize::Bits3072).unwrap();
        assert_eq!(made.identifier(), found.identifier());
        folder.write_new("broken.pem", b"no key").unwrap();
        assert!(matches!(folder.rsa_key("broken.pem"), Err(KeyError::Content { .. })));
    }
}
