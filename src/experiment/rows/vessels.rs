//! Rows of vessels: calls, stays at berths, levels over time, fleets.

use crate::experiment::Estimate;
use crate::metrics::{CallDiary, LevelPoint, Stay};
use crate::observation::Cause;

/// A call of a vessel at a port.
#[derive(Clone, Debug, PartialEq)]
pub struct CallRow {
    /// The replication, from 1.
    pub replication: u32,
    /// The vessel's name, which no other has at the port.
    pub vessel: String,
    /// Its fleet, or the other service that it belongs to.
    pub fleet: String,
    /// In what its load is counted; of another's vessel, what is worked.
    pub unit: &'static str,
    /// What happened.
    pub diary: CallDiary,
}

/// A vessel's stay at a berth.
#[derive(Clone, Debug, PartialEq)]
pub struct StayRow {
    /// The replication, from 1.
    pub replication: u32,
    /// The vessel's name.
    pub vessel: String,
    /// Its fleet, or the other service that it belongs to.
    pub fleet: String,
    /// Where and when.
    pub stay: Stay,
}

/// A level over time.
#[derive(Clone, Debug, PartialEq)]
pub struct LevelRow {
    /// The replication, from 1.
    pub replication: u32,
    /// The stage.
    pub stage: String,
    /// What is counted there.
    pub what: String,
    /// Step by step.
    pub points: Vec<LevelPoint>,
}

/// A fleet: what it carried, and what the time of its vessels went on.
#[derive(Clone, Debug, PartialEq)]
pub struct FleetRow {
    /// Its name.
    pub fleet: String,
    /// How many vessels it has.
    pub vessels: u32,
    /// In what its load is counted.
    pub unit: &'static str,
    /// Voyages in a year of 365 days, westward and eastward; `None` of a window without length.
    pub voyages_per_year: [Option<Estimate>; 2],
    /// Load carried in such a year.
    pub carried_per_year: [Option<Estimate>; 2],
    /// Load as a share of what the vessels could have carried.
    pub load_factor: [Option<Estimate>; 2],
    /// Time of a round trip (h); `None` if none was made.
    pub round_trip_h: Option<Estimate>,
    /// What that is made of.
    pub times: FleetTimes,
}

/// What the hours of a round trip go on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FleetTimes {
    /// At sea, both ways together (h).
    pub sea_h: f64,
    /// In both ports together, by cause (h).
    pub port_h: [f64; Cause::ALL.len()],
}

impl FleetTimes {
    /// All of it (h).
    #[must_use]
    pub fn round_trip_h(&self) -> f64 {
        self.sea_h + self.port_h.iter().sum::<f64>()
    }
}
