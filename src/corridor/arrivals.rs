//! How demand comes into being: batches of consignments, block trains, background trains.

use super::compile::{Itinerary, NUMBER_BITS};
use super::network::Running;
use super::world::Happening;
use crate::cargo::{
    Carrier, CarrierId, CarrierKind, Class, Consignment, ConsignmentId, FlowId, GroupId, Mover, PathId,
    RouteId,
};
use crate::engine::Priority;
use crate::observation::{Cause, Observation, Observer};
use crate::random::{Sampler, Stream, Streams};
use crate::scenario::{ArrivalSpec, FlowSpec};
use crate::stage::Rank;
use crate::units::{Duration, Time};

/// The streams of a flow.
#[derive(Debug)]
pub(super) struct Source {
    arrival: Stream,
    route: Stream,
    size: Stream,
    /// The law of intervals, or of absences.
    times: Option<Sampler>,
}

impl Source {
    /// The streams of the flow of that name.
    pub(super) fn new(name: &str, spec: &FlowSpec, streams: &Streams) -> Source {
        Source {
            arrival: streams.stream(name, "arrival"),
            route: streams.stream(name, "route"),
            size: streams.stream(name, "size"),
            times: match &spec.arrival {
                ArrivalSpec::Renewal(law) => Some(Sampler::new(law.interval.law())),
                ArrivalSpec::Closed(law) => Some(Sampler::new(law.think.law())),
                _ => None,
            },
        }
    }

    /// The time that belongs to `key`.
    fn time(&self, key: u64) -> Duration {
        let sampler = self.times.as_ref().expect("the law of arrivals has times");
        Duration::from_hours(sampler.sample(&self.arrival, key).max(0.0))
    }
}

const DEMAND: Priority = Priority(Rank::Demand as u8);

impl<O: Observer> Running<'_, '_, O> {
    /// Schedules the first batch of every flow.
    pub(super) fn begin_flows(&mut self) {
        for at in 0..self.world.corridor.flows.len() {
            if let ArrivalSpec::Closed(law) = &self.world.corridor.flows[at].arrival {
                for _ in 0..law.population.count() {
                    self.come_back(at as u16);
                }
            } else {
                self.expect_batch(at as u16);
            }
        }
    }

    /// Schedules the next batch of a flow.
    fn expect_batch(&mut self, flow: u16) {
        let at = usize::from(flow);
        let corridor = self.world.corridor;
        let compiled = &corridor.flows[at];
        let number = self.world.batches[at];
        let source = &self.world.sources[at];
        let now = self.world.now;
        let time = match &compiled.arrival {
            ArrivalSpec::Poisson(_) => {
                let rate = compiled.rate.as_ref().expect("the scenario was checked: the flow has a volume");
                rate.advance(now, -libm::log(source.arrival.uniform(number)))
            }
            ArrivalSpec::Even(_) => {
                // Half an interval before the first, so that the windows of two runs hold the same number.
                let rate = compiled.rate.as_ref().expect("the scenario was checked: the flow has a volume");
                rate.advance(Time::ZERO, number as f64 + 0.5).max(now)
            }
            ArrivalSpec::Renewal(_) => now + source.time(number),
            ArrivalSpec::Listed(law) => match law.times.get(number as usize) {
                Some(time) => Time::ZERO + time.duration(),
                None => return,
            },
            ArrivalSpec::Closed(_) => return,
        };
        self.world.batches[at] += 1;
        if time < Time::MAX {
            self.calendar.schedule(time, DEMAND, Happening::Arrival(flow));
        }
    }

    /// Schedules the return of a consignment of a closed flow.
    pub(super) fn come_back(&mut self, flow: u16) {
        let at = usize::from(flow);
        if !matches!(self.world.corridor.flows[at].arrival, ArrivalSpec::Closed(_)) {
            return;
        }
        let number = self.world.batches[at];
        self.world.batches[at] += 1;
        let time = self.world.now + self.world.sources[at].time(number);
        self.calendar.schedule(time, DEMAND, Happening::Return(flow, number as u32));
    }

    /// A batch of a flow arrives.
    pub(super) fn arrive(&mut self, flow: u16) {
        self.send(flow, self.world.batches[usize::from(flow)]);
        self.expect_batch(flow);
    }

