//! The closed list of laws a scenario may state.

use super::law_problem::LawProblem;

/// The standard normal 90 % quantile.
const Z90: f64 = 1.281_551_565_544_600_4;
/// The largest size of a parameter with a unit: what exceeds it is a slip of the pen, and below it nothing
/// overflows.
const LARGEST: f64 = 1e15;
const CV_RANGE: (f64, f64) = (1e-6, 1e3);
const SHAPE_RANGE: (f64, f64) = (0.05, 1e3);
/// The largest p90 of a lognormal law in medians.
const P90_PER_MEDIAN: f64 = 1e6;

/// A probability law with its parameters, all in one unit.
///
/// A law may be written down wrongly; [`Law::check`] says so. Every other method takes a law that passed.
#[derive(Clone, Debug, PartialEq)]
pub enum Law {
    /// Always the same value.
    Constant {
        /// The value.
        value: f64,
    },
    /// Any value between two limits, equally likely.
    Uniform {
        /// Lower limit.
        low: f64,
        /// Upper limit.
        high: f64,
    },
    /// A density that rises linearly to the mode and falls linearly from it.
    Triangular {
        /// Lower limit.
        low: f64,
        /// Most likely value.
        mode: f64,
        /// Upper limit.
        high: f64,
    },
    /// A beta law scaled to the limits, of mean `(low + 4 mode + high) / 6` (Malcolm et al., Oper. Res. 7,
    /// 1959).
    Pert {
        /// Lower limit.
        low: f64,
        /// Most likely value.
        mode: f64,
        /// Upper limit.
        high: f64,
    },
    /// The memoryless law.
    Exponential {
        /// Mean.
        mean: f64,
    },
    /// The gamma law of shape `1 / cv²`.
    Gamma {
        /// Mean.
        mean: f64,
        /// Standard deviation over mean.
        cv: f64,
    },
    /// The sum of independent, equal exponential phases.
    Erlang {
        /// Mean of the sum.
        mean: f64,
        /// Number of phases.
        phases: u32,
    },
    /// The lognormal law of a given mean and 90 % quantile.
    ///
    /// Two laws share such a pair; this is the one with the smaller spread. With `r = p90 / mean` its sigma
    /// is `z - sqrt(z² - 2 ln r)`, `z = 1.28155`; `r` must exceed 1 and can be at most `exp(z² / 2) =
    /// 2.2732`.
    LognormalMeanP90 {
        /// Mean.
        mean: f64,
        /// Value that nine in ten do not exceed.
        p90: f64,
    },
    /// The lognormal law of a given median and 90 % quantile: sigma is `ln(p90 / median) / 1.28155`.
    LognormalMedianP90 {
        /// Median.
        median: f64,
        /// Value that nine in ten do not exceed.
        p90: f64,
    },
    /// The lognormal law of a given mean and coefficient of variation: sigma² is `ln(1 + cv²)`.
    LognormalMeanCv {
        /// Mean.
        mean: f64,
        /// Standard deviation over mean.
        cv: f64,
    },
    /// The Weibull law, `P(X > x) = exp(-(x / scale)^shape)`.
    Weibull {
        /// Shape: below 1 for early failures, 1 for the exponential law, above 1 for wear.
        shape: f64,
        /// Scale: the value exceeded with probability 1/e.
        scale: f64,
    },
    /// The piecewise linear law through listed values taken as equidistant quantiles, from the minimum to the
    /// maximum.
    ///
    /// The values may stand in any order. One value is a constant.
    Empirical {
        /// The listed values.
        quantiles: Vec<f64>,
    },
}

