//! Sea level and draught: in shallow water vessels load less, and what is dredged they load again.

mod support;

use std::collections::BTreeMap;

use support::{known, open, reached, watch};
use transcaspian::scenario::Scenario;

/// Vessels of 20 containers that draw 2.5 m empty and 4.5 m loaded, with 0.5 m under the keel. On 2 January 2023 the sea
/// stands 0.3 m below the datum and falls by 0.2 m in a year of 365 days.
const SHALLOW: [&str; 10] = [
    "water.sea={ level = { value = -0.3, unit = \"m\", source = \"test\" }, on = 2023-01-02, trend = { value = -0.2, unit = \"m/yr\", source = \"test\" } }",
    "stage.east.port.water=sea",
    "stage.west.port.water=sea",
    "stage.east.port.berth.quay.depth={ value = 4.86, unit = \"m\", source = \"test\" }",
    "stage.west.port.berth.quay.depth={ value = 5.66, unit = \"m\", source = \"test\" }",
    "fleet.ships.draught={ loaded = { value = 4.5, unit = \"m\", source = \"test\" }, empty = { value = 2.5, unit = \"m\", source = \"test\" }, under_keel = { value = 0.5, unit = \"m\", source = \"test\" } }",
    "flow.out.volume=240",
    "flow.out.when_full=leave",
    "stage.east.port.cargo.container.slots_seaward=100",
    "run.window=28",
];

fn shallow(sets: &[&str]) -> Scenario {
    open(&known("two-ports"), &[&SHALLOW[..], sets].concat())
}

/// Containers on each vessel that leaves the east, by the instant of its sailing.
fn loads(scenario: &Scenario) -> Vec<u32> {
    let results = watch(scenario);
    let mut sailings: BTreeMap<i64, u32> = BTreeMap::new();
    for shipment in
        results.shipments.iter().filter(|shipment| results.flow_names[shipment.journey.flow.index()] == "out")
    {
        *sailings.entry(reached(&results, &shipment.journey, "east.sailed")).or_default() += 1;
    }
    assert!(sailings.len() > 20);
    // Some on the last vessel came after the window and keep no diary.
    let mut loads: Vec<u32> = sailings.into_values().collect();
    loads.pop();
    loads
}

fn only(loads: &[u32]) -> u32 {
    assert!(loads.iter().all(|load| *load == loads[0]), "{loads:?}");
    loads[0]
}

/// By hand: the east is the shallower port, with 4.86 - 0.3 = 4.56 m in January 2023: (4.56 - 0.5 - 2.5) / 2 = 0.78, which
/// is 15 containers of 20; four weeks later it is 0.772, which is 15 as well. Two years later it is 0.58: 11. Two metres
/// more at both ports are enough for all, and at the east alone the west decides, where there are 5.66 - 0.3 - 0.4 = 4.96 m:
/// 0.98, which is 19.
#[test]
fn a_falling_sea_makes_loads_smaller_and_dredging_restores_them() {
    assert_eq!(only(&loads(&shallow(&[]))), 15);
    let later = "run.start=2025-01-01";
    assert_eq!(only(&loads(&shallow(&[later]))), 11);
    let east = "stage.east.port.berth.quay.depth=6.86";
    assert_eq!(only(&loads(&shallow(&[later, east]))), 19);
    assert_eq!(only(&loads(&shallow(&[later, east, "stage.west.port.berth.quay.depth=7.6"]))), 20);
    // It multiplies with the factor of old: 0.58 x 20 x 0.9 = 10.4.
    let factor = "fleet.ships.draught_factor={ value = 90, unit = \"%\", source = \"test\" }";
    assert_eq!(only(&loads(&shallow(&[later, factor]))), 10);
    // Within one run: 0.78 falls below 0.75, and so below 15, after 0.03 x 2 / 0.2 of a year, which is 109 days.
    let year = loads(&shallow(&["run.window=364"]));
    assert_eq!(year[0], 15);
    assert!(year.windows(2).all(|pair| pair[1] <= pair[0]), "{year:?}");
    // At the end of December 0.68 is left, which is 13.
    assert_eq!(year[year.len() - 1], 13);
}

/// Vessels that begin to load after the dredgers have come load all they can carry.
#[test]
fn dredging_may_come_in_the_middle_of_a_run() {
    let base = known("two-ports").replace('\\', "/");
    let fix = "[fix.dredging]\ntitle = \"Two metres more\"\nsource = \"test\"\n[fix.dredging.add]\n\
               \"stage.east.port.berth.quay.depth\" = { value = 2, unit = \"m\", source = \"test\" }\n\
               [fixes]\ndredging = 2023-01-16\n";
    // The fix adds to a depth that the file itself states.
    let depth = "[stage.east.port.berth.quay]\ndepth = { value = 4.86, unit = \"m\", source = \"test\" }\n";
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("dredged.toml");
    std::fs::write(&path, format!("format = 1\nextends = \"{base}\"\n{depth}{fix}")).expect("it is written");
    let sets: Vec<&str> = SHALLOW.iter().copied().filter(|set| !set.contains("east.port.berth")).collect();
    let loads = loads(&open(&path.display().to_string(), &sets));
    let shallow = loads.iter().take_while(|load| **load == 15).count();
    // One of the two sails every 14 hours.
    assert_eq!(shallow, 24, "{loads:?}");
    assert!(loads[shallow..].iter().all(|load| *load == 20), "{loads:?}");
}

#[test]
fn a_scenario_that_says_nothing_of_depth_is_as_it_was() {
    let plain = open(&known("two-ports"), &[&SHALLOW[6..]].concat());
    assert_eq!(only(&loads(&plain)), 20);
}

fn refused(sets: &[&str]) -> String {
    let sets: Vec<String> = SHALLOW.iter().chain(sets).map(|&set| set.to_owned()).collect();
    match Scenario::open(&known("two-ports"), &sets) {
        Err(failed) => failed.problems.render(&failed.files),
        Ok(_) => panic!("{sets:?} was accepted"),
    }
}

#[test]
fn vessels_that_would_run_aground_are_refused() {
    // 3.4 - 0.3 = 3.1 m in January are enough for 2.5 + 0.5; by the end of the drain, 60 days after the window of 364, there
    // are 0.23 m less.
    let text =
        refused(&["stage.east.port.berth.quay.depth=3.4", "run.window=364", "fleet.ships.capacity=2000"]);
    for part in ["E061", "needs 3.00 m of water", "the berth at east has 2.87 m on 2024-03-01", "quay.depth"]
    {
        assert!(text.contains(part), "{part}: {text}");
    }
    let text = refused(&["fleet.ships.draught.loaded=2.4"]);
    assert!(text.contains("the draught is 2.4 m loaded and 2.5 m empty"), "{text}");
    // A share of 0.03 of 20 containers is less than one.
    let text = refused(&["stage.east.port.berth.quay.depth=3.4"]);
    assert!(text.contains("a vessel of ships takes") && text.contains("has up to 1"), "{text}");
    let mut sets: Vec<String> = SHALLOW.iter().map(|&set| set.to_owned()).collect();
    sets.drain(3..5);
    let Err(failed) = Scenario::open(&known("two-ports"), &sets) else { panic!("it was accepted") };
    let text = failed.problems.render(&failed.files);
    assert!(text.contains("the berths \"quay\" have no depth, so the draught changes nothing"), "{text}");
}
