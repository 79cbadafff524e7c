//! A provider with one service and one client, on each engine, with a clock that stands still until it is moved.

use std::sync::{Arc, LazyLock};

use kernel::{Act, Bsn, Caller, Clock, Level, Moment, Problem, Random};
use login::accounts::{Accounts, Outcome, SeedAccount, Status};
use login::oidc::{
    AuthMethod, AuthorizeDecision, ClientRegistration, OAuthError, Presented, Provider, ProviderKeys,
    Settings, Site, SubjectType, TokenResponse,
};
use login::passwords::{Cost, Passwords, Settings as Pool};
use login::services::{Catalogue, Identifier, Service};
use login::{Authenticated, Counting, Means, Words};
use serde_json::{Value, json};
use store::{Place, Rows, Store};
use trust::jose::{self, Jwk, Jwks, KeyAlgorithm, KeyUse, SignatureAlgorithm, SigningKey, pkce};
use trust::seal::MacKey;
use trust::{RsaKey, RsaSize};

pub const BSN: &str = "999990019";
pub const OTHER_BSN: &str = "999991772";
pub const USERNAME: &str = "JansenP";
pub const PASSWORD: &str = "Geheim-123";
pub const OIN: &str = "00000004003214345000";
pub const OTHER_OIN: &str = "00000004123456789000";
pub const SERVICE: &str = "3f1f6b4e-5b0e-4f43-9d9f-0d6f0b6a2d11";
pub const CLIENT: &str = "mijn-dienst";
pub const REDIRECT: &str = "https://dienst.example/cb";
pub const ISSUER: &str = "https://digid.example";
pub const STATE: &str = "481e9c0c52e751a120fd90f7f4b5a637";
pub const NONCE: &str = "cd567ed4d958042f721a7cdca557c30d";
pub const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

pub const WORDS: Words = Words {
    activity: "digid/inloggen",
    logged_in: "digid.inloggen.gelukt",
    login_refused: "digid.inloggen.mislukt",
    account_created: "digid.account.aangevraagd",
    account_changed: "digid.account.gewijzigd",
    authenticated: "digid.authenticatie",
    grant_refused: "digid.oidc.geweigerd",
    consulted: "digid.oidc.userinfo",
    token_revoked: "digid.oidc.ingetrokken",
    catalogue_changed: "digid.aansluiting.gewijzigd",
};

/// Making RSA keys takes tenths of seconds: all tests share these.
pub struct Keys {
    pub provider: Arc<RsaKey>,
    pub provider_decryption: Arc<RsaKey>,
    pub client: SigningKey,
    pub client_decryption: RsaKey,
    pub foreign: SigningKey,
}

pub static KEYS: LazyLock<Keys> = LazyLock::new(|| {
    let make = || RsaKey::generate(RsaSize::Bits3072).unwrap();
    Keys {
        provider: Arc::new(make()),
        provider_decryption: Arc::new(make()),
        client: SigningKey::rsa(Arc::new(make())),
        client_decryption: make(),
        foreign: SigningKey::rsa(Arc::new(make())),
    }
});

pub struct World {
    pub store: Store,
    pub clock: Clock,
    pub random: Random,
    pub accounts: Accounts,
    pub catalogue: Catalogue,
    pub provider: Provider,
    pub site: Site,
}

/// Runs a check on SQLite, and on PostgreSQL when `STELSEL_TEST_POSTGRES` names a server.
pub fn on_both(name: &str, check: impl AsyncFn(&World)) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let folder = std::env::temp_dir().join(format!("login-{}-{name}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        let world = World::open(Place::Folder(folder.clone())).await;
        check(&world).await;
        drop(world);
        let _ = std::fs::remove_dir_all(&folder);
        let Ok(server) = std::env::var("STELSEL_TEST_POSTGRES") else {
            eprintln!("PostgreSQL skipped: STELSEL_TEST_POSTGRES is not set");
            return;
        };
        let database = format!("login_{}_{name}", std::process::id());
        administer(&server, &format!("CREATE DATABASE {database}")).await;
        let (base, _) = server.rsplit_once('/').unwrap();
        let world = World::open(Place::Postgres(format!("{base}/{database}"))).await;
        check(&world).await;
        drop(world);
        administer(&server, &format!("DROP DATABASE {database} WITH (FORCE)")).await;
    });
}

