//! Figures, each on a row of its own.

use serde::Serialize;

use crate::cell::{ChangeValue, Status};
use crate::decimal::Decimal;
use crate::model::{Facility, Observation, Row, Series, SeriesRef};
use crate::publication::{Publication, Restatement};
use crate::rounding::Rounding;

/// One figure of a publication: everything that a row of data carries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Figure {
    /// Id of the series: `digid.authenticaties.totaal`. The split of a row carries the id of the row.
    pub indicator: String,
    /// Code of the measure in SDMX; sender groups of a measure share it.
    pub measure: String,
    /// Code in the breakdown: `_T`, a sender group, or a part of a split such as `BRO_BODEMKAART_1_50_000`.
    pub breakdown: String,
    /// The same in words; `Totaal` for `_T`.
    pub breakdown_name: String,
    /// The year it describes.
    pub period: u16,
    /// The exact value.
    pub value: Option<Decimal>,
    /// The value is more than this.
    pub lower: Option<Decimal>,
    /// The value is less than this.
    pub upper: Option<Decimal>,
    /// Words that belong to the value, for a cell that is more than one number.
    pub text: Option<String>,
    /// Status.
    pub status: Status,
    /// Whether the figure is secret: only for suppressed ones.
    pub confidential: bool,
    /// Version of the definition by which it was counted.
    pub definition_version: u16,
    /// What an earlier publication said, when this replaces it.
    pub previous: Option<Decimal>,
    /// Why it was replaced: the code of a [`crate::Reason`].
    pub reason: Option<String>,
    /// Change from the period before in percent, on exact values, one decimal, halves away from zero; for figures that are percentages
    /// themselves the difference in points.
    pub change: Option<Decimal>,
    /// The change as printed; only with the last period of a row, where it stands.
    pub change_print: Option<String>,
    /// Slug of the facility.
    pub facility: String,
    /// Name of the row exactly as printed.
    pub seed_name: String,
    /// The whole cell exactly as printed.
    pub print: String,
    /// Unit.
    pub unit: String,
    /// Decimals of the unit.
    pub decimals: u8,
    /// Line in the source document; 0 for a figure that was counted.
    pub line: usize,
}

impl Figure {
    /// The key by which a figure is found: `digid.authenticaties.totaal/_T/2019`.
    #[must_use]
    pub fn key(&self) -> String {
        format!("{}/{}/{}", self.indicator, self.breakdown, self.period)
    }
}

pub(crate) fn of(publication: &Publication) -> Vec<Figure> {
    let mut figures = Vec::new();
    for found in publication.edition.series() {
        figures.extend(series(publication, &found));
        if let Some(row) = split_row(found.facility, found.series) {
            figures.extend(split(publication, row, &found));
        }
    }
    figures
}

fn series(publication: &Publication, found: &SeriesRef<'_>) -> Vec<Figure> {
    let mut observations: Vec<&Observation> = found.series.observations.iter().collect();
    observations.sort_by_key(|one| one.period);
    let last = observations.last().map(|one| one.period);
    let mut before: Option<&Observation> = None;
    let mut figures = Vec::new();
    for observation in observations {
        let mut figure = blank(publication, found, observation);
        figure.change = before.and_then(|before| {
            let now = comparable(publication, &figure.indicator, observation)?;
            change(&figure.unit, before, observation, now)
        });
        if last == Some(observation.period) {
            figure.change_print = found.series.change.as_ref().map(|change| change.weergave.clone());
        }
        figures.push(figure);
        before = Some(observation);
    }
    figures
}

/// What of a period may be compared with the period before: the value; at a break the value by the old definition, when it was measured.
fn comparable(publication: &Publication, indicator: &str, now: &Observation) -> Option<Decimal> {
    let broken =
        |one: &&crate::publication::Break| one.indicator == indicator && one.first_period == now.period;
    publication.breaks.iter().find(broken).map_or(now.value, |found| found.overlap)
}

