//! What went through stages, how resources stood, what became of flows, how full carriers were.

use std::collections::BTreeSet;

use super::drift::backlog;
use super::estimate::Estimate;
use super::rows::{CarriageRow, FlowRow, ResourceRow, StageRow};
use super::run::Replication;
use super::tables::{HOURS_A_DAY, MS_AN_HOUR, mean, values};
use crate::cargo::ResourceId;
use crate::corridor::Corridor;
use crate::metrics::StageFigures;
use crate::observation::Carrying;
use crate::units::Time;

pub(super) fn stages(corridor: &Corridor, runs: &[Replication]) -> Vec<StageRow> {
    (0..corridor.stages.len())
        .map(|at| {
            let of = |run: &Replication| run.metrics.stages[at].clone();
            let estimate = |value: fn(&StageFigures) -> Option<f64>| {
                Estimate::of(&values(runs, |run| value(&run.metrics.stages[at])))
            };
            let blocked = values(runs, |run| of(run).blocked_share);
            StageRow {
                stage: corridor.stages[at].clone(),
                arrivals: mean(runs, |run| of(run).arrivals as f64),
                departures: mean(runs, |run| of(run).departures as f64),
                inside_mean: estimate(|row| Some(row.inside_mean)),
                inside_p95: mean(runs, |run| of(run).inside_p95 as f64),
                waiting_mean: estimate(|row| Some(row.waiting_mean)),
                waiting_p95: mean(runs, |run| of(run).waiting_p95 as f64),
                stay_h: estimate(|row| row.stay_h),
                wait_h: estimate(|row| row.wait_h),
                blocked_share: Estimate::of(&blocked).map(|share| share.mean),
                little_difference_h: runs
                    .iter()
                    .map(|run| of(run).little_difference_ms as f64 / MS_AN_HOUR)
                    .max_by(|a, b| a.abs().total_cmp(&b.abs()))
                    .unwrap_or(0.0),
            }
        })
        .collect()
}

pub(super) fn resources(corridor: &Corridor, runs: &[Replication]) -> Vec<ResourceRow> {
    let all = corridor.resources.iter().enumerate();
    let rows = all.map(|(at, resource)| (at, resource, corridor.capacity(ResourceId::at(at))));
    let rows = rows.filter(|&(_, _, capacity)| capacity > 0);
    rows.map(|(at, resource, capacity)| {
        let active = values(runs, |run| run.metrics.resources[at].active_period_h);
        ResourceRow {
            owner: resource.owner.clone(),
            resource: resource.name.clone(),
            capacity,
            busy: mean(runs, |run| run.metrics.resources[at].busy),
            blocked: mean(runs, |run| run.metrics.resources[at].blocked),
            starved: mean(runs, |run| run.metrics.resources[at].idle),
            down: mean(runs, |run| run.metrics.resources[at].down),
            closed: mean(runs, |run| run.metrics.resources[at].closed),
            active_period_h: Estimate::of(&active).map(|period| period.mean),
        }
    })
    .collect()
}

pub(super) fn flows(
    corridor: &Corridor,
    window: (Time, Time),
    runs: &[Replication],
    censored: bool,
) -> Vec<FlowRow> {
    let window_d = (window.1 - window.0).days();
    let rows = corridor.flows.iter().enumerate().filter(|(_, flow)| flow.class.is_some());
    rows.map(|(at, flow)| {
        let backlog = backlog(runs, at, window);
        let of = |run: &'_ Replication| run.metrics.flows[at];
        let amounts = |value: &dyn Fn(&Replication) -> [f64; 3]| {
            [0, 1, 2].map(|part| mean(runs, |run| value(run)[part]))
        };
        let completed = |value: &dyn Fn(&Replication) -> f64| {
            Estimate::of(&values(runs, |run| (of(run).completed > 0).then(|| value(run))))
        };
        let per_year = if window_d > 0.0 { 365.0 / window_d } else { 0.0 };
        FlowRow {
            flow: corridor.flow_names[at].clone(),
            reported: flow.reported,
            consignments: amounts(&|run| {
                let row = of(run);
                [row.entered, row.left, row.inside].map(|amount| amount.consignments as f64)
            }),
            teu: amounts(&|run| {
                let row = of(run);
                [row.entered, row.left, row.inside].map(|amount| amount.teu as f64)
            }),
            tonnes: amounts(&|run| {
                let row = of(run);
                [row.entered, row.left, row.inside].map(|amount| amount.tonnes)
            }),
            turned_away: mean(runs, |run| of(run).turned_away as f64),
            left_per_year: amounts(&|run| {
                let left = of(run).left_window;
                [left.consignments as f64, left.teu as f64, left.tonnes].map(|amount| amount * per_year)
            }),
            cohort: [mean(runs, |run| of(run).cohort as f64), mean(runs, |run| of(run).completed as f64)],
            backlog,
            transit_d: completed(&|run| {
                of(run).transit_ms as f64 / of(run).completed as f64 / MS_AN_HOUR / HOURS_A_DAY
            })
            .filter(|_| !(censored || flow.reported && backlog.drifts)),
            cost_usd: completed(&|run| of(run).cost_usd),
            co2_kg: completed(&|run| of(run).co2_kg),
        }
    })
    .collect()
}

pub(super) fn carriage(corridor: &Corridor, runs: &[Replication]) -> Vec<CarriageRow> {
    let keys: BTreeSet<_> = runs.iter().flat_map(|run| run.metrics.carriage.keys().copied()).collect();
    let mut rows = Vec::new();
    for (stage, by) in keys {
        let of = |run: &Replication| run.metrics.carriage.get(&(stage, by)).copied().unwrap_or_default();
        let departures = Estimate::of(&values(runs, |run| Some(of(run).departures as f64)));
        let loads =
            values(runs, |run| (of(run).departures > 0).then(|| of(run).load / of(run).departures as f64));
        let (Some(departures), Some(load_factor)) = (departures, Estimate::of_shares(&loads)) else {
            continue;
        };
        let (carrier, vessel) = match by {
            Carrying::Train(template) => (corridor.template_names[template.index()].clone(), false),
            Carrying::Vessel(fleet) => (corridor.fleet_names[fleet.index()].clone(), true),
            Carrying::Shuttle => ("shuttle".to_owned(), true),
        };
        let stage = corridor.stages[stage.index()].clone();
        rows.push(CarriageRow { stage, carrier, vessel, departures, load_factor });
    }
    rows
}
