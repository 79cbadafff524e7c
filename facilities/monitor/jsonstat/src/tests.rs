use std::sync::Arc;

use edition::{Decimal, Family, Publication, Scale};
use exchange::{Answer, Method, Request, choices};
use proptest::prelude::*;

use super::answer;

#[path = "../../exchange/testing/small.rs"]
mod small;
use small::small;

fn ask(path: &str, query: &str) -> Answer {
    let path = Request::segments(path);
    answer(&[Arc::new(small())], &Request::get(&path, query, "https://example.nl/jsonstat"))
}

fn json(answer: &Answer) -> serde_json::Value {
    serde_json::from_slice(&answer.body).unwrap()
}

#[test]
fn a_facility_is_a_dataset_to_the_last_byte() {
    let answer = ask("2031/poort.json", "");
    assert_eq!((answer.status, answer.content_type.as_str()), (200, "application/json"));
    assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
    assert_eq!(answer.header("last-modified"), Some("Thu, 03 Apr 2031 00:00:00 GMT"));
    let expected = concat!(
        r#"{"version":"2.0","class":"dataset","href":"https://example.nl/jsonstat/2031/poort.json?versie=1.0.0","#,
        r#""label":"Poort","source":"Proef 2031","updated":"2031-04-03T00:00:00Z","#,
        r#""id":["editie","indicator","periode"],"size":[1,3,2],"role":{"time":["periode"],"metric":["indicator"]},"#,
        r#""dimension":{"editie":{"label":"Editie","category":{"index":["2031"],"label":{"2031":"Editie 2031, versie 1.0.0"}}},"#,
        r#""indicator":{"label":"Indicator","category":{"index":["POORT_AANTAL_POORTEN","POORT_AANDEEL_OPEN","POORT_AANTAL_KLACHTEN"],"#,
        r#""label":{"POORT_AANTAL_POORTEN":"Aantal poorten","POORT_AANDEEL_OPEN":"Aandeel open","POORT_AANTAL_KLACHTEN":"Aantal klachten"},"#,
        r#""unit":{"POORT_AANTAL_POORTEN":{"label":"stuks","decimals":0},"#,
        r#""POORT_AANDEEL_OPEN":{"label":"procent","decimals":1,"symbol":"%","position":"end"},"#,
        r#""POORT_AANTAL_KLACHTEN":{"label":"stuks","decimals":0}},"#,
        r#""note":{"POORT_AANTAL_POORTEN":["Aantal poorten"],"POORT_AANDEEL_OPEN":["Aandeel open"],"POORT_AANTAL_KLACHTEN":["Aantal klachten"]}}},"#,
        r#""periode":{"label":"Jaar","category":{"index":["2029","2030"],"label":{"2029":"2029","2030":"2030"}}}},"#,
        r#""value":[null,7,99.5,100,12,null],"status":{"0":"O","5":"A"},"#,
        r#""note":["Een lege cel zonder status is een combinatie die niet bestaat."],"#,
        r#""extension":{"editie":2031,"versie":"1.0.0","bron":"publicatie","#,
        r#""statuswoorden":{"A":"definitief","O":"ontbreekt"},"ondergrens":{"5":5000}}}"#
    );
    assert_eq!(String::from_utf8(answer.body).unwrap(), expected);
}

#[test]
fn sender_groups_are_a_dimension_of_their_own() {
    let found = json(&ask("2031/geopend.json", ""));
    assert_eq!(found["id"], serde_json::json!(["editie", "indicator", "periode", "afzender"]));
    assert_eq!(found["size"], serde_json::json!([1, 1, 2, 2]));
    assert_eq!(found["dimension"]["afzender"]["category"]["index"], serde_json::json!(["_T", "STAD"]));
    assert_eq!(found["value"], serde_json::json!([62, 62, 71, 71]));
    let all = json(&ask("2031/alles.json", ""));
    assert_eq!(all["size"], serde_json::json!([1, 5, 2, 2]));
    assert_eq!(all["value"].as_array().unwrap().len(), 20);
    assert_eq!(all["value"][1], serde_json::Value::Null);
    assert_eq!(all["status"]["1"], serde_json::Value::Null);
}

#[test]
fn the_collection_names_every_table() {
    let found = json(&ask("2031", ""));
    let hrefs: Vec<_> =
        found["link"]["item"].as_array().unwrap().iter().map(|one| one["href"].as_str().unwrap()).collect();
    let base = "https://example.nl/jsonstat/2031";
    let expected = ["alles", "geopend", "poort", "post"].map(|slug| format!("{base}/{slug}.json"));
    assert_eq!(hrefs, expected);
    let editions = json(&ask("", ""));
    assert_eq!(editions["link"]["item"][0]["href"], base);
    assert_eq!(editions["link"]["item"].as_array().unwrap().len(), 1);
}

