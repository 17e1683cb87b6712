//! The network at work: one replication from empty to the last of its cohort.

use std::collections::VecDeque;

use super::arrivals::Source;
use super::bans::Bans;
use super::compile::Corridor;
use super::hand::Hand;
use super::itineraries::Itinerary;
use super::phase::Builder;
use super::room_queue::{RoomQueue, Waiter};
use super::world::{Arena, Happening, Wish, World};
use crate::cargo::{AreaId, Consignment, ConsignmentId, Mover, PoolId, StageId};
use crate::engine::{Calendar, Model, Stop, run};
use crate::observation::{Cause, Observation, Observer};
use crate::random::Streams;
use crate::stage::{Admission, Rank, Stage};
use crate::units::Time;

/// How a replication ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending {
    /// The last of the cohort has left.
    Complete,
    /// The longest wait was over and some of the cohort were still under way.
    Unfinished {
        /// How many.
        remaining: u64,
        /// When one of the cohort last left.
        last_exit: Time,
    },
    /// Stages and pools wait for each other in a circle, named in order.
    Standstill(Vec<String>),
    /// The limit of events was reached.
    EventLimit,
}

/// What is known of a replication besides what was observed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// How it ended.
    pub ending: Ending,
    /// When it ended.
    pub end: Time,
    /// Events handled.
    pub events: u64,
}

/// Runs one replication and tells `observer` what happens; gives the observer back.
///
/// `limit` bounds the number of events.
pub fn simulate<O: Observer>(
    corridor: &Corridor,
    seed: u64,
    replication: u32,
    observer: O,
    limit: u64,
) -> (Outcome, O) {
    let mut calendar = Calendar::new();
    let mut network = Network::new(corridor, Streams::new(seed, replication), observer);
    Running { stages: &mut network.stages, world: &mut network.world, calendar: &mut calendar }.start();
    let (stop, events) = run(&mut network, &mut calendar, corridor.timeline.horizon, limit);
    let world = network.world;
    let ending = match (world.standstill, stop) {
        (Some(circle), _) => Ending::Standstill(circle),
        (None, Stop::EventLimit) => Ending::EventLimit,
        _ if world.open > 0 || !world.window_over => {
            Ending::Unfinished { remaining: world.open, last_exit: world.last_exit }
        }
        _ => Ending::Complete,
    };
    // Who never came out was still inside at the horizon, whether anything happened until then or not.
    let end = match ending {
        Ending::Unfinished { .. } => corridor.timeline.horizon,
        _ => world.now,
    };
    (Outcome { ending, end, events }, world.observer)
}

/// All state of one replication.
struct Network<'a, O> {
    stages: Vec<Stage>,
    world: World<'a, O>,
}

impl<'a, O: Observer> Network<'a, O> {
    fn new(corridor: &'a Corridor, streams: Streams, observer: O) -> Network<'a, O> {
        let builder = Builder::new(corridor, 0, streams);
        let terms = &corridor.phases[0];
        let stages = (0..terms.stages.len()).map(|at| builder.stage(at)).collect();
        let pools = (0..terms.pools.len()).map(|at| builder.pool(at)).collect();
        let areas = (0..terms.areas.len()).map(|at| builder.area(at)).collect();
        let names = corridor.flow_names.iter().zip(&corridor.flows);
        let sources = names.map(|(name, flow)| Source::new(name, flow, &streams)).collect();
        let flows = corridor.flows.len();
        Network {
            stages,
            world: World {
                corridor,
                phase: 0,
                streams,
                observer,
                now: Time::ZERO,
                consignments: Arena::new(),
                carriers: Arena::new(),
                hauls: Vec::new(),
                ready: Vec::new(),
                groups: 0,
                spare_groups: Vec::new(),
                wishes: VecDeque::new(),
                waiters: vec![RoomQueue::default(); corridor.stages.len()],
                blocked: vec![[0, 0]; corridor.stages.len()],
                bans: Bans::new(corridor.stages.len()),
                pools,
                wagons: Vec::new(),
                areas,
                fleets: Vec::new(),
                waiting: vec![0; corridor.stages.len()],
                sources,
                batches: vec![0; flows],
                sent: vec![0; flows],
                open: 0,
                window_over: false,
                tagging: false,
                standstill: None,
                last_exit: Time::ZERO,
            },
        }
    }
}

impl<O: Observer> Model for Network<'_, O> {
    type Event = Happening;

