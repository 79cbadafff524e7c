//! The statements on authorisations, tokens and used assertions.

use kernel::{Level, Moment, Problem};
use store::{Row, Rows, Tx, params};

use super::{Pending, Prompt};
use crate::{Authenticated, Means};

/// How far an authorisation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// The person has yet to log in.
    Waiting,
    /// A code was given out.
    Granted,
    /// The code was redeemed, or spoilt by a wrong proof.
    Used,
    /// It ended with an error.
    Refused,
}

impl Stage {
    fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Granted => "granted",
            Self::Used => "used",
            Self::Refused => "refused",
        }
    }

    fn from_text(text: &str) -> Option<Self> {
        [Self::Waiting, Self::Granted, Self::Used, Self::Refused].into_iter().find(|one| one.as_str() == text)
    }
}

/// A new row.
pub(super) struct NewAuthorization {
    pub(super) id: String,
    pub(super) secret: [u8; 32],
    pub(super) redirect_uri: String,
    pub(super) state: String,
    pub(super) nonce: String,
    pub(super) challenge: String,
    pub(super) pending: Pending,
}

/// A stored one.
#[derive(Debug, Clone)]
pub(super) struct Authorization {
    pub(super) id: String,
    pub(super) secret: Vec<u8>,
    pub(super) client_id: String,
    pub(super) redirect_uri: String,
    pub(super) state: String,
    pub(super) nonce: String,
    pub(super) challenge: String,
    pub(super) level: Level,
    pub(super) prompt: Prompt,
    pub(super) max_age: Option<i64>,
    pub(super) created: Moment,
    pub(super) expires: Moment,
    pub(super) stage: Stage,
    pub(super) granted: Option<Granted>,
}

/// What a code stands for.
#[derive(Debug, Clone)]
pub(super) struct Granted {
    pub(super) authenticated: Authenticated,
    pub(super) code: Vec<u8>,
    pub(super) expires: Moment,
}

/// All that happens to one authorisation and its tokens happens one after the other.
pub(super) fn key(id: &str) -> String {
    format!("login/authorization/{id}")
}

pub(super) async fn insert_authorization(tx: &mut Tx, new: &NewAuthorization) -> Result<(), Problem> {
    let pending = &new.pending;
    tx.exec(
        "INSERT INTO login_authorization (id, secret, client_id, redirect_uri, scope, state, nonce, challenge, level, \
         prompt, max_age, created, expires, stage) \
         VALUES ($1, $2, $3, $4, 'openid', $5, $6, $7, $8, $9, $10, $11, $12, 'waiting')",
        &params![
            &new.id,
            new.secret,
            &pending.client_id,
            &new.redirect_uri,
            &new.state,
            &new.nonce,
            &new.challenge,
            pending.level.number(),
            pending.prompt.as_str(),
            pending.max_age,
            pending.created,
            pending.expires
        ],
    )
    .await?;
    Ok(())
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, secret, client_id, redirect_uri, state, nonce, challenge, level, prompt, max_age, created, expires, \
             stage, account, reached, means, authenticated, code, code_expires FROM login_authorization WHERE ",
            $rest
        )
    };
}

pub(super) async fn authorization(rows: &mut Rows, id: &str) -> Result<Option<Authorization>, Problem> {
    rows.opt(select!("id = $1"), &params![id]).await?.as_ref().map(read).transpose()
}

pub(super) async fn authorization_to_change(tx: &mut Tx, id: &str) -> Result<Option<Authorization>, Problem> {
    tx.opt(select!("id = $1 {lock}"), &params![id]).await?.as_ref().map(read).transpose()
}

fn level(number: i64) -> Result<Level, Problem> {
    Level::from_number(number).ok_or_else(|| crate::unreadable("a level"))
}

fn read(row: &Row) -> Result<Authorization, Problem> {
    let strange = || crate::unreadable("an authorisation");
    Ok(Authorization {
        id: row.get(0)?,
        secret: row.get(1)?,
        client_id: row.get(2)?,
        redirect_uri: row.get(3)?,
        state: row.get(4)?,
        nonce: row.get(5)?,
        challenge: row.get(6)?,
        level: level(row.get(7)?)?,
        prompt: Prompt::from_text(&row.get::<String>(8)?).ok_or_else(strange)?,
        max_age: row.get(9)?,
        created: row.get(10)?,
        expires: row.get(11)?,
        stage: Stage::from_text(&row.get::<String>(12)?).ok_or_else(strange)?,
        granted: read_granted(row)?,
    })
}

fn read_granted(row: &Row) -> Result<Option<Granted>, Problem> {
    let Some(account) = row.get::<Option<String>>(13)? else { return Ok(None) };
    let means: String = row.get(15)?;
    let authenticated = Authenticated {
        account,
        level: level(row.get(14)?)?,
        means: Means::from_text(&means).ok_or_else(|| crate::unreadable("a means"))?,
        at: row.get(16)?,
    };
    Ok(Some(Granted { authenticated, code: row.get(17)?, expires: row.get(18)? }))
}