#[test]
fn value_has_as_many_places_as_the_sizes_multiply_to() {
    let publication = Publication::built_in().unwrap();
    for choice in choices(&publication) {
        let made = super::dataset(&publication, &choice, "https://example.nl/jsonstat", kernel::Language::Nl);
        let made: serde_json::Value = serde_json::from_slice(&made.to_bytes()).unwrap();
        let product: u64 = made["size"].as_array().unwrap().iter().map(|one| one.as_u64().unwrap()).product();
        let values = made["value"].as_array().unwrap();
        assert_eq!(values.len() as u64, product, "{}", choice.slug);
        for place in made["status"].as_object().into_iter().flat_map(serde_json::Map::keys) {
            assert!(place.parse::<usize>().unwrap() < values.len());
        }
        let figures = exchange::Table::of(&publication, &choice.part).figures;
        let filled = values.iter().filter(|value| !value.is_null()).count();
        assert_eq!(filled, figures.iter().filter(|figure| figure.value.is_some()).count(), "{}", choice.slug);
    }
}

#[test]
fn an_earlier_version_can_be_asked_for() {
    let mut newer = small();
    newer.version = "1.1.0".parse().unwrap();
    newer.published = "2031-05-01T09:00:00Z".parse().unwrap();
    let rows = &mut newer.edition.chapters[0].facilities[0].blocks[0].rows;
    rows[0].series[0].observations[1].value = Some(Decimal::whole(8));
    let all = [Arc::new(small()), Arc::new(newer)];
    let value = |query| {
        let path = Request::segments("2031/poort.json");
        json(&answer(&all, &Request::get(&path, query, "x")))["value"][1].clone()
    };
    assert_eq!(value(""), 8);
    assert_eq!(value("versie=1.0.0"), 7);
    assert_eq!(value("versie=1.1"), 8);
}

#[test]
fn counted_figures_say_their_scale() {
    let mut counted = small();
    counted.family = Family::Meting;
    counted.scale = Some(Scale { ratio: "1:1000".to_owned(), seed: "42".to_owned(), played: true });
    let path = Request::segments("2031/post.json");
    let found = json(&answer(&[Arc::new(counted)], &Request::get(&path, "", "x")));
    assert_eq!(found["source"], "Proef 2031 (meting, schaal 1:1000)");
    assert_eq!(found["extension"]["bron"], "meting");
    assert_eq!(found["extension"]["schaal"], "1:1000");
    assert_eq!(found["extension"]["versneld"], true);
}

#[test]
fn wrong_questions_are_refused_with_the_reason() {
    for (path, query, status) in [
        ("2031/brug.json", "", 404),
        ("2031/poort", "", 404),
        ("2031/poort.json/x", "", 404),
        ("1999", "", 404),
        ("twintig", "", 404),
        ("2031", "versie=9.9.9", 404),
        ("2031", "versie=een", 400),
        ("2031", "jaar=1", 400),
    ] {
        let answer = ask(path, query);
        assert_eq!(
            (answer.status, answer.content_type.as_str()),
            (status, "application/problem+json"),
            "{path}?{query}"
        );
        assert_eq!(json(&answer)["status"], status);
    }
    let path = Request::segments("2031");
    let posted = Request { method: Method::Post, ..Request::get(&path, "", "x") };
    assert_eq!(answer(&[], &posted).status, 405);
    let options = Request { method: Method::Options, ..posted };
    assert_eq!(answer(&[], &options).header("access-control-allow-methods"), Some("GET, HEAD, OPTIONS"));
}

#[test]
fn who_has_it_already_gets_304() {
    let first = ask("2031/post.json", "");
    let path = Request::segments("2031/post.json");
    let plain = Request::get(&path, "", "https://example.nl/jsonstat");
    let again = Request { if_none_match: first.header("etag"), ..plain };
    let again = answer(&[Arc::new(small())], &again);
    assert_eq!((again.status, again.body.len(), again.content_type.as_str()), (304, 0, ""));
    let english = Request { accept_language: "en", ..plain };
    let english = answer(&[Arc::new(small())], &english);
    assert_eq!(english.header("content-language"), Some("en"));
    assert_eq!(json(&english)["dimension"]["periode"]["label"], "Year");
}

proptest! {
    #[test]
    fn no_question_breaks_the_answer(path in proptest::collection::vec(any::<String>(), 0..4), query in any::<String>()) {
        let shelf = [Arc::new(small())];
        let answer = answer(&shelf, &Request::get(&path, &query, "x"));
        prop_assert!([200, 400, 404].contains(&answer.status));
    }
}
