//! Shocks: what they do, worked out by hand; that they are over when they are over; and how they are refused.

use std::path::{Path, PathBuf};

mod program;
mod support;

use program::{ask, code, err, out, place, table};
use support::{data, open, plan, replicate, try_run};
use transcaspian::experiment::{Effect, Estimate, Plan, Results, Shipments};

fn effect(results: &Results, shock: usize, effect: Effect) -> Option<f64> {
    results.shocks[shock].effect(effect).value.as_ref().map(|value| value.mean)
}

/// Every value of the first shock, in the order of the table.
fn effects(results: &Results) -> Vec<Option<f64>> {
    Effect::ALL.map(|one| effect(results, 0, one)).into()
}

/// Consignment j of the first shock day comes at hour 1 + 2j. The first is cleared at hour 48, when the shock is over, and
/// those behind it one by one at every full hour, until at hour 93 the next one that comes finds the desk free: consignment
/// j up to 45 is 46 - j hours late, 22 of them more than a day, and all together 46 * 47 / 2 hours. At the end of the 47th
/// hour 23 are there and nobody would be, in the 48th 24 and one would be. From hour 49 on the excess is 22 and falls by
/// one every two hours: it is 1 at hour 91.
#[test]
fn a_desk_that_stands_for_two_days() {
    let results = replicate(&open(&data("shocks/desk.toml"), &[]), 2);
    let expected = [23.0, 24.0, 1.0, 43.0 / 24.0, 1.0, 22.0, 1081.0 / 24.0];
    for (effect, (found, expected)) in Effect::ALL.iter().zip(effects(&results).into_iter().zip(expected)) {
        let found = found.expect("a value");
        assert!((found - expected).abs() < 1e-9, "{effect:?}: {found}, not {expected}");
    }
    // Nothing is left to chance, so all replications and all quantiles are the same.
    let row = results.shocks[0].effect(Effect::Excess);
    assert_eq!(row.value, Some(Estimate { mean: 23.0, interval: Some((23.0, 23.0)), n: 2 }));
    assert_eq!((row.p50, row.p90), (Some(23.0), Some(23.0)));
    // 240 consignments: 46 of them spend 46 - j hours more than one, and nothing of the twin is mixed into that.
    let mean = support::all_hours(&results, "jobs");
    assert!((mean - (240.0 + 1081.0) / 240.0).abs() < 1e-9, "{mean}");
}

/// The ship is away when the port closes, and the departures of both days are lost. On the third it takes all 36 that are there
/// at 20:30: those of the first day 48 h late, those of the second 24 h, which is not more than a day. Until then 24 more
/// are there than would be, and after that nobody; half past eight is 20.5 h after the end.
#[test]
fn a_port_that_is_closed_for_two_days() {
    let results = replicate(&open(&data("shocks/port.toml"), &[]), 1);
    let expected = [24.0, 36.0, 12.0, 20.5 / 24.0, 1.0, 12.0, 36.0].map(Some);
    assert_eq!(effects(&results), expected);
}

