//! What is different between two publications: figures, definitions, words, and what came and went.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::cell::Status;
use crate::decimal::Decimal;
use crate::definition::Definition;
use crate::figure::Figure;
use crate::publication::Publication;
use crate::rounding::Rounding;

/// Whether something was added, removed or changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Turn {
    /// Only in the second.
    Added,
    /// Only in the first.
    Removed,
    /// In both, and not the same.
    Changed,
}

impl Turn {
    const fn of(old: bool, new: bool) -> Self {
        match (old, new) {
            (false, _) => Self::Added,
            (true, false) => Self::Removed,
            (true, true) => Self::Changed,
        }
    }
}

/// What a figure says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reading {
    /// The exact value.
    pub value: Option<Decimal>,
    /// The value is more than this.
    pub lower: Option<Decimal>,
    /// The value is less than this.
    pub upper: Option<Decimal>,
    /// Words that belong to it.
    pub text: Option<String>,
    /// Status.
    pub status: Status,
    /// As printed.
    pub print: String,
}

impl Reading {
    fn of(figure: &Figure) -> Self {
        Self {
            value: figure.value,
            lower: figure.lower,
            upper: figure.upper,
            text: figure.text.clone(),
            status: figure.status,
            print: figure.print.clone(),
        }
    }

    /// Whether both say the same, however they print it.
    fn means(&self, other: &Self) -> bool {
        let same = |one: Option<Decimal>, other: Option<Decimal>| match (one, other) {
            (Some(one), Some(other)) => one.same(other),
            (one, other) => one == other,
        };
        same(self.value, other.value)
            && same(self.lower, other.lower)
            && same(self.upper, other.upper)
            && (&self.text, self.status) == (&other.text, other.status)
    }
}

/// A figure that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ValueDifference {
    /// Added, removed or changed.
    pub turn: Turn,
    /// Id of the series.
    pub indicator: String,
    /// Breakdown.
    pub breakdown: String,
    /// The year.
    pub period: u16,
    /// What the first says.
    pub old: Option<Reading>,
    /// What the second says.
    pub new: Option<Reading>,
    /// By how many percent the value differs, one decimal; only when both have one.
    pub percent: Option<Decimal>,
    /// Whether the second publication gives a reason, as a restatement.
    pub explained: bool,
}

/// A field that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldDifference {
    /// Name of the field.
    pub field: String,
    /// In the first.
    pub old: Option<String>,
    /// In the second.
    pub new: Option<String>,
}

/// A definition that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DefinitionDifference {
    /// Added, removed or changed.
    pub turn: Turn,
    /// The measure.
    pub measure: String,
    /// Version in the first.
    pub old_version: Option<u16>,
    /// Version in the second.
    pub new_version: Option<u16>,
    /// The fields that differ; all of them for one that came or went.
    pub fields: Vec<FieldDifference>,
}

/// Words, or a record such as a break, that differ.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WordDifference {
    /// Added, removed or changed.
    pub turn: Turn,
    /// What it is about: `editie`, `hoofdstuk gegevens-en-registreren`, `voorziening brp`, `reeks brp.berichten`, `toelichting …`, `breuk …`.
    pub place: String,
    /// Which part of it: `titel`, `naam`, `eenheid`, `weergave 2019`, `tekst`.
    pub field: String,
    /// In the first.
    pub old: Option<String>,
    /// In the second.
    pub new: Option<String>,
}

/// Series that came or went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SeriesDifference {
    /// Added or removed.
    pub turn: Turn,
    /// Id of the series.
    pub indicator: String,
    /// Slug of the facility.
    pub facility: String,
    /// Short title, Dutch.
    pub title_nl: String,
    /// Short title, English.
    pub title_en: String,
}

/// The difference of two publications. Every list is in the order of its keys, so that the same two give the same bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// Name of the first: `2020 1.0.0`.
    pub from: String,
    /// Name of the second.
    pub to: String,
    /// Series that came and went.
    pub series: Vec<SeriesDifference>,
    /// Figures of series that are in both, and of none other.
    pub values: Vec<ValueDifference>,
    /// Definitions.
    pub definitions: Vec<DefinitionDifference>,
    /// Words.
    pub words: Vec<WordDifference>,
}

impl Difference {
    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.series.is_empty()
            && self.values.is_empty()
            && self.definitions.is_empty()
            && self.words.is_empty()
    }
}

