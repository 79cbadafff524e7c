use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED, RSA_PSS_2048_8192_SHA256, UnparsedPublicKey};
use der::Encode;
use der::asn1::Uint;
use serde_json::{Map, Value, json};

use super::json::{object, text};
use super::{JoseError, MAX_JWKS_BYTES, MAX_KEYS};
use crate::rsa_key::Pkcs1;
use crate::{RsaKey, base64url, from_base64url, sha256};

const PART: &str = "the key";

/// For which use a key was published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyUse {
    /// `sig`.
    Signature,
    /// `enc`.
    Encryption,
}

/// A public key in JSON. Private keys are neither read nor written in this form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Jwk {
    pub(super) key: PublicNumbers,
    /// The name of the key.
    pub kid: Option<String>,
    /// The only algorithm it may be used with.
    pub algorithm: Option<String>,
    /// The only use it may be put to.
    pub key_use: Option<KeyUse>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum PublicNumbers {
    Rsa { n: Vec<u8>, e: Vec<u8> },
    P256 { x: [u8; 32], y: [u8; 32] },
}

impl PublicNumbers {
    /// An RSA key as `RSAPublicKey` DER, a P-256 key as uncompressed point: what the library verifies with.
    pub(super) fn bytes(&self) -> Result<Vec<u8>, JoseError> {
        match self {
            Self::Rsa { n, e } => {
                let number = |bytes: &[u8]| Uint::new(bytes).map_err(|_| JoseError::Key("its numbers"));
                Pkcs1 { n: number(n)?, e: number(e)? }.to_der().map_err(|_| JoseError::Key("its numbers"))
            }
            Self::P256 { x, y } => Ok([&[4], x.as_slice(), y.as_slice()].concat()),
        }
    }

    fn check(&self) -> Result<(), JoseError> {
        let bytes = self.bytes()?;
        match self {
            Self::Rsa { n, e } => {
                if n.first() == Some(&0) || e.first() == Some(&0) {
                    return Err(JoseError::Key("its numbers begin with zeros"));
                }
                UnparsedPublicKey::new(&RSA_PSS_2048_8192_SHA256, bytes).parse().map(|_| ())
            }
            Self::P256 { .. } => UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, bytes).parse().map(|_| ()),
        }
        .map_err(|_| JoseError::Key("it is no RSA key of 2048 to 8192 bits and no point of P-256"))?;
        match self {
            Self::Rsa { n, .. } if !(256..=1024).contains(&n.len()) => {
                Err(JoseError::Key("an RSA key must have 2048 to 8192 bits"))
            }
            _ => Ok(()),
        }
    }
}

impl Jwk {
    /// The public half of an RSA key, named by its thumbprint.
    #[must_use]
    pub fn of_rsa(key: &RsaKey, key_use: KeyUse, algorithm: &str) -> Self {
        let numbers = PublicNumbers::Rsa { n: key.modulus().to_vec(), e: key.exponent().to_vec() };
        Self::named_by_thumbprint(numbers, Some(key_use), Some(algorithm))
    }

    pub(super) fn named_by_thumbprint(
        key: PublicNumbers,
        key_use: Option<KeyUse>,
        algorithm: Option<&str>,
    ) -> Self {
        let mut jwk = Self { key, kid: None, algorithm: algorithm.map(str::to_owned), key_use };
        jwk.kid = Some(jwk.thumbprint());
        jwk
    }

    /// Reads one key in JSON.
    ///
    /// # Errors
    /// When it is no RSA or P-256 public key, is weak or not on the curve, or holds a private part.
    pub fn from_json(bytes: &[u8]) -> Result<Self, JoseError> {
        if bytes.len() > MAX_JWKS_BYTES {
            return Err(JoseError::TooLong(bytes.len()));
        }
        Self::from_map(&object(PART, bytes)?)?
            .ok_or(JoseError::Key("its kind (kty) is neither RSA nor EC with P-256"))
    }

