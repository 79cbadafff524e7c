//! What makes one party believe another: certificates in the PKIoverheid G4 style, TLS settings that demand them, keys
//! on disk, signed and encrypted JSON (JOSE), and sealed byte strings.
//!
//! This is a codec: it opens no socket and keeps no clock. Only [`keys`] (and [`seal::MasterKey`], through it) touches
//! the disk. The instant always comes from the caller. Randomness comes from [`kernel::Random`], with one exception
//! that the cryptographic library imposes: key pairs, PSS salts, ECDSA nonces and OAEP seeds come from its own
//! generator, which cannot be replaced and never should be.

mod encoding;
pub mod jose;
pub mod keys;
pub mod pem;
mod rsa_key;
pub mod seal;
pub mod tls;
pub mod x509;

pub use encoding::{base64url, from_base64url, from_hex, hex, sha256};
pub use rsa_key::{RsaKey, RsaKeyError, RsaSize};

#[cfg(test)]
mod fixture;
