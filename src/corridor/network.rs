//! The network at work: one replication from empty to the last of its cohort.

use std::collections::VecDeque;

use super::arrivals::Source;
use super::compile::{Corridor, Itinerary, name_key};
use super::fleets::Fleet;
use super::hand::Hand;
use super::locomotives::Pool;
use super::weather::Area;
use super::world::{Arena, Happening, Waiter, Wish, World};
use crate::cargo::{
    AreaId, Carrier, CarrierId, CarrierKind, Direction, FleetId, Mover, PathId, PoolId, StageId,
};
use crate::engine::{Calendar, Model, Stop, run};
use crate::observation::{Cause, Event, Observation, Observer};
use crate::random::Streams;
use crate::stage::{Admission, Build, Equipment, FleetSpec, Rank, Stage, StageSpec, Template, TrainSpec};
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
    /// Stages wait for each other in a circle, named in order.
    Standstill(Vec<StageId>),
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
    let end = if stop == Stop::Horizon { corridor.timeline.horizon } else { world.now };
    (Outcome { ending, end, events }, world.observer)
}

/// All state of one replication.
struct Network<'a, O> {
    stages: Vec<Stage>,
    world: World<'a, O>,
}

impl<'a, O: Observer> Network<'a, O> {
    fn new(corridor: &'a Corridor, streams: Streams, observer: O) -> Network<'a, O> {
        let templates: Vec<Template<'_>> = corridor.spec.train.values().map(TrainSpec::template).collect();
        let fleets: Vec<&FleetSpec> = corridor.spec.fleet.values().collect();
        let stages = corridor.stage_specs.iter().enumerate().map(|(at, spec)| {
            let id = StageId::at(at);
            let name = &corridor.stages[at];
            let build = Build { name, id, streams: &streams, first_resource: corridor.first_resource[at] };
            let services = &corridor.services[at];
            let area = corridor.area_of(id);
            spec.build(&build, &Equipment { templates: &templates, fleets: &fleets, services, area })
        });
        let stages = stages.collect();
        let pools = corridor.spec.pool.iter().zip(&corridor.pool_resource).map(|((name, spec), &meter)| {
            Pool::new(name, spec, &streams, &corridor.stages, meter)
        });
        let pools = pools.collect();
        let start = corridor.timeline.start;
        let areas = corridor.spec.weather.iter().map(|(name, spec)| Area::new(name, spec, start, &streams));
        let areas = areas.collect();
        let sources = corridor.spec.flow.iter().map(|(name, spec)| Source::new(name, spec, &streams)).collect();
        let flows = corridor.flows.len();
        Network {
            stages,
            world: World {
                corridor,
                observer,
                now: Time::ZERO,
                consignments: Arena::new(),
                carriers: Arena::new(),
                coupled: Vec::new(),
                steps: Vec::new(),
                groups: 0,
                spare_groups: Vec::new(),
                wishes: VecDeque::new(),
                waiters: vec![VecDeque::new(); corridor.stages.len()],
                blocked: vec![[0, 0]; corridor.stages.len()],
                pools,
                areas,
                fleets: corridor.spec.fleet.values().map(Fleet::new).collect(),
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
    pub stages: &'x mut [Stage],
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
        for area in 0..self.world.areas.len() {
            let number = AreaId::at(area).0;
            self.world.areas[area].expect(Time::ZERO, number, self.calendar);
        }
        for stage in 0..self.stages.len() {
            self.with(StageId::at(stage), |stage, hand| stage.start(hand));
        }
        self.launch_fleets();
        self.begin_flows();
        self.fulfil_all();
    }

    /// Puts the vessels of every fleet into its two ports by turns.
    fn launch_fleets(&mut self) {
        let corridor = self.world.corridor;
        for (number, (name, fleet)) in corridor.spec.fleet.iter().enumerate() {
            let ferry = corridor.stage(&fleet.ferry);
            let round = corridor
                .paths
                .iter()
                .position(|path| path.circular && path.stages[1] == ferry)
                .expect("the scenario was compiled: the fleet has a round");
            for vessel in 0..fleet.vessels.count() {
                let position = if vessel % 2 == 0 { 0 } else { 2 };
                let port = corridor.paths[round].stages[position];
                let group = self.world.group(port, Cause::VesselArrival);
                let id = self.world.make(Carrier {
                    kind: CarrierKind::Vessel { fleet: FleetId::at(number), number: vessel as u16 },
                    key: name_key(&format!("{name} {vessel}")),
                    path: PathId::at(round),
                    position: position as u8,
                    direction: Direction::West,
                    rank: 0,
                    members: Vec::new(),
                    units: 0,
                    group,
                });
                self.with(port, |stage, hand| stage.admit(hand, Mover::Carrier(id)));
            }
        }
    }

    /// Lets a stage act.
    #[inline]
    fn with<R>(&mut self, at: StageId, act: impl FnOnce(&mut Stage, &mut Hand<'_, '_, O>) -> R) -> R {
        let mut hand = Hand { world: &mut *self.world, calendar: &mut *self.calendar, me: at };
        act(&mut self.stages[at.index()], &mut hand)
    }

    #[inline]
    fn happen(&mut self, event: Happening) {
        match event {
            Happening::Stage(at, signal) => self.with(at, |stage, hand| stage.handle(hand, signal)),
            Happening::Arrival(flow) => self.arrive(flow),
            Happening::Return(flow) => self.send(flow),
            Happening::Turned(pool) => self.world.turned(pool),
            Happening::Ready(pool) => self.world.ready(pool),
            Happening::StormBegins(area) => {
                let now = self.world.now;
                self.world.areas[usize::from(area)].begin(now, area, self.calendar);
                self.tell_weather();
            }
            Happening::StormEnds(area) => {
                let now = self.world.now;
                self.world.areas[usize::from(area)].end(now, area, self.calendar);
                self.tell_weather();
            }
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
    fn fulfil_all(&mut self) {
        while let Some(wish) = self.world.wishes.pop_front() {
            match wish {
                Wish::Leave(from, Mover::Consignment(id)) => self.leave_alone(from, id),
                Wish::Leave(from, Mover::Carrier(id)) => self.depart(from, id),
                Wish::Room(at) => self.offer_room(at),
                Wish::Grant(Mover::Carrier(id)) => self.granted(id),
                Wish::Grant(Mover::Consignment(id)) => panic!("{id:?} was granted a path"),
            }
        }
    }

    /// A consignment on its own wants to leave.
    fn leave_alone(&mut self, from: StageId, id: crate::cargo::ConsignmentId) {
        let consignment = *self.world.consignment(id);
        let stages = &self.world.itinerary(consignment.route).stages;
        match stages.get(usize::from(consignment.position) + 1) {
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
    fn exit(&mut self, from: StageId, id: crate::cargo::ConsignmentId) {
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
        let (to, entry) = (itinerary.stages[0], self.world.corridor.entry());
        if self.with(to, |stage, hand| stage.reserve(hand, mover)) == Admission::Granted {
            return self.transfer(entry, to, mover, false);
        }
        match mover {
            Mover::Consignment(id) => {
                let what = *self.world.consignment(id);
                if self.world.corridor.flows[what.flow.index()].leaves_when_full {
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

    /// A carrier wants to leave. From a line or the sea its place is kept or never lacking; from a node it needs in
    /// turn room in the next node, a locomotive, and a path on the line between.
    fn depart(&mut self, from: StageId, id: CarrierId) {
        let carrier = self.world.carrier(id);
        let path = &self.world.corridor.paths[carrier.path.index()];
        let at = usize::from(carrier.position);
        let mover = Mover::Carrier(id);
        if path.circular {
            let to = path.stages[(at + 1) % path.stages.len()];
            return self.transfer(from, to, mover, false);
        }
        let Some(&to) = path.stages.get(at + 1) else { panic!("a train wants to leave the end of its path") };
        if !self.world.corridor.is_line(to) {
            return self.transfer(from, to, mover, false);
        }
        let node = path.stages[at + 2];
        if self.world.steps[id.index()] == Step::Room {
            match self.with(node, |stage, hand| stage.reserve(hand, mover)) {
                Admission::Granted => self.world.steps[id.index()] = Step::Locomotive,
                _ => {
                    // Parked: a locomotive is not to wait with it.
                    self.uncouple_parked(id, from);
                    return self.block(mover, from, node);
                }
            }
        }
        self.couple(from, to, id);
    }

    /// The second and third need of a train with a place in the next node: a locomotive, and a path.
    fn couple(&mut self, from: StageId, line: StageId, id: CarrierId) {
        if let Some(pool) = self.world.corridor.pool_of(line) {
            let CarrierKind::Train { locomotive, .. } = self.world.carrier(id).kind else { return };
            if locomotive != Some(pool) {
                if let Some(other) = locomotive {
                    self.world.uncouple(self.calendar, id, other, from);
                }
                if !self.world.couple(id, pool, from) {
                    return self.world.lack(id);
                }
            }
        }
        let mover = Mover::Carrier(id);
        match self.with(line, |stage, hand| stage.reserve(hand, mover)) {
            Admission::Granted => self.run_out(from, line, id),
            Admission::Queued(cause) => self.world.spend_aboard(id, cause, None),
            Admission::Refused => panic!("a line refused a train"),
        }
    }

    fn uncouple_parked(&mut self, id: CarrierId, from: StageId) {
        if let CarrierKind::Train { locomotive: Some(pool), .. } = self.world.carrier(id).kind {
            self.world.uncouple(self.calendar, id, pool, from);
        }
    }

    /// A line lets in a train that waited in a node.
    fn granted(&mut self, id: CarrierId) {
        let carrier = self.world.carrier(id);
        let stages = &self.world.corridor.paths[carrier.path.index()].stages;
        let at = usize::from(carrier.position);
        let (from, line) = (stages[at], stages[at + 1]);
        self.run_out(from, line, id);
    }

    fn run_out(&mut self, from: StageId, line: StageId, id: CarrierId) {
        self.world.steps[id.index()] = Step::Room;
        self.transfer(from, line, Mover::Carrier(id), false);
    }

    /// Room may have appeared in a stage: those who wait for it try again, in order, each direction by itself.
    fn offer_room(&mut self, to: StageId) {
        let mut refused = [false, false];
        let mut at = 0;
        while at < self.world.waiters[to.index()].len() {
            let waiter = self.world.waiters[to.index()][at];
            let direction = waiter.direction.index();
            if refused[direction] {
                at += 1;
                continue;
            }
            let mover = waiter.mover;
            if self.with(to, |stage, hand| stage.reserve(hand, mover)) != Admission::Granted {
                refused[direction] = true;
                at += 1;
                continue;
            }
            self.world.waiters[to.index()].remove(at);
            self.world.blocked[waiter.from.index()][direction] -= 1;
            self.unblock(waiter, to);
        }
    }

    /// A place is kept for a mover that waited for it.
    fn unblock(&mut self, waiter: Waiter, to: StageId) {
        let Waiter { mover, from, .. } = waiter;
        match mover {
            Mover::Carrier(id) if from != self.world.corridor.entry() => {
                self.world.steps[id.index()] = Step::Locomotive;
                self.depart(from, id);
            }
            _ => self.transfer(from, to, mover, true),
        }
    }

    /// A mover finds no room in `to` and stays where it is.
    fn block(&mut self, mover: Mover, from: StageId, to: StageId) {
        let (rank, direction) = match mover {
            Mover::Carrier(id) => (self.world.carrier(id).rank, self.world.carrier(id).direction),
            Mover::Consignment(id) => {
                (0, self.world.itinerary(self.world.consignment(id).route).direction)
            }
        };
        let queue = &mut self.world.waiters[to.index()];
        let behind = queue.iter().rposition(|other| other.rank <= rank).map_or(0, |at| at + 1);
        queue.insert(behind, Waiter { mover, from, rank, direction });
        self.world.blocked[from.index()][direction.index()] += 1;
        let root = self.root_of(to, direction);
        self.world.spend(mover, Cause::Downstream, Some(root));
        if from != self.world.corridor.entry() {
            self.with(from, |stage, hand| stage.blocked(hand));
            self.look_for_standstill(from);
        }
    }

    /// Moves a mover for which a place is kept from one stage to the next. The only place where a consignment
    /// changes stages.
    fn transfer(&mut self, from: StageId, to: StageId, mover: Mover, was_blocked: bool) {
        let entry = self.world.corridor.entry();
        match mover {
            Mover::Consignment(id) => {
                if from != entry {
                    self.world.consignments.get_mut(id.0).position += 1;
                }
                self.world.observe(Observation::Moved { consignment: id, to });
                self.world.observe(Observation::Reached { consignment: id, stage: to, event: Event::Arrived });
            }
            Mover::Carrier(id) => self.move_carrier(from, to, id),
        }
        self.with(to, |stage, hand| stage.admit(hand, mover));
        if from != entry {
            self.with(from, |stage, hand| stage.released(hand, mover, was_blocked));
        }
    }

    fn move_carrier(&mut self, from: StageId, to: StageId, id: CarrierId) {
        let entry = self.world.corridor.entry();
        let line = self.world.corridor.is_line(to);
        if line {
            self.world.reach_all(id, from, Event::Departed);
        }
        let carrier = self.world.carriers.get_mut(id.0);
        let rounds = self.world.corridor.paths[carrier.path.index()].stages.len() as u8;
        if from != entry {
            carrier.position = (carrier.position + 1) % rounds;
        }
        let kind = carrier.kind;
        if !matches!(kind, CarrierKind::Train { background: true, .. }) {
            let group = carrier.group;
            self.world.observe(Observation::GroupMoved { group, to });
            for at in 0..self.world.carrier(id).members.len() {
                let consignment = self.world.carrier(id).members[at];
                if from != entry {
                    self.world.consignments.get_mut(consignment.0).position += 1;
                }
                self.world.observe(Observation::Moved { consignment, to });
            }
            self.world.reach_all(id, to, Event::Arrived);
        }
        if let CarrierKind::Train { locomotive: Some(pool), .. } = kind
            && !line
            && !self.keeps_locomotive(to, id, pool)
        {
            self.world.uncouple(self.calendar, id, pool, to);
        }
    }

    /// Whether a train that comes to a node goes on with the locomotive it has.
    fn keeps_locomotive(&self, node: StageId, id: CarrierId, pool: PoolId) -> bool {
        let carrier = self.world.carrier(id);
        let stages = &self.world.corridor.paths[carrier.path.index()].stages;
        let next = stages.get(usize::from(carrier.position) + 1);
        let changes = match &self.world.corridor.stage_specs[node.index()] {
            StageSpec::Yard(yard) => yard.changes_locomotive,
            StageSpec::Border(border) => border.transfer.is_some(),
            _ => false,
        };
        !changes && next.is_some_and(|&line| self.world.corridor.pool_of(line) == Some(pool))
    }
}

/// How far a train has come with the needs of its departure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// It needs room in the next node first.
    Room,
    /// It has that, and needs a locomotive and a path.
    Locomotive,
}
