//! Going to DigiD, coming back, and leaving.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect};
use http::header::{COOKIE, SET_COOKIE};
use http::{HeaderMap, HeaderValue};
use kernel::Problem;
use web::{Acting, Answer, Form, House, Signed, View};

use crate::log_in::{Callback, LOGIN_SECONDS, begin, finish};
use crate::oidc::Client;

const HOME: &str = "/mijnoverheid";
/// Cookie that ties a begun login to the browser that began it.
const LOGIN_COOKIE: &str = "stelsel_mijnoverheid_inloggen";

/// `GET /mijnoverheid/jwks`: the public keys of this client of DigiD.
pub(crate) async fn jwks(State(house): State<Arc<House>>) -> Answer {
    Ok(Json(house.kept::<Client>()?.jwks().clone()).into_response())
}

/// `GET /mijnoverheid/inloggen`: to DigiD, unless the visitor is in already.
pub(crate) async fn log_in(
    State(house): State<Arc<House>>,
    Acting(act): Acting,
    view: View,
    headers: HeaderMap,
) -> Answer {
    if house.sessions.find(crate::SLUG, &headers).await?.is_some() {
        return Ok(Redirect::to(HOME).into_response());
    }
    let (request, secret) = begin(&house, &act, &view.origin).await?;
    let location = house.kept::<Client>()?.authorization_url(&request, view.language.code());
    let cookie = login_cookie(&secret, LOGIN_SECONDS, view.secure)?;
    Ok(([(SET_COOKIE, cookie)], Redirect::to(&location)).into_response())
}

/// `GET /mijnoverheid/terug`: back from DigiD.
pub(crate) async fn back(
    State(house): State<Arc<House>>,
    Acting(act): Acting,
    view: View,
    headers: HeaderMap,
    Query(query): Query<HashMap<String, String>>,
) -> Answer {
    let text = |name: &str| query.get(name).cloned();
    let callback = Callback {
        secret: cookie(&headers, LOGIN_COOKIE).map(str::to_owned),
        state: text("state").unwrap_or_default(),
        issuer: text("iss"),
        code: text("code").ok_or_else(|| text("error").unwrap_or_default()),
        secure: view.secure,
    };
    let session = finish(&house, house.kept::<Client>()?.as_ref(), &act, callback).await?;
    let mut response = Redirect::to(HOME).into_response();
    response.headers_mut().append(SET_COOKIE, session);
    response.headers_mut().append(SET_COOKIE, login_cookie("", 0, view.secure)?);
    Ok(response)
}

/// `POST /mijnoverheid/uitloggen`.
pub(crate) async fn log_out(
    State(house): State<Arc<House>>,
    Acting(act): Acting,
    Signed(session): Signed,
    _form: Form,
) -> Answer {
    let cookie = crate::log_in::log_out(&house, &act, &session).await?;
    Ok(([(SET_COOKIE, cookie)], Redirect::to("/")).into_response())
}

fn login_cookie(secret: &str, seconds: i64, secure: bool) -> Result<HeaderValue, Problem> {
    let secure = if secure { "; Secure" } else { "" };
    let text = format!(
        "{LOGIN_COOKIE}={secret}; Path=/mijnoverheid; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}"
    );
    HeaderValue::from_str(&text).map_err(|_| Problem::internal("a cookie could not be written"))
}

fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let lines = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(key, _)| *key == name).map(|(_, value)| value)
}
