//! Running the replications of a plan, in parallel, to results that do not depend on how they were run.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use super::ask::{Asked, ask};
use super::events::Logged;
use super::plan::{Plan, Progress, Shipments};
use super::precision::reached;
use super::results::Results;
use super::shock::{Effects, Record, effects};
use super::sink::{Keep, Log, Sink, Teller};
use super::tables::tabulate;
use crate::corridor::{Corridor, Ending, Outcome, simulate};
use crate::metrics::{Metrics, Recorder};
use crate::scenario::Scenario;
use crate::units::Date;

/// Why there are no results.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// Stages and pools wait for each other in a circle.
    #[error(
        "the corridor stands still in replication {replication}: {} wait for each other in a circle",
        circle.join(" -> ")
    )]
    Standstill {
        /// The replication, from 1.
        replication: u32,
        /// Their names, in order.
        circle: Vec<String>,
    },
    /// A replication went on for too many events.
    #[error("replication {replication} was stopped after {events} events")]
    EventLimit {
        /// The replication, from 1.
        replication: u32,
        /// The limit.
        events: u64,
    },
    /// A check of the program on itself failed: its results are not to be used.
    #[error("an invariant does not hold in replication {replication}: {what}")]
    Broken {
        /// The replication, from 1.
        replication: u32,
        /// What does not hold.
        what: String,
    },
    /// The run was interrupted before any replication had finished.
    #[error("no replication was finished")]
    NothingFinished,
    /// No draw of the inputs fits together.
    #[error("draw {draw} of the inputs was refused {attempts} times, the last time because {why}")]
    NoDraw {
        /// The draw, from 1.
        draw: u32,
        /// Times that it was drawn.
        attempts: u32,
        /// The last reason.
        why: String,
    },
    /// What was found could not be put away; who was to take it knows why.
    #[error("the diaries could not be written")]
    NotTaken,
    /// The threads could not be started.
    #[error("the threads could not be started: {0}")]
    Threads(String),
}

/// A replication that has run.
#[derive(Debug)]
pub(super) struct Replication {
    /// Its number, from 0.
    pub number: u32,
    pub outcome: Outcome,
    pub metrics: Metrics,
    /// What each shock has done.
    pub shocks: Vec<Effects>,
    /// What is wrong with the run without shocks.
    pub twin: Option<Failure>,
}

/// A scenario that is run.
#[derive(Clone, Copy)]
struct Case<'a> {
    corridor: &'a Corridor,
    asked: &'a Asked,
    /// The same without shocks, which is run beside it on the same random numbers.
    twin: Option<(&'a Corridor, &'a Asked)>,
}

/// A scenario with what it is asked, ready to be run.
struct Ready {
    corridor: Corridor,
    asked: Asked,
    twin: Option<(Corridor, Asked)>,
}

impl Ready {
    fn new(scenario: &Scenario, plan: &Plan) -> Ready {
        let corridor = Corridor::compile(scenario);
        let mut asked = ask(scenario, &corridor, plan.shipments, plan.seed);
        let twin = (!asked.shocks.is_empty()).then(|| {
            asked.follow(scenario);
            let scenario = scenario.without_shocks();
            let corridor = Corridor::compile(scenario);
            let mut asked = ask(scenario, &corridor, Shipments::Nobody, plan.seed);
            asked.follow(scenario);
            (corridor, asked)
        });
        Ready { corridor, asked, twin }
    }

    fn case(&self) -> Case<'_> {
        let twin = self.twin.as_ref().map(|(corridor, asked)| (corridor, asked));
        Case { corridor: &self.corridor, asked: &self.asked, twin }
    }
}

