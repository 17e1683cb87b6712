//! What is in force when.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::fix::{Applied, Author, made_by};
use super::open::Scenario;
use super::spec::{RunSpec, ScenarioSpec};
use crate::document::{Code, Place, Problem, Problems};
use crate::parameter::{Origin, Report};
use crate::units::Date;

/// What is in force from a day on, because a fix has opened, or a shock has come or is over.
#[derive(Clone, Debug)]
pub struct Phase {
    /// The day; the phase begins at midnight UTC.
    pub date: Date,
    /// All tables, complete.
    pub spec: ScenarioSpec,
}

impl Scenario {
    /// The scenario with phases that begin later, in order, each of which has passed the checks: for tests, which would
    /// otherwise need a fix for every change.
    #[doc(hidden)]
    #[must_use]
    pub fn with_phases(mut self, phases: Vec<Phase>) -> Scenario {
        self.phases = phases;
        self
    }
}

/// The last day of a run.
pub(super) fn last_day(run: &RunSpec) -> Date {
    let hours = run.warm_up.get() + run.window.get() + run.drain.get();
    // Runs are checked to be shorter than the calendar.
    #[allow(clippy::cast_possible_truncation)]
    run.start.plus_days((hours / 24.0) as i64)
}

/// Reports what cannot change in the middle of a run.
pub(super) fn check(
    before: &ScenarioSpec,
    after: &ScenarioSpec,
    changes: &[Applied],
    problems: &mut Problems,
) {
    for (path, why) in super::check::refusals(before, after) {
        let made = made_by(changes, &path);
        let place = made.map_or(Place::NOWHERE, |change| change.path.place);
        let hint = match made.map(|change| &change.by) {
            Some(Author::Shock(_)) => "leave it out of the shock",
            _ => "give the fix `true`, so that it holds from the start",
        };
        problems.push(Problem::new(Code::FixTooLate, place, path, why).hint(hint));
    }
}

/// Adds the numbers that only a later phase has to those of the start.
pub(super) fn extend(report: &mut Report, later: Report) {
    let key = |record: &Arc<Origin>| (record.path.clone(), record.value_text.clone(), record.unit.name);
    let known: BTreeSet<_> = report.parameters.iter().map(key).collect();
    report.parameters.extend(later.parameters.into_iter().filter(|record| !known.contains(&key(record))));
    report.parameters.sort_by(|a, b| a.path.cmp(&b.path));
    report.used_sources.extend(later.used_sources);
}
