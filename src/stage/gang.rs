//! Gangs: servers that work on one carrier at a time, for a time that may grow with what it carries.

use super::Signal;
use super::build::{Build, Times};
use super::context::{Context, Rank};
use super::revise::Part;
use super::servers::Servers;
use crate::cargo::{CarrierId, Mover, ResourceId};
use crate::observation::Cause;
use crate::parameter::{Fixed, Quantity, table};
use crate::units::{self, Duration};

table! {
    /// Gangs that work on one train at a time.
    pub struct GangSpec {
        /// Number of gangs.
        pub crews: Fixed<units::Crews>,
        /// Time for one train.
        pub time: Quantity<units::TimeDim>,
    }
}

impl GangSpec {
    /// The gangs, idle; they say `done` at the end of their work on a train.
    pub(crate) fn build(
        &self,
        purpose: &str,
        build: &Build<'_>,
        meter: ResourceId,
        done: fn(CarrierId) -> Signal,
    ) -> Gang {
        Gang::new(self.crews.count(), &self.time, purpose, build, meter, done)
    }
}

/// Servers for carriers, with the law of their work.
#[derive(Clone, Debug)]
pub(crate) struct Gang {
    servers: Servers,
    time: Times,
    lift: Option<Times>,
    open: bool,
    done: fn(CarrierId) -> Signal,
}

impl Part for Gang {
    fn revise(&mut self, ctx: &mut impl Context, new: Gang) {
        self.servers.revise(&new.servers);
        (self.time, self.lift, self.open) = (new.time, new.lift, true);
        while let Some(Mover::Carrier(next)) = self.servers.next(ctx) {
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

impl Gang {
    /// `crews` gangs that take `time` for a carrier and say `done` at the end.
    pub(crate) fn new(
        crews: u32,
        time: &Quantity<units::TimeDim>,
        purpose: &str,
        build: &Build<'_>,
        meter: ResourceId,
        done: fn(CarrierId) -> Signal,
    ) -> Gang {
        let (servers, time) = (Servers::new(crews, meter), build.times(time, purpose));
        Gang { servers, time, lift: None, open: true, done }
    }

    /// The same, with a time for every unit that the carrier has.
    pub(crate) fn with_lift(self, lift: &Quantity<units::MinutesPer>, build: &Build<'_>) -> Gang {
        Gang { lift: Some(build.lifts(lift, "lift")), ..self }
    }

    /// Begins the work on a carrier, or lets it wait.
    pub(crate) fn enter(&mut self, ctx: &mut impl Context, id: CarrierId) {
        let claim = ctx.carrier(id).claim(ctx.now());
        if self.servers.enter(ctx, Mover::Carrier(id), claim) {
            self.begin(ctx, id);
        } else {
            ctx.spend_aboard(id, Cause::Server);
        }
    }

    /// Ends the work on a carrier and begins that on the next.
    pub(crate) fn finish(&mut self, ctx: &mut impl Context) {
        if let Some(Mover::Carrier(next)) = self.servers.leave(ctx) {
            self.begin(ctx, next);
        }
    }

    fn begin(&mut self, ctx: &mut impl Context, id: CarrierId) {
        ctx.spend_aboard(id, Cause::Handling);
        let key = ctx.key(Mover::Carrier(id));
        let units = i64::from(ctx.carrier(id).units);
        let lifts = self.lift.as_ref().map_or(0, |lift| lift.get(key).ms() * units);
        ctx.after(self.time.get(key) + Duration::from_ms(lifts), Rank::Release, (self.done)(id));
    }
}
