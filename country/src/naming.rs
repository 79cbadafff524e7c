//! Names, births and relatives outside the country's records, for the people of a block.

use kernel::PartialDate;

use crate::calendar::{date, in_years, years};
use crate::kin::Member;
use crate::municipality::{code_on, weighted};
use crate::names::{given_names, noble_surname, outside_family, slavic_form, surname};
use crate::origin::Origin;
use crate::person::{Geboorte, Geslacht, Naam, Verwant};
use crate::plan::{HouseholdKind, Plan, Role};
use crate::random::{Dice, Purpose};

/// The surname part of a name, as it passes from parent to child.
#[derive(Debug, Clone)]
struct FamilyName {
    voorvoegsel: Option<&'static str>,
    geslachtsnaam: String,
    noble: bool,
}

/// Names of all members, in their order. Older people are named first, because children take their parents' names.
pub(crate) fn names(seed: u64, plans: &[Plan], members: &[Member]) -> Vec<Naam> {
    let mut order: Vec<usize> = (0..members.len()).collect();
    order.sort_by_key(|at| (members[*at].slot.birth, *at));
    let mut names: Vec<Option<Naam>> = vec![None; members.len()];
    for at in order {
        let member = &members[at];
        let plan = &plans[member.plan];
        let giver = name_giver(plan, member, members);
        let inherited = giver.and_then(|giver| names[giver].as_ref()).map(|naam| FamilyName {
            voorvoegsel: naam.voorvoegsel,
            geslachtsnaam: naam.geslachtsnaam.clone(),
            noble: naam.adellijke_titel_predicaat.is_some()
                && giver.is_some_and(|giver| members[giver].slot.geslacht == Geslacht::Man),
        });
        let naam = name(seed, plan, member, inherited);
        names[at] = Some(plan.pathology.map_or(naam.clone(), |pathology| pathology.name(naam)));
    }
    names.into_iter().flatten().collect()
}

/// Whose surname a person has: the father's in most families, else that of the parent who is there.
fn name_giver(plan: &Plan, member: &Member, members: &[Member]) -> Option<usize> {
    let [first, second] = member.parents;
    let father = [first, second].into_iter().flatten().find(|at| members[*at].slot.geslacht == Geslacht::Man);
    // Of single mothers' children one in three has her name; the rest that of a father outside the records.
    let mother_only =
        member.slot.role == Role::Child && plan.kind == HouseholdKind::OneParent && father.is_none();
    if mother_only && !plan.dice.chance(Purpose::Surname, 33_000) {
        return None;
    }
    father.or(first)
}

fn name(seed: u64, plan: &Plan, member: &Member, inherited: Option<FamilyName>) -> Naam {
    let (geslacht, origin) = (member.slot.geslacht, plan.origin);
    let family = inherited.unwrap_or_else(|| own_family(seed, plan, member));
    let geslachtsnaam = match origin {
        Origin::Polish => slavic_form(&family.geslachtsnaam, geslacht),
        _ => family.geslachtsnaam,
    };
    let year = date(member.slot.birth).year().unwrap_or(1970);
    // Head and partner of a noble family bear its title; children of such a father the predicate.
    let title = family.noble.then(|| {
        let inherits = member.parents != [None, None];
        let roll = if inherits { 0 } else { member.dice.below(Purpose::Nobility, 100) };
        let (man, woman) = match roll {
            0..62 => ("JH", "JV"),
            62..90 => ("B", "BS"),
            90..95 => ("G", "GI"),
            _ => ("R", "JV"),
        };
        if geslacht == Geslacht::Vrouw { woman } else { man }
    });
    Naam {
        voornamen: Some(given_names(member.dice, origin, geslacht, year)),
        adellijke_titel_predicaat: title,
        voorvoegsel: family.voorvoegsel,
        geslachtsnaam,
    }
}

/// The family name of someone who has no parents in the country's records, or whose father is outside them.
fn own_family(seed: u64, plan: &Plan, member: &Member) -> FamilyName {
    if member.slot.role == Role::Child {
        let other = outside_surname(seed, plan.dice, plan.origin, Geslacht::Man);
        return FamilyName { voorvoegsel: other.0, geslachtsnaam: other.1, noble: false };
    }
    // About 11,000 people in the real country belong to the nobility: one in 1,500.
    if plan.origin == Origin::Dutch
        && plan.pathology.is_none()
        && member.dice.part(1).chance(Purpose::Nobility, 67)
    {
        let noble = noble_surname(member.dice);
        return FamilyName {
            voorvoegsel: noble.voorvoegsel,
            geslachtsnaam: noble.geslachtsnaam,
            noble: true,
        };
    }
    let own = surname(member.dice, plan.origin, member.slot.geslacht);
    FamilyName { voorvoegsel: own.voorvoegsel, geslachtsnaam: own.geslachtsnaam, noble: false }
}

