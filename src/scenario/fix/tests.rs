//! Fixes applied to a small document, and the faults that they can have.

use super::apply::apply;
use super::plan::Plan;
use crate::document::{Code, Files, Node, Problems, parse, write_value};
use crate::parameter::{Cited, Field, Kind, Sources};
use crate::scenario::facts::{Facts, sources};
use crate::scenario::spec::ScenarioSpec;
use crate::units::Date;

const BASE: &str = "\
[run]
start = 2023-01-02
[source.plan]
title = \"The plan\"
kind = \"public\"
[pool.east]
locomotives = { value = 10, unit = \"locomotive\", source = \"plan\", range = [5, 15] }
turn_round = { triangular = { low = 2, mode = 4, high = 6 }, unit = \"h\", source = \"plan\" }
[pool.west]
locomotives = { value = 20, unit = \"locomotive\", source = \"plan\" }
turn_round = { value = 3, unit = \"h\", source = \"plan\" }
";

fn document(text: &str) -> Node {
    let (mut files, mut problems) = (Files::new(), Problems::new());
    let file = files.add("t.toml", format!("{BASE}{text}"));
    parse(file, &files, &mut problems).unwrap_or_else(|| panic!("{}", problems.render(&files)))
}

fn plan(document: &Node) -> Plan {
    let mut known = sources(document, &Facts::default(), &mut Problems::new());
    let cited =
        |kind| Cited { kind, title: String::new(), place: crate::document::Place::NOWHERE, declared: false };
    known.declare("s", cited(Kind::Public));
    let _: &Sources = &known;
    Plan::read(document, &known.into())
}

/// The document after the fixes that hold from the start, with what was said of it.
fn fixed(text: &str) -> (Node, Vec<(Code, String)>) {
    let mut document = document(text);
    let plan = plan(&document);
    let mut problems = Problems::new();
    let applied = apply(&mut document, &plan.at_start(), ScenarioSpec::schema(), &mut problems);
    plan.check(Date::new(2023, 12, 31), &mut problems);
    plan.check_effects(&applied, &mut problems);
    (document, problems.sorted().into_iter().map(|p| (p.code, p.message)).collect())
}

fn codes(text: &str) -> Vec<Code> {
    fixed(text).1.into_iter().map(|(code, _)| code).collect()
}

fn at(document: &Node, path: [&str; 3]) -> String {
    write_value(document.at(&path).unwrap())
}

fn fix(name: &str, body: &str) -> String {
    format!("[fix.{name}]\ntitle = \"T\"\nsource = \"plan\"\n{body}\n")
}

const MORE: &str = "set.\"pool.east.locomotives\" = { value = 12, unit = \"locomotive\", source = \"s\" }";
const TWO: &str = "add.\"pool.east.locomotives\" = { value = 2, unit = \"locomotive\", source = \"s\" }";
const HALF: &str = "scale.\"pool.east\" = { value = 0.5, unit = \"factor\", source = \"s\" }";

#[test]
fn values_are_set_then_scaled_then_added_whatever_the_names() {
    let text = [&fix("a", TWO), &fix("b", HALF), &fix("c", MORE), "[fixes]\na = true\nb = true\nc = true\n"];
    let (document, problems) = fixed(&text.map(String::from).concat());
    assert_eq!(problems, []);
    // 12, half of it, and two; and the law of the same table is halved too.
    assert!(at(&document, ["pool", "east", "locomotives"]).starts_with("{ value = 8,"));
    assert!(
        at(&document, ["pool", "east", "turn_round"])
            .starts_with("{ triangular = { low = 1, mode = 2, high = 3 }")
    );
    assert!(at(&document, ["pool", "west", "locomotives"]).starts_with("{ value = 20,"));
}

#[test]
fn what_is_off_or_later_changes_nothing_now() {
    for switch in ["false", "2023-07-01"] {
        let (document, problems) = fixed(&format!("{}[fixes]\na = {switch}\n", fix("a", MORE)));
        assert!(at(&document, ["pool", "east", "locomotives"]).starts_with("{ value = 10,"), "{switch}");
        let expected: &[Code] = if switch == "false" { &[] } else { &[Code::FixWithoutEffect] };
        // A later one is applied later; here nobody does.
        assert_eq!(problems.iter().map(|(code, _)| *code).collect::<Vec<_>>(), expected);
    }
    // The first day of the run is the start.
    let (document, _) = fixed(&format!("{}[fixes]\na = 2023-01-02\n", fix("a", MORE)));
    assert!(at(&document, ["pool", "east", "locomotives"]).starts_with("{ value = 12,"));
}

#[test]
fn new_things_come_and_old_ones_go() {
    let body = "remove = [\"pool.west\"]\n[fix.a.insert.pool.north]\n\
                locomotives = { value = 1, unit = \"locomotive\", source = \"s\" }\n";
    let (document, problems) = fixed(&format!("{}[fixes]\na = true\n", fix("a", body)));
    assert_eq!(problems, []);
    assert!(document.at(&["pool", "west"]).is_none());
    assert!(at(&document, ["pool", "north", "locomotives"]).starts_with("{ value = 1,"));
    let again =
        "[fix.a.insert.pool.west]\nlocomotives = { value = 1, unit = \"locomotive\", source = \"s\" }\n";
    assert_eq!(codes(&format!("{}[fixes]\na = true\n", fix("a", again))), [Code::BadFix]);
}

#[test]
fn faults_are_told_apart() {
    let on = |body: &str| codes(&format!("{}[fixes]\na = true\n", fix("a", body)));
    let same = "set.\"pool.east.locomotives\" = { value = 10.0, unit = \"locomotive\", source = \"s\" }";
    assert_eq!(on(same), [Code::FixWithoutEffect]);
    assert_eq!(on(""), [Code::FixWithoutEffect]);
    let missing = "set.\"pool.east.engines\" = { value = 1, unit = \"locomotive\", source = \"s\" }";
    assert_eq!(on(missing), [Code::UnknownPath]);
    assert_eq!(
        on("add.\"pool.south.locomotives\" = { value = 1, unit = \"x\", source = \"s\" }"),
        [Code::UnknownPath]
    );
    assert_eq!(
        on("add.\"pool.east.locomotives\" = { value = 1, unit = \"h\", source = \"s\" }"),
        [Code::BadFix]
    );
    assert_eq!(on("set.\"run.seed\" = 3"), [Code::BadFix]);
    assert_eq!(on("remove = [\"pool.south\"]"), [Code::UnknownPath]);
    assert_eq!(on(&format!("opens = 2025-01-01\n{MORE}")), [Code::EarlyFix]);
    let late = format!("{}[fixes]\na = 2024-02-01\n", fix("a", MORE));
    assert!(codes(&late).contains(&Code::LateFix));
}

#[test]
fn fixes_that_do_not_go_together() {
    let both = "[fixes]\na = true\nb = true\n";
    let two = |a: &str, b: &str, switches: &str| codes(&[&fix("a", a), &fix("b", b), switches].concat());
    assert_eq!(two(MORE, MORE, both), [Code::FixConflict]);
    // Of two that set the same, the one that requires the other comes after it.
    let most = MORE.replace("12", "15");
    assert_eq!(two(MORE, &format!("requires = [\"a\"]\n{most}"), both), []);
    assert_eq!(two(MORE, TWO, both), []);
    assert_eq!(two(MORE, "remove = [\"pool.east\"]", both), [Code::UnknownPath, Code::FixConflict]);
    assert_eq!(two(MORE, &format!("excludes = [\"a\"]\n{HALF}"), both), [Code::FixConflict]);
    assert_eq!(two(MORE, &format!("requires = [\"a\"]\n{TWO}"), "[fixes]\nb = true\n"), [Code::FixConflict]);
    let later = "[fixes]\na = 2023-05-01\nb = true\n";
    assert!(two(MORE, &format!("requires = [\"a\"]\n{TWO}"), later).contains(&Code::FixConflict));
}

#[test]
fn a_trial_switches_what_it_needs() {
    let text = [
        &fix("a", &format!("requires = [\"b\"]\nexcludes = [\"c\"]\n{MORE}")),
        &fix("b", TWO),
        &fix("c", HALF),
        "[fixes]\nc = true\n",
    ];
    let document = document(&text.map(String::from).concat());
    let needed = plan(&document).needed("a");
    assert_eq!(needed, [("a".to_owned(), true), ("b".to_owned(), true), ("c".to_owned(), false)]);
}
