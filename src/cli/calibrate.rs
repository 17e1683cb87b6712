//! `calibrate`: numbers of a scenario fitted to what was observed.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Component, Path, PathBuf};
use std::sync::atomic::Ordering;

use super::arguments::{CalibrateArguments, CalibrateFormat};
use super::display::{align_right, lines, table, wrapped};
use super::numbers::{number, with_interval};
use super::progress::Display;
use super::streams::{self, Out};
use super::{Exit, check, run, signals};
use crate::experiment::{Calibrating, Calibration, NotCalibrated, Outcome, Plan, Question, Shipments};
use crate::report::{self, Fitting, Journal, OutputError, ResultFolder};
use crate::scenario::{DiskStore, ReadFailure, Scenario, Store as _};

/// Beginning of the names of shipped scenarios among the files of a scenario.
const SHIPPED: &str = "<shipped>/";

/// Fits, writes the fitted scenario, and says what was found.
pub(super) fn calibrate(arguments: &CalibrateArguments, out: &mut Out) -> Exit {
    let sets = arguments.settings.all();
    let Some(scenario) = check::open(&arguments.file, &sets) else { return Exit::BadScenario };
    let question = Question::of(&scenario, &arguments.parameters)
        .and_then(|question| question.allows(arguments.budget).map(|()| question));
    let question = match question {
        Ok(question) => question,
        Err(why) => return refused(&arguments.file, &why),
    };
    let path = arguments
        .out
        .clone()
        .unwrap_or_else(|| Path::new("output").join(format!("calibrate-{}", scenario.name())));
    let plan = plan(arguments, &scenario);
    let target = match ResultFolder::new(&path, arguments.force) {
        Ok(target) => target,
        Err(error) => return failed(&error.to_string()),
    };
    let partial = partial(&path);
    let (calibration, journal) = match fit(arguments, &scenario, &question, &plan, &partial) {
        Ok(found) => found,
        Err(exit) => return exit,
    };
    let fitted = match question.scenario(&scenario, &calibration.fitted().values) {
        Ok(fitted) => fitted,
        Err(failed) => {
            streams::note(&failed.problems.render(&failed.files));
            return Exit::Failed;
        }
    };
    let fitting = Fitting {
        scenario: &scenario,
        fitted: &fitted,
        extends: &extends(&scenario, &path),
        calibration: &calibration,
        left: &question.left,
        plan: &plan,
        budget: arguments.budget,
        flags: &flags(arguments),
    };
    let manifest = run::manifest(&scenario, !sets.is_empty());
    let dialect = arguments.showing.csv.dialect();
    let written: Result<(PathBuf, ()), OutputError> =
        target.write(|folder| report::write_calibration(folder, &fitting, &manifest, dialect));
    let folder = match written {
        Ok((folder, ())) => folder,
        Err(error) => return failed(&error.to_string()),
    };
    if calibration.at_rest {
        journal.remove();
    }
    // The stream keeps its own failures for the end.
    let _ = match arguments.format {
        CalibrateFormat::Text => write!(out, "{}", text(&fitting, &folder)),
        CalibrateFormat::Json => writeln!(out, "{:#}", report::calibration_json(&fitting, &folder)),
    };
    says_the_same(&folder.join(fitting.file_name()), &sets, &fitted)
}

/// What the command line asks for.
fn plan(arguments: &CalibrateArguments, scenario: &Scenario) -> Plan {
    Plan {
        seed: u64::from(arguments.seed.unwrap_or(scenario.spec().run.seed)),
        replications: arguments.replications,
        precision: None,
        threads: arguments.threads,
        shipments: Shipments::Nobody,
        event_limit: run::EVENT_LIMIT,
    }
}

/// Where evaluations are kept until the results are there.
fn partial(path: &Path) -> PathBuf {
    let mut name = path.file_name().map_or_else(OsString::new, OsString::from);
    name.push(".partial");
    path.with_file_name(name)
}

