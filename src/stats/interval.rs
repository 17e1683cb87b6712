//! Confidence intervals over independent values: in a simulation, one value per replication.

use super::beta::{incomplete_beta, incomplete_beta_inverse};
use super::quantile::Ordered;
use super::student::{normal_quantile, student_quantile};
use super::tally::Tally;

/// An estimate with its confidence interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// The estimate.
    pub mean: f64,
    /// Lower confidence limit.
    pub low: f64,
    /// Upper confidence limit.
    pub high: f64,
    /// Number of independent values (or pairs, or trials).
    pub n: usize,
    /// Confidence level, 0.95 for 95 %.
    pub confidence: f64,
    half_width: f64,
}

impl Interval {
    /// Half of the interval's width before any clipping: what a rule that stops at a precision compares.
    #[must_use]
    pub fn half_width(&self) -> f64 {
        self.half_width
    }

    /// Whether `value` lies between the limits, limits included.
    #[must_use]
    pub fn contains(&self, value: f64) -> bool {
        self.low <= value && value <= self.high
    }

    fn clipped(self, low: f64, high: f64) -> Interval {
        Interval { low: self.low.clamp(low, high), high: self.high.clamp(low, high), ..self }
    }

    fn of_trials(successes: u64, trials: u64, confidence: f64, low: f64, high: f64) -> Interval {
        Interval {
            mean: successes as f64 / trials as f64,
            low,
            high,
            n: trials as usize,
            confidence,
            half_width: (high - low) / 2.0,
        }
    }
}

/// The Student interval of a mean: mean ± t(n-1) s / √n.
///
/// `None` of fewer than two values, of which only [`Tally::mean`] can be told, and for a confidence outside
/// (0, 1). Source: Law, Simulation Modeling and Analysis, chapter 9.
#[must_use]
pub fn mean_interval(values: &[f64], confidence: f64) -> Option<Interval> {
    let tally: Tally = values.iter().copied().collect();
    let (mean, deviation) = (tally.mean()?, tally.deviation()?);
    let n = values.len();
    let t = student_quantile(upper_level(confidence)?, (n - 1) as f64)?;
    let half_width = t * deviation / libm::sqrt(n as f64);
    Some(Interval { mean, low: mean - half_width, high: mean + half_width, n, confidence, half_width })
}

/// Limits between which one more value like these lies: mean ± t(n-1) s √(1 + 1/n).
///
/// `None` as for [`mean_interval`]. For values that are about normal; it does not narrow to nothing as values are added.
/// Source: Hahn and Meeker, Statistical Intervals (1991), chapter 4.
#[must_use]
pub fn prediction_interval(values: &[f64], confidence: f64) -> Option<Interval> {
    let interval = mean_interval(values, confidence)?;
    let half_width = interval.half_width * libm::sqrt(values.len() as f64 + 1.0);
    Some(Interval {
        low: interval.mean - half_width,
        high: interval.mean + half_width,
        half_width,
        ..interval
    })
}

/// [`mean_interval`] of shares, its limits clipped to [0, 1].
///
/// When nearly all shares are 0 or 1 it is too narrow; [`wilson`] on the number of replications is the
/// alternative.
#[must_use]
pub fn proportion_interval(shares: &[f64], confidence: f64) -> Option<Interval> {
    Some(mean_interval(shares, confidence)?.clipped(0.0, 1.0))
}

/// The score interval of a probability from independent trials.
///
/// `None` of no trials, of more successes than trials, and for a confidence outside (0, 1). Source: Wilson,
/// JASA 22 (1927) 209-212.
#[must_use]
pub fn wilson(successes: u64, trials: u64, confidence: f64) -> Option<Interval> {
    if trials == 0 || successes > trials {
        return None;
    }
    let z = normal_quantile(upper_level(confidence)?)?;
    let (n, p) = (trials as f64, successes as f64 / trials as f64);
    let shrink = 1.0 + z * z / n;
    let centre = (p + z * z / (2.0 * n)) / shrink;
    let half = z / shrink * libm::sqrt(p * (1.0 - p) / n + z * z / (4.0 * n * n));
    // At the ends the limit is exactly 0 or 1; rounding must not say otherwise.
    let low = if successes == 0 { 0.0 } else { centre - half };
    let high = if successes == trials { 1.0 } else { centre + half };
    Some(Interval::of_trials(successes, trials, confidence, low, high))
}

