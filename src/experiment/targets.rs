//! Targets in all their readings: every limit against every span, population and statistic that bears on it.

use super::ask::{Asked, asked_of};
use super::estimate::Estimate;
use super::rows::TargetRow;
use super::run::Replication;
use super::tables::{HOURS_A_DAY, figures, mean, values};
use super::verdict::{Verdict, is_firm, settles_at};
use crate::metrics::SpanFigures;
use crate::scenario::{Scenario, Statistic};
use crate::units::Duration;

/// A target, or a limit that was given besides them.
struct Target {
    name: String,
    span: usize,
    population: usize,
    statistic: Statistic,
    limit: Duration,
    least_share: Option<f64>,
}

/// What is read together: four statistics of a span and population against a limit.
#[derive(Clone, Copy, PartialEq)]
struct Reading {
    limit: Duration,
    span: usize,
    population: usize,
}

/// The limits of the headline span, shortest first, and every target in every reading. Where no times may be shown
/// there is no value, and no verdict but "inconclusive".
pub(super) fn targets(
    scenario: &Scenario,
    asked: &Asked,
    runs: &[Replication],
    shown: &[bool],
) -> (Vec<Duration>, Vec<TargetRow>) {
    let targets = set(scenario, asked);
    let mut limits: Vec<Duration> =
        targets.iter().filter(|target| target.span == asked.headline).map(|target| target.limit).collect();
    limits.sort_unstable();
    limits.dedup();
    let rows = readings(asked, runs, &targets, &limits)
        .into_iter()
        .flat_map(|reading| rows(asked, runs, &targets, reading, shown[reading.population]))
        .collect();
    (limits, rows)
}

/// Everything that is asked, the scenario's targets first.
fn set(scenario: &Scenario, asked: &Asked) -> Vec<Target> {
    let spec = scenario.spec();
    let mut targets: Vec<Target> = spec
        .target
        .iter()
        .map(|(name, target)| Target {
            name: name.to_string(),
            span: asked.span(&target.span).expect("the scenario was checked: the span exists"),
            population: asked
                .population(asked_of(target))
                .expect("the scenario was checked: the population exists"),
            statistic: target.statistic,
            limit: target.limit.duration(),
            least_share: target.share.as_ref().map(|share| share.get()),
        })
        .collect();
    for limit in spec.run.limits.iter().flat_map(|limits| limits.iter()) {
        let (limit, span, statistic) = (limit.duration(), asked.headline, Statistic::Mean);
        let population = asked.population;
        let same = |target: &Target| {
            (target.limit, target.span, target.population, target.statistic)
                == (limit, span, population, statistic)
        };
        if !targets.iter().any(same) {
            let name = limit.brief();
            targets.push(Target { name, span, population, statistic, limit, least_share: None });
        }
    }
    targets
}

/// Every limit of the headline span against every reading and population; then the targets that are not among these.
fn readings(asked: &Asked, runs: &[Replication], targets: &[Target], limits: &[Duration]) -> Vec<Reading> {
    let mut populations = vec![asked.population];
    populations.extend(asked.named..asked.populations.len());
    let mut readings: Vec<Reading> = Vec::new();
    let mut add = |reading: Reading| {
        if !readings.contains(&reading) {
            readings.push(reading);
        }
    };
    let own =
        |target: &Target| Reading { limit: target.limit, span: target.span, population: target.population };
    for &limit in limits {
        for &population in &populations {
            for &span in &asked.readings {
                let reading = Reading { limit, span, population };
                let anybody = runs.iter().any(|run| figures(run, span, population).is_some());
                if anybody || targets.iter().any(|target| own(target) == reading) {
                    add(reading);
                }
            }
        }
    }
    targets.iter().map(own).for_each(add);
    readings
}

/// The four statistics of a reading; one on which several targets are set has a row for each.
fn rows(
    asked: &Asked,
    runs: &[Replication],
    targets: &[Target],
    reading: Reading,
    shown: bool,
) -> Vec<TargetRow> {
    let Reading { limit, span, population } = reading;
    let of = |run: &'_ Replication| figures(run, span, population).copied();
    let days = |value: fn(&SpanFigures) -> f64| {
        Estimate::of(&values(runs, |run| of(run).map(|row| value(&row) / HOURS_A_DAY)))
    };
    let count =
        |value: fn(&SpanFigures) -> u64| mean(runs, |run| of(run).map_or(0.0, |row| value(&row) as f64));
    let (carriers, consignments) = (count(|row| row.carriers), count(|row| row.count));
    let within = asked.limits().iter().position(|&other| other == limit).expect("every limit was asked for");
    let value = |statistic: Statistic| match statistic {
        Statistic::Mean => days(|row| row.mean_h),
        Statistic::P50 => days(|row| row.p50_h),
        Statistic::P90 => days(|row| row.p90_h),
        Statistic::Share => {
            Estimate::of_shares(&values(runs, |run| run.metrics.spans.share(span, population, within)))
        }
    };
    let row = |statistic: Statistic, target: Option<&Target>| {
        let value = value(statistic).filter(|_| shown);
        let few = match statistic {
            Statistic::Mean | Statistic::Share => false,
            Statistic::P50 => !is_firm(0.5, carriers, consignments),
            Statistic::P90 => !is_firm(0.9, carriers, consignments),
        };
        let least_share = target.and_then(|target| target.least_share);
        let (verdict, threshold) = match (statistic, least_share) {
            (Statistic::Share, None) => (None, None),
            (Statistic::Share, Some(least)) => (Some(Verdict::of_share(value.as_ref(), least)), Some(least)),
            _ if few => (Some(Verdict::Inconclusive), None),
            _ => (Some(Verdict::of(value.as_ref(), limit.days())), Some(limit.days())),
        };
        let unsettled = value.as_ref().filter(|_| verdict == Some(Verdict::Inconclusive));
        TargetRow {
            target: target.map_or_else(|| name(targets, asked, reading), |target| target.name.clone()),
            span: asked.spans[span].clone(),
            population: asked.populations[population].clone(),
            statistic: statistic.word(),
            own: target.is_some(),
            threshold_d: limit.days(),
            least_share,
            settles_at: unsettled.zip(threshold).and_then(|(value, threshold)| settles_at(value, threshold)),
            carriers,
            few,
            verdict,
            value,
        }
    };
    let own = |statistic: Statistic| {
        let same = |target: &&Target| {
            (target.limit, target.span, target.population, target.statistic)
                == (limit, span, population, statistic)
        };
        targets.iter().filter(same).collect::<Vec<_>>()
    };
    let mut rows = Vec::new();
    for &statistic in Statistic::ALL {
        let own = own(statistic);
        if own.is_empty() {
            rows.push(row(statistic, None));
        }
        rows.extend(own.into_iter().map(|target| row(statistic, Some(target))));
    }
    rows
}

/// The name of a reading on which no target is set: that of the target which brings its limit.
fn name(targets: &[Target], asked: &Asked, reading: Reading) -> String {
    let limit = || targets.iter().filter(|target| target.limit == reading.limit);
    let same = |target: &&Target| (target.span, target.population) == (reading.span, reading.population);
    let found = limit().find(same).or_else(|| limit().find(|target| target.span == asked.headline));
    found.map_or_else(|| reading.limit.brief(), |target| target.name.clone())
}
