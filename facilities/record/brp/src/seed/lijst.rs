//! One person of the country as the changes that make a persoonslijst: every category with its history, the oldest first.

use std::str::FromStr;

use country::{Partner, Person};
use kernel::{PartialDate, Period};
use register::Change;
use serde::Serialize;

use crate::data::part;
use crate::model::{
    Categorie, FunctieAdres, Geboorte, Huwelijk, Inschrijving, Kind, Naam, Nationaliteit, Ouder, Overlijden,
    PersoonCategorie, RedenOpschorting, Registratie, UnknownCode, Verblijfplaats,
};

/// Why a person does not fit.
#[derive(Debug, thiserror::Error)]
pub(super) enum Misfit {
    /// A code that the BRP does not have.
    #[error("a code {0}")]
    Code(#[from] UnknownCode),
    /// A record that cannot be written.
    #[error("{0}")]
    Json(#[from] serde_json::Error),
}

/// The changes of one list, under construction.
struct Changes(Vec<Change>);

impl Changes {
    /// From a day on a category says this; what it said before ends there. Of two facts since the same day only the later stays.
    fn add(
        &mut self,
        categorie: Categorie,
        stapel: usize,
        from: PartialDate,
        record: &impl Serialize,
    ) -> Result<(), Misfit> {
        let part = part(categorie, stapel);
        let doc = serde_json::to_value(record)?;
        self.0.retain(|earlier| match earlier {
            Change::New { part: of, valid, .. } => *of != part || valid.from < from,
            _ => true,
        });
        self.0.push(Change::New { part, valid: Period::since(from), doc });
        Ok(())
    }
}

/// Everything that is known of a person, as changes of an empty list.
pub(super) fn changes(person: &Person) -> Result<Vec<Change>, Misfit> {
    let mut changes = Changes(Vec::with_capacity(16));
    let birth = person.geboorte.datum;
    changes.add(Categorie::Persoon, 1, birth, &persoon(person)?)?;
    for ouder in &person.ouders {
        let categorie = if ouder.nummer == 1 { Categorie::Ouder1 } else { Categorie::Ouder2 };
        let from = ouder.datum_ingang_familierechtelijke_betrekking;
        let record = Ouder {
            burgerservicenummer: ouder.verwant.burgerservicenummer.as_ref().map(ToString::to_string),
            naam: naam(&ouder.verwant.naam)?,
            geboorte: geboorte(&ouder.verwant.geboorte),
            geslacht: Some(code(ouder.verwant.geslacht.code())?),
            datum_ingang_familierechtelijke_betrekking: Some(from),
            registratie: since(from),
        };
        changes.add(categorie, 1, from, &record)?;
    }
    for (stapel, one) in (1..).zip(&person.nationaliteiten) {
        let record = Nationaliteit {
            nationaliteit: Some(one.code.to_owned()),
            registratie: since(one.datum_ingang),
            ..Nationaliteit::default()
        };
        changes.add(Categorie::Nationaliteit, stapel, one.datum_ingang, &record)?;
    }
    for (stapel, partner) in (1..).zip(&person.partners) {
        add_partner(&mut changes, stapel, partner)?;
    }
    add_registration(&mut changes, person)?;
    add_addresses(&mut changes, person)?;
    for (stapel, child) in (1..).zip(&person.kinderen) {
        let from = child.geboorte.datum;
        let record = Kind {
            burgerservicenummer: child.burgerservicenummer.as_ref().map(ToString::to_string),
            naam: naam(&child.naam)?,
            geboorte: geboorte(&child.geboorte),
            registratie: since(from),
            ..Kind::default()
        };
        changes.add(Categorie::Kind, stapel, from, &record)?;
    }
    Ok(changes.0)
}

fn persoon(person: &Person) -> Result<PersoonCategorie, Misfit> {
    Ok(PersoonCategorie {
        a_nummer: Some(person.a_nummer.to_string()),
        burgerservicenummer: Some(person.burgerservicenummer.to_string()),
        naam: naam(&person.naam)?,
        geboorte: geboorte(&person.geboorte),
        geslacht: Some(code(person.geslacht.code())?),
        aanduiding_naamgebruik: Some(code(person.naamgebruik.code())?),
        registratie: since(person.geboorte.datum),
    })
}

/// A relation: as it was concluded, and when it ended, as it was dissolved.
fn add_partner(changes: &mut Changes, stapel: usize, partner: &Partner) -> Result<(), Misfit> {
    let verwant = &partner.verwant;
    let concluded = Huwelijk {
        burgerservicenummer: verwant.burgerservicenummer.as_ref().map(ToString::to_string),
        naam: naam(&verwant.naam)?,
        geboorte: geboorte(&verwant.geboorte),
        geslacht: Some(code(verwant.geslacht.code())?),
        datum_aangaan: Some(partner.datum),
        plaats_aangaan: Some(partner.plaats.to_owned()),
        land_aangaan: Some(partner.land.to_owned()),
        soort_verbintenis: Some(code(partner.soort.code())?),
        registratie: since(partner.datum),
        ..Huwelijk::default()
    };
    changes.add(Categorie::Huwelijk, stapel, partner.datum, &concluded)?;
    let Some(end) = &partner.ontbinding else { return Ok(()) };
    let dissolved = Huwelijk {
        datum_ontbinding: Some(end.datum),
        plaats_ontbinding: Some(end.plaats.to_owned()),
        land_ontbinding: Some(end.land.to_owned()),
        reden_ontbinding: Some(end.reden.to_owned()),
        registratie: since(end.datum),
        ..concluded
    };
    changes.add(Categorie::Huwelijk, stapel, end.datum.max(partner.datum), &dissolved)
}

/// Category 07, and category 06 of the dead.
fn add_registration(changes: &mut Changes, person: &Person) -> Result<(), Misfit> {
    let first = person.datum_eerste_inschrijving;
    let living = Inschrijving {
        datum_eerste_inschrijving: Some(first),
        indicatie_geheim: Some(person.geheimhouding),
        versienummer: Some(1),
        ..Inschrijving::default()
    };
    changes.add(Categorie::Inschrijving, 1, first, &living)?;
    let Some(death) = &person.overlijden else { return Ok(()) };
    let record = Overlijden {
        datum_overlijden: Some(death.datum),
        plaats_overlijden: Some(death.plaats.to_owned()),
        land_overlijden: Some(death.land.to_owned()),
        registratie: since(death.datum),
    };
    changes.add(Categorie::Overlijden, 1, death.datum, &record)?;
    let suspended = Inschrijving {
        datum_opschorting_bijhouding: Some(death.datum),
        reden_opschorting_bijhouding: Some(RedenOpschorting::Overlijden),
        ..living
    };
    changes.add(Categorie::Inschrijving, 1, death.datum.max(first), &suspended)
}

/// Category 08: every address, the earliest first. Group 14 stands on every one since the arrival.
fn add_addresses(changes: &mut Changes, person: &Person) -> Result<(), Misfit> {
    let all = person.eerdere_verblijfplaatsen.iter().rev().chain([&person.verblijfplaats]);
    for stay in all {
        let address = &stay.adres;
        let record = Verblijfplaats {
            gemeente_van_inschrijving: Some(stay.gemeente_van_inschrijving.to_owned()),
            datum_inschrijving: Some(stay.datum_inschrijving),
            functie_adres: Some(FunctieAdres::Woonadres),
            datum_aanvang_adreshouding: Some(stay.datum_aanvang_adreshouding),
            straatnaam: Some(address.straat.clone()),
            naam_openbare_ruimte: Some(address.straat.clone()),
            huisnummer: Some(address.huisnummer),
            huisletter: address.huisletter.map(String::from),
            huisnummertoevoeging: address.huisnummertoevoeging.map(str::to_owned),
            postcode: Some(address.postcode.clone()),
            woonplaats: Some(address.woonplaats.to_owned()),
            adresseerbaar_object_identificatie: Some(address.adresseerbaar_object.clone()),
            nummeraanduiding_identificatie: Some(address.nummeraanduiding.clone()),
            land_vanwaar_ingeschreven: person.immigratie.as_ref().map(|arrival| arrival.land.to_owned()),
            datum_vestiging_in_nederland: person.immigratie.as_ref().map(|arrival| arrival.datum),
            registratie: since(stay.datum_aanvang_adreshouding),
            ..Verblijfplaats::default()
        };
        changes.add(Categorie::Verblijfplaats, 1, stay.datum_aanvang_adreshouding, &record)?;
    }
    Ok(())
}

fn naam(naam: &country::Naam) -> Result<Naam, Misfit> {
    Ok(Naam {
        voornamen: naam.voornamen.clone(),
        adellijke_titel_predicaat: naam.adellijke_titel_predicaat.map(code).transpose()?,
        voorvoegsel: naam.voorvoegsel.map(str::to_owned),
        geslachtsnaam: Some(naam.geslachtsnaam.clone()),
    })
}

fn geboorte(geboorte: &country::Geboorte) -> Geboorte {
    Geboorte {
        geboortedatum: Some(geboorte.datum),
        geboorteplaats: Some(geboorte.plaats.to_owned()),
        geboorteland: Some(geboorte.land.to_owned()),
    }
}

fn since(date: PartialDate) -> Registratie {
    Registratie { ingangsdatum_geldigheid: Some(date), datum_opneming: Some(date), ..Registratie::default() }
}

fn code<T: FromStr<Err = UnknownCode>>(code: &str) -> Result<T, UnknownCode> {
    code.parse()
}
