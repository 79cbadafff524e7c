//! The directory in memory, and the acts that change it.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use kernel::{Act, Moment, Oin, Problem};
use serde_json::json;
use store::{Entry, Rows, Store, Tx};

use crate::{Certificate, Connection, Organisation, Standing, check_text, data};

const ACTIVITY: &str = "/verwerkingen/aansluiten";

/// Everything of this room at one version.
#[derive(Default)]
struct Snapshot {
    version: i64,
    organisations: HashMap<Oin, Arc<Organisation>>,
    connections: HashMap<Oin, Vec<Arc<Connection>>>,
    standings: HashMap<String, Standing>,
}

/// The directory of parties. Clones share it.
#[derive(Clone)]
pub struct Parties {
    store: Store,
    held: Arc<RwLock<Arc<Snapshot>>>,
}

impl Parties {
    /// Reads the directory.
    ///
    /// # Errors
    /// When the store is unreachable.
    pub async fn open(store: Store) -> Result<Self, Problem> {
        let parties = Self { store, held: Arc::default() };
        parties.load().await?;
        Ok(parties)
    }

    fn held(&self) -> Arc<Snapshot> {
        Arc::clone(&self.held.read().unwrap_or_else(PoisonError::into_inner))
    }

    async fn load(&self) -> Result<(), Problem> {
        let snapshot = self.store.read(async |rows: &mut Rows| read_all(rows).await).await?;
        *self.held.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(snapshot);
        Ok(())
    }

    /// Reads the directory again if another node changed it; call about once a second when there is more than one node.
    /// Whether it had changed.
    ///
    /// # Errors
    /// When the store is unreachable.
    pub async fn refresh(&self) -> Result<bool, Problem> {
        let version = self.store.read(async |rows: &mut Rows| data::version(rows).await).await?;
        if version == self.held().version {
            return Ok(false);
        }
        self.load().await?;
        Ok(true)
    }

    /// The version of the directory that is held.
    #[must_use]
    pub fn version(&self) -> i64 {
        self.held().version
    }

    /// The organisation with this OIN.
    #[must_use]
    pub fn organisation(&self, oin: &Oin) -> Option<Arc<Organisation>> {
        self.held().organisations.get(oin).cloned()
    }

    /// All organisations, by name.
    #[must_use]
    pub fn organisations(&self) -> Vec<Arc<Organisation>> {
        let mut all: Vec<_> = self.held().organisations.values().cloned().collect();
        all.sort_by(|a, b| a.name.cmp(&b.name).then_with(|| a.oin.cmp(&b.oin)));
        all
    }

    /// All connections of an organisation, ended ones too.
    #[must_use]
    pub fn connections(&self, oin: &Oin) -> Vec<Arc<Connection>> {
        self.held().connections.get(oin).cloned().unwrap_or_default()
    }

    /// The connection of an organisation with this id. For as long as the directory does not change it is the very same one.
    #[must_use]
    pub fn connection(&self, oin: &Oin, id: &str) -> Option<Arc<Connection>> {
        self.held().connections.get(oin)?.iter().find(|one| one.id == id).cloned()
    }

    /// The connection under which an organisation acts at a facility at `at`. It must name the purpose when it has more than one.
    ///
    /// # Errors
    /// 403 with a reason: unknown organisation, no connection, ended connection, unknown purpose, or a purpose that must be named.
    pub fn connection_for(
        &self,
        oin: &Oin,
        facility: &str,
        purpose: Option<&str>,
        at: Moment,
    ) -> Result<Arc<Connection>, Problem> {
        let held = self.held();
        if !held.organisations.contains_key(oin) {
            return Err(Problem::forbidden(
                "unknownOrganisation",
                format!("De organisatie met OIN {oin} is hier niet bekend."),
            ));
        }
        let all = held.connections.get(oin).map(Vec::as_slice).unwrap_or_default();
        let active: Vec<_> = all.iter().filter(|one| one.facility == facility && one.is_active(at)).collect();
        match (active.as_slice(), purpose) {
            ([], _) => Err(Problem::forbidden(
                "noConnection",
                format!("OIN {oin} heeft geen geldige aansluiting op {facility}."),
            )),
            ([only], None) => Ok(Arc::clone(only)),
            (_, None) => Err(Problem::forbidden(
                "purposeRequired",
                "Deze organisatie heeft meer dan een doelbinding; noem er een in de header X-Doelbinding.",
            )),
            (several, Some(purpose)) => {
                several.iter().find(|one| one.purpose == purpose).map(|one| Arc::clone(one)).ok_or_else(
                    || {
                        Problem::forbidden(
                            "unknownPurpose",
                            "Deze doelbinding is voor deze organisatie niet vastgelegd.",
                        )
                    },
                )
            }
        }
    }

