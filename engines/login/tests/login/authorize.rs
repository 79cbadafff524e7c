use kernel::Level;
use login::oidc::{AuthorizeDecision, ErrorCode, PageError, Pending, Prompt};
use serde_json::{Value, json};
use trust::jose::{self, KeyAlgorithm, Recipient};

use crate::fixture::*;

fn error_of(decision: &AuthorizeDecision) -> &str {
    match decision {
        AuthorizeDecision::Redirect { location, code } => {
            let error = query(location, "error").unwrap();
            assert_eq!(error, code.as_str());
            assert_eq!(query(location, "iss"), Some("https%3A%2F%2Fdigid.example"));
            error
        }
        AuthorizeDecision::Page(PageError::Client) => "page: client",
        AuthorizeDecision::Page(PageError::RedirectUri) => "page: redirect_uri",
        AuthorizeDecision::LogIn(_) => "log in",
    }
}

async fn asked(world: &World, request: &[(String, String)]) -> Pending {
    match world.authorize(request).await {
        AuthorizeDecision::LogIn(pending) => pending,
        other => panic!("not asked to log in: {other:?}"),
    }
}

#[test]
fn every_fault_of_a_request_has_its_own_answer() {
    on_both("faults", async |world| {
        world.connected().await;
        let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
        let long = "x".repeat(513);
        let cases: [(&str, Option<&str>, &str); 31] = [
            ("client_id", None, "page: client"),
            ("client_id", Some("onbekend"), "page: client"),
            ("redirect_uri", None, "page: redirect_uri"),
            ("redirect_uri", Some("https://dienst.example/cb/"), "page: redirect_uri"),
            ("redirect_uri", Some("https://kwaad.example/cb"), "page: redirect_uri"),
            ("redirect_uri", Some("http://127.0.0.1:9090/cb"), "page: redirect_uri"),
            ("response_type", None, "invalid_request"),
            ("response_type", Some("id_token"), "unsupported_response_type"),
            ("response_type", Some("code id_token"), "unsupported_response_type"),
            ("response_mode", Some("fragment"), "invalid_request"),
            ("scope", None, "invalid_scope"),
            ("scope", Some("profile"), "invalid_scope"),
            ("scope", Some("openidx"), "invalid_scope"),
            ("state", None, "invalid_request"),
            ("state", Some(&long), "invalid_request"),
            ("nonce", None, "invalid_request"),
            ("nonce", Some("\u{1}"), "invalid_request"),
            ("code_challenge", None, "invalid_request"),
            ("code_challenge", Some("kort"), "invalid_request"),
            ("code_challenge_method", None, "invalid_request"),
            ("code_challenge_method", Some("plain"), "invalid_request"),
            ("prompt", Some("consent"), "invalid_request"),
            ("prompt", Some("none login"), "invalid_request"),
            ("max_age", Some("-1"), "invalid_request"),
            ("max_age", Some("morgen"), "invalid_request"),
            ("acr_values", Some("urn:onbekend"), "invalid_request"),
            ("request_uri", Some("https://dienst.example/r"), "request_uri_not_supported"),
            ("registration", Some("{}"), "registration_not_supported"),
            ("request", Some("geen.token.x"), "invalid_request_object"),
            ("scope", Some("openid profile"), "log in"),
            ("code_challenge", Some(challenge), "log in"),
        ];
        for (name, value, expected) in cases {
            let decision = world.authorize(&changed(request(), &[(name, value)])).await;
            assert_eq!(error_of(&decision), expected, "{name} = {value:?}");
        }
        for (name, expected) in [
            ("client_id", "page: client"),
            ("redirect_uri", "page: redirect_uri"),
            ("state", "invalid_request"),
            ("scope", "invalid_request"),
            ("iets_anders", "invalid_request"),
        ] {
            let twice = [request(), pairs(&[(name, "a"), (name, "b")])].concat();
            assert_eq!(error_of(&world.authorize(&twice).await), expected, "{name} twice");
        }
        assert_eq!(world.number("SELECT COUNT(*) FROM login_authorization").await, 2);
    });
}

