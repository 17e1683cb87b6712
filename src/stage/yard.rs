//! A yard: a node where trains are examined, change locomotives, begin and end.

use std::collections::BTreeMap;

use super::border::made_here;
use super::build::{Build, ResourceInfo};
use super::carriers::Template;
use super::context::{Admission, Context, Onward};
use super::formation::{Formation, FormationSpec};
use super::gang::{Gang, GangSpec};
use super::revise::{open, revise};
use super::tracks::Tracks;
use crate::cargo::{CarrierId, ConsignmentId, Direction, Mover};
use crate::observation::{Cause, Event};
use crate::parameter::{Fixed, Name, Quantity, table};
use crate::units;

table! {
    /// A junction or station node.
    pub struct YardSpec {
        /// Tracks in each direction on which a train can stand, with or without a locomotive.
        pub tracks: Fixed<units::Tracks>,
        /// Work on every train: examination, change of crew, shunting.
        pub examination: Option<GangSpec>,
        /// Whether the locomotive is always changed here, even for another of the same pool.
        pub changes_locomotive: bool = false,
        /// Whether a train without room ahead is parked without its locomotive; else the locomotive waits with it.
        pub parks: bool = true,
        /// Formation of trains from cargo that begins its journey here, or goes on in another train.
        pub formation: Option<FormationSpec>,
        /// Whether trains that are not intact are taken apart here and made up anew with what goes the same way.
        pub regroups: bool = false,
        /// Unloading of cargo that ends its journey here.
        pub unloading: Option<UnloadingSpec>,
        /// Charge for handling, by class of cargo.
        pub charge: BTreeMap<Name, Fixed<units::Cost>>,
    }
}

table! {
    /// Tracks where trains are unloaded.
    pub struct UnloadingSpec {
        /// Tracks, each with one train at a time.
        pub tracks: Fixed<units::Tracks>,
        /// Time to place a train.
        pub placing: Quantity<units::TimeDim>,
        /// Time to take one unit off.
        pub lift: Quantity<units::MinutesPer>,
    }
}

/// What happens in a yard.
#[derive(Clone, Copy, Debug)]
pub enum Signal {
    /// A train is examined.
    Examined(CarrierId),
    /// A train is unloaded.
    Unloaded(CarrierId),
    /// A train is made up.
    MadeUp(CarrierId),
    /// The oldest cargo of a lot has waited long enough.
    Overdue(u16),
}

/// A yard at work.
#[derive(Debug)]
pub struct Yard {
    tracks: Tracks,
    examination: Option<Gang>,
    unloading: Option<Gang>,
    formation: Option<Formation>,
}

impl YardSpec {
    /// The resources of such a stage, always in the same places.
    #[must_use]
    pub fn resources(&self) -> Vec<ResourceInfo> {
        vec![
            ResourceInfo::new("tracks", 2 * self.tracks.count()),
            ResourceInfo::new("examination", self.examination.as_ref().map_or(0, |gang| gang.crews.count())),
            ResourceInfo::new(
                "unloading tracks",
                self.unloading.as_ref().map_or(0, |gang| gang.tracks.count()),
            ),
            ResourceInfo::new("formation", self.formation.as_ref().map_or(0, |gang| gang.crews.count())),
        ]
    }
}