    /// How many organisations have an active connection to a facility.
    #[must_use]
    pub fn connected(&self, facility: &str, at: Moment) -> usize {
        let held = self.held();
        held.connections
            .values()
            .filter(|all| all.iter().any(|one| one.facility == facility && one.is_active(at)))
            .count()
    }

    /// How the certificate with this serial number stands.
    #[must_use]
    pub fn standing(&self, serial: &str) -> Standing {
        self.held().standings.get(serial).copied().unwrap_or(Standing::Unknown)
    }

    /// Certificates, newest first, of one organisation or of all; at most 1,000.
    ///
    /// # Errors
    /// When the store is unreachable.
    pub async fn certificates(&self, oin: Option<&Oin>) -> Result<Vec<Certificate>, Problem> {
        let oin = oin.map(ToString::to_string);
        self.store.read(async move |rows: &mut Rows| data::certificates(rows, oin.clone()).await).await
    }

    /// Registers organisations; those that are known stay as they are.
    ///
    /// # Errors
    /// 400 for a name that is empty or too long; 503 when the store is full.
    pub async fn add_organisations(
        &self,
        act: &Act,
        organisations: Vec<Organisation>,
    ) -> Result<(), Problem> {
        for organisation in &organisations {
            check_text("De naam", &organisation.name, 200)?;
        }
        self.store
            .write("party", act, async move |tx: &mut Tx| {
                for organisation in &organisations {
                    if data::put_organisation(tx, organisation, tx.act().at).await? {
                        let body = json!({ "oin": organisation.oin, "naam": organisation.name });
                        tx.record(Entry::new("party.organisatie.geregistreerd", ACTIVITY).with(body));
                    }
                }
                tx.record(Entry::new("party.organisaties.bijgewerkt", ACTIVITY));
                data::raise_version(tx).await
            })
            .await?;
        self.load().await
    }

    /// Connects an organisation to a facility for a purpose. `indicator`, when given, counts organisations connected to that facility
    /// and is raised when this is the organisation's first active connection there.
    ///
    /// # Errors
    /// 404 for an unknown organisation; 400 for texts that are empty or too long or a period that ends before it begins.
    pub async fn connect(
        &self,
        act: &Act,
        connection: Connection,
        indicator: Option<&'static str>,
    ) -> Result<String, Problem> {
        if self.organisation(&connection.oin).is_none() {
            return Err(Problem::not_found("Er is geen organisatie met dit OIN."));
        }
        check_text("De doelbinding", &connection.purpose, 200)?;
        check_text("De grondslag", &connection.legal_basis, 200)?;
        if connection.active_until <= connection.active_from {
            return Err(Problem::bad_request("period", "De aansluiting moet later eindigen dan zij begint."));
        }
        let id = if connection.id.is_empty() {
            self.store.random().uuid(act.at).to_string()
        } else {
            connection.id.clone()
        };
        let connection = Connection { id: id.clone(), ..connection };
        let first = !self
            .connections(&connection.oin)
            .iter()
            .any(|one| one.facility == connection.facility && one.is_active(act.at));
        self.store
            .write("party", act, async move |tx: &mut Tx| {
                data::put_connection(tx, &connection).await?;
                let body = json!({ "oin": connection.oin, "voorziening": connection.facility, "doelbinding": connection.purpose });
                tx.record(Entry::new("party.aansluiting.gemaakt", ACTIVITY).with(body));
                if let (true, Some(indicator)) = (first, indicator) {
                    tx.count(indicator, "", 1);
                }
                data::raise_version(tx).await
            })
            .await?;
        self.load().await?;
        Ok(id)
    }

