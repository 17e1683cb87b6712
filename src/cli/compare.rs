//! `compare`: scenarios held against a base on common random numbers.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use super::arguments::{CompareArguments, CompareFormat, Events, WarmUp};
use super::run::Trouble;
use super::streams::{self, Out};
use super::{Exit, charts, comparison, run, signals, warmup, worth};
use crate::experiment::{self, Comparison, Failure, Gain, Metric, Reading, Results, Scope};
use crate::report::{self, Contrast, Folder, Manifest, Material, ResultFolder};
use crate::scenario::Scenario;
use crate::units::Duration;

/// A scenario that is to be run.
struct Job {
    file: String,
    scenario: Scenario,
    manifest: Manifest,
}

/// What has been found.
struct Found {
    /// Of the base, and of each scenario that could be run, with its place in the command.
    runs: Vec<(usize, Results)>,
    comparison: Comparison,
    gains: Vec<Option<Gain>>,
    notes: Vec<String>,
    missing: Vec<String>,
    /// Whether a scenario could not be run.
    failed: bool,
}

impl Found {
    fn contrast<'a>(&'a self, jobs: &'a [Job]) -> Contrast<'a> {
        let material =
            |(at, results): &'a (usize, Results)| Material { scenario: &jobs[*at].scenario, results };
        Contrast {
            base: material(&self.runs[0]),
            others: self.runs[1..].iter().map(material).collect(),
            comparison: &self.comparison,
            gains: self.gains.clone(),
            notes: &self.notes,
            missing: &self.missing,
        }
    }
}

/// Opens all scenarios, runs one after the other, and holds them against the base.
pub(super) fn compare(arguments: &CompareArguments, out: &mut Out) -> Exit {
    if let Err(exit) = run::check_workbook(&arguments.options) {
        return exit;
    }
    let mut sets = arguments.options.sets();
    let Some(mut jobs) = open(arguments, &sets) else { return Exit::BadScenario };
    if let Some(name) = twice(&jobs) {
        streams::error(&format!(
            "two of the scenarios are called {name}, so their rows could not be told apart; \
             copy one of the files to another name"
        ));
        return Exit::WrongCommand;
    }
    if let Some(job) = jobs.iter().find(|job| report::is_taken(job.scenario.name())) {
        streams::error(&format!(
            "{} cannot be compared under this name, which something else in the folder of results has; copy the file \
             to another name",
            job.file
        ));
        return Exit::WrongCommand;
    }
    let stop = signals::stop_on_interrupt();
    if arguments.options.warmup == Some(WarmUp::Auto) {
        match longest(arguments, &jobs, &sets, &stop) {
            Ok(set) => sets.push(set),
            Err(exit) => return exit,
        }
        let Some(warmed) = open(arguments, &sets) else { return Exit::BadScenario };
        jobs = warmed;
    }
    let notes = differing_windows(&jobs);
    if !arguments.options.showing.quiet {
        notes.iter().for_each(|note| streams::note(&format!("warning: {note}")));
    }
    let target = match ResultFolder::new(&path(arguments, &jobs), arguments.options.force) {
        Ok(target) => target,
        Err(error) => return failed(&error.to_string()),
    };
    match target.write(|folder| run_all(arguments, &sets, &mut jobs, notes, folder, &stop)) {
        Ok((folder, found)) => {
            tell(arguments, &jobs, &found, &folder, out);
            if stop.load(Ordering::Relaxed) && !found.contrast(&jobs).is_complete() {
                Exit::Interrupted
            } else if found.failed {
                Exit::Failed
            } else if arguments.options.gate {
                found.gate()
            } else {
                Exit::Done
            }
        }
        Err(Trouble::Run(Failure::NothingFinished)) => {
            streams::error("interrupted before the first replication was finished; nothing was written");
            Exit::Interrupted
        }
        Err(Trouble::Run(failure)) => failed(&format!("{}: {failure}", arguments.base)),
        Err(Trouble::Output(error)) => failed(&error.to_string()),
    }
}

