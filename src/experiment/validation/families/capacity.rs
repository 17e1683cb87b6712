//! What lines and fleets carry, by arithmetic and when they are loaded until they take no more; nothing is random in them.

use crate::experiment::validation::case::{Case, Trial};

const SINGLE: &str = "N = (1440 - possession) / period: 1440 min / (40 km both ways at 60 km/h + 2 x 5 min)";
const DOUBLE: &str = "N = (1440 - possession) / headway: 1440 min / 20 min";
const FLEET: &str = "vessels x load x 8760 h / (at sea + moor, work and cast off in two ports)";

pub(super) const CASES: [Case; 4] = [
    Case {
        id: "L1",
        title: "single track",
        scenario: "two-lines",
        sets: &[],
        source: SINGLE,
        trial: Trial::Line { line: "single", days: 100.0, pairs: 16.0 },
    },
    Case {
        id: "L2",
        title: "double track",
        scenario: "two-lines",
        sets: &[],
        source: DOUBLE,
        trial: Trial::Line { line: "double", days: 100.0, pairs: 72.0 },
    },
    Case {
        id: "L3",
        title: "two ships for 20",
        scenario: "two-ports",
        sets: &["run.warm_up=30"],
        source: FLEET,
        trial: Trial::Fleet { fleet: "ships", days: 365.0, round_trip_h: 30.0, per_year: 11_680.0 },
    },
    Case {
        id: "L4",
        title: "three ships for 45, a berth for each",
        scenario: "two-ports",
        sets: &[
            "run.warm_up=30",
            "fleet.ships.vessels=3",
            "fleet.ships.capacity=45",
            "stage.east.port.berth.quay.berths=3",
            "stage.west.port.berth.quay.berths=3",
            "stage.east.port.berth.quay.cranes=3",
            "stage.west.port.berth.quay.cranes=3",
        ],
        source: FLEET,
        trial: Trial::Fleet { fleet: "ships", days: 365.0, round_trip_h: 40.0, per_year: 29_565.0 },
    },
];
