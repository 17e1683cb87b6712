//! Observations: what may be a check, to which scenario they belong, and what a run says of them. Conflicts of figures.

mod program;
use program::{ask, code, err, out, place, table, write};

const QUEUE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/mm1.toml");
const PORTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/ports/quay.toml");

/// A scenario over another with these lines.
fn over(place: &tempfile::TempDir, base: &str, name: &str, lines: &str) -> String {
    write(place, name, &format!("format = 1\nextends = {base:?}\n{lines}"))
}

/// The queue's own time, which theory knows, and what goes through it, which is put in.
const SEEN: &str = r#"
[population.all]
title = "All"
flows = ["people"]

[observation.hours]
title = "Time in the system"
role = "check"
of.time = { span = "through", population = "all", statistic = "mean", value = { value = 2, unit = "h", source = "seen", range = [1.9, 2.1] } }

[observation.slow]
title = "Time in the system, told wrongly"
role = "check"
known_miss = "whoever told it had another desk in mind"
of.time = { span = "through", population = "all", statistic = "mean", value = { value = 0.5, unit = "d", source = "seen" } }

[observation.waits]
title = "Share of waiting"
role = "check"
of.waiting = { population = "all", value = { value = 50, unit = "%", source = "seen" } }

[observation.people]
title = "Who comes"
role = "input"
of.carried = { flows = ["people"], value = { value = 12, unit = "consignment/d", source = "seen" } }

[source.seen]
title = "Theory"
kind = "derived"
"#;

#[test]
fn a_run_is_held_against_what_was_observed() {
    let place = place();
    let file = over(&place, QUEUE, "seen.toml", SEEN);
    let output = ask(&place, &["run", &file, "-o", "seen"]);
    assert_eq!(code(&output), 0, "{}", err(&output));
    let (header, rows) = table(&place.path().join("seen"), "observations.csv");
    let cell = |name: &str, column: &str| {
        let row = rows.iter().find(|row| row[0] == name).expect("the observation");
        row[header.iter().position(|head| head == column).expect("the column")].clone()
    };
    let number = |name: &str, column: &str| cell(name, column).parse::<f64>().expect("a number");
    assert_eq!(rows.len(), 4);
    assert_eq!((cell("hours", "standing"), cell("slow", "standing")), ("inside".into(), "outside".into()));
    // The mean of twelve replications is known better than a single one.
    assert!(number("hours", "ci_low") > number("hours", "window_low"));
    assert!((number("hours", "simulated") - 2.0).abs() < 0.4 && number("hours", "low") == 1.9);
    // The same in days, whose observation has no range.
    assert!((number("slow", "simulated") * 24.0 - number("hours", "simulated")).abs() < 1e-9);
    assert_eq!((number("slow", "low"), cell("slow", "unit")), (0.5, "d".into()));
    assert!((number("waits", "simulated") - 50.0).abs() < 10.0);
    assert!((number("people", "simulated") - 12.0).abs() < 2.0);
    let answer = out(&output);
    assert!(answer.contains("of 3 checks 2 are inside; slow is outside: whoever told it"), "{answer}");
    assert!(!answer.contains("people  12"), "inputs are not told:\n{answer}");
}

#[test]
fn observations_are_of_the_scenario_that_states_them() {
    let place = place();
    let base = over(&place, QUEUE, "base.toml", SEEN);
    let repeat = "[observation.waits]\ninherited = false\n";
    let file = over(&place, &base, "variant.toml", repeat);
    assert_eq!(code(&ask(&place, &["run", &file, "-o", "variant", "-n", "2"])), 0);
    let (_, rows) = table(&place.path().join("variant"), "observations.csv");
    assert_eq!(rows.iter().map(|row| row[0].as_str()).collect::<Vec<_>>(), ["waits"]);
    // What was resolved says so itself.
    let resolved = place.path().join("variant/resolved.toml");
    assert_eq!(code(&ask(&place, &["run", resolved.to_str().expect("UTF-8"), "-o", "again", "-n", "2"])), 0);
    let bytes =
        |folder: &str| std::fs::read(place.path().join(folder).join("observations.csv")).expect("a file");
    assert!(bytes("variant") == bytes("again"));
    let diff = ask(&place, &["diff", &base, QUEUE, "--format", "csv"]);
    assert!(!out(&diff).contains("observation"), "{}", out(&diff));
}

#[test]
fn what_was_put_in_is_no_check() {
    let place = place();
    let calibrated = |to: &str| {
        format!(
            "{SEEN}\n[stage.desk.server]\nservice = {{ exponential = {{ mean = 1 }}, unit = \"h\", source = \"seen\", \
             kind = \"calibrated\", fitted_to = \"{to}\" }}\n"
        )
    };
    let fault = |lines: &str| {
        let file = over(&place, QUEUE, "fault.toml", lines);
        let output = ask(&place, &["check", &file]);
        assert_eq!(code(&output), 3, "{}", out(&output));
        err(&output)
    };
    let told = fault(&calibrated("hours"));
    assert!(told.contains("E081") && told.contains("stage.desk.server.service was fitted to it"), "{told}");
    let told = fault(&calibrated("people"));
    assert!(told.contains("E081") && told.contains("whose role is \"input\""), "{told}");
    // The same published figure under the check and under a number.
    let fact = SEEN.replacen("source = \"seen\"", "source = \"customs-train-before\"", 1);
    let rests = "[stage.desk.server]\nservice = { exponential = { mean = 1 }, unit = \"h\", source = \"customs-train-before\" }\n";
    let told = fault(&format!("{fact}{rests}"));
    assert!(told.contains("E081") && told.contains("rests on the same figure"), "{told}");
    // An assumption that only mentions it is no circle.
    let assumed = rests.replace(" }\n", ", kind = \"assumed\", note = \"about\" }\n");
    let file = over(&place, QUEUE, "sound.toml", &format!("{fact}{assumed}"));
    assert_eq!(code(&ask(&place, &["check", &file])), 0);
    // A fit that nothing weighs.
    let told = fault(&SEEN.replacen("\"check\"", "\"fit\"", 1).replacen(", range = [1.9, 2.1]", "", 1));
    assert!(told.contains("E080") && told.contains("no `range`"), "{told}");
}

