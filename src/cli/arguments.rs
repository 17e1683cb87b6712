//! The command line's grammar, and its help.

mod calibrate;
mod capacity;
mod reproduce;
mod scenarios;
mod showing;
mod tornado;
mod trace;
mod validate;

pub(super) use calibrate::{CalibrateArguments, CalibrateFormat};
pub(super) use capacity::CapacityArguments;
pub(super) use reproduce::ReproduceArguments;
pub(super) use scenarios::{ScenariosArguments, ScenariosCommand};
pub(super) use showing::{Progress, Showing};
pub(super) use tornado::{TornadoArguments, bases};
pub(super) use trace::TraceArguments;
pub(super) use validate::ValidateArguments;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use super::colour::When;
use crate::document::COMMAND_LINE;
use crate::experiment::Shipments;
use crate::report::Dialect;
use crate::scenario::switch;

const EXAMPLES: &str = "\
Examples:
  transcaspian run base                                   the shipped scenario, 30 replications
  transcaspian run base -n 5 --days 56                    a quick look
  transcaspian run base --charts                          the answer, drawn as well
  transcaspian run base --set fleet.feeders.vessels=3     with one number changed
  transcaspian run my.toml --format json | jq .targets    for programs
  transcaspian compare base my.toml                       what a change is worth
  transcaspian capacity base --line aktogay-moyinty       how many trains a line can carry
  transcaspian validate                                   why should I believe this?
  transcaspian check my.toml other.toml                   every problem of both, with line and hint
  transcaspian params base --format csv > params.csv      every number, with unit and source
  transcaspian explain E022                               what an error code means

Exit codes: 0 done; 1 the run failed, or a case of validate; 2 wrong command line; 3 scenario missing or invalid; 4 --gate and a target
missed; 5 --gate and a target undecided, or none set; 6 results could not be reproduced; 130 interrupted.";

/// Simulates cargo on the Trans-Caspian route, Dostyk – Aktau – Baku – Tbilisi: how long it takes, and what it waits for.
#[derive(Debug, Parser)]
#[command(name = "transcaspian", version, after_help = EXAMPLES, max_term_width = 100)]
pub(super) struct Arguments {
    /// Colours of what is printed; auto is colours on a terminal, unless NO_COLOR is set.
    #[arg(long, global = true, value_enum, value_name = "WHEN", default_value_t = When::Auto)]
    pub color: When,
    #[command(subcommand)]
    pub command: Option<Command>,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Run scenarios, print the answer, write the result files.
    Run(RunArguments),
    /// Hold scenarios against a base on common random numbers: what changed, by how much, how surely.
    Compare(CompareArguments),
    /// Load lines, or a fleet, by themselves until they take no more, beside the figure by arithmetic.
    Capacity(CapacityArguments),
    /// Hold the program against what is known beforehand: textbook queues, calculations by hand, other simulators.
    Validate(ValidateArguments),
    /// Fit numbers of a scenario to what was observed, and say how sure they are.
    Calibrate(CalibrateArguments),
    /// Set each uncertain input to the ends of its range: which of them matter, and where a decision flips.
    Tornado(TornadoArguments),
    /// Report every problem of scenario files, without running them.
    Check(CheckArguments),
    /// List every number of a scenario: path, value, unit, kind, source.
    Params(NumbersArguments),
    /// List the fixes that a scenario knows: whether each is on, who asks for it, what it changes.
    Fixes(ParamsArguments),
    /// List the values in which two scenarios differ.
    Diff(DiffArguments),
    /// List, show or copy the scenarios that come with the program.
    Scenarios(ScenariosArguments),
    /// Follow one consignment: where it was when, and what its hours went to.
    Trace(TraceArguments),
    /// Run again what made results, and hold the two against each other byte by byte.
    Reproduce(ReproduceArguments),
    /// Print the JSON Schema of scenario files, by which an editor completes and explains keys.
    Schema,
    /// Print what a shell needs to complete commands and flags.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
    /// Print the manual page of the program, or of one of its commands.
    Manual {
        /// The command.
        command: Option<String>,
    },
    /// Say what an error code means.
    Explain {
        /// The code, such as E022.
        code: String,
    },
}

const RUN_EXAMPLES: &str = "\
Examples:
  transcaspian run base
  transcaspian run base.toml -n 10 --seed 7 -o results/trial
  transcaspian run base --set fleet.feeders.vessels=3 --set stage.dostyk.border.customs.desks=4
  transcaspian run base --warmup 30d --days 91 --shipments all --csv excel-eu
  transcaspian run base --charts                          with curve of transit times, hours as bars
  transcaspian run base --target 6.5 --gate               is the mean of its headline below 6.5 d?
  transcaspian run base --precision 1h                    as many replications as that takes
  transcaspian run base --inputs 20                       what of the spread is from inputs?

