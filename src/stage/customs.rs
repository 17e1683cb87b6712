//! Papers and customs: desks that clear one carrier's papers at a time, and inspect a share of what it carries.

use super::Signal;
use super::build::{Build, Times};
use super::context::{Context, Rank};
use super::hours::{Hours, HoursSpec};
use super::revise::Part;
use super::servers::Servers;
use crate::cargo::{CarrierId, Mover, ResourceId};
use crate::observation::{Cause, Event};
use crate::parameter::{Fixed, Quantity, table};
use crate::random::Stream;
use crate::units::{self, Duration};

table! {
    /// Desks that clear papers, carrier by carrier.
    pub struct CustomsSpec {
        /// Number of desks, each with one carrier's papers at a time.
        pub desks: Fixed<units::Desks>,
        /// Time for the papers of one carrier.
        pub time: Quantity<units::TimeDim>,
        /// Share of consignments that are inspected.
        pub inspection_share: Option<Fixed<units::Share>>,
        /// Time that an inspected consignment adds.
        pub inspection: Option<Quantity<units::MinutesPer>>,
        /// Opening hours; without them the desks never shut.
        pub hours: Option<HoursSpec>,
    }
}

/// Customs at work.
#[derive(Clone, Debug)]
pub(crate) struct Customs {
    desks: Servers,
    time: Times,
    inspection: Option<Inspection>,
    hours: Option<Hours>,
    /// Of the carriers at a desk, how long the desk rests before it is done with them.
    rests: Vec<(CarrierId, Duration)>,
    open: bool,
    done: fn(CarrierId) -> Signal,
}

#[derive(Clone, Debug)]
struct Inspection {
    share: f64,
    chance: Stream,
    time: Times,
}

impl Part for Customs {
    fn revise(&mut self, ctx: &mut impl Context, new: Customs) {
        self.desks.revise(&new.desks);
        (self.time, self.inspection, self.hours, self.open) = (new.time, new.inspection, new.hours, true);
        while let Some(Mover::Carrier(next)) = self.desks.next(ctx) {
            self.begin(ctx, next);
        }
    }

    fn close(&mut self) {
        self.open = false;
    }

    fn is_open(&self) -> bool {
        self.open
    }
}

impl Customs {
    /// Builds the desks, idle; they say `done` when a carrier is cleared.
    pub(crate) fn new(
        spec: &CustomsSpec,
        build: &Build<'_>,
        meter: ResourceId,
        done: fn(CarrierId) -> Signal,
    ) -> Customs {
        let inspection = spec.inspection_share.as_ref().zip(spec.inspection.as_ref());
        Customs {
            desks: Servers::new(spec.desks.count(), meter),
            time: build.times(&spec.time, "customs"),
            inspection: inspection.map(|(share, time)| Inspection {
                share: share.get(),
                chance: build.chances("inspected"),
                time: build.lifts(time, "inspection"),
            }),
            hours: spec.hours.as_ref().map(HoursSpec::compile),
            rests: Vec::new(),
            open: true,
            done,
        }
    }

    /// Hands in a carrier's papers.
    pub(crate) fn enter(&mut self, ctx: &mut impl Context, id: CarrierId) {
        ctx.spend_aboard(id, Cause::Papers);
        let claim = ctx.carrier(id).claim(ctx.now());
        if self.desks.enter(ctx, Mover::Carrier(id), claim) {
            self.begin(ctx, id);
        }
    }

    fn begin(&mut self, ctx: &mut impl Context, id: CarrierId) {
        let mut work = self.time.get(ctx.key(Mover::Carrier(id)));
        if let Some(inspection) = &self.inspection {
            for &member in &ctx.carrier(id).members {
                let key = ctx.key(Mover::Consignment(member));
                if inspection.chance.uniform(key) < inspection.share {
                    work += inspection.time.get(key);
                }
            }
        }
        let span = self.hours.map_or(work, |hours| hours.span_of(ctx.now(), work));
        self.rests.push((id, span - work));
        ctx.after(span, Rank::Release, (self.done)(id));
    }

    /// Ends the work on a carrier's papers and begins that on the next.
    pub(crate) fn finish(&mut self, ctx: &mut impl Context, id: CarrierId) {
        let row = self.rests.iter().position(|&(other, _)| other == id).expect("it was at a desk");
        let (_, rest) = self.rests.swap_remove(row);
        if rest > Duration::ZERO {
            ctx.reassign_aboard(id, Cause::Papers, Cause::OpeningHours, rest);
        }
        ctx.reach_all(id, Event::Cleared);
        if let Some(Mover::Carrier(next)) = self.desks.leave(ctx) {
            self.begin(ctx, next);
        }
    }
}