pub(super) async fn grant(
    tx: &mut Tx,
    id: &str,
    granted: &Granted,
    session: Option<&str>,
) -> Result<(), Problem> {
    let login = &granted.authenticated;
    tx.exec(
        "UPDATE login_authorization SET stage = 'granted', account = $2, reached = $3, means = $4, authenticated = $5, \
         session = $6, code = $7, code_expires = $8 WHERE id = $1",
        &params![
            id,
            &login.account,
            login.level.number(),
            login.means.as_str(),
            login.at,
            session,
            granted.code.as_slice(),
            granted.expires
        ],
    )
    .await?;
    Ok(())
}

pub(super) async fn set_stage(tx: &mut Tx, id: &str, stage: Stage) -> Result<(), Problem> {
    tx.exec("UPDATE login_authorization SET stage = $2 WHERE id = $1", &params![id, stage.as_str()]).await?;
    Ok(())
}

/// Uses an assertion up; `false` when it was used before.
pub(super) async fn use_assertion(
    tx: &mut Tx,
    client_id: &str,
    jti: &str,
    expires: Moment,
) -> Result<bool, Problem> {
    let new = tx
        .exec(
            "INSERT INTO login_assertion (client_id, jti, expires) VALUES ($1, $2, $3) \
             ON CONFLICT (client_id, jti) DO NOTHING",
            &params![client_id, jti, expires],
        )
        .await?;
    Ok(new == 1)
}

/// An access token.
#[derive(Debug, Clone)]
pub(super) struct Token {
    pub(super) id: String,
    pub(super) authorization: String,
    pub(super) secret: Vec<u8>,
    pub(super) client_id: String,
    pub(super) account: String,
    pub(super) level: Level,
    pub(super) authenticated: Moment,
    pub(super) issued: Moment,
    pub(super) expires: Moment,
    pub(super) revoked: Option<Moment>,
}

impl Token {
    /// Whether it may still be used.
    pub(super) fn is_good(&self, at: Moment) -> bool {
        self.revoked.is_none() && at < self.expires
    }
}

pub(super) async fn insert_token(tx: &mut Tx, token: &Token) -> Result<(), Problem> {
    tx.exec(
        "INSERT INTO login_token (id, authorization_id, secret, client_id, account, scope, level, authenticated, issued, expires) \
         VALUES ($1, $2, $3, $4, $5, 'openid', $6, $7, $8, $9)",
        &params![
            &token.id,
            &token.authorization,
            token.secret.as_slice(),
            &token.client_id,
            &token.account,
            token.level.number(),
            token.authenticated,
            token.issued,
            token.expires
        ],
    )
    .await?;
    Ok(())
}

pub(super) async fn token(rows: &mut Rows, id: &str) -> Result<Option<Token>, Problem> {
    let row = rows
        .opt(
            "SELECT id, authorization_id, secret, client_id, account, level, authenticated, issued, expires, revoked \
             FROM login_token WHERE id = $1",
            &params![id],
        )
        .await?;
    row.map(|row| {
        Ok(Token {
            id: row.get(0)?,
            authorization: row.get(1)?,
            secret: row.get(2)?,
            client_id: row.get(3)?,
            account: row.get(4)?,
            level: level(row.get(5)?)?,
            authenticated: row.get(6)?,
            issued: row.get(7)?,
            expires: row.get(8)?,
            revoked: row.get(9)?,
        })
    })
    .transpose()
}

pub(super) async fn revoke_token(tx: &mut Tx, id: &str) -> Result<u64, Problem> {
    let at = tx.act().at;
    let sql = "UPDATE login_token SET revoked = $2 WHERE id = $1 AND revoked IS NULL";
    Ok(tx.exec(sql, &params![id, at]).await?)
}

/// Withdraws every token of a code; how many.
pub(super) async fn revoke_tokens_of(tx: &mut Tx, authorization: &str) -> Result<u64, Problem> {
    let at = tx.act().at;
    let sql = "UPDATE login_token SET revoked = $2 WHERE authorization_id = $1 AND revoked IS NULL";
    Ok(tx.exec(sql, &params![authorization, at]).await?)
}

/// Forgets assertions that are over, and requests and tokens that were over before `before`.
pub(super) async fn forget(tx: &mut Tx, before: Moment, now: Moment) -> Result<u64, Problem> {
    let assertions = tx.exec("DELETE FROM login_assertion WHERE expires <= $1", &params![now]).await?;
    let tokens = tx.exec("DELETE FROM login_token WHERE expires < $1", &params![before]).await?;
    let requests = tx.exec("DELETE FROM login_authorization WHERE expires < $1", &params![before]).await?;
    Ok(assertions + tokens + requests)
}

pub(super) async fn forget_authentications(tx: &mut Tx, before: Moment) -> Result<u64, Problem> {
    Ok(tx.exec("DELETE FROM login_authentication WHERE at < $1", &params![before]).await?)
}
