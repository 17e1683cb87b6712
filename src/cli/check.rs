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
        match open(file, &arguments.settings.sets) {
            Some(scenario) => {
                for warning in scenario.warnings() {
                    streams::note(&warning.render(scenario.files()));
                }
                let shown = scenario.chain().first().map_or(file.as_str(), String::as_str);
                let _ = writeln!(out, "ok: {shown} ({})", display::inputs(&scenario));
            }
            None => exit = Exit::BadScenario,
        }
    }
    exit
}

/// Opens a scenario; its problems go to standard error.
pub(super) fn open(file: &str, sets: &[String]) -> Option<Scenario> {
    match Scenario::open(file, sets) {
        Ok(scenario) => Some(scenario),
        Err(failed) => {
            streams::note(&failed.problems.render(&failed.files));
            None
        }
    }
}
