use edition::{Family, Scale};
use exchange::Request;
use serde_json::json;

use super::*;

#[test]
fn csv_is_written_to_the_last_byte() {
    let found = ask(
        &shelf(),
        &format!("{FLOW}/+/*.POORT_AANDEEL_OPEN,*.POORT_AANTAL_KLACHTEN,*.POORT_AANTAL_POORTEN"),
        CSV,
    );
    assert_eq!(found.content_type, "application/vnd.sdmx.data+csv;version=2.0.0");
    let expected = "\
STRUCTURE,STRUCTURE_ID,ACTION,FREQ,INDICATOR,BREAKDOWN,TIME_PERIOD,OBS_VALUE,OBS_STATUS,CONF_STATUS,UNIT_MEASURE,UNIT_MULT,DECIMALS,\
OBS_COMMENT,PRE_BREAK_VALUE,PREV_VALUE,REVISION_REASON,EST_ERROR,BOUND,BOUND_VALUE,BRON,SCHAAL
dataflow,MDO:DF_MONITOR(2031.0.0),I,A,POORT_AANTAL_POORTEN,_T,2029,NaN,O,F,NUMBER,0,0,,,,,,,,PUBLICATIE,
dataflow,MDO:DF_MONITOR(2031.0.0),I,A,POORT_AANTAL_POORTEN,_T,2030,7,A,F,NUMBER,0,0,,,,,,,,PUBLICATIE,
dataflow,MDO:DF_MONITOR(2031.0.0),I,A,POORT_AANDEEL_OPEN,_T,2029,99.5,A,F,PERCENT,0,1,,,,,,,,PUBLICATIE,
dataflow,MDO:DF_MONITOR(2031.0.0),I,A,POORT_AANDEEL_OPEN,_T,2030,100,A,F,PERCENT,0,1,,,,,,,,PUBLICATIE,
dataflow,MDO:DF_MONITOR(2031.0.0),I,A,POORT_AANTAL_KLACHTEN,_T,2029,12,A,F,NUMBER,0,0,,,,,,,,PUBLICATIE,
dataflow,MDO:DF_MONITOR(2031.0.0),I,A,POORT_AANTAL_KLACHTEN,_T,2030,NaN,A,F,NUMBER,0,0,> 5.000,,,,,GE,5000,PUBLICATIE,
";
    assert_eq!(text(&found), expected);
}

#[test]
fn labels_keys_and_normalized_time_are_written_as_asked() {
    let address = format!("{FLOW}/+/A.POORT_AANDEEL_OPEN._T.2029?attributes=OBS_STATUS");
    let path = Request::segments(address.split('?').next().unwrap());
    let accept = format!("{CSV};labels=both;keys=both;timeFormat=normalized");
    let request = Request { accept: &accept, ..Request::get(&path, "attributes=OBS_STATUS", BASE) };
    let dutch = answer(&shelf(), &Request { accept_language: "nl-NL", ..request });
    assert_eq!(dutch.content_type, format!("{CSV};labels=both;timeFormat=normalized;keys=both"));
    let expected = "\
STRUCTURE;STRUCTURE_ID;ACTION;SERIES_KEY;OBS_KEY;FREQ: Frequentie;INDICATOR: Indicator;BREAKDOWN: Uitsplitsing;TIME_PERIOD: Periode;\
OBS_VALUE: Waarde;OBS_STATUS: Status
dataflow;MDO:DF_MONITOR(2031.0.0): Monitor Digitale Overheid, editie 2031;I;A.POORT_AANDEEL_OPEN._T;A.POORT_AANDEEL_OPEN._T.2029;\
A: Jaarlijks;POORT_AANDEEL_OPEN: Aandeel open;_T: Totaal;2029-01-01: 2029;99,5;A: Definitief
";
    assert_eq!(text(&dutch), expected);
    let accept = format!("{CSV};labels=name;keys=series");
    let english = answer(&shelf(), &Request { accept: &accept, accept_language: "en", ..request });
    let expected = "\
STRUCTURE,STRUCTURE_ID,STRUCTURE_NAME,ACTION,SERIES_KEY,FREQ,Frequency,INDICATOR,Indicator,BREAKDOWN,Breakdown,TIME_PERIOD,Time period,\
OBS_VALUE,Observation value,OBS_STATUS,Observation status
dataflow,MDO:DF_MONITOR(2031.0.0),\"Monitor of the Digital Government, edition 2031\",I,A.POORT_AANDEEL_OPEN._T,A,Annual,\
POORT_AANDEEL_OPEN,Title,_T,Total,2029,2029,99.5,,A,Final
";
    assert_eq!(text(&english), expected);
}

