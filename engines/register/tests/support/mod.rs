//! A store of its own for each test: SQLite in a new folder, and PostgreSQL in a new database when `STELSEL_TEST_POSTGRES` names one.

use std::path::PathBuf;

use kernel::{Act, Clock, Moment, Oin, PartialDate, Random};
use register::{Event, Occurred, SourceDocument};
use store::{Entry, Migration, Place, Settings, Store};

register::object_type! {
    /// The object type of the tests.
    pub PERSOON,
    register: "proef", name: "persoon", table: "proef_deel",
    searched: [("bsn", "01", "/bsn"), ("n", "09", "/n")]
}

const TABLE: Migration = Migration {
    owner: "proef",
    name: "0001_proef",
    text: "-- clustered
        CREATE TABLE proef_deel (
            root text NOT NULL, part text NOT NULL, reg_to bigint NOT NULL, valid_from bigint NOT NULL,
            valid_to bigint NOT NULL, reg_from bigint NOT NULL, ver bigint NOT NULL, event text NOT NULL,
            onjuist bigint NOT NULL, bsn text, n bigint, doc jsonb NOT NULL,
            PRIMARY KEY (root, part, reg_to, valid_from)
        );
        CREATE INDEX proef_deel_bsn ON proef_deel (bsn) WHERE reg_to = 9223372036854775807 AND bsn IS NOT NULL;",
};

/// A store, with the clock that it goes by; its folder is removed afterwards.
pub struct Fixture {
    pub name: &'static str,
    pub store: Store,
    pub clock: Clock,
    folder: Option<PathBuf>,
}

impl Drop for Fixture {
    fn drop(&mut self) {
        if let Some(folder) = &self.folder {
            let _ = std::fs::remove_dir_all(folder);
        }
    }
}

pub fn act(store: &Store) -> Act {
    Act::system("proef", store.clock().now(), store.random())
}

pub fn entry() -> Entry {
    Entry::new("proef.geregistreerd", "proef/bijhouding")
}

pub fn event(id: &str) -> Event {
    Event {
        id: id.to_owned(),
        kind: "proefgebeurtenis".to_owned(),
        occurred: Occurred::On("20190500".parse::<PartialDate>().unwrap()),
        holder: "00000001003214345000".parse::<Oin>().unwrap(),
        document: SourceDocument {
            soort: "akte".to_owned(),
            identificatie: "3AA0001".to_owned(),
            datum: "20190501".parse::<PartialDate>().unwrap(),
            organisatie: "0363".to_owned(),
        },
    }
}

async fn open(name: &'static str, place: Place, folder: Option<PathBuf>) -> Fixture {
    let clock = Clock::fixed("2026-01-01T12:00:00Z".parse::<Moment>().unwrap());
    let settings = Settings { place, node: "proef".to_owned(), master_key: [7; 32], lanes: 4, tls: None };
    let store = Store::open(settings, &[register::MIGRATIONS[0], TABLE], clock.clone(), Random::system())
        .await
        .unwrap();
    Fixture { name, store, clock, folder }
}

/// Every engine that is there, each with an empty store.
pub async fn engines() -> Vec<Fixture> {
    let unique = Random::system().hex::<8>();
    let folder = std::env::temp_dir().join(format!("register-test-{unique}"));
    std::fs::create_dir_all(&folder).unwrap();
    let mut all = vec![open("sqlite", Place::Folder(folder.clone()), Some(folder)).await];
    match std::env::var("STELSEL_TEST_POSTGRES") {
        Ok(url) => {
            let (client, connection) = tokio_postgres::connect(&url, tokio_postgres::NoTls).await.unwrap();
            tokio::spawn(connection);
            let database = format!("register_{unique}");
            client.batch_execute(&format!("CREATE DATABASE {database}")).await.unwrap();
            let (server, _) = url.rsplit_once('/').unwrap();
            all.push(open("postgres", Place::Postgres(format!("{server}/{database}")), None).await);
        }
        Err(_) => eprintln!("STELSEL_TEST_POSTGRES is not set: PostgreSQL is not tested"),
    }
    all
}
