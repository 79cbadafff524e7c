//! Changes and shares on exact values, rounded in a way that is named.

use crate::decimal::Decimal;

/// How a quotient becomes a number with few decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Rounding {
    /// To the nearest; halves away from zero. The rule of the Monitor.
    HalfAway,
    /// To the nearest; halves to the even digit.
    HalfEven,
    /// Digits are cut off: towards zero.
    Truncate,
    /// Downwards.
    Floor,
    /// Upwards.
    Ceiling,
}

impl Rounding {
    /// Every way, the rule of the Monitor first.
    pub const ALL: [Self; 5] = [Self::HalfAway, Self::HalfEven, Self::Truncate, Self::Floor, Self::Ceiling];

    /// `numerator / denominator` as a whole number; `None` when the denominator is zero or a number does not fit.
    #[must_use]
    pub fn divide(self, numerator: i128, denominator: i128) -> Option<i128> {
        if denominator == 0 {
            return None;
        }
        let (numerator, denominator) = if denominator < 0 {
            (numerator.checked_neg()?, denominator.checked_neg()?)
        } else {
            (numerator, denominator)
        };
        let floor = numerator.div_euclid(denominator);
        let rest = numerator.rem_euclid(denominator);
        if rest == 0 {
            return Some(floor);
        }
        // How the rest compares with half of the denominator, without doubling it.
        let to_half = rest.cmp(&(denominator - rest));
        let up = match self {
            Self::Floor => false,
            Self::Ceiling => true,
            Self::Truncate => numerator < 0,
            Self::HalfAway => to_half.is_gt() || (to_half.is_eq() && numerator >= 0),
            Self::HalfEven => to_half.is_gt() || (to_half.is_eq() && floor.rem_euclid(2) == 1),
        };
        floor.checked_add(i128::from(up))
    }
}

impl Decimal {
    /// From all digits as one whole number and the number of decimals among them.
    #[must_use]
    pub const fn new(mantissa: i128, decimals: u8) -> Self {
        Self { mantissa, decimals }
    }

    /// Both mantissas at the larger number of decimals; `None` when one does not fit.
    fn aligned(self, other: Self) -> Option<(i128, i128, u8)> {
        let decimals = self.decimals.max(other.decimals);
        let lift =
            |one: Self| one.mantissa.checked_mul(10_i128.checked_pow(u32::from(decimals - one.decimals))?);
        Some((lift(self)?, lift(other)?, decimals))
    }

    /// The sum; `None` when it does not fit.
    #[must_use]
    pub fn plus(self, other: Self) -> Option<Self> {
        let (left, right, decimals) = self.aligned(other)?;
        Some(Self { mantissa: left.checked_add(right)?, decimals })
    }

    /// The difference; `None` when it does not fit.
    #[must_use]
    pub fn minus(self, other: Self) -> Option<Self> {
        let (left, right, decimals) = self.aligned(other)?;
        Some(Self { mantissa: left.checked_sub(right)?, decimals })
    }

    /// Compares by value, so that `2.5` and `2.50` are equal; `None` when a number does not fit.
    #[must_use]
    pub fn compare(self, other: Self) -> Option<std::cmp::Ordering> {
        let (left, right, _) = self.aligned(other)?;
        Some(left.cmp(&right))
    }

    /// Whether both are the same number, however many decimals are written.
    #[must_use]
    pub fn same(self, other: Self) -> bool {
        self.compare(other).is_some_and(std::cmp::Ordering::is_eq)
    }

    /// Without its sign.
    #[must_use]
    pub const fn magnitude(self) -> Self {
        Self { mantissa: self.mantissa.saturating_abs(), decimals: self.decimals }
    }

