//! Whether intervals at 95 % hold the truth in 95 % of cases: a thousand studies of three queues in tandem, of which
//! everything is known, each of twenty replications under a seed of its own.
//!
//! The figures printed are kept in `coverage.csv`: `cargo bench --bench coverage > benches/coverage.csv`. The hits of
//! the mean must lie between 926 and 971, where all but one in a thousand sets of exact intervals have them; those of
//! the shares between 900 and 971, since shares of twenty replications are not quite normal.

use std::ops::RangeInclusive;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use transcaspian::experiment::{Plan, Results, Shipments, run};
use transcaspian::scenario::Scenario;

const STUDIES: u64 = 1_000;
const REPLICATIONS: u32 = 20;

/// Target, reading, the truth, and how many of the intervals should hold it.
///
/// The time through the tandem is the sum of three independent exponential times (Burke, Operations Research 4, 1956).
const CASES: [(&str, &str, f64, RangeInclusive<u32>); 3] = [
    ("days-6", "mean", 3.083_333_333, 926..=971),
    ("days-5", "share", 0.862_188_62, 900..=971),
    ("days-6", "share", 0.928_577_99, 900..=971),
];

fn main() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/validation/tandem.toml");
    let sets = ["run.warm_up=\"100 d\"", "run.window=\"500 d\"", "run.drain=\"200 d\""].map(str::to_owned);
    let scenario = Scenario::open(&file.to_string_lossy(), &sets)
        .unwrap_or_else(|failed| panic!("{}", failed.problems.render(&failed.files)));
    let mut hits = [0; CASES.len()];
    for seed in 1..=STUDIES {
        let results = study(&scenario, seed);
        for (hits, (target, reading, truth, _)) in hits.iter_mut().zip(&CASES) {
            *hits += u32::from(holds(&results, target, reading, *truth));
        }
    }
    println!("target,reading,truth,replications,studies,hits,least,most");
    for (hits, (target, reading, truth, expected)) in hits.iter().zip(&CASES) {
        let (least, most) = (expected.start(), expected.end());
        println!("{target},{reading},{truth},{REPLICATIONS},{STUDIES},{hits},{least},{most}");
    }
    for (hits, (target, reading, _, expected)) in hits.iter().zip(&CASES) {
        assert!(
            expected.contains(hits),
            "{hits} of {STUDIES} intervals of {target} {reading} hold the truth"
        );
    }
}

fn study(scenario: &Scenario, seed: u64) -> Results {
    let plan = Plan {
        seed,
        replications: REPLICATIONS,
        precision: None,
        threads: 0,
        shipments: Shipments::Nobody,
        event_limit: u64::MAX,
    };
    run(scenario, &plan, &AtomicBool::new(false), &|_| {}).expect("the tandem runs")
}

/// Whether the interval of a reading holds the truth.
fn holds(results: &Results, target: &str, reading: &str, truth: f64) -> bool {
    let mut rows = results.targets.iter();
    let row = rows.find(|row| row.target == target && row.statistic == reading).expect("the target is read");
    let (low, high) =
        row.value.and_then(|value| value.interval).expect("twenty replications have an interval");
    (low..=high).contains(&truth)
}