/// Searches, with what an earlier call has left; what went wrong has been said.
fn fit(
    arguments: &CalibrateArguments,
    scenario: &Scenario,
    question: &Question,
    plan: &Plan,
    partial: &Path,
) -> Result<(Calibration, Journal), Exit> {
    let key = key(scenario, question, plan);
    let known: BTreeMap<Vec<u64>, Outcome> = match DiskStore::default().read(partial) {
        Ok(bytes) => report::remembered(&String::from_utf8_lossy(&bytes), &key)
            .into_iter()
            .map(|(values, outcome)| (bits(&values), outcome))
            .collect(),
        Err(ReadFailure::Missing) => BTreeMap::new(),
        Err(why) => return Err(failed(&format!("{} cannot be read: {why:?}", partial.display()))),
    };
    if !known.is_empty() && !arguments.showing.quiet {
        let (count, file) = (known.len(), partial.display());
        streams::note(&format!("{count} evaluations are known from {file} and are not run again"));
    }
    let mut journal = Journal::open(partial, &key).map_err(|error| failed(&error.to_string()))?;
    let stop = signals::stop_on_interrupt();
    let budget = u32::try_from(arguments.budget).unwrap_or(u32::MAX);
    let display = Display::counting(&arguments.showing, scenario.name(), budget, "evaluations");
    let mut lost = None;
    let found = {
        let (journal, lost, stop) = (&mut journal, &mut lost, &*stop);
        let mut keep = |values: &[f64], outcome: &Outcome| {
            if let Err(error) = journal.keep(values, outcome) {
                *lost = Some(error);
                stop.store(true, Ordering::Relaxed);
            }
        };
        let mut told = |count: usize, best: Option<f64>| {
            let best =
                best.map_or_else(String::new, |best| format!(", best sum of squares {}", number(best)));
            display.count(u32::try_from(count).unwrap_or(u32::MAX), best);
        };
        let known = |values: &[f64]| known.get(&bits(values)).cloned();
        let how = Calibrating {
            plan,
            budget: arguments.budget,
            stop,
            known: &known,
            keep: &mut keep,
            told: &mut told,
        };
        question.answer(scenario, how)
    };
    display.end();
    match (found, lost) {
        (_, Some(error)) => Err(failed(&error.to_string())),
        (Ok(calibration), None) => Ok((calibration, journal)),
        (Err(NotCalibrated::Interrupted), None) => {
            streams::error(&format!(
                "interrupted; the evaluations so far are kept in {}, and the same command goes on from there",
                partial.display()
            ));
            Err(Exit::Interrupted)
        }
        (Err(why), None) => Err(refused(&arguments.file, &why)),
    }
}

/// Everything besides the values on which an evaluation depends.
fn key(scenario: &Scenario, question: &Question, plan: &Plan) -> String {
    let mut text = format!("{} {} {}\n", env!("CARGO_PKG_VERSION"), plan.seed, plan.replications);
    for free in &question.problem.free {
        let _ = writeln!(text, "{}", free.path);
    }
    report::fingerprint(&format!("{text}{}", scenario.resolved()))
}

fn bits(values: &[f64]) -> Vec<u64> {
    values.iter().map(|value| (value + 0.0).to_bits()).collect()
}

/// Says why there is no fit.
fn refused(file: &str, why: &NotCalibrated) -> Exit {
    streams::error(&wrapped(&format!("{file}: {why}")));
    match why {
        NotCalibrated::NotFree(..) | NotCalibrated::Budget { .. } => Exit::WrongCommand,
        NotCalibrated::NoObservation | NotCalibrated::NoNumber(_) => Exit::BadScenario,
        NotCalibrated::Start(_) | NotCalibrated::Failure(_) => Exit::Failed,
        NotCalibrated::Interrupted => Exit::Interrupted,
    }
}

fn failed(why: &str) -> Exit {
    streams::error(why);
    Exit::Failed
}

/// The scenario's file as a file in the folder of the results names it, or the name of a shipped one.
fn extends(scenario: &Scenario, results: &Path) -> String {
    let file = scenario.chain().first().map_or("", String::as_str);
    if let Some(shipped) = file.strip_prefix(SHIPPED) {
        return shipped.trim_end_matches(".toml").to_owned();
    }
    let parent = results.parent().filter(|parent| *parent != Path::new("")).unwrap_or(Path::new("."));
    // Without links, so that `..` leads where it seems to.
    let (Ok(file), Ok(parent)) = (Path::new(file).canonicalize(), parent.canonicalize()) else {
        return file.to_owned();
    };
    let (to, from): (Vec<Component<'_>>, Vec<Component<'_>>) =
        (file.components().collect(), parent.components().collect());
    let same = to.iter().zip(&from).take_while(|(a, b)| a == b).count();
    // One step more than from the parent: results lie in a folder of it.
    let mut path: Vec<String> = vec!["..".to_owned(); from.len() - same + 1];
    path.extend(to[same..].iter().map(|part| part.as_os_str().to_string_lossy().into_owned()));
    path.join("/")
}