/// The interval of a probability from independent trials that covers at least as often as it says.
///
/// `None` as for [`wilson`]. Source: Clopper and Pearson, Biometrika 26 (1934) 404-413.
#[must_use]
pub fn clopper_pearson(successes: u64, trials: u64, confidence: f64) -> Option<Interval> {
    if trials == 0 || successes > trials {
        return None;
    }
    let upper = upper_level(confidence)?;
    let (x, n) = (successes as f64, trials as f64);
    let low = if successes == 0 { 0.0 } else { incomplete_beta_inverse(x, n - x + 1.0, 1.0 - upper) };
    let high = if successes == trials { 1.0 } else { incomplete_beta_inverse(x + 1.0, n - x, upper) };
    Some(Interval::of_trials(successes, trials, confidence, low, high))
}

/// Limits for a quantile of the law that independent values come from, without assuming the law.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct QuantileInterval<T> {
    /// Lower confidence limit; `None` if there are too few values for one.
    pub low: Option<T>,
    /// Upper confidence limit; `None` if there are too few values for one.
    pub high: Option<T>,
    /// Number of values.
    pub n: usize,
    /// Confidence level asked for.
    pub confidence: f64,
    /// The probability with which the limits do cover, at least `confidence`; a limit that does not exist
    /// counts as infinite.
    pub coverage: f64,
}

/// Which order statistics (counted from 1) limit a quantile.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct QuantileRanks {
    /// Rank of the lower limit; `None` if no value is low enough.
    pub low: Option<usize>,
    /// Rank of the upper limit; `None` if no value is high enough.
    pub high: Option<usize>,
    /// The probability that the quantile lies between the two.
    pub coverage: f64,
}

/// The confidence interval of the quantile `p` by order statistics.
///
/// `None` of no values, or unless `p` and the confidence are in (0, 1). Reorders the slice. Source: David and
/// Nagaraja, Order Statistics, section 7.1.
#[must_use]
pub fn quantile_interval<T: Ordered>(
    values: &mut [T],
    p: f64,
    confidence: f64,
) -> Option<QuantileInterval<T>> {
    let ranks = quantile_ranks(values.len(), p, confidence)?;
    let mut value_at = |rank: usize| {
        let (_, &mut value, _) = values.select_nth_unstable_by(rank - 1, T::compare);
        value
    };
    let (low, high) = (ranks.low.map(&mut value_at), ranks.high.map(&mut value_at));
    Some(QuantileInterval { low, high, n: values.len(), confidence, coverage: ranks.coverage })
}

/// The ranks of the order statistics that limit the quantile `p` of `n` independent values.
///
/// `None` when `n` is 0, or unless `p` and the confidence are in (0, 1).
#[must_use]
pub fn quantile_ranks(n: usize, p: f64, confidence: f64) -> Option<QuantileRanks> {
    let upper = upper_level(confidence)?;
    if n == 0 || !(p > 0.0 && p < 1.0) {
        return None;
    }
    let low = Some(binomial_quantile(n, p, 1.0 - upper)).filter(|&rank| rank >= 1);
    let high = Some(binomial_quantile(n, p, upper) + 1).filter(|&rank| rank <= n);
    let above_low = low.map_or(0.0, |rank| binomial_cdf(n, p, rank - 1));
    let coverage = high.map_or(1.0, |rank| binomial_cdf(n, p, rank - 1)) - above_low;
    Some(QuantileRanks { low, high, coverage })
}

/// The smallest number of successes in `n` trials that is not exceeded with probability `level` or more.
fn binomial_quantile(n: usize, p: f64, level: f64) -> usize {
    let (mut low, mut high) = (0, n);
    while low < high {
        let middle = low + (high - low) / 2;
        if binomial_cdf(n, p, middle) >= level { high = middle } else { low = middle + 1 }
    }
    low
}

/// The probability of at most `k` successes in `n` trials.
fn binomial_cdf(n: usize, p: f64, k: usize) -> f64 {
    if k >= n {
        return 1.0;
    }
    incomplete_beta((n - k) as f64, (k + 1) as f64, 1.0 - p)
}

