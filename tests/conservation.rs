//! What goes in comes out or is inside; hours add up; Little's law holds at every stage. On every shipped scenario.
//!
//! The program checks most of this itself and refuses results that break it. Here the same is found in another way: from
//! diaries alone.

mod support;

use std::collections::BTreeMap;

use support::{data, open, plan, shipped, try_run, watch};
use transcaspian::experiment::Results;
use transcaspian::metrics::Journey;
use transcaspian::observation::{Cause, Event};
use transcaspian::scenario::Scenario;

const WINDOW_D: i64 = 60;
const DRAIN_D: i64 = 60;
const DAY: i64 = 86_400_000;

/// A shipped scenario from an empty corridor on, so that the cohort is all that is ever inside.
fn short(file: &str) -> Scenario {
    let (window, drain) = (format!("run.window=\"{WINDOW_D} d\""), format!("run.drain=\"{DRAIN_D} d\""));
    open(file, &["run.warm_up=0", &window, &drain])
}

/// The scenarios that are tried: the shipped ones and the small corridor, which has all that can happen.
fn scenarios() -> Vec<String> {
    let mut files = shipped();
    files.push(data("corridor/small.toml"));
    files
}

#[test]
fn nothing_is_lost_and_every_hour_is_accounted_for() {
    for file in scenarios() {
        let results = watch(&short(&file));
        assert!(results.shipments.len() > 100, "{file}: {} diaries", results.shipments.len());
        flows_balance(&file, &results);
        diaries_add_up(&file, &results);
        ledger_is_the_sum_of_diaries(&file, &results);
        stages_hold_what_the_diaries_say(&file, &results);
        shares_make_a_whole(&file, &results);
    }
}

fn close(one: f64, other: f64) -> bool {
    (one - other).abs() <= 1e-9 * one.abs().max(other.abs()).max(1.0)
}

/// In = out + inside, in consignments, TEU and tonnes.
fn flows_balance(file: &str, results: &Results) {
    assert!(!results.flows.is_empty(), "{file}");
    for flow in &results.flows {
        let [entered, left, inside] = flow.consignments;
        assert_eq!(entered, left + inside, "{file}: {}", flow.flow);
        assert_eq!(flow.teu[0], flow.teu[1] + flow.teu[2], "{file}: {}", flow.flow);
        assert!(close(flow.tonnes[0], flow.tonnes[1] + flow.tonnes[2]), "{file}: {}", flow.flow);
        // The cohort is what the diaries are of.
        let diaries: Vec<&Journey> = of_flow(results, &flow.flow).collect();
        assert_eq!(flow.cohort[0], diaries.len() as f64, "{file}: {}", flow.flow);
        let out = diaries.iter().filter(|journey| journey.left.is_some()).count();
        assert_eq!(flow.cohort[1], out as f64, "{file}: {}", flow.flow);
        assert!(out > 0 || diaries.is_empty(), "{file}: nobody of {} came through", flow.flow);
    }
}

fn of_flow<'a>(results: &'a Results, flow: &'a str) -> impl Iterator<Item = &'a Journey> {
    let journeys = results.shipments.iter().map(|shipment| &shipment.journey);
    journeys.filter(move |journey| results.flow_names[journey.flow.index()] == flow)
}

/// The time by cause is the time between entering and leaving, to the millisecond; milestones are in order.
fn diaries_add_up(file: &str, results: &Results) {
    for shipment in &results.shipments {
        let journey = &shipment.journey;
        let who = format!("{file}: {} {}", results.flow_names[journey.flow.index()], journey.number);
        if let Some(left) = journey.left {
            let sum: i64 = journey.by_cause.iter().sum();
            assert_eq!(sum, left.ms() - journey.entered.ms(), "{who}");
            assert_eq!(journey.milestones.last().map(|&(.., time)| time), Some(left), "{who}");
        }
        assert!(journey.by_cause.iter().all(|&time| time >= 0), "{who}: {:?}", journey.by_cause);
        let times: Vec<_> = journey.milestones.iter().map(|&(.., time)| time).collect();
        assert!(times.is_sorted(), "{who}: {times:?}");
        assert!(times.first().is_none_or(|&first| first >= journey.entered), "{who}");
    }
}

