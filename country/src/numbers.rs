//! BSNs and A-nummers: the n-th person gets the n-th number of a shuffled list, so that none comes twice.

use kernel::{Bsn, Rsin};

use crate::random::{Dice, Kind, Purpose, shuffled};

/// Blocks of BSNs that were never given to a natural person: first decade (the first seven digits) and the decade after
/// the last. In order of use.
///
/// - `9999…` up to `99998…`: the range of the official test persons, without the part (`99999…`) that their own file uses.
/// - the rest of `9…`: real numbers have not come this far; `90019…` is left out because the official file uses it.
/// - `00…`: given only to organisations, as fiscal number before there were RSINs.
/// - `80…` to `88…`: the range of the RSINs of organisations, never of people.
const BSN_BLOCKS: [(u64, u64); 5] = [
    (9_999_000, 9_999_900),
    (9_002_000, 9_999_000),
    (9_000_000, 9_001_900),
    (1, 100_000),
    (8_000_000, 8_900_000),
];

/// Of every ten numbers that differ in the eighth digit at least nine pass the elfproef; nine are used.
const PER_DECADE: u64 = 9;

/// How many people can have a BSN of their own: enough for the whole country.
pub const CAPACITY: u64 = {
    let mut sum = 0;
    let mut at = 0;
    while at < BSN_BLOCKS.len() {
        sum += (BSN_BLOCKS[at].1 - BSN_BLOCKS[at].0) * PER_DECADE;
        at += 1;
    }
    sum
};

/// The BSN of the `ordinal`-th person; `None` from [`CAPACITY`] on.
pub(crate) fn bsn(seed: u64, ordinal: u64) -> Option<Bsn> {
    let mut rest = ordinal;
    for (block, (first, end)) in BSN_BLOCKS.into_iter().enumerate() {
        let size = (end - first) * PER_DECADE;
        if rest < size {
            let key = Dice::new(seed, Kind::Country, block as u64).draw(Purpose::BsnOrder);
            let index = shuffled(rest, size, key);
            return nth_in_decade(first + index / PER_DECADE, index % PER_DECADE)?.parse().ok();
        }
        rest -= size;
    }
    None
}

/// The nine digits of the `nth` number (0-8) with these first seven digits that passes the elfproef.
fn nth_in_decade(seven: u64, nth: u64) -> Option<String> {
    let mut sum = 0;
    let mut digits = seven;
    for weight in 3..=9 {
        sum += digits % 10 * weight;
        digits /= 10;
    }
    let mut valid = (0..10).filter(|eighth| (sum + 2 * eighth) % 11 != 10);
    let eighth = valid.nth(usize::try_from(nth).ok()?)?;
    Some(format!("{seven:07}{eighth}{}", (sum + 2 * eighth) % 11))
}

/// The `index`-th RSIN (index below 50,000) of this country's organisations: in `89…`, which has not been given out.
pub(crate) fn rsin(seed: u64, index: u64) -> Option<Rsin> {
    const FIRST: u64 = 8_900_000;
    const SIZE: u64 = 100_000 * PER_DECADE;
    let key = Dice::new(seed, Kind::Organisation, 0).draw(Purpose::Rsin);
    let at = shuffled(index % SIZE, SIZE, key);
    nth_in_decade(FIRST + at / PER_DECADE, at % PER_DECADE)?.parse().ok()
}

/// Administration number of a person in the BRP: ten digits that pass three checks. Its debug form hides the digits.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ANummer(Box<str>);

impl ANummer {
    /// The ten digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether `text` is an A-nummer: ten digits, the first not 0, no two equal neighbours, a digit sum that leaves 0 or
    /// 5 when divided by 11, and a sum of digits times 1, 2, 4, …, 512 (from the left) that 11 divides.
    #[must_use]
    pub fn is_valid(text: &str) -> bool {
        let digits = text.as_bytes();
        let right_form = digits.len() == 10 && digits.iter().all(u8::is_ascii_digit) && digits[0] != b'0';
        if !right_form || digits.windows(2).any(|pair| pair[0] == pair[1]) {
            return false;
        }
        let value = |digit: &u8| u32::from(digit - b'0');
        let sum: u32 = digits.iter().map(value).sum();
        let weighted: u32 = digits.iter().enumerate().map(|(at, digit)| value(digit) << at).sum();
        [0, 5].contains(&(sum % 11)) && weighted.is_multiple_of(11)
    }
}

impl std::fmt::Debug for ANummer {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("ANummer(**********)")
    }
}

