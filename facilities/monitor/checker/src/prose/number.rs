//! Numbers in a sentence: figures with their qualifier, years, durations; dates, sections and versions are none of these.

use edition::Decimal;
use edition::wording::{Printed, Qualifier, Quantity};

use super::lexer::{Kind, Token};
use super::likeness;
use super::words;

/// What a figure is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    /// A count.
    Count,
    /// A percentage.
    Percent,
    /// A number of points between percentages.
    Points,
}

/// A figure in a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Figure {
    /// Index of its first token, its qualifier left out.
    pub at: usize,
    /// Index of the token with which its qualifier begins; equal to `at` without one.
    pub from: usize,
    /// Index behind its last token.
    pub to: usize,
    /// The number.
    pub printed: Printed,
    /// For a range: its upper end.
    pub upper: Option<Printed>,
    /// Count, percentage or points.
    pub sort: Sort,
    /// The word before it.
    pub qualifier: Qualifier,
    /// Whether it is written as a word.
    pub spelled: bool,
}

impl Figure {
    /// How many digits of it carry meaning: zeros at the end do not.
    pub(super) fn significant(&self) -> usize {
        let digits = self.printed.number.mantissa().unsigned_abs().to_string();
        digits.trim_end_matches('0').len()
    }
}

/// The numbers of a sentence.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Numbers {
    /// Figures in order.
    pub figures: Vec<Figure>,
    /// Years: index of the token and the year.
    pub years: Vec<(usize, u16)>,
}

/// Reads the numbers of a sentence. Durations become stems of their unit: `3 weken` is one word with the stem `3~wek`.
pub(super) fn read(tokens: &mut [Token], periods: (u16, u16)) -> Numbers {
    let mut numbers = Numbers::default();
    let mut index = 0;
    while index < tokens.len() {
        index = at(tokens, index, periods, &mut numbers).max(index + 1);
    }
    join_ranges(tokens, &mut numbers.figures);
    numbers
}

fn at(tokens: &mut [Token], index: usize, periods: (u16, u16), numbers: &mut Numbers) -> usize {
    if let Some(end) = date(tokens, index, numbers) {
        return end;
    }
    let Some(token) = tokens.get(index) else { return index + 1 };
    let spelled = token.kind == Kind::Word;
    let Some(number) = decimal(tokens, index) else { return index + 1 };
    if duration(tokens, index, number) || (!spelled && is_name(tokens, index)) {
        return index + 1;
    }
    let (from, qualifier) = qualifier_before(tokens, index);
    if let Some(year) = year(tokens, index, number, qualifier, periods) {
        numbers.years.push((index, year));
        return index + 1;
    }
    let mut to = index + 1;
    let exponent = word_at(tokens, to).and_then(words::magnitude);
    if exponent.is_some() {
        to += 1;
        if tokens.get(to).is_some_and(|dot| dot.is(".") && dot.glued)
            && word_at(tokens, to - 1).is_some_and(|word| word.starts_with("ml"))
        {
            to += 1;
        }
    }
    let (sort, to) = sort(tokens, to);
    let whole_with_dot = token_is_dotted(tokens, index);
    if whole_with_dot && exponent.is_none() && sort == Sort::Count {
        return to;
    }
    let quantity = if sort == Sort::Count { Quantity::Number } else { Quantity::Percent };
    let printed = Printed { number, exponent: exponent.unwrap_or(0), quantity };
    numbers.figures.push(Figure { at: index, from, to, printed, upper: None, sort, qualifier, spelled });
    to
}

fn word_at(tokens: &[Token], index: usize) -> Option<&str> {
    tokens.get(index).filter(|token| token.kind == Kind::Word).map(|token| token.lower.as_str())
}

/// Whether digits hold one dot that does not stand before three digits: `5.3`, a decimal sign or a section.
fn token_is_dotted(tokens: &[Token], index: usize) -> bool {
    tokens.get(index).is_some_and(|token| {
        token.kind == Kind::Digits && token.text.contains('.') && Decimal::from_dutch(&token.text).is_none()
    })
}

fn decimal(tokens: &[Token], index: usize) -> Option<Decimal> {
    let token = tokens.get(index)?;
    match token.kind {
        Kind::Digits => {
            let text = token.text.as_str();
            let dotted = || {
                let (whole, fraction) = text.split_once('.')?;
                let plain = !fraction.contains('.') && !text.contains(',');
                plain.then(|| Decimal::from_dutch(&format!("{whole},{fraction}")))?
            };
            Decimal::from_dutch(text).or_else(dotted)
        }
        Kind::Word => words::number_word(&token.lower).map(Decimal::whole),
        Kind::Sign => None,
    }
}

