//! `run`: replications, answer, result files.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use super::arguments::{Events, Format, RunArguments, RunOptions, Showing, WarmUp};
use super::progress::Display;
use super::streams::{self, Out};
use super::{Exit, answer, capacity, charts, check, fleets, inputs, signals, warmup};
use crate::experiment::{self, Failure, Plan, Precision, Results, Verdict};
use crate::report::{self, DiaryFiles, Folder, Form, Manifest, Material, OutputError, ResultFolder};
use crate::scenario::Scenario;

/// A hundred times the events of a year on the whole corridor: what takes longer does not end.
pub(super) const EVENT_LIMIT: u64 = 1_000_000_000;

/// A scenario that is to be run.
struct Job {
    file: String,
    scenario: Scenario,
    target: ResultFolder,
    manifest: Manifest,
}

/// Opens all scenarios, then runs one after the other.
pub(super) fn run(arguments: &RunArguments, out: &mut Out) -> Exit {
    if let Some(draws) = arguments.inputs {
        return inputs::inputs(arguments, draws, out);
    }
    if let Err(exit) = check_workbook(&arguments.options) {
        return exit;
    }
    let sets = arguments.options.sets();
    let mut shown = BTreeSet::new();
    let scenarios: Vec<Option<Scenario>> = arguments
        .files
        .iter()
        .map(|file| open(file, &sets, &arguments.options.showing, &mut shown))
        .collect();
    if scenarios.iter().any(Option::is_none) {
        return Exit::BadScenario;
    }
    let mut scenarios: Vec<Scenario> = scenarios.into_iter().flatten().collect();
    let stop = signals::stop_on_interrupt();
    if arguments.options.warmup == Some(WarmUp::Auto) {
        for (file, scenario) in arguments.files.iter().zip(&mut scenarios) {
            match warmed_up(&arguments.options, file, scenario, &sets, &stop) {
                Ok(warmed) => *scenario = warmed,
                Err(exit) => return exit,
            }
        }
    }
    let scenarios = arguments.files.iter().zip(scenarios);
    let jobs: Result<Vec<Job>, OutputError> =
        scenarios.map(|(file, scenario)| prepare(arguments, file, scenario)).collect();
    let jobs = match jobs {
        Ok(jobs) => jobs,
        Err(error) => {
            streams::error(&error.to_string());
            return Exit::Failed;
        }
    };
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

/// Warnings that are shown unless more are asked for.
const SHOWN: usize = 3;

/// Opens a scenario and shows its first warnings, those apart that were shown before: what extends a base has its
/// warnings.
pub(super) fn open(
    file: &str,
    sets: &[String],
    showing: &Showing,
    shown: &mut BTreeSet<String>,
) -> Option<Scenario> {
    let scenario = check::open(file, sets)?;
    let warnings = scenario.warnings().iter().map(|warning| warning.render(scenario.files()));
    let new: Vec<String> = warnings.filter(|warning| shown.insert(warning.clone())).collect();
    if !showing.quiet {
        let most = if showing.verbose { new.len() } else { SHOWN };
        for warning in new.iter().take(most) {
            streams::note(warning.trim_end());
        }
        if new.len() > most {
            streams::note(&format!("{} more warnings: -v shows them", new.len() - most));
        }
    }
    Some(scenario)
}

/// The scenario with the warm-up that a pilot has found for it.
pub(super) fn warmed_up(
    options: &RunOptions,
    file: &str,
    scenario: &Scenario,
    sets: &[String],
    stop: &AtomicBool,
) -> Result<Scenario, Exit> {
    let found = warmup::find(options, file, scenario, sets, stop)?;
    let sets = [sets, &[warmup::set(found, scenario.spec().run.replications)]].concat();
    check::open(file, &sets).ok_or(Exit::BadScenario)
}

/// How the program was called.
pub(super) fn command_line() -> Vec<String> {
    std::env::args_os().map(|argument| argument.to_string_lossy().into_owned()).collect()
}

/// What the manifest of a scenario's run says of how it was called; `changed` if flags changed the scenario.
pub(super) fn manifest(scenario: &Scenario, changed: bool) -> Manifest {
    let unset = if changed {
        // It may be unsound without its settings; then there is nothing to remember of it.
        scenario.unset().map(|scenario| scenario.resolved())
    } else {
        Some(scenario.resolved())
    };
    Manifest { command: command_line(), scenario_hash: unset.map(|text| report::fingerprint(&text)) }
}

/// What a scenario and the command line ask for.
pub(super) fn plan(options: &RunOptions, scenario: &Scenario) -> Plan {
    let run = &scenario.spec().run;
    let precision = run.precision.as_ref();
    Plan {
        seed: u64::from(run.seed),
        replications: run.replications,
        precision: precision
            .map(|wish| Precision { half_width: wish.duration(), most: run.max_replications }),
        threads: options.threads,
        shipments: options.shipments,
        event_limit: EVENT_LIMIT,
    }
}

/// How a command's tables are to be written.
pub(super) fn form(options: &RunOptions) -> Form {
    Form { dialect: options.showing.csv.dialect(), workbook: options.xlsx }
}

/// Refuses to make a workbook where this build cannot.
pub(super) fn check_workbook(options: &RunOptions) -> Result<(), Exit> {
    if options.xlsx && !report::WORKBOOKS {
        streams::error(
            "this program was built without workbooks: leave out --xlsx, or build it with them, \
             `cargo install --path . --features xlsx`",
        );
        return Err(Exit::WrongCommand);
    }
    Ok(())
}

/// Why there are no files.
pub(super) enum Trouble {
    /// They could not be written.
    Output(OutputError),
    /// There are no results.
    Run(Failure),
}

impl From<OutputError> for Trouble {
    fn from(error: OutputError) -> Trouble {
        Trouble::Output(error)
    }
}

/// Runs the replications of a scenario, shows how many have finished, and writes the result files into a folder.
///
/// # Errors
/// A [`Trouble`] if there are no results, or they cannot be written.
pub(super) fn replicate(
    options: &RunOptions,
    events: Events,
    (scenario, manifest): (&Scenario, &Manifest),
    folder: &Folder,
    stop: &AtomicBool,
) -> Result<Results, Trouble> {
    let plan = plan(options, scenario);
    let diaries = DiaryFiles::new(folder, form(options), events == Events::All)?;
    let display = Display::start(&options.showing, scenario.name(), plan.replications);
    let results = experiment::run_into(scenario, &plan, stop, &|progress| display.show(progress), &diaries);
    display.end();
    let mut results = match results {
        Ok(results) => results,
        Err(failure) => return Err(diaries.error().map_or(Trouble::Run(failure), Trouble::Output)),
    };
    if !stop.load(Ordering::Relaxed) {
        results.maxima = capacity::check_lines(scenario, &plan, options.showing.quiet);
        results.fleet_maxima = fleets::check_fleets(scenario, &plan, options.showing.quiet);
    }
    report::write_run(folder, Material { scenario, results: &results }, manifest, diaries)?;
    Ok(results)
}

/// Finds out before anything is run whether its results can be written.
fn prepare(arguments: &RunArguments, file: &str, scenario: Scenario) -> Result<Job, OutputError> {
    let path = match &arguments.out {
        None => Path::new("output").join(scenario.name()),
        Some(folder) if arguments.files.len() == 1 => folder.clone(),
        Some(folder) => folder.join(scenario.name()),
    };
    let target = ResultFolder::new(&path, arguments.options.force)?;
    let options = &arguments.options;
    let changed = !options.sets().is_empty() || options.warmup == Some(WarmUp::Auto);
    let manifest = manifest(&scenario, changed);
    Ok(Job { file: file.to_owned(), scenario, target, manifest })
}

fn run_one(arguments: &RunArguments, job: &Job, stop: &AtomicBool, out: &mut Out) -> Exit {
    let found = job.target.write(|folder| {
        replicate(&arguments.options, arguments.events, (&job.scenario, &job.manifest), folder, stop)
    });
    match found {
        Ok((folder, results)) => {
            tell(arguments, job, &results, &folder, out);
            match (results.complete, arguments.options.gate) {
                (false, _) => Exit::Interrupted,
                (true, true) => gate(&results),
                (true, false) => Exit::Done,
            }
        }
        Err(Trouble::Run(Failure::NothingFinished)) => {
            streams::error("interrupted before the first replication was finished; nothing was written");
            Exit::Interrupted
        }
        Err(Trouble::Run(failure)) => {
            streams::error(&format!("{}: {failure}", job.file));
            Exit::Failed
        }
        Err(Trouble::Output(error)) => {
            streams::error(&error.to_string());
            Exit::Failed
        }
    }
}

/// What the targets' verdicts say together.
pub(super) fn gate(results: &Results) -> Exit {
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
        Format::Text => {
            let charts = charts::under(&[material], arguments.options.charts);
            write!(out, "{}{charts}", answer::text(material, &job.file, folder))
        }
        // A line of several is whole by itself, whatever becomes of those after it.
        Format::Json if arguments.files.len() > 1 => writeln!(out, "{}", report::json(material, folder)),
        Format::Json => writeln!(out, "{:#}", report::json(material, folder)),
        Format::Csv => report::write(report::targets(material), arguments.options.showing.csv.dialect(), out),
    };
}
