//! Whole corridors in which a bit of everything changes.

use super::{checked, dated, log};
use crate::support::{data, open, plan, shipped, try_run};
use transcaspian::experiment::{Results, Shipments};
use transcaspian::scenario::{Phase, Scenario, ScenarioSpec, refusals};
use transcaspian::stage::StageSpec;
use transcaspian::units::{Date, Duration, Time};

/// Runs a scenario, which fails where a ledger, a balance or Little's identity does not hold.
fn run(scenario: &Scenario) -> Results {
    try_run(scenario, &plan(1, Shipments::Nobody)).unwrap_or_else(|failure| panic!("{failure}"))
}

fn date(month: u32, day: u32) -> Date {
    Date::new(2023, month, day).expect("the calendar has that day")
}

/// A bit of everything of the small corridor.
const EVERYTHING: &[&str] = &[
    "stage.border.border.reception_tracks=3",
    "stage.border.border.examination.crews=2",
    "stage.border.border.customs.desks=3",
    "stage.border.border.customs.inspection_share=10",
    "stage.border.border.customs.hours.opens='08:00'",
    "stage.border.border.transfer.points=2",
    "stage.border.border.formation.crews=3",
    r#"stage.line.rail.track={ double = { headway = { value = 20, unit = "min", source = "test" } } }"#,
    "stage.line.rail.speed_limit={ value = 50, unit = 'km/h', source = 'test' }",
    "stage.yard.yard.tracks=5",
    "stage.yard.yard.changes_locomotive=true",
    "stage.spur.rail.track.single.loops=0",
    "stage.aktau.port.sidings=6",
    "stage.aktau.port.working_tracks=1",
    "stage.aktau.port.customs.desks=2",
    "stage.aktau.port.weather.wind_limit=18",
    "stage.aktau.port.cargo.container.slots_seaward=150",
    "stage.aktau.port.berth.feeder.berths=2",
    "stage.aktau.port.berth.feeder.cranes=3",
    "stage.aktau.port.visitor.coaster.calls=60",
    "stage.sea.ferry.distance=400",
    "stage.alat.port.berth.feeder.cranes=2",
    "stage.alat.port.formation.crews=2",
    "stage.west-line.rail.track.double.headway=30",
    "stage.tbilisi.yard.unloading.tracks=1",
    "weather.sea.storms=50",
    "pool.pool.locomotives=8",
    "pool.pool.availability=1",
    "train.mixed.capacity=40",
    "train.mixed.departure.full_or_after.longest_wait=8",
    "train.freight.rank=2",
    "fleet.feeders.vessels=4",
    "fleet.feeders.capacity=120",
    "fleet.feeders.departure.aktau.minimum_load.share=60",
    "flow.west.volume=9000",
    "flow.east.arrival.poisson.batch=5",
    "flow.through-west.volume=7",
    "flow.through-east.months={ months = [1, 2, 3, 4, 5, 6, 1, 1, 1, 1, 1, 1], unit = 'weight', source = 'test' }",
];

#[test]
fn nothing_differs_before_the_day() {
    let small = data("corridor/small.toml");
    let until = |day: Date| Time::ZERO + Duration::from_ms(day.days_since(date(1, 2)) * Duration::DAY.ms());
    let without = open(&small, &[]);
    let changed = dated(&small, &[], &[((2023, 2, 11), EVERYTHING)]);
    let more = |day| vec![Phase { date: day, spec: open(&data("dated/more.toml"), &[]).spec().clone() }];
    let added = checked(open(&small, &[]), more(date(2, 11)));
    let (before, _) = log(&without, until(date(2, 11)));
    assert!(before.len() > 50_000, "{}", before.len());
    assert_eq!(log(&changed, until(date(2, 11))).0, before);
    assert_eq!(log(&added, until(date(2, 11))).0, before);
    // Twelve days of the base scenario, before many of its numbers change.
    let base = shipped().remove(0);
    let (without, changed) = (open(&base, &[]), shaken(&base, &[], &[12, 13], &mut 5));
    let day = Time::ZERO + Duration::DAY + Duration::from_ms(11 * Duration::DAY.ms());
    assert_eq!(log(&changed, day).0, log(&without, day).0);
}

