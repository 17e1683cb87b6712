//! From replications to rows.

use super::ask::{Asked, asked_of};
use super::estimate::Estimate;
use super::plan::Plan;
use super::results::{
    CarriageRow, FlowRow, LedgerRow, ReplicationRow, ResourceRow, Results, Shipment, SpanRow, StageRow,
    TargetRow, WaitRow,
};
use super::run::Replication;
use super::verdict::Verdict;
use crate::cargo::ResourceId;
use crate::corridor::{Corridor, Ending};
use crate::metrics::{LedgerKey, SpanFigures, StageFigures};
use crate::observation::Carrying;
use crate::scenario::{Scenario, Statistic};
use crate::units::{Duration, Time};

use std::collections::BTreeSet;

const HOURS_A_DAY: f64 = 24.0;
const MS_AN_HOUR: f64 = 3_600_000.0;

/// Makes all rows.
pub(super) fn tabulate(
    scenario: &Scenario,
    corridor: &Corridor,
    asked: &Asked,
    plan: &Plan,
    mut runs: Vec<Replication>,
) -> Results {
    let (from, until) = asked.questions.window;
    let window_d = (until - from).days();
    let censored = censored(&runs);
    let shipments = shipments(&mut runs);
    let (headline_figures, replications) = headline(scenario, asked, &runs);
    Results {
        scenario: scenario.name().to_owned(),
        title: scenario.spec().title.clone(),
        plan: plan.clone(),
        start: corridor.timeline.start,
        from: corridor.timeline.start.plus_days((from - Time::ZERO).ms() / Duration::DAY.ms()),
        window_d,
        complete: runs.len() == plan.replications as usize,
        headline: scenario.spec().run.headline.as_ref().map(ToString::to_string),
        targets: targets(scenario, asked, &runs, censored.is_some()),
        spans: spans(asked, &runs),
        ledger: ledger(corridor, &runs),
        waits: waits(corridor, asked, &runs),
        stages: stages(corridor, &runs),
        resources: resources(corridor, &runs),
        flows: flows(corridor, window_d, &runs, censored.is_some()),
        carriage: carriage(corridor, &runs),
        replications,
        headline_figures,
        shipments,
        stage_names: corridor.stages.clone(),
        flow_names: corridor.flow_names.clone(),
        route_names: corridor.itineraries.iter().map(|itinerary| itinerary.route.clone()).collect(),
        events: runs.iter().map(|run| run.outcome.events).sum(),
        censored,
    }
}

/// Why no mean may be shown: some of the cohort never came out, and they are the slow ones.
fn censored(runs: &[Replication]) -> Option<String> {
    let open: Vec<u64> = runs
        .iter()
        .filter_map(|run| match run.outcome.ending {
            Ending::Unfinished { remaining, .. } => Some(remaining),
            _ => None,
        })
        .collect();
    let most = open.iter().max()?;
    Some(format!(
        "in {} of {} replications consignments of the cohort were still under way at the end (up to {most}): \
         a mean over the others would be too short",
        open.len(),
        runs.len()
    ))
}

/// Values of one figure, one a replication; replications without it are left out.
fn values<'a>(runs: &'a [Replication], value: impl Fn(&'a Replication) -> Option<f64>) -> Vec<f64> {
    runs.iter().filter_map(value).collect()
}

fn mean<'a>(runs: &'a [Replication], value: impl Fn(&'a Replication) -> f64) -> f64 {
    runs.iter().map(value).sum::<f64>() / runs.len() as f64
}

fn figures(run: &Replication, span: usize, population: usize) -> Option<&SpanFigures> {
    run.metrics.spans[span][population].as_ref()
}

