//! The scenarios that come with the program: each is sound and runs, none is a toy, and the fixes do what they say and
//! nothing that they must not.

mod support;

use std::collections::BTreeSet;

use support::{SHORT, file_of, hours, open, replicate, shipped, span_mean, times};
use transcaspian::experiment::Results;
use transcaspian::scenario::{Scenario, Switch};

fn named(name: &str, sets: &[&str]) -> Scenario {
    open(&file_of(name), sets)
}

/// The shipped scenarios by name, the base first.
fn names() -> Vec<String> {
    let stem = |file: &String| {
        let name = std::path::Path::new(file).file_stem().expect("a file has a name");
        name.to_string_lossy().into_owned()
    };
    shipped().iter().map(stem).collect()
}

#[test]
fn every_file_is_shipped() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let files = std::fs::read_dir(folder).expect("there is a folder of scenarios");
    let paths = files.map(|file| file.expect("the folder can be read").path());
    let on_disk: BTreeSet<String> = paths
        .filter(|path| path.extension().is_some_and(|ending| ending == "toml"))
        .map(|path| path.file_stem().expect("a file has a name").to_string_lossy().into_owned())
        .collect();
    assert_eq!(on_disk, names().into_iter().collect());
}

/// Every fix has a scenario of its name, which differs from the base in that fix alone.
#[test]
fn every_fix_has_its_scenario() {
    let base = named("base", &[]);
    assert!(base.fixes().iter().all(|fix| fix.switch == Switch::Off));
    for fix in base.fixes() {
        let own = named(&fix.id, &[]);
        let on: Vec<String> =
            own.fixes().into_iter().filter(|fix| fix.switch != Switch::Off).map(|fix| fix.id).collect();
        assert_eq!(on, std::slice::from_ref(&fix.id));
        assert!(own.parameters().len() > 500, "{}", fix.id);
    }
}

#[test]
fn all_fixes_are_all_that_can_hold_together() {
    let all = named("all-fixes", &[]);
    let off: Vec<String> =
        all.fixes().into_iter().filter(|fix| fix.switch == Switch::Off).map(|fix| fix.id).collect();
    assert_eq!(off, ["feeder-48-hours", "feeder-timetable", "without-kuryk"]);
}

/// No scenario types the answer in: no minimal kinds, legs only outside the corridor, and no time in a stage or pool
/// with a mean above six hours but on legs. (Closures, sailing, and what is given for trains and ships stand elsewhere.)
#[test]
fn none_is_a_toy() {
    for name in names() {
        let scenario = named(&name, &[]);
        for (stage, spec) in &scenario.spec().stage {
            assert!(!["server", "shuttle"].contains(&spec.key()), "{name}: {stage} is a {}", spec.key());
            assert!(spec.key() != "leg" || name.starts_with("whole-route"), "{name}: {stage} is a leg");
        }
        let document: toml::Table = toml::from_str(&scenario.resolved()).expect("what is resolved is TOML");
        let mut count = 0;
        for part in ["stage", "pool"] {
            let mut table = document[part].as_table().expect("stages and pools are tables").clone();
            // Crews rest, and no cargo with them.
            table.retain(|_, row| row.get("crews").is_none());
            times(part, &table, &mut |path, hours| {
                count += 1;
                assert!(
                    hours <= 6.0 || path.ends_with(".leg.time"),
                    "{name}: {path} has a mean of {hours} h"
                );
            });
        }
        assert!(count > 100, "{name}: only {count} times were found");
    }
}

