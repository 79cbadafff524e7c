//! The published edition in the store.

use super::support::houses;
use crate::{How, Outcome, SLUG, import, import_as};
use edition::Edition;
use web::Seeding;

const BUILT_IN: &str = include_str!("../../edition/data/edition-2020.tsv");

fn replacing() -> How {
    How { replace: true, restated: None }
}

/// The edition with one figure changed.
fn changed() -> String {
    let changed = BUILT_IN.replacen(
        "15023119\t0\t\t\t\t\tA\t9.1\t15.023.119",
        "15023120\t0\t\t\t\t\tA\t9.1\t15.023.120",
        1,
    );
    assert_ne!(changed, BUILT_IN);
    changed
}

#[tokio::test]
async fn the_first_start_imports_the_edition_and_the_next_one_changes_nothing() {
    for house in houses().await {
        let edition = Edition::built_in().unwrap();
        let again = import(house.store(), &house.act(), BUILT_IN).await.unwrap();
        assert_eq!(again.outcome, Outcome::Same, "{}", house.name);
        assert_eq!((again.edition, again.version.as_str()), (2020, "1.0"));
        assert_eq!((again.facilities, again.series), (29, 163));
        let observations: usize = edition.series().iter().map(|one| one.series.observations.len()).sum();
        assert_eq!(again.observations, observations);
        (crate::FACILITY.start)(std::sync::Arc::clone(&house.house)).await.unwrap();
        let mut entries = Vec::new();
        for lane in house.store().journal_lanes().await.unwrap() {
            entries.extend(house.store().journal_after(lane, 0, 1_000).await.unwrap());
        }
        let entries: Vec<_> = entries
            .iter()
            .filter(|one| one.facility == SLUG && one.kind.starts_with("monitor.editie.inge"))
            .collect();
        assert_eq!(entries.len(), 1);
        assert_eq!(entries[0].kind, "monitor.editie.ingelezen");
        assert_eq!(entries[0].body["sha256"], again.content_hash);
        assert_eq!(entries[0].body["reeksen"], 163);
    }
}

#[tokio::test]
async fn an_edition_with_other_figures_is_refused_and_replaced_only_on_request() {
    for house in houses().await {
        let act = house.act();
        let refused = import(house.store(), &act, &changed()).await.unwrap_err();
        assert_eq!((refused.status, refused.code.as_str()), (409, "editieBestaat"), "{}", house.name);
        assert!(house.page("/monitor/2020", "nl").await.text.contains("15.023.119"));
        let done = import_as(house.store(), &act, &changed(), &replacing()).await.unwrap();
        assert_eq!(done.outcome, Outcome::Replaced);
        let page = house.page("/monitor/2020", "nl").await.text;
        assert!(page.contains("15.023.120") && !page.contains("15.023.119"));
        assert!(page.contains(&done.content_hash));
        let path = "/monitor/api/v1/waarnemingen?indicator=digid.accounts.actief&periode=2019";
        assert_eq!(house.get(path, &[]).await.json()[0]["waarde"], "15023120");
        assert_eq!(
            import_as(house.store(), &act, &changed(), &replacing()).await.unwrap().outcome,
            Outcome::Same
        );
    }
}

#[tokio::test]
async fn a_later_version_restates_figures_only_with_a_reason_and_the_earlier_one_stays_readable() {
    for house in houses().await {
        let later = changed().replacen("edition\t1\t2020\t1.0\t", "edition\t1\t2020\t1.1\t", 1);
        let refused = import(house.store(), &house.act(), &later).await.unwrap_err();
        assert_eq!((refused.status, refused.code.as_str()), (409, "redenOntbreekt"), "{}", house.name);
        let how =
            How { replace: false, restated: Some((edition::Reason::Rekenfout, "Dubbel geteld.".to_owned())) };
        let done = import_as(house.store(), &house.act(), &later, &how).await.unwrap();
        assert_eq!((done.outcome, done.version.as_str()), (Outcome::New, "1.1"));
        let corrections = house.get("/monitor/api/v1/correcties", &[]).await.json();
        assert_eq!(corrections.as_array().unwrap().len(), 1);
        assert_eq!(corrections[0]["indicator"], "digid.accounts.actief");
        assert_eq!(
            (&corrections[0]["oudeWaarde"], &corrections[0]["nieuweWaarde"]),
            (&"15023119".into(), &"15023120".into())
        );
        assert_eq!(corrections[0]["reden"], "rekenfout");
        assert!(house.page("/monitor/correcties", "nl").await.text.contains("15.023.119"));
        assert!(house.page("/monitor/2020/v/1.0.0", "nl").await.text.contains("15.023.119"));
        assert!(house.page("/monitor/2020", "nl").await.text.contains("15.023.120"));
        let difference = house.get("/monitor/verschil/2020-1.0.0...2020-1.1.0", &[]).await.json();
        assert_eq!(difference["values"].as_array().unwrap().len(), 1);
    }
}

#[tokio::test]
async fn an_edition_of_another_year_becomes_the_newest() {
    for house in houses().await {
        let document = include_str!("../../edition/data/test/small.md");
        let done = import(house.store(), &house.act(), document).await.unwrap();
        assert_eq!(done.outcome, Outcome::New, "{}", house.name);
        let page = house.page(&format!("/monitor/{}", done.edition), "en").await;
        assert_eq!(page.status, 200, "{}", page.text);
        let newest = house.get("/monitor", &[]).await;
        assert_eq!(newest.status, 307);
        assert_eq!(newest.header("location"), format!("/monitor/{}", done.edition.max(2020)));
    }
}

#[tokio::test]
async fn what_is_no_edition_leaves_no_trace() {
    for house in houses().await {
        let refused = import(house.store(), &house.act(), "hier staat niets").await.unwrap_err();
        assert_eq!(refused.status, 422, "{}", house.name);
        assert!(refused.detail.starts_with("Dit bestand is niet te lezen als editie"));
    }
}

#[tokio::test]
async fn seeding_writes_down_how_large_the_country_is() {
    for house in houses().await {
        assert!(house.page("/monitor/actueel", "nl").await.text.contains("is niet vastgelegd"));
        let seeding = Seeding {
            seed: 42,
            people: 1_700,
            today: house.house.clock.today(),
            progress: std::sync::Arc::new(|_| {}),
        };
        (crate::FACILITY.seed)(std::sync::Arc::clone(&house.house), seeding).await.unwrap();
        let page = house.page("/monitor/actueel", "en").await.text;
        assert!(page.contains("1,700 invented people live here, about 1 in 10,000"), "{}", house.name);
    }
}

#[test]
fn the_organisation_behind_the_monitor_is_in_the_country() {
    let found = country::organisations().into_iter().find(|one| one.oin.as_str() == crate::OIN);
    let name = found.map(|one| one.name);
    let ictu = country::organisations().into_iter().find(|one| one.name == "Stichting ICTU").unwrap();
    assert_eq!(name.as_deref(), Some("Stichting ICTU"), "its OIN is {}", ictu.oin);
}
