//! `stelsel up`: everything from an empty folder to open ports.

use std::collections::HashMap;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use kernel::{Clock, Moment, Oin, Random};
use message::{Mailer, Worker};
use pkioverheid::authority::{Pki, file_name};
use serde::Serialize;
use tokio::sync::watch;
use trust::keys::KeyFolder;
use trust::tls::Identity;
use web::{Calls, Facility, House, Settings, Tls};

use crate::first_start::{self, Made};
use crate::journal::{self, SealKey};
use crate::options::Up;
use crate::{catalogue, front, place, summary};

/// A browser session may idle this long.
const IDLE_SECONDS: i64 = 15 * 60;
/// How often it is looked at whether the chains of the journal are to be sealed.
const SEAL_LOOK_SECONDS: u64 = 60;
/// A browser session may last this long.
const MOST_SECONDS: i64 = 12 * 3600;

/// Somebody to log in as.
#[derive(Debug, Clone, Serialize)]
pub struct Person {
    /// Full name.
    pub name: String,
    /// Username of the DigiD.
    pub username: String,
    /// Password of the DigiD.
    pub password: String,
    /// Citizen service number, invented.
    pub bsn: String,
}

/// An organisation to call as.
#[derive(Debug, Clone, Serialize)]
pub struct Holder {
    /// Name.
    pub name: String,
    /// OIN.
    pub oin: String,
    /// File with its certificate.
    pub certificate: String,
    /// File with its key.
    pub key: String,
}

/// Where everything is, once it is open.
#[derive(Debug, Clone, Serialize)]
pub struct Ready {
    /// Always true.
    pub ready: bool,
    /// Pages and open interfaces.
    pub public: String,
    /// The same over TLS.
    pub public_tls: String,
    /// For organisations.
    pub mtls: String,
    /// File with the root certificate to trust.
    pub ca: String,
    /// File with a small PDF to send.
    pub pdf: String,
    /// Three people.
    pub people: Vec<Person>,
    /// Three organisations.
    pub organisations: Vec<Holder>,
    /// Code (table 33) of the municipality of the walk.
    pub municipality: String,
    /// What the country was made from.
    pub country: Made,
    /// A client of the OpenID Connect provider for who builds software.
    pub oidc_client: Option<serde_json::Value>,
}

impl Ready {
    /// An empty one, for a house that opens no ports.
    #[must_use]
    pub fn for_tests() -> Self {
        let none = String::new;
        let person = Person { name: none(), username: none(), password: none(), bsn: none() };
        let holder = Holder { name: none(), oin: none(), certificate: none(), key: none() };
        Self {
            ready: true,
            public: none(),
            public_tls: none(),
            mtls: none(),
            ca: none(),
            pdf: none(),
            people: vec![person],
            organisations: vec![holder],
            municipality: none(),
            country: Made { seed: 0, people: 0, today: 0 },
            oidc_client: None,
        }
    }
}

fn text(error: impl std::fmt::Display) -> String {
    error.to_string()
}

/// Serves until told to stop.
pub async fn up(options: Up) -> Result<ExitCode, String> {
    let clock = clock(&options.clock)?;
    let random = Random::system();
    let data = options.place.data.clone();
    first_start::clean_up(&data, options.place.store.is_none())?;
    let keys = place::keys(&options.place);
    let folder = KeyFolder::open(&keys).map_err(text)?;
    let origins = origins(&options);
    let theme = options.theme.as_deref().map(web::Theme::read).transpose()?;
    let origin = origins.first().cloned().unwrap_or_default();
    let (made, seal_key) =
        futures_util::future::join(make_authority(&keys, origin, &clock, &random), make_seal_key(&keys))
            .await;
    made?;
    let seal_key = seal_key?;
    let settings = Settings {
        origin_mtls: format!("https://localhost:{}", options.listen_mtls.port()),
        operator_password: place::secret(&folder, "operator-password", &random)?,
        mail: options.mail.clone().map(|server| (server, options.mail_from.clone())),
        remote: remotes(&options)?,
        master_key: place::derived(&folder, "house", &random)?,
        session_idle_seconds: IDLE_SECONDS,
        session_most_seconds: MOST_SECONDS,
        origins,
        keys,
    };
    let store = place::open(&options.place, clock, random).await?;
    let facilities = chosen(&options)?;
    let house = House::with_theme(store, settings, facilities, theme).await.map_err(text)?;
    house.keep(Arc::new(seal_key));
    let pki = Arc::new(Pki::open(&house.settings.keys, &house.settings.origins).map_err(text)?);
    open(house, pki, options).await
}

