//! What is being investigated (group 83). An investigation names a category, a group or one element; it touches every
//! delivered field that is filled or derived from what it names.

use super::current_place;
use super::group::Group;
use super::node::Node;
use crate::model::{Naamgebruik, Onderzoek, Persoonslijst, Registratie};
use crate::rules::derive::{datum, naamgevende_partner};

/// A delivered field with the rubrieken (category, group and element) it depends on. A group written in full, such as
/// `081300`, stands for an investigation of that whole group only.
pub(super) type Depends = (&'static str, &'static [&'static str]);

/// Whether the investigation names this rubriek, its group or its category.
fn names(onderzoek: &Onderzoek, rubriek: &str) -> bool {
    let named = onderzoek.aanduiding.as_str();
    named == rubriek
        || named.strip_suffix("0000").is_some_and(|category| rubriek.starts_with(category))
        || named.strip_suffix("00").is_some_and(|group| rubriek.starts_with(group))
}

/// The flags of the fields that an investigation touches, with its first day under this name. Nothing when it touches
/// none. `whole_place` says that "does not live there" touches all of them.
fn add_flags(
    flags: &mut Group<'_>,
    onderzoek: Option<&Onderzoek>,
    fields: &[Depends],
    whole_place: bool,
    date_key: &'static str,
) {
    let Some(onderzoek) = onderzoek else { return };
    let all = whole_place && onderzoek.aanduiding == Onderzoek::VERBLIJFT_NIET_OP_ADRES;
    let before = flags.len();
    for (field, rubrieken) in fields {
        if all || rubrieken.iter().any(|rubriek| names(onderzoek, rubriek)) {
            flags.add(field, true);
        }
    }
    if flags.len() > before {
        flags.add(date_key, datum(onderzoek.datum_ingang));
    }
}

/// The `inOnderzoek` of a group that lies within one category.
pub(super) fn flags(registratie: &Registratie, fields: &[Depends]) -> Option<Node<'static>> {
    let mut found = Group::new();
    add_flags(&mut found, registratie.lopend_onderzoek(), fields, false, "datumIngangOnderzoek");
    found.build_filled()
}

/// The same for a place, where "does not live there" touches every field.
pub(super) fn flags_of_place(registratie: &Registratie, fields: &[Depends]) -> Option<Node<'static>> {
    let mut found = Group::new();
    add_flags(&mut found, registratie.lopend_onderzoek(), fields, true, "datumIngangOnderzoek");
    found.build_filled()
}

const PERSOON: [Depends; 3] =
    [("burgerservicenummer", &["010120"]), ("geslacht", &["010410"]), ("leeftijd", &["010310"])];
const GEMEENTE: [Depends; 2] =
    [("gemeenteVanInschrijving", &["080910"]), ("datumInschrijvingInGemeente", &["080920"])];

/// The `inOnderzoek` of the person as a whole.
pub(super) fn add_for_persoon(whole: &mut Group<'_>, lijst: &Persoonslijst) {
    let mut found = Group::new();
    let persoon = lijst.persoon.registratie.lopend_onderzoek();
    add_flags(&mut found, persoon, &PERSOON, false, "datumIngangOnderzoekPersoon");
    let place = current_place(lijst).and_then(|place| place.registratie.lopend_onderzoek());
    add_flags(&mut found, place, &GEMEENTE, false, "datumIngangOnderzoekGemeente");
    if let Some(found) = found.build_filled() {
        whole.add("inOnderzoek", found);
    }
}

const OWN_NAME: &[&str] = &["010210", "010220", "010230", "010240", "010410", "016110"];
const PARTNER_NAME: &[&str] = &["050220", "050230", "050240"];
const LINES: [Depends; 4] = [
    ("adresregel1", &["081110", "081120", "081130", "081140", "081150", "081210", "081330"]),
    ("adresregel2", &["080910", "081160", "081170", "081340"]),
    ("adresregel3", &["081350"]),
    ("land", &["081310"]),
];

/// The `inOnderzoek` of the forms of address and the address lines.
pub(super) fn flags_of_adressering(lijst: &Persoonslijst) -> Option<Node<'static>> {
    let mut found = Group::new();
    let forms =
        |rubrieken| ["aanhef", "aanschrijfwijze", "gebruikInLopendeTekst"].map(|form| (form, rubrieken));
    let own = lijst.persoon.registratie.lopend_onderzoek();
    add_flags(&mut found, own, &forms(OWN_NAME), false, "datumIngangOnderzoekPersoon");
    if lijst.persoon.aanduiding_naamgebruik != Some(Naamgebruik::Eigen) {
        let partner = naamgevende_partner(lijst).and_then(|row| row.registratie.lopend_onderzoek());
        let mut of_partner = Group::new();
        add_flags(&mut of_partner, partner, &forms(PARTNER_NAME), false, "datumIngangOnderzoekPartner");
        of_partner.into_entries().into_iter().for_each(|(key, value)| found.add(key, value));
    }
    let place = current_place(lijst).and_then(|place| place.registratie.lopend_onderzoek());
    add_flags(&mut found, place, &LINES, true, "datumIngangOnderzoekVerblijfplaats");
    found.build_filled()
}

/// Whether it was established that the person does not live at the registered address.
pub(super) fn verblijft_niet_op_adres(registratie: &Registratie) -> Option<bool> {
    registratie
        .lopend_onderzoek()
        .is_some_and(|onderzoek| onderzoek.aanduiding == Onderzoek::VERBLIJFT_NIET_OP_ADRES)
        .then_some(true)
}
