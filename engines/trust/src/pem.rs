//! PEM texts (RFC 7468): certificates, keys, requests, revocation lists and bundles of certificates.

use der::pem::LineEnding;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{
    CertificateDer, CertificateRevocationListDer, CertificateSigningRequestDer, PrivatePkcs8KeyDer,
};

/// The most bytes of PEM that are read at once: 1 MiB, some hundreds of certificates.
pub const MAX_PEM_BYTES: usize = 1024 * 1024;

/// Why a PEM text was not read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PemError {
    /// Longer than [`MAX_PEM_BYTES`].
    #[error("the PEM text has {0} bytes; at most {MAX_PEM_BYTES} are read")]
    TooLong(usize),
    /// The wanted block is not there or is damaged.
    #[error("no readable \"-----BEGIN {0}-----\" block was found; check that the whole file was copied")]
    Missing(&'static str),
    /// The bytes do not fit in a PEM text.
    #[error("the value does not fit in a PEM text")]
    Unwritable,
}

fn write(label: &str, der: &[u8]) -> Result<String, PemError> {
    der::pem::encode_string(label, LineEnding::LF, der).map_err(|_| PemError::Unwritable)
}

fn limited(text: &[u8]) -> Result<&[u8], PemError> {
    if text.len() > MAX_PEM_BYTES { Err(PemError::TooLong(text.len())) } else { Ok(text) }
}

/// Writes one certificate.
///
/// # Errors
/// When the bytes do not fit in a PEM text.
pub fn certificate(der: &[u8]) -> Result<String, PemError> {
    write("CERTIFICATE", der)
}

/// Writes certificates one after the other, as servers want their chain: the leaf first.
///
/// # Errors
/// When the bytes do not fit in a PEM text.
pub fn bundle<D: AsRef<[u8]>>(certificates: &[D]) -> Result<String, PemError> {
    certificates.iter().map(|der| certificate(der.as_ref())).collect()
}

/// Writes a revocation list.
///
/// # Errors
/// When the bytes do not fit in a PEM text.
pub fn revocation_list(der: &[u8]) -> Result<String, PemError> {
    write("X509 CRL", der)
}

/// Writes a private key in PKCS#8.
///
/// # Errors
/// When the bytes do not fit in a PEM text.
pub fn private_key(pkcs8_der: &[u8]) -> Result<String, PemError> {
    write("PRIVATE KEY", pkcs8_der)
}

/// Writes a certificate request.
///
/// # Errors
/// When the bytes do not fit in a PEM text.
pub fn request(der: &[u8]) -> Result<String, PemError> {
    write("CERTIFICATE REQUEST", der)
}

/// Reads every certificate of a bundle, in order. Blocks of another kind are passed over.
///
/// # Errors
/// When there is none, one is damaged, or the text is too long.
pub fn read_certificates(text: &[u8]) -> Result<Vec<Vec<u8>>, PemError> {
    let read: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(limited(text)?).collect();
    let found = read.map_err(|_| PemError::Missing("CERTIFICATE"))?;
    if found.is_empty() {
        return Err(PemError::Missing("CERTIFICATE"));
    }
    Ok(found.into_iter().map(|der| der.as_ref().to_vec()).collect())
}

/// Reads the first private key in PKCS#8.
///
/// # Errors
/// When there is none, it is damaged, or the text is too long.
pub fn read_private_key(text: &[u8]) -> Result<Vec<u8>, PemError> {
    PrivatePkcs8KeyDer::from_pem_slice(limited(text)?)
        .map(|key| key.secret_pkcs8_der().to_vec())
        .map_err(|_| PemError::Missing("PRIVATE KEY"))
}

/// Reads the first certificate request.
///
/// # Errors
/// When there is none, it is damaged, or the text is too long.
pub fn read_request(text: &[u8]) -> Result<Vec<u8>, PemError> {
    CertificateSigningRequestDer::from_pem_slice(limited(text)?)
        .map(|der| der.as_ref().to_vec())
        .map_err(|_| PemError::Missing("CERTIFICATE REQUEST"))
}

/// Reads the first revocation list.
///
/// # Errors
/// When there is none, it is damaged, or the text is too long.
pub fn read_revocation_list(text: &[u8]) -> Result<Vec<u8>, PemError> {
    CertificateRevocationListDer::from_pem_slice(limited(text)?)
        .map(|der| der.as_ref().to_vec())
        .map_err(|_| PemError::Missing("X509 CRL"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_bundle_reads_back_in_the_same_order(
            ders in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 1..200), 1..5)
        ) {
            let text = bundle(&ders).unwrap();
            prop_assert_eq!(read_certificates(text.as_bytes()).unwrap(), ders);
        }

        #[test]
        fn no_bytes_make_the_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let _ = read_certificates(&bytes);
            let _ = read_private_key(&bytes);
            let _ = read_request(&bytes);
            let _ = read_revocation_list(&bytes);
        }
    }

    #[test]
    fn each_kind_of_block_reads_back_and_no_other() {
        assert_eq!(read_private_key(private_key(&[1, 2]).unwrap().as_bytes()), Ok(vec![1, 2]));
        assert_eq!(read_request(request(&[3]).unwrap().as_bytes()), Ok(vec![3]));
        assert_eq!(read_revocation_list(revocation_list(&[4]).unwrap().as_bytes()), Ok(vec![4]));
        let key = private_key(&[1, 2]).unwrap();
        assert_eq!(read_certificates(key.as_bytes()), Err(PemError::Missing("CERTIFICATE")));
        assert_eq!(read_request(&vec![b'-'; MAX_PEM_BYTES + 1]), Err(PemError::TooLong(MAX_PEM_BYTES + 1)));
    }
}
