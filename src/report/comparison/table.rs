//! `comparison.csv`: every figure of every scenario against the base.

use super::Contrast;
use crate::experiment::Trend;
use crate::report::table::{Table, estimate};

const COLUMNS: [(&str, &str, &str); 15] = [
    ("scenario", "", "The scenario that is held against the base."),
    (
        "scope",
        "",
        "Whose figure: a population or flow, the same at a stage, a stage and a carrier, a resource, a stage, or \
         `shock` and the name of one.",
    ),
    (
        "metric",
        "",
        "What it is: mean, p50, p90 or share within a limit of a span, with the season of entering if it is that of one; hours \
         by cause, of the whole journey or, with its name, of a span; what left in a year; growth of what is under way; cost, \
         emission; departures, load, what vessels carry away in a year, time of a vessel in port; trains a day of a line; not idle; number waiting; what a shock does against \
         the same run without shocks, as in shocks.csv.",
    ),
    ("base", "", "Its mean in the base; empty if the base has no such figure or no time may be shown."),
    ("other", "", "Its mean in the scenario, likewise."),
    ("difference", "", "Other less base: mean over replications that share their random numbers."),
    ("ci_low", "", "Lower limit of the 95 % interval of the difference (Student, paired)."),
    ("ci_high", "", "Upper limit of the 95 % interval of the difference."),
    ("unit", "", "Unit of the row's numbers, p_holm and variance_ratio apart."),
    (
        "verdict",
        "",
        "equal if no replication differs in the least; lower or higher if p_holm is at most 0.05; else undecided.",
    ),
    (
        "simultaneous_low",
        "",
        "Lower limit of an interval that holds for all scenarios at once with 95 % confidence (Bonferroni).",
    ),
    ("simultaneous_high", "", "Upper limit of that interval."),
    (
        "p_holm",
        "",
        "p-value of the difference, adjusted for the scenarios compared (Holm); 1 if nothing differs.",
    ),
    (
        "variance_ratio",
        "",
        "How many times the variance of the difference would be larger without common random numbers.",
    ),
    ("replications", "", "Replications that have the figure in both."),
];

/// Every figure of every scenario against the base.
#[must_use]
pub fn table<'a>(contrast: &Contrast<'a>) -> Table<'a> {
    let names: Vec<&str> = contrast.others.iter().map(|other| other.results.scenario.as_str()).collect();
    let rows = names.into_iter().zip(&contrast.comparison.rows).flat_map(|(name, rows)| {
        rows.iter().map(move |row| {
            let change = row.change.as_ref();
            let [difference, low, high] = estimate(change.map(|change| &change.difference));
            let simultaneous = change.and_then(|change| change.simultaneous);
            vec![
                name.into(),
                row.scope.name().into(),
                row.metric.name().into(),
                row.base.into(),
                row.other.into(),
                difference,
                low,
                high,
                row.unit.into(),
                change.map(|change| Trend::word(change.trend)).into(),
                simultaneous.map(|(low, _)| low).into(),
                simultaneous.map(|(_, high)| high).into(),
                change.and_then(|change| change.p).into(),
                change.and_then(|change| change.variance_ratio).into(),
                change.map(|change| change.difference.n).into(),
            ]
        })
    });
    Table::new("comparison.csv", &COLUMNS, rows)
}
