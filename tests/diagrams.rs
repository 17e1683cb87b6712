//! Trains on one line against time–distance diagrams drawn by hand, to the minute. The line is that of
//! `scenarios/validation/meet.toml`: 60 km, a loop at km 30, 60 km/h, so that each half takes 30 minutes; what a case changes
//! stands beside it. Times are minutes after midnight.

mod support;

use support::{causes, diary, known, milestones, open, reached, watch};
use transcaspian::experiment::Results;

/// A setting of the line.
fn quantity(key: &str, value: f64, unit: &str) -> String {
    format!(r#"{key}={{ value = {value}, unit = "{unit}", source = "hand" }}"#)
}

/// A setting of a flow's times (min).
fn times(flow: &str, minutes: &[u32]) -> String {
    let times: Vec<String> = minutes
        .iter()
        .map(|minute| format!(r#"{{ value = {minute}, unit = "min", source = "hand" }}"#))
        .collect();
    format!("flow.{flow}.arrival.listed.times=[{}]", times.join(", "))
}

/// The eastward flow runs westward as an express of 120 km/h and of better rank.
const EXPRESS: [&str; 3] = [
    r#"flow.eastward.route={ west = { value = 100, unit = "%", source = "hand" } }"#,
    "flow.eastward.train=express",
    "train.express.speed=120",
];

fn line(sets: &[String]) -> Results {
    let sets: Vec<&str> = sets.iter().map(String::as_str).collect();
    watch(&open(&known("meet"), &sets))
}

/// When a train left its yard, when it was through, and what it waited for (min).
fn trip(results: &Results, flow: &str, number: u32) -> (i64, i64, Vec<(&'static str, i64)>) {
    const MINUTE: i64 = 60_000;
    let journey = diary(results, flow, number);
    let westward = milestones(results, journey).iter().any(|(name, _)| name == "west.released");
    let (from, to) = if westward { ("east", "west") } else { ("west", "east") };
    let at = |milestone: String| {
        let time = reached(results, journey, &milestone);
        assert_eq!(time % MINUTE, 0, "{milestone} is not on the minute");
        time / MINUTE
    };
    let waits = causes(journey).into_iter().filter(|&(cause, _)| cause != "moving");
    let waits = waits.map(|(cause, time)| (cause, time / MINUTE)).collect();
    (at(format!("{from}.departed")), at(format!("{to}.released")), waits)
}

/// A line alone: distance over speed, whatever the speed and however many loops it passes.
#[test]
fn without_others_a_train_takes_its_distance_over_its_speed() {
    for (loops, speed) in [(0, 60.0), (7, 49.0), (22, 56.3), (12, 37.77)] {
        let sets = [
            format!("stage.line.rail.track.single.loops={loops}"),
            format!("train.train.speed={speed}"),
            times("eastward", &[2000]),
        ];
        let results = line(&sets);
        let journey = diary(&results, "westward", 0);
        let took = reached(&results, journey, "west.released") - reached(&results, journey, "east.departed");
        assert_eq!(took, (60.0 / speed * 3_600_000.0_f64).round() as i64, "{loops} loops, {speed} km/h");
    }
}

/// Three westward trains at 0:00 and one eastward at 0:10. The loop has two tracks, one for each direction.
///
/// ```text
/// min        0     30 40        70       100       130       160
/// W0         |--S0--|.|---S1----|
/// W1         |........|---S0----|---S1---|
/// W2         |...........................|---S0----|---S1----|
/// E0           |--S1--|.........|---S0---|
/// ```
#[test]
fn a_fleet_of_three_meets_one() {
    let results = line(&[times("westward", &[0, 0, 0])]);
    assert_eq!(trip(&results, "westward", 0), (0, 70, vec![("meet", 10)]));
    assert_eq!(trip(&results, "westward", 1), (40, 100, vec![("path", 40)]));
    assert_eq!(trip(&results, "eastward", 0), (10, 100, vec![("meet", 30)]));
    assert_eq!(trip(&results, "westward", 2), (100, 160, vec![("meet", 30), ("path", 70)]));
}

/// An express at 0:20 behind a slow train that is in the loop at 0:30 and goes on at once: there is no track on which
/// one could be overtaken without taking that of the other direction. The express runs from 0:30 to 0:45, waits in the
/// loop until the slow one is through, and is through at 1:15.
#[test]
fn a_faster_train_follows_a_slower_one() {
    let mut sets = EXPRESS.map(str::to_owned).to_vec();
    sets.push(times("eastward", &[20]));
    let results = line(&sets);
    assert_eq!(trip(&results, "westward", 0), (0, 60, vec![]));
    assert_eq!(trip(&results, "eastward", 0), (30, 75, vec![("path", 25)]));
}

/// The same with a third track: the slow train stands in the loop from 0:30 until the express, which passes it at 0:45,
/// has cleared the section ahead at 1:00.
#[test]
fn an_express_overtakes_in_a_loop_with_a_third_track() {
    let mut sets = EXPRESS.map(str::to_owned).to_vec();
    sets.extend([times("eastward", &[20]), "stage.line.rail.track.single.loop_tracks=3".to_owned()]);
    let results = line(&sets);
    assert_eq!(trip(&results, "eastward", 0), (30, 60, vec![("path", 10)]));
    assert_eq!(trip(&results, "westward", 0), (0, 90, vec![("path", 30)]));
}

/// A train of its own rank does not overtake, however fast.
#[test]
fn only_a_better_rank_overtakes() {
    let mut sets = EXPRESS.map(str::to_owned).to_vec();
    sets.extend([times("eastward", &[20]), "stage.line.rail.track.single.loop_tracks=3".to_owned()]);
    sets.push("train.express.rank=1".to_owned());
    let results = line(&sets);
    assert_eq!(trip(&results, "westward", 0), (0, 60, vec![]));
    assert_eq!(trip(&results, "eastward", 0), (30, 75, vec![("path", 25)]));
}

/// Three sections of 20 minutes; the middle one is taken from 0:15 to 1:15. Both run up to it (0:20, 0:30). The westward
/// train has waited longer and goes first; the other follows when it is out.
#[test]
fn a_possession_in_the_middle() {
    let window = r#"stage.line.rail.possession.works={ begins = "00:15", lasts = { value = 1, unit = "h", source = "hand" }, utc_offset = { value = 0, unit = "h", source = "hand" }, from = { value = 20, unit = "km", source = "hand" }, to = { value = 40, unit = "km", source = "hand" } }"#;
    let results = line(&[window.to_owned(), "stage.line.rail.track.single.loops=2".to_owned()]);
    assert_eq!(trip(&results, "westward", 0), (0, 115, vec![("maintenance", 55)]));
    assert_eq!(trip(&results, "eastward", 0), (10, 135, vec![("maintenance", 45), ("meet", 20)]));
}

/// Works on one day only, two days later, hold nobody on this one.
#[test]
fn a_dated_possession_holds_on_its_days() {
    let window = |day: u32| {
        format!(
            r#"stage.line.rail.possession.works={{ begins = "00:00", lasts = {{ value = 3, unit = "h", source = "hand" }}, utc_offset = {{ value = 0, unit = "h", source = "hand" }}, first = 2023-01-{day:02}, last = 2023-01-{day:02} }}"#
        )
    };
    assert_eq!(trip(&line(&[window(4)]), "westward", 0), (0, 70, vec![("meet", 10)]));
    // On the day itself both leave at 3:00 and meet in the loop without a wait.
    assert_eq!(trip(&line(&[window(2)]), "westward", 0), (180, 240, vec![("maintenance", 180)]));
}

/// The westward train is too long for the loop. It comes first and has both sections; the other waits in its yard.
#[test]
fn a_train_too_long_for_the_loop_keeps_both_sections() {
    let sets = long_westward();
    let results = line(&sets);
    assert_eq!(trip(&results, "westward", 0), (0, 60, vec![]));
    assert_eq!(trip(&results, "eastward", 0), (60, 120, vec![("meet", 50)]));
}

/// The short train comes first and is in the loop at 0:30. There it lets the long one pass at 1:00, which had to wait in
/// its yard until the western section was clear, and then both run on.
#[test]
fn a_short_train_lets_a_long_one_pass_in_the_loop() {
    let mut sets = long_westward();
    sets.extend([times("eastward", &[0]), times("westward", &[10])]);
    let results = line(&sets);
    assert_eq!(trip(&results, "westward", 0), (30, 90, vec![("path", 20)]));
    let (departed, released, waits) = trip(&results, "eastward", 0);
    assert_eq!((departed, released), (0, 90));
    assert_eq!(waits.iter().map(|(_, time)| time).sum::<i64>(), 30, "{waits:?}");
}

fn long_westward() -> Vec<String> {
    vec![
        quantity("stage.line.rail.track.single.usable_length", 850.0, "m"),
        quantity("train.train.length", 900.0, "m"),
        "flow.eastward.train=express".to_owned(),
    ]
}

/// The western half has a second track: nobody waits for anybody.
#[test]
fn on_a_second_track_in_the_west_trains_pass_each_other() {
    let second = r#"stage.line.rail.track.single.second_track.west={ from = { value = 30, unit = "km", source = "hand" }, headway = { value = 10, unit = "min", source = "hand" } }"#;
    let results = line(&[second.to_owned()]);
    assert_eq!(trip(&results, "westward", 0), (0, 60, vec![]));
    assert_eq!(trip(&results, "eastward", 0), (10, 70, vec![]));
    // Two westward ones follow each other at the end of the single track, and nobody meets anybody.
    let results = line(&[second.to_owned(), times("westward", &[0, 0])]);
    assert_eq!(trip(&results, "westward", 1), (30, 90, vec![("path", 30)]));
    assert_eq!(trip(&results, "eastward", 0), (10, 90, vec![("meet", 20)]));
}

/// Two tracks with a station at km 30, headway 5 minutes. The slow train stands there from 0:30; the express passes it
/// at 0:35 and it follows at 0:40.
#[test]
fn an_express_overtakes_at_a_station_of_a_double_track() {
    let double = r#"stage.line.rail.track={ double = { headway = { value = 5, unit = "min", source = "hand" }, overtaking = { at = [{ value = 30, unit = "km", source = "hand" }], tracks = { value = 4, unit = "track", source = "hand" } } } }"#;
    let mut sets = EXPRESS.map(str::to_owned).to_vec();
    sets.extend([double.to_owned(), times("eastward", &[20])]);
    let results = line(&sets);
    assert_eq!(trip(&results, "eastward", 0), (20, 50, vec![]));
    assert_eq!(trip(&results, "westward", 0), (0, 70, vec![("path", 10)]));
}

/// Ten kilometres at 20 km/h instead of 60 cost 20 minutes.
#[test]
fn a_restriction_costs_what_it_takes() {
    let slow = r#"stage.line.rail.restriction.bridge={ speed = { value = 20, unit = "km/h", source = "hand" }, from = { value = 5, unit = "km", source = "hand" }, to = { value = 15, unit = "km", source = "hand" } }"#;
    let results = line(&[slow.to_owned(), times("eastward", &[600])]);
    assert_eq!(trip(&results, "westward", 0), (0, 80, vec![]));
}

/// From the first day on a storm of 30 m/s blows for ten days: trains run at 30 km/h.
#[test]
fn in_a_storm_trains_run_slowly() {
    let weather = r#"weather.gate={ storms = { value = 50000, unit = "1/yr", source = "hand" }, duration = { value = 10, unit = "d", source = "hand" }, wind = { value = 30, unit = "m/s", source = "hand" } }"#;
    let slow = |wind: u32| {
        format!(
            r#"stage.line.rail.weather={{ area = "gate", wind_limit = {{ value = {wind}, unit = "m/s", source = "hand" }}, speed = {{ value = 30, unit = "km/h", source = "hand" }} }}"#
        )
    };
    let late = times("westward", &[1440]);
    let run = |wind| line(&[weather.to_owned(), slow(wind), late.clone(), times("eastward", &[2400])]);
    assert_eq!(trip(&run(20), "westward", 0), (1440, 1560, vec![]));
    assert_eq!(trip(&run(31), "westward", 0), (1440, 1500, vec![]));
}
