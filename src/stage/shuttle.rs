//! A shuttle: vessels that load at one berth, cross, unload and come back, with a quay and a shore of their own.
//!
//! The minimal form of a ferry, for textbook bulk service. Boarding takes no time: whoever waits boards the vessel at
//! the berth at once, and whoever comes later boards as he comes, until it is full or leaves.

use std::collections::VecDeque;

use super::build::{Build, ResourceInfo, Times};
use super::context::{Context, Rank};
use super::departure::{Departure, DepartureRule};
use crate::cargo::{ConsignmentId, Mover, ResourceId};
use crate::engine::Handle;
use crate::observation::{Carrying, Cause, Event, Party, Use};
use crate::parameter::{Fixed, Quantity, table};
use crate::units::{self, Duration, Time};

table! {
    /// Vessels that carry consignments from a quay of their own.
    pub struct ShuttleSpec {
        /// Number of vessels; without it one is always at the berth.
        pub vessels: Option<Fixed<units::Vessels>>,
        /// Most consignments on board.
        pub capacity: Fixed<units::Consignments>,
        /// When a vessel at the berth leaves.
        pub departure: DepartureRule,
        /// Time of the crossing, drawn once a voyage.
        pub crossing: Quantity<units::TimeDim>,
        /// Time after the crossing until all on board go ashore together.
        pub unloading: Option<Quantity<units::TimeDim>>,
        /// Time from then until the vessel is back and queues for the berth.
        pub way_back: Option<Quantity<units::TimeDim>>,
    }
}

/// What happens to a vessel of a shuttle.
#[derive(Clone, Copy, Debug)]
pub enum Signal {
    /// The vessel at the berth has waited long enough.
    Due,
    /// A voyage has reached the far shore.
    Crossed(u32),
    /// The cargo of a voyage goes ashore.
    Ashore(u32),
    /// A vessel is back.
    Back,
}

/// A shuttle at work.
#[derive(Debug)]
pub struct Shuttle {
    capacity: usize,
    departure: Departure,
    crossing: Times,
    unloading: Option<Times>,
    way_back: Option<Times>,
    meter: ResourceId,
    /// Vessels in all; `None` where one is always at hand.
    vessels: Option<u32>,
    /// Vessels queueing for the berth.
    idle: u32,
    /// Vessels that are to be taken away when they come back.
    surplus: u32,
    at_berth: bool,
    /// When the vessel at the berth came there.
    berthed: Time,
    /// When a vessel last sailed.
    departed: Option<Time>,
    due: Option<Handle>,
    /// Whether the vessel at the berth has waited long enough, and has too little on board to sail.
    overdue: bool,
    waiting: VecDeque<ConsignmentId>,
    /// On board the vessel at the berth.
    loading: Vec<ConsignmentId>,
    at_sea: Vec<Voyage>,
    sailed: u32,
}

/// A voyage from the berth until all are ashore.
#[derive(Debug)]
struct Voyage {
    number: u32,
    aboard: Vec<ConsignmentId>,
    /// How many have yet to leave the stage.
    remaining: usize,
}

impl ShuttleSpec {
    /// The resources of such a stage.
    #[must_use]
    pub fn resources(&self) -> Vec<ResourceInfo> {
        vec![ResourceInfo::new("vessels", self.vessels.as_ref().map_or(0, Fixed::count))]
    }
}

impl Shuttle {
    /// Builds the shuttle with all vessels at the quay.
    #[must_use]
    pub fn new(spec: &ShuttleSpec, build: &Build<'_>) -> Shuttle {
        let vessels = spec.vessels.as_ref().map(Fixed::count);
        Shuttle {
            capacity: spec.capacity.count() as usize,
            departure: spec.departure.compile(),
            crossing: build.times(&spec.crossing, "crossing"),
            unloading: spec.unloading.as_ref().map(|law| build.times(law, "unloading")),
            way_back: spec.way_back.as_ref().map(|law| build.times(law, "way back")),
            meter: build.resource(0),
            vessels,
            idle: vessels.unwrap_or(1),
            surplus: 0,
            at_berth: false,
            berthed: Time::ZERO,
            departed: None,
            due: None,
            overdue: false,
            waiting: VecDeque::new(),
            loading: Vec::new(),
            at_sea: Vec::new(),
            sailed: 0,
        }
    }

    /// Begins the first loading.
    pub fn start(&mut self, ctx: &mut impl Context) {
        self.berth(ctx);
    }

    /// Takes over the terms of `new`, for the vessel at the berth too.
    pub fn revise(&mut self, ctx: &mut impl Context, new: Shuttle) {
        (self.capacity, self.departure) = (new.capacity, new.departure);
        (self.crossing, self.unloading, self.way_back) = (new.crossing, new.unloading, new.way_back);
        self.meter = new.meter;
        if let (Some(before), Some(after)) = (self.vessels, new.vessels) {
            self.vessels = Some(after);
            let (fewer, more) = (before.saturating_sub(after), after.saturating_sub(before));
            let kept = more.min(self.surplus);
            let gone = fewer.min(self.idle);
            self.surplus = self.surplus - kept + (fewer - gone);
            self.idle = self.idle - gone + (more - kept);
        }
        if self.at_berth {
            if let Some(due) = self.due.take() {
                ctx.cancel(due);
            }
            self.begin(ctx);
            self.fill(ctx);
            self.decide(ctx, false);
        }
        self.berth(ctx);
        self.report(ctx);
    }

    /// Takes a consignment to the quay, or on board.
    pub fn admit(&mut self, ctx: &mut impl Context, id: ConsignmentId) {
        if self.at_berth && self.loading.len() < self.capacity {
            self.board(ctx, id);
            self.decide(ctx, false);
        } else {
            self.waiting.push_back(id);
            ctx.spend(Party::Consignment(id), Cause::VesselArrival);
        }
    }

