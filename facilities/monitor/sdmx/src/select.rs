//! Finding the observations that a query asks for.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use edition::Publication;
use kernel::Moment;

use crate::artefact::Key;
use crate::component::{COMPONENTS, DIMENSIONS, TIME_PERIOD};
use crate::condition::compare;
use crate::fault::Fault;
use crate::library::{Flow, Library};
use crate::row::{Row, key, rows, series};
use crate::selection::Selection;

/// The most observations in an answer.
pub(crate) const OBSERVATIONS_MAX: usize = 200_000;

/// What the reader should do with a set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Action {
    /// These are the figures.
    Information,
    /// These figures are no longer there.
    Delete,
}

/// Observations of one version of the dataflow.
#[derive(Debug, Clone)]
pub(crate) struct DataSet {
    pub(crate) publication: Arc<Publication>,
    pub(crate) flow: Key,
    pub(crate) lists: String,
    pub(crate) action: Action,
    pub(crate) rows: Vec<Row>,
    pub(crate) valid_from: Option<Moment>,
    pub(crate) valid_to: Option<Moment>,
}

impl DataSet {
    fn of(flow: &Flow, action: Action, rows: Vec<Row>) -> Self {
        Self {
            publication: Arc::clone(&flow.publication),
            flow: flow.key.clone(),
            lists: flow.lists.clone(),
            action,
            rows,
            valid_from: None,
            valid_to: None,
        }
    }
}

/// The flows that the question for versions means, out of those there were at a moment.
fn chosen(flows: &[Flow], selection: &Selection) -> Vec<usize> {
    let versions: Vec<&str> = flows.iter().map(|flow| flow.key.version.as_str()).collect();
    selection.versions.of(&versions)
}

/// The sets for a query; none when it is right but nothing was there at its moment.
pub(crate) fn sets(publications: &[Arc<Publication>], selection: &Selection) -> Result<Vec<DataSet>, Fault> {
    let library = Library::of(publications, selection.as_of);
    let flows = &library.flows;
    let found = chosen(flows, selection);
    if found.is_empty() {
        let later = Library::of(publications, None);
        let known = !chosen(&later.flows, selection).is_empty();
        return if known { Ok(Vec::new()) } else { Err(Fault::not_found()) };
    }
    let mut made = if selection.history {
        history(flows, &found, selection)
    } else {
        found
            .iter()
            .filter_map(|place| flows.get(*place))
            .flat_map(|flow| newest(publications, flow, selection))
            .collect()
    };
    for set in &mut made {
        let only_key = set.action == Action::Delete;
        set.rows.retain(|row| selection.fits(row, only_key));
        limit_series(&mut set.rows, selection);
        set.rows.sort_by(|left, right| order(left, right, selection));
    }
    cut(&mut made, selection);
    made.retain(|set| !set.rows.is_empty());
    let count: usize = made.iter().map(|set| set.rows.len()).sum();
    if count > OBSERVATIONS_MAX { Err(Fault::too_large(OBSERVATIONS_MAX)) } else { Ok(made) }
}

/// Everything disseminated up to the newest of the chosen, each with the time during which it was the newest. Counted figures never follow
/// published ones: the past of a flow is that of its own family.
fn history(flows: &[Flow], found: &[usize], selection: &Selection) -> Vec<DataSet> {
    let last = found.iter().copied().max().unwrap_or(0);
    let Some(family) = flows.get(last).map(|flow| flow.publication.family) else { return Vec::new() };
    let own: Vec<&Flow> = flows.iter().filter(|flow| flow.publication.family == family).collect();
    let until = flows.get(last).map(|flow| flow.publication.published);
    own.iter()
        .enumerate()
        .filter(|(_, flow)| Some(flow.publication.published) <= until)
        .filter(|(_, flow)| selection.updated_after.is_none_or(|moment| flow.publication.published > moment))
        .map(|(place, flow)| DataSet {
            valid_from: Some(flow.publication.published),
            valid_to: own.get(place + 1).map(|next| next.publication.published),
            ..DataSet::of(flow, Action::Information, rows(&flow.publication))
        })
        .collect()
}

/// A flow, or what of it changed after a moment and what was withdrawn since.
fn newest(publications: &[Arc<Publication>], flow: &Flow, selection: &Selection) -> Vec<DataSet> {
    let mut all = rows(&flow.publication);
    let Some(moment) = selection.updated_after else {
        return vec![DataSet::of(flow, Action::Information, all)];
    };
    if flow.publication.published <= moment {
        return Vec::new();
    }
    let before = Library::of(publications, Some(moment));
    let places = chosen(&before.flows, selection);
    let earlier = places
        .iter()
        .filter_map(|place| before.flows.get(*place))
        .filter(|one| one.publication.family == flow.publication.family)
        .max_by_key(|one| one.publication.published);
    let Some(earlier) = earlier else { return vec![DataSet::of(flow, Action::Information, all)] };
    let old: BTreeMap<_, _> = rows(&earlier.publication).into_iter().map(|row| (key(&row), row)).collect();
    let now: BTreeSet<_> = all.iter().map(key).collect();
    let withdrawn = old.iter().filter(|(key, _)| !now.contains(*key)).map(|(_, row)| {
        let dimension = |(place, cell): (usize, &Option<String>)| cell.clone().filter(|_| place < DIMENSIONS);
        row.iter().enumerate().map(dimension).collect()
    });
    let withdrawn = withdrawn.collect();
    all.retain(|row| old.get(&key(row)) != Some(row));
    vec![DataSet::of(flow, Action::Information, all), DataSet::of(flow, Action::Delete, withdrawn)]
}

/// Keeps the first or last observations of each series.
fn limit_series(rows: &mut Vec<Row>, selection: &Selection) {
    if selection.first.is_none() && selection.last.is_none() {
        return;
    }
    let mut periods: BTreeMap<Vec<String>, Vec<String>> = BTreeMap::new();
    let period = |row: &Row| row.get(TIME_PERIOD).cloned().flatten().unwrap_or_default();
    for row in rows.iter() {
        periods.entry(series(row)).or_default().push(period(row));
    }
    periods.values_mut().for_each(|found| found.sort());
    rows.retain(|row| {
        let Some(all) = periods.get(&series(row)) else { return false };
        let place = all.iter().position(|one| *one == period(row)).unwrap_or(0);
        selection.first.is_some_and(|count| place < count)
            || selection.last.is_some_and(|count| all.len() - place <= count)
    });
}

fn order(left: &Row, right: &Row, selection: &Selection) -> Ordering {
    for (place, down) in &selection.sort {
        let cell = |row: &Row| row.get(*place).cloned().flatten();
        let order = match (COMPONENTS.get(*place), cell(left), cell(right)) {
            (Some(component), Some(left), Some(right)) => {
                compare(component, &left, &right).unwrap_or(Ordering::Equal)
            }
            (_, left, right) => left.is_some().cmp(&right.is_some()),
        };
        if order != Ordering::Equal {
            return if *down { order.reverse() } else { order };
        }
    }
    Ordering::Equal
}

/// Leaves out what stands before the offset and behind the limit, over all sets together.
fn cut(sets: &mut [DataSet], selection: &Selection) {
    let (mut skip, mut left) = (selection.offset, selection.limit.unwrap_or(usize::MAX));
    for set in sets {
        let from = skip.min(set.rows.len());
        skip -= from;
        set.rows.drain(..from);
        set.rows.truncate(left);
        left -= set.rows.len();
    }
}
