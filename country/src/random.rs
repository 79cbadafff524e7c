//! Counter-based random numbers: every draw is a hash of (seed, kind of entity, ordinal, purpose). There is no stream,
//! so a new purpose, another order or another scale never changes what was drawn for something else.

/// What an ordinal counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u64)]
pub(crate) enum Kind {
    Country = 1,
    Household = 2,
    Person = 3,
    Organisation = 4,
}

/// What a draw is for. The numbers are part of the seed's meaning: add at the end, never renumber.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u64)]
pub(crate) enum Purpose {
    Municipality = 1,
    Age = 3,
    BirthDay = 4,
    Sex = 5,
    PartnerAge = 6,
    SameSex = 7,
    Children = 8,
    ChildAge = 9,
    Origin = 10,
    Abroad = 11,
    Arrival = 12,
    Surname = 13,
    GivenNames = 14,
    GivenNameCount = 15,
    Birthplace = 16,
    BirthMunicipality = 17,
    MovedIn = 18,
    EarlierAddresses = 19,
    Street = 20,
    Married = 21,
    RelationKind = 22,
    RelationDay = 23,
    RelationPlace = 24,
    NameUsage = 25,
    Secrecy = 26,
    Nationality = 27,
    Naturalised = 28,
    Nobility = 29,
    Link = 30,
    LinkTarget = 31,
    ParentAge = 32,
    Late = 33,
    DeathDay = 34,
    DeathPlace = 35,
    Past = 36,
    PastDay = 37,
    AddressOrder = 38,
    BsnOrder = 39,
    ANummerOrder = 40,
    ParentName = 41,
    Rsin = 42,
}

/// The finaliser of splitmix64: every bit of the answer depends on every bit of `value`.
const fn mix(value: u64) -> u64 {
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

/// The draws of one entity.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Dice(u64);

impl Dice {
    /// The draws of the `ordinal`-th entity of a kind.
    pub(crate) const fn new(seed: u64, kind: Kind, ordinal: u64) -> Self {
        let key = mix(seed ^ 0x9e37_79b9_7f4a_7c15);
        let key = mix(key.wrapping_add((kind as u64).wrapping_mul(0xd6e8_feb8_6659_fd93)));
        Self(mix(key ^ ordinal.wrapping_mul(0xa076_1d64_78bd_642f).wrapping_add(1)))
    }

    /// The draws of the `index`-th part of this entity.
    pub(crate) const fn part(self, index: u64) -> Self {
        Self(mix(self.0 ^ mix(index.wrapping_add(0x632b_e59b_d9b4_e019))))
    }

    /// 64 random bits.
    pub(crate) const fn draw(self, purpose: Purpose) -> u64 {
        mix(self.0.wrapping_add((purpose as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15)))
    }

    /// A number from 0 up to, not including, `end` (0 when `end` is 0).
    pub(crate) const fn below(self, purpose: Purpose, end: u64) -> u64 {
        scale(self.draw(purpose), end)
    }

    /// A number of days from 0 up to, not including, `end` (0 when `end` is not positive).
    pub(crate) fn days(self, purpose: Purpose, end: i64) -> i64 {
        i64::try_from(self.below(purpose, u64::try_from(end).unwrap_or(0))).unwrap_or(0)
    }

    /// Whether something happens that happens `times` in 100,000.
    pub(crate) const fn chance(self, purpose: Purpose, times: u64) -> bool {
        self.below(purpose, 100_000) < times
    }

    /// One of `items`, each as likely. `items` must not be empty.
    pub(crate) fn pick<T: Copy>(self, purpose: Purpose, items: &[T]) -> T {
        items[place(self.below(purpose, items.len() as u64))]
    }

    /// One of `items`, of which the first is the likeliest and the rest follow a long tail. Not for an empty list.
    ///
    /// The rank is uniform below a number that is uniform itself, which makes the k-th of n as likely as ln(n/k)/n: close
    /// to how names are spread, and in whole numbers, so that every machine agrees.
    pub(crate) fn pick_tail<T: Copy>(self, purpose: Purpose, items: &[T]) -> T {
        let end = self.below(purpose, items.len() as u64) + 1;
        items[place(self.part(0x7a11).below(purpose, end))]
    }
}

/// Brings 64 random bits to 0..`end`.
pub(crate) const fn scale(bits: u64, end: u64) -> u64 {
    ((bits as u128 * end as u128) >> 64) as u64
}

/// A number as a place in a list.
pub(crate) fn place(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// Greatest common divisor, to choose a step that visits every place of a ring.
const fn gcd(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { gcd(b, a % b) }
}

/// The place of `index` in a shuffled ring of `size` places: every place is met exactly once. `index` must be below
/// `size`; the step is at least a third of the ring, so that neighbours do not stay neighbours.
pub(crate) fn shuffled(index: u64, size: u64, key: u64) -> u64 {
    if size < 3 {
        return index;
    }
    let mut step = size / 3 + scale(key, size / 3) + 1;
    while gcd(step, size) != 1 {
        step += 1;
    }
    let turned = u128::from(index) * u128::from(step) + u128::from(mix(key) % size);
    u64::try_from(turned % u128::from(size)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_shuffle_meets_every_place_once(size in 1u64..500, key in any::<u64>()) {
            let mut places: Vec<u64> = (0..size).map(|index| shuffled(index, size, key)).collect();
            places.sort_unstable();
            prop_assert_eq!(places, (0..size).collect::<Vec<_>>());
        }

        #[test]
        fn a_draw_stays_below_its_end(seed in any::<u64>(), ordinal in any::<u64>(), end in 1u64..1_000_000) {
            prop_assert!(Dice::new(seed, Kind::Person, ordinal).below(Purpose::Age, end) < end);
        }
    }

    #[test]
    fn draws_for_different_purposes_and_entities_differ() {
        let dice = Dice::new(1, Kind::Person, 7);
        assert_ne!(dice.draw(Purpose::Age), dice.draw(Purpose::Sex));
        assert_ne!(dice.draw(Purpose::Age), Dice::new(1, Kind::Household, 7).draw(Purpose::Age));
        assert_ne!(dice.draw(Purpose::Age), Dice::new(2, Kind::Person, 7).draw(Purpose::Age));
        assert_eq!(dice.draw(Purpose::Age), Dice::new(1, Kind::Person, 7).draw(Purpose::Age));
    }
}
