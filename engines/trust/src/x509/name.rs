//! Names of subjects and issuers.

use der::asn1::{Any, ObjectIdentifier, PrintableString};
use der::{Decode, Encode};
use kernel::{KvkNumber, Oin};
use x509_cert::attr::AttributeTypeAndValue;
use x509_cert::name::{Name, RdnSequence, RelativeDistinguishedName};

use super::{X509Error, oids};

/// What every name begins with: nobody may take these certificates for real ones.
const TRIAL: &str = "TRIAL ";

/// For whom a certificate is. The country is always NL. `TRIAL ` is put before both names where it is not there yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// The official name of the organisation (`O`), at most 64 characters with `TRIAL `.
    pub organisation: String,
    /// The common name (`CN`): for servers too the organisation or the service, not a host.
    pub common_name: String,
    /// The KvK number, written as `organizationIdentifier` `NTRNL-` and eight digits.
    pub kvk: Option<KvkNumber>,
    /// The OIN, written as `serialNumber`.
    pub oin: Option<Oin>,
}

impl Subject {
    /// In the order of the reference implementation: C, O, CN, organizationIdentifier, serialNumber.
    pub(super) fn to_name(&self) -> Result<Name, X509Error> {
        let mut attributes = vec![
            printable(oids::COUNTRY, "NL")?,
            utf8(oids::ORGANISATION, &trial(&self.organisation, "the name of the organisation (O)")?)?,
            utf8(oids::COMMON_NAME, &trial(&self.common_name, "the common name (CN)")?)?,
        ];
        if let Some(kvk) = &self.kvk {
            attributes.push(utf8(oids::ORGANISATION_IDENTIFIER, &format!("NTRNL-{kvk}"))?);
        }
        if let Some(oin) = &self.oin {
            attributes.push(printable(oids::SERIAL_NUMBER, profile_oin(oin)?)?);
        }
        name_of(attributes)
    }
}

/// The pattern of the profiles: `^000000[0-9]{2}[0-9]{9}000$`.
fn profile_oin(oin: &Oin) -> Result<&str, X509Error> {
    let text = oin.as_str();
    if text.starts_with("000000") && text.ends_with("000") { Ok(text) } else { Err(X509Error::OinPattern) }
}

fn trial(text: &str, field: &'static str) -> Result<String, X509Error> {
    let full = if text.starts_with(TRIAL) { text.to_owned() } else { format!("{TRIAL}{text}") };
    let own = full.chars().count() - TRIAL.len();
    if own < 2 || full.chars().count() > 64 || full.chars().any(char::is_control) {
        return Err(X509Error::SubjectField { field });
    }
    Ok(full)
}

fn utf8(oid: ObjectIdentifier, text: &str) -> Result<AttributeTypeAndValue, X509Error> {
    let value = Any::encode_from(&text.to_owned()).map_err(X509Error::write)?;
    Ok(AttributeTypeAndValue { oid, value })
}

fn printable(oid: ObjectIdentifier, text: &str) -> Result<AttributeTypeAndValue, X509Error> {
    let text = PrintableString::new(text).map_err(X509Error::write)?;
    Ok(AttributeTypeAndValue { oid, value: Any::encode_from(&text).map_err(X509Error::write)? })
}

/// One attribute in each relative name. The library offers no way to put a name together, so it is written and read.
fn name_of(attributes: Vec<AttributeTypeAndValue>) -> Result<Name, X509Error> {
    let mut sequence = RdnSequence::default();
    for attribute in attributes {
        sequence.push(RelativeDistinguishedName::try_from(vec![attribute]).map_err(X509Error::write)?);
    }
    Name::from_der(&sequence.to_der().map_err(X509Error::write)?).map_err(X509Error::write)
}

/// The text of an attribute that may stand in a name once.
pub(super) fn single(
    name: &Name,
    oid: ObjectIdentifier,
    field: &'static str,
) -> Result<Option<String>, X509Error> {
    let mut found = name.iter().filter(|attribute| attribute.oid == oid);
    let Some(first) = found.next() else { return Ok(None) };
    if found.next().is_some() {
        return Err(X509Error::SubjectTwice(field));
    }
    let text: x509_cert::ext::pkix::name::DirectoryString =
        first.value.decode_as().map_err(|error| X509Error::der(field, error))?;
    Ok(Some(text.value().into_owned()))
}

/// The name in file names and addresses of an authority: its common name without spaces and marks.
pub(super) fn base_name(name: &Name) -> Result<String, X509Error> {
    let common_name = single(name, oids::COMMON_NAME, "the common name (CN)")?.unwrap_or_default();
    Ok(common_name.chars().filter(char::is_ascii_alphanumeric).collect())
}
