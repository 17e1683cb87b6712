//! The model around the best point: how the observations react to each number, how sure the numbers are therefore, and
//! which of their changes the observations do not see.

use super::problem::{Evaluation, NORMAL, Problem, standard_error};
use crate::stats::{Matrix, axes};

/// The least that is known of a direction, as the inverse of a variance: its standard error is at most the bounds' distance,
/// since the bounds are knowledge too.
const LEAST: f64 = 1.0;
/// A direction is flat if its 95 % interval is as long as the bounds' distance: half of it to each side.
const FLAT: f64 = 0.5;
/// Components of a direction that are named, as a share of the largest.
const NAMED: f64 = 0.2;
/// What a step along an axis must promise to take off the objective; less is chance in the slopes.
const WORTH: f64 = 0.05;
/// The longest step in any number, as a share of the bounds' distance: the model is straight only so far.
const LONGEST: f64 = 0.3;
/// How far a flat direction is followed to tell what it changes, as a share of the bounds' distance.
const FOLLOWED: f64 = 0.1;

/// How the residuals react to one number.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Slope {
    /// By observation, in its standard errors, over the whole distance of the number's bounds.
    by_aim: Vec<f64>,
    /// Variance of these through chance.
    noise: Vec<f64>,
}

impl Slope {
    /// The slope between two evaluations that differ in number `at` alone.
    pub(super) fn between(problem: &Problem, at: usize, low: &Evaluation, high: &Evaluation) -> Slope {
        let free = &problem.free[at];
        let apart = free.place(high.values[at]) - free.place(low.values[at]);
        let aims = problem.aims.iter().zip(low.simulated.iter().zip(&high.simulated));
        let mut slope = Slope { by_aim: Vec::new(), noise: Vec::new() };
        for (aim, (low, high)) in aims {
            if apart == 0.0 {
                slope.by_aim.push(0.0);
                slope.noise.push(0.0);
                continue;
            }
            let scale = 1.0 / (apart * aim.sigma());
            let pairs = low.values.iter().zip(&high.values);
            let differences: Vec<f64> = pairs.map(|(low, high)| (high - low) * scale).collect();
            let error = standard_error(&differences);
            slope.by_aim.push((high.mean - low.mean) * scale);
            slope.noise.push(error * error);
        }
        slope
    }
}

/// A combination of changes that the observations hardly see.
#[derive(Clone, Debug, PartialEq)]
pub struct FlatDirection {
    /// The numbers that change together, the most important first, with by how much, in their units.
    pub moves: Vec<(usize, f64)>,
    /// By how much the objective rises through it.
    pub rise: f64,
}

/// The model around an evaluation, in shares of the distances of the bounds.
#[derive(Clone, Debug)]
pub(super) struct Local {
    /// The evaluation.
    pub centre_trial: usize,
    residuals: Vec<f64>,
    /// Covariance of the simulated means, in standard errors of the observations.
    chance: Matrix,
    slopes: Vec<Slope>,
    covariance: Matrix,
}

impl Local {
    pub(super) fn new(
        problem: &Problem,
        centre_trial: usize,
        centre: &Evaluation,
        slopes: Vec<Slope>,
    ) -> Local {
        let chance = chance(problem, centre);
        let residuals = centre.residuals(problem);
        let mut local = Local { centre_trial, residuals, chance, slopes, covariance: Vec::new() };
        local.covariance = local.find_covariance();
        local
    }

    /// The same slopes around another evaluation close by.
    pub(super) fn moved(self, trial: usize, centre: &Evaluation, problem: &Problem) -> Local {
        Local::new(problem, trial, centre, self.slopes)
    }

    fn size(&self) -> usize {
        self.slopes.len()
    }

    /// Half of the objective's second derivative, JᵀWJ.
    fn curvature(&self) -> Matrix {
        let seen = |a: &Slope, b: &Slope| a.by_aim.iter().zip(&b.by_aim).map(|(a, b)| a * b).sum();
        self.slopes.iter().map(|a| self.slopes.iter().map(|b| seen(a, b)).collect()).collect()
    }

