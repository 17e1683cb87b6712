//! How demand comes into being: batches of consignments, block trains, background trains.

use super::compile::NUMBER_BITS;
use super::flows::{Flow, FlowTerms};
use super::itineraries::Itinerary;
use super::network::Running;
use super::world::Happening;
use crate::cargo::{
    Carrier, CarrierId, CarrierKind, Class, Consignment, ConsignmentId, FlowId, GroupId, Mover, PathId,
    RouteId,
};
use crate::engine::{Handle, Priority};
use crate::observation::{Cause, Observation, Observer};
use crate::random::{Law, RateProfile, Sampler, Stream, Streams};
use crate::scenario::ArrivalSpec;
use crate::stage::Rank;
use crate::units::{Duration, Time};

/// The streams of a flow, and what is to come of it next.
#[derive(Debug)]
pub(super) struct Source {
    arrival: Stream,
    route: Stream,
    size: Stream,
    /// The law of intervals, or of absences.
    times: Option<Sampler>,
    /// The arrival of the next batch.
    next: Option<Handle>,
    /// Exposure that is to be spent from `since` on before the next batch comes, for the laws that go by a rate.
    left: f64,
    since: Time,
    /// Exposure that had been spent by then, for the law that goes by that.
    spent: f64,
    /// Consignments of a closed flow that stay away while it sends nothing.
    away: u32,
}

impl Source {
    /// The streams of the flow of that name.
    pub(super) fn new(name: &str, flow: &Flow, streams: &Streams) -> Source {
        let away = match &flow.arrival {
            ArrivalSpec::Closed(law) => law.population.count(),
            _ => 0,
        };
        Source {
            arrival: streams.stream(name, "arrival"),
            route: streams.stream(name, "route"),
            size: streams.stream(name, "size"),
            times: match &flow.arrival {
                ArrivalSpec::Renewal(law) => Some(Sampler::new(law.interval.law())),
                ArrivalSpec::Closed(law) => Some(Sampler::new(law.think.law())),
                _ => None,
            },
            next: None,
            left: 0.0,
            since: Time::ZERO,
            spent: 0.0,
            away,
        }
    }

    /// Has another law of intervals from now on.
    pub(super) fn set_interval(&mut self, law: &Law) {
        self.times = Some(Sampler::new(law));
    }

    /// Takes the claim on the next arrival away.
    pub(super) fn take_next(&mut self) -> Option<Handle> {
        self.next.take()
    }

    /// Spends the exposure of the time up to now at the rate that has been in force.
    pub(super) fn spend(&mut self, now: Time, rate: Option<&RateProfile>) {
        let exposure = rate.map_or(0.0, |rate| rate.exposure(self.since, now));
        self.left = (self.left - exposure).max(0.0);
        self.spent += exposure;
        self.since = now;
    }

    /// When the next batch comes at this rate.
    pub(super) fn comes(&self, rate: &RateProfile) -> Time {
        rate.advance(self.since, self.left)
    }

    /// How many of a closed flow are to come back now that it sends again.
    pub(super) fn take_away(&mut self) -> u32 {
        std::mem::take(&mut self.away)
    }

    /// The time that belongs to `key`.
    fn time(&self, key: u64) -> Duration {
        let sampler = self.times.as_ref().expect("the law of arrivals has times");
        Duration::from_hours(sampler.sample(&self.arrival, key).max(0.0))
    }
}

const DEMAND: Priority = Priority(Rank::Demand as u8);

