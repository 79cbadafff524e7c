//! R23: the form of numbers and percentages.

use edition::{CellValue, ChangeValue, Decimal};

use crate::finding::{Finding, Severity};
use crate::rule::Rule;
use crate::source::{PrintedChange, Source, Value};
use crate::tables::{At, all};

/// How the changes of a document are usually printed.
struct Usual {
    decimals: Option<u8>,
    signed: bool,
    dotted: bool,
}

pub(crate) fn check(source: &Source) -> Vec<Finding> {
    let usual = usual(source);
    let mut findings = Vec::new();
    let mut last: Option<(usize, usize, usize)> = None;
    for at in all(source) {
        // A cell with several values is looked at once.
        let key = (at.index, at.position, at.series.group);
        if last == Some(key) {
            continue;
        }
        last = Some(key);
        for value in &at.series.values {
            findings.extend(cell(&at, value, &usual));
        }
        if let Some(change) = &at.series.change {
            findings.extend(change_form(&at, change, &usual));
        }
    }
    findings
}

/// The number of decimals that at least nine in ten changes have, whether rises carry a sign, and whether large numbers carry dots.
fn usual(source: &Source) -> Usual {
    let mut decimals: Vec<u8> = Vec::new();
    let (mut rises, mut marked, mut large, mut dotted) = (0_usize, 0_usize, 0_usize, 0_usize);
    for at in all(source).filter(|at| !at.series.is_percent()) {
        if let Some(change) = &at.series.change
            && let ChangeValue::Percent(value) = change.value
        {
            decimals.push(value.decimals());
            rises += usize::from(value.mantissa() > 0);
            marked += usize::from(change.print.trim().starts_with('+'));
        }
        for value in &at.series.values {
            let four = value
                .exact()
                .is_some_and(|one| one.mantissa().unsigned_abs() >= 10_000 && one.decimals() == 0);
            large += usize::from(four);
            dotted += usize::from(four && value.print.contains('.'));
        }
    }
    let common = (0..4_u8).find(|one| {
        let have = decimals.iter().filter(|other| *other == one).count();
        have >= 3 && have * 10 >= decimals.len() * 8
    });
    Usual {
        decimals: common,
        signed: marked * 10 >= rises * 8 && marked >= 3,
        dotted: dotted * 10 >= large * 8 && dotted >= 3,
    }
}

fn note(at: &At<'_>, value: &Value, severity: Severity, words: (&str, &str)) -> Finding {
    Finding::new(
        Rule::R23,
        severity,
        at.at_year(value.period),
        &value.print,
        (words.0.to_owned(), words.1.to_owned()),
    )
}

fn cell(at: &At<'_>, value: &Value, usual: &Usual) -> Option<Finding> {
    let digits = value.print.chars().any(|sign| sign.is_ascii_digit());
    match &value.value {
        CellValue::Text if digits => Some(note(
            at,
            value,
            Severity::Warning,
            (
                "Dit is niet als getal te lezen: punten horen tussen groepen van drie cijfers, een komma voor decimalen.",
                "This cannot be read as a number: dots belong between groups of three digits, a comma before decimals.",
            ),
        )),
        CellValue::Text => Some(note(
            at,
            value,
            Severity::Note,
            (
                "In deze kolom hoort een getal te staan; hier staan woorden.",
                "This column should hold a number; here are words.",
            ),
        )),
        CellValue::Number { value: number, percent: false, .. } => {
            if value.exact().is_some() && looks_foreign(at, value, *number) {
                return Some(note(
                    at,
                    value,
                    Severity::Warning,
                    (
                        "Een komma met drie cijfers erachter in een rij van gehele getallen: waarschijnlijk een scheidingsteken voor duizendtallen.",
                        "A comma with three digits behind it in a row of whole numbers: probably a separator of thousands.",
                    ),
                ));
            }
            let plain = value.print.bytes().filter(u8::is_ascii_digit).count() >= 5
                && !value.print.contains(['.', ',']);
            (plain && usual.dotted && number.decimals() == 0).then(|| {
                note(
                    at,
                    value,
                    Severity::Note,
                    (
                        "Andere grote getallen hebben punten tussen groepen van drie cijfers.",
                        "Other large numbers have dots between groups of three digits.",
                    ),
                )
            })
        }
        _ => None,
    }
}

/// Whether three decimals stand in a row whose other values are whole.
fn looks_foreign(at: &At<'_>, value: &Value, number: Decimal) -> bool {
    let others: Vec<Decimal> = at
        .series
        .values
        .iter()
        .filter(|other| other.period != value.period)
        .filter_map(Value::exact)
        .collect();
    number.decimals() == 3 && !others.is_empty() && others.iter().all(|other| other.decimals() == 0)
}

fn change_form(at: &At<'_>, change: &PrintedChange, usual: &Usual) -> Option<Finding> {
    let wrong = |severity, words: (&str, &str)| {
        let words = (words.0.to_owned(), words.1.to_owned());
        Some(Finding::new(Rule::R23, severity, at.at_change(), &change.print, words))
    };
    match change.value {
        ChangeValue::Unreadable => wrong(
            Severity::Warning,
            (
                "Dit is geen verandering in de vorm +1,2%, een streep of het woord nieuw.",
                "This is no change in the form +1,2%, a dash or the word nieuw.",
            ),
        ),
        ChangeValue::Percent(value) if !at.series.is_percent() => {
            let print = change.print.trim();
            let unsigned = value.mantissa() > 0 && !print.starts_with('+');
            if usual.signed && unsigned {
                return wrong(
                    Severity::Note,
                    (
                        "Andere stijgingen hebben een plusteken; deze niet.",
                        "Other rises have a plus sign; this one has not.",
                    ),
                );
            }
            let common = usual.decimals.filter(|common| *common != value.decimals())?;
            let own = value.decimals();
            wrong(
                Severity::Note,
                (
                    &format!("Cijfers achter de komma: andere veranderingen hebben er {common}, deze {own}."),
                    &format!("Digits behind the comma: other changes have {common}, this one {own}."),
                ),
            )
        }
        _ => None,
    }
}
