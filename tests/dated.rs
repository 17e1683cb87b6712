//! What changes in the middle of a run: nothing before its day, and from midnight on everything that it says.

mod support;

#[path = "dated/fix.rs"]
mod fix;
#[path = "dated/flows.rs"]
mod flows;
#[path = "dated/parts.rs"]
mod parts;
#[path = "dated/run.rs"]
mod run;

use support::open;
use transcaspian::corridor::{Corridor, simulate};
use transcaspian::observation::{Observation, Observer};
use transcaspian::scenario::{Phase, Scenario, refusals};
use transcaspian::units::{Date, Time};

/// Year, month and day, and the settings that hold from then on.
type Later<'a> = ((i64, u32, u32), &'a [&'a str]);

/// A scenario whose settings change: each later day keeps those of the days before and has more.
fn dated(file: &str, sets: &[&str], later: &[Later<'_>]) -> Scenario {
    let first = open(file, sets);
    let mut all = sets.to_vec();
    let mut phases: Vec<Phase> = Vec::new();
    for ((year, month, day), more) in later {
        all.extend_from_slice(more);
        let date = Date::new(*year, *month, *day).expect("the calendar has that day");
        phases.push(Phase { date, spec: open(file, &all).spec().clone() });
    }
    checked(first, phases)
}

/// The scenario with those phases, none of which it refuses.
fn checked(first: Scenario, phases: Vec<Phase>) -> Scenario {
    let mut before = first.spec();
    for phase in &phases {
        assert_eq!(refusals(before, &phase.spec), []);
        before = &phase.spec;
    }
    first.with_phases(phases)
}

/// Everything that happens before an instant, as text; stages by name, since the entry has the last number of all.
struct Log<'a> {
    corridor: &'a Corridor,
    until: Time,
    lines: Vec<String>,
    /// What happens later, in number.
    later: u64,
}

impl Observer for Log<'_> {
    fn observe(&mut self, at: Time, what: Observation<'_>) {
        if matches!(what, Observation::Phase { .. }) {
            return;
        }
        if at >= self.until {
            self.later += 1;
            return;
        }
        let entry = format!("{:?}", self.corridor.entry());
        self.lines.push(format!("{at:?} {}", format!("{what:?}").replace(&entry, "the entry")));
    }
}

/// What happens before an instant, and how much after.
fn log(scenario: &Scenario, until: Time) -> (Vec<String>, u64) {
    let corridor = Corridor::compile(scenario);
    let log = Log { corridor: &corridor, until, lines: Vec::new(), later: 0 };
    let (_, log) = simulate(&corridor, 11, 0, log, u64::MAX);
    (log.lines, log.later)
}
