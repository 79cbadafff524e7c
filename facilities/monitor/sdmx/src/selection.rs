//! What a data query asks for.

use exchange::Query;
use kernel::{Day, Moment};

use crate::component::{COMPONENTS, DIMENSIONS, Place, TIME_PERIOD, place_of};
use crate::condition::Condition;
use crate::fault::Fault;
use crate::version::Versions;
use crate::{AGENCY, DATAFLOW};

/// A data query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Selection {
    pub(crate) versions: Versions,
    /// Keys of which one must fit; `None` in a key fits anything.
    keys: Vec<Vec<Option<String>>>,
    conditions: Vec<(usize, Condition)>,
    pub(crate) updated_after: Option<Moment>,
    pub(crate) as_of: Option<Moment>,
    pub(crate) history: bool,
    pub(crate) first: Option<usize>,
    pub(crate) last: Option<usize>,
    /// The dimension that stands with each observation; `None` when all do.
    pub(crate) observation: Option<usize>,
    /// Places of the components other than dimensions that are sent.
    pub(crate) sent: Vec<usize>,
    pub(crate) offset: usize,
    pub(crate) limit: Option<usize>,
    /// Places of components, and whether the order is downwards.
    pub(crate) sort: Vec<(usize, bool)>,
}

const PARAMETERS: [&str; 11] = [
    "updatedAfter",
    "firstNObservations",
    "lastNObservations",
    "dimensionAtObservation",
    "attributes",
    "measures",
    "includeHistory",
    "offset",
    "limit",
    "sort",
    "asOf",
];

impl Selection {
    /// Reads path and parameters of a data query.
    pub(crate) fn read(path: &[&str], query: &Query) -> Result<Self, Fault> {
        if path.len() > 5 {
            return Err(Fault::bad("Het pad heeft te veel delen.", "The path has too many parts."));
        }
        check_context(path)?;
        check_parameters(query, &PARAMETERS)?;
        let observation = match query.get("dimensionAtObservation") {
            None => Some(TIME_PERIOD),
            Some("AllDimensions") => None,
            Some(id) => {
                let place = place_of(id).filter(|place| *place < DIMENSIONS);
                Some(place.ok_or_else(|| Fault::unknown_component(id))?)
            }
        };
        let made = Self {
            versions: Versions::read(path.get(3).copied().unwrap_or("*"))?,
            keys: keys(path.get(4).copied().unwrap_or("*"))?,
            conditions: conditions(query)?,
            updated_after: moment(query, "updatedAfter")?,
            as_of: moment(query, "asOf")?,
            history: flag(query, "includeHistory")?,
            first: positive(query, "firstNObservations")?,
            last: positive(query, "lastNObservations")?,
            observation,
            sent: sent(query)?,
            offset: whole(query, "offset")?.unwrap_or(0),
            limit: positive(query, "limit")?,
            sort: sort(query, observation)?,
        };
        if made.updated_after.zip(made.as_of).is_some_and(|(updated, as_of)| updated > as_of) {
            let nl = "`updatedAfter` ligt later dan `asOf`.";
            return Err(Fault::semantic(nl, "`updatedAfter` is later than `asOf`."));
        }
        Ok(made)
    }

    /// Everything of a version, for availability.
    pub(crate) fn of_availability(path: &[&str], query: &Query) -> Result<Self, Fault> {
        let allowed = ["updatedAfter", "references", "mode"];
        check_parameters(query, &allowed)?;
        check_context(path)?;
        Ok(Self {
            versions: Versions::read(path.get(3).copied().unwrap_or("*"))?,
            keys: keys(path.get(4).copied().unwrap_or("*"))?,
            conditions: conditions(query)?,
            updated_after: moment(query, "updatedAfter")?,
            as_of: None,
            history: false,
            first: None,
            last: None,
            observation: Some(TIME_PERIOD),
            sent: Vec::new(),
            offset: 0,
            limit: None,
            sort: Vec::new(),
        })
    }

