//! One-way analysis of variance with random effects: how much of a spread lies between groups, and how much within them.

use super::beta::incomplete_beta_inverse;
use super::interval::{Interval, mean_interval};
use super::tally::Tally;

/// The components of the variance of values in groups.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Anova {
    /// Groups.
    pub groups: usize,
    /// Values in each.
    pub each: usize,
    /// Variance between groups, of a value's group; never negative.
    pub between: f64,
    /// Variance within groups.
    pub within: f64,
    /// Limits of the share of `between` in the sum of both.
    pub share_limits: (f64, f64),
    /// The mean of all, with the interval that the groups give it.
    pub mean: Interval,
}

impl Anova {
    /// The share of the variance of a value that lies between groups; `None` if nothing varies.
    #[must_use]
    pub fn share(&self) -> Option<f64> {
        let all = self.between + self.within;
        (all > 0.0).then(|| self.between / all)
    }
}

/// Splits the variance of values in groups; `None` of fewer than two groups, of groups of different sizes or with fewer
/// than two values, and for a confidence outside (0, 1).
///
/// Sources: Searle, Casella, McCulloch, Variance Components (1992), sections 3.5 and 3.6, for the estimates and the limits of
/// the share.
#[must_use]
pub fn anova(values: &[Vec<f64>], confidence: f64) -> Option<Anova> {
    let (groups, each) = (values.len(), values.first()?.len());
    if groups < 2 || each < 2 || values.iter().any(|group| group.len() != each) {
        return None;
    }
    let tallies: Vec<Tally> = values.iter().map(|group| group.iter().copied().collect()).collect();
    let means: Vec<f64> = tallies.iter().map(Tally::mean).collect::<Option<_>>()?;
    let within: Tally =
        tallies.iter().map(Tally::variance).collect::<Option<Vec<f64>>>()?.into_iter().collect();
    let within = within.mean()?;
    let n = each as f64;
    let of_means = n * means.iter().copied().collect::<Tally>().variance()?;
    let upper = f64::midpoint(confidence, 1.0);
    let (above, below) = ((groups - 1) as f64, (groups * (each - 1)) as f64);
    let share = |ratio: f64| ((ratio - 1.0) / (ratio - 1.0 + n)).max(0.0);
    let share_limits = if within > 0.0 {
        let ratio = of_means / within;
        (share(ratio / f_quantile(upper, above, below)), share(ratio * f_quantile(upper, below, above)))
    } else {
        (if of_means > 0.0 { 1.0 } else { 0.0 }, 1.0)
    };
    let mean = mean_interval(&means, confidence)?;
    let between = ((of_means - within) / n).max(0.0);
    Some(Anova { groups, each, between, within, share_limits, mean })
}

/// The quantile at `p` of the F law with `a` and `b` degrees of freedom.
fn f_quantile(p: f64, a: f64, b: f64) -> f64 {
    let x = incomplete_beta_inverse(a / 2.0, b / 2.0, p);
    b * x / (a * (1.0 - x))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_of_tables() {
        // R: qf(0.975, 3, 8) and qf(0.975, 8, 3).
        assert!((f_quantile(0.975, 3.0, 8.0) - 5.415_962).abs() < 1e-5);
        assert!((f_quantile(0.975, 8.0, 3.0) - 14.539_887).abs() < 1e-5);
    }

    #[test]
    fn components_by_hand() {
        // Means 2, 4, 9; variances within 1, 1, 1; of the means 13.
        let values = [vec![1.0, 2.0, 3.0], vec![3.0, 4.0, 5.0], vec![8.0, 9.0, 10.0]];
        let split = anova(&values, 0.95).expect("three groups");
        assert_eq!((split.groups, split.each, split.mean.mean, split.within), (3, 3, 5.0, 1.0));
        assert!((split.between - (13.0 - 1.0 / 3.0)).abs() < 1e-12);
        assert!((split.share().expect("it varies") - 38.0 / 41.0).abs() < 1e-12);
        let (low, high) = split.share_limits;
        assert!(0.0 < low && low < 38.0 / 41.0 && 38.0 / 41.0 < high && high < 1.0, "{low} {high}");
    }

    #[test]
    fn what_varies_in_one_way_alone() {
        let split = anova(&[vec![1.0, 1.0], vec![2.0, 2.0]], 0.95).expect("two groups");
        assert_eq!((split.share(), split.share_limits), (Some(1.0), (1.0, 1.0)));
        let split = anova(&[vec![1.0, 2.0], vec![2.0, 1.0]], 0.95).expect("two groups");
        assert_eq!((split.share(), split.between), (Some(0.0), 0.0));
        assert_eq!(anova(&[vec![1.0, 1.0], vec![1.0, 1.0]], 0.95).and_then(|split| split.share()), None);
        assert_eq!(anova(&[vec![1.0], vec![1.0]], 0.95), None);
        assert_eq!(anova(&[vec![1.0, 2.0], vec![1.0, 2.0, 3.0]], 0.95), None);
    }
}
