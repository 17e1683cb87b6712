//! `stages.csv`: what went through each stage.

use super::Material;
use super::table::{Table, estimate};

const COLUMNS: [(&str, &str, &str); 17] = [
    ("stage", "", "Name of the stage; `entry` is outside the first stage."),
    ("arrivals", "consignment", "Consignments that came in within the window: mean over replications."),
    ("departures", "consignment", "Consignments that went out within the window."),
    ("inside_mean", "consignment", "Mean number inside over time."),
    ("inside_p95", "consignment", "Number inside that is not exceeded 95 % of the time."),
    ("waiting_mean", "consignment", "Mean number waiting over time."),
    ("waiting_p95", "consignment", "Number waiting that is not exceeded 95 % of the time."),
    ("wait_h", "h", "Mean wait of those that went out."),
    ("wait_ci_low_h", "h", "Lower limit of its 95 % interval (Student)."),
    ("wait_ci_high_h", "h", "Upper limit of its 95 % interval."),
    ("stay_h", "h", "Mean stay of those that went out."),
    ("stay_ci_low_h", "h", "Lower limit of its 95 % interval (Student)."),
    ("stay_ci_high_h", "h", "Upper limit of its 95 % interval."),
    ("blocked_share", "share", "Share of the stay spent waiting for room downstream."),
    (
        "little_difference_h",
        "consignment h",
        "Little's identity: integral of the number inside less time spent inside; 0.",
    ),
    ("inside_ci_low", "consignment", "Lower limit of the 95 % interval of the mean number inside."),
    ("inside_ci_high", "consignment", "Upper limit of the 95 % interval of the mean number inside."),
];

pub(super) fn table(material: Material<'_>) -> Table<'_> {
    let rows = material.results.stages.iter().map(|row| {
        let [inside, inside_low, inside_high] = estimate(row.inside_mean.as_ref());
        let [waiting, _, _] = estimate(row.waiting_mean.as_ref());
        let [wait, wait_low, wait_high] = estimate(row.wait_h.as_ref());
        let [stay, stay_low, stay_high] = estimate(row.stay_h.as_ref());
        vec![
            (&row.stage).into(),
            row.arrivals.into(),
            row.departures.into(),
            inside,
            row.inside_p95.into(),
            waiting,
            row.waiting_p95.into(),
            wait,
            wait_low,
            wait_high,
            stay,
            stay_low,
            stay_high,
            row.blocked_share.into(),
            row.little_difference_h.into(),
            inside_low,
            inside_high,
        ]
    });
    Table::new("stages.csv", &COLUMNS, rows)
}
