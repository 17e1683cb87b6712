//! Uncertain inputs: one by one at the ends of their ranges, and all drawn at once, where the answers are known.

use std::sync::atomic::AtomicBool;

use transcaspian::experiment::{
    Bar, Design, Finding, InputStudy, Plan, Shipments, Step, Tornado, Verdict, draw_inputs, tornado,
};
use transcaspian::scenario::{Basis, Scenario};

mod program;
mod support;
use program::{ask, code, err, out, place, write};
use support::{data, open};

const BASES: [Basis; 2] = [Basis::Assumed, Basis::Press];
const HOURS_A_DAY: f64 = 24.0;

fn plan(replications: u32, threads: usize) -> Plan {
    Plan { threads, ..support::plan(replications, Shipments::Nobody) }
}

fn design(screen: u32, top: usize) -> Design {
    Design { bases: BASES.to_vec(), only: Vec::new(), screen, top, between: None }
}

fn vary(scenario: &Scenario, design: &Design, threads: usize) -> Tornado {
    let found = tornado(scenario, &plan(4, threads), design, &AtomicBool::new(false), &|_| {});
    found.expect("it runs")
}

fn bar<'t>(tornado: &'t Tornado, path: &str, step: Step) -> &'t Bar {
    let found = tornado.bars.iter().find(|bar| bar.input.path == path && bar.step == step);
    found.unwrap_or_else(|| panic!("{path} is there"))
}

/// The mean effects at both ends (h).
fn effects(bar: &Bar) -> [f64; 2] {
    [0, 1].map(|at| bar.ends[at].outcome.effect().expect("an effect").mean * HOURS_A_DAY)
}

#[test]
fn effects_are_what_they_must_be() {
    let scenario = open(&data("inputs/way.toml"), &[]);
    let found = vary(&scenario, &design(2, 2), 2);
    assert!(found.complete);
    assert_eq!(found.inputs, 4);
    let way = bar(&found, "stage.way.leg.time", Step::Full);
    let [low, high] = effects(way);
    assert!((low + 2.0).abs() < 1e-6 && (high - 3.0).abs() < 1e-6, "{low} {high}");
    // A constant moved by two hours moves every mean by two hours, to the rounding of milliseconds.
    let (from, to) = way.ends[0].outcome.effect().and_then(|change| change.interval).expect("an interval");
    assert!((to - from) * HOURS_A_DAY < 1e-6);
    // All of the law is scaled by 3/4 and 5/4, on the same draws.
    let [low, high] = effects(bar(&found, "stage.gate.leg.time", Step::Full));
    assert!(
        (low + 0.5).abs() < 0.02 && (high - 0.5).abs() < 0.02 && (low + high).abs() < 1e-6,
        "{low} {high}"
    );
    // What the cargo never meets changes nothing, to the last bit, and is not run again.
    for path in ["stage.elsewhere.leg.time", "stage.desk.server.servers"] {
        let idle = bar(&found, path, Step::Screen);
        assert_eq!((idle.size(), effects(idle)), (Some(0.0), [0.0, 0.0]));
        assert!(!found.bars.iter().any(|bar| bar.input.path == path && bar.step == Step::Full));
    }
    let order: Vec<(&str, Step)> = found.bars.iter().map(|bar| (bar.input.path.as_str(), bar.step)).collect();
    assert_eq!(order[0], ("stage.way.leg.time", Step::Full));
    assert_eq!(order[1], ("stage.gate.leg.time", Step::Full));
    assert_eq!(order[2], ("stage.way.leg.time", Step::Screen));
}

#[test]
fn a_verdict_flips_where_the_threshold_is_passed() {
    let scenario = open(&data("inputs/way.toml"), &[]);
    let found = vary(&scenario, &design(2, 20), 2);
    // With no more inputs than are run in full nothing is screened.
    assert!(found.bars.iter().all(|bar| bar.step == Step::Full));
    assert_eq!(found.verdicts[0].verdict, Verdict::Pass);
    let flips = bar(&found, "stage.way.leg.time", Step::Full).flips(&found.verdicts);
    assert_eq!(flips.len(), 1);
    assert_eq!((flips[0][1].target.as_str(), flips[0][1].verdict), ("soon", Verdict::Fail));
    assert!(bar(&found, "stage.gate.leg.time", Step::Full).flips(&found.verdicts).is_empty());
}

