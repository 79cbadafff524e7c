//! The place where a person lives, the municipality of registration and immigration (category 08).

use super::group::Group;
use super::investigation::{Depends, flags, flags_of_place, verblijft_niet_op_adres};
use super::node::Node;
use super::{land, waarde};
use crate::model::{SoortVerblijfplaats, Verblijfplaats, filled};
use crate::rules::Tables;

/// What the identification of an unknown object or number looks like.
const UNKNOWN_IDENTIFICATION: &str = "0000000000000000";

const ADRES: [Depends; 6] = [
    ("type", &["081110", "081300"]),
    ("datumVan", &["081030", "081320"]),
    ("datumIngangGeldigheid", &["088510"]),
    ("nummeraanduidingIdentificatie", &["081190"]),
    ("adresseerbaarObjectIdentificatie", &["081180"]),
    ("functieAdres", &["081010"]),
];
const VERBLIJFADRES_BINNENLAND: [Depends; 8] = [
    ("aanduidingBijHuisnummer", &["081150"]),
    ("huisletter", &["081130"]),
    ("huisnummer", &["081120"]),
    ("huisnummertoevoeging", &["081140"]),
    ("korteStraatnaam", &["081110"]),
    ("officieleStraatnaam", &["081115"]),
    ("postcode", &["081160"]),
    ("woonplaats", &["081170", "080910"]),
];
const LOCATIE: [Depends; 4] = [
    ("type", &["081210"]),
    ("datumVan", &["081030"]),
    ("datumIngangGeldigheid", &["088510"]),
    ("functieAdres", &["081010"]),
];
const VERBLIJFADRES_LOCATIE: [Depends; 1] = [("locatiebeschrijving", &["081210"])];
const BUITENLAND: [Depends; 3] =
    [("type", &["081310"]), ("datumVan", &["081320"]), ("datumIngangGeldigheid", &["088510"])];
const VERBLIJFADRES_BUITENLAND: [Depends; 4] =
    [("regel1", &["081330"]), ("regel2", &["081340"]), ("regel3", &["081350"]), ("land", &["081310"])];
const IMMIGRATIE: [Depends; 4] = [
    ("datumVestigingInNederland", &["081420"]),
    ("indicatieVestigingVanuitBuitenland", &["081420"]),
    ("landVanwaarIngeschreven", &["081410"]),
    ("vanuitVerblijfplaatsOnbekend", &["081410"]),
];

/// Adds what category 08 says.
pub(super) fn add<'a>(whole: &mut Group<'a>, place: &'a Verblijfplaats, tables: &'a dyn Tables) {
    let gemeente = filled(place.gemeente_van_inschrijving.as_ref()).filter(|code| *code != "0000");
    *whole = std::mem::take(whole)
        .maybe("gemeenteVanInschrijving", gemeente.map(|code| waarde(code, tables.gemeente(code))))
        .date("datumInschrijvingInGemeente", place.datum_inschrijving)
        .maybe("verblijfplaats", place.soort().map(|soort| verblijfplaats(place, soort, tables)))
        .maybe("immigratie", immigratie(place, tables));
}

fn verblijfplaats<'a>(
    place: &'a Verblijfplaats,
    soort: SoortVerblijfplaats,
    tables: &'a dyn Tables,
) -> Node<'a> {
    let since = place.registratie.ingangsdatum_geldigheid;
    match soort {
        SoortVerblijfplaats::Adres => adres(place),
        SoortVerblijfplaats::Locatie => locatie(place),
        SoortVerblijfplaats::Buitenland => Group::new()
            .with("type", "VerblijfplaatsBuitenland")
            .with("verblijfadres", verblijfadres_buitenland(place, tables))
            .date("datumVan", place.datum_aanvang_adres_buitenland)
            .date("datumIngangGeldigheid", since)
            .maybe("inOnderzoek", flags(&place.registratie, &BUITENLAND))
            .build(),
        SoortVerblijfplaats::Onbekend => Group::new()
            .with("type", "VerblijfplaatsOnbekend")
            .date("datumVan", place.datum_aanvang_adres_buitenland.or(place.datum_aanvang_adreshouding))
            .date("datumIngangGeldigheid", since)
            .maybe("inOnderzoek", flags(&place.registratie, &BUITENLAND))
            .build(),
    }
}

