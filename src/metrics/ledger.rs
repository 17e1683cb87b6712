//! The ledger: every hour of the cohort by stage and cause, kept by itinerary and summed by flow and population.

use std::collections::BTreeMap;

use super::account::Account;
use super::figures::{HourKey, LedgerCell, LedgerKey, PopulationLedger};
use super::questions::Questions;
use crate::cargo::{FlowId, RouteId, StageId};
use crate::observation::Cause;
use crate::stats::quantile_type7;

/// Hours of the visits of a cohort.
#[derive(Debug)]
pub(super) struct Ledger {
    stages: usize,
    books: Vec<Book>,
}

/// The visits of one itinerary's cohort.
#[derive(Clone, Debug, Default)]
struct Book {
    /// Consignments of the cohort.
    cohort: u64,
    /// Visits' hours (ms) by stage and cause, in one flat table; empty until the first is booked.
    cells: Vec<Vec<i64>>,
    /// The part of waiting for room downstream, by the stage that causes it.
    downstream: BTreeMap<(StageId, StageId), Vec<i64>>,
}

impl Ledger {
    pub(super) fn new(questions: &Questions) -> Ledger {
        Ledger { stages: questions.stages, books: vec![Book::default(); questions.flow_of.len()] }
    }

    /// One more belongs to the cohort.
    pub(super) fn enter(&mut self, itinerary: RouteId) {
        self.books[itinerary.index()].cohort += 1;
    }

    /// One of the cohort was turned away.
    pub(super) fn refuse(&mut self, itinerary: RouteId) {
        self.books[itinerary.index()].cohort -= 1;
    }

    /// Books a visit that has ended.
    pub(super) fn book(&mut self, itinerary: RouteId, visit: &Account) {
        let book = &mut self.books[itinerary.index()];
        if book.cells.is_empty() {
            book.cells.resize(self.stages * Cause::ALL.len(), Vec::new());
        }
        let first = visit.stage.index() * Cause::ALL.len();
        for (cell, &time) in book.cells[first..].iter_mut().zip(visit.cells()) {
            if time != 0 {
                cell.push(time);
            }
        }
        for &(because_of, time) in visit.downstream() {
            if time != 0 {
                book.downstream.entry((visit.stage, because_of)).or_default().push(time);
            }
        }
    }

    /// Mean and 90th percentile over the consignments of each flow.
    pub(super) fn flows(&self, questions: &Questions) -> BTreeMap<LedgerKey, LedgerCell> {
        let mut figures = BTreeMap::new();
        for flow in (0..questions.flows).map(FlowId::at) {
            let itineraries = (0..self.books.len()).filter(|&at| questions.flow_of[at] == flow);
            for (HourKey { stage, cause, because_of }, cell) in self.sum(itineraries).cells {
                figures.insert(LedgerKey { flow, stage, cause, because_of }, cell);
            }
        }
        figures
    }

    /// The same over the consignments of each population of which it is wanted.
    pub(super) fn populations(&self, questions: &Questions) -> Vec<PopulationLedger> {
        let wanted = questions.ledgers.iter();
        wanted.map(|&population| self.sum(questions.populations[population].iter().copied())).collect()
    }

    /// All cells of some itineraries together.
    fn sum(&self, itineraries: impl Iterator<Item = usize>) -> PopulationLedger {
        let books: Vec<&Book> = itineraries.map(|at| &self.books[at]).collect();
        let cohort = books.iter().map(|book| book.cohort).sum();
        let mut cells = BTreeMap::new();
        for stage in (0..self.stages).map(StageId::at) {
            for cause in Cause::ALL.into_iter().filter(|&cause| cause != Cause::Downstream) {
                let at = stage.index() * Cause::ALL.len() + cause.index();
                let times = books.iter().filter_map(|book| book.cells.get(at)).flatten().copied().collect();
                if let Some(cell) = cell(times, cohort) {
                    cells.insert(HourKey { stage, cause, because_of: None }, cell);
                }
            }
        }
        let mut downstream: BTreeMap<(StageId, StageId), Vec<i64>> = BTreeMap::new();
        for (&pair, times) in books.iter().flat_map(|book| &book.downstream) {
            downstream.entry(pair).or_default().extend(times);
        }
        for ((stage, because_of), times) in downstream {
            if let Some(cell) = cell(times, cohort) {
                let key = HourKey { stage, cause: Cause::Downstream, because_of: Some(because_of) };
                cells.insert(key, cell);
            }
        }
        PopulationLedger { cohort, cells }
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
