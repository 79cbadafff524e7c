//! Letting somebody in whom DigiD has recognised.

use std::sync::Arc;

use http::HeaderValue;
use kernel::{Act, Caller, Channel, Problem};
use serde_json::{Value, json};
use store::{Entry, Subject, Tx};
use web::{House, NewSession, Sessions};

use crate::brp;
use crate::data::{self, LoginRequest};
use crate::indicators::{ACTIVE_ACCOUNTS, LOGINS};
use crate::model::{Account, means_of};
use crate::oidc::Client;
use crate::rules::account::{Entrance, Known, Refusal, entrance};
use crate::rules::id_token::Identity;

/// How long a login may take from the redirect to DigiD until the browser comes back, in seconds.
pub(crate) const LOGIN_SECONDS: i64 = 900;
/// Shown when the BRP gives no name.
const NAMELESS: &str = "Ingelogd";
const ACTIVITY: &str = "/verwerkingen/mijnoverheid/inloggen";
/// One key for all logins that were begun: they are few, short, and cleared together.
const REQUESTS: &str = "mijnoverheid/inloggen";

/// Begins a login for a visitor at `origin`; answers the request and the secret that the browser keeps.
///
/// # Errors
/// When the store is full or unreachable.
pub(crate) async fn begin(house: &House, act: &Act, origin: &str) -> Result<(LoginRequest, String), Problem> {
    let secret = house.random.hex::<32>();
    let request = LoginRequest {
        id: hash(&secret),
        state: house.random.hex::<16>(),
        nonce: house.random.hex::<16>(),
        verifier: trust::jose::pkce::verifier(&house.random),
        origin: origin.to_owned(),
        expires: act.at.plus_seconds(LOGIN_SECONDS),
    };
    let (row, now) = (request.clone(), act.at);
    // Nobody has done anything yet; what comes of it is journalled.
    house
        .store
        .maintain(REQUESTS, async move |tx: &mut Tx| data::put_login_request(tx, &row, now).await)
        .await?;
    Ok((request, secret))
}

/// What came back with the browser.
#[derive(Debug, Clone)]
pub(crate) struct Callback {
    /// The secret of [`begin`].
    pub(crate) secret: Option<String>,
    /// `state`.
    pub(crate) state: String,
    /// `iss`.
    pub(crate) issuer: Option<String>,
    /// `code`, or the error that DigiD gave instead.
    pub(crate) code: Result<String, String>,
    /// Whether the browser came over TLS.
    pub(crate) secure: bool,
}

fn stale() -> Problem {
    Problem::bad_request(
        "inloggenVerlopen",
        "Deze poging om in te loggen is verlopen of al gebruikt. Ga terug naar MijnOverheid en log opnieuw in.",
    )
}

fn hash(secret: &str) -> String {
    trust::hex(&trust::sha256(secret.as_bytes()))
}

/// Ends a login: redeems the code, asks the BRP who it is, and lets them in. Answers the cookie of the session.
///
/// # Errors
/// 400 when the attempt is unknown, used, too old or not this browser's; 403 when the person declined or may not come in; 502 and 503
/// when DigiD or the BRP fails.
pub(crate) async fn finish(
    house: &House,
    client: &Client,
    act: &Act,
    back: Callback,
) -> Result<HeaderValue, Problem> {
    let login = take(house, act, &back).await?;
    let code = back.code.map_err(|error| declined(&error))?;
    let identity = client.redeem(house, act, &login, &code).await?;
    let known = brp::who(house, act, &identity.bsn).await;
    let act = Act {
        caller: Caller::Person(identity.bsn.clone()),
        level: Some(identity.level),
        channel: Channel::Web,
        ..act.clone()
    };
    enter(house, &act, identity, known, back.secure).await?
}

async fn take(house: &House, act: &Act, back: &Callback) -> Result<LoginRequest, Problem> {
    let id = hash(back.secret.as_deref().ok_or_else(stale)?);
    let taken = house
        .store
        .maintain(REQUESTS, async move |tx: &mut Tx| data::take_login_request(tx, &id).await)
        .await?;
    let same = |login: &LoginRequest| {
        trust::seal::equal(login.state.as_bytes(), back.state.as_bytes())
            && act.at < login.expires
            && back.issuer.as_ref().is_none_or(|issuer| house.settings.origins.contains(issuer))
    };
    taken.filter(same).ok_or_else(stale)
}