async fn administer(server: &str, statement: &str) {
    let (client, connection) = tokio_postgres::connect(server, tokio_postgres::NoTls).await.unwrap();
    let driving = tokio::spawn(connection);
    client.batch_execute(statement).await.unwrap();
    drop(client);
    let _ = driving.await;
}

pub fn cheap() -> Pool {
    Pool { cost: Cost { memory_kib: 64, passes: 1, lanes: 1 }, threads: 2, waiting: 64 }
}

pub fn settings(keys: ProviderKeys) -> Settings {
    let counting = Counting::new(|fact| {
        let level = fact.authenticated.level.number().to_string();
        let mut figures =
            vec![("digid.authenticaties.totaal", String::new()), ("digid.authenticaties.niveau", level)];
        if fact.service == SERVICE {
            figures.push(("digid.authenticaties.mijnoverheid", fact.authenticated.means.as_str().to_owned()));
        }
        figures
    });
    Settings { words: WORDS, counting, keys, pseudonyms: MacKey::new(&[7; 32]) }
}

pub fn provider_keys() -> ProviderKeys {
    ProviderKeys::new(Arc::clone(&KEYS.provider)).with_decryption(&KEYS.provider_decryption).unwrap()
}

pub fn client_jwks() -> Value {
    let encryption = Jwk::of_rsa(&KEYS.client_decryption, KeyUse::Encryption, "RSA-OAEP");
    Jwks { keys: vec![KEYS.client.public(None), encryption] }.to_json()
}

pub fn registration() -> ClientRegistration {
    ClientRegistration {
        client_id: CLIENT.into(),
        name: "Mijn dienst".into(),
        oin: OIN.parse().unwrap(),
        service: SERVICE.into(),
        redirect_uris: vec![REDIRECT.into(), "http://127.0.0.1:8080/cb".into()],
        jwks: client_jwks(),
        auth_method: AuthMethod::PrivateKeyJwt,
        subject_type: SubjectType::Bsn,
        legal_basis: Some("Wabb artikel 10".into()),
        signing_algorithm: SignatureAlgorithm::Rs256,
        encryption: Some(KeyAlgorithm::RsaOaep),
        level: Level::Basis,
    }
}

pub fn service() -> Service {
    Service {
        id: SERVICE.into(),
        name: "MijnOverheid".into(),
        oin: OIN.parse().unwrap(),
        level: Level::Basis,
        identifier: Identifier::LegacyBsn,
        legal_basis: "Wabb artikel 10".into(),
        active_from: "2019-01-01".parse().unwrap(),
        active_until: None,
    }
}

pub fn start() -> Moment {
    "2019-11-23T17:36:42Z".parse().unwrap()
}

pub fn pairs(list: &[(&str, &str)]) -> Vec<(String, String)> {
    list.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// The pairs with some replaced (`Some`), added, or left out (`None`).
pub fn changed(list: Vec<(String, String)>, changes: &[(&str, Option<&str>)]) -> Vec<(String, String)> {
    let mut list = list;
    for (name, value) in changes {
        list.retain(|(one, _)| one != name);
        if let Some(value) = value {
            list.push(((*name).to_owned(), (*value).to_owned()));
        }
    }
    list
}

pub fn request() -> Vec<(String, String)> {
    pairs(&[
        ("client_id", CLIENT),
        ("response_type", "code"),
        ("scope", "openid"),
        ("redirect_uri", REDIRECT),
        ("state", STATE),
        ("nonce", NONCE),
        ("code_challenge", &pkce::challenge(VERIFIER)),
        ("code_challenge_method", "S256"),
    ])
}

/// The value of a parameter in the query of an address; the values of these tests need no decoding.
pub fn query<'a>(location: &'a str, name: &str) -> Option<&'a str> {
    let (_, query) = location.split_once('?')?;
    query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))
}

impl World {
    async fn open(place: Place) -> Self {
        let clock = Clock::fixed(start());
        let random = Random::seeded(2019);
        let settings =
            store::Settings { place, node: "test".into(), master_key: [9; 32], lanes: 2, tls: None };
        let store = Store::open(settings, &login::MIGRATIONS, clock.clone(), random.clone()).await.unwrap();
        let passwords = Passwords::new(cheap(), random.clone()).unwrap();
        let accounts = Accounts::new(store.clone(), passwords, WORDS, "digid", MacKey::new(&[5; 32]));
        let catalogue = Catalogue::new(store.clone(), WORDS);
        let provider = Provider::new(store.clone(), self::settings(provider_keys()));
        let site = Site { issuer: ISSUER.into(), mutual_tls: Some("https://was.digid.example".into()) };
        Self { store, clock, random, accounts, catalogue, provider, site }
    }

