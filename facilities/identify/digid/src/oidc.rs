//! The endpoints that clients call: OpenID Connect Core 1.0, RFC 6749, RFC 7009, RFC 7662, RFC 8414.

use std::sync::Arc;

use axum::extract::rejection::FormRejection;
use axum::extract::{Extension, State};
use axum::response::{IntoResponse, Response};
use http::header::{
    AUTHORIZATION, CACHE_CONTROL, CONTENT_TYPE, HeaderName, PRAGMA, RETRY_AFTER, WWW_AUTHENTICATE,
};
use http::{HeaderMap, HeaderValue, StatusCode};
use kernel::{Moment, Problem};
use login::oidc::{ErrorCode, OAuthError, Presented, Site, UserInfo};
use party::Standing;
use serde_json::Value;
use trust::x509::ClientIdentity;
use web::{Acting, House, Peer, View};

use crate::digid::{self, Digid};

/// The parameters of a form or query, in their order: a name that comes twice is the engine's to refuse.
pub type Parameters = Result<axum::Form<Vec<(String, String)>>, FormRejection>;

/// `GET /.well-known/openid-configuration` and `GET /.well-known/oauth-authorization-server`
pub async fn metadata(State(house): State<Arc<House>>, view: View) -> Response {
    match house.kept::<Digid>() {
        Ok(digid) => json_answer(200, &digid.provider.metadata(&digid::site(&house, &view.origin))),
        Err(problem) => refused(&problem.into(), &HeaderMap::new()),
    }
}

/// `GET /openid-connect/v1/jwks`
pub async fn jwks(State(house): State<Arc<House>>) -> Response {
    match house.kept::<Digid>() {
        Ok(digid) => json_answer(200, &digid.provider.jwks()),
        Err(problem) => refused(&problem.into(), &HeaderMap::new()),
    }
}

/// `POST /openid-connect/v1/token`
pub async fn token(call: Call, parameters: Parameters) -> Response {
    let answer = async {
        let (digid, form) = (call.digid()?, pairs(parameters)?);
        let (site, act) = (call.site(&form), &call.act);
        digid.provider.token(&site, &form, call.presented(), act).await
    };
    match answer.await {
        Ok(tokens) => json_answer(200, &tokens.to_json()),
        Err(error) => refused(&error, &call.headers),
    }
}

/// `POST /openid-connect/v1/introspect`
pub async fn introspect(call: Call, parameters: Parameters) -> Response {
    let answer = async {
        let (digid, form) = (call.digid()?, pairs(parameters)?);
        let (site, act) = (call.site(&form), &call.act);
        digid.provider.introspect(&site, &form, call.presented(), act).await
    };
    match answer.await {
        Ok(answer) => json_answer(200, &answer),
        Err(error) => refused(&error, &call.headers),
    }
}

/// `POST /openid-connect/v1/revoke`
pub async fn revoke(call: Call, parameters: Parameters) -> Response {
    let answer = async {
        let (digid, form) = (call.digid()?, pairs(parameters)?);
        let (site, act) = (call.site(&form), &call.act);
        digid.provider.revoke(&site, &form, call.presented(), act).await
    };
    match answer.await {
        Ok(()) => unkept(StatusCode::OK.into_response()),
        Err(error) => refused(&error, &call.headers),
    }
}

/// `GET|POST /openid-connect/v1/userinfo`
pub async fn user_info(call: Call) -> Response {
    let Some(token) = bearer(&call.headers) else {
        // Nothing was shown, so nothing was wrong with it: no error code (RFC 6750, section 3.1).
        return unkept((StatusCode::UNAUTHORIZED, [(WWW_AUTHENTICATE, "Bearer")]).into_response());
    };
    let answer = async {
        let site = digid::site(&call.house, &call.origin);
        call.digid()?.provider.user_info(&site, token, &call.act).await
    };
    match answer.await {
        Ok(UserInfo::Json(claims)) => json_answer(200, &claims),
        Ok(UserInfo::Jwt(text)) => unkept(([(CONTENT_TYPE, "application/jwt")], text).into_response()),
        Err(error) => {
            let mut answer = refused(&error, &HeaderMap::new());
            if error.status() < 500
                && let Ok(challenge) = HeaderValue::from_str(&error.bearer_challenge())
            {
                answer.headers_mut().insert(WWW_AUTHENTICATE, challenge);
            }
            answer
        }
    }
}

/// A call of a client: everything but its parameters.
pub struct Call {
    house: Arc<House>,
    act: kernel::Act,
    origin: String,
    headers: HeaderMap,
    certificate: Option<Arc<ClientIdentity>>,
}

impl axum::extract::FromRequestParts<Arc<House>> for Call {
    type Rejection = web::Failure;
    async fn from_request_parts(
        parts: &mut http::request::Parts,
        house: &Arc<House>,
    ) -> Result<Self, web::Failure> {
        let Acting(act) = Acting::from_request_parts(parts, house).await?;
        let peer = Option::<Extension<Peer>>::from_request_parts(parts, house).await;
        let certificate = match peer {
            Ok(Some(Extension(Peer::Certificate(identity)))) if is_good(house, &identity, act.at) => {
                Some(identity)
            }
            _ => None,
        };
        Ok(Self {
            origin: View::of(parts, house).origin,
            headers: parts.headers.clone(),
            house: Arc::clone(house),
            act,
            certificate,
        })
    }
}