fn clock(wanted: &str) -> Result<Clock, String> {
    if wanted == "now" {
        return Ok(Clock::real());
    }
    let from: Moment = wanted.parse().map_err(|error| format!("--clock {wanted} {error}"))?;
    Ok(Clock::played(from, 1))
}

/// The origins under which the public port is reached, the one to show first.
fn origins(options: &Up) -> Vec<String> {
    let port = options.listen.port();
    let host = options.listen.ip();
    let mut all: Vec<String> = ["http", "https"]
        .iter()
        .flat_map(|scheme| {
            [
                format!("{scheme}://localhost:{port}"),
                format!("{scheme}://127.0.0.1:{port}"),
                format!("{scheme}://{host}:{port}"),
            ]
        })
        .collect();
    all.extend(options.public_url.iter().map(|url| url.trim_end_matches('/').to_owned()));
    all.extend([
        format!("https://localhost:{}", options.listen_mtls.port()),
        format!("https://127.0.0.1:{}", options.listen_mtls.port()),
    ]);
    let mut seen = std::collections::HashSet::new();
    all.retain(|one| seen.insert(one.clone()));
    all
}

fn remotes(options: &Up) -> Result<Vec<(String, String)>, String> {
    let pair = |text: &String| {
        text.split_once('=')
            .filter(|(_, origin)| origin.starts_with("https://"))
            .map(|(slug, origin)| (slug.to_owned(), origin.trim_end_matches('/').to_owned()))
            .ok_or_else(|| format!("--remote {text} must be SLUG=https://host:port"))
    };
    options.remote.iter().map(pair).collect()
}

/// The facilities to run here.
fn chosen(options: &Up) -> Result<&'static [&'static Facility], String> {
    if options.only.is_empty() {
        return Ok(catalogue::BUILT);
    }
    if let Some(unknown) =
        options.only.iter().find(|slug| !catalogue::BUILT.iter().any(|one| one.slug == **slug))
    {
        return Err(format!("--only {unknown}: there is no such facility here"));
    }
    let some: Vec<_> = catalogue::BUILT
        .iter()
        .copied()
        .filter(|one| options.only.iter().any(|slug| slug == one.slug))
        .collect();
    Ok(Vec::leak(some))
}

async fn make_authority(
    keys: &std::path::Path,
    origin: String,
    clock: &Clock,
    random: &Random,
) -> Result<(), String> {
    if keys.join("authority").exists() {
        return Ok(());
    }
    let bar = summary::bar("keys of the authorities", None);
    let (keys, now, random) = (keys.to_owned(), clock.now(), random.clone());
    tokio::task::spawn_blocking(move || Pki::create(&keys, &origin, now, &random))
        .await
        .map_err(text)?
        .map_err(text)?;
    bar.finish_and_clear();
    Ok(())
}

/// The key of the seals over all chains: made before a second node can take a copy of the key folder.
async fn make_seal_key(keys: &std::path::Path) -> Result<SealKey, String> {
    let keys = keys.to_owned();
    tokio::task::spawn_blocking(move || journal::seal_key(&keys)).await.map_err(text)?
}

