//! The list of stage kinds: where a new kind is entered.

use super::border::{self, Border, BorderSpec};
use super::build::{Build, ResourceInfo};
use super::carriers::Template;
use super::context::{Admission, Context};
use super::ferry::{self, Ferry, FerrySpec};
use super::fleet::FleetSpec;
use super::leg::{self, Leg, LegSpec};
use super::port::{self, Port, PortSpec, Service};
use super::rail::{self, Rail, RailSpec};
use super::server::{self, Server, ServerSpec};
use super::shuttle::{self, Shuttle, ShuttleSpec};
use super::yard::{self, Yard, YardSpec};
use crate::cargo::{AreaId, CarrierId, Direction, Mover};
use crate::document::Place;
use crate::parameter::choice;

choice! {
    /// A stage of a kind.
    pub enum StageSpec {
        /// A border crossing.
        Border("border"): BorderSpec,
        /// A railway line.
        Rail("rail"): RailSpec,
        /// A junction or station.
        Yard("yard"): YardSpec,
        /// A port.
        Port("port"): PortSpec,
        /// A crossing between two ports.
        Ferry("ferry"): FerrySpec,
        /// A plain travel time outside the corridor.
        Leg("leg"): LegSpec,
        /// Servers behind one queue.
        Server("server"): ServerSpec,
        /// Vessels with a quay of their own.
        Shuttle("shuttle"): ShuttleSpec,
    }
}

/// What the stages of a scenario share.
#[derive(Clone, Copy, Debug)]
pub struct Equipment<'a> {
    /// Kinds of train, by number.
    pub templates: &'a [Template<'a>],
    /// Fleets, by number.
    pub fleets: &'a [&'a FleetSpec],
    /// Services that call at the stage, if it is a port.
    pub services: &'a [Service],
    /// The area whose weather matters to it, if any does.
    pub area: Option<AreaId>,
}