/// Three times as many for a day: one comes at hour 1/3, 1, 5/3 … of the day, 36 in all, and 23 of them are cleared by its
/// end, when nobody else would be there.
#[test]
fn a_surge_of_demand() {
    let shock = r#"shock.surge={ title = "Three times as many", at = 2023-01-11, lasts = { value = 1, unit = "d", source = "theory" }, scale = { "flow.jobs.volume" = { value = 3, unit = "factor", source = "theory" } } }"#;
    let sets = [shock, r#"shock.standstill.at=2023-01-20"#];
    let results = replicate(&open(&data("shocks/desk.toml"), &sets), 1);
    let names: Vec<&str> = results.shocks.iter().map(|row| row.shock.as_str()).collect();
    assert_eq!(names, ["standstill", "surge"]);
    assert_eq!(effect(&results, 1, Effect::Excess), Some(13.0));
    assert_eq!(effect(&results, 1, Effect::Late), Some(0.0));
    assert_eq!(effect(&results, 1, Effect::Recovered), Some(1.0));
    // The one after it is counted from its own day on, as if there were no other.
    assert_eq!(effect(&results, 0, Effect::Excess), Some(23.0));
}

/// What would have been is the scenario without its shocks, and the run is the same until the shock.
#[test]
fn the_twin_is_the_scenario_without_shocks() {
    let shocked = open(&data("shocks/desk.toml"), &[]);
    assert_eq!(shocked.phases().len(), 2);
    assert_eq!(shocked.phases()[1].spec.stage, shocked.spec().stage);
    let calm = shocked.without_shocks();
    assert!(calm.phases().is_empty() && calm.spec().shock.is_empty());
    assert!(calm.parameters().iter().all(|record| !record.path.starts_with("shock")));
    let results = replicate(calm, 1);
    assert!(results.shocks.is_empty());
    assert_eq!(support::all_hours(&results, "jobs"), 1.0);
    // One that would come after the end of the run is none.
    let late = replicate(&open(&data("shocks/desk.toml"), &["shock.standstill.at=2023-02-01"]), 1);
    assert_eq!(effects(&late), [None; 7]);
    assert_eq!(late.spans, results.spans);
}

/// A second shock begins before all is as before: what follows is no longer the first one's doing alone.
#[test]
fn where_recovery_is_not_seen_there_is_no_mean() {
    let shock = r#"shock.again={ title = "Again", at = 2023-01-14, lasts = { value = 1, unit = "d", source = "theory" }, set = { "stage.desk.server.service" = { value = 2, unit = "h", source = "theory" } } }"#;
    let results = replicate(&open(&data("shocks/desk.toml"), &[shock]), 2);
    assert_eq!(results.shocks[1].shock, "standstill");
    assert_eq!(effect(&results, 1, Effect::Recovery), None);
    assert_eq!(effect(&results, 1, Effect::Recovered), Some(0.0));
    assert_eq!(results.shocks[1].effect(Effect::Recovery).p50, None);
    assert_eq!(results.shocks[1].effect(Effect::Recovery).replications, 2);
    assert_eq!(effect(&results, 0, Effect::Recovered), Some(1.0));
}

#[test]
fn threads_change_nothing() {
    let scenario = open(&data("shocks/desk.toml"), &[r#"flow.jobs.arrival={ poisson = {} }"#]);
    let on = |threads: usize| {
        let plan = Plan { threads, ..plan(6, Shipments::Everybody) };
        format!("{:?}", try_run(&scenario, &plan).expect("it runs").shocks)
    };
    let one = on(1);
    assert_eq!(one, on(2));
    assert!(one.contains("standstill"));
}

const DESK: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/shocks/desk.toml");

fn run(place: &tempfile::TempDir, file: &str, folder: &str, flags: &[&str]) -> PathBuf {
    let output = ask(place, &[&["run", file, "-o", folder], flags].concat());
    assert_eq!(code(&output), 0, "{}", err(&output));
    place.path().join(folder)
}

fn same(one: &Path, other: &Path, names: &[&str]) {
    for name in names {
        let bytes = |folder: &Path| std::fs::read(folder.join(name)).expect("a result file");
        assert!(bytes(one) == bytes(other), "{name}");
    }
}

#[test]
fn what_was_resolved_runs_to_the_same_bytes() {
    let place = place();
    let flags = ["--shipments", "all", "--set", "fixes.second-desk=2023-01-12"];
    let first = run(&place, DESK, "first", &flags);
    let resolved = first.join("resolved.toml").to_str().expect("UTF-8").to_owned();
    let again = run(&place, &resolved, "again", &["--shipments", "all", "--threads", "1"]);
    let names = ["ledger.csv", "params.csv", "resolved.toml", "shipments.csv", "shocks.csv", "summary.csv"];
    same(&first, &again, &names[2..]);
    let by = |folder: &Path, path: &str| -> Vec<String> {
        let rows = table(folder, "params.csv").1.into_iter().filter(|row| row[0] == path);
        rows.map(|row| format!("{} {}", row[1], row[6])).collect()
    };
    assert_eq!(by(&first, "stage.desk.server.service"), ["1 ", "47 shock standstill"]);
    assert_eq!(by(&first, "stage.desk.server.servers"), ["1 ", "2 fix second-desk from 2023-01-12"]);
    assert_eq!(by(&first, "shock.standstill.lasts"), ["2 "]);
}

#[test]
fn the_answer_tells_of_the_shock_and_files_of_none_without_one() {
    let place = place();
    let output = ask(&place, &["run", DESK, "-o", "shocked"]);
    let text = out(&output);
    for line in [
        "shock standstill, 2023-01-11 to 2023-01-13: The first consignment of the day takes all of two days",
        "cargo under way in stay               mean (95 %)           p50   p90",
        "most above the run without it         23.0 (23.0 to 23.0)  23.0  23.0",
        "days after it until all is as before  1.79",
        "consignments over 1 d late            22.0 (22.0 to 22.0)",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    let (header, rows) = table(&place.path().join("shocked"), "shocks.csv");
    assert_eq!(header[..5], ["shock", "begins", "ends", "metric", "unit"]);
    assert_eq!(rows.len(), Effect::ALL.len());
    assert_eq!(rows[0][..6], ["standstill", "2023-01-11", "2023-01-13", "peak_excess", "consignment", "23"]);
    let json = out(&ask(&place, &["run", DESK, "-o", "json", "--format", "json"]));
    assert!(json.contains("\"peak_excess\""), "{json}");
    // Another run may take the place of one with shocks.
    run(&place, DESK, "shocked", &["--force"]);
    let calm = "format = 1\nextends = \"desk.toml\"\n[shock.standstill]\nat = 2023-03-01\n";
    let text = std::fs::read_to_string(DESK).expect("the file is there");
    program::write(&place, "desk.toml", text.split("[shock.").next().expect("a part"));
    run(&place, "desk.toml", "plain", &[]);
    assert!(!program::names(&place.path().join("plain")).contains(&"shocks.csv".to_owned()));
    program::write(&place, "desk.toml", &text);
    let late = ask(&place, &["check", &program::write(&place, "late.toml", calm)]);
    assert!(code(&late) == 0 && err(&late).contains("warning[W006]") && err(&late).contains("late.toml:4:6"));
}

#[test]
fn shocks_are_compared() {
    let place = place();
    let variant = format!("format = 1\nextends = \"{DESK}\"\n[fixes]\nsecond-desk = true\n");
    let file = program::write(&place, "two.toml", &variant);
    let output = ask(&place, &["compare", DESK, &file, "-o", "both"]);
    assert_eq!(code(&output), 0, "{}", err(&output));
    let text = out(&output);
    assert!(text.contains("shock standstill"), "{text}");
    let (_, rows) = table(&place.path().join("both"), "comparison.csv");
    let rows: Vec<&[String]> =
        rows.iter().filter(|row| row[1] == "shock standstill").map(|row| &row[2..6]).collect();
    assert_eq!(rows[0][..2], ["peak_excess", "23"]);
    assert_eq!(rows.len(), Effect::ALL.len());
    let several = ask(&place, &["compare", DESK, &file, &program::write(&place, "three.toml", &variant)]);
    assert!(out(&several).contains("most above, base > other"), "{}", out(&several));
    let markdown = ask(&place, &["compare", DESK, &file, "--format", "markdown"]);
    assert!(out(&markdown).contains("| two | standstill | 23.0 > "), "{}", out(&markdown));
}

#[test]
fn faults_are_shown_where_they_are_written() {
    let place = place();
    let told = |text: &str| -> Vec<String> {
        let file = format!("format = 1\nextends = \"{DESK}\"\n{text}");
        let output = ask(&place, &["check", &program::write(&place, "faulty.toml", &file)]);
        assert_eq!(code(&output), 3, "{text}\n{}", err(&output));
        let lines: Vec<String> = err(&output).lines().map(str::to_owned).collect();
        let told = lines.windows(2).filter(|pair| pair[0].starts_with("error"));
        told.map(|pair| {
            let code = pair[0].split(['[', ']']).nth(1).unwrap_or_default();
            let place = pair[1].split("faulty.toml:").nth(1).unwrap_or_default();
            format!("{code} {}", place.split(' ').next().unwrap_or_default())
        })
        .collect()
    };
    let lasts = |days: f64| format!("lasts = {{ value = {days}, unit = \"d\", source = \"theory\" }}\n");
    assert_eq!(told(&format!("[shock.standstill]\n{}", lasts(1.5))), ["E024 4:9"]);
    assert_eq!(told(&format!("[shock.standstill]\n{}", lasts(0.0))), ["E024 4:9"]);
    assert_eq!(told("[shock.standstill]\nat = 2023-01-01\n"), ["E060 4:6"]);
    assert_eq!(told("[shock.standstill]\ncloses = [\"desk\"]\n"), ["E060 4:11"]);
    assert_eq!(told("[shock.standstill]\ncloses = [\"dusk\"]\n"), ["E017 4:11"]);
    let factor = "{ value = 2, unit = \"factor\", source = \"theory\" }";
    assert_eq!(told(&format!("[shock.standstill.scale]\n\"run.window\" = {factor}\n")), ["E070 4:1"]);
    assert_eq!(told(&format!("[shock.standstill.scale]\n\"stage.desk.port\" = {factor}\n")), ["E051 4:1"]);
    let other = |at: &str| {
        format!(
            "[shock.b]\ntitle = \"B\"\nat = {at}\n{}[shock.b.set]\n\
             \"stage.desk.server.service\" = {{ value = 3, unit = \"h\", source = \"theory\" }}\n",
            lasts(2.0)
        )
    };
    assert_eq!(told(&other("2023-01-12")), ["E062 8:1"]);
    let nothing = format!("[shock.b]\ntitle = \"B\"\nat = 2023-01-12\n{}", lasts(2.0));
    assert_eq!(told(&nothing), ["E063 3:1"]);
    // What no run can change in its middle, a shock cannot change either.
    let port = data("shocks/port.toml");
    let sidings = format!(
        "format = 1\nextends = \"{port}\"\n[shock.closure.set]\n\"stage.west.port.departs_from_sidings\" = true\n"
    );
    let output = ask(&place, &["check", &program::write(&place, "sidings.toml", &sidings)]);
    let text = err(&output);
    assert!(text.contains("error[E071]") && text.contains("sidings.toml:4:1 "), "{text}");
    assert!(text.contains("leave it out of the shock"), "{text}");
    // One after the other is no contradiction.
    let file = format!("format = 1\nextends = \"{DESK}\"\n{}", other("2023-01-13"));
    assert_eq!(code(&ask(&place, &["check", &program::write(&place, "sound.toml", &file)])), 0);
}
