//! Who may ask for logins from the first start: MijnOverheid, and a client for who builds software.

use std::sync::atomic::Ordering;

use country::{OrganisationKind, organisations};
use kernel::{Act, Level, Oin, Problem};
use login::oidc::{AuthMethod, Client, ClientRegistration, SubjectType};
use login::services::{Identifier, Service};
use serde_json::{Value, json};
use store::{Entry, Rows, Tx};
use trust::jose::{Jwks, KeyAlgorithm, SignatureAlgorithm};
use trust::keys::KeyFolder;
use web::House;

use crate::digid::Digid;
use crate::{data, indicators, names};

/// `client_id` of MijnOverheid, and its slug.
pub const MIJNOVERHEID_CLIENT: &str = "mijnoverheid";
/// `service_uuid` of MijnOverheid.
pub const MIJNOVERHEID_SERVICE: &str = "3e1a6f0c-9d52-4b7e-8a41-5c0f7d2b9e63";
/// File in the folder of keys in which MijnOverheid leaves its public keys (a JWK set).
pub const MIJNOVERHEID_KEYS: &str = "mijnoverheid-oidc.jwks.json";
/// Where MijnOverheid is sent back to, under each origin of the house.
const MIJNOVERHEID_BACK: &str = "/mijnoverheid/terug";
/// `service_uuid` of the demonstration client.
const DEMO_SERVICE: &str = "b7d4c2e8-1f36-4a95-9c0d-62e8a5f19b74";
/// Why MijnOverheid may have the BSN.
const MIJNOVERHEID_BASIS: &str =
    "Wabb, artikel 10; Besluit verwerking persoonsgegevens generieke digitale infrastructuur";
/// Why the demonstration client may have it.
const DEMO_BASIS: &str = "Wabb, artikel 10 (verzonnen personen)";

/// A service with the one client that asks logins for it.
struct Connection {
    client_id: &'static str,
    service_id: &'static str,
    name: &'static str,
    oin: Oin,
    legal_basis: &'static str,
    redirect_uris: Vec<String>,
    jwks: Value,
}

/// Connects those who are known from the start, as far as they are not connected yet.
///
/// # Errors
/// When a key file cannot be used or the store is unreachable.
pub async fn connect_known(house: &House, digid: &Digid) -> Result<(), Problem> {
    connect_mijnoverheid(house, digid).await?;
    let municipality = organisations().into_iter().find(|one| one.kind == OrganisationKind::Gemeente);
    let Some(municipality) = municipality else { return Ok(()) };
    let demo = &digid.demo;
    let connection = Connection {
        client_id: demo.client_id,
        service_id: DEMO_SERVICE,
        name: "Testdienst",
        oin: municipality.oin,
        legal_basis: DEMO_BASIS,
        redirect_uris: demo.redirect_uris.map(str::to_owned).to_vec(),
        jwks: demo.jwks.clone(),
    };
    connect(house, digid, connection).await
}

/// Connects MijnOverheid when it first comes to the door. Facilities start in any order: at our own start its keys may be missing, or be
/// those of before.
///
/// # Errors
/// As [`connect_known`].
pub async fn connect_visitor(house: &House, digid: &Digid) -> Result<(), Problem> {
    if !digid.mijnoverheid_connected.load(Ordering::Acquire) && connect_mijnoverheid(house, digid).await? {
        digid.mijnoverheid_connected.store(true, Ordering::Release);
    }
    Ok(())
}

/// Connects MijnOverheid if it has left its public keys; whether it had.
async fn connect_mijnoverheid(house: &House, digid: &Digid) -> Result<bool, Problem> {
    let Some(facility) = house.facility(MIJNOVERHEID_CLIENT) else { return Ok(false) };
    let strange = |why: String| Problem::internal(format!("digid: {MIJNOVERHEID_KEYS}: {why}"));
    let folder = KeyFolder::open(&house.settings.keys).map_err(|error| strange(error.to_string()))?;
    let Some(text) = folder.read(MIJNOVERHEID_KEYS).map_err(|error| strange(error.to_string()))? else {
        return Ok(false);
    };
    let connection = Connection {
        client_id: MIJNOVERHEID_CLIENT,
        service_id: MIJNOVERHEID_SERVICE,
        name: "MijnOverheid",
        oin: facility.oin.parse().map_err(|_| strange("the facility has no OIN".to_owned()))?,
        legal_basis: MIJNOVERHEID_BASIS,
        redirect_uris: house.settings.origins.iter().map(|one| format!("{one}{MIJNOVERHEID_BACK}")).collect(),
        jwks: serde_json::from_slice(&text).map_err(|error| strange(error.to_string()))?,
    };
    connect(house, digid, connection).await?;
    Ok(true)
}

