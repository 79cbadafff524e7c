use exchange::Request;
use serde_json::json;

use super::*;

fn structures(publications: &[Arc<Publication>], address: &str) -> Value {
    json(&ask(publications, address, ""))["data"].clone()
}

/// Kind and number of artefacts in an answer.
fn counts(address: &str) -> Vec<(String, usize)> {
    let found = structures(&shelf(), address);
    found
        .as_object()
        .unwrap()
        .iter()
        .map(|(name, list)| (name.clone(), list.as_array().unwrap().len()))
        .collect()
}

fn pairs(list: &[(&str, usize)]) -> Vec<(String, usize)> {
    list.iter().map(|(name, count)| ((*name).to_owned(), *count)).collect()
}

#[test]
fn every_artefact_can_be_asked_for() {
    for (address, expected) in [
        ("structure/agencyscheme/SDMX/AGENCIES/~", ("agencySchemes", 1)),
        ("structure/categoryscheme/MDO/CAT_MDO/+", ("categorySchemes", 1)),
        ("structure/codelist/MDO", ("codelists", 9)),
        ("structure/codelist/MDO/CL_FREQ,CL_UNIT/1.0.0", ("codelists", 2)),
        ("structure/conceptscheme/MDO/CS_MDO/1.0.+", ("conceptSchemes", 1)),
        ("structure/dataflow/MDO/DF_MONITOR/2031.0.0", ("dataflows", 1)),
        ("structure/datastructure/MDO/DSD_MONITOR/1.0.0", ("dataStructures", 1)),
    ] {
        assert_eq!(counts(address), pairs(&[expected]), "{address}");
    }
    let all = [
        ("agencySchemes", 1),
        ("categorySchemes", 1),
        ("codelists", 9),
        ("conceptSchemes", 1),
        ("dataflows", 1),
        ("dataStructures", 1),
    ];
    assert_eq!(counts("structure/*/*/*/*"), pairs(&all));
}

#[test]
fn references_bring_what_is_around() {
    let flow = "structure/dataflow/MDO/DF_MONITOR/+";
    let around = [("codelists", 9), ("conceptSchemes", 1), ("dataflows", 1), ("dataStructures", 1)];
    for (references, expected) in [
        ("none", vec![("dataflows", 1)]),
        ("children", vec![("dataflows", 1), ("dataStructures", 1)]),
        ("descendants", around.to_vec()),
        ("all", around.to_vec()),
        ("codelist", vec![("codelists", 9), ("dataflows", 1)]),
        ("parents", vec![("dataflows", 1)]),
    ] {
        assert_eq!(counts(&format!("{flow}?references={references}")), pairs(&expected), "{references}");
    }
    let list = "structure/codelist/MDO/CL_FREQ/+";
    for (references, expected) in [
        ("parents", vec![("codelists", 1), ("dataStructures", 1)]),
        ("ancestors", vec![("codelists", 1), ("dataflows", 1), ("dataStructures", 1)]),
        ("parentsandsiblings", vec![("codelists", 9), ("conceptSchemes", 1), ("dataStructures", 1)]),
    ] {
        assert_eq!(counts(&format!("{list}?references={references}")), pairs(&expected), "{references}");
    }
    assert_eq!(ask(&shelf(), &format!("{list}?references=vreemd"), "").status, 400);
    assert_eq!(ask(&shelf(), &format!("{list}?detail=vreemd"), "").status, 400);
}

#[test]
fn stubs_have_names_and_nothing_in_them() {
    let found =
        structures(&shelf(), "structure/dataflow/MDO/DF_MONITOR/+?references=children&detail=referencestubs");
    assert_eq!(found["dataflows"][0]["isExternalReference"], false);
    let urn = "urn:sdmx:org.sdmx.infomodel.datastructure.DataStructure=MDO:DSD_MONITOR(1.0.0)";
    assert_eq!(found["dataflows"][0]["structure"], urn);
    assert_eq!(found["dataStructures"][0]["isExternalReference"], true);
    assert_eq!(found["dataStructures"][0]["dataStructureComponents"], Value::Null);
    let stub = structures(&shelf(), "structure/dataflow/MDO/DF_MONITOR/+?detail=allstubs");
    assert_eq!(stub["dataflows"][0]["description"], Value::Null);
    let complete = structures(&shelf(), "structure/dataflow/MDO/DF_MONITOR/+?detail=allcompletestubs");
    assert_eq!(complete["dataflows"][0]["description"], "Cijfers uit Proef 2031, versie 1.0.0.");
}

