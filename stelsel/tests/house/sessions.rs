//! How long one stays logged in, and how that is told and moved on.

use axum::body::Body;
use http::header::{COOKIE, SET_COOKIE};
use http::{HeaderMap, HeaderValue, Request, StatusCode};
use serde_json::json;
use store::Tx;
use web::{NewSession, Peer, Sessions};

use super::support::{Reply, Town, engines};

const PORTAL: &str = "mijnoverheid";
const ADDRESS: &str = "/sessie/mijnoverheid";

struct Browser<'t> {
    town: &'t Town,
    cookie: HeaderValue,
    csrf: String,
}

impl<'t> Browser<'t> {
    async fn log_in(town: &'t Town) -> Self {
        let bsn = Some(town.people()[0].person.burgerservicenummer.clone());
        let new = NewSession { portal: PORTAL, bsn, name: "Iemand".into(), level: None, data: json!({}) };
        let begun = town
            .house
            .store
            .maintain("k", async move |tx: &mut Tx| Sessions::begin(tx, &new, false).await)
            .await;
        let set = begun.unwrap();
        let cookie = HeaderValue::from_str(set.to_str().unwrap().split(';').next().unwrap()).unwrap();
        let headers = HeaderMap::from_iter([(COOKIE, cookie.clone())]);
        let csrf = town.house.sessions.peek(PORTAL, &headers).await.unwrap().unwrap().csrf;
        Self { town, cookie, csrf }
    }

    async fn ask(&self, request: http::request::Builder, body: String) -> Reply {
        let request = request.header(COOKIE, self.cookie.clone()).body(Body::from(body)).unwrap();
        self.town.ask(Peer::Nobody, request).await
    }

    /// Seconds that are left, and whether there can be more.
    async fn left(&self) -> (i64, bool) {
        let answer = self.ask(Request::get(ADDRESS), String::new()).await.json();
        (answer["seconds"].as_i64().unwrap(), answer["canExtend"].as_bool().unwrap_or(false))
    }

    async fn longer(&self, accept: &str, csrf: &str, back: &str) -> Reply {
        let request = Request::post(ADDRESS)
            .header("accept", accept)
            .header("content-type", "application/x-www-form-urlencoded");
        self.ask(request, format!("csrf={csrf}&terug={back}")).await
    }

    fn wait(&self, seconds: i64) {
        self.town.clock.set(self.town.clock.now().plus_seconds(seconds));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_ends_a_quarter_of_an_hour_after_the_last_question_unless_it_is_moved_on() {
    for engine in engines() {
        let town = Town::new(&engine).await;
        let browser = Browser::log_in(&town).await;
        assert_eq!(browser.left().await, (900, true));
        browser.wait(600);
        assert_eq!(browser.left().await, (300, true));
        assert_eq!(browser.left().await, (300, true), "asking how long moves nothing on");
        let answer = browser.longer("application/json", &browser.csrf, "").await;
        assert_eq!((answer.status, answer.json()["seconds"].as_i64()), (StatusCode::OK, Some(900)));
        assert_eq!(browser.left().await, (900, true));
        browser.wait(899);
        assert_eq!(browser.left().await, (1, true));
        browser.wait(1);
        assert_eq!(browser.left().await, (0, false));
        let refused = browser.longer("application/json", &browser.csrf, "").await;
        assert_eq!(refused.status, StatusCode::UNAUTHORIZED);
        assert!(refused.headers.get(SET_COOKIE).is_none());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn after_half_a_day_a_login_cannot_be_moved_on_and_says_so_before() {
    let town = Town::new(&engines()[0]).await;
    let browser = Browser::log_in(&town).await;
    for _ in 0..57 {
        browser.wait(750);
        assert_eq!(browser.longer("application/json", &browser.csrf, "").await.status, StatusCode::OK);
    }
    // Half a day is 43,200 seconds, of which 450 are left.
    assert_eq!(browser.left().await, (450, false));
    browser.wait(450);
    assert_eq!(browser.left().await, (0, false));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_for_longer_leads_back_to_a_page_of_ours_only_and_must_come_from_one() {
    let town = Town::new(&engines()[0]).await;
    let browser = Browser::log_in(&town).await;
    for (back, leads) in [
        ("/mijnoverheid/bekeken", "/mijnoverheid/bekeken"),
        ("//elders.example", "/"),
        ("https%3A%2F%2Felders.example", "/"),
        ("/%5Celders", "/"),
    ] {
        let answer = browser.longer("text/html", &browser.csrf, back).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{back}");
        assert_eq!(answer.headers["location"], leads, "{back}");
    }
    assert_eq!(browser.longer("text/html", "0", "/").await.status, StatusCode::FORBIDDEN);
}
