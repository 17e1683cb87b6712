//! Quays and fleets against calculations by hand, to the minute. The calculations stand beside each test; the scenarios
//! under `tests/data/ports` say what is where.

mod support;

use support::{causes, data, diary, hours, known, open, plan, reached, replicate, try_run, watch};
use transcaspian::cargo::{Class, StageId};
use transcaspian::corridor::{Corridor, Ending, simulate};
use transcaspian::experiment::Shipments;
use transcaspian::observation::{CallDoes, Caller, Cause, Observation, Observer};
use transcaspian::scenario::{Phase, Scenario};
use transcaspian::units::{Date, Time};

/// Minutes of so many hours and minutes.
const fn hm(hours: i64, minutes: i64) -> i64 {
    hours * 60 + minutes
}

/// What a harbour master writes down in one port: minutes, the vessel's number in the fleet, what it does.
struct Log {
    port: StageId,
    callers: Vec<u16>,
    rows: Vec<(i64, u16, CallDoes)>,
}

impl Observer for Log {
    fn observe(&mut self, at: Time, what: Observation<'_>) {
        let Observation::Call { stage, call, does } = what else { return };
        if stage != self.port {
            return;
        }
        let call = usize::from(call);
        self.callers.resize(self.callers.len().max(call + 1), 0);
        if let CallDoes::Arrives(Caller::Fleet { number, .. }) = does {
            self.callers[call] = number;
        }
        self.rows.push((at.ms() / 60_000, self.callers[call], does));
    }
}

impl Log {
    /// When a vessel sails, with what, in whole units.
    fn sailings(&self) -> Vec<(i64, u16, f64, f64)> {
        let sails = |&(at, vessel, does): &(i64, u16, CallDoes)| match does {
            CallDoes::Sails { load, capacity } => Some((at, vessel, load, capacity)),
            _ => None,
        };
        self.rows.iter().filter_map(sails).collect()
    }

    /// When a vessel begins to spend its time on something.
    fn spends(&self, cause: Cause) -> Vec<(i64, u16)> {
        let does = |row: &&(i64, u16, CallDoes)| row.2 == CallDoes::Spends(cause);
        self.rows.iter().filter(does).map(|row| (row.0, row.1)).collect()
    }

    /// When vessels take berths, and which.
    fn berths(&self) -> Vec<(i64, u16, u16)> {
        let takes = |&(at, vessel, does): &(i64, u16, CallDoes)| match does {
            CallDoes::Berths { berth, .. } => Some((at, vessel, berth)),
            _ => None,
        };
        self.rows.iter().filter_map(takes).collect()
    }
}

fn log(scenario: &Scenario, port: &str) -> Log {
    let corridor = Corridor::compile(scenario);
    let log = Log { port: corridor.stage(port), callers: Vec::new(), rows: Vec::new() };
    let (outcome, log) = simulate(&corridor, 1, 0, log, 10_000_000);
    assert_eq!(outcome.ending, Ending::Complete);
    log
}

fn quay(sets: &[&str]) -> Scenario {
    open(&data("ports/quay.toml"), sets)
}

/// The scenario, which from a day of January 2023 on has those settings as well.
fn from_day(scenario: fn(&[&str]) -> Scenario, phases: &[(u32, &[&str])]) -> Scenario {
    let phase = |&(day, sets): &(u32, &[&str])| {
        let date = Date::new(2023, 1, day).expect("the calendar has that day");
        Phase { date, spec: scenario(sets).spec().clone() }
    };
    scenario(&[]).with_phases(phases.iter().map(phase).collect())
}

#[test]
fn wagons_go_first_and_trucks_have_the_deck_that_is_left() {
    // A truck is taken at 10:00, before the wagons come; from 10:03 on they go first, 15 of them until 11:33. Then 20 - 15
    // - 0.5 wagons' room is left, nine trucks' worth, and the ferry is full at 12:00. It sails at 13:00.
    let seen = log(&quay(&[]), "east");
    let moved: Vec<(i64, Class)> = seen
        .rows
        .iter()
        .filter_map(|row| if let CallDoes::Moves { class, .. } = row.2 { Some((row.0, class)) } else { None })
        .collect();
    assert_eq!(moved.len(), 45);
    assert_eq!(moved[0], (hm(10, 3), Class::Vehicle));
    let wagons: Vec<i64> = (1..=15).map(|wagon| hm(10, 3 + 6 * wagon)).collect();
    assert_eq!(moved[1..16].iter().map(|&(at, _)| at).collect::<Vec<_>>(), wagons);
    assert!(moved[1..16].iter().all(|&(_, class)| class == Class::Wagon));
    assert_eq!(moved[24], (hm(12, 0), Class::Vehicle));
    assert_eq!(seen.sailings()[0], (hm(13, 0), 0, 20.0, 20.0));
}

