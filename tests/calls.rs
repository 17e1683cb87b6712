//! `vessels.csv`, `berths.csv` and `levels.csv`: against a calculation by hand, and against each other.

use std::collections::BTreeMap;
use std::path::Path;

mod program;
mod support;
use program::{ask, code, err, place, table};
use support::{data, known};
use tempfile::TempDir;

type Row = BTreeMap<String, String>;

/// The rows of a file, as maps of columns.
fn rows(folder: &Path, name: &str) -> Vec<Row> {
    let (header, rows) = table(folder, name);
    rows.into_iter().map(|row| header.iter().cloned().zip(row).collect()).collect()
}

/// Runs a scenario file into a folder of that place.
fn run(place: &TempDir, file: &str, folder: &str, arguments: &[&str]) {
    let all: Vec<&str> = ["run", file, "-o", folder].into_iter().chain(arguments.iter().copied()).collect();
    let output = ask(place, &all);
    assert_eq!(code(&output), 0, "{}", err(&output));
}

fn cells<const N: usize>(row: &Row, names: [&str; N]) -> [String; N] {
    names.map(|name| row[name].clone())
}

fn number(row: &Row, name: &str) -> f64 {
    row[name].parse().unwrap_or_else(|_| panic!("{name} is no number: {row:?}"))
}

/// Hours since the beginning of January of a date in it.
fn hours(date: &str) -> f64 {
    let part = |from: usize| date[from..from + 2].parse::<f64>().expect("a number");
    part(8) * 24.0 + part(11) + part(14) / 60.0 + part(17) / 3600.0
}

/// The hours of a call by cause.
fn spent(row: &Row) -> f64 {
    row.keys().filter(|name| name.ends_with("_h")).map(|name| number(row, name)).sum()
}

/// The calculation stands in `scenarios/validation/block-train.toml`: the vessel lies in the east from midnight on, moors for an hour,
/// has its papers done by 2:00, loads four containers from 19:18 to 20:54 and has cast off at 21:54. It is in the west
/// at 26:54, where it is discharged from 28:54 to 30:30 and then waits for cargo until the run ends at 48:00.
#[test]
fn calls_and_berths_are_as_they_were_by_hand() {
    let place = place();
    run(&place, &known("block-train"), "found", &["-n", "1", "--shipments", "all"]);
    let folder = place.path().join("found");
    let calls = rows(&folder, "vessels.csv");
    let [east, west] = &calls[..] else { panic!("{calls:?}") };
    let when = ["port", "vessel", "call", "arrive", "berth", "start", "end", "sail"];
    let day = |time: &str| format!("2023-01-02T{time}:00");
    let expected = ["00:00", "00:00", "19:18", "20:54", "21:54"].map(day);
    assert_eq!(cells(east, when)[..3], ["east", "feeders 1", "1"]);
    assert_eq!(cells(east, when)[3..], expected);
    let [arrive, berth, start] =
        ["2023-01-03T02:54:00", "2023-01-03T02:54:00", "2023-01-03T04:54:00"].map(str::to_owned);
    assert_eq!(cells(west, when)[..3], ["west", "feeders 1", "1"]);
    assert_eq!(cells(west, when)[3..], [arrive, berth, start, String::new(), String::new()]);
    let load = ["load", "capacity", "unit", "berth_group", "berth_number"];
    assert_eq!(cells(east, load), ["8", "8", "TEU", "feeder", "1"]);
    assert_eq!(cells(west, load), ["", "", "TEU", "feeder", "1"]);
    let moved = ["loaded_container", "loaded_teu", "loaded_t", "discharged_container", "loaded_wagon"];
    assert_eq!(cells(east, moved), ["4", "8", "80", "0", "0"]);
    assert_eq!(cells(west, ["discharged_container", "discharged_t", "loaded_teu"]), ["4", "80", "0"]);
    let causes = ["handling_h", "papers_h", "vessel_to_fill_h", "berth_h", "weather_h"];
    assert_eq!(cells(east, causes), ["3.6", "1", "17.3", "0", "0"]);
    assert_eq!(cells(west, causes), ["2.6", "1", "17.5", "0", "0"]);

    let stays = rows(&folder, "berths.csv");
    let stay = ["port", "group", "berth", "vessel", "from", "until", "what", "hours", "handling_h"];
    let found: Vec<[String; 9]> = stays.iter().map(|row| cells(row, stay)).collect();
    let expected = [
        ["east", "feeder", "1", "feeders 1", &day("00:00"), &day("21:54"), "work", "21.9", "3.6"],
        ["west", "feeder", "1", "feeders 1", "2023-01-03T02:54:00", "", "work", "", "2.6"],
    ];
    assert_eq!(found, expected);

    // From 18:42 on the train has four slots, of which the first is given back at 19:42 and the last at 20:54.
    let levels = rows(&folder, "levels.csv");
    let at = |time: &str, what: &str| {
        let mut found = levels.iter().filter(|row| {
            cells(row, ["time", "stage", "what"]) == [day(time), "east".to_owned(), what.to_owned()]
        });
        found.next().unwrap_or_else(|| panic!("there is no {what} at {time}"))
    };
    let slots = at("18:00", "container slots seaward");
    assert_eq!(cells(slots, ["level", "highest", "capacity"]), ["0", "4", "10"]);
    assert!((number(slots, "mean") - 6.4 / 6.0).abs() < 1e-9, "{slots:?}");
    assert_eq!(cells(at("18:00", "feeder berths"), ["level", "mean", "highest"]), ["1", "0.65", "1"]);
    assert_eq!(
        cells(at("18:00", "feeder roads"), ["level", "mean", "highest", "capacity"]),
        ["0", "0", "0", ""]
    );
    assert_eq!(
        levels.iter().filter(|row| row["what"] == "feeder roads" && row["stage"] == "east").count(),
        8
    );
}

