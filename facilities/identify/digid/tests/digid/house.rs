//! A house with DigiD in it, a registered client, and a browser.

use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use ::login::oidc::{AuthMethod, ClientRegistration, SubjectType};
use ::login::services::{Identifier, Service};
use axum::Router;
use axum::body::Body;
use country::{CountrySpec, DemoPerson, demo_people};
use digid::{Digid, FACILITY};
use futures_util::FutureExt;
use http::header::{CONTENT_TYPE, COOKIE, HOST, LOCATION, SET_COOKIE};
use http::{HeaderMap, Request, StatusCode};
use http_body_util::BodyExt;
use indicator::Words;
use kernel::{Clock, Level, Moment, Random};
use message::Topic;
use serde_json::Value;
use store::{Migration, Place, Rows, Store, params};
use tower::ServiceExt;
use trust::jose::{Jwk, Jwks, KeyAlgorithm, KeyUse, SignatureAlgorithm, SigningKey};
use trust::keys::KeyFolder;
use trust::{RsaKey, RsaSize};
use web::{Chapter, Facility, House, Running, Seeding, Settings, State};

pub const ORIGIN: &str = "http://127.0.0.1:8080";
pub const OTHER_ORIGIN: &str = "http://localhost:8080";
pub const CLIENT: &str = "gemeente-loket";
pub const REDIRECT: &str = "https://loket.example:8443/terug";
pub const SERVICE: &str = "5a0c7c52-4a7e-4d09-9a53-0d3c1be0c7f1";
pub const OIN: &str = "00000004123456789000";
pub const SEED: u64 = 7;
pub const PEOPLE: usize = 200;

/// Stands where the facility MijnOverheid stands: DigiD asks the house only for its organisation.
pub static MIJNOVERHEID: Facility = Facility {
    slug: "mijnoverheid",
    chapter: Chapter::Inform,
    title: Words { nl: "MijnOverheid", en: "MijnOverheid" },
    summary: Words { nl: "Post van de overheid.", en: "Government post." },
    state: State::Part,
    oin: "00000001891813251000",
    links: &[],
    migrations: &[],
    templates: &[],
    indicators: &[],
    interfaces: &[],
    start: |house| {
        async move { Ok(Running { routes: web::Routes::new("mijnoverheid", &house), topics: Vec::new() }) }
            .boxed()
    },
    seed: |_, _| async { Ok(()) }.boxed(),
};

static FACILITIES: &[&Facility] = &[&FACILITY, &MIJNOVERHEID];

