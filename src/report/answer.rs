//! The answer in short: which of the results are worth telling first.

use super::Material;
use super::binding::binding;
use super::capacity::{BusyLine, busy};
use super::fleets::{self, BusyFleet};
use crate::experiment::{
    BY_PILOT, CauseRow, Estimate, FlowRow, PopulationRow, ResourceRow, Results, SeasonRow, ShockRow,
    SpanCellRow, SpanHoursRow, SpanRow, TargetRow, Verdict,
};
use crate::scenario::{Scenario, ScenarioSpec};
use crate::stage::StageSpec;
use crate::units::Duration;

/// Waits that are named.
const WAITS: usize = 3;
/// Causes that are named.
const CAUSES: usize = 5;
/// Fewer replications give intervals that are not to be relied on.
const FEW: usize = 10;

/// What is worth telling first.
#[derive(Clone, Debug)]
pub struct Answer<'a> {
    /// The span that the answer leads with.
    pub span: &'a str,
    /// What the span is, in words.
    pub question: &'a str,
    /// The population that is spoken of.
    pub population: &'a str,
    /// The warm-up (d) and how it was found, if by a pilot.
    pub warm_up: Option<(f64, &'a str)>,
    /// The limits that are set for the span, shortest first.
    pub limits: &'a [Duration],
    /// Each population in each reading, the population that is spoken of first.
    pub readings: Vec<Reading<'a>>,
    /// Targets on other statistics or spans than those of the readings.
    pub others: Vec<&'a TargetRow>,
    /// The span for those of the population that entered in winter and in summer; none if all entered in one.
    pub seasons: Vec<&'a SeasonRow>,
    /// Where the population enters, and the hours that a consignment waits outside, if that is at the border.
    pub outside: Option<(&'a [String], &'a Estimate)>,
    /// What flows carry and how their queues grow, if any grows without end: all that are reported if that concerns the
    /// population, else those flows.
    pub queues: Vec<&'a FlowRow>,
    /// What all reported flows carry, and what is added to the queues that grow (t/yr).
    pub carried: (f64, f64),
    /// The longest waits between the ends of the span, the longest first.
    pub waits: Vec<&'a SpanCellRow>,
    /// The same over all stages by cause.
    pub causes: Vec<&'a CauseRow>,
    /// All waiting between the ends of the span.
    pub waiting: Waiting,
    /// The servers on the way of its flows that are least often idle, with the share of time in which they are not.
    pub binding: Option<(&'a ResourceRow, f64)>,
    /// The lines that are nearly full, or of which the simulated maximum differs from the one by arithmetic.
    pub lines: Vec<BusyLine<'a>>,
    /// Shocks with what they have done.
    pub shocks: &'a [ShockRow],
    /// The fleets of which the same is true.
    pub fleets: Vec<BusyFleet<'a>>,
    /// What must be known before relying on any of it.
    pub caveats: Vec<String>,
}

/// A span of a population.
#[derive(Clone, Debug)]
pub struct Reading<'a> {
    /// The times.
    pub times: &'a SpanRow,
    /// Of each limit of the answer: the share within, and whether the mean is within.
    pub within: Vec<(&'a Estimate, Option<Verdict>)>,
    /// Whether a target is set on its mean.
    pub own: bool,
}

/// How long a population waits within its span.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Waiting {
    /// Hours of a consignment.
    pub hours: f64,
    /// Share of the span.
    pub share: f64,
}

impl<'a> Answer<'a> {
    /// The answer of a run.
    #[must_use]
    pub fn new(material: Material<'a>) -> Answer<'a> {
        let Material { scenario, results } = material;
        let spec = scenario.spec();
        let (span, population) = (results.headline.as_str(), results.population.as_str());
        let question =
            spec.span.get(span).map_or("From entering to leaving", |question| question.title.as_str());
        let seasons = results.seasons.iter().filter(|row| {
            row.times.span == span && row.times.population == population && results.shows(population)
        });
        let readings = readings(results);
        let told = |row: &TargetRow| {
            let limits = &results.headline_limits;
            row.statistic == "mean"
                && limits.iter().any(|limit| limit.days() == row.threshold_d)
                && readings.iter().any(|reading| is_of(row, reading.times))
        };
        Answer {
            span,
            question,
            population,
            warm_up: warm_up(scenario),
            limits: &results.headline_limits,
            others: results.targets.iter().filter(|row| row.own && !told(row)).collect(),
            readings,
            seasons: seasons.collect(),
            outside: outside(spec, results),
            queues: queues(results),
            carried: carried(results),
            waits: results.span_hours.cells.iter().filter(|row| row.waiting).take(WAITS).collect(),
            causes: results.span_hours.causes.iter().filter(|row| row.waiting).take(CAUSES).collect(),
            waiting: waiting(&results.span_hours),
            binding: binding(spec, results, &results.flows_of(population)),
            lines: busy(results),
            shocks: &results.shocks,
            fleets: fleets::busy(results),
            caveats: caveats(scenario, results),
        }
    }
}

/// The warm-up with the remark that a pilot leaves.
fn warm_up(scenario: &Scenario) -> Option<(f64, &str)> {
    let mut records = scenario.parameters().iter();
    let note = records.find(|record| record.path == "run.warm_up")?.note.as_deref()?;
    note.starts_with(BY_PILOT).then(|| (scenario.spec().run.warm_up.duration().days(), note))
}

fn is_of(target: &TargetRow, times: &SpanRow) -> bool {
    target.span == times.span && target.population == times.population
}

/// The readings of every population that the scenario names, or of every flow and route if it names none; only of
/// populations of which the headline span may be shown.
fn readings(results: &Results) -> Vec<Reading<'_>> {
    let any = results.populations.iter().any(|row| row.named);
    let others = results.populations.iter().filter(|row| row.named == any).map(|row| row.population.as_str());
    let mut populations = vec![results.population.as_str()];
    populations.extend(others.filter(|name| *name != results.population));
    populations.retain(|name| results.shows(name));
    let times = |span: &str, population: &str| {
        results.spans.iter().find(|row| row.span == span && row.population == population)
    };
    let mut readings = Vec::new();
    for population in populations {
        let spans = results.readings.iter();
        // Who does not come by the headline span is asked other questions.
        let headline = times(&results.headline, population);
        readings.extend(
            spans
                .filter(|_| headline.is_some())
                .filter_map(|span| times(span, population))
                .map(|times| reading(results, times)),
        );
    }
    readings
}

