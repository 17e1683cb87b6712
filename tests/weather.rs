//! Wind that was measured: a record closes the ports at the same instants in every replication, and what is wrong with
//! one is said where it stands.

#[path = "support/closures.rs"]
mod closed;
mod support;

use std::path::{Path, PathBuf};

use closed::closures;
use support::{causes, data, known, milestones, open, plan, replicate, watch};
use tempfile::TempDir;
use transcaspian::experiment::Shipments;
use transcaspian::scenario::Scenario;

/// By hand, from the record: the east port closes at 15 m/s, the west port at 20 m/s, both for two hours more. On 5
/// January the wind is above 15 again half an hour before the east port would have worked again at 20:00.
const EAST: [(i64, i64); 2] = [(day_hour(5, 6), day_hour(6, 2)), (day_hour(20, 0), day_hour(21, 5))];
const WEST: [(i64, i64); 1] = [(day_hour(20, 6), day_hour(20, 14))];

/// Hours from the start of the run to an hour of January 2023.
const fn day_hour(day: i64, hour: i64) -> i64 {
    (day - 2) * 24 + hour
}

fn hours(expected: &[(i64, i64)]) -> Vec<(f64, f64)> {
    expected.iter().map(|&(since, until)| (since as f64, until as f64)).collect()
}

#[test]
fn ports_close_and_open_at_the_instants_of_the_record() {
    let scenario = open(&data("sea/record.toml"), &[]);
    for replication in 0..3 {
        assert_eq!(closures(&scenario, "east", replication), hours(&EAST));
        assert_eq!(closures(&scenario, "west", replication), hours(&WEST));
    }
    // With one limit both close together.
    let same = open(&data("sea/record.toml"), &["stage.west.port.weather.wind_limit=15"]);
    assert_eq!(closures(&same, "west", 0), hours(&EAST));
}

/// A port that the wind of the first instant closes is closed from the start.
#[test]
fn a_storm_may_rage_when_the_run_begins() {
    let scenario = open(&data("sea/record.toml"), &["run.start=2023-01-20"]);
    assert_eq!(closures(&scenario, "east", 0), [(0.0, 29.0)]);
    assert_eq!(closures(&scenario, "west", 0), [(6.0, 14.0)]);
}

#[test]
fn nothing_berths_or_sails_while_a_port_is_closed_and_cargo_waits_for_the_weather() {
    let results = watch(&open(&data("sea/record.toml"), &[]));
    let mut waited = 0;
    for shipment in &results.shipments {
        for (milestone, at) in milestones(&results, &shipment.journey) {
            let closed: &[(i64, i64)] = match milestone.as_str() {
                "east.berthed" | "east.sailed" => &EAST,
                "west.berthed" | "west.sailed" => &WEST,
                _ => continue,
            };
            let hour = at as f64 / 3_600_000.0;
            // Who was mooring or casting off when the port closed had half an hour to go.
            let during =
                closed.iter().any(|&(since, until)| hour > since as f64 + 0.5 && hour < until as f64);
            assert!(!during, "{milestone} at {hour} h");
        }
        waited += causes(&shipment.journey)
            .iter()
            .filter(|(cause, _)| *cause == "weather")
            .map(|row| row.1)
            .sum::<i64>();
    }
    assert!(waited > 0);
    let month = &results.months[0];
    assert_eq!(month.closed_h, [49.0, 8.0]);
    // Of 60 days.
    let days: Vec<f64> = results.closures.iter().map(|row| row.days_per_year.mean).collect();
    assert_eq!(days, [49.0 / 24.0 * 365.0 / 60.0, 8.0 / 24.0 * 365.0 / 60.0]);
}

