//! Revocation lists.

use std::collections::BTreeSet;

use der::asn1::Uint;
use kernel::Moment;
use x509_cert::certificate::Version;
use x509_cert::crl::{RevokedCert, TbsCertList};
use x509_cert::ext::pkix::{CrlNumber, CrlReason};

use super::extensions::{authority_key, extension};
use super::{Issuer, Serial, X509Error, build};

/// The longest time between a list and the next: 48 hours, in seconds.
pub const MAX_CRL_SECONDS: i64 = 48 * 3600;

/// Why a certificate was revoked. Numbers and names of RFC 5280, section 5.3.1; no others are offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reason {
    /// The private key is known, or may be known, to another.
    KeyCompromise = 1,
    /// The subject's name or ties changed.
    AffiliationChanged = 3,
    /// Another certificate took its place.
    Superseded = 4,
    /// The subject stopped.
    CessationOfOperation = 5,
    /// The subject lost its right to a certificate.
    PrivilegeWithdrawn = 9,
}

impl Reason {
    /// The number on the wire.
    #[must_use]
    pub fn number(self) -> i64 {
        self as i64
    }

    /// The reason of a number, if it is one that is offered.
    #[must_use]
    pub fn from_number(number: i64) -> Option<Self> {
        [
            Self::KeyCompromise,
            Self::AffiliationChanged,
            Self::Superseded,
            Self::CessationOfOperation,
            Self::PrivilegeWithdrawn,
        ]
        .into_iter()
        .find(|reason| reason.number() == number)
    }

    fn wire(self) -> CrlReason {
        match self {
            Self::KeyCompromise => CrlReason::KeyCompromise,
            Self::AffiliationChanged => CrlReason::AffiliationChanged,
            Self::Superseded => CrlReason::Superseded,
            Self::CessationOfOperation => CrlReason::CessationOfOperation,
            Self::PrivilegeWithdrawn => CrlReason::PrivilegeWithdrawn,
        }
    }
}

/// One revoked certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Revoked {
    /// Its serial number.
    pub serial: Serial,
    /// Since when.
    pub at: Moment,
    /// Why.
    pub reason: Reason,
}

/// Writes and signs a version 2 list of everything that `issuer` revoked and that has not expired, and returns its DER.
/// `number` must be higher than on every earlier list of this issuer.
///
/// # Errors
/// When the next update is not after this one and within 48 hours, a serial number occurs twice, or the signature fails.
pub fn revocation_list(
    issuer: &Issuer,
    number: u64,
    this_update: Moment,
    next_update: Moment,
    revoked: &[Revoked],
) -> Result<Vec<u8>, X509Error> {
    let current_for = next_update.seconds() - this_update.seconds();
    if !(1..=MAX_CRL_SECONDS).contains(&current_for) {
        return Err(X509Error::NextUpdate);
    }
    let mut seen = BTreeSet::new();
    let mut entries = Vec::with_capacity(revoked.len());
    for one in revoked {
        if !seen.insert(one.serial) {
            return Err(X509Error::RevokedTwice(one.serial.hex()));
        }
        entries.push(RevokedCert {
            serial_number: build::serial_number(&one.serial)?,
            revocation_date: build::time(one.at)?,
            crl_entry_extensions: Some(vec![extension(false, &one.reason.wire())?]),
        });
    }
    let crl_number = CrlNumber(Uint::new(&number.to_be_bytes()).map_err(X509Error::write)?);
    let list = TbsCertList {
        version: Version::V2,
        signature: build::pss_sha512()?,
        issuer: issuer.name().clone(),
        this_update: build::time(this_update)?,
        next_update: Some(build::time(next_update)?),
        // An empty list must be absent (RFC 5280, section 5.1.2.6).
        revoked_certificates: (!entries.is_empty()).then_some(entries),
        crl_extensions: Some(vec![authority_key(issuer.key_identifier())?, extension(false, &crl_number)?]),
    };
    build::sign(&list, issuer.key())
}
