//! The flow of a login as a service sees it.

use digid::{TEST_PASSWORD, username_of};
use http::StatusCode;
use serde_json::{Value, json};
use trust::jose::{self, DecryptionKey, Jwks, KeyAlgorithm, SignatureAlgorithm, pkce};

use crate::house::{Answer, Browser, CLIENT, KEYS, ORIGIN, OTHER_ORIGIN, REDIRECT, World, form, on_both};
use crate::login::{arrive, try_to};

const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
pub const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// The address of a right authorisation request, with these parameters instead.
pub fn authorization(instead: &[(&str, &str)]) -> String {
    let challenge = pkce::challenge(VERIFIER);
    let mut pairs = vec![
        ("response_type", "code"),
        ("client_id", CLIENT),
        ("redirect_uri", REDIRECT),
        ("scope", "openid"),
        ("state", "toestand"),
        ("nonce", "eenmalig"),
        ("code_challenge", challenge.as_str()),
        ("code_challenge_method", "S256"),
    ];
    pairs.retain(|(name, _)| instead.iter().all(|(other, _)| other != name));
    pairs.extend(instead);
    format!("/openid-connect/v1/authorization?{}", form(&pairs))
}

pub fn assertion(world: &World, audience: &Value) -> String {
    let now = world.clock.now().seconds();
    let claims = json!({
        "iss": CLIENT, "sub": CLIENT, "aud": audience, "jti": world.house.random.hex::<16>(), "iat": now, "exp": now + 60,
    });
    jose::sign_claims(&KEYS.signing, SignatureAlgorithm::Ps256, Some("JWT"), &claims).unwrap()
}

pub async fn redeem(world: &World, code: &str, audience: &Value) -> Answer {
    let assertion = assertion(world, audience);
    let fields = [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", REDIRECT),
        ("code_verifier", VERIFIER),
        ("client_assertion_type", ASSERTION_TYPE),
        ("client_assertion", &assertion),
    ];
    world.post("/openid-connect/v1/token", &fields).await
}

/// Logs the first of the demonstration people in; the code that the service gets.
pub async fn code(world: &World) -> String {
    let mut browser = Browser::default();
    let number = arrive(world, &mut browser).await;
    let username = username_of(&world.people[0].person);
    let sent = try_to(world, &mut browser, &number, &username, TEST_PASSWORD).await;
    let (_, query) = sent.location().split_once("?code=").unwrap();
    query.split_once('&').unwrap().0.to_owned()
}

/// The claims of an encrypted token.
pub fn opened(world: &World, token: &str) -> Value {
    let keys = [DecryptionKey::new(&KEYS.decryption).unwrap()];
    let signed = jose::decrypt_nested(token, &keys, &[KeyAlgorithm::RsaOaep]).unwrap();
    let own = Jwks::from_json(world.digid().provider.jwks().to_string().as_bytes()).unwrap();
    jose::decode_verified(&signed, &own, &[SignatureAlgorithm::Ps256]).unwrap().1
}

