//! The normal law and Student's t: the factors of intervals.

use std::f64::consts::{FRAC_1_SQRT_2, PI};

use super::beta::incomplete_beta;
use super::root::increasing_root;

/// The standard normal distribution function.
#[must_use]
pub fn normal_cdf(z: f64) -> f64 {
    0.5 * libm::erfc(-z * FRAC_1_SQRT_2)
}

/// The standard normal quantile at `p` in (0, 1); `None` outside.
///
/// The inverse of [`normal_cdf`] by Newton's steps, for factors of intervals, not for sampling.
#[must_use]
pub fn normal_quantile(p: f64) -> Option<f64> {
    // No double in (0, 1) has a quantile beyond 39.
    const BOUND: f64 = 40.0;
    symmetric_quantile(p, |tail| {
        let density = |z: f64| libm::exp(-0.5 * z * z) / libm::sqrt(2.0 * PI);
        increasing_root(|z| (tail - normal_cdf(-z), density(z)), 0.0, BOUND, 1.0)
    })
}

/// The distribution function of Student's t with `df` degrees of freedom (positive, not necessarily whole).
#[must_use]
pub fn student_cdf(t: f64, df: f64) -> f64 {
    let tail = student_tail(t.abs(), df);
    if t < 0.0 { tail } else { 1.0 - tail }
}

/// The quantile of Student's t with `df` degrees of freedom at `p`; `None` unless `p` is in (0, 1) and `df`
/// positive.
///
/// Source: Student, "The probable error of a mean", Biometrika 6 (1908) 1-25.
#[must_use]
pub fn student_quantile(p: f64, df: f64) -> Option<f64> {
    if !(df > 0.0 && df.is_finite()) {
        return None;
    }
    symmetric_quantile(p, |tail| {
        let mut high = 2.0;
        while student_tail(high, df) > tail && high < f64::MAX / 4.0 {
            high *= 2.0;
        }
        increasing_root(|t| (tail - student_tail(t, df), student_density(t, df)), 0.0, high, high / 2.0)
    })
}

/// The quantile at `p` of a law symmetric about 0 from the point that a variate exceeds with probability
/// `tail` < 1/2.
fn symmetric_quantile(p: f64, upper: impl Fn(f64) -> f64) -> Option<f64> {
    if !(p > 0.0 && p < 1.0) {
        return None;
    }
    Some(if p == 0.5 {
        0.0
    } else if p > 0.5 {
        upper(1.0 - p)
    } else {
        -upper(p)
    })
}

/// The probability of more than `t` >= 0.
fn student_tail(t: f64, df: f64) -> f64 {
    // df / (df + t²), written so that t² cannot overflow.
    let x = 1.0 / (1.0 + (t / df) * t);
    0.5 * incomplete_beta(df / 2.0, 0.5, x)
}

fn student_density(t: f64, df: f64) -> f64 {
    let ln_front = libm::lgamma((df + 1.0) / 2.0) - libm::lgamma(df / 2.0) - 0.5 * libm::log(df * PI);
    libm::exp(ln_front - (df + 1.0) / 2.0 * libm::log1p((t / df) * t))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assert_close(found: f64, expected: f64, relative: f64) {
        assert!((found - expected).abs() <= relative * expected.abs(), "{found} {expected}");
    }

    /// scipy 1.17.1 `stats.t.ppf`.
    #[test]
    fn student_quantiles_agree_with_an_independent_implementation() {
        for (df, p, expected) in [
            (4.0, 0.975, 2.776_445_105_197_793_4),
            (9.0, 0.975, 2.262_157_162_798_205),
            (29.0, 0.975, 2.045_229_642_132_703),
            (99.0, 0.975, 1.984_216_951_586_417_4),
            (1.0, 0.975, 12.706_204_736_174_694),
            (2.0, 0.9, 1.885_618_083_164_127_2),
            (3.0, 0.999, 10.214_531_852_407_383),
            (19.0, 0.95, 1.729_132_811_521_368_2),
            (1_000.0, 0.995, 2.580_754_698_065_951),
            (2.5, 0.2, -1.010_163_874_722_250_6),
            (1e6, 0.975, 1.959_966_356_814_107),
            (1.0, 1e-6, -318_309.886_182_743_5),
        ] {
            assert_close(student_quantile(p, df).unwrap(), expected, if df > 1e5 { 1e-9 } else { 1e-12 });
        }
    }

    /// scipy 1.17.1 `stats.t.cdf`.
    #[test]
    fn student_probabilities_agree_with_an_independent_implementation() {
        for (df, t, expected) in [
            (4.0, 1.0, 0.813_049_516_849_970_5),
            (9.0, -2.5, 0.016_930_913_841_492_867),
            (30.0, 0.1, 0.539_495_194_104_864_5),
            (3.0, 50.0, 0.999_991_191_423_979_4),
            (200.0, 3.0, 0.998_478_476_443_047_1),
            (1.0, 1.0, 0.75),
            (5.0, -30.0, 3.859_324_310_248_026_5e-7),
            (7.0, 0.0, 0.5),
        ] {
            assert_close(student_cdf(t, df), expected, 1e-12);
        }
    }

    /// scipy 1.17.1 `stats.norm`.
    #[test]
    fn normal_law_agrees_with_an_independent_implementation() {
        for (z, expected) in [
            (-8.0, 6.220_960_574_271_74e-16),
            (-3.0, 0.001_349_898_031_630_093_3),
            (-1.0, 0.158_655_253_931_457_07),
            (0.5, 0.691_462_461_274_013_1),
            (2.0, 0.977_249_868_051_820_8),
            (6.0, 0.999_999_999_013_412_3),
        ] {
            assert_close(normal_cdf(z), expected, 1e-14);
        }
        for (p, expected) in [
            (0.25, -0.674_489_750_196_081_7),
            (0.001, -3.090_232_306_167_813),
            (0.975, 1.959_963_984_540_054),
            (1e-20, -9.262_340_089_798_409),
            (0.9, 1.281_551_565_544_600_4),
        ] {
            assert_close(normal_quantile(p).unwrap(), expected, 1e-13);
        }
    }

    #[test]
    fn quantiles_outside_the_open_interval_do_not_exist() {
        for p in [0.0, 1.0, -0.1, f64::NAN] {
            assert_eq!((normal_quantile(p), student_quantile(p, 5.0)), (None, None));
        }
        assert_eq!(student_quantile(0.975, 0.0), None);
        assert_eq!((normal_quantile(0.5), student_quantile(0.5, 3.0)), (Some(0.0), Some(0.0)));
    }
}