fn adres(place: &Verblijfplaats) -> Node<'_> {
    let object = place.adresseerbaar_object_identificatie.as_ref();
    let number = place.nummeraanduiding_identificatie.as_ref();
    let verblijfadres = Group::new()
        .text("officieleStraatnaam", place.naam_openbare_ruimte.as_ref())
        .known_text("korteStraatnaam", place.straatnaam.as_ref(), ".")
        .maybe("huisnummer", place.huisnummer.filter(|number| *number > 0))
        .text("huisletter", place.huisletter.as_ref())
        .text("huisnummertoevoeging", place.huisnummertoevoeging.as_ref())
        .maybe(
            "aanduidingBijHuisnummer",
            place.aanduiding_bij_huisnummer.map(|word| waarde(word.code(), Some(word.omschrijving()))),
        )
        .text("postcode", place.postcode.as_ref())
        .known_text("woonplaats", place.woonplaats.as_ref(), ".")
        .maybe("inOnderzoek", flags_of_place(&place.registratie, &VERBLIJFADRES_BINNENLAND))
        .build();
    inhabited(place, "Adres", verblijfadres)
        .known_text("adresseerbaarObjectIdentificatie", object, UNKNOWN_IDENTIFICATION)
        .known_text("nummeraanduidingIdentificatie", number, UNKNOWN_IDENTIFICATION)
        .maybe("inOnderzoek", flags_of_place(&place.registratie, &ADRES))
        .build()
}

fn locatie(place: &Verblijfplaats) -> Node<'_> {
    let verblijfadres = Group::new()
        .text("locatiebeschrijving", place.locatiebeschrijving.as_ref())
        .maybe("inOnderzoek", flags_of_place(&place.registratie, &VERBLIJFADRES_LOCATIE))
        .build();
    inhabited(place, "Locatie", verblijfadres)
        .maybe("inOnderzoek", flags_of_place(&place.registratie, &LOCATIE))
        .build()
}

/// What an address and a location have in common.
fn inhabited<'a>(place: &'a Verblijfplaats, kind: &'static str, verblijfadres: Node<'a>) -> Group<'a> {
    Group::new()
        .with("type", kind)
        .with("verblijfadres", verblijfadres)
        .maybe("functieAdres", place.functie_adres.map(|word| waarde(word.code(), Some(word.omschrijving()))))
        .date("datumVan", place.datum_aanvang_adreshouding)
        .date("datumIngangGeldigheid", place.registratie.ingangsdatum_geldigheid)
        .maybe("indicatieVastgesteldVerblijftNietOpAdres", verblijft_niet_op_adres(&place.registratie))
}

fn verblijfadres_buitenland<'a>(place: &'a Verblijfplaats, tables: &'a dyn Tables) -> Node<'a> {
    Group::new()
        .text("regel1", place.regel1.as_ref())
        .text("regel2", place.regel2.as_ref())
        .text("regel3", place.regel3.as_ref())
        .maybe("land", land(place.land_adres_buitenland.as_ref(), tables))
        .maybe("inOnderzoek", flags(&place.registratie, &VERBLIJFADRES_BUITENLAND))
        .build()
}

/// Exists with any place or immigration data, as in the official service: without immigration it is an empty object.
fn immigratie<'a>(place: &'a Verblijfplaats, tables: &'a dyn Tables) -> Option<Node<'a>> {
    let from = filled(place.land_vanwaar_ingeschreven.as_ref());
    let exists = from.is_some()
        || place.datum_vestiging_in_nederland.is_some()
        || place.soort().is_some()
        || place.registratie.lopend_onderzoek().is_some();
    exists.then(|| {
        Group::new()
            .date("datumVestigingInNederland", place.datum_vestiging_in_nederland)
            .maybe("indicatieVestigingVanuitBuitenland", place.datum_vestiging_in_nederland.map(|_| true))
            .maybe("landVanwaarIngeschreven", land(place.land_vanwaar_ingeschreven.as_ref(), tables))
            .maybe("vanuitVerblijfplaatsOnbekend", (from == Some("0000")).then_some(true))
            .maybe("inOnderzoek", flags(&place.registratie, &IMMIGRATIE))
            .build()
    })
}
