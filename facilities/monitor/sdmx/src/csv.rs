//! SDMX-CSV 2.0.

use exchange::{Wanted, language};
use kernel::Language;

use crate::component::{COMPONENTS, Component, DIMENSIONS, Form, OBS_VALUE, Place};
use crate::fault::Fault;
use crate::library::Library;
use crate::row::Row;
use crate::select::{Action, DataSet};
use crate::selection::Selection;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Labels {
    Id,
    Name,
    Both,
}

/// How the file is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Layout {
    labels: Labels,
    series_key: bool,
    observation_key: bool,
    normalized: bool,
    /// `;` between fields and a comma before decimals.
    dutch: bool,
}

impl Layout {
    /// From the parameters of the media type and the language that was asked for in so many words.
    pub(crate) fn of(wanted: &Wanted, accept_language: &str) -> Result<Self, Fault> {
        let labels = match wanted.parameter("labels") {
            None | Some("id") => Labels::Id,
            Some("name") => Labels::Name,
            Some("both") => Labels::Both,
            Some(_) => return Err(Fault::parameter("labels", "id, name of both", "id, name or both")),
        };
        let (series_key, observation_key) = match wanted.parameter("keys") {
            None | Some("none") => (false, false),
            Some("obs") => (false, true),
            Some("series") => (true, false),
            Some("both") => (true, true),
            Some(_) => {
                return Err(Fault::parameter(
                    "keys",
                    "none, obs, series of both",
                    "none, obs, series or both",
                ));
            }
        };
        let normalized = match wanted.parameter("timeformat") {
            None | Some("original") => false,
            Some("normalized") => true,
            Some(_) => {
                return Err(Fault::parameter(
                    "timeFormat",
                    "original of normalized",
                    "original or normalized",
                ));
            }
        };
        let names_dutch =
            accept_language.to_ascii_lowercase().split(',').any(|one| one.trim().starts_with("nl"));
        let dutch = names_dutch && language(accept_language) == Language::Nl;
        Ok(Self { labels, series_key, observation_key, normalized, dutch })
    }

    /// The parameters that are not as they are without asking.
    pub(crate) fn parameters(&self) -> String {
        let labels = match self.labels {
            Labels::Id => "",
            Labels::Name => ";labels=name",
            Labels::Both => ";labels=both",
        };
        let keys = match (self.series_key, self.observation_key) {
            (false, false) => "",
            (false, true) => ";keys=obs",
            (true, false) => ";keys=series",
            (true, true) => ";keys=both",
        };
        format!("{labels}{}{keys}", if self.normalized { ";timeFormat=normalized" } else { "" })
    }

    fn line(&self, fields: &[String]) -> String {
        let separator = if self.dutch { ';' } else { ',' };
        let written: Vec<String> = fields.iter().map(|field| quoted(field, separator)).collect();
        written.join(&separator.to_string()) + "\n"
    }
}

fn quoted(field: &str, separator: char) -> String {
    if field.contains([separator, '"', '\n', '\r']) {
        format!("\"{}\"", field.replace('"', "\"\""))
    } else {
        field.to_owned()
    }
}

/// Components in their order: dimensions, then what is sent.
fn columns(selection: &Selection) -> impl Iterator<Item = usize> + '_ {
    (0..DIMENSIONS).chain(selection.sent.iter().copied())
}

/// The file.
pub(crate) fn message(
    sets: &[DataSet],
    selection: &Selection,
    library: &Library,
    layout: &Layout,
    language: Language,
) -> Vec<u8> {
    let mut made = layout.line(&header(selection, layout, language));
    for set in sets {
        let writer = Writer { set, library, layout, language };
        for row in &set.rows {
            made.push_str(&layout.line(&writer.fields(row, selection)));
        }
    }
    made.into_bytes()
}

fn name(component: &Component, language: Language) -> &'static str {
    if language == Language::En { component.en } else { component.nl }
}

fn header(selection: &Selection, layout: &Layout, language: Language) -> Vec<String> {
    let mut made = vec!["STRUCTURE".to_owned(), "STRUCTURE_ID".to_owned()];
    if layout.labels == Labels::Name {
        made.push("STRUCTURE_NAME".to_owned());
    }
    made.push("ACTION".to_owned());
    if layout.series_key {
        made.push("SERIES_KEY".to_owned());
    }
    if layout.observation_key {
        made.push("OBS_KEY".to_owned());
    }
    for component in columns(selection).filter_map(|place| COMPONENTS.get(place)) {
        match layout.labels {
            Labels::Id => made.push(component.id.to_owned()),
            Labels::Name => made.extend([component.id.to_owned(), name(component, language).to_owned()]),
            Labels::Both => made.push(format!("{}: {}", component.id, name(component, language))),
        }
    }
    made
}

struct Writer<'a> {
    set: &'a DataSet,
    library: &'a Library,
    layout: &'a Layout,
    language: Language,
}

impl Writer<'_> {
    fn fields(&self, row: &Row, selection: &Selection) -> Vec<String> {
        let title = self.library.get(&self.set.flow).map_or("", |one| one.name.get(self.language));
        let id = self.set.flow.short();
        let mut made = vec!["dataflow".to_owned()];
        match self.layout.labels {
            Labels::Id => made.push(id),
            Labels::Name => made.extend([id, title.to_owned()]),
            Labels::Both => made.push(format!("{id}: {title}")),
        }
        made.push(if self.set.action == Action::Delete { "D" } else { "I" }.to_owned());
        let text = |place: usize| row.get(place).cloned().flatten();
        let key = |skipped: Option<usize>| {
            let parts = (0..DIMENSIONS)
                .filter(|place| Some(*place) != skipped)
                .map(|place| text(place).unwrap_or_default());
            parts.collect::<Vec<_>>().join(".")
        };
        if self.layout.series_key {
            made.push(key(selection.observation));
        }
        if self.layout.observation_key {
            made.push(key(None));
        }
        for place in columns(selection) {
            let Some(component) = COMPONENTS.get(place) else { continue };
            let shown = self.shown(place, component, text(place));
            let label = || text(place).map_or_else(String::new, |cell| self.label(component, &cell));
            match self.layout.labels {
                Labels::Id => made.push(shown),
                Labels::Name => made.extend([shown, label()]),
                Labels::Both => {
                    let label = label();
                    made.push(if label.is_empty() { shown } else { format!("{shown}: {label}") });
                }
            }
        }
        made
    }

    /// A cell as it is written. A missing value is `NaN`: an empty field stops some readers.
    fn shown(&self, place: usize, component: &Component, cell: Option<String>) -> String {
        let Some(cell) = cell else {
            let missing = place == OBS_VALUE && self.set.action == Action::Information;
            return if missing { "NaN".to_owned() } else { String::new() };
        };
        match component.form {
            Form::Decimal if self.layout.dutch => cell.replace('.', ","),
            Form::Period if self.layout.normalized => format!("{cell}-01-01"),
            _ => cell,
        }
    }

    /// The name of a code; a period is its own name, and numbers and texts have none.
    fn label(&self, component: &Component, cell: &str) -> String {
        if component.place == Place::Time {
            return cell.to_owned();
        }
        let codes = self.library.codes(component.form, &self.set.lists);
        codes
            .iter()
            .find(|code| code.id == cell)
            .map_or_else(String::new, |code| code.name.get(self.language).to_owned())
    }
}
