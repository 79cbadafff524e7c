//! R17: units against names.

use edition::{CellValue, Decimal};

use crate::finding::{Finding, Severity};
use crate::rule::Rule;
use crate::source::Source;
use crate::tables::{At, all, fold};

pub(crate) fn check(source: &Source) -> Vec<Finding> {
    all(source).filter_map(|at| row(&at)).collect()
}

fn row(at: &At<'_>) -> Option<Finding> {
    let percent = |value: &CellValue| match value {
        CellValue::Number { percent, .. } | CellValue::Bound { percent, .. } => Some(*percent),
        _ => None,
    };
    let kinds: Vec<(u16, bool)> =
        at.series.values.iter().filter_map(|value| Some((value.period, percent(&value.value)?))).collect();
    let (first, _) = kinds.first().copied()?;
    let of = kinds.iter().filter(|(_, percent)| *percent).count();
    let print = |year: u16| at.series.at(year).map_or("", |value| value.print.as_str());
    if of > 0 && of < kinds.len() {
        let odd = of * 2 < kinds.len();
        let (year, _) = kinds.iter().find(|(_, percent)| *percent == odd).copied()?;
        return Some(Finding::new(
            Rule::R17,
            Severity::Warning,
            at.at_year(year),
            print(year),
            (
                "In deze rij staan percentages en aantallen door elkaar.".to_owned(),
                "This row mixes percentages and counts.".to_owned(),
            ),
        ));
    }
    let name = format!(" {} ", fold(&at.row.label));
    let says_count = name.contains(" aantal ") || name.contains(" aantallen ");
    let says_share = name.contains(" percentage ") || at.row.label.contains('%');
    if of > 0 && says_count && !says_share {
        return Some(Finding::new(
            Rule::R17,
            Severity::Note,
            at.at_year(first),
            print(first),
            (
                "De naam belooft een aantal, maar er staat een percentage.".to_owned(),
                "The name promises a count, but a percentage is printed.".to_owned(),
            ),
        ));
    }
    let over = at.years().into_iter().find(|(_, value)| {
        of > 0 && says_share && value.compare(Decimal::whole(100)).is_some_and(std::cmp::Ordering::is_gt)
    });
    if let Some((year, _)) = over {
        return Some(Finding::new(
            Rule::R17,
            Severity::Warning,
            at.at_year(year),
            print(year),
            (
                "Een aandeel is hier meer dan het geheel (boven 100%).".to_owned(),
                "A share is more than the whole here (over 100%).".to_owned(),
            ),
        ));
    }
    (of == 0 && says_share && !says_count).then(|| {
        Finding::new(
            Rule::R17,
            Severity::Note,
            at.at_year(first),
            print(first),
            (
                "De naam belooft een percentage, maar er staat geen procentteken.".to_owned(),
                "The name promises a percentage, but no percent sign is printed.".to_owned(),
            ),
        )
    })
}
