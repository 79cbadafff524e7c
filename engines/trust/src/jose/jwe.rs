use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::rsa::{
    OAEP_SHA1_MGF1SHA1, OAEP_SHA256_MGF1SHA256, OaepAlgorithm, OaepPrivateDecryptingKey,
    OaepPublicEncryptingKey, PrivateDecryptingKey, PublicEncryptingKey,
};
use der::Encode;
use der::asn1::{BitString, Null, ObjectIdentifier};
use kernel::Random;
use serde_json::{Map, Value, json};

use super::jwk::PublicNumbers;
use super::{Header, JoseError, Jwk, Jwks, KeyUse, MAX_TOKEN_BYTES};
use crate::{RsaKey, base64url, from_base64url};

const CONTENT: &str = "A256GCM";
const TAG_LEN: usize = 16;
const NONCE_LEN: usize = 12;
const KEY_LEN: usize = 32;

/// How the key of the content is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyAlgorithm {
    /// RSAES-OAEP with SHA-1, which RFC 7518 calls `RSA-OAEP` and NL GOV prescribes.
    RsaOaep,
    /// RSAES-OAEP with SHA-256.
    RsaOaep256,
}

impl KeyAlgorithm {
    /// The name in the `alg` header.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::RsaOaep => "RSA-OAEP",
            Self::RsaOaep256 => "RSA-OAEP-256",
        }
    }

    /// The algorithm of a name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::RsaOaep, Self::RsaOaep256].into_iter().find(|one| one.name() == name)
    }

    fn oaep(self) -> &'static OaepAlgorithm {
        match self {
            Self::RsaOaep => &OAEP_SHA1_MGF1SHA1,
            Self::RsaOaep256 => &OAEP_SHA256_MGF1SHA256,
        }
    }
}

/// For whom a token is encrypted, and how.
#[derive(Debug, Clone, Copy)]
pub struct Recipient<'a> {
    /// The public key, RSA.
    pub key: &'a Jwk,
    /// How.
    pub algorithm: KeyAlgorithm,
}

impl<'a> Recipient<'a> {
    /// The first key of a set that may encrypt with this algorithm.
    ///
    /// # Errors
    /// When there is none.
    pub fn from_set(set: &'a Jwks, algorithm: KeyAlgorithm) -> Result<Self, JoseError> {
        set.keys
            .iter()
            .find(|key| {
                matches!(key.key, PublicNumbers::Rsa { .. }) && key.may(KeyUse::Encryption, algorithm.name())
            })
            .map(|key| Self { key, algorithm })
            .ok_or(JoseError::NoKey)
    }
}

/// A private key that decrypts tokens. Its name (`kid`) is its thumbprint.
pub struct DecryptionKey {
    key: OaepPrivateDecryptingKey,
    kid: String,
}

impl DecryptionKey {
    /// A key for both algorithms.
    ///
    /// # Errors
    /// When the library refuses the key.
    pub fn new(key: &RsaKey) -> Result<Self, JoseError> {
        const REFUSED: JoseError = JoseError::Key("the library refuses to decrypt with it");
        let pkcs8 = key.to_pkcs8().map_err(|_| REFUSED)?;
        let private = PrivateDecryptingKey::from_pkcs8(&pkcs8).map_err(|_| REFUSED)?;
        let kid = Jwk::of_rsa(key, KeyUse::Encryption, KeyAlgorithm::RsaOaep.name()).thumbprint();
        Ok(Self { key: OaepPrivateDecryptingKey::new(private).map_err(|_| REFUSED)?, kid })
    }

    /// The name of the key.
    #[must_use]
    pub fn kid(&self) -> &str {
        &self.kid
    }
}

impl std::fmt::Debug for DecryptionKey {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "DecryptionKey({})", self.kid)
    }
}

