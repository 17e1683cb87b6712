//! `calibrate`: what is known to be true is found again, what the observations do not see is said, what is written can be
//! run, and nothing is run twice.

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

mod program;
use program::{ask, code, err, interrupted, manifest, names, out, place, program, table, write};

/// Seed and replications under which the truth is observed; calibrations have others.
const TRUTH: [&str; 4] = ["--seed", "1001", "-n", "40"];

/// A scenario of `tests/data/calibrate` with what is true of it.
struct Case {
    file: &'static str,
    /// Path and true value of each number, as the number's table holds it.
    truth: &'static [(&'static str, &'static str, f64)],
}

const DESKS: Case = Case {
    file: "desks",
    truth: &[
        ("stage.first.server.service", "exponential.mean", 0.25),
        ("stage.second.server.service", "value", 0.3),
    ],
};
const FERRY: Case = Case {
    file: "ferry",
    truth: &[
        ("stage.east.port.berth.quay.rate.container", "value", 8.0),
        ("fleet.ships.departure.east.full_or_after.longest_wait", "value", 9.0),
    ],
};
const LINE: Case = Case {
    file: "line",
    truth: &[
        ("train.freight.speed", "triangular", 60.0),
        ("stage.line.rail.track.single.clearance", "value", 6.0),
    ],
};

/// The table at a path; keys of these scenarios have no dots.
fn at<'d>(document: &'d mut toml::Table, path: &str) -> &'d mut toml::Table {
    path.split('.').fold(document, |table, key| {
        table.get_mut(key).and_then(toml::Value::as_table_mut).unwrap_or_else(|| panic!("{key} of {path}"))
    })
}

/// Puts a value into a number; a triangular law is scaled to it as its mean.
fn put(number: &mut toml::Table, key: &str, value: f64) {
    if key == "triangular" {
        let law = at(number, key);
        let ends = ["low", "mode", "high"];
        let part = |law: &toml::Table, end: &str| match &law[end] {
            toml::Value::Integer(whole) => *whole as f64,
            other => other.as_float().expect("a number"),
        };
        let mean: f64 = ends.iter().map(|end| part(law, end)).sum::<f64>() / 3.0;
        for end in ends {
            let scaled = part(law, end) * value / mean;
            law.insert(end.to_owned(), scaled.into());
        }
        return;
    }
    match key.rsplit_once('.') {
        None => number.insert(key.to_owned(), value.into()),
        Some((law, last)) => at(number, law).insert(last.to_owned(), value.into()),
    };
}

fn document(file: &str) -> toml::Table {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/data/calibrate/{file}.toml"));
    fs::read_to_string(path).expect("a scenario").parse().expect("it is TOML")
}

/// Column `name` of the rows of a table, by the first column.
fn column(folder: &Path, file: &str, name: &str) -> Vec<(String, String)> {
    let (header, rows) = table(folder, file);
    let at = header.iter().position(|head| head == name).unwrap_or_else(|| panic!("no {name} in {header:?}"));
    rows.into_iter().map(|row| (row[0].clone(), row[at].clone())).collect()
}

fn numbers(folder: &Path, file: &str, name: &str) -> Vec<f64> {
    column(folder, file, name).iter().map(|(_, text)| text.parse().expect("a number")).collect()
}

/// Runs the truth, and writes the scenario with wrong numbers and what was observed of the truth.
fn observed(place: &TempDir, case: &Case) -> String {
    let mut truth = document(case.file);
    for (path, key, value) in case.truth {
        put(at(&mut truth, path), key, *value);
    }
    let file = write(place, "truth.toml", &toml::to_string(&truth).expect("it is TOML"));
    let mut arguments = vec!["run", &file, "-o", "truth", "--shipments", "none"];
    arguments.extend(TRUTH);
    let output = ask(place, &arguments);
    assert_eq!(code(&output), 0, "{}", err(&output));
    let folder = place.path().join("truth");
    let mut document = document(case.file);
    let [value, low, high] =
        ["simulated", "ci_low", "ci_high"].map(|name| column(&folder, "observations.csv", name));
    for ((value, low), high) in value.iter().zip(&low).zip(&high) {
        let of = at(&mut document, &format!("observation.{}.of", value.0));
        let measure = of.keys().next().expect("a measure").clone();
        let seen = at(of, &format!("{measure}.value"));
        let number = |text: &str| -> toml::Value { text.parse::<f64>().expect("a number").into() };
        seen.insert("value".to_owned(), number(&value.1));
        seen.insert("range".to_owned(), vec![number(&low.1), number(&high.1)].into());
    }
    write(place, &format!("{}.toml", case.file), &toml::to_string(&document).expect("it is TOML"))
}