#[test]
fn an_observation_that_no_run_answers_to_is_refused() {
    let place = place();
    let lines = r#"
[observation.load]
title = "Load"
role = "check"
of.load = { fleet = "ferries", port = "sea", value = { value = 50, unit = "%", source = "test" } }

[observation.shipped]
title = "Shipped"
role = "check"
of.shipped = { fleets = ["ferries"], ports = ["east"], value = { value = 100, unit = "TEU/yr", source = "test" } }

[observation.trains]
title = "Trains"
role = "check"
of.trains = { line = "east", direction = "west", value = { value = 100, unit = "TEU/yr", source = "test" } }

[observation.fitted]
title = "A miss of what is fitted"
role = "input"
known_miss = "because"
of.calls = { port = "east", value = { value = 100, unit = "1/yr", source = "test" } }
"#;
    let file = over(&place, PORTS, "faults.toml", lines);
    let output = ask(&place, &["check", &file]);
    let told = err(&output);
    for part in [
        "no vessel of ferries calls at sea",
        "the capacity of ferries is counted in something else",
        "east is no line",
        "found TEU/yr",
        "only what is checked can be missed",
    ] {
        assert!(told.contains(part), "{part}: {told}");
    }
    assert_eq!(code(&output), 3);
}

#[test]
fn vessels_are_counted_by_their_calls() {
    let place = place();
    let lines = r#"
[observation.calls]
title = "Calls"
role = "check"
of.calls = { port = "east", value = { value = 100, unit = "1/yr", source = "test" } }

[observation.in-port]
title = "Time in port"
role = "check"
of.in_port = { fleet = "ferries", port = "east", value = { value = 1, unit = "d", source = "test" } }

[observation.shipped]
title = "Shipped"
role = "check"
of.shipped = { fleets = ["ferries"], ports = ["east", "west"], value = { value = 100, unit = "wagon/yr", source = "test" } }
"#;
    let file = over(&place, PORTS, "seen.toml", lines);
    let output = ask(&place, &["run", &file, "-o", "seen", "-n", "1", "--shipments", "all"]);
    assert_eq!(code(&output), 0, "{}", err(&output));
    let folder = place.path().join("seen");
    let (header, rows) = table(&folder, "observations.csv");
    let at = header.iter().position(|head| head == "simulated").expect("the column");
    let simulated = |name: &str| {
        let row = rows.iter().find(|row| row[0] == name).expect("the observation");
        row[at].parse::<f64>().expect("a number")
    };
    let (header, calls) = table(&folder, "vessels.csv");
    let column = |name: &str| header.iter().position(|head| head == name).expect(name);
    let (port, sail) = (column("port"), column("sail"));
    let sailed: Vec<_> = calls.iter().filter(|row| !row[sail].is_empty()).collect();
    let east = sailed.iter().filter(|row| row[port] == "east").count() as f64;
    // The window of 30 days.
    assert!((simulated("calls") - east * 365.0 / 30.0).abs() < 1e-9, "{} of {east}", simulated("calls"));
    assert!(simulated("in-port") > 0.0 && simulated("shipped") > 0.0);
}

#[test]
fn conflicts_name_the_figure_that_is_used() {
    let place = place();
    let lines = r#"
[conflict.desk]
title = "How long the desk takes"
figures = { textbook = "an hour", seen = "two hours" }
used = "textbook"
why = "the desk is a textbook's"
at = ["stage.desk.server.service"]

[source.seen]
title = "A visitor"
kind = "derived"
"#;
    let file = over(&place, QUEUE, "conflict.toml", lines);
    let told = out(&ask(&place, &["params", &file, "--conflicts"]));
    assert!(
        told.contains("*  textbook  an hour") && told.contains("used *: the desk is a textbook's"),
        "{told}"
    );
    let csv = out(&ask(&place, &["params", &file, "--conflicts", "--format", "csv"]));
    assert_eq!(csv.lines().count(), 3, "{csv}");
    assert!(out(&ask(&place, &["params", QUEUE, "--conflicts"])).contains("no conflict"));
    let faulty = lines
        .replace(", seen = \"two hours\"", "")
        .replace("used = \"textbook\"", "used = \"seen\"")
        .replace("server.service", "server.speed");
    let file = over(&place, QUEUE, "faulty.toml", &faulty);
    let told = err(&ask(&place, &["check", &file]));
    for part in ["one figure contradicts nothing", "not among the figures", "no number of the scenario is at"]
    {
        assert!(told.contains(part), "{part}: {told}");
    }
}
