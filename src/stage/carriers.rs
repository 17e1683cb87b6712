//! Kinds of cargo and of train as a scenario describes them, and what of that the stages need.

use super::departure::{Departure, DepartureRule};
use crate::cargo::{Class, Consignment};
use crate::parameter::{Fixed, Quantity, Reference, refer, table, words};
use crate::units::{self, Of};

words! {
    /// What a flow consists of.
    pub enum Kind {
        /// Containers.
        Container = "container",
        /// Wagons that go on board as they are.
        Wagon = "wagon",
        /// Wagonloads of dry bulk or general cargo.
        Bulk = "bulk",
        /// Lots of crude oil or products.
        Liquid = "liquid",
        /// Trucks and trailers.
        Vehicle = "vehicle",
        /// Whole trains that are not reported.
        Train = "train",
    }
}

table! {
    /// A kind of train.
    pub struct TrainSpec {
        /// What it can carry; of a background train, what is handled.
        pub capacity: Fixed<units::Capacity>,
        /// When a train that is being made up leaves; the wait is that of the oldest cargo.
        pub departure: Option<DepartureRule>,
        /// Running speed, drawn for every train on every line.
        pub speed: Quantity<units::Speed>,
        /// Rank in queues: lower is better, and each is worth two hours of waiting, so that nobody waits for ever.
        pub rank: u32 = 1,
        /// Pool of the wagons of which it is made up, as many as its load needs; without it wagons are always at hand.
        pub pool: Option<Reference<refer::Wagons>>,
        /// Wagons of a full one.
        pub wagons: Option<Fixed<units::Wagons>>,
        /// Length over couplers, locomotive included; one without fits wherever there is a track.
        pub length: Option<Fixed<units::Length>>,
        /// Gross mass of a full one, without its locomotive.
        pub gross_mass: Option<Fixed<units::Mass>>,
    }
}

/// In what a carrier's load is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// TEU.
    Teu,
    /// Tonnes.
    Tonnes,
    /// Consignments: wagons, containers or vehicles.
    Units,
}

impl Measure {
    /// The measure of a capacity in that unit.
    #[must_use]
    pub fn of(unit: Of) -> Measure {
        match unit {
            Of::Teu => Measure::Teu,
            Of::Tonne => Measure::Tonnes,
            _ => Measure::Units,
        }
    }

    /// How much of it a consignment takes.
    #[must_use]
    pub fn load(self, consignment: &Consignment) -> f64 {
        match self {
            Measure::Teu => f64::from(consignment.teu),
            Measure::Tonnes => consignment.tonnes,
            Measure::Units => 1.0,
        }
    }
}

/// A kind of train, as the stages need it.
#[derive(Clone, Copy, Debug)]
pub struct Template<'a> {
    /// What it can carry.
    pub capacity: f64,
    /// In what that is counted.
    pub measure: Measure,
    /// When it leaves; `None` for trains that are never made up.
    pub departure: Option<Departure>,
    /// Running speed.
    pub speed: &'a Quantity<units::Speed>,
    /// Length (km); 0 if it fits anywhere.
    pub length: f64,
}

impl TrainSpec {
    /// The template.
    #[must_use]
    pub fn template(&self) -> Template<'_> {
        Template {
            capacity: self.capacity.get(),
            measure: Measure::of(self.capacity.unit().of),
            departure: self.departure.as_ref().map(DepartureRule::compile),
            speed: &self.speed,
            length: self.length.as_ref().map_or(0.0, Fixed::get),
        }
    }
}

impl Kind {
    /// The class of such cargo; background trains have none.
    #[must_use]
    pub fn class(self) -> Option<Class> {
        Class::named(self.word())
    }
}