    /// Whether a row is asked for. `only_key` looks at the dimensions alone, for rows that were withdrawn.
    pub(crate) fn fits(&self, row: &[Option<String>], only_key: bool) -> bool {
        let cell = |place: usize| row.get(place).and_then(Option::as_deref);
        let fits_key = |key: &Vec<Option<String>>| {
            key.iter().enumerate().all(|(place, wanted)| wanted.is_none() || wanted.as_deref() == cell(place))
        };
        let holds = |(place, condition): &(usize, Condition)| {
            only_key && *place >= DIMENSIONS
                || COMPONENTS.get(*place).is_some_and(|component| condition.holds(component, cell(*place)))
        };
        self.keys.iter().any(fits_key) && self.conditions.iter().all(holds)
    }

    /// The same without the condition on a dimension, and with any value of it in the keys.
    pub(crate) fn without(&self, place: usize) -> Self {
        let mut made = self.clone();
        made.conditions.retain(|(known, _)| *known != place);
        made.keys.iter_mut().filter_map(|key| key.get_mut(place)).for_each(|wanted| *wanted = None);
        made
    }
}

fn check_context(path: &[&str]) -> Result<(), Fault> {
    match path.first().copied().unwrap_or("*") {
        "*" | "dataflow" => {}
        known @ ("datastructure" | "provisionagreement" | "metadataprovisionagreement") => {
            return Err(Fault::absent(known));
        }
        _ => return Err(Fault::parameter("context", "dataflow", "dataflow")),
    }
    let names = |place: usize, ours: &str| {
        path.get(place).is_none_or(|text| text.split(',').any(|one| one == "*" || one == ours))
    };
    if names(1, AGENCY) && names(2, DATAFLOW) { Ok(()) } else { Err(Fault::not_found()) }
}

fn check_parameters(query: &Query, known: &[&str]) -> Result<(), Fault> {
    for (name, _) in query.pairs() {
        if name == "reportingYearStartDay" {
            return Err(Fault::absent(name));
        }
        if !known.contains(&name) && condition_of(name).is_none() {
            return Err(Fault::unknown_parameter(name));
        }
    }
    Ok(())
}

/// The component in `c[COMPONENT]`.
fn condition_of(name: &str) -> Option<&str> {
    name.strip_prefix("c[")?.strip_suffix(']')
}

fn conditions(query: &Query) -> Result<Vec<(usize, Condition)>, Fault> {
    let read = |(name, text): (&str, &str)| {
        let id = condition_of(name)?;
        let Some(place) = place_of(id) else { return Some(Err(Fault::unknown_component(id))) };
        Some(Condition::read(name, text).map(|condition| (place, condition)))
    };
    query.pairs().filter_map(read).collect()
}

fn keys(text: &str) -> Result<Vec<Vec<Option<String>>>, Fault> {
    let read = |key: &str| {
        let parts: Vec<&str> = key.split('.').collect();
        if parts.len() > DIMENSIONS {
            let nl = format!("De sleutel heeft {} delen; er zijn {DIMENSIONS} dimensies.", parts.len());
            return Err(Fault::bad(
                nl,
                format!("The key has {} parts; there are {DIMENSIONS} dimensions.", parts.len()),
            ));
        }
        let wanted = |part: &str| (part != "*" && !part.is_empty()).then(|| part.to_owned());
        Ok(parts.into_iter().map(wanted).collect())
    };
    text.split(',').map(read).collect()
}

