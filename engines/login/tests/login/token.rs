use login::oidc::{AuthMethod, ErrorCode, OAuthError, Presented};
use serde_json::{Value, json};
use trust::x509::ClientIdentity;

use crate::fixture::*;

fn said(result: Result<impl std::fmt::Debug, OAuthError>) -> (u16, &'static str) {
    let error = result.unwrap_err();
    (error.status(), error.code.as_str())
}

#[test]
fn every_fault_of_a_token_request_has_its_own_answer() {
    on_both("token", async |world| {
        world.connected().await;
        let id = world.jansen().await;
        let cases: [(&str, Option<&str>, (u16, &str)); 14] = [
            ("grant_type", None, (400, "invalid_request")),
            ("grant_type", Some("refresh_token"), (400, "unsupported_grant_type")),
            ("grant_type", Some("client_credentials"), (400, "unsupported_grant_type")),
            ("code", None, (400, "invalid_request")),
            ("code", Some("onzin"), (400, "invalid_grant")),
            ("redirect_uri", None, (400, "invalid_request")),
            ("redirect_uri", Some("http://127.0.0.1:8080/cb"), (400, "invalid_grant")),
            ("code_verifier", None, (400, "invalid_request")),
            ("code_verifier", Some("kort"), (400, "invalid_grant")),
            ("client_assertion", None, (401, "invalid_client")),
            ("client_assertion", Some("a.b.c"), (401, "invalid_client")),
            ("client_assertion_type", Some("iets-anders"), (401, "invalid_client")),
            ("client_secret", Some("geheim"), (401, "invalid_client")),
            ("client_id", Some("iemand-anders"), (401, "invalid_client")),
        ];
        for (name, value, expected) in cases {
            let code = world.code(&id, &request()).await;
            let form = changed(world.redemption(&code), &[(name, value)]);
            assert_eq!(said(world.token(&form).await), expected, "{name} = {value:?}");
        }
        let code = world.code(&id, &request()).await;
        let twice = [world.redemption(&code), pairs(&[("code", &code)])].concat();
        assert_eq!(said(world.token(&twice).await), (400, "invalid_request"));
        let header = Presented { authorization_header: true, certificate: None };
        let form = world.redemption(&code);
        let refused = world.provider.token(&world.site, &form, header, &world.act()).await;
        assert_eq!(said(refused), (401, "invalid_client"));
        assert!(world.token(&world.redemption(&code)).await.is_ok(), "none of that spoilt the code");
        assert_eq!(world.number("SELECT COUNT(*) FROM login_authentication").await, 1);
    });
}

#[test]
fn an_error_is_told_as_rfc_6749_wants_it() {
    on_both("told", async |world| {
        world.connected().await;
        let error = world.token(&world.redemption("onzin")).await.unwrap_err();
        assert_eq!(
            error.to_json(),
            json!({ "error": "invalid_grant", "error_description": "code is not one of this provider" })
        );
        let invalid = world.provider.user_info(&world.site, "onzin", &world.act()).await.unwrap_err();
        assert_eq!(invalid.status(), 401);
        assert_eq!(
            invalid.bearer_challenge(),
            "Bearer error=\"invalid_token\", error_description=\"the access token is unknown, withdrawn or over\""
        );
    });
}

#[test]
fn a_code_that_is_used_twice_takes_its_tokens_with_it() {
    on_both("reuse", async |world| {
        world.connected().await;
        let id = world.jansen().await;
        let code = world.code(&id, &request()).await;
        let token = world.token(&world.redemption(&code)).await.unwrap().access_token;
        assert!(world.provider.user_info(&world.site, &token, &world.act()).await.is_ok());
        assert_eq!(said(world.token(&world.redemption(&code)).await), (400, "invalid_grant"));
        let after = world.provider.user_info(&world.site, &token, &world.act()).await;
        assert_eq!(said(after), (401, "invalid_token"));
        let refused = world.journalled(WORDS.grant_refused).await;
        let why = "code was used before; the tokens that were given for it are withdrawn";
        assert_eq!(refused, [json!({ "client": CLIENT, "reason": why })]);
        assert_eq!(world.journalled(WORDS.authenticated).await.len(), 1);
    });
}

#[test]
fn of_many_redemptions_at_the_same_time_at_most_one_hands_over() {
    on_both("race", async |world| {
        world.connected().await;
        let id = world.jansen().await;
        let code = world.code(&id, &request()).await;
        let tries = (0..6).map(|_| {
            let (provider, site, act) = (world.provider.clone(), world.site.clone(), world.act());
            let form = world.redemption(&code);
            tokio::spawn(async move { provider.token(&site, &form, Presented::default(), &act).await })
        });
        let tries: Vec<_> = tries.collect();
        let mut handed_over = 0;
        for one in tries {
            match one.await.unwrap() {
                Ok(_) => handed_over += 1,
                Err(error) => assert_eq!(error.code, ErrorCode::InvalidGrant),
            }
        }
        assert_eq!(handed_over, 1);
        assert_eq!(world.number("SELECT COUNT(*) FROM login_authentication").await, 1);
        assert_eq!(world.number("SELECT COUNT(*) FROM login_token WHERE revoked IS NULL").await, 0);
    });
}

