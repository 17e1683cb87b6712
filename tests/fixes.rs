//! Fixes as their users meet them: switched, listed, compared, and refused with their place.

use std::fs;
use std::path::PathBuf;

mod program;
use program::{ask, code, err, manifest, out, place, table};

const DESK: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/fixes/desk.toml");
const FAULTY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/fixes/faulty.toml");

/// Runs the desk and gives the folder of its results.
fn run(place: &tempfile::TempDir, file: &str, folder: &str, flags: &[&str]) -> PathBuf {
    let arguments = [&["run", file, "-n", "3", "-o", folder], flags].concat();
    let output = ask(place, &arguments);
    assert_eq!(code(&output), 0, "{}", err(&output));
    place.path().join(folder)
}

fn bytes(folder: &std::path::Path, name: &str) -> Vec<u8> {
    fs::read(folder.join(name)).expect("a result file")
}

#[test]
fn a_switch_by_flag_setting_or_file_is_the_same() {
    let place = place();
    let file = program::write(
        &place,
        "variant.toml",
        &format!("format = 1\nextends = \"{DESK}\"\n[fixes]\nsecond-desk = true\n"),
    );
    let flag = run(&place, DESK, "flag", &["--enable", "second-desk"]);
    let setting = run(&place, DESK, "setting", &["--set", "fixes.second-desk=true"]);
    let variant = run(&place, &file, "variant", &[]);
    let off = run(&place, &file, "off", &["--disable", "second-desk"]);
    let plain = run(&place, DESK, "plain", &[]);
    for name in ["ledger.csv", "targets.csv", "shipments.csv"] {
        let fixed = bytes(&flag, name);
        assert!(fixed == bytes(&setting, name) && fixed == bytes(&variant, name), "{name}");
        assert!(fixed != bytes(&plain, name) && bytes(&off, name) == bytes(&plain, name), "{name}");
    }
    let (_, rows) = table(&flag, "params.csv");
    let row = rows.iter().find(|row| row[0] == "stage.desk.server.servers").expect("the number");
    assert_eq!((row[1].as_str(), row[6].as_str()), ("2", "fix second-desk"));
}

#[test]
fn what_was_resolved_runs_to_the_same_bytes() {
    let place = place();
    let flags = ["--enable", "second-desk", "--enable", "training"];
    let first = run(&place, DESK, "first", &flags);
    let resolved = first.join("resolved.toml");
    let again = run(&place, resolved.to_str().expect("UTF-8"), "again", &[]);
    for name in ["ledger.csv", "replications.csv", "shipments.csv", "summary.csv", "targets.csv"] {
        assert_eq!(bytes(&first, name), bytes(&again, name), "{name}");
    }
    assert_eq!(bytes(&first, "resolved.toml"), bytes(&again, "resolved.toml"));
    assert!(manifest(&first)["resolved_hash"] == manifest(&again)["resolved_hash"]);
}

#[test]
fn a_fix_that_opens_in_the_middle_changes_nothing_before_its_day() {
    const DAY: &str = "2023-01-14";
    let place = place();
    let all = ["--shipments", "all"];
    let plain = run(&place, DESK, "plain", &all);
    let switch = format!("fixes.training={DAY}");
    let dated = run(&place, DESK, "dated", &[&all[..], &["--set", &switch]].concat());
    let diaries = |folder: &std::path::Path| {
        let text = String::from_utf8(bytes(folder, "shipments.csv")).expect("UTF-8");
        text.lines().map(str::to_owned).collect::<Vec<String>>()
    };
    // Whoever left before the day has a line without any later date.
    let before = |lines: Vec<String>| -> Vec<String> {
        let dates =
            |line: &str| line.split(',').filter(|cell| cell.starts_with("2023-")).max().map(str::to_owned);
        lines.into_iter().filter(|line| dates(line).is_none_or(|last| last.as_str() < DAY)).collect()
    };
    let (old, new) = (diaries(&plain), diaries(&dated));
    assert_ne!(old, new);
    let (old, new) = (before(old), before(new));
    assert!(old.len() > 300, "{}", old.len());
    assert_eq!(old, new);
    // What was resolved still opens on that day.
    let resolved = dated.join("resolved.toml");
    let again = run(&place, resolved.to_str().expect("UTF-8"), "again", &all);
    assert_eq!(bytes(&dated, "shipments.csv"), bytes(&again, "shipments.csv"));
    let (_, rows) = table(&dated, "params.csv");
    let rows: Vec<_> = rows.iter().filter(|row| row[0] == "stage.desk.server.service").collect();
    assert_eq!(rows.iter().filter(|row| row[6] == "fix training from 2023-01-14").count(), 1, "{rows:?}");
}