fn declined(error: &str) -> Problem {
    if error == "access_denied" {
        return Problem::forbidden(
            "inloggenAfgebroken",
            "U bent niet ingelogd: het inloggen met DigiD is afgebroken.",
        );
    }
    Problem::new(
        502,
        "digid",
        "Inloggen is niet gelukt",
        "DigiD kon u niet inloggen. Probeer het later opnieuw.",
    )
}

/// The act itself. A refusal is an outcome: its entry stays.
async fn enter(
    house: &House,
    act: &Act,
    identity: Identity,
    known: Known,
    secure: bool,
) -> Result<Result<HeaderValue, Problem>, Problem> {
    let key = identity.bsn.to_string();
    let visit = Arc::new((identity, known));
    house
        .store
        .write(&key, act, async move |tx: &mut Tx| {
            let (identity, known) = visit.as_ref();
            let account = data::locked_account(tx, identity.bsn.as_str()).await?;
            match entrance(account.as_ref().map(|one| one.state), known) {
                Entrance::Refuse(refusal) => Ok(Err(refuse(tx, identity, refusal))),
                entrance => let_in(tx, identity, known, account.as_ref(), entrance, secure).await.map(Ok),
            }
        })
        .await
}

fn refuse(tx: &mut Tx, identity: &Identity, refusal: Refusal) -> Problem {
    let entry = Entry::new("mijnoverheid.inloggen.geweigerd", ACTIVITY).refused();
    tx.record(entry.about(Subject::bsn(&identity.bsn)).with(json!({ "reden": refusal.as_str() })));
    refusal.problem()
}

async fn let_in(
    tx: &mut Tx,
    identity: &Identity,
    known: &Known,
    account: Option<&Account>,
    entrance: Entrance,
    secure: bool,
) -> Result<HeaderValue, Problem> {
    let at = tx.act().at;
    let bsn = &identity.bsn;
    if entrance == Entrance::Create {
        data::create_account(tx, bsn, at).await?;
    }
    if matches!(entrance, Entrance::Create | Entrance::Activate) {
        data::activate_account(tx, bsn, at).await?;
        tx.record(Entry::new("mijnoverheid.account.geactiveerd", ACTIVITY).about(Subject::bsn(bsn)));
        tx.count(ACTIVE_ACCOUNTS, "", 1);
    }
    let means = means_of(identity.level);
    let id = tx.random().uuid(at).to_string();
    data::put_login(tx, &id, bsn, at, means, identity.level.number()).await?;
    let name = match known {
        Known::Person { name: Some(name), .. } => name.clone(),
        _ => NAMELESS.to_owned(),
    };
    let before = account.and_then(|one| one.last_login.clone());
    let session = NewSession {
        portal: crate::SLUG,
        bsn: Some(bsn.clone()),
        name,
        level: Some(identity.level),
        data: before
            .map_or(Value::Null, |(at, means)| json!({ "vorige": { "at": at.micros(), "means": means } })),
    };
    let cookie = Sessions::begin(tx, &session, secure).await?;
    let body = json!({ "middel": means });
    tx.record(Entry::new("mijnoverheid.inloggen", ACTIVITY).about(Subject::bsn(bsn)).with(body));
    tx.count(LOGINS, means, 1);
    Ok(cookie)
}

/// Ends a session; answers the cookie that removes it from the browser.
///
/// # Errors
/// When the store is full or unreachable.
pub(crate) async fn log_out(
    house: &House,
    act: &Act,
    session: &web::Session,
) -> Result<HeaderValue, Problem> {
    let id = session.id.clone();
    let bsn = session.bsn.clone();
    let key = bsn.as_ref().map_or_else(|| id.clone(), ToString::to_string);
    house
        .store
        .write(&key, act, async move |tx: &mut Tx| {
            let entry = Entry::new("mijnoverheid.uitloggen", ACTIVITY);
            tx.record(match &bsn {
                Some(bsn) => entry.about(Subject::bsn(bsn)),
                None => entry,
            });
            Sessions::end(tx, crate::SLUG, &id).await
        })
        .await
}
