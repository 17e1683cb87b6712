//! Scenarios that are run whole, with the ledger or without it.

use std::sync::atomic::AtomicBool;

use transcaspian::corridor::{Corridor, Ending, Outcome, simulate};
use transcaspian::experiment::{Plan, Results, Shipments, run};
use transcaspian::scenario::Scenario;

use super::kept::root;
use super::silent::Silent;

pub(crate) const SEED: u64 = 1;

/// Opens a scenario by its path from the project's folder; its problems are the panic's message.
pub(crate) fn open(file: &str, sets: &[String]) -> Scenario {
    let path = root().join(file);
    Scenario::open(&path.to_string_lossy(), sets)
        .unwrap_or_else(|failed| panic!("{}", failed.problems.render(&failed.files)))
}

/// A workload of this folder; with a number of `hours` its window is so long.
pub(crate) fn workload(name: &str, hours: Option<f64>) -> Scenario {
    let sets = hours.map(|hours| format!("run.window=\"{hours} h\""));
    open(&format!("benches/workloads/{name}.toml"), sets.as_slice())
}

/// So many replications on so many threads.
pub(crate) fn plan(replications: u32, threads: usize) -> Plan {
    let shipments = Shipments::Nobody;
    Plan { seed: SEED, replications, precision: None, threads, shipments, event_limit: u64::MAX }
}

/// Runs it with all that the program finds out about a scenario.
pub(crate) fn results(scenario: &Scenario, plan: &Plan) -> Results {
    run(scenario, plan, &AtomicBool::new(false), &|_| {}).expect("the scenario runs")
}

/// Runs one replication without a ledger.
pub(crate) fn silently(scenario: &Scenario) -> (Outcome, Silent) {
    let corridor = Corridor::compile(scenario);
    let (outcome, silent) = simulate(&corridor, SEED, 0, Silent::default(), u64::MAX);
    assert_eq!(outcome.ending, Ending::Complete, "how the workload ended");
    (outcome, silent)
}

/// Mean time from entering to leaving of the window's cohort (h).
pub(crate) fn transit_h(results: &Results) -> f64 {
    let journey = results.spans.iter().find(|row| row.span == "journey");
    journey.expect("a workload has its journey").mean_d.mean * 24.0
}

/// Consignments of a replication's cohort, averaged.
pub(crate) fn cohort(results: &Results) -> f64 {
    results.flows.iter().map(|flow| flow.cohort[1]).sum()
}

/// Consignments that left in all replications together, the cohort or not.
pub(crate) fn left(results: &Results) -> f64 {
    let mean: f64 = results.flows.iter().map(|flow| flow.consignments[1]).sum();
    mean * results.replications.len() as f64
}
