//! A border crossing: reception tracks, examination, papers, change of gauge, formation.

use std::collections::BTreeMap;

use super::build::{Build, ResourceInfo};
use super::carriers::Template;
use super::context::{Admission, Context, Onward};
use super::customs::{Customs, CustomsSpec};
use super::formation::{Formation, FormationSpec};
use super::gang::{Gang, GangSpec};
use super::revise::{Part, open, revise};
use super::tracks::Tracks;
use crate::cargo::{CarrierId, CarrierKind, Direction, Mover};
use crate::observation::{Cause, Event};
use crate::parameter::{Fixed, Name, Quantity, table};
use crate::units;

table! {
    /// A border crossing, used in both directions.
    pub struct BorderSpec {
        /// Reception tracks in each direction; a train waits outside for one.
        pub reception_tracks: Fixed<units::Tracks>,
        /// Examination of the train on arrival, and shunting.
        pub examination: Option<GangSpec>,
        /// Papers and customs.
        pub customs: Option<CustomsSpec>,
        /// Change of gauge; without it trains pass on their own wheels.
        pub transfer: Option<TransferSpec>,
        /// Formation of trains on the far side.
        pub formation: Option<FormationSpec>,
        /// Charge for crossing, by class of cargo.
        pub charge: BTreeMap<Name, Fixed<units::Cost>>,
    }
}

table! {
    /// Points where cargo changes from wagons of one gauge to wagons of the other.
    pub struct TransferSpec {
        /// Points, each with one train at a time.
        pub points: Fixed<units::Points>,
        /// Time to place and withdraw the wagons of a train.
        pub placing: Quantity<units::TimeDim>,
        /// Time to lift one unit across.
        pub lift: Quantity<units::MinutesPer>,
    }
}

/// What happens at a border.
#[derive(Clone, Copy, Debug)]
pub enum Signal {
    /// A train is examined.
    Examined(CarrierId),
    /// A train's papers are done.
    Cleared(CarrierId),
    /// What a train carries is on the other gauge.
    Transferred(CarrierId),
    /// A train is made up.
    MadeUp(CarrierId),
    /// The oldest cargo of a lot has waited long enough.
    Overdue(u16),
}

/// A border crossing at work.
#[derive(Debug)]
pub struct Border {
    tracks: Tracks,
    examination: Option<Gang>,
    customs: Option<Customs>,
    transfer: Option<Gang>,
    formation: Option<Formation>,
    /// Whole trains off the tracks: their cargo is on the other gauge and waits for wagons, or did.
    off_track: Vec<CarrierId>,
}

/// The steps of a train's stay, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Examination,
    Customs,
    Transfer,
    Formation,
}

impl BorderSpec {
    /// The resources of such a stage, always in the same places.
    #[must_use]
    pub fn resources(&self) -> Vec<ResourceInfo> {
        vec![
            ResourceInfo::new("reception tracks", 2 * self.reception_tracks.count()),
            ResourceInfo::new("examination", self.examination.as_ref().map_or(0, |gang| gang.crews.count())),
            ResourceInfo::new("customs desks", self.customs.as_ref().map_or(0, |desks| desks.desks.count())),
            ResourceInfo::new(
                "transfer points",
                self.transfer.as_ref().map_or(0, |gang| gang.points.count()),
            ),
            ResourceInfo::new("formation", self.formation.as_ref().map_or(0, |gang| gang.crews.count())),
        ]
    }
}

