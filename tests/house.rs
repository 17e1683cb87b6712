//! The house rules, read off the source as text: who may import whom, which crate belongs where, who may print, read
//! and write, and what may not be used at all. `ARCHITECTURE.md` gives the reasons; its table is this one's twin.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

#[path = "house/code.rs"]
mod code;
use code::{blank, heads, uses, words};

/// A room: a folder or a file right under `src/`.
struct Room {
    name: &'static str,
    floor: u32,
    /// Crates that may be used in it, besides those of [`EVERYWHERE`].
    crates: &'static [&'static str],
}

const fn room(floor: u32, name: &'static str, crates: &'static [&'static str]) -> Room {
    Room { name, floor, crates }
}

/// The rooms from the roof down.
const ROOMS: &[Room] = &[
    room(10, "main", &[]),
    room(
        9,
        "cli",
        &[
            "anstream",
            "anstyle",
            "clap",
            "clap_complete",
            "clap_mangen",
            "comfy_table",
            "ctrlc",
            "indicatif",
            "signal_hook",
        ],
    ),
    room(
        8,
        "report",
        &["csv", "rust_xlsxwriter", "rustix", "serde", "serde_json", "tempfile", "toml", "zip"],
    ),
    room(7, "experiment", &["cobyla", "rayon"]),
    room(6, "corridor", &["libm"]),
    room(5, "scenario", &["csv"]),
    room(4, "metrics", &["libm"]),
    room(4, "stage", &["libm"]),
    room(3, "observation", &[]),
    room(3, "parameter", &["libm"]),
    room(2, "cargo", &[]),
    // Stands below `parameter` and `stage` so that a spec can be read with its places while no stage knows a file.
    room(2, "document", &["strsim", "toml"]),
    room(2, "engine", &[]),
    room(2, "random", &["libm", "rand", "rand_distr"]),
    room(2, "stats", &["libm"]),
    room(1, "units", &["libm"]),
];

/// Crates that any room may use: they only write `impl`s for its error types.
const EVERYWHERE: &[&str] = &["thiserror"];

const MOST_LINES: usize = 500;

/// Words of code that only some rooms may use.
struct Ban {
    words: &'static [&'static str],
    allowed: &'static [&'static str],
    why: &'static str,
    /// Whether unit tests, which stand at the end of a file, keep to it too.
    tests: bool,
}

const UNDONE: &[&str] = &["todo!", "unimplemented!", "dbg!", concat!("#[", "ignore")];

const BANS: &[Ban] = &[
    ban(
        &["println!", "print!", "eprintln!", "eprint!", "stdout(", "stderr(", "stdin("],
        &["cli"],
        "only `cli` speaks to the user",
    ),
    ban(UNDONE, &[], "what is there is finished, and tested"),
    ban(
        &["fs::", "File::", "OpenOptions"],
        &["scenario", "report"],
        "only `scenario` reads files and only `report` writes them",
    ),
    Ban {
        words: &["fs::read", "read_to_string", "read_to_end", "include_str!", "include_bytes!"],
        allowed: &["scenario"],
        why: "only `scenario` reads files, at compile time too",
        tests: false,
    },
    Ban {
        words: &[
            "fs::write",
            "fs::copy",
            "fs::rename",
            "fs::create_dir",
            "fs::create_dir_all",
            "fs::remove_file",
            "fs::remove_dir",
            "fs::remove_dir_all",
            "File::create",
            "OpenOptions",
        ],
        allowed: &["report"],
        why: "only `report` writes files",
        tests: false,
    },
    ban(
        &["HashMap", "HashSet", "RandomState"],
        &[],
        "their order differs from run to run: use BTreeMap or BTreeSet",
    ),
    ban(&["Instant", "SystemTime"], &["cli"], "no wall clock below `cli`"),
    ban(
        &["env::", "process::exit", "process::abort", "Command::new", "ExitCode"],
        &["cli", "main"],
        "only `cli` and `main` touch the process and its environment",
    ),
    // A temporary folder is named after the process, so that those of dead runs can be told from those of others.
    ban(&["process::id"], &["report"], "results do not depend on the process"),
    ban(&["thread::"], &["cli"], "threads belong to rayon in `experiment`"),
    ban(
        &["static ", "thread_local!", "OnceLock", "LazyLock", "OnceCell"],
        &["cli"],
        "no global state below `cli`",
    ),
];

