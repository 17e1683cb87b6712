//! Fleets as a scenario describes them: what their vessels carry, when they sail, and what lays them up.

use std::collections::BTreeMap;

use super::carriers::Kind;
use super::departure::DepartureRule;
use super::draught::DraughtSpec;
use crate::cargo::Class;
use crate::parameter::{Fixed, Name, NonEmpty, Quantity, Reference, refer, table};
use crate::units;

table! {
    /// Vessels of one kind.
    pub struct FleetSpec {
        /// The crossing they sail.
        pub ferry: Reference<refer::Stage>,
        /// Other crossings that an empty vessel may take, in a port that they share, where more cargo waits for it.
        pub or_ferry: Option<NonEmpty<Reference<refer::Stage>>>,
        /// Class of cargo they carry.
        pub class: Kind,
        /// Number of vessels.
        pub vessels: Fixed<units::Vessels>,
        /// What one can carry at full draught.
        pub capacity: Fixed<units::Capacity>,
        /// Cargo of other classes on the same deck. Cargo of the fleet's own class goes first; the others, in the order
        /// of their names, take what room it leaves while the vessel loads.
        pub deck: BTreeMap<Name, DeckSpec>,
        /// Share of it that the sea level leaves.
        pub draught_factor: Option<Fixed<units::Share>>,
        /// What water a vessel needs; where its berths are too shallow for all that it can carry it loads less.
        pub draught: Option<DraughtSpec>,
        /// Speed at sea, drawn once a voyage.
        pub speed: Quantity<units::Speed>,
        /// Group of berths they use in all their ports.
        pub berth: Name,
        /// When they leave, by port.
        pub departure: BTreeMap<Name, DepartureRule>,
        /// Overhauls.
        pub overhaul: Option<OverhaulSpec>,
        /// Breakdowns at sea.
        pub breakdown: Option<BreakdownSpec>,
    }
}

table! {
    /// Cargo that shares the deck with that of the fleet's own class.
    pub struct DeckSpec {
        /// What one vessel can carry of it when it carries nothing else.
        pub capacity: Fixed<units::Capacity>,
    }
}

table! {
    /// Overhauls of vessels in a yard: of each vessel in its turn, evenly spread over the interval, in the port where it
    /// is next discharged.
    pub struct OverhaulSpec {
        /// Time from one overhaul of a vessel to its next.
        pub every: Fixed<units::TimeDim>,
        /// Time that a vessel is away for it.
        pub lasts: Quantity<units::TimeDim>,
    }
}

table! {
    /// Breakdowns of vessels at sea, at random, at most one in a voyage; what is on board waits.
    pub struct BreakdownSpec {
        /// Mean time at sea between breakdowns.
        pub every: Fixed<units::TimeDim>,
        /// Time until the vessel sails on.
        pub lasts: Quantity<units::TimeDim>,
    }
}

impl FleetSpec {
    /// The crossings that its vessels sail, its own first.
    pub fn ferries(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&self.ferry)
            .chain(self.or_ferry.iter().flat_map(|list| list.iter()))
            .map(|ferry| &**ferry)
    }

    /// Whether its vessels may sail a crossing.
    #[must_use]
    pub fn sails(&self, ferry: &str) -> bool {
        self.ferries().any(|name| name == ferry)
    }

    /// What a vessel takes of a class when it carries nothing else, at full draught; `None` if it carries none.
    #[must_use]
    pub fn room_for(&self, class: Class) -> Option<&Fixed<units::Capacity>> {
        self.classes().find(|(other, _)| *other == class).map(|(_, capacity)| capacity)
    }

    /// The classes that its vessels carry, its own first, each with what one takes of the vessel's capacity if counted in
    /// units of that class.
    pub fn classes(&self) -> impl Iterator<Item = (Class, &Fixed<units::Capacity>)> {
        let own = self.class.class().map(|class| (class, &self.capacity));
        let others = self.deck.iter().filter_map(|(name, deck)| Some((Class::named(name)?, &deck.capacity)));
        own.into_iter().chain(others)
    }
}
