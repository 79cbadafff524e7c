//! People to show the house with.

use std::collections::HashMap;

use crate::country::{CountrySpec, Household, country};
use crate::pathological::of_household;
use crate::person::Person;
use crate::plan::HouseholdKind;

/// Why someone was chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DemoRole {
    /// Married or registered, with children at home.
    PartnerAndChildren,
    /// Lives alone, never married, 18 to 69.
    Single,
    /// Seventy or older.
    SeventyOrOlder,
}

/// Someone to log in as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoPerson {
    /// Why this one.
    pub role: DemoRole,
    /// Who.
    pub person: Person,
}

const ROLES: [DemoRole; 3] = [DemoRole::PartnerAndChildren, DemoRole::Single, DemoRole::SeventyOrOlder];

/// Three people, one per role and in that order, who are alive, of age, Dutch, without secrecy and with complete data: those of the
/// first municipality that has all three, so that one municipality can act for each of them. Fewer, and from anywhere, only when the
/// country is too small.
#[must_use]
pub fn demo_people(spec: CountrySpec) -> Vec<DemoPerson> {
    let mut of_municipality: HashMap<&str, [Option<Person>; 3]> = HashMap::new();
    let mut of_country: [Option<Person>; 3] = [None, None, None];
    for household in country(spec) {
        for (place, role) in ROLES.into_iter().enumerate() {
            let Some(person) = household.members.iter().find(|person| fits(role, &household, person, spec))
            else {
                continue;
            };
            let found = of_municipality.entry(household.address.gemeente).or_default();
            for choice in [&mut found[place], &mut of_country[place]] {
                choice.get_or_insert_with(|| person.clone());
            }
            if found.iter().all(Option::is_some) {
                return with_roles(std::mem::take(found));
            }
        }
    }
    with_roles(of_country)
}

fn with_roles(found: [Option<Person>; 3]) -> Vec<DemoPerson> {
    ROLES
        .into_iter()
        .zip(found)
        .filter_map(|(role, person)| Some(DemoPerson { role, person: person? }))
        .collect()
}

fn fits(role: DemoRole, household: &Household, person: &Person, spec: CountrySpec) -> bool {
    let Some(birth) = person.geboorte.datum.day() else { return false };
    let age = spec.today.years_since(birth);
    let shows = person.is_alive()
        && person.geheimhouding == 0
        && of_household(household.ordinal).is_none()
        && person.geboorte.land == "6030"
        && person.naam.adellijke_titel_predicaat.is_none()
        && person.nationaliteiten.iter().any(|one| one.code == "0001");
    let married = person.partners.iter().any(|partner| partner.ontbinding.is_none());
    shows
        && match role {
            DemoRole::PartnerAndChildren => {
                household.kind == HouseholdKind::Family && age >= 25 && married && person.kinderen.len() > 1
            }
            DemoRole::Single => {
                household.kind == HouseholdKind::Single
                    && (21..70).contains(&age)
                    && person.partners.is_empty()
            }
            DemoRole::SeventyOrOlder => age >= 70 && !person.partners.is_empty(),
        }
}
