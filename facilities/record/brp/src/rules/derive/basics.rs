//! Dates in words, age, initials and the full name.

use kernel::{Day, PartialDate};

use super::nobility;
use crate::model::{Geslacht, Naam, filled};
use crate::rules::shape::Node;
use crate::rules::shape::group::Group;

const MONTHS: [&str; 12] = [
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
];

fn month_name(month: i64) -> &'static str {
    usize::try_from(month - 1).ok().and_then(|index| MONTHS.get(index)).copied().unwrap_or_default()
}

/// A date in the variant that fits what is known of it.
pub(in crate::rules) fn datum(date: PartialDate) -> Node<'static> {
    let group = match (date.year(), date.month(), date.day()) {
        (Some(year), Some(month), Some(day)) => Group::new()
            .with("type", "Datum")
            .with("datum", format!("{year:04}-{month:02}-{:02}", day.day()))
            .with("langFormaat", format!("{} {} {year}", day.day(), month_name(month))),
        (Some(year), Some(month), None) => Group::new()
            .with("type", "JaarMaandDatum")
            .with("jaar", year)
            .with("maand", month)
            .with("langFormaat", format!("{} {year}", month_name(month))),
        (Some(year), None, _) => {
            Group::new().with("type", "JaarDatum").with("jaar", year).with("langFormaat", year.to_string())
        }
        (None, ..) => {
            Group::new().with("type", "DatumOnbekend").with("onbekend", true).with("langFormaat", "onbekend")
        }
    };
    group.build()
}

/// Age in whole years. `None` when the year or month of birth is not known, when only the day is not known and it is the
/// month of birth, and for a birth in the future.
pub(in crate::rules) fn leeftijd(birth: PartialDate, today: Day) -> Option<i64> {
    let month = birth.month()?;
    if birth.day().is_none() && month == i64::from(today.month()) {
        return None;
    }
    let years = today.years_since(birth.earliest()?);
    (years >= 0).then_some(years)
}

/// Initials: the first letter of each given name with a full stop; a name of one letter has no full stop, and a space
/// when another name follows.
pub(in crate::rules) fn voorletters(naam: &Naam) -> Option<String> {
    let names = filled(naam.voornamen.as_ref())?;
    if names == "." {
        return Some(names.to_owned());
    }
    let mut initials = String::new();
    for name in names.split_whitespace() {
        let mut letters = name.chars();
        initials.extend(letters.next());
        initials.push(if letters.next().is_some() { '.' } else { ' ' });
    }
    Some(initials.trim_end().to_owned())
}

