//! A port that is closed for five days: parked trains and a ban on loading keep the line behind it open, and without
//! them it locks up.

mod support;

use support::{data, hours, open, plan, try_run};
use transcaspian::cargo::{CarrierKind, FlowId, StageId};
use transcaspian::corridor::{Corridor, Ending, simulate};
use transcaspian::experiment::{Failure, Shipments};
use transcaspian::observation::{Observation, Observer, TrainDoes};
use transcaspian::scenario::{Phase, Scenario};
use transcaspian::units::{Date, Time};

const CLOSES: i64 = 30;
const REOPENS: i64 = 35;

/// The scenario, with the port closed from the 30th day to the 35th.
fn closed(sets: &[&str]) -> Scenario {
    let scenario = open(&data("closed-port.toml"), sets);
    let start = Date::new(2023, 1, 2).expect("the calendar has that day");
    let phase = |day, limit: &str| {
        let limit = format!("stage.port.port.weather.wind_limit={limit}");
        let spec = open(&data("closed-port.toml"), &[sets, &[&limit]].concat()).spec().clone();
        Phase { date: start.plus_days(day), spec }
    };
    scenario.with_phases(vec![phase(CLOSES, "5"), phase(REOPENS, "15")])
}

/// What a watcher writes down, by day.
struct Watch {
    line: StageId,
    port: StageId,
    out: FlowId,
    /// Other trains over the line, both ways.
    others: Vec<u32>,
    /// The most containers for the port that have entered and not left.
    inside: Vec<u32>,
    /// Such containers at the moment.
    now: u32,
    closed: Vec<(i64, bool)>,
}

impl Observer for Watch {
    fn observe(&mut self, at: Time, what: Observation<'_>) {
        let day = usize::try_from(at.ms() / 86_400_000).expect("time is not negative");
        self.others.resize(self.others.len().max(day + 1), 0);
        while self.inside.len() <= day {
            self.inside.push(self.now);
        }
        match what {
            Observation::Train {
                what,
                stage,
                does: TrainDoes::Arrives(point) | TrainDoes::Departs(point),
                ..
            } if stage == self.line && point.km == 0.0 => {
                let background = matches!(what.kind, CarrierKind::Train { background: true, .. });
                self.others[day] += u32::from(background);
            }
            Observation::Entered { what, .. } if what.flow == self.out => {
                self.now += 1;
                self.inside[day] = self.inside[day].max(self.now);
            }
            Observation::Left { what, .. } if what.flow == self.out => self.now -= 1,
            Observation::Closed { stage, closed } if stage == self.port => {
                let hour = at.ms() / 3_600_000;
                if self.closed.last().is_none_or(|last| last.1 != closed) {
                    self.closed.push((hour, closed));
                }
            }
            _ => {}
        }
    }
}

fn watch(scenario: &Scenario) -> (Ending, Watch) {
    let corridor = Corridor::compile(scenario);
    let (line, port) = (corridor.stage("line-2"), corridor.stage("port"));
    let out = corridor.flow("out").expect("the scenario has it");
    let watch = Watch { line, port, out, others: Vec::new(), inside: Vec::new(), now: 0, closed: Vec::new() };
    let (outcome, watch) = simulate(&corridor, 1, 0, watch, 10_000_000);
    (outcome.ending, watch)
}

fn mean(days: &[u32]) -> f64 {
    days.iter().map(|&count| f64::from(count)).sum::<f64>() / days.len() as f64
}

const UNBANNED: &str = "stage.port.port.loading_ban.trains=1000";
const UNPARKED: [&str; 2] = ["stage.coast.yard.parks=false", "stage.junction.yard.parks=false"];

#[test]
fn with_parking_and_a_ban_the_line_stays_open_and_all_recovers() {
    for places in [&[][..], &[PLACES, "pool.pool.locomotives=24"]] {
        let scenario = closed(places);
        let (ending, seen) = watch(&scenario);
        assert_eq!(ending, Ending::Complete);
        assert_eq!(seen.closed, [(CLOSES * 24, true), (REOPENS * 24 + 1, false)]);
        let (before, during) = (mean(&seen.others[20..30]), mean(&seen.others[30..35]));
        assert!(before > 11.5 && during > 0.95 * before, "{before} trains a day before, {during} during");
        let usual = seen.inside[20..30].iter().max().expect("there are days");
        assert!(seen.inside[35] > usual + 200, "{usual} before, {} at the reopening", seen.inside[35]);
        let recovered = (35..).find(|&day| seen.inside[day] <= *usual).expect("it recovers");
        assert!(recovered <= 50, "recovered on day {recovered}");
    }
}

const PLACES: &str = r#"pool.pool.light_running={ speed = { value = 60, unit = "km/h", source = "test" } }"#;

#[test]
fn the_ledger_names_the_port_where_loading_is_banned_and_where_trains_stand() {
    let scenario = closed(&[]);
    let results = try_run(&scenario, &plan(1, Shipments::Nobody)).expect("it runs");
    assert_eq!(results.censored, None);
    let mut named = results.ledger.iter().filter(|row| row.because_of.as_deref() == Some("port"));
    assert!(named.clone().any(|row| row.stage == "entry" && row.hours.mean > 1.0));
    assert!(named.any(|row| row.stage == "coast" && row.hours.mean > 1.0));
    // Without a closure nobody is banned.
    let open = try_run(&open(&data("closed-port.toml"), &[]), &plan(1, Shipments::Nobody)).expect("it runs");
    assert!(hours(&open, "out", Some("entry"), "room downstream") < 0.1);
}

#[test]
fn without_parking_and_ban_the_line_locks_up_and_the_circle_is_named() {
    let sets = [&UNPARKED[..], &[UNBANNED]].concat();
    match try_run(&closed(&sets), &plan(1, Shipments::Nobody)) {
        Err(Failure::Standstill { replication: 1, circle }) => {
            // Loaded trains on all sidings of the port want room at the coast, where those of their direction lack
            // locomotives; all of these stand at the junction with trains that want room at the coast, where those of
            // the other direction want a siding of the port.
            assert_eq!(circle, ["port", "coast", "pool pool", "junction", "coast"]);
        }
        other => panic!("a standstill was expected, not {:?}", other.map(|results| results.censored)),
    }
    // The same corridor without a closure runs on.
    try_run(&open(&data("closed-port.toml"), &sets), &plan(1, Shipments::Nobody)).expect("it runs");
    // Parking alone keeps trains from locking each other; it is the ban that leaves tracks to the others.
    try_run(&closed(&[UNBANNED]), &plan(1, Shipments::Nobody)).expect("it runs");
}

/// Three yards of one track in a ring, each with a train for the next but one.
#[test]
fn an_impossible_network_stops_and_names_its_circle() {
    let scenario = open(&data("ring.toml"), &[]);
    match try_run(&scenario, &plan(1, Shipments::Nobody)) {
        Err(Failure::Standstill { replication: 1, mut circle }) => {
            circle.sort();
            assert_eq!(circle, ["a", "b", "c"]);
        }
        other => panic!("a standstill was expected, not {:?}", other.map(|results| results.censored)),
    }
    let two = ["stage.a.yard.tracks=2"];
    try_run(&open(&data("ring.toml"), &two), &plan(1, Shipments::Nobody))
        .expect("a second track lets them go");
}
