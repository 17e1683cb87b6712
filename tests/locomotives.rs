//! Whether locomotives and crews are as scarce as they are few: what a pool hauls at most, where its hours show, and that
//! nobody waits for ever.

mod support;

use std::collections::BTreeMap;

use support::{data, hours, open, replicate, try_run};
use transcaspian::cargo::{Carrier, CarrierKind, Direction, StageId};
use transcaspian::corridor::{Corridor, Ending, simulate};
use transcaspian::experiment::Shipments;
use transcaspian::observation::{Observation, Observer, TrainDoes};
use transcaspian::units::Time;

/// Counts runs over lines: what comes to the end of one while the window is open.
#[derive(Default)]
struct Runs {
    open: bool,
    trains: BTreeMap<(StageId, Direction), u32>,
    light: BTreeMap<(StageId, Direction), u32>,
}

impl Runs {
    fn count(&mut self, what: &Carrier, stage: StageId) {
        let table = match what.kind {
            CarrierKind::Engine { .. } => &mut self.light,
            _ => &mut self.trains,
        };
        *table.entry((stage, what.direction)).or_default() += 1;
    }
}

impl Observer for Runs {
    fn observe(&mut self, _: Time, what: Observation<'_>) {
        match what {
            Observation::WindowBegins => self.open = true,
            Observation::WindowEnds => self.open = false,
            Observation::Train { what, stage, does: TrainDoes::Arrives(_), .. } if self.open => {
                self.count(what, stage);
            }
            _ => {}
        }
    }
}

/// Trains and light locomotives a day over a line of the scenario in the window of 50 days, each west and east.
fn a_day(sets: &[&str], line: &str) -> [[f64; 2]; 2] {
    let scenario = open(&data("locomotives.toml"), sets);
    let corridor = Corridor::compile(&scenario);
    let (outcome, runs) = simulate(&corridor, 1, 0, Runs::default(), 10_000_000);
    assert!(!matches!(outcome.ending, Ending::Standstill(_)), "{sets:?}: {:?}", outcome.ending);
    let of = |table: &BTreeMap<(StageId, Direction), u32>| {
        Direction::BOTH.map(|direction| {
            let runs = table.get(&(corridor.stage(line), direction));
            f64::from(runs.copied().unwrap_or(0)) / 50.0
        })
    };
    [of(&runs.trains), of(&runs.light)]
}

const LIGHT: &str = r#"pool.pool.light_running={ speed = { value = 75, unit = "km/h", source = "test" } }"#;

fn near(found: f64, expected: f64, what: &str) {
    assert!((found / expected - 1.0).abs() < 0.03, "{what}: {found} a day, not {expected}");
}

#[test]
fn without_places_a_pool_hauls_its_size_over_the_cycle() {
    for locomotives in [4, 8, 12] {
        let size = format!("pool.pool.locomotives={locomotives}");
        let [[west, east], light] = a_day(&[&size], "line-2");
        near(west, f64::from(locomotives) / 8.0 * 24.0, &size);
        assert_eq!((east, light), (0.0, [0.0, 0.0]));
    }
}

#[test]
fn with_places_a_locomotive_runs_back_light() {
    for locomotives in [4, 8, 12] {
        let size = format!("pool.pool.locomotives={locomotives}");
        let [[west, _], [light_west, light_east]] = a_day(&[LIGHT, &size], "line-2");
        near(west, f64::from(locomotives) / 12.0 * 24.0, &size);
        near(light_east, west, "light");
        assert_eq!(light_west, 0.0);
    }
}

/// With e trains an hour the other way, eight locomotives haul w: 8 = 8 (w + e) + 6 (w - e), if those without a train are
/// no faster than those with one, behind which they run.
#[test]
fn with_places_a_train_for_the_way_back_saves_a_light_run() {
    let slow = "pool.pool.light_running.speed=50";
    for e in [0.1, 0.2, 0.4] {
        let back = format!("flow.eastward.volume={}", e * 24.0);
        let w = (8.0 - 2.0 * e) / 14.0;
        let [[west, east], [_, light]] = a_day(&[LIGHT, slow, &back], "line-1");
        near(west, w * 24.0, &back);
        near(east, e * 24.0, &back);
        near(light, (w - e) * 24.0, &back);
    }
}

/// Locomotives are changed in the middle: two trips of 3 h, each with its turn-round, and as many kilometres light.
#[test]
fn at_a_change_point_the_next_locomotive_is_one_that_stands_there() {
    let change = "stage.middle.yard.changes_locomotive=true";
    near(a_day(&[change], "line-2")[0][0], 8.0 / 10.0 * 24.0, "without places");
    let [[west, _], [_, light]] = a_day(&[change, LIGHT], "line-2");
    near(west, 8.0 / 14.0 * 24.0, "with places");
    near(light, west, "light");
}

