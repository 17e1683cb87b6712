//! Calibration: a few numbers of a scenario fitted to what was observed, with how sure they are.
//!
//! [`Problem`] and `Search` know no scenario: a question of least squares whose evaluations are slow and in which chance
//! is shared (the same seed in each). [`Question`] asks it of a scenario.

mod fit;
mod local;
mod problem;
mod search;
#[cfg(test)]
mod tests;

pub use fit::{Calibrating, NotCalibrated, Question};
pub use local::FlatDirection;
pub use problem::{Aim, Evaluation, FreeNumber, Outcome, Problem, Simulated};

use local::Local;
use problem::NORMAL;
use search::Found;

use super::estimate::{CONFIDENCE, Estimate};
use crate::stats::{Matrix, chi_square_quantile};

/// How near a bound a number is that counts as on it, as a share of the bounds' distance.
const ON_BOUND: f64 = 1e-3;

/// What a calibration has found.
#[derive(Clone, Debug)]
pub struct Calibration {
    /// What was fitted to what.
    pub problem: Problem,
    /// Every evaluation, in order.
    pub trials: Vec<Evaluation>,
    /// The place of the one that the answer rests on.
    pub best: usize,
    /// Whether the search came to rest: no step would have improved the fit.
    pub at_rest: bool,
    /// What each number has come to.
    pub numbers: Vec<FittedNumber>,
    /// How near each observation is.
    pub residuals: Vec<Residual>,
    /// Correlations of the errors of the numbers; nothing if they are not known.
    pub correlations: Matrix,
    /// Changes that the observations hardly see, the flattest first.
    pub flat: Vec<FlatDirection>,
    /// By how much chi-square may rise above the best before a fit is worse than chance explains, for all numbers at once
    /// with 95 % confidence.
    pub contour: f64,
    /// By evaluation, chi-square with chance in the simulated means; `None` if it was refused.
    pub chi_squares: Vec<Option<f64>>,
}

/// A number that was fitted, in its unit.
#[derive(Clone, Debug, PartialEq)]
pub struct FittedNumber {
    /// Its value.
    pub value: f64,
    /// Its standard error; `None` if too few evaluations were left to find it.
    pub error: Option<f64>,
    /// Its 95 % interval, cut at the bounds.
    pub interval: Option<(f64, f64)>,
    /// By how much chi-square was seen to rise at the two ends of it, the others moved so as to fit best there: about 3.84 if
    /// the model is straight, the bounds do not cut the interval, and observations do not share chance.
    pub rises: [Option<f64>; 2],
    /// Its lowest and highest value in any evaluation that fits about as well as the best.
    pub seen: (f64, f64),
    /// Which bound it lies on: `lower` or `upper`.
    pub on_bound: Option<&'static str>,
}

impl FittedNumber {
    /// Whether the observations say no more of it than its bounds do.
    #[must_use]
    pub fn is_open(&self, free: &FreeNumber) -> bool {
        self.interval == Some(free.bounds)
    }
}

/// An observation in the fitted model.
#[derive(Clone, Debug, PartialEq)]
pub struct Residual {
    /// Its mean over the replications at the start of the search; `None` if that was refused.
    pub start: Option<f64>,
    /// The same of the fit.
    pub simulated: Estimate,
    /// Standard error of simulated less observed: that of the observation and that of the replications.
    pub error: f64,
    /// Simulated less observed, in these.
    pub standard: f64,
}

impl Calibration {
    fn new(problem: &Problem, trials: Vec<Evaluation>, found: &Found) -> Calibration {
        let best = &trials[found.best];
        let errors: Vec<f64> = best.simulated.iter().map(Simulated::error).collect();
        let chi_squares: Vec<Option<f64>> =
            trials.iter().map(|trial| trial.chi_square(problem, &errors)).collect();
        let free = u32::try_from(problem.free.len()).unwrap_or(u32::MAX);
        let contour = chi_square_quantile(CONFIDENCE, free).unwrap_or(0.0);
        let least = chi_squares[found.best].unwrap_or(0.0);
        let rise = |at: Option<usize>| Some(chi_squares[at?]? - least);
        let seen = |number: usize| {
            let inside = trials.iter().zip(&chi_squares);
            let inside = inside.filter(|(_, chi)| chi.is_some_and(|chi| chi - least <= contour));
            inside.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), (trial, _)| {
                (low.min(trial.values[number]), high.max(trial.values[number]))
            })
        };
        let local = found.local.as_ref();
        let numbers = problem.free.iter().enumerate().map(|(at, free)| {
            let value = best.values[at];
            let error = local.map(|local| local.standard_errors()[at] * free.width());
            let (low, high) = free.bounds;
            let place = free.place(value);
            FittedNumber {
                value,
                error,
                interval: error.map(|e| ((value - NORMAL * e).max(low), (value + NORMAL * e).min(high))),
                rises: found.ends.get(at).map_or([None; 2], |ends| ends.map(rise)),
                seen: seen(at),
                on_bound: match place {
                    place if place <= ON_BOUND => Some("lower"),
                    place if place >= 1.0 - ON_BOUND => Some("upper"),
                    _ => None,
                },
            }
        });
        let residuals = problem.aims.iter().enumerate().map(|(at, aim)| {
            let simulated = &best.simulated[at];
            let error = (aim.sigma() * aim.sigma() + errors[at] * errors[at]).sqrt();
            Residual {
                start: trials[0].simulated.get(at).map(|simulated| simulated.mean),
                simulated: Estimate::of(&simulated.values).expect("a plan has a replication"),
                error,
                standard: (simulated.mean - aim.observed) / error,
            }
        });
        Calibration {
            numbers: numbers.collect(),
            residuals: residuals.collect(),
            correlations: local.map_or(Vec::new(), Local::correlations),
            flat: local.map_or(Vec::new(), |local| local.flat_directions(problem)),
            problem: problem.clone(),
            best: found.best,
            at_rest: found.at_rest,
            contour,
            chi_squares,
            trials,
        }
    }

    /// The evaluation that the answer rests on.
    #[must_use]
    pub fn fitted(&self) -> &Evaluation {
        &self.trials[self.best]
    }

    /// Evaluations at which the scenario was refused, and why the first was.
    #[must_use]
    pub fn refused(&self) -> (usize, Option<&str>) {
        let mut refused = self.trials.iter().filter_map(|trial| trial.refused.as_deref());
        let first = refused.next();
        (usize::from(first.is_some()) + refused.count(), first)
    }

    /// Whether an evaluation fits about as well as the best.
    #[must_use]
    pub fn is_inside(&self, trial: usize) -> bool {
        let [chi, least] = [trial, self.best].map(|at| self.chi_squares[at]);
        chi.zip(least).is_some_and(|(chi, least)| chi - least <= self.contour)
    }
}
