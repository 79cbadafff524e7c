//! The authorisation endpoint: where a service sends the browser to have somebody log in.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use http::header::SET_COOKIE;
use kernel::{Act, Level, Problem};
use login::oidc::{AuthorizeDecision, ErrorCode, PageError, Pending, Prompt};
use serde_json::json;
use store::{Entry, Tx};
use web::{Acting, Answer, House, View};

use crate::digid::{self, Digid};
use crate::oidc::Parameters;
use crate::{clients, cookie, login_page, names};

/// The highest level that a means of this facility reaches.
const HIGHEST: Level = Level::Basis;

/// `GET|POST /openid-connect/v1/authorization`
pub async fn authorize(
    State(house): State<Arc<House>>,
    Acting(act): Acting,
    view: View,
    parameters: Parameters,
) -> Answer {
    let axum::Form(parameters) = parameters.map_err(|_| {
        Problem::bad_request("invalid_request", "De gegevens van dit verzoek zijn niet te lezen.")
    })?;
    let digid = house.kept::<Digid>()?;
    if parameters.iter().any(|(name, value)| name == "client_id" && value == clients::MIJNOVERHEID_CLIENT) {
        clients::connect_visitor(&house, &digid).await?;
    }
    let site = digid::site(&house, &view.origin);
    match digid.provider.authorize(&site, &parameters, act.at).await? {
        AuthorizeDecision::Page(why) => Err(nowhere_to_go(why).into()),
        AuthorizeDecision::Redirect { location, .. } => Ok(Redirect::to(&location).into_response()),
        AuthorizeDecision::LogIn(pending) => match impossible(&pending) {
            None => ask_to_log_in(&pending, &view),
            Some((error, reason)) => {
                note(&house, &act, &pending.client_id, reason).await?;
                let sent = digid.provider.refuse(&site, &pending.handle, error, act.at).await?;
                Ok(Redirect::to(&sent.location).into_response())
            }
        },
    }
}

/// Why it is of no use to ask for a password, if it is not.
fn impossible(pending: &Pending) -> Option<(ErrorCode, &'static str)> {
    if pending.prompt == Prompt::None {
        // There is no single sign-on: nobody is ever logged in already.
        return Some((ErrorCode::LoginRequired, "prompt none"));
    }
    (pending.level > HIGHEST).then_some((ErrorCode::AccessDenied, "level"))
}

fn ask_to_log_in(pending: &Pending, view: &View) -> Answer {
    let cookie = cookie::set(&pending.handle, view.secure)?;
    let page = login_page::address(&cookie::number_of(&pending.handle));
    let mut answer: Response = Redirect::to(&page).into_response();
    answer.headers_mut().insert(SET_COOKIE, cookie);
    Ok(answer)
}

async fn note(house: &House, act: &Act, client: &str, reason: &'static str) -> Result<(), Problem> {
    let details = json!({ "client": client, "reason": reason });
    house
        .store
        .write(&format!("digid/client/{client}"), act, async move |tx: &mut Tx| {
            tx.record(Entry::new(names::NOT_OFFERED, names::ACTIVITY).with(details.clone()).refused());
            Ok(())
        })
        .await
}

/// It is not certain that the address in the request is the service's own, so the browser stays here.
fn nowhere_to_go(why: PageError) -> Problem {
    match why {
        PageError::Client => Problem::bad_request(
            "invalid_client",
            "De dienst waar u vandaan komt, is hier niet bekend of niet actief. Voor de bouwer van de dienst: controleer client_id.",
        ),
        PageError::RedirectUri => Problem::bad_request(
            "invalid_redirect_uri",
            "Het adres waarheen u na het inloggen zou teruggaan, is hier niet geregistreerd. Voor de bouwer van de dienst: redirect_uri moet teken voor teken gelijk zijn aan een geregistreerd adres.",
        ),
    }
}