#[test]
fn a_heavy_train_takes_two_locomotives() {
    let heavy = r#"pool.pool.haulage={ value = 2500, unit = "t", source = "test" }"#;
    near(a_day(&[heavy], "line-2")[0][0], 4.0 / 8.0 * 24.0, "without places");
    let [[west, _], [_, light]] = a_day(&[heavy, LIGHT], "line-2");
    near(west, 4.0 / 12.0 * 24.0, "with places");
    near(light, 2.0 * west, "light");
}

/// Three locomotives, heavy trains that need two at both ends: one locomotive at each end and none to spare would be
/// for ever, if those that wait did not let theirs go to who has waited longest.
#[test]
fn heavy_trains_at_both_ends_do_not_wait_for_each_others_locomotives() {
    let sets = [
        LIGHT,
        r#"pool.pool.haulage={ value = 2500, unit = "t", source = "test" }"#,
        "pool.pool.locomotives=3",
        "flow.eastward.volume=48",
    ];
    let [[west, east], _] = a_day(&sets, "line-2");
    // One pair of locomotives at work, with 8 h for each trip and 4 h more where it must come back light.
    assert!(west + east > 24.0 / 12.0 * 0.97 && west > 0.8 && east > 0.8, "{west} west and {east} east");
}

/// An overhaul of 50 h for every 100 h of work: 3 h more for each trip of 6 h.
#[test]
fn overhauls_take_their_part() {
    let overhauls = r#"pool.pool.maintenance={ every = { value = 100, unit = "h", source = "test" }, lasts = { value = 50, unit = "h", source = "test" } }"#;
    near(a_day(&[overhauls], "line-2")[0][0], 8.0 / 11.0 * 24.0, "without places");
}

/// A crew is on the way for 3 h and rests for 10 h.
#[test]
fn crews_haul_their_number_over_their_cycle() {
    let sets = [r#"stage.line-1.rail.crews="men""#, "pool.men.crews=10", "pool.pool.locomotives=100"];
    near(a_day(&sets, "line-2")[0][0], 10.0 / 13.0 * 24.0, "crews of one line");
    let both = [&sets[..], &[r#"stage.line-2.rail.crews="men""#]].concat();
    near(a_day(&both, "line-2")[0][0], 10.0 / 26.0 * 24.0, "crews of both lines");
    let light = [&both[..], &[LIGHT]].concat();
    near(a_day(&light, "line-2")[0][0], 10.0 / 26.0 * 24.0, "beside locomotives in places");
}

/// Hours for which the containers of the block trains wait for locomotives, with ten trains a day each way.
fn waits(sets: &[&str]) -> f64 {
    let common = ["flow.westward.volume=10", "flow.eastward.volume=10"];
    let results = replicate(&open(&data("locomotives.toml"), &[&common, sets].concat()), 1);
    assert_eq!(results.censored, None, "{sets:?}");
    hours(&results, "block", None, "locomotive")
}

#[test]
fn a_shortage_shows_and_enough_does_not() {
    // 20.5 trips a day of 8 h keep 6.8 locomotives at work.
    assert_eq!(waits(&["pool.pool.locomotives=14"]), 0.0);
    assert!(waits(&["pool.pool.locomotives=7"]) > 0.1);
    assert_eq!(waits(&[LIGHT, "pool.pool.locomotives=150"]), 0.0);
    assert!(waits(&[LIGHT, "pool.pool.locomotives=7"]) > 0.1);
    // 41 trips a day of 13 h keep 22.2 crews at work.
    let crews = |number: &str| {
        let lines = [r#"stage.line-1.rail.crews="men""#, r#"stage.line-2.rail.crews="men""#];
        waits(&[lines[0], lines[1], "pool.pool.locomotives=40", number])
    };
    assert_eq!(crews("pool.men.crews=46"), 0.0);
    assert!(crews("pool.men.crews=21") > 0.1);
}

#[test]
fn locomotives_in_places_are_the_same_on_any_number_of_threads() {
    let scenario = open(&data("locomotives.toml"), &[LIGHT, "flow.eastward.volume=20"]);
    let mut plan = support::plan(3, Shipments::Nobody);
    let two = try_run(&scenario, &plan).expect("it runs");
    plan.threads = 1;
    let one = try_run(&scenario, &plan).expect("it runs");
    assert_eq!(format!("{:?}", two.resources), format!("{:?}", one.resources));
}
