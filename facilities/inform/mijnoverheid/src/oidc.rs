//! This facility as a client of DigiD: OpenID Connect with PKCE and `private_key_jwt`, an encrypted ID token for the BSN
//! (OIDC-NLGOV; OAuth-NL-profiel).

use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use http::Request;
use http::header::{ACCEPT, CONTENT_TYPE, HOST};
use kernel::{Act, Level, Problem};
use serde_json::{Value, json};
use trust::RsaSize;
use trust::jose::{
    self, DecryptionKey, Jwk, Jwks, KeyAlgorithm, KeyUse, SignatureAlgorithm, SigningKey, pkce,
};
use trust::keys::{KeyError, KeyFolder};
use web::House;

use crate::data::LoginRequest;
use crate::rules::id_token::{self, Expected, Identity};

/// Our name at DigiD.
pub const CLIENT_ID: &str = "mijnoverheid";
/// Where the browser comes back, below the origin that the visitor uses.
pub const REDIRECT_PATH: &str = "/mijnoverheid/terug";
/// Public keys in the key folder, for whoever registers this client.
pub const JWKS_FILE: &str = "mijnoverheid-oidc.jwks.json";
/// Lowest level that opens an account.
pub const LEVEL: Level = Level::Basis;

const SIGNING_KEY: &str = "mijnoverheid-oidc.pem";
const ENCRYPTION_KEY: &str = "mijnoverheid-oidc-enc.pem";
const AUTHORIZATION: &str = "/openid-connect/v1/authorization";
const TOKEN: &str = "/openid-connect/v1/token";
const JWKS: &str = "/openid-connect/v1/jwks";
/// How long an assertion is good, in seconds.
const ASSERTION_SECONDS: i64 = 60;

/// The client with its keys.
pub struct Client {
    signing: SigningKey,
    decryption: Vec<DecryptionKey>,
    jwks: Value,
}

fn no_keys(error: &KeyError) -> Problem {
    Problem::internal(format!("keys of mijnoverheid: {error}"))
}

impl Client {
    /// Reads the keys from the key folder, making them when they are not there, and writes the public halves beside them.
    ///
    /// # Errors
    /// When the folder or a file in it cannot be used.
    pub fn open(keys: &Path) -> Result<Self, Problem> {
        let folder = KeyFolder::open(keys).map_err(|error| no_keys(&error))?;
        let key = |name| folder.rsa_key_or_new(name, RsaSize::Bits3072).map_err(|error| no_keys(&error));
        let (signing, encryption) = (key(SIGNING_KEY)?, key(ENCRYPTION_KEY)?);
        let signing = SigningKey::rsa(Arc::new(signing));
        let public = Jwks {
            keys: vec![
                signing.public(Some(SignatureAlgorithm::Ps256)),
                Jwk::of_rsa(&encryption, KeyUse::Encryption, KeyAlgorithm::RsaOaep.name()),
            ],
        };
        let jwks = public.to_json();
        publish(&folder, &jwks)?;
        let decryption =
            DecryptionKey::new(&encryption).map_err(|error| Problem::internal(error.to_string()))?;
        Ok(Self { signing, decryption: Vec::from([decryption]), jwks })
    }

    /// The public keys: one that signs, one to encrypt for.
    #[must_use]
    pub fn jwks(&self) -> &Value {
        &self.jwks
    }

    /// Where to send the browser for a login that was begun.
    #[must_use]
    pub(crate) fn authorization_url(&self, request: &LoginRequest, language: &str) -> String {
        let query = form(&[
            ("response_type", "code"),
            ("client_id", CLIENT_ID),
            ("redirect_uri", &format!("{}{REDIRECT_PATH}", request.origin)),
            ("scope", "openid"),
            ("state", &request.state),
            ("nonce", &request.nonce),
            ("code_challenge", &pkce::challenge(&request.verifier)),
            ("code_challenge_method", "S256"),
            ("ui_locales", language),
        ]);
        format!("{}{AUTHORIZATION}?{query}", request.origin)
    }

    /// Redeems a code and answers who logged in.
    ///
    /// # Errors
    /// 502 when DigiD refuses or its token is not right; 503 when it cannot be reached.
    pub(crate) async fn redeem(
        &self,
        house: &House,
        act: &Act,
        login: &LoginRequest,
        code: &str,
    ) -> Result<Identity, Problem> {
        let assertion = self.assertion(house, act, &login.origin)?;
        let body = form(&[
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", &format!("{}{REDIRECT_PATH}", login.origin)),
            ("code_verifier", &login.verifier),
            ("client_id", CLIENT_ID),
            ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
            ("client_assertion", &assertion),
        ]);
        let answer = self.ask(house, act, login, TOKEN, Some(body)).await?;
        let token = answer.get("id_token").and_then(Value::as_str).ok_or_else(|| refused("id_token"))?;
        let keys = self.ask(house, act, login, JWKS, None).await?;
        let keys =
            Jwks::from_json(keys.to_string().as_bytes()).map_err(|error| refused(&error.to_string()))?;
        let claims = self.claims(token, &keys).map_err(|error| refused(&error.to_string()))?;
        let expected = Expected {
            issuers: &house.settings.origins,
            client_id: CLIENT_ID,
            nonce: &login.nonce,
            least: LEVEL,
            now: act.at,
        };
        id_token::judge(&claims, &expected).map_err(refused)
    }

