//! Signed and encrypted JSON in compact form: JWS (RFC 7515), JWE (RFC 7516), keys (RFC 7517, 7518, 7638) and PKCE (RFC 7636).
//!
//! Signatures: `RS256`, `PS256`, `ES256`. Encryption: `RSA-OAEP`, `RSA-OAEP-256` with `A256GCM`. Nothing else is offered, so
//! nothing else can be talked into. Who reads a token names the algorithms it accepts; `none` does not exist here. The
//! claims (`iss`, `aud`, `exp` …) are the caller's to judge.

mod error;
mod json;
mod jwe;
mod jwk;
mod jws;
pub mod pkce;

pub use error::JoseError;
pub use jwe::{DecryptionKey, KeyAlgorithm, Recipient, decrypt, decrypt_nested, encrypt, encrypt_jwt};
pub use jwk::{Jwk, Jwks, KeyUse};
pub use jws::{
    Header, SignatureAlgorithm, SigningKey, decode_unverified, decode_verified, sign, sign_claims, verify,
};

/// The longest token that is read: 64 KiB.
pub const MAX_TOKEN_BYTES: usize = 64 * 1024;
/// The longest set of keys that is read: 64 KiB.
pub const MAX_JWKS_BYTES: usize = 64 * 1024;
/// The most keys in one set.
pub const MAX_KEYS: usize = 32;

#[cfg(test)]
mod tests_openssl;
