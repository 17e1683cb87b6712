//! Whether the corridor behaves as one would expect: who is to blame when something is short, how a full port is felt
//! upstream, and what happens when nobody can move.

mod support;

use std::collections::BTreeMap;
use std::process::Command;

use support::{SHORT, all_hours, data, hours, open, replicate, shipped, try_run};
use transcaspian::experiment::{Failure, Results, Shipments};

/// By how many hours each cause takes more of a flow's consignment in `after` than in `before`.
fn rises(before: &Results, after: &Results, flow: &str) -> BTreeMap<&'static str, f64> {
    let mut rises = BTreeMap::new();
    for (results, sign) in [(before, -1.0), (after, 1.0)] {
        for row in results.ledger.iter().filter(|row| row.flow == flow) {
            *rises.entry(row.cause).or_insert(0.0) += sign * row.hours.mean;
        }
    }
    rises
}

/// Asserts that a change makes a flow's consignments take longer, and that most of it is booked on the given causes.
fn lengthens(file: &str, common: &[&str], change: &[&str], replications: u32, flow: &str, causes: &[&str]) {
    let before = replicate(&open(file, common), replications);
    let after = replicate(&open(file, &[common, change].concat()), replications);
    // A mean over those who came through would say nothing if others did not.
    assert_eq!((&before.censored, &after.censored), (&None, &None), "{change:?}");
    let (short, long) = (all_hours(&before, flow), all_hours(&after, flow));
    let rises = rises(&before, &after, flow);
    assert!(long > short, "{change:?}: {short} h became {long} h; {rises:?}");
    let expected: f64 = causes.iter().map(|cause| rises.get(cause).copied().unwrap_or(0.0)).sum();
    let most =
        rises.iter().filter(|(cause, _)| !causes.contains(cause)).map(|(_, rise)| *rise).fold(0.0, f64::max);
    assert!(expected > most, "{change:?}: {causes:?} by {expected} h; {rises:?}");
    assert!(
        expected > 0.5 * (long - short),
        "{change:?}: {causes:?} by {expected} h of {}; {rises:?}",
        long - short
    );
}

fn small(change: &[&str], causes: &[&str]) {
    lengthens(&data("corridor/small.toml"), &[], change, 16, "west", causes);
}

#[test]
fn half_the_feeders_make_cargo_wait_for_a_vessel() {
    small(&["fleet.feeders.vessels=1"], &["vessel to arrive"]);
}

#[test]
fn half_the_locomotives_make_trains_wait_for_them() {
    small(&["pool.pool.locomotives=6"], &["locomotive"]);
}

#[test]
fn half_the_cranes_make_cargo_wait_for_them() {
    small(
        &["stage.aktau.port.berth.feeder.cranes=1", "stage.aktau.port.berth.feeder.cranes_per_vessel=1"],
        &["server"],
    );
}

#[test]
fn half_the_loops_make_trains_wait_for_each_other() {
    small(&["stage.line.rail.track.single.loops=4"], &["meet", "path"]);
}

#[test]
fn twice_the_storms_make_cargo_wait_for_the_weather() {
    small(&["weather.sea.storms=60"], &["weather"]);
}

#[test]
fn a_small_yard_makes_trains_wait_for_slots_and_for_room() {
    small(&["stage.aktau.port.cargo.container.slots_seaward=31"], &["yard slot", "room downstream"]);
}

#[test]
fn few_reception_tracks_make_trains_wait_outside_the_border() {
    let file = data("corridor/small.toml");
    let change = ["stage.border.border.reception_tracks=4"];
    lengthens(&file, &[], &change, 16, "west", &["room downstream"]);
    let after = replicate(&open(&file, &change), 16);
    let mut rows = after.ledger.iter().filter(|row| row.stage == "entry" && row.flow == "west");
    assert!(rows.any(|row| row.because_of.as_deref() == Some("border") && row.hours.mean > 0.1));
}

#[test]
fn half_the_feeders_of_the_base() {
    let base = shipped().remove(0);
    lengthens(&base, &SHORT, &["fleet.feeders.vessels=1"], 4, "transit-altynkol", &["vessel to arrive"]);
}