/// Encrypts bytes with a fresh key under `A256GCM`. `cty` says what they are.
///
/// # Errors
/// When the recipient's key is no RSA key or not for this, or the result would be longer than is read.
pub fn encrypt(
    payload: &[u8],
    recipient: Recipient<'_>,
    cty: Option<&str>,
    random: &Random,
) -> Result<String, JoseError> {
    let algorithm = recipient.algorithm;
    if !recipient.key.may(KeyUse::Encryption, algorithm.name()) {
        return Err(JoseError::Key("it was not published for encryption with this algorithm"));
    }
    let mut header = Map::new();
    header.insert("alg".to_owned(), json!(algorithm.name()));
    header.insert("enc".to_owned(), json!(CONTENT));
    for (name, value) in [("kid", recipient.key.kid.as_deref()), ("cty", cty)] {
        if let Some(value) = value {
            header.insert(name.to_owned(), json!(value));
        }
    }
    let header = base64url(Value::Object(header).to_string().as_bytes());
    let content_key = random.bytes::<KEY_LEN>();
    let nonce = random.bytes::<NONCE_LEN>();
    let encrypted_key = encrypt_key(recipient, &content_key)?;
    let cipher = cipher(&content_key).ok_or(JoseError::Write)?;
    let mut body = payload.to_vec();
    let tag = cipher
        .seal_in_place_separate_tag(
            Nonce::assume_unique_for_key(nonce),
            Aad::from(header.as_bytes()),
            &mut body,
        )
        .map_err(|_| JoseError::Write)?;
    let rest = [encrypted_key.as_slice(), &nonce, &body, tag.as_ref()].map(base64url).join(".");
    let token = format!("{header}.{rest}");
    if token.len() > MAX_TOKEN_BYTES { Err(JoseError::TooLong(token.len())) } else { Ok(token) }
}

/// Encrypts a signed token: a nested JWT, `cty` `JWT` (RFC 7519, section 5.2).
///
/// # Errors
/// As [`encrypt`].
pub fn encrypt_jwt(signed: &str, recipient: Recipient<'_>, random: &Random) -> Result<String, JoseError> {
    encrypt(signed.as_bytes(), recipient, Some("JWT"), random)
}

/// Decrypts a token with one of our keys and returns its header and content.
///
/// # Errors
/// When the token has another form, its algorithm is not among `allowed`, or it cannot be decrypted.
pub fn decrypt(
    token: &str,
    keys: &[DecryptionKey],
    allowed: &[KeyAlgorithm],
) -> Result<(Header, Vec<u8>), JoseError> {
    if token.len() > MAX_TOKEN_BYTES {
        return Err(JoseError::TooLong(token.len()));
    }
    let parts: Vec<&str> = token.splitn(6, '.').collect();
    let [protected, encrypted_key, nonce, body, tag] = parts.as_slice() else {
        return Err(JoseError::Form("five parts between four dots were expected"));
    };
    let header = Header::read(protected)?;
    let algorithm = KeyAlgorithm::from_name(&header.algorithm)
        .filter(|algorithm| allowed.contains(algorithm))
        .ok_or(JoseError::Algorithm)?;
    if header.members.get("enc").and_then(Value::as_str) != Some(CONTENT) {
        return Err(JoseError::Unsupported("another content encryption (enc) than A256GCM"));
    }
    if header.members.contains_key("zip") {
        return Err(JoseError::Unsupported("compression (zip)"));
    }
    let read = |text: &&str| from_base64url(text).ok_or(JoseError::Form("a part is not base64url"));
    let (encrypted_key, nonce, body, tag) = (read(encrypted_key)?, read(nonce)?, read(body)?, read(tag)?);
    if nonce.len() != NONCE_LEN || tag.len() != TAG_LEN {
        return Err(JoseError::Form("the nonce must have 12 bytes and the tag 16"));
    }
    let sealed = [body, tag].concat();
    for key in keys.iter().filter(|key| header.kid.as_ref().is_none_or(|kid| *kid == key.kid)) {
        let content_key = decrypt_key(key, algorithm, &encrypted_key);
        if let Some(content) = open(&content_key, &nonce, protected.as_bytes(), &sealed) {
            return Ok((header, content));
        }
    }
    Err(JoseError::Decryption)
}

/// Decrypts a nested JWT and returns the signed token within, still to be verified.
///
/// # Errors
/// As [`decrypt`], and when the content is not announced as a JWT or is no text.
pub fn decrypt_nested(
    token: &str,
    keys: &[DecryptionKey],
    allowed: &[KeyAlgorithm],
) -> Result<String, JoseError> {
    let (header, content) = decrypt(token, keys, allowed)?;
    if !header.cty.is_some_and(|cty| cty.eq_ignore_ascii_case("JWT")) {
        return Err(JoseError::Form("the content type (cty) must be JWT"));
    }
    String::from_utf8(content).map_err(|_| JoseError::Form("the content is no text"))
}