/// Calibrates and gives the folder.
fn calibrate(place: &TempDir, file: &str, more: &[&str]) -> PathBuf {
    let mut arguments = vec!["calibrate", file, "-o", "fit"];
    arguments.extend(more);
    let output = ask(place, &arguments);
    assert_eq!(code(&output), 0, "{}{}", out(&output), err(&output));
    place.path().join("fit")
}

/// Holds the fit against the truth, and the file that was written against the fit.
fn holds(case: &Case, seed: &str) {
    let place = place();
    let file = observed(&place, case);
    let fit = calibrate(&place, &file, &["--seed", seed]);
    let paths = column(&fit, "parameters.csv", "unit");
    let [fitted, low, high, least, most, start] =
        ["fitted", "ci_low", "ci_high", "bound_low", "bound_high", "start"]
            .map(|name| numbers(&fit, "parameters.csv", name));
    assert_eq!(paths.len(), case.truth.len());
    for (path, _, truth) in case.truth {
        let at =
            paths.iter().position(|(name, _)| name == path).unwrap_or_else(|| panic!("{path} in {paths:?}"));
        let told = format!("{path}: {} ({} to {})", fitted[at], low[at], high[at]);
        assert!(low[at] <= *truth && *truth <= high[at], "{told} does not hold {truth}");
        assert!(high[at] - low[at] < (most[at] - least[at]) / 3.0, "{told} says nothing");
        assert!((fitted[at] - truth).abs() < 0.5 * (start[at] - truth).abs(), "{told} from {}", start[at]);
    }
    let facts = manifest(&fit);
    assert_eq!(facts["at_rest"].as_bool(), Some(true));
    assert!(numbers(&fit, "residuals.csv", "standardised").iter().all(|off| off.abs() < 2.5));
    // What was written is sound, and gives what was said.
    let written = fit.join(format!("{}-fitted.toml", case.file));
    let written = written.to_str().expect("UTF-8");
    assert_eq!(code(&ask(&place, &["check", written])), 0);
    let again = ask(&place, &["run", written, "--seed", seed, "-n", "10", "-o", "again"]);
    assert_eq!(code(&again), 0, "{}", err(&again));
    let again = place.path().join("again");
    assert_eq!(column(&again, "observations.csv", "simulated"), column(&fit, "residuals.csv", "simulated"));
    let text = fs::read_to_string(written).expect("a file");
    for (path, _, _) in case.truth {
        let record = column(&again, "params.csv", "kind").into_iter().find(|(name, _)| name == path);
        assert_eq!(record.map(|(_, kind)| kind).as_deref(), Some("calibrated"));
    }
    assert!(text.starts_with("# Numbers of ") && text.contains("by calibrate, with "), "{text}");
}

#[test]
fn services_of_two_desks_are_found_again() {
    holds(&DESKS, "1");
    holds(&DESKS, "2");
}

#[test]
fn the_patience_of_ships_is_found_again() {
    holds(&FERRY, "1");
}

#[test]
fn the_speed_of_trains_is_found_again() {
    holds(&LINE, "1");
}

#[test]
fn what_only_counts_together_is_told() {
    let place = place();
    let file = write(&place, "legs.toml", &toml::to_string(&document("legs")).expect("it is TOML"));
    let output = ask(&place, &["calibrate", &file, "-o", "fit", "--format", "json"]);
    assert_eq!(code(&output), 0, "{}", err(&output));
    let answer: serde_json::Value = serde_json::from_str(&out(&output)).expect("it is JSON");
    // The fit is as good as can be, and as many others are.
    let simulated = answer["observations"][0]["simulated"]["mean"].as_f64().expect("a mean");
    assert!((simulated - 36.0).abs() < 0.2, "{simulated}");
    let [flat] = answer["flat"].as_array().expect("a list").as_slice() else { panic!("{answer:#}") };
    let by: Vec<f64> =
        flat["moves"].as_array().expect("moves").iter().map(|one| one["by"].as_f64().expect("h")).collect();
    assert!(by.len() == 2 && (by[0] + by[1]).abs() < 0.2 && by[0].abs() > 1.0, "{flat:#}");
    assert!(flat["chi_square_rises_by"].as_f64().expect("a number") < 0.2);
    let notes = answer["notes"].as_array().expect("notes");
    let note = notes.iter().filter_map(serde_json::Value::as_str).find(|note| note.contains("trade off"));
    let note = note.expect("it is told");
    assert!(note.contains("stage.first.leg.time") && note.contains("stage.second.leg.time"), "{note}");
    // With one of the two held, the other is known.
    let one = calibrate(&place, &file, &["--parameter", "stage.second.leg.time", "--force"]);
    let fitted = numbers(&one, "parameters.csv", "fitted")[0];
    assert!((fitted - 24.0).abs() < 0.5, "{fitted}");
    assert!(manifest(&one)["notes"].as_array().is_none_or(Vec::is_empty));
}