/// Flags of the command line that changed the scenario, as they are written in a shell.
fn flags(arguments: &CalibrateArguments) -> String {
    let settings = &arguments.settings;
    let all = [("--set", &settings.sets), ("--enable", &settings.enable), ("--disable", &settings.disable)];
    let mut text = String::new();
    for (flag, values) in all {
        for value in values {
            let _ = write!(text, " {flag} '{}'", value.replace('\'', "'\\''"));
        }
    }
    text
}

/// Opens the file that was written, which must say what was run.
fn says_the_same(file: &Path, sets: &[String], fitted: &Scenario) -> Exit {
    let Some(written) = check::open(&file.to_string_lossy(), sets) else { return Exit::Failed };
    let numbers = |scenario: &Scenario| -> Vec<(String, String)> {
        let all = scenario.parameters().iter();
        all.map(|record| (record.path.clone(), record.value_text.clone())).collect()
    };
    if numbers(&written) == numbers(fitted) {
        return Exit::Done;
    }
    failed(&format!("{} does not say what was fitted: something lies over its numbers", file.display()))
}

fn text(fitting: &Fitting<'_>, folder: &Path) -> String {
    let calibration = fitting.calibration;
    let problem = &calibration.problem;
    let (free, aims) = (problem.free.len(), problem.aims.len());
    let count = |count: usize, what: &str| format!("{count} {what}{}", if count == 1 { "" } else { "s" });
    let mut parts = vec![format!(
        "{}\n{} fitted to {}: {} of {} replications, seed {}",
        wrapped(&fitting.scenario.spec().title),
        count(free, "number"),
        count(aims, "observation"),
        count(calibration.trials.len(), "evaluation"),
        fitting.plan.replications,
        fitting.plan.seed
    )];
    let header = ["observation", "observed", "at the start", "fitted (95 %)", "unit", "off by (st. errors)"];
    let mut rows = table(header);
    for (aim, residual) in problem.aims.iter().zip(&calibration.residuals) {
        rows.add_row([
            aim.name.clone(),
            with_interval(aim.observed, Some(aim.range)),
            residual.start.map_or_else(|| "-".to_owned(), number),
            with_interval(residual.simulated.mean, residual.simulated.interval),
            aim.unit.to_owned(),
            format!("{:+.2}", residual.standard),
        ]);
    }
    align_right(&mut rows, &[2, 5]);
    parts.push(lines(&rows));
    parts.extend(problem.free.iter().zip(&calibration.numbers).map(|(free, fitted)| {
        let value = match fitted.interval {
            None => number(fitted.value),
            interval => with_interval(fitted.value, interval),
        };
        let (path, unit, before) = (&free.path, free.unit, number(free.start));
        let (bounds, seen) = (ends(free.bounds), ends(fitted.seen));
        let about = format!("before {before}, bounds {bounds}, evaluated and about as good {seen}");
        format!("{path}\n  {value} {unit}\n  {about}")
    }));
    let inside = (0..calibration.trials.len()).filter(|&at| calibration.is_inside(at)).count();
    parts.push(wrapped(&format!(
        "sum of squares {}; with chance in the simulated means {}, above which a fit is worse than chance explains by more \
         than {}: {inside} of the evaluations are not",
        number(calibration.fitted().objective.unwrap_or_default()),
        number(calibration.chi_squares[calibration.best].unwrap_or_default()),
        number(calibration.contour)
    )));
    let notes: Vec<String> = fitting.notes().iter().map(|note| wrapped(&format!("note: {note}"))).collect();
    if !notes.is_empty() {
        parts.push(notes.join("\n"));
    }
    let file = folder.join(fitting.file_name());
    parts.push(format!(
        "results: {}\nnext: transcaspian run {} {}",
        folder.display(),
        file.display(),
        fitting.run_flags()
    ));
    format!("{}\n", parts.join("\n\n"))
}

fn ends((low, high): (f64, f64)) -> String {
    format!("{} to {}", number(low), number(high))
}