/// A moment with an offset, or in Dutch time without one, or the beginning of a day.
pub(crate) fn moment(query: &Query, name: &str) -> Result<Option<Moment>, Fault> {
    let wrong = || {
        Fault::parameter(
            name,
            "een moment zoals 2020-06-15T00:00:00Z",
            "a moment such as 2020-06-15T00:00:00Z",
        )
    };
    let local = |text: &str| {
        let (day, time) = text.split_once('T').unwrap_or((text, "00:00:00"));
        let day: Day = day.parse().ok()?;
        let parts: Vec<i64> = time.split(':').map(|part| part.parse().ok()).collect::<Option<_>>()?;
        let [hours @ 0..24, minutes @ 0..60, seconds @ 0..60] = *parts.as_slice() else { return None };
        Some(Moment::start_of(day).plus_seconds(hours * 3600 + minutes * 60 + seconds))
    };
    let read = |text: &str| text.parse().ok().or_else(|| local(text)).ok_or_else(wrong);
    query.get(name).map(read).transpose()
}

fn flag(query: &Query, name: &str) -> Result<bool, Fault> {
    match query.get(name) {
        None | Some("false") => Ok(false),
        Some("true") => Ok(true),
        Some(_) => Err(Fault::parameter(name, "true of false", "true or false")),
    }
}

fn whole(query: &Query, name: &str) -> Result<Option<usize>, Fault> {
    let wrong = |_| Fault::parameter(name, "een getal van 0 of meer", "a number of 0 or more");
    query.get(name).map(|text| text.parse().map_err(wrong)).transpose()
}

fn positive(query: &Query, name: &str) -> Result<Option<usize>, Fault> {
    match whole(query, name)? {
        Some(0) => Err(Fault::parameter(name, "een getal van 1 of meer", "a number of 1 or more")),
        number => Ok(number),
    }
}

fn sent(query: &Query) -> Result<Vec<usize>, Fault> {
    let mut found: Vec<bool> = vec![false; COMPONENTS.len()];
    for word in query.get("attributes").unwrap_or("dsd").split(',') {
        let belongs = |place: Place| match word {
            "dsd" | "all" => true,
            "dataset" => place == Place::Dataflow,
            "series" => place == Place::Series,
            "obs" => place == Place::Observation,
            _ => false,
        };
        let known = matches!(word, "dsd" | "all" | "dataset" | "series" | "obs" | "none" | "msd");
        let mut named = false;
        for (component, chosen) in COMPONENTS.iter().zip(&mut found) {
            let this = component.is_attribute() && component.id == word;
            *chosen |= component.is_attribute() && (belongs(component.place) || this);
            named |= this;
        }
        if !known && !named {
            return Err(Fault::unknown_component(word));
        }
    }
    for word in query.get("measures").unwrap_or("all").split(',') {
        let place = COMPONENTS
            .iter()
            .position(|one| one.place == Place::Measure && (word == "all" || one.id == word));
        match place.and_then(|place| found.get_mut(place)) {
            Some(chosen) => *chosen = true,
            None if word == "none" => {}
            None => return Err(Fault::unknown_component(word)),
        }
    }
    Ok(found.into_iter().enumerate().filter_map(|(place, chosen)| chosen.then_some(place)).collect())
}

fn sort(query: &Query, observation: Option<usize>) -> Result<Vec<(usize, bool)>, Fault> {
    let Some(text) = query.get("sort") else { return Ok(Vec::new()) };
    let mut made = Vec::new();
    for part in text.split('+') {
        let (id, order) = part.split_once(':').unwrap_or((part, "asc"));
        let down = match order {
            "asc" => false,
            "desc" => true,
            _ => {
                return Err(Fault::parameter(
                    "sort",
                    "een volgorde met :asc of :desc",
                    "an order with :asc or :desc",
                ));
            }
        };
        match id {
            "*" => made.extend((0..DIMENSIONS).map(|place| (place, down))),
            "series_key" if observation.is_some() => {
                made.extend(
                    (0..DIMENSIONS).filter(|place| Some(*place) != observation).map(|place| (place, down)),
                );
            }
            _ => made.push((place_of(id).ok_or_else(|| Fault::unknown_component(id))?, down)),
        }
    }
    Ok(made)
}
