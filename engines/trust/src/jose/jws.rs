use std::sync::Arc;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair,
    RSA_PKCS1_2048_8192_SHA256, RSA_PSS_2048_8192_SHA256, UnparsedPublicKey, VerificationAlgorithm,
};
use serde_json::{Map, Value, json};

use super::json::{object, text};
use super::jwk::PublicNumbers;
use super::{JoseError, Jwk, Jwks, KeyUse, MAX_TOKEN_BYTES};
use crate::{RsaKey, base64url, from_base64url};

/// How a token is signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignatureAlgorithm {
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    Rs256,
    /// RSASSA-PSS with SHA-256 and 32 octets of salt.
    Ps256,
    /// ECDSA with P-256 and SHA-256.
    Es256,
}

impl SignatureAlgorithm {
    /// The name in the `alg` header.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Rs256 => "RS256",
            Self::Ps256 => "PS256",
            Self::Es256 => "ES256",
        }
    }

    /// The algorithm of a name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Rs256, Self::Ps256, Self::Es256].into_iter().find(|one| one.name() == name)
    }

    /// The check that fits both this algorithm and the kind of the key, if any does.
    fn verifier(self, key: &PublicNumbers) -> Option<&'static dyn VerificationAlgorithm> {
        match (self, key) {
            (Self::Rs256, PublicNumbers::Rsa { .. }) => Some(&RSA_PKCS1_2048_8192_SHA256),
            (Self::Ps256, PublicNumbers::Rsa { .. }) => Some(&RSA_PSS_2048_8192_SHA256),
            (Self::Es256, PublicNumbers::P256 { .. }) => Some(&ECDSA_P256_SHA256_FIXED),
            _ => None,
        }
    }
}

/// A private key that signs tokens. Its name (`kid`) is its thumbprint.
#[derive(Clone)]
pub struct SigningKey {
    pair: Pair,
    kid: String,
}

#[derive(Clone)]
enum Pair {
    Rsa(Arc<RsaKey>),
    P256(Arc<EcdsaKeyPair>),
}

impl SigningKey {
    /// A key for `RS256` and `PS256`.
    #[must_use]
    pub fn rsa(key: Arc<RsaKey>) -> Self {
        Self::named(Pair::Rsa(key))
    }

    /// Makes a key for `ES256`.
    ///
    /// # Errors
    /// When the library refuses.
    pub fn generate_p256() -> Result<Self, JoseError> {
        let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).map_err(|_| JoseError::Write)?;
        Ok(Self::named(Pair::P256(Arc::new(pair))))
    }

    /// Reads a P-256 key in PKCS#8 DER, for `ES256`.
    ///
    /// # Errors
    /// When it is something else.
    pub fn p256_from_pkcs8(der: &[u8]) -> Result<Self, JoseError> {
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, der)
            .map_err(|_| JoseError::Key("it is no P-256 private key in PKCS#8"))?;
        Ok(Self::named(Pair::P256(Arc::new(pair))))
    }

    fn named(pair: Pair) -> Self {
        let kid = Jwk::named_by_thumbprint(numbers(&pair), None, None).thumbprint();
        Self { pair, kid }
    }

    /// The name of the key.
    #[must_use]
    pub fn kid(&self) -> &str {
        &self.kid
    }

    /// The public half, for signatures. `algorithm` binds it to one algorithm; without, an RSA key serves both of its own.
    #[must_use]
    pub fn public(&self, algorithm: Option<SignatureAlgorithm>) -> Jwk {
        let algorithm = algorithm.map(SignatureAlgorithm::name);
        Jwk::named_by_thumbprint(numbers(&self.pair), Some(KeyUse::Signature), algorithm)
    }

    fn sign(&self, algorithm: SignatureAlgorithm, message: &[u8]) -> Result<Vec<u8>, JoseError> {
        match (&self.pair, algorithm) {
            (Pair::Rsa(key), SignatureAlgorithm::Rs256) => {
                key.sign_pkcs1_sha256(message).map_err(|_| JoseError::Write)
            }
            (Pair::Rsa(key), SignatureAlgorithm::Ps256) => {
                key.sign_pss_sha256(message).map_err(|_| JoseError::Write)
            }
            (Pair::P256(key), SignatureAlgorithm::Es256) => key
                .sign(&SystemRandom::new(), message)
                .map(|signature| signature.as_ref().to_vec())
                .map_err(|_| JoseError::Write),
            _ => Err(JoseError::Key("it does not fit the algorithm")),
        }
    }
}

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "SigningKey({})", self.kid)
    }
}

