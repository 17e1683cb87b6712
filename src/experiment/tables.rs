//! From replications to rows.

use std::collections::{BTreeMap, BTreeSet};

use super::ask::Asked;
use super::distribution::distributions;
use super::estimate::Estimate;
use super::hours::{hours, span_hours};
use super::observed::observed;
use super::plan::Plan;
use super::results::Results;
use super::rows::{PopulationRow, ReplicationRow};
use super::run::Replication;
use super::shock;
use super::targets::targets;
use super::times::{closures, months, seasons, spans};
use super::traffic::{carriage, flows, resources, stages};
use super::trains::lines;
use super::vessels;
use crate::cargo::FlowId;
use crate::corridor::{Corridor, Ending};
use crate::metrics::SpanFigures;
use crate::scenario::Scenario;
use crate::units::{Duration, Time};

pub(super) const HOURS_A_DAY: f64 = 24.0;
pub(super) const MS_AN_HOUR: f64 = 3_600_000.0;

/// Makes all rows.
pub(super) fn tabulate(
    scenario: &Scenario,
    corridor: &Corridor,
    asked: &Asked,
    plan: &Plan,
    mut runs: Vec<Replication>,
) -> Results {
    let (from, until) = asked.questions.window;
    let censored = censored(&runs);
    let flows = flows(corridor, asked.questions.window, &runs, censored.is_some());
    let drifting: Vec<String> =
        flows.iter().filter(|row| row.reported && row.backlog.drifts).map(|row| row.flow.clone()).collect();
    let withheld = withheld(corridor, asked, &drifting);
    let shown: Vec<bool> =
        asked.populations.iter().map(|name| censored.is_none() && !withheld.contains(name)).collect();
    let (headline_limits, targets) = targets(scenario, asked, &runs, &shown);
    let hours = hours(corridor, asked, &runs);
    let stays = vessels::stays(corridor, &mut runs);
    let levels = vessels::series(corridor, &mut runs);
    let (headline_figures, replications) = headline(asked, &runs, &withheld);
    let figures = super::figures::all(corridor, asked, &runs, &shown);
    Results {
        scenario: scenario.name().to_owned(),
        title: scenario.spec().title.clone(),
        plan: plan.clone(),
        precision: None,
        start: corridor.timeline.start,
        from: corridor.timeline.start.plus_days((from - Time::ZERO).ms() / Duration::DAY.ms()),
        window_d: (until - from).days(),
        complete: runs.len() == plan.replications as usize,
        headline: asked.spans[asked.headline].clone(),
        population: asked.populations[asked.population].clone(),
        readings: asked.readings.iter().map(|&span| asked.spans[span].clone()).collect(),
        headline_limits,
        populations: populations(corridor, asked, hours.outside),
        targets,
        spans: spans(asked, &runs),
        limits: asked.limits().to_vec(),
        distributions: distributions(asked, &runs, &shown),
        seasons: seasons(asked, &runs),
        months: months(asked, &runs, &shown),
        closures: closures(asked, &runs, (until - from).days()),
        ports: asked.ports.iter().map(|(name, _)| name.clone()).collect(),
        ledger: hours.flows,
        population_ledger: hours.populations,
        waits: hours.waits,
        span_hours: span_hours(corridor, &runs),
        stages: stages(corridor, &runs),
        resources: resources(corridor, &runs),
        flows,
        carriage: carriage(corridor, &runs),
        shocks: shock::rows(scenario, &asked.shocks, asked.struck(scenario), &runs),
        observations: observed(scenario, &figures, (until - from).days()),
        figures,
        replications,
        headline_figures,
        milestones: Vec::new(),
        shipments: Vec::new(),
        trains: Vec::new(),
        calls: Vec::new(),
        stays,
        levels,
        berth_names: corridor.berth_names.clone(),
        fleets: vessels::fleets(corridor, &runs, (until - from).days()),
        lines: lines(corridor, &runs, (until - from).days()),
        maxima: Vec::new(),
        fleet_maxima: Vec::new(),
        stage_names: corridor.stages.clone(),
        flow_names: corridor.flow_names.clone(),
        route_names: corridor.itineraries.iter().map(|itinerary| itinerary.route.clone()).collect(),
        events: runs.iter().map(|run| run.outcome.events).sum(),
        censored,
        drifting,
        withheld,
    }
}

fn populations(corridor: &Corridor, asked: &Asked, outside: Vec<(String, Estimate)>) -> Vec<PopulationRow> {
    let outside: BTreeMap<String, Estimate> = outside.into_iter().collect();
    let entries = |population: usize| -> BTreeSet<&String> {
        let itineraries = asked.questions.populations[population].iter();
        itineraries.map(|&at| &corridor.stages[corridor.itineraries[at].stages[0].index()]).collect()
    };
    let name = |flow: FlowId| corridor.flow_names[flow.index()].clone();
    let populations = asked.populations.iter().enumerate();
    populations
        .map(|(at, population)| PopulationRow {
            population: population.clone(),
            flows: asked.flows_in(at).into_iter().map(name).collect(),
            named: at >= asked.named,
            entries: entries(at).into_iter().cloned().collect(),
            outside_h: outside.get(population).copied(),
        })
        .collect()
}

/// The populations that hold any of these flows.
fn withheld(corridor: &Corridor, asked: &Asked, drifting: &[String]) -> BTreeSet<String> {
    let drifts = |population: usize| {
        asked.flows_in(population).iter().any(|flow| drifting.contains(&corridor.flow_names[flow.index()]))
    };
    let populations = asked.populations.iter().enumerate();
    populations.filter(|(at, _)| drifts(*at)).map(|(_, name)| name.clone()).collect()
}

/// Why no mean may be shown: some of the cohort never came out, and they are the slow ones.
pub(super) fn censored(runs: &[Replication]) -> Option<String> {
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
pub(super) fn values<'a>(
    runs: &'a [Replication],
    value: impl Fn(&'a Replication) -> Option<f64>,
) -> Vec<f64> {
    runs.iter().filter_map(value).collect()
}

pub(super) fn mean<'a>(runs: &'a [Replication], value: impl Fn(&'a Replication) -> f64) -> f64 {
    runs.iter().map(value).sum::<f64>() / runs.len() as f64
}

pub(super) fn figures(run: &Replication, span: usize, population: usize) -> Option<&SpanFigures> {
    run.metrics.spans.get(span, population)
}

/// Mean and 90th percentile of the headline span and of the whole journey, for every population.
fn headline(
    asked: &Asked,
    runs: &[Replication],
    withheld: &BTreeSet<String>,
) -> (Vec<(String, &'static str)>, Vec<ReplicationRow>) {
    let mut columns = Vec::new();
    let mut places = Vec::new();
    let mut spans = vec![asked.headline, 0];
    spans.dedup();
    for span in spans {
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
                    let shown = !withheld.contains(&asked.populations[population]);
                    let row = figures(run, span, population).filter(|_| shown);
                    [row.map(|row| row.mean_h / HOURS_A_DAY), row.map(|row| row.p90_h / HOURS_A_DAY)]
                })
                .collect(),
        })
        .collect();
    (columns, rows)
}