#[test]
fn what_is_added_comes_into_use_and_what_is_taken_away_runs_out() {
    let small = data("corridor/small.toml");
    let with = open(&data("dated/more.toml"), &[]).spec().clone();
    let without = open(&small, &[]).spec().clone();
    let phases = vec![
        Phase { date: date(2, 11), spec: with.clone() },
        Phase { date: date(3, 11), spec: without },
        Phase { date: date(3, 21), spec: with },
    ];
    let results = run(&checked(open(&small, &[]), phases));
    assert_eq!(results.censored, None);
    let flow = results.flows.iter().find(|row| row.flow == "a-flow").expect("the flow is in the results");
    // 2000 a year for 28 days and then for the last 42 of the window: a batch of 5 more or less, each time.
    assert!((flow.cohort[0] - 2000.0 * 70.0 / 365.0).abs() <= 10.0, "{:?}", flow.cohort);
    assert_eq!(flow.cohort[0], flow.cohort[1]);
    let berths =
        results.resources.iter().find(|row| row.owner == "a-port" && row.resource == "a-berth berths");
    assert!(berths.expect("the port has berths").busy > 0.1);
}

#[test]
fn a_bit_of_everything_may_change_there_and_back() {
    let small = data("corridor/small.toml");
    let (before, after) = (open(&small, &[]), open(&small, EVERYTHING));
    let back = [EVERYTHING, &["fleet.feeders.vessels=4"]].concat();
    assert_eq!(refusals(before.spec(), open(&small, &back).spec()), []);
    // There, and back in everything but the vessels, which do not disappear.
    let first = open(&small, &["fleet.feeders.vessels=4"]).spec().clone();
    let phases = [(1, 20), (2, 3), (2, 4), (3, 17), (3, 31), (4, 30)].into_iter().enumerate();
    let phases = phases.map(|(at, (month, day))| Phase {
        date: date(month, day),
        spec: if at % 2 == 0 { after.spec().clone() } else { first.clone() },
    });
    let results = run(&checked(open(&small, &[]), phases.collect()));
    assert_eq!(results.censored, None);
}

/// The next number of a small congruential generator (Knuth, The Art of Computer Programming, volume 2, section 3.3.4).
fn next(state: &mut u64) -> usize {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    (*state >> 33) as usize
}

/// Phases that each give a dozen numbers of the scenario other values, whatever they are, as far as the checks allow.
fn shaken(file: &str, sets: &[&str], days: &[i64], state: &mut u64) -> Scenario {
    let first = open(file, sets);
    let numbers: Vec<(String, f64)> = first
        .parameters()
        .iter()
        .filter(|row| !row.path.starts_with("run.") && !row.path.starts_with("target."))
        .filter_map(|row| row.value_text.parse().ok().map(|value| (row.path.clone(), value)))
        .collect();
    let start = first.spec().run.start;
    let mut all: Vec<String> = sets.iter().map(|&set| set.to_owned()).collect();
    let mut before = first.spec().clone();
    let mut phases = Vec::new();
    for &day in days {
        let mut changes = 0;
        for _ in 0..100 {
            let (path, value) = &numbers[next(state) % numbers.len()];
            let factor = [0.5, 0.75, 0.9, 1.1, 1.5, 2.0][next(state) % 6];
            let value = value * factor;
            let value = if value > 2.0 { value.round() } else { value };
            let mut tried = all.clone();
            tried.push(format!("{path}={value}"));
            let Ok(scenario) = Scenario::open(file, &tried) else { continue };
            if !refusals(&before, scenario.spec()).is_empty() {
                continue;
            }
            (all, before) = (tried, scenario.spec().clone());
            changes += 1;
            if changes == 12 {
                break;
            }
        }
        phases.push(Phase { date: start.plus_days(day), spec: before.clone() });
    }
    assert!(all.len() > sets.len() + 5 * days.len(), "{all:?}");
    checked(first, phases)
}

