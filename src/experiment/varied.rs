//! A scenario run again and again with some of its numbers at other values.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use rayon::prelude::*;

use super::ask::ask;
use super::figure::{Metric, Reading, Scope};
use super::plan::{Plan, Progress, Shipments};
use super::results::Results;
use super::run::{Failure, run_alone};
use super::verdict::Verdict;
use crate::corridor::Corridor;
use crate::scenario::{Basis, Failed, Move, Scenario, Uncertain};

/// One scenario to be run: which numbers are moved, what is switched on over them, and how often.
#[derive(Clone, Debug, Default)]
pub(super) struct Trial {
    pub moves: Vec<Move>,
    pub fix: Option<String>,
    /// Number of the first replication, from 0.
    pub first: u32,
    pub replications: u32,
}

/// What is wanted of a run.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Found {
    /// The headline (d), by replication; `None` where nobody completed the span.
    pub values: Vec<Option<f64>>,
    /// Why no times may be shown, if none may.
    pub hidden: Option<String>,
    pub verdicts: Vec<TargetVerdict>,
}

/// What a target says of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TargetVerdict {
    /// Name of the target.
    pub target: String,
    /// The statistic on which it is set.
    pub statistic: &'static str,
    /// The verdict.
    pub verdict: Verdict,
    /// Whether the value itself is within the threshold, however sure that is; `None` if it may not be shown.
    pub within: Option<bool>,
}

/// Why a run has no figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Without {
    /// The scenario is refused with these numbers: the first reason.
    Refused(String),
    /// It came to no end.
    Failed(Failure),
    /// There was no time for it.
    Stopped,
}

/// Runs trials of a scenario on the plan's threads.
pub(super) struct Bench<'a> {
    pub scenario: &'a Scenario,
    pub plan: &'a Plan,
    pub stop: &'a AtomicBool,
    pub progress: &'a (dyn Fn(Progress) + Sync),
    pub finished: AtomicU32,
    /// Replications in all, as far as that is known.
    pub planned: AtomicU32,
    /// The span and the population of the headline.
    pub headline: (String, String),
}

impl Bench<'_> {
    /// What came of the trials, in their order whatever the threads did.
    pub(super) fn run(&self, trials: &[Trial]) -> Result<Vec<Result<Found, Without>>, Failure> {
        let threads = rayon::ThreadPoolBuilder::new().num_threads(self.plan.threads).build();
        let threads = threads.map_err(|error| Failure::Threads(error.to_string()))?;
        Ok(threads.install(|| trials.par_iter().map(|trial| self.one(trial)).collect()))
    }

    fn one(&self, trial: &Trial) -> Result<Found, Without> {
        if self.stop.load(Ordering::Relaxed) {
            return Err(Without::Stopped);
        }
        let scenario = match &trial.fix {
            None => self.scenario.vary(&trial.moves),
            Some(fix) => self.scenario.vary_with(&trial.moves, fix),
        };
        let scenario = match scenario {
            Ok(scenario) => scenario,
            Err(failed) => {
                self.tell(trial.replications);
                return Err(Without::Refused(reason(&failed)));
            }
        };
        let plan = Plan {
            replications: trial.replications,
            precision: None,
            shipments: Shipments::Nobody,
            ..self.plan.clone()
        };
        match run_alone(&scenario, &plan, trial.first, self.stop, &|| self.tell(1)) {
            Ok(results) => Ok(found(&results, &self.headline)),
            Err(Failure::NothingFinished) => Err(Without::Stopped),
            Err(failure) => Err(Without::Failed(failure)),
        }
    }

    fn tell(&self, replications: u32) {
        let finished = self.finished.fetch_add(replications, Ordering::Relaxed) + replications;
        (self.progress)(Progress { finished, planned: self.planned.load(Ordering::Relaxed) });
    }
}

/// The span that the answer of a scenario leads with, and the population that it speaks of.
pub(super) fn headline(scenario: &Scenario) -> (String, String) {
    let asked = ask(scenario, &Corridor::compile(scenario), Shipments::Nobody, 0);
    (asked.spans[asked.headline].clone(), asked.populations[asked.population].clone())
}

/// The first reason for which a scenario is refused.
pub(super) fn reason(failed: &Failed) -> String {
    let first = failed.problems.sorted().into_iter().next();
    first.map_or_else(|| "it is refused".to_owned(), |problem| problem.message)
}

/// The same with the path that it is about, by which reasons of one kind are found to be the same.
pub(super) fn reason_at(failed: &Failed) -> (String, String) {
    let first = failed.problems.sorted().into_iter().next();
    (first.map(|problem| problem.path).unwrap_or_default(), reason(failed))
}

/// The inputs that are uncertain: of a basis that is asked for, and under one of the beginnings of paths, if any are given.
pub(super) fn inputs(scenario: &Scenario, bases: &[Basis], only: &[String]) -> Vec<Uncertain> {
    let wanted = |input: &Uncertain| {
        bases.contains(&input.basis)
            && (only.is_empty() || only.iter().any(|prefix| input.path.starts_with(prefix.as_str())))
    };
    scenario.uncertain().into_iter().filter(wanted).collect()
}

fn found(results: &Results, (span, population): &(String, String)) -> Found {
    let (scope, metric) = (Scope::Cargo(population.clone()), Metric::time(span, Reading::Mean));
    let figure = results.figures.iter().find(|figure| figure.scope == scope && figure.metric == metric);
    let hidden = match &results.censored {
        Some(why) => Some(why.clone()),
        None if !results.shows(population) => {
            let flows = results.flows_of(population);
            let growing = results.drifting.iter().filter(|flow| flows.contains(&flow.as_str()));
            let names = growing.map(String::as_str).collect::<Vec<_>>().join(", ");
            Some(format!("the queue of {names} grows for as long as the run lasts"))
        }
        None if figure.is_none() => Some(format!("nobody of {population} completes {span}")),
        None => None,
    };
    let verdicts = results.targets.iter().filter(|row| row.own).filter_map(|row| {
        let within = row.value.as_ref().map(|value| match row.least_share {
            Some(least) if row.statistic == "share" => value.mean >= least,
            _ => value.mean <= row.threshold_d,
        });
        let (target, statistic) = (row.target.clone(), row.statistic);
        Some(TargetVerdict { target, statistic, verdict: row.verdict?, within })
    });
    Found {
        values: figure.map_or_else(Vec::new, |figure| figure.values.clone()),
        hidden,
        verdicts: verdicts.collect(),
    }
}
