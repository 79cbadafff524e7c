use aws_lc_rs::signature::{self, RsaParameters, UnparsedPublicKey};
use der::asn1::BitString;
use der::{Any, Decode, Encode};
use x509_cert::spki::{AlgorithmIdentifierOwned, SubjectPublicKeyInfoOwned};

use super::{X509Error, oids};
use crate::RsaKey;
use crate::rsa_key::Pkcs1;

/// A public key that may stand in an end entity's certificate: RSA, 3072 to 8192 bits, exponent 65537.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey {
    info: SubjectPublicKeyInfoOwned,
}

impl PublicKey {
    /// Reads a `SubjectPublicKeyInfo`.
    ///
    /// # Errors
    /// When it is no RSA key, too short or too long, or has another exponent.
    pub fn from_spki(der: &[u8]) -> Result<Self, X509Error> {
        let info = SubjectPublicKeyInfoOwned::from_der(der)
            .map_err(|error| X509Error::der("a public key (SubjectPublicKeyInfo)", error))?;
        Self::from_info(info)
    }

    pub(super) fn from_info(info: SubjectPublicKeyInfoOwned) -> Result<Self, X509Error> {
        let parameters_are_null = info.algorithm.parameters.as_ref().is_some_and(Any::is_null);
        if info.algorithm.oid != oids::RSA_ENCRYPTION || !parameters_are_null {
            return Err(X509Error::KeyKind);
        }
        let bits = info.subject_public_key.as_bytes().ok_or(X509Error::KeyKind)?;
        let key = Pkcs1::from_der(bits).map_err(|error| X509Error::der("an RSA public key", error))?;
        let modulus = key.n.as_bytes();
        let length = modulus.len() * 8 - modulus.first().map_or(0, |byte| byte.leading_zeros() as usize);
        if !(3072..=8192).contains(&length) {
            return Err(X509Error::KeyLength(length));
        }
        if key.e.as_bytes() != [1, 0, 1] {
            return Err(X509Error::Exponent);
        }
        Ok(Self { info })
    }

    /// The public half of a key pair.
    ///
    /// # Errors
    /// When it is too short or has another exponent.
    pub fn of(key: &RsaKey) -> Result<Self, X509Error> {
        let algorithm = AlgorithmIdentifierOwned { oid: oids::RSA_ENCRYPTION, parameters: Some(Any::null()) };
        let subject_public_key = BitString::from_bytes(key.public_pkcs1()).map_err(X509Error::write)?;
        Self::from_info(SubjectPublicKeyInfoOwned { algorithm, subject_public_key })
    }

    /// The key as `SubjectPublicKeyInfo` DER.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn to_spki(&self) -> Result<Vec<u8>, X509Error> {
        self.info.to_der().map_err(X509Error::write)
    }

    /// SHA-256 of the `SubjectPublicKeyInfo`: names the key, so that a second certificate for it can be refused.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn fingerprint(&self) -> Result<[u8; 32], X509Error> {
        Ok(crate::sha256(&self.to_spki()?))
    }

    pub(super) fn info(&self) -> &SubjectPublicKeyInfoOwned {
        &self.info
    }

    pub(super) fn bits(&self) -> &[u8] {
        self.info.subject_public_key.raw_bytes()
    }

    pub(super) fn identifier(&self) -> [u8; 20] {
        crate::rsa_key::key_identifier(self.bits())
    }

    pub(super) fn verifies_pss_sha512(&self, message: &[u8], signature: &[u8]) -> bool {
        self.verifies(&signature::RSA_PSS_2048_8192_SHA512, message, signature)
    }

    pub(super) fn verifies(
        &self,
        algorithm: &'static RsaParameters,
        message: &[u8],
        signature: &[u8],
    ) -> bool {
        UnparsedPublicKey::new(algorithm, self.bits()).verify(message, signature).is_ok()
    }
}
