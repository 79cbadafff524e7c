//! Marriages and registered partnerships, and what they do to the name one uses.

use crate::calendar::{date, in_years, of_date, years};
use crate::kin::Member;
use crate::municipality::{code_on, weighted};
use crate::person::{Geslacht, Naamgebruik, Ontbinding, SoortVerbintenis};
use crate::plan::{Plan, Role, past_relation};
use crate::random::{Dice, Purpose};

/// A formal relation of a household's adults, without saying of whom with whom.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Relation {
    pub(crate) soort: SoortVerbintenis,
    pub(crate) day: i64,
    pub(crate) plaats: &'static str,
    pub(crate) land: &'static str,
    pub(crate) ontbinding: Option<Ontbinding>,
}

/// The relation between the two adults of a household (or of the head with the late spouse); `None` when they live
/// together without.
pub(crate) fn between(plan: &Plan, one: &Member, other: &Member, today: i64) -> Option<Relation> {
    let late = other.slot.died;
    let same_sex = one.slot.geslacht == other.slot.geslacht;
    let youngest = one.slot.birth.max(other.slot.birth);
    // Share of couples living together who are married or registered, in 100,000, by age.
    let share = match in_years(today - youngest) {
        ..30 => 22_000,
        30..45 => 64_000,
        45..65 => 82_000,
        _ => 95_000,
    };
    if late.is_none() && !plan.dice.chance(Purpose::Married, share) {
        return None;
    }
    let of_age = youngest + years(18) + 1;
    let last = late.map_or(today - 10, |died| died - 400).min(today - 10);
    let wished = youngest + years(20) + plan.dice.days(Purpose::RelationDay, years(16));
    let mut day =
        if wished < last { wished } else { of_age + plan.dice.days(Purpose::RelationDay, last - of_age) };
    let registered = of_date(19_980_101);
    if same_sex && day < of_date(20_010_401) {
        // Open to two of one sex since 1 April 2001 (marriage) and 1 January 1998 (partnership).
        day = of_date(20_010_401) + plan.dice.part(1).days(Purpose::RelationDay, years(6));
    }
    if day < of_age || day > last {
        return None;
    }
    let partnership = day >= registered && plan.dice.chance(Purpose::RelationKind, 14_000);
    let soort =
        if partnership { SoortVerbintenis::GeregistreerdPartnerschap } else { SoortVerbintenis::Huwelijk };
    let ontbinding = late.map(|died| {
        let (plaats, land) = death_place(plan, other, died);
        Ontbinding { datum: date(died), plaats, land, reden: "O" }
    });
    Some(concluded(plan, soort, day, ontbinding))
}

/// The relation that a single person or single parent had before, with someone outside the country's records.
pub(crate) fn past(plan: &Plan, head: &Member, partner_birth: i64, today: i64) -> Option<Relation> {
    let (end, reden) = past_relation(plan, today)?;
    let later_child = plan.slots.iter().any(|slot| slot.role == Role::Child && slot.birth > end + 270);
    let of_age = head.slot.birth.max(partner_birth) + years(18) + 1;
    let day = of_age + plan.dice.days(Purpose::RelationDay, years(5));
    if later_child || day + 300 > end {
        return None;
    }
    let place = code_on(plan.at, date(end), plan.dice);
    let ontbinding = Ontbinding { datum: date(end), plaats: place, land: "6030", reden };
    Some(concluded(plan, SoortVerbintenis::Huwelijk, day, Some(ontbinding)))
}

fn concluded(plan: &Plan, soort: SoortVerbintenis, day: i64, ontbinding: Option<Ontbinding>) -> Relation {
    let arrived = plan.slots.first().and_then(|head| head.arrived);
    if soort == SoortVerbintenis::Huwelijk && arrived.is_some_and(|arrived| day < arrived) {
        let background = plan.origin.background();
        let plaats = plan.dice.pick(Purpose::RelationPlace, background.places);
        return Relation { soort, day, plaats, land: background.country_on(date(day).number()), ontbinding };
    }
    let near = plan.dice.chance(Purpose::RelationPlace, 65_000);
    let at = if near { plan.at } else { weighted(plan.dice.part(1).draw(Purpose::RelationPlace)) };
    Relation { soort, day, plaats: code_on(at, date(day), plan.dice), land: "6030", ontbinding }
}

/// Where someone died: mostly in the own municipality.
pub(crate) fn death_place(plan: &Plan, late: &Member, died: i64) -> (&'static str, &'static str) {
    let near = late.dice.chance(Purpose::DeathPlace, 75_000);
    let at = if near { plan.at } else { weighted(late.dice.part(1).draw(Purpose::DeathPlace)) };
    (code_on(at, date(died), late.dice), "6030")
}

/// Whose name someone uses who has (had) a formal relation.
pub(crate) fn name_usage(dice: Dice, geslacht: Geslacht, age: i64) -> Naamgebruik {
    // Shares in 1,000 of P, V and N; the rest E.
    let shares: [u64; 3] = match (geslacht, age) {
        (Geslacht::Vrouw, ..40) => [50, 140, 30],
        (Geslacht::Vrouw, 40..65) => [200, 450, 30],
        (Geslacht::Vrouw, _) => [180, 700, 10],
        (Geslacht::Man, _) => [6, 12, 12],
        (Geslacht::Onbekend, _) => [0, 0, 0],
    };
    let roll = dice.below(Purpose::NameUsage, 1_000);
    match () {
        () if roll < shares[0] => Naamgebruik::Partner,
        () if roll < shares[0] + shares[1] => Naamgebruik::PartnerVoorEigen,
        () if roll < shares.iter().sum() => Naamgebruik::PartnerNaEigen,
        () => Naamgebruik::Eigen,
    }
}