/// Every target in every reading. Of a censored run nothing is known: no value, and no verdict but "inconclusive".
fn targets(scenario: &Scenario, asked: &Asked, runs: &[Replication], censored: bool) -> Vec<TargetRow> {
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
            let value = value.filter(|_| !censored);
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

fn spans(asked: &Asked, runs: &[Replication]) -> Vec<SpanRow> {
    let mut rows = Vec::new();
    for (span, span_name) in asked.spans.iter().enumerate() {
        for (population, population_name) in asked.populations.iter().enumerate() {
            let days = |of: fn(&SpanFigures) -> f64| {
                Estimate::of(&values(runs, |run| {
                    figures(run, span, population).map(|row| of(row) / HOURS_A_DAY)
                }))
            };
            let (Some(mean_d), Some(p50), Some(p90), Some(p95)) =
                (days(|row| row.mean_h), days(|row| row.p50_h), days(|row| row.p90_h), days(|row| row.p95_h))
            else {
                continue;
            };
            rows.push(SpanRow {
                span: span_name.clone(),
                population: population_name.clone(),
                consignments: mean(runs, |run| {
                    figures(run, span, population).map_or(0.0, |row| row.count as f64)
                }),
                mean_d,
                p50_d: p50.mean,
                p90_d: p90.mean,
                p95_d: p95.mean,
            });
        }
    }
    rows
}

fn ledger(corridor: &Corridor, runs: &[Replication]) -> Vec<LedgerRow> {
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
fn waits(corridor: &Corridor, asked: &Asked, runs: &[Replication]) -> Vec<WaitRow> {
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

fn stages(corridor: &Corridor, runs: &[Replication]) -> Vec<StageRow> {
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

fn resources(corridor: &Corridor, runs: &[Replication]) -> Vec<ResourceRow> {
    let all = corridor.resources.iter().enumerate();
    let rows = all.map(|(at, resource)| (at, resource, corridor.capacity(ResourceId::at(at))));
    rows.filter(|&(_, _, capacity)| capacity > 0)
        .map(|(at, resource, capacity)| {
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

fn flows(corridor: &Corridor, window_d: f64, runs: &[Replication], censored: bool) -> Vec<FlowRow> {
    let rows = corridor.flows.iter().enumerate().filter(|(_, flow)| flow.class.is_some());
    rows.map(|(at, _)| {
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
            transit_d: completed(&|run| {
                of(run).transit_ms as f64 / of(run).completed as f64 / MS_AN_HOUR / HOURS_A_DAY
            })
            .filter(|_| !censored),
            cost_usd: completed(&|run| of(run).cost_usd),
            co2_kg: completed(&|run| of(run).co2_kg),
        }
    })
    .collect()
}

fn carriage(corridor: &Corridor, runs: &[Replication]) -> Vec<CarriageRow> {
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

/// One column for each target: the mean of its span over its population.
fn headline(
    scenario: &Scenario,
    asked: &Asked,
    runs: &[Replication],
) -> (Vec<(String, &'static str)>, Vec<ReplicationRow>) {
    let mut columns = Vec::new();
    let mut places = Vec::new();
    let headline = scenario.spec().run.headline.as_ref().and_then(|span| asked.span(span));
    for span in headline.into_iter().chain([0]) {
        for (population, name) in asked.populations.iter().enumerate() {
            columns.push((format!("{} {name} mean", asked.spans[span]), "d"));
            columns.push((format!("{} {name} p90", asked.spans[span]), "d"));
            places.push((span, population));
        }
    }
    let rows = runs
        .iter()
        .map(|run| ReplicationRow {
            replication: run.number + 1,
            events: run.outcome.events,
            ending: match run.outcome.ending {
                Ending::Complete => "complete",
                Ending::Unfinished { .. } => "unfinished",
                Ending::Standstill(_) => "standstill",
                Ending::EventLimit => "event limit",
            },
            values: places
                .iter()
                .flat_map(|&(span, population)| {
                    let row = figures(run, span, population);
                    [row.map(|row| row.mean_h / HOURS_A_DAY), row.map(|row| row.p90_h / HOURS_A_DAY)]
                })
                .collect(),
        })
        .collect();
    (columns, rows)
}

fn shipments(runs: &mut [Replication]) -> Vec<Shipment> {
    let journeys = runs.iter_mut().flat_map(|run| {
        let replication = run.number + 1;
        run.metrics.journeys.drain(..).map(move |journey| Shipment { replication, journey })
    });
    journeys.collect()
}
