//! What was observed, beside what the run gives.

use super::estimate::{CONFIDENCE, Estimate};
use super::figure::{Figure, Metric, Reading, Scope};
use super::tables::HOURS_A_DAY;
use super::vessels::DAYS_A_YEAR;
use crate::cargo::Direction;
use crate::observation::Cause;
use crate::parameter::Kind;
use crate::scenario::{Heading, MeasureSpec, ObservationSpec, Role, Scenario, Statistic};
use crate::stats::prediction_interval;
use crate::units::Of;

/// An observation and what the run gives for it, all in the unit of the observation.
#[derive(Clone, Debug, PartialEq)]
pub struct Observed {
    /// Its name.
    pub observation: String,
    /// One line that says what it is.
    pub title: String,
    /// What it is used for.
    pub role: Role,
    /// What of a run answers to it.
    pub measure: &'static str,
    /// Unit of all numbers.
    pub unit: &'static str,
    /// What was observed.
    pub value: f64,
    /// Lowest and highest value that the source leaves open.
    pub range: (f64, f64),
    /// Identifier of the source or fact.
    pub source: String,
    /// How well it is known.
    pub kind: Kind,
    /// What every replication gives; `None` where it gives nothing.
    pub simulated: Vec<Option<f64>>,
    /// Their mean.
    pub mean: Option<Estimate>,
    /// Limits between which 95 % of single windows lie: what was observed is one window, not a mean of many.
    pub window: Option<(f64, f64)>,
    /// Whether what was observed lies there.
    pub standing: Standing,
    /// Why it is known to lie elsewhere.
    pub known_miss: Option<String>,
    /// Remark.
    pub note: Option<String>,
}

/// Where an observation lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Its range and that of single windows have something in common.
    Inside,
    /// They have nothing in common.
    Outside,
    /// The run does not tell.
    Unknown,
}

impl Standing {
    /// The word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Standing::Inside => "inside",
            Standing::Outside => "outside",
            Standing::Unknown => "unknown",
        }
    }
}

/// The scenario's own observations, in the order of their names.
pub(super) fn observed(scenario: &Scenario, figures: &[Figure], window_d: f64) -> Vec<Observed> {
    let own = scenario.spec().observation.iter().filter(|(_, observation)| !observation.0.inherited);
    own.map(|(name, observation)| one(name, &observation.0, figures, window_d)).collect()
}

fn one(name: &str, observation: &ObservationSpec, figures: &[Figure], window_d: f64) -> Observed {
    let seen = observation.of.seen();
    let simulated: Vec<Option<f64>> = simulated(&observation.of, figures, window_d)
        .into_iter()
        .map(|value| value.map(|value| value / seen.factor))
        .collect();
    let values: Vec<f64> = simulated.iter().copied().flatten().collect();
    let window = prediction_interval(&values, CONFIDENCE).map(|limits| (limits.low, limits.high));
    let standing = match window {
        None => Standing::Unknown,
        Some((low, high)) if low <= seen.range.1 && seen.range.0 <= high => Standing::Inside,
        Some(_) => Standing::Outside,
    };
    Observed {
        observation: name.to_owned(),
        title: observation.title.clone(),
        role: observation.role.value,
        measure: observation.of.key(),
        unit: seen.origin.unit.name,
        value: seen.value,
        range: seen.range,
        source: seen.origin.source.clone(),
        kind: seen.origin.kind,
        mean: Estimate::of(&values),
        simulated,
        window,
        standing,
        known_miss: observation.known_miss.as_ref().map(|cause| cause.value.clone()),
        note: observation.note.clone(),
    }
}