    #[inline]
    fn handle(&mut self, event: Happening, calendar: &mut Calendar<Happening>) {
        self.world.now = calendar.now();
        let mut running = Running { stages: &mut self.stages, world: &mut self.world, calendar };
        running.happen(event);
        running.fulfil_all();
    }

    #[inline]
    fn finished(&self) -> bool {
        (self.world.window_over && self.world.open == 0) || self.world.standstill.is_some()
    }
}

/// Stages, world and calendar while one event is handled.
pub(super) struct Running<'x, 'a, O> {
    pub stages: &'x mut Vec<Stage>,
    pub world: &'x mut World<'a, O>,
    pub calendar: &'x mut Calendar<Happening>,
}

impl<O: Observer> Running<'_, '_, O> {
    /// Sets everything going.
    fn start(&mut self) {
        let timeline = self.world.corridor.timeline;
        let opening = Rank::Opening.priority();
        self.calendar.schedule(timeline.from, opening, Happening::WindowBegins);
        self.calendar.schedule(timeline.until, Rank::Closing.priority(), Happening::WindowEnds);
        self.schedule_phases();
        for pool in 0..self.world.terms().wagons.len() {
            self.world.add_wagons(pool);
        }
        for area in 0..self.world.areas.len() {
            let number = AreaId::at(area).0;
            self.world.areas[area].start(Time::ZERO, number, self.calendar);
        }
        for stage in 0..self.stages.len() {
            self.with(StageId::at(stage), |stage, hand| stage.start(hand));
            self.with(StageId::at(stage), |stage, hand| stage.weather(hand));
        }
        self.launch_fleets();
        self.begin_flows();
        self.fulfil_all();
    }

    /// Lets a stage act.
    #[inline]
    pub(super) fn with<R>(
        &mut self,
        at: StageId,
        act: impl FnOnce(&mut Stage, &mut Hand<'_, '_, O>) -> R,
    ) -> R {
        let mut hand = Hand { world: &mut *self.world, calendar: &mut *self.calendar, me: at };
        act(&mut self.stages[at.index()], &mut hand)
    }

    #[inline]
    fn happen(&mut self, event: Happening) {
        match event {
            Happening::Stage(at, signal) => self.with(at, |stage, hand| stage.handle(hand, signal)),
            Happening::Arrival(flow) => self.arrive(flow),
            Happening::Return(flow, number) => self.come(flow, number),
            Happening::Turned(pool) => self.world.turned(pool),
            Happening::Ready(pool, node, from) => {
                self.world.ready(pool, node, from);
                self.offer_locomotives(PoolId(pool));
            }
            Happening::Weather(area) => {
                let now = self.world.now;
                self.world.areas[usize::from(area)].change(now, area, self.calendar);
                self.tell_weather();
            }
            Happening::Phase(number) => self.change_terms(number),
            Happening::WindowBegins => {
                self.world.tagging = true;
                self.world.observe(Observation::WindowBegins);
            }
            Happening::WindowEnds => {
                self.world.tagging = false;
                self.world.window_over = true;
                self.world.observe(Observation::WindowEnds);
            }
        }
    }

    fn tell_weather(&mut self) {
        for stage in 0..self.stages.len() {
            self.with(StageId::at(stage), |stage, hand| stage.weather(hand));
        }
    }

    /// Does what stages have asked for, in the order in which they asked.
    #[inline]
    pub(super) fn fulfil_all(&mut self) {
        while let Some(wish) = self.world.wishes.pop_front() {
            match wish {
                Wish::Leave(from, Mover::Consignment(id)) => self.leave_alone(from, id),
                Wish::Leave(from, Mover::Carrier(id)) => self.depart(from, id),
                Wish::Room(at) => self.offer_room(at),
                Wish::Grant(Mover::Carrier(id)) => self.granted(id),
                Wish::Wagons(at, id) => self.with(at, |stage, hand| stage.supplied(hand, id)),
                Wish::Light(pool) => self.run_light(pool),
                Wish::Lift(port) => self.lift_ban(port),
                Wish::Grant(Mover::Consignment(id)) => panic!("{id:?} was granted a path"),
            }
        }
    }

