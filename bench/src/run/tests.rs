//! Whole runs: against the bare server, and against a small stand-in that is strict about what it is sent.

use std::collections::HashSet;

use axum::Router;
use axum::body::Bytes as Body;
use axum::extract::State;
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use http::header::{COOKIE, SET_COOKIE};
use http::{HeaderMap, StatusCode};
use kernel::{Clock, Random};
use serde_json::{Value, json};

use super::*;
use crate::throwaway::Throwaway;
use crate::{Content, OperationReport, Target, TestPerson, hello};

const LIVING: &str = "999990019";
const DEAD: &str = "999990020";

fn plan(mix: Mix, target: Target) -> Plan {
    Plan {
        target,
        mix,
        content: Content::default(),
        rate_per_second: 200,
        seconds: 1,
        connections: 4,
        warm_up_seconds: 0,
        seed: 1,
        server_pid: None,
        clock: Clock::real(),
        random: Random::system(),
    }
}

/// What the stand-in remembers.
#[derive(Default)]
struct Seen {
    keys: HashSet<String>,
    wrong: Vec<String>,
}

type Memory = Arc<Mutex<Seen>>;

fn complain(memory: &Memory, what: &str) -> Response {
    memory.lock().unwrap().wrong.push(what.to_owned());
    StatusCode::BAD_REQUEST.into_response()
}

async fn brp(State(memory): State<Memory>, body: Body) -> Response {
    let question: Value = serde_json::from_slice(&body).unwrap_or_default();
    if question["type"] != "RaadpleegMetBurgerservicenummer" || question["fields"][0] != "burgerservicenummer"
    {
        return complain(&memory, "question");
    }
    let bsn = &question["burgerservicenummer"][0];
    json!({ "type": question["type"], "personen": [{ "burgerservicenummer": bsn }] })
        .to_string()
        .into_response()
}

async fn letters(State(memory): State<Memory>, headers: HeaderMap, body: Body) -> Response {
    let letter: Value = serde_json::from_slice(&body).unwrap_or_default();
    let key = headers.get("idempotency-key").and_then(|key| key.to_str().ok()).unwrap_or_default();
    if !memory.lock().unwrap().keys.insert(key.to_owned()) || key.len() != 36 {
        return complain(&memory, "idempotency key");
    }
    if letter["afzender"] != "00000099000000001000" || letter["ontvanger"]["type"] != "BSN" {
        return complain(&memory, "letter");
    }
    let status = if letter["ontvanger"]["waarde"] == DEAD { 403 } else { 201 };
    StatusCode::from_u16(status).unwrap().into_response()
}

fn has(headers: &HeaderMap, cookie: &str) -> bool {
    headers.get(COOKIE).and_then(|value| value.to_str().ok()).is_some_and(|sent| sent.contains(cookie))
}

async fn inbox(headers: HeaderMap) -> Response {
    if has(&headers, "stelsel_mijnoverheid=in") {
        return Html("<h1>Inbox</h1><form><input name=zoek></form>").into_response();
    }
    Redirect::to("/digid/authorize?state=1").into_response()
}

async fn authorize(headers: HeaderMap) -> Response {
    let host = headers[http::header::HOST].to_str().unwrap();
    let to = Redirect::to(&format!("http://{host}/digid/inloggen?request_id=7"));
    ([(SET_COOKIE, "pending=7; Path=/digid; HttpOnly")], to).into_response()
}

const FORM: &str = r#"<form method="post" action="&#x2f;digid&#x2f;inloggen"><input type="hidden" name="request_id" value="7">
    <input name="gebruikersnaam"><input type="password" name="wachtwoord"><button name="handeling" value="inloggen">Log in</button></form>"#;

async fn log_in(State(memory): State<Memory>, headers: HeaderMap, form: String) -> Response {
    if !has(&headers, "pending=7") || !headers.contains_key("origin") {
        return complain(&memory, "cookie or origin");
    }
    match form.as_str() {
        "request_id=7&handeling=inloggen&gebruikersnaam=jan&wachtwoord=goed" => {
            Redirect::to("/mijnoverheid/callback?code=1").into_response()
        }
        _ => Html(FORM).into_response(),
    }
}

async fn callback() -> Response {
    ([(SET_COOKIE, "stelsel_mijnoverheid=in; Path=/; HttpOnly")], Redirect::to("/mijnoverheid"))
        .into_response()
}

fn stand_in(memory: &Memory) -> Router {
    Router::new()
        .route("/haalcentraal/api/brp/personen", post(brp))
        .route("/api/v1/aanleveringen", post(letters))
        .route("/mijnoverheid", get(inbox))
        .route("/mijnoverheid/callback", get(callback))
        .route("/digid/authorize", get(authorize))
        .route("/digid/inloggen", get(|| async { Html(FORM) }).post(log_in))
        .with_state(Arc::clone(memory))
}

