//! The page on which somebody logs in for a service.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use http::header::{CONTENT_SECURITY_POLICY, SET_COOKIE};
use http::{HeaderMap, HeaderValue};
use kernel::{Act, Language, Level, Problem};
use login::accounts::Outcome;
use login::oidc::{Client, ErrorCode, Pending, Sent};
use login::{Authenticated, Means};
use serde::Deserialize;
use serde_json::json;
use store::{Entry, Tx};
use web::{Acting, Answer, Form, House, View};

use crate::digid::{self, Digid};
use crate::{cookie, names};

/// Where it is.
pub const PATH: &str = "/digid/inloggen";
/// What an answer to a refused login has for a status.
pub const REFUSED: u16 = 400;

/// Which pending login a page is for.
#[derive(Debug, Deserialize)]
pub struct Asked {
    #[serde(default)]
    verzoek: String,
}

/// The address of the page for the pending login with this number.
#[must_use]
pub fn address(number: &str) -> String {
    format!("{PATH}?verzoek={number}")
}

/// `GET /digid/inloggen?verzoek=NUMBER`
pub async fn page(
    State(house): State<Arc<House>>,
    Acting(act): Acting,
    view: View,
    headers: HeaderMap,
    Query(asked): Query<Asked>,
) -> Answer {
    let digid = house.kept::<Digid>()?;
    let pending = find(&digid, &act, &headers, &asked.verzoek).await?;
    show(&house, &digid, &view, &pending, Shown { username: "", error: None }).await
}

/// `POST /digid/inloggen`
pub async fn submit(
    State(house): State<Arc<House>>,
    Acting(act): Acting,
    mut view: View,
    headers: HeaderMap,
    form: Form,
) -> Answer {
    let digid = house.kept::<Digid>()?;
    let number = form.text("request_id");
    let pending = find(&digid, &act, &headers, number).await?;
    // A change of language leads back to the page, not to the form's address without a number.
    view.path = address(&cookie::number_of(&pending.handle));
    let site = digid::site(&house, &view.origin);
    if form.text("handeling") == "annuleren" {
        note_cancelled(&house, &act, &pending).await?;
        let sent = digid.provider.refuse(&site, &pending.handle, ErrorCode::AccessDenied, act.at).await?;
        return go(&sent, number, &view);
    }
    let username = form.text("gebruikersnaam");
    match digid.accounts.log_in(&act, username, form.exact("wachtwoord")).await? {
        Outcome::LoggedIn { account } => {
            let login = Authenticated {
                account: account.id,
                level: Level::Basis,
                means: Means::Password,
                at: act.at,
            };
            let sent = digid.provider.complete(&site, &pending.handle, &login, None, act.at).await?;
            go(&sent, number, &view)
        }
        refused => {
            let error = refusal(&refused, view.language);
            show(&house, &digid, &view, &pending, Shown { username, error: Some(error) }).await
        }
    }
}

/// What is told about a login that did not succeed: one text for each kind, whatever the reason and whether or not the name exists.
#[must_use]
pub fn refusal(outcome: &Outcome, language: Language) -> &'static str {
    match (outcome, language) {
        (Outcome::Blocked { .. }, Language::Nl) => {
            "U hebt drie keer een onjuiste gebruikersnaam of een onjuist wachtwoord ingevuld. Met deze gebruikersnaam kunt u nu 15 minuten niet inloggen."
        }
        (Outcome::Blocked { .. }, Language::En) => {
            "You entered a wrong username or a wrong password three times. You cannot log in with this username for 15 minutes."
        }
        (_, Language::Nl) => {
            "Inloggen is niet gelukt. Controleer uw gebruikersnaam en wachtwoord en probeer het opnieuw."
        }
        (_, Language::En) => "Logging in did not succeed. Check your username and password and try again.",
    }
}

