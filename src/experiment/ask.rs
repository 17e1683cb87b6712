//! The questions that a scenario puts to its replications.

use super::shock::{self, ShockQuestion};
use super::vessels::{callers, cranes, level_step, levels};
use crate::cargo::{Class, Direction, FlowId, ResourceId, StageId};
use crate::corridor::Corridor;
use crate::experiment::Shipments;
use crate::metrics::{CarrierSample, Charge, Questions, Sample, SpanQuestion, months};
use crate::observation::Event;
use crate::parameter::{Fixed, Name};
use crate::random::Streams;
use crate::scenario::{Heading, Scenario, TargetSpec};
use crate::stage::StageSpec;
use crate::units::{Cost, Duration, Of};

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// Name of the span from entering to leaving.
pub(super) const JOURNEY: &str = "journey";

/// Months of the longest window whose months are reported one by one.
const MOST_MONTHS: usize = 120;

/// The questions, and the names under which their answers go.
#[derive(Debug)]
pub(super) struct Asked {
    pub questions: Questions,
    /// Names of the spans.
    pub spans: Vec<String>,
    /// Names of the populations.
    pub populations: Vec<String>,
    /// The first of those that the scenario names; the ones before are flows and their routes.
    pub named: usize,
    /// The span that the answer leads with.
    pub headline: usize,
    /// The population that the answer speaks of.
    pub population: usize,
    /// The spans that are shown side by side, the headline first unless the scenario has another order.
    pub readings: Vec<usize>,
    /// The ports that weather can close to vessels.
    pub ports: Vec<(String, StageId)>,
    /// The shocks.
    pub shocks: Vec<ShockQuestion>,
}

impl Asked {
    pub(super) fn population(&self, name: &str) -> Option<usize> {
        self.populations.iter().position(|population| population == name)
    }

    /// The flows of a population, in order.
    pub(super) fn flows_in(&self, population: usize) -> BTreeSet<FlowId> {
        let members = &self.questions.populations[population];
        members.iter().map(|&itinerary| self.questions.flow_of[itinerary]).collect()
    }

    pub(super) fn span(&self, name: &str) -> Option<usize> {
        self.spans.iter().position(|span| span == name)
    }

    /// The times of which the share within is asked for of every span.
    pub(super) fn limits(&self) -> &[Duration] {
        &self.questions.spans[0].limits
    }
}

/// The flow or population of which a target is asked.
pub(super) fn asked_of(target: &TargetSpec) -> &str {
    match (&target.flow, &target.population) {
        (Some(flow), _) => flow,
        (None, Some(population)) => population,
        (None, None) => panic!("the scenario was checked: a target is asked of somebody"),
    }
}

/// Puts the scenario's questions; the sample is drawn under `seed`.
pub(super) fn ask(scenario: &Scenario, corridor: &Corridor, shipments: Shipments, seed: u64) -> Asked {
    let (spans, span_questions) = ask_spans(scenario, corridor);
    let (populations, members) = gather(scenario, corridor);
    let named = populations.len() - scenario.spec().population.len();
    let expected: f64 = corridor.flows.iter().filter(|flow| flow.reported).map(|flow| flow.expected).sum();
    let consignments = match shipments {
        Shipments::Nobody => Sample::Nobody,
        Shipments::Everybody => Sample::Everybody,
        // The same consignments in every replication would be the same only by number; one stream serves all.
        Shipments::About(count) => Sample::Share(
            if expected > 0.0 { (f64::from(count) / expected).min(1.0) } else { 1.0 },
            Streams::new(seed, 0).stream("shipments", "sample"),
        ),
    };
    let (headline, readings) = readings(scenario, &spans);
    let population =
        leading(scenario, corridor, &populations, &members, (&spans[headline], &span_questions[headline]));
    let window = (corridor.timeline.from, corridor.timeline.until);
    let months = months(corridor.timeline.start, window);
    let sample = |what: &str| match shipments {
        Shipments::Nobody => CarrierSample::Nobody,
        Shipments::Everybody => CarrierSample::Everybody,
        Shipments::About(count) => CarrierSample::Lowest(
            usize::try_from(count).unwrap_or(usize::MAX),
            Streams::new(seed, 0).stream(what, "sample"),
        ),
    };
    let levels = if shipments == Shipments::Nobody { Vec::new() } else { levels(corridor) };
    let questions = Questions {
        stages: corridor.stages.len(),
        entry: corridor.entry(),
        capacities: (0..corridor.resources.len())
            .map(|resource| corridor.phases[0].capacity(ResourceId::at(resource)))
            .collect(),
        flows: corridor.flows.len(),
        keys: corridor.flows.iter().map(|flow| flow.key).collect(),
        flow_of: flow_of(corridor),
        window,
        monthly: months.len() <= MOST_MONTHS,
        months,
        bins: 0,
        spans: span_questions,
        ledgers: (named..populations.len()).collect(),
        focus: Some((headline, population)),
        distributions: distributions(&readings, population, named..populations.len()),
        passages: None,
        populations: members,
        charges: corridor.phases.iter().map(|terms| terms.stages.iter().map(charges).collect()).collect(),
        sample: consignments,
        trains: sample("trains"),
        calls: sample("vessels"),
        callers: callers(corridor),
        cranes: cranes(corridor),
        level_step: level_step(levels.len(), window),
        levels,
        path_ends: corridor.paths.iter().map(|path| path.stages[path.stages.len() - 1]).collect(),
    };
    let (ports, shocks) = (ports(corridor), shock::questions(scenario));
    Asked { questions, spans, populations, named, headline, population, readings, ports, shocks }
}

