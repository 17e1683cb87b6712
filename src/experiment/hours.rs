//! Where the hours of flows and populations went.

use std::collections::{BTreeMap, BTreeSet};

use super::ask::Asked;
use super::estimate::Estimate;
use super::rows::{CauseRow, LedgerRow, SpanCellRow, SpanHoursRow, WaitRow};
use super::run::Replication;
use super::tables::{MS_AN_HOUR, values};
use crate::cargo::{FlowId, StageId};
use crate::corridor::Corridor;
use crate::metrics::{HourKey, LedgerCell, PopulationLedger};
use crate::observation::Cause;

/// The ledgers of one flow or population, one a replication.
struct Ledgers<'a> {
    name: &'a str,
    runs: Vec<PopulationLedger>,
}

/// What flows and populations spent their hours on.
#[derive(Default)]
pub(super) struct Hours {
    /// By flow.
    pub flows: Vec<LedgerRow>,
    /// By population that the scenario names.
    pub populations: Vec<LedgerRow>,
    /// Waits of reported flows and of those populations.
    pub waits: Vec<WaitRow>,
    /// Their hours before the first stage lets them in.
    pub outside: Vec<(String, Estimate)>,
}

pub(super) fn hours(corridor: &Corridor, asked: &Asked, runs: &[Replication]) -> Hours {
    let mut hours = Hours::default();
    // One after the other: those of a hundred replications together are large.
    for (at, flow) in corridor.flows.iter().enumerate() {
        let of_it = runs.iter().map(|run| of_flow(run, FlowId::at(at))).collect();
        let ledgers = Ledgers { name: &corridor.flow_names[at], runs: of_it };
        hours.flows.extend(ledger(corridor, &ledgers));
        if flow.reported {
            hours.tell(corridor, &ledgers);
        }
    }
    for (at, &population) in asked.questions.ledgers.iter().enumerate() {
        let of_it = runs.iter().map(|run| run.metrics.ledgers[at].clone()).collect();
        let ledgers = Ledgers { name: &asked.populations[population], runs: of_it };
        hours.populations.extend(ledger(corridor, &ledgers));
        hours.tell(corridor, &ledgers);
    }
    hours
}

impl Hours {
    fn tell(&mut self, corridor: &Corridor, ledgers: &Ledgers<'_>) {
        let outside = ledgers.hours(|key| key.stage == corridor.entry());
        self.outside.extend(outside.map(|hours| (ledgers.name.to_owned(), hours)));
        self.waits.extend(waits(corridor, ledgers));
    }
}

fn of_flow(run: &Replication, flow: FlowId) -> PopulationLedger {
    let cells = run.metrics.ledger.iter().filter(|(key, _)| key.flow == flow);
    let cells: BTreeMap<HourKey, LedgerCell> = cells
        .map(|(key, &cell)| {
            (HourKey { stage: key.stage, cause: key.cause, because_of: key.because_of }, cell)
        })
        .collect();
    PopulationLedger { cohort: run.metrics.flows[flow.index()].cohort, cells }
}

impl Ledgers<'_> {
    /// Hours of a consignment of the cohort in some cells, whether it spent any there or not.
    fn hours(&self, which: impl Fn(&HourKey) -> bool) -> Option<Estimate> {
        let of = |ledger: &PopulationLedger| {
            let cells = ledger.cells.iter().filter(|(key, _)| which(key));
            let total: i64 = cells.map(|(_, cell)| cell.total_ms).sum();
            (ledger.cohort > 0).then(|| total as f64 / MS_AN_HOUR / ledger.cohort as f64)
        };
        Estimate::of(&self.runs.iter().filter_map(of).collect::<Vec<_>>())
    }

    fn keys(&self) -> BTreeSet<HourKey> {
        self.runs.iter().flat_map(|ledger| ledger.cells.keys().copied()).collect()
    }
}

