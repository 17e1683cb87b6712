//! A port: sidings and working tracks on the land side, a yard, berths and cranes on the sea side.
//!
//! Why the two sides never lock each other. Cargo that will go by sea and cargo that has come by sea have slots of
//! their own. A train is placed on a working track only when the yard has slots for all it carries, so it never holds
//! the track while it waits for the yard, and trains that take discharged cargo away always get their turn. A vessel
//! may wait at the berth for slots, but only for such as those trains empty.

mod land;
mod sea;
mod service;
mod spec;
mod storage;

use land::Land;
use sea::Sea;
pub use service::{Service, Stowage};
pub use spec::{BerthSpec, PortSpec};
use storage::Storage;

use super::build::{Build, ResourceInfo};
use super::carriers::Template;
use super::context::{Admission, Context, Onward};
use super::customs::Customs;
use super::revise::{open, revise};
use crate::cargo::{AreaId, CarrierId, CarrierKind, ConsignmentId, Mover};
use crate::observation::Event;

/// What happens in a port.
#[derive(Clone, Copy, Debug)]
pub enum Signal {
    /// A train's or vessel's papers are done.
    Cleared(CarrierId),
    /// A train is placed on its working track.
    Placed(CarrierId),
    /// One unit was moved between a train and the yard.
    Moved(CarrierId),
    /// A train is made up.
    MadeUp(CarrierId),
    /// The oldest cargo of a lot has waited long enough.
    Overdue(u16),
    /// A vessel is moored.
    Moored(u16),
    /// A crane has moved a unit between vessel and yard.
    Lifted(u16, ConsignmentId),
    /// A crane has done a slice of work on a vessel of another service.
    Worked(u16),
    /// A vessel has waited long enough.
    Due(u16),
    /// A vessel has cast off.
    CastOff(u16),
    /// A vessel of another service arrives.
    Visit(u16),
    /// The berths of a closure rule work again after a storm.
    Reopened(u16),
    /// A shift at a group of berths ends or begins.
    ShiftEnds(u16),
    /// A vessel is in service again.
    BackInService(u16),
    /// The land side begins or ends its day.
    LandHours,
}

/// A port at work.
#[derive(Debug)]
pub struct Port {
    customs: Option<Customs>,
    yard: Storage,
    land: Land,
    sea: Sea,
}

impl PortSpec {
    /// The resources of such a stage, always in the same places: tracks, desks, gangs, then slots by class and
    /// berths and cranes by group.
    #[must_use]
    pub fn resources(&self) -> Vec<ResourceInfo> {
        let mut list = vec![
            ResourceInfo::new("sidings", self.sidings.count()),
            ResourceInfo::new("working tracks", self.working_tracks.count()),
            ResourceInfo::new("customs desks", self.customs.as_ref().map_or(0, |desks| desks.desks.count())),
            ResourceInfo::new("formation", self.formation.as_ref().map_or(0, |gang| gang.crews.count())),
        ];
        for (class, storage) in &self.cargo {
            list.push(ResourceInfo::new(&format!("{class} slots seaward"), storage.slots_seaward.count()));
            list.push(ResourceInfo::new(&format!("{class} slots landward"), storage.slots_landward.count()));
        }
        for (name, group) in &self.berth {
            list.push(ResourceInfo::new(&format!("{name} berths"), group.berths.count()));
            list.push(ResourceInfo::new(&format!("{name} cranes"), group.cranes.count()));
        }
        list
    }
}

