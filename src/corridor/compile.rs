//! From a checked scenario to the tables that a network runs on.

use std::collections::BTreeMap;

use crate::cargo::{
    AreaId, Class, Direction, FleetId, FlowId, PathId, PoolId, ResourceId, RouteId, StageId, TemplateId,
};
use crate::parameter::{Fixed, MonthProfile};
use crate::random::{RateProfile, Segment, name_bits};
use crate::scenario::{ArrivalSpec, FlowSpec, Heading, Scenario, ScenarioSpec, WhenFull};
use crate::stage::{DepartureRule, Measure, Service, StageSpec};
use crate::units::{Date, Duration, Of, Time};

/// Bits of a key that number things of one name; the bits above them tell names apart.
pub(super) const NUMBER_BITS: u32 = 24;
/// Bits of a key that tell names apart, so that whole keys leave one bit of the generator's 48 to the stages.
const NAME_BITS: u32 = 23;

/// Key of the first thing of that name.
pub(super) fn name_key(name: &str) -> u64 {
    name_bits(name, NAME_BITS) << NUMBER_BITS
}

/// A scenario compiled: everything has a number, and every question a stage may ask has its answer in a table.
#[derive(Debug)]
pub struct Corridor {
    /// The scenario's tables.
    pub spec: ScenarioSpec,
    /// Names of the stages, and last the entry.
    pub stages: Vec<String>,
    /// The stages' kinds and particulars.
    pub stage_specs: Vec<StageSpec>,
    /// The metered resources of all stages and pools.
    pub resources: Vec<ResourceRow>,
    /// Number of each stage's first resource.
    pub first_resource: Vec<ResourceId>,
    /// Number of each fleet's resource.
    pub fleet_resource: Vec<ResourceId>,
    /// Number of each pool's resource.
    pub pool_resource: Vec<ResourceId>,
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
    /// Names of the fleets.
    pub fleet_names: Vec<String>,
    /// Names of the sea areas.
    pub area_names: Vec<String>,
    /// The services that call at each stage.
    pub services: Vec<Vec<Service>>,
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
    /// How many things it has.
    pub capacity: u32,
}

/// A flow, as the network needs it.
#[derive(Debug)]
pub struct Flow {
    /// What its consignments are; `None` for background trains.
    pub class: Option<Class>,
    /// Whether it is reported.
    pub reported: bool,
    /// Whether it is turned away where there is no room.
    pub leaves_when_full: bool,
    /// Kind of train on which it travels.
    pub template: Option<TemplateId>,
    /// Whether its trains pass borders and yards as they are.
    pub intact: bool,
    /// Share of containers of two TEU.
    pub large: f64,
    /// Net mass of one TEU, or of one consignment.
    pub mass: f64,
    /// Whether the mass is that of a TEU.
    pub mass_per_teu: bool,
    /// Consignments in a batch.
    pub batch: u32,
    /// Arrival law.
    pub arrival: ArrivalSpec,
    /// Rate of batches, for the laws that go by the volume.
    pub rate: Option<RateProfile>,
    /// Expected number of consignments in the window.
    pub expected: f64,
    /// Key of its first consignment.
    pub key: u64,
    /// Its itineraries, with the share of the flow up to and with each.
    pub itineraries: Vec<(RouteId, f64)>,
}

/// What a flow does on one of its routes.
#[derive(Debug)]
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

