//! `validate` holds, says so, and can fail: every case here is run once as it is, and once for each of some numbers of its
//! scenario that are made three in a hundred too large, or read in a wrong unit.

use std::sync::atomic::AtomicBool;

use transcaspian::document::COMMAND_LINE;
use transcaspian::experiment::{Case, Judgement, NotLoaded, Trials, Validation, known_cases, validate};
use transcaspian::scenario::Scenario;

mod program;
use program::{ask, code, err, out, place, table};

/// Runs one case with a fault in its scenario, or without.
fn run(id: &str, fault: &(dyn Fn(&Case, &Scenario) -> Vec<String> + Sync)) -> Validation {
    let cases: Vec<_> = known_cases(None).into_iter().filter(|(_, case)| case.id == id).collect();
    assert_eq!(cases.len(), 1, "{id}");
    let trials = Trials { fault, ..Trials::new(1, 2) };
    validate(&cases, &trials, &AtomicBool::new(false), &|_| {}).unwrap_or_else(|why| match why {
        NotLoaded::Unsound(_, failed) => panic!("{id}: {}", failed.problems.render(&failed.files)),
        why => panic!("{id}: {why}"),
    })
}

/// Settings that multiply a number, or the mean of a law, by 1.03, as a fix does.
fn larger(scenario: &Scenario, path: &str) -> Vec<String> {
    let mut sources = scenario.used_sources().iter().filter(|source| *source != COMMAND_LINE);
    let source = sources.next().expect("a scenario cites something");
    let factor = format!("{{ value = 1.03, unit = \"factor\", source = \"{source}\" }}");
    let fix = format!(
        "fix.fault={{ title = \"Too large\", source = \"{source}\", scale = {{ \"{path}\" = {factor} }} }}"
    );
    vec![fix, "fixes.fault=true".to_owned()]
}

fn told(found: &Validation) -> String {
    let rows = found.rows().map(|row| {
        format!("{} {} {} {:?} {}", row.case, row.what, row.expected, row.simulated, row.judgement.word())
    });
    rows.collect::<Vec<_>>().join("\n")
}

/// Runs a case as it is, which must pass, and with each of the faults, which must turn it red.
fn notices(id: &str, laws: &[&str], settings: &[&str]) {
    let found = run(id, &|_, _| Vec::new());
    assert!(found.holds(), "{}", told(&found));
    assert_eq!(found.count(Judgement::Pass), found.rows().count());
    for path in laws {
        let found = run(id, &|_, scenario| larger(scenario, path));
        assert!(!found.holds(), "{id} does not notice that {path} is too large:\n{}", told(&found));
    }
    for set in settings {
        let found = run(id, &|_, _| vec![(*set).to_owned()]);
        assert!(!found.holds(), "{id} does not notice {set}:\n{}", told(&found));
    }
}

const SERVICE: &str = "stage.desk.server.service";
const VOLUME: &str = "flow.jobs.volume";

#[test]
fn queues_notice_a_service_or_a_rate_that_is_too_large() {
    notices("F1a", &[SERVICE, VOLUME], &[]);
    notices("F1b", &[SERVICE], &["stage.desk.server.service=\"61 min\""]);
    notices("F1c", &[SERVICE], &[]);
    notices("E3", &[SERVICE, VOLUME], &[]);
}

#[test]
fn legs_and_vessels_notice_a_time_that_is_too_long() {
    let time = "stage.way.leg.time";
    notices("F2a", &[time, VOLUME], &[]);
    notices("F2b", &[time], &["stage.way.leg.time=\"183 min\""]);
    notices("F2c", &[time], &[]);
    let every = "stage.ferry.shuttle.departure.timetable.every";
    notices("V1a", &[every, VOLUME], &["stage.ferry.shuttle.departure.timetable.every=\"61 min\""]);
    notices("V2", &[every], &[]);
    notices("V3a", &[VOLUME], &[]);
    notices("V3b", &[VOLUME], &[]);
}

#[test]
fn a_closed_flow_notices_each_of_its_laws() {
    notices("R1", &[SERVICE, "flow.jobs.arrival.closed.think"], &[]);
}