#[test]
fn a_codelist_names_its_codes_in_two_languages() {
    let found = structures(&shelf(), "structure/codelist/MDO/CL_OBS_STATUS/+/A,P");
    let list = &found["codelists"][0];
    assert_eq!(list["isPartial"], true);
    let expected = json!([
        {"id": "A", "name": "Definitief", "names": {"nl": "Definitief", "en": "Final"}},
        {"id": "P", "name": "Voorlopig", "names": {"nl": "Voorlopig", "en": "Provisional"}},
    ]);
    assert_eq!(list["codes"], expected);
    let category = structures(&shelf(), "structure/categoryscheme/MDO/CAT_MDO/+/eerste-deel.post");
    let inside = &category["categorySchemes"][0]["categories"][0];
    assert_eq!((&inside["id"], &inside["categories"][0]["id"]), (&json!("eerste-deel"), &json!("post")));
    assert_eq!(inside["categories"].as_array().unwrap().len(), 1);
}

#[test]
fn both_forms_of_xml_are_written() {
    let path = Request::segments("structure/datastructure/MDO/DSD_MONITOR/+");
    let ask = |accept: &str| text(&answer(&shelf(), &Request { accept, ..Request::get(&path, "", BASE) }));
    let newer = ask("application/vnd.sdmx.structure+xml;version=3.0.0");
    assert!(newer.contains("<structure:Enumeration>urn:sdmx:org.sdmx.infomodel.codelist.Codelist=MDO:CL_FREQ(1.0.0)</structure:Enumeration>"));
    assert!(newer.contains(
        "<structure:AttributeRelationship><structure:Observation/></structure:AttributeRelationship>"
    ));
    let older = ask("application/vnd.sdmx.structure+xml;version=2.1");
    assert!(older.contains(
        r#"<Ref id="CL_FREQ" version="1.0.0" agencyID="MDO" package="codelist" class="Codelist"/>"#
    ));
    assert!(older.contains(r#"<structure:PrimaryMeasure id="OBS_VALUE""#));
}

#[test]
fn lists_that_grow_get_a_new_version_and_old_ones_stay() {
    let mut next = small();
    next.edition.year = 2032;
    next.published = "2032-04-01T00:00:00Z".parse().unwrap();
    let indicator =
        next.register.indicators.iter_mut().find(|one| one.seed_name == "Aantal brieven").unwrap();
    indicator.sdmx_code = "POST_BRIEVEN_NIEUW".to_owned();
    let both = [Arc::new(small()), Arc::new(next)];
    let found = structures(&both, "structure/dataflow/MDO/DF_MONITOR/*");
    let uses: Vec<&str> =
        found["dataflows"].as_array().unwrap().iter().map(|one| one["structure"].as_str().unwrap()).collect();
    let urn = "urn:sdmx:org.sdmx.infomodel.datastructure.DataStructure=MDO:DSD_MONITOR";
    assert_eq!(uses, [format!("{urn}(1.0.0)"), format!("{urn}(1.1.0)")]);
    let codes = |version: &str| {
        let found = structures(&both, &format!("structure/codelist/MDO/CL_INDICATOR/{version}"));
        found["codelists"][0]["codes"].as_array().unwrap().len()
    };
    assert_eq!((codes("1.0.0"), codes("+")), (5, 6));
}

#[test]
fn availability_lists_values_that_occur() {
    let availability = "availability/dataflow/MDO/DF_MONITOR/+";
    let region = |address: &str| {
        structures(&shelf(), address)["dataConstraints"][0]["cubeRegions"][0]["keyValues"].clone()
    };
    let expected = json!([
        {"id": "FREQ", "include": true, "values": ["A"]},
        {"id": "INDICATOR", "include": true, "values": ["POST_GEOPEND_PER_AFZENDER"]},
        {"id": "BREAKDOWN", "include": true, "values": ["STAD"]},
        {"id": "TIME_PERIOD", "include": true, "values": ["2029", "2030"]},
    ]);
    let mut found = region(&format!("{availability}/*.*.STAD"));
    found[1]["values"] = json!(["POST_GEOPEND_PER_AFZENDER"]);
    assert_eq!(found, expected);
    let one = region(&format!("{availability}/*.*.STAD/BREAKDOWN?mode=available"));
    assert_eq!(one, json!([{"id": "BREAKDOWN", "include": true, "values": ["STAD", "_T"]}]));
    let with = structures(&shelf(), &format!("{availability}/*.*.STAD?references=codelist"));
    let lists = with["codelists"].as_array().unwrap();
    let breakdown = lists.iter().find(|one| one["id"] == "CL_BREAKDOWN").unwrap();
    assert_eq!((&breakdown["isPartial"], breakdown["codes"].as_array().unwrap().len()), (&json!(true), 1));
    assert_eq!(ask(&shelf(), &format!("{availability}/*.VREEMD"), "").status, 204);
    assert_eq!(ask(&shelf(), &format!("{availability}?mode=vreemd"), "").status, 400);
    assert_eq!(ask(&shelf(), &format!("{availability}?references=vreemd"), "").status, 400);
    assert_eq!(ask(&shelf(), &format!("{availability}/*/OBS_VALUE"), "").status, 422);
}