fn reading<'a>(results: &'a Results, times: &'a SpanRow) -> Reading<'a> {
    let means = || results.targets.iter().filter(|row| row.statistic == "mean" && is_of(row, times));
    let within = |limit: &Duration| {
        let at = results.limits.iter().position(|other| other == limit)?;
        let mut judged = means().filter(|row| row.threshold_d == limit.days());
        Some((&times.within[at], judged.next().and_then(|row| row.verdict)))
    };
    Reading {
        times,
        within: results.headline_limits.iter().filter_map(within).collect(),
        own: means().any(|row| row.own),
    }
}

/// Where the population enters, if that is at borders, and how long it waits outside.
fn outside<'a>(spec: &ScenarioSpec, results: &'a Results) -> Option<(&'a [String], &'a Estimate)> {
    let row = results.populations.iter().find(|row| row.population == results.population)?;
    let border = |stage: &String| matches!(spec.stage.get(stage.as_str()), Some(StageSpec::Border(_)));
    let told = results.shows(&results.population) && row.entries.iter().all(border);
    row.outside_h.as_ref().filter(|_| told).map(|hours| (row.entries.as_slice(), hours))
}

fn waiting(span: &SpanHoursRow) -> Waiting {
    let waits = span.causes.iter().filter(|row| row.waiting);
    let (hours, share) = waits
        .map(|row| (row.hours.mean, row.share))
        .fold((0.0, 0.0), |sum, row| (sum.0 + row.0, sum.1 + row.1));
    Waiting { hours, share }
}

fn carried(results: &Results) -> (f64, f64) {
    let reported = || results.flows.iter().filter(|row| row.reported);
    let growing = reported().filter(|row| row.backlog.drifts);
    (
        reported().map(|row| row.left_per_year[2]).sum(),
        growing.map(|row| row.backlog.growth_per_year[1]).sum(),
    )
}

fn queues(results: &Results) -> Vec<&FlowRow> {
    let all = !results.drifting.is_empty() && !results.shows(&results.population);
    results.flows.iter().filter(|row| row.reported && (all || row.backlog.drifts)).collect()
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
        // The routes of a flow go without saying.
        let told = |row: &&PopulationRow| row.named || results.drifting.contains(&row.population);
        let rows = results.populations.iter().filter(|row| results.withheld.contains(&row.population));
        let withheld: Vec<&str> = rows.filter(told).map(|row| row.population.as_str()).collect();
        caveats.push(format!(
            "queues grow for as long as the run lasts, so no times are shown of {}: they would depend on its length",
            withheld.join(", ")
        ));
    }
    if let Some(precision) = results.precision.as_ref().filter(|precision| !precision.reached) {
        let width = match precision.half_width_d {
            Some(days) => format!("half-width {days:.2} d"),
            None => "no times may be shown".to_owned(),
        };
        let wish = precision.wish.brief();
        caveats.push(format!(
            "a precision of {wish} was not reached after {finished} replications: {width} ({}, {})",
            precision.population, precision.span
        ));
    }
    if finished < FEW {
        caveats.push(format!(
            "{finished} replication{}: intervals are wide and verdicts weak; use at least {FEW}",
            if finished == 1 { "" } else { "s" }
        ));
    }
    let inputs = scenario.inputs();
    if inputs.total() > 0 {
        caveats.push(format!("{} of {} numbers are assumed ({inputs})", inputs.assumed, inputs.total()));
    }
    caveats
}
