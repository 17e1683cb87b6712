//! Textbook ferries through the corridor's own ports and crossing, under the acceptance rule of `tests/theory.rs`.
//!
//! Cargo boards while a vessel lies at its berth, until it is full or its rule lets it go: whoever comes before that may
//! still board. Cranes and ships are made so fast here that boarding takes no time; then this is Bailey's rule of boarding
//! at the instant of departure (1954) where a vessel is always at the berth, and the rule without late boarding where it
//! leaves at once with what is there.

#[allow(dead_code, reason = "this test file uses a part of it")]
#[path = "theory/book.rs"]
mod book;

use book::{Estimate, Output, REPLICATIONS, agrees, equals, exact, none_left, study, study_with};

/// A summary of the ships that leave the east.
fn ships(output: &Output, metric: &str) -> Estimate {
    let summary = output.table("summary.csv");
    summary.find(&[("scope", "east / ships"), ("metric", metric)]).estimate("mean", "ci_low", "ci_high")
}

/// Bailey's queue: a vessel every hour whether anybody is there or not; those whom it leaves behind are found from the mean
/// wait, E / lambda + T / 2, and the share of departures that leave nobody from the diaries.
#[test]
fn v1_a_scheduled_vessel() {
    for (case, rate, capacity, window, none) in
        [("V1a", 1.0, 2, 20_000, 0.878_708_91), ("V1b", 8.0, 10, 12_000, 0.718_698_35)]
    {
        let mean_wait = exact(case, "mean wait");
        let left_behind = (mean_wait - 0.5) * rate;
        let says = |figure: &str| format!("V1 K={capacity} {figure}");
        let (volume, room) = (format!("flow.jobs.volume={rate}"), format!("fleet.ships.capacity={capacity}"));
        let output = study("crossing", &[&volume, &room, &format!("run.window={window}")]);
        let wait = output.wait("east");
        agrees(&says("wait"), wait, mean_wait);
        agrees(&says("L"), output.inside("east"), left_behind + rate * 0.5);
        agrees(&says("left behind"), wait.plus(-0.5).scaled(rate), left_behind);
        agrees(&says("load factor"), ships(&output, "vessel load"), rate / f64::from(capacity));
        equals(&says("departures"), ships(&output, "vessel departures").mean, f64::from(window));

        let output = study_with("crossing", &[&volume, &room, "run.window=600"], &["--shipments", "all"]);
        agrees(&says("P(none left)"), none_left(&output, "east"), none);
    }
}

/// Always a vessel at the berth, and it leaves with 40: the first waits for 39 others.
#[test]
fn v3_a_vessel_that_leaves_when_full() {
    let rule = "fleet.ships.departure.east={ when_full = {} }";
    let sets = [rule, "flow.jobs.volume=30", "fleet.ships.capacity=40", "run.window=2000"];
    let output = study("crossing", &sets);
    let wait = exact("V3b", "mean wait");
    agrees("V3 wait", output.wait("east"), wait);
    agrees("V3 to fill", output.ledger("east", "vessel to fill"), wait);
    equals("V3 load", ships(&output, "vessel load").mean, 1.0);

    // Whole vessels: 40 consignments with numbers from a multiple of 40 on.
    let sets = [&sets[..3], &["run.window=100"]].concat();
    let output = study_with("crossing", &sets, &["--shipments", "all"]);
    let table = output.table("shipments.csv");
    let (unit, fill) = (table.column("unit"), table.column("vessel_to_fill_h"));
    let mut firsts: Vec<(f64, f64)> = vec![(0.0, 0.0); REPLICATIONS as usize];
    for row in &table.rows {
        let (replication, unit): (usize, u32) =
            (row[0].parse().expect("a number"), row[unit].parse().expect("a number"));
        let waited: f64 = row[fill].parse().expect("hours");
        match unit % 40 {
            0 => {
                firsts[replication - 1].0 += waited;
                firsts[replication - 1].1 += 1.0;
            }
            39 => assert_eq!(waited, 0.0, "the last on board does not wait"),
            _ => {}
        }
    }
    let firsts: Vec<f64> = firsts.iter().map(|(hours, count)| hours / count).collect();
    agrees("V3 first", Estimate::of(&firsts), 1.3);
}

/// One vessel takes who is there, at least one and at most four, and is away for an exponential time: papers in the west.
/// It leaves as soon as it has loaded, so that nobody boards late.
#[test]
fn v4_a_ferry_that_takes_who_is_there() {
    let sets = [
        "fleet.ships.departure.east={ minimum_load = { share = { value = 0, unit = \"%\", source = \"theory\" } } }",
        "stage.west.port.customs={ desks = { value = 1, unit = \"desk\", source = \"theory\" }, \
         time = { exponential = { mean = 1 }, unit = \"h\", source = \"theory\" } }",
        "fleet.ships.vessels=1",
        "fleet.ships.capacity=4",
        "flow.jobs.volume=3",
        "run.warm_up=500",
        "run.window=60000",
    ];
    let output = study("crossing", &sets);
    let wait = exact("V4", "mean time until ashore") - 1.0;
    agrees("V4 Wq", output.wait("east"), wait);
    agrees("V4 Lq", output.inside("east"), 3.0 * wait);
    let busy = 1.0 - 0.035_934_06;
    agrees("V4 departures", ships(&output, "vessel departures"), busy * 60_000.0);
    agrees("V4 load", ships(&output, "vessel load"), 3.0 / (4.0 * busy));
}