    /// `None` for a kind of key that is unknown here.
    fn from_map(map: &Map<String, Value>) -> Result<Option<Self>, JoseError> {
        let member = |name| text(PART, map, name);
        let number = |name| {
            member(name)?
                .and_then(|text| from_base64url(&text))
                .ok_or(JoseError::Key("a number is missing or not base64url"))
        };
        let key = match (member("kty")?.as_deref(), member("crv")?.as_deref()) {
            (Some("RSA"), _) => PublicNumbers::Rsa { n: number("n")?, e: number("e")? },
            (Some("EC"), Some("P-256")) => {
                let coordinate = |name| {
                    number(name)?.try_into().map_err(|_| JoseError::Key("a coordinate has not 32 bytes"))
                };
                PublicNumbers::P256 { x: coordinate("x")?, y: coordinate("y")? }
            }
            (None, _) => return Err(JoseError::Key("its kind (kty) is missing")),
            _ => return Ok(None),
        };
        if ["d", "p", "q", "dp", "dq", "qi", "oth"].iter().any(|name| map.contains_key(*name)) {
            return Err(JoseError::Key(
                "it holds a private part; replace this key and publish the public part only",
            ));
        }
        key.check()?;
        let key_use = match member("use")?.as_deref() {
            Some("sig") => Some(KeyUse::Signature),
            Some("enc") => Some(KeyUse::Encryption),
            None => None,
            Some(_) => return Ok(None),
        };
        Ok(Some(Self { key, kid: member("kid")?, algorithm: member("alg")?, key_use }))
    }

    /// The key as a JSON object.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let mut map = self.required();
        let key_use = self.key_use.map(|one| match one {
            KeyUse::Signature => "sig",
            KeyUse::Encryption => "enc",
        });
        let optional = [("kid", self.kid.as_deref()), ("use", key_use), ("alg", self.algorithm.as_deref())];
        for (name, value) in optional {
            if let Some(value) = value {
                map.insert(name.to_owned(), json!(value));
            }
        }
        Value::Object(map)
    }

    /// The SHA-256 thumbprint of RFC 7638, in base64url.
    #[must_use]
    pub fn thumbprint(&self) -> String {
        base64url(&sha256(Value::Object(self.required()).to_string().as_bytes()))
    }

    /// The members that make the key, in the order of their names, as the thumbprint wants them.
    fn required(&self) -> Map<String, Value> {
        let pairs = match &self.key {
            PublicNumbers::Rsa { n, e } => {
                vec![("e", base64url(e)), ("kty", "RSA".to_owned()), ("n", base64url(n))]
            }
            PublicNumbers::P256 { x, y } => vec![
                ("crv", "P-256".to_owned()),
                ("kty", "EC".to_owned()),
                ("x", base64url(x)),
                ("y", base64url(y)),
            ],
        };
        pairs.into_iter().map(|(name, value)| (name.to_owned(), Value::String(value))).collect()
    }

    pub(super) fn may(&self, key_use: KeyUse, algorithm: &str) -> bool {
        self.key_use.is_none_or(|own| own == key_use)
            && self.algorithm.as_deref().is_none_or(|own| own == algorithm)
    }
}

/// A set of public keys.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Jwks {
    /// The keys, in the order of the set.
    pub keys: Vec<Jwk>,
}

impl Jwks {
    /// Reads a set. Keys of an unknown kind are passed over (RFC 7517, section 5); a known kind must be right.
    ///
    /// # Errors
    /// When it is no set, too long, or holds a wrong, weak or private key.
    pub fn from_json(bytes: &[u8]) -> Result<Self, JoseError> {
        const SET: &str = "the key set";
        if bytes.len() > MAX_JWKS_BYTES {
            return Err(JoseError::TooLong(bytes.len()));
        }
        let map = object(SET, bytes)?;
        let Some(Value::Array(list)) = map.get("keys") else {
            return Err(JoseError::Json { part: SET, why: "keys must be a list".to_owned() });
        };
        if list.len() > MAX_KEYS {
            return Err(JoseError::TooManyKeys(list.len()));
        }
        let mut keys = Vec::with_capacity(list.len());
        for value in list {
            let Value::Object(map) = value else {
                return Err(JoseError::Json { part: SET, why: "every key must be an object".to_owned() });
            };
            keys.extend(Jwk::from_map(map)?);
        }
        Ok(Self { keys })
    }

