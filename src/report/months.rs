//! `months.csv`: spans by the month of entering, and how long ports were closed in it.

use super::Material;
use super::table::{Cell, Column, Table, estimate};

const FIXED: [(&str, &str, &str); 8] = [
    ("month", "", "First day of the calendar month (UTC) in which the consignments entered."),
    ("span", "", "The span."),
    ("population", "", "The flow or population."),
    ("consignments", "consignment", "Consignments that completed the span: mean over replications."),
    ("mean_d", "d", "Mean time: mean over the replications that had any; empty if none had."),
    ("p90_d", "d", "90th percentile over consignments, averaged over replications."),
    ("ci_low_d", "d", "Lower limit of the 95 % interval of the mean time (Student)."),
    ("ci_high_d", "d", "Upper limit of the 95 % interval of the mean time."),
];

pub(super) fn table(material: Material<'_>) -> Table<'_> {
    let results = material.results;
    let mut columns: Vec<Column> =
        FIXED.iter().map(|&(name, unit, meaning)| Column::new(name, unit, meaning)).collect();
    columns.extend(results.limits.iter().map(|limit| {
        let name = limit.brief();
        let meaning = format!("Share of consignments within {name}, averaged over replications.");
        Column::new(format!("within_{}_share", name.replace(' ', "")), "share", meaning)
    }));
    columns.extend(results.ports.iter().map(|port| {
        let meaning =
            format!("Hours of the month within the window in which weather closed {port} to vessels.");
        Column::new(format!("{}_closed_h", port.replace(' ', "_")), "h", meaning)
    }));
    let rows = results.months.iter().flat_map(move |month| {
        month.rows.iter().map(move |row| {
            let [mean, low, high] = estimate(row.mean_d.as_ref());
            let first = month.first.into();
            let mut cells: Vec<Cell> =
                vec![first, (&row.span).into(), (&row.population).into(), row.consignments.into()];
            cells.extend([mean, row.p90_d.into(), low, high]);
            let share = |at: usize| Cell::from(row.within.as_ref().map(|shares| shares[at]));
            cells.extend((0..results.limits.len()).map(share));
            cells.extend(month.closed_h.iter().map(|&hours| Cell::from(hours)));
            cells
        })
    });
    Table { file: "months.csv", columns, rows: Box::new(rows) }
}
