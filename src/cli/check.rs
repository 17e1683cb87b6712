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
                if !try_fixes(&scenario, file, &sets) {
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
fn try_fixes(scenario: &Scenario, file: &str, sets: &[String]) -> bool {
    let mut sound = true;
    // What is set is for one run, and a fix that is off may take its very place away: that is no fault of the file.
    let of_the_settings = |fix: &str| {
        let plain = if sets.is_empty() { None } else { Scenario::open(file, &[]).ok() };
        plain.is_some_and(|plain| plain.try_fix(fix).is_ok())
    };
    for fix in scenario.fixes().iter().filter(|fix| fix.switch == Switch::Off) {
        if let Err(failed) = scenario.try_fix(&fix.id) {
            if of_the_settings(&fix.id) {
                continue;
            }
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
