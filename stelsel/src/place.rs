//! Opening what the data folder holds: keys, secrets, the store.

use std::path::{Path, PathBuf};

use kernel::{Clock, Random};
use store::{Migration, Place, Settings, Store};
use trust::keys::KeyFolder;
use trust::seal::MasterKey;
use web::Facility;

use crate::catalogue;
use crate::options::Where;

/// The folder of keys.
pub fn keys(place: &Where) -> PathBuf {
    place.keys.clone().unwrap_or_else(|| place.data.join("keys"))
}

/// A secret in the key folder, made when it is not there.
pub fn secret(folder: &KeyFolder, name: &str, random: &Random) -> Result<String, String> {
    let text = |error: trust::keys::KeyError| error.to_string();
    if let Some(bytes) = folder.read(name).map_err(text)? {
        return String::from_utf8(bytes)
            .map(|text| text.trim().to_owned())
            .map_err(|_| format!("{name} is not text"));
    }
    let fresh = random.hex::<12>();
    folder.write_new(name, fresh.as_bytes()).map_err(text)?;
    Ok(fresh)
}

/// All migrations of a house with these facilities.
pub fn migrations(facilities: &[&Facility]) -> Vec<Migration> {
    let engines = [party::MIGRATIONS, web::MIGRATIONS, register::MIGRATIONS];
    let facilities = facilities.iter().map(|facility| facility.migrations);
    engines.into_iter().chain(facilities).flatten().copied().collect()
}

/// 32 bytes derived from the master key for one use.
pub fn derived(folder: &KeyFolder, purpose: &str, random: &Random) -> Result<[u8; 32], String> {
    let master = MasterKey::open_or_create(folder, random).map_err(|error| error.to_string())?;
    let mac = master.mac(purpose).map_err(|error| error.to_string())?;
    Ok(mac.sign(b"stelsel"))
}

/// Opens the store of the data folder.
///
/// # Errors
/// Why it cannot be opened.
pub async fn open(place: &Where, clock: Clock, random: Random) -> Result<Store, String> {
    open_with(place, catalogue::BUILT, clock, random).await
}

/// Opens the store for a command that may run beside the program itself. On PostgreSQL it takes a lane of its own for that; a folder has one user
/// at a time.
///
/// # Errors
/// Why it cannot be opened.
pub async fn open_for_command(place: &Where, clock: Clock, random: Random) -> Result<Store, String> {
    let own = place.store.is_some().then(|| (format!("command-{}", random.hex::<4>()), 1));
    open_as(place, catalogue::BUILT, clock, random, own).await
}

/// As [`open`], for a house with these facilities.
///
/// # Errors
/// Why it cannot be opened.
pub async fn open_with(
    place: &Where,
    facilities: &[&Facility],
    clock: Clock,
    random: Random,
) -> Result<Store, String> {
    open_as(place, facilities, clock, random, None).await
}

/// `own` is the node and its number of lanes, when it is not the one that this folder stands for.
async fn open_as(
    place: &Where,
    facilities: &[&Facility],
    clock: Clock,
    random: Random,
    own: Option<(String, usize)>,
) -> Result<Store, String> {
    let folder = KeyFolder::open(&keys(place)).map_err(|error| error.to_string())?;
    let (node, lanes) = match own {
        Some(own) => own,
        None => (node(&place.data, &random)?, 4),
    };
    let settings = Settings {
        place: match &place.store {
            Some(url) => Place::Postgres(url.clone()),
            None => Place::Folder(place.data.clone()),
        },
        node,
        master_key: derived(&folder, "journal", &random)?,
        lanes,
        tls: None,
    };
    Store::open(settings, &migrations(facilities), clock, random).await.map_err(|error| error.to_string())
}

/// Which node this is: kept in its own data folder, so that it is the same after a restart.
pub fn node(data: &Path, random: &Random) -> Result<String, String> {
    let failed = |error: std::io::Error| format!("{}: {error}", data.display());
    std::fs::create_dir_all(data).map_err(failed)?;
    let file = data.join("node");
    if let Ok(text) = std::fs::read_to_string(&file) {
        return Ok(text.trim().to_owned());
    }
    let fresh = random.hex::<8>();
    std::fs::write(&file, &fresh).map_err(failed)?;
    Ok(fresh)
}