    /// Brings the batch of that number into being and sends it to its first stage.
    pub(super) fn send(&mut self, flow: u16, batch: u64) {
        let corridor = self.world.corridor;
        let compiled = &corridor.flows[usize::from(flow)];
        let route = self.choose_route(flow, batch);
        let itinerary = &corridor.itineraries[route.index()];
        match (compiled.class, itinerary.entry) {
            (None, Some(path)) => {
                let train = self.make_train(flow, itinerary, path, batch);
                self.enter(Mover::Carrier(train), itinerary);
            }
            (Some(class), Some(path)) => {
                let train = self.make_train(flow, itinerary, path, batch);
                for _ in 0..compiled.batch {
                    let id = self.make(flow, class, route);
                    let carrier = self.world.carriers.get_mut(train.0);
                    carrier.members.push(id);
                    carrier.units += 1;
                    let group = carrier.group;
                    self.world.observe(Observation::Joined { consignment: id, group });
                }
                self.enter(Mover::Carrier(train), itinerary);
            }
            (Some(class), None) => {
                for _ in 0..compiled.batch {
                    let id = self.make(flow, class, route);
                    self.enter(Mover::Consignment(id), itinerary);
                }
            }
            (None, None) => panic!("the scenario was checked: background trains have a path"),
        }
    }

    fn choose_route(&self, flow: u16, batch: u64) -> RouteId {
        let corridor = self.world.corridor;
        let routes = &corridor.flows[usize::from(flow)].itineraries;
        let (last, total) = routes[routes.len() - 1];
        if routes.len() == 1 {
            return last;
        }
        let point = self.world.sources[usize::from(flow)].route.uniform(batch) * total;
        routes.iter().find(|&&(_, until)| point < until).map_or(last, |&(route, _)| route)
    }

    fn make(&mut self, flow: u16, class: Class, route: RouteId) -> ConsignmentId {
        let at = usize::from(flow);
        let compiled = &self.world.corridor.flows[at];
        let number = self.world.sent[at];
        assert!(number >> NUMBER_BITS == 0, "a flow has sent more than 2^{NUMBER_BITS} consignments");
        self.world.sent[at] += 1;
        let teu = match class {
            Class::Container => {
                let large = compiled.large > 0.0
                    && self.world.sources[at].size.uniform(u64::from(number)) < compiled.large;
                1 + u8::from(large)
            }
            _ => 0,
        };
        let each = if compiled.mass_per_teu { f64::from(teu) } else { 1.0 };
        let consignment = Consignment {
            flow: FlowId(flow),
            number,
            route,
            position: 0,
            class,
            teu,
            tonnes: compiled.mass * each,
            entered: self.world.now,
            tagged: compiled.reported && self.world.tagging,
        };
        self.world.open += u64::from(consignment.tagged);
        let id = ConsignmentId(self.world.consignments.add(consignment));
        self.world.observe(Observation::Entered { consignment: id, what: &consignment });
        id
    }

    fn make_train(&mut self, flow: u16, itinerary: &Itinerary, path: PathId, batch: u64) -> CarrierId {
        let corridor = self.world.corridor;
        let compiled = &corridor.flows[usize::from(flow)];
        let background = compiled.class.is_none();
        let template = compiled.template.expect("the scenario was checked: trains have a kind");
        let spec = &corridor.spec.train[corridor.template_names[template.index()].as_str()];
        let group = if background {
            GroupId(u32::MAX)
        } else {
            self.world.group(corridor.entry(), Cause::Downstream)
        };
        let nominal = if background { spec.capacity.get() as u32 } else { 0 };
        self.world.make(Carrier {
            kind: CarrierKind::Train {
                template,
                background,
                intact: compiled.intact || background,
                locomotive: None,
            },
            key: compiled.key | (batch & ((1 << NUMBER_BITS) - 1)),
            path,
            position: 0,
            direction: itinerary.direction,
            rank: u8::try_from(spec.rank).expect("the scenario was checked: ranks are small"),
            members: Vec::new(),
            units: nominal,
            group,
        })
    }
}
