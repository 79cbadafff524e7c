//! From plans to records: one block of households at a time.

use std::collections::HashMap;

use kernel::{Bsn, PartialDate};

use crate::address::Address;
use crate::calendar::{date, in_years, of_date};
use crate::kin::{self, Member};
use crate::naming;
use crate::numbers::{ANummer, ANummers, bsn};
use crate::person::{
    Geboorte, Geslacht, Immigratie, Naam, Naamgebruik, Nationaliteit, Ouder, Overlijden, Partner, Person,
    Verwant,
};
use crate::plan::{Plan, Role};
use crate::random::Purpose;
use crate::relation::{self, Relation};
use crate::residence;

/// Everything that is known of a block before its records are written.
struct Block<'block> {
    seed: u64,
    today: i64,
    plans: &'block [Plan],
    members: Vec<Member>,
    names: Vec<Naam>,
    births: Vec<Geboorte>,
    numbers: Vec<(Bsn, ANummer)>,
    /// Children of each member who has any, the eldest first.
    children: HashMap<usize, Vec<usize>>,
    /// Place of the first member of each plan.
    starts: Vec<usize>,
}

/// The people of a block, per plan. `addresses` has the address of each plan. `None` when the BSNs have run out.
pub(crate) fn people(
    seed: u64,
    today: i64,
    plans: &[Plan],
    addresses: &[Address],
    first: u64,
    a_nummers: &ANummers,
) -> Option<Vec<Vec<Person>>> {
    let members = kin::members(seed, plans, first);
    let names = naming::names(seed, plans, &members);
    let births = (0..members.len()).map(|at| naming::birth(plans, &members, at)).collect();
    let numbers = members
        .iter()
        .map(|member| Some((bsn(seed, member.ordinal)?, a_nummers.of(seed, member.ordinal))))
        .collect::<Option<Vec<_>>>()?;
    let mut starts = Vec::with_capacity(plans.len());
    let mut next = 0;
    for plan in plans {
        starts.push(next);
        next += plan.slots.len();
    }
    let children = children(&members);
    let block = Block { seed, today, plans, members, names, births, numbers, children, starts };
    let records = plans.iter().zip(addresses).enumerate().map(|(at, (plan, address))| {
        (0..plan.slots.len()).map(|slot| block.person(block.starts[at] + slot, address)).collect()
    });
    Some(records.collect())
}

fn children(members: &[Member]) -> HashMap<usize, Vec<usize>> {
    let mut children: HashMap<usize, Vec<usize>> = HashMap::new();
    for (at, member) in members.iter().enumerate() {
        for parent in member.parents.into_iter().flatten() {
            children.entry(parent).or_default().push(at);
        }
    }
    for list in children.values_mut() {
        list.sort_by_key(|at| (members[*at].slot.birth, *at));
    }
    children
}