/// A day written with digits (`15-06-2020`) or with a month: keeps its year; answers with the index behind it.
fn date(tokens: &[Token], index: usize, numbers: &mut Numbers) -> Option<usize> {
    let digits = |at: usize| tokens.get(at).filter(|token| token.kind == Kind::Digits);
    let first = digits(index)?;
    if first.text.len() > 2 {
        return None;
    }
    if let [Some(a), Some(b)] = [tokens.get(index + 1), tokens.get(index + 3)]
        && (a.is("-") || a.is("/"))
        && (b.is("-") || b.is("/"))
        && a.glued
        && digits(index + 2).is_some_and(|month| month.text.len() <= 2)
        && digits(index + 4).is_some_and(|year| year.text.len() == 4)
    {
        return Some(index + 5);
    }
    let month = word_at(tokens, index + 1)?;
    if !crate::markup::MONTHS.contains(&month) {
        return None;
    }
    let year = digits(index + 2).filter(|year| year.text.len() == 4).and_then(|year| year.text.parse().ok());
    match year {
        // A year begins where the one before it ends, so only the last day of a year tells the year of a figure.
        Some(year) if month == "december" && first.text == "31" => {
            numbers.years.push((index + 2, year));
            Some(index + 3)
        }
        Some(_) => Some(index + 3),
        None => Some(index + 2),
    }
}

/// Whether a unit of time follows; then the unit's token becomes one word with its number.
fn duration(tokens: &mut [Token], index: usize, number: Decimal) -> bool {
    let unit_at = (index + 1..index + 5).find(|at| word_at(tokens, *at).is_some_and(words::is_time_unit));
    let Some(unit_at) = unit_at else { return false };
    let between = tokens.get(index + 1..unit_at).unwrap_or(&[]);
    // `drie en zes weken`: the first number shares the unit of the second.
    let shared = match between {
        [] => true,
        [dash] => dash.is("-"),
        [and, second] => ["en", "of", "tot"].contains(&and.lower.as_str()) && second.kind != Kind::Sign,
        [and, small, second] => {
            and.lower == "en" && ["na", "binnen"].contains(&small.lower.as_str()) && second.kind != Kind::Sign
        }
        _ => false,
    };
    if !shared {
        return false;
    }
    let unit = tokens.get(unit_at).map(|unit| likeness::stem(&unit.lower)).unwrap_or_default();
    if let Some(token) = tokens.get_mut(index) {
        token.stem = format!("{number}~{unit}");
        token.kind = Kind::Word;
    }
    true
}

/// Whether digits are part of a name: a section, a version, a scale, an item number.
fn is_name(tokens: &[Token], index: usize) -> bool {
    let Some(token) = tokens.get(index) else { return true };
    let before = index.checked_sub(1).and_then(|before| tokens.get(before));
    let after = tokens.get(index + 1);
    let joined = |other: Option<&Token>, glued: bool| {
        other.is_some_and(|sign| glued && (sign.is(":") || sign.is("/") || sign.is("_") || sign.is("#")))
    };
    token.text.matches('.').count() > 1 && Decimal::from_dutch(&token.text).is_none()
        || before.is_some_and(|word| words::names_a_number(&word.lower))
        || joined(before, token.glued)
        || (joined(after, after.is_some_and(|after| after.glued))
            && tokens.get(index + 2).is_some_and(|next| next.glued && next.kind == Kind::Digits))
        || (before.is_some_and(|dash| dash.is("-") && dash.glued && token.glued)
            && index.checked_sub(2).and_then(|word| tokens.get(word)).is_some_and(|w| w.kind == Kind::Word))
}

fn year(
    tokens: &[Token],
    index: usize,
    number: Decimal,
    qualifier: Qualifier,
    periods: (u16, u16),
) -> Option<u16> {
    let token = tokens.get(index)?;
    let shaped = token.kind == Kind::Digits && token.text.len() == 4;
    let near =
        (periods.0.saturating_sub(20)..=periods.1.saturating_add(20)).contains(&token.text.parse().ok()?);
    let follows = word_at(tokens, index + 1).is_some_and(|word| words::magnitude(word).is_some())
        || tokens.get(index + 1).is_some_and(|sign| sign.is("%"));
    let year = u16::try_from(number.mantissa()).ok()?;
    // `8% meer dan 2018` compares with a year.
    let compared = index.checked_sub(2).is_some_and(|at| {
        word_at(tokens, at + 1) == Some("dan")
            && at.checked_sub(1).and_then(|before| tokens.get(before)).is_some_and(|token| {
                token.is("%") || token.kind == Kind::Digits || token.lower.starts_with("procent")
            })
    });
    (shaped && near && !follows && (qualifier == Qualifier::Plain || compared)).then_some(year)
}

/// Whether a percent sign or a word for it follows, and the index behind it.
fn sort(tokens: &[Token], to: usize) -> (Sort, usize) {
    let word = word_at(tokens, to).unwrap_or("");
    let sign = tokens.get(to).is_some_and(|token| token.is("%"));
    if word.starts_with("procentpunt") || word == "punten" || word == "punt" {
        return (Sort::Points, to + 1);
    }
    if !(sign || ["procent", "percent", "pct"].contains(&word)) {
        return (Sort::Count, to);
    }
    let behind = |at: usize| word_at(tokens, at).is_some_and(|word| ["punt", "punten"].contains(&word));
    if tokens.get(to + 1).is_some_and(|dash| dash.is("-")) && behind(to + 2) {
        return (Sort::Points, to + 3);
    }
    if behind(to + 1) { (Sort::Points, to + 2) } else { (Sort::Percent, to + 1) }
}

