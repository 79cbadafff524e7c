//! Columns of percentages: weighted totals (R12), differences in points (R13) and what those are called (R14).

use edition::{CellValue, ChangeValue, Decimal};

use crate::finding::{Finding, Place, Severity};
use crate::rule::Rule;
use crate::source::{ColumnKind, Row, Series, Source, Table};

/// The most groups over which a weighted percentage is taken.
const MOST_GROUPS: usize = 200;

/// Checks every table of percentages.
pub(super) fn check(source: &Source) -> Vec<Finding> {
    let mut findings = Vec::new();
    for table in &source.tables {
        differences(source, table, &mut findings);
        names_of_differences(source, table, &mut findings);
        weighted(source, table, &mut findings);
    }
    findings
}

/// The two newest percentages of a series, exact as printed.
fn newest_two(series: &Series) -> Option<(Decimal, Decimal)> {
    let mut values: Vec<(u16, Decimal)> = Vec::new();
    for value in &series.values {
        if let CellValue::Number { value: number, percent: true, .. } = &value.value {
            values.push((value.period, *number));
        }
    }
    values.sort_by_key(|(period, _)| *period);
    match values.as_slice() {
        [.., (_, old), (_, new)] => Some((*old, *new)),
        _ => None,
    }
}

fn place(
    source: &Source,
    table: &Table,
    row: &Row,
    series: &Series,
    header: &str,
    start: usize,
    print: &str,
) -> Place {
    Place {
        line: (row.line > 0).then_some(row.line),
        column: (start > 0).then_some(start),
        length: print.chars().count(),
        table: source.table_name(table, Some(row), series.group),
        row: row.label.clone(),
        column_name: header.to_owned(),
        figure: series.id.clone(),
    }
}

/// A change column that says difference, or whose numbers are differences of the printed percentages.
fn is_difference(table: &Table, group: usize) -> bool {
    let header = change_header(table, group).unwrap_or("").to_lowercase();
    let named = ["ver", "punt"].iter().any(|part| header.contains(part));
    let (mut as_points, mut all) = (0, 0);
    for series in table.rows.iter().flat_map(|row| &row.series).filter(|series| series.group == group) {
        let Some((old, new)) = newest_two(series) else { continue };
        let Some(ChangeValue::Percent(printed)) = series.change.as_ref().map(|change| change.value) else {
            continue;
        };
        all += 1;
        as_points += usize::from(new.minus(old).is_some_and(|difference| difference.same(printed)));
    }
    all > 0 && (named || as_points * 2 > all)
}

fn change_header(table: &Table, group: usize) -> Option<&str> {
    table
        .columns
        .iter()
        .find(|column| column.group == group && column.kind == ColumnKind::Change)
        .map(|column| column.header.as_str())
}

/// R13: a printed difference is that of the printed percentages.
fn differences(source: &Source, table: &Table, findings: &mut Vec<Finding>) {
    for row in &table.rows {
        for series in row.series.iter().filter(|series| is_difference(table, series.group)) {
            let Some((old, new)) = newest_two(series) else { continue };
            let Some(change) = &series.change else { continue };
            let ChangeValue::Percent(printed) = change.value else { continue };
            let Some(difference) = new.minus(old) else { continue };
            if difference.same(printed) {
                continue;
            }
            let place = place(source, table, row, series, &change.header, change.start, &change.print);
            let (old, new, right) = (old.to_dutch(), new.to_dutch(), difference.to_dutch());
            let words = (
                format!(
                    "Van {old}% naar {new}% is een verschil van {right} procentpunt; gedrukt staat {}.",
                    change.print
                ),
                format!(
                    "From {old}% to {new}% is a difference of {right} points; printed is {}.",
                    change.print
                ),
            );
            let found = Finding::new(Rule::R13, Severity::Error, place, &change.print, words);
            findings.push(found.against(&right, "0"));
        }
    }
}

/// R14: one finding for each column of differences that is printed with percent signs.
fn names_of_differences(source: &Source, table: &Table, findings: &mut Vec<Finding>) {
    for group in 0..table.groups.len() {
        let header = change_header(table, group).unwrap_or("");
        if !is_difference(table, group) || header.to_lowercase().contains("punt") {
            continue;
        }
        let first = table.rows.iter().find_map(|row| {
            let series = row.series.iter().find(|series| series.group == group)?;
            let change = series.change.as_ref().filter(|change| change.print.contains('%'))?;
            newest_two(series)?;
            Some((row, series, change))
        });
        let Some((row, series, change)) = first else { continue };
        let mut place = place(source, table, row, series, header, 0, "");
        place.line = (table.line > 0).then_some(table.line);
        place.row.clear();
        let words = (
            format!(
                "De kolom \u{2018}{header}\u{2019} geeft verschillen tussen percentages; dat zijn procentpunten, geen procenten."
            ),
            format!(
                "The column \u{2018}{header}\u{2019} gives differences of percentages; those are points, not percent."
            ),
        );
        findings.push(
            Finding::new(Rule::R14, Severity::Note, place, &change.print, words).against("procentpunt", ""),
        );
    }
}

