//! `summary.csv`: the figures of a run, one a row.

use super::Material;
use super::table::{Cell, Table, estimate};
use crate::experiment::{ClosureRow, Estimate, Results, SeasonRow, SpanRow};

const COLUMNS: [(&str, &str, &str); 11] = [
    ("scope", "", "Whose figure: a population or flow, a stage, or a stage and a carrier."),
    (
        "metric",
        "",
        "What it is; `time` and `count` are followed by the name of a span, `within` by a limit and a span, and then by \
         winter (entered November to March) or summer (April to October) if the figure is that of a season; `hours` by the headline span \
         and a cause.",
    ),
    ("unit", "", "Unit of the row's numbers."),
    ("mean", "", "Mean over replications."),
    ("ci_low", "", "Lower limit of its 95 % interval (Student)."),
    ("ci_high", "", "Upper limit of its 95 % interval."),
    ("p50", "", "Median over consignments, averaged over replications."),
    ("p90", "", "90th percentile over consignments, averaged over replications."),
    ("p95", "", "95th percentile over consignments, averaged over replications."),
    ("replications", "", "Replications that the figure rests on."),
    (
        "carriers",
        "",
        "Independent trains or sailings in a replication, on average, for rows of times: a median wants 20 of them, a 90th \
         percentile 100, a 95th 200.",
    ),
];

pub(super) fn table(material: Material<'_>) -> Table<'_> {
    let results = material.results;
    let rows = spans(results)
        .chain(seasons(results))
        .chain(hours(results))
        .chain(flows(results))
        .chain(closures(results))
        .chain(carriage(results));
    Table::new("summary.csv", &COLUMNS, rows)
}

/// A row without percentiles.
fn plain(scope: &str, metric: &str, unit: &str, value: Option<&Estimate>) -> Vec<Cell> {
    let [mean, low, high] = estimate(value);
    let n = value.map(|value| value.n);
    let empty = || Cell::Empty;
    let ends = [empty(), empty(), empty(), n.into(), empty()];
    [scope.into(), metric.into(), unit.into(), mean, low, high].into_iter().chain(ends).collect()
}

/// A row of a mean without interval.
fn bare(scope: &str, metric: &str, unit: &str, mean: f64, results: &Results) -> Vec<Cell> {
    plain(scope, metric, unit, Some(&Estimate { mean, interval: None, n: results.replications.len() }))
}

/// A row of times and one of the number of consignments; the times of those that came out say nothing of the slow ones
/// that did not.
fn times(results: &Results, row: &SpanRow, ending: &str) -> [Vec<Cell>; 2] {
    let shown = results.shows(&row.population);
    let metric = format!("time {}{ending}", row.span);
    let mut time = plain(&row.population, &metric, "d", shown.then_some(&row.mean_d));
    for (cell, value) in time[6..9].iter_mut().zip([&row.p50_d, &row.p90_d, &row.p95_d]) {
        *cell = shown.then_some(value.mean).into();
    }
    time[9] = row.mean_d.n.into();
    time[10] = row.carriers.into();
    let metric = format!("count {}{ending}", row.span);
    [time, bare(&row.population, &metric, "consignment", row.consignments, results)]
}

fn spans(results: &Results) -> impl Iterator<Item = Vec<Cell>> {
    results.spans.iter().flat_map(move |row| times(results, row, ""))
}

/// Winter and summer: all spans, and the shares within each limit of the one that the answer leads with.
fn seasons(results: &Results) -> impl Iterator<Item = Vec<Cell>> {
    results.seasons.iter().flat_map(move |SeasonRow { season, times: row }| {
        let mut rows: Vec<_> = times(results, row, &format!(" {}", season.name())).into();
        if results.headline == row.span {
            rows.extend(results.limits.iter().zip(&row.within).map(|(limit, share)| {
                let metric = format!("within {} {} {}", limit.brief(), row.span, season.name());
                plain(
                    &row.population,
                    &metric,
                    "share",
                    Some(share).filter(|_| results.shows(&row.population)),
                )
            }));
        }
        rows
    })
}

/// What the hours of the headline span went on.
fn hours(results: &Results) -> impl Iterator<Item = Vec<Cell>> {
    let shown = results.shows(&results.population);
    results.span_hours.causes.iter().filter(move |_| shown).map(|row| {
        let metric = format!("hours {} {}", results.headline, row.cause);
        plain(&results.population, &metric, "h", Some(&row.hours))
    })
}

fn flows(results: &Results) -> impl Iterator<Item = Vec<Cell>> {
    results.flows.iter().flat_map(move |row| {
        let [consignments, teu, tonnes] = row.left_per_year;
        let bare = |metric, unit, value| bare(&row.flow, metric, unit, value, results);
        vec![
            bare("throughput", "consignment/yr", consignments),
            bare("throughput", "TEU/yr", teu),
            bare("throughput", "t/yr", tonnes),
            bare("turned away", "consignment", row.turned_away),
            plain(&row.flow, "cost", "USD/consignment", row.cost_usd.as_ref()),
            plain(&row.flow, "emission", "kg CO2/consignment", row.co2_kg.as_ref()),
        ]
    })
}

fn closures(results: &Results) -> impl Iterator<Item = Vec<Cell>> {
    let row = |row: &ClosureRow| plain(&row.port, "closed by weather", "d/yr", Some(&row.days_per_year));
    results.closures.iter().map(row)
}

fn carriage(results: &Results) -> impl Iterator<Item = Vec<Cell>> {
    results.carriage.iter().flat_map(|row| {
        let kind = if row.vessel { "vessel" } else { "train" };
        let scope = format!("{} / {}", row.stage, row.carrier);
        [
            plain(&scope, &format!("{kind} departures"), kind, Some(&row.departures)),
            plain(&scope, &format!("{kind} load"), "share", Some(&row.load_factor)),
        ]
    })
}
