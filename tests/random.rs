//! Common random numbers at the level of results: what is drawn for a thing stays the same whatever else is changed.

mod support;

use std::collections::{BTreeMap, BTreeSet};

use support::{data, known, open, reached, replicate, shipped, watch};
use transcaspian::experiment::Results;
use transcaspian::observation::Event;

/// What happened to a consignment: its size, its route, when it entered and left, and each stage with the time spent
/// there, in ms.
#[derive(Debug, PartialEq)]
struct Life {
    teu: u8,
    route: String,
    entered: i64,
    left: Option<i64>,
    stays: Vec<(String, i64)>,
}

/// The consignments of a flow, by number.
type Lives = BTreeMap<u32, Life>;

fn lives(results: &Results, flow: &str) -> Lives {
    let journeys = results.shipments.iter().map(|shipment| &shipment.journey);
    let mine = journeys.filter(|journey| results.flow_names[journey.flow.index()] == flow);
    let life = |journey: &transcaspian::metrics::Journey| {
        let left = journey.left.map(|time| time.ms());
        let arrived = journey.milestones.iter().filter(|(_, event, _)| *event == Event::Arrived);
        let arrived: Vec<_> = arrived
            .map(|&(stage, _, time)| (results.stage_names[stage.index()].clone(), time.ms()))
            .collect();
        let until = arrived.iter().skip(1).map(|&(_, time)| time).chain(left);
        let stays =
            arrived.iter().zip(until).map(|((stage, from), until)| (stage.clone(), until - from)).collect();
        let route = results.route_names[journey.route.index()].clone();
        (journey.number, Life { teu: journey.teu, route, entered: journey.entered.ms(), left, stays })
    };
    mine.map(life).collect()
}

/// The lives without when they ended and without what was spent in one stage.
fn without(lives: &Lives, stage: &str) -> Lives {
    let rest = |life: &Life| Life {
        teu: life.teu,
        // Its route has another name or not; where it leads is seen from the stays.
        route: String::new(),
        entered: life.entered,
        left: None,
        stays: life.stays.iter().filter(|(name, _)| name != stage).cloned().collect(),
    };
    lives.iter().map(|(&number, life)| (number, rest(life))).collect()
}

fn draws(sets: &[&str]) -> Results {
    watch(&open(&data("corridor/draws.toml"), sets))
}

const ANOTHER: &str = r#"flow.another={ class = "container", volume = { value = 50, unit = "container/d", source = "test" }, large = { value = 10, unit = "%", source = "test" }, route = { long = { value = 100, unit = "%", source = "test" } }, arrival = { poisson = {} } }"#;

#[test]
fn another_flow_through_the_same_places_changes_no_draw() {
    let (before, after) = (draws(&[]), draws(&[ANOTHER]));
    assert!(lives(&after, "another").len() > 900);
    for flow in ["random", "batches"] {
        let lives_before = lives(&before, flow);
        assert!(lives_before.len() > 200, "{}", lives_before.len());
        assert!(lives_before == lives(&after, flow), "{flow}");
    }
}

#[test]
fn one_more_server_changes_no_draw() {
    let (before, after) =
        (draws(&[]), draws(&["stage.a.server.servers=100001", "stage.b.server.servers=100002"]));
    for flow in ["random", "batches"] {
        assert!(lives(&before, flow) == lives(&after, flow), "{flow}");
    }
}

