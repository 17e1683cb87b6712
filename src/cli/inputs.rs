//! `run --inputs`: what of the spread comes from the inputs, and what from chance.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::arguments::{Format, RunArguments, WarmUp, bases};
use super::display::{align_right, lines, table, wrapped};
use super::numbers::{number, percent, with_interval};
use super::progress::Display;
use super::streams::{self, Out};
use super::{Exit, capacity, run, signals, tornado};
use crate::experiment::{self, Failure, InputStudy, Plan, Shipments};
use crate::report::{self, ResultFolder};
use crate::scenario::{Basis, Scenario};

/// Replications of every draw, unless the command line says otherwise.
const REPLICATIONS: u32 = 10;
/// Reasons of refusals that are told.
const SHOWN: usize = 3;

/// Draws the inputs of one scenario and runs every draw.
pub(super) fn inputs(arguments: &RunArguments, draws: u32, out: &mut Out) -> Exit {
    let [file] = arguments.files.as_slice() else {
        streams::error("--inputs takes one scenario at a time");
        return Exit::WrongCommand;
    };
    let (options, sets) = (&arguments.options, arguments.options.sets());
    let Some(mut scenario) = run::open(file, &sets, &options.showing, &mut BTreeSet::new()) else {
        return Exit::BadScenario;
    };
    let stop = signals::stop_on_interrupt();
    if options.warmup == Some(WarmUp::Auto) {
        match run::warmed_up(options, file, &scenario, &sets, &stop) {
            Ok(warmed) => scenario = warmed,
            Err(exit) => return exit,
        }
    }
    let folder = Path::new("output").join(format!("inputs-{}", scenario.name()));
    let target = match ResultFolder::new(arguments.out.as_ref().unwrap_or(&folder), options.force) {
        Ok(target) => target,
        Err(error) => return capacity::failed(&error.to_string()),
    };
    let plan = Plan {
        replications: options.replications.unwrap_or(REPLICATIONS),
        precision: None,
        shipments: Shipments::Nobody,
        ..run::plan(options, &scenario)
    };
    let bases = bases(arguments.all_ranges);
    let only = &arguments.only;
    if let Some(exit) = tornado::unknown(&scenario, &bases, only) {
        return exit;
    }
    let all = draws.saturating_mul(plan.replications);
    let display = Display::start(&options.showing, scenario.name(), all);
    let study =
        experiment::draw_inputs(&scenario, &plan, draws, &bases, only, &stop, &|done| display.show(done));
    display.end();
    let study = match study {
        Ok(study) => study,
        Err(Failure::NothingFinished) => {
            streams::error("interrupted before the first draw was finished; nothing was written");
            return Exit::Interrupted;
        }
        Err(failure) => return capacity::failed(&format!("{file}: {failure}")),
    };
    let manifest = run::manifest(&scenario, !sets.is_empty());
    let dialect = options.showing.csv.dialect();
    let written: Result<(PathBuf, ()), report::OutputError> =
        target.write(|folder| report::write_inputs(folder, &scenario, &study, &manifest, dialect));
    let folder = match written {
        Ok((folder, ())) => folder,
        Err(error) => return capacity::failed(&error.to_string()),
    };
    // The stream keeps its own failures for the end.
    let _ = match arguments.format {
        Format::Text => write!(out, "{}", text(&scenario, &study, &folder)),
        Format::Json => writeln!(out, "{:#}", report::inputs_json(scenario.name(), &study, &folder)),
        Format::Csv => report::write(report::inputs_table(&study), dialect, out),
    };
    if study.complete { Exit::Done } else { Exit::Interrupted }
}

