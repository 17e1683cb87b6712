//! The land side of a port: sidings, working tracks, formation.

use std::collections::VecDeque;

use super::{PortSpec, Signal, Storage};
use crate::cargo::{CarrierId, Class, ConsignmentId, Mover, PathId, ResourceId, TemplateId};
use crate::observation::{Cause, Event, Use};
use crate::stage::build::{Build, Times};
use crate::stage::carriers::Template;
use crate::stage::context::{Admission, Context, Rank};
use crate::stage::formation::Formation;

/// The land side at work.
#[derive(Debug)]
pub(super) struct Land {
    sidings: u32,
    standing: u32,
    /// Whether trains that are loaded take sidings too.
    pub(super) departs: bool,
    /// Sidings that such trains have.
    departing: u32,
    tracks: u32,
    in_use: u32,
    placing: Times,
    formation: Option<Formation>,
    to_unload: VecDeque<CarrierId>,
    to_load: VecDeque<CarrierId>,
    on_track: Vec<Job>,
    sidings_meter: ResourceId,
    tracks_meter: ResourceId,
}

/// A train on a working track.
#[derive(Clone, Copy, Debug)]
struct Job {
    train: CarrierId,
    loading: bool,
    /// Units that have been moved.
    moved: u32,
}

impl Land {
    pub(super) fn new(spec: &PortSpec, build: &Build<'_>, templates: &[Template<'_>]) -> Land {
        Land {
            sidings: spec.sidings.count(),
            standing: 0,
            departs: spec.departs_from_sidings,
            departing: 0,
            tracks: spec.working_tracks.count(),
            in_use: 0,
            placing: build.times(&spec.placing, "placing"),
            formation: spec.formation.as_ref().map(|gang| {
                let made_up = |id| Signal::MadeUp(id).into();
                let due = |lot| Signal::Overdue(lot).into();
                Formation::new(gang, build, build.resource(3), templates, made_up, due)
            }),
            to_unload: VecDeque::new(),
            to_load: VecDeque::new(),
            on_track: Vec::new(),
            sidings_meter: build.resource(0),
            tracks_meter: build.resource(1),
        }
    }

    /// Takes over the terms of `new`.
    pub(super) fn revise(&mut self, ctx: &mut impl Context, new: Land) {
        (self.sidings, self.tracks, self.placing) = (new.sidings, new.tracks, new.placing);
        (self.sidings_meter, self.tracks_meter) = (new.sidings_meter, new.tracks_meter);
        match (self.formation.as_mut(), new.formation) {
            (Some(formation), Some(new)) => self.to_load.extend(formation.revise(ctx, new)),
            // Trains of discharged cargo that is still here are made up as before.
            (Some(_), None) => {}
            (None, new) => self.formation = new,
        }
        ctx.room();
    }

    /// Keeps a siding, if one is free. Where trains that are loaded take sidings too, those that arrive never have the
    /// last one: cargo that has come by sea can always go away, whatever the others wait for.
    pub(super) fn reserve(&mut self, ctx: &mut impl Context) -> Admission {
        let last = self.departs && self.standing - self.departing + 1 >= self.sidings;
        if last || self.standing >= self.sidings {
            return Admission::Refused;
        }
        self.stand(ctx, 1);
        Admission::Granted
    }

    /// Gives up a siding that is kept.
    pub(super) fn unreserve(&mut self, ctx: &mut impl Context) {
        self.stand(ctx, -1);
    }

    fn stand(&mut self, ctx: &mut impl Context, by: i64) {
        self.standing = u32::try_from(i64::from(self.standing) + by).expect("a siding was held");
        ctx.uses(self.sidings_meter, Use { busy: self.standing, ..Use::default() });
    }

    /// Takes in a train whose papers are done.
    pub(super) fn admit(&mut self, ctx: &mut impl Context, yard: &mut Storage, id: CarrierId) {
        self.to_unload.push_back(id);
        ctx.spend_aboard(id, Cause::Server);
        self.assign(ctx, yard);
    }

    /// Whether every siding is held, by `waiting` loaded trains that cannot leave.
    pub(super) fn stuck(&self, waiting: u32) -> bool {
        self.departs && waiting >= self.sidings && self.standing >= self.sidings
    }

    /// Gives back the siding of a loaded train that leaves; returns whether it had one.
    pub(super) fn leave(&mut self, ctx: &mut impl Context) -> bool {
        if self.departs {
            self.departing -= 1;
            self.stand(ctx, -1);
        }
        self.departs
    }

    /// The next train to be loaded, with a siding if such trains need one.
    fn next_to_load(&mut self, ctx: &mut impl Context) -> Option<CarrierId> {
        if self.departs && !self.to_load.is_empty() {
            if self.standing >= self.sidings {
                return None;
            }
            self.departing += 1;
            self.stand(ctx, 1);
        }
        self.to_load.pop_front()
    }

    /// Puts trains on free working tracks: first those to be loaded, then those for whose cargo the yard has slots.
    pub(super) fn assign(&mut self, ctx: &mut impl Context, yard: &mut Storage) {
        while self.in_use < self.tracks {
            if let Some(id) = self.next_to_load(ctx) {
                self.place(ctx, id, true);
                continue;
            }
            let Some(id) = self.next_to_unload(ctx, yard) else { break };
            self.place(ctx, id, false);
        }
    }

    /// The first train for whose cargo the yard has slots, taken out of its queue with slots kept for all it carries.
    /// Trains of one class keep their order; a full store of one class does not hold up the others.
    fn next_to_unload(&mut self, ctx: &mut impl Context, yard: &mut Storage) -> Option<CarrierId> {
        let mut full = [false; Class::ALL.len()];
        for at in 0..self.to_unload.len() {
            let id = self.to_unload[at];
            let (class, units) = load_of(ctx, id);
            let Some(class) = class else { return self.to_unload.remove(at) };
            if full[class.index()] {
                continue;
            }
            if yard.take_seaward(ctx, class, units) {
                return self.to_unload.remove(at);
            }
            full[class.index()] = true;
            ctx.spend_aboard(id, Cause::YardSlot);
        }
        None
    }

    fn place(&mut self, ctx: &mut impl Context, id: CarrierId, loading: bool) {
        self.on_track.push(Job { train: id, loading, moved: 0 });
        self.use_track(ctx, 1);
        ctx.spend_aboard(id, Cause::Handling);
        let time = self.placing.get(ctx.key(Mover::Carrier(id)));
        ctx.after(time, Rank::Release, Signal::Placed(id).into());
    }

    fn use_track(&mut self, ctx: &mut impl Context, by: i64) {
        self.in_use = u32::try_from(i64::from(self.in_use) + by).expect("a track was in use");
        ctx.uses(self.tracks_meter, Use { busy: self.in_use, ..Use::default() });
    }

    fn job(&mut self, id: CarrierId) -> usize {
        self.on_track.iter().position(|job| job.train == id).expect("the train is on a working track")
    }

    /// A train stands on its working track: moves the first unit.
    pub(super) fn placed(&mut self, ctx: &mut impl Context, yard: &mut Storage, id: CarrierId) {
        let at = self.job(id);
        self.next(ctx, yard, at);
    }

    /// Moves the next unit of a train, or lets it go.
    fn next(&mut self, ctx: &mut impl Context, yard: &mut Storage, at: usize) {
        let job = self.on_track[at];
        let members = &ctx.carrier(job.train).members;
        let member = if job.loading { members.get(job.moved as usize) } else { members.last() };
        let Some(&member) = member else { return self.finish(ctx, at) };
        let class = ctx.consignment(member).class;
        let key = ctx.key(Mover::Consignment(member)) << 1 | u64::from(job.loading);
        let time = yard.lift(class).get(key);
        ctx.after(time, Rank::Release, Signal::Moved(job.train).into());
    }

    /// A unit was moved: returns it if it was taken off a train.
    pub(super) fn moved(
        &mut self,
        ctx: &mut impl Context,
        yard: &mut Storage,
        id: CarrierId,
    ) -> Option<ConsignmentId> {
        let at = self.job(id);
        self.on_track[at].moved += 1;
        let cargo = if self.on_track[at].loading {
            let member = ctx.carrier(id).members[self.on_track[at].moved as usize - 1];
            let class = ctx.consignment(member).class;
            yard.give_landward(ctx, class, 1);
            None
        } else {
            let member = ctx.alight(id, Cause::VesselArrival).expect("there was a unit to move");
            ctx.reach(member, Event::Unloaded);
            Some(member)
        };
        self.next(ctx, yard, at);
        cargo
    }

    /// A train is done on its working track: it goes away empty, or is made up.
    fn finish(&mut self, ctx: &mut impl Context, at: usize) {
        let job = self.on_track.swap_remove(at);
        self.use_track(ctx, -1);
        if job.loading {
            let formation = self.formation.as_mut().expect("a train is loaded for a formation");
            formation.gang.enter(ctx, job.train);
        } else {
            ctx.dissolve(job.train);
            self.stand(ctx, -1);
            ctx.room();
        }
    }

    /// Takes discharged cargo into its lot.
    pub(super) fn add(
        &mut self,
        ctx: &mut impl Context,
        id: ConsignmentId,
        path: PathId,
        template: TemplateId,
    ) {
        let formation = self.formation.as_mut().expect("the scenario was checked: trains are made up");
        self.to_load.extend(formation.add(ctx, id, path, template));
    }

    /// The oldest cargo of a lot has waited long enough.
    pub(super) fn overdue(&mut self, ctx: &mut impl Context, lot: u16) {
        let formation = self.formation.as_mut().expect("it has lots");
        self.to_load.extend(formation.overdue(ctx, lot));
    }

    /// A train that waited for wagons has them: it is to be loaded.
    pub(super) fn supplied(&mut self, id: CarrierId) {
        self.to_load.push_back(id);
    }

    /// A train is made up: it wants to leave.
    pub(super) fn made_up(&mut self, ctx: &mut impl Context, id: CarrierId) {
        self.formation.as_mut().expect("it made up").made_up(ctx, id);
    }
}

/// What a train carries, all of one class, and how many units; no class if it carries nothing.
fn load_of(ctx: &impl Context, id: CarrierId) -> (Option<Class>, u32) {
    let members = &ctx.carrier(id).members;
    let class = members.first().map(|&member| ctx.consignment(member).class);
    (class, u32::try_from(members.len()).unwrap_or(u32::MAX))
}