impl Law {
    /// Checks that the parameters make a law.
    ///
    /// # Errors
    ///
    /// The first parameter that does not: not finite, larger than 10^15 in size, out of order with its
    /// neighbours, not positive where it must be, or (`p90`) out of the law's reach.
    pub fn check(&self) -> Result<(), LawProblem> {
        match *self {
            Law::Constant { value } => moderate("value", value),
            Law::Uniform { low, high } => ordered(low, None, high),
            Law::Triangular { low, mode, high } | Law::Pert { low, mode, high } => {
                ordered(low, Some(mode), high)
            }
            Law::Exponential { mean } => positive("mean", mean),
            Law::Gamma { mean, cv } | Law::LognormalMeanCv { mean, cv } => {
                positive("mean", mean)?;
                between("cv", cv, CV_RANGE)
            }
            Law::Erlang { mean, phases } => {
                positive("mean", mean)?;
                if phases == 0 {
                    return Err(LawProblem::new("phases", phases, "a whole number of at least 1"));
                }
                Ok(())
            }
            Law::LognormalMeanP90 { mean, p90 } => {
                positive("mean", mean)?;
                let largest = mean * libm::exp(Z90 * Z90 / 2.0);
                above("p90", p90, ("mean", mean), largest)
            }
            Law::LognormalMedianP90 { median, p90 } => {
                positive("median", median)?;
                above("p90", p90, ("median", median), median * P90_PER_MEDIAN)
            }
            Law::Weibull { shape, scale } => {
                between("shape", shape, SHAPE_RANGE)?;
                positive("scale", scale)
            }
            Law::Empirical { ref quantiles } => {
                if quantiles.is_empty() {
                    return Err(LawProblem::new("empirical", "an empty list", "at least one number"));
                }
                quantiles.iter().try_for_each(|&value| moderate("empirical", value))
            }
        }
    }

    /// The law's name, as scenarios write it.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Law::Constant { .. } => "constant",
            Law::Uniform { .. } => "uniform",
            Law::Triangular { .. } => "triangular",
            Law::Pert { .. } => "pert",
            Law::Exponential { .. } => "exponential",
            Law::Gamma { .. } => "gamma",
            Law::Erlang { .. } => "erlang",
            Law::LognormalMeanP90 { .. } | Law::LognormalMedianP90 { .. } | Law::LognormalMeanCv { .. } => {
                "lognormal"
            }
            Law::Weibull { .. } => "weibull",
            Law::Empirical { .. } => "empirical",
        }
    }

    /// The expected value, exact (not sampled).
    ///
    /// That of an empirical law is the mean of the piecewise linear law, in which the two extreme values
    /// count half.
    #[must_use]
    pub fn mean(&self) -> f64 {
        match *self {
            Law::Constant { value } => value,
            Law::Uniform { low, high } => low + (high - low) / 2.0,
            Law::Triangular { low, mode, high } => (low + mode + high) / 3.0,
            Law::Pert { low, mode, high } => (low + 4.0 * mode + high) / 6.0,
            Law::Exponential { mean }
            | Law::Gamma { mean, .. }
            | Law::Erlang { mean, .. }
            | Law::LognormalMeanP90 { mean, .. }
            | Law::LognormalMeanCv { mean, .. } => mean,
            Law::LognormalMedianP90 { median, p90 } => {
                let (_, sigma) = from_median_p90(median, p90);
                median * libm::exp(sigma * sigma / 2.0)
            }
            Law::Weibull { shape, scale } => scale * libm::tgamma(1.0 + 1.0 / shape),
            Law::Empirical { ref quantiles } => {
                let (low, high) = limits(quantiles);
                if low == high {
                    return low;
                }
                (quantiles.iter().sum::<f64>() - (low + high) / 2.0) / (quantiles.len() - 1) as f64
            }
        }
    }

    /// The value, if the law has only one.
    #[must_use]
    pub fn is_constant(&self) -> Option<f64> {
        match self {
            Law::Constant { value } => Some(*value),
            Law::Empirical { quantiles } => {
                let (low, high) = limits(quantiles);
                (low == high).then_some(low)
            }
            _ => None,
        }
    }

    /// The lower end of the law's support: no draw is below it.
    #[must_use]
    pub fn minimum(&self) -> f64 {
        match *self {
            Law::Constant { value } => value,
            Law::Uniform { low, .. } | Law::Triangular { low, .. } | Law::Pert { low, .. } => low,
            Law::Empirical { ref quantiles } => limits(quantiles).0,
            _ => 0.0,
        }
    }

    /// The upper end of the law's support, if it has one.
    #[must_use]
    pub fn maximum(&self) -> Option<f64> {
        match *self {
            Law::Constant { value } => Some(value),
            Law::Uniform { high, .. } | Law::Triangular { high, .. } | Law::Pert { high, .. } => Some(high),
            Law::Empirical { ref quantiles } => Some(limits(quantiles).1),
            _ => None,
        }
    }

    /// The law of `factor` times the variate: a change of unit. `factor` is positive.
    #[must_use]
    pub fn scaled(&self, factor: f64) -> Law {
        match *self {
            Law::Constant { value } => Law::Constant { value: value * factor },
            Law::Uniform { low, high } => Law::Uniform { low: low * factor, high: high * factor },
            Law::Triangular { low, mode, high } => {
                Law::Triangular { low: low * factor, mode: mode * factor, high: high * factor }
            }
            Law::Pert { low, mode, high } => {
                Law::Pert { low: low * factor, mode: mode * factor, high: high * factor }
            }
            Law::Exponential { mean } => Law::Exponential { mean: mean * factor },
            Law::Gamma { mean, cv } => Law::Gamma { mean: mean * factor, cv },
            Law::Erlang { mean, phases } => Law::Erlang { mean: mean * factor, phases },
            Law::LognormalMeanP90 { mean, p90 } => {
                Law::LognormalMeanP90 { mean: mean * factor, p90: p90 * factor }
            }
            Law::LognormalMedianP90 { median, p90 } => {
                Law::LognormalMedianP90 { median: median * factor, p90: p90 * factor }
            }
            Law::LognormalMeanCv { mean, cv } => Law::LognormalMeanCv { mean: mean * factor, cv },
            Law::Weibull { shape, scale } => Law::Weibull { shape, scale: scale * factor },
            Law::Empirical { ref quantiles } => {
                Law::Empirical { quantiles: quantiles.iter().map(|value| value * factor).collect() }
            }
        }
    }
}

