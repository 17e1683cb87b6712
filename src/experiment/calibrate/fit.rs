//! The question of least squares that a scenario asks: its calibrated numbers and its observations of role `fit`.

use std::sync::atomic::AtomicBool;

use super::Calibration;
use super::problem::{Aim, FreeNumber, Outcome, Problem};
use super::search::{Search, least_budget};
use crate::document::parse_path;
use crate::experiment::plan::Plan;
use crate::experiment::run::{Failure, run};
use crate::parameter::{Kind, Origin};
use crate::scenario::{Failed, Move, Role, Scenario};

/// Why a scenario is not calibrated.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotCalibrated {
    /// It has no observation to fit to.
    #[error("the scenario itself has no [observation.X] with role = \"fit\"")]
    NoObservation,
    /// It has no number that may be moved.
    #[error("{}", no_number(.0))]
    NoNumber(Vec<String>),
    /// A number that was asked for is not one of them.
    #[error("{0} is not fitted: {1}")]
    NotFree(String, String),
    /// The budget does not suffice.
    #[error("{free} numbers want a budget of at least {least} evaluations")]
    Budget {
        /// Numbers that are fitted.
        free: usize,
        /// Evaluations that are needed.
        least: usize,
    },
    /// Nothing can be measured with the numbers as they are.
    #[error("the search cannot begin where the scenario stands: {0}")]
    Start(String),
    /// It was told to stop.
    #[error("it was interrupted")]
    Interrupted,
    /// An evaluation failed for a reason that has nothing to do with the numbers.
    #[error(transparent)]
    Failure(#[from] Failure),
}

fn no_number(left: &[String]) -> String {
    let rule = "the scenario has no number to fit: of kind \"calibrated\", with a range, and fitted_to one of its \
                observations of role \"fit\"";
    if left.is_empty() { rule.to_owned() } else { format!("{rule} ({})", left.join("; ")) }
}

/// What is fitted to what in a scenario, and what had to be left out.
#[derive(Clone, Debug)]
pub struct Question {
    /// What is fitted to what.
    pub problem: Problem,
    /// Numbers that could be meant but are left as they are, with the reason.
    pub left: Vec<String>,
}

/// How a scenario is calibrated.
pub struct Calibrating<'a> {
    /// Seed, replications and threads of every evaluation.
    pub plan: &'a Plan,
    /// Most evaluations.
    pub budget: usize,
    /// Is looked at before every replication.
    pub stop: &'a AtomicBool,
    /// What an earlier search has found for these values.
    pub known: &'a dyn Fn(&[f64]) -> Option<Outcome>,
    /// Hears of every new evaluation.
    pub keep: &'a mut dyn FnMut(&[f64], &Outcome),
    /// Hears how many evaluations there were, and the best objective so far.
    pub told: &'a mut dyn FnMut(usize, Option<f64>),
}

impl Question {
    /// The numbers of kind `calibrated` that have a range and are fitted to an observation of role `fit`, of which only
    /// those in `only` if it is not empty; and all the scenario's own observations of that role.
    ///
    /// Counts are left as they are: between whole numbers the model does not change, so that no slope leads anywhere.
    ///
    /// # Errors
    /// That there is nothing to fit, or nothing to fit to, or that one of `only` cannot be fitted.
    pub fn of(scenario: &Scenario, only: &[String]) -> Result<Question, NotCalibrated> {
        let own = scenario
            .spec()
            .observation
            .iter()
            .filter(|(_, observation)| !observation.0.inherited && observation.0.role.value == Role::Fit);
        let aims: Vec<Aim> = own
            .map(|(name, observation)| {
                let seen = observation.0.of.seen();
                let (unit, observed) = (seen.origin.unit.name, seen.value);
                Aim { name: name.to_string(), unit, observed, range: seen.range }
            })
            .collect();
        if aims.is_empty() {
            return Err(NotCalibrated::NoObservation);
        }
        let mut left = Vec::new();
        let mut free: Vec<FreeNumber> = Vec::new();
        for record in scenario.parameters() {
            let of_aim = |to: &&String| aims.iter().any(|aim| aim.name == **to);
            let Some(to) = record.fitted_to.as_ref().filter(of_aim) else { continue };
            // Numbers that hold one after the other have one path; the first is the one at the start.
            if record.kind != Kind::Calibrated || free.iter().any(|other| other.path == record.path) {
                continue;
            }
            match movable(scenario, record) {
                Ok((start, bounds)) => free.push(FreeNumber {
                    path: record.path.clone(),
                    unit: record.unit.name,
                    start,
                    bounds,
                    fitted_to: to.clone(),
                }),
                Err(why) => left.push(format!("{} {why}", record.path)),
            }
        }
        for path in only {
            if !free.iter().any(|number| number.path == *path) {
                let why = left.iter().find_map(|text| text.strip_prefix(&format!("{path} ")));
                let known: Vec<&str> = free.iter().map(|number| number.path.as_str()).collect();
                let known = format!("the numbers that can be fitted are {}", known.join(", "));
                return Err(NotCalibrated::NotFree(
                    path.clone(),
                    why.map_or(known, |why| format!("it {why}")),
                ));
            }
        }
        free.retain(|number| only.is_empty() || only.contains(&number.path));
        if free.is_empty() {
            return Err(NotCalibrated::NoNumber(left));
        }
        Ok(Question { problem: Problem { free, aims }, left })
    }