/// The level of the upper limit of a two-sided interval.
pub(super) fn upper_level(confidence: f64) -> Option<f64> {
    (confidence > 0.0 && confidence < 1.0).then_some(0.5 + confidence / 2.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assert_limits(found: Option<Interval>, low: f64, high: f64) {
        let found = found.unwrap();
        assert!((found.low - low).abs() < 1e-11 && (found.high - high).abs() < 1e-11, "{found:?}");
    }

    #[test]
    fn mean_interval_by_hand() {
        // Mean 3, s² = 2.5, t(4) = 2.776445.
        let found = mean_interval(&[1.0, 2.0, 3.0, 4.0, 5.0], 0.95).unwrap();
        assert_eq!((found.mean, found.n, found.confidence), (3.0, 5, 0.95));
        assert!((found.half_width() - 2.776_445_105_2 * libm::sqrt(0.5)).abs() < 1e-10);
        assert!((found.low + found.high - 6.0).abs() < 1e-14);
        assert!(found.contains(1.04) && !found.contains(1.03));
        assert!(mean_interval(&[1.0, 2.0], 0.99).unwrap().half_width() > 30.0);
    }

    #[test]
    fn too_few_values_have_no_interval() {
        assert_eq!(mean_interval(&[], 0.95), None);
        assert_eq!(mean_interval(&[3.0], 0.95), None);
        assert_eq!(mean_interval(&[3.0, 4.0], 1.0), None);
        assert_eq!(wilson(0, 0, 0.95), None);
        assert_eq!(clopper_pearson(3, 2, 0.95), None);
        assert_eq!(quantile_ranks(0, 0.5, 0.95), None);
        assert_eq!(quantile_ranks(10, 1.0, 0.95), None);
    }

    #[test]
    fn shares_stay_between_zero_and_one() {
        let found = proportion_interval(&[1.0, 0.9, 1.0, 0.95], 0.95).unwrap();
        assert_eq!(found.high, 1.0);
        assert!(found.low > 0.87 && found.low < 0.89);
        assert!(found.half_width() > (found.high - found.low) / 2.0);
    }

    /// scipy 1.17.1 `binomtest(x, n).proportion_ci`, methods `wilson` and `exact`.
    #[test]
    fn probabilities_from_trials() {
        assert_limits(wilson(0, 30, 0.95), 0.0, 0.113_513_393_173_968_75);
        assert_limits(wilson(27, 30, 0.95), 0.743_789_174_208_159_2, 0.965_400_111_252_665_7);
        assert_limits(wilson(950, 1_000, 0.95), 0.934_686_179_755_749_1, 0.961_869_737_607_251_1);
        assert_limits(clopper_pearson(0, 30, 0.95), 0.0, 0.115_703_308_222_027_43);
        assert_limits(clopper_pearson(27, 30, 0.95), 0.734_711_549_525_791_9, 0.978_882_862_970_277_4);
        assert_limits(clopper_pearson(950, 1_000, 0.95), 0.934_609_512_084_506_4, 0.962_664_602_395_339_4);
        assert_eq!(wilson(30, 30, 0.95).unwrap().high, 1.0);
        assert_limits(clopper_pearson(30, 30, 0.95), 1.0 - 0.115_703_308_222_027_43, 1.0);
    }

    #[test]
    fn ranks_that_limit_a_quantile() {
        for (n, p, low, high, coverage) in [
            (100, 0.5, 40, 61, 0.964_80),
            (100, 0.9, 84, 96, 0.955_69),
            (200, 0.95, 184, 197, 0.967_15),
            (1_000, 0.95, 936, 964, 0.958_10),
        ] {
            let ranks = quantile_ranks(n, p, 0.95).unwrap();
            assert_eq!((ranks.low, ranks.high), (Some(low), Some(high)), "{n} {p}");
            assert!((ranks.coverage - coverage).abs() < 5.1e-6, "{ranks:?}");
        }
        let few = quantile_ranks(59, 0.95, 0.95).unwrap();
        assert_eq!(few.high, None);
        assert!(few.low.is_some());
    }

    #[test]
    fn limits_of_a_quantile_are_values_of_the_sample() {
        let mut values: Vec<i64> = (1..=100).map(|n| n * 37 % 101).collect();
        let found = quantile_interval(&mut values, 0.5, 0.95).unwrap();
        assert_eq!((found.low, found.high, found.n), (Some(40), Some(61), 100));
        let mut few = [4.0, 1.0, 2.0];
        let found = quantile_interval(&mut few, 0.5, 0.95).unwrap();
        assert_eq!((found.low, found.high), (None, None));
        assert_eq!(found.coverage, 1.0);
    }

    /// Of 2,000 intervals of exponential means about 95 % hold the truth (30 values each; skewness costs a
    /// little).
    #[test]
    fn covers_as_often_as_it_says() {
        let mut state = 99_u64;
        let mut draw = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            ((state >> 11) as f64 + 0.5) / (1_u64 << 53) as f64
        };
        let (mut by_mean, mut by_rank) = (0, 0);
        for _ in 0..2_000 {
            let mut values: Vec<f64> = (0..30).map(|_| draw()).collect();
            by_mean += u32::from(mean_interval(&values, 0.95).unwrap().contains(0.5));
            let median = quantile_interval(&mut values, 0.5, 0.95).unwrap();
            by_rank += u32::from(median.low.unwrap() <= 0.5 && 0.5 <= median.high.unwrap());
        }
        // Four standard deviations about 1,900, and about the exact coverage of the ranks (0.9572).
        assert!((1_861..=1_939).contains(&by_mean), "{by_mean}");
        assert!((1_878..=1_951).contains(&by_rank), "{by_rank}");
    }
}
