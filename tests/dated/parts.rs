//! One more of everything: who has waited for it begins at midnight.
//!
//! Two block trains come together to the corridor of `scenarios/validation/block-train.toml`. A part is made so slow that it
//! has not done with
//! the first when the third day begins (24:00), or the fourth (48:00); then there is one more of it, and the second is
//! through as long after midnight as it takes.

use super::dated;
use crate::support::{diary, known, milestones, reached, watch};
use transcaspian::experiment::Results;

const fn hm(hours: i64, minutes: i64) -> i64 {
    (hours * 60 + minutes) * 60_000
}

const TWO_TRAINS: &str = r#"flow.block.arrival.listed.times=[{ value = 10, unit = "h", source = "hand" }, { value = 10, unit = "h", source = "hand" }]"#;
const SECOND_DAY: (i64, u32, u32) = (2023, 1, 3);
const THIRD_DAY: (i64, u32, u32) = (2023, 1, 4);

fn run(sets: &[&str], day: (i64, u32, u32), then: &[&str]) -> Results {
    let sets = [&[TWO_TRAINS, "run.drain=1000"], sets].concat();
    watch(&dated(&known("block-train"), &sets, &[(day, then)]))
}

fn is(sets: &[&str], day: (i64, u32, u32), then: &[&str], container: u32, milestone: &str, time: i64) {
    let results = run(sets, day, then);
    let journey = diary(&results, "block", container);
    let found = reached(&results, journey, milestone);
    assert_eq!(found, time, "{sets:?} {then:?}: {:?}", milestones(&results, journey));
}

