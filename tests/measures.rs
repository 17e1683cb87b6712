//! What is made of replications: months and seasons, readings and verdicts, backlog, precision.

mod support;

use std::process::Command;

use support::{data, known, open, plan, replicate, try_run};
use transcaspian::experiment::{Plan, Precision, Shipments, Verdict};
use transcaspian::metrics::Season;

fn close(a: f64, b: f64) {
    assert!((a - b).abs() < 1e-9 * a.abs().max(1.0), "{a} is not {b}");
}

/// Ninety days from 1 February on, in single replications so that means of means are means.
#[test]
fn months_and_seasons_make_up_the_window() {
    let results = replicate(&open(&data("corridor/small.toml"), &[]), 1);
    let firsts: Vec<String> = results.months.iter().map(|month| month.first.to_string()).collect();
    assert_eq!(firsts, ["2023-02-01", "2023-03-01", "2023-04-01", "2023-05-01"]);
    assert_eq!(results.ports, ["aktau", "alat"]);
    let closed: f64 = results.months.iter().map(|month| month.closed_h[0]).sum();
    let berths =
        results.resources.iter().find(|row| row.owner == "aktau" && row.resource.ends_with("berths"));
    // A closed berth counts as closed only while no vessel lies at it.
    let share = closed / (results.window_d * 24.0);
    assert!(share < 0.5 && share >= berths.expect("aktau has berths").closed && share > 0.0, "{share}");
    assert!(!results.spans.is_empty());
    for whole in &results.spans {
        let mine = |span: &str, population: &str| span == whole.span && population == whole.population;
        let months: Vec<_> = results
            .months
            .iter()
            .flat_map(|month| month.rows.iter().filter(|row| mine(&row.span, &row.population)))
            .collect();
        let seasons: Vec<_> =
            results.seasons.iter().filter(|row| mine(&row.times.span, &row.times.population)).collect();
        assert_eq!((months.len(), seasons.len()), (4, 2));
        close(months.iter().map(|row| row.consignments).sum(), whole.consignments);
        close(seasons.iter().map(|row| row.times.consignments).sum(), whole.consignments);
        let sum = |count: f64, mean: f64| count * mean / whole.consignments;
        let of_months = |row: &&transcaspian::experiment::MonthRow| {
            row.mean_d.as_ref().map_or(0.0, |days| sum(row.consignments, days.mean))
        };
        close(months.iter().map(of_months).sum(), whole.mean_d.mean);
        close(
            seasons.iter().map(|row| sum(row.times.consignments, row.times.mean_d.mean)).sum(),
            whole.mean_d.mean,
        );
        let within = |row: &&&transcaspian::experiment::SeasonRow| {
            sum(row.times.consignments, row.times.within[0].mean)
        };
        close(seasons.iter().map(|row| within(&row)).sum(), whole.within[0].mean);
    }
    let count = |season: Season| {
        let rows = results.seasons.iter().filter(|row| row.season == season && row.times.span == "all");
        rows.map(|row| row.times.consignments).sum::<f64>()
    };
    assert!(count(Season::Winter) > count(Season::Summer), "two months against one");
}

/// A window in one season has none to compare, and one of more than ten years has no months.
#[test]
fn seasons_and_months_are_told_only_where_they_say_something() {
    let scenario = open(&data("mm1.toml"), &[]);
    let results = replicate(&scenario, 1);
    assert!(results.seasons.is_empty() && results.months.len() == 1);
    let long = ["run.window=\"4000 d\"", "flow.people.volume=0.01"];
    let results = replicate(&open(&data("mm1.toml"), &long), 1);
    assert!(results.months.is_empty() && results.seasons.len() == 4);
}

/// The textbook queue at a load, long enough for the queue of a load of 0.95 to come to its level (a relaxation time of
/// 1 / (1 - sqrt(0.95))^2 hours, 65 days; Kleinrock 1975, section 2.12).
fn loaded(volume: &str, more: &[&str]) -> transcaspian::scenario::Scenario {
    let volume = format!("flow.people.volume={volume}");
    let all =
        [&["run.warm_up=\"200 d\"", "run.window=\"200 d\"", "run.drain=\"200 d\"", &volume], more].concat();
    open(&data("mm1.toml"), &all)
}

