//! Issuing certificates.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::Arc;

use der::{Decode, Encode};
use kernel::Moment;
use x509_cert::certificate::{Certificate, Version};
use x509_cert::ext::pkix::CertificatePolicies;
use x509_cert::name::Name;

use super::build::{self, Signed, ToBeSigned};
use super::extensions::{Particulars, extensions};
use super::profile::Traits;
use super::{Domain, Profile, PublicKey, Rank, Serial, Subject, X509Error, name};
use crate::RsaKey;

/// The longest life of an end entity's certificate (profile: 397 days), in seconds.
const MAX_LIFE_SECONDS: i64 = 397 * 86_400;

/// From when until when a certificate is valid, both ends included, in whole seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Validity {
    /// First instant.
    pub not_before: Moment,
    /// Last instant.
    pub not_after: Moment,
}

/// What an end entity asks for.
#[derive(Debug, Clone)]
pub struct Request {
    /// Its names and numbers.
    pub subject: Subject,
    /// Its public key, already checked.
    pub public_key: PublicKey,
    /// Host names, for [`Profile::TlsServer`] only: 1 to 100, without wildcards.
    pub dns_names: Vec<String>,
    /// `127.0.0.1` and `::1`, for [`Profile::TlsServer`] only. A deviation from the profile.
    pub ip_addresses: Vec<IpAddr>,
}

/// An authority that can sign: its key, its certificate and the address under which both are published.
#[derive(Debug, Clone)]
pub struct Issuer {
    key: Arc<RsaKey>,
    public_key: PublicKey,
    certificate_der: Vec<u8>,
    certificate: Certificate,
    validity: Validity,
    base_name: String,
    base_url: String,
}

impl Issuer {
    /// Joins a key and its certificate. `base_url` has no slash at its end; certificates will point to
    /// `{base_url}/certs/{base_name}.cer` and `{base_url}/crl/{base_name}.crl`.
    ///
    /// # Errors
    /// When the certificate cannot be read or belongs to another key.
    pub fn new(key: RsaKey, certificate_der: Vec<u8>, base_url: &str) -> Result<Self, X509Error> {
        let certificate = Certificate::from_der(&certificate_der)
            .map_err(|error| X509Error::der("a certificate", error))?;
        let tbs = certificate.tbs_certificate();
        let public_key = PublicKey::of(&key)?;
        if public_key.info() != tbs.subject_public_key_info() {
            return Err(X509Error::NotAPair);
        }
        let validity = Validity {
            not_before: build::moment(tbs.validity().not_before)?,
            not_after: build::moment(tbs.validity().not_after)?,
        };
        let base_name = name::base_name(tbs.subject())?;
        let base_url = base_url.trim_end_matches('/').to_owned();
        let key = Arc::new(key);
        Ok(Self { key, public_key, certificate_der, certificate, validity, base_name, base_url })
    }

    /// Its certificate.
    #[must_use]
    pub fn certificate_der(&self) -> &[u8] {
        &self.certificate_der
    }

    /// From when until when its certificate is valid.
    #[must_use]
    pub fn validity(&self) -> Validity {
        self.validity
    }

    /// The name of its files: its common name without spaces and marks, such as `TRIALMyTSPG4PKIoPrivGOtherLP2025`.
    #[must_use]
    pub fn base_name(&self) -> &str {
        &self.base_name
    }

    /// Checks that `other` is signed with this issuer's key.
    ///
    /// # Errors
    /// When it is not, or cannot be read.
    pub fn check_signed(&self, other_der: &[u8]) -> Result<(), X509Error> {
        let signed = Signed::from_der(other_der).map_err(|error| X509Error::der("a signed value", error))?;
        let value = signed.value.to_der().map_err(X509Error::write)?;
        let right = signed.algorithm == build::pss_sha512()?
            && self.public_key.verifies_pss_sha512(&value, signed.signature.raw_bytes());
        if right { Ok(()) } else { Err(X509Error::Signature) }
    }

    pub(super) fn key(&self) -> &RsaKey {
        &self.key
    }

    pub(super) fn name(&self) -> &Name {
        self.certificate.tbs_certificate().subject()
    }

    pub(super) fn key_identifier(&self) -> [u8; 20] {
        self.public_key.identifier()
    }

    fn may_issue(&self, profile: Profile) -> Result<(), X509Error> {
        let policies = self
            .certificate
            .tbs_certificate()
            .get_extension::<CertificatePolicies>()
            .map_err(|error| X509Error::der("a certificate", error))?;
        let listed = policies.is_some_and(|(_, CertificatePolicies(list))| {
            list.iter().any(|policy| policy.policy_identifier == profile.policy_oid())
        });
        if listed { Ok(()) } else { Err(X509Error::Profile) }
    }
}

