//! Organisations of government that take part in the country: national bodies, provinces, water boards, municipalities.

use kernel::Oin;

use crate::municipality::{PROVINCES, WATERSCHAPPEN, municipalities};
use crate::numbers::rsin;

/// Layer of government.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OrganisationKind {
    /// A municipality.
    Gemeente,
    /// A water board.
    Waterschap,
    /// A province.
    Provincie,
    /// A national body.
    Landelijk,
}

/// An organisation of government.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Organisation {
    /// Organisatie-identificatienummer: prefix 00000001 and an RSIN in `89…`, which no real organisation has.
    pub oin: Oin,
    /// Name.
    pub name: String,
    /// Layer.
    pub kind: OrganisationKind,
    /// Of a municipality: its code in table 33.
    pub gemeente_code: Option<&'static str>,
}

/// National bodies: name and a number of their own that never changes, so that adding one moves no other's OIN.
const NATIONAL: [(&str, u64); 20] = [
    ("Rijksdienst voor Identiteitsgegevens", 1),
    ("Logius", 2),
    ("Belastingdienst", 3),
    ("Sociale Verzekeringsbank", 4),
    ("Uitvoeringsinstituut Werknemersverzekeringen", 5),
    ("Dienst Wegverkeer (RDW)", 6),
    ("Kadaster", 7),
    ("Kamer van Koophandel", 8),
    ("Dienst Uitvoering Onderwijs", 9),
    ("Centraal Bureau voor de Statistiek", 10),
    ("Centraal Justitieel Incassobureau", 11),
    ("Immigratie- en Naturalisatiedienst", 12),
    ("Centraal Administratie Kantoor", 13),
    ("Nationale Politie", 14),
    ("Rijksdienst voor Ondernemend Nederland", 15),
    ("Waarderingskamer", 16),
    ("Justitiële Informatiedienst", 17),
    ("Inspectie Leefomgeving en Transport", 18),
    ("Stichting ICTU", 19),
    ("TNO Geologische Dienst Nederland", 20),
];

/// All organisations: national bodies, then provinces, water boards and the 355 municipalities. Their OINs do not depend
/// on any seed: certificates and connections outlive a country.
#[must_use]
pub fn organisations() -> Vec<Organisation> {
    use OrganisationKind::{Gemeente, Landelijk, Provincie, Waterschap};
    let national = NATIONAL.iter().map(|(name, number)| (*number, (*name).to_owned(), Landelijk, None));
    let numbered = |base: u64| move |(at, name): (usize, &str)| (base + at as u64, name.to_owned());
    let provinces = PROVINCES
        .into_iter()
        .enumerate()
        .map(numbered(1_000))
        .map(|(number, name)| (number, format!("Provincie {name}"), Provincie, None));
    let boards = WATERSCHAPPEN
        .into_iter()
        .enumerate()
        .map(numbered(2_000))
        .map(|(number, name)| (number, name, Waterschap, None));
    let towns = municipalities().iter().filter_map(|one| {
        let number = 10_000 + one.code.parse::<u64>().ok()?;
        Some((number, format!("Gemeente {}", one.name), Gemeente, Some(one.code)))
    });
    national
        .chain(provinces)
        .chain(boards)
        .chain(towns)
        .filter_map(|(number, name, kind, gemeente_code)| {
            let oin = Oin::of_rsin(&rsin(0, number)?);
            Some(Organisation { oin, name, kind, gemeente_code })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_organisation_has_an_oin_of_its_own() {
        let all = organisations();
        assert_eq!(all.len(), 20 + 12 + 21 + 355);
        let oins: HashSet<&str> = all.iter().map(|one| one.oin.as_str()).collect();
        assert_eq!(oins.len(), all.len());
        assert!(oins.iter().all(|oin| oin.starts_with("0000000189") && oin.parse::<Oin>().is_ok()));
    }

    #[test]
    fn a_municipality_is_found_by_its_code() {
        let all = organisations();
        let utrecht = all.iter().find(|one| one.gemeente_code == Some("0344")).map(|one| one.name.as_str());
        assert_eq!(utrecht, Some("Gemeente Utrecht"));
    }
}
