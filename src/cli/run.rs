//! `run`: replications, answer, result files.

use std::io::Write as _;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use super::arguments::{Format, RunArguments};
use super::progress::Display;
use super::streams::{self, Out};
use super::{Exit, answer, check, signals};
use crate::experiment::{self, Failure, Plan, Results, Verdict};
use crate::report::{self, Manifest, Material, OutputError, ResultFolder};
use crate::scenario::Scenario;

/// A hundred times the events of a year on the whole corridor: what takes longer does not end.
const EVENT_LIMIT: u64 = 1_000_000_000;

/// A scenario that is to be run.
struct Job {
    file: String,
    scenario: Scenario,
    target: ResultFolder,
    manifest: Manifest,
}

/// Opens all scenarios, then runs one after the other.
pub(super) fn run(arguments: &RunArguments, out: &mut Out) -> Exit {
    let sets = arguments.sets();
    let scenarios: Vec<Option<Scenario>> =
        arguments.files.iter().map(|file| open(file, &sets, arguments.quiet)).collect();
    if scenarios.iter().any(Option::is_none) {
        return Exit::BadScenario;
    }
    let scenarios = arguments.files.iter().zip(scenarios.into_iter().flatten());
    let jobs: Result<Vec<Job>, OutputError> =
        scenarios.map(|(file, scenario)| prepare(arguments, file, scenario)).collect();
    let jobs = match jobs {
        Ok(jobs) => jobs,
        Err(error) => {
            streams::error(&error.to_string());
            return Exit::Failed;
        }
    };
    let stop = signals::stop_on_interrupt();
    let mut exit = Exit::Done;
    for (at, job) in jobs.iter().enumerate() {
        if stop.load(Ordering::Relaxed) {
            return Exit::Interrupted;
        }
        if at > 0 && arguments.format == Format::Text {
            let _ = writeln!(out);
        }
        match run_one(arguments, job, &stop, out) {
            Exit::Done => {}
            Exit::Interrupted => return Exit::Interrupted,
            // A run that failed counts for more than a target that is missed, and that for more than an open one.
            other if exit == Exit::Done || (other as i32) < exit as i32 => exit = other,
            _ => {}
        }
        // What is known is shown before the next scenario takes its time; the stream keeps its own failures.
        let _ = out.flush();
    }
    exit
}

/// Warnings that `run` shows; `check` shows them all.
const SHOWN: usize = 3;

/// Opens a scenario and shows its first warnings.
fn open(file: &str, sets: &[String], quiet: bool) -> Option<Scenario> {
    let scenario = check::open(file, sets)?;
    let warnings = scenario.warnings();
    if !quiet {
        for warning in warnings.iter().take(SHOWN) {
            streams::note(warning.render(scenario.files()).trim_end());
        }
        if warnings.len() > SHOWN {
            streams::note(&format!(
                "{} more warnings: `transcaspian check` shows them",
                warnings.len() - SHOWN
            ));
        }
    }
    Some(scenario)
}

/// Finds out before anything is run whether its results can be written.
fn prepare(arguments: &RunArguments, file: &str, scenario: Scenario) -> Result<Job, OutputError> {
    let path = match &arguments.out {
        None => Path::new("output").join(scenario.name()),
        Some(folder) if arguments.files.len() == 1 => folder.clone(),
        Some(folder) => folder.join(scenario.name()),
    };
    let target = ResultFolder::new(&path, arguments.force)?;
    let unset = if arguments.sets().is_empty() {
        Some(scenario.resolved())
    } else {
        // It may be unsound without its settings; then there is nothing to remember of it.
        Scenario::open(file, &[]).ok().map(|scenario| scenario.resolved())
    };
    let manifest = Manifest {
        command: std::env::args_os().map(|argument| argument.to_string_lossy().into_owned()).collect(),
        scenario_hash: unset.map(|text| report::fingerprint(&text)),
    };
    Ok(Job { file: file.to_owned(), scenario, target, manifest })
}

fn run_one(arguments: &RunArguments, job: &Job, stop: &AtomicBool, out: &mut Out) -> Exit {
    let run = &job.scenario.spec().run;
    let plan = Plan {
        seed: u64::from(run.seed),
        replications: run.replications,
        threads: arguments.threads,
        shipments: arguments.shipments,
        event_limit: EVENT_LIMIT,
    };
    let display = Display::start(arguments.progress, arguments.quiet, job.scenario.name(), plan.replications);
    let results = experiment::run(&job.scenario, &plan, stop, &|count| display.finished(count));
    display.end();
    let results = match results {
        Ok(results) => results,
        Err(Failure::NothingFinished) => {
            streams::error("interrupted before the first replication was finished; nothing was written");
            return Exit::Interrupted;
        }
        Err(failure) => {
            streams::error(&format!("{}: {failure}", job.file));
            return Exit::Failed;
        }
    };
    let material = Material { scenario: &job.scenario, results: &results };
    match report::write_results(&job.target, material, &job.manifest, arguments.csv.dialect()) {
        Ok(folder) => {
            tell(arguments, job, &results, &folder, out);
            match (results.complete, arguments.gate) {
                (false, _) => Exit::Interrupted,
                (true, true) => gate(&results),
                (true, false) => Exit::Done,
            }
        }
        Err(error) => {
            streams::error(&error.to_string());
            Exit::Failed
        }
    }
}

/// What the targets' verdicts say together.
fn gate(results: &Results) -> Exit {
    let verdicts = || results.targets.iter().filter(|row| row.own).filter_map(|row| row.verdict);
    if verdicts().any(|verdict| verdict == Verdict::Fail) {
        Exit::TargetMissed
    } else if verdicts().next().is_none() || verdicts().any(|verdict| verdict == Verdict::Inconclusive) {
        Exit::Undecided
    } else {
        Exit::Done
    }
}

fn tell(arguments: &RunArguments, job: &Job, results: &Results, folder: &Path, out: &mut Out) {
    let material = Material { scenario: &job.scenario, results };
    // The stream keeps its own failures for the end.
    let _ = match arguments.format {
        Format::Text => write!(out, "{}", answer::text(material, &job.file, folder)),
        Format::Json => writeln!(out, "{:#}", report::json(material, folder)),
        Format::Csv => report::write(report::targets(material), arguments.csv.dialect(), out),
    };
}