    fn board(&mut self, ctx: &mut impl Context, id: ConsignmentId) {
        ctx.reach(id, Event::Loaded);
        ctx.spend(Party::Consignment(id), Cause::VesselFill);
        self.loading.push(id);
    }

    /// Brings the next vessel to the berth, if there is one, and lets those who wait go on board.
    fn berth(&mut self, ctx: &mut impl Context) {
        while !self.at_berth && self.idle > 0 {
            if self.vessels.is_some() {
                self.idle -= 1;
            }
            self.at_berth = true;
            self.berthed = ctx.now();
            self.begin(ctx);
            self.fill(ctx);
            self.decide(ctx, false);
        }
    }

    fn begin(&mut self, ctx: &mut impl Context) {
        self.overdue = false;
        if let Some(deadline) = self.departure.deadline_after(self.departed, self.berthed) {
            let wait = deadline.max(ctx.now()) - ctx.now();
            self.due = Some(ctx.after(wait, Rank::Departure, Signal::Due.into()));
        }
    }

    fn fill(&mut self, ctx: &mut impl Context) {
        while self.loading.len() < self.capacity {
            let Some(id) = self.waiting.pop_front() else { break };
            self.board(ctx, id);
        }
    }

    fn decide(&mut self, ctx: &mut impl Context, due: bool) {
        let aboard = self.loading.len();
        let due = due || self.overdue;
        if self.departure.leaves(aboard as f64 / self.capacity as f64, aboard >= self.capacity, due) {
            self.sail(ctx);
        }
    }

    fn sail(&mut self, ctx: &mut impl Context) {
        if let Some(due) = self.due.take() {
            ctx.cancel(due);
        }
        self.at_berth = false;
        self.departed = Some(ctx.now());
        let number = self.sailed;
        self.sailed += 1;
        let aboard = std::mem::take(&mut self.loading);
        for &id in &aboard {
            ctx.reach(id, Event::Sailed);
            ctx.spend(Party::Consignment(id), Cause::Moving);
        }
        // What was on board of a larger vessel before the vessels became smaller stays there.
        let capacity = self.capacity.max(aboard.len());
        ctx.carried(Carrying::Shuttle, aboard.len() as f64, capacity as f64);
        self.at_sea.push(Voyage { number, remaining: aboard.len(), aboard });
        ctx.after(self.crossing.get(u64::from(number)), Rank::Arrival, Signal::Crossed(number).into());
        self.report(ctx);
        self.berth(ctx);
    }

    /// Lets time act.
    pub fn handle(&mut self, ctx: &mut impl Context, signal: Signal) {
        match signal {
            Signal::Due => {
                self.due = None;
                self.decide(ctx, true);
                if self.at_berth && self.due.is_none() {
                    if !self.loading.is_empty() {
                        // It has waited long enough and leaves as soon as its least load is on board.
                        self.overdue = true;
                        return;
                    }
                    // Nothing was on board: the wait begins anew.
                    self.berthed = ctx.now();
                    self.begin(ctx);
                }
            }
            Signal::Crossed(number) => {
                let Some(unloading) = &self.unloading else { return self.ashore(ctx, number) };
                let time = unloading.get(u64::from(number));
                for &id in &self.at_sea[self.row(number)].aboard {
                    ctx.spend(Party::Consignment(id), Cause::Handling);
                }
                ctx.after(time, Rank::Release, Signal::Ashore(number).into());
            }
            Signal::Ashore(number) => self.ashore(ctx, number),
            Signal::Back => {
                if self.surplus > 0 {
                    self.surplus -= 1;
                } else {
                    self.idle += 1;
                }
                self.report(ctx);
                self.berth(ctx);
            }
        }
    }

    fn row(&self, number: u32) -> usize {
        self.at_sea.iter().position(|voyage| voyage.number == number).expect("a voyage under way has a row")
    }

    fn ashore(&mut self, ctx: &mut impl Context, number: u32) {
        let at = self.row(number);
        if self.at_sea[at].aboard.is_empty() {
            return self.finish(ctx, at);
        }
        for &id in &self.at_sea[at].aboard {
            ctx.reach(id, Event::Discharged);
            ctx.leave(Mover::Consignment(id));
        }
    }

    /// Lets a consignment go ashore; the vessel turns back when the last has gone.
    pub fn released(&mut self, ctx: &mut impl Context, id: ConsignmentId) {
        let at = self
            .at_sea
            .iter()
            .position(|voyage| voyage.aboard.contains(&id))
            .expect("whoever leaves was on board");
        self.at_sea[at].remaining -= 1;
        if self.at_sea[at].remaining == 0 {
            self.finish(ctx, at);
        }
    }

    fn finish(&mut self, ctx: &mut impl Context, at: usize) {
        let mut voyage = self.at_sea.swap_remove(at);
        if self.loading.capacity() == 0 {
            // The list serves the next loading: no allocation in the steady state.
            voyage.aboard.clear();
            self.loading = voyage.aboard;
        }
        if self.vessels.is_some() {
            let time = self.way_back.as_ref().map_or(Duration::ZERO, |law| law.get(u64::from(voyage.number)));
            ctx.after(time, Rank::Arrival, Signal::Back.into());
        }
    }

    fn report(&self, ctx: &mut impl Context) {
        if let Some(vessels) = self.vessels {
            let busy = vessels + self.surplus - self.idle - u32::from(self.at_berth);
            ctx.uses(self.meter, Use { busy, ..Use::default() });
        }
    }
}
