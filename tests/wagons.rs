//! Pools of wagons against calculations by hand, to the millisecond, and the law that no wagon is ever lost. The yards and
//! the corridor of the calculations stand in the scenario files under `tests/data/hand`.

mod support;

use support::{causes, data, diary, known, open, plan, reached, try_run, watch};
use transcaspian::cargo::{CarrierKind, ResourceId};
use transcaspian::corridor::{Corridor, simulate};
use transcaspian::experiment::{Results, Shipments};
use transcaspian::observation::{Observation, Observer};
use transcaspian::units::Time;

/// Milliseconds of so many hours and minutes.
const fn hm(hours: i64, minutes: i64) -> i64 {
    (hours * 60 + minutes) * 60_000
}

/// Four wagons that stand in the eastern yard at first and go back to it from the western one.
const POOL: &str = r#"wagons.flats={ wagons = { value = 4, unit = "wagon", source = "hand" }, empty_train = "empties", at = { east = { stock = { value = 1, unit = "share", source = "hand" } }, west = { returns = ["back"] } } }"#;
const MADE_OF_IT: &str = r#"train.train.pool="flats""#;

fn yards(sets: &[&str]) -> Results {
    watch(&open(&data("hand/yards.toml"), sets))
}

/// When a container of a flow came to a milestone.
fn at(results: &Results, flow: &str, number: u32, milestone: &str) -> i64 {
    reached(results, diary(results, flow, number), milestone)
}

/// Without a pool two trains of four leave half an hour after their cargo has come, at 0:30 and at 0:40. With four wagons the
/// first train, unloaded from 2:30 to 3:30, must be back before the second can be made up: it leaves at 3:30 as an empty
/// train, passes the middle at 4:30 and is there at 5:30. The second has waited since 0:10 and departs at 6:00.
#[test]
fn a_train_waits_until_wagons_come_back() {
    let without = yards(&[]);
    assert_eq!(at(&without, "through", 0, "east.departed"), hm(0, 30));
    assert_eq!(at(&without, "through", 4, "east.departed"), hm(0, 40));
    let results = yards(&[POOL, MADE_OF_IT]);
    assert_eq!(at(&results, "through", 0, "east.departed"), hm(0, 30));
    assert_eq!(at(&results, "through", 0, "west.released"), hm(3, 30));
    assert_eq!(at(&results, "through", 4, "east.departed"), hm(6, 0));
    let waited = [("moving", hm(2, 0)), ("handling", hm(1, 30)), ("wagons", hm(5, 20))];
    assert_eq!(causes(diary(&results, "through", 4)), waited);
    assert_eq!(causes(diary(&results, "through", 0)), [("moving", hm(2, 0)), ("handling", hm(1, 30))]);
    assert_eq!(at(&results, "through", 4, "west.released"), hm(9, 0));
}

/// All wagons are out from 0:00 to 11:00, when the second train's are back: 11 of 48 hours, with the way back.
#[test]
fn wagons_are_busy_until_they_are_back() {
    let results = yards(&[POOL, MADE_OF_IT]);
    let row = results.resources.iter().find(|row| row.owner == "flats").expect("the pool is a resource");
    assert_eq!((row.resource.as_str(), row.capacity), ("wagons", 4));
    assert!((row.busy - 11.0 / 48.0).abs() < 1e-9, "{}", row.busy);
}

/// The western yard keeps two of four wagons, so that a whole empty train never comes together: the second train never
/// leaves. Of six wagons the two that stand in the east are too few for it, and those that come back are enough.
#[test]
fn what_a_yard_keeps_does_not_go_back() {
    let keep = r#"wagons.flats.at.west.keep={ value = 2, unit = "wagon", source = "hand" }"#;
    let scenario = open(&data("hand/yards.toml"), &[POOL, MADE_OF_IT, keep]);
    let results = try_run(&scenario, &plan(1, Shipments::Everybody)).expect("the run succeeds");
    assert!(results.censored.is_some());
    assert_eq!(causes(diary(&results, "through", 4)).last(), Some(&("wagons", hm(95, 50))));
    let half = r#"train.empties.wagons=2"#;
    let results = yards(&[POOL, MADE_OF_IT, keep, half, "wagons.flats.wagons=6"]);
    assert_eq!(at(&results, "through", 4, "east.departed"), hm(6, 0));
}

