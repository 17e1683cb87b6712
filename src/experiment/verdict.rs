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
}