A flag wins over --set, and --set over the scenario file. The result does not depend on -j.";

#[derive(Debug, Args)]
#[command(after_help = RUN_EXAMPLES)]
pub(super) struct RunArguments {
    /// Scenario files, or names of shipped scenarios.
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<String>,
    /// Folder of the results; of several scenarios, the folder that holds theirs [default: output/SCENARIO].
    #[arg(short, long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// How the answer is printed; csv is the table of targets, json one document, and of several scenarios one document a
    /// line, as jq reads them.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
    /// Write everything that happens to events.csv, one thing a row; of a year of the base that is gigabytes.
    #[arg(long, value_enum, default_value_t = Events::None)]
    pub events: Events,
    /// Draw the assumed and press-sourced inputs so many times from their ranges, with 10 replications each unless -n says
    /// otherwise, and keep apart what comes from them and what from chance; results go to output/inputs-SCENARIO.
    #[arg(long, value_name = "B", value_parser = clap::value_parser!(u32).range(2..))]
    #[arg(conflicts_with_all = ["precision", "gate", "events", "xlsx", "charts"])]
    pub inputs: Option<u32>,
    /// With --inputs: draw only inputs whose path begins so; can be given many times.
    #[arg(long, value_name = "PREFIX", requires = "inputs")]
    pub only: Vec<String>,
    /// With --inputs: draw every number that has a range, on whatever it rests.
    #[arg(long, requires = "inputs")]
    pub all_ranges: bool,
    #[command(flatten)]
    pub options: RunOptions,
}

const COMPARE_EXAMPLES: &str = "\
Examples:
  transcaspian compare base mine.toml                     what has changed, and for whom
  transcaspian compare base mine.toml --charts            the same, drawn
  transcaspian compare base a.toml b.toml c.toml -n 10    one line for each
  transcaspian compare base a.toml b.toml --format markdown > worth.md
  transcaspian compare base mine.toml --days 91 --set fleet.feeders.vessels=3

All scenarios run under the seed of the base and as often, with the same random numbers wherever they have the same
things, so that little but the change differs. --set and the other flags hold for all of them, the base too. With --gate
the targets of the others decide, not those of the base.";

#[derive(Debug, Args)]
#[command(after_help = COMPARE_EXAMPLES)]
pub(super) struct CompareArguments {
    /// The scenario that the others are held against: a file, or the name of a shipped one.
    #[arg(value_name = "BASE")]
    pub base: String,
    /// Scenarios that are held against it.
    #[arg(required = true, value_name = "OTHER")]
    pub others: Vec<String>,
    /// Folder of the results [default: output/compare-BASE-OTHER].
    #[arg(short, long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// How the answer is printed; csv is comparison.csv, markdown the table of what each scenario is worth.
    #[arg(long, value_enum, default_value_t = CompareFormat::Text)]
    pub format: CompareFormat,
    #[command(flatten)]
    pub options: RunOptions,
}

/// What holds for every run.
#[derive(Debug, Args)]
pub(super) struct RunOptions {
    /// Number of replications [default: the scenario's, usually 30].
    #[arg(short = 'n', long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub replications: Option<u32>,
    /// Add replications until the 95 % interval of the first target's mean is at most this wide to each side: 0.25d, 6h.
    #[arg(long, value_name = "TIME", value_parser = time, allow_hyphen_values = true)]
    pub precision: Option<String>,
    /// Most replications for the sake of --precision [default: 1000].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub max_replications: Option<u32>,
    /// Seed of all random numbers [default: the scenario's, usually 1].
    #[arg(long, value_name = "N")]
    pub seed: Option<u32>,
    /// Threads; 0 means one for each core.
    #[arg(short = 'j', long, value_name = "N", default_value_t = 0)]
    pub threads: usize,
    /// Length of the window in days: what enters in it is counted.
    #[arg(long, value_name = "N", value_parser = days)]
    pub days: Option<String>,
    /// Time before the window begins, such as 30d or 72h; auto finds it by a pilot, for scenarios without seasons.
    #[arg(long, value_name = "TIME", value_parser = warm_up, allow_hyphen_values = true)]
    pub warmup: Option<WarmUp>,
    /// Threshold in days for the mean of the headline span, besides the scenario's targets; can be given many times.
    #[arg(long = "target", value_name = "DAYS", value_parser = positive)]
    pub targets: Vec<f64>,
    /// Exit with 4 if a target is missed, with 5 if one is undecided or none is set.
    #[arg(long)]
    pub gate: bool,
    #[command(flatten)]
    pub settings: Settings,
    /// Replace the folder if it is there; without it, results go to DIR-2, DIR-3, …
    #[arg(long)]
    pub force: bool,
    /// Diaries in shipments.csv, trains.csv and vessels.csv: none, sample:N (about N in a replication) or all; none leaves
    /// berths.csv and levels.csv empty as well.
    #[arg(long, value_name = "WHICH", default_value = "sample:100", value_parser = shipments)]
    pub shipments: Shipments,
    /// Put all tables but events.csv into one workbook as well, results.xlsx, with charts.
    #[arg(long)]
    pub xlsx: bool,
    /// Draw the cumulative curve of transit time and the hours as bars under the answer in words; the files in charts/ are
    /// written without it too.
    #[arg(long)]
    pub charts: bool,
    #[command(flatten)]
    pub showing: Showing,
}

