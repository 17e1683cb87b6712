//! Targets in all their readings.

use super::ask::{Asked, asked_of};
use super::estimate::Estimate;
use super::rows::TargetRow;
use super::run::Replication;
use super::tables::{HOURS_A_DAY, figures, values};
use super::verdict::Verdict;
use crate::metrics::SpanFigures;
use crate::scenario::{Scenario, Statistic};

/// Every target in every reading. Where no times may be shown there is no value, and no
/// verdict but "inconclusive".
pub(super) fn targets(
    scenario: &Scenario,
    asked: &Asked,
    runs: &[Replication],
    shown: &[bool],
) -> Vec<TargetRow> {
    let mut rows = Vec::new();
    for (name, target) in &scenario.spec().target {
        let span = asked.span(&target.span).expect("the scenario was checked: the span exists");
        let population =
            asked.population(asked_of(target)).expect("the scenario was checked: the population exists");
        let limit = target.limit.duration();
        let threshold_d = limit.days();
        let limits = &asked.questions.spans[span].limits;
        let within = limits.iter().position(|&other| other == limit).expect("every limit was asked for");
        let mut add = |statistic, own: bool, value: Option<Estimate>, judged: bool| {
            let value = value.filter(|_| shown[population]);
            rows.push(TargetRow {
                target: name.to_string(),
                span: target.span.to_string(),
                population: asked.populations[population].clone(),
                statistic,
                own,
                threshold_d,
                verdict: judged.then(|| Verdict::of(value.as_ref(), threshold_d)),
                value,
            });
        };
        let days = |of: fn(&SpanFigures) -> f64| {
            Estimate::of(&values(runs, |run| figures(run, span, population).map(|row| of(row) / HOURS_A_DAY)))
        };
        add("mean", target.statistic == Statistic::Mean, days(|row| row.mean_h), true);
        add("p50", target.statistic == Statistic::P50, days(|row| row.p50_h), true);
        add("p90", target.statistic == Statistic::P90, days(|row| row.p90_h), true);
        let shares = values(runs, |run| figures(run, span, population).map(|row| row.within[within]));
        add("share", false, Estimate::of_shares(&shares), false);
    }
    rows
}
