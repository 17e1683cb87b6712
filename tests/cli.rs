//! The program as its users meet it: streams, exit codes, files.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use tempfile::TempDir;

mod program;
use program::{ask, code, err, files, interrupted, manifest, names, out, place, program, table, write};

const MM1: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/mm1.toml");

/// Runs the textbook queue and gives the folder of its results.
fn run(place: &TempDir, arguments: &[&str]) -> PathBuf {
    let all: Vec<&str> = ["run", MM1].into_iter().chain(arguments.iter().copied()).collect();
    let output = ask(place, &all);
    assert_eq!(code(&output), 0, "{}", err(&output));
    let text = out(&output);
    let folder =
        text.lines().find_map(|line| line.strip_prefix("results: ")).expect("it says where results are");
    place.path().join(folder)
}

#[test]
fn help_teaches_and_is_no_error() {
    let place = place();
    let help = ask(&place, &["--help"]);
    assert_eq!(code(&help), 0);
    for word in ["Examples:", "transcaspian run base", "Exit codes", "scenarios", "explain"] {
        assert!(out(&help).contains(word), "{word}");
    }
    assert!(out(&ask(&place, &["run", "--help"])).contains("--warmup"));
    assert_eq!(out(&ask(&place, &["--version"])).trim(), concat!("transcaspian ", env!("CARGO_PKG_VERSION")));
    let bare = ask(&place, &[]);
    assert_eq!((code(&bare), err(&bare)), (0, String::new()));
    assert!(out(&bare).contains("transcaspian run base") && out(&bare).lines().count() < 12);
}

#[test]
fn a_wrong_command_line_is_told_apart_from_a_wrong_scenario() {
    let place = place();
    for arguments in [
        vec!["rnu"],
        vec!["run"],
        vec!["run", MM1, "-n", "0"],
        vec!["run", MM1, "--warmup", "30"],
        vec!["run", MM1, "--shipments", "some"],
        vec!["explain", "E999"],
    ] {
        let output = ask(&place, &arguments);
        assert_eq!(code(&output), 2, "{arguments:?}");
        assert!(out(&output).is_empty() && err(&output).starts_with("error: "), "{}", err(&output));
    }
    assert!(names(place.path()).is_empty());
}

#[test]
fn a_missing_file_is_named() {
    let place = place();
    for command in ["run", "check", "params"] {
        let output = ask(&place, &[command, "bsae"]);
        assert_eq!(code(&output), 3, "{command}");
        let text = err(&output);
        assert!(text.starts_with("error[E005]") && text.contains("bsae") && text.contains("base"), "{text}");
        assert!(out(&output).is_empty());
    }
    assert!(names(place.path()).is_empty());
}

#[test]
fn all_problems_of_all_files_show_at_once_with_their_places() {
    let place = place();
    let text = fs::read_to_string(MM1).expect("the test's scenario");
    let broken = write(&place, "broken.toml", "format = 1\ntitle = \n");
    let typo =
        write(&place, "typo.toml", &text.replace("servers =", "server =").replace("headline", "hedline"));
    let sound = write(&place, "sound.toml", &text);
    let output = ask(&place, &["check", &broken, &sound, &typo]);
    assert_eq!(code(&output), 3);
    let problems = err(&output);
    for part in [
        "error[E001]",
        "broken.toml:2:",
        "error[E010]",
        "typo.toml:12:1  run.hedline",
        "did you mean",
        "stage.desk.server.server",
        "error[E011]",
    ] {
        assert!(problems.contains(part), "{part} is not in\n{problems}");
    }
    assert_eq!(out(&output), format!("ok: {sound} (8 numbers: 8 public)\n"));
    let output = ask(&place, &["run", &broken, &sound]);
    assert_eq!((code(&output), out(&output)), (3, String::new()));
    assert!(!place.path().join("output").exists());
}

