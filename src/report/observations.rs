//! `observations.csv`: what was observed, beside what the run gives.

use super::Material;
use super::table::{Table, estimate};

const COLUMNS: [(&str, &str, &str); 19] = [
    ("observation", "", "Name of the observation."),
    ("what", "", "What it is."),
    (
        "role",
        "",
        "`fit`: parameters were or can be fitted to it; `check`: no number of the scenario rests on it; `input`: it sets \
         a number, so that it comes out again whatever the model is.",
    ),
    ("measure", "", "What of a run answers to it."),
    ("unit", "", "Unit of the row's numbers."),
    ("observed", "", "What was observed."),
    ("low", "", "Lowest value that the source, or its rounding, leaves open."),
    ("high", "", "Highest value that it leaves open."),
    ("source", "", "The fact or source."),
    ("kind", "", "How well it is known."),
    ("simulated", "", "Mean over replications."),
    ("ci_low", "", "Lower limit of its 95 % interval (Student)."),
    ("ci_high", "", "Upper limit of its 95 % interval."),
    ("window_low", "", "Lower limit between which and the next 95 % of single windows lie (Student)."),
    ("window_high", "", "Upper limit of the same."),
    ("replications", "", "Replications that the figure rests on."),
    (
        "standing",
        "",
        "`inside` if the range of the observation and that of single windows have something in common, `outside` if not; \
         `unknown` if the run gives nothing.",
    ),
    ("known_miss", "", "Why it is known to lie elsewhere."),
    ("note", "", "Remark, such as what the source counts."),
];

pub(super) fn table(material: Material<'_>) -> Table<'_> {
    let rows = material.results.observations.iter().map(|row| {
        let [mean, low, high] = estimate(row.mean.as_ref());
        vec![
            (&row.observation).into(),
            (&row.title).into(),
            row.role.word().into(),
            row.measure.into(),
            row.unit.into(),
            row.value.into(),
            row.range.0.into(),
            row.range.1.into(),
            (&row.source).into(),
            row.kind.word().into(),
            mean,
            low,
            high,
            row.window.map(|(low, _)| low).into(),
            row.window.map(|(_, high)| high).into(),
            row.simulated.iter().flatten().count().into(),
            row.standing.word().into(),
            row.known_miss.as_ref().into(),
            row.note.as_ref().into(),
        ]
    });
    Table::new("observations.csv", &COLUMNS, rows)
}
