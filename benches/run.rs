//! How fast the simulator is: the calendar by itself, and one replication of the shipped base scenario.
//!
//! An event is one entry that is taken off the calendar and handled; a cancelled one does not count. Each bench first
//! asserts that it did the work that it is meant to do, then prints how long that took. Run it with `cargo bench`.

#![expect(clippy::disallowed_methods, reason = "a bench reads the clock")]

use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use transcaspian::engine::{Calendar, Priority};
use transcaspian::experiment::{Plan, Shipments, run};
use transcaspian::random::{Law, Sampler, Streams};
use transcaspian::scenario::Scenario;
use transcaspian::units::{Duration, Time};

const SEED: u64 = 1;

/// Events of the first replication of `scenarios/base.toml` under [`SEED`]. It changes with the scenario and with the
/// behaviour of the model, and with nothing else: a change of speed that changes it is no change of speed.
const BASE_EVENTS: u64 = 2_606_413;

/// Pending events of the hold model.
const PENDING: u32 = 1_000;
/// Holds of the hold model; their mean is within 0.1 % of theory for all but one seed in ten thousand.
const HOLDS: usize = 16_000_000;

fn main() {
    hold();
    base();
}

/// The hold model: `PENDING` events, each of which is scheduled again after an exponential time of mean 1 h.
///
/// `HOLDS` events of a total rate of `PENDING` an hour take `HOLDS / PENDING` hours. Source: Jones, "An empirical
/// comparison of priority-queue and event-set implementations", Communications of the ACM 29 (1986).
fn hold() {
    let stream = Streams::new(SEED, 0).stream("bench", "hold");
    let sampler = Sampler::new(&Law::Exponential { mean: 1.0 });
    // Drawn beforehand, so that only the calendar is timed.
    let delays: Vec<u32> = (0..HOLDS as u64 + u64::from(PENDING))
        .map(|key| {
            u32::try_from(Duration::from_hours(sampler.sample(&stream, key)).ms()).expect("below 49 days")
        })
        .collect();
    let (first, later) = delays.split_at(PENDING as usize);
    let mut calendar = Calendar::new();
    for (event, &delay) in (0_u32..).zip(first) {
        calendar.schedule(Time::ZERO + Duration::from_ms(i64::from(delay)), Priority(0), event);
    }
    let began = Instant::now();
    for &delay in later {
        let (now, event) = calendar.pop().expect("as many are pending as at first");
        calendar.schedule(now + Duration::from_ms(i64::from(delay)), Priority(0), event);
    }
    let took = began.elapsed().as_secs_f64();
    assert_eq!(calendar.len(), PENDING as usize, "pending events of the hold model");
    let hours = (calendar.now() - Time::ZERO).hours();
    let theory = HOLDS as f64 / f64::from(PENDING);
    assert!(
        (hours / theory - 1.0).abs() < 0.001,
        "{HOLDS} holds took {hours} h of simulated time, not {theory} h"
    );
    println!(
        "calendar, hold model, {PENDING} pending: {:.1} ns a hold, {:.1} million holds a second",
        took * 1e9 / HOLDS as f64,
        HOLDS as f64 / took / 1e6
    );
}

/// One replication of the base scenario on one thread, from opening the file to the results.
fn base() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/base.toml");
    let scenario = Scenario::open(&file.to_string_lossy(), &[])
        .unwrap_or_else(|failed| panic!("{}", failed.problems.render(&failed.files)));
    let plan = Plan {
        seed: SEED,
        replications: 1,
        precision: None,
        threads: 1,
        shipments: Shipments::Nobody,
        event_limit: u64::MAX,
    };
    let began = Instant::now();
    let results = run(&scenario, &plan, &AtomicBool::new(false), &|_| {}).expect("the base scenario runs");
    let took = began.elapsed().as_secs_f64();
    println!(
        "base.toml, 1 replication: {} events in {took:.2} s, {:.2} million events a second",
        results.events,
        results.events as f64 / took / 1e6
    );
    assert_eq!(results.events, BASE_EVENTS, "events of base.toml; see BASE_EVENTS");
}
