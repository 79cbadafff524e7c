//! Parents, partners and children as the person's own list has them.

use super::group::Group;
use super::investigation::{Depends, flags};
use super::node::Node;
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
pub(super) fn add<'a>(whole: &mut Group<'a>, lijst: &'a Persoonslijst, tables: &'a dyn Tables) {
    let ouders: Vec<Node<'a>> =
        [("1", lijst.ouder1.as_ref(), &OUDER1), ("2", lijst.ouder2.as_ref(), &OUDER2)]
            .into_iter()
            .filter_map(|(aanduiding, ouder, rubrieken)| Some((aanduiding, ouder?, rubrieken)))
            .filter(|(_, ouder, _)| ouder.exists() && !ouder.registratie.is_onjuist())
            .map(|(aanduiding, row, rubrieken)| ouder(aanduiding, row, rubrieken, tables))
            .collect();
    let partners: Vec<Node<'a>> =
        derive::partners(lijst).into_iter().map(|row| partner(row, tables)).collect();
    let kinderen: Vec<Node<'a>> =
        lijst.kinderen.iter().filter(|row| is_delivered(row)).map(|row| kind(row, tables)).collect();
    whole.add("kinderen", kinderen);
    whole.add("ouders", ouders);
    whole.add("partners", partners);
}

fn is_delivered(kind: &Kind) -> bool {
    kind.exists() && !kind.registratie.is_onjuist() && filled(kind.registratie_betrekking.as_ref()).is_none()
}

fn related_name<'a>(naam: &'a Naam, registratie: &Registratie, rubrieken: &Related) -> Option<Node<'a>> {
    (naam.exists() || registratie.lopend_onderzoek().is_some())
        .then(|| name(naam).maybe("inOnderzoek", flags(registratie, &rubrieken.naam)).build())
}

fn ouder<'a>(
    aanduiding: &'static str,
    row: &'a Ouder,
    rubrieken: &Related,
    tables: &'a dyn Tables,
) -> Node<'a> {
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

fn partner<'a>(row: &'a Huwelijk, tables: &'a dyn Tables) -> Node<'a> {
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

fn aangaan<'a>(row: &'a Huwelijk, tables: &'a dyn Tables) -> Option<Node<'a>> {
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

fn ontbinding(row: &Huwelijk) -> Option<Node<'_>> {
    let in_onderzoek = flags(&row.registratie, &ONTBINDING);
    (row.is_ontbonden() || in_onderzoek.is_some())
        .then(|| Group::new().date("datum", row.datum_ontbinding).maybe("inOnderzoek", in_onderzoek).build())
}

fn kind<'a>(row: &'a Kind, tables: &'a dyn Tables) -> Node<'a> {
    let [bsn, ..] = KIND.eigen;
    Group::new()
        .text("burgerservicenummer", row.burgerservicenummer.as_ref())
        .maybe("naam", related_name(&row.naam, &row.registratie, &KIND))
        .maybe("geboorte", birth(&row.geboorte, &row.registratie, &KIND.geboorte, tables))
        .maybe("inOnderzoek", flags(&row.registratie, &[bsn]))
        .build()
}
