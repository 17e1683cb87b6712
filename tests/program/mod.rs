//! The program as a test starts it, and what it reads of the results.

// Every test file uses a part of this.
#![allow(dead_code)]

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// The program, in a folder of its own.
pub(crate) fn program(place: &TempDir) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_transcaspian"));
    command.current_dir(place.path()).stdin(Stdio::null());
    command
}

/// A folder that goes with the test.
pub(crate) fn place() -> TempDir {
    tempfile::tempdir().expect("a folder for a test")
}

/// Runs the program to its end.
pub(crate) fn ask(place: &TempDir, arguments: &[&str]) -> Output {
    program(place).args(arguments).output().expect("the program starts")
}

/// Runs the program, interrupts it after a while as a user does, and waits for its end, which says so.
pub(crate) fn interrupted(place: &TempDir, arguments: &[&str]) -> Output {
    let child = program(place)
        .args(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    std::thread::sleep(std::time::Duration::from_millis(700));
    let killed = Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill");
    assert!(killed.success());
    let output = child.wait_with_output().expect("the program ends");
    assert_eq!(code(&output), 130, "{}", err(&output));
    output
}

/// What it printed.
pub(crate) fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

/// What it said on standard error.
pub(crate) fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("UTF-8")
}

/// Its exit code.
pub(crate) fn code(output: &Output) -> i32 {
    output.status.code().expect("the program was not killed")
}

/// Writes a file for the program and gives its path.
pub(crate) fn write(place: &TempDir, name: &str, text: &str) -> String {
    let path = place.path().join(name);
    fs::write(&path, text).expect("a file for a test");
    path.to_str().expect("UTF-8").to_owned()
}

/// The names in a folder, in order.
pub(crate) fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder");
    let mut names: Vec<String> =
        entries.map(|entry| entry.expect("an entry").file_name().into_string().expect("UTF-8")).collect();
    names.sort();
    names
}

/// The files in a folder and in the folders in it, by their paths from it, in order.
pub(crate) fn files(folder: &Path) -> Vec<String> {
    let path = |name: &String| folder.join(name);
    let (folders, mut files): (Vec<String>, Vec<String>) =
        names(folder).into_iter().partition(|name| path(name).is_dir());
    for inside in folders {
        files.extend(self::files(&path(&inside)).iter().map(|file| format!("{inside}/{file}")));
    }
    files.sort();
    files
}

/// Header and rows of a CSV file.
pub(crate) fn table(folder: &Path, name: &str) -> (Vec<String>, Vec<Vec<String>>) {
    let mut reader = csv::Reader::from_path(folder.join(name)).expect("a CSV file");
    let header = reader.headers().expect("a header").iter().map(str::to_owned).collect();
    let rows = reader.records().map(|row| row.expect("a row").iter().map(str::to_owned).collect());
    (header, rows.collect())
}

/// The manifest of results.
pub(crate) fn manifest(folder: &Path) -> toml::Table {
    fs::read_to_string(folder.join("manifest.toml")).expect("a manifest").parse().expect("it is TOML")
}
