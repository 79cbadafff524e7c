//! The plain records: what the country knows of a person. Names of fields are those of the BRP (LO GBA) where it has one.

use kernel::{Bsn, PartialDate};

use crate::address::Address;
use crate::numbers::ANummer;

/// Geslachtsaanduiding (04.10).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Geslacht {
    /// M
    Man,
    /// V
    Vrouw,
    /// O
    Onbekend,
}

impl Geslacht {
    /// The code on the wire: M, V or O.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Man => "M",
            Self::Vrouw => "V",
            Self::Onbekend => "O",
        }
    }
}

/// Whose name a person wants to be called by (61.10).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Naamgebruik {
    /// E: the own surname.
    Eigen,
    /// P: that of the partner.
    Partner,
    /// V: that of the partner, then the own.
    PartnerVoorEigen,
    /// N: the own, then that of the partner.
    PartnerNaEigen,
}

impl Naamgebruik {
    /// The code on the wire: E, P, V or N.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Eigen => "E",
            Self::Partner => "P",
            Self::PartnerVoorEigen => "V",
            Self::PartnerNaEigen => "N",
        }
    }
}

/// A name (group 02).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Naam {
    /// Given names, separated by spaces (02.10); `None` for who has none.
    pub voornamen: Option<String>,
    /// Title or predicate of nobility (02.20), a code of table 38 in the form of the sex: JH, JV, B, BS, …
    pub adellijke_titel_predicaat: Option<&'static str>,
    /// What stands before the surname and is kept apart (02.30): `van der`.
    pub voorvoegsel: Option<&'static str>,
    /// Surname (02.40); `.` when unknown.
    pub geslachtsnaam: String,
}

/// When and where someone was born (group 03).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Geboorte {
    /// Day of birth (03.10); parts may be unknown.
    pub datum: PartialDate,
    /// Place (03.20): a code of table 33, valid on that day, when born in the Netherlands; otherwise the place's name.
    pub plaats: &'static str,
    /// Country (03.30): a code of table 34.
    pub land: &'static str,
}

/// A relative as another person's record mentions them.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Verwant {
    /// Ordinal of the relative when they are a person of this country themselves.
    pub ordinal: Option<u64>,
    /// A-nummer, of a person of this country.
    pub a_nummer: Option<ANummer>,
    /// BSN, of a person of this country.
    pub burgerservicenummer: Option<Bsn>,
    /// Name.
    pub naam: Naam,
    /// Sex.
    pub geslacht: Geslacht,
    /// Birth.
    pub geboorte: Geboorte,
}

/// A parent (category 02 or 03).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Ouder {
    /// 1 or 2. Parent 1 is the mother where there is one.
    pub nummer: u8,
    /// Who.
    pub verwant: Verwant,
    /// Since when in law the parent (62.10); here always the birth.
    pub datum_ingang_familierechtelijke_betrekking: PartialDate,
}

/// Kind of a formal relation (15.10).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SoortVerbintenis {
    /// H
    Huwelijk,
    /// P
    GeregistreerdPartnerschap,
}

impl SoortVerbintenis {
    /// The code on the wire: H or P.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Huwelijk => "H",
            Self::GeregistreerdPartnerschap => "P",
        }
    }
}

/// How a formal relation ended (group 07).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Ontbinding {
    /// When (07.10).
    pub datum: PartialDate,
    /// Where (07.20): a code of table 33.
    pub plaats: &'static str,
    /// Country (07.30): a code of table 34.
    pub land: &'static str,
    /// Why (07.40): O for death, S for divorce.
    pub reden: &'static str,
}

/// A marriage or registered partnership (category 05).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Partner {
    /// Who.
    pub verwant: Verwant,
    /// Marriage or registered partnership.
    pub soort: SoortVerbintenis,
    /// When it was concluded (06.10).
    pub datum: PartialDate,
    /// Where (06.20): a code of table 33, or a place's name abroad.
    pub plaats: &'static str,
    /// Country (06.30): a code of table 34.
    pub land: &'static str,
    /// How it ended, when it did.
    pub ontbinding: Option<Ontbinding>,
}

/// A nationality (category 04).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Nationaliteit {
    /// A code of table 32.
    pub code: &'static str,
    /// Since when (85.10).
    pub datum_ingang: PartialDate,
}

/// A death (category 06).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Overlijden {
    /// When (08.10).
    pub datum: PartialDate,
    /// Where (08.20): a code of table 33.
    pub plaats: &'static str,
    /// Country (08.30): a code of table 34.
    pub land: &'static str,
}

/// A stay at an address (category 08).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Verblijfplaats {
    /// Code (table 33) of the municipality of registration (09.10), as it was called during the stay.
    pub gemeente_van_inschrijving: &'static str,
    /// Since when registered in that municipality under that code (09.20).
    pub datum_inschrijving: PartialDate,
    /// Since when at this address (10.30).
    pub datum_aanvang_adreshouding: PartialDate,
    /// First day no longer at this address; [`PartialDate::OPEN`] for the present one.
    pub datum_einde: PartialDate,
    /// The address.
    pub adres: Address,
}

/// Arrival from abroad (group 14).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Immigratie {
    /// Country one came from (14.10): a code of table 34.
    pub land: &'static str,
    /// When (14.20).
    pub datum: PartialDate,
}

/// One person. Everything that one person's record says of another agrees with the other's record.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Person {
    /// Number in the country, from 0, without gaps.
    pub ordinal: u64,
    /// A-nummer (01.10).
    pub a_nummer: ANummer,
    /// Burgerservicenummer (01.20), from ranges never given to a person.
    pub burgerservicenummer: Bsn,
    /// Name.
    pub naam: Naam,
    /// Whose name they want to be called by.
    pub naamgebruik: Naamgebruik,
    /// Sex.
    pub geslacht: Geslacht,
    /// Birth.
    pub geboorte: Geboorte,
    /// Parents 1 and 2.
    pub ouders: Vec<Ouder>,
    /// Nationalities held today.
    pub nationaliteiten: Vec<Nationaliteit>,
    /// Formal relations, the present one first.
    pub partners: Vec<Partner>,
    /// Children, the eldest first.
    pub kinderen: Vec<Verwant>,
    /// Death, for the few who died recently.
    pub overlijden: Option<Overlijden>,
    /// Present address; of the dead the last one.
    pub verblijfplaats: Verblijfplaats,
    /// Earlier addresses, the latest first; each ends where the next begins.
    pub eerdere_verblijfplaatsen: Vec<Verblijfplaats>,
    /// Arrival from abroad, when not born here.
    pub immigratie: Option<Immigratie>,
    /// When first registered in the Netherlands: birth or arrival (68.10 counts from 1 October 1994 at the earliest).
    pub datum_eerste_inschrijving: PartialDate,
    /// Code of secrecy (70.10): 0 none, 7 not to third parties.
    pub geheimhouding: u8,
}

impl Person {
    /// Whether alive on the day the country was made for.
    #[must_use]
    pub const fn is_alive(&self) -> bool {
        self.overlijden.is_none()
    }

    /// This person as the record of a relative mentions them.
    #[must_use]
    pub fn as_verwant(&self) -> Verwant {
        Verwant {
            ordinal: Some(self.ordinal),
            a_nummer: Some(self.a_nummer.clone()),
            burgerservicenummer: Some(self.burgerservicenummer.clone()),
            naam: self.naam.clone(),
            geslacht: self.geslacht,
            geboorte: self.geboorte,
        }
    }
}