/// The surname of the other parent of a household's children, who is outside the records.
fn outside_surname(
    seed: u64,
    dice: Dice,
    origin: Origin,
    geslacht: Geslacht,
) -> (Option<&'static str>, String) {
    let own = surname(outside_family(seed, dice.draw(Purpose::ParentName)), origin, geslacht);
    (own.voorvoegsel, own.geslachtsnaam)
}

/// Where and when a member was born.
pub(crate) fn birth(plans: &[Plan], members: &[Member], at: usize) -> Geboorte {
    let member = &members[at];
    let plan = &plans[member.plan];
    let day = date(member.slot.birth);
    let datum = plan.pathology.map_or(day, |pathology| pathology.birth(day));
    if member.slot.arrived.is_some() {
        let background = plan.origin.background();
        let plaats = member.dice.pick(Purpose::Birthplace, background.places);
        return Geboorte { datum, plaats, land: background.country_on(day.number()) };
    }
    // At home or in the hospital of one's own town, or anywhere.
    let (home, share) = match member.parents[0] {
        Some(mother) => (plans[members[mother].plan].at, 78_000),
        None => (plan.at, 42_000),
    };
    let near = member.dice.chance(Purpose::Birthplace, share);
    let municipality = if near { home } else { weighted(member.dice.part(1).draw(Purpose::Birthplace)) };
    Geboorte { datum, plaats: code_on(municipality, day, member.dice), land: "6030" }
}

/// A parent outside the country's records, of whom only the name and birth are known.
pub(crate) fn outside_parent(member: &Member, plan: &Plan, naam: &Naam, geslacht: Geslacht) -> Verwant {
    let father = geslacht == Geslacht::Man;
    let dice = member.dice.part(if father { 201 } else { 202 });
    let older = years(if father { 22 } else { 19 }) + dice.days(Purpose::ParentAge, years(17));
    let mut own = outside(dice, plan, member.slot.birth - older, geslacht);
    if father {
        own.naam.voorvoegsel = naam.voorvoegsel;
        own.naam.geslachtsnaam = match plan.origin {
            Origin::Polish => slavic_form(&naam.geslachtsnaam, geslacht),
            _ => naam.geslachtsnaam.clone(),
        };
        let predicate = naam.adellijke_titel_predicaat;
        own.naam.adellijke_titel_predicaat =
            predicate.map(|code| if code == "JV" { "JH" } else { man_form(code) });
    }
    own
}

/// The form for a man of a title.
fn man_form(code: &'static str) -> &'static str {
    match code {
        "BS" => "B",
        "GI" => "G",
        other => other,
    }
}

/// The other parent of the children of a single parent, who is also the former partner when there was one.
pub(crate) fn outside_partner(seed: u64, plan: &Plan, head: &Member) -> Verwant {
    let dice = plan.dice.part(203);
    let geslacht = if head.slot.geslacht == Geslacht::Man { Geslacht::Vrouw } else { Geslacht::Man };
    let difference = dice.days(Purpose::PartnerAge, years(6)) - years(2);
    let older = if geslacht == Geslacht::Man { difference } else { -difference };
    // Never so young that the eldest child would have a parent below seventeen.
    let eldest = plan.slots.iter().filter(|slot| slot.role == Role::Child).map(|slot| slot.birth).min();
    let birth =
        eldest.map_or(head.slot.birth - older, |child| (head.slot.birth - older).min(child - years(17)));
    let mut own = outside(dice, plan, birth, geslacht);
    let (voorvoegsel, geslachtsnaam) = outside_surname(seed, plan.dice, plan.origin, geslacht);
    own.naam.voorvoegsel = voorvoegsel;
    own.naam.geslachtsnaam = geslachtsnaam;
    own
}

/// Someone outside the country's records, of the same origin as a household.
fn outside(dice: Dice, plan: &Plan, born: i64, geslacht: Geslacht) -> Verwant {
    let background = plan.origin.background();
    let day = date(born);
    let family = surname(dice, plan.origin, geslacht);
    let abroad = background.since > 0
        && (plan.slots.first().is_some_and(|head| head.arrived.is_some())
            || in_years(born) + 1970 < background.since);
    let (plaats, land) = if abroad {
        (dice.pick(Purpose::Birthplace, background.places), background.country_on(day.number()))
    } else {
        (code_on(weighted(dice.draw(Purpose::Birthplace)), day, dice), "6030")
    };
    let year = day.year().unwrap_or(1940);
    Verwant {
        ordinal: None,
        a_nummer: None,
        burgerservicenummer: None,
        naam: Naam {
            voornamen: Some(given_names(dice, plan.origin, geslacht, year)),
            adellijke_titel_predicaat: None,
            voorvoegsel: family.voorvoegsel,
            geslachtsnaam: family.geslachtsnaam,
        },
        geslacht,
        geboorte: Geboorte { datum: if born < -40_000 { PartialDate::UNKNOWN } else { day }, plaats, land },
    }
}
