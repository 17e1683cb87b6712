//! Where the hours of flows and populations went.

use std::collections::BTreeSet;

use super::ask::Asked;
use super::estimate::Estimate;
use super::rows::{LedgerRow, WaitRow};
use super::run::Replication;
use super::tables::{MS_AN_HOUR, mean, values};
use crate::corridor::Corridor;
use crate::metrics::LedgerKey;

pub(super) fn ledger(corridor: &Corridor, runs: &[Replication]) -> Vec<LedgerRow> {
    let keys: BTreeSet<LedgerKey> = runs.iter().flat_map(|run| run.metrics.ledger.keys().copied()).collect();
    let mut rows: Vec<LedgerRow> = Vec::new();
    for key in keys {
        // Hours of a consignment of the flow's cohort, whether it spent any here or not.
        let hours = values(runs, |run| {
            let cohort = run.metrics.flows[key.flow.index()].cohort;
            let total = run.metrics.ledger.get(&key).map_or(0, |cell| cell.total_ms);
            (cohort > 0).then(|| total as f64 / MS_AN_HOUR / cohort as f64)
        });
        let Some(hours) = Estimate::of(&hours) else { continue };
        rows.push(LedgerRow {
            flow: corridor.flow_names[key.flow.index()].clone(),
            stage: corridor.stages[key.stage.index()].clone(),
            cause: key.cause.name(),
            waiting: key.cause.is_wait(),
            because_of: key.because_of.map(|stage| corridor.stages[stage.index()].clone()),
            hours,
            p90_h: mean(runs, |run| run.metrics.ledger.get(&key).map_or(0.0, |cell| cell.p90_h)),
            share: 0.0,
        });
    }
    for flow in &corridor.flow_names {
        let of_flow = |row: &&mut LedgerRow| row.flow == *flow;
        let total: f64 = rows.iter().filter(|row| row.flow == *flow).map(|row| row.hours.mean).sum();
        if total > 0.0 {
            rows.iter_mut().filter(of_flow).for_each(|row| row.share = row.hours.mean / total);
        }
    }
    rows
}

/// Hours of waiting by stage and cause, over all consignments of each population.
pub(super) fn waits(corridor: &Corridor, asked: &Asked, runs: &[Replication]) -> Vec<WaitRow> {
    let mut rows = Vec::new();
    for (name, flows) in &asked.flows_of {
        let cohort =
            |run: &Replication| flows.iter().map(|flow| run.metrics.flows[flow.index()].cohort).sum::<u64>();
        let of = |run: &Replication, which: &dyn Fn(&LedgerKey) -> bool| {
            let cells = run.metrics.ledger.iter();
            let cells = cells.filter(|(key, _)| flows.contains(&key.flow) && which(key));
            let total: i64 = cells.map(|(_, cell)| cell.total_ms).sum();
            (cohort(run) > 0).then(|| total as f64 / MS_AN_HOUR / cohort(run) as f64)
        };
        let keys = runs.iter().flat_map(|run| run.metrics.ledger.keys());
        let places: BTreeSet<_> = keys
            .filter(|key| key.cause.is_wait() && flows.contains(&key.flow))
            .map(|key| (key.stage, key.cause))
            .collect();
        let all = Estimate::of(&values(runs, |run| of(run, &|_| true))).map_or(0.0, |all| all.mean);
        let mut waits: Vec<WaitRow> = places
            .into_iter()
            .filter_map(|(stage, cause)| {
                let here = |key: &LedgerKey| (key.stage, key.cause) == (stage, cause);
                let hours = Estimate::of(&values(runs, |run| of(run, &here)))?;
                Some(WaitRow {
                    population: name.clone(),
                    stage: corridor.stages[stage.index()].clone(),
                    cause: cause.name(),
                    share: if all > 0.0 { hours.mean / all } else { 0.0 },
                    hours,
                })
            })
            .collect();
        waits.sort_by(|a, b| b.hours.mean.total_cmp(&a.hours.mean));
        rows.extend(waits);
    }
    rows
}
