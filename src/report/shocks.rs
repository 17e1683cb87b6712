//! `shocks.csv`: what each shock has done, against the same run without shocks.

use super::Material;
use super::table::{Cell, Column, Table, estimate};
use crate::experiment::{Effect, LATE, STAYS, TOLERATED, TOLERATED_LEAST};

const COLUMNS: [(&str, &str, &str); 10] = [
    ("shock", "", "Name of the shock."),
    ("begins", "", "Day on which it begins, at midnight UTC."),
    ("ends", "", "Day on which it is over, from midnight UTC on."),
    ("metric", "", ""),
    ("unit", "", "Unit of the row's numbers."),
    ("mean", "", "Mean over replications; empty if some of them have no value."),
    ("ci_low", "", "Lower limit of its 95 % interval (Student)."),
    ("ci_high", "", "Upper limit of its 95 % interval."),
    ("p50", "", "Median over replications; those that have not recovered count as longer than all others."),
    ("p90", "", "90th percentile over replications, likewise."),
];

/// What the metrics are, in the order of the rows.
fn metrics(material: Material<'_>) -> String {
    let results = material.results;
    let population = results.shocks.first().and_then(|row| row.population.as_deref());
    let whose = population.map_or_else(|| "reported cargo".to_owned(), |name| format!("population {name}"));
    let number = format!("the number of consignments ({whose}) between the ends of {}", results.headline);
    let share = TOLERATED * 100.0;
    let [stays, late] = [STAYS, LATE].map(|time| time.brief());
    let meaning = |effect: Effect| match effect {
        Effect::Excess => {
            format!("the most by which {number} exceeds that of the same instant without shocks")
        }
        Effect::Queue => "the most of them at one time".to_owned(),
        Effect::QueueWithout => "the same without shocks".to_owned(),
        Effect::Recovery => format!(
            "days from the end of the shock until the excess is, and stays for {stays}, at most {share} % of their mean \
             number without shocks in the window (and {TOLERATED_LEAST} in any case)"
        ),
        Effect::Recovered => "share of replications in which that was seen".to_owned(),
        Effect::Late => {
            format!(
                "consignments that came to the end more than {late} later than those of the same flow and number without shocks"
            )
        }
        Effect::Delay => "delays of all consignments that came later".to_owned(),
    };
    let all = Effect::ALL.map(|effect| format!("`{}` {}", effect.name(), meaning(effect)));
    format!(
        "What it is, from the day of the shock until all has been as before for {stays}, or until the next shock or the end: \
         {}.",
        all.join("; ")
    )
}

pub(super) fn table(material: Material<'_>) -> Table<'_> {
    let mut columns: Vec<Column> =
        COLUMNS.iter().map(|&(name, unit, meaning)| Column::new(name, unit, meaning)).collect();
    columns[3].meaning = metrics(material);
    columns.push(Column::new("replications", "", "Replications that the shock came in."));
    let rows = material.results.shocks.iter().flat_map(|shock| {
        shock.effects.iter().map(move |row| -> Vec<Cell> {
            let [mean, low, high] = estimate(row.value.as_ref());
            vec![
                (&shock.shock).into(),
                shock.begins.into(),
                shock.ends.into(),
                row.effect.name().into(),
                row.effect.unit().into(),
                mean,
                low,
                high,
                row.p50.into(),
                row.p90.into(),
                row.replications.into(),
            ]
        })
    });
    Table { file: "shocks.csv", columns, rows: Box::new(rows) }
}
