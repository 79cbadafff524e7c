//! Which words a number may have around it: pure rules on exact values, for the text that is made here and for the check of any other text.
//!
//! The rules (part "Wording" of the specification of the Monitor): *ruim* X is above X by less than 5 % of X, *bijna* X below it by the same;
//! for percentages the margin is 0.9 point. A number without a word is the nearest rounding at its own length. *Verdubbeld* is 1.9 to
//! 2.1 times, *verdrievoudigd* 2.85 to 3.15, *verviervoudigd* 3.8 to 4.2, with *ruim* above that; *licht* is under 5 %, *sterk* over 25 %,
//! *stabiel* within 1 %. Rounding is always done on the exact value. All comparing is on magnitudes, so that a fall of 12.24 % is *ruim* 12 %.

use std::cmp::Ordering;

use kernel::Language;
use serde::Serialize;

use crate::decimal::Decimal;
use crate::rounding::Rounding;

/// From this size on the margin of a percentage is 5 % of it, as for other numbers: nine tenths of a point say nothing there.
const LARGE_PERCENTAGE: i128 = 1_000;

/// What a number is, for its margin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Quantity {
    /// A count: the margin is 5 % of the printed number.
    Number,
    /// A percentage or a number of points: the margin is 0.9 point.
    Percent,
}

/// The word before a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Qualifier {
    /// No word: the number is the nearest rounding.
    Plain,
    /// `ruim`: a little above.
    Ruim,
    /// `iets meer dan`: the same.
    IetsMeerDan,
    /// `meer dan`: above, however far.
    MeerDan,
    /// `bijna`: a little below.
    Bijna,
    /// `een kleine`: the same.
    EenKleine,
    /// `minder dan`: below, however far.
    MinderDan,
    /// `nagenoeg`: on either side.
    Nagenoeg,
    /// `ongeveer`: the same.
    Ongeveer,
    /// `circa`: the same.
    Circa,
    /// `ca.`: the same.
    Ca,
}

/// On which side of the printed number the exact one lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Rounded,
    Above,
    Below,
    Either,
    Over,
    Under,
}

impl Qualifier {
    /// Every word.
    pub const ALL: [Self; 11] = [
        Self::Plain,
        Self::Ruim,
        Self::IetsMeerDan,
        Self::MeerDan,
        Self::Bijna,
        Self::EenKleine,
        Self::MinderDan,
        Self::Nagenoeg,
        Self::Ongeveer,
        Self::Circa,
        Self::Ca,
    ];

    /// The word as written in a text; empty for [`Qualifier::Plain`].
    #[must_use]
    pub const fn word(self, language: Language) -> &'static str {
        let (dutch, english) = match self {
            Self::Plain => ("", ""),
            Self::Ruim => ("ruim", "over"),
            Self::IetsMeerDan => ("iets meer dan", "just over"),
            Self::MeerDan => ("meer dan", "more than"),
            Self::Bijna => ("bijna", "nearly"),
            Self::EenKleine => ("een kleine", "just under"),
            Self::MinderDan => ("minder dan", "less than"),
            Self::Nagenoeg => ("nagenoeg", "practically"),
            Self::Ongeveer => ("ongeveer", "about"),
            Self::Circa => ("circa", "around"),
            Self::Ca => ("ca.", "approximately"),
        };
        match language {
            Language::Nl => dutch,
            Language::En => english,
        }
    }

    /// From a word, in any case; `almost` and `well over` are read as well.
    #[must_use]
    pub fn from_word(word: &str, language: Language) -> Option<Self> {
        let word = word.trim().to_lowercase();
        let known = Self::ALL.into_iter().find(|one| *one != Self::Plain && one.word(language) == word);
        known.or(match (language, word.as_str()) {
            (Language::Nl, "zo'n") => Some(Self::Ongeveer),
            (Language::Nl, "iets minder dan") => Some(Self::EenKleine),
            (Language::En, "almost") => Some(Self::Bijna),
            (Language::En, "well over") => Some(Self::Ruim),
            _ => None,
        })
    }

    /// The word with which a text ends, and where it begins: what stands before a number that follows.
    #[must_use]
    pub fn ending(text: &str, language: Language) -> Option<(Self, usize)> {
        let trimmed = text.trim_end();
        let starts = trimmed.char_indices().rev().filter(|(index, _)| {
            *index == 0 || trimmed[..*index].chars().next_back().is_some_and(char::is_whitespace)
        });
        // Of `iets meer dan` the longest form counts, so all lengths up to three words are tried.
        let found = starts.take(3).filter_map(|(index, _)| {
            Self::from_word(&trimmed[index..], language).map(|qualifier| (qualifier, index))
        });
        found.last()
    }

    const fn side(self) -> Side {
        match self {
            Self::Plain => Side::Rounded,
            Self::Ruim | Self::IetsMeerDan => Side::Above,
            Self::Bijna | Self::EenKleine => Side::Below,
            Self::Nagenoeg | Self::Ongeveer | Self::Circa | Self::Ca => Side::Either,
            Self::MeerDan => Side::Over,
            Self::MinderDan => Side::Under,
        }
    }

    /// Whether this word with this printed number is true of `exact`.
    #[must_use]
    pub fn fits(self, exact: Decimal, printed: Printed) -> bool {
        self.judge(exact, printed).unwrap_or(false)
    }

    fn judge(self, exact: Decimal, printed: Printed) -> Option<bool> {
        let shown = printed.value()?;
        if (exact.mantissa() < 0) != (shown.mantissa() < 0) && !exact.is_zero() && !shown.is_zero() {
            return Some(false);
        }
        let (exact, shown) = (exact.magnitude(), shown.magnitude());
        let order = exact.compare(shown)?;
        Some(match self.side() {
            Side::Rounded => printed.is_rounding_of(exact),
            Side::Above => order == Ordering::Greater && near(exact, shown, printed.quantity)?,
            Side::Below => order == Ordering::Less && near(exact, shown, printed.quantity)?,
            Side::Either => near(exact, shown, printed.quantity)?,
            Side::Over => order == Ordering::Greater,
            Side::Under => order == Ordering::Less,
        })
    }

    /// The word that makes a printed number true: none, `ruim` or `bijna`; `None` when no word does.
    #[must_use]
    pub fn right(exact: Decimal, printed: Printed) -> Option<Self> {
        [Self::Plain, Self::Ruim, Self::Bijna].into_iter().find(|one| one.fits(exact, printed))
    }
}

