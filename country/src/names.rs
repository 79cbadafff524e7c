//! Given names and surnames: a head of common ones with a long tail, by group, sex and (for Dutch names) time of birth.

use crate::names_family as family;
use crate::names_given as given;
use crate::names_street as street;
use crate::origin::Origin;
use crate::person::Geslacht;
use crate::random::{Dice, Kind, Purpose};

/// A surname with the prefix that is kept apart in Dutch registers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Surname {
    pub(crate) voorvoegsel: Option<&'static str>,
    pub(crate) geslachtsnaam: String,
}

/// The list from which a given name comes.
fn given_list(origin: Origin, man: bool, birth_year: i64) -> &'static [&'static str] {
    match (origin, man) {
        (Origin::Frisian, true) => given::FRISIAN_MEN,
        (Origin::Frisian, false) => given::FRISIAN_WOMEN,
        (Origin::Turkish, true) => given::TURKISH_MEN,
        (Origin::Turkish, false) => given::TURKISH_WOMEN,
        (Origin::Moroccan | Origin::Syrian, true) => given::ARABIC_MEN,
        (Origin::Moroccan | Origin::Syrian, false) => given::ARABIC_WOMEN,
        (Origin::Polish, true) => given::POLISH_MEN,
        (Origin::Polish, false) => given::POLISH_WOMEN,
        (Origin::German, true) => given::GERMAN_MEN,
        (Origin::German, false) => given::GERMAN_WOMEN,
        (Origin::Surinamese | Origin::Antillean, true) => given::CARIBBEAN_MEN,
        (Origin::Surinamese | Origin::Antillean, false) => given::CARIBBEAN_WOMEN,
        (Origin::Dutch, true) => match birth_year {
            ..1950 => given::MEN_BEFORE_1950,
            1950..1975 => given::MEN_BEFORE_1975,
            1975..1995 => given::MEN_BEFORE_1995,
            _ => given::MEN_SINCE_1995,
        },
        (Origin::Dutch, false) => match birth_year {
            ..1950 => given::WOMEN_BEFORE_1950,
            1950..1975 => given::WOMEN_BEFORE_1975,
            1975..1995 => given::WOMEN_BEFORE_1995,
            _ => given::WOMEN_SINCE_1995,
        },
    }
}

/// One to four given names, separated by spaces and never the same twice. Older people have more.
pub(crate) fn given_names(dice: Dice, origin: Origin, geslacht: Geslacht, birth_year: i64) -> String {
    // Someone of whom the sex is unknown has names from either list.
    let man = match geslacht {
        Geslacht::Man => true,
        Geslacht::Vrouw => false,
        Geslacht::Onbekend => dice.chance(Purpose::Sex, 50_000),
    };
    let list = given_list(origin, man, birth_year);
    let shares: [u64; 3] = match origin {
        Origin::Dutch if birth_year < 1975 => [34, 76, 95],
        Origin::Dutch => [46, 86, 98],
        _ => [78, 97, 100],
    };
    let roll = dice.below(Purpose::GivenNameCount, 100);
    let count = 1 + shares.iter().filter(|end| roll >= **end).count();
    let mut chosen: Vec<&str> = Vec::with_capacity(count);
    for index in 0..8 {
        let name = dice.part(index).pick_tail(Purpose::GivenNames, list);
        if chosen.len() < count && !chosen.contains(&name) {
            chosen.push(name);
        }
    }
    chosen.join(" ")
}

/// A surname. The same dice give the same surname.
pub(crate) fn surname(dice: Dice, origin: Origin, geslacht: Geslacht) -> Surname {
    let plain = |list: &[&str]| Surname {
        voorvoegsel: None,
        geslachtsnaam: dice.pick_tail(Purpose::Surname, list).to_owned(),
    };
    match origin {
        Origin::Dutch => dutch(dice),
        // Three in four Frisian families have a name of their own province.
        Origin::Frisian if dice.part(90).chance(Purpose::Surname, 75_000) => {
            let stem = dice.part(91).pick(Purpose::Surname, family::FRISIAN_STEMS);
            let ending = dice.part(92).pick_tail(Purpose::Surname, family::FRISIAN_ENDINGS);
            Surname { voorvoegsel: None, geslachtsnaam: format!("{stem}{ending}") }
        }
        Origin::Frisian => dutch(dice),
        Origin::Surinamese => plain(family::SURINAMESE),
        Origin::Antillean => plain(family::ANTILLEAN),
        Origin::Turkish => plain(family::TURKISH),
        Origin::Moroccan => plain(family::MOROCCAN),
        Origin::Syrian => plain(family::SYRIAN),
        Origin::German => plain(family::GERMAN),
        Origin::Polish => {
            let mut name = plain(family::POLISH);
            name.geslachtsnaam = slavic_form(&name.geslachtsnaam, geslacht);
            name
        }
    }
}

