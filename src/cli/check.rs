//! `check`: is a scenario sound?

use std::io::Write as _;

use super::arguments::CheckArguments;
use super::streams::{self, Out};
use super::{Exit, display};
use crate::scenario::Scenario;

/// Reports on every file.
pub(super) fn check(arguments: &CheckArguments, out: &mut Out) -> Exit {
    let mut exit = Exit::Done;
    for file in &arguments.files {
        match open(file, &arguments.settings.sets, false) {
            Some(scenario) => {
                let shown = scenario.chain().first().map_or(file.as_str(), String::as_str);
                let _ = writeln!(out, "ok: {shown} ({})", display::inputs(&scenario));
            }
            None => exit = Exit::BadScenario,
        }
    }
    exit
}

/// Opens a scenario; its problems, and unless `quiet` its warnings, go to standard error.
pub(super) fn open(file: &str, sets: &[String], quiet: bool) -> Option<Scenario> {
    match Scenario::open(file, sets) {
        Ok(scenario) => {
            for warning in scenario.warnings().iter().filter(|_| !quiet) {
                streams::note(&warning.render(scenario.files()));
            }
            Some(scenario)
        }
        Err(failed) => {
            streams::note(&failed.problems.render(&failed.files));
            None
        }
    }
}