/// Every reading of the leading population and of those that the scenario names.
fn distributions(readings: &[usize], leading: usize, named: Range<usize>) -> Vec<(usize, usize)> {
    let others = named.filter(|&population| population != leading);
    let populations: Vec<usize> = std::iter::once(leading).chain(others).collect();
    let of = |&population: &usize| readings.iter().map(move |&span| (span, population));
    populations.iter().flat_map(of).collect()
}

impl Asked {
    /// The population whose consignments are counted to know what shocks do; `None` of all reported cargo.
    pub(super) fn struck<'a>(&self, scenario: &'a Scenario) -> Option<&'a str> {
        let named = scenario.spec().run.population.as_ref()?.name();
        self.population(named).map(|_| named)
    }

    /// Asks when those of whom shocks are asked were between the ends of the headline span.
    pub(super) fn follow(&mut self, scenario: &Scenario) {
        let members = match self.struck(scenario).and_then(|name| self.population(name)) {
            Some(population) => self.questions.populations[population].clone(),
            // Flows come before what is named, and are all reported.
            None => self.questions.populations[..self.named].iter().flatten().copied().collect(),
        };
        self.questions.passages = Some((self.headline, members));
    }
}

/// The span to lead with, which is the one that the scenario names, else its first, else the whole journey; and those
/// to show beside it.
fn readings(scenario: &Scenario, spans: &[String]) -> (usize, Vec<usize>) {
    let run = &scenario.spec().run;
    let place = |name: &str| spans.iter().position(|span| span == name);
    let named = run.headline.as_ref().and_then(|name| place(name));
    let headline = named.unwrap_or(usize::from(spans.len() > 1));
    let listed = run.readings.iter().flat_map(|names| names.iter());
    let mut readings: Vec<usize> = listed.filter_map(|name| place(name)).collect();
    if !readings.contains(&headline) {
        readings.insert(0, headline);
    }
    (headline, readings)
}

/// The ports that weather can close.
fn ports(corridor: &Corridor) -> Vec<(String, StageId)> {
    let stages = corridor.stage_specs.iter().zip(&corridor.stages).enumerate();
    let closable =
        stages.filter(|(_, (spec, _))| matches!(spec, StageSpec::Port(port) if port.weather.is_some()));
    closable.map(|(at, (_, name))| (name.clone(), StageId::at(at))).collect()
}

/// The population to speak of: the one that the scenario names, else that of the first target on the headline span, else
/// the first that comes by both ends of the span.
fn leading(
    scenario: &Scenario,
    corridor: &Corridor,
    names: &[String],
    members: &[Vec<usize>],
    (headline, question): (&str, &SpanQuestion),
) -> usize {
    let spec = scenario.spec();
    let place = |name: &str| names.iter().position(|population| population == name);
    let named = spec.run.population.as_ref().and_then(|name| place(name));
    let target = || place(asked_of(spec.target.values().find(|target| *target.span == *headline)?));
    let comes_by = |itinerary: usize, ends: &[(StageId, Event)]| {
        let stages = &corridor.itineraries[itinerary].stages;
        ends.is_empty() || ends.iter().any(|(stage, _)| stages.contains(stage))
    };
    let completes = |at: &usize| {
        members[*at].iter().any(|&route| comes_by(route, &question.from) && comes_by(route, &question.to))
    };
    named.or_else(target).or_else(|| (0..names.len()).find(completes)).unwrap_or(0)
}

fn flow_of(corridor: &Corridor) -> Vec<FlowId> {
    let mut flow_of = vec![FlowId(0); corridor.itineraries.len()];
    for (at, flow) in corridor.flows.iter().enumerate() {
        for &itinerary in &flow.itineraries {
            flow_of[itinerary.index()] = FlowId::at(at);
        }
    }
    flow_of
}

