//! In what two scenarios differ, one row a value.

use super::table::Table;
use crate::scenario::Difference;

const COLUMNS: [(&str, &str, &str); 4] = [
    ("path", "", "Key path of the value."),
    ("first", "", "What the first scenario says, with the unit; empty if nothing."),
    ("second", "", "What the second says; empty if nothing."),
    ("source", "", "The source of the second's number, or of the first's where the second has none."),
];

/// The differences of two scenarios.
#[must_use]
pub fn table(differences: &[Difference]) -> Table<'_> {
    let rows = differences.iter().map(|row| {
        vec![
            (&row.path).into(),
            row.first.as_ref().into(),
            row.second.as_ref().into(),
            row.source.as_ref().into(),
        ]
    });
    Table::new("differences.csv", &COLUMNS, rows)
}
