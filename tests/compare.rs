//! Scenarios held against a base: through the program as its users meet it, and against known answers.

mod program;
mod support;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use program::{ask, code, err, interrupted, manifest, names, out, place};
use support::{data, known, open, replicate};
use tempfile::TempDir;
use transcaspian::experiment::{Metric, Reading, Results, Scope, Trend, compare, gain};

/// The textbook's queue under another name, with one piece of its text replaced.
fn variant(place: &TempDir, name: &str, old: &str, new: &str) -> String {
    let text = fs::read_to_string(data("mm1.toml")).expect("the test's scenario");
    assert!(text.contains(old));
    let path = place.path().join(format!("{name}.toml"));
    fs::write(&path, text.replace(old, new)).expect("a file for a test");
    format!("{name}.toml")
}

/// A desk that takes `hours` for each.
fn desk(place: &TempDir, name: &str, hours: &str) -> String {
    variant(place, name, "exponential = { mean = 1 }", &format!("exponential = {{ mean = {hours} }}"))
}

/// The comparison's table, by column.
fn table(folder: &Path) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(folder.join("comparison.csv")).expect("a CSV file");
    let header: Vec<String> = reader.headers().expect("a header").iter().map(str::to_owned).collect();
    let row = |row: csv::StringRecord| header.iter().cloned().zip(row.iter().map(str::to_owned)).collect();
    reader.records().map(|found| row(found.expect("a row"))).collect()
}

/// All files under a folder, manifests apart, with their bytes.
fn bytes(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(inside) = folders.pop() {
        for name in names(&inside) {
            let path = inside.join(&name);
            if path.is_dir() {
                folders.push(path);
            } else if name != "manifest.toml" {
                let short = path.strip_prefix(folder).expect("it lies in the folder").to_owned();
                files.insert(short, fs::read(&path).expect("a file"));
            }
        }
    }
    files
}

#[test]
fn a_scenario_does_not_differ_from_itself() {
    let place = place();
    let (base, same) = (desk(&place, "base", "1"), desk(&place, "same", "1"));
    let output = ask(&place, &["compare", &base, &same]);
    assert_eq!((code(&output), err(&output)), (0, String::new()));
    let rows = table(&place.path().join("output/compare-base-same"));
    assert!(rows.len() > 20, "{}", rows.len());
    for row in rows {
        let of = |column: &str| row[column].as_str();
        assert_eq!((of("scenario"), of("verdict"), of("difference")), ("same", "equal", "0"), "{row:?}");
        assert_eq!((of("ci_low"), of("ci_high"), of("p_holm")), ("0", "0", "1"), "{row:?}");
        assert_eq!((of("base"), of("variance_ratio")), (of("other"), ""), "{row:?}");
    }
}

/// 0.5 an hour before a server of 1 or 0.8 h are 2 h or 1.333 h in the system (Kleinrock 1975, section 3.2).
#[test]
fn a_faster_server_is_faster_by_what_theory_says() {
    let place = place();
    let (base, faster) = (desk(&place, "base", "1"), desk(&place, "faster", "0.8"));
    let output = ask(&place, &["compare", &base, &faster, "-n", "60"]);
    assert_eq!(code(&output), 0, "{}", err(&output));
    let rows = table(&place.path().join("output/compare-base-faster"));
    let row = rows.iter().find(|row| row["scope"] == "people" && row["metric"] == "mean through");
    let row = row.expect("the span has a row");
    let hours = |column: &str| row[column].parse::<f64>().expect("a number") * 24.0;
    let theory = 1.0 / (1.25 - 0.5) - 2.0;
    assert!(hours("ci_low") < theory && theory < hours("ci_high"), "{row:?}");
    assert!(hours("ci_high") < 0.0 && hours("ci_high") - hours("ci_low") < 0.3, "{row:?}");
    assert_eq!((row["verdict"].as_str(), row["unit"].as_str()), ("lower", "d"));
    // One scenario needs no correction.
    assert_eq!((&row["simultaneous_low"], &row["simultaneous_high"]), (&row["ci_low"], &row["ci_high"]));
    assert!((hours("difference") - (hours("other") - hours("base"))).abs() < 1e-9);
    // The server is less busy by a tenth: 0.5 h of work an hour become 0.4.
    let busy = rows.iter().find(|row| row["scope"] == "desk / servers").expect("the server has a row");
    let busy = busy["difference"].parse::<f64>().expect("a number");
    assert!((busy + 0.1).abs() < 0.01, "{busy}");
    let text = out(&output);
    assert!(text.lines().all(|line| line.chars().count() <= 100), "{text}");
    for part in [
        "faster against base",
        "60 paired replications",
        "hours changed most at",
        "times as large",
        "results: output",
    ] {
        assert!(text.contains(part), "{part} is not in\n{text}");
    }
}

