//! Flows, storms and resources whose laws change.

use super::{dated, log};
use crate::support::{data, hours, known, open, replicate, watch};
use transcaspian::experiment::Results;
use transcaspian::scenario::{ArrivalSpec, Phase, Scenario, ScenarioSpec};
use transcaspian::units::{Date, Duration, Time};

const DAY: i64 = 86_400_000;
/// The first phase begins three days after the start of `mm1.toml`, within its window.
const AFTER: (i64, u32, u32) = (2023, 1, 5);
const AT: i64 = 3 * DAY;

/// When the consignments of a flow came in.
fn entries(results: &Results, flow: &str) -> Vec<i64> {
    let journeys = results.shipments.iter().map(|shipment| &shipment.journey);
    let mine = journeys.filter(|journey| results.flow_names[journey.flow.index()] == flow);
    let mut all: Vec<(u32, i64)> = mine.map(|journey| (journey.number, journey.entered.ms())).collect();
    all.sort_unstable();
    all.into_iter().map(|(_, entered)| entered).collect()
}

/// Twice the volume: the same arrivals, each in half the time after the change.
#[test]
fn what_is_left_of_an_interval_runs_at_the_new_rate() {
    let file = data("mm1.toml");
    let sets = ["run.warm_up=0"];
    for even in [false, true] {
        let law =
            if even { "flow.people.arrival={ even = {} }" } else { "flow.people.arrival={ poisson = {} }" };
        let sets = [&sets[..], &[law]].concat();
        let before = entries(&watch(&open(&file, &sets)), "people");
        let changed = dated(&file, &sets, &[(AFTER, &["flow.people.volume=1"])]);
        let after = entries(&watch(&changed), "people");
        assert!(after.len() as f64 > 1.5 * before.len() as f64, "{} {}", before.len(), after.len());
        for (old, new) in before.iter().zip(&after) {
            let expected = if *old <= AT { *old } else { AT + (old - AT) / 2 };
            // Each instant is rounded once to the millisecond.
            assert!((new - expected).abs() <= 2 + before.len() as i64, "{old} {new} {expected}");
        }
    }
}

/// A flow that a phase has not sends nothing in it, and goes on where it was.
#[test]
fn a_flow_that_is_taken_away_sends_nothing_until_it_is_back() {
    let file = data("mm1.toml");
    let other = r#"flow.others={ class = "container", volume = { value = 1, unit = "consignment/h", source = "textbook" }, route = { only = { value = 1, unit = "share", source = "textbook" } }, arrival = { poisson = {} } }"#;
    let sets = ["run.warm_up=0", "stage.desk.server.servers=3"];
    let (without, with) = (open(&file, &sets), open(&file, &[sets[0], sets[1], other]));
    let phase = |scenario: &Scenario, day| Phase {
        date: Date::new(2023, 1, day).expect("January has that day"),
        spec: scenario.spec().clone(),
    };
    let phases = vec![phase(&with, 5), phase(&without, 8), phase(&with, 11)];
    let changed = super::checked(open(&file, &sets), phases);
    let results = watch(&changed);
    let others = entries(&results, "others");
    let in_days = |from: i64, until: i64| {
        others.iter().filter(|&&time| (from * DAY..until * DAY).contains(&time)).count()
    };
    assert_eq!((in_days(0, 3), in_days(6, 9)), (0, 0));
    assert!(in_days(3, 6) > 40 && in_days(9, 12) > 40, "{} {}", in_days(3, 6), in_days(9, 12));
    // Nobody else's draws have changed.
    assert_eq!(entries(&results, "people"), entries(&watch(&without), "people"));
    // From the third day on it is the flow that it would have been, three days later.
    let alone = entries(&watch(&with), "others");
    assert_eq!(others[0], alone[0] + AT);
}

/// Ten machines of a closed population: who leaves while the flow sends nothing stays away, and all are back after it.
#[test]
fn a_closed_population_stays_away_and_comes_back() {
    let file = known("repair");
    let sets = ["run.warm_up=0", "run.window=240", "run.drain=1000"];
    let with = open(&file, &sets);
    let mut none = with.spec().clone();
    none.flow.clear();
    let phase = |day, spec: &ScenarioSpec| Phase {
        date: Date::new(2023, 1, day).expect("January has that day"),
        spec: spec.clone(),
    };
    let start = with.spec().run.start.day();
    let phases = vec![phase(start + 3, &none), phase(start + 6, with.spec())];
    let results = watch(&super::checked(open(&file, &sets), phases));
    let name = results.flow_names[0].clone();
    let entered = entries(&results, &name);
    let between = |from: i64, until: i64| {
        entered.iter().filter(|&&time| (from * DAY..until * DAY).contains(&time)).count()
    };
    let each: Vec<usize> = (0..10).map(|day| between(day, day + 1)).collect();
    assert_eq!(each[3..6], [0, 0, 0], "{each:?}");
    assert!(each[0] > 0 && each[6] > 0 && each[9] > 0, "{each:?}");
    // As many as there are, and never more at once.
    let inside = |at: i64| {
        let journeys = results.shipments.iter().map(|shipment| &shipment.journey);
        journeys.filter(|row| row.entered.ms() <= at && row.left.is_none_or(|left| left.ms() > at)).count()
    };
    let ArrivalSpec::Closed(law) = &with.spec().flow[name.as_str()].arrival else { panic!("it is closed") };
    let most = (0..240).map(|hour| inside(hour * DAY / 24)).max();
    assert!(most <= Some(law.population.count() as usize), "{most:?}");
}

