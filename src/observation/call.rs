//! Calls of vessels at ports: what a harbour master writes down.

use super::Cause;
use crate::cargo::{Class, FleetId};

/// Whose vessel calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Caller {
    /// One of a fleet of the scenario.
    Fleet {
        /// The fleet.
        fleet: FleetId,
        /// Its number within the fleet, from 0.
        number: u16,
    },
    /// One of another service that calls at the port.
    Visitor {
        /// The service's number among those of the port, in the order of the scenario.
        visitor: u16,
        /// Which of its calls, from 0.
        number: u32,
    },
}

/// What happens in a vessel's call. A call has a number in its port that is used again after it has ended.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum CallDoes {
    /// It arrives in the roads; the call begins.
    Arrives(Caller),
    /// It takes a berth, and moors.
    Berths {
        /// Number of the group of berths, in the order of the scenario.
        group: u16,
        /// Number of the berth within the group, from 0.
        berth: u16,
    },
    /// A crane or ramp begins with a unit.
    Begins,
    /// A crane or ramp has moved a unit.
    Moves {
        /// What it is.
        class: Class,
        /// How many: 1, or what a visitor's slice of work comes to.
        units: f64,
        /// TEU, if it is containers.
        teu: f64,
        /// Net mass (t); not known of visitors.
        tonnes: f64,
        /// Whether it went ashore; of visitors it is not known.
        ashore: bool,
    },
    /// From now on its time goes to this.
    Spends(Cause),
    /// It has left its berth; unless it sails now it goes back to the roads, or to a yard for its overhaul.
    Unberths,
    /// It has left the port; the call ends.
    Sails {
        /// What it carries, in the fleet's own unit.
        load: f64,
        /// What it could carry.
        capacity: f64,
    },
}