fn numbers(pair: &Pair) -> PublicNumbers {
    match pair {
        Pair::Rsa(key) => PublicNumbers::Rsa { n: key.modulus().to_vec(), e: key.exponent().to_vec() },
        Pair::P256(key) => {
            // An uncompressed point: the octet 4 and two coordinates of 32 octets.
            let point = key.public_key().as_ref();
            let (mut x, mut y) = ([0; 32], [0; 32]);
            x.copy_from_slice(&point[1..33]);
            y.copy_from_slice(&point[33..65]);
            PublicNumbers::P256 { x, y }
        }
    }
}

/// The protected header of a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// `alg`.
    pub algorithm: String,
    /// `kid`: the name of the key.
    pub kid: Option<String>,
    /// `typ`: what kind of token it is.
    pub typ: Option<String>,
    /// `cty`: what is in it; `JWT` for a token within a token.
    pub cty: Option<String>,
    /// Every member, those above included.
    pub members: Map<String, Value>,
}

impl Header {
    pub(super) fn read(encoded: &str) -> Result<Self, JoseError> {
        const PART: &str = "the header of the token";
        let bytes = from_base64url(encoded).ok_or(JoseError::Form("the header is not base64url"))?;
        let members = object(PART, &bytes)?;
        if members.contains_key("crit") {
            return Err(JoseError::Unsupported("extensions (crit)"));
        }
        Ok(Self {
            algorithm: text(PART, &members, "alg")?.ok_or(JoseError::Algorithm)?,
            kid: text(PART, &members, "kid")?,
            typ: text(PART, &members, "typ")?,
            cty: text(PART, &members, "cty")?,
            members,
        })
    }
}

/// Signs bytes. The header holds `alg`, `kid` and, when given, `typ`.
///
/// # Errors
/// When the key does not fit the algorithm, or the result would be longer than is read.
pub fn sign(
    key: &SigningKey,
    algorithm: SignatureAlgorithm,
    typ: Option<&str>,
    payload: &[u8],
) -> Result<String, JoseError> {
    let mut header = Map::new();
    header.insert("alg".to_owned(), json!(algorithm.name()));
    header.insert("kid".to_owned(), json!(key.kid));
    if let Some(typ) = typ {
        header.insert("typ".to_owned(), json!(typ));
    }
    let header = base64url(Value::Object(header).to_string().as_bytes());
    let mut token = format!("{header}.{}", base64url(payload));
    let signature = key.sign(algorithm, token.as_bytes())?;
    token.push('.');
    token.push_str(&base64url(&signature));
    if token.len() > MAX_TOKEN_BYTES { Err(JoseError::TooLong(token.len())) } else { Ok(token) }
}

/// Signs claims as a JWT.
///
/// # Errors
/// As [`sign`].
pub fn sign_claims(
    key: &SigningKey,
    algorithm: SignatureAlgorithm,
    typ: Option<&str>,
    claims: &Value,
) -> Result<String, JoseError> {
    sign(key, algorithm, typ, claims.to_string().as_bytes())
}

struct Parts<'a> {
    header: Header,
    payload: Vec<u8>,
    signed: &'a str,
    signature: Vec<u8>,
}

fn parts(token: &str) -> Result<Parts<'_>, JoseError> {
    const THREE: JoseError = JoseError::Form("three parts between two dots were expected");
    if token.len() > MAX_TOKEN_BYTES {
        return Err(JoseError::TooLong(token.len()));
    }
    let (signed, signature) = token.rsplit_once('.').ok_or(THREE)?;
    let (header, payload) = signed.split_once('.').ok_or(THREE)?;
    if payload.contains('.') {
        return Err(THREE);
    }
    Ok(Parts {
        header: Header::read(header)?,
        payload: from_base64url(payload).ok_or(JoseError::Form("the payload is not base64url"))?,
        signed,
        signature: from_base64url(signature).ok_or(JoseError::Form("the signature is not base64url"))?,
    })
}