#[test]
fn an_error_goes_back_with_the_state_and_who_sent_it() {
    on_both("back", async |world| {
        world.connected().await;
        let decision = world.authorize(&changed(request(), &[("nonce", None)])).await;
        let expected = "https://dienst.example/cb?error=invalid_request&error_description=nonce%20is%20missing\
                        &state=481e9c0c52e751a120fd90f7f4b5a637&iss=https%3A%2F%2Fdigid.example";
        let code = ErrorCode::InvalidRequest;
        assert_eq!(decision, AuthorizeDecision::Redirect { location: expected.into(), code });
    });
}

#[test]
fn a_client_or_service_that_is_off_gets_nobody() {
    on_both("off", async |world| {
        world.connected().await;
        let mut ended = service();
        ended.active_until = Some(start());
        world.catalogue.put(&world.act(), ended).await.unwrap();
        assert_eq!(error_of(&world.authorize(&request()).await), "unauthorized_client");
        world.catalogue.put(&world.act(), service()).await.unwrap();
        assert_eq!(error_of(&world.authorize(&request()).await), "log in");
        world.provider.set_client_active(&world.act(), CLIENT, false).await.unwrap();
        assert_eq!(error_of(&world.authorize(&request()).await), "page: client");
        let unknown = world.provider.set_client_active(&world.act(), "x", false).await.unwrap_err();
        assert_eq!(unknown.status, 404);
    });
}

#[test]
fn the_level_is_the_highest_of_what_client_service_and_request_demand() {
    on_both("level", async |world| {
        world.connected().await;
        let low = "http://eidas.europa.eu/LoA/low";
        let both = "http://eidas.europa.eu/LoA/high http://eidas.europa.eu/LoA/substantial urn:x";
        for (values, expected) in
            [(None, Level::Basis), (Some(low), Level::Midden), (Some(both), Level::Substantieel)]
        {
            let pending = asked(world, &changed(request(), &[("acr_values", values)])).await;
            assert_eq!((pending.level, pending.service_name.as_str()), (expected, "MijnOverheid"));
        }
        let mut strict = service();
        strict.level = Level::Substantieel;
        world.catalogue.put(&world.act(), strict).await.unwrap();
        let pending = asked(world, &changed(request(), &[("acr_values", Some(low))])).await;
        assert_eq!(pending.level, Level::Substantieel);
        let now = world.clock.now();
        assert_eq!(world.provider.pending(&pending.handle, now).await.unwrap(), Some(pending.clone()));
        world.pass(600);
        assert_eq!(world.provider.pending(&pending.handle, world.clock.now()).await.unwrap(), None);
        assert_eq!(world.provider.pending("niets", now).await.unwrap(), None);
    });
}

#[test]
fn a_login_that_is_too_low_or_declined_goes_back_as_an_error_and_nothing_is_answered_twice() {
    on_both("declined", async |world| {
        world.connected().await;
        let id = world.jansen().await;
        let now = world.clock.now();
        let high = changed(request(), &[("acr_values", Some("http://eidas.europa.eu/LoA/high"))]);
        let pending = asked(world, &high).await;
        let login = world.login(&id, Level::Midden);
        let sent = world.provider.complete(&world.site, &pending.handle, &login, None, now).await.unwrap();
        assert_eq!(sent.error, Some(ErrorCode::AccessDenied));
        assert_eq!(query(&sent.location, "error"), Some("access_denied"));
        assert_eq!(query(&sent.location, "state"), Some(STATE));
        let again =
            world.provider.complete(&world.site, &pending.handle, &login, None, now).await.unwrap_err();
        assert_eq!(again.status, 404);

        let pending = asked(world, &changed(request(), &[("prompt", Some("none"))])).await;
        assert_eq!(pending.prompt, Prompt::None);
        let no = ErrorCode::LoginRequired;
        let sent = world.provider.refuse(&world.site, &pending.handle, no, now).await.unwrap();
        assert_eq!(query(&sent.location, "error"), Some("login_required"));
        assert_eq!(
            world.provider.refuse(&world.site, &pending.handle, no, now).await.unwrap_err().status,
            404
        );
        let strange = world.provider.refuse(&world.site, "niets", no, now).await.unwrap_err();
        assert_eq!(strange.status, 404);

        let earlier = world.login(&id, Level::Basis);
        world.pass(100);
        let pending = asked(world, &changed(request(), &[("prompt", Some("login"))])).await;
        let sent = world
            .provider
            .complete(&world.site, &pending.handle, &earlier, None, world.clock.now())
            .await
            .unwrap();
        assert_eq!(sent.error, Some(ErrorCode::LoginRequired));
        let pending = asked(world, &changed(request(), &[("max_age", Some("100"))])).await;
        let sent = world
            .provider
            .complete(&world.site, &pending.handle, &earlier, None, world.clock.now())
            .await
            .unwrap();
        assert_eq!(sent.error, None, "single sign-on within max_age");
    });
}

