//! Categories 01, 04, 06 and 07 of a person.

use super::asked::Asked;
use super::group::Group;
use super::investigation::{Depends, flags};
use super::node::Node;
use super::{current_place, land, plaats, waarde};
use crate::model::{
    BijzonderNederlanderschap, Geboorte, Naam, Nationaliteit, Persoonslijst, Registratie, filled,
};
use crate::rules::Tables;
use crate::rules::derive::{datum, leeftijd, volledige_naam, voorletters};
use kernel::Day;

// The categories that name an RNI participant: number and name.
const RNI_PERSOON: (&str, &str) = ("01", "Persoon");
const RNI_NATIONALITEIT: (&str, &str) = ("04", "Nationaliteit");
const RNI_OVERLIJDEN: (&str, &str) = ("06", "Overlijden");
const RNI_VERBLIJFPLAATS: (&str, &str) = ("08", "Verblijfplaats");

const GEBOORTE: [Depends; 3] = [("datum", &["010310"]), ("plaats", &["010320"]), ("land", &["010330"])];
const OVERLIJDEN: [Depends; 3] = [("datum", &["060810"]), ("plaats", &["060820"]), ("land", &["060830"])];
const NAAM: [Depends; 7] = [
    ("voornamen", &["010210"]),
    ("adellijkeTitelPredicaat", &["010220"]),
    ("voorvoegsel", &["010230"]),
    ("geslachtsnaam", &["010240"]),
    ("aanduidingNaamgebruik", &["016110"]),
    ("voorletters", &["010210"]),
    ("volledigeNaam", &["010210", "010220", "010230", "010240", "010410"]),
];

/// Adds the person's own data: of the groups those that are delivered.
pub(super) fn add<'a>(
    whole: &mut Group<'a>,
    lijst: &'a Persoonslijst,
    asked: &Asked,
    today: Day,
    tables: &'a dyn Tables,
) {
    let persoon = &lijst.persoon;
    let delivers = |group: &str| asked.delivers(&[group]);
    let age = persoon.geboorte.geboortedatum.filter(|_| !lijst.is_overleden());
    let age = age.and_then(|birth| leeftijd(birth, today));
    let secret = lijst.inschrijving.indicatie_geheim.is_some_and(|level| level > 0);
    let nationaliteiten = delivers("nationaliteiten").then(|| -> Vec<Node<'a>> {
        current_nationalities(lijst).filter_map(|row| nationaliteit(row, tables)).collect()
    });
    let naam = if delivers("naam") { own_name(lijst) } else { None };
    let geboorte = if delivers("geboorte") {
        birth(&persoon.geboorte, &persoon.registratie, &GEBOORTE, tables)
    } else {
        None
    };
    *whole = std::mem::take(whole)
        .text("aNummer", persoon.a_nummer.as_ref())
        .text("burgerservicenummer", persoon.burgerservicenummer.as_ref())
        .maybe(
            "datumEersteInschrijvingGBA",
            lijst
                .inschrijving
                .datum_eerste_inschrijving
                .filter(|_| delivers("datumEersteInschrijvingGBA"))
                .map(datum),
        )
        .maybe("geheimhoudingPersoonsgegevens", secret.then_some(true))
        .maybe("geslacht", persoon.geslacht.map(|sex| waarde(sex.code(), Some(sex.omschrijving()))))
        .maybe("leeftijd", age)
        .maybe("naam", naam)
        .maybe("nationaliteiten", nationaliteiten)
        .maybe("geboorte", geboorte)
        .maybe("opschortingBijhouding", opschorting(lijst))
        .maybe("overlijden", overlijden(lijst, tables))
        .maybe("verificatie", verificatie(lijst))
        .maybe("rni", rni(lijst, asked, tables));
}