impl<'a, O: Observer> Running<'_, 'a, O> {
    /// Schedules the first batch of every flow.
    pub(super) fn begin_flows(&mut self) {
        for at in 0..self.world.corridor.flows.len() {
            if self.world.terms().flows[at].is_some() {
                self.begin_flow(at as u16);
            }
        }
    }

    /// Schedules the first batch of a flow that has not sent any, or the return of those who stay away.
    pub(super) fn begin_flow(&mut self, flow: u16) {
        let at = usize::from(flow);
        if let ArrivalSpec::Closed(_) = self.world.corridor.flows[at].arrival {
            for _ in 0..self.world.sources[at].take_away() {
                self.come_back(flow);
            }
        } else {
            self.expect_batch(flow);
        }
    }

    /// Schedules the next batch of a flow.
    fn expect_batch(&mut self, flow: u16) {
        let at = usize::from(flow);
        let number = self.world.batches[at];
        let rate = self.sends(flow).rate.as_ref();
        let rate = || rate.expect("the scenario was checked: the flow has a volume");
        let now = self.world.now;
        let arrival = &self.world.corridor.flows[at].arrival;
        let source = &mut self.world.sources[at];
        let time = match arrival {
            ArrivalSpec::Poisson(_) => {
                (source.since, source.left) = (now, -libm::log(source.arrival.uniform(number)));
                source.comes(rate())
            }
            ArrivalSpec::Even(_) => {
                // Half an interval before the first, so that the windows of two runs hold the same number.
                source.left = number as f64 + 0.5 - source.spent;
                source.comes(rate()).max(now)
            }
            ArrivalSpec::Renewal(_) => now + source.time(number),
            ArrivalSpec::Listed(law) => match law.times.get(number as usize) {
                Some(time) => Time::ZERO + time.duration(),
                None => return,
            },
            ArrivalSpec::Timetable(law) => {
                let (next, time) = law.next(number, now);
                self.world.batches[at] = next;
                time
            }
            ArrivalSpec::Closed(_) => return,
        };
        self.world.batches[at] += 1;
        self.schedule_batch(flow, time);
    }

    /// Schedules the arrival of the batch whose number was given out last.
    pub(super) fn schedule_batch(&mut self, flow: u16, time: Time) {
        if time < Time::MAX {
            let next = self.calendar.schedule(time, DEMAND, Happening::Arrival(flow));
            self.world.sources[usize::from(flow)].next = Some(next);
        }
    }

    /// What a flow sends that sends something now.
    fn sends(&self, flow: u16) -> &'a FlowTerms {
        let terms = self.world.terms().flows[usize::from(flow)].as_ref();
        terms.expect("a flow sends only while its terms are in force")
    }

    /// Schedules the return of a consignment of a closed flow.
    pub(super) fn come_back(&mut self, flow: u16) {
        let at = usize::from(flow);
        if !matches!(self.world.corridor.flows[at].arrival, ArrivalSpec::Closed(_)) {
            return;
        }
        if self.world.terms().flows[at].is_none() {
            self.world.sources[at].away += 1;
            return;
        }
        let number = self.world.batches[at];
        self.world.batches[at] += 1;
        let time = self.world.now + self.world.sources[at].time(number);
        self.calendar.schedule(time, DEMAND, Happening::Return(flow, number as u32));
    }

    /// A consignment of a closed flow comes back, or stays away while the flow sends nothing.
    pub(super) fn come(&mut self, flow: u16, number: u32) {
        if self.world.terms().flows[usize::from(flow)].is_none() {
            self.world.sources[usize::from(flow)].away += 1;
        } else {
            self.send(flow, u64::from(number));
        }
    }

    /// A batch of a flow arrives.
    pub(super) fn arrive(&mut self, flow: u16) {
        self.world.sources[usize::from(flow)].next = None;
        self.send(flow, self.world.batches[usize::from(flow)]);
        self.expect_batch(flow);
    }

    /// Brings the batch of that number into being and sends it to its first stage.
    pub(super) fn send(&mut self, flow: u16, batch: u64) {
        let corridor = self.world.corridor;
        let compiled = &corridor.flows[usize::from(flow)];
        let terms = self.sends(flow);
        let size = terms.batch;
        let route = self.choose_route(flow, terms, batch);
        let itinerary = &corridor.itineraries[route.index()];
        match (compiled.class, itinerary.entry) {
            (None, Some(path)) => {
                let train = self.make_train(flow, itinerary, path, batch);
                self.enter(Mover::Carrier(train), itinerary);
            }
            (Some(class), Some(path)) => {
                let train = self.make_train(flow, itinerary, path, batch);
                for _ in 0..size {
                    let id = self.make(flow, terms, class, route);
                    let carrier = self.world.carriers.get_mut(train.0);
                    carrier.members.push(id);
                    carrier.units += 1;
                    let group = carrier.group;
                    self.world.observe(Observation::Joined { consignment: id, group });
                }
                self.enter(Mover::Carrier(train), itinerary);
            }
            (Some(class), None) => {
                for _ in 0..size {
                    let id = self.make(flow, terms, class, route);
                    self.enter(Mover::Consignment(id), itinerary);
                }
            }
            (None, None) => panic!("the scenario was checked: background trains have a path"),
        }
    }

    fn choose_route(&self, flow: u16, terms: &FlowTerms, batch: u64) -> RouteId {
        let routes = &terms.itineraries;
        let (last, total) = routes[routes.len() - 1];
        if routes.len() == 1 {
            return last;
        }
        let point = self.world.sources[usize::from(flow)].route.uniform(batch) * total;
        routes.iter().find(|&&(_, until)| point < until).map_or(last, |&(route, _)| route)
    }

    fn make(&mut self, flow: u16, terms: &FlowTerms, class: Class, route: RouteId) -> ConsignmentId {
        let at = usize::from(flow);
        let compiled = &self.world.corridor.flows[at];
        let number = self.world.sent[at];
        assert!(number >> NUMBER_BITS == 0, "a flow has sent more than 2^{NUMBER_BITS} consignments");
        self.world.sent[at] += 1;
        let teu = match class {
            Class::Container => {
                let large =
                    terms.large > 0.0 && self.world.sources[at].size.uniform(u64::from(number)) < terms.large;
                1 + u8::from(large)
            }
            _ => 0,
        };
        let tonnes = if terms.mass_per_teu { terms.mass * f64::from(teu) } else { terms.mass };
        let consignment = Consignment {
            flow: FlowId(flow),
            number,
            route,
            position: 0,
            class,
            teu,
            tonnes,
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
        let spec = &self.world.terms().trains[template.index()];
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
                rake: None,
            },
            key: compiled.key | (batch & ((1 << NUMBER_BITS) - 1)),
            path,
            position: 0,
            direction: itinerary.direction,
            rank: self.world.rank_of(template),
            members: Vec::new(),
            units: nominal,
            group,
        })
    }
}