    /// The same less what chance alone adds to it: what is known for sure.
    fn knowledge(&self) -> Matrix {
        let mut known = self.curvature();
        for (i, slope) in self.slopes.iter().enumerate() {
            known[i][i] -= slope.noise.iter().sum::<f64>();
        }
        known
    }

    /// The covariance of the fitted numbers: of the errors of the observations, (JᵀWJ)⁻¹, and of chance in the simulated
    /// means, A S Aᵀ with A = (JᵀWJ)⁻¹JᵀW (Seber and Wild, Nonlinear Regression, section 2.1). Where the numbers are as
    /// many as the observations, that is (JᵀWJ)⁻¹ with both variances in W.
    fn find_covariance(&self) -> Matrix {
        let n = self.size();
        let axes = axes(&self.knowledge());
        let inverse: Matrix = (0..n)
            .map(|i| {
                let entry = |j: usize| {
                    axes.iter().map(|a| a.direction[i] * a.direction[j] / a.stretch.max(LEAST)).sum()
                };
                (0..n).map(entry).collect()
            })
            .collect();
        // A, by number and observation.
        let gain: Matrix = inverse
            .iter()
            .map(|row| {
                let entry =
                    |o: usize| row.iter().zip(&self.slopes).map(|(x, slope)| x * slope.by_aim[o]).sum();
                (0..self.residuals.len()).map(entry).collect()
            })
            .collect();
        let of_chance = |i: usize, j: usize| -> f64 {
            let rows = gain[i].iter().zip(&self.chance);
            rows.map(|(a, row)| a * row.iter().zip(&gain[j]).map(|(s, b)| s * b).sum::<f64>()).sum()
        };
        (0..n).map(|i| (0..n).map(|j| inverse[i][j] + of_chance(i, j)).collect()).collect()
    }

    /// Standard errors of the numbers, as shares of the distances of their bounds.
    pub(super) fn standard_errors(&self) -> Vec<f64> {
        (0..self.size()).map(|i| self.covariance[i][i].sqrt()).collect()
    }

    /// Correlations of the errors of the numbers.
    pub(super) fn correlations(&self) -> Matrix {
        let errors = self.standard_errors();
        let n = self.size();
        let entry = |i: usize, j: usize| (self.covariance[i][j] / (errors[i] * errors[j])).clamp(-1.0, 1.0);
        (0..n).map(|i| (0..n).map(|j| if i == j { 1.0 } else { entry(i, j) }).collect()).collect()
    }

    /// From `point` to the upper end of a number's 95 % interval, or to the lower if `sign` is -1, the others moved so as to fit
    /// best there; as far as the bounds allow.
    pub(super) fn tip(&self, at: usize, sign: f64, point: &[f64]) -> Vec<f64> {
        let error = self.covariance[at][at].sqrt();
        let tip: Vec<f64> = self.covariance[at].iter().map(|with| sign * NORMAL * with / error).collect();
        let room = |(&place, &step): (&f64, &f64)| match step {
            step if step > 0.0 => (1.0 - place) / step,
            step if step < 0.0 => -place / step,
            _ => 1.0,
        };
        let factor = point.iter().zip(&tip).map(room).fold(1.0, f64::min);
        tip.iter().map(|step| step * factor).collect()
    }