impl Border {
    /// Builds the border, empty.
    #[must_use]
    pub fn new(spec: &BorderSpec, build: &Build<'_>, templates: &[Template<'_>]) -> Border {
        Border {
            tracks: Tracks::new(spec.reception_tracks.count(), build.resource(0)),
            examination: spec.examination.as_ref().map(|gang| {
                gang.build("examination", build, build.resource(1), |id| Signal::Examined(id).into())
            }),
            customs: spec
                .customs
                .as_ref()
                .map(|desks| Customs::new(desks, build, build.resource(2), |id| Signal::Cleared(id).into())),
            transfer: spec.transfer.as_ref().map(|gang| {
                let done = |id| Signal::Transferred(id).into();
                Gang::new(gang.points.count(), &gang.placing, "transfer", build, build.resource(3), done)
                    .with_lift(&gang.lift, build)
            }),
            formation: spec.formation.as_ref().map(|gang| {
                let made_up = |id| Signal::MadeUp(id).into();
                let due = |lot| Signal::Overdue(lot).into();
                Formation::new(gang, build, build.resource(4), templates, made_up, due)
            }),
            off_track: Vec::new(),
        }
    }

    /// Takes over the terms of `new`.
    pub fn revise(&mut self, ctx: &mut impl Context, new: Border) {
        self.tracks.revise(ctx, &new.tracks);
        revise(&mut self.examination, ctx, new.examination);
        revise(&mut self.customs, ctx, new.customs);
        revise(&mut self.transfer, ctx, new.transfer);
        Formation::change(&mut self.formation, ctx, new.formation);
    }

    /// Keeps a reception track for a train, if there is one.
    pub fn reserve(&mut self, ctx: &mut impl Context, id: CarrierId) -> Admission {
        self.tracks.reserve(ctx, id)
    }

    /// Gives up the track that is kept for a train.
    pub fn unreserve(&mut self, ctx: &mut impl Context, id: CarrierId) {
        self.tracks.free(ctx, id);
        ctx.room();
    }

    /// Takes a train in.
    pub fn admit(&mut self, ctx: &mut impl Context, id: CarrierId) {
        self.advance(ctx, id, Step::Examination);
    }

    /// Takes the train to `step`, or past it where the border has no such step.
    fn advance(&mut self, ctx: &mut impl Context, id: CarrierId, step: Step) {
        if step <= Step::Examination
            && let Some(gang) = open(&mut self.examination)
        {
            return gang.enter(ctx, id);
        }
        if is_empty(ctx, id) {
            // It has no papers, and its wagons stay on their gauge.
            return if ctx.ends(id) { self.break_up(ctx, id) } else { ctx.leave(Mover::Carrier(id)) };
        }
        if step <= Step::Customs
            && let Some(customs) = open(&mut self.customs)
        {
            return customs.enter(ctx, id);
        }
        if step <= Step::Transfer
            && let Some(gang) = open(&mut self.transfer)
        {
            return gang.enter(ctx, id);
        }
        if ctx.ends(id) {
            return self.break_up(ctx, id);
        }
        if open(&mut self.transfer).is_none() {
            return ctx.leave(Mover::Carrier(id));
        }
        if ctx.wagons(id) {
            return self.supplied(ctx, id);
        }
        self.tracks.free(ctx, id);
        self.off_track.push(id);
        ctx.room();
    }

    /// A train has the wagons that it needs: the gangs make it up, even if it keeps its cargo.
    pub fn supplied(&mut self, ctx: &mut impl Context, id: CarrierId) {
        match self.formation.as_mut().filter(|formation| formation.gang.is_open()) {
            Some(formation) => formation.gang.enter(ctx, id),
            None => ctx.leave(Mover::Carrier(id)),
        }
    }

    /// Takes the cargo off a train that goes no further: it leaves the corridor, or waits for another train.
    fn break_up(&mut self, ctx: &mut impl Context, id: CarrierId) {
        while let Some(member) = ctx.alight(id, Cause::Handling) {
            match ctx.onward(member) {
                Onward::Rail(path, template) => {
                    let formation =
                        self.formation.as_mut().expect("the scenario was checked: trains are made up");
                    formation.take(ctx, member, path, template);
                }
                _ => {
                    ctx.reach(member, Event::Released);
                    ctx.leave(Mover::Consignment(member));
                }
            }
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
                self.advance(ctx, id, Step::Customs);
            }
            Signal::Cleared(id) => {
                self.customs.as_mut().expect("it cleared").finish(ctx, id);
                self.advance(ctx, id, Step::Transfer);
            }
            Signal::Transferred(id) => {
                self.transfer.as_mut().expect("it transferred").finish(ctx);
                self.advance(ctx, id, Step::Formation);
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
        if let Some(at) = self.off_track.iter().position(|&other| other == id) {
            self.off_track.remove(at);
        } else if !made_here(ctx, id) {
            self.tracks.free(ctx, id);
            ctx.room();
        }
    }
}

/// Whether a train that is just leaving was formed at this stage, where it stood on formation tracks and not on
/// reception tracks.
pub(super) fn made_here(ctx: &impl Context, id: CarrierId) -> bool {
    let carrier = ctx.carrier(id);
    let formed = matches!(carrier.kind, CarrierKind::Train { intact: false, background: false, .. });
    (formed || is_empty(ctx, id)) && carrier.position == 1
}

/// Whether a train is made of empty wagons of a pool.
fn is_empty(ctx: &impl Context, id: CarrierId) -> bool {
    matches!(ctx.carrier(id).kind, CarrierKind::Train { background: true, rake: Some(_), .. })
}
