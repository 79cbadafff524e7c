//! A house for each test, on SQLite in a new folder and, when `STELSEL_TEST_POSTGRES` names a server, on PostgreSQL in a new database.

use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use http::{HeaderMap, Request, StatusCode};
use http_body_util::BodyExt;
use indicator::{Indicator, Kind, Recount, Words};
use kernel::{Act, Clock, Moment, Random};
use store::{Entry, Migration, Place, Store, Tx, params};
use tower::ServiceExt;
use web::{Chapter, Facility, House, Routes, Running, Settings, State};

use crate::start::{Desk, routes};
use crate::{FACILITY, MIGRATIONS, SLUG};

/// A facility that counts two figures: one of the report and one of its own.
static PROBE: Facility = Facility {
    slug: "digid",
    chapter: Chapter::Identify,
    title: Words { nl: "Proef", en: "Probe" },
    summary: Words { nl: "Een proef.", en: "A probe." },
    state: State::Works,
    oin: crate::OIN,
    links: &[],
    migrations: &[],
    templates: &[],
    indicators: &[
        Indicator {
            id: "digid.authenticaties.totaal",
            facility: "digid",
            title: Words { nl: "Authenticaties", en: "Authentications" },
            definition: Words { nl: "Elke geslaagde proef.", en: "Every probe that succeeded." },
            excluded: Words { nl: "Mislukte proeven.", en: "Probes that failed." },
            unit: Words { nl: "authenticaties", en: "authentications" },
            kind: Kind::Flow,
            recount: Recount::Sql("SELECT CAST(COUNT(*) AS bigint) FROM proef WHERE at >= $1 AND at < $2"),
        },
        Indicator {
            id: "digid.proeven",
            facility: "digid",
            title: Words { nl: "Proeven die er zijn", en: "Probes that are there" },
            definition: Words { nl: "Elke proef.", en: "Every probe." },
            excluded: Words { nl: "", en: "" },
            unit: Words { nl: "proeven", en: "probes" },
            kind: Kind::Stock,
            recount: Recount::Sql("SELECT CAST(COUNT(*) AS bigint) FROM proef WHERE at <= $1"),
        },
    ],
    interfaces: &[],
    start: |house| {
        Box::pin(async move { Ok(Running { routes: Routes::new("digid", &house), topics: Vec::new() }) })
    },
    seed: |_, _| Box::pin(async { Ok(()) }),
};

static FACILITIES: [&Facility; 2] = [&FACILITY, &PROBE];

const TABLE: Migration = Migration {
    owner: "proef",
    name: "0001_proef",
    text: "-- clustered\nCREATE TABLE proef (id text NOT NULL, at bigint NOT NULL, PRIMARY KEY (id));",
};

/// A house with the Monitor at work; its folder is removed afterwards.
pub struct Fixture {
    pub name: &'static str,
    pub house: Arc<House>,
    pub desk: Arc<Desk>,
    pub router: Router,
    folder: Option<PathBuf>,
}

impl Drop for Fixture {
    fn drop(&mut self) {
        if let Some(folder) = &self.folder {
            let _ = std::fs::remove_dir_all(folder);
        }
    }
}

/// What a request was answered.
pub struct Answered {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

impl Answered {
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.text).unwrap()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

impl Fixture {
    pub fn store(&self) -> &Store {
        &self.house.store
    }

    pub fn act(&self) -> Act {
        self.house.system_act(SLUG)
    }