#[test]
fn the_ranking_of_two_fixes_changes_where_it_must() {
    let scenario = open(&data("inputs/way.toml"), &[]);
    let between = Some(["shorter".to_owned(), "quicker".to_owned()]);
    let found = vary(&scenario, &Design { between, ..design(2, 20) }, 2);
    let hours = |gap: Option<transcaspian::experiment::Estimate>| gap.expect("a gap").mean * HOURS_A_DAY;
    // The way gains a fifth of 10 h, the gate 95 % of 2 h.
    assert!((hours(found.ranking) - 0.1).abs() < 0.04);
    let [low, high] = [0, 1].map(|at| bar(&found, "stage.way.leg.time", Step::Full).ends[at].ranking);
    assert!((hours(low) + 0.3).abs() < 0.04 && (hours(high) - 0.7).abs() < 0.04);
    let [low, high] = [0, 1].map(|at| bar(&found, "stage.gate.leg.time", Step::Full).ends[at].ranking);
    assert!((hours(low) - 0.575).abs() < 0.04 && (hours(high) + 0.375).abs() < 0.04);
}

#[test]
fn what_is_refused_is_told_and_does_no_harm() {
    // Of two servers in a row of three a range may reach to none.
    let servers = "stage.desk.server.servers={ value = 2, unit = \"server\", source = \"guess\", note = \"n\", range = [0, 3] }";
    let found = vary(&open(&data("inputs/way.toml"), &[servers]), &design(2, 20), 2);
    let end = &bar(&found, "stage.desk.server.servers", Step::Full).ends[0];
    assert!(
        matches!(&end.outcome, Finding::Refused(why) if why.contains("found 0 server")),
        "{:?}",
        end.outcome
    );
    assert!(found.complete);
}

#[test]
fn threads_change_nothing() {
    let scenario = open(&data("inputs/way.toml"), &[]);
    let [one, three] = [1, 3].map(|threads| vary(&scenario, &design(2, 2), threads));
    assert_eq!(one.bars, three.bars);
    let study = |threads: usize| study(&scenario, 5, &plan(3, threads));
    assert_eq!(study(1).draws, study(3).draws);
}

fn study(scenario: &Scenario, draws: u32, plan: &Plan) -> InputStudy {
    draw_inputs(scenario, plan, draws, &BASES, &[], &AtomicBool::new(false), &|_| {}).expect("it runs")
}

/// The time of the way varies with its input alone, by the variance of the triangular law on 8, 10 and 13 h, which is 19/18
/// h². The time at the gate is exponential with a mean of 10 h, so that its mean over about a hundred consignments has a
/// variance of about 1 h².
#[test]
fn shares_of_inputs_and_chance_are_those_of_theory() {
    let sets = [
        "stage.gate.leg.time={ exponential = { mean = 10 }, unit = \"h\", source = \"theory\" }",
        "flow.jobs.volume={ value = 5, unit = \"consignment/d\", source = \"theory\" }",
    ];
    let scenario = open(&data("inputs/way.toml"), &sets);
    let study = study(&scenario, 80, &plan(10, 2));
    assert_eq!((study.draws.len(), study.refused, study.complete), (80, 0, true));
    let split = study.split().expect("80 draws of 10");
    let day = HOURS_A_DAY * HOURS_A_DAY;
    let (input, chance) = (split.between * day, split.within * day);
    assert!((chance - 1.01).abs() < 0.2, "{chance}");
    assert!((input - 19.0 / 18.0).abs() < 0.45, "{input}");
    let expected = (19.0 / 18.0) / (19.0 / 18.0 + 1.01);
    let (low, high) = split.share_limits;
    assert!(low < expected && expected < high && high - low < 0.35, "{low} {high}");
    // The mean of the inputs' law is 31/3 h, not the 10 h of the base.
    let mean = (31.0 / 3.0 + 10.0) / HOURS_A_DAY;
    assert!(split.mean.contains(mean), "{:?}", split.mean);
    // More replications shrink what comes from chance, and leave what comes from inputs.
    let (from, to) = study.range().expect("means");
    assert!(from * HOURS_A_DAY > 16.0 && to * HOURS_A_DAY < 25.0 && to - from > 2.0 / HOURS_A_DAY);
}

#[test]
fn draws_do_not_depend_on_other_inputs() {
    let both = study(&open(&data("inputs/way.toml"), &[]), 3, &plan(1, 2));
    let fixed = "stage.gate.leg.time={ value = 2, unit = \"h\", source = \"theory\" }";
    let one = study(&open(&data("inputs/way.toml"), &[fixed]), 3, &plan(1, 2));
    let of = |study: &InputStudy, path: &str| -> Vec<f64> {
        let at = study.inputs.iter().position(|input| input.path == path).expect("it is drawn");
        study.draws.iter().map(|draw| draw.values[at]).collect()
    };
    assert_eq!(of(&both, "stage.way.leg.time"), of(&one, "stage.way.leg.time"));
    assert_eq!((both.inputs.len(), one.inputs.len()), (4, 3));
    let servers = of(&both, "stage.desk.server.servers");
    assert!(servers.iter().all(|drawn| [2.0, 3.0, 4.0].contains(drawn)), "{servers:?}");
    let chance = &both.chances()[0];
    assert_eq!((chance.target.as_str(), chance.draws), ("soon", 3));
}