async fn open(house: Arc<House>, pki: Arc<Pki>, options: Up) -> Result<ExitCode, String> {
    let (mut all_routes, mut topics) = start(&house).await?;
    all_routes.push(front::routes(&house));
    if let Some((server, from)) = &house.settings.mail {
        topics.push(Mailer::new(server, from, house.clock.clone())?.topic());
    }
    let made = country_of(&house, &pki, &options).await?;
    let (router, _) = web::front(&house, all_routes);
    let worker = Worker::new(house.store.clone(), topics);
    house.open_doors(
        Calls::new(router.clone(), clients(&house, &pki).await?, house.settings.remote.clone()),
        worker.clone(),
    );
    let (stop, stopping) = watch::channel(false);
    let public_tls = Tls::new(tls(&house, &pki, false).await?);
    let mutual_tls = Tls::new(tls(&house, &pki, true).await?);
    let failed = |what: &str| {
        let what = what.to_owned();
        move |error: std::io::Error| format!("{what} cannot be opened: {error}")
    };
    let public = web::listen(options.listen, router.clone(), public_tls.clone(), true, stopping.clone())
        .await
        .map_err(failed("the public port"))?;
    let mutual = web::listen(options.listen_mtls, router, mutual_tls.clone(), false, stopping)
        .await
        .map_err(failed("the port for organisations"))?;
    let ready = ready(&house, &pki, made, &options).map_err(text)?;
    house.keep(Arc::new(ready.clone()));
    let mut tasks = worker.start();
    tasks.push(tokio::spawn(keep_up(
        Arc::clone(&house),
        Arc::clone(&pki),
        mutual_tls,
        options.place.data.clone(),
    )));
    show(&house, &ready, options.json);
    wait_for_stop().await;
    let _ = stop.send(true);
    tasks.iter().for_each(tokio::task::JoinHandle::abort);
    let _ = tokio::time::timeout(Duration::from_secs(5), public.task).await;
    let _ = tokio::time::timeout(Duration::from_secs(5), mutual.task).await;
    house.store.clone().close();
    Ok(ExitCode::SUCCESS)
}

/// Starts all facilities, side by side: some make keys, which takes time.
async fn start(house: &Arc<House>) -> Result<(Vec<web::Routes>, Vec<message::Topic>), String> {
    if house.facility(mijnoverheid::SLUG).is_some() {
        // DigiD registers MijnOverheid by these keys, so they must be there before it looks.
        let keys = house.settings.keys.clone();
        let made = tokio::task::spawn_blocking(move || mijnoverheid::oidc::client_jwks(&keys).map(drop));
        made.await.map_err(text)?.map_err(|problem| problem.detail)?;
    }
    let all =
        futures_util::future::join_all(house.facilities.iter().map(|one| (one.start)(Arc::clone(house))))
            .await;
    let (mut routes, mut topics) = (Vec::new(), Vec::new());
    for (facility, running) in house.facilities.iter().zip(all) {
        let running = running.map_err(|problem| format!("{}: {}", facility.slug, problem.detail))?;
        routes.push(running.routes);
        topics.extend(running.topics);
    }
    Ok((routes, topics))
}

/// Fills the house on its first start; answers what its country was made from.
async fn country_of(house: &Arc<House>, pki: &Pki, options: &Up) -> Result<Made, String> {
    let state = web::state::read(&house.store, "country").await.map_err(text)?;
    if let Some(made) = state.and_then(|value| serde_json::from_value(value).ok()) {
        return Ok(made);
    }
    let made = Made { seed: options.seed, people: options.people, today: house.clock.today().number() };
    let mark = first_start::unfinished(&options.place.data);
    std::fs::write(&mark, "").map_err(text)?;
    let mut hosts = vec!["localhost".to_owned(), "127.0.0.1".to_owned(), "::1".to_owned()];
    hosts.extend(options.public_url.iter().filter_map(|url| host_of(url)));
    first_start::fill(house, pki, made, hosts)
        .await
        .map_err(|problem| format!("the first start failed: {problem}"))?;
    std::fs::remove_file(&mark).map_err(text)?;
    Ok(made)
}

