//! Small secrets: sealing byte strings so that only we can open them, keyed hashes, and the master key behind both.

use std::fmt;

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::{constant_time, hkdf, hmac};
use kernel::Random;

use crate::keys::{KeyError, KeyFolder};

/// The first byte of everything sealed: the form that follows. Form 1 is nonce, ciphertext, tag.
const FORM: u8 = 1;
const TAG_LEN: usize = 16;
/// How many bytes a sealed string is longer than what is in it.
pub const OVERHEAD: usize = 1 + NONCE_LEN + TAG_LEN;
/// The most bytes that are sealed at once: 64 KiB.
pub const MAX_PLAIN_BYTES: usize = 64 * 1024;

/// Why something was not sealed or opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// Longer than [`MAX_PLAIN_BYTES`].
    #[error("{0} bytes are too many to seal; at most {MAX_PLAIN_BYTES} are allowed")]
    TooLong(usize),
    /// The library refused.
    #[error("the bytes could not be sealed")]
    Seal,
    /// Changed, cut off, sealed with another key or for another use. Which of these is not told.
    #[error(
        "the sealed bytes cannot be opened: they were changed, or sealed with another key or for another use"
    )]
    Open,
}

/// The secret from which the keys of all uses are derived: 32 random bytes in one file.
pub struct MasterKey([u8; 32]);

impl MasterKey {
    /// The name of its file.
    pub const FILE: &str = "master.key";

    /// Reads the master key in the folder, or draws and writes one when it is not there. What is sealed under a lost
    /// master key stays closed for ever.
    ///
    /// # Errors
    /// When the file has another length, others may read it, or the system refuses.
    pub fn open_or_create(folder: &KeyFolder, random: &Random) -> Result<Self, KeyError> {
        if let Some(bytes) = folder.read(Self::FILE)? {
            return bytes.try_into().map(Self).map_err(|_| KeyError::Content {
                path: folder.path().join(Self::FILE),
                why: "must have exactly 32 bytes; restore it from a copy".to_owned(),
            });
        }
        let bytes = random.bytes::<32>();
        folder.write_new(Self::FILE, &bytes)?;
        Ok(Self(bytes))
    }

    /// A master key of known bytes, for tests and for keys that are kept elsewhere.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The sealer for one use, such as `digid-cookie`. Sealers of different uses cannot open each other's strings.
    ///
    /// # Errors
    /// When the library refuses.
    pub fn sealer(&self, purpose: &str) -> Result<Sealer, SealError> {
        Sealer::new(&self.derive("seal", purpose)?)
    }

    /// The key for keyed hashes of one use, such as `pseudonym`.
    ///
    /// # Errors
    /// When the library refuses.
    pub fn mac(&self, purpose: &str) -> Result<MacKey, SealError> {
        Ok(MacKey::new(&self.derive("mac", purpose)?))
    }

    /// HKDF-SHA-256 (RFC 5869). The kind comes first and holds no null, so that no two uses share a key.
    fn derive(&self, kind: &str, purpose: &str) -> Result<[u8; 32], SealError> {
        let mut out = [0; 32];
        let extracted = hkdf::Salt::new(hkdf::HKDF_SHA256, b"stelsel").extract(&self.0);
        extracted
            .expand(&[kind.as_bytes(), &[0], purpose.as_bytes()], hkdf::HKDF_SHA256)
            .and_then(|okm| okm.fill(&mut out))
            .map_err(|_| SealError::Seal)?;
        Ok(out)
    }
}

impl fmt::Debug for MasterKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("MasterKey(…)")
    }
}

/// Seals with AES-256-GCM.
pub struct Sealer {
    cipher: LessSafeKey,
    nonces: hmac::Key,
}

