//! From a checked scenario to the tables that a network runs on.

use std::collections::{BTreeMap, BTreeSet};

use super::flows::Flow;
use super::itineraries::{Itinerary, Path};
use super::terms::Terms;
use crate::cargo::{AreaId, Direction, FlowId, PoolId, ResourceId, StageId};
use crate::parameter::Name;
use crate::random::name_bits;
use crate::scenario::{Scenario, ScenarioSpec};
use crate::stage::{FleetSpec, PortSpec, StageSpec};
use crate::units::{Date, Duration, Time};

/// Bits of a key that number things of one name; the bits above them tell names apart.
pub(super) const NUMBER_BITS: u32 = 24;
/// Bits of a key that tell names apart, so that whole keys leave one bit of the generator's 48 to the stages.
const NAME_BITS: u32 = 23;

/// Key of the first thing of that name.
pub(super) fn name_key(name: &str) -> u64 {
    name_bits(name, NAME_BITS) << NUMBER_BITS
}

/// The number of a thing among those of its name.
#[must_use]
pub fn number_of(key: u64) -> u64 {
    key & ((1 << NUMBER_BITS) - 1)
}

/// A scenario compiled: everything has a number, and every question a stage may ask has its answer in a table.
///
/// What a later phase of the scenario adds has the numbers after those of what was there before, so that until then
/// everything is as it would be without it.
#[derive(Debug)]
pub struct Corridor {
    /// Names of the stages, and last the entry.
    pub stages: Vec<String>,
    /// The stages' kinds, and their particulars as they are at first.
    pub stage_specs: Vec<StageSpec>,
    /// The metered resources of all stages, pools and fleets.
    pub resources: Vec<ResourceRow>,
    /// Number of each fleet's resource.
    pub fleet_resource: Vec<ResourceId>,
    /// Number of each pool's resource.
    pub pool_resource: Vec<ResourceId>,
    /// Number of each resource of wagons.
    pub wagons_resource: Vec<ResourceId>,
    /// Names of the flows.
    pub flow_names: Vec<String>,
    /// The flows.
    pub flows: Vec<Flow>,
    /// What each flow does on each of its routes.
    pub itineraries: Vec<Itinerary>,
    /// Stretches over which carriers run.
    pub paths: Vec<Path>,
    /// Names of the kinds of train.
    pub template_names: Vec<String>,
    /// Names of the pools.
    pub pool_names: Vec<String>,
    /// Names of the pools of wagons.
    pub wagons_names: Vec<String>,
    /// Names of the fleets.
    pub fleet_names: Vec<String>,
    /// Names of the groups of berths, by stage; none of a stage that is no port.
    pub berth_names: Vec<Vec<String>>,
    /// Names of the other services that call at each stage.
    pub visitor_names: Vec<Vec<String>>,
    /// Names of the sea areas.
    pub area_names: Vec<String>,
    /// What is in force, by phase: the first from the start of the run.
    pub phases: Vec<Terms>,
    /// Instants of the run.
    pub timeline: Timeline,
}

/// Instants of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timeline {
    /// Date of time zero.
    pub start: Date,
    /// The cohort begins.
    pub from: Time,
    /// The cohort ends.
    pub until: Time,
    /// Nothing is waited for any longer.
    pub horizon: Time,
}

/// A metered resource.
#[derive(Clone, Debug)]
pub struct ResourceRow {
    /// Name of its stage, pool or fleet.
    pub owner: String,
    /// Name of the resource.
    pub name: String,
}

/// The names of all entries of a table, those of earlier phases first.
fn names<V>(specs: &[&ScenarioSpec], table: impl Fn(&ScenarioSpec) -> &BTreeMap<Name, V>) -> Vec<String> {
    let mut known = BTreeSet::new();
    let all = specs.iter().flat_map(|spec| table(spec).keys());
    all.filter(|name| known.insert(*name)).map(ToString::to_string).collect()
}

/// The names of all entries of a port's table, those of earlier phases first; none of a stage that is no port.
fn port_names<V>(
    specs: &[&ScenarioSpec],
    stage: &str,
    table: impl Fn(&PortSpec) -> &BTreeMap<Name, V>,
) -> Vec<String> {
    let mut known = BTreeSet::new();
    let ports = specs.iter().filter_map(|spec| match spec.stage.get(stage) {
        Some(StageSpec::Port(port)) => Some(table(port).keys()),
        _ => None,
    });
    ports.flatten().filter(|name| known.insert(*name)).map(ToString::to_string).collect()
}