/// Whether the exact value lies within the margin of the shown one.
fn near(exact: Decimal, shown: Decimal, quantity: Quantity) -> Option<bool> {
    let distance = exact.minus(shown)?.magnitude();
    let large = shown.compare(Decimal::whole(LARGE_PERCENTAGE))?.is_ge();
    let order = if quantity == Quantity::Percent && !large {
        distance.compare(Decimal::new(9, 1))?
    } else {
        times(distance, 20)?.compare(shown)?
    };
    Some(order == Ordering::Less)
}

fn times(value: Decimal, factor: i128) -> Option<Decimal> {
    Some(Decimal::new(value.mantissa().checked_mul(factor)?, value.decimals()))
}

/// A number as it stands in a text: `9,2 miljoen` is 9.2 with exponent 6.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub struct Printed {
    /// The digits as printed, with the decimals as printed.
    pub number: Decimal,
    /// The word behind it as a power of ten: 3 for thousand, 6 for million, 9 for milliard (thousand million); else 0.
    pub exponent: u8,
    /// What it is.
    pub quantity: Quantity,
}

impl Printed {
    /// A count, written with a word for its size (3, 6, 9) or without (0).
    #[must_use]
    pub const fn number(number: Decimal, exponent: u8) -> Self {
        Self { number, exponent, quantity: Quantity::Number }
    }

    /// A percentage.
    #[must_use]
    pub const fn percent(number: Decimal) -> Self {
        Self { number, exponent: 0, quantity: Quantity::Percent }
    }

    /// The number it stands for; `None` when that does not fit in 38 digits.
    #[must_use]
    pub fn value(self) -> Option<Decimal> {
        self.number.scaled(self.exponent)
    }

    /// The places at which it may have been rounded, as powers of ten: its last digit, and with zeros at the end of a number without
    /// decimals each of those (`24.500` may be rounded to ones, tens or hundreds).
    fn places(self) -> std::ops::RangeInclusive<i16> {
        let last = i16::from(self.exponent) - i16::from(self.number.decimals());
        let mut rest = self.number.mantissa();
        let mut zeros = 0;
        while self.number.decimals() == 0 && rest != 0 && rest % 10 == 0 {
            rest /= 10;
            zeros += 1;
        }
        last..=last + zeros
    }

    /// Whether it is the nearest rounding of `exact` at one of the lengths that it can have. Half goes away from zero.
    #[must_use]
    pub fn is_rounding_of(self, exact: Decimal) -> bool {
        let Some(shown) = self.value() else { return false };
        let (exact, shown) = (exact.magnitude(), shown.magnitude());
        self.places().any(|place| round_at(exact, place).is_some_and(|rounded| rounded.same(shown)))
    }

