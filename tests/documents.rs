//! What the documents tell a reader to type works and shows what they say, file by file; so do the examples in the help.
//!
//! Each document's commands run in order in a folder of their own, with few replications of a few days where that can be had: what
//! they show is then other than what the document shows, and only the rest is held against it. `DOCUMENTS=whole cargo test
//! --test documents` runs whatever a document shows as it stands, for some ten minutes, and so holds all its figures.

#![cfg(unix)]

#[path = "documents/page.rs"]
mod page;
mod program;

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

use page::{Step, difference, holds, quoted, steps};
use program::{ask, out, place, write};
use tempfile::TempDir;

/// What a command is given besides, so that it does not take long. The first word of each is left out, with what follows, where the
/// command has it already.
const SHORTER: &[(&str, &[&[&str]])] = &[
    ("run", &[&["--days", "7"], &["-n", "2"], &["--warmup", "2d"]]),
    ("compare", &[&["--days", "7"], &["-n", "2"], &["--warmup", "2d"]]),
    (
        "tornado",
        &[
            &["--days", "7"],
            &["-n", "2"],
            &["--top", "1"],
            &["--only", "fleet.feeders.breakdown"],
            &["--set", "'run.warm_up=\"2 d\"'"],
        ],
    ),
    ("capacity", &[&["--days", "2"], &["-n", "1"]]),
    (
        "calibrate",
        &[
            &["--budget", "8"],
            &["-n", "2"],
            &["--set", "'run.window=\"7 d\"'", "--set", "'run.warm_up=\"2 d\"'"],
        ],
    ),
    ("validate", &[&["--only", "meet"]]),
];

/// What a precision would add replications to.
const PRECISION: (&str, &str) = ("--precision", "--max-replications 4");

/// Commands that are not run: those by which a reader gets and builds the program or its tests, which is what has been done when this
/// runs, and those of whoever works on it.
const NOT_RUN: &[&str] = &["cargo ", "DOCUMENTS=whole cargo ", "git clone ", "cd ", ".ci/run"];

/// What the first command of the README does without an installed program.
const BUILT: (&str, &str) = ("cargo run --release -- ", "transcaspian ");

