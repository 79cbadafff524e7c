//! The operator gets in with the password that stands in a file which only the operator can read.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Redirect};
use http::header::SET_COOKIE;
use serde_json::json;
use store::{Entry, Tx};
use web::{Acting, Answer, Form, House, NewSession, Sessions, Signed, View};

const ACTIVITY: &str = "/verwerkingen/beheer";

fn values(house: &House, error: Option<&str>) -> serde_json::Value {
    let path = house.settings.keys.join("operator-password");
    json!({ "page_title": "Inloggen", "section": "", "error": error, "password_path": path.display().to_string() })
}

/// `GET /console/inloggen`
pub async fn page(State(house): State<Arc<House>>, view: View) -> Answer {
    view.page(&house, "console", "console/inloggen.html", values(&house, None))
}

/// `POST /console/inloggen`
pub async fn log_in(State(house): State<Arc<House>>, Acting(act): Acting, view: View, form: Form) -> Answer {
    let right =
        trust::seal::equal(form.exact("wachtwoord").as_bytes(), house.settings.operator_password.as_bytes());
    if !right {
        house
            .store
            .write("console", &act, async |tx: &mut Tx| {
                tx.record(Entry::new("console.inloggen.mislukt", ACTIVITY).refused());
                Ok(())
            })
            .await?;
        let text = match view.language {
            kernel::Language::Nl => "Dit wachtwoord klopt niet.",
            kernel::Language::En => "This password is not right.",
        };
        return view.page_with(&house, "console", "console/inloggen.html", values(&house, Some(text)), 403);
    }
    let session = NewSession {
        portal: "console",
        bsn: None,
        name: "Beheerder".to_owned(),
        level: None,
        data: serde_json::Value::Null,
    };
    let secure = view.secure;
    let cookie = house
        .store
        .write("console", &act, async move |tx: &mut Tx| {
            tx.record(Entry::new("console.inloggen.gelukt", ACTIVITY));
            Sessions::begin(tx, &session, secure).await
        })
        .await?;
    Ok(([(SET_COOKIE, cookie)], Redirect::to("/console/organisaties")).into_response())
}

/// `POST /console/uitloggen`
pub async fn log_out(
    State(house): State<Arc<House>>,
    Acting(act): Acting,
    Signed(session): Signed,
    _: Form,
) -> Answer {
    let cookie = house
        .store
        .write("console", &act, async move |tx: &mut Tx| {
            tx.record(Entry::new("console.uitloggen", ACTIVITY));
            Sessions::end(tx, "console", &session.id).await
        })
        .await?;
    Ok(([(SET_COOKIE, cookie)], Redirect::to("/")).into_response())
}
