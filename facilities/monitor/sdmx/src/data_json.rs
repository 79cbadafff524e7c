//! SDMX-JSON 2.0 data messages. Arrays without anything in them are left out, for the format forbids some of them.

use std::collections::{BTreeMap, BTreeSet};

use exchange::Json;
use kernel::{Language, Moment};

use crate::artefact::{Item, Words};
use crate::component::{COMPONENTS, Component, DIMENSIONS, Form, Place, TIME_PERIOD};
use crate::library::Library;
use crate::row::Row;
use crate::select::{Action, DataSet};
use crate::selection::Selection;

/// `name` in one language and `names` in both.
pub(crate) fn names(words: &Words, language: Language) -> [(&'static str, Json); 2] {
    let both = Json::object([("nl", Json::text(&words.nl)), ("en", Json::text(&words.en))]);
    [("name", Json::text(words.get(language))), ("names", both)]
}

/// The head of a message. Its time is that of the publication, so that the same figures give the same bytes.
pub(crate) fn meta(schema: &str, moment: Moment) -> Json {
    Json::object([
        ("schema", Json::text(format!("https://json.sdmx.org/2.0.0/sdmx-json-{schema}-schema.json"))),
        ("id", Json::text(format!("MDO_{}", moment.seconds()))),
        ("test", Json::Bool(false)),
        ("prepared", Json::text(moment.rfc3339())),
        ("contentLanguages", Json::texts(["nl", "en"])),
        ("sender", Json::object([("id", Json::text(crate::AGENCY))])),
    ])
}

/// A data message.
pub(crate) fn message(
    sets: &[DataSet],
    selection: &Selection,
    library: &Library,
    language: Language,
) -> Json {
    let moment = sets.iter().map(|set| set.publication.published).max().unwrap_or(Moment::from_micros(0));
    let (mut structures, mut written) = (Vec::new(), Vec::new());
    for (place, set) in sets.iter().enumerate() {
        let writer = Writer::new(set, selection, library, language);
        structures.push(writer.structure(place));
        written.push(writer.data_set(place));
    }
    let data = Json::object([("structures", Json::List(structures)), ("dataSets", Json::List(written))]);
    Json::object([("meta", meta("data", moment)), ("data", data)])
}

/// A series while it is gathered.
struct Series {
    attributes: Vec<Json>,
    observations: Vec<(String, Json)>,
}

struct Writer<'a> {
    set: &'a DataSet,
    selection: &'a Selection,
    library: &'a Library,
    language: Language,
    /// For each component the values that occur, in order.
    values: Vec<Vec<&'a str>>,
    /// Where each value stands among them.
    places: Vec<BTreeMap<&'a str, usize>>,
}

impl<'a> Writer<'a> {
    fn new(set: &'a DataSet, selection: &'a Selection, library: &'a Library, language: Language) -> Self {
        let (mut values, mut places) = (Vec::new(), Vec::new());
        for place in 0..COMPONENTS.len() {
            let mut found: Vec<&str> = Vec::new();
            let mut known = BTreeSet::new();
            for cell in set.rows.iter().filter_map(|row| row.get(place).and_then(Option::as_deref)) {
                if known.insert(cell) {
                    found.push(cell);
                }
            }
            if place == TIME_PERIOD {
                found.sort_unstable();
            }
            places.push(found.iter().enumerate().map(|(index, value)| (*value, index)).collect());
            values.push(found);
        }
        Self { set, selection, library, language, values, places }
    }

