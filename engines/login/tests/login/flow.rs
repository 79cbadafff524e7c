use std::sync::Arc;

use kernel::Level;
use login::oidc::{ErrorCode, Presented, Provider, ProviderKeys, SubjectType, UserInfo};
use serde_json::{Value, json};
use trust::jose::{self, DecryptionKey, Jwks, KeyAlgorithm, SignatureAlgorithm};

use crate::fixture::*;

const ALGORITHMS: [SignatureAlgorithm; 2] = [SignatureAlgorithm::Rs256, SignatureAlgorithm::Ps256];

fn opened(token: &str) -> String {
    let keys = [DecryptionKey::new(&KEYS.client_decryption).unwrap()];
    jose::decrypt_nested(token, &keys, &[KeyAlgorithm::RsaOaep]).unwrap()
}

fn verified(provider: &Provider, token: &str) -> (jose::Header, Value) {
    let published = Jwks::from_json(provider.jwks().to_string().as_bytes()).unwrap();
    jose::decode_verified(token, &published, &ALGORITHMS).unwrap()
}

#[test]
fn a_citizen_logs_in_and_the_service_learns_the_bsn_encrypted() {
    on_both("flow", async |world| {
        world.connected().await;
        let id = world.jansen().await;
        let code = world.code(&id, &request()).await;
        world.pass(30);
        let response = world.token(&world.redemption(&code)).await.unwrap();
        let body = response.to_json();
        assert_eq!(
            (body["token_type"].as_str(), body["expires_in"].as_i64(), body["scope"].as_str()),
            (Some("Bearer"), Some(900), Some("openid"))
        );
        assert!(!body.to_string().contains(BSN));
        let (header, mut claims) = verified(&world.provider, &opened(&response.id_token));
        assert_eq!((header.algorithm.as_str(), header.typ.as_deref()), ("RS256", Some("JWT")));
        let hash = trust::sha256(response.access_token.as_bytes());
        let now = start().seconds() + 30;
        let jti = claims.as_object_mut().unwrap().remove("jti").unwrap();
        assert_eq!(jti.as_str().map(str::len), Some(36));
        assert_eq!(
            claims,
            json!({
                "iss": ISSUER,
                "sub": BSN,
                "sub_id_type": "urn:nl-eid-gdi:1.0:id:BSN",
                "aud": CLIENT,
                "exp": now + 300,
                "iat": now,
                "nbf": now,
                "nonce": NONCE,
                "acr": "http://eid.logius.nl/LoA/basic",
                "auth_time": start().seconds(),
                "at_hash": trust::base64url(&hash[..16]),
            })
        );

        let (header, mut claims) = verified(&world.provider, &response.access_token);
        assert_eq!((header.algorithm.as_str(), header.typ.as_deref()), ("RS256", Some("at+jwt")));
        let [jti, sub] = ["jti", "sub"].map(|name| claims.as_object_mut().unwrap().remove(name).unwrap());
        assert_eq!((jti.as_str().map(str::len), sub.as_str().map(str::len)), (Some(64), Some(43)));
        assert_eq!(
            claims,
            json!({
                "iss": ISSUER, "aud": ISSUER, "client_id": CLIENT, "azp": CLIENT, "scope": "openid", "exp": now + 900,
                "iat": now, "acr": "http://eid.logius.nl/LoA/basic", "auth_time": start().seconds(),
            })
        );

        let UserInfo::Jwt(info) = user_info(world, &response.access_token).await.unwrap() else {
            panic!("plain")
        };
        let (_, claims) = verified(&world.provider, &opened(&info));
        assert_eq!((claims["sub"].as_str(), claims["aud"].as_str()), (Some(BSN), Some(CLIENT)));

        assert_eq!(counted(world).await, ["||1", "|10|1", "|password|1"]);
        let facts = "SELECT COUNT(*) FROM login_authentication WHERE level = 10 AND means = 'password' AND protocol = 'oidc'";
        assert_eq!(world.number(facts).await, 1);
        let expected = json!({
            "protocol": "oidc", "client": CLIENT, "service": SERVICE, "level": 10, "means": "password",
        });
        assert_eq!(world.journalled(WORDS.authenticated).await, [expected]);
        assert_eq!(world.journalled(WORDS.consulted).await.len(), 1);
        let text = format!("{:?}", world.journal().await);
        assert!(!text.contains(BSN), "{text}");
    });
}