/// Compares publication `a`, the earlier one, with `b`.
#[must_use]
pub fn diff(a: &Publication, b: &Publication) -> Difference {
    let (old, new) = (ids(a), ids(b));
    let lone = |turn: Turn, publication: &Publication, id: &String| {
        let known = publication.register.get(id);
        SeriesDifference {
            turn,
            indicator: id.clone(),
            facility: known.map(|one| one.facility.clone()).unwrap_or_default(),
            title_nl: known.map(|one| one.title_nl.clone()).unwrap_or_default(),
            title_en: known.map(|one| one.title_en.clone()).unwrap_or_default(),
        }
    };
    let mut series: Vec<SeriesDifference> = Vec::new();
    series.extend(new.difference(&old).map(|id| lone(Turn::Added, b, id)));
    series.extend(old.difference(&new).map(|id| lone(Turn::Removed, a, id)));
    series.sort_by(|one, other| one.indicator.cmp(&other.indicator));
    let both: BTreeSet<&String> = old.intersection(&new).collect();
    let (values, prints) = values(a, b, &both);
    let mut words = words(a, b);
    words.extend(prints);
    words.sort_by(|one, other| (&one.place, &one.field).cmp(&(&other.place, &other.field)));
    Difference { from: a.name(), to: b.name(), series, values, definitions: definitions(a, b), words }
}

fn ids(publication: &Publication) -> BTreeSet<String> {
    publication.edition.series().iter().map(|found| found.series.id.clone()).collect()
}

type Key = (String, String, u16);

fn readings(publication: &Publication, kept: &BTreeSet<&String>) -> BTreeMap<Key, Reading> {
    let figures = publication.figures().into_iter().filter(|figure| kept.contains(&figure.indicator));
    figures
        .map(|figure| {
            let reading = Reading::of(&figure);
            ((figure.indicator, figure.breakdown, figure.period), reading)
        })
        .collect()
}

/// Figures that say another thing, and figures that say the same in another print.
fn values(
    a: &Publication,
    b: &Publication,
    both: &BTreeSet<&String>,
) -> (Vec<ValueDifference>, Vec<WordDifference>) {
    let (old, new) = (readings(a, both), readings(b, both));
    let keys: BTreeSet<&Key> = old.keys().chain(new.keys()).collect();
    let (mut values, mut prints) = (Vec::new(), Vec::new());
    for key in keys {
        let (before, after) = (old.get(key), new.get(key));
        let (indicator, breakdown, period) = key;
        if let (Some(before), Some(after)) = (before, after)
            && before.means(after)
        {
            if before.print != after.print {
                prints.push(WordDifference {
                    turn: Turn::Changed,
                    place: format!("reeks {indicator}"),
                    field: format!("weergave {breakdown} {period}"),
                    old: Some(before.print.clone()),
                    new: Some(after.print.clone()),
                });
            }
            continue;
        }
        let value = |reading: Option<&Reading>| reading.and_then(|one| one.value);
        let percent = value(before).zip(value(after));
        let restated =
            |one: &crate::publication::Restatement| one.indicator == *indicator && one.period == *period;
        values.push(ValueDifference {
            turn: Turn::of(before.is_some(), after.is_some()),
            indicator: indicator.clone(),
            breakdown: breakdown.clone(),
            period: *period,
            percent: percent.and_then(|(old, new)| new.percent_change_from(old, 1, Rounding::HalfAway)),
            explained: b.restatements.iter().any(restated),
            old: before.cloned(),
            new: after.cloned(),
        });
    }
    (values, prints)
}

fn definition_fields(definition: &Definition) -> Vec<(&'static str, String)> {
    let additive = definition.additive;
    vec![
        ("odata_code", definition.odata_code.clone()),
        ("owner", definition.owner.clone()),
        ("source", definition.source.clone()),
        ("definition_nl", definition.definition_nl.clone()),
        ("definition_en", definition.definition_en.clone()),
        ("excluded_nl", definition.excluded_nl.clone()),
        ("excluded_en", definition.excluded_en.clone()),
        ("additive_over_parts", additive.over_parts.to_string()),
        ("additive_over_time", additive.over_time.to_string()),
        ("additive_over_facilities", additive.over_facilities.to_string()),
        ("direction", format!("{:?}", definition.direction).to_lowercase()),
        ("valid_from", definition.valid_from.to_string()),
        ("valid_to", definition.valid_to.map(|day| day.to_string()).unwrap_or_default()),
    ]
}

/// The newest definition of each measure.
fn newest(publication: &Publication) -> BTreeMap<&str, &Definition> {
    let mut found: BTreeMap<&str, &Definition> = BTreeMap::new();
    for one in &publication.definitions.definitions {
        let kept = found.entry(one.measure.as_str()).or_insert(one);
        if one.version > kept.version {
            *kept = one;
        }
    }
    found
}