fn numbers<'a, V: 'a>(table: &'a BTreeMap<crate::parameter::Name, V>) -> impl Iterator<Item = String> + 'a {
    table.keys().map(ToString::to_string)
}

impl Corridor {
    /// Compiles a scenario. It cannot fail: a scenario that exists is valid.
    #[must_use]
    pub fn compile(scenario: &Scenario) -> Corridor {
        let spec = scenario.spec().clone();
        let mut stages: Vec<String> = numbers(&spec.stage).collect();
        let stage_specs: Vec<StageSpec> = spec.stage.values().cloned().collect();
        let timeline = timeline(&spec);
        let mut corridor = Corridor {
            resources: Vec::new(),
            first_resource: Vec::new(),
            fleet_resource: Vec::new(),
            pool_resource: Vec::new(),
            flow_names: numbers(&spec.flow).collect(),
            flows: Vec::new(),
            itineraries: Vec::new(),
            paths: Vec::new(),
            template_names: numbers(&spec.train).collect(),
            pool_names: numbers(&spec.pool).collect(),
            fleet_names: numbers(&spec.fleet).collect(),
            area_names: numbers(&spec.weather).collect(),
            services: vec![Vec::new(); stages.len()],
            timeline,
            stage_specs,
            stages: std::mem::take(&mut stages),
            spec,
        };
        corridor.number_resources();
        corridor.compile_services();
        corridor.compile_flows();
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

    /// Whether a stage is a line between two nodes.
    #[must_use]
    pub fn is_line(&self, stage: StageId) -> bool {
        matches!(self.stage_specs.get(stage.index()), Some(StageSpec::Rail(_)))
    }

    /// Whether a stage is a leg outside the corridor.
    #[must_use]
    pub fn is_leg(&self, stage: StageId) -> bool {
        matches!(self.stage_specs.get(stage.index()), Some(StageSpec::Leg(_)))
    }

    /// The pool whose locomotives haul on a line.
    #[must_use]
    pub fn pool_of(&self, line: StageId) -> Option<PoolId> {
        let StageSpec::Rail(rail) = &self.stage_specs[line.index()] else { return None };
        let name = rail.locomotives.as_ref()?;
        self.pool_names.iter().position(|pool| *pool == **name).map(PoolId::at)
    }

    /// The sea area of a port's closure rule.
    #[must_use]
    pub fn area_of(&self, stage: StageId) -> Option<AreaId> {
        let StageSpec::Port(port) = &self.stage_specs[stage.index()] else { return None };
        let name = &port.weather.as_ref()?.area;
        self.area_names.iter().position(|area| *area == **name).map(AreaId::at)
    }

    fn number_resources(&mut self) {
        for (name, stage) in self.stages.iter().zip(&self.stage_specs) {
            self.first_resource.push(ResourceId::at(self.resources.len()));
            self.resources.extend(stage.resources().into_iter().map(|resource| ResourceRow {
                owner: name.clone(),
                name: resource.name,
                capacity: resource.capacity,
            }));
        }
        for (name, pool) in &self.spec.pool {
            self.pool_resource.push(ResourceId::at(self.resources.len()));
            self.resources.push(ResourceRow {
                owner: name.to_string(),
                name: "locomotives".to_owned(),
                capacity: pool.locomotives.count(),
            });
        }
        for (name, fleet) in &self.spec.fleet {
            self.fleet_resource.push(ResourceId::at(self.resources.len()));
            self.resources.push(ResourceRow {
                owner: name.to_string(),
                name: "vessels".to_owned(),
                capacity: fleet.vessels.count(),
            });
        }
    }

    fn compile_services(&mut self) {
        for (number, fleet) in self.spec.fleet.values().enumerate() {
            let ferry = self.stage(&fleet.ferry);
            for (port, rule) in &fleet.departure {
                let service = Service {
                    fleet: FleetId::at(number),
                    ferry,
                    berth: fleet.berth.to_string(),
                    class: fleet.class.class().expect("the scenario was checked: vessels carry cargo"),
                    capacity: fleet.capacity.get() * fleet.draught_factor.as_ref().map_or(1.0, Fixed::get),
                    measure: Measure::of(fleet.capacity.unit().of),
                    departure: DepartureRule::compile(rule),
                };
                let port = self.stage(port);
                self.services[port.index()].push(service);
            }
        }
    }

    /// The path of a fleet's vessels: from the eastern port over and back.
    #[must_use]
    pub fn round(&mut self, ferry: StageId) -> PathId {
        let StageSpec::Ferry(spec) = &self.stage_specs[ferry.index()] else {
            panic!("the scenario was checked: a fleet sails a crossing");
        };
        let stages = vec![self.stage(&spec.east), ferry, self.stage(&spec.west), ferry];
        self.path(stages, Direction::West, true)
    }

    fn path(&mut self, stages: Vec<StageId>, direction: Direction, circular: bool) -> PathId {
        if let Some(at) = self.paths.iter().position(|path| {
            path.stages == stages && path.circular == circular && path.direction == direction
        }) {
            return PathId::at(at);
        }
        let names: Vec<&str> = stages.iter().map(|stage| self.stages[stage.index()].as_str()).collect();
        let key = name_key(&names.join(" "));
        self.paths.push(Path { stages, circular, direction, key });
        PathId::at(self.paths.len() - 1)
    }

    /// Whether a train is broken up at a stage it comes to.
    fn breaks_up(&self, stage: StageId, last: bool, intact: bool) -> bool {
        match &self.stage_specs[stage.index()] {
            StageSpec::Port(_) => true,
            StageSpec::Border(border) => last || (border.transfer.is_some() && !intact),
            _ => last,
        }
    }

    fn compile_flows(&mut self) {
        let fleets: Vec<StageId> = self
            .spec
            .fleet
            .values()
            .map(|fleet| fleet.ferry.to_string())
            .map(|name| self.stage(&name))
            .collect();
        for ferry in fleets {
            let _ = self.round(ferry);
        }
        let flows: Vec<(String, FlowSpec)> =
            self.spec.flow.iter().map(|(name, flow)| (name.to_string(), flow.clone())).collect();
        for (name, flow) in &flows {
            let mut itineraries = Vec::new();
            let mut total = 0.0;
            for (route, share) in &flow.route {
                total += share.get();
                let itinerary = self.itinerary(route, flow);
                self.itineraries.push(itinerary);
                itineraries.push((RouteId::at(self.itineraries.len() - 1), total));
            }
            let compiled = self.compile_flow(name, flow, itineraries);
            self.flows.push(compiled);
        }
    }

    fn itinerary(&mut self, route: &str, flow: &FlowSpec) -> Itinerary {
        let spec = self.spec.route.get(route).expect("the scenario was checked: the route exists").clone();
        let stages: Vec<StageId> = spec.stages.iter().map(|stage| self.stage(stage)).collect();
        let class = flow.class.class();
        let direction = match spec.direction {
            Heading::West => Direction::West,
            Heading::East => Direction::East,
        };
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

    fn compile_flow(&self, name: &str, flow: &FlowSpec, itineraries: Vec<(RouteId, f64)>) -> Flow {
        let class = flow.class.class();
        let large = flow.large.as_ref().map_or(0.0, Fixed::get);
        let mass = flow.mass.as_ref().map_or(0.0, Fixed::get);
        let mass_per_teu = flow.mass.as_ref().is_some_and(|mass| mass.unit().of == Of::Teu);
        let teu = if class == Some(Class::Container) { 1.0 + large } else { 0.0 };
        let tonnes = if mass_per_teu { mass * teu } else { mass };
        let batch = batch_of(&flow.arrival);
        let per_year = flow.volume.as_ref().map(|volume| match volume.unit().of {
            Of::Teu => volume.get() / teu,
            Of::Tonne => volume.get() / tonnes,
            _ => volume.get(),
        });
        let rate = per_year
            .filter(|_| matches!(flow.arrival, ArrivalSpec::Poisson(_) | ArrivalSpec::Even(_)))
            .map(|per_year| {
                let per_ms = per_year / f64::from(batch) / (365 * Duration::DAY.ms()) as f64;
                monthly(self.timeline.start, flow.months.as_ref(), per_ms)
            });
        let Timeline { from, until, .. } = self.timeline;
        let window = (until - from).hours();
        let expected = f64::from(batch)
            * match (&flow.arrival, &rate) {
                (_, Some(rate)) => rate.exposure(from, until),
                (ArrivalSpec::Renewal(law), None) => window / law.interval.mean(),
                (ArrivalSpec::Listed(law), None) => law.times.len() as f64,
                // At most: as if nobody stayed in the corridor for any time.
                (ArrivalSpec::Closed(law), None) => {
                    f64::from(law.population.count()) * window / law.think.mean()
                }
                (ArrivalSpec::Poisson(_) | ArrivalSpec::Even(_), None) => 0.0,
            };
        Flow {
            class,
            reported: class.is_some() && !flow.background,
            leaves_when_full: flow.when_full == WhenFull::Leave,
            template: flow.train.as_ref().map(|name| {
                let at = self.template_names.iter().position(|template| *template == **name);
                TemplateId::at(at.expect("the scenario was checked: the train exists"))
            }),
            intact: flow.intact,
            large,
            mass,
            mass_per_teu,
            batch,
            arrival: flow.arrival.clone(),
            rate,
            expected,
            key: name_key(name),
            itineraries,
        }
    }

    /// The flow's number.
    #[must_use]
    pub fn flow(&self, name: &str) -> Option<FlowId> {
        self.flow_names.iter().position(|flow| flow == name).map(FlowId::at)
    }
}

fn batch_of(arrival: &ArrivalSpec) -> u32 {
    let batch = match arrival {
        ArrivalSpec::Poisson(law) | ArrivalSpec::Even(law) => law.batch.as_ref(),
        ArrivalSpec::Renewal(law) => law.batch.as_ref(),
        ArrivalSpec::Listed(law) => law.batch.as_ref(),
        ArrivalSpec::Closed(_) => None,
    };
    batch.map_or(1, Fixed::count)
}

fn timeline(spec: &ScenarioSpec) -> Timeline {
    let run = &spec.run;
    let from = Time::ZERO + run.warm_up.duration();
    let until = from + run.window.duration();
    Timeline { start: run.start, from, until, horizon: until + run.drain.duration() }
}

/// A rate whose monthly weights repeat every year from `start` on.
pub(super) fn monthly(start: Date, months: Option<&MonthProfile>, rate_per_ms: f64) -> RateProfile {
    let Some(months) = months else {
        return RateProfile::constant(rate_per_ms).expect("the scenario was checked: rates are finite");
    };
    let mut segments: Vec<Segment> = Vec::new();
    let mut days = 0;
    for day in 0..365 {
        let date = start.plus_days(day);
        let month = date.month();
        days = day + 1;
        let weight = months.weights()[month as usize - 1];
        let end_ms = days * Duration::DAY.ms();
        match segments.last_mut() {
            Some(segment) if date.day() != 1 => segment.end_ms = end_ms,
            _ => segments.push(Segment { end_ms, weight }),
        }
    }
    debug_assert_eq!(days, 365);
    RateProfile::repeating(rate_per_ms, &segments)
        .expect("the scenario was checked: weights are not all zero")
}
