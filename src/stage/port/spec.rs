//! A port: sidings and working tracks on the land side, a yard, berths and cranes on the sea side.

use std::collections::BTreeMap;

use crate::parameter::{Fixed, Name, Quantity, Reference, refer, table, words};
use crate::stage::customs::CustomsSpec;
use crate::stage::formation::FormationSpec;
use crate::stage::hours::HoursSpec;
use crate::stage::shifts::ShiftSpec;
use crate::units;

table! {
    /// A port between railway and sea.
    pub struct PortSpec {
        /// Sidings for trains that wait to be unloaded.
        pub sidings: Fixed<units::Tracks>,
        /// Whether a train that is loaded here has one of them as well, from then until it leaves; those that arrive
        /// then never take the last.
        pub departs_from_sidings: bool = false,
        /// Tracks where trains are unloaded and loaded, each with one train at a time.
        pub working_tracks: Fixed<units::Tracks>,
        /// Time to place a train on a working track.
        pub placing: Quantity<units::TimeDim>,
        /// When trains are placed and units moved between them and the yard; what is begun is finished. Without it the
        /// land side never rests.
        pub hours: Option<HoursSpec>,
        /// Papers and customs, for every train and every vessel that arrives.
        pub customs: Option<CustomsSpec>,
        /// Storage and land-side handling, by class of cargo.
        pub cargo: BTreeMap<Name, StorageSpec>,
        /// Berths, by group.
        pub berth: BTreeMap<Name, BerthSpec>,
        /// Formation of trains for discharged cargo.
        pub formation: Option<FormationSpec>,
        /// Vessels of other services that take berths.
        pub visitor: BTreeMap<Name, VisitorSpec>,
        /// When nothing more is loaded for this port by rail.
        pub loading_ban: Option<LoadingBanSpec>,
        /// Whether the port is shut to vessels, as in a storm; the hours count as weather's.
        pub closed: bool = false,
        /// When storms close the port.
        pub weather: Option<ClosureSpec>,
        /// The sea on whose level the depth of the berths depends.
        pub water: Option<Reference<refer::Water>>,
        /// Charge for handling, by class of cargo.
        pub charge: BTreeMap<Name, Fixed<units::Cost>>,
    }
}

table! {
    /// Where a class of cargo is kept, and how it is handled on the land side.
    pub struct StorageSpec {
        /// Slots for cargo that will go by sea.
        pub slots_seaward: Fixed<units::Slots>,
        /// Slots for cargo that has come by sea.
        pub slots_landward: Fixed<units::Slots>,
        /// Time to move one unit between train and yard on a working track; cargo that comes and goes by road needs
        /// none.
        pub lift: Option<Quantity<units::MinutesPer>>,
        /// How high units are stacked when the slots of a direction are all taken. A unit that is fetched is as likely
        /// at any height of its stack as at any other, and each that stands on it is moved first and takes a lift: in
        /// the mean (height - 1) / 2, where the height is the share of slots taken times this. A crane at a vessel is fed
        /// by a machine of its own and waits for it where that takes longer. Without it nothing is ever moved twice.
        pub tiers: Option<Fixed<units::Tiers>>,
        /// Cranes at berths that also move this class between train and yard.
        pub quay_cranes: Option<QuayCranesSpec>,
    }
}

table! {
    /// Cranes that vessels and trains share. A train holds one while it moves one unit.
    pub struct QuayCranesSpec {
        /// Group of berths that has them.
        pub berth: Name,
        /// Who has a crane that is free when both could use it.
        pub first: CraneFirst = CraneFirst::Vessel,
    }
}

words! {
    /// Who goes first where vessels and trains share cranes.
    pub enum CraneFirst {
        /// Vessels: a train has what they leave.
        Vessel = "vessel",
        /// Trains.
        Train = "train",
    }
}

table! {
    /// Berths of one kind, with the cranes or ramps that serve them.
    pub struct BerthSpec {
        /// Berths, each with one vessel.
        pub berths: Fixed<units::Berths>,
        /// Depth of the water at the datum of the charts; without it every vessel may load all it can carry.
        pub depth: Option<Fixed<units::Depth>>,
        /// Cranes or ramps that the berths share.
        pub cranes: Fixed<units::Cranes>,
        /// Of these berths, how many suit vessels of a class, where not all do.
        pub suits: BTreeMap<Name, Fixed<units::Berths>>,
        /// Shifts that man the cranes; without them all are always manned.
        pub shift: BTreeMap<Name, ShiftSpec>,
        /// Most cranes that work on one vessel.
        pub cranes_per_vessel: Fixed<units::Cranes>,
        /// Work of one crane, by class of cargo.
        pub rate: BTreeMap<Name, Fixed<units::UnitRate>>,
        /// Time to moor, and again to cast off: pilot, lines, formalities of the call.
        pub mooring: Quantity<units::TimeDim>,
    }
}

table! {
    /// Vessels of another service that call here.
    pub struct VisitorSpec {
        /// Group of berths that they use.
        pub berth: Name,
        /// Calls.
        pub calls: Fixed<units::Frequency>,
        /// Class of cargo that they work.
        pub class: Name,
        /// Units that they work in a call.
        pub units: Quantity<units::Capacity>,
    }
}

table! {
    /// A ban on loading: cargo and trains that would come to the port by rail wait outside the corridor.
    pub struct LoadingBanSpec {
        /// Trains for the port, standing on the way without room ahead, at which it is imposed.
        pub trains: Fixed<units::Trains>,
        /// Such trains that are left when it is lifted.
        pub lifted_at: Fixed<units::OrZero<units::Trains>>,
    }
}

table! {
    /// Closure by storms. Vessels neither berth nor cast off, and cranes rest: what hangs on a hook waits there.
    pub struct ClosureSpec {
        /// The sea area.
        pub area: Reference<refer::Weather>,
        /// Wind from which the port is closed.
        pub wind_limit: Fixed<units::Wind>,
        /// Time after the storm until the port works again.
        pub reopening: Quantity<units::TimeDim>,
        /// Groups of berths, and so the ships that use them, with a rule of their own.
        pub berth: BTreeMap<Name, BerthClosureSpec>,
    }
}

table! {
    /// When storms close a group of berths, if not with the port.
    pub struct BerthClosureSpec {
        /// Wind from which the berths are closed.
        pub wind_limit: Fixed<units::Wind>,
        /// Time after the storm until they work again.
        pub reopening: Quantity<units::TimeDim>,
    }
}