/// Five wagons; a full train takes three. The train of 0:00 takes three, that of one container at 0:10 one (0.75 and no part of
/// a wagon). One is left: too few for the full train of 0:20, which waits, and so does the one container of 1:30 behind it,
/// although one would do. At 5:30 three are back and both are made up; a minute lies between them on the line.
#[test]
fn the_oldest_train_has_the_first_wagons() {
    let times = r#"flow.through.arrival.listed={ times = [{ value = 0, unit = "min", source = "hand" }], batch = { value = 4, unit = "consignment", source = "hand" } }"#;
    let other = |name: &str, minutes: u32, batch: u32| {
        format!(
            r#"flow.{name}={{ class = "container", route = {{ through = {{ value = 1, unit = "share", source = "hand" }} }}, train = "train-{name}", arrival = {{ listed = {{ times = [{{ value = {minutes}, unit = "min", source = "hand" }}], batch = {{ value = {batch}, unit = "consignment", source = "hand" }} }} }} }}"#
        )
    };
    let train = |name: &str| {
        format!(
            r#"train.train-{name}={{ capacity = {{ value = 4, unit = "container", source = "hand" }}, speed = {{ value = 60, unit = "km/h", source = "hand" }}, departure = {{ minimum_load = {{ share = {{ value = 0, unit = "share", source = "hand" }} }} }}, wagons = {{ value = 3, unit = "wagon", source = "hand" }}, pool = "flats" }}"#
        )
    };
    let (a, b, c) = (other("a", 10, 1), other("b", 20, 3), other("c", 90, 1));
    let (ta, tb, tc) = (train("a"), train("b"), train("c"));
    let sets = [
        POOL,
        MADE_OF_IT,
        "train.train.wagons=3",
        "train.empties.wagons=3",
        "wagons.flats.wagons=5",
        times,
        &ta,
        &tb,
        &tc,
        &a,
        &b,
        &c,
        r#"train.train-b.departure={ when_full = {} }"#,
        "train.train-b.capacity=3",
    ];
    let results = yards(&sets);
    assert_eq!(at(&results, "through", 0, "east.departed"), hm(0, 30));
    assert_eq!(at(&results, "a", 0, "east.departed"), hm(0, 40));
    assert_eq!(at(&results, "b", 0, "east.departed"), hm(6, 0));
    assert_eq!(at(&results, "c", 0, "east.departed"), hm(6, 1));
    assert!(causes(diary(&results, "c", 0)).contains(&("wagons", hm(4, 0))));
}

/// The block train of `corridor.toml` with platforms: as many as its load needs at the border, where it changes gauge, and in
/// the western port, where it is made up.
fn platforms(count: u32) -> Vec<String> {
    vec![
        format!(
            r#"wagons.flats={{ wagons = {{ value = {count}, unit = "wagon", source = "hand" }}, empty_train = "empties", at = {{ border = {{ stock = {{ value = 50, unit = "%", source = "hand" }} }}, east = {{ returns = ["empty"] }}, west = {{ stock = {{ value = 50, unit = "%", source = "hand" }} }}, end = {{}} }} }}"#
        ),
        r#"route.empty={ direction = "east", stages = ["east", "line-2", "yard", "line-1", "border"] }"#.to_owned(),
        r#"train.empties={ capacity = { value = 4, unit = "container", source = "hand" }, speed = { value = 60, unit = "km/h", source = "hand" }, wagons = { value = 4, unit = "wagon", source = "hand" } }"#.to_owned(),
        r#"train.block.wagons={ value = 4, unit = "wagon", source = "hand" }"#.to_owned(),
        r#"train.block.pool="flats""#.to_owned(),
    ]
}

