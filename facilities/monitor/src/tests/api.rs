//! The Monitor's own API.

use serde_json::{Value, json};

use super::support::{house, houses};
use crate::FACILITY;
use crate::start::routes;

const BASE: &str = "/monitor/api/v1";

#[tokio::test]
async fn every_answer_carries_the_version_of_the_api() {
    let house = house().await;
    for (path, status) in [
        ("/indicatoren", 200),
        ("/indicatoren?soort=onzin", 400),
        ("/indicatoren?kleur=rood", 400),
        ("/indicatoren/digid.organisaties", 200),
        ("/indicatoren/digid.organisaties?a=1", 400),
        ("/indicatoren/digid.onzin", 404),
        ("/live", 200),
        ("/live?a=1", 400),
        ("/waarnemingen", 200),
        ("/waarnemingen?editie=2020&editie=2020", 400),
        ("/waarnemingen?editie=1999", 404),
        ("/waarnemingen?indicator=onzin", 404),
        ("/waarnemingen?aantal=0", 400),
        ("/waarnemingen?a=%ff", 400),
    ] {
        let answered = house.get(&format!("{BASE}{path}"), &[]).await;
        assert_eq!(answered.status, status, "{path}");
        assert_eq!(answered.header("api-version"), "1.0.0", "{path}");
        let kind = if status == 200 { "application/json" } else { "application/problem+json" };
        assert_eq!(answered.header("content-type"), kind, "{path}");
    }
}

#[tokio::test]
async fn a_refusal_names_every_wrong_parameter() {
    let house = house().await;
    let refused = house.get(&format!("{BASE}/waarnemingen?editie=x&aantal=y"), &[]).await.json();
    assert_eq!(refused["status"], 400);
    assert_eq!(refused["code"], "paramsValidation");
    let names: Vec<_> = refused["invalidParams"].as_array().unwrap().iter().map(|one| &one["name"]).collect();
    assert_eq!(names, ["editie", "aantal"]);
}

#[tokio::test]
async fn indicators_are_listed_filtered_and_found() {
    let house = house().await;
    let all = house.get(&format!("{BASE}/indicatoren"), &[]).await.json();
    assert_eq!(all.as_array().unwrap().len(), 164);
    let counted: Vec<_> =
        all.as_array().unwrap().iter().filter(|one| one["geteld"] == true).map(|one| &one["id"]).collect();
    assert_eq!(counted, ["digid.authenticaties.totaal", "digid.proeven"]);
    let filtered = house.get(&format!("{BASE}/indicatoren?voorziening=digid&soort=stock"), &[]).await.json();
    assert_eq!(filtered.as_array().unwrap().len(), 7);
    let none = house.get(&format!("{BASE}/indicatoren?voorziening=niets"), &[]).await.json();
    assert_eq!(none, json!([]));
    let one = house.get(&format!("{BASE}/indicatoren/digid.authenticaties.totaal"), &[]).await.json();
    assert_eq!(
        one,
        json!({
            "id": "digid.authenticaties.totaal",
            "facility": "digid",
            "hoofdstuk": "identificeren-en-authenticeren",
            "kind": "flow",
            "unit": "authenticaties",
            "decimalen": 0,
            "titel": { "nl": "Authenticaties", "en": "Authentications" },
            "naamInEditie": "Totaal aantal authenticaties",
            "geteld": true,
            "definitie": { "nl": "Elke geslaagde proef.", "en": "Every probe that succeeded." },
            "nietGeteld": { "nl": "Mislukte proeven.", "en": "Probes that failed." },
        })
    );
}

#[tokio::test]
async fn live_gives_the_count_and_the_recount() {
    for house in houses().await {
        house.probe("een").await;
        let found = house.get(&format!("{BASE}/live"), &[]).await.json();
        let flow = json!({
            "id": "digid.authenticaties.totaal",
            "facility": "digid",
            "kind": "flow",
            "unit": "authenticaties",
            "bron": "meting",
            "vandaag": 1,
            "jaar": 1,
            "hertelling": { "geteld": 1, "herteld": 1, "gelijk": true, "moment": "2026-03-02T12:00:02Z" },
        });
        assert_eq!(found[0], flow, "{}", house.name);
        assert_eq!(found[1]["kind"], "stock");
    }
}

