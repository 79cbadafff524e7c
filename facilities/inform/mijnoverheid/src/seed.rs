//! Accounts for the people of the synthetic country, as if MijnOverheid had been there for years.

use std::collections::HashSet;
use std::sync::Arc;

use country::{CountrySpec, Person, country, demo_people};
use kernel::{Bsn, Day, Moment, PartialDate, Problem};
use serde_json::json;
use store::{Entry, Tx, Value, params};
use web::{House, Seeding};

use crate::data;
use crate::indicators::ACTIVE_ACCOUNTS;
use crate::model::{AGE_MIN, AccountState};

/// Of a hundred people with an account, this many used it at least once. An approximation, no statistic.
const ACTIVE_SHARE: u64 = 75;
/// Of a hundred active people, this many gave an e-mail address.
const EMAIL_SHARE: u64 = 80;
/// Accounts in one transaction.
const BATCH: usize = 5_000;
/// First activations: at most this many days ago.
const ACTIVATED_DAYS_MAX: u64 = 4_000;
const ACTIVITY: &str = "/verwerkingen/mijnoverheid/account";

pub(crate) async fn seed(house: Arc<House>, seeding: Seeding) -> Result<(), Problem> {
    let spec = CountrySpec { seed: seeding.seed, people: seeding.people, today: seeding.today };
    let always: HashSet<Bsn> =
        demo_people(spec).into_iter().map(|one| one.person.burgerservicenummer).collect();
    let mut batch: Vec<Vec<Value>> = Vec::with_capacity(BATCH);
    let (mut active, mut done) = (0, 0);
    for person in country(spec).flat_map(|household| household.members) {
        done += 1;
        let Some(account) = Seeded::of(&person, spec, &always) else { continue };
        active += i64::from(account.state == AccountState::Actief);
        batch.push(account.row());
        if batch.len() == BATCH {
            load(&house, std::mem::take(&mut batch), std::mem::take(&mut active)).await?;
            (seeding.progress)(done);
        }
    }
    load(&house, batch, active).await?;
    (seeding.progress)(done);
    Ok(())
}

async fn load(house: &House, rows: Vec<Vec<Value>>, active: i64) -> Result<(), Problem> {
    if rows.is_empty() {
        return Ok(());
    }
    let act = house.system_act(crate::SLUG);
    house
        .store
        .write("mijnoverheid/seed", &act, async move |tx: &mut Tx| {
            data::load_accounts(tx, &rows).await?;
            let amount = i64::try_from(rows.len()).unwrap_or(i64::MAX);
            let entry = Entry::new("mijnoverheid.accounts.geladen", ACTIVITY).times(amount);
            tx.record(entry.with(json!({ "actief": active })));
            tx.count(ACTIVE_ACCOUNTS, "", active);
            Ok(())
        })
        .await
}

/// An account of the synthetic country.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Seeded {
    bsn: Bsn,
    state: AccountState,
    created: Moment,
    activated: Option<Moment>,
    closed: Option<Moment>,
    email: Option<String>,
}

impl Seeded {
    /// The account of a person; `None` below 14.
    fn of(person: &Person, spec: CountrySpec, always: &HashSet<Bsn>) -> Option<Self> {
        let opened = opened_on(person)?;
        let end = person.overlijden.map_or(spec.today, |death| death.datum.earliest().unwrap_or(spec.today));
        if opened > end {
            return None;
        }
        let dice = draws(spec.seed, person.ordinal);
        let uses = dice[0] % 100 < ACTIVE_SHARE || always.contains(&person.burgerservicenummer);
        let activated = uses.then(|| {
            let back = i64::try_from(dice[1] % ACTIVATED_DAYS_MAX).unwrap_or(0) + 1;
            Moment::start_of(end.plus_days(-back).max(opened)).plus_seconds(seconds(dice[2]))
        });
        let activated = activated.filter(|at| *at < Moment::start_of(end));
        let closed = person.overlijden.map(|_| Moment::start_of(end));
        let state = match (closed, activated) {
            (Some(_), _) => AccountState::Gesloten,
            (None, Some(_)) => AccountState::Actief,
            (None, None) => AccountState::Ongeactiveerd,
        };
        let address = activated.filter(|_| dice[3] % 100 < EMAIL_SHARE);
        // The domain .example belongs to nobody (RFC 2606).
        let email = address.map(|_| format!("persoon-{}@stelsel.example", person.ordinal));
        let created = Moment::start_of(opened);
        Some(Self { bsn: person.burgerservicenummer.clone(), state, created, activated, closed, email })
    }

