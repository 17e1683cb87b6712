//! What holds in every run, whatever the numbers: no tolerance but that of rounding and of dates in whole seconds.

use std::collections::BTreeMap;

use crate::book::{Estimate, Output, REPLICATIONS, equals, run, scenario, seconds, study};

/// Every diary of a corridor with queues, legs, vessels, blocking, two classes and three routes.
fn line() -> Output {
    run(&scenario("minimal"), &[], &["-n", "5", "--shipments", "all"])
}

#[test]
fn littles_identity_and_balances_hold() {
    let output = line();
    for row in output.table("stages.csv").iter() {
        equals(&format!("Little at {}", row.text("stage")), row.number("little_difference_h"), 0.0);
    }
    let flows = output.table("flows.csv");
    assert_eq!(flows.rows.len(), 2);
    for row in flows.iter() {
        for amount in ["consignments", "teu", "tonnes"] {
            let part = |way: &str| row.number(&format!("{amount}_{way}"));
            equals(&format!("{amount} of {}", row.text("flow")), part("in"), part("out") + part("inside"));
        }
        assert!(row.number("consignments_in") > 0.0);
        equals("the cohort comes out", row.number("cohort_out"), row.number("cohort"));
    }
    let resources = output.table("resources.csv");
    assert_eq!(resources.rows.len(), 3, "gate, vessels, yard");
    for row in resources.iter() {
        let shares = ["busy", "blocked", "starved", "down", "closed"];
        let sum: f64 = shares.iter().map(|share| row.number(&format!("{share}_share"))).sum();
        equals(&format!("shares of {}", row.text("owner")), sum, 1.0);
    }
}

/// A flow's hours in the ledger are its transit, and a diary's hours are the time between its two dates.
#[test]
fn the_ledger_adds_up() {
    let output = line();
    let ledger = output.table("ledger.csv");
    for flow in output.table("flows.csv").iter() {
        let cells = ledger.iter().filter(|row| row.text("flow") == flow.text("flow"));
        let (hours, shares) = cells
            .fold((0.0, 0.0), |sum, row| (sum.0 + row.number("hours_mean"), sum.1 + row.number("share")));
        // Means over replications of different sizes: each replication's ledger is a mean over its own cohort.
        let transit = flow.number("transit_d") * 24.0;
        equals(&format!("hours of {}", flow.text("flow")), hours, transit);
        equals("shares", shares, 1.0);
    }
    let diaries = output.table("shipments.csv");
    assert!(diaries.rows.len() > 5_000);
    for row in diaries.iter() {
        let hours: f64 = diaries
            .columns()
            .iter()
            .filter(|column| column.ends_with("_h"))
            .map(|column| row.number(column))
            .sum();
        let between = seconds(row.text("left")) - seconds(row.text("entered"));
        assert!((hours * 3600.0 - between as f64).abs() < 1.001, "{} {hours}", row.text("unit"));
    }
}

/// Milestones of a route come in its order, queues are first come first served, and who sails together leaves together.
#[test]
fn diaries_are_in_order() {
    let output = line();
    let diaries = output.table("shipments.csv");
    let order = [
        "entered",
        "gate.arrived",
        "gate.cleared",
        "way.arrived",
        "ferry.arrived",
        "ferry.loaded",
        "ferry.sailed",
        "ferry.discharged",
        "yard.arrived",
        "yard.cleared",
        "left",
    ];
    let mut gate: BTreeMap<(&str, &str), Vec<(i64, i64)>> = BTreeMap::new();
    let mut quay: BTreeMap<&str, Vec<(i64, i64, i64)>> = BTreeMap::new();
    let mut vessels: BTreeMap<(&str, i64), Vec<i64>> = BTreeMap::new();
    for row in diaries.iter() {
        let dates: Vec<i64> = order
            .iter()
            .map(|column| row.text(column))
            .filter(|date| !date.is_empty())
            .map(seconds)
            .collect();
        assert!(dates.is_sorted(), "unit {}: {dates:?}", row.text("unit"));
        assert_eq!(dates.len(), if row.text("route") == "local" { 6 } else { 11 });
        let at = |column: &str| seconds(row.text(column));
        let replication = row.text("replication");
        gate.entry((replication, row.text("flow")))
            .or_default()
            .push((at("gate.arrived"), at("gate.cleared")));
        if row.text("route") != "local" {
            let quay = quay.entry(replication).or_default();
            quay.push((at("ferry.arrived"), at("ferry.loaded"), at("ferry.sailed")));
            vessels.entry((replication, at("ferry.sailed"))).or_default().push(at("ferry.discharged"));
        }
    }
    for mut queue in gate.into_values() {
        queue.sort_unstable();
        assert!(queue.is_sorted_by_key(|&(_, cleared)| cleared), "one overtakes another at the gate");
    }
    for mut queue in quay.into_values() {
        queue.sort_unstable();
        assert!(queue.is_sorted_by_key(|&(_, loaded, _)| loaded), "one overtakes another at the quay");
        assert!(queue.is_sorted_by_key(|&(_, _, sailed)| sailed), "one sails before another");
    }
    assert!(vessels.len() > 300);
    for ((_, sailed), ashore) in vessels {
        assert!(ashore.len() <= 12, "{} are on board", ashore.len());
        assert!(
            ashore.iter().all(|&date| date == ashore[0]),
            "those who sailed at {sailed} go ashore together"
        );
    }
}

/// The interval in the tables is Student's over the figures of the replications.
#[test]
fn intervals_come_from_the_replications() {
    let output = study("minimal", &[]);
    let replications = output.table("replications.csv");
    assert_eq!(replications.rows.len(), REPLICATIONS as usize);
    let means: Vec<f64> = replications.iter().map(|row| row.number("journey_boxes_mean_d")).collect();
    let found = Estimate::of(&means);
    let summary = output.table("summary.csv");
    let row = summary.find(&[("scope", "boxes"), ("metric", "time journey")]);
    let told = row.estimate("mean", "ci_low", "ci_high");
    equals("mean", told.mean, found.mean);
    equals("standard error", told.error, found.error);
}
