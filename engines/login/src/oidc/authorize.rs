//! The authorisation endpoint: judging a request before anybody logs in.

use kernel::{Level, Moment, Problem};
use store::{Rows, Tx};
use trust::jose::pkce;

use super::error::plain;
use super::form::Form;
use super::pending::expires;
use super::{Client, ErrorCode, Pending, Prompt, Provider, Site, clients, data, request_object, uri};
use crate::handle::Handle;
use crate::level_of_uri;
use crate::services::{self, Service};

/// What to do with a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AuthorizeDecision {
    /// Show a page: it is not certain where the browser may be sent.
    Page(PageError),
    /// Send the browser back to the client, with an error.
    Redirect {
        /// Where to: the redirect URI with `error`, `error_description`, `state` and `iss`.
        location: String,
        /// Which error, for counting.
        code: ErrorCode,
    },
    /// Let the person log in, then call [`Provider::complete`] or [`Provider::refuse`].
    LogIn(Pending),
}

/// Why the browser cannot be sent anywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PageError {
    /// `client_id` is missing, twice, unknown or switched off.
    #[error("the client is unknown or not active: check client_id")]
    Client,
    /// `redirect_uri` is missing, twice, or not one of those that are registered, character for character.
    #[error("redirect_uri must be exactly one of those that are registered for the client")]
    RedirectUri,
}

/// An error that goes back to the client.
pub(super) type Fault = (ErrorCode, String);

fn fault(code: ErrorCode, description: &str) -> Fault {
    (code, description.to_owned())
}

impl Provider {
    /// Judges the parameters of an authorisation request (decoded pairs, from the query or a form) and remembers a right one.
    ///
    /// # Errors
    /// When the store is full or unreachable.
    pub async fn authorize(
        &self,
        site: &Site,
        parameters: &[(String, String)],
        at: Moment,
    ) -> Result<AuthorizeDecision, Problem> {
        let outer = Form::new(parameters);
        let Some(client_id) = outer.get("client_id").map(str::to_owned) else {
            return Ok(AuthorizeDecision::Page(PageError::Client));
        };
        let found = self
            .store
            .read(async move |rows: &mut Rows| {
                let Some(client) = clients::find(rows, &client_id).await? else { return Ok(None) };
                let service = services::find(rows, &client.service).await?;
                Ok(Some((client, service)))
            })
            .await?;
        let Some((client, service)) = found.filter(|(client, _)| client.active) else {
            return Ok(AuthorizeDecision::Page(PageError::Client));
        };
        let inner = outer
            .get("request")
            .map(|token| request_object::read(token, &client, &self.settings.keys, site, at))
            .transpose();
        // A broken request object is answered to the address beside it, if that one is registered.
        let form = inner.as_ref().map_or(&outer, |inner| inner.as_ref().unwrap_or(&outer));
        let Some(redirect_uri) = form.get("redirect_uri").filter(|one| is_registered(&client, one)) else {
            return Ok(AuthorizeDecision::Page(PageError::RedirectUri));
        };
        let judged = match &inner {
            Err(why) => Err((ErrorCode::InvalidRequestObject, why.clone())),
            Ok(_) => judge(&outer, form, &client, service.as_ref(), at),
        };
        match judged {
            Ok(wish) => {
                let pending = self.remember(&client, redirect_uri, wish, at).await?;
                Ok(AuthorizeDecision::LogIn(pending))
            }
            Err((code, description)) => {
                let state = form.get("state").filter(|state| is_opaque(state));
                let location = error_location(site, redirect_uri, state, code, &description);
                Ok(AuthorizeDecision::Redirect { location, code })
            }
        }
    }

    async fn remember(
        &self,
        client: &Client,
        redirect_uri: &str,
        wish: Wish,
        at: Moment,
    ) -> Result<Pending, Problem> {
        let handle = Handle::new(self.store.random(), at);
        let pending = Pending {
            handle: handle.text(),
            client_id: client.client_id.clone(),
            client_name: client.name.clone(),
            service: wish.service,
            service_name: wish.service_name,
            level: wish.level,
            prompt: wish.prompt,
            max_age: wish.max_age,
            created: at,
            expires: expires(at),
        };
        let row = data::NewAuthorization {
            id: handle.id(),
            secret: handle.hash(),
            redirect_uri: redirect_uri.to_owned(),
            state: wish.state,
            nonce: wish.nonce,
            challenge: wish.challenge,
            pending: pending.clone(),
        };
        // Nobody has done anything yet: somebody came to the door. What follows is journalled.
        self.store
            .maintain(&data::key(&row.id), async move |tx: &mut Tx| {
                data::insert_authorization(tx, &row).await
            })
            .await?;
        Ok(pending)
    }
}

/// What a right request asks for.
#[derive(Debug)]
struct Wish {
    service: String,
    service_name: String,
    level: Level,
    prompt: Prompt,
    max_age: Option<i64>,
    state: String,
    nonce: String,
    challenge: String,
}

