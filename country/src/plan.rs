//! First draft of a household: how many people, of which sex and age, since when here. No names and no kin outside yet.

use crate::calendar::{in_years, of_date, years};
use crate::municipality::municipalities;
use crate::origin::Origin;
use crate::pathological::{self, Pathology};
use crate::person::Geslacht;
use crate::random::{Dice, Kind, Purpose, scale};

/// Kind of a household.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum HouseholdKind {
    /// One person.
    Single,
    /// Two partners without children at home.
    Couple,
    /// Two partners with children at home.
    Family,
    /// One parent with children at home.
    OneParent,
}

/// Part of a person in the household.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// The first adult.
    Head,
    /// Their partner.
    Partner,
    /// Their late spouse, who lived here until a short while ago.
    Late,
    Child,
}

/// One person in a plan. Days are numbers since 1970-01-01.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Slot {
    pub(crate) role: Role,
    pub(crate) geslacht: Geslacht,
    pub(crate) birth: i64,
    /// Day of arrival of who was born abroad.
    pub(crate) arrived: Option<i64>,
    pub(crate) died: Option<i64>,
}

/// One household in draft.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    pub(crate) ordinal: u64,
    pub(crate) dice: Dice,
    pub(crate) kind: HouseholdKind,
    /// Place in [`municipalities`].
    pub(crate) at: usize,
    pub(crate) origin: Origin,
    pub(crate) slots: Vec<Slot>,
    /// Since when the adults live at this address.
    pub(crate) moved_in: i64,
    /// Since when an adult could live on their own here: of age and in the country.
    pub(crate) grown_up: i64,
    pub(crate) pathology: Option<Pathology>,
}

impl Plan {
    /// How many of them are alive.
    pub(crate) fn alive(&self) -> usize {
        self.slots.iter().filter(|slot| slot.died.is_none()).count()
    }

    /// The adults, without the late one.
    pub(crate) fn adults(&self) -> impl Iterator<Item = &Slot> {
        self.slots.iter().filter(|slot| matches!(slot.role, Role::Head | Role::Partner))
    }
}

/// Two numbers whose multiples, taken as pairs, fill the square evenly (powers of the inverse of the root of x³ = x + 1).
const PAIR: [u64; 2] = [0xc13f_a9a9_02a6_328f, 0x91e1_0da5_c79e_7b1d];

/// 64 bits for the kind of household (0) or the age of its first adult (1), evenly spread within a municipality.
fn even(seed: u64, at: usize, coordinate: usize, count: u64) -> u64 {
    let dice = Dice::new(seed, Kind::Country, 2_000 + at as u64).part(coordinate as u64);
    dice.draw(Purpose::Age).wrapping_add(count.wrapping_mul(PAIR[coordinate]))
}

/// Age of the first adult: (from which age, share in 1,000 of the band that starts there); the last line ends the last band.
fn ages(kind: HouseholdKind) -> &'static [(i64, u64)] {
    match kind {
        HouseholdKind::Single => &[
            (18, 150),
            (25, 175),
            (35, 110),
            (45, 125),
            (55, 165),
            (65, 125),
            (75, 98),
            (85, 42),
            (92, 10),
            (102, 0),
        ],
        HouseholdKind::Couple => {
            &[(19, 60), (25, 150), (35, 50), (45, 115), (55, 250), (65, 240), (75, 115), (85, 20), (95, 0)]
        }
        HouseholdKind::Family => &[(22, 12), (26, 180), (35, 315), (45, 330), (55, 140), (65, 23), (75, 0)],
        HouseholdKind::OneParent => {
            &[(20, 20), (26, 125), (35, 300), (45, 340), (55, 140), (65, 45), (75, 30), (90, 0)]
        }
    }
}

/// Age in days from 64 bits spread evenly.
fn age(kind: HouseholdKind, bits: u64) -> i64 {
    let mut rest = scale(bits, 1_000_000);
    for pair in ages(kind).windows(2) {
        let ((from, share), (to, _)) = (pair[0], pair[1]);
        let size = share * 1_000;
        if rest < size {
            let inside = i64::try_from(rest).unwrap_or(0);
            return years(from) + (years(to) - years(from)) * inside / i64::try_from(size).unwrap_or(1);
        }
        rest -= size;
    }
    years(40)
}

