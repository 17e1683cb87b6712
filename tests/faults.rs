//! Faults that an ordinary user can bring about: results are whole or say that they are not, errors name what they
//! concern on one line, and nothing panics. What takes mounts, a tracer or many repetitions is in `faults/inject.sh`.
#![cfg(target_os = "linux")]

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use tempfile::TempDir;

mod program;
use program::{ask, code, err, files, manifest, names, out, place, program, table, write};

const MM1: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/mm1.toml");
const FILES: usize = 23;

/// Fails unless a folder holds all results of a run that was not interrupted, each to its end.
fn whole(folder: &Path) {
    let manifest = manifest(folder);
    assert_eq!(manifest["complete"].as_bool(), Some(true));
    assert_eq!(files(folder).len(), FILES, "{:?}", files(folder));
    for name in files(folder) {
        assert!(fs::read(folder.join(&name)).expect("a file").ends_with(b"\n"), "{name} ends within a line");
    }
    let replications = table(folder, "replications.csv").1.len() as i64;
    assert_eq!(manifest["finished"].as_integer(), Some(replications));
}

/// The bytes of all result files but the manifest, which tells how the program was called.
fn bytes(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let files = files(folder).into_iter().filter(|name| name != "manifest.toml");
    files.map(|name| (name.clone(), fs::read(folder.join(name)).expect("a file"))).collect()
}

/// Temporary folders in `output`.
fn left(place: &TempDir) -> Vec<String> {
    let output = place.path().join("output");
    let all = if output.exists() { names(&output) } else { Vec::new() };
    all.into_iter().filter(|name| name.starts_with('.')).collect()
}

/// The program under a limit of the shell, such as `-n 8`.
fn limited(place: &TempDir, limit: &str, arguments: &[&str]) -> Output {
    let script = format!("ulimit {limit}; exec \"$0\" \"$@\"");
    let mut shell = Command::new("sh");
    shell.args(["-c", &script, env!("CARGO_BIN_EXE_transcaspian")]).args(arguments);
    shell.current_dir(place.path()).stdin(Stdio::null()).output().expect("a shell")
}

fn start(place: &TempDir, arguments: &[&str]) -> Child {
    let mut command = program(place);
    command.args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts")
}

fn signal(child: &Child, name: &str) {
    let killed = Command::new("kill").args([name, &child.id().to_string()]).status().expect("kill");
    assert!(killed.success());
}

#[expect(clippy::disallowed_methods, reason = "a test of how long something takes reads the clock")]
fn now() -> Instant {
    Instant::now()
}

/// Waits until a run has begun to write its folder, by when it listens to signals.
fn wait_until_it_runs(place: &TempDir) {
    let since = now();
    let begun = || left(place).iter().any(|name| place.path().join("output").join(name).join("new").exists());
    while !begun() {
        assert!(since.elapsed() < Duration::from_secs(20), "the program does not begin");
        sleep(Duration::from_millis(5));
    }
}

/// Fails unless it is the error of something that cannot be written, told on one line.
fn refused(output: &Output, what: &str) {
    assert_eq!(code(output), 1, "{}", err(output));
    assert_eq!(err(output).lines().count(), 1, "{}", err(output));
    assert!(err(output).starts_with("error: ") && err(output).contains(what), "{}", err(output));
    assert!(err(output).contains("cannot be written: "), "{}", err(output));
}

#[test]
fn every_answer_to_a_full_disk_is_an_error() {
    for arguments in [
        &["--help"][..],
        &["run", "--help"],
        &["--version"],
        &[],
        &["scenarios"],
        &["scenarios", "show", "base"],
        &["explain", "E022"],
        &["check", MM1],
        &["params", MM1, "--format", "csv"],
        &["fixes", "base"],
        &["run", MM1, "-n", "1", "-q"],
        &["run", MM1, "-n", "1", "-q", "--format", "json"],
        &["run", MM1, "-n", "1", "-q", "--format", "csv"],
    ] {
        let place = place();
        let full = fs::OpenOptions::new().write(true).open("/dev/full").expect("/dev/full");
        let output = program(&place).args(arguments).stdout(full).output().expect("the program starts");
        refused(&output, "standard output");
        if arguments.contains(&"-n") {
            whole(&place.path().join("output/mm1"));
        }
    }
}

#[test]
fn streams_that_nobody_holds_do_no_harm() {
    let place = place();
    let script = "exec \"$0\" \"$@\" <&- >&- 2>&-";
    let mut shell = Command::new("sh");
    shell.args(["-c", script, env!("CARGO_BIN_EXE_transcaspian"), "run", MM1, "-n", "1"]);
    let status = shell.current_dir(place.path()).status().expect("a shell");
    assert_eq!(status.code(), Some(0));
    whole(&place.path().join("output/mm1"));
    // A reader who goes while the answers of several scenarios come.
    let script = "\"$0\" \"$@\" | head -n 1";
    let mut shell = Command::new("sh");
    shell.args(["-c", script, env!("CARGO_BIN_EXE_transcaspian"), "run", MM1, MM1, "-n", "1", "-q"]);
    let output = shell.current_dir(place.path()).output().expect("a shell");
    assert_eq!((code(&output), err(&output)), (0, String::new()));
    ["mm1-2", "mm1-3"].iter().for_each(|name| whole(&place.path().join("output").join(name)));
}

