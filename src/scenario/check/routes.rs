//! Routes: which stages can follow each other.

use std::collections::BTreeSet;

use super::links::is_node;
use super::passage::stages;
use super::path;
use crate::document::{Code, Problem, Problems, nearest};
use crate::parameter::{Reference, refer};
use crate::scenario::spec::{Heading, RouteSpec, ScenarioSpec};
use crate::stage::StageSpec;

/// Most stages of a route: positions on it have 8 bits.
const LONGEST: usize = 250;

/// A stage of a route with its name.
type Stop<'a> = (&'a str, &'a StageSpec);

/// A route while it is looked at.
struct Route<'a, 'p> {
    name: &'a str,
    spec: &'a RouteSpec,
    stages: Vec<Stop<'a>>,
    /// Whether no flow takes it, so that at most empty wagons go over it.
    empty: bool,
    problems: &'p mut Problems,
}

/// Reports routes that cannot be travelled; returns the names of the others.
pub(super) fn check<'a>(spec: &'a ScenarioSpec, problems: &mut Problems) -> BTreeSet<&'a str> {
    let mut sound = BTreeSet::new();
    for (name, route) in &spec.route {
        let before = problems.len();
        let empty = !spec.flow.values().any(|flow| flow.route.contains_key(&**name));
        Route { name, spec: route, stages: stages(spec, name), empty, problems }.check();
        if problems.len() == before {
            sound.insert(&**name);
        }
    }
    sound
}

/// Warns of stages that no route passes.
pub(super) fn unvisited(spec: &ScenarioSpec, problems: &mut Problems) {
    let visited: BTreeSet<&str> =
        spec.route.values().flat_map(|route| route.stages.iter().map(|stage| stage.name())).collect();
    for (name, stage) in spec.stage.iter().filter(|(name, _)| !visited.contains(&***name)) {
        let others = spec.stage.keys().map(|other| &**other).filter(|other| visited.contains(other));
        let problem = Problem::new(
            Code::Unvisited,
            stage.place(),
            path(&["stage", name]),
            format!("no route passes {name}"),
        );
        problems.push(match nearest(name, others) {
            Some(near) => problem.hint(format!("did you mean \"{near}\"?")),
            None => problem,
        });
    }
}