fn text(scenario: &Scenario, study: &InputStudy, folder: &Path) -> String {
    let mut text = format!("{}\n", wrapped(&scenario.spec().title));
    let mut line = |words: String| {
        let _ = writeln!(text, "{}", wrapped(&words));
    };
    let count = study.draws.len();
    line(format!("{}, {}: what is from inputs, and what from chance", study.population, study.span));
    let of = |basis: Basis| study.inputs.iter().filter(|input| input.basis == basis).count();
    let parts = [(Basis::Assumed, "assumed"), (Basis::Press, "from the press"), (Basis::Firm, "firm")];
    let parts: Vec<String> = parts
        .iter()
        .filter(|(basis, _)| of(*basis) > 0)
        .map(|(basis, name)| format!("{} {name}", of(*basis)))
        .collect();
    line(format!(
        "{count} draws of {} inputs ({}), {} replications of {} d each, seed {}",
        study.inputs.len(),
        parts.join(", "),
        study.plan.replications,
        number(scenario.spec().run.window.duration().days()),
        study.plan.seed
    ));
    line(
        "assumed of them: each by itself, triangular over its range with the mode at its value; counts rounded, shares of routes \
         brought to one"
            .to_owned(),
    );
    text.push('\n');
    split(study, &mut text);
    chances(study, &mut text);
    for caveat in caveats(scenario, study) {
        let _ = writeln!(text, "{}", wrapped(&format!("note: {caveat}")));
    }
    let _ = writeln!(text, "results: {}", folder.display());
    text
}

/// The mean, its interval, and where the spread comes from.
fn split(study: &InputStudy, text: &mut String) {
    if study.hidden() > 0 {
        let told = format!(
            "no mean over the draws is told: {} of {} have none, and they are the slow ones. Draw fewer inputs at a time (--only), or              narrow the ranges of those that are nearly used up",
            study.hidden(),
            study.draws.len()
        );
        let _ = writeln!(text, "{}\n", wrapped(&told));
        return;
    }
    let Some(split) = study.split() else {
        text.push_str("of fewer than two draws, or draws of one replication, nothing can be kept apart\n\n");
        return;
    };
    let mut line = |words: String| {
        let _ = writeln!(text, "{}", wrapped(&words));
    };
    let mean = with_interval(split.mean.mean, Some((split.mean.low, split.mean.high)));
    line(format!("mean over all draws: {mean} d; the interval holds inputs and chance"));
    if let Some((low, high)) = study.range() {
        line(format!("means of the draws: {} to {} d (5th to 95th percentile)", number(low), number(high)));
    }
    if let Some(share) = split.share() {
        let (low, high) = split.share_limits;
        line(format!(
            "of the variance of one replication's mean {} comes from inputs ({} to {}) and {} from chance; more replications \
             cannot shrink the first",
            percent(share),
            percent(low),
            percent(high),
            percent(1.0 - share)
        ));
    }
    text.push('\n');
}

fn chances(study: &InputStudy, text: &mut String) {
    let chances = study.chances();
    if chances.is_empty() {
        return;
    }
    let mut rows = table(["target", "statistic", "within in", "of draws", "probability (95 %)"]);
    for chance in &chances {
        let share = chance.within as f64 / chance.draws as f64;
        rows.add_row([
            chance.target.clone(),
            chance.statistic.to_owned(),
            chance.within.to_string(),
            chance.draws.to_string(),
            super::numbers::percent_with_interval(share, chance.interval),
        ]);
    }
    align_right(&mut rows, &[2, 3]);
    let _ = writeln!(text, "{}\n", lines(&rows));
}

fn caveats(scenario: &Scenario, study: &InputStudy) -> Vec<String> {
    let mut caveats = Vec::new();
    if !study.complete {
        caveats.push(format!("interrupted: {} of {} draws are finished", study.draws.len(), study.planned));
    }
    let hidden = study.hidden();
    if hidden > 0 {
        caveats.push(format!(
            "in {hidden} draws a queue grows without end or cargo stays on its way: they have no mean, and count as outside every \
             target"
        ));
    }
    if study.refused > 0 {
        let reasons = study.reasons.iter().take(SHOWN).map(|(why, count)| format!("{count} x {why}"));
        caveats.push(format!(
            "{} draws did not fit together and were drawn again: {}{}",
            study.refused,
            reasons.collect::<Vec<_>>().join("; "),
            if study.reasons.len() > SHOWN { "; …" } else { "" }
        ));
    }
    let without: usize =
        [Basis::Assumed, Basis::Press].map(|basis| scenario.ranged(basis).without).iter().sum();
    if without > 0 {
        caveats
            .push(format!("{without} assumed or press-sourced numbers have no range and stay as they are"));
    }
    caveats
}
