//! `tornado`: which inputs matter, and where a decision flips.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::arguments::{Format, TornadoArguments, bases};
use super::display::{lines, table, wrapped};
use super::numbers::{change, number, with_interval};
use super::progress::Display;
use super::streams::{self, Out};
use super::{Exit, capacity, run, signals};
use crate::experiment::{self, Bar, Design, End, Failure, Finding, Plan, Shipments, Step, Tornado};
use crate::report::{self, ResultFolder};
use crate::scenario::{Basis, Scenario};

/// Refused ends that are told one by one.
const SHOWN: usize = 5;

/// Varies the inputs of a scenario one by one.
pub(super) fn tornado(arguments: &TornadoArguments, out: &mut Out) -> Exit {
    let (showing, sets) = (&arguments.showing, arguments.sets());
    let Some(scenario) = run::open(&arguments.file, &sets, showing, &mut BTreeSet::new()) else {
        return Exit::BadScenario;
    };
    let design = Design {
        bases: bases(arguments.all_ranges),
        only: arguments.only.clone(),
        screen: arguments.screen,
        top: arguments.top,
        between: arguments.between.clone().try_into().ok(),
    };
    let refused = unknown(&scenario, &design.bases, &design.only);
    if let Some(exit) = refused.or_else(|| untried(&scenario, &design)) {
        return exit;
    }
    let folder = Path::new("output").join(format!("tornado-{}", scenario.name()));
    let target = match ResultFolder::new(arguments.out.as_ref().unwrap_or(&folder), arguments.force) {
        Ok(target) => target,
        Err(error) => return capacity::failed(&error.to_string()),
    };
    let plan = Plan {
        seed: u64::from(scenario.spec().run.seed),
        replications: scenario.spec().run.replications,
        precision: None,
        threads: arguments.threads,
        shipments: Shipments::Nobody,
        event_limit: run::EVENT_LIMIT,
    };
    let stop = signals::stop_on_interrupt();
    let display = Display::start(showing, scenario.name(), plan.replications);
    let tornado = experiment::tornado(&scenario, &plan, &design, &stop, &|done| display.show(done));
    display.end();
    let tornado = match tornado {
        Ok(tornado) => tornado,
        Err(Failure::NothingFinished) => {
            streams::error("interrupted before the first input was run; nothing was written");
            return Exit::Interrupted;
        }
        Err(failure) => return capacity::failed(&format!("{}: {failure}", arguments.file)),
    };
    let manifest = run::manifest(&scenario, !sets.is_empty());
    let dialect = showing.csv.dialect();
    let written: Result<(PathBuf, ()), report::OutputError> =
        target.write(|folder| report::write_tornado(folder, &scenario, &tornado, &manifest, dialect));
    let folder = match written {
        Ok((folder, ())) => folder,
        Err(error) => return capacity::failed(&error.to_string()),
    };
    // The stream keeps its own failures for the end.
    let _ = match arguments.format {
        Format::Text => write!(out, "{}", text(&scenario, &tornado, &folder)),
        Format::Json => writeln!(out, "{:#}", report::tornado_json(scenario.name(), &tornado, &folder)),
        Format::Csv => report::write(report::tornado_table(&tornado), dialect, out),
    };
    if tornado.complete { Exit::Done } else { Exit::Interrupted }
}

/// Refuses beginnings of paths under which nothing can be varied.
pub(super) fn unknown(scenario: &Scenario, bases: &[Basis], only: &[String]) -> Option<Exit> {
    let inputs: Vec<_> =
        scenario.uncertain().into_iter().filter(|input| bases.contains(&input.basis)).collect();
    let under = |prefix: &str| inputs.iter().any(|input| input.path.starts_with(prefix));
    if inputs.is_empty() {
        streams::error("none of the numbers to be varied has a range");
        return Some(Exit::BadScenario);
    }
    let prefix = only.iter().find(|prefix| !under(prefix))?;
    streams::error(&format!("no input that can be varied has a path that begins with {prefix}"));
    Some(Exit::WrongCommand)
}