/// The small corridor with more vessels than its berths hold.
const BUSY: [&str; 6] = ["-n", "2", "--shipments", "all", "--set", "fleet.feeders.vessels=4"];

#[test]
fn calls_berths_and_levels_agree() {
    let place = place();
    run(&place, &data("corridor/small.toml"), "found", &BUSY);
    let folder = place.path().join("found");
    let calls = rows(&folder, "vessels.csv");
    assert!(calls.len() > 50, "{}", calls.len());
    for call in calls.iter().filter(|call| !call["sail"].is_empty()) {
        let stages = ["arrive", "berth", "start", "end", "sail"].map(|name| call[name].as_str());
        assert!(stages.iter().filter(|date| !date.is_empty()).is_sorted(), "{call:?}");
        if call["arrive"][..7] == call["sail"][..7] {
            let in_port = hours(&call["sail"]) - hours(&call["arrive"]);
            assert!((in_port - spent(call)).abs() < 1e-3, "{in_port} {call:?}");
        }
        let (own, visitor) = (call["whose"] == "fleet", call["whose"] == "visitor");
        assert!(own || visitor && number(call, "worked") > 0.0, "{call:?}");
        assert!(visitor || number(call, "load") <= number(call, "capacity"), "{call:?}");
    }
    assert!(calls.iter().any(|call| call["berth_h"] != "0"), "nobody waits for a berth");

    let stays = rows(&folder, "berths.csv");
    let mut berths: BTreeMap<[String; 3], Vec<&Row>> = BTreeMap::new();
    for stay in &stays {
        assert_eq!(stay["replication"], "1");
        berths.entry(cells(stay, ["port", "group", "berth"])).or_default().push(stay);
    }
    for (berth, stays) in &berths {
        for pair in stays.windows(2) {
            assert!(
                !pair[0]["until"].is_empty() && pair[0]["until"] <= pair[1]["from"],
                "{berth:?} {pair:?}"
            );
        }
    }
    // Every call of the first replication that took a berth before the window ended has a stay there from then on.
    let berthed = |call: &&Row| !call["berth"].is_empty() && call["berth"].as_str() < "2023-05-02";
    for call in calls.iter().filter(|call| call["replication"] == "1").filter(berthed) {
        let of = [&call["port"], &call["berth_group"], &call["berth_number"]].map(String::clone);
        let from = |stay: &&&Row| stay["from"] == call["berth"] && stay["vessel"] == call["vessel"];
        assert!(berths[&of].iter().any(|stay| from(&stay)), "{call:?}");
    }

    run(&place, &data("corridor/small.toml"), "one", &[&BUSY[2..], &["-n", "1"]].concat());
    let folder = place.path().join("one");
    let mut means: BTreeMap<[String; 2], (f64, f64)> = BTreeMap::new();
    for level in rows(&folder, "levels.csv") {
        let sum = means.entry(cells(&level, ["stage", "what"])).or_default();
        (sum.0, sum.1) = (sum.0 + number(&level, "mean"), sum.1 + 1.0);
        assert!(number(&level, "level") <= number(&level, "highest"), "{level:?}");
        assert!(number(&level, "mean") <= number(&level, "highest"), "{level:?}");
    }
    let mut compared = 0;
    for row in rows(&folder, "resources.csv") {
        if let Some((sum, steps)) = means.get(&cells(&row, ["owner", "resource"])) {
            let taken = number(&row, "busy_share") + number(&row, "blocked_share");
            let level = taken * number(&row, "capacity");
            assert!((sum / steps - level).abs() < 1e-6 * level.max(1.0), "{} {level} {row:?}", sum / steps);
            compared += 1;
        }
    }
    assert!(compared >= 8, "{compared}");
}

#[test]
fn the_tables_do_not_depend_on_threads_and_are_empty_if_nobody_keeps_diaries() {
    let place = place();
    let files = ["vessels.csv", "berths.csv", "levels.csv", "capacity.csv"];
    let read = |folder: &str| {
        files.map(|file| std::fs::read(place.path().join(folder).join(file)).expect("there is a file"))
    };
    for threads in ["1", "2"] {
        run(
            &place,
            &data("corridor/small.toml"),
            threads,
            &["-n", "3", "-j", threads, "--shipments", "sample:20"],
        );
    }
    assert_eq!(read("1"), read("2"));
    let calls = rows(&place.path().join("1"), "vessels.csv");
    for replication in ["1", "2", "3"] {
        assert_eq!(calls.iter().filter(|call| call["replication"] == replication).count(), 20);
    }
    run(&place, &data("corridor/small.toml"), "none", &["-n", "1", "--shipments", "none"]);
    for file in &files[..3] {
        assert!(rows(&place.path().join("none"), file).is_empty(), "{file}");
    }
}