/// What every replication gives, in base units.
fn simulated(measure: &MeasureSpec, figures: &[Figure], window_d: f64) -> Vec<Option<f64>> {
    let find = |scope: &Scope, metric: &Metric| {
        let found = figures.iter().find(|figure| figure.scope == *scope && figure.metric == *metric);
        found.map_or(&[][..], |figure| &figure.values)
    };
    let carriage =
        |stage: &str, carrier: &str| Scope::Carriage { stage: stage.to_owned(), carrier: carrier.to_owned() };
    let scaled = |values: &[Option<f64>], factor: f64| -> Vec<Option<f64>> {
        values.iter().map(|value| value.map(|value| value * factor)).collect()
    };
    match measure {
        MeasureSpec::Time(spec) => {
            let reading = match spec.statistic.value {
                Statistic::Mean => Reading::Mean,
                Statistic::P50 => Reading::P50,
                Statistic::P90 => Reading::P90,
                Statistic::Share => panic!("the scenario was checked: a share is no time"),
            };
            let scope = Scope::Cargo(spec.population.to_string());
            scaled(find(&scope, &Metric::time(spec.span.name(), reading)), HOURS_A_DAY)
        }
        MeasureSpec::Waiting(spec) => {
            let scope = Scope::Cargo(spec.population.to_string());
            let waits = Cause::ALL.iter().filter(|cause| cause.is_wait());
            let waits = sum(waits.map(|&cause| find(&scope, &Metric::hours(Some(cause)))));
            let all = find(&scope, &Metric::hours(None));
            let share =
                |(wait, all): (Option<f64>, &Option<f64>)| Some(wait? / (*all).filter(|all| *all > 0.0)?);
            waits.into_iter().zip(all).map(share).collect()
        }
        MeasureSpec::Carried(spec) => {
            let metric = match spec.value.unit().of {
                Of::Teu => Metric::Teu,
                Of::Tonne => Metric::Tonnes,
                _ => Metric::Consignments,
            };
            sum(spec.flows.iter().map(|flow| find(&Scope::Cargo(flow.to_string()), &metric)))
        }
        MeasureSpec::Shipped(spec) => {
            let pairs = spec.ports.iter().flat_map(|port| spec.fleets.iter().map(move |fleet| (port, fleet)));
            sum(pairs.map(|(port, fleet)| find(&carriage(port.name(), fleet.name()), &Metric::Shipped)))
        }
        MeasureSpec::Load(spec) => {
            find(&carriage(spec.port.name(), spec.fleet.name()), &Metric::Load).to_vec()
        }
        MeasureSpec::Calls(spec) => {
            // Of vessels alone it is known how long they were in the port.
            let vessels = figures.iter().filter(|figure| figure.metric == Metric::InPort);
            let calls = vessels.filter_map(|figure| {
                let Scope::Carriage { stage, carrier } = &figure.scope else { return None };
                let fleets = spec.fleets.as_ref();
                let counts = fleets.is_none_or(|fleets| fleets.iter().any(|fleet| fleet.name() == carrier));
                (stage == spec.port.name() && counts).then(|| find(&figure.scope, &Metric::Departures))
            });
            scaled(&sum(calls), DAYS_A_YEAR / window_d)
        }
        MeasureSpec::InPort(spec) => {
            find(&carriage(spec.port.name(), spec.fleet.name()), &Metric::InPort).to_vec()
        }
        MeasureSpec::Trains(spec) => {
            let way = match spec.direction {
                Heading::West => Direction::West,
                Heading::East => Direction::East,
            };
            scaled(find(&Scope::Stage(spec.line.to_string()), &Metric::Trains(way)), DAYS_A_YEAR)
        }
    }
}

/// The sum of figures, replication by replication; what a figure has not counts as nothing, unless none has any.
fn sum<'a>(figures: impl Iterator<Item = &'a [Option<f64>]>) -> Vec<Option<f64>> {
    let mut total: Vec<Option<f64>> = Vec::new();
    for figure in figures {
        total.resize(total.len().max(figure.len()), None);
        for (sum, value) in total.iter_mut().zip(figure) {
            *sum = match (*sum, value) {
                (Some(sum), Some(value)) => Some(sum + value),
                (sum, value) => sum.or(*value),
            };
        }
    }
    total
}