#[test]
fn half_the_cranes_of_the_base() {
    let base = shipped().remove(0);
    let change = ["stage.aktau.port.berth.dry.cranes=3", "stage.aktau.port.berth.dry.cranes_per_vessel=1"];
    lengthens(&base, &SHORT, &change, 4, "export-containers", &["server", "berth"]);
}

/// With room for 40 containers and one siding at the port, its trains stand in the yard before it; and if the yard has
/// two tracks, at the border. All of them because of the port.
#[test]
fn a_full_port_is_felt_upstream() {
    let file = data("corridor/small.toml");
    let waits = |sets: &[&str]| {
        let results = replicate(&open(&file, sets), 4);
        let rows = results.ledger.iter().filter(|row| row.flow == "west" && row.cause == "room downstream");
        let rows = rows.filter(|row| row.because_of.as_deref() == Some("aktau"));
        let mut at: BTreeMap<String, f64> = BTreeMap::new();
        for row in rows {
            *at.entry(row.stage.clone()).or_default() += row.hours.mean;
        }
        at
    };
    assert_eq!(waits(&[]), BTreeMap::new());
    let full = ["stage.aktau.port.cargo.container.slots_seaward=40", "stage.aktau.port.sidings=1"];
    let at = waits(&full);
    assert!(at.get("yard").is_some_and(|&hours| hours > 1.0) && !at.contains_key("border"), "{at:?}");
    let at = waits(&[full[0], full[1], "stage.yard.yard.tracks=2"]);
    assert!(at.get("yard").is_some_and(|&hours| hours > 1.0), "{at:?}");
    assert!(at.get("border").is_some_and(|&hours| hours > 0.1), "{at:?}");
}

/// What the ledger says of the whole corridor is said of the stage, too: trains in the yard are blocked.
#[test]
fn a_full_port_blocks_the_yard_and_not_the_other_direction() {
    let file = data("corridor/small.toml");
    let full = ["stage.aktau.port.cargo.container.slots_seaward=40", "stage.aktau.port.sidings=1"];
    let (before, after) = (replicate(&open(&file, &[]), 4), replicate(&open(&file, &full), 4));
    let blocked = |results: &Results| {
        let row = results.stages.iter().find(|row| row.stage == "yard").expect("the yard is a stage");
        row.blocked_share.unwrap_or(0.0)
    };
    assert!(blocked(&before) < 0.02, "{}", blocked(&before));
    assert!(blocked(&after) > 0.1, "{}", blocked(&after));
    // Eastward trains leave the port and never wait for room in it.
    let east = after.ledger.iter().filter(|row| row.flow == "east" && row.cause == "room downstream");
    assert!(east.into_iter().all(|row| row.because_of.as_deref() != Some("aktau")));
    let more =
        hours(&after, "east", None, "room downstream") - hours(&before, "east", None, "room downstream");
    assert!(more < 0.2, "{more}");
}

fn circle(sets: &[&str]) -> Vec<String> {
    let scenario = open(&data("corridor/circle.toml"), sets);
    match try_run(&scenario, &support::plan(1, Shipments::Nobody)) {
        Err(Failure::Standstill { replication: 1, mut circle }) => {
            circle.sort();
            circle
        }
        other => {
            panic!("{sets:?}: a standstill was expected, not {:?}", other.map(|results| results.censored))
        }
    }
}

#[test]
fn a_standstill_is_found_and_named() {
    assert_eq!(circle(&[]), ["a", "b"]);
    let three = [
        r#"stage.c={ server = { servers = { value = 1, unit = "server", source = "test" }, service = { value = 2, unit = "h", source = "test" }, capacity = { value = 1, unit = "consignment", source = "test" } } }"#,
        r#"route.back.stages=["b", "c"]"#,
        r#"route.third={ stages = ["c", "a"] }"#,
        r#"flow.third={ class = "container", route = { third = { value = 100, unit = "%", source = "test" } }, arrival = { listed = { times = [{ value = 0, unit = "h", source = "test" }] } } }"#,
    ];
    assert_eq!(circle(&three), ["a", "b", "c"]);
}