impl Sealer {
    /// A sealer with this key.
    ///
    /// # Errors
    /// When the library refuses.
    pub fn new(key: &[u8; 32]) -> Result<Self, SealError> {
        let cipher = UnboundKey::new(&AES_256_GCM, key).map_err(|_| SealError::Seal)?;
        let nonces = hmac_sha256(key, b"nonce");
        Ok(Self { cipher: LessSafeKey::new(cipher), nonces: hmac::Key::new(hmac::HMAC_SHA256, &nonces) })
    }

    /// Seals `plain`. `context` is not part of the result, but must be the same when opening: whose it is, which form.
    ///
    /// # Errors
    /// When `plain` is too long or the library refuses.
    pub fn seal(&self, plain: &[u8], context: &[u8], random: &Random) -> Result<Vec<u8>, SealError> {
        if plain.len() > MAX_PLAIN_BYTES {
            return Err(SealError::TooLong(plain.len()));
        }
        let nonce = self.nonce(plain, context, random);
        let mut sealed = Vec::with_capacity(plain.len() + OVERHEAD);
        let mut body = plain.to_vec();
        self.cipher
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(context), &mut body)
            .map_err(|_| SealError::Seal)?;
        sealed.push(FORM);
        sealed.extend_from_slice(&nonce);
        sealed.extend_from_slice(&body);
        Ok(sealed)
    }

    /// Opens what [`Self::seal`] made with the same context.
    ///
    /// # Errors
    /// When a single bit differs, or key, use or context are others.
    pub fn open(&self, sealed: &[u8], context: &[u8]) -> Result<Vec<u8>, SealError> {
        if sealed.len() < OVERHEAD
            || sealed.len() > MAX_PLAIN_BYTES + OVERHEAD
            || sealed.first() != Some(&FORM)
        {
            return Err(SealError::Open);
        }
        let (nonce, body) =
            sealed.get(1..).and_then(|rest| rest.split_at_checked(NONCE_LEN)).ok_or(SealError::Open)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| SealError::Open)?;
        let mut body = body.to_vec();
        let plain =
            self.cipher.open_in_place(nonce, Aad::from(context), &mut body).map_err(|_| SealError::Open)?;
        Ok(plain.to_vec())
    }

    /// Random bytes alone would repeat when a seeded source starts anew under the same key, and a repeated nonce breaks
    /// GCM. Hashed together with the message, equal nonces only ever meet equal messages.
    fn nonce(&self, plain: &[u8], context: &[u8], random: &Random) -> [u8; NONCE_LEN] {
        let mut mac = hmac::Context::with_key(&self.nonces);
        mac.update(&random.bytes::<16>());
        mac.update(&(context.len() as u64).to_be_bytes());
        mac.update(context);
        mac.update(plain);
        let mut nonce = [0; NONCE_LEN];
        nonce.copy_from_slice(&mac.sign().as_ref()[..NONCE_LEN]);
        nonce
    }
}

impl fmt::Debug for Sealer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Sealer(…)")
    }
}

/// A key for HMAC-SHA-256.
#[derive(Clone)]
pub struct MacKey(hmac::Key);

impl MacKey {
    /// A key of these bytes.
    #[must_use]
    pub fn new(key: &[u8]) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, key))
    }

    /// The keyed hash of the bytes.
    #[must_use]
    pub fn sign(&self, bytes: &[u8]) -> [u8; 32] {
        let mut out = [0; 32];
        out.copy_from_slice(hmac::sign(&self.0, bytes).as_ref());
        out
    }

    /// Whether this is the keyed hash of the bytes. Takes the same time wherever they differ.
    #[must_use]
    pub fn verify(&self, bytes: &[u8], tag: &[u8]) -> bool {
        hmac::verify(&self.0, bytes, tag).is_ok()
    }
}

impl fmt::Debug for MacKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("MacKey(…)")
    }
}

/// HMAC-SHA-256 (RFC 2104).
#[must_use]
pub fn hmac_sha256(key: &[u8], bytes: &[u8]) -> [u8; 32] {
    MacKey::new(key).sign(bytes)
}