#[test]
fn calculations_by_hand_notice_every_number_on_the_way() {
    let by_hand = [
        SERVICE,
        "stage.way.leg.time",
        "stage.ferry.shuttle.crossing",
        "stage.ferry.shuttle.departure.timetable.every",
        "stage.crane.server.service",
        "flow.jobs.arrival.renewal.interval",
    ];
    notices("N1", &by_hand, &["stage.way.leg.time=\"305 min\""]);
    let train = [
        "stage.border.border.examination.time",
        "stage.border.border.customs.time",
        "stage.border.border.formation.time",
        "stage.border.border.transfer.placing",
        "stage.border.border.transfer.lift",
        "stage.line-1.rail.length",
        "stage.line-2.rail.speed_limit",
        "stage.yard.yard.examination.time",
        "stage.east.port.placing",
        "stage.east.port.customs.time",
        "stage.east.port.cargo.container.lift",
        "stage.east.port.berth.feeder.rate.container",
        "stage.east.port.berth.feeder.mooring",
        "stage.sea.ferry.distance",
        "stage.west.port.berth.feeder.mooring",
        "stage.west.port.customs.time",
        "stage.west.port.berth.feeder.rate.container",
        "stage.west.port.cargo.container.lift",
        "stage.west.port.placing",
        "stage.west.port.formation.time",
        "stage.line-3.rail.length",
        "stage.end.yard.examination.time",
        "stage.end.yard.unloading.placing",
        "stage.end.yard.unloading.lift",
        "train.block.speed",
        "fleet.feeders.speed",
    ];
    notices(
        "N2",
        &train,
        &["stage.east.port.customs.time=\"61 min\"", "stage.yard.yard.examination.time=\"0.5 min\""],
    );
    notices("N3", &["stage.line.rail.length", "train.train.speed"], &[]);
}

#[test]
fn cases_of_others_notice_their_numbers() {
    let (every, crossing) = ("stage.ferry.shuttle.departure.timetable.every", "stage.ferry.shuttle.crossing");
    notices("P1", &[every, crossing], &["stage.ferry.shuttle.departure.timetable.every=\"61 min\""]);
    notices("P2", &[every, "stage.ferry.shuttle.departure.timetable.offset"], &[]);
    notices("P3", &["stage.border.border.customs.time"], &["stage.border.border.customs.time=\"610 min\""]);
    notices("P4", &[SERVICE], &[]);
    notices("P5", &[SERVICE], &[]);
    notices("P6", &["stage.pairs.shuttle.crossing"], &[]);
    notices("P7", &["stage.fours.shuttle.crossing"], &[]);
    notices("P8", &[SERVICE], &[]);
}

#[test]
fn lines_and_fleets_notice_their_numbers() {
    let clearance = "stage.single.rail.track.single.clearance";
    notices(
        "L1",
        &["train.freight.speed", clearance, "stage.single.rail.track.single.limiting_section"],
        &[],
    );
    notices("L2", &["stage.double.rail.track.double.headway"], &[]);
    let ships = [
        "fleet.ships.speed",
        "stage.sea.ferry.distance",
        "stage.east.port.berth.quay.mooring",
        "stage.west.port.berth.quay.rate.container",
    ];
    notices("L3", &ships, &["stage.east.port.berth.quay.mooring=\"0.5 min\""]);
    notices("L4", &["fleet.ships.speed"], &[]);
}

#[test]
fn the_command_prints_and_writes_one_table() {
    let place = place();
    let output = ask(&place, &["validate", "--only", "slotted", "-q"]);
    assert_eq!(code(&output), 0, "{}", err(&output));
    let text = out(&output);
    assert!(text.contains("P1: slotted departures [Ciw 3.2.7, tests/test_scheduling.py"), "{text}");
    assert!(text.contains("7 figures, seed 1: 7 pass, 0 known miss, 0 fail, 0 imprecise"), "{text}");
    let folder = place.path().join("output/validation");
    let (header, rows) = table(&folder, "validation.csv");
    let columns = "case what expected unit source simulated ci_low ci_high replications verdict note";
    assert_eq!(header.join(" "), columns);
    assert_eq!(rows.len(), 7);
    assert_eq!(rows[0][..4], ["P1", "slotted departures: begin", "9", "exact times"]);
    assert_eq!(rows[0][5], "9");
    assert_eq!(rows[0][10], "to the millisecond: 1 1 1 2 2 3 3 3 4 h");
    assert!(rows.iter().all(|row| row[9] == "pass"));

    let again = ask(&place, &["validate", "--only", "SLOTTED", "-j", "1", "--force", "--format", "csv"]);
    assert_eq!(code(&again), 0, "{}", err(&again));
    assert_eq!(out(&again).into_bytes(), std::fs::read(folder.join("validation.csv")).expect("the file"));
    let json = ask(&place, &["validate", "--only", "P2", "--seed", "7", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&out(&json)).expect("it is JSON");
    assert_eq!(
        (&json["holds"], &json["seed"], &json["counts"]["pass"]),
        (&true.into(), &7.into(), &5.into())
    );
    assert!(place.path().join("output/validation-2").is_dir());

    let none = ask(&place, &["validate", "--only", "no such case"]);
    assert_eq!((code(&none), out(&none)), (2, String::new()));
}