impl Corridor {
    /// Compiles a scenario. It cannot fail: a scenario that exists is valid.
    #[must_use]
    pub fn compile(scenario: &Scenario) -> Corridor {
        let later = scenario.phases().iter().map(|phase| &phase.spec);
        let specs: Vec<&ScenarioSpec> = std::iter::once(scenario.spec()).chain(later).collect();
        let timeline = timeline(scenario.spec());
        let at =
            |date: Date| Time::ZERO + Duration::from_ms(date.days_since(timeline.start) * Duration::DAY.ms());
        let later = scenario.phases().iter().map(|phase| at(phase.date));
        let begins: Vec<Time> = std::iter::once(Time::ZERO).chain(later).collect();
        let mut corridor = Corridor {
            stages: names(&specs, |spec| &spec.stage),
            stage_specs: Vec::new(),
            resources: Vec::new(),
            fleet_resource: Vec::new(),
            pool_resource: Vec::new(),
            wagons_resource: Vec::new(),
            flow_names: names(&specs, |spec| &spec.flow),
            flows: Vec::new(),
            itineraries: Vec::new(),
            paths: Vec::new(),
            template_names: names(&specs, |spec| &spec.train),
            pool_names: names(&specs, |spec| &spec.pool),
            wagons_names: names(&specs, |spec| &spec.wagons),
            fleet_names: names(&specs, |spec| &spec.fleet),
            berth_names: Vec::new(),
            visitor_names: Vec::new(),
            area_names: names(&specs, |spec| &spec.weather),
            phases: Vec::new(),
            timeline,
        };
        let first = |name: &String| specs.iter().find_map(|spec| spec.stage.get(name.as_str()));
        let first = |name| first(name).expect("the name is from the tables").clone();
        corridor.stage_specs = corridor.stages.iter().map(first).collect();
        let stages = corridor.stages.iter();
        corridor.berth_names =
            stages.clone().map(|stage| port_names(&specs, stage, |port| &port.berth)).collect();
        corridor.visitor_names =
            stages.map(|stage| port_names(&specs, stage, |port| &port.visitor)).collect();
        for (phase, &from) in begins.iter().enumerate() {
            corridor.add_terms(&specs[..=phase], from);
            corridor.compile_flows(specs[phase]);
            corridor.compile_wagons(specs[phase]);
        }
        corridor.add_hops();
        corridor.expect_flows();
        corridor.stages.push("entry".to_owned());
        corridor
    }

    /// The number of the entry, outside every first stage.
    #[must_use]
    pub fn entry(&self) -> StageId {
        StageId::at(self.stage_specs.len())
    }

    /// The number of a stage.
    ///
    /// # Panics
    /// If there is none of that name: the scenario was checked.
    #[must_use]
    pub fn stage(&self, name: &str) -> StageId {
        let at = self.stages.iter().position(|stage| stage == name);
        StageId::at(at.expect("the scenario was checked: the stage exists"))
    }

    /// Whether a stage is a leg outside the corridor.
    #[must_use]
    pub fn is_leg(&self, stage: StageId) -> bool {
        matches!(self.stage_specs.get(stage.index()), Some(StageSpec::Leg(_)))
    }

    /// Whether a stage is a line between two nodes.
    #[must_use]
    pub fn is_line(&self, stage: StageId) -> bool {
        matches!(self.stage_specs.get(stage.index()), Some(StageSpec::Rail(_)))
    }

    /// The ports of a fleet, each with the way in which its vessels sail from there.
    #[must_use]
    pub fn ports_of<'a>(&'a self, fleet: &FleetSpec) -> BTreeSet<(&'a str, Direction)> {
        let crossings =
            fleet.ferries().filter_map(|ferry| match &self.stage_specs[self.stage(ferry).index()] {
                StageSpec::Ferry(crossing) => Some(crossing),
                _ => None,
            });
        crossings
            .flat_map(|ferry| [(&*ferry.east, Direction::West), (&*ferry.west, Direction::East)])
            .collect()
    }

    /// The pool whose locomotives haul on a line.
    #[must_use]
    pub fn pool_of(&self, line: StageId) -> Option<PoolId> {
        let StageSpec::Rail(rail) = &self.stage_specs[line.index()] else { return None };
        self.pool(rail.locomotives.as_ref()?)
    }

    /// The pool whose crews run the trains on a line.
    #[must_use]
    pub fn crews_of(&self, line: StageId) -> Option<PoolId> {
        let StageSpec::Rail(rail) = &self.stage_specs[line.index()] else { return None };
        self.pool(rail.crews.as_ref()?)
    }

    fn pool(&self, name: &str) -> Option<PoolId> {
        self.pool_names.iter().position(|pool| pool == name).map(PoolId::at)
    }

    /// The area whose weather closes a port, or slows trains on a line.
    #[must_use]
    pub fn area_of(&self, stage: &StageSpec) -> Option<AreaId> {
        let name = match stage {
            StageSpec::Port(port) => &port.weather.as_ref()?.area,
            StageSpec::Rail(rail) => &rail.weather.as_ref()?.area,
            _ => return None,
        };
        self.area_names.iter().position(|area| *area == **name).map(AreaId::at)
    }

    /// The flow's number.
    #[must_use]
    pub fn flow(&self, name: &str) -> Option<FlowId> {
        self.flow_names.iter().position(|flow| flow == name).map(FlowId::at)
    }

    /// The most things that a resource has at any time in the window.
    #[must_use]
    pub fn capacity(&self, resource: ResourceId) -> u32 {
        let Timeline { from, until, .. } = self.timeline;
        let ends = self.phases.iter().skip(1).map(|next| next.from).chain([Time::MAX]);
        let in_window = self.phases.iter().zip(ends).filter(|&(terms, end)| terms.from < until && end > from);
        in_window.map(|(terms, _)| terms.capacity(resource)).max().unwrap_or(0)
    }
}

fn timeline(spec: &ScenarioSpec) -> Timeline {
    let run = &spec.run;
    let from = Time::ZERO + run.warm_up.duration();
    let until = from + run.window.duration();
    Timeline { start: run.start, from, until, horizon: until + run.drain.duration() }
}
