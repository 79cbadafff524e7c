//! Prints how long a country takes and what it is like: `cargo run --release -p country --example measure -- 170000`.

use std::io::Write;
use std::time::Instant;

use country::{CountrySpec, country};
use kernel::Day;

fn main() -> std::io::Result<()> {
    let people = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(1_700);
    let Some(today) = Day::new(2019, 12, 31) else { return Ok(()) };
    let spec = CountrySpec { seed: 1, people, today };
    let started = Instant::now();
    let (mut households, mut persons, mut relatives) = (0usize, 0usize, 0usize);
    let mut sample = Vec::new();
    let mut ages = [0usize; 11];
    for household in country(spec) {
        households += 1;
        persons += household.members.len();
        for person in &household.members {
            relatives += person.kinderen.len() + person.partners.len();
            if let Some(birth) = person.geboorte.datum.day() {
                ages[usize::try_from(today.years_since(birth) / 10).unwrap_or(0).min(10)] += 1;
            }
        }
        if households <= 12 {
            sample.push(household);
        }
    }
    let taken = started.elapsed();
    let mut out = std::io::stdout().lock();
    for household in &sample {
        let home = &household.address;
        let (street, number) = (&home.straat, home.huisnummer);
        writeln!(out, "{:?} {street} {number}, {} {}", household.kind, home.postcode, home.woonplaats)?;
        for person in &household.members {
            let name = &person.naam;
            let (given, prefix) = (name.voornamen.as_deref().unwrap_or("-"), name.voorvoegsel.unwrap_or(""));
            let birth = person.geboorte;
            let partner = person.partners.first().map(|one| one.verwant.naam.geslachtsnaam.as_str());
            writeln!(
                out,
                "  {given} {prefix} {} {} {} {} partner {partner:?}, {} children, {} earlier addresses",
                name.geslachtsnaam,
                person.geslacht.code(),
                birth.datum,
                birth.plaats,
                person.kinderen.len(),
                person.eerdere_verblijfplaatsen.len()
            )?;
        }
    }
    writeln!(out, "ages by ten years, in 1,000: {:?}", ages.map(|count| count * 1_000 / persons.max(1)))?;
    writeln!(out, "{households} households, {persons} people, {relatives} children and partners in {taken:?}")
}