    /// The set as a JSON object.
    #[must_use]
    pub fn to_json(&self) -> Value {
        json!({ "keys": self.keys.iter().map(Jwk::to_json).collect::<Vec<_>>() })
    }

    /// The keys that a token with this name may be verified with. A name that is given must fit.
    pub(super) fn candidates<'a>(
        &'a self,
        kid: Option<&'a str>,
        algorithm: &'a str,
    ) -> impl Iterator<Item = &'a Jwk> {
        self.keys.iter().filter(move |key| {
            key.may(KeyUse::Signature, algorithm) && (kid.is_none() || key.kid.as_deref() == kid)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const EXAMPLE_N: &str = concat!(
        "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3okn",
        "jhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6",
        "qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw",
    );

    fn example() -> String {
        json!({"kty": "RSA", "n": EXAMPLE_N, "e": "AQAB", "alg": "RS256", "kid": "2011-04-29"}).to_string()
    }

    proptest! {
        #[test]
        fn no_bytes_make_the_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..100), name in "\\PC{0,9}") {
            let _ = Jwk::from_json(&bytes);
            let _ = Jwks::from_json(&bytes);
            let odd = json!({"keys": [{"kty": "EC", "crv": "P-256", "x": name, "y": base64url(&bytes)}]});
            prop_assert!(Jwks::from_json(odd.to_string().as_bytes()).is_err());
        }
    }

    #[test]
    fn the_thumbprint_is_that_of_rfc_7638() {
        let key = Jwk::from_json(example().as_bytes()).unwrap();
        assert_eq!(key.thumbprint(), "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
        assert_eq!(key.kid.as_deref(), Some("2011-04-29"));
    }

    #[test]
    fn a_set_is_written_and_read_back() {
        let own = Jwk::of_rsa(&crate::fixture::keys().client, KeyUse::Encryption, "RSA-OAEP");
        let set = Jwks { keys: vec![Jwk::from_json(example().as_bytes()).unwrap(), own] };
        assert_eq!(Jwks::from_json(set.to_json().to_string().as_bytes()), Ok(set));
    }

    #[test]
    fn weak_private_and_broken_keys_are_refused_and_unknown_kinds_passed_over() {
        let refused = [
            json!({"kty": "RSA", "n": base64url(&[255; 128]), "e": "AQAB"}),
            json!({"kty": "RSA", "n": EXAMPLE_N, "e": "AQAB", "d": "AQAB"}),
            json!({"kty": "RSA", "n": EXAMPLE_N}),
            json!({"kty": "RSA", "n": format!("AA{EXAMPLE_N}"), "e": "AQAB"}),
            json!({"kty": "EC", "crv": "P-256", "x": base64url(&[1; 32]), "y": base64url(&[1; 32])}),
            json!({"kty": "EC", "crv": "P-256", "x": base64url(&[1; 31]), "y": base64url(&[1; 32])}),
            json!({"n": EXAMPLE_N, "e": "AQAB"}),
        ];
        for key in refused {
            let set = json!({ "keys": [key] }).to_string();
            assert!(matches!(Jwks::from_json(set.as_bytes()), Err(JoseError::Key(_))), "{set}");
        }
        let unknown =
            json!({"keys": [{"kty": "oct", "k": "AAAA"}, {"kty": "EC", "crv": "P-384"}]}).to_string();
        assert_eq!(Jwks::from_json(unknown.as_bytes()), Ok(Jwks::default()));
        let many = json!({ "keys": vec![json!({"kty": "oct"}); MAX_KEYS + 1] }).to_string();
        assert_eq!(Jwks::from_json(many.as_bytes()), Err(JoseError::TooManyKeys(MAX_KEYS + 1)));
    }
}
