//! Parts that make a whole: found where figures of one measure add up to their total.

use edition::{Decimal, Facility, Publication, SeriesRef};

/// More siblings than this are not searched.
const MAX_SIBLINGS: usize = 14;
/// Totals below this are too small to tell a sum from chance.
const LEAST_TOTAL: Decimal = Decimal::whole(1_000);

/// A total and the series that it consists of.
#[derive(Debug, Clone)]
pub(crate) struct Partition<'a> {
    pub(crate) total: SeriesRef<'a>,
    pub(crate) parts: Vec<SeriesRef<'a>>,
}

/// Every partition among the series of a facility. A total and its parts have the same unit and the same beginning of their ids; the
/// parts close exactly in at least one year. When several sets do, the one that closes most often wins, then the one with most parts.
pub(crate) fn of_facility<'a>(
    publication: &Publication,
    facility: &Facility,
    all: &[SeriesRef<'a>],
) -> Vec<Partition<'a>> {
    let here: Vec<SeriesRef<'a>> =
        all.iter().filter(|one| one.facility.slug == facility.slug).copied().collect();
    here.iter().filter_map(|total| of_total(publication, *total, &here)).collect()
}

fn of_total<'a>(
    publication: &Publication,
    total: SeriesRef<'a>,
    here: &[SeriesRef<'a>],
) -> Option<Partition<'a>> {
    let (stem, _) = total.series.id.rsplit_once('.')?;
    if !stem.contains('.') {
        return None;
    }
    let unit = &publication.register.get(&total.series.id)?.unit;
    if unit == "procent" {
        return None;
    }
    let siblings: Vec<SeriesRef<'a>> = here
        .iter()
        .filter(|one| one.series.id != total.series.id)
        .filter(|one| one.series.id.strip_prefix(stem).is_some_and(|rest| rest.starts_with('.')))
        .filter(|one| publication.register.get(&one.series.id).is_some_and(|known| &known.unit == unit))
        .copied()
        .collect();
    if siblings.len() < 2 || siblings.len() > MAX_SIBLINGS {
        return None;
    }
    let chosen = search(total, &siblings)?;
    let parts =
        siblings.into_iter().enumerate().filter(|(index, _)| chosen >> index & 1 == 1).map(|(_, one)| one);
    Some(Partition { total, parts: parts.collect() })
}

/// The set of siblings that adds up best, as bits.
fn search(total: SeriesRef<'_>, siblings: &[SeriesRef<'_>]) -> Option<u32> {
    let years: Vec<(Decimal, Vec<Option<Decimal>>)> = total
        .series
        .observations
        .iter()
        .filter_map(|one| {
            one.value
                .filter(|value| value.compare(LEAST_TOTAL).is_some_and(std::cmp::Ordering::is_ge))
                .map(|value| (one.period, value))
        })
        .map(|(period, value)| {
            (
                value,
                siblings
                    .iter()
                    .map(|one| one.series.observation(period).and_then(|found| found.value))
                    .collect(),
            )
        })
        .collect();
    let sets = 1_u32 << siblings.len();
    (1..sets)
        .filter(|set| set.count_ones() >= 2)
        .map(|set| {
            (years.iter().filter(|(value, parts)| closes(*value, parts, set)).count(), set.count_ones(), set)
        })
        .filter(|(closed, _, _)| *closed > 0)
        .max_by_key(|(closed, count, set)| (*closed, *count, std::cmp::Reverse(*set)))
        .map(|(_, _, set)| set)
}

fn closes(total: Decimal, parts: &[Option<Decimal>], set: u32) -> bool {
    let mut sum = Decimal::whole(0);
    for (index, part) in parts.iter().enumerate() {
        if set >> index & 1 == 0 {
            continue;
        }
        let Some(next) = part.and_then(|part| sum.plus(part)) else { return false };
        sum = next;
    }
    sum.same(total)
}
