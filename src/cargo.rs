//! What moves, and the numbers by which everything is known: consignments, carriers, flows, routes, stages.
//!
//! Floor 2. Plain values without behaviour; imports `units` only.

use crate::units::{Duration, Time};

/// Declares numbers that index a table.
macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident($inner:ty);)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub $inner);

        impl $name {
            /// Position in the table.
            #[inline]
            #[must_use]
            pub fn index(self) -> usize {
                self.0 as usize
            }

            /// The number of the `index`-th row.
            ///
            /// # Panics
            /// If the table outgrows the number.
            #[must_use]
            pub fn at(index: usize) -> $name {
                $name(<$inner>::try_from(index).expect("a table outgrew its numbers"))
            }
        }
    )+};
}

ids! {
    /// A consignment that is on its way; the number is used again after it has left.
    ConsignmentId(u32);
    /// A train or vessel that exists; the number is used again after it is gone.
    CarrierId(u32);
    /// A set of consignments that share their hours: those on one carrier, or in one stack.
    GroupId(u32);
    /// A flow of the scenario.
    FlowId(u16);
    /// A route of the scenario.
    RouteId(u16);
    /// A stretch of route over which carriers run without being broken up.
    PathId(u16);
    /// A stage of the scenario; the last number of all is the entry, outside the first stage.
    StageId(u16);
    /// A pool of locomotives or crews.
    PoolId(u16);
    /// A pool of wagons.
    WagonsId(u16);
    /// A fleet of vessels.
    FleetId(u16);
    /// A sea area with its own weather.
    AreaId(u16);
    /// A kind of train.
    TemplateId(u16);
    /// A metered resource.
    ResourceId(u16);
}

/// Which way along the corridor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// From China towards the Black Sea.
    West,
    /// Towards China.
    East,
}

impl Direction {
    /// Both, in table order.
    pub const BOTH: [Direction; 2] = [Direction::West, Direction::East];

    /// Position in a table of two.
    #[must_use]
    pub fn index(self) -> usize {
        self as usize
    }
}

/// What a consignment is, as far as handling and storage differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// One container of one or two TEU.
    Container,
    /// One wagon that goes on board as it is.
    Wagon,
    /// One wagonload of dry bulk or general cargo that changes between wagon and hold.
    Bulk,
    /// One lot of crude oil or products.
    Liquid,
    /// One truck or trailer.
    Vehicle,
}

impl Class {
    /// All classes, in table order.
    pub const ALL: [Class; 5] = [Class::Container, Class::Wagon, Class::Bulk, Class::Liquid, Class::Vehicle];

    /// Position in a table of all classes.
    #[must_use]
    pub fn index(self) -> usize {
        self as usize
    }

    /// The name that scenario files use.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Class::Container => "container",
            Class::Wagon => "wagon",
            Class::Bulk => "bulk",
            Class::Liquid => "liquid",
            Class::Vehicle => "vehicle",
        }
    }

    /// The class of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Class> {
        Class::ALL.into_iter().find(|class| class.name() == name)
    }
}

/// The tracked unit: one container, wagon, wagonload, lot or truck.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Consignment {
    /// The flow it belongs to.
    pub flow: FlowId,
    /// Its number within the flow, by which its random draws are keyed.
    pub number: u32,
    /// The stages it passes.
    pub route: RouteId,
    /// Where on the route it is.
    pub position: u8,
    /// What it is.
    pub class: Class,
    /// Container size (TEU); 0 for what is not a container.
    pub teu: u8,
    /// Net mass (t).
    pub tonnes: f64,
    /// When it entered.
    pub entered: Time,
    /// Whether it belongs to the cohort that results are about.
    pub tagged: bool,
}

/// A train or a vessel.
#[derive(Clone, Debug, PartialEq)]
pub struct Carrier {
    /// Train or vessel, with what only one of them has.
    pub kind: CarrierKind,
    /// The number by which its random draws are keyed; never used twice within a replication.
    pub key: u64,
    /// The stages it runs over.
    pub path: PathId,
    /// Where on the path it is.
    pub position: u8,
    /// Which way it runs.
    pub direction: Direction,
    /// Rank in queues: lower is better, and each is worth two hours of waiting.
    pub rank: u8,
    /// What is on board.
    pub members: Vec<ConsignmentId>,
    /// Units to be handled: those on board, or the nominal number of a background train.
    pub units: u32,
    /// The group whose hours its members share.
    pub group: GroupId,
}

/// How much longer a wait one rank outweighs.
const RANK_WORTH: Duration = Duration::from_ms(2 * 3_600_000);

impl Carrier {
    /// Its claim in a queue in which it has waited since then: the smallest goes first. A better rank is worth some
    /// hours, not more, so that whoever waits is passed over only by those who come within a bounded time after it: in
    /// no queue does anybody starve.
    #[must_use]
    pub fn claim(&self, since: Time) -> Time {
        since + Duration::from_ms(RANK_WORTH.ms() * i64::from(self.rank))
    }
}

/// Wagons of a pool that run in one train.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rake {
    /// Their pool.
    pub pool: WagonsId,
    /// How many.
    pub wagons: u32,
}

/// What kind of carrier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CarrierKind {
    /// A train.
    Train {
        /// Its template.
        template: TemplateId,
        /// Whether it is nobody's consignment: it takes paths and tracks and is not reported.
        background: bool,
        /// Whether it passes borders and yards as it is.
        intact: bool,
        /// The pool whose locomotive it has.
        locomotive: Option<PoolId>,
        /// The wagons of a pool that it is made of; a train with others is nobody's concern but its own.
        rake: Option<Rake>,
    },
    /// A locomotive that runs light to where it is needed.
    Engine {
        /// Its pool.
        pool: PoolId,
        /// Running speed (m/h).
        metres_per_hour: u32,
    },
    /// A vessel.
    Vessel {
        /// Its fleet.
        fleet: FleetId,
        /// Its number within the fleet.
        number: u16,
        /// The crossing that it sails.
        ferry: StageId,
    },
}

/// What can move from stage to stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mover {
    /// A consignment on its own.
    Consignment(ConsignmentId),
    /// A carrier with what is on board.
    Carrier(CarrierId),
}