#[test]
fn a_login_ends_at_the_service_with_the_number_of_the_person_and_is_counted_once() {
    on_both("flow", async |world: World| {
        let mut browser = Browser::default();
        let number = arrive(&world, &mut browser).await;
        let person = &world.people[0].person;
        let sent = try_to(&world, &mut browser, &number, &username_of(person), TEST_PASSWORD).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER);
        let (address, query) = sent.location().split_once('?').unwrap();
        let query: Vec<&str> = query.split('&').collect();
        assert_eq!((address, query.len()), (REDIRECT, 3));
        assert_eq!(&query[1..], ["state=toestand", "iss=http%3A%2F%2F127.0.0.1%3A8080"]);
        assert_eq!(world.counted("digid.authenticaties.totaal").await, (0, 0));

        let code = query[0].strip_prefix("code=").unwrap();
        let tokens = redeem(&world, code, &json!(ORIGIN)).await;
        assert_eq!((tokens.status, tokens.header("cache-control")), (StatusCode::OK, "no-store"));
        let tokens = tokens.json();
        assert_eq!(
            (tokens["token_type"].as_str(), tokens["expires_in"].as_i64()),
            (Some("Bearer"), Some(900))
        );
        let claims = opened(&world, tokens["id_token"].as_str().unwrap());
        assert_eq!(claims["iss"], ORIGIN);
        assert_eq!(claims["aud"], CLIENT);
        assert_eq!(claims["sub"], person.burgerservicenummer.as_str());
        assert_eq!(claims["sub_id_type"], "urn:nl-eid-gdi:1.0:id:BSN");
        assert_eq!(claims["acr"], "http://eid.logius.nl/LoA/basic");
        assert_eq!(claims["nonce"], "eenmalig");

        let again = redeem(&world, code, &json!(ORIGIN)).await;
        assert_eq!(
            (again.status, again.json()["error"].as_str().unwrap().to_owned()),
            (StatusCode::BAD_REQUEST, "invalid_grant".into())
        );
        assert_eq!(world.counted("digid.authenticaties.totaal").await, (1, 1));
        assert_eq!(world.counted("digid.authenticaties.basis").await, (1, 1));
        assert_eq!(world.counted("digid.authenticaties.mijnoverheid").await, (0, 0));
        assert_eq!(world.journalled("digid.authenticatie").await, 1);
        assert_eq!(world.journalled("digid.authenticatie.geweigerd").await, 1);
    });
}

#[test]
fn the_token_comes_from_the_issuer_that_the_assertion_is_for() {
    on_both("issuer", async |world: World| {
        let tokens = redeem(&world, &code(&world).await, &json!(OTHER_ORIGIN)).await.json();
        assert_eq!(opened(&world, tokens["id_token"].as_str().unwrap())["iss"], OTHER_ORIGIN);
        let both = json!([OTHER_ORIGIN, ORIGIN]);
        let tokens = redeem(&world, &code(&world).await, &both).await.json();
        assert_eq!(opened(&world, tokens["id_token"].as_str().unwrap())["iss"], ORIGIN);
        let foreign = redeem(&world, &code(&world).await, &json!("https://elders.example")).await;
        assert_eq!(
            (foreign.status, foreign.json()["error"].as_str()),
            (StatusCode::UNAUTHORIZED, Some("invalid_client"))
        );
    });
}

#[test]
fn the_token_opens_userinfo_until_it_is_revoked() {
    on_both("userinfo", async |world: World| {
        let tokens = redeem(&world, &code(&world).await, &json!(ORIGIN)).await.json();
        let token = tokens["access_token"].as_str().unwrap();
        let ask = async |method: &str| {
            let request = http::Request::builder().method(method).uri("/openid-connect/v1/userinfo");
            let request =
                request.header("host", "127.0.0.1:8080").header("authorization", format!("Bearer {token}"));
            world.ask(request.body(axum::body::Body::empty()).unwrap()).await
        };
        for method in ["GET", "POST"] {
            let answer = ask(method).await;
            assert_eq!((answer.status, answer.header("content-type")), (StatusCode::OK, "application/jwt"));
            let number = world.people[0].person.burgerservicenummer.as_str();
            assert_eq!(opened(&world, &answer.body)["sub"], number);
        }
        let call = async |path: &str| {
            let assertion = assertion(&world, &json!(ORIGIN));
            let fields = [
                ("token", token),
                ("client_assertion_type", ASSERTION_TYPE),
                ("client_assertion", &assertion),
            ];
            world.post(path, &fields).await
        };
        assert_eq!(call("/openid-connect/v1/introspect").await.json()["active"], true);
        let revoked = call("/openid-connect/v1/revoke").await;
        assert_eq!((revoked.status, revoked.body.as_str()), (StatusCode::OK, ""));
        assert_eq!(call("/openid-connect/v1/introspect").await.json(), json!({ "active": false }));
        let refused = ask("GET").await;
        assert_eq!(refused.status, StatusCode::UNAUTHORIZED);
        assert!(refused.header("www-authenticate").starts_with("Bearer error=\"invalid_token\""));
        assert_eq!(world.counted("digid.authenticaties.totaal").await, (1, 1));
    });
}
