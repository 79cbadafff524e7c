use crate::RsaKeyError;

/// What is wrong with a certificate, a request for one, or a revocation list.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum X509Error {
    /// The bytes are not the DER of what was expected.
    #[error("is not the DER of {what}: {why}")]
    Der {
        /// What was expected.
        what: &'static str,
        /// What the reader stumbled over.
        why: String,
    },
    /// The value could not be written.
    #[error("could not be written as DER: {0}")]
    Write(String),
    /// The private key failed.
    #[error(transparent)]
    Key(#[from] RsaKeyError),
    /// The public key is of a kind that the profiles refuse.
    #[error("the public key is not RSA (rsaEncryption); PKIoverheid G4 certifies RSA keys only")]
    KeyKind,
    /// The public key is too short or absurdly long.
    #[error("the RSA key has {0} bits; it must have 3072 to 8192")]
    KeyLength(usize),
    /// The public exponent is not 65537.
    #[error("the public exponent of the RSA key must be 65537")]
    Exponent,
    /// The request is not signed with its own key, or with an algorithm that is refused.
    #[error("the request is not signed with its own key by RSA and SHA-256, SHA-384 or SHA-512")]
    SelfSignature,
    /// A field of the subject is too short or too long.
    #[error("{field} must have 2 to 64 characters, \"TRIAL \" included, without control characters")]
    SubjectField {
        /// Which field.
        field: &'static str,
    },
    /// The OIN does not fit the profile's pattern.
    #[error("the OIN must look like 000000, eleven digits and 000 to stand in a certificate")]
    OinPattern,
    /// A name of a server is not acceptable.
    #[error("{name:?} cannot stand in a server certificate: {why}")]
    DnsName {
        /// The name as asked.
        name: String,
        /// The rule that it breaks.
        why: &'static str,
    },
    /// Too few or too many names of servers.
    #[error("a server certificate has 1 to 100 names, a client certificate none; this request has {0}")]
    DnsNameCount(usize),
    /// An address other than loopback.
    #[error("only 127.0.0.1 and ::1 may stand in a server certificate beside its names")]
    Address,
    /// The certificate would not be valid for a positive time of at most 397 days.
    #[error("the certificate must end after it begins and at most 397 days later")]
    Validity,
    /// The certificate would outlive its issuer or begin before it.
    #[error("the certificate must begin and end while its issuer's certificate is valid")]
    OutsideIssuer,
    /// An instant that X.509 cannot write.
    #[error("the instant lies before 1970 or after 9999")]
    Instant,
    /// The issuer's certificate has no such policy.
    #[error("this authority may not issue certificates of this profile")]
    Profile,
    /// The issuer's key and certificate are not a pair.
    #[error("the private key does not belong to the certificate of the issuer")]
    NotAPair,
    /// The issuer's signature on a certificate is wrong.
    #[error("the certificate is not signed by the one above it")]
    Signature,
    /// The serial number is not of the form that we issue.
    #[error("a serial number is 20 octets in hexadecimal digits, the first of them 01 to 7f")]
    Serial,
    /// The list would be current for no time or for too long.
    #[error("the next update of a revocation list must come after this one and within 48 hours")]
    NextUpdate,
    /// The same serial number is on the list twice.
    #[error("the serial number {0} is on the revocation list twice")]
    RevokedTwice(String),
    /// A field of the subject of a certificate occurs twice.
    #[error("the subject of the certificate holds {0} more than once")]
    SubjectTwice(&'static str),
}

impl X509Error {
    pub(super) fn write(error: impl std::fmt::Display) -> Self {
        Self::Write(error.to_string())
    }

    pub(super) fn der(what: &'static str, error: impl std::fmt::Display) -> Self {
        Self::Der { what, why: error.to_string() }
    }
}