#[test]
fn a_queue_that_grows_without_end_has_no_mean() {
    let scenario = loaded("1.2", &[]);
    let results = try_run(&scenario, &plan(4, Shipments::Nobody)).expect("it runs");
    assert_eq!(results.drifting, ["people"]);
    assert!(results.censored.is_none() && !results.shows("people"));
    let flow = &results.flows[0];
    // One in five of those that come stays: 0.2 an hour.
    let growth = flow.backlog.growth_per_year[0] / (365.0 * 24.0);
    assert!((0.18..0.22).contains(&growth), "{growth}");
    assert!(flow.backlog.growth_d.is_some_and(|days| (30.0..36.0).contains(&days)), "{flow:?}");
    assert_eq!(flow.transit_d, None);
    assert!((flow.left_per_year[0] / 8760.0 - 1.0).abs() < 0.02, "the server works all the time");
    assert!(results.targets.iter().all(|row| row.value.is_none()));
    assert!(
        results.targets.iter().all(|row| row.verdict.is_none_or(|verdict| verdict == Verdict::Inconclusive))
    );
    assert!(results.replications.iter().all(|row| row.values.iter().all(Option::is_none)));
    assert!(results.months.iter().flat_map(|month| &month.rows).all(|row| row.mean_d.is_none()));
}

#[test]
fn a_busy_queue_that_holds_its_level_has_one() {
    let scenario = loaded("0.95", &[]);
    for seed in 1..=20 {
        let plan = Plan { seed, ..plan(6, Shipments::Nobody) };
        let results = try_run(&scenario, &plan).expect("it runs");
        assert!(results.drifting.is_empty(), "seed {seed}: {:?}", results.flows[0].backlog);
    }
    // An empty start fills up: more than two days of arrivals, but they do not go on growing.
    let slow = ["stage.desk.server.servers=1000", "stage.desk.server.service=240"];
    let start = ["run.warm_up=\"0 d\"", "run.window=\"100 d\""];
    let results = replicate(&loaded("1", &[slow, start].concat()), 10);
    assert!(
        results.flows[0].backlog.growth_d.is_some_and(|days| days > 8.0),
        "{:?}",
        results.flows[0].backlog
    );
    assert!(results.drifting.is_empty());
}

#[test]
fn the_answer_of_a_growing_queue_is_what_it_carries() {
    let folder = tempfile::tempdir().expect("a folder for the output");
    let mut command = Command::new(env!("CARGO_BIN_EXE_transcaspian"));
    command.current_dir(folder.path()).args(["run", &data("mm1.toml"), "-n", "10", "--days", "100"]);
    command.args(["--set", "flow.people.volume=1.2", "--set", "run.drain=\"100 d\""]);
    let output = command.output().expect("the program starts");
    let text = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(text.contains("queue grows by") && text.contains("days of arrivals"), "{text}");
    assert!(!text.contains("mean") && !text.contains("verdict") && !text.contains("h of waiting"), "{text}");
    assert!(text.lines().all(|line| line.chars().count() <= 100), "{text}");
}

/// A border, two ports and a yard; containers out and back, and a share target beside one on the mean.
fn judged(more: &[&str]) -> transcaspian::scenario::Scenario {
    let set = [
        r#"population.boxes={ title = "All containers", class = "container" }"#,
        r#"population.out={ title = "Westward", direction = "west" }"#,
        r#"run.population="boxes""#,
        r#"span.sea={ title = "To the sea", from = ["border.arrived"], to = ["aktau.sailed"] }"#,
        r#"run.readings=["all", "sea"]"#,
        r#"target.most={ span = "all", population = "out", statistic = "share", limit = { value = 10, unit = "d", source = "test" }, share = { value = 90, unit = "%", source = "test" } }"#,
        r#"target.tail={ span = "sea", flow = "west", statistic = "p90", limit = { value = 7, unit = "d", source = "test" } }"#,
    ];
    open(&data("corridor/small.toml"), &[&set[..], more].concat())
}

