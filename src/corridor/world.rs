//! The world of one replication: everything that stages act on but do not own.

use std::collections::VecDeque;

use super::arrivals::Source;
use super::bans::Bans;
use super::compile::Corridor;
use super::fleets::Fleet;
use super::haul::Haul;
use super::locomotives::{Pool, Return};
use super::room_queue::RoomQueue;
use super::terms::Terms;
use super::wagons::WagonPool;
use super::weather::Area;
use crate::cargo::{
    Carrier, CarrierId, CarrierKind, Consignment, ConsignmentId, Direction, FlowId, GroupId, Mover, PathId,
    PoolId, RouteId, StageId, TemplateId,
};
use crate::observation::{Cause, Event, Observation, Observer, Party, TrainDoes};
use crate::random::Streams;
use crate::stage::Signal;
use crate::units::Time;

/// Something that will happen.
#[derive(Clone, Copy, Debug)]
pub(super) enum Happening {
    /// The terms of a later phase come into force.
    Phase(u16),
    /// To a stage.
    Stage(StageId, Signal),
    /// The next batch of a flow arrives.
    Arrival(u16),
    /// A consignment of a closed flow comes back.
    Return(u16, u32),
    /// A locomotive of a pool has been turned round, and goes to the workshop.
    Turned(u16),
    /// A locomotive or crew of a pool is ready in a node.
    Ready(u16, StageId, Return),
    /// The weather of a sea area changes.
    Weather(u16),
    /// The window of statistics begins.
    WindowBegins,
    /// The window ends.
    WindowEnds,
}

/// What a stage has asked for, to be done when it has finished speaking.
#[derive(Clone, Copy, Debug)]
pub(super) enum Wish {
    /// A mover wants to leave a stage.
    Leave(StageId, Mover),
    /// There may be room in a stage.
    Room(StageId),
    /// A line lets a train in.
    Grant(Mover),
    /// A train that waited for wagons in a stage has them.
    Wagons(StageId, CarrierId),
    /// Locomotives of a pool may be wanted elsewhere than they are.
    Light(PoolId),
    /// What has waited for the end of a port's ban on loading may come.
    Lift(StageId),
}

/// Everything but the stages.
#[derive(Debug)]
pub(super) struct World<'a, O> {
    pub corridor: &'a Corridor,
    /// The phase whose terms are in force.
    pub phase: usize,
    pub streams: Streams,
    pub observer: O,
    pub now: Time,
    pub consignments: Arena<Consignment>,
    pub carriers: Arena<Carrier>,
    /// What hauls each carrier.
    pub hauls: Vec<Haul>,
    /// Since when each train has been ready to leave the node it is in.
    pub ready: Vec<Time>,
    pub groups: u32,
    pub spare_groups: Vec<GroupId>,
    pub wishes: VecDeque<Wish>,
    /// Who waits for room in each stage.
    pub waiters: Vec<RoomQueue>,
    /// How many movers of each direction in each stage wait for room elsewhere.
    pub blocked: Vec<[u32; 2]>,
    pub bans: Bans,
    pub pools: Vec<Pool>,
    pub wagons: Vec<WagonPool>,
    pub areas: Vec<Area>,
    pub fleets: Vec<Fleet>,
    /// Consignments that wait on both shores of each crossing.
    pub waiting: Vec<u32>,
    /// The streams of each flow.
    pub sources: Vec<Source>,
    /// Batches that each flow has sent.
    pub batches: Vec<u64>,
    /// Consignments that each flow has sent.
    pub sent: Vec<u32>,
    /// Tagged consignments that have not left.
    pub open: u64,
    pub window_over: bool,
    /// Whether the cohort is being entered.
    pub tagging: bool,
    /// What waits for each other in a circle, by name.
    pub standstill: Option<Vec<String>>,
    /// When a tagged consignment last left.
    pub last_exit: Time,
}

/// Values with numbers that are used again.
#[derive(Debug)]
pub(super) struct Arena<T> {
    rows: Vec<T>,
    spare: Vec<u32>,
}

impl<T> Arena<T> {
    pub(super) fn new() -> Arena<T> {
        Arena { rows: Vec::new(), spare: Vec::new() }
    }

    pub(super) fn add(&mut self, row: T) -> u32 {
        match self.spare.pop() {
            Some(at) => {
                self.rows[at as usize] = row;
                at
            }
            None => {
                self.rows.push(row);
                u32::try_from(self.rows.len() - 1).expect("fewer than 2^32 things are under way")
            }
        }
    }

    pub(super) fn remove(&mut self, at: u32) {
        self.spare.push(at);
    }

    #[inline]
    pub(super) fn get(&self, at: u32) -> &T {
        &self.rows[at as usize]
    }

    #[inline]
    pub(super) fn get_mut(&mut self, at: u32) -> &mut T {
        &mut self.rows[at as usize]
    }
}

