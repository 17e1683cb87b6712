//! Charts show what the tables say, in files and in a terminal, and colours come only where they are wanted.

mod program;

use std::fs;
use std::path::Path;

use program::{ask, code, err, files, names, out, place, program, table, write};

const MM1: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/mm1.toml");
const ESCAPE: char = '\u{1b}';

/// The value of a column in the row that has these other values.
fn cell(folder: &Path, file: &str, of: &[(&str, &str)], column: &str) -> String {
    let (header, rows) = table(folder, file);
    let at = |name: &str| header.iter().position(|column| column == name).expect("a column");
    let row = rows.iter().find(|row| of.iter().all(|(name, value)| row[at(name)] == *value));
    row.unwrap_or_else(|| panic!("no {of:?} in {file}"))[at(column)].clone()
}

/// The places of the points of the first curve in a picture.
fn curve(svg: &str) -> Vec<[f64; 2]> {
    let points = svg.split("<polyline points=\"").nth(1).and_then(|rest| rest.split('"').next());
    let point = |point: &str| {
        let (x, y) = point.split_once(',').expect("two numbers");
        [x, y].map(|number| number.parse().expect("a number"))
    };
    points.expect("a curve").split(' ').map(point).collect()
}

#[test]
fn the_distribution_agrees_with_the_targets_and_the_picture_with_it() {
    let place = place();
    let output = ask(&place, &["run", "base", "--days", "28", "-n", "3", "-q", "-o", "base"]);
    assert_eq!(code(&output), 0, "{}", err(&output));
    let folder = place.path().join("base");
    for (population, span) in [("containers", "kazakhstan"), ("dostyk", "kz-rail")] {
        let row = [("population", population), ("span", span)];
        for days in ["5", "6"] {
            let of = [&row[..], &[("time_d", days)]].concat();
            let limit = [&row[..], &[("statistic", "share"), ("threshold_d", days)]].concat();
            for (column, value) in [("share", "value"), ("ci_low", "ci_low"), ("ci_high", "ci_high")] {
                let found = cell(&folder, "distribution.csv", &of, column);
                assert_eq!(found, cell(&folder, "targets.csv", &limit, value), "{of:?} {column}");
                assert!(found.parse::<f64>().is_ok());
            }
        }
    }
    // Shares rise from nobody to all.
    let (_, rows) = table(&folder, "distribution.csv");
    let shares: Vec<f64> = rows
        .iter()
        .filter(|row| row[0] == "containers" && row[1] == "kazakhstan")
        .map(|row| row[3].parse().expect("a share"))
        .collect();
    assert!(shares.is_sorted() && shares[0] == 0.0 && shares[shares.len() - 1] == 1.0, "{shares:?}");
    let picture = fs::read_to_string(folder.join("charts/transit-time.svg")).expect("a picture");
    let points = curve(&picture);
    assert!(
        points.len() > 20
            && points.windows(2).all(|pair| pair[0][0] <= pair[1][0] && pair[0][1] >= pair[1][1])
    );
    for word in [">5 d<", ">6 d<", "containers, kazakhstan: ", "within 5 d"] {
        assert!(picture.contains(word), "{word}");
    }
    let bars = fs::read_to_string(folder.join("charts/ledger.svg")).expect("a picture");
    assert!(
        bars.contains(">waiting: ")
            && bars.contains(">being moved and handled: ")
            && bars.contains("aktau: ")
    );
}

