//! SDMX-ML 3.0, structure-specific data.

use exchange::Element;
use kernel::Moment;

use crate::component::{COMPONENTS, DIMENSIONS, Place, TIME_PERIOD};
use crate::row::Row;
use crate::select::{Action, DataSet};
use crate::selection::Selection;

const SCHEMAS: &str = "http://www.sdmx.org/resources/sdmxml/schemas/v3_0";

/// A data message. A value that is missing is left out.
pub(crate) fn message(sets: &[DataSet], selection: &Selection) -> Element {
    let moment = sets.iter().map(|set| set.publication.published).max().unwrap_or(Moment::from_micros(0));
    let dimension =
        selection.observation.and_then(|place| COMPONENTS.get(place)).map_or("AllDimensions", |one| one.id);
    let namespace = |set: &DataSet| format!("{}:ObsLevelDim:{dimension}", set.flow.urn());
    let mut root = Element::new("message:StructureSpecificData")
        .with("xmlns:message", format!("{SCHEMAS}/message"))
        .with("xmlns:common", format!("{SCHEMAS}/common"))
        .with("xmlns:ss", format!("{SCHEMAS}/data/structurespecific"))
        .with("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance");
    let mut header = Element::new("message:Header")
        .child(Element::new("message:ID").holding(format!("MDO_{}", moment.seconds())))
        .child(Element::new("message:Test").holding("false"))
        .child(Element::new("message:Prepared").holding(moment.rfc3339()))
        .child(Element::new("message:Sender").with("id", crate::AGENCY));
    for (index, set) in sets.iter().enumerate() {
        root = root.with(format!("xmlns:ns{}", index + 1), namespace(set));
        let usage = Element::new("common:StructureUsage").holding(set.flow.urn());
        header = header.child(
            Element::new("message:Structure")
                .with("structureID", format!("S{}", index + 1))
                .with("namespace", namespace(set))
                .with("dimensionAtObservation", dimension)
                .child(usage),
        );
    }
    root = root.child(header);
    root.children(sets.iter().enumerate().map(|(index, set)| data_set(index + 1, set, selection)))
}

fn data_set(number: usize, set: &DataSet, selection: &Selection) -> Element {
    let action = if set.action == Action::Delete { "Delete" } else { "Information" };
    let mut made = Element::new("message:DataSet")
        .with("xsi:type", format!("ns{number}:DataSetType"))
        .with("ss:structureRef", format!("S{number}"))
        .with("ss:action", action)
        .with_some("ss:validFromDate", set.valid_from.map(Moment::rfc3339))
        .with_some("ss:validToDate", set.valid_to.map(Moment::rfc3339));
    if let Some(row) = set.rows.first() {
        made =
            with_cells(made, row, selection.sent.iter().copied().filter(|place| at(*place, Place::Dataflow)));
    }
    let Some(observation) = selection.observation else {
        return made.children(set.rows.iter().map(|row| {
            let cells = selection.sent.iter().copied().filter(|place| !at(*place, Place::Dataflow));
            with_cells(Element::new("Obs"), row, (0..DIMENSIONS).chain(cells))
        }));
    };
    // Attributes of a series only stay with it when the periods of a series stand together.
    let in_series = observation == TIME_PERIOD;
    let key = |row: &Row| -> Vec<Option<String>> {
        row.iter()
            .take(DIMENSIONS)
            .enumerate()
            .filter(|(place, _)| *place != observation)
            .map(|(_, cell)| cell.clone())
            .collect()
    };
    let mut found: Vec<(Vec<Option<String>>, Element)> = Vec::new();
    let mut places = std::collections::BTreeMap::new();
    for row in &set.rows {
        let place = *places.entry(key(row)).or_insert_with(|| {
            let attributes =
                selection.sent.iter().copied().filter(|place| in_series && at(*place, Place::Series));
            let dimensions = (0..DIMENSIONS).filter(|place| *place != observation);
            found.push((key(row), with_cells(Element::new("Series"), row, dimensions.chain(attributes))));
            found.len() - 1
        });
        let cells = selection
            .sent
            .iter()
            .copied()
            .filter(|place| !(at(*place, Place::Dataflow) || in_series && at(*place, Place::Series)));
        let one = with_cells(Element::new("Obs"), row, std::iter::once(observation).chain(cells));
        if let Some((_, series)) = found.get_mut(place) {
            *series = std::mem::replace(series, Element::new("")).child(one);
        }
    }
    made.children(found.into_iter().map(|(_, series)| series))
}

fn at(place: usize, level: Place) -> bool {
    COMPONENTS.get(place).is_some_and(|component| component.place == level)
}

fn with_cells(mut made: Element, row: &Row, places: impl Iterator<Item = usize>) -> Element {
    for place in places {
        if let Some((component, Some(cell))) = COMPONENTS.get(place).zip(row.get(place)) {
            made = made.with(component.id, cell);
        }
    }
    made
}
