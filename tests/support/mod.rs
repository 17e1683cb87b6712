//! What several test files need: opening a scenario with settings, running it, reading diaries.

#![allow(dead_code, reason = "each test file uses a part of it")]

use std::path::Path;
use std::sync::atomic::AtomicBool;

use transcaspian::experiment::{Failure, Plan, Results, Shipments, run};
use transcaspian::metrics::Journey;
use transcaspian::observation::Cause;
use transcaspian::scenario::Scenario;

/// The path of a file under `tests/data`.
pub(crate) fn data(file: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(file).display().to_string()
}

/// The file of a scenario whose results are known, as `validate` runs it.
pub(crate) fn known(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/validation");
    folder.join(format!("{name}.toml")).display().to_string()
}

/// Opens a scenario, a file's or a shipped one's, with settings; all its problems are the panic's message.
pub(crate) fn open(scenario: &str, sets: &[&str]) -> Scenario {
    let sets: Vec<String> = sets.iter().map(|&set| set.to_owned()).collect();
    Scenario::open(scenario, &sets)
        .unwrap_or_else(|failed| panic!("{scenario} {sets:?}:\n{}", failed.problems.render(&failed.files)))
}

/// The plan of `replications` replications under one seed for all tests.
pub(crate) fn plan(replications: u32, shipments: Shipments) -> Plan {
    Plan { seed: 20_230_102, replications, precision: None, threads: 2, shipments, event_limit: 50_000_000 }
}

/// Runs a plan.
pub(crate) fn try_run(scenario: &Scenario, plan: &Plan) -> Result<Results, Failure> {
    run(scenario, plan, &AtomicBool::new(false), &|_| {})
}

/// Runs `replications` replications without diaries.
pub(crate) fn replicate(scenario: &Scenario, replications: u32) -> Results {
    try_run(scenario, &plan(replications, Shipments::Nobody)).expect("the run succeeds")
}

/// Runs one replication in which everybody keeps a diary.
pub(crate) fn watch(scenario: &Scenario) -> Results {
    try_run(scenario, &plan(1, Shipments::Everybody)).expect("the run succeeds")
}

/// The diary of a flow's consignment.
pub(crate) fn diary<'a>(results: &'a Results, flow: &str, number: u32) -> &'a Journey {
    let journeys = results.shipments.iter().map(|shipment| &shipment.journey);
    let mut mine = journeys
        .filter(|journey| results.flow_names[journey.flow.index()] == flow && journey.number == number);
    mine.next().unwrap_or_else(|| panic!("consignment {number} of {flow} has a diary"))
}

/// The milestones of a diary, as `stage.event`, with their times in ms.
pub(crate) fn milestones(results: &Results, journey: &Journey) -> Vec<(String, i64)> {
    let name =
        |&(stage, event, time): &(transcaspian::cargo::StageId, transcaspian::observation::Event, _)| {
            let time: transcaspian::units::Time = time;
            (format!("{}.{}", results.stage_names[stage.index()], event.name()), time.ms())
        };
    journey.milestones.iter().map(name).collect()
}

/// When a consignment reached a milestone for the first time (ms).
pub(crate) fn reached(results: &Results, journey: &Journey, milestone: &str) -> i64 {
    let all = milestones(results, journey);
    let found = all.iter().find(|(name, _)| name == milestone);
    found.unwrap_or_else(|| panic!("{milestone} is not in {all:?}")).1
}

/// What a consignment's time went on, in ms, without the causes that took none.
pub(crate) fn causes(journey: &Journey) -> Vec<(&'static str, i64)> {
    let all = Cause::ALL.iter().map(|cause| (cause.name(), journey.by_cause[cause.index()]));
    all.filter(|&(_, time)| time != 0).collect()
}

