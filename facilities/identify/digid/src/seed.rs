//! The accounts of the synthetic country: most inhabitants from 16 years have one.

use std::collections::HashSet;

use country::{CountrySpec, Person, country, demo_people};
use kernel::{Level, Problem};
use login::accounts::{Accounts, SeedAccount, Status};
use store::{Entry, Rows, Tx};
use web::{House, Seeding};

use crate::{data, digid, indicators, names};

/// The password of every account of the first filling. The people are invented; it is no secret, and stands on the front page.
pub const TEST_PASSWORD: &str = "Welkom-2026!";

/// From how many years somebody has an account.
const AGE: i64 = 16;
/// How many in a hundred of those have one.
const SHARE: u64 = 85;
/// How many are put in at once.
const BATCH: usize = 5_000;

/// Makes the accounts. Who has one already is passed over, so a filling that broke off can be started again.
///
/// # Errors
/// When the store is full or unreachable.
pub async fn seed(house: &House, seeding: &Seeding) -> Result<(), Problem> {
    let spec = CountrySpec { seed: seeding.seed, people: seeding.people, today: seeding.today };
    let accounts = digid::accounts(house)?;
    let hash = accounts.passwords().hash(TEST_PASSWORD).await?;
    let shown: HashSet<u64> = demo_people(spec).into_iter().map(|demo| demo.person.ordinal).collect();
    let mut holders = country(spec)
        .flat_map(|household| household.members)
        .filter(|person| shown.contains(&person.ordinal) || has_account(person, &spec))
        .peekable();
    while holders.peek().is_some() {
        let batch: Vec<Person> = holders.by_ref().take(BATCH).collect();
        put(house, &accounts, batch, &hash).await?;
    }
    count(house).await
}

/// The username of somebody's account: given name and surname in plain letters, and their number in the country, which makes it
/// the only one. It never holds the BSN.
#[must_use]
pub fn username_of(person: &Person) -> String {
    let given = person.naam.voornamen.as_deref().unwrap_or_default();
    let given = letters(given.split(' ').next().unwrap_or_default(), 10);
    let parts = [given, letters(&person.naam.geslachtsnaam, 12)];
    let name: Vec<&str> = parts.iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
    let name = if name.is_empty() { "inwoner".to_owned() } else { name.join(".") };
    format!("{name}-{:04}", person.ordinal)
}

/// The first `most` letters, small and without accents.
fn letters(text: &str, most: usize) -> String {
    text.chars().flat_map(char::to_lowercase).filter_map(plain).take(most).collect()
}

fn plain(letter: char) -> Option<char> {
    Some(match letter {
        'a'..='z' => letter,
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ā' | 'ă' | 'ą' => 'a',
        'ç' | 'ć' | 'č' => 'c',
        'ď' | 'đ' => 'd',
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ę' | 'ě' => 'e',
        'ğ' => 'g',
        'ì' | 'í' | 'î' | 'ï' | 'ī' | 'ı' => 'i',
        'ł' => 'l',
        'ñ' | 'ń' | 'ň' => 'n',
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' | 'ő' => 'o',
        'ř' => 'r',
        'ś' | 'ş' | 'š' | 'ș' => 's',
        'ţ' | 'ť' | 'ț' => 't',
        'ù' | 'ú' | 'û' | 'ü' | 'ū' | 'ů' | 'ű' => 'u',
        'ý' | 'ÿ' => 'y',
        'ź' | 'ż' | 'ž' => 'z',
        _ => return None,
    })
}

/// The same people in the same country, whatever the scale.
fn has_account(person: &Person, spec: &CountrySpec) -> bool {
    let of_age = person.geboorte.datum.latest().is_some_and(|birth| spec.today.years_since(birth) >= AGE);
    person.is_alive() && of_age && draw(spec.seed, person.ordinal) < SHARE
}

/// A number from 0 to 99 that belongs to this person.
fn draw(seed: u64, ordinal: u64) -> u64 {
    let hash = trust::sha256(format!("digid/account/{seed}/{ordinal}").as_bytes());
    hash.iter().take(6).fold(0, |number, byte| number << 8 | u64::from(*byte)) % 100
}