/// Predicate, given names, title, prefix and surname; `None` when nothing of it is known.
pub(in crate::rules) fn volledige_naam(naam: &Naam, geslacht: Option<Geslacht>) -> Option<String> {
    let form = naam.adellijke_titel_predicaat.map(|code| nobility::form(code, geslacht));
    let is_predicate = naam.adellijke_titel_predicaat.is_some_and(|code| code.is_predicaat());
    let (predicate, title) = if is_predicate { (form, None) } else { (None, form) };
    let parts = [
        predicate,
        filled(naam.voornamen.as_ref()),
        title,
        filled(naam.voorvoegsel.as_ref()),
        naam.bekende_geslachtsnaam(),
    ];
    let name = parts.into_iter().flatten().collect::<Vec<_>>().join(" ");
    (!name.is_empty()).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::AdellijkeTitelPredicaat as Titel;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    fn datum(date: PartialDate) -> Value {
        serde_json::to_value(super::datum(date)).unwrap()
    }

    fn date(number: i64) -> PartialDate {
        PartialDate::try_from(number).unwrap()
    }

    fn day(number: i64) -> Day {
        Day::from_number(number).unwrap()
    }

    fn named(voornamen: &str) -> Naam {
        Naam { voornamen: Some(voornamen.to_owned()), ..Naam::default() }
    }

    #[test]
    fn a_date_has_the_variant_of_what_is_known() {
        assert_eq!(
            datum(date(20_120_920)),
            json!({"type": "Datum", "datum": "2012-09-20", "langFormaat": "20 september 2012"})
        );
        assert_eq!(
            datum(date(20_200_500)),
            json!({"type": "JaarMaandDatum", "jaar": 2020, "maand": 5, "langFormaat": "mei 2020"})
        );
        assert_eq!(
            datum(date(19_630_000)),
            json!({"type": "JaarDatum", "jaar": 1963, "langFormaat": "1963"})
        );
        assert_eq!(
            datum(PartialDate::UNKNOWN),
            json!({"type": "DatumOnbekend", "onbekend": true, "langFormaat": "onbekend"})
        );
    }

    #[test]
    fn an_age_is_only_given_when_it_is_certain() {
        assert_eq!(leeftijd(date(19_960_229), day(20_160_228)), Some(19));
        assert_eq!(leeftijd(date(19_960_229), day(20_160_229)), Some(20));
        assert_eq!(leeftijd(date(19_960_229), day(20_170_228)), Some(20));
        assert_eq!(leeftijd(date(19_960_229), day(20_170_301)), Some(21));
        assert_eq!(leeftijd(date(20_100_600), day(20_200_615)), None);
        assert_eq!(leeftijd(date(20_100_700), day(20_200_615)), Some(9));
        assert_eq!(leeftijd(date(20_100_500), day(20_200_615)), Some(10));
        assert_eq!(leeftijd(date(20_000_000), day(20_200_615)), None);
        assert_eq!(leeftijd(PartialDate::UNKNOWN, day(20_200_615)), None);
        assert_eq!(leeftijd(date(20_210_101), day(20_200_615)), None);
        assert_eq!(leeftijd(date(20_200_615), day(20_200_615)), Some(0));
    }

    #[test]
    fn initials_follow_the_published_examples() {
        for (names, expected) in [
            ("Henk", "H."),
            ("Anna Cornelia", "A.C."),
            ("Theo Philip IJsbrand", "T.P.I."),
            ("Anne-Fleur Belle", "A.B."),
            ("Suzie Q", "S.Q"),
            ("A", "A"),
            ("J P", "J P"),
            ("Özil", "Ö."),
        ] {
            assert_eq!(voorletters(&named(names)).as_deref(), Some(expected));
        }
        assert_eq!(voorletters(&named(" ")), None);
        assert_eq!(voorletters(&Naam::default()), None);
    }

    #[test]
    fn a_full_name_puts_a_predicate_first_and_a_title_before_the_prefix() {
        let naam = |titel, geslachtsnaam: &str| Naam {
            voornamen: Some("Jo Anne".to_owned()),
            adellijke_titel_predicaat: titel,
            voorvoegsel: Some("van den".to_owned()),
            geslachtsnaam: Some(geslachtsnaam.to_owned()),
        };
        let full = |titel, geslacht| volledige_naam(&naam(titel, "Aedel"), geslacht).unwrap();
        assert_eq!(full(None, None), "Jo Anne van den Aedel");
        assert_eq!(full(Some(Titel::Baron), Some(Geslacht::Vrouw)), "Jo Anne barones van den Aedel");
        assert_eq!(full(Some(Titel::Barones), Some(Geslacht::Onbekend)), "Jo Anne barones van den Aedel");
        assert_eq!(full(Some(Titel::Jonkheer), Some(Geslacht::Vrouw)), "jonkvrouw Jo Anne van den Aedel");
        assert_eq!(full(Some(Titel::Ridder), Some(Geslacht::Vrouw)), "Jo Anne ridder van den Aedel");
        assert_eq!(volledige_naam(&naam(None, "."), None).as_deref(), Some("Jo Anne van den"));
        assert_eq!(
            volledige_naam(&Naam { geslachtsnaam: Some(".".to_owned()), ..Naam::default() }, None),
            None
        );
    }

    proptest! {
        #[test]
        fn every_date_has_a_type_and_words_the_interface_allows(number in 0i64..30_000_000) {
            if let Ok(date) = PartialDate::try_from(number) {
                let shaped = datum(date);
                let words = shaped["langFormaat"].as_str().unwrap();
                prop_assert!((1..=17).contains(&words.len()));
                prop_assert!(words.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b' '));
                prop_assert!(shaped["type"].is_string());
            }
        }

        #[test]
        fn there_is_one_initial_for_each_name(names in "[A-Z][a-z]{1,6}( [A-Z][a-z]{1,6}){0,4}") {
            let initials = voorletters(&named(&names)).unwrap();
            prop_assert_eq!(initials.matches('.').count(), names.split(' ').count());
        }

        #[test]
        fn age_grows_by_at_most_one_in_a_year(birth in 19_000_101i64..20_200_101, later in 0i64..365) {
            if let Ok(birth) = PartialDate::try_from(birth) {
                let today = day(20_240_101);
                if let (Some(now), Some(then)) = (leeftijd(birth, today), leeftijd(birth, today.plus_days(later))) {
                    prop_assert!(then == now || then == now + 1);
                }
            }
        }
    }
}
