//! A home for each test on each engine, and the few acts that the tests share.

use std::panic::{AssertUnwindSafe, resume_unwind};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};

use futures_util::FutureExt;
use kernel::{Act, Clock, Moment, Problem, Random};
use store::{Entry, Migration, Place, Rows, Settings, Store, StoreError, Tx, params};
use tokio_postgres::NoTls;

/// Where the PostgreSQL half runs.
pub const VARIABLE: &str = "STELSEL_TEST_POSTGRES";

/// The tables of the tests.
pub const MIGRATION: Migration = Migration {
    owner: "test",
    name: "0001_test",
    text: "CREATE TABLE thing (id text NOT NULL, n bigint NOT NULL, PRIMARY KEY (id)); -- counted things
        CREATE TABLE sample (
            id text NOT NULL, i bigint, s smallint, d double precision, b boolean, j jsonb, x bytea, t text,
            PRIMARY KEY (id)
        );
        -- clustered
        CREATE TABLE version (valid_to bigint NOT NULL, id text NOT NULL, text text DEFAULT 'a text', PRIMARY KEY (id, valid_to));
        CREATE TABLE child (id text NOT NULL, parent text NOT NULL REFERENCES thing (id) DEFERRABLE INITIALLY DEFERRED, PRIMARY KEY (id));",
};

/// One test's place on one engine.
pub struct Home {
    pub place: Place,
    pub clock: Clock,
}

/// Noon on a day in 2026.
pub fn noon() -> Moment {
    "2026-11-23T11:00:00Z".parse().unwrap()
}

static NEXT: AtomicU64 = AtomicU64::new(0);

impl Home {
    pub fn sqlite() -> Self {
        let name = format!("store-test-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::SeqCst));
        Self { place: Place::Folder(std::env::temp_dir().join(name)), clock: Clock::fixed(noon()) }
    }

    /// A fresh database; `None` when the tests were not told of a server.
    pub async fn postgres() -> Option<Self> {
        let Ok(admin) = std::env::var(VARIABLE) else {
            eprintln!("SKIPPED the PostgreSQL half of this test: {VARIABLE} is not set");
            return None;
        };
        let name = format!("store_test_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::SeqCst));
        run_postgres(&admin, &format!("CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")).await;
        let (server, _) = admin.rsplit_once('/').unwrap();
        Some(Self { place: Place::Postgres(format!("{server}/{name}")), clock: Clock::fixed(noon()) })
    }

    pub fn is_postgres(&self) -> bool {
        matches!(self.place, Place::Postgres(_))
    }

    pub fn settings(&self) -> Settings {
        Settings { place: self.place.clone(), node: "one".into(), master_key: [7; 32], lanes: 4, tls: None }
    }

    pub async fn try_open(&self, settings: Settings) -> Result<Store, StoreError> {
        Store::open(settings, &[MIGRATION], self.clock.clone(), Random::system()).await
    }

    pub async fn open(&self) -> Store {
        self.try_open(self.settings()).await.unwrap()
    }

    /// A store with a single chain, on both engines.
    pub async fn open_one_lane(&self) -> Store {
        self.try_open(Settings { lanes: 1, ..self.settings() }).await.unwrap()
    }

    /// Runs statements behind the store's back.
    pub async fn raw(&self, sql: &str) {
        match &self.place {
            Place::Folder(folder) => {
                let connection = rusqlite::Connection::open(folder.join("main.db")).unwrap();
                connection.execute_batch(sql).unwrap();
            }
            Place::Postgres(url) => run_postgres(url, sql).await,
        }
    }

    /// Everything that is stored, as it is stored. Close the store first.
    pub async fn dump(&self) -> Vec<u8> {
        match &self.place {
            Place::Folder(folder) => {
                let mut bytes = std::fs::read(folder.join("main.db")).unwrap();
                bytes.extend(std::fs::read(folder.join("main.db-wal")).unwrap_or_default());
                bytes
            }
            Place::Postgres(url) => dump_postgres(url).await,
        }
    }

    async fn remove(&self) {
        match &self.place {
            Place::Folder(folder) => {
                let _ = std::fs::remove_dir_all::<PathBuf>(folder.clone());
            }
            Place::Postgres(url) => {
                let (_, name) = url.rsplit_once('/').unwrap();
                let admin = std::env::var(VARIABLE).unwrap();
                run_postgres(&admin, &format!("DROP DATABASE {name} WITH (FORCE)")).await;
            }
        }
    }
}

async fn run_postgres(url: &str, sql: &str) {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.unwrap();
    tokio::spawn(connection);
    client.batch_execute(sql).await.unwrap();
}

async fn dump_postgres(url: &str) -> Vec<u8> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.unwrap();
    tokio::spawn(connection);
    let tables = client
        .query("SELECT tablename::text FROM pg_tables WHERE schemaname = current_schema()", &[])
        .await
        .unwrap();
    let mut bytes = Vec::new();
    for table in &tables {
        let name: String = table.get(0);
        // convert_from would fail on what is no text; the escape format shows printable bytes as they are.
        client.batch_execute("SET bytea_output = 'escape'").await.unwrap();
        let rows = client.query(&format!("SELECT t::text FROM {name} t"), &[]).await.unwrap();
        rows.iter().for_each(|row| bytes.extend(row.get::<_, String>(0).bytes()));
    }
    bytes
}

/// Runs a test on both engines, and leaves nothing behind.
pub fn on_both(test: impl AsyncFn(&Home)) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(4).enable_all().build().unwrap();
    runtime.block_on(async {
        on_one(Home::sqlite(), &test).await;
        if let Some(home) = Home::postgres().await {
            on_one(home, &test).await;
        }
    });
}

