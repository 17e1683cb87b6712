//! One workload, once, at a size that is asked for: `cargo bench --bench once -- w3 5000`.
//!
//! `benches/instructions.sh` counts its instructions at two sizes, and `benches/peers/run.py` runs it in turn with other
//! programs. It prints what it did, so that items can be counted exactly, and the processor time of the work alone.

mod support;

use support::clock::{Took, time};
use support::hold::Hold;
use support::workload::{left, open, plan, results, silently, transit_h, workload};

const HELP: &str = "a workload and its size: w1-1000 HOLDS, w1-100000 HOLDS, w2 CUSTOMERS, w2-silent CUSTOMERS, \
                    w3 UNITS, w3-silent UNITS, base DAYS";

/// Rates of arrival of W2 and W3 (1/h).
const CUSTOMERS_PER_HOUR: f64 = 0.9;
const UNITS_PER_HOUR: f64 = 0.7;

fn main() {
    // Cargo adds flags of its own.
    let words: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let [name, size] = words.as_slice() else { panic!("{HELP}") };
    let size: u32 = size.parse().unwrap_or_else(|_| panic!("{size}: {HELP}"));
    match name.as_str() {
        "w1-1000" => hold(name, 1_000, size),
        "w1-100000" => hold(name, 100_000, size),
        "w2" => loud(name, "w2", f64::from(size) / CUSTOMERS_PER_HOUR),
        "w3" => loud(name, "w3", f64::from(size) / UNITS_PER_HOUR),
        "w2-silent" => silent(name, "w2", f64::from(size) / CUSTOMERS_PER_HOUR),
        "w3-silent" => silent(name, "w3", f64::from(size) / UNITS_PER_HOUR),
        "base" => base(name, size),
        _ => panic!("{name}: {HELP}"),
    }
}

fn say(name: &str, items: f64, answer: f64, took: Took) {
    println!("{name} items={items} answer={answer:.6} cpu_s={:.6}", took.cpu);
}

fn hold(name: &str, pending: u32, holds: u32) {
    let mut hold = Hold::new(pending);
    let ((), took) = time(|| hold.run(u64::from(holds)));
    hold.check(pending, u64::from(holds));
    say(name, f64::from(holds), hold.hours(), took);
}

fn loud(name: &str, file: &str, hours: f64) {
    let scenario = workload(file, Some(hours));
    let (found, took) = time(|| results(&scenario, &plan(1, 1)));
    say(name, left(&found), transit_h(&found), took);
}

fn silent(name: &str, file: &str, hours: f64) {
    let scenario = workload(file, Some(hours));
    let ((_, silent), took) = time(|| silently(&scenario));
    say(name, silent.left() as f64, silent.mean_h(), took);
}

/// The base after two weeks to fill it; its items are events, and its answer is how many consignments left.
fn base(name: &str, days: u32) {
    let sets = [r#"run.warm_up="14 d""#.to_owned(), format!("run.window=\"{days} d\"")];
    let scenario = open("scenarios/base.toml", &sets);
    let (found, took) = time(|| results(&scenario, &plan(1, 1)));
    say(name, found.events as f64, left(&found), took);
}
