//! The difference of two publications.

use proptest::prelude::*;

use crate::{Decimal, Explanation, Publication, Reason, Restatement, Turn, diff};

/// Sets the value of one observation.
pub(super) fn set(publication: &mut Publication, id: &str, period: u16, value: Option<Decimal>) {
    let facilities = publication.edition.chapters.iter_mut().flat_map(|one| &mut one.facilities);
    let blocks = facilities.flat_map(|one| &mut one.blocks);
    let series = blocks.flat_map(|one| &mut one.rows).flat_map(|one| &mut one.series);
    for one in series.filter(|one| one.id == id).flat_map(|one| &mut one.observations) {
        if one.period == period {
            one.value = value;
            one.weergave = value.map(Decimal::to_dutch).unwrap_or_default();
        }
    }
}

#[test]
fn a_publication_does_not_differ_from_itself() {
    let publication = Publication::built_in().unwrap();
    let made = diff(&publication, &publication);
    assert!(made.is_empty());
    assert_eq!(
        serde_json::to_string(&made).unwrap(),
        r#"{"from":"2020 1.0.0","to":"2020 1.0.0","series":[],"values":[],"definitions":[],"words":[]}"#
    );
}

#[test]
fn a_restated_figure_is_a_changed_value_with_its_size_and_is_explained() {
    let (old, mut new) = (Publication::built_in().unwrap(), Publication::built_in().unwrap());
    new.version = "1.1".parse().unwrap();
    set(&mut new, "brp.berichten", 2018, Some(Decimal::whole(356_000_000)));
    let made = diff(&old, &new);
    assert_eq!((made.from.as_str(), made.to.as_str(), made.values.len()), ("2020 1.0.0", "2020 1.1.0", 1));
    let one = &made.values[0];
    assert_eq!(
        (one.turn, one.indicator.as_str(), one.breakdown.as_str(), one.period),
        (Turn::Changed, "brp.berichten", "_T", 2018)
    );
    assert_eq!((one.percent.unwrap().to_string().as_str(), one.explained), ("-0.2", false));
    new.restatements.push(Restatement {
        indicator: "brp.berichten".into(),
        period: 2018,
        old: Some(Decimal::whole(356_827_577)),
        new: Some(Decimal::whole(356_000_000)),
        old_edition: "2020 1.0.0".into(),
        new_edition: "2020 1.1.0".into(),
        reason: Reason::Leveringsfout,
        text: "Dubbel geleverd.".into(),
        decided_by: "Hoofdredacteur".into(),
        date: "2020-07-01".parse().unwrap(),
    });
    let made = diff(&old, &new);
    assert!(made.values[0].explained);
    let places: Vec<&str> = made.words.iter().map(|one| one.place.as_str()).collect();
    assert_eq!(places, ["correctie brp.berichten 2018", "correctie brp.berichten 2018"]);
}

#[test]
fn definitions_words_and_series_that_differ_are_told_in_their_own_lists() {
    let (old, mut new) = (Publication::built_in().unwrap(), Publication::built_in().unwrap());
    new.definitions.definitions[0].definition_nl = "Iets anders.".into();
    new.definitions.definitions[0].version = 2;
    new.register.indicators[1].title_nl = "Diensten".into();
    new.explanations.push(Explanation {
        indicator: String::new(),
        facility: "brp".into(),
        period: None,
        text: "Toelichting.".into(),
        author: "Redacteur".into(),
        reviewed_by: "Hoofdredacteur".into(),
    });
    let rows = &mut new.edition.chapters[0].facilities[0].blocks[0].rows;
    rows.remove(0);
    let made = diff(&old, &new);
    assert_eq!(made.series.len(), 1);
    assert_eq!(
        (made.series[0].turn, made.series[0].indicator.as_str()),
        (Turn::Removed, "digid.organisaties")
    );
    assert_eq!(made.values, []);
    let definition = &made.definitions[0];
    assert_eq!(
        (definition.measure.as_str(), definition.old_version, definition.new_version),
        ("DIGID_ORGANISATIES", Some(1), Some(2))
    );
    assert_eq!(definition.fields.iter().map(|one| one.field.as_str()).collect::<Vec<_>>(), ["definition_nl"]);
    let words: Vec<(&str, &str, Turn)> =
        made.words.iter().map(|one| (one.place.as_str(), one.field.as_str(), one.turn)).collect();
    assert_eq!(
        words,
        [
            ("reeks digid.webdiensten", "titel_nl", Turn::Changed),
            ("toelichting brp alle jaren 1", "tekst", Turn::Added)
        ]
    );
}

#[test]
fn the_same_figure_in_another_print_is_a_difference_of_words() {
    let (old, mut new) = (Publication::built_in().unwrap(), Publication::built_in().unwrap());
    set(&mut new, "digid.organisaties", 2019, "663.0".parse().ok());
    let made = diff(&old, &new);
    assert_eq!((made.values.len(), made.words.len()), (0, 1));
    assert_eq!((made.words[0].old.as_deref(), made.words[0].new.as_deref()), (Some("663"), Some("663,0")));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn every_changed_figure_is_found_and_no_other(which in prop::collection::btree_set(0_usize..130, 0..6), add in 1_i128..1000) {
        let (old, mut new) = (Publication::built_in().unwrap(), Publication::built_in().unwrap());
        let ids: Vec<(String, Option<Decimal>)> = old.edition.series().iter()
            .filter(|found| found.group.is_empty())
            .map(|found| (found.series.id.clone(), found.series.observation(2019).and_then(|one| one.value)))
            .collect();
        let mut expected: Vec<String> = Vec::new();
        for (id, value) in which.iter().filter_map(|index| ids.get(*index)) {
            let Some(value) = value else { continue };
            set(&mut new, id, 2019, value.plus(Decimal::whole(add)));
            expected.push(id.clone());
        }
        expected.sort();
        let found: Vec<String> = diff(&old, &new).values.into_iter().map(|one| one.indicator).collect();
        prop_assert_eq!(&found, &expected);
        let back: Vec<String> = diff(&new, &old).values.into_iter().map(|one| one.indicator).collect();
        prop_assert_eq!(back, expected);
    }
}