    /// Whether that many evaluations suffice.
    ///
    /// # Errors
    /// How many are needed.
    pub fn allows(&self, budget: usize) -> Result<(), NotCalibrated> {
        let free = self.problem.free.len();
        let least = least_budget(free);
        if budget < least { Err(NotCalibrated::Budget { free, least }) } else { Ok(()) }
    }

    /// The scenario with the numbers at these values.
    ///
    /// # Errors
    /// All problems that it then has.
    pub fn scenario(&self, scenario: &Scenario, values: &[f64]) -> Result<Scenario, Failed> {
        let numbers = self.problem.free.iter().zip(values);
        let moves: Vec<Move> = numbers.map(|(number, &to)| Move { path: number.path.clone(), to }).collect();
        scenario.vary(&moves)
    }

    /// Fits the numbers of the scenario.
    ///
    /// # Errors
    /// Why there is no fit.
    pub fn answer(&self, scenario: &Scenario, how: Calibrating<'_>) -> Result<Calibration, NotCalibrated> {
        let Calibrating { plan, budget, stop, known, keep, told } = how;
        self.allows(budget)?;
        let mut failure = None;
        let mut simulate = |values: &[f64]| {
            if let Some(outcome) = known(values) {
                return outcome;
            }
            match self.evaluate(scenario, plan, stop, values) {
                Ok(outcome) => {
                    if outcome != Outcome::Stopped {
                        keep(values, &outcome);
                    }
                    outcome
                }
                Err(broken) => {
                    failure = Some(broken);
                    Outcome::Stopped
                }
            }
        };
        let mut search = Search::new(&self.problem, budget, &mut simulate, told);
        let found = search.run();
        let (trials, stopped) = (std::mem::take(&mut search.trials), search.stopped);
        if let Some(failure) = failure {
            return Err(failure.into());
        }
        match (found, trials.first()) {
            (Some(found), _) => Ok(Calibration::new(&self.problem, trials, &found)),
            (None, Some(first)) if !stopped => {
                Err(NotCalibrated::Start(first.refused.clone().unwrap_or_default()))
            }
            (None, _) => Err(NotCalibrated::Interrupted),
        }
    }

    /// Runs the scenario with the numbers at these values.
    ///
    /// # Errors
    /// A failure of the program, not of the scenario.
    fn evaluate(
        &self,
        scenario: &Scenario,
        plan: &Plan,
        stop: &AtomicBool,
        values: &[f64],
    ) -> Result<Outcome, Failure> {
        let varied = match self.scenario(scenario, values) {
            Ok(varied) => varied,
            Err(failed) => return Ok(Outcome::Refused(first_problem(&failed))),
        };
        let results = match run(&varied, plan, stop, &|_| {}) {
            Ok(results) if results.complete => results,
            Ok(_) | Err(Failure::NothingFinished) => return Ok(Outcome::Stopped),
            Err(failure @ (Failure::Standstill { .. } | Failure::EventLimit { .. })) => {
                return Ok(Outcome::Refused(failure.to_string()));
            }
            Err(failure) => return Err(failure),
        };
        let simulated = self.problem.aims.iter().map(|aim| {
            let row = results.observations.iter().find(|row| row.observation == aim.name);
            row.map_or(Vec::new(), |row| row.simulated.clone())
        });
        Ok(Outcome::Simulated(simulated.collect()))
    }
}

/// The value and the bounds of a number that can be moved.
///
/// # Errors
/// Why it cannot be.
fn movable(scenario: &Scenario, record: &Origin) -> Result<(f64, (f64, f64)), String> {
    let changed = scenario.changed_by(record);
    let fixed = changed.filter(|by| ["fix ", "shock "].iter().any(|word| by.starts_with(word)));
    match (record.mean, record.range) {
        _ if record.whole => Err("is a count, in which the model moves by steps".to_owned()),
        _ if parse_path(&record.path).is_err() => Err("stands in a list".to_owned()),
        _ if fixed.is_some() => {
            Err(format!("comes from {}, which no file lays a value over", fixed.unwrap_or_default()))
        }
        (None, _) => Err("is more than one number".to_owned()),
        (_, None) => Err("has no range".to_owned()),
        (Some(mean), Some(range)) => Ok((mean.clamp(range.0, range.1), range)),
    }
}

fn first_problem(failed: &Failed) -> String {
    let problems = failed.problems.sorted();
    problems.first().map_or_else(String::new, |problem| format!("{}: {}", problem.path, problem.message))
}
