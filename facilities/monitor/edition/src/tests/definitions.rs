//! The quality of the definitions.

use std::collections::{BTreeMap, BTreeSet};

use kernel::Language;

use crate::{Definitions, Direction, Indicator, Kind, Register, unit_name};

fn definitions() -> Definitions {
    Definitions::built_in().unwrap()
}

/// The first indicator of each measure.
fn measures() -> BTreeMap<String, Indicator> {
    let mut found = BTreeMap::new();
    for one in Register::built_in().unwrap().indicators {
        found.entry(one.sdmx_code.clone()).or_insert(one);
    }
    found
}

fn words(text: &str) -> usize {
    text.split_whitespace().count()
}

#[test]
fn every_measure_has_exactly_one_definition_and_no_definition_is_without_a_measure() {
    let defined: Vec<String> = definitions().definitions.iter().map(|one| one.measure.clone()).collect();
    let unique: BTreeSet<&String> = defined.iter().collect();
    assert_eq!(unique.len(), defined.len());
    assert_eq!(unique, measures().keys().collect());
}

#[test]
fn every_text_is_a_sentence_in_its_own_language() {
    for one in definitions().definitions {
        for (text, least) in
            [(&one.definition_nl, 15), (&one.definition_en, 15), (&one.excluded_nl, 5), (&one.excluded_en, 5)]
        {
            assert!(text.ends_with('.'), "{}: {text}", one.measure);
            assert!(words(text) >= least, "{}: {text}", one.measure);
            assert!(
                text.starts_with(|first: char| first.is_uppercase() || first == 'e'),
                "{}: {text}",
                one.measure
            );
            assert!(
                !text.contains("  ") && !text.contains('\t') && text.trim() == text,
                "{}: {text}",
                one.measure
            );
        }
        assert_ne!(one.definition_nl, one.definition_en, "{}", one.measure);
        assert_ne!(one.excluded_nl, one.excluded_en, "{}", one.measure);
        let dutch = [" de ", " het ", " een ", " van ", " in ", " en ", " die "]
            .iter()
            .filter(|word| one.definition_nl.contains(*word))
            .count();
        let english = [" the ", " of ", " that ", " and ", " in "]
            .iter()
            .filter(|word| one.definition_en.contains(*word))
            .count();
        assert!(dutch >= 2 && english >= 2, "{}", one.measure);
    }
}

#[test]
fn no_two_measures_share_a_definition_or_an_exclusion() {
    let all = definitions().definitions;
    for text in [
        |one: &crate::Definition| one.definition_nl.clone(),
        |one: &crate::Definition| one.definition_en.clone(),
    ] {
        let texts: BTreeSet<String> = all.iter().map(text).collect();
        assert_eq!(texts.len(), all.len());
    }
}

#[test]
fn every_definition_has_an_owner_with_a_role_and_a_source() {
    for one in definitions().definitions {
        assert!(one.owner.ends_with(')') && one.owner.contains(" ("), "{}: {}", one.measure, one.owner);
        assert!(one.source.contains('.') || one.source.contains("stand:"), "{}: {}", one.measure, one.source);
        assert!(words(&one.source) >= 1 && one.source.len() > 8, "{}: {}", one.measure, one.source);
    }
}

#[test]
fn odata_codes_are_m_with_chapter_facility_and_row_in_the_order_of_the_register() {
    let all = definitions().definitions;
    let codes: Vec<&str> = all.iter().map(|one| one.odata_code.as_str()).collect();
    for code in &codes {
        let digits = code.strip_prefix('M').unwrap();
        assert!(digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_digit()), "{code}");
    }
    let mut sorted = codes.clone();
    sorted.sort_unstable();
    sorted.dedup();
    assert_eq!(sorted, codes);
}

#[test]
fn what_may_be_added_agrees_with_the_kind() {
    let measures = measures();
    for one in definitions().definitions {
        let (kind, additive) = (measures[&one.measure].kind, one.additive);
        let over_time = matches!(kind, Kind::Flow | Kind::Mutation | Kind::UniquePerDelivery);
        assert_eq!(additive.over_time, over_time, "{} is {}", one.measure, kind.code());
        let never = matches!(kind, Kind::Unique | Kind::Cohort | Kind::Ratio | Kind::Coverage | Kind::Bound);
        assert!(!never || !(additive.over_parts || additive.over_facilities), "{}", one.measure);
    }
}

#[test]
fn the_moment_or_period_in_the_definition_agrees_with_the_kind() {
    let measures = measures();
    for one in definitions().definitions {
        let kind = measures[&one.measure].kind;
        let state = matches!(kind, Kind::Stock | Kind::Content | Kind::Coverage);
        assert_eq!(
            one.definition_nl.contains("31 december"),
            state,
            "{}: {}",
            one.measure,
            one.definition_nl
        );
        assert_eq!(one.definition_en.contains("31 December"), state, "{}", one.measure);
        let percent = matches!(kind, Kind::Coverage | Kind::Ratio | Kind::Cohort);
        assert_eq!(one.definition_nl.contains("een percentage"), percent, "{}", one.measure);
    }
}

#[test]
fn reports_of_errors_are_neither_good_nor_bad() {
    for one in definitions().definitions.iter().filter(|one| one.measure.contains("TERUGMELDINGEN")) {
        assert_eq!(one.direction, Direction::Neutral, "{}", one.measure);
    }
}

#[test]
fn every_definition_names_the_unit_of_its_figure_in_both_languages() {
    let measures = measures();
    for one in definitions().definitions {
        let unit = &measures[&one.measure].unit;
        let wanted = if unit == "procent" {
            ["percentage"; 2].map(str::to_owned)
        } else {
            [Language::Nl, Language::En].map(|language| unit_name(unit, language).plural)
        };
        let behind = |text: &str| {
            text.rsplit("Het cijfer")
                .next()
                .unwrap_or("")
                .rsplit("The figure")
                .next()
                .unwrap_or("")
                .to_owned()
        };
        assert!(behind(&one.definition_nl).contains(&wanted[0]), "{}: {}", one.measure, one.definition_nl);
        assert!(behind(&one.definition_en).contains(&wanted[1]), "{}: {}", one.measure, one.definition_en);
    }
}