fn corridor(pool: &[String], more: &[&str]) -> Results {
    let sets: Vec<&str> = pool.iter().map(String::as_str).chain(more.iter().copied()).collect();
    watch(&open(&known("block-train"), &sets))
}

/// With wagons at hand everything is as it is without a pool.
#[test]
fn wagons_at_hand_change_nothing() {
    let (with, without) = (corridor(&platforms(8), &[]), watch(&open(&known("block-train"), &[])));
    for number in 0..4 {
        let (one, other) = (diary(&with, "block", number), diary(&without, "block", number));
        assert_eq!((&one.milestones, one.by_cause), (&other.milestones, other.by_cause));
    }
}

/// One track at the border and three trains from 10:00 on, with platforms for one at the border. The first departs at 14:27,
/// when the second comes in from outside; it is examined, cleared and lifted across by 14:27 + 3:42 = 18:09, and waits off
/// the track, where the third comes in. The first is unloaded in the port at 19:36 and its platforms go back: 0:45, 0:30 in
/// the yard, 2:00, and at the border 1:00 of examination, until 23:51. The second is made up by 24:36.
#[test]
fn a_whole_train_on_new_wagons_waits_off_the_track() {
    let times = r#"flow.block.arrival.listed.times=[{ value = 600, unit = "min", source = "hand" }, { value = 605, unit = "min", source = "hand" }, { value = 610, unit = "min", source = "hand" }]"#;
    let enough = [
        "fleet.feeders.vessels=9",
        "run.window=96",
        "run.drain=960",
        "stage.border.border.reception_tracks=1",
    ];
    let sets = [&enough[..], &[times]].concat();
    // Of the pool eight are at the border and in the port; only the border's four are short.
    let pool: Vec<String> =
        platforms(16).into_iter().map(|set| set.replace("50, unit = \"%\"", "25, unit = \"%\"")).collect();
    let pool: Vec<String> = pool
        .into_iter()
        .map(|set| set.replacen("west = { stock = { value = 25", "west = { stock = { value = 75", 1))
        .collect();
    let results = corridor(&pool, &sets);
    assert_eq!(at(&results, "block", 0, "border.departed"), hm(14, 27));
    assert_eq!(at(&results, "block", 4, "border.arrived"), hm(14, 27));
    assert_eq!(at(&results, "block", 8, "border.arrived"), hm(18, 9));
    assert_eq!(at(&results, "block", 4, "border.departed"), hm(24, 36));
    let waited = causes(diary(&results, "block", 4)).into_iter().find(|&(cause, _)| cause == "wagons");
    assert_eq!(waited, Some(("wagons", hm(23, 51) - hm(18, 9))));
}

/// How many wagons of a pool are in use at most, and how many the largest of its trains has.
struct Rakes {
    resource: ResourceId,
    in_use: u32,
    on_a_train: u32,
}

impl Observer for Rakes {
    fn observe(&mut self, _: Time, what: Observation<'_>) {
        match what {
            Observation::Train { what, .. } => {
                let CarrierKind::Train { rake, .. } = what.kind else { return };
                self.on_a_train = self.on_a_train.max(rake.map_or(0, |rake| rake.wagons));
            }
            Observation::Uses { resource, now } if resource == self.resource => {
                self.in_use = self.in_use.max(now.busy);
            }
            _ => {}
        }
    }
}

/// Over two months of the base, in which the network itself counts its wagons whenever one is taken or given back (it stops
/// if one is missing), never more are in use than there are, and trains have as many as their load needs.
#[test]
fn no_wagon_is_lost() {
    let scenario = open("base.toml", &[r#"run.window="60 d""#]);
    let corridor = Corridor::compile(&scenario);
    let rakes = Rakes { resource: corridor.wagons_resource[0], in_use: 0, on_a_train: 0 };
    let (_, rakes) = simulate(&corridor, 3, 0, rakes, u64::MAX);
    let there = scenario.spec().wagons["platforms"].wagons.count();
    assert!((there / 3..=there).contains(&rakes.in_use), "{} of {there}", rakes.in_use);
    assert_eq!(rakes.on_a_train, 50);
}
