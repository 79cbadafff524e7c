//! Exact subset sums over a few numbers.

/// The most numbers that are searched through: 2^15 subsets.
pub(super) const MAX_POOL: usize = 15;

/// Every subset of at least `least` members, as a bit set with its sum, in a fixed order.
pub(super) fn each(numbers: &[i128], least: u32, mut visit: impl FnMut(u32, i128)) {
    let pool = numbers.len().min(MAX_POOL);
    let mut sum = 0_i128;
    let mut chosen = 0_u32;
    // In the order of a Gray code one number enters or leaves at each step.
    for step in 1_u32..(1_u32 << pool) {
        let flipped = step.trailing_zeros();
        let number = usize::try_from(flipped).ok().and_then(|index| numbers.get(index)).copied().unwrap_or(0);
        chosen ^= 1 << flipped;
        sum = if chosen & (1 << flipped) == 0 {
            sum.saturating_sub(number)
        } else {
            sum.saturating_add(number)
        };
        if chosen.count_ones() >= least {
            visit(chosen, sum);
        }
    }
}

/// The positions in a bit set.
pub(super) fn members(set: u32) -> Vec<usize> {
    (0..MAX_POOL).filter(|bit| set & (1 << bit) != 0).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_subset_comes_once_with_its_sum() {
        let mut found = Vec::new();
        each(&[1, 10, 100], 2, |set, sum| found.push((members(set), sum)));
        found.sort();
        assert_eq!(found, [(vec![0, 1], 11), (vec![0, 1, 2], 111), (vec![0, 2], 101), (vec![1, 2], 110)]);
    }
}
