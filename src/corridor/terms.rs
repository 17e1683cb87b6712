//! What is in force in one phase of a scenario.

use std::collections::BTreeMap;

use super::compile::{Corridor, ResourceRow};
use super::flows::FlowTerms;
use super::wagons::WagonTerms;
use crate::cargo::{FleetId, ResourceId, WagonsId};
use crate::parameter::{Fixed, Name};
use crate::scenario::{PoolSpec, ScenarioSpec, WagonsSpec, WeatherSpec, water_at};
use crate::stage::{DepartureRule, Draught, FleetSpec, Measure, Service, StageSpec, Stowage, TrainSpec};
use crate::units::Time;

/// What is in force from an instant on. The tables hold what there is by then: what a later phase adds is missing at
/// their ends, and what this phase has no longer stands as it was, for what is still under way.
#[derive(Debug)]
pub struct Terms {
    /// The instant.
    pub from: Time,
    /// Stages.
    pub stages: Vec<StageSpec>,
    /// Numbers of each stage's resources, in the order in which its spec lists them.
    pub stage_resources: Vec<Vec<ResourceId>>,
    /// How many things each resource has.
    capacities: Vec<u32>,
    /// The services that call at each stage.
    pub services: Vec<Vec<Service>>,
    /// Kinds of train.
    pub trains: Vec<TrainSpec>,
    /// Fleets.
    pub fleets: Vec<FleetSpec>,
    /// Pools.
    pub pools: Vec<PoolSpec>,
    /// Pools of wagons.
    pub wagons: Vec<WagonTerms>,
    /// Of each kind of train, the pool of its wagons and how many a full one has.
    pub rakes: Vec<Option<(WagonsId, u32)>>,
    /// Sea areas.
    pub areas: Vec<WeatherSpec>,
    /// Flows; `None` for one that sends nothing.
    pub flows: Vec<Option<FlowTerms>>,
}

impl Terms {
    /// How many things a resource has; none of one that is not there yet.
    #[must_use]
    pub fn capacity(&self, resource: ResourceId) -> u32 {
        self.capacities.get(resource.index()).copied().unwrap_or(0)
    }
}

/// The entries of a table that there are by the last of the phases, as they are or last were.
fn in_force<V: Clone>(
    names: &[String],
    specs: &[&ScenarioSpec],
    table: impl Fn(&ScenarioSpec) -> &BTreeMap<Name, V>,
) -> Vec<V> {
    let latest = |name: &String| specs.iter().rev().find_map(|spec| table(spec).get(name.as_str()));
    names.iter().map_while(latest).cloned().collect()
}

impl Corridor {
    /// Adds the terms of the last of the phases, but for its flows.
    pub(super) fn add_terms(&mut self, specs: &[&ScenarioSpec], from: Time) {
        let stages = in_force(&self.stages, specs, |spec| &spec.stage);
        let fleets = in_force(&self.fleet_names, specs, |spec| &spec.fleet);
        let mut terms = Terms {
            from,
            stage_resources: Vec::new(),
            capacities: self.phases.last().map_or_else(Vec::new, |before| before.capacities.clone()),
            services: self.services(&fleets, &stages, specs),
            rakes: Vec::new(),
            wagons: Vec::new(),
            trains: in_force(&self.template_names, specs, |spec| &spec.train),
            pools: in_force(&self.pool_names, specs, |spec| &spec.pool),
            areas: in_force(&self.area_names, specs, |spec| &spec.weather),
            flows: Vec::new(),
            stages,
            fleets,
        };
        self.number_resources(&mut terms, &in_force(&self.wagons_names, specs, |spec| &spec.wagons));
        terms.rakes = terms.trains.iter().map(|train| self.rake(train)).collect();
        self.phases.push(terms);
    }

    /// The pool of a kind of train, and the wagons of a full one.
    fn rake(&self, train: &TrainSpec) -> Option<(WagonsId, u32)> {
        let pool = train.pool.as_ref()?;
        let at = self.wagons_names.iter().position(|name| *name == **pool);
        let wagons = train.wagons.as_ref().expect("the scenario was checked: trains of a pool have wagons");
        Some((WagonsId::at(at.expect("the scenario was checked: the pool exists")), wagons.count()))
    }

