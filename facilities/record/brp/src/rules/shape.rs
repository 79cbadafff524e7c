//! A persoonslijst as the interface delivers it: first what the list can say of the asked groups, then only what was asked.

mod adressering;
mod group;
mod investigation;
mod persoon;
mod relaties;
mod select;
mod verblijfplaats;

use kernel::Day;
use serde_json::{Map, Value, json};

use super::question::{Question, RAADPLEEG_MET_BURGERSERVICENUMMER};
use super::{Tables, rubrieken};
use crate::fields::FieldSelection;
use crate::model::{Persoonslijst, RedenOpschorting, SoortVerblijfplaats, Verblijfplaats, filled};

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
pub fn answer(question: &Question, lijsten: &[Persoonslijst], today: Day, tables: &dyn Tables) -> Value {
    let gemeente = question.gemeente_van_inschrijving.as_deref();
    let personen: Vec<Value> = lijsten
        .iter()
        .filter(|lijst| is_deliverable(lijst))
        .filter(|lijst| gemeente.is_none() || lijst.gemeente_van_inschrijving() == gemeente)
        .map(|lijst| shape(lijst, &question.fields, today, tables))
        .collect();
    json!({"type": RAADPLEEG_MET_BURGERSERVICENUMMER, "personen": personen})
}

/// One person with the asked fields and what comes unasked. An empty value has no key; a group that exists but has
/// nothing to deliver is an empty object; an asked list without items is an empty array.
#[must_use]
pub fn shape(lijst: &Persoonslijst, fields: &FieldSelection, today: Day, tables: &dyn Tables) -> Value {
    let mut paths = fields.delivered_paths();
    paths.extend(unasked(fields));
    let mut whole = asked_groups(lijst, &paths, today, tables);
    leave_out_abroad(&mut whole, lijst, fields);
    keep_asked_rni(&mut whole, fields);
    select::select(&whole, &paths)
}

/// What the list says, in the structure of the interface; of the groups that cost most only those that were asked.
fn asked_groups(
    lijst: &Persoonslijst,
    paths: &[String],
    today: Day,
    tables: &dyn Tables,
) -> Map<String, Value> {
    let asked = |groups: &[&str]| {
        paths.iter().any(|path| path.split('.').next().is_some_and(|group| groups.contains(&group)))
    };
    let mut whole = Map::new();
    persoon::add(&mut whole, lijst, today, tables);
    if asked(&["ouders", "partners", "kinderen"]) {
        relaties::add(&mut whole, lijst, tables);
    }
    let of_place = ["gemeenteVanInschrijving", "datumInschrijvingInGemeente", "verblijfplaats", "immigratie"];
    if let Some(place) = current_place(lijst).filter(|_| asked(&of_place)) {
        verblijfplaats::add(&mut whole, place, tables);
    }
    if asked(&["adressering"]) {
        adressering::add(&mut whole, lijst, tables);
    }
    investigation::add_for_persoon(&mut whole, lijst);
    whole
}

/// The place on the list, unless it was marked as wrong.
fn current_place(lijst: &Persoonslijst) -> Option<&Verblijfplaats> {
    lijst.verblijfplaats.as_ref().filter(|place| !place.registratie.is_onjuist())
}

/// The paths that are delivered without being asked.
fn unasked(fields: &FieldSelection) -> Vec<String> {
    let mut paths = vec!["geheimhoudingPersoonsgegevens", "opschortingBijhouding", "rni", "verificatie"];
    let asked = fields.delivered_paths();
    for (group, indication) in [
        ("verblijfplaats", "verblijfplaats.indicatieVastgesteldVerblijftNietOpAdres"),
        ("adressering", "adressering.indicatieVastgesteldVerblijftNietOpAdres"),
    ] {
        if asked.iter().any(|path| path.split('.').next() == Some(group)) {
            paths.push(indication);
        }
    }
    paths.into_iter().map(str::to_owned).collect()
}

/// Who asks through an alias for places at home gets nothing of a place abroad or unknown.
fn leave_out_abroad(whole: &mut Map<String, Value>, lijst: &Persoonslijst, fields: &FieldSelection) {
    let soort = current_place(lijst).and_then(Verblijfplaats::soort);
    if !matches!(soort, Some(SoortVerblijfplaats::Buitenland | SoortVerblijfplaats::Onbekend)) {
        return;
    }
    if fields.asks_group("verblijfplaatsBinnenland") {
        whole.remove("verblijfplaats");
    }
    if fields.asks_group("adresseringBinnenland")
        && let Some(Value::Object(adressering)) = whole.get_mut("adressering")
    {
        for line in ["adresregel1", "adresregel2", "adresregel3", "land"] {
            adressering.remove(line);
        }
    }
}

/// Who delivered a category is told only with data of that category.
fn keep_asked_rni(whole: &mut Map<String, Value>, fields: &FieldSelection) {
    let asked = rubrieken::categories(fields);
    if let Some(Value::Array(rows)) = whole.get_mut("rni") {
        rows.retain(|row| {
            row["categorie"].as_str().is_some_and(|name| {
                persoon::RNI_CATEGORIES
                    .iter()
                    .any(|(number, known)| *known == name && asked.contains(*number))
            })
        });
        if rows.is_empty() {
            whole.remove("rni");
        }
    }
}

/// A code of a table with its description.
fn waarde(code: &str, omschrijving: Option<&str>) -> Value {
    match omschrijving {
        Some(omschrijving) => json!({"code": code, "omschrijving": omschrijving}),
        None => json!({"code": code}),
    }
}

/// A country; the unknown country is not delivered.
fn land(code: Option<&String>, tables: &dyn Tables) -> Option<Value> {
    let code = filled(code).filter(|code| *code != "0000")?;
    Some(waarde(code, tables.land(code)))
}

/// A place: a municipality by its code, or what is no municipality code as description only.
fn plaats(value: Option<&String>, tables: &dyn Tables) -> Option<Value> {
    let value = filled(value).filter(|value| *value != "0000")?;
    let is_code = value.len() == 4 && value.bytes().all(|byte| byte.is_ascii_digit());
    match tables.gemeente(value).filter(|_| is_code) {
        Some(name) => Some(waarde(value, Some(name))),
        None => Some(json!({"omschrijving": value})),
    }
}

#[cfg(test)]
mod investigation_tests;
#[cfg(test)]
mod tests;
