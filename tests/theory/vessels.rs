//! Legs and vessels.

use std::collections::BTreeMap;

use crate::book::{
    Estimate, REPLICATIONS, agrees, equals, exact, none_left, run, scenario, seconds, study, study_with,
};

/// The number under way on a leg is Poisson with mean 15, whatever the law of the time.
#[test]
fn f2_a_leg_holds_a_poisson_number() {
    for (law, window) in
        [("exponential={mean=3}", 4_000), ("value=3", 4_000), ("lognormal={mean=3,cv=0.5}", 4_000)]
    {
        let time = format!("stage.way.leg.time={{{law},unit=\"h\"}}");
        let output = study("mginf", &[&time, &format!("run.window={window}")]);
        agrees(&format!("F2 {law} L"), output.inside("way"), exact("F2a", "mean number under way"));
        agrees(&format!("F2 {law} W"), output.journey(), 3.0);
        agrees(&format!("F2 {law} moving"), output.ledger("way", "moving"), 3.0);
    }
}

/// The same, from the diaries: the share of time with ten or fewer under way, and departures as a Poisson process.
#[test]
fn f2_distribution_and_output_of_a_leg() {
    let (mut low, mut counts, mut squares) = (Vec::new(), Vec::new(), Vec::new());
    for seed in 1..=8 {
        let seed = seed.to_string();
        let flags = ["-n", "10", "--seed", &seed, "--shipments", "all"];
        let output = run(&scenario("mginf"), &["run.window=3000", "run.warm_up=0"], &flags);
        let table = output.table("shipments.csv");
        let (entered, left) = (table.column("entered"), table.column("left"));
        let mut runs: BTreeMap<String, (Vec<i64>, Vec<i64>)> = BTreeMap::new();
        for row in &table.rows {
            let run = runs.entry(row[0].to_owned()).or_default();
            run.0.push(seconds(&row[entered]));
            run.1.push(seconds(&row[left]));
        }
        for (mut entered, mut left) in runs.into_values() {
            entered.sort_unstable();
            left.sort_unstable();
            // From when the leg has filled until the cohort has entered.
            let begin = entered[0] + 50 * 3600;
            let end = entered[entered.len() - 1];
            let (mut inside, mut at, mut held, mut out) = (0_i64, begin, 0_i64, 0);
            for &instant in &entered {
                while left[out] <= instant {
                    held += if inside <= 10 { (left[out] - at).max(0) } else { 0 };
                    at = at.max(left[out]);
                    inside -= 1;
                    out += 1;
                }
                held += if inside <= 10 { (instant - at).max(0) } else { 0 };
                at = at.max(instant);
                inside += 1;
            }
            low.push(held as f64 / (end - begin) as f64);
            let hours = ((end - begin) / 3600) as usize;
            let mut of_hour = vec![0_u32; hours];
            for &instant in left.iter().filter(|&&instant| instant >= begin) {
                if let Some(count) = of_hour.get_mut(((instant - begin) / 3600) as usize) {
                    *count += 1;
                }
            }
            let of_hour: Vec<f64> = of_hour.into_iter().map(f64::from).collect();
            counts.push(of_hour.iter().sum::<f64>() / hours as f64);
            // About the exact mean, so that the variance is unbiased.
            squares
                .push(of_hour.iter().map(|count| (count - 5.0) * (count - 5.0)).sum::<f64>() / hours as f64);
        }
    }
    agrees("F2 P(N <= 10)", Estimate::of(&low), 0.118_464_41);
    agrees("F2 departures an hour", Estimate::of(&counts), 5.0);
    agrees("F2 variance of departures an hour", Estimate::of(&squares), 5.0);
}

