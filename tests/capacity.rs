//! What lines can carry: by arithmetic, by loading them, and what is written of it and of trains.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::AtomicBool;

use transcaspian::experiment::{LineMaximum, Load, Shipments, saturate};
use transcaspian::scenario::Scenario;

mod program;
mod support;
use program::{ask, code, err, out, place, table};
use support::{file_of, known, open, plan};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/validation/two-lines.toml");

fn loaded(scenario: &Scenario, line: &str) -> LineMaximum {
    let load = Load { train: None, equal_speed: false, warm_up_d: 7.0, days: 28.0 };
    let plan = plan(3, Shipments::Nobody);
    let found = saturate(scenario, &[line], &load, &plan, &AtomicBool::new(false), &|_| {});
    found.unwrap_or_else(|why| panic!("{line}: {why}")).remove(0)
}

fn maximum(line: &str, sets: &[&str]) -> LineMaximum {
    loaded(&open(&known("two-lines"), sets), line)
}

/// How far the simulated count may be from the one by arithmetic.
fn close(maximum: &LineMaximum, share: f64) {
    let difference = maximum.difference();
    assert!(difference.abs() < share, "{}: {difference}, {maximum:?}", maximum.line);
    let [west, east] = maximum.trains_per_d;
    assert!((west.mean - east.mean).abs() < share * west.mean, "{}: {west:?} {east:?}", maximum.line);
}

#[test]
fn with_equal_speeds_lines_carry_what_the_arithmetic_says() {
    let single = maximum("single", &[]);
    assert_eq!((single.tracks, single.train.as_str()), ("single", "freight"));
    assert!((single.analytic.pairs - 16.0).abs() < 1e-9, "{:?}", single.analytic);
    close(&single, 0.03);
    let double = maximum("double", &[]);
    assert_eq!(double.tracks, "double");
    assert!((double.analytic.pairs - 72.0).abs() < 1e-9, "{:?}", double.analytic);
    close(&double, 0.03);
    assert!(single.reasons.is_empty() && double.reasons.is_empty());
}

#[test]
fn two_tracks_in_the_middle_leave_the_next_longest_section() {
    let part = [
        "stage.single.rail.track.single.second_track.middle={ from = { value = 60, unit = 'km', source = 'test' }, to = { value = 100, \
         unit = 'km', source = 'test' }, headway = { value = 15, unit = 'min', source = 'test' } }",
    ];
    let maximum = maximum("single", &part);
    assert_eq!(maximum.tracks, "part double");
    // 20 km both ways and twice 5 min.
    assert!((maximum.analytic.pairs - 28.8).abs() < 1e-9, "{:?}", maximum.analytic);
    assert!(maximum.pairs_per_d.mean > 16.0 * 1.2, "{maximum:?}");
}

#[test]
fn capacity_falls_as_speeds_get_more_unequal() {
    for line in ["single", "double"] {
        let spread = |low: f64, high: f64| {
            let law = format!("uniform = {{ low = {low}, high = {high} }}");
            let speed = format!("train.freight.speed={{ {law}, unit = 'km/h', source = 'test' }}");
            maximum(line, &[&speed]).pairs_per_d.mean
        };
        let found = [(59.9, 60.1), (45.0, 75.0), (30.0, 90.0), (15.0, 105.0)];
        let found = found.map(|(low, high)| spread(low, high));
        assert!(found.windows(2).all(|pair| pair[1] < pair[0] * 0.99), "{line}: {found:?}");
    }
    let widest =
        maximum("single", &["train.freight.speed={ uniform = { low = 15, high = 105 }, unit = 'km/h' }"]);
    assert!(widest.disagrees() && widest.reasons.iter().any(|why| why.contains("speeds are unequal")));
    assert!((widest.analytic.pairs - 16.0).abs() < 1e-9, "the arithmetic knows the mean speed only");
}

#[test]
fn upkeep_takes_its_part() {
    let upkeep = "stage.single.rail.possession.daily={ begins = '10:00', lasts = { value = 6, unit = 'h', source = 'test' }, \
                  utc_offset = { value = 0, unit = 'h', source = 'test' } }";
    let dated = "stage.single.rail.possession.may={ begins = '10:00', lasts = { value = 20, unit = 'h', source = 'test' }, \
                 utc_offset = { value = 0, unit = 'h', source = 'test' }, first = 2023-01-02, last = 2023-05-02 }";
    let maximum = maximum("single", &[upkeep, dated]);
    assert!((maximum.analytic.pairs - 12.0).abs() < 1e-9, "{:?}", maximum.analytic);
    close(&maximum, 0.1);
}

