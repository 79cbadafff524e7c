use der::Decode;
use kernel::{Moment, Oin};
use x509_cert::certificate::Certificate;
use x509_cert::ext::pkix::CertificatePolicies;

use super::{Profile, X509Error, build, name, oids};

/// Who stands on the other side of a connection, as its certificate tells. The certificate must have been verified
/// before: reading proves nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientIdentity {
    /// The OIN in the subject's `serialNumber`, when there is one and it is an OIN.
    pub oin: Option<Oin>,
    /// The serial number of the certificate in lower case hexadecimal digits, two for each octet.
    pub serial_hex: String,
    /// The common name of the subject; empty when there is none.
    pub subject_common_name: String,
    /// The organisation of the subject; empty when there is none.
    pub organisation: String,
    /// First instant of validity.
    pub not_before: Moment,
    /// Last instant of validity.
    pub not_after: Moment,
    /// The common name of the issuer; empty when there is none.
    pub issuer: String,
    /// The policies of the certificate in dotted digits.
    pub policies: Vec<String>,
    /// SHA-256 of the certificate: its thumbprint (`x5t#S256` of RFC 8705) before base64url.
    pub fingerprint: [u8; 32],
}

impl ClientIdentity {
    /// Reads a certificate.
    ///
    /// # Errors
    /// When the bytes are no certificate, or its subject holds one of the fields twice.
    pub fn from_der(der: &[u8]) -> Result<Self, X509Error> {
        let wrong = |error| X509Error::der("a certificate", error);
        let certificate = Certificate::from_der(der).map_err(wrong)?;
        let tbs = certificate.tbs_certificate();
        let subject = tbs.subject();
        let number = name::single(subject, oids::SERIAL_NUMBER, "serialNumber")?;
        let policies = tbs.get_extension::<CertificatePolicies>().map_err(wrong)?;
        Ok(Self {
            oin: number.and_then(|number| number.parse().ok()),
            serial_hex: crate::hex(tbs.serial_number().as_bytes()),
            subject_common_name: name::single(subject, oids::COMMON_NAME, "the common name (CN)")?
                .unwrap_or_default(),
            organisation: name::single(subject, oids::ORGANISATION, "the name of the organisation (O)")?
                .unwrap_or_default(),
            not_before: build::moment(tbs.validity().not_before)?,
            not_after: build::moment(tbs.validity().not_after)?,
            issuer: name::single(tbs.issuer(), oids::COMMON_NAME, "the common name (CN) of the issuer")?
                .unwrap_or_default(),
            policies: policies
                .map(|(_, list)| list.0.iter().map(|policy| policy.policy_identifier.to_string()).collect())
                .unwrap_or_default(),
            fingerprint: crate::sha256(der),
        })
    }

    /// Whether the certificate was issued under the policy of this profile.
    #[must_use]
    pub fn has_profile(&self, profile: Profile) -> bool {
        self.policies.contains(&profile.policy())
    }
}