impl Block<'_> {
    fn plan(&self, at: usize) -> &Plan {
        &self.plans[self.members[at].plan]
    }

    fn verwant(&self, at: usize) -> Verwant {
        let (bsn, a_nummer) = &self.numbers[at];
        Verwant {
            ordinal: Some(self.members[at].ordinal),
            a_nummer: Some(a_nummer.clone()),
            burgerservicenummer: Some(bsn.clone()),
            naam: self.names[at].clone(),
            geslacht: self.members[at].slot.geslacht,
            geboorte: self.births[at],
        }
    }

    fn person(&self, at: usize, address: &Address) -> Person {
        let member = &self.members[at];
        let plan = self.plan(at);
        let slot = member.slot;
        let geboorte = self.births[at];
        let partners = self.partners(at);
        let naamgebruik = if partners.is_empty() {
            Naamgebruik::Eigen
        } else {
            relation::name_usage(member.dice, slot.geslacht, in_years(self.today - slot.birth))
        };
        let (verblijfplaats, eerdere_verblijfplaatsen) = residence::stays(plan, member, address, self.today);
        let country = plan.origin.background();
        Person {
            ordinal: member.ordinal,
            a_nummer: self.numbers[at].1.clone(),
            burgerservicenummer: self.numbers[at].0.clone(),
            naam: self.names[at].clone(),
            naamgebruik,
            geslacht: slot.geslacht,
            geboorte,
            ouders: self.parents(at),
            nationaliteiten: self.nationalities(at),
            partners,
            kinderen: self
                .children
                .get(&at)
                .into_iter()
                .flatten()
                .map(|child| self.verwant(*child))
                .collect(),
            overlijden: slot.died.map(|died| {
                let (plaats, land) = relation::death_place(plan, member, died);
                Overlijden { datum: date(died), plaats, land }
            }),
            verblijfplaats,
            eerdere_verblijfplaatsen,
            immigratie: slot
                .arrived
                .map(|day| Immigratie { land: country.country_on(date(day).number()), datum: date(day) }),
            datum_eerste_inschrijving: slot.arrived.map_or(geboorte.datum, date),
            // One household in thirty-three asks for secrecy.
            geheimhouding: if plan.dice.chance(Purpose::Secrecy, 3_000) { 7 } else { 0 },
        }
    }

    /// Parents 1 and 2: people of the country where found, others made up.
    fn parents(&self, at: usize) -> Vec<Ouder> {
        let member = &self.members[at];
        let (plan, naam) = (self.plan(at), &self.names[at]);
        let since = self.births[at].datum;
        let ouder =
            |nummer, verwant| Ouder { nummer, verwant, datum_ingang_familierechtelijke_betrekking: since };
        match member.parents {
            [Some(one), Some(two)] => vec![ouder(1, self.verwant(one)), ouder(2, self.verwant(two))],
            [Some(one), None] | [None, Some(one)] => {
                let other = naming::outside_partner(self.seed, plan, &self.members[one]);
                let (mother, father) = match self.members[one].slot.geslacht {
                    Geslacht::Man => (other, self.verwant(one)),
                    _ => (self.verwant(one), other),
                };
                vec![ouder(1, mother), ouder(2, father)]
            }
            [None, None] => vec![
                ouder(1, naming::outside_parent(member, plan, naam, Geslacht::Vrouw)),
                ouder(2, naming::outside_parent(member, plan, naam, Geslacht::Man)),
            ],
        }
    }

    /// The present relation, or the last that ended.
    fn partners(&self, at: usize) -> Vec<Partner> {
        let member = &self.members[at];
        let plan = self.plan(at);
        let start = self.starts[member.plan];
        let other = match member.slot.role {
            Role::Child => return Vec::new(),
            Role::Partner | Role::Late => Some(start),
            Role::Head => {
                let with = |slot: &crate::plan::Slot| matches!(slot.role, Role::Partner | Role::Late);
                plan.slots.iter().position(with).map(|place| start + place)
            }
        };
        let partner = |verwant, relation: Relation| Partner {
            verwant,
            soort: relation.soort,
            datum: date(relation.day),
            plaats: relation.plaats,
            land: relation.land,
            ontbinding: relation.ontbinding,
        };
        match other {
            Some(other) => {
                let (one, two) = if member.slot.role == Role::Head { (at, other) } else { (other, at) };
                relation::between(plan, &self.members[one], &self.members[two], self.today)
                    .map(|relation| partner(self.verwant(other), relation))
                    .into_iter()
                    .collect()
            }
            None => {
                let verwant = naming::outside_partner(self.seed, plan, member);
                let born = verwant.geboorte.datum.day().map_or(member.slot.birth, crate::calendar::number);
                relation::past(plan, member, born, self.today)
                    .map(|relation| partner(verwant, relation))
                    .into_iter()
                    .collect()
            }
        }
    }

    /// Nationalities: Dutch for most; those who came keep theirs, become Dutch, or (before 2014) hold both.
    fn nationalities(&self, at: usize) -> Vec<Nationaliteit> {
        let plan = self.plan(at);
        let background = plan.origin.background();
        let birth = self.births[at].datum;
        let slot = self.members[at].slot;
        let own = Nationaliteit { code: background.nationality, datum_ingang: birth };
        let dutch = |datum_ingang| Nationaliteit { code: "0001", datum_ingang };
        let arrived = plan.slots.first().and_then(|head| head.arrived);
        let Some(arrived) = arrived.filter(|_| !background.always_dutch) else { return vec![dutch(birth)] };
        // Five years after arrival at the earliest, the whole household on one day.
        let naturalised = arrived + 1_900 + plan.dice.days(Purpose::Naturalised, 2_500);
        let becomes =
            plan.dice.chance(Purpose::Nationality, background.became_dutch) && naturalised < self.today - 30;
        if !becomes || slot.died.is_some_and(|died| died < naturalised) {
            return vec![own];
        }
        let since = if slot.birth > naturalised { birth } else { date(naturalised) };
        // Since 6 January 2014 a second nationality is no longer registered; those registered before stay.
        let registered = naturalised.max(slot.birth) < of_date(20_140_106);
        let keeps = registered && matches!(background.nationality, "0131" | "0339");
        if keeps { vec![dutch(since), own] } else { vec![dutch(since)] }
    }
}

/// Latest of two dates, of which one may be unknown.
pub(crate) fn latest(one: PartialDate, other: PartialDate) -> PartialDate {
    one.max(other)
}
