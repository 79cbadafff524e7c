//! A BRP with a few hundred people for each test: on SQLite in a new folder, and on PostgreSQL in a new database when
//! `STELSEL_TEST_POSTGRES` names one.

use std::collections::BTreeSet;
use std::path::PathBuf;

use brp::register_event::Bronhouder;
use country::{CountrySpec, OrganisationKind, Person, country, organisations};
use kernel::{Act, Caller, Channel, Clock, Day, Moment, Oin, Random};
use store::{Place, Settings, Store};

/// How many people live in the register of the tests.
pub const PEOPLE: usize = 300;

/// A register, with the clock that it goes by; its folder is removed afterwards.
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

pub fn people(count: usize) -> Vec<Person> {
    let today = Day::from_number(20_191_231).unwrap();
    country(CountrySpec { seed: 1, people: count, today }).flat_map(|household| household.members).collect()
}

/// Somebody alive, without a complication that a test would stumble over.
pub fn somebody() -> Person {
    people(PEOPLE).into_iter().find(|person| person.is_alive() && person.ouders.len() == 2).unwrap()
}

pub fn attributes(list: &str) -> BTreeSet<String> {
    list.split_whitespace().map(str::to_owned).collect()
}

/// The organisation of a municipality.
pub fn gemeente(code: &str) -> Oin {
    let found = organisations()
        .into_iter()
        .find(|one| one.kind == OrganisationKind::Gemeente && one.gemeente_code == Some(code));
    found.unwrap().oin
}

/// A call by an organisation under a connection.
pub fn call(fixture: &Fixture, oin: &Oin) -> Act {
    Act {
        caller: Caller::Organisation(oin.clone()),
        purpose: Some("bijhouding".to_owned()),
        channel: Channel::Api,
        ..Act::system("brp", fixture.clock.now(), fixture.store.random())
    }
}

pub fn bronhouder(code: &str, key: Option<&str>) -> Bronhouder {
    Bronhouder {
        oin: gemeente(code),
        attributes: attributes(&format!("gemeenteCode:{code}")),
        idempotency_key: key.map(str::to_owned),
        expected: None,
    }
}

pub async fn fill(fixture: &Fixture, people: Vec<Person>) -> u64 {
    let act = Act::system("brp", fixture.clock.now(), fixture.store.random());
    brp::seed::seed(&fixture.store, &act, people.into_iter(), &|_| {}).await.unwrap()
}

async fn open(name: &'static str, place: Place, folder: Option<PathBuf>, people: usize) -> Fixture {
    let clock = Clock::fixed("2020-01-15T12:00:00Z".parse::<Moment>().unwrap());
    let settings = Settings { place, node: "proef".to_owned(), master_key: [7; 32], lanes: 4, tls: None };
    let migrations: Vec<_> = [register::MIGRATIONS, brp::data::MIGRATIONS].concat();
    let store = Store::open(settings, &migrations, clock.clone(), Random::system()).await.unwrap();
    let fixture = Fixture { name, store, clock, folder };
    fill(&fixture, self::people(people)).await;
    fixture
}

/// Every engine that is there, each with an own register of `people`.
pub async fn registers(people: usize) -> Vec<Fixture> {
    let unique = Random::system().hex::<8>();
    let folder = std::env::temp_dir().join(format!("brp-test-{unique}"));
    std::fs::create_dir_all(&folder).unwrap();
    let mut all = vec![open("sqlite", Place::Folder(folder.clone()), Some(folder), people).await];
    match std::env::var("STELSEL_TEST_POSTGRES") {
        Ok(url) => {
            let (client, connection) = tokio_postgres::connect(&url, tokio_postgres::NoTls).await.unwrap();
            tokio::spawn(connection);
            let database = format!("brp_{unique}");
            client.batch_execute(&format!("CREATE DATABASE {database}")).await.unwrap();
            let (server, _) = url.rsplit_once('/').unwrap();
            let place = Place::Postgres(format!("{server}/{database}"));
            all.push(open("postgres", place, None, people).await);
        }
        Err(_) => eprintln!("STELSEL_TEST_POSTGRES is not set: PostgreSQL is not tested"),
    }
    all
}