/// The `ordinal`-th household, which is the `count`-th of the `at`-th municipality. It has at most `room` living people,
/// so that a country can end on any number.
pub(crate) fn plan(seed: u64, today: i64, ordinal: u64, (at, count): (usize, u64), room: usize) -> Plan {
    let dice = Dice::new(seed, Kind::Household, ordinal);
    let municipality = &municipalities()[at];
    let pathology = pathological::of_household(ordinal);
    let kind = match scale(even(seed, at, 0, count), 1_000) {
        _ if room < 2 || pathology.is_some() => HouseholdKind::Single,
        0..385 => HouseholdKind::Single,
        385..928 if room < 3 => HouseholdKind::Couple,
        385..672 => HouseholdKind::Couple,
        672..928 => HouseholdKind::Family,
        _ => HouseholdKind::OneParent,
    };
    let mut days = age(kind, even(seed, at, 1, count)) + dice.days(Purpose::BirthDay, 365);
    let mut origin = Origin::of(dice, municipality.weight, municipality.province);
    if pathology.is_some() {
        days = years(30 + dice.days(Purpose::Age, 20)) + 40;
        origin = Origin::Dutch;
    }
    // Those who came in the last decades are seldom old yet.
    if matches!(origin, Origin::Polish | Origin::Syrian) && days > years(62) {
        days -= years(32);
    }
    let mut plan = Plan {
        ordinal,
        dice,
        kind,
        at,
        origin,
        slots: Vec::with_capacity(4),
        moved_in: today,
        grown_up: today,
        pathology,
    };
    add_adults(&mut plan, today - days);
    add_arrival(&mut plan, today);
    add_children(&mut plan, today, room);
    settle(&mut plan, today);
    add_late(&mut plan, today);
    plan
}

fn slot(role: Role, geslacht: Geslacht, birth: i64) -> Slot {
    Slot { role, geslacht, birth, arrived: None, died: None }
}

fn other(geslacht: Geslacht) -> Geslacht {
    if geslacht == Geslacht::Man { Geslacht::Vrouw } else { Geslacht::Man }
}

/// The first adult and the partner. In couples of two sexes the first is the woman, whose age then sets the children's.
fn add_adults(plan: &mut Plan, birth: i64) {
    let dice = plan.dice;
    let today_age = in_years(plan.moved_in - birth);
    let man = match plan.kind {
        // Women outlive men: of singles of age more are women.
        HouseholdKind::Single => dice.chance(Purpose::Sex, if today_age < 65 { 57_500 } else { 29_000 }),
        HouseholdKind::OneParent => dice.chance(Purpose::Sex, 17_500),
        HouseholdKind::Couple | HouseholdKind::Family => false,
    };
    let mut head = if man { Geslacht::Man } else { Geslacht::Vrouw };
    if plan.pathology == Some(Pathology::UnknownSex) {
        head = Geslacht::Onbekend;
    }
    if matches!(plan.kind, HouseholdKind::Single | HouseholdKind::OneParent) {
        plan.slots.push(slot(Role::Head, head, birth));
        return;
    }
    let same_sex = dice.chance(Purpose::SameSex, 1_500) && today_age < 75;
    if same_sex && dice.chance(Purpose::Sex, 50_000) {
        head = Geslacht::Man;
    }
    let partner = if same_sex { head } else { other(head) };
    // Three draws added up give a bell: partners differ -3 to +8 years, most 1 to 4.
    let difference: i64 = (0..3).map(|index| dice.part(index).days(Purpose::PartnerAge, years(11) / 3)).sum();
    let youngest_adult = plan.moved_in - years(18) - 1;
    let partner_birth = (birth - difference + years(3)).min(youngest_adult);
    plan.slots.push(slot(Role::Head, head, birth));
    plan.slots.push(slot(Role::Partner, partner, partner_birth));
}

/// Arrival from abroad of the adults.
fn add_arrival(plan: &mut Plan, today: i64) {
    let background = plan.origin.background();
    let dice = plan.dice;
    let eldest = plan.adults().map(|slot| slot.birth).min().unwrap_or(today);
    let youngest = plan.adults().map(|slot| slot.birth).max().unwrap_or(today);
    let earliest = (youngest + years(1)).max(of_date(background.since * 10_000 + 101));
    // Before the migration of a group began, its people were not born here.
    let must = background.since > 0 && eldest < of_date((background.since - 4) * 10_000 + 101);
    if background.born_there == 0 || !(must || dice.chance(Purpose::Abroad, background.born_there)) {
        return;
    }
    // Few arrive after forty.
    let latest = (youngest + years(42)).max(earliest + years(1)).min(today - 100);
    let arrived = (earliest + dice.days(Purpose::Arrival, latest - earliest)).min(today - 30);
    for slot in &mut plan.slots {
        slot.arrived = Some(arrived);
    }
}