/// Two weeks from an empty corridor: ledger, balances and Little's law are proved by the program, which refuses to
/// give results that break them.
#[test]
fn every_scenario_runs() {
    for name in names() {
        let scenario = named(&name, &["run.warm_up=0", r#"run.window="14 d""#, r#"run.drain="1 d""#]);
        let results = replicate(&scenario, 1);
        let entered: f64 = results.flows.iter().map(|flow| flow.consignments[0]).sum();
        assert!(entered > 500.0, "{name}: {entered} consignments");
    }
}

/// Two months after one.
fn trial(name: &str) -> Results {
    replicate(&named(name, &SHORT), 4)
}

/// Days through Kazakhstan, and hours by stage and cause, of all containers.
fn container_hours(results: &Results) -> Vec<(String, String, &'static str, f64)> {
    let flows =
        ["block-trains", "transit-altynkol", "transit-dostyk", "export-containers", "import-containers"];
    let rows = results.ledger.iter().filter(|row| flows.contains(&row.flow.as_str()));
    rows.map(|row| (row.flow.clone(), row.stage.clone(), row.cause, row.hours.mean)).collect()
}

/// Zero, not nearly zero: neither a tariff nor a grain terminal touches an hour of a container, and a tariff is seen in
/// what they pay.
#[test]
fn a_tariff_and_a_grain_terminal_change_no_hour_of_a_container() {
    let base = trial("base");
    let paid =
        |results: &Results| results.flows.iter().map(|flow| flow.cost_usd.map(|cost| cost.mean)).collect();
    let tariff = trial("unified-tariff");
    assert_eq!(container_hours(&tariff), container_hours(&base));
    assert_eq!(tariff.spans, base.spans);
    let (before, after): (Vec<Option<f64>>, Vec<Option<f64>>) = (paid(&base), paid(&tariff));
    assert_ne!(before, after);
    let grain = trial("alat-grain-terminal");
    assert_eq!(container_hours(&grain), container_hours(&base));
    assert_eq!(grain.spans, base.spans);
}

/// The second track is for those who enter at Dostyk: on the way to Moyinty it saves them hours, and those from Altynkol
/// none. (Waits for platforms apart: all share them, and by chance now one and now the other is short of them.)
#[test]
fn the_second_track_helps_where_it_lies() {
    let (base, track) = (trial("base"), trial("dostyk-moyinty-second-track"));
    let saved = |flow: &str, stages: &[&str]| -> f64 {
        let spent = |results: &Results, stage: &str| {
            support::stage_hours(results, flow, stage) - hours(results, flow, Some(stage), "wagons")
        };
        let sum = |results| stages.iter().map(|stage| spent(results, stage)).sum::<f64>();
        sum(&base) - sum(&track)
    };
    let dostyk = saved("transit-dostyk", &["dostyk", "dostyk-aktogay", "aktogay", "aktogay-moyinty"]);
    let altynkol = ["altynkol", "altynkol-almaty", "almaty", "almaty-shu", "shu", "shu-moyinty"];
    let altynkol = saved("transit-altynkol", &altynkol);
    assert!(dostyk > 5.0 && altynkol.abs() < 1.0, "{dostyk} {altynkol}");
}

/// The bypass takes the node out of the way of Altynkol's cargo, and its line is no shorter for others.
#[test]
fn the_bypass_goes_round_the_node() {
    let (base, bypass) = (trial("base"), trial("almaty-bypass"));
    assert!(hours(&base, "transit-altynkol", Some("almaty"), "handling") > 3.0);
    assert_eq!(support::stage_hours(&bypass, "transit-altynkol", "almaty"), 0.0);
    assert!(support::stage_hours(&bypass, "transit-altynkol", "zhetygen") < 2.0);
    let before = span_mean(&base, "kz-rail", "transit-altynkol");
    assert!(span_mean(&bypass, "kz-rail", "transit-altynkol") < before - 1.0 / 24.0);
}

/// Larger ships that leave when full make cargo wait longer, not shorter.
#[test]
fn big_ships_that_wait_to_fill_do_not_save_time() {
    let full = r"fleet.feeders.departure.aktau={ when_full = {} }";
    let days = |sets: &[&str]| {
        let sets = [&SHORT[..], sets].concat();
        span_mean(&replicate(&named("base", &sets), 2), "kazakhstan", "containers")
    };
    let (base, small, big) = (days(&[]), days(&[full]), days(&[full, "fleet.feeders.capacity=350"]));
    assert!(base < small && small < big, "{base} {small} {big}");
}

/// The whole route begins inside China in trains, as a whole, and ends over the Black Sea container by container.
#[test]
fn the_whole_route_goes_on_at_both_ends() {
    let route = trial("whole-route");
    let through = span_mean(&route, "china-black-sea", "containers");
    let corridor = span_mean(&route, "corridor", "containers");
    // 3.5 d inside China, 1.5 d beyond Tbilisi, and the wait for a track at the border.
    assert!((4.5..6.0).contains(&(through - corridor)), "{through} {corridor}");
    let sea = span_mean(&route, "china-europe", "containers") - through;
    assert!((6.3..7.1).contains(&sea), "{sea}");
}
