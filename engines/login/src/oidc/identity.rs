//! What a service learns about a person: the claims of ID tokens and UserInfo.

use kernel::{Bsn, Level, Moment};
use serde_json::{Value, json};
use trust::jose::{self, JoseError, KeyAlgorithm, Recipient, SignatureAlgorithm};
use trust::seal::MacKey;

use super::{Client, ID_TOKEN_SECONDS, ProviderKeys, SubjectType};
use crate::loa_uri;

/// `sub_id_type` of a BSN.
pub(super) const BSN: &str = "urn:nl-eid-gdi:1.0:id:BSN";
/// `sub_id_type` of a pseudonym. It is a keyed hash, stable for an organisation, and no polymorphic pseudonym of BSNk.
pub(super) const PSEUDONYM: &str = "urn:nl-eid-gdi:1.0:id:Pseudonym";
/// Every claim that is given.
pub(super) const CLAIMS: [&str; 12] =
    ["iss", "sub", "sub_id_type", "aud", "exp", "iat", "nbf", "jti", "nonce", "acr", "auth_time", "at_hash"];

/// The number under which the client knows the person, and its type. A pairwise subject is the keyed hash of the organisation (OIN)
/// and the BSN: two services of one organisation see the same person, two organisations cannot compare, and a person who replaces
/// an account stays the same person.
pub(super) fn subject(client: &Client, bsn: &Bsn, pseudonyms: &MacKey) -> (String, &'static str) {
    match client.subject_type {
        SubjectType::Bsn => (bsn.to_string(), BSN),
        SubjectType::Pairwise => {
            let tag = pseudonyms.sign(format!("{}\0{bsn}", client.oin).as_bytes());
            (trust::base64url(&tag), PSEUDONYM)
        }
    }
}

/// What an ID token says.
pub(super) struct IdToken<'a> {
    pub(super) issuer: &'a str,
    pub(super) client: &'a Client,
    pub(super) bsn: &'a Bsn,
    pub(super) level: Level,
    pub(super) authenticated: Moment,
    pub(super) nonce: &'a str,
    pub(super) access_token: &'a str,
    pub(super) id: String,
    pub(super) at: Moment,
}

impl IdToken<'_> {
    pub(super) fn claims(&self, pseudonyms: &MacKey) -> Value {
        let (sub, sub_id_type) = subject(self.client, self.bsn, pseudonyms);
        let now = self.at.seconds();
        json!({
            "iss": self.issuer,
            "sub": sub,
            "sub_id_type": sub_id_type,
            "aud": self.client.client_id,
            "exp": now + ID_TOKEN_SECONDS,
            "iat": now,
            "nbf": now,
            "jti": self.id,
            "nonce": self.nonce,
            "acr": loa_uri(self.level),
            "auth_time": self.authenticated.seconds(),
            "at_hash": at_hash(self.access_token),
        })
    }
}

/// The left half of the SHA-256 of the access token (OpenID Connect Core, section 3.1.3.6).
fn at_hash(access_token: &str) -> String {
    let hash = trust::sha256(access_token.as_bytes());
    trust::base64url(hash.get(..16).unwrap_or_default())
}

/// Signs claims for a client, and encrypts them when the client has that: always when they hold a BSN.
pub(super) fn seal(
    claims: &Value,
    client: &Client,
    keys: &ProviderKeys,
    random: &kernel::Random,
) -> Result<String, JoseError> {
    let signed = jose::sign_claims(keys.signing(), client.signing_algorithm, Some("JWT"), claims)?;
    match client.encryption {
        Some(encryption) => {
            jose::encrypt_jwt(&signed, Recipient::from_set(&client.jwks, encryption)?, random)
        }
        None if client.subject_type == SubjectType::Bsn => Err(JoseError::NoKey),
        None => Ok(signed),
    }
}

/// The algorithms that clients sign with.
pub(super) const CLIENT_ALGORITHMS: [SignatureAlgorithm; 2] =
    [SignatureAlgorithm::Rs256, SignatureAlgorithm::Ps256];
/// The algorithms that clients encrypt with.
pub(super) const KEY_ALGORITHMS: [KeyAlgorithm; 2] = [KeyAlgorithm::RsaOaep, KeyAlgorithm::RsaOaep256];
