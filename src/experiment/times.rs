//! Spans by population: of the whole window, of its seasons and of its months.

use super::ask::Asked;
use super::estimate::Estimate;
use super::rows::{ClosureRow, MonthRow, MonthTable, SeasonRow, SpanRow};
use super::run::Replication;
use super::tables::{HOURS_A_DAY, mean, values};
use super::verdict::is_firm;
use crate::cargo::StageId;
use crate::metrics::{Season, SpanFigures, SpanTable};

/// A part of the window.
#[derive(Clone, Copy)]
enum Part {
    Whole,
    Season(Season),
    /// By its number.
    Month(usize),
}

impl Part {
    /// The figures of those that entered in it.
    fn of(self, run: &Replication, (span, population): (usize, usize)) -> Option<&SpanFigures> {
        self.table(run).get(span, population)
    }

    /// The share of them that was within a limit.
    fn share(self, run: &Replication, (span, population): (usize, usize), limit: usize) -> Option<f64> {
        self.table(run).share(span, population, limit)
    }

    fn table(self, run: &Replication) -> &SpanTable {
        match self {
            Part::Whole => &run.metrics.spans,
            Part::Season(season) => &run.metrics.seasons[season.index()],
            Part::Month(month) => &run.metrics.months[month].spans,
        }
    }
}

/// Every span and population with anybody, in the whole window.
pub(super) fn spans(asked: &Asked, runs: &[Replication]) -> Vec<SpanRow> {
    pairs(asked).filter_map(|pair| row(asked, runs, pair, Part::Whole)).collect()
}

/// The same for winter and summer, where the window has days of both.
pub(super) fn seasons(asked: &Asked, runs: &[Replication]) -> Vec<SeasonRow> {
    let months = &asked.questions.months;
    if !Season::ALL.iter().all(|season| months.iter().any(|month| month.season == *season)) {
        return Vec::new();
    }
    let rows = Season::ALL.into_iter().flat_map(|season| {
        pairs(asked).filter_map(move |pair| {
            Some(SeasonRow { season, times: row(asked, runs, pair, Part::Season(season))? })
        })
    });
    rows.collect()
}

/// The same for every month of a window that is not too long; no times where none may be shown.
pub(super) fn months(asked: &Asked, runs: &[Replication], shown: &[bool]) -> Vec<MonthTable> {
    if !asked.questions.monthly {
        return Vec::new();
    }
    let anybody = |pair: &(usize, usize)| runs.iter().any(|run| Part::Whole.of(run, *pair).is_some());
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
            rows: pairs.iter().map(|&pair| month_row(asked, runs, pair, Part::Month(at), shown)).collect(),
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
    pair: (usize, usize),
    month: Part,
    shown: &[bool],
) -> MonthRow {
    let times = row(asked, runs, pair, month).filter(|_| shown[pair.1]);
    MonthRow {
        span: asked.spans[pair.0].clone(),
        population: asked.populations[pair.1].clone(),
        consignments: consignments(runs, pair, month),
        p90_d: times.as_ref().map(|times| times.p90_d.mean),
        within: times.as_ref().map(|times| times.within.iter().map(|share| share.mean).collect()),
        mean_d: times.map(|times| times.mean_d),
    }
}

fn pairs(asked: &Asked) -> impl Iterator<Item = (usize, usize)> {
    let (spans, populations) = (asked.spans.len(), asked.populations.len());
    (0..spans).flat_map(move |span| (0..populations).map(move |population| (span, population)))
}

fn consignments(runs: &[Replication], pair: (usize, usize), part: Part) -> f64 {
    mean(runs, |run| part.of(run, pair).map_or(0.0, |row| row.count as f64))
}

/// `None` if nobody completed the span.
fn row(asked: &Asked, runs: &[Replication], pair: (usize, usize), part: Part) -> Option<SpanRow> {
    let days = |value: fn(&SpanFigures) -> f64| {
        Estimate::of(&values(runs, |run| part.of(run, pair).map(|row| value(row) / HOURS_A_DAY)))
    };
    let share = |at: usize| Estimate::of_shares(&values(runs, |run| part.share(run, pair, at)));
    let carriers = mean(runs, |run| part.of(run, pair).map_or(0.0, |row| row.carriers as f64));
    let consignments = consignments(runs, pair, part);
    Some(SpanRow {
        span: asked.spans[pair.0].clone(),
        population: asked.populations[pair.1].clone(),
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
