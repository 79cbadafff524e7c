//! Writing and signing what certificates and revocation lists are made of.

use std::time::Duration;

use der::asn1::{Any, BitString, GeneralizedTime, UtcTime};
use der::{Decode, Encode, Sequence, Tag};
use kernel::Moment;
use rustls::pki_types::alg_id;
use x509_cert::certificate::Version;
use x509_cert::ext::Extensions;
use x509_cert::name::Name;
use x509_cert::serial_number::SerialNumber;
use x509_cert::spki::{AlgorithmIdentifierOwned, SubjectPublicKeyInfoOwned};
use x509_cert::time::{Time, Validity};

use super::{Serial, X509Error};
use crate::RsaKey;

/// `TBSCertificate` of RFC 5280, section 4.1, without the unique identifiers that nobody uses. The library's own type can
/// only be filled through its builder, which cannot sign with our keys.
#[derive(Sequence)]
pub(super) struct ToBeSigned {
    #[asn1(context_specific = "0", default = "Default::default")]
    pub version: Version,
    pub serial_number: SerialNumber,
    pub signature: AlgorithmIdentifierOwned,
    pub issuer: Name,
    pub validity: Validity,
    pub subject: Name,
    pub subject_public_key_info: SubjectPublicKeyInfoOwned,
    #[asn1(context_specific = "3", tag_mode = "EXPLICIT", optional = "true")]
    pub extensions: Option<Extensions>,
}

/// The frame around everything that is signed: the value, the algorithm, the signature.
#[derive(Sequence)]
pub(super) struct Signed {
    pub value: Any,
    pub algorithm: AlgorithmIdentifierOwned,
    pub signature: BitString,
}

/// RSASSA-PSS with SHA-512, MGF1-SHA-512 and 64 octets of salt, as RFC 4055 writes it.
pub(super) fn pss_sha512() -> Result<AlgorithmIdentifierOwned, X509Error> {
    let inner = Any::new(Tag::Sequence, alg_id::RSA_PSS_SHA512.as_ref()).map_err(X509Error::write)?;
    AlgorithmIdentifierOwned::from_der(&inner.to_der().map_err(X509Error::write)?).map_err(X509Error::write)
}

pub(super) fn sign<T: Encode>(value: &T, key: &RsaKey) -> Result<Vec<u8>, X509Error> {
    let der = value.to_der().map_err(X509Error::write)?;
    let signature = BitString::from_bytes(&key.sign_pss_sha512(&der)?).map_err(X509Error::write)?;
    let value = Any::from_der(&der).map_err(X509Error::write)?;
    Signed { value, algorithm: pss_sha512()?, signature }.to_der().map_err(X509Error::write)
}

/// Whole seconds; up to 2049 as UTCTime, later as GeneralizedTime (RFC 5280, section 4.1.2.5).
pub(super) fn time(moment: Moment) -> Result<Time, X509Error> {
    let seconds = u64::try_from(moment.seconds()).map_err(|_| X509Error::Instant)?;
    let duration = Duration::from_secs(seconds);
    UtcTime::from_unix_duration(duration)
        .map(Time::UtcTime)
        .or_else(|_| GeneralizedTime::from_unix_duration(duration).map(Time::GeneralTime))
        .map_err(|_| X509Error::Instant)
}

pub(super) fn moment(time: Time) -> Result<Moment, X509Error> {
    let micros = i64::try_from(time.to_unix_duration().as_micros()).map_err(|_| X509Error::Instant)?;
    Ok(Moment::from_micros(micros))
}

pub(super) fn serial_number(serial: &Serial) -> Result<SerialNumber, X509Error> {
    SerialNumber::new(serial.as_bytes()).map_err(X509Error::write)
}