#[test]
fn a_line_is_loaded_as_it_is_when_the_window_begins() {
    let of = |fix: &str| loaded(&open(&file_of("base"), &[fix]), "aktogay-moyinty");
    let before = of("fixes.dostyk-moyinty-second-track=2023-07-01");
    let after = of("fixes.dostyk-moyinty-second-track=2022-11-01");
    assert_eq!((before.tracks, after.tracks), ("single", "double"));
    assert_eq!(before.changes.map(|date| date.to_string()), Some("2023-07-01".to_owned()));
    assert_eq!(after.changes, None);
    // The published 12 pairs a day on one track, and 60 on two.
    assert!((11.5..12.5).contains(&before.pairs_per_d.mean), "{before:?}");
    close(&before, 0.03);
    assert!((55.0..75.0).contains(&after.pairs_per_d.mean), "{after:?}");
    assert!(after.reasons.iter().any(|why| why.contains("speeds are unequal")), "{after:?}");
}

/// Published: 12 pairs a day from Dostyk to Moyinty on one track, 8 trains a day each way from Kyzylzhar to Saksaulskaya.
/// Limiting sections are fitted to these, and so is the speed in the storm at Dostyk to nine trains, both ways together. The
/// two tracks are not: 60 pairs are published.
#[test]
fn the_lines_of_the_base_carry_what_is_published() {
    let base = open(&file_of("base"), &[]);
    for (line, pairs) in
        [("dostyk-aktogay", 12.0), ("aktogay-moyinty", 12.0), ("zhezkazgan-saksaulskaya", 8.0)]
    {
        let found = loaded(&base, line);
        assert!((found.pairs_per_d.mean - pairs).abs() < 0.15, "{found:?}");
        close(&found, 0.03);
    }
    let storm = r#"stage.dostyk-aktogay.rail.speed_limit={ value = 17, unit = "km/h", source = "storm-dostyk-2025" }"#;
    let [west, east] = loaded(&open(&file_of("base"), &[storm]), "dostyk-aktogay").trains_per_d;
    assert!((west.mean + east.mean - 9.0).abs() < 0.5, "{west:?} {east:?}");
    for headway in [15, 16, 17, 18] {
        let sets = ["dostyk-aktogay", "aktogay-moyinty"]
            .map(|line| format!("stage.{line}.rail.track.single.second_track.whole.headway={headway}"));
        let scenario = open(&file_of("dostyk-moyinty-second-track"), &[&sets[0], &sets[1]]);
        for line in ["dostyk-aktogay", "aktogay-moyinty"] {
            let found = loaded(&scenario, line);
            assert!((55.0..75.0).contains(&found.pairs_per_d.mean), "{headway} min: {found:?}");
        }
    }
}

#[test]
fn the_command_answers_in_text_csv_and_json() {
    let place = place();
    let text = ask(&place, &["capacity", FILE, "--line", "single", "-n", "2", "--days", "14", "-o", "found"]);
    assert_eq!(code(&text), 0, "{}", err(&text));
    assert!(
        out(&text)
            .replace('\n', " ")
            .contains("(1440 - 0.0 min of upkeep) / (40.0 + 40.0 min running + 2 x 5.0 min clearance)")
    );
    assert!(err(&text).is_empty(), "{}", err(&text));
    let folder = place.path().join("found");
    assert_eq!(program::names(&folder), ["capacity.csv", "columns.csv", "single.toml"]);
    let (header, rows) = table(&folder, "capacity.csv");
    let first = ["line", "tracks", "trains_west_per_d", "trains_east_per_d", "analytic", "simulated"];
    assert_eq!(header[..6], first);
    assert_eq!(rows.len(), 1);
    assert_eq!((rows[0][0].as_str(), rows[0][9].as_str()), ("single", "train pair/d"));
    // The scenario that was run can be run by itself.
    let alone = ask(&place, &["check", "found/single.toml"]);
    assert_eq!(code(&alone), 0, "{}", err(&alone));

    let csv = ask(&place, &["capacity", FILE, "--format", "csv", "-n", "1", "--days", "7"]);
    assert_eq!(out(&csv).lines().count(), 3, "{}", out(&csv));
    let json = ask(
        &place,
        &["capacity", FILE, "--format", "json", "-n", "2", "--days", "7", "--train", "passenger"],
    );
    let json: serde_json::Value = serde_json::from_str(&out(&json)).expect("it is JSON");
    assert_eq!(json["lines"][1]["train"], "passenger");
    assert!(json["lines"][1]["simulated_pairs_per_d"]["high"].is_number());
}

