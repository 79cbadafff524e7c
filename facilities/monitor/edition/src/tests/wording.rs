//! The words around numbers.

use kernel::Language;
use proptest::prelude::*;

use crate::wording::{Movement, Multiple, Printed, Qualifier, Quantity, Strength, choose, round};
use crate::{Decimal, Rounding};

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn count(exact: &str, number: &str, exponent: u8, word: &str) -> bool {
    let qualifier =
        if word.is_empty() { Qualifier::Plain } else { Qualifier::from_word(word, Language::Nl).unwrap() };
    qualifier.fits(decimal(exact), Printed::number(decimal(number), exponent))
}

fn percent(exact: &str, number: &str, word: &str) -> bool {
    let qualifier =
        if word.is_empty() { Qualifier::Plain } else { Qualifier::from_word(word, Language::Nl).unwrap() };
    qualifier.fits(decimal(exact), Printed::percent(decimal(number)))
}

#[test]
fn ruim_is_above_by_less_than_five_percent_and_bijna_below() {
    assert!(count("1049", "1000", 0, "ruim"));
    assert!(!count("1050", "1000", 0, "ruim"));
    assert!(!count("1000", "1000", 0, "ruim"));
    assert!(!count("999", "1000", 0, "ruim"));
    assert!(count("951", "1000", 0, "bijna"));
    assert!(!count("950", "1000", 0, "een kleine"));
    assert!(!count("1000", "1000", 0, "bijna"));
    assert!(count("951", "1000", 0, "ongeveer") && count("1049", "1000", 0, "ca."));
    assert!(!count("950", "1000", 0, "circa") && !count("1050", "1000", 0, "nagenoeg"));
    assert!(count("1000", "1000", 0, "ongeveer"));
    assert!(count("99000", "1000", 0, "meer dan") && !count("1000", "1000", 0, "minder dan"));
}

#[test]
fn percentages_have_a_margin_of_nine_tenths_of_a_point() {
    assert!(percent("12.89", "12", "ruim"));
    assert!(!percent("12.9", "12", "ruim"));
    assert!(percent("-12.24", "-12", "ruim"));
    assert!(!percent("-12.24", "12", "ruim"));
    assert!(percent("10.65", "11", "bijna"));
    assert!(!percent("10.1", "11", "bijna"));
    assert!(percent("2979.6", "3000", "bijna"));
    assert!(!percent("980", "990", "bijna"));
}

#[test]
fn a_number_without_a_word_is_the_nearest_rounding_at_its_length() {
    assert!(count("9160456", "9.2", 6, ""));
    assert!(!count("9160456", "9.1", 6, ""));
    assert!(
        count("7970051", "8", 6, "") && count("7970051", "8.0", 6, "") && !count("7880000", "8.0", 6, "")
    );
    assert!(count("276953", "277000", 0, ""));
    assert!(!count("24553", "24500", 0, ""));
    assert!(
        count("24553", "24600", 0, "") && count("24553", "24553", 0, "") && count("24553", "25000", 0, "")
    );
    assert!(percent("2.5", "3", "") && percent("2.49", "2", "") && !percent("2.5", "2", ""));
    assert!(count("0.4", "0", 0, ""));
}

#[test]
fn the_right_word_is_named() {
    let right = |exact: &str, number: &str, exponent| {
        Qualifier::right(decimal(exact), Printed::number(decimal(number), exponent))
    };
    assert_eq!(right("18475448", "18", 6), Some(Qualifier::Plain));
    assert_eq!(right("18610000", "18", 6), Some(Qualifier::Ruim));
    assert_eq!(right("5355566", "5.4", 6), Some(Qualifier::Plain));
    assert_eq!(right("17300000", "18", 6), Some(Qualifier::Bijna));
    assert_eq!(right("12", "18", 6), None);
}

#[test]
fn numbers_are_chosen_with_a_word_only_when_the_rounding_can_be_told() {
    let made = |exact: &str, exponent, decimals| {
        choose(decimal(exact), exponent, decimals, Quantity::Number).unwrap().text(Language::Nl)
    };
    assert_eq!(made("340758404", 6, 0), "341 miljoen");
    assert_eq!(made("46830118", 6, 0), "bijna 47 miljoen");
    assert_eq!(made("18475448", 6, 0), "ruim 18 miljoen");
    assert_eq!(made("5478500000", 9, 1), "bijna 5,5 miljard");
    assert_eq!(made("663", 0, 0), "663");
    assert_eq!(made("1500000", 6, 0), "2 miljoen");
    let share = |exact: &str| choose(decimal(exact), 0, 0, Quantity::Percent).unwrap().text(Language::En);
    assert_eq!([share("9.1"), share("10.7"), share("27.4")], ["9%", "nearly 11%", "over 27%"]);
}

#[test]
fn the_word_at_the_end_of_a_text_is_found() {
    let ending = |text| Qualifier::ending(text, Language::Nl);
    assert_eq!(ending("stijgt naar iets meer dan "), Some((Qualifier::IetsMeerDan, 12)));
    assert_eq!(ending("stijgt naar meer dan "), Some((Qualifier::MeerDan, 12)));
    assert_eq!(ending("Ruim"), Some((Qualifier::Ruim, 0)));
    assert_eq!(ending("het is kruim"), None);
    assert_eq!(ending(""), None);
    assert_eq!(Qualifier::ending("rose to almost", Language::En), Some((Qualifier::Bijna, 8)));
}

