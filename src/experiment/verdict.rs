//! Whether a target is met.

use super::estimate::Estimate;

/// What an estimate says of a threshold that must not be exceeded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The whole interval is at or below the threshold.
    Pass,
    /// The whole interval is above it.
    Fail,
    /// The interval holds it, or there is none.
    Inconclusive,
}

impl Verdict {
    /// The verdict on an estimate in the unit of the threshold.
    #[must_use]
    pub fn of(estimate: Option<&Estimate>, threshold: f64) -> Verdict {
        match estimate.and_then(|estimate| estimate.interval) {
            Some((_, high)) if high <= threshold => Verdict::Pass,
            Some((low, _)) if low > threshold => Verdict::Fail,
            _ => Verdict::Inconclusive,
        }
    }

    /// The verdict on an estimated share that must not be below `least`.
    #[must_use]
    pub fn of_share(estimate: Option<&Estimate>, least: f64) -> Verdict {
        match estimate.and_then(|estimate| estimate.interval) {
            Some((low, _)) if low >= least => Verdict::Pass,
            Some((_, high)) if high < least => Verdict::Fail,
            _ => Verdict::Inconclusive,
        }
    }

    /// The word used in result files.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Verdict::Pass => "pass",
            Verdict::Fail => "fail",
            Verdict::Inconclusive => "inconclusive",
        }
    }
}

/// Most replications that are proposed.
pub const MOST_TO_SETTLE: u32 = 10_000;

/// About how many replications would make the interval of an estimate just not reach the threshold, in two digits:
/// the interval's width goes with the square root of their number. `None` for more than [`MOST_TO_SETTLE`], and where
/// there is no interval.
pub(super) fn settles_at(estimate: &Estimate, threshold: f64) -> Option<u32> {
    let (low, high) = estimate.interval?;
    // A limit may be cut off where the values end; the other one is not.
    let half = (high - estimate.mean).max(estimate.mean - low);
    let ratio = half / (estimate.mean - threshold).abs();
    let needed = (estimate.n as f64 * ratio * ratio).max(estimate.n as f64 + 1.0);
    if needed > f64::from(MOST_TO_SETTLE) {
        return None;
    }
    let mut unit = 1.0;
    while needed / unit > 99.0 {
        unit *= 10.0;
    }
    // What is whole but for rounding is whole.
    Some(((needed / unit - 1e-9).ceil() * unit) as u32)
}

/// Whether a replication holds enough for its `p`-quantile to be that of more than a few trains: ten of them, and ten
/// consignments, beyond it.
pub(super) fn is_firm(p: f64, carriers: f64, consignments: f64) -> bool {
    carriers.min(consignments) * (1.0 - p) >= 10.0 - 1e-9
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_whole_interval_decides() {
        let verdict = |values: &[f64]| Verdict::of(Estimate::of(values).as_ref(), 6.0);
        assert_eq!(verdict(&[5.0, 5.1, 4.9]), Verdict::Pass);
        assert_eq!(verdict(&[7.0, 7.1, 6.9]), Verdict::Fail);
        assert_eq!(verdict(&[5.0, 7.0, 6.5]), Verdict::Inconclusive);
        assert_eq!(verdict(&[6.0, 6.0, 6.0]), Verdict::Pass);
        assert_eq!(verdict(&[5.0]), Verdict::Inconclusive);
        assert_eq!(verdict(&[]), Verdict::Inconclusive);
    }

    #[test]
    fn a_share_passes_when_all_of_its_interval_is_enough() {
        let verdict = |values: &[f64]| Verdict::of_share(Estimate::of_shares(values).as_ref(), 0.9);
        assert_eq!(verdict(&[0.95, 0.96, 0.97]), Verdict::Pass);
        assert_eq!(verdict(&[0.5, 0.55, 0.6]), Verdict::Fail);
        assert_eq!(verdict(&[0.8, 0.9, 0.95]), Verdict::Inconclusive);
        assert_eq!(verdict(&[0.9, 0.9]), Verdict::Pass);
        assert_eq!(verdict(&[1.0, 1.0]), Verdict::Pass);
        assert_eq!((verdict(&[1.0]), verdict(&[])), (Verdict::Inconclusive, Verdict::Inconclusive));
    }

    #[test]
    fn four_times_the_replications_halve_the_interval() {
        let estimate = |half: f64, n| Estimate { mean: 6.1, interval: Some((6.1 - half, 6.1 + half)), n };
        assert_eq!(settles_at(&estimate(0.2, 30), 6.0), Some(120));
        assert_eq!(settles_at(&estimate(0.21, 30), 6.0), Some(140));
        assert_eq!(settles_at(&estimate(0.1, 30), 6.0), Some(31));
        assert_eq!(settles_at(&estimate(0.1, 100), 6.0), Some(110));
        assert_eq!(settles_at(&estimate(0.2, 30), 6.0999), None);
        assert_eq!(settles_at(&estimate(0.2, 30), 6.1), None);
        assert_eq!(settles_at(&Estimate { mean: 5.0, interval: None, n: 1 }, 6.0), None);
    }

    #[test]
    fn a_quantile_of_a_few_trains_is_not_firm() {
        assert!(is_firm(0.5, 20.0, 500.0) && !is_firm(0.5, 19.0, 500.0));
        assert!(is_firm(0.9, 100.0, 100.0) && !is_firm(0.9, 11.0, 500.0) && !is_firm(0.9, 100.0, 99.0));
        assert!(is_firm(0.95, 200.0, 200.0) && !is_firm(0.95, 199.0, 200.0));
    }
}
