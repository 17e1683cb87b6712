//! `targets.csv`: every target in all its readings.

use super::Material;
use super::table::{Table, estimate};
use crate::experiment::Verdict;

const COLUMNS: [(&str, &str, &str); 12] = [
    ("target", "", "Name of the target."),
    ("span", "", "The span it is set on."),
    ("population", "", "The flow or population it is asked of."),
    ("statistic", "", "The reading: mean, p50, p90, or the share of consignments within the threshold."),
    ("threshold_d", "d", "The threshold."),
    ("value", "", "Value of the reading; empty if some consignments were still under way at the end."),
    ("unit", "", "Unit of value and interval."),
    ("ci_low", "", "Lower limit of the 95 % interval of the value (Student)."),
    ("ci_high", "", "Upper limit of the 95 % interval of the value."),
    ("replications", "", "Replications that the value rests on."),
    (
        "verdict",
        "",
        "pass, fail or inconclusive: whether the whole interval lies within the threshold, beyond it, or neither.",
    ),
    ("own", "", "yes if the target is set on this statistic."),
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
        ]
    });
    Table::new("targets.csv", &COLUMNS, rows)
}
