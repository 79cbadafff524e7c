//! The country as a stream of households.

use std::collections::VecDeque;

use kernel::Day;

use crate::address::{self, Address};
use crate::build;
use crate::calendar;
use crate::numbers::ANummers;
use crate::person::Person;
use crate::plan::{HouseholdKind, Plan, plan};
use crate::settlement::Settlement;

/// Households that are drafted together, so that kin can be found among them.
pub const BLOCK: usize = 256;

/// Which country: the same three values give the same people, to the last letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct CountrySpec {
    /// Chooses one country of very many.
    pub seed: u64,
    /// How many living inhabitants. The recently dead come on top. More than about 17.9 million get no BSN, and the
    /// stream ends there.
    pub people: usize,
    /// The day on which everything is as the records say; ages follow from it. Meant for 2019 and later.
    pub today: Day,
}

/// People who live at one address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Household {
    /// Number in the country, from 0.
    pub ordinal: u64,
    /// What kind it is.
    pub kind: HouseholdKind,
    /// Where they live.
    pub address: Address,
    /// The adults first, then the children from the eldest, then a late spouse.
    pub members: Vec<Person>,
}

/// Streams the households of a country. Holds one block of 256 households, whatever the scale.
#[derive(Debug, Clone)]
pub struct Households {
    spec: CountrySpec,
    today: i64,
    a_nummers: ANummers,
    /// Ordinal of the next household and of the next person.
    next: (u64, u64),
    living: usize,
    settlement: Settlement,
    ready: VecDeque<Household>,
}

/// The country of a specification, household by household.
///
/// Every full block of 256 households is the same at every scale: a larger country of the same seed and day begins with
/// the same people. Only the last block of a country may differ, because kin is looked for among those who are there.
#[must_use]
pub fn country(spec: CountrySpec) -> Households {
    Households {
        spec,
        today: calendar::number(spec.today),
        a_nummers: ANummers::new(),
        next: (0, 0),
        living: 0,
        settlement: Settlement::new(spec.seed),
        ready: VecDeque::with_capacity(BLOCK),
    }
}

impl Households {
    /// Makes the next block ready; nothing is ready after the last.
    fn refill(&mut self) {
        let seed = self.spec.seed;
        let mut plans: Vec<Plan> = Vec::with_capacity(BLOCK);
        let mut addresses: Vec<Address> = Vec::with_capacity(BLOCK);
        let (mut ordinal, first) = self.next;
        let mut people = 0;
        while plans.len() < BLOCK && self.living < self.spec.people {
            let (at, count) = self.settlement.next();
            let one = plan(seed, self.today, ordinal, (at, count), self.spec.people - self.living);
            self.settlement.add(at, one.alive());
            self.living += one.alive();
            people += one.slots.len() as u64;
            ordinal += 1;
            addresses.push(address::current(seed, at, count));
            plans.push(one);
        }
        self.next = (ordinal, first + people);
        let Some(members) = build::people(seed, self.today, &plans, &addresses, first, &self.a_nummers)
        else {
            // No BSN left: the country is full.
            self.living = self.spec.people;
            return;
        };
        let households = plans.iter().zip(addresses).zip(members).map(|((plan, address), members)| {
            Household { ordinal: plan.ordinal, kind: plan.kind, address, members }
        });
        self.ready.extend(households);
    }
}

impl Iterator for Households {
    type Item = Household;

    fn next(&mut self) -> Option<Household> {
        if self.ready.is_empty() {
            self.refill();
        }
        self.ready.pop_front()
    }
}
