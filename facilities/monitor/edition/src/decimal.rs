//! Exact decimal numbers as they stand in tables: never a float.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

/// The most digits a value may have.
const MAX_DIGITS: usize = 38;

/// An exact decimal: `mantissa / 10^decimals`. The number of decimals is the number that was printed, so `2.50` and
/// `2.5` are different values of this type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Decimal {
    pub(crate) mantissa: i128,
    pub(crate) decimals: u8,
}

impl Decimal {
    /// From a whole number.
    #[must_use]
    pub const fn whole(value: i128) -> Self {
        Self { mantissa: value, decimals: 0 }
    }

    /// All digits as one whole number, with the sign.
    #[must_use]
    pub const fn mantissa(self) -> i128 {
        self.mantissa
    }

    /// How many of the digits stand behind the decimal sign.
    #[must_use]
    pub const fn decimals(self) -> u8 {
        self.decimals
    }

    /// Reads a number as Dutch texts print it: dots between groups of three digits, a comma before decimals, an
    /// optional sign. A number with dots elsewhere is refused, for it may mean something else.
    #[must_use]
    pub fn from_dutch(text: &str) -> Option<Self> {
        let (negative, unsigned) = split_sign(text);
        let (whole, fraction) = match unsigned.split_once(',') {
            Some((whole, fraction)) if is_digits(fraction) => (whole, fraction),
            Some(_) => return None,
            None => (unsigned, ""),
        };
        let digits = without_groups(whole)?;
        Self::from_parts(negative, &digits, fraction)
    }

    /// As Dutch texts print it: `1.234,5`.
    #[must_use]
    pub fn to_dutch(self) -> String {
        self.grouped('.', ',')
    }

    /// As English texts print it: `1,234.5`.
    #[must_use]
    pub fn to_english(self) -> String {
        self.grouped(',', '.')
    }

    fn grouped(self, group: char, mark: char) -> String {
        let plain = self.to_string();
        let (sign, unsigned) = plain.strip_prefix('-').map_or(("", plain.as_str()), |rest| ("-", rest));
        let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
        let mut grouped = String::from(sign);
        for (index, digit) in whole.chars().enumerate() {
            if index > 0 && (whole.len() - index).is_multiple_of(3) {
                grouped.push(group);
            }
            grouped.push(digit);
        }
        if !fraction.is_empty() {
            grouped.push(mark);
            grouped.push_str(fraction);
        }
        grouped
    }

    /// This value times ten to the power `exponent` (thousand: 3); `None` when it does not fit.
    #[must_use]
    pub fn scaled(self, exponent: u8) -> Option<Self> {
        let decimals = self.decimals.saturating_sub(exponent);
        let shift = exponent.saturating_sub(self.decimals);
        let mantissa = self.mantissa.checked_mul(10_i128.checked_pow(u32::from(shift))?)?;
        Some(Self { mantissa, decimals })
    }

    fn from_parts(negative: bool, whole: &str, fraction: &str) -> Option<Self> {
        if !is_digits(whole) || whole.len() + fraction.len() > MAX_DIGITS {
            return None;
        }
        let mantissa: i128 = format!("{whole}{fraction}").parse().ok()?;
        let decimals = u8::try_from(fraction.len()).ok()?;
        Some(Self { mantissa: if negative { -mantissa } else { mantissa }, decimals })
    }
}

impl fmt::Display for Decimal {
    /// With a dot and no groups: `1234.5`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let decimals = usize::from(self.decimals);
        let digits = format!("{:0>width$}", self.mantissa.unsigned_abs(), width = decimals + 1);
        let (whole, fraction) = digits.split_at(digits.len() - decimals);
        let sign = if self.mantissa < 0 { "-" } else { "" };
        if fraction.is_empty() {
            write!(formatter, "{sign}{whole}")
        } else {
            write!(formatter, "{sign}{whole}.{fraction}")
        }
    }
}

/// Why a text is no decimal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is not a number such as 1234.5 with at most 38 digits")]
pub struct NotADecimal;

impl FromStr for Decimal {
    type Err = NotADecimal;
    /// Reads what `Display` writes: a dot before decimals, no groups.
    fn from_str(text: &str) -> Result<Self, NotADecimal> {
        let (negative, unsigned) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
        let (whole, fraction) = match unsigned.split_once('.') {
            Some((whole, fraction)) if is_digits(fraction) => (whole, fraction),
            Some(_) => return Err(NotADecimal),
            None => (unsigned, ""),
        };
        Self::from_parts(negative, whole, fraction).ok_or(NotADecimal)
    }
}

impl Serialize for Decimal {
    /// As text, for a number in JSON may become a float on the way.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// The sign in front (`+`, `-`, a minus sign or a dash, with or without a space) and the rest.
fn split_sign(text: &str) -> (bool, &str) {
    for (sign, negative) in [('+', false), ('-', true), ('\u{2212}', true), ('\u{2013}', true)] {
        if let Some(rest) = text.strip_prefix(sign) {
            return (negative, rest.trim_start());
        }
    }
    (false, text)
}

/// The digits of a whole number, its dots removed when they stand between groups of three.
fn without_groups(whole: &str) -> Option<String> {
    let mut groups = whole.split('.');
    let first = groups.next()?;
    let mut digits = first.to_owned();
    for group in groups {
        if group.len() != 3 || first.len() > 3 {
            return None;
        }
        digits.push_str(group);
    }
    Some(digits)
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}
