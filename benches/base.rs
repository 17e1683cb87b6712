//! The shipped base scenario, one replication of its year, and two months of ten million tonnes.
//!
//! An event is one entry that is taken off the calendar and handled; a cancelled one does not count. A consignment is
//! one that has left, of the window's cohort or not. `cargo bench --bench base`; with `-- --save` the figures are kept in
//! `benches/runs`.

mod support;

use support::clock::median;
use support::kept::Kept;
use support::workload::{left, open, plan, results};

/// Events of the first replication of `scenarios/base.toml` under the benches' seed. It changes with the scenario and
/// with the behaviour of the model, and with nothing else: a change of speed that changes it is no change of speed.
const BASE_EVENTS: u64 = 2_606_413;

/// The same of four weeks of `scenarios/ten-million.toml` after four to fill the corridor.
const TEN_MILLION_EVENTS: u64 = 592_125;

fn main() {
    let mut kept = Kept::new("base");
    scenario(&mut kept, "base", &[], BASE_EVENTS, 5);
    let short = [r#"run.warm_up="28 d""#, r#"run.window="28 d""#, r#"run.drain="28 d""#].map(str::to_owned);
    scenario(&mut kept, "ten-million", &short, TEN_MILLION_EVENTS, 3);
    kept.close();
}

fn scenario(kept: &mut Kept, name: &str, sets: &[String], events: u64, rounds: usize) {
    let scenario = open(&format!("scenarios/{name}.toml"), sets);
    let found = results(&scenario, &plan(1, 1));
    assert_eq!(found.events, events, "events of {name}");
    let cpu = median(rounds, || results(&scenario, &plan(1, 1))).cpu;
    kept.line(&format!("{name} one replication"), cpu, "s");
    kept.line(&format!("{name} one replication"), events as f64 / cpu, "events/s");
    kept.line(&format!("{name} one replication"), left(&found) / cpu, "consignments/s");
}