#[test]
fn every_file_is_there_and_reads_as_numbers() {
    let place = place();
    let note = "\nformat = 1\nextends = 'mm1.toml'\n[flow.people]\nvolume = { value = 0.25, unit = 'consignment/h', \
                source = 'textbook', note = '=1+1' }\n";
    fs::copy(MM1, place.path().join("mm1.toml")).expect("a copy");
    let variant = write(&place, "variant.toml", note);
    let output = ask(&place, &["run", &variant, "-n", "2"]);
    assert_eq!(code(&output), 0, "{}", err(&output));
    let folder = place.path().join("output/variant");
    let files = files(&folder);
    let expected = [
        "berths.csv",
        "capacity.csv",
        "charts/ledger.svg",
        "charts/transit-time.svg",
        "columns.csv",
        "conflicts.csv",
        "distribution.csv",
        "flows.csv",
        "ledger.csv",
        "levels.csv",
        "manifest.toml",
        "months.csv",
        "observations.csv",
        "params.csv",
        "replications.csv",
        "resolved.toml",
        "resources.csv",
        "shipments.csv",
        "stages.csv",
        "summary.csv",
        "targets.csv",
        "trains.csv",
        "vessels.csv",
    ];
    assert_eq!(files, expected);
    let (_, columns) = table(&folder, "columns.csv");
    let mut listed = 0;
    for file in files.iter().filter(|name| name.ends_with(".csv")) {
        let text = fs::read_to_string(folder.join(file)).expect("UTF-8");
        assert!(!text.contains("NaN") && !text.contains("inf,") && !text.contains('\r'), "{file}");
        let (header, rows) = table(&folder, file);
        let meant: Vec<&[String]> = columns.iter().filter(|row| row[0] == *file).map(Vec::as_slice).collect();
        listed += meant.len();
        let named: Vec<&String> = meant.iter().map(|row| &row[1]).collect();
        assert_eq!(named, header.iter().collect::<Vec<_>>(), "{file}");
        assert!(meant.iter().all(|row| row[3].ends_with('.')), "{file}: every column says what it means");
        for (row, column) in rows.iter().flat_map(|row| row.iter().zip(&meant)) {
            let number = row.parse::<f64>();
            assert!(column[2].is_empty() || row.is_empty() || number.is_ok(), "{file} {column:?}: {row}");
            assert!(!(row.contains('±') || number.is_ok() && row.contains(['e', 'E'])), "{file}: {row}");
            let formula = row.starts_with(['=', '+', '-', '@', '\t', '\r']);
            assert!(!formula || number.is_ok(), "{file}: {row}");
        }
    }
    assert_eq!(listed, columns.len());
    let (_, params) = table(&folder, "params.csv");
    let volume = params.iter().find(|row| row[0] == "flow.people.volume").expect("the volume");
    assert_eq!(volume[5], "'=1+1");
    assert!(volume[6].ends_with("variant.toml"), "{volume:?}");
    let service = params.iter().find(|row| row[0] == "stage.desk.server.service").expect("the service");
    assert_eq!((service[1].as_str(), service[6].as_str()), ("exponential = { mean = 1 }", ""));
    assert_eq!(table(&folder, "replications.csv").1.len(), 2);
}

#[test]
fn results_are_never_overwritten_and_replaced_only_if_asked() {
    let place = place();
    let first = run(&place, &["-n", "2"]);
    assert_eq!(first, place.path().join("output/mm1"));
    let bytes = fs::read(first.join("targets.csv")).expect("targets");
    let second = run(&place, &["-n", "3"]);
    assert_eq!(second, place.path().join("output/mm1-2"));
    assert_eq!(fs::read(first.join("targets.csv")).expect("targets"), bytes);
    assert_eq!(run(&place, &["-n", "3", "--force"]), first);
    assert_eq!(manifest(&first)["finished"].as_integer(), Some(3));
    assert_eq!(names(&place.path().join("output")), ["mm1", "mm1-2"]);
    assert_eq!(run(&place, &["-n", "1", "-o", "else/where"]), place.path().join("else/where"));

    write(&place, "thesis.txt", "years of work");
    let here = place.path().to_str().expect("UTF-8");
    let output = ask(&place, &["run", MM1, "-n", "1", "-o", here, "--force"]);
    assert_eq!(code(&output), 1);
    assert!(err(&output).contains("holds no results"), "{}", err(&output));
    assert!(place.path().join("thesis.txt").exists());
}

#[test]
fn a_place_that_cannot_be_written_is_named_before_anything_is_run() {
    let place = place();
    write(&place, "file", "");
    let output = ask(&place, &["run", MM1, "-n", "1000000", "-o", "file/results"]);
    assert_eq!(code(&output), 1);
    assert!(err(&output).starts_with("error: file"), "{}", err(&output));
    assert!(err(&output).contains("cannot be written") && out(&output).is_empty());

    let closed = place.path().join("closed");
    fs::create_dir(&closed).expect("a folder");
    let mut permissions = fs::metadata(&closed).expect("a folder").permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&closed, permissions).expect("a folder of one's own");
    // Whoever may do everything, or a system without such permissions, is not kept out.
    if fs::write(closed.join("probe"), "").is_err() {
        let output = ask(&place, &["run", MM1, "-n", "1000000", "-o", "closed/results"]);
        assert_eq!(code(&output), 1);
        assert!(err(&output).contains("closed"), "{}", err(&output));
    }
}