    /// Gives a number to every resource that has none, and sets the capacities of all.
    fn number_resources(&mut self, terms: &mut Terms, wagons: &[WagonsSpec]) {
        for (at, stage) in terms.stages.iter().enumerate() {
            let known = self.stage_resources(at);
            for &number in &known {
                terms.capacities[number.index()] = 0;
            }
            let mut numbers = Vec::new();
            for resource in stage.resources() {
                let number = known.iter().find(|number| self.resources[number.index()].name == resource.name);
                let number = number
                    .copied()
                    .unwrap_or_else(|| self.add_resource(self.stages[at].clone(), &resource.name));
                set(&mut terms.capacities, number, resource.capacity);
                numbers.push(number);
            }
            terms.stage_resources.push(numbers);
        }
        for (at, pool) in terms.pools.iter().enumerate() {
            if at == self.pool_resource.len() {
                let number = self.add_resource(self.pool_names[at].clone(), pool.noun());
                self.pool_resource.push(number);
            }
            set(&mut terms.capacities, self.pool_resource[at], pool.count());
        }
        for (at, fleet) in terms.fleets.iter().enumerate() {
            if at == self.fleet_resource.len() {
                let number = self.add_resource(self.fleet_names[at].clone(), "vessels");
                self.fleet_resource.push(number);
            }
            set(&mut terms.capacities, self.fleet_resource[at], fleet.vessels.count());
        }
        for (at, pool) in wagons.iter().enumerate() {
            if at == self.wagons_resource.len() {
                let number = self.add_resource(self.wagons_names[at].clone(), "wagons");
                self.wagons_resource.push(number);
            }
            set(&mut terms.capacities, self.wagons_resource[at], pool.wagons.count());
        }
    }

    /// The numbers that a stage's resources have so far.
    fn stage_resources(&self, stage: usize) -> Vec<ResourceId> {
        let lists = self.phases.iter().filter_map(|terms| terms.stage_resources.get(stage));
        let mut numbers: Vec<ResourceId> = lists.flatten().copied().collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers
    }

    fn add_resource(&mut self, owner: String, name: &str) -> ResourceId {
        self.resources.push(ResourceRow { owner, name: name.to_owned() });
        ResourceId::at(self.resources.len() - 1)
    }

    /// The services of fleets, by port.
    fn services(
        &self,
        fleets: &[FleetSpec],
        stages: &[StageSpec],
        specs: &[&ScenarioSpec],
    ) -> Vec<Vec<Service>> {
        let mut services = vec![Vec::new(); stages.len()];
        let level = |name: &str| specs.iter().rev().find_map(|spec| spec.water.get(name));
        let water = |port: &str, berth: &str| match &stages[self.stage(port).index()] {
            StageSpec::Port(port) => water_at(port, berth, self.timeline.start, level),
            _ => None,
        };
        for (number, fleet) in fleets.iter().enumerate() {
            let nominal = fleet.capacity.get();
            let stowage = fleet.classes().map(|(class, capacity)| Stowage {
                class,
                measure: Measure::of(capacity.unit().of),
                room: nominal / capacity.get(),
            });
            let stowage: Vec<Stowage> = stowage.collect();
            for ferry in fleet.ferries().map(|name| self.stage(name)) {
                let StageSpec::Ferry(ends) = &self.stage_specs[ferry.index()] else {
                    panic!("the scenario was checked: a fleet sails crossings");
                };
                let ports = [&ends.east, &ends.west];
                let berths = ports.iter().filter_map(|port| water(port, &fleet.berth)).collect();
                let draught = fleet.draught.as_ref().map(|spec| Draught::new(spec, berths));
                for (port, rule) in ports.iter().filter_map(|port| fleet.departure.get_key_value(&***port)) {
                    services[self.stage(port).index()].push(Service {
                        fleet: FleetId::at(number),
                        ferry,
                        berth: fleet.berth.to_string(),
                        stowage: stowage.clone(),
                        capacity: nominal * fleet.draught_factor.as_ref().map_or(1.0, Fixed::get),
                        draught: draught.clone(),
                        departure: DepartureRule::compile(rule),
                    });
                }
            }
        }
        services
    }
}

/// Sets the capacity of a resource that may be the first of its number.
fn set(capacities: &mut Vec<u32>, number: ResourceId, capacity: u32) {
    if capacities.len() <= number.index() {
        capacities.resize(number.index() + 1, 0);
    }
    capacities[number.index()] = capacity;
}
