//! Which rubrieken of the Logisch Ontwerp a field is filled or derived from, for authorisation and for the log.
//!
//! A rubriek is six characters: category, group and element, or a virtual one for derived data such as `PANM03`.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use crate::fields::{self, FieldSelection};

const TABLE: &str = include_str!("../../data/rubrieken.txt");

/// One single field of the table.
#[derive(Clone, Copy)]
struct Row {
    path: &'static str,
    authorised: &'static str,
    logged: &'static str,
}

fn table() -> impl Iterator<Item = Row> {
    // Read once: a question looks at it for each of its fields.
    static ROWS: LazyLock<Vec<Row>> = LazyLock::new(|| lines().collect());
    ROWS.iter().copied()
}

fn lines() -> impl Iterator<Item = Row> {
    TABLE.lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
        let (path, rubrieken) = line.split_once(' ')?;
        let (authorised, logged) = rubrieken.split_once('/').unwrap_or((rubrieken, rubrieken));
        Some(Row { path, authorised, logged })
    })
}

fn split(rubrieken: &'static str) -> impl Iterator<Item = &'static str> {
    rubrieken.split_whitespace().filter(|rubriek| *rubriek != "-")
}

/// The single fields that an asked field stands for.
fn rows_of(name: &str) -> Vec<Row> {
    let group = name.split('.').next().unwrap_or_default();
    let Some(base) = group.strip_suffix("Binnenland") else {
        return table().filter(|row| is_or_below(row.path, name)).collect();
    };
    let own: Vec<Row> = table().filter(|row| is_or_below(row.path, group)).collect();
    let borrowed = table().filter(|row| {
        // An alias borrows the lines of the group it stands for, where it has the field and no line of its own.
        row.path.strip_prefix(base).filter(|rest| rest.starts_with('.')).is_some_and(|rest| {
            let path = format!("{group}{rest}");
            is_or_below(&path, name)
                && own.iter().all(|row| row.path != path)
                && fields::list().any(|(known, _)| known == path)
        })
    });
    let borrowed: Vec<Row> = borrowed.collect();
    own.into_iter().filter(|row| is_or_below(row.path, name)).chain(borrowed).collect()
}

fn is_or_below(path: &str, name: &str) -> bool {
    path.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// The rubrieken a consumer must be authorised for to ask this field.
pub(super) fn needed(name: &str) -> BTreeSet<&'static str> {
    rows_of(name).into_iter().flat_map(|row| split(row.authorised)).collect()
}

/// The numbers of the categories that a rubriek comes from.
pub(super) fn categories_of(rubriek: &'static str) -> &'static [&'static str] {
    match rubriek.get(..4).unwrap_or_default() {
        "PANM" | "PAGL" => &["01"],
        "PAOU" => &["02", "03"],
        "PANT" => &["04"],
        "PAHP" => &["05"],
        "PAVP" => &["08"],
        "PAKD" => &["09"],
        "PAGZ" => &["11"],
        _ => match rubriek.get(..2).unwrap_or_default() {
            "01" => &["01"],
            "02" => &["02"],
            "03" => &["03"],
            "04" => &["04"],
            "05" => &["05"],
            "06" => &["06"],
            "07" => &["07"],
            "08" => &["08"],
            "09" => &["09"],
            _ => &[],
        },
    }
}

/// What the log of a delivery says about the question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Protocol {
    /// The rubrieken that were searched with, ascending, separated by a comma and a space.
    pub gezocht: String,
    /// The rubrieken that were asked, ascending, separated by a comma and a space.
    pub gevraagd: String,
}

/// The rubrieken of a question as they are logged with each delivered persoonslijst.
#[must_use]
pub fn protocol(fields: &FieldSelection, gemeente: bool) -> Protocol {
    let mut searched = BTreeSet::from(["010120"]);
    if gemeente {
        searched.insert("080910");
    }
    let rows = fields.fields().iter().flat_map(|field| rows_of(field.name()));
    let asked: BTreeSet<&str> = rows.flat_map(|row| split(row.logged)).collect();
    let join = |rubrieken: BTreeSet<&str>| rubrieken.into_iter().collect::<Vec<_>>().join(", ");
    Protocol { gezocht: join(searched), gevraagd: join(asked) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn needs(name: &str) -> String {
        needed(name).into_iter().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn every_field_of_the_list_has_its_rubrieken() {
        for (path, _) in fields::list() {
            assert!(!needed(path).is_empty() || path == "ouders.ouderAanduiding", "{path}");
        }
        for row in table() {
            assert!(fields::list().any(|(known, _)| known == row.path), "{}", row.path);
        }
    }

    #[test]
    fn a_group_needs_what_its_fields_need() {
        assert_eq!(needs("naam"), "010210 010220 010230 010240 016110 PANM01 PANM02");
        assert_eq!(needs("geboorte.datum"), "010310");
        assert_eq!(needs("ouders.naam.voornamen"), "020210 030210");
        assert_eq!(needs("adressering.aanschrijfwijze"), "PANM04 PANM05");
        assert_eq!(needs("adressering"), "081310 081350 PANM03 PANM04 PANM05 PANM06 PAVP03 PAVP04");
    }

    #[test]
    fn an_alias_needs_nothing_of_a_place_abroad() {
        assert_eq!(needs("verblijfplaats.datumVan"), "081030 081320");
        assert_eq!(needs("verblijfplaatsBinnenland.datumVan"), "081030");
        assert_eq!(needs("verblijfplaatsBinnenland.type"), "081110 081210");
        assert_eq!(needs("adresseringBinnenland"), "PANM03 PANM04 PANM05 PANM06 PAVP03 PAVP04");
        assert_eq!(
            needs("verblijfplaatsBinnenland"),
            "081010 081030 081110 081115 081120 081130 081140 081150 081160 081170 081180 081190 081210 088510"
        );
    }

    #[test]
    fn the_log_names_derived_data_by_their_virtual_rubriek() {
        let logged = |paths: &[&str]| protocol(&FieldSelection::of(paths).unwrap(), false);
        let one = logged(&["verblijfplaats.datumVan", "naam.voornamen", "leeftijd", "geboorte.datum.jaar"]);
        assert_eq!(one.gezocht, "010120");
        assert_eq!(one.gevraagd, "010210, 010310, PAGL01, PAVP01");
        assert_eq!(logged(&["nationaliteiten"]).gevraagd, "040510, 046310, 048510, PANT01");
        assert_eq!(logged(&["verblijfplaatsBinnenland.type"]).gevraagd, "PAVP02");
    }
}
