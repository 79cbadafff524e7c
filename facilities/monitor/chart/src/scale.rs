//! From exact figures to places in a picture, in whole tenths of a pixel. No floats, so that every machine finds the same place.

use std::cmp::Ordering;

use edition::{Decimal, Rounding};

/// Tenths of a pixel.
pub(crate) type Tenths = i64;

/// `value / max × length`, rounded; 0 when `max` is zero or a number does not fit.
pub(crate) fn along(value: Decimal, max: Decimal, length: Tenths) -> Tenths {
    let part = value.ratio(max, 6, 0, Rounding::HalfAway).map_or(0, Decimal::mantissa);
    let placed = Rounding::HalfAway.divide(part.saturating_mul(i128::from(length)), 1_000_000).unwrap_or(0);
    i64::try_from(placed).unwrap_or(0)
}

/// The largest of these figures; zero without any.
pub(crate) fn largest(values: impl IntoIterator<Item = Decimal>) -> Decimal {
    values.into_iter().fold(Decimal::whole(0), |most, one| {
        if one.compare(most) == Some(Ordering::Greater) { one } else { most }
    })
}

/// Decimal logarithm in 65536ths; `None` for zero and below. Found by squaring, bit by bit.
pub(crate) fn log10(value: Decimal) -> Option<i64> {
    const ONE: u128 = 1_000_000_000_000_000;
    let digits = u128::try_from(value.mantissa()).ok().filter(|digits| *digits > 0)?;
    let length = digits.ilog10();
    let mut rest =
        if length <= 15 { digits * 10_u128.pow(15 - length) } else { digits / 10_u128.pow(length - 15) };
    let mut made = i64::from(length) - i64::from(value.decimals());
    for _ in 0..16 {
        rest = rest * rest / ONE;
        made *= 2;
        if rest >= 10 * ONE {
            rest /= 10;
            made += 1;
        }
    }
    Some(made)
}

/// A logarithmic axis from `10^from` to `10^to`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LogScale {
    pub(crate) from: i64,
    pub(crate) to: i64,
}

impl LogScale {
    /// The whole powers of ten around these figures.
    pub(crate) fn around(values: impl IntoIterator<Item = Decimal>) -> Self {
        let logs: Vec<i64> = values.into_iter().filter_map(log10).collect();
        let from = logs.iter().min().map_or(0, |log| log.div_euclid(65_536));
        let to = logs.iter().max().map_or(1, |log| -(-log).div_euclid(65_536));
        Self { from, to: to.max(from + 1) }
    }

    /// The place of a figure on an axis of this length.
    pub(crate) fn place(self, value: Decimal, length: Tenths) -> Option<Tenths> {
        let log = log10(value)? - self.from * 65_536;
        Some(log * length / ((self.to - self.from) * 65_536))
    }

    /// The place of a power of ten.
    pub(crate) fn tick(self, power: i64, length: Tenths) -> Tenths {
        (power - self.from) * length / (self.to - self.from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn logarithms_of_powers_of_ten_are_whole() {
        for power in 0..20_u32 {
            assert_eq!(log10(Decimal::whole(10_i128.pow(power))), Some(i64::from(power) * 65_536));
        }
        assert_eq!(log10("0.01".parse().unwrap()), Some(-2 * 65_536));
        assert_eq!(log10(Decimal::whole(0)), None);
        assert_eq!(log10(Decimal::whole(2)), Some(19_728), "0.30103 × 65536, rounded down");
    }

    proptest! {
        #[test]
        fn larger_figures_lie_further(low in 1_i64..1_000_000_000, more in 1_i64..1_000_000_000) {
            let (low, high) = (Decimal::whole(i128::from(low)), Decimal::whole(i128::from(low) + i128::from(more)));
            let scale = LogScale::around([low, high]);
            prop_assert!(scale.place(low, 10_000) <= scale.place(high, 10_000));
            prop_assert!((0..=10_000).contains(&scale.place(low, 10_000).unwrap()));
            prop_assert!((0..=10_000).contains(&scale.place(high, 10_000).unwrap()));
            prop_assert!(along(low, high, 5_000) <= 5_000);
        }
    }
}
