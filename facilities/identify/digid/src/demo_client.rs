//! A client for who builds software: registered from the first start, with its private keys in a file beside the others.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use der::asn1::{OctetString, Uint};
use der::{Any, Decode, Sequence};
use kernel::Problem;
use serde_json::{Map, Value, json};
use trust::jose::{Jwk, KeyAlgorithm, KeyUse, SigningKey};
use trust::keys::KeyFolder;
use trust::{RsaKey, RsaSize, base64url};

/// Folder of client keys, within the folder of keys.
const FOLDER: &str = "clients";
/// File of its private keys.
const FILE: &str = "testdienst.jwks.json";
/// What makes a JWK private (RFC 7518, section 6.3.2).
const PRIVATE: [&str; 6] = ["d", "p", "q", "dp", "dq", "qi"];

/// A client that is registered from the first start.
#[derive(Debug, Clone)]
pub struct DemoClient {
    /// Its `client_id`.
    pub client_id: &'static str,
    /// Where its private keys are: a JWK set with one key to sign and one to decrypt.
    pub private_keys: PathBuf,
    /// Where it may be sent back to.
    pub redirect_uris: [&'static str; 2],
    /// Its public keys.
    pub jwks: Value,
}

/// The demonstration client `testdienst`, whose keys are in `clients/testdienst.jwks.json` (mode 0600) within the folder of
/// keys; they are made when they are not there. Making them takes up to some seconds: two RSA keys of 3072 bits.
///
/// # Errors
/// When the folder or file cannot be used.
pub fn demo_client(keys: &Path) -> Result<DemoClient, Problem> {
    // The folder above comes first, so that it is as closed as it would be without us.
    KeyFolder::open(keys).map_err(failed)?;
    let folder = KeyFolder::open(&keys.join(FOLDER)).map_err(failed)?;
    let text = match folder.read(FILE).map_err(failed)? {
        Some(text) => text,
        None => {
            let text = format!("{:#}\n", private_set()?);
            folder.write_new(FILE, text.as_bytes()).map_err(failed)?;
            text.into_bytes()
        }
    };
    let private: Value = serde_json::from_slice(&text)
        .map_err(|error| failed(format!("{}: {error}", folder.path().join(FILE).display())))?;
    Ok(DemoClient {
        client_id: "testdienst",
        private_keys: folder.path().join(FILE),
        redirect_uris: ["http://127.0.0.1:9090/callback", "http://localhost:9090/callback"],
        jwks: public_set(private),
    })
}

/// The set without what is private, and without `alg` on the key that signs: the client may sign with any algorithm that is accepted here.
fn public_set(mut set: Value) -> Value {
    for key in set.get_mut("keys").and_then(Value::as_array_mut).into_iter().flatten() {
        let signs = key.get("use").and_then(Value::as_str) == Some("sig");
        if let Some(map) = key.as_object_mut() {
            map.retain(|name, _| !(PRIVATE.contains(&name.as_str()) || signs && name == "alg"));
        }
    }
    set
}

fn private_set() -> Result<Value, Problem> {
    let signing = Arc::new(RsaKey::generate(RsaSize::Bits3072).map_err(failed)?);
    let decryption = RsaKey::generate(RsaSize::Bits3072).map_err(failed)?;
    let signs = SigningKey::rsa(Arc::clone(&signing)).public(None).to_json();
    let decrypts = Jwk::of_rsa(&decryption, KeyUse::Encryption, KeyAlgorithm::RsaOaep.name()).to_json();
    let signs = private_jwk(signs, &signing, "RS256")?;
    let decrypts = private_jwk(decrypts, &decryption, KeyAlgorithm::RsaOaep.name())?;
    Ok(json!({ "keys": [signs, decrypts] }))
}

fn private_jwk(public: Value, key: &RsaKey, algorithm: &str) -> Result<Value, Problem> {
    let Value::Object(mut map) = public else { return Err(failed("a public key is no object")) };
    map.insert("alg".to_owned(), json!(algorithm));
    add_private(&mut map, key)?;
    Ok(Value::Object(map))
}

/// `PrivateKeyInfo` of RFC 5208, section 5.
#[derive(Sequence)]
struct PrivateKeyInfo {
    version: u8,
    algorithm: Any,
    private_key: OctetString,
}

/// `RSAPrivateKey` of RFC 8017, appendix A.1.2.
#[derive(Sequence)]
struct RsaPrivateKey {
    version: u8,
    modulus: Uint,
    public_exponent: Uint,
    private_exponent: Uint,
    prime1: Uint,
    prime2: Uint,
    exponent1: Uint,
    exponent2: Uint,
    coefficient: Uint,
}

fn add_private(map: &mut Map<String, Value>, key: &RsaKey) -> Result<(), Problem> {
    let info = PrivateKeyInfo::from_der(&key.to_pkcs8().map_err(failed)?).map_err(failed)?;
    let numbers = RsaPrivateKey::from_der(info.private_key.as_bytes()).map_err(failed)?;
    let all = [
        &numbers.private_exponent,
        &numbers.prime1,
        &numbers.prime2,
        &numbers.exponent1,
        &numbers.exponent2,
        &numbers.coefficient,
    ];
    for (name, number) in PRIVATE.into_iter().zip(all) {
        map.insert(name.to_owned(), json!(base64url(number.as_bytes())));
    }
    Ok(())
}

fn failed(error: impl std::fmt::Display) -> Problem {
    Problem::internal(format!("digid: the keys of the demonstration client: {error}"))
}