/// Intervals of seven hours up to the change, and of five from the next on.
#[test]
fn an_interval_that_has_begun_ends_as_it_began() {
    let file = known("by-hand");
    let sets = ["run.warm_up=0", "flow.jobs.arrival.renewal.interval=7", "flow.jobs.arrival.renewal.batch=1"];
    let then = ["flow.jobs.arrival.renewal.interval=5", "flow.jobs.arrival.renewal.batch=2"];
    let results = watch(&dated(&file, &sets, &[((2023, 1, 2), &then)]));
    let hours: Vec<i64> = entries(&results, "jobs").iter().map(|time| time / 3_600_000).collect();
    assert_eq!(hours[..9], [7, 14, 21, 28, 28, 33, 33, 38, 38]);
}

/// Two servers for the first half of the window and four for the second, all busy all the time.
#[test]
fn shares_are_of_the_capacity_that_there_was() {
    let file = data("mm1.toml");
    let sets = ["run.warm_up=0", "run.window=10", "stage.desk.server.servers=2", "flow.people.volume=100"];
    let changed = dated(&file, &sets, &[((2023, 1, 7), &["stage.desk.server.servers=4"])]);
    let row = replicate(&changed, 1).resources.remove(0);
    assert_eq!(row.capacity, 4);
    assert!(row.busy > 0.999 && row.busy <= 1.0, "{row:?}");
    // Fewer: those who are being served finish.
    let fewer = dated(
        &file,
        &["run.warm_up=0", "stage.desk.server.servers=4", "flow.people.volume=10"],
        &[(AFTER, &["stage.desk.server.servers=1"])],
    );
    let row = replicate(&fewer, 1).resources.remove(0);
    assert!(row.busy > 0.99 && row.busy <= 1.0, "{row:?}");
}

/// A charge holds for those who leave the stage while it is in force.
#[test]
fn charges_follow_the_phase() {
    let border = |usd: u32| {
        format!(
            r#"stage.border.border.charge={{ container = {{ value = {usd}, unit = "USD/container", source = "hand" }} }}"#
        )
    };
    let file = known("block-train");
    let cost = |results: &Results| results.shipments[0].journey.cost_usd;
    // The border is left on the first day and the sea on the second.
    let changed = dated(
        &file,
        &[],
        &[((2023, 1, 3), &[border(1000).as_str(), "stage.sea.ferry.charge.container=150"])],
    );
    assert!((cost(&watch(&changed)) - 530.0).abs() < 1e-9);
}

/// The same terms again change nothing to the end of the run.
#[test]
fn a_phase_that_says_the_same_changes_nothing() {
    let file = data("corridor/small.toml");
    let days = [(1, 20), (2, 15), (3, 1)].map(|(month, day)| ((2023, month, day), &[][..]));
    let (same, without) = (dated(&file, &[], &days), open(&file, &[]));
    assert_eq!(log(&same, Time::MAX), log(&without, Time::MAX));
}

/// Hardly a storm, and then thirty a year; no storm that closes a port, and then one that all close: cargo waits for the
/// weather from then on.
#[test]
fn storms_follow_their_law() {
    let file = data("corridor/small.toml");
    let calm = ["weather.sea.storms=0.001", "run.warm_up=0", "run.window=60"];
    let changed = dated(&file, &calm, &[((2023, 1, 12), &["weather.sea.storms=30"])]);
    assert_eq!(hours(&replicate(&open(&file, &calm), 1), "west", None, "weather"), 0.0);
    assert!(hours(&replicate(&changed, 1), "west", None, "weather") > 0.1);
    let limit = dated(
        &file,
        &[
            "run.warm_up=0",
            "run.window=60",
            "stage.aktau.port.weather.wind_limit=100",
            "stage.alat.port.weather.wind_limit=100",
        ],
        &[((2023, 1, 12), &["stage.aktau.port.weather.wind_limit=12"])],
    );
    let begins = Time::ZERO + Duration::from_ms(10 * DAY);
    assert!(log(&limit, begins).1 > 0);
    assert!(hours(&replicate(&limit, 1), "west", Some("aktau"), "weather") > 0.1);
}