#[test]
fn a_closed_pipe_is_success_and_silence() {
    let place = place();
    for arguments in
        [&["run", MM1, "-n", "1"][..], &["params", MM1], &["scenarios", "show", "base"], &["--help"]]
    {
        let mut child = program(&place)
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("the program ends");
        assert_eq!((code(&output), err(&output)), (0, String::new()), "{arguments:?}");
    }
    assert!(place.path().join("output/mm1/manifest.toml").exists());
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_behind_standard_output_is_an_error() {
    let place = place();
    let full = fs::OpenOptions::new().write(true).open("/dev/full").expect("/dev/full");
    let output = program(&place).args(["params", MM1]).stdout(full).output().expect("the program starts");
    assert_eq!(code(&output), 1);
    assert!(err(&output).starts_with("error: standard output cannot be written"), "{}", err(&output));
    assert_eq!(err(&output).lines().count(), 1);
}

/// The bytes of all result files, those apart that tell how the program was called.
fn bytes(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let files =
        files(folder).into_iter().filter(|name| !["manifest.toml", "params.csv"].contains(&name.as_str()));
    files.map(|name| (name.clone(), fs::read(folder.join(name)).expect("a file"))).collect()
}

#[test]
fn neither_threads_nor_the_way_of_saying_it_change_a_byte() {
    let place = place();
    let flags = ["-n", "5", "--seed", "11", "--days", "9", "--warmup", "36h"];
    let one = run(&place, &[&flags[..], &["-j", "1"]].concat());
    let three = run(&place, &[&flags[..], &["-j", "3"]].concat());
    assert!(bytes(&one) == bytes(&three));
    let resolved = one.join("resolved.toml");
    let output = ask(&place, &["run", resolved.to_str().expect("UTF-8"), "-o", "again"]);
    assert_eq!(code(&output), 0, "{}", err(&output));
    assert!(bytes(&one) == bytes(&place.path().join("again")));
    assert_eq!(manifest(&one)["resolved_hash"], manifest(&place.path().join("again"))["resolved_hash"]);
}

#[test]
fn a_flag_wins_over_set_and_set_over_the_file() {
    let place = place();
    let folder =
        run(&place, &["--set", "run.replications=2", "--set", "run.seed=3", "--seed", "5", "--days", "2.5"]);
    let manifest = manifest(&folder);
    assert_eq!(manifest["replications"].as_integer(), Some(2));
    assert_eq!(manifest["seed"].as_integer(), Some(5));
    assert_eq!(manifest["window_d"].as_float(), Some(2.5));
    assert_eq!(manifest["complete"].as_bool(), Some(true));
    assert_ne!(manifest["scenario_hash"], manifest["resolved_hash"]);
    assert_eq!(manifest["start"].as_datetime().map(ToString::to_string).as_deref(), Some("2023-01-02"));
    let output = ask(&place, &["run", MM1, "--set", "run.sed=3"]);
    assert_eq!(code(&output), 3);
    assert!(err(&output).contains("did you mean run.seed?"), "{}", err(&output));
}

#[test]
fn the_answer_fits_a_terminal_and_comes_in_three_formats() {
    let place = place();
    let text = out(&ask(&place, &["run", MM1]));
    assert!(text.lines().all(|line| line.chars().count() <= 100), "{text}");
    for part in [
        "through *",
        "within 3 h",
        "% pass",
        "waits longest at",
        "desk servers",
        "results: output",
        "next: the same command",
    ] {
        assert!(text.contains(part), "{part} is not in\n{text}");
    }
    let output = ask(&place, &["run", MM1, "--format", "json"]);
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(json["targets"][0]["verdict"], "pass");
    assert_eq!(json["targets"].as_array().map(Vec::len), Some(4));
    assert_eq!(json["binding"]["owner"], "desk");
    // Two hours in the system are the textbook's answer (Kleinrock 1975, section 3.2); a wide margin for twelve runs.
    let mean = json["targets"][0]["value"]["mean"].as_f64().expect("a number") * 24.0;
    assert!((1.5..2.5).contains(&mean), "{mean}");
    let output = ask(&place, &["run", MM1, "--format", "csv"]);
    let folder = place.path().join("output/mm1-3");
    assert_eq!(output.stdout, fs::read(folder.join("targets.csv")).expect("targets"));
}

#[test]
fn a_european_spreadsheet_gets_its_own_csv() {
    let place = place();
    let folder = run(&place, &["-n", "2", "--csv", "excel-eu"]);
    let text = fs::read_to_string(folder.join("targets.csv")).expect("UTF-8");
    let mut lines = text.lines();
    assert!(lines.next().is_some_and(|header| header.starts_with("\u{feff}target;span;population;")));
    assert!(lines.next().is_some_and(|row| row.starts_with("three-hours;through;people;mean;0,125;0,")));
}

#[test]
fn diaries_are_none_some_or_all() {
    let place = place();
    let count = |which: &str| {
        let folder = run(&place, &["-n", "1", "--shipments", which]);
        let cohort: f64 = table(&folder, "flows.csv").1[0][14].parse().expect("a number");
        (table(&folder, "shipments.csv").1.len() as f64, cohort)
    };
    assert_eq!(count("none").0, 0.0);
    let (all, cohort) = count("all");
    assert_eq!(all, cohort);
    let (some, _) = count("sample:50");
    assert!((20.0..90.0).contains(&some), "{some}");
}

#[test]
fn cargo_that_never_comes_out_leaves_no_means() {
    let place = place();
    let text = fs::read_to_string(MM1).expect("the test's scenario");
    let text = text.replace("drain = { value = 20, unit = \"d\"", "drain = { value = 1, unit = \"min\"");
    let file = write(&place, "short.toml", &text.replace("value = 0.5", "value = 3"));
    let output = ask(&place, &["run", &file, "-n", "2"]);
    assert_eq!(code(&output), 0, "{}", err(&output));
    let text = out(&output);
    assert!(text.contains("no times are shown") && text.contains("stages.csv"), "{text}");
    assert!(text.contains("inconclusive") && !text.contains("pass") && !text.contains("p95 d"), "{text}");
    let folder = place.path().join("output/short");
    for row in table(&folder, "targets.csv").1 {
        assert_eq!((row[5].as_str(), row[7].as_str(), row[8].as_str()), ("", "", ""));
    }
    for row in table(&folder, "summary.csv").1.iter().filter(|row| row[1].starts_with("time ")) {
        assert!(row[3..9].iter().all(String::is_empty), "{row:?}");
    }
}

#[test]
fn shipped_scenarios_are_listed_shown_and_copied() {
    let place = place();
    let list = out(&ask(&place, &["scenarios"]));
    assert!(list.contains("base") && list.contains('?'), "{list}");
    assert_eq!(list, out(&ask(&place, &["scenarios", "list"])));
    let shown = ask(&place, &["scenarios", "show", "base"]);
    assert!(out(&shown).contains("format = 1"));
    let copied = ask(&place, &["scenarios", "copy", "base"]);
    assert_eq!(code(&copied), 0);
    assert_eq!(fs::read(place.path().join("base.toml")).expect("the copy"), shown.stdout);
    let again = ask(&place, &["scenarios", "copy", "base"]);
    assert_eq!(code(&again), 1);
    assert!(err(&again).ends_with("cannot be written: it is there already\n"), "{}", err(&again));
    assert_eq!(code(&ask(&place, &["scenarios", "copy", "base", "mine.toml"])), 0);
    let unknown = ask(&place, &["scenarios", "show", "bsae"]);
    assert_eq!(code(&unknown), 3);
    assert!(err(&unknown).contains("did you mean base?"));
    for file in ["base", "mine.toml"] {
        let check = ask(&place, &["check", file]);
        assert_eq!(code(&check), 0, "{}", err(&check));
        assert!(out(&check).starts_with("ok: "), "{}", out(&check));
    }
}

#[test]
fn numbers_and_codes_can_be_looked_up() {
    let place = place();
    let params =
        out(&ask(&place, &["params", MM1, "--format", "csv", "--set", "stage.desk.server.servers=2"]));
    let row = "stage.desk.server.servers,2,server,assumed,command-line,--set stage.desk.server.servers=2";
    let found = params.lines().find(|line| line.starts_with("stage.desk.server.servers")).unwrap_or_default();
    assert!(
        found.starts_with(&row.replace(",--set", ",'--set")) && found.contains("command line"),
        "{found}"
    );
    let text = out(&ask(&place, &["params", MM1]));
    assert!(text.contains("exponential = { mean = 1 }") && text.contains("8 numbers"), "{text}");
    let explained = ask(&place, &["explain", "e022"]);
    assert_eq!(code(&explained), 0);
    assert!(out(&explained).starts_with("E022\nA quantity has no `source`."));
}

#[cfg(unix)]
#[test]
fn an_interrupted_run_says_so() {
    let place = place();
    let arguments = ["run", MM1, "-n", "1000000", "-j", "1", "--shipments", "none"];
    let output = interrupted(&place, &arguments);
    assert!(out(&output).contains("interrupted: "), "{}", out(&output));
    let manifest = manifest(&place.path().join("output/mm1"));
    assert_eq!(manifest["complete"].as_bool(), Some(false));
    let finished = manifest["finished"].as_integer().expect("a number");
    assert!(finished > 0 && finished < 1_000_000);
    assert_eq!(table(&place.path().join("output/mm1"), "replications.csv").1.len() as i64, finished);
}
