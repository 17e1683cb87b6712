//! A comparison in short: which of its rows are worth telling first.

use super::Contrast;
use crate::experiment::{ComparisonRow, Gain, Metric, Reading, ResourceRow, Results, Scope, Verdict};
use crate::metrics::Season;
use crate::report::answer::Answer;
use crate::report::binding::binding;
use crate::scenario::ScenarioSpec;
use crate::stage::{FleetSpec, StageSpec};
use crate::units::Duration;

/// Cells of the ledger that are named.
const CELLS: usize = 3;

/// What is worth telling first.
#[derive(Clone, Debug)]
pub struct ComparisonAnswer<'a> {
    /// The span that the answer leads with.
    pub span: &'a str,
    /// What the span is, in words.
    pub question: &'a str,
    /// The population that is spoken of.
    pub population: &'a str,
    /// The limits that are set for the span, shortest first.
    pub limits: &'a [Duration],
    /// The servers of the base that are least often idle, with the share of time in which they are not.
    pub binding: Option<(&'a ResourceRow, f64)>,
    /// Of each scenario, in the order of comparison.
    pub scenarios: Vec<ScenarioAnswer<'a>>,
}

/// What is worth telling of one scenario.
#[derive(Clone, Debug)]
pub struct ScenarioAnswer<'a> {
    /// What it has found by itself.
    pub results: &'a Results,
    /// Replications that are finished in it and in the base.
    pub pairs: usize,
    /// The headline: the mean of the span, of the population; `None` if either may not show it.
    pub headline: Option<&'a ComparisonRow>,
    /// All readings, the headline and its seasons first.
    pub readings: Vec<ReadingChange<'a>>,
    /// By limit: the share of the headline's population within it.
    pub within: Vec<Option<&'a ComparisonRow>>,
    /// The parts of the population's time in the span that changed most, most first.
    pub hours: Vec<&'a ComparisonRow>,
    /// Its longest wait there.
    pub longest_wait: Option<&'a ComparisonRow>,
    /// The servers that are least often idle, with the share of time in which they are not.
    pub binding: Option<(&'a ResourceRow, f64)>,
    /// How full the vessels leave that the population boards.
    pub loads: Vec<&'a ComparisonRow>,
    /// What the population carries in a year and how its queue grows; told where no time of it is.
    pub carried: [Option<&'a ComparisonRow>; 2],
    /// Cost of a consignment of the population.
    pub cost: Option<&'a ComparisonRow>,
    /// Its emission.
    pub emission: Option<&'a ComparisonRow>,
    /// What each shock does in both.
    pub shocks: Vec<&'a ComparisonRow>,
    /// What common random numbers have gained for the headline.
    pub gain: Option<Gain>,
    /// How the mean of the span changed for each population that was asked for, with the span where it is another.
    rows: &'a [ComparisonRow],
}

/// One reading in both scenarios.
#[derive(Clone, Debug)]
pub struct ReadingChange<'a> {
    /// Of whom.
    pub population: &'a str,
    /// The span.
    pub span: &'a str,
    /// The season of entering, if it is that of one.
    pub season: Option<Season>,
    /// Its mean.
    pub mean: &'a ComparisonRow,
    /// By limit: the verdicts on the mean, in the base and in the scenario; `None` where nobody asked.
    pub verdicts: Vec<[Option<Verdict>; 2]>,
}

impl<'a> ComparisonAnswer<'a> {
    /// The answer of a comparison.
    #[must_use]
    pub fn new(contrast: &Contrast<'a>) -> ComparisonAnswer<'a> {
        let base = contrast.base;
        let Answer { span, question, population, limits, binding, readings, .. } = Answer::new(base);
        let asked: Vec<(&str, &str)> = readings
            .iter()
            .map(|reading| (reading.times.population.as_str(), reading.times.span.as_str()))
            .collect();
        let scenarios = (0..contrast.others.len()).map(|at| scenario(contrast, at, &asked)).collect();
        ComparisonAnswer { span, question, population, limits, binding, scenarios }
    }
}

impl<'a> ScenarioAnswer<'a> {
    /// The mean of a span over a population, of one season if it is given.
    #[must_use]
    pub fn mean(&self, population: &str, span: &str, season: Option<Season>) -> Option<&'a ComparisonRow> {
        let metric = Metric::Time { span: span.to_owned(), season, reading: Reading::Mean };
        find(self.rows, &Scope::Cargo(population.to_owned()), &metric)
    }
}

fn find<'a>(rows: &'a [ComparisonRow], scope: &Scope, metric: &Metric) -> Option<&'a ComparisonRow> {
    rows.iter().find(|row| row.scope == *scope && row.metric == *metric)
}