#[test]
fn a_terminal_shows_the_same_and_a_hostile_title_does_no_harm() {
    let place = place();
    let text = fs::read_to_string(MM1).expect("the test's scenario");
    let title = text.lines().find(|line| line.starts_with("title")).expect("a title");
    let hostile = write(&place, "hostile.toml", &text.replace(title, "title = \"<script>&amp;\\u001b[31m\""));
    let output = ask(&place, &["run", &hostile, "-n", "3", "-q", "--charts"]);
    assert_eq!(code(&output), 0, "{}", err(&output));
    let shown = out(&output);
    assert!(!shown.contains(ESCAPE) && shown.contains('•') && shown.contains('█'), "{shown}");
    assert!(shown.contains("share of consignments within so many days") && shown.contains("waiting: "));
    assert!(shown.lines().all(|line| line.chars().count() <= 100), "{shown}");
    let plain = out(&ask(&place, &["run", &hostile, "-n", "3", "-q"]));
    assert!(!plain.contains('•') && plain.contains("results: "));
    for name in ["transit-time.svg", "ledger.svg"] {
        let path = place.path().join("output/hostile/charts").join(name);
        let picture = fs::read_to_string(path).expect("a picture");
        assert!(picture.contains("&lt;script&gt;&amp;amp; [31m") && !picture.contains(ESCAPE), "{picture}");
    }
}

#[test]
fn a_comparison_draws_all_runs_and_replaces_its_own_charts_only() {
    let place = place();
    let text = fs::read_to_string(MM1).expect("the test's scenario");
    let files_of = |name: &str| write(&place, name, &text);
    let (one, other) = (files_of("one.toml"), files_of("other.toml"));
    let compare = ["compare", &one, &other, "-n", "3", "-q", "-o", "both", "--force"];
    let output = ask(&place, &[&compare[..], &["--charts"]].concat());
    assert_eq!(code(&output), 0, "{}", err(&output));
    assert!(
        out(&output).contains("Transit time: one, other") && out(&output).contains("o other"),
        "{}",
        out(&output)
    );
    let folder = place.path().join("both");
    let pictures: Vec<String> = files(&folder).into_iter().filter(|name| name.ends_with(".svg")).collect();
    let expected = ["", "one/", "other/"]
        .map(|of| ["ledger", "transit-time"].map(|name| format!("{of}charts/{name}.svg")));
    assert_eq!(pictures, expected.concat());
    // What somebody has put beside them is not lost.
    assert_eq!(code(&ask(&place, &compare)), 0);
    fs::write(folder.join("charts/own.svg"), "x").expect("a file");
    let output = ask(&place, &compare);
    assert_eq!(code(&output), 1);
    assert!(err(&output).contains("charts/own.svg, which no run wrote"), "{}", err(&output));
    // A scenario of that name would have its folder where the charts are.
    let charts = files_of("charts.toml");
    let output = ask(&place, &["compare", &one, &charts, "-n", "1", "-o", "more"]);
    assert_eq!(code(&output), 2);
    assert!(err(&output).contains("cannot be compared under this name"), "{}", err(&output));
    assert!(!names(place.path()).contains(&"more".to_owned()));
}

/// Where all take the same time a line between two points of the curve would tell of people who are not there; nobody waits.
#[test]
fn what_is_drawn_is_what_the_answer_says() {
    let place = place();
    let text = fs::read_to_string(MM1).expect("the test's scenario");
    let text =
        text.replace("exponential = { mean = 1 }", "value = 1").replace("value = 0.5", "value = 0.001");
    let file = write(&place, "steady.toml", &text);
    let output = ask(&place, &["run", &file, "-n", "2", "-q", "--charts", "--target", "0.0416"]);
    let shown = out(&output);
    assert_eq!(code(&output), 0, "{}", err(&output));
    assert!(shown.contains("• people: 0% within "), "{shown}");
    assert!(shown.contains("(1 of them), at 0%\n"), "{shown}");
    assert!(shown.contains("waiting: 0.00 h") && !shown.contains("-0."), "{shown}");
    let one = out(&ask(&place, &["run", &file, "-n", "1", "-q", "-o", "one", "--charts"]));
    assert!(one.contains("share of consignments"), "{one}");
    let picture = fs::read_to_string(place.path().join("one/charts/transit-time.svg")).expect("a picture");
    assert!(picture.contains("; one replication<") && !picture.contains("intervals"), "{picture}");
}

