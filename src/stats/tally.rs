//! Count, mean, variance and extremes of a list of numbers that is not kept.

/// A running summary of numbers.
///
/// Sources: Welford, Technometrics 4 (1962) 419-420, for adding; Chan, Golub, LeVeque (1979) and Pébay,
/// SAND2008-6212 (2008), for merging. Neither loses digits when the mean is large against the spread.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Tally {
    count: u64,
    mean: f64,
    /// Sum of squared deviations from the mean.
    squares: f64,
    extremes: Option<(f64, f64)>,
}

impl Tally {
    /// The tally of nothing.
    #[must_use]
    pub fn new() -> Tally {
        Tally::default()
    }

    /// Adds one number.
    #[inline]
    pub fn add(&mut self, value: f64) {
        self.count += 1;
        let deviation = value - self.mean;
        self.mean += deviation / self.count as f64;
        self.squares += deviation * (value - self.mean);
        self.extremes = Some(match self.extremes {
            None => (value, value),
            Some((low, high)) => (low.min(value), high.max(value)),
        });
    }

    /// Adds all numbers of another tally.
    ///
    /// Equal to adding them one by one, up to rounding: to get the same bits, merge in the same order.
    pub fn merge(&mut self, other: &Tally) {
        let Some((other_low, other_high)) = other.extremes else { return };
        let Some((low, high)) = self.extremes else {
            *self = *other;
            return;
        };
        let (ours, theirs) = (self.count as f64, other.count as f64);
        let both = ours + theirs;
        let apart = other.mean - self.mean;
        self.mean += apart * (theirs / both);
        self.squares += other.squares + apart * apart * (ours * theirs / both);
        self.count += other.count;
        self.extremes = Some((low.min(other_low), high.max(other_high)));
    }

    /// How many numbers there were.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.count
    }

    /// The mean; `None` of no numbers.
    #[must_use]
    pub fn mean(&self) -> Option<f64> {
        (self.count > 0).then_some(self.mean)
    }

    /// The sample variance (divisor n - 1); `None` of fewer than two numbers.
    #[must_use]
    pub fn variance(&self) -> Option<f64> {
        (self.count > 1).then(|| self.squares / (self.count - 1) as f64)
    }

    /// The sample standard deviation; `None` of fewer than two numbers.
    #[must_use]
    pub fn deviation(&self) -> Option<f64> {
        self.variance().map(libm::sqrt)
    }

    /// The smallest number.
    #[must_use]
    pub fn minimum(&self) -> Option<f64> {
        self.extremes.map(|(low, _)| low)
    }

    /// The largest number.
    #[must_use]
    pub fn maximum(&self) -> Option<f64> {
        self.extremes.map(|(_, high)| high)
    }
}

impl FromIterator<f64> for Tally {
    fn from_iter<I: IntoIterator<Item = f64>>(values: I) -> Tally {
        let mut tally = Tally::new();
        values.into_iter().for_each(|value| tally.add(value));
        tally
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn summarises() {
        let tally: Tally = [2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0].into_iter().collect();
        assert_eq!(tally.count(), 8);
        assert_eq!(tally.mean(), Some(5.0));
        assert!((tally.variance().unwrap() - 32.0 / 7.0).abs() < 1e-14);
        assert_eq!((tally.minimum(), tally.maximum()), (Some(2.0), Some(9.0)));
    }

    #[test]
    fn says_nothing_about_too_few() {
        let mut tally = Tally::new();
        assert_eq!(
            (tally.mean(), tally.variance(), tally.minimum(), tally.maximum()),
            (None, None, None, None)
        );
        tally.add(-3.0);
        assert_eq!((tally.mean(), tally.deviation(), tally.maximum()), (Some(-3.0), None, Some(-3.0)));
    }

    #[test]
    fn keeps_the_spread_of_numbers_far_from_zero() {
        let tally: Tally = [1e9 + 4.0, 1e9 + 7.0, 1e9 + 13.0, 1e9 + 16.0].into_iter().collect();
        assert_eq!(tally.variance(), Some(30.0));
    }

    #[test]
    fn merges_to_the_tally_of_all() {
        let values: Vec<f64> = (0..1_000_u32).map(|n| f64::from(n * n % 709) - 100.5).collect();
        let all: Tally = values.iter().copied().collect();
        for cut in [0, 1, 2, 500, 999, 1_000] {
            let mut left: Tally = values[..cut].iter().copied().collect();
            let right: Tally = values[cut..].iter().copied().collect();
            left.merge(&right);
            assert_eq!(left.count(), 1_000);
            assert!((left.mean().unwrap() - all.mean().unwrap()).abs() < 1e-11);
            assert!((left.variance().unwrap() / all.variance().unwrap() - 1.0).abs() < 1e-12);
            assert_eq!((left.minimum(), left.maximum()), (all.minimum(), all.maximum()));
        }
    }
}
