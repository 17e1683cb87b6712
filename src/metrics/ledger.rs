//! The ledger: every hour of the cohort by stage and cause, kept by itinerary and summed by flow and population.

use std::collections::{BTreeMap, BTreeSet};

use super::account::Account;
use super::figures::{HourKey, LedgerCell, LedgerKey, PopulationLedger};
use super::questions::Questions;
use crate::cargo::{FlowId, RouteId, StageId};
use crate::observation::Cause;
use crate::stats::{Kept, Room, Sample, Together};

/// Entries that are kept one by one: half as many again as a year of any shipped scenario has.
const ROOM: usize = 3 << 18;

/// Hours of the visits of a cohort.
#[derive(Debug)]
pub(super) struct Ledger {
    stages: usize,
    books: Vec<Book>,
    room: Room,
}

/// The visits of one itinerary's cohort.
#[derive(Clone, Debug, Default)]
struct Book {
    /// Consignments of the cohort.
    cohort: u64,
    /// By stage and cause: the number of the cell, from 1, or 0 of one in which nothing was booked; empty until something
    /// is.
    places: Vec<u16>,
    /// Visits' hours (ms).
    cells: Vec<Sample>,
    /// The part of waiting for room downstream, by stage and by the stage that causes it.
    downstream: Vec<Vec<(StageId, Sample)>>,
}

impl Book {
    fn cell(&mut self, place: usize) -> &mut Sample {
        let number = &mut self.places[place];
        if *number == 0 {
            self.cells.push(Sample::default());
            *number = u16::try_from(self.cells.len()).expect("stages are fewer than 2,000");
        }
        &mut self.cells[usize::from(*number) - 1]
    }
}

impl Ledger {
    pub(super) fn new(questions: &Questions) -> Ledger {
        Ledger {
            stages: questions.stages,
            books: vec![Book::default(); questions.flow_of.len()],
            room: Room::new(ROOM),
        }
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
        if book.places.is_empty() {
            book.places.resize(self.stages * Cause::ALL.len(), 0);
            book.downstream.resize(self.stages, Vec::new());
        }
        let first = visit.stage.index() * Cause::ALL.len();
        let mut entries = 0;
        for (cause, time) in visit.booked() {
            if time != 0 && cause != Cause::Downstream {
                entries += book.cell(first + cause.index()).add(time);
            }
        }
        for &(because_of, time) in visit.downstream() {
            if time != 0 {
                let cells = &mut book.downstream[visit.stage.index()];
                let at = cells.iter().position(|(other, _)| *other == because_of).unwrap_or_else(|| {
                    cells.push((because_of, Sample::default()));
                    cells.len() - 1
                });
                entries += cells[at].1.add(time);
            }
        }
        if self.room.take(entries) {
            self.make_room();
        }
    }

    #[cold]
    fn make_room(&mut self) {
        let cells = self.books.iter_mut().flat_map(|book| {
            let downstream = book.downstream.iter_mut().flatten().map(|(_, cell)| cell);
            book.cells.iter_mut().chain(downstream)
        });
        self.room.make(cells.map(|cell| cell as &mut dyn Kept).collect());
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
                let place = stage.index() * Cause::ALL.len() + cause.index();
                let samples = books.iter().filter_map(|book| {
                    let number = book.places.get(place).copied().unwrap_or(0);
                    book.cells.get(usize::from(number).checked_sub(1)?)
                });
                if let Some(cell) = cell(samples, cohort) {
                    cells.insert(HourKey { stage, cause, because_of: None }, cell);
                }
            }
            let downstream = || books.iter().filter_map(|book| book.downstream.get(stage.index())).flatten();
            let causes: BTreeSet<StageId> = downstream().map(|(because_of, _)| *because_of).collect();
            for because_of in causes {
                let samples =
                    downstream().filter(|(other, _)| *other == because_of).map(|(_, sample)| sample);
                if let Some(cell) = cell(samples, cohort) {
                    let key = HourKey { stage, cause: Cause::Downstream, because_of: Some(because_of) };
                    cells.insert(key, cell);
                }
            }
        }
        PopulationLedger { cohort, cells }
    }
}

fn cell<'a>(samples: impl Iterator<Item = &'a Sample> + Clone, consignments: u64) -> Option<LedgerCell> {
    let visits: u64 = samples.clone().map(Sample::count).sum();
    if visits == 0 {
        return None;
    }
    // Whoever spent nothing here counts as a zero.
    let together = Together::of(samples, consignments.saturating_sub(visits));
    let p90_ms = together.quantile(0.9).unwrap_or(0.0);
    Some(LedgerCell { total_ms: together.sum(), p90_h: p90_ms / 3_600_000.0 })
}