fn scenario<'a>(contrast: &Contrast<'a>, at: usize, asked: &[(&'a str, &'a str)]) -> ScenarioAnswer<'a> {
    let (base, other) = (contrast.base.results, contrast.others[at]);
    let (population, span) = (base.population.as_str(), base.headline.as_str());
    let rows: &'a [ComparisonRow] = &contrast.comparison.rows[at];
    let cargo = Scope::Cargo(population.to_owned());
    let of = |metric: &Metric| find(rows, &cargo, metric);
    let within = |&limit: &Duration| of(&Metric::time(span, Reading::Within(limit)));
    let spec = other.scenario.spec();
    let flows = other.results.flows_of(population);
    let boarded = boarded(spec, &flows);
    let loads = rows.iter().filter(|row| match &row.scope {
        Scope::Carriage { stage, carrier } => {
            row.metric == Metric::Load && boarded.contains(&(stage.as_str(), carrier.as_str()))
        }
        _ => false,
    });
    let (hours, longest_wait) = hours(rows, population, span);
    ScenarioAnswer {
        results: other.results,
        pairs: contrast.comparison.pairs[at],
        headline: of(&Metric::time(span, Reading::Mean)),
        readings: readings(contrast, at, asked),
        within: base.headline_limits.iter().map(within).collect(),
        hours,
        longest_wait,
        binding: binding(spec, other.results, &flows),
        loads: loads.collect(),
        carried: [of(&Metric::Consignments), of(&Metric::Growth)],
        cost: of(&Metric::Cost),
        emission: of(&Metric::Emission),
        shocks: rows.iter().filter(|row| matches!(row.scope, Scope::Shock(_))).collect(),
        gain: contrast.gains[at],
        rows,
    }
}

/// Every population and span that the base shows, the headline with its seasons.
fn readings<'a>(contrast: &Contrast<'a>, at: usize, asked: &[(&'a str, &'a str)]) -> Vec<ReadingChange<'a>> {
    let (base, other) = (contrast.base.results, contrast.others[at].results);
    let rows: &'a [ComparisonRow] = &contrast.comparison.rows[at];
    let verdict = |results: &Results, population: &str, span: &str, limit: Duration| {
        let mut targets = results.targets.iter().filter(|row| row.statistic == "mean");
        let asked = targets
            .find(|row| row.population == population && row.span == span && row.threshold_d == limit.days());
        asked.and_then(|row| row.verdict)
    };
    let reading = |population: &'a str, span: &'a str, season: Option<Season>| {
        let metric = Metric::Time { span: span.to_owned(), season, reading: Reading::Mean };
        let mean = find(rows, &Scope::Cargo(population.to_owned()), &metric)?;
        let both = |&limit: &Duration| {
            [base, other]
                .map(|results| verdict(results, population, span, limit).filter(|_| season.is_none()))
        };
        let verdicts = base.headline_limits.iter().map(both).collect();
        Some(ReadingChange { population, span, season, mean, verdicts })
    };
    let mut found = Vec::new();
    for &(population, span) in asked {
        found.extend(reading(population, span, None));
        if (population, span) == (base.population.as_str(), base.headline.as_str()) {
            found
                .extend(Season::ALL.into_iter().filter_map(|season| reading(population, span, Some(season))));
        }
    }
    found
}

/// The parts of a population's time in a span that changed most, and its longest wait in the other scenario.
fn hours<'a>(
    rows: &'a [ComparisonRow],
    population: &str,
    span: &str,
) -> (Vec<&'a ComparisonRow>, Option<&'a ComparisonRow>) {
    let of_span = |row: &&ComparisonRow| match (&row.scope, &row.metric) {
        (Scope::Cell { cargo, .. }, Metric::Hours { span: Some(within), .. }) => {
            cargo == population && within == span
        }
        _ => false,
    };
    let cells: Vec<&ComparisonRow> = rows.iter().filter(of_span).collect();
    let size = |row: &ComparisonRow| row.change.as_ref().map_or(0.0, |change| change.difference.mean.abs());
    let mut changed = cells.clone();
    changed.retain(|row| size(row) > 0.0);
    changed.sort_by(|a, b| size(b).total_cmp(&size(a)));
    changed.truncate(CELLS);
    let waits = cells
        .into_iter()
        .filter(|row| matches!(row.metric, Metric::Hours { cause: Some(cause), .. } if cause.is_wait()));
    let longest = waits.max_by(|a, b| a.other.unwrap_or(0.0).total_cmp(&b.other.unwrap_or(0.0)));
    (changed, longest.filter(|row| row.other > Some(0.0)))
}

/// Where and on what the flows go on board.
fn boarded<'a>(spec: &'a ScenarioSpec, flows: &[&str]) -> Vec<(&'a str, &'a str)> {
    let mut found = Vec::new();
    for flow in flows.iter().filter_map(|&flow| spec.flow.get(flow)) {
        for route in flow.route.keys().filter_map(|route| spec.route.get(route)) {
            let stages: Vec<&str> = route.stages.iter().map(|stage| &**stage).collect();
            for (at, stage) in stages.iter().enumerate() {
                let class = flow.class.class();
                let carries = |fleet: &FleetSpec| class.is_some_and(|class| fleet.room_for(class).is_some());
                let fleets = spec.fleet.iter().filter(|(_, fleet)| fleet.sails(stage));
                let mine = fleets.filter(|(_, fleet)| carries(fleet) && at > 0);
                found.extend(mine.map(|(name, _)| (stages[at.saturating_sub(1)], &**name)));
                let shuttle =
                    spec.stage.get(*stage).is_some_and(|kind| matches!(kind, StageSpec::Shuttle(_)));
                found.extend(shuttle.then_some((*stage, "shuttle")));
            }
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}