#[test]
fn words_for_multiples_hold_within_five_percent_and_with_ruim_above() {
    let word = |old: &str, new: &str| {
        Multiple::choose(decimal(old), decimal(new))
            .map(|(before, word)| (before.word(Language::Nl), word.word(Language::Nl)))
    };
    assert_eq!(word("100", "189"), None);
    assert_eq!(word("100", "190"), Some(("", "verdubbeld")));
    assert_eq!(word("100", "210"), Some(("", "verdubbeld")));
    assert_eq!(word("142", "345"), Some(("ruim", "verdubbeld")));
    assert_eq!(word("100", "285"), Some(("", "verdrievoudigd")));
    assert_eq!(word("100", "316"), Some(("ruim", "verdrievoudigd")));
    assert_eq!(word("100", "380"), Some(("", "verviervoudigd")));
    assert_eq!(word("100", "474"), Some(("ruim", "verviervoudigd")));
    assert_eq!(word("100", "475"), None);
    assert_eq!(word("100", "50"), Some(("", "gehalveerd")));
    assert_eq!(word("100", "40"), Some(("ruim", "gehalveerd")));
    assert_eq!(word("0", "40"), None);
    assert!(Multiple::Verdubbeld.fits(Qualifier::MeerDan, decimal("100"), decimal("900")));
    assert!(!Multiple::Verdrievoudigd.fits(Qualifier::Plain, decimal("10866602"), decimal("46830118")));
    assert!(Multiple::Verdubbeld.fits(Qualifier::Bijna, decimal("100"), decimal("195")));
    assert!(!Multiple::Verdubbeld.fits(Qualifier::Bijna, decimal("100"), decimal("200")));
}

#[test]
fn words_for_strength_hold_at_their_bounds() {
    let fits = |word: Strength, new: &str| word.fits(decimal("1000"), decimal(new));
    assert!(
        fits(Strength::Stabiel, "1010") && !fits(Strength::Stabiel, "1011") && fits(Strength::Stabiel, "990")
    );
    assert!(
        fits(Strength::Licht, "1049") && !fits(Strength::Licht, "1050") && !fits(Strength::Licht, "1000")
    );
    assert!(fits(Strength::Sterk, "1251") && !fits(Strength::Sterk, "1250") && fits(Strength::Sterk, "749"));
    assert!(!Strength::Sterk.fits(decimal("0"), decimal("10")));
    assert_eq!(Movement::between(decimal("2.50"), decimal("2.5")), Some(Movement::Same));
}

proptest! {
    #[test]
    fn what_is_chosen_is_always_true(exact in -9_000_000_000_i64..9_000_000_000, exponent in prop::sample::select(vec![0_u8, 3, 6, 9]),
        decimals in 0_u8..3, share in any::<bool>()) {
        let quantity = if share { Quantity::Percent } else { Quantity::Number };
        let exact = Decimal::new(i128::from(exact), if share { 4 } else { 0 });
        let exponent = if share { 0 } else { exponent };
        let made = choose(exact, exponent, decimals, quantity).unwrap();
        prop_assert!(made.qualifier.fits(exact, made.printed), "{made:?}");
        prop_assert!(Qualifier::Plain.fits(exact, round(exact, exponent, decimals, quantity).unwrap()));
    }

    #[test]
    fn a_number_is_never_both_ruim_and_bijna(exact in 0_i64..2_000_000, shown in 0_i64..2_000_000) {
        let (exact, printed) = (Decimal::whole(exact.into()), Printed::number(Decimal::whole(shown.into()), 0));
        let (above, below) = (Qualifier::Ruim.fits(exact, printed), Qualifier::Bijna.fits(exact, printed));
        prop_assert!(!(above && below));
        prop_assert_eq!(Qualifier::Ongeveer.fits(exact, printed), above || below || (shown != 0 && exact.same(Decimal::whole(shown.into()))));
        prop_assert_eq!(above, exact.mantissa() > i128::from(shown) && (exact.mantissa() - i128::from(shown)) * 20 < i128::from(shown));
    }

    #[test]
    fn at_most_one_multiple_is_chosen_and_it_is_near_the_factor(old in 1_i128..100_000, new in 0_i128..1_000_000) {
        if let Some((before, word)) = Multiple::choose(Decimal::whole(old), Decimal::whole(new)) {
            prop_assert!(word.fits(before, Decimal::whole(old), Decimal::whole(new)));
            let plain = Multiple::ALL.iter().filter(|one| one.fits(Qualifier::Plain, Decimal::whole(old), Decimal::whole(new))).count();
            prop_assert_eq!(plain, usize::from(before == Qualifier::Plain));
            let tenths = Rounding::Floor.divide(new * 100, old).unwrap();
            prop_assert!((33..475).contains(&tenths), "{}", tenths);
        }
    }
}