impl Port {
    /// Builds the port, empty. `area` is the sea area of the spec's closure rule.
    #[must_use]
    pub fn new(
        spec: &PortSpec,
        build: &Build<'_>,
        templates: &[Template<'_>],
        services: &[Service],
        area: Option<AreaId>,
    ) -> Port {
        let slots = 4;
        let berths = slots + 2 * spec.cargo.len();
        Port {
            customs: spec
                .customs
                .as_ref()
                .map(|desks| Customs::new(desks, build, build.resource(2), |id| Signal::Cleared(id).into())),
            yard: Storage::new(spec, build, slots),
            land: Land::new(spec, build, templates),
            sea: Sea::new(spec, build, services, area, berths),
        }
    }

    /// Begins hours, shifts and the visits of other services.
    pub fn start(&mut self, ctx: &mut impl Context) {
        self.land.start(ctx);
        self.sea.start(ctx, &mut self.yard);
    }

    /// Takes over the terms of `new`.
    pub fn revise(&mut self, ctx: &mut impl Context, new: Port) {
        revise(&mut self.customs, ctx, new.customs);
        self.yard.revise(new.yard);
        self.land.revise(ctx, new.land);
        self.sea.revise(ctx, &mut self.yard, new.sea);
        self.settle(ctx);
    }

    /// Calls a vessel back into service that was laid up until its fleet should need it.
    pub fn recall(&mut self, ctx: &mut impl Context, id: CarrierId) {
        self.sea.recall(ctx, id);
        self.settle(ctx);
    }

    /// Keeps a place for a mover: a siding for a train, the roads for a vessel, a slot for cargo that comes by road
    /// or pipe.
    pub fn reserve(&mut self, ctx: &mut impl Context, mover: Mover) -> Admission {
        match mover {
            Mover::Carrier(id) => match ctx.carrier(id).kind {
                CarrierKind::Vessel { .. } => Admission::Granted,
                CarrierKind::Train { .. } | CarrierKind::Engine { .. } => self.land.reserve(ctx),
            },
            Mover::Consignment(id) => {
                let class = ctx.consignment(id).class;
                if self.yard.take_seaward(ctx, class, 1) { Admission::Granted } else { Admission::Refused }
            }
        }
    }

    /// Gives up the siding that is kept for a train.
    pub fn unreserve(&mut self, ctx: &mut impl Context) {
        self.land.unreserve(ctx);
        ctx.room();
        if self.land.departs {
            self.land.assign(ctx, &mut self.yard);
        }
    }

    /// Lets a train go that was loaded here.
    pub fn released(&mut self, ctx: &mut impl Context, id: CarrierId) {
        let train = matches!(ctx.carrier(id).kind, CarrierKind::Train { .. });
        if train && self.land.leave(ctx) {
            ctx.room();
            self.land.assign(ctx, &mut self.yard);
        }
    }

    /// Whether every siding is held by a train that was loaded here and cannot leave, when `waiting` of them cannot.
    #[must_use]
    pub fn stuck(&self, waiting: u32) -> bool {
        self.land.stuck(waiting)
    }

    /// Takes a mover in.
    pub fn admit(&mut self, ctx: &mut impl Context, mover: Mover) {
        match mover {
            Mover::Carrier(id) => match ctx.carrier(id).kind {
                CarrierKind::Vessel { fleet, number, ferry } => {
                    self.sea.arrive(ctx, id, (fleet, number), ferry);
                }
                CarrierKind::Train { .. } | CarrierKind::Engine { .. } => match open(&mut self.customs) {
                    Some(customs) if !ctx.carrier(id).members.is_empty() => customs.enter(ctx, id),
                    _ => self.land.admit(ctx, &mut self.yard, id),
                },
            },
            Mover::Consignment(id) => self.store(ctx, id),
        }
    }

    /// Puts cargo that has a seaward slot where its vessel will take it.
    fn store(&mut self, ctx: &mut impl Context, id: ConsignmentId) {
        let Onward::Sea(ferry) = ctx.onward(id) else {
            panic!("the scenario was checked: what comes by land goes on by sea");
        };
        self.sea.store(ctx, &mut self.yard, id, ferry);
        self.settle(ctx);
    }

    /// Takes cargo that has come by sea into a landward slot that is kept for it: it leaves by road, or waits for a
    /// train.
    fn land(&mut self, ctx: &mut impl Context, id: ConsignmentId) {
        ctx.reach(id, Event::Discharged);
        match ctx.onward(id) {
            Onward::Rail(path, template) => self.land.add(ctx, id, path, template),
            _ => {
                let class = ctx.consignment(id).class;
                self.yard.give_landward(ctx, class, 1);
                ctx.reach(id, Event::Released);
                ctx.leave(Mover::Consignment(id));
            }
        }
    }

    /// Lets whoever waited for slots go on, after slots were given back.
    fn settle(&mut self, ctx: &mut impl Context) {
        if std::mem::take(&mut self.yard.freed_seaward) {
            ctx.room();
        }
        self.land.assign(ctx, &mut self.yard);
        if std::mem::take(&mut self.yard.freed_landward) {
            self.sea.resume(ctx, &mut self.yard);
        }
        self.land.go_on(ctx, &mut self.yard, &mut self.sea);
    }

    /// Lets time act.
    pub fn handle(&mut self, ctx: &mut impl Context, signal: Signal) {
        match signal {
            Signal::Cleared(id) => {
                self.customs.as_mut().expect("it cleared").finish(ctx, id);
                match ctx.carrier(id).kind {
                    CarrierKind::Vessel { .. } => self.sea.cleared(ctx, &mut self.yard, id),
                    CarrierKind::Train { .. } | CarrierKind::Engine { .. } => {
                        self.land.admit(ctx, &mut self.yard, id)
                    }
                }
            }
            Signal::Placed(id) => self.land.next(ctx, &mut self.yard, &mut self.sea, id),
            Signal::Moved(id) => {
                let moved = self.land.moved(ctx, &mut self.yard, &mut self.sea, id);
                // Where trains go first the next unit has the crane before the vessel can take this one.
                if moved.trains_first {
                    self.land.next(ctx, &mut self.yard, &mut self.sea, id);
                }
                if let Some(cargo) = moved.ashore {
                    self.store(ctx, cargo);
                }
                if !moved.trains_first {
                    self.land.next(ctx, &mut self.yard, &mut self.sea, id);
                }
            }
            Signal::MadeUp(id) => self.land.made_up(ctx, id),
            Signal::Overdue(lot) => self.land.overdue(ctx, lot),
            Signal::Moored(call) => self.sea.moored(ctx, &mut self.yard, call, open(&mut self.customs)),
            Signal::Lifted(call, cargo) => {
                if self.sea.lifted(ctx, &mut self.yard, call, cargo) {
                    self.land(ctx, cargo);
                }
                self.land.go_first(ctx, &mut self.yard, &mut self.sea);
                self.sea.go_on(ctx, &mut self.yard, call);
            }
            Signal::Worked(call) => self.sea.worked(ctx, &mut self.yard, call),
            Signal::Due(call) => self.sea.due(ctx, &mut self.yard, call),
            Signal::CastOff(call) => self.sea.cast_off(ctx, call),
            Signal::Visit(visitor) => self.sea.visit(ctx, visitor),
            Signal::Reopened(rule) => self.sea.reopened(ctx, &mut self.yard, rule),
            Signal::ShiftEnds(group) => self.sea.shift_ends(ctx, &mut self.yard, group),
            Signal::BackInService(call) => self.sea.back_in_service(ctx, call),
            Signal::LandHours => self.land.hours_change(ctx),
        }
        self.settle(ctx);
    }

    /// A train that waited for wagons has them.
    pub fn supplied(&mut self, ctx: &mut impl Context, id: CarrierId) {
        self.land.supplied(id);
        self.settle(ctx);
    }

    /// A storm has begun or ended somewhere.
    pub fn weather(&mut self, ctx: &mut impl Context) {
        self.sea.weather(ctx, &mut self.yard);
        self.settle(ctx);
    }
}