/// Files that only a build with other features writes.
const OF_FEATURES: &[&str] = &["results.xlsx"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Runs a command as a shell does that finds the program; gives its exit code and what is to be seen of it.
fn shell(place: &TempDir, command: &str) -> (i32, String) {
    let program = Path::new(env!("CARGO_BIN_EXE_transcaspian"));
    let folder = program.parent().expect("the program is in a folder");
    let path = format!("{}:{}", folder.display(), std::env::var("PATH").unwrap_or_default());
    let output = Command::new("sh")
        .args(["-c", &format!("exec 2>&1\n{command}")])
        .env("PATH", path)
        .current_dir(place.path())
        .stdin(std::process::Stdio::null())
        .output()
        .expect("a shell");
    (output.status.code().expect("the command was not killed"), out(&output))
}

/// A command that takes less time, if it is one that takes long.
fn shortened(command: &str) -> Option<String> {
    let (before, after) = command.split_once("transcaspian ")?;
    let mut words = after.split_whitespace();
    let (_, flags) = SHORTER.iter().find(|(name, _)| Some(*name) == words.clone().next())?;
    let name = words.next()?;
    let has = |flag: &str| words.clone().any(|word| word == flag);
    let mut added = String::new();
    for flag in flags.iter().filter(|flag| !has(flag[0])) {
        added = format!("{added} {}", flag.join(" "));
    }
    if has(PRECISION.0) {
        added = format!("{added} {}", PRECISION.1);
    }
    let rest = after.strip_prefix(name)?;
    (!added.is_empty()).then(|| format!("{before}transcaspian {name}{added}{rest}"))
}

/// Does what a document says, in a folder that holds what a clone does; files that it names are there then, or `known`.
fn follow(file: &str, known: fn(&str) -> bool) {
    let whole = std::env::var("DOCUMENTS").is_ok_and(|wish| wish == "whole");
    let document = fs::read_to_string(root().join(file)).expect("the document");
    let place = place();
    symlink(root().join("scenarios"), place.path().join("scenarios")).expect("a link");
    let steps = steps(&document);
    let (mut typed, mut last) = (0, None);
    for (number, step) in steps.iter().enumerate() {
        match step {
            Step::Write { name, text } => {
                write(&place, name, text);
            }
            Step::Type { command, code } => {
                let command = command.replacen(BUILT.0, BUILT.1, 1);
                if NOT_RUN.iter().any(|start| command.starts_with(start)) {
                    last = None;
                    continue;
                }
                let shown = matches!(steps.get(number + 1), Some(Step::Shown(_)));
                let short = if whole && shown { None } else { shortened(&command) };
                let (found, text) = shell(&place, short.as_ref().unwrap_or(&command));
                assert_eq!(found, *code, "{file}: {command}\n{short:?}\n{text}");
                typed += 1;
                last = short.is_none().then_some((command, text));
            }
            Step::Shown(said) => {
                let Some((command, text)) = &last else { continue };
                if let Some(difference) = difference(said, text) {
                    panic!("{file}: `{command}` shows something else\n{difference}");
                }
            }
        }
    }
    assert!(typed > 0, "{file} has commands");
    for name in quoted(&document) {
        // Of commands that are named in passing those are run that are whole and do not take long.
        if name.starts_with("transcaspian ") {
            let command = name.split_whitespace().collect::<Vec<_>>().join(" ");
            let placeholder = |word: &str| word.len() > 1 && word.chars().all(|c| c.is_ascii_uppercase());
            let whole = !command.contains('…') && !command.split(' ').any(placeholder);
            if whole && shortened(&command).is_none() {
                let (code, text) = shell(&place, &command);
                assert_eq!(code, 0, "{file}: {command}\n{text}");
            }
            continue;
        }
        let of_results = [".csv", ".toml", ".svg", ".xlsx"].iter().any(|end| name.ends_with(end));
        let there = if name.starts_with("output/") {
            place.path().join(name).exists()
        } else if of_results && !name.contains(['*', ' ']) {
            let kept = [root().to_owned(), root().join("scenarios")];
            holds(place.path(), name) || kept.iter().any(|folder| folder.join(name).exists())
        } else {
            true
        };
        assert!(
            there || known(name) || OF_FEATURES.contains(&name),
            "{file} speaks of `{name}`, which none of its commands has written"
        );
    }
}

/// No file but those that a document's commands have written.
fn nothing(_: &str) -> bool {
    false
}

/// A file that results can have, by whatever command.
fn a_result_file(name: &str) -> bool {
    let list = fs::read_to_string(root().join("src/report/contents.rs")).expect("the list of result files");
    list.contains(&format!("\"{name}\""))
}

#[test]
fn the_readme_is_true() {
    follow("README.md", nothing);
}

#[test]
fn the_guide_is_true() {
    follow("docs/guide.md", nothing);
}

#[test]
fn the_reference_is_true() {
    follow("docs/reference.md", nothing);
}

#[test]
fn the_page_for_specialists_is_true() {
    follow("docs/specialist.md", nothing);
}

#[test]
fn the_page_for_contributors_is_true() {
    follow("CONTRIBUTING.md", a_result_file);
}

/// The examples of a command's help, without what is said of them.
fn examples(help: &str) -> Vec<String> {
    let lines = help.lines().skip_while(|line| *line != "Examples:").skip(1);
    let lines = lines.take_while(|line| line.starts_with("  ")).map(str::trim);
    let commands = lines.map(|line| line.split("   ").next().unwrap_or(line).to_owned()).inspect(|line| {
        assert!(
            line.starts_with("transcaspian "),
            "an example is one line, and this goes on from another: {line}"
        );
    });
    commands.collect()
}

/// A scenario over the base with a number to fit, for the examples that speak of one of one's own.
const MINE: &str = r#"
format = 1
extends = "base"
title = "An example's own"

[observation.through]
title = "Mean time through Kazakhstan"
role = "fit"
of.time = { span = "kazakhstan", population = "containers", statistic = "mean", value = { value = 6, unit = "d", source = "smailov-2023", kind = "derived", note = "an example's", range = [5.5, 6.5] } }

[stage.dostyk.border.examination]
time = { triangular = { low = 1, mode = 2, high = 3 }, unit = "h", source = "smailov-2023", kind = "calibrated", fitted_to = "through", note = "an example's", range = [1.5, 2.5] }
"#;

#[test]
fn examples_of_the_help_work() {
    let place = place();
    for name in ["my", "mine", "other", "a", "b", "c"] {
        write(&place, &format!("{name}.toml"), MINE);
    }
    // Examples speak of these as of what is there.
    for command in ["scenarios copy base", "compare base kz-5-day"] {
        let command = format!("transcaspian {command}");
        let (code, text) = shell(&place, &shortened(&command).unwrap_or(command));
        assert_eq!(code, 0, "{text}");
    }
    let help = out(&ask(&place, &["--help"]));
    let mut all = examples(&help);
    let commands = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let names = commands.take_while(|line| line.starts_with("  ")).filter(|line| !line.starts_with("   "));
    for name in names.filter_map(|line| line.split_whitespace().next()) {
        all.extend(examples(&out(&ask(&place, &[name, "--help"]))));
    }
    all.dedup();
    assert!(all.len() > 30, "{all:?}");
    let jq = shell(&place, "command -v jq").0 == 0;
    for command in all {
        let command = if jq { command } else { command.replace(" | jq .targets", "") };
        let (code, text) = shell(&place, shortened(&command).as_ref().unwrap_or(&command));
        // What a gate says of a few days is not what it says of a year.
        let gate = command.contains(" --gate") && [4, 5].contains(&code);
        assert!(code == 0 || gate, "{code}: {command}\n{text}");
    }
}

#[test]
fn only_what_takes_long_is_shortened() {
    let short = |command: &str| shortened(command);
    assert_eq!(short("transcaspian check base"), None);
    assert_eq!(short("ls output"), None);
    let run = "transcaspian run --days 7 --warmup 2d base -n 5 --set x=1 | head -3";
    assert_eq!(short("transcaspian run base -n 5 --set x=1 | head -3").as_deref(), Some(run));
    let precise = short("transcaspian run base --precision 1h").expect("it is shortened");
    assert!(precise.contains("--max-replications 4"), "{precise}");
}