#[test]
fn a_code_is_over_after_a_minute_and_spoilt_by_a_wrong_proof() {
    on_both("minute", async |world| {
        world.connected().await;
        let id = world.jansen().await;
        let code = world.code(&id, &request()).await;
        world.pass(59);
        assert!(world.token(&world.redemption(&code)).await.is_ok());
        let code = world.code(&id, &request()).await;
        world.pass(60);
        assert_eq!(said(world.token(&world.redemption(&code)).await), (400, "invalid_grant"));
        let code = world.code(&id, &request()).await;
        let other = "x".repeat(43);
        let wrong = changed(world.redemption(&code), &[("code_verifier", Some(&other))]);
        assert_eq!(said(world.token(&wrong).await), (400, "invalid_grant"));
        assert_eq!(said(world.token(&world.redemption(&code)).await), (400, "invalid_grant"));
        let code = world.code(&id, &request()).await;
        world.accounts.suspend_person(&world.act(), &bsn(), "overlijden").await.unwrap();
        assert_eq!(said(world.token(&world.redemption(&code)).await), (400, "invalid_grant"));
        assert_eq!(world.number("SELECT COUNT(*) FROM login_authentication").await, 1);
    });
}

#[test]
fn an_assertion_must_be_of_this_client_for_this_provider_for_now_and_new() {
    on_both("assertion", async |world| {
        world.connected().await;
        let id = world.jansen().await;
        let now = world.clock.now().seconds();
        let wrong = [
            ("iss", json!("iemand-anders")),
            ("sub", json!("iemand-anders")),
            ("sub", Value::Null),
            ("aud", json!("https://elders.example")),
            ("aud", Value::Null),
            ("exp", json!(now)),
            ("exp", json!(now + 3_600)),
            ("exp", Value::Null),
            ("nbf", json!(now + 3_600)),
            ("jti", Value::Null),
            ("jti", json!("")),
            ("jti", json!("x".repeat(257))),
        ];
        let code = world.code(&id, &request()).await;
        for (name, value) in wrong {
            let mut claims = world.assertion_claims();
            claims[name] = value.clone();
            let signed = sign(&KEYS.client, &claims);
            let form = changed(world.redemption(&code), &[("client_assertion", Some(&signed))]);
            assert_eq!(said(world.token(&form).await), (401, "invalid_client"), "{name} = {value}");
        }
        let foreign = sign(&KEYS.foreign, &world.assertion_claims());
        let form = changed(world.redemption(&code), &[("client_assertion", Some(&foreign))]);
        assert_eq!(said(world.token(&form).await), (401, "invalid_client"));
        for aud in [
            json!(ISSUER),
            json!([format!("{ISSUER}/openid-connect/v1/token"), "x"]),
            json!("https://was.digid.example/openid-connect/v1/token"),
        ] {
            let code = world.code(&id, &request()).await;
            let mut claims = world.assertion_claims();
            claims["aud"] = aud;
            let signed = sign(&KEYS.client, &claims);
            let form = changed(world.redemption(&code), &[("client_assertion", Some(&signed))]);
            assert!(world.token(&form).await.is_ok());
            let code = world.code(&id, &request()).await;
            let again = changed(world.redemption(&code), &[("client_assertion", Some(&signed))]);
            let error = world.token(&again).await.unwrap_err();
            assert_eq!(
                error.description,
                "client_assertion: this jti was used before; sign a new assertion for each request"
            );
            assert!(world.token(&world.redemption(&code)).await.is_ok(), "the code is not spoilt by it");
        }
    });
}

fn certificate(oin: Option<&str>) -> ClientIdentity {
    ClientIdentity {
        oin: oin.map(|oin| oin.parse().unwrap()),
        serial_hex: "01".into(),
        subject_common_name: "dienst.example".into(),
        organisation: "Dienst".into(),
        not_before: start(),
        not_after: start().plus_seconds(86_400),
        issuer: "TRIAL".into(),
        policies: Vec::new(),
        fingerprint: [0; 32],
    }
}

#[test]
fn a_client_certificate_proves_the_client_whose_oin_it_carries() {
    on_both("certificate", async |world| {
        world.connected().await;
        let id = world.jansen().await;
        let redeem = async |code: &str, client_id: Option<&str>, oin: Option<&str>| {
            let left_out =
                [("client_assertion", None), ("client_assertion_type", None), ("client_id", client_id)];
            let form = changed(world.redemption(code), &left_out);
            let certificate = certificate(oin);
            let presented = Presented { authorization_header: false, certificate: Some(&certificate) };
            world.provider.token(&world.site, &form, presented, &world.act()).await
        };
        let code = world.code(&id, &request()).await;
        let other_method = redeem(&code, Some(CLIENT), Some(OIN)).await;
        assert_eq!(said(other_method), (401, "invalid_client"));
        let mut client = registration();
        client.auth_method = AuthMethod::TlsClientAuth;
        world.provider.register(&world.act(), client).await.unwrap();
        assert_eq!(said(redeem(&code, None, Some(OIN)).await), (401, "invalid_client"));
        assert_eq!(said(redeem(&code, Some(CLIENT), Some(OTHER_OIN)).await), (401, "invalid_client"));
        assert_eq!(said(redeem(&code, Some(CLIENT), None).await), (401, "invalid_client"));
        assert_eq!(said(world.token(&world.redemption(&code)).await), (401, "invalid_client"));
        assert!(redeem(&code, Some(CLIENT), Some(OIN)).await.is_ok());
    });
}

#[test]
fn a_code_of_another_client_is_refused_and_stays_good_for_its_own() {
    on_both("stolen", async |world| {
        world.connected().await;
        let id = world.jansen().await;
        let mut other = registration();
        other.client_id = "andere-dienst".into();
        world.provider.register(&world.act(), other).await.unwrap();
        let code = world.code(&id, &request()).await;
        let mut claims = world.assertion_claims();
        claims["iss"] = json!("andere-dienst");
        claims["sub"] = json!("andere-dienst");
        let signed = sign(&KEYS.client, &claims);
        let stolen = changed(world.redemption(&code), &[("client_assertion", Some(&signed))]);
        assert_eq!(said(world.token(&stolen).await), (400, "invalid_grant"));
        assert!(world.token(&world.redemption(&code)).await.is_ok());
    });
}