    /// A consignment on its own wants to leave.
    fn leave_alone(&mut self, from: StageId, id: ConsignmentId) {
        let &Consignment { route, position, .. } = self.world.consignment(id);
        match self.world.itinerary(route).stages.get(usize::from(position) + 1) {
            None => self.exit(from, id),
            Some(&to) => {
                let mover = Mover::Consignment(id);
                match self.with(to, |stage, hand| stage.reserve(hand, mover)) {
                    Admission::Granted => self.transfer(from, to, mover, false),
                    _ => self.block(mover, from, to),
                }
            }
        }
    }

    /// A consignment leaves the corridor.
    fn exit(&mut self, from: StageId, id: ConsignmentId) {
        let what = *self.world.consignment(id);
        self.world.observe(Observation::Left { consignment: id, what: &what });
        if what.tagged {
            self.world.open -= 1;
            self.world.last_exit = self.world.now;
        }
        self.with(from, |stage, hand| stage.released(hand, Mover::Consignment(id), false));
        self.world.consignments.remove(id.0);
        self.come_back(what.flow.0);
    }

    /// A mover comes to its first stage, waits outside it, or is turned away.
    pub(super) fn enter(&mut self, mover: Mover, itinerary: &Itinerary) {
        match self.banned(itinerary) {
            Some(port) => self.keep_out(mover, itinerary.stages[0], port),
            None => self.enter_first(mover, itinerary.stages[0]),
        }
    }

    /// A mover that nothing bans comes to its first stage.
    pub(super) fn enter_first(&mut self, mover: Mover, to: StageId) {
        let entry = self.world.corridor.entry();
        if self.with(to, |stage, hand| stage.reserve(hand, mover)) == Admission::Granted {
            return self.transfer(entry, to, mover, false);
        }
        match mover {
            Mover::Consignment(id) => {
                let what = *self.world.consignment(id);
                if self.world.leaves_when_full(what.flow) {
                    self.world.observe(Observation::TurnedAway { consignment: id, what: &what });
                    self.world.open -= u64::from(what.tagged);
                    self.world.consignments.remove(id.0);
                    return self.come_back(what.flow.0);
                }
                self.block(mover, entry, to);
            }
            Mover::Carrier(_) => self.block(mover, entry, to),
        }
    }

    /// Room may have appeared in a stage: those who wait for it try again, in order, each direction by itself.
    fn offer_room(&mut self, to: StageId) {
        let mut open = [true, true];
        while let Some(waiter) = self.world.waiters[to.index()].first(open) {
            let Waiter { mover, from, direction, .. } = waiter;
            if self.with(to, |stage, hand| stage.reserve(hand, mover)) != Admission::Granted {
                open[direction.index()] = false;
                continue;
            }
            self.world.waiters[to.index()].pop(direction);
            self.world.blocked[from.index()][direction.index()] -= 1;
            self.goes_on(waiter);
            self.unblock(waiter, to);
        }
    }

    /// A place is kept for a mover that waited for it.
    fn unblock(&mut self, waiter: Waiter, to: StageId) {
        let Waiter { mover, from, .. } = waiter;
        match mover {
            Mover::Carrier(id)
                if from != self.world.corridor.entry() && !self.world.corridor.is_leg(from) =>
            {
                self.seek_locomotive(from, id);
            }
            _ => self.transfer(from, to, mover, true),
        }
    }

    /// A mover finds no room in `to` and stays where it is.
    pub(super) fn block(&mut self, mover: Mover, from: StageId, to: StageId) {
        let now = self.world.now;
        let (claim, direction) = match mover {
            Mover::Carrier(id) => {
                let carrier = self.world.carrier(id);
                let outside = from == self.world.corridor.entry();
                let since = if outside { now } else { self.world.ready[id.index()] };
                (carrier.claim(since), carrier.direction)
            }
            Mover::Consignment(id) => (now, self.world.itinerary(self.world.consignment(id).route).direction),
        };
        let waiter = Waiter { mover, from, claim, direction };
        self.world.waiters[to.index()].insert(waiter);
        self.world.blocked[from.index()][direction.index()] += 1;
        let root = self.root_of(to, direction);
        self.world.spend(mover, Cause::Downstream, Some(root));
        if from != self.world.corridor.entry() {
            self.with(from, |stage, hand| stage.blocked(hand));
            self.stands(waiter);
            self.look_for_standstill(from, mover);
        }
    }
}