/// Runs a test on PostgreSQL only.
pub fn on_postgres(test: impl AsyncFn(&Home)) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(4).enable_all().build().unwrap();
    runtime.block_on(async {
        if let Some(home) = Home::postgres().await {
            on_one(home, &test).await;
        }
    });
}

/// Runs a test on SQLite only.
pub fn on_sqlite(test: impl AsyncFn(&Home)) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(4).enable_all().build().unwrap();
    runtime.block_on(on_one(Home::sqlite(), &test));
}

async fn on_one(home: Home, test: &impl AsyncFn(&Home)) {
    let result = AssertUnwindSafe(test(&home)).catch_unwind().await;
    home.remove().await;
    if let Err(panic) = result {
        eprintln!("failed on {}", if home.is_postgres() { "PostgreSQL" } else { "SQLite" });
        resume_unwind(panic);
    }
}

/// An act of the test facility at the store's moment.
pub fn act(store: &Store) -> Act {
    Act::system("proef", store.clock().now(), store.random())
}

/// An entry as the tests write it.
pub fn entry() -> Entry {
    Entry::new("proef.gedaan", "proef/verwerking")
}

/// Puts a thing down, records it and counts it.
pub async fn put(store: &Store, id: &str, n: i64) -> Result<(), Problem> {
    let id = id.to_owned();
    store
        .write("things", &act(store), async move |tx: &mut Tx| {
            tx.exec("INSERT INTO thing (id, n) VALUES ($1, $2)", &params![&id, n]).await?;
            tx.record(entry());
            tx.count("proef.dingen", "", 1);
            Ok(())
        })
        .await
}

/// A single number that a statement answers.
pub async fn number(store: &Store, sql: &'static str) -> i64 {
    store.read(async move |rows: &mut Rows| rows.one(sql, &[]).await?.get(0)).await.unwrap()
}

/// All things, by id.
pub async fn things(store: &Store) -> Vec<(String, i64)> {
    store
        .read(async |rows: &mut Rows| {
            let found = rows.all("SELECT id, n FROM thing ORDER BY id", &[]).await?;
            found.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
        })
        .await
        .unwrap()
}

/// The faults in the chains.
pub async fn faults(store: &Store) -> Vec<String> {
    store.verify_journal(|_| {}).await.unwrap().faults
}
