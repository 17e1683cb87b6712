//! Distributions of spans over the replications together.

use super::ask::Asked;
use super::estimate::Estimate;
use super::run::Replication;
use super::tables::values;
use crate::metrics::Distribution;
use crate::units::Duration;

/// The share of a population that is within one time.
#[derive(Clone, Debug, PartialEq)]
pub struct DistributionRow {
    /// The span.
    pub span: String,
    /// The population.
    pub population: String,
    /// The time (d).
    pub time_d: f64,
    /// The share within it.
    pub within: Estimate,
}

/// All that were asked for and may be shown, in steps that fit all replications, from the last that nobody is within to
/// the first that everybody is within.
pub(super) fn distributions(asked: &Asked, runs: &[Replication], shown: &[bool]) -> Vec<DistributionRow> {
    let asked_for = asked.questions.distributions.iter().enumerate();
    let asked_for = asked_for.filter(|(_, (_, population))| shown[*population]);
    asked_for.flat_map(|(at, &pair)| rows(asked, runs, at, pair)).collect()
}

fn rows(
    asked: &Asked,
    runs: &[Replication],
    at: usize,
    (span, population): (usize, usize),
) -> Vec<DistributionRow> {
    let of_it = || runs.iter().map(|run| &run.metrics.distributions[at]);
    let steps_and_ends = of_it().map(Distribution::step).max().zip(of_it().map(Distribution::end).max());
    let Some((step, end)) = steps_and_ends.map(|(step, end)| (step.ms(), end.ms())) else {
        return Vec::new();
    };
    let row = |number: i64| {
        let time = Duration::from_ms(number * step);
        let within = values(runs, |run| run.metrics.distributions[at].share(time));
        Some(DistributionRow {
            span: asked.spans[span].clone(),
            population: asked.populations[population].clone(),
            time_d: time.days(),
            within: Estimate::of_shares(&within)?,
        })
    };
    let mut rows: Vec<DistributionRow> = (0..=(end + step - 1) / step).filter_map(row).collect();
    let nobody = rows.iter().take_while(|row| row.within.mean == 0.0).count();
    rows.drain(..nobody.saturating_sub(1));
    rows
}