/// Two limits (10 d of two targets, 6 d of the flag) on two spans and as many populations as complete them.
#[test]
fn every_limit_of_the_headline_is_read_on_every_reading_and_population() {
    let flag = r#"run.limits=[{ value = 6, unit = "d", source = "test" }, { value = 6, unit = "d", source = "test" }]"#;
    let results = replicate(&judged(&[flag]), 4);
    assert_eq!((results.headline.as_str(), results.population.as_str()), ("all", "boxes"));
    let limits: Vec<String> = results.headline_limits.iter().map(|limit| limit.brief()).collect();
    assert_eq!(limits, ["6 d", "10 d"]);
    let own: Vec<_> = results
        .targets
        .iter()
        .filter(|row| row.own)
        .map(|row| (row.target.as_str(), row.span.as_str(), row.population.as_str(), row.statistic))
        .collect();
    let expected = [
        ("6 d", "all", "boxes", "mean"),
        ("most", "all", "out", "share"),
        ("tail", "sea", "west", "p90"),
        ("ten", "all", "west", "mean"),
    ];
    assert_eq!(own, expected);
    for row in &results.targets {
        let same = |other: &&transcaspian::experiment::TargetRow| {
            (&other.span, &other.population, other.statistic) == (&row.span, &row.population, row.statistic)
                && other.threshold_d == row.threshold_d
        };
        assert_eq!(results.targets.iter().filter(same).count(), 1, "{row:?}");
        assert_eq!(row.verdict.is_none(), row.statistic == "share" && !row.own, "{row:?}");
        assert!(!row.few || row.verdict == Some(Verdict::Inconclusive) && row.settles_at.is_none());
    }
    // Everybody who goes west is in all containers, and those that enter at the border are those that go west.
    let count = |population: &str| {
        let row = results.spans.iter().find(|row| row.span == "all" && row.population == population);
        row.map_or(0.0, |row| row.consignments)
    };
    assert!(count("boxes") == count("out") && count("out") == count("west") && count("west") > 100.0);
    // Members of a train share their instants.
    let row =
        results.spans.iter().find(|row| row.span == "sea" && row.population == "west").expect("they sail");
    assert!(row.carriers > 2.0 && row.carriers < row.consignments / 4.0, "{row:?}");
}

#[test]
fn a_gate_tells_a_miss_from_an_open_question() {
    let folder = tempfile::tempdir().expect("a folder for the output");
    let code = |more: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_transcaspian"));
        command.current_dir(folder.path()).args(["run", &data("mm1.toml"), "-n", "12", "--gate"]).args(more);
        command.output().expect("the program starts").status.code()
    };
    // The mean is two hours, give or take a fifth.
    assert_eq!(code(&[]), Some(0));
    assert_eq!(code(&["--target", "0.05"]), Some(4));
    assert_eq!(code(&["--target", "0.084"]), Some(5));
    assert_eq!(code(&["--target", "0.084", "--target", "0.05"]), Some(4));
    assert_eq!(code(&["--set", "flow.people.volume=1.5", "--set", "run.window=\"60 d\""]), Some(5));
}

/// The hours between the ends of a span are the span, to the last of them: on a span within the corridor, on one that ends
/// in the middle of a stay, and on the whole journey.
#[test]
fn the_hours_of_a_span_make_up_the_span() {
    let spans = [
        r#"span.all={ title = "t", from = ["border.cleared"], to = ["aktau.loaded"] }"#,
        r#"span.all={ title = "t", from = ["border.arrived"], to = ["aktau.sailed", "alat.discharged"] }"#,
        r#"span.all={ title = "t", from = ["aktau.unloaded"], to = ["alat.formed"] }"#,
    ];
    let mut all: Vec<_> =
        spans.iter().map(|span| replicate(&open(&data("corridor/small.toml"), &[span]), 2)).collect();
    // Without any span, and with customers who are turned away.
    all.push(replicate(&open(&known("mmck"), &["run.window=\"20 d\""]), 2));
    assert_eq!(all[3].headline, "journey");
    for results in all {
        let mean = results
            .spans
            .iter()
            .find(|row| row.span == results.headline && row.population == results.population)
            .expect("somebody completes it");
        let all = results.span_hours.all.expect("they spend hours");
        close(all.mean, mean.mean_d.mean * 24.0);
        close(results.span_hours.causes.iter().map(|row| row.hours.mean).sum(), all.mean);
        close(results.span_hours.causes.iter().map(|row| row.share).sum(), 1.0);
        let waiting = results.span_hours.causes.iter().filter(|row| row.waiting);
        let cells = || results.span_hours.cells.iter();
        let by_stage = cells().filter(|row| row.waiting).map(|row| row.hours.mean).sum();
        close(waiting.map(|row| row.hours.mean).sum(), by_stage);
        close(cells().map(|row| row.share).sum(), 1.0);
        assert!(results.span_hours.causes.iter().all(|row| row.hours.mean >= 0.0));
    }
}

