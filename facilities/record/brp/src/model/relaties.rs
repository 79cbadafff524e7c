//! Categories 02 and 03 ouder, 05 huwelijk of partnerschap and 09 kind: what the list of one person says about others.

use kernel::PartialDate;
use serde::{Deserialize, Serialize};

use super::codes::{Geslacht, SoortVerbintenis};
use super::groups::{Geboorte, Naam, Registratie, filled};

/// Category 02 or 03: a parent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Ouder {
    /// 01.20 burgerservicenummer.
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
    /// 62.10 day on which the family relation began.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub datum_ingang_familierechtelijke_betrekking: Option<PartialDate>,
    /// Groups 81 to 88.
    #[serde(flatten)]
    pub registratie: Registratie,
}

impl Ouder {
    /// Whether groups 01, 02, 03, 04 or 62 have a value: without one there is no parent to deliver.
    #[must_use]
    pub fn exists(&self) -> bool {
        filled(self.burgerservicenummer.as_ref()).is_some()
            || self.naam.exists()
            || self.geboorte.exists()
            || self.geslacht.is_some()
            || self.datum_ingang_familierechtelijke_betrekking.is_some()
    }
}

/// Category 05: a marriage or registered partnership. A dissolved one keeps the data of its start in the same record.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Huwelijk {
    /// 01.20 burgerservicenummer of the partner.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub burgerservicenummer: Option<String>,
    /// Group 02 of the partner.
    #[serde(flatten)]
    pub naam: Naam,
    /// Group 03 of the partner.
    #[serde(flatten)]
    pub geboorte: Geboorte,
    /// 04.10 sex of the partner.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub geslacht: Option<Geslacht>,
    /// 06.10 date of the marriage or start of the partnership.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub datum_aangaan: Option<PartialDate>,
    /// 06.20 a municipality code (table 33), or the name of a place abroad.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plaats_aangaan: Option<String>,
    /// 06.30 country code (table 34).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub land_aangaan: Option<String>,
    /// 07.10 date of dissolution.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub datum_ontbinding: Option<PartialDate>,
    /// 07.20 place of dissolution.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plaats_ontbinding: Option<String>,
    /// 07.30 country of dissolution.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub land_ontbinding: Option<String>,
    /// 07.40 reason of dissolution (table 41).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reden_ontbinding: Option<String>,
    /// 15.10 marriage or partnership.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub soort_verbintenis: Option<SoortVerbintenis>,
    /// Groups 81 to 88.
    #[serde(flatten)]
    pub registratie: Registratie,
}

impl Huwelijk {
    /// Whether group 06 has a value.
    #[must_use]
    pub fn heeft_aangaan(&self) -> bool {
        self.datum_aangaan.is_some()
            || filled(self.plaats_aangaan.as_ref()).is_some()
            || filled(self.land_aangaan.as_ref()).is_some()
    }

    /// Whether the relation was dissolved: group 07 has a value.
    #[must_use]
    pub fn is_ontbonden(&self) -> bool {
        self.datum_ontbinding.is_some()
            || [&self.plaats_ontbinding, &self.land_ontbinding, &self.reden_ontbinding]
                .iter()
                .any(|text| filled(text.as_ref()).is_some())
    }

    /// Whether there is a relation at all; a corrected category keeps only its document.
    #[must_use]
    pub fn exists(&self) -> bool {
        filled(self.burgerservicenummer.as_ref()).is_some()
            || self.naam.exists()
            || self.geboorte.exists()
            || self.geslacht.is_some()
            || self.heeft_aangaan()
            || self.is_ontbonden()
            || self.soort_verbintenis.is_some()
    }
}

/// Category 09: a child.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Kind {
    /// 01.20 burgerservicenummer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub burgerservicenummer: Option<String>,
    /// Group 02.
    #[serde(flatten)]
    pub naam: Naam,
    /// Group 03.
    #[serde(flatten)]
    pub geboorte: Geboorte,
    /// 89.10 kind of registration; its presence means stillborn, and such a child is not delivered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub registratie_betrekking: Option<String>,
    /// Groups 81 to 88.
    #[serde(flatten)]
    pub registratie: Registratie,
}

impl Kind {
    /// Whether groups 01, 02 or 03 have a value: without one there is no child to deliver.
    #[must_use]
    pub fn exists(&self) -> bool {
        filled(self.burgerservicenummer.as_ref()).is_some() || self.naam.exists() || self.geboorte.exists()
    }
}
