//! The token endpoint: a code becomes an ID token and an access token. This is the moment that an identity is handed over.

use kernel::{Act, Bsn, Caller, Problem, Random};
use serde_json::{Value, json};
use store::{Entry, Rows, Subject, Tx};
use trust::jose::JoseError;

use super::client_auth::{Proven, replayed};
use super::data::{self, Authorization, Granted, Stage, Token};
use super::form::Form;
use super::grant::{Claim, Verdict, judge};
use super::identity::{self, AccessToken, IdToken};
use super::{
    ACCESS_TOKEN_SECONDS, Client, Endpoint, ErrorCode, OAuthError, Presented, Provider, ProviderKeys,
    Settings, Site,
};
use crate::Fact;
use crate::accounts::{self, Status};
use crate::handle::Handle;

/// The answer of the token endpoint.
#[derive(Clone, PartialEq, Eq)]
pub struct TokenResponse {
    /// A signed JWT (RFC 9068), for the UserInfo endpoint.
    pub access_token: String,
    /// A signed JWT, encrypted for clients that have that.
    pub id_token: String,
    /// For how many seconds the access token is good.
    pub expires_in: i64,
}

impl TokenResponse {
    /// The body of the answer. It goes with `Cache-Control: no-store`.
    #[must_use]
    pub fn to_json(&self) -> Value {
        json!({
            "access_token": self.access_token,
            "token_type": "Bearer",
            "expires_in": self.expires_in,
            "scope": "openid",
            "id_token": self.id_token,
        })
    }
}

impl std::fmt::Debug for TokenResponse {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("TokenResponse(…)")
    }
}

/// What a client asks for, read from the form.
struct Redemption {
    code: Option<Handle>,
    redirect_uri: String,
    verifier: String,
}

/// Everything that is made before the transaction, so that nothing slow happens in it.
struct Prepared {
    token: Token,
    bsn: Bsn,
    response: TokenResponse,
}

/// A request on the threshold of its transaction.
struct Ready {
    act: Act,
    proven: Proven,
    redemption: Redemption,
    prepared: Option<Prepared>,
}

/// How the transaction ended.
enum Outcome {
    Done(TokenResponse),
    Not(OAuthError),
}

impl Provider {
    /// Answers a token request (decoded pairs of the form). Each answer with tokens is one authentication: the fact, its journal
    /// entry and its counts are in the transaction that uses the code up.
    ///
    /// # Errors
    /// The error answer of RFC 6749, section 5.2.
    pub async fn token(
        &self,
        site: &Site,
        form: &[(String, String)],
        presented: Presented<'_>,
        act: &Act,
    ) -> Result<TokenResponse, OAuthError> {
        let ready = self.ready(site, form, presented, act).await?;
        match self.carry_out(ready).await? {
            Outcome::Done(response) => Ok(response),
            Outcome::Not(error) => Err(error),
        }
    }

    /// Everything before the transaction: who asks, what for, and the tokens if the code looks good.
    async fn ready(
        &self,
        site: &Site,
        form: &[(String, String)],
        presented: Presented<'_>,
        act: &Act,
    ) -> Result<Ready, OAuthError> {
        let form = Form::new(form);
        let proven = self.prove(site, &form, presented, Endpoint::Token, act.at).await?;
        let redemption = read(&form)?;
        let act = self.act_of(act, &proven.client);
        let prepared = self.prepare(site, &proven.client, &redemption, &act).await?;
        Ok(Ready { act, proven, redemption, prepared })
    }

    async fn carry_out(&self, ready: Ready) -> Result<Outcome, Problem> {
        let Ready { act, proven, redemption, prepared } = ready;
        let settings = std::sync::Arc::clone(&self.settings);
        let key = redemption.code.as_ref().map_or_else(
            || format!("login/client/{}", proven.client.client_id),
            |code| data::key(&code.id()),
        );
        self.store
            .write(&key, &act, async move |tx: &mut Tx| {
                redeem(tx, &settings, &proven, &redemption, prepared.as_ref()).await
            })
            .await
    }

    /// The act, done by the client's organisation under its registration.
    pub(super) fn act_of(&self, act: &Act, client: &Client) -> Act {
        let connection = Some(client.client_id.clone());
        let purpose = client.legal_basis.clone().or_else(|| act.purpose.clone());
        Act { caller: Caller::Organisation(client.oin.clone()), connection, purpose, ..act.clone() }
    }