#[test]
fn a_difference_is_a_warning_with_its_reason() {
    let place = place();
    let set = "train.freight.speed={ uniform = { low = 15, high = 105 }, unit = 'km/h' }";
    let arguments = ["capacity", FILE, "--line", "single", "--set", set];
    let output = ask(&place, &arguments);
    assert_eq!(code(&output), 0);
    let warning = err(&output).replace('\n', " ");
    assert!(warning.starts_with("warning: single: 16.0 train pairs a day by arithmetic"), "{warning}");
    assert!(warning.contains("speeds are unequal"), "{warning}");
    let equal = ask(&place, &[&arguments[..], &["--equal-speed"]].concat());
    assert!(err(&equal).is_empty(), "{}", err(&equal));
}

#[test]
fn wrong_questions_are_refused() {
    let place = place();
    let line = ask(&place, &["capacity", FILE, "--line", "middle"]);
    assert_eq!(code(&line), 2);
    assert!(err(&line).contains("no line is called middle; there are: double, single"), "{}", err(&line));
    let train = ask(&place, &["capacity", FILE, "--train", "fast"]);
    assert_eq!(code(&train), 2);
    assert!(err(&train).contains("there are: freight, passenger"), "{}", err(&train));
    assert_eq!(code(&ask(&place, &["capacity", "nowhere.toml"])), 3);
    let fleet = ask(&place, &["capacity", PORT, "--fleet", "x"]);
    assert_eq!(code(&fleet), 2);
    assert!(err(&fleet).contains("no fleet is called x; there are: ships"), "{}", err(&fleet));
    assert_eq!(code(&ask(&place, &["capacity", PORT, "--fleet", "ships", "--line", "spur"])), 2);
}

const PORT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/closed-port.toml");

