//! Fleets: where each vessel stands, what it is doing, and when it is out of service.

use super::compile::Corridor;
use super::hand::Hand;
use super::network::Running;
use super::world::World;
use crate::cargo::{Carrier, CarrierId, CarrierKind, Direction, FleetId, Mover, PathId, StageId};
use crate::observation::{Cause, Observer, Use};
use crate::random::Sampler;
use crate::stage::{FleetSpec, LayUp, StageSpec};
use crate::units::{Duration, Time};

/// The vessels of a fleet.
#[derive(Debug)]
pub(super) struct Fleet {
    vessels: Vec<Vessel>,
    stands: Use,
}

/// A vessel of a fleet.
#[derive(Debug)]
struct Vessel {
    id: CarrierId,
    doing: Cause,
    /// The crossing that it sails.
    ferry: StageId,
    /// The port where it lies until it is recalled.
    laid_up: Option<StageId>,
    /// Overhauls that it has had, or that were due before anybody asked.
    overhauls: u32,
}

impl Fleet {
    /// No vessel yet.
    pub(super) fn new() -> Fleet {
        Fleet { vessels: Vec::new(), stands: Use::default() }
    }

    /// How many vessels there are, in service or not.
    fn vessels(&self) -> u32 {
        self.vessels.len() as u32
    }

    /// A vessel does, or waits for, something else from now on.
    pub(super) fn note(&mut self, vessel: u16, cause: Cause) {
        let before = std::mem::replace(&mut self.vessels[usize::from(vessel)].doing, cause);
        if let Some(count) = self.column(before) {
            *count -= 1;
        }
        if let Some(count) = self.column(cause) {
            *count += 1;
        }
    }

    /// A vessel that waits for cargo is idle for lack of work; one that waits for a berth, crane or slot is blocked.
    fn column(&mut self, cause: Cause) -> Option<&mut u32> {
        match cause {
            Cause::Moving | Cause::Handling | Cause::Papers => Some(&mut self.stands.busy),
            Cause::Weather | Cause::OpeningHours => Some(&mut self.stands.closed),
            Cause::Maintenance => Some(&mut self.stands.down),
            Cause::VesselFill => None,
            _ => Some(&mut self.stands.blocked),
        }
    }

    /// How the fleet stands.
    pub(super) fn stands(&self) -> Use {
        self.stands
    }
}

/// The instant at which a vessel's next overhaul is due: the vessels of a fleet are spread evenly over the interval.
fn due(spec: &FleetSpec, every: Duration, number: u16, overhauls: u32) -> Time {
    let turn = (f64::from(number) + 0.5) / f64::from(spec.vessels.count());
    Time::ZERO + Duration::from_hours(every.hours() * (f64::from(overhauls) + turn))
}

impl Corridor {
    /// The path of vessels over a crossing, and where on it a port is.
    fn round_from(&self, ferry: StageId, port: StageId) -> Option<(PathId, u8)> {
        let path = self.paths.iter().position(|path| path.circular && path.stages[1] == ferry)?;
        let at = self.paths[path].stages.iter().position(|&stage| stage == port)?;
        Some((PathId::at(path), at as u8))
    }
}

