//! Categories 01 persoon, 04 nationaliteit, 06 overlijden and 07 inschrijving.

use kernel::PartialDate;
use serde::{Deserialize, Serialize};

use super::codes::{BijzonderNederlanderschap, Geslacht, Naamgebruik, RedenOpschorting};
use super::groups::{Geboorte, Naam, Registratie, filled};

/// Category 01: the person.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PersoonCategorie {
    /// 01.10 A-nummer, ten digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub a_nummer: Option<String>,
    /// 01.20 burgerservicenummer, nine digits. Not checked here: the official test sets use numbers that fail the check.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub burgerservicenummer: Option<String>,
    /// Group 02.
    #[serde(flatten)]
    pub naam: Naam,
    /// Group 03.
    #[serde(flatten)]
    pub geboorte: Geboorte,
    /// 04.10 sex.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub geslacht: Option<Geslacht>,
    /// 61.10 name usage.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aanduiding_naamgebruik: Option<Naamgebruik>,
    /// Groups 81 to 88.
    #[serde(flatten)]
    pub registratie: Registratie,
}

/// Category 04: one nationality, or the statement that the person has none or an unknown one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Nationaliteit {
    /// 05.10 nationality code (table 32).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nationaliteit: Option<String>,
    /// 63.10 reason of acquisition (table 37).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reden_opname: Option<String>,
    /// 64.10 reason of loss (table 37); its presence ends the nationality.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reden_einde: Option<String>,
    /// 65.10 special position with regard to the Dutch nationality.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bijzonder_nederlanderschap: Option<BijzonderNederlanderschap>,
    /// Groups 81 to 88; 85.10 is the day on which the nationality began.
    #[serde(flatten)]
    pub registratie: Registratie,
}

/// Category 06: death.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Overlijden {
    /// 08.10 date of death.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub datum_overlijden: Option<PartialDate>,
    /// 08.20 a municipality code (table 33), or the name of a place abroad.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plaats_overlijden: Option<String>,
    /// 08.30 country code (table 34).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub land_overlijden: Option<String>,
    /// Groups 81 to 88.
    #[serde(flatten)]
    pub registratie: Registratie,
}

impl Overlijden {
    /// Whether any element of group 08 has a value, be it the value for "not known".
    #[must_use]
    pub fn exists(&self) -> bool {
        self.datum_overlijden.is_some()
            || filled(self.plaats_overlijden.as_ref()).is_some()
            || filled(self.land_overlijden.as_ref()).is_some()
    }
}

/// Category 07: the registration itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Inschrijving {
    /// 67.10 day on which upkeep was suspended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub datum_opschorting_bijhouding: Option<PartialDate>,
    /// 67.20 why upkeep was suspended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reden_opschorting_bijhouding: Option<RedenOpschorting>,
    /// 68.10 date of the first registration in the GBA.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub datum_eerste_inschrijving: Option<PartialDate>,
    /// 70.10 secrecy, 0 to 7; above 0 nothing goes to third parties.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub indicatie_geheim: Option<u8>,
    /// 71.10 day on which the RNI data were verified.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub datum_verificatie: Option<PartialDate>,
    /// 71.20 how the RNI data were verified.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub omschrijving_verificatie: Option<String>,
    /// 80.10 version of the persoonslijst, raised by every change.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub versienummer: Option<u32>,
}
