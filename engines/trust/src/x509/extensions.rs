//! Extensions, in the order in which the reference implementation writes them.

use std::net::IpAddr;

use der::asn1::{Ia5String, ObjectIdentifier, OctetString};
use der::{Encode, Sequence};
use x509_cert::ext::Extension;
use x509_cert::ext::pkix::certpolicy::PolicyInformation;
use x509_cert::ext::pkix::crl::CrlDistributionPoints;
use x509_cert::ext::pkix::crl::dp::DistributionPoint;
use x509_cert::ext::pkix::name::{DistributionPointName, GeneralName};
use x509_cert::ext::pkix::{
    AccessDescription, AuthorityInfoAccessSyntax, AuthorityKeyIdentifier, BasicConstraints,
    CertificatePolicies, ExtendedKeyUsage, KeyUsage, SubjectAltName, SubjectKeyIdentifier,
};

use super::profile::Traits;
use super::{X509Error, oids};

/// `SemanticsInformation` of RFC 3739, section 3.2.6.1, with the identifier only.
#[derive(Sequence)]
struct Semantics {
    identifier: ObjectIdentifier,
}

#[derive(Sequence)]
struct QcStatement {
    id: ObjectIdentifier,
    info: Semantics,
}

/// Where the extensions get what the profile leaves open.
pub(super) struct Particulars<'a> {
    pub subject_key: [u8; 20],
    pub issuer_key: [u8; 20],
    pub issuer_address: String,
    pub crl_address: String,
    pub dns_names: &'a [String],
    pub ip_addresses: &'a [IpAddr],
}

pub(super) fn extension<T>(critical: bool, value: &T) -> Result<Extension, X509Error>
where
    T: Encode + der::oid::AssociatedOid,
{
    raw(T::OID, critical, value)
}

fn raw<T: Encode>(oid: ObjectIdentifier, critical: bool, value: &T) -> Result<Extension, X509Error> {
    let der = value.to_der().map_err(X509Error::write)?;
    Ok(Extension { extn_id: oid, critical, extn_value: OctetString::new(der).map_err(X509Error::write)? })
}

pub(super) fn authority_key(identifier: [u8; 20]) -> Result<Extension, X509Error> {
    let identifier = OctetString::new(identifier).map_err(X509Error::write)?;
    extension(false, &AuthorityKeyIdentifier { key_identifier: Some(identifier), ..Default::default() })
}

fn address(text: &str) -> Result<GeneralName, X509Error> {
    Ok(GeneralName::UniformResourceIdentifier(Ia5String::new(text).map_err(X509Error::write)?))
}

fn alternative_names(particulars: &Particulars<'_>) -> Result<SubjectAltName, X509Error> {
    let mut names = Vec::new();
    for name in particulars.dns_names {
        names.push(GeneralName::DnsName(Ia5String::new(name).map_err(X509Error::write)?));
    }
    names.extend(particulars.ip_addresses.iter().map(|address| GeneralName::from(*address)));
    Ok(SubjectAltName(names))
}

fn distribution_points(at: &str) -> Result<CrlDistributionPoints, X509Error> {
    let names = DistributionPointName::FullName(vec![address(at)?]);
    let point = DistributionPoint { distribution_point: Some(names), reasons: None, crl_issuer: None };
    Ok(CrlDistributionPoints(vec![point]))
}

pub(super) fn extensions(
    traits: &Traits,
    particulars: &Particulars<'_>,
) -> Result<Vec<Extension>, X509Error> {
    let mut list = vec![
        extension(
            true,
            &BasicConstraints {
                ca: traits.authority.is_some(),
                path_len_constraint: traits.authority.flatten(),
            },
        )?,
        authority_key(particulars.issuer_key)?,
    ];
    if traits.points_to_issuer {
        let location = address(&particulars.issuer_address)?;
        let access = AccessDescription { access_method: oids::CA_ISSUERS, access_location: location };
        list.push(extension(false, &AuthorityInfoAccessSyntax(vec![access]))?);
    }
    if !traits.policies.is_empty() {
        let policy =
            |oid: &ObjectIdentifier| PolicyInformation { policy_identifier: *oid, policy_qualifiers: None };
        list.push(extension(false, &CertificatePolicies(traits.policies.iter().map(policy).collect()))?);
    }
    if !traits.purposes.is_empty() {
        list.push(extension(false, &ExtendedKeyUsage(traits.purposes.clone()))?);
    }
    if traits.qc_statements {
        let statement =
            QcStatement { id: oids::QC_SYNTAX_V2, info: Semantics { identifier: oids::SEMANTICS_LEGAL } };
        list.push(raw(oids::QC_STATEMENTS, false, &vec![statement])?);
    }
    if traits.points_to_issuer {
        list.push(extension(false, &distribution_points(&particulars.crl_address)?)?);
    }
    let subject_key = OctetString::new(particulars.subject_key).map_err(X509Error::write)?;
    list.push(extension(false, &SubjectKeyIdentifier(subject_key))?);
    list.push(extension(true, &KeyUsage(traits.key_usage))?);
    if !particulars.dns_names.is_empty() {
        list.push(extension(false, &alternative_names(particulars)?)?);
    }
    Ok(list)
}
