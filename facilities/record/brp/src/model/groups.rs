//! The groups of elements that several categories share. Element numbers are those of the Logisch Ontwerp BRP.

use kernel::PartialDate;
use serde::{Deserialize, Serialize};

use super::codes::AdellijkeTitelPredicaat;

/// The text of an element, or nothing when it is absent or only spaces.
#[must_use]
pub fn filled(text: Option<&String>) -> Option<&str> {
    text.map(|value| value.trim()).filter(|value| !value.is_empty())
}

/// Group 02: the name. A surname of `.` means "not known" or "does not exist".
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Naam {
    /// 02.10 given names, separated by a space.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub voornamen: Option<String>,
    /// 02.20 title or predicate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub adellijke_titel_predicaat: Option<AdellijkeTitelPredicaat>,
    /// 02.30 prefix of the surname.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub voorvoegsel: Option<String>,
    /// 02.40 surname without its prefix.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub geslachtsnaam: Option<String>,
}

impl Naam {
    /// Whether any element of the group has a value, be it the value for "not known".
    #[must_use]
    pub fn exists(&self) -> bool {
        filled(self.voornamen.as_ref()).is_some()
            || self.adellijke_titel_predicaat.is_some()
            || filled(self.voorvoegsel.as_ref()).is_some()
            || filled(self.geslachtsnaam.as_ref()).is_some()
    }

    /// The surname, when known.
    #[must_use]
    pub fn bekende_geslachtsnaam(&self) -> Option<&str> {
        filled(self.geslachtsnaam.as_ref()).filter(|name| *name != ".")
    }
}

/// Group 03: birth.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Geboorte {
    /// 03.10 date of birth.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub geboortedatum: Option<PartialDate>,
    /// 03.20 a municipality code (table 33), or the name of a place abroad.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub geboorteplaats: Option<String>,
    /// 03.30 country code (table 34).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub geboorteland: Option<String>,
}

impl Geboorte {
    /// Whether any element of the group has a value, be it the value for "not known".
    #[must_use]
    pub fn exists(&self) -> bool {
        self.geboortedatum.is_some()
            || filled(self.geboorteplaats.as_ref()).is_some()
            || filled(self.geboorteland.as_ref()).is_some()
    }
}

/// Group 83: what of this category is being investigated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Onderzoek {
    /// 83.10 category, group and element as six digits; zeros stand for "all of it"; `089999` for "does not live there".
    pub aanduiding: String,
    /// 83.20 first day of the investigation.
    pub datum_ingang: PartialDate,
    /// 83.30 last day; absent while it runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub datum_einde: Option<PartialDate>,
}

impl Onderzoek {
    /// The code for "established not to live at the registered address".
    pub const VERBLIJFT_NIET_OP_ADRES: &'static str = "089999";

    /// Whether it has not ended.
    #[must_use]
    pub fn loopt(&self) -> bool {
        self.datum_einde.is_none()
    }
}

/// Groups 81 to 88: where the data of a category come from and since when they hold.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Registratie {
    /// 81.10 municipality code of the register that holds the deed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub registergemeente_akte: Option<String>,
    /// 81.20 number of the deed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aktenummer: Option<String>,
    /// 82.10 municipality code of the document.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gemeente_document: Option<String>,
    /// 82.20 date of the document.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub datum_document: Option<PartialDate>,
    /// 82.30 description of the document.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub beschrijving_document: Option<String>,
    /// Group 83.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub onderzoek: Option<Onderzoek>,
    /// 84.10 marks a corrected row; such a row is never delivered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub onjuist: Option<String>,
    /// 85.10 since when the data hold.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ingangsdatum_geldigheid: Option<PartialDate>,
    /// 86.10 day on which the data were registered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub datum_opneming: Option<PartialDate>,
    /// 88.10 RNI participant that delivered the data (table 60).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rni_deelnemer: Option<String>,
    /// 88.20 treaty on which the delivery rests.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub omschrijving_verdrag: Option<String>,
}

impl Registratie {
    /// The investigation that is still running.
    #[must_use]
    pub fn lopend_onderzoek(&self) -> Option<&Onderzoek> {
        self.onderzoek.as_ref().filter(|onderzoek| onderzoek.loopt())
    }

    /// Whether the row was marked as wrong.
    #[must_use]
    pub fn is_onjuist(&self) -> bool {
        filled(self.onjuist.as_ref()).is_some()
    }
}