#[test]
fn json_has_series_with_their_attributes() {
    let found = json(&ask(&shelf(), &format!("{FLOW}/+/A.POORT_AANTAL_POORTEN"), DATA));
    let set = json!({
        "structure": 0, "action": "Information",
        "links": [{"urn": "urn:sdmx:org.sdmx.infomodel.datastructure.Dataflow=MDO:DF_MONITOR(2031.0.0)", "rel": "dataflow"}],
        "attributes": [0],
        "series": {"0:0:0": {"attributes": [0, 0, 0], "observations": {"0": [null, 0, 0], "1": [7, 1, 0]}}},
    });
    assert_eq!(found["data"]["dataSets"], json!([set]));
    let structure = &found["data"]["structures"][0];
    let ids = |list: &serde_json::Value| -> Vec<String> {
        list.as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(ids(&structure["dimensions"]["series"]), ["FREQ", "INDICATOR", "BREAKDOWN"]);
    assert_eq!(ids(&structure["dimensions"]["observation"]), ["TIME_PERIOD"]);
    assert_eq!(ids(&structure["attributes"]["dataSet"]), ["BRON"]);
    assert_eq!(ids(&structure["attributes"]["series"]), ["UNIT_MEASURE", "UNIT_MULT", "DECIMALS"]);
    assert_eq!(ids(&structure["attributes"]["observation"]), ["OBS_STATUS", "CONF_STATUS"]);
    assert_eq!(ids(&structure["attributes"]["observation"][0]["values"]), ["O", "A"]);
    let flat = json(&ask(
        &shelf(),
        &format!("{FLOW}/+/A.POORT_AANTAL_POORTEN?dimensionAtObservation=AllDimensions&attributes=none"),
        DATA,
    ));
    assert_eq!(flat["data"]["dataSets"][0]["observations"], json!({"0:0:0:0": [null], "0:0:0:1": [7]}));
    let cross = json(&ask(
        &shelf(),
        &format!("{FLOW}/+?dimensionAtObservation=BREAKDOWN&attributes=none&c[BREAKDOWN]=STAD"),
        DATA,
    ));
    assert_eq!(ids(&cross["data"]["structures"][0]["dimensions"]["observation"]), ["BREAKDOWN"]);
    assert_eq!(cross["data"]["dataSets"][0]["series"].as_object().unwrap().len(), 2);
}

#[test]
fn xml_leaves_out_what_is_missing() {
    let found = text(&ask(
        &shelf(),
        &format!("{FLOW}/+/A.POORT_AANTAL_POORTEN"),
        "application/vnd.sdmx.data+xml;version=3.0.0",
    ));
    let expected = concat!(
        r#"<message:DataSet xsi:type="ns1:DataSetType" ss:structureRef="S1" ss:action="Information" BRON="PUBLICATIE">"#,
        r#"<Series FREQ="A" INDICATOR="POORT_AANTAL_POORTEN" BREAKDOWN="_T" UNIT_MEASURE="NUMBER" UNIT_MULT="0" DECIMALS="0">"#,
        r#"<Obs TIME_PERIOD="2029" OBS_STATUS="O" CONF_STATUS="F"/>"#,
        r#"<Obs TIME_PERIOD="2030" OBS_VALUE="7" OBS_STATUS="A" CONF_STATUS="F"/></Series></message:DataSet>"#
    );
    assert!(found.contains(expected), "{found}");
    let flat = text(&ask(
        &shelf(),
        &format!(
            "{FLOW}/+/A.POORT_AANTAL_POORTEN?dimensionAtObservation=AllDimensions&attributes=OBS_STATUS"
        ),
        "application/vnd.sdmx.data+xml",
    ));
    assert!(flat.contains(r#"<Obs FREQ="A" INDICATOR="POORT_AANTAL_POORTEN" BREAKDOWN="_T" TIME_PERIOD="2030" OBS_VALUE="7" OBS_STATUS="A"/>"#));
}

/// Value and period of every row of a CSV answer.
fn values(address: &str) -> Vec<String> {
    let found = text(&ask(&shelf(), &format!("{FLOW}/{address}"), CSV));
    let short = |line: &str| {
        let fields: Vec<&str> = line.split(',').collect();
        format!("{} {} {}", fields[5], fields[6], fields[7])
    };
    found.lines().skip(1).map(short).collect()
}

#[test]
fn selections_keep_what_fits() {
    assert_eq!(values("+?c[INDICATOR]=sw:POST_AANTAL"), ["_T 2029 3", "_T 2030 4"]);
    assert_eq!(values("+?c[OBS_VALUE]=ge:71&c[TIME_PERIOD]=2030&c[BREAKDOWN]=ne:_T"), ["STAD 2030 71"]);
    assert_eq!(values("+?c[OBS_STATUS]=O"), ["_T 2029 NaN"]);
    assert_eq!(values("+/A.*.STAD?firstNObservations=1"), ["STAD 2029 62"]);
    assert_eq!(values("+/A.*.STAD?lastNObservations=1"), ["STAD 2030 71"]);
    assert_eq!(values("+/A.POST_AANTAL_BRIEVEN.*.*?sort=TIME_PERIOD:desc"), ["_T 2030 4", "_T 2029 3"]);
    assert_eq!(
        values("+?c[UNIT_MEASURE]=PERCENT&sort=OBS_VALUE:desc+BREAKDOWN&limit=2"),
        ["_T 2030 100", "_T 2029 99.5"]
    );
    assert_eq!(values("*/A.POST_AANTAL_BRIEVEN"), ["_T 2029 3", "_T 2030 4"]);
    assert_eq!(values("2031.+.0/.POST_AANTAL_BRIEVEN..2030"), ["_T 2030 4"]);
}

#[test]
fn every_row_of_counted_figures_says_its_scale() {
    let mut counted = small();
    counted.family = Family::Meting;
    counted.scale = Some(Scale { ratio: "1:1000".to_owned(), seed: "42".to_owned(), played: true });
    let found =
        text(&ask(&[Arc::new(counted)], &format!("{FLOW}/+?attributes=dataset&c[SCHAAL]=1:1000"), CSV));
    assert_eq!(found.lines().count(), 13);
    assert!(found.lines().skip(1).all(|line| line.ends_with(",METING,1:1000")), "{found}");
}
