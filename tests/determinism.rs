//! The same command gives the same bytes: on any number of threads, a second time, and from the resolved scenario.

mod program;
mod support;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use support::{data, open, plan, shipped, try_run};
use transcaspian::experiment::Shipments;

/// Runs the program, and returns the files of its output folder.
fn files_of(folder: &Path, name: &str, arguments: &[&str]) -> BTreeMap<String, Vec<u8>> {
    let target = folder.join(name);
    let mut command = Command::new(env!("CARGO_BIN_EXE_transcaspian"));
    command.current_dir(folder).arg("run").args(arguments).arg("--out").arg(&target);
    let output = command.output().expect("the program starts");
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    let files = program::files(&target).into_iter();
    files.map(|name| (name.clone(), fs::read(target.join(name)).expect("the file can be read"))).collect()
}

/// Only what describes the results: the manifest names the command.
fn results(mut files: BTreeMap<String, Vec<u8>>) -> BTreeMap<String, Vec<u8>> {
    assert!(files.remove("manifest.toml").is_some());
    assert!(files.contains_key("resolved.toml") && files.contains_key("ledger.csv"), "{:?}", files.keys());
    files
}

fn assert_same(one: &BTreeMap<String, Vec<u8>>, other: &BTreeMap<String, Vec<u8>>, what: &str) {
    assert_eq!(one.keys().collect::<Vec<_>>(), other.keys().collect::<Vec<_>>(), "{what}");
    for (name, bytes) in one {
        assert!(bytes == &other[name], "{name} differs: {what}");
    }
}

#[test]
fn the_same_bytes_from_any_number_of_threads_again_and_from_the_resolved_scenario() {
    let folder = tempfile::tempdir().expect("a folder for the output");
    let base = shipped().remove(0);
    let short = ["--days", "21", "--warmup", "7d", "-n", "4", "--seed", "7", "--quiet"];
    let with = |scenario: &str, more: &[&str], name: &str| {
        let arguments: Vec<&str> = [scenario].into_iter().chain(short).chain(more.iter().copied()).collect();
        results(files_of(folder.path(), name, &arguments))
    };
    let first = with(&base, &["-j", "1"], "one");
    assert_same(&first, &with(&base, &["-j", "2"], "two"), "two threads");
    assert_same(&first, &with(&base, &["-j", "1"], "again"), "a second run");
    let resolved = folder.path().join("one").join("resolved.toml").display().to_string();
    assert_same(&first, &with(&resolved, &["-j", "2"], "resolved"), "from resolved.toml");
}

#[test]
fn the_same_command_writes_the_same_manifest() {
    let folder = tempfile::tempdir().expect("a folder for the output");
    let scenario = data("corridor/small.toml");
    let run = |place: &str| {
        let inside = folder.path().join(place);
        fs::create_dir(&inside).expect("a folder can be made");
        files_of(&inside, "out", &[scenario.as_str(), "-n", "2", "--quiet", "--shipments", "all"])
    };
    let (first, second) = (run("first"), run("second"));
    let strip = |mut files: BTreeMap<String, Vec<u8>>| {
        // The command names the folder, and nothing else in the manifest may differ.
        let manifest = files.remove("manifest.toml").expect("there is a manifest");
        let manifest = String::from_utf8(manifest).expect("the manifest is text");
        let rest: Vec<&str> = manifest.lines().filter(|line| !line.starts_with("command")).collect();
        files.insert("manifest.toml".to_owned(), rest.join("\n").into_bytes());
        files
    };
    assert_same(&strip(first), &strip(second), "the same command");
}

#[test]
fn a_replication_does_not_depend_on_the_others() {
    let scenario = open(&data("corridor/small.toml"), &[]);
    let two = try_run(&scenario, &plan(2, Shipments::Everybody)).expect("it runs");
    let five = try_run(&scenario, &plan(5, Shipments::Everybody)).expect("it runs");
    assert_eq!(two.replications[..], five.replications[..2]);
    assert_eq!(two.shipments[..], five.shipments[..two.shipments.len()]);
    // The first headline figure that the scenario has: all five are there, and differ.
    let figures: Vec<f64> =
        five.replications.iter().filter_map(|row| row.values.iter().flatten().next().copied()).collect();
    assert_eq!(figures.len(), 5);
    assert!(figures.windows(2).all(|pair| pair[0] != pair[1]), "{figures:?}");
}

#[test]
fn another_seed_is_another_sample() {
    let scenario = open(&data("corridor/small.toml"), &[]);
    let with = |seed| {
        let plan = transcaspian::experiment::Plan { seed, ..plan(1, Shipments::Nobody) };
        try_run(&scenario, &plan).expect("it runs").replications.remove(0).values
    };
    assert_eq!(with(3), with(3));
    assert_ne!(with(3), with(4));
}

/// Tables may stand in any order: the flows of the corridor, turned around in the file, send the same cargo.
#[test]
fn the_order_of_tables_in_the_file_does_not_matter() {
    let path = data("corridor/small.toml");
    let text = fs::read_to_string(&path).expect("the scenario can be read");
    // Tables begin at a line with a bracket after an empty line; the head of the file stays first.
    let blocks: Vec<&str> = text.split("\n\n").collect();
    let first = blocks.iter().position(|block| block.starts_with('[')).expect("there are tables");
    let turned: Vec<&str> = blocks[..first].iter().chain(blocks[first..].iter().rev()).copied().collect();
    let folder = tempfile::tempdir().expect("a folder for the file");
    let other = folder.path().join("small.toml");
    fs::write(&other, turned.join("\n\n") + "\n").expect("the file can be written");
    let run = |file: &str| {
        let results = try_run(&open(file, &[]), &plan(1, Shipments::Everybody)).expect("it runs");
        (results.shipments, results.ledger, results.stages, results.resources, results.events)
    };
    assert_eq!(run(&path), run(&other.display().to_string()));
}
