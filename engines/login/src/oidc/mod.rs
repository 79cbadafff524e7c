//! An OpenID Connect provider to the NL GOV Assurance profile for OpenID Connect (Logius-standaarden/OIDC-NLGOV) and for OAuth 2.0
//! (Logius-standaarden/OAuth-NL-profiel): the protocol and its storage, no HTTP.
//!
//! Authorisation code flow with PKCE `S256` only; clients prove themselves with `private_key_jwt` or a TLS client certificate;
//! signed (and encrypted) request objects; pairwise subjects, or the BSN for clients with a legal basis and a key to encrypt for.
//!
//! Absent, and so not advertised: dynamic registration (`/register`: the operator registers clients), refresh tokens, the hybrid
//! and implicit flows, request objects by reference (`request_uri`), the `claims` parameter, representation (`represents`),
//! logout, vectors of trust.
//!
//! Deviations:
//! - the subject of an access token (a JWT, RFC 9068) is always the pairwise pseudonym: it is signed and not encrypted, and a BSN in it would
//!   be readable to whoever handles it. Each use is also looked up, so that withdrawing it works at once;
//! - a redirect URI may be `http` on `127.0.0.1`, `[::1]` or `localhost`, also for web applications: a program on a desk;
//!   ports are compared exactly;
//! - `nbf` and `aud` are as the standard says, not as the real DigiD does them (`nbf` in the future, `aud` the token endpoint).
//!
//! Order of a login: [`Provider::authorize`] judges the request and remembers it; the facility logs the person in;
//! [`Provider::complete`] answers with the address to send the browser to; [`Provider::token`] hands the identity over.

mod access;
mod authorize;
mod client_auth;
mod clients;
mod complete;
mod data;
mod error;
mod form;
mod grant;
mod identity;
mod keys;
mod metadata;
mod pending;
mod request_object;
mod token;
mod uri;

pub use access::UserInfo;
pub use authorize::{AuthorizeDecision, PageError};
pub use client_auth::Presented;
pub use clients::{AuthMethod, Client, ClientRegistration, SubjectType};
pub use complete::Sent;
pub use error::{ErrorCode, OAuthError};
pub use keys::ProviderKeys;
pub use pending::{Pending, Prompt};
pub use token::TokenResponse;

use std::sync::Arc;

use kernel::{Moment, Problem};
use store::{Store, Tx};
use trust::seal::MacKey;

use crate::{Counting, Words};

/// How long a person may take to log in, in seconds.
pub const AUTHORIZATION_SECONDS: i64 = 600;
/// How long a code is good, in seconds.
pub const CODE_SECONDS: i64 = 60;
/// How long an ID token is good, in seconds (the profile says at most five minutes).
pub const ID_TOKEN_SECONDS: i64 = 300;
/// How long an access token is good, in seconds.
pub const ACCESS_TOKEN_SECONDS: i64 = 900;
/// How far ahead the end (`exp`) of a client's own tokens may lie, in seconds.
pub const CLIENT_TOKEN_SECONDS: i64 = 600;
/// How far clocks of clients may be off, in seconds.
pub const SKEW_SECONDS: i64 = 60;
/// How long codes and tokens are kept after their end, so that a second use is still recognised, in seconds.
const KEPT_SECONDS: i64 = 86_400;

/// Under which addresses the provider is reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// The issuer: an origin without a slash at its end, such as `https://digid.example`.
    pub issuer: String,
    /// The origin with mutual TLS, if there is one: only then `tls_client_auth` works and is advertised.
    pub mutual_tls: Option<String>,
}

/// The endpoints, by the last part of their paths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Endpoint {
    /// Where the browser comes.
    Authorization,
    /// Where a code becomes tokens.
    Token,
    /// The public keys.
    Jwks,
    /// Who the person is, once more.
    UserInfo,
    /// Withdrawing a token (RFC 7009).
    Revoke,
    /// Asking about a token (RFC 7662).
    Introspect,
}

impl Endpoint {
    /// The path, as the real DigiD has it.
    #[must_use]
    pub fn path(self) -> &'static str {
        match self {
            Self::Authorization => "/openid-connect/v1/authorization",
            Self::Token => "/openid-connect/v1/token",
            Self::Jwks => "/openid-connect/v1/jwks",
            Self::UserInfo => "/openid-connect/v1/userinfo",
            Self::Revoke => "/openid-connect/v1/revoke",
            Self::Introspect => "/openid-connect/v1/introspect",
        }
    }
}

impl Site {
    /// The address of an endpoint for everybody.
    #[must_use]
    pub fn url(&self, endpoint: Endpoint) -> String {
        format!("{}{}", self.issuer, endpoint.path())
    }

    /// The address of an endpoint with mutual TLS.
    #[must_use]
    pub fn mutual_tls_url(&self, endpoint: Endpoint) -> Option<String> {
        self.mutual_tls.as_ref().map(|origin| format!("{origin}{}", endpoint.path()))
    }
}

/// What a provider is made of.
#[derive(Debug, Clone)]
pub struct Settings {
    /// What the facility calls its acts.
    pub words: Words,
    /// What an authentication adds to.
    pub counting: Counting,
    /// Keys that sign and decrypt.
    pub keys: ProviderKeys,
    /// Secret behind the pairwise subjects. It must never change: every service would see strangers.
    pub pseudonyms: MacKey,
}

/// The provider. Clones share it.
#[derive(Clone)]
pub struct Provider {
    store: Store,
    settings: Arc<Settings>,
}

impl Provider {
    /// The provider on this store.
    #[must_use]
    pub fn new(store: Store, settings: Settings) -> Self {
        Self { store, settings: Arc::new(settings) }
    }

    /// The public keys, for the `jwks` endpoint.
    #[must_use]
    pub fn jwks(&self) -> serde_json::Value {
        self.settings.keys.jwks()
    }

    /// The metadata document of `/.well-known/openid-configuration` and `/.well-known/oauth-authorization-server`.
    #[must_use]
    pub fn metadata(&self, site: &Site) -> serde_json::Value {
        metadata::document(site, &self.settings.keys)
    }

    /// Forgets what is over: requests, codes, tokens and used assertions; how many rows. For a job, at least once a day.
    ///
    /// # Errors
    /// When the store is full or unreachable.
    pub async fn forget(&self, now: Moment) -> Result<u64, Problem> {
        let before = now.plus_seconds(-KEPT_SECONDS);
        self.store
            .maintain("login/forget", async move |tx: &mut Tx| data::forget(tx, before, now).await)
            .await
    }

    /// Forgets authentications from before `before`: the log is kept for 18 months.
    ///
    /// # Errors
    /// When the store is full or unreachable.
    pub async fn forget_authentications(&self, before: Moment) -> Result<u64, Problem> {
        self.store
            .maintain("login/forget", async move |tx: &mut Tx| data::forget_authentications(tx, before).await)
            .await
    }
}

impl std::fmt::Debug for Provider {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Provider")
    }
}