/// Children at home: as many as the kind and the age of the mother allow, at least one.
fn add_children(plan: &mut Plan, today: i64, room: usize) {
    let shares: [u64; 4] = match plan.kind {
        HouseholdKind::Family => [360, 810, 955, 990],
        HouseholdKind::OneParent => [600, 910, 985, 998],
        HouseholdKind::Single | HouseholdKind::Couple => return,
    };
    let dice = plan.dice;
    let roll = dice.below(Purpose::Children, 1_000);
    let wanted = 1 + shares.iter().filter(|end| roll >= **end).count();
    let wanted = wanted.min(room.saturating_sub(plan.slots.len()).max(1));
    let Some(head) = plan.slots.first().copied() else { return };
    let partner = plan.adults().nth(1).copied();
    let youngest_parent = partner.map_or(head.birth, |other| other.birth.max(head.birth));
    let (arrived, old) = (head.arrived, in_years(today - head.birth));
    // Age at which the first of those still at home was born: children leave home at about 24.
    let (least, most) = if old <= 60 { (19.max(old - 27), 41.min(old)) } else { (27, 41) };
    let spread = years((most - least).max(0)) / 2 + 180;
    let first_age: i64 =
        years(least) + (0..2).map(|part| dice.part(part).days(Purpose::ChildAge, spread)).sum::<i64>();
    let mut birth = (head.birth + first_age).max(youngest_parent + years(17)).min(today - 1);
    for index in 0..wanted as u64 {
        let own = dice.part(10 + index);
        let man = own.chance(Purpose::Sex, 51_200);
        let mut child = slot(Role::Child, if man { Geslacht::Man } else { Geslacht::Vrouw }, birth);
        child.arrived = arrived.filter(|day| birth < *day);
        plan.slots.push(child);
        // Now and then twins, else the next comes after one and a half to four and a half years.
        if !own.chance(Purpose::ChildAge, 1_600) {
            birth += 550 + own.part(1).days(Purpose::ChildAge, 1_100);
        }
        if birth >= today || birth - head.birth > years(45) {
            break;
        }
    }
}

/// Since when the adults live here: half of them moved within the last quarter of the time they could have.
fn settle(plan: &mut Plan, today: i64) {
    let ready = |slot: &Slot| (slot.birth + years(18) + 1).max(slot.arrived.unwrap_or(i64::MIN));
    let start = plan.adults().map(ready).max().unwrap_or(today).min(today - 1);
    let part = plan.dice.days(Purpose::MovedIn, 1_000);
    let longest = (today - start).min(years(45));
    plan.grown_up = start;
    plan.moved_in = today - 1 - (longest - 1).max(0) * part * part / 1_000_000;
    plan.moved_in = plan.moved_in.max(start);
}

/// The late spouse of a widow or widower, of whom the record is still in use: died in the last three years.
fn add_late(plan: &mut Plan, today: i64) {
    let Some(head) = plan.slots.first().copied() else { return };
    let fits =
        plan.kind == HouseholdKind::Single && plan.pathology.is_none() && today - head.birth > years(66);
    if !fits || !plan.dice.chance(Purpose::Late, 9_000) {
        return;
    }
    let died = today - 10 - plan.dice.days(Purpose::DeathDay, years(3) - 10);
    let older = plan.dice.part(5).days(Purpose::PartnerAge, years(6)) - years(1);
    let older = if head.geslacht == Geslacht::Man { -older } else { older };
    if plan.grown_up + years(2) > died {
        return;
    }
    plan.moved_in = plan.moved_in.min(died - 300).max(plan.grown_up);
    let mut late = slot(Role::Late, other(head.geslacht), head.birth - older);
    late.arrived = head.arrived;
    late.died = Some(died);
    plan.slots.push(late);
}

/// Whether a widow or widower lost the spouse longer ago, or a single person was divorced: the day it ended.
pub(crate) fn past_relation(plan: &Plan, today: i64) -> Option<(i64, &'static str)> {
    let head = plan.slots.first()?;
    let alone = matches!(plan.kind, HouseholdKind::Single | HouseholdKind::OneParent)
        && plan.slots.iter().all(|slot| slot.role != Role::Late);
    if !alone || plan.pathology.is_some() || head.geslacht == Geslacht::Onbekend {
        return None;
    }
    let old = in_years(today - head.birth);
    // (widowed, divorced) in 100,000 by age.
    let (widowed, divorced) = match old {
        ..30 => (0, 1_500),
        30..45 => (500, 16_000),
        45..65 => (5_000, 36_000),
        65..75 => (28_000, 36_000),
        75..85 => (55_000, 20_000),
        _ => (78_000, 8_000),
    };
    let roll = plan.dice.below(Purpose::Past, 100_000);
    let first = head.birth + years(24);
    let latest_start = (today - years(2)).max(first + 1);
    let end = match () {
        () if roll < widowed => {
            today - 200 - plan.dice.days(Purpose::PastDay, (today - first).min(years(15)) / 2)
        }
        () if roll < widowed + divorced => {
            first + 700 + plan.dice.days(Purpose::PastDay, latest_start - first - 700)
        }
        () => return None,
    };
    (end < today && end > first + 365).then_some((end, if roll < widowed { "O" } else { "S" }))
}