#[test]
fn another_volume_of_one_flow_changes_nothing_of_the_others() {
    let (before, after) = (draws(&[]), draws(&[r#"flow.random.volume="3 container/d""#]));
    assert!(lives(&before, "batches") == lives(&after, "batches"));
    let (many, few) = (lives(&before, "random"), lives(&after, "random"));
    assert!(few.len() * 4 < many.len(), "{} {}", few.len(), many.len());
    // The same consignments come, later: their sizes and services are those that they had.
    for (number, life) in &few {
        assert_eq!(life.teu, many[number].teu, "{number}");
        assert_eq!(life.stays.first(), many[number].stays.first(), "{number}");
    }
}

#[test]
fn a_stage_that_is_put_in_changes_no_draw_elsewhere() {
    let between = r#"stage.between={ leg = { time = { value = 0, unit = "h", source = "test" } } }"#;
    let (before, after) = (draws(&[]), draws(&[between, r#"route.long.stages=["a", "between", "b"]"#]));
    for flow in ["random", "batches"] {
        let (before, after) = (lives(&before, flow), lives(&after, flow));
        assert!(without(&before, "between") == without(&after, "between"), "{flow}");
        let left = |lives: &Lives| lives.values().map(|life| life.left).collect::<Vec<_>>();
        assert!(left(&before) == left(&after), "{flow}: a stage without time costs none");
    }
}

#[test]
fn a_place_of_another_name_has_draws_of_its_own_and_the_others_keep_theirs() {
    let twin = r#"stage.twin={ server = { servers = { value = 100000, unit = "server", source = "test" }, service = { lognormal = { mean = 8, cv = 1 }, unit = "h", source = "test" } } }"#;
    let (before, after) = (draws(&[]), draws(&[twin, r#"route.long.stages=["a", "twin"]"#]));
    let (before, after) = (lives(&before, "batches"), lives(&after, "batches"));
    assert!(without(&before, "b") == without(&after, "twin"));
    let second = |lives: &Lives| lives.values().map(|life| life.stays[1].1).collect::<Vec<_>>();
    let (b, twin) = (second(&before), second(&after));
    let same = b.iter().zip(&twin).filter(|(one, other)| one == other).count();
    assert!(b.len() > 200 && same == 0, "{same} of {}", b.len());
}

#[test]
fn a_law_of_one_place_changes_nothing_at_another() {
    let (before, after) = (draws(&[]), draws(&[r#"stage.b.server.service="1 h""#]));
    for flow in ["random", "batches"] {
        assert!(without(&lives(&before, flow), "b") == without(&lives(&after, flow), "b"), "{flow}");
    }
}

/// Changes of the small corridor that have nothing to do with the weather, the coasters, or who sends what.
const CHANGES: [&[&str]; 5] = [
    &["fleet.feeders.vessels=3"],
    &["stage.aktau.port.berth.feeder.cranes=3", "stage.alat.port.berth.feeder.cranes_per_vessel=1"],
    &["stage.line.rail.track.single.loops=14", "pool.pool.locomotives=20"],
    &["flow.through-west.volume=1", r#"flow.east.volume="1000 container/yr""#],
    &[
        r#"stage.extra={ yard = { tracks = { value = 9, unit = "track", source = "test" } } }"#,
        r#"stage.to-extra={ rail = { west = "extra", east = "border", length = { value = 100, unit = "km", source = "test" }, track = { double = { headway = { value = 10, unit = "min", source = "test" } } } } }"#,
        r#"route.aside={ stages = ["border", "to-extra", "extra"] }"#,
        r#"flow.aside={ class = "train", volume = { value = 1, unit = "train/d", source = "test" }, route = { aside = { value = 100, unit = "%", source = "test" } }, train = "freight", background = true, arrival = { poisson = {} } }"#,
    ],
];

/// The berths and the crane of the coasters meet nobody else: how they stand shows storms, reopenings, visits and their
/// loads. Nothing else in the corridor may move them by a millisecond.
#[test]
fn storms_and_visitors_are_the_same_whatever_the_corridor_does() {
    let coasters = |results: &Results| -> Vec<_> {
        let rows =
            results.resources.iter().filter(|row| row.owner == "aktau" && row.resource.starts_with("other"));
        rows.cloned().collect()
    };
    let small = data("corridor/small.toml");
    let before = replicate(&open(&small, &[]), 3);
    let rows = coasters(&before);
    assert_eq!(rows.len(), 2);
    assert!(rows.iter().all(|row| row.closed > 0.02 && row.busy > 0.0), "{rows:?}");
    for change in CHANGES {
        let after = replicate(&open(&small, change), 3);
        assert_ne!(before.events, after.events, "{change:?} changes something");
        assert_eq!(rows, coasters(&after), "{change:?}");
    }
}

#[test]
fn the_same_cargo_arrives_whatever_the_corridor_does() {
    let small = data("corridor/small.toml");
    let arrivals = |results: &Results, flow: &str| -> Vec<(u32, u8, i64)> {
        lives(results, flow).iter().map(|(&number, life)| (number, life.teu, life.entered)).collect()
    };
    let before = watch(&open(&small, &[]));
    for change in CHANGES {
        let after = watch(&open(&small, change));
        assert_eq!(arrivals(&before, "west"), arrivals(&after, "west"), "{change:?}");
    }
}

/// A vessel's third crossing takes as long with one crane as with three, whenever it takes place.
#[test]
fn sailing_times_belong_to_vessel_and_voyage() {
    let small = data("corridor/small.toml");
    let crossings = |change: &[&str]| -> BTreeSet<i64> {
        let lives = lives(&watch(&open(&small, change)), "west");
        let stays = lives.values().flat_map(|life| &life.stays);
        stays.filter(|(stage, _)| stage == "sea").map(|&(_, time)| time).collect()
    };
    let (before, after) = (crossings(&[]), crossings(CHANGES[1]));
    let shared = before.intersection(&after).count();
    // The windows cut off other voyages at both ends.
    assert!(before.len() > 20, "{}", before.len());
    assert!(shared * 10 >= before.len() * 8, "{shared} of {} and {}", before.len(), after.len());
}

/// On two tracks the trains of one direction have their own speeds, whatever runs the other way.
#[test]
fn a_train_has_its_speed_whatever_runs_beside_it() {
    let speed = r#"train.train.speed={ triangular = { low = 40, mode = 55, high = 80 }, unit = "km/h", source = "hand" }"#;
    let double =
        r#"stage.line.rail.track={ double = { headway = { value = 1, unit = "min", source = "hand" } } }"#;
    let even = r#"flow.eastward.arrival={ even = {} }"#;
    let volume = r#"flow.eastward.volume={ value = 4, unit = "container/d", source = "hand" }"#;
    let run = |more: &[&str]| {
        let sets: Vec<&str> = [speed, double, even, volume].into_iter().chain(more.iter().copied()).collect();
        let results = watch(&open(&known("meet"), &sets));
        let trip =
            |journey| reached(&results, journey, "east.arrived") - reached(&results, journey, "line.arrived");
        let journeys = results.shipments.iter().map(|shipment| &shipment.journey);
        let mine = journeys.filter(|journey| results.flow_names[journey.flow.index()] == "eastward");
        mine.map(trip).collect::<Vec<i64>>()
    };
    let alone = run(&[]);
    assert_eq!(alone.len(), 8);
    assert!(alone.windows(2).all(|pair| pair[0] != pair[1]), "{alone:?}");
    let busy = r#"flow.westward.arrival={ even = {} }"#;
    assert_eq!(
        alone,
        run(&[busy, r#"flow.westward.volume={ value = 20, unit = "container/d", source = "hand" }"#])
    );
}

/// The ferry berth of Aktau serves other lines only, so in the large corridor it shows the storms.
#[test]
fn the_storms_of_the_base_do_not_depend_on_its_feeders() {
    let base = shipped().remove(0);
    let run = |more: &[&str]| {
        let short = [r#"run.warm_up="10 d""#, r#"run.window="60 d""#, r#"run.drain="90 d""#];
        let sets: Vec<&str> = short.into_iter().chain(more.iter().copied()).collect();
        let results = replicate(&open(&base, &sets), 2);
        let ferry = results
            .resources
            .iter()
            .filter(|row| row.owner == "aktau" && row.resource.starts_with("rail-ferry"));
        let cohorts: Vec<_> = results.flows.iter().map(|flow| (flow.flow.clone(), flow.cohort[0])).collect();
        (ferry.cloned().collect::<Vec<_>>(), cohorts)
    };
    let before = run(&[]);
    assert!(before.0.len() == 2 && before.0[0].closed > 0.0, "{:?}", before.0);
    assert_eq!(before, run(&["fleet.feeders.vessels=4", "stage.aktau.port.berth.dry.cranes=12"]));
    assert_eq!(
        before,
        run(&["pool.ktz-diesel-west.locomotives=70", "stage.almaty.yard.examination.crews=20"])
    );
}
