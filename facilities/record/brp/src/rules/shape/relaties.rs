//! Parents, partners and children as the person's own list has them.

use serde_json::{Map, Value};

use super::group::Group;
use super::investigation::{Depends, flags};
use super::persoon::{birth, name};
use super::{land, plaats, waarde};
use crate::model::{Huwelijk, Kind, Naam, Ouder, Persoonslijst, Registratie, SoortVerbintenis, filled};
use crate::rules::Tables;
use crate::rules::derive;

/// The rubrieken of a category of related persons.
struct Related {
    eigen: [Depends; 4],
    naam: [Depends; 5],
    geboorte: [Depends; 3],
}

macro_rules! related {
    ($category:literal) => {
        Related {
            eigen: [
                ("burgerservicenummer", &[concat!($category, "0120")]),
                ("geslacht", &[concat!($category, "0410")]),
                ("soortVerbintenis", &[concat!($category, "1510")]),
                ("datumIngangFamilierechtelijkeBetrekking", &[concat!($category, "6210")]),
            ],
            naam: [
                ("voornamen", &[concat!($category, "0210")]),
                ("adellijkeTitelPredicaat", &[concat!($category, "0220")]),
                ("voorvoegsel", &[concat!($category, "0230")]),
                ("geslachtsnaam", &[concat!($category, "0240")]),
                ("voorletters", &[concat!($category, "0210")]),
            ],
            geboorte: [
                ("datum", &[concat!($category, "0310")]),
                ("plaats", &[concat!($category, "0320")]),
                ("land", &[concat!($category, "0330")]),
            ],
        }
    };
}

const OUDER1: Related = related!("02");
const OUDER2: Related = related!("03");
const PARTNER: Related = related!("05");
const KIND: Related = related!("09");

const AANGAAN: [Depends; 3] = [("datum", &["050610"]), ("plaats", &["050620"]), ("land", &["050630"])];
const ONTBINDING: [Depends; 1] = [("datum", &["050710"])];

/// Adds the related persons.
pub(super) fn add(whole: &mut Map<String, Value>, lijst: &Persoonslijst, tables: &dyn Tables) {
    let ouders: Vec<Value> = [("1", lijst.ouder1.as_ref(), &OUDER1), ("2", lijst.ouder2.as_ref(), &OUDER2)]
        .into_iter()
        .filter_map(|(aanduiding, ouder, rubrieken)| Some((aanduiding, ouder?, rubrieken)))
        .filter(|(_, ouder, _)| ouder.exists() && !ouder.registratie.is_onjuist())
        .map(|(aanduiding, row, rubrieken)| ouder(aanduiding, row, rubrieken, tables))
        .collect();
    let partners: Vec<Value> = derive::partners(lijst).into_iter().map(|row| partner(row, tables)).collect();
    let kinderen: Vec<Value> =
        lijst.kinderen.iter().filter(|row| is_delivered(row)).map(|row| kind(row, tables)).collect();
    whole.insert("kinderen".to_owned(), Value::Array(kinderen));
    whole.insert("ouders".to_owned(), Value::Array(ouders));
    whole.insert("partners".to_owned(), Value::Array(partners));
}

fn is_delivered(kind: &Kind) -> bool {
    kind.exists() && !kind.registratie.is_onjuist() && filled(kind.registratie_betrekking.as_ref()).is_none()
}

fn related_name(naam: &Naam, registratie: &Registratie, rubrieken: &Related) -> Option<Value> {
    (naam.exists() || registratie.lopend_onderzoek().is_some())
        .then(|| name(naam).maybe("inOnderzoek", flags(registratie, &rubrieken.naam)).build())
}

fn ouder(aanduiding: &str, row: &Ouder, rubrieken: &Related, tables: &dyn Tables) -> Value {
    let [bsn, geslacht, _, datum_ingang] = rubrieken.eigen;
    Group::new()
        .text("burgerservicenummer", row.burgerservicenummer.as_ref())
        .maybe("geslacht", row.geslacht.map(|sex| waarde(sex.code(), Some(sex.omschrijving()))))
        .with("ouderAanduiding", aanduiding)
        .date("datumIngangFamilierechtelijkeBetrekking", row.datum_ingang_familierechtelijke_betrekking)
        .maybe("naam", related_name(&row.naam, &row.registratie, rubrieken))
        .maybe("geboorte", birth(&row.geboorte, &row.registratie, &rubrieken.geboorte, tables))
        .maybe("inOnderzoek", flags(&row.registratie, &[bsn, geslacht, datum_ingang]))
        .build()
}

fn partner(row: &Huwelijk, tables: &dyn Tables) -> Value {
    let [bsn, geslacht, soort, _] = PARTNER.eigen;
    let known_kind = row.soort_verbintenis.filter(|kind| *kind != SoortVerbintenis::Onbekend);
    Group::new()
        .text("burgerservicenummer", row.burgerservicenummer.as_ref())
        .maybe("geslacht", row.geslacht.map(|sex| waarde(sex.code(), Some(sex.omschrijving()))))
        .maybe("soortVerbintenis", known_kind.map(|kind| waarde(kind.code(), Some(kind.omschrijving()))))
        .maybe("naam", related_name(&row.naam, &row.registratie, &PARTNER))
        .maybe("geboorte", birth(&row.geboorte, &row.registratie, &PARTNER.geboorte, tables))
        .maybe("inOnderzoek", flags(&row.registratie, &[bsn, geslacht, soort]))
        .maybe("aangaanHuwelijkPartnerschap", aangaan(row, tables))
        .maybe("ontbindingHuwelijkPartnerschap", ontbinding(row))
        .build()
}

fn aangaan(row: &Huwelijk, tables: &dyn Tables) -> Option<Value> {
    let in_onderzoek = flags(&row.registratie, &AANGAAN);
    (row.heeft_aangaan() || in_onderzoek.is_some()).then(|| {
        Group::new()
            .date("datum", row.datum_aangaan)
            .maybe("land", land(row.land_aangaan.as_ref(), tables))
            .maybe("plaats", plaats(row.plaats_aangaan.as_ref(), tables))
            .maybe("inOnderzoek", in_onderzoek)
            .build()
    })
}

fn ontbinding(row: &Huwelijk) -> Option<Value> {
    let in_onderzoek = flags(&row.registratie, &ONTBINDING);
    (row.is_ontbonden() || in_onderzoek.is_some())
        .then(|| Group::new().date("datum", row.datum_ontbinding).maybe("inOnderzoek", in_onderzoek).build())
}

fn kind(row: &Kind, tables: &dyn Tables) -> Value {
    let [bsn, ..] = KIND.eigen;
    Group::new()
        .text("burgerservicenummer", row.burgerservicenummer.as_ref())
        .maybe("naam", related_name(&row.naam, &row.registratie, &KIND))
        .maybe("geboorte", birth(&row.geboorte, &row.registratie, &KIND.geboorte, tables))
        .maybe("inOnderzoek", flags(&row.registratie, &[bsn]))
        .build()
}
