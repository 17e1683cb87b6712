//! The rules by which ships leave, side by side: what each makes of waiting and of loads, at low and at high demand.
//!
//! With `--nocapture` the tables are printed.

mod support;

use support::{hours, known, open, replicate};

/// How ships leave the east.
const RULES: [(&str, &str); 4] = [
    ("minimum load of 50 %", "minimum_load = { share = { value = 50, unit = \"%\", source = \"test\" } }"),
    ("when full", "when_full = {}"),
    (
        "timetable, every 16 h",
        "timetable = { every = { value = 16, unit = \"h\", source = \"test\" }, exclusive = true }",
    ),
    (
        "full or after 48 h",
        "full_or_after = { longest_wait = { value = 48, unit = \"h\", source = \"test\" } }",
    ),
];

/// What a rule comes to.
#[derive(Clone, Copy)]
struct Outcome {
    /// Mean wait for a vessel to arrive and to fill (h).
    wait: f64,
    /// Mean load of vessels that leave the east.
    load: f64,
}

/// Runs so many ships of that size on so many containers a day each way, at random; they leave the west within an hour.
fn outcome(rule: &str, ships: (u32, u32), per_day: u32) -> Outcome {
    let sets = [
        "run.warm_up=60".to_owned(),
        "run.window=364".to_owned(),
        format!("flow.out.volume={per_day}"),
        format!("flow.back.volume={per_day}"),
        "flow.out.arrival={ poisson = {} }".to_owned(),
        "flow.back.arrival={ poisson = {} }".to_owned(),
        format!("fleet.ships.vessels={}", ships.0),
        format!("fleet.ships.capacity={}", ships.1),
        format!("fleet.ships.departure.east={{ {rule} }}"),
        "fleet.ships.departure.west={ timetable = { every = { value = 1, unit = \"h\", source = \"test\" } } }".to_owned(),
    ];
    let sets: Vec<&str> = sets.iter().map(String::as_str).collect();
    let results = replicate(&open(&known("two-ports"), &sets), 10);
    let wait = |cause| hours(&results, "out", Some("east"), cause);
    let mut sailings = results.carriage.iter().filter(|row| row.stage == "east" && row.vessel);
    let load = sailings.next().expect("ships leave the east").load_factor.mean;
    Outcome { wait: wait("vessel to arrive") + wait("vessel to fill"), load }
}

/// Two ships of 20 can take 32 containers a day each way: a round of 30 hours when they are full.
const LOW: u32 = 5;
const HIGH: u32 = 24;

#[test]
fn rules_side_by_side() {
    let mut table: Vec<[Outcome; 2]> = Vec::new();
    println!("{:24} {:>22} {:>22}", "", format!("{LOW} a day"), format!("{HIGH} a day"));
    for (name, rule) in RULES {
        let row = [LOW, HIGH].map(|per_day| outcome(rule, (2, 20), per_day));
        let cell = |of: Outcome| format!("{:.1} h, {:.0} % full", of.wait, of.load * 100.0);
        println!("{name:24} {:>22} {:>22}", cell(row[0]), cell(row[1]));
        table.push(row);
    }
    let [minimum, full, timetable, longest] = table[..] else { panic!("there are four rules") };
    let others = [minimum, timetable, longest];
    // Who leaves only when full has the highest load whatever the demand, and at low demand the longest wait.
    assert!(
        [0, 1].iter().all(|&at| full[at].load == 1.0 && others.iter().all(|other| other[at].load <= 1.0))
    );
    assert!(others.iter().all(|other| other[0].load < 0.8 && full[0].wait > 1.5 * other[0].wait));
    // The first of 20 waits for 19 others; the fewer come, the longer.
    let to_fill = |per_day: u32| 19.0 / 2.0 * 24.0 / f64::from(per_day);
    assert!(full[0].wait > 0.95 * to_fill(LOW));
    // A longest wait of 48 h bounds the wait, and leaves with less.
    assert!(longest[0].wait < 48.0 && longest[0].load > timetable[0].load);
    // A minimum load is waited for and no more.
    assert!((0.5..0.55).contains(&minimum[0].load), "{}", minimum[0].load);
    // A timetable does not wait for anybody: at low demand the shortest wait, about half an interval, and empty ships.
    assert!(others.iter().chain([&full]).all(|other| timetable[0].wait <= other[0].wait));
    assert!((7.0..9.0).contains(&timetable[0].wait), "{}", timetable[0].wait);
    let expected = |per_day: u32| f64::from(per_day) * 16.0 / 24.0 / 20.0;
    for (at, per_day) in [(0, LOW), (1, HIGH)] {
        let load = timetable[at].load;
        assert!((load - expected(per_day)).abs() < 0.02, "{load} at {per_day} a day");
    }
    // At high demand there is little to choose between the rules.
    let spread = |at: usize| {
        let waits = table.iter().map(|row| row[at].wait);
        waits.clone().fold(0.0, f64::max) - waits.fold(f64::INFINITY, f64::min)
    };
    assert!(spread(1) < 6.0 && spread(1) < spread(0) / 5.0, "{} h against {} h", spread(1), spread(0));
    assert!((full[1].wait - longest[1].wait).abs() < 0.5);
}

/// The same room in two large ships or in four small ones: at low demand it takes twice as long to fill the large.
#[test]
fn large_ships_that_leave_only_when_full_lengthen_the_wait() {
    let [large, small] = [(2, 40), (4, 20)].map(|ships| outcome("when_full = {}", ships, LOW));
    println!("two of 40: {:.1} h; four of 20: {:.1} h", large.wait, small.wait);
    assert_eq!((large.load, small.load), (1.0, 1.0));
    let ratio = large.wait / small.wait;
    assert!((1.6..2.4).contains(&ratio), "{} h against {} h", large.wait, small.wait);
}