/// Whether the list says anything of a name, or its name is being investigated.
pub(super) fn has_name(lijst: &Persoonslijst) -> bool {
    let persoon = &lijst.persoon;
    persoon.naam.exists()
        || persoon.aanduiding_naamgebruik.is_some()
        || persoon.registratie.lopend_onderzoek().is_some()
}

fn own_name(lijst: &Persoonslijst) -> Option<Node<'_>> {
    let persoon = &lijst.persoon;
    let usage = persoon.aanduiding_naamgebruik;
    has_name(lijst).then(|| {
        name(&persoon.naam)
            .maybe("volledigeNaam", volledige_naam(&persoon.naam, persoon.geslacht))
            .maybe(
                "aanduidingNaamgebruik",
                usage.map(|usage| waarde(usage.code(), Some(usage.omschrijving()))),
            )
            .maybe("inOnderzoek", flags(&persoon.registratie, &NAAM))
            .build()
    })
}

/// The elements of group 02, with the initials.
pub(super) fn name(naam: &Naam) -> Group<'_> {
    let title = naam.adellijke_titel_predicaat.map(|title| {
        let soort = if title.is_predicaat() { "predicaat" } else { "titel" };
        Group::new()
            .with("code", title.code())
            .with("omschrijving", title.omschrijving())
            .with("soort", soort)
            .build()
    });
    Group::new()
        .text("voornamen", naam.voornamen.as_ref())
        .maybe("adellijkeTitelPredicaat", title)
        .text("voorvoegsel", naam.voorvoegsel.as_ref())
        .maybe("geslachtsnaam", naam.bekende_geslachtsnaam())
        .maybe("voorletters", voorletters(naam))
}

/// The elements of group 03; `None` when there are none and nothing is investigated.
pub(super) fn birth<'a>(
    geboorte: &'a Geboorte,
    registratie: &Registratie,
    fields: &[Depends],
    tables: &'a dyn Tables,
) -> Option<Node<'a>> {
    (geboorte.exists() || registratie.lopend_onderzoek().is_some()).then(|| {
        Group::new()
            .date("datum", geboorte.geboortedatum)
            .maybe("land", land(geboorte.geboorteland.as_ref(), tables))
            .maybe("plaats", plaats(geboorte.geboorteplaats.as_ref(), tables))
            .maybe("inOnderzoek", flags(registratie, fields))
            .build()
    })
}

fn current_nationalities(lijst: &Persoonslijst) -> impl Iterator<Item = &Nationaliteit> {
    lijst
        .nationaliteiten
        .iter()
        .filter(|row| filled(row.reden_einde.as_ref()).is_none() && !row.registratie.is_onjuist())
}

/// What the type of a nationality depends on: its code, and for a special variant also group 65.
const ORDINARY_TYPE: Depends = ("type", &["040510"]);
const SPECIAL_TYPE: Depends = ("type", &["040510", "046510"]);
const REDEN_OPNAME: Depends = ("redenOpname", &["046310"]);
const NATIONALITEIT: Depends = ("nationaliteit", &["040510"]);

/// A nationality in the variant of its code; `None` for a row that names none.
fn nationaliteit<'a>(row: &'a Nationaliteit, tables: &'a dyn Tables) -> Option<Node<'a>> {
    use BijzonderNederlanderschap::{BehandeldAlsNederlander, VastgesteldNietNederlander};
    let code = filled(row.nationaliteit.as_ref());
    let kind = match (code, row.bijzonder_nederlanderschap) {
        (Some("0002"), _) | (None | Some("0000"), Some(BehandeldAlsNederlander)) => "BehandeldAlsNederlander",
        (Some("0500"), _) | (None | Some("0000"), Some(VastgesteldNietNederlander)) => {
            "VastgesteldNietNederlander"
        }
        (Some("0499"), _) => "Staatloos",
        (Some("0000"), None) => "NationaliteitOnbekend",
        (Some(_), _) => "Nationaliteit",
        (None, None) => return None,
    };
    let known = code.filter(|_| kind == "Nationaliteit");
    let reason = filled(row.reden_opname.as_ref()).filter(|reason| *reason != "000");
    let in_onderzoek = match kind {
        "Nationaliteit" => flags(&row.registratie, &[ORDINARY_TYPE, REDEN_OPNAME, NATIONALITEIT]),
        "NationaliteitOnbekend" => flags(&row.registratie, &[ORDINARY_TYPE, REDEN_OPNAME]),
        _ => flags(&row.registratie, &[SPECIAL_TYPE, REDEN_OPNAME]),
    };
    Some(
        Group::new()
            .with("type", kind)
            .maybe("redenOpname", reason.map(|reason| waarde(reason, tables.reden_nationaliteit(reason))))
            .date("datumIngangGeldigheid", row.registratie.ingangsdatum_geldigheid)
            .maybe("nationaliteit", known.map(|code| waarde(code, tables.nationaliteit(code))))
            .maybe("inOnderzoek", in_onderzoek)
            .build(),
    )
}

