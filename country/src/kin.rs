//! Kinship: who is whose parent, within a household and between the households of one block.

use crate::calendar::years;
use crate::origin::Origin;
use crate::person::Geslacht;
use crate::plan::{HouseholdKind, Plan, Role, Slot};
use crate::random::{Dice, Kind, Purpose, place};

/// One person of a block: places of plan and slot, and the parents found for them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Member {
    pub(crate) plan: usize,
    pub(crate) slot: Slot,
    pub(crate) ordinal: u64,
    pub(crate) dice: Dice,
    /// Places of the parents in the block: parent 1 and parent 2.
    pub(crate) parents: [Option<usize>; 2],
}

/// Lists the people of a block and finds their parents. `first` is the ordinal of the first person.
pub(crate) fn members(seed: u64, plans: &[Plan], first: u64) -> Vec<Member> {
    let mut members = Vec::with_capacity(plans.len() * 3);
    let mut ordinal = first;
    for (at, plan) in plans.iter().enumerate() {
        let begin = members.len();
        for slot in &plan.slots {
            let parents = match (slot.role, plan.kind) {
                (Role::Child, HouseholdKind::OneParent) => [Some(begin), None],
                (Role::Child, _) => [Some(begin), Some(begin + 1)],
                _ => [None, None],
            };
            let dice = Dice::new(seed, Kind::Person, ordinal);
            members.push(Member { plan: at, slot: *slot, ordinal, dice, parents });
            ordinal += 1;
        }
    }
    link(plans, &mut members);
    members
}

/// A mother and a father who may have grown-up children elsewhere in the block.
struct Parents {
    mother: usize,
    father: usize,
    /// Days on which their children were born.
    births: Vec<i64>,
    /// How many children they have at most.
    most: usize,
}

/// Gives grown-up people parents in other households where age, origin and siblings allow it.
fn link(plans: &[Plan], members: &mut [Member]) {
    let mut couples = couples(plans, members);
    if couples.is_empty() {
        return;
    }
    for at in 0..members.len() {
        let member = members[at];
        let plan = &plans[member.plan];
        let adult = matches!(member.slot.role, Role::Head | Role::Partner);
        let local = member.slot.arrived.is_none() && plan.pathology.is_none();
        if !adult || !local || !member.dice.chance(Purpose::Link, 80_000) {
            continue;
        }
        let start = place(member.dice.below(Purpose::LinkTarget, couples.len() as u64));
        let tries = couples.len().min(40);
        for step in 0..tries {
            let index = (start + step) % couples.len();
            if may_be_child(plans, members, at, &couples[index]) {
                couples[index].births.push(member.slot.birth);
                members[at].parents = [Some(couples[index].mother), Some(couples[index].father)];
                break;
            }
        }
    }
}

/// The couples of a block that can have children elsewhere, with the births of the children they have at home.
fn couples(plans: &[Plan], members: &[Member]) -> Vec<Parents> {
    let mut couples: Vec<Parents> = Vec::new();
    let mut begin = 0;
    for plan in plans {
        let home = &members[begin..begin + plan.slots.len()];
        let births =
            home.iter().filter(|one| one.slot.role == Role::Child).map(|one| one.slot.birth).collect();
        if plan.kind != HouseholdKind::OneParent && home.len() > 1 {
            let most = plan.dice.pick(Purpose::Link, &[0, 0, 1, 2, 2, 2, 2, 3, 3, 4]);
            let sexes = (home[0].slot.geslacht, home[1].slot.geslacht);
            match sexes {
                (Geslacht::Vrouw, Geslacht::Man) => {
                    couples.push(Parents { mother: begin, father: begin + 1, births, most })
                }
                (Geslacht::Man, Geslacht::Vrouw) => {
                    couples.push(Parents { mother: begin + 1, father: begin, births, most })
                }
                _ => {}
            }
        }
        begin += plan.slots.len();
    }
    couples
}

/// Whether the person at `at` may be a child of these two.
fn may_be_child(plans: &[Plan], members: &[Member], at: usize, parents: &Parents) -> bool {
    let child = members[at];
    let (mother, father) = (members[parents.mother], members[parents.father]);
    let (own, theirs) = (&plans[child.plan], &plans[mother.plan]);
    let birth = child.slot.birth;
    let one_group = |origin| if origin == Origin::Frisian { Origin::Dutch } else { origin };
    let age_fits = (years(19)..years(43)).contains(&(birth - mother.slot.birth))
        && (years(19)..years(58)).contains(&(birth - father.slot.birth));
    let here = mother.slot.arrived.is_none_or(|day| birth > day);
    let spaced =
        parents.births.len() < parents.most && parents.births.iter().all(|other| (birth - other).abs() > 330);
    // Partners are no siblings.
    let no_sibling = members[at.saturating_sub(1)..(at + 2).min(members.len())]
        .iter()
        .all(|near| near.plan != child.plan || near.parents[0] != Some(parents.mother));
    age_fits
        && here
        && spaced
        && no_sibling
        && own.ordinal != theirs.ordinal
        && one_group(own.origin) == one_group(theirs.origin)
}
