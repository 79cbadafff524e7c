//! Observations as rows of components.

use edition::{Figure, Publication, Status};
use exchange::{Part, Table};

use crate::component::{COMPONENTS, DIMENSIONS, TIME_PERIOD};

/// An observation: a cell for each of [`COMPONENTS`].
pub(crate) type Row = Vec<Option<String>>;

/// Every observation of a publication, in its order.
pub(crate) fn rows(publication: &Publication) -> Vec<Row> {
    Table::of(publication, &Part::All).figures.iter().map(|figure| row(publication, figure)).collect()
}

/// The dimensions of a row, which tell it from all others.
pub(crate) fn key(row: &Row) -> Vec<String> {
    row.iter().take(DIMENSIONS).map(|cell| cell.clone().unwrap_or_default()).collect()
}

/// The dimensions without the period: the series.
pub(crate) fn series(row: &Row) -> Vec<String> {
    row.iter().take(TIME_PERIOD).map(|cell| cell.clone().unwrap_or_default()).collect()
}

fn row(publication: &Publication, figure: &Figure) -> Row {
    let bound = match (figure.lower, figure.upper) {
        (Some(lower), _) => Some(("GE", lower)),
        (None, Some(upper)) => Some(("LE", upper)),
        (None, None) => None,
    };
    let unit = if figure.unit == "procent" { "PERCENT" } else { "NUMBER" };
    let at_break = publication
        .breaks
        .iter()
        .find(|one| one.indicator == figure.indicator && one.first_period == figure.period);
    let cell = |id: &str| match id {
        "FREQ" => Some("A".to_owned()),
        "INDICATOR" => Some(figure.measure.clone()),
        "BREAKDOWN" => Some(figure.breakdown.clone()),
        "TIME_PERIOD" => Some(format!("{:04}", figure.period)),
        "OBS_VALUE" => figure.value.map(|value| value.to_string()),
        "OBS_STATUS" => Some(figure.status.letter().to_owned()),
        "CONF_STATUS" => Some(if figure.confidential { "C" } else { "F" }.to_owned()),
        "UNIT_MEASURE" => Some(unit.to_owned()),
        "UNIT_MULT" => Some("0".to_owned()),
        "DECIMALS" => Some(figure.decimals.to_string()),
        "OBS_COMMENT" => comment(publication, figure),
        "PRE_BREAK_VALUE" => at_break.and_then(|one| one.overlap).map(|value| value.to_string()),
        "PREV_VALUE" => figure.previous.map(|value| value.to_string()),
        "REVISION_REASON" => figure.reason.as_ref().map(|reason| reason.to_uppercase()),
        "BOUND" => bound.map(|(kind, _)| kind.to_owned()),
        "BOUND_VALUE" => bound.map(|(_, value)| value.to_string()),
        "BRON" => Some(publication.family.code().to_uppercase()),
        "SCHAAL" => publication.scale.as_ref().map(|scale| scale.ratio.clone()),
        _ => None,
    };
    COMPONENTS.iter().map(|component| cell(component.id)).collect()
}

/// The words of a cell, what a break is about and why a figure was replaced.
fn comment(publication: &Publication, figure: &Figure) -> Option<String> {
    let says = figure.lower.is_some() || figure.upper.is_some() || figure.status == Status::Unvalidated;
    let print = says.then(|| figure.print.clone());
    let mut parts: Vec<String> = figure.text.clone().or(print).into_iter().collect();
    let here = |indicator: &str, period: u16| indicator == figure.indicator && period == figure.period;
    parts.extend(
        publication
            .breaks
            .iter()
            .filter(|one| here(&one.indicator, one.first_period))
            .map(|one| one.text.clone()),
    );
    parts.extend(
        publication
            .restatements
            .iter()
            .filter(|one| here(&one.indicator, one.period))
            .map(|one| one.text.clone()),
    );
    (!parts.is_empty()).then(|| parts.join("; "))
}