/// Only one of the two berths suits ferries.
const SUITS: &str =
    r#"stage.east.port.berth.ramp.suits={ wagon = { value = 1, unit = "berth", source = "test" } }"#;

#[test]
fn a_vessel_waits_in_the_roads_for_a_berth_that_suits_it() {
    // Two of three ferries begin in the east; the third comes from the west, empty, at 7:00.
    let many = "fleet.ferries.vessels=3";
    assert_eq!(log(&quay(&[many]), "east").berths()[..2], [(0, 0, 0), (0, 2, 1)]);
    let seen = log(&quay(&[many, SUITS]), "east");
    assert_eq!(seen.berths()[..2], [(0, 0, 0), (hm(13, 0), 2, 0)]);
    assert_eq!(seen.spends(Cause::Berth)[..3], [(0, 0), (0, 2), (hm(7, 0), 1)]);
}

/// One wagon, which takes ten hours, and one truck.
const SLOW: [&str; 3] = [
    "stage.east.port.berth.ramp.rate.wagon=0.1",
    "flow.wagons.arrival.listed.batch=1",
    "flow.trucks.arrival.listed.batch=1",
];

#[test]
fn what_hangs_on_a_hook_when_the_port_closes_waits_there_and_goes_on() {
    // Begun at 20:00, closed from midnight for a day, done at 6:00 of the third day. The ferry has waited for 48 h since
    // 1:00 by then, and sails at 7:00. Ten hours of lifting, 1 h of casting off and of mooring, 6 min in the west.
    let at = r#"flow.wagons.arrival.listed.times=[{ value = 20, unit = "h", source = "test" }]"#;
    let usual = [&SLOW[..], &[at]].concat();
    let spec = |sets: &[&str]| quay(&[&usual[..], sets].concat()).spec().clone();
    let day = |day| Date::new(2023, 1, day).expect("the calendar has that day");
    let shut = Phase { date: day(3), spec: spec(&["stage.east.port.closed=true"]) };
    let open = Phase { date: day(4), spec: spec(&[]) };
    let scenario = quay(&usual).with_phases(vec![shut, open]);
    let results = watch(&scenario);
    let wagon = diary(&results, "wagons", 0);
    assert_eq!(reached(&results, wagon, "east.loaded"), hm(54, 0) * 60_000);
    assert_eq!(reached(&results, wagon, "east.sailed"), hm(55, 0) * 60_000);
    let expected = [("moving", hm(5, 0)), ("handling", hm(12, 6)), ("weather", hm(24, 0))];
    assert_eq!(causes(wagon), expected.map(|(cause, minutes)| (cause, minutes * 60_000)));
    assert_eq!(log(&scenario, "east").sailings()[0], (hm(55, 0), 0, 1.5, 20.0));
}

#[test]
fn cranes_rest_between_shifts() {
    // Begun at 18:00, at rest from 20:00 until 8:00, done at 16:00 of the second day. Ferries moor by night, and begin to
    // load in the morning: 48 h after 8:00 it leaves, and the wagon has waited for two nights.
    let at = r#"flow.wagons.arrival.listed.times=[{ value = 18, unit = "h", source = "test" }]"#;
    let shift = r#"stage.east.port.berth.ramp.shift={ day = { cranes = { value = 2, unit = "crane", source = "test" }, hours = { opens = "13:00", closes = "01:00", utc_offset = { value = 5, unit = "h", source = "test" } } } }"#;
    let results = watch(&quay(&[&SLOW[..], &[at, shift]].concat()));
    let wagon = diary(&results, "wagons", 0);
    assert_eq!(reached(&results, wagon, "east.loaded"), hm(40, 0) * 60_000);
    assert_eq!(reached(&results, wagon, "east.sailed"), hm(57, 0) * 60_000);
    let hours = causes(wagon);
    assert!(hours.contains(&("opening hours", hm(24, 0) * 60_000)), "{hours:?}");
}

