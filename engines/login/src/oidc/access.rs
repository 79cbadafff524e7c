//! What a client may do with an access token: ask who the person is, ask about the token, withdraw it.

use kernel::{Act, Bsn};
use serde_json::{Value, json};
use store::{Entry, Rows, Tx};

use super::data::{self, Token};
use super::form::Form;
use super::token::about;
use super::{
    Client, Endpoint, ErrorCode, OAuthError, Presented, Provider, Site, SubjectType, clients, identity,
};
use crate::accounts::{self, Status};
use crate::handle::Handle;
use crate::loa_uri;

/// The answer of the UserInfo endpoint.
#[derive(Clone, PartialEq, Eq)]
pub enum UserInfo {
    /// `application/json`, for clients without encryption.
    Json(Value),
    /// `application/jwt`: signed and encrypted.
    Jwt(String),
}

impl std::fmt::Debug for UserInfo {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("UserInfo(…)")
    }
}

/// A token that is good, with everything around it.
struct Bearer {
    token: Token,
    client: Client,
    bsn: Bsn,
}

impl Provider {
    /// Answers who the person is, for the bearer of an access token. It is a second look at a person's number, so it is journalled;
    /// it is no second authentication.
    ///
    /// # Errors
    /// `invalid_token` (RFC 6750) when the token is unknown, withdrawn or over, or the account or client is no longer active.
    pub async fn user_info(
        &self,
        site: &Site,
        access_token: &str,
        act: &Act,
    ) -> Result<UserInfo, OAuthError> {
        let Bearer { token, client, bsn } = self.bearer(access_token, act).await?;
        let (sub, sub_id_type) = identity::subject(&client, &bsn, &self.settings.pseudonyms);
        let answer = if client.encryption.is_some() {
            let now = act.at.seconds();
            let claims = json!({
                "iss": site.issuer,
                "aud": client.client_id,
                "sub": sub,
                "sub_id_type": sub_id_type,
                "iat": now,
                "exp": now + super::ID_TOKEN_SECONDS,
            });
            UserInfo::Jwt(self.seal(claims, &client).await?)
        } else {
            UserInfo::Json(json!({ "sub": sub, "sub_id_type": sub_id_type }))
        };
        let entry = about(&self.settings, self.settings.words.consulted, &bsn, &client);
        let act = self.act_of(act, &client);
        let key = format!("login/client/{}", client.client_id);
        let active = self
            .store
            .write(&key, &act, async move |tx: &mut Tx| {
                // The account may have been closed since it was looked at, by a death for one.
                let holder = accounts::holder_to_use(tx, &token.account).await?;
                let active = matches!(holder, Some((_, Status::Active)));
                if active {
                    tx.record(entry.clone());
                }
                Ok(active)
            })
            .await?;
        if active { Ok(answer) } else { Err(invalid_token()) }
    }

    /// What an access token is looked up by, when it is one that this provider signed.
    fn handle_of(&self, access_token: &str) -> Option<Handle> {
        Handle::parse(&identity::access_token_id(access_token, &self.settings.keys)?)
    }

    async fn bearer(&self, access_token: &str, act: &Act) -> Result<Bearer, OAuthError> {
        let handle = self.handle_of(access_token).ok_or_else(invalid_token)?;
        let at = act.at;
        let found = self
            .store
            .read(async move |rows: &mut Rows| {
                let token = data::token(rows, &handle.id()).await?;
                let Some(token) = token.filter(|token| handle.fits(&token.secret) && token.is_good(at))
                else {
                    return Ok(None);
                };
                let client = clients::find(rows, &token.client_id).await?;
                let holder = accounts::holder(rows, &token.account).await?;
                Ok(client.zip(holder).map(|(client, holder)| (token, client, holder)))
            })
            .await?;
        match found {
            Some((token, client, (bsn, Status::Active))) if client.active => {
                Ok(Bearer { token, client, bsn })
            }
            _ => Err(invalid_token()),
        }
    }

    /// Answers whether an access token is good (RFC 7662), to the client that it was given to. Everybody else learns that it is not.
    /// The subject is told for pairwise subjects only: this answer is not encrypted.
    ///
    /// # Errors
    /// The error answer of RFC 6749, section 5.2.
    pub async fn introspect(
        &self,
        site: &Site,
        form: &[(String, String)],
        presented: Presented<'_>,
        act: &Act,
    ) -> Result<Value, OAuthError> {
        let form = Form::new(form);
        let caller = self.prove_once(site, &form, presented, Endpoint::Introspect, act.at).await?;
        let token = form.get("token").ok_or_else(token_missing)?;
        let bearer = match self.bearer(token, act).await {
            Ok(bearer) if bearer.client.client_id == caller.client_id => bearer,
            Err(error) if error.code != ErrorCode::InvalidToken => return Err(error),
            _ => return Ok(json!({ "active": false })),
        };
        let Bearer { token, client, bsn } = bearer;
        let mut answer = json!({
            "active": true,
            "client_id": client.client_id,
            "token_type": "Bearer",
            "scope": "openid",
            "iss": site.issuer,
            "aud": site.issuer,
            "iat": token.issued.seconds(),
            "exp": token.expires.seconds(),
            "acr": loa_uri(token.level),
            "auth_time": token.authenticated.seconds(),
        });
        if client.subject_type == SubjectType::Pairwise
            && let Some(map) = answer.as_object_mut()
        {
            let (sub, sub_id_type) = identity::subject(&client, &bsn, &self.settings.pseudonyms);
            map.insert("sub".to_owned(), json!(sub));
            map.insert("sub_id_type".to_owned(), json!(sub_id_type));
        }
        Ok(answer)
    }

    /// Withdraws an access token (RFC 7009). A token that is unknown or over is fine: it cannot be used either way.
    ///
    /// # Errors
    /// The error answer of RFC 6749, section 5.2; `unauthorized_client` when the token belongs to another client.
    pub async fn revoke(
        &self,
        site: &Site,
        form: &[(String, String)],
        presented: Presented<'_>,
        act: &Act,
    ) -> Result<(), OAuthError> {
        let form = Form::new(form);
        let caller = self.prove_once(site, &form, presented, Endpoint::Revoke, act.at).await?;
        let Some(handle) = self.handle_of(form.get("token").ok_or_else(token_missing)?) else {
            return Ok(());
        };
        let id = handle.id();
        let token = self.store.read(async move |rows: &mut Rows| data::token(rows, &id).await).await?;
        let Some(token) = token.filter(|token| handle.fits(&token.secret) && token.is_good(act.at)) else {
            return Ok(());
        };
        if token.client_id != caller.client_id {
            let description = "the token was given to another client";
            return Err(OAuthError::new(ErrorCode::UnauthorizedClient, description));
        }
        let words = self.settings.words;
        let act = self.act_of(act, &caller);
        self.store
            .write(&data::key(&token.authorization), &act, async move |tx: &mut Tx| {
                data::revoke_token(tx, &token.id).await?;
                let details = json!({ "client": token.client_id });
                tx.record(Entry::new(words.token_revoked, words.activity).with(details));
                Ok(())
            })
            .await?;
        Ok(())
    }
}

fn invalid_token() -> OAuthError {
    OAuthError::new(ErrorCode::InvalidToken, "the access token is unknown, withdrawn or over")
}

fn token_missing() -> OAuthError {
    OAuthError::new(ErrorCode::InvalidRequest, "token is missing")
}
