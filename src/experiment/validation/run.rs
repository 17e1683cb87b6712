//! Running cases, and judging what comes out.

use std::sync::atomic::AtomicBool;

use super::case::{Case, Known, Milestones, Trial};
use super::exact;
use super::found::{Judgement, Validation, ValidationRow, ValidationRows, of_means, of_value};
use super::identities::Identities;
use crate::cargo::Direction;
use crate::corridor::{Corridor, Ending};
use crate::experiment::ask::{Asked, ask};
use crate::experiment::plan::{Plan, Progress, Shipments};
use crate::experiment::run::{Failure, simulated};
use crate::experiment::spread::spread;
use crate::experiment::{Load, NotLoaded, saturate, saturate_fleets};
use crate::metrics::{Journey, Metrics};
use crate::scenario::Scenario;

/// Days in which a line or a fleet fills before it is counted.
const FILLS_D: f64 = 7.0;

/// How cases are run.
#[derive(Clone, Copy)]
pub struct Trials<'a> {
    /// Seed.
    pub seed: u64,
    /// Threads; 0 means one for each core. What comes out does not depend on it.
    pub threads: usize,
    /// `path=value` settings laid over the scenario of a case as it is run, to see whether a fault in it would be found;
    /// none for the case itself.
    pub fault: &'a (dyn Fn(&Case, &Scenario) -> Vec<String> + Sync),
}

impl Trials<'_> {
    /// Trials of the cases as they are.
    #[must_use]
    pub fn new(seed: u64, threads: usize) -> Trials<'static> {
        Trials { seed, threads, fault: &|_, _| Vec::new() }
    }

    pub(super) fn plan(&self, replications: u32, shipments: Shipments) -> Plan {
        let (seed, threads) = (self.seed, self.threads);
        Plan { seed, replications, precision: None, threads, shipments, event_limit: u64::MAX }
    }

    fn open(&self, case: &Case) -> Result<Scenario, NotLoaded> {
        let unsound = |failed| NotLoaded::Unsound(case.scenario.to_owned(), failed);
        let scenario = case.open().map_err(unsound)?;
        let fault = (self.fault)(case, &scenario);
        if fault.is_empty() {
            return Ok(scenario);
        }
        Scenario::of_text(case.scenario, &scenario.resolved(), &fault).map_err(unsound)
    }
}

/// Replications of some cases together.
#[must_use]
pub fn replications_of(cases: &[(&'static str, &'static Case)]) -> u32 {
    cases.iter().map(|(_, case)| case.replications()).sum()
}

impl Case {
    fn replications(&self) -> u32 {
        match self.trial {
            Trial::Random { replications, .. } => replications,
            Trial::Exact { .. } | Trial::Line { .. } | Trial::Fleet { .. } => 1,
        }
    }
}

