//! The 355 municipalities of 1 January 2019, the twelve provinces and the 21 water boards.

use std::sync::LazyLock;

use kernel::PartialDate;

use crate::random::{Dice, Purpose, place, scale};
use crate::tables::{self, TableEntry};

/// One municipality as it was on 1 January 2019.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Municipality {
    /// Code in table 33, four digits; CBS uses the same.
    pub code: &'static str,
    /// Name as table 33 has it.
    pub name: &'static str,
    /// Name of its province.
    pub province: &'static str,
    /// About how many people lived there in 2019. **Approximate**: rounded from memory for nine municipalities in ten, one
    /// value of the right size class for the others. Good to spread people over the country, no statistic.
    pub weight: u32,
    /// Its first four-digit postcode in this country; real for the large cities, within the province's range elsewhere.
    pub(crate) first_postcode: u32,
    pub(crate) postcodes: u32,
    pub(crate) streets: u32,
    woonplaatsen: &'static str,
}

impl Municipality {
    /// The towns and villages in which this country puts its addresses: the main ones, not all.
    pub fn woonplaatsen(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.woonplaatsen.split('|')
    }
}

/// The twelve provinces, from north to south.
pub const PROVINCES: [&str; 12] = [
    "Groningen",
    "Fryslân",
    "Drenthe",
    "Overijssel",
    "Flevoland",
    "Gelderland",
    "Utrecht",
    "Noord-Holland",
    "Zuid-Holland",
    "Zeeland",
    "Noord-Brabant",
    "Limburg",
];

/// The 21 waterschappen as they were in 2019.
pub const WATERSCHAPPEN: [&str; 21] = [
    "Waterschap Aa en Maas",
    "Waterschap Amstel, Gooi en Vecht",
    "Waterschap Brabantse Delta",
    "Waterschap De Dommel",
    "Hoogheemraadschap De Stichtse Rijnlanden",
    "Hoogheemraadschap van Delfland",
    "Waterschap Drents Overijsselse Delta",
    "Wetterskip Fryslân",
    "Hoogheemraadschap Hollands Noorderkwartier",
    "Waterschap Hollandse Delta",
    "Waterschap Hunze en Aa's",
    "Waterschap Limburg",
    "Waterschap Noorderzijlvest",
    "Waterschap Rijn en IJssel",
    "Hoogheemraadschap van Rijnland",
    "Waterschap Rivierenland",
    "Waterschap Scheldestromen",
    "Hoogheemraadschap van Schieland en de Krimpenerwaard",
    "Waterschap Vallei en Veluwe",
    "Waterschap Vechtstromen",
    "Waterschap Zuiderzeeland",
];

static MUNICIPALITIES: LazyLock<Vec<Municipality>> =
    LazyLock::new(|| include_str!("../data/municipalities.tsv").lines().filter_map(read).collect());

fn read(line: &'static str) -> Option<Municipality> {
    let mut cells = line.split('\t');
    let (code, name, province) = (cells.next()?, cells.next()?, cells.next()?);
    let mut number = || cells.next()?.parse::<u32>().ok();
    let (weight, first_postcode, postcodes, streets) = (number()?, number()?, number()?, number()?);
    let woonplaatsen = cells.next()?;
    Some(Municipality { code, name, province, weight, first_postcode, postcodes, streets, woonplaatsen })
}

/// The 355 municipalities that existed on 1 January 2019, sorted by code.
#[must_use]
pub fn municipalities() -> &'static [Municipality] {
    &MUNICIPALITIES
}

/// The municipality (of 2019) with this code; `None` for codes that did not exist then.
#[must_use]
pub fn municipality(code: &str) -> Option<&'static Municipality> {
    municipalities().binary_search_by(|one| one.code.cmp(code)).ok().map(|at| &municipalities()[at])
}

/// Weights added up, so that a random number finds a municipality in proportion to its size.
static CUMULATIVE: LazyLock<Vec<u64>> = LazyLock::new(|| {
    let mut total = 0;
    municipalities()
        .iter()
        .map(|one| {
            total += u64::from(one.weight);
            total
        })
        .collect()
});

/// The place in [`municipalities`] that 64 random bits point at, in proportion to the weights.
pub(crate) fn weighted(bits: u64) -> usize {
    let target = scale(bits, CUMULATIVE.last().copied().unwrap_or(0));
    CUMULATIVE.partition_point(|end| *end <= target).min(municipalities().len() - 1)
}