/// Verifies a token with one of the keys and returns its header and payload. With a `kid` in the header only the keys of
/// that name are tried.
///
/// # Errors
/// When the token has another form, its algorithm is not among `allowed`, no key fits, or the signature is wrong.
pub fn verify(
    token: &str,
    keys: &Jwks,
    allowed: &[SignatureAlgorithm],
) -> Result<(Header, Vec<u8>), JoseError> {
    let parts = parts(token)?;
    let algorithm = SignatureAlgorithm::from_name(&parts.header.algorithm)
        .filter(|algorithm| allowed.contains(algorithm))
        .ok_or(JoseError::Algorithm)?;
    let mut tried = false;
    let mut verified = false;
    for key in keys.candidates(parts.header.kid.as_deref(), algorithm.name()) {
        let Some(verifier) = algorithm.verifier(&key.key) else { continue };
        tried = true;
        let public = UnparsedPublicKey::new(verifier, key.key.bytes()?);
        verified = verified || public.verify(parts.signed.as_bytes(), &parts.signature).is_ok();
    }
    if verified {
        return Ok((parts.header, parts.payload));
    }
    Err(if tried { JoseError::Signature } else { JoseError::NoKey })
}

/// Verifies a JWT and returns its header and its claims, a JSON object. The claims are not judged.
///
/// # Errors
/// As [`verify`], and when the payload is no JSON object or holds a name twice.
pub fn decode_verified(
    token: &str,
    keys: &Jwks,
    allowed: &[SignatureAlgorithm],
) -> Result<(Header, Value), JoseError> {
    let (header, payload) = verify(token, keys, allowed)?;
    Ok((header, Value::Object(object("the claims of the token", &payload)?)))
}