    /// Makes the tokens, when the code looks good; whether it is, the transaction decides.
    async fn prepare(
        &self,
        site: &Site,
        client: &Client,
        redemption: &Redemption,
        act: &Act,
    ) -> Result<Option<Prepared>, OAuthError> {
        let Some(id) = redemption.code.as_ref().map(Handle::id) else { return Ok(None) };
        let found = self
            .store
            .read(async move |rows: &mut Rows| {
                let Some(row) = data::authorization(rows, &id).await? else { return Ok(None) };
                let Some(granted) = &row.granted else { return Ok(None) };
                let holder = accounts::holder(rows, &granted.authenticated.account).await?;
                Ok(Some((row, holder)))
            })
            .await?;
        let Some((row, Some((bsn, Status::Active)))) = found else { return Ok(None) };
        let Some(Verdict::Good(granted)) = redemption.judge(Some(&row), client, act.at) else {
            return Ok(None);
        };
        Ok(Some(self.make(site, client, &row, granted, bsn, act).await?))
    }

    async fn make(
        &self,
        site: &Site,
        client: &Client,
        row: &Authorization,
        granted: &Granted,
        bsn: Bsn,
        act: &Act,
    ) -> Result<Prepared, Problem> {
        let random = self.store.random();
        let handle = Handle::new(random, act.at);
        let expires = act.at.plus_seconds(ACCESS_TOKEN_SECONDS);
        let access = AccessToken {
            issuer: &site.issuer,
            client,
            bsn: &bsn,
            level: granted.authenticated.level,
            authenticated: granted.authenticated.at,
            id: handle.text(),
            at: act.at,
            expires,
        }
        .claims(&self.settings.pseudonyms);
        let id = IdToken {
            issuer: &site.issuer,
            client,
            bsn: &bsn,
            level: granted.authenticated.level,
            authenticated: granted.authenticated.at,
            nonce: &row.nonce,
            id: random.uuid(act.at).to_string(),
            at: act.at,
        }
        .claims(&self.settings.pseudonyms);
        let (access_token, id_token) = self
            .sign(client, move |client, keys, random| identity::sign_both(&access, id, client, keys, random))
            .await?;
        let token = Token {
            id: handle.id(),
            authorization: row.id.clone(),
            secret: handle.hash().to_vec(),
            client_id: client.client_id.clone(),
            account: granted.authenticated.account.clone(),
            level: granted.authenticated.level,
            authenticated: granted.authenticated.at,
            issued: act.at,
            expires,
            revoked: None,
        };
        let response = TokenResponse { access_token, id_token, expires_in: ACCESS_TOKEN_SECONDS };
        Ok(Prepared { token, bsn, response })
    }

    /// Signs and encrypts claims for a client.
    pub(super) async fn seal(&self, claims: Value, client: &Client) -> Result<String, Problem> {
        self.sign(client, move |client, keys, random| identity::seal(&claims, client, keys, random)).await
    }

    /// Signs and encrypts on a thread that may be busy for the milliseconds that RSA takes.
    async fn sign<T: Send + 'static>(
        &self,
        client: &Client,
        work: impl FnOnce(&Client, &ProviderKeys, &Random) -> Result<T, JoseError> + Send + 'static,
    ) -> Result<T, Problem> {
        let (settings, client) = (std::sync::Arc::clone(&self.settings), client.clone());
        let random = self.store.random().clone();
        tokio::task::spawn_blocking(move || work(&client, &settings.keys, &random))
            .await
            .map_err(|_| Problem::internal("login: the signing thread stopped"))?
            .map_err(|error| Problem::internal(format!("login: a token could not be made: {error}")))
    }
}

fn read(form: &Form) -> Result<Redemption, OAuthError> {
    let missing = |name: &str| OAuthError::new(ErrorCode::InvalidRequest, format!("{name} is missing"));
    match form.get("grant_type") {
        Some("authorization_code") => {}
        None => return Err(missing("grant_type")),
        Some(_) => {
            let description = "grant_type must be authorization_code";
            return Err(OAuthError::new(ErrorCode::UnsupportedGrantType, description));
        }
    }
    let code = form.get("code").ok_or_else(|| missing("code"))?;
    Ok(Redemption {
        code: Handle::parse(code),
        redirect_uri: form.get("redirect_uri").ok_or_else(|| missing("redirect_uri"))?.to_owned(),
        verifier: form.get("code_verifier").ok_or_else(|| missing("code_verifier"))?.to_owned(),
    })
}

impl Redemption {
    /// `None` when the code is not even one of ours.
    fn judge<'a>(
        &self,
        row: Option<&'a Authorization>,
        client: &Client,
        at: kernel::Moment,
    ) -> Option<Verdict<'a>> {
        let claim = Claim {
            code: self.code.as_ref()?,
            client_id: &client.client_id,
            redirect_uri: &self.redirect_uri,
            verifier: &self.verifier,
        };
        Some(judge(row, &claim, at))
    }
}

