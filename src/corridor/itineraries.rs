//! The ways of flows through the stages, and the stretches over which their carriers run.

use super::compile::{Corridor, name_key};
use crate::cargo::{Direction, PathId, StageId};
use crate::scenario::{FlowSpec, Heading, ScenarioSpec};
use crate::stage::StageSpec;

/// What a flow does on one of its routes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Itinerary {
    /// Name of the route.
    pub route: String,
    /// The stages.
    pub stages: Vec<StageId>,
    /// Which way.
    pub direction: Direction,
    /// What follows at each stage.
    pub onwards: Vec<Onwards>,
    /// The path of the train in which it comes to its first stage, if it comes in one.
    pub entry: Option<PathId>,
}

/// What follows at a stage of an itinerary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Onwards {
    /// The end.
    Ends,
    /// A train over a path.
    Rail(PathId),
    /// A vessel over a crossing.
    Sea(StageId),
    /// The next stage, by itself.
    Alone,
}

/// A stretch over which a carrier runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path {
    /// The stages, the first being where the carrier comes into being.
    pub stages: Vec<StageId>,
    /// Whether it goes round and round.
    pub circular: bool,
    /// Which way it leads; of no meaning where it goes round.
    pub direction: Direction,
    /// Part of the keys of trains over it.
    pub key: u64,
}

/// Which way a route leads.
fn direction(heading: Heading) -> Direction {
    match heading {
        Heading::West => Direction::West,
        Heading::East => Direction::East,
    }
}

impl Path {
    /// The last of its stages.
    pub(super) fn end(&self) -> StageId {
        self.stages[self.stages.len() - 1]
    }
}

impl Corridor {
    /// The path of a fleet's vessels: from the eastern port over and back.
    pub(super) fn round(&mut self, ferry: StageId) -> PathId {
        let StageSpec::Ferry(spec) = &self.stage_specs[ferry.index()] else {
            panic!("the scenario was checked: a fleet sails a crossing");
        };
        let stages = vec![self.stage(&spec.east), ferry, self.stage(&spec.west), ferry];
        self.path(stages, Direction::West, true)
    }

    fn path(&mut self, stages: Vec<StageId>, direction: Direction, circular: bool) -> PathId {
        if let Some(known) = self.known_path(&stages, direction, circular) {
            return known;
        }
        let names: Vec<&str> = stages.iter().map(|stage| self.stages[stage.index()].as_str()).collect();
        let key = name_key(&names.join(" "));
        self.paths.push(Path { stages, circular, direction, key });
        PathId::at(self.paths.len() - 1)
    }

    fn known_path(&self, stages: &[StageId], direction: Direction, circular: bool) -> Option<PathId> {
        let same =
            |path: &Path| path.stages == stages && path.circular == circular && path.direction == direction;
        self.paths.iter().position(same).map(PathId::at)
    }

    /// The path of empty trains over a route.
    pub(super) fn way_back(&mut self, route: &str, spec: &ScenarioSpec) -> PathId {
        let route = spec.route.get(route).expect("the scenario was checked: the route exists");
        let stages = route.stages.iter().map(|stage| self.stage(stage)).collect();
        self.path(stages, direction(route.direction), false)
    }

    /// Adds the ways of locomotives that run light: over every line of their pools, either way.
    pub(super) fn add_hops(&mut self) {
        for line in (0..self.stage_specs.len()).map(StageId::at) {
            let Some(pool) = self.pool_of(line) else { continue };
            let specs = self.phases.iter().filter_map(|terms| terms.pools.get(pool.index()));
            if !specs.into_iter().any(|spec| spec.light_running.is_some()) {
                continue;
            }
            for direction in Direction::BOTH {
                let stages = self.hop(line, direction);
                self.path(stages, direction, false);
            }
        }
    }

    /// The stages of a way over one line.
    fn hop(&self, line: StageId, direction: Direction) -> Vec<StageId> {
        let StageSpec::Rail(rail) = &self.stage_specs[line.index()] else {
            panic!("the scenario was checked: locomotives haul on lines");
        };
        let (east, west) = (self.stage(&rail.east), self.stage(&rail.west));
        match direction {
            Direction::West => vec![east, line, west],
            Direction::East => vec![west, line, east],
        }
    }

    /// The path over one line that locomotives running light take.
    pub(super) fn path_over(&self, line: StageId, direction: Direction) -> PathId {
        let known = self.known_path(&self.hop(line, direction), direction, false);
        known.expect("the scenario was compiled: the line has a path each way")
    }

    /// A stage as it is in the phase that is being compiled.
    fn present(&self, stage: StageId) -> &StageSpec {
        &self.phases[self.phases.len() - 1].stages[stage.index()]
    }

    /// Whether a train is broken up at a stage it comes to.
    fn breaks_up(&self, stage: StageId, last: bool, intact: bool) -> bool {
        match self.present(stage) {
            StageSpec::Port(_) => true,
            StageSpec::Border(border) => last || (border.transfer.is_some() && !intact),
            StageSpec::Yard(yard) => last || (yard.regroups && !intact),
            _ => last,
        }
    }

    /// What a flow does on a route of the phase that is being compiled.
    pub(super) fn itinerary(&mut self, spec: &ScenarioSpec, route: &str, flow: &FlowSpec) -> Itinerary {
        let spec = spec.route.get(route).expect("the scenario was checked: the route exists");
        let stages: Vec<StageId> = spec.stages.iter().map(|stage| self.stage(stage)).collect();
        let class = flow.class.class();
        let direction = direction(spec.direction);
        let intact = flow.intact || class.is_none();
        // A path begins at a stage and ends where the train is broken up: at the latest before the legs, if there are.
        let gate = stages.iter().position(|&stage| !self.is_leg(stage)).unwrap_or(0);
        let path_from = |corridor: &mut Corridor, at: usize| {
            let last = stages.iter().rposition(|&stage| !corridor.is_leg(stage)).unwrap_or(0);
            let end = (at.max(gate) + 1..=last)
                .find(|&next| corridor.breaks_up(stages[next], next == last, intact))
                .unwrap_or(last);
            corridor.path(stages[at..=end].to_vec(), direction, false)
        };
        let onwards: Vec<Onwards> = (0..stages.len())
            .map(|at| match stages.get(at + 1) {
                None => Onwards::Ends,
                Some(&next) => match &self.stage_specs[next.index()] {
                    StageSpec::Rail(_) => Onwards::Rail(path_from(self, at)),
                    StageSpec::Ferry(_) => Onwards::Sea(next),
                    _ => Onwards::Alone,
                },
            })
            .collect();
        let first = &self.stage_specs[stages[gate].index()];
        let entry = match (first, class, flow.intact) {
            (_, None, _) => Some(self.path(stages.clone(), direction, false)),
            (_, Some(_), true) => Some(path_from(self, 0)),
            (StageSpec::Border(_), Some(_), false) => {
                Some(self.path(stages[..=gate].to_vec(), direction, false))
            }
            _ => None,
        };
        Itinerary { route: route.to_owned(), stages, direction, onwards, entry }
    }
}