    fn dimensions(&self, of_series: bool) -> impl Iterator<Item = usize> + '_ {
        (0..DIMENSIONS).filter(move |place| match self.selection.observation {
            None => !of_series,
            Some(observation) => (*place != observation) == of_series,
        })
    }

    /// Attributes that are sent at a level and occur. Those of a series only stay with it when the periods of a series stand together.
    fn attributes(&self, level: Place) -> impl Iterator<Item = usize> + '_ {
        let in_series = self.selection.observation == Some(TIME_PERIOD);
        self.selection.sent.iter().copied().filter(move |place| {
            let occurs = self.values.get(*place).is_some_and(|values| !values.is_empty());
            let at = match COMPONENTS.get(*place).map(|component| component.place) {
                Some(Place::Series) if !in_series => Some(Place::Observation),
                other => other,
            };
            occurs && at == Some(level)
        })
    }

    fn sends_measure(&self) -> Option<usize> {
        self.selection
            .sent
            .iter()
            .copied()
            .find(|place| COMPONENTS.get(*place).is_some_and(|component| component.place == Place::Measure))
    }

    fn structure(&self, index: usize) -> Json {
        let levels = [("dataSet", false, false), ("series", true, true), ("observation", true, false)];
        let dimensions = levels.into_iter().filter(|(_, any, _)| *any).filter_map(|(name, _, of_series)| {
            let made: Vec<Json> =
                self.dimensions(of_series).filter_map(|place| self.dimension(place)).collect();
            (!made.is_empty()).then_some((name, Json::List(made)))
        });
        let levels =
            [("dataSet", Place::Dataflow), ("series", Place::Series), ("observation", Place::Observation)];
        let attributes = levels.into_iter().filter_map(|(name, level)| {
            let made: Vec<Json> = self.attributes(level).filter_map(|place| self.attribute(place)).collect();
            (!made.is_empty()).then_some((name, Json::List(made)))
        });
        let mut made = Json::object([
            ("dataSets", Json::list([Json::count(index)])),
            ("links", self.links()),
            ("dimensions", Json::object(dimensions)),
        ]);
        if let Some(component) = self.sends_measure().and_then(|place| COMPONENTS.get(place)) {
            let mut measure = self.component(component);
            measure.put("isMandatory", Json::Bool(component.mandatory));
            measure.put("format", Json::object([("dataType", Json::text("Decimal"))]));
            made.put("measures", Json::object([("observation", Json::list([measure]))]));
        }
        made.put("attributes", Json::object(attributes));
        if let Some(flow) = self.library.get(&self.set.flow) {
            names(&flow.name, self.language).into_iter().for_each(|(name, value)| made.put(name, value));
        }
        made
    }

    fn links(&self) -> Json {
        Json::list([Json::object([
            ("urn", Json::text(self.set.flow.urn())),
            ("rel", Json::text("dataflow")),
        ])])
    }

    fn component(&self, component: &Component) -> Json {
        let mut made = Json::object([("id", Json::text(component.id))]);
        let words = Words::new(component.nl, component.en);
        names(&words, self.language).into_iter().for_each(|(name, value)| made.put(name, value));
        made
    }

    fn dimension(&self, place: usize) -> Option<Json> {
        let component = COMPONENTS.get(place)?;
        let mut made = self.component(component);
        made.put("keyPosition", Json::count(place));
        if component.place == Place::Time {
            made.put("roles", Json::texts([component.id]));
        }
        made.put("values", self.listed(place, component));
        Some(made)
    }

    fn attribute(&self, place: usize) -> Option<Json> {
        let component = COMPONENTS.get(place)?;
        let mut made = self.component(component);
        made.put("isMandatory", Json::Bool(component.mandatory));
        let empty = || Json::Object(Vec::new());
        let relationship = match component.place {
            Place::Dataflow => ("dataflow", empty()),
            Place::Series => {
                let series = COMPONENTS.iter().take(TIME_PERIOD).map(|component| component.id);
                ("dimensions", Json::texts(series))
            }
            _ => ("observation", empty()),
        };
        made.put("relationship", Json::object([relationship]));
        match component.form {
            Form::Decimal => made.put("format", Json::object([("dataType", Json::text("Decimal"))])),
            _ => made.put("values", self.listed(place, component)),
        }
        Some(made)
    }

    fn listed(&self, place: usize, component: &Component) -> Json {
        let codes = self.library.codes(component.form, &self.set.lists);
        let codes: BTreeMap<&str, &Item> = codes.iter().map(|code| (code.id.as_str(), code)).collect();
        let values = self.values.get(place).into_iter().flatten().map(|value| match component.form {
            Form::Codes(..) => {
                let unnamed = Words::new(*value, *value);
                let words = codes.get(value).map_or(&unnamed, |code| &code.name);
                let mut made = Json::object([("id", Json::text(*value))]);
                names(words, self.language).into_iter().for_each(|(name, value)| made.put(name, value));
                made
            }
            Form::Period => Json::object([
                ("id", Json::text(*value)),
                ("name", Json::text(*value)),
                ("start", Json::text(format!("{value}-01-01T00:00:00Z"))),
                ("end", Json::text(format!("{value}-12-31T23:59:59Z"))),
            ]),
            Form::Decimal | Form::Integer | Form::Text => Json::object([("value", Json::text(*value))]),
        });
        Json::list(values)
    }

    /// Where the value of a cell stands in its list.
    fn index(&self, row: &Row, place: usize) -> Json {
        let cell = row.get(place).and_then(Option::as_deref);
        let found = cell.and_then(|cell| self.places.get(place)?.get(cell));
        found.map_or(Json::Null, |index| Json::count(*index))
    }

    /// A measure or attribute of a row: the place of its value in the list, or a decimal number as it is.
    fn cell(&self, row: &Row, place: usize) -> Json {
        match COMPONENTS.get(place).map(|component| component.form) {
            Some(Form::Decimal) => {
                let cell = row.get(place).and_then(Option::as_deref);
                cell.and_then(|cell| cell.parse().ok()).map_or(Json::Null, Json::Exact)
            }
            _ => self.index(row, place),
        }
    }

    fn key(&self, row: &Row, of_series: bool) -> String {
        let part = |place| match self.index(row, place) {
            Json::Int(index) => index.to_string(),
            _ => "0".to_owned(),
        };
        self.dimensions(of_series).map(part).collect::<Vec<_>>().join(":")
    }

    fn observation(&self, row: &Row) -> Json {
        let mut made = Vec::new();
        made.extend(self.sends_measure().map(|place| self.cell(row, place)));
        made.extend(self.attributes(Place::Observation).map(|place| self.cell(row, place)));
        Json::List(made)
    }

    fn data_set(&self, index: usize) -> Json {
        let action = if self.set.action == Action::Delete { "Delete" } else { "Information" };
        let mut made = Json::object([
            ("structure", Json::count(index)),
            ("action", Json::text(action)),
            ("links", self.links()),
        ]);
        for (name, moment) in [("validFrom", self.set.valid_from), ("validTo", self.set.valid_to)] {
            if let Some(moment) = moment {
                made.put(name, Json::text(moment.rfc3339()));
            }
        }
        let common =
            |level, row: &Row| self.attributes(level).map(|place| self.cell(row, place)).collect::<Vec<_>>();
        let shared = self.set.rows.first().map(|row| common(Place::Dataflow, row)).unwrap_or_default();
        if !shared.is_empty() {
            made.put("attributes", Json::List(shared));
        }
        if self.selection.observation.is_none() {
            let all = self.set.rows.iter().map(|row| (self.key(row, false), self.observation(row)));
            made.put("observations", Json::object(all));
            return made;
        }
        let mut order: Vec<String> = Vec::new();
        let mut series: BTreeMap<String, Series> = BTreeMap::new();
        for row in &self.set.rows {
            let key = self.key(row, true);
            let entry = series.entry(key.clone()).or_insert_with(|| {
                order.push(key);
                Series { attributes: common(Place::Series, row), observations: Vec::new() }
            });
            entry.observations.push((self.key(row, false), self.observation(row)));
        }
        let written = order.into_iter().filter_map(|key| {
            let Series { attributes, observations } = series.remove(&key)?;
            let mut one = Json::Object(Vec::new());
            if !attributes.is_empty() {
                one.put("attributes", Json::List(attributes));
            }
            one.put("observations", Json::Object(observations));
            Some((key, one))
        });
        made.put("series", Json::object(written));
        made
    }
}
