//! Object identifiers that the profiles name.

use der::asn1::ObjectIdentifier;

const fn oid(text: &str) -> ObjectIdentifier {
    ObjectIdentifier::new_unwrap(text)
}

pub(super) const COUNTRY: ObjectIdentifier = oid("2.5.4.6");
pub(super) const ORGANISATION: ObjectIdentifier = oid("2.5.4.10");
pub(super) const COMMON_NAME: ObjectIdentifier = oid("2.5.4.3");
pub(super) const SERIAL_NUMBER: ObjectIdentifier = oid("2.5.4.5");
pub(super) const ORGANISATION_IDENTIFIER: ObjectIdentifier = oid("2.5.4.97");

pub(super) const RSA_ENCRYPTION: ObjectIdentifier = oid("1.2.840.113549.1.1.1");

pub(super) const SERVER_AUTH: ObjectIdentifier = oid("1.3.6.1.5.5.7.3.1");
pub(super) const CLIENT_AUTH: ObjectIdentifier = oid("1.3.6.1.5.5.7.3.2");
pub(super) const DOCUMENT_SIGNING: ObjectIdentifier = oid("1.3.6.1.5.5.7.3.36");
pub(super) const MICROSOFT_DOCUMENT_SIGNING: ObjectIdentifier = oid("1.3.6.1.4.1.311.10.3.12");
pub(super) const MICROSOFT_FILE_ENCRYPTION: ObjectIdentifier = oid("1.3.6.1.4.1.311.10.3.4");

/// ETSI EN 319 411-1: normalised certificate policy, and the same with a secure device.
pub(super) const NCP: ObjectIdentifier = oid("0.4.0.2042.1.1");
pub(super) const NCP_PLUS: ObjectIdentifier = oid("0.4.0.2042.1.2");
/// The TRIAL arc of PKIoverheid; production has 44 where this has 41.
pub(super) const TLS_SERVER: ObjectIdentifier = oid("2.16.528.1.1003.1.2.41.15.35.11");
pub(super) const TLS_INTERMEDIATE_OCSP: ObjectIdentifier = oid("2.16.528.1.1003.1.2.41.15.38.10");
pub(super) const TLS_TSP_OCSP: ObjectIdentifier = oid("2.16.528.1.1003.1.2.41.15.39.10");
pub(super) const LP_AUTHENTICITY: ObjectIdentifier = oid("2.16.528.1.1003.1.2.41.16.25.4");
pub(super) const LP_CONFIDENTIALITY: ObjectIdentifier = oid("2.16.528.1.1003.1.2.41.16.25.7");
pub(super) const LP_AUTHENTICATION: ObjectIdentifier = oid("2.16.528.1.1003.1.2.41.16.25.8");
pub(super) const LP_INTERMEDIATE_OCSP: ObjectIdentifier = oid("2.16.528.1.1003.1.2.41.16.28.10");
pub(super) const LP_TSP_OCSP: ObjectIdentifier = oid("2.16.528.1.1003.1.2.41.16.29.10");

pub(super) const QC_STATEMENTS: ObjectIdentifier = oid("1.3.6.1.5.5.7.1.3");
pub(super) const QC_SYNTAX_V2: ObjectIdentifier = oid("1.3.6.1.5.5.7.11.2");
pub(super) const SEMANTICS_LEGAL: ObjectIdentifier = oid("0.4.0.194121.1.2");

pub(super) const CA_ISSUERS: ObjectIdentifier = oid("1.3.6.1.5.5.7.48.2");
