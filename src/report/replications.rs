//! `replications.csv`: the headline figures of each replication.

use super::Material;
use super::table::{Cell, Column, Table};

pub(super) fn table(material: Material<'_>) -> Table<'_> {
    let results = material.results;
    let mut columns = vec![
        Column::new("replication", "", "Number of the replication, from 1."),
        Column::new("events", "", "Events that were handled."),
        Column::new("ending", "", "How it ended; of an unfinished one no times are shown."),
    ];
    columns.extend(results.headline_figures.iter().map(|(name, unit)| {
        let header = format!("{}_{unit}", name.replace(' ', "_"));
        Column::new(header, unit, format!("{name}, of the consignments that entered in the window."))
    }));
    let rows = results.replications.iter().map(|row| {
        let shown = row.ending == "complete";
        let mut cells: Vec<Cell> = vec![row.replication.into(), row.events.into(), row.ending.into()];
        cells.extend(row.values.iter().map(|value| Cell::from(value.filter(|_| shown))));
        cells
    });
    Table { file: "replications.csv", columns, rows: Box::new(rows) }
}