/// The mu and sigma of the lognormal law of a mean and a 90 % quantile, the smaller sigma of the two.
pub(super) fn from_mean_p90(mean: f64, p90: f64) -> (f64, f64) {
    let twice_log = 2.0 * libm::log(p90 / mean);
    // At the largest p90 rounding may leave a discriminant just below 0. The product form of z - sqrt(z² - 2
    // ln r) keeps its digits when p90 is close to the mean.
    let root = libm::sqrt((Z90 * Z90 - twice_log).max(0.0));
    let sigma = twice_log / (Z90 + root);
    (libm::log(mean) - sigma * sigma / 2.0, sigma)
}

/// The mu and sigma of the lognormal law of a median and a 90 % quantile.
pub(super) fn from_median_p90(median: f64, p90: f64) -> (f64, f64) {
    (libm::log(median), libm::log(p90 / median) / Z90)
}

/// The mu and sigma of the lognormal law of a mean and a coefficient of variation.
pub(super) fn from_mean_cv(mean: f64, cv: f64) -> (f64, f64) {
    let variance = libm::log1p(cv * cv);
    (libm::log(mean) - variance / 2.0, libm::sqrt(variance))
}

fn limits(values: &[f64]) -> (f64, f64) {
    values.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), &v| (low.min(v), high.max(v)))
}

fn moderate(parameter: &'static str, value: f64) -> Result<(), LawProblem> {
    if value.abs() <= LARGEST {
        return Ok(());
    }
    Err(LawProblem::new(parameter, value, "a finite number of at most 1e15 in size"))
}

fn positive(parameter: &'static str, value: f64) -> Result<(), LawProblem> {
    moderate(parameter, value)?;
    if value >= 1.0 / LARGEST {
        return Ok(());
    }
    Err(LawProblem::new(parameter, value, "a number greater than 0 (at least 1e-15)"))
}