#[test]
fn a_vessel_goes_to_its_overhaul_when_it_is_empty() {
    // The second load of 20 trucks sails at 77:00 and is ashore at 84:00, before the overhaul is due at 120:00. Back in
    // the east the ferry loads from 91:00 on and has nothing on board 48 h later: it goes, for 72 h, and comes back.
    let overhaul = r#"fleet.ferries.overhaul={ every = { value = 10, unit = "d", source = "test" }, lasts = { value = 3, unit = "d", source = "test" } }"#;
    let seen = log(&quay(&[overhaul]), "east");
    assert_eq!(seen.sailings()[1], (hm(77, 0), 0, 10.0, 20.0));
    assert_eq!(seen.spends(Cause::Maintenance)[0], (hm(140, 0), 0));
    assert!(seen.berths().contains(&(hm(212, 0), 0, 0)), "{:?}", seen.berths());
}

fn hub(sets: &[&str]) -> Scenario {
    open(&data("ports/hub.toml"), sets)
}

#[test]
fn vessels_go_where_cargo_waits() {
    // Three in four trucks wait on the crossing that is not the fleet's own.
    let results = replicate(&hub(&[]), 1);
    assert_eq!(results.censored, None);
    for (port, flow) in [("a", "a"), ("b", "b")] {
        let waits = hours(&results, flow, Some(port), "vessel to arrive");
        assert!(waits < 12.0, "{waits} h in {port}");
    }
    let calls = |port| log(&hub(&[]), port).sailings().len() as f64;
    let (a, b) = (calls("a"), calls("b"));
    assert!(b > 1.5 * a && a > 30.0, "{a} calls at a, {b} at b");
}

#[test]
fn a_fleet_that_shrinks_lays_its_vessels_up_and_recalls_them() {
    let scenario = from_day(hub, &[(22, &["fleet.ships.vessels=1"]), (30, &["fleet.ships.vessels=4"])]);
    let sailings = log(&scenario, "hub").sailings();
    let who = |from: i64, until: i64| {
        let days = |at: i64| (from * 24 * 60..until * 24 * 60).contains(&at);
        let mut numbers: Vec<u16> = sailings.iter().filter(|row| days(row.0)).map(|row| row.1).collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers
    };
    // A day for those at sea to come in, and for those that are recalled to come round.
    assert_eq!((who(10, 20), who(21, 28), who(29, 40)), (vec![0, 1, 2, 3], vec![0], vec![0, 1, 2, 3]));
}

#[test]
fn breakdowns_cost_what_their_law_says() {
    // A voyage of 5 h sees one with 1 - exp(-5 / 10) = 39.3 %, and then takes 4 h more.
    let breakdown = r#"fleet.ships.breakdown={ every = { value = 10, unit = "h", source = "test" }, lasts = { value = 4, unit = "h", source = "test" } }"#;
    let results = try_run(&hub(&[breakdown]), &plan(10, Shipments::Nobody)).expect("it runs");
    for (flow, sea) in [("a", "sea-a"), ("b", "sea-b")] {
        let lost = hours(&results, flow, Some(sea), "maintenance");
        assert!((lost - 1.574).abs() < 0.15, "{lost} h over {sea}");
    }
}

fn by_hand(sets: &[&str]) -> transcaspian::experiment::Results {
    watch(&open(&known("block-train"), sets))
}

/// When the containers of the train, the last first, reach a milestone, in minutes.
fn times(results: &transcaspian::experiment::Results, milestone: &str) -> Vec<i64> {
    (0..4).rev().map(|number| reached(results, diary(results, "block", number), milestone) / 60_000).collect()
}

