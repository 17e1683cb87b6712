//! Shocks: something goes wrong for some days, then all is as before.
//!
//! A shock is a set of changes to the document, like a fix, that is in force from its day until it is over; what comes
//! out is read and checked like any scenario.

use std::collections::{BTreeMap, BTreeSet};

use super::fix::{Applied, Author, Change, contradict, listed};
use super::phase::last_day;
use super::spec::ScenarioSpec;
use crate::document::{Code, Place, Problem, Problems, join_path};
use crate::parameter::{
    Fixed, KeyPath, Name, NonEmpty, Pending, Placed, Reference, Unrecorded, refer, table,
};
use crate::stage::StageSpec;
use crate::units::{Date, Duration, Factor, TimeDim};

/// Days of the longest shock.
const LONGEST_D: f64 = 366.0;

table! {
    /// Something that goes wrong for some days.
    pub struct ShockSpec {
        /// One line that says what goes wrong.
        pub title: String,
        /// Remark.
        pub note: Option<String>,
        /// The day on which it begins, at midnight UTC.
        pub at: Placed<Date>,
        /// How long it lasts, in whole days.
        pub lasts: Fixed<TimeDim>,
        /// Ports that are shut to vessels.
        pub closes: Option<NonEmpty<Reference<refer::Stage>>>,
        /// Paths with their values for that time.
        pub set: BTreeMap<KeyPath, Pending>,
        /// Paths of numbers and laws with what they are multiplied by; of a table, all its numbers are.
        pub scale: BTreeMap<KeyPath, Unrecorded<Fixed<Factor>>>,
        /// Paths of numbers with what is added to them.
        pub add: BTreeMap<KeyPath, Pending>,
    }
}

impl ShockSpec {
    /// The day on which it is over, from midnight UTC on.
    #[must_use]
    pub fn ends(&self) -> Date {
        self.at.value.plus_days(self.lasts.duration().ms() / Duration::DAY.ms())
    }

    fn in_force(&self, date: Date) -> bool {
        self.at.value <= date && date < self.ends()
    }

    fn changes(&self) -> Vec<Change<'_>> {
        let closes = self.closes.iter().flat_map(|ports| ports.iter()).map(|port| {
            let keys = ["stage", port.name(), "port", "closed"].map(str::to_owned).into();
            Change::raise(KeyPath { keys, place: port.place })
        });
        let scale = self.scale.iter().map(|(path, factor)| (path, &factor.0));
        closes.chain(listed(&self.set, scale, &self.add)).collect()
    }
}

/// The days on which a shock begins or is over.
pub(super) fn dates(spec: &ScenarioSpec) -> BTreeSet<Date> {
    spec.shock.values().flat_map(|shock| [shock.at.value, shock.ends()]).collect()
}

/// What the shocks change that are in force on a day.
pub(super) fn in_force(spec: &ScenarioSpec, date: Date) -> Vec<(Author, Vec<Change<'_>>)> {
    let shocks = spec.shock.iter().filter(|(_, shock)| shock.in_force(date));
    shocks.map(|(name, shock)| (Author::Shock(name.to_string()), shock.changes())).collect()
}

/// Reports shocks that cannot come as they are written.
pub(super) fn check(spec: &ScenarioSpec, problems: &mut Problems) {
    for (name, shock) in &spec.shock {
        one(spec, name, shock, problems);
    }
    let mut shocks: Vec<(&Name, &ShockSpec)> = spec.shock.iter().collect();
    shocks.sort_by_key(|(_, shock)| shock.at.value);
    for (at, (name, shock)) in shocks.iter().enumerate() {
        let together = shocks[at + 1..]
            .iter()
            .filter(|(_, other)| shock.at.value < other.ends() && other.at.value < shock.ends());
        for (other_name, other) in together {
            let mine = shock.changes();
            for change in other.changes() {
                if mine.iter().any(|own| contradict(own, &change)) {
                    let path = change.path();
                    let message = format!("{name} and {other_name} both set {path} at one time");
                    let problem = Problem::new(Code::FixConflict, path.place, path.to_string(), message);
                    problems.push(problem.hint("let one be over before the other, or use `add` or `scale`"));
                }
            }
        }
    }
}

fn one(spec: &ScenarioSpec, name: &str, shock: &ShockSpec, problems: &mut Problems) {
    let path = |key: &str| join_path(["shock", name, key]);
    let mut report = |code, place: Place, key: &str, message: String, hint: &str| {
        problems.push(Problem::new(code, place, path(key), message).hint(hint));
    };
    let (lasts, start, end) = (&shock.lasts, spec.run.start, last_day(&spec.run));
    let days = lasts.duration().days();
    if lasts.duration().ms() <= 0 || lasts.duration().ms() % Duration::DAY.ms() != 0 || days > LONGEST_D {
        let message = format!("{name} lasts {days} d; allowed are whole days, from 1 to {LONGEST_D}");
        report(Code::OutOfDomain, lasts.place(), "lasts", message, "what stays is a fix with a day");
    }
    let at = shock.at.value;
    if at <= start {
        let message = format!("{name} begins on {at}; the run's first day is {start}");
        report(Code::Inconsistent, shock.at.place, "at", message, "allowed is any later day");
    } else if at > end {
        let message = format!("{name} begins on {at}, after the run's end on {end}");
        report(Code::LateFix, shock.at.place, "at", message, "it changes nothing in this run");
    }
    for port in shock.closes.iter().flat_map(|ports| ports.iter()) {
        // That it exists was seen to when the name was read.
        let stage = spec.stage.get(port.name());
        if let Some(stage) = stage.filter(|stage| !matches!(stage, StageSpec::Port(_))) {
            let message = format!("{port} is a {}; only ports can be closed", stage.key());
            let hint = "change other stages with `set`, `scale` and `add`";
            report(Code::Inconsistent, port.place, "closes", message, hint);
        }
    }
}

/// Reports shocks that have changed nothing.
pub(super) fn check_effects(spec: &ScenarioSpec, applied: &[Applied], problems: &mut Problems) {
    // A shock whose changes could not be made was reported with them.
    if problems.has_errors() {
        return;
    }
    for (name, shock) in &spec.shock {
        let author = Author::Shock(name.to_string());
        if !applied.iter().any(|change| change.by == author && change.has_effect()) {
            let message = format!("{name} changes nothing: all is already as it would be");
            let path = join_path(["shock", name]);
            let problem = Problem::new(Code::FixWithoutEffect, shock.place, path, message);
            problems.push(
                problem.hint("close ports with `closes`, or change something with `set`, `scale` or `add`"),
            );
        }
    }
}