const fn ban(words: &'static [&'static str], allowed: &'static [&'static str], why: &'static str) -> Ban {
    Ban { words, allowed, why, tests: true }
}

/// Functions of `f64` that differ between platforms; `sqrt` and the rounding functions are exact everywhere.
const INEXACT: &[&str] = &[
    "acos", "acosh", "asin", "asinh", "atan", "atan2", "atanh", "cbrt", "cos", "cosh", "exp", "exp2",
    "exp_m1", "hypot", "ln", "ln_1p", "log", "log10", "log2", "powf", "powi", "sin", "sin_cos", "sinh",
    "tan", "tanh",
];

/// Where a rule is broken.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Finding {
    file: String,
    line: usize,
    what: String,
}

/// A source file of a room.
struct Source {
    file: String,
    room: &'static Room,
    /// Modules from the crate's root down to this one.
    depth: usize,
    text: String,
    code: String,
}

impl Source {
    fn new(file: &str, text: &str) -> Option<Source> {
        let inside = file.strip_prefix("src/")?;
        let parts: Vec<&str> = inside.split('/').collect();
        let name = parts[0].trim_end_matches(".rs");
        let room = ROOMS.iter().find(|room| room.name == name)?;
        let depth = parts.len() - usize::from(parts.last() == Some(&"mod.rs"));
        Some(Source { file: file.to_owned(), room, depth, text: text.to_owned(), code: blank(text) })
    }

    fn finding(&self, at: usize, what: String) -> Finding {
        Finding { file: self.file.clone(), line: self.code[..at].matches('\n').count() + 1, what }
    }

    /// Imports from a higher floor, or from another room of the same floor.
    fn imports(&self) -> Vec<Finding> {
        let mut named: Vec<(usize, &str)> = Vec::new();
        for root in ["crate::", "transcaspian::"] {
            for at in words(&self.code, root) {
                named.extend(heads(&self.code[at + root.len()..]).into_iter().map(|head| (at, head)));
            }
        }
        // So many times `super` as there are modules above leads to the crate's root; one more inside an inline module.
        let climb = "super::".repeat(self.depth);
        for at in words(&self.code, &climb) {
            let rest = self.code[at..].trim_start_matches("super::");
            named.extend(heads(rest).into_iter().map(|head| (at, head)));
        }
        let mut findings = Vec::new();
        for (at, head) in named {
            let Some(other) = ROOMS.iter().find(|room| room.name == head) else { continue };
            if other.name != self.room.name && other.floor >= self.room.floor {
                let (here, there) = (self.room, other);
                let what = format!(
                    "`{}` (floor {}) imports `{}` (floor {})",
                    here.name, here.floor, there.name, there.floor
                );
                findings.push(self.finding(at, what));
            }
        }
        findings
    }

    /// Crates that are used outside their room.
    fn crates(&self, dependencies: &BTreeSet<String>) -> Vec<Finding> {
        let mut findings = Vec::new();
        for name in dependencies {
            if self.room.crates.contains(&name.as_str()) || EVERYWHERE.contains(&name.as_str()) {
                continue;
            }
            for at in uses(&self.code, name) {
                findings.push(self.finding(at, format!("crate `{name}` is used outside its room")));
            }
        }
        findings
    }

    /// Words that are not for this room.
    fn bans(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        let tests = self.code.find("#[cfg(test)]").unwrap_or(self.code.len());
        for ban in BANS.iter().filter(|ban| !ban.allowed.contains(&self.room.name)) {
            let end = if ban.tests { self.code.len() } else { tests };
            for word in ban.words {
                for at in words(&self.code[..end], word) {
                    findings.push(self.finding(at, format!("`{}`: {}", word.trim(), ban.why)));
                }
            }
        }
        for name in INEXACT {
            for word in [format!(".{name}("), format!("f64::{name}")] {
                for at in words(&self.code, &word) {
                    findings.push(self.finding(at, format!("`{name}` differs between platforms: use libm")));
                }
            }
        }
        findings
    }