/// A change exists between two plain figures of periods that follow each other.
fn change(unit: &str, before: &Observation, now: &Observation, new: Decimal) -> Option<Decimal> {
    let old = before.value?;
    if now.period != before.period.checked_add(1)? {
        return None;
    }
    if unit == "procent" || now.unit.as_deref() == Some("%") {
        return new.minus(old)?.rounded(1, Rounding::HalfAway);
    }
    new.percent_change_from(old, 1, Rounding::HalfAway)
}

fn blank(publication: &Publication, found: &SeriesRef<'_>, observation: &Observation) -> Figure {
    let known = publication.register.get(&found.series.id);
    let measure = known.map_or_else(|| code(&found.series.id), |one| one.sdmx_code.clone());
    let restated: Option<&Restatement> = publication
        .restatements
        .iter()
        .find(|one| one.indicator == found.series.id && one.period == observation.period);
    let breakdown = known.map_or_else(|| "_T".to_owned(), |one| one.breakdown.clone());
    let grouped = breakdown != "_T";
    Figure {
        indicator: found.series.id.clone(),
        definition_version: publication.definitions.get(&measure).map_or(1, |one| one.version),
        measure,
        breakdown,
        breakdown_name: if grouped { found.label.to_owned() } else { "Totaal".to_owned() },
        period: observation.period,
        value: observation.value,
        lower: observation.lower,
        upper: observation.upper,
        text: observation.text.clone(),
        status: observation.status,
        confidential: observation.status == Status::Suppressed,
        previous: restated.and_then(|one| one.old),
        reason: restated.map(|one| one.reason.code().to_owned()),
        change: None,
        change_print: None,
        facility: found.facility.slug.clone(),
        seed_name: found.label.to_owned(),
        print: observation.weergave.clone(),
        unit: known.map_or_else(String::new, |one| one.unit.clone()),
        decimals: known.map_or(0, |one| one.decimals),
        line: observation.line,
    }
}

/// The row that the facility's numbered list splits. The list runs on from one row's remark to the next, so it is the row where it ends.
fn split_row<'a>(facility: &'a Facility, series: &Series) -> Option<&'a Row> {
    let last = facility.specifications.last()?;
    let rows = || facility.blocks.iter().flat_map(|block| &block.rows);
    let row = rows().filter(|row| row.line <= last.line).max_by_key(|row| row.line)?;
    row.series.iter().any(|one| one.id == series.id).then_some(row)
}

fn split(publication: &Publication, row: &Row, found: &SeriesRef<'_>) -> Vec<Figure> {
    let Some(newest) = found.series.observations.iter().max_by_key(|one| one.period) else {
        return Vec::new();
    };
    let parts = found.facility.specifications.iter().map(|part| {
        let mut figure = blank(publication, found, newest);
        figure.breakdown = code(&part.name);
        figure.breakdown_name.clone_from(&part.name);
        figure.value = Some(part.value);
        (figure.lower, figure.upper, figure.text) = (None, None, None);
        figure.status = Status::Normal;
        figure.seed_name.clone_from(&row.label);
        figure.print.clone_from(&part.weergave);
        figure.line = part.line;
        figure
    });
    parts.collect()
}

/// A name as a code: capitals, digits and `_`.
#[must_use]
pub fn code(name: &str) -> String {
    let mut made = String::new();
    for sign in name.to_uppercase().chars() {
        if sign.is_ascii_alphanumeric() {
            made.push(sign);
        } else if !made.ends_with('_') && !made.is_empty() {
            made.push('_');
        }
    }
    made.trim_end_matches('_').to_owned()
}

/// The change printed behind a series, as a number when it is one.
#[must_use]
pub fn printed_percent(series: &Series) -> Option<Decimal> {
    match series.change.as_ref()?.value {
        ChangeValue::Percent(value) => Some(value),
        _ => None,
    }
}