fn host_of(url: &str) -> Option<String> {
    let host = url.split_once("://")?.1.split(['/', ':']).next()?;
    (host != "localhost" && host.parse::<std::net::IpAddr>().is_err()).then(|| host.to_owned())
}

/// TLS settings of a port; `asks` is whether it asks for client certificates, revoked ones being refused in the handshake.
async fn tls(house: &House, pki: &Pki, asks: bool) -> Result<Arc<rustls::ServerConfig>, String> {
    let server =
        pki.read("server").map_err(text)?.ok_or("the server's certificate is missing from the key folder")?;
    let (roots, lists) = if asks {
        let lists = pki.lists(house).await.map_err(text)?;
        (vec![pki.root().to_vec()], lists.into_iter().map(|(_, list)| list).collect())
    } else {
        (Vec::new(), Vec::new())
    };
    let identity = Identity { chain: &server.chain, key_pkcs8: &server.key };
    trust::tls::server_config(identity, &roots, &lists, false, &house.clock).map_err(text)
}

/// The settings with which each facility's organisation calls other nodes; none when all facilities run here.
async fn clients(house: &House, pki: &Pki) -> Result<HashMap<Oin, Arc<rustls::ClientConfig>>, String> {
    let mut clients = HashMap::new();
    if house.settings.remote.is_empty() {
        return Ok(clients);
    }
    for facility in house.facilities {
        let oin: Oin = facility.oin.parse().map_err(text)?;
        let issued = first_start::facility_certificate(house, pki, &oin).await.map_err(text)?;
        let identity = Identity { chain: &issued.chain, key_pkcs8: &issued.key };
        let config = trust::tls::client_config(&[pki.root().to_vec()], &[], Some(identity), &house.clock)
            .map_err(text)?;
        clients.insert(oin, config);
    }
    Ok(clients)
}

/// What must be looked after for as long as the program runs: the directory, revocation lists, leases, old keys and sessions.
async fn keep_up(house: Arc<House>, pki: Arc<Pki>, mutual: Tls, data: std::path::PathBuf) {
    let node = place::node(&data, &house.random).unwrap_or_default();
    let mut listed = house.parties.version();
    let mut seconds: u64 = 0;
    loop {
        tokio::time::sleep(Duration::from_secs(1)).await;
        seconds += 1;
        if let Err(problem) = house.parties.refresh().await {
            tracing::warn!(code = problem.code, "the directory could not be read");
        }
        if house.parties.version() != listed || seconds.is_multiple_of(3600) {
            match tls(&house, &pki, true).await {
                Ok(config) => {
                    listed = house.parties.version();
                    web::reload_tls(&mutual, config);
                }
                Err(error) => tracing::error!(error, "the revocation lists could not be renewed"),
            }
        }
        let _ = house.store.refresh_subjects().await;
        if seconds.is_multiple_of(20) {
            let _ = house.store.renew_lanes(&node).await;
        }
        // The first one soon after the start; the store knows when the next is due.
        if seconds % SEAL_LOOK_SECONDS == 1 {
            seal(&house).await;
        }
        if seconds.is_multiple_of(3600) {
            let now = house.clock.now();
            let _ = house.store.forget_keys(now.plus_seconds(-14 * 86_400)).await;
            let _ = house.sessions.forget(now.plus_seconds(-MOST_SECONDS)).await;
        }
    }
}

/// Seals all chains at once when an hour went by since that was done last, by this node or another.
async fn seal(house: &House) {
    let Ok(key) = house.kept::<SealKey>() else { return };
    if let Err(problem) = journal::seal(&house.store, &key).await {
        tracing::error!(code = problem.code, "the chains of the journal could not be sealed");
    }
}

