//! `trace`: the diary of one consignment.

use std::io::Write as _;

use super::arguments::{Format, TraceArguments};
use super::display::{align_right, lines, table, wrapped};
use super::streams::{self, Out};
use super::{Exit, check, run};
use crate::experiment::{self, Happens, Line, Plan, Shipments, Trace, Wanted};
use crate::report;
use crate::scenario::Scenario;

/// Follows the consignment that is asked for.
pub(super) fn trace(arguments: &TraceArguments, out: &mut Out) -> Exit {
    let mut sets = arguments.settings.all();
    sets.extend(arguments.seed.map(|seed| format!("run.seed={seed}")));
    let Some(scenario) = check::open(&arguments.file, &sets) else { return Exit::BadScenario };
    let flows: Vec<&str> = scenario.spec().flow.keys().map(|name| &**name).collect();
    let Some(flow) = flow(arguments.flow.as_deref(), &flows) else { return Exit::WrongCommand };
    let wanted = Wanted { replication: arguments.replication, flow, unit: arguments.unit };
    match experiment::trace(&scenario, &plan(&scenario), &wanted) {
        Err(failure) => {
            streams::error(&format!("{}: {failure}", arguments.file));
            Exit::Failed
        }
        Ok(found) if found.lines.is_empty() => {
            let Wanted { replication, flow, unit } = &wanted;
            let known = match found.sent.checked_sub(1) {
                Some(last) => format!("their numbers go from 0 to {last}"),
                None => "none of them came".to_owned(),
            };
            streams::error(&format!(
                "no consignment {unit} of {flow} came in replication {replication}; {known}"
            ));
            Exit::WrongCommand
        }
        Ok(found) => {
            // The stream keeps its own failures for the end.
            let _ = match arguments.format {
                Format::Text => write!(out, "{}", text(&found, &wanted)),
                Format::Json => writeln!(out, "{:#}", report::trace_json(&found, &wanted)),
                Format::Csv => report::write(report::trace_table(&found), arguments.csv.dialect(), out),
            };
            Exit::Done
        }
    }
}

/// The flow that is asked for, or the only one.
fn flow(asked: Option<&str>, flows: &[&str]) -> Option<String> {
    let known = match asked {
        Some(asked) => flows.iter().find(|flow| **flow == asked),
        None => flows.first().filter(|_| flows.len() == 1),
    };
    if known.is_none() {
        let why = match asked {
            Some(asked) => format!("there is no flow {asked}"),
            None => "numbers count within a flow: say which with --flow".to_owned(),
        };
        streams::error(&wrapped(&format!("{why}; the flows are {}", flows.join(", "))));
    }
    known.map(|flow| (*flow).to_owned())
}

/// One replication of which nothing is kept.
fn plan(scenario: &Scenario) -> Plan {
    Plan {
        seed: u64::from(scenario.spec().run.seed),
        replications: 1,
        precision: None,
        threads: 1,
        shipments: Shipments::Nobody,
        event_limit: run::EVENT_LIMIT,
    }
}

fn text(found: &Trace, wanted: &Wanted) -> String {
    let mut rows = table(["date (UTC)", "stage", "what", "hours"]);
    for line in &found.lines {
        let date = found.start.iso(line.at.ms()).replace('T', " ").replace('Z', "");
        rows.add_row([date, line.stage.clone(), said(&line.what), hours(line)]);
    }
    align_right(&mut rows, &[3]);
    let total = match (found.lines.first(), found.lines.last()) {
        (Some(first), Some(Line { at, what: Happens::Leaves, .. })) => {
            let time = *at - first.at;
            format!("in all {:.1} h, {:.2} d", time.hours(), time.days())
        }
        _ => "it was still under way when the run ended".to_owned(),
    };
    format!(
        "Consignment {} of {}, replication {}\n\n{}\n\n{total}\n",
        wanted.unit,
        wanted.flow,
        wanted.replication,
        lines(&rows)
    )
}

/// What happens, in words.
fn said(what: &Happens) -> String {
    match what {
        Happens::Enters(class, tonnes) => format!("enters: {class}, {tonnes:.0} t"),
        Happens::Reaches(event) => format!("- {event}"),
        Happens::Spends(cause, None, _) => (*cause).to_owned(),
        Happens::Spends(cause, Some(stage), _) => format!("{cause} ({stage})"),
        Happens::Corrected(from, to, _) => format!("of the hours of {from}, these were {to}"),
        Happens::Leaves => "leaves".to_owned(),
        Happens::TurnsAway => "finds it full and goes away".to_owned(),
    }
}

fn hours(line: &Line) -> String {
    match &line.what {
        Happens::Spends(_, _, Some(time)) | Happens::Corrected(_, _, time) => format!("{:.2}", time.hours()),
        _ => String::new(),
    }
}
