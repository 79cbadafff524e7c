//! In which municipality the next household lives, so that every municipality keeps its share of the people at every scale.

use crate::municipality::municipalities;
use crate::random::{Dice, Kind, Purpose};

/// How full each municipality is.
#[derive(Debug, Clone)]
pub(crate) struct Settlement {
    /// Living people so far, in thousandths, plus a start of its own that makes seeds differ in where the first live.
    filled: Vec<u64>,
    /// Households so far.
    households: Vec<u64>,
}

impl Settlement {
    /// An empty country.
    pub(crate) fn new(seed: u64) -> Self {
        // A start between 0.1 and 2.3 people: on average the half household by which a municipality runs over.
        let start = |at| 100 + Dice::new(seed, Kind::Country, 3_000 + at).below(Purpose::Municipality, 2_200);
        let count = municipalities().len();
        Self { filled: (0..count as u64).map(start).collect(), households: vec![0; count] }
    }

    /// The place of the municipality that has the fewest people for its weight, and how many households it has.
    pub(crate) fn next(&self) -> (usize, u64) {
        let mut best = 0;
        for (at, one) in municipalities().iter().enumerate().skip(1) {
            // weight / filled is larger than that of the best so far, without dividing.
            let best_weight = u64::from(municipalities()[best].weight);
            if u64::from(one.weight) * self.filled[best] > best_weight * self.filled[at] {
                best = at;
            }
        }
        (best, self.households[best])
    }

    /// Another household with so many living people has come to live there.
    pub(crate) fn add(&mut self, at: usize, people: usize) {
        self.filled[at] += people as u64 * 1_000;
        self.households[at] += 1;
    }
}
