//! Observations and conflicts: what the scenario is held against, and what it could have been made of.

use std::sync::Arc;

use super::path;
use crate::document::{Code, Place, Problem, Problems};
use crate::parameter::{Kind, Origin};
use crate::scenario::facts::Facts;
use crate::scenario::observation::{MeasureSpec, ObservationSpec, Role, calls_at};
use crate::scenario::spec::{ScenarioSpec, Statistic};
use crate::stage::StageSpec;
use crate::units::Of;

/// Fewest figures that can contradict each other.
const FEWEST_FIGURES: usize = 2;

/// Reports observations that a run cannot answer to, those that prove nothing, and conflicts that are none. Where fixes hold
/// an observation may speak of what they have taken away: then nothing answers to it.
pub(in crate::scenario) fn check(
    spec: &ScenarioSpec,
    (parameters, facts): (&[Arc<Origin>], &Facts),
    fixed: bool,
    problems: &mut Problems,
) {
    for (name, observation) in spec.observation.iter().map(|(name, observation)| (name, &observation.0)) {
        if observation.inherited {
            continue;
        }
        for (key, message, hint) in unanswerable(spec, observation).into_iter().filter(|_| !fixed) {
            let seen = observation.of.seen();
            let problem = Problem::new(Code::BadObservation, seen.origin.place, key_path(name, key), message);
            problems.push(problem.hint(hint));
        }
        if observation.role.value == Role::Check {
            circular(name, observation, parameters, facts, problems);
        } else if let Some(miss) = &observation.known_miss {
            let message = "only what is checked can be missed";
            let path = key_path(name, "known_miss");
            problems.push(
                Problem::new(Code::BadObservation, miss.place, path, message).hint("put it into `note`"),
            );
        }
    }
    fitted(spec, parameters, problems);
    if !fixed {
        conflicts(spec, parameters, problems);
    }
}

fn key_path(name: &str, key: &str) -> String {
    path(&["observation", name, key])
}

/// What a run has no answer to: the key, why not, and what to do.
fn unanswerable(
    spec: &ScenarioSpec,
    observation: &ObservationSpec,
) -> Vec<(&'static str, String, &'static str)> {
    let mut faults = Vec::new();
    let seen = observation.of.seen();
    let of = seen.origin.unit.of;
    if observation.role.value == Role::Fit && seen.range.0 >= seen.range.1 {
        let message = "the value has no `range`, and what is fitted to is weighed by it".to_owned();
        faults.push(("of", message, "add range = [low, high] to the value"));
    }
    match &observation.of {
        MeasureSpec::Time(time) if time.statistic.value == Statistic::Share => {
            faults.push(("of.time.statistic", "a share is no time".to_owned(), "allowed: mean, p50, p90"));
        }
        MeasureSpec::Carried(_) if of == Of::Train => {
            let hint = "count consignments, TEU or tonnes; trains are counted on a line";
            faults.push(("of.carried.value", "flows are not counted in trains".to_owned(), hint));
        }
        MeasureSpec::Trains(trains) => {
            if of != Of::Train {
                let message = format!("found {}", seen.origin.unit.name);
                faults.push(("of.trains.value", message, "allowed: train/d, train/yr"));
            }
            if !matches!(spec.stage.get(trains.line.name()), Some(StageSpec::Rail(_))) {
                let message = format!("{} is no line", trains.line);
                faults.push(("of.trains.line", message, "name a stage of kind rail"));
            }
        }
        MeasureSpec::Shipped(shipped) => {
            for name in &shipped.fleets {
                let own = spec.fleet.get(name.name()).map(|fleet| fleet.capacity.unit().of);
                if own.is_some_and(|own| own != of) {
                    let message = format!("the capacity of {name} is counted in something else");
                    faults.push(("of.shipped.value", message, "write the value in the unit of the fleet"));
                }
            }
        }
        _ => {}
    }
    for (port, name) in observation.of.calls() {
        let Some(fleet) = spec.fleet.get(name.name()) else { continue };
        if !calls_at(spec, fleet, port.name()) {
            let message = format!("no vessel of {name} calls at {port}");
            faults.push(("of", message, "name the ports between which the fleet sails"));
        }
    }
    faults
}

/// Reports a check on which numbers of the scenario rest.
fn circular(
    name: &str,
    observation: &ObservationSpec,
    parameters: &[Arc<Origin>],
    facts: &Facts,
    problems: &mut Problems,
) {
    let source = observation.of.seen().origin.source.as_str();
    // A document says many things; a fact is one figure.
    let fact = facts.get(source).map(|_| source);
    let rests = parameters.iter().find_map(|number| {
        let fitted = number.fitted_to.as_deref();
        if fitted.is_some_and(|to| to == name || Some(to) == fact) {
            return Some((number, "was fitted to it"));
        }
        let set = matches!(number.kind, Kind::Document | Kind::Public | Kind::Derived);
        (set && Some(number.source.as_str()) == fact).then_some((number, "rests on the same figure"))
    });
    if let Some((number, why)) = rests {
        let message = format!("{name} is a check, but {} {why}", number.path);
        let problem = Problem::new(Code::Circular, observation.role.place, key_path(name, "role"), message);
        problems.push(problem.hint("it proves nothing: give it the role \"fit\" or \"input\""));
    }
}

/// Reports numbers that were fitted to an observation that is not there to be fitted to.
fn fitted(spec: &ScenarioSpec, parameters: &[Arc<Origin>], problems: &mut Problems) {
    for number in parameters {
        let Some(name) = number.fitted_to.as_deref() else { continue };
        let Some(observation) = spec.observation.get(name) else { continue };
        // That a check is fitted to was said at the check.
        if observation.0.role.value == Role::Input && !observation.0.inherited {
            let message = format!("{} was fitted to {name}, whose role is \"input\"", number.path);
            let problem = Problem::new(Code::Circular, number.place, number.path.as_str(), message);
            problems.push(problem.hint("give the observation the role \"fit\""));
        }
    }
}

fn conflicts(spec: &ScenarioSpec, parameters: &[Arc<Origin>], problems: &mut Problems) {
    for (name, conflict) in &spec.conflict {
        let mut report = |code, place: Place, key: &str, message: String| {
            problems.push(Problem::new(code, place, path(&["conflict", name, key]), message));
        };
        if conflict.figures.len() < FEWEST_FIGURES {
            let message = "one figure contradicts nothing; two or more are needed".to_owned();
            report(Code::BadConflict, conflict.place, "figures", message);
        }
        if let Some(used) = conflict.used.as_ref().filter(|used| !conflict.figures.contains_key(*used)) {
            let message = format!("{used} is used, and is not among the figures");
            report(Code::BadConflict, used.place, "used", message);
        }
        for at in conflict.at.iter().flat_map(|paths| paths.iter()) {
            let text = at.to_string();
            let inside = |number: &Arc<Origin>| {
                number.path.strip_prefix(&text).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
            };
            if !parameters.iter().any(inside) {
                let message = format!("no number of the scenario is at {text}");
                report(Code::UnknownPath, at.place, "at", message);
            }
        }
    }
}
