//! Who calls: clients prove themselves with a signed token or a certificate, never with a shared secret.

use kernel::{Moment, Problem};
use serde_json::Value;
use store::{Rows, Tx};
use trust::jose;
use trust::x509::ClientIdentity;

use super::form::Form;
use super::request_object::{check_times, has_audience};
use super::{AuthMethod, Client, Endpoint, ErrorCode, OAuthError, Provider, Site, clients, data, identity};

/// The only type of assertion (RFC 7523, section 2.2).
const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
/// The longest `jti` that is kept.
const JTI_BYTES_MAX: usize = 256;

/// What came with a request besides its parameters.
#[derive(Debug, Clone, Copy, Default)]
pub struct Presented<'a> {
    /// Whether there was an `Authorization` header: `client_secret_basic` and its like are refused.
    pub authorization_header: bool,
    /// The client certificate of the connection, verified by TLS.
    pub certificate: Option<&'a ClientIdentity>,
}

/// A client that proved itself.
#[derive(Debug, Clone)]
pub(super) struct Proven {
    pub(super) client: Client,
    pub(super) assertion: Option<Assertion>,
}

/// The token with which it did: good for one use.
#[derive(Debug, Clone)]
pub(super) struct Assertion {
    jti: String,
    expires: Moment,
}

impl Proven {
    /// Uses the assertion up.
    pub(super) async fn use_up(&self, tx: &mut Tx) -> Result<bool, Problem> {
        match &self.assertion {
            None => Ok(true),
            Some(one) => data::use_assertion(tx, &self.client.client_id, &one.jti, one.expires).await,
        }
    }
}

pub(super) fn invalid_client(description: impl Into<String>) -> OAuthError {
    OAuthError::new(ErrorCode::InvalidClient, description)
}

pub(super) fn replayed() -> OAuthError {
    invalid_client("client_assertion: this jti was used before; sign a new assertion for each request")
}

impl Provider {
    /// Finds out which client calls. The assertion is yet to be used up.
    pub(super) async fn prove(
        &self,
        site: &Site,
        form: &Form,
        presented: Presented<'_>,
        endpoint: Endpoint,
        at: Moment,
    ) -> Result<Proven, OAuthError> {
        if let Some(name) = form.fault() {
            let description = format!("{name} is sent twice or is too long");
            return Err(OAuthError::new(ErrorCode::InvalidRequest, description));
        }
        if presented.authorization_header || form.get("client_secret").is_some() {
            return Err(invalid_client("only private_key_jwt and tls_client_auth are accepted"));
        }
        match (form.get("client_assertion"), presented.certificate) {
            (Some(token), _) => self.prove_by_assertion(site, form, token, endpoint, at).await,
            (None, Some(certificate)) => self.prove_by_certificate(form, certificate).await,
            (None, None) => {
                Err(invalid_client("client_assertion is missing and there is no client certificate"))
            }
        }
    }

    /// As [`Provider::prove`], and uses the assertion up.
    pub(super) async fn prove_once(
        &self,
        site: &Site,
        form: &Form,
        presented: Presented<'_>,
        endpoint: Endpoint,
        at: Moment,
    ) -> Result<Client, OAuthError> {
        let proven = self.prove(site, form, presented, endpoint, at).await?;
        let client = proven.client.clone();
        let key = format!("login/client/{}", client.client_id);
        let new = match &proven.assertion {
            None => true,
            Some(_) => self.store.maintain(&key, async move |tx: &mut Tx| proven.use_up(tx).await).await?,
        };
        if new { Ok(client) } else { Err(replayed()) }
    }

    async fn prove_by_assertion(
        &self,
        site: &Site,
        form: &Form,
        token: &str,
        endpoint: Endpoint,
        at: Moment,
    ) -> Result<Proven, OAuthError> {
        if form.get("client_assertion_type") != Some(ASSERTION_TYPE) {
            return Err(invalid_client(format!("client_assertion_type must be {ASSERTION_TYPE}")));
        }
        let wrong = |error| invalid_client(format!("client_assertion: {error}"));
        let (_, unproven) = jose::decode_unverified(token).map_err(wrong)?;
        let claimed = unproven.get("iss").and_then(Value::as_str).unwrap_or_default();
        let client = self.active_client(form, claimed, AuthMethod::PrivateKeyJwt).await?;
        let (_, claims) =
            jose::decode_verified(token, &client.jwks, &identity::CLIENT_ALGORITHMS).map_err(wrong)?;
        let assertion = check_assertion(&claims, &client, site, endpoint, at).map_err(invalid_client)?;
        Ok(Proven { client, assertion: Some(assertion) })
    }

    async fn prove_by_certificate(
        &self,
        form: &Form,
        certificate: &ClientIdentity,
    ) -> Result<Proven, OAuthError> {
        let claimed = form
            .get("client_id")
            .ok_or_else(|| invalid_client("client_id is missing; tls_client_auth needs it"))?;
        let client = self.active_client(form, claimed, AuthMethod::TlsClientAuth).await?;
        if certificate.oin.as_ref() == Some(&client.oin) {
            Ok(Proven { client, assertion: None })
        } else {
            Err(invalid_client("the OIN in the client certificate is not that of this client"))
        }
    }

    async fn active_client(
        &self,
        form: &Form,
        claimed: &str,
        method: AuthMethod,
    ) -> Result<Client, OAuthError> {
        if form.get("client_id").is_some_and(|id| id != claimed) {
            return Err(invalid_client("client_id and the iss of client_assertion differ"));
        }
        let claimed = claimed.to_owned();
        let found = self.store.read(async move |rows: &mut Rows| clients::find(rows, &claimed).await).await?;
        found.filter(|client| client.active && client.auth_method == method).ok_or_else(|| {
            invalid_client("the client is unknown, not active, or registered with another method")
        })
    }
}

fn check_assertion(
    claims: &Value,
    client: &Client,
    site: &Site,
    endpoint: Endpoint,
    at: Moment,
) -> Result<Assertion, String> {
    let text = |name: &str| claims.get(name).and_then(Value::as_str);
    if text("iss") != Some(&client.client_id) || text("sub") != Some(&client.client_id) {
        return Err("client_assertion: iss and sub must both be the client_id".into());
    }
    let mut audiences = vec![site.issuer.clone(), site.url(Endpoint::Token), site.url(endpoint)];
    audiences.extend([Endpoint::Token, endpoint].into_iter().filter_map(|one| site.mutual_tls_url(one)));
    let audiences: Vec<&str> = audiences.iter().map(String::as_str).collect();
    if !has_audience(claims, &audiences) {
        return Err(format!("client_assertion: aud must be {}", site.issuer));
    }
    let exp = check_times(claims, at).map_err(|why| format!("client_assertion: {why}"))?;
    let jti = text("jti").filter(|jti| (1..=JTI_BYTES_MAX).contains(&jti.len()));
    let jti = jti.ok_or("client_assertion: jti is missing or longer than 256 bytes")?;
    Ok(Assertion { jti: jti.to_owned(), expires: Moment::from_micros(exp.saturating_mul(1_000_000)) })
}