/// The hours of the ledger, cause by cause, are those of the diaries.
fn ledger_is_the_sum_of_diaries(file: &str, results: &Results) {
    for flow in &results.flows {
        for cause in Cause::ALL {
            let rows = results.ledger.iter().filter(|row| row.flow == flow.flow && row.cause == cause.name());
            let ledger: f64 = rows.map(|row| row.hours.mean).sum::<f64>() * flow.cohort[0];
            let diaries: i64 =
                of_flow(results, &flow.flow).map(|journey| journey.by_cause[cause.index()]).sum();
            let diaries = diaries as f64 / 3_600_000.0;
            assert!(close(ledger, diaries), "{file}: {} {}: {ledger} {diaries}", flow.flow, cause.name());
        }
        let shares: f64 =
            results.ledger.iter().filter(|row| row.flow == flow.flow).map(|row| row.share).sum();
        assert!(flow.cohort[0] == 0.0 || close(shares, 1.0), "{file}: {} {shares}", flow.flow);
    }
}

/// A stage's mean number inside over the window is the time that all spent there within it (Little's law for a window
/// that begins empty: Little, "A proof for the queuing formula L = λW", 1961), found from milestones alone.
fn stages_hold_what_the_diaries_say(file: &str, results: &Results) {
    let window = WINDOW_D * DAY;
    let mut spent: BTreeMap<&str, i64> = BTreeMap::new();
    let mut arrivals: BTreeMap<&str, u32> = BTreeMap::new();
    for shipment in &results.shipments {
        let journey = &shipment.journey;
        let mut at = ("entry", journey.entered.ms());
        let mut visits = Vec::new();
        for &(stage, event, time) in &journey.milestones {
            if event == Event::Arrived {
                visits.push((at.0, at.1, time.ms()));
                at = (&results.stage_names[stage.index()], time.ms());
            }
        }
        visits.push((at.0, at.1, journey.left.map_or(i64::MAX, |time| time.ms())));
        for (stage, from, until) in visits {
            *spent.entry(stage).or_default() += (until.min(window) - from).max(0);
            *arrivals.entry(stage).or_default() += u32::from(from < window);
        }
    }
    for row in &results.stages {
        let stage = row.stage.as_str();
        let mean = row.inside_mean.map_or(0.0, |estimate| estimate.mean);
        let expected = spent.get(stage).copied().unwrap_or(0) as f64 / window as f64;
        assert!(close(mean, expected), "{file}: {stage} holds {mean}, by the diaries {expected}");
        assert_eq!(row.arrivals, f64::from(arrivals.get(stage).copied().unwrap_or(0)), "{file}: {stage}");
        assert_eq!(row.little_difference_h, 0.0, "{file}: {stage}");
        let waiting = row.waiting_mean.map_or(0.0, |estimate| estimate.mean);
        assert!((-1e-9..=mean + 1e-9).contains(&waiting), "{file}: {stage}: {waiting} of {mean} wait");
    }
}

/// The shares of a resource add up; no carrier has more on board than it can carry.
fn shares_make_a_whole(file: &str, results: &Results) {
    for row in &results.resources {
        let parts = [row.busy, row.blocked, row.starved, row.down, row.closed];
        assert!(parts.iter().all(|part| (0.0..=1.0).contains(part)), "{file}: {row:?}");
        assert!(close(parts.iter().sum(), 1.0), "{file}: {row:?}");
    }
    for row in &results.carriage {
        assert!(row.load_factor.mean <= 1.0, "{file}: {row:?}");
        assert!(row.departures.mean > 0.0, "{file}: {row:?}");
    }
}

/// With several replications the means are those of the replications.
#[test]
fn balances_hold_over_several_replications() {
    let scenario = open(&data("corridor/small.toml"), &[]);
    let results =
        try_run(&scenario, &plan(3, transcaspian::experiment::Shipments::Everybody)).expect("it runs");
    for flow in &results.flows {
        assert!(close(flow.consignments[0], flow.consignments[1] + flow.consignments[2]), "{}", flow.flow);
        let transit = flow.transit_d.expect("somebody came through").mean;
        let ledger: f64 =
            results.ledger.iter().filter(|row| row.flow == flow.flow).map(|row| row.hours.mean).sum();
        // All of the cohort have come through, so their ledger is their transit.
        assert_eq!(flow.cohort[0], flow.cohort[1], "{}", flow.flow);
        assert!(close(transit * 24.0, ledger), "{}: {transit} d, {ledger} h", flow.flow);
    }
}
