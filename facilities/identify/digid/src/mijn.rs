//! Mijn DigiD: one's own account, and where one logged in during the last 18 months.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use http::HeaderMap;
use http::header::SET_COOKIE;
use kernel::{Act, Language, Level, Moment, Problem};
use login::accounts::{Account, Outcome, Status};
use serde::Deserialize;
use serde_json::{Value, json};
use store::{Entry, Rows, Subject, Tx};
use web::{Acting, Answer, Form, House, NewSession, Sessions, Signed, View};

use crate::data::{self, Login};
use crate::digid::{Digid, HISTORY_SECONDS};
use crate::{cookie, login_page, names};

/// Name of its sessions.
pub const PORTAL: &str = "digid";
/// Its first page.
pub const HOME: &str = "/digid/mijn";
/// Where one gets in.
pub const LOGIN: &str = "/digid/mijn/inloggen";
/// Logins on one page.
const PER_PAGE: i64 = 25;

/// `GET /digid/mijn/inloggen`
pub async fn login_page(State(house): State<Arc<House>>, view: View) -> Answer {
    let secret = house.random.hex::<32>();
    let mut answer = show_login(&house, &view, &cookie::number_of(&secret), "", None)?;
    answer.headers_mut().insert(SET_COOKIE, cookie::set(&secret, view.secure)?);
    Ok(answer)
}

/// `POST /digid/mijn/inloggen`
pub async fn log_in(
    State(house): State<Arc<House>>,
    Acting(act): Acting,
    view: View,
    headers: HeaderMap,
    form: Form,
) -> Answer {
    let number = form.text("request_id");
    if cookie::secret(&headers, number).is_none() {
        let detail = "Deze pagina is verlopen of in een andere browser geopend. Open haar opnieuw. Uw browser moet cookies toestaan.";
        return Err(Problem::bad_request("loginRequest", detail).into());
    }
    let digid = house.kept::<Digid>()?;
    let username = form.text("gebruikersnaam");
    match digid.accounts.log_in(&act, username, form.exact("wachtwoord")).await? {
        Outcome::LoggedIn { account } => enter(&house, &act, &view, &account, number).await,
        refused => {
            let error = login_page::refusal(&refused, view.language);
            show_login(&house, &view, number, username, Some(error))
        }
    }
}

fn show_login(
    house: &House,
    view: &View,
    number: &str,
    username: &str,
    error: Option<&'static str>,
) -> Answer {
    let title = match view.language {
        Language::Nl => "Inloggen",
        Language::En => "Log in",
    };
    let values = json!({
        "page_title": title,
        "error": error,
        "username": username,
        "service_name": "Mijn DigiD",
        "request_id": number,
        "action": LOGIN,
        "can_cancel": false,
    });
    let status = if error.is_some() { login_page::REFUSED } else { 200 };
    view.page_with(house, "digid", "digid/inloggen.html", values, status)
}

async fn enter(house: &House, act: &Act, view: &View, account: &Account, number: &str) -> Answer {
    let key = account.bsn.to_string();
    let about = Subject::bsn(&account.bsn);
    let session = NewSession {
        portal: PORTAL,
        bsn: Some(account.bsn.clone()),
        name: account.username.clone(),
        level: Some(Level::Basis),
        data: json!({ "account": account.id }),
    };
    let secure = view.secure;
    let begun = house
        .store
        .write(&format!("login/digid/{key}"), act, async move |tx: &mut Tx| {
            tx.record(Entry::new(names::MIJN_ENTERED, names::ACTIVITY).about(about.clone()));
            Sessions::begin(tx, &session, secure).await
        })
        .await?;
    let mut answer: Response = Redirect::to(HOME).into_response();
    answer.headers_mut().append(SET_COOKIE, begun);
    answer.headers_mut().append(SET_COOKIE, cookie::clear(number, secure)?);
    Ok(answer)
}

/// Which page of the list.
#[derive(Debug, Deserialize)]
pub struct Paged {
    #[serde(default)]
    pagina: String,
}