#[test]
fn the_folder_holds_what_was_compared_and_everything_that_run_writes() {
    let place = place();
    let (base, other) = (desk(&place, "base", "1"), desk(&place, "other", "0.9"));
    let output = ask(&place, &["compare", &base, &other, "-n", "3", "-o", "deep/both"]);
    assert_eq!(code(&output), 0, "{}", err(&output));
    let folder = place.path().join("deep/both");
    assert_eq!(names(&folder), ["base", "charts", "columns.csv", "comparison.csv", "manifest.toml", "other"]);
    let columns = fs::read_to_string(folder.join("columns.csv")).expect("UTF-8");
    assert!(columns.contains("comparison.csv,p_holm,"), "{columns}");
    let top = manifest(&folder);
    assert_eq!((top["base"].as_str(), top["complete"].as_bool()), (Some("base"), Some(true)));
    assert_eq!((top["finished"].as_integer(), top["seed"].as_integer()), (Some(3), Some(7)));
    for (file, flags) in [(&base, &[][..]), (&other, &["--seed", "7"])] {
        let arguments = [&["run", file, "-n", "3", "-o", "alone", "--force"], flags].concat();
        assert_eq!(code(&ask(&place, &arguments)), 0);
        let name = file.strip_suffix(".toml").expect("a file of a scenario");
        assert!(bytes(&folder.join(name)) == bytes(&place.path().join("alone")), "{name}");
    }
    // A second one stands beside it, and replaces it only if asked to.
    let again = ask(&place, &["compare", &base, &other, "-n", "2", "-o", "deep/both"]);
    assert!(out(&again).contains("results: deep/both-2"), "{}", out(&again));
    assert_eq!(code(&ask(&place, &["compare", &base, &other, "-n", "2", "-o", "deep/both", "--force"])), 0);
    assert_eq!(manifest(&folder)["finished"].as_integer(), Some(2));
    fs::write(folder.join("other/thesis.txt"), "years of work").expect("a file for a test");
    let refused = ask(&place, &["compare", &base, &other, "-n", "2", "-o", "deep/both", "--force"]);
    assert_eq!(code(&refused), 1);
    assert!(err(&refused).contains("thesis.txt, which no run wrote"), "{}", err(&refused));
}

#[test]
fn all_run_under_the_seed_of_the_base_and_as_often() {
    let place = place();
    let base = desk(&place, "base", "1");
    let other = variant(&place, "other", "replications = 12\nseed = 7", "replications = 5\nseed = 8");
    assert_eq!(code(&ask(&place, &["compare", &base, &other])), 0);
    let folder = place.path().join("output/compare-base-other");
    let found = manifest(&folder.join("other"));
    assert_eq!((found["seed"].as_integer(), found["replications"].as_integer()), (Some(7), Some(12)));
    assert!(table(&folder).iter().all(|row| row["verdict"] == "equal" && row["replications"] == "12"));
    // A wish for precision is the base's too.
    let wish = "replications = 5\nprecision = { value = 1, unit = \"min\", source = \"textbook\" }";
    let wishful = variant(&place, "wishful", "replications = 12", wish);
    let flags = ["compare", &base, &wishful, "-o", "wish"];
    assert_eq!(code(&ask(&place, &flags)), 0);
    let finished = |name: &str| manifest(&place.path().join(name))["finished"].as_integer();
    assert_eq!(finished("wish/wishful"), Some(12));
    let flags = ["compare", &base, &other, "-o", "both", "--precision", "0.1h", "--max-replications", "60"];
    assert_eq!(code(&ask(&place, &flags)), 0);
    assert_eq!((finished("both/base"), finished("both/other")), (Some(60), Some(60)));
}

