//! `distribution.csv`: the share of consignments within every time, ready to draw as a cumulative curve.

use super::Material;
use super::table::{Table, estimate};

const COLUMNS: [(&str, &str, &str); 7] = [
    ("population", "", "The flow or population."),
    ("span", "", "The span."),
    ("time_d", "d", "A time; evenly spaced, so that the rows of a span are a cumulative curve."),
    (
        "share",
        "share",
        "Share of consignments within it: mean over replications; one that took just so long is within.",
    ),
    ("ci_low", "share", "Lower limit of its 95 % interval (Student), for this time alone."),
    ("ci_high", "share", "Upper limit of its 95 % interval."),
    ("replications", "", "Replications that it rests on."),
];

pub(super) fn table(material: Material<'_>) -> Table<'_> {
    let rows = material.results.distributions.iter().map(|row| {
        let [mean, low, high] = estimate(Some(&row.within));
        vec![
            (&row.population).into(),
            (&row.span).into(),
            row.time_d.into(),
            mean,
            low,
            high,
            row.within.n.into(),
        ]
    });
    Table::new("distribution.csv", &COLUMNS, rows)
}
