//! Spans, populations and targets: what is asked of a run.

use std::collections::BTreeSet;

use super::flows::is_reported;
use super::passage::Passage;
use super::path;
use crate::document::{Code, Place, Problem, Problems};
use crate::observation::Event;
use crate::parameter::Placed;
use crate::scenario::spec::{ScenarioSpec, SpanSpec, Statistic};
use crate::stage::StageSpec;

/// Reports milestones, populations and targets that mean nothing.
pub(super) fn check(spec: &ScenarioSpec, passages: &[Passage<'_>], problems: &mut Problems) {
    for (name, span) in &spec.span {
        ends(name, span, |path, milestone| milestone_fault(spec, path, milestone), problems);
        for (at, end) in span.to.iter().enumerate() {
            if span.from.iter().any(|begin| begin.value == end.value) {
                let message = format!("the span begins and ends with {}", end.value);
                let path = format!("{}[{}]", path(&["span", name, "to"]), at + 1);
                problems.push(Problem::new(Code::Inconsistent, end.place, path, message));
            }
        }
    }
    for (name, population) in spec.population.iter().filter(|(name, _)| spec.flow.contains_key(*name)) {
        let message = format!("there is a flow {name} too, and results name both alike");
        let path = path(&["population", name]);
        let problem = Problem::new(Code::ReservedName, population.place, path, message);
        problems.push(problem.hint("every flow is reported by itself without a population"));
    }
    reported(spec, problems);
    targets(spec, problems);
    readings(spec, problems);
    if !problems.has_errors() {
        for (name, span) in &spec.span {
            ends(name, span, |path, milestone| unreached(passages, path, milestone), problems);
        }
        populations(spec, passages, problems);
    }
}

/// Reports what `fault` finds in the milestones of a span.
fn ends(
    name: &str,
    span: &SpanSpec,
    fault: impl Fn(String, &Placed<String>) -> Option<Problem>,
    problems: &mut Problems,
) {
    for (key, milestones) in [("from", &span.from), ("to", &span.to)] {
        for (at, milestone) in milestones.iter().enumerate() {
            let path = format!("{}[{}]", path(&["span", name, key]), at + 1);
            if let Some(problem) = fault(path, milestone) {
                problems.push(problem);
            }
        }
    }
}

/// The stage and event of a milestone. Names of stages may hold dots; those of events do not.
fn parts(milestone: &str) -> Option<(&str, &str)> {
    milestone.rsplit_once('.')
}

fn milestone_fault(spec: &ScenarioSpec, path: String, milestone: &Placed<String>) -> Option<Problem> {
    let fault = |message: String, hint: String| {
        Some(Problem::new(Code::BadMilestone, milestone.place, path, message).hint(hint))
    };
    let Some((stage_name, event_name)) = parts(milestone) else {
        let message = format!("found \"{}\"; allowed is <stage>.<event>", milestone.value);
        return fault(message, "write for example \"aktau.arrived\"".to_owned());
    };
    let stages = spec.stage.keys().map(|name| &**name);
    let Some(stage) = spec.stage.get(stage_name) else {
        let hint = super::hint(stage_name, stages);
        return fault(format!("there is no stage \"{stage_name}\""), hint);
    };
    let Some(event) = Event::named(event_name) else {
        let hint = super::hint(event_name, Event::ALL.iter().map(|event| event.name()));
        return fault(format!("\"{event_name}\" is no event"), hint);
    };
    let possible = events(stage);
    if !possible.contains(&event) {
        let names: Vec<_> = possible.iter().map(|event| event.name()).collect();
        let message = format!("nothing is ever {event_name} at {stage_name} ({})", stage.key());
        return fault(message, format!("events there: {}", names.join(", ")));
    }
    None
}

/// What cargo can reach at a stage as it is.
fn events(stage: &StageSpec) -> Vec<Event> {
    let mut events = vec![Event::Arrived];
    let (cleared, formed) = match stage {
        StageSpec::Border(border) => (border.customs.is_some(), border.formation.is_some()),
        StageSpec::Port(port) => (port.customs.is_some(), port.formation.is_some()),
        StageSpec::Yard(yard) => (false, yard.formation.is_some()),
        StageSpec::Server(_) => (true, false),
        _ => (false, false),
    };
    events.extend(cleared.then_some(Event::Cleared));
    events.extend(formed.then_some(Event::Formed));
    let others: &[Event] = match stage {
        StageSpec::Border(_) => &[Event::Departed, Event::Released],
        StageSpec::Yard(_) => &[Event::Departed, Event::Unloaded, Event::Released],
        StageSpec::Port(_) => &[
            Event::Departed,
            Event::Unloaded,
            Event::Berthed,
            Event::Discharged,
            Event::Loaded,
            Event::Sailed,
            Event::Released,
        ],
        StageSpec::Shuttle(_) => &[Event::Loaded, Event::Sailed, Event::Discharged],
        StageSpec::Leg(_) => &[Event::Released],
        StageSpec::Rail(_) | StageSpec::Ferry(_) | StageSpec::Server(_) => &[],
    };
    events.extend(others);
    events
}

/// A milestone that no reported cargo comes by.
fn unreached(passages: &[Passage<'_>], path: String, milestone: &Placed<String>) -> Option<Problem> {
    let (stage, _) = parts(milestone)?;
    let passed = |passage: &Passage<'_>| {
        is_reported(passage.flow) && passage.stages.iter().any(|&(name, _)| name == stage)
    };
    let message = format!("no reported flow comes to {stage}, so that {} is never reached", milestone.value);
    let problem = || Problem::new(Code::Unreached, milestone.place, path, message);
    (!passages.iter().any(passed)).then(problem)
}

/// Only flows that are reported have results.
fn reported(spec: &ScenarioSpec, problems: &mut Problems) {
    let mut report = |flow: &str, place: Place, path: String| {
        if spec.flow.get(flow).is_some_and(|flow| !is_reported(flow)) {
            let message = format!("the flow {flow} is not reported");
            let named = spec.flow.iter().filter(|(_, flow)| is_reported(flow)).map(|(name, _)| &**name);
            let named = named.collect::<Vec<_>>().join(", ");
            let problem = Problem::new(Code::Inconsistent, place, path, message);
            problems.push(problem.hint(format!("reported flows: {named}")));
        }
    };
    for (name, population) in &spec.population {
        for (at, flow) in population.flows.iter().flat_map(|flows| flows.iter()).enumerate() {
            let path = format!("{}[{}]", path(&["population", name, "flows"]), at + 1);
            report(flow, flow.place, path);
        }
    }
    for (name, target) in &spec.target {
        if let Some(flow) = &target.flow {
            report(flow, flow.place, path(&["target", name, "flow"]));
        }
    }
}

/// Populations that nobody belongs to, or that would hold everybody by leaving everything open.
fn populations(spec: &ScenarioSpec, passages: &[Passage<'_>], problems: &mut Problems) {
    for (name, population) in &spec.population {
        let path = path(&["population", name]);
        if !population.is_defined() {
            let message = "nothing says who belongs to it";
            let problem = Problem::new(Code::MissingKey, population.place, path, message);
            problems.push(problem.hint("give at least one of `flows`, `class`, `direction` and `entry`"));
            continue;
        }
        let belongs = |passage: &&Passage<'_>| {
            let corridor = passage.stages.iter().find(|(_, stage)| !matches!(stage, StageSpec::Leg(_)));
            let (Some(route), Some(&(entry, _))) =
                (spec.route.get(passage.route_name), corridor.or(passage.stages.first()))
            else {
                return false;
            };
            is_reported(passage.flow)
                && population.holds(passage.flow_name, passage.class(), route.direction, entry)
        };
        if !passages.iter().any(|passage| belongs(&passage)) {
            let message = "no reported cargo fits everything that is given";
            let problem = Problem::new(Code::Inconsistent, population.place, path, message);
            problems.push(problem.hint("leave out one of `flows`, `class`, `direction` and `entry`"));
        }
    }
}

/// A reading that is shown twice says nothing new.
fn readings(spec: &ScenarioSpec, problems: &mut Problems) {
    let readings = spec.run.readings.iter().flat_map(|readings| readings.iter());
    let mut seen = BTreeSet::new();
    for (at, span) in readings.enumerate() {
        if !seen.insert(span.name()) {
            let path = format!("run.readings[{}]", at + 1);
            let message = format!("the span {span} is named twice");
            problems.push(Problem::new(Code::Inconsistent, span.place, path, message));
        }
    }
}

fn targets(spec: &ScenarioSpec, problems: &mut Problems) {
    for (name, target) in &spec.target {
        let path = path(&["target", name]);
        let message = match (&target.flow, &target.population) {
            (None, None) => Some("neither `flow` nor `population` says of whom it is asked"),
            (Some(_), Some(_)) => Some("both `flow` and `population` are given"),
            _ => None,
        };
        if let Some(message) = message {
            let problem = Problem::new(Code::Inconsistent, target.place, path.clone(), message);
            problems.push(problem.hint("allowed is exactly one of `flow` and `population`"));
        }
        match (&target.share, target.statistic) {
            (None, Statistic::Share) => {
                let message = "a target on the share needs the least share within the limit";
                let problem = Problem::new(Code::MissingKey, target.place, path, message);
                problems
                    .push(problem.hint("write for example share = { value = 90, unit = \"%\", source = … }"));
            }
            (Some(share), statistic) if statistic != Statistic::Share => {
                let word = statistic.word();
                let message = format!("a least share is given, but the target is set on the {word}");
                let problem = Problem::new(Code::Inconsistent, share.place(), share.path(), message);
                problems.push(problem.hint("leave it out, or write statistic = \"share\""));
            }
            _ => {}
        }
    }
}