/// Bailey's queue: a vessel every hour whether anybody is there or not.
#[test]
fn v1_a_scheduled_vessel() {
    for (case, rate, capacity, window, none) in
        [("V1a", 1.0, 2, 20_000, 0.878_708_91), ("V1b", 8.0, 10, 30_000, 0.718_698_35)]
    {
        let mean_wait = exact(case, "mean wait");
        let left_behind = (mean_wait - 0.5) * rate;
        let says = |figure: &str| format!("V1 K={capacity} {figure}");
        let (volume, room) =
            (format!("flow.jobs.volume={rate}"), format!("stage.ferry.shuttle.capacity={capacity}"));
        let output = study("timetable", &[&volume, &room, &format!("run.window={window}")]);
        let wait = output.wait("ferry");
        agrees(&says("wait"), wait, mean_wait);
        agrees(&says("journey"), output.journey(), mean_wait);
        agrees(&says("L"), output.inside("ferry"), left_behind + rate * 0.5);
        agrees(&says("left behind"), wait.plus(-0.5).scaled(rate), left_behind);
        let summary = output.table("summary.csv");
        let load = summary.find(&[("scope", "ferry / shuttle"), ("metric", "vessel load")]);
        let load = load.estimate("mean", "ci_low", "ci_high");
        agrees(&says("load factor"), load, rate / f64::from(capacity));

        // From the diaries: departures after which nobody is left at the quay.
        let output = study_with("timetable", &[&volume, &room, "run.window=600"], &["--shipments", "all"]);
        agrees(&says("P(none left)"), none_left(&output, "ferry"), none);
    }
}

/// With room for all, the wait for a scheduled vessel is uniform between 0 and the interval.
#[test]
fn v2_a_scheduled_vessel_with_room_for_all() {
    let output = study("timetable", &["stage.ferry.shuttle.capacity=1000000"]);
    agrees("V2 wait", output.wait("ferry"), exact("V2", "mean wait"));
    agrees("V2 to fill", output.ledger("ferry", "vessel to fill"), 0.5);
    agrees("V2 P(W <= 1/4)", output.target("quarter", "share"), 0.25);
    agrees("V2 P(W <= 1/2)", output.target("half", "share"), 0.5);
    agrees("V2 p50", output.target("half", "p50").scaled(24.0), 0.5);
    agrees("V2 p90", output.target("half", "p90").scaled(24.0), 0.9);
    agrees("V2 L", output.inside("ferry"), 0.5);
}

#[test]
fn v3_a_vessel_that_leaves_when_full() {
    let output = study_with("fill", &[], &["--shipments", "sample:4000"]);
    let wait = exact("V3a", "mean wait");
    agrees("V3 wait", output.wait("ferry"), wait);
    agrees("V3 to fill", output.ledger("ferry", "vessel to fill"), wait);
    let summary = output.table("summary.csv");
    equals(
        "V3 load",
        summary.find(&[("scope", "ferry / shuttle"), ("metric", "vessel load")]).number("mean"),
        1.0,
    );

    // Whole vessels: 40 consignments with numbers from a multiple of 40 on.
    let output = study_with("fill", &["run.window=100"], &["--shipments", "all"]);
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

#[test]
fn v4_a_ferry_that_takes_who_is_there() {
    let output = study("ferry", &[]);
    let ashore = exact("V4", "mean time until ashore");
    agrees("V4 Wq", output.ledger("ferry", "vessel to arrive"), ashore - 1.0);
    agrees("V4 Wq (stages)", output.wait("ferry"), ashore - 1.0);
    agrees("V4 crossing", output.ledger("ferry", "moving"), 1.0);
    agrees("V4 L", output.inside("ferry"), 3.0 * ashore);
    let summary = output.table("summary.csv");
    let vessel = |metric: &str| {
        summary
            .find(&[("scope", "ferry / shuttle"), ("metric", metric)])
            .estimate("mean", "ci_low", "ci_high")
    };
    let window = 60_000.0;
    let busy = 1.0 - 0.035_934_06;
    agrees("V4 departures", vessel("vessel departures"), busy * window);
    agrees("V4 load", vessel("vessel load"), 3.0 / (4.0 * busy));
    // The same idle share from the vessel's own account: it scatters as the departures do.
    let idle = output
        .table("resources.csv")
        .find(&[("owner", "ferry"), ("resource", "vessels")])
        .number("starved_share");
    let error = vessel("vessel departures").error / window;
    assert!((idle - 0.035_934_06).abs() <= 4.0 * error, "V4 idle {idle} +- {error}");
}
