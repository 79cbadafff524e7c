//! Pages, stream and metrics through the front door.

use http_body_util::BodyExt;
use serde_json::{Value, json};

use super::support::{Fixture, house, houses};

#[tokio::test]
async fn every_page_renders_in_both_languages() {
    for house in houses().await {
        for path in
            ["/monitor/actueel", "/monitor/actueel?verversen=uit", "/monitor/2020", "/monitor/definities"]
        {
            for (language, title) in
                [("nl", "Monitor Digitale Overheid"), ("en", "Digital Government Monitor")]
            {
                let page = house.page(path, language).await;
                assert_eq!(page.status, 200, "{} {path} {language}: {}", house.name, page.text);
                assert!(page.text.contains(&format!("<html lang=\"{language}\">")), "{path}");
                assert!(page.text.contains(title), "{path}");
                assert_eq!(page.text.matches("<h1").count(), 1, "{path}");
                assert!(!page.text.contains("&lt;span"), "{path}");
            }
        }
    }
}

#[tokio::test]
async fn a_page_that_is_not_there_is_refused_in_words() {
    let house = house().await;
    for path in ["/monitor/1999", "/monitor/20200", "/monitor/ergens", "/monitor/+202"] {
        assert_eq!(house.page(path, "nl").await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn the_front_of_the_monitor_leads_to_the_newest_edition() {
    let house = house().await;
    let answered = house.get("/monitor", &[]).await;
    assert_eq!((answered.status.as_u16(), answered.header("location")), (307, "/monitor/2020"));
}

#[tokio::test]
async fn the_live_page_shows_what_was_counted_and_that_the_recount_agrees() {
    for house in houses().await {
        house.probe("een").await;
        house.probe("twee").await;
        let page = house.page("/monitor/actueel", "nl").await.text;
        let shows =
            |key: &str, figure: &str| page.contains(&format!("data-live-key=\"{key}\">{figure}</span>"));
        assert!(shows("digid.authenticaties.totaal.today", "2"), "{}", house.name);
        assert!(shows("digid.authenticaties.totaal.year", "2"));
        assert!(shows("digid.authenticaties.totaal.recount", "2"));
        assert!(shows("digid.authenticaties.totaal.per_second", "0,03"));
        assert!(page.contains(">klopt</span>") && !page.contains(">verschil</span>"));
        assert!(page.contains("Elke geslaagde proef.") && page.contains("Mislukte proeven."));
        assert!(page.replace("&#x2f;", "/").contains("data-live-stream=\"/monitor/actueel/stroom\""));
        assert!(page.contains("<noscript><meta http-equiv=\"refresh\" content=\"60\"></noscript>"));
        let still = house.page("/monitor/actueel?verversen=uit", "nl").await.text;
        assert!(!still.contains("data-live-stream") && !still.contains("http-equiv"));
    }
}

/// The next event of a stream.
async fn event(body: &mut axum::body::Body) -> Value {
    let frame = body.frame().await.unwrap().unwrap().into_data().unwrap();
    let text = String::from_utf8(frame.to_vec()).unwrap();
    serde_json::from_str(text.strip_prefix("data: ").unwrap().trim_end()).unwrap()
}

#[tokio::test]
async fn the_stream_tells_everything_at_once_and_then_only_what_changed() {
    let house = house().await;
    let response = house.response("/monitor/actueel/stroom", &[]).await;
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    let mut body = response.into_body();
    let first = event(&mut body).await;
    assert_eq!(first.as_object().unwrap().len(), 10);
    assert_eq!(first["digid.authenticaties.totaal.today"], 0);
    assert_eq!(first["digid.authenticaties.totaal.agrees"], true);
    house.probe("een").await;
    let second = event(&mut body).await;
    assert_eq!(second["digid.authenticaties.totaal.today"], 1);
    assert_eq!(second.get("digid.authenticaties.totaal.agrees"), None);
}

fn open_streams(house: &Fixture) -> usize {
    crate::stream::STREAMS_MAX - house.desk.places.available_permits()
}

#[tokio::test]
async fn a_stream_too_many_is_refused_and_a_closed_one_makes_room() {
    let house = house().await;
    let response = house.response("/monitor/actueel/stroom", &[]).await;
    assert_eq!(open_streams(&house), 1);
    let taken = house.desk.places.try_acquire_many(999).unwrap();
    let refused = house.get("/monitor/actueel/stroom", &[]).await;
    assert_eq!((refused.status.as_u16(), refused.header("retry-after")), (503, "30"));
    drop(response);
    assert_eq!(house.response("/monitor/actueel/stroom", &[]).await.status(), 200);
    drop(taken);
    assert_eq!(open_streams(&house), 0);
}

#[tokio::test]
async fn the_definitions_say_which_series_are_counted() {
    let house = house().await;
    let page = house.page("/monitor/definities", "nl").await.text;
    assert!(page.contains("Het rapport heeft 163 reeksen. Hier geteld: 1. Nog niet geteld: 162."));
    assert_eq!(page.matches(">nog niet geteld</span>").count(), 162);
    assert_eq!(page.matches(">geteld</span>").count(), 2);
    assert!(page.contains("digid.proeven"));
}

#[tokio::test]
async fn an_operator_reads_the_counts_as_metrics() {
    for house in houses().await {
        house.probe("een").await;
        let answered = house.get("/metrics", &[]).await;
        assert_eq!(answered.header("content-type"), "text/plain; version=0.0.4; charset=utf-8");
        let text = &answered.text;
        for line in [
            "# TYPE mdo_digid_authenticaties_totaal_total counter",
            "mdo_digid_authenticaties_totaal_total 1",
            "# TYPE mdo_digid_proeven gauge",
            "mdo_digid_proeven 1",
            "mdo_hertelling_verschil{indicator=\"digid.proeven\"} 0",
            "mdo_monitor_stromen 0",
        ] {
            assert!(text.lines().any(|found| found == line), "{}: {line} in {text}", house.name);
        }
        assert!(text.ends_with('\n'));
    }
}

#[tokio::test]
async fn a_difference_between_count_and_recount_is_shown() {
    let house = house().await;
    house.probe("een").await;
    let act = house.act();
    let gone = house.store().write("proef", &act, async |tx: &mut store::Tx| {
        tx.exec("DELETE FROM proef WHERE id = $1", &store::params!["een"]).await?;
        tx.record(store::Entry::new("proef.weg", "proef/doen"));
        Ok(())
    });
    gone.await.unwrap();
    house.wait(11);
    let found = house.get("/monitor/api/v1/live", &[]).await.json();
    let check = &found[0]["hertelling"];
    assert_eq!(
        (&check["geteld"], &check["herteld"], &check["gelijk"]),
        (&json!(1), &json!(0), &json!(false))
    );
    assert!(house.page("/monitor/actueel", "nl").await.text.contains(">verschil</span>"));
}
