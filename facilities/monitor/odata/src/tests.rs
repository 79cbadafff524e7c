use std::sync::Arc;

use edition::{Decimal, Definitions, Family, Publication, Scale};
use exchange::{Answer, Method, Request};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::answer;

#[path = "../../exchange/testing/small.rs"]
mod small;
use small::small;

const BASE: &str = "https://example.nl/odata/v1";

/// The small publication, its second measure with a definition.
fn defined() -> Publication {
    let mut made = small();
    let header = Definitions::built_in().unwrap().to_data().lines().next().unwrap().to_owned();
    let row = "POORT_AANDEEL_OPEN\t1\tM101002\tBeheerder poort\t-\t-\tup\t2029-01-01\t\tOpen.\tOpen.\tDichte.\tShut.";
    made.definitions = Definitions::from_data(&format!("{header}\n{row}\n")).unwrap();
    made
}

fn ask(path: &str, query: &str) -> Answer {
    let path = Request::segments(path);
    answer(&[Arc::new(defined())], &Request::get(&path, query, BASE))
}

fn read(answer: &Answer) -> Value {
    serde_json::from_slice(&answer.body).unwrap()
}

fn ids(query: &str) -> Vec<u64> {
    let found = read(&ask("MDO/MDO-2031-alles/Observations", query));
    found["value"]
        .as_array()
        .unwrap_or_else(|| panic!("{found}"))
        .iter()
        .map(|row| row["Id"].as_u64().unwrap())
        .collect()
}

#[test]
fn observations_are_written_to_the_last_byte() {
    let answer = ask("MDO/MDO-2031-poort/Observations", "");
    assert_eq!(
        (answer.status, answer.content_type.as_str()),
        (200, "application/json;odata.metadata=minimal")
    );
    assert_eq!(answer.header("odata-version"), Some("4.0"));
    let expected = concat!(
        r#"{"@odata.context":"https://example.nl/odata/v1/MDO/MDO-2031-poort/$metadata#Observations","value":["#,
        r#"{"Id":0,"Measure":"POORT_AANTAL_POORTEN","ValueAttribute":"Missing","Value":null,"StringValue":null,"Perioden":"2029JJ00"},"#,
        r#"{"Id":1,"Measure":"POORT_AANTAL_POORTEN","ValueAttribute":"None","Value":7.0,"StringValue":null,"Perioden":"2030JJ00"},"#,
        r#"{"Id":2,"Measure":"M101002","ValueAttribute":"None","Value":99.5,"StringValue":null,"Perioden":"2029JJ00"},"#,
        r#"{"Id":3,"Measure":"M101002","ValueAttribute":"None","Value":100.0,"StringValue":null,"Perioden":"2030JJ00"},"#,
        r#"{"Id":4,"Measure":"POORT_AANTAL_KLACHTEN","ValueAttribute":"None","Value":12.0,"StringValue":null,"Perioden":"2029JJ00"},"#,
        r#"{"Id":5,"Measure":"POORT_AANTAL_KLACHTEN","ValueAttribute":"GreaterThan","Value":null,"StringValue":"> 5.000","Perioden":"2030JJ00"}]}"#
    );
    assert_eq!(String::from_utf8(answer.body).unwrap(), expected);
}

