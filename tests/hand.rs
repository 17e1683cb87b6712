//! Small corridors against calculations by hand, to the millisecond. The calculations stand in
//! `scenarios/validation/block-train.toml` and `meet.toml`, and here beside each change to them.

mod support;

use support::{causes, diary, hours, known, milestones, open, reached, watch};
use transcaspian::experiment::Results;

/// Milliseconds of so many hours and minutes.
const fn hm(hours: i64, minutes: i64) -> i64 {
    (hours * 60 + minutes) * 60_000
}

const fn min(minutes: i64) -> i64 {
    hm(0, minutes)
}

fn corridor(sets: &[&str]) -> Results {
    watch(&open(&known("block-train"), sets))
}

fn line(sets: &[&str]) -> Results {
    watch(&open(&known("meet"), sets))
}

/// The milestones of container `number`, on the train at place `number`: when it is unloaded, put on board, discharged.
fn block_train(unloaded: i64, loaded: i64, discharged: i64) -> Vec<(String, i64)> {
    [
        ("border.arrived", hm(10, 0)),
        ("border.cleared", hm(13, 0)),
        ("border.formed", hm(14, 27)),
        ("border.departed", hm(14, 27)),
        ("line-1.arrived", hm(14, 27)),
        ("yard.arrived", hm(16, 27)),
        ("yard.departed", hm(16, 57)),
        ("line-2.arrived", hm(16, 57)),
        ("east.arrived", hm(17, 42)),
        ("east.cleared", hm(18, 42)),
        ("east.unloaded", unloaded),
        ("east.loaded", loaded),
        ("east.sailed", hm(21, 54)),
        ("sea.arrived", hm(21, 54)),
        ("west.arrived", hm(26, 54)),
        ("west.berthed", hm(27, 54)),
        ("west.cleared", hm(28, 54)),
        ("west.discharged", discharged),
        ("west.formed", hm(31, 54)),
        ("west.departed", hm(31, 54)),
        ("line-3.arrived", hm(31, 54)),
        ("end.arrived", hm(33, 24)),
        ("end.unloaded", hm(34, 33)),
        ("end.released", hm(34, 33)),
    ]
    .map(|(name, time)| (name.to_owned(), time))
    .to_vec()
}

#[test]
fn a_block_train_passes_a_whole_corridor_to_the_tick() {
    let results = corridor(&[]);
    assert_eq!(results.censored, None);
    assert_eq!(results.shipments.len(), 4);
    let cases = [
        (hm(19, 36), hm(20, 54), hm(29, 18), hm(9, 12), hm(1, 12), hm(0, 54)),
        (hm(19, 30), hm(20, 30), hm(29, 42), hm(9, 54), hm(0, 48), hm(0, 36)),
        (hm(19, 24), hm(20, 6), hm(30, 6), hm(10, 36), hm(0, 24), hm(0, 18)),
        (hm(19, 18), hm(19, 42), hm(30, 30), hm(11, 18), 0, 0),
    ];
    for (number, (unloaded, loaded, discharged, handling, formation, server)) in (0..).zip(cases) {
        let journey = diary(&results, "block", number);
        assert_eq!(milestones(&results, journey), block_train(unloaded, loaded, discharged), "{number}");
        assert_eq!((journey.entered.ms(), journey.left.map(|time| time.ms())), (hm(10, 0), Some(hm(34, 33))));
        let expected = [
            ("moving", hm(9, 15)),
            ("handling", handling),
            ("papers", hm(4, 0)),
            ("train formation", formation),
            ("server", server),
        ];
        let expected: Vec<_> = expected.into_iter().filter(|&(_, time)| time > 0).collect();
        assert_eq!(causes(journey), expected, "{number}");
        assert_eq!((journey.teu, journey.tonnes), (2, 20.0));
        assert!((journey.cost_usd - 430.0).abs() < 1e-9, "{}", journey.cost_usd);
        assert!((journey.co2_kg - 140.0).abs() < 1e-9, "{}", journey.co2_kg);
    }
}

