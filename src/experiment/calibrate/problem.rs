//! What is fitted to what, and one evaluation of it: a plain least-squares question that knows no scenario.

use crate::stats::{Tally, student_quantile};

/// The normal factor of a 95 % interval.
pub(super) const NORMAL: f64 = 1.959_963_984_540_054;
/// Level of the upper limit of a 95 % interval.
const UPPER: f64 = 0.975;
/// Least number of steps of a number's grid between its bounds.
const GRID: f64 = 2000.0;

/// A number that is fitted.
#[derive(Clone, Debug, PartialEq)]
pub struct FreeNumber {
    /// Key path.
    pub path: String,
    /// Its unit.
    pub unit: &'static str,
    /// Its value, or the mean of its law, in the scenario as it was given.
    pub start: f64,
    /// Its bounds: the range that the scenario states.
    pub bounds: (f64, f64),
    /// The observation that the scenario says it is fitted to.
    pub fitted_to: String,
}

impl FreeNumber {
    /// The value at a place between the bounds, 0 being the lower and 1 the upper, rounded to a decimal grid, so that what
    /// is written is what was run.
    pub(super) fn value(&self, place: f64) -> f64 {
        let (low, high) = self.bounds;
        let exact = low + place * (high - low);
        let step = (high - low) / GRID;
        // The smallest power of ten that is no finer than need be, or its inverse.
        let (mut fine, mut coarse) = (1.0, 1.0);
        while fine * step < 1.0 {
            fine *= 10.0;
        }
        while fine == 1.0 && step >= 10.0 * coarse {
            coarse *= 10.0;
        }
        // A division by a whole number gives the double that is written shortest.
        let round = (exact / coarse * fine).round() / fine * coarse;
        round.clamp(low, high)
    }

    /// The place of a value between the bounds.
    pub(super) fn place(&self, value: f64) -> f64 {
        (value - self.bounds.0) / (self.bounds.1 - self.bounds.0)
    }

    /// Distance of the bounds.
    pub(super) fn width(&self) -> f64 {
        self.bounds.1 - self.bounds.0
    }
}

/// An observation that is fitted to.
#[derive(Clone, Debug, PartialEq)]
pub struct Aim {
    /// Its name.
    pub name: String,
    /// Its unit.
    pub unit: &'static str,
    /// What was observed.
    pub observed: f64,
    /// Within which limits it is thought to be, read as a 95 % interval.
    pub range: (f64, f64),
}

impl Aim {
    /// The standard error of the observation: its range read as a normal 95 % interval.
    #[must_use]
    pub fn sigma(&self) -> f64 {
        (self.range.1 - self.range.0) / (2.0 * NORMAL)
    }
}

/// What is fitted to what.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// The numbers that are fitted.
    pub free: Vec<FreeNumber>,
    /// The observations that they are fitted to.
    pub aims: Vec<Aim>,
}

/// What one evaluation has come to.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// By observation, the simulated value in each replication.
    Simulated(Vec<Vec<Option<f64>>>),
    /// There is no such scenario, or nothing to be measured in it, and why.
    Refused(String),
    /// It was not carried out.
    Stopped,
}

/// An evaluation: the model with the numbers at some values.
#[derive(Clone, Debug, PartialEq)]
pub struct Evaluation {
    /// The values, in the order of the numbers.
    pub values: Vec<f64>,
    /// By observation, what was simulated; nothing if the scenario was refused.
    pub simulated: Vec<Simulated>,
    /// Sum over the observations of ((simulated - observed) / sigma)²; `None` if it was refused.
    pub objective: Option<f64>,
    /// Why it was refused.
    pub refused: Option<String>,
}

/// An observed quantity in the model.
#[derive(Clone, Debug, PartialEq)]
pub struct Simulated {
    /// By replication.
    pub values: Vec<f64>,
    /// Mean over the replications.
    pub mean: f64,
}

impl Simulated {
    /// The standard error of the mean, widened as Student's interval is wider than a normal one; 0 of one replication.
    #[must_use]
    pub fn error(&self) -> f64 {
        standard_error(&self.values)
    }
}

/// The standard error of the mean of a few values, so that 1.96 of it is half of Student's 95 % interval.
pub(super) fn standard_error(values: &[f64]) -> f64 {
    let tally: Tally = values.iter().copied().collect();
    let n = values.len() as f64;
    match (tally.deviation(), student_quantile(UPPER, n - 1.0)) {
        (Some(deviation), Some(t)) => t / NORMAL * deviation / n.sqrt(),
        _ => 0.0,
    }
}