fn failed(why: &str) -> Exit {
    streams::error(why);
    Exit::Failed
}

/// Opens the base and the others, these under its seed and as often; all problems of all files are shown.
fn open(arguments: &CompareArguments, sets: &[String]) -> Option<Vec<Job>> {
    let changed = !sets.is_empty();
    let mut shown = BTreeSet::new();
    let mut open = |file: &String, sets: &[String]| {
        let scenario = run::open(file, sets, &arguments.options.showing, &mut shown)?;
        let manifest = run::manifest(&scenario, changed || !sets.is_empty());
        Some(Job { file: file.clone(), scenario, manifest })
    };
    let base = open(&arguments.base, sets);
    let mut sets = sets.to_vec();
    if let Some(base) = &base {
        sets.extend(as_the_base(&base.scenario, base.scenario.spec().run.replications));
    }
    let others: Vec<Option<Job>> = arguments.others.iter().map(|file| open(file, &sets)).collect();
    std::iter::once(base).chain(others).collect()
}

/// The longest warm-up that any of the scenarios needs, for all of them.
fn longest(
    arguments: &CompareArguments,
    jobs: &[Job],
    sets: &[String],
    stop: &AtomicBool,
) -> Result<String, Exit> {
    let found: Result<Vec<Duration>, Exit> = jobs
        .iter()
        .map(|job| warmup::find(&arguments.options, &job.file, &job.scenario, sets, stop))
        .collect();
    let longest = found?.into_iter().max().unwrap_or(Duration::ZERO);
    Ok(warmup::set(longest, jobs[0].scenario.spec().run.replications))
}

/// What the others take over from the base.
fn as_the_base(base: &Scenario, replications: u32) -> [String; 2] {
    [format!("run.seed={}", base.spec().run.seed), format!("run.replications={replications}")]
}

/// Has the others run as often as the base did in the end, whatever a wish for precision would have them do.
fn follow(sets: &[String], jobs: &mut [Job], base: &Results) {
    let replications = base.plan.replications;
    let as_the_base = as_the_base(&jobs[0].scenario, replications);
    for job in &mut jobs[1..] {
        let wishes = job.scenario.spec().run.precision.is_some();
        if base.precision.is_none() && !wishes {
            continue;
        }
        let mut sets = sets.to_vec();
        sets.extend(as_the_base.clone());
        sets.extend(wishes.then(|| format!("run.max_replications={replications}")));
        // It was opened before, with other numbers in the same places.
        if let Ok(scenario) = Scenario::open(&job.file, &sets) {
            job.scenario = scenario;
        }
    }
}

/// The first name that two scenarios have.
fn twice(jobs: &[Job]) -> Option<&str> {
    let mut seen = BTreeSet::new();
    jobs.iter().map(|job| job.scenario.name()).find(|name| !seen.insert(*name))
}

fn path(arguments: &CompareArguments, jobs: &[Job]) -> PathBuf {
    let base = jobs[0].scenario.name();
    arguments.out.clone().unwrap_or_else(|| {
        Path::new("output").join(match jobs {
            [_, other] => format!("compare-{base}-{}", other.scenario.name()),
            _ => format!("compare-{base}-and-{}-others", jobs.len() - 1),
        })
    })
}

/// What must be said of scenarios that do not count the same time as the base.
fn differing_windows(jobs: &[Job]) -> Vec<String> {
    let calendar = |job: &Job| {
        let run = &job.scenario.spec().run;
        (run.start, run.warm_up.duration(), run.window.duration())
    };
    let others = jobs.iter().filter(|job| calendar(job) != calendar(&jobs[0]));
    let names: Vec<&str> = others.map(|job| job.scenario.name()).collect();
    if names.is_empty() {
        return Vec::new();
    }
    vec![format!(
        "start, warm-up or window of {} differ from those of {}: the windows differ, and with them what is counted; \
         storms and all other chance are still shared",
        names.join(", "),
        jobs[0].scenario.name()
    )]
}

