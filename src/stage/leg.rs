//! A leg: a plain travel time, for what lies outside the corridor.

use super::build::{Build, Times};
use super::context::{Context, Rank};
use crate::cargo::{ConsignmentId, Mover};
use crate::observation::{Cause, Party};
use crate::parameter::{Quantity, table};
use crate::units;

table! {
    /// A travel time without limits of capacity. Only for places outside the corridor.
    pub struct LegSpec {
        /// Time on the way.
        pub time: Quantity<units::TimeDim>,
    }
}

/// A consignment has come through.
#[derive(Clone, Copy, Debug)]
pub struct Through(pub ConsignmentId);

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

    /// Sends a consignment on its way.
    pub fn admit(&mut self, ctx: &mut impl Context, id: ConsignmentId) {
        ctx.spend(Party::Consignment(id), Cause::Moving);
        let time = self.time.get(ctx.key(Mover::Consignment(id)));
        ctx.after(time, Rank::Arrival, Through(id).into());
    }

    /// Lets a consignment go on.
    pub fn handle(&mut self, ctx: &mut impl Context, Through(id): Through) {
        ctx.leave(Mover::Consignment(id));
    }
}