impl std::fmt::Display for ANummer {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// All A-nummers in order, countable without listing them: per place, previous digit and remainders so far, how many ways
/// there are to go on. There are 57,632,390 A-nummers.
#[derive(Debug, Clone)]
pub(crate) struct ANummers {
    ways: Vec<[u32; 121]>,
}

/// The state before the first digit: no previous digit.
const NO_DIGIT: usize = 10;

impl ANummers {
    /// Counts them, from the last digit back.
    pub(crate) fn new() -> Self {
        let mut all = Self { ways: vec![[0; 121]; 11 * 11] };
        for previous in 0..=NO_DIGIT {
            for sum in [0, 5] {
                all.ways[10 * 11 + previous][sum * 11] = 1;
            }
        }
        for at in (0..10).rev() {
            for previous in 0..=NO_DIGIT {
                for state in 0..121 {
                    let ways = (0..10).map(|digit| all.after(at, previous, state, digit)).sum();
                    all.ways[at * 11 + previous][state] = ways;
                }
            }
        }
        all
    }

    /// In how many ways a number goes on when `digit` stands at place `at`.
    fn after(&self, at: usize, previous: usize, state: usize, digit: usize) -> u32 {
        if digit == previous || (at == 0 && digit == 0) {
            return 0;
        }
        self.ways[(at + 1) * 11 + digit][next(state, at, digit)]
    }

    /// How many there are.
    pub(crate) fn count(&self) -> u32 {
        self.ways[NO_DIGIT][0]
    }

    /// The A-nummer of the `ordinal`-th person, which must be below [`CAPACITY`].
    pub(crate) fn of(&self, seed: u64, ordinal: u64) -> ANummer {
        let size = u64::from(self.count());
        let key = Dice::new(seed, Kind::Country, 0).draw(Purpose::ANummerOrder);
        let mut rest = u32::try_from(shuffled(ordinal % size, size, key)).unwrap_or(0);
        let (mut previous, mut state) = (NO_DIGIT, 0);
        let mut text = String::with_capacity(10);
        for at in 0..10 {
            for digit in 0..10 {
                let ways = self.after(at, previous, state, digit);
                if rest < ways {
                    text.push(char::from(b'0' + u8::try_from(digit).unwrap_or(0)));
                    state = next(state, at, digit);
                    previous = digit;
                    break;
                }
                rest -= ways;
            }
        }
        ANummer(text.into_boxed_str())
    }
}

/// The two remainders (digit sum × 11 + weighted sum) after `digit` at place `at`.
fn next(state: usize, at: usize, digit: usize) -> usize {
    (state / 11 + digit) % 11 * 11 + (state % 11 + (digit << at)) % 11
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::HashSet;

    proptest! {
        #[test]
        fn every_ordinal_has_a_right_bsn_and_a_right_a_nummer(seed in any::<u64>(), ordinal in 0..CAPACITY) {
            let bsn = bsn(seed, ordinal);
            prop_assert!(bsn.is_some());
            let text = bsn.map(String::from).unwrap_or_default();
            prop_assert!(["9", "00", "8"].iter().any(|start| text.starts_with(start)));
            prop_assert!(["99999", "90019", "89"].iter().all(|used| !text.starts_with(used)));
            let number = ANummers::new().of(seed, ordinal);
            prop_assert!(ANummer::is_valid(number.as_str()));
        }

        #[test]
        fn two_ordinals_never_share_a_number(seed in any::<u64>(), one in 0..CAPACITY, other in 0..CAPACITY) {
            prop_assume!(one != other);
            prop_assert_ne!(bsn(seed, one), bsn(seed, other));
            let numbers = ANummers::new();
            prop_assert_ne!(numbers.of(seed, one), numbers.of(seed, other));
        }
    }

    #[test]
    fn there_are_numbers_for_everybody() {
        assert_eq!(CAPACITY, 17_998_191);
        assert_eq!(bsn(1, CAPACITY), None);
        assert_eq!(ANummers::new().count(), 57_632_390);
    }

    #[test]
    fn the_first_eight_thousand_have_numbers_of_the_test_range() {
        let numbers: HashSet<String> =
            (0..8_100).filter_map(|ordinal| bsn(5, ordinal)).map(String::from).collect();
        assert_eq!(numbers.len(), 8_100);
        assert!(numbers.iter().all(|number| number.starts_with("9999")));
        assert!(!bsn(5, 8_100).map(String::from).unwrap_or_default().starts_with("9999"));
    }

    #[test]
    fn an_a_nummer_is_judged_by_all_three_rules() {
        assert!(ANummer::is_valid("8940402024"), "an official test person's");
        assert!(!ANummer::is_valid("8940402025"));
        assert!(!ANummer::is_valid("0123456789"));
        assert!(!ANummer::is_valid("8940402"));
    }
}