/// The half-width goes with the square root of the number of replications; whole batches of twenty are added to the thirty.
#[test]
fn replications_are_added_until_the_interval_is_narrow() {
    let scenario = open(&data("mm1.toml"), &[]);
    let run = |threads: usize, minutes: f64, most: u32| {
        let half_width = transcaspian::units::Duration::from_hours(minutes / 60.0);
        let precision = Some(Precision { half_width, most });
        try_run(&scenario, &Plan { precision, threads, ..plan(5, Shipments::About(3)) }).expect("it runs")
    };
    let few = run(2, 20.0, 1000);
    let reached = few.precision.expect("it was wished for");
    assert!(reached.reached && few.plan.replications == 20 && few.complete, "{reached:?}");
    assert_eq!((reached.span.as_str(), reached.population.as_str()), ("through", "people"));
    let minutes = reached.half_width_d.expect("there are times") * 1440.0;
    let many = run(1, minutes / 2.0, 1000);
    let count = many.plan.replications;
    assert!(many.precision.as_ref().is_some_and(|precision| precision.reached));
    assert!(count % 20 == 0 && (60..=120).contains(&count) && many.replications.len() == count as usize);
    let again = run(2, minutes / 2.0, 1000);
    assert!(many.replications == again.replications && many.shipments == again.shipments);
    assert!(many.ledger == again.ledger && many.targets == again.targets);
    // The first of many are the few.
    assert_eq!(few.replications[..], many.replications[..20]);
    let capped = run(2, minutes / 2.0, 47);
    let reached = capped.precision.expect("it was wished for");
    assert!(!reached.reached && capped.plan.replications == 47 && capped.complete);
    assert!(reached.half_width_d.is_some_and(|days| days * 1440.0 > minutes / 2.0));
    // Of a queue that grows no precision can be had, and no time is lost in trying.
    let scenario = loaded("1.2", &[]);
    let half_width = transcaspian::units::Duration::from_hours(0.1);
    let precision = Some(Precision { half_width, most: 1000 });
    let results = try_run(&scenario, &Plan { precision, ..plan(5, Shipments::Nobody) }).expect("it runs");
    assert!(results.plan.replications == 20 && results.precision.is_some_and(|found| !found.reached));
}

/// The wish is in the resolved scenario, so that it gives the same bytes; a comparison runs all as often as its base.
#[test]
fn precision_on_the_command_line() {
    let folder = tempfile::tempdir().expect("a folder for the output");
    let run = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_transcaspian"));
        let output = command.current_dir(folder.path()).args(arguments).output().expect("the program starts");
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("UTF-8")
    };
    let mm1 = data("mm1.toml");
    let wish = ["--precision", "0.2h", "--max-replications", "60"];
    let text = run(&[&["run", &mm1, "-o", "one"][..], &wish].concat());
    let count = text.split(" replications").next().and_then(|line| line.rsplit(char::is_whitespace).next());
    let count: u32 = count.and_then(|count| count.parse().ok()).expect("it says how many");
    assert!([40, 60].contains(&count) && text.contains("half-width"), "{text}");
    run(&["run", "one/resolved.toml", "-o", "again", "-j", "1"]);
    let read = |file: &str| std::fs::read(folder.path().join(file)).expect(file);
    for file in ["targets.csv", "replications.csv", "ledger.csv", "summary.csv", "resolved.toml"] {
        assert!(read(&format!("one/{file}")) == read(&format!("again/{file}")), "{file}");
    }
    let text = run(&["run", &mm1, "-o", "two", "--precision", "1min", "--max-replications", "25"]);
    assert!(text.contains("not reached after 25 replications: half-width"), "{text}");
    std::fs::copy(&mm1, folder.path().join("other.toml")).expect("a copy");
    let busy = ["compare", &mm1, "other.toml", "--set", "flow.people.volume=0.4", "-o", "both"];
    run(&[&busy[..], &["--precision", "0.2h"]].concat());
    let rows =
        |name: &str| read(&format!("both/{name}/replications.csv")).split(|byte| *byte == b'\n').count();
    assert_eq!(rows("mm1"), rows("other"));
}

