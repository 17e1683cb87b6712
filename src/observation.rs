//! What happens: the closed list of observations, through which the model speaks and everything else listens.
//!
//! Floor 3. Model and measurement meet here and nowhere else; holds no state.

mod call;

pub use call::{CallDoes, Caller};

use crate::cargo::{
    Carrier, CarrierId, Consignment, ConsignmentId, FleetId, GroupId, ResourceId, StageId, TemplateId,
};
use crate::units::{Duration, Time};

/// What an hour is spent on. When several needs are unmet at once the hour goes to the first in the order below.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cause {
    /// Running or sailing.
    Moving,
    /// Work is done on this consignment or its carrier.
    Handling,
    /// A storm closes the port.
    Weather,
    /// A possession of the track, or upkeep of a vessel or machine.
    Maintenance,
    /// A desk or gang that keeps hours is shut.
    OpeningHours,
    /// Papers or an inspection in progress or awaited.
    Papers,
    /// No slot is free in the yard.
    YardSlot,
    /// No room in the stage ahead; `because_of` names the stage that causes it.
    Downstream,
    /// The vessel has arrived and has no berth.
    Berth,
    /// No vessel of the service is in port.
    VesselArrival,
    /// The vessel waits for more cargo.
    VesselFill,
    /// The train waits for more cargo.
    Formation,
    /// No wagons are at hand.
    Wagons,
    /// No locomotive is at hand.
    Locomotive,
    /// An opposing train is in the section ahead.
    Meet,
    /// A train of the same direction is too close ahead.
    Path,
    /// All servers of its kind (transfer points, cranes, desks, tracks) are at work for others.
    Server,
}

impl Cause {
    /// All causes, in order of precedence.
    pub const ALL: [Cause; 17] = [
        Cause::Moving,
        Cause::Handling,
        Cause::Weather,
        Cause::Maintenance,
        Cause::OpeningHours,
        Cause::Papers,
        Cause::YardSlot,
        Cause::Downstream,
        Cause::Berth,
        Cause::VesselArrival,
        Cause::VesselFill,
        Cause::Formation,
        Cause::Wagons,
        Cause::Locomotive,
        Cause::Meet,
        Cause::Path,
        Cause::Server,
    ];

    /// Position in a table of all causes.
    #[inline]
    #[must_use]
    pub fn index(self) -> usize {
        self as usize
    }

    /// Whether the hour is one of waiting, not of moving or being handled.
    #[inline]
    #[must_use]
    pub fn is_wait(self) -> bool {
        self > Cause::Handling
    }

    /// The name used in result files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Cause::Moving => "moving",
            Cause::Handling => "handling",
            Cause::Weather => "weather",
            Cause::Maintenance => "maintenance",
            Cause::OpeningHours => "opening hours",
            Cause::Papers => "papers",
            Cause::YardSlot => "yard slot",
            Cause::Downstream => "room downstream",
            Cause::Berth => "berth",
            Cause::VesselArrival => "vessel to arrive",
            Cause::VesselFill => "vessel to fill",
            Cause::Formation => "train formation",
            Cause::Wagons => "wagons",
            Cause::Locomotive => "locomotive",
            Cause::Meet => "meet",
            Cause::Path => "path",
            Cause::Server => "server",
        }
    }
}

/// The closed list of instants in a journey that have a name; a milestone is one of them at a stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Event {
    /// The stage took it in.
    Arrived,
    /// Papers are done.
    Cleared,
    /// It is part of a train that is ready to leave.
    Formed,
    /// It left by land.
    Departed,
    /// It was taken off its train.
    Unloaded,
    /// Its vessel took a berth.
    Berthed,
    /// It was taken off its vessel.
    Discharged,
    /// It was put on board.
    Loaded,
    /// Its vessel sailed.
    Sailed,
    /// The corridor is done with it.
    Released,
}

impl Event {
    /// All events, in table order.
    pub const ALL: [Event; 10] = [
        Event::Arrived,
        Event::Cleared,
        Event::Formed,
        Event::Departed,
        Event::Unloaded,
        Event::Berthed,
        Event::Discharged,
        Event::Loaded,
        Event::Sailed,
        Event::Released,
    ];

    /// Position in a table of all events.
    #[inline]
    #[must_use]
    pub fn index(self) -> usize {
        self as usize
    }

    /// The name used in scenario and result files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Event::Arrived => "arrived",
            Event::Cleared => "cleared",
            Event::Formed => "formed",
            Event::Departed => "departed",
            Event::Unloaded => "unloaded",
            Event::Berthed => "berthed",
            Event::Discharged => "discharged",
            Event::Loaded => "loaded",
            Event::Sailed => "sailed",
            Event::Released => "released",
        }
    }

    /// The event of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Event> {
        Event::ALL.into_iter().find(|event| event.name() == name)
    }
}

/// Whose hours: those of one consignment, or of all that share a carrier or a stack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Party {
    /// A consignment that is in no group.
    Consignment(ConsignmentId),
    /// All members of a group.
    Group(GroupId),
}

