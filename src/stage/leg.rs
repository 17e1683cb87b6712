//! A leg: a plain travel time, for what lies outside the corridor.

use super::build::{Build, Times};
use super::context::{Context, Onward, Rank};
use crate::cargo::Mover;
use crate::observation::{Cause, Event, Party};
use crate::parameter::{Quantity, table};
use crate::units;

table! {
    /// A travel time without limits of capacity. Only for places outside the corridor.
    pub struct LegSpec {
        /// Time on the way.
        pub time: Quantity<units::TimeDim>,
    }
}

/// A consignment, or a train with all it carries, has come through.
#[derive(Clone, Copy, Debug)]
pub struct Through(pub Mover);

/// A leg at work.
#[derive(Clone, Debug)]
pub struct Leg {
    time: Times,
}

impl Leg {
    /// Builds the leg.
    #[must_use]
    pub fn new(spec: &LegSpec, build: &Build<'_>) -> Leg {
        Leg { time: build.times(&spec.time, "time") }
    }

    /// Takes over the terms of `new`.
    pub fn revise(&mut self, new: Leg) {
        *self = new;
    }

    /// Sends a mover on its way.
    pub fn admit(&mut self, ctx: &mut impl Context, mover: Mover) {
        match mover {
            Mover::Consignment(id) => ctx.spend(Party::Consignment(id), Cause::Moving),
            Mover::Carrier(id) => ctx.spend_aboard(id, Cause::Moving),
        }
        let time = self.time.get(ctx.key(mover));
        ctx.after(time, Rank::Arrival, Through(mover).into());
    }

    /// Lets a mover go on.
    pub fn handle(&mut self, ctx: &mut impl Context, Through(mover): Through) {
        if let Mover::Consignment(id) = mover
            && ctx.onward(id) == Onward::Ends
        {
            ctx.reach(id, Event::Released);
        }
        ctx.leave(mover);
    }
}
