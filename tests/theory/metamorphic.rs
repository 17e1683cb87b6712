//! How results must change when the scenario changes, and how they must not: for any scenario, without exact values.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::book::{Output, equals, run, scenario};

const ALL: [&str; 4] = ["-n", "5", "--shipments", "all"];

/// A number of every diary, by replication, flow and number.
fn diaries(
    output: &Output,
    figure: impl Fn(&BTreeMap<&str, &str>) -> f64,
) -> BTreeMap<(u32, String, u32), f64> {
    let table = output.table("shipments.csv");
    let figures = table.rows.iter().map(|row| {
        let row: BTreeMap<&str, &str> = table.columns().iter().map(String::as_str).zip(row).collect();
        let number = |column: &str| row[column].parse().expect("a whole number");
        ((number("replication"), row["flow"].to_owned(), number("unit")), figure(&row))
    });
    figures.collect()
}

fn hours(row: &BTreeMap<&str, &str>, column: &str) -> f64 {
    row[column].parse().expect("hours")
}

/// Time from entering to leaving [ms].
fn transit(row: &BTreeMap<&str, &str>) -> f64 {
    let hours = row.iter().filter(|(column, _)| column.ends_with("_h"));
    (hours.map(|(_, hours)| hours.parse::<f64>().expect("hours")).sum::<f64>() * 3_600_000.0).round()
}

/// Compares two runs diary by diary.
fn pairs(
    before: &BTreeMap<(u32, String, u32), f64>,
    after: &BTreeMap<(u32, String, u32), f64>,
) -> Vec<(f64, f64)> {
    assert!(before.keys().eq(after.keys()), "the same consignments enter");
    assert!(before.len() > 500);
    before.values().copied().zip(after.values().copied()).collect()
}

/// A changed copy of a scenario file, of the same name.
fn copy(name: &str, text: &str, folder: &tempfile::TempDir) -> PathBuf {
    let file = folder.path().join(format!("{name}.toml"));
    std::fs::write(&file, text).expect("the copy can be written");
    file
}

#[test]
fn without_chance_the_result_is_the_calculation_by_hand() {
    let output = run(&scenario("by-hand"), &[], &ALL);
    for ((_, _, unit), found) in diaries(&output, transit) {
        equals(&format!("transit of {unit}"), found / 3_600_000.0, [16.0, 17.0, 22.0][unit as usize % 3]);
    }
    let cells = [
        ("desk", "server", 2.0),
        ("desk", "handling", 2.0),
        ("way", "moving", 5.0),
        ("ferry", "vessel to arrive", 1.0 / 3.0),
        ("ferry", "vessel to fill", 14.0 / 3.0),
        ("ferry", "moving", 3.0),
        ("crane", "server", 1.0 / 3.0),
        ("crane", "handling", 1.0),
    ];
    assert_eq!(output.table("ledger.csv").rows.len(), cells.len());
    for (stage, cause, hours) in cells {
        equals(&format!("{stage} {cause}"), output.ledger(stage, cause).mean, hours);
    }
    for (stage, inside, waiting) in
        [("desk", 1.0, 0.5), ("way", 1.25, 0.0), ("ferry", 2.0, 1.25), ("crane", 1.0 / 3.0, 1.0 / 12.0)]
    {
        equals(&format!("number inside {stage}"), output.inside(stage).mean, inside);
        equals(&format!("number waiting in {stage}"), output.waiting(stage).mean, waiting);
    }
    equals("mean transit", output.journey().mean, 55.0 / 3.0);
}

#[test]
fn twice_the_times_are_twice_the_transit() {
    let before = diaries(&run(&scenario("by-hand"), &[], &ALL), transit);
    let sets = [
        "run.warm_up=228",
        "run.window=960",
        "run.drain=96",
        "stage.desk.server.service=4",
        "stage.way.leg.time=10",
        "stage.ferry.shuttle.crossing=6",
        "stage.ferry.shuttle.departure.timetable.every=12",
        "stage.crane.server.service=2",
        "flow.jobs.arrival.renewal.interval=24",
    ];
    let after = diaries(&run(&scenario("by-hand"), &sets, &ALL), transit);
    assert!(pairs(&before, &after).iter().all(|&(once, twice)| twice == 2.0 * once));
}

#[test]
fn the_order_of_tables_in_a_file_is_of_no_account() {
    let text = std::fs::read_to_string(scenario("minimal")).expect("the scenario is there");
    // The keys above the first table stay; the tables follow in reverse.
    let mut tables: Vec<String> = vec![String::new()];
    for line in text.lines() {
        if line.starts_with('[') {
            tables.push(String::new());
        }
        let last = tables.last_mut().expect("there is one");
        last.push_str(line);
        last.push('\n');
    }
    assert!(tables.len() > 12);
    tables[1..].reverse();
    let folder = tempfile::tempdir().expect("a folder");
    let reordered = copy("minimal", &tables.concat(), &folder);
    assert_eq!(run(&scenario("minimal"), &[], &ALL).bytes(), run(&reordered, &[], &ALL).bytes());
}

