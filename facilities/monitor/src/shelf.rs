//! Publications as every face reads them: from the store, held in memory for as long as what is stored stays the same.

use std::sync::{Arc, Mutex, PoisonError};

use edition::{Definitions, Edition, Publication, Register};
use kernel::Problem;
use store::{Rows, Store};

use crate::model::EditionRow;
use crate::{data, rules};

/// A publication with its row.
#[derive(Debug)]
pub(crate) struct Published {
    /// The publication.
    pub(crate) publication: Arc<Publication>,
    /// What the store says of it.
    pub(crate) row: EditionRow,
}

impl Published {
    /// SHA-256 of the manifest; that of the content as long as no files were made.
    pub(crate) fn hash(&self) -> String {
        if self.row.is_bound() {
            rules::content_hash(&self.row.manifest)
        } else {
            self.row.content_hash.clone()
        }
    }
}

/// All publications, the oldest first; versions of an edition in their order.
pub(crate) type Publications = Arc<Vec<Arc<Published>>>;

/// The publications that were read. Their number is bounded by that of the stored editions.
pub(crate) struct Shelf {
    store: Store,
    held: Mutex<Publications>,
}

impl Shelf {
    pub(crate) fn new(store: Store) -> Self {
        Self { store, held: Mutex::default() }
    }

    /// All publications. What did not change since the last time is not read again.
    pub(crate) async fn all(&self) -> Result<Publications, Problem> {
        let rows = self.store.read(async |rows: &mut Rows| data::editions(rows).await).await?;
        let held = self.held();
        if held.len() == rows.len() && held.iter().zip(&rows).all(|(one, row)| one.row == *row) {
            return Ok(held);
        }
        let mut all = Vec::new();
        for row in rows {
            match held.iter().find(|one| one.row == row) {
                Some(one) => all.push(Arc::clone(one)),
                None => all.push(Arc::new(self.read(row).await?)),
            }
        }
        all.sort_by_key(|one| (one.publication.edition.year, one.publication.version));
        let all = Arc::new(all);
        *self.held.lock().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&all);
        Ok(all)
    }

    fn held(&self) -> Publications {
        Arc::clone(&self.held.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The newest version of the edition of `year`.
    pub(crate) async fn edition(&self, year: u16) -> Result<Option<Arc<Published>>, Problem> {
        let all = self.all().await?;
        Ok(all.iter().rev().find(|one| one.publication.edition.year == year).cloned())
    }

    /// One version of an edition; its first or second number is enough.
    pub(crate) async fn version(&self, year: u16, version: &str) -> Result<Option<Arc<Published>>, Problem> {
        let Ok(wanted) = version.parse::<edition::Version>() else { return Ok(None) };
        let all = self.all().await?;
        let fits =
            |one: &&Arc<Published>| one.publication.edition.year == year && one.publication.version == wanted;
        Ok(all.iter().find(fits).cloned())
    }

    /// The year of the newest edition.
    pub(crate) async fn newest_year(&self) -> Result<Option<u16>, Problem> {
        self.store.read(async |rows: &mut Rows| data::newest_year(rows).await).await
    }

    async fn read(&self, row: EditionRow) -> Result<Published, Problem> {
        let publication =
            if row.is_bound() { self.read_package(&row).await? } else { self.read_content(&row).await? };
        Ok(Published { publication: Arc::new(publication), row })
    }

    async fn read_package(&self, row: &EditionRow) -> Result<Publication, Problem> {
        let name = format!("the data package of edition {} {}", row.edition, row.version);
        let bytes = self.store.blob(&row.package).await?;
        let bytes = bytes.ok_or_else(|| Problem::internal(format!("{name} is not there")))?;
        let files = tables::unzip(&bytes).map_err(|error| Problem::internal(format!("{name}: {error}")))?;
        match tables::read_package(&files) {
            Ok(package) => Ok(package.publication),
            Err(errors) => {
                let first = errors.first().map(ToString::to_string).unwrap_or_default();
                Err(Problem::internal(format!("{name}: {first}")))
            }
        }
    }

    async fn read_content(&self, row: &EditionRow) -> Result<Publication, Problem> {
        let (year, version) = (row.edition, row.version.clone());
        let read = async move |rows: &mut Rows| {
            let (hash, content) = data::content(rows, year, &version).await?;
            let named = format!("{year} {version}");
            Ok((hash, content, data::restatements(rows, year, &version, &named).await?))
        };
        let (hash, content, restatements) = self.store.read(read).await?;
        if rules::content_hash(&content) != hash {
            return Err(Problem::internal(format!("the content of edition {year} does not have its hash")));
        }
        let damaged = |error| Problem::internal(format!("the content of edition {year}: {error}"));
        let edition = Edition::from_data(&content).map_err(damaged)?;
        let mut publication = document(edition)?;
        publication.restatements = restatements;
        Ok(publication)
    }
}

/// A published document as a publication; series that the register does not know get a place in it from the document itself.
pub(crate) fn document(edition: Edition) -> Result<Publication, Problem> {
    let damaged = |error| Problem::internal(format!("the register of indicators: {error}"));
    let (register, definitions) =
        (Register::built_in().map_err(damaged)?, Definitions::built_in().map_err(damaged)?);
    let register = register.extended(&edition);
    let definitions = definitions.extended(&register);
    Publication::of_document(edition, register, definitions).map_err(|error| {
        Problem::new(
            422,
            "editie",
            "Onleesbare editie",
            format!("Dit bestand is niet te lezen als editie van de Monitor: {error}."),
        )
    })
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// The edition that the program carries, as it is when it was just imported.
    pub(crate) fn built_in() -> Published {
        Published {
            publication: Arc::new(Publication::built_in().unwrap()),
            row: EditionRow {
                edition: 2020,
                version: "1.0".to_owned(),
                content_hash: "0".repeat(64),
                family: "publicatie".to_owned(),
                status: "gepubliceerd".to_owned(),
                manifest: String::new(),
                signature: String::new(),
                package: String::new(),
                report: String::new(),
                document: String::new(),
            },
        }
    }

    #[test]
    fn a_document_with_unknown_series_is_a_publication_all_the_same() {
        let edition = edition::import(include_str!("../edition/data/test/small.md")).unwrap();
        let publication = document(edition).unwrap();
        let figures = publication.figures();
        assert!(!figures.is_empty());
        for one in figures {
            assert!(publication.definitions.get(&one.measure).is_some(), "{}", one.indicator);
        }
    }
}
