//! W2, W3 and W4 as scenario files through the whole engine, with the ledger and without (`workloads/*.toml`).
//!
//! The time is that of compiling the scenario, running it and working out its results, without reading the file and
//! writing the tables. A customer or unit is one that has left; an event is one entry that is taken off the calendar and
//! handled, a cancelled one does not count. `cargo bench --bench workloads`; with `-- --save` the figures are kept in
//! `benches/runs`.

mod support;

use support::clock::median;
use support::kept::Kept;
use support::workload::{cohort, left, plan, results, silently, transit_h, workload};
use transcaspian::experiment::Results;
use transcaspian::scenario::Scenario;

const ROUNDS: usize = 7;

/// Events of each workload under the benches' seed. They change with what the model does, and with nothing else.
const W2_EVENTS: u64 = 1_999_209;
const W3_EVENTS: u64 = 1_033_584;
const W4_EVENTS: u64 = 2_103_284;

fn main() {
    let mut kept = Kept::new("workloads");
    w2(&mut kept);
    w3(&mut kept);
    w4(&mut kept);
    kept.close();
}

/// Refuses an answer that is further than `allowed` from what is known.
fn near(what: &str, found: f64, known: f64, allowed: f64) {
    assert!((found - known).abs() <= allowed, "{what}: {found}, not {known} within {allowed}");
}

/// The M/M/1 queue: 10 h, of which the standard error is 0.19 h.
fn w2(kept: &mut Kept) {
    let scenario = workload("w2", None);
    let found = results(&scenario, &plan(1, 1));
    assert_eq!(found.events, W2_EVENTS, "events of W2");
    near("W2: mean time in system (h)", transit_h(&found), 10.0, 0.19);
    once(kept, "w2", "customers", &scenario, &found);
}

/// The corridor: theory for the border, independent programs for the rest.
fn w3(kept: &mut Kept) {
    let scenario = workload("w3", None);
    let found = results(&scenario, &plan(1, 1));
    assert_eq!(found.events, W3_EVENTS, "events of W3");
    near("W3: mean time in system (h)", transit_h(&found), 80.0, 1.0);
    let border = found.stages.iter().find(|row| row.stage == "border").and_then(|row| row.stay_h);
    // Two standard errors: 0.11 h for M/M/1 at this load with a server twice as quick, by the formula of w2.toml.
    near("W3: mean time at the border (h)", border.expect("somebody was there").mean, 6.349, 0.23);
    near("W3: mean load", found.carriage[0].load_factor.mean * 20.0, 19.8, 0.1);
    once(kept, "w3", "units", &scenario, &found);
}

/// Times one replication with the ledger and without.
fn once(kept: &mut Kept, name: &str, units: &str, scenario: &Scenario, found: &Results) {
    let (outcome, silent) = silently(scenario);
    assert_eq!(outcome.events, found.events, "events of {name} without a ledger");
    near("mean time in system without a ledger (h)", silent.mean_h(), transit_h(found), 0.01);
    let cpu = median(ROUNDS, || results(scenario, &plan(1, 1))).cpu;
    kept.line(&format!("{name} with ledger"), left(found) / cpu, &format!("{units}/s"));
    kept.line(&format!("{name} with ledger"), found.events as f64 / cpu, "events/s");
    let cpu = median(ROUNDS, || silently(scenario)).cpu;
    kept.line(&format!("{name} without ledger"), silent.left() as f64 / cpu, &format!("{units}/s"));
    kept.line(&format!("{name} without ledger"), outcome.events as f64 / cpu, "events/s");
}

/// Two hundred short corridors, on one thread and on two.
fn w4(kept: &mut Kept) {
    let scenario = workload("w4", None);
    let [one, two] = [1, 2].map(|threads| results(&scenario, &plan(200, threads)));
    assert_eq!(one.events, W4_EVENTS, "events of W4");
    near("W4: mean time in system (h)", transit_h(&one), 79.8, 0.4);
    near("W4: units of a replication", cohort(&one), 2_000.0, 20.0);
    assert_eq!(one.replications, two.replications, "results on one thread and on two");
    assert_eq!((&one.spans, &one.ledger), (&two.spans, &two.ledger), "results on one thread and on two");
    let took = [1, 2].map(|threads| median(ROUNDS, || results(&scenario, &plan(200, threads))));
    for (took, threads) in took.iter().zip(["1 thread", "2 threads"]) {
        kept.line(&format!("w4 {threads}"), left(&one) / took.cpu, "units/cpu-s");
        kept.line(&format!("w4 {threads}"), left(&one) / took.wall, "units/s");
    }
    kept.line("w4 two threads against one", took[0].wall / took[1].wall, "ratio");
}
