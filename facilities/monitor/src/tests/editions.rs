//! The life of an edition that is counted here, at the wire.

use serde_json::json;

use super::support::{Fixture, houses};
use crate::chores;

const API: &str = "/monitor/api/v1/edities/2027";

async fn step(house: &Fixture, to: &str) -> super::support::Answered {
    house.post(&format!("{API}/overgang"), &json!({ "naar": to, "medewerker": "H. Hoofd" })).await
}

/// Counts two probes in 2026 and opens the edition about that year.
async fn counted(house: &Fixture) {
    house.connect().await;
    house.probe("een").await;
    house.probe("twee").await;
    chores::round(&house.desk).await.unwrap();
}

#[tokio::test]
async fn an_edition_goes_from_open_to_published_and_every_condition_on_the_way_is_kept() {
    for house in houses().await {
        counted(&house).await;
        let early = step(&house, "concept").await;
        assert_eq!(
            (early.status.as_u16(), early.json()["code"].as_str().unwrap().to_owned()),
            (409, "overgang-geweigerd".to_owned()),
            "{}",
            house.name
        );
        house.at("2027-02-16T12:00:00Z");
        assert_eq!(step(&house, "akkoord").await.status, 409);
        assert_eq!(step(&house, "concept").await.json()["status"], "concept");
        assert_eq!(step(&house, "in_controle").await.json()["status"], "in_controle");
        let open = step(&house, "akkoord").await;
        assert_eq!(open.status, 409);
        assert_eq!(open.json()["invalidParams"].as_array().unwrap().len(), 2);
        approve(&house).await;
        assert_eq!(step(&house, "akkoord").await.json()["status"], "akkoord");
        let adopted = step(&house, "vastgesteld").await;
        assert_eq!(adopted.status, 200, "{}", adopted.text);
        let by_hand = step(&house, "gepubliceerd").await;
        assert_eq!(by_hand.json()["code"], "overgang-geweigerd");
        chores::round(&house.desk).await.unwrap();
        assert_eq!(house.page("/monitor/2027", "nl").await.status, 404);
        house.at("2027-06-15T07:00:01Z");
        chores::round(&house.desk).await.unwrap();
        let page = house.page("/monitor/2027", "nl").await;
        assert_eq!(page.status, 200, "{}", page.text);
        assert!(page.text.contains("telling in deze installatie"));
        let rows = house.get("/data/monitor/2027/1.0.0/observations.csv", &[]).await;
        assert_eq!(rows.status, 200);
        assert!(rows.text.contains(",meting,"), "{}", rows.text);
        let found =
            house.read("/monitor/api/v1/herkomst/digid.authenticaties.totaal/_T/2026?editie=2027").await;
        assert_eq!(found["hertelling"], json!({ "geteld": 2, "herteld": 2, "verschil": 0 }));
        assert_eq!(found["maanden"][2], 2);
    }
}

async fn approve(house: &Fixture) {
    let progress = house.read(&format!("{API}/voortgang")).await;
    let values = progress["waarnemingen"].as_array().unwrap().clone();
    assert_eq!(values.len(), 2);
    for value in values {
        let path = format!("{API}/waarnemingen/{}/akkoord", value["indicator"].as_str().unwrap());
        let by = |name: &str| json!({ "waardeHash": value["waardeHash"], "medewerker": name });
        let stale = house.post(&path, &json!({ "waardeHash": "sha256:0", "medewerker": "A" })).await;
        assert_eq!(
            (stale.status.as_u16(), stale.json()["code"].as_str().unwrap().to_owned()),
            (412, "waarde-gewijzigd".to_owned())
        );
        assert_eq!(house.post(&path, &by("A. Een")).await.json()["akkoord"], "eerste");
        assert_eq!(house.post(&path, &by("A. Een")).await.json()["code"], "vier-ogen");
        assert_eq!(house.post(&path, &by("B. Twee")).await.json()["akkoord"], "akkoord");
    }
}

#[tokio::test]
async fn a_recount_that_differs_blocks_the_edition_and_tells_both_counts() {
    for house in houses().await {
        counted(&house).await;
        let lost = house.store().maintain("proef", async |rows| {
            rows.exec("DELETE FROM proef WHERE id = 'een'", &[]).await?;
            Ok(())
        });
        lost.await.unwrap();
        house.at("2027-02-16T12:00:00Z");
        assert_eq!(step(&house, "concept").await.json()["status"], "concept", "{}", house.name);
        let refused = step(&house, "in_controle").await;
        assert_eq!(refused.status, 409);
        let body = refused.json();
        assert_eq!(body["code"], "hertelling-verschilt");
        assert_eq!(body["invalidParams"][0]["name"], "digid.authenticaties.totaal");
        assert_eq!(body["invalidParams"][0]["reason"], "geteld 2, herteld 1");
    }
}

#[tokio::test]
async fn explanations_are_plain_and_reviewed_by_somebody_else() {
    for house in houses().await {
        counted(&house).await;
        let words = |text: &str| json!({ "editie": "2027", "voorziening": "digid", "indicator": "digid.authenticaties.totaal", "tekst": text, "medewerker": "A. Een" });
        let refused = house.post("/monitor/api/v1/toelichtingen", &words("<script>alert(1)</script>")).await;
        assert_eq!(refused.status, 422, "{}", house.name);
        let written = house.post("/monitor/api/v1/toelichtingen", &words("Meer proeven.")).await;
        assert_eq!(written.status, 201, "{}", written.text);
        let path = format!("{API}/toelichtingen/{}/beoordeling", written.json()["id"].as_str().unwrap());
        let by = |name: &str| json!({ "voorziening": "digid", "medewerker": name });
        assert_eq!(house.post(&path, &by("A. Een")).await.json()["code"], "vier-ogen");
        assert_eq!(house.post(&path, &by("B. Twee")).await.json()["status"], "beoordeeld");
    }
}

#[tokio::test]
async fn a_document_is_checked_at_the_wire_and_garbage_is_refused() {
    let house = super::support::house().await;
    let small = include_str!("../../edition/data/test/small.md");
    let found = house.send("/monitor/api/v1/controles", "text/markdown", small.to_owned()).await;
    assert_eq!(found.status, 200, "{}", found.text);
    assert!(found.json()["geteld"]["tabellen"].as_u64().unwrap_or(0) > 0, "{}", found.text);
    let garbage = house.send("/monitor/api/v1/controles", "text/plain", "x".repeat(2_000_000)).await;
    assert_eq!(garbage.status, 413);
    let none = house.send("/monitor/api/v1/controles", "text/plain", "geen tabel".to_owned()).await;
    assert_eq!(none.status, 422);
}