/// The pending login of this browser with this number.
async fn find(digid: &Digid, act: &Act, headers: &HeaderMap, number: &str) -> Result<Pending, Problem> {
    let pending = match cookie::secret(headers, number) {
        Some(secret) => digid.provider.pending(secret, act.at).await?,
        None => None,
    };
    pending.ok_or_else(|| {
        Problem::bad_request(
            "loginRequest",
            "Dit verzoek om in te loggen is verlopen, al afgehandeld of in een andere browser begonnen. Ga terug naar de dienst waar u wilt inloggen en begin opnieuw. Uw browser moet cookies toestaan.",
        )
    })
}

/// What varies on the page.
struct Shown<'a> {
    username: &'a str,
    error: Option<&'static str>,
}

async fn show(house: &House, digid: &Digid, view: &View, pending: &Pending, shown: Shown<'_>) -> Answer {
    let title = match view.language {
        Language::Nl => "Inloggen",
        Language::En => "Log in",
    };
    let values = json!({
        "page_title": title,
        "error": shown.error,
        "username": shown.username,
        "service_name": pending.service_name,
        "request_id": cookie::number_of(&pending.handle),
        "action": PATH,
        "can_cancel": true,
    });
    let status = if shown.error.is_some() { REFUSED } else { 200 };
    let mut answer = view.page_with(house, "digid", "digid/inloggen.html", values, status)?;
    let client = digid.provider.client(&pending.client_id).await?;
    if let Ok(policy) = HeaderValue::from_str(&policy(client.as_ref())) {
        answer.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
    }
    Ok(answer)
}

/// The policy of every page, with one difference: browsers hold `form-action` also against where the answer to a form sends them, and
/// this form ends at the service.
fn policy(client: Option<&Client>) -> String {
    let mut targets: Vec<String> =
        client.iter().flat_map(|client| &client.redirect_uris).filter_map(|uri| source_of(uri)).collect();
    targets.sort();
    targets.dedup();
    format!(
        "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'; \
         form-action 'self'{}; base-uri 'none'; frame-ancestors 'none'",
        targets.iter().map(|target| format!(" {target}")).collect::<String>()
    )
}

/// The source expression (CSP level 3, section 2.3.1) for the origin of an address. The grammar has no IPv6 addresses: for those it is the
/// scheme.
fn source_of(uri: &str) -> Option<String> {
    let (scheme, rest) = uri.split_once("://")?;
    let authority = rest.split(['/', '?']).next()?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-.:".contains(&byte);
    if authority.starts_with('[') {
        return Some(format!("{scheme}:"));
    }
    (!authority.is_empty() && authority.bytes().all(plain)).then(|| format!("{scheme}://{authority}"))
}

/// Back to the service; the cookie of this login is no longer needed.
fn go(sent: &Sent, number: &str, view: &View) -> Answer {
    let mut answer: Response = Redirect::to(&sent.location).into_response();
    answer.headers_mut().insert(SET_COOKIE, cookie::clear(number, view.secure)?);
    Ok(answer)
}

async fn note_cancelled(house: &House, act: &Act, pending: &Pending) -> Result<(), Problem> {
    let details = json!({ "client": pending.client_id, "service": pending.service });
    house
        .store
        .write(&format!("digid/client/{}", pending.client_id), act, async move |tx: &mut Tx| {
            tx.record(Entry::new(names::CANCELLED, names::ACTIVITY).with(details.clone()));
            Ok(())
        })
        .await
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_form_may_end_at_the_origin_of_the_service_and_nowhere_else() {
        assert_eq!(source_of("http://127.0.0.1:9090/callback").as_deref(), Some("http://127.0.0.1:9090"));
        assert_eq!(source_of("https://dienst.example?a=b").as_deref(), Some("https://dienst.example"));
        assert_eq!(source_of("http://[::1]:9090/callback").as_deref(), Some("http:"));
        assert_eq!(source_of("/callback"), None);
        assert!(policy(None).contains("; form-action 'self'; "));
    }

    proptest! {
        #[test]
        fn no_address_adds_a_directive_to_the_policy(uri in "(https?://)?\\PC{0,40}") {
            let source = source_of(&uri).unwrap_or_default();
            prop_assert!(!source.contains([';', ',', ' ', '\'']) || source.is_empty());
        }
    }
}