    pub async fn response(&self, path: &str, headers: &[(&str, &str)]) -> axum::response::Response {
        let mut request = Request::get(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap()
    }

    pub async fn get(&self, path: &str, headers: &[(&str, &str)]) -> Answered {
        let response = self.response(path, headers).await;
        let (status, headers) = (response.status(), response.headers().clone());
        let bytes = response.into_body().collect().await.unwrap().to_bytes();
        Answered { status, headers, text: String::from_utf8(bytes.to_vec()).unwrap() }
    }

    /// A page in a language.
    pub async fn page(&self, path: &str, language: &str) -> Answered {
        self.get(path, &[("accept", "text/html"), ("accept-language", language)]).await
    }

    /// Does a probe, which is counted, and lets two seconds pass.
    pub async fn probe(&self, id: &'static str) {
        let mut act = Act::system("digid", self.house.clock.now(), &self.house.random);
        act.facility = "digid".to_owned();
        let done = self.store().write("proef", &act, async move |tx: &mut Tx| {
            let at = tx.act().at;
            tx.exec("INSERT INTO proef (id, at) VALUES ($1, $2)", &params![id, at]).await?;
            tx.count("digid.authenticaties.totaal", "", 1);
            tx.count("digid.proeven", "", 1);
            tx.record(Entry::new("proef.gedaan", "proef/doen"));
            Ok(())
        });
        done.await.unwrap();
        self.wait(2);
    }

    /// Sends a body as the organisation that compiles the Monitor, which also runs the probe.
    pub async fn post(&self, path: &str, body: &serde_json::Value) -> Answered {
        self.send(path, "application/json", body.to_string()).await
    }

    /// Sends a body of another type as that organisation.
    pub async fn send(&self, path: &str, media_type: &str, body: String) -> Answered {
        let mut request = Request::post(path).header("content-type", media_type);
        request.extensions_mut().unwrap().insert(self.peer());
        let response = self.router.clone().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        let bytes = response.into_body().collect().await.unwrap().to_bytes();
        Answered { status, headers, text: String::from_utf8(bytes.to_vec()).unwrap() }
    }

    /// Reads as that organisation.
    pub async fn read(&self, path: &str) -> serde_json::Value {
        let mut request = Request::get(path);
        request.extensions_mut().unwrap().insert(self.peer());
        let response = self.router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        let bytes = response.into_body().collect().await.unwrap().to_bytes();
        serde_json::from_slice(&bytes).unwrap()
    }

    fn peer(&self) -> web::Peer {
        let act = Act::system(SLUG, self.house.clock.now(), &self.house.random);
        web::Peer::Facility {
            slug: "digid",
            oin: crate::OIN.parse().unwrap(),
            trace: act.trace,
            purpose: None,
        }
    }

    /// Connects that organisation to the Monitor.
    pub async fn connect(&self) {
        let oin: kernel::Oin = crate::OIN.parse().unwrap();
        let organisation = party::Organisation {
            oin: oin.clone(),
            name: "Samensteller".to_owned(),
            kind: "landelijk".to_owned(),
            gemeente_code: None,
            kvk: None,
        };
        self.house.parties.add_organisations(&self.act(), vec![organisation]).await.unwrap();
        let connection = party::Connection {
            id: String::new(),
            oin,
            facility: SLUG.to_owned(),
            purpose: "redactie".to_owned(),
            legal_basis: "proef".to_owned(),
            attributes: std::collections::BTreeSet::new(),
            active_from: self.house.clock.now(),
            active_until: party::Connection::OPEN,
        };
        self.house.parties.connect(&self.act(), connection, None).await.unwrap();
    }

    /// Moves the clock to a moment.
    pub fn at(&self, moment: &str) {
        assert!(self.house.clock.set(moment.parse().unwrap()));
    }

    /// Lets time pass.
    pub fn wait(&self, seconds: i64) {
        let clock = &self.house.clock;
        assert!(clock.set(clock.now().plus_seconds(seconds)));
    }
}

async fn open(name: &'static str, place: Place, keys: PathBuf, folder: Option<PathBuf>) -> Fixture {
    let clock = Clock::fixed("2026-03-02T12:00:00Z".parse::<Moment>().unwrap());
    let settings =
        store::Settings { place, node: "proef".to_owned(), master_key: [7; 32], lanes: 2, tls: None };
    let migrations: Vec<Migration> = [web::MIGRATIONS, party::MIGRATIONS, MIGRATIONS, &[TABLE]].concat();
    let store = Store::open(settings, &migrations, clock, Random::seeded(7)).await.unwrap();
    let house = House::new(store, Settings { keys, ..house_settings() }, &FACILITIES).await.unwrap();
    let running = (FACILITY.start)(Arc::clone(&house)).await.unwrap();
    drop(running);
    let desk = Arc::new(Desk::new(Arc::clone(&house)).unwrap());
    let (router, _) = web::front(&house, vec![routes(&house, &desk)]);
    Fixture { name, house, desk, router, folder }
}

fn house_settings() -> Settings {
    Settings {
        origins: vec!["http://localhost".to_owned()],
        origin_mtls: "https://localhost".to_owned(),
        keys: PathBuf::new(),
        operator_password: "proef".to_owned(),
        mail: None,
        remote: Vec::new(),
        master_key: [7; 32],
        session_idle_seconds: 900,
        session_most_seconds: 28_800,
    }
}

/// Every engine that is there, each with a house.
pub async fn houses() -> Vec<Fixture> {
    let unique = Random::system().hex::<8>();
    let folder = std::env::temp_dir().join(format!("monitor-test-{unique}"));
    std::fs::create_dir_all(&folder).unwrap();
    let mut all =
        vec![open("sqlite", Place::Folder(folder.clone()), folder.join("keys"), Some(folder.clone())).await];
    match std::env::var("STELSEL_TEST_POSTGRES") {
        Ok(url) => {
            let (client, connection) = tokio_postgres::connect(&url, tokio_postgres::NoTls).await.unwrap();
            tokio::spawn(connection);
            let database = format!("monitor_{unique}");
            client.batch_execute(&format!("CREATE DATABASE {database}")).await.unwrap();
            let (server, _) = url.rsplit_once('/').unwrap();
            all.push(
                open(
                    "postgres",
                    Place::Postgres(format!("{server}/{database}")),
                    folder.join("keys-2"),
                    None,
                )
                .await,
            );
        }
        Err(_) => eprintln!("STELSEL_TEST_POSTGRES is not set: PostgreSQL is not tested"),
    }
    all
}

/// A house on SQLite only, for what does not depend on the engine.
pub async fn house() -> Fixture {
    houses().await.swap_remove(0)
}
