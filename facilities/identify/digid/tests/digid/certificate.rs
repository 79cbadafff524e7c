//! A client that proves itself with a PKIoverheid certificate (RFC 8705).

use std::sync::Arc;

use ::login::oidc::{AuthMethod, ClientRegistration, SubjectType};
use axum::body::Body;
use http::Request;
use kernel::{Level, Moment};
use party::Certificate;
use trust::jose::{KeyAlgorithm, SignatureAlgorithm};
use trust::x509::ClientIdentity;
use web::Peer;

use crate::house::{Answer, OIN, REDIRECT, SERVICE, World, client_jwks, form, on_both};

const CLIENT: &str = "loket-met-certificaat";
const SERIAL: &str = "0a1b2c";

fn identity(at: Moment, oin: &str) -> ClientIdentity {
    ClientIdentity {
        oin: Some(oin.parse().unwrap()),
        serial_hex: SERIAL.into(),
        subject_common_name: "loket.example".into(),
        organisation: "Gemeente".into(),
        not_before: at.plus_seconds(-60),
        not_after: at.plus_seconds(86_400),
        issuer: "TSP".into(),
        policies: Vec::new(),
        fingerprint: [0; 32],
    }
}

async fn prepare(world: &World) {
    let act = world.house.system_act("digid");
    let client = ClientRegistration {
        client_id: CLIENT.into(),
        name: "Loket".into(),
        oin: OIN.parse().unwrap(),
        service: SERVICE.into(),
        redirect_uris: vec![REDIRECT.into()],
        jwks: client_jwks(),
        auth_method: AuthMethod::TlsClientAuth,
        subject_type: SubjectType::Bsn,
        legal_basis: Some("Wabb, artikel 10".into()),
        signing_algorithm: SignatureAlgorithm::Ps256,
        encryption: Some(KeyAlgorithm::RsaOaep),
        level: Level::Basis,
    };
    world.digid().provider.register(&act, client).await.unwrap();
    let certificate = Certificate {
        serial: SERIAL.into(),
        oin: Some(OIN.parse().unwrap()),
        profile: "test".into(),
        subject: "loket.example".into(),
        not_before: act.at.plus_seconds(-60),
        not_after: act.at.plus_seconds(86_400),
        der: vec![0x30, 0],
        issued: act.at,
        revoked: None,
    };
    world.house.parties.add_certificate(&act, certificate).await.unwrap();
}

async fn introspect(world: &World, identity: Option<ClientIdentity>) -> Answer {
    let mut request = Request::post("/openid-connect/v1/introspect")
        .header("host", "127.0.0.1:8443")
        .header("content-type", "application/x-www-form-urlencoded");
    if let Some(identity) = identity {
        request = request.extension(Peer::Certificate(Arc::new(identity)));
    }
    let fields = form(&[("client_id", CLIENT), ("token", "geen-token")]);
    world.ask(request.body(Body::from(fields)).unwrap()).await
}

#[test]
fn a_certificate_proves_its_own_organisation_until_it_is_revoked_or_runs_out() {
    on_both("certificate", async |world: World| {
        prepare(&world).await;
        let at = world.clock.now();
        let good = introspect(&world, Some(identity(at, OIN))).await;
        assert_eq!(
            (good.status.as_u16(), good.json()["active"].as_bool()),
            (200, Some(false)),
            "{}",
            good.body
        );
        let foreign = introspect(&world, Some(identity(at, "00000004003214345000"))).await;
        let unknown =
            introspect(&world, Some(ClientIdentity { serial_hex: "ffff".into(), ..identity(at, OIN) })).await;
        let late = introspect(&world, Some(ClientIdentity { not_after: at, ..identity(at, OIN) })).await;
        let none = introspect(&world, None).await;
        world.house.parties.revoke(&world.house.system_act("digid"), SERIAL, 1).await.unwrap();
        let revoked = introspect(&world, Some(identity(at, OIN))).await;
        for refused in [foreign, unknown, late, none, revoked] {
            let error = refused.json()["error"].as_str().map(str::to_owned);
            assert_eq!((refused.status.as_u16(), error.as_deref()), (401, Some("invalid_client")));
        }
    });
}