fn ledger(corridor: &Corridor, ledgers: &Ledgers<'_>) -> Vec<LedgerRow> {
    let p90 = |key: &HourKey| {
        let all = ledgers.runs.iter().map(|ledger| ledger.cells.get(key).map_or(0.0, |cell| cell.p90_h));
        all.sum::<f64>() / ledgers.runs.len() as f64
    };
    let row = |key: HourKey| {
        Some(LedgerRow {
            flow: ledgers.name.to_owned(),
            stage: corridor.stages[key.stage.index()].clone(),
            cause: key.cause.name(),
            waiting: key.cause.is_wait(),
            because_of: key.because_of.map(|stage| corridor.stages[stage.index()].clone()),
            hours: ledgers.hours(|other| *other == key)?,
            p90_h: p90(&key),
            share: 0.0,
        })
    };
    let mut rows: Vec<LedgerRow> = ledgers.keys().into_iter().filter_map(row).collect();
    let total: f64 = rows.iter().map(|row| row.hours.mean).sum();
    if total > 0.0 {
        rows.iter_mut().for_each(|row| row.share = row.hours.mean / total);
    }
    rows
}

/// Hours of waiting by stage and cause, longest first.
fn waits(corridor: &Corridor, ledgers: &Ledgers<'_>) -> Vec<WaitRow> {
    let places: BTreeSet<(StageId, Cause)> = ledgers
        .keys()
        .into_iter()
        .filter(|key| key.cause.is_wait())
        .map(|key| (key.stage, key.cause))
        .collect();
    let all = ledgers.hours(|_| true).map_or(0.0, |all| all.mean);
    let mut waits: Vec<WaitRow> = places
        .into_iter()
        .filter_map(|(stage, cause)| {
            let hours = ledgers.hours(|key| (key.stage, key.cause) == (stage, cause))?;
            Some(WaitRow {
                population: ledgers.name.to_owned(),
                stage: corridor.stages[stage.index()].clone(),
                cause: cause.name(),
                share: if all > 0.0 { hours.mean / all } else { 0.0 },
                hours,
            })
        })
        .collect();
    waits.sort_by(|a, b| b.hours.mean.total_cmp(&a.hours.mean));
    waits
}

/// What the hours of the headline span went on, between its ends only.
pub(super) fn span_hours(corridor: &Corridor, runs: &[Replication]) -> SpanHoursRow {
    let hours = |which: &dyn Fn(StageId, Cause) -> bool| {
        let of = |run: &Replication| {
            let span = &run.metrics.span_hours;
            let cells = span.cells.iter().filter(|((stage, cause), _)| which(*stage, *cause));
            let total: i64 = cells.map(|(_, ms)| ms).sum();
            (span.completed > 0).then(|| total as f64 / MS_AN_HOUR / span.completed as f64)
        };
        Estimate::of(&values(runs, of))
    };
    let Some(all) = hours(&|_, _| true) else { return SpanHoursRow::default() };
    let share = |hours: &Estimate| if all.mean > 0.0 { hours.mean / all.mean } else { 0.0 };
    let places: BTreeSet<(StageId, Cause)> =
        runs.iter().flat_map(|run| run.metrics.span_hours.cells.keys().copied()).collect();
    let mut cells: Vec<SpanCellRow> = places
        .iter()
        .filter_map(|&(stage, cause)| {
            let hours = hours(&|at, what| (at, what) == (stage, cause))?;
            Some(SpanCellRow {
                stage: corridor.stages[stage.index()].clone(),
                cause: cause.name(),
                waiting: cause.is_wait(),
                share: share(&hours),
                hours,
            })
        })
        .collect();
    cells.sort_by(|a, b| b.hours.mean.total_cmp(&a.hours.mean));
    let causes: BTreeSet<Cause> = places.iter().map(|(_, cause)| *cause).collect();
    let mut causes: Vec<CauseRow> = causes
        .into_iter()
        .filter_map(|cause| {
            let hours = hours(&|_, other| other == cause)?;
            let (cause, waiting) = (cause.name(), cause.is_wait());
            Some(CauseRow { cause, waiting, share: share(&hours), hours })
        })
        .collect();
    causes.sort_by(|a, b| b.hours.mean.total_cmp(&a.hours.mean));
    SpanHoursRow { all: Some(all), cells, causes }
}