fn object(world: &World) -> Value {
    let mut claims = json!({
        "iss": CLIENT, "aud": ISSUER, "exp": world.clock.now().seconds() + 60, "max_age": 300,
    });
    for (name, value) in request() {
        claims[name] = json!(value);
    }
    claims
}

fn beside(token: &str) -> Vec<(String, String)> {
    let about = [("request", token), ("scope", "openid"), ("redirect_uri", REDIRECT)];
    [pairs(&[("client_id", CLIENT), ("response_type", "code")]), pairs(&about)].concat()
}

#[test]
fn a_request_object_speaks_for_itself_signed_and_encrypted() {
    on_both("object", async |world| {
        world.connected().await;
        let signed = sign(&KEYS.client, &object(world));
        let ignored = [beside(&signed), pairs(&[("max_age", "1"), ("acr_values", "urn:x")])].concat();
        let pending = asked(world, &ignored).await;
        assert_eq!(
            (pending.max_age, pending.level),
            (Some(300), Level::Basis),
            "what stands beside it is ignored"
        );

        let published = jose::Jwks::from_json(world.provider.jwks().to_string().as_bytes()).unwrap();
        let recipient = Recipient::from_set(&published, KeyAlgorithm::RsaOaep).unwrap();
        let encrypted = jose::encrypt_jwt(&signed, recipient, &world.random).unwrap();
        assert_eq!(asked(world, &beside(&encrypted)).await.max_age, Some(300));
    });
}

#[test]
fn a_request_object_that_is_not_right_is_refused() {
    on_both("objects", async |world| {
        world.connected().await;
        let now = world.clock.now().seconds();
        let cases = [
            ("iss", json!("iemand-anders")),
            ("iss", Value::Null),
            ("sub", json!(CLIENT)),
            ("aud", json!("https://elders.example")),
            ("aud", Value::Null),
            ("exp", json!(now)),
            ("exp", json!(now + 3_600)),
            ("exp", Value::Null),
            ("iat", json!(now + 3_600)),
            ("client_id", json!("iemand-anders")),
            ("request", json!("a.b.c")),
        ];
        for (name, value) in cases {
            let mut claims = object(world);
            claims[name] = value.clone();
            let decision = world.authorize(&beside(&sign(&KEYS.client, &claims))).await;
            assert_eq!(error_of(&decision), "invalid_request_object", "{name} = {value}");
        }
        let foreign = sign(&KEYS.foreign, &object(world));
        assert_eq!(error_of(&world.authorize(&beside(&foreign)).await), "invalid_request_object");
        let nowhere = changed(beside(&foreign), &[("redirect_uri", Some("https://kwaad.example/"))]);
        assert_eq!(error_of(&world.authorize(&nowhere).await), "page: redirect_uri");
        let mut elsewhere = object(world);
        elsewhere["redirect_uri"] = json!("https://kwaad.example/");
        let decision = world.authorize(&beside(&sign(&KEYS.client, &elsewhere))).await;
        assert_eq!(error_of(&decision), "page: redirect_uri");
        let mut poor = object(world);
        poor["nonce"] = json!(["a"]);
        let decision = world.authorize(&beside(&sign(&KEYS.client, &poor))).await;
        assert_eq!(error_of(&decision), "invalid_request");
    });
}