#[test]
fn where_nothing_can_be_written_is_named() {
    let place = place();
    refused(&ask(&place, &["run", MM1, "-q", "-o", "/proc/results"]), "/proc/results");
    refused(&ask(&place, &["run", MM1, "-q", "-o", "/dev/null/results"]), "/dev/null");
    refused(&ask(&place, &["scenarios", "copy", "base", "/proc/base.toml"]), "/proc/base.toml");
}

#[test]
fn a_kill_at_any_instant_leaves_old_or_new_results() {
    let place = place();
    let arguments = ["run", MM1, "-n", "2", "-q", "--force"];
    let since = now();
    assert_eq!(code(&ask(&place, &arguments)), 0);
    let whole_run = since.elapsed();
    let folder = place.path().join("output/mm1");
    let expected = bytes(&folder);
    for time in 0..16_u32 {
        let mut child = start(&place, &arguments);
        // Most of them in the second half, which writes.
        sleep(whole_run.mul_f64(f64::from(time).sqrt() / 4.0));
        child.kill().expect("it can be killed");
        child.wait().expect("it ends");
        whole(&folder);
        assert!(bytes(&folder) == expected);
    }
    assert_eq!(code(&ask(&place, &arguments)), 0);
    assert_eq!(names(&place.path().join("output")), ["mm1"]);
}

/// Interrupts a run of many short replications some time after it has begun, and tells how many it says are finished.
fn interrupted_after(name: &str, patience: Duration) -> i64 {
    let place = place();
    let child = start(&place, &["run", MM1, "-n", "1000000", "--days", "10", "--shipments", "none"]);
    wait_until_it_runs(&place);
    sleep(patience);
    signal(&child, name);
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(code(&output), 130, "{name}: {}", err(&output));
    assert!(left(&place).is_empty());
    let folder = place.path().join("output/mm1");
    let manifest = manifest(&folder);
    assert_eq!(manifest["complete"].as_bool(), Some(false));
    let finished = manifest["finished"].as_integer().expect("a number");
    assert_eq!(finished, table(&folder, "replications.csv").1.len() as i64);
    finished
}

#[test]
fn once_keeps_what_is_finished_and_twice_ends_at_once() {
    for name in ["-INT", "-TERM", "-HUP"] {
        let mut patience = Duration::from_millis(300);
        while interrupted_after(name, patience) == 0 {
            // A busy machine has not finished one by then.
            patience *= 2;
            assert!(patience < Duration::from_secs(30), "no finished replication is kept");
        }
    }
    let place = place();
    // A replication that takes much longer than the test waits for.
    let sets = ["--set", "flow.people.volume=1.1", "--set", "stage.desk.server.servers=2"];
    let long = ["run", MM1, "-n", "1", "--days", "360000", "--shipments", "none"];
    let child = start(&place, &[&long[..], &sets[..]].concat());
    wait_until_it_runs(&place);
    signal(&child, "-INT");
    sleep(Duration::from_millis(200));
    let since = now();
    signal(&child, "-INT");
    let output = child.wait_with_output().expect("it ends");
    assert!(since.elapsed() < Duration::from_secs(2), "{:?}", since.elapsed());
    assert_eq!((code(&output), out(&output)), (130, String::new()));
    assert!(err(&output).lines().count() == 1 && err(&output).contains("once more"), "{}", err(&output));
    assert_eq!(left(&place).len(), 1);
    assert_eq!(code(&ask(&place, &["run", MM1, "-n", "1"])), 0);
    assert_eq!(names(&place.path().join("output")), ["mm1"]);
}

#[test]
fn the_surroundings_change_nothing() {
    let place = place();
    let arguments = ["run", MM1, "-n", "2", "--force"];
    let plain = out(&ask(&place, &arguments));
    let folder = place.path().join("output/mm1");
    let expected = bytes(&folder);
    for surroundings in [
        &[][..],
        &[("TERM", "dumb"), ("COLUMNS", "1")],
        &[("COLUMNS", "0"), ("LINES", "0")],
        &[("LC_ALL", "tr_TR.UTF-8"), ("LANG", "tr_TR.UTF-8"), ("TZ", "Asia/Baku")],
        &[("LC_ALL", "C"), ("TZ", "Pacific/Apia")],
        &[("TZ", "not a zone"), ("HOME", "/nowhere"), ("TMPDIR", "/nowhere")],
    ] {
        let mut command = program(&place);
        let output = command.args(arguments).env_clear().envs(surroundings.iter().copied()).output();
        let output = output.expect("the program starts");
        assert_eq!((code(&output), out(&output)), (0, plain.clone()), "{surroundings:?}: {}", err(&output));
        assert!(bytes(&folder) == expected, "{surroundings:?}");
        let help = program(&place).arg("--help").env_clear().envs(surroundings.iter().copied()).output();
        assert_eq!(code(&help.expect("the program starts")), 0, "{surroundings:?}");
    }
}

