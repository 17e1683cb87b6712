//! The service that a fleet gives from a port.

use crate::cargo::{Class, Consignment, FleetId, StageId};
use crate::stage::carriers::Measure;
use crate::stage::departure::Departure;
use crate::stage::draught::Draught;
use crate::units::Time;

/// A service that a fleet gives from a port over a crossing.
#[derive(Clone, Debug, PartialEq)]
pub struct Service {
    /// The fleet.
    pub fleet: FleetId,
    /// Its crossing.
    pub ferry: StageId,
    /// Name of its group of berths.
    pub berth: String,
    /// What it carries, the fleet's own class first.
    pub stowage: Vec<Stowage>,
    /// What a vessel can carry, in the measure of the fleet's own class.
    pub capacity: f64,
    /// What water it needs for that on this crossing, and what there is; `None` if there is enough.
    pub draught: Option<Draught>,
    /// When its vessels leave here.
    pub departure: Departure,
}

/// How a class of cargo takes up a vessel's room.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stowage {
    /// The class.
    pub class: Class,
    /// In what it is counted.
    pub measure: Measure,
    /// Room for one of it, in the measure of the fleet's own class.
    pub room: f64,
}

impl Service {
    /// What a vessel that begins to load now can carry, in the measure of the fleet's own class.
    #[must_use]
    pub fn capacity_at(&self, now: Time) -> f64 {
        self.capacity * self.draught.as_ref().map_or(1.0, |draught| draught.share(now))
    }

    /// The fleet's own class.
    #[must_use]
    pub fn class(&self) -> Class {
        self.stowage[0].class
    }

    /// The room that a consignment takes on board.
    #[must_use]
    pub fn load(&self, consignment: &Consignment) -> f64 {
        let stowage = self.stowage.iter().find(|stowage| stowage.class == consignment.class);
        let stowage = stowage.expect("the scenario was checked: the fleet carries this class");
        stowage.measure.load(consignment) * stowage.room
    }
}