#[derive(Debug, Args)]
pub(super) struct CheckArguments {
    /// Scenario files, or names of shipped scenarios.
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<String>,
    #[command(flatten)]
    pub settings: Settings,
}

#[derive(Debug, Args)]
pub(super) struct ParamsArguments {
    /// Scenario file, or name of a shipped scenario.
    #[arg(value_name = "FILE")]
    pub file: String,
    #[command(flatten)]
    pub settings: Settings,
    #[command(flatten)]
    pub list: ListOptions,
}

/// Arguments of `params`.
#[derive(Debug, Args)]
pub(super) struct NumbersArguments {
    #[command(flatten)]
    pub what: ParamsArguments,
    /// List where published figures contradict each other instead, and which of them is used.
    #[arg(long)]
    pub conflicts: bool,
}

/// How a list is printed.
#[derive(Debug, Args)]
pub(super) struct ListOptions {
    /// How the list is printed.
    #[arg(long, value_enum, default_value_t = ListFormat::Text)]
    pub format: ListFormat,
    /// How CSV is written.
    #[arg(long, value_enum, default_value_t = Csv::Rfc4180)]
    pub csv: Csv,
}

#[derive(Debug, Args)]
pub(super) struct DiffArguments {
    /// Scenario file, or name of a shipped scenario.
    #[arg(value_name = "A")]
    pub first: String,
    /// The one to hold against it.
    #[arg(value_name = "B")]
    pub second: String,
    #[command(flatten)]
    pub settings: Settings,
    #[command(flatten)]
    pub list: ListOptions,
}

#[derive(Debug, Default, Args)]
pub(super) struct Settings {
    /// Change a number or word of the scenario; can be given many times.
    #[arg(long = "set", value_name = "PATH=VALUE")]
    pub sets: Vec<String>,
    /// Switch a fix on from the start; can be given many times.
    #[arg(long, value_name = "FIX")]
    pub enable: Vec<String>,
    /// Switch a fix off; can be given many times.
    #[arg(long, value_name = "FIX")]
    pub disable: Vec<String>,
}

