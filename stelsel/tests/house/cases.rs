//! The cases that facilities keep beside their code: a request and its exact answer, on both engines.
//!
//! A case is `### name`, a request line with headers, an empty line and a body, then `HTTP status` with headers to check, an empty line and the
//! exact JSON. `{{name}}` stands for a value of this house, `{{*}}` in an answer for anything.

use std::collections::HashMap;
use std::path::Path;

use serde_json::{Value, json};
use store::Rows;
use web::Peer;

use super::support::{Reply, Town, engines};

struct Case {
    name: String,
    method: String,
    path: String,
    headers: Vec<(String, String)>,
    body: String,
    status: u16,
    expected_headers: Vec<(String, String)>,
    expected_body: String,
}

/// Headers until an empty line, then text until the next part.
fn part<'t>(
    lines: &mut std::iter::Peekable<impl Iterator<Item = &'t str>>,
) -> (Vec<(String, String)>, String) {
    let mut headers = Vec::new();
    for line in lines.by_ref().take_while(|line| !line.trim().is_empty()) {
        let (name, value) = line.split_once(':').unwrap_or_else(|| panic!("no header: {line}"));
        headers.push((name.trim().to_owned(), value.trim().to_owned()));
    }
    let mut body = String::new();
    while let Some(line) = lines.next_if(|line| !line.starts_with("HTTP ") && !line.starts_with("### ")) {
        body.push_str(line);
        body.push('\n');
    }
    (headers, body.trim().to_owned())
}

fn cases(text: &str) -> Vec<Case> {
    let mut lines = text.lines().filter(|line| !line.starts_with("# ")).peekable();
    let mut cases = Vec::new();
    while let Some(line) = lines.next() {
        let Some(name) = line.strip_prefix("### ") else { continue };
        let request = lines.next().unwrap();
        let (method, path) = request.split_once(' ').unwrap();
        let (headers, body) = part(&mut lines);
        let status =
            lines.next().and_then(|line| line.strip_prefix("HTTP ")).unwrap().trim().parse().unwrap();
        let (expected_headers, expected_body) = part(&mut lines);
        cases.push(Case {
            name: name.to_owned(),
            method: method.to_owned(),
            path: path.to_owned(),
            headers,
            body,
            status,
            expected_headers,
            expected_body,
        });
    }
    cases
}

fn fill(text: &str, values: &HashMap<&str, String>) -> String {
    values.iter().fold(text.to_owned(), |text, (name, value)| text.replace(&format!("{{{{{name}}}}}"), value))
}

/// Whether `found` is what `wanted` says, with `{{*}}` for anything.
fn fits(wanted: &str, found: &str) -> bool {
    let mut parts = wanted.split("{{*}}");
    let Some(mut rest) = parts.next().and_then(|first| found.strip_prefix(first)) else { return false };
    let mut wild = false;
    for part in parts {
        wild = true;
        if part.is_empty() {
            rest = "";
            continue;
        }
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    rest.is_empty() || (wild && wanted.ends_with("{{*}}"))
}

fn same(wanted: &Value, found: &Value) -> bool {
    match (wanted, found) {
        (Value::String(wanted), Value::String(found)) => fits(wanted, found),
        (Value::String(wanted), _) if wanted == "{{*}}" => true,
        (Value::Array(wanted), Value::Array(found)) => {
            wanted.len() == found.len() && wanted.iter().zip(found).all(|(one, other)| same(one, other))
        }
        (Value::Object(wanted), Value::Object(found)) => {
            wanted.len() == found.len()
                && wanted.iter().all(|(name, value)| found.get(name).is_some_and(|other| same(value, other)))
        }
        _ => wanted == found,
    }
}

async fn box_in_state(town: &Town, state: &'static str) -> String {
    town.house
        .store
        .read(async move |rows: &mut Rows| {
            let found = rows
                .one(
                    "SELECT bsn FROM mijnoverheid_account WHERE state = $1 ORDER BY bsn LIMIT 1",
                    &store::params![state],
                )
                .await?;
            found.get(0)
        })
        .await
        .unwrap()
}

/// The values that cases may name; one person dies for it.
async fn values(town: &Town) -> HashMap<&'static str, String> {
    let organisations = town.organisations();
    let people = town.people();
    let bsn = |place: usize| people[place].person.burgerservicenummer.to_string();
    let code = organisations[0].gemeente_code.clone().unwrap();
    let today = town.clock.today().to_string();
    let death = json!({
        "gebeurtenistype": "overlijden", "tijdstipGebeurtenis": today,
        "brondocument": { "soort": "overlijdensakte", "identificatie": "2-A0001", "datum": today, "organisatie": code },
        "objecten": [{ "burgerservicenummer": bsn(2), "datum": today, "plaats": code, "land": "6030" }],
    });
    let peer = town.certificate_of(&organisations[0]);
    let registered = town.post(peer, "/brp/v1/mutaties", &[], &death).await;
    assert_eq!(registered.status, 201, "{}", registered.text);
    HashMap::from([
        ("afzender", organisations[0].oin.to_string()),
        ("ander", organisations[1].oin.to_string()),
        ("gemeente", code),
        ("actief", bsn(0)),
        ("inactief", box_in_state(town, "ONGEACTIVEERD").await),
        ("overleden", bsn(2)),
        ("vandaag", today),
    ])
}

async fn run(town: &Town, peer: Peer, case: &Case, values: &HashMap<&str, String>) -> Reply {
    let mut request = http::Request::builder().method(case.method.as_str()).uri(fill(&case.path, values));
    for (name, value) in &case.headers {
        request = request.header(name, fill(value, values));
    }
    town.ask(peer, request.body(axum::body::Body::from(fill(&case.body, values))).unwrap()).await
}

fn check(case: &Case, reply: &Reply, values: &HashMap<&str, String>) {
    let name = &case.name;
    assert_eq!(reply.status.as_u16(), case.status, "{name}: {}", reply.text);
    for (header, wanted) in &case.expected_headers {
        let found = reply.headers.get(header.as_str()).and_then(|value| value.to_str().ok()).unwrap_or("");
        assert!(fits(&fill(wanted, values), found), "{name}: {header} is {found}, not {wanted}");
    }
    if !case.expected_body.is_empty() {
        let wanted: Value = serde_json::from_str(&fill(&case.expected_body, values)).unwrap();
        assert!(same(&wanted, &reply.json()), "{name}:\nwanted {wanted}\nfound  {}", reply.json());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_case_of_every_facility_has_its_exact_answer() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../facilities");
    let mut files = Vec::new();
    for folder in ["record/brp/cases", "inform/mijnoverheid/cases"] {
        let mut found: Vec<_> =
            std::fs::read_dir(root.join(folder)).unwrap().flatten().map(|one| one.path()).collect();
        found.sort();
        files.extend(found);
    }
    assert!(files.len() >= 2);
    for engine in engines() {
        let town = Town::new(&engine).await;
        let values = values(&town).await;
        let peer = town.certificate_of(&town.organisations()[0]);
        for file in &files {
            let text = std::fs::read_to_string(file).unwrap();
            for case in cases(&text) {
                let reply = run(&town, peer.clone(), &case, &values).await;
                check(&case, &reply, &values);
            }
        }
    }
}
