//! Spans by population: of the whole window, of its seasons and of its months.

use super::ask::Asked;
use super::estimate::Estimate;
use super::rows::{ClosureRow, MonthRow, MonthTable, SeasonRow, SpanRow};
use super::run::Replication;
use super::tables::{HOURS_A_DAY, mean, values};
use super::verdict::is_firm;
use crate::cargo::StageId;
use crate::metrics::{MonthSpan, Season, SpanFigures, SpanTable};

/// The table of those that entered in the whole window, or in one season.
fn table(run: &Replication, season: Option<Season>) -> &SpanTable {
    season.map_or(&run.metrics.spans, |season| &run.metrics.seasons[season.index()])
}

/// Every span and population with anybody, in the whole window.
pub(super) fn spans(asked: &Asked, runs: &[Replication]) -> Vec<SpanRow> {
    pairs(asked).filter_map(|pair| row(asked, runs, pair, None)).collect()
}

/// The same for winter and summer, where the window has days of both.
pub(super) fn seasons(asked: &Asked, runs: &[Replication]) -> Vec<SeasonRow> {
    let months = &asked.questions.months;
    if !Season::ALL.iter().all(|season| months.iter().any(|month| month.season == *season)) {
        return Vec::new();
    }
    let rows = Season::ALL.into_iter().flat_map(|season| {
        pairs(asked)
            .filter_map(move |pair| Some(SeasonRow { season, times: row(asked, runs, pair, Some(season))? }))
    });
    rows.collect()
}

/// The same for every month of a window that is not too long; no times where none may be shown.
pub(super) fn months(asked: &Asked, runs: &[Replication], shown: &[bool]) -> Vec<MonthTable> {
    if !asked.questions.monthly {
        return Vec::new();
    }
    let anybody =
        |pair: &(usize, usize)| runs.iter().any(|run| run.metrics.spans.get(pair.0, pair.1).is_some());
    let pairs: Vec<_> = pairs(asked).filter(anybody).collect();
    let months = asked.questions.months.iter().enumerate();
    months
        .map(|(at, month)| MonthTable {
            first: month.first,
            closed_h: asked
                .ports
                .iter()
                .map(|(_, port)| {
                    mean(runs, |run| run.metrics.months[at].closed_h.get(port).copied().unwrap_or(0.0))
                })
                .collect(),
            rows: pairs.iter().map(|&pair| month_row(asked, runs, pair, at, shown)).collect(),
        })
        .collect()
}

/// How long weather closed each port, by the months of the window; none if they are not looked at.
pub(super) fn closures(asked: &Asked, runs: &[Replication], window_d: f64) -> Vec<ClosureRow> {
    if !asked.questions.monthly {
        return Vec::new();
    }
    let row = |(name, port): &(String, StageId)| {
        let hours = |run: &Replication| {
            let months = run.metrics.months.iter();
            months.filter_map(|month| month.closed_h.get(port)).sum::<f64>()
        };
        let days = |run: &Replication| Some(hours(run) / HOURS_A_DAY * 365.0 / window_d);
        Some(ClosureRow { port: name.clone(), days_per_year: Estimate::of(&values(runs, days))? })
    };
    asked.ports.iter().filter_map(row).collect()
}

fn month_row(
    asked: &Asked,
    runs: &[Replication],
    (span, population): (usize, usize),
    month: usize,
    shown: &[bool],
) -> MonthRow {
    let of = |run: &'_ Replication| run.metrics.months[month].spans.get(span, population).copied();
    let days = |value: fn(&MonthSpan) -> f64| {
        let all = values(runs, |run| of(run).map(|row| value(&row) / HOURS_A_DAY));
        Estimate::of(&all).filter(|_| shown[population])
    };
    let mean_d = days(|row| row.mean_h);
    let share = |at: usize| {
        let shares = values(runs, |run| run.metrics.months[month].spans.share(span, population, at));
        Estimate::of_shares(&shares).map(|share| share.mean)
    };
    MonthRow {
        span: asked.spans[span].clone(),
        population: asked.populations[population].clone(),
        consignments: mean(runs, |run| run.metrics.months[month].spans.count(span, population) as f64),
        p90_d: days(|row| row.p90_h).map(|days| days.mean),
        within: mean_d.and_then(|_| (0..asked.limits().len()).map(share).collect()),
        mean_d,
    }
}

fn pairs(asked: &Asked) -> impl Iterator<Item = (usize, usize)> {
    let (spans, populations) = (asked.spans.len(), asked.populations.len());
    (0..spans).flat_map(move |span| (0..populations).map(move |population| (span, population)))
}

/// `None` if nobody completed the span.
fn row(
    asked: &Asked,
    runs: &[Replication],
    (span, population): (usize, usize),
    season: Option<Season>,
) -> Option<SpanRow> {
    let of = |run: &'_ Replication| table(run, season).get(span, population).copied();
    let days = |value: fn(&SpanFigures) -> f64| {
        Estimate::of(&values(runs, |run| of(run).map(|row| value(&row) / HOURS_A_DAY)))
    };
    let share =
        |at: usize| Estimate::of_shares(&values(runs, |run| table(run, season).share(span, population, at)));
    let carriers = mean(runs, |run| of(run).map_or(0.0, |row| row.carriers as f64));
    let consignments = mean(runs, |run| of(run).map_or(0.0, |row| row.count as f64));
    Some(SpanRow {
        span: asked.spans[span].clone(),
        population: asked.populations[population].clone(),
        consignments,
        carriers,
        mean_d: days(|row| row.mean_h)?,
        p50_d: days(|row| row.p50_h)?,
        p90_d: days(|row| row.p90_h)?,
        p95_d: days(|row| row.p95_h)?,
        within: (0..asked.limits().len()).map(share).collect::<Option<_>>()?,
        few: [0.5, 0.9].map(|p| !is_firm(p, carriers, consignments)),
    })
}
