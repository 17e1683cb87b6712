//! The answer in short: which of the results are worth telling first.

use std::collections::BTreeSet;

use super::Material;
use super::binding::binding;
use super::targets::verdict;
use crate::experiment::{LedgerRow, ResourceRow, Results, SpanRow, TargetRow, Verdict};
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
    /// The targets in all their readings, with the verdict that may be shown.
    pub targets: Vec<(&'a TargetRow, Option<Verdict>)>,
    /// The span, by population; none if some of the cohort never came out.
    pub spans: Vec<&'a SpanRow>,
    /// The flows whose waits are told.
    pub flows: Vec<&'a str>,
    /// Their largest waits, the largest first.
    pub waits: Vec<&'a LedgerRow>,
    /// All waiting of each of them.
    pub waiting: Vec<Waiting<'a>>,
    /// The servers on the way of these flows that are least often idle, with the share of time in which they are not.
    pub binding: Option<(&'a ResourceRow, f64)>,
    /// What must be known before relying on any of it.
    pub caveats: Vec<String>,
}

/// How long a flow waits from end to end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Waiting<'a> {
    /// The flow.
    pub flow: &'a str,
    /// Hours a consignment waits.
    pub waiting_h: f64,
    /// Hours of its whole journey.
    pub all_h: f64,
}

impl<'a> Answer<'a> {
    /// The answer of a run.
    #[must_use]
    pub fn new(material: Material<'a>) -> Answer<'a> {
        let Material { scenario, results } = material;
        let spec = scenario.spec();
        let (span, question) = headline(spec, results);
        let population = results.targets.iter().find(|target| target.span == span);
        let population = population.map(|target| target.population.as_str());
        let flows = flows(spec, results, population);
        let ledger = || results.ledger.iter().filter(|row| flows.contains(&row.flow.as_str()));
        let mut waits: Vec<&LedgerRow> = ledger().filter(|row| row.waiting).collect();
        // The sort is stable, so equal waits stay in the order of the ledger.
        waits.sort_by(|a, b| b.hours.mean.total_cmp(&a.hours.mean));
        waits.truncate(WAITS);
        let waiting = flows.iter().map(|&flow| {
            let hours = |only_waits: bool| {
                let rows = ledger().filter(|row| row.flow == flow && (row.waiting || !only_waits));
                rows.map(|row| row.hours.mean).sum()
            };
            Waiting { flow, waiting_h: hours(true), all_h: hours(false) }
        });
        let waiting = waiting.collect();
        let mut spans: Vec<&SpanRow> = results.spans.iter().filter(|row| row.span == span).collect();
        spans.retain(|_| results.censored.is_none());
        // A population of one flow with the flow's own name would say the same twice.
        let mut seen = BTreeSet::new();
        spans.retain(|row| seen.insert(row.population.as_str()));
        Answer {
            span,
            question,
            targets: results.targets.iter().map(|row| (row, verdict(results, row))).collect(),
            spans,
            waits,
            waiting,
            binding: binding(spec, results, &flows),
            caveats: caveats(scenario, results),
            flows,
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

/// The flows of a population, or the flow of that name, or all that are reported.
fn flows<'a>(spec: &'a ScenarioSpec, results: &'a Results, population: Option<&'a str>) -> Vec<&'a str> {
    match population {
        Some(name) => match spec.population.get(name) {
            Some(population) => population.flows.iter().map(|flow| &**flow).collect(),
            None => vec![name],
        },
        None => results.flows.iter().map(|row| row.flow.as_str()).collect(),
    }
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
