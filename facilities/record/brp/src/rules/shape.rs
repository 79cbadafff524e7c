//! A persoonslijst as the interface delivers it: first what the list can say of the asked groups, then only what was asked.

mod adressering;
mod asked;
pub(in crate::rules) mod group;
mod investigation;
mod node;
mod persoon;
mod relaties;
mod select;
mod verblijfplaats;

pub use asked::Asked;
pub use node::Node;

use kernel::Day;

use self::group::Group;
use super::Tables;
use super::question::{Question, RAADPLEEG_MET_BURGERSERVICENUMMER};
use crate::model::{Persoonslijst, RedenOpschorting, SoortVerblijfplaats, Verblijfplaats, filled};

/// The groups that category 08 fills, and the one that needs it among others.
const OF_PLACE_OR_ADDRESS: [&str; 5] =
    ["gemeenteVanInschrijving", "datumInschrijvingInGemeente", "verblijfplaats", "immigratie", "adressering"];

/// Whether a list may be delivered at all: one that was made by mistake or is to be wiped may not.
#[must_use]
pub fn is_deliverable(lijst: &Persoonslijst) -> bool {
    !matches!(
        lijst.inschrijving.reden_opschorting_bijhouding,
        Some(RedenOpschorting::Fout | RedenOpschorting::Wissen)
    )
}

/// The whole answer to a question, from every list that carries an asked number.
#[must_use]
pub fn answer<'a>(
    question: &Question,
    asked: &Asked,
    lijsten: &'a [Persoonslijst],
    today: Day,
    tables: &'a dyn Tables,
) -> Node<'a> {
    let gemeente = question.gemeente_van_inschrijving.as_deref();
    let personen: Vec<Node<'a>> = lijsten
        .iter()
        .filter(|lijst| is_deliverable(lijst))
        .filter(|lijst| gemeente.is_none() || lijst.gemeente_van_inschrijving() == gemeente)
        .map(|lijst| shape(lijst, asked, today, tables))
        .collect();
    Group::new().with("type", RAADPLEEG_MET_BURGERSERVICENUMMER).with("personen", personen).build()
}

/// One person with the asked fields and what comes unasked. An empty value has no key; a group that exists but has
/// nothing to deliver is an empty object; an asked list without items is an empty array.
#[must_use]
pub fn shape<'a>(lijst: &'a Persoonslijst, asked: &Asked, today: Day, tables: &'a dyn Tables) -> Node<'a> {
    let mut whole = Group::new();
    persoon::add(&mut whole, lijst, asked, today, tables);
    if asked.delivers(&["ouders", "partners", "kinderen"]) {
        relaties::add(&mut whole, lijst, tables);
    }
    if let Some(place) = current_place(lijst).filter(|_| asked.delivers(&OF_PLACE_OR_ADDRESS)) {
        let abroad = is_abroad(place) && asked.fields().asks_group("verblijfplaatsBinnenland");
        verblijfplaats::add(&mut whole, place, tables);
        if abroad {
            whole.remove("verblijfplaats");
        }
    }
    if asked.delivers(&["adressering"]) {
        adressering::add(&mut whole, lijst, asked, tables);
    }
    investigation::add_for_persoon(&mut whole, lijst);
    select::select(whole.into_entries(), &asked.paths)
}

/// Who asks through an alias for places at home gets nothing of a place abroad or unknown.
fn is_abroad(place: &Verblijfplaats) -> bool {
    matches!(place.soort(), Some(SoortVerblijfplaats::Buitenland | SoortVerblijfplaats::Onbekend))
}

/// The place on the list, unless it was marked as wrong.
fn current_place(lijst: &Persoonslijst) -> Option<&Verblijfplaats> {
    lijst.verblijfplaats.as_ref().filter(|place| !place.registratie.is_onjuist())
}

/// A code of a table with its description.
fn waarde<'a>(code: impl Into<Node<'a>>, omschrijving: Option<&'a str>) -> Node<'a> {
    Group::new().with("code", code).maybe("omschrijving", omschrijving).build()
}

/// A country; the unknown country is not delivered.
fn land<'a>(code: Option<&'a String>, tables: &'a dyn Tables) -> Option<Node<'a>> {
    let code = filled(code).filter(|code| *code != "0000")?;
    Some(waarde(code, tables.land(code)))
}

/// A place: a municipality by its code, or what is no municipality code as description only.
fn plaats<'a>(value: Option<&'a String>, tables: &'a dyn Tables) -> Option<Node<'a>> {
    let value = filled(value).filter(|value| *value != "0000")?;
    let is_code = value.len() == 4 && value.bytes().all(|byte| byte.is_ascii_digit());
    match tables.gemeente(value).filter(|_| is_code) {
        Some(name) => Some(waarde(value, Some(name))),
        None => Some(Group::new().with("omschrijving", value).build()),
    }
}

#[cfg(test)]
mod investigation_tests;
#[cfg(test)]
mod tests;
