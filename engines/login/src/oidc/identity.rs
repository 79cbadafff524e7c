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
        SubjectType::Pairwise => (pseudonym(client, bsn, pseudonyms), PSEUDONYM),
    }
}

fn pseudonym(client: &Client, bsn: &Bsn, pseudonyms: &MacKey) -> String {
    trust::base64url(&pseudonyms.sign(format!("{}\0{bsn}", client.oin).as_bytes()))
}

/// What an ID token says, but for the hash of the access token that it comes with.
pub(super) struct IdToken<'a> {
    pub(super) issuer: &'a str,
    pub(super) client: &'a Client,
    pub(super) bsn: &'a Bsn,
    pub(super) level: Level,
    pub(super) authenticated: Moment,
    pub(super) nonce: &'a str,
    pub(super) id: String,
    pub(super) at: Moment,
}

/// What an access token says (RFC 9068). It is signed and not encrypted, so the person stands in it under the pseudonym that the
/// organisation knows, also for clients that learn the BSN.
pub(super) struct AccessToken<'a> {
    pub(super) issuer: &'a str,
    pub(super) client: &'a Client,
    pub(super) bsn: &'a Bsn,
    pub(super) level: Level,
    pub(super) authenticated: Moment,
    /// The handle of the token: what is looked up when it is used.
    pub(super) id: String,
    pub(super) at: Moment,
    pub(super) expires: Moment,
}

impl AccessToken<'_> {
    pub(super) fn claims(&self, pseudonyms: &MacKey) -> Value {
        json!({
            "iss": self.issuer,
            "sub": pseudonym(self.client, self.bsn, pseudonyms),
            "aud": self.issuer,
            "client_id": self.client.client_id,
            "azp": self.client.client_id,
            "scope": "openid",
            "exp": self.expires.seconds(),
            "iat": self.at.seconds(),
            "jti": self.id,
            "acr": loa_uri(self.level),
            "auth_time": self.authenticated.seconds(),
        })
    }
}

/// What kind of token an access token is (RFC 9068, section 2.1).
const ACCESS_TYPE: &str = "at+jwt";

/// Signs an access token, and then the ID token that names it by its hash.
pub(super) fn sign_both(
    access: &Value,
    mut id: Value,
    client: &Client,
    keys: &ProviderKeys,
    random: &kernel::Random,
) -> Result<(String, String), JoseError> {
    let access = jose::sign_claims(keys.signing(), client.signing_algorithm, Some(ACCESS_TYPE), access)?;
    if let Some(claims) = id.as_object_mut() {
        claims.insert("at_hash".to_owned(), json!(at_hash(&access)));
    }
    Ok((access, seal(&id, client, keys, random)?))
}

/// The `jti` of an access token that this provider signed; `None` for every other text.
pub(super) fn access_token_id(token: &str, keys: &ProviderKeys) -> Option<String> {
    let (header, claims) = jose::decode_verified(token, &keys.verification(), &CLIENT_ALGORITHMS).ok()?;
    let is_ours = header.typ.as_deref() == Some(ACCESS_TYPE);
    claims.get("jti").and_then(Value::as_str).filter(|_| is_ours).map(str::to_owned)
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

/// The algorithms that clients sign with, and we.
pub(super) const CLIENT_ALGORITHMS: [SignatureAlgorithm; 2] =
    [SignatureAlgorithm::Rs256, SignatureAlgorithm::Ps256];
/// The algorithms that clients encrypt with.
pub(super) const KEY_ALGORITHMS: [KeyAlgorithm; 2] = [KeyAlgorithm::RsaOaep, KeyAlgorithm::RsaOaep256];
