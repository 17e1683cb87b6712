//! The search for the values at which the model comes closest to the observations.
//!
//! First by linear interpolation in a shrinking neighbourhood (COBYLA; Powell, "A direct search optimization method that
//! models the objective and constraint functions by linear interpolation", Kluwer 1994, 51-67), which takes no slopes and
//! keeps to bounds; then by steps of Gauss and Newton with slopes from differences, which know that the objective is a sum
//! of squares and come to rest exactly. Every evaluation is remembered and counts once, and everything follows from the
//! numbers alone: the same question is searched through the same points.

use std::cell::RefCell;
use std::collections::BTreeMap;

use cobyla::{RhoBeg, StopTols, minimize};

use super::local::{Local, Slope};
use super::problem::{Evaluation, Outcome, Problem};

/// First steps of the search, as a share of the bounds' distance.
const FIRST_STEP: f64 = 0.2;
/// Steps at which the search without slopes hands over.
const LAST_STEP: f64 = 0.02;
/// Steps of the first differences; later ones are one standard error long, within the two limits.
const DIFFERENCE: f64 = 0.05;
const DIFFERENCES: (f64, f64) = (0.02, 0.2);
/// Steps of the widest differences, for numbers whose effect is lost in chance over shorter ones, and how fast they widen.
const WIDEST: f64 = 0.4;
const WIDEN: f64 = 3.0;
/// Rounds of slopes and steps.
const ROUNDS: usize = 8;
/// Halvings of a step that does not help.
const HALVINGS: usize = 3;
/// A difference of the objective that matters; what is better by less is as good.
const MATTERS: f64 = 0.1;
/// How many times worse than the worst known a point counts at which there is no model.
const REFUSED: f64 = 10.0;

/// A search under way.
pub(super) struct Search<'a> {
    problem: &'a Problem,
    simulate: &'a mut dyn FnMut(&[f64]) -> Outcome,
    told: &'a mut dyn FnMut(usize, Option<f64>),
    known: BTreeMap<Vec<u64>, usize>,
    budget: usize,
    pub trials: Vec<Evaluation>,
    /// Whether it was told to stop.
    pub stopped: bool,
}

/// What a search has come to.
pub(super) struct Found {
    /// The place of the best evaluation.
    pub best: usize,
    /// The model around it; `None` if it could not be looked at.
    pub local: Option<Local>,
    /// Whether no step would improve it further.
    pub at_rest: bool,
    /// By number, the evaluations at the two ends of its interval, the others moved so as to fit best there.
    pub ends: Vec<[Option<usize>; 2]>,
}

/// The least number of evaluations with which so many numbers can be fitted.
pub(super) fn least_budget(free: usize) -> usize {
    4 * free + 4
}

