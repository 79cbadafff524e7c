//! Time travel: an earlier figure restated by a later version.

use edition::{Decimal, Family, Reason, Restatement};
use serde_json::json;

use super::*;

/// The small publication, and a version of a month later that says 8 gates instead of 7 and drops the complaints.
fn restated() -> Vec<Arc<Publication>> {
    let mut newer = small();
    newer.version = "1.1.0".parse().unwrap();
    newer.published = "2031-05-01T09:00:00Z".parse().unwrap();
    let rows = &mut newer.edition.chapters[0].facilities[0].blocks[0].rows;
    rows[0].series[0].observations[1].value = Some(Decimal::whole(8));
    rows.pop();
    newer.restatements.push(Restatement {
        indicator: rows[0].series[0].id.clone(),
        period: 2030,
        old: Some(Decimal::whole(7)),
        new: Some(Decimal::whole(8)),
        old_edition: "2031 1.0.0".to_owned(),
        new_edition: "2031 1.1.0".to_owned(),
        reason: Reason::Nagekomen,
        text: "Een poort kwam later binnen.".to_owned(),
        decided_by: "Beheerder".to_owned(),
        date: "2031-04-30".parse().unwrap(),
    });
    // The order of the shelf does not matter.
    vec![Arc::new(newer), Arc::new(small())]
}

const GATES: &str = "A.POORT_AANTAL_POORTEN._T.2030";

fn rows(address: &str) -> Vec<String> {
    text(&ask(&restated(), &format!("{FLOW}/{address}"), CSV)).lines().skip(1).map(str::to_owned).collect()
}

#[test]
fn as_of_before_and_after_a_restatement_gives_old_and_new_value() {
    let old = "dataflow,MDO:DF_MONITOR(2031.0.0),I,A,POORT_AANTAL_POORTEN,_T,2030,7,A,F,NUMBER,0,0,,,,,,,,PUBLICATIE,";
    let new = "dataflow,MDO:DF_MONITOR(2031.1.0),I,A,POORT_AANTAL_POORTEN,_T,2030,8,A,F,NUMBER,0,0,\
               Een poort kwam later binnen.,,7,NAGEKOMEN,,,,PUBLICATIE,";
    assert_eq!(rows(&format!("+/{GATES}?asOf=2031-05-01T08:59:59Z")), [old]);
    assert_eq!(rows(&format!("+/{GATES}?asOf=2031-05-01T09:00:00Z")), [new]);
    assert_eq!(rows(&format!("+/{GATES}?asOf=2031-05-01T11:00:00")), [new]);
    assert_eq!(rows(&format!("+/{GATES}?asOf=2031-05-01")), [old]);
    assert_eq!(rows(&format!("+/{GATES}")), [new]);
    assert_eq!(rows(&format!("2031.0.0/{GATES}")), [old]);
    assert_eq!(rows(&format!("*/{GATES}")), [old, new]);
    assert_eq!(ask(&restated(), &format!("{FLOW}/+?asOf=2031-04-01"), CSV).status, 204);
    assert_eq!(ask(&restated(), &format!("{FLOW}/2031.1.0?asOf=2031-04-20"), CSV).status, 204);
}

#[test]
fn history_gives_every_version_with_its_time() {
    let found = json(&ask(&restated(), &format!("{FLOW}/+/{GATES}?includeHistory=true"), DATA));
    let sets = found["data"]["dataSets"].as_array().unwrap();
    let times: Vec<_> = sets.iter().map(|set| (set["validFrom"].clone(), set["validTo"].clone())).collect();
    assert_eq!(
        times,
        [
            (json!("2031-04-03T00:00:00Z"), json!("2031-05-01T09:00:00Z")),
            (json!("2031-05-01T09:00:00Z"), json!(null)),
        ]
    );
    let found = rows(&format!("+/{GATES}?includeHistory=true&updatedAfter=2031-04-10T00:00:00Z"));
    assert_eq!(found.len(), 1);
    assert!(found[0].contains("DF_MONITOR(2031.1.0)"));
}

#[test]
fn counted_figures_have_no_published_past() {
    let mut counted = small();
    counted.edition.year = 2033;
    counted.published = "2033-04-03T00:00:00Z".parse().unwrap();
    counted.family = Family::Meting;
    let mut all = restated();
    all.push(Arc::new(counted));
    let lines = |options: &str| {
        let found = text(&ask(&all, &format!("{FLOW}/+/{GATES}?attributes=none&{options}"), CSV));
        found.lines().skip(1).map(str::to_owned).collect::<Vec<_>>()
    };
    let only = ["dataflow,MDO:DF_MONITOR(2033.0.0),I,A,POORT_AANTAL_POORTEN,_T,2030,7"];
    assert_eq!(lines("includeHistory=true"), only);
    assert_eq!(lines("updatedAfter=2031-06-01T00:00:00Z"), only);
}

#[test]
fn updated_after_gives_what_changed_and_what_was_withdrawn() {
    let found = rows("+?updatedAfter=2031-04-10T00:00:00Z&attributes=none");
    let expected = [
        "dataflow,MDO:DF_MONITOR(2031.1.0),I,A,POORT_AANTAL_POORTEN,_T,2030,8",
        "dataflow,MDO:DF_MONITOR(2031.1.0),D,A,POORT_AANTAL_KLACHTEN,_T,2029,",
        "dataflow,MDO:DF_MONITOR(2031.1.0),D,A,POORT_AANTAL_KLACHTEN,_T,2030,",
    ];
    assert_eq!(found, expected);
    assert_eq!(rows("+?updatedAfter=2031-04-01T00:00:00Z").len(), 10);
    assert_eq!(ask(&restated(), &format!("{FLOW}/+?updatedAfter=2031-05-01T09:00:00Z"), CSV).status, 204);
    let deleted = json(&ask(&restated(), &format!("{FLOW}/+?updatedAfter=2031-04-10T00:00:00Z"), DATA));
    assert_eq!(deleted["data"]["dataSets"][1]["action"], "Delete");
}

#[test]
fn structures_are_as_they_were_at_a_moment() {
    let versions = |address: &str| {
        let found = json(&ask(&restated(), address, ""));
        let all = found["data"]["dataflows"].as_array().unwrap().clone();
        all.iter().map(|one| one["version"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(versions("structure/dataflow/MDO/DF_MONITOR/*"), ["2031.0.0", "2031.1.0"]);
    assert_eq!(versions("structure/dataflow/MDO/DF_MONITOR/+"), ["2031.1.0"]);
    assert_eq!(versions("structure/dataflow/MDO/DF_MONITOR/+?asOf=2031-04-20"), ["2031.0.0"]);
    assert_eq!(ask(&restated(), "structure/dataflow?asOf=1999-01-01", "").status, 404);
}