/// Whether two secrets are equal, in a time that depends on their lengths only.
#[must_use]
pub fn equal(one: &[u8], other: &[u8]) -> bool {
    constant_time::verify_slices_are_equal(one, other).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Folder;
    use proptest::prelude::*;

    fn master() -> MasterKey {
        MasterKey::from_bytes([7; 32])
    }

    proptest! {
        #[test]
        fn what_is_sealed_opens_with_the_same_key_use_and_context_only(
            plain in proptest::collection::vec(any::<u8>(), 0..100),
            context in proptest::collection::vec(any::<u8>(), 0..20),
            place in any::<proptest::sample::Index>(),
            bit in 0u8..8,
        ) {
            let sealer = master().sealer("one").unwrap();
            let mut sealed = sealer.seal(&plain, &context, &Random::seeded(1)).unwrap();
            prop_assert_eq!(sealed.len(), plain.len() + OVERHEAD);
            prop_assert_eq!(sealer.open(&sealed, &context), Ok(plain.clone()));
            prop_assert_eq!(master().sealer("two").unwrap().open(&sealed, &context), Err(SealError::Open));
            let other = [context.as_slice(), &[0]].concat();
            prop_assert_eq!(sealer.open(&sealed, &other), Err(SealError::Open));
            let at = place.index(sealed.len());
            sealed[at] ^= 1 << bit;
            prop_assert_eq!(sealer.open(&sealed, &context), Err(SealError::Open));
        }

        #[test]
        fn garbage_is_never_opened(bytes in proptest::collection::vec(any::<u8>(), 0..80)) {
            prop_assert_eq!(master().sealer("one").unwrap().open(&bytes, b""), Err(SealError::Open));
        }

        #[test]
        fn a_source_that_starts_anew_does_not_repeat_a_nonce_for_another_message(
            one in proptest::collection::vec(any::<u8>(), 0..20),
            other in proptest::collection::vec(any::<u8>(), 0..20),
        ) {
            let sealer = master().sealer("one").unwrap();
            let nonce = |plain: &[u8]| sealer.seal(plain, b"", &Random::seeded(1)).unwrap()[1..13].to_vec();
            prop_assert_eq!(one == other, nonce(&one) == nonce(&other));
        }
    }

    #[test]
    fn the_keyed_hash_is_that_of_rfc_4231() {
        let expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
        let tag = hmac_sha256(b"Jefe", b"what do ya want for nothing?");
        assert_eq!(crate::hex(&tag), expected);
        assert!(MacKey::new(b"Jefe").verify(b"what do ya want for nothing?", &tag));
        assert!(!MacKey::new(b"Jeff").verify(b"what do ya want for nothing?", &tag));
        assert!(equal(b"a", b"a") && !equal(b"a", b"b") && !equal(b"a", b"ab"));
    }

    #[test]
    fn too_much_is_not_sealed() {
        let plain = vec![0; MAX_PLAIN_BYTES + 1];
        let sealed = master().sealer("one").unwrap().seal(&plain, b"", &Random::seeded(1));
        assert_eq!(sealed, Err(SealError::TooLong(MAX_PLAIN_BYTES + 1)));
    }

    #[test]
    fn the_master_key_is_drawn_once_and_found_again() {
        let place = Folder::new("master");
        let folder = KeyFolder::open(&place.path().join("keys")).unwrap();
        let made = MasterKey::open_or_create(&folder, &Random::seeded(1)).unwrap();
        let found = MasterKey::open_or_create(&folder, &Random::seeded(2)).unwrap();
        assert_eq!(made.0, found.0);
        assert_eq!(format!("{made:?}"), "MasterKey(…)");
        std::fs::remove_file(folder.path().join(MasterKey::FILE)).unwrap();
        folder.write_new(MasterKey::FILE, b"short").unwrap();
        assert!(matches!(
            MasterKey::open_or_create(&folder, &Random::seeded(1)),
            Err(KeyError::Content { .. })
        ));
    }
}
