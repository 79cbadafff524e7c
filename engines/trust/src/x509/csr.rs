use aws_lc_rs::signature::{
    RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_2048_8192_SHA384, RSA_PKCS1_2048_8192_SHA512,
    RSA_PSS_2048_8192_SHA256, RSA_PSS_2048_8192_SHA384, RSA_PSS_2048_8192_SHA512, RsaParameters,
};
use der::{Decode, Encode};
use rustls::pki_types::alg_id;
use x509_cert::ext::pkix::SubjectAltName;
use x509_cert::ext::pkix::name::GeneralName;
use x509_cert::request::{CertReq, ExtensionReq};

use super::build::Signed;
use super::{PublicKey, X509Error, name, oids};

/// The most bytes of a request that are read.
const MAX_REQUEST_BYTES: usize = 64 * 1024;

/// A PKCS#10 request (RFC 2986) that proved possession of its private key. Only the key is taken from it as it stands; the
/// names in it are wishes, which the authority compares with what it knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertificateRequest {
    /// The key that the requester holds: RSA, 3072 to 8192 bits, exponent 65537.
    pub public_key: PublicKey,
    /// The common name asked for, if any.
    pub common_name: Option<String>,
    /// The organisation asked for, if any.
    pub organisation: Option<String>,
    /// The host names asked for.
    pub dns_names: Vec<String>,
}

impl CertificateRequest {
    /// Reads and verifies a request in DER.
    ///
    /// # Errors
    /// When it cannot be read, its key is refused, or its signature is wrong or made with SHA-1 or older.
    pub fn from_der(der: &[u8]) -> Result<Self, X509Error> {
        const WHAT: &str = "a certificate request (PKCS#10)";
        if der.len() > MAX_REQUEST_BYTES {
            return Err(X509Error::der(WHAT, "it has more than 64 KiB"));
        }
        let request = CertReq::from_der(der).map_err(|error| X509Error::der(WHAT, error))?;
        let public_key = PublicKey::from_info(request.info.public_key.clone())?;
        check_signature(der, &public_key)?;
        let subject = &request.info.subject;
        Ok(Self {
            public_key,
            common_name: name::single(subject, oids::COMMON_NAME, "the common name (CN)")?,
            organisation: name::single(subject, oids::ORGANISATION, "the name of the organisation (O)")?,
            dns_names: dns_names(&request)?,
        })
    }
}

/// The signature is checked over the bytes as they came, not over a second writing of them.
fn check_signature(der: &[u8], public_key: &PublicKey) -> Result<(), X509Error> {
    let signed = Signed::from_der(der).map_err(|error| X509Error::der("a signed value", error))?;
    let value = signed.value.to_der().map_err(X509Error::write)?;
    let algorithm = signed.algorithm.to_der().map_err(X509Error::write)?;
    let accepted: [(&[u8], &'static RsaParameters); 6] = [
        (alg_id::RSA_PKCS1_SHA256.as_ref(), &RSA_PKCS1_2048_8192_SHA256),
        (alg_id::RSA_PKCS1_SHA384.as_ref(), &RSA_PKCS1_2048_8192_SHA384),
        (alg_id::RSA_PKCS1_SHA512.as_ref(), &RSA_PKCS1_2048_8192_SHA512),
        (alg_id::RSA_PSS_SHA256.as_ref(), &RSA_PSS_2048_8192_SHA256),
        (alg_id::RSA_PSS_SHA384.as_ref(), &RSA_PSS_2048_8192_SHA384),
        (alg_id::RSA_PSS_SHA512.as_ref(), &RSA_PSS_2048_8192_SHA512),
    ];
    // All of these are shorter than 128 octets, so the header of the sequence has two.
    let named = algorithm.get(2..).unwrap_or_default();
    let (_, parameters) =
        accepted.iter().find(|(known, _)| *known == named).ok_or(X509Error::SelfSignature)?;
    if public_key.verifies(parameters, &value, signed.signature.raw_bytes()) {
        Ok(())
    } else {
        Err(X509Error::SelfSignature)
    }
}

fn dns_names(request: &CertReq) -> Result<Vec<String>, X509Error> {
    use der::oid::AssociatedOid;
    let wrong = |error: der::Error| X509Error::der("the extensions of a certificate request", error);
    let mut names = Vec::new();
    for attribute in request.info.attributes.iter().filter(|attribute| attribute.oid == ExtensionReq::OID) {
        for value in attribute.values.iter() {
            let asked = ExtensionReq::from_der(&value.to_der().map_err(wrong)?).map_err(wrong)?;
            for extension in asked.0.iter().filter(|extension| extension.extn_id == SubjectAltName::OID) {
                let list = SubjectAltName::from_der(extension.extn_value.as_bytes()).map_err(wrong)?;
                names.extend(list.0.iter().filter_map(|name| match name {
                    GeneralName::DnsName(name) => Some(name.as_str().to_owned()),
                    _ => None,
                }));
            }
        }
    }
    Ok(names)
}
