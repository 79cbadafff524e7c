//! A house with this facility in it, organisations that send, and browsers.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::Router;
use axum::body::Body;
use country::{CountrySpec, country, demo_people};
use http::header::{CONTENT_TYPE, COOKIE, HOST, LOCATION, SET_COOKIE};
use http::{HeaderMap, Request, StatusCode};
use http_body_util::BodyExt;
use kernel::{Bsn, Clock, Moment, Oin, Random, Trace};
use message::{Topic, Worker};
use party::{Connection, Organisation};
use serde_json::{Value, json};
use store::{Migration, Place, Rows, Store, params};
use tower::ServiceExt;
use trust::keys::KeyFolder;
use web::{Calls, Facility, House, Peer, Seeding, Settings};

use crate::stand_ins::{BRP, DIGID, People, code};

pub const ORIGIN: &str = "http://127.0.0.1:8080";
pub const SENDER: &str = "00000004123456789000";
pub const TAX: &str = "00000004123456788000";
pub const KEY: &str = "0190b5a4-6c1e-7d3a-9f00-2b7d1c9e4a55";
const PEOPLE: usize = 200;

static FACILITY: Facility = mijnoverheid::FACILITY;
static FACILITIES: &[&Facility] = &[&FACILITY, &DIGID, &BRP];
static NUMBER: AtomicU64 = AtomicU64::new(0);

pub struct World {
    folder: PathBuf,
    /// Server and name of the database to drop.
    database: Option<(String, String)>,
    pub house: Arc<House>,
    pub router: Router,
    pub clock: Clock,
    pub topics: Vec<Topic>,
    pub people: Vec<Bsn>,
    pub trace: Trace,
}

impl Drop for World {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
        let Some((admin, name)) = self.database.take() else { return };
        // A thread of its own: this one may be inside a runtime already.
        let gone = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(administer(&admin, &format!("DROP DATABASE {name} WITH (FORCE)")));
        });
        let _ = gone.join();
    }
}

async fn administer(server: &str, statement: &str) {
    let (client, connection) = tokio_postgres::connect(server, tokio_postgres::NoTls).await.unwrap();
    let driving = tokio::spawn(connection);
    client.batch_execute(statement).await.unwrap();
    drop(client);
    let _ = driving.await;
}

pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn header(&self, name: impl http::header::AsHeaderName) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    pub fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

