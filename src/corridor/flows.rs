//! Flows compiled: what they are for the whole run, and what they send in each phase of it.

use super::compile::{Corridor, Timeline, name_key};
use crate::cargo::{Class, RouteId, StageId, TemplateId};
use crate::parameter::{Fixed, MonthProfile};
use crate::random::{Law, RateProfile, Segment};
use crate::scenario::{ArrivalSpec, FlowSpec, ScenarioSpec, WhenFull};
use crate::units::{Date, Duration, Of, Time};

/// A flow, as the network needs it.
#[derive(Debug)]
pub struct Flow {
    /// What its consignments are; `None` for background trains.
    pub class: Option<Class>,
    /// Whether it is reported.
    pub reported: bool,
    /// Kind of train on which it travels.
    pub template: Option<TemplateId>,
    /// Whether its trains pass borders and yards as they are.
    pub intact: bool,
    /// Arrival law; of those that go by a volume or by intervals the terms say how often.
    pub arrival: ArrivalSpec,
    /// Expected number of consignments in the window.
    pub expected: f64,
    /// Key of its first consignment.
    pub key: u64,
    /// Its itineraries in any phase.
    pub itineraries: Vec<RouteId>,
}

/// What a flow sends while certain terms are in force.
#[derive(Clone, Debug, PartialEq)]
pub struct FlowTerms {
    /// Whether it is turned away where there is no room.
    pub leaves_when_full: bool,
    /// Share of containers of two TEU.
    pub large: f64,
    /// Net mass of one TEU, or of one consignment.
    pub mass: f64,
    /// Whether the mass is that of a TEU.
    pub mass_per_teu: bool,
    /// Consignments in a batch.
    pub batch: u32,
    /// Rate of batches, for the laws that go by the volume.
    pub rate: Option<RateProfile>,
    /// Intervals between batches (h), for the law that goes by them.
    pub interval: Option<Law>,
    /// Its itineraries, with the share of the flow up to and with each.
    pub itineraries: Vec<(RouteId, f64)>,
}

impl Corridor {
    /// Compiles the flows of the phase whose terms were added last.
    pub(super) fn compile_flows(&mut self, spec: &ScenarioSpec) {
        let fleets = &self.phases[self.phases.len() - 1].fleets;
        let ferries: Vec<StageId> =
            fleets.iter().flat_map(|fleet| fleet.ferries()).map(|ferry| self.stage(ferry)).collect();
        for ferry in ferries {
            let _ = self.round(ferry);
        }
        for at in 0..self.flow_names.len() {
            let flow = spec.flow.get(self.flow_names[at].as_str());
            if let Some(flow) = flow.filter(|_| at == self.flows.len()) {
                let compiled = self.compile_flow(&self.flow_names[at], flow);
                self.flows.push(compiled);
            }
            let terms = flow.map(|flow| self.flow_terms(at, flow, spec));
            let phase = self.phases.len() - 1;
            self.phases[phase].flows.push(terms);
        }
    }

    fn compile_flow(&self, name: &str, flow: &FlowSpec) -> Flow {
        let class = flow.class.class();
        Flow {
            class,
            reported: class.is_some() && !flow.background,
            template: flow.train.as_ref().map(|name| {
                let at = self.template_names.iter().position(|template| *template == **name);
                TemplateId::at(at.expect("the scenario was checked: the train exists"))
            }),
            intact: flow.intact,
            arrival: flow.arrival.clone(),
            expected: 0.0,
            key: name_key(name),
            itineraries: Vec::new(),
        }
    }

    fn flow_terms(&mut self, at: usize, flow: &FlowSpec, spec: &ScenarioSpec) -> FlowTerms {
        let mut itineraries = Vec::new();
        let mut total = 0.0;
        for (route, share) in &flow.route {
            total += share.get();
            itineraries.push((self.number_itinerary(at, route, flow, spec), total));
        }
        let large = flow.large.as_ref().map_or(0.0, Fixed::get);
        let mass = flow.mass.as_ref().map_or(0.0, Fixed::get);
        let mass_per_teu = flow.mass.as_ref().is_some_and(|mass| mass.unit().of == Of::Teu);
        let teu = if flow.class.class() == Some(Class::Container) { 1.0 + large } else { 0.0 };
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
        let interval = match &flow.arrival {
            ArrivalSpec::Renewal(law) => Some(law.interval.law().clone()),
            _ => None,
        };
        let leaves_when_full = flow.when_full == WhenFull::Leave;
        FlowTerms { leaves_when_full, large, mass, mass_per_teu, batch, rate, interval, itineraries }
    }

    /// The number of what a flow does on a route: the one of an earlier phase if it does the same.
    fn number_itinerary(&mut self, flow: usize, route: &str, spec: &FlowSpec, all: &ScenarioSpec) -> RouteId {
        let itinerary = self.itinerary(all, route, spec);
        let known = &mut self.flows[flow].itineraries;
        if let Some(&same) = known.iter().find(|same| self.itineraries[same.index()] == itinerary) {
            return same;
        }
        let number = RouteId::at(self.itineraries.len());
        known.push(number);
        self.itineraries.push(itinerary);
        number
    }

    /// Counts what each flow is expected to send in the window.
    pub(super) fn expect_flows(&mut self) {
        let Timeline { from, until, .. } = self.timeline;
        for (at, flow) in self.flows.iter_mut().enumerate() {
            for (phase, terms) in self.phases.iter().enumerate() {
                let Some(sends) = &terms.flows[at] else { continue };
                let next = self.phases.get(phase + 1).map_or(until, |next| next.from.min(until));
                let begins = terms.from.max(from);
                if begins < next {
                    flow.expected += expected(&flow.arrival, sends, begins, next);
                }
            }
        }
    }
}

/// Expected number of consignments between two instants.
fn expected(arrival: &ArrivalSpec, terms: &FlowTerms, from: Time, until: Time) -> f64 {
    let time = (until - from).hours();
    f64::from(terms.batch)
        * match (arrival, &terms.rate, &terms.interval) {
            (_, Some(rate), _) => rate.exposure(from, until),
            (_, None, Some(interval)) => time / interval.mean(),
            (ArrivalSpec::Timetable(law), None, None) => law.count(from, until) as f64,
            // At most: as if all came in this time.
            (ArrivalSpec::Listed(law), None, None) => law.times.len() as f64,
            // At most: as if nobody stayed in the corridor for any time.
            (ArrivalSpec::Closed(law), None, None) => {
                f64::from(law.population.count()) * time / law.think.mean()
            }
            _ => 0.0,
        }
}

fn batch_of(arrival: &ArrivalSpec) -> u32 {
    let batch = match arrival {
        ArrivalSpec::Poisson(law) | ArrivalSpec::Even(law) => law.batch.as_ref(),
        ArrivalSpec::Renewal(law) => law.batch.as_ref(),
        ArrivalSpec::Listed(law) => law.batch.as_ref(),
        ArrivalSpec::Timetable(law) => law.batch.as_ref(),
        ArrivalSpec::Closed(_) => None,
    };
    batch.map_or(1, Fixed::count)
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
