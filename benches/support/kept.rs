//! Lines that a bench prints, and with `--save` keeps: rows of date, machine, commit, bench, metric, value and unit in
//! `benches/runs/DATE-MACHINE.csv`, after those that are there already.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread::available_parallelism;
use std::time::{SystemTime, UNIX_EPOCH};

use transcaspian::units::Date;

const HEADER: &str = "date,machine,commit,bench,metric,value,unit";

/// What one bench has found.
pub(crate) struct Kept {
    bench: &'static str,
    rows: Vec<String>,
}

impl Kept {
    /// Nothing yet.
    pub(crate) fn new(bench: &'static str) -> Kept {
        Kept { bench, rows: Vec::new() }
    }

    /// Prints a figure, and remembers it. Neither metric nor unit has a comma.
    pub(crate) fn line(&mut self, metric: &str, value: f64, unit: &str) {
        println!("{}: {metric}: {value:.4} {unit}", self.bench);
        self.rows.push(format!("{},{metric},{value:.6},{unit}", self.bench));
    }

    /// Keeps what was found, if the command line says so.
    pub(crate) fn close(self) {
        if !std::env::args().any(|word| word == "--save") {
            return;
        }
        let (date, machine, commit) = (today(), machine(), commit());
        let path = root().join(format!("benches/runs/{date}-{machine}.csv"));
        let new = !path.exists();
        fs::create_dir_all(path.parent().expect("it lies in a folder")).expect("benches/runs can be made");
        let mut file =
            OpenOptions::new().create(true).append(true).open(&path).expect("the file of runs can be opened");
        let mut text = if new { format!("{HEADER}\n") } else { String::new() };
        for row in &self.rows {
            text += &format!("{date},{machine},{commit},{row}\n");
        }
        file.write_all(text.as_bytes()).expect("the file of runs can be written");
    }
}

/// The folder of the project.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

#[expect(clippy::disallowed_methods, reason = "a kept run has a date")]
fn today() -> String {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).expect("the clock is past 1970");
    let first = Date::new(1970, 1, 1).expect("the day exists");
    first.iso(since.as_millis() as i64)[..10].to_owned()
}

/// The model of the processor and the number of its cores, in small letters and hyphens.
fn machine() -> String {
    let text = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = text.lines().find(|line| line.starts_with("model name"));
    let model = model.and_then(|line| line.split_once(": ")).map_or(std::env::consts::ARCH, |(_, name)| name);
    let words = model.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let name: Vec<String> = words.map(str::to_ascii_lowercase).collect();
    format!("{}-{}-cores", name.join("-"), available_parallelism().map_or(1, usize::from))
}

/// The commit, with a `+` if files differ from it.
fn commit() -> String {
    let git = |words: &[&str]| {
        let out = Command::new("git").current_dir(root()).args(words).output().ok()?;
        out.status.success().then(|| String::from_utf8_lossy(&out.stdout).trim().to_owned())
    };
    let Some(commit) = git(&["rev-parse", "--short", "HEAD"]) else { return "unknown".to_owned() };
    let changed =
        git(&["status", "--porcelain", "--untracked-files=no", "--", "src", "Cargo.toml", "Cargo.lock"]);
    if changed.is_some_and(|files| !files.is_empty()) { commit + "+" } else { commit }
}
