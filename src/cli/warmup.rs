//! `--warmup auto`: a pilot before the run.

use std::sync::atomic::AtomicBool;

use super::arguments::{RunOptions, quantity};
use super::progress::Display;
use super::{Exit, check, run, streams};
use crate::experiment::{self, BY_PILOT, Failure, NoWarmUp};
use crate::scenario::Scenario;
use crate::units::Duration;

/// The warm-up that a scenario needs, by a pilot of as many replications as it asks for.
///
/// # Errors
/// The exit with which the program ends; why has been said.
pub(super) fn find(
    options: &RunOptions,
    file: &str,
    scenario: &Scenario,
    sets: &[String],
    stop: &AtomicBool,
) -> Result<Duration, Exit> {
    let calendar = &scenario.spec().run;
    let window = calendar.window.duration();
    let all = calendar.warm_up.duration() + window;
    let mut sets = sets.to_vec();
    sets.extend(["run.warm_up=\"0 d\"".to_owned(), format!("run.window=\"{} d\"", all.days())]);
    let pilot = check::open(file, &sets).ok_or(Exit::BadScenario)?;
    let plan = run::plan(options, &pilot);
    let name = format!("{}, warm-up", scenario.name());
    let display = Display::start(&options.showing, &name, plan.replications);
    let weeks = window.ms() % (7 * Duration::DAY.ms()) == 0;
    let found = experiment::warm_up(&pilot, &plan, weeks, stop, &|progress| display.show(progress));
    display.end();
    found.map_err(|why| match why {
        NoWarmUp::Pilot(Failure::NothingFinished) => {
            streams::error("interrupted before the warm-up was found; nothing was written");
            Exit::Interrupted
        }
        why => {
            streams::error(&format!("{file}: {why}"));
            if matches!(why, NoWarmUp::Seasonal(_)) { Exit::BadScenario } else { Exit::Failed }
        }
    })
}

/// The setting by which a scenario takes a warm-up over.
pub(super) fn set(warm_up: Duration, replications: u32) -> String {
    let note = format!("{BY_PILOT}: by MSER-5 over {replications} replications from time zero");
    format!("run.warm_up={}", quantity(&warm_up.days().to_string(), "d", &note))
}
