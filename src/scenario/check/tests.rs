//! Scenarios with one fault each, listed in `tests/faults.txt`.

use super::check;
use crate::document::Problems;
use crate::parameter::read_text;
use crate::scenario::spec::ScenarioSpec;

const CORRIDOR: &str = include_str!("tests/corridor.txt");
const QUEUE: &str = include_str!("tests/queue.txt");
const FAULTS: &str = include_str!("tests/faults.txt");

/// Writes out `<3 track>` as a quantity.
fn expand(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('<') {
        let (quantity, after) = after.split_once('>').expect("a bracket is closed");
        let (value, unit) = quantity.split_once(' ').expect("a value and a unit");
        out.push_str(&format!("{before}{{ value = {value}, unit = \"{unit}\", source = \"s\" }}"));
        rest = after;
    }
    out + rest
}

/// The scenario after every `old -> new` of `edits`.
fn edited(scenario: &str, edits: &str) -> String {
    let mut text = scenario.to_owned();
    for edit in edits.split(" ;; ") {
        let (old, new) = edit.split_once(" ->").expect("old -> new");
        let (old, new) = (old.replace("\\n", "\n"), new.trim_start().replace("\\n", "\n"));
        assert!(text.contains(&old), "nothing to replace: {old}");
        text = text.replacen(&old, &new, 1);
    }
    expand(&text)
}

/// Code and path of what is found, in alphabetical order.
fn found(text: &str) -> Vec<String> {
    let spec = read_text::<ScenarioSpec>(text).unwrap_or_else(|problems| panic!("{problems}"));
    let mut problems = Problems::new();
    check(&spec, &mut problems);
    for problem in problems.sorted() {
        assert!(problem.message.len() > 15, "{problem:?}");
    }
    let mut found: Vec<_> = problems.sorted().iter().map(|p| format!("{:?} {}", p.code, p.path)).collect();
    found.sort();
    found
}

#[test]
fn each_fault_is_found_and_nothing_else() {
    let (mut scenario, mut wrong, mut faults) = (CORRIDOR, Vec::new(), 0);
    for line in FAULTS.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        if let Some(name) = line.strip_prefix("@ ") {
            scenario = if name == "queue" { QUEUE } else { CORRIDOR };
            continue;
        }
        let (edits, expected) = line.rsplit_once(" =>").expect("edits => findings");
        let mut expected: Vec<_> = expected.split(',').map(str::trim).filter(|f| !f.is_empty()).collect();
        expected.sort_unstable();
        faults += 1;
        let found = found(&edited(scenario, edits));
        if found != expected {
            wrong.push(format!("{edits}\n   found {found:?}\nexpected {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {faults}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(faults > 100);
}

#[test]
fn messages_say_what_was_found_and_what_is_meant() {
    let spec = edited(CORRIDOR, "\"dostyk.arrived\" -> \"dostik.arrived\" ;; <6 train/d> -> <6 wagon/d>");
    let spec = read_text::<ScenarioSpec>(&spec).unwrap();
    let mut problems = Problems::new();
    check(&spec, &mut problems);
    let said: Vec<_> =
        problems.sorted().into_iter().map(|p| (p.message, p.hint.unwrap_or_default())).collect();
    let expected = [
        ("the unit is wagon/d, which does not fit a flow of trains", "allowed: train/yr, train/d"),
        ("there is no stage \"dostik\"", "did you mean \"dostyk\"?"),
    ];
    assert_eq!(said, expected.map(|(message, hint)| (message.to_owned(), hint.to_owned())));
}