    pub fn act(&self) -> Act {
        Act { caller: Caller::Anyone, ..Act::system("digid", self.clock.now(), &self.random) }
    }

    pub fn pass(&self, seconds: i64) {
        assert!(self.clock.set(self.clock.now().plus_seconds(seconds)));
    }

    /// An active account with the usual username and password; its id.
    pub async fn jansen(&self) -> String {
        self.person(BSN, USERNAME).await
    }

    pub async fn person(&self, bsn: &str, username: &str) -> String {
        let seed = SeedAccount {
            bsn: bsn.parse().unwrap(),
            username: username.into(),
            password_hash: self.accounts.passwords().hash(PASSWORD).await.unwrap(),
            level: Level::Basis,
            status: Status::Active,
            email: None,
            phone: None,
            created: start(),
            activated: Some(start()),
        };
        self.accounts.bulk_create(&self.act(), vec![seed]).await.unwrap().remove(0)
    }

    pub async fn connected(&self) {
        self.catalogue.put(&self.act(), service()).await.unwrap();
        self.provider.register(&self.act(), registration()).await.unwrap();
    }

    pub async fn log_in(&self, username: &str, password: &str) -> Outcome {
        self.accounts.log_in(&self.act(), username, password).await.unwrap()
    }

    pub fn login(&self, account: &str, level: Level) -> Authenticated {
        Authenticated { account: account.into(), level, means: Means::Password, at: self.clock.now() }
    }

    pub async fn authorize(&self, request: &[(String, String)]) -> AuthorizeDecision {
        self.provider.authorize(&self.site, request, self.clock.now()).await.unwrap()
    }

    /// Asks, logs in at Basis and answers the code.
    pub async fn code(&self, account: &str, request: &[(String, String)]) -> String {
        let AuthorizeDecision::LogIn(pending) = self.authorize(request).await else {
            panic!("not asked to log in")
        };
        let login = self.login(account, Level::Basis);
        let now = self.clock.now();
        let sent =
            self.provider.complete(&self.site, &pending.handle, &login, Some("s-1"), now).await.unwrap();
        assert_eq!(sent.error, None);
        query(&sent.location, "code").unwrap().to_owned()
    }

    pub fn assertion_claims(&self) -> Value {
        let now = self.clock.now().seconds();
        json!({
            "iss": CLIENT, "sub": CLIENT, "aud": ISSUER, "jti": self.random.hex::<16>(), "iat": now, "exp": now + 60,
        })
    }

    pub fn assertion(&self) -> String {
        sign(&KEYS.client, &self.assertion_claims())
    }

    pub fn redemption(&self, code: &str) -> Vec<(String, String)> {
        let list = pairs(&[
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", REDIRECT),
            ("code_verifier", VERIFIER),
        ]);
        self.proven(list)
    }

    pub fn proven(&self, mut list: Vec<(String, String)>) -> Vec<(String, String)> {
        let kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
        list.extend(pairs(&[("client_assertion_type", kind), ("client_assertion", &self.assertion())]));
        list
    }

    pub async fn token(&self, form: &[(String, String)]) -> Result<TokenResponse, OAuthError> {
        self.provider.token(&self.site, form, Presented::default(), &self.act()).await
    }

    /// One number from the store.
    pub async fn number(&self, sql: &'static str) -> i64 {
        let read = async move |rows: &mut Rows| -> Result<i64, Problem> { rows.one(sql, &[]).await?.get(0) };
        self.store.read(read).await.unwrap()
    }

    /// Kinds of all journal entries, in order of lane and place, with their bodies.
    pub async fn journal(&self) -> Vec<(String, String, Value)> {
        let mut all = Vec::new();
        for lane in self.store.journal_lanes().await.unwrap() {
            for entry in self.store.journal_after(lane, 0, 1_000).await.unwrap() {
                all.push((entry.kind, entry.status, entry.body));
            }
        }
        all
    }

    pub async fn journalled(&self, kind: &str) -> Vec<Value> {
        self.journal().await.into_iter().filter(|one| one.0 == kind).map(|one| one.2).collect()
    }
}

pub fn sign(key: &SigningKey, claims: &Value) -> String {
    jose::sign_claims(key, SignatureAlgorithm::Ps256, Some("JWT"), claims).unwrap()
}

pub fn bsn() -> Bsn {
    BSN.parse().unwrap()
}