/// The form of a Polish surname that goes with a sex: `-ski` for men is `-ska` for women.
pub(crate) fn slavic_form(name: &str, geslacht: Geslacht) -> String {
    for (man, woman) in [("ski", "ska"), ("cki", "cka")] {
        let (from, to) = if geslacht == Geslacht::Vrouw { (man, woman) } else { (woman, man) };
        if let Some(stem) = name.strip_suffix(from) {
            return format!("{stem}{to}");
        }
    }
    name.to_owned()
}

/// A Dutch surname: four in ten from the head of common names, the rest put together, which gives the long tail.
fn dutch(dice: Dice) -> Surname {
    let roll = dice.part(93).below(Purpose::Surname, 100);
    if roll < 42 {
        return split(dice.pick_tail(Purpose::Surname, family::DUTCH_HEAD));
    }
    let stem = dice.part(94).pick(Purpose::Surname, family::PLACE_STEMS);
    if roll < 72 {
        let ending = dice.part(95).pick(Purpose::Surname, family::PLACE_ENDINGS);
        let prefix =
            dice.part(96).pick_tail(Purpose::Surname, &["van", "", "van der", "van den", "ter", "op den"]);
        // `van der` and its like go with a landscape word, not with a place name.
        if prefix.contains(' ') || prefix == "ter" {
            let landscape = dice.part(97).pick(Purpose::Surname, family::LANDSCAPES);
            return Surname { voorvoegsel: Some(prefix), geslachtsnaam: landscape.to_owned() };
        }
        let name = format!("{stem}{ending}");
        return match prefix {
            "" => Surname { voorvoegsel: None, geslachtsnaam: format!("{name}er") },
            _ => Surname { voorvoegsel: Some(prefix), geslachtsnaam: name },
        };
    }
    let name = dice.part(98).pick(Purpose::Surname, family::FATHER_STEMS);
    let ending = dice.part(99).pick_tail(Purpose::Surname, family::FATHER_ENDINGS);
    Surname { voorvoegsel: None, geslachtsnaam: format!("{name}{ending}") }
}

/// Splits the entries of the head table: `van der|Berg`.
fn split(entry: &'static str) -> Surname {
    match entry.split_once('|') {
        Some((prefix, name)) => Surname { voorvoegsel: Some(prefix), geslachtsnaam: name.to_owned() },
        None => Surname { voorvoegsel: None, geslachtsnaam: entry.to_owned() },
    }
}

/// A surname of the nobility; invented, of the kind that exists.
pub(crate) fn noble_surname(dice: Dice) -> Surname {
    let (voorvoegsel, name) = dice.pick(Purpose::Nobility, family::NOBLE);
    Surname { voorvoegsel: Some(voorvoegsel).filter(|one| !one.is_empty()), geslachtsnaam: name.to_owned() }
}

/// A street name; different for every `index`.
pub(crate) fn street_name(index: u64) -> String {
    let stems = street::STREET_STEMS.len() as u64;
    let endings = street::STREET_ENDINGS.len() as u64;
    // Walking through stems and endings together makes neighbours differ in both; the product decides uniqueness.
    let ending = street::STREET_ENDINGS[crate::random::place((index % stems + index / stems) % endings)];
    let stem = street::STREET_STEMS[crate::random::place(index % stems)];
    match index / stems / endings {
        0 => format!("{stem}{ending}"),
        1 => format!("Nieuwe {stem}{ending}"),
        2 => format!("Oude {stem}{ending}"),
        3 => format!("Korte {stem}{ending}"),
        4 => format!("Lange {stem}{ending}"),
        more => format!("{more}e {stem}{ending}"),
    }
}

/// Dice for a surname that belongs to no one person but to a family outside the country's records.
pub(crate) fn outside_family(seed: u64, key: u64) -> Dice {
    Dice::new(seed, Kind::Country, key).part(77)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn no_street_name_comes_twice_in_the_largest_municipality() {
        let names: BTreeSet<String> = (0..8_000).map(street_name).collect();
        assert_eq!(names.len(), 8_000);
        assert!(names.iter().all(|name| name.chars().count() <= 24), "fits the short street name of LO3");
    }

    #[test]
    fn a_polish_surname_follows_the_sex() {
        assert_eq!(slavic_form("Kowalski", Geslacht::Vrouw), "Kowalska");
        assert_eq!(slavic_form("Wysocka", Geslacht::Man), "Wysocki");
        assert_eq!(slavic_form("Nowak", Geslacht::Vrouw), "Nowak");
    }

    #[test]
    fn surnames_have_a_head_and_a_long_tail() {
        let mut counts = std::collections::BTreeMap::new();
        for ordinal in 0..20_000 {
            let name = surname(Dice::new(1, Kind::Person, ordinal), Origin::Dutch, Geslacht::Man);
            *counts.entry((name.voorvoegsel, name.geslachtsnaam)).or_insert(0) += 1;
        }
        assert!(counts.len() > 2_000, "{} different surnames", counts.len());
        let most = counts.iter().max_by_key(|(_, count)| **count).map(|(name, _)| name.1.as_str());
        assert_eq!(most, Some("Jong"));
    }
}
