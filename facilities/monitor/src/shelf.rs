//! Published editions as the pages read them: from the store, held in memory for as long as their content stays the same.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use kernel::Problem;
use store::{Rows, Store};

use crate::edition::Edition;
use crate::model::EditionRow;
use crate::{data, rules};

/// An edition as it was read.
#[derive(Debug)]
pub(crate) struct Published {
    /// The edition.
    pub(crate) edition: Edition,
    /// SHA-256 of its content.
    pub(crate) hash: String,
}

/// The editions that were read. Their number is bounded by that of the stored editions.
pub(crate) struct Shelf {
    store: Store,
    held: Mutex<BTreeMap<u16, Arc<Published>>>,
}

impl Shelf {
    pub(crate) fn new(store: Store) -> Self {
        Self { store, held: Mutex::default() }
    }

    /// The newest stored version of the edition of `year`.
    pub(crate) async fn newest(&self, year: u16) -> Result<Option<EditionRow>, Problem> {
        self.store
            .read(async move |rows: &mut Rows| data::versions(rows, year).await)
            .await
            .map(rules::newest)
    }

    /// The newest version of the edition of `year`, whole.
    pub(crate) async fn edition(&self, year: u16) -> Result<Option<Arc<Published>>, Problem> {
        let Some(row) = self.newest(year).await? else { return Ok(None) };
        if let Some(held) = self.held().get(&year).filter(|held| held.hash == row.content_hash) {
            return Ok(Some(Arc::clone(held)));
        }
        let version = row.version;
        let (hash, content) =
            self.store.read(async move |rows: &mut Rows| data::content(rows, year, &version).await).await?;
        if rules::content_hash(&content) != hash {
            return Err(Problem::internal(format!("the content of edition {year} does not have its hash")));
        }
        let edition = Edition::from_data(&content)
            .map_err(|error| Problem::internal(format!("the content of edition {year}: {error}")))?;
        let published = Arc::new(Published { edition, hash });
        self.held().insert(year, Arc::clone(&published));
        Ok(Some(published))
    }

    /// The year of the newest edition.
    pub(crate) async fn newest_year(&self) -> Result<Option<u16>, Problem> {
        self.store.read(async |rows: &mut Rows| data::newest_year(rows).await).await
    }

    fn held(&self) -> std::sync::MutexGuard<'_, BTreeMap<u16, Arc<Published>>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