/// The address of the next page in a `Link` header.
fn next(link: &str) -> Option<&str> {
    link.strip_prefix('<')?.strip_suffix(">; rel=\"next\"")
}

#[tokio::test]
async fn pages_of_observations_together_are_all_of_them() {
    for house in houses().await {
        let mut path = format!("{BASE}/waarnemingen?editie=2020&aantal=200");
        let mut found: Vec<Value> = Vec::new();
        let mut pages = 0;
        loop {
            let answered = house.get(&path, &[]).await;
            found.extend(answered.json().as_array().unwrap().iter().cloned());
            pages += 1;
            match next(answered.header("link")) {
                Some(following) => following.clone_into(&mut path),
                None => break,
            }
        }
        let (act, text) = (house.act(), include_str!("../../edition/data/edition-2020.tsv"));
        let again = crate::import(house.store(), &act, text);
        assert_eq!(found.len(), again.await.unwrap().observations, "{}", house.name);
        assert_eq!(pages, found.len().div_ceil(200));
        let keys: Vec<_> = found
            .iter()
            .map(|one| (one["indicator"].as_str().unwrap().to_owned(), one["periode"].as_i64().unwrap()))
            .collect();
        let unique: std::collections::BTreeSet<_> = keys.iter().cloned().collect();
        assert_eq!(unique.len(), found.len());
        assert!(found.iter().all(|one| one["bron"] == "publicatie" && one["editie"] == 2020));
    }
}

#[tokio::test]
async fn an_observation_keeps_the_printed_figure_beside_its_value() {
    for house in houses().await {
        let path = format!("{BASE}/waarnemingen?editie=2020&indicator=digid.organisaties&periode=2019");
        let found = house.get(&path, &[]).await.json();
        assert_eq!(
            found,
            json!([{
                "editie": 2020,
                "versie": "1.0",
                "bron": "publicatie",
                "indicator": "digid.organisaties",
                "periode": 2019,
                "waarde": "663",
                "ondergrens": null,
                "bovengrens": null,
                "eenheid": null,
                "tekst": null,
                "status": "A",
                "weergave": "663",
                "verandering": "2.5",
                "veranderingWeergave": "+2,5%",
                "regelInDocument": 136,
            }]),
            "{}",
            house.name
        );
    }
}

#[tokio::test]
async fn the_interface_description_and_the_routes_name_the_same_operations() {
    let house = house().await;
    let document: Value = serde_json::from_str(FACILITY.interfaces[0].document).unwrap();
    assert_eq!(document["info"]["version"], FACILITY.interfaces[0].version);
    let mut described: Vec<String> = document["paths"]
        .as_object()
        .unwrap()
        .iter()
        .flat_map(|(path, operations)| {
            operations
                .as_object()
                .unwrap()
                .keys()
                .map(move |method| format!("{} {path}", method.to_uppercase()))
        })
        .collect();
    let mut routed: Vec<String> = routes(&house.house, &house.desk)
        .list()
        .iter()
        .filter_map(|route| Some(format!("{} {}", route.method, route.path.strip_prefix(BASE)?)))
        .collect();
    described.sort();
    routed.sort();
    assert_eq!(described, routed);
}

#[tokio::test]
async fn answers_have_the_fields_of_the_interface_description() {
    let house = house().await;
    let document: Value = serde_json::from_str(FACILITY.interfaces[0].document).unwrap();
    for (path, schema) in
        [("/indicatoren", "Indicator"), ("/live", "Telling"), ("/waarnemingen", "Waarneming")]
    {
        let described: Vec<_> = document["components"]["schemas"][schema]["properties"]
            .as_object()
            .unwrap()
            .keys()
            .cloned()
            .collect();
        for item in house.get(&format!("{BASE}{path}"), &[]).await.json().as_array().unwrap() {
            let found: Vec<_> = item.as_object().unwrap().keys().cloned().collect();
            assert_eq!(found, described, "{path}");
        }
    }
}