/// The word before a number and the index at which it begins.
fn qualifier_before(tokens: &[Token], index: usize) -> (usize, Qualifier) {
    for count in (1..=4).rev() {
        let Some(from) = index.checked_sub(count) else { continue };
        let Some(part) = tokens.get(from..index) else { continue };
        let mut joined = String::new();
        for token in part {
            if !joined.is_empty() && !token.glued {
                joined.push(' ');
            }
            joined.push_str(&token.lower);
        }
        if let Some(found) = words::qualifier(&joined) {
            return (from, found);
        }
    }
    (index, Qualifier::Plain)
}

/// Joins `10%-15%`, `45-50%`, `tussen 3% en 9%` into one figure with two ends.
fn join_ranges(tokens: &[Token], figures: &mut Vec<Figure>) {
    let mut index = 0;
    while index + 1 < figures.len() {
        let (Some(first), Some(second)) = (figures.get(index), figures.get(index + 1)) else { break };
        let between: Vec<&str> = tokens
            .get(first.to..second.from)
            .unwrap_or(&[])
            .iter()
            .map(|token| token.lower.as_str())
            .filter(|word| *word != "de")
            .collect();
        let opened = (1..=2).any(|back| {
            first
                .from
                .checked_sub(back)
                .and_then(|at| word_at(tokens, at))
                .is_some_and(|word| word == "tussen")
        });
        let joined = match between.as_slice() {
            ["-" | "\u{2013}" | "\u{2014}" | "à"] => true,
            ["en" | "tot"] => opened,
            _ => false,
        };
        let sorts_agree = first.sort == second.sort || (first.sort == Sort::Count && between.len() == 1);
        if joined && sorts_agree && second.qualifier == Qualifier::Plain {
            let (to, upper, sort) = (second.to, second.printed, second.sort);
            if let Some(first) = figures.get_mut(index) {
                first.to = to;
                first.upper = Some(upper);
                first.sort = sort;
                first.printed.quantity = upper.quantity;
            }
            figures.remove(index + 1);
        } else {
            index += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::lexer;
    use super::*;
    use proptest::prelude::*;

    fn figures(text: &str) -> Vec<String> {
        let mut tokens = lexer::tokens(text);
        read(&mut tokens, (2017, 2019))
            .figures
            .iter()
            .map(|figure| {
                let value = figure.printed.value().unwrap();
                let upper = figure.upper.map_or_else(String::new, |upper| format!("..{}", upper.number));
                format!("{:?} {value}{upper} {:?}", figure.sort, figure.qualifier)
            })
            .collect()
    }

    #[test]
    fn digits_with_any_separator_and_word_for_size_are_read() {
        assert_eq!(
            figures("1.234,5 en 1234 en 3,6 miljoen"),
            ["Count 1234.5 Plain", "Count 1234 Plain", "Count 3600000 Plain"]
        );
        assert_eq!(figures("6.3 miljard views, > 5.000"), ["Count 6300000000 Plain", "Count 5000 MeerDan"]);
        assert_eq!(figures("ruim 11 % en 4 procent"), ["Percent 11 Ruim", "Percent 4 Plain"]);
        assert_eq!(figures("een kleine 5,4 miljoen"), ["Count 5400000 EenKleine"]);
        assert_eq!(
            figures("iets meer dan 176.000, ca. 106%"),
            ["Count 176000 IetsMeerDan", "Percent 106 Ca"]
        );
        assert_eq!(figures("nog steeds acht"), ["Count 8 Plain"]);
        assert_eq!(figures("met 2 procentpunt"), ["Points 2 Plain"]);
    }

    #[test]
    fn dates_years_sections_versions_and_durations_are_no_figures() {
        for text in [
            "op 31 december 2018",
            "sinds 1 juli 2018",
            "15-06-2020",
            "in 2018 en 2019",
            "paragraaf 2.4",
            "zie 1.5.1",
            "versie 2",
            "binnen 3 weken",
            "na drie en na zes weken",
            "schaal 1:50.000",
            "de top 3",
        ] {
            assert_eq!(figures(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn ranges_are_one_figure() {
        assert_eq!(figures("van 45%-50% en"), ["Percent 45..50 Plain"]);
        assert_eq!(figures("tussen de 3% - 9%."), ["Percent 3..9 Plain"]);
        assert_eq!(figures("tussen 3% en 9%"), ["Percent 3..9 Plain"]);
        assert_eq!(figures("met 3% en 9%").len(), 2);
    }

    proptest! {
        #[test]
        fn any_text_has_numbers_without_panic(text in "[0-9a-z .,%><*()-]{0,80}") {
            let mut tokens = lexer::tokens(&text);
            let numbers = read(&mut tokens, (2017, 2019));
            prop_assert!(numbers.figures.iter().all(|figure| figure.to <= tokens.len() && figure.from <= figure.at));
        }
    }
}
