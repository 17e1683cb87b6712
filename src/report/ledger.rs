//! `ledger.csv`: every hour of the cohort, by flow, stage and cause.

use super::Material;
use super::table::{Table, estimate};

const COLUMNS: [(&str, &str, &str); 10] = [
    ("flow", "", "Whose hours: a flow, or, after all flows, a population that the scenario names."),
    ("stage", "", "Where they were spent; `entry` is outside the first stage."),
    ("cause", "", "On what."),
    ("because_of", "", "The stage that has no room, for hours spent waiting for room downstream."),
    (
        "hours_mean",
        "h",
        "Hours of a consignment of it, whether it spent any here or not: mean over replications; \
         empty if its backlog grows for as long as the run lasts.",
    ),
    ("ci_low", "h", "Lower limit of its 95 % interval (Student)."),
    ("ci_high", "h", "Upper limit of its 95 % interval."),
    ("hours_p90", "h", "90th percentile over consignments, averaged over replications."),
    ("share", "share", "Share of all its hours."),
    ("waiting", "", "yes if the hours were spent waiting, no if moving or being handled."),
];

pub(super) fn table(material: Material<'_>) -> Table<'_> {
    let results = material.results;
    let rows = results.ledger.iter().chain(&results.population_ledger).map(move |row| {
        // Of a backlog that grows the hours would only tell how long the run was.
        let shown = !results.withheld.contains(&row.flow);
        let [mean, low, high] = estimate(Some(&row.hours).filter(|_| shown));
        vec![
            (&row.flow).into(),
            (&row.stage).into(),
            row.cause.into(),
            row.because_of.as_ref().into(),
            mean,
            low,
            high,
            shown.then_some(row.p90_h).into(),
            row.share.into(),
            if row.waiting { "yes" } else { "no" }.into(),
        ]
    });
    Table::new("ledger.csv", &COLUMNS, rows)
}
