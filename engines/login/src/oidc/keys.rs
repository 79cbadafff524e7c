use std::sync::Arc;

use serde_json::Value;
use trust::RsaKey;
use trust::jose::{DecryptionKey, JoseError, Jwk, Jwks, KeyAlgorithm, KeyUse, SigningKey};

/// The provider's keys: one that signs now, one that signed before (published until its last tokens are over), and those
/// that request objects may be encrypted for.
#[derive(Debug, Clone)]
pub struct ProviderKeys {
    signing: SigningKey,
    previous: Option<SigningKey>,
    decryption: Arc<Vec<DecryptionKey>>,
    published: Vec<Jwk>,
}

impl ProviderKeys {
    /// Keys of which `signing` signs everything.
    #[must_use]
    pub fn new(signing: Arc<RsaKey>) -> Self {
        let signing = SigningKey::rsa(signing);
        let published = vec![signing.public(None)];
        Self { signing, previous: None, decryption: Arc::new(Vec::new()), published }
    }

    /// The same keys, with the one that signed before them still published.
    #[must_use]
    pub fn with_previous(mut self, previous: Arc<RsaKey>) -> Self {
        let previous = SigningKey::rsa(previous);
        self.published.push(previous.public(None));
        self.previous = Some(previous);
        self
    }

    /// The same keys, with one that request objects may be encrypted for: not one that signs.
    ///
    /// # Errors
    /// When the library refuses to decrypt with it.
    pub fn with_decryption(mut self, key: &RsaKey) -> Result<Self, JoseError> {
        self.decryption = Arc::new(vec![DecryptionKey::new(key)?]);
        self.published.push(Jwk::of_rsa(key, KeyUse::Encryption, KeyAlgorithm::RsaOaep.name()));
        Ok(self)
    }

    /// The public keys as a JSON document.
    #[must_use]
    pub fn jwks(&self) -> Value {
        Jwks { keys: self.published.clone() }.to_json()
    }

    /// Keys with which tokens of our own are verified.
    pub(super) fn verification(&self) -> Jwks {
        let keys = std::iter::once(&self.signing).chain(&self.previous);
        Jwks { keys: keys.map(|key| key.public(None)).collect() }
    }

    pub(super) fn signing(&self) -> &SigningKey {
        &self.signing
    }

    pub(super) fn decryption(&self) -> &[DecryptionKey] {
        &self.decryption
    }
}
