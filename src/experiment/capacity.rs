//! What a line can carry: trains on it alone, more than it can take, beside the count by arithmetic.

use std::sync::atomic::AtomicBool;

use super::estimate::Estimate;
use super::plan::{Plan, Progress};
use super::run::{Failure, inspect_ending};
use super::spread::spread;
use crate::cargo::Direction;
use crate::corridor::{Corridor, simulate};
use crate::metrics::LineTraffic;
use crate::parameter::Fixed;
use crate::random::Law;
use crate::scenario::{Failed, Loading, Scenario};
use crate::stage::{Capacity, RailSpec, Section, TrainSpec};
use crate::units::Date;

/// Share by which the count by arithmetic and the simulated one may differ before it is said why.
pub const TOLERANCE: f64 = 0.1;

/// Most pairs a day of a line that is loaded: no railway comes near.
const MOST_PAIRS: f64 = 2000.0;

/// How close another section comes to the limiting one if that is not alone in limiting the line.
const ALIKE: f64 = 0.9;

/// How many trains a line can carry.
#[derive(Clone, Debug, PartialEq)]
pub struct LineMaximum {
    /// The line.
    pub line: String,
    /// Its tracks in a word.
    pub tracks: &'static str,
    /// The kind of train that loads it.
    pub train: String,
    /// Its mean running speed (km/h).
    pub speed: f64,
    /// The count by arithmetic.
    pub analytic: Capacity,
    /// Trains that came through a day, westward and eastward.
    pub trains_per_d: [Estimate; 2],
    /// Half of both together.
    pub pairs_per_d: Estimate,
    /// The first day on which the line is no longer what it is here.
    pub changes: Option<Date>,
    /// What is known to keep the two apart, if they differ by more than [`TOLERANCE`].
    pub reasons: Vec<String>,
}

impl LineMaximum {
    /// By how much the simulated count differs from the other, as a share of that.
    #[must_use]
    pub fn difference(&self) -> f64 {
        self.pairs_per_d.mean / self.analytic.pairs - 1.0
    }

    /// Whether the two differ so much that it must be said.
    #[must_use]
    pub fn disagrees(&self) -> bool {
        self.difference().abs() > TOLERANCE
    }
}

/// Why it is not known what a line can carry.
#[derive(Debug, thiserror::Error)]
pub enum NotLoaded {
    /// The scenario has no kind of train.
    #[error("the scenario has no kind of train")]
    NoTrain,
    /// The scenario of that line or fleet alone is not sound.
    #[error("{} cannot be loaded by itself", .0)]
    Unsound(String, Failed),
    /// Nothing keeps trains apart on the line.
    #[error("{0} takes more than {MOST_PAIRS} trains a day in each direction: nothing keeps them apart")]
    NoLimit(String),
    /// It is not known how the vessels of a fleet are worked.
    #[error("vessels of {0} make no round trip: a port of theirs has no rate for what they carry")]
    NoRoundTrip(String),
    /// It could not be run.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// How lines are loaded.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Load<'a> {
    /// The kind of train; without it the one of which most run on the line.
    pub train: Option<&'a str>,
    /// Whether all trains run at the mean of its speed.
    pub equal_speed: bool,
    /// Days before trains are counted.
    pub warm_up_d: f64,
    /// Days in which they are counted.
    pub days: f64,
}

/// What every line of a scenario can carry that can be loaded by itself, as the check beside a run says it.
///
/// # Errors
/// A [`NotLoaded`] for the first line of which it cannot be found out although trains are kept apart there.
pub fn check_lines(scenario: &Scenario, load: &Load<'_>, plan: &Plan) -> Result<Vec<LineMaximum>, NotLoaded> {
    let spec = scenario.spec_of_window();
    let limited = |line: &&str| {
        let capacity = spec.usual_train(line).and_then(|train| spec.capacity(line, train));
        capacity.is_some_and(|capacity| capacity.pairs <= MOST_PAIRS)
    };
    let lines: Vec<&str> = spec.lines().filter(limited).collect();
    saturate(scenario, &lines, load, plan, &AtomicBool::new(false), &|_| {})
}

/// Loads each of the lines by itself, with the seed, replications and threads of the plan.
///
/// # Errors
/// A [`NotLoaded`] for the first line of which it cannot be found out.
pub fn saturate(
    scenario: &Scenario,
    lines: &[&str],
    load: &Load<'_>,
    plan: &Plan,
    stop: &AtomicBool,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Vec<LineMaximum>, NotLoaded> {
    let loaded: Vec<Loaded> =
        lines.iter().map(|line| Loaded::new(scenario, line, load)).collect::<Result<_, _>>()?;
    let counts = spread(loaded.len(), plan, stop, progress, |at, number| loaded[at].replicate(plan, number))?;
    Ok(loaded.iter().zip(&counts).map(|(line, counts)| line.maximum(load, counts)).collect())
}

/// A line that is loaded.
struct Loaded<'a> {
    line: &'a str,
    rail: &'a RailSpec,
    kind: &'a str,
    train: &'a TrainSpec,
    analytic: Capacity,
    changes: Option<Date>,
    corridor: Corridor,
}