#[test]
fn names_must_tell_scenarios_apart() {
    let place = place();
    let base = desk(&place, "base", "1");
    fs::create_dir(place.path().join("mine")).expect("a folder");
    fs::copy(place.path().join(&base), place.path().join("mine/base.toml")).expect("a copy");
    for other in [base.as_str(), "mine/base.toml"] {
        let output = ask(&place, &["compare", &base, other]);
        assert_eq!(code(&output), 2);
        assert!(
            err(&output).contains("called base") && err(&output).contains("another name"),
            "{}",
            err(&output)
        );
    }
    let missing = ask(&place, &["compare", &base, "nowhere.toml", "nobody.toml"]);
    assert_eq!(code(&missing), 3);
    assert!(err(&missing).contains("nowhere") && err(&missing).contains("nobody"), "{}", err(&missing));
    assert_eq!(code(&ask(&place, &["compare", &base])), 2);
    assert!(!place.path().join("output").exists());
}

#[test]
fn threads_do_not_change_a_byte() {
    let place = place();
    let mut scenarios = vec![data("corridor/small.toml")];
    let text = fs::read_to_string(&scenarios[0]).expect("the test's scenario");
    for (name, vessels) in [("three", "3"), ("four", "4")] {
        let path = place.path().join(format!("{name}.toml"));
        let more = text.replace("vessels = { value = 2,", &format!("vessels = {{ value = {vessels},"));
        fs::write(&path, more).expect("a file for a test");
        scenarios.push(path.display().to_string());
    }
    let run = |threads: &str, folder: &str| {
        let mut arguments = vec!["compare"];
        arguments.extend(scenarios.iter().map(String::as_str));
        arguments.extend(["-n", "4", "--days", "28", "-j", threads, "-o", folder, "--quiet"]);
        let output = ask(&place, &arguments);
        assert_eq!((code(&output), err(&output)), (0, String::new()));
        (bytes(&place.path().join(folder)), out(&output))
    };
    let ((one, said), (three, repeated)) = (run("1", "one"), run("3", "three"));
    assert!(one == three && one.len() > 30, "{}", one.len());
    assert_eq!(said.replace("one", "three"), repeated.replace("one", "three"));
    // Feeders that are there cost nothing in storms: those are shared to the hour.
    let months = |name: &str| one[&PathBuf::from(format!("{name}/months.csv"))].clone();
    let closed = |text: Vec<u8>| {
        let text = String::from_utf8(text).expect("UTF-8");
        text.lines().skip(1).map(|line| line.rsplit(',').next().unwrap_or("").to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(closed(months("small")), closed(months("three")));
}

#[test]
fn programs_get_json_and_spreadsheets_the_table() {
    let place = place();
    let (base, other) = (desk(&place, "base", "1"), desk(&place, "other", "0.9"));
    let output = ask(&place, &["compare", &base, &other, "--format", "json", "-n", "4"]);
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!((&json["base"], &json["complete"]), (&"base".into(), &true.into()));
    let found = &json["scenarios"][0];
    assert_eq!((&found["scenario"], &found["pairs"]), (&"other".into(), &4.into()));
    assert_eq!(found["headline"]["metric"], "mean through");
    let difference = found["headline"]["difference"]["mean"].as_f64().expect("a number");
    assert!(difference < 0.0);
    assert_eq!(found["readings"][0]["verdicts"][0]["limit_d"], 0.125);
    assert!(found["within"][0]["other"].as_f64() >= found["within"][0]["base"].as_f64());
    assert!(found["variance_ratio"]["value"].as_f64().is_some_and(|ratio| ratio > 1.0), "{found:#}");
    assert_eq!(found["binding"]["owner"], "desk");
    let output = ask(&place, &["compare", &base, &other, "--format", "csv", "-n", "4"]);
    let file = place.path().join("output/compare-base-other-2/comparison.csv");
    assert_eq!(output.stdout, fs::read(file).expect("the table"));
}

#[test]
fn several_scenarios_have_a_line_each_and_a_table_for_a_report() {
    let place = place();
    let base = desk(&place, "base", "1");
    let hours = ["0.7", "0.75", "0.8", "0.85", "0.9", "0.95", "1.05", "1.1", "1.2"];
    let names = hours.map(|mean| format!("a-desk-with-a-rather-long-name-that-takes-{mean}"));
    let files: Vec<String> = names.iter().zip(hours).map(|(name, mean)| desk(&place, name, mean)).collect();
    let mut arguments = vec!["compare", base.as_str()];
    arguments.extend(files.iter().map(String::as_str));
    arguments.extend(["-n", "10", "-o", "many"]);
    let output = ask(&place, &arguments);
    assert_eq!(code(&output), 0, "{}", err(&output));
    let text = out(&output);
    assert!(text.lines().all(|line| line.chars().count() <= 100), "{text}");
    assert!(text.contains("(Holm)") && text.contains("Bonferroni"), "{text}");
    let rows = table(&place.path().join("many"));
    let means: Vec<_> = rows.iter().filter(|row| row["metric"] == "mean through").collect();
    assert_eq!(means.len(), 9);
    for row in means {
        let number = |column: &str| row[column].parse::<f64>().expect("a number");
        assert!(
            number("simultaneous_low") < number("ci_low") && number("ci_high") < number("simultaneous_high")
        );
        let lower = row["scenario"].rsplit('-').next().is_some_and(|mean| mean.starts_with('0'));
        assert!((number("difference") < 0.0) == lower, "{row:?}");
    }
    arguments.extend(["--format", "markdown"]);
    let text = out(&ask(&place, &arguments));
    let lines: Vec<&str> = text.lines().take_while(|line| line.starts_with('|')).collect();
    assert_eq!(lines.len(), 2 + 9, "{text}");
    let cells = lines[0].matches('|').count();
    assert!(lines.iter().all(|line| line.matches('|').count() == cells), "{text}");
    assert!(lines[0].contains("people (through), h saved") && lines[2].contains("desk servers"), "{text}");
}

#[test]
fn the_gate_is_for_the_others() {
    let place = place();
    let (quick, slow) = (desk(&place, "quick", "1"), desk(&place, "slow", "1.6"));
    let exit = |base: &str, other: &str| code(&ask(&place, &["compare", base, other, "--gate", "-n", "8"]));
    assert_eq!((exit(&quick, &slow), exit(&slow, &quick)), (4, 0));
    assert_eq!(code(&ask(&place, &["compare", &quick, &slow, "--gate", "-n", "1"])), 5);
}

#[test]
fn other_windows_are_warned_of() {
    let place = place();
    let base = desk(&place, "base", "1");
    let other = variant(&place, "other", "warm_up = { value = 2,", "warm_up = { value = 3,");
    let output = ask(&place, &["compare", &base, &other, "-n", "2"]);
    assert_eq!(code(&output), 0);
    assert!(
        err(&output).contains("warning: ") && err(&output).contains("windows differ"),
        "{}",
        err(&output)
    );
    assert!(out(&output).contains("windows differ"), "{}", out(&output));
    let same = ask(&place, &["compare", &base, &other, "-n", "2", "--warmup", "5d"]);
    assert_eq!(err(&same), "");
}

#[test]
fn a_scenario_whose_cargo_never_comes_out_has_no_times() {
    let place = place();
    let base = desk(&place, "base", "1");
    let text = fs::read_to_string(data("mm1.toml")).expect("the test's scenario");
    let text = text.replace("drain = { value = 20, unit = \"d\"", "drain = { value = 1, unit = \"min\"");
    fs::write(place.path().join("full.toml"), text.replace("value = 0.5", "value = 3")).expect("a file");
    let output = ask(&place, &["compare", &base, "full.toml", "-n", "3"]);
    assert_eq!(code(&output), 0, "{}", err(&output));
    assert!(out(&output).contains("no times of full are shown"), "{}", out(&output));
    for row in table(&place.path().join("output/compare-base-full")) {
        if row["metric"].ends_with("through") || row["metric"].ends_with("journey") {
            assert!(!row["base"].is_empty(), "{row:?}");
            for column in ["other", "difference", "ci_low", "verdict", "p_holm"] {
                assert!(row[column].is_empty(), "{row:?}");
            }
        }
    }
}

/// A scenario that has nothing in common with the base, and one that stands still: the rest is not lost.
#[test]
fn what_cannot_be_compared_is_said() {
    let place = place();
    let (base, other) = (desk(&place, "base", "1"), desk(&place, "other", "0.9"));
    let (small, circle) = (known("tandem"), data("corridor/circle.toml"));
    let output = ask(&place, &["compare", &base, &small, &circle, &other, "-n", "2", "-o", "all"]);
    assert_eq!(code(&output), 1);
    assert!(err(&output).contains("stands still") && err(&output).contains("left out"), "{}", err(&output));
    assert!(out(&output).contains("circle was not run to an end"), "{}", out(&output));
    let folder = place.path().join("all");
    let written = ["base", "charts", "columns.csv", "comparison.csv", "manifest.toml", "other", "tandem"];
    assert_eq!(names(&folder), written);
    assert_eq!(manifest(&folder)["complete"].as_bool(), Some(false));
    let rows = table(&folder);
    let of = |scenario: &str| rows.iter().filter(|row| row["scenario"] == scenario).collect::<Vec<_>>();
    assert!(of("circle").is_empty() && of("other").iter().all(|row| !row["verdict"].is_empty()));
    let one_sided = of("tandem");
    assert!(one_sided.iter().any(|row| row["scope"] == "desk" && row["other"].is_empty()));
    assert!(one_sided.iter().any(|row| row["base"].is_empty() && !row["other"].is_empty()));
    for row in one_sided.iter().filter(|row| row["base"].is_empty() || row["other"].is_empty()) {
        assert!(row["difference"].is_empty() && row["verdict"].is_empty(), "{row:?}");
    }
    // A base that cannot be run leaves nothing.
    let output = ask(&place, &["compare", &circle, &base, "-o", "none"]);
    assert_eq!((code(&output), out(&output)), (1, String::new()));
    assert_eq!(names(place.path()), ["all", "base.toml", "other.toml"]);
}

fn mean(results: &Results, population: &str, span: &str) -> f64 {
    let mut rows = results.spans.iter().filter(|row| row.population == population && row.span == span);
    rows.next().expect("the span has a row").mean_d.mean
}

/// Of a server that is a tenth faster the difference is far better known than of two that share nothing: 200 pairs, and
/// even the lower limit of the ratio is above 3.
#[test]
fn random_numbers_in_common_are_worth_many_replications() {
    let slow = replicate(&open(&data("mm1.toml"), &[]), 200);
    let place = place();
    let file = desk(&place, "fast", "0.9");
    let fast = replicate(&open(&place.path().join(file).display().to_string(), &[]), 200);
    let (scope, metric) = (Scope::Cargo("people".to_owned()), Metric::time("through", Reading::Mean));
    let gain = gain(&slow, &fast, &scope, &metric).expect("the replications differ");
    let (low, high) = gain.limits.expect("there are 200 pairs");
    assert!(low > 3.0 && gain.ratio < high && !gain.is_loss(), "{gain:?}");
    let comparison = compare(&slow, &[&fast]);
    let row = comparison.row(0, &scope, &metric).expect("both have the span");
    let change = row.change.as_ref().expect("both have the span");
    assert_eq!((change.trend, change.difference.n, comparison.pairs[0]), (Trend::Lower, 200, 200));
    assert_eq!(change.variance_ratio, Some(gain.ratio));
    // 1 / (1 / 0.9 - 0.5) - 2 h.
    let (low, high) = change.difference.interval.expect("there are 200 pairs");
    let theory = (1.0 / (1.0 / 0.9 - 0.5) - 2.0) / 24.0;
    assert!(low < theory && theory < high, "{low} {theory} {high}");
    let means = mean(&fast, "people", "through") - mean(&slow, "people", "through");
    assert!((change.difference.mean - means).abs() < 1e-12);
}

/// The figures that are held against each other are those of the run's tables, and the hours of the parts add up.
#[test]
fn figures_are_those_of_the_tables() {
    let results = replicate(&open(&data("corridor/small.toml"), &[]), 3);
    let mean_of = |scope: &Scope, metric: &Metric| {
        let found = results.figures.iter().find(|figure| figure.scope == *scope && figure.metric == *metric);
        let values: Vec<f64> =
            found.expect("there is such a figure").values.iter().copied().flatten().collect();
        assert_eq!(values.len(), 3);
        values.iter().sum::<f64>() / 3.0
    };
    let close = |found: f64, expected: f64| {
        assert!((found - expected).abs() <= 1e-9 * expected.abs().max(1e-3), "{found} {expected}");
    };
    let west = Scope::Cargo("west".to_owned());
    close(mean_of(&west, &Metric::time("all", Reading::Mean)), mean(&results, "west", "all"));
    let flow = results.flows.iter().find(|row| row.flow == "west").expect("the flow has a row");
    close(mean_of(&west, &Metric::Teu), flow.left_per_year[1]);
    close(mean_of(&west, &Metric::Cost), flow.cost_usd.expect("somebody left").mean);
    for row in &results.carriage {
        let scope = Scope::Carriage { stage: row.stage.clone(), carrier: row.carrier.clone() };
        close(mean_of(&scope, &Metric::Load), row.load_factor.mean);
    }
    for row in &results.resources {
        let scope = Scope::Resource { owner: row.owner.clone(), resource: row.resource.clone() };
        close(mean_of(&scope, &Metric::Use), 1.0 - row.starved);
    }
    let whole = mean_of(&west, &Metric::hours(None));
    let ledger: f64 = results.ledger.iter().filter(|row| row.flow == "west").map(|row| row.hours.mean).sum();
    close(whole, ledger);
    let parts = |cell: bool, within: Option<&str>| -> f64 {
        let figures = results.figures.iter().filter(|figure| match &figure.metric {
            Metric::Hours { span, cause: Some(_) } => span.as_deref() == within,
            _ => false,
        });
        let mine = figures.filter(|figure| match &figure.scope {
            Scope::Cell { cargo, .. } => cell && cargo == "west",
            scope => !cell && *scope == west,
        });
        mine.map(|figure| figure.values.iter().flatten().sum::<f64>() / 3.0).sum()
    };
    close(parts(true, None), whole);
    close(parts(false, None), whole);
    // Those between the ends of the headline span are the span.
    close(parts(true, Some("all")), 24.0 * mean(&results, "west", "all"));
}

#[cfg(unix)]
#[test]
fn an_interrupted_comparison_keeps_what_is_finished() {
    let place = place();
    let (base, other) = (desk(&place, "base", "1"), desk(&place, "other", "0.9"));
    let arguments = ["compare", &base, &other, "-n", "1000000", "-j", "1", "--shipments", "none"];
    let output = interrupted(&place, &arguments);
    let text = out(&output);
    assert!(text.contains("only the base was finished") && text.contains("other was not run"), "{text}");
    let folder = place.path().join("output/compare-base-other");
    let top = manifest(&folder);
    assert_eq!(top["complete"].as_bool(), Some(false));
    assert_eq!(top["missing"].as_array().map(Vec::len), Some(1));
    assert!(manifest(&folder.join("base"))["finished"].as_integer().is_some_and(|count| count > 0));
    assert!(!folder.join("other").exists());
}
