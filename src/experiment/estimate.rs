//! A figure estimated from replications.

use crate::stats::{Interval, Tally, mean_interval};

/// Confidence of all intervals.
pub(super) const CONFIDENCE: f64 = 0.95;

/// A mean over replications with its interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// Mean.
    pub mean: f64,
    /// Lower and upper limit at 95 % (Student); `None` for fewer than two replications.
    pub interval: Option<(f64, f64)>,
    /// Replications.
    pub n: usize,
}

impl Estimate {
    /// The mean of `values`, one a replication; `None` of none. Amounts that cannot be negative have no negative
    /// limit either.
    #[must_use]
    pub fn of(values: &[f64]) -> Option<Estimate> {
        let mean = values.iter().copied().collect::<Tally>().mean()?;
        let interval = mean_interval(values, CONFIDENCE).map(|Interval { low, high, .. }| {
            let amounts = values.iter().all(|&value| value >= 0.0);
            (if amounts { low.max(0.0) } else { low }, high)
        });
        Some(Estimate { mean, interval, n: values.len() })
    }

    /// The same for differences, which may be negative.
    pub(super) fn of_differences(values: &[f64]) -> Option<Estimate> {
        let mean = values.iter().copied().collect::<Tally>().mean()?;
        let interval = mean_interval(values, CONFIDENCE).map(|interval| (interval.low, interval.high));
        Some(Estimate { mean, interval, n: values.len() })
    }

    /// The same for shares, with limits within 0 and 1.
    #[must_use]
    pub fn of_shares(values: &[f64]) -> Option<Estimate> {
        Estimate::of(values).map(|estimate| Estimate {
            interval: estimate.interval.map(|(low, high)| (low.max(0.0), high.min(1.0))),
            ..estimate
        })
    }

    /// The same in another unit.
    #[must_use]
    pub fn scaled(self, factor: f64) -> Estimate {
        Estimate {
            mean: self.mean * factor,
            interval: self.interval.map(|(low, high)| (low * factor, high * factor)),
            n: self.n,
        }
    }
}
