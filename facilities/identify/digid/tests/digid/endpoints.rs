//! Discovery, and what is refused at the doors.

use axum::body::Body;
use http::{Request, StatusCode};
use serde_json::json;

use crate::house::{Browser, ORIGIN, OTHER_ORIGIN, REDIRECT, World, on_both};
use crate::protocol::{ASSERTION_TYPE, assertion, authorization};

async fn discovery(world: &World, path: &str, host: &str) -> serde_json::Value {
    let answer = world.ask(Request::get(path).header("host", host).body(Body::empty()).unwrap()).await;
    assert_eq!((answer.status, answer.header("content-type")), (StatusCode::OK, "application/json"));
    answer.json()
}

#[test]
fn the_issuer_is_the_origin_by_which_one_came() {
    on_both("discovery", async |world: World| {
        for path in ["/.well-known/openid-configuration", "/.well-known/oauth-authorization-server"] {
            assert_eq!(discovery(&world, path, "127.0.0.1:8080").await["issuer"], ORIGIN);
            let other = discovery(&world, path, "localhost:8080").await;
            assert_eq!(other["issuer"], OTHER_ORIGIN);
            assert_eq!(other["token_endpoint"], format!("{OTHER_ORIGIN}/openid-connect/v1/token"));
            assert_eq!(discovery(&world, path, "elders.example").await["issuer"], ORIGIN);
        }
        let keys = discovery(&world, "/openid-connect/v1/jwks", "localhost:8080").await;
        assert_eq!(keys["keys"].as_array().map(Vec::len), Some(2));
        assert!(!keys.to_string().contains("\"d\":"));
    });
}

#[test]
fn an_unknown_service_or_address_gets_a_page_and_no_redirect() {
    on_both("nowhere", async |world: World| {
        let mut browser = Browser::default();
        for instead in [
            ("client_id", "onbekend"),
            ("redirect_uri", "https://loket.example:8443/elders"),
            ("client_id", ""),
        ] {
            let page = browser.get(&world, &authorization(&[instead])).await;
            assert_eq!((page.status, page.location()), (StatusCode::BAD_REQUEST, ""), "{instead:?}");
            assert!(page.header("content-type").starts_with("text/html"));
        }
        assert_eq!(browser.cookies(), 0);
    });
}

#[test]
fn a_request_that_cannot_be_met_goes_back_to_the_service() {
    on_both("back", async |world: World| {
        let mut browser = Browser::default();
        for (instead, error) in [
            (("prompt", "none"), "login_required"),
            (("acr_values", "http://eidas.europa.eu/LoA/substantial"), "access_denied"),
            (("code_challenge_method", "plain"), "invalid_request"),
            (("code_challenge", ""), "invalid_request"),
            (("response_type", "token"), "unsupported_response_type"),
            (("scope", "profile"), "invalid_scope"),
            (("request", "geen.token.hier"), "invalid_request_object"),
        ] {
            let sent = browser.get(&world, &authorization(&[instead])).await;
            assert_eq!(sent.status, StatusCode::SEE_OTHER, "{instead:?}");
            assert!(
                sent.location().starts_with(&format!("{REDIRECT}?error={error}&")),
                "{}",
                sent.location()
            );
            assert!(sent.location().contains("state=toestand"));
        }
        assert_eq!(world.journalled("digid.inloggen.niet-mogelijk").await, 2);
    });
}

#[test]
fn an_authorisation_request_may_come_as_a_form() {
    on_both("posted", async |world: World| {
        let address = authorization(&[]);
        let (path, query) = address.split_once('?').unwrap();
        let request = Request::post(path)
            .header("host", "127.0.0.1:8080")
            .header("content-type", "application/x-www-form-urlencoded");
        let sent = world.ask(request.body(Body::from(query.to_owned())).unwrap()).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER);
        assert!(sent.location().starts_with("/digid/inloggen?verzoek="));
        let cookie = sent.header("set-cookie");
        assert!(cookie.contains("; HttpOnly; SameSite=Lax; Max-Age=600"), "{cookie}");
    });
}

#[test]
fn clients_are_refused_in_the_words_of_rfc_6749() {
    on_both("refused", async |world: World| {
        let path = "/openid-connect/v1/token";
        let refused = async |pairs: &[(&str, &str)]| {
            let answer = world.post(path, pairs).await;
            assert_eq!(
                (answer.header("cache-control"), answer.header("content-type")),
                ("no-store", "application/json")
            );
            (answer.status.as_u16(), answer.json()["error"].as_str().unwrap_or_default().to_owned())
        };
        assert_eq!(refused(&[("grant_type", "authorization_code")]).await, (401, "invalid_client".into()));
        assert_eq!(refused(&[("client_id", "a"), ("client_id", "b")]).await, (400, "invalid_request".into()));
        assert_eq!(
            refused(&[("client_id", "gemeente-loket"), ("client_secret", "x")]).await,
            (401, "invalid_client".into())
        );
        let proof = assertion(&world, &json!(ORIGIN));
        let with = |grant| {
            [
                ("grant_type", grant),
                ("client_assertion_type", ASSERTION_TYPE),
                ("client_assertion", proof.as_str()),
            ]
        };
        assert_eq!(refused(&with("password")).await, (400, "unsupported_grant_type".into()));
        assert_eq!(refused(&with("authorization_code")).await, (400, "invalid_request".into()));

        let post = || Request::post(path).header("host", "127.0.0.1:8080");
        let body = world
            .ask(post().header("content-type", "application/json").body(Body::from("{}")).unwrap())
            .await;
        assert_eq!((body.status.as_u16(), body.json()["error"].as_str()), (400, Some("invalid_request")));
        let basic = post()
            .header("content-type", "application/x-www-form-urlencoded")
            .header("authorization", "Basic YTpi");
        let basic = world.ask(basic.body(Body::from("grant_type=authorization_code")).unwrap()).await;
        assert_eq!((basic.status.as_u16(), basic.header("www-authenticate")), (401, "Basic realm=\"DigiD\""));
    });
}

#[test]
fn userinfo_without_a_token_asks_for_one_and_says_no_more() {
    on_both("tokenless", async |world: World| {
        let answer =
            world.ask(Request::get("/openid-connect/v1/userinfo").body(Body::empty()).unwrap()).await;
        assert_eq!((answer.status.as_u16(), answer.header("www-authenticate")), (401, "Bearer"));
        assert_eq!(answer.body, "");
    });
}