/// Twenty containers come to the east at 76:57, where a ship for twenty waits. By 78:00, when the port closes, ten are on
/// board and the eleventh has hung on the hook for three of its six minutes, as it does from 98:00 on, when the port works
/// again: 98:03. The last is on board at 98:57, and the ship is out of the port half an hour later.
#[test]
fn work_is_paused_and_resumed() {
    let flow = |name: &str, hours: f64| {
        format!(
            "flow.{name}={{ class = \"container\", route = {{ {name} = {{ value = 100, unit = \"%\", source = \"test\" }} }}, \
             arrival = {{ listed = {{ times = [{{ value = {hours}, unit = \"h\", source = \"test\" }}], \
             batch = {{ value = 20, unit = \"consignment\", source = \"test\" }} }} }} }}"
        )
    };
    let (out, back) = (flow("out", 76.95), flow("back", 1000.0));
    let results = watch(&open(&data("sea/record.toml"), &[&out, &back]));
    let minute = |hours: i64, minutes: i64| (hours * 60 + minutes) * 60_000;
    for number in 0..20 {
        let journey = support::diary(&results, "out", number);
        let reached = |milestone| support::reached(&results, journey, milestone);
        let pause = if number < 10 { 0 } else { minute(20, 0) };
        assert_eq!(
            reached("east.loaded"),
            minute(76, 57) + pause + (i64::from(number) + 1) * minute(0, 6),
            "{number}"
        );
        assert_eq!(reached("east.sailed"), minute(99, 27), "{number}");
        let weather = causes(journey).into_iter().find(|(cause, _)| *cause == "weather");
        assert_eq!(weather, Some(("weather", minute(20, 0))), "{number}");
    }
}

/// A scenario file of its own in a new folder, with files beside it.
fn folder(text: &str, files: &[(&str, &str)]) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("case.toml");
    std::fs::write(&path, text).expect("the scenario is written");
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).expect("the file is written");
    }
    (folder, path)
}

fn variant(record: &str) -> String {
    let base = known("two-ports").replace('\\', "/");
    let port = |name: &str| {
        format!(
            "[stage.{name}.port]\nweather = {{ area = \"sea\", wind_limit = {{ value = 15, unit = \"m/s\", source = \"test\" }}, \
             reopening = {{ value = 2, unit = \"h\", source = \"test\" }} }}\n"
        )
    };
    format!("format = 1\nextends = \"{base}\"\n{}{}[weather.sea]\n{record}\n", port("east"), port("west"))
}

/// The text of all that is wrong.
fn refused(path: &Path, sets: &[&str]) -> String {
    let sets: Vec<String> = sets.iter().map(|&set| set.to_owned()).collect();
    match Scenario::open(&path.display().to_string(), &sets) {
        Err(failed) => failed.problems.render(&failed.files),
        Ok(_) => panic!("{} {sets:?} was accepted", path.display()),
    }
}

const RECORD: &str = "record = { file = \"wind.csv\", source = \"test\" }";

#[test]
fn a_scenario_says_its_record_by_itself() {
    let scenario = open(&data("sea/record.toml"), &[]);
    let text = scenario.resolved();
    assert!(!text.contains("wind.csv"));
    let (_folder, path) = folder(&text, &[]);
    let again = open(&path.display().to_string(), &[]);
    assert_eq!(again.resolved(), text);
    let (first, second) = (replicate(&scenario, 2), replicate(&again, 2));
    assert_eq!((first.ledger, first.months, first.events), (second.ledger, second.months, second.events));
    // The file is looked for beside the one that names it, whoever extends that.
    let over = format!("format = 1\nextends = \"{}\"\n", data("sea/record.toml").replace('\\', "/"));
    let (_folder, path) = folder(&over, &[]);
    assert_eq!(open(&path.display().to_string(), &[]).resolved(), text);
    // Another record is another scenario; the same with other ends of lines is the same.
    let rows = "time,wind_m_s\n2023-01-02,3\n2023-07-01,4\n";
    let resolved = |csv: &str| {
        let (_folder, path) = folder(&variant(RECORD), &[("wind.csv", csv)]);
        open(&path.display().to_string(), &[]).resolved()
    };
    assert_eq!(resolved(rows), resolved(&rows.replace('\n', "\r\n")));
    assert_ne!(resolved(rows), resolved(&rows.replace(",4", ",5")));
}

#[test]
fn faults_of_a_record_are_shown_where_they_are() {
    let (_folder, path) = folder(&variant(RECORD), &[]);
    let text = refused(&path, &[]);
    assert!(
        text.contains("E005") && text.contains("there is no file") && text.contains("case.toml:8:"),
        "{text}"
    );
    // With all else that is wrong.
    let (_folder, path) = folder(&format!("{}\n[fleet.ships]\nbert = \"x\"\n", variant(RECORD)), &[]);
    let text = refused(&path, &[]);
    assert!(text.contains("E005") && text.contains("did you mean `berth`"), "{text}");
    let (_folder, path) = folder(
        &variant(RECORD),
        &[("wind.csv", "time,wind_m_s\n2023-01-03,4\n2023-01-02,5\n2023-01-04,6 m/s\n")],
    );
    let text = refused(&path, &[]);
    for part in ["E042", "wind.csv:3:1", "2023-01-02 is not later", "wind.csv:4:1", "wind_m_s is \"6 m/s\""] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let storms = "storms = { value = 10, unit = \"1/yr\", source = \"test\" }\n";
    let rows = [("wind.csv", "time,wind_m_s\n2023-01-02,4\n")];
    let (_folder, path) = folder(&variant(&format!("{storms}{RECORD}")), &rows);
    let text = refused(&path, &[]);
    assert!(text.contains("E014") && text.contains("`record` and `storms` are both given"), "{text}");
    let (_folder, path) = folder(&variant(storms), &rows);
    let text = refused(&path, &[]);
    assert!(
        text.contains("the key `duration` is missing") && text.contains("the key `wind` is missing"),
        "{text}"
    );
    let (_folder, path) = folder(&variant("record = { file = \"wind.csv\" }"), &rows);
    assert!(refused(&path, &[]).contains("E022"));
}

