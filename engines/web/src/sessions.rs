//! Browser sessions: one for each portal. The cookie holds 256 random bits; the store holds only their hash.

use http::{HeaderMap, HeaderValue};
use kernel::{Bsn, Level, Moment, Problem};
use store::{Rows, Store, Tx, params};

use crate::language::cookie;

/// A logged-in browser.
#[derive(Debug, Clone)]
pub struct Session {
    /// Hash of its cookie; safe to keep, of no use to get in.
    pub id: String,
    /// Who.
    pub bsn: Option<Bsn>,
    /// Name to show.
    pub name: String,
    /// How sure we are.
    pub level: Option<Level>,
    /// Token that forms carry.
    pub csrf: String,
    /// Name of the portal.
    pub portal: &'static str,
    /// When it began.
    pub created: Moment,
    /// When it ends, unless something is asked before that.
    pub until: Moment,
    /// When it ends however often something is asked.
    pub ends: Moment,
    /// What the portal keeps with it.
    pub data: serde_json::Value,
}

/// A session to begin.
#[derive(Debug, Clone)]
pub struct NewSession {
    /// Name of the portal, also of its cookie (`stelsel_` in front).
    pub portal: &'static str,
    /// Who.
    pub bsn: Option<Bsn>,
    /// Name to show.
    pub name: String,
    /// How sure we are.
    pub level: Option<Level>,
    /// What the portal keeps with it.
    pub data: serde_json::Value,
}

/// All sessions. Clones share them.
#[derive(Clone)]
pub struct Sessions {
    store: Store,
    idle_seconds: i64,
    most_seconds: i64,
}

/// A session that was seen this recently is not written again.
const TOUCH_SECONDS: i64 = 60;

fn hash(secret: &str) -> String {
    blake3::hash(secret.as_bytes()).to_hex().to_string()
}

impl Sessions {
    pub(crate) fn new(store: Store, idle_seconds: i64, most_seconds: i64) -> Self {
        Self { store, idle_seconds, most_seconds }
    }

    /// Begins a session within the transaction of the login, and answers the value for `Set-Cookie`. `secure` is whether the browser came over TLS.
    ///
    /// # Errors
    /// When the store refuses.
    pub async fn begin(tx: &mut Tx, new: &NewSession, secure: bool) -> Result<HeaderValue, Problem> {
        let secret = tx.random().hex::<32>();
        let csrf = tx.random().hex::<16>();
        let at = tx.act().at;
        tx.exec(
            "INSERT INTO web_session (id, portal, bsn, name, level, csrf, created, seen, data) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $8)",
            &params![
                hash(&secret),
                new.portal,
                new.bsn.as_ref().map(ToString::to_string),
                &new.name,
                new.level.map(Level::number),
                csrf,
                at,
                &new.data
            ],
        )
        .await?;
        set_cookie(new.portal, &secret, secure, None)
    }

    /// The session of this portal that the request's cookie belongs to, unless it ended, idled too long or lasted too long.
    ///
    /// # Errors
    /// When the store is unreachable.
    pub async fn find(&self, portal: &'static str, headers: &HeaderMap) -> Result<Option<Session>, Problem> {
        let Some((mut session, seen)) = self.look(portal, headers).await? else { return Ok(None) };
        let now = self.store.clock().now();
        if seen.plus_seconds(TOUCH_SECONDS) < now {
            self.touch(session.id.clone(), now).await?;
            session.until = self.until(session.created, now);
        }
        Ok(Some(session))
    }

    /// As [`Sessions::find`], without counting as something that was asked: the session does not last longer for it.
    ///
    /// # Errors
    /// When the store is unreachable.
    pub async fn peek(&self, portal: &'static str, headers: &HeaderMap) -> Result<Option<Session>, Problem> {
        Ok(self.look(portal, headers).await?.map(|(session, _)| session))
    }

    /// When a session ends that was seen last at `seen`.
    fn until(&self, created: Moment, seen: Moment) -> Moment {
        seen.plus_seconds(self.idle_seconds).min(created.plus_seconds(self.most_seconds))
    }