impl<'a> Search<'a> {
    /// A search with at most `budget` evaluations; `told` hears how many there were, and the best objective, after each.
    pub(super) fn new(
        problem: &'a Problem,
        budget: usize,
        simulate: &'a mut dyn FnMut(&[f64]) -> Outcome,
        told: &'a mut dyn FnMut(usize, Option<f64>),
    ) -> Search<'a> {
        let (known, trials) = (BTreeMap::new(), Vec::new());
        Search { problem, simulate, told, known, budget, trials, stopped: false }
    }

    /// Searches from the values as they are; `None` if it was stopped, or if nothing at all could be evaluated.
    pub(super) fn run(&mut self) -> Option<Found> {
        let start: Vec<f64> = self.problem.free.iter().map(|free| free.place(free.start)).collect();
        let first = self.at(&start)?;
        self.trials[first].objective?;
        self.without_slopes(&start);
        let (local, at_rest) = self.with_slopes();
        let centre = self.best()?;
        let ends = local.as_ref().map_or(Vec::new(), |local| self.ends(local));
        let best = self.best().filter(|_| !self.stopped)?;
        let [before, after] = [centre, best].map(|at| self.trials[at].objective);
        // An end of an interval may turn out better than what was thought best; then the search was not at rest.
        if before.zip(after).is_some_and(|(before, after)| before - after <= MATTERS) {
            return Some(Found { best: centre, local, at_rest, ends });
        }
        let local = local.map(|local| local.moved(best, &self.trials[best], self.problem));
        Some(Found { best, local, at_rest: false, ends })
    }

    /// The evaluation at a point; `None` if it was stopped or the budget is spent.
    fn at(&mut self, point: &[f64]) -> Option<usize> {
        let free = self.problem.free.iter();
        let values: Vec<f64> =
            free.zip(point).map(|(free, &place)| free.value(place.clamp(0.0, 1.0))).collect();
        let key: Vec<u64> = values.iter().map(|value| (value + 0.0).to_bits()).collect();
        if let Some(&at) = self.known.get(&key) {
            return Some(at);
        }
        if self.stopped || self.trials.len() >= self.budget {
            return None;
        }
        let outcome = (self.simulate)(&values);
        if outcome == Outcome::Stopped {
            self.stopped = true;
            return None;
        }
        self.trials.push(Evaluation::new(self.problem, values, outcome));
        self.known.insert(key, self.trials.len() - 1);
        let best = self.best().and_then(|best| self.trials[best].objective);
        (self.told)(self.trials.len(), best);
        Some(self.trials.len() - 1)
    }

    /// The best evaluation so far; of equals the first.
    fn best(&self) -> Option<usize> {
        let known = self.trials.iter().enumerate();
        let known = known.filter_map(|(at, trial)| Some((at, trial.objective?)));
        known.min_by(|(_, a), (_, b)| a.total_cmp(b)).map(|(at, _)| at)
    }

    fn point(&self, trial: usize) -> Vec<f64> {
        let values = self.trials[trial].values.iter();
        self.problem.free.iter().zip(values).map(|(free, &value)| free.place(value)).collect()
    }

    /// What the search without slopes makes smaller: the root of the objective, which falls evenly far from the best point.
    fn loss(&mut self, point: &[f64]) -> f64 {
        let found = self.at(point).and_then(|at| self.trials[at].objective);
        let worst = || self.trials.iter().filter_map(|trial| trial.objective).fold(1.0, f64::max);
        found.unwrap_or_else(|| REFUSED * worst()).sqrt()
    }

    /// COBYLA from `start`, leaving enough evaluations for what follows.
    fn without_slopes(&mut self, start: &[f64]) {
        let n = start.len();
        let most = (self.budget - (2 * n + 2)) * 2 / 3;
        let tolerance = StopTols { xtol_abs: vec![LAST_STEP; n], ..StopTols::default() };
        let search = RefCell::new(self);
        let loss = |point: &[f64], (): &mut ()| search.borrow_mut().loss(point);
        let none: [fn(&[f64], &mut ()) -> f64; 0] = [];
        // What matters of its answer, the best point, is remembered; it ends well or because it can do no more.
        let _ = minimize(
            loss,
            start,
            &vec![(0.0, 1.0); n],
            &none,
            (),
            most.max(n + 2),
            RhoBeg::All(FIRST_STEP),
            Some(tolerance),
        );
    }

    /// Steps of Gauss and Newton from the best point on; the model around the last, and whether it is at rest there.
    fn with_slopes(&mut self) -> (Option<Local>, bool) {
        let mut steps = vec![DIFFERENCE; self.problem.free.len()];
        let mut last: Option<Local> = None;
        for _ in 0..ROUNDS {
            let Some(centre) = self.best() else { break };
            let Some(local) = self.look_around(centre, &steps) else { break };
            let point = self.point(centre);
            let step = local.step(&point);
            let errors = local.standard_errors();
            let unsure = local.is_unsure();
            last = Some(local);
            let mut factor = 1.0;
            for _ in 0..=HALVINGS {
                let next: Vec<f64> = point.iter().zip(&step).map(|(at, step)| at + factor * step).collect();
                if self.at(&next).is_none() {
                    return (last, false);
                }
                factor /= 2.0;
                if self.best() != Some(centre) {
                    break;
                }
            }
            let best = self.best().unwrap_or(centre);
            let [before, after] = [centre, best].map(|at| self.trials[at].objective.unwrap_or(0.0));
            if before - after > MATTERS {
                steps = errors.iter().map(|error| error.clamp(DIFFERENCES.0, DIFFERENCES.1)).collect();
                continue;
            }
            let wider: Vec<f64> = steps.iter().map(|step| (step * WIDEN).min(WIDEST)).collect();
            if unsure && wider != steps {
                steps = wider;
                continue;
            }
            // Either there is nowhere better to go, or chance and steps of the model are all that is left.
            return (last.map(|local| local.moved(best, &self.trials[best], self.problem)), true);
        }
        let best = self.best();
        let moved = last.zip(best).map(|(local, best)| local.moved(best, &self.trials[best], self.problem));
        (moved, false)
    }

    /// The model around an evaluation, by differences to both sides where the bounds allow it; `None` if the budget does not
    /// suffice.
    fn look_around(&mut self, centre: usize, steps: &[f64]) -> Option<Local> {
        let point = self.point(centre);
        let mut slopes = Vec::new();
        for (at, &step) in steps.iter().enumerate() {
            let mut sides = [centre; 2];
            for (side, sign) in sides.iter_mut().zip([-1.0, 1.0]) {
                let mut there = point.clone();
                there[at] = (there[at] + sign * step).clamp(0.0, 1.0);
                let found = self.at(&there)?;
                if self.trials[found].objective.is_some() {
                    *side = found;
                }
            }
            let [low, high] = sides.map(|side| &self.trials[side]);
            slopes.push(Slope::between(self.problem, at, low, high));
        }
        Some(Local::new(self.problem, centre, &self.trials[centre], slopes))
    }

    /// Evaluates the ends of each number's interval, as far as the budget goes.
    fn ends(&mut self, local: &Local) -> Vec<[Option<usize>; 2]> {
        let point = self.point(local.centre_trial);
        (0..point.len())
            .map(|at| {
                [-1.0, 1.0].map(|sign| {
                    let tip = local.tip(at, sign, &point);
                    let end: Vec<f64> = point.iter().zip(tip).map(|(place, tip)| place + tip).collect();
                    self.at(&end)
                })
            })
            .collect()
    }
}