impl Call {
    fn digid(&self) -> Result<Arc<Digid>, Problem> {
        self.house.kept::<Digid>()
    }

    fn presented(&self) -> Presented<'_> {
        Presented {
            authorization_header: self.headers.contains_key(AUTHORIZATION),
            certificate: self.certificate.as_deref(),
        }
    }

    /// The issuer that the client means: the one its assertion is for, else the one it came to.
    fn site(&self, form: &[(String, String)]) -> Site {
        let assertion = form.iter().find(|(name, _)| name == "client_assertion");
        let named = assertion.map(|(_, token)| audiences(token)).unwrap_or_default();
        let issuer = issuer_of(&named, &self.origin, &self.house.settings.origins);
        digid::site(&self.house, issuer)
    }
}

/// Whether a certificate that TLS accepted still stands: it may have been revoked or have run out since.
fn is_good(house: &House, identity: &ClientIdentity, at: Moment) -> bool {
    house.parties.standing(&identity.serial_hex) == Standing::Good && at < identity.not_after
}

/// The audiences of an assertion, unproven: they choose among our own issuers, and the engine proves them after.
fn audiences(token: &str) -> Vec<String> {
    let claims = trust::jose::decode_unverified(token).map(|(_, claims)| claims).unwrap_or_default();
    match claims.get("aud") {
        Some(Value::String(one)) => vec![one.clone()],
        Some(Value::Array(all)) => all.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        _ => Vec::new(),
    }
}

/// Every origin of the house is an issuer. A facility that calls from within may say another host than the browser saw.
fn issuer_of<'a>(audiences: &[String], came_to: &'a str, own: &'a [String]) -> &'a str {
    let is_meant = |origin: &str| {
        audiences
            .iter()
            .any(|one| one.strip_prefix(origin).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
    };
    if is_meant(came_to) {
        return came_to;
    }
    own.iter().map(String::as_str).find(|origin| is_meant(origin)).unwrap_or(came_to)
}

fn pairs(parameters: Parameters) -> Result<Vec<(String, String)>, OAuthError> {
    parameters.map(|axum::Form(pairs)| pairs).map_err(|_| OAuthError {
        code: ErrorCode::InvalidRequest,
        description: "the body must be a form: application/x-www-form-urlencoded in UTF-8, of at most 64 KiB"
            .to_owned(),
        retry_after_seconds: None,
    })
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim()).filter(|token| !token.is_empty())
}

/// An answer that nobody keeps (RFC 6749, section 5.1).
fn unkept(mut answer: Response) -> Response {
    answer.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    answer.headers_mut().insert(PRAGMA, HeaderValue::from_static("no-cache"));
    answer
}

fn json_answer(status: u16, body: &Value) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    unkept((status, [(CONTENT_TYPE, "application/json")], body.to_string()).into_response())
}

/// The error answer of RFC 6749, section 5.2. Who came with an `Authorization` header is told 401 with its scheme, as that section demands.
fn refused(error: &OAuthError, asked: &HeaderMap) -> Response {
    let mut answer = json_answer(error.status(), &error.to_json());
    let mut put = |name: HeaderName, value: Result<HeaderValue, _>| {
        if let Ok(value) = value {
            answer.headers_mut().insert(name, value);
        }
    };
    if let Some(seconds) = error.retry_after_seconds {
        put(RETRY_AFTER, HeaderValue::from_str(&seconds.to_string()));
    }
    if error.code == ErrorCode::InvalidClient && asked.contains_key(AUTHORIZATION) {
        put(WWW_AUTHENTICATE, HeaderValue::from_str("Basic realm=\"DigiD\""));
    }
    answer
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn own() -> Vec<String> {
        ["http://127.0.0.1:8080", "http://localhost:8080"].map(str::to_owned).to_vec()
    }

    #[test]
    fn the_issuer_is_the_one_that_the_assertion_is_for() {
        let own = own();
        let meant = |audience: &str| issuer_of(&[audience.to_owned()], &own[0], &own).to_owned();
        assert_eq!(meant("http://localhost:8080"), own[1]);
        assert_eq!(meant("http://localhost:8080/openid-connect/v1/token"), own[1]);
        assert_eq!(meant("http://localhost:80801/token"), own[0]);
        assert_eq!(meant("https://elsewhere.example"), own[0]);
        assert_eq!(issuer_of(&own, &own[1], &own), own[1]);
        assert_eq!(issuer_of(&[], &own[1], &own), own[1]);
    }

    proptest! {
        #[test]
        fn the_issuer_is_always_one_of_ours(audience in "\\PC{0,40}", token in "\\PC{0,80}") {
            let own = own();
            let mut named = audiences(&token);
            named.push(audience);
            prop_assert!(own.iter().any(|one| one == issuer_of(&named, &own[0], &own)));
        }

        #[test]
        fn a_bearer_token_is_what_follows_the_scheme(token in "[A-Za-z0-9_-]{1,64}") {
            let mut headers = HeaderMap::new();
            prop_assert_eq!(bearer(&headers), None);
            headers.insert(AUTHORIZATION, format!("bearer {token}").parse().unwrap());
            prop_assert_eq!(bearer(&headers), Some(token.as_str()));
            headers.insert(AUTHORIZATION, format!("Basic {token}").parse().unwrap());
            prop_assert_eq!(bearer(&headers), None);
        }
    }
}