#[test]
fn whole_numbers_stay_whole_where_nothing_has_decimals() {
    let body = String::from_utf8(ask("MDO/MDO-2031-post/Observations", "$top=1").body).unwrap();
    assert!(body.contains(r#""Value":3,"#), "{body}");
}

#[test]
fn a_dataset_lists_and_describes_its_sets() {
    let found = read(&ask("MDO/MDO-2031-alles", ""));
    let names: Vec<&str> =
        found["value"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect();
    let expected = [
        "Properties",
        "Dimensions",
        "MeasureGroups",
        "MeasureCodes",
        "PeriodenGroups",
        "PeriodenCodes",
        "AfzenderGroups",
        "AfzenderCodes",
        "Observations",
    ];
    assert_eq!(names, expected);
    let metadata = String::from_utf8(ask("MDO/MDO-2031-alles/$metadata", "").body).unwrap();
    for name in names {
        assert!(metadata.contains(&format!(" Name=\"{name}\" ")), "{name}");
    }
    let code = &read(&ask("MDO/MDO-2031-alles/MeasureCodes('M101002')", ""));
    assert_eq!(code["Description"], "Open. Niet meegeteld: Dichte.");
    assert_eq!(
        (&code["Unit"], &code["Decimals"], &code["PresentationType"]),
        (&json!("%"), &json!(1), &json!("Relative"))
    );
    let periods = read(&ask("MDO/MDO-2031-alles/PeriodenCodes", ""));
    assert_eq!(periods["value"][1]["Identifier"], "2030JJ00");
    assert_eq!(periods["value"][1]["Status"], "Definitief");
    let groups = read(&ask("MDO/MDO-2031-alles/MeasureGroups", "$select=Id,ParentId"));
    assert_eq!(groups["value"][1], json!({"Id": "poort", "ParentId": "eerste-deel"}));
    let properties = read(&ask("MDO/MDO-2031-alles/Properties", ""));
    assert_eq!(properties["TemporalCoverage"], "2029-2030");
    assert_eq!(properties["ObservationCount"], 12);
}

#[test]
fn filters_select_rows() {
    for (filter, expected) in [
        ("Measure eq 'M101002'", vec![2, 3]),
        ("Measure eq 'M101002' and Perioden eq '2030JJ00'", vec![3]),
        ("Value gt 99.5 or Value eq 3", vec![3, 6]),
        ("(Value gt 99.5 or Value eq 3) and startswith(Perioden,'2029')", vec![6]),
        ("Value gt 99.5 or Value eq 3 and startswith(Perioden,'2030')", vec![3]),
        ("Value eq null", vec![0, 5]),
        ("Value ne null and Id le 2", vec![1, 2]),
        ("Value eq 100.00", vec![3]),
        ("not endswith(Perioden,'29JJ00') and Id lt 4", vec![1, 3]),
        ("contains(Afzender,'TA')", vec![8, 9]),
        ("Id in (1,5, 9)", vec![1, 5, 9]),
        ("Measure in ('M101002')", vec![2, 3]),
        ("StringValue eq 'it''s'", vec![]),
        ("Value ge 7 and Value le 12", vec![1, 4]),
    ] {
        let query = format!("$filter={}", filter.replace(' ', "%20"));
        assert_eq!(ids(&query), expected, "{filter}");
    }
    assert_eq!(ids("$orderby=Value desc,Id&$top=2"), [3, 2]);
    assert_eq!(ids("$orderby=Value&$top=3"), [0, 5, 6]);
    assert_eq!(ids("$skip=10"), [10, 11]);
    assert_eq!(ids("$skip=9999"), [0; 0]);
}

#[test]
fn pages_follow_each_other_until_all_is_read() {
    let mut seen = Vec::new();
    let mut query = "$filter=Id%20ge%201&$top=9&$skip=1&maxpagesize=4&$count=true".to_owned();
    for size in [4, 4, 1] {
        let page = read(&ask("MDO/MDO-2031-alles/Observations", &query));
        assert_eq!(page["@odata.count"], 11);
        let rows = page["value"].as_array().unwrap();
        assert_eq!(rows.len(), size);
        seen.extend(rows.iter().map(|row| row["Id"].as_u64().unwrap()));
        query = page["@odata.nextLink"]
            .as_str()
            .and_then(|link| link.split_once('?'))
            .map_or_else(String::new, |(_, query)| query.to_owned());
    }
    assert_eq!(query, "");
    assert_eq!(seen, (2..=10).collect::<Vec<_>>());
    let path = Request::segments("MDO/MDO-2031-alles/Observations");
    let prefer =
        Request { prefer: "odata.maxpagesize=5, respond-async", ..Request::get(&path, "$select=Id", BASE) };
    let page = answer(&[Arc::new(small())], &prefer);
    assert_eq!(page.header("preference-applied"), Some("odata.maxpagesize=5"));
    let link = format!("{BASE}/MDO/MDO-2031-alles/Observations?$select=Id&maxpagesize=5&$skiptoken=5");
    assert_eq!(read(&page)["@odata.nextLink"], link);
    assert_eq!(
        read(&page)["@odata.context"],
        format!("{BASE}/MDO/MDO-2031-alles/$metadata#Observations(Id)")
    );
}

#[test]
fn one_row_and_a_bare_count_can_be_asked_for() {
    assert_eq!(read(&ask("MDO/MDO-2031-alles/Observations(3)", "$select=Value"))["Value"], 100.0);
    assert_eq!(ask("MDO/MDO-2031-alles/Observations(99)", "").status, 404);
    assert_eq!(ask("MDO/MDO-2031-alles/Observations/$count", "$filter=Id lt 5").body, b"5");
}

#[test]
fn wrong_questions_are_refused_in_the_shape_of_odata() {
    for (path, query, status, target) in [
        ("MDO/MDO-2031-poort/Observations", "$filter=Meting eq 'x'", 400, "Meting"),
        ("MDO/MDO-2031-poort/Observations", "$filter=Measure eq", 400, "$filter"),
        ("MDO/MDO-2031-poort/Observations", "$filter=Measure eq 'x' )", 400, "$filter"),
        ("MDO/MDO-2031-poort/Observations", "$filter=Measure eq 'x", 400, "$filter"),
        ("MDO/MDO-2031-poort/Observations", "$filter=Measure eq 5", 400, "Measure"),
        ("MDO/MDO-2031-poort/Observations", "$filter=contains(Value,'5')", 400, "Value"),
        ("MDO/MDO-2031-poort/Observations", "$filter=vreemd(Value,'5')", 400, "$filter"),
        ("MDO/MDO-2031-poort/Observations", "$filter=tolower(Measure) eq 'x'", 501, "tolower"),
        ("MDO/MDO-2031-poort/Observations", "$filter=Value add 5 gt 7", 501, "add"),
        ("MDO/MDO-2031-poort/Observations", "$top=-1", 400, "$top"),
        ("MDO/MDO-2031-poort/Observations", "$skip=x", 400, "$skip"),
        ("MDO/MDO-2031-poort/Observations", "$count=ja", 400, "$count"),
        ("MDO/MDO-2031-poort/Observations", "$select=Waarde", 400, "Waarde"),
        ("MDO/MDO-2031-poort/Observations", "$orderby=Value down", 400, "$orderby"),
        ("MDO/MDO-2031-poort/Observations", "$top=1&$top=2", 400, "$top"),
        ("MDO/MDO-2031-poort/Observations", "$expand=x", 501, "$expand"),
        ("MDO/MDO-2031-poort/Observations", "$format=xml", 406, "Accept"),
        ("MDO/MDO-2031-poort/Waarnemingen", "", 404, "Waarnemingen"),
        ("MDO/MDO-2031-brug", "", 404, "MDO-2031-brug"),
        ("MDO/MDO-1999-poort", "", 404, "MDO-1999-poort"),
        ("CBS/Datasets", "", 404, "CBS"),
    ] {
        let found = ask(path, query);
        assert_eq!(found.status, status, "{path}?{query}");
        let error = &read(&found)["error"];
        assert_eq!(error["target"], target, "{path}?{query}");
        assert!(error["code"].is_string() && error["message"].is_string());
    }
    let nested = format!("$filter={}Id eq 1", "(".repeat(100));
    assert_eq!(ask("MDO/MDO-2031-poort/Observations", &nested).status, 400);
    assert_eq!(ask("MDO/MDO-2031-poort/Observations", &"x".repeat(20_000)).status, 414);
    let path = Request::segments("Datasets");
    let posted = Request { method: Method::Post, ..Request::get(&path, "", BASE) };
    assert_eq!(answer(&[], &posted).status, 405);
    let xml = Request { accept: "application/xml", accept_language: "en", ..Request::get(&path, "", BASE) };
    assert_eq!(read(&answer(&[], &xml))["error"]["message"], "This is only offered as application/json.");
}

#[test]
fn a_superseded_version_stays_readable_under_its_own_name() {
    let mut newer = small();
    newer.version = "1.1.0".parse().unwrap();
    newer.edition.chapters[0].facilities[0].blocks[0].rows[0].series[0].observations[1].value =
        Some(Decimal::whole(8));
    let all = [Arc::new(small()), Arc::new(newer)];
    let value = |dataset: &str| {
        let path = Request::segments(&format!("MDO/{dataset}/Observations(1)"));
        read(&answer(&all, &Request::get(&path, "", BASE)))["Value"].clone()
    };
    assert_eq!(value("MDO-2031-poort"), 8.0);
    assert_eq!(value("MDO-2031-1.0.0-poort"), 7.0);
    assert_eq!(value("MDO-2031-1.1.0-poort"), 8.0);
    let path = Request::segments("Datasets");
    let query = "$filter=Status eq 'Gediscontinueerd'&$select=Identifier";
    let listed = read(&answer(&all, &Request::get(&path, query, BASE)));
    assert_eq!(listed["value"][0]["Identifier"], "MDO-2031-1.0.0-alles");
    assert_eq!(listed["value"].as_array().unwrap().len(), 4);
}

#[test]
fn every_row_of_counted_figures_says_its_scale() {
    let mut counted = small();
    counted.family = Family::Meting;
    counted.scale = Some(Scale { ratio: "1:1000".to_owned(), seed: "42".to_owned(), played: true });
    let path = Request::segments("MDO/MDO-2031-post/Observations(0)");
    let row = read(&answer(&[Arc::new(counted)], &Request::get(&path, "", BASE)));
    assert_eq!((&row["Bron"], &row["Schaal"]), (&json!("meting"), &json!("1:1000")));
}

proptest! {
    #[test]
    fn no_question_breaks_the_answer(path in proptest::collection::vec(any::<String>(), 0..5), query in any::<String>()) {
        let answer = answer(&[Arc::new(small())], &Request::get(&path, &query, BASE));
        prop_assert!(answer.status < 500 || answer.status == 501);
    }

    #[test]
    fn no_filter_breaks_the_reader(filter in "[ ()',a-zA-Z0-9.$-]{0,60}") {
        let status = ask("MDO/MDO-2031-poort/Observations", &format!("$filter={filter}")).status;
        prop_assert!([200, 400, 501].contains(&status));
    }

    #[test]
    fn filters_of_the_grammar_are_read(parts in proptest::collection::vec((0_usize..4, any::<bool>(), any::<bool>()), 1..6)) {
        let texts = ["Id ge 3", "startswith(Measure,'P')", "Value ne null", "Perioden in ('2029JJ00','2030JJ00')"];
        let mut filter = String::new();
        let holds = |row: &Value, part: usize| match part {
            0 => row["Id"].as_u64().unwrap() >= 3,
            1 => row["Measure"].as_str().unwrap().starts_with('P'),
            2 => !row["Value"].is_null(),
            _ => true,
        };
        for (index, (part, negated, both)) in parts.iter().enumerate() {
            let link = if index == 0 { "" } else if *both { ") and " } else { ") or " };
            let not = if *negated { "not " } else { "" };
            filter = format!("({filter}{link}{not}{}", texts[*part]);
        }
        filter.push_str(&")".repeat(filter.matches('(').count() - filter.matches(')').count()));
        let all = read(&ask("MDO/MDO-2031-poort/Observations", ""));
        let expected = all["value"].as_array().unwrap().iter().filter(|row| {
            parts.iter().enumerate().fold(true, |so_far, (index, (part, negated, both))| {
                let this = holds(row, *part) != *negated;
                if index == 0 { this } else if *both { so_far && this } else { so_far || this }
            })
        });
        let expected: Vec<&Value> = expected.collect();
        let found = read(&ask("MDO/MDO-2031-poort/Observations", &format!("$filter={filter}")));
        prop_assert_eq!(found["value"].as_array().unwrap().iter().collect::<Vec<_>>(), expected);
    }
}