#[test]
fn a_train_and_a_vessel_share_a_crane_by_their_rule() {
    let one = "stage.east.port.berth.feeder.cranes=1";
    let shared = |first: &str| {
        format!("stage.east.port.cargo.container.quay_cranes={{ berth = \"feeder\", first = \"{first}\" }}")
    };
    // The crane takes 6 min for a train and 24 min for the vessel. The vessel first: by turns, as containers come.
    let results = by_hand(&[one, &shared("vessel")]);
    let (unloaded, loaded) = (times(&results, "east.unloaded"), times(&results, "east.loaded"));
    assert_eq!(unloaded, [hm(19, 18), hm(19, 48), hm(20, 18), hm(20, 48)]);
    assert_eq!(loaded, [hm(19, 42), hm(20, 12), hm(20, 42), hm(21, 12)]);
    // The train first: the vessel begins when it is done.
    let results = by_hand(&[one, &shared("train")]);
    let (unloaded, loaded) = (times(&results, "east.unloaded"), times(&results, "east.loaded"));
    assert_eq!(unloaded, [hm(19, 18), hm(19, 24), hm(19, 30), hm(19, 36)]);
    assert_eq!(loaded, [hm(20, 0), hm(20, 24), hm(20, 48), hm(21, 12)]);
}

#[test]
fn a_fuller_yard_takes_longer_to_give_a_container_back() {
    // Four of ten slots, stacked up to eight high: heights 3.2, 2.4, 1.6 and 0.8, so 1.1, 0.7, 0.3 and no others are moved
    // first; 6 min x (4 + 2.1) instead of 24 min: the train is formed 12.6 min later than at 31:54.
    let tiers = |port: &str| {
        format!("stage.{port}.port.cargo.container.tiers={{ value = 8, unit = \"tier\", source = \"hand\" }}")
    };
    let results = by_hand(&[&tiers("west")]);
    let formed = reached(&results, diary(&results, "block", 0), "west.formed");
    assert_eq!(formed, hm(31, 54) * 60_000 + 756_000);
    // At sea a machine brings what a crane lifts; it is quicker than the crane here.
    let results = by_hand(&[&tiers("east")]);
    assert_eq!(times(&results, "east.sailed")[0], hm(21, 54));
}

#[test]
fn the_land_side_keeps_its_hours() {
    // It closes at 19:20: D is off at 19:18 and C, begun then, at 19:24; B and A wait until 8:00 of the next day.
    let shut = r#"stage.east.port.hours={ opens = "08:00", closes = "19:20", utc_offset = { value = 0, unit = "h", source = "hand" } }"#;
    let results = by_hand(&[shut]);
    assert_eq!(times(&results, "east.unloaded"), [hm(19, 18), hm(19, 24), hm(32, 6), hm(32, 12)]);
    let a = causes(diary(&results, "block", 0));
    assert!(a.contains(&("opening hours", hm(12, 36) * 60_000)), "{a:?}");
}

#[test]
fn a_full_yard_stops_unloading_and_trains_are_held_by_the_port() {
    // Slots for two trains and a single slow ship: trains stand in the port and behind it, and nothing is lost.
    let full = [
        "stage.port.port.cargo.container.slots_seaward=40",
        "fleet.ships.vessels=1",
        "stage.port.port.loading_ban.trains=1000",
        "run.warm_up=5",
        "run.window=10",
        "flow.out.volume=50",
        "flow.back.volume=20",
    ];
    let results = replicate(&open(&data("closed-port.toml"), &full), 1);
    assert!(hours(&results, "out", Some("port"), "yard slot") > 1.0);
    let held = |row: &&transcaspian::experiment::LedgerRow| {
        row.flow == "out" && row.stage == "coast" && row.because_of.as_deref() == Some("port")
    };
    let held: f64 = results.ledger.iter().filter(held).map(|row| row.hours.mean).sum();
    assert!(held > 1.0, "{held} h held by the port");
}

#[test]
fn a_vessel_whose_time_has_come_leaves_without_what_is_still_at_hand() {
    // At 11:00 a truck and nine wagons are on board and the tenth wagon, begun at 10:57, is on the ramp until 11:03.
    let rule = r#"fleet.ferries.departure.east={ timetable = { every = { value = 11, unit = "h", source = "test" } } }"#;
    assert_eq!(log(&quay(&[rule]), "east").sailings()[0], (hm(12, 3), 0, 10.5, 20.0));
}
