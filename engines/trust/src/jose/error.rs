/// Why a token or a key was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JoseError {
    /// Longer than the limit.
    #[error("has {0} bytes, which is more than is read")]
    TooLong(usize),
    /// Not the parts that a compact token has, in base64url.
    #[error("is no compact token: {0}")]
    Form(&'static str),
    /// Not JSON, no object, or a name twice in one object.
    #[error("{part} is not right: {why}")]
    Json {
        /// Which part.
        part: &'static str,
        /// What is wrong.
        why: String,
    },
    /// The algorithm is unknown, is `none`, or is not among those that the reader accepts.
    #[error("the algorithm of the token is not accepted here")]
    Algorithm,
    /// The header demands something that we do not do (`crit`, `zip`, another `enc`).
    #[error("the header demands {0}, which is not supported")]
    Unsupported(&'static str),
    /// No key of the right kind, name and use.
    #[error("no known key fits the key name (kid) and algorithm of the token")]
    NoKey,
    /// The signature is wrong.
    #[error("the signature of the token is wrong")]
    Signature,
    /// The token cannot be decrypted. Why is not told.
    #[error("the token cannot be decrypted with our key")]
    Decryption,
    /// A key cannot be used.
    #[error("the key cannot be used: {0}")]
    Key(&'static str),
    /// More keys in a set than [`super::MAX_KEYS`].
    #[error("the key set has {0} keys, which is more than is read")]
    TooManyKeys(usize),
    /// The library refused to sign or encrypt.
    #[error("the token could not be written")]
    Write,
}
