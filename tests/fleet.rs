//! Fleet arithmetic: what ships carry in a year is their number times their load times their whole voyages.

mod support;

use support::{known, open, replicate};

/// More cargo both ways than ships can take: what finds no slot is turned away, so that all that came in comes out.
const SATURATED: [&str; 8] = [
    "flow.out.volume=240",
    "flow.back.volume=240",
    "flow.out.when_full=leave",
    "flow.back.when_full=leave",
    "stage.east.port.cargo.container.slots_seaward=100",
    "stage.west.port.cargo.container.slots_seaward=100",
    "run.warm_up=30",
    "run.window=365",
];

/// A round by hand: in each port half an hour to moor, n containers of six minutes off and n on, half an hour to cast off;
/// ten hours at sea each way. With 20 containers 2 x (0.5 + 2 + 2 + 0.5 + 10) = 30 hours, of which there are 292 in 365
/// days; with 45 it is 40 hours, and 219 of them. Berths and cranes are enough for all.
#[test]
fn a_year_is_ships_times_load_times_whole_voyages() {
    for (ships, load, voyages, warm_up) in
        [(1, 20, 292, 30), (2, 20, 292, 30), (4, 20, 292, 30), (3, 45, 219, 30)]
    {
        let sets = [
            format!("fleet.ships.vessels={ships}"),
            format!("fleet.ships.capacity={load}"),
            "stage.east.port.berth.quay.berths=4".to_owned(),
            "stage.west.port.berth.quay.berths=4".to_owned(),
            "stage.east.port.berth.quay.cranes=4".to_owned(),
            "stage.west.port.berth.quay.cranes=4".to_owned(),
            format!("run.warm_up={warm_up}"),
        ];
        let sets: Vec<&str> = SATURATED.iter().copied().chain(sets.iter().map(String::as_str)).collect();
        let results = replicate(&open(&known("two-ports"), &sets), 1);
        let yearly = f64::from(ships * load * voyages);
        for flow in ["out", "back"] {
            let row = results.flows.iter().find(|row| row.flow == flow).expect("the flow is reported");
            // A container is one TEU here.
            assert_eq!(row.left_per_year, [yearly, yearly, 0.0], "{flow}, {ships} ships of {load}");
        }
        for port in ["east", "west"] {
            let mut sailings = results.carriage.iter().filter(|row| row.stage == port && row.vessel);
            let row = sailings.next().expect("ships leave it");
            assert_eq!(
                (row.departures.mean, row.load_factor.mean),
                (f64::from(ships * voyages), 1.0),
                "{port}"
            );
        }
    }
}

/// Cranes that are too few make the round longer: two ships at one crane in each port take turns, and each port is a
/// crane's work of 4 hours a call, which is less than the 15 hours between calls.
#[test]
fn one_crane_for_two_ships_is_enough_if_they_come_by_turns() {
    let cranes = ["stage.east.port.berth.quay.cranes=1", "stage.west.port.berth.quay.cranes=1"];
    let sets: Vec<&str> = SATURATED.iter().chain(&cranes).copied().collect();
    let results = replicate(&open(&known("two-ports"), &sets), 1);
    let row = results.flows.iter().find(|row| row.flow == "out").expect("the flow is reported");
    assert_eq!(row.left_per_year[1], 2.0 * 20.0 * 292.0);
}