/// Puts a connection in the catalogue and the register of clients where it is not or was otherwise, and counts it once.
async fn connect(house: &House, digid: &Digid, connection: Connection) -> Result<(), Problem> {
    let act = house.system_act(names::SLUG);
    let (service, registration) = wanted(&connection, &act);
    let known = digid.catalogue.get(&service.id).await?;
    if known.is_none_or(|known| known != Service { active_from: known.active_from, ..service.clone() }) {
        digid.catalogue.put(&act, service).await?;
    }
    let known = digid.provider.client(connection.client_id).await?;
    let registration = match &known {
        Some(known) => with_addresses_of(known, registration),
        None => registration,
    };
    if known.is_none_or(|known| !is_registered_so(&known, &registration)) {
        digid.provider.register(&act, registration).await?;
    }
    count(house, &act, connection.service_id, connection.oin.to_string()).await
}

/// The most addresses that are kept for one client: as many as the provider takes.
const ADDRESSES_MAX: usize = 20;

/// Each node of one database is reached under addresses of its own: those that another node registered stay, behind those of this one.
fn with_addresses_of(known: &Client, mut registration: ClientRegistration) -> ClientRegistration {
    let own = &registration.redirect_uris;
    if own.iter().all(|one| known.redirect_uris.contains(one)) {
        registration.redirect_uris.clone_from(&known.redirect_uris);
        return registration;
    }
    let others: Vec<String> = known.redirect_uris.iter().filter(|one| !own.contains(one)).cloned().collect();
    registration.redirect_uris.extend(others);
    registration.redirect_uris.truncate(ADDRESSES_MAX);
    registration
}

fn wanted(connection: &Connection, act: &Act) -> (Service, ClientRegistration) {
    let service = Service {
        id: connection.service_id.to_owned(),
        name: connection.name.to_owned(),
        oin: connection.oin.clone(),
        level: Level::Basis,
        identifier: Identifier::Bsn,
        legal_basis: connection.legal_basis.to_owned(),
        active_from: act.at,
        active_until: None,
    };
    let client = ClientRegistration {
        client_id: connection.client_id.to_owned(),
        name: connection.name.to_owned(),
        oin: connection.oin.clone(),
        service: connection.service_id.to_owned(),
        redirect_uris: connection.redirect_uris.clone(),
        jwks: connection.jwks.clone(),
        auth_method: AuthMethod::PrivateKeyJwt,
        subject_type: SubjectType::Bsn,
        legal_basis: Some(connection.legal_basis.to_owned()),
        signing_algorithm: SignatureAlgorithm::Rs256,
        encryption: Some(KeyAlgorithm::RsaOaep),
        level: Level::Basis,
    };
    (service, client)
}

/// Whether a client is registered as it wants to be: keys are replaced and addresses change from one start to the next.
fn is_registered_so(known: &Client, wanted: &ClientRegistration) -> bool {
    let same_keys = Jwks::from_json(wanted.jwks.to_string().as_bytes()).is_ok_and(|jwks| jwks == known.jwks);
    same_keys
        && known.name == wanted.name
        && known.oin == wanted.oin
        && known.service == wanted.service
        && known.redirect_uris == wanted.redirect_uris
        && known.auth_method == wanted.auth_method
        && known.subject_type == wanted.subject_type
        && known.legal_basis == wanted.legal_basis
        && known.signing_algorithm == wanted.signing_algorithm
        && known.encryption == wanted.encryption
        && known.level == wanted.level
}

async fn count(house: &House, act: &Act, service: &'static str, oin: String) -> Result<(), Problem> {
    let counted = house
        .store
        .read(async move |rows: &mut Rows| data::is_counted(rows, indicators::SERVICES, service).await)
        .await?;
    if counted {
        return Ok(());
    }
    house
        .store
        .write("digid/catalogus", act, async move |tx: &mut Tx| {
            let new_service = data::count_once(tx, indicators::SERVICES, service).await?;
            let new_organisation = data::count_once(tx, indicators::ORGANISATIONS, &oin).await?;
            for (indicator, new) in
                [(indicators::SERVICES, new_service), (indicators::ORGANISATIONS, new_organisation)]
            {
                if new {
                    tx.count(indicator, "", 1);
                }
            }
            let details = json!({ "service": service, "oin": oin });
            tx.record(Entry::new(names::CONNECTED, names::ACTIVITY).with(details));
            Ok(())
        })
        .await
}
