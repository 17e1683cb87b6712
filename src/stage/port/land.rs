//! The land side of a port: sidings, working tracks, formation.

use std::collections::VecDeque;

use super::{PortSpec, Sea, Signal, Storage};
use crate::cargo::{CarrierId, Class, ConsignmentId, Mover, PathId, ResourceId, TemplateId};
use crate::engine::Handle;
use crate::observation::{Cause, Event, Use};
use crate::stage::build::{Build, Times};
use crate::stage::carriers::Template;
use crate::stage::context::{Admission, Context, Rank};
use crate::stage::formation::Formation;
use crate::stage::hours::{Hours, HoursSpec};
use crate::units::Time;

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
    hours: Option<Hours>,
    /// The next beginning or end of a day.
    next_hours: Option<Handle>,
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
    doing: Doing,
}

/// What is done with a train on a working track.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Doing {
    /// It is placed.
    Placing,
    /// A unit is moved, by a crane of that group of berths if it is one of theirs.
    Moving(Option<u16>),
    /// It waits for a crane of a group of berths, or for the day to begin.
    Waiting,
}

/// A unit that was moved between a train and the yard.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moved {
    /// The unit, if it came off a train.
    pub ashore: Option<ConsignmentId>,
    /// Whether trains have cranes before vessels.
    pub trains_first: bool,
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
            hours: spec.hours.as_ref().map(HoursSpec::compile),
            next_hours: None,
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
        if self.hours != new.hours {
            self.hours = new.hours;
            if let Some(next) = self.next_hours.take() {
                ctx.cancel(next);
            }
            self.hours_change(ctx);
        }
        ctx.room();
    }

    /// Begins the first day.
    pub(super) fn start(&mut self, ctx: &mut impl Context) {
        self.watch(ctx);
    }

    fn watch(&mut self, ctx: &mut impl Context) {
        self.next_hours = self
            .hours
            .map(|hours| ctx.after(hours.until_change(ctx.now()), Rank::Opening, Signal::LandHours.into()));
    }

    /// Whether trains are placed and units moved.
    fn open(&self, now: Time) -> bool {
        self.hours.is_none_or(|hours| hours.open(now))
    }

    /// What a train waits for that is to be unloaded.
    fn track_wait(&self, now: Time) -> Cause {
        if self.open(now) { Cause::Server } else { Cause::OpeningHours }
    }

    /// A day begins or ends: what waits, waits for something else from now on.
    pub(super) fn hours_change(&mut self, ctx: &mut impl Context) {
        self.watch(ctx);
        let cause = self.track_wait(ctx.now());
        let waiting = self.on_track.iter().filter(|job| job.doing == Doing::Waiting).map(|job| job.train);
        for id in self.to_unload.iter().copied().chain(waiting) {
            ctx.spend_aboard(id, cause);
        }
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
        ctx.spend_aboard(id, self.track_wait(ctx.now()));
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
        while self.in_use < self.tracks && self.open(ctx.now()) {
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
        self.on_track.push(Job { train: id, loading, moved: 0, doing: Doing::Placing });
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

    /// Moves the next unit of a train that stands on its working track, or lets it go.
    pub(super) fn next(&mut self, ctx: &mut impl Context, yard: &mut Storage, sea: &mut Sea, id: CarrierId) {
        let at = self.job(id);
        let job = self.on_track[at];
        let members = &ctx.carrier(job.train).members;
        let member = if job.loading { members.get(job.moved as usize) } else { members.last() };
        let Some(&member) = member else { return self.finish(ctx, at) };
        let waited = job.doing == Doing::Waiting;
        match self.crane(ctx, yard, sea, member) {
            Ok(crane) => {
                if waited {
                    ctx.spend_aboard(job.train, Cause::Handling);
                }
                self.on_track[at].doing = Doing::Moving(crane);
                let time = yard.lift(ctx, member, job.loading);
                ctx.after(time, Rank::Release, Signal::Moved(job.train).into());
            }
            Err(_) if waited => {}
            Err(cause) => {
                self.on_track[at].doing = Doing::Waiting;
                ctx.spend_aboard(job.train, cause);
            }
        }
    }

    /// What moves a unit: a crane of a group of berths if such cranes do that, or what it has to wait for.
    fn crane(
        &self,
        ctx: &mut impl Context,
        yard: &Storage,
        sea: &mut Sea,
        member: ConsignmentId,
    ) -> Result<Option<u16>, Cause> {
        if !self.open(ctx.now()) {
            return Err(Cause::OpeningHours);
        }
        let Some((berth, _)) = yard.quay(ctx.consignment(member).class) else { return Ok(None) };
        let group = sea.group(berth);
        if sea.lend(ctx, group) { Ok(Some(group as u16)) } else { Err(sea.crane_wait(group)) }
    }

    /// Lets trains that wait for a crane or for the day have what there is.
    pub(super) fn go_on(&mut self, ctx: &mut impl Context, yard: &mut Storage, sea: &mut Sea) {
        for at in (0..self.on_track.len()).rev() {
            if self.on_track[at].doing == Doing::Waiting {
                self.next(ctx, yard, sea, self.on_track[at].train);
            }
        }
    }

    /// The same before vessels are served, for cargo that goes first.
    pub(super) fn go_first(&mut self, ctx: &mut impl Context, yard: &mut Storage, sea: &mut Sea) {
        let first = |job: &Job| {
            let &member = ctx.carrier(job.train).members.last()?;
            yard.quay(ctx.consignment(member).class).filter(|&(_, first)| first)
        };
        let waits = |job: &Job| job.doing == Doing::Waiting && first(job).is_some();
        let ready: Vec<CarrierId> =
            self.on_track.iter().filter(|job| waits(job)).map(|job| job.train).collect();
        for id in ready {
            self.next(ctx, yard, sea, id);
        }
    }

    /// A unit was moved.
    pub(super) fn moved(
        &mut self,
        ctx: &mut impl Context,
        yard: &mut Storage,
        sea: &mut Sea,
        id: CarrierId,
    ) -> Moved {
        let at = self.job(id);
        self.on_track[at].moved += 1;
        let loading = self.on_track[at].loading;
        let member = if loading {
            ctx.carrier(id).members[self.on_track[at].moved as usize - 1]
        } else {
            ctx.alight(id, Cause::VesselArrival).expect("there was a unit to move")
        };
        let class = ctx.consignment(member).class;
        let trains_first = yard.quay(class).is_some_and(|(_, first)| first);
        if let Doing::Moving(Some(group)) = self.on_track[at].doing {
            sea.take_back(ctx, usize::from(group));
            if !trains_first {
                sea.serve(ctx, yard, usize::from(group));
            }
        }
        if loading {
            yard.give_landward(ctx, class, 1);
            return Moved { ashore: None, trains_first };
        }
        ctx.reach(member, Event::Unloaded);
        Moved { ashore: Some(member), trains_first }
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