/// Runs the plan; `stop` is looked at before every replication, `progress` is told after every one. The results hold all
/// diaries.
///
/// # Errors
/// A [`Failure`] if a replication breaks or none has finished.
pub fn run(
    scenario: &Scenario,
    plan: &Plan,
    stop: &AtomicBool,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Results, Failure> {
    let keep = Keep::default();
    let results = run_into(scenario, plan, stop, progress, &keep)?;
    Ok(results.with(keep.diaries()))
}

/// The same with the diaries going into `sink` as replications finish, so that the results hold none.
///
/// # Errors
/// As for [`run`], and if `sink` does not want to go on.
pub fn run_into(
    scenario: &Scenario,
    plan: &Plan,
    stop: &AtomicBool,
    progress: &(dyn Fn(Progress) + Sync),
    sink: &dyn Sink,
) -> Result<Results, Failure> {
    let ready = Ready::new(scenario, plan);
    let Ready { corridor, asked, .. } = &ready;
    let batches = Batches::new(ready.case(), plan, stop, progress, sink)?;
    let mut done = Done::new(Teller::new(corridor, plan, sink));
    let mut planned = plan.precision.map_or(plan.replications, |precision| precision.first(plan));
    let precision = loop {
        done = batches.fill(done, planned)?;
        let runs = &done.runs;
        let precision = plan.precision.map(|wish| (wish, reached(scenario, asked, wish, runs)));
        let next = match &precision {
            // Where no times may be shown, more replications show none either.
            Some((wish, found)) if !found.reached && found.half_width_d.is_some() => wish.next(planned),
            _ => None,
        };
        match next {
            Some(next) if runs.len() == planned as usize => planned = next,
            _ => break precision.map(|(_, found)| found),
        }
    };
    if done.runs.is_empty() {
        return Err(Failure::NothingFinished);
    }
    inspect_all(&done.runs, corridor, plan)?;
    let plan = Plan { replications: planned, ..plan.clone() };
    let milestones = done.teller.milestones();
    Ok(Results { precision, milestones, ..tabulate(scenario, corridor, asked, &plan, done.runs) })
}

/// Runs the plan's replications one after the other, from number `first` on, for those who spread scenarios over threads;
/// `finished` is told after every one.
///
/// # Errors
/// As for [`run`]; of an interrupted run there is nothing.
pub(super) fn run_alone(
    scenario: &Scenario,
    plan: &Plan,
    first: u32,
    stop: &AtomicBool,
    finished: &(dyn Fn() + Sync),
) -> Result<Results, Failure> {
    let ready = Ready::new(scenario, plan);
    let keep = Keep::default();
    let mut teller = Teller::new(&ready.corridor, plan, &keep);
    let mut runs = Vec::new();
    for number in (first..).take(plan.replications as usize) {
        if stop.load(Ordering::Relaxed) {
            return Err(Failure::NothingFinished);
        }
        let mut run = replicate(ready.case(), plan, number, None);
        teller.tell(&mut run);
        runs.push(run);
        finished();
    }
    inspect_all(&runs, &ready.corridor, plan)?;
    let milestones = teller.milestones();
    let results = tabulate(scenario, &ready.corridor, &ready.asked, plan, runs);
    Ok(Results { milestones, ..results }.with(keep.diaries()))
}

/// All replications of a plan whose number is fixed, each found sound.
///
/// # Errors
/// As for [`run`]; an interrupted pilot is of no use, so that it counts as one of which nothing has finished.
pub(super) fn replications(
    corridor: &Corridor,
    asked: &Asked,
    plan: &Plan,
    stop: &AtomicBool,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Vec<Replication>, Failure> {
    let case = Case { corridor, asked, twin: None };
    let keep = Keep::default();
    let batches = Batches::new(case, plan, stop, progress, &keep)?;
    let done = Done::new(Teller::new(corridor, plan, &keep));
    let runs = batches.fill(done, plan.replications)?.runs;
    if runs.len() < plan.replications as usize {
        return Err(Failure::NothingFinished);
    }
    inspect_all(&runs, corridor, plan)?;
    Ok(runs)
}

/// Replications that have finished.
struct Done<'a> {
    /// In order, with none missing.
    runs: Vec<Replication>,
    /// Those that wait for one before them.
    early: BTreeMap<u32, Replication>,
    teller: Teller<'a>,
}

impl<'a> Done<'a> {
    fn new(teller: Teller<'a>) -> Done<'a> {
        Done { runs: Vec::new(), early: BTreeMap::new(), teller }
    }

    /// Takes one that has finished, whenever that is; says whether to go on.
    fn take(&mut self, run: Replication) -> bool {
        self.early.insert(run.number, run);
        while let Some(mut next) = self.early.remove(&(self.runs.len() as u32)) {
            let go_on = self.teller.tell(&mut next);
            self.runs.push(next);
            if !go_on {
                return false;
            }
        }
        true
    }
}

/// Runs replications batch by batch.
struct Batches<'a> {
    case: Case<'a>,
    plan: &'a Plan,
    stop: &'a AtomicBool,
    progress: &'a (dyn Fn(Progress) + Sync),
    sink: &'a dyn Sink,
    threads: rayon::ThreadPool,
    finished: AtomicU32,
}

impl<'a> Batches<'a> {
    fn new(
        case: Case<'a>,
        plan: &'a Plan,
        stop: &'a AtomicBool,
        progress: &'a (dyn Fn(Progress) + Sync),
        sink: &'a dyn Sink,
    ) -> Result<Batches<'a>, Failure> {
        let threads = rayon::ThreadPoolBuilder::new().num_threads(plan.threads).build();
        let threads = threads.map_err(|error| Failure::Threads(error.to_string()))?;
        Ok(Batches { case, plan, stop, progress, sink, threads, finished: AtomicU32::new(0) })
    }

    /// Adds the replications that are missing to the number planned; fewer if it is told to stop. Each thread takes the
    /// next number, so that they finish nearly in order.
    ///
    /// # Errors
    /// That what they found was not taken.
    fn fill<'b>(&self, done: Done<'b>, planned: u32) -> Result<Done<'b>, Failure> {
        let next = AtomicU32::new(u32::try_from(done.runs.len()).expect("as many as were planned before"));
        let refused = AtomicBool::new(false);
        let done = Mutex::new(done);
        self.threads.broadcast(|_| {
            while !self.stop.load(Ordering::Relaxed) && !refused.load(Ordering::Relaxed) {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= planned {
                    break;
                }
                let run = replicate(self.case, self.plan, number, self.sink.events(number + 1));
                let finished = self.finished.fetch_add(1, Ordering::Relaxed) + 1;
                (self.progress)(Progress { finished, planned });
                if !done.lock().expect("no thread has panicked").take(run) {
                    refused.store(true, Ordering::Relaxed);
                }
            }
        });
        if refused.into_inner() {
            return Err(Failure::NotTaken);
        }
        Ok(done.into_inner().expect("no thread has panicked"))
    }
}