impl<O: Observer> World<'_, O> {
    /// Whether an empty vessel goes out of service in a port, and for how long.
    pub(super) fn lay_up(&mut self, id: CarrierId, port: StageId) -> Option<LayUp> {
        let CarrierKind::Vessel { fleet, number, .. } = self.carrier(id).kind else { return None };
        let spec = &self.terms().fleets[fleet.index()];
        let vessel = &mut self.fleets[fleet.index()].vessels[usize::from(number)];
        if u32::from(number) >= spec.vessels.count() {
            vessel.laid_up = Some(port);
            return Some(LayUp::UntilRecalled);
        }
        let overhaul = spec.overhaul.as_ref()?;
        let every = overhaul.every.duration();
        if self.now < due(spec, every, number, vessel.overhauls) {
            return None;
        }
        let key = u64::from(number) << 24 | u64::from(vessel.overhauls);
        while self.now >= due(spec, every, number, vessel.overhauls) {
            vessel.overhauls += 1;
        }
        let stream = self.streams.stream(&self.corridor.fleet_names[fleet.index()], "overhaul");
        let hours = Sampler::new(overhaul.lasts.law()).sample(&stream, key).max(0.0);
        Some(LayUp::For(Duration::from_hours(hours)))
    }

    /// Gives an empty vessel in a port the crossing that it takes next: of those that leave from there the one where most
    /// cargo waits, on both shores, for each vessel that would then be on it; its present one where that is not worse.
    pub(super) fn next_crossing(&mut self, id: CarrierId, port: StageId) -> StageId {
        let CarrierKind::Vessel { fleet, number, ferry: present } = self.carrier(id).kind else {
            panic!("only vessels take crossings")
        };
        let corridor = self.corridor;
        let spec = &self.terms().fleets[fleet.index()];
        if spec.or_ferry.is_none() {
            return present;
        }
        let vessels = &self.fleets[fleet.index()].vessels;
        let wanted = |ferry: StageId| {
            let others = vessels.iter().enumerate().filter(|&(at, vessel)| {
                at != usize::from(number) && vessel.ferry == ferry && vessel.laid_up.is_none()
            });
            f64::from(self.waiting[ferry.index()]) / (others.count() + 1) as f64
        };
        let mut best = (present, wanted(present));
        for ferry in spec.ferries().map(|name| corridor.stage(name)) {
            if wanted(ferry) > best.1 && corridor.round_from(ferry, port).is_some() {
                best = (ferry, wanted(ferry));
            }
        }
        let (ferry, _) = best;
        let (path, position) = corridor.round_from(ferry, port).expect("the vessel is in one of its ports");
        self.fleets[fleet.index()].vessels[usize::from(number)].ferry = ferry;
        let carrier = self.carriers.get_mut(id.0);
        carrier.kind = CarrierKind::Vessel { fleet, number, ferry };
        (carrier.path, carrier.position) = (path, position);
        ferry
    }
}

impl<O: Observer> Running<'_, '_, O> {
    /// Puts the vessels of every fleet that are not there yet into its ports, and recalls those that are needed again.
    pub(super) fn launch_fleets(&mut self) {
        for fleet in 0..self.world.terms().fleets.len() {
            if fleet == self.world.fleets.len() {
                self.world.fleets.push(Fleet::new());
            }
            self.recall(fleet);
            self.launch(fleet);
        }
    }

    /// Puts the vessels that a fleet has not yet into the two ports of its own crossing by turns.
    fn launch(&mut self, fleet: usize) {
        let corridor = self.world.corridor;
        let (name, spec) = (&corridor.fleet_names[fleet], &self.world.terms().fleets[fleet]);
        let ferry = corridor.stage(&spec.ferry);
        let StageSpec::Ferry(ends) = &corridor.stage_specs[ferry.index()] else {
            panic!("the scenario was checked: a fleet sails a crossing");
        };
        for vessel in self.world.fleets[fleet].vessels()..spec.vessels.count() {
            let port = corridor.stage(if vessel % 2 == 0 { &ends.east } else { &ends.west });
            let (path, position) = corridor.round_from(ferry, port).expect("the scenario was compiled");
            let group = self.world.group(port, Cause::VesselArrival);
            let id = self.world.make(Carrier {
                kind: CarrierKind::Vessel { fleet: FleetId::at(fleet), number: vessel as u16, ferry },
                key: super::compile::name_key(&format!("{name} {vessel}")),
                path,
                position,
                direction: Direction::West,
                rank: 0,
                members: Vec::new(),
                units: 0,
                group,
            });
            self.world.fleets[fleet].vessels.push(Vessel {
                id,
                doing: Cause::VesselFill,
                ferry,
                laid_up: None,
                overhauls: 0,
            });
            self.with(port, |stage, hand| stage.admit(hand, Mover::Carrier(id)));
        }
    }

    /// Recalls vessels that were laid up for a time in which their fleet had fewer.
    fn recall(&mut self, fleet: usize) {
        let wanted = self.world.terms().fleets[fleet].vessels.count() as usize;
        for number in 0..wanted.min(self.world.fleets[fleet].vessels.len()) {
            let vessel = &mut self.world.fleets[fleet].vessels[number];
            if let Some(port) = vessel.laid_up.take() {
                let id = vessel.id;
                self.with(port, |stage, hand: &mut Hand<'_, '_, O>| stage.recall(hand, id));
            }
        }
    }
}