/// A queue at a load of 0.9 forgets its empty start within some relaxation times, 1 / (1 - sqrt(0.9))^2 hours or 16 days
/// (Kleinrock 1975, section 2.12); one that holds its level from the beginning has nothing to forget.
#[test]
fn the_warm_up_is_found_by_a_pilot_and_written_down() {
    let folder = tempfile::tempdir().expect("a folder for the output");
    let run = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_transcaspian"));
        command.current_dir(folder.path()).args(arguments).output().expect("the program starts")
    };
    let mm1 = data("mm1.toml");
    let auto = |more: &[&str]| run(&[&["run", &mm1, "--warmup", "auto", "-n", "30"], more].concat());
    let busy =
        ["--set", "flow.people.volume=0.9", "--set", "run.drain=\"100 d\"", "--days", "210", "-o", "busy"];
    let output = auto(&busy);
    let text = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let days = text.split("warm-up of ").nth(1).and_then(|rest| rest.split(" d").next());
    let days: f64 = days.and_then(|days| days.parse().ok()).expect("it says how long");
    assert!(days > 0.0 && days <= 105.0 && days % 7.0 == 0.0, "{days}");
    let read = |file: &str| std::fs::read(folder.path().join(file)).expect(file);
    let manifest = String::from_utf8(read("busy/manifest.toml")).expect("UTF-8");
    assert!(manifest.contains(&format!("warm_up_d = {days:.1}")), "{manifest}");
    let again = run(&["run", "busy/resolved.toml", "-o", "again"]);
    assert_eq!(again.status.code(), Some(0));
    for file in ["targets.csv", "replications.csv", "resolved.toml"] {
        assert!(read(&format!("busy/{file}")) == read(&format!("again/{file}")), "{file}");
    }
    let output = auto(&["--set", "stage.desk.server.servers=1000", "--set", "stage.desk.server.service=2"]);
    assert!(String::from_utf8_lossy(&output.stdout).contains("warm-up of 0 d"));

    let said = |output: std::process::Output| {
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let (code, text) = said(auto(&["--set", "flow.people.volume=1.2", "--set", "run.drain=\"100 d\""]));
    assert!(code == Some(1) && text.contains("too short"), "{text}");
    // All scenarios of a comparison take the longest that any of them needs.
    std::fs::copy(&mm1, folder.path().join("other.toml")).expect("a copy");
    let both =
        ["compare", &mm1, "other.toml", "--warmup", "auto", "--days", "100", "-o", "both", "--seed", "3"];
    assert_eq!(said(run(&both)).0, Some(0));
    let warm_up = |name: &str| {
        let manifest = String::from_utf8(read(&format!("both/{name}/manifest.toml"))).expect("UTF-8");
        manifest.lines().find(|line| line.starts_with("warm_up_d")).expect("it is told").to_owned()
    };
    assert_eq!(warm_up("mm1"), warm_up("other"));

    let (code, text) = said(run(&["run", "base", "--warmup", "auto"]));
    assert!(code == Some(3) && text.contains("seasons (flow.") && text.contains(".months)"), "{text}");
}

/// More limits than fit beside the times have a table of their own, in which no word is broken.
#[test]
fn many_limits_fit_the_page() {
    let folder = tempfile::tempdir().expect("a folder for the output");
    let mut command = Command::new(env!("CARGO_BIN_EXE_transcaspian"));
    command.current_dir(folder.path()).args(["run", &data("corridor/small.toml"), "-n", "2"]);
    for days in ["3", "4", "5", "6", "15", "18", "23"] {
        command.args(["--target", days]);
    }
    let output = command.output().expect("the program starts");
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    assert!(text.lines().all(|line| line.chars().count() <= 100), "{text}");
    let header = |limits: &[&str]| text.lines().any(|line| limits.iter().all(|limit| line.contains(limit)));
    assert!(header(&["mean d (95 %)", "p50 d", "p90 d"]), "{text}");
    assert!(header(&["within 3 d", "within 4 d", "within 5 d", "within 6 d", "within 10 d"]), "{text}");
    assert!(header(&["within 15 d", "within 18 d", "within 23 d"]), "{text}");
    assert!(text.contains("west  all *"), "{text}");
}