impl<'a> Route<'a, '_> {
    fn check(&mut self) {
        if self.stages.len() > LONGEST {
            self.report(LONGEST, format!("the route has more than {LONGEST} stages"), None);
        }
        let last = self.stages.len() - 1;
        for at in 0..=last {
            let (name, stage) = self.stages[at];
            if let Some(first) = self.stages[..at].iter().position(|&(other, _)| other == name) {
                let message = format!("{name} is passed twice: it is number {} already", first + 1);
                self.report(at, message, Some("a route passes each stage once".to_owned()));
            }
            if matches!(stage, StageSpec::Rail(_) | StageSpec::Ferry(_)) && (at == 0 || at == last) {
                let end = if at == 0 { "begins" } else { "ends" };
                let message = format!("the route {end} on the way, in the {} {name}", stage.key());
                self.report(
                    at,
                    message,
                    Some("a route begins and ends at a border, yard or port".to_owned()),
                );
            }
        }
        for at in 1..=last {
            self.neighbours(at);
        }
        for at in 0..=last {
            match self.stages[at].1 {
                StageSpec::Rail(rail) => self.between(at, &rail.west, &rail.east),
                StageSpec::Ferry(ferry) => self.between(at, &ferry.west, &ferry.east),
                StageSpec::Port(_) => self.port(at),
                _ => {}
            }
        }
    }

    fn report(&mut self, at: usize, message: String, hint: Option<String>) {
        let path = format!("{}[{}]", path(&["route", self.name, "stages"]), at + 1);
        let place = self.spec.stages.get(at).map_or(self.spec.place, |stage| stage.place);
        let problem = Problem::new(Code::BadRoute, place, path, message);
        self.problems.push(Problem { hint, ..problem });
    }

    /// Whether a stage can follow the one before it.
    fn neighbours(&mut self, at: usize) {
        let ((before, from), (name, to)) = (self.stages[at - 1], self.stages[at]);
        let is_link = |stage: &StageSpec| matches!(stage, StageSpec::Rail(_) | StageSpec::Ferry(_));
        let alone = |stage: &StageSpec| !is_node(stage) && !is_link(stage);
        let (message, hint) = match (from, to) {
            _ if alone(from) && alone(to) => return,
            (StageSpec::Leg(_), StageSpec::Border(_) | StageSpec::Yard(_)) if self.only_legs(..at) => return,
            (StageSpec::Border(_) | StageSpec::Yard(_), StageSpec::Leg(_)) if self.only_legs(at..) => return,
            _ if alone(from) || alone(to) => (
                format!("{name} ({}) cannot follow {before} ({})", to.key(), from.key()),
                "servers and shuttles make routes of their own; legs lead to the first or from the last border or yard",
            ),
            _ if is_node(from) && is_node(to) => {
                (format!("nothing leads from {before} to {name}"), "put the rail or ferry between them")
            }
            _ if is_link(from) && is_link(to) => (
                format!("{before} ({}) leads to {name} ({})", from.key(), to.key()),
                "put the border, yard or port between them",
            ),
            (StageSpec::Ferry(_), StageSpec::Border(_) | StageSpec::Yard(_))
            | (StageSpec::Border(_) | StageSpec::Yard(_), StageSpec::Ferry(_)) => (
                format!("{name} ({}) cannot follow {before} ({})", to.key(), from.key()),
                "vessels sail between ports",
            ),
            _ => return,
        };
        self.report(at, message, Some(hint.to_owned()));
    }

    /// Whether a part of the route lies wholly outside the corridor.
    fn only_legs(&self, part: impl std::slice::SliceIndex<[Stop<'a>], Output = [Stop<'a>]>) -> bool {
        self.stages[part].iter().all(|(_, stage)| matches!(stage, StageSpec::Leg(_)))
    }

    /// Whether a line or crossing stands between its two ends, in the order of the route's direction.
    fn between(&mut self, at: usize, west: &Reference<refer::Stage>, east: &Reference<refer::Stage>) {
        let before = at.checked_sub(1).and_then(|before| self.stages.get(before));
        let (Some(&(before, a)), Some(&(after, b))) = (before, self.stages.get(at + 1)) else { return };
        if !is_node(a) || !is_node(b) {
            return;
        }
        let name = self.stages[at].0;
        let (from, to, heading, other) = match self.spec.direction {
            Heading::West => (&**east, &**west, "west", "east"),
            Heading::East => (&**west, &**east, "east", "west"),
        };
        if (before, after) == (from, to) {
            return;
        }
        let (message, hint) = if (before, after) == (to, from) {
            (
                format!("the route leads {heading}, but passes {name} from {before} {other} to {after}"),
                format!("reverse the order of the stages, or set direction = \"{other}\""),
            )
        } else {
            (
                format!("{name} lies between {east} and {west}, but stands between {before} and {after}"),
                format!("a route that leads {heading} passes {from}, {name}, {to}"),
            )
        };
        self.report(at, message, Some(hint));
    }

    /// Whether cargo changes between land and sea at a port.
    fn port(&mut self, at: usize) {
        let (name, _) = self.stages[at];
        let before = at.checked_sub(1).map(|before| self.stages[before].1);
        let after = self.stages.get(at + 1).map(|&(_, stage)| stage);
        let message = match (before, after) {
            (None, None) => format!("the route has no other stage than the port {name}"),
            (None, Some(StageSpec::Rail(_))) if !self.empty => {
                format!("what comes to the port {name} by road leaves it by rail")
            }
            (Some(StageSpec::Rail(_)), Some(StageSpec::Rail(_))) => {
                format!("trains run through the port {name}")
            }
            (Some(StageSpec::Ferry(_)), Some(StageSpec::Ferry(_))) => {
                format!("cargo changes from vessel to vessel at the port {name}")
            }
            _ => return,
        };
        let hint =
            "what comes to a port by land goes on by sea; what comes by sea goes on by rail or ends there";
        self.report(at, message, Some(hint.to_owned()));
    }
}