/// Runs cases, each with the title of its group, in order; the identities of all of them come last. `stop` is looked at before
/// every replication, `progress` is told after every one.
///
/// # Errors
/// A [`NotLoaded`] if a case cannot be run to its end.
pub fn validate(
    cases: &[(&'static str, &'static Case)],
    trials: &Trials<'_>,
    stop: &AtomicBool,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Validation, NotLoaded> {
    let planned = replications_of(cases);
    let mut groups: Vec<ValidationRows> = Vec::new();
    let (mut identities, mut before) = (Identities::default(), 0);
    for &(title, case) in cases {
        let told = |done: Progress| progress(Progress { finished: before + done.finished, planned });
        let (found, rows) = run(case, trials, stop, &told)?;
        identities = identities.plus(found);
        before += case.replications();
        match groups.last_mut().filter(|group| group.title == title) {
            Some(group) => group.rows.extend(rows),
            None => groups.push(ValidationRows { title: title.to_owned(), rows }),
        }
    }
    if !cases.is_empty() {
        groups.push(ValidationRows {
            title: "Identities, over all replications of these cases".to_owned(),
            rows: identities.rows(),
        });
    }
    Ok(Validation { seed: trials.seed, groups })
}

/// What a case is judged by, or one replication of it.
type Rows = (Identities, Vec<ValidationRow>);

fn run(
    case: &Case,
    trials: &Trials<'_>,
    stop: &AtomicBool,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Rows, NotLoaded> {
    let scenario = trials.open(case)?;
    let none = Identities::default();
    match case.trial {
        Trial::Random { replications, figures } => {
            let plan = trials.plan(replications, Shipments::Nobody);
            Ok(random(case, &scenario, figures, &plan, stop, progress)?)
        }
        Trial::Exact { figures, times } => {
            let plan = trials.plan(1, Shipments::Everybody);
            Ok(without_chance(case, &scenario, figures, times, &plan, stop, progress)?)
        }
        Trial::Line { line, days, pairs } => {
            let plan = trials.plan(1, Shipments::Nobody);
            let load = Load { train: None, equal_speed: false, warm_up_d: FILLS_D, days };
            let found = saturate(&scenario, &[line], &load, &plan, stop, progress)?.remove(0);
            let row = |what: &str, value: f64, tolerance: f64| {
                case.row((what, pairs, "train pair/d"), of_value(value, pairs, tolerance))
            };
            let arithmetic = row("by the program's arithmetic", found.analytic.pairs, 0.0);
            // A train at either end of the days is counted or not.
            let mut loaded = row("loaded until it takes no more", found.pairs_per_d.mean, 1.0 / days);
            loaded.note.push_str(" (at most one train in all)");
            Ok((none, vec![arithmetic, loaded]))
        }
        Trial::Fleet { fleet, days, round_trip_h, per_year } => {
            let plan = trials.plan(1, Shipments::Nobody);
            let found = saturate_fleets(&scenario, &[fleet], Some(days), &plan, stop, progress)?.remove(0);
            let row = |what: &str, unit: &'static str, known: f64, value: f64, tolerance: f64| {
                case.row((what, known, unit), of_value(value, known, tolerance))
            };
            let [carried, _] = found.row.carried_per_year;
            let load = found.row.load_factor[Direction::West.index()].map_or(0.0, |load| load.mean);
            // A voyage of each vessel at either end of the days is counted or not.
            let voyages = found.row.voyages_per_year[Direction::West.index()].map_or(0.0, |row| row.mean);
            let one = found.simulated() / voyages * f64::from(found.row.vessels) * 365.0 / days;
            let round = found.row.round_trip_h.map_or(f64::NAN, |hours| hours.mean);
            Ok((
                none,
                vec![
                    row(
                        "round trip by the program's arithmetic",
                        "h",
                        round_trip_h,
                        found.analytic.hours(),
                        0.0,
                    ),
                    row("round trip when loaded", "h", round_trip_h, round, 0.0),
                    row("load westward", "share", 1.0, load, 0.0),
                    row(
                        "carried westward when loaded",
                        "container/yr",
                        per_year,
                        carried.map_or(f64::NAN, |carried| carried.mean),
                        one,
                    ),
                ],
            ))
        }
    }
}

/// Replications with random numbers.
fn random(
    case: &Case,
    scenario: &Scenario,
    figures: &[Known],
    plan: &Plan,
    stop: &AtomicBool,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Rows, Failure> {
    let corridor = Corridor::compile(scenario);
    let asked = ask(scenario, &corridor, plan.shipments, plan.seed);
    let runs = spread(1, plan, stop, progress, |_, number| {
        let metrics = complete(&corridor, &asked, plan, number)?;
        let read = |known: &Known| known.read(scenario, &corridor, &asked, &metrics);
        let values: Vec<Option<f64>> = figures.iter().map(read).collect();
        Ok((Identities::of(&corridor, &metrics), values))
    })?;
    let runs = &runs[0];
    let identities = runs.iter().fold(Identities::default(), |all, (one, _)| all.plus(*one));
    let rows = figures.iter().enumerate().map(|(at, known)| {
        // Where a replication has no value, the mean of the others is not what is known.
        let values: Option<Vec<f64>> = runs.iter().map(|(_, values)| values[at]).collect();
        case.figure(known, of_means(&values.unwrap_or_default(), known.exact))
    });
    Ok((identities, rows.collect()))
}

/// One replication in which everybody keeps a diary.
fn without_chance(
    case: &Case,
    scenario: &Scenario,
    figures: &[Known],
    times: &[Milestones],
    plan: &Plan,
    stop: &AtomicBool,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Rows, Failure> {
    let corridor = Corridor::compile(scenario);
    let asked = ask(scenario, &corridor, plan.shipments, plan.seed);
    let mut runs = spread(1, plan, stop, progress, |_, number| complete(&corridor, &asked, plan, number))?;
    let metrics = runs.remove(0).remove(0);
    let known = figures.iter().map(|known| {
        let value = known.read(scenario, &corridor, &asked, &metrics);
        let values: Vec<f64> = value.into_iter().collect();
        case.figure(known, of_means(&values, known.exact))
    });
    let journeys: &[Journey] = &metrics.journeys;
    let reached = times.iter().map(|known| {
        let row = exact::row(known, &corridor, journeys);
        let [id, title, source] = [case.id, case.title, case.source].map(str::to_owned);
        ValidationRow { case: id, title, source, ..row }
    });
    Ok((Identities::of(&corridor, &metrics), known.chain(reached).collect()))
}

/// One replication, to the end of the last of its cohort.
fn complete(corridor: &Corridor, asked: &Asked, plan: &Plan, number: u32) -> Result<Metrics, Failure> {
    let (outcome, metrics) = simulated(corridor, asked, plan, number);
    let replication = number + 1;
    match outcome.ending {
        Ending::Complete => Ok(metrics),
        Ending::Standstill(circle) => Err(Failure::Standstill { replication, circle }),
        Ending::EventLimit => Err(Failure::EventLimit { replication, events: plan.event_limit }),
        Ending::Unfinished { remaining, .. } => {
            let what = format!("{remaining} consignments of the cohort never came out");
            Err(Failure::Broken { replication, what })
        }
    }
}

impl Case {
    fn figure(&self, known: &Known, found: Found) -> ValidationRow {
        self.row((known.what, known.exact, known.unit), found)
    }

    fn row(&self, (what, expected, unit): (&str, f64, &str), found: Found) -> ValidationRow {
        let (simulated, judgement, note) = found;
        ValidationRow {
            case: self.id.to_owned(),
            title: self.title.to_owned(),
            what: what.to_owned(),
            expected,
            unit: unit.to_owned(),
            source: self.source.to_owned(),
            simulated,
            judgement,
            note,
        }
    }
}

/// What came out, what is to be thought of it, and how far it is from what was known.
type Found = (Option<crate::experiment::Estimate>, Judgement, String);