impl Evaluation {
    pub(super) fn new(problem: &Problem, values: Vec<f64>, outcome: Outcome) -> Evaluation {
        let refused = |why: String| Evaluation {
            values: values.clone(),
            simulated: Vec::new(),
            objective: None,
            refused: Some(why),
        };
        let found = match outcome {
            Outcome::Simulated(found) => found,
            Outcome::Refused(why) => return refused(why),
            Outcome::Stopped => return refused("it was not carried out".to_owned()),
        };
        let mut simulated = Vec::new();
        for (aim, values) in problem.aims.iter().zip(found) {
            // A replication without a value cannot be paired with the same one elsewhere.
            let Some(values) = values.into_iter().collect::<Option<Vec<f64>>>() else {
                return refused(format!("{} cannot be measured in every replication", aim.name));
            };
            let Some(mean) = values.iter().copied().collect::<Tally>().mean() else {
                return refused(format!("{} cannot be measured", aim.name));
            };
            simulated.push(Simulated { values, mean });
        }
        let parts = problem.aims.iter().zip(&simulated).map(|(aim, simulated)| {
            let standard = (simulated.mean - aim.observed) / aim.sigma();
            standard * standard
        });
        let objective = Some(parts.sum());
        Evaluation { values, simulated, objective, refused: None }
    }

    /// The means less what was observed, in standard errors of the observations.
    pub(super) fn residuals(&self, problem: &Problem) -> Vec<f64> {
        let pairs = problem.aims.iter().zip(&self.simulated);
        pairs.map(|(aim, simulated)| (simulated.mean - aim.observed) / aim.sigma()).collect()
    }

    /// The sum of squares with chance added to the error of each observation: `errors` are those of the simulated means.
    #[must_use]
    pub fn chi_square(&self, problem: &Problem, errors: &[f64]) -> Option<f64> {
        self.objective?;
        let parts = problem.aims.iter().zip(&self.simulated).zip(errors).map(|((aim, simulated), error)| {
            let off = simulated.mean - aim.observed;
            off * off / (aim.sigma() * aim.sigma() + error * error)
        });
        Some(parts.sum())
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(crate) fn free(path: &str, low: f64, high: f64, start: f64) -> FreeNumber {
        let fitted_to = "a".to_owned();
        FreeNumber { path: path.to_owned(), unit: "h", start, bounds: (low, high), fitted_to }
    }

    pub(crate) fn aim(name: &str, observed: f64, half: f64) -> Aim {
        Aim { name: name.to_owned(), unit: "h", observed, range: (observed - half, observed + half) }
    }

    #[test]
    fn values_are_round_and_within_bounds() {
        let number = free("x", 30.0, 40.0, 34.8);
        assert_eq!(number.value(0.123_456_78), 31.235);
        assert_eq!((number.value(0.0), number.value(1.0), number.value(1.2)), (30.0, 40.0, 40.0));
        assert_eq!(free("x", 1_000.0, 900_000.0, 2_000.0).value(0.5), 450_500.0);
        assert_eq!(free("x", 0.1, 0.3, 0.2).value(0.501), 0.2002);
        assert!((number.place(number.value(0.37)) - 0.37).abs() < 1e-3);
    }

    #[test]
    fn an_evaluation_by_hand() {
        let problem =
            Problem { free: vec![free("x", 0.0, 1.0, 0.5)], aims: vec![aim("a", 10.0, 2.0 * NORMAL)] };
        assert!((problem.aims[0].sigma() - 2.0).abs() < 1e-15);
        let outcome = Outcome::Simulated(vec![vec![Some(12.0), Some(16.0)]]);
        let trial = Evaluation::new(&problem, vec![0.5], outcome);
        assert_eq!((trial.objective, trial.residuals(&problem)), (Some(4.0), vec![2.0]));
        // s = 2.83, s / sqrt(2) = 2, t(1) = 12.706.
        let error = trial.simulated[0].error();
        assert!((error * NORMAL - 2.0 * 12.706_204_736).abs() < 1e-6, "{error}");
        assert_eq!(trial.chi_square(&problem, &[2.0]), Some(2.0));
        let missing = Outcome::Simulated(vec![vec![Some(12.0), None]]);
        let trial = Evaluation::new(&problem, vec![0.5], missing);
        assert_eq!((trial.objective, trial.chi_square(&problem, &[2.0])), (None, None));
    }
}
