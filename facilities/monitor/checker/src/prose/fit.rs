//! Whether a figure with its qualifier is true of an exact number.

use edition::wording::{Printed, Qualifier, Quantity};
use edition::{Decimal, Rounding};

use super::number::Figure;

/// How many times as large or small a number may be and still be a wrong print of the row's value.
const FARTHEST: i128 = 30;

/// Whether a figure could be meant for this value at all: of the same order, or with the wrong word for its size.
pub(super) fn is_plausible(exact: Decimal, figure: &Figure) -> bool {
    let plausible = || {
        let (exact, shown) = (exact.magnitude(), figure.printed.value()?.magnitude());
        if exact.is_zero() || shown.is_zero() {
            return Some(true);
        }
        let close = times(shown, FARTHEST)?.compare(exact)?.is_ge()
            && times(exact, FARTHEST)?.compare(shown)?.is_ge();
        let sized = [1_000, 1_000_000].into_iter().any(|factor| {
            let same = |large: Decimal, small: Decimal| {
                let scaled = times(small, factor)?;
                Some(times(large.minus(scaled)?.magnitude(), 20)?.compare(large)?.is_le())
            };
            same(exact, shown).unwrap_or(false) || same(shown, exact).unwrap_or(false)
        });
        Some(close || sized)
    };
    plausible().unwrap_or(false)
}

/// Whether a figure with its qualifier is true of an exact number.
pub(super) fn figure_fits(exact: Decimal, figure: &Figure) -> bool {
    fits(exact, figure).unwrap_or(false)
}

fn fits(exact: Decimal, figure: &Figure) -> Option<bool> {
    let printed = figure.printed;
    let (exact, shown) = (exact.magnitude(), printed.value()?.magnitude());
    let distance = exact.minus(shown)?.magnitude();
    let step = step(printed)?;
    Some(match figure.qualifier {
        // Zeros at the end may be a rounding, but not one that is far off: 20.000 does not stand for 21.000, nor 50% for 47%.
        Qualifier::Plain => {
            let half = Decimal::new(5, printed.number.decimals().checked_add(1)?).scaled(printed.exponent)?;
            let close = distance.compare(half)?.is_le() || times(distance, 40)?.compare(exact)?.is_le();
            figure.qualifier.fits(exact, printed) && close
        }
        Qualifier::MeerDan | Qualifier::MinderDan => {
            figure.qualifier.fits(exact, printed) && times(distance, 2)?.compare(shown)?.is_lt()
        }
        // A word for a little above or below reaches no further than the next number of the same length.
        _ => {
            let round = printed.quantity == Quantity::Percent && step.compare(Decimal::whole(10))?.is_ge();
            let side = match figure.qualifier {
                Qualifier::Ruim | Qualifier::IetsMeerDan => exact.compare(shown)?.is_gt(),
                Qualifier::Bijna | Qualifier::EenKleine => exact.compare(shown)?.is_lt(),
                _ => true,
            };
            let by_percent = round && side && times(distance, 20)?.compare(shown)?.is_lt();
            (figure.qualifier.fits(exact, printed) || by_percent) && distance.compare(step)?.is_lt()
        }
    })
}

/// The distance to the next number of the same length: of 2,3 million a tenth of a million, of 18.000 a thousand.
fn step(printed: Printed) -> Option<Decimal> {
    let mut rest = printed.number.mantissa().unsigned_abs();
    let mut zeros = printed.exponent;
    while rest > 0 && rest.is_multiple_of(10) && printed.number.decimals() == 0 {
        rest /= 10;
        zeros += 1;
    }
    let unit = Decimal::new(1, printed.number.decimals());
    unit.scaled(zeros)
}

fn times(value: Decimal, factor: i128) -> Option<Decimal> {
    Some(Decimal::new(value.mantissa().checked_mul(factor)?, value.decimals()))
}

