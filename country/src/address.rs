//! Addresses: every place number in a municipality is one address, and no two places share one.

use crate::municipality::{Municipality, municipalities};
use crate::names::street_name;
use crate::random::{Dice, Kind, Purpose, place, shuffled};

/// An address as the BAG and the BRP have it (group 11).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Address {
    /// Code of the municipality (of 2019) in which it lies.
    pub gemeente: &'static str,
    /// Name of the public space, at most 24 characters, so that 11.10 and 11.15 are the same.
    pub straat: String,
    /// House number (11.20), from 1.
    pub huisnummer: u32,
    /// Letter of the house number (11.30).
    pub huisletter: Option<char>,
    /// Addition to the house number (11.40).
    pub huisnummertoevoeging: Option<&'static str>,
    /// Postcode (11.60), without a space. One street has one postcode, and one postcode one street.
    pub postcode: String,
    /// Town or village (11.70).
    pub woonplaats: &'static str,
    /// BAG identification of the number (11.90): municipality, 20, ten digits.
    pub nummeraanduiding: String,
    /// BAG identification of the home (11.80): municipality, 01, ten digits.
    pub adresseerbaar_object: String,
}

/// House numbers per street that are lived in today; those above are only in histories.
const PER_STREET: u64 = 64;
/// House numbers per street that only occur in histories of addresses.
const EARLIER_PER_STREET: u64 = 400;

/// The address of the `count`-th household (from 0) of a municipality.
pub(crate) fn current(seed: u64, at: usize, count: u64) -> Address {
    let municipality = &municipalities()[at];
    let size = u64::from(municipality.streets) * PER_STREET;
    let key = Dice::new(seed, Kind::Country, at as u64).draw(Purpose::AddressOrder);
    let slot = shuffled(count % size, size, key);
    // A country larger than the real one builds on at the end of each street, past the histories.
    let round = count / size;
    let beyond = if round == 0 { 0 } else { EARLIER_PER_STREET + PER_STREET * round };
    build(municipality, slot / PER_STREET, slot % PER_STREET + beyond)
}

/// An address that is nobody's today, for a history.
pub(crate) fn earlier(at: usize, dice: Dice) -> Address {
    let municipality = &municipalities()[at];
    let street = dice.below(Purpose::Street, u64::from(municipality.streets));
    build(municipality, street, PER_STREET + dice.part(1).below(Purpose::Street, EARLIER_PER_STREET))
}

/// The `house`-th home (from 0) of the `street`-th street.
fn build(municipality: &Municipality, street: u64, house: u64) -> Address {
    // Of every sixteen homes one is a split-off with a letter and one an upstairs with an addition.
    let (group, within) = (house / 16, house % 16);
    let (number, huisletter, huisnummertoevoeging) = match within {
        14 => (group * 14 + 5, Some('A'), None),
        15 => (group * 14 + 10, None, Some(if street.is_multiple_of(3) { "bis" } else { "2" })),
        plain => (group * 14 + plain + 1, None, None),
    };
    let woonplaatsen = municipality.woonplaatsen().count() as u64;
    let woonplaats =
        municipality.woonplaatsen().nth(place(street % woonplaatsen)).unwrap_or(municipality.name);
    let serial = street * 100_000 + house + 1;
    Address {
        gemeente: municipality.code,
        straat: street_name(street),
        huisnummer: u32::try_from(number).unwrap_or(u32::MAX),
        huisletter,
        huisnummertoevoeging,
        postcode: postcode(municipality, street),
        woonplaats,
        nummeraanduiding: format!("{}20{serial:010}", municipality.code),
        adresseerbaar_object: format!("{}01{serial:010}", municipality.code),
    }
}

/// Letters of Dutch postcodes; F, I, O, Q, U and Y are not used.
const LETTERS: &[u8; 20] = b"ABCDEGHJKLMNPRSTVWXZ";

/// The postcode of a street.
fn postcode(municipality: &Municipality, street: u64) -> String {
    let blocks = u64::from(municipality.postcodes);
    let (digits, mut pair) = (u64::from(municipality.first_postcode) + street % blocks, street / blocks);
    // SA, SD and SS are never given out; the gap is jumped, so that every street keeps its own pair.
    for forbidden in [14 * 20, 14 * 20 + 3, 14 * 20 + 14] {
        pair += u64::from(pair >= forbidden);
    }
    let letter = |index: u64| char::from(LETTERS[place(index % 20)]);
    format!("{digits}{}{}", letter(pair / 20), letter(pair))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_home_of_a_municipality_has_its_own_address() {
        for at in [0, 57, 200, 354] {
            let homes = u64::from(municipalities()[at].streets) * PER_STREET;
            let mut seen = HashSet::new();
            for count in 0..homes + 500 {
                let one = current(3, at, count);
                assert!(seen.insert(one.nummeraanduiding.clone()));
                let line = (
                    one.postcode,
                    one.huisnummer,
                    one.huisletter,
                    one.huisnummertoevoeging.unwrap_or_default(),
                );
                assert!(seen.insert(format!("{line:?}")), "{line:?}");
            }
        }
    }

    #[test]
    fn every_street_has_its_own_name_and_postcode_of_the_right_form() {
        for municipality in municipalities() {
            let mut seen = HashSet::new();
            for street in 0..u64::from(municipality.streets) {
                let home = build(municipality, street, 0);
                let pair = &home.postcode[4..];
                assert!(!["SA", "SD", "SS"].contains(&pair));
                assert_eq!(home.postcode.len(), 6);
                assert!(seen.insert(home.postcode) && seen.insert(home.straat.clone()));
                assert!(home.straat.chars().count() <= 24);
                assert_eq!((home.nummeraanduiding.len(), home.adresseerbaar_object.len()), (16, 16));
            }
        }
    }
}