/// Mean hours of a flow's consignment in the cells of the ledger at a stage (or all stages) with a cause.
pub(crate) fn hours(results: &Results, flow: &str, stage: Option<&str>, cause: &str) -> f64 {
    let rows = results.ledger.iter().filter(|row| row.flow == flow && row.cause == cause);
    rows.filter(|row| stage.is_none_or(|stage| row.stage == stage)).map(|row| row.hours.mean).sum()
}

/// Mean hours of a flow's consignment in the whole ledger.
pub(crate) fn all_hours(results: &Results, flow: &str) -> f64 {
    results.ledger.iter().filter(|row| row.flow == flow).map(|row| row.hours.mean).sum()
}

/// The files of all shipped scenarios, the base first.
pub(crate) fn shipped() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let file = |name: &str| {
        let name = name.strip_suffix(".toml").unwrap_or(name);
        folder.join(format!("{name}.toml")).display().to_string()
    };
    let mut files: Vec<String> = transcaspian::scenario::SHIPPED.iter().map(|(name, _)| file(name)).collect();
    files.sort_by_key(|name| !name.ends_with("base.toml"));
    assert!(files[0].ends_with("base.toml"), "{files:?}");
    files
}

/// Settings for a trial of two months, after one to fill the corridor.
pub(crate) const SHORT: [&str; 3] = [r#"run.warm_up="30 d""#, r#"run.window="60 d""#, r#"run.drain="90 d""#];

/// The file of a shipped scenario.
pub(crate) fn file_of(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    folder.join(format!("{name}.toml")).display().to_string()
}

/// Mean hours of a flow's consignment at a stage, whatever for.
pub(crate) fn stage_hours(results: &Results, flow: &str, stage: &str) -> f64 {
    let rows = results.ledger.iter().filter(|row| row.flow == flow && row.stage == stage);
    rows.map(|row| row.hours.mean).sum()
}

/// The mean of a span (d) for a population.
pub(crate) fn span_mean(results: &Results, span: &str, population: &str) -> f64 {
    let found = results.spans.iter().find(|row| row.span == span && row.population == population);
    found.unwrap_or_else(|| panic!("{span} of {population} was not completed")).mean_d.mean
}

/// The mean of a law as a resolved scenario writes it, in its own unit.
fn mean(path: &str, quantity: &toml::Table) -> f64 {
    let number = |value: &toml::Value| match value {
        toml::Value::Integer(number) => *number as f64,
        toml::Value::Float(number) => *number,
        other => panic!("{path}: {other} is no number"),
    };
    if let Some(value) = quantity.get("value") {
        return number(value);
    }
    let law = |name: &str| quantity.get(name).and_then(toml::Value::as_table);
    let of = |law: &toml::Table, key: &str| number(&law[key]);
    match (law("triangular"), law("pert"), law("uniform")) {
        (Some(law), ..) => (of(law, "low") + of(law, "mode") + of(law, "high")) / 3.0,
        (_, Some(law), _) => (of(law, "low") + 4.0 * of(law, "mode") + of(law, "high")) / 6.0,
        (.., Some(law)) => (of(law, "low") + of(law, "high")) / 2.0,
        _ => {
            let named = ["exponential", "gamma", "erlang", "lognormal"].into_iter().find_map(law);
            of(named.unwrap_or_else(|| panic!("{path}: a law this test does not know")), "mean")
        }
    }
}

/// Calls `found` with the path and the mean in hours of every time in a document.
pub(crate) fn times(path: &str, table: &toml::Table, found: &mut impl FnMut(&str, f64)) {
    if let Some(unit) = table.get("unit").and_then(toml::Value::as_str) {
        let hours = match unit.split('/').next().unwrap_or(unit) {
            "s" => 1.0 / 3600.0,
            "min" => 1.0 / 60.0,
            "h" => 1.0,
            "d" => 24.0,
            _ => return,
        };
        return found(path, mean(path, table) * hours);
    }
    for (key, value) in table {
        if let toml::Value::Table(inner) = value {
            times(&format!("{path}.{key}"), inner, found);
        }
    }
}
