//! The ledger: every hour of the cohort by flow, stage and cause.

use std::collections::BTreeMap;

use super::account::Account;
use super::figures::{LedgerCell, LedgerKey};
use crate::cargo::{FlowId, StageId};
use crate::observation::Cause;
use crate::stats::quantile_type7;

/// Hours of the visits of a cohort, by flow, stage and cause.
#[derive(Debug)]
pub(super) struct Ledger {
    stages: usize,
    /// Visits' hours (ms) by (flow, stage, cause), in one flat table.
    cells: Vec<Vec<i64>>,
    /// The part of waiting for room downstream, by the stage that causes it.
    downstream: BTreeMap<(FlowId, StageId, StageId), Vec<i64>>,
}

impl Ledger {
    pub(super) fn new(flows: usize, stages: usize) -> Ledger {
        Ledger {
            stages,
            cells: vec![Vec::new(); flows * stages * Cause::ALL.len()],
            downstream: BTreeMap::new(),
        }
    }

    fn at(&self, flow: FlowId, stage: StageId, cause: Cause) -> usize {
        (flow.index() * self.stages + stage.index()) * Cause::ALL.len() + cause.index()
    }

    /// Books a visit that has ended.
    pub(super) fn book(&mut self, flow: FlowId, visit: &Account) {
        let first = self.at(flow, visit.stage, Cause::ALL[0]);
        for (cell, &time) in self.cells[first..].iter_mut().zip(visit.cells()) {
            if time != 0 {
                cell.push(time);
            }
        }
        for &(because_of, time) in visit.downstream() {
            if time != 0 {
                self.downstream.entry((flow, visit.stage, because_of)).or_default().push(time);
            }
        }
    }

    /// Mean and 90th percentile over the consignments of each flow; `cohort` is how many each flow has.
    pub(super) fn figures(mut self, cohort: &[u64]) -> BTreeMap<LedgerKey, LedgerCell> {
        let mut figures = BTreeMap::new();
        for (flow, &consignments) in cohort.iter().enumerate() {
            let flow = FlowId::at(flow);
            for stage in (0..self.stages).map(StageId::at) {
                for cause in Cause::ALL.into_iter().filter(|&cause| cause != Cause::Downstream) {
                    let at = self.at(flow, stage, cause);
                    let times = std::mem::take(&mut self.cells[at]);
                    if let Some(cell) = cell(times, consignments) {
                        figures.insert(LedgerKey { flow, stage, cause, because_of: None }, cell);
                    }
                }
            }
        }
        for ((flow, stage, because_of), times) in self.downstream {
            if let Some(cell) = cell(times, cohort[flow.index()]) {
                let key = LedgerKey { flow, stage, cause: Cause::Downstream, because_of: Some(because_of) };
                figures.insert(key, cell);
            }
        }
        figures
    }
}

fn cell(mut times: Vec<i64>, consignments: u64) -> Option<LedgerCell> {
    if times.is_empty() {
        return None;
    }
    let total_ms = times.iter().sum();
    // Whoever spent nothing here counts as a zero.
    times.resize(times.len().max(usize::try_from(consignments).unwrap_or(0)), 0);
    let p90 = quantile_type7(&mut times, 0.9).unwrap_or(0.0);
    Some(LedgerCell { total_ms, p90_h: p90 / 3_600_000.0 })
}