impl Settings {
    /// Everything that is set, switches after `--set` so that they win.
    pub(super) fn all(&self) -> Vec<String> {
        let mut all = self.sets.clone();
        all.extend(self.enable.iter().map(|fix| switch(fix, true)));
        all.extend(self.disable.iter().map(|fix| switch(fix, false)));
        all
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Csv {
    /// Comma and decimal point.
    Rfc4180,
    /// Semicolon, decimal comma and byte-order mark, for spreadsheets of Europe, the Caucasus and Central Asia.
    ExcelEu,
}

impl Csv {
    pub(super) fn dialect(self) -> Dialect {
        match self {
            Csv::Rfc4180 => Dialect::Rfc4180,
            Csv::ExcelEu => Dialect::ExcelEu,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    Text,
    Json,
    Csv,
}

/// What of all that happens is written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Events {
    None,
    All,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum CompareFormat {
    Text,
    Json,
    Csv,
    Markdown,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ListFormat {
    Text,
    Csv,
}

/// Time before the window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum WarmUp {
    /// A pilot finds it.
    Auto,
    /// As a scenario writes it.
    Given(String),
}

impl RunOptions {
    /// Everything that the command line sets in a scenario, flags after `--set` so that they win.
    pub(super) fn sets(&self) -> Vec<String> {
        let mut sets = self.settings.all();
        sets.extend(self.replications.map(|count| format!("run.replications={count}")));
        sets.extend(self.precision.as_ref().map(|time| {
            let (value, unit) = time.split_once(' ').unwrap_or((time, "d"));
            let note = format!("--precision {value}{unit}");
            format!("run.precision={}", quantity(value, unit, &note))
        }));
        sets.extend(self.max_replications.map(|count| format!("run.max_replications={count}")));
        sets.extend(self.seed.map(|seed| format!("run.seed={seed}")));
        sets.extend(self.days.as_ref().map(|days| format!("run.window=\"{days}\"")));
        if !self.targets.is_empty() {
            let limits =
                self.targets.iter().map(|days| quantity(&days.to_string(), "d", &format!("--target {days}")));
            sets.push(format!("run.limits=[{}]", limits.collect::<Vec<_>>().join(", ")));
        }
        if let Some(WarmUp::Given(time)) = &self.warmup {
            sets.push(format!("run.warm_up=\"{time}\""));
        }
        sets
    }
}

/// A quantity that the scenario need not have had, as a scenario writes it.
pub(super) fn quantity(value: &str, unit: &str, note: &str) -> String {
    format!("{{ value = {value}, unit = \"{unit}\", source = \"{COMMAND_LINE}\", note = \"{note}\" }}")
}

/// A number of days greater than zero, as a scenario writes it.
fn days(text: &str) -> Result<String, String> {
    positive(text).map(|_| format!("{text} d"))
}

/// A number of days greater than zero.
fn positive(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(days) if days > 0.0 && days.is_finite() => Ok(days),
        _ => Err("give a number of days greater than 0, such as 91".into()),
    }
}

/// A time with its unit, as a scenario writes it.
fn time(text: &str) -> Result<String, String> {
    let text = text.trim();
    let (number, unit) = text.split_at(text.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(text.len()));
    let number = number.trim();
    match number.parse::<f64>() {
        Ok(time) if time >= 0.0 && ["d", "h", "min", "s"].contains(&unit) => Ok(format!("{number} {unit}")),
        _ => Err("give a time with its unit: 30d, 72h, 90min".into()),
    }
}

fn warm_up(text: &str) -> Result<WarmUp, String> {
    if text == "auto" { Ok(WarmUp::Auto) } else { time(text).map(WarmUp::Given) }
}

fn shipments(text: &str) -> Result<Shipments, String> {
    match text {
        "none" => Ok(Shipments::Nobody),
        "all" => Ok(Shipments::Everybody),
        _ => match text.strip_prefix("sample:").map(str::parse) {
            Some(Ok(count)) => Ok(Shipments::About(count)),
            _ => Err("give none, all, or sample: and a number, such as sample:100".into()),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    fn run(arguments: &[&str]) -> Result<RunArguments, clap::Error> {
        let all = ["transcaspian", "run", "base"].into_iter().chain(arguments.iter().copied());
        Arguments::try_parse_from(all).map(|arguments| match arguments.command {
            Some(Command::Run(arguments)) => arguments,
            other => panic!("{other:?}"),
        })
    }

    #[test]
    fn the_grammar_is_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn flags_become_settings_and_come_last() {
        let arguments = ["--seed", "7", "-n", "3", "--set", "run.seed=1", "--days", "56", "--warmup", "36h"];
        let sets = run(&arguments).unwrap().options.sets();
        let expected =
            ["run.seed=1", "run.replications=3", "run.seed=7", "run.window=\"56 d\"", "run.warm_up=\"36 h\""];
        assert_eq!(sets, expected);
        let sets = run(&["--target", "6", "--target", "5.5"]).unwrap().options.sets();
        let limit = |days: &str| {
            format!(r#"{{ value = {days}, unit = "d", source = "command-line", note = "--target {days}" }}"#)
        };
        assert_eq!(sets, [format!("run.limits=[{}, {}]", limit("6"), limit("5.5"))]);
    }

    #[test]
    fn wrong_values_are_refused() {
        let wrong = [
            ["-n", "0"],
            ["--days", "0"],
            ["--days", "nan"],
            ["--target", "0"],
            ["--target", "6d"],
            ["--warmup", "30"],
            ["--warmup", "d"],
            ["--warmup", "-3d"],
            ["--shipments", "sample"],
            ["--seed", "-1"],
            ["--format", "xml"],
        ];
        for arguments in wrong {
            assert!(run(&arguments).is_err(), "{arguments:?}");
        }
        assert_eq!(run(&["--shipments", "sample:5"]).unwrap().options.shipments, Shipments::About(5));
        let warmup = |text| run(&["--warmup", text]).unwrap().options.warmup;
        assert_eq!(warmup("1.5 d"), Some(WarmUp::Given("1.5 d".into())));
        assert_eq!(warmup("auto"), Some(WarmUp::Auto));
    }
}
