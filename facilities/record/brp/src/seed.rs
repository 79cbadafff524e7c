//! From the people of the synthetic country to persoonslijsten, through the same events and decisions as any other registration.

mod lijst;

use std::collections::HashMap;

use country::{Organisation, Person, organisations};
use kernel::{Act, Oin, Problem};
use register::{Batch, Event, Load, Occurred, SourceDocument};
use store::{Entry, Store, Tx, Value, params};

use crate::data::{self, PERSOONSLIJST};

/// People in one transaction.
const BATCH: usize = 500;
/// Processing activity of the first filling.
const ACTIVITY: &str = "/verwerkingen/brp/eerste-vulling";

/// Registers people. Who is registered already stays as he is, so a filling that was broken off can be started again. `progress` is told
/// how many are done.
///
/// # Errors
/// When a person cannot be registered or the store is unreachable; what was told to `progress` is registered then.
pub async fn seed(
    store: &Store,
    act: &Act,
    people: impl Iterator<Item = Person>,
    progress: &(dyn Fn(u64) + Send + Sync),
) -> Result<u64, Problem> {
    let holders = Bronhouders::new();
    let mut people = people.peekable();
    let mut done = 0;
    while people.peek().is_some() {
        let mut loads = Vec::with_capacity(BATCH);
        let mut numbers = Vec::with_capacity(BATCH);
        for person in people.by_ref().take(BATCH) {
            numbers.push((person.burgerservicenummer.to_string(), person.a_nummer.to_string()));
            loads.push(load(&person, &holders, act, store)?);
        }
        done += loads.len() as u64;
        let batch = PERSOONSLIJST.prepare(act, &loads)?;
        store
            .write("brp/eerste-vulling", act, async move |tx: &mut Tx| put(tx, &batch, &numbers).await)
            .await?;
        progress(done);
    }
    Ok(done)
}

/// Registers one batch, and makes what is new in it findable by number.
async fn put(tx: &mut Tx, batch: &Batch, numbers: &[(String, String)]) -> Result<(), Problem> {
    let entry = Entry::new("brp.persoonslijst.opgenomen", ACTIVITY);
    let loaded = PERSOONSLIJST.load(tx, batch, &entry).await?;
    let fresh = numbers.iter().filter(|(_, root)| !loaded.skipped.contains(root));
    let rows: Vec<Vec<Value>> = fresh.map(|(bsn, root)| params![bsn, root].to_vec()).collect();
    if rows.is_empty() { Ok(()) } else { data::add_bsns(tx, &rows).await }
}

/// Which organisation holds the lists of a municipality.
struct Bronhouders {
    by_code: HashMap<&'static str, Oin>,
    /// Who holds the lists of a code that no municipality has today.
    other: Option<Oin>,
}

impl Bronhouders {
    fn new() -> Self {
        let all = organisations();
        let other = all.first().map(|one: &Organisation| one.oin.clone());
        let by_code = all.into_iter().filter_map(|one| Some((one.gemeente_code?, one.oin))).collect();
        Self { by_code, other }
    }

    fn of(&self, code: &str) -> Result<Oin, Problem> {
        self.by_code.get(code).or(self.other.as_ref()).cloned().ok_or_else(|| {
            Problem::internal(format!("no organisation holds the lists of municipality {code}"))
        })
    }
}

fn load(person: &Person, holders: &Bronhouders, act: &Act, store: &Store) -> Result<Load, Problem> {
    let root = person.a_nummer.to_string();
    let gemeente = person.verblijfplaats.gemeente_van_inschrijving;
    let event = Event {
        id: store.random().uuid(act.at).to_string(),
        kind: "eerste-vulling".to_owned(),
        occurred: Occurred::On(person.datum_eerste_inschrijving),
        holder: holders.of(gemeente)?,
        document: SourceDocument {
            soort: "synthetische persoonslijst".to_owned(),
            identificatie: format!("inwoner {}", person.ordinal),
            datum: person.datum_eerste_inschrijving,
            organisatie: gemeente.to_owned(),
        },
    };
    let changes = lijst::changes(person).map_err(|error| {
        Problem::internal(format!("a person of the country does not fit the BRP: {error}"))
    })?;
    Ok(Load { root, event, changes })
}