/// Per municipality the entries of table 33 that were merged into it, in one or more steps.
static MERGED: LazyLock<Vec<Vec<&'static TableEntry>>> = LazyLock::new(|| {
    let mut merged = vec![Vec::new(); municipalities().len()];
    for entry in tables::gemeenten() {
        let mut successor = entry.nieuwe_code;
        // No chain of mergers before 2019 is longer than a few steps; the bound keeps a faulty table from looping.
        for _ in 0..8 {
            let Some(code) = successor else { break };
            if let Ok(at) = municipalities().binary_search_by(|one| one.code.cmp(code)) {
                merged[at].push(entry);
                break;
            }
            successor = tables::gemeente(code).and_then(|next| next.nieuwe_code);
        }
    }
    merged
});

/// The code under which the `at`-th municipality, or one that was merged into it, was known on `date`.
fn own_code(at: usize, date: PartialDate, dice: Dice) -> Option<&'static str> {
    let own = municipalities()[at].code;
    if tables::gemeente(own).is_none_or(|entry| entry.geldigheid().contains(date)) {
        return Some(own);
    }
    let valid = || MERGED[at].iter().filter(|entry| entry.geldigheid().contains(date));
    let count = valid().count() as u64;
    valid().nth(place(dice.below(Purpose::BirthMunicipality, count))).map(|entry| entry.code)
}

/// The `at`-th municipality and its code on `date`; another one when there was nothing yet (before the land of Flevoland
/// was won from the sea).
pub(crate) fn existing(at: usize, date: PartialDate, dice: Dice) -> (usize, &'static str) {
    let elsewhere = (0..16).map(|index| weighted(dice.part(400 + index).draw(Purpose::BirthMunicipality)));
    std::iter::once(at)
        .chain(elsewhere)
        .find_map(|at| Some((at, own_code(at, date, dice)?)))
        .unwrap_or((at, municipalities()[at].code))
}

/// The code of [`existing`].
pub(crate) fn code_on(at: usize, date: PartialDate, dice: Dice) -> &'static str {
    existing(at, date, dice).1
}

/// The first day of the `at`-th municipality under its own code; unknown when table 33 names none.
pub(crate) fn begin_of(at: usize) -> PartialDate {
    tables::gemeente(municipalities()[at].code).map_or(PartialDate::UNKNOWN, |entry| entry.datum_ingang)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Kind;
    use kernel::Day;
    use std::collections::BTreeSet;

    #[test]
    fn the_municipalities_are_exactly_the_355_that_table_33_had_on_1_january_2019() {
        let day = Day::from_number(20_190_101).unwrap();
        // 0000 means unknown and 1999 is the register of non-residents: codes, but no municipalities.
        let official: Vec<_> = tables::gemeenten()
            .iter()
            .filter(|entry| entry.geldig_op(day) && !["0000", "1999"].contains(&entry.code))
            .map(|entry| (entry.code, entry.omschrijving))
            .collect();
        let ours: Vec<_> = municipalities().iter().map(|one| (one.code, one.name)).collect();
        assert_eq!(ours.len(), 355);
        assert_eq!(ours, official);
    }

    #[test]
    fn every_province_has_its_number_of_municipalities() {
        let counts =
            PROVINCES.map(|province| municipalities().iter().filter(|one| one.province == province).count());
        assert_eq!(counts, [12, 18, 12, 25, 6, 51, 26, 47, 52, 13, 62, 31]);
    }

    #[test]
    fn the_weights_add_up_to_about_the_population_of_2019() {
        let total: u32 = municipalities().iter().map(|one| one.weight).sum();
        assert_eq!(total, 17_283_150);
    }

    #[test]
    fn no_two_municipalities_share_a_postcode() {
        let mut seen = BTreeSet::new();
        for one in municipalities() {
            for postcode in one.first_postcode..one.first_postcode + one.postcodes {
                assert!(seen.insert(postcode) && (1000..=9999).contains(&postcode));
            }
        }
    }

    #[test]
    fn a_place_has_the_code_it_had_on_that_day() {
        let at = municipalities().iter().position(|one| one.name == "Het Hogeland").unwrap();
        let date = |number: i64| PartialDate::try_from(number).unwrap();
        let dice = Dice::new(1, Kind::Person, 1);
        assert_eq!(code_on(at, date(20_190_101), dice), "1966");
        let before = tables::gemeente(code_on(at, date(20_100_101), dice)).unwrap();
        assert!(["Bedum", "De Marne", "Eemsmond", "Winsum"].contains(&before.omschrijving));
    }
}