/// R12: a total percentage lies between what the groups allow, each weighted by its count in the table of counts beside it.
fn weighted(source: &Source, table: &Table, findings: &mut Vec<Finding>) {
    let percent = |row: &Row, group: usize, period: u16| -> Option<Decimal> {
        let series = row.series.iter().find(|series| series.group == group)?;
        match &series.at(period)?.value {
            CellValue::Number { value, percent: true, estimated: false, .. } => Some(*value),
            _ => None,
        }
    };
    let Some(total) = table.rows.iter().find(|row| is_total(&row.label)) else { return };
    let groups: Vec<&Row> = table.rows.iter().filter(|row| !is_total(&row.label)).collect();
    if groups.len() < 2 || groups.len() > MOST_GROUPS {
        return;
    }
    let Some(counts) = counts_of(source, table, &groups) else { return };
    for group in 0..table.groups.len() {
        for period in table.periods(group) {
            let Some(printed) = percent(total, group, period) else { continue };
            let parts: Option<Vec<(Decimal, Decimal)>> = groups
                .iter()
                .map(|row| Some((percent(row, group, period)?, count(counts, &row.label, period)?)))
                .collect();
            let Some(parts) = parts else { continue };
            let Some((low, high)) = interval(&parts, printed.decimals()) else { continue };
            let inside = printed.compare(low).is_some_and(std::cmp::Ordering::is_ge)
                && printed.compare(high).is_some_and(std::cmp::Ordering::is_le);
            if inside {
                continue;
            }
            let Some(series) = total.series.iter().find(|series| series.group == group) else { continue };
            let Some(value) = series.at(period) else { continue };
            let place = place(source, table, total, series, &period.to_string(), value.start, &value.print);
            let computed = format!("{}% \u{2013} {}%", low.to_dutch(), high.to_dutch());
            let words = (
                format!(
                    "Gewogen met de aantallen van {period} ligt het totaal tussen {computed}; gedrukt staat {}.",
                    value.print
                ),
                format!(
                    "Weighted with the counts of {period} the total lies between {computed}; printed is {}.",
                    value.print
                ),
            );
            let found = Finding::new(Rule::R12, Severity::Error, place, &value.print, words);
            findings.push(found.against(&computed, &crate::half_of_last_digit(printed.decimals())));
        }
    }
}

fn is_total(label: &str) -> bool {
    let lower = label.trim().to_lowercase();
    lower == "totaal" || lower == "total"
}

/// The table of counts for the same groups in the same section.
fn counts_of<'a>(source: &'a Source, table: &Table, groups: &[&Row]) -> Option<&'a Table> {
    source.tables.iter().find(|other| {
        other.section == table.section
            && other.line != table.line
            && groups.iter().all(|row| {
                other
                    .rows
                    .iter()
                    .any(|one| one.label == row.label && one.series.iter().all(|series| !series.is_percent()))
            })
    })
}

fn count(counts: &Table, label: &str, period: u16) -> Option<Decimal> {
    let row = counts.rows.iter().find(|row| row.label == label)?;
    row.series.iter().find_map(|series| series.exact(period))
}

/// The lowest and the highest total that, rounded, the rounded parts allow: half a digit on each part and half on the total. Given with
/// two decimals more than printed, widened outward.
fn interval(parts: &[(Decimal, Decimal)], decimals: u8) -> Option<(Decimal, Decimal)> {
    let mut weighted = Decimal::whole(0);
    let mut weight = Decimal::whole(0);
    for (percent, count) in parts {
        let product = percent.mantissa().checked_mul(count.mantissa())?;
        weighted = weighted.plus(Decimal::new(product, percent.decimals().checked_add(count.decimals())?))?;
        weight = weight.plus(*count)?;
    }
    let half = Decimal::new(5, decimals.checked_add(1)?);
    let slack = half.plus(half)?;
    let digits = decimals.checked_add(2)?;
    let low = weighted.ratio(weight, 0, digits, edition::Rounding::Floor)?;
    let high = weighted.ratio(weight, 0, digits, edition::Rounding::Ceiling)?;
    Some((low.minus(slack)?, high.plus(slack)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_of_a_weighted_percentage_has_half_a_digit_for_parts_and_total() {
        let parts = [(Decimal::whole(50), Decimal::whole(100)), (Decimal::whole(80), Decimal::whole(200))];
        let (low, high) = interval(&parts, 0).unwrap();
        assert_eq!((low.to_string().as_str(), high.to_string().as_str()), ("69.00", "71.00"));
        assert_eq!(interval(&[], 0), None);
    }
}