#[test]
fn the_small_corridor_may_be_shaken() {
    let mut state = 1;
    let timetable = r#"fleet.feeders.departure.aktau={ timetable = { every = { value = 36, unit = "h", source = "test" }, exclusive = true } }"#;
    for rule in [None, Some(timetable)] {
        let sets: Vec<&str> = [Some("run.drain=20"), rule].into_iter().flatten().collect();
        for _ in 0..6 {
            let days = [12, 31, 40, 41, 77, 103];
            run(&shaken(&data("corridor/small.toml"), &sets, &days, &mut state));
        }
    }
}

#[test]
fn a_year_of_the_base_scenario_may_be_shaken() {
    let base = shipped().remove(0);
    let sets = ["run.warm_up=30", "run.window=300", "run.drain=30"];
    let days = [17, 45, 46, 101, 153, 211, 260, 300];
    run(&shaken(&base, &sets, &days, &mut 3));
}

/// The small corridor without whatever a stage can do without.
fn bare() -> ScenarioSpec {
    let mut spec = open(&data("corridor/small.toml"), &[]).spec().clone();
    for stage in spec.stage.values_mut() {
        match stage {
            StageSpec::Border(border) => {
                (border.examination, border.customs, border.transfer) = (None, None, None)
            }
            StageSpec::Rail(rail) => (rail.possession, rail.speed_limit) = (Default::default(), None),
            StageSpec::Yard(yard) => (yard.examination, yard.unloading) = (None, None),
            StageSpec::Port(port) => {
                (port.customs, port.weather) = (None, None);
                port.visitor.clear();
                port.berth.retain(|name, _| &**name == "feeder");
            }
            _ => {}
        }
    }
    spec.weather.clear();
    spec
}

#[test]
fn parts_may_come_and_go() {
    let small = data("corridor/small.toml");
    let whole = open(&small, &[]).spec().clone();
    let days = [(1, 12), (1, 13), (2, 5), (2, 20), (3, 8), (3, 9), (4, 2)].into_iter().enumerate();
    let with = |first: bool| {
        let phases = days.clone().map(|(at, (month, day))| Phase {
            date: date(month, day),
            spec: if (at % 2 == 0) == first { bare() } else { whole.clone() },
        });
        phases.collect::<Vec<_>>()
    };
    let results = run(&checked(open(&small, &[]), with(true)));
    assert_eq!(results.censored, None);
    // For the last month nothing shuts the ports.
    let shut = |results: &Results| {
        let row = results.resources.iter().find(|row| row.owner == "aktau" && row.resource == "other berths");
        row.expect("the port has such berths").closed
    };
    let always = run(&open(&small, &[]));
    assert!(shut(&results) > 0.0 && shut(&results) < shut(&always), "{} {}", shut(&results), shut(&always));
    assert_eq!(run(&checked(open(&small, &[]), with(false))).censored, None);
}

/// The line that all wait for gets its second track.
#[test]
fn a_second_track_empties_the_queue() {
    let small = data("corridor/small.toml");
    let slow = ["stage.line.rail.track.single.clearance=120", "run.window=60"];
    let double =
        r#"stage.line.rail.track={ double = { headway = { value = 10, unit = "min", source = "test" } } }"#;
    let wait = |scenario: &Scenario| {
        let results = run(scenario);
        let row = results.stages.iter().find(|row| row.stage == "border").expect("the border is a stage");
        (row.blocked_share.unwrap_or(0.0), results.censored.is_some())
    };
    let (narrow, wide) = (open(&small, &slow), dated(&small, &slow, &[((2023, 2, 15), &[double])]));
    assert!(wait(&narrow).1, "without the second track the queue outgrows the run");
    assert!(!wait(&wide).1);
}