fn ready(house: &House, pki: &Pki, made: Made, options: &Up) -> Result<Ready, kernel::Problem> {
    let data = std::path::absolute(&options.place.data).unwrap_or_else(|_| options.place.data.clone());
    let (ca, pdf) = (data.join("root.pem"), data.join("voorbeeld.pdf"));
    pki.write_root(&ca)?;
    std::fs::write(&pdf, include_bytes!("../voorbeeld.pdf"))
        .map_err(|error| kernel::Problem::internal(error.to_string()))?;
    let spec = made.spec();
    let people = country::demo_people(spec)
        .iter()
        .map(|one| Person {
            name: full_name(&one.person.naam),
            username: digid::username_of(&one.person),
            password: digid::TEST_PASSWORD.to_owned(),
            bsn: one.person.burgerservicenummer.to_string(),
        })
        .collect();
    let mut organisations = Vec::new();
    let examples = first_start::examples(house, spec);
    let municipality = examples.first().and_then(|one| one.gemeente_code.clone()).unwrap_or_default();
    for one in examples {
        if let Some(issued) = pki.read(&file_name(&one.oin, 0))? {
            organisations.push(Holder {
                name: one.name.clone(),
                oin: one.oin.to_string(),
                certificate: std::path::absolute(&issued.certificate_path)
                    .unwrap_or(issued.certificate_path)
                    .display()
                    .to_string(),
                key: std::path::absolute(&issued.key_path).unwrap_or(issued.key_path).display().to_string(),
            });
        }
    }
    Ok(Ready {
        ready: true,
        public: format!("http://localhost:{}", options.listen.port()),
        public_tls: format!("https://localhost:{}", options.listen.port()),
        mtls: format!("https://localhost:{}", options.listen_mtls.port()),
        ca: ca.display().to_string(),
        pdf: pdf.display().to_string(),
        people,
        organisations,
        municipality,
        country: made,
        oidc_client: demo_client(house)?,
    })
}

/// The client for who builds software, when DigiD runs here.
fn demo_client(house: &House) -> Result<Option<serde_json::Value>, kernel::Problem> {
    if house.facility("digid").is_none() {
        return Ok(None);
    }
    let client = digid::demo_client(&house.settings.keys)?;
    let path = std::path::absolute(&client.private_keys).unwrap_or(client.private_keys);
    Ok(Some(serde_json::json!({
        "client_id": client.client_id, "redirect_uri": client.redirect_uris[0], "jwk_path": path.display().to_string(),
    })))
}

fn full_name(name: &country::Naam) -> String {
    let parts = [name.voornamen.as_deref(), name.voorvoegsel, Some(name.geslachtsnaam.as_str())];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

fn show(house: &House, ready: &Ready, as_json: bool) {
    if as_json {
        summary::say(&serde_json::to_string(ready).unwrap_or_default());
        return;
    }
    summary::say(&format!(
        "\nStelsel is open: {}   (an independent rebuild with invented people, to test with)\n",
        ready.public
    ));
    summary::say(&format!("  for organisations, with a certificate   {}", ready.mtls));
    summary::say(&format!("  root certificate to trust               {}", ready.ca));
    summary::say(&format!(
        "  password of the operator's console      {}\n",
        house.settings.keys.join("operator-password").display()
    ));
    summary::say("People to log in as (username, password):");
    for one in &ready.people {
        summary::say(&format!("  {:<40} {:<24} {}", one.name, one.username, one.password));
    }
    summary::say("\nOrganisations to call as (certificate and key):");
    for one in &ready.organisations {
        summary::say(&format!("  {}  {}\n    {}\n    {}", one.oin, one.name, one.certificate, one.key));
    }
    summary::say("\nStop with Ctrl-C.");
}

async fn wait_for_stop() {
    let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()).ok();
    let terminated = async {
        match terminate.as_mut() {
            Some(signal) => {
                signal.recv().await;
            }
            None => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        () = terminated => {}
    }
}
