//! The engine at work for DigiD: its accounts, its provider, its catalogue, and the keys they need.

use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Weak};
use std::time::Duration;

use kernel::{Clock, Problem};
use login::accounts::Accounts;
use login::oidc::{Provider, ProviderKeys, Settings, Site};
use login::passwords::{Passwords, Settings as Pool};
use login::services::Catalogue;
use trust::RsaSize;
use trust::keys::KeyFolder;
use trust::seal::{MacKey, MasterKey};
use web::House;

use crate::names::{SLUG, WORDS};
use crate::{demo_client, indicators};

/// How long logins and their log are kept: 18 months.
pub const HISTORY_SECONDS: i64 = 548 * 86_400;
/// How long failed attempts are kept; after 24 hours they count no more.
const ATTEMPT_SECONDS: i64 = 2 * 86_400;
/// How often what is over is forgotten.
const TIDY_EVERY: Duration = Duration::from_secs(3_600);

/// DigiD at work.
pub struct Digid {
    /// Accounts.
    pub accounts: Accounts,
    /// The OpenID Connect provider.
    pub provider: Provider,
    /// Services.
    pub catalogue: Catalogue,
    /// The client for whoever builds software.
    pub(crate) demo: demo_client::DemoClient,
    /// Whether MijnOverheid came to the door since the program started, and is connected with the keys that it has now.
    pub(crate) mijnoverheid_connected: AtomicBool,
}

impl Digid {
    /// Reads or makes the keys and opens the engine.
    ///
    /// # Errors
    /// When a key file cannot be used or the keys cannot be made.
    pub async fn open(house: &House) -> Result<Self, Problem> {
        let folder = house.settings.keys.clone();
        let own = folder.clone();
        let (keys, demo) =
            tokio::try_join!(busy(move || keys(&own)), busy(move || demo_client::demo_client(&folder)))?;
        let settings = Settings {
            words: WORDS,
            counting: indicators::counting(),
            keys,
            pseudonyms: secret(house, "digid-pseudonym")?,
        };
        Ok(Self {
            accounts: accounts(house)?,
            provider: Provider::new(house.store.clone(), settings),
            catalogue: Catalogue::new(house.store.clone(), WORDS),
            demo,
            mijnoverheid_connected: AtomicBool::new(false),
        })
    }
}

/// The accounts of DigiD in this house.
///
/// # Errors
/// When the library refuses.
pub fn accounts(house: &House) -> Result<Accounts, Problem> {
    let passwords = Passwords::new(Pool::default(), house.random.clone())?;
    let attempts = secret(house, "digid-attempts")?;
    Ok(Accounts::new(house.store.clone(), passwords, WORDS, SLUG, attempts))
}

/// Under which addresses the provider is reached by who came to `origin`.
#[must_use]
pub fn site(house: &House, origin: &str) -> Site {
    let mutual_tls = Some(house.settings.origin_mtls.clone()).filter(|origin| !origin.is_empty());
    Site { issuer: origin.to_owned(), mutual_tls }
}

/// Forgets what is over, now and every hour, for as long as the facility lives.
pub fn keep_tidy(digid: &Arc<Digid>, house: &House) {
    let (digid, clock): (Weak<Digid>, Clock) = (Arc::downgrade(digid), house.clock.clone());
    tokio::spawn(async move {
        loop {
            let Some(digid) = digid.upgrade() else { return };
            if let Err(problem) = tidy(&digid, &clock).await {
                tracing::warn!(code = problem.code, "digid: what is over could not be forgotten");
            }
            drop(digid);
            tokio::time::sleep(TIDY_EVERY).await;
        }
    });
}

async fn tidy(digid: &Digid, clock: &Clock) -> Result<(), Problem> {
    let now = clock.now();
    digid.provider.forget(now).await?;
    digid.provider.forget_authentications(now.plus_seconds(-HISTORY_SECONDS)).await?;
    digid.accounts.forget_attempts(now.plus_seconds(-ATTEMPT_SECONDS)).await?;
    Ok(())
}

/// A secret of this installation for one use.
fn secret(house: &House, purpose: &str) -> Result<MacKey, Problem> {
    MasterKey::from_bytes(house.settings.master_key).mac(purpose).map_err(failed)
}

fn keys(folder: &Path) -> Result<ProviderKeys, Problem> {
    let folder = KeyFolder::open(folder).map_err(failed)?;
    let read = |name: &str| folder.rsa_key_or_new(name, RsaSize::Bits3072).map_err(failed);
    let (signing, decryption) = (read("digid-oidc-sign.pem")?, read("digid-oidc-decrypt.pem")?);
    ProviderKeys::new(Arc::new(signing)).with_decryption(&decryption).map_err(failed)
}

/// Runs work that takes long on a thread that may be busy.
async fn busy<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    tokio::task::spawn_blocking(work).await.map_err(|_| Problem::internal("digid: making keys stopped"))?
}

fn failed(error: impl std::fmt::Display) -> Problem {
    Problem::internal(format!("digid: {error}"))
}