impl<'a> Loaded<'a> {
    fn new(scenario: &'a Scenario, line: &'a str, load: &Load<'a>) -> Result<Loaded<'a>, NotLoaded> {
        let spec = scenario.spec_of_window();
        let kind = load.train.or_else(|| spec.usual_train(line)).ok_or(NotLoaded::NoTrain)?;
        let loading = Loading {
            line,
            train: kind,
            equal_speed: load.equal_speed,
            warm_up_d: load.warm_up_d,
            days: load.days,
        };
        let exists = "the line and the kind of train exist";
        let analytic = spec.capacity(line, kind).expect(exists);
        if analytic.pairs > MOST_PAIRS {
            return Err(NotLoaded::NoLimit(line.to_owned()));
        }
        let alone =
            scenario.saturated(&loading).map_err(|failed| NotLoaded::Unsound(line.to_owned(), failed))?;
        Ok(Loaded {
            line,
            rail: spec.line(line).expect(exists),
            kind,
            train: spec.train.get(kind).expect(exists),
            analytic,
            changes: scenario.line_changes(line),
            corridor: Corridor::compile(&alone),
        })
    }

    /// Trains a day in each direction in one replication.
    fn replicate(&self, plan: &Plan, number: u32) -> Result<[f64; 2], Failure> {
        let corridor = &self.corridor;
        let observer = LineTraffic::new(corridor.stages.len());
        let (outcome, traffic) = simulate(corridor, plan.seed, number, observer, plan.event_limit);
        inspect_ending(number, &outcome, plan)?;
        let days = (corridor.timeline.until - corridor.timeline.from).days();
        Ok(traffic.counts()[corridor.stage(self.line).index()].map(|trains| trains as f64 / days))
    }

    fn maximum(&self, load: &Load<'_>, counts: &[[f64; 2]]) -> LineMaximum {
        let estimate = |value: &dyn Fn(&[f64; 2]) -> f64| {
            let values: Vec<f64> = counts.iter().map(value).collect();
            Estimate::of(&values).expect("a plan has a replication")
        };
        let mut maximum = LineMaximum {
            line: self.line.to_owned(),
            tracks: tracks(self.rail),
            train: self.kind.to_owned(),
            speed: self.train.speed.mean(),
            analytic: self.analytic,
            trains_per_d: Direction::BOTH.map(|way| estimate(&|trains| trains[way.index()])),
            pairs_per_d: estimate(&|[west, east]| f64::midpoint(*west, *east)),
            changes: self.changes,
            reasons: Vec::new(),
        };
        if maximum.disagrees() {
            maximum.reasons = self.reasons(load, maximum.difference() < 0.0);
        }
        maximum
    }

    /// What keeps the two counts apart, as far as it can be told from the line and its trains.
    fn reasons(&self, load: &Load<'_>, fewer: bool) -> Vec<String> {
        let mut reasons = Vec::new();
        let capacity = &self.analytic;
        if !fewer {
            if capacity.possession > 0.0 {
                reasons.push(
                    "trains that entered a section before it was taken for upkeep run through".to_owned(),
                );
            }
            return reasons;
        }
        let unequal = !load.equal_speed && !matches!(self.train.speed.law(), Law::Constant { .. });
        if capacity.section.is_double() {
            if unequal {
                reasons.push("speeds are unequal: a fast train is let in only when it will not run up to a slow one ahead".to_owned());
            }
            return reasons;
        }
        let layout = self.rail.layout();
        let length = self.train.length.as_ref().map_or(0.0, Fixed::get);
        let short = layout.stations.iter().filter(|station| station.usable < length).count();
        if short > 0 {
            reasons.push(format!("{short} of {} loops are too short for the trains", layout.stations.len()));
        }
        if layout.stations.iter().any(|station| station.tracks <= 2) {
            let speeds = [self.train.speed.mean(); 2];
            let pairs = |section: &Section| self.rail.capacity_of(section, speeds).pairs;
            let alike =
                layout.sections.iter().filter(|section| capacity.pairs > ALIKE * pairs(section)).count();
            if alike > 1 {
                reasons.push(format!(
                    "{alike} sections are nearly as long as the limiting one, and loops of two tracks between them hold \
                     one waiting train of each direction"
                ));
            }
        }
        if unequal {
            reasons.push("speeds are unequal, so that trains come to meets early and late".to_owned());
        }
        if capacity.possession > 0.0 {
            reasons.push("no train enters a section that it could not leave before upkeep begins".to_owned());
        }
        if reasons.is_empty() {
            reasons.push("trains are sent by rank and waiting time, not by a timetable".to_owned());
        }
        reasons
    }
}

fn tracks(rail: &RailSpec) -> &'static str {
    let sections = rail.layout().sections;
    match sections.iter().filter(|section| section.is_double()).count() {
        0 => "single",
        double if double == sections.len() => "double",
        _ => "part double",
    }
}