#[test]
fn the_tables_of_the_block_train_say_the_same() {
    let results = corridor(&[]);
    let is = |value: f64, expected: f64| assert!((value - expected).abs() < 1e-9, "{value} {expected}");
    // Means of the four containers.
    is(hours(&results, "block", Some("east"), "server"), (0.9 + 0.6 + 0.3) / 4.0);
    is(hours(&results, "block", Some("west"), "train formation"), (1.2 + 0.8 + 0.4) / 4.0);
    is(hours(&results, "block", None, "papers"), 4.0);
    is(hours(&results, "block", Some("border"), "handling"), 2.45);
    is(hours(&results, "block", Some("sea"), "moving"), 5.0);
    is(hours(&results, "block", Some("line-2"), "moving"), 0.75);
    let span = results.spans.iter().find(|row| row.span == "all" && row.population == "block");
    let span = span.expect("the span is in the results");
    is(span.mean_d.mean, 24.55 / 24.0);
    is(span.p50_d.mean, 24.55 / 24.0);
    is(span.p90_d.mean, 24.55 / 24.0);
    // 4 containers x 6.45 h from 10:00 to 16:27 less the line's 2 h, over a window of 48 h.
    let border = results.stages.iter().find(|row| row.stage == "border").expect("the border is a stage");
    is(border.inside_mean.expect("there is a window").mean, 4.0 * 4.45 / 48.0);
    let flow = &results.flows[0];
    assert_eq!(
        (flow.consignments, flow.teu, flow.tonnes),
        ([4.0, 4.0, 0.0], [8.0, 8.0, 0.0], [80.0, 80.0, 0.0])
    );
}

/// The crane is at work from 19:18 to 20:54 and there is more cargo all the time, so a larger vessel that leaves with a
/// fifth of its capacity or more takes all four; with the same load it sails at the same time.
#[test]
fn a_least_load_does_not_cut_off_cargo_at_hand() {
    let departure = r#"fleet.feeders.departure.east={ minimum_load = { share = { value = 20, unit = "%", source = "hand" } } }"#;
    let results = corridor(&["fleet.feeders.capacity=20", departure]);
    let journey = diary(&results, "block", 0);
    assert_eq!(milestones(&results, journey), block_train(hm(19, 36), hm(20, 54), hm(29, 18)));
}

/// Customs work from 08:00 to 12:00: one of the two hours is done on the first day and the other from 08:00 to 09:00 on
/// the next. Everything after is 20 hours later, and those hours are the desk's rest.
#[test]
fn a_desk_that_shuts_costs_opening_hours() {
    let shut = r#"stage.border.border.customs.hours={ opens = "08:00", closes = "12:00", utc_offset = { value = 0, unit = "h", source = "hand" } }"#;
    let results = corridor(&[shut]);
    let journey = diary(&results, "block", 0);
    let late = |(name, time): (String, i64)| {
        if name == "border.arrived" { (name, time) } else { (name, time + hm(20, 0)) }
    };
    let expected: Vec<_> = block_train(hm(19, 36), hm(20, 54), hm(29, 18)).into_iter().map(late).collect();
    assert_eq!(milestones(&results, journey), expected);
    let expected = [
        ("moving", hm(9, 15)),
        ("handling", hm(9, 12)),
        ("opening hours", hm(20, 0)),
        ("papers", hm(4, 0)),
        ("train formation", hm(1, 12)),
        ("server", hm(0, 54)),
    ];
    assert_eq!(causes(journey), expected);
}