#[test]
fn nothing_is_run_twice_and_threads_change_nothing() {
    let place = place();
    let file = write(&place, "desks.toml", &toml::to_string(&document("desks")).expect("it is TOML"));
    // Long enough to be interrupted, on few threads.
    let arguments = ["calibrate", &file, "-n", "60", "--budget", "30", "-q"];
    let with = |more: &[&'static str]| [&arguments[..], more].concat();
    interrupted(&place, &with(&["-o", "fit", "-j", "1"]));
    let kept = fs::read_to_string(place.path().join("fit.partial")).expect("what was kept");
    let known = kept.lines().filter(|line| line.ends_with(" .")).count();
    assert!(known > 0 && !names(place.path()).contains(&"fit".to_owned()), "{kept}");
    let resumed =
        program(&place).args(["calibrate", &file, "-n", "60", "--budget", "30", "-o", "fit"]).output();
    let resumed = resumed.expect("the program starts");
    assert_eq!(code(&resumed), 0, "{}", err(&resumed));
    assert!(err(&resumed).contains(&format!("{known} evaluations are known")), "{}", err(&resumed));
    let whole = ask(&place, &with(&["-o", "whole", "-j", "2"]));
    assert_eq!(code(&whole), 0, "{}", err(&whole));
    let bytes = |folder: &str, name: &str| fs::read(place.path().join(folder).join(name)).expect("a file");
    for name in ["calibration.csv", "parameters.csv", "residuals.csv", "desks-fitted.toml"] {
        assert!(bytes("fit", name) == bytes("whole", name), "{name} differs");
    }
    let rest = manifest(&place.path().join("whole"))["at_rest"].as_bool().expect("a flag");
    assert_eq!(names(place.path()).contains(&"whole.partial".to_owned()), !rest);
}

#[test]
fn what_cannot_be_fitted_is_refused() {
    let place = place();
    let says = |file: &str, more: &[&str], exit: i32, part: &str| {
        let output = ask(&place, &[&["calibrate", file], more].concat());
        let text = err(&output).replace('\n', " ");
        assert_eq!(code(&output), exit, "{text}");
        assert!(text.contains(part), "{text}");
    };
    let mut legs = document("legs");
    let file = write(&place, "legs.toml", &toml::to_string(&legs).expect("it is TOML"));
    says(&file, &["--parameter", "stage.third.leg.time"], 2, "can be fitted are stage.first.leg.time");
    says(&file, &["--budget", "11"], 2, "at least 12 evaluations");
    says(&file, &["-n", "1"], 2, "1 is not in 2..");
    let over = format!("format = 1\nextends = {file:?}\n");
    says(&write(&place, "heir.toml", &over), &[], 3, "role = \"fit\"");
    for leg in ["first", "second"] {
        let time = at(&mut legs, &format!("stage.{leg}.leg.time"));
        time.remove("kind");
        time.remove("fitted_to");
    }
    let free = write(&place, "free.toml", &toml::to_string(&legs).expect("it is TOML"));
    says(&free, &[], 3, "no number to fit");
    let mut desks = document("desks");
    let servers = at(&mut desks, "stage.first.server.servers");
    for (key, value) in [("kind", "calibrated"), ("fitted_to", "first")] {
        servers.insert(key.to_owned(), value.into());
    }
    servers.insert("range".to_owned(), vec![1_i64, 3].into());
    let count = write(&place, "count.toml", &toml::to_string(&desks).expect("it is TOML"));
    says(&count, &["--parameter", "stage.first.server.servers"], 2, "it is a count");
    assert!(!place.path().join("output").exists());
}
