//! What users of the register otherwise compute wrongly: age, initials, names, forms of address and address lines.

mod address_lines;
mod address_names;
mod basics;
mod nobility;

pub(super) use address_lines::{AddressLines, address_lines};
pub(super) use address_names::address_names;
pub(super) use basics::{datum, leeftijd, volledige_naam, voorletters};

use crate::model::{Huwelijk, Persoonslijst};

/// The partners that are delivered: every current one, otherwise only the one whose relation was dissolved last.
pub(super) fn partners(lijst: &Persoonslijst) -> Vec<&Huwelijk> {
    let relations = lijst.huwelijken.iter().filter(|row| row.exists() && !row.registratie.is_onjuist());
    let (dissolved, current): (Vec<_>, Vec<_>) = relations.partition(|row| row.is_ontbonden());
    if !current.is_empty() {
        return current;
    }
    // Of equal dates the first one stays: the order of the rows is the order of the register.
    let date = |row: &Huwelijk| row.datum_ontbinding.map_or(0, |date| date.number());
    let last = dissolved.into_iter().reduce(|kept, row| if date(row) > date(kept) { row } else { kept });
    last.into_iter().collect()
}

/// The partner whose name counts for forms of address: of the delivered ones the one of the oldest relation. A start that
/// is not known, wholly or in part, sorts before what is known.
pub(super) fn naamgevende_partner(lijst: &Persoonslijst) -> Option<&Huwelijk> {
    partners(lijst).into_iter().min_by_key(|row| row.datum_aangaan.map_or(0, |date| date.number()))
}
