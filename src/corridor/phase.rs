//! The change from the terms of one phase to those of the next, in the middle of a run.
//!
//! Until the instant of the change nothing is different for it. From then on new draws follow new laws and capacities are
//! as they are to be; what is under way ends as it began.

use super::compile::Corridor;
use super::locomotives::Pool;
use super::network::Running;
use super::places::Places;
use super::terms::Terms;
use super::weather::Area;
use super::world::Happening;
use crate::cargo::{AreaId, PoolId, ResourceId, StageId};
use crate::observation::{Observation, Observer};
use crate::random::Streams;
use crate::scenario::ArrivalSpec;
use crate::stage::{Build, Equipment, FleetSpec, Rank, Stage, StageSpec, Template, TrainSpec};
use crate::units::Time;

/// What builds the things of a corridor as a phase has them.
pub(super) struct Builder<'a> {
    corridor: &'a Corridor,
    terms: &'a Terms,
    templates: Vec<Template<'a>>,
    fleets: Vec<&'a FleetSpec>,
    streams: Streams,
}

impl<'a> Builder<'a> {
    /// For the phase of that number.
    pub(super) fn new(corridor: &'a Corridor, phase: usize, streams: Streams) -> Builder<'a> {
        let terms = &corridor.phases[phase];
        let templates = terms.trains.iter().map(TrainSpec::template).collect();
        Builder { corridor, terms, templates, fleets: terms.fleets.iter().collect(), streams }
    }

    /// A stage, empty.
    pub(super) fn stage(&self, at: usize) -> Stage {
        let spec = &self.terms.stages[at];
        let build = Build {
            name: &self.corridor.stages[at],
            id: StageId::at(at),
            start: self.corridor.timeline.start,
            streams: &self.streams,
            resources: &self.terms.stage_resources[at],
        };
        let equipment = Equipment {
            templates: &self.templates,
            fleets: &self.fleets,
            services: &self.terms.services[at],
            area: self.corridor.area_of(spec),
        };
        spec.build(&build, &equipment)
    }

    /// A pool with all its locomotives.
    pub(super) fn pool(&self, at: usize) -> Pool {
        let (name, spec) = (&self.corridor.pool_names[at], &self.terms.pools[at]);
        let places = Places::new(self.corridor, self.terms, PoolId::at(at));
        let meter = self.corridor.pool_resource[at];
        Pool::new(name, spec, &self.streams, &self.corridor.stages, meter, places)
    }

    /// A sea area in calm weather.
    pub(super) fn area(&self, at: usize) -> Area {
        let (name, spec) = (&self.corridor.area_names[at], &self.terms.areas[at]);
        Area::new(name, spec, self.corridor.timeline.start, &self.streams)
    }
}

impl<O: Observer> Running<'_, '_, O> {
    /// Schedules the changes of terms.
    pub(super) fn schedule_phases(&mut self) {
        for (number, terms) in self.world.corridor.phases.iter().enumerate().skip(1) {
            let number = u16::try_from(number).expect("phases are few");
            self.calendar.schedule(terms.from, Rank::Phase.priority(), Happening::Phase(number));
        }
    }

    /// The terms of a phase come into force.
    pub(super) fn change_terms(&mut self, number: u16) {
        let corridor = self.world.corridor;
        let before = self.world.terms();
        self.world.phase = usize::from(number);
        let terms = self.world.terms();
        self.world.observe(Observation::Phase { number });
        for resource in (0..corridor.resources.len()).map(ResourceId::at) {
            let capacity = terms.capacity(resource);
            if before.capacity(resource) != capacity {
                self.world.observe(Observation::Resized { resource, capacity });
            }
        }
        let builder = Builder::new(corridor, self.world.phase, self.world.streams);
        self.change_areas(before, &builder);
        self.change_stages(before, &builder);
        self.fulfil_all();
        self.change_pools(before, &builder);
        self.world.change_wagons(before);
        self.review_bans();
        self.launch_fleets();
        self.fulfil_all();
        for at in 0..corridor.flows.len() {
            self.change_flow(at, before);
        }
    }