/// Whether only the qualifier or the rounding is wrong: the exact number is within one step of the printed one.
pub(super) fn figure_near(exact: Decimal, figure: &Figure) -> bool {
    let near = || {
        let shown = figure.printed.value()?.magnitude();
        let distance = exact.magnitude().minus(shown)?.magnitude();
        let limit = step(figure.printed)?;
        let small =
            times(distance, 50)?.compare(shown)?.is_le() || figure.printed.quantity == Quantity::Percent;
        Some(distance.compare(limit)?.is_lt() && small)
    };
    near().unwrap_or(false)
}

/// The qualifier that would make the figure true, in words.
pub(super) fn advice(exact: Decimal, figure: &Figure) -> (String, String) {
    let right = Qualifier::right(exact, figure.printed);
    match right {
        Some(Qualifier::Plain) => (
            " Zonder het woord ervoor klopt het getal.".to_owned(),
            " Without the word before it the number is right.".to_owned(),
        ),
        Some(other) if figure_near(exact, figure) => {
            let word = other.word(kernel::Language::Nl);
            (
                format!(" Met \u{2018}{word}\u{2019} ervoor klopt het getal."),
                format!(" With \u{2018}{word}\u{2019} before it the number is right."),
            )
        }
        _ => (String::new(), String::new()),
    }
}

/// Half of the last printed digit of a figure, as a decimal number.
pub(super) fn tolerance(figure: &Figure) -> String {
    let decimals = figure.printed.number.decimals();
    let half = Decimal::new(5, decimals.saturating_add(1));
    half.scaled(figure.printed.exponent).map_or_else(String::new, |half| half.to_string())
}

/// A percentage with its sign and one decimal.
pub(super) fn percent(exact: Decimal) -> String {
    let rounded = exact.rounded(1, Rounding::HalfAway).unwrap_or(exact);
    let sign = if rounded.mantissa() > 0 { "+" } else { "" };
    format!("{sign}{}%", rounded.to_dutch())
}

#[cfg(test)]
mod tests {
    use super::super::lexer;
    use super::super::number;
    use super::*;

    fn holds(exact: &str, text: &str) -> bool {
        let mut tokens = lexer::tokens(text);
        let figures = number::read(&mut tokens, (2017, 2019)).figures;
        figure_fits(exact.parse().unwrap(), &figures[0])
    }

    #[test]
    fn a_plain_number_is_the_nearest_rounding_that_is_not_far_off() {
        assert!(holds("7980061", "8 miljoen") && holds("7395", "7400") && holds("47.4", "47%"));
        assert!(!holds("7980061", "10 miljoen") && !holds("21000", "20.000") && !holds("47.4", "50%"));
        assert!(!holds("34553", "34.500") && holds("34553", "34.600"));
    }

    #[test]
    fn a_word_for_a_little_more_or_less_reaches_to_the_next_number_of_the_same_length() {
        assert!(holds("62240320", "ruim 62 miljoen") && !holds("62240320", "ruim 61 miljoen"));
        assert!(holds("56830110", "bijna 57 miljoen") && !holds("56830110", "bijna 58 miljoen"));
        assert!(!holds("800000", "ruim 800.000") && !holds("13.24", "bijna 13%"));
        assert!(holds("3979.5", "bijna 4000%") && holds("142.6", "ruim 140%"));
        assert!(holds("176601", "iets meer dan 176.000") && holds("7355560", "een kleine 7,4 miljoen"));
    }

    #[test]
    fn a_number_of_another_order_is_no_wrong_print_unless_the_word_for_its_size_is_wrong() {
        let plausible = |exact: &str, text: &str| {
            let mut tokens = lexer::tokens(text);
            let figures = number::read(&mut tokens, (2017, 2019)).figures;
            is_plausible(exact.parse().unwrap(), &figures[0])
        };
        assert!(plausible("6478000000", "6,5 miljoen") && plausible("773", "873"));
        assert!(!plausible("773", "drie") && !plausible("334000000", "12"));
    }
}