/// Reads the header and claims of a JWT without verifying it: only to learn whose keys to verify it with.
///
/// # Errors
/// When the token has another form.
pub fn decode_unverified(token: &str) -> Result<(Header, Value), JoseError> {
    let parts = parts(token)?;
    Ok((parts.header, Value::Object(object("the claims of the token", &parts.payload)?)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;
    use proptest::prelude::*;

    const ALL: [SignatureAlgorithm; 3] =
        [SignatureAlgorithm::Rs256, SignatureAlgorithm::Ps256, SignatureAlgorithm::Es256];

    fn signing(algorithm: SignatureAlgorithm) -> &'static SigningKey {
        let keys = fixture::signing_keys();
        if algorithm == SignatureAlgorithm::Es256 { &keys.p256 } else { &keys.rsa }
    }

    fn both() -> Jwks {
        let keys = fixture::signing_keys();
        Jwks { keys: vec![keys.rsa.public(None), keys.p256.public(None)] }
    }

    fn forged(header: &Value, signature: &str) -> String {
        format!("{}.{}.{signature}", base64url(header.to_string().as_bytes()), base64url(b"{}"))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn a_signed_token_verifies_and_any_changed_character_is_refused(
            payload in proptest::collection::vec(any::<u8>(), 0..60),
            choice in 0usize..3,
            place in any::<proptest::sample::Index>(),
            other in any::<char>(),
        ) {
            let algorithm = ALL[choice];
            let token = sign(signing(algorithm), algorithm, Some("JWT"), &payload).unwrap();
            let (header, read) = verify(&token, &both(), &ALL).unwrap();
            prop_assert_eq!(read, payload);
            prop_assert_eq!(header.algorithm, algorithm.name());
            prop_assert_eq!(header.typ.as_deref(), Some("JWT"));
            let mut characters: Vec<char> = token.chars().collect();
            let at = place.index(characters.len());
            prop_assume!(characters[at] != other);
            characters[at] = other;
            let changed: String = characters.into_iter().collect();
            prop_assert!(verify(&changed, &both(), &ALL).is_err());
        }

        #[test]
        fn no_text_makes_the_reader_panic(text in "\\PC{0,80}", dotted in "[A-Za-z0-9_-]{0,20}\\.[A-Za-z0-9_-]{0,20}\\.[A-Za-z0-9_-]{0,20}") {
            prop_assert!(verify(&text, &both(), &ALL).is_err());
            prop_assert!(decode_verified(&dotted, &both(), &ALL).is_err());
            let _ = decode_unverified(&dotted);
        }
    }

    #[test]
    fn the_es256_example_of_rfc_7515_verifies() {
        let token = concat!(
            "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ",
            ".DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q",
        );
        let key = json!({"kty": "EC", "crv": "P-256", "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
            "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"});
        let keys = Jwks::from_json(json!({ "keys": [key] }).to_string().as_bytes()).unwrap();
        let (_, claims) = decode_verified(token, &keys, &ALL).unwrap();
        assert_eq!(claims, json!({"iss": "joe", "exp": 1_300_819_380, "http://example.com/is_root": true}));
    }

    #[test]
    fn the_algorithm_is_the_readers_choice_and_never_none() {
        let rs256 = sign(signing(SignatureAlgorithm::Rs256), SignatureAlgorithm::Rs256, None, b"{}").unwrap();
        assert_eq!(verify(&rs256, &both(), &[SignatureAlgorithm::Ps256]), Err(JoseError::Algorithm));
        for name in ["none", "None", "HS256", "RS512", ""] {
            assert_eq!(
                verify(&forged(&json!({ "alg": name }), ""), &both(), &ALL),
                Err(JoseError::Algorithm)
            );
        }
        assert_eq!(verify(&forged(&json!({}), ""), &both(), &ALL), Err(JoseError::Algorithm));
    }

    #[test]
    fn a_key_of_another_kind_use_name_or_algorithm_is_not_tried() {
        let keys = fixture::signing_keys();
        let token = sign(&keys.rsa, SignatureAlgorithm::Ps256, None, b"{}").unwrap();
        let verdict = |key: Jwk| verify(&token, &Jwks { keys: vec![key] }, &ALL).map(|_| ());
        assert_eq!(verdict(keys.rsa.public(None)), Ok(()));
        assert_eq!(verdict(keys.rsa.public(Some(SignatureAlgorithm::Rs256))), Err(JoseError::NoKey));
        assert_eq!(verdict(keys.p256.public(None)), Err(JoseError::NoKey));
        assert_eq!(verdict(Jwk { kid: None, ..keys.rsa.public(None) }), Err(JoseError::NoKey));
        let encrypting = Jwk { key_use: Some(KeyUse::Encryption), ..keys.rsa.public(None) };
        assert_eq!(verdict(encrypting), Err(JoseError::NoKey));
        let kid = keys.rsa.kid().to_owned();
        let other = Jwk { kid: Some(kid.clone()), ..keys.p256.public(None) };
        assert_eq!(verdict(other), Err(JoseError::NoKey));
        let mixed = forged(&json!({"alg": "ES256", "kid": kid}), "AAAA");
        assert_eq!(verify(&mixed, &both(), &ALL), Err(JoseError::NoKey));
        assert!(matches!(sign(&keys.rsa, SignatureAlgorithm::Es256, None, b""), Err(JoseError::Key(_))));
    }

    #[test]
    fn long_critical_and_double_headers_are_refused() {
        let critical = forged(&json!({"alg": "PS256", "crit": ["b64"], "b64": false}), "");
        assert_eq!(verify(&critical, &both(), &ALL), Err(JoseError::Unsupported("extensions (crit)")));
        let double = format!("{}.e30.", base64url(br#"{"alg":"PS256","alg":"none"}"#));
        assert!(matches!(verify(&double, &both(), &ALL), Err(JoseError::Json { .. })));
        let long = "a".repeat(MAX_TOKEN_BYTES + 1);
        assert_eq!(verify(&long, &both(), &ALL), Err(JoseError::TooLong(MAX_TOKEN_BYTES + 1)));
        let claims =
            sign(&fixture::signing_keys().rsa, SignatureAlgorithm::Ps256, None, br#"{"a":1,"a":2}"#).unwrap();
        assert!(matches!(decode_verified(&claims, &both(), &ALL), Err(JoseError::Json { .. })));
    }
}