    fn claims(&self, token: &str, keys: &Jwks) -> Result<Value, jose::JoseError> {
        const KEY_ALGORITHMS: [KeyAlgorithm; 2] = [KeyAlgorithm::RsaOaep, KeyAlgorithm::RsaOaep256];
        const SIGNATURES: [SignatureAlgorithm; 2] = [SignatureAlgorithm::Ps256, SignatureAlgorithm::Rs256];
        let signed = jose::decrypt_nested(token, &self.decryption, &KEY_ALGORITHMS)?;
        Ok(jose::decode_verified(&signed, keys, &SIGNATURES)?.1)
    }

    /// A token that proves who we are, for one use, to the DigiD at the origin that the visitor uses.
    fn assertion(&self, house: &House, act: &Act, origin: &str) -> Result<String, Problem> {
        let now = act.at.seconds();
        let claims = json!({
            "iss": CLIENT_ID,
            "sub": CLIENT_ID,
            "aud": origin,
            "jti": house.random.hex::<16>(),
            "iat": now,
            "nbf": now,
            "exp": now + ASSERTION_SECONDS,
        });
        jose::sign_claims(&self.signing, SignatureAlgorithm::Ps256, Some("JWT"), &claims)
            .map_err(|error| Problem::internal(format!("client assertion: {error}")))
    }

    /// One question to DigiD, through its front door.
    async fn ask(
        &self,
        house: &House,
        act: &Act,
        login: &LoginRequest,
        path: &str,
        body: Option<String>,
    ) -> Result<Value, Problem> {
        let host = login.origin.split_once("://").map_or("", |(_, host)| host);
        let request = Request::builder().uri(path).header(HOST, host).header(ACCEPT, "application/json");
        let request = match body {
            Some(body) => request
                .method("POST")
                .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
                .body(Bytes::from(body)),
            None => request.method("GET").body(Bytes::new()),
        };
        let request = request.map_err(|_| Problem::internal("a request to DigiD could not be written"))?;
        let reply = house.call(act, crate::SLUG, "digid", None, request).await?;
        if reply.status.is_success() {
            return reply.json();
        }
        let why = reply.json().ok().and_then(|body| Some(body.get("error")?.as_str()?.to_owned()));
        Err(refused(&format!("{path} {} {}", reply.status.as_u16(), why.unwrap_or_default())))
    }
}

/// What went wrong goes to the log; the visitor learns what to do.
fn refused(why: &str) -> Problem {
    tracing::warn!(why, "DigiD's answer to a login could not be used");
    Problem::new(
        502,
        "digid",
        "Inloggen is niet gelukt",
        "DigiD gaf geen bruikbaar antwoord. Ga terug naar MijnOverheid en log opnieuw in.",
    )
}

/// Writes the public keys where they can be read, unless they are there.
fn publish(folder: &KeyFolder, jwks: &Value) -> Result<(), Problem> {
    let text = jwks.to_string();
    let there = folder.read(JWKS_FILE).map_err(|error| no_keys(&error))?;
    if there.as_deref() == Some(text.as_bytes()) {
        return Ok(());
    }
    if there.is_some() {
        // The keys were replaced: the old public halves fit nothing any more.
        let path = folder.path().join(JWKS_FILE);
        std::fs::remove_file(&path)
            .map_err(|error| Problem::internal(format!("{}: {error}", path.display())))?;
    }
    folder.write_new(JWKS_FILE, text.as_bytes()).map_err(|error| no_keys(&error))
}

/// The public keys of this client, made when they are not there: for registering it at DigiD before the facilities start.
///
/// # Errors
/// As [`Client::open`].
pub fn client_jwks(keys: &Path) -> Result<Value, Problem> {
    Ok(Client::open(keys)?.jwks)
}

/// `application/x-www-form-urlencoded`, also for a query.
fn form(pairs: &[(&str, &str)]) -> String {
    let pairs: Vec<String> = pairs.iter().map(|(name, value)| format!("{name}={}", encode(value))).collect();
    pairs.join("&")
}

fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_written_so_that_nothing_in_it_can_be_mistaken() {
        assert_eq!(form(&[("a", "b c&d"), ("e", "é=~")]), "a=b%20c%26d&e=%C3%A9%3D~");
    }
}
