//! Exact sample quantiles, without sorting the sample.
//!
//! The types are those of Hyndman and Fan, "Sample quantiles in statistical packages", The American
//! Statistician 50 (1996) 361-365. Type 7 is what is shown; type 1 is always one of the sample's own values,
//! so it is exact in milliseconds.

use std::cmp::Ordering;

/// A kind of number that has sample quantiles.
pub trait Ordered: Copy {
    /// Compares two numbers in a total order.
    fn compare(&self, other: &Self) -> Ordering;

    /// The number between `self` and `next` at `share` of the way, 0 being `self`.
    fn towards(self, next: Self, share: f64) -> f64;
}

impl Ordered for i64 {
    fn compare(&self, other: &i64) -> Ordering {
        self.cmp(other)
    }

    fn towards(self, next: i64, share: f64) -> f64 {
        self as f64 + share * (i128::from(next) - i128::from(self)) as f64
    }
}

impl Ordered for f64 {
    fn compare(&self, other: &f64) -> Ordering {
        self.total_cmp(other)
    }

    fn towards(self, next: f64, share: f64) -> f64 {
        self + share * (next - self)
    }
}

/// The quantile by linear interpolation between order statistics (type 7, the default of R and numpy).
///
/// The sample's minimum at `p` = 0, its maximum at 1. `None` of no values or for `p` outside [0, 1]. Reorders
/// the slice; takes time in proportion to its length.
#[must_use]
pub fn quantile_type7<T: Ordered>(values: &mut [T], p: f64) -> Option<f64> {
    if values.is_empty() || !(0.0..=1.0).contains(&p) {
        return None;
    }
    let position = (values.len() - 1) as f64 * p;
    let below = libm::floor(position);
    let (_, &mut left, above) = values.select_nth_unstable_by(below as usize, T::compare);
    // The next order statistic is the least of those that the selection put behind this one.
    let right = above.iter().copied().min_by(T::compare).unwrap_or(left);
    Some(left.towards(right, position - below))
}

/// The smallest value that at least a share `p` of the sample does not exceed (type 1, the inverse of the
/// empirical distribution function).
///
/// `None` of no values or for `p` outside [0, 1]. Reorders the slice; takes time in proportion to its length.
#[must_use]
pub fn quantile_type1<T: Ordered>(values: &mut [T], p: f64) -> Option<T> {
    if values.is_empty() || !(0.0..=1.0).contains(&p) {
        return None;
    }
    let position = values.len() as f64 * p;
    // 0.07 * 100 is 7.000000000000001: a product that is whole but for rounding is whole.
    let whole = libm::round(position);
    let fuzz = 4.0 * f64::EPSILON * position;
    let rank = if (position - whole).abs() <= fuzz { whole } else { libm::ceil(position) };
    let index = (rank as usize).clamp(1, values.len()) - 1;
    let (_, &mut value, _) = values.select_nth_unstable_by(index, T::compare);
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// R 4 `quantile(c(15, 20, 35, 40, 50), p, type = 7)` and numpy's default.
    #[test]
    fn interpolates() {
        let sample = [40.0, 15.0, 50.0, 20.0, 35.0];
        for (p, expected) in [(0.0, 15.0), (0.05, 16.0), (0.3, 23.0), (0.4, 29.0), (0.5, 35.0), (1.0, 50.0)] {
            let found = quantile_type7(&mut sample.to_vec(), p).unwrap();
            assert!((found - expected).abs() < 1e-13, "{p}: {found}");
            let mut whole = sample.map(|x| x as i64);
            assert!((quantile_type7(&mut whole, p).unwrap() - expected).abs() < 1e-13);
        }
    }

    /// R 4 `quantile(..., type = 1)`.
    #[test]
    fn picks_a_value() {
        let sample = [40_i64, 15, 50, 20, 35];
        for (p, expected) in
            [(0.0, 15), (0.05, 15), (0.2, 15), (0.21, 20), (0.4, 20), (0.5, 35), (0.81, 50), (1.0, 50)]
        {
            assert_eq!(quantile_type1(&mut sample.to_vec(), p), Some(expected), "{p}");
        }
        let mut hundred: Vec<i64> = (1..=100).rev().collect();
        for n in 1..=100_i64 {
            assert_eq!(quantile_type1(&mut hundred, n as f64 / 100.0), Some(n));
        }
        assert_eq!(quantile_type1(&mut [2.5, -1.0], 0.5), Some(-1.0));
    }

    #[test]
    fn says_nothing_about_nothing() {
        assert_eq!(quantile_type7::<f64>(&mut [], 0.5), None);
        assert_eq!(quantile_type1::<i64>(&mut [], 0.5), None);
        assert_eq!(quantile_type7(&mut [1.0], 1.1), None);
        assert_eq!(quantile_type1(&mut [1.0], f64::NAN), None);
        assert_eq!(quantile_type7(&mut [i64::MIN, i64::MAX], 0.5), Some(0.0));
        assert_eq!(quantile_type7(&mut [7_i64], 0.9), Some(7.0));
    }
}
