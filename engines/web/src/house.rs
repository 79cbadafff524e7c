//! The house: what every facility is given.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use indicator::{Catalogue, Live};
use kernel::{Act, Clock, Problem, Random};
use message::Worker;
use party::Parties;
use store::Store;

use crate::{Assets, Calls, Facility, Pages, Sessions, Theme};

/// Settings that faces need.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Origins under which the public port is reached, without a slash at the end; the first is the one to show.
    pub origins: Vec<String>,
    /// Origin of the port for organisations.
    pub origin_mtls: String,
    /// Folder with keys and certificates.
    pub keys: PathBuf,
    /// Password of the operator's console.
    pub operator_password: String,
    /// E-mail server (`HOST:PORT`) and sender for notices, when configured.
    pub mail: Option<(String, String)>,
    /// Facilities that run elsewhere: slug and origin (`https://host:port`).
    pub remote: Vec<(String, String)>,
    /// 32 secret bytes of this installation.
    pub master_key: [u8; 32],
    /// Seconds a browser session may be idle.
    pub session_idle_seconds: i64,
    /// Seconds a browser session may last.
    pub session_most_seconds: i64,
}

/// What every facility is given. Held once, behind an [`Arc`].
pub struct House {
    /// Rows, journal, queue, blobs.
    pub store: Store,
    /// The injected clock.
    pub clock: Clock,
    /// The injected randomness.
    pub random: Random,
    /// Who there is and what each may do.
    pub parties: Parties,
    /// Counts and recounts.
    pub live: Live,
    /// Templates.
    pub pages: Pages,
    /// Stylesheet and pictures.
    pub assets: Arc<Assets>,
    /// Logged-in browsers.
    pub sessions: Sessions,
    /// Settings.
    pub settings: Settings,
    /// All facilities that run here.
    pub facilities: &'static [&'static Facility],
    /// Set once all facilities have started.
    pub(crate) calls: OnceLock<Calls>,
    /// Set once all facilities have started.
    pub(crate) worker: OnceLock<Worker>,
    /// What facilities keep between requests, by type.
    kept: RwLock<HashMap<TypeId, Arc<dyn Any + Send + Sync>>>,
}

impl House {
    /// Puts the house together over an open store.
    ///
    /// # Errors
    /// When the store is unreachable, an indicator is defined twice, or a template is wrong.
    pub async fn new(
        store: Store,
        settings: Settings,
        facilities: &'static [&'static Facility],
    ) -> Result<Arc<Self>, Problem> {
        Self::with_theme(store, settings, facilities, None).await
    }

    /// As [`House::new`], with the theme of an organisation over the built-in stylesheet.
    ///
    /// # Errors
    /// As [`House::new`].
    pub async fn with_theme(
        store: Store,
        settings: Settings,
        facilities: &'static [&'static Facility],
        theme: Option<Theme>,
    ) -> Result<Arc<Self>, Problem> {
        let indicators = facilities.iter().flat_map(|facility| facility.indicators.iter().copied());
        let catalogue = Catalogue::new(indicators).map_err(Problem::internal)?;
        let assets = Assets::built_in();
        let assets = Arc::new(match &theme {
            Some(theme) => assets.with_theme(theme),
            None => assets,
        });
        let templates = facilities.iter().flat_map(|facility| facility.templates.iter().copied());
        Ok(Arc::new(Self {
            clock: store.clock().clone(),
            random: store.random().clone(),
            parties: Parties::open(store.clone()).await?,
            live: Live::new(store.clone(), Arc::new(catalogue)),
            pages: Pages::new(templates, Arc::clone(&assets), theme.as_ref())?,
            assets,
            sessions: Sessions::new(
                store.clone(),
                settings.session_idle_seconds,
                settings.session_most_seconds,
            ),
            settings,
            facilities,
            store,
            calls: OnceLock::new(),
            worker: OnceLock::new(),
            kept: RwLock::default(),
        }))
    }

    /// Opens the doors between facilities, once all have started.
    pub fn open_doors(&self, calls: Calls, worker: Worker) {
        let _ = self.calls.set(calls);
        let _ = self.worker.set(worker);
    }

    /// Keeps something of a facility's own (keys, a pool) for its handlers; one value of each type.
    pub fn keep<T: Any + Send + Sync>(&self, value: Arc<T>) {
        self.kept.write().unwrap_or_else(PoisonError::into_inner).insert(TypeId::of::<T>(), value);
    }

    /// What was kept under this type.
    ///
    /// # Errors
    /// 500 when nothing was: a handler runs whose facility did not start.
    pub fn kept<T: Any + Send + Sync>(&self) -> Result<Arc<T>, Problem> {
        let kept = self.kept.read().unwrap_or_else(PoisonError::into_inner).get(&TypeId::of::<T>()).cloned();
        kept.and_then(|value| value.downcast().ok()).ok_or_else(|| {
            Problem::internal(format!("nothing is kept of type {}", std::any::type_name::<T>()))
        })
    }

    /// An act of the program itself at a facility.
    #[must_use]
    pub fn system_act(&self, facility: &str) -> Act {
        Act::system(facility, self.clock.now(), &self.random)
    }

    /// The facility with this slug, when it runs here.
    #[must_use]
    pub fn facility(&self, slug: &str) -> Option<&'static Facility> {
        self.facilities.iter().copied().find(|facility| facility.slug == slug)
    }

    /// Lets what was sent to these topics take effect before the answer leaves, so that who asked finds it done at once; at most for
    /// [`message::SETTLE_MAX`], after which the worker goes on with it.
    pub async fn settle(&self, topics: &[&'static str]) {
        if let Some(worker) = self.worker.get() {
            worker.settle(topics).await;
        }
    }
}
