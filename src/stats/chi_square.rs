//! The chi-square law: how far a sum of squares may rise before a fit is worse than chance explains.

use std::f64::consts::PI;

use super::root::increasing_root;

/// The probability that the sum of the squares of `df` standard normal numbers exceeds `x`; 1 unless `x` is positive.
///
/// By the recurrence over every second number of degrees of freedom (Abramowitz and Stegun, 26.4.4 and 26.4.5).
#[must_use]
pub fn chi_square_tail(x: f64, df: u32) -> f64 {
    if x <= 0.0 || df == 0 {
        return if x <= 0.0 { 1.0 } else { 0.0 };
    }
    let half = x / 2.0;
    let (mut tail, mut term, mut at) = if df.is_multiple_of(2) {
        (libm::exp(-half), half * libm::exp(-half), 2)
    } else {
        (libm::erfc(libm::sqrt(half)), 2.0 * libm::sqrt(half / PI) * libm::exp(-half), 1)
    };
    while at < df {
        tail += term;
        at += 2;
        term *= x / f64::from(at);
    }
    tail
}

/// The quantile of chi-square with `df` degrees of freedom at `p`; `None` unless `p` is in (0, 1) and there is a degree
/// of freedom.
#[must_use]
pub fn chi_square_quantile(p: f64, df: u32) -> Option<f64> {
    if !(p > 0.0 && p < 1.0) || df == 0 {
        return None;
    }
    let mut high = f64::from(df) + 1.0;
    while chi_square_tail(high, df) > 1.0 - p && high < f64::MAX / 4.0 {
        high *= 2.0;
    }
    let (a, scale) = (f64::from(df) / 2.0, libm::tgamma(f64::from(df) / 2.0));
    let density = |x: f64| libm::pow(x / 2.0, a - 1.0) * libm::exp(-x / 2.0) / (2.0 * scale);
    Some(increasing_root(|x| (1.0 - p - chi_square_tail(x, df), density(x)), 0.0, high, f64::from(df)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_values() {
        // Abramowitz and Stegun, table 26.8.
        for (df, expected) in [(1, 3.841_46), (2, 5.991_46), (3, 7.814_73), (4, 9.487_73), (6, 12.591_6)] {
            let found = chi_square_quantile(0.95, df).unwrap();
            assert!((found - expected).abs() < 1e-4, "{df}: {found}");
            assert!((chi_square_tail(found, df) - 0.05).abs() < 1e-12);
        }
        assert!((chi_square_quantile(0.5, 2).unwrap() - 2.0 * libm::log(2.0)).abs() < 1e-12);
        assert_eq!((chi_square_quantile(1.0, 2), chi_square_quantile(0.5, 0)), (None, None));
        assert_eq!((chi_square_tail(-1.0, 3), chi_square_tail(0.0, 3)), (1.0, 1.0));
    }
}