fn opschorting(lijst: &Persoonslijst) -> Option<Node<'_>> {
    let row = &lijst.inschrijving;
    let reden = row.reden_opschorting_bijhouding?;
    Some(
        Group::new()
            .with("reden", waarde(reden.code(), Some(reden.omschrijving())))
            .date("datum", row.datum_opschorting_bijhouding)
            .build(),
    )
}

fn overlijden<'a>(lijst: &'a Persoonslijst, tables: &'a dyn Tables) -> Option<Node<'a>> {
    let row = lijst.overlijden.as_ref().filter(|row| !row.registratie.is_onjuist())?;
    (row.exists() || row.registratie.lopend_onderzoek().is_some()).then(|| {
        Group::new()
            .date("datum", row.datum_overlijden)
            .maybe("land", land(row.land_overlijden.as_ref(), tables))
            .maybe("plaats", plaats(row.plaats_overlijden.as_ref(), tables))
            .maybe("inOnderzoek", flags(&row.registratie, &OVERLIJDEN))
            .build()
    })
}

fn verificatie(lijst: &Persoonslijst) -> Option<Node<'_>> {
    let row = &lijst.inschrijving;
    let exists = row.datum_verificatie.is_some() || filled(row.omschrijving_verificatie.as_ref()).is_some();
    exists.then(|| {
        Group::new()
            .date("datum", row.datum_verificatie)
            .text("omschrijving", row.omschrijving_verificatie.as_ref())
            .build()
    })
}

/// Who delivered which category that was asked of; each participant, treaty and category once.
fn rni<'a>(lijst: &'a Persoonslijst, asked: &Asked, tables: &'a dyn Tables) -> Option<Node<'a>> {
    let overlijden = lijst.overlijden.as_ref().map(|row| &row.registratie);
    let mut rows: Vec<Node<'a>> = Vec::new();
    let mut add = |registratie: &'a Registratie, (nummer, categorie): (&str, &'static str)| {
        let Some(code) = filled(registratie.rni_deelnemer.as_ref()).filter(|_| asked.comes_from(nummer))
        else {
            return;
        };
        let code = format!("{code:0>4}");
        let name = tables.rni_deelnemer(&code);
        let row = Group::new()
            .with("deelnemer", waarde(code, name))
            .text("omschrijvingVerdrag", registratie.omschrijving_verdrag.as_ref())
            .with("categorie", categorie)
            .build();
        if !rows.contains(&row) {
            rows.push(row);
        }
    };
    add(&lijst.persoon.registratie, RNI_PERSOON);
    current_nationalities(lijst).for_each(|row| add(&row.registratie, RNI_NATIONALITEIT));
    overlijden.into_iter().for_each(|registratie| add(registratie, RNI_OVERLIJDEN));
    current_place(lijst).into_iter().for_each(|place| add(&place.registratie, RNI_VERBLIJFPLAATS));
    (!rows.is_empty()).then_some(Node::List(rows))
}
