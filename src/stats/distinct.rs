//! How many different numbers there are among many, in bounded memory.
//!
//! Beyond the exact count it is estimated from the lowest of the numbers' hashes: Beyer, Haas, Reinwald, Sismanis and
//! Gemulla, "On synopses for distinct-value estimation under multiset operations", SIGMOD 2007. The hash is the mixing
//! function of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).

use super::room::Kept;

/// Lowest hashes that are kept: the estimate has a standard error of 3 %.
const LOWEST: usize = 1_024;

/// Numbers of which it is wanted how many different ones there are.
///
/// All are kept until [`Kept::fold`] is called, save those that equal the one before. From then on the count is exact up to
/// 1,023 and an estimate above.
#[derive(Clone, Debug, Default)]
pub struct Distinct {
    /// The numbers, or the lowest hashes in order.
    kept: Vec<u64>,
    folded: bool,
}

impl Distinct {
    /// Adds a number; says how many more entries are kept now, which is one or none.
    #[inline]
    pub fn add(&mut self, number: i64) -> usize {
        if self.folded {
            self.add_hash(hash(number as u64));
            return 0;
        }
        let new = self.kept.last() != Some(&(number as u64));
        if new {
            self.kept.push(number as u64);
        }
        usize::from(new)
    }

    fn add_hash(&mut self, hash: u64) {
        if self.kept.len() == LOWEST && self.kept.last().is_some_and(|&last| last <= hash) {
            return;
        }
        if let Err(at) = self.kept.binary_search(&hash) {
            self.kept.insert(at, hash);
            self.kept.truncate(LOWEST);
        }
    }

    /// How many different numbers there are in all of some sets.
    #[must_use]
    pub fn together<'a>(sets: impl Iterator<Item = &'a Distinct> + Clone) -> u64 {
        let folded = sets.clone().any(|set| set.folded);
        let all = sets.flat_map(|set| {
            let hashed = folded && !set.folded;
            set.kept.iter().map(move |&number| if hashed { hash(number) } else { number })
        });
        let mut all: Vec<u64> = all.collect();
        // Stable, because that is quick where the numbers are nearly in order.
        all.sort();
        all.dedup();
        match all.get(LOWEST - 1) {
            Some(&last) if folded => ((LOWEST - 1) as f64 * (u64::MAX as f64 / last.max(1) as f64)) as u64,
            _ => all.len() as u64,
        }
    }
}

impl Kept for Distinct {
    fn entries(&self) -> usize {
        if self.folded { 0 } else { self.kept.len() }
    }

    fn settle(&mut self) {
        self.kept.sort();
        self.kept.dedup();
    }

    fn fold(&mut self) {
        if !self.folded {
            self.kept.iter_mut().for_each(|number| *number = hash(*number));
            self.folded = true;
            self.settle();
            self.kept.truncate(LOWEST);
            self.kept.shrink_to_fit();
        }
    }
}

fn hash(number: u64) -> u64 {
    let mixed = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(numbers: impl Iterator<Item = i64>) -> Distinct {
        let mut set = Distinct::default();
        numbers.for_each(|number| {
            set.add(number);
        });
        set
    }

    #[test]
    fn counts_what_is_different() {
        let (one, other) = (set((0..3_000).map(|n| n / 30)), set((50..150).chain(60..90)));
        assert_eq!((one.entries(), other.entries()), (100, 130));
        assert_eq!(Distinct::together([&one, &other].into_iter()), 150);
        assert_eq!(Distinct::together(std::iter::empty()), 0);
    }

    #[test]
    fn few_stay_exact_and_many_are_estimated() {
        let mut one = set(0..500);
        one.fold();
        (400..700).for_each(|number| {
            one.add(number);
        });
        let other = set(600..1_000);
        assert_eq!(Distinct::together([&one, &other].into_iter()), 1_000);
        (0..1_000_000).for_each(|number| {
            one.add(number / 2);
        });
        assert_eq!((one.entries(), one.kept.len()), (0, LOWEST));
        let found = Distinct::together([&one, &other].into_iter()) as f64;
        assert!((found / 500_000.0 - 1.0).abs() < 0.1, "{found}");
    }
}