    /// What is wrong with the file as a whole.
    fn shape(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        let lines = self.text.lines().count();
        if lines > MOST_LINES {
            findings.push(self.finding(0, format!("{lines} lines; at most {MOST_LINES}")));
        }
        let door = self.file.ends_with("/mod.rs") && self.depth == 1;
        let alone = self.depth == 1 && self.room.name != "main";
        let floor = format!("Floor {}.", self.room.floor);
        let names_it = self.text.lines().any(|line| line.starts_with("//!") && line.contains(&floor));
        if (door || alone) && !names_it {
            findings.push(self.finding(0, format!("the room's documentation does not say `{floor}`")));
        }
        findings
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The Rust files under a folder of the project, in order, with their paths relative to it.
fn files(folder: &str) -> Vec<(String, String)> {
    let mut found: Vec<PathBuf> = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        for entry in entries {
            let path = entry.expect("the folder can be read").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                found.push(path);
            }
        }
    }
    found.sort();
    let relative = |path: &Path| {
        let inside = path.strip_prefix(root()).expect("it lies in the project");
        inside.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
    };
    found.iter().map(|path| (relative(path), read(path))).collect()
}

fn sources() -> Vec<Source> {
    files("src").iter().filter_map(|(file, text)| Source::new(file, text)).collect()
}

/// Names of the dependencies as code writes them.
fn dependencies() -> BTreeSet<String> {
    let manifest = read(&root().join("Cargo.toml"));
    // Those of one system count as well.
    let mut within = false;
    manifest
        .lines()
        .filter(|line| {
            if line.starts_with('[') {
                let table = line.trim();
                within = table == "[dependencies]"
                    || table.starts_with("[target.") && table.ends_with(".dependencies]");
            }
            within && !line.starts_with(['[', '#'])
        })
        .filter_map(|line| line.split_once('=').map(|(name, _)| name.trim().replace('-', "_")))
        .collect()
}

/// Fails with one line for each finding.
fn refuse(mut findings: Vec<Finding>) {
    findings.sort();
    findings.dedup();
    let lines: Vec<String> = findings.iter().map(|f| format!("{}:{}: {}", f.file, f.line, f.what)).collect();
    assert!(lines.is_empty(), "{} places break a house rule:\n{}", lines.len(), lines.join("\n"));
}

#[test]
fn every_room_is_in_the_table_and_the_table_has_no_other() {
    let found: BTreeSet<String> = files("src")
        .iter()
        .map(|(file, _)| {
            file["src/".len()..].split('/').next().unwrap_or("").trim_end_matches(".rs").to_owned()
        })
        .filter(|name| name != "lib")
        .collect();
    let table: BTreeSet<String> = ROOMS.iter().map(|room| room.name.to_owned()).collect();
    assert_eq!(found, table, "rooms under src/ and rooms of the table");
}

#[test]
fn rooms_import_from_lower_floors_only() {
    refuse(sources().iter().flat_map(Source::imports).collect());
}

#[test]
fn crates_stay_in_their_rooms() {
    let dependencies = dependencies();
    refuse(sources().iter().flat_map(|source| source.crates(&dependencies)).collect());
}

#[test]
fn every_dependency_has_a_room_and_is_used_in_it() {
    let mut homes: BTreeMap<&str, bool> = BTreeMap::new();
    for name in ROOMS.iter().flat_map(|room| room.crates).chain(EVERYWHERE) {
        homes.insert(name, false);
    }
    for source in sources() {
        for (name, used) in &mut homes {
            *used |= !uses(&source.code, name).is_empty();
        }
    }
    let strangers: Vec<String> =
        dependencies().into_iter().filter(|name| homes.get(name.as_str()) != Some(&true)).collect();
    assert!(strangers.is_empty(), "dependencies that no room uses, or that have no room: {strangers:?}");
}