/// What one of the trains on the line did: when it left its yard, when it was through, and what it waited for.
fn trip(results: &Results, flow: &str, number: u32) -> (i64, i64, Vec<(&'static str, i64)>) {
    let journey = diary(results, flow, number);
    let (from, to) =
        if reached_any(results, flow, number, "west.released") { ("east", "west") } else { ("west", "east") };
    let departed = reached(results, journey, &format!("{from}.departed"));
    let released = reached(results, journey, &format!("{to}.released"));
    let waits = causes(journey).into_iter().filter(|&(cause, _)| cause != "moving").collect();
    (departed, released, waits)
}

fn reached_any(results: &Results, flow: &str, number: u32, milestone: &str) -> bool {
    milestones(results, diary(results, flow, number)).iter().any(|(name, _)| name == milestone)
}

#[test]
fn two_trains_meet_as_the_diagram_says() {
    let results = line(&[]);
    assert_eq!(trip(&results, "westward", 0), (0, min(70), vec![("meet", min(10))]));
    assert_eq!(trip(&results, "eastward", 0), (min(10), min(70), vec![]));
}

/// Five minutes of clearance: the westward train goes on at 0:45; the eastern section is clear from 0:35, in time for
/// the eastward train at 0:40.
#[test]
fn a_section_stays_clear_for_a_while_after_a_train() {
    let results = line(&["stage.line.rail.track.single.clearance=5"]);
    let (departed, released, waits) = trip(&results, "westward", 0);
    assert_eq!((departed, released), (0, min(75)));
    assert_eq!(waits.iter().map(|(_, time)| time).sum::<i64>(), min(15), "{waits:?}");
    assert_eq!(trip(&results, "eastward", 0), (min(10), min(70), vec![]));
}

/// Without the loop the line is one section: the eastward train waits in its yard from 0:10 to 1:00.
#[test]
fn without_a_loop_the_meet_is_in_the_yard() {
    let results = line(&["stage.line.rail.track.single.loops=0"]);
    assert_eq!(trip(&results, "westward", 0), (0, min(60), vec![]));
    assert_eq!(trip(&results, "eastward", 0), (min(60), min(120), vec![("meet", min(50))]));
    let row = results.ledger.iter().find(|row| row.cause == "meet").expect("there was a meet");
    assert_eq!((row.stage.as_str(), row.flow.as_str()), ("west", "eastward"));
}

/// Westward trains at 0:00 and 0:05 and nobody eastward: the second enters the eastern section when the first has left it
/// at 0:30, and stays one section behind.
#[test]
fn a_train_follows_another_at_a_section() {
    let times = r#"flow.westward.arrival.listed.times=[{ value = 0, unit = "min", source = "hand" }, { value = 5, unit = "min", source = "hand" }]"#;
    let later = r#"flow.eastward.arrival.listed.times=[{ value = 10, unit = "h", source = "hand" }]"#;
    let results = line(&[times, later]);
    assert_eq!(trip(&results, "westward", 0), (0, min(60), vec![]));
    assert_eq!(trip(&results, "westward", 1), (min(30), min(90), vec![("path", min(25))]));
}

/// One section of an hour, westward trains at 0:00 and 0:05, an eastward one at 0:10. In order of time the second
/// westward train goes at 1:00 and the eastward one at 2:00; an express has the better rank and goes first.
#[test]
fn the_better_rank_goes_first_and_the_longer_wait_among_equals() {
    let times = r#"flow.westward.arrival.listed.times=[{ value = 0, unit = "min", source = "hand" }, { value = 5, unit = "min", source = "hand" }]"#;
    let results = line(&[times, "stage.line.rail.track.single.loops=0"]);
    assert_eq!(trip(&results, "westward", 1), (min(60), min(120), vec![("path", min(55))]));
    assert_eq!(trip(&results, "eastward", 0), (min(120), min(180), vec![("meet", min(110))]));
    let results = line(&[times, "stage.line.rail.track.single.loops=0", "flow.eastward.train=express"]);
    assert_eq!(trip(&results, "eastward", 0), (min(60), min(120), vec![("meet", min(50))]));
    assert_eq!(
        trip(&results, "westward", 1),
        (min(120), min(180), vec![("meet", min(60)), ("path", min(55))])
    );
}

/// From 0:20 to 2:20 the track is taken. Neither train would be out of its first section by then, so both wait in their
/// yards, and meet in the loop at 2:50 without a wait.
#[test]
fn a_train_does_not_enter_a_section_that_it_could_not_leave_before_the_possession() {
    let results = line(&[&possession("00:20")]);
    assert_eq!(trip(&results, "westward", 0), (min(140), min(200), vec![("maintenance", min(140))]));
    assert_eq!(trip(&results, "eastward", 0), (min(140), min(200), vec![("maintenance", min(130))]));
}

/// From 0:40 to 2:40: both run to the loop (0:30, 0:40) and wait there, the westward one at first for the other.
#[test]
fn a_possession_holds_trains_in_the_loop() {
    let results = line(&[&possession("00:40")]);
    let waits = vec![("maintenance", min(120)), ("meet", min(10))];
    assert_eq!(trip(&results, "westward", 0), (0, min(190), waits));
    assert_eq!(trip(&results, "eastward", 0), (min(10), min(190), vec![("maintenance", min(120))]));
}

fn possession(begins: &str) -> String {
    format!(
        r#"stage.line.rail.possession.daily={{ begins = "{begins}", lasts = {{ value = 2, unit = "h", source = "hand" }}, utc_offset = {{ value = 0, unit = "h", source = "hand" }} }}"#
    )
}

const DOUBLE: &str =
    r#"stage.line.rail.track={ double = { headway = { value = 15, unit = "min", source = "hand" } } }"#;

/// Two tracks, headway 15 minutes: westward trains at 0:00 and 0:05, the second leaves at 0:15; nobody meets anybody.
#[test]
fn on_two_tracks_trains_keep_their_headway() {
    let times = r#"flow.westward.arrival.listed.times=[{ value = 0, unit = "min", source = "hand" }, { value = 5, unit = "min", source = "hand" }]"#;
    let results = line(&[DOUBLE, times]);
    assert_eq!(trip(&results, "westward", 0), (0, min(60), vec![]));
    assert_eq!(trip(&results, "westward", 1), (min(15), min(75), vec![("path", min(10))]));
    assert_eq!(trip(&results, "eastward", 0), (min(10), min(70), vec![]));
}

/// An express of 120 km/h follows 20 minutes behind. Alone it would be through at 0:50; it is to come a headway after the
/// slow train, at 1:15, and waits in its yard until it can run freely, until 0:45.
#[test]
fn nobody_overtakes_on_a_track() {
    let way = r#"flow.eastward.route={ west = { value = 100, unit = "%", source = "hand" } }"#;
    let time = r#"flow.eastward.arrival.listed.times=[{ value = 20, unit = "min", source = "hand" }]"#;
    let results = line(&[DOUBLE, way, time, "flow.eastward.train=express", "train.express.speed=120"]);
    assert_eq!(trip(&results, "westward", 0), (0, min(60), vec![]));
    assert_eq!(trip(&results, "eastward", 0), (min(45), min(75), vec![("path", min(25))]));
}

/// One locomotive: it arrives in the west at 1:00, is turned round in half an hour, and hauls the eastward train at 1:30.
/// If it is available half of the time, it spends as long in the workshop as it was on its trip, another 90 minutes.
#[test]
fn a_train_waits_for_the_only_locomotive() {
    let one = ["pool.pool.locomotives=1", r#"pool.pool.turn_round="30 min""#];
    let results = line(&one);
    assert_eq!(trip(&results, "westward", 0), (0, min(60), vec![]));
    assert_eq!(trip(&results, "eastward", 0), (min(90), min(150), vec![("locomotive", min(80))]));
    let half = r#"pool.pool.availability={ value = 50, unit = "%", source = "hand" }"#;
    let results = line(&[one[0], one[1], half]);
    assert_eq!(trip(&results, "eastward", 0), (min(180), min(240), vec![("locomotive", min(170))]));
}

/// One track in the western yard, where a train is unloaded for two hours. The first westward train, of 0:00, is unloaded
/// from 1:00 to 3:00; the second, of 0:05, may leave at 3:00 and is unloaded from 4:00 to 6:00.
#[test]
fn a_train_does_not_leave_for_a_full_yard() {
    let times = r#"flow.westward.arrival.listed.times=[{ value = 0, unit = "min", source = "hand" }, { value = 5, unit = "min", source = "hand" }]"#;
    let unloading = r#"stage.west.yard.unloading={ tracks = { value = 1, unit = "track", source = "hand" }, placing = { value = 2, unit = "h", source = "hand" }, lift = { value = 0, unit = "min/container", source = "hand" } }"#;
    let later = r#"flow.eastward.arrival.listed.times=[{ value = 20, unit = "h", source = "hand" }]"#;
    let results = line(&[times, unloading, later, "stage.west.yard.tracks=1"]);
    assert_eq!(trip(&results, "westward", 0), (0, min(180), vec![("handling", min(120))]));
    let waits = vec![("handling", min(120)), ("room downstream", min(175))];
    assert_eq!(trip(&results, "westward", 1), (min(180), min(360), waits));
    let row = results.ledger.iter().find(|row| row.cause == "room downstream").expect("one waited for room");
    assert_eq!((row.stage.as_str(), row.because_of.as_deref()), ("east", Some("west")));
}

/// Six hours on the way to the border, as a train, and five from the end on, each container by itself.
const LEGS: [&str; 3] = [
    r#"stage.china={ leg = { time = { value = 6, unit = "h", source = "hand" } } }"#,
    r#"stage.poti={ leg = { time = { value = 5, unit = "h", source = "hand" } } }"#,
    r#"route.west.stages=["china", "border", "line-1", "yard", "line-2", "east", "sea", "west", "line-3", "end", "poti"]"#,
];

#[test]
fn legs_lead_to_the_border_and_on_from_the_end() {
    let start = r#"flow.block.arrival.listed.times=[{ value = 4, unit = "h", source = "hand" }]"#;
    for more in [&[][..], &["stage.border.border.reception_tracks=1"]] {
        let results = corridor(&[&LEGS[..], &[start], more].concat());
        let journey = diary(&results, "block", 0);
        let mut expected = vec![("china.arrived".to_owned(), hm(4, 0))];
        expected.extend(block_train(hm(19, 36), hm(20, 54), hm(29, 18)));
        let end = [("poti.arrived", hm(34, 33)), ("poti.released", hm(39, 33))];
        expected.extend(end.map(|(name, time)| (name.to_owned(), time)));
        assert_eq!(milestones(&results, journey), expected);
        let by_leg = hours(&results, "block", Some("china"), "moving");
        assert!((by_leg - 6.0).abs() < 1e-9, "{by_leg}");
    }
}

/// With one track at the border, the second train of a pair waits beyond it from 10:05 until the first departs at 14:27.
#[test]
fn a_train_waits_on_the_leg_for_a_track_at_the_border() {
    let pair = r#"flow.block.arrival.listed.times=[{ value = 240, unit = "min", source = "hand" }, { value = 245, unit = "min", source = "hand" }]"#;
    let results = corridor(&[&LEGS[..], &[pair, "stage.border.border.reception_tracks=1"]].concat());
    assert_eq!(reached(&results, diary(&results, "block", 4), "border.arrived"), hm(14, 27));
    let row = results.ledger.iter().find(|row| row.cause == "room downstream").expect("one waited for room");
    assert_eq!((row.stage.as_str(), row.because_of.as_deref()), ("china", Some("border")));
    // Half of the containers waited 4:22.
    assert!((row.hours.mean - hm(4, 22) as f64 / 7_200_000.0).abs() < 1e-9, "{}", row.hours.mean);
}

/// Containers that are not to stay together are taken off at the border, with a leg before it as without.
#[test]
fn cargo_in_groups_comes_over_a_leg_as_well() {
    let start = r#"flow.block.arrival.listed.times=[{ value = 4, unit = "h", source = "hand" }]"#;
    let results = corridor(&[&LEGS[..], &[start, "flow.block.intact=false"]].concat());
    let plain = corridor(&["flow.block.intact=false"]);
    for number in 0..4 {
        let (journey, other) = (diary(&results, "block", number), diary(&plain, "block", number));
        let through = milestones(&results, journey);
        assert_eq!(through[1..through.len() - 2], milestones(&plain, other)[..]);
    }
}