#[test]
fn a_server_has_one_room_for_both_directions() {
    assert_eq!(circle(&[r#"route.back.direction="east""#]), ["a", "b"]);
}

/// A second server at A holds one that waits for C, which is free again at 5:00: then it leaves A, the other moves in
/// from B, and all go on.
#[test]
fn one_that_can_go_on_is_enough_to_move_all() {
    let sets = [
        "stage.a.server.servers=2",
        "stage.a.server.capacity=2",
        r#"stage.c={ server = { servers = { value = 1, unit = "server", source = "test" }, service = { value = 5, unit = "h", source = "test" }, capacity = { value = 1, unit = "consignment", source = "test" } } }"#,
        r#"route.third={ stages = ["a", "c"] }"#,
        r#"route.busy={ stages = ["c"] }"#,
        r#"flow.third={ class = "container", route = { third = { value = 100, unit = "%", source = "test" } }, arrival = { listed = { times = [{ value = 0, unit = "h", source = "test" }] } } }"#,
        r#"flow.busy={ class = "container", route = { busy = { value = 100, unit = "%", source = "test" } }, arrival = { listed = { times = [{ value = 0, unit = "h", source = "test" }] } } }"#,
    ];
    let scenario = open(&data("corridor/circle.toml"), &sets);
    let results = try_run(&scenario, &support::plan(1, Shipments::Nobody)).expect("it runs");
    assert_eq!(results.censored, None);
}

#[test]
fn room_for_one_more_is_no_standstill() {
    let scenario =
        open(&data("corridor/circle.toml"), &["stage.b.server.capacity=2", "stage.b.server.servers=2"]);
    let results = try_run(&scenario, &support::plan(1, Shipments::Nobody)).expect("it runs");
    assert_eq!(results.censored, None);
}

#[test]
fn a_standstill_is_a_failed_run() {
    let folder = tempfile::tempdir().expect("a folder for the output");
    let mut command = Command::new(env!("CARGO_BIN_EXE_transcaspian"));
    command.args(["run", &data("corridor/circle.toml"), "-n", "1", "--out"]).arg(folder.path().join("out"));
    let output = command.output().expect("the program starts");
    let message = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{message}");
    assert!(message.contains("a -> b") || message.contains("b -> a"), "{message}");
    assert!(!folder.path().join("out").exists());
}

/// Every span that the base leads with begins and ends within its stages, and every reported flow has somebody to report.
#[test]
fn the_base_reports_every_flow_and_span() {
    let results = replicate(&open(&shipped().remove(0), &[SHORT[0], r#"run.window="120 d""#, SHORT[2]]), 2);
    for flow in &results.flows {
        assert!(flow.cohort[1] > 0.0, "nobody of {} came through", flow.flow);
    }
    let spec = open(&shipped().remove(0), &[]);
    for span in spec.spec().span.keys() {
        assert!(results.spans.iter().any(|row| row.span == **span), "{span} was not completed by anybody");
    }
}

/// Four feeders and a departure every day and a half: of a window of 90 days 60 departures are the port's, unless every
/// vessel that is there may use each.
#[test]
fn a_departure_can_be_one_vessels_own() {
    let sailed = |exclusive: &str| {
        let every = r#"timetable = { every = { value = 36, unit = "h", source = "test" }"#;
        let rule = format!("fleet.feeders.departure.aktau={{ {every}{exclusive} }} }}");
        let calm = "weather.sea.storms=1";
        let sets = [rule.as_str(), calm, "fleet.feeders.vessels=4", "stage.aktau.port.berth.feeder.berths=4"];
        let results = replicate(&open(&data("corridor/small.toml"), &sets), 2);
        let row = results.carriage.iter().find(|row| row.vessel && row.stage == "aktau");
        row.expect("feeders sailed").departures.mean
    };
    let (own, shared) = (sailed(", exclusive = true"), sailed(""));
    assert!((59.0..=61.0).contains(&own) && shared > 75.0, "{own} {shared}");
}
