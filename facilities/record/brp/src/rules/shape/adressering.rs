//! Forms of address and address lines.

use super::asked::Asked;
use super::group::Group;
use super::investigation::{flags_of_adressering, verblijft_niet_op_adres};
use super::persoon::has_name;
use super::{current_place, is_abroad, waarde};
use crate::model::Persoonslijst;
use crate::rules::Tables;
use crate::rules::derive::{AddressLines, address_lines, address_names};

/// Adds the group, if there is a name, a place or an investigation to fill it from.
pub(super) fn add<'a>(
    whole: &mut Group<'a>,
    lijst: &'a Persoonslijst,
    asked: &Asked,
    tables: &'a dyn Tables,
) {
    let place = current_place(lijst);
    let in_onderzoek = flags_of_adressering(lijst);
    let has_place = place.is_some_and(|place| place.soort().is_some());
    if !(has_name(lijst) || has_place || in_onderzoek.is_some()) {
        return;
    }
    let names = address_names(lijst);
    let gemeente = lijst.gemeente_van_inschrijving().and_then(|code| tables.gemeente(code));
    let lines = place.map_or_else(AddressLines::default, |place| address_lines(place, gemeente));
    let not_there =
        place.filter(|_| !lines.is_empty()).and_then(|place| verblijft_niet_op_adres(&place.registratie));
    let aanschrijfwijze =
        (names.aanschrijfwijze_naam.is_some() || names.aanspreekvorm.is_some()).then(|| {
            Group::new()
                .maybe("naam", names.aanschrijfwijze_naam)
                .maybe("aanspreekvorm", names.aanspreekvorm)
                .build()
        });
    let land = lines.land.map(|code| {
        let name = tables.land(&code);
        waarde(code, name)
    });
    let mut adressering = Group::new()
        .maybe("aanhef", names.aanhef)
        .maybe("aanschrijfwijze", aanschrijfwijze)
        .maybe("gebruikInLopendeTekst", names.gebruik_in_lopende_tekst)
        .maybe("adresregel1", lines.adresregel1)
        .maybe("adresregel2", lines.adresregel2)
        .maybe("adresregel3", lines.adresregel3)
        .maybe("land", land)
        .maybe("indicatieVastgesteldVerblijftNietOpAdres", not_there)
        .maybe("inOnderzoek", in_onderzoek);
    if place.is_some_and(is_abroad) && asked.fields().asks_group("adresseringBinnenland") {
        ["adresregel1", "adresregel2", "adresregel3", "land"]
            .iter()
            .for_each(|line| adressering.remove(line));
    }
    whole.add("adressering", adressering.build());
}
