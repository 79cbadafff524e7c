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
        let close = times(shown, FARTHEST)?.compare(exact)?.is_ge() && times(exact, FARTHEST)?.compare(shown)?.is_ge();
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
        // Of a number in full only the zeros of one or two digits can be a rounding: 20.000 does not stand for 21.000.
        Qualifier::Plain => {
            let close = printed.quantity == Quantity::Percent
                || printed.exponent > 0
                || times(distance, 40)?.compare(exact)?.is_le();
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