#[test]
fn long_names_and_many_runs_find_room() {
    let place = place();
    let text = fs::read_to_string(MM1).expect("the test's scenario");
    let long = "d".repeat(60);
    let text = text
        .replace("stage.desk.server", &format!("stage.{long}.server"))
        .replace("\"desk", &format!("\"{long}"));
    let name = |number: u32| write(&place, &format!("{}-{number}.toml", "n".repeat(60)), &text);
    let names: Vec<String> = (0..8).map(name).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let output =
        ask(&place, &[&["compare"], &names[..], &["-n", "2", "-q", "--charts", "-o", "many"]].concat());
    assert_eq!(code(&output), 0, "{}", err(&output));
    let shown = out(&output);
    let charts = shown.find("Transit time: 6 scenarios (and 2 more)").expect("the charts");
    assert!(shown[charts..].lines().all(|line| line.chars().count() <= 110), "{}", &shown[charts..]);
    assert!(shown[charts..].contains(": server"), "the end of a long name is kept: {}", &shown[charts..]);
    for picture in ["transit-time.svg", "ledger.svg"] {
        let text = fs::read_to_string(place.path().join("many/charts").join(picture)).expect("a picture");
        assert!(text.contains(&format!("{}-5: ", "n".repeat(60))), "every run has a line of its own");
    }
}

#[test]
fn where_no_times_may_be_shown_there_is_no_chart() {
    let place = place();
    // More work comes than can be done.
    let output = ask(
        &place,
        &["run", MM1, "-n", "3", "-q", "--charts", "-o", "full", "--set", "flow.people.volume=1.5"],
    );
    assert_eq!(code(&output), 0, "{}", err(&output));
    assert!(out(&output).contains("no chart: "), "{}", out(&output));
    let folder = place.path().join("full");
    assert!(!names(&folder).contains(&"charts".to_owned()));
    assert!(table(&folder, "distribution.csv").1.is_empty());
}

#[test]
fn colours_come_where_they_are_wanted() {
    let place = place();
    let wrong = write(&place, "wrong.toml", "format = 1\nextends = \"base\"\ntitle = \"x\"\nvesels = 1\n");
    let shown = |arguments: &[&str], surroundings: &[(&str, &str)]| {
        let mut command = program(&place);
        let output = command.args(arguments).envs(surroundings.iter().copied()).output().expect("it starts");
        (out(&output).contains(ESCAPE), err(&output).contains(ESCAPE))
    };
    let draw = ["run", MM1, "-n", "2", "-q", "--charts", "--force"];
    let with = |more: &[&'static str]| [&draw[..], more].concat();
    assert_eq!(shown(&draw, &[]), (false, false), "no terminal, no colours");
    assert_eq!(shown(&with(&["--color", "always"]), &[]), (true, false));
    assert_eq!(shown(&with(&["--color=always"]), &[("NO_COLOR", "1")]), (true, false), "a flag wins");
    assert_eq!(shown(&with(&["--color", "never"]), &[("CLICOLOR_FORCE", "1")]), (false, false));
    assert_eq!(shown(&["check", &wrong, "--color", "always"], &[]), (false, true));
    assert_eq!(shown(&["check", &wrong], &[]), (false, false));
    assert_eq!(shown(&["--color", "always", "run", "--help"], &[]), (true, false));
    assert_eq!(shown(&["run", "--help"], &[]), (false, false));
    assert_eq!(shown(&["run", "--color", "always"], &[]), (false, true), "errors of the command line too");
    assert_eq!(code(&ask(&place, &["run", MM1, "--color", "perhaps"])), 2);
}

#[test]
fn verbose_says_more_and_quiet_nothing() {
    let place = place();
    let words = |more: &[&str]| {
        err(&ask(&place, &[&["run", "base", "--days", "7", "-n", "1", "--force"], more].concat()))
    };
    let verbose = words(&["-v"]);
    assert!(verbose.contains("base: 1 replications planned, ended after "), "{verbose}");
    assert!(!verbose.contains("more warnings"), "{verbose}");
    assert!(!words(&[]).contains("ended after"));
    assert_eq!(words(&["-q"]), "");
    assert_eq!(code(&ask(&place, &["run", MM1, "-v", "-q"])), 2);
}