async fn user_info(world: &World, token: &str) -> Result<UserInfo, ErrorCode> {
    let answer = world.provider.user_info(&world.site, token, &world.act()).await;
    answer.map_err(|error| error.code)
}

/// The counts of the hour as `…|breakdown|n`, ordered.
async fn counted(world: &World) -> Vec<String> {
    let read = async |rows: &mut store::Rows| {
        let sql = "SELECT breakdown, n FROM indicator_count WHERE resolution = 'hour' ORDER BY breakdown";
        let rows = rows.all(sql, &[]).await?;
        rows.iter().map(|row| Ok(format!("|{}|{}", row.get::<String>(0)?, row.get::<i64>(1)?))).collect()
    };
    world.store.read(read).await.unwrap()
}

#[test]
fn a_pairwise_subject_is_stable_for_an_organisation_and_different_for_another() {
    on_both("pairwise", async |world| {
        world.connected().await;
        let first = world.jansen().await;
        let other = world.person(OTHER_BSN, "Pietersen").await;
        let mut client = registration();
        client.subject_type = SubjectType::Pairwise;
        client.encryption = None;
        client.legal_basis = None;
        client.signing_algorithm = SignatureAlgorithm::Ps256;
        let mut subjects = Vec::new();
        for (account, oin) in [(&first, OIN), (&first, OIN), (&other, OIN), (&first, OTHER_OIN)] {
            client.oin = oin.parse().unwrap();
            world.provider.register(&world.act(), client.clone()).await.unwrap();
            let code = world.code(account, &request()).await;
            let response = world.token(&world.redemption(&code)).await.unwrap();
            let (header, claims) = verified(&world.provider, &response.id_token);
            assert_eq!(header.algorithm, "PS256");
            assert_eq!(claims["sub_id_type"], "urn:nl-eid-gdi:1.0:id:Pseudonym");
            let sub = claims["sub"].as_str().unwrap().to_owned();
            let UserInfo::Json(info) = user_info(world, &response.access_token).await.unwrap() else {
                panic!("JWT")
            };
            assert_eq!(info, json!({ "sub": sub, "sub_id_type": "urn:nl-eid-gdi:1.0:id:Pseudonym" }));
            subjects.push(sub);
        }
        assert_eq!(subjects[0], subjects[1]);
        assert!(subjects[0] != subjects[2] && subjects[0] != subjects[3] && subjects[2] != subjects[3]);
        assert_eq!(subjects[0].len(), 43);
    });
}