/// `GET /digid/mijn`
pub async fn page(
    State(house): State<Arc<House>>,
    Acting(act): Acting,
    Signed(session): Signed,
    view: View,
    Query(paged): Query<Paged>,
) -> Answer {
    let digid = house.kept::<Digid>()?;
    let id = session.data.get("account").and_then(Value::as_str).unwrap_or_default().to_owned();
    let account = digid.accounts.by_id(&id).await?;
    let account = account.ok_or_else(|| Problem::not_found("Dit account bestaat niet meer."))?;
    let number = paged.pagina.parse::<i64>().unwrap_or(1).clamp(1, 10_000);
    let since = act.at.plus_seconds(-HISTORY_SECONDS);
    let part = ((number - 1) * PER_PAGE, PER_PAGE);
    let (logins, total) =
        house.store.read(async move |rows: &mut Rows| data::logins(rows, &id, since, part).await).await?;
    let about = Subject::bsn(&account.bsn);
    house
        .store
        .write(&format!("login/digid/{}", account.bsn), &act, async move |tx: &mut Tx| {
            tx.record(Entry::new(names::MIJN_SHOWN, names::ACTIVITY).about(about.clone()));
            Ok(())
        })
        .await?;
    let language = view.language;
    let values = json!({
        "page_title": if language == Language::Nl { "Mijn DigiD" } else { "My DigiD" },
        "account": {
            "username": account.username,
            "status": status(account.status, language),
            "level": account.level.name(),
            "since": date(account.activated.unwrap_or(account.created), language),
        },
        "logins": logins.iter().map(|login| shown(login, language)).collect::<Vec<_>>(),
        "pages": pages(number, total),
    });
    view.page(&house, "digid", "digid/mijn.html", values)
}

/// `POST /digid/uitloggen`
pub async fn log_out(
    State(house): State<Arc<House>>,
    Acting(act): Acting,
    Signed(session): Signed,
    _: Form,
) -> Answer {
    let key = format!("digid/{}", session.id);
    let ended = house
        .store
        .write(&key, &act, async move |tx: &mut Tx| {
            let mut entry = Entry::new(names::MIJN_LEFT, names::ACTIVITY);
            entry.subject = session.bsn.as_ref().map(Subject::bsn);
            tx.record(entry);
            Sessions::end(tx, PORTAL, &session.id).await
        })
        .await?;
    Ok(([(SET_COOKIE, ended)], Redirect::to(LOGIN)).into_response())
}

fn status(status: Status, language: Language) -> &'static str {
    let (nl, en) = match status {
        Status::Requested => ("Aangevraagd", "Requested"),
        Status::Active => ("Actief", "Active"),
        Status::Suspended => ("Opgeschort", "Suspended"),
        Status::Revoked => ("Ingetrokken", "Revoked"),
        Status::Expired => ("Vervallen", "Expired"),
        Status::Removed => ("Verwijderd", "Removed"),
    };
    if language == Language::Nl { nl } else { en }
}

fn shown(login: &Login, language: Language) -> Value {
    json!({ "moment": date(login.at, language), "service": login.service, "level": login.level.name() })
}

/// A moment as people in the Netherlands read it.
fn date(moment: Moment, language: Language) -> Value {
    let local = moment.in_amsterdam();
    let form = match language {
        Language::Nl => "%-d-%-m-%Y %H:%M uur",
        Language::En => "%-d/%-m/%Y %H:%M",
    };
    json!({ "iso": moment.rfc3339(), "text": local.strftime(form).to_string() })
}

fn pages(current: i64, total: i64) -> Value {
    let last = (total + PER_PAGE - 1).div_euclid(PER_PAGE).max(1);
    let address = |number: i64| format!("{HOME}?pagina={number}");
    let near = (current - 4).max(1)..=(current + 4).min(last);
    let items: Vec<Value> = near
        .map(|number| json!({ "number": number, "href": address(number), "current": number == current }))
        .collect();
    json!({
        "items": items,
        "previous": (current > 1).then(|| address(current - 1)),
        "next": (current < last).then(|| address(current + 1)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_lead_to_their_neighbours_and_no_further() {
        assert_eq!(
            pages(1, 0),
            json!({ "items": [{"number": 1, "href": "/digid/mijn?pagina=1", "current": true}], "previous": null, "next": null })
        );
        let second = pages(2, 51);
        assert_eq!(second["items"].as_array().map(Vec::len), Some(3));
        assert_eq!(
            (second["previous"].as_str(), second["next"].as_str()),
            (Some("/digid/mijn?pagina=1"), Some("/digid/mijn?pagina=3"))
        );
        assert_eq!(pages(3, 51)["next"], Value::Null);
    }

    #[test]
    fn a_moment_is_written_in_dutch_time() {
        let moment = Moment::from_micros(1_574_530_602_000_000);
        assert_eq!(date(moment, Language::Nl)["text"], "23-11-2019 18:36 uur");
        assert_eq!(date(moment, Language::En)["text"], "23/11/2019 18:36");
    }
}
