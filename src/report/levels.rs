//! `levels.csv`: yards, berths and queues over time, ready for level charts.

use super::Material;
use super::table::{Cell, Table};

const COLUMNS: [(&str, &str, &str); 8] = [
    ("replication", "", "Number of the replication: the first."),
    ("time", "", "When the step begins (UTC); steps are equally long."),
    ("stage", "", "The stage."),
    (
        "what",
        "",
        "What is counted: a resource of resources.csv, of which it is what is taken (busy or blocked); X roads are \
         vessels that wait for a berth of the group X; trains held are those on their way to the port that stand \
         without room ahead.",
    ),
    ("level", "", "How many there are when the step begins."),
    ("mean", "", "Their mean until the next step."),
    ("highest", "", "The most there are at any time until then."),
    ("capacity", "", "How many things the resource has at the end of the step; empty of a queue."),
];

pub(super) fn table(material: Material<'_>) -> Table<'_> {
    let results = material.results;
    let rows = results.levels.iter().flat_map(move |row| {
        row.points.iter().map(move |point| {
            let cells: Vec<Cell> = vec![
                row.replication.into(),
                Cell::Time(results.start, point.from.ms()),
                (&row.stage).into(),
                (&row.what).into(),
                point.level.into(),
                point.mean.into(),
                point.highest.into(),
                point.capacity.into(),
            ];
            cells
        })
    });
    Table::new("levels.csv", &COLUMNS, rows)
}