/// Starts the stand-in on a plain port and, with certificates, on another.
async fn start(memory: &Memory, trust: Option<&Throwaway>, passwords: &[&str]) -> Target {
    let (listener, public) = hello::listener().await.unwrap();
    tokio::spawn(hello::accept(listener, None, stand_in(memory)));
    let person = |password: &&str| TestPerson {
        bsn: LIVING.parse().unwrap(),
        username: "jan".to_owned(),
        password: (*password).to_owned(),
    };
    let mut target = Target {
        public: Some(format!("http://{public}")),
        people: passwords.iter().map(person).collect(),
        ..Target::default()
    };
    if let Some(trust) = trust {
        let (listener, mtls) = hello::listener().await.unwrap();
        tokio::spawn(hello::accept(listener, Some(trust.server()), stand_in(memory)));
        target.mtls = Some(format!("https://{mtls}"));
        target.ca = Some(trust.ca());
        target.identities = vec![trust.client()];
    }
    target
}

fn one(report: &Report, name: &str) -> OperationReport {
    report.operations.iter().find(|one| one.operation == name).unwrap().clone()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_request_that_was_due_at_the_bare_server_is_accounted_for() {
    let snapshots = AtomicU64::new(0);
    let mut plan = plan(Mix::Hello, Target::default());
    plan.server_pid = Some(std::process::id());
    plan.warm_up_seconds = 1;
    let report = run(&plan, |_| _ = snapshots.fetch_add(1, Ordering::Relaxed)).await.unwrap();
    let hello = one(&report, "hello");
    assert!(report.open_loop);
    assert_eq!(hello.sent + hello.not_sent, 200);
    assert_eq!((hello.ok, hello.refused.len(), hello.errors.len()), (hello.sent, 0, 0));
    assert!(hello.latency.is_some() && report.sent_late.is_some());
    assert!(report.server.is_some());
    assert!(snapshots.load(Ordering::Relaxed) >= 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_rate_the_report_says_that_the_loop_is_closed() {
    let closed = Plan { rate_per_second: 0, ..plan(Mix::Hello, Target::default()) };
    let report = run(&closed, |_| ()).await.unwrap();
    let hello = one(&report, "hello");
    assert!(!report.open_loop && report.sent_late.is_none());
    assert!(hello.ok > 0 && hello.not_sent == 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn too_few_connections_show_as_waiting_and_not_as_a_quick_server() {
    let slow = Router::new().route("/hello", get(|| tokio::time::sleep(Duration::from_millis(100))));
    let (listener, address) = hello::listener().await.unwrap();
    tokio::spawn(hello::accept(listener, None, slow));
    let target = Target { public: Some(format!("http://{address}")), ..Target::default() };
    let narrow = Plan { rate_per_second: 100, connections: 1, ..plan(Mix::Hello, target) };
    let report = run(&narrow, |_| ()).await.unwrap();
    let hello = one(&report, "hello");
    assert_eq!(hello.sent + hello.not_sent, 100);
    assert!(hello.not_sent >= 85, "{hello:?}");
    assert!(hello.latency.unwrap().p50_ms > 300.0, "{hello:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_whole_journey_is_walked_over_mutual_tls_and_in_the_browser() {
    let trust = tokio::task::spawn_blocking(|| Throwaway::make(&Clock::real(), &Random::system()));
    let trust = trust.await.unwrap().unwrap();
    let memory = Memory::default();
    let mut target = start(&memory, Some(&trust), &["goed"]).await;
    target.bsns = vec![LIVING.parse().unwrap()];
    let report = run(&plan(Mix::Journey, target.clone()), |_| ()).await.unwrap();
    assert_eq!(memory.lock().unwrap().wrong, Vec::<String>::new());
    let mut sent = 0;
    for name in ["brp", "letters", "login"] {
        let operation = one(&report, name);
        assert_eq!((operation.ok, operation.empty), (operation.sent, 0), "{operation:?}");
        sent += operation.sent + operation.not_sent;
    }
    assert_eq!((sent, report.organisations, report.people), (200, 1, 1));
    let steps: Vec<String> = one(&report, "login").steps.into_iter().map(|step| step.step).collect();
    assert_eq!(steps, ["portal to login form", "password", "return and inbox"]);

    target.bsns = vec![DEAD.parse().unwrap()];
    let report = run(&plan(Mix::Letters, target), |_| ()).await.unwrap();
    let letters = one(&report, "letters");
    assert_eq!((letters.ok, letters.refused[&403]), (0, letters.sent));

    let (listener, address) = hello::listener().await.unwrap();
    tokio::spawn(hello::serve_tls(listener, trust.server()));
    let target = Target {
        mtls: Some(format!("https://{address}")),
        ca: Some(trust.ca()),
        identities: vec![trust.client()],
        ..Target::default()
    };
    let report = run(&plan(Mix::HelloMtls, target), |_| ()).await.unwrap();
    assert_eq!(one(&report, "hello-mtls").ok, one(&report, "hello-mtls").sent);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_password_is_not_taken_for_a_login() {
    let memory = Memory::default();
    let target = start(&memory, None, &["fout"]).await;
    let report = run(&plan(Mix::Login, target), |_| ()).await.unwrap();
    let login = one(&report, "login");
    assert_eq!((login.ok, login.errors["login not accepted"]), (0, login.sent));
    assert!(login.steps.is_empty());
}

#[tokio::test]
async fn a_server_that_is_not_there_is_said_at_once() {
    let (listener, address) = hello::listener().await.unwrap();
    drop(listener);
    let target = Target { public: Some(format!("http://{address}")), ..Target::default() };
    let error = run(&plan(Mix::Hello, target), |_| ()).await.unwrap_err();
    assert_eq!(error.to_string(), format!("http://{address} could not be reached: no connection"));
}
