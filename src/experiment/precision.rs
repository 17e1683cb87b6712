//! Replications until the answer is precise enough.
//!
//! They are added in batches of fixed size, and only whole batches are looked at, so that the answer does not depend on
//! how many threads there were. Source: Chow and Robbins, Annals of Mathematical Statistics 36 (1965) 457-462; looking
//! after every single replication would stop too soon too often (Law, Simulation Modeling and Analysis, chapter 9).

use super::ask::{Asked, asked_of};
use super::drift::backlog;
use super::estimate::CONFIDENCE;
use super::plan::{Plan, Precision};
use super::run::Replication;
use super::tables::{HOURS_A_DAY, censored, figures, values};
use crate::scenario::{Scenario, TargetSpec};
use crate::stats::mean_interval;
use crate::units::Duration;

/// Replications that are added at a time.
const BATCH: u32 = 20;
/// Fewest that are looked at: the half-width of fewer is itself too uncertain.
const FEWEST: u32 = 20;

/// What is to be precise, and how precise it has become.
#[derive(Clone, Debug, PartialEq)]
pub struct Reached {
    /// The span whose mean it is.
    pub span: String,
    /// The population.
    pub population: String,
    /// The half-width that was wished for.
    pub wish: Duration,
    /// The half-width of the 95 % interval (d); `None` if no times may be shown.
    pub half_width_d: Option<f64>,
    /// Whether it is small enough.
    pub reached: bool,
}

impl Precision {
    /// How many replications to begin with.
    pub(super) fn first(self, plan: &Plan) -> u32 {
        plan.replications.max(FEWEST).min(self.most)
    }

    /// How many to have next, after `planned` that were not enough; `None` if there may be no more.
    pub(super) fn next(self, planned: u32) -> Option<u32> {
        (planned < self.most).then(|| planned.saturating_add(BATCH).min(self.most))
    }
}

/// How precise the mean of the first target's span is, or that of the headline span if there is no target.
pub(super) fn reached(scenario: &Scenario, asked: &Asked, wish: Precision, runs: &[Replication]) -> Reached {
    let target = scenario.spec().target.values().next();
    let place = |target: &TargetSpec| Some((asked.span(&target.span)?, asked.population(asked_of(target))?));
    let (span, population) = target.and_then(place).unwrap_or((asked.headline, asked.population));
    let days = values(runs, |run| figures(run, span, population).map(|row| row.mean_h / HOURS_A_DAY));
    let drifts = || {
        let mut flows = asked.flows_in(population).into_iter();
        flows.any(|flow| backlog(runs, flow.index(), asked.questions.window).drifts)
    };
    let shown = censored(runs).is_none() && !drifts();
    let half_width_d =
        mean_interval(&days, CONFIDENCE).map(|interval| interval.half_width()).filter(|_| shown);
    Reached {
        span: asked.spans[span].clone(),
        population: asked.populations[population].clone(),
        wish: wish.half_width,
        half_width_d,
        reached: half_width_d.is_some_and(|half| half <= wish.half_width.days()),
    }
}
