//! Tests on a small invented publication and on one that restates it.

mod data;
#[path = "../../exchange/testing/small.rs"]
mod small;
mod structures;
mod time;

use std::sync::Arc;

use edition::Publication;
use exchange::{Answer, Method, Request};
use proptest::prelude::*;
use serde_json::Value;

use super::answer;
use small::small;

const CSV: &str = "application/vnd.sdmx.data+csv;version=2.0.0";
const DATA: &str = "application/vnd.sdmx.data+json;version=2.0.0";
const BASE: &str = "https://example.nl/sdmx/v2";
const FLOW: &str = "data/dataflow/MDO/DF_MONITOR";

/// One question with `Accept`; a query part may stand behind the path.
fn ask(publications: &[Arc<Publication>], address: &str, accept: &str) -> Answer {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let path = Request::segments(path);
    answer(publications, &Request { accept, ..Request::get(&path, query, BASE) })
}

fn text(answer: &Answer) -> String {
    String::from_utf8(answer.body.clone()).unwrap()
}

fn json(answer: &Answer) -> Value {
    serde_json::from_slice(&answer.body).unwrap_or_else(|_| panic!("{} {}", answer.status, text(answer)))
}

/// The small publication alone.
fn shelf() -> Vec<Arc<Publication>> {
    vec![Arc::new(small())]
}

#[test]
fn wrong_questions_are_refused_with_the_codes_of_the_standard() {
    for (address, accept, status) in [
        (format!("{FLOW}/+/A.B.C.D.E"), CSV, 400),
        (format!("{FLOW}/+?c[FREQ]=xx:A"), CSV, 400),
        (format!("{FLOW}/+?limit=0"), CSV, 400),
        (format!("{FLOW}/+?limit=-1"), CSV, 400),
        (format!("{FLOW}/+?firstNObservations=x"), CSV, 400),
        (format!("{FLOW}/+?includeHistory=ja"), CSV, 400),
        (format!("{FLOW}/+?asOf=gisteren"), CSV, 400),
        (format!("{FLOW}/+?vreemd=1"), CSV, 400),
        (format!("{FLOW}/+?limit=1&limit=2"), CSV, 400),
        (format!("{FLOW}/1.x"), CSV, 400),
        (format!("{FLOW}/+/*/x"), CSV, 400),
        ("data/vreemd/MDO/DF_MONITOR".to_owned(), CSV, 400),
        ("vreemd".to_owned(), CSV, 400),
        (format!("{FLOW}/+"), "application/vnd.sdmx.data+csv;version=2.0.0;labels=alles", 400),
        (format!("{FLOW}/1999.0.0"), CSV, 404),
        ("data/dataflow/CBS/DF_MONITOR".to_owned(), CSV, 404),
        ("structure/codelist/MDO/CL_VREEMD".to_owned(), "", 404),
        ("structure/codelist/MDO/CL_FREQ/+/X".to_owned(), "", 404),
        (format!("{FLOW}/+"), "text/html", 406),
        ("structure/dataflow".to_owned(), CSV, 406),
        (format!("{FLOW}/+/A.{}", "X".repeat(9000)), CSV, 414),
        (format!("{FLOW}/+?c[VREEMD]=A"), CSV, 422),
        (format!("{FLOW}/+?dimensionAtObservation=OBS_VALUE"), CSV, 422),
        (format!("{FLOW}/+?attributes=VREEMD"), CSV, 422),
        (format!("{FLOW}/+?measures=VREEMD"), CSV, 422),
        (format!("{FLOW}/+?sort=VREEMD"), CSV, 422),
        (format!("{FLOW}/+?updatedAfter=2032-01-01T00:00:00Z&asOf=2031-12-31T00:00:00Z"), CSV, 422),
        (format!("{FLOW}/+?reportingYearStartDay=--07-01"), CSV, 501),
        ("data/provisionagreement/MDO/X".to_owned(), CSV, 501),
        ("schema/dataflow/MDO/DF_MONITOR".to_owned(), "", 501),
        ("metadata/x".to_owned(), "", 501),
        ("structure/metadatastructure".to_owned(), "", 501),
    ] {
        let found = ask(&shelf(), &address, accept);
        assert_eq!(found.status, status, "{address} {}", text(&found));
        assert_eq!(json(&found)["errors"][0]["code"], status);
    }
    let path = Request::segments(FLOW);
    let plain = Request::get(&path, "", BASE);
    assert_eq!(answer(&shelf(), &Request { method: Method::Post, ..plain }).status, 501);
    assert_eq!(answer(&shelf(), &Request { method: Method::Other, ..plain }).status, 405);
    let refused = answer(&shelf(), &Request { accept: "text/html", accept_language: "en", ..plain });
    let list = "This is offered as: application/vnd.sdmx.data+json;version=2.0.0, \
                application/vnd.sdmx.data+csv;version=2.0.0, application/vnd.sdmx.data+xml;version=3.0.0.";
    assert_eq!(json(&refused)["errors"][0]["title"], list);
}

