//! A small house for tests: sixty people, on SQLite in a temporary folder or on a fresh PostgreSQL database.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, OnceLock};

use axum::Router;
use axum::body::Body;
use http::{HeaderMap, Request, StatusCode};
use http_body_util::BodyExt;
use kernel::{Clock, Moment, Random};
use message::Worker;
use party::Organisation;
use pkioverheid::authority::{Pki, file_name};
use stelsel::first_start::{self, Made};
use stelsel::options::Where;
use stelsel::{front, place, up};
use tower::ServiceExt;
use trust::x509::ClientIdentity;
use web::{Calls, House, Peer, RouteInfo, Settings};

/// Noon on the day on which every test begins.
pub const START: &str = "2026-06-01T10:00:00Z";
/// The origin of the tests.
pub const ORIGIN: &str = "http://localhost:8080";

/// The engines to run on: SQLite always, PostgreSQL when `STELSEL_TEST_POSTGRES` names a server.
pub fn engines() -> Vec<Engine> {
    let mut engines = vec![Engine::Sqlite];
    match std::env::var("STELSEL_TEST_POSTGRES") {
        Ok(url) => engines.push(Engine::Postgres(url)),
        Err(_) => eprintln!("skipped on PostgreSQL: STELSEL_TEST_POSTGRES names no server"),
    }
    engines
}

/// An engine to run on.
#[derive(Clone)]
pub enum Engine {
    Sqlite,
    Postgres(String),
}

/// A house at work.
pub struct Town {
    pub house: Arc<House>,
    pub router: Router,
    pub routes: Vec<RouteInfo>,
    pub clock: Clock,
    pub made: Made,
    pki: Pki,
    folder: PathBuf,
}

/// What a request came to.
#[derive(Debug)]
pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

impl Reply {
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("no JSON: {}", self.text))
    }
}

/// The facilities of the house, and the one that others are copied from.
static FACILITIES: &[&web::Facility] = &[
    &digid::FACILITY,
    &pkioverheid::FACILITY,
    &mijnoverheid::FACILITY,
    &brp::FACILITY,
    &monitor::FACILITY,
    &voorbeeld::FACILITY,
];

static COUNT: AtomicU32 = AtomicU32::new(0);

fn fresh_folder() -> PathBuf {
    let number = COUNT.fetch_add(1, Ordering::SeqCst);
    let folder = std::env::temp_dir().join(format!("stelsel-house-{}-{number}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// The keys of the authority are made once: three keys of 4096 bits take seconds.
fn authority() -> &'static Path {
    static KEYS: OnceLock<PathBuf> = OnceLock::new();
    KEYS.get_or_init(|| {
        let keys = fresh_folder().join("keys");
        let now = START.parse::<Moment>().unwrap();
        Pki::create(&keys, ORIGIN, now, &Random::system()).unwrap();
        keys
    })
}

fn copy_folder(from: &Path, to: &Path) {
    trust::keys::KeyFolder::open(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().flatten() {
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

async fn fresh_database(url: &str) -> String {
    let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);
    let number = COUNT.fetch_add(1, Ordering::SeqCst);
    let name = format!("house_{}_{number}", std::process::id());
    client.batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await.unwrap();
    client.batch_execute(&format!("CREATE DATABASE {name}")).await.unwrap();
    let (base, _) = url.rsplit_once('/').unwrap();
    format!("{base}/{name}")
}

impl Town {
    pub async fn new(engine: &Engine) -> Self {
        let folder = fresh_folder();
        let keys = folder.join("keys");
        copy_folder(authority(), &keys);
        let clock = Clock::fixed(START.parse().unwrap());
        let random = Random::system();
        let store = match engine {
            Engine::Sqlite => None,
            Engine::Postgres(url) => Some(fresh_database(url).await),
        };
        let place = Where { data: folder.clone(), store, keys: Some(keys.clone()) };
        let settings = Settings {
            origins: vec![ORIGIN.to_owned(), "https://localhost:8080".to_owned()],
            origin_mtls: "https://localhost:8443".to_owned(),
            keys: keys.clone(),
            operator_password: "operator-for-tests".to_owned(),
            mail: None,
            remote: Vec::new(),
            master_key: [7; 32],
            session_idle_seconds: 900,
            session_most_seconds: 43_200,
        };
        let store = place::open_with(&place, FACILITIES, clock.clone(), random).await.unwrap();
        let house = House::new(store, settings, FACILITIES).await.unwrap();
        let pki = Pki::open(&keys, &house.settings.origins).unwrap();
        mijnoverheid::oidc::client_jwks(&keys).unwrap();
        Self::furnish(house, pki, clock, folder).await
    }

    async fn furnish(house: Arc<House>, pki: Pki, clock: Clock, folder: PathBuf) -> Self {
        let mut all = vec![front::routes(&house)];
        let mut topics = Vec::new();
        for facility in house.facilities {
            let running = (facility.start)(Arc::clone(&house)).await.unwrap();
            all.push(running.routes);
            topics.extend(running.topics);
        }
        let made = Made { seed: 1, people: 600, today: clock.today().number() };
        first_start::fill(&house, &pki, made, vec!["localhost".to_owned()]).await.unwrap();
        let (router, routes) = web::front(&house, all);
        let worker = Worker::new(house.store.clone(), topics);
        house.open_doors(Calls::new(router.clone(), Default::default(), Vec::new()), worker);
        house.keep(Arc::new(up::Ready::for_tests()));
        Self { house, router, routes, clock, made, pki, folder }
    }

    /// The three organisations of the walk; the first is the municipality of the people to log in as.
    pub fn organisations(&self) -> Vec<Arc<Organisation>> {
        first_start::examples(&self.house, self.made.spec())
    }

    /// The people of the walk.
    pub fn people(&self) -> Vec<country::DemoPerson> {
        country::demo_people(self.made.spec())
    }

    /// The peer that an organisation of the walk is, by its certificate.
    pub fn certificate_of(&self, organisation: &Organisation) -> Peer {
        let issued = self.pki.read(&file_name(&organisation.oin, 0)).unwrap().unwrap();
        Peer::Certificate(Arc::new(ClientIdentity::from_der(&issued.chain[0]).unwrap()))
    }

    /// Asks the front door.
    pub async fn ask(&self, peer: Peer, mut request: Request<Body>) -> Reply {
        request.extensions_mut().insert(peer);
        request
            .headers_mut()
            .entry(http::header::HOST)
            .or_insert(http::HeaderValue::from_static("localhost:8080"));
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        Reply {
            status: parts.status,
            headers: parts.headers,
            text: String::from_utf8_lossy(&bytes).into_owned(),
        }
    }

    /// Posts JSON.
    pub async fn post(
        &self,
        peer: Peer,
        path: &str,
        headers: &[(&str, &str)],
        body: &serde_json::Value,
    ) -> Reply {
        let mut request = Request::post(path).header("content-type", "application/json");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.ask(peer, request.body(Body::from(body.to_string())).unwrap()).await
    }
}

impl Drop for Town {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}