    /// As a text prints it: `9,2 miljoen`, `11%`, `24.600`.
    #[must_use]
    pub fn text(self, language: Language) -> String {
        let digits = match language {
            Language::Nl => self.number.to_dutch(),
            Language::En => self.number.to_english(),
        };
        if self.quantity == Quantity::Percent {
            return format!("{digits}%");
        }
        let word = match (self.exponent, language) {
            (3, Language::Nl) => " duizend",
            (3, Language::En) => " thousand",
            (6, Language::Nl) => " miljoen",
            (6, Language::En) => " million",
            (9, Language::Nl) => " miljard",
            (9, Language::En) => " billion",
            _ => "",
        };
        format!("{digits}{word}")
    }
}

fn round_at(exact: Decimal, place: i16) -> Option<Decimal> {
    match u8::try_from(place) {
        Ok(place) => exact.rounded_to_power(place, Rounding::HalfAway),
        Err(_) => exact.rounded(u8::try_from(-place).ok()?, Rounding::HalfAway),
    }
}

/// A number with its word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub struct Phrase {
    /// The word.
    pub qualifier: Qualifier,
    /// The number.
    pub printed: Printed,
}

impl Phrase {
    /// `ruim 18 miljoen`.
    #[must_use]
    pub fn text(self, language: Language) -> String {
        match self.qualifier.word(language) {
            "" => self.printed.text(language),
            word => format!("{word} {}", self.printed.text(language)),
        }
    }
}

/// Prints `exact` with a word for its size (`exponent` 0, 3, 6 or 9) and so many decimals: the nearest rounding, with `ruim` or `bijna` when
/// the rounding took away enough to be told (a quarter of a percent of a count, a quarter of a point of a percentage) and the word is true.
/// `None` when a number does not fit.
#[must_use]
pub fn choose(exact: Decimal, exponent: u8, decimals: u8, quantity: Quantity) -> Option<Phrase> {
    with_word(exact, round(exact, exponent, decimals, quantity)?)
}

/// Gives a rounding of `exact` its word, as [`choose`] does.
#[must_use]
pub fn with_word(exact: Decimal, printed: Printed) -> Option<Phrase> {
    let distance = exact.magnitude().minus(printed.value()?.magnitude())?.magnitude();
    let small = match printed.quantity {
        Quantity::Number => times(distance, 400)?.compare(printed.value()?.magnitude())?,
        Quantity::Percent => distance.compare(Decimal::new(25, 2))?,
    };
    let word = match exact.magnitude().compare(printed.value()?.magnitude())? {
        Ordering::Greater if small.is_ge() => Qualifier::Ruim,
        Ordering::Less if small.is_ge() => Qualifier::Bijna,
        _ => Qualifier::Plain,
    };
    let qualifier = if word.fits(exact, printed) { word } else { Qualifier::Plain };
    Some(Phrase { qualifier, printed })
}

/// The nearest rounding of `exact` as printed with a word for its size and so many decimals.
#[must_use]
pub fn round(exact: Decimal, exponent: u8, decimals: u8, quantity: Quantity) -> Option<Printed> {
    let unit = Decimal::whole(10_i128.checked_pow(u32::from(exponent))?);
    let number = exact.ratio(unit, 0, decimals, Rounding::HalfAway)?;
    Some(Printed { number, exponent, quantity })
}

/// How many times as large, in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Multiple {
    /// `gehalveerd`: 0.475 to 0.525 times.
    Gehalveerd,
    /// `verdubbeld`: 1.9 to 2.1 times.
    Verdubbeld,
    /// `verdrievoudigd`: 2.85 to 3.15 times.
    Verdrievoudigd,
    /// `verviervoudigd`: 3.8 to 4.2 times.
    Verviervoudigd,
}

impl Multiple {
    /// Every word.
    pub const ALL: [Self; 4] =
        [Self::Gehalveerd, Self::Verdubbeld, Self::Verdrievoudigd, Self::Verviervoudigd];