#[test]
fn at_a_border() {
    let border = "stage.border.border";
    let case = |sets: &[String], then: String, milestone, time| {
        let sets: Vec<&str> = sets.iter().map(String::as_str).collect();
        is(&sets, SECOND_DAY, &[&then], 4, milestone, time);
    };
    let slow = |what: &str| format!("{border}.{what}=30");
    let one = format!("{border}.reception_tracks=1");
    let two = |what: &str| format!("{border}.{what}=2");
    case(&[slow("examination.time"), one], two("reception_tracks"), "border.arrived", hm(24, 0));
    // Examined at 54:00, when the desk is free since 42:00.
    case(&[slow("examination.time")], two("examination.crews"), "border.cleared", hm(56, 0));
    case(&[slow("customs.time")], two("customs.desks"), "border.cleared", hm(54, 0));
    case(
        &[slow("transfer.placing")].map(|set| set.replace("=30", r#"="30 h""#)),
        two("transfer.points"),
        "border.formed",
        hm(54, 57),
    );
    case(
        &[slow("formation.time")].map(|set| set.replace("=30", r#"="30 h""#)),
        two("formation.crews"),
        "border.formed",
        hm(54, 0),
    );
}

#[test]
fn a_second_track_or_a_loop_lets_the_queue_in_while_the_first_train_runs_on() {
    // One section of 30 h: the first train is in it from 14:27, the second waits for it from 16:27.
    let long = ["stage.line-1.rail.track.single.loops=0", "stage.line-1.rail.length=1800"];
    let double =
        r#"stage.line-1.rail.track={ double = { headway = { value = 10, unit = "min", source = "hand" } } }"#;
    for then in [double, "stage.line-1.rail.track.single.loops=1"] {
        is(&long, SECOND_DAY, &[then], 4, "border.departed", hm(24, 0));
        is(&long, SECOND_DAY, &[then], 4, "yard.arrived", hm(54, 0));
        is(&long, SECOND_DAY, &[then], 0, "yard.arrived", hm(44, 27));
    }
    // The other way round as well: a headway of 20 h would hold the second train until 34:27.
    let wide =
        r#"stage.line-1.rail.track={ double = { headway = { value = 20, unit = "h", source = "hand" } } }"#;
    let single = r#"stage.line-1.rail.track={ single = { loops = { value = 0, unit = "loop", source = "hand" }, loop_tracks = { value = 2, unit = "track", source = "hand" }, clearance = { value = 0, unit = "min", source = "hand" } } }"#;
    for then in ["stage.line-1.rail.track.double.headway=1", single] {
        is(&[wide], SECOND_DAY, &[then], 4, "border.departed", hm(24, 0));
        is(&[wide], SECOND_DAY, &[then], 4, "yard.arrived", hm(26, 0));
    }
}

#[test]
fn a_shorter_possession_ends_at_once() {
    let possession = |lasts: u32| {
        format!(
            r#"stage.line-1.rail.possession.daily={{ begins = "15:00", lasts = {{ value = {lasts}, unit = "h", source = "hand" }}, utc_offset = {{ value = 0, unit = "h", source = "hand" }} }}"#
        )
    };
    // The first section takes 40 minutes and stays clear for 10: the first train would not be out of it by 15:00.
    is(&[&possession(20)], SECOND_DAY, &[&possession(1)], 0, "border.departed", hm(24, 0));
    is(&[&possession(20)], SECOND_DAY, &[&possession(1)], 4, "border.departed", hm(24, 50));
    let double =
        r#"stage.line-1.rail.track={ double = { headway = { value = 10, unit = "min", source = "hand" } } }"#;
    is(&[double, &possession(20)], SECOND_DAY, &[&possession(1)], 4, "border.departed", hm(24, 0));
}

#[test]
fn at_a_yard_and_in_a_pool() {
    let examination = r#"stage.yard.yard.examination.time="30 h""#;
    let narrow = [examination, "stage.yard.yard.tracks=1"];
    is(&narrow, SECOND_DAY, &["stage.yard.yard.tracks=2"], 4, "border.departed", hm(24, 0));
    is(&[examination], SECOND_DAY, &["stage.yard.yard.examination.crews=2"], 4, "yard.departed", hm(54, 0));
    let pool = r#"pool.pool={ locomotives = { value = 1, unit = "locomotive", source = "hand" }, turn_round = { value = 100, unit = "h", source = "hand" } }"#;
    let line = r#"stage.line-1.rail.locomotives="pool""#;
    is(&[pool, line], SECOND_DAY, &["pool.pool.locomotives=2"], 4, "border.departed", hm(24, 0));
    // A vessel for both: the second train of the far end is there at 37:15 and would be unloaded from 65:39 on.
    let late = ["fleet.feeders.capacity=16", r#"stage.end.yard.unloading.placing="30 h""#];
    is(&late, THIRD_DAY, &["stage.end.yard.unloading.tracks=2"], 0, "end.unloaded", hm(78, 24));
}

#[test]
fn on_the_land_side_of_a_port() {
    let slow = r#"stage.east.port.placing="30 h""#;
    let narrow = [slow, "stage.east.port.sidings=1"];
    is(&narrow, SECOND_DAY, &["stage.east.port.sidings=2"], 4, "yard.departed", hm(24, 0));
    is(&[slow], SECOND_DAY, &["stage.east.port.working_tracks=2"], 7, "east.unloaded", hm(54, 6));
    // The vessel's papers take the only desk from 2:00 to 32:00.
    let papers = "stage.east.port.customs.time=30";
    is(&[papers], SECOND_DAY, &["stage.east.port.customs.desks=2"], 0, "east.cleared", hm(54, 0));
    // No vessel takes anything away before 40:00.
    let full = ["stage.east.port.berth.feeder.mooring=40", "stage.east.port.cargo.container.slots_seaward=4"];
    let more = "stage.east.port.cargo.container.slots_seaward=8";
    is(&full, SECOND_DAY, &[more], 7, "east.unloaded", hm(24, 36));
    // A vessel for both: the second train of discharged cargo is loaded at 35:00.
    let late = ["fleet.feeders.capacity=16", r#"stage.west.port.formation.time="30 h""#];
    is(&late, THIRD_DAY, &["stage.west.port.formation.crews=2"], 0, "west.formed", hm(78, 0));
}

#[test]
fn on_the_sea_side_of_a_port() {
    // The second vessel of three begins in the other port. Those here moor at 30:00 and 54:00, and load 0:24 each.
    let moor = ["fleet.feeders.vessels=3", "stage.east.port.berth.feeder.mooring=30"];
    is(&moor, SECOND_DAY, &["stage.east.port.berth.feeder.berths=2"], 7, "east.loaded", hm(55, 24));
    // A crane takes 20 h for a container: it has the first from 19:18, and the second is unloaded at 19:24.
    let slow = "stage.east.port.berth.feeder.rate.container=0.1";
    is(
        &[slow],
        SECOND_DAY,
        &["stage.east.port.berth.feeder.cranes_per_vessel=2"],
        2,
        "east.loaded",
        hm(44, 0),
    );
    let two = ["fleet.feeders.vessels=3", "stage.east.port.berth.feeder.berths=2", slow];
    let one = [&two[..], &["stage.east.port.berth.feeder.cranes=1"]].concat();
    is(&one, SECOND_DAY, &["stage.east.port.berth.feeder.cranes=2"], 2, "east.loaded", hm(44, 0));
    // The only vessel sails at 21:54. Of the new ones one begins here, moors, has its papers done and loads.
    let far = ["stage.sea.ferry.distance=2000"];
    is(&far, SECOND_DAY, &["fleet.feeders.vessels=3"], 7, "east.loaded", hm(26, 24));
    // Three of four containers have found slots in the west by 30:06, and no train is due.
    let rule = r#"train.block.departure={ full_or_after = { longest_wait = { value = 200, unit = "h", source = "hand" } } }"#;
    let full = [rule, "stage.west.port.cargo.container.slots_landward=3"];
    is(
        &full,
        THIRD_DAY,
        &["stage.west.port.cargo.container.slots_landward=4"],
        3,
        "west.discharged",
        hm(48, 24),
    );
}

#[test]
fn rules_of_departure_hold_at_once_for_trains_and_from_the_next_loading_for_vessels() {
    // Eight containers are on board and the vessel waits for forty: it would not if it began to load now.
    let sails = r#"fleet.feeders.departure.east={ minimum_load = { share = { value = 5, unit = "%", source = "hand" } } }"#;
    let results = run(&["fleet.feeders.capacity=80"], SECOND_DAY, &[sails]);
    assert_eq!(diary(&results, "block", 0).left, None);
    assert!(results.censored.is_some());
    // Four containers wait for a train of forty, or for 200 hours.
    let rule = |hours: u32| {
        format!(
            r#"train.block.departure={{ full_or_after = {{ longest_wait = {{ value = {hours}, unit = "h", source = "hand" }} }} }}"#
        )
    };
    let wait = ["train.block.capacity=80", &rule(200)];
    is(&wait, THIRD_DAY, &[&rule(1)], 0, "west.formed", hm(48, 0) + hm(0, 30) + hm(0, 24) + hm(0, 30));
    is(&wait, THIRD_DAY, &["train.block.capacity=8"], 0, "west.formed", hm(49, 24));
}

#[test]
fn at_a_stage_of_servers_and_a_shuttle() {
    // Three arrive at 12:00 of the first day.
    let file = known("by-hand");
    let short = ["run.warm_up=0", "run.window=20", "run.drain=1000"];
    let at = |sets: &[&str], then: &[&str], number, milestone| {
        let sets = [&short[..], sets].concat();
        let results = watch(&dated(&file, &sets, &[((2023, 1, 2), then)]));
        reached(&results, diary(&results, "jobs", number), milestone)
    };
    let slow = ["stage.desk.server.service=100"];
    assert_eq!(at(&slow, &["stage.desk.server.servers=2"], 1, "desk.cleared"), hm(124, 0));
    let room = r#"stage.desk.server.capacity={ value = 2, unit = "consignment", source = "theory" }"#;
    let narrow = [slow[0], room];
    assert_eq!(at(&narrow, &["stage.desk.server.capacity=3"], 2, "desk.arrived"), hm(24, 0));
    // A vessel of one sails at 21:00, with who comes to the quay at 19:00; it would be back at 121:00.
    let one = r#"stage.ferry.shuttle={ vessels = { value = 1, unit = "vessel", source = "theory" }, capacity = { value = 1, unit = "consignment", source = "theory" }, departure = { when_full = {} }, crossing = { value = 3, unit = "h", source = "theory" }, way_back = { value = 100, unit = "h", source = "theory" } }"#;
    assert_eq!(at(&[one], &["stage.ferry.shuttle.vessels=2"], 1, "ferry.sailed"), hm(24, 0));
    // Fewer: the vessel that is at sea does not come back.
    let two =
        one.replace("vessels = { value = 1", "vessels = { value = 2").replace("value = 100", "value = 10");
    let last = at(&[&two], &["stage.ferry.shuttle.vessels=1"], 2, "ferry.sailed");
    assert_eq!(last, hm(19, 0) + hm(3, 0) + hm(10, 0) + hm(2, 0));
}