fn between(parameter: &'static str, value: f64, (low, high): (f64, f64)) -> Result<(), LawProblem> {
    if (low..=high).contains(&value) {
        return Ok(());
    }
    Err(LawProblem::new(parameter, value, format!("a number from {low} to {high}")))
}

fn above(
    parameter: &'static str,
    value: f64,
    (name, floor): (&str, f64),
    largest: f64,
) -> Result<(), LawProblem> {
    if value > floor && value <= largest {
        return Ok(());
    }
    Err(LawProblem::new(parameter, value, format!("more than the {name} ({floor}) and at most {largest}")))
}

fn ordered(low: f64, mode: Option<f64>, high: f64) -> Result<(), LawProblem> {
    moderate("low", low)?;
    moderate("high", high)?;
    if low >= high {
        return Err(LawProblem::new("high", high, format!("more than low ({low})")));
    }
    match mode {
        Some(mode) => between("mode", mode, (low, high)),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The parameter, what was found and what is allowed.
    fn refusal(law: Law) -> (&'static str, String, String) {
        let problem = law.check().expect_err("the law is wrong");
        (problem.parameter, problem.found, problem.allowed)
    }

    fn assert_refused(law: Law, parameter: &str, found: &str, allowed: &str) {
        let text = format!("{law:?}");
        let (a, b, c) = refusal(law);
        assert_eq!((a, b.as_str(), c.as_str()), (parameter, found, allowed), "{text}");
    }

    #[test]
    fn says_which_parameter_is_wrong_and_what_is_allowed() {
        let finite = "a finite number of at most 1e15 in size";
        let positive = "a number greater than 0 (at least 1e-15)";
        assert_refused(Law::Constant { value: f64::NAN }, "value", "NaN", finite);
        assert_refused(Law::Constant { value: 2e15 }, "value", "2000000000000000", finite);
        assert_refused(Law::Uniform { low: f64::NEG_INFINITY, high: 1.0 }, "low", "-inf", finite);
        assert_refused(Law::Uniform { low: 5.0, high: 3.0 }, "high", "3", "more than low (5)");
        assert_refused(Law::Uniform { low: 5.0, high: 5.0 }, "high", "5", "more than low (5)");
        let outside = Law::Triangular { low: 1.0, mode: 6.0, high: 5.0 };
        assert_refused(outside, "mode", "6", "a number from 1 to 5");
        let outside = Law::Pert { low: 1.0, mode: f64::NAN, high: 5.0 };
        assert_refused(outside, "mode", "NaN", "a number from 1 to 5");
        assert_refused(Law::Exponential { mean: 0.0 }, "mean", "0", positive);
        assert_refused(Law::Exponential { mean: -3.0 }, "mean", "-3", positive);
        assert_refused(Law::Exponential { mean: f64::INFINITY }, "mean", "inf", finite);
        assert_refused(Law::Gamma { mean: 1.0, cv: 0.0 }, "cv", "0", "a number from 0.000001 to 1000");
        assert_refused(Law::Erlang { mean: 1.0, phases: 0 }, "phases", "0", "a whole number of at least 1");
        let below = Law::LognormalMedianP90 { median: 4.0, p90: 4.0 };
        assert_refused(below, "p90", "4", "more than the median (4) and at most 4000000");
        assert_refused(Law::Weibull { shape: 0.0, scale: 1.0 }, "shape", "0", "a number from 0.05 to 1000");
        assert_refused(Law::Weibull { shape: 1.0, scale: 0.0 }, "scale", "0", positive);
        assert_refused(
            Law::Empirical { quantiles: vec![] },
            "empirical",
            "an empty list",
            "at least one number",
        );
        assert_refused(Law::Empirical { quantiles: vec![1.0, f64::NAN] }, "empirical", "NaN", finite);
        let (parameter, _, allowed) = refusal(Law::LognormalMeanP90 { mean: 1.0, p90: 2.3 });
        assert_eq!(parameter, "p90");
        assert!(allowed.starts_with("more than the mean (1) and at most 2.27319"), "{allowed}");
        assert_eq!(refusal(Law::LognormalMeanP90 { mean: 1.0, p90: 1.0 }).0, "p90");
        assert_eq!(
            Law::Exponential { mean: 0.0 }.check().unwrap_err().to_string(),
            "`mean` is 0; allowed: a number greater than 0 (at least 1e-15)"
        );
    }

    fn examples() -> Vec<Law> {
        vec![
            Law::Constant { value: -2.0 },
            Law::Uniform { low: -1.0, high: 4.0 },
            Law::Triangular { low: 1.0, mode: 1.0, high: 5.0 },
            Law::Pert { low: 0.0, mode: 3.0, high: 10.0 },
            Law::Exponential { mean: 2.0 },
            Law::Gamma { mean: 2.0, cv: 0.4 },
            Law::Erlang { mean: 2.0, phases: 3 },
            Law::LognormalMeanP90 { mean: 2.0, p90: 3.0 },
            Law::LognormalMedianP90 { median: 2.0, p90: 3.0 },
            Law::LognormalMeanCv { mean: 2.0, cv: 0.4 },
            Law::Weibull { shape: 1.5, scale: 2.0 },
            Law::Empirical { quantiles: vec![9.0, 1.0, 3.0] },
            Law::Empirical { quantiles: vec![6.0] },
        ]
    }

    #[test]
    fn means_are_those_of_the_textbook() {
        // scipy 1.17.1 for the lognormal by median and the Weibull law.
        let expected = [
            -2.0,
            1.5,
            7.0 / 3.0,
            22.0 / 6.0,
            2.0,
            2.0,
            2.0,
            2.0,
            2.1026474984835386,
            2.0,
            1.805490585901867,
            4.0,
            6.0,
        ];
        for (law, expected) in examples().iter().zip(expected) {
            assert_eq!(law.check(), Ok(()));
            assert!((law.mean() - expected).abs() < 1e-12, "{law:?}: {}", law.mean());
        }
    }

    #[test]
    fn a_change_of_unit_scales_the_mean_and_the_limits() {
        for law in examples() {
            let scaled = law.scaled(24.0);
            assert_eq!(scaled.check(), Ok(()));
            assert_eq!(scaled.name(), law.name());
            assert!((scaled.mean() - 24.0 * law.mean()).abs() < 1e-11, "{law:?}");
            assert_eq!(scaled.minimum(), 24.0 * law.minimum());
            assert_eq!(scaled.maximum(), law.maximum().map(|high| 24.0 * high));
            assert_eq!(scaled.is_constant(), law.is_constant().map(|value| 24.0 * value));
        }
    }

    #[test]
    fn knows_a_constant_in_either_form() {
        assert_eq!(Law::Constant { value: 3.0 }.is_constant(), Some(3.0));
        assert_eq!(Law::Empirical { quantiles: vec![3.0, 3.0] }.is_constant(), Some(3.0));
        assert_eq!(Law::Empirical { quantiles: vec![3.0, 4.0] }.is_constant(), None);
        assert_eq!(Law::Uniform { low: 3.0, high: 4.0 }.is_constant(), None);
    }

    #[test]
    fn the_smaller_of_two_spreads_is_chosen() {
        let (mu, sigma) = from_mean_p90(30.0, 50.0);
        assert!(sigma < Z90);
        assert!((libm::exp(mu + sigma * sigma / 2.0) - 30.0).abs() < 1e-12);
        assert!((libm::exp(mu + Z90 * sigma) - 50.0).abs() < 1e-12);
        let (_, tiny) = from_mean_p90(1.0, 1.0 + 1e-12);
        assert!((tiny * Z90 / 1e-12 - 1.0).abs() < 1e-3, "{tiny}");
    }
}