fn ask_spans(scenario: &Scenario, corridor: &Corridor) -> (Vec<String>, Vec<SpanQuestion>) {
    let spec = scenario.spec();
    // Every target is read for every span, so that the readings of one figure stand side by side.
    let more = spec.run.limits.iter().flat_map(|limits| limits.iter());
    let mut limits: Vec<Duration> =
        spec.target.values().map(|target| &target.limit).chain(more).map(|limit| limit.duration()).collect();
    limits.sort_unstable();
    limits.dedup();
    let milestone = |text: &str| -> (StageId, Event) {
        let (stage, event) =
            text.rsplit_once('.').expect("the scenario was checked: milestones have two parts");
        (corridor.stage(stage), Event::named(event).expect("the scenario was checked: the event exists"))
    };
    let mut names = vec![JOURNEY.to_owned()];
    let mut questions = vec![SpanQuestion { from: Vec::new(), to: Vec::new(), limits: limits.clone() }];
    for (name, span) in &spec.span {
        names.push(name.to_string());
        questions.push(SpanQuestion {
            from: span.from.iter().map(|text| milestone(text)).collect(),
            to: span.to.iter().map(|text| milestone(text)).collect(),
            limits: limits.clone(),
        });
    }
    (names, questions)
}

/// Populations: every reported flow; its routes apart where it has several; and those that the scenario names.
fn gather(scenario: &Scenario, corridor: &Corridor) -> (Vec<String>, Vec<Vec<usize>>) {
    let (mut names, mut members) = (Vec::new(), Vec::new());
    let mut add = |name: String, itineraries: Vec<usize>| {
        names.push(name);
        members.push(itineraries);
    };
    let all_of = |flow: FlowId| corridor.flows[flow.index()].itineraries.iter().map(|route| route.index());
    for (at, _) in corridor.flows.iter().enumerate().filter(|(_, flow)| flow.reported) {
        let name = &corridor.flow_names[at];
        add(name.clone(), all_of(FlowId::at(at)).collect());
        // A change in the middle of a run may give a route more than one itinerary.
        let mut routes: Vec<(&str, Vec<usize>)> = Vec::new();
        for itinerary in all_of(FlowId::at(at)) {
            let route = corridor.itineraries[itinerary].route.as_str();
            match routes.iter_mut().find(|(name, _)| *name == route) {
                Some((_, members)) => members.push(itinerary),
                None => routes.push((route, vec![itinerary])),
            }
        }
        if routes.len() > 1 {
            for (route, members) in routes {
                add(format!("{name} / {route}"), members);
            }
        }
    }
    for (name, population) in &scenario.spec().population {
        let mut fitting = Vec::new();
        for (at, flow) in corridor.flows.iter().enumerate().filter(|(_, flow)| flow.reported) {
            fitting.extend(flow.itineraries.iter().map(|route| route.index()).filter(|&route| {
                let itinerary = &corridor.itineraries[route];
                let heading = match itinerary.direction {
                    Direction::West => Heading::West,
                    Direction::East => Heading::East,
                };
                let inside = itinerary.stages.iter().find(|&&stage| !corridor.is_leg(stage));
                let entry = &corridor.stages[inside.unwrap_or(&itinerary.stages[0]).index()];
                population.holds(&corridor.flow_names[at], flow.class, heading, entry)
            }));
        }
        add(name.to_string(), fitting);
    }
    (names, members)
}

/// What a stage charges and emits, with the distance already in it.
fn charges(stage: &StageSpec) -> [Charge; Class::ALL.len()] {
    let none = BTreeMap::new();
    let (table, km, emission): (&BTreeMap<Name, Fixed<Cost>>, f64, f64) = match stage {
        StageSpec::Border(spec) => (&spec.charge, 0.0, 0.0),
        StageSpec::Yard(spec) => (&spec.charge, 0.0, 0.0),
        StageSpec::Port(spec) => (&spec.charge, 0.0, 0.0),
        StageSpec::Rail(spec) => {
            (&spec.charge, spec.length.get(), spec.emission.as_ref().map_or(0.0, Fixed::get))
        }
        StageSpec::Ferry(spec) => {
            (&spec.charge, spec.distance.get(), spec.emission.as_ref().map_or(0.0, Fixed::get))
        }
        StageSpec::Leg(_) | StageSpec::Server(_) | StageSpec::Shuttle(_) => (&none, 0.0, 0.0),
    };
    Class::ALL.map(|class| {
        let mut charge = Charge { g_per_t: emission * km, ..Charge::default() };
        if let Some(cost) = table.get(class.name()) {
            let usd = cost.get();
            match cost.unit().of {
                Of::Teu => charge.usd_per_teu = usd,
                Of::TeuKm => charge.usd_per_teu = usd * km,
                Of::Tonne => charge.usd_per_t = usd,
                Of::TonneKm => charge.usd_per_t = usd * km,
                _ => charge.usd_each = usd,
            }
        }
        charge
    })
}
