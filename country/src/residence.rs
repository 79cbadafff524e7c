//! Where people lived, now and before.

use kernel::PartialDate;

use crate::address::{self, Address};
use crate::build::latest;
use crate::calendar::{date, years};
use crate::kin::Member;
use crate::municipality::{begin_of, existing, weighted};
use crate::person::Verblijfplaats;
use crate::plan::{Plan, Role};
use crate::random::{Dice, Purpose};
use crate::tables;

/// The present stay of a member and the earlier ones, the latest first. Each ends on the day the next begins.
pub(crate) fn stays(
    plan: &Plan,
    member: &Member,
    address: &Address,
    today: i64,
) -> (Verblijfplaats, Vec<Verblijfplaats>) {
    let began = member.slot.birth.max(member.slot.arrived.unwrap_or(i64::MIN));
    let from = plan.moved_in.max(began);
    let known = date(from);
    let current = Verblijfplaats {
        gemeente_van_inschrijving: address.gemeente,
        // A municipality that began later registered its people on its first day.
        datum_inschrijving: latest(known, begin_of(plan.at)).min(latest(known, date(today))),
        datum_aanvang_adreshouding: known,
        datum_einde: PartialDate::OPEN,
        adres: address.clone(),
    };
    (current, earlier(plan, member, began, from))
}

/// Up to three earlier stays.
fn earlier(plan: &Plan, member: &Member, began: i64, from: i64) -> Vec<Verblijfplaats> {
    let mut stays = Vec::new();
    let adult = member.slot.role != Role::Child;
    let wanted = match plan.dice.below(Purpose::EarlierAddresses, 100) {
        0..20 => 0,
        20..55 => 1,
        55..85 => 2,
        _ => 3,
    };
    // Children who were there before the family moved show where it lived.
    let moved_with_children =
        plan.slots.iter().any(|slot| slot.role == Role::Child && slot.birth < plan.moved_in);
    let wanted = if moved_with_children { wanted.max(1) } else { wanted };
    let mut end = from;
    for index in 0..wanted {
        // The last address was shared by the household; those before are one's own.
        let shared = index == 0;
        if !(shared || adult) || began >= end {
            break;
        }
        let dice = if shared { plan.dice.part(300) } else { member.dice.part(300 + index) };
        let stay_days = years(1) + dice.days(Purpose::EarlierAddresses, years(9));
        let begin = (end - stay_days).max(began);
        let near = dice.chance(Purpose::Municipality, 62_000);
        let at = if near { plan.at } else { weighted(dice.part(1).draw(Purpose::Municipality)) };
        stays.push(stay(at, begin, end, dice));
        end = begin;
    }
    stays
}

/// A stay that ended, under the code that the municipality had on its last day.
fn stay(at: usize, begin: i64, end: i64, dice: Dice) -> Verblijfplaats {
    let (at, code) = existing(at, date(end - 1), dice);
    let first = tables::gemeente(code).map_or(PartialDate::UNKNOWN, |entry| entry.datum_ingang);
    Verblijfplaats {
        gemeente_van_inschrijving: code,
        datum_inschrijving: latest(date(begin), first),
        datum_aanvang_adreshouding: date(begin),
        datum_einde: date(end),
        adres: address::earlier(at, dice),
    }
}