/// Keys take tenths of seconds to make: all tests share one pair.
fn keys() -> PathBuf {
    static KEYS: std::sync::OnceLock<PathBuf> = std::sync::OnceLock::new();
    KEYS.get_or_init(|| {
        let folder = std::env::temp_dir().join(format!("stelsel-mijnoverheid-{}-keys", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        KeyFolder::open(&folder).unwrap();
        mijnoverheid::oidc::client_jwks(&folder).unwrap();
        folder
    })
    .clone()
}

fn new_folder() -> PathBuf {
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let folder = std::env::temp_dir().join(format!("stelsel-mijnoverheid-{}-{number}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    folder
}

impl World {
    /// A new house on every engine that is there: SQLite, and PostgreSQL when `STELSEL_TEST_POSTGRES` names a server.
    pub async fn all() -> Vec<Self> {
        let folder = new_folder();
        let mut all = Vec::from([Self::on(Place::Folder(folder.clone()), folder).await]);
        match std::env::var("STELSEL_TEST_POSTGRES") {
            Ok(admin) => {
                let folder = new_folder();
                let name = folder.file_name().unwrap().to_str().unwrap().replace('-', "_");
                administer(&admin, &format!("CREATE DATABASE {name}")).await;
                let (server, _) = admin.rsplit_once('/').unwrap();
                let mut world = Self::on(Place::Postgres(format!("{server}/{name}")), folder).await;
                world.database = Some((admin, name));
                all.push(world);
            }
            Err(_) => eprintln!("STELSEL_TEST_POSTGRES is not set: PostgreSQL is not tested"),
        }
        all
    }

    async fn on(place: Place, folder: PathBuf) -> Self {
        let clock = Clock::fixed("2026-11-23T12:00:00Z".parse().unwrap());
        let settings =
            store::Settings { place, node: "test".into(), master_key: [7; 32], lanes: 2, tls: None };
        let migrations: Vec<Migration> = [party::MIGRATIONS, web::MIGRATIONS, FACILITY.migrations].concat();
        let store = Store::open(settings, &migrations, clock.clone(), Random::seeded(5)).await.unwrap();
        let settings = Settings {
            origins: vec![ORIGIN.into()],
            origin_mtls: "https://127.0.0.1:8443".into(),
            keys: keys(),
            operator_password: "beheer".into(),
            mail: Some(("127.0.0.1:25".into(), "huis@stelsel.example".into())),
            remote: Vec::new(),
            master_key: [7; 32],
            session_idle_seconds: 900,
            session_most_seconds: 10_800,
        };
        let house = House::new(store, settings, FACILITIES).await.unwrap();
        connect(&house).await;
        let today = clock.today();
        let seeding = Seeding { seed: 7, people: PEOPLE, today, progress: Arc::new(|_| ()) };
        (FACILITY.seed)(Arc::clone(&house), seeding).await.unwrap();
        let (mut all, mut topics) = (Vec::new(), Vec::new());
        for facility in FACILITIES {
            let running = (facility.start)(Arc::clone(&house)).await.unwrap();
            all.push(running.routes);
            topics.extend(running.topics);
        }
        let (router, _) = web::front(&house, all);
        let calls = Calls::new(router.clone(), HashMap::new(), Vec::new());
        house.open_doors(calls, Worker::new(house.store.clone(), topics.clone()));
        let spec = CountrySpec { seed: 7, people: PEOPLE, today };
        let people = demo_people(spec).into_iter().map(|one| one.person.burgerservicenummer).collect();
        let trace = Trace::new(&house.random);
        Self { folder, database: None, house, router, clock, topics, people, trace }
    }

    pub fn brp(&self, bsn: &Bsn, person: Option<Value>) {
        self.house.kept::<People>().unwrap().put(bsn.as_str(), person);
    }

    pub async fn ask(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes().to_vec();
        Answer { status: parts.status, headers: parts.headers, body }
    }

    /// As another facility of an organisation would ask.
    pub async fn send(&self, oin: &str, request: http::request::Builder, body: impl Into<Body>) -> Answer {
        let mut request = request.body(body.into()).unwrap();
        request.extensions_mut().insert(Peer::Facility {
            slug: "digid",
            oin: oin.parse::<Oin>().unwrap(),
            trace: self.trace.clone(),
            purpose: None,
        });
        self.ask(request).await
    }

    /// Offers a letter under a key.
    pub async fn deliver(&self, oin: &str, key: &str, letter: &Value) -> Answer {
        let request = Request::post("/api/v1/aanleveringen")
            .header(CONTENT_TYPE, "application/json")
            .header("idempotency-key", key);
        self.send(oin, request, letter.to_string()).await
    }

    pub async fn delivered(&self, letter: &Value) -> String {
        let key = self.house.random.uuid(self.clock.now()).to_string();
        let answer = self.deliver(SENDER, &key, letter).await;
        assert_eq!(answer.status, 201, "{}", answer.text());
        answer.json()["berichtId"].as_str().unwrap().to_owned()
    }

    pub fn topic(&self, name: &str) -> &Topic {
        self.topics.iter().find(|topic| topic.name == name).unwrap()
    }

    /// Delivers what is due under a topic, as the worker does.
    pub async fn work(&self, name: &'static str) -> usize {
        let messages = self.house.store.claim(name, 100, 30).await.unwrap();
        let count = messages.len();
        for message in messages {
            let id = message.id.clone();
            (self.topic(name).handle)(message).await.unwrap();
            self.house.store.done(&id).await.unwrap();
        }
        count
    }

    /// The event of a death, as the BRP sends it.
    pub fn death(&self, bsn: &Bsn) -> store::Claimed {
        store::Claimed {
            id: "0190b5a4-0000-7000-8000-000000000001".into(),
            topic: "brp.gebeurtenis.mijnoverheid".into(),
            key: "lijst".into(),
            attempts: 0,
            trace_id: self.trace.trace_id.clone(),
            body: json!({
                "specversion": "1.0", "type": "nl.brp.overleden",
                "data": { "burgerservicenummer": bsn, "datum": "2026-11-22" },
            }),
        }
    }

    /// Somebody whose account is in a state.
    pub async fn somebody(&self, state: &'static str) -> Bsn {
        let read = async move |rows: &mut Rows| {
            rows.one("SELECT bsn FROM mijnoverheid_account WHERE state = $1 ORDER BY bsn", &params![state])
                .await?
                .get(0)
        };
        self.house.store.read(read).await.unwrap()
    }

    /// A child of the country, without an account.
    pub fn child(&self) -> Bsn {
        let spec = CountrySpec { seed: 7, people: PEOPLE, today: self.clock.today() };
        let mut people = country(spec).flat_map(|household| household.members);
        let child = people
            .find(|one| one.geboorte.datum.day().is_some_and(|birth| spec.today.years_since(birth) == 13));
        child.unwrap().burgerservicenummer
    }

    /// Everything that is counted agrees with the facts; the count of one indicator.
    pub async fn counted(&self, id: &str) -> i64 {
        let checks = self.house.live.check(self.clock.now()).await.unwrap();
        let place = self.house.live.catalogue().iter().position(|one| one.id == id).unwrap();
        for (one, check) in self.house.live.catalogue().iter().zip(&checks) {
            assert_eq!(check.counted, check.recounted, "{}", one.id);
        }
        checks[place].counted
    }

    pub async fn number(&self, sql: &'static str) -> i64 {
        self.house.store.read(async move |rows: &mut Rows| rows.one(sql, &[]).await?.get(0)).await.unwrap()
    }
}

async fn connect(house: &House) {
    let act = house.system_act("test");
    let organisation = |oin: &str, name: &str| Organisation {
        oin: oin.parse().unwrap(),
        name: name.into(),
        kind: "gemeente".into(),
        gemeente_code: None,
        kvk: None,
    };
    let all = [(SENDER, "Gemeente Utrecht"), (TAX, "Belastingdienst"), (mijnoverheid::OIN, "Logius")];
    let all = all.into_iter().map(|(oin, name)| organisation(oin, name)).collect();
    house.parties.add_organisations(&act, all).await.unwrap();
    let sends = |oin: &str, attributes: &[&str]| Connection {
        id: String::new(),
        oin: oin.parse().unwrap(),
        facility: "mijnoverheid".into(),
        purpose: "berichten versturen".into(),
        legal_basis: "Wet digitale overheid".into(),
        attributes: attributes.iter().map(|one| (*one).to_owned()).collect(),
        active_from: Moment::from_micros(0),
        active_until: Connection::OPEN,
    };
    let indicator = Some(mijnoverheid::indicators::ORGANISATIONS);
    house.parties.connect(&act, sends(SENDER, &[]), indicator).await.unwrap();
    house.parties.connect(&act, sends(TAX, &[mijnoverheid::WITHOUT_ACTIVATION]), indicator).await.unwrap();
    let own = mijnoverheid::brp::connection(Moment::from_micros(0)).unwrap();
    house.parties.connect(&act, own, None).await.unwrap();
}

/// A letter for somebody.
pub fn letter(bsn: &Bsn) -> Value {
    json!({
        "afzender": SENDER,
        "ontvanger": { "type": "BSN", "waarde": bsn },
        "onderwerp": "Uw aanvraag",
        "inhoud": "Geachte heer of mevrouw,\n\nWij hebben uw aanvraag <b>ontvangen</b>.",
    })
}

/// A browser: it keeps cookies and follows nothing by itself.
#[derive(Default)]
pub struct Browser {
    pub cookies: Vec<(String, String)>,
}

impl Browser {
    pub async fn get(&mut self, world: &World, address: &str) -> Answer {
        self.send(world, Request::get(address), Body::empty()).await
    }

    /// A form with the token of the session, taken from the page where it stands.
    pub async fn post(&mut self, world: &World, page: &str, address: &str) -> Answer {
        let page = self.get(world, page).await.text();
        let token = page.split("name=\"csrf\" value=\"").nth(1).unwrap().split('"').next().unwrap();
        self.post_with(world, address, &format!("csrf={token}")).await
    }

    pub async fn post_with(&mut self, world: &World, address: &str, form: &str) -> Answer {
        let request = Request::post(address).header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(world, request, Body::from(form.to_owned())).await
    }

    async fn send(&mut self, world: &World, request: http::request::Builder, body: Body) -> Answer {
        let cookies: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = request
            .header(HOST, "127.0.0.1:8080")
            .header("accept", "text/html")
            .header(COOKIE, cookies.join("; "));
        let answer = world.ask(request.body(body).unwrap()).await;
        for line in answer.headers.get_all(SET_COOKIE) {
            let line = line.to_str().unwrap();
            let (name, value) = line.split(';').next().unwrap().split_once('=').unwrap();
            self.cookies.retain(|(known, _)| known != name);
            if !line.contains("Max-Age=0") {
                self.cookies.push((name.to_owned(), value.to_owned()));
            }
        }
        answer
    }

    /// To DigiD; answers `state` and `nonce`.
    pub async fn begin(&mut self, world: &World) -> (String, String) {
        let answer = self.get(world, "/mijnoverheid/inloggen").await;
        let location = answer.header(LOCATION).to_owned();
        assert!(location.starts_with(&format!(
            "{ORIGIN}/openid-connect/v1/authorization?response_type=code&client_id=mijnoverheid&"
        )));
        let value = |name: &str| {
            let pair = location.split(['?', '&']).find_map(|pair| pair.strip_prefix(&format!("{name}=")));
            pair.unwrap().to_owned()
        };
        assert_eq!(value("code_challenge").len(), 43);
        (value("state"), value("nonce"))
    }

    /// The whole login with DigiD; answers what the last step answered.
    pub async fn log_in(&mut self, world: &World, bsn: &Bsn) -> Answer {
        let (state, nonce) = self.begin(world).await;
        let code = code(&claims(world, bsn, &nonce));
        self.get(
            world,
            &format!("/mijnoverheid/terug?code={code}&state={state}&iss=http%3A%2F%2F127.0.0.1%3A8080"),
        )
        .await
    }
}

/// What DigiD says of somebody who logged in.
pub fn claims(world: &World, bsn: &Bsn, nonce: &str) -> Value {
    let now = world.clock.now().seconds();
    json!({
        "iss": ORIGIN, "aud": "mijnoverheid", "sub": bsn, "sub_id_type": "urn:nl-eid-gdi:1.0:id:BSN", "exp": now + 300,
        "iat": now, "nbf": now, "nonce": nonce, "acr": "http://eid.logius.nl/LoA/basic",
    })
}