/// Declares the stages at work and their signals, and hands every verb to the right kind.
macro_rules! kinds {
    ($($kind:ident($signal:ty),)+) => {
        /// Something that happens to a stage.
        #[derive(Clone, Copy, Debug)]
        pub enum Signal {
            $(#[doc = concat!("To a stage of kind ", stringify!($kind), ".")] $kind($signal),)+
        }

        $(impl From<$signal> for Signal {
            #[inline]
            fn from(signal: $signal) -> Signal {
                Signal::$kind(signal)
            }
        })+

        /// A stage at work.
        // Stages are few and stand in one table for a whole replication: a box each would cost more than it saves.
        #[allow(clippy::large_enum_variant)]
        #[derive(Debug)]
        pub enum Stage {
            $(#[doc = concat!("Of kind ", stringify!($kind), ".")] $kind($kind),)+
        }

        impl Stage {
            /// Lets time act on the stage.
            ///
            /// # Panics
            /// If the signal is for another kind.
            #[inline]
            pub fn handle(&mut self, ctx: &mut impl Context, signal: Signal) {
                match (self, signal) {
                    $((Stage::$kind(stage), Signal::$kind(signal)) => stage.handle(ctx, signal),)+
                    (stage, signal) => panic!("{signal:?} was sent to {stage:?}"),
                }
            }
        }
    };
}

kinds! {
    Border(border::Signal),
    Rail(rail::Signal),
    Yard(yard::Signal),
    Port(port::Signal),
    Ferry(ferry::Signal),
    Leg(leg::Through),
    Server(server::Done),
    Shuttle(shuttle::Signal),
}

impl StageSpec {
    /// Where the stage is written.
    #[must_use]
    pub fn place(&self) -> Place {
        match self {
            StageSpec::Border(spec) => spec.place,
            StageSpec::Rail(spec) => spec.place,
            StageSpec::Yard(spec) => spec.place,
            StageSpec::Port(spec) => spec.place,
            StageSpec::Ferry(spec) => spec.place,
            StageSpec::Leg(spec) => spec.place,
            StageSpec::Server(spec) => spec.place,
            StageSpec::Shuttle(spec) => spec.place,
        }
    }

    /// The resources of the stage, in the order of their numbers.
    #[must_use]
    pub fn resources(&self) -> Vec<ResourceInfo> {
        match self {
            StageSpec::Border(spec) => spec.resources(),
            StageSpec::Rail(spec) => spec.resources(),
            StageSpec::Yard(spec) => spec.resources(),
            StageSpec::Port(spec) => spec.resources(),
            StageSpec::Ferry(_) | StageSpec::Leg(_) => Vec::new(),
            StageSpec::Server(spec) => spec.resources(),
            StageSpec::Shuttle(spec) => spec.resources(),
        }
    }

    /// Builds the stage, empty, for one replication.
    #[must_use]
    pub fn build(&self, build: &Build<'_>, with: &Equipment<'_>) -> Stage {
        match self {
            StageSpec::Border(spec) => Stage::Border(Border::new(spec, build, with.templates)),
            StageSpec::Rail(spec) => Stage::Rail(Rail::new(spec, build, with.templates, with.area)),
            StageSpec::Yard(spec) => Stage::Yard(Yard::new(spec, build, with.templates)),
            StageSpec::Port(spec) => {
                Stage::Port(Port::new(spec, build, with.templates, with.services, with.area))
            }
            StageSpec::Ferry(spec) => Stage::Ferry(Ferry::new(spec, build, with.fleets)),
            StageSpec::Leg(spec) => Stage::Leg(Leg::new(spec, build)),
            StageSpec::Server(spec) => Stage::Server(Server::new(spec, build)),
            StageSpec::Shuttle(spec) => Stage::Shuttle(Shuttle::new(spec, build)),
        }
    }
}

impl Stage {
    /// Begins whatever goes on without cargo.
    pub fn start(&mut self, ctx: &mut impl Context) {
        match self {
            Stage::Port(stage) => stage.start(ctx),
            Stage::Shuttle(stage) => stage.start(ctx),
            _ => {}
        }
    }

    /// Takes over the terms of a stage of the same kind that was built from later ones: it keeps what it has under way.
    ///
    /// # Panics
    /// If the kinds differ: the scenario was not checked.
    pub fn revise(&mut self, ctx: &mut impl Context, new: Stage) {
        match (self, new) {
            (Stage::Border(stage), Stage::Border(new)) => stage.revise(ctx, new),
            (Stage::Rail(stage), Stage::Rail(new)) => stage.revise(ctx, new),
            (Stage::Yard(stage), Stage::Yard(new)) => stage.revise(ctx, new),
            (Stage::Port(stage), Stage::Port(new)) => stage.revise(ctx, new),
            (Stage::Ferry(stage), Stage::Ferry(new)) => stage.revise(new),
            (Stage::Leg(stage), Stage::Leg(new)) => stage.revise(new),
            (Stage::Server(stage), Stage::Server(new)) => stage.revise(ctx, new),
            (Stage::Shuttle(stage), Stage::Shuttle(new)) => stage.revise(ctx, new),
            (stage, new) => panic!("{stage:?} cannot become {new:?}"),
        }
    }

    /// Keeps a place for a mover, refuses it, or puts it into the stage's own queue.
    pub fn reserve(&mut self, ctx: &mut impl Context, mover: Mover) -> Admission {
        match (self, mover) {
            (Stage::Border(stage), Mover::Carrier(id)) => stage.reserve(ctx, id),
            (Stage::Rail(stage), Mover::Carrier(id)) => stage.reserve(ctx, id),
            (Stage::Yard(stage), mover) => stage.reserve(ctx, mover),
            (Stage::Port(stage), mover) => stage.reserve(ctx, mover),
            (Stage::Server(stage), Mover::Consignment(_)) => stage.reserve(),
            _ => Admission::Granted,
        }
    }

    /// Gives up the place that is kept for a train.
    pub fn unreserve(&mut self, ctx: &mut impl Context, mover: Mover) {
        match (self, mover) {
            (Stage::Border(stage), Mover::Carrier(id)) => stage.unreserve(ctx, id),
            (Stage::Yard(stage), Mover::Carrier(id)) => stage.unreserve(ctx, id),
            (Stage::Port(stage), Mover::Carrier(_)) => stage.unreserve(ctx),
            (stage, mover) => panic!("no place was kept for {mover:?} in {stage:?}"),
        }
    }

    /// Takes in a mover for which a place is kept.
    ///
    /// # Panics
    /// If a stage of this kind never takes such a mover: the scenario was not checked.
    pub fn admit(&mut self, ctx: &mut impl Context, mover: Mover) {
        match (self, mover) {
            (Stage::Border(stage), Mover::Carrier(id)) => stage.admit(ctx, id),
            (Stage::Rail(stage), Mover::Carrier(id)) => stage.admit(ctx, id),
            (Stage::Yard(stage), Mover::Carrier(id)) => stage.admit(ctx, id),
            (Stage::Yard(stage), Mover::Consignment(id)) => stage.admit_cargo(ctx, id),
            (Stage::Port(stage), mover) => stage.admit(ctx, mover),
            (Stage::Ferry(stage), Mover::Carrier(id)) => stage.admit(ctx, id),
            (Stage::Leg(stage), mover) => stage.admit(ctx, mover),
            (Stage::Server(stage), Mover::Consignment(id)) => stage.admit(ctx, id),
            (Stage::Shuttle(stage), Mover::Consignment(id)) => stage.admit(ctx, id),
            (stage, mover) => panic!("{mover:?} came to {stage:?}"),
        }
    }

    /// Tells the stage that a mover which wants to leave cannot.
    pub fn blocked(&mut self, ctx: &mut impl Context) {
        if let Stage::Server(stage) = self {
            stage.blocked(ctx);
        }
    }

    /// Tells the stage that a train which waited for wagons has them.
    ///
    /// # Panics
    /// If no trains are made up in a stage of this kind.
    pub fn supplied(&mut self, ctx: &mut impl Context, id: CarrierId) {
        match self {
            Stage::Border(stage) => stage.supplied(ctx, id),
            Stage::Yard(stage) => stage.supplied(ctx, id),
            Stage::Port(stage) => stage.supplied(ctx, id),
            stage => panic!("{id:?} has wagons in {stage:?}"),
        }
    }

    /// Tells the stage that a mover has left; `was_blocked` if it had been told that it could not.
    pub fn released(&mut self, ctx: &mut impl Context, mover: Mover, was_blocked: bool) {
        match (self, mover) {
            (Stage::Border(stage), Mover::Carrier(id)) => stage.released(ctx, id),
            (Stage::Yard(stage), Mover::Carrier(id)) => stage.released(ctx, id),
            (Stage::Port(stage), Mover::Carrier(id)) => stage.released(ctx, id),
            (Stage::Server(stage), _) => stage.released(ctx, was_blocked),
            (Stage::Shuttle(stage), Mover::Consignment(id)) => stage.released(ctx, id),
            _ => {}
        }
    }

    /// Whether movers of both directions need the same room; else each direction has its own.
    #[must_use]
    pub fn has_one_room(&self) -> bool {
        matches!(self, Stage::Server(_) | Stage::Port(_))
    }

    /// Whether nothing in the stage can go on before room appears elsewhere, when `blocked` movers of a direction
    /// wait for that. When in doubt it says no.
    #[must_use]
    pub fn stuck(&self, direction: Direction, blocked: u32) -> bool {
        match self {
            Stage::Server(stage) => stage.stuck(),
            Stage::Border(stage) => stage.stuck(direction, blocked),
            Stage::Yard(stage) => stage.stuck(direction, blocked),
            Stage::Port(stage) => stage.stuck(blocked),
            _ => false,
        }
    }

    /// Calls a vessel that lies in the stage back into service.
    pub fn recall(&mut self, ctx: &mut impl Context, id: CarrierId) {
        if let Stage::Port(stage) = self {
            stage.recall(ctx, id);
        }
    }

    /// Tells the stage that a storm has begun or ended somewhere.
    pub fn weather(&mut self, ctx: &mut impl Context) {
        if let Stage::Port(stage) = self {
            stage.weather(ctx);
        }
    }
}
