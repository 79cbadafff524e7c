//! The catalogue of services (webdiensten), shared by every protocol.

use kernel::{Act, Level, Moment, Oin, Problem};
use serde_json::json;
use store::{Entry, Row, Rows, Store, Tx, params};

use crate::Words;

/// The number under which a service knows the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Identifier {
    /// The BSN in clear within an encrypted message (`LEGACY_BSN`).
    LegacyBsn,
    /// The BSN in the form of the eID standard (`BSN`).
    Bsn,
    /// A number that means something to this organisation only (`PSEUDONIEM`).
    Pseudonym,
}

impl Identifier {
    /// As it is stored and as DigiD's own catalogue writes it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::LegacyBsn => "LEGACY_BSN",
            Self::Bsn => "BSN",
            Self::Pseudonym => "PSEUDONIEM",
        }
    }

    /// The identifier of a stored text.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        [Self::LegacyBsn, Self::Bsn, Self::Pseudonym].into_iter().find(|one| one.as_str() == text)
    }
}

/// A service that people log in to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    /// `service_uuid`: a UUID version 4.
    pub id: String,
    /// Name, as shown to who logs in.
    pub name: String,
    /// The organisation that offers it.
    pub oin: Oin,
    /// The lowest level that it accepts.
    pub level: Level,
    /// The number under which it knows the person.
    pub identifier: Identifier,
    /// The law that lets it use the BSN, such as `Wabb artikel 10`; empty for a pseudonym.
    pub legal_basis: String,
    /// From when it may be logged in to.
    pub active_from: Moment,
    /// Until when (not included), if it ends.
    pub active_until: Option<Moment>,
}

impl Service {
    /// Whether it may be logged in to.
    #[must_use]
    pub fn is_active(&self, at: Moment) -> bool {
        self.active_from <= at && self.active_until.is_none_or(|until| at < until)
    }
}

/// How many organisations and services are connected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Connected {
    /// Organisations with at least one active service.
    pub organisations: i64,
    /// Active services.
    pub services: i64,
}

/// The catalogue. Clones share it.
#[derive(Clone)]
pub struct Catalogue {
    store: Store,
    words: Words,
}

impl Catalogue {
    /// The catalogue in this store.
    #[must_use]
    pub fn new(store: Store, words: Words) -> Self {
        Self { store, words }
    }

    /// Puts a service in the catalogue, or changes it.
    ///
    /// # Errors
    /// 400 when a field is missing, or a service is to have the BSN without a legal basis.
    pub async fn put(&self, act: &Act, service: Service) -> Result<(), Problem> {
        check(&service)?;
        let words = self.words;
        self.store
            .write(&format!("login/service/{}", service.id), act, async move |tx: &mut Tx| {
                put(tx, &service).await?;
                let details =
                    json!({ "service": service.id, "oin": service.oin, "level": service.level.number() });
                tx.record(Entry::new(words.catalogue_changed, words.activity).with(details));
                Ok(())
            })
            .await
    }

    /// The service with this id.
    ///
    /// # Errors
    /// When the store is unreachable.
    pub async fn get(&self, id: &str) -> Result<Option<Service>, Problem> {
        let id = id.to_owned();
        self.store.read(async move |rows: &mut Rows| find(rows, &id).await).await
    }

    /// Services in the order of their ids, at most `limit` (1 to 1,000), after the id `after` (`""` from the start).
    ///
    /// # Errors
    /// When the store is unreachable.
    pub async fn list(&self, after: &str, limit: i64) -> Result<Vec<Service>, Problem> {
        let (after, limit) = (after.to_owned(), limit.clamp(1, 1_000));
        self.store
            .read(async move |rows: &mut Rows| {
                let sql = "SELECT id, name, oin, level, identifier, legal_basis, active_from, active_until \
                           FROM login_service WHERE id > $1 ORDER BY id LIMIT $2";
                rows.all(sql, &params![&after, limit]).await?.iter().map(service).collect()
            })
            .await
    }

    /// How many organisations and services are connected at this moment: a recount from the rows.
    ///
    /// # Errors
    /// When the store is unreachable.
    pub async fn connected(&self, at: Moment) -> Result<Connected, Problem> {
        self.store
            .read(async move |rows: &mut Rows| {
                let sql = "SELECT COUNT(DISTINCT oin), COUNT(*) FROM login_service \
                           WHERE active_from <= $1 AND (active_until IS NULL OR active_until > $1)";
                let row = rows.one(sql, &params![at]).await?;
                Ok(Connected { organisations: row.get(0)?, services: row.get(1)? })
            })
            .await
    }
}

impl std::fmt::Debug for Catalogue {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Catalogue")
    }
}

fn check(service: &Service) -> Result<(), Problem> {
    let wrong = |detail| Err(Problem::bad_request("service", detail));
    if service.id.is_empty() || service.name.trim().is_empty() {
        return wrong("Een dienst heeft een service_uuid en een naam.");
    }
    if service.identifier != Identifier::Pseudonym && service.legal_basis.trim().is_empty() {
        return wrong("Een dienst die het BSN krijgt, moet de wettelijke grondslag daarvoor noemen.");
    }
    if service.active_until.is_some_and(|until| until <= service.active_from) {
        return wrong("Een dienst kan niet eindigen voordat hij begint.");
    }
    Ok(())
}

async fn put(tx: &mut Tx, service: &Service) -> Result<(), Problem> {
    tx.exec(
        "INSERT INTO login_service (id, name, oin, level, identifier, legal_basis, active_from, active_until, ver) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1) \
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, oin = excluded.oin, level = excluded.level, \
         identifier = excluded.identifier, legal_basis = excluded.legal_basis, active_from = excluded.active_from, \
         active_until = excluded.active_until, ver = login_service.ver + 1",
        &params![
            &service.id,
            &service.name,
            &service.oin,
            service.level.number(),
            service.identifier.as_str(),
            &service.legal_basis,
            service.active_from,
            service.active_until
        ],
    )
    .await?;
    Ok(())
}

/// The service with this id, on a connection that is already open.
pub(crate) async fn find(rows: &mut Rows, id: &str) -> Result<Option<Service>, Problem> {
    let sql = "SELECT id, name, oin, level, identifier, legal_basis, active_from, active_until \
               FROM login_service WHERE id = $1";
    rows.opt(sql, &params![id]).await?.as_ref().map(service).transpose()
}

fn service(row: &Row) -> Result<Service, Problem> {
    let identifier: String = row.get(4)?;
    Ok(Service {
        id: row.get(0)?,
        name: row.get(1)?,
        oin: row.get(2)?,
        level: Level::from_number(row.get(3)?).ok_or_else(|| crate::unreadable("a level"))?,
        identifier: Identifier::from_text(&identifier).ok_or_else(|| crate::unreadable("an identifier"))?,
        legal_basis: row.get(5)?,
        active_from: row.get(6)?,
        active_until: row.get(7)?,
    })
}