fn is_registered(client: &Client, redirect_uri: &str) -> bool {
    client.redirect_uris.iter().any(|one| one == redirect_uri)
}

/// `state` and `nonce`: up to 512 characters of printable ASCII, which come back as they are.
fn is_opaque(text: &str) -> bool {
    (1..=512).contains(&text.len()) && text.bytes().all(|byte| (0x20..=0x7e).contains(&byte))
}

fn judge(
    outer: &Form,
    form: &Form,
    client: &Client,
    service: Option<&Service>,
    at: Moment,
) -> Result<Wish, Fault> {
    let invalid = |description: &str| fault(ErrorCode::InvalidRequest, description);
    if let Some(name) = outer.fault().or_else(|| form.fault()) {
        return Err(invalid(&format!("{name} is sent twice or is too long")));
    }
    if outer.get("request_uri").is_some() {
        return Err(fault(ErrorCode::RequestUriNotSupported, "request_uri is not supported; send request"));
    }
    if form.get("registration").is_some() {
        return Err(fault(ErrorCode::RegistrationNotSupported, "registration is not supported"));
    }
    check_flow(form)?;
    let opaque = |name: &str| {
        let value = form.get(name).ok_or_else(|| invalid(&format!("{name} is missing")))?;
        let wrong = || invalid(&format!("{name} must have at most 512 characters of printable ASCII"));
        is_opaque(value).then(|| value.to_owned()).ok_or_else(wrong)
    };
    let (state, nonce) = (opaque("state")?, opaque("nonce")?);
    let challenge = check_challenge(form)?;
    let prompt = check_prompt(form)?;
    let max_age = form
        .get("max_age")
        .map(|text| text.parse::<u32>().map(i64::from))
        .transpose()
        .map_err(|_| invalid("max_age must be a whole number of seconds"))?;
    let asked = check_levels(form)?;
    let service = service.filter(|service| service.is_active(at)).ok_or_else(|| {
        fault(
            ErrorCode::UnauthorizedClient,
            "the service of this client is not in the catalogue or not active",
        )
    })?;
    Ok(Wish {
        service: service.id.clone(),
        service_name: service.name.clone(),
        level: asked.unwrap_or(Level::Basis).max(client.level).max(service.level),
        prompt,
        max_age,
        state,
        nonce,
        challenge,
    })
}

fn check_flow(form: &Form) -> Result<(), Fault> {
    match form.get("response_type") {
        Some("code") => {}
        None => return Err(fault(ErrorCode::InvalidRequest, "response_type is missing")),
        Some(_) => return Err(fault(ErrorCode::UnsupportedResponseType, "response_type must be code")),
    }
    if form.get("response_mode").is_some_and(|mode| mode != "query") {
        return Err(fault(ErrorCode::InvalidRequest, "response_mode must be query"));
    }
    let openid = form.get("scope").is_some_and(|scope| scope.split(' ').any(|one| one == "openid"));
    if openid { Ok(()) } else { Err(fault(ErrorCode::InvalidScope, "scope must hold openid")) }
}

fn check_challenge(form: &Form) -> Result<String, Fault> {
    let invalid = |description: &str| fault(ErrorCode::InvalidRequest, description);
    let challenge = form.get("code_challenge").ok_or_else(|| invalid("code_challenge is missing (PKCE)"))?;
    if form.get("code_challenge_method") != Some("S256") {
        return Err(invalid("code_challenge_method must be S256"));
    }
    if !pkce::is_challenge(challenge) {
        return Err(invalid("code_challenge must be the base64url of a SHA-256: 43 characters"));
    }
    Ok(challenge.to_owned())
}

fn check_prompt(form: &Form) -> Result<Prompt, Fault> {
    let invalid = |description: &str| fault(ErrorCode::InvalidRequest, description);
    match form.get("prompt") {
        None => Ok(Prompt::Any),
        Some(text) => Prompt::from_text(text).ok_or_else(|| invalid("prompt must be none or login")),
    }
}

/// The lowest of the levels that are asked for: each of them would do, and what is above one does too.
fn check_levels(form: &Form) -> Result<Option<Level>, Fault> {
    let Some(text) = form.get("acr_values") else { return Ok(None) };
    let lowest = text.split(' ').filter_map(level_of_uri).min();
    lowest.map(Some).ok_or_else(|| {
        fault(ErrorCode::InvalidRequest, "acr_values names no level of assurance that is supported")
    })
}

/// The redirect URI with an error.
pub(super) fn error_location(
    site: &Site,
    redirect_uri: &str,
    state: Option<&str>,
    code: ErrorCode,
    description: &str,
) -> String {
    let description = plain(description);
    let mut parameters = vec![("error", code.as_str()), ("error_description", description.as_str())];
    parameters.extend(state.map(|state| ("state", state)));
    parameters.push(("iss", site.issuer.as_str()));
    uri::with_query(redirect_uri, &parameters)
}
