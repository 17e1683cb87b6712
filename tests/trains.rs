//! Formation, regrouping and timetables against calculations by hand, to the millisecond, on the yards of
//! `tests/data/hand/yards.toml` and the corridor of `scenarios/validation/block-train.toml`.

mod support;

use support::{causes, data, diary, known, milestones, open, reached, watch};
use transcaspian::corridor::Corridor;
use transcaspian::experiment::Results;
use transcaspian::scenario::{Phase, Scenario, refusals};
use transcaspian::units::Date;

/// Milliseconds of so many hours and minutes.
const fn hm(hours: i64, minutes: i64) -> i64 {
    (hours * 60 + minutes) * 60_000
}

fn yards(sets: &[&str]) -> Results {
    watch(&open(&data("hand/yards.toml"), sets))
}

fn at(results: &Results, flow: &str, number: u32, milestone: &str) -> i64 {
    reached(results, diary(results, flow, number), milestone)
}

/// Listed times in minutes, each of a batch.
fn listed(flow: &str, minutes: &[u32], batch: u32) -> String {
    let times: Vec<String> = minutes
        .iter()
        .map(|time| format!(r#"{{ value = {time}, unit = "min", source = "hand" }}"#))
        .collect();
    format!(
        r#"flow.{flow}.arrival.listed={{ times = [{}], batch = {{ value = {batch}, unit = "consignment", source = "hand" }} }}"#,
        times.join(", ")
    )
}

/// A flow over a route, whose arrival is set after it.
fn flow(name: &str, route: &str, minutes: &[u32], batch: u32) -> String {
    let arrival = listed(name, minutes, batch);
    let (_, law) = arrival.split_once('=').expect("a setting");
    format!(
        r#"flow.{name}={{ class = "container", route = {{ {route} = {{ value = 1, unit = "share", source = "hand" }} }}, train = "train", arrival = {{ listed = {law} }} }}"#
    )
}

/// One container at 1:00 and one at 20:00; a train takes four, is waited for ten hours, and leaves with two or more. At 11:00
/// there is one, so the train is made up when the second comes. Without a minimum each goes by itself ten hours after it
/// came; a train that is full waits for nothing.
#[test]
fn a_train_that_is_overdue_leaves_with_the_minimum() {
    let times = listed("through", &[60, 1200], 1);
    let rule = |minimum: &str| {
        format!(
            r#"train.train.departure={{ full_or_after = {{ longest_wait = {{ value = 10, unit = "h", source = "hand" }}{minimum} }} }}"#
        )
    };
    let half = rule(r#", minimum = { value = 50, unit = "%", source = "hand" }"#);
    let any = rule("");
    let results = yards(&[&times, &half]);
    assert_eq!(at(&results, "through", 0, "east.departed"), hm(20, 30));
    assert_eq!(at(&results, "through", 1, "east.departed"), hm(20, 30));
    let waited =
        causes(diary(&results, "through", 0)).into_iter().find(|&(cause, _)| cause == "train formation");
    assert_eq!(waited, Some(("train formation", hm(19, 0))));
    let results = yards(&[&times, &any]);
    assert_eq!(at(&results, "through", 0, "east.departed"), hm(11, 30));
    assert_eq!(at(&results, "through", 1, "east.departed"), hm(30, 30));
    let full = listed("through", &[60], 4);
    assert_eq!(at(&yards(&[&full, &half]), "through", 0, "east.departed"), hm(1, 30));
    // Enough when the time has come: it leaves then, and the wait of the next begins with its own oldest cargo.
    let results = yards(&[&listed("through", &[60, 120, 180, 1200, 1260], 1), &half]);
    assert_eq!(at(&results, "through", 2, "east.departed"), hm(11, 30));
    assert_eq!(at(&results, "through", 4, "east.departed"), hm(30, 30));
}

/// The vessel of `corridor.toml` has room for twenty TEU, begins to load at 2:00 and is due after 17:22, at 19:22. Containers
/// come to the quay from 19:18 on, one every six minutes, and its crane takes three for each: the first is on board at 19:21
/// and the second at 19:27. With any load it casts off at 19:22, with 4 TEU of twenty when the second is on board: an hour
/// later it has sailed.
#[test]
fn a_vessel_that_is_overdue_leaves_with_the_minimum() {
    let rule = |minimum: &str| {
        format!(
            r#"fleet.feeders.departure.east={{ full_or_after = {{ longest_wait = {{ value = 1042, unit = "min", source = "hand" }}{minimum} }} }}"#
        )
    };
    let sailed = |minimum: &str, number: u32| {
        let rule = rule(minimum);
        let file = known("block-train");
        let any = r#"train.block.departure={ minimum_load = { share = { value = 0, unit = "%", source = "hand" } } }"#;
        let crane = "stage.east.port.berth.feeder.rate.container=40";
        let sets = ["fleet.feeders.capacity=20", "run.drain=900", any, crane, &rule];
        let results = watch(&open(&file, &sets));
        at(&results, "block", number, "east.sailed")
    };
    assert_eq!(sailed("", 3), hm(20, 22));
    let fifth = r#", minimum = { value = 20, unit = "%", source = "hand" }"#;
    assert_eq!((sailed(fifth, 3), sailed(fifth, 2)), (hm(20, 27), hm(20, 27)));
}

const REGROUPS: &str = "stage.middle.yard.regroups=true";

/// Two containers from the east, whose train is due at 1:00 and in the middle at 2:30, and two that begin there at 1:40. With
/// regrouping they make one train, full at 2:30: it departs at 3:00 and is unloaded from 4:00 to 5:00. Without it the train
/// from the east goes on at 2:30, and the two of the middle leave an hour and a half after they have come.
#[test]
fn cargo_from_two_yards_joins_in_one_train() {
    let (times, rest) = (listed("through", &[0], 2), flow("rest", "rest", &[100], 2));
    let results = yards(&[&times, &rest, REGROUPS]);
    for number in 0..2 {
        let expected = [
            ("east.arrived", hm(0, 0)),
            ("east.formed", hm(1, 30)),
            ("east.departed", hm(1, 30)),
            ("line-1.arrived", hm(1, 30)),
            ("middle.arrived", hm(2, 30)),
            ("middle.formed", hm(3, 0)),
            ("middle.departed", hm(3, 0)),
            ("line-2.arrived", hm(3, 0)),
            ("west.arrived", hm(4, 0)),
            ("west.unloaded", hm(5, 0)),
            ("west.released", hm(5, 0)),
        ]
        .map(|(name, time)| (name.to_owned(), time));
        let journey = diary(&results, "through", number);
        assert_eq!(milestones(&results, journey), expected);
        let expected = [("moving", hm(2, 0)), ("handling", hm(2, 0)), ("train formation", hm(1, 0))];
        assert_eq!(causes(journey), expected);
        assert_eq!(at(&results, "rest", number, "middle.departed"), hm(3, 0));
        let expected = [("moving", hm(1, 0)), ("handling", hm(1, 30)), ("train formation", hm(0, 50))];
        assert_eq!(causes(diary(&results, "rest", number)), expected);
    }
    let results = yards(&[&times, &rest]);
    assert_eq!(at(&results, "through", 0, "middle.departed"), hm(2, 30));
    assert_eq!(at(&results, "rest", 0, "middle.departed"), hm(3, 10));
}

/// Two containers for the west and two for the middle make one train in the east, full at 0:00 and in the middle at 1:30.
/// There the two are unloaded by 2:00, and the others wait an hour for a train that does not fill: it departs at 3:00.
/// Without regrouping each two wait an hour in the east.
#[test]
fn a_train_splits_where_a_part_of_it_ends() {
    let (times, half) = (listed("through", &[0], 2), flow("half", "half", &[0], 2));
    let results = yards(&[&times, &half, REGROUPS]);
    for number in 0..2 {
        assert_eq!(at(&results, "half", number, "middle.arrived"), hm(1, 30));
        assert_eq!(at(&results, "half", number, "middle.released"), hm(2, 0));
        assert_eq!(at(&results, "through", number, "middle.departed"), hm(3, 0));
        assert_eq!(at(&results, "through", number, "west.released"), hm(4, 30));
    }
    let results = yards(&[&times, &half]);
    assert_eq!(at(&results, "half", 0, "east.departed"), hm(1, 30));
    // The other train has left a minute before.
    assert_eq!(at(&results, "through", 0, "west.released"), hm(4, 1));
}

/// Whole trains pass a yard that regroups.
#[test]
fn whole_trains_pass_a_yard_that_regroups() {
    let sets = ["flow.through.intact=true", REGROUPS];
    let results = yards(&sets);
    assert_eq!(at(&results, "through", 0, "middle.departed"), hm(1, 0));
    assert_eq!(at(&results, "through", 0, "west.arrived"), hm(2, 0));
}

/// Trains from the eastern yard at 06:30 and 18:10 of a clock five hours ahead, every second day: 01:30 and 13:10 on the first
/// and third day of the run.
const TWICE: &str = r#"flow.through.arrival={ timetable = { times = ["06:30", "18:10"], utc_offset = { value = 5, unit = "h", source = "hand" }, every_days = 2 } }"#;

/// When the containers of a flow came in, in order.
fn entries(results: &Results, flow: &str) -> Vec<i64> {
    let journeys = results.shipments.iter().map(|shipment| &shipment.journey);
    let mine = journeys.filter(|journey| results.flow_names[journey.flow.index()] == flow);
    let mut all: Vec<i64> = mine.map(|journey| journey.entered.ms()).collect();
    all.sort_unstable();
    all
}

#[test]
fn trains_come_at_their_times_of_day() {
    let sets = [TWICE, "run.window=96"];
    let results = yards(&sets);
    assert_eq!(entries(&results, "through"), [hm(1, 30), hm(13, 10), hm(49, 30), hm(61, 10)]);
    assert_eq!(results.flows[0].consignments, [4.0, 4.0, 0.0]);
    let scenario = open(&data("hand/yards.toml"), &sets);
    assert_eq!(Corridor::compile(&scenario).flows[0].expected, 4.0);
    // From 5:00 on the first is past, and the window ends before the next at 97:30.
    let warm = open(&data("hand/yards.toml"), &[TWICE, "run.window=92.4", "run.warm_up=5"]);
    assert_eq!(Corridor::compile(&warm).flows[0].expected, 3.0);
}

/// A flow that a phase takes away and a later one brings back comes at the times that are then still to come.
#[test]
fn a_timetable_goes_on_after_a_pause() {
    let sets = [TWICE, "run.window=240"];
    let file = data("hand/yards.toml");
    let with = open(&file, &sets);
    let mut none = with.spec().clone();
    let other = flow("rest", "rest", &[0], 4);
    none.flow = open(&file, &[&sets[..], &[&other]].concat()).spec().flow.clone();
    none.flow.retain(|name, _| &**name == "rest");
    let phase = |day, scenario: &Scenario| Phase {
        date: Date::new(2023, 1, day).expect("January has that day"),
        spec: scenario.spec().clone(),
    };
    let phases = vec![Phase { spec: none.clone(), ..phase(4, &with) }, phase(7, &with)];
    assert_eq!(refusals(with.spec(), &none), []);
    let results = watch(&with.with_phases(phases));
    let days: Vec<i64> = entries(&results, "through").iter().map(|time| time / hm(24, 0)).collect();
    assert_eq!(days, [0, 0, 6, 6, 8, 8]);
}

#[test]
fn a_timetable_that_cannot_be_is_refused() {
    let refused = |set: &str, expected: &str| {
        let failed = Scenario::open(&data("hand/yards.toml"), &[set.to_owned()]).expect_err("it is refused");
        let text = failed.problems.render(&failed.files);
        assert!(text.contains(expected), "{text}");
    };
    let offset = r#"utc_offset = { value = 5, unit = "h", source = "hand" }"#;
    refused(
        &format!(r#"flow.through.arrival={{ timetable = {{ times = [], {offset} }} }}"#),
        "the list is empty",
    );
    let twice =
        format!(r#"flow.through.arrival={{ timetable = {{ times = ["08:00", "08:00"], {offset} }} }}"#);
    refused(&twice, "08:00 comes after 08:00");
    let never = format!(
        r#"flow.through.arrival={{ timetable = {{ times = ["08:00"], {offset}, every_days = 0 }} }}"#
    );
    refused(&never, "found 0; allowed is a whole number of days from 1 to 365");
    let months = format!(
        r#"flow.through={{ class = "container", volume = {{ value = 9, unit = "container/yr", source = "hand" }}, route = {{ through = {{ value = 1, unit = "share", source = "hand" }} }}, train = "train", arrival = {{ timetable = {{ times = ["08:00"], {offset} }} }} }}"#
    );
    refused(&months, "the law timetable says when cargo arrives");
}