    fn change_areas(&mut self, before: &Terms, builder: &Builder<'_>) {
        let now = self.world.now;
        for (at, spec) in builder.terms.areas.iter().enumerate() {
            let number = AreaId::at(at).0;
            if at == self.world.areas.len() {
                self.world.areas.push(builder.area(at));
                self.world.areas[at].start(now, number, self.calendar);
            } else if before.areas[at] != *spec {
                self.world.areas[at].revise(builder.area(at), now, number, self.calendar);
            }
        }
    }

    fn change_stages(&mut self, before: &Terms, builder: &Builder<'_>) {
        let terms = builder.terms;
        let trains = before.trains != terms.trains;
        let fleets = before.fleets != terms.fleets;
        for (at, spec) in terms.stages.iter().enumerate() {
            let id = StageId::at(at);
            if at == self.stages.len() {
                self.stages.push(builder.stage(at));
                self.with(id, |stage, hand| stage.start(hand));
                self.with(id, |stage, hand| stage.weather(hand));
                continue;
            }
            let equipment = match spec {
                StageSpec::Border(_) | StageSpec::Yard(_) | StageSpec::Port(_) | StageSpec::Rail(_) => trains,
                StageSpec::Ferry(_) => fleets,
                StageSpec::Leg(_) | StageSpec::Server(_) | StageSpec::Shuttle(_) => false,
            };
            if equipment || before.stages[at] != *spec || before.services[at] != terms.services[at] {
                let new = builder.stage(at);
                self.with(id, |stage, hand| stage.revise(hand, new));
            }
        }
    }

    fn change_pools(&mut self, before: &Terms, builder: &Builder<'_>) {
        for (at, spec) in builder.terms.pools.iter().enumerate() {
            if at == self.world.pools.len() {
                self.world.pools.push(builder.pool(at));
                continue;
            }
            let new = builder.pool(at);
            if before.pools[at] != *spec || self.world.pools[at].has_other_lines(&new) {
                self.world.pools[at].revise(new);
                self.offer_locomotives(PoolId::at(at));
            }
        }
    }

    /// Lets a flow send by the terms in force: what is left of the exposure before its next batch is spent at the new
    /// rate, which is exact for random arrivals (Çinlar, Introduction to Stochastic Processes, 1975, section 4.7); an
    /// interval that has begun ends as it began.
    fn change_flow(&mut self, at: usize, before: &Terms) {
        let (flow, now) = (at as u16, self.world.now);
        let (old, new) = (before.flows[at].as_ref(), self.world.terms().flows[at].as_ref());
        let source = &mut self.world.sources[at];
        match &self.world.corridor.flows[at].arrival {
            ArrivalSpec::Poisson(_) | ArrivalSpec::Even(_) => {
                let rates = [old, new].map(|terms| terms.and_then(|terms| terms.rate.as_ref()));
                let [old, new] = rates;
                if old == new {
                    return;
                }
                source.spend(now, old);
                let next = source.take_next();
                let comes = new.map(|rate| source.comes(rate));
                if let Some(next) = next {
                    self.calendar.cancel(next);
                }
                match comes {
                    Some(_) if self.world.batches[at] == 0 => self.begin_flow(flow),
                    Some(comes) => self.schedule_batch(flow, comes),
                    None => {}
                }
            }
            ArrivalSpec::Renewal(_) | ArrivalSpec::Listed(_) | ArrivalSpec::Timetable(_) => {
                if let Some(interval) = new.and_then(|terms| terms.interval.as_ref()) {
                    source.set_interval(interval);
                }
                match (old, new) {
                    (Some(_), None) => self.cease(at),
                    (None, Some(_)) => self.resume(at, now),
                    _ => {}
                }
            }
            ArrivalSpec::Closed(_) if new.is_some() => self.begin_flow(flow),
            ArrivalSpec::Closed(_) => {}
        }
    }

    /// A flow of intervals or of given times sends nothing for the time being.
    fn cease(&mut self, at: usize) {
        if let Some(next) = self.world.sources[at].take_next() {
            self.calendar.cancel(next);
        }
    }

    /// A flow of intervals or of given times sends again, or for the first time: of given times those that are past are
    /// left out.
    fn resume(&mut self, at: usize, now: Time) {
        if let ArrivalSpec::Listed(law) = &self.world.corridor.flows[at].arrival {
            let past = law.times.iter().filter(|time| Time::ZERO + time.duration() < now).count();
            self.world.batches[at] = past as u64;
        }
        self.begin_flow(at as u16);
    }
}
