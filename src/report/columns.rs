//! `columns.csv`: what every column of every table says.

use super::table::{Cell, Table};

const FILE: &str = "columns.csv";

const COLUMNS: [(&str, &str, &str); 4] = [
    ("file", "", "Name of the file."),
    ("column", "", "Header of the column."),
    ("unit", "", "Unit of its numbers; empty for text and where the rows name a unit."),
    ("meaning", "", "What it says."),
];

/// The columns of `tables` and its own.
pub(super) fn table(tables: &[Table<'_>]) -> Table<'static> {
    let row = |file: &str, name: &str, unit: &str, meaning: &str| -> Vec<Cell> {
        vec![file.into(), name.into(), unit.into(), meaning.into()]
    };
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    for table in tables {
        rows.extend(table.columns.iter().map(|c| row(table.file, &c.name, c.unit, &c.meaning)));
    }
    rows.extend(COLUMNS.iter().map(|&(name, unit, meaning)| row(FILE, name, unit, meaning)));
    Table::new(FILE, &COLUMNS, rows.into_iter())
}
