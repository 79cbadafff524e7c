//! Choices that depend on the seed and the number of the request only, so that a run can be repeated however its requests interleave.

/// The choices of one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Dice([u64; 4]);

/// Which operation.
pub(crate) const OPERATION: usize = 0;
/// Which person.
pub(crate) const PERSON: usize = 1;

impl Dice {
    pub(crate) fn new(seed: u64, number: u64) -> Self {
        let hash = trust::sha256([seed.to_be_bytes(), number.to_be_bytes()].concat().as_slice());
        let mut thrown = [0; 4];
        for (one, bytes) in thrown.iter_mut().zip(hash.as_chunks::<8>().0) {
            *one = u64::from_be_bytes(*bytes);
        }
        Self(thrown)
    }

    /// A number below `sides`, each as likely; 0 when there are no sides.
    pub(crate) fn below(self, which: usize, sides: usize) -> usize {
        let scaled = u128::from(self.0[which % self.0.len()]) * sides as u128;
        usize::try_from(scaled >> 64).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_choice_is_repeatable_and_in_range(seed: u64, number: u64, sides in 1usize..1000) {
            let dice = Dice::new(seed, number);
            prop_assert_eq!(dice, Dice::new(seed, number));
            prop_assert!(dice.below(PERSON, sides) < sides);
        }
    }

    #[test]
    fn every_side_comes_up_about_as_often() {
        let mut counts = [0u32; 10];
        for number in 0..10_000 {
            counts[Dice::new(7, number).below(OPERATION, 10)] += 1;
        }
        assert!(counts.iter().all(|count| (850..1150).contains(count)), "{counts:?}");
    }
}