#[test]
fn what_cannot_open_in_the_middle_is_refused_where_it_is_written() {
    let place = place();
    let fixes = "[fix.sidings]\ntitle = \"Loaded trains stand on sidings\"\nsource = \"smailov-2023\"\n\
                 set.\"stage.alat.port.departs_from_sidings\" = true\n\
                 [fixes]\nsidings = 2023-05-01\n";
    let file = program::write(&place, "sidings.toml", &format!("format = 1\nextends = \"base\"\n{fixes}"));
    let output = ask(&place, &["check", &file]);
    assert_eq!(code(&output), 3);
    let text = err(&output);
    assert!(text.contains("error[E071]") && text.contains("sidings.toml:6:"), "{text}");
    assert_eq!(code(&ask(&place, &["check", &file, "--enable", "sidings"])), 0);
}

#[test]
fn of_two_that_exclude_each_other_one_may_say_so() {
    let place = place();
    for on in ["automation", "training"] {
        let output = ask(&place, &["check", DESK, "--enable", on]);
        assert_eq!(code(&output), 0, "{on}: {}", err(&output));
    }
}

#[test]
fn a_thing_that_nobody_uses_changes_no_byte() {
    let place = place();
    let plain = run(&place, DESK, "plain", &[]);
    let room = run(&place, DESK, "room", &["--enable", "waiting-room"]);
    for name in ["ledger.csv", "replications.csv", "shipments.csv", "targets.csv"] {
        assert_eq!(bytes(&plain, name), bytes(&room, name), "{name}");
    }
}

#[test]
fn the_list_says_what_each_would_change() {
    let place = place();
    let text = out(&ask(&place, &["fixes", DESK, "--enable", "training"]));
    for part in [
        "second-desk [off]",
        "costs 0.5 million USD",
        "add stage.desk.server.servers: 1 server -> 2 server",
        "training [on]",
        "opens 2023-01-14",
        "exponential = { mean = 1 } h -> exponential = { mean = 0.5 } h",
        "excludes training",
        "4 fixes, 1 on",
    ] {
        assert!(text.contains(part), "{part} in\n{text}");
    }
    let csv = out(&ask(&place, &["fixes", DESK, "--format", "csv"]));
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("a row")).collect();
    assert_eq!(rows.len(), 4);
    assert_eq!(&rows[1][0], "second-desk");
    assert_eq!(&rows[1][5], "0.5");
}

#[test]
fn differences_are_those_of_the_values() {
    let place = place();
    let mm1 = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/mm1.toml");
    let variant = program::write(
        &place,
        "b.toml",
        &format!("format = 1\nextends = \"{DESK}\"\n[fixes]\nautomation = true\n"),
    );
    let text = out(&ask(&place, &["diff", mm1, &variant]));
    assert!(text.contains("stage.desk.server.servers") && text.contains("4 server"), "{text}");
    assert!(text.ends_with("1 value differs\n"), "{text}");
    assert!(out(&ask(&place, &["diff", mm1, DESK])).contains("say the same"));
}

#[test]
fn an_unknown_fix_is_named_with_the_nearest() {
    let place = place();
    let output = ask(&place, &["run", DESK, "--enable", "second-dest"]);
    assert_eq!(code(&output), 3);
    let text = err(&output);
    assert!(text.contains("there is no [fix.second-dest]") && text.contains("did you mean \"second-desk\"?"));
    assert!(out(&output).is_empty());
}

#[test]
fn every_fault_of_every_fix_shows_with_its_place() {
    let place = place();
    let output = ask(&place, &["check", FAULTY]);
    assert_eq!(code(&output), 3);
    let text = err(&output);
    for part in [
        "error[E062]: automation and idle both set stage.desk.server.servers",
        "error[E023]",
        "did you mean \"textbook\"?",
        "faulty.toml:",
    ] {
        assert!(text.contains(part), "{part} in\n{text}");
    }
    // What is off is tried when the rest is sound.
    let off = ask(&place, &["check", FAULTY, "--disable", "idle", "--set", UNSOURCED]);
    assert_eq!(code(&off), 3);
    for part in ["typo = true:", "error[E051]", "did you mean stage.desk.server.servers?", "E062"] {
        assert!(err(&off).contains(part), "{part} in\n{}", err(&off));
    }
}

/// Mends the fix that cites nobody.
const UNSOURCED: &str =
    "fix.unsourced.set.\"stage.desk.server.servers\"={ value = 3, unit = \"server\", source = \"textbook\" }";

/// A setting is for one run; a fix that is off may take away the very place, and is then not what is checked.
#[test]
fn a_setting_where_a_fix_would_take_the_place_away_is_sound() {
    let place = place();
    let path = "fleet.feeders.departure.aktau.minimum_load.longest_wait";
    let set = |more: &[&'static str]| {
        ask(&place, &[&["check", "base", "--set", &format!("{path}=36")], more].concat())
    };
    let output = set(&[]);
    assert_eq!(code(&output), 0, "{}", err(&output));
    let output = set(&["--enable", "feeder-timetable"]);
    assert_eq!(code(&output), 3);
    assert!(err(&output).contains("fleet.feeders.departure"), "{}", err(&output));
}