/// Runs all scenarios, writes the files of each as soon as it is done, and at last those of the comparison.
fn run_all(
    arguments: &CompareArguments,
    sets: &[String],
    jobs: &mut [Job],
    notes: Vec<String>,
    folder: &Folder,
    stop: &AtomicBool,
) -> Result<Found, Trouble> {
    let mut runs: Vec<(usize, Results)> = Vec::new();
    let (mut missing, mut failed) = (Vec::new(), false);
    for at in 0..jobs.len() {
        let job = &jobs[at];
        let made = folder.folder(job.scenario.name())?;
        let material = (&job.scenario, &job.manifest);
        let results = match run::replicate(&arguments.options, Events::None, material, &made, stop) {
            Ok(results) => results,
            Err(Trouble::Run(failure)) if at > 0 => {
                if failure != Failure::NothingFinished {
                    streams::error(&format!("{}: {failure}; it is left out", job.file));
                    failed = true;
                }
                made.remove()?;
                missing.push(job.scenario.name().to_owned());
                continue;
            }
            Err(trouble) => return Err(trouble),
        };
        if at == 0 {
            follow(sets, jobs, &results);
        }
        runs.push((at, results));
    }
    let others: Vec<&Results> = runs[1..].iter().map(|(_, results)| results).collect();
    let comparison = experiment::compare(&runs[0].1, &others);
    let base = &runs[0].1;
    let (scope, metric) =
        (Scope::Cargo(base.population.clone()), Metric::time(&base.headline, Reading::Mean));
    let gain = |other: &&Results| experiment::gain(base, other, &scope, &metric);
    let gains: Vec<Option<Gain>> = others.iter().map(gain).collect();
    let mut found = Found { comparison, gains, notes, missing, failed, runs };
    let more = found.harmed();
    if !arguments.options.showing.quiet {
        more.iter().for_each(|note| streams::note(&format!("warning: {note}")));
    }
    found.notes.extend(more);
    report::write_comparison(
        folder,
        &found.contrast(jobs),
        &jobs[0].manifest,
        run::form(&arguments.options),
    )?;
    Ok(found)
}

impl Found {
    /// What the targets of the scenarios held against the base say together: the base is known to miss some.
    fn gate(&self) -> Exit {
        let exits: Vec<Exit> = self.runs[1..].iter().map(|(_, results)| run::gate(results)).collect();
        let worst = [Exit::TargetMissed, Exit::Undecided].into_iter().find(|exit| exits.contains(exit));
        worst.unwrap_or(Exit::Done)
    }

    /// What must be said of scenarios in which common random numbers did harm.
    fn harmed(&self) -> Vec<String> {
        let others = self.runs[1..].iter().zip(&self.gains);
        let harmed = others.filter(|(_, gain)| gain.is_some_and(|gain| gain.is_loss()));
        let names: Vec<&str> = harmed.map(|((_, results), _)| results.scenario.as_str()).collect();
        if names.is_empty() {
            return Vec::new();
        }
        vec![format!(
            "replications in which {} is slow are fast in the base: common random numbers have made the comparison less \
             sure, not more",
            names.join(", ")
        )]
    }
}

fn tell(arguments: &CompareArguments, jobs: &[Job], found: &Found, folder: &Path, out: &mut Out) {
    let contrast = found.contrast(jobs);
    // The stream keeps its own failures for the end.
    let _ = match arguments.format {
        CompareFormat::Text => {
            let charts = charts::under(&contrast.runs(), arguments.options.charts);
            write!(out, "{}{charts}", comparison::text(&contrast, folder))
        }
        CompareFormat::Markdown => write!(out, "{}", worth::text(&contrast)),
        CompareFormat::Json => writeln!(out, "{:#}", report::comparison_json(&contrast, folder)),
        CompareFormat::Csv => {
            report::write(report::comparison(&contrast), arguments.options.showing.csv.dialect(), out)
        }
    };
}