fn inspect_all(runs: &[Replication], corridor: &Corridor, plan: &Plan) -> Result<(), Failure> {
    runs.iter().try_for_each(|run| {
        inspect(run.number, &run.outcome, &run.metrics, corridor, plan)?;
        run.twin.clone().map_or(Ok(()), Err)
    })
}

fn replicate(case: Case<'_>, plan: &Plan, number: u32, log: Option<Box<dyn Log + '_>>) -> Replication {
    let Case { corridor, asked, twin } = case;
    let (outcome, mut metrics) = match log {
        None => simulated(corridor, asked, plan, number),
        Some(log) => logged(corridor, asked, plan, number, log),
    };
    let Some((calm, calm_asked)) = twin else {
        return Replication { number, outcome, metrics, shocks: Vec::new(), twin: None };
    };
    let passages = std::mem::take(&mut metrics.passages);
    let (calm_outcome, calm_metrics) = simulated(calm, calm_asked, plan, number);
    let with = Record { passages: &passages, end: outcome.end };
    let without = Record { passages: &calm_metrics.passages, end: calm_outcome.end };
    let shocks = effects(&asked.shocks, asked.questions.window, with, without);
    let failure = inspect(number, &calm_outcome, &calm_metrics, calm, plan).err();
    Replication { number, outcome, metrics, shocks, twin: failure }
}

