//! `validate`: the program against what is known beforehand.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use comfy_table::ContentArrangement;

use super::arguments::{Format, ValidateArguments};
use super::capacity::failed;
use super::display::{align_right, lines, table, wrapped};
use super::numbers::{beside, number};
use super::progress::Display;
use super::streams::{self, Out};
use super::{Exit, run, signals};
use crate::experiment::{
    self, Failure, Judgement, NotLoaded, Progress, Trials, Validation, ValidationRows,
    hold_against_observations, known_cases, observed_replications, observed_scenarios, replications_of,
};
use crate::report::{self, ResultFolder};

/// Sets figures in from the case that they belong to.
const INDENT: &str = " ";

/// Runs the cases that are asked for.
pub(super) fn validate(arguments: &ValidateArguments, out: &mut Out) -> Exit {
    let only = arguments.only.as_deref();
    let cases = known_cases(only);
    let observed = match observed_scenarios(only) {
        Ok(observed) => observed,
        Err(why) => return failed(&why.to_string()),
    };
    if cases.is_empty() && observed.is_empty() {
        let only = only.unwrap_or_default();
        streams::error(&format!("no case and no observation has {only} in its name, title or scenario"));
        return Exit::WrongCommand;
    }
    let folder = arguments.out.clone().unwrap_or_else(|| PathBuf::from("output/validation"));
    let target = match ResultFolder::new(&folder, arguments.force) {
        Ok(target) => target,
        Err(error) => return failed(&error.to_string()),
    };
    let trials = Trials::new(u64::from(arguments.seed), arguments.threads);
    let stop = signals::stop_on_interrupt();
    let (first, second) = (replications_of(&cases), observed_replications(&observed));
    let all = first + second;
    let display = Display::start(&arguments.showing, "validate", all);
    let show = |before: u32, done: Progress| {
        display.show(Progress { finished: before + done.finished, planned: all });
    };
    let found = experiment::validate(&cases, &trials, &stop, &|done| show(0, done)).and_then(|mut found| {
        let beside = hold_against_observations(&observed, &trials, &stop, &|done| show(first, done))?;
        found.groups.extend(beside);
        Ok(found)
    });
    display.end();
    let found = match found {
        Ok(found) => found,
        Err(NotLoaded::Failure(Failure::NothingFinished)) => {
            streams::error("interrupted before all cases were run; nothing was written");
            return Exit::Interrupted;
        }
        Err(why) => return failed(&why.to_string()),
    };
    let dialect = arguments.showing.csv.dialect();
    let written =
        target.write(|folder| report::write_validation(folder, &found, &run::command_line(), dialect));
    let folder = match written {
        Ok((folder, ())) => folder,
        Err(error) => return failed(&error.to_string()),
    };
    // The stream keeps its own failures for the end.
    let _ = match arguments.format {
        Format::Text => write!(out, "{}", text(&found, &folder)),
        Format::Json => writeln!(out, "{:#}", report::validation_json(&found)),
        Format::Csv => report::write(report::validation(&found), dialect, out),
    };
    if found.holds() { Exit::Done } else { Exit::Failed }
}

fn text(found: &Validation, folder: &Path) -> String {
    let mut parts: Vec<String> = found.groups.iter().map(group).collect();
    for judgement in [Judgement::KnownMiss, Judgement::Fail, Judgement::Imprecise] {
        let rows = found.rows().filter(|row| row.judgement == judgement);
        parts.extend(rows.map(|row| {
            wrapped(&format!("{}: {} {}, {}: {}", judgement.word(), row.case, row.title, row.what, row.note))
        }));
    }
    let counts = Judgement::ALL.map(|judgement| format!("{} {}", found.count(judgement), judgement.word()));
    parts.push(format!("{} figures, seed {}: {}", found.rows().count(), found.seed, counts.join(", ")));
    parts.push(format!("results: {}", folder.display()));
    format!("{}\n", parts.join("\n\n"))
}

/// The table of a group: of each case its title and source, and below them its figures.
fn group(group: &ValidationRows) -> String {
    let mut figures = table(["", "", "expected", "simulated (95 %)", "unit", "verdict"]);
    // One line a row, so that the lines of the cases can be put between.
    figures.set_content_arrangement(ContentArrangement::Disabled);
    for row in &group.rows {
        let [expected, simulated] = match row.simulated {
            Some(found) => beside(row.expected, found.mean, found.interval),
            None => [number(row.expected), "nothing".to_owned()],
        };
        let verdict = row.judgement.word().to_owned();
        figures.add_row([
            INDENT.to_owned(),
            row.what.clone(),
            expected,
            simulated,
            row.unit.clone(),
            verdict,
        ]);
    }
    align_right(&mut figures, &[2]);
    let figures = lines(&figures);
    let mut figures = figures.lines();
    let mut shown = vec![group.title.clone()];
    shown.extend(figures.next().map(str::to_owned));
    let mut last = None;
    for (row, line) in group.rows.iter().zip(figures) {
        if last != Some((&row.case, &row.title, &row.source)) {
            last = Some((&row.case, &row.title, &row.source));
            shown.push(wrapped(&format!("{}: {} [{}]", row.case, row.title, row.source)));
        }
        shown.push(line.to_owned());
    }
    shown.join("\n")
}