/// Refuses fixes that cannot be switched on over the scenario.
fn untried(scenario: &Scenario, design: &Design) -> Option<Exit> {
    for fix in design.between.iter().flatten() {
        if let Err(failed) = scenario.vary_with(&[], fix) {
            streams::note(&failed.problems.render(&failed.files));
            streams::error(&format!("the fix {fix} cannot be tried"));
            return Some(Exit::WrongCommand);
        }
    }
    None
}

fn text(scenario: &Scenario, tornado: &Tornado, folder: &Path) -> String {
    let mut parts = vec![heading(scenario, tornado)];
    parts.push(bars(tornado));
    parts.push(flips(tornado));
    parts.push(ranking(tornado));
    parts.push(refused(tornado));
    parts.retain(|part| !part.is_empty());
    parts.push(format!("results: {}", folder.display()));
    format!("{}\n", parts.join("\n\n"))
}

fn heading(scenario: &Scenario, tornado: &Tornado) -> String {
    let mut text = format!("{}\n", wrapped(&scenario.spec().title));
    let mut line = |words: String| {
        let _ = writeln!(text, "{}", wrapped(&words));
    };
    let (design, plan) = (&tornado.design, &tornado.plan);
    let base = match (&tornado.base, &tornado.hidden) {
        (Some(base), _) => format!("{} d", with_interval(base.mean, base.interval)),
        (None, Some(why)) => format!("not shown: {why}"),
        (None, None) => "not run".to_owned(),
    };
    line(format!("{}, mean of {}: {base}", tornado.population, tornado.span));
    line(format!(
        "{} replications of {} d, seed {}",
        plan.replications,
        number(scenario.spec().run.window.duration().days()),
        plan.seed
    ));
    let missing: usize = design.bases.iter().map(|basis| scenario.ranged(*basis).without).sum();
    let what = if design.bases.contains(&Basis::Firm) { "" } else { "assumed or press-sourced " };
    line(format!(
        "{} {what}inputs, each alone at both ends of its range; {missing} such numbers of the scenario have no range and were \
         not varied",
        tornado.inputs
    ));
    if tornado.inputs > design.top && tornado.complete {
        let screened = tornado.bars.iter().filter(|bar| bar.step == Step::Screen);
        let idle = screened.filter(|bar| bar.size() == Some(0.0)).count();
        line(format!(
            "screened with {} replications: {idle} have no effect at all; the {} that did most again with {}",
            design.screen,
            tornado.bars.iter().filter(|bar| bar.step == Step::Full).count(),
            plan.replications
        ));
    }
    if !tornado.complete {
        line("note: interrupted; what was not run is missing, and the order may be another".to_owned());
    }
    text.trim_end().to_owned()
}

/// The rows to show: those of the second step, or what is known of the first.
fn rows(tornado: &Tornado) -> Vec<&Bar> {
    let of = |step: Step| -> Vec<&Bar> {
        let bars = tornado.bars.iter().filter(|bar| bar.step == step);
        bars.filter(|bar| bar.size().is_some_and(|size| size > 0.0)).take(tornado.design.top).collect()
    };
    let full = of(Step::Full);
    if full.is_empty() { of(Step::Screen) } else { full }
}

fn bars(tornado: &Tornado) -> String {
    let shown = rows(tornado);
    if shown.is_empty() {
        return "no input has any effect".to_owned();
    }
    let mut rows = table(["input", "range", "at its low: d (95 %)", "at its high: d (95 %)"]);
    for bar in &shown {
        let [low, high] = &bar.ends;
        rows.add_row([
            bar.input.path.clone(),
            format!("{} to {} {}", bar.input.low, bar.input.high, bar.input.unit),
            effect(low),
            effect(high),
        ]);
    }
    lines(&rows)
}