/// Three ships of 120 containers sail 400 km at 20 km/h and are worked for ten hours in each port: a round trip of sixty
/// hours, 146 of which fit into a year of 8760 hours.
#[test]
fn a_fleet_by_itself_carries_what_the_arithmetic_says() {
    let place = place();
    let output =
        ask(&place, &["capacity", PORT, "--fleet", "ships", "-n", "2", "--days", "30", "-o", "found"]);
    assert_eq!(code(&output), 0, "{}", err(&output));
    assert!(err(&output).is_empty(), "{}", err(&output));
    assert!(
        out(&output).contains("3 vessels x 120.0 container x 8760 h / (40.0 h at sea"),
        "{}",
        out(&output)
    );
    let folder = place.path().join("found");
    assert_eq!(program::names(&folder), ["capacity.csv", "columns.csv", "ships.toml"]);
    let (header, rows) = table(&folder, "capacity.csv");
    let cell = |name: &str| {
        let at = header.iter().position(|column| column == name).expect("the column is there");
        rows[0][at].as_str()
    };
    let number = |name: &str| cell(name).parse::<f64>().expect("a number");
    assert_eq!((cell("fleet"), cell("vessels"), cell("unit")), ("ships", "3", "container/yr"));
    let west = 3.0 * 120.0 * 8760.0 / 60.0;
    for name in ["analytic", "simulated", "analytic_east", "simulated_east", "ci_low", "ci_high"] {
        assert!((number(name) - west).abs() < 1e-6 * west, "{name} {}", cell(name));
    }
    let round =
        ["round_trip_h", "analytic_round_trip_h", "sea_h", "analytic_sea_h", "handling_h", "load_west_share"];
    for (name, value) in round.into_iter().zip([60.0, 60.0, 40.0, 40.0, 20.0, 1.0]) {
        assert!((number(name) - value).abs() < 1e-9, "{name} {}", cell(name));
    }
    assert!((number("voyages_west_per_yr") - 438.0).abs() < 1e-9);
    // The scenario that was run can be run by itself.
    let alone = ask(&place, &["check", "found/ships.toml"]);
    assert_eq!(code(&alone), 0, "{}", err(&alone));

    let json =
        ask(&place, &["capacity", PORT, "--fleet", "ships", "-n", "1", "--days", "30", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&out(&json)).expect("it is JSON");
    let simulated = json["fleets"][0]["simulated_per_yr"]["mean"].as_f64().expect("a number");
    assert!((simulated - west).abs() < 1e-6 * west, "{json}");
}

/// Twelve ships queue for one berth: a warning says how long they wait.
#[test]
fn a_fleet_that_queues_carries_less_and_says_why() {
    let place = place();
    let sets = ["fleet.ships.vessels=12", "stage.port.port.berth.quay.berths=1"];
    let output = ask(
        &place,
        &[
            "capacity", PORT, "--fleet", "ships", "-n", "1", "--days", "30", "--set", sets[0], "--set",
            sets[1],
        ],
    );
    assert_eq!(code(&output), 0, "{}", err(&output));
    let warning = err(&output).replace('\n', " ");
    assert!(
        warning.starts_with("warning: ships: 210240 container a year westward by arithmetic"),
        "{warning}"
    );
    assert!(warning.contains("h of a round trip are waits for: berth"), "{warning}");
}

#[test]
fn a_run_says_what_its_fleets_carry_and_could() {
    let place = place();
    let output = ask(&place, &["run", PORT, "-n", "1", "-o", "found"]);
    assert_eq!(code(&output), 0, "{}", err(&output));
    let (header, rows) = table(&place.path().join("found"), "capacity.csv");
    let at = |name: &str| header.iter().position(|column| column == name).expect("the column is there");
    let row = rows.iter().find(|row| row[at("kind")] == "fleet").expect("there is a fleet");
    let number = |name: &str| row[at(name)].parse::<f64>().expect("a number");
    assert_eq!((row[0].as_str(), row[at("unit")].as_str()), ("ships", "container/yr"));
    assert!((number("analytic") - 52_560.0).abs() < 1e-6, "{row:?}");
    assert!((number("simulated") / 52_560.0 - 1.0).abs() < 0.01, "{row:?}");
    // Four trains of twenty a day go to the port.
    let carried = 80.0 * 365.0;
    assert!((number("carried_west_per_yr") / carried - 1.0).abs() < 0.03, "{row:?}");
    assert!((number("used_share") - number("carried_west_per_yr") / number("simulated")).abs() < 1e-9);
    let parts =
        ["sea_h", "handling_h", "papers_h", "vessel_to_fill_h", "weather_h", "opening_hours_h", "berth_h"];
    let rest = ["server_h", "yard_slot_h", "maintenance_h"];
    let sum: f64 = parts.iter().chain(&rest).map(|name| number(name)).sum();
    assert!((sum - number("round_trip_h")).abs() < 1e-9, "{row:?}");
    assert!(rows.iter().filter(|row| row[at("kind")] == "line").all(|row| row[at("vessels")].is_empty()));
}

#[test]
fn a_run_says_what_its_lines_carry_and_could() {
    let place = place();
    let files = ["1", "2"].map(|threads| {
        let output = ask(&place, &["run", FILE, "-j", threads, "-o", threads]);
        assert_eq!(code(&output), 0, "{}", err(&output));
        let folder = place.path().join(threads);
        ["capacity.csv", "trains.csv"].map(|name| std::fs::read(folder.join(name)).expect("a file"))
    });
    assert_eq!(files[0], files[1]);
    let (header, rows) = table(&place.path().join("1"), "capacity.csv");
    let column = |name: &str| header.iter().position(|column| column == name).expect("the column is there");
    let number = |row: usize, name: &str| rows[row][column(name)].parse::<f64>().expect("a number");
    assert_eq!((rows[0][0].as_str(), rows[1][0].as_str()), ("double", "single"));
    for row in [0, 1] {
        assert!((number(row, "trains_west_per_d") - 4.0).abs() < 0.11, "{rows:?}");
        assert!((number(row, "trains_east_per_d") - 6.0).abs() < 0.11, "{rows:?}");
        let used = 5.0 / number(row, "simulated");
        assert!((number(row, "used_share") - used).abs() < 0.01, "{rows:?}");
        assert_eq!(rows[row][column("unit")], "train pair/d");
    }
    assert!(rows[1][column("note")].contains("2 x 5.0 min clearance"), "{rows:?}");
}

/// The rows of `trains.csv`, as maps of columns.
fn trains(which: &str) -> Vec<BTreeMap<String, String>> {
    let place = place();
    let output = ask(&place, &["run", FILE, "-n", "1", "--shipments", which, "-o", "found"]);
    assert_eq!(code(&output), 0, "{}", err(&output));
    let (header, rows) = table(&place.path().join("found"), "trains.csv");
    rows.into_iter().map(|row| header.iter().cloned().zip(row).collect()).collect()
}

/// Minutes of a date since the beginning of its year, if that is within January.
fn minutes(date: &str) -> f64 {
    let part = |from: usize| date[from..from + 2].parse::<f64>().expect("a number");
    part(8) * 1440.0 + part(11) * 60.0 + part(14) + part(17) / 60.0
}

fn names(rows: &[BTreeMap<String, String>]) -> BTreeSet<&str> {
    rows.iter().map(|row| row["train"].as_str()).collect()
}

#[test]
fn trains_have_diaries_by_line_and_point() {
    let all = trains("all");
    // Four, four and two a day for ten days, background trains too.
    assert_eq!(names(&all).len(), 100);
    let one: Vec<_> = all.iter().filter(|row| row["train"] == "boxes 10").collect();
    let points: Vec<(&str, &str)> =
        one.iter().map(|row| (row["line"].as_str(), row["point"].as_str())).collect();
    let single = ["east", "1", "2", "3", "4", "5", "6", "middle"].map(|point| ("single", point));
    assert_eq!(points, [&single[..], &[("double", "middle"), ("double", "west")]].concat());
    assert_eq!((one[0]["kind"].as_str(), one[0]["direction"].as_str()), ("freight", "west"));
    assert_eq!((one[0]["arrive"].as_str(), one[7]["depart"].as_str()), ("", ""));
    assert_eq!((one[0]["km"].as_str(), one[7]["km"].as_str(), one[9]["km"].as_str()), ("0", "160", "120"));
    // An hour of examination in the node between the lines.
    assert!(minutes(&one[8]["depart"]) - minutes(&one[7]["arrive"]) >= 60.0, "{one:?}");
    assert_ne!(one[8]["server_h"], "0", "{one:?}");
    // Hours are those of standing at the point.
    let stop =
        all.iter().find(|row| row["meet_h"] != "0" && !row["arrive"].is_empty() && !row["depart"].is_empty());
    let stop = stop.expect("some train waits for another");
    let waits =
        ["meet_h", "path_h", "maintenance_h"].map(|name| stop[name].parse::<f64>().expect("a number"));
    let stood = minutes(&stop["depart"]) - minutes(&stop["arrive"]);
    assert!((waits.iter().sum::<f64>() * 60.0 - stood).abs() < 0.05, "{stop:?}");
    let starts: Vec<(&str, &str)> = all
        .iter()
        .filter(|row| row["arrive"].is_empty() && ["east", "west"].contains(&row["point"].as_str()))
        .map(|row| (row["depart"].as_str(), row["train"].as_str()))
        .collect();
    assert!(starts.is_sorted_by_key(|(depart, _)| *depart), "trains by their first time");
}

#[test]
fn a_sample_holds_whole_trains_and_the_larger_holds_the_smaller() {
    let (all, ten, thirty) = (trains("all"), trains("sample:10"), trains("sample:30"));
    assert_eq!((names(&ten).len(), names(&thirty).len()), (10, 30));
    assert!(names(&ten).is_subset(&names(&thirty)));
    let chosen = names(&ten);
    let whole: Vec<_> = all.iter().filter(|row| chosen.contains(row["train"].as_str())).collect();
    assert_eq!(whole, ten.iter().collect::<Vec<_>>());
    assert!(trains("none").is_empty());
}
