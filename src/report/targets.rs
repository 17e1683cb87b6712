//! `targets.csv`: every target in all its readings.

use super::Material;
use super::table::{Table, estimate};
use crate::experiment::Verdict;

const COLUMNS: [(&str, &str, &str); 15] = [
    (
        "target",
        "",
        "Name of the target; of a reading on which none is set, that of the one which brings the threshold.",
    ),
    ("span", "", "The span."),
    ("population", "", "The flow or population."),
    ("statistic", "", "The reading: mean, p50, p90, or the share of consignments within the threshold."),
    ("threshold_d", "d", "The threshold."),
    (
        "value",
        "",
        "Value of the reading; empty if nobody completed the span, if some were still under way at the end, or if their \
         backlog grows for as long as the run lasts.",
    ),
    ("unit", "", "Unit of value and interval."),
    ("ci_low", "", "Lower limit of the 95 % interval of the value (Student)."),
    ("ci_high", "", "Upper limit of the 95 % interval of the value."),
    ("replications", "", "Replications that the value rests on."),
    (
        "verdict",
        "",
        "pass, fail or inconclusive: whether the whole interval lies within the threshold, beyond it, or neither; for a \
         share, and only if a target is set on it, whether it reaches the least share.",
    ),
    ("own", "", "yes if a target is set on this statistic of this span and population."),
    (
        "carriers",
        "",
        "Independent trains or sailings in a replication, on average; a p50 of fewer than 20 and a p90 of fewer than 100 \
         are inconclusive.",
    ),
    (
        "settles_at",
        "",
        "Replications that would about settle an inconclusive verdict; empty if more than 10,000, or if none would.",
    ),
    ("least_share", "share", "The least share within the threshold, for targets on the share."),
];

/// The targets in all their readings.
#[must_use]
pub fn table(material: Material<'_>) -> Table<'_> {
    let rows = material.results.targets.iter().map(move |row| {
        let [mean, low, high] = estimate(row.value.as_ref());
        vec![
            (&row.target).into(),
            (&row.span).into(),
            (&row.population).into(),
            row.statistic.into(),
            row.threshold_d.into(),
            mean,
            if row.statistic == "share" { "share" } else { "d" }.into(),
            low,
            high,
            row.value.as_ref().map(|value| value.n).into(),
            row.verdict.map(Verdict::word).into(),
            if row.own { "yes" } else { "no" }.into(),
            row.carriers.into(),
            row.settles_at.into(),
            row.least_share.into(),
        ]
    });
    Table::new("targets.csv", &COLUMNS, rows)
}
