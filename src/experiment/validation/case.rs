//! What a case is: a scenario, how it is run, and what must come out.

use crate::cargo::FlowId;
use crate::corridor::Corridor;
use crate::experiment::ask::{Asked, JOURNEY};
use crate::experiment::tables::{HOURS_A_DAY, MS_AN_HOUR};
use crate::metrics::Metrics;
use crate::observation::{Carrying, Cause};
use crate::parameter::Fixed;
use crate::scenario::{Failed, KNOWN, Scenario};

/// A scenario whose results are known.
#[derive(Clone, Copy, Debug)]
pub struct Case {
    /// Its short name.
    pub id: &'static str,
    /// What it is, in a few words.
    pub title: &'static str,
    /// The scenario, one of [`KNOWN`].
    pub scenario: &'static str,
    /// `path=value` settings over it.
    pub sets: &'static [&'static str],
    /// Who has derived what must come out.
    pub source: &'static str,
    /// How it is run, and what must come out.
    pub trial: Trial,
}

/// How a case is run, and what must come out.
#[derive(Clone, Copy, Debug)]
pub enum Trial {
    /// Replications with random numbers, of which the means are known.
    Random {
        /// How many.
        replications: u32,
        /// What is known.
        figures: &'static [Known],
    },
    /// One replication without chance.
    Exact {
        /// Figures that are known.
        figures: &'static [Known],
        /// When each consignment reaches a milestone.
        times: &'static [Milestones],
    },
    /// A line that is loaded by itself for so many days.
    Line {
        /// The line.
        line: &'static str,
        /// Days that are counted.
        days: f64,
        /// Pairs of trains a day.
        pairs: f64,
    },
    /// A fleet that is loaded by itself for so many days.
    Fleet {
        /// The fleet.
        fleet: &'static str,
        /// Days that are counted.
        days: f64,
        /// Hours of a round trip.
        round_trip_h: f64,
        /// What its vessels carry westward in a year of 365 days.
        per_year: f64,
    },
}

/// A figure whose value is known.
#[derive(Clone, Copy, Debug)]
pub struct Known {
    /// What it is, in words.
    pub what: &'static str,
    /// Where it is read.
    pub reading: Reading,
    /// Its value, in its unit.
    pub exact: f64,
    /// Its unit; times in h or d.
    pub unit: &'static str,
}

/// Where a figure of a replication is read. Cargo is that of the flow `jobs`.
#[derive(Clone, Copy, Debug)]
pub enum Reading {
    /// Mean number inside a stage.
    Inside(&'static str),
    /// Mean number that waits in a stage.
    Waiting(&'static str),
    /// Mean wait of those who left a stage.
    Wait(&'static str),
    /// Mean time from entering to leaving.
    Journey,
    /// Mean time at a stage on a cause.
    Time(&'static str, Cause),
    /// Share within the limit of a target.
    Within(&'static str),
    /// Share of those who come that is turned away.
    TurnedAway,
    /// Number that is turned away in the window.
    NumberTurnedAway,
    /// Mean load of the vessels that leave a stage, as a share of their capacity.
    Load(&'static str),
    /// Vessels that leave a stage in the window.
    Departures(&'static str),
}

/// When the consignments of a flow reach a milestone.
#[derive(Clone, Copy, Debug)]
pub struct Milestones {
    /// What it is, in words.
    pub what: &'static str,
    /// The flow.
    pub flow: &'static str,
    /// The milestone, as `stage.event`.
    pub milestone: &'static str,
    /// Hours since the start at which each consignment that has a diary reaches it, in the order of their numbers.
    pub hours: &'static [f64],
}

impl Case {
    /// Opens its scenario.
    ///
    /// # Errors
    /// All problems of the scenario with these settings.
    pub fn open(&self) -> Result<Scenario, Failed> {
        let text = KNOWN.iter().find(|(name, _)| *name == self.scenario).map_or("", |(_, text)| text);
        let sets: Vec<String> = self.sets.iter().map(|&set| set.to_owned()).collect();
        Scenario::of_text(self.scenario, text, &sets)
    }

    /// The value of a figure by its words.
    #[must_use]
    pub fn exact(&self, what: &str) -> Option<f64> {
        let (Trial::Random { figures, .. } | Trial::Exact { figures, .. }) = self.trial else { return None };
        figures.iter().find(|known| known.what == what).map(|known| known.exact)
    }
}

impl Known {
    /// The figure in a replication, in its unit; `None` if there was nothing to measure.
    pub(super) fn read(
        &self,
        scenario: &Scenario,
        corridor: &Corridor,
        asked: &Asked,
        metrics: &Metrics,
    ) -> Option<f64> {
        let jobs = corridor.flow("jobs")?;
        let flow = metrics.flows[jobs.index()];
        let stage = |name: &str| &metrics.stages[corridor.stage(name).index()];
        let hours = |hours: f64| if self.unit == "d" { hours / HOURS_A_DAY } else { hours };
        let span = |name: &str| metrics.spans.get(asked.span(name)?, asked.population("jobs")?);
        Some(match self.reading {
            Reading::Inside(name) => stage(name).inside_mean,
            Reading::Waiting(name) => stage(name).waiting_mean,
            Reading::Wait(name) => hours(stage(name).wait_h?),
            Reading::Journey => hours(span(JOURNEY)?.mean_h),
            Reading::Time(name, cause) => hours(ledger(corridor, metrics, jobs, name, cause)?),
            Reading::Within(target) => {
                let target = scenario.spec().target.get(target)?;
                let limit = Fixed::duration(&target.limit);
                let at = asked.questions.spans[asked.span(&target.span)?].limits.iter();
                let at = at.clone().position(|other| *other == limit)?;
                metrics.spans.share(asked.span(&target.span)?, asked.population("jobs")?, at)?
            }
            Reading::TurnedAway => {
                let away = flow.turned_away as f64;
                away / (away + flow.cohort as f64)
            }
            Reading::NumberTurnedAway => flow.turned_away as f64,
            Reading::Load(name) => {
                let (departures, load) = carried(corridor, metrics, name);
                load / departures
            }
            Reading::Departures(name) => carried(corridor, metrics, name).0,
        })
    }
}

/// Hours of a consignment of the cohort at a stage on a cause.
fn ledger(corridor: &Corridor, metrics: &Metrics, flow: FlowId, stage: &str, cause: Cause) -> Option<f64> {
    let stage = corridor.stage(stage);
    let cells = metrics.ledger.iter();
    let cells = cells.filter(|(key, _)| (key.flow, key.stage, key.cause) == (flow, stage, cause));
    let total: i64 = cells.map(|(_, cell)| cell.total_ms).sum();
    let cohort = metrics.flows[flow.index()].cohort;
    (cohort > 0).then(|| total as f64 / MS_AN_HOUR / cohort as f64)
}

/// Vessels that left a stage, and the sum of their loads.
fn carried(corridor: &Corridor, metrics: &Metrics, stage: &str) -> (f64, f64) {
    let stage = corridor.stage(stage);
    let vessels =
        metrics.carriage.iter().filter(|((at, by), _)| *at == stage && !matches!(by, Carrying::Train(_)));
    vessels.fold((0.0, 0.0), |sum, (_, row)| (sum.0 + row.departures as f64, sum.1 + row.load))
}
