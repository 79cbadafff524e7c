//! RSA key pairs.

use std::fmt;

use aws_lc_rs::digest;
use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_SHA256, RSA_PSS_SHA256, RSA_PSS_SHA512, RsaEncoding};
use der::asn1::Uint;
use der::{Decode, Sequence};

/// `RSAPublicKey` of RFC 8017, appendix A.1.1.
#[derive(Debug, Clone, PartialEq, Eq, Sequence)]
pub(crate) struct Pkcs1 {
    pub(crate) n: Uint,
    pub(crate) e: Uint,
}

/// How many bits the modulus of a new key has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RsaSize {
    /// 3072 bits: end entities and everything that signs tokens.
    Bits3072,
    /// 4096 bits: certificate authorities.
    Bits4096,
}

/// Why a key could not be made, read or used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RsaKeyError {
    /// The library refused to make a key.
    #[error("no RSA key could be generated")]
    Generate,
    /// Not an RSA private key in PKCS#8 that the library accepts (2048 to 8192 bits, consistent numbers).
    #[error("is not a consistent RSA private key of 2048 to 8192 bits in PKCS#8")]
    Read,
    /// The library refused to write or use the key.
    #[error("the RSA key could not be used")]
    Use,
}

/// An RSA key pair. It shows its public half only, also in debug output.
pub struct RsaKey {
    pair: KeyPair,
    public: Pkcs1,
}

impl RsaKey {
    /// Makes a new key. Takes some tenths of a second for 3072 bits, up to seconds for 4096.
    ///
    /// # Errors
    /// When the library refuses.
    pub fn generate(size: RsaSize) -> Result<Self, RsaKeyError> {
        let size = match size {
            RsaSize::Bits3072 => KeySize::Rsa3072,
            RsaSize::Bits4096 => KeySize::Rsa4096,
        };
        Self::of(KeyPair::generate(size).map_err(|_| RsaKeyError::Generate)?)
    }

    /// Reads an unencrypted PKCS#8 key.
    ///
    /// # Errors
    /// When it is no RSA key of 2048 to 8192 bits or its numbers do not belong together.
    pub fn from_pkcs8(der: &[u8]) -> Result<Self, RsaKeyError> {
        Self::of(KeyPair::from_pkcs8(der).map_err(|_| RsaKeyError::Read)?)
    }

    fn of(pair: KeyPair) -> Result<Self, RsaKeyError> {
        let public = Pkcs1::from_der(pair.public_key().as_ref()).map_err(|_| RsaKeyError::Read)?;
        Ok(Self { pair, public })
    }

    /// The private key as unencrypted PKCS#8 DER. Handle with care: this is the secret.
    ///
    /// # Errors
    /// When the library cannot write it.
    pub fn to_pkcs8(&self) -> Result<Vec<u8>, RsaKeyError> {
        self.pair.as_der().map(|der| der.as_ref().to_vec()).map_err(|_| RsaKeyError::Use)
    }

    /// The public key as `RSAPublicKey` DER (RFC 8017, appendix A.1.1).
    #[must_use]
    pub fn public_pkcs1(&self) -> &[u8] {
        self.pair.public_key().as_ref()
    }

    /// The modulus, unsigned big endian, without leading zeros.
    #[must_use]
    pub fn modulus(&self) -> &[u8] {
        self.public.n.as_bytes()
    }

    /// The public exponent, unsigned big endian, without leading zeros.
    #[must_use]
    pub fn exponent(&self) -> &[u8] {
        self.public.e.as_bytes()
    }

    /// The key identifier of RFC 5280, section 4.2.1.2, method 1: SHA-1 of the public key bits.
    #[must_use]
    pub fn identifier(&self) -> [u8; 20] {
        key_identifier(self.public_pkcs1())
    }

    /// Signs with RSASSA-PSS, SHA-512, MGF1-SHA-512 and 64 octets of salt, as PKIoverheid G4 wants it.
    ///
    /// # Errors
    /// When the library refuses.
    pub fn sign_pss_sha512(&self, message: &[u8]) -> Result<Vec<u8>, RsaKeyError> {
        self.sign(&RSA_PSS_SHA512, message)
    }

    /// Signs with RSASSA-PSS and SHA-256 (`PS256` of RFC 7518).
    ///
    /// # Errors
    /// When the library refuses.
    pub fn sign_pss_sha256(&self, message: &[u8]) -> Result<Vec<u8>, RsaKeyError> {
        self.sign(&RSA_PSS_SHA256, message)
    }

    /// Signs with RSASSA-PKCS1-v1_5 and SHA-256 (`RS256` of RFC 7518).
    ///
    /// # Errors
    /// When the library refuses.
    pub fn sign_pkcs1_sha256(&self, message: &[u8]) -> Result<Vec<u8>, RsaKeyError> {
        self.sign(&RSA_PKCS1_SHA256, message)
    }

    fn sign(&self, encoding: &'static dyn RsaEncoding, message: &[u8]) -> Result<Vec<u8>, RsaKeyError> {
        let mut signature = vec![0; self.pair.public_modulus_len()];
        self.pair
            .sign(encoding, &SystemRandom::new(), message, &mut signature)
            .map_err(|_| RsaKeyError::Use)?;
        Ok(signature)
    }
}

/// SHA-1 of the public key bits. SHA-1 names the key here and protects nothing.
pub(crate) fn key_identifier(public_key_bits: &[u8]) -> [u8; 20] {
    let mut out = [0; 20];
    out.copy_from_slice(digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, public_key_bits).as_ref());
    out
}

impl fmt::Debug for RsaKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "RsaKey({})", crate::hex(&self.identifier()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_survives_being_written_and_never_shows_itself() {
        let key = &crate::fixture::keys().client;
        let again = RsaKey::from_pkcs8(&key.to_pkcs8().unwrap()).unwrap();
        assert_eq!(again.public_pkcs1(), key.public_pkcs1());
        assert_eq!(again.modulus().len(), 384);
        assert_eq!(again.exponent(), [1, 0, 1]);
        assert_eq!(format!("{again:?}"), format!("RsaKey({})", crate::hex(&key.identifier())));
        assert_eq!(RsaKey::from_pkcs8(&[0x30, 0]).unwrap_err(), RsaKeyError::Read);
    }
}