    /// The session, and when it was last seen.
    async fn look(
        &self,
        portal: &'static str,
        headers: &HeaderMap,
    ) -> Result<Option<(Session, Moment)>, Problem> {
        let Some(secret) = cookie(headers, &format!("stelsel_{portal}")).filter(|secret| secret.len() == 64)
        else {
            return Ok(None);
        };
        let id = hash(secret);
        let now = self.store.clock().now();
        let idle_since = now.plus_seconds(-self.idle_seconds);
        let oldest = now.plus_seconds(-self.most_seconds);
        let found = self
            .store
            .read(async move |rows: &mut Rows| {
                rows.opt(
                    "SELECT id, bsn, name, level, csrf, created, data, seen FROM web_session \
                     WHERE id = $1 AND portal = $2 AND ended IS NULL AND seen > $3 AND created > $4",
                    &params![&id, portal, idle_since, oldest],
                )
                .await
                .map_err(Problem::from)
            })
            .await?;
        let Some(row) = found else { return Ok(None) };
        let (created, seen): (Moment, Moment) = (row.get(5)?, row.get(7)?);
        let session = Session {
            id: row.get(0)?,
            bsn: row.get(1)?,
            name: row.get(2)?,
            level: row.get::<Option<i64>>(3)?.and_then(Level::from_number),
            csrf: row.get(4)?,
            portal,
            created,
            until: self.until(created, seen),
            ends: created.plus_seconds(self.most_seconds),
            data: row.get(6)?,
        };
        Ok(Some((session, seen)))
    }

    async fn touch(&self, id: String, now: Moment) -> Result<(), Problem> {
        self.store
            .maintain(&id.clone(), async move |tx: &mut Tx| {
                tx.exec("UPDATE web_session SET seen = $2 WHERE id = $1 AND seen < $2", &params![&id, now])
                    .await?;
                Ok(())
            })
            .await
    }

    /// Ends a session within a transaction, and answers the value for `Set-Cookie` that removes the cookie.
    ///
    /// # Errors
    /// When the store refuses.
    pub async fn end(tx: &mut Tx, portal: &'static str, id: &str) -> Result<HeaderValue, Problem> {
        let at = tx.act().at;
        tx.exec("UPDATE web_session SET ended = $2 WHERE id = $1 AND ended IS NULL", &params![id, at])
            .await?;
        set_cookie(portal, "", false, Some(0))
    }

    /// Ends every session of a person at a portal within a transaction: at death, or when an account is blocked.
    ///
    /// # Errors
    /// When the store refuses.
    pub async fn end_all_of(tx: &mut Tx, portal: &'static str, bsn: &Bsn) -> Result<u64, Problem> {
        let at = tx.act().at;
        let update = "UPDATE web_session SET ended = $3 WHERE bsn = $1 AND portal = $2 AND ended IS NULL";
        Ok(tx.exec(update, &params![bsn, portal, at]).await?)
    }

    /// Removes sessions that were last seen before `before`.
    ///
    /// # Errors
    /// When the store is full or unreachable.
    pub async fn forget(&self, before: Moment) -> Result<u64, Problem> {
        self.store
            .maintain("web/sessions", async move |tx: &mut Tx| {
                Ok(tx.exec("DELETE FROM web_session WHERE seen < $1", &params![before]).await?)
            })
            .await
    }
}

fn set_cookie(
    portal: &str,
    secret: &str,
    secure: bool,
    max_age: Option<u32>,
) -> Result<HeaderValue, Problem> {
    let secure = if secure { "; Secure" } else { "" };
    let max_age = max_age.map(|seconds| format!("; Max-Age={seconds}")).unwrap_or_default();
    let text = format!("stelsel_{portal}={secret}; Path=/; HttpOnly; SameSite=Lax{secure}{max_age}");
    HeaderValue::from_str(&text).map_err(|_| Problem::internal("a cookie could not be written"))
}