#[test]
fn a_terminal_of_one_column_is_enough() {
    let place = place();
    let program = env!("CARGO_BIN_EXE_transcaspian");
    let line = format!("stty cols 1 rows 1; '{program}' run '{MM1}' -n 2 && '{program}' --help");
    let mut script = Command::new("script");
    script.args(["-qec", &line, "/dev/null"]).current_dir(place.path()).stdin(Stdio::null());
    match script.output() {
        Ok(output) => assert_eq!(code(&output), 0, "{}", out(&output)),
        Err(_) => {
            println!("skipped: there is no `script` to make a terminal with");
            return;
        }
    }
    whole(&place.path().join("output/mm1"));
}

#[test]
fn few_handles_are_enough_or_an_error() {
    let place = place();
    let folder = place.path().join("output/mm1");
    assert_eq!(code(&ask(&place, &["run", MM1, "-n", "3", "-q", "--events", "all"])), 0);
    let expected = bytes(&folder);
    fs::remove_dir_all(&folder).expect("the results can be removed");
    let mut enough = 0;
    for handles in 3..=20 {
        let limit = format!("-n {handles}");
        let output = limited(&place, &limit, &["run", MM1, "-n", "3", "-q", "-j", "2", "--events", "all"]);
        match code(&output) {
            0 => {
                enough += 1;
                assert!(bytes(&folder) == expected, "{handles}");
                fs::remove_dir_all(&folder).expect("the results can be removed");
            }
            1 => {
                let text = err(&output);
                let last = text.lines().last().unwrap_or_default();
                assert!(last.contains("output") && last.contains("Too many open files"), "{handles}: {text}");
                assert!(!folder.exists(), "{handles}");
            }
            // The scenario cannot be read, or the program not be loaded.
            3 => assert!(err(&output).contains("mm1.toml"), "{handles}: {}", err(&output)),
            other => assert_eq!(other, 127, "{handles}: {}", err(&output)),
        }
        assert!(!err(&output).contains("panicked"), "{handles}: {}", err(&output));
    }
    assert!(enough > 0);
}

#[test]
fn the_limit_of_a_file_is_an_error_of_that_file() {
    let place = place();
    // In blocks, of which some shells make 512 bytes and others 1,024.
    for blocks in [0, 1, 2, 4] {
        let output = limited(&place, &format!("-f {blocks}"), &["run", MM1, "-n", "2", "-q"]);
        refused(&output, "output/mm1");
        assert!(err(&output).contains("File too large"), "{}", err(&output));
        assert!(names(&place.path().join("output")).is_empty());
    }
    let output = limited(&place, "-f 1", &["scenarios", "copy", "base", "mine.toml"]);
    refused(&output, "mine.toml");
    assert_eq!(names(place.path()), ["output"], "half a scenario is left");
}

#[test]
fn what_a_dead_run_had_moved_away_comes_back() {
    let place = place();
    assert_eq!(code(&ask(&place, &["run", MM1, "-n", "2"])), 0);
    let (output, dead) =
        (place.path().join("output"), place.path().join("output/.transcaspian-4000000000-x"));
    let expected = bytes(&output.join("mm1"));
    fs::create_dir_all(dead.join("new")).expect("a folder");
    fs::create_dir(dead.join("old")).expect("a folder");
    fs::rename(output.join("mm1"), dead.join("old/mm1")).expect("it can be moved");
    // Any run into the same folder will do.
    let other = write(&place, "other.toml", &fs::read_to_string(MM1).expect("the test's scenario"));
    assert_eq!(code(&ask(&place, &["run", &other, "-n", "1"])), 0);
    assert_eq!(names(&output), ["mm1", "other"]);
    assert!(bytes(&output.join("mm1")) == expected);
}

#[test]
fn several_answers_in_json_are_one_a_line() {
    let place = place();
    let output = ask(&place, &["run", MM1, MM1, "-n", "1", "-q", "--format", "json"]);
    let text = out(&output);
    let documents: Vec<serde_json::Value> =
        text.lines().map(|line| serde_json::from_str(line).expect("a document a line")).collect();
    assert_eq!(documents.len(), 2);
    assert!(documents.iter().all(|document| document["scenario"] == "mm1"));
}