#[test]
fn fewer_replications_are_the_first_of_more() {
    let lines = |count: &str| -> Vec<csv::StringRecord> {
        run(&scenario("minimal"), &[], &["-n", count, "--shipments", "all"]).table("replications.csv").rows
    };
    let (five, ten) = (lines("5"), lines("10"));
    assert_eq!((five.len(), ten.len()), (5, 10));
    assert_eq!(five, ten[..5]);
}

#[test]
fn threads_change_no_byte() {
    let bytes = |threads: &str| {
        run(&scenario("minimal"), &[], &["-n", "9", "-j", threads, "--shipments", "all"]).bytes()
    };
    let alone = bytes("1");
    assert_eq!(alone, bytes("2"));
    assert_eq!(alone, bytes("7"));
}

/// A stage that takes no time, put in between, changes no transit: draws are keyed by place and consignment.
#[test]
fn a_stage_without_time_changes_nothing() {
    let nothing = "stage.nothing={leg={time={value=0,unit=\"h\",source=\"theory\"}}}";
    for (name, route) in [
        ("by-hand", "route.through.stages=[\"desk\",\"way\",\"nothing\",\"ferry\",\"crane\"]"),
        ("minimal", "route.through.stages=[\"gate\",\"nothing\",\"way\",\"ferry\",\"yard\"]"),
        ("minimal", "route.through.stages=[\"gate\",\"way\",\"nothing\",\"ferry\",\"yard\"]"),
    ] {
        let before = diaries(&run(&scenario(name), &[], &ALL), transit);
        let after = diaries(&run(&scenario(name), &[nothing, route], &ALL), transit);
        assert!(pairs(&before, &after).iter().all(|(before, after)| before == after), "{route}");
    }
}

/// Queues that are first come first served: with the same draws, no wait grows with a server more.
#[test]
fn one_more_server_lengthens_no_wait() {
    let heavy = "stage.desk.server.service={lognormal={mean=0.33,cv=2},unit=\"h\"}";
    for (name, more, service) in [
        ("mmc", 4, "stage.desk.server.service={exponential={mean=0.33},unit=\"h\"}"),
        ("mmc", 4, heavy),
        ("gg1", 2, "stage.desk.server.service={gamma={mean=1,cv=1.5},unit=\"h\"}"),
    ] {
        let sets = ["run.window=300", "run.warm_up=0", service];
        let wait = |row: &BTreeMap<&str, &str>| hours(row, "server_h");
        let before = diaries(&run(&scenario(name), &sets, &ALL), wait);
        let servers = format!("stage.desk.server.servers={more}");
        let after = diaries(&run(&scenario(name), &[&sets[..], &[&servers]].concat(), &ALL), wait);
        let pairs = pairs(&before, &after);
        assert!(pairs.iter().all(|(before, after)| after <= before), "{name}: somebody waits longer");
        assert!(pairs.iter().any(|(before, after)| after < before), "{name}: nobody waits less");
    }
}

/// With the same draws, nobody leaves later when services are shorter.
#[test]
fn shorter_services_delay_nobody() {
    let cases: [(&str, &[&str], &[&str]); 3] = [
        (
            "mmc",
            &["stage.desk.server.service={exponential={mean=0.33},unit=\"h\"}"],
            &["stage.desk.server.service={exponential={mean=0.3},unit=\"h\"}"],
        ),
        (
            "gg1",
            &["stage.desk.server.service={lognormal={mean=1,cv=1.5},unit=\"h\"}"],
            &["stage.desk.server.service={lognormal={mean=0.9,cv=1.5},unit=\"h\"}"],
        ),
        ("tandem", &[], &["stage.port.server.service={exponential={mean=0.3},unit=\"d\"}"]),
    ];
    for (name, slow, fast) in cases {
        let window = ["run.window=300", "run.warm_up=0"];
        let before = diaries(&run(&scenario(name), &[&window, slow].concat(), &ALL), transit);
        let after = diaries(&run(&scenario(name), &[&window, fast].concat(), &ALL), transit);
        // The same arrivals: whoever leaves no later has no longer transit.
        let pairs = pairs(&before, &after);
        assert!(pairs.iter().all(|(before, after)| after <= before), "{name}: somebody leaves later");
        assert!(pairs.iter().any(|(before, after)| after < before), "{name}: nobody leaves earlier");
    }
}

#[test]
fn a_higher_target_is_met_no_more_seldom() {
    let mut least = 0.0;
    for limit in ["1", "3", "5", "5.5", "6", "12", "60"] {
        let set = format!("target.days-6.limit={limit}");
        let output = run(&scenario("tandem"), &["run.window=300", &set], &["-n", "5", "--shipments", "none"]);
        let table = output.table("targets.csv");
        let share = table.find(&[("threshold_d", limit), ("statistic", "share")]).number("value");
        assert!(share >= least, "{limit}: {share} is less than {least}");
        least = share;
    }
    assert_eq!(least, 1.0, "60 days are enough for all");
}