/// Keys take tenths of seconds to make: all tests share these.
pub struct Keys {
    /// The files that DigiD made in its key folder: path and content.
    files: Vec<(&'static str, Vec<u8>)>,
    pub signing: SigningKey,
    pub decryption: RsaKey,
}

const FILES: [(&str, &str); 3] =
    [("", "digid-oidc-sign.pem"), ("", "digid-oidc-decrypt.pem"), ("clients", "testdienst.jwks.json")];

pub static KEYS: LazyLock<Keys> = LazyLock::new(|| {
    let path = std::env::temp_dir().join(format!("stelsel-digid-{}-keys", std::process::id()));
    let folder = KeyFolder::open(&path).unwrap();
    for (_, name) in FILES.iter().filter(|(within, _)| within.is_empty()) {
        folder.rsa_key_or_new(name, RsaSize::Bits3072).unwrap();
    }
    digid::demo_client(&path).unwrap();
    let read = |(within, name)| (name, std::fs::read(path.join(within).join(name)).unwrap());
    let files = FILES.map(read).to_vec();
    std::fs::remove_dir_all(&path).unwrap();
    let make = || RsaKey::generate(RsaSize::Bits3072).unwrap();
    Keys { files, signing: SigningKey::rsa(Arc::new(make())), decryption: make() }
});

/// A key folder as DigiD left it at its first start.
fn lay_keys(path: &Path) {
    let _ = std::fs::remove_dir_all(path);
    KeyFolder::open(path).unwrap();
    for ((within, _), (name, content)) in FILES.iter().zip(&KEYS.files) {
        KeyFolder::open(&path.join(within)).unwrap().write_new(name, content).unwrap();
    }
}

/// The public keys of the registered client.
pub fn client_jwks() -> Value {
    let decryption = Jwk::of_rsa(&KEYS.decryption, KeyUse::Encryption, KeyAlgorithm::RsaOaep.name());
    Jwks { keys: vec![KEYS.signing.public(None), decryption] }.to_json()
}

/// Everything of one test; its folder goes when it does.
pub struct World {
    folder: PathBuf,
    pub house: Arc<House>,
    pub router: Router,
    pub clock: Clock,
    pub topic: Topic,
    pub people: Vec<DemoPerson>,
}

impl Drop for World {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// Runs a check on SQLite, and on PostgreSQL when `STELSEL_TEST_POSTGRES` names a server.
pub fn on_both(name: &str, check: impl AsyncFn(World)) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let name = format!("digid_{}_{name}", std::process::id());
    let folder = std::env::temp_dir().join(format!("stelsel_{name}"));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(folder.join("data")).unwrap();
    runtime.block_on(async {
        check(World::new(folder.clone(), Place::Folder(folder.join("data"))).await).await;
        let Ok(server) = std::env::var("STELSEL_TEST_POSTGRES") else { return };
        administer(&server, &format!("CREATE DATABASE {name}")).await;
        let (base, _) = server.rsplit_once('/').unwrap();
        check(World::new(folder.clone(), Place::Postgres(format!("{base}/{name}"))).await).await;
        administer(&server, &format!("DROP DATABASE {name} WITH (FORCE)")).await;
    });
}

async fn administer(server: &str, statement: &str) {
    let (client, connection) = tokio_postgres::connect(server, tokio_postgres::NoTls).await.unwrap();
    let driving = tokio::spawn(connection);
    client.batch_execute(statement).await.unwrap();
    drop(client);
    let _ = driving.await;
}

/// An answer, read whole.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Answer {
    pub fn header(&self, name: impl http::header::AsHeaderName) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    pub fn location(&self) -> &str {
        self.header(LOCATION)
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

pub fn start_moment() -> Moment {
    Moment::from_micros(1_774_530_602_000_000)
}

pub fn spec() -> CountrySpec {
    CountrySpec { seed: SEED, people: PEOPLE, today: start_moment().day() }
}

impl World {
    /// A house with accounts for the country and one client.
    async fn new(folder: PathBuf, place: Place) -> Self {
        lay_keys(&folder.join("keys"));
        let clock = Clock::fixed(start_moment());
        let house = open(&folder, place, &clock).await;
        (FACILITY.seed)(Arc::clone(&house), seeding()).await.unwrap();
        let running = (FACILITY.start)(Arc::clone(&house)).await.unwrap();
        let topic = running.topics.into_iter().next().unwrap();
        let (router, _) = web::front(&house, vec![running.routes]);
        let people = demo_people(spec());
        let world = Self { folder, house, router, clock, topic, people };
        world.register(SubjectType::Bsn).await;
        world
    }

    pub fn keys(&self) -> PathBuf {
        self.folder.join("keys")
    }

    pub fn digid(&self) -> Arc<Digid> {
        self.house.kept::<Digid>().unwrap()
    }

    /// Registers the client of these tests.
    pub async fn register(&self, subject_type: SubjectType) {
        let act = self.house.system_act("digid");
        let service = Service {
            id: SERVICE.into(),
            name: "Loket van de gemeente".into(),
            oin: OIN.parse().unwrap(),
            level: Level::Basis,
            identifier: Identifier::Bsn,
            legal_basis: "Wabb, artikel 10".into(),
            active_from: act.at,
            active_until: None,
        };
        let client = ClientRegistration {
            client_id: CLIENT.into(),
            name: "Loket".into(),
            oin: OIN.parse().unwrap(),
            service: SERVICE.into(),
            redirect_uris: vec![REDIRECT.into()],
            jwks: client_jwks(),
            auth_method: AuthMethod::PrivateKeyJwt,
            subject_type,
            legal_basis: Some("Wabb, artikel 10".into()),
            signing_algorithm: SignatureAlgorithm::Ps256,
            encryption: Some(KeyAlgorithm::RsaOaep),
            level: Level::Basis,
        };
        self.digid().catalogue.put(&act, service).await.unwrap();
        self.digid().provider.register(&act, client).await.unwrap();
    }

    pub fn pass(&self, seconds: i64) {
        assert!(self.clock.set(self.clock.now().plus_seconds(seconds)));
    }

    pub async fn ask(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8(body.to_vec()).unwrap(),
        }
    }

    /// A form from a client, not from a browser.
    pub async fn post(&self, path: &str, pairs: &[(&str, &str)]) -> Answer {
        let request = Request::post(path)
            .header(HOST, "127.0.0.1:8080")
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.ask(request.body(Body::from(form(pairs))).unwrap()).await
    }

    /// What an indicator counted and what a recount finds.
    pub async fn counted(&self, id: &str) -> (i64, i64) {
        let checks = self.house.live.check(self.clock.now()).await.unwrap();
        let place = self.house.live.catalogue().iter().position(|one| one.id == id).unwrap();
        (checks[place].counted, checks[place].recounted)
    }

    /// How often something stands in the journal.
    pub async fn journalled(&self, kind: &'static str) -> i64 {
        let read = async move |rows: &mut Rows| {
            rows.one("SELECT COUNT(*) FROM journal WHERE kind = $1", &params![kind]).await?.get(0)
        };
        self.house.store.read(read).await.unwrap()
    }
}

pub fn seeding() -> Seeding {
    Seeding { seed: SEED, people: PEOPLE, today: start_moment().day(), progress: Arc::new(|_| ()) }
}

async fn open(folder: &Path, place: Place, clock: &Clock) -> Arc<House> {
    let settings = store::Settings { place, node: "test".into(), master_key: [7; 32], lanes: 1, tls: None };
    let migrations: Vec<Migration> = [party::MIGRATIONS, web::MIGRATIONS, FACILITY.migrations].concat();
    let store = Store::open(settings, &migrations, clock.clone(), Random::seeded(SEED)).await.unwrap();
    let settings = Settings {
        origins: vec![ORIGIN.into(), OTHER_ORIGIN.into()],
        origin_mtls: "https://127.0.0.1:8443".into(),
        keys: folder.join("keys"),
        operator_password: "beheer".into(),
        mail: None,
        remote: Vec::new(),
        master_key: [7; 32],
        session_idle_seconds: 900,
        session_most_seconds: 10_800,
    };
    House::new(store, settings, FACILITIES).await.unwrap()
}

/// A browser: it keeps cookies.
#[derive(Default)]
pub struct Browser {
    cookies: Vec<(String, String)>,
}

impl Browser {
    pub async fn get(&mut self, world: &World, address: &str) -> Answer {
        self.send(world, Request::get(address), Body::empty()).await
    }

    pub async fn post(&mut self, world: &World, address: &str, pairs: &[(&str, &str)]) -> Answer {
        let request = Request::post(address).header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(world, request, Body::from(form(pairs))).await
    }

    async fn send(&mut self, world: &World, request: http::request::Builder, body: Body) -> Answer {
        let cookies: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = request
            .header(HOST, "127.0.0.1:8080")
            .header("accept", "text/html")
            .header("accept-language", "nl")
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

    pub fn cookies(&self) -> usize {
        self.cookies.len()
    }
}

pub fn form(pairs: &[(&str, &str)]) -> String {
    let pairs: Vec<String> = pairs.iter().map(|(name, value)| format!("{name}={}", encode(value))).collect();
    pairs.join("&")
}

fn encode(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                char::from(byte).to_string()
            }
            other => format!("%{other:02X}"),
        })
        .collect()
}