/// The transaction: decides with the row held, and writes everything that follows from it.
async fn redeem(
    tx: &mut Tx,
    settings: &Settings,
    proven: &Proven,
    redemption: &Redemption,
    prepared: Option<&Prepared>,
) -> Result<Outcome, Problem> {
    if !proven.use_up(tx).await? {
        tx.record(refusal(settings, proven, "assertion reused"));
        return Ok(Outcome::Not(replayed()));
    }
    let row = match &redemption.code {
        Some(code) => data::authorization_to_change(tx, &code.id()).await?,
        None => None,
    };
    let verdict = redemption.judge(row.as_ref(), &proven.client, tx.act().at);
    let why = match (verdict, &row, prepared) {
        // The account may have been closed since the tokens were made, by a death for one: looked at again, and held until the end.
        (Some(Verdict::Good(granted)), Some(row), Some(prepared)) if is_active(tx, granted).await? => {
            return hand_over(tx, settings, proven, (row, granted), prepared).await;
        }
        (Some(Verdict::Good(_)), Some(row), _) => {
            data::set_stage(tx, &row.id, Stage::Used).await?;
            "the account is no longer active"
        }
        (Some(Verdict::Reused), Some(row), _) => {
            data::revoke_tokens_of(tx, &row.id).await?;
            "code was used before; the tokens that were given for it are withdrawn"
        }
        (Some(Verdict::Spoilt(why)), Some(row), _) => {
            data::set_stage(tx, &row.id, Stage::Used).await?;
            why
        }
        (Some(Verdict::Refused(why)), _, _) => why,
        _ => "code is not one of this provider",
    };
    tx.record(refusal(settings, proven, why));
    Ok(Outcome::Not(OAuthError::new(ErrorCode::InvalidGrant, why)))
}

async fn is_active(tx: &mut Tx, granted: &Granted) -> Result<bool, Problem> {
    let holder = accounts::holder_to_use(tx, &granted.authenticated.account).await?;
    Ok(matches!(holder, Some((_, Status::Active))))
}

async fn hand_over(
    tx: &mut Tx,
    settings: &Settings,
    proven: &Proven,
    (row, granted): (&Authorization, &Granted),
    prepared: &Prepared,
) -> Result<Outcome, Problem> {
    data::set_stage(tx, &row.id, Stage::Used).await?;
    data::insert_token(tx, &prepared.token).await?;
    let fact = Fact {
        authenticated: granted.authenticated.clone(),
        protocol: "oidc",
        client: proven.client.client_id.clone(),
        service: proven.client.service.clone(),
    };
    fact.record(tx, &settings.words, &settings.counting, &prepared.bsn).await?;
    Ok(Outcome::Done(prepared.response.clone()))
}

fn refusal(settings: &Settings, proven: &Proven, why: &str) -> Entry {
    let details = json!({ "client": proven.client.client_id, "reason": why });
    Entry::new(settings.words.grant_refused, settings.words.activity).with(details).refused()
}

/// An entry about a token of this person.
pub(super) fn about(settings: &Settings, kind: &'static str, bsn: &Bsn, client: &Client) -> Entry {
    Entry::new(kind, settings.words.activity)
        .about(Subject::bsn(bsn))
        .with(json!({ "client": client.client_id, "service": client.service }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::*;

    #[test]
    fn an_account_that_is_closed_while_its_tokens_are_made_gets_none() {
        on_both("closed_meanwhile", async |world| {
            world.connected().await;
            let id = world.jansen().await;
            let code = world.code(&id, &request()).await;
            let form = world.redemption(&code);
            let ready =
                world.provider.ready(&world.site, &form, Presented::default(), &world.act()).await.unwrap();
            assert!(ready.prepared.is_some(), "the tokens were made");
            assert_eq!(world.accounts.suspend_person(&world.act(), &bsn(), "overlijden").await.unwrap(), 1);
            let Outcome::Not(error) = world.provider.carry_out(ready).await.unwrap() else {
                panic!("handed over")
            };
            assert_eq!(error.to_json()["error"], "invalid_grant");
            assert_eq!(world.number("SELECT COUNT(*) FROM login_token").await, 0);
            assert_eq!(world.number("SELECT COUNT(*) FROM login_authentication").await, 0);
            let refused = world.journalled(WORDS.grant_refused).await;
            assert_eq!(refused, [json!({ "client": CLIENT, "reason": "the account is no longer active" })]);
        });
    }
}