impl<'a, O: Observer> World<'a, O> {
    /// The terms in force.
    #[inline]
    pub(super) fn terms(&self) -> &'a Terms {
        &self.corridor.phases[self.phase]
    }

    // Always, for the sake of observers: see `Recorder::observe`.
    #[inline(always)]
    pub(super) fn observe(&mut self, what: Observation<'_>) {
        self.observer.observe(self.now, what);
    }

    #[inline]
    pub(super) fn consignment(&self, id: ConsignmentId) -> &Consignment {
        self.consignments.get(id.0)
    }

    #[inline]
    pub(super) fn carrier(&self, id: CarrierId) -> &Carrier {
        self.carriers.get(id.0)
    }

    pub(super) fn itinerary(&self, route: RouteId) -> &super::itineraries::Itinerary {
        &self.corridor.itineraries[route.index()]
    }

    /// Whether cargo of a flow is turned away where there is no room; that of a flow that sends no more waits.
    pub(super) fn leaves_when_full(&self, flow: FlowId) -> bool {
        self.terms().flows[flow.index()].as_ref().is_some_and(|terms| terms.leaves_when_full)
    }

    /// The key of a mover's draws.
    #[inline]
    pub(super) fn key(&self, mover: Mover) -> u64 {
        match mover {
            Mover::Consignment(id) => {
                let consignment = self.consignment(id);
                self.corridor.flows[consignment.flow.index()].key | u64::from(consignment.number)
            }
            Mover::Carrier(id) => self.carrier(id).key,
        }
    }

    /// The direction of trains over a path.
    pub(super) fn direction_of(&self, path: PathId) -> Direction {
        self.corridor.paths[path.index()].direction
    }

    /// All on board reach a milestone.
    pub(super) fn reach_all(&mut self, id: CarrierId, stage: StageId, event: Event) {
        let now = self.now;
        for &consignment in &self.carriers.get(id.0).members {
            self.observer.observe(now, Observation::Reached { consignment, stage, event });
        }
    }

    /// Makes a group at a stage.
    pub(super) fn group(&mut self, stage: StageId, cause: Cause) -> GroupId {
        let group = self.spare_groups.pop().unwrap_or_else(|| {
            self.groups += 1;
            GroupId(self.groups - 1)
        });
        self.observe(Observation::Grouped { group, stage, cause });
        group
    }

    /// Makes a carrier at a stage.
    pub(super) fn make(&mut self, carrier: Carrier) -> CarrierId {
        let at = self.carriers.add(carrier);
        if self.hauls.len() <= at as usize {
            self.hauls.resize(at as usize + 1, Haul::default());
            self.ready.resize(at as usize + 1, Time::ZERO);
        }
        self.hauls[at as usize] = Haul::default();
        CarrierId(at)
    }

    /// The rank of trains of a kind.
    pub(super) fn rank_of(&self, template: TemplateId) -> u8 {
        let rank = self.terms().trains[template.index()].rank;
        u8::try_from(rank).expect("the scenario was checked: ranks are small")
    }

    /// Whether a carrier is a train that is nobody's consignment: it has no group and no hours.
    #[inline]
    pub(super) fn is_background(&self, id: CarrierId) -> bool {
        matches!(
            self.carrier(id).kind,
            CarrierKind::Train { background: true, .. } | CarrierKind::Engine { .. }
        )
    }

    /// Says what a train does.
    #[inline]
    pub(super) fn tell_train(&mut self, train: CarrierId, stage: StageId, does: TrainDoes) {
        let what = self.carriers.get(train.0);
        self.observer.observe(self.now, Observation::Train { train, what, stage, does });
    }

    /// Books the hours of all on board, and those of a train.
    pub(super) fn spend_aboard(&mut self, id: CarrierId, cause: Cause, because_of: Option<StageId>) {
        let carrier = self.carrier(id);
        let (party, kind) = (Party::Group(carrier.group), carrier.kind);
        if let CarrierKind::Train { .. } | CarrierKind::Engine { .. } = kind {
            let stage = self.corridor.paths[carrier.path.index()].stages[usize::from(carrier.position)];
            self.tell_train(id, stage, TrainDoes::Spends(cause));
            if self.is_background(id) {
                return;
            }
        }
        if let CarrierKind::Vessel { fleet, number, .. } = kind {
            self.fleets[fleet.index()].note(number, cause);
            let resource = self.corridor.fleet_resource[fleet.index()];
            let now = self.fleets[fleet.index()].stands();
            self.observe(Observation::Uses { resource, now });
        }
        self.observe(Observation::Spends { party, cause, because_of });
    }

    /// Books the hours of a mover.
    pub(super) fn spend(&mut self, mover: Mover, cause: Cause, because_of: Option<StageId>) {
        match mover {
            Mover::Consignment(id) => {
                self.observe(Observation::Spends { party: Party::Consignment(id), cause, because_of });
            }
            Mover::Carrier(id) => self.spend_aboard(id, cause, because_of),
        }
    }
}