#[test]
fn rooms_keep_to_what_they_may_do() {
    refuse(sources().iter().flat_map(Source::bans).collect());
}

#[test]
fn files_are_short_and_rooms_name_their_floor() {
    refuse(sources().iter().flat_map(Source::shape).collect());
}

#[test]
fn tests_and_benches_are_short_and_leave_nothing_undone() {
    let mut findings = Vec::new();
    for (file, text) in files("tests").into_iter().chain(files("benches")) {
        let code = blank(&text);
        let mut find = |line, what| findings.push(Finding { file: file.clone(), line, what });
        let lines = text.lines().count();
        if lines > MOST_LINES {
            find(1, format!("{lines} lines; at most {MOST_LINES}"));
        }
        for word in UNDONE {
            for at in words(&code, word) {
                find(code[..at].matches('\n').count() + 1, format!("`{word}`"));
            }
        }
    }
    refuse(findings);
}

#[test]
fn the_map_shows_every_room_on_its_floor() {
    let map = read(&root().join("ARCHITECTURE.md"));
    for Room { name, floor, .. } in ROOMS {
        let shown = map.lines().any(|line| {
            let mut cells = line.split('|').skip(1).map(str::trim);
            cells.next() == Some(&floor.to_string())
                && cells.next().is_some_and(|cell| cell.trim_matches('`').trim_end_matches('/') == *name)
        });
        assert!(shown, "ARCHITECTURE.md has no row for `{name}` on floor {floor}");
    }
}

/// What the rules find in a file of `room`, by line.
fn found_in(file: &str, text: &str) -> Vec<usize> {
    let source = Source::new(file, text).expect("the file is in a room");
    let dependencies = ["csv", "libm", "toml"].map(str::to_owned).into();
    let all = [source.imports(), source.crates(&dependencies), source.bans()];
    all.iter().flatten().map(|finding| finding.line).collect::<BTreeSet<_>>().into_iter().collect()
}

#[test]
fn the_rules_see_what_they_should() {
    assert_eq!(found_in("src/engine/run.rs", "use crate::units::Time;\nuse crate::stats::Tally;\n"), [2]);
    assert_eq!(
        found_in("src/stage/yard.rs", "use crate::{cargo::Class, units, metrics::{self, Journey}};\n"),
        [1]
    );
    assert_eq!(
        found_in("src/stage/rail/mod.rs", "mod tests { use super::super::super::corridor::Flow;\n"),
        [1]
    );
    assert_eq!(found_in("src/stage/rail/mod.rs", "use super::super::corridor::Flow;\n"), [1]);
    assert_eq!(found_in("src/cargo.rs", "use super::stage::Stage;\nuse super::units::Time;\n"), [1]);
    assert_eq!(
        found_in("src/stage/yard.rs", "// crate::cli\n/* crate::cli */ let s = \"crate::cli\";\n"),
        []
    );
    assert_eq!(
        found_in("src/metrics/spans.rs", "fn f() {\n    let x = csv::Reader;\n    report::csv::f();\n}\n"),
        [2]
    );
    assert_eq!(
        found_in("src/stage/yard.rs", "fn f<'a>(c: char) -> &'static str { if c == '\"' {} dbg![c] }\n"),
        [1]
    );
    assert_eq!(
        found_in("src/stats/tally.rs", "let y = x.sqrt();\nlet z = y.ln();\nlet w = v.map(f64::exp);\n"),
        [2, 3]
    );
    assert_eq!(found_in("src/scenario/load.rs", "std::fs::read(p);\nstd::fs::write(p, t);\n"), [2]);
    assert_eq!(
        found_in("src/report/folder.rs", "fs::rename(a, b);\nfs::read_to_string(p);\neprintln!();\n"),
        [2, 3]
    );
    let (reads, test) = ("fs::read_to_string(p);", "#[cfg(test)]");
    assert_eq!(found_in("src/report/folder.rs", &format!("{reads}\n{test}\nmod tests {{ {reads} }}\n")), [1]);
}