async fn put(house: &House, accounts: &Accounts, people: Vec<Person>, hash: &str) -> Result<(), Problem> {
    let act = house.system_act(names::SLUG);
    let bsns: Vec<String> = people.iter().map(|one| one.burgerservicenummer.to_string()).collect();
    let there = house.store.read(async move |rows: &mut Rows| data::holders(rows, &bsns).await).await?;
    let there: HashSet<String> = there.into_iter().collect();
    let new = people.iter().filter(|one| !there.contains(one.burgerservicenummer.as_str()));
    let rows = new.map(|person| SeedAccount {
        bsn: person.burgerservicenummer.clone(),
        username: username_of(person),
        password_hash: hash.to_owned(),
        level: Level::Basis,
        status: Status::Active,
        email: None,
        phone: None,
        created: act.at,
        activated: Some(act.at),
    });
    accounts.bulk_create(&act, rows.collect()).await?;
    Ok(())
}

/// Counts what stands in the table, once: nobody logs in or dies before the first filling is over.
async fn count(house: &House) -> Result<(), Problem> {
    const FILLING: &str = "eerste-vulling";
    let counted = house
        .store
        .read(async move |rows: &mut Rows| data::is_counted(rows, indicators::ACCOUNTS, FILLING).await)
        .await?;
    if counted {
        return Ok(());
    }
    let act = house.system_act(names::SLUG);
    house
        .store
        .write("digid/eerste-vulling", &act, async move |tx: &mut Tx| {
            let (active, basis) = data::active_accounts(tx).await?;
            let entry = Entry::new(names::SEEDED, names::ACTIVITY);
            if data::count_once(tx, indicators::ACCOUNTS, FILLING).await? {
                tx.count(indicators::ACCOUNTS, "", active);
                tx.count(indicators::ACCOUNTS_BASIS, "", basis);
                tx.record(entry.times(active));
            } else {
                // Another node was first.
                tx.record(entry.refused());
            }
            Ok(())
        })
        .await
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Day;
    use login::accounts::{check_password, check_username};

    fn spec(people: usize) -> CountrySpec {
        CountrySpec { seed: 1, people, today: Day::new(2026, 11, 23).unwrap() }
    }

    fn people(number: usize) -> Vec<Person> {
        country(spec(number)).flat_map(|household| household.members).collect()
    }

    #[test]
    fn every_username_is_right_unique_and_without_the_number_of_its_holder() {
        let mut seen = HashSet::new();
        for person in people(3_000) {
            let username = username_of(&person);
            assert_eq!(check_username(&username), None, "{username}");
            assert_eq!(check_password(&username, TEST_PASSWORD), Vec::new());
            assert!(!username.contains(person.burgerservicenummer.as_str()));
            assert!(seen.insert(username));
        }
    }

    #[test]
    fn the_longest_username_fits() {
        let mut person = people(10).remove(0);
        person.naam.voornamen = Some("Wilhelmina-Alexandrine Sophie".to_owned());
        person.naam.geslachtsnaam = "Çelebi Ødegård van Wassenaer".to_owned();
        person.ordinal = 17_900_000;
        assert_eq!(username_of(&person), "wilhelmina.celebiodegar-17900000");
        person.naam.voornamen = None;
        person.naam.geslachtsnaam = ".".to_owned();
        person.ordinal = 7;
        assert_eq!(username_of(&person), "inwoner-0007");
    }

    #[test]
    fn about_85_in_100_of_those_from_16_years_have_an_account_and_no_others() {
        let spec = spec(3_000);
        let all = people(3_000);
        let adult = |person: &&Person| {
            person.geboorte.datum.latest().is_some_and(|birth| spec.today.years_since(birth) >= 16)
        };
        let adults = all.iter().filter(|person| person.is_alive()).filter(adult).count();
        let holders: Vec<&Person> = all.iter().filter(|person| has_account(person, &spec)).collect();
        assert!(holders.iter().all(|person| person.is_alive() && adult(person)));
        let share = holders.len() * 1_000 / adults;
        assert!((830..=870).contains(&share), "{share}");
    }
}
