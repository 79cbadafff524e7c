use super::*;

fn report() -> Report {
    let latency = Latency { p50_ms: 1.25, p90_ms: 2.5, p99_ms: 12.0, p99_9_ms: 120.04, max_ms: 1000.0 };
    Report {
        mix: "letters".to_owned(),
        open_loop: true,
        rate_per_second: 100,
        seconds: 10,
        warm_up_seconds: 2,
        connections: 8,
        organisations: 1,
        people: 3,
        seed: 1,
        reconnections: 0,
        sent_late: Some(latency),
        operations: vec![OperationReport {
            operation: "letters".to_owned(),
            sent: 1000,
            ok: 990,
            empty: 0,
            refused: BTreeMap::from([(403, 4), (503, 5)]),
            errors: BTreeMap::from([("no answer in time".to_owned(), 1)]),
            not_sent: 0,
            ok_per_second: 99.0,
            latency: Some(latency),
            steps: vec![StepReport { step: "password".to_owned(), latency }],
        }],
        server: None,
        generator: None,
    }
}

#[test]
fn the_table_reads_as_it_should() {
    let wanted = "\
mix letters: 100 requests a second (open loop, latency from the moment due)
10 s after 2 s warm-up; connections 8, organisations 1, people 3, seed 1
sent after the moment due: p50 1.25 ms, p99 12.0 ms, max 1000.0 ms
operation   sent   ok  refused  errors  not sent  ok/s  p50 ms  p90 ms  p99 ms  p99.9 ms  max ms
letters     1000  990        9       1         0  99.0    1.25    2.50    12.0     120.0  1000.0
  password                                                1.25    2.50    12.0     120.0  1000.0
letters refused: 403: 4, 503: 5
letters errors: no answer in time: 1
";
    assert_eq!(report().table(), wanted);
}

#[test]
fn a_closed_loop_is_called_one() {
    let closed = Report { open_loop: false, rate_per_second: 0, ..report() };
    assert!(closed.table().starts_with("mix letters: as fast as answered (closed loop: "));
    assert!(!closed.table().contains("sent after the moment due"));
}

#[test]
fn the_json_has_every_figure_under_its_own_name() {
    let json: serde_json::Value = serde_json::from_str(&report().json()).unwrap();
    assert_eq!(json["open_loop"], true);
    let letters = &json["operations"][0];
    assert_eq!(letters["refused"]["503"], 5);
    assert_eq!(letters["errors"]["no answer in time"], 1);
    assert_eq!(letters["latency"]["p99_9_ms"], 120.04);
    assert_eq!(letters["steps"][0]["step"], "password");
    assert_eq!(json["server"], serde_json::Value::Null);
}