    fn row(&self) -> Vec<Value> {
        let verified = self.email.as_ref().and(self.activated);
        params![
            &self.bsn,
            self.state.as_str(),
            self.created,
            self.activated,
            self.closed,
            self.activated,
            "nl",
            self.email.clone(),
            verified,
            true
        ]
        .into()
    }
}

/// The fourteenth birthday, of an incomplete date of birth the latest that it can be; of somebody who came later, that day.
fn opened_on(person: &Person) -> Option<Day> {
    let birth = person.geboorte.datum.latest().or_else(|| person.geboorte.datum.earliest())?;
    let year = birth.year().checked_add(i16::try_from(AGE_MIN).ok()?)?;
    // Born on 29 February: fourteen on 1 March.
    let birthday = Day::new(year, birth.month(), birth.day()).or_else(|| Day::new(year, 3, 1))?;
    let arrived = PartialDate::earliest(person.datum_eerste_inschrijving).unwrap_or(birthday);
    Some(birthday.max(arrived))
}

/// Four draws for a person, from nothing but the seed and the person's number.
fn draws(seed: u64, ordinal: u64) -> [u64; 4] {
    let hash = trust::sha256(format!("mijnoverheid/account/{seed}/{ordinal}").as_bytes());
    let mut draws = [0; 4];
    for (draw, chunk) in draws.iter_mut().zip(hash.chunks_exact(8)) {
        *draw = chunk.iter().fold(0, |number, byte| number << 8 | u64::from(*byte));
    }
    draws
}

/// A time of day, in seconds.
fn seconds(draw: u64) -> i64 {
    i64::try_from(draw % 86_400).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spec() -> CountrySpec {
        CountrySpec { seed: 1, people: 1_700, today: Day::new(2026, 11, 23).unwrap() }
    }

    fn accounts(spec: CountrySpec) -> Vec<(Person, Option<Seeded>)> {
        let always = demo_people(spec).into_iter().map(|one| one.person.burgerservicenummer).collect();
        let people = country(spec).flat_map(|household| household.members);
        people.map(|person| (person.clone(), Seeded::of(&person, spec, &always))).collect()
    }

    #[test]
    fn the_same_seed_gives_the_same_accounts() {
        assert_eq!(accounts(spec()), accounts(spec()));
    }

    #[test]
    fn everybody_alive_of_fourteen_or_older_has_an_account_and_no_child_has() {
        let today = spec().today;
        for (person, account) in accounts(spec()) {
            if let (true, Some(birth)) = (person.is_alive(), person.geboorte.datum.day()) {
                assert_eq!(account.is_some(), today.years_since(birth) >= AGE_MIN, "{}", person.ordinal);
            }
        }
    }

    #[test]
    fn about_three_quarters_are_active_and_the_dead_are_closed() {
        let all = accounts(spec());
        let (mut with, mut active) = (0_usize, 0_usize);
        for (person, account) in &all {
            let Some(account) = account else { continue };
            assert_eq!(account.state == AccountState::Gesloten, !person.is_alive());
            assert!(account.activated.is_none_or(|at| at < Moment::start_of(spec().today)));
            with += 1;
            active += usize::from(account.state == AccountState::Actief);
        }
        assert!((68..=82).contains(&(active * 100 / with)), "{active} of {with}");
    }

    #[test]
    fn the_people_to_show_the_house_with_are_always_active() {
        let demo = demo_people(spec());
        assert_eq!(demo.len(), 3);
        for (person, account) in accounts(spec()) {
            if demo.iter().any(|one| one.person.ordinal == person.ordinal) {
                assert_eq!(account.map(|one| one.state), Some(AccountState::Actief));
            }
        }
    }

    #[test]
    fn the_organisation_that_runs_this_is_logius() {
        let logius = country::organisations().into_iter().find(|one| one.name == "Logius");
        assert_eq!(logius.map(|one| one.oin.to_string()).as_deref(), Some(crate::OIN));
    }
}