#[test]
fn a_right_question_without_an_answer_is_204() {
    for address in
        ["+/A.VREEMD", "+?asOf=1990-01-01T00:00:00Z", "+?c[TIME_PERIOD]=gt:2031", "2031.0.0?asOf=2031-04-02"]
    {
        let found = ask(&shelf(), &format!("{FLOW}/{address}"), CSV);
        assert_eq!((found.status, found.body.len()), (204, 0), "{address}");
    }
}

#[test]
fn who_has_it_already_gets_304() {
    let address = format!("{FLOW}/+");
    let first = ask(&shelf(), &address, CSV);
    assert_eq!(first.header("last-modified"), Some("Thu, 03 Apr 2031 00:00:00 GMT"));
    let path = Request::segments(&address);
    let plain = Request { accept: CSV, ..Request::get(&path, "", BASE) };
    let again = Request { if_none_match: first.header("etag"), ..plain };
    assert_eq!(answer(&shelf(), &again).status, 304);
    let since = Request { if_modified_since: first.header("last-modified"), ..plain };
    assert_eq!(answer(&shelf(), &since).status, 304);
    let other = Request { accept: DATA, if_none_match: first.header("etag"), ..plain };
    assert_eq!(answer(&shelf(), &other).status, 200);
}

proptest! {
    #[test]
    fn no_question_breaks_the_answer(
        first in "(structure|data|availability)?", path in proptest::collection::vec(any::<String>(), 0..6), query in any::<String>()
    ) {
        let mut all = vec![first];
        all.extend(path);
        let status = answer(&shelf(), &Request::get(&all, &query, BASE)).status;
        prop_assert!(status < 500 || status == 501);
    }

    #[test]
    fn no_parameter_breaks_a_data_query(
        version in "[0-9.+~*,]{0,8}", key in "[A-Z_.*,]{0,20}", name in "(c\\[[A-Z_]{1,11}\\]|sort|attributes|asOf|limit|offset|updatedAfter)",
        value in "[a-zA-Z0-9:,+*._-]{0,20}", accept in proptest::sample::select(vec![CSV, DATA, "application/vnd.sdmx.data+xml"])
    ) {
        let status = ask(&shelf(), &format!("{FLOW}/{version}/{key}?{name}={value}"), accept).status;
        prop_assert!([200, 204, 400, 404, 422].contains(&status), "{}", status);
    }

    #[test]
    fn offset_and_limit_cut_the_whole_in_pieces(size in 1_usize..15) {
        let all = text(&ask(&shelf(), &format!("{FLOW}/+"), CSV));
        let mut pieces: Vec<String> = all.lines().take(1).map(str::to_owned).collect();
        for offset in (0..12).step_by(size) {
            let piece = text(&ask(&shelf(), &format!("{FLOW}/+?offset={offset}&limit={size}"), CSV));
            pieces.extend(piece.lines().skip(1).map(str::to_owned));
        }
        prop_assert_eq!(pieces.join("\n") + "\n", all);
    }
}
