//! Numbers that carry their own check: they exist only if they are right.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Why a text is not the number it was offered as. Never repeats the text: it may be personal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NumberError {
    /// Not the right number of digits, or not digits.
    #[error("must be {0} digits")]
    Digits(usize),
    /// The weighted sum over the digits does not fit (`elfproef`).
    #[error("fails the check on its digits (elfproef)")]
    Check,
    /// The first eight digits of an OIN name no known register.
    #[error("starts with an unknown prefix")]
    Prefix,
    /// The last digits of an OIN are not the zeros its prefix demands.
    #[error("does not end in the zeros that its prefix demands")]
    Suffix,
}

/// Whether `text` is nine digits, not all zero, whose sum with weights 9, 8, 7, 6, 5, 4, 3, 2, -1 is a multiple of 11.
fn passes_elfproef(text: &str) -> bool {
    const WEIGHTS: [i32; 9] = [9, 8, 7, 6, 5, 4, 3, 2, -1];
    let sum: i32 = text.bytes().zip(WEIGHTS).map(|(digit, weight)| i32::from(digit - b'0') * weight).sum();
    sum % 11 == 0 && text.bytes().any(|digit| digit != b'0')
}

fn digits(text: &str, count: usize) -> Result<(), NumberError> {
    if text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit()) {
        Ok(())
    } else {
        Err(NumberError::Digits(count))
    }
}

macro_rules! text_number {
    ($(#[$doc:meta])* $name:ident, $check:path, $debug:expr) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(Box<str>);

        impl $name {
            /// The digits, exactly as they go over the wire.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = NumberError;
            fn from_str(text: &str) -> Result<Self, NumberError> {
                $check(text)?;
                Ok(Self(text.into()))
            }
        }

        impl TryFrom<String> for $name {
            type Error = NumberError;
            fn try_from(text: String) -> Result<Self, NumberError> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(number: $name) -> String {
                number.0.into()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                let show: fn(&str) -> String = $debug;
                write!(formatter, "{}({})", stringify!($name), show(&self.0))
            }
        }
    };
}

fn check_nine(text: &str) -> Result<(), NumberError> {
    digits(text, 9)?;
    if passes_elfproef(text) { Ok(()) } else { Err(NumberError::Check) }
}

fn check_kvk(text: &str) -> Result<(), NumberError> {
    digits(text, 8)
}

/// Prefixes of eight digits, the length of the number that follows, and whether that number takes the elfproef.
/// Source: Logius-standaarden/OIN-Stelsel, chapter 5.
const OIN_PREFIXES: [(&str, usize, bool); 11] = [
    ("00000001", 9, true),
    ("00000002", 9, true),
    ("00000003", 8, false),
    ("00000004", 9, false),
    ("00000005", 12, false),
    ("00000006", 12, false),
    ("00000007", 12, false),
    ("00000008", 12, false),
    ("00000009", 12, false),
    ("00000010", 12, false),
    ("00000099", 12, false),
];

fn check_oin(text: &str) -> Result<(), NumberError> {
    digits(text, 20)?;
    let (prefix, rest) = text.split_at(8);
    let (_, length, elfproef) =
        OIN_PREFIXES.iter().find(|(known, _, _)| *known == prefix).ok_or(NumberError::Prefix)?;
    let (number, zeros) = rest.split_at(*length);
    if zeros.bytes().any(|byte| byte != b'0') {
        return Err(NumberError::Suffix);
    }
    if *elfproef && !passes_elfproef(number) {
        return Err(NumberError::Check);
    }
    Ok(())
}

text_number!(
    /// Burgerservicenummer: nine digits that pass the elfproef (Wet algemene bepalingen burgerservicenummer).
    /// Its debug form hides the digits, so that it cannot leak into a log.
    Bsn,
    check_nine,
    |_| "*********".to_owned()
);
text_number!(
    /// Rechtspersonen en samenwerkingsverbanden informatienummer: nine digits that pass the elfproef.
    Rsin,
    check_nine,
    str::to_owned
);
text_number!(
    /// Number of a company in the Handelsregister: eight digits, no check.
    KvkNumber,
    check_kvk,
    str::to_owned
);
text_number!(
    /// Organisatie-identificatienummer: 20 digits = prefix (8) + number + zeros (Logius, OIN-Stelsel).
    Oin,
    check_oin,
    str::to_owned
);

impl Oin {
    /// The OIN of an organisation that is known by its RSIN.
    #[must_use]
    pub fn of_rsin(rsin: &Rsin) -> Self {
        Self(format!("00000001{rsin}000").into())
    }
}

impl Bsn {
    /// Completes eight digits (0 to 99 999 999) with the ninth that passes the check; `None` where no digit does.
    #[must_use]
    pub fn complete(first_eight: u32) -> Option<Self> {
        (0..10).find_map(|last| format!("{first_eight:08}{last}").parse().ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_bsn_that_parses_breaks_when_any_one_digit_changes(first in 0u32..100_000_000, place in 0usize..9, by in 1u8..10) {
            if let Some(bsn) = Bsn::complete(first) {
                let mut digits: Vec<u8> = bsn.as_str().bytes().collect();
                digits[place] = b'0' + (digits[place] - b'0' + by) % 10;
                let other = String::from_utf8(digits).unwrap_or_default();
                prop_assert!(other.parse::<Bsn>().is_err());
            }
        }

        #[test]
        fn no_text_makes_a_number_panic(text in "\\PC{0,24}") {
            let _ = text.parse::<Bsn>();
            let _ = text.parse::<Oin>();
            let _ = text.parse::<Rsin>();
            let _ = text.parse::<KvkNumber>();
        }

        #[test]
        fn the_oin_of_an_rsin_is_an_oin(first in 1u32..100_000_000) {
            if let Some(bsn) = Bsn::complete(first) {
                let rsin: Rsin = bsn.as_str().parse().map_err(|_| TestCaseError::fail("no rsin"))?;
                prop_assert!(Oin::of_rsin(&rsin).as_str().parse::<Oin>().is_ok());
            }
        }
    }

    #[test]
    fn known_numbers_are_judged_as_the_field_judges_them() {
        assert!("999990019".parse::<Bsn>().is_ok());
        assert_eq!("123456789".parse::<Bsn>(), Err(NumberError::Check));
        assert_eq!("000000000".parse::<Bsn>(), Err(NumberError::Check));
        assert_eq!("12345678".parse::<Bsn>(), Err(NumberError::Digits(9)));
        assert!("00000004003214345001".parse::<Oin>().is_err());
        assert!("00000004003214345000".parse::<Oin>().is_ok());
        assert_eq!("00000077003214345000".parse::<Oin>(), Err(NumberError::Prefix));
    }

    #[test]
    fn a_bsn_never_shows_itself_in_debug_output() {
        let bsn: Bsn = "999990019".parse().unwrap_or_else(|_| unreachable!());
        assert_eq!(format!("{bsn:?}"), "Bsn(*********)");
    }
}
