//! The answer in short: which of the results are worth telling first.

use std::collections::BTreeSet;

use super::Material;
use super::binding::binding;
use crate::experiment::{FlowRow, ResourceRow, Results, SeasonRow, SpanRow, TargetRow, WaitRow};
use crate::scenario::{Scenario, ScenarioSpec};

/// Waits that are named.
const WAITS: usize = 3;
/// Fewer replications give intervals that are not to be relied on.
const FEW: usize = 10;

/// What is worth telling first.
#[derive(Clone, Debug)]
pub struct Answer<'a> {
    /// The span that the answer leads with.
    pub span: &'a str,
    /// What the span is, in words.
    pub question: &'a str,
    /// The targets in all their readings.
    pub targets: &'a [TargetRow],
    /// The span, by population; none if some of the cohort never came out.
    pub spans: Vec<&'a SpanRow>,
    /// The same for those of the population spoken of that entered in winter and in summer; none if all entered in one.
    pub seasons: Vec<&'a SeasonRow>,
    /// The population that is spoken of: that of the first target on the span.
    pub population: Option<&'a str>,
    /// What flows carry and how their queues grow, if any grows without end: all that are reported if that concerns the
    /// population, else those flows.
    pub queues: Vec<&'a FlowRow>,
    /// Its longest waits, the longest first.
    pub waits: Vec<&'a WaitRow>,
    /// All its waiting together.
    pub waiting: Waiting,
    /// The servers on the way of its flows that are least often idle, with the share of time in which they are not.
    pub binding: Option<(&'a ResourceRow, f64)>,
    /// What must be known before relying on any of it.
    pub caveats: Vec<String>,
}

/// How long a population waits from end to end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Waiting {
    /// Hours of a consignment.
    pub hours: f64,
    /// Share of all its hours.
    pub share: f64,
}

impl<'a> Answer<'a> {
    /// The answer of a run.
    #[must_use]
    pub fn new(material: Material<'a>) -> Answer<'a> {
        let Material { scenario, results } = material;
        let spec = scenario.spec();
        let (span, question) = headline(spec, results);
        let target = results.targets.iter().find(|target| target.span == span);
        let first = || results.spans.iter().find(|row| row.span == span).map(|row| row.population.as_str());
        let population = target.map(|target| target.population.as_str()).or_else(first);
        let waits = waits(results, population);
        let waiting = Waiting {
            hours: waits.iter().map(|row| row.hours.mean).sum(),
            share: waits.iter().map(|row| row.share).sum(),
        };
        let mut spans: Vec<&SpanRow> = results.spans.iter().filter(|row| row.span == span).collect();
        spans.retain(|row| results.shows(&row.population));
        let mut seasons: Vec<&SeasonRow> = results.seasons.iter().collect();
        seasons.retain(|row| {
            results.shows(&row.times.population)
                && row.times.span == span
                && Some(row.times.population.as_str()) == population
        });
        // A population of one flow with the flow's own name would say the same twice.
        let mut seen = BTreeSet::new();
        spans.retain(|row| seen.insert(row.population.as_str()));
        Answer {
            span,
            question,
            targets: &results.targets,
            spans,
            seasons,
            population,
            queues: queues(results, population),
            waits: waits.into_iter().take(WAITS).collect(),
            waiting,
            binding: binding(spec, results, &flows(spec, results, population)),
            caveats: caveats(scenario, results),
        }
    }
}

/// The span to lead with: the one that the scenario names, else its first, else the whole journey.
fn headline<'a>(spec: &'a ScenarioSpec, results: &'a Results) -> (&'a str, &'a str) {
    let named = results.headline.as_deref().and_then(|name| spec.span.get_key_value(name));
    match named.or_else(|| spec.span.iter().next()) {
        Some((name, span)) => (name, &span.title),
        None => ("journey", "From entering to leaving"),
    }
}

/// The waits of a population, each once even if a flow has the population's name.
fn waits<'a>(results: &'a Results, population: Option<&str>) -> Vec<&'a WaitRow> {
    let mut seen = BTreeSet::new();
    let rows = results.waits.iter().filter(|row| Some(row.population.as_str()) == population);
    rows.filter(|row| seen.insert((row.stage.as_str(), row.cause))).collect()
}

/// The flows of a population, or the flow of that name, or all that are reported.
pub(super) fn flows<'a>(
    spec: &'a ScenarioSpec,
    results: &'a Results,
    population: Option<&'a str>,
) -> Vec<&'a str> {
    match population {
        Some(name) => match spec.population.get(name) {
            Some(population) => population.flows.iter().map(|flow| &**flow).collect(),
            None => vec![name],
        },
        None => results.flows.iter().map(|row| row.flow.as_str()).collect(),
    }
}

fn queues<'a>(results: &'a Results, population: Option<&str>) -> Vec<&'a FlowRow> {
    let all = population.is_some_and(|population| results.withheld.contains(population));
    let rows = results.flows.iter().filter(|row| row.reported);
    rows.filter(|row| all && !results.drifting.is_empty() || row.backlog.drifts).collect()
}

fn caveats(scenario: &Scenario, results: &Results) -> Vec<String> {
    let mut caveats = Vec::new();
    let (finished, planned) = (results.replications.len(), results.plan.replications);
    if !results.complete {
        caveats.push(format!("interrupted: {finished} of {planned} replications were finished"));
    }
    if let Some(reason) = &results.censored {
        caveats.push(format!("no times are shown: {reason}"));
    }
    if !results.drifting.is_empty() {
        let withheld: Vec<&str> = results.withheld.iter().map(String::as_str).collect();
        caveats.push(format!(
            "queues grow for as long as the run lasts, so no times are shown of {}: they would depend on its length",
            withheld.join(", ")
        ));
    }
    if finished < FEW {
        caveats.push(format!(
            "{finished} replication{}: intervals are wide and verdicts weak; use at least {FEW}",
            if finished == 1 { "" } else { "s" }
        ));
    }
    let inputs = scenario.inputs();
    if inputs.assumed > 0 {
        caveats.push(format!("{} of {} numbers are assumed", inputs.assumed, inputs.total()));
    }
    caveats
}
