//! R3 for a numbered list beside the rows of a table: `1 Name 12.345 2 Name 6.789`. Its figures split a figure of the table.

use edition::Decimal;

use super::subsets;
use crate::finding::{Candidate, Finding, Place, Severity};
use crate::rule::Rule;
use crate::source::{Source, Table};

/// An item of a list.
struct Item {
    name: String,
    value: i128,
}

pub(crate) fn check(source: &Source) -> Vec<Finding> {
    source.tables.iter().filter_map(|table| split(source, table)).collect()
}

/// The list runs on from the remark of one row to that of the next, so it is read as one.
fn split(source: &Source, table: &Table) -> Option<Finding> {
    let with_list: Vec<_> = table.rows.iter().filter(|row| !row.remark.is_empty()).collect();
    let text: Vec<&str> = with_list.iter().map(|row| row.remark.as_str()).collect();
    let items = items(&text.join(" "));
    if items.len() < 2 || items.len() > subsets::MAX_POOL {
        return None;
    }
    let sum: i128 = items.iter().map(|item| item.value).sum();
    let whole = |value: Decimal| (value.decimals() == 0).then(|| value.mantissa());
    let cells = || {
        with_list.iter().flat_map(|row| {
            row.series.iter().flat_map(move |series| {
                series
                    .values
                    .iter()
                    .filter_map(move |value| Some((*row, series, value, whole(value.exact()?)?)))
            })
        })
    };
    if cells().any(|(.., value)| value == sum) {
        return None;
    }
    // The figure that is split is that of the newest year of the last row beside the list.
    let newest = cells().map(|(_, _, value, _)| value.period).max()?;
    let (row, series, value, printed) = cells().rfind(|(_, _, value, _)| value.period == newest)?;
    // A list of much larger or smaller things splits something else.
    if printed <= 0 || sum > printed.saturating_mul(3) || sum.saturating_mul(3) < printed {
        return None;
    }
    let place = Place {
        line: (row.line > 0).then_some(row.line),
        column: (value.start > 0).then_some(value.start),
        length: value.print.chars().count(),
        table: source.table_name(table, Some(row), series.group),
        row: row.label.clone(),
        column_name: newest.to_string(),
        figure: series.id.as_ref().map(|id| format!("{id}/{newest}")),
    };
    let dutch = |value: i128| Decimal::whole(value).to_dutch();
    let words = (
        format!(
            "De lijst naast de tabel telt op tot {}, gedrukt staat {}; verschil {}.",
            dutch(sum),
            dutch(printed),
            dutch(sum.saturating_sub(printed))
        ),
        format!(
            "The list beside the table adds up to {}, printed is {}; difference {}.",
            dutch(sum),
            dutch(printed),
            dutch(sum.saturating_sub(printed))
        ),
    );
    let finding = Finding::new(Rule::R3, Severity::Warning, place, &value.print, words);
    Some(finding.against(&dutch(sum), "0").with(some_of(&items, printed)))
}

/// Items that together are what is printed.
fn some_of(items: &[Item], printed: i128) -> Vec<Candidate> {
    let numbers: Vec<i128> = items.iter().map(|item| item.value).collect();
    let mut found = Vec::new();
    subsets::each(&numbers, 1, |set, sum| {
        if sum == printed && found.len() < 4 {
            let names: Vec<String> = subsets::members(set)
                .into_iter()
                .filter_map(|bit| items.get(bit))
                .map(|item| format!("\u{201c}{}\u{201d}", item.name))
                .collect();
            found.push(Candidate { formula: names.join(" + "), outcome: Decimal::whole(sum).to_dutch() });
        }
    });
    found
}

/// Numbers that count on by one from 1, each with a name and a figure. Anything else gives no items.
fn items(text: &str) -> Vec<Item> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut found = Vec::new();
    let mut rest = words.as_slice();
    let mut number = 1_u32;
    while let [first, behind @ ..] = rest {
        if first.parse::<u32>() != Ok(number) {
            return Vec::new();
        }
        let next = (number + 1).to_string();
        let figure = |word: &str| {
            Decimal::from_dutch(word).filter(|value| value.decimals() == 0 && value.mantissa() > 0)
        };
        let end = behind
            .windows(2)
            .position(
                |pair| matches!(pair, [last, following] if *following == next && figure(last).is_some()),
            )
            .map_or(behind.len(), |index| index + 1);
        let (item, following) = behind.split_at(end);
        let Some((last, name)) = item.split_last() else { return Vec::new() };
        let Some(value) = figure(last) else { return Vec::new() };
        if name.is_empty() {
            return Vec::new();
        }
        found.push(Item { name: name.join(" "), value: value.mantissa() });
        rest = following;
        number += 1;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_read_by_numbers_that_count_on() {
        let found: Vec<(String, i128)> = items("1 Kaart 1:50 7.100 2 Boring 20 3 Put 3")
            .into_iter()
            .map(|item| (item.name, item.value))
            .collect();
        assert_eq!(
            found,
            [("Kaart 1:50".to_owned(), 7100), ("Boring".to_owned(), 20), ("Put".to_owned(), 3)]
        );
        assert!(items("2 Kaart 7").is_empty());
        assert!(items("1 Kaart").is_empty());
        assert!(items("in woorden").is_empty());
    }
}