#[test]
fn a_token_is_asked_about_withdrawn_and_runs_out() {
    on_both("access", async |world| {
        world.connected().await;
        let id = world.jansen().await;
        let code = world.code(&id, &request()).await;
        let token = world.token(&world.redemption(&code)).await.unwrap().access_token;
        let about = |token: &str| world.proven(pairs(&[("token", token)]));
        let asked = about(&token);
        let introspect = async |form: &[(String, String)]| {
            world.provider.introspect(&world.site, form, Presented::default(), &world.act()).await
        };
        let now = start().seconds();
        assert_eq!(
            introspect(&asked).await.unwrap(),
            json!({
                "active": true, "client_id": CLIENT, "token_type": "Bearer", "scope": "openid", "iss": ISSUER,
                "aud": ISSUER, "iat": now, "exp": now + 900, "acr": "http://eid.logius.nl/LoA/basic", "auth_time": now,
            })
        );
        assert_eq!(
            introspect(&asked).await.unwrap_err().code,
            ErrorCode::InvalidClient,
            "an assertion works once"
        );
        assert_eq!(introspect(&about("onbekend")).await.unwrap(), json!({ "active": false }));
        // What is in a token does not open anything without our signature over it, and an ID token is no access token.
        let (_, claims) = trust::jose::decode_unverified(&token).unwrap();
        for forged in [claims["jti"].as_str().unwrap().to_owned(), sign(&KEYS.client, &claims)] {
            assert_eq!(introspect(&about(&forged)).await.unwrap(), json!({ "active": false }));
            assert_eq!(user_info(world, &forged).await, Err(ErrorCode::InvalidToken));
        }
        let missing = introspect(&world.proven(Vec::new())).await.unwrap_err();
        assert_eq!(
            (missing.code, missing.description.as_str()),
            (ErrorCode::InvalidRequest, "token is missing")
        );

        let revoke = async |form: &[(String, String)]| {
            world.provider.revoke(&world.site, form, Presented::default(), &world.act()).await
        };
        assert!(user_info(world, &token).await.is_ok());
        assert_eq!(revoke(&about("onbekend")).await, Ok(()));
        assert_eq!(revoke(&about(&token)).await, Ok(()));
        assert_eq!(revoke(&about(&token)).await, Ok(()), "twice is fine");
        assert_eq!(user_info(world, &token).await, Err(ErrorCode::InvalidToken));
        assert_eq!(introspect(&about(&token)).await.unwrap(), json!({ "active": false }));
        assert_eq!(world.journalled(WORDS.token_revoked).await.len(), 1);

        let code = world.code(&id, &request()).await;
        let token = world.token(&world.redemption(&code)).await.unwrap().access_token;
        world.pass(899);
        assert!(user_info(world, &token).await.is_ok());
        world.pass(1);
        assert_eq!(user_info(world, &token).await, Err(ErrorCode::InvalidToken));
        world.pass(86_401);
        assert!(world.provider.forget(world.clock.now()).await.unwrap() >= 4);
        assert_eq!(world.number("SELECT COUNT(*) FROM login_token").await, 0);
        assert_eq!(world.number("SELECT COUNT(*) FROM login_authorization").await, 0);
        assert_eq!(world.number("SELECT COUNT(*) FROM login_assertion").await, 0);
        assert_eq!(world.number("SELECT COUNT(*) FROM login_authentication").await, 2);
        assert_eq!(world.provider.forget_authentications(world.clock.now()).await, Ok(2));
    });
}

#[test]
fn a_token_of_another_client_is_nobody_elses_business() {
    on_both("others", async |world| {
        world.connected().await;
        let id = world.jansen().await;
        let mut other = registration();
        other.client_id = "andere-dienst".into();
        world.provider.register(&world.act(), other).await.unwrap();
        let code = world.code(&id, &request()).await;
        let token = world.token(&world.redemption(&code)).await.unwrap().access_token;
        let form = || {
            let mut claims = world.assertion_claims();
            claims["iss"] = json!("andere-dienst");
            claims["sub"] = json!("andere-dienst");
            let signed = sign(&KEYS.client, &claims);
            changed(world.proven(pairs(&[("token", &token)])), &[("client_assertion", Some(&signed))])
        };
        let (site, act) = (&world.site, world.act());
        let seen = world.provider.introspect(site, &form(), Presented::default(), &act).await.unwrap();
        assert_eq!(seen, json!({ "active": false }));
        let refused = world.provider.revoke(site, &form(), Presented::default(), &act).await.unwrap_err();
        assert_eq!(refused.code, ErrorCode::UnauthorizedClient);
        assert!(user_info(world, &token).await.is_ok());
        world.accounts.suspend_person(&world.act(), &bsn(), "overlijden").await.unwrap();
        assert_eq!(user_info(world, &token).await, Err(ErrorCode::InvalidToken));
    });
}