fn effect(end: &End) -> String {
    match &end.outcome {
        Finding::Effect(of) if of.mean == 0.0 && of.interval.is_none_or(|limits| limits == (0.0, 0.0)) => {
            "0".to_owned()
        }
        Finding::Effect(of) => change(of.mean, of.interval, None),
        Finding::Hidden(_) => "queue grows".to_owned(),
        Finding::Refused(_) => "refused".to_owned(),
        Finding::Failed(_) => "no end".to_owned(),
        Finding::NotRun => "not run".to_owned(),
    }
}

/// Where a target says something else than of the base.
fn flips(tornado: &Tornado) -> String {
    if tornado.verdicts.is_empty() {
        return String::new();
    }
    let verdicts = tornado.verdicts.iter().map(|row| format!("{} {}", row.target, row.verdict.word()));
    let base = wrapped(&format!("targets in the base: {}", verdicts.collect::<Vec<_>>().join(", ")));
    let mut rows = table(["where a verdict flips", "at", "target", "base", "there"]);
    for bar in tornado.bars.iter().filter(|bar| bar.step == Step::Full) {
        for (end, name) in bar.ends.iter().zip(["low", "high"]) {
            for [of_base, there] in end.flips(&tornado.verdicts) {
                let cells =
                    [&bar.input.path, name, &there.target, of_base.verdict.word(), there.verdict.word()];
                rows.add_row(cells.map(str::to_owned));
            }
        }
    }
    if rows.is_empty() {
        return format!("{base}\nno verdict flips at either end of the inputs that did most");
    }
    format!("{base}\n\n{}", lines(&rows))
}

/// Which of the two fixes is better, and where that changes.
fn ranking(tornado: &Tornado) -> String {
    let Some([a, b]) = &tornado.design.between else { return String::new() };
    let better = |limits: Option<(f64, f64)>| match limits {
        Some((low, _)) if low > 0.0 => a.as_str(),
        Some((_, high)) if high < 0.0 => b.as_str(),
        _ => "undecided",
    };
    let Some(base) = &tornado.ranking else {
        return wrapped(&format!("{a} against {b}: no time may be shown"));
    };
    let of_base = better(base.interval);
    let gap = change(base.mean, base.interval, None);
    let mut text = wrapped(&format!("{a} gains {gap} d more than {b} on the base: {of_base}"));
    let mut rows = table(["where the ranking changes", "at", "gains more: d (95 %)", "better"]);
    for bar in tornado.bars.iter().filter(|bar| bar.step == Step::Full) {
        for (end, name) in bar.ends.iter().zip(["low", "high"]) {
            let Some(gap) = &end.ranking else { continue };
            if better(gap.interval) != of_base {
                let gap_text = change(gap.mean, gap.interval, None);
                rows.add_row([bar.input.path.as_str(), name, &gap_text, better(gap.interval)]);
            }
        }
    }
    if rows.is_empty() {
        text.push_str("\nthe ranking is the same at both ends of the inputs that did most");
    } else {
        let _ = write!(text, "\n\n{}", lines(&rows));
    }
    text
}

/// Ends that the checks refuse.
fn refused(tornado: &Tornado) -> String {
    let mut seen = BTreeSet::new();
    let mut all: Vec<String> = Vec::new();
    for bar in &tornado.bars {
        for (end, to) in bar.ends.iter().zip([bar.input.low, bar.input.high]) {
            if let Finding::Refused(why) = &end.outcome
                && seen.insert((&bar.input.path, to.to_bits()))
            {
                all.push(wrapped(&format!("refused: {} at {to} {}: {why}", bar.input.path, bar.input.unit)));
            }
        }
    }
    let more = all.len().saturating_sub(SHOWN);
    all.truncate(SHOWN);
    if more > 0 {
        all.push(format!("and {more} more ends: tornado.csv has the reasons"));
    }
    all.join("\n")
}