#[test]
fn a_record_that_does_not_cover_the_run_is_told() {
    let warnings = |csv: &str| {
        let (_folder, path) = folder(&variant(RECORD), &[("wind.csv", csv)]);
        let scenario = open(&path.display().to_string(), &[]);
        scenario.warnings().iter().map(|warning| warning.message.clone()).collect::<Vec<_>>()
    };
    assert_eq!(warnings("time,wind_m_s\n2023-01-02,4\n2023-05-01,4\n"), [""; 0]);
    assert_eq!(
        warnings("time,wind_m_s\n2023-01-02T03:00Z,4\n2023-02-01T12:00Z,16\n"),
        [
            "the record begins at 2023-01-02T03:00:00Z and the run on 2023-01-02: until then it is calm",
            "the record ends at 2023-02-01T12:00:00Z and the run can last until 2023-05-02: 16 m/s hold for the rest of it",
        ]
    );
}

/// A file laid over one with random storms replaces them by a record; a fix and the command line can as well.
#[test]
fn a_record_takes_the_place_of_storms() {
    let storms = "storms = { value = 10, unit = \"1/yr\", source = \"test\" }\n\
                  duration = { value = 1, unit = \"d\", source = \"test\" }\n\
                  wind = { value = 20, unit = \"m/s\", source = \"test\" }\n";
    let csv = std::fs::read_to_string(data("sea/wind.csv")).expect("the record is there");
    let over = "format = 1\nextends = \"case.toml\"\n[weather.sea]\nrecord = { file = \"wind.csv\", source = \"test\" }\n";
    let fixed = "format = 1\nextends = \"case.toml\"\n[fix.measured]\ntitle = \"As measured\"\nsource = \"test\"\n\
                 remove = [\"weather.sea.storms\", \"weather.sea.duration\", \"weather.sea.wind\"]\n[fix.measured.set]\n\
                 \"weather.sea.record\" = { file = \"wind.csv\", source = \"test\" }\n[fixes]\nmeasured = true\n";
    let (folder, _) =
        folder(&variant(storms), &[("wind.csv", &csv), ("over.toml", over), ("fixed.toml", fixed)]);
    for file in ["over.toml", "fixed.toml"] {
        let scenario = open(&folder.path().join(file).display().to_string(), &[]);
        assert_eq!(closures(&scenario, "west", 0), hours(&EAST), "{file}");
    }
    let record = folder.path().join("wind.csv").display().to_string().replace('\\', "/");
    let set = format!("weather.sea.record={{ file = \"{record}\", source = \"test\" }}");
    let scenario = open(&folder.path().join("over.toml").display().to_string(), &[&set]);
    assert_eq!(closures(&scenario, "east", 0), hours(&EAST));
    // From the middle of a run on it cannot.
    let text = fixed.replace("measured = true", "measured = 2023-02-01");
    std::fs::write(folder.path().join("late.toml"), text).expect("the file is written");
    let text = refused(&folder.path().join("late.toml"), &[]);
    assert!(text.contains("E071") && text.contains("weather.sea.record"), "{text}");
}

/// Nothing of a run depends on where a record is read from, and the plan's threads do not matter either.
#[test]
fn replications_share_the_weather() {
    let scenario = open(&data("sea/record.toml"), &["flow.out.arrival={ poisson = {} }"]);
    let results = support::try_run(&scenario, &plan(3, Shipments::Nobody)).expect("it runs");
    let east = results.closures.iter().find(|row| row.port == "east").expect("weather can close it");
    let interval = east.days_per_year.interval.expect("there are three replications");
    assert_eq!(interval.1 - interval.0, 0.0);
}
