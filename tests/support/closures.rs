//! When ports are closed to vessels, as an observer of a run hears it.

use transcaspian::cargo::StageId;
use transcaspian::corridor::{Corridor, Ending, simulate};
use transcaspian::observation::{Observation, Observer};
use transcaspian::scenario::Scenario;
use transcaspian::units::Time;

/// The seed of the plans in `support`.
const SEED: u64 = 20_230_102;

/// From when until when each port was closed, in hours.
#[derive(Default)]
struct Closures {
    since: Vec<(StageId, f64)>,
    closed: Vec<(StageId, f64, f64)>,
}

impl Observer for Closures {
    fn observe(&mut self, at: Time, what: Observation<'_>) {
        let Observation::Closed { stage, closed } = what else { return };
        let known = self.since.iter().position(|&(port, _)| port == stage);
        match (closed, known) {
            (true, None) => self.since.push((stage, at.hours())),
            (false, Some(row)) => {
                let (port, since) = self.since.remove(row);
                self.closed.push((port, since, at.hours()));
            }
            _ => {}
        }
    }
}

/// From when until when a port was closed in a replication, in hours; for ever if it still was at the end.
pub(crate) fn closures(scenario: &Scenario, port: &str, replication: u32) -> Vec<(f64, f64)> {
    let corridor = Corridor::compile(scenario);
    let (outcome, seen) = simulate(&corridor, SEED, replication, Closures::default(), 10_000_000);
    assert_eq!(outcome.ending, Ending::Complete);
    let port = corridor.stage(port);
    let open = seen.since.iter().map(|&(port, since)| (port, since, f64::INFINITY));
    let rows = seen.closed.iter().copied().chain(open).filter(|row| row.0 == port);
    rows.map(|(_, since, until)| (since, until)).collect()
}