fn definitions(a: &Publication, b: &Publication) -> Vec<DefinitionDifference> {
    let (old, new) = (newest(a), newest(b));
    let measures: BTreeSet<&str> = old.keys().chain(new.keys()).copied().collect();
    let mut made = Vec::new();
    for measure in measures {
        let (before, after) = (old.get(measure).copied(), new.get(measure).copied());
        if before == after {
            continue;
        }
        let all = |one: Option<&Definition>| -> BTreeMap<&'static str, String> {
            one.map(definition_fields).unwrap_or_default().into_iter().collect()
        };
        let (left, right) = (all(before), all(after));
        let names: BTreeSet<&str> = left.keys().chain(right.keys()).copied().collect();
        let fields =
            names.into_iter().filter(|name| left.get(name) != right.get(name)).map(|name| FieldDifference {
                field: name.to_owned(),
                old: left.get(name).cloned(),
                new: right.get(name).cloned(),
            });
        made.push(DefinitionDifference {
            turn: Turn::of(before.is_some(), after.is_some()),
            measure: measure.to_owned(),
            old_version: before.map(|one| one.version),
            new_version: after.map(|one| one.version),
            fields: fields.collect(),
        });
    }
    made
}

/// Every text of a publication that is no figure and no definition, by place and field.
fn texts(publication: &Publication) -> BTreeMap<(String, String), String> {
    let mut all = BTreeMap::new();
    let mut put = |place: String, field: &str, text: String| {
        all.insert((place, field.to_owned()), text);
    };
    put("editie".into(), "titel", publication.edition.title.clone());
    put(
        "editie".into(),
        "peildatum",
        publication.edition.reference_date.map(|day| day.to_string()).unwrap_or_default(),
    );
    for chapter in &publication.edition.chapters {
        put(format!("hoofdstuk {}", chapter.slug), "titel", chapter.title.clone());
    }
    for (_, facility) in publication.edition.facilities() {
        let place = format!("voorziening {}", facility.slug);
        put(place.clone(), "naam", facility.name.clone());
        put(place, "nummer", facility.number.clone());
    }
    for one in &publication.register.indicators {
        let place = format!("reeks {}", one.id);
        put(place.clone(), "naam", one.seed_name.clone());
        put(place.clone(), "titel_nl", one.title_nl.clone());
        put(place.clone(), "titel_en", one.title_en.clone());
        put(place.clone(), "eenheid", one.unit.clone());
        put(place.clone(), "soort", one.kind.code().to_owned());
        put(place, "decimalen", one.decimals.to_string());
    }
    records(publication, &mut put);
    all
}

/// Explanations, breaks, restatements and targets.
fn records(publication: &Publication, put: &mut impl FnMut(String, &str, String)) {
    let period =
        |period: Option<u16>| period.map_or_else(|| "alle jaren".to_owned(), |year| year.to_string());
    for (index, one) in publication.explanations.iter().enumerate() {
        let about = if one.indicator.is_empty() { &one.facility } else { &one.indicator };
        // Two explanations of the same figure stay apart by their number among those.
        let earlier = publication.explanations.iter().take(index);
        let number = 1 + earlier
            .filter(|other| {
                (&other.indicator, &other.facility, other.period)
                    == (&one.indicator, &one.facility, one.period)
            })
            .count();
        put(format!("toelichting {about} {} {number}", period(one.period)), "tekst", one.text.clone());
    }
    for one in &publication.breaks {
        let place = format!("breuk {} {}", one.indicator, one.first_period);
        put(place.clone(), "soort", one.kind.code().to_owned());
        put(place, "tekst", one.text.clone());
    }
    for one in &publication.restatements {
        let place = format!("correctie {} {}", one.indicator, one.period);
        put(place.clone(), "reden", one.reason.code().to_owned());
        put(place, "tekst", one.text.clone());
    }
    for one in &publication.targets {
        put(format!("doel {} {}", one.indicator, one.period), "waarde", one.value.to_string());
        put(format!("doel {} {}", one.indicator, one.period), "bron", one.source.clone());
    }
}

fn words(a: &Publication, b: &Publication) -> Vec<WordDifference> {
    let (old, new) = (texts(a), texts(b));
    let keys: BTreeSet<&(String, String)> = old.keys().chain(new.keys()).collect();
    // A series that came or went is told once, as a series.
    let lone = |key: &(String, String)| {
        key.0.starts_with("reeks ") && old.contains_key(key) != new.contains_key(key)
    };
    let differing = keys.into_iter().filter(|key| old.get(*key) != new.get(*key) && !lone(key));
    differing
        .map(|key| WordDifference {
            turn: Turn::of(old.contains_key(key), new.contains_key(key)),
            place: key.0.clone(),
            field: key.1.clone(),
            old: old.get(key).cloned(),
            new: new.get(key).cloned(),
        })
        .collect()
}
