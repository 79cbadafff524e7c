//! The facility that others are copied from works as one.

use axum::body::Body;
use http::{Request, StatusCode};
use party::Connection;
use serde_json::json;
use web::Peer;

use super::support::{Town, engines};

#[tokio::test(flavor = "multi_thread")]
async fn a_note_is_pinned_read_journalled_and_counted_twice() {
    for engine in engines() {
        let town = Town::new(&engine).await;
        let sender = &town.organisations()[0];
        let peer = town.certificate_of(sender);
        let body = json!({ "tekst": "Morgen is het stadhuis dicht." });
        let refused = town.post(peer.clone(), "/voorbeeld/v1/notities", &[], &body).await;
        assert_eq!(
            (refused.status, refused.json()["code"].as_str()),
            (StatusCode::FORBIDDEN, Some("noConnection"))
        );
        let connection = Connection {
            id: String::new(),
            oin: sender.oin.clone(),
            facility: "voorbeeld".into(),
            purpose: "notities prikken".into(),
            legal_basis: "geen".into(),
            attributes: Default::default(),
            active_from: town.clock.now(),
            active_until: Connection::OPEN,
        };
        town.house.parties.connect(&town.house.system_act("voorbeeld"), connection, None).await.unwrap();
        let pinned = town.post(peer.clone(), "/voorbeeld/v1/notities", &[], &body).await;
        assert_eq!(pinned.status, StatusCode::CREATED);
        let empty = town.post(peer, "/voorbeeld/v1/notities", &[], &json!({ "tekst": " " })).await;
        assert_eq!((empty.status, empty.json()["code"].as_str()), (StatusCode::BAD_REQUEST, Some("tekst")));
        let page = Request::get("/voorbeeld").header("accept", "text/html").body(Body::empty()).unwrap();
        assert!(town.ask(Peer::Nobody, page).await.text.contains("Morgen is het stadhuis dicht."));
        let readings = town.house.live.readings().await.unwrap();
        let notes = readings.iter().find(|reading| reading.id == "voorbeeld.notities").unwrap();
        assert_eq!((notes.value, notes.recount.counted, notes.recount.recounted), (1, 1, 1));
    }
}
