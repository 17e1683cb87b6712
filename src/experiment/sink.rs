//! Who takes diaries and events while a run goes on, so that they need not be held until its end.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use super::events::EventRow;
use super::rows::{CallRow, Shipment, TrainRow};
use super::run::Replication;
use super::trains::{MOST_POINTS, TrainNames, line_ends};
use super::vessels::{MOST_ROWS, call_row};
use crate::cargo::StageId;
use crate::corridor::Corridor;
use crate::experiment::{Plan, Shipments};
use crate::observation::Event;
use crate::units::Date;

/// The diaries of one replication, or of several.
#[derive(Debug, Default)]
pub struct Diaries {
    /// Consignments, in the order of leaving.
    pub shipments: Vec<Shipment>,
    /// Trains, in the order of coming onto a line.
    pub trains: Vec<TrainRow>,
    /// Calls of vessels, in the order of arriving.
    pub calls: Vec<CallRow>,
}

/// What the numbers in diaries stand for.
#[derive(Clone, Debug)]
pub struct Names {
    /// Date of time zero.
    pub start: Date,
    /// Stages.
    pub stages: Vec<String>,
    /// Flows.
    pub flows: Vec<String>,
    /// Routes, by itinerary.
    pub routes: Vec<String>,
    /// Groups of berths of each stage.
    pub berths: Vec<Vec<String>>,
    /// Names of the nodes at the eastern and the western end of each line, and its length (km).
    pub lines: BTreeMap<String, ([String; 2], f64)>,
}

/// Takes what is found while a run goes on. It keeps its own failures.
pub trait Sink: Sync {
    /// Hears what numbers stand for, before anything else.
    fn begin(&self, names: Names);
    /// A writer of all that happens in a replication, which is given by its number from 1; `None` if it is not wanted.
    fn events(&self, replication: u32) -> Option<Box<dyn Log + '_>>;
    /// Takes the diaries of a replication, one replication after the other in the order of their numbers. Says whether the
    /// run is to go on.
    fn take(&self, replication: u32, diaries: Diaries) -> bool;
}

/// Writes down what happens in one replication.
pub trait Log {
    /// One thing happens.
    fn write(&mut self, row: &EventRow<'_>);
    /// The replication is over.
    fn end(self: Box<Self>);
}

/// Keeps the diaries of a whole run.
#[derive(Debug, Default)]
pub(super) struct Keep(Mutex<Diaries>);

impl Keep {
    pub(super) fn diaries(self) -> Diaries {
        self.0.into_inner().expect("nobody panics who adds to a list")
    }
}

impl Sink for Keep {
    fn begin(&self, _: Names) {}

    fn events(&self, _: u32) -> Option<Box<dyn Log + '_>> {
        None
    }

    fn take(&self, _: u32, diaries: Diaries) -> bool {
        let mut all = self.0.lock().expect("nobody panics who adds to a list");
        all.shipments.extend(diaries.shipments);
        all.trains.extend(diaries.trains);
        all.calls.extend(diaries.calls);
        true
    }
}

/// Hands over the diaries of replications that come in order.
pub(super) struct Teller<'a> {
    corridor: &'a Corridor,
    sink: &'a dyn Sink,
    trains: TrainNames<'a>,
    most_points: usize,
    points: usize,
    calls: usize,
    milestones: BTreeSet<(StageId, Event)>,
}

impl<'a> Teller<'a> {
    pub(super) fn new(corridor: &'a Corridor, plan: &Plan, sink: &'a dyn Sink) -> Teller<'a> {
        sink.begin(Names {
            start: corridor.timeline.start,
            stages: corridor.stages.clone(),
            flows: corridor.flow_names.clone(),
            routes: corridor.itineraries.iter().map(|itinerary| itinerary.route.clone()).collect(),
            berths: corridor.berth_names.clone(),
            lines: line_ends(corridor)
                .map(|(line, ends, length)| (line.to_owned(), (ends, length)))
                .collect(),
        });
        Teller {
            corridor,
            sink,
            trains: TrainNames::new(corridor),
            most_points: if plan.shipments == Shipments::Everybody { usize::MAX } else { MOST_POINTS },
            points: 0,
            calls: 0,
            milestones: BTreeSet::new(),
        }
    }

    /// Takes the diaries from what the next replication has found; says whether the run is to go on.
    pub(super) fn tell(&mut self, run: &mut Replication) -> bool {
        let replication = run.number + 1;
        let mut diaries = Diaries::default();
        for journey in std::mem::take(&mut run.metrics.journeys) {
            self.milestones.extend(journey.milestones.iter().map(|&(stage, event, _)| (stage, event)));
            diaries.shipments.push(Shipment { replication, journey });
        }
        for diary in std::mem::take(&mut run.metrics.trains) {
            self.points += diary.stops.len();
            // Whole trains, and none after the first for which there is no room.
            if self.points <= self.most_points {
                diaries.trains.push(self.trains.row(replication, diary));
            }
        }
        for diary in std::mem::take(&mut run.metrics.calls) {
            self.calls += 1;
            if self.calls <= MOST_ROWS {
                diaries.calls.push(call_row(self.corridor, replication, diary));
            }
        }
        self.sink.take(replication, diaries)
    }

    /// The milestones that anybody with a diary has passed.
    pub(super) fn milestones(self) -> Vec<(StageId, Event)> {
        self.milestones.into_iter().collect()
    }
}