#[test]
fn draws_that_do_not_fit_are_drawn_again_and_counted() {
    let servers = "stage.desk.server.servers={ value = 2, unit = \"server\", source = \"guess\", note = \"n\", range = [0, 3] }";
    let study = study(&open(&data("inputs/way.toml"), &[servers]), 40, &plan(1, 2));
    assert_eq!(study.draws.len(), 40);
    let refused: u32 = study.draws.iter().map(|draw| draw.refused).sum();
    assert!(refused > 0 && refused == study.refused, "{refused}");
    assert!(study.reasons[0].0.contains("found 0 server"));
    let at = study.inputs.iter().position(|input| input.path.ends_with("servers")).expect("it is drawn");
    assert!(study.draws.iter().all(|draw| draw.values[at] >= 1.0));
}

/// Every element is closed in its order, and no text holds a bare sign.
fn well_formed(svg: &str) {
    let mut open: Vec<&str> = Vec::new();
    for part in svg.split('<').skip(1) {
        let (tag, text) = part.split_once('>').expect("every < has its >");
        assert!(!text.contains('>'), "{part}");
        for entity in text.split('&').skip(1) {
            let known = ["amp;", "lt;", "gt;", "quot;"];
            assert!(known.iter().any(|name| entity.starts_with(name)), "{part}");
        }
        assert_eq!(tag.matches('"').count() % 2, 0, "{part}");
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name));
        } else if !tag.ends_with('/') {
            open.push(tag.split(' ').next().expect("a name"));
        }
    }
    assert!(open.is_empty(), "{open:?}");
}

#[test]
fn each_flip_is_told_once() {
    let place = place();
    let two = format!(
        "format = 1\nextends = \"{}\"\n[target.later]\nspan = \"through\"\nflow = \"jobs\"\nlimit = {{ value = 12.5, unit = \"h\", source = \"theory\" }}\n",
        data("inputs/way.toml")
    );
    let answer = out(&ask(&place, &["tornado", &write(&place, "two.toml", &two)]));
    let mut flips: Vec<&str> =
        answer.lines().filter(|line| line.contains("pass") && line.contains("high")).collect();
    assert!(flips.len() > 1, "{answer}");
    flips.sort_unstable();
    let told = flips.len();
    flips.dedup();
    assert_eq!(flips.len(), told, "{answer}");
}

#[test]
fn the_command_writes_table_picture_and_manifest() {
    let place = place();
    let file = data("inputs/way.toml");
    let output = ask(&place, &["tornado", &file, "-o", "t", "--top", "2", "--between", "shorter", "quicker"]);
    assert_eq!(code(&output), 0, "{}", err(&output));
    let answer = out(&output);
    assert!(answer.contains("4 assumed or press-sourced inputs"), "{answer}");
    assert!(answer.contains("2 have no effect at all"), "{answer}");
    let flip = answer.lines().find(|line| line.starts_with("stage.way.leg.time") && line.contains("soon"));
    assert!(flip.is_some_and(|line| line.contains("high") && line.ends_with("fail")), "{answer}");
    let read = |name: &str| std::fs::read_to_string(place.path().join("t").join(name)).expect(name);
    let svg = read("tornado.svg");
    well_formed(&svg);
    assert!(svg.contains("Ways &amp; &lt;means&gt;") && svg.contains("stage.way.leg.time"));
    let table = read("tornado.csv");
    let header = "path,value,low,high,unit,kind,basis,source,step,effect_low_d,";
    assert!(table.starts_with(header), "{table}");
    assert_eq!(table.lines().count(), 1 + 2 + 4);
    let widths: Vec<usize> = table.lines().map(|line| line.split(',').count()).collect();
    assert!(widths.iter().all(|width| *width == widths[0]), "{widths:?}");
    assert!(read("manifest.toml").contains("complete = true\n"));
    // Results may be replaced, also by a run of another kind.
    let again = ask(&place, &["run", &file, "-o", "t", "--force", "--inputs", "3", "-n", "2"]);
    assert_eq!(code(&again), 0, "{}", err(&again));
    assert!(
        out(&again).contains("3 draws of 4 inputs (4 assumed), 2 replications of 20.0 d each"),
        "{}",
        out(&again)
    );
    assert_eq!(read("inputs.csv").lines().count(), 4);
    assert_eq!(read("draws.csv").lines().count(), 1 + 3 * 4);
    let one = ask(&place, &["run", &file, "--inputs", "2", "-n", "2", "--only", "stage.way", "-o", "one"]);
    assert!(out(&one).contains("2 draws of 1 inputs"), "{}", out(&one));
    let wrong = ask(&place, &["tornado", &file, "--only", "fleet"]);
    assert_eq!(code(&wrong), 2);
    assert!(err(&wrong).contains("begins with fleet"));
}