fn encrypt_key(recipient: Recipient<'_>, content_key: &[u8]) -> Result<Vec<u8>, JoseError> {
    const REFUSED: JoseError = JoseError::Key("the library refuses to encrypt for it");
    let PublicNumbers::Rsa { .. } = &recipient.key.key else {
        return Err(JoseError::Key("only RSA keys can be encrypted for"));
    };
    let public = PublicEncryptingKey::from_der(&spki(&recipient.key.key.bytes()?)?).map_err(|_| REFUSED)?;
    let public = OaepPublicEncryptingKey::new(public).map_err(|_| REFUSED)?;
    let mut out = vec![0; public.ciphertext_size()];
    let written = public
        .encrypt(recipient.algorithm.oaep(), content_key, &mut out, None)
        .map_err(|_| JoseError::Write)?;
    Ok(written.to_vec())
}

/// `SubjectPublicKeyInfo` around an `RSAPublicKey`.
fn spki(pkcs1: &[u8]) -> Result<Vec<u8>, JoseError> {
    use x509_cert::spki::{AlgorithmIdentifier, SubjectPublicKeyInfo};
    const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
    let subject_public_key = BitString::from_bytes(pkcs1).map_err(|_| JoseError::Write)?;
    let algorithm = AlgorithmIdentifier { oid: RSA, parameters: Some(Null) };
    SubjectPublicKeyInfo { algorithm, subject_public_key }.to_der().map_err(|_| JoseError::Write)
}

/// A key that cannot be decrypted is replaced by one that nobody knows, so that the failure shows at the same place and
/// in the same way as that of a changed content (RFC 7516, section 11.5).
fn decrypt_key(key: &DecryptionKey, algorithm: KeyAlgorithm, encrypted: &[u8]) -> [u8; KEY_LEN] {
    let mut content_key = Random::system().bytes::<KEY_LEN>();
    let mut out = vec![0; key.key.min_output_size()];
    if let Ok(plain) = key.key.decrypt(algorithm.oaep(), encrypted, &mut out, None)
        && plain.len() == KEY_LEN
    {
        content_key.copy_from_slice(plain);
    }
    content_key
}

fn cipher(key: &[u8; KEY_LEN]) -> Option<LessSafeKey> {
    UnboundKey::new(&AES_256_GCM, key).ok().map(LessSafeKey::new)
}