    /// The word.
    #[must_use]
    pub const fn word(self, language: Language) -> &'static str {
        let (dutch, english) = match self {
            Self::Gehalveerd => ("gehalveerd", "halved"),
            Self::Verdubbeld => ("verdubbeld", "doubled"),
            Self::Verdrievoudigd => ("verdrievoudigd", "tripled"),
            Self::Verviervoudigd => ("verviervoudigd", "quadrupled"),
        };
        match language {
            Language::Nl => dutch,
            Language::En => english,
        }
    }

    /// From the word, in any case.
    #[must_use]
    pub fn from_word(word: &str, language: Language) -> Option<Self> {
        let word = word.trim().to_lowercase();
        Self::ALL.into_iter().find(|one| one.word(language) == word)
    }

    /// In thousandths: the lowest, the exact and the highest factor of the plain word, and where the word with `ruim` ends.
    const fn bounds(self) -> [i128; 4] {
        match self {
            Self::Gehalveerd => [475, 500, 525, 333],
            Self::Verdubbeld => [1_900, 2_000, 2_100, 2_850],
            Self::Verdrievoudigd => [2_850, 3_000, 3_150, 3_800],
            Self::Verviervoudigd => [3_800, 4_000, 4_200, 4_750],
        }
    }

    /// Whether this word, with a word before it, is true of a figure that went from `old` to `new`. `Ruim` is true above the exact factor up
    /// to where the next word begins, `meer dan` above it however far, `bijna` below it by less than 5 %, the words for either side as the
    /// plain word. Nothing is true when `old` is not above zero.
    #[must_use]
    pub fn fits(self, before: Qualifier, old: Decimal, new: Decimal) -> bool {
        self.judge(before, old, new).unwrap_or(false)
    }

    fn judge(self, before: Qualifier, old: Decimal, new: Decimal) -> Option<bool> {
        if old.mantissa() <= 0 || new.mantissa() < 0 {
            return Some(false);
        }
        let [low, exact, high, end] = self.bounds();
        let against = |thousandths: i128| times(new, 1_000)?.compare(times(old, thousandths)?);
        // Of a halving, further means less.
        let further = |order: Ordering| if self == Self::Gehalveerd { order.reverse() } else { order };
        let beyond = further(against(exact)?).is_gt();
        let plain = against(low)?.is_ge() && against(high)?.is_le();
        Some(match before.side() {
            Side::Rounded | Side::Either => plain,
            Side::Above => beyond && further(against(end)?).is_lt(),
            Side::Over => beyond,
            Side::Below => plain && further(against(exact)?).is_lt(),
            Side::Under => further(against(exact)?).is_lt(),
        })
    }

    /// The word for a figure that went from `old` to `new`, with nothing or `ruim` before it; `None` when there is none.
    #[must_use]
    pub fn choose(old: Decimal, new: Decimal) -> Option<(Qualifier, Self)> {
        [Qualifier::Plain, Qualifier::Ruim].into_iter().find_map(|before| {
            let word = Self::ALL.into_iter().find(|one| one.fits(before, old, new))?;
            Some((before, word))
        })
    }
}

/// Which way a figure went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Movement {
    /// It rose.
    Up,
    /// It fell.
    Down,
    /// It stayed.
    Same,
}

impl Movement {
    /// From `old` to `new`; `None` when a number does not fit.
    #[must_use]
    pub fn between(old: Decimal, new: Decimal) -> Option<Self> {
        Some(match new.compare(old)? {
            Ordering::Greater => Self::Up,
            Ordering::Less => Self::Down,
            Ordering::Equal => Self::Same,
        })
    }
}

/// How strongly a figure moved, in a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Strength {
    /// `stabiel`: within 1 %.
    Stabiel,
    /// `licht`: under 5 %, and not nothing.
    Licht,
    /// `sterk`: over 25 %.
    Sterk,
}

impl Strength {
    /// Every word.
    pub const ALL: [Self; 3] = [Self::Stabiel, Self::Licht, Self::Sterk];

    /// The word.
    #[must_use]
    pub const fn word(self, language: Language) -> &'static str {
        let (dutch, english) = match self {
            Self::Stabiel => ("stabiel", "stable"),
            Self::Licht => ("licht", "slightly"),
            Self::Sterk => ("sterk", "sharply"),
        };
        match language {
            Language::Nl => dutch,
            Language::En => english,
        }
    }

    /// From the word, in any case.
    #[must_use]
    pub fn from_word(word: &str, language: Language) -> Option<Self> {
        let word = word.trim().to_lowercase();
        Self::ALL.into_iter().find(|one| one.word(language) == word)
    }

    /// Whether the word is true of a figure that went from `old` to `new`. Nothing is true when `old` is zero.
    #[must_use]
    pub fn fits(self, old: Decimal, new: Decimal) -> bool {
        self.judge(old, new).unwrap_or(false)
    }

    fn judge(self, old: Decimal, new: Decimal) -> Option<bool> {
        let (moved, base) = (new.minus(old)?.magnitude(), old.magnitude());
        if base.is_zero() {
            return Some(false);
        }
        let against = |percent: i128| times(moved, 100)?.compare(times(base, percent)?);
        Some(match self {
            Self::Stabiel => against(1)?.is_le(),
            Self::Licht => !moved.is_zero() && against(5)?.is_lt(),
            Self::Sterk => against(25)?.is_gt(),
        })
    }

    /// The word for a figure that went from `old` to `new`; `None` for an ordinary movement.
    #[must_use]
    pub fn choose(old: Decimal, new: Decimal) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.fits(old, new))
    }
}