/// Issues a certificate to an end entity and returns its DER.
///
/// # Errors
/// When the request breaks a rule of the profile, the issuer may not issue it, the validity is not within the issuer's or
/// longer than 397 days, or the signature fails.
pub fn issue(
    profile: Profile,
    request: &Request,
    issuer: &Issuer,
    validity: Validity,
    serial: &Serial,
) -> Result<Vec<u8>, X509Error> {
    issuer.may_issue(profile)?;
    check_names(profile, request)?;
    let life = validity.not_after.seconds() - validity.not_before.seconds();
    if !(1..=MAX_LIFE_SECONDS).contains(&life) {
        return Err(X509Error::Validity);
    }
    let certificate = New {
        subject: request.subject.to_name()?,
        public_key: &request.public_key,
        validity,
        serial,
        traits: profile.traits(),
        dns_names: &request.dns_names,
        ip_addresses: &request.ip_addresses,
    };
    certificate.sign(&Parent::Issuer(issuer))
}

/// Issues the certificate of an authority. Below the root, the validity must lie within the issuer's.
pub(crate) fn issue_authority(
    place: (Domain, Rank),
    subject: &Subject,
    key: &RsaKey,
    parent: &Parent<'_>,
    validity: Validity,
    serial: &Serial,
) -> Result<Vec<u8>, X509Error> {
    if validity.not_after.seconds() <= validity.not_before.seconds() {
        return Err(X509Error::Validity);
    }
    let certificate = New {
        subject: subject.to_name()?,
        public_key: &PublicKey::of(key)?,
        validity,
        serial,
        traits: place.0.traits(place.1),
        dns_names: &[],
        ip_addresses: &[],
    };
    certificate.sign(parent)
}

/// Who signs.
pub(crate) enum Parent<'a> {
    /// The subject itself, with this key.
    Itself(&'a RsaKey),
    /// The authority above it.
    Issuer(&'a Issuer),
}

struct New<'a> {
    subject: Name,
    public_key: &'a PublicKey,
    validity: Validity,
    serial: &'a Serial,
    traits: Traits,
    dns_names: &'a [String],
    ip_addresses: &'a [IpAddr],
}

impl New<'_> {
    fn sign(self, parent: &Parent<'_>) -> Result<Vec<u8>, X509Error> {
        let subject_key = self.public_key.identifier();
        let (key, issuer, issuer_key, base) = match parent {
            Parent::Itself(key) => (*key, self.subject.clone(), subject_key, None),
            Parent::Issuer(above) => {
                let within = above.validity.not_before.seconds() <= self.validity.not_before.seconds()
                    && self.validity.not_after.seconds() <= above.validity.not_after.seconds();
                if !within {
                    return Err(X509Error::OutsideIssuer);
                }
                (above.key(), above.name().clone(), above.key_identifier(), Some(*above))
            }
        };
        let published = |folder: &str, ending: &str| {
            base.map(|above| format!("{}/{folder}/{}.{ending}", above.base_url, above.base_name))
                .unwrap_or_default()
        };
        let particulars = Particulars {
            subject_key,
            issuer_key,
            issuer_address: published("certs", "cer"),
            crl_address: published("crl", "crl"),
            dns_names: self.dns_names,
            ip_addresses: self.ip_addresses,
        };
        let to_be_signed = ToBeSigned {
            version: Version::V3,
            serial_number: build::serial_number(self.serial)?,
            signature: build::pss_sha512()?,
            issuer,
            validity: x509_cert::time::Validity::new(
                build::time(self.validity.not_before)?,
                build::time(self.validity.not_after)?,
            ),
            subject: self.subject,
            subject_public_key_info: self.public_key.info().clone(),
            extensions: Some(extensions(&self.traits, &particulars)?),
        };
        build::sign(&to_be_signed, key)
    }
}

fn check_names(profile: Profile, request: &Request) -> Result<(), X509Error> {
    let count = request.dns_names.len();
    let right_count = match profile {
        Profile::TlsServer => (1..=100).contains(&count),
        Profile::LegalPersonAuthentication => count == 0,
    };
    if !right_count {
        return Err(X509Error::DnsNameCount(count));
    }
    for name in &request.dns_names {
        check_dns_name(name).map_err(|why| X509Error::DnsName { name: name.clone(), why })?;
    }
    let loopback = [IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST)];
    let may_have_addresses = profile == Profile::TlsServer;
    if request.ip_addresses.iter().all(|address| may_have_addresses && loopback.contains(address)) {
        Ok(())
    } else {
        Err(X509Error::Address)
    }
}

fn check_dns_name(name: &str) -> Result<(), &'static str> {
    if name == "localhost" {
        return Ok(());
    }
    if name.len() > 253 {
        return Err("it is longer than 253 characters");
    }
    if name.contains('*') {
        return Err("wildcards are not allowed");
    }
    if name.to_ascii_lowercase().ends_with(".onion") {
        return Err("names under .onion are not allowed");
    }
    if name.parse::<IpAddr>().is_ok() {
        return Err("it is an address, not a name");
    }
    let labels: Vec<&str> = name.split('.').collect();
    if labels.len() < 2 {
        return Err("it must have at least two labels");
    }
    let right = |label: &&str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    if labels.iter().all(right) {
        Ok(())
    } else {
        Err("every label has 1 to 63 letters, digits and inner hyphens")
    }
}
