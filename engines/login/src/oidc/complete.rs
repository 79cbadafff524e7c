//! The end of the browser's part: a code for the client, or an error.

use kernel::{Moment, Problem};
use store::{Rows, Tx};

use super::authorize::error_location;
use super::data::{self, Authorization, Granted, Stage};
use super::{CODE_SECONDS, ErrorCode, Pending, Provider, Site, clients, uri};
use crate::handle::Handle;
use crate::{Authenticated, services};

/// Where the browser goes from here. Its debug form keeps the code secret.
#[derive(Clone, PartialEq, Eq)]
pub struct Sent {
    /// The redirect URI with `code`, `state` and `iss` (RFC 9207), or with an error.
    pub location: String,
    /// The error, if it is one.
    pub error: Option<ErrorCode>,
}

impl std::fmt::Debug for Sent {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Sent({:?})", self.error)
    }
}

impl Provider {
    /// The request that a handle names, while it waits; `None` when it is unknown, over or answered.
    ///
    /// # Errors
    /// When the store is unreachable.
    pub async fn pending(&self, handle: &str, at: Moment) -> Result<Option<Pending>, Problem> {
        let Some(secret) = Handle::parse(handle) else { return Ok(None) };
        let handle = handle.to_owned();
        self.store
            .read(async move |rows: &mut Rows| {
                let row = data::authorization(rows, &secret.id()).await?;
                let Some(row) = row.filter(|row| waits(row, &secret, at)) else { return Ok(None) };
                let client = clients::find(rows, &row.client_id).await?;
                let Some(client) = client.filter(|client| client.active) else { return Ok(None) };
                let Some(service) = services::find(rows, &client.service).await? else { return Ok(None) };
                let mut pending = pending_of(&row, &handle);
                pending.client_name = client.name;
                pending.service = service.id;
                pending.service_name = service.name;
                Ok(Some(pending))
            })
            .await
    }

    /// Answers a request with a login: the browser goes back with a one-time code of 60 seconds. A login that does not answer it
    /// (too low, too old, see [`Pending::judge`]) goes back as an error. `session` is a reference to the facility's login
    /// record, not its secret.
    ///
    /// # Errors
    /// 404 when the handle is unknown, over or answered already; 503 when the store is full or unreachable.
    pub async fn complete(
        &self,
        site: &Site,
        handle: &str,
        login: &Authenticated,
        session: Option<&str>,
        at: Moment,
    ) -> Result<Sent, Problem> {
        let secret = Handle::parse(handle).ok_or_else(not_waiting)?;
        let code = secret.another(self.store.random());
        let granted = Granted {
            authenticated: login.clone(),
            code: code.hash().to_vec(),
            expires: at.plus_seconds(CODE_SECONDS),
        };
        let session = session.map(str::to_owned);
        let (row, judged) = self
            .store
            .maintain(&data::key(&secret.id()), async move |tx: &mut Tx| {
                let row = waiting(tx, &secret, at).await?;
                let judged = pending_of(&row, "").judge(&granted.authenticated, at);
                match judged {
                    Ok(()) => data::grant(tx, &row.id, &granted, session.as_deref()).await?,
                    Err(_) => data::set_stage(tx, &row.id, Stage::Refused).await?,
                }
                Ok((row, judged))
            })
            .await?;
        Ok(match judged {
            Ok(()) => {
                let code = code.text();
                let parameters = [("code", code.as_str()), ("state", &row.state), ("iss", &site.issuer)];
                Sent { location: uri::with_query(&row.redirect_uri, &parameters), error: None }
            }
            Err(error) => refused(site, &row, error),
        })
    }

    /// Ends a request with an error: [`ErrorCode::AccessDenied`] when the person declines, [`ErrorCode::LoginRequired`] when
    /// `prompt=none` cannot be kept.
    ///
    /// # Errors
    /// As [`Provider::complete`].
    pub async fn refuse(
        &self,
        site: &Site,
        handle: &str,
        error: ErrorCode,
        at: Moment,
    ) -> Result<Sent, Problem> {
        let secret = Handle::parse(handle).ok_or_else(not_waiting)?;
        let row = self
            .store
            .maintain(&data::key(&secret.id()), async move |tx: &mut Tx| {
                let row = waiting(tx, &secret, at).await?;
                data::set_stage(tx, &row.id, Stage::Refused).await?;
                Ok(row)
            })
            .await?;
        Ok(refused(site, &row, error))
    }
}

fn waits(row: &Authorization, secret: &Handle, at: Moment) -> bool {
    secret.fits(&row.secret) && row.stage == Stage::Waiting && at < row.expires
}

async fn waiting(tx: &mut Tx, secret: &Handle, at: Moment) -> Result<Authorization, Problem> {
    let row = data::authorization_to_change(tx, &secret.id()).await?;
    row.filter(|row| waits(row, secret, at)).ok_or_else(not_waiting)
}

fn not_waiting() -> Problem {
    Problem::not_found(
        "Dit verzoek om in te loggen bestaat niet, is verlopen of is al afgehandeld. Begin opnieuw.",
    )
}

fn refused(site: &Site, row: &Authorization, error: ErrorCode) -> Sent {
    let description = match error {
        ErrorCode::AccessDenied => "Authentication cancelled or level not reached",
        ErrorCode::LoginRequired => "The person has to log in",
        _ => "The login failed",
    };
    let location = error_location(site, &row.redirect_uri, Some(&row.state), error, description);
    Sent { location, error: Some(error) }
}

/// The request without the names that people see.
fn pending_of(row: &Authorization, handle: &str) -> Pending {
    Pending {
        handle: handle.to_owned(),
        client_id: row.client_id.clone(),
        client_name: String::new(),
        service: String::new(),
        service_name: String::new(),
        level: row.level,
        prompt: row.prompt,
        max_age: row.max_age,
        created: row.created,
        expires: row.expires,
    }
}