/// Runs one replication.
pub(super) fn simulated(corridor: &Corridor, asked: &Asked, plan: &Plan, number: u32) -> (Outcome, Metrics) {
    let recorder = recorder(asked, plan, number);
    let (outcome, recorder) = simulate(corridor, plan.seed, number, recorder, plan.event_limit);
    let metrics = recorder.finish(outcome.end);
    (outcome, metrics)
}

/// The same with everything that happens written down.
fn logged(
    corridor: &Corridor,
    asked: &Asked,
    plan: &Plan,
    number: u32,
    log: Box<dyn Log + '_>,
) -> (Outcome, Metrics) {
    let logged = Logged::new(corridor, recorder(asked, plan, number), log, number + 1);
    let (outcome, logged) = simulate(corridor, plan.seed, number, logged, plan.event_limit);
    let metrics = logged.end().finish(outcome.end);
    (outcome, metrics)
}

/// Runs one replication alone with everything that happens written down; returns the date of time zero.
///
/// # Errors
/// As for [`run`].
pub(super) fn logged_alone(
    scenario: &Scenario,
    plan: &Plan,
    number: u32,
    log: Box<dyn Log + '_>,
) -> Result<Date, Failure> {
    let Ready { corridor, asked, .. } = Ready::new(scenario, plan);
    let (outcome, metrics) = logged(&corridor, &asked, plan, number, log);
    inspect(number, &outcome, &metrics, &corridor, plan)?;
    Ok(scenario.spec().run.start)
}

fn recorder<'a>(asked: &'a Asked, plan: &Plan, number: u32) -> Recorder<'a> {
    let recorder = Recorder::new(&asked.questions);
    let charts = number == 0 && plan.shipments != Shipments::Nobody;
    if charts { recorder.with_charts() } else { recorder }
}

/// Refuses what must not be: a standstill, an endless run.
pub(super) fn inspect_ending(number: u32, outcome: &Outcome, plan: &Plan) -> Result<(), Failure> {
    let replication = number + 1;
    match &outcome.ending {
        Ending::Standstill(circle) => Err(Failure::Standstill { replication, circle: circle.clone() }),
        Ending::EventLimit => Err(Failure::EventLimit { replication, events: plan.event_limit }),
        Ending::Complete | Ending::Unfinished { .. } => Ok(()),
    }
}

/// Refuses that, and a ledger or balance that does not add up.
pub(super) fn inspect(
    number: u32,
    outcome: &Outcome,
    metrics: &Metrics,
    corridor: &Corridor,
    plan: &Plan,
) -> Result<(), Failure> {
    inspect_ending(number, outcome, plan)?;
    let replication = number + 1;
    let broken = |what: String| Err(Failure::Broken { replication, what });
    if metrics.ledger_errors > 0 {
        return broken(format!(
            "the ledgers of {} consignments do not add up to their time",
            metrics.ledger_errors
        ));
    }
    for (stage, figures) in corridor.stages.iter().zip(&metrics.stages) {
        if figures.little_difference_ms != 0 {
            return broken(format!(
                "Little's identity at {stage} is off by {} consignment ms",
                figures.little_difference_ms
            ));
        }
    }
    for (flow, figures) in corridor.flow_names.iter().zip(&metrics.flows) {
        let (entered, left, inside) = (figures.entered, figures.left, figures.inside);
        if entered.consignments != left.consignments + inside.consignments
            || entered.teu != left.teu + inside.teu
        {
            return broken(format!(
                "of {} consignments of {flow} that came in {} went out and {} are inside",
                entered.consignments, left.consignments, inside.consignments
            ));
        }
    }
    Ok(())
}