    /// Whether this is zero.
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.mantissa == 0
    }

    /// `self / other × 10^shift` with `decimals` decimals: `shift` 2 gives a percentage.
    #[must_use]
    pub fn ratio(self, other: Self, shift: u8, decimals: u8, rounding: Rounding) -> Option<Self> {
        let (left, right, _) = self.aligned(other)?;
        let lift = 10_i128.checked_pow(u32::from(shift) + u32::from(decimals))?;
        let mantissa = rounding.divide(left.checked_mul(lift)?, right)?;
        Some(Self { mantissa, decimals })
    }

    /// The same number with so many decimals.
    #[must_use]
    pub fn rounded(self, decimals: u8, rounding: Rounding) -> Option<Self> {
        self.ratio(Self::whole(1), 0, decimals, rounding)
    }

    /// This number rounded to a multiple of `10^places`: 15 023 119 with 6 places is 15 000 000.
    #[must_use]
    pub fn rounded_to_power(self, places: u8, rounding: Rounding) -> Option<Self> {
        let step = 10_i128.checked_pow(u32::from(places))?;
        let whole = self.ratio(Self::whole(step), 0, 0, rounding)?;
        Some(Self::whole(whole.mantissa.checked_mul(step)?))
    }

    /// The change from `old` to `self` in percent of `|old|`; `None` when `old` is zero or a number does not fit. Source: rule "Change" of
    /// the Monitor: exact values, one decimal, halves away from zero.
    #[must_use]
    pub fn percent_change_from(self, old: Self, decimals: u8, rounding: Rounding) -> Option<Self> {
        self.minus(old)?.ratio(old.magnitude(), 2, decimals, rounding)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn decimal(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn halves_go_where_the_way_of_rounding_says() {
        let all = |numerator| Rounding::ALL.map(|way| way.divide(numerator, 10).unwrap());
        assert_eq!(all(25), [3, 2, 2, 2, 3]);
        assert_eq!(all(-25), [-3, -2, -2, -3, -2]);
        assert_eq!(all(35), [4, 4, 3, 3, 4]);
        assert_eq!(all(-21), [-2, -2, -2, -3, -2]);
        assert_eq!(all(30), [3; 5]);
        assert_eq!(Rounding::HalfAway.divide(1, 0), None);
    }

    #[test]
    fn a_change_is_taken_on_exact_values() {
        let change = |old, new| decimal(new).percent_change_from(decimal(old), 1, Rounding::HalfAway);
        assert_eq!(change("80", "85").unwrap().to_string(), "6.3");
        assert_eq!(change("80", "75").unwrap().to_string(), "-6.3");
        assert_eq!(change("-80", "-75").unwrap().to_string(), "6.3");
        assert_eq!(change("0", "75"), None);
        assert_eq!(change("2.5", "5").unwrap().to_string(), "100.0");
    }

    #[test]
    fn numbers_are_rounded_to_thousands_and_millions() {
        assert_eq!(
            decimal("15523119").rounded_to_power(6, Rounding::HalfAway),
            Some(Decimal::whole(16_000_000))
        );
        assert_eq!(decimal("499").rounded_to_power(3, Rounding::HalfAway), Some(Decimal::whole(0)));
    }

    proptest! {
        #[test]
        fn rounding_stays_within_one(numerator in -1_000_000_i128..1_000_000, denominator in 1_i128..10_000) {
            for way in Rounding::ALL {
                let rounded = way.divide(numerator, denominator).unwrap();
                prop_assert!((rounded * denominator - numerator).abs() < denominator);
            }
            let near = Rounding::HalfAway.divide(numerator, denominator).unwrap();
            prop_assert!((near * denominator - numerator).abs() * 2 <= denominator);
        }

        #[test]
        fn adding_and_taking_away_are_each_others_reverse(left in any::<i64>(), right in any::<i64>(), one in 0_u8..6, other in 0_u8..6) {
            let (left, right) = (Decimal::new(i128::from(left), one), Decimal::new(i128::from(right), other));
            prop_assert!(left.plus(right).unwrap().minus(right).unwrap().same(left));
        }
    }
}