impl Yard {
    /// Builds the yard, empty.
    #[must_use]
    pub fn new(spec: &YardSpec, build: &Build<'_>, templates: &[Template<'_>]) -> Yard {
        Yard {
            tracks: Tracks::new(spec.tracks.count(), build.resource(0)),
            examination: spec.examination.as_ref().map(|gang| {
                gang.build("examination", build, build.resource(1), |id| Signal::Examined(id).into())
            }),
            unloading: spec.unloading.as_ref().map(|gang| {
                let done = |id| Signal::Unloaded(id).into();
                Gang::new(gang.tracks.count(), &gang.placing, "unloading", build, build.resource(2), done)
                    .with_lift(&gang.lift, build)
            }),
            formation: spec.formation.as_ref().map(|gang| {
                let made_up = |id| Signal::MadeUp(id).into();
                let due = |lot| Signal::Overdue(lot).into();
                Formation::new(gang, build, build.resource(3), templates, made_up, due)
            }),
        }
    }

    /// Takes over the terms of `new`.
    pub fn revise(&mut self, ctx: &mut impl Context, new: Yard) {
        self.tracks.revise(ctx, &new.tracks);
        revise(&mut self.examination, ctx, new.examination);
        revise(&mut self.unloading, ctx, new.unloading);
        Formation::change(&mut self.formation, ctx, new.formation);
    }

    /// Keeps a track for a train, if there is one; cargo that begins its journey here is always taken in.
    pub fn reserve(&mut self, ctx: &mut impl Context, mover: Mover) -> Admission {
        match mover {
            Mover::Carrier(id) => self.tracks.reserve(ctx, id),
            Mover::Consignment(_) => Admission::Granted,
        }
    }

    /// Gives up the track that is kept for a train.
    pub fn unreserve(&mut self, ctx: &mut impl Context, id: CarrierId) {
        self.tracks.free(ctx, id);
        ctx.room();
    }

    /// Takes a train in.
    pub fn admit(&mut self, ctx: &mut impl Context, id: CarrierId) {
        match open(&mut self.examination) {
            Some(gang) => gang.enter(ctx, id),
            None => self.examined(ctx, id),
        }
    }

    /// Takes cargo in that begins its journey here.
    pub fn admit_cargo(&mut self, ctx: &mut impl Context, id: ConsignmentId) {
        let Onward::Rail(path, template) = ctx.onward(id) else {
            ctx.reach(id, Event::Released);
            return ctx.leave(Mover::Consignment(id));
        };
        let formation = self.formation.as_mut().expect("the scenario was checked: trains are made up");
        formation.take(ctx, id, path, template);
    }

    fn examined(&mut self, ctx: &mut impl Context, id: CarrierId) {
        if !ctx.ends(id) {
            return ctx.leave(Mover::Carrier(id));
        }
        self.regroup(ctx, id);
        match open(&mut self.unloading) {
            Some(gang) if !ctx.carrier(id).members.is_empty() => gang.enter(ctx, id),
            _ => self.unloaded(ctx, id),
        }
    }

    /// Takes off a train what goes on in others, and leaves on it what ends its journey here.
    fn regroup(&mut self, ctx: &mut impl Context, id: CarrierId) {
        let goes_on = |ctx: &_, member| matches!(Context::onward(ctx, member), Onward::Rail(..));
        if !ctx.carrier(id).members.iter().any(|&member| goes_on(ctx, member)) {
            return;
        }
        let formation = self.formation.as_mut().expect("the scenario was checked: trains are made up");
        let mut stays = Vec::new();
        while let Some(member) = ctx.alight(id, Cause::Formation) {
            match ctx.onward(member) {
                Onward::Rail(path, template) => formation.take(ctx, member, path, template),
                _ => stays.push(member),
            }
        }
        while let Some(member) = stays.pop() {
            ctx.board(member, id);
        }
    }

    /// A train that waited for wagons has them: the gangs make it up.
    pub fn supplied(&mut self, ctx: &mut impl Context, id: CarrierId) {
        self.formation.as_mut().expect("it forms trains").gang.enter(ctx, id);
    }

    fn unloaded(&mut self, ctx: &mut impl Context, id: CarrierId) {
        while let Some(member) = ctx.alight(id, Cause::Handling) {
            ctx.reach(member, Event::Unloaded);
            ctx.reach(member, Event::Released);
            ctx.leave(Mover::Consignment(member));
        }
        self.tracks.free(ctx, id);
        ctx.dissolve(id);
        ctx.room();
    }

    /// Lets time act.
    pub fn handle(&mut self, ctx: &mut impl Context, signal: Signal) {
        match signal {
            Signal::Examined(id) => {
                self.examination.as_mut().expect("it examined").finish(ctx);
                self.examined(ctx, id);
            }
            Signal::Unloaded(id) => {
                self.unloading.as_mut().expect("it unloaded").finish(ctx);
                self.unloaded(ctx, id);
            }
            Signal::MadeUp(id) => self.formation.as_mut().expect("it made up").made_up(ctx, id),
            Signal::Overdue(lot) => self.formation.as_mut().expect("it has lots").send_overdue(ctx, lot),
        }
    }

    /// Whether every track of a direction is held by a train that cannot leave.
    #[must_use]
    pub fn stuck(&self, direction: Direction, blocked: u32) -> bool {
        self.tracks.all_held_by(direction, blocked)
    }

    /// Lets a train go.
    pub fn released(&mut self, ctx: &mut impl Context, id: CarrierId) {
        if !made_here(ctx, id) {
            self.tracks.free(ctx, id);
            ctx.room();
        }
    }
}
