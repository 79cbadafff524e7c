//! Category 08: where a person lives and which municipality keeps the list.

use kernel::PartialDate;
use serde::{Deserialize, Serialize};

use super::codes::{AanduidingBijHuisnummer, FunctieAdres};
use super::groups::{Registratie, filled};

/// Category 08.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Verblijfplaats {
    /// 09.10 municipality that keeps the list (table 33).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gemeente_van_inschrijving: Option<String>,
    /// 09.20 day of registration in that municipality.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub datum_inschrijving: Option<PartialDate>,
    /// 10.10 function of the address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub functie_adres: Option<FunctieAdres>,
    /// 10.30 first day at the address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub datum_aanvang_adreshouding: Option<PartialDate>,
    /// 11.10 street, at most 24 characters; `.` when not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub straatnaam: Option<String>,
    /// 11.15 name of the public space in the BAG, at most 80 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub naam_openbare_ruimte: Option<String>,
    /// 11.20 house number; 0 when not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub huisnummer: Option<u32>,
    /// 11.30 letter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub huisletter: Option<String>,
    /// 11.40 addition.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub huisnummertoevoeging: Option<String>,
    /// 11.50 near or opposite the number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aanduiding_bij_huisnummer: Option<AanduidingBijHuisnummer>,
    /// 11.60 postcode without a space, such as `2497BV`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub postcode: Option<String>,
    /// 11.70 place; `.` when not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub woonplaats: Option<String>,
    /// 11.80 BAG identification of the addressable object; zeros when not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub adresseerbaar_object_identificatie: Option<String>,
    /// 11.90 BAG identification of the number; zeros when not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nummeraanduiding_identificatie: Option<String>,
    /// 12.10 description of a location without an address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locatiebeschrijving: Option<String>,
    /// 13.10 country of an address abroad (table 34); `0000` when not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub land_adres_buitenland: Option<String>,
    /// 13.20 first day at the address abroad.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub datum_aanvang_adres_buitenland: Option<PartialDate>,
    /// 13.30 first line of the address abroad.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub regel1: Option<String>,
    /// 13.40 second line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub regel2: Option<String>,
    /// 13.50 third line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub regel3: Option<String>,
    /// 14.10 country from which the person came (table 34).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub land_vanwaar_ingeschreven: Option<String>,
    /// 14.20 day of settlement in the Netherlands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub datum_vestiging_in_nederland: Option<PartialDate>,
    /// Groups 81 to 88; 85.10 is the day since which the data hold.
    #[serde(flatten)]
    pub registratie: Registratie,
}

/// What kind of place category 08 describes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SoortVerblijfplaats {
    /// A street with a number.
    Adres,
    /// A description of a location.
    Locatie,
    /// A place in a known country outside the register.
    Buitenland,
    /// Nobody knows where.
    Onbekend,
}

impl Verblijfplaats {
    /// The kind of place; `None` when the category names none.
    #[must_use]
    pub fn soort(&self) -> Option<SoortVerblijfplaats> {
        match filled(self.land_adres_buitenland.as_ref()) {
            Some("0000") => return Some(SoortVerblijfplaats::Onbekend),
            Some(_) => return Some(SoortVerblijfplaats::Buitenland),
            None => {}
        }
        if filled(self.straatnaam.as_ref()).is_some() {
            return Some(SoortVerblijfplaats::Adres);
        }
        filled(self.locatiebeschrijving.as_ref()).map(|_| SoortVerblijfplaats::Locatie)
    }
}
