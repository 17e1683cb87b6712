//! A server stage: a number of equal servers, one queue and one service law, for textbook queues.

use super::build::{Build, ResourceInfo, Times};
use super::context::{Admission, Context, Rank};
use super::servers::Servers;
use crate::cargo::{ConsignmentId, Mover};
use crate::observation::{Cause, Event, Party};
use crate::parameter::{Fixed, Quantity, table};
use crate::units;

table! {
    /// Equal servers behind one queue, first come first served: the minimal form of a border, yard or port.
    pub struct ServerSpec {
        /// Number of servers.
        pub servers: Fixed<units::Servers>,
        /// Time of one service.
        pub service: Quantity<units::TimeDim>,
        /// Most consignments that can be inside, served or waiting; without it there is no limit.
        pub capacity: Option<Fixed<units::Consignments>>,
    }
}

/// A consignment's service ends.
#[derive(Clone, Copy, Debug)]
pub struct Done(pub ConsignmentId);

/// A server stage at work.
#[derive(Clone, Debug)]
pub struct Server {
    servers: Servers,
    service: Times,
    room: u32,
    inside: u32,
}

impl ServerSpec {
    /// The resources of such a stage.
    #[must_use]
    pub fn resources(&self) -> Vec<ResourceInfo> {
        vec![ResourceInfo::new("servers", self.servers.count())]
    }
}

impl Server {
    /// Builds the stage, empty.
    #[must_use]
    pub fn new(spec: &ServerSpec, build: &Build<'_>) -> Server {
        Server {
            servers: Servers::new(spec.servers.count(), build.resource(0)),
            service: build.times(&spec.service, "service"),
            room: spec.capacity.as_ref().map_or(u32::MAX, Fixed::count),
            inside: 0,
        }
    }

    /// Takes over the terms of `new`.
    pub fn revise(&mut self, ctx: &mut impl Context, new: Server) {
        self.servers.revise(&new.servers);
        (self.service, self.room) = (new.service, new.room);
        while let Some(Mover::Consignment(next)) = self.servers.next(ctx) {
            self.serve(ctx, next);
        }
        ctx.room();
    }

    /// Keeps a place for one more, if there is one.
    pub fn reserve(&mut self) -> Admission {
        if self.inside >= self.room {
            return Admission::Refused;
        }
        self.inside += 1;
        Admission::Granted
    }

    /// Takes a consignment in.
    pub fn admit(&mut self, ctx: &mut impl Context, id: ConsignmentId) {
        if self.servers.enter(ctx, Mover::Consignment(id), ctx.now()) {
            self.serve(ctx, id);
        } else {
            ctx.spend(Party::Consignment(id), Cause::Server);
        }
    }

    fn serve(&mut self, ctx: &mut impl Context, id: ConsignmentId) {
        ctx.spend(Party::Consignment(id), Cause::Handling);
        let time = self.service.get(ctx.key(Mover::Consignment(id)));
        ctx.after(time, Rank::Release, Done(id).into());
    }

    /// Ends a service.
    pub fn handle(&mut self, ctx: &mut impl Context, Done(id): Done) {
        ctx.reach(id, Event::Cleared);
        ctx.leave(Mover::Consignment(id));
    }

    /// Whether every server is held by one that cannot leave.
    #[must_use]
    pub fn stuck(&self) -> bool {
        self.servers.all_blocked()
    }

    /// Notes that a served consignment cannot leave.
    pub fn blocked(&mut self, ctx: &mut impl Context) {
        self.servers.block(ctx, true);
    }

    /// Lets a consignment go, and serves the next.
    pub fn released(&mut self, ctx: &mut impl Context, was_blocked: bool) {
        if was_blocked {
            self.servers.block(ctx, false);
        }
        self.inside -= 1;
        if let Some(Mover::Consignment(next)) = self.servers.leave(ctx) {
            self.serve(ctx, next);
        }
        if self.room < u32::MAX {
            ctx.room();
        }
    }
}