    /// Ends a connection at the act's moment.
    ///
    /// # Errors
    /// 404 when there is no such connection or it ended before.
    pub async fn disconnect(
        &self,
        act: &Act,
        id: &str,
        indicator: Option<&'static str>,
    ) -> Result<(), Problem> {
        let held = self.held();
        let found = held.connections.values().flatten().find(|one| one.id == id && one.is_active(act.at));
        let Some(ending) = found.cloned() else {
            return Err(Problem::not_found("Er is geen geldige aansluiting met dit nummer."));
        };
        let last = self
            .connections(&ending.oin)
            .iter()
            .all(|one| one.id == ending.id || one.facility != ending.facility || !one.is_active(act.at));
        self.store
            .write("party", act, async move |tx: &mut Tx| {
                let at = tx.act().at;
                if data::end_connection(tx, &ending.id, at).await?.is_none() {
                    return Err(Problem::not_found("Deze aansluiting is al beëindigd."));
                }
                let body = json!({ "oin": ending.oin, "voorziening": ending.facility, "doelbinding": ending.purpose });
                tx.record(Entry::new("party.aansluiting.beeindigd", ACTIVITY).with(body));
                if let (true, Some(indicator)) = (last, indicator) {
                    tx.count(indicator, "", -1);
                }
                data::raise_version(tx).await
            })
            .await?;
        self.load().await
    }

    /// Writes down a certificate that was issued.
    ///
    /// # Errors
    /// When the store is full or unreachable.
    pub async fn add_certificate(&self, act: &Act, certificate: Certificate) -> Result<(), Problem> {
        self.store
            .write("party", act, async move |tx: &mut Tx| {
                data::put_certificate(tx, &certificate).await?;
                let body = json!({ "serienummer": certificate.serial, "profiel": certificate.profile });
                tx.record(Entry::new("pkioverheid.certificaat.uitgegeven", ACTIVITY).with(body));
                tx.count("pkioverheid.certificaten", "", 1);
                data::raise_version(tx).await
            })
            .await?;
        self.load().await
    }

    /// Revokes a certificate, with a reason code of RFC 5280 (1, 3, 4, 5 or 9).
    ///
    /// # Errors
    /// 400 for another reason; 404 for an unknown serial number; 409 when it was revoked before.
    pub async fn revoke(&self, act: &Act, serial: &str, reason: i64) -> Result<(), Problem> {
        if ![1, 3, 4, 5, 9].contains(&reason) {
            return Err(Problem::bad_request("reason", "De reden moet 1, 3, 4, 5 of 9 zijn (RFC 5280)."));
        }
        if self.standing(serial) == Standing::Unknown {
            return Err(Problem::not_found("Er is hier geen certificaat met dit serienummer uitgegeven."));
        }
        let serial = serial.to_owned();
        self.store
            .write("party", act, async move |tx: &mut Tx| {
                let at = tx.act().at;
                if !data::revoke(tx, &serial, at, reason).await? {
                    return Err(Problem::conflict("alreadyRevoked", "Dit certificaat is al ingetrokken."));
                }
                let body = json!({ "serienummer": serial, "reden": reason });
                tx.record(Entry::new("pkioverheid.certificaat.ingetrokken", ACTIVITY).with(body));
                tx.count("pkioverheid.certificaten", "", -1);
                data::raise_version(tx).await
            })
            .await?;
        self.load().await
    }
}

async fn read_all(rows: &mut Rows) -> Result<Snapshot, Problem> {
    let mut snapshot = Snapshot { version: data::version(rows).await?, ..Snapshot::default() };
    for organisation in data::organisations(rows).await? {
        snapshot.organisations.insert(organisation.oin.clone(), Arc::new(organisation));
    }
    for connection in data::connections(rows).await? {
        snapshot.connections.entry(connection.oin.clone()).or_default().push(Arc::new(connection));
    }
    for (serial, revoked, reason) in data::standings(rows).await? {
        let standing =
            revoked.map_or(Standing::Good, |at| Standing::Revoked { at, reason: reason.unwrap_or(0) });
        snapshot.standings.insert(serial, standing);
    }
    Ok(snapshot)
}