#[test]
fn a_token_signed_before_a_change_of_keys_still_verifies_after_it() {
    on_both("keys", async |world| {
        world.connected().await;
        let id = world.jansen().await;
        let code = world.code(&id, &request()).await;
        let old = world.token(&world.redemption(&code)).await.unwrap().id_token;
        let keys = ProviderKeys::new(Arc::clone(&KEYS.provider_decryption))
            .with_previous(Arc::clone(&KEYS.provider));
        let provider = Provider::new(world.store.clone(), settings(keys));
        let code = world.code(&id, &request()).await;
        let form = world.redemption(&code);
        let new =
            provider.token(&world.site, &form, Presented::default(), &world.act()).await.unwrap().id_token;
        let (before, after) = (verified(&provider, &opened(&old)).0, verified(&provider, &opened(&new)).0);
        assert_ne!(before.kid, after.kid);
        assert_eq!(provider.jwks()["keys"].as_array().map(Vec::len), Some(2));
    });
}

#[test]
fn the_metadata_names_what_works_and_nothing_else() {
    on_both("metadata", async |world| {
        let document = world.provider.metadata(&world.site);
        let text = |name: &str| document[name].as_str().unwrap_or_default().to_owned();
        assert_eq!(text("issuer"), ISSUER);
        for (name, path) in [
            ("authorization_endpoint", "authorization"),
            ("token_endpoint", "token"),
            ("jwks_uri", "jwks"),
            ("userinfo_endpoint", "userinfo"),
            ("revocation_endpoint", "revoke"),
            ("introspection_endpoint", "introspect"),
        ] {
            assert_eq!(text(name), format!("{ISSUER}/openid-connect/v1/{path}"));
        }
        assert_eq!(document["response_types_supported"], json!(["code"]));
        assert_eq!(document["grant_types_supported"], json!(["authorization_code"]));
        assert_eq!(document["code_challenge_methods_supported"], json!(["S256"]));
        assert_eq!(
            document["token_endpoint_auth_methods_supported"],
            json!(["private_key_jwt", "tls_client_auth"])
        );
        assert_eq!(document["id_token_signing_alg_values_supported"], json!(["RS256", "PS256"]));
        assert_eq!(document["subject_types_supported"], json!(["pairwise", "public"]));
        assert_eq!(
            document["acr_values_supported"],
            json!([
                "http://eid.logius.nl/LoA/basic",
                "http://eidas.europa.eu/LoA/low",
                "http://eidas.europa.eu/LoA/substantial",
                "http://eidas.europa.eu/LoA/high",
            ])
        );
        let alias = "https://was.digid.example/openid-connect/v1/token";
        assert_eq!(document["mtls_endpoint_aliases"]["token_endpoint"], alias);
        assert_eq!(document["authorization_response_iss_parameter_supported"], true);
        for absent in ["registration_endpoint", "end_session_endpoint", "signed_metadata"] {
            assert!(document.get(absent).is_none(), "{absent}");
        }
        let plain = login::oidc::Site { mutual_tls: None, ..world.site.clone() };
        let document = world.provider.metadata(&plain);
        assert_eq!(document["token_endpoint_auth_methods_supported"], json!(["private_key_jwt"]));
        assert!(document.get("mtls_endpoint_aliases").is_none());
    });
}

#[test]
fn single_sign_on_keeps_the_time_of_the_real_login() {
    on_both("single", async |world| {
        world.connected().await;
        let id = world.jansen().await;
        let login = world.login(&id, Level::Midden);
        world.pass(500);
        let login::oidc::AuthorizeDecision::LogIn(pending) = world.authorize(&request()).await else {
            panic!()
        };
        let now = world.clock.now();
        let sent = world.provider.complete(&world.site, &pending.handle, &login, None, now).await.unwrap();
        let code = query(&sent.location, "code").unwrap();
        let response = world.token(&world.redemption(code)).await.unwrap();
        let (_, claims) = verified(&world.provider, &opened(&response.id_token));
        assert_eq!(claims["auth_time"], json!(start().seconds()));
        assert_eq!(claims["acr"], "http://eidas.europa.eu/LoA/low");
    });
}