fn open(key: &[u8; KEY_LEN], nonce: &[u8], protected: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
    let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
    let mut sealed = sealed.to_vec();
    let plain = cipher(key)?.open_in_place(nonce, Aad::from(protected), &mut sealed).ok()?;
    Some(plain.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;
    use crate::jose::{SignatureAlgorithm, decode_verified, sign_claims};
    use proptest::prelude::*;

    const BOTH: [KeyAlgorithm; 2] = [KeyAlgorithm::RsaOaep, KeyAlgorithm::RsaOaep256];

    fn public(algorithm: KeyAlgorithm) -> Jwk {
        Jwk::of_rsa(&fixture::keys().client, KeyUse::Encryption, algorithm.name())
    }

    fn sealed(payload: &[u8], algorithm: KeyAlgorithm) -> String {
        let key = public(algorithm);
        encrypt(payload, Recipient { key: &key, algorithm }, None, &Random::system()).unwrap()
    }

    fn ours() -> Vec<DecryptionKey> {
        vec![DecryptionKey::new(&fixture::keys().client).unwrap()]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn an_encrypted_token_opens_and_any_changed_character_is_refused(
            payload in proptest::collection::vec(any::<u8>(), 0..60),
            choice in 0usize..2,
            place in any::<proptest::sample::Index>(),
            other in any::<char>(),
        ) {
            let token = sealed(&payload, BOTH[choice]);
            let (header, read) = decrypt(&token, &ours(), &BOTH).unwrap();
            prop_assert_eq!(read, payload);
            prop_assert_eq!(header.algorithm, BOTH[choice].name());
            let mut characters: Vec<char> = token.chars().collect();
            let at = place.index(characters.len());
            prop_assume!(characters[at] != other);
            characters[at] = other;
            let changed: String = characters.into_iter().collect();
            prop_assert!(decrypt(&changed, &ours(), &BOTH).is_err());
        }

        #[test]
        fn no_text_makes_the_reader_panic(text in "\\PC{0,80}", part in "[A-Za-z0-9_-]{0,20}") {
            prop_assert!(decrypt(&text, &[], &BOTH).is_err());
            let header = base64url(br#"{"alg":"RSA-OAEP","enc":"A256GCM"}"#);
            let token = [header.as_str(), &part, &part, &part, &part].join(".");
            prop_assert!(decrypt(&token, &ours(), &BOTH).is_err());
        }
    }

    #[test]
    fn the_content_of_the_first_example_of_rfc_7516_opens() {
        let key = "b1a1f480548fe1733fb403ff6b9ad4f68a076e5b702e22692f82cb2e7aea40fc";
        let key: [u8; 32] = crate::from_hex(key).unwrap().try_into().unwrap();
        let nonce = from_base64url("48V1_ALb6US04U3b").unwrap();
        let protected = "eyJhbGciOiJSU0EtT0FFUCIsImVuYyI6IkEyNTZHQ00ifQ";
        let body = "5eym8TW_c8SuK0ltJ3rpYIzOeDQz7TALvtu6UG9oMo4vpzs9tX_EFShS8iB7j6jiSdiwkIr3ajwQzaBtQD_A";
        let tag = "XFBoMYUZodetZdvTiFvSkQ";
        let sealed = [from_base64url(body).unwrap(), from_base64url(tag).unwrap()].concat();
        assert_eq!(
            open(&key, &nonce, protected.as_bytes(), &sealed).as_deref(),
            Some(b"The true sign of intelligence is not knowledge but imagination.".as_slice())
        );
    }

    #[test]
    fn a_nested_token_is_opened_and_then_verified() {
        let signer = &fixture::signing_keys().rsa;
        let claims = json!({"sub": "x"});
        let signed = sign_claims(signer, SignatureAlgorithm::Ps256, None, &claims).unwrap();
        let set = Jwks { keys: vec![signer.public(None), public(KeyAlgorithm::RsaOaep)] };
        let recipient = Recipient::from_set(&set, KeyAlgorithm::RsaOaep).unwrap();
        let token = encrypt_jwt(&signed, recipient, &Random::system()).unwrap();
        let inner = decrypt_nested(&token, &ours(), &BOTH).unwrap();
        assert_eq!(decode_verified(&inner, &set, &[SignatureAlgorithm::Ps256]).unwrap().1, claims);
        assert!(Recipient::from_set(&set, KeyAlgorithm::RsaOaep256).is_err());
        let plain = sealed(b"x", KeyAlgorithm::RsaOaep);
        assert_eq!(
            decrypt_nested(&plain, &ours(), &BOTH),
            Err(JoseError::Form("the content type (cty) must be JWT"))
        );
    }

    #[test]
    fn other_keys_algorithms_and_wishes_are_refused() {
        let token = sealed(b"x", KeyAlgorithm::RsaOaep);
        assert_eq!(decrypt(&token, &ours(), &[KeyAlgorithm::RsaOaep256]), Err(JoseError::Algorithm));
        let stranger = [DecryptionKey::new(&fixture::keys().server).unwrap()];
        assert_eq!(decrypt(&token, &stranger, &BOTH), Err(JoseError::Decryption));
        let rest = token.split_once('.').unwrap().1;
        let with = |header: Value| format!("{}.{rest}", base64url(header.to_string().as_bytes()));
        let verdict = |header: Value| decrypt(&with(header), &ours(), &BOTH).map(|_| ());
        let (alg, enc) = ("RSA-OAEP", "A256GCM");
        assert_eq!(verdict(json!({"alg": alg, "enc": enc})), Err(JoseError::Decryption));
        assert!(matches!(verdict(json!({"alg": alg, "enc": "A128GCM"})), Err(JoseError::Unsupported(_))));
        assert!(matches!(
            verdict(json!({"alg": alg, "enc": enc, "zip": "DEF"})),
            Err(JoseError::Unsupported(_))
        ));
        assert_eq!(verdict(json!({"alg": "dir", "enc": enc})), Err(JoseError::Algorithm));
        assert_eq!(verdict(json!({"alg": "RSA1_5", "enc": enc})), Err(JoseError::Algorithm));
        assert!(matches!(decrypt(&format!("{token}.x"), &ours(), &BOTH), Err(JoseError::Form(_))));
        let signing = Jwk { key_use: Some(KeyUse::Signature), ..public(KeyAlgorithm::RsaOaep) };
        let recipient = Recipient { key: &signing, algorithm: KeyAlgorithm::RsaOaep };
        assert!(matches!(encrypt(b"x", recipient, None, &Random::system()), Err(JoseError::Key(_))));
        let long = vec![0; MAX_TOKEN_BYTES];
        let key = public(KeyAlgorithm::RsaOaep);
        let recipient = Recipient { key: &key, algorithm: KeyAlgorithm::RsaOaep };
        assert!(matches!(encrypt(&long, recipient, None, &Random::system()), Err(JoseError::TooLong(_))));
    }
}