    /// The step to the best point of the quadratic model from `point`, within the bounds, not too long, and along no axis that
    /// promises nothing.
    pub(super) fn step(&self, point: &[f64]) -> Vec<f64> {
        let n = self.size();
        let curvature = self.curvature();
        let mut step = vec![0.0; n];
        let mut pinned = vec![false; n];
        // What would leave the bounds is put on them, one number after the other, and the rest is solved again.
        for _ in 0..=n {
            let moving: Vec<usize> = (0..n).filter(|&i| !pinned[i]).collect();
            let gradient: Vec<f64> = moving
                .iter()
                .map(|&i| {
                    let seen = self.slopes[i].by_aim.iter().zip(&self.residuals);
                    let held = (0..n).filter(|&j| pinned[j]).map(|j| curvature[i][j] * step[j]);
                    seen.map(|(slope, residual)| slope * residual).sum::<f64>() + held.sum::<f64>()
                })
                .collect();
            let part: Matrix =
                moving.iter().map(|&i| moving.iter().map(|&j| curvature[i][j]).collect()).collect();
            moving.iter().for_each(|&i| step[i] = 0.0);
            for axis in axes(&part).iter().filter(|axis| axis.stretch > 0.0) {
                let along: f64 = axis.direction.iter().zip(&gradient).map(|(d, g)| d * g).sum();
                if along * along / axis.stretch < WORTH {
                    continue;
                }
                for (&i, d) in moving.iter().zip(&axis.direction) {
                    step[i] -= along / axis.stretch * d;
                }
            }
            let outside = |i: usize| (point[i] + step[i]).clamp(0.0, 1.0) - (point[i] + step[i]);
            let worst = moving.into_iter().max_by(|&a, &b| outside(a).abs().total_cmp(&outside(b).abs()));
            match worst.filter(|&i| outside(i) != 0.0) {
                Some(i) => {
                    pinned[i] = true;
                    step[i] += outside(i);
                }
                None => break,
            }
        }
        let longest = step.iter().fold(0.0, |most: f64, step| most.max(step.abs()));
        if longest > LONGEST { step.iter().map(|step| step * LONGEST / longest).collect() } else { step }
    }

    /// Whether the observations hardly see some direction, as far as chance in the slopes lets that be known.
    pub(super) fn is_unsure(&self) -> bool {
        axes(&self.knowledge()).first().is_some_and(|axis| is_flat(axis.stretch))
    }

    /// The directions that the observations hardly see, the flattest first.
    pub(super) fn flat_directions(&self, problem: &Problem) -> Vec<FlatDirection> {
        let axes = axes(&self.knowledge());
        let flat = axes.into_iter().filter(|axis| is_flat(axis.stretch));
        flat.map(|axis| {
            let largest = axis.direction.iter().fold(0.0, |most: f64, x| most.max(x.abs()));
            let scale = FOLLOWED / largest;
            let mut moves: Vec<(usize, f64)> = axis.direction.iter().copied().enumerate().collect();
            moves.retain(|(_, share)| share.abs() >= NAMED * largest);
            moves.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
            let moves = moves.into_iter().map(|(i, share)| (i, share * scale * problem.free[i].width()));
            FlatDirection { moves: moves.collect(), rise: axis.stretch.max(0.0) * scale * scale }
        })
        .collect()
    }
}

/// Whether a direction of that curvature is flat.
fn is_flat(stretch: f64) -> bool {
    NORMAL / stretch.max(LEAST).sqrt() >= FLAT
}

/// The covariance of the simulated means, replications being independent, in standard errors of the observations.
fn chance(problem: &Problem, trial: &Evaluation) -> Matrix {
    let scaled: Matrix = problem
        .aims
        .iter()
        .zip(&trial.simulated)
        .map(|(aim, simulated)| {
            // So widened as Student's interval is wider than a normal one.
            let deviations = simulated.values.iter().map(|value| (value - simulated.mean) / aim.sigma());
            deviations.collect()
        })
        .collect();
    let widen = |o: usize| {
        let squares: f64 = scaled[o].iter().map(|x| x * x).sum();
        let error = trial.simulated[o].error() / problem.aims[o].sigma();
        if squares > 0.0 { error / squares.sqrt() } else { 0.0 }
    };
    let m = scaled.len();
    let entry = |a: usize, b: usize| {
        let sum: f64 = scaled[a].iter().zip(&scaled[b]).map(|(x, y)| x * y).sum();
        sum * widen(a) * widen(b)
    };
    (0..m).map(|a| (0..m).map(|b| entry(a, b)).collect()).collect()
}