/// How the things of a resource stand; the rest of its capacity is idle for lack of work.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Use {
    /// At work.
    pub busy: u32,
    /// Held by something that cannot leave.
    pub blocked: u32,
    /// Out of order or in upkeep.
    pub down: u32,
    /// Shut by opening hours, weather or possession.
    pub closed: u32,
}

/// What carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Carrying {
    /// A train of a kind.
    Train(TemplateId),
    /// A vessel of a fleet.
    Vessel(FleetId),
    /// A vessel of a shuttle.
    Shuttle,
}

/// What a train does at a point of a line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum TrainDoes {
    /// It arrives at a point: the node at the end of the line, or a station on it.
    Arrives(Point),
    /// It departs from a point.
    Departs(Point),
    /// From now on its time goes to this.
    Spends(Cause),
    /// It is taken apart.
    Ends,
}

/// A place on a line where trains can stand.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// Its number, counted from the node at the eastern end, which is 0.
    pub number: u16,
    /// Distance from that node (km).
    pub km: f64,
}

/// Something that happened. Once said it is never withdrawn.
#[derive(Clone, Copy, Debug)]
pub enum Observation<'a> {
    /// The window of statistics begins.
    WindowBegins,
    /// The window of statistics ends; only the cohort counts from now on.
    WindowEnds,
    /// A consignment came into being outside its first stage.
    Entered {
        /// Which.
        consignment: ConsignmentId,
        /// What it is.
        what: &'a Consignment,
    },
    /// A consignment went from one stage to the next, or from the entry to its first stage.
    Moved {
        /// Which.
        consignment: ConsignmentId,
        /// Where to.
        to: StageId,
    },
    /// A consignment left the corridor; its number may be used again.
    Left {
        /// Which.
        consignment: ConsignmentId,
        /// What it was.
        what: &'a Consignment,
    },
    /// A consignment was turned away at the door: it never entered.
    TurnedAway {
        /// Which; its number may be used again.
        consignment: ConsignmentId,
        /// What it was.
        what: &'a Consignment,
    },
    /// A new group exists at a stage and has no members.
    Grouped {
        /// Which.
        group: GroupId,
        /// Where.
        stage: StageId,
        /// What its hours are spent on.
        cause: Cause,
    },
    /// From now on a consignment shares the hours of a group.
    Joined {
        /// Which.
        consignment: ConsignmentId,
        /// Whose hours it shares.
        group: GroupId,
    },
    /// From now on a consignment has hours of its own again.
    Parted {
        /// Which.
        consignment: ConsignmentId,
        /// Whose hours it shared.
        group: GroupId,
        /// What its own hours are spent on.
        cause: Cause,
    },
    /// A group as a whole went to another stage; `Moved` follows for each member.
    GroupMoved {
        /// Which.
        group: GroupId,
        /// Where to.
        to: StageId,
    },
    /// From now on the hours of a party are spent on something else.
    Spends {
        /// Who.
        party: Party,
        /// On what.
        cause: Cause,
        /// The stage that causes it, for a wait for room downstream.
        because_of: Option<StageId>,
    },
    /// Time already passed under one cause belonged to another: a desk's work was interrupted by its closing.
    Reassigned {
        /// Whose.
        party: Party,
        /// Booked on.
        from: Cause,
        /// Belongs to.
        to: Cause,
        /// How much.
        time: Duration,
    },
    /// A consignment reached a named instant of its journey.
    Reached {
        /// Which.
        consignment: ConsignmentId,
        /// Where.
        stage: StageId,
        /// What.
        event: Event,
    },
    /// The things of a resource stand differently from now on.
    Uses {
        /// Which resource.
        resource: ResourceId,
        /// How they stand.
        now: Use,
    },
    /// Weather closes a port to vessels from now on, or it is open again; it may be said of one that is so already.
    Closed {
        /// Which port.
        stage: StageId,
        /// Whether it is closed.
        closed: bool,
    },
    /// From now on the terms of a later phase of the scenario hold.
    Phase {
        /// Its number; the run begins with 0.
        number: u16,
    },
    /// A resource has more or fewer things from now on. Of those that are taken away some may still be in use.
    Resized {
        /// Which resource.
        resource: ResourceId,
        /// How many things it has.
        capacity: u32,
    },
    /// A train does something on a line or in a node; said of every train, also of one that is nobody's consignment.
    Train {
        /// Which; the number is used again after it is gone.
        train: CarrierId,
        /// What it is.
        what: &'a Carrier,
        /// The line or node.
        stage: StageId,
        /// What it does.
        does: TrainDoes,
    },
    /// Something happens in a vessel's call at a port; said of every vessel, also of those of other services.
    Call {
        /// The port.
        stage: StageId,
        /// Number of the call.
        call: u16,
        /// What happens.
        does: CallDoes,
    },
    /// A train was made up, or a vessel sailed.
    Carried {
        /// The stage it leaves.
        stage: StageId,
        /// What it is.
        by: Carrying,
        /// What it could carry, in the same unit as `load`.
        capacity: f64,
        /// What it carries.
        load: f64,
    },
}

/// Someone who listens.
pub trait Observer {
    /// Hears what happened at `at`.
    fn observe(&mut self, at: Time, what: Observation<'_>);
}
