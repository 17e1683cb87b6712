//! `check`: is a scenario sound?

use std::io::Write as _;

use super::arguments::CheckArguments;
use super::streams::{self, Out};
use super::{Exit, display};
use crate::scenario::{Scenario, Switch};

/// Reports on every file.
pub(super) fn check(arguments: &CheckArguments, out: &mut Out) -> Exit {
    let mut exit = Exit::Done;
    for file in &arguments.files {
        let sets = arguments.settings.all();
        match open(file, &sets) {
            Some(scenario) => {
                if !try_fixes(&scenario, file) {
                    exit = Exit::BadScenario;
                }
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

/// Whether the scenario would be sound with each fix that is off; what would be wrong goes to standard error.
fn try_fixes(scenario: &Scenario, file: &str) -> bool {
    let mut sound = true;
    for fix in scenario.fixes().iter().filter(|fix| fix.switch == Switch::Off) {
        if let Err(failed) = scenario.try_fix(&fix.id) {
            sound = false;
            streams::note(&format!("{file} with {} = true:", fix.id));
            streams::note(&failed.problems.render(&failed.files));
        }
    }
    sound
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
