//! `c[COMPONENT]=…`: operators with `,` for or and `+` for and.

use std::cmp::Ordering;

use edition::Decimal;

use crate::component::{Component, Form};
use crate::fault::Fault;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Operator {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Contains,
    ContainsNot,
    StartsWith,
    EndsWith,
}

impl Operator {
    fn of(text: &str) -> Option<Self> {
        Some(match text {
            "eq" => Self::Equal,
            "ne" => Self::NotEqual,
            "lt" => Self::Less,
            "le" => Self::LessOrEqual,
            "gt" => Self::Greater,
            "ge" => Self::GreaterOrEqual,
            "co" => Self::Contains,
            "nc" => Self::ContainsNot,
            "sw" => Self::StartsWith,
            "ew" => Self::EndsWith,
            _ => return None,
        })
    }
}

/// A condition on one component: some of the outer must hold, of which all of the inner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Condition(Vec<Vec<(Operator, String)>>);

impl Condition {
    /// Reads what stands behind `c[COMPONENT]=`.
    pub(crate) fn read(name: &str, text: &str) -> Result<Self, Fault> {
        let one = |part: &str| {
            let (operator, value) = match part.split_once(':') {
                Some((word, value))
                    if word.len() == 2 && word.bytes().all(|letter| letter.is_ascii_lowercase()) =>
                {
                    let known = Operator::of(word).ok_or_else(|| {
                        let nl = "een voorwaarde met eq, ne, lt, le, gt, ge, co, nc, sw of ew";
                        Fault::parameter(
                            name,
                            nl,
                            "a condition with eq, ne, lt, le, gt, ge, co, nc, sw or ew",
                        )
                    })?;
                    (known, value)
                }
                _ => (Operator::Equal, part),
            };
            if value.is_empty() {
                return Err(Fault::parameter(
                    name,
                    "een voorwaarde met een waarde",
                    "a condition with a value",
                ));
            }
            Ok((operator, value.to_owned()))
        };
        text.split(',').map(|some| some.split('+').map(one).collect()).collect::<Result<_, _>>().map(Self)
    }

    /// Whether a cell fulfils it. An empty cell only fulfils what must not be.
    pub(crate) fn holds(&self, component: &Component, cell: Option<&str>) -> bool {
        self.0.iter().any(|all| all.iter().all(|(operator, value)| holds(*operator, component, cell, value)))
    }
}

fn holds(operator: Operator, component: &Component, cell: Option<&str>, value: &str) -> bool {
    let Some(cell) = cell else {
        return matches!(operator, Operator::NotEqual | Operator::ContainsNot);
    };
    let order = || compare(component, cell, value);
    match operator {
        Operator::Equal => order() == Some(Ordering::Equal),
        Operator::NotEqual => order() != Some(Ordering::Equal),
        Operator::Less => order() == Some(Ordering::Less),
        Operator::LessOrEqual => order().is_some_and(Ordering::is_le),
        Operator::Greater => order() == Some(Ordering::Greater),
        Operator::GreaterOrEqual => order().is_some_and(Ordering::is_ge),
        Operator::Contains => cell.contains(value),
        Operator::ContainsNot => !cell.contains(value),
        Operator::StartsWith => cell.starts_with(value),
        Operator::EndsWith => cell.ends_with(value),
    }
}

/// Numbers by value, periods by their first day, everything else by its letters; `None` when a value is no number.
pub(crate) fn compare(component: &Component, left: &str, right: &str) -> Option<Ordering> {
    match component.form {
        Form::Decimal | Form::Integer => {
            let (left, right): (Decimal, Decimal) = (left.parse().ok()?, right.parse().ok()?);
            left.compare(right)
        }
        Form::Period => Some(first_day(left).cmp(&first_day(right))),
        Form::Codes(..) | Form::Text => Some(left.cmp(right)),
    }
}

/// The first day of a period such as `2019`, `2019-A1`, `2019-Q2`, `2019-03` or `2019-03-01`.
fn first_day(period: &str) -> String {
    let (year, rest) = period.split_once('-').unwrap_or((period, ""));
    let number = |text: &str| text.parse::<u32>().ok().filter(|number| (1..=12).contains(number));
    let within = rest.split_at_checked(1).and_then(|(kind, count)| {
        let months = match kind {
            "A" => 12,
            "S" => 6,
            "T" => 4,
            "Q" => 3,
            "M" => 1,
            _ => return None,
        };
        Some((number(count)? - 1) * months + 1)
    });
    match within {
        Some(month) => format!("{year}-{month:02}-01"),
        None => match rest.len() {
            0 => format!("{year}-01-01"),
            2 => format!("{year}-{rest}-01"),
            _ => period.chars().take(10).collect(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::component::{COMPONENTS, OBS_VALUE, TIME_PERIOD};
    use proptest::prelude::*;

    const INDICATOR: usize = 1;

    #[test]
    fn conditions_hold_as_the_examples_of_the_standard_say() {
        for (place, text, cell, expected) in [
            (INDICATOR, "A", Some("A"), true),
            (INDICATOR, "A,B", Some("B"), true),
            (INDICATOR, "ge:B+le:D", Some("C"), true),
            (INDICATOR, "ge:B+le:D", Some("E"), false),
            (INDICATOR, "ne:A,B", Some("A"), false),
            (INDICATOR, "ne:A+ne:B", Some("C"), true),
            (INDICATOR, "ne:A+ne:B", Some("B"), false),
            (INDICATOR, "co:IG", Some("DIGID"), true),
            (INDICATOR, "nc:IG", Some("DIGID"), false),
            (INDICATOR, "sw:DI", Some("DIGID"), true),
            (INDICATOR, "ew:ID", Some("DIGID"), true),
            (INDICATOR, "eq:A", None, false),
            (INDICATOR, "ne:A", None, true),
            (OBS_VALUE, "gt:9", Some("10"), true),
            (OBS_VALUE, "10.0", Some("10"), true),
            (OBS_VALUE, "gt:x", Some("10"), false),
            (TIME_PERIOD, "ge:2018-01+le:2020-12", Some("2019"), true),
            (TIME_PERIOD, "ge:2018-Q2", Some("2018"), false),
            (TIME_PERIOD, "2018-A1", Some("2018"), true),
            (TIME_PERIOD, "lt:2018-S2", Some("2018"), true),
            (TIME_PERIOD, "gt:2018", Some("2018"), false),
        ] {
            let condition = Condition::read("c", text).unwrap();
            assert_eq!(condition.holds(&COMPONENTS[place], cell), expected, "{text} {cell:?}");
        }
        for wrong in ["", "A,", "xx:A", "ge:", "A+"] {
            assert!(Condition::read("c", wrong).is_err(), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn nothing_breaks_the_reader(text in any::<String>(), cell in any::<String>()) {
            for component in &COMPONENTS {
                let _ = Condition::read("c", &text).map(|condition| condition.holds(component, Some(&cell)));
            }
            let _ = first_day(&text);
        }
    }
}
